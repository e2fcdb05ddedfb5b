//! Entries and exits, the current routes (wire-api §4).
//!
//! [`days`] reads what is known of a child's visits at an instant; the older routes print the same days their own way.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use chrono::{Days, NaiveDate, NaiveDateTime};
use rusqlite::Connection;
use serde::Serialize;
use serde_json::{Value, json};

use super::family::{self, Child, Key};
use super::query::Params;
use crate::clock;
use crate::envelope::WireError;
use crate::headers::{BearerOnly, Caller};
use crate::server::AppState;

/// Days one request may cover, both ends counted.
const MAX_DAYS: u64 = 7;

/// One stay in one building as far as it is known; a side that is not known is `None`.
pub struct Visit {
    /// Entry.
    pub entered: Option<NaiveDateTime>,
    /// Exit.
    pub left: Option<NaiveDateTime>,
    person_in: Option<Value>,
    person_out: Option<Value>,
    building: Building,
}

/// Where it was.
pub struct Building {
    id: i64,
    name: String,
    /// Short name of the building.
    pub short_name: String,
    /// Its address.
    pub address: String,
    kind_id: i64,
    kind_name: String,
}

#[derive(Serialize)]
struct Day {
    date: NaiveDate,
    visits: Vec<WireVisit>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WireVisit {
    r#in: String,
    out: String,
    duration: String,
    is_incomplete: bool,
    person_in: Option<Value>,
    person_out: Option<Value>,
    kind_id: i64,
    kind_name: String,
    organization_id: i64,
    organization_name: String,
    organization_short_name: String,
    organization_address: String,
}

/// `GET /api/pass/entrances/v1/visit_durations?personId&from&to`.
pub async fn durations(State(state): State<AppState>, BearerOnly(caller): BearerOnly, params: Params) -> Result<Json<Value>, WireError> {
    let person_id = params.require(&["personId"])?;
    let (from, to) = params.date_range()?;
    if from + Days::new(MAX_DAYS - 1) < to {
        return Err(WireError::bad("to", "the period must not be longer than 7 days"));
    }
    let days = state.db.with(|db| {
        let child = family::child(db, &caller, Key::Person(person_id))?;
        Ok::<_, WireError>(days(db, &caller, &child, from, to)?)
    })?;
    let payload: Vec<Day> = days
        .into_iter()
        .map(|(date, visits)| Day {
            date,
            // The wire keeps no order within a day; the newest first makes clients sort.
            visits: visits.into_iter().rev().map(WireVisit::from).collect(),
        })
        .collect();
    Ok(Json(json!({ "payload": payload })))
}

/// `GET /api/pass/entrances/v1/status?personId=…`, repeatable.
pub async fn status(State(state): State<AppState>, BearerOnly(caller): BearerOnly, params: Params) -> Result<Json<Value>, WireError> {
    let people = params.list(&["personId"]);
    if people.is_empty() {
        return Err(WireError::bad("personId", "is required"));
    }
    let students = state.db.with(|db| {
        people
            .into_iter()
            .map(|person_id| {
                let child = family::child(db, &caller, Key::Person(person_id))?;
                let inside = family::is_at_school(db, &caller, &child)?;
                Ok(json!({ "personId": child.person_id, "isAtSchool": inside }))
            })
            .collect::<Result<Vec<_>, WireError>>()
    })?;
    Ok(Json(json!({ "students": students })))
}

/// Days with visits known at `caller.at`, oldest first, and within a day the oldest visit first.
pub fn days(
    db: &Connection,
    caller: &Caller,
    child: &Child,
    from: NaiveDate,
    to: NaiveDate,
) -> rusqlite::Result<BTreeMap<NaiveDate, Vec<Visit>>> {
    let mut find = db.prepare_cached(
        "SELECT v.date,
                CASE WHEN v.in_visible_at <= ?4 THEN v.in_at END AS entered,
                CASE WHEN v.out_visible_at <= ?4 THEN v.out_at END AS \"left\",
                v.person_in, v.person_out,
                b.id, b.name, b.short_name, b.address, b.kind_id, b.kind_name
         FROM visits v JOIN buildings b ON b.id = v.building_id
         WHERE v.child_id = ?1 AND v.child_id NOT IN (SELECT child_id FROM unconnected) AND v.date BETWEEN ?2 AND ?3 AND v.hidden_at > ?4
           AND (v.in_visible_at <= ?4 OR v.out_visible_at <= ?4)
         ORDER BY v.date, COALESCE(v.in_at, v.out_at), v.id",
    )?;
    let mut rows = find.query((child.id, from, to, clock::sql(caller.at)))?;
    let mut days = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let entered = row.get(1)?;
        let left = row.get(2)?;
        let visit = Visit {
            entered,
            left,
            person_in: companion(row.get(3)?).filter(|_| entered.is_some()),
            person_out: companion(row.get(4)?).filter(|_| left.is_some()),
            building: Building {
                id: row.get(5)?,
                name: row.get(6)?,
                short_name: row.get(7)?,
                address: row.get(8)?,
                kind_id: row.get(9)?,
                kind_name: row.get(10)?,
            },
        };
        days.entry(row.get(0)?).or_insert_with(Vec::new).push(visit);
    }
    Ok(days)
}

impl Visit {
    /// Where it was.
    pub fn building(&self) -> &Building {
        &self.building
    }

    /// `7 ч.4 мин.`, `34 мин.`, or `-` with a side missing.
    pub fn duration(&self) -> String {
        let (Some(entered), Some(left)) = (self.entered, self.left) else {
            return "-".to_owned();
        };
        let minutes = minute(left).signed_duration_since(minute(entered)).num_minutes();
        match (minutes / 60, minutes % 60) {
            (0, minutes) => format!("{minutes} мин."),
            (hours, minutes) => format!("{hours} ч.{minutes} мин."),
        }
    }
}

impl From<Visit> for WireVisit {
    fn from(visit: Visit) -> Self {
        Self {
            r#in: hour_minute(visit.entered),
            out: hour_minute(visit.left),
            duration: visit.duration(),
            is_incomplete: visit.left.is_none(),
            person_in: visit.person_in,
            person_out: visit.person_out,
            kind_id: visit.building.kind_id,
            kind_name: visit.building.kind_name,
            organization_id: visit.building.id,
            organization_name: visit.building.name,
            organization_short_name: visit.building.short_name,
            organization_address: visit.building.address,
        }
    }
}

/// `HH:MM`, or `-` when not known.
pub fn hour_minute(at: Option<NaiveDateTime>) -> String {
    at.map_or_else(|| "-".to_owned(), |at| at.format("%H:%M").to_string())
}

/// The wire shows minutes, so durations are counted in whole minutes of the clock too.
fn minute(at: NaiveDateTime) -> NaiveDateTime {
    use chrono::Timelike as _;
    at.with_second(0).unwrap_or(at)
}

/// Who brought or fetched the child, as JSON text in the table.
fn companion(text: Option<String>) -> Option<Value> {
    text.map(|text| serde_json::from_str(&text).unwrap_or(Value::String(text)))
}
