//! Notification settings (wire-api §10): which events reach a parent by which route, within which hours.
//!
//! Assumed: every id and name; 6 is push (known), 1 e-mail; a setting's `id` is the parent's own, its
//! `event_setting_id` everybody's; times are `HH:MM`, both or none, and hold by the school's clock; what is outside
//! them is not sent later; writes answer 204. Everything lands in the feed whatever is set here.

use std::collections::HashMap;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use chrono::{NaiveDateTime, NaiveTime};
use rusqlite::{Connection, OptionalExtension as _, params};
use serde_json::{Value, json};

use super::kinds::{GROUPS, KINDS, Kind};
use crate::envelope::WireError;
use crate::headers::AnyToken;
use crate::server::AppState;
use crate::wire::query::Params;

/// A route to a parent: `mail_target_id`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    /// E-mail (id assumed).
    Mail = 1,
    /// Push.
    Push = 6,
}

const TARGETS: [Target; 2] = [Target::Push, Target::Mail];
/// Parents, in `user_type_id` (assumed).
const PARENTS: i64 = 2;

impl Target {
    fn name(self) -> &'static str {
        match self {
            Self::Mail => "E-mail",
            Self::Push => "Push",
        }
    }

    fn by_default(self, kind: &Kind) -> bool {
        match self {
            Self::Mail => kind.mail,
            Self::Push => kind.push,
        }
    }
}

/// `event_setting_id`: the event and the route.
fn event_setting(kind: &Kind, target: Target) -> i64 {
    kind.id * 10 + target as i64
}

/// A parent's setting `id`, and back.
const OWN: i64 = 100_000;

#[derive(Clone)]
struct Choice {
    is_subscribed: bool,
    hours: Option<(String, String)>,
}

fn choices(db: &Connection, parent_id: i64) -> rusqlite::Result<HashMap<i64, Choice>> {
    db.prepare_cached("SELECT event_setting_id, is_subscribed, time_from, time_to FROM notification_choices WHERE parent_id = ?1")?
        .query_map([parent_id], |row| {
            let hours = row.get::<_, Option<String>>(2)?.zip(row.get(3)?);
            Ok((row.get(0)?, Choice { is_subscribed: row.get(1)?, hours }))
        })?
        .collect()
}

/// Whether `parent_id` wants news of `kind` by `target` at that time of the school's clock.
pub(super) fn wants(db: &Connection, parent_id: i64, kind: &Kind, target: Target, at: NaiveDateTime) -> rusqlite::Result<bool> {
    let choice = db
        .prepare_cached(
            "SELECT is_subscribed, time_from, time_to FROM notification_choices WHERE parent_id = ?1 AND event_setting_id = ?2",
        )?
        .query_row(params![parent_id, event_setting(kind, target)], |row| {
            Ok((row.get::<_, bool>(0)?, row.get::<_, Option<String>>(1)?.zip(row.get::<_, Option<String>>(2)?)))
        })
        .optional()?;
    Ok(match choice {
        None => target.by_default(kind),
        Some((subscribed, hours)) => subscribed && hours.is_none_or(|(from, to)| within(&from, &to, &at.format("%H:%M").to_string())),
    })
}

/// From `from` (included) to `to` (not included), over midnight when `to` is not after `from`.
fn within(from: &str, to: &str, time: &str) -> bool {
    if from < to { from <= time && time < to } else { from <= time || time < to }
}

fn target_of(params: &Params) -> Result<Option<Target>, WireError> {
    let Some(text) = params.find(&["mail_target_id"]) else { return Ok(None) };
    TARGETS
        .into_iter()
        .find(|target| (*target as i64).to_string() == text)
        .map(Some)
        .ok_or_else(|| WireError::bad("mail_target_id", "is not a known target"))
}

/// `GET …/setting?mail_target_id=6`; every target when none is named (assumed).
pub(super) async fn show(State(state): State<AppState>, AnyToken(caller): AnyToken, params: Params) -> Result<Json<Value>, WireError> {
    let wanted = target_of(&params)?;
    let chosen = state.db.with(|db| choices(db, caller.parent_id))?;
    let one = |kind: &Kind, target: Target| {
        let id = event_setting(kind, target);
        let choice = chosen.get(&id).cloned().unwrap_or(Choice { is_subscribed: target.by_default(kind), hours: None });
        let (from, to) = choice.hours.unzip();
        json!({
            "id": caller.parent_id * OWN + id,
            "event_setting_id": id,
            "is_subscribed": choice.is_subscribed,
            "user_type_id": PARENTS,
            "time_from": from,
            "time_to": to,
            "mail_target_id": target as i64,
            "mail_target_name": target.name(),
            "description": null,
        })
    };
    let groups = GROUPS.iter().map(|group| {
        let events: Vec<Value> = KINDS
            .iter()
            .filter(|kind| kind.group.id == group.id)
            .map(|kind| {
                let targets = TARGETS.into_iter().filter(|target| wanted.is_none_or(|wanted| wanted == *target));
                json!({
                    "event_type_id": kind.id,
                    "event_name": kind.name,
                    "description": kind.name,
                    "settings": targets.map(|target| one(kind, target)).collect::<Vec<_>>(),
                })
            })
            .collect();
        json!({ "setting_group_id": group.id, "setting_group_name": group.name, "events": events })
    });
    Ok(Json(groups.collect()))
}

