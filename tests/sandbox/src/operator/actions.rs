//! What the operator does to the school's data.
//!
//! An action with a time in the past is learned now: `visible_at` is the later of the two.

use chrono::{NaiveDateTime, Timelike};
use rusqlite::{Connection, OptionalExtension, params};

use super::{OperatorError, Receipt, SaleItem, TokenPair};
use crate::cards::carriers;
use crate::clock::{sql, with_offset};
use crate::db::rows::{
    DishLine, Lines, NewMovement, NewOrder, Side, close_visit, edit_order_total, insert_movement, insert_order, insert_visit,
};
use crate::generator::catalogue::{BREAKFASTS, LUNCHES, OTHER_CATEGORY, SNACKS};
use crate::login::tokens;
use crate::meals::counter;
use crate::meals::menu::by_name;
use crate::model::{Direction, MovementKind, OrderStatus, SaleKind};
use crate::server::AppState;

/// A child, as an action needs it.
struct Child {
    id: i64,
    building_id: i64,
}

fn find_child(db: &Connection, person_id: &str) -> Result<Child, OperatorError> {
    db.prepare_cached("SELECT id, building_id FROM children WHERE person_id = ?1")?
        .query_row([person_id], |row| Ok(Child { id: row.get(0)?, building_id: row.get(1)? }))
        .optional()?
        .ok_or_else(|| OperatorError::Unknown { what: "person_id", id: person_id.to_owned() })
}

/// The account at an instant, in kopecks.
pub(super) fn balance(db: &Connection, child_id: i64, at: NaiveDateTime) -> rusqlite::Result<i64> {
    db.prepare_cached("SELECT COALESCE(SUM(sum), 0) FROM movements WHERE child_id = ?1 AND visible_at <= ?2 AND hidden_at > ?2")?
        .query_row(params![child_id, sql(at)], |row| row.get(0))
}

/// The building of the newest visit of that day that has no exit.
pub(super) fn open_visit(
    db: &Connection,
    child_id: i64,
    at: NaiveDateTime,
    building_id: Option<i64>,
) -> rusqlite::Result<Option<(i64, i64)>> {
    db.prepare_cached(
        "SELECT id, building_id FROM visits
         WHERE child_id = ?1 AND date = ?2 AND in_at <= ?3 AND out_at IS NULL AND hidden_at > ?3 AND (?4 IS NULL OR building_id = ?4)
         ORDER BY in_at DESC LIMIT 1",
    )?
    .query_row(params![child_id, at.date().to_string(), sql(at), building_id], |row| Ok((row.get(0)?, row.get(1)?)))
    .optional()
}

/// Remembers in which order the operator acted.
pub(crate) fn log(db: &Connection, kind: &str, reference: i64) -> rusqlite::Result<()> {
    db.prepare_cached("INSERT INTO operator_log (kind, ref) VALUES (?1, ?2)")?.execute(params![kind, reference])?;
    Ok(())
}

pub(super) fn tap(
    state: &AppState,
    person_id: &str,
    direction: Direction,
    at: Option<NaiveDateTime>,
    organization_id: Option<i64>,
    learned_at: Option<NaiveDateTime>,
) -> Result<i64, OperatorError> {
    let now = state.clock.now();
    let at = at.unwrap_or(now);
    let side = Side { at, visible_at: learned_at.unwrap_or(now).max(at), person: None };
    state.db.write(|db| {
        let child = find_child(db, person_id)?;
        if let Some(id) = organization_id {
            let known: Option<i64> =
                db.prepare_cached("SELECT id FROM buildings WHERE id = ?1")?.query_row([id], |row| row.get(0)).optional()?;
            if known.is_none() {
                return Err(OperatorError::Unknown { what: "organization_id", id: id.to_string() });
            }
        }
        let building = organization_id.unwrap_or(child.building_id);
        if !carriers::usable(db, child.id, at)? {
            counter::keep_as(db, child.id, "Турникет", 0, at, "no_card")?;
            return Ok(Err(OperatorError::Refused("no_card")));
        }
        match direction {
            Direction::In => {
                let visit = insert_visit(db, child.id, building, Some(&side), None)?;
                log(db, "entry", visit)?;
                Ok::<_, OperatorError>(Ok(visit))
            }
            Direction::Out => {
                let visit = match open_visit(db, child.id, at, organization_id)? {
                    Some((visit, _)) => {
                        close_visit(db, visit, &side)?;
                        visit
                    }
                    None => insert_visit(db, child.id, building, None, Some(&side))?,
                };
                log(db, "exit", visit)?;
                Ok(Ok(visit))
            }
        }
    })?
}

pub(super) fn sale(
    state: &AppState,
    person_id: &str,
    kind: SaleKind,
    items: &[SaleItem],
    at: Option<NaiveDateTime>,
) -> Result<Receipt, OperatorError> {
    let now = state.clock.now();
    let at = at.unwrap_or(now);
    let lines = sale_lines(kind, items, at)?;
    state.db.write(|db| {
        let child = find_child(db, person_id)?;
        let building_id = open_visit(db, child.id, at, None)?.map_or(child.building_id, |(_, building)| building);
        let visible_at = now.max(at);
        let order = NewOrder {
            child_id: child.id,
            building_id,
            created_at: at,
            on_date: at.date(),
            delivered_at: Some(at),
            status: OrderStatus::Issued,
            order_type: kind.order_type(),
            lines,
            visible_at,
        };
        let total = order.total();
        if let Some(reason) = counter::refusal(db, child.id, &order.lines, total, at)? {
            counter::keep(db, child.id, &order.lines, total, at, reason)?;
            return Ok(Err(OperatorError::Refused(reason)));
        }
        let order_id = insert_order(db, &order)?;
        log(db, "order", order_id)?;
        if total > 0 {
            insert_movement(
                db,
                &NewMovement {
                    child_id: child.id,
                    at,
                    sum: -total,
                    kind: MovementKind::Order,
                    origin: "Столовая",
                    order_id: Some(order_id),
                    visible_at,
                },
            )?;
        }
        Ok::<_, OperatorError>(Ok(Receipt { order_id: Some(order_id), total_kopecks: total, balance_kopecks: balance(db, child.id, now)? }))
    })?
}

