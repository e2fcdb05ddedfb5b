//! Spending limits of an account, changed by the parent or by the school, each change kept for the ledger.

use chrono::NaiveDateTime;
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};

use crate::clock::sql;

/// What to change; what is left out stays.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LimitWish {
    /// The day spending limit: `None` stays, `Some(None)` no limit, `Some(Some(kopecks))`.
    #[serde(default, with = "set", skip_serializing_if = "Option::is_none")]
    pub expense_day_limit: Option<Option<i64>>,
    /// Kopecks below which the parent is warned; `None` stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub balance_threshold: Option<i64>,
}

/// Tells a JSON null ("no limit") from a field left out ("stays").
mod set {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[allow(clippy::option_option, clippy::ref_option)] // the shape serde's `with` asks for
    pub(super) fn serialize<S: Serializer>(wish: &Option<Option<i64>>, to: S) -> Result<S::Ok, S::Error> {
        wish.flatten().serialize(to)
    }

    #[allow(clippy::option_option)] // as above
    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Option<i64>>, D::Error> {
        Option::deserialize(from).map(Some)
    }
}

/// Who changed a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ChangedBy {
    /// Over the wire.
    Parent,
    /// The operator.
    School,
}

impl ChangedBy {
    fn text(self) -> &'static str {
        match self {
            Self::Parent => "parent",
            Self::School => "school",
        }
    }

    /// Reads what [`apply`] wrote.
    pub(super) fn parse(text: &str) -> Self {
        if text == "school" { Self::School } else { Self::Parent }
    }
}

/// Changes the limits of a child's account.
pub(crate) fn apply(db: &Connection, at: NaiveDateTime, child_id: i64, wish: &LimitWish, by: ChangedBy) -> rusqlite::Result<()> {
    if let Some(limit) = wish.expense_day_limit {
        db.prepare_cached("UPDATE children SET expense_day_limit = ?2 WHERE id = ?1")?.execute(params![child_id, limit])?;
    }
    if let Some(threshold) = wish.balance_threshold {
        db.prepare_cached("UPDATE children SET balance_threshold = ?2 WHERE id = ?1")?.execute(params![child_id, threshold])?;
    }
    db.prepare_cached(
        "INSERT INTO limit_changes (at, child_id, expense_day_limit, balance_threshold, changed_by)
         SELECT ?1, id, expense_day_limit, balance_threshold, ?3 FROM children WHERE id = ?2",
    )?
    .execute(params![sql(at), child_id, by.text()])?;
    Ok(())
}
