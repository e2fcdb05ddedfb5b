//! The operator's side of payments: what a parent does on the page, delays, the school's own changes, the ledger.
//!
//! JSON under `/sandbox/v1/` and the same as methods of [`Sandbox`]; faults strike neither.

use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, Query, State};
use axum::routing::{get, post};
use axum::{Json, Router};
use rusqlite::{Connection, OptionalExtension as _};
use serde::Deserialize;
use serde_json::{Value, json};

use super::late::settle;
use super::ledger::{self, Ledger, LedgerMark, LedgerQuery, PaymentRecord};
use super::limits::{self, ChangedBy, LimitWish};
use super::links::{self, LinkState, NotDone, PageAnswer, Press};
use super::settings::{PayMethod, PaymentSettings};
use crate::operator::OperatorError;
use crate::server::{AppState, Sandbox};

/// Routes under `/sandbox/v1/`.
pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route("/sandbox/v1/payments", get(show_payments))
        .route("/sandbox/v1/payments/{request_uid}", post(press_link))
        .route("/sandbox/v1/payment-settings", get(show_settings).post(change_settings))
        .route("/sandbox/v1/limits", post(change_limits))
        .route("/sandbox/v1/provider", post(change_provider))
        .route("/sandbox/v1/ledger", get(show_ledger))
}

type Answer = Result<Json<Value>, OperatorError>;

fn press_page(state: &AppState, request_uid: &str, press: Press) -> Result<PageAnswer, OperatorError> {
    settle(state)?;
    let settings = state.payments.settings();
    let now = state.clock.now();
    state.db.write(|db| links::press(db, &settings, now, request_uid, press, false)).map_err(|not_done| match not_done {
        NotDone::Unknown => OperatorError::Unknown { what: "request_uid", id: request_uid.to_owned() },
        NotDone::Closed(LinkState::Paid) => OperatorError::LinkClosed("paid"),
        NotDone::Closed(LinkState::Declined) => OperatorError::LinkClosed("declined"),
        NotDone::Closed(_) => OperatorError::LinkClosed("expired"),
        NotDone::BadAmount => OperatorError::BadInput("amount_kopecks must be above zero and not above what was asked".to_owned()),
        NotDone::Storage(error) => error.into(),
    })
}

fn links_made(state: &AppState, person_id: Option<&str>, after: i64, open: bool) -> Result<Vec<PaymentRecord>, OperatorError> {
    settle(state)?;
    let now = state.clock.now();
    Ok(state.db.with(|db| ledger::payments(db, now, &state.base_url, person_id, after, open))?)
}

fn books(state: &AppState, query: &LedgerQuery) -> Result<Ledger, OperatorError> {
    settle(state)?;
    let now = state.clock.now();
    Ok(state.db.with(|db| ledger::read(db, now, &state.base_url, query))?)
}

fn child_id(db: &Connection, person_id: &str) -> Result<i64, OperatorError> {
    db.prepare_cached("SELECT id FROM children WHERE person_id = ?1")?
        .query_row([person_id], |row| row.get(0))
        .optional()?
        .ok_or_else(|| OperatorError::Unknown { what: "person_id", id: person_id.to_owned() })
}

fn school_limits(state: &AppState, person_id: &str, wish: &LimitWish) -> Result<(), OperatorError> {
    settle(state)?;
    let sums = [wish.expense_day_limit.flatten(), wish.balance_threshold];
    if sums.into_iter().flatten().any(|sum| sum < 0) {
        return Err(OperatorError::BadInput("limits must not be below zero".to_owned()));
    }
    let now = state.clock.now();
    state.db.write(|db| {
        let child = child_id(db, person_id)?;
        Ok(limits::apply(db, now, child, wish, ChangedBy::School)?)
    })
}

fn provider(state: &AppState, person_id: &str, connected: bool) -> Result<(), OperatorError> {
    state.db.write(|db| {
        let child = child_id(db, person_id)?;
        let sql = if connected {
            "DELETE FROM accounts_without_provider WHERE child_id = ?1"
        } else {
            "INSERT OR IGNORE INTO accounts_without_provider (child_id) VALUES (?1)"
        };
        db.prepare_cached(sql)?.execute([child])?;
        Ok(())
    })
}

impl Sandbox {
    /// Does what a parent would do on the payment page of that link; faults do not strike it.
    ///
    /// # Errors
    /// [`OperatorError`]: no such link, not open any more (paid, declined, expired), a sum above what was asked.
    pub fn press_page(&self, request_uid: &str, press: Press) -> Result<PageAnswer, OperatorError> {
        let answer = press_page(&self.state, request_uid, press)?;
        self.tell()?;
        Ok(answer)
    }

