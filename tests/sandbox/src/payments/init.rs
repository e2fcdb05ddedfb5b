//! `POST /api/family/mobile/v1/payments/mospay/init`: a payment link for a personal account (wire-api §9).

use axum::body::Bytes;
use axum::extract::State;
use axum::{Extension, Json};
use rusqlite::{Connection, OptionalExtension as _, params};
use serde_json::{Value, json};
use url::Url;

use super::faults::{Deferred, Retransmitted};
use super::late::{self, LateRequest};
use super::links::{self, LinkWish};
use crate::envelope::WireError;
use crate::headers::{AnyToken, Caller};
use crate::server::AppState;

/// Smallest top-up, in kopecks (assumed).
const LEAST: i64 = 1_000;
/// Largest top-up, in kopecks (assumed).
const MOST: i64 = 1_500_000;

/// What the body asks for.
struct Asked {
    amount: i64,
    contract_id: i64,
    /// `success`, `fail`, `back`.
    urls: [Option<String>; 3],
}

/// The handler.
pub(super) async fn init(
    State(state): State<AppState>,
    AnyToken(caller): AnyToken,
    deferred: Option<Extension<Deferred>>,
    retransmitted: Option<Extension<Retransmitted>>,
    body: Bytes,
) -> Result<Json<Value>, WireError> {
    let asked = read(&body)?;
    let settings = state.payments.settings();
    let made = state.db.write(|db| {
        let child_id = account(db, &caller, asked.contract_id)?;
        let [success, fail, back] = asked.urls;
        let wish =
            LinkWish { parent_id: caller.parent_id, child_id, contract_id: asked.contract_id, amount: asked.amount, success, fail, back };
        if let Some(Extension(by)) = deferred {
            late::defer(&state, db, by, &LateRequest::Init(wish))?;
            return Ok::<_, WireError>(None);
        }
        let now = state.clock.now();
        Ok(Some(links::make(db, &settings, now, &wish, retransmitted.is_some())?))
    })?;
    // A request that comes late is answered to nobody.
    let Some(link) = made else {
        return Ok(Json(Value::Null));
    };
    Ok(Json(json!({
        "payment_link": format!("{}/mospaynew/payment/{}", state.base_url, link.request_uid),
        "request_uid": link.request_uid,
        "package_uid": link.package_uid,
    })))
}

fn read(body: &Bytes) -> Result<Asked, WireError> {
    let body: Value = serde_json::from_slice(body).map_err(|error| WireError::bad("body", error.to_string()))?;
    if body["portal_id"] != "familymp" {
        return Err(WireError::bad("portal_id", "must be 'familymp'"));
    }
    let [payment] = body["payments"].as_array().map_or(&[][..], Vec::as_slice) else {
        return Err(WireError::bad("payments", "must be an array of one payment"));
    };
    if payment["type"] != "FOOD" {
        return Err(WireError::bad("type", "must be 'FOOD'"));
    }
    let amount = payment["amount"]
        .as_i64()
        .filter(|amount| (LEAST..=MOST).contains(amount))
        .ok_or_else(|| WireError::bad("amount", format!("must be a whole number of kopecks between {LEAST} and {MOST}")))?;
    let contract_id = payment["contract_id"].as_i64().ok_or_else(|| WireError::bad("contract_id", "must be a number"))?;
    let urls = &body["urls"];
    if !urls.is_null() && !urls.is_object() {
        return Err(WireError::bad("urls", "must be an object"));
    }
    let [success, fail, back] = ["success", "fail", "back"].map(|name| address(&urls[name]));
    Ok(Asked { amount, contract_id, urls: [success?, fail?, back?] })
}

/// An address to return to: the app's own scheme is fine, what a browser would run is not.
fn address(url: &Value) -> Result<Option<String>, WireError> {
    if url.is_null() {
        return Ok(None);
    }
    url.as_str()
        .filter(|text| Url::parse(text).is_ok_and(|url| !matches!(url.scheme(), "javascript" | "data" | "vbscript" | "file" | "blob")))
        .map(|text| Some(text.to_owned()))
        .ok_or_else(|| WireError::bad("urls", "must hold absolute addresses"))
}

/// The caller's child with that account: 422 when nobody has it or nobody feeds the child, 403 when it is another family's.
fn account(db: &Connection, caller: &Caller, contract_id: i64) -> Result<i64, WireError> {
    let found: Option<(i64, bool, bool)> = db
        .prepare_cached(
            "SELECT c.id, EXISTS (SELECT 1 FROM adults g WHERE g.child_id = c.id AND g.parent_id = ?2 AND g.rights = 'all' AND g.until >= ?3),
                    EXISTS (SELECT 1 FROM accounts_without_provider p WHERE p.child_id = c.id)
             FROM children c WHERE c.contract_id = ?1",
        )?
        .query_row(params![contract_id, caller.parent_id, caller.at.date().to_string()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    match found {
        None => Err(WireError::AccountDoesNotExist),
        Some((_, false, _)) => Err(WireError::Forbidden),
        Some((_, true, true)) => Err(WireError::NoFoodProvider),
        Some((child_id, true, false)) => Ok(child_id),
    }
}
