//! Purchases and orders, the current route (wire-api §6). Buffet purchases are orders too.
//!
//! [`find`] reads orders with their items as of an instant; the older routes print them their own way.

use axum::Json;
use axum::extract::{Path, State};
use chrono::{NaiveDate, NaiveDateTime};
use rusqlite::types::Value as Sql;
use rusqlite::{Connection, OptionalExtension as _, Row, params_from_iter};
use serde_json::{Value, json};

use super::family::{self, Child, Key};
use super::query::Params;
use crate::clock;
use crate::envelope::WireError;
use crate::headers::{BearerOnly, Caller};
use crate::server::AppState;

/// Which orders, and in what order.
#[derive(Default)]
pub struct Wanted {
    /// Codes of `status`; all when empty.
    pub statuses: Vec<i64>,
    /// Codes of `orderType`; all when empty.
    pub types: Vec<i64>,
    /// Oldest first instead of newest first.
    pub ascending: bool,
    /// At most so many; all when `None`.
    pub limit: Option<i64>,
    /// Leave out so many first.
    pub offset: i64,
}

/// An order as it stands.
pub struct Order {
    row_id: i64,
    /// Wire id.
    pub id: i64,
    /// When it was made, Moscow time.
    pub created_at: NaiveDateTime,
    /// `status`.
    pub status: i64,
    /// `orderType`.
    pub kind: i64,
    delivery_way: i64,
    expired_at: Option<NaiveDateTime>,
    delivered_at: Option<NaiveDateTime>,
    price: i64,
    discount: i64,
    /// Kopecks paid.
    pub total_price: i64,
    /// The day it is for.
    pub on_date: NaiveDate,
    /// What was bought.
    pub items: Vec<Item>,
}

/// A line of an order.
pub struct Item {
    /// Dish or complex id.
    pub id: i64,
    /// Name.
    pub name: String,
    /// Kopecks each.
    pub price: i64,
    /// How many.
    pub amount: i64,
    /// Dish or complex.
    pub sort: Sort,
}

/// What a line is.
pub enum Sort {
    /// A single dish with its category.
    Dish {
        /// `categoryId`.
        category_id: i64,
        /// `categoryName`.
        category_name: String,
    },
    /// A set meal.
    Complex {
        /// `kind`: 0 breakfast to 6 water.
        meal: i64,
        /// 0 free, 1 paid.
        payment: i64,
        /// What it is made of.
        dishes: Vec<Item>,
    },
}

const COLUMNS: &str = "row_id, order_id, created_at, on_date, status, order_type, delivery_way, expired_at, delivered_at,
    price, discount, total_price";

/// `GET …/v3/orders?clientId&from&to[&status[]&orderType[]&limit&offset&sort]`.
pub async fn list(State(state): State<AppState>, BearerOnly(caller): BearerOnly, params: Params) -> Result<Json<Value>, WireError> {
    let person_id = params.client_id()?;
    let (from, to) = params.date_range()?;
    let limit = params.number("limit", 10, 1..=1000)?;
    let wanted = Wanted {
        statuses: params.codes("status")?,
        types: params.codes("orderType")?,
        ascending: match params.find(&["sort"]) {
            None | Some("desc") => false,
            Some("asc") => true,
            Some(_) => return Err(WireError::bad("sort", "must be asc or desc")),
        },
        // One more than asked for tells whether there is a next page.
        limit: Some(limit + 1),
        offset: params.number("offset", 0, 0..=i64::from(u32::MAX))?,
    };
    let mut orders = state.db.with(|db| {
        let child = family::child(db, &caller, Key::Person(&person_id))?;
        Ok::<_, WireError>(find(db, &caller, &child, (from, to), &wanted)?)
    })?;
    let limit = usize::try_from(limit).unwrap_or_default();
    let has_next = orders.len() > limit;
    orders.truncate(limit);
    let orders: Vec<Value> = orders.iter().map(Order::json).collect();
    Ok(Json(json!({ "hasNext": has_next, "orders": orders })))
}

/// `GET …/v3/orders/{orderId}`.
pub async fn one(
    State(state): State<AppState>,
    BearerOnly(caller): BearerOnly,
    Path(order_id): Path<String>,
) -> Result<Json<Value>, WireError> {
    let order_id: i64 = order_id.parse().map_err(|_| WireError::bad("orderId", "must be a number"))?;
    state.db.with(|db| {
        let found = db
            .prepare_cached(&format!("SELECT {COLUMNS}, child_id FROM orders WHERE order_id = ?1 AND visible_at <= ?2 AND hidden_at > ?2"))?
            .query_row((order_id, clock::sql(caller.at)), |row| Ok((read(row)?, row.get::<_, i64>("child_id")?)))
            .optional()?;
        let (mut order, child_id) = found.ok_or(WireError::NotFound)?;
        family::child(db, &caller, Key::Student(&child_id.to_string()))?;
        order.items = items(db, order.row_id)?;
        Ok(Json(order.json()))
    })
}

