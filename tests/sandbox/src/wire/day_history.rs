//! Day history: what each day cost and what was bought, in two older generations (wire-api §6).
//!
//! Newest day first. The words for `type` are unknown; the sandbox's are listed in README.md as assumed.

use std::collections::{BTreeMap, HashMap};

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use rusqlite::Connection;
use serde_json::{Value, json};

use super::family::{self, Child, Key};
use super::orders::{self, Item, Order, Sort, Wanted};
use super::query::Params;
use super::transactions::{self, Movement};
use crate::envelope::WireError;
use crate::headers::{AnyToken, Caller};
use crate::server::AppState;

/// The words of `type`, by movement kind.
const TYPES: [&str; 5] = ["REFILL", "ORDER", "CANCEL", "TRANSFER", "REFUND"];

type Days = BTreeMap<NaiveDate, Vec<Movement>>;
type Orders = HashMap<i64, Order>;

/// `GET /api/family/mobile/v1/day_balance_info?contract_id&first=14[&after=DATE]`.
pub async fn first_generation(State(state): State<AppState>, AnyToken(caller): AnyToken, params: Params) -> Result<Json<Value>, WireError> {
    let contract = params.require(&["contract_id", "contractId"])?;
    let first = usize::try_from(params.number("first", 14, 1..=366)?).unwrap_or_default();
    let newest = match params.optional_date("after")? {
        Some(after) => after.pred_opt().unwrap_or(NaiveDate::MIN),
        None => caller.at.date(),
    };
    state.db.with(|db| {
        let child = family::child(db, &caller, Key::Contract(contract))?;
        let (days, orders) = history(db, &caller, &child, newest)?;
        let page: Vec<Value> = days
            .iter()
            .rev()
            .take(first)
            .map(|(date, movements)| day(*date, movements, movements.iter().map(|movement| older_line(movement, &orders))))
            .collect();
        Ok(Json(json!({
            "balance": family::balance(db, &caller, &child)?,
            "hasNextPage": days.len() > first,
            "days": page,
        })))
    })
}

/// `GET /api/family/mobile/v1/day-balance-info/v2?person_id&from&limit=40[&with_payments=true]`.
///
/// Days from `from` back in time; top-ups and other payments only when asked for (both assumed).
pub async fn second_generation(
    State(state): State<AppState>,
    AnyToken(caller): AnyToken,
    params: Params,
) -> Result<Json<Value>, WireError> {
    let person_id = params.require(&["person_id", "personId"])?;
    let newest = params.date("from")?;
    let limit = usize::try_from(params.number("limit", 40, 1..=366)?).unwrap_or_default();
    let with_payments = params.find(&["with_payments"]) == Some("true");
    state.db.with(|db| {
        let child = family::child(db, &caller, Key::Person(person_id))?;
        let (mut days, orders) = history(db, &caller, &child, newest)?;
        if !with_payments {
            for movements in days.values_mut() {
                movements.retain(|movement| movement.order_id.is_some());
            }
            days.retain(|_, movements| !movements.is_empty());
        }
        let page: Vec<Value> = days
            .iter()
            .rev()
            .take(limit)
            .map(|(date, movements)| day(*date, movements, movements.iter().map(|movement| newer_line(movement, &orders))))
            .collect();
        Ok(Json(json!({ "days": page, "has_next_page": days.len() > limit })))
    })
}

/// Movements by day up to `newest`, and every order by its id.
fn history(db: &Connection, caller: &Caller, child: &Child, newest: NaiveDate) -> rusqlite::Result<(Days, Orders)> {
    let mut days = Days::new();
    for movement in transactions::movements(db, caller, child, NaiveDate::MIN, newest)? {
        days.entry(movement.at.date()).or_default().push(movement);
    }
    let orders = orders::find(db, caller, child, (NaiveDate::MIN, NaiveDate::MAX), &Wanted::default())?
        .into_iter()
        .map(|order| (order.id, order))
        .collect();
    Ok((days, orders))
}

fn day(date: NaiveDate, movements: &[Movement], lines: impl Iterator<Item = Value>) -> Value {
    let expense: i64 = movements.iter().map(|movement| -movement.sum.min(0)).sum();
    json!({ "date": date, "expense": expense, "transactions": lines.collect::<Vec<_>>() })
}

fn word(movement: &Movement) -> &'static str {
    usize::try_from(movement.kind).ok().and_then(|kind| TYPES.get(kind)).copied().unwrap_or("OTHER")
}

fn older_line(movement: &Movement, orders: &Orders) -> Value {
    let items: Vec<Value> = bought(movement, orders)
        .iter()
        .map(|item| {
            let consist: Vec<&str> = match &item.sort {
                Sort::Dish { .. } => Vec::new(),
                Sort::Complex { dishes, .. } => dishes.iter().map(|dish| dish.name.as_str()).collect(),
            };
            json!({ "count": item.amount, "title": item.name, "price": item.price, "consist": consist })
        })
        .collect();
    json!({
        "type": word(movement),
        "time": movement.at.format("%H:%M").to_string(),
        "amount": movement.sum,
        "items": items,
    })
}

fn newer_line(movement: &Movement, orders: &Orders) -> Value {
    let bought = bought(movement, orders);
    let single: Vec<&Item> = bought.iter().filter(|item| matches!(item.sort, Sort::Dish { .. })).collect();
    let mut items: Vec<Value> = bought
        .iter()
        .filter_map(|item| match &item.sort {
            Sort::Dish { .. } => None,
            Sort::Complex { meal, dishes, .. } => Some(json!({
                "complex_info": {
                    "amount": item.amount,
                    "is_customizable": false,
                    "price": item.price,
                    "type": meal,
                },
                // What a complex is made of has neither its own price nor its own amount.
                "dishes": dishes
                    .iter()
                    .map(|dish| json!({ "amount": null, "price": null, "title": dish.name }))
                    .collect::<Vec<_>>(),
            })),
        })
        .collect();
    if !single.is_empty() {
        let dishes: Vec<Value> =
            single.iter().map(|dish| json!({ "amount": dish.amount, "price": dish.price, "title": dish.name })).collect();
        items.push(json!({ "complex_info": null, "dishes": dishes }));
    }
    let items = if items.is_empty() { Value::Null } else { items.into() };
    json!({ "type": word(movement), "sum": movement.sum, "items": items })
}

fn bought<'a>(movement: &Movement, orders: &'a Orders) -> &'a [Item] {
    movement.order_id.and_then(|id| orders.get(&id)).map_or(&[], |order| order.items.as_slice())
}
