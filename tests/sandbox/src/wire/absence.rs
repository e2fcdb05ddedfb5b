//! Absence notices (wire-api §4): the reasons, announcing, listing, withdrawing.
//!
//! Unknown of the real service, so assumed: the texts of the reasons, the shape of the list, and what the body of
//! DELETE holds (`{"ids":[…]}` here, or `{"id":…}`).

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::NaiveDate;
use serde_json::{Value, json};

use super::family::{self, Key};
use super::query::Params;
use crate::envelope::WireError;
use crate::headers::AnyToken;
use crate::server::AppState;

const REASONS: [(i64, &str); 4] =
    [(1, "По болезни"), (2, "По семейным обстоятельствам"), (3, "Посещение врача"), (4, "Соревнования или конкурс")];

/// `GET /api/ej/core/family/v1/nonattendance_reasons`.
pub async fn reasons(AnyToken(_caller): AnyToken) -> Json<Value> {
    Json(REASONS.iter().map(|(id, name)| json!({ "id": id, "name": name })).collect())
}

/// `POST /api/family/mobile/v1/attendance/v2 {student_id, notifications:[…]}` → `{ids:[int]}`.
pub async fn announce(State(state): State<AppState>, AnyToken(caller): AnyToken, body: Bytes) -> Result<Json<Value>, WireError> {
    let body = object(&body)?;
    let student = number(&body, "student_id")?.to_string();
    let notices = body["notifications"]
        .as_array()
        .filter(|notices| !notices.is_empty())
        .ok_or_else(|| WireError::bad("notifications", "must be a list with a notice in it"))?;
    let notices = notices.iter().map(checked).collect::<Result<Vec<_>, _>>()?;
    let ids = state.db.write(|db| {
        let child = family::child(db, &caller, Key::Student(&student))?;
        notices
            .iter()
            .map(|(date, notice)| {
                db.prepare_cached("INSERT INTO absence_notices (child_id, date, body) VALUES (?1, ?2, ?3)")?
                    .insert((child.id, date, notice.to_string()))
                    .map_err(WireError::from)
            })
            .collect::<Result<Vec<_>, WireError>>()
    })?;
    Ok(Json(json!({ "ids": ids })))
}

/// `GET /api/family/mobile/v1/attendance?student_id&from&to`.
pub async fn list(State(state): State<AppState>, AnyToken(caller): AnyToken, params: Params) -> Result<Json<Value>, WireError> {
    let student = params.require(&["student_id"])?;
    let (from, to) = params.date_range()?;
    let notices = state.db.with(|db| {
        let child = family::child(db, &caller, Key::Student(student))?;
        let mut find =
            db.prepare_cached("SELECT id, body FROM absence_notices WHERE child_id = ?1 AND date BETWEEN ?2 AND ?3 ORDER BY date, id")?;
        let notices = find.query_map((child.id, from, to), |row| {
            let mut notice: Value = serde_json::from_str(row.get_ref(1)?.as_str()?).unwrap_or_default();
            notice["id"] = row.get::<_, i64>(0)?.into();
            Ok(notice)
        })?;
        Ok::<_, WireError>(notices.collect::<rusqlite::Result<Vec<_>>>()?)
    })?;
    Ok(Json(json!({ "notifications": notices })))
}

/// `DELETE /api/family/mobile/v1/attendance` with a JSON body naming the notices: 204.
pub async fn withdraw(State(state): State<AppState>, AnyToken(caller): AnyToken, body: Bytes) -> Result<StatusCode, WireError> {
    let body = object(&body)?;
    let ids: Vec<i64> = match body.get("ids").and_then(Value::as_array) {
        Some(ids) => ids.iter().filter_map(Value::as_i64).collect(),
        None => vec![number(&body, "id")?],
    };
    state.db.write(|db| {
        for id in ids {
            let withdrawn = db.execute(
                "DELETE FROM absence_notices WHERE id = ?1
                   AND child_id IN (SELECT child_id FROM adults WHERE parent_id = ?2 AND rights = 'all')",
                (id, caller.parent_id),
            )?;
            if withdrawn == 0 {
                return Err(WireError::NotFound);
            }
        }
        Ok(StatusCode::NO_CONTENT)
    })
}

/// A notice with its day, once the day and the reason make sense.
fn checked(notice: &Value) -> Result<(NaiveDate, &Value), WireError> {
    let date = notice["date"]
        .as_str()
        .and_then(|text| text.parse().ok())
        .ok_or_else(|| WireError::bad("date", "must be a date like 2026-05-12"))?;
    let reason = number(notice, "reason_id")?;
    if !REASONS.iter().any(|(id, _)| *id == reason) {
        return Err(WireError::bad("reason_id", "is not one of nonattendance_reasons"));
    }
    Ok((date, notice))
}

fn object(body: &Bytes) -> Result<Value, WireError> {
    serde_json::from_slice(body).ok().filter(Value::is_object).ok_or_else(|| WireError::bad("body", "must be a JSON object"))
}

fn number(body: &Value, name: &str) -> Result<i64, WireError> {
    body[name].as_i64().ok_or_else(|| WireError::bad(name, "must be a number"))
}