/// The child's orders for the days of `period`, both ends counted, in force at `caller.at`.
pub fn find(
    db: &Connection,
    caller: &Caller,
    child: &Child,
    period: (NaiveDate, NaiveDate),
    wanted: &Wanted,
) -> rusqlite::Result<Vec<Order>> {
    let mut values: Vec<Sql> = vec![
        child.id.into(),
        period.0.to_string().into(),
        period.1.to_string().into(),
        clock::sql(caller.at).into(),
        wanted.limit.unwrap_or(-1).into(),
        wanted.offset.into(),
    ];
    let mut only = |column: &str, codes: &[i64]| {
        if codes.is_empty() {
            return String::new();
        }
        let places: Vec<String> = codes
            .iter()
            .map(|&code| {
                values.push(code.into());
                format!("?{}", values.len())
            })
            .collect();
        format!("AND {column} IN ({})", places.join(","))
    };
    let (statuses, types) = (only("status", &wanted.statuses), only("order_type", &wanted.types));
    let way = if wanted.ascending { "ASC" } else { "DESC" };
    let mut statement = db.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM orders
         WHERE child_id = ?1 AND on_date BETWEEN ?2 AND ?3 AND visible_at <= ?4 AND hidden_at > ?4 {statuses} {types}
         ORDER BY on_date {way}, created_at {way}, order_id {way} LIMIT ?5 OFFSET ?6"
    ))?;
    let mut rows = statement.query(params_from_iter(values))?;
    let mut orders = Vec::new();
    while let Some(row) = rows.next()? {
        let mut order = read(row)?;
        order.items = items(db, order.row_id)?;
        orders.push(order);
    }
    Ok(orders)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Order> {
    Ok(Order {
        row_id: row.get(0)?,
        id: row.get(1)?,
        created_at: row.get(2)?,
        on_date: row.get(3)?,
        status: row.get(4)?,
        kind: row.get(5)?,
        delivery_way: row.get(6)?,
        expired_at: row.get(7)?,
        delivered_at: row.get(8)?,
        price: row.get(9)?,
        discount: row.get(10)?,
        total_price: row.get(11)?,
        items: Vec::new(),
    })
}

/// The lines of one version of an order. A complex comes before its dishes.
fn items(db: &Connection, row_id: i64) -> rusqlite::Result<Vec<Item>> {
    let mut find = db.prepare_cached(
        "SELECT position, parent, kind = 'complex', item_id, name, price, amount, category_id, category_name, meal_kind,
                payment_type
         FROM order_items WHERE row_id = ?1 ORDER BY parent IS NOT NULL, position",
    )?;
    let mut rows = find.query([row_id])?;
    let mut lines: Vec<(i64, Item)> = Vec::new();
    while let Some(row) = rows.next()? {
        let sort = if row.get(2)? {
            Sort::Complex { meal: row.get(9)?, payment: row.get(10)?, dishes: Vec::new() }
        } else {
            Sort::Dish { category_id: row.get(7)?, category_name: row.get(8)? }
        };
        let item = Item { id: row.get(3)?, name: row.get(4)?, price: row.get(5)?, amount: row.get(6)?, sort };
        let parent: Option<i64> = row.get(1)?;
        let owner = lines.iter_mut().find_map(|(position, line)| match &mut line.sort {
            Sort::Complex { dishes, .. } if Some(*position) == parent => Some(dishes),
            _ => None,
        });
        match owner {
            Some(dishes) => dishes.push(item),
            None => lines.push((row.get(0)?, item)),
        }
    }
    Ok(lines.into_iter().map(|(_, item)| item).collect())
}

impl Order {
    /// The order without its items, with `id_key` naming its id; the generations share the rest.
    pub fn head(&self, id_key: &str) -> Value {
        let at = |at: Option<NaiveDateTime>| at.map(|at| clock::with_offset(at).to_rfc3339());
        let mut head = json!({
            "createdAt": at(Some(self.created_at)),
            "status": self.status,
            "orderType": self.kind,
            "deliveryWay": self.delivery_way,
            "provisionTerm": 0,
            "listTypes": [],
            "expiredAt": at(self.expired_at),
            "deliveredAt": at(self.delivered_at),
            "price": self.price,
            "discount": self.discount,
            "totalPrice": self.total_price,
            "onDate": self.on_date,
        });
        head[id_key] = self.id.into();
        head
    }

    fn json(&self) -> Value {
        let mut order = self.head("orderId");
        order["items"] = self.items.iter().map(Item::json).collect();
        order
    }
}

impl Item {
    fn json(&self) -> Value {
        match &self.sort {
            Sort::Dish { .. } => json!({ "dish": self.dish(), "complex": null }),
            Sort::Complex { meal, payment, dishes } => json!({
                "dish": null,
                "complex": {
                    "id": self.id,
                    "name": self.name,
                    "price": self.price,
                    "kind": meal,
                    "paymentTypes": [payment],
                    "preorderAllowed": true,
                    "allowSelectItems": false,
                    "specialDiet": false,
                    "amount": self.amount,
                    "complexItems": dishes.iter().map(Self::dish).collect::<Vec<_>>(),
                    "regularRule": null,
                },
            }),
        }
    }

    fn dish(&self) -> Value {
        let (category_id, category_name) = match &self.sort {
            Sort::Dish { category_id, category_name } => (*category_id, category_name.as_str()),
            Sort::Complex { .. } => (0, ""),
        };
        json!({
            "id": self.id,
            "name": self.name,
            "price": self.price,
            "categoryId": category_id,
            "categoryName": category_name,
            "amount": self.amount,
            "regularRule": null,
        })
    }
}
