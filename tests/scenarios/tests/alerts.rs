//! Alerts end to end: a tap at the turnstile becomes an alert on the phone, once, by whatever route, and says nothing to those in between.
#![allow(clippy::unwrap_used)] // Helpers of tests, too, may stop a test.

use std::time::{Duration, Instant};

use schoolcard_core::alerts::push::PushTrouble;
use schoolcard_core::alerts::rules::{AlertChoice, Hours, Suppression};
use schoolcard_core::app::{Action, ParentApp, PostedAlert, PushOutcome, RefreshScope};
use schoolcard_core::domain::{AlertKind, CutOff, LocalTime, NotificationChannel, NotificationSwitch, PersonId};
use schoolcard_core::screens::alerts::{AlertSource, PushChannel};
use schoolcard_core::screens::change::ChangeKind;
use schoolcard_core::screens::notification_settings::{SchoolSettingsState, SchoolSwitch};
use schoolcard_core::screens::{AlertToPost, AlertsState, NotificationSettingsState, Screen, ScreenState, VisitsState};
use schoolcard_sandbox::{Direction, FaultKind, SaleItem, SaleKind, Sandbox, Service, parse_local};
use schoolcard_scenarios::alerting::{DEVICE, deliver, feed, is_registered, kinds, post, registered, token};
use schoolcard_scenarios::{Notebook, Phone, fortnight, meals, school};

fn person(school: &Sandbox) -> PersonId {
    school.operator_state().unwrap().children[0].person_id.as_str().into()
}

fn tap_out(school: &Sandbox) {
    school.clock().advance(60);
    school.tap(person(school).as_str(), Direction::Out, None, None).unwrap();
}

