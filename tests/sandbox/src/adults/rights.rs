//! What an adult may see of a child and do for it, and whether the child is connected at all.

use chrono::NaiveDateTime;
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};

use crate::faults::Service;

/// What a named adult may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Rights {
    /// Everything a parent may.
    All,
    /// See entries and exits, and be told of them; change nothing.
    Entries,
    /// Nothing.
    None,
}

impl Rights {
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Entries => "entries",
            Self::None => "none",
        }
    }

    /// Reads [`Rights::code`].
    pub(crate) fn parse(code: &str) -> Self {
        [Self::All, Self::Entries].into_iter().find(|rights| rights.code() == code).unwrap_or(Self::None)
    }

    /// Whether a request to that service is allowed; `writes` when it changes something.
    pub(crate) fn allow(self, service: Option<Service>, writes: bool) -> bool {
        match self {
            Self::All => true,
            Self::Entries => !writes && matches!(service, Some(Service::Pass | Service::Profile)),
            Self::None => false,
        }
    }
}

/// The adults who are to be told of something about a child now: with all rights, and for `entry` and `exit` those who see entries.
pub(crate) fn to_tell(db: &Connection, child_id: i64, kind: &str, now: NaiveDateTime) -> rusqlite::Result<Vec<i64>> {
    let passage = matches!(kind, "entry" | "exit");
    db.prepare_cached(
        "SELECT parent_id FROM adults WHERE child_id = ?1 AND until >= ?2 AND (rights = 'all' OR rights = 'entries' AND ?3)
           AND child_id NOT IN (SELECT child_id FROM unconnected) ORDER BY parent_id",
    )?
    .query_map(params![child_id, now.date().to_string(), passage], |row| row.get(0))?
    .collect()
}

/// Whether the child's school, card and account are connected to the service.
pub(crate) fn is_connected(db: &Connection, child_id: i64) -> rusqlite::Result<bool> {
    db.prepare_cached("SELECT NOT EXISTS (SELECT 1 FROM unconnected WHERE child_id = ?1)")?.query_row([child_id], |row| row.get(0))
}

/// `connected`, `applied` or `not_connected`.
pub(crate) fn connection(db: &Connection, child_id: i64) -> rusqlite::Result<&'static str> {
    if is_connected(db, child_id)? {
        return Ok("connected");
    }
    let applied: bool = db
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM applications WHERE child_id = ?1 AND state = 'waiting')")?
        .query_row([child_id], |row| row.get(0))?;
    Ok(if applied { "applied" } else { "not_connected" })
}
