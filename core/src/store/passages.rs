//! Taps at turnstiles.

use rusqlite::{Connection, OptionalExtension, params};

use super::change::{ChangedDays, Window};
use super::error::StoreError;
use super::merge::{Pair, pairs};
use super::{Store, Writer, family};
use crate::domain::passage::PassageSource;
use crate::domain::{Direction, Moment, Organization, Passage, PersonId};

/// One minute in milliseconds: the wire's precision. Taps are kept to the minute, so that a push that knows the second and the
/// visits route that does not are the same tap.
const MINUTE: i64 = 60_000;

/// A stored row, as far as merging needs it.
struct Row {
    at: i64,
    organization: i64,
    direction: i64,
    source: i64,
    escort: Option<String>,
}

impl Row {
    fn key(&self) -> (i64, i64, i64) {
        (self.at, self.organization, self.direction)
    }
}

fn direction_code(direction: Direction) -> i64 {
    match direction {
        Direction::In => 0,
        Direction::Out => 1,
    }
}

fn source_code(source: PassageSource) -> i64 {
    match source {
        PassageSource::Server => 0,
        PassageSource::Push => 1,
    }
}

const COLUMNS: &str = "p.at, p.direction, o.id, o.name, o.short_name, o.address, p.escort, p.learned_at, p.source";

fn passage(child: &PersonId, row: &rusqlite::Row<'_>) -> Result<Passage, rusqlite::Error> {
    Ok(Passage {
        child: child.clone(),
        at: Moment(row.get(0)?),
        direction: if row.get::<_, i64>(1)? == 0 { Direction::In } else { Direction::Out },
        organization: Organization {
            id: crate::domain::OrganizationId(row.get(2)?),
            name: row.get(3)?,
            short_name: row.get(4)?,
            address: row.get(5)?,
        },
        escort: row.get(6)?,
        learned_at: Moment(row.get(7)?),
        source: if row.get::<_, i64>(8)? == 0 { PassageSource::Server } else { PassageSource::Push },
    })
}

