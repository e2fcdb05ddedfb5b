//! The operator's side of meals: a school's decisions, a day's menu, what is not served after all.

use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, Query, State};
use axum::routing::{delete, get};
use axum::{Json, Router};
use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension as _, params};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::ahead::{self, By, NotDone};
use super::books::{self, OrderRecord, RefusedSale};
use super::menu::{self, Eater};
use super::school::{self, SchoolRules};
use crate::operator::OperatorError;
use crate::payments::late;
use crate::server::{AppState, Sandbox};

/// Routes under `/sandbox/v1/`.
pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route("/sandbox/v1/school-rules", get(show_rules).post(change_rules))
        .route("/sandbox/v1/menu", get(show_menu).post(withdraw_item))
        .route("/sandbox/v1/orders", get(show_orders))
        .route("/sandbox/v1/orders/{order_id}", delete(cancel_order))
        .route("/sandbox/v1/refused-sales", get(show_refused))
}

/// A meal or dish of a day, as the operator sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MenuDay {
    /// Dish or complex id.
    pub id: i64,
    /// Name.
    pub name: String,
    /// Kopecks.
    pub price: i64,
    /// `kind` of a complex; `None` for the buffet.
    pub meal_kind: Option<i64>,
    /// May be ordered ahead.
    pub ahead: bool,
}

/// The child of that person id.
pub(crate) fn child_id(db: &Connection, person_id: &str) -> Result<i64, OperatorError> {
    db.prepare_cached("SELECT id FROM children WHERE person_id = ?1")?
        .query_row([person_id], |row| row.get(0))
        .optional()?
        .ok_or_else(|| OperatorError::Unknown { what: "person_id", id: person_id.to_owned() })
}

fn school_rules(state: &AppState, person_id: &str) -> Result<SchoolRules, OperatorError> {
    state.db.with(|db| {
        let eater = Eater::of(db, child_id(db, person_id)?)?;
        Ok(school::rules(db, eater.school_id)?)
    })
}

fn set_school_rules(state: &AppState, rules: &SchoolRules) -> Result<(), OperatorError> {
    state.db.write(|db| {
        let known: Option<i64> =
            db.prepare_cached("SELECT id FROM schools WHERE id = ?1")?.query_row([rules.school_id], |row| row.get(0)).optional()?;
        if known.is_none() {
            return Err(OperatorError::Unknown { what: "school_id", id: rules.school_id.to_string() });
        }
        if rules.horizon_days > 60 || rules.cut_offs.iter().any(|one| one.days_before > 30 || !(0..=6).contains(&one.meal_kind)) {
            return Err(OperatorError::BadInput("horizon_days is at most 60, days_before at most 30, meal_kind 0 to 6".to_owned()));
        }
        Ok(school::save(db, rules)?)
    })
}

/// What is served on a day, and what is not after all.
fn menu_of(state: &AppState, person_id: &str, date: NaiveDate) -> Result<(Vec<MenuDay>, Vec<MenuDay>), OperatorError> {
    state.db.with(|db| {
        let eater = Eater::of(db, child_id(db, person_id)?)?;
        let complexes = eater.planned_complexes(eater.building_id, date);
        let complexes = complexes.iter().map(|offer| MenuDay {
            id: offer.seed.id,
            name: offer.seed.name.to_owned(),
            price: offer.seed.price,
            meal_kind: Some(offer.seed.meal_kind),
            ahead: offer.ahead(),
        });
        let dishes = menu::planned_buffet(date);
        let dishes = dishes.map(|dish| MenuDay { id: dish.0, name: dish.1.to_owned(), price: dish.2, meal_kind: None, ahead: false });
        let gone = menu::withdrawn(db, eater.school_id, date)?;
        Ok(complexes.chain(dishes).partition(|item| !gone.contains(&item.id)))
    })
}

fn withdraw(state: &AppState, person_id: &str, date: NaiveDate, item_id: i64, back: bool) -> Result<(), OperatorError> {
    state.db.write(|db| {
        let school = Eater::of(db, child_id(db, person_id)?)?.school_id;
        let sql = if back {
            "DELETE FROM menu_withdrawals WHERE school_id = ?1 AND on_date = ?2 AND item_id = ?3"
        } else {
            "INSERT OR IGNORE INTO menu_withdrawals (school_id, on_date, item_id) VALUES (?1, ?2, ?3)"
        };
        db.prepare_cached(sql)?.execute(params![school, date.to_string(), item_id])?;
        Ok(())
    })
}

fn school_cancels(state: &AppState, order_id: i64) -> Result<(), OperatorError> {
    late::settle(state)?;
    let now = state.clock.now();
    state.db.write(|db| {
        ahead::cancel(db, now, &[order_id], By::School).map_err(|not_done| match not_done {
            NotDone::Refused(code) => OperatorError::NotDone(code),
            NotDone::Unknown => OperatorError::Unknown { what: "order_id", id: order_id.to_string() },
            NotDone::Storage(error) => error.into(),
        })
    })
}

fn orders(state: &AppState, person_id: Option<&str>) -> Result<Vec<OrderRecord>, OperatorError> {
    late::settle(state)?;
    let now = state.clock.now();
    Ok(state.db.with(|db| books::orders(db, now, person_id, 0))?)
}

