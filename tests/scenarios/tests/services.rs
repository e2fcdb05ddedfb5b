//! One service down must not hide the others; no network must hide nothing.
#![allow(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

use std::time::{Duration, Instant};

use schoolcard_core::app::{AppError, RefreshScope};
use schoolcard_core::domain::{DataState, Freshness};
use schoolcard_core::screens::home::ChildCard;
use schoolcard_core::screens::meals::MealsState;
use schoolcard_core::screens::money::MoneyState;
use schoolcard_core::screens::visits::VisitsState;
use schoolcard_core::screens::{NoticeKind, Screen, ScreenState};
use schoolcard_sandbox::{Direction, FaultKind, Sandbox, SandboxConfig, Service};
use schoolcard_scenarios::{Phone, balance, fortnight, school};

async fn signed_in(children: u8) -> (Sandbox, Phone) {
    let school = school(children, 20).await.unwrap();
    let phone = Phone::new(&school.base_url()).unwrap();
    phone.sign_in(&school).await.unwrap();
    phone.app.refresh(RefreshScope::Latest).await.unwrap();
    (school, phone)
}

fn freshness(phone: &Phone, screen: &Screen) -> Freshness {
    match phone.app.current(screen).unwrap() {
        ScreenState::Visits { state: VisitsState::Days { freshness, days, .. } } => {
            assert!(!days.is_empty());
            freshness
        }
        ScreenState::Meals { state: MealsState::Days { freshness, days, .. } } => {
            assert!(!days.is_empty());
            freshness
        }
        ScreenState::Money { state: MoneyState::Account { freshness, days, .. } } => {
            assert!(!days.is_empty());
            freshness
        }
        other => panic!("not readable: {other:?}"),
    }
}

/// The states of presence, balance and today.
fn states(card: &ChildCard) -> [DataState; 3] {
    [card.presence.freshness.state, balance(card).freshness.state, card.today.freshness.state]
}

async fn one_service_down(service: Service, fault: FaultKind) {
    let (school, phone) = signed_in(2).await;
    let screens = phone.screens(fortnight()).unwrap();
    let before = phone.cards().unwrap();
    assert_eq!(states(&before[0]), [DataState::Live; 3]);
    assert!(school.clock().advance(15 * 60));
    school.tap(before[0].person.as_str(), Direction::Out, None, None).unwrap();
    let topped_up = school.terminal_top_up(before[0].person.as_str(), 10_000, None).unwrap().balance_kopecks;
    school.faults().add(service, fault.clone(), None);
    let began = Instant::now();
    phone.app.refresh(RefreshScope::Latest).await.unwrap_or_else(|error| panic!("{service:?} {fault:?}: {error:?}"));
    assert!(began.elapsed() < Duration::from_secs(30), "one service does not make the others wait for ever");
    let cards = phone.cards().unwrap();
    assert_eq!(cards.len(), 2);
    let (card, old) = (&cards[0], &before[0]);
    let down = DataState::ServiceDown;
    let why = format!("{service:?} {fault:?}");
    let notices = phone.notices().unwrap();
    assert!(notices.contains(&NoticeKind::ServiceDown), "{why}: {notices:?}");
    assert!(!notices.contains(&NoticeKind::Offline), "{why}: one silent service is not a missing network");
    match service {
        Service::Pass => {
            assert_eq!(states(card), [down, DataState::Live, DataState::Live], "{why}");
            assert_eq!(card.presence.value.presence, old.presence.value.presence, "{why}: the last value");
            assert_eq!(card.presence.freshness.as_of, old.presence.freshness.as_of, "{why}: the old date");
            assert_eq!(balance(card).value.balance.confirmed.kopecks(), topped_up, "{why}: the others go on");
            assert_eq!(freshness(&phone, &screens[1]).state, down);
            assert_eq!(freshness(&phone, &screens[3]).state, DataState::Live);
        }
        Service::Food => {
            assert_eq!(states(card), [DataState::Live, down, down], "{why}");
            assert_eq!(balance(card).value, balance(old).value, "{why}: the last value");
            assert_eq!(balance(card).freshness.as_of, balance(old).freshness.as_of, "{why}: the old date");
            assert_ne!(card.presence.value.presence, old.presence.value.presence, "{why}: the others go on");
            assert_eq!(freshness(&phone, &screens[2]).state, down);
            assert_eq!(freshness(&phone, &screens[3]).state, down);
            assert_eq!(freshness(&phone, &screens[1]).state, DataState::Live);
        }
        _ => {
            assert_eq!(states(card), [DataState::Live; 3], "{why}: the family as last known");
            assert_eq!(balance(card).value.balance.confirmed.kopecks(), topped_up, "{why}: the others go on");
        }
    }
    school.faults().clear();
    phone.app.refresh(RefreshScope::Latest).await.unwrap();
    let cards = phone.cards().unwrap();
    assert_eq!(states(&cards[0]), [DataState::Live; 3], "{why}: back again");
    assert_eq!(balance(&cards[0]).value.balance.confirmed.kopecks(), topped_up);
    assert_eq!(phone.notices().unwrap(), [], "{why}");
}

