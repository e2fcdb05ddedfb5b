//! `GET /api/food/meals/v3/transactions`: movements of the account, newest first (wire-api §6).
//!
//! Negative sums are printed as uint32, `prevBalance` too (trap 3). `createdAt` is a local date-time for what the
//! canteen wrote and carries an offset for what came from outside: its format is unknown, so the sandbox uses two.

use axum::Json;
use axum::extract::State;
use chrono::{NaiveDate, NaiveDateTime};
use rusqlite::Connection;
use serde::Serialize;
use serde_json::{Value, json};

use super::family::{self, Child, Key};
use super::query::Params;
use crate::clock;
use crate::envelope::WireError;
use crate::headers::{BearerOnly, Caller};
use crate::model::MovementKind;
use crate::server::AppState;

/// One change of the balance that is in force.
pub struct Movement {
    /// When, Moscow time.
    pub at: NaiveDateTime,
    /// Kopecks; minus is out of the account.
    pub sum: i64,
    /// Wire `type`.
    pub kind: i64,
    /// Where it came from, in words.
    pub origin: String,
    /// The order it paid or gave back.
    pub order_id: Option<i64>,
    /// Balance before it.
    pub previous: i64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WireMovement {
    sum: i64,
    prev_balance: i64,
    created_at: String,
    origin: String,
    r#type: i64,
    order_id: Option<i64>,
}

/// The handler.
pub async fn list(State(state): State<AppState>, BearerOnly(caller): BearerOnly, params: Params) -> Result<Json<Value>, WireError> {
    let person_id = params.client_id()?;
    let (from, to) = params.date_range()?;
    let limit = usize::try_from(params.number("limit", 10, 1..=1000)?).unwrap_or_default();
    let offset = usize::try_from(params.number("offset", 0, 0..=i64::from(u32::MAX))?).unwrap_or_default();
    let kinds = params.codes("type")?;
    let movements = state.db.with(|db| {
        let child = family::child(db, &caller, Key::Person(&person_id))?;
        Ok::<_, WireError>(movements(db, &caller, &child, from, to)?)
    })?;
    let mut chosen = movements.into_iter().rev().filter(|movement| kinds.is_empty() || kinds.contains(&movement.kind)).skip(offset);
    let page: Vec<WireMovement> = chosen.by_ref().take(limit).map(WireMovement::from).collect();
    Ok(Json(json!({ "hasNext": chosen.next().is_some(), "transactions": page })))
}

/// Movements of the days `from` to `to` in force at `caller.at`, oldest first.
pub fn movements(db: &Connection, caller: &Caller, child: &Child, from: NaiveDate, to: NaiveDate) -> rusqlite::Result<Vec<Movement>> {
    let now = clock::sql(caller.at);
    // Local instants are text that sorts; a date sorts before every instant of its day.
    let after = to.succ_opt().unwrap_or(NaiveDate::MAX);
    let mut balance: i64 = db
        .prepare_cached(
            "SELECT COALESCE(SUM(sum), 0) FROM movements
             WHERE child_id = ?1 AND at < ?2 AND visible_at <= ?3 AND hidden_at > ?3",
        )?
        .query_row((child.id, from, &now), |row| row.get(0))?;
    db.prepare_cached(
        "SELECT at, sum, kind, origin, order_id FROM movements
         WHERE child_id = ?1 AND at >= ?2 AND at < ?3 AND visible_at <= ?4 AND hidden_at > ?4
         ORDER BY at, movement_id",
    )?
    .query_map((child.id, from, after, &now), |row| {
        let previous = balance;
        let sum: i64 = row.get(1)?;
        balance += sum;
        Ok(Movement { at: row.get(0)?, sum, kind: row.get(2)?, origin: row.get(3)?, order_id: row.get(4)?, previous })
    })?
    .collect()
}

impl From<Movement> for WireMovement {
    fn from(movement: Movement) -> Self {
        let by_canteen = [MovementKind::Order as i64, MovementKind::OrderCancelled as i64].contains(&movement.kind);
        Self {
            sum: as_unsigned(movement.sum),
            prev_balance: as_unsigned(movement.previous),
            created_at: if by_canteen { clock::sql(movement.at) } else { clock::with_offset(movement.at).to_rfc3339() },
            origin: movement.origin,
            r#type: movement.kind,
            order_id: movement.order_id,
        }
    }
}

/// Trap 3: a negative number as the unsigned 32-bit one of the same bits.
fn as_unsigned(kopecks: i64) -> i64 {
    if kopecks < 0 { kopecks + (1 << 32) } else { kopecks }
}

#[cfg(test)]
mod tests {
    use super::as_unsigned;

    #[test]
    fn minus_eighty_roubles_look_like_the_wire_prints_them() {
        assert_eq!(as_unsigned(-8000), 4_294_959_296);
        assert_eq!(as_unsigned(8000), 8000);
    }
}
