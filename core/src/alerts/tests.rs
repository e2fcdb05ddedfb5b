//! One event is one alert, whatever the routes, their order, their number, and where the process dies.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proptest::prelude::*;
use schoolcard_sandbox::push::ece::Recipient;

use super::push::context::{PushChild, child_reference};
use super::push::{DeviceKeys, PushContext, PushTrouble, record_push};
use super::rules::{AlertChoice, AlertRules, Hours};
use super::*;
use crate::domain::account::AccountReading;
use crate::domain::people::Sex;
use crate::domain::samples::{at, bought, date, tap, tap_in};
use crate::domain::{
    Adult, AlertKind, Child, CutOff, CutOffs, Direction, Family, MealOrder, Moment, Money, OrderDay, Passage, PersonId, ProfileId,
    Purchase, PurchaseKind, SpendingRules, WeeklyRule,
};
use crate::l10n::Locale;
use crate::outbox::reading;
use crate::store::{AlertFate, Outcome, Service, Store, Window};
use crate::sync::ahead::keep_as_read;

const MASHA: &str = "child-1";

/// A phone that follows one child since seven in the morning.
struct Phone {
    dir: tempfile::TempDir,
    store: Arc<Store>,
    ledger: AlertLedger,
    context: PushContext,
    family: Family,
}

impl Phone {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let child = Child {
            person: MASHA.into(),
            student_id: None,
            account: None,
            first_name: "Маша".into(),
            last_name: "Иванова".into(),
            middle_name: String::new(),
            sex: Sex::Female,
            birth_date: None,
            class_name: String::new(),
            school: None,
            enrolled_on: None,
        };
        let adult = Adult {
            profile_id: Some(ProfileId(1)),
            first_name: String::new(),
            last_name: String::new(),
            middle_name: String::new(),
            phone: String::new(),
            email: None,
        };
        let context = PushContext {
            locale: Locale::Ru,
            clock_offset: 0,
            keys: DeviceKeys::generate().unwrap(),
            children: vec![PushChild { person: MASHA.into(), name: "Маша".into(), sex: Sex::Female }],
            rules: AlertRules::default(),
        };
        let store = Arc::new(Store::open(dir.path()).unwrap());
        let ledger = AlertLedger::new(Arc::clone(&store), dir.path().to_owned());
        let phone = Self { dir, store, ledger, context, family: Family { adult, children: vec![child] } };
        phone.look("2026-05-12 07:00");
        phone
    }

    /// The process dies and starts again.
    fn restarted(self) -> Self {
        let Self { dir, store, ledger, context, family } = self;
        drop(ledger);
        drop(store);
        let store = Arc::new(Store::open(dir.path()).unwrap());
        let ledger = AlertLedger::new(Arc::clone(&store), dir.path().to_owned());
        Self { dir, store, ledger, context, family }
    }

    fn look(&self, now: &str) -> usize {
        self.ledger.look(&self.family, None, at(now)).unwrap()
    }

    fn sync(&self, taps: &[Passage], now: &str) -> usize {
        let taps: Vec<Passage> = taps.iter().cloned().map(|tap| Passage { learned_at: at(now), ..tap }).collect();
        self.store.write(move |w| w.put_passages(&MASHA.into(), Window::NOTHING, taps)).unwrap();
        self.look(now)
    }

    fn payload(&self, kind: &str, number: i64, sent_at: Moment, body: &serde_json::Value) -> Vec<u8> {
        let recipient = Recipient::from_text(&self.context.keys.public_text(), &self.context.keys.auth_text()).unwrap();
        let message = URL_SAFE_NO_PAD.encode(recipient.seal(body.to_string().as_bytes()).unwrap());
        let child = child_reference(&self.context.keys, &MASHA.into());
        serde_json::json!({ "v": "1", "id": format!("alert-{number}"), "k": kind, "c": child, "t": sent_at.0.to_string(), "m": message })
            .to_string()
            .into_bytes()
    }

    fn payload_of(&self, tap: &Passage, number: i64) -> Vec<u8> {
        let body = serde_json::json!({
            // The turnstile's second, which the visits route does not know.
            "at": tap.at.plus_seconds(25).0,
            "org": { "id": tap.organization.id.as_str(), "short": tap.organization.short_name },
            "cursor": { "after": number - 1, "is": number },
        });
        let kind = if tap.direction == Direction::In { "entry" } else { "exit" };
        self.payload(kind, number, tap.at.plus_minutes(1), &body)
    }

    fn push(&self, tap: &Passage, now: &str) -> PushTaken {
        self.ledger.take_push(&self.payload_of(tap, 1), &self.context, at(now), at(now), false).unwrap()
    }

    fn kinds(&self) -> Vec<AlertKind> {
        self.ledger.feed(100).unwrap().iter().map(|alert| alert.event.kind()).collect()
    }

    fn post_all(&self, now: &str) -> usize {
        let due: Vec<_> = self.ledger.due().unwrap().into_iter().map(|alert| (alert.row.key, alert.row.revision)).collect();
        self.ledger.note_posted(&due, at(now)).unwrap();
        due.len()
    }

    fn balance(&self, kopecks: i64, when: &str) {
        let rules = Some(SpendingRules { day_limit: None, warn_below: Some(Money(10_000)) });
        let reading = AccountReading { child: Some(MASHA.into()), account: None, confirmed: Money(kopecks), rules };
        let when = at(when);
        self.store
            .write(move |w| {
                w.put_account(&MASHA.into(), &reading, when)?;
                w.note_reading(&PersonId::from(MASHA), Service::Food, when, Outcome::Ok)
            })
            .unwrap();
    }
}

