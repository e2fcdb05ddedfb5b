//! Orders made ahead and weekly rules on the wire (wire-api §8).
//!
//! The wire has no idempotency key: asked twice, there are two. Assumed: refusals are 422 with a code in
//! `description`; one order for each complex of a request; 204 for changes; rules name complexes only.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::{Extension, Json};
use chrono::{Duration, NaiveDate};
use rusqlite::Connection;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::ahead::{self, By, NotDone, Wish};
use super::menu::{self, Bans, Eater};
use super::{school, weekly};
use crate::db::rows::{Lines, NewMovement, NewOrder, insert_movement, insert_order};
use crate::envelope::WireError;
use crate::generator::calendar::is_school_day;
use crate::generator::catalogue::BUFFET;
use crate::generator::dish_line;
use crate::headers::{BearerOnly, Caller};
use crate::model::{MovementKind, OrderStatus, OrderType};
use crate::payments::faults::{Deferred, Retransmitted};
use crate::payments::late::{self, LateRequest};
use crate::server::AppState;
use crate::wire::family::{self, Child, Key};
use crate::wire::query::Params;

impl From<NotDone> for WireError {
    fn from(not_done: NotDone) -> Self {
        match not_done {
            NotDone::Refused(code) => Self::Refused(code),
            NotDone::Unknown => Self::NotFound,
            NotDone::Storage(error) => error.into(),
        }
    }
}

fn parse<T: DeserializeOwned>(body: &Bytes) -> Result<T, WireError> {
    serde_json::from_slice(body).map_err(|error| WireError::bad("body", error.to_string()))
}

#[derive(Deserialize)]
struct DishWish {
    id: i64,
    #[serde(default = "one")]
    amount: i64,
}

fn one() -> i64 {
    1
}

#[derive(Deserialize)]
struct ComplexWish {
    id: i64,
    amount: i64,
    #[serde(default)]
    dishes: Vec<DishWish>,
}

