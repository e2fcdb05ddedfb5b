//! The carriers of a child and the travel purse (wire-api §11): read when somebody looks, kept for the time without a network.

use std::sync::Arc;

use super::{Caller, SyncError};
use crate::domain::card::Cards;
use crate::domain::{Card, PersonId};
use crate::store::{Outcome, Service, Store, StoreError, Writer};

/// Where the carriers of a child are kept in the cache: this and the child's name.
const CARDS: &str = "cards/";

/// The carriers of `child` as last read; none before the first reading.
pub fn kept_cards(store: &Store, child: &PersonId) -> Result<Option<Cards>, StoreError> {
    Ok(store.meta(&format!("{CARDS}{child}"))?.and_then(|text| serde_json::from_str(&text).ok()))
}

/// Reads the carriers of `child` and the travel purse. Without an answer about the purse the one known before stays.
pub async fn read_cards(caller: &Caller, store: &Store, child: &PersonId) -> Result<Vec<Card>, SyncError> {
    let api = &caller.api;
    let cards = match caller.call(Service::Cards, |a| async move { api.cards(a.auth(), child).await }).await {
        Ok(answer) => answer.value,
        Err(error) => return Err(noted(caller, store, child, error).await),
    };
    let transport = match caller.call(Service::Cards, |a| async move { api.transport_card(a.auth(), child).await }).await {
        Ok(answer) => answer.value,
        Err(error) => {
            tracing::debug!(%error, "nothing of the travel purse");
            kept_cards(store, child)?.and_then(|kept| kept.transport)
        }
    };
    let read = Cards { cards: cards.clone(), transport };
    let text = serde_json::to_string(&read).unwrap_or_default();
    let (key, person) = (format!("{CARDS}{child}"), child.clone());
    let (session, now) = (Arc::clone(&caller.session), caller.clock.now());
    let kept = move |w: &mut Writer<'_>| {
        if !session.state().keeps_data() {
            return Ok(());
        }
        w.set_meta(&key, Some(&text))?;
        w.note_reading(&person, Service::Cards, now, Outcome::Ok)
    };
    store.write_async(kept).await?;
    Ok(cards)
}

/// Notes that the service failed, and passes the error on.
async fn noted(caller: &Caller, store: &Store, child: &PersonId, error: SyncError) -> SyncError {
    if error.is_about_the_service() {
        let (session, now, outcome, person) = (Arc::clone(&caller.session), caller.clock.now(), caller.outcome(&error), child.clone());
        let noted = move |w: &mut Writer<'_>| {
            if session.state().keeps_data() { w.note_reading(&person, Service::Cards, now, outcome) } else { Ok(()) }
        };
        if let Err(error) = store.write_async(noted).await {
            tracing::debug!(%error, "a failed reading could not be noted");
        }
    }
    error
}