#[test]
fn an_entry_that_comes_by_push_by_sync_and_by_push_again_is_one_alert() {
    let phone = Phone::new();
    let tap = tap_in("2026-05-12 08:07");
    assert!(matches!(phone.push(&tap, "2026-05-12 08:08"), PushTaken::News { .. }));
    assert_eq!(phone.sync(std::slice::from_ref(&tap), "2026-05-12 08:12"), 0);
    assert!(matches!(phone.push(&tap, "2026-05-12 08:13"), PushTaken::Duplicate { .. }));
    assert_eq!(phone.kinds(), [AlertKind::Entry]);
    assert_eq!(phone.store.passages(&MASHA.into(), crate::domain::Period::month_of(at("2026-05-12 08:07").date())).unwrap().len(), 1);

    let row = phone.ledger.feed(1).unwrap().remove(0).row;
    let times = (row.event_at, row.server_at, row.push_at, row.shown_at);
    assert_eq!(times.0, at("2026-05-12 08:07").plus_seconds(25));
    assert_eq!((times.1, times.2, times.3), (Some(at("2026-05-12 08:08")), Some(at("2026-05-12 08:08")), None));
    assert_eq!(phone.post_all("2026-05-12 08:14"), 1);
    assert_eq!(phone.ledger.feed(1).unwrap()[0].row.shown_at, Some(at("2026-05-12 08:14")));
    assert_eq!(phone.post_all("2026-05-12 08:15"), 0);
}

#[test]
fn a_push_that_comes_after_the_rows_changes_nothing_but_its_time() {
    let phone = Phone::new();
    let tap = tap_in("2026-05-12 08:07");
    assert_eq!(phone.sync(std::slice::from_ref(&tap), "2026-05-12 08:09"), 1);
    phone.post_all("2026-05-12 08:09");
    assert!(matches!(phone.push(&tap, "2026-05-12 08:20"), PushTaken::Duplicate { .. }));
    assert_eq!(phone.post_all("2026-05-12 08:21"), 0);
    assert_eq!(phone.ledger.feed(1).unwrap()[0].row.push_at, Some(at("2026-05-12 08:20")));
}

