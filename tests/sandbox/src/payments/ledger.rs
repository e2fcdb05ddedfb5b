//! The ledger: every effect on every account, every payment asked for and what became of it.
//!
//! Tests compare it with what parents did. It shows more than the wire: also what is on its way, and what nobody asked for.

use chrono::NaiveDateTime;
use rusqlite::{Connection, named_params};
use serde::{Serialize, Serializer};

use super::limits::ChangedBy;
use super::links::{LinkState, state_of};
use super::settings::PayMethod;
use crate::clock::sql;
use crate::meals::books;
use crate::meals::{OrderRecord, RuleRecord};

/// How far a ledger reaches; a later one may begin there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct LedgerMark {
    /// Id of the latest effect.
    pub effects: i64,
    /// Id of the latest payment link.
    pub payments: i64,
    /// Id of the latest change of limits.
    pub limits: i64,
    /// Wire id of the latest order made ahead.
    pub orders: i64,
}

/// What the school's books say. Times are Moscow local, money is kopecks.
#[derive(Debug, Clone, Serialize)]
pub struct Ledger {
    /// The sandbox clock.
    #[serde(serialize_with = "local")]
    pub now: NaiveDateTime,
    /// How far this one reaches.
    pub mark: LedgerMark,
    /// Changes of accounts, in the order they were written.
    pub effects: Vec<Effect>,
    /// Payment links, oldest first.
    pub payments: Vec<PaymentRecord>,
    /// Changes of limits, oldest first.
    pub limits: Vec<LimitRecord>,
    /// Orders made ahead, oldest first, as they stand now.
    pub orders: Vec<OrderRecord>,
    /// Weekly rules, oldest first, removed ones too; always all of them.
    pub rules: Vec<RuleRecord>,
}

/// One change of an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Effect {
    /// Counts up; an edit by the school writes a new one.
    pub id: i64,
    /// `top_up`, `order`, `order_cancelled`, `transfer` or `refund`.
    pub kind: &'static str,
    /// Kopecks; plus into the account.
    pub amount: i64,
    /// When it happened: the payment for a top-up by the page.
    #[serde(serialize_with = "local")]
    pub at: NaiveDateTime,
    /// When the account has it.
    #[serde(serialize_with = "local")]
    pub credited_at: NaiveDateTime,
    /// True when that has come.
    pub credited: bool,
    /// False when the school has replaced it since.
    pub in_force: bool,
    /// Whose account.
    pub person_id: String,
    /// Personal account number.
    pub contract_id: i64,
    /// In words.
    pub origin: String,
    /// The order it paid or gave back.
    pub order_id: Option<i64>,
    /// The payment by the page that made it.
    pub payment_id: Option<String>,
    /// The link that was paid.
    pub request_uid: Option<String>,
    /// True when nobody asked for it: a proxy sent the parent's request again.
    pub retransmitted: bool,
}

/// A payment link and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PaymentRecord {
    /// Counts up.
    pub id: i64,
    /// As `mospay/init` answered.
    pub request_uid: String,
    /// As `mospay/init` answered.
    pub package_uid: String,
    /// The address the app opens.
    pub payment_link: String,
    /// Login of the parent who asked.
    pub parent: String,
    /// Whose account.
    pub person_id: String,
    /// Personal account number.
    pub contract_id: i64,
    /// Kopecks asked.
    pub amount: i64,
    /// When it was made.
    #[serde(serialize_with = "local")]
    pub created_at: NaiveDateTime,
    /// From here on it cannot be paid.
    #[serde(serialize_with = "local")]
    pub expires_at: NaiveDateTime,
    /// Now.
    pub state: LinkState,
    /// When the parent last left the page without paying.
    #[serde(serialize_with = "maybe_local")]
    pub left_at: Option<NaiveDateTime>,
    /// True when nobody asked for it: a proxy sent the request again.
    pub retransmitted: bool,
    /// What the bank did, in order.
    pub attempts: Vec<Attempt>,
}

