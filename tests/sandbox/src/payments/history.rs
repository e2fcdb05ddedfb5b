//! Payments of a parent, with a token of their own (wire-api §9).
//!
//! Assumed: the history token stands in `Authorization` where the diary token stood; a payment shows from the moment
//! it was made or refused, a link nobody paid never does; `PROC` until the bank has approved.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use chrono::{DateTime, Duration, NaiveDate, NaiveDateTime};
use rusqlite::{OptionalExtension as _, named_params, params};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::clock::{parse_local, sql, with_offset};
use crate::envelope::WireError;
use crate::faults::AsOf;
use crate::headers::{self, AnyToken};
use crate::server::AppState;

/// Most payments on a page (assumed).
const MOST_PER_PAGE: i64 = 100;

/// Status of a payment as SQL, at the instant `:at`.
const STATUS: &str = "CASE WHEN p.approved_at IS NULL THEN 'DECL' WHEN p.approved_at <= :at THEN 'APRP' ELSE 'PROC' END";

/// `POST …/payments/history/token` → `{access_token, expires_in}`.
pub(super) async fn token(State(state): State<AppState>, AnyToken(caller): AnyToken) -> Result<Json<Value>, WireError> {
    let token = format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple());
    let seconds = state.payments.settings().history_token_seconds;
    let ends = state.clock.now() + Duration::seconds(seconds.into());
    state.db.with(|db| {
        db.prepare_cached("INSERT INTO history_tokens (token, parent_id, expires_at) VALUES (?1, ?2, ?3)")?.execute(params![
            token,
            caller.parent_id,
            sql(ends)
        ])?;
        Ok::<_, WireError>(())
    })?;
    Ok(Json(json!({ "access_token": token, "expires_in": seconds })))
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default = "one")]
    page: i64,
    #[serde(default = "twenty")]
    per_page: i64,
    created_from: Option<String>,
    created_to: Option<String>,
    status: Option<Vec<String>>,
}

fn one() -> i64 {
    1
}
fn twenty() -> i64 {
    20
}

/// `POST …/payments/history`, newest first.
pub(super) async fn list(State(state): State<AppState>, AsOf(at): AsOf, headers: HeaderMap, body: Bytes) -> Result<Json<Value>, WireError> {
    if headers::text(&headers, "x-mes-subsystem") != Some("familymp") {
        return Err(WireError::Unauthorized);
    }
    let token = headers::bearer(&headers).ok_or(WireError::Unauthorized)?;
    let asked: Asked = serde_json::from_slice(&body).map_err(|error| WireError::bad("body", error.to_string()))?;
    if asked.page < 1 {
        return Err(WireError::bad("page", "must be 1 or more"));
    }
    if !(1..=MOST_PER_PAGE).contains(&asked.per_page) {
        return Err(WireError::bad("per_page", format!("must be between 1 and {MOST_PER_PAGE}")));
    }
    let from = bound("created_from", asked.created_from.as_deref(), Edge::First)?;
    let to = bound("created_to", asked.created_to.as_deref(), Edge::Last)?;
    let statuses = statuses(asked.status)?;
    let now = sql(state.clock.now());
    state.db.with(|db| {
        let parent_id: i64 = db
            .prepare_cached("SELECT parent_id FROM history_tokens WHERE token = ?1 AND expires_at > ?2")?
            .query_row(params![token, now], |row| row.get(0))
            .optional()?
            .ok_or(WireError::Unauthorized)?;
        let chosen = format!(
            "FROM payments p JOIN payment_links l ON l.id = p.link_id
             WHERE p.parent_id = :parent AND p.at <= :at AND p.at BETWEEN :from AND :to
               AND (:statuses = '' OR instr(:statuses, {STATUS}) > 0)"
        );
        let at = sql(at);
        let total: i64 = db
            .prepare_cached(&format!("SELECT COUNT(*) {chosen}"))?
            .query_row(named_params! { ":parent": parent_id, ":at": at, ":from": from, ":to": to, ":statuses": statuses }, |row| {
                row.get(0)
            })?;
        let data: Vec<Value> = db
            .prepare_cached(&format!(
                "SELECT p.payment_id, {STATUS}, p.amount, p.at, l.contract_id, l.request_uid, l.package_uid, p.method
                 {chosen} ORDER BY p.at DESC, p.id DESC LIMIT :limit OFFSET :offset"
            ))?
            .query_map(
                named_params! {
                    ":parent": parent_id, ":at": at, ":from": from, ":to": to, ":statuses": statuses,
                    ":limit": asked.per_page, ":offset": (asked.page - 1).saturating_mul(asked.per_page),
                },
                |row| {
                    Ok(json!({
                        "id": row.get::<_, String>(0)?,
                        "status": row.get::<_, String>(1)?,
                        "service": "FOOD",
                        "amount": row.get::<_, i64>(2)?,
                        "created_at": with_offset(row.get::<_, NaiveDateTime>(3)?).to_rfc3339(),
                        "additional_data": {
                            "contract_id": row.get::<_, i64>(4)?,
                            "request_uid": row.get::<_, String>(5)?,
                            "package_uid": row.get::<_, String>(6)?,
                            "method": row.get::<_, String>(7)?,
                        },
                    }))
                },
            )?
            .collect::<rusqlite::Result<_>>()?;
        Ok(Json(json!({
            "data": data,
            "total_count": total,
            "current_page": asked.page,
            "total_pages": (total + asked.per_page - 1) / asked.per_page,
            "per_page": asked.per_page,
        })))
    })
}

/// The statuses wanted, joined; empty for all.
fn statuses(asked: Option<Vec<String>>) -> Result<String, WireError> {
    let asked = asked.unwrap_or_default();
    match asked.iter().find(|status| !["APRP", "PROC", "DECL"].contains(&status.as_str())) {
        Some(_) => Err(WireError::bad("status", "must be APRP, PROC or DECL")),
        None => Ok(asked.join(",")),
    }
}

/// Which end of a day a bare date stands for.
#[derive(Clone, Copy)]
enum Edge {
    First,
    Last,
}

/// A day, a local date-time or one with an offset, as the database compares it; open-ended when absent.
fn bound(name: &str, text: Option<&str>, edge: Edge) -> Result<String, WireError> {
    let Some(text) = text.filter(|text| !text.is_empty()) else {
        return Ok(match edge {
            Edge::First => String::new(),
            Edge::Last => "9999-12-31T23:59:59".to_owned(),
        });
    };
    if let Ok(day) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        return Ok(match edge {
            Edge::First => day.to_string(),
            Edge::Last => format!("{day}T23:59:59"),
        });
    }
    if let Ok(instant) = DateTime::parse_from_rfc3339(text) {
        return Ok(sql(crate::clock::moscow_local(instant)));
    }
    parse_local(text).map(sql).ok_or_else(|| WireError::bad(name, "must be a date or a date-time"))
}
