//! What was bought, with its lines.

use rusqlite::{Connection, params};

use super::change::{ChangedDays, Window};
use super::error::{DbFile, StoreError};
use super::merge::{Pair, pairs};
use super::{Store, Writer, family};
use crate::domain::{LocalDate, Moment, Money, PersonId, Purchase, PurchaseId, PurchaseItem, PurchaseKind, PurchaseStatus};

/// A stored row in the form it is bound in, so that "did it change" is one comparison.
#[derive(PartialEq, Eq)]
struct Row {
    at: i64,
    id: String,
    delivered_at: Option<i64>,
    on_date: String,
    kind: i64,
    status: i64,
    total: i64,
    discount: i64,
    items: String,
}

/// Codes of ours are below 1000; a code of the server's that we do not know is kept apart from them.
pub(super) fn foreign_code(code: i64) -> i64 {
    if code < 0 { code } else { code.saturating_add(1000) }
}

pub(super) fn server_code(stored: i64) -> i64 {
    if stored < 1000 { stored } else { stored - 1000 }
}

fn kind_code(kind: PurchaseKind) -> i64 {
    match kind {
        PurchaseKind::FreeComplex => 0,
        PurchaseKind::PaidComplex => 1,
        PurchaseKind::Buffet => 2,
        PurchaseKind::PreOrder => 3,
        PurchaseKind::SmartBuffet => 4,
        PurchaseKind::Other { code } => foreign_code(code),
    }
}

fn kind(stored: i64) -> PurchaseKind {
    match stored {
        0 => PurchaseKind::FreeComplex,
        1 => PurchaseKind::PaidComplex,
        2 => PurchaseKind::Buffet,
        3 => PurchaseKind::PreOrder,
        4 => PurchaseKind::SmartBuffet,
        other => PurchaseKind::Other { code: server_code(other) },
    }
}

fn status_code(status: PurchaseStatus) -> i64 {
    match status {
        PurchaseStatus::New => 0,
        PurchaseStatus::Assembled => 1,
        PurchaseStatus::Loaded => 2,
        PurchaseStatus::Issued => 3,
        PurchaseStatus::Cancelled => 4,
        PurchaseStatus::Other { code } => foreign_code(code),
    }
}

fn status(stored: i64) -> PurchaseStatus {
    match stored {
        0 => PurchaseStatus::New,
        1 => PurchaseStatus::Assembled,
        2 => PurchaseStatus::Loaded,
        3 => PurchaseStatus::Issued,
        4 => PurchaseStatus::Cancelled,
        other => PurchaseStatus::Other { code: server_code(other) },
    }
}

type Line<'a> = (&'a str, i64, i64, &'a [String]);

fn items_text(items: &[PurchaseItem]) -> Result<String, StoreError> {
    let lines: Vec<Line<'_>> = items.iter().map(|i| (i.name.as_str(), i.amount, i.price.0, i.consists_of.as_slice())).collect();
    serde_json::to_string(&lines).map_err(|error| StoreError::Io { doing: "writing purchase lines", detail: error.to_string() })
}

fn items(text: &str) -> Result<Vec<PurchaseItem>, StoreError> {
    let lines: Vec<(String, i64, i64, Vec<String>)> =
        serde_json::from_str(text).map_err(|_| StoreError::Corrupt { file: DbFile::Cache })?;
    Ok(lines
        .into_iter()
        .map(|(name, amount, price, consists_of)| PurchaseItem { name, amount, price: Money(price), consists_of })
        .collect())
}

impl Row {
    fn of(purchase: &Purchase) -> Result<Self, StoreError> {
        Ok(Self {
            at: purchase.at.0,
            id: purchase.id.as_str().to_owned(),
            delivered_at: purchase.delivered_at.map(|m| m.0),
            on_date: purchase.on_date.to_string(),
            kind: kind_code(purchase.kind),
            status: status_code(purchase.status),
            total: purchase.total.0,
            discount: purchase.discount.0,
            items: items_text(&purchase.items)?,
        })
    }

    fn read(row: &rusqlite::Row<'_>) -> Result<Self, rusqlite::Error> {
        Ok(Self {
            at: row.get(0)?,
            id: row.get(1)?,
            delivered_at: row.get(2)?,
            on_date: row.get(3)?,
            kind: row.get(4)?,
            status: row.get(5)?,
            total: row.get(6)?,
            discount: row.get(7)?,
            items: row.get(8)?,
        })
    }
}

const COLUMNS: &str = "at, id, delivered_at, on_date, kind, status, total, discount, items";

impl Store {
    /// Purchases of `child` made within `window`, newest first.
    pub fn purchases(&self, child: &PersonId, window: impl Into<Window>) -> Result<Vec<Purchase>, StoreError> {
        self.purchases_since(child, window, Moment(i64::MIN))
    }

