//! What is written down of the registration for pushes, so that it is made once, made anew when something changed, and undone after a
//! sign-out even if the process ends or there is no network.

use serde::{Deserialize, Serialize};

use super::push::PushContext;
use super::reading::{self, PushHealth};
use crate::domain::{Moment, ProfileId, PushToken};
use crate::store::{Store, StoreError};

/// The setting that holds the token the platform gave.
const TOKEN: &str = "push-token";
/// The setting that holds what the server was told.
const TOLD: &str = "push-registration";
/// A registration is repeated after so long, for a server that forgot it.
const REPEAT_MINUTES: i64 = 7 * 24 * 60;
/// The same where no push came although it should have.
const REPEAT_WHEN_SILENT_MINUTES: i64 = 24 * 60;

/// What the server was told, or is being told.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registration {
    /// In whose name.
    pub adult: Option<ProfileId>,
    /// Which token.
    pub token: PushToken,
    /// To which key it encrypts.
    pub p256dh: String,
    /// When the server took it; none while that is not known.
    pub taken_at: Option<Moment>,
}

/// The token the platform gave, if it gave one.
pub fn token(store: &Store) -> Result<Option<PushToken>, StoreError> {
    Ok(store.setting(TOKEN)?.and_then(|text| serde_json::from_str(&text).ok()))
}

/// Keeps the token.
pub fn set_token(store: &Store, token: Option<&PushToken>) -> Result<(), StoreError> {
    let text = token.and_then(|token| serde_json::to_string(token).ok());
    store.set_setting(TOKEN, text.as_deref())
}

/// What the server was told.
pub fn told(store: &Store) -> Result<Option<Registration>, StoreError> {
    Ok(store.setting(TOLD)?.and_then(|text| serde_json::from_str(&text).ok()))
}

/// Writes down what the server was told.
pub fn set_told(store: &Store, told: Option<&Registration>) -> Result<(), StoreError> {
    let text = told.and_then(|told| serde_json::to_string(told).ok());
    store.set_setting(TOLD, text.as_deref())
}

/// The registration that has to be made now; none when there is no token, or when the server has it.
pub fn due(store: &Store, context: &PushContext, adult: Option<ProfileId>, now: Moment) -> Result<Option<Registration>, StoreError> {
    let Some(token) = token(store)? else { return Ok(None) };
    let wanted = Registration { adult, token, p256dh: context.keys.public_text(), taken_at: None };
    let Some(told) = told(store)? else { return Ok(Some(wanted)) };
    let Some(taken_at) = told.taken_at else { return Ok(Some(wanted)) };
    let age = now.minutes_since(taken_at);
    let silent = age >= REPEAT_WHEN_SILENT_MINUTES && reading::push_health(store, now)? == PushHealth::Silent;
    let same = Registration { taken_at: None, ..told } == wanted;
    Ok((!same || age >= REPEAT_MINUTES || silent).then_some(wanted))
}
