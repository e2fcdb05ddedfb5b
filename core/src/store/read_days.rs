//! Which days of a child and service have been read completely, and when.
//!
//! Without it a day that was never read would look like a day on which nothing happened. Written in the same transaction as the
//! rows of those days, and kept as long as they are.

use rusqlite::{Connection, params};

use super::error::StoreError;
use super::readings::service_code;
use super::spans::{self, Edit, Span, Spans};
use super::{Service, Store, Writer, family};
use crate::domain::{Moment, Period, PersonId};

/// Days that were read together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadDays {
    /// The days.
    pub days: Period,
    /// When they were read, in the server's time: never later than any of them was.
    pub as_of: Moment,
}

/// A reading of this transaction, before it is stored.
pub(super) struct Noted {
    child: PersonId,
    service: Service,
    span: Span,
}

fn load(db: &Connection, child: i64, service: Service, from: i64) -> Result<Vec<Span>, StoreError> {
    let mut select = db.prepare_cached(
        "SELECT from_day, to_day, as_of FROM read_days WHERE child = ?1 AND service = ?2 AND to_day >= ?3 ORDER BY to_day",
    )?;
    let rows = select.query_map(params![child, service_code(service), from], |row| {
        Ok(Span { from: row.get(0)?, to: row.get(1)?, as_of: row.get(2)? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

impl Store {
    /// The days of `period` on which everything `service` tells of `child` has been read, oldest first.
    pub fn read_days(&self, child: &PersonId, service: Service, period: Period) -> Result<Vec<ReadDays>, StoreError> {
        let (from, to) = (spans::number(period.from), spans::number(period.to));
        self.read(|db| {
            let Some(no) = family::number(db, child)? else { return Ok(Vec::new()) };
            let met = load(db, no, service, from)?.into_iter().take_while(|span| span.from <= to);
            Ok(met
                .map(|span| ReadDays {
                    days: Period { from: spans::day(span.from.max(from)), to: spans::day(span.to.min(to)) },
                    as_of: Moment(span.as_of),
                })
                .collect())
        })
    }
}

impl Writer<'_> {
    /// Notes that the answer of `service` told everything there was at `as_of` about `child` on the days of `period`: the rows
    /// written beside it are all of them. Days that had not come by then are not noted.
    pub fn note_read_days(&mut self, child: &PersonId, service: Service, period: Period, as_of: Moment) {
        let to = period.to.min(as_of.date());
        if period.from > to {
            return;
        }
        let span = Span { from: spans::number(period.from), to: spans::number(to), as_of: as_of.0 };
        // On the way back through the years each answer lies right before the one before it.
        let last = self.read_days.iter_mut().rev().find(|noted| noted.service == service && noted.child == *child);
        match last.map(|noted| &mut noted.span) {
            Some(known) if known.as_of == span.as_of && span.to + 1 == known.from => known.from = span.from,
            _ => self.read_days.push(Noted { child: child.clone(), service, span }),
        }
        let days = self.change.child(child);
        let days = match service {
            Service::Pass => &mut days.passages,
            Service::Orders => &mut days.purchases,
            _ => &mut days.movements,
        };
        super::change::widen(days, period.from, to);
    }

    /// Stores what was noted in this transaction.
    pub(super) fn store_read_days(&mut self) -> Result<(), StoreError> {
        let mut noted = std::mem::take(&mut self.read_days);
        while let Some(Noted { child, service, .. }) = noted.last() {
            let (child, service) = (child.clone(), *service);
            let no = family::number_or_new(self.db, &child)?;
            let before = Spans(load(self.db, no, service, i64::MIN)?);
            let mut after = before.clone();
            for paint in noted.extract_if(.., |noted| noted.service == service && noted.child == child) {
                after.paint(paint.span);
            }
            let now = after.0.iter().map(|span| span.as_of).max().unwrap_or_default();
            after.gather(now);
            for edit in after.edits_from(&before) {
                match edit {
                    Edit::Remove(to_day) => self
                        .db
                        .prepare_cached("DELETE FROM read_days WHERE child = ?1 AND service = ?2 AND to_day = ?3")?
                        .execute(params![no, service_code(service), to_day])?,
                    Edit::Put(span) => self
                        .db
                        .prepare_cached(
                            "INSERT OR REPLACE INTO read_days (child, service, from_day, to_day, as_of) VALUES (?1, ?2, ?3, ?4, ?5)",
                        )?
                        .execute(params![no, service_code(service), span.from, span.to, span.as_of])?,
                };
            }
        }
        Ok(())
    }
}
