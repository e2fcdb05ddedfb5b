//! Orders made ahead: when one is taken, changed, cancelled, served, and what the account pays for it.
//!
//! Decides by the school's own rules ([`SchoolRules`]) and the sandbox clock; who asks and how the answer looks is
//! `ahead_routes`. Served and charged whether or not the child is there: that is why "ill today" exists.

use chrono::{Duration, NaiveDate, NaiveDateTime, NaiveTime};
use rusqlite::{Connection, OptionalExtension as _, params};
use serde::{Deserialize, Serialize};

use super::menu::{Bans, Eater, Offer};
use super::school::{self, SchoolRules};
use crate::clock::sql;
use crate::db::rows::{Lines, NewMovement, NewOrder, insert_movement, insert_order, reissue_order};
use crate::generator::calendar::is_school_day;
use crate::generator::{complex_lines, dish_line};
use crate::model::{MovementKind, OrderStatus, OrderType};

/// One complex wanted on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Wish {
    pub complex_id: i64,
    pub amount: i64,
    /// Dish and amount, where the complex lets choose.
    pub dishes: Vec<(i64, i64)>,
}

/// Who asks.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) enum By {
    /// A parent; true when a proxy sent the request again.
    Parent(i64, bool),
    /// A weekly rule.
    Rule(i64),
    /// The school.
    School,
}

