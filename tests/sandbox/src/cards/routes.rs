//! Cards on the wire (wire-api §11). Only the names of the routes and the fields of the transport card are known.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use rusqlite::{Connection, params};
use serde_json::{Value, json};

use super::carriers::{self, Blocker, Carrier, CarrierState, NotDone};
use crate::envelope::WireError;
use crate::headers::{AnyToken, Caller};
use crate::server::AppState;
use crate::wire::family::{self, Child, Key};
use crate::wire::query::Params;

impl From<NotDone> for WireError {
    fn from(not_done: NotDone) -> Self {
        match not_done {
            NotDone::Unknown => Self::NotFound,
            NotDone::Refused(code) => Self::Refused(code),
            NotDone::Storage(error) => error.into(),
        }
    }
}

fn card(card: &Carrier) -> Value {
    let status = match card.state {
        CarrierState::Active => "ACTIVE",
        CarrierState::BlockedByParent => "BLOCKED_BY_CLIENT",
        CarrierState::BlockedBySchool => "BLOCKED_BY_ORGANIZATION",
        CarrierState::Expired => "EXPIRED",
    };
    json!({
        "id": card.card_id,
        "type": card.kind.code().to_uppercase(),
        "typeName": card.kind.name(),
        "number": card.masked(),
        "status": status,
        "validFrom": card.valid_from,
        "validTo": card.valid_to,
        "blockedAt": card.blocked_at,
    })
}

/// `GET /api/ei/external/v1/cards?personId` → `{payload:[…]}`, newest first, old ones too.
pub(super) async fn list(State(state): State<AppState>, AnyToken(caller): AnyToken, params: Params) -> Result<Json<Value>, WireError> {
    let person_id = params.require(&["personId", "person_id"])?;
    state.db.with(|db| {
        let child = family::child(db, &caller, Key::Person(person_id))?;
        let cards: Vec<Value> = carriers::of_child(db, child.id, caller.at)?.iter().map(card).collect();
        Ok(Json(json!({ "payload": cards })))
    })
}

fn body_of(db: &Connection, caller: &Caller, body: &Bytes) -> Result<(Child, Value), WireError> {
    let body: Value = serde_json::from_slice(body).map_err(|error| WireError::bad("body", error.to_string()))?;
    let person_id = body["personId"].as_str().ok_or_else(|| WireError::bad("personId", "is required"))?;
    Ok((family::child(db, caller, Key::Person(person_id))?, body))
}

/// `POST …/cards/block` `{personId, cardId, reason?}` → 204. At once and for good; a replacement is the school's.
pub(super) async fn block(State(state): State<AppState>, AnyToken(caller): AnyToken, body: Bytes) -> Result<StatusCode, WireError> {
    state.db.write(|db| {
        let (child, body) = body_of(db, &caller, &body)?;
        let card_id = body["cardId"].as_i64().ok_or_else(|| WireError::bad("cardId", "must be a number"))?;
        carriers::block(db, state.clock.now(), child.id, card_id, Blocker::Parent, body["reason"].as_str())?;
        Ok(StatusCode::NO_CONTENT)
    })
}

/// `POST …/settings` `{personId, …}` → 204: kept, without any effect.
pub(super) async fn settings(State(state): State<AppState>, AnyToken(caller): AnyToken, body: Bytes) -> Result<StatusCode, WireError> {
    state.db.write(|db| {
        let (child, body) = body_of(db, &caller, &body)?;
        db.prepare_cached("INSERT OR REPLACE INTO card_settings (child_id, body) VALUES (?1, ?2)")?
            .execute(params![child.id, body.to_string()])?;
        Ok(StatusCode::NO_CONTENT)
    })
}

/// `GET /api/usersettings/v1?name=UC_TTC_CARD_BALANCE`: the transport card of the child named by `personId`, otherwise of the
/// caller's first child that has one (assumed). Nothing set is 200 with an empty body.
pub(super) async fn transport(State(state): State<AppState>, AnyToken(caller): AnyToken, params: Params) -> Result<Response, WireError> {
    if params.require(&["name"])? != "UC_TTC_CARD_BALANCE" {
        return Ok(StatusCode::OK.into_response());
    }
    state.db.with(|db| {
        let children: Vec<i64> = match params.find(&["personId", "person_id"]) {
            Some(person) => vec![family::child(db, &caller, Key::Person(person))?.id],
            None => db
                .prepare_cached("SELECT child_id FROM adults WHERE parent_id = ?1 AND rights = 'all' AND until >= ?2 ORDER BY child_id")?
                .query_map(params![caller.parent_id, caller.at.date().to_string()], |row| row.get(0))?
                .collect::<rusqlite::Result<_>>()?,
        };
        for child in children {
            if let Some((card, balance, discounted, updated)) = carriers::transport(db, child, caller.at)? {
                return Ok(Json(json!({
                    "Number": card.masked(),
                    "Balance": balance,
                    "isBlocked": card.state != CarrierState::Active,
                    "LgotBalance": discounted,
                    "UpdateAt": updated,
                    "LastNotificationSent": null,
                }))
                .into_response());
            }
        }
        Ok(StatusCode::OK.into_response())
    })
}
