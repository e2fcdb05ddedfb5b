//! Calls for each commit, counted where a single commit can be made.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use super::*;
use crate::domain::people::Sex;
use crate::domain::samples::{date, tap_in, tap_out};
use crate::domain::{Adult, Child, Family, Passage, Period};
use crate::l10n::Locale;
use crate::secrets::MemorySecrets;
use crate::store::Store;

#[derive(Default)]
struct Counter(AtomicUsize);

impl ScreenObserver for Counter {
    fn on_state(&self, _state: ScreenState) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

impl Counter {
    /// Waits until it was called `times` times, then a while longer for a call too many.
    fn settles_at(&self, times: usize) {
        let end = Instant::now() + Duration::from_secs(5);
        while self.0.load(Ordering::SeqCst) < times && Instant::now() < end {
            std::thread::sleep(Duration::from_millis(1));
        }
        std::thread::sleep(Duration::from_millis(60));
        assert_eq!(self.0.load(Ordering::SeqCst), times);
    }
}

fn config(data_dir: &std::path::Path) -> AppConfig {
    let nowhere = "http://127.0.0.1:9".to_owned();
    AppConfig {
        data_dir: data_dir.to_owned(),
        shared_dir: None,
        login_url: nowhere.clone(),
        school_url: nowhere.clone(),
        pay_url: nowhere,
        client_id: "test".to_owned(),
        client_secret: None,
        redirect_uri: "http://127.0.0.1/callback".to_owned(),
        locale: Locale::En,
        device_id: "test".to_owned(),
    }
}

fn family() -> Family {
    let child = Child {
        person: "child-1".into(),
        student_id: None,
        account: None,
        first_name: "Мария".into(),
        last_name: "Иванова".into(),
        middle_name: String::new(),
        sex: Sex::Female,
        birth_date: None,
        class_name: "5-А".into(),
        school: None,
        enrolled_on: None,
    };
    let adult = Adult {
        profile_id: None,
        first_name: "Анна".into(),
        last_name: "Иванова".into(),
        middle_name: String::new(),
        phone: String::new(),
        email: None,
    };
    Family { adult, children: vec![child] }
}

/// An app in which somebody is signed in, and a child whose visits of 12 May 2026 are looked at.
fn looked_at() -> (tempfile::TempDir, Arc<ParentApp>, Arc<Counter>, Subscription) {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    store.set_setting("session", Some("signed-in")).unwrap();
    store.write(|w| w.put_family(&family())).unwrap();
    store.close();
    let app = ParentApp::new(config(dir.path()), Arc::new(MemorySecrets::default())).unwrap();
    let counter = Arc::<Counter>::default();
    let day = date("2026-05-12");
    let screen = Screen::Visits { child: "child-1".into(), period: Period { from: day, to: day } };
    let subscription = app.observe(screen, Arc::clone(&counter) as Arc<dyn ScreenObserver>).unwrap();
    counter.settles_at(1);
    (dir, app, counter, subscription)
}

fn add(app: &ParentApp, tap: Passage) {
    app.parts.store.write(move |w| w.add_passage(tap)).unwrap();
}

#[test]
fn one_commit_is_one_call() {
    let (_dir, app, counter, _subscription) = looked_at();
    for (before, minute) in (10..20).enumerate() {
        add(&app, tap_in(&format!("2026-05-12 08:{minute}")));
        counter.settles_at(before + 2);
    }
}

#[test]
fn a_commit_of_many_rows_is_one_call() {
    let (_dir, app, counter, _subscription) = looked_at();
    let taps: Vec<Passage> = (10..60).map(|minute| tap_in(&format!("2026-05-12 08:{minute}"))).collect();
    app.parts.store.write(move |w| taps.into_iter().try_for_each(|tap| w.add_passage(tap).map(drop))).unwrap();
    counter.settles_at(2);
}

#[test]
fn a_commit_that_changes_nothing_of_the_screen_is_no_call() {
    let (_dir, app, counter, subscription) = looked_at();
    add(&app, tap_in("2026-05-12 08:07"));
    counter.settles_at(2);
    add(&app, tap_in("2026-05-12 08:07"));
    add(&app, tap_out("2025-03-03 14:00"));
    counter.settles_at(2);
    drop(subscription);
    add(&app, tap_out("2026-05-12 14:33"));
    counter.settles_at(2);
}

#[test]
fn what_other_processes_read_lies_apart_from_the_databases_and_their_lock() {
    let names = |dir: &std::path::Path| {
        let mut names: Vec<String> =
            std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    };
    let (own, group) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let store = Store::open(own.path()).unwrap();
    store.set_setting("session", Some("signed-in")).unwrap();
    store.write(|w| w.put_family(&family())).unwrap();
    store.close();
    let shared = group.path().join("shared");
    let config = AppConfig { shared_dir: Some(shared.clone()), ..config(own.path()) };
    let app = ParentApp::new(config, Arc::new(MemorySecrets::default())).unwrap();
    add(&app, tap_in("2026-05-12 08:07"));
    app.pause(std::time::Duration::from_secs(5));
    assert_eq!(names(&shared), ["home-snapshot.json"]);
    assert!(!names(own.path()).contains(&"home-snapshot.json".to_owned()));
    app.shutdown();
}