#[test]
fn what_happened_before_the_child_was_followed_is_history_and_no_news() {
    let phone = Phone::new();
    let days =
        [tap_in("2026-05-11 08:00"), tap("2026-05-11 14:00", Direction::Out), tap_in("2026-05-12 06:59"), tap_in("2026-05-12 07:30")];
    assert_eq!(phone.sync(&days, "2026-05-12 07:40"), 1);
}

#[test]
fn killed_between_keeping_and_posting_an_alert_is_posted_by_the_next_run_and_then_no_more() {
    let phone = Phone::new();
    phone.push(&tap_in("2026-05-12 08:07"), "2026-05-12 08:08");
    let phone = phone.restarted();
    assert_eq!(phone.post_all("2026-05-12 08:09"), 1);
    let phone = phone.restarted();
    assert_eq!(phone.post_all("2026-05-12 08:10"), 0);
}

#[test]
fn killed_between_the_rows_and_the_ledger_the_next_look_finds_the_event() {
    let phone = Phone::new();
    let tap = tap_in("2026-05-12 08:07");
    phone.store.write(move |w| w.add_passage(tap)).unwrap();
    let phone = phone.restarted();
    assert_eq!(phone.look("2026-05-12 08:20"), 1);
}

#[test]
fn what_the_extension_kept_is_taken_up_once_and_not_posted_again() {
    let phone = Phone::new();
    let payload = phone.payload_of(&tap_in("2026-05-12 08:07"), 1);
    record_push(&phone.ledger.spool_dir(), &payload);
    // The file is dated by this machine's clock, the story by its own.
    assert_eq!(phone.ledger.take_spool(&phone.context, 0, at("2026-05-12 08:10")).unwrap(), 1);
    assert_eq!(std::fs::read_dir(phone.ledger.spool_dir()).unwrap().count(), 0);
    record_push(&phone.ledger.spool_dir(), &payload);
    assert_eq!(phone.ledger.take_spool(&phone.context, 0, at("2026-05-12 08:11")).unwrap(), 0);
    assert_eq!((phone.kinds(), phone.post_all("2026-05-12 08:12")), (vec![AlertKind::Entry], 0));
}

#[test]
fn p7_late_news_is_posted_without_sound_and_keeps_its_real_time() {
    let phone = Phone::new();
    assert_eq!(phone.sync(&[tap_in("2026-05-12 08:07")], "2026-05-12 09:00"), 1);
    let due = phone.ledger.due().unwrap();
    assert_eq!(due[0].row.fate, AlertFate::ToldSilently);
    assert_eq!((due[0].row.event_at, due[0].row.learned_at), (at("2026-05-12 08:07"), at("2026-05-12 09:00")));
}

#[test]
fn what_is_not_told_lands_in_the_feed_with_its_mark() {
    let phone = Phone::new();
    let mut rules =
        AlertRules { quiet: Some(Hours { from: "21:00".parse().unwrap(), to: "07:00".parse().unwrap() }), ..AlertRules::default() };
    rules.choices.entry(MASHA.into()).or_default().insert(AlertKind::Exit, AlertChoice { push: false, hours: None });
    phone.ledger.set_rules(&rules).unwrap();
    phone.sync(&[tap("2026-05-12 14:00", Direction::Out)], "2026-05-12 14:01");
    phone.sync(&[tap_in("2026-05-12 21:30")], "2026-05-12 21:31");
    let fates: Vec<AlertFate> = phone.ledger.feed(10).unwrap().iter().map(|alert| alert.row.fate).collect();
    assert_eq!(fates, [AlertFate::QuietHours, AlertFate::SwitchedOff]);
    assert_eq!(phone.post_all("2026-05-12 21:32"), 0);
}

