//! Writing visits, orders and movements, for the generator and the operator alike.
//!
//! Decides ids and versions. What a believable day is, the callers know.

use chrono::NaiveDateTime;
use rusqlite::{Connection, OptionalExtension, params};

use crate::clock::sql;
use crate::model::{MovementKind, OrderStatus, OrderType};

/// First wire id of an order: real ones are long numbers.
const FIRST_ORDER_ID: i64 = 710_000_000;

/// One side of a visit: when it happened, when the school's server learned of it, who came along.
#[derive(Debug, Clone)]
pub(crate) struct Side {
    /// When the card touched the turnstile.
    pub at: NaiveDateTime,
    /// From when on it is served.
    pub visible_at: NaiveDateTime,
    /// JSON of `personIn` or `personOut`; `None` is null on the wire.
    pub person: Option<String>,
}

impl Side {
    /// A tap learned at once, nobody named.
    pub(crate) fn at(at: NaiveDateTime) -> Self {
        Self { at, visible_at: at, person: None }
    }
}

/// Adds a visit with one or both sides; its id.
pub(crate) fn insert_visit(
    db: &Connection,
    child_id: i64,
    building_id: i64,
    entry: Option<&Side>,
    exit: Option<&Side>,
) -> rusqlite::Result<i64> {
    let Some(day) = entry.or(exit) else {
        return Err(rusqlite::Error::InvalidQuery);
    };
    db.prepare_cached(
        "INSERT INTO visits (child_id, building_id, date, in_at, out_at, in_visible_at, out_visible_at, person_in, person_out)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute(params![
        child_id,
        building_id,
        day.at.date().to_string(),
        entry.map(|side| sql(side.at)),
        exit.map(|side| sql(side.at)),
        entry.map(|side| sql(side.visible_at)),
        exit.map(|side| sql(side.visible_at)),
        entry.and_then(|side| side.person.as_deref()),
        exit.and_then(|side| side.person.as_deref()),
    ])?;
    Ok(db.last_insert_rowid())
}

/// Closes an open visit.
pub(crate) fn close_visit(db: &Connection, visit_id: i64, exit: &Side) -> rusqlite::Result<()> {
    db.prepare_cached("UPDATE visits SET out_at = ?2, out_visible_at = ?3, person_out = ?4 WHERE id = ?1")?.execute(params![
        visit_id,
        sql(exit.at),
        sql(exit.visible_at),
        exit.person
    ])?;
    Ok(())
}

/// The school moves the exit of a past visit: the old version is hidden at `edited_at`, a new one shows from then.
pub(crate) fn edit_visit_exit(db: &Connection, visit_id: i64, out_at: NaiveDateTime, edited_at: NaiveDateTime) -> rusqlite::Result<()> {
    db.prepare_cached(
        "INSERT INTO visits (child_id, building_id, date, in_at, out_at, in_visible_at, out_visible_at, person_in, person_out)
         SELECT child_id, building_id, date, in_at, ?2, ?3, ?3, person_in, person_out FROM visits WHERE id = ?1",
    )?
    .execute(params![visit_id, sql(out_at), sql(edited_at)])?;
    db.prepare_cached("UPDATE visits SET hidden_at = ?2 WHERE id = ?1")?.execute(params![visit_id, sql(edited_at)])?;
    Ok(())
}

/// One dish, in a complex or over the counter.
#[derive(Debug, Clone)]
pub(crate) struct DishLine {
    pub id: i64,
    pub name: String,
    /// Kopecks for one.
    pub price: i64,
    pub amount: i64,
    pub category_id: i64,
    pub category_name: String,
}

/// What was ordered: a complex with its dishes, or dishes alone.
#[derive(Debug, Clone)]
pub(crate) enum Lines {
    /// A set meal.
    Complex {
        id: i64,
        name: String,
        /// Kopecks for one.
        price: i64,
        amount: i64,
        /// 0 breakfast … 6 water.
        meal_kind: i64,
        dishes: Vec<DishLine>,
    },
    /// Buffet goods.
    Dishes(Vec<DishLine>),
}

impl Lines {
    /// Full price in kopecks.
    pub(crate) fn price(&self) -> i64 {
        match self {
            Self::Complex { price, amount, .. } => price * amount,
            Self::Dishes(dishes) => dishes.iter().map(|dish| dish.price * dish.amount).sum(),
        }
    }
}

/// An order about to be written.
#[derive(Debug, Clone)]
pub(crate) struct NewOrder {
    pub child_id: i64,
    pub building_id: i64,
    pub created_at: NaiveDateTime,
    /// The day it is eaten.
    pub on_date: chrono::NaiveDate,
    pub delivered_at: Option<NaiveDateTime>,
    pub status: OrderStatus,
    pub order_type: OrderType,
    pub lines: Lines,
    pub visible_at: NaiveDateTime,
}