    /// Those of them that were made or handed out at `since` or later.
    pub fn purchases_since(&self, child: &PersonId, window: impl Into<Window>, since: Moment) -> Result<Vec<Purchase>, StoreError> {
        let window = window.into();
        self.read(|db| {
            let Some(no) = family::number(db, child)? else { return Ok(Vec::new()) };
            let mut select = db.prepare_cached(&format!(
                "SELECT {COLUMNS}, learned_at FROM purchase
                 WHERE child = ?1 AND at >= ?2 AND at < ?3 AND max(at, coalesce(delivered_at, at)) >= ?4 ORDER BY at DESC, id DESC"
            ))?;
            let mut found = Vec::new();
            let mut rows = select.query(params![no, window.from.0, window.to.0, since.0])?;
            while let Some(row) = rows.next()? {
                let learned_at = Moment(row.get(9)?);
                let row = Row::read(row)?;
                found.push(Purchase {
                    id: PurchaseId(row.id),
                    child: child.clone(),
                    at: Moment(row.at),
                    delivered_at: row.delivered_at.map(Moment),
                    on_date: day(&row.on_date)?,
                    kind: kind(row.kind),
                    status: status(row.status),
                    total: Money(row.total),
                    discount: Money(row.discount),
                    items: items(&row.items)?,
                    learned_at,
                });
            }
            Ok(found)
        })
    }
}

/// A stored day.
pub(super) fn day(text: &str) -> Result<LocalDate, StoreError> {
    text.parse().map_err(|_| StoreError::Corrupt { file: DbFile::Cache })
}

impl Writer<'_> {
    /// Adds and updates purchases of `child`; a purchase already there keeps when it was first learned.
    ///
    /// With `complete`, `rows` are all there are within `window`, and the others there are removed. Rows outside the window are
    /// added or updated and remove nothing. Returns whether anything changed.
    pub fn put_purchases(
        &mut self,
        child: &PersonId,
        window: impl Into<Window>,
        rows: Vec<Purchase>,
        complete: bool,
    ) -> Result<bool, StoreError> {
        let window = if complete { window.into() } else { Window::NOTHING };
        let mut incoming = Vec::with_capacity(rows.len());
        for purchase in rows {
            incoming.push((Row::of(&purchase)?, purchase.learned_at.0));
        }
        incoming.sort_by(|(a, _), (b, _)| (a.at, &a.id).cmp(&(b.at, &b.id)));
        incoming.dedup_by(|(b, _), (a, _)| (a.at, &a.id) == (b.at, &b.id));
        let Some(hull) = window.hull(incoming.iter().map(|(row, _)| Moment(row.at))) else {
            return Ok(false);
        };

        let no = family::number_or_new(self.db, child)?;
        let stored = stored_rows(self.db, no, hull)?;
        let mut changed = ChangedDays::default();
        let mut insert = self.db.prepare_cached(
            "INSERT INTO purchase (child, at, id, delivered_at, on_date, kind, status, total, discount, items, learned_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        )?;
        for pair in pairs(stored, incoming, |old: &Row, (new, _): &(Row, i64)| (old.at, &old.id).cmp(&(new.at, &new.id))) {
            let touched = match pair {
                Pair::Fresh((new, learned_at)) => {
                    insert.execute(params![
                        no,
                        new.at,
                        new.id,
                        new.delivered_at,
                        new.on_date,
                        new.kind,
                        new.status,
                        new.total,
                        new.discount,
                        new.items,
                        learned_at
                    ])?;
                    new.at
                }
                Pair::Both(old, (new, _)) if old != new => {
                    update(self.db, no, &new)?;
                    new.at
                }
                // The wire does not say whether it picks by the day of ordering or the day of the meal, so a purchase is gone only
                // when the answer covers both.
                Pair::Gone(old) if window.contains(Moment(old.at)) && window.contains(day(&old.on_date)?.start()) => {
                    self.db
                        .prepare_cached("DELETE FROM purchase WHERE child = ?1 AND at = ?2 AND id = ?3")?
                        .execute(params![no, old.at, old.id])?;
                    old.at
                }
                Pair::Both(..) | Pair::Gone(_) => continue,
            };
            changed.add(Moment(touched));
        }
        if changed.any() {
            changed.extend(&mut self.change.child(child).purchases);
        }
        Ok(changed.any())
    }
}

fn update(db: &Connection, child: i64, row: &Row) -> Result<(), StoreError> {
    db.prepare_cached(
        "UPDATE purchase SET delivered_at = ?4, on_date = ?5, kind = ?6, status = ?7, total = ?8, discount = ?9, items = ?10
         WHERE child = ?1 AND at = ?2 AND id = ?3",
    )?
    .execute(params![
        child,
        row.at,
        row.id,
        row.delivered_at,
        row.on_date,
        row.kind,
        row.status,
        row.total,
        row.discount,
        row.items
    ])?;
    Ok(())
}

fn stored_rows(db: &Connection, child: i64, hull: Window) -> Result<Vec<Row>, StoreError> {
    let mut select =
        db.prepare_cached(&format!("SELECT {COLUMNS} FROM purchase WHERE child = ?1 AND at >= ?2 AND at < ?3 ORDER BY at, id"))?;
    let rows = select.query_map(params![child, hull.from.0, hull.to.0], Row::read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}
