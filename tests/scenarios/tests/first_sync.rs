//! The history: whole, ended where it ends, merged with what comes late, and none the worse for being killed.
#![allow(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use schoolcard_core::app::RefreshScope;
use schoolcard_core::domain::{LocalDate, Period};
use schoolcard_core::screens::money::{MoneyState, MovementRow};
use schoolcard_core::screens::visits::{VisitRow, VisitsState};
use schoolcard_core::screens::{Screen, ScreenState};
use schoolcard_sandbox::{Direction, SaleItem, SaleKind, Sandbox, parse_local};
use schoolcard_scenarios::{Phone, fortnight, rows, school, school_on_disk};

async fn synced(school: &Sandbox) -> Phone {
    let phone = Phone::new(&school.base_url()).unwrap();
    phone.sign_in(school).await.unwrap();
    phone.app.refresh(RefreshScope::Everything).await.unwrap();
    phone
}

fn of(phone: &Phone) -> rows::Rows {
    phone.app.pause(Duration::from_secs(1));
    rows::of_the_phone(phone.data.path())
}

#[tokio::test(flavor = "multi_thread")]
async fn two_years_of_two_children_are_row_for_row_what_the_school_has() {
    let school = school_on_disk(2, 730).await;
    let phone = synced(&school.sandbox).await;
    let theirs = school.rows();
    assert!(theirs.passages.len() > 1_000 && theirs.purchases.len() > 500 && theirs.movements.len() > 500, "{}", theirs.events());
    of(&phone).assert_same(&theirs);
}

#[tokio::test(flavor = "multi_thread")]
async fn history_ends_at_the_enrolment_and_a_second_reading_asks_for_nothing_old() {
    let school = school_on_disk(1, 200).await;
    rows::run_sql(&school.db, "UPDATE children SET enrollment_date = '2026-02-02'");
    let phone = synced(&school.sandbox).await;
    let mine = of(&phone);
    assert!(mine.passages.iter().all(|row| row.split('|').nth(1).unwrap() >= "2026-02-02"));
    let asked = school.sandbox.counters().requests_to("visit_durations");
    // 100 days in weeks, and the latest week once more.
    assert_eq!(asked, 100_u64.div_ceil(7) + 1);
    phone.app.refresh(RefreshScope::Everything).await.unwrap();
    assert_eq!(school.sandbox.counters().requests_to("visit_durations"), asked + 1, "only the latest week");
}

#[tokio::test(flavor = "multi_thread")]
async fn history_without_a_known_beginning_ends_after_a_run_longer_than_a_summer() {
    let school = school_on_disk(1, 400).await;
    rows::run_sql(&school.db, "UPDATE children SET enrollment_date = '1999-09-01'");
    let phone = synced(&school.sandbox).await;
    of(&phone).assert_same(&school.rows());
    let asked = school.sandbox.counters().requests_to("visit_durations");
    assert!((400 / 7 + 20..400 / 7 + 28).contains(&asked), "the history and twenty empty weeks, not twenty-six years: {asked}");
}

/// Rows of `child` on one day, as the visits screen shows them.
fn visits(phone: &Phone, day: &str) -> Vec<VisitRow> {
    let date: LocalDate = day.parse().unwrap();
    let child = phone.cards().unwrap()[0].person.clone();
    match phone.app.current(&Screen::Visits { child, period: Period { from: date, to: date } }).unwrap() {
        ScreenState::Visits { state: VisitsState::Days { days, .. } } => days.into_iter().flat_map(|day| day.visits).collect(),
        other => panic!("{other:?}"),
    }
}