impl NewOrder {
    /// What the account pays, in kopecks: nothing for a free complex.
    pub(crate) fn total(&self) -> i64 {
        match self.order_type {
            OrderType::FreeComplex => 0,
            _ => self.lines.price(),
        }
    }
}

/// Adds an order with its items; its wire id.
pub(crate) fn insert_order(db: &Connection, order: &NewOrder) -> rusqlite::Result<i64> {
    let row_id = next_row(db, "orders")?;
    let order_id = FIRST_ORDER_ID + row_id;
    let price = order.lines.price();
    let total = order.total();
    db.prepare_cached(
        "INSERT INTO orders (row_id, order_id, child_id, building_id, created_at, on_date, status, order_type, delivery_way,
                             expired_at, delivered_at, price, discount, total_price, visible_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, NULL, ?10, ?11, ?12, ?13, ?14)",
    )?
    .execute(params![
        row_id,
        order_id,
        order.child_id,
        order.building_id,
        sql(order.created_at),
        order.on_date.to_string(),
        order.status as i64,
        order.order_type as i64,
        i64::from(order.order_type == OrderType::SmartBuffet),
        order.delivered_at.map(sql),
        price,
        price - total,
        total,
        sql(order.visible_at),
    ])?;
    insert_lines(db, row_id, &order.lines, i64::from(total > 0))?;
    Ok(order_id)
}

fn insert_lines(db: &Connection, row_id: i64, lines: &Lines, payment_type: i64) -> rusqlite::Result<()> {
    let mut insert = db.prepare_cached(
        "INSERT INTO order_items (row_id, position, parent, kind, item_id, name, price, amount, category_id, category_name, meal_kind, payment_type)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    )?;
    let (parent, first, dishes) = match lines {
        Lines::Dishes(dishes) => (None, 0_i64, dishes),
        Lines::Complex { id, name, price, amount, meal_kind, dishes } => {
            insert.execute(params![row_id, 0, None::<i64>, "complex", id, name, price, amount, 0, "", meal_kind, payment_type])?;
            (Some(0_i64), 1, dishes)
        }
    };
    for (position, dish) in (first..).zip(dishes) {
        insert.execute(params![
            row_id,
            position,
            parent,
            "dish",
            dish.id,
            dish.name,
            dish.price,
            dish.amount,
            dish.category_id,
            dish.category_name,
            0,
            payment_type
        ])?;
    }
    Ok(())
}

/// Writes a new version of an order that shows from `at`: another state, and other lines when there are any.
pub(crate) fn reissue_order(
    db: &Connection,
    order_id: i64,
    status: OrderStatus,
    lines: Option<&Lines>,
    at: NaiveDateTime,
) -> rusqlite::Result<()> {
    const FOREVER: &str = "9999-12-31T23:59:59";
    let (old_row, old_price, old_total): (i64, i64, i64) = db
        .prepare_cached("SELECT row_id, price, total_price FROM orders WHERE order_id = ?1 AND hidden_at = ?2")?
        .query_row(params![order_id, FOREVER], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let (price, total) = lines.map_or((old_price, old_total), |lines| (lines.price(), lines.price()));
    let row_id = next_row(db, "orders")?;
    db.prepare_cached(
        "INSERT INTO orders (row_id, order_id, child_id, building_id, created_at, on_date, status, order_type, delivery_way,
                             expired_at, delivered_at, price, discount, total_price, visible_at)
         SELECT ?2, order_id, child_id, building_id, created_at, on_date, ?3, order_type, delivery_way,
                expired_at, CASE WHEN ?3 = 3 THEN ?4 ELSE delivered_at END, ?5, ?5 - ?6, ?6, ?4 FROM orders WHERE row_id = ?1",
    )?
    .execute(params![old_row, row_id, status as i64, sql(at), price, total])?;
    db.prepare_cached("UPDATE orders SET hidden_at = ?2 WHERE row_id = ?1")?.execute(params![old_row, sql(at)])?;
    match lines {
        Some(lines) => insert_lines(db, row_id, lines, i64::from(total > 0)),
        None => db
            .prepare_cached(
                "INSERT INTO order_items (row_id, position, parent, kind, item_id, name, price, amount, category_id, category_name, meal_kind, payment_type)
                 SELECT ?2, position, parent, kind, item_id, name, price, amount, category_id, category_name, meal_kind, payment_type
                 FROM order_items WHERE row_id = ?1",
            )?
            .execute(params![old_row, row_id])
            .map(drop),
    }
}

/// A movement about to be written.
#[derive(Debug, Clone)]
pub(crate) struct NewMovement<'a> {
    pub child_id: i64,
    pub at: NaiveDateTime,
    /// Kopecks; plus into the account.
    pub sum: i64,
    pub kind: MovementKind,
    pub origin: &'a str,
    pub order_id: Option<i64>,
    pub visible_at: NaiveDateTime,
}

