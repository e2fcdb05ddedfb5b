//! Changes of the balance, and what they said before the school edited them (M2).

use std::collections::HashMap;

use rusqlite::{Connection, params};

use super::change::{ChangedDays, Window};
use super::error::StoreError;
use super::merge::{Pair, pairs};
use super::purchases::{foreign_code, server_code};
use super::{Store, Writer, family};
use crate::domain::{Moment, Money, Movement, MovementId, MovementKind, PersonId, PurchaseId};

/// The last edit of a movement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edit {
    /// What the movement said before.
    pub before: Money,
    /// When this phone noticed, in the server's time.
    pub seen_at: Moment,
}

/// A movement as it stands now, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredMovement {
    /// The movement as the server last told it.
    pub movement: Movement,
    /// Its last edit, if the sum was ever changed.
    pub edited: Option<Edit>,
    /// The server no longer names it. It is kept, so that the parent sees what went away.
    pub removed: bool,
}

/// A stored row in the form it is bound in.
struct Row {
    at: i64,
    id: String,
    kind: i64,
    sum: i64,
    balance_before: Option<i64>,
    origin: String,
    purchase: Option<String>,
    removed_at: Option<i64>,
}

impl Row {
    fn of(movement: Movement) -> Self {
        Self {
            at: movement.at.0,
            id: movement.id.0,
            kind: kind_code(movement.kind),
            sum: movement.sum.0,
            balance_before: movement.balance_before.map(|m| m.0),
            origin: movement.origin,
            purchase: movement.purchase.map(|p| p.0),
            removed_at: None,
        }
    }

    fn read(row: &rusqlite::Row<'_>) -> Result<Self, rusqlite::Error> {
        Ok(Self {
            at: row.get(0)?,
            id: row.get(1)?,
            kind: row.get(2)?,
            sum: row.get(3)?,
            balance_before: row.get(4)?,
            origin: row.get(5)?,
            purchase: row.get(6)?,
            removed_at: row.get(7)?,
        })
    }

    /// Whether the server tells the same as before.
    fn says(&self, other: &Self) -> bool {
        self.kind == other.kind
            && self.sum == other.sum
            && self.balance_before == other.balance_before
            && self.origin == other.origin
            && self.purchase == other.purchase
    }
}

pub(super) fn kind_code(kind: MovementKind) -> i64 {
    match kind {
        MovementKind::TopUp => 0,
        MovementKind::Purchase => 1,
        MovementKind::Cancellation => 2,
        MovementKind::Transfer => 3,
        MovementKind::Refund => 4,
        MovementKind::Other { code } => foreign_code(code),
    }
}

fn kind(stored: i64) -> MovementKind {
    match stored {
        0 => MovementKind::TopUp,
        1 => MovementKind::Purchase,
        2 => MovementKind::Cancellation,
        3 => MovementKind::Transfer,
        4 => MovementKind::Refund,
        other => MovementKind::Other { code: server_code(other) },
    }
}

const COLUMNS: &str = "at, id, kind, sum, balance_before, origin, purchase, removed_at";

