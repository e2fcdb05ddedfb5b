//! What a child may buy (wire-api §5): read when somebody looks, kept for the time without a network.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Caller, SyncError};
use crate::domain::food_rules::{Ban, FoodRights};
use crate::domain::{Moment, PersonId};
use crate::store::{Outcome, Service, Store, StoreError, Writer};

/// Where the rules of a child are kept in the cache: this and the child's name.
const RULES: &str = "food-rules/";

/// Something as it was at a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept<T> {
    /// What.
    pub value: T,
    /// When it was read, in the server's time.
    pub as_of: Moment,
}

/// What is known of a child's rules.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct KeptFoodRules {
    /// What it may not buy.
    pub bans: Option<Kept<Vec<Ban>>>,
    /// Since when each of these bans is known to be in force.
    #[serde(default)]
    pub in_force: Vec<(Ban, Moment)>,
    /// What the school allows.
    pub rights: Option<Kept<FoodRights>>,
}

impl KeptFoodRules {
    /// The bans as they stand at `as_of`; one that stood before keeps the time since when it is known.
    fn with_bans(&mut self, bans: Vec<Ban>, as_of: Moment) {
        let known = |ban: &Ban| self.in_force.iter().find(|(known, _)| known == ban).map_or(as_of, |(_, since)| *since);
        self.in_force = bans.iter().map(|ban| (*ban, known(ban))).collect();
        self.bans = Some(Kept { value: bans, as_of });
    }
}

/// The rules of `child` as last read.
pub fn kept_food_rules(store: &Store, child: &PersonId) -> Result<KeptFoodRules, StoreError> {
    Ok(store.meta(&format!("{RULES}{child}"))?.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
}

/// Reads bans and rights of `child`; what could be read is kept even when the other failed.
pub async fn read_food_rules(caller: &Caller, store: &Store, child: &PersonId) -> Result<(), SyncError> {
    let bans = read_bans(caller, store, child).await;
    let rights = read_rights(caller, store, child).await;
    bans.map(drop).and(rights.map(drop))
}

/// Reads what `child` may not buy.
pub async fn read_bans(caller: &Caller, store: &Store, child: &PersonId) -> Result<Vec<Ban>, SyncError> {
    let api = &caller.api;
    match caller.call(Service::FoodRules, |a| async move { api.bans(a.auth(), child).await }).await {
        Ok(answer) => {
            let (bans, now) = (answer.value.clone(), caller.clock.now());
            keep(caller, store, child, move |rules| rules.with_bans(bans, now)).await?;
            Ok(answer.value)
        }
        Err(error) => Err(noted(caller, store, child, error).await),
    }
}

/// Reads what the school allows `child`.
pub async fn read_rights(caller: &Caller, store: &Store, child: &PersonId) -> Result<FoodRights, SyncError> {
    let api = &caller.api;
    match caller.call(Service::FoodRules, |a| async move { api.food_rights(a.auth(), child).await }).await {
        Ok(answer) => {
            let kept = Kept { value: answer.value.clone(), as_of: caller.clock.now() };
            keep(caller, store, child, move |rules| rules.rights = Some(kept)).await?;
            Ok(answer.value)
        }
        Err(error) => Err(noted(caller, store, child, error).await),
    }
}

/// Keeps what was read, unless somebody has signed out meanwhile.
async fn keep(
    caller: &Caller,
    store: &Store,
    child: &PersonId,
    change: impl FnOnce(&mut KeptFoodRules) + Send + 'static,
) -> Result<(), SyncError> {
    let mut rules = kept_food_rules(store, child)?;
    change(&mut rules);
    let text = serde_json::to_string(&rules).unwrap_or_default();
    let (key, person, session, now) = (format!("{RULES}{child}"), child.clone(), Arc::clone(&caller.session), caller.clock.now());
    let kept = move |w: &mut Writer<'_>| {
        if !session.state().keeps_data() {
            return Ok(());
        }
        w.set_meta(&key, Some(&text))?;
        w.note_reading(&person, Service::FoodRules, now, Outcome::Ok)
    };
    Ok(store.write_async(kept).await?)
}

/// Notes that the service failed, and passes the error on.
async fn noted(caller: &Caller, store: &Store, child: &PersonId, error: SyncError) -> SyncError {
    if error.is_about_the_service() {
        let (session, now, outcome, person) = (Arc::clone(&caller.session), caller.clock.now(), caller.outcome(&error), child.clone());
        let noted = move |w: &mut Writer<'_>| {
            if session.state().keeps_data() { w.note_reading(&person, Service::FoodRules, now, outcome) } else { Ok(()) }
        };
        if let Err(error) = store.write_async(noted).await {
            tracing::debug!(%error, "a failed reading could not be noted");
        }
    }
    error
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::DishId;

    #[test]
    fn a_ban_is_known_since_it_was_first_seen_and_anew_after_it_was_lifted() {
        let (bun, juice) = (Ban::of_dish(DishId(1)), Ban::of_dish(DishId(2)));
        let mut rules = KeptFoodRules::default();
        rules.with_bans(vec![bun], Moment(1));
        rules.with_bans(vec![bun, juice], Moment(2));
        assert_eq!(rules.in_force, [(bun, Moment(1)), (juice, Moment(2))]);
        rules.with_bans(vec![juice], Moment(3));
        rules.with_bans(vec![bun, juice], Moment(4));
        assert_eq!(rules.in_force, [(bun, Moment(4)), (juice, Moment(2))]);
        assert_eq!(rules.bans, Some(Kept { value: vec![bun, juice], as_of: Moment(4) }));
    }

    #[test]
    fn rules_kept_by_an_older_version_are_read() {
        let rules: KeptFoodRules = serde_json::from_str(r#"{"bans":{"value":[],"as_of":5},"rights":null}"#).unwrap();
        assert_eq!((rules.in_force.len(), rules.bans.map(|bans| bans.as_of)), (0, Some(Moment(5))));
    }
}