/// A payment, or a refusal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Attempt {
    /// `id` of the history.
    pub payment_id: String,
    /// How.
    pub method: PayMethod,
    /// Kopecks.
    pub amount: i64,
    /// `APRP`, `PROC` or `DECL`, now.
    pub status: &'static str,
    /// When.
    #[serde(serialize_with = "local")]
    pub at: NaiveDateTime,
    /// When the account has it; never when declined.
    #[serde(serialize_with = "maybe_local")]
    pub credited_at: Option<NaiveDateTime>,
    /// True when the parent did not ask for it: a proxy sent the request again.
    pub retransmitted: bool,
}

/// A change of an account's limits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LimitRecord {
    /// Counts up.
    pub id: i64,
    /// When.
    #[serde(serialize_with = "local")]
    pub at: NaiveDateTime,
    /// Whose account.
    pub person_id: String,
    /// Kopecks a day afterwards; `None` is no limit.
    pub expense_day_limit: Option<i64>,
    /// Kopecks afterwards.
    pub balance_threshold: i64,
    /// By whom.
    pub by: ChangedBy,
}

fn local<S: Serializer>(at: &NaiveDateTime, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&sql(*at))
}

#[allow(clippy::ref_option)] // the shape serde's `serialize_with` asks for
fn maybe_local<S: Serializer>(at: &Option<NaiveDateTime>, to: S) -> Result<S::Ok, S::Error> {
    at.map(sql).serialize(to)
}

/// Which part of the books to read.
#[derive(Debug, Clone, Default)]
pub struct LedgerQuery {
    /// One child's only.
    pub person_id: Option<String>,
    /// Only what was written after this.
    pub after: LedgerMark,
}

pub(super) fn read(db: &Connection, now: NaiveDateTime, base_url: &str, query: &LedgerQuery) -> rusqlite::Result<Ledger> {
    let person = query.person_id.as_deref();
    Ok(Ledger {
        now,
        mark: mark(db)?,
        effects: effects(db, now, person, query.after.effects)?,
        payments: payments(db, now, base_url, person, query.after.payments, false)?,
        limits: limits(db, person, query.after.limits)?,
        orders: books::orders(db, now, person, query.after.orders)?,
        rules: books::rules(db, person)?,
    })
}

/// How far the books reach now.
pub(super) fn mark(db: &Connection) -> rusqlite::Result<LedgerMark> {
    db.prepare_cached(
        "SELECT (SELECT COALESCE(MAX(row_id), 0) FROM movements), (SELECT COALESCE(MAX(id), 0) FROM payment_links),
                (SELECT COALESCE(MAX(id), 0) FROM limit_changes), (SELECT COALESCE(MAX(order_id), 0) FROM ahead)",
    )?
    .query_row([], |row| Ok(LedgerMark { effects: row.get(0)?, payments: row.get(1)?, limits: row.get(2)?, orders: row.get(3)? }))
}

fn effects(db: &Connection, now: NaiveDateTime, person: Option<&str>, after: i64) -> rusqlite::Result<Vec<Effect>> {
    db.prepare_cached(
        "SELECT m.row_id, m.kind, m.sum, COALESCE(p.at, m.at), m.visible_at, m.hidden_at > :now, c.person_id, c.contract_id,
                m.origin, m.order_id, p.payment_id, l.request_uid, COALESCE(p.retransmitted, 0)
         FROM movements m JOIN children c ON c.id = m.child_id
         LEFT JOIN payments p ON p.movement_id = m.movement_id LEFT JOIN payment_links l ON l.id = p.link_id
         WHERE m.row_id > :after AND (:person IS NULL OR c.person_id = :person) ORDER BY m.row_id",
    )?
    .query_map(named_params! { ":now": sql(now), ":after": after, ":person": person }, |row| {
        let credited_at: NaiveDateTime = row.get(4)?;
        Ok(Effect {
            id: row.get(0)?,
            kind: kind(row.get(1)?),
            amount: row.get(2)?,
            at: row.get(3)?,
            credited_at,
            credited: credited_at <= now,
            in_force: row.get(5)?,
            person_id: row.get(6)?,
            contract_id: row.get(7)?,
            origin: row.get(8)?,
            order_id: row.get(9)?,
            payment_id: row.get(10)?,
            request_uid: row.get(11)?,
            retransmitted: row.get(12)?,
        })
    })?
    .collect()
}

