//! What the canteen refuses to sell: what the parent has banned, and what goes above the day limit where the school looks.
//!
//! What the city pays for is not bought, so nothing bans it.

use chrono::NaiveDateTime;
use rusqlite::{Connection, params};

use super::menu::{Bans, Eater, by_name};
use super::{ahead, school};
use crate::cards::carriers;
use crate::clock::sql;
use crate::db::rows::Lines;

/// Why a sale is refused, in one word of the ledger; `None` when it is not.
pub(crate) fn refusal(
    db: &Connection,
    child_id: i64,
    lines: &Lines,
    total: i64,
    at: NaiveDateTime,
) -> rusqlite::Result<Option<&'static str>> {
    // A free meal needs the tap as well.
    if !carriers::usable(db, child_id, at)? {
        return Ok(Some("no_card"));
    }
    if total == 0 {
        return Ok(None);
    }
    let bans = Bans::of(db, child_id)?;
    let (Lines::Complex { dishes, .. } | Lines::Dishes(dishes)) = lines;
    let banned = dishes.iter().any(|line| match by_name(&line.name) {
        Some(dish) => bans.hit(dish),
        None => bans.forbid(line.id, line.category_id, line.category_id * 10 + 1),
    });
    if banned {
        return Ok(Some("banned"));
    }
    let rules = school::rules(db, Eater::of(db, child_id)?.school_id)?;
    let limit: Option<i64> =
        db.prepare_cached("SELECT expense_day_limit FROM children WHERE id = ?1")?.query_row([child_id], |row| row.get(0))?;
    Ok(match limit {
        Some(limit) if rules.day_limit_enforced && ahead::spent(db, child_id, at.date())? + total > limit => Some("day_limit"),
        _ => None,
    })
}

/// Keeps a refused sale for everybody to see.
pub(crate) fn keep(db: &Connection, child_id: i64, lines: &Lines, total: i64, at: NaiveDateTime, reason: &str) -> rusqlite::Result<()> {
    let what = match lines {
        Lines::Complex { name, .. } => name.clone(),
        Lines::Dishes(dishes) => dishes.iter().map(|dish| dish.name.as_str()).collect::<Vec<_>>().join(", "),
    };
    keep_as(db, child_id, &what, total, at, reason)
}

/// Keeps something else that was refused, in words.
pub(crate) fn keep_as(db: &Connection, child_id: i64, what: &str, kopecks: i64, at: NaiveDateTime, reason: &str) -> rusqlite::Result<()> {
    let id = db
        .prepare_cached("INSERT INTO refused_sales (at, child_id, what, kopecks, reason) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .insert(params![sql(at), child_id, what, kopecks, reason])?;
    crate::operator::log(db, "refused", id)
}
