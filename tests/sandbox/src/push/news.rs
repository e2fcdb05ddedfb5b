//! From what happened at the school to news for parents: what it is, whose, when it is known, how it reads.
//!
//! The operator's log is the source, so history made by the generator tells nobody anything. Who is told by which
//! route is `send`, `feed`, `mail`.

use chrono::NaiveDateTime;
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use serde_json::{Map, Value, json};

use super::kinds::{Kind, by_code};
use crate::clock::{sql, with_offset};

/// Something to tell.
pub(super) struct News {
    pub kind: &'static Kind,
    /// Visit, order, movement, payment or card.
    pub reference: i64,
    /// Counts changes of the same thing, from 0.
    pub revision: i64,
    pub child: Child,
    /// When it happened.
    pub at: NaiveDateTime,
    /// The message of a push, without the cursor (`docs/push.md`).
    pub body: Map<String, Value>,
    /// What happened, in Russian, after the child's name.
    pub text: String,
}

impl News {
    /// What feed and e-mails say.
    pub(super) fn sentence(&self) -> String {
        format!("{}: {}", self.child.first_name, self.text)
    }
}

/// Whose news it is.
pub(super) struct Child {
    pub id: i64,
    pub person_id: String,
    pub first_name: String,
}

/// Milliseconds since 1970 UTC of a Moscow local time.
pub(super) fn millis(at: NaiveDateTime) -> i64 {
    with_offset(at).timestamp_millis()
}

/// A fact with its times, before anybody is told.
struct Fact {
    kind: &'static str,
    reference: i64,
    revision: i64,
    child_id: i64,
    at: NaiveDateTime,
    due_at: NaiveDateTime,
}

/// Whether the log has grown or something is due: asked often, so cheap.
pub(super) fn waiting(db: &Connection, now: NaiveDateTime) -> rusqlite::Result<bool> {
    db.prepare_cached(
        "SELECT COALESCE((SELECT MAX(id) FROM operator_log), 0) > (SELECT log_id FROM news_cursor)
             OR EXISTS (SELECT 1 FROM news WHERE told = 0 AND due_at <= ?1)
             OR EXISTS (SELECT 1 FROM push_queue WHERE held = 1 AND due_at <= ?1)",
    )?
    .query_row([sql(now)], |row| row.get(0))
}

/// Takes up what the log says since the last time.
pub(super) fn collect(db: &Connection) -> rusqlite::Result<()> {
    let entries: Vec<(i64, String, i64)> = db
        .prepare_cached("SELECT id, kind, ref FROM operator_log WHERE id > (SELECT log_id FROM news_cursor) ORDER BY id")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect::<rusqlite::Result<_>>()?;
    for (id, kind, reference) in entries {
        if let Some(fact) = fact(db, &kind, reference)? {
            db.prepare_cached("INSERT INTO news (kind, ref, revision, child_id, at, due_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
                .execute(params![fact.kind, fact.reference, fact.revision, fact.child_id, sql(fact.at), sql(fact.due_at)])?;
        }
        db.prepare_cached("UPDATE news_cursor SET log_id = ?1")?.execute([id])?;
    }
    Ok(())
}

fn fact(db: &Connection, logged: &str, reference: i64) -> rusqlite::Result<Option<Fact>> {
    let (kind, query) = match logged {
        "entry" => ("entry", "SELECT child_id, in_at, in_visible_at, 0 FROM visits WHERE id = ?1 AND in_at NOT NULL"),
        "exit" => ("exit", "SELECT child_id, out_at, out_visible_at, 0 FROM visits WHERE id = ?1 AND out_at NOT NULL"),
        "order" => (
            "purchase",
            "SELECT child_id, COALESCE(delivered_at, created_at), visible_at,
                    (SELECT COUNT(*) - 1 FROM orders v WHERE v.order_id = o.order_id AND v.status = o.status), status
             FROM orders o WHERE order_id = ?1 ORDER BY row_id DESC LIMIT 1",
        ),
        "movement" => (
            "top_up_credited",
            "SELECT child_id, at, visible_at, 0 FROM movements WHERE movement_id = ?1 AND kind = 0 ORDER BY row_id DESC LIMIT 1",
        ),
        "declined" => {
            ("top_up_failed", "SELECT l.child_id, p.at, p.at, 0 FROM payments p JOIN payment_links l ON l.id = p.link_id WHERE p.id = ?1")
        }
        "card_blocked" => ("card_blocked", "SELECT child_id, blocked_at, blocked_at, 0 FROM cards WHERE id = ?1 AND blocked_at NOT NULL"),
        "temporary_card" => ("temporary_card_issued", "SELECT child_id, issued_at, issued_at, 0 FROM cards WHERE id = ?1"),
        _ => return Ok(None),
    };
    let read = |row: &Row<'_>| {
        let cancelled = logged == "order" && row.get::<_, i64>(4)? == 4;
        Ok(Fact {
            kind: if cancelled { "order_cancelled" } else { kind },
            reference,
            revision: if cancelled { 0 } else { row.get(3)? },
            child_id: row.get(0)?,
            // A cancellation happens when the order's last version shows, not when it was placed.
            at: row.get(if cancelled { 2 } else { 1 })?,
            due_at: row.get(2)?,
        })
    };
    db.prepare_cached(query)?.query_row([reference], read).optional()
}

