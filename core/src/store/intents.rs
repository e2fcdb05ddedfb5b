//! `intents.db`: what the parent decided. Opened when first needed, written with `synchronous = EXTRA`: what was
//! confirmed survives a power cut.

use rusqlite::{Connection, OptionalExtension};

use super::error::{DbFile, StoreError};
use super::{FileReport, Store, files, held};

/// The opened `intents.db`.
#[derive(Debug)]
pub struct IntentsDb {
    db: Connection,
}

fn named(error: &rusqlite::Error) -> StoreError {
    StoreError::of(DbFile::Intents, error)
}

pub(super) fn setting(db: &Connection, key: &str) -> Result<Option<String>, StoreError> {
    db.prepare_cached("SELECT value FROM setting WHERE key = ?1")
        .and_then(|mut s| s.query_row([key], |row| row.get(0)).optional())
        .map_err(|e| named(&e))
}

impl IntentsDb {
    #[cfg(test)]
    pub(super) fn of(db: Connection) -> Self {
        Self { db }
    }

    pub(super) fn db(&self) -> &Connection {
        &self.db
    }

    pub(super) fn db_mut(&mut self) -> &mut Connection {
        &mut self.db
    }

    /// The setting under `key`.
    pub fn setting(&self, key: &str) -> Result<Option<String>, StoreError> {
        setting(&self.db, key)
    }

    /// Keeps `value` under `key`; none removes it. On disk when this returns.
    pub fn set_setting(&self, key: &str, value: Option<&str>) -> Result<(), StoreError> {
        match value {
            Some(value) => self.db.execute(
                "INSERT INTO setting (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                [key, value],
            ),
            None => self.db.execute("DELETE FROM setting WHERE key = ?1", [key]),
        }
        .map(|_| ())
        .map_err(|e| named(&e))
    }
}

impl Store {
    /// Runs `work` on `intents.db`, opening it when this is the first use. A damaged file is moved aside first;
    /// [`Store::report`] tells.
    pub fn with_intents<R>(&self, work: impl FnOnce(&mut IntentsDb) -> Result<R, StoreError>) -> Result<R, StoreError> {
        let mut slot = held(&self.intents);
        if slot.is_none() {
            // Asked only here: whoever works out a screen holds the reader again and again.
            if held(&self.reader).is_none() {
                return Err(StoreError::Closed);
            }
            let (db, found) = files::open_intents(&self.dir, self.report().read_only)?;
            let mut report = held(&self.report);
            // What opening the store found out (moved aside) is the more telling news.
            if !matches!(report.intents, FileReport::MovedAside { .. }) {
                report.intents = found;
            }
            *slot = Some(IntentsDb { db });
        }
        match &mut *slot {
            Some(intents) => work(intents),
            None => Err(StoreError::Closed),
        }
    }

    /// The parent's setting under `key`.
    pub fn setting(&self, key: &str) -> Result<Option<String>, StoreError> {
        if held(&self.reader).is_none() {
            return Err(StoreError::Closed);
        }
        // Nothing was ever set: no reason to make the file.
        if matches!(held(&self.report).intents, FileReport::Absent) {
            return Ok(None);
        }
        self.with_intents(|db| db.setting(key))
    }

    /// Keeps the parent's setting under `key`; none removes it.
    pub fn set_setting(&self, key: &str, value: Option<&str>) -> Result<(), StoreError> {
        self.with_intents(|db| db.set_setting(key, value))
    }
}
