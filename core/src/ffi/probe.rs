//! Only in builds for the bindings' own tests and benches (feature `bindings-probe`): what a face never needs.

#![allow(clippy::needless_pass_by_value)] // the bindings pass by value

use std::sync::Arc;

use super::ParentApp;
use crate::app::AppError;
use crate::domain::account::AccountReading;
use crate::domain::{Moment, Money, PersonId};
use crate::screens::{HomeState, ScreenState};

/// Calls nothing: the floor of a call.
#[uniffi::export]
pub fn probe_nothing() {}

/// Gives a text back.
#[uniffi::export]
pub fn probe_text(text: String) -> String {
    text
}

/// A screen of `rows` rows, made from a real card.
#[uniffi::export]
pub fn probe_screen(app: Arc<ParentApp>, rows: u32) -> ScreenState {
    let state = app.app.current(&crate::screens::Screen::Home);
    match state {
        Ok(ScreenState::Home { state: HomeState::Children { cards, notices, progress } }) => {
            let cards = cards.into_iter().cycle().take(usize::try_from(rows).unwrap_or(0)).collect();
            ScreenState::Home { state: HomeState::Children { cards, notices, progress } }
        }
        Ok(other) => other,
        Err(_) => ScreenState::Home { state: HomeState::SignedOut },
    }
}

/// Ready at once: the floor of an async call.
#[allow(clippy::unused_async)] // that it is async is the point
#[uniffi::export]
pub async fn probe_async() -> u64 {
    1
}

/// Calls `observer` once with `state`: the floor of a callback.
#[uniffi::export]
pub fn probe_callback(observer: Box<dyn super::ScreenObserver>, state: ScreenState) {
    observer.on_state(state);
}

/// Makes one commit: `confirmed` is the balance of `person`.
#[uniffi::export]
pub fn probe_commit(app: Arc<ParentApp>, person: PersonId, confirmed: Money) -> Result<(), AppError> {
    let (store, _) = app.app.probe();
    let as_of = store.account(&person)?.map_or(Moment(0), |account| account.as_of);
    let reading = AccountReading { child: Some(person.clone()), account: None, confirmed, rules: None };
    Ok(store.write(move |w| w.put_account(&person, &reading, as_of)).map(drop)?)
}

/// How many observers the app holds.
#[uniffi::export]
pub fn probe_observers(app: Arc<ParentApp>) -> u64 {
    app.app.probe().1 as u64
}

/// A bug, to see how it arrives.
#[allow(clippy::panic)]
#[uniffi::export]
pub fn probe_panic() -> Result<(), AppError> {
    panic!("asked for by a test");
}