impl Sandbox {
    /// Orders made ahead, as they stand now; of one child when named.
    ///
    /// # Errors
    /// [`OperatorError::Storage`].
    pub fn orders_ahead(&self, person_id: Option<&str>) -> Result<Vec<OrderRecord>, OperatorError> {
        orders(&self.state, person_id)
    }

    /// The school cancels an order made ahead, whatever its cut-off.
    ///
    /// # Errors
    /// [`OperatorError`]: unknown, served or cancelled already.
    pub fn cancel_order(&self, order_id: i64) -> Result<(), OperatorError> {
        school_cancels(&self.state, order_id)?;
        self.tell()
    }

    /// Sales the canteen refused; of one child when named.
    ///
    /// # Errors
    /// [`OperatorError::Storage`].
    pub fn refused_sales(&self, person_id: Option<&str>) -> Result<Vec<RefusedSale>, OperatorError> {
        Ok(self.state.db.with(|db| books::refused(db, person_id))?)
    }

    /// What the school of a child has decided.
    ///
    /// # Errors
    /// [`OperatorError`]: unknown child.
    pub fn school_rules(&self, person_id: &str) -> Result<SchoolRules, OperatorError> {
        school_rules(&self.state, person_id)
    }

    /// Replaces what a school has decided, from now on.
    ///
    /// # Errors
    /// [`OperatorError`]: unknown school, a number out of range.
    pub fn set_school_rules(&self, rules: &SchoolRules) -> Result<(), OperatorError> {
        set_school_rules(&self.state, rules)
    }

    /// What a child is offered in the usual building on a day.
    ///
    /// # Errors
    /// [`OperatorError`]: unknown child.
    pub fn menu(&self, person_id: &str, date: NaiveDate) -> Result<Vec<MenuDay>, OperatorError> {
        Ok(menu_of(&self.state, person_id, date)?.0)
    }

    /// A dish or complex vanishes from the menu of a day at the child's school; what was ordered stays.
    ///
    /// # Errors
    /// [`OperatorError`]: unknown child.
    pub fn withdraw_from_menu(&self, person_id: &str, date: NaiveDate, item_id: i64) -> Result<(), OperatorError> {
        withdraw(&self.state, person_id, date, item_id, false)
    }
}

type Answer = Result<Json<Value>, OperatorError>;

#[derive(Deserialize)]
struct OfChild {
    person_id: String,
}

async fn show_rules(State(state): State<AppState>, Query(query): Query<OfChild>) -> Answer {
    Ok(Json(json!(school_rules(&state, &query.person_id)?)))
}

/// What is left out of the object stays; `cut_offs` and `top_up_methods` are replaced whole.
async fn change_rules(State(state): State<AppState>, body: Result<Json<Value>, JsonRejection>) -> Answer {
    let Json(mut wish) = body?;
    let bad = |text: &str| OperatorError::BadInput(text.to_owned());
    let fields = wish.as_object_mut().ok_or_else(|| bad("give an object"))?;
    let person = fields.remove("person_id").ok_or_else(|| bad("person_id is required"))?;
    let person = person.as_str().ok_or_else(|| bad("person_id must be a text"))?;
    let mut whole = json!(school_rules(&state, person)?);
    for (key, value) in fields.iter() {
        if key == "school_id" {
            return Err(bad("the school is the child's"));
        }
        whole[key.as_str()] = value.clone();
    }
    let rules: SchoolRules = serde_json::from_value(whole).map_err(|error| OperatorError::BadInput(error.to_string()))?;
    set_school_rules(&state, &rules)?;
    Ok(Json(json!(rules)))
}

#[derive(Deserialize)]
struct MenuQuery {
    person_id: String,
    date: NaiveDate,
}

async fn show_menu(State(state): State<AppState>, Query(query): Query<MenuQuery>) -> Answer {
    menu_answer(&state, &query.person_id, query.date)
}

#[derive(Deserialize)]
struct Withdrawal {
    person_id: String,
    date: NaiveDate,
    item_id: i64,
    #[serde(default)]
    back: bool,
}

async fn withdraw_item(State(state): State<AppState>, body: Result<Json<Withdrawal>, JsonRejection>) -> Answer {
    let Json(body) = body?;
    withdraw(&state, &body.person_id, body.date, body.item_id, body.back)?;
    menu_answer(&state, &body.person_id, body.date)
}

fn menu_answer(state: &AppState, person_id: &str, date: NaiveDate) -> Answer {
    let (menu, withdrawn) = menu_of(state, person_id, date)?;
    Ok(Json(json!({ "menu": menu, "withdrawn": withdrawn })))
}

#[derive(Deserialize)]
struct OfAnyChild {
    person_id: Option<String>,
}

async fn show_orders(State(state): State<AppState>, Query(query): Query<OfAnyChild>) -> Answer {
    Ok(Json(json!({ "orders": orders(&state, query.person_id.as_deref())? })))
}

async fn cancel_order(State(state): State<AppState>, Path(order_id): Path<i64>) -> Answer {
    school_cancels(&state, order_id)?;
    Ok(Json(json!({})))
}

async fn show_refused(State(state): State<AppState>, Query(query): Query<OfAnyChild>) -> Answer {
    Ok(Json(json!({ "sales": state.db.with(|db| books::refused(db, query.person_id.as_deref()))? })))
}
