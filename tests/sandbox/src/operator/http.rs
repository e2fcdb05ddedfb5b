//! The operator's JSON, route by route; README.md has the table.

use axum::extract::rejection::JsonRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use chrono::{Datelike as _, NaiveDateTime};
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};

use super::{OperatorError, SaleItem, actions, state};
use crate::clock::{parse_local, sql};
use crate::faults::{FaultRule, Service};
use crate::model::{Direction, SaleKind};
use crate::server::AppState;

/// Routes under `/sandbox/v1/`.
pub(crate) fn router() -> Router<AppState> {
    Router::new()
        .route("/sandbox/v1/state", get(show_state))
        .route("/sandbox/v1/purchases", get(show_purchases))
        .route("/sandbox/v1/tap", post(tap))
        .route("/sandbox/v1/sale", post(sale))
        .route("/sandbox/v1/terminal-top-up", post(terminal_top_up))
        .route("/sandbox/v1/edit-purchase", post(edit_purchase))
        .route("/sandbox/v1/clock", get(show_clock).post(move_clock))
        .route("/sandbox/v1/faults", get(show_faults).post(add_fault).delete(clear_faults))
        .route("/sandbox/v1/token", post(token))
        .route("/sandbox/v1/requests", get(show_requests).delete(reset_requests))
}

impl IntoResponse for OperatorError {
    fn into_response(self) -> Response {
        let status = match self {
            Self::Unknown { .. } => StatusCode::NOT_FOUND,
            Self::BadInput(_) => StatusCode::BAD_REQUEST,
            Self::LinkClosed(_) | Self::Refused(_) | Self::NotDone(_) => StatusCode::CONFLICT,
            Self::Storage(_) => StatusCode::INTERNAL_SERVER_ERROR,
        };
        (status, Json(json!({"error": self.to_string()}))).into_response()
    }
}

impl From<JsonRejection> for OperatorError {
    fn from(rejection: JsonRejection) -> Self {
        Self::BadInput(rejection.body_text())
    }
}

type Body<T> = Result<Json<T>, JsonRejection>;
type Answer = Result<Json<Value>, OperatorError>;

/// `YYYY-MM-DDTHH:MM[:SS]`, Moscow local time; absent or null is `None`.
fn local<'de, D: Deserializer<'de>>(from: D) -> Result<Option<NaiveDateTime>, D::Error> {
    let Some(text) = Option::<String>::deserialize(from)? else {
        return Ok(None);
    };
    parse_local(&text).map(Some).ok_or_else(|| serde::de::Error::custom("a Moscow local time YYYY-MM-DDTHH:MM[:SS] is expected"))
}

fn answer(value: impl serde::Serialize) -> Answer {
    serde_json::to_value(value).map(Json).map_err(|error| OperatorError::BadInput(error.to_string()))
}

async fn show_state(State(state): State<AppState>) -> Answer {
    answer(state::read(&state)?)
}

#[derive(Deserialize)]
struct PurchasesQuery {
    person_id: String,
}

async fn show_purchases(State(state): State<AppState>, Query(query): Query<PurchasesQuery>) -> Answer {
    Ok(Json(json!({"purchases": state::purchases(&state, &query.person_id)?})))
}

#[derive(Deserialize)]
struct Tap {
    person_id: String,
    direction: Direction,
    #[serde(default, deserialize_with = "local")]
    at: Option<NaiveDateTime>,
    #[serde(default, deserialize_with = "local")]
    learned_at: Option<NaiveDateTime>,
    organization_id: Option<i64>,
}

async fn tap(State(state): State<AppState>, body: Body<Tap>) -> Answer {
    let Json(tap) = body?;
    let visit = actions::tap(&state, &tap.person_id, tap.direction, tap.at, tap.organization_id, tap.learned_at)?;
    Ok(Json(json!({"visit_id": visit})))
}

#[derive(Deserialize)]
struct Sale {
    person_id: String,
    kind: SaleKind,
    #[serde(default)]
    items: Vec<SaleItem>,
    #[serde(default, deserialize_with = "local")]
    at: Option<NaiveDateTime>,
}

async fn sale(State(state): State<AppState>, body: Body<Sale>) -> Answer {
    let Json(sale) = body?;
    answer(actions::sale(&state, &sale.person_id, sale.kind, &sale.items, sale.at)?)
}