/// Waits until `done`.
async fn wait_for(what: &str, mut done: impl FnMut() -> bool) {
    let end = Instant::now() + Duration::from_secs(10);
    while !done() {
        assert!(Instant::now() < end, "{what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn settings(app: &ParentApp) -> NotificationSettingsState {
    match app.current(&Screen::NotificationSettings) {
        Ok(ScreenState::NotificationSettings { state }) => state,
        other => panic!("no settings: {other:?}"),
    }
}

/// The school's switch for exits by push.
fn exits_by_push(app: &ParentApp) -> Option<SchoolSwitch> {
    let NotificationSettingsState::Settings { school: SchoolSettingsState::Read { groups, .. }, .. } = settings(app) else { return None };
    let event = groups.into_iter().flat_map(|group| group.events).find(|event| event.name == "Выход")?;
    event.switches.into_iter().find(|switch| switch.channel == NotificationChannel::Push)
}

fn push_channel(app: &ParentApp) -> (PushChannel, Option<String>) {
    match app.current(&Screen::Alerts) {
        Ok(ScreenState::Alerts { state: AlertsState::Feed { push, push_text, .. } }) => (push, push_text),
        other => panic!("no feed: {other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tap_becomes_an_alert_and_a_visit_without_any_request_to_the_school() {
    let school = school(2, 10).await.unwrap();
    let phone = registered(&school).await;
    let (notebook, _looking) = Notebook::on(&phone.app, Screen::Alerts).unwrap();
    let child = person(&school);
    let (visits, _watching) = Notebook::on(&phone.app, Screen::Visits { child: child.clone(), period: fortnight() }).unwrap();
    // Opening the feed reads the school's own.
    wait_for("the school's feed is read", || school.counters().requests_to("instantmessages") > 0).await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    let asked = school.counters().total();
    let states = visits.states().len();

    // Another test of this process may have installed it already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    // The platform: what comes on the stream is handed to the app.
    let stream = reqwest::get(format!("{}/sandbox/v1/devices/{DEVICE}/pushes", school.base_url())).await.unwrap();
    let app = std::sync::Arc::clone(&phone.app);
    let (shown, posted) = std::sync::mpsc::channel();
    let platform = tokio::spawn(async move {
        let (mut stream, mut text) = (stream, String::new());
        while let Ok(Some(piece)) = stream.chunk().await {
            text.push_str(&String::from_utf8_lossy(&piece));
            while let Some(end) = text.find("\n\n") {
                let event: String = text.drain(..end + 2).collect();
                if let Some(data) = event.lines().find_map(|line| line.strip_prefix("data:")) {
                    let _ = shown.send(app.handle_push(data.trim().as_bytes()));
                }
            }
        }
    });
    let tapped = Instant::now();
    tap_out(&school);
    let outcome = tokio::task::block_in_place(|| posted.recv_timeout(Duration::from_secs(5))).unwrap();
    let PushOutcome::Show { alert } = outcome else { panic!("{outcome:?}") };
    let is_there = |state: &ScreenState| matches!(state, ScreenState::Alerts { state: AlertsState::Feed { rows, .. } } if rows.first().is_some_and(|row| row.id == alert.key.0));
    assert!(tokio::task::block_in_place(|| notebook.wait_for(Duration::from_secs(5), is_there)));
    let took = tapped.elapsed();
    println!("from the operator's tap to the observer's state: {took:?}");
    assert!(took < Duration::from_secs(1));
    assert_eq!(alert.kind, Some(AlertKind::Exit));
    assert!(alert.sound && !alert.full_when_locked);
    assert!(alert.title.contains("выш") && alert.body.contains("11:31"), "{alert:?}");
    assert!(!format!("{} {}", alert.neutral_title, alert.neutral_body).contains(alert.title.split(' ').next().unwrap()));

    let out = |state: &ScreenState| matches!(state, ScreenState::Visits { state: VisitsState::Days { days, .. } } if format!("{days:?}").contains("11:31"));
    assert!(tokio::task::block_in_place(|| visits.wait_for(Duration::from_secs(5), out)));
    assert_eq!(visits.states().len(), states + 1, "one state for one push");
    assert_eq!(school.counters().total(), asked, "no request was made");
    assert_eq!(phone.app.alerts_to_post().unwrap(), std::slice::from_ref(&alert));
    phone.app.alerts_posted(vec![PostedAlert { key: alert.key, revision: alert.revision }]);
    assert_eq!(phone.app.alerts_to_post().unwrap(), []);
    assert!(feed(&phone.app)[0].unread);
    phone.app.dispatch(Action::MarkAlertsRead);
    assert!(!feed(&phone.app)[0].unread);
    platform.abort();
}

#[tokio::test(flavor = "multi_thread")]
async fn with_pushes_lost_the_next_polling_tells_the_same_and_a_push_after_it_is_a_duplicate() {
    let school = school(1, 5).await.unwrap();
    let phone = registered(&school).await;
    school.faults().add(Service::Delivery, FaultKind::Late { seconds: 600 }, Some(1));
    tap_out(&school);
    assert_eq!(deliver(&school, &phone.app), []);
    // A new process asks at once, as the system wakes it; one that runs keeps two minutes between two readings.
    let phone = phone.reopened().unwrap();
    let told = phone.app.background_refresh(Duration::from_secs(10)).await.unwrap();
    assert_eq!(told.iter().map(|alert| alert.kind).collect::<Vec<_>>(), [Some(AlertKind::Exit)]);
    school.clock().advance(601);
    let late = deliver(&school, &phone.app);
    assert!(matches!(late.as_slice(), [PushOutcome::Duplicate { key }] if *key == told[0].key), "{late:?}");
    assert_eq!(kinds(&phone.app), [AlertKind::Exit]);
    let row = &feed(&phone.app)[0];
    assert!(row.times.push_at.is_some() && row.times.server_at.is_some(), "the way it went is kept: {:?}", row.times);
}

/// A phone on which a lunch of 14 May is ordered for the second child and a cut-off on the day before, at `time`, is written down; and that
/// child.
async fn ordering_until(school: &Sandbox, time: &str) -> (Phone, PersonId) {
    let phone = registered(school).await;
    let misha = meals::child(school, 1);
    phone.app.refresh(RefreshScope::Orders { person: misha.clone() }).await.unwrap();
    phone.app.set_order(&misha, meals::day("2026-05-14"), 601, vec![], 1).unwrap();
    phone.app.look_at_outbox().await.unwrap();
    let rule = CutOff { days_before: 1, time: time.parse().unwrap() };
    phone.app.dispatch(Action::SetCutOff { child: misha.clone(), meal: None, rule: Some(rule) });
    (phone, misha)
}

/// What is told of cut-offs that are near.
fn near(told: &[AlertToPost]) -> Vec<String> {
    told.iter().filter(|alert| alert.kind == Some(AlertKind::OrderCutOffNear)).map(|alert| alert.body.clone()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cut_off_that_is_near_is_told_once_without_any_push_for_a_day_that_has_no_order_yet() {
    let school = school(2, 5).await.unwrap();
    let (phone, _) = ordering_until(&school, "12:20").await;
    school.clock().set(parse_local("2026-05-12T11:40:00").unwrap());
    let phone = phone.reopened().unwrap();
    let told = phone.app.background_refresh(Duration::from_secs(10)).await.unwrap();
    assert_eq!(near(&told).len(), 1, "{told:?}");
    assert!(near(&told)[0].contains("13 мая") && near(&told)[0].contains("12:20"), "{told:?}");
    post(&phone.app, &told, &phone.data.path().join("shown"));
    let phone = phone.reopened().unwrap();
    assert_eq!(near(&phone.app.background_refresh(Duration::from_secs(10)).await.unwrap()), Vec::<String>::new(), "once");
    assert!(kinds(&phone.app).contains(&AlertKind::OrderCutOffNear));
}

#[tokio::test(flavor = "multi_thread")]
async fn orders_read_long_ago_are_read_again_and_then_a_day_without_any_is_told() {
    let school = school(2, 5).await.unwrap();
    let (phone, _) = ordering_until(&school, "14:00").await;
    school.clock().set(parse_local("2026-05-12T13:20:00").unwrap());
    let phone = phone.reopened().unwrap();
    let told = phone.app.background_refresh(Duration::from_secs(10)).await.unwrap();
    assert_eq!(near(&told).len(), 1, "{told:?}");
    assert!(near(&told)[0].contains("13 мая") && near(&told)[0].contains("14:00"), "{told:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn before_a_cut_off_is_told_the_orders_are_read_so_that_the_other_parent_s_order_is_known() {
    let school = school(2, 5).await.unwrap();
    let (phone, misha) = ordering_until(&school, "14:00").await;
    // The other parent orders for tomorrow on a phone of their own; this one has read nothing since.
    let other = registered(&school).await;
    other.app.refresh(RefreshScope::Orders { person: misha.clone() }).await.unwrap();
    other.app.set_order(&misha, meals::day("2026-05-13"), 601, vec![], 1).unwrap();
    other.app.look_at_outbox().await.unwrap();
    school.clock().set(parse_local("2026-05-12T13:20:00").unwrap());
    let asked = || school.counters().requests_to("preorder");
    let before = asked();
    let phone = phone.reopened().unwrap();
    let told = phone.app.background_refresh(Duration::from_secs(10)).await.unwrap();
    assert_eq!(near(&told), Vec::<String>::new(), "{told:?}");
    assert!(asked() > before, "the orders were read first");
    let once = asked();
    let phone = phone.reopened().unwrap();
    phone.app.background_refresh(Duration::from_secs(10)).await.unwrap();
    assert_eq!(asked(), once, "once in the hour");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_push_service_sees_has_no_name_no_school_no_sum_and_no_account() {
    let school = school(2, 5).await.unwrap();
    let phone = registered(&school).await;
    let state = school.operator_state().unwrap();
    tap_out(&school);
    let item = SaleItem { name: "Булочка с маком".to_owned(), price_kopecks: 98_765, amount: 1 };
    school.sale(person(&school).as_str(), SaleKind::Buffet, &[item], None).unwrap();
    school.terminal_top_up(person(&school).as_str(), 54_300, None).unwrap();
    let told = deliver(&school, &phone.app);
    assert!(told.len() >= 3 && told.iter().all(|outcome| matches!(outcome, PushOutcome::Show { .. })), "{told:?}");
    let seen = serde_json::to_string(&school.provider_pushes(Some(DEVICE), 0).unwrap()).unwrap();
    let card = &phone.cards().unwrap()[0];
    let secrets = [&card.name, &card.short_name, &card.school, &card.account.unwrap().to_string(), card.person.as_str()].map(str::to_owned);
    for secret in secrets.iter().map(String::as_str).chain(["Булочка", "98765", "987,65", "54300", "543,00", "Школа"]) {
        assert!(!secret.is_empty() && !seen.contains(secret), "the push service can read {secret}");
    }
    assert_eq!(state.children[0].person_id, card.person.as_str());
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_pushes_are_ignored_with_a_reason_that_quotes_nothing() {
    let school = school(2, 5).await.unwrap();
    let phone = registered(&school).await;
    let ignored = |payload: &[u8], why: PushTrouble| {
        assert_eq!(phone.app.handle_push(payload), PushOutcome::Ignored { reason: why });
    };
    ignored(b"\x00\xffrandom\xfe", PushTrouble::Malformed);
    ignored(&vec![b'x'; 5 * 1024], PushTrouble::TooLarge);
    for fault in [FaultKind::Cut, FaultKind::Oversized { bytes: 5 * 1024 }] {
        school.faults().add(Service::Delivery, fault, Some(1));
        tap_out(&school);
    }
    let told = deliver(&school, &phone.app);
    let reasons = [PushTrouble::Malformed, PushTrouble::TooLarge].map(|reason| PushOutcome::Ignored { reason });
    assert_eq!(told, reasons);

    tap_out(&school);
    let payload = school.take_pushes(DEVICE).unwrap().remove(0);
    let changed = |key: &str, value: &str| {
        let mut json: serde_json::Value = serde_json::from_str(&payload).unwrap();
        json[key] = value.into();
        json.to_string().into_bytes()
    };
    let sent: i64 = serde_json::from_str::<serde_json::Value>(&payload).unwrap()["t"].as_str().unwrap().parse().unwrap();
    ignored(&changed("t", &(sent + 3_600_000).to_string()), PushTrouble::FromTheFuture);
    ignored(&changed("t", &(sent - 4 * 86_400_000).to_string()), PushTrouble::TooOld);
    ignored(&changed("c", "AAAAAAAAAAAAAAAA"), PushTrouble::ForeignChild);
    ignored(&changed("m", "AAAA"), PushTrouble::WrongKey);
    for (key, value) in [("v", "2"), ("k", "comet")] {
        let PushOutcome::Show { alert } = phone.app.handle_push(&changed(key, value)) else { panic!("nothing is shown for {key}={value}") };
        assert_eq!((alert.kind, alert.title == alert.neutral_title), (None, true), "the neutral text");
    }
    assert!(matches!(phone.app.handle_push(payload.as_bytes()), PushOutcome::Show { .. }));
    let replayed = phone.app.handle_push(payload.as_bytes());
    assert!(matches!(replayed, PushOutcome::Duplicate { .. }), "{replayed:?}");

    phone.app.sign_out().await.unwrap();
    ignored(payload.as_bytes(), PushTrouble::SignedOut);
    phone.sign_in(&school).await.unwrap();
    phone.app.refresh(RefreshScope::Latest).await.unwrap();
    let outcome = phone.app.handle_push(payload.as_bytes());
    assert_eq!(outcome, PushOutcome::Ignored { reason: PushTrouble::ForeignChild }, "new keys, so the old reference is nobody");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_registration_that_fails_is_tried_again_and_a_new_token_replaces_the_old_one() {
    let school = school(1, 3).await.unwrap();
    school.faults().add(Service::Push, FaultKind::Status { status: 503 }, Some(1));
    let phone = Phone::new(&school.base_url()).unwrap();
    phone.app.set_push_token(Some(&token())).unwrap();
    phone.sign_in(&school).await.unwrap();
    phone.app.refresh(RefreshScope::Latest).await.unwrap();
    assert!(school.devices().unwrap().is_empty());
    assert_eq!(push_channel(&phone.app).0, PushChannel::Waiting);
    phone.app.resume();
    assert!(is_registered(&school).await);
    wait_for("the screen says so", || push_channel(&phone.app) == (PushChannel::Working, None)).await;
    phone.app.set_push_token(Some(&schoolcard_core::domain::PushToken { token: "another".to_owned(), ..token() })).unwrap();
    wait_for("the new token arrives", || school.devices().unwrap()[0].token == "another").await;
    let asked = school.counters().requests_to("POST /api/fcm");
    phone.app.refresh(RefreshScope::Latest).await.unwrap();
    assert_eq!(school.counters().requests_to("POST /api/fcm"), asked, "what the school has is not sent again");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_out_takes_the_registration_back_also_when_there_is_no_network_and_the_process_ends() {
    let school = school(1, 3).await.unwrap();
    let phone = registered(&school).await;
    tap_out(&school);
    deliver(&school, &phone.app);
    let data = phone.data.path().to_owned();
    assert!(data.join("push-context.json").exists());
    for service in [Service::Push, Service::Login] {
        school.faults().add(service, FaultKind::Reset, None);
    }
    phone.app.sign_out().await.unwrap();
    assert_eq!(school.devices().unwrap().len(), 1, "nobody told the school yet");
    assert!(!data.join("push-context.json").exists() && !data.join("push-spool").exists());
    assert_eq!(phone.app.current(&Screen::Alerts).unwrap(), ScreenState::Alerts { state: AlertsState::SignedOut });
    let phone = phone.reopened().unwrap();
    school.faults().clear();
    phone.app.background_refresh(Duration::from_secs(10)).await.unwrap();
    assert_eq!(school.devices().unwrap(), []);
    school.clock().advance(120);
    // Signed in again, the same phone is registered with keys of its own.
    phone.sign_in(&school).await.unwrap();
    phone.app.refresh(RefreshScope::Latest).await.unwrap();
    assert!(is_registered(&school).await);
    assert_eq!(feed(&phone.app).len(), 0, "nothing of before");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_background_refresh_returns_inside_its_deadline_although_the_network_hangs() {
    let school = school(1, 3).await.unwrap();
    let phone = registered(&school).await.reopened().unwrap();
    for service in [Service::Profile, Service::Pass, Service::Food, Service::Login, Service::Push] {
        school.faults().add(service, FaultKind::Latency { ms: 15_000 }, None);
    }
    let begun = Instant::now();
    let told = phone.app.background_refresh(Duration::from_secs(2)).await.unwrap();
    assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
    assert_eq!(told, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_parent_does_not_want_to_be_told_lands_in_the_feed_with_its_mark() {
    let school = school(1, 3).await.unwrap();
    let phone = registered(&school).await;
    let off = AlertChoice { push: false, hours: None };
    phone.app.dispatch(Action::SetAlertChoice { child: person(&school), kind: AlertKind::Exit, choice: off });
    tap_out(&school);
    let told = deliver(&school, &phone.app);
    assert!(matches!(told.as_slice(), [PushOutcome::Kept { why: Suppression::SwitchedOff, .. }]), "{told:?}");
    assert!(feed(&phone.app)[0].suppressed_text.as_ref().is_some_and(|text| !text.is_empty()));
    assert_eq!(phone.app.alerts_to_post().unwrap(), []);

    let hour = |hour| LocalTime::new(hour, 0).unwrap();
    phone.app.dispatch(Action::SetQuietHours { hours: Some(Hours { from: hour(11), to: hour(13) }) });
    let NotificationSettingsState::Settings { quiet_text, children, .. } = settings(&phone.app) else { panic!("no settings") };
    assert!(quiet_text.contains("11:00") && quiet_text.contains("13:00"), "{quiet_text}");
    assert!(children[0].kinds.iter().any(|kind| kind.kind == AlertKind::Exit && !kind.choice.push));
    school.clock().advance(60);
    school.tap(person(&school).as_str(), Direction::In, None, None).unwrap();
    let told = deliver(&school, &phone.app);
    assert!(matches!(told.as_slice(), [PushOutcome::Kept { why: Suppression::QuietHours, .. }]), "{told:?}");
    // Kept: the choices are there after a start, and a reset takes them away.
    let phone = phone.reopened().unwrap();
    let NotificationSettingsState::Settings { quiet, .. } = settings(&phone.app) else { panic!("no settings") };
    assert!(quiet.is_some());
    phone.app.dispatch(Action::ResetAlertChoices);
    let NotificationSettingsState::Settings { quiet, children, .. } = settings(&phone.app) else { panic!("no settings") };
    assert!(quiet.is_none() && children[0].kinds.iter().all(|kind| kind.choice.push == kind.kind.on_by_default()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_switch_of_the_school_is_set_through_the_outbox_obeyed_and_reset() {
    let school = school(1, 3).await.unwrap();
    let phone = registered(&school).await;
    let (_notebook, _looking) = Notebook::on(&phone.app, Screen::NotificationSettings).unwrap();
    wait_for("the school's switches are read", || exits_by_push(&phone.app).is_some()).await;
    let before = exits_by_push(&phone.app).unwrap();
    assert!(before.switch.on);
    let set = |seen: NotificationSwitch, on: bool| {
        let wanted = NotificationSwitch { on, ..seen };
        phone.app.dispatch(Action::SetNotification { id: before.id, channel: NotificationChannel::Push, seen, wanted });
    };
    let is = |kind: ChangeKind| exits_by_push(&phone.app).and_then(|switch| switch.change).is_some_and(|change| change.kind == kind);
    school.faults().add(Service::Push, FaultKind::AnswerLost, Some(1));
    set(before.switch, false);
    wait_for("the switch is off", || {
        phone.app.dispatch(Action::Refresh { scope: RefreshScope::Notices });
        is(ChangeKind::Done) || {
            // The outbox looks again by itself while the app is in the foreground.
            phone.app.resume();
            false
        }
    })
    .await;
    phone.app.pause(Duration::from_secs(5));
    tap_out(&school);
    assert_eq!(deliver(&school, &phone.app), [], "the school obeys");

    // Another phone of the family sees the old state: it is told, and nothing is sent.
    set(before.switch, false);
    wait_for("it stands already", || is(ChangeKind::Done)).await;
    phone.app.dispatch(Action::ResetNotifications);
    wait_for("the defaults are back", || exits_by_push(&phone.app).is_some_and(|switch| switch.switch == before.switch)).await;
    let seen_wrongly = NotificationSwitch { on: false, ..before.switch };
    let wanted = NotificationSwitch { on: true, from: LocalTime::new(8, 0), to: LocalTime::new(20, 0) };
    phone.app.dispatch(Action::SetNotification { id: before.id, channel: NotificationChannel::Push, seen: seen_wrongly, wanted });
    wait_for("a conflict is shown", || is(ChangeKind::Conflict)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_school_s_own_feed_stands_beside_the_phone_s_each_event_once() {
    let school = school(1, 3).await.unwrap();
    let phone = registered(&school).await;
    tap_out(&school);
    deliver(&school, &phone.app);
    // What happened before the phone was there, only the school tells.
    let before = schoolcard_sandbox::parse_local("2026-05-12T08:05").unwrap();
    school.tap(person(&school).as_str(), Direction::In, Some(before), None).unwrap();
    school.take_pushes(DEVICE).unwrap();
    phone.app.refresh(RefreshScope::Notices).await.unwrap();
    let rows = feed(&phone.app);
    let sources: Vec<(AlertSource, Option<AlertKind>)> = rows.iter().map(|row| (row.source, row.kind)).collect();
    assert_eq!(sources, [(AlertSource::Phone, Some(AlertKind::Exit)), (AlertSource::School, Some(AlertKind::Entry))]);
    assert!(rows.iter().all(|row| row.unread));
    phone.app.dispatch(Action::MarkAlertsRead);
    assert!(feed(&phone.app).iter().all(|row| !row.unread));
    phone.app.refresh(RefreshScope::Notices).await.unwrap();
    assert!(feed(&phone.app).iter().all(|row| !row.unread), "reading it again makes nothing new");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_push_channel_that_brings_nothing_is_said_to_be_silent() {
    let school = school(1, 3).await.unwrap();
    let phone = registered(&school).await;
    assert_eq!(push_channel(&phone.app), (PushChannel::Working, None));
    school.faults().add(Service::Delivery, FaultKind::Lost, None);
    for way in [Direction::Out, Direction::In, Direction::Out] {
        school.clock().advance(300);
        school.tap(person(&school).as_str(), way, None, None).unwrap();
        phone.app.refresh(RefreshScope::Latest).await.unwrap();
    }
    school.clock().advance(15 * 60);
    phone.app.refresh(RefreshScope::Latest).await.unwrap();
    let (channel, text) = push_channel(&phone.app);
    assert!(channel == PushChannel::Silent && text.is_some_and(|text| !text.is_empty()));
    assert_eq!(kinds(&phone.app).len(), 3, "and nothing was missed");
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_lost_push_the_next_one_makes_the_app_read_what_was_lost() {
    let school = school(1, 3).await.unwrap();
    let phone = registered(&school).await.reopened().unwrap();
    tap_out(&school);
    deliver(&school, &phone.app);
    school.faults().add(Service::Delivery, FaultKind::Lost, Some(1));
    school.clock().advance(120);
    school.tap(person(&school).as_str(), Direction::In, None, None).unwrap();
    school.clock().advance(120);
    school.tap(person(&school).as_str(), Direction::Out, None, None).unwrap();
    assert_eq!(deliver(&school, &phone.app).len(), 1);
    wait_for("the lost entry is found", || kinds(&phone.app).len() == 3).await;
    let ways: Vec<AlertKind> = kinds(&phone.app);
    assert_eq!(ways, [AlertKind::Exit, AlertKind::Entry, AlertKind::Exit]);
}
