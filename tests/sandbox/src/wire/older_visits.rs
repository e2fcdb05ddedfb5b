//! Entries and exits, the older routes by personal account number (wire-api §4).
//!
//! Newest day first; a weekday without passes is there as one visit of `"-"` with fewer keys; a weekend without
//! passes is not. Days after today are not there (assumed).

use axum::Json;
use axum::extract::State;
use chrono::{Datelike as _, NaiveDate, Weekday};
use serde::Serialize;
use serde_json::{Value, json};

use super::family::{self, Key};
use super::query::Params;
use super::visits::{self, Visit, hour_minute};
use crate::envelope::WireError;
use crate::headers::AnyToken;
use crate::server::AppState;

#[derive(Serialize)]
struct Day {
    date: NaiveDate,
    visits: Vec<OlderVisit>,
}

#[derive(Serialize)]
struct OlderVisit {
    r#in: String,
    out: String,
    duration: String,
    is_warning: bool,
    #[serde(flatten)]
    place: Option<Place>,
}

#[derive(Serialize)]
struct Place {
    address: String,
    short_name: String,
    r#type: &'static str,
}

/// `GET /api/family/{mobile,web,ispp}/v1/visits?contract_id&from&to`.
pub async fn show(State(state): State<AppState>, AnyToken(caller): AnyToken, params: Params) -> Result<Json<Value>, WireError> {
    let contract = params.require(&["contract_id", "contractId"])?;
    let (from, to) = params.date_range()?;
    let today = caller.at.date();
    let mut known = state.db.with(|db| {
        let child = family::child(db, &caller, Key::Contract(contract))?;
        Ok::<_, WireError>(visits::days(db, &caller, &child, from, to)?)
    })?;
    let mut payload: Vec<Day> = from
        .iter_days()
        .take_while(|date| *date <= to.min(today))
        .filter_map(|date| match known.remove(&date) {
            Some(visits) => Some(Day { date, visits: visits.iter().map(|visit| told(visit, date < today)).collect() }),
            None if matches!(date.weekday(), Weekday::Sat | Weekday::Sun) => None,
            None => Some(Day { date, visits: vec![placeholder()] }),
        })
        .collect();
    payload.reverse();
    Ok(Json(json!({ "payload": payload })))
}

fn told(visit: &Visit, day_is_over: bool) -> OlderVisit {
    let complete = visit.entered.is_some() && visit.left.is_some();
    OlderVisit {
        r#in: hour_minute(visit.entered),
        out: hour_minute(visit.left),
        duration: visit.duration(),
        is_warning: day_is_over && !complete,
        place: Some(Place { address: visit.building().address.clone(), short_name: visit.building().short_name.clone(), r#type: "COMMON" }),
    }
}

fn placeholder() -> OlderVisit {
    let dash = || "-".to_owned();
    OlderVisit { r#in: dash(), out: dash(), duration: dash(), is_warning: false, place: None }
}