/// `type` of the wire in words.
fn kind(code: i64) -> &'static str {
    match code {
        0 => "top_up",
        1 => "order",
        2 => "order_cancelled",
        3 => "transfer",
        _ => "refund",
    }
}

pub(super) fn payments(
    db: &Connection,
    now: NaiveDateTime,
    base_url: &str,
    person: Option<&str>,
    after: i64,
    open: bool,
) -> rusqlite::Result<Vec<PaymentRecord>> {
    let mut records: Vec<PaymentRecord> = db
        .prepare_cached(
            "SELECT l.id, l.request_uid, l.package_uid, a.login, c.person_id, l.contract_id, l.amount, l.created_at, l.expires_at,
                    l.closed_as, l.left_at, l.retransmitted
             FROM payment_links l JOIN children c ON c.id = l.child_id JOIN parents a ON a.id = l.parent_id
             WHERE l.id > :after AND (:person IS NULL OR c.person_id = :person)
               AND (NOT :open OR (l.closed_as IS NULL AND l.expires_at > :now)) ORDER BY l.id",
        )?
        .query_map(named_params! { ":after": after, ":person": person, ":open": open, ":now": sql(now) }, |row| {
            let request_uid: String = row.get(1)?;
            let expires_at = row.get(8)?;
            let closed_as: Option<String> = row.get(9)?;
            Ok(PaymentRecord {
                id: row.get(0)?,
                payment_link: format!("{base_url}/mospaynew/payment/{request_uid}"),
                request_uid,
                package_uid: row.get(2)?,
                parent: row.get(3)?,
                person_id: row.get(4)?,
                contract_id: row.get(5)?,
                amount: row.get(6)?,
                created_at: row.get(7)?,
                expires_at,
                state: state_of(closed_as.as_deref(), expires_at, now),
                left_at: row.get(10)?,
                retransmitted: row.get(11)?,
                attempts: Vec::new(),
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    let mut attempts = db.prepare_cached(
        "SELECT payment_id, method, amount, at, approved_at, credited_at, retransmitted FROM payments WHERE link_id = ?1 ORDER BY id",
    )?;
    for record in &mut records {
        record.attempts = attempts
            .query_map([record.id], |row| {
                let approved_at: Option<NaiveDateTime> = row.get(4)?;
                Ok(Attempt {
                    payment_id: row.get(0)?,
                    method: PayMethod::parse(row.get_ref(1)?.as_str()?).unwrap_or_default(),
                    amount: row.get(2)?,
                    at: row.get(3)?,
                    status: match approved_at {
                        None => "DECL",
                        Some(at) if at <= now => "APRP",
                        Some(_) => "PROC",
                    },
                    credited_at: row.get(5)?,
                    retransmitted: row.get(6)?,
                })
            })?
            .collect::<rusqlite::Result<_>>()?;
    }
    Ok(records)
}

fn limits(db: &Connection, person: Option<&str>, after: i64) -> rusqlite::Result<Vec<LimitRecord>> {
    db.prepare_cached(
        "SELECT n.id, n.at, c.person_id, n.expense_day_limit, n.balance_threshold, n.changed_by
         FROM limit_changes n JOIN children c ON c.id = n.child_id
         WHERE n.id > :after AND (:person IS NULL OR c.person_id = :person) ORDER BY n.id",
    )?
    .query_map(named_params! { ":after": after, ":person": person }, |row| {
        Ok(LimitRecord {
            id: row.get(0)?,
            at: row.get(1)?,
            person_id: row.get(2)?,
            expense_day_limit: row.get(3)?,
            balance_threshold: row.get(4)?,
            by: ChangedBy::parse(row.get_ref(5)?.as_str()?),
        })
    })?
    .collect()
}
