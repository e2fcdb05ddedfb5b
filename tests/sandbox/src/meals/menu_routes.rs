//! Menus on the wire, current and older (wire-api §7).

use axum::Json;
use axum::extract::State;
use chrono::{Duration, NaiveDate};
use rusqlite::Connection;
use serde_json::{Value, json};

use super::menu::{self, Bans, Eater};
use super::{composition, school};
use crate::clock::sql;
use crate::envelope::WireError;
use crate::generator::catalogue::{ComplexSeed, Dish};
use crate::generator::nutrition::nutrition;
use crate::headers::{AnyToken, BearerOnly, Caller};
use crate::server::AppState;
use crate::wire::family::{self, Key};
use crate::wire::query::Params;

/// Most days one request may ask for (assumed).
const MOST_DAYS: i64 = 31;

/// Which of two sorts a request wants: `in` both, `ex` without, `only` nothing else.
fn wanted(params: &Params, name: &str) -> Result<impl Fn(bool) -> bool, WireError> {
    let (with, without) = match params.find(&[name]) {
        None | Some("in") => (true, true),
        Some("ex") => (false, true),
        Some("only") => (true, false),
        Some(_) => return Err(WireError::bad(name, "must be in, ex or only")),
    };
    Ok(move |is: bool| if is { with } else { without })
}

/// The days asked for whose menu is published.
fn days(params: &Params, db: &Connection, eater: &Eater, caller: &Caller) -> Result<Vec<NaiveDate>, WireError> {
    let (from, to) = params.date_range()?;
    if (to - from).num_days() >= MOST_DAYS {
        return Err(WireError::bad("to", format!("must be less than {MOST_DAYS} days after 'from'")));
    }
    let horizon = caller.at.date() + Duration::days(school::rules(db, eater.school_id)?.horizon_days.into());
    Ok(from.iter_days().take_while(|day| *day <= to.min(horizon)).collect())
}

/// `GET …/v3/menu/complexes?clientId&from&to&withPreorder=in|ex|only`.
pub(super) async fn complexes(
    State(state): State<AppState>,
    BearerOnly(caller): BearerOnly,
    params: Params,
) -> Result<Json<Value>, WireError> {
    let person_id = params.client_id()?;
    let wanted = wanted(&params, "withPreorder")?;
    state.db.with(|db| {
        let child = family::child(db, &caller, Key::Person(&person_id))?;
        let eater = menu::eater(db, &child)?;
        let mut found = Vec::new();
        for date in days(&params, db, &eater, &caller)? {
            for (building, address) in menu::canteens(db, &eater)? {
                let offers = eater.complexes(db, building, date)?;
                let items: Vec<Value> = offers.iter().filter(|offer| wanted(offer.ahead())).map(|offer| offer.json(date)).collect();
                if !items.is_empty() {
                    found.push(json!({ "onDate": date, "address": address, "items": items }));
                }
            }
        }
        Ok(Json(found.into()))
    })
}

/// `GET …/v3/menu/buffet?clientId&from&to&withFoodbox=in|ex|only[&addressIds]`.
pub(super) async fn buffet(
    State(state): State<AppState>,
    BearerOnly(caller): BearerOnly,
    params: Params,
) -> Result<Json<Value>, WireError> {
    let person_id = params.client_id()?;
    let wanted = wanted(&params, "withFoodbox")?;
    let addresses = params.codes("addressIds")?;
    state.db.with(|db| {
        let child = family::child(db, &caller, Key::Person(&person_id))?;
        let eater = menu::eater(db, &child)?;
        let rules = school::rules(db, eater.school_id)?;
        let bans = Bans::of(db, child.id)?;
        let hours = (rules.buffet_open, rules.buffet_close);
        let mut found = Vec::new();
        for date in days(&params, db, &eater, &caller)? {
            let dishes = eater.buffet(db, date)?;
            if dishes.is_empty() {
                continue;
            }
            let places = menu::canteens(db, &eater)?.into_iter().filter(|(id, _)| addresses.is_empty() || addresses.contains(id));
            let places: Vec<Value> = places
                .map(|(id, address)| {
                    // The smart buffet stands in the usual building.
                    let foodbox = eater.foodbox_available && id == eater.building_id;
                    let in_foodbox = |dish: &Dish| foodbox && menu::in_foodbox(dish);
                    let items: Vec<Value> = dishes
                        .iter()
                        .filter(|dish| wanted(in_foodbox(dish)))
                        .map(|dish| json!({ "dish": composition::dish(dish), "prohibition": bans.hit(dish), "foodbox": in_foodbox(dish) }))
                        .collect();
                    let open = menu::is_open(date, hours, caller.at);
                    let times = (sql(date.and_time(hours.0)), sql(date.and_time(hours.1)));
                    json!({
                        "address": address,
                        "items": items,
                        "buffetIsOpen": open,
                        "buffetOpenAt": times.0,
                        "buffetCloseAt": times.1,
                        "foodboxIsOpen": foodbox && open,
                        "foodboxOpenAt": foodbox.then_some(&times.0),
                        "foodboxCloseAt": foodbox.then_some(&times.1),
                    })
                })
                .collect();
            found.push(json!({ "onDate": date, "addresses": places }));
        }
        Ok(Json(found.into()))
    })
}

