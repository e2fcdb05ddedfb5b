//! Balances in four generations (wire-api §5). All sums are integer kopecks.

use axum::Json;
use axum::extract::State;
use rusqlite::Connection;
use serde_json::{Value, json};

use super::family::{self, Child, Key};
use super::query::Params;
use crate::adults::rights;
use crate::envelope::WireError;
use crate::headers::{AnyToken, BearerOnly, Caller};
use crate::server::AppState;

/// v3: `GET /api/food/meals/v3/clients/balance?clientIds=[{"personId":…}]`.
pub async fn v3(State(state): State<AppState>, BearerOnly(caller): BearerOnly, params: Params) -> Result<Json<Value>, WireError> {
    let people = params.client_ids()?;
    let accounts = state.db.with(|db| {
        people
            .iter()
            .map(|person_id| {
                let child = family::child_even_unconnected(db, &caller, Key::Person(person_id))?;
                if !rights::is_connected(db, child.id)? {
                    return Ok(None);
                }
                Ok(Some(json!({
                    "clientId": { "personId": child.person_id, "staffId": null },
                    "contractId": child.contract_id,
                    "balance": family::balance(db, &caller, &child)?,
                    "expenseConstraints": expense_constraints(db, &child)?,
                })))
            })
            .collect::<Result<Vec<_>, WireError>>()
    })?;
    Ok(Json(accounts.into_iter().flatten().collect()))
}

/// v2: `GET /api/meals/v2/clients?personId`.
pub async fn v2(State(state): State<AppState>, AnyToken(caller): AnyToken, params: Params) -> Result<Json<Value>, WireError> {
    let person_id = params.require(&["personId", "person_id"])?;
    state
        .db
        .with(|db| {
            let child = family::child(db, &caller, Key::Person(person_id))?;
            second_generation(db, &caller, &child)
        })
        .map(Json)
}

fn second_generation(db: &Connection, caller: &Caller, child: &Child) -> Result<Value, WireError> {
    let mut client = db
        .prepare_cached(
            "SELECT s.name, b.kind_name, b.address, c.preorder_allowed, c.foodbox_allowed, c.foodbox_available, s.rnipsc
             FROM children c JOIN schools s ON s.id = c.school_id JOIN buildings b ON b.id = c.building_id
             WHERE c.id = ?1",
        )?
        .query_row([child.id], |row| {
            Ok(json!({
                "clientId": { "contractId": child.contract_id, "staffId": null, "personId": child.person_id },
                "organization": {
                    "name": row.get::<_, String>(0)?,
                    "type": row.get::<_, String>(1)?,
                    "address": row.get::<_, String>(2)?,
                },
                "preorderAllowed": row.get::<_, bool>(3)?,
                "preorderAvailable": true,
                "foodboxAllowed": row.get::<_, bool>(4)?,
                "foodboxAvailable": row.get::<_, bool>(5)?,
                "rnipsc": row.get::<_, i64>(6)?,
            }))
        })?;
    client["balance"] = family::balance(db, caller, child)?.into();
    client["expenseConstraints"] = expense_constraints(db, child)?;
    Ok(client)
}

/// v1: `GET /api/meals/v1/clients?contractId=` or `?contract_id=`; keys may be missing, and here they are.
pub async fn v1(State(state): State<AppState>, AnyToken(caller): AnyToken, params: Params) -> Result<Json<Value>, WireError> {
    let contract = params.require(&["contractId", "contract_id"])?;
    state
        .db
        .with(|db| {
            let child = family::child(db, &caller, Key::Contract(contract))?;
            Ok(json!({
                "balance": family::balance(db, &caller, &child)?,
                "clientId": { "contractId": child.contract_id, "personId": child.person_id },
            }))
        })
        .map(Json)
}

/// `GET /api/family/mobile/v1/status?contract_ids=<comma list>`.
pub async fn family_status(State(state): State<AppState>, AnyToken(caller): AnyToken, params: Params) -> Result<Json<Value>, WireError> {
    let contracts = params.list(&["contract_ids"]);
    if contracts.is_empty() {
        return Err(WireError::bad("contract_ids", "is required"));
    }
    let students = state.db.with(|db| {
        contracts
            .into_iter()
            .map(|contract| {
                let child = family::child(db, &caller, Key::Contract(contract))?;
                Ok(json!({
                    "balance": family::balance(db, &caller, &child)?,
                    "contract_id": child.contract_id,
                    "at_school": family::is_at_school(db, &caller, &child)?,
                }))
            })
            .collect::<Result<Vec<_>, WireError>>()
    })?;
    Ok(Json(json!({ "students": students })))
}

fn expense_constraints(db: &Connection, child: &Child) -> rusqlite::Result<Value> {
    db.prepare_cached("SELECT expense_day_limit, balance_threshold FROM children WHERE id = ?1")?.query_row([child.id], |row| {
        Ok(json!({
            "expenseDayLimit": row.get::<_, Option<i64>>(0)?,
            "balanceThreshold": row.get::<_, i64>(1)?,
        }))
    })
}
