//! The portal's messages (wire-api §10): `instantmessages`.
//!
//! Assumed: pages count from 1, 20 messages each unless told, newest first; `filter` may hold `is_new` and
//! `setting_group_id` (one or a list); `timestamp` is in seconds, `created_at` local; a message is new until the feed has
//! shown it once; `count_new` lies beside the feed and under it; everything that can be told is here whatever the settings say, an edit replaces its message.

use axum::Json;
use axum::extract::State;
use rusqlite::{Connection, params};
use serde_json::{Value, json};

use super::kinds::{KINDS, by_code};
use super::news::{News, millis};
use super::tell;
use crate::clock::sql;
use crate::envelope::WireError;
use crate::headers::AnyToken;
use crate::server::AppState;
use crate::wire::query::Params;

/// `source_id` and `source_name`.
const SOURCE: (i64, &str) = (1, "Проход и питание");

/// Adds `news` to the feed of a parent.
pub(super) fn add(db: &Connection, now: chrono::NaiveDateTime, news: &News, parent_id: i64) -> rusqlite::Result<()> {
    db.prepare_cached(
        "INSERT INTO feed (parent_id, child_id, kind, ref, at, created_at, title, description) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         ON CONFLICT (parent_id, kind, ref) DO UPDATE SET description = excluded.description, created_at = excluded.created_at, is_new = 1",
    )?
    .execute(params![
        parent_id,
        news.child.id,
        news.kind.code,
        news.reference,
        sql(news.at),
        sql(now),
        news.kind.name,
        news.sentence(),
    ])?;
    Ok(())
}

struct Filter {
    is_new: Option<bool>,
    kinds: Vec<&'static str>,
}

fn filter(params: &Params) -> Result<Filter, WireError> {
    let wrong = || WireError::bad("filter", "must be a JSON object with is_new or setting_group_id");
    let json: Value = match params.find(&["filter"]) {
        None => json!({}),
        Some(text) => serde_json::from_str(text).map_err(|_| wrong())?,
    };
    let json = json.as_object().ok_or_else(wrong)?;
    let groups: Option<Vec<i64>> = match json.get("setting_group_id") {
        None | Some(Value::Null) => None,
        Some(Value::Array(ids)) => Some(ids.iter().filter_map(Value::as_i64).collect()),
        Some(id) => Some(vec![id.as_i64().ok_or_else(wrong)?]),
    };
    Ok(Filter {
        is_new: json.get("is_new").and_then(Value::as_bool),
        kinds: KINDS.iter().filter(|kind| groups.as_ref().is_none_or(|ids| ids.contains(&kind.group.id))).map(|kind| kind.code).collect(),
    })
}

/// `GET /api/instantmessages/v1/feed?page&npp&filter=<JSON>`.
pub(super) async fn show(State(state): State<AppState>, AnyToken(caller): AnyToken, params: Params) -> Result<Json<Value>, WireError> {
    let page = params.number("page", 1, 1..=100_000)?;
    let size = params.number("npp", 20, 1..=100)?;
    let wanted = filter(&params)?;
    tell(&state)?;
    let kinds = json!(wanted.kinds).to_string();
    let data = state.db.write(|db| {
        let found: Vec<(i64, Value)> = db
            .prepare_cached(
                "SELECT f.id, f.kind, f.ref, f.at, f.created_at, f.title, f.description, f.is_new, c.id, c.person_id
                 FROM feed f JOIN children c ON c.id = f.child_id
                 WHERE f.parent_id = ?1 AND (?2 IS NULL OR f.is_new = ?2) AND f.kind IN (SELECT value FROM json_each(?3))
                 ORDER BY f.created_at DESC, f.id DESC LIMIT ?4 OFFSET ?5",
            )?
            .query_map(params![caller.parent_id, wanted.is_new, kinds, size, (page - 1) * size], message)?
            .collect::<rusqlite::Result<_>>()?;
        for (id, _) in &found {
            db.prepare_cached("UPDATE feed SET is_new = 0 WHERE id = ?1")?.execute([id])?;
        }
        Ok::<_, WireError>(found.into_iter().map(|(_, message)| message).collect::<Vec<_>>())
    })?;
    Ok(Json(json!({ "data": data })))
}

fn message(row: &rusqlite::Row<'_>) -> rusqlite::Result<(i64, Value)> {
    let id: i64 = row.get(0)?;
    let code: String = row.get(1)?;
    let at: chrono::NaiveDateTime = row.get(3)?;
    let kind = by_code(&code);
    let message = json!({
        "id": id,
        "title": row.get::<_, String>(5)?,
        "description": row.get::<_, String>(6)?,
        "timestamp": millis(at) / 1000,
        "created_at": row.get::<_, String>(4)?,
        "is_new": row.get::<_, bool>(7)?,
        "is_important": kind.is_some_and(|kind| kind.important),
        "context": {
            "source_id": SOURCE.0,
            "source_name": SOURCE.1,
            "event_id": kind.map(|kind| kind.id),
            "event_name": kind.map(|kind| kind.name),
            "setting_group_id": kind.map(|kind| kind.group.id),
            "setting_group_name": kind.map(|kind| kind.group.name),
            "mobile_routing_data": {
                "type": "food_and_pass",
                "event_type": code,
                "student_id": row.get::<_, i64>(8)?,
                "person_id": row.get::<_, String>(9)?,
                "reference": row.get::<_, i64>(2)?.to_string(),
            },
        },
    });
    Ok((id, message))
}

/// `GET /api/instantmessages/v1/feed/count_new` → a bare integer.
pub(super) async fn count_new(State(state): State<AppState>, AnyToken(caller): AnyToken) -> Result<Json<i64>, WireError> {
    tell(&state)?;
    let count = state.db.with(|db| {
        db.prepare_cached("SELECT COUNT(*) FROM feed WHERE parent_id = ?1 AND is_new = 1")?.query_row([caller.parent_id], |row| row.get(0))
    })?;
    Ok(Json(count))
}
