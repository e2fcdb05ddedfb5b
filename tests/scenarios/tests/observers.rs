//! What an observer can rely on: the current state at once, one call for each change, and nothing after it let go.
#![allow(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use schoolcard_core::app::{Action, AppError, RefreshScope, ScreenObserver, StorageTrouble};
use schoolcard_core::domain::Presence;
use schoolcard_core::screens::home::HomeState;
use schoolcard_core::screens::{Screen, ScreenState};
use schoolcard_sandbox::{Direction, Sandbox};
use schoolcard_scenarios::{Notebook, Phone, fortnight, school};

async fn signed_in(children: u8) -> (Sandbox, Phone) {
    let school = school(children, 20).await.unwrap();
    let phone = Phone::new(&school.base_url()).unwrap();
    phone.sign_in(&school).await.unwrap();
    phone.app.refresh(RefreshScope::Everything).await.unwrap();
    (school, phone)
}

fn is_out(state: &ScreenState) -> bool {
    matches!(state, ScreenState::Home { state: HomeState::Children { cards, .. } }
        if matches!(cards[0].presence.value.presence, Presence::OutSince { .. }))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_call_is_the_current_state_and_comes_before_observe_returns() {
    struct Where(std::sync::Mutex<Vec<std::thread::ThreadId>>);
    impl ScreenObserver for Where {
        fn on_state(&self, _state: ScreenState) {
            self.0.lock().unwrap().push(std::thread::current().id());
        }
    }
    let (_school, phone) = signed_in(2).await;
    for screen in phone.screens(fortnight()).unwrap() {
        let threads = Arc::new(Where(std::sync::Mutex::default()));
        let _subscription = phone.app.observe(screen.clone(), Arc::clone(&threads) as Arc<dyn ScreenObserver>).unwrap();
        assert_eq!(threads.0.lock().unwrap().first(), Some(&std::thread::current().id()), "{screen:?}");
        let (notebook, _subscription) = Notebook::on(&phone.app, screen.clone()).unwrap();
        assert_eq!(notebook.states().first(), Some(&phone.app.current(&screen).unwrap()), "{screen:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tap_and_a_refresh_reach_the_observer_as_few_whole_states_each_told_once() {
    let (school, phone) = signed_in(4).await;
    let (notebook, _subscription) = Notebook::on(&phone.app, Screen::Home).unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    let before = notebook.states().len();
    let person = phone.cards().unwrap()[0].person.clone();
    assert!(school.clock().advance(60));
    school.tap(person.as_str(), Direction::Out, None, None).unwrap();
    phone.app.refresh(RefreshScope::Latest).await.unwrap();
    assert!(tokio::task::block_in_place(|| notebook.wait_for(Duration::from_secs(5), is_out)));
    tokio::time::sleep(Duration::from_millis(300)).await;
    let states = notebook.states();
    assert!(states.windows(2).all(|pair| pair[0] != pair[1]), "no state is told twice in a row");
    // "refreshing", a commit for the family, the clock, the balances and each of four children's three services, "idle".
    let told = states.len() - before;
    assert!((2..=20).contains(&told), "{told} calls");
    let first_out = states.iter().position(is_out).unwrap();
    assert!(states[first_out..].iter().all(is_out), "a state never goes back");
}

#[tokio::test(flavor = "multi_thread")]
async fn observers_of_one_screen_are_told_the_same_states() {
    let (school, phone) = signed_in(1).await;
    let notebooks: Vec<_> = (0..3).map(|_| Notebook::on(&phone.app, Screen::Home).unwrap()).collect();
    let person = phone.cards().unwrap()[0].person.clone();
    school.tap(person.as_str(), Direction::Out, None, None).unwrap();
    phone.app.refresh(RefreshScope::Latest).await.unwrap();
    for (notebook, _) in &notebooks {
        assert!(tokio::task::block_in_place(|| notebook.wait_for(Duration::from_secs(5), is_out)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_subscription_is_told_nothing_more_and_its_observer_is_let_go() {
    let (school, phone) = signed_in(1).await;
    let (gone, subscription) = Notebook::on(&phone.app, Screen::Home).unwrap();
    let (stays, _subscription) = Notebook::on(&phone.app, Screen::Home).unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    drop(subscription);
    let told = gone.states().len();
    let person = phone.cards().unwrap()[0].person.clone();
    school.tap(person.as_str(), Direction::Out, None, None).unwrap();
    phone.app.refresh(RefreshScope::Latest).await.unwrap();
    assert!(tokio::task::block_in_place(|| stays.wait_for(Duration::from_secs(5), is_out)));
    assert_eq!(gone.states().len(), told);
    assert_eq!(Arc::strong_count(&gone), 1, "the core holds it no more");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_observer_may_use_the_app_from_inside_its_call() {
    struct Busy {
        phone: Arc<schoolcard_core::app::ParentApp>,
        calls: AtomicUsize,
    }
    impl ScreenObserver for Busy {
        fn on_state(&self, _state: ScreenState) {
            self.calls.fetch_add(1, Ordering::SeqCst);
            self.phone.current(&Screen::Home).unwrap();
            drop(Notebook::on(&self.phone, Screen::SignIn).unwrap());
            self.phone.dispatch(Action::CancelSignIn);
        }
    }
    let (school, phone) = signed_in(1).await;
    let busy = Arc::new(Busy { phone: Arc::clone(&phone.app), calls: AtomicUsize::new(0) });
    let subscription = phone.app.observe(Screen::Home, Arc::clone(&busy) as Arc<dyn ScreenObserver>).unwrap();
    let person = phone.cards().unwrap()[0].person.clone();
    school.tap(person.as_str(), Direction::Out, None, None).unwrap();
    phone.app.refresh(RefreshScope::Latest).await.unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    let calls = busy.calls.load(Ordering::SeqCst);
    assert!((2..50).contains(&calls), "{calls}");
    subscription.cancel();
}

#[tokio::test(flavor = "multi_thread")]
async fn pausing_resuming_and_ending_twice_are_fine_and_later_calls_are_told_so() {
    let (school, phone) = signed_in(1).await;
    let (notebook, _subscription) = Notebook::on(&phone.app, Screen::Home).unwrap();
    for _ in 0..2 {
        phone.app.pause(Duration::from_secs(1));
        phone.app.pause(Duration::from_secs(1));
        phone.app.resume();
        phone.app.resume();
    }
    phone.app.refresh(RefreshScope::Latest).await.unwrap();
    phone.app.shutdown();
    phone.app.shutdown();
    let told = notebook.states().len();
    let closed = AppError::Storage { trouble: StorageTrouble::Closed };
    assert_eq!(phone.app.refresh(RefreshScope::Latest).await, Err(closed.clone()));
    assert_eq!(phone.app.begin_sign_in().await, Err(closed.clone()));
    assert_eq!(phone.app.complete_sign_in(String::new()).await, Err(closed.clone()));
    assert_eq!(phone.app.sign_out().await, Err(closed.clone()));
    assert_eq!(phone.app.current(&Screen::Home), Err(closed.clone()));
    assert!(Notebook::on(&phone.app, Screen::Home).is_err());
    let before = school.counters().total();
    phone.app.dispatch(Action::Refresh { scope: RefreshScope::Latest });
    phone.app.resume();
    phone.app.pause(Duration::from_millis(10));
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(school.counters().total(), before);
    assert_eq!(notebook.states().len(), told);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paused_app_asks_for_nothing_by_itself_and_a_resumed_one_reads_at_once() {
    let school = school(1, 20).await.unwrap();
    let phone = Phone::new(&school.base_url()).unwrap();
    phone.sign_in(&school).await.unwrap();
    phone.app.resume();
    let (notebook, _subscription) = Notebook::on(&phone.app, Screen::Home).unwrap();
    let read = |state: &ScreenState| matches!(state, ScreenState::Home { state: HomeState::Children { .. } });
    assert!(tokio::task::block_in_place(|| notebook.wait_for(Duration::from_secs(10), read)));
    phone.app.pause(Duration::from_secs(5));
    let asked = school.counters().total();
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(school.counters().total(), asked);
    // Two minutes are the least between two automatic readings.
    phone.app.resume();
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(school.counters().requests_to("visit_durations") < 10);
}

#[tokio::test(flavor = "multi_thread")]
async fn dropping_the_future_of_a_refresh_does_not_stop_the_reading() {
    let (school, phone) = signed_in(1).await;
    let (notebook, _subscription) = Notebook::on(&phone.app, Screen::Home).unwrap();
    let person = phone.cards().unwrap()[0].person.clone();
    school.tap(person.as_str(), Direction::Out, None, None).unwrap();
    school.faults().add(schoolcard_sandbox::Service::Profile, schoolcard_sandbox::FaultKind::Latency { ms: 200 }, Some(1));
    let cut = tokio::time::timeout(Duration::from_millis(20), phone.app.refresh(RefreshScope::Latest)).await;
    assert!(cut.is_err(), "the future was dropped before the answer came");
    assert!(tokio::task::block_in_place(|| notebook.wait_for(Duration::from_secs(5), is_out)));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_dropped_in_the_middle_of_reading_ends_and_frees_the_directory() {
    let school = school(4, 400).await.unwrap();
    let phone = Phone::new(&school.base_url()).unwrap();
    phone.sign_in(&school).await.unwrap();
    phone.app.dispatch(Action::Refresh { scope: RefreshScope::Everything });
    while school.counters().requests_to("visit_durations") < 10 {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    let phone = phone.reopened().unwrap();
    phone.app.refresh(RefreshScope::Everything).await.unwrap();
}
