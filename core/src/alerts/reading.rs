//! What screens and the app read of the ledger, from the store alone.

use super::ledger::{LedgerAlert, alert};
use super::rules::AlertRules;
use crate::domain::{AlertKind, Moment};
use crate::store::{AlertWriter, Store, StoreError};

/// The setting that holds the parent's rules.
pub(super) const RULES: &str = "alert-rules";
/// The mark of when pushes were last registered for.
pub(super) const REGISTERED: &str = "push-registered";
/// The mark of until when the school's own feed was looked at.
pub(super) const NOTICES_SEEN: &str = "notices-seen";
/// How long a push may lag behind the same event on the routes before it counts as missing.
const PUSH_LAG_MINUTES: i64 = 10;
/// So many events in a row without their push mean that the channel is dead.
const MISSING_PUSHES: usize = 3;
/// Kinds that the server sends pushes for.
const PUSHED: [AlertKind; 4] = [AlertKind::Entry, AlertKind::Exit, AlertKind::Purchase, AlertKind::TopUpCredited];

/// Where the push channel stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PushHealth {
    /// No pushes were registered for.
    NotRegistered,
    /// Pushes come, or nothing has shown that they do not.
    Working,
    /// Events arrived that no push announced.
    Silent,
}

/// The parent's rules.
pub fn rules(store: &Store) -> Result<AlertRules, StoreError> {
    Ok(rules_of(store.setting(RULES)?))
}

/// The same inside a transaction.
pub(super) fn rules_in(ledger: &AlertWriter<'_>) -> Result<AlertRules, StoreError> {
    Ok(rules_of(ledger.setting(RULES)?))
}

fn rules_of(text: Option<String>) -> AlertRules {
    text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
}

/// Alerts that still have to be posted, in the order they were learned.
pub fn due(store: &Store) -> Result<Vec<LedgerAlert>, StoreError> {
    store.with_intents(|db| db.due_alerts())?.into_iter().map(alert).collect()
}

/// The last `limit` alerts by the time of their event, newest first.
pub fn feed(store: &Store, limit: u32) -> Result<Vec<LedgerAlert>, StoreError> {
    store.with_intents(|db| db.alerts(limit))?.into_iter().map(alert).collect()
}

/// How many alerts the parent has not seen.
pub fn unseen(store: &Store) -> Result<u32, StoreError> {
    store.with_intents(|db| db.unseen_alerts())
}

/// Until when the parent has looked at the school's own feed.
pub fn notices_seen(store: &Store) -> Result<Moment, StoreError> {
    let mark = store.with_intents(|db| db.alert_mark(NOTICES_SEEN))?;
    Ok(Moment(mark.and_then(|text| text.parse().ok()).unwrap_or(0)))
}

/// Whether pushes come, judged by the events that the rows told without one.
pub fn push_health(store: &Store, now: Moment) -> Result<PushHealth, StoreError> {
    let kinds = PUSHED.map(AlertKind::code);
    store.with_intents(|db| {
        let Some(since) = db.alert_mark(REGISTERED)?.and_then(|text| text.parse().ok()).map(Moment) else {
            return Ok(PushHealth::NotRegistered);
        };
        let limit = u32::try_from(MISSING_PUSHES).unwrap_or(u32::MAX);
        let last = db.alerts_learned(&kinds, since, now.plus_minutes(-PUSH_LAG_MINUTES), limit)?;
        let silent = last.len() == MISSING_PUSHES && last.iter().all(|row| row.push_at.is_none());
        Ok(if silent { PushHealth::Silent } else { PushHealth::Working })
    })
}
