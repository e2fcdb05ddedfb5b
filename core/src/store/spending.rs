//! What was charged on each day: the two columns of many movements that a look ahead needs, without their texts.

use std::collections::BTreeMap;

use rusqlite::params;

use super::change::Window;
use super::error::StoreError;
use super::movements::kind_code;
use super::{Store, family};
use crate::domain::forecast::DaySpending;
use crate::domain::{LocalDate, Moment, Money, MovementKind, PersonId};

impl Store {
    /// What was charged to `child` less what was given back, for each day within `window` that has such a movement, oldest first.
    /// Movements that the school took away do not count.
    pub fn spending_by_day(&self, child: &PersonId, window: impl Into<Window>) -> Result<Vec<DaySpending>, StoreError> {
        let window = window.into();
        self.read(|db| {
            let Some(no) = family::number(db, child)? else { return Ok(Vec::new()) };
            let mut select = db.prepare_cached(
                "SELECT at, sum FROM movement
                 WHERE child = ?1 AND at >= ?2 AND at < ?3 AND kind IN (?4, ?5) AND removed_at IS NULL",
            )?;
            let kinds = (kind_code(MovementKind::Purchase), kind_code(MovementKind::Cancellation));
            let mut rows = select.query(params![no, window.from.0, window.to.0, kinds.0, kinds.1])?;
            let mut days: BTreeMap<LocalDate, i64> = BTreeMap::new();
            while let Some(row) = rows.next()? {
                let day = days.entry(Moment(row.get(0)?).date()).or_default();
                *day = day.saturating_sub(row.get(1)?);
            }
            Ok(days.into_iter().map(|(date, spent)| DaySpending { date, spent: Money(spent) }).collect())
        })
    }
}