/// Why nothing was done.
#[derive(Debug)]
pub(crate) enum NotDone {
    /// The wish cannot be granted: a code.
    Refused(&'static str),
    /// There is no such order.
    Unknown,
    /// The database failed.
    Storage(rusqlite::Error),
}

impl From<rusqlite::Error> for NotDone {
    fn from(error: rusqlite::Error) -> Self {
        Self::Storage(error)
    }
}

const CANTEEN: &str = "Столовая";
const MOST_OF_ONE: i64 = 10;

/// When a meal is served.
fn serve_time(meal_kind: i64) -> NaiveTime {
    let (hour, minute) = match meal_kind {
        0 => (9, 15),
        1 => (11, 0),
        2 => (12, 30),
        3 => (15, 30),
        _ => (17, 30),
    };
    NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or_default()
}

/// Money of orders that wait and are not yet paid, in kopecks.
pub(crate) fn reserved(db: &Connection, child_id: i64) -> rusqlite::Result<i64> {
    db.prepare_cached(
        "SELECT COALESCE(SUM(o.total_price), 0) FROM ahead a JOIN orders o ON o.order_id = a.order_id AND o.hidden_at > '9999'
         WHERE a.child_id = ?1 AND a.state = 'waiting' AND a.charged = 0",
    )?
    .query_row([child_id], |row| row.get(0))
}

fn balance(db: &Connection, child_id: i64, at: NaiveDateTime) -> rusqlite::Result<i64> {
    db.prepare_cached("SELECT COALESCE(SUM(sum), 0) FROM movements WHERE child_id = ?1 AND visible_at <= ?2 AND hidden_at > ?2")?
        .query_row(params![child_id, sql(at)], |row| row.get(0))
}

/// What a day's orders and purchases cost so far.
pub(crate) fn spent(db: &Connection, child_id: i64, date: NaiveDate) -> rusqlite::Result<i64> {
    db.prepare_cached(
        "SELECT COALESCE(SUM(total_price), 0) FROM orders WHERE child_id = ?1 AND on_date = ?2 AND status <> 4 AND hidden_at > '9999'",
    )?
    .query_row(params![child_id, date.to_string()], |row| row.get(0))
}

/// Checks a wish against the menu; the lines of the order.
fn lines(eater: &Eater, offers: &[Offer], bans: &Bans, wish: &Wish) -> Result<(Lines, i64), NotDone> {
    let offer = offers.iter().find(|offer| offer.seed.id == wish.complex_id).ok_or(NotDone::Refused("complexNotFound"))?;
    if !offer.ahead() || !eater.preorder_allowed {
        return Err(NotDone::Refused("preorderNotAllowed"));
    }
    if !(1..=MOST_OF_ONE).contains(&wish.amount) {
        return Err(NotDone::Refused("wrongAmount"));
    }
    let mut lines = complex_lines(offer.seed);
    let chosen = wish.dishes.iter().map(|(id, amount)| {
        let dish = offer.seed.dishes.iter().find(|dish| dish.0 == *id).ok_or(NotDone::Refused("dishNotFound"))?;
        if (1..=MOST_OF_ONE).contains(amount) { Ok((dish, *amount)) } else { Err(NotDone::Refused("wrongAmount")) }
    });
    let chosen = chosen.collect::<Result<Vec<_>, _>>()?;
    let whole = chosen.is_empty() || chosen.len() == offer.seed.dishes.len() && chosen.iter().all(|(_, amount)| *amount == 1);
    if !whole && !offer.choice() {
        return Err(NotDone::Refused("itemsCannotBeSelected"));
    }
    let plate: Vec<_> = if chosen.is_empty() { offer.seed.dishes.iter().collect() } else { chosen.iter().map(|(dish, _)| *dish).collect() };
    if plate.iter().any(|dish| bans.hit(dish)) {
        return Err(NotDone::Refused("prohibitedDish"));
    }
    if let Lines::Complex { price, amount, dishes, .. } = &mut lines {
        *amount = wish.amount;
        if !whole {
            *price = chosen.iter().map(|(dish, amount)| dish.2 * amount).sum();
            *dishes = chosen.iter().map(|(dish, amount)| dish_line(dish, *amount)).collect();
        }
    }
    Ok((lines, offer.seed.meal_kind))
}

/// Whether the day and the money allow it.
fn allowed(
    db: &Connection,
    eater: &Eater,
    rules: &SchoolRules,
    at: NaiveDateTime,
    date: NaiveDate,
    total: i64,
    instead_of: i64,
) -> Result<(), NotDone> {
    if let Some(overdraft) = rules.overdraft {
        let available = balance(db, eater.child_id, at)? - reserved(db, eater.child_id)? + instead_of;
        if total > 0 && available - total < -overdraft {
            return Err(NotDone::Refused("insufficientFunds"));
        }
    }
    let limit: Option<i64> =
        db.prepare_cached("SELECT expense_day_limit FROM children WHERE id = ?1")?.query_row([eater.child_id], |row| row.get(0))?;
    match limit {
        Some(limit) if rules.day_limit_enforced && spent(db, eater.child_id, date)? - instead_of + total > limit => {
            Err(NotDone::Refused("dayLimitExceeded"))
        }
        _ => Ok(()),
    }
}

/// Whether orders for `date` are taken at all.
fn open_day(rules: &SchoolRules, at: NaiveDateTime, date: NaiveDate) -> Result<(), NotDone> {
    if !is_school_day(date) {
        return Err(NotDone::Refused("dayOff"));
    }
    if date < at.date() || date > at.date() + Duration::days(rules.horizon_days.into()) {
        return Err(NotDone::Refused("dateNotAllowed"));
    }
    Ok(())
}

/// Does all of `work` or nothing of it, whatever becomes of the refusal.
fn whole<T>(db: &Connection, work: impl FnOnce() -> Result<T, NotDone>) -> Result<T, NotDone> {
    db.execute_batch("SAVEPOINT whole")?;
    let done = work();
    if done.is_err() {
        db.execute_batch("ROLLBACK TO whole")?;
    }
    db.execute_batch("RELEASE whole")?;
    done
}

/// Takes orders for a day: one for each complex, all or none. Their wire ids.
pub(crate) fn place(
    db: &Connection,
    at: NaiveDateTime,
    child_id: i64,
    by: By,
    date: NaiveDate,
    wishes: &[Wish],
) -> Result<Vec<i64>, NotDone> {
    whole(db, || place_each(db, at, child_id, by, date, wishes))
}

fn place_each(db: &Connection, at: NaiveDateTime, child_id: i64, by: By, date: NaiveDate, wishes: &[Wish]) -> Result<Vec<i64>, NotDone> {
    let eater = Eater::of(db, child_id)?;
    let rules = school::rules(db, eater.school_id)?;
    open_day(&rules, at, date)?;
    let offers = eater.complexes(db, eater.building_id, date)?;
    let bans = Bans::of(db, child_id)?;
    let mut placed = Vec::new();
    for wish in wishes {
        let (lines, meal_kind) = lines(&eater, &offers, &bans, wish)?;
        if !rules.is_open(meal_kind, date, at) {
            return Err(NotDone::Refused("preorderCutOffPassed"));
        }
        let total = lines.price();
        allowed(db, &eater, &rules, at, date, total, 0)?;
        let order = NewOrder {
            child_id,
            building_id: eater.building_id,
            created_at: at,
            on_date: date,
            delivered_at: None,
            status: OrderStatus::New,
            order_type: OrderType::PreOrder,
            lines,
            visible_at: at,
        };
        let order_id = insert_order(db, &order)?;
        if rules.charged_at_order {
            charge(db, child_id, order_id, -total, at, at, MovementKind::Order)?;
        }
        let (parent, rule, again) = match by {
            By::Parent(parent, again) => (Some(parent), None, again),
            By::Rule(rule) => (None, Some(rule), false),
            By::School => (None, None, false),
        };
        db.prepare_cached(
            "INSERT INTO ahead (order_id, child_id, parent_id, rule_id, on_date, meal_kind, serve_at, state, charged, retransmitted)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'waiting', ?8, ?9)",
        )?
        .execute(params![
            order_id,
            child_id,
            parent,
            rule,
            date.to_string(),
            meal_kind,
            sql(date.and_time(serve_time(meal_kind))),
            rules.charged_at_order,
            again
        ])?;
        placed.push(order_id);
    }
    Ok(placed)
}

fn charge(
    db: &Connection,
    child_id: i64,
    order_id: i64,
    sum: i64,
    at: NaiveDateTime,
    visible_at: NaiveDateTime,
    kind: MovementKind,
) -> rusqlite::Result<()> {
    if sum != 0 {
        insert_movement(db, &NewMovement { child_id, at, sum, kind, origin: CANTEEN, order_id: Some(order_id), visible_at })?;
    }
    Ok(())
}

/// An order made ahead, as its later life needs it.
pub(crate) struct Waiting {
    pub child_id: i64,
    pub date: NaiveDate,
    pub meal_kind: i64,
    state: String,
    charged: bool,
    total: i64,
}

/// The order made ahead with that wire id.
pub(crate) fn find(db: &Connection, order_id: i64) -> Result<Waiting, NotDone> {
    let found = db
        .prepare_cached(
            "SELECT a.child_id, a.on_date, a.meal_kind, a.state, a.charged, o.total_price
             FROM ahead a JOIN orders o ON o.order_id = a.order_id AND o.hidden_at > '9999' WHERE a.order_id = ?1",
        )?
        .query_row([order_id], |row| {
            Ok(Waiting {
                child_id: row.get(0)?,
                date: row.get(1)?,
                meal_kind: row.get(2)?,
                state: row.get(3)?,
                charged: row.get(4)?,
                total: row.get(5)?,
            })
        })
        .optional()?;
    if let Some(found) = found {
        return Ok(found);
    }
    let bought: bool =
        db.prepare_cached("SELECT EXISTS (SELECT 1 FROM orders WHERE order_id = ?1)")?.query_row([order_id], |row| row.get(0))?;
    Err(if bought { NotDone::Refused("orderCannotBeChanged") } else { NotDone::Unknown })
}

/// Whether the order may still be touched, by anyone but the school.
fn still_open(rules: &SchoolRules, order: &Waiting, at: NaiveDateTime, by: By) -> Result<(), NotDone> {
    match order.state.as_str() {
        "cancelled" => Err(NotDone::Refused("orderAlreadyCancelled")),
        "served" => Err(NotDone::Refused("orderCannotBeChanged")),
        _ if matches!(by, By::School) || rules.is_open(order.meal_kind, order.date, at) => Ok(()),
        _ => Err(NotDone::Refused("preorderCutOffPassed")),
    }
}

/// Changes what is ordered; the day and the meal stay.
pub(crate) fn change(db: &Connection, at: NaiveDateTime, order_id: i64, by: By, date: NaiveDate, wish: &Wish) -> Result<(), NotDone> {
    let order = find(db, order_id)?;
    let eater = Eater::of(db, order.child_id)?;
    let rules = school::rules(db, eater.school_id)?;
    still_open(&rules, &order, at, by)?;
    if date != order.date {
        return Err(NotDone::Refused("dateNotAllowed"));
    }
    let offers = eater.complexes(db, eater.building_id, date)?;
    let (lines, meal_kind) = lines(&eater, &offers, &Bans::of(db, order.child_id)?, wish)?;
    if !rules.is_open(meal_kind, date, at) {
        return Err(NotDone::Refused("preorderCutOffPassed"));
    }
    let total = lines.price();
    allowed(db, &eater, &rules, at, date, total, order.total)?;
    reissue_order(db, order_id, OrderStatus::New, Some(&lines), at)?;
    if order.charged {
        charge(db, order.child_id, order_id, order.total, at, at, MovementKind::OrderCancelled)?;
        charge(db, order.child_id, order_id, -total, at, at, MovementKind::Order)?;
    }
    db.prepare_cached("UPDATE ahead SET meal_kind = ?2, serve_at = ?3 WHERE order_id = ?1")?.execute(params![
        order_id,
        meal_kind,
        sql(date.and_time(serve_time(meal_kind)))
    ])?;
    Ok(())
}

/// Cancels orders, all or none. What was paid comes back after the school's own time, or never.
pub(crate) fn cancel(db: &Connection, at: NaiveDateTime, orders: &[i64], by: By) -> Result<(), NotDone> {
    whole(db, || cancel_each(db, at, orders, by))
}

fn cancel_each(db: &Connection, at: NaiveDateTime, orders: &[i64], by: By) -> Result<(), NotDone> {
    for &order_id in orders {
        let order = find(db, order_id)?;
        let rules = school::rules(db, Eater::of(db, order.child_id)?.school_id)?;
        still_open(&rules, &order, at, by)?;
        reissue_order(db, order_id, OrderStatus::Cancelled, None, at)?;
        db.prepare_cached("UPDATE ahead SET state = 'cancelled' WHERE order_id = ?1")?.execute([order_id])?;
        if let (true, Some(delay)) = (order.charged, rules.refund_seconds) {
            let back = at + Duration::seconds(delay.into());
            charge(db, order.child_id, order_id, order.total, at, back, MovementKind::OrderCancelled)?;
        }
        crate::operator::log(db, "order", order_id)?;
    }
    Ok(())
}

/// Whether a meal is to be served by `now`.
pub(super) fn due(db: &Connection, now: NaiveDateTime) -> rusqlite::Result<bool> {
    db.prepare_cached("SELECT EXISTS (SELECT 1 FROM ahead WHERE state = 'waiting' AND serve_at <= ?1)")?
        .query_row([sql(now)], |row| row.get(0))
}

/// Serves every meal whose time has come.
pub(super) fn serve(db: &Connection, now: NaiveDateTime) -> rusqlite::Result<()> {
    let due: Vec<(i64, i64, NaiveDateTime, bool)> = db
        .prepare_cached("SELECT order_id, child_id, serve_at, charged FROM ahead WHERE state = 'waiting' AND serve_at <= ?1 ORDER BY serve_at, order_id")?
        .query_map([sql(now)], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?
        .collect::<rusqlite::Result<_>>()?;
    for (order_id, child_id, at, charged) in due {
        reissue_order(db, order_id, OrderStatus::Issued, None, at)?;
        if !charged {
            let total: i64 = db
                .prepare_cached("SELECT total_price FROM orders WHERE order_id = ?1 AND hidden_at > '9999'")?
                .query_row([order_id], |row| row.get(0))?;
            charge(db, child_id, order_id, -total, at, at, MovementKind::Order)?;
        }
        db.prepare_cached("UPDATE ahead SET state = 'served', charged = 1 WHERE order_id = ?1")?.execute([order_id])?;
        crate::operator::log(db, "order", order_id)?;
    }
    Ok(())
}
