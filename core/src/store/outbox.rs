//! The outbox on disk: commands of the parent with their states, and which facts of the school belong to which of them.
//!
//! Decides how they are kept. What a state means, and what happens to it next, is the outbox's own; here it is a text.

use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension, Row, TransactionBehavior, params};

use super::error::{DbFile, StoreError};
use super::intents::IntentsDb;
use crate::domain::{Moment, PersonId, ProfileId};

/// A command as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IntentRow {
    /// Its own name, made on this phone.
    pub id: String,
    /// Who asked.
    pub adult: ProfileId,
    /// For whom.
    pub child: PersonId,
    /// Kind of the command, for a reader of the file.
    pub kind: String,
    /// Command and state, as the outbox wrote them.
    pub state: String,
    /// Something may still happen to it by itself.
    pub open: bool,
    /// When the parent asked, in the server's time.
    pub created_at: Moment,
    /// When its state last changed.
    pub changed_at: Moment,
}

fn named(error: &rusqlite::Error) -> StoreError {
    StoreError::of(DbFile::Intents, error)
}

const COLUMNS: &str = "id, adult, child, kind, state, open, created_at, changed_at";

fn read(row: &Row<'_>) -> rusqlite::Result<IntentRow> {
    Ok(IntentRow {
        id: row.get(0)?,
        adult: ProfileId(row.get(1)?),
        child: PersonId(row.get(2)?),
        kind: row.get(3)?,
        state: row.get(4)?,
        open: row.get(5)?,
        created_at: Moment(row.get(6)?),
        changed_at: Moment(row.get(7)?),
    })
}

impl IntentsDb {
    /// A file of its own in memory, for tests of what is built on it.
    #[cfg(test)]
    pub(crate) fn in_memory() -> Result<Self, StoreError> {
        let mut db = Connection::open_in_memory().map_err(|e| named(&e))?;
        super::files::migrate_intents(&mut db)?;
        Ok(Self::of(db))
    }

    /// Forgets all commands, for tests.
    #[cfg(test)]
    pub(crate) fn empty(&self) {
        self.db().execute_batch("DELETE FROM intent; DELETE FROM claim;").unwrap();
    }

    /// The commands of `adult` that are open or changed since `since`, in the order in which they were asked for.
    pub fn intents(&self, adult: ProfileId, since: Moment) -> Result<Vec<IntentRow>, StoreError> {
        let query = || {
            let sql = format!("SELECT {COLUMNS} FROM intent WHERE adult = ?1 AND (open = 1 OR changed_at >= ?2) ORDER BY no");
            let mut select = self.db().prepare_cached(&sql)?;
            let rows = select.query_map(params![adult.0, since.0], read)?;
            rows.collect::<Result<Vec<_>, _>>()
        };
        query().map_err(|e| named(&e))
    }

    /// The command `id` of `adult`.
    pub fn intent(&self, adult: ProfileId, id: &str) -> Result<Option<IntentRow>, StoreError> {
        self.db()
            .prepare_cached(&format!("SELECT {COLUMNS} FROM intent WHERE adult = ?1 AND id = ?2"))
            .and_then(|mut s| s.query_row(params![adult.0, id], read).optional())
            .map_err(|e| named(&e))
    }

    /// Keeps `row` and what it claims, in one transaction; on disk when this returns. A fact that another command claims
    /// already is refused, and nothing is kept.
    pub fn save_intent(&mut self, row: &IntentRow, claims: &[String]) -> Result<(), StoreError> {
        let save =
            |db: &mut Connection| {
                let tx = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
                tx.prepare_cached(
                "INSERT INTO intent (id, adult, child, kind, state, open, created_at, changed_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
                 ON CONFLICT (id) DO UPDATE SET state = excluded.state, open = excluded.open, changed_at = excluded.changed_at",
            )?
            .execute(params![row.id, row.adult.0, row.child.0, row.kind, row.state, row.open, row.created_at.0, row.changed_at.0])?;
                tx.prepare_cached("DELETE FROM claim WHERE adult = ?1 AND intent = ?2")?.execute(params![row.adult.0, row.id])?;
                for fact in claims {
                    tx.prepare_cached("INSERT INTO claim (adult, fact, intent) VALUES (?1, ?2, ?3)")?.execute(params![
                        row.adult.0,
                        fact,
                        row.id
                    ])?;
                }
                #[cfg(debug_assertions)]
                crash::point("before");
                tx.commit()?;
                #[cfg(debug_assertions)]
                crash::point("after");
                Ok(())
            };
        save(self.db_mut()).map_err(|e| named(&e))
    }

    /// The facts that commands of `adult` claim.
    pub fn claims(&self, adult: ProfileId) -> Result<HashSet<String>, StoreError> {
        let query = || {
            let mut select = self.db().prepare_cached("SELECT fact FROM claim WHERE adult = ?1")?;
            let rows = select.query_map([adult.0], |row| row.get(0))?;
            rows.collect::<Result<HashSet<_>, _>>()
        };
        query().map_err(|e| named(&e))
    }
}

/// Ends the process at a chosen commit, as `kill -9` would: for the test that goes on after each of them. Not in a release build.
#[cfg(debug_assertions)]
mod crash {
    use std::sync::LazyLock;
    use std::sync::atomic::{AtomicU32, Ordering};

    /// `3-before` or `3-after`: the third commit of a command in this process.
    static AT: LazyLock<Option<String>> = LazyLock::new(|| std::env::var("SCHOOLCARD_CRASH_AT").ok());
    static COMMITS: AtomicU32 = AtomicU32::new(0);

    pub(super) fn point(when: &str) {
        let Some(at) = &*AT else { return };
        let commit = if when == "before" { COMMITS.fetch_add(1, Ordering::SeqCst) + 1 } else { COMMITS.load(Ordering::SeqCst) };
        if *at == format!("{commit}-{when}") {
            std::process::abort();
        }
    }
}
