//! What is ordered ahead, which days are open, the weekly rules and the reasons of absence (wire-api §8, §4): read when somebody looks or
//! something was sent, kept for the time without a network.

use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::{Caller, SyncError};
use crate::domain::{AbsenceReason, LocalDate, MealOrder, Moment, OrderDay, Period, PersonId, WeeklyRule};
use crate::school_api::{ApiError, MAX_PAGE};
use crate::session::SessionError;
use crate::store::{Service, Store, StoreError, Writer};

/// Days ahead that are read (wire-api §8 counts orders of fourteen days).
pub const DAYS_AHEAD: i64 = 14;
/// Most pages of orders that one reading asks for.
const MOST_PAGES: u32 = 5;
/// Where the orders ahead of a child are kept in the cache: this and the child's name.
const ORDERS: &str = "meal-orders/";
/// Where the open days of a child are kept.
const DAYS: &str = "order-days/";
/// Where the weekly rules of a child are kept.
const RULES: &str = "weekly-rules/";
/// Where the reasons of absence are kept.
const REASONS: &str = "absence-reasons";

/// Something as it was last read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AsRead<T> {
    /// What.
    pub value: T,
    /// When, in the server's time.
    pub as_of: Moment,
}

/// The orders ahead of `child` as last read; none before the first reading.
pub fn kept_orders(store: &Store, child: &PersonId) -> Result<Option<AsRead<Vec<MealOrder>>>, StoreError> {
    kept(store, &format!("{ORDERS}{child}"))
}

/// The open days of `child` as last read.
pub fn kept_days(store: &Store, child: &PersonId) -> Result<Option<AsRead<Vec<OrderDay>>>, StoreError> {
    kept(store, &format!("{DAYS}{child}"))
}

/// The weekly rules of `child` as last read.
pub fn kept_rules(store: &Store, child: &PersonId) -> Result<Option<AsRead<Vec<WeeklyRule>>>, StoreError> {
    kept(store, &format!("{RULES}{child}"))
}

/// The reasons of absence as last read.
pub fn kept_reasons(store: &Store) -> Result<Option<AsRead<Vec<AbsenceReason>>>, StoreError> {
    kept(store, REASONS)
}

fn kept<T: DeserializeOwned>(store: &Store, key: &str) -> Result<Option<AsRead<T>>, StoreError> {
    Ok(store.meta(key)?.and_then(|text| serde_json::from_str(&text).ok()))
}

/// Reads what is ordered ahead for the days of `period`, and keeps it in place of what was known of them.
pub async fn read_orders(caller: &Caller, store: &Store, child: &PersonId, period: Period) -> Result<Vec<MealOrder>, SyncError> {
    let (api, mut all, mut offset) = (&caller.api, Vec::new(), 0);
    for page in 1..=MOST_PAGES {
        let call = caller.call(Service::Orders, |a| async move { api.meal_orders(a.auth(), child, period, MAX_PAGE, offset).await });
        let answer = call.await?;
        // A list with holes is no proof that an order is missing.
        if !answer.whole || answer.skipped > 0 || (page == MOST_PAGES && answer.value.has_next) {
            return Err(SyncError::Session(SessionError::Api(ApiError::Malformed { what: "a list of orders with holes" })));
        }
        offset += answer.value.received;
        let more = answer.value.has_next && answer.value.received > 0;
        all.extend(answer.value.rows);
        if !more {
            break;
        }
    }
    let older = kept_orders(store, child)?;
    let today = caller.clock.now().date();
    // The date is that of the whole list: it may not be younger than the reading of the other days.
    let covers = period.contains(today) && period.to >= today.plus_days(DAYS_AHEAD);
    let as_of = older.as_ref().filter(|_| !covers).map(|kept| kept.as_of);
    let mut orders = older.map(|kept| kept.value).unwrap_or_default();
    orders.retain(|order| !period.contains(order.day) && order.day >= today.plus_days(-1));
    orders.extend(all.iter().cloned());
    // A first reading of one day only says nothing of the others.
    if covers || as_of.is_some() {
        keep(caller, store, format!("{ORDERS}{child}"), orders, as_of).await?;
    }
    Ok(all)
}

/// Reads which days are open for orders of `child`.
pub async fn read_days(caller: &Caller, store: &Store, child: &PersonId) -> Result<Vec<OrderDay>, SyncError> {
    let api = &caller.api;
    let days = caller.call(Service::Orders, |a| async move { api.order_days(a.auth(), child).await }).await?.value;
    keep(caller, store, format!("{DAYS}{child}"), days.clone(), None).await?;
    Ok(days)
}

/// Reads the weekly rules of `child`.
pub async fn read_rules(caller: &Caller, store: &Store, child: &PersonId) -> Result<Vec<WeeklyRule>, SyncError> {
    let api = &caller.api;
    let answer = caller.call(Service::Orders, |a| async move { api.weekly_rules(a.auth(), child).await }).await?;
    if answer.skipped > 0 {
        return Err(SyncError::Session(SessionError::Api(ApiError::Malformed { what: "a list of rules with holes" })));
    }
    keep(caller, store, format!("{RULES}{child}"), answer.value.clone(), None).await?;
    Ok(answer.value)
}

/// Reads the reasons of absence.
pub async fn read_reasons(caller: &Caller, store: &Store) -> Result<Vec<AbsenceReason>, SyncError> {
    let api = &caller.api;
    let reasons = caller.call(Service::Profile, |a| async move { api.absence_reasons(a.auth()).await }).await?.value;
    keep(caller, store, REASONS.to_owned(), reasons.clone(), None).await?;
    Ok(reasons)
}

/// The days that the screen of orders shows ahead of `today`.
pub fn ahead(today: LocalDate) -> Period {
    Period { from: today, to: today.plus_days(DAYS_AHEAD) }
}

/// What [`keep`] leaves behind, for tests: `key` is "meal-orders", "order-days" or "weekly-rules".
#[cfg(test)]
pub(crate) fn keep_as_read(store: &Store, key: &str, child: &str, value: &impl Serialize, as_of: Moment) {
    let (key, text) = (format!("{key}/{child}"), serde_json::to_string(&AsRead { value, as_of }).unwrap());
    store.write(move |w| w.set_meta(&key, Some(&text))).unwrap();
}

/// Keeps what was read, unless somebody has signed out meanwhile.
async fn keep<T: Serialize>(caller: &Caller, store: &Store, key: String, value: T, as_of: Option<Moment>) -> Result<(), SyncError> {
    let text = serde_json::to_string(&AsRead { value, as_of: as_of.unwrap_or_else(|| caller.clock.now()) }).unwrap_or_default();
    let session = Arc::clone(&caller.session);
    let kept = move |w: &mut Writer<'_>| if session.state().keeps_data() { w.set_meta(&key, Some(&text)) } else { Ok(()) };
    Ok(store.write_async(kept).await?)
}
