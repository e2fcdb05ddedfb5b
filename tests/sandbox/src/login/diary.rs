//! The diary token: exchange, activation, and the older session twins (wire-api §1).

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use rusqlite::{Connection, OptionalExtension as _};
use serde_json::{Value, json};

use super::tokens::{self, DiaryToken};
use crate::envelope::WireError;
use crate::headers;
use crate::server::AppState;

/// `POST {school}/v3/auth/sudir/auth`: a mos.ru token becomes a diary pair, not yet activated.
pub async fn exchange(State(state): State<AppState>, body: Bytes) -> Result<Json<Value>, WireError> {
    let body: Value =
        serde_json::from_slice(&body).map_err(|_| WireError::bad("user_authentication_for_mobile_request", "must be JSON"))?;
    let mos_token = body["user_authentication_for_mobile_request"]["mos_access_token"]
        .as_str()
        .ok_or_else(|| WireError::bad("mos_access_token", "is required"))?;
    let now = state.clock.utc();
    let pair = state.db.write(|db| {
        let parent_id = tokens::mos_owner(db, now, mos_token)?.ok_or(WireError::Unauthorized)?;
        if !has_school_account(db, parent_id)? {
            return Err(WireError::AccountDoesNotExist);
        }
        Ok(tokens::issue_diary(db, now, parent_id, false)?)
    })?;
    Ok(Json(json!({
        "user_authentication_for_mobile_response": {
            "mesh_access_token": pair.access,
            "mesh_refresh_token": pair.refresh,
        }
    })))
}

/// `GET {school}/api/ej/acl/v1/mod-acl/users/profile_info` and its older twin: the roles; activates the token.
pub async fn activate(State(state): State<AppState>, headers: HeaderMap) -> Result<Json<Value>, WireError> {
    let token = headers::any_token(&headers).ok_or(WireError::Unauthorized)?;
    let token = headers::live_token(&state, token)?;
    state.db.write(|db| tokens::activate(db, &token))?;
    Ok(Json(json!([{ "id": token.parent_id, "type": "ParentProfile" }])))
}

/// `POST {school}/lms/api/sessions` and its newer twin, `{auth_token}`: who I am. Activates as well (assumed).
pub async fn session(State(state): State<AppState>, headers: HeaderMap, body: Bytes) -> Result<Json<Value>, WireError> {
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    let text = body["auth_token"].as_str().or_else(|| headers::any_token(&headers)).ok_or(WireError::Unauthorized)?;
    let token = headers::live_token(&state, text)?;
    state
        .db
        .write(|db| {
            tokens::activate(db, &token)?;
            who(db, &token)
        })
        .map(Json)
}

fn has_school_account(db: &Connection, parent_id: i64) -> rusqlite::Result<bool> {
    db.prepare_cached("SELECT has_school_account FROM parents WHERE id = ?1")?
        .query_row([parent_id], |row| row.get(0))
        .optional()
        .map(|found| found.unwrap_or(false))
}

fn who(db: &Connection, token: &DiaryToken) -> Result<Value, WireError> {
    let answer = db
        .prepare_cached(
            "SELECT user_id, first_name, last_name, middle_name, birth_date, sex, phone, email, snils
             FROM parents WHERE id = ?1",
        )?
        .query_row([token.parent_id], |row| {
            let user_id: i64 = row.get("user_id")?;
            let birth_date: chrono::NaiveDate = row.get("birth_date")?;
            Ok(json!({
                "id": user_id,
                "first_name": row.get::<_, String>("first_name")?,
                "last_name": row.get::<_, String>("last_name")?,
                "middle_name": row.get::<_, String>("middle_name")?,
                // The older answers write dates the Russian way (wire-api §3).
                "date_of_birth": birth_date.format("%d.%m.%Y").to_string(),
                "sex": row.get::<_, String>("sex")?,
                "phone_number": row.get::<_, String>("phone")?,
                "email": row.get::<_, Option<String>>("email")?,
                "snils": row.get::<_, Option<String>>("snils")?,
                "authentication_token": token.text,
                "password_change_required": false,
                "regional_auth": "77",
                "profiles": [{
                    "id": token.parent_id,
                    "type": "parent",
                    "roles": ["parent"],
                    "user_id": user_id,
                    "agree_pers_data": true,
                    "organization_id": null,
                    "organization_name": null,
                }],
            }))
        })?;
    Ok(answer)
}