impl Store {
    /// Movements of `child` within `window`, newest first, removed ones included and marked.
    pub fn movements(&self, child: &PersonId, window: impl Into<Window>) -> Result<Vec<StoredMovement>, StoreError> {
        let window = window.into();
        self.read(|db| {
            let Some(no) = family::number(db, child)? else { return Ok(Vec::new()) };
            let edits = edits(db, no, window)?;
            let mut select = db.prepare_cached(&format!(
                "SELECT {COLUMNS}, learned_at FROM movement WHERE child = ?1 AND at >= ?2 AND at < ?3 ORDER BY at DESC, id DESC"
            ))?;
            let rows = select.query_map(params![no, window.from.0, window.to.0], |row| {
                let learned_at = Moment(row.get(8)?);
                let row = Row::read(row)?;
                Ok(StoredMovement {
                    edited: edits.get(&row.id).copied(),
                    removed: row.removed_at.is_some(),
                    movement: Movement {
                        id: MovementId(row.id),
                        child: child.clone(),
                        at: Moment(row.at),
                        kind: kind(row.kind),
                        sum: Money(row.sum),
                        balance_before: row.balance_before.map(Money),
                        origin: row.origin,
                        purchase: row.purchase.map(PurchaseId),
                        learned_at,
                    },
                })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }
}

/// The last edit of each edited movement in the window; nearly always none.
fn edits(db: &Connection, child: i64, window: Window) -> Result<HashMap<String, Edit>, StoreError> {
    let mut select = db.prepare_cached(
        "SELECT id, sum, seen_at FROM movement_version WHERE child = ?1 AND at >= ?2 AND at < ?3 ORDER BY at, id, seen_at",
    )?;
    let rows = select.query_map(params![child, window.from.0, window.to.0], |row| {
        Ok((row.get(0)?, Edit { before: Money(row.get(1)?), seen_at: Moment(row.get(2)?) }))
    })?;
    // Later ones replace earlier ones.
    Ok(rows.collect::<Result<_, _>>()?)
}

impl Writer<'_> {
    /// Makes the movements of `child` within `window` what the server said at `seen_at`.
    ///
    /// A changed sum keeps the earlier one as an edit; a movement the server no longer names stays, marked as removed; one it
    /// names again is whole again. What is already there keeps when it was first learned. Rows outside the window are added or
    /// updated and mark nothing; under [`Window::NOTHING`] nothing is marked at all. Returns whether anything changed.
    pub fn put_movements(
        &mut self,
        child: &PersonId,
        window: impl Into<Window>,
        rows: Vec<Movement>,
        seen_at: Moment,
    ) -> Result<bool, StoreError> {
        let window = window.into();
        let mut incoming: Vec<(Row, i64)> = rows.into_iter().map(|m| (m.learned_at.0, m)).map(|(at, m)| (Row::of(m), at)).collect();
        incoming.sort_by(|(a, _), (b, _)| (a.at, &a.id).cmp(&(b.at, &b.id)));
        incoming.dedup_by(|(b, _), (a, _)| (a.at, &a.id) == (b.at, &b.id));
        let Some(hull) = window.hull(incoming.iter().map(|(row, _)| Moment(row.at))) else {
            return Ok(false);
        };

        let no = family::number_or_new(self.db, child)?;
        let stored = stored_rows(self.db, no, hull)?;
        let mut changed = ChangedDays::default();
        let mut insert = self.db.prepare_cached(
            "INSERT INTO movement (child, at, id, kind, sum, balance_before, origin, purchase, learned_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?;
        for pair in pairs(stored, incoming, |old: &Row, (new, _): &(Row, i64)| (old.at, &old.id).cmp(&(new.at, &new.id))) {
            let touched = match pair {
                Pair::Fresh((new, learned_at)) => {
                    insert.execute(params![
                        no,
                        new.at,
                        new.id,
                        new.kind,
                        new.sum,
                        new.balance_before,
                        new.origin,
                        new.purchase,
                        learned_at
                    ])?;
                    new.at
                }
                Pair::Both(old, (new, _)) if old.says(&new) && old.removed_at.is_none() => continue,
                Pair::Both(old, (new, _)) => {
                    if old.sum != new.sum {
                        keep_version(self.db, no, &old, seen_at)?;
                    }
                    update(self.db, no, &new)?;
                    new.at
                }
                Pair::Gone(old) if window.contains(Moment(old.at)) && old.removed_at.is_none() => {
                    self.db
                        .prepare_cached("UPDATE movement SET removed_at = ?4 WHERE child = ?1 AND at = ?2 AND id = ?3")?
                        .execute(params![no, old.at, old.id, seen_at.0])?;
                    old.at
                }
                Pair::Gone(_) => continue,
            };
            changed.add(Moment(touched));
        }
        if changed.any() {
            changed.extend(&mut self.change.child(child).movements);
        }
        Ok(changed.any())
    }
}

fn update(db: &Connection, child: i64, row: &Row) -> Result<(), StoreError> {
    db.prepare_cached(
        "UPDATE movement SET kind = ?4, sum = ?5, balance_before = ?6, origin = ?7, purchase = ?8, removed_at = NULL
         WHERE child = ?1 AND at = ?2 AND id = ?3",
    )?
    .execute(params![child, row.at, row.id, row.kind, row.sum, row.balance_before, row.origin, row.purchase])?;
    Ok(())
}

fn keep_version(db: &Connection, child: i64, old: &Row, seen_at: Moment) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT OR REPLACE INTO movement_version (child, at, id, seen_at, sum, balance_before) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![child, old.at, old.id, seen_at.0, old.sum, old.balance_before])?;
    Ok(())
}

fn stored_rows(db: &Connection, child: i64, hull: Window) -> Result<Vec<Row>, StoreError> {
    let mut select =
        db.prepare_cached(&format!("SELECT {COLUMNS} FROM movement WHERE child = ?1 AND at >= ?2 AND at < ?3 ORDER BY at, id"))?;
    let rows = select.query_map(params![child, hull.from.0, hull.to.0], Row::read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}