    /// [`Press::Pay`] in full.
    ///
    /// # Errors
    /// As [`Sandbox::press_page`].
    pub fn pay(&self, request_uid: &str, method: PayMethod) -> Result<PageAnswer, OperatorError> {
        self.press_page(request_uid, Press::Pay { method, amount_kopecks: None })
    }

    /// Payment links, oldest first; only those that may still be paid when `open`.
    ///
    /// # Errors
    /// [`OperatorError::Storage`].
    pub fn payment_links(&self, open: bool) -> Result<Vec<PaymentRecord>, OperatorError> {
        links_made(&self.state, None, 0, open)
    }

    /// Life times and delays in force.
    pub fn payment_settings(&self) -> PaymentSettings {
        self.state.payments.settings()
    }

    /// Sets life times and delays for what begins from now on.
    pub fn set_payment_settings(&self, settings: PaymentSettings) {
        self.state.payments.set(settings);
    }

    /// The school changes an account's limits.
    ///
    /// # Errors
    /// [`OperatorError`]: unknown child, a sum below zero.
    pub fn school_changes_limits(&self, person_id: &str, wish: &LimitWish) -> Result<(), OperatorError> {
        school_limits(&self.state, person_id, wish)
    }

    /// Gives a child a food provider (everybody has one at the start) or takes it away.
    ///
    /// # Errors
    /// [`OperatorError`]: unknown child.
    pub fn set_food_provider(&self, person_id: &str, connected: bool) -> Result<(), OperatorError> {
        provider(&self.state, person_id, connected)
    }

    /// Every effect on every account, every payment asked for, every change of limits.
    ///
    /// # Errors
    /// [`OperatorError::Storage`].
    pub fn ledger(&self, query: &LedgerQuery) -> Result<Ledger, OperatorError> {
        books(&self.state, query)
    }

    /// How far the ledger reaches now; give it to [`LedgerQuery::after`] to see only what follows.
    ///
    /// # Errors
    /// [`OperatorError::Storage`].
    pub fn ledger_mark(&self) -> Result<LedgerMark, OperatorError> {
        settle(&self.state)?;
        Ok(self.state.db.with(ledger::mark)?)
    }
}

#[derive(Deserialize)]
struct PaymentsQuery {
    #[serde(default)]
    open: bool,
    person_id: Option<String>,
    #[serde(default)]
    after: i64,
}

async fn show_payments(State(state): State<AppState>, Query(query): Query<PaymentsQuery>) -> Answer {
    let links = links_made(&state, query.person_id.as_deref(), query.after, query.open)?;
    Ok(Json(json!({ "payments": links })))
}

async fn press_link(State(state): State<AppState>, Path(request_uid): Path<String>, body: Result<Json<Press>, JsonRejection>) -> Answer {
    let Json(press) = body?;
    Ok(Json(json!(press_page(&state, &request_uid, press)?)))
}

async fn show_settings(State(state): State<AppState>) -> Json<Value> {
    Json(json!(state.payments.settings()))
}

async fn change_settings(State(state): State<AppState>, body: Result<Json<Value>, JsonRejection>) -> Answer {
    let Json(wish) = body?;
    if !wish.is_object() {
        return Err(OperatorError::BadInput("give an object".to_owned()));
    }
    Ok(Json(json!(state.payments.change(&wish)?)))
}

#[derive(Deserialize)]
struct LimitsBody {
    person_id: String,
    #[serde(flatten)]
    wish: LimitWish,
}

async fn change_limits(State(state): State<AppState>, body: Result<Json<LimitsBody>, JsonRejection>) -> Answer {
    let Json(body) = body?;
    school_limits(&state, &body.person_id, &body.wish)?;
    Ok(Json(json!({})))
}

#[derive(Deserialize)]
struct ProviderBody {
    person_id: String,
    connected: bool,
}

async fn change_provider(State(state): State<AppState>, body: Result<Json<ProviderBody>, JsonRejection>) -> Answer {
    let Json(body) = body?;
    provider(&state, &body.person_id, body.connected)?;
    Ok(Json(json!({ "connected": body.connected })))
}

#[derive(Deserialize)]
struct BooksQuery {
    person_id: Option<String>,
    #[serde(default)]
    effects_after: i64,
    #[serde(default)]
    payments_after: i64,
    #[serde(default)]
    limits_after: i64,
    #[serde(default)]
    orders_after: i64,
}

async fn show_ledger(State(state): State<AppState>, Query(query): Query<BooksQuery>) -> Answer {
    let query = LedgerQuery {
        person_id: query.person_id,
        after: LedgerMark {
            effects: query.effects_after,
            payments: query.payments_after,
            limits: query.limits_after,
            orders: query.orders_after,
        },
    };
    Ok(Json(json!(books(&state, &query)?)))
}