/// Dishes the catalogue does not know have ids of their own, above its.
const OPERATOR_DISHES: i64 = 9000;

fn sale_lines(kind: SaleKind, items: &[SaleItem], at: NaiveDateTime) -> Result<Lines, OperatorError> {
    const MOST: i64 = 10_000_000;
    let sane = |item: &SaleItem| (0..=MOST).contains(&item.price_kopecks) && (1..=1000).contains(&item.amount);
    if !items.iter().all(sane) {
        return Err(OperatorError::BadInput("items: price_kopecks must be 0 to 10000000 and amount 1 to 1000".to_owned()));
    }
    let dishes: Vec<DishLine> = (OPERATOR_DISHES..)
        .zip(items)
        .map(|(id, item)| {
            let known = by_name(&item.name);
            let category = known.map_or(OTHER_CATEGORY, |dish| *dish.3);
            DishLine {
                id: known.map_or(id, |dish| dish.0),
                name: item.name.clone(),
                price: item.price_kopecks,
                amount: item.amount,
                category_id: category.0,
                category_name: category.1.to_owned(),
            }
        })
        .collect();
    if kind == SaleKind::Buffet {
        if dishes.is_empty() {
            return Err(OperatorError::BadInput("items: a buffet sale needs at least one".to_owned()));
        }
        return Ok(Lines::Dishes(dishes));
    }
    let complex = match at.hour() {
        ..11 => &BREAKFASTS[0],
        11..15 => &LUNCHES[0],
        _ => &SNACKS[0],
    };
    if dishes.is_empty() {
        return Ok(crate::generator::complex_lines(complex));
    }
    let names: Vec<&str> = items.iter().map(|item| item.name.as_str()).collect();
    Ok(Lines::Complex {
        id: OPERATOR_DISHES + complex.id,
        name: names.join(", "),
        price: dishes.iter().map(|dish| dish.price * dish.amount).sum(),
        amount: 1,
        meal_kind: complex.meal_kind,
        dishes,
    })
}

pub(super) fn terminal_top_up(
    state: &AppState,
    person_id: &str,
    kopecks: i64,
    at: Option<NaiveDateTime>,
) -> Result<Receipt, OperatorError> {
    if !(1..=100_000_000).contains(&kopecks) {
        return Err(OperatorError::BadInput("kopecks must be 1 to 100000000".to_owned()));
    }
    let now = state.clock.now();
    let at = at.unwrap_or(now);
    let delay = state.payments.settings().crediting_seconds.terminal;
    let credited = at + chrono::Duration::seconds(delay.into());
    state.db.write(|db| {
        let child = find_child(db, person_id)?;
        let movement = insert_movement(
            db,
            &NewMovement {
                child_id: child.id,
                at,
                sum: kopecks,
                kind: MovementKind::TopUp,
                origin: "Платёжный терминал",
                order_id: None,
                visible_at: now.max(credited),
            },
        )?;
        log(db, "movement", movement)?;
        Ok(Receipt { order_id: None, total_kopecks: kopecks, balance_kopecks: balance(db, child.id, now)? })
    })
}

pub(super) fn edit_purchase(state: &AppState, order_id: i64, total_kopecks: i64) -> Result<Receipt, OperatorError> {
    if !(1..=100_000_000).contains(&total_kopecks) {
        return Err(OperatorError::BadInput("total_kopecks must be 1 to 100000000".to_owned()));
    }
    let now = state.clock.now();
    state.db.write(|db| {
        let child_id: i64 = db
            .prepare_cached("SELECT child_id FROM orders WHERE order_id = ?1 LIMIT 1")?
            .query_row([order_id], |row| row.get(0))
            .optional()?
            .ok_or_else(|| OperatorError::Unknown { what: "order_id", id: order_id.to_string() })?;
        if !edit_order_total(db, order_id, total_kopecks, now)? {
            return Err(OperatorError::BadInput("this purchase is free or cancelled".to_owned()));
        }
        log(db, "order", order_id)?;
        Ok(Receipt { order_id: Some(order_id), total_kopecks, balance_kopecks: balance(db, child_id, now)? })
    })
}

pub(super) fn token(state: &AppState, parent: Option<&str>) -> Result<TokenPair, OperatorError> {
    let now = state.clock.utc();
    state.db.write(|db| {
        let parent_id: Option<i64> = match parent {
            None => db.query_row("SELECT MIN(id) FROM parents", [], |row| row.get(0))?,
            Some(name) => db
                .prepare_cached("SELECT id FROM parents WHERE (login = ?1 OR CAST(id AS TEXT) = ?1) AND has_school_account = 1")?
                .query_row([name], |row| row.get(0))
                .optional()?,
        };
        let parent_id = parent_id.ok_or_else(|| OperatorError::Unknown { what: "parent", id: parent.unwrap_or("default").to_owned() })?;
        let pair = tokens::issue_diary(db, now, parent_id, true)?;
        let ends = state.clock.now() + chrono::Duration::seconds(tokens::DIARY_SECONDS);
        Ok(TokenPair { access_token: pair.access, refresh_token: pair.refresh, expires_at: with_offset(ends) })
    })
}