#[test]
fn a_purchase_that_the_school_edits_updates_its_alert_silently_and_a_late_old_copy_does_not_bring_it_back() {
    let phone = Phone::new();
    let buy = |kopecks: i64, now: &str| {
        let mut purchase = bought("2026-05-12 11:40", kopecks);
        purchase.learned_at = at(now);
        phone.store.write(move |w| w.put_purchases(&MASHA.into(), Window::NOTHING, vec![purchase], false)).unwrap();
        phone.look(now)
    };
    assert_eq!(buy(18_500, "2026-05-12 11:41"), 1);
    assert_eq!(phone.post_all("2026-05-12 11:41"), 1);
    assert_eq!(buy(12_000, "2026-05-12 15:00"), 1);
    let due = phone.ledger.due().unwrap();
    assert_eq!((due.len(), due[0].row.revision, due[0].row.fate), (1, 1, AlertFate::ToldSilently));
    assert_eq!(phone.post_all("2026-05-12 15:01"), 1);

    let order = bought("2026-05-12 11:40", 0).id;
    let body = serde_json::json!({ "at": at("2026-05-12 11:40").0, "order": order.as_str(), "what": 2, "sum": 18_500 });
    let late = phone.payload("purchase", 9, at("2026-05-12 11:41"), &body);
    let taken = phone.ledger.take_push(&late, &phone.context, at("2026-05-12 15:02"), at("2026-05-12 15:02"), false).unwrap();
    assert!(matches!(taken, PushTaken::Duplicate { .. }));
    assert_eq!(phone.look("2026-05-12 15:03"), 0);
    assert_eq!(phone.kinds(), [AlertKind::Purchase]);
}

#[test]
fn m4_low_balance_is_told_at_the_crossing_and_not_at_every_look() {
    let phone = Phone::new();
    let bought = bought("2026-05-12 07:05", 5_000);
    phone.store.write(move |w| w.put_purchases(&MASHA.into(), Window::NOTHING, vec![bought], false)).unwrap();
    phone.balance(50_000, "2026-05-12 07:10");
    phone.look("2026-05-12 07:10");
    phone.balance(9_000, "2026-05-12 11:41");
    phone.look("2026-05-12 11:41");
    phone.look("2026-05-12 11:43");
    phone.balance(8_000, "2026-05-12 12:00");
    phone.look("2026-05-12 12:00");
    assert_eq!(phone.kinds().iter().filter(|kind| **kind == AlertKind::LowBalance).count(), 1);
}

#[test]
fn p2_entry_not_recorded_is_told_only_where_asked_for_and_only_from_fresh_rows() {
    let phone = Phone::new();
    let read = |now: &str| {
        let now = at(now);
        phone.store.write(move |w| w.note_reading(&PersonId::from(MASHA), Service::Pass, now, Outcome::Ok)).unwrap();
    };
    read("2026-05-12 09:01");
    assert_eq!(phone.look("2026-05-12 09:02"), 0, "off by default");
    let mut rules = AlertRules::default();
    rules.choices.entry(MASHA.into()).or_default().insert(AlertKind::EntryNotRecorded, AlertChoice { push: true, hours: None });
    phone.ledger.set_rules(&rules).unwrap();
    assert_eq!(phone.look("2026-05-12 09:03"), 1);
    assert_eq!(phone.look("2026-05-12 09:30"), 0, "once a day");
    assert_eq!(phone.look("2026-05-13 09:30"), 0, "nothing was read since the hour of arrival");
}

/// A child whose orders are read and whose parent wrote down a cut-off at one o'clock.
fn with_a_noted_cut_off() -> Phone {
    let phone = Phone::new();
    let rule = CutOff { days_before: 1, time: "13:00".parse().unwrap() };
    reading::set_cut_offs(&phone.store, &MASHA.into(), &CutOffs::default().with(None, Some(rule))).unwrap();
    let ordered = Purchase { kind: PurchaseKind::PreOrder, on_date: date("2026-05-11"), ..bought("2026-05-10 18:00", 18_750) };
    let open = [OrderDay { day: date("2026-05-13"), open: Some(true) }];
    let read = at("2026-05-12 12:00");
    keep_as_read(&phone.store, "meal-orders", MASHA, &Vec::<MealOrder>::new(), read);
    keep_as_read(&phone.store, "order-days", MASHA, &open, read);
    keep_as_read(&phone.store, "weekly-rules", MASHA, &Vec::<WeeklyRule>::new(), read);
    phone.store.write(move |w| w.put_purchases(&MASHA.into(), Window::NOTHING, vec![ordered], false)).unwrap();
    phone
}

