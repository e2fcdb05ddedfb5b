//! What screens read of the outbox: the commands of whoever is signed in, newest last.

use super::Intent;
use crate::domain::{Moment, ProfileId};
use crate::store::{Store, StoreError};

/// The setting under which the profile of the signed-in adult is kept, so that commands are known to be theirs without the keychain.
pub const ADULT: &str = crate::session::ADULT;

/// Who is signed in, as far as it was written down.
pub fn adult(store: &Store) -> Result<Option<ProfileId>, StoreError> {
    Ok(store.setting(ADULT)?.and_then(|text| text.parse().ok()).map(ProfileId))
}

/// The commands of whoever is signed in that are open or changed since `since`, oldest first.
pub fn intents(store: &Store, since: Moment) -> Result<Vec<Intent>, StoreError> {
    match adult(store)? {
        Some(adult) => store.with_intents(|db| db.intents(adult, since))?.into_iter().map(Intent::of).collect(),
        None => Ok(vec![]),
    }
}
