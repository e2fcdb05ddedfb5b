//! Menus as last read: a reading replaces the days it read.

use rusqlite::params;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::change::widen;
use super::error::{DbFile, StoreError};
use super::purchases::day;
use super::{Store, Writer, family};
use crate::domain::menu::OnDay;
use crate::domain::{CanteenBuffet, CanteenComplexes, Moment, Period, PersonId};

/// Menus of days longer ago are let go: what was eaten is told by the purchases.
const KEPT_DAYS: i64 = 60;

/// A day of the menu as last read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredMenu<T> {
    /// The day.
    pub menu: OnDay<T>,
    /// When it was read, in the server's time.
    pub as_of: Moment,
}

/// A part of a menu, as it is kept.
trait Part: Serialize + DeserializeOwned {
    const CODE: i64;
}

impl Part for CanteenComplexes {
    const CODE: i64 = 0;
}

impl Part for CanteenBuffet {
    const CODE: i64 = 1;
}

fn corrupt<T>(_: T) -> StoreError {
    StoreError::Corrupt { file: DbFile::Cache }
}

impl Store {
    /// Set meals of the days of `period` that were read, oldest first.
    pub fn menu_complexes(&self, child: &PersonId, period: Period) -> Result<Vec<StoredMenu<CanteenComplexes>>, StoreError> {
        self.menu(child, period)
    }

    /// The buffet of the days of `period` that were read, oldest first.
    pub fn menu_buffet(&self, child: &PersonId, period: Period) -> Result<Vec<StoredMenu<CanteenBuffet>>, StoreError> {
        self.menu(child, period)
    }

    fn menu<T: Part>(&self, child: &PersonId, period: Period) -> Result<Vec<StoredMenu<T>>, StoreError> {
        self.read(|db| {
            let Some(no) = family::number(db, child)? else { return Ok(Vec::new()) };
            let mut select = db.prepare_cached(
                "SELECT on_date, as_of, content FROM menu WHERE child = ?1 AND part = ?2 AND on_date BETWEEN ?3 AND ?4 ORDER BY on_date",
            )?;
            let rows = select.query_map(params![no, T::CODE, period.from.to_string(), period.to.to_string()], |row| {
                Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?, row.get::<_, String>(2)?))
            })?;
            rows.map(|row| {
                let (on_date, as_of, content) = row?;
                let at = serde_json::from_str(&content).map_err(corrupt)?;
                Ok(StoredMenu { menu: OnDay { day: day(&on_date)?, at }, as_of: Moment(as_of) })
            })
            .collect()
        })
    }
}

impl Writer<'_> {
    /// Keeps the set meals of some days, read at `as_of`.
    pub fn put_menu_complexes(&mut self, child: &PersonId, days: &[OnDay<CanteenComplexes>], as_of: Moment) -> Result<(), StoreError> {
        self.put_menu(child, days, as_of)
    }

    /// Keeps the buffet of some days, read at `as_of`.
    pub fn put_menu_buffet(&mut self, child: &PersonId, days: &[OnDay<CanteenBuffet>], as_of: Moment) -> Result<(), StoreError> {
        self.put_menu(child, days, as_of)
    }

    fn put_menu<T: Part>(&mut self, child: &PersonId, days: &[OnDay<T>], as_of: Moment) -> Result<(), StoreError> {
        let no = family::number_or_new(self.db, child)?;
        for menu in days {
            let content = serde_json::to_string(&menu.at).map_err(corrupt)?;
            self.db
                .prepare_cached("INSERT OR REPLACE INTO menu (child, on_date, part, as_of, content) VALUES (?1, ?2, ?3, ?4, ?5)")?
                .execute(params![no, menu.day.to_string(), T::CODE, as_of.0, content])?;
            widen(&mut self.change.child(child).menu, menu.day, menu.day);
        }
        let kept_from = as_of.date().plus_days(-KEPT_DAYS);
        self.db.prepare_cached("DELETE FROM menu WHERE child = ?1 AND on_date < ?2")?.execute(params![no, kept_from.to_string()])?;
        Ok(())
    }
}
