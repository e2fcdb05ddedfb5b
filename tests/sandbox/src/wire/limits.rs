//! Limits, consents and bans of an account, and who feeds the child (wire-api §5).
//!
//! Which success a write answers is unknown; here it is 204 without a body.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use rusqlite::{Connection, OptionalExtension as _};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::family::{self, Child, Key};
use super::query::Params;
use crate::adults::keep_consent;
use crate::clock::sql;
use crate::envelope::WireError;
use crate::headers::{BearerOnly, Caller};
use crate::payments::faults::Deferred;
use crate::payments::late::{self, LateRequest};
use crate::payments::limits::{self, ChangedBy, LimitWish};
use crate::server::AppState;

/// A body of `allowed-food-state`; both fields are required.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AllowedFood {
    foodbox_allowed: bool,
    special_diet_complex: bool,
}

/// One ban to set or lift.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct BanChange {
    prohibition: bool,
    prohibition_item: Ban,
}

/// What is banned; a field left out, null or 0 means "any" (assumed).
#[derive(Deserialize)]
struct Ban {
    #[serde(rename = "dishId")]
    dish: Option<i64>,
    #[serde(rename = "categoryId")]
    category: Option<i64>,
    #[serde(rename = "subcategoryId")]
    subcategory: Option<i64>,
}

/// `PATCH …/v3/clients/expense-constraints?clientId` `{expenseDayLimit, balanceThreshold}`; a field left out stays.
pub async fn set_expense_constraints(
    State(state): State<AppState>,
    BearerOnly(caller): BearerOnly,
    deferred: Option<Extension<Deferred>>,
    params: Params,
    body: Bytes,
) -> Result<StatusCode, WireError> {
    let body: Value = parse(&body)?;
    let wish = LimitWish {
        expense_day_limit: match body.get("expenseDayLimit") {
            None => None,
            Some(Value::Null) => Some(None),
            Some(sum) => Some(Some(kopecks(sum, "expenseDayLimit")?)),
        },
        balance_threshold: body.get("balanceThreshold").map(|sum| kopecks(sum, "balanceThreshold")).transpose()?,
    };
    write(&state, &caller, &params, |db, child| match deferred {
        Some(Extension(by)) => {
            let child_id = child.id;
            late::defer(&state, db, by, &LateRequest::Limits { child_id, wish })
        }
        None => limits::apply(db, state.clock.now(), child.id, &wish, ChangedBy::Parent),
    })
}

/// `GET …/v3/clients/allowed-food-state?clientId`.
pub async fn allowed_food(State(state): State<AppState>, BearerOnly(caller): BearerOnly, params: Params) -> Result<Json<Value>, WireError> {
    read(&state, &caller, &params, |db, child| {
        db.prepare_cached(
            "SELECT c.discounted_meals, c.preorder_allowed, c.foodbox_allowed, c.special_diet, c.foodbox_available,
                    b.id, b.name, b.address
             FROM children c JOIN buildings b ON b.id = c.building_id WHERE c.id = ?1",
        )?
        .query_row([child.id], |row| {
            Ok(json!({
                "discountedMeals": row.get::<_, bool>(0)?,
                "preorderAllowed": row.get::<_, bool>(1)?,
                "foodboxAllowed": row.get::<_, bool>(2)?,
                "specialDietComplex": row.get::<_, bool>(3)?,
                "addresses": [{
                    "address": {
                        "id": row.get::<_, i64>(5)?,
                        "organizationName": row.get::<_, String>(6)?,
                        "text": row.get::<_, String>(7)?,
                    },
                    "settings": { "foodboxAvailable": row.get::<_, bool>(4)?, "preorderAvailable": true },
                }],
            }))
        })
    })
}

/// `PATCH …/v3/clients/allowed-food-state?clientId` `{foodboxAllowed, specialDietComplex}`.
pub async fn set_allowed_food(
    State(state): State<AppState>,
    BearerOnly(caller): BearerOnly,
    params: Params,
    body: Bytes,
) -> Result<StatusCode, WireError> {
    let wanted: AllowedFood = parse(&body)?;
    write(&state, &caller, &params, |db, child| {
        db.execute(
            "UPDATE children SET foodbox_allowed = ?2, special_diet = ?3 WHERE id = ?1",
            (child.id, wanted.foodbox_allowed, wanted.special_diet_complex),
        )?;
        Ok(())
    })
}

/// `POST …/v3/clients/preorder-allowed?clientId`: the consent; there is no undo.
pub async fn allow_preorder(
    State(state): State<AppState>,
    BearerOnly(caller): BearerOnly,
    params: Params,
) -> Result<StatusCode, WireError> {
    let now = sql(state.clock.now());
    write(&state, &caller, &params, |db, child| {
        db.execute("UPDATE children SET preorder_allowed = 1 WHERE id = ?1", [child.id])?;
        keep_consent(db, child.id, Some(caller.parent_id), "preorder", true, &now)
    })
}

