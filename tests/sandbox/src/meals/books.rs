//! Orders ahead, weekly rules and refused sales as the ledger shows them: what tests compare with what parents asked.

use chrono::{NaiveDate, NaiveDateTime};
use rusqlite::{Connection, named_params};
use serde::Serialize;

use crate::clock::sql;

/// An order made ahead, as it stands now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OrderRecord {
    /// Wire id; counts up.
    pub order_id: i64,
    /// For whom.
    pub person_id: String,
    /// Login of the parent who asked; `None` when a rule did.
    pub parent: Option<String>,
    /// The weekly rule that asked.
    pub rule_id: Option<i64>,
    /// The day of the meal.
    pub on_date: NaiveDate,
    /// `kind` of the complex.
    pub meal_kind: i64,
    /// The complex.
    pub complex_id: i64,
    /// How many.
    pub amount: i64,
    /// Kopecks.
    pub total: i64,
    /// `waiting`, `served` or `cancelled`.
    pub state: String,
    /// True once the account has paid.
    pub charged: bool,
    /// Kopecks that came back by now.
    pub refunded: i64,
    /// Moscow local time.
    pub created_at: String,
    /// How often it was changed or moved on.
    pub versions: i64,
    /// True when nobody asked for it: a proxy sent the request again.
    pub retransmitted: bool,
}

/// A weekly rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RuleRecord {
    /// `ruleId` of the wire.
    pub rule_id: i64,
    /// For whom.
    pub person_id: String,
    /// The complex.
    pub complex_id: i64,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// How many.
    pub amount: i64,
    /// Bit 0 is Monday.
    pub days: i64,
    /// True when the parent removed it.
    pub removed: bool,
    /// True when nobody asked for it.
    pub retransmitted: bool,
}

/// A sale the canteen refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RefusedSale {
    /// Counts up.
    pub id: i64,
    /// Moscow local time.
    pub at: String,
    /// To whom.
    pub person_id: String,
    /// What was wanted.
    pub what: String,
    /// What it would have cost.
    pub kopecks: i64,
    /// `banned`, `day_limit`, or `no_card` (nothing the child carries works; also at the turnstile).
    pub reason: String,
}

/// Orders ahead with a wire id above `after`.
pub(crate) fn orders(db: &Connection, now: NaiveDateTime, person: Option<&str>, after: i64) -> rusqlite::Result<Vec<OrderRecord>> {
    db.prepare_cached(
        "SELECT a.order_id, c.person_id, p.login, a.rule_id, a.on_date, a.meal_kind, i.item_id, i.amount, o.total_price, a.state, a.charged,
                (SELECT COALESCE(SUM(sum), 0) FROM movements m WHERE m.order_id = a.order_id AND m.kind = 2 AND m.visible_at <= :now AND m.hidden_at > :now),
                o.created_at, (SELECT COUNT(*) FROM orders v WHERE v.order_id = a.order_id), a.retransmitted
         FROM ahead a JOIN children c ON c.id = a.child_id LEFT JOIN parents p ON p.id = a.parent_id
         JOIN orders o ON o.order_id = a.order_id AND o.hidden_at > '9999' JOIN order_items i ON i.row_id = o.row_id AND i.position = 0
         WHERE a.order_id > :after AND (:person IS NULL OR c.person_id = :person) ORDER BY a.order_id",
    )?
    .query_map(named_params! { ":now": sql(now), ":after": after, ":person": person }, |row| {
        Ok(OrderRecord {
            order_id: row.get(0)?,
            person_id: row.get(1)?,
            parent: row.get(2)?,
            rule_id: row.get(3)?,
            on_date: row.get(4)?,
            meal_kind: row.get(5)?,
            complex_id: row.get(6)?,
            amount: row.get(7)?,
            total: row.get(8)?,
            state: row.get(9)?,
            charged: row.get(10)?,
            refunded: row.get(11)?,
            created_at: row.get(12)?,
            versions: row.get(13)?,
            retransmitted: row.get(14)?,
        })
    })?
    .collect()
}

/// Weekly rules, removed ones too.
pub(crate) fn rules(db: &Connection, person: Option<&str>) -> rusqlite::Result<Vec<RuleRecord>> {
    db.prepare_cached(
        "SELECT w.id, c.person_id, w.complex_id, w.valid_from, w.valid_to, w.amount, w.days, w.deleted, w.retransmitted
         FROM weekly_rules w JOIN children c ON c.id = w.child_id WHERE ?1 IS NULL OR c.person_id = ?1 ORDER BY w.id",
    )?
    .query_map([person], |row| {
        Ok(RuleRecord {
            rule_id: row.get(0)?,
            person_id: row.get(1)?,
            complex_id: row.get(2)?,
            from: row.get(3)?,
            to: row.get(4)?,
            amount: row.get(5)?,
            days: row.get(6)?,
            removed: row.get(7)?,
            retransmitted: row.get(8)?,
        })
    })?
    .collect()
}

/// Refused sales, oldest first.
pub(super) fn refused(db: &Connection, person: Option<&str>) -> rusqlite::Result<Vec<RefusedSale>> {
    db.prepare_cached(
        "SELECT r.id, r.at, c.person_id, r.what, r.kopecks, r.reason FROM refused_sales r JOIN children c ON c.id = r.child_id
         WHERE ?1 IS NULL OR c.person_id = ?1 ORDER BY r.id",
    )?
    .query_map([person], |row| {
        Ok(RefusedSale {
            id: row.get(0)?,
            at: row.get(1)?,
            person_id: row.get(2)?,
            what: row.get(3)?,
            kopecks: row.get(4)?,
            reason: row.get(5)?,
        })
    })?
    .collect()
}
