//! Requests that are on their way (fault `delayed`): done when the sandbox clock reaches their time.
//!
//! Nobody sleeps for them: whoever is about to look at the school's data settles what has arrived by then, in the
//! order of arrival, as if each had been sent at that moment. A refusal then reaches nobody.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use chrono::{Duration, NaiveDate, NaiveDateTime};
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};

use super::faults::Deferred;
use super::limits::{ChangedBy, LimitWish};
use super::links::{self, LinkWish, NotDone, Press};
use crate::clock::sql;
use crate::meals::ahead::{self, By, Wish};
use crate::server::AppState;

/// Whether anything may be on its way; so that settling costs nothing when there is not.
#[derive(Clone, Default)]
pub(super) struct Flag {
    /// Starts as "maybe": the database file may come from an earlier run.
    nothing: Arc<AtomicBool>,
}

/// A request whose effect comes later.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LateRequest {
    /// `mospay/init`.
    Init(LinkWish),
    /// A press on the payment page.
    Press {
        /// The link.
        request_uid: String,
        /// What was pressed.
        press: Press,
    },
    /// `POST …/orders/preorder`.
    PlaceAhead {
        /// For whom.
        child_id: i64,
        /// Who asked.
        by: By,
        /// The day of the meal.
        date: NaiveDate,
        /// What is wanted.
        wishes: Vec<Wish>,
    },
    /// `PUT …/orders/preorder/{orderId}`.
    ChangeAhead {
        /// The order.
        order_id: i64,
        /// Who asked.
        by: By,
        /// The day of the meal.
        date: NaiveDate,
        /// What is wanted instead.
        wish: Wish,
    },
    /// `DELETE …/orders`.
    CancelAhead {
        /// The orders.
        orders: Vec<i64>,
        /// Who asked.
        by: By,
    },
    /// `PATCH …/expense-constraints`.
    Limits {
        /// Whose.
        child_id: i64,
        /// What is wanted.
        wish: LimitWish,
    },
}

/// Keeps a request until its time.
pub(crate) fn defer(state: &AppState, db: &Connection, by: Deferred, request: &LateRequest) -> rusqlite::Result<()> {
    let due = state.clock.now() + Duration::seconds(by.seconds.into());
    let text = serde_json::to_string(request).map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
    db.prepare_cached("INSERT INTO late_requests (due_at, request) VALUES (?1, ?2)")?.execute(params![sql(due), text])?;
    state.payments.late.nothing.store(false, Ordering::Release);
    Ok(())
}

/// Does every request that has arrived by now.
pub(crate) fn settle(state: &AppState) -> rusqlite::Result<()> {
    crate::meals::settle(state)?;
    if state.payments.late.nothing.load(Ordering::Acquire) {
        return Ok(());
    }
    let now = state.clock.now();
    state.db.write(|db| {
        let due: Vec<(i64, NaiveDateTime, String)> = db
            .prepare_cached("SELECT id, due_at, request FROM late_requests WHERE due_at <= ?1 ORDER BY due_at, id")?
            .query_map([sql(now)], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
            .collect::<rusqlite::Result<_>>()?;
        for (id, at, text) in due {
            perform(state, db, at, &text)?;
            db.prepare_cached("DELETE FROM late_requests WHERE id = ?1")?.execute([id])?;
        }
        let waiting: bool = db.query_row("SELECT EXISTS (SELECT 1 FROM late_requests)", [], |row| row.get(0))?;
        state.payments.late.nothing.store(!waiting, Ordering::Release);
        Ok(())
    })
}

fn perform(state: &AppState, db: &Connection, at: NaiveDateTime, text: &str) -> rusqlite::Result<()> {
    let request = serde_json::from_str(text).map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
    let settings = state.payments.settings();
    match request {
        LateRequest::Init(wish) => links::make(db, &settings, at, &wish, false).map(drop),
        LateRequest::Press { request_uid, press } => match links::press(db, &settings, at, &request_uid, press, false) {
            Err(NotDone::Storage(error)) => Err(error),
            Ok(_) | Err(_) => Ok(()),
        },
        LateRequest::PlaceAhead { child_id, by, date, wishes } => storage_only(ahead::place(db, at, child_id, by, date, &wishes)),
        LateRequest::ChangeAhead { order_id, by, date, wish } => storage_only(ahead::change(db, at, order_id, by, date, &wish)),
        LateRequest::CancelAhead { orders, by } => storage_only(ahead::cancel(db, at, &orders, by)),
        LateRequest::Limits { child_id, wish } => super::limits::apply(db, at, child_id, &wish, ChangedBy::Parent),
    }
}

/// A refusal reaches nobody any more.
fn storage_only<T>(done: Result<T, ahead::NotDone>) -> rusqlite::Result<()> {
    match done {
        Err(ahead::NotDone::Storage(error)) => Err(error),
        Ok(_) | Err(_) => Ok(()),
    }
}

/// Settles before every request, so that all routes show what has arrived.
pub(crate) async fn layer(State(state): State<AppState>, request: Request, next: Next) -> Response {
    if let Err(error) = settle(&state) {
        tracing::error!(%error, "late requests could not be done");
    }
    next.run(request).await
}