#[derive(Deserialize)]
struct Item {
    complex: ComplexWish,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct OrderBody {
    on_date: NaiveDate,
    items: Vec<Item>,
}

impl OrderBody {
    fn read(body: &Bytes) -> Result<(NaiveDate, Vec<Wish>), WireError> {
        let body: Self = parse(body)?;
        if body.items.is_empty() {
            return Err(WireError::bad("items", "must not be empty"));
        }
        let wishes = body.items.into_iter().map(|Item { complex }| Wish {
            complex_id: complex.id,
            amount: complex.amount,
            dishes: complex.dishes.into_iter().map(|dish| (dish.id, dish.amount)).collect(),
        });
        Ok((body.on_date, wishes.collect()))
    }
}

fn of_caller(db: &Connection, caller: &Caller, params: &Params) -> Result<Child, WireError> {
    family::child(db, caller, Key::Person(&params.client_id()?))
}

fn asked_by(caller: &Caller, again: Option<&Extension<Retransmitted>>) -> By {
    By::Parent(caller.parent_id, again.is_some())
}

/// `POST …/orders/preorder?clientId` → 201 `[orderId]`.
pub(super) async fn place(
    State(state): State<AppState>,
    BearerOnly(caller): BearerOnly,
    deferred: Option<Extension<Deferred>>,
    again: Option<Extension<Retransmitted>>,
    params: Params,
    body: Bytes,
) -> Result<(StatusCode, Json<Vec<i64>>), WireError> {
    let (date, wishes) = OrderBody::read(&body)?;
    let by = asked_by(&caller, again.as_ref());
    state.db.write(|db| {
        let child = of_caller(db, &caller, &params)?;
        if let Some(Extension(later)) = deferred {
            late::defer(&state, db, later, &LateRequest::PlaceAhead { child_id: child.id, by, date, wishes })?;
            return Ok((StatusCode::CREATED, Json(Vec::new())));
        }
        Ok((StatusCode::CREATED, Json(ahead::place(db, state.clock.now(), child.id, by, date, &wishes)?)))
    })
}

/// The order is the caller's child's, or 403; unknown orders are 404.
fn own(db: &Connection, caller: &Caller, order_id: i64) -> Result<(), WireError> {
    let child: Option<i64> = rusqlite::OptionalExtension::optional(
        db.prepare_cached("SELECT child_id FROM orders WHERE order_id = ?1 LIMIT 1")?.query_row([order_id], |row| row.get(0)),
    )?;
    family::child(db, caller, Key::Student(&child.ok_or(WireError::NotFound)?.to_string())).map(drop)
}

/// `PUT …/orders/preorder/{orderId}`: one complex, the same day.
pub(super) async fn change(
    State(state): State<AppState>,
    BearerOnly(caller): BearerOnly,
    Path(order_id): Path<i64>,
    deferred: Option<Extension<Deferred>>,
    again: Option<Extension<Retransmitted>>,
    body: Bytes,
) -> Result<StatusCode, WireError> {
    let (date, wishes) = OrderBody::read(&body)?;
    let [wish] = wishes.as_slice() else { return Err(WireError::bad("items", "must hold one complex")) };
    let by = asked_by(&caller, again.as_ref());
    state.db.write(|db| {
        own(db, &caller, order_id)?;
        match deferred {
            Some(Extension(later)) => {
                late::defer(&state, db, later, &LateRequest::ChangeAhead { order_id, by, date, wish: wish.clone() })?;
            }
            None => ahead::change(db, state.clock.now(), order_id, by, date, wish)?,
        }
        Ok(StatusCode::NO_CONTENT)
    })
}

/// `DELETE …/v3/orders?clientId&orderIds=…`: all of them or none.
pub(super) async fn cancel(
    State(state): State<AppState>,
    BearerOnly(caller): BearerOnly,
    deferred: Option<Extension<Deferred>>,
    again: Option<Extension<Retransmitted>>,
    params: Params,
) -> Result<StatusCode, WireError> {
    let orders = params.codes("orderIds")?;
    if orders.is_empty() {
        return Err(WireError::bad("orderIds", "is required"));
    }
    let by = asked_by(&caller, again.as_ref());
    state.db.write(|db| {
        let child = of_caller(db, &caller, &params)?;
        for order in &orders {
            own(db, &caller, *order)?;
            if ahead::find(db, *order).is_ok_and(|order| order.child_id != child.id) {
                return Err(WireError::bad("orderIds", "belongs to another client"));
            }
        }
        match deferred {
            Some(Extension(later)) => late::defer(&state, db, later, &LateRequest::CancelAhead { orders, by })?,
            None => ahead::cancel(db, state.clock.now(), &orders, by)?,
        }
        Ok(StatusCode::NO_CONTENT)
    })
}

/// `GET …/orders/preorder/summary?clientId`: today and the days the school takes orders for.
pub(super) async fn summary(
    State(state): State<AppState>,
    BearerOnly(caller): BearerOnly,
    params: Params,
) -> Result<Json<Value>, WireError> {
    state.db.with(|db| {
        let child = of_caller(db, &caller, &params)?;
        let eater = Eater::of(db, child.id)?;
        let rules = school::rules(db, eater.school_id)?;
        let address = menu::canteens(db, &eater)?.into_iter().next().map(|(_, address)| address);
        let today = caller.at.date();
        let mut schedule = Vec::new();
        let (mut forbidden, mut sums) = (None, [0, 0]);
        for (index, date) in (0_i64..).zip(today.iter_days().take_while(|date| *date <= today + Duration::days(rules.horizon_days.into())))
        {
            let (count, sum): (i64, i64) = db
                .prepare_cached(
                    "SELECT COUNT(*), COALESCE(SUM(total_price), 0) FROM orders
                     WHERE child_id = ?1 AND on_date = ?2 AND order_type = 3 AND status <> 4 AND visible_at <= ?3 AND hidden_at > ?3",
                )?
                .query_row((child.id, date.to_string(), crate::clock::sql(caller.at)), |row| Ok((row.get(0)?, row.get(1)?)))?;
            let offers = eater.complexes(db, eater.building_id, date)?;
            let allowed = eater.preorder_allowed
                && is_school_day(date)
                && offers.iter().any(|offer| offer.ahead() && rules.is_open(offer.seed.meal_kind, date, caller.at));
            if allowed {
                forbidden.get_or_insert(index);
            }
            for (total, days) in sums.iter_mut().zip([3, 14]) {
                *total += if index < days { sum } else { 0 };
            }
            schedule.push(json!({ "onDate": date, "orderAllowed": allowed, "orderCount": count, "orderSummary": sum, "address": address }));
        }
        Ok(Json(json!({
            "forbiddenDays": forbidden.unwrap_or(i64::from(rules.horizon_days) + 1),
            "orderSum3Days": sums[0],
            "orderSum14Days": sums[1],
            "schedule": schedule,
        })))
    })
}

#[derive(Deserialize)]
struct FoodboxItem {
    dish: DishWish,
}

#[derive(Deserialize)]
struct FoodboxBody {
    items: Vec<FoodboxItem>,
}

/// `POST …/orders/foodbox?clientId&addressId` `{items:[{dish:{id, amount}}]}` (body assumed) → 201 `[orderId]`: put into a
/// cell of the smart buffet, to be fetched today, paid at once.
pub(super) async fn foodbox(
    State(state): State<AppState>,
    BearerOnly(caller): BearerOnly,
    params: Params,
    body: Bytes,
) -> Result<(StatusCode, Json<Vec<i64>>), WireError> {
    let body: FoodboxBody = parse(&body)?;
    let address = params.number("addressId", 0, 0..=i64::MAX)?;
    let now = state.clock.now();
    state.db.write(|db| {
        let child = of_caller(db, &caller, &params)?;
        let eater = Eater::of(db, child.id)?;
        let rules = school::rules(db, eater.school_id)?;
        if !eater.foodbox_allowed || !eater.foodbox_available || address != eater.building_id {
            return Err(WireError::Refused("foodboxNotAllowed"));
        }
        if !menu::is_open(now.date(), (rules.buffet_open, rules.buffet_close), now) || !is_school_day(now.date()) {
            return Err(WireError::Refused("foodboxClosed"));
        }
        let (bans, sold) = (Bans::of(db, child.id)?, eater.buffet(db, now.date())?);
        let mut dishes = Vec::new();
        for FoodboxItem { dish: wish } in &body.items {
            let dish = BUFFET.iter().find(|dish| dish.0 == wish.id && menu::in_foodbox(dish) && sold.iter().any(|sold| sold.0 == dish.0));
            let dish = dish.filter(|_| (1..=10).contains(&wish.amount)).ok_or(WireError::Refused("dishNotFound"))?;
            if bans.hit(dish) {
                return Err(WireError::Refused("prohibitedDish"));
            }
            dishes.push(dish_line(dish, wish.amount));
        }
        if dishes.is_empty() {
            return Err(WireError::bad("items", "must not be empty"));
        }
        let order = NewOrder {
            child_id: child.id,
            building_id: eater.building_id,
            created_at: now,
            on_date: now.date(),
            delivered_at: None,
            status: OrderStatus::Loaded,
            order_type: OrderType::SmartBuffet,
            lines: Lines::Dishes(dishes),
            visible_at: now,
        };
        let order_id = insert_order(db, &order)?;
        let movement = NewMovement {
            child_id: child.id,
            at: now,
            sum: -order.total(),
            kind: MovementKind::Order,
            origin: "Умный буфет",
            order_id: Some(order_id),
            visible_at: now,
        };
        insert_movement(db, &movement)?;
        crate::operator::log(db, "order", order_id)?;
        Ok((StatusCode::CREATED, Json(vec![order_id])))
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RuleBody {
    dish_id: Option<i64>,
    complex_id: Option<i64>,
    from: NaiveDate,
    to: NaiveDate,
    amount: i64,
    days: serde_json::Map<String, Value>,
}

impl RuleBody {
    fn rule(&self) -> Result<weekly::Rule, WireError> {
        if self.dish_id.is_some() {
            return Err(WireError::Refused("dishNotFound"));
        }
        if self.from > self.to {
            return Err(WireError::bad("from", "must not be after 'to'"));
        }
        if !(1..=10).contains(&self.amount) {
            return Err(WireError::bad("amount", "must be between 1 and 10"));
        }
        let mut days = [false; 7];
        for (name, on) in &self.days {
            let day = weekly::DAYS.iter().position(|day| day == name).ok_or_else(|| WireError::bad("days", "names a day that is none"))?;
            days[day] = on.as_bool().ok_or_else(|| WireError::bad("days", "must hold true or false"))?;
        }
        let complex_id = self.complex_id.ok_or_else(|| WireError::bad("complexId", "is required"))?;
        Ok(weekly::Rule { complex_id, from: self.from, to: self.to, amount: self.amount, days })
    }
}

/// `GET …/orders/rules?clientId` → an array.
pub(super) async fn rules(State(state): State<AppState>, BearerOnly(caller): BearerOnly, params: Params) -> Result<Json<Value>, WireError> {
    state.db.with(|db| {
        let child = of_caller(db, &caller, &params)?;
        Ok(Json(weekly::kept(db, Some(child.id))?.iter().map(weekly::Kept::json).collect()))
    })
}

/// `POST …/orders/rules?clientId` takes an array → 201 `[ruleId]`.
pub(super) async fn add_rules(
    State(state): State<AppState>,
    BearerOnly(caller): BearerOnly,
    again: Option<Extension<Retransmitted>>,
    params: Params,
    body: Bytes,
) -> Result<(StatusCode, Json<Vec<i64>>), WireError> {
    let wishes = parse::<Vec<RuleBody>>(&body)?.iter().map(RuleBody::rule).collect::<Result<Vec<_>, _>>()?;
    if wishes.is_empty() {
        return Err(WireError::bad("body", "must not be empty"));
    }
    let now = state.clock.now();
    state.db.write(|db| {
        let child = of_caller(db, &caller, &params)?;
        if !Eater::of(db, child.id)?.preorder_allowed {
            return Err(WireError::Refused("preorderNotAllowed"));
        }
        let ids = wishes.iter().map(|rule| weekly::add(db, now, child.id, caller.parent_id, rule, again.is_some()));
        Ok((StatusCode::CREATED, Json(ids.collect::<Result<_, _>>()?)))
    })
}

fn own_rule(db: &Connection, caller: &Caller, id: i64) -> Result<(), WireError> {
    let kept = weekly::find(db, id)?;
    family::child(db, caller, Key::Student(&kept.child_id.to_string())).map(drop)
}

/// `PUT …/rules/{ruleId}`.
pub(super) async fn change_rule(
    State(state): State<AppState>,
    BearerOnly(caller): BearerOnly,
    Path(id): Path<i64>,
    body: Bytes,
) -> Result<StatusCode, WireError> {
    let rule = parse::<RuleBody>(&body)?.rule()?;
    state.db.write(|db| {
        own_rule(db, &caller, id)?;
        weekly::change(db, state.clock.now(), id, &rule)?;
        Ok(StatusCode::NO_CONTENT)
    })
}

/// `DELETE …/rules/{ruleId}`.
pub(super) async fn remove_rule(
    State(state): State<AppState>,
    BearerOnly(caller): BearerOnly,
    Path(id): Path<i64>,
) -> Result<StatusCode, WireError> {
    state.db.write(|db| {
        own_rule(db, &caller, id)?;
        weekly::remove(db, state.clock.now(), id)?;
        Ok(StatusCode::NO_CONTENT)
    })
}