#[test]
fn until_when_orders_are_taken_a_push_of_the_school_knows_better_than_the_parent_s_note() {
    let push = |phone: &Phone| {
        let body = serde_json::json!({ "at": at("2026-05-12 14:00").0, "day": "2026-05-13" });
        let payload = phone.payload("order_cut_off_near", 1, at("2026-05-12 12:31"), &body);
        phone.ledger.take_push(&payload, &phone.context, at("2026-05-12 12:31"), at("2026-05-12 12:31"), false).unwrap()
    };
    let until = |phone: &Phone| {
        let feed = phone.ledger.feed(100).unwrap();
        assert_eq!(feed.len(), 1, "{feed:?}");
        feed[0].event.at()
    };
    let phone = with_a_noted_cut_off();
    assert_eq!(phone.look("2026-05-12 12:30"), 1);
    assert_eq!(until(&phone), at("2026-05-12 13:00"));
    assert!(matches!(push(&phone), PushTaken::News { .. }), "the note is put right");
    assert_eq!(until(&phone), at("2026-05-12 14:00"));
    phone.look("2026-05-12 12:35");
    assert_eq!(until(&phone), at("2026-05-12 14:00"), "and stays so");

    let phone = with_a_noted_cut_off();
    assert!(matches!(push(&phone), PushTaken::News { .. }));
    phone.look("2026-05-12 12:35");
    assert_eq!(until(&phone), at("2026-05-12 14:00"), "the note never replaces it");
}

#[test]
fn a_dead_push_channel_is_noticed_by_events_that_no_push_announced() {
    let phone = Phone::new();
    assert_eq!(phone.ledger.push_health(at("2026-05-12 08:00")).unwrap(), PushHealth::NotRegistered);
    phone.ledger.note_registered(at("2026-05-12 07:00")).unwrap();
    let taps = ["08:00", "10:00", "11:00"].map(|time| tap_in(&format!("2026-05-12 {time}")));
    phone.push(&taps[0], "2026-05-12 08:01");
    phone.sync(&taps, "2026-05-12 11:02");
    assert_eq!(phone.ledger.push_health(at("2026-05-12 11:30")).unwrap(), PushHealth::Working);
    phone.sync(&[tap("2026-05-12 12:00", Direction::Out)], "2026-05-12 12:01");
    assert_eq!(phone.ledger.push_health(at("2026-05-12 12:05")).unwrap(), PushHealth::Working, "pushes may lag a little");
    assert_eq!(phone.ledger.push_health(at("2026-05-12 12:11")).unwrap(), PushHealth::Silent);
}

#[test]
fn a_lost_push_shows_in_the_numbers_of_those_that_came() {
    let phone = Phone::new();
    for (number, time, gap) in [(1, "08:00", false), (2, "09:00", false), (4, "10:00", true)] {
        let tap = tap_in(&format!("2026-05-12 {time}"));
        let now = tap.at.plus_minutes(1);
        phone.ledger.take_push(&phone.payload_of(&tap, number), &phone.context, now, now, false).unwrap();
        assert_eq!(phone.ledger.push_gap().unwrap(), gap, "{number}");
    }
    assert!(!phone.ledger.push_gap().unwrap(), "said once");
}