fn older_dish(dish: &Dish) -> Value {
    let mut json = composition::dish(dish);
    let id = json["id"].take();
    if let Some(fields) = json.as_object_mut() {
        fields.remove("id");
        fields.insert("dishId".to_owned(), id);
    }
    json
}

/// `GET /api/meals/v2/menu/complexes?personId&onDate` → `{items:[…]}`; fields renamed as in the orders of that generation.
pub(super) async fn second_generation(
    State(state): State<AppState>,
    AnyToken(caller): AnyToken,
    params: Params,
) -> Result<Json<Value>, WireError> {
    let person_id = params.require(&["personId", "person_id"])?;
    let date = params.date("onDate")?;
    state.db.with(|db| {
        let child = family::child(db, &caller, Key::Person(person_id))?;
        let eater = menu::eater(db, &child)?;
        let items: Vec<Value> = eater
            .complexes(db, eater.building_id, date)?
            .iter()
            .map(|offer| {
                json!({
                    "complexId": offer.seed.id,
                    "name": offer.seed.name,
                    "price": offer.seed.price,
                    "kind": offer.seed.meal_kind,
                    "paymentType": i64::from(!offer.free),
                    "preorderAllowed": offer.ahead(),
                    "items": offer.seed.dishes.iter().map(older_dish).collect::<Vec<_>>(),
                })
            })
            .collect();
        Ok(Json(json!({ "items": items })))
    })
}

fn meal(name: &str, full_name: &str, dish: &Dish) -> Value {
    let figures = nutrition(dish.0).and_then(|known| known.figures);
    let figure = |index: usize| figures.map(|figures| figures[index]);
    json!({
        "name": name,
        "full_name": full_name,
        "ingredients": nutrition(dish.0).map(|known| known.ingredients),
        "price": dish.2,
        "nutrition": { "calories": figure(0), "protein": figure(1), "fat": figure(2), "carbohydrates": figure(3) },
    })
}

fn complex_menu(seed: &ComplexSeed, free: bool, diet: bool) -> Value {
    json!({
        "title": seed.name,
        "description": seed.dishes.iter().map(|dish| dish.1).collect::<Vec<_>>().join(", "),
        "summary": seed.price,
        "meals": seed.dishes.iter().map(|dish| meal(dish.1, dish.1, dish)).collect::<Vec<_>>(),
        "is_discount_complex": free,
        "used_subscription_feeding": false,
        "used_special_menu": diet,
        "used_variable_feeding": false,
    })
}

/// `GET /api/family/mobile/v1/menu/buffet/?date=` → `{menu:[…]}`: of the child named by `person_id` or `contract_id`,
/// otherwise of the caller's first (assumed). Complexes first, the buffet last.
pub(super) async fn first_generation(
    State(state): State<AppState>,
    AnyToken(caller): AnyToken,
    params: Params,
) -> Result<Json<Value>, WireError> {
    let date = params.date("date")?;
    state.db.with(|db| {
        let child = match (params.find(&["person_id", "personId"]), params.find(&["contract_id", "contractId"])) {
            (Some(person), _) => family::child(db, &caller, Key::Person(person))?,
            (None, Some(contract)) => family::child(db, &caller, Key::Contract(contract))?,
            (None, None) => {
                let first: String = db
                    .prepare_cached("SELECT c.person_id FROM guardians g JOIN children c ON c.id = g.child_id WHERE g.parent_id = ?1 ORDER BY c.id LIMIT 1")?
                    .query_row([caller.parent_id], |row| row.get(0))
                    .map_err(|_| WireError::Forbidden)?;
                family::child(db, &caller, Key::Person(&first))?
            }
        };
        let eater = menu::eater(db, &child)?;
        let offers = eater.complexes(db, eater.building_id, date)?;
        let mut menu: Vec<Value> = offers.iter().map(|offer| complex_menu(offer.seed, offer.free, offer.diet())).collect();
        let dishes = eater.buffet(db, date)?;
        if !dishes.is_empty() {
            menu.push(json!({
                "title": "Буфет",
                "description": null,
                "summary": null,
                "meals": dishes.iter().map(|dish| meal(dish.1, dish.1, dish)).collect::<Vec<_>>(),
                "is_discount_complex": false,
                "used_subscription_feeding": false,
                "used_special_menu": false,
                "used_variable_feeding": false,
            }));
        }
        Ok(Json(json!({ "menu": menu })))
    })
}