/// The news whose time has come, oldest first; each is marked as told.
pub(super) fn due(db: &Connection, now: NaiveDateTime) -> rusqlite::Result<Vec<News>> {
    let found: Vec<(i64, String, i64, i64, i64, NaiveDateTime)> = db
        .prepare_cached("SELECT id, kind, ref, revision, child_id, at FROM news WHERE told = 0 AND due_at <= ?1 ORDER BY due_at, id")?
        .query_map([sql(now)], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let mut all = Vec::new();
    for (id, kind, reference, revision, child_id, at) in found {
        db.prepare_cached("UPDATE news SET told = 1 WHERE id = ?1")?.execute([id])?;
        let Some(kind) = by_code(&kind) else { continue };
        let child = db
            .prepare_cached("SELECT id, person_id, first_name FROM children WHERE id = ?1")?
            .query_row([child_id], |row| Ok(Child { id: row.get(0)?, person_id: row.get(1)?, first_name: row.get(2)? }))?;
        let (mut body, text) = describe(db, kind, reference, child_id, at, now)?;
        body.insert("at".to_owned(), json!(millis(at)));
        let low = if kind.code == "purchase" && revision == 0 { low_balance(db, child_id, reference, at, now)? } else { None };
        all.push(News { kind, reference, revision, child, at, body, text });
        if let (Some((body, text)), Some(News { child, .. }), Some(kind)) = (low, all.last(), by_code("low_balance")) {
            let child = Child { id: child.id, person_id: child.person_id.clone(), first_name: child.first_name.clone() };
            all.push(News { kind, reference, revision: 0, child, at, body, text });
        }
    }
    Ok(all)
}

type Described = (Map<String, Value>, String);

fn map(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

/// `1 226,90 ₽`.
pub(super) fn roubles(kopecks: i64) -> String {
    let whole = (kopecks.abs() / 100).to_string();
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push('\u{a0}');
        }
        grouped.push(digit);
    }
    format!("{}{grouped},{:02}\u{a0}₽", if kopecks < 0 { "−" } else { "" }, kopecks.abs() % 100)
}