#[test]
fn after_the_sign_out_nothing_is_left_and_nothing_is_taken() {
    let phone = Phone::new();
    phone.context.save(&phone.ledger.context_file()).unwrap();
    let payload = phone.payload_of(&tap_in("2026-05-12 08:07"), 1);
    record_push(&phone.ledger.spool_dir(), &payload);
    phone.push(&tap_in("2026-05-12 08:07"), "2026-05-12 08:08");
    phone.ledger.forget_all().unwrap();
    assert_eq!(phone.kinds(), []);
    assert!(!phone.ledger.context_file().exists() && !phone.ledger.spool_dir().exists());
    let stranger = PushContext { keys: DeviceKeys::generate().unwrap(), children: vec![], ..phone.context.clone() };
    let taken = phone.ledger.take_push(&payload, &stranger, at("2026-05-12 08:09"), at("2026-05-12 08:09"), false).unwrap();
    assert_eq!(taken, PushTaken::Ignored { reason: PushTrouble::ForeignChild });
}

#[test]
fn a_push_in_hand_while_somebody_signs_out_leaves_nothing_and_is_not_shown() {
    let phone = Phone::new();
    phone.store.set_setting(super::ledger::ADULT, Some("1")).unwrap();
    let ledger = AlertLedger::new(Arc::clone(&phone.store), phone.ledger.spool_dir());
    // Its facts are kept; the sign-out comes before its alert is.
    phone.store.on_commit(Box::new(move |_| ledger.forget_all().unwrap()));
    let taken = phone.push(&tap_in("2026-05-12 08:07"), "2026-05-12 08:08");
    assert_eq!(taken, PushTaken::Ignored { reason: PushTrouble::SignedOut });
    assert_eq!(phone.kinds(), []);
}

/// Something that happens to a phone.
#[derive(Debug, Clone, Copy)]
enum Step {
    Push(usize),
    Spool(usize),
    Rows(usize),
    Look,
    Post,
    Restart,
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Pushes lost, doubled, late and in any order, rows at any time, the process dying between any two steps.
    #[test]
    fn every_tap_is_posted_exactly_once(steps in prop::collection::vec(prop_oneof![
        (0_usize..6).prop_map(Step::Push),
        (0_usize..6).prop_map(Step::Spool),
        (0_usize..6).prop_map(Step::Rows),
        Just(Step::Look),
        Just(Step::Post),
        Just(Step::Restart),
    ], 0..24)) {
        let taps: Vec<Passage> = (0..6).map(|n| tap_in(&format!("2026-05-12 08:{:02}", n * 7))).collect();
        let now = "2026-05-12 09:00";
        let mut phone = Phone::new();
        let mut posted = std::collections::BTreeMap::<String, usize>::new();
        let mut spooled = std::collections::BTreeSet::new();
        for step in steps.into_iter().chain([Step::Rows(5), Step::Post]) {
            match step {
                Step::Push(n) => {
                    phone.push(&taps[n], now);
                }
                Step::Spool(n) => {
                    // The extension posts what it keeps, under the same key.
                    let payload = phone.payload_of(&taps[n], i64::try_from(n).unwrap());
                    record_push(&phone.ledger.spool_dir(), &payload);
                    spooled.insert(n);
                }
                Step::Rows(n) => {
                    phone.ledger.take_spool(&phone.context, 0, at(now)).unwrap();
                    phone.sync(&taps[..=n], now);
                }
                Step::Look => {
                    phone.ledger.take_spool(&phone.context, 0, at(now)).unwrap();
                    phone.look(now);
                }
                Step::Post => {
                    for due in phone.ledger.due().unwrap() {
                        *posted.entry(due.row.key.0.clone()).or_default() += 1;
                        phone.ledger.note_posted(&[(due.row.key, due.row.revision)], at(now)).unwrap();
                    }
                }
                Step::Restart => phone = phone.restarted(),
            }
        }
        let feed = phone.ledger.feed(100).unwrap();
        prop_assert_eq!(feed.len(), taps.len());
        prop_assert!(feed.iter().all(|alert| alert.row.posted == Some(0)));
        prop_assert!(posted.values().all(|times| *times == 1));
        prop_assert!(posted.len() + spooled.len() >= taps.len());
    }
}