#[derive(Deserialize)]
struct TopUp {
    person_id: String,
    kopecks: i64,
    #[serde(default, deserialize_with = "local")]
    at: Option<NaiveDateTime>,
}

async fn terminal_top_up(State(state): State<AppState>, body: Body<TopUp>) -> Answer {
    let Json(top_up) = body?;
    answer(actions::terminal_top_up(&state, &top_up.person_id, top_up.kopecks, top_up.at)?)
}

#[derive(Deserialize)]
struct EditPurchase {
    order_id: i64,
    total_kopecks: i64,
}

async fn edit_purchase(State(state): State<AppState>, body: Body<EditPurchase>) -> Answer {
    let Json(edit) = body?;
    answer(actions::edit_purchase(&state, edit.order_id, edit.total_kopecks)?)
}

#[derive(Deserialize)]
struct MoveClock {
    #[serde(default, deserialize_with = "local")]
    now: Option<NaiveDateTime>,
    advance_seconds: Option<i64>,
}

async fn show_clock(State(state): State<AppState>) -> Json<Value> {
    clock_json(&state)
}

async fn move_clock(State(state): State<AppState>, body: Body<MoveClock>) -> Answer {
    match body?.0 {
        MoveClock { now: Some(now), advance_seconds: None } if (1970..9999).contains(&now.year()) => state.clock.set(now),
        MoveClock { now: None, advance_seconds: Some(seconds) } if state.clock.advance(seconds) => {}
        _ => {
            return Err(OperatorError::BadInput("give either now or advance_seconds, within the years 1970 to 9998".to_owned()));
        }
    }
    Ok(clock_json(&state))
}

fn clock_json(state: &AppState) -> Json<Value> {
    Json(json!({"now": sql(state.clock.now()), "fixed": state.clock.is_fixed()}))
}

async fn show_faults(State(state): State<AppState>) -> Json<Value> {
    Json(json!({"faults": state.faults.rules()}))
}

async fn add_fault(State(state): State<AppState>, body: Body<FaultRule>) -> Answer {
    let Json(rule) = body?;
    if rule.step.is_some_and(|step| step.service() != rule.service) {
        return Err(OperatorError::BadInput("the step belongs to another service".to_owned()));
    }
    if !rule.kind.fits(rule.service) {
        return Err(OperatorError::BadInput(
            "lost, late, reordered, cut and oversized go with service delivery, which knows those and doubled".to_owned(),
        ));
    }
    if rule.percent.is_some() && rule.service != Service::Delivery || rule.percent.is_some_and(|percent| percent > 100) {
        return Err(OperatorError::BadInput("percent goes with service delivery and is 0 to 100".to_owned()));
    }
    state.faults.push(rule);
    Ok(show_faults(State(state)).await)
}

#[derive(Deserialize)]
struct FaultsQuery {
    service: Option<Service>,
}

async fn clear_faults(State(state): State<AppState>, Query(query): Query<FaultsQuery>) -> Json<Value> {
    match query.service {
        Some(service) => state.faults.clear_service(service),
        None => state.faults.clear(),
    }
    show_faults(State(state)).await
}

#[derive(Deserialize, Default)]
struct TokenWanted {
    parent: Option<Value>,
}

/// The body may be empty: then the default parent's token is given.
async fn token(State(state): State<AppState>, body: axum::body::Bytes) -> Answer {
    let wanted = if body.is_empty() {
        TokenWanted::default()
    } else {
        serde_json::from_slice(&body).map_err(|error| OperatorError::BadInput(error.to_string()))?
    };
    let parent = match wanted.parent {
        None | Some(Value::Null) => None,
        Some(Value::String(login)) => Some(login),
        Some(other) => Some(other.to_string()),
    };
    answer(actions::token(&state, parent.as_deref())?)
}

async fn show_requests(State(state): State<AppState>) -> Json<Value> {
    let counters = &state.counters;
    Json(json!({
        "total": counters.total(),
        "routes": counters.routes(),
        "bytes_in": counters.bytes_in(),
        "bytes_out": counters.bytes_out(),
        "connections": counters.connections(),
    }))
}

async fn reset_requests(State(state): State<AppState>) -> Json<Value> {
    state.counters.reset();
    show_requests(State(state)).await
}