impl Store {
    /// Taps of `child` within `window` (a [`crate::domain::Period`] or a range of moments), oldest first.
    pub fn passages(&self, child: &PersonId, window: impl Into<Window>) -> Result<Vec<Passage>, StoreError> {
        let window = window.into();
        self.read(|db| {
            let Some(no) = family::number(db, child)? else { return Ok(Vec::new()) };
            let mut select = db.prepare_cached(&format!(
                "SELECT {COLUMNS} FROM passage p JOIN organization o ON o.no = p.organization
                 WHERE p.child = ?1 AND p.at >= ?2 AND p.at < ?3 ORDER BY p.at, p.organization, p.direction"
            ))?;
            let rows = select.query_map(params![no, window.from.0, window.to.0], |row| passage(child, row))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// The last `n` taps of `child` strictly before `before`, oldest first.
    pub fn latest_passages(&self, child: &PersonId, before: Moment, n: u32) -> Result<Vec<Passage>, StoreError> {
        self.read(|db| {
            let Some(no) = family::number(db, child)? else { return Ok(Vec::new()) };
            let mut select = db.prepare_cached(&format!(
                "SELECT {COLUMNS} FROM passage p JOIN organization o ON o.no = p.organization
                 WHERE p.child = ?1 AND p.at < ?2 ORDER BY p.at DESC, p.organization DESC, p.direction DESC LIMIT ?3"
            ))?;
            let rows = select.query_map(params![no, before.0, n], |row| passage(child, row))?;
            let mut passages: Vec<Passage> = rows.collect::<Result<_, _>>()?;
            passages.reverse();
            Ok(passages)
        })
    }
}

/// Buildings met during one call, so that a week of taps looks its one or two buildings up once.
#[derive(Default)]
struct Organizations {
    met: Vec<(Organization, i64)>,
    renamed: bool,
}

impl Organizations {
    fn number(&mut self, db: &Connection, organization: &Organization) -> Result<i64, StoreError> {
        if let Some((_, no)) = self.met.iter().find(|(known, _)| known == organization) {
            return Ok(*no);
        }
        // Older routes give no id; then the name and address must do.
        let key = if organization.id.as_str().is_empty() {
            format!("?{}|{}|{}", organization.name, organization.short_name, organization.address)
        } else {
            organization.id.as_str().to_owned()
        };
        let known: Option<(i64, String, String, String)> = db
            .prepare_cached("SELECT no, name, short_name, address FROM organization WHERE key = ?1")?
            .query_row([&key], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
            .optional()?;
        let no = match known {
            None => {
                db.prepare_cached("INSERT INTO organization (key, id, name, short_name, address) VALUES (?1, ?2, ?3, ?4, ?5)")?
                    .execute(params![key, organization.id.as_str(), organization.name, organization.short_name, organization.address])?;
                db.last_insert_rowid()
            }
            Some((no, name, short_name, address)) => {
                // A route that tells less does not make us forget.
                let pick = |new: &str, old: &str| {
                    if new.is_empty() { old.to_owned() } else { new.to_owned() }
                };
                let merged =
                    (pick(&organization.name, &name), pick(&organization.short_name, &short_name), pick(&organization.address, &address));
                if merged != (name, short_name, address) {
                    db.prepare_cached("UPDATE organization SET name = ?2, short_name = ?3, address = ?4 WHERE no = ?1")?
                        .execute(params![no, merged.0, merged.1, merged.2])?;
                    self.renamed = true;
                }
                no
            }
        };
        self.met.push((organization.clone(), no));
        Ok(no)
    }
}

impl Writer<'_> {
    /// Makes the taps of `child` within `window` what the server now says.
    ///
    /// A tap already there keeps when it was first learned. A tap the server no longer names is removed, except one that came
    /// by push and was not confirmed yet: the visits route lags minutes behind. Rows outside the window are added or updated,
    /// and remove nothing. Returns whether anything changed.
    pub fn put_passages(&mut self, child: &PersonId, window: impl Into<Window>, rows: Vec<Passage>) -> Result<bool, StoreError> {
        let window = window.into();
        let no = family::number_or_new(self.db, child)?;
        let mut buildings = Organizations::default();
        let mut incoming = Vec::with_capacity(rows.len());
        for passage in rows {
            let at = passage.at.0 - passage.at.0.rem_euclid(MINUTE);
            let organization = buildings.number(self.db, &passage.organization)?;
            incoming.push(((at, organization, direction_code(passage.direction)), passage));
        }
        incoming.sort_by_key(|(key, _)| *key);
        incoming.dedup_by_key(|(key, _)| *key);
        let Some(hull) = window.hull(incoming.iter().map(|((at, ..), _)| Moment(*at))) else {
            return Ok(false);
        };

        let mut changed = ChangedDays::default();
        if buildings.renamed {
            for ((at, ..), _) in &incoming {
                changed.add(Moment(*at));
            }
        }
        let stored = stored_rows(self.db, no, hull)?;
        let mut insert = self.db.prepare_cached(
            "INSERT INTO passage (child, at, organization, direction, learned_at, source, escort) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?;
        for pair in pairs(stored, incoming, |old, (key, _)| old.key().cmp(key)) {
            match pair {
                Pair::Fresh((key, new)) => {
                    insert.execute(params![no, key.0, key.1, key.2, new.learned_at.0, source_code(new.source), new.escort])?;
                    changed.add(Moment(key.0));
                }
                Pair::Both(old, (key, new)) => {
                    // Confirmed once is confirmed for good.
                    let source = old.source.min(source_code(new.source));
                    let escort = new.escort.or_else(|| old.escort.clone());
                    if source != old.source || escort != old.escort {
                        self.db
                            .prepare_cached(
                                "UPDATE passage SET source = ?5, escort = ?6 WHERE child = ?1 AND at = ?2 AND organization = ?3 AND direction = ?4",
                            )?
                            .execute(params![no, key.0, key.1, key.2, source, escort])?;
                        changed.add(Moment(key.0));
                    }
                }
                Pair::Gone(old) => {
                    if window.contains(Moment(old.at)) && old.source == source_code(PassageSource::Server) {
                        self.db
                            .prepare_cached("DELETE FROM passage WHERE child = ?1 AND at = ?2 AND organization = ?3 AND direction = ?4")?
                            .execute(params![no, old.at, old.organization, old.direction])?;
                        changed.add(Moment(old.at));
                    }
                }
            }
        }
        if changed.any() {
            changed.extend(&mut self.change.child(child).passages);
        }
        Ok(changed.any())
    }

    /// Adds one tap, such as a push carried. Returns whether it was news.
    pub fn add_passage(&mut self, passage: Passage) -> Result<bool, StoreError> {
        let child = passage.child.clone();
        self.put_passages(&child, Window::NOTHING, vec![passage])
    }
}

fn stored_rows(db: &Connection, child: i64, hull: Window) -> Result<Vec<Row>, StoreError> {
    let mut select = db.prepare_cached(
        "SELECT at, organization, direction, source, escort FROM passage
         WHERE child = ?1 AND at >= ?2 AND at < ?3 ORDER BY at, organization, direction",
    )?;
    let rows = select.query_map(params![child, hull.from.0, hull.to.0], |row| {
        Ok(Row { at: row.get(0)?, organization: row.get(1)?, direction: row.get(2)?, source: row.get(3)?, escort: row.get(4)? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
