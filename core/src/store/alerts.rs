//! The ledger of alerts on disk: one row for each event, what became of it, and when it went through which hands.
//!
//! Decides how it is kept. What an event says and whether it is told is decided in `alerts`; here the event is a text.

use rusqlite::{Connection, OptionalExtension, Row, TransactionBehavior, params};

use super::error::{DbFile, StoreError};
use super::intents::{self, IntentsDb};
use crate::domain::{AlertKey, Moment, PersonId};

/// What became of an alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AlertFate {
    /// Posted, with sound.
    Told,
    /// Posted without sound.
    ToldSilently,
    /// In the feed only: the parent switched the kind off.
    SwitchedOff,
    /// In the feed only: outside the hours chosen for the kind.
    OutsideHours,
    /// In the feed only: quiet hours.
    QuietHours,
}

/// An alert as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlertRow {
    /// Identity.
    pub key: AlertKey,
    /// Whose; none for the whole family.
    pub child: Option<PersonId>,
    /// Name of its kind.
    pub kind: String,
    /// The event, as `alerts` wrote it.
    pub event: String,
    /// Counts updates, from 0.
    pub revision: i64,
    /// What became of it.
    pub fate: AlertFate,
    /// When it happened.
    pub event_at: Moment,
    /// When the server sent it, for one that came by push.
    pub server_at: Option<Moment>,
    /// When a push brought it to this phone.
    pub push_at: Option<Moment>,
    /// When this phone first learned of it.
    pub learned_at: Moment,
    /// When it was first posted.
    pub shown_at: Option<Moment>,
    /// The revision that was posted last.
    pub posted: Option<i64>,
    /// The parent has seen it.
    pub seen: bool,
}

impl AlertRow {
    /// Whether it still has to be posted, or posted anew.
    pub fn is_due(&self) -> bool {
        matches!(self.fate, AlertFate::Told | AlertFate::ToldSilently) && self.posted.is_none_or(|posted| posted < self.revision)
    }
}

fn fate_code(fate: AlertFate) -> i64 {
    match fate {
        AlertFate::Told => 0,
        AlertFate::ToldSilently => 1,
        AlertFate::SwitchedOff => 2,
        AlertFate::OutsideHours => 3,
        AlertFate::QuietHours => 4,
    }
}

fn fate(code: i64) -> AlertFate {
    match code {
        0 => AlertFate::Told,
        1 => AlertFate::ToldSilently,
        3 => AlertFate::OutsideHours,
        4 => AlertFate::QuietHours,
        _ => AlertFate::SwitchedOff,
    }
}

fn named(error: &rusqlite::Error) -> StoreError {
    StoreError::of(DbFile::Intents, error)
}

const COLUMNS: &str = "key, child, kind, event, revision, fate, event_at, server_at, push_at, learned_at, shown_at, posted, seen";
/// Has to be posted, or posted anew. Worded as the index is.
const DUE: &str = "fate < 2 AND (posted IS NULL OR posted < revision)";

fn read(row: &Row<'_>) -> rusqlite::Result<AlertRow> {
    Ok(AlertRow {
        key: AlertKey(row.get(0)?),
        child: row.get::<_, Option<String>>(1)?.map(PersonId),
        kind: row.get(2)?,
        event: row.get(3)?,
        revision: row.get(4)?,
        fate: fate(row.get(5)?),
        event_at: Moment(row.get(6)?),
        server_at: row.get::<_, Option<i64>>(7)?.map(Moment),
        push_at: row.get::<_, Option<i64>>(8)?.map(Moment),
        learned_at: Moment(row.get(9)?),
        shown_at: row.get::<_, Option<i64>>(10)?.map(Moment),
        posted: row.get(11)?,
        seen: row.get(12)?,
    })
}

fn select(db: &Connection, rest: &str, params: impl rusqlite::Params) -> Result<Vec<AlertRow>, StoreError> {
    let query = || {
        let mut select = db.prepare_cached(&format!("SELECT {COLUMNS} FROM alert {rest}"))?;
        let rows = select.query_map(params, read)?;
        rows.collect::<Result<Vec<_>, _>>()
    };
    query().map_err(|e| named(&e))
}

/// The ledger inside one transaction.
pub struct AlertWriter<'a> {
    db: &'a Connection,
}

impl AlertWriter<'_> {
    /// The alert `key`.
    pub fn alert(&self, key: &AlertKey) -> Result<Option<AlertRow>, StoreError> {
        self.db
            .prepare_cached(&format!("SELECT {COLUMNS} FROM alert WHERE key = ?1"))
            .and_then(|mut s| s.query_row([&key.0], read).optional())
            .map_err(|e| named(&e))
    }

    /// Keeps `row`, replacing what was kept under its key.
    pub fn put_alert(&self, row: &AlertRow) -> Result<(), StoreError> {
        let sql = format!("INSERT OR REPLACE INTO alert ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)");
        self.db
            .prepare_cached(&sql)
            .and_then(|mut s| {
                s.execute(params![
                    row.key.0,
                    row.child.as_ref().map(PersonId::as_str),
                    row.kind,
                    row.event,
                    row.revision,
                    fate_code(row.fate),
                    row.event_at.0,
                    row.server_at.map(|m| m.0),
                    row.push_at.map(|m| m.0),
                    row.learned_at.0,
                    row.shown_at.map(|m| m.0),
                    row.posted,
                    row.seen,
                ])
            })
            .map(|_| ())
            .map_err(|e| named(&e))
    }

    /// The parent's setting under `key`.
    pub fn setting(&self, key: &str) -> Result<Option<String>, StoreError> {
        intents::setting(self.db, key)
    }

    /// The mark under `key`.
    pub fn mark(&self, key: &str) -> Result<Option<String>, StoreError> {
        self.db
            .prepare_cached("SELECT value FROM alert_mark WHERE key = ?1")
            .and_then(|mut s| s.query_row([key], |row| row.get(0)).optional())
            .map_err(|e| named(&e))
    }

    /// Keeps a mark.
    pub fn set_mark(&self, key: &str, value: &str) -> Result<(), StoreError> {
        self.db
            .prepare_cached("INSERT OR REPLACE INTO alert_mark (key, value) VALUES (?1, ?2)")
            .and_then(|mut s| s.execute([key, value]))
            .map(|_| ())
            .map_err(|e| named(&e))
    }
}

