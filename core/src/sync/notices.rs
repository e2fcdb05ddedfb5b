//! The school's own feed of notices and the switches of its channels (wire-api §10): read when somebody looks, kept for the time without
//! a network.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Caller, SyncError};
use crate::domain::{NotificationChannel, NotificationGroup, NotificationSetting, SchoolNotice};
use crate::school_api::NOTICES_PER_PAGE;
use crate::store::{Outcome, Service, Store, StoreError, Writer};

/// Where the feed as last read is kept in the cache.
const NOTICES: &str = "school-notices";
/// Where the switches as last read are kept.
const SETTINGS: &str = "notification-settings";
/// Most pages that one reading asks for.
const MOST_PAGES: u32 = 4;
/// Most notices that are kept.
const KEPT: usize = 200;

/// The switches by channel, as far as they were read.
pub type SchoolSettings = BTreeMap<NotificationChannel, Vec<NotificationGroup>>;

/// The school's feed as last read, newest first; none before the first reading.
pub fn kept_notices(store: &Store) -> Result<Option<Vec<SchoolNotice>>, StoreError> {
    Ok(store.meta(NOTICES)?.and_then(|text| serde_json::from_str(&text).ok()))
}

/// The school's switches as last read; empty before the first reading.
pub fn kept_settings(store: &Store) -> Result<SchoolSettings, StoreError> {
    Ok(store.meta(SETTINGS)?.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
}

/// The switch `id`, where the school has it.
pub fn find(groups: &[NotificationGroup], id: i64) -> Option<&NotificationSetting> {
    groups.iter().flat_map(|group| &group.events).flat_map(|event| &event.settings).find(|setting| setting.id == id)
}

/// Reads the feed back to what is known already.
pub async fn read_notices(caller: &Caller, store: &Store) -> Result<(), SyncError> {
    let known = kept_notices(store)?.unwrap_or_default();
    let mut all: Vec<SchoolNotice> = Vec::new();
    for page in 1..=MOST_PAGES {
        let api = &caller.api;
        let read = match caller.call(Service::Notices, |a| async move { api.notices(a.auth(), page).await }).await {
            Ok(answer) => answer.value,
            Err(error) => return Err(noted(caller, store, error).await),
        };
        let meets_known = read.rows.iter().any(|row| known.iter().any(|old| old.id == row.id));
        let last = read.received < NOTICES_PER_PAGE || meets_known;
        // The server forgets that a notice is new once any client has read it; this parent may not have looked at it.
        let still_new = |row: &SchoolNotice| known.iter().any(|old| old.id == row.id && old.is_new);
        all.extend(read.rows.into_iter().map(|row| SchoolNotice { is_new: row.is_new || still_new(&row), ..row }));
        if last {
            break;
        }
    }
    // A page that shifted while it was read brings a row twice.
    let mut seen = std::collections::HashSet::new();
    all.extend(known);
    all.retain(|row| seen.insert(row.id.clone()));
    all.sort_by(|a, b| (b.at, &b.id).cmp(&(a.at, &a.id)));
    all.truncate(KEPT);
    let text = serde_json::to_string(&all).unwrap_or_default();
    keep(caller, store, NOTICES, text).await
}

/// Reads the switches of `channel`.
pub async fn read_settings(caller: &Caller, store: &Store, channel: NotificationChannel) -> Result<Vec<NotificationGroup>, SyncError> {
    let api = &caller.api;
    let groups = match caller.call(Service::Notices, |a| async move { api.notification_settings(a.auth(), channel).await }).await {
        Ok(answer) => answer.value,
        Err(error) => return Err(noted(caller, store, error).await),
    };
    let mut kept = kept_settings(store)?;
    kept.insert(channel, groups.clone());
    let text = serde_json::to_string(&kept).unwrap_or_default();
    keep(caller, store, SETTINGS, text).await?;
    Ok(groups)
}

/// Keeps what was read, unless somebody has signed out meanwhile.
async fn keep(caller: &Caller, store: &Store, key: &'static str, text: String) -> Result<(), SyncError> {
    let (session, now) = (Arc::clone(&caller.session), caller.clock.now());
    let kept = move |w: &mut Writer<'_>| {
        if !session.state().keeps_data() {
            return Ok(());
        }
        w.set_meta(key, Some(&text))?;
        w.note_reading(None, Service::Notices, now, Outcome::Ok)
    };
    Ok(store.write_async(kept).await?)
}

/// Notes that the service failed, and passes the error on.
async fn noted(caller: &Caller, store: &Store, error: SyncError) -> SyncError {
    if error.is_about_the_service() {
        let (session, now, outcome) = (Arc::clone(&caller.session), caller.clock.now(), caller.outcome(&error));
        let noted = move |w: &mut Writer<'_>| {
            if session.state().keeps_data() { w.note_reading(None, Service::Notices, now, outcome) } else { Ok(()) }
        };
        if let Err(error) = store.write_async(noted).await {
            tracing::debug!(%error, "a failed reading could not be noted");
        }
    }
    error
}
