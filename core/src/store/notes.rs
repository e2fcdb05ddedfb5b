//! Small notes beside the facts: sync cursors, marks, saved screens; what there is altogether; forgetting it all.

use rusqlite::{Connection, OptionalExtension, params};

use super::change::ChildChange;
use super::error::StoreError;
use super::{Store, Writer, family};
use crate::domain::{LocalDate, Moment, Period, PersonId};

/// How many rows are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Children of the family.
    pub children: u64,
    /// Taps.
    pub passages: u64,
    /// Purchases.
    pub purchases: u64,
    /// Movements, removed ones included.
    pub movements: u64,
    /// Earlier values of edited movements.
    pub edits: u64,
}

impl Counts {
    /// Everything that happened to the children: taps, purchases and movements.
    pub fn events(&self) -> u64 {
        self.passages + self.purchases + self.movements
    }
}

fn text(db: &Connection, sql: &str, key: &str) -> Result<Option<String>, StoreError> {
    Ok(db.prepare_cached(sql)?.query_row([key], |row| row.get(0)).optional()?)
}

impl Store {
    /// The sync cursor `name`.
    pub fn cursor(&self, name: &str) -> Result<Option<String>, StoreError> {
        self.read(|db| text(db, "SELECT value FROM sync_cursor WHERE name = ?1", name))
    }

    /// The mark under `key`.
    pub fn meta(&self, key: &str) -> Result<Option<String>, StoreError> {
        self.read(|db| text(db, "SELECT value FROM meta WHERE key = ?1", key))
    }

    /// The saved state of a screen, when it was saved for this locale in this version of its form.
    pub fn screen(&self, key: &str, locale: &str, version: u32) -> Result<Option<Vec<u8>>, StoreError> {
        self.read(|db| {
            Ok(db
                .prepare_cached("SELECT state FROM screen WHERE key = ?1 AND locale = ?2 AND version = ?3")?
                .query_row(params![key, locale, version], |row| row.get(0))
                .optional()?)
        })
    }

    /// How many rows are kept. Counts them all: not for a screen that opens often.
    pub fn counts(&self) -> Result<Counts, StoreError> {
        self.read(|db| {
            let count = |sql: &str| -> Result<u64, StoreError> {
                let n: i64 = db.query_row(sql, [], |row| row.get(0))?;
                Ok(u64::try_from(n).unwrap_or(0))
            };
            Ok(Counts {
                children: count("SELECT count(*) FROM person WHERE position IS NOT NULL")?,
                passages: count("SELECT count(*) FROM passage")?,
                purchases: count("SELECT count(*) FROM purchase")?,
                movements: count("SELECT count(*) FROM movement")?,
                edits: count("SELECT count(*) FROM movement_version")?,
            })
        })
    }

    /// From the first to the last day with a tap, purchase or movement of `child`.
    pub fn history(&self, child: &PersonId) -> Result<Option<Period>, StoreError> {
        self.read(|db| {
            let Some(no) = family::number(db, child)? else { return Ok(None) };
            let mut days: Option<(LocalDate, LocalDate)> = None;
            for table in ["passage", "purchase", "movement"] {
                // min and max of the clustered key: two look-ups, not a scan.
                let ends: (Option<i64>, Option<i64>) = db
                    .prepare_cached(&format!(
                        "SELECT (SELECT min(at) FROM {table} WHERE child = ?1), (SELECT max(at) FROM {table} WHERE child = ?1)"
                    ))?
                    .query_row([no], |row| Ok((row.get(0)?, row.get(1)?)))?;
                if let (Some(first), Some(last)) = ends {
                    let (first, last) = (Moment(first).date(), Moment(last).date());
                    days = Some(days.map_or((first, last), |(a, b)| (a.min(first), b.max(last))));
                }
            }
            Ok(days.map(|(from, to)| Period { from, to }))
        })
    }
}

impl Writer<'_> {
    /// Keeps the sync cursor `name`; none forgets it. In the same transaction as the rows it speaks of.
    pub fn set_cursor(&mut self, name: &str, value: Option<&str>) -> Result<(), StoreError> {
        match value {
            Some(value) => {
                self.db.prepare_cached("INSERT OR REPLACE INTO sync_cursor (name, value) VALUES (?1, ?2)")?.execute([name, value])?
            }
            None => self.db.prepare_cached("DELETE FROM sync_cursor WHERE name = ?1")?.execute([name])?,
        };
        Ok(())
    }

    /// The sync cursor `name` as this transaction sees it.
    pub fn cursor(&self, name: &str) -> Result<Option<String>, StoreError> {
        text(self.db, "SELECT value FROM sync_cursor WHERE name = ?1", name)
    }

    /// Keeps a mark under `key`; none forgets it.
    pub fn set_meta(&mut self, key: &str, value: Option<&str>) -> Result<(), StoreError> {
        if text(self.db, "SELECT value FROM meta WHERE key = ?1", key)?.as_deref() == value {
            return Ok(());
        }
        match value {
            Some(value) => self.db.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?1, ?2)", [key, value])?,
            None => self.db.execute("DELETE FROM meta WHERE key = ?1", [key])?,
        };
        self.change.meta = true;
        Ok(())
    }

    /// Saves the state of a screen, replacing the one before. No change for observers: the state came from them.
    pub fn save_screen(&mut self, key: &str, locale: &str, version: u32, state: &[u8]) -> Result<(), StoreError> {
        self.db
            .prepare_cached("INSERT OR REPLACE INTO screen (key, locale, version, state) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![key, locale, version, state])?;
        Ok(())
    }

    /// Forgets everything the server told, also in the unused parts of the file. For signing out.
    pub fn wipe_all(&mut self) -> Result<(), StoreError> {
        let people: Vec<String> = {
            let mut select = self.db.prepare("SELECT person_id FROM person")?;
            let rows = select.query_map([], |row| row.get(0))?;
            rows.collect::<Result<_, _>>()?
        };
        let tables: Vec<String> = {
            let mut select = self.db.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")?;
            let rows = select.query_map([], |row| row.get(0))?;
            rows.collect::<Result<_, _>>()?
        };
        for table in tables {
            self.db.execute(&format!("DELETE FROM \"{table}\""), [])?;
        }
        let all = LocalDate::new(1, 1, 1).zip(LocalDate::new(9999, 12, 31)).map(|(from, to)| Period { from, to });
        for person in people {
            *self.change.child(&PersonId(person)) =
                ChildChange { passages: all, purchases: all, movements: all, menu: all, account: true, readings: true };
        }
        self.change.family = true;
        self.change.meta = true;
        self.read_days.clear();
        self.wiped = true;
        Ok(())
    }
}