/// `GET …/v3/clients/food-provider?clientId` → `{name, inn, ogrn, rnipsc}`; 422 when nobody feeds the child (assumed).
pub async fn food_provider(
    State(state): State<AppState>,
    BearerOnly(caller): BearerOnly,
    params: Params,
) -> Result<Json<Value>, WireError> {
    let person_id = params.client_id()?;
    state.db.with(|db| {
        let child = family::child(db, &caller, Key::Person(&person_id))?;
        db.prepare_cached(
            "SELECT s.provider_name, s.provider_inn, s.provider_ogrn, s.rnipsc
             FROM children c JOIN schools s ON s.id = c.school_id
             WHERE c.id = ?1 AND c.id NOT IN (SELECT child_id FROM accounts_without_provider)",
        )?
        .query_row([child.id], |row| {
            Ok(Json(json!({
                "name": row.get::<_, String>(0)?,
                "inn": row.get::<_, String>(1)?,
                "ogrn": row.get::<_, String>(2)?,
                "rnipsc": row.get::<_, i64>(3)?,
            })))
        })
        .optional()?
        .ok_or(WireError::NoFoodProvider)
    })
}

/// `GET …/v3/menu/prohibitions?clientId` → `[{dishId, categoryId, subcategoryId}]`; 0 in the table is null here.
pub async fn prohibitions(State(state): State<AppState>, BearerOnly(caller): BearerOnly, params: Params) -> Result<Json<Value>, WireError> {
    let specific = |id: i64| (id != 0).then_some(id);
    read(&state, &caller, &params, |db, child| {
        db.prepare_cached("SELECT dish_id, category_id, subcategory_id FROM prohibitions WHERE child_id = ?1 ORDER BY 1, 2, 3")?
            .query_map([child.id], |row| {
                Ok(json!({
                    "dishId": specific(row.get(0)?),
                    "categoryId": specific(row.get(1)?),
                    "subcategoryId": specific(row.get(2)?),
                }))
            })?
            .collect()
    })
}

/// `PUT …/v3/menu/prohibitions?clientId` `[{prohibition, prohibitionItem}]`: sets and lifts the bans named, leaves the rest.
pub async fn set_prohibitions(
    State(state): State<AppState>,
    BearerOnly(caller): BearerOnly,
    params: Params,
    body: Bytes,
) -> Result<StatusCode, WireError> {
    let changes: Vec<BanChange> = parse(&body)?;
    write(&state, &caller, &params, |db, child| {
        for change in &changes {
            let ban = &change.prohibition_item;
            let ids = [ban.dish, ban.category, ban.subcategory].map(Option::unwrap_or_default);
            let statement = if change.prohibition {
                "INSERT OR IGNORE INTO prohibitions (child_id, dish_id, category_id, subcategory_id) VALUES (?1, ?2, ?3, ?4)"
            } else {
                "DELETE FROM prohibitions WHERE child_id = ?1 AND dish_id = ?2 AND category_id = ?3 AND subcategory_id = ?4"
            };
            db.execute(statement, (child.id, ids[0], ids[1], ids[2]))?;
        }
        Ok(())
    })
}

fn read(
    state: &AppState,
    caller: &Caller,
    params: &Params,
    answer: impl FnOnce(&Connection, &Child) -> rusqlite::Result<Value>,
) -> Result<Json<Value>, WireError> {
    let person_id = params.client_id()?;
    state.db.with(|db| {
        let child = family::child(db, caller, Key::Person(&person_id))?;
        Ok(Json(answer(db, &child)?))
    })
}

fn write(
    state: &AppState,
    caller: &Caller,
    params: &Params,
    change: impl FnOnce(&Connection, &Child) -> rusqlite::Result<()>,
) -> Result<StatusCode, WireError> {
    let person_id = params.client_id()?;
    state.db.write(|db| {
        let child = family::child(db, caller, Key::Person(&person_id))?;
        change(db, &child)?;
        Ok(StatusCode::NO_CONTENT)
    })
}

fn parse<T: DeserializeOwned>(body: &Bytes) -> Result<T, WireError> {
    serde_json::from_slice(body).map_err(|error| WireError::bad("body", error.to_string()))
}

/// A sum of a JSON body: whole kopecks, not below zero.
fn kopecks(value: &Value, name: &str) -> Result<i64, WireError> {
    value.as_i64().filter(|sum| *sum >= 0).ok_or_else(|| WireError::bad(name, "must be a number of kopecks, not below zero"))
}