fn describe(
    db: &Connection,
    kind: &Kind,
    reference: i64,
    child_id: i64,
    at: NaiveDateTime,
    now: NaiveDateTime,
) -> rusqlite::Result<Described> {
    let time = at.format("%H:%M");
    let after = balance(db, child_id, now)?;
    match kind.code {
        "entry" | "exit" => {
            let org = db
                .prepare_cached(
                    "SELECT b.id, b.name, b.short_name, b.address FROM visits v JOIN buildings b ON b.id = v.building_id WHERE v.id = ?1",
                )?
                .query_row([reference], |row| {
                    Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?, row.get::<_, String>(3)?))
                })?;
            let text = format!("{} {time}, {}", if kind.code == "entry" { "вход" } else { "выход" }, org.2);
            Ok((map(json!({ "org": { "id": org.0.to_string(), "name": org.1, "short": org.2, "address": org.3 } })), text))
        }
        "purchase" | "order_cancelled" => order(db, kind, reference, after, at),
        "top_up_credited" => {
            let sum: i64 = db
                .prepare_cached("SELECT sum FROM movements WHERE movement_id = ?1 ORDER BY row_id DESC LIMIT 1")?
                .query_row([reference], |row| row.get(0))?;
            let text = format!("счёт пополнен на {}, на счёте {}", roubles(sum), roubles(after));
            Ok((map(json!({ "sum": sum, "balance": after })), text))
        }
        "top_up_failed" => {
            let sum: i64 = db.prepare_cached("SELECT amount FROM payments WHERE id = ?1")?.query_row([reference], |row| row.get(0))?;
            Ok((map(json!({ "sum": sum })), format!("пополнение на {} не прошло", roubles(sum))))
        }
        _ => Ok((Map::new(), kind.name.to_lowercase())),
    }
}

fn order(db: &Connection, kind: &Kind, order_id: i64, after: i64, at: NaiveDateTime) -> rusqlite::Result<Described> {
    let (row_id, what, total, day): (i64, i64, i64, String) = db
        .prepare_cached("SELECT row_id, order_type, total_price, on_date FROM orders WHERE order_id = ?1 ORDER BY row_id DESC LIMIT 1")?
        .query_row([order_id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
    let items: Vec<(String, i64, i64)> = db
        .prepare_cached("SELECT name, amount, price FROM order_items WHERE row_id = ?1 AND parent IS NULL ORDER BY position")?
        .query_map([row_id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let names = items.iter().map(|(name, ..)| name.as_str()).collect::<Vec<_>>().join(", ");
    if kind.code == "order_cancelled" {
        let text = format!("заказ на {day} отменён: {names}, вернётся {}", roubles(total));
        return Ok((map(json!({ "order": order_id.to_string(), "sum": total, "day": day, "balance": after })), text));
    }
    let text = format!("{} {names}, {}", at.format("%H:%M"), if total == 0 { "бесплатно".to_owned() } else { roubles(total) });
    let mut body = map(json!({ "order": order_id.to_string(), "what": what, "sum": total, "items": items }));
    if total > 0 {
        body.insert("balance".to_owned(), json!(after));
    }
    Ok((body, text))
}

fn balance(db: &Connection, child_id: i64, at: NaiveDateTime) -> rusqlite::Result<i64> {
    db.prepare_cached("SELECT COALESCE(SUM(sum), 0) FROM movements WHERE child_id = ?1 AND visible_at <= ?2 AND hidden_at > ?2")?
        .query_row(params![child_id, sql(at)], |row| row.get(0))
}

/// The purchase that took the account below the parent's threshold.
fn low_balance(
    db: &Connection,
    child_id: i64,
    order_id: i64,
    at: NaiveDateTime,
    now: NaiveDateTime,
) -> rusqlite::Result<Option<Described>> {
    let paid: i64 = db
        .prepare_cached("SELECT COALESCE(-SUM(sum), 0) FROM movements WHERE order_id = ?1 AND hidden_at > ?2")?
        .query_row(params![order_id, sql(now)], |row| row.get(0))?;
    let threshold: i64 =
        db.prepare_cached("SELECT balance_threshold FROM children WHERE id = ?1")?.query_row([child_id], |row| row.get(0))?;
    let after = balance(db, child_id, now)?;
    if after >= threshold || after + paid < threshold {
        return Ok(None);
    }
    let text = format!("на счёте {}, ниже порога {}", roubles(after), roubles(threshold));
    Ok(Some((map(json!({ "at": millis(at), "sum": after, "threshold": threshold, "balance": after })), text)))
}