fn flag(params: &Params) -> Result<bool, WireError> {
    match params.require(&["is_subscribed"])? {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(WireError::bad("is_subscribed", "must be true or false")),
    }
}

fn time(params: &Params, name: &str) -> Result<Option<String>, WireError> {
    let Some(text) = params.find(&[name]) else { return Ok(None) };
    let time = ["%H:%M", "%H:%M:%S"].iter().find_map(|format| NaiveTime::parse_from_str(text, format).ok());
    time.map(|time| Some(time.format("%H:%M").to_string())).ok_or_else(|| WireError::bad(name, "must be a time like 21:30"))
}

/// `PUT …/setting/{id}?is_subscribed[&time_from&time_to]`; without times there are no hours.
pub(super) async fn set_one(
    State(state): State<AppState>,
    AnyToken(caller): AnyToken,
    Path(id): Path<i64>,
    params: Params,
) -> Result<StatusCode, WireError> {
    let is_subscribed = flag(&params)?;
    let hours = (time(&params, "time_from")?, time(&params, "time_to")?);
    if hours.0.is_some() != hours.1.is_some() {
        return Err(WireError::bad(if hours.0.is_some() { "time_to" } else { "time_from" }, "is required with the other one"));
    }
    let known = KINDS.iter().any(|kind| TARGETS.into_iter().any(|target| event_setting(kind, target) == id.rem_euclid(OWN)));
    if !known {
        return Err(WireError::NotFound);
    }
    if id.div_euclid(OWN) != caller.parent_id {
        return Err(WireError::Forbidden);
    }
    state.db.write(|db| {
        db.execute(
            "INSERT OR REPLACE INTO notification_choices (parent_id, event_setting_id, is_subscribed, time_from, time_to) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![caller.parent_id, id.rem_euclid(OWN), is_subscribed, hours.0, hours.1],
        )?;
        Ok(StatusCode::NO_CONTENT)
    })
}

fn named_groups(params: &Params) -> Result<Vec<i64>, WireError> {
    let groups = params.codes("settings_group_ids")?;
    if groups.is_empty() {
        return Err(WireError::bad("settings_group_ids", "is required"));
    }
    if !groups.iter().all(|id| GROUPS.iter().any(|group| group.id == *id)) {
        return Err(WireError::bad("settings_group_ids", "names a group that is not there"));
    }
    Ok(groups)
}

/// `PUT …/group_setting?settings_group_ids&mail_target_id&is_subscribed`; hours stay.
pub(super) async fn set_group(State(state): State<AppState>, AnyToken(caller): AnyToken, params: Params) -> Result<StatusCode, WireError> {
    let (groups, is_subscribed) = (named_groups(&params)?, flag(&params)?);
    let target = target_of(&params)?.ok_or_else(|| WireError::bad("mail_target_id", "is required"))?;
    state.db.write(|db| {
        for kind in KINDS.iter().filter(|kind| groups.contains(&kind.group.id)) {
            db.execute(
                "INSERT INTO notification_choices (parent_id, event_setting_id, is_subscribed) VALUES (?1, ?2, ?3)
                 ON CONFLICT (parent_id, event_setting_id) DO UPDATE SET is_subscribed = excluded.is_subscribed",
                params![caller.parent_id, event_setting(kind, target), is_subscribed],
            )?;
        }
        Ok(StatusCode::NO_CONTENT)
    })
}

/// `PATCH …/default_setting?settings_group_ids`: everything in those groups as it was at first.
pub(super) async fn reset(State(state): State<AppState>, AnyToken(caller): AnyToken, params: Params) -> Result<StatusCode, WireError> {
    let groups = named_groups(&params)?;
    state.db.write(|db| {
        for kind in KINDS.iter().filter(|kind| groups.contains(&kind.group.id)) {
            for target in TARGETS {
                db.execute(
                    "DELETE FROM notification_choices WHERE parent_id = ?1 AND event_setting_id = ?2",
                    params![caller.parent_id, event_setting(kind, target)],
                )?;
            }
        }
        Ok(StatusCode::NO_CONTENT)
    })
}
