//! Everything the two files hold, table by table, for the parent to take along; and the end of all of it.

use rusqlite::Connection;
use rusqlite::types::ValueRef;

use super::error::StoreError;
use super::{FileReport, Store, Writer, held};

/// One value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Nothing,
    /// A whole number: all numbers here are.
    Number(i64),
    /// A text.
    Text(String),
}

/// One table with all its rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableDump {
    /// Its name.
    pub name: String,
    /// Names of its columns.
    pub columns: Vec<String>,
    /// Its rows.
    pub rows: Vec<Vec<Cell>>,
}

fn dump(db: &Connection) -> Result<Vec<TableDump>, rusqlite::Error> {
    let names: Vec<String> = {
        let mut select = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")?;
        let rows = select.query_map([], |row| row.get(0))?;
        rows.collect::<Result<_, _>>()?
    };
    names.into_iter().map(|name| table(db, name)).collect()
}

fn table(db: &Connection, name: String) -> Result<TableDump, rusqlite::Error> {
    let mut select = db.prepare(&format!("SELECT * FROM \"{name}\""))?;
    let columns: Vec<String> = select.column_names().map(str::to_owned).collect();
    let mut rows = Vec::new();
    let mut found = select.query([])?;
    while let Some(row) = found.next()? {
        let cell = |at| {
            Ok(match row.get_ref(at)? {
                ValueRef::Integer(number) => Cell::Number(number),
                ValueRef::Text(text) | ValueRef::Blob(text) => Cell::Text(String::from_utf8_lossy(text).into_owned()),
                ValueRef::Null | ValueRef::Real(_) => Cell::Nothing,
            })
        };
        rows.push((0..columns.len()).map(cell).collect::<Result<_, rusqlite::Error>>()?);
    }
    Ok(TableDump { name, columns, rows })
}

impl Store {
    /// Every row of `cache.db`.
    pub fn dump_cache(&self) -> Result<Vec<TableDump>, StoreError> {
        self.read(|db| Ok(dump(db)?))
    }

    /// Every row of `intents.db`.
    pub fn dump_intents(&self) -> Result<Vec<TableDump>, StoreError> {
        if matches!(held(&self.report).intents, FileReport::Absent) && !self.dir.join("intents.db").exists() {
            return Ok(Vec::new());
        }
        self.with_intents(|db| dump(db.db()).map_err(|error| StoreError::of(super::DbFile::Intents, &error)))
    }

    /// Destroys what both files hold, and the damaged copies beside them. The store stays usable, and is empty.
    ///
    /// # Errors
    /// [`StoreError::Io`] and what writing gives; some of it may be gone then, and trying again is fine.
    pub fn destroy_all(&self) -> Result<(), StoreError> {
        self.write(|w: &mut Writer<'_>| w.wipe_all())?;
        self.checkpoint()?;
        // Opened again when somebody next needs it.
        drop(held(&self.intents).take());
        let gone = |name: &str| name.starts_with("intents.") || name.starts_with("intents-") || name.starts_with("cache.corrupt");
        let entries = std::fs::read_dir(&self.dir).map_err(|error| StoreError::io("looking through the data directory", &error))?;
        for entry in entries.filter_map(Result::ok).filter(|entry| entry.file_name().to_str().is_some_and(gone)) {
            std::fs::remove_file(entry.path()).map_err(|error| StoreError::io("removing a file", &error))?;
        }
        held(&self.report).intents = FileReport::Absent;
        Ok(())
    }
}