/// Adds a movement; its id.
pub(crate) fn insert_movement(db: &Connection, movement: &NewMovement<'_>) -> rusqlite::Result<i64> {
    let id = next_row(db, "movements")?;
    db.prepare_cached(
        "INSERT INTO movements (row_id, movement_id, child_id, at, sum, kind, origin, order_id, visible_at)
         VALUES (?1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute(params![
        id,
        movement.child_id,
        sql(movement.at),
        movement.sum,
        movement.kind as i64,
        movement.origin,
        movement.order_id,
        sql(movement.visible_at),
    ])?;
    Ok(id)
}

/// The school changes what a past purchase cost: order and movement get new versions from `edited_at`.
/// `false` when no such order is in force, or it is free or cancelled.
///
/// The first line absorbs the difference; when it cannot, it takes the whole sum and the others cost nothing.
pub(crate) fn edit_order_total(db: &Connection, order_id: i64, total: i64, edited_at: NaiveDateTime) -> rusqlite::Result<bool> {
    const FOREVER: &str = "9999-12-31T23:59:59";
    let edited = sql(edited_at);
    let found = db
        .prepare_cached("SELECT row_id, total_price, status FROM orders WHERE order_id = ?1 AND hidden_at = ?2")?
        .query_row(params![order_id, FOREVER], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, row.get::<_, i64>(2)?)))
        .optional()?;
    let Some((old_row, old_total, status)) = found else {
        return Ok(false);
    };
    if old_total == 0 || status == OrderStatus::Cancelled as i64 {
        return Ok(false);
    }
    let first_line: i64 = db
        .prepare_cached("SELECT price * amount FROM order_items WHERE row_id = ?1 AND position = 0")?
        .query_row([old_row], |row| row.get(0))?;
    let (first_line, others_cost) = match first_line + total - old_total {
        absorbed @ 0.. => (absorbed, true),
        _ => (total, false),
    };
    let new_row = next_row(db, "orders")?;
    db.prepare_cached(
        "INSERT INTO orders (row_id, order_id, child_id, building_id, created_at, on_date, status, order_type, delivery_way,
                             expired_at, delivered_at, price, discount, total_price, visible_at)
         SELECT ?2, order_id, child_id, building_id, created_at, on_date, status, order_type, delivery_way,
                expired_at, delivered_at, ?3, 0, ?3, ?4 FROM orders WHERE row_id = ?1",
    )?
    .execute(params![old_row, new_row, total, edited])?;
    db.prepare_cached("UPDATE orders SET hidden_at = ?2 WHERE row_id = ?1")?.execute(params![old_row, edited])?;
    db.prepare_cached(
        "INSERT INTO order_items (row_id, position, parent, kind, item_id, name, price, amount, category_id, category_name, meal_kind, payment_type)
         SELECT ?2, position, parent, kind, item_id, name,
                CASE WHEN position = 0 THEN ?3 WHEN ?4 THEN price ELSE 0 END,
                CASE WHEN position = 0 THEN 1 ELSE amount END, category_id, category_name, meal_kind, payment_type
         FROM order_items WHERE row_id = ?1",
    )?
    .execute(params![old_row, new_row, first_line, others_cost])?;
    let movement = db
        .prepare_cached("SELECT row_id FROM movements WHERE order_id = ?1 AND kind = ?2 AND hidden_at = ?3")?
        .query_row(params![order_id, MovementKind::Order as i64, FOREVER], |row| row.get::<_, i64>(0))
        .optional()?;
    if let Some(movement) = movement {
        db.prepare_cached(
            "INSERT INTO movements (row_id, movement_id, child_id, at, sum, kind, origin, order_id, visible_at)
             SELECT ?2, movement_id, child_id, at, ?3, kind, origin, order_id, ?4 FROM movements WHERE row_id = ?1",
        )?
        .execute(params![movement, next_row(db, "movements")?, -total, edited])?;
        db.prepare_cached("UPDATE movements SET hidden_at = ?2 WHERE row_id = ?1")?.execute(params![movement, edited])?;
    }
    Ok(true)
}

/// Row ids count up and are never reused, so a first version may lend its row id to the wire id.
fn next_row(db: &Connection, table: &'static str) -> rusqlite::Result<i64> {
    let query = match table {
        "orders" => "SELECT COALESCE(MAX(row_id), 0) + 1 FROM orders",
        _ => "SELECT COALESCE(MAX(row_id), 0) + 1 FROM movements",
    };
    db.prepare_cached(query)?.query_row([], |row| row.get(0))
}