async fn each_service_down(fault: FaultKind) {
    for service in [Service::Pass, Service::Food, Service::Profile] {
        one_service_down(service, fault.clone()).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_answers_html_is_down_alone() {
    each_service_down(FaultKind::Status { status: 503 }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_whose_answers_are_cut_is_down_alone() {
    each_service_down(FaultKind::CutBody).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_resets_connections_is_down_alone() {
    each_service_down(FaultKind::Reset).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_answers_fifty_megabytes_is_down_alone() {
    each_service_down(FaultKind::Huge { bytes: 50_000_000 }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn visits_that_never_answer_are_down_alone() {
    one_service_down(Service::Pass, FaultKind::Latency { ms: 60_000 }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_success_removes_nothing() {
    for service in [Service::Pass, Service::Food, Service::Profile] {
        let (school, phone) = signed_in(2).await;
        let screens = phone.screens(fortnight()).unwrap();
        let before = phone.cards().unwrap();
        school.faults().add(service, FaultKind::Empty, None);
        let _ = phone.app.refresh(RefreshScope::Latest).await;
        let cards = phone.cards().unwrap();
        assert_eq!(cards.len(), 2, "{service:?}");
        assert_eq!(cards[0].presence.value, before[0].presence.value, "{service:?}");
        assert_eq!(balance(&cards[0]).value, balance(&before[0]).value, "{service:?}");
        assert_eq!(cards[0].today.value, before[0].today.value, "{service:?}");
        for screen in &screens[1..] {
            freshness(&phone, screen);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_network_every_screen_opens_at_once_with_honest_dates_and_recovers() {
    let dir = tempfile::tempdir().unwrap();
    let start = |listen, now: &str| {
        let now = schoolcard_sandbox::parse_local(now);
        schoolcard_sandbox::start(SandboxConfig {
            listen,
            days: 20,
            now,
            db: Some(dir.path().join("school.db")),
            ..SandboxConfig::default()
        })
    };
    let school = start(SandboxConfig::default().listen, "2026-05-12T11:30").await.unwrap();
    let phone = Phone::new(&school.base_url()).unwrap();
    phone.sign_in(&school).await.unwrap();
    phone.app.refresh(RefreshScope::Latest).await.unwrap();
    let (before, screens) = (phone.cards().unwrap(), phone.screens(fortnight()).unwrap());
    let dates: Vec<Freshness> = screens[1..].iter().map(|screen| freshness(&phone, screen)).collect();
    let address = school.address();
    school.shutdown().await;

    assert_eq!(phone.app.refresh(RefreshScope::Latest).await, Err(AppError::Offline));
    assert!(phone.notices().unwrap().contains(&NoticeKind::Offline));
    assert!(!phone.notices().unwrap().contains(&NoticeKind::ServiceDown), "nobody's fault is claimed");
    let phone = phone.reopened().unwrap();
    for (screen, known) in screens[1..].iter().zip(&dates) {
        let began = Instant::now();
        let now = freshness(&phone, screen);
        assert!(began.elapsed() < Duration::from_millis(500), "from the cache, at once");
        assert_eq!(now.as_of, known.as_of, "{screen:?}");
        assert_eq!(now.state, DataState::Cached, "{screen:?}");
    }
    let cards = phone.cards().unwrap();
    assert_eq!(states(&cards[0]), [DataState::Cached; 3]);
    assert_eq!(balance(&cards[0]).value, balance(&before[0]).value);
    assert_eq!(phone.app.refresh(RefreshScope::Everything).await, Err(AppError::Offline));
    assert!(phone.notices().unwrap().contains(&NoticeKind::Offline));

    let school = start(address, "2026-05-12T11:50").await.unwrap();
    let person = cards[0].person.as_str();
    let balance_now = school.terminal_top_up(person, 5_000, None).unwrap().balance_kopecks;
    phone.app.refresh(RefreshScope::Latest).await.unwrap();
    let cards = phone.cards().unwrap();
    assert_eq!(states(&cards[0]), [DataState::Live; 3]);
    assert_eq!(balance(&cards[0]).value.balance.confirmed.kopecks(), balance_now);
    assert_eq!(phone.notices().unwrap(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_that_never_read_anything_says_that_it_is_offline() {
    let school = school(1, 10).await.unwrap();
    let phone = Phone::new(&school.base_url()).unwrap();
    phone.sign_in(&school).await.unwrap();
    school.shutdown().await;
    assert_eq!(phone.app.refresh(RefreshScope::Latest).await, Err(AppError::Offline));
    assert_eq!(phone.cards().unwrap(), []);
    assert!(phone.notices().unwrap().contains(&NoticeKind::Offline));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_profile_that_fails_at_the_first_reading_is_told_as_a_fault() {
    let school = school(1, 10).await.unwrap();
    let phone = Phone::new(&school.base_url()).unwrap();
    phone.sign_in(&school).await.unwrap();
    school.faults().add(Service::Profile, FaultKind::Status { status: 500 }, None);
    assert_eq!(phone.app.refresh(RefreshScope::Latest).await, Err(AppError::Server { retry_after: None }));
    assert!(phone.notices().unwrap().contains(&NoticeKind::ServiceDown));
}

#[tokio::test(flavor = "multi_thread")]
async fn retry_after_is_honoured_by_everybody_and_the_others_go_on() {
    let (school, phone) = signed_in(2).await;
    school.faults().add(Service::Pass, FaultKind::RateLimited { retry_after: 2 }, None);
    phone.app.refresh(RefreshScope::Latest).await.unwrap();
    let asked = school.counters().requests_to("visit_durations");
    assert!(phone.notices().unwrap().contains(&NoticeKind::Waiting));
    school.faults().clear();
    phone.app.refresh(RefreshScope::Latest).await.unwrap();
    let person = phone.cards().unwrap()[0].person.clone();
    phone.app.refresh(RefreshScope::Child { person, period: fortnight() }).await.unwrap();
    assert_eq!(school.counters().requests_to("visit_durations"), asked, "not even by hand");
    assert_eq!(phone.cards().unwrap()[0].presence.freshness.state, DataState::ServiceDown);
    assert_eq!(balance(&phone.cards().unwrap()[0]).freshness.state, DataState::Live);
    tokio::time::sleep(Duration::from_millis(2_100)).await;
    phone.app.refresh(RefreshScope::Latest).await.unwrap();
    assert!(school.counters().requests_to("visit_durations") > asked);
    assert_eq!(phone.cards().unwrap()[0].presence.freshness.state, DataState::Live);
    assert_eq!(phone.notices().unwrap(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_asked_to_wait_is_told_with_the_time() {
    let (school, phone) = signed_in(1).await;
    for service in [Service::Pass, Service::Food, Service::Profile] {
        school.faults().add(service, FaultKind::RateLimited { retry_after: 300 }, None);
    }
    let _ = phone.app.refresh(RefreshScope::Latest).await;
    let total = school.counters().total();
    match phone.app.refresh(RefreshScope::Latest).await {
        Err(AppError::Server { retry_after: Some(wait) }) => assert!((200..=300).contains(&wait.as_secs()), "{wait:?}"),
        other => panic!("{other:?}"),
    }
    assert_eq!(school.counters().total(), total);
}

#[tokio::test(flavor = "multi_thread")]
async fn history_of_the_other_services_is_read_though_one_resets_connections() {
    let school = school(1, 100).await.unwrap();
    let phone = Phone::new(&school.base_url()).unwrap();
    phone.sign_in(&school).await.unwrap();
    school.faults().add(Service::Pass, FaultKind::Reset, None);
    let _ = phone.app.refresh(RefreshScope::Everything).await;
    let spring: schoolcard_core::domain::Period =
        schoolcard_core::domain::Period { from: "2026-02-16".parse().unwrap(), to: "2026-03-01".parse().unwrap() };
    let screens = phone.screens(spring).unwrap();
    freshness(&phone, &screens[2]);
    freshness(&phone, &screens[3]);
    school.faults().clear();
    phone.app.refresh(RefreshScope::Everything).await.unwrap();
    freshness(&phone, &screens[1]);
}