fn movements(phone: &Phone, period: Period) -> Vec<MovementRow> {
    let child = phone.cards().unwrap()[0].person.clone();
    match phone.app.current(&Screen::Money { child, period }).unwrap() {
        ScreenState::Money { state: MoneyState::Account { days, .. } } => days.into_iter().flat_map(|day| day.movements).collect(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tap_the_school_learns_of_late_is_merged_once_with_its_real_time() {
    let school = school_on_disk(1, 30).await;
    let sandbox = &school.sandbox;
    let person = sandbox.operator_state().unwrap().children[0].person_id.clone();
    // Saturday, when nobody else passes.
    let (at, learned) = (parse_local("2026-05-09T10:05").unwrap(), parse_local("2026-05-12T11:40").unwrap());
    sandbox.tap_learned_later(&person, Direction::In, at, learned).unwrap();
    // The phone follows since Friday evening.
    sandbox.clock().set(parse_local("2026-05-08T20:00").unwrap());
    let phone = synced(sandbox).await;
    assert_eq!(visits(&phone, "2026-05-09"), []);
    sandbox.clock().set(parse_local("2026-05-12T11:45").unwrap());
    for _ in 0..3 {
        phone.app.refresh(RefreshScope::Latest).await.unwrap();
    }
    let late = visits(&phone, "2026-05-09");
    assert_eq!(late.len(), 1);
    assert_eq!(late[0].entry.unwrap().to_string(), "10:05");
    assert_ne!(late[0].late_text, "", "late news says when it was learned (P7)");
    of(&phone).assert_same(&school.rows());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_past_purchase_the_school_edits_is_shown_as_edited_and_not_twice() {
    let school = school_on_disk(1, 30).await;
    let sandbox = &school.sandbox;
    let person = sandbox.operator_state().unwrap().children[0].person_id.clone();
    let items = [SaleItem { name: "Булочка".to_owned(), price_kopecks: 4_500, amount: 1 }];
    let sold = sandbox.sale(&person, SaleKind::Buffet, &items, parse_local("2026-05-08T12:00")).unwrap();
    let phone = synced(sandbox).await;
    let before = movements(&phone, fortnight());
    assert!(before.iter().all(|movement| !movement.edited));
    assert!(sandbox.clock().advance(600));
    sandbox.edit_purchase(sold.order_id.unwrap(), 5_500).unwrap();
    for _ in 0..2 {
        phone.app.refresh(RefreshScope::Latest).await.unwrap();
    }
    let after = movements(&phone, fortnight());
    assert_eq!(after.len(), before.len());
    let edited: Vec<_> = after.iter().filter(|movement| movement.sum.kopecks() == -5_500 && movement.edited).collect();
    assert_eq!(edited.len(), 1);
    assert!(edited[0].edit_text.contains("45,00"), "it says what it was: {}", edited[0].edit_text);
    of(&phone).assert_same(&school.rows());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tap_the_school_takes_back_disappears() {
    let school = school_on_disk(1, 30).await;
    let sandbox = &school.sandbox;
    let person = sandbox.operator_state().unwrap().children[0].person_id.clone();
    let visit = sandbox.tap(&person, Direction::In, parse_local("2026-05-10T10:00"), None).unwrap();
    let phone = synced(sandbox).await;
    assert_eq!(visits(&phone, "2026-05-10").len(), 1);
    rows::run_sql(&school.db, &format!("UPDATE visits SET hidden_at = '2026-05-12T11:35:00' WHERE id = {visit}"));
    assert!(sandbox.clock().advance(600));
    phone.app.refresh(RefreshScope::Latest).await.unwrap();
    assert_eq!(visits(&phone, "2026-05-10"), []);
    of(&phone).assert_same(&school.rows());
}

#[tokio::test(flavor = "multi_thread")]
async fn weeks_of_absence_leave_no_hole() {
    let school = school_on_disk(2, 60).await;
    let sandbox = &school.sandbox;
    let phone = synced(sandbox).await;
    // Five weeks pass; the school goes on, the phone is off.
    let person = sandbox.operator_state().unwrap().children[0].person_id.clone();
    for day in 13..30 {
        let at = parse_local(&format!("2026-05-{day}T08:10"));
        sandbox.tap(&person, Direction::In, at, None).unwrap();
        sandbox.terminal_top_up(&person, 1_000 + day, at).unwrap();
    }
    sandbox.clock().set(parse_local("2026-07-10T11:00").unwrap());
    let phone = phone.reopened().unwrap();
    // The refresh token ran out after 30 days: the parent signs in again.
    let _ = phone.app.refresh(RefreshScope::Latest).await;
    phone.sign_in(sandbox).await.unwrap();
    phone.app.refresh(RefreshScope::Latest).await.unwrap();
    of(&phone).assert_same(&school.rows());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_failed_at_every_refresh_leaves_no_hole_once_history_has_read_it() {
    let school = school_on_disk(1, 60).await;
    let sandbox = &school.sandbox;
    let phone = Phone::new(&sandbox.base_url()).unwrap();
    phone.sign_in(sandbox).await.unwrap();
    // Visits fail while the latest days are read, and come back for the history.
    sandbox.faults().add(schoolcard_sandbox::Service::Pass, schoolcard_sandbox::FaultKind::Status { status: 503 }, Some(1));
    phone.app.refresh(RefreshScope::Everything).await.unwrap();
    let person = sandbox.operator_state().unwrap().children[0].person_id.clone();
    sandbox.tap(&person, Direction::In, parse_local("2026-05-16T10:00"), None).unwrap();
    sandbox.clock().set(parse_local("2026-06-09T11:00").unwrap());
    phone.app.refresh(RefreshScope::Everything).await.unwrap();
    assert_eq!(visits(&phone, "2026-05-16").len(), 1);
    of(&phone).assert_same(&school.rows());
}

#[tokio::test(flavor = "multi_thread")]
async fn two_readings_of_the_history_at_once_ask_for_every_week_once() {
    let school = school(1, 200).await.unwrap();
    let phone = Phone::new(&school.base_url()).unwrap();
    phone.sign_in(&school).await.unwrap();
    let (one, two) = tokio::join!(phone.app.refresh(RefreshScope::Everything), phone.app.refresh(RefreshScope::Everything));
    one.unwrap();
    two.unwrap();
    let asked = school.counters().requests_to("visit_durations");
    assert!(asked <= 200_u64.div_ceil(7) + 3, "{asked}");
}

/// The bar of the issue: so many events, killed so often.
const EVENTS: usize = 53_200;
const KILLS: u32 = 50;

fn spawn(base: &str, data: &Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_first_sync")).arg(base).arg(data).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

fn data_dir(school: &Sandbox) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let pair = school.token(None).unwrap();
    std::fs::write(dir.path().join("tokens"), format!("{}\n{}", pair.access_token, pair.refresh_token)).unwrap();
    dir
}

/// Waits for the process to end by itself, at most until `deadline`; whether it did.
fn ended_by(child: &mut Child, deadline: Instant) -> bool {
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            let mut words = String::new();
            child.stderr.take().unwrap().read_to_string(&mut words).unwrap();
            assert!(status.success(), "{words}");
            return true;
        }
        if Instant::now() >= deadline {
            return false;
        }
        std::thread::sleep(Duration::from_millis(1));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_sync_killed_fifty_times_ends_with_the_rows_of_an_undisturbed_one() {
    let school = school_on_disk(4, 3_653).await;
    let base = school.sandbox.base_url();
    let theirs = school.rows();
    assert!(theirs.events() >= EVENTS, "{} events", theirs.events());

    let undisturbed = data_dir(&school.sandbox);
    let began = Instant::now();
    let mut child = spawn(&base, undisturbed.path());
    assert!(tokio::task::block_in_place(|| ended_by(&mut child, began + Duration::from_secs(180))), "too slow");
    let whole = began.elapsed();
    rows::of_the_phone(undisturbed.path()).assert_same(&theirs);
    let expected = rows::bytes_of_the_phone(undisturbed.path());
    println!("undisturbed: {} events in {whole:.1?}", theirs.events());

    // Pseudo-random moments, the same in every run of the test, spread so that a run is killed several times before it ends.
    let mut random = 0x5eed_u64;
    let mut moment = || {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        whole.mul_f64(f64::from(u32::try_from(random >> 40).unwrap()) / f64::from(1 << 24) * 0.3)
    };
    let (mut kills, mut finished, mut data) = (0, 0, data_dir(&school.sandbox));
    loop {
        let mut child = spawn(&base, data.path());
        let deadline = Instant::now() + if kills < KILLS { moment() } else { Duration::from_secs(180) };
        if tokio::task::block_in_place(|| ended_by(&mut child, deadline)) {
            assert!(rows::bytes_of_the_phone(data.path()) == expected, "run {finished}, after {kills} kills");
            finished += 1;
            if kills >= KILLS {
                break;
            }
            data = data_dir(&school.sandbox);
        } else {
            assert!(kills < KILLS, "too slow");
            // SIGKILL: nothing in the process gets a chance to tidy up.
            child.kill().unwrap();
            child.wait().unwrap();
            kills += 1;
        }
    }
    println!("{kills} kills, {finished} runs ended, all byte for byte the same");
}