impl IntentsDb {
    /// Runs `work` on the ledger in one transaction; on disk when this returns.
    pub fn write_alerts<R>(&mut self, work: impl FnOnce(&AlertWriter<'_>) -> Result<R, StoreError>) -> Result<R, StoreError> {
        let tx = self.db_mut().transaction_with_behavior(TransactionBehavior::Immediate).map_err(|e| named(&e))?;
        let result = work(&AlertWriter { db: &tx })?;
        #[cfg(debug_assertions)]
        super::crash::step();
        tx.commit().map_err(|e| named(&e))?;
        #[cfg(debug_assertions)]
        super::crash::step();
        Ok(result)
    }

    /// Runs `query` on the ledger.
    pub fn read_alerts<R>(&self, query: impl FnOnce(&AlertWriter<'_>) -> Result<R, StoreError>) -> Result<R, StoreError> {
        query(&AlertWriter { db: self.db() })
    }

    /// The last `limit` alerts by the time of their event, newest first.
    pub fn alerts(&self, limit: u32) -> Result<Vec<AlertRow>, StoreError> {
        select(self.db(), "ORDER BY event_at DESC, key LIMIT ?1", [limit])
    }

    /// Alerts that still have to be posted, in the order they were learned.
    pub fn due_alerts(&self) -> Result<Vec<AlertRow>, StoreError> {
        select(self.db(), &format!("WHERE {DUE} ORDER BY learned_at, key"), [])
    }

    /// How many alerts the parent has not seen.
    pub fn unseen_alerts(&self) -> Result<u32, StoreError> {
        self.db().query_row("SELECT count(*) FROM alert WHERE seen = 0", [], |row| row.get(0)).map_err(|e| named(&e))
    }

    /// Alerts of `kinds` learned from `since` to `until`, newest first, at most `limit`.
    pub fn alerts_learned(&self, kinds: &[&str], since: Moment, until: Moment, limit: u32) -> Result<Vec<AlertRow>, StoreError> {
        let all = select(self.db(), "WHERE learned_at >= ?1 AND learned_at <= ?2 ORDER BY learned_at DESC LIMIT 200", [since.0, until.0])?;
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        Ok(all.into_iter().filter(|row| kinds.contains(&row.kind.as_str())).take(limit).collect())
    }

    /// Notes that the alerts were posted at `at`, each in the revision named.
    pub fn note_posted(&mut self, posted: &[(AlertKey, i64)], at: Moment) -> Result<(), StoreError> {
        self.write_alerts(|ledger| {
            for (key, revision) in posted {
                ledger
                    .db
                    .prepare_cached(
                        "UPDATE alert SET posted = max(coalesce(posted, 0), ?2), shown_at = coalesce(shown_at, ?3) WHERE key = ?1",
                    )
                    .and_then(|mut s| s.execute(params![key.0, revision, at.0]))
                    .map_err(|e| named(&e))?;
            }
            Ok(())
        })
    }

    /// Notes that the parent has seen all alerts learned until `until`.
    pub fn note_seen(&mut self, until: Moment) -> Result<(), StoreError> {
        self.db()
            .prepare_cached("UPDATE alert SET seen = 1 WHERE seen = 0 AND learned_at <= ?1")
            .and_then(|mut s| s.execute([until.0]))
            .map(|_| ())
            .map_err(|e| named(&e))
    }

    /// The mark under `key`.
    pub fn alert_mark(&self, key: &str) -> Result<Option<String>, StoreError> {
        AlertWriter { db: self.db() }.mark(key)
    }

    /// Forgets alerts of events before `before`.
    pub fn forget_alerts(&mut self, before: Moment) -> Result<(), StoreError> {
        self.db().execute("DELETE FROM alert WHERE event_at < ?1", [before.0]).map(|_| ()).map_err(|e| named(&e))
    }

    /// Forgets all alerts and marks, and the settings under `keys`: all of it or nothing.
    pub fn forget_all_alerts(&mut self, keys: &[&str]) -> Result<(), StoreError> {
        self.write_alerts(|ledger| {
            ledger.db.execute_batch("DELETE FROM alert; DELETE FROM alert_mark").map_err(|e| named(&e))?;
            for key in keys {
                ledger.db.execute("DELETE FROM setting WHERE key = ?1", [key]).map_err(|e| named(&e))?;
            }
            Ok(())
        })
    }
}
