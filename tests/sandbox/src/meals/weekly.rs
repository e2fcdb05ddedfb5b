//! Weekly rules (wire-api §8): each places an order for its days as soon as the school takes orders for them.
//!
//! An order refused once (no money, no such complex) is not tried again; a day whose order the parent cancelled stays
//! without. Changing or removing a rule cancels its orders that may still be cancelled.

use chrono::{Datelike as _, Duration, NaiveDate, NaiveDateTime, NaiveTime};
use rusqlite::{Connection, params};
use serde_json::{Value, json};

use super::ahead::{self, By, NotDone, Wish};
use super::menu::Eater;
use super::school;
use crate::clock::sql;
use crate::generator::calendar::is_school_day;

/// Names of the days on the wire, Monday first.
pub(super) const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// A rule as the parent wants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rule {
    pub complex_id: i64,
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub amount: i64,
    /// Monday first.
    pub days: [bool; 7],
}

impl Rule {
    fn bits(&self) -> i64 {
        self.days.iter().rev().fold(0, |bits, day| bits * 2 + i64::from(*day))
    }
}

/// A rule in force.
pub(super) struct Kept {
    pub id: i64,
    pub child_id: i64,
    pub rule: Rule,
}

impl Kept {
    /// As the wire prints it.
    pub(super) fn json(&self) -> Value {
        let mut days = json!({});
        for (name, on) in DAYS.into_iter().zip(self.rule.days) {
            days[name] = on.into();
        }
        json!({
            "ruleId": self.id,
            "dishId": null,
            "complexId": self.rule.complex_id,
            "from": self.rule.from,
            "to": self.rule.to,
            "amount": self.rule.amount,
            "days": days,
        })
    }
}

/// Rules that were not removed: of a child, or all.
pub(super) fn kept(db: &Connection, child_id: Option<i64>) -> rusqlite::Result<Vec<Kept>> {
    db.prepare_cached(
        "SELECT id, child_id, complex_id, valid_from, valid_to, amount, days FROM weekly_rules
         WHERE deleted = 0 AND (?1 IS NULL OR child_id = ?1) ORDER BY id",
    )?
    .query_map([child_id], |row| {
        let bits: i64 = row.get(6)?;
        Ok(Kept {
            id: row.get(0)?,
            child_id: row.get(1)?,
            rule: Rule {
                complex_id: row.get(2)?,
                from: row.get(3)?,
                to: row.get(4)?,
                amount: row.get(5)?,
                days: std::array::from_fn(|day| bits >> day & 1 == 1),
            },
        })
    })?
    .collect()
}

/// The rule with that id, unless removed.
pub(super) fn find(db: &Connection, id: i64) -> Result<Kept, NotDone> {
    kept(db, None)?.into_iter().find(|kept| kept.id == id).ok_or(NotDone::Unknown)
}

/// Keeps a new rule; its orders follow at once.
pub(super) fn add(db: &Connection, now: NaiveDateTime, child_id: i64, parent_id: i64, rule: &Rule, again: bool) -> Result<i64, NotDone> {
    let id = db
        .prepare_cached(
            "INSERT INTO weekly_rules (child_id, parent_id, complex_id, valid_from, valid_to, amount, days, retransmitted)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .insert(params![child_id, parent_id, rule.complex_id, rule.from, rule.to, rule.amount, rule.bits(), again])?;
    follow(db, now, &find(db, id)?)?;
    Ok(id)
}

/// Changes a rule, and its orders that are still open.
pub(super) fn change(db: &Connection, now: NaiveDateTime, id: i64, rule: &Rule) -> Result<(), NotDone> {
    let kept = find(db, id)?;
    withdraw(db, now, kept.id)?;
    db.prepare_cached("UPDATE weekly_rules SET complex_id = ?2, valid_from = ?3, valid_to = ?4, amount = ?5, days = ?6 WHERE id = ?1")?
        .execute(params![id, rule.complex_id, rule.from, rule.to, rule.amount, rule.bits()])?;
    follow(db, now, &find(db, id)?)?;
    Ok(())
}

/// Removes a rule, and its orders that are still open.
pub(super) fn remove(db: &Connection, now: NaiveDateTime, id: i64) -> Result<(), NotDone> {
    let kept = find(db, id)?;
    withdraw(db, now, kept.id)?;
    db.prepare_cached("UPDATE weekly_rules SET deleted = 1 WHERE id = ?1")?.execute([id])?;
    Ok(())
}

/// Cancels the orders of a rule that may still be cancelled, and forgets those days.
fn withdraw(db: &Connection, now: NaiveDateTime, rule_id: i64) -> Result<(), NotDone> {
    let orders: Vec<(i64, String)> = db
        .prepare_cached("SELECT order_id, on_date FROM ahead WHERE rule_id = ?1 AND state = 'waiting'")?
        .query_map([rule_id], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    for (order_id, date) in orders {
        match ahead::cancel(db, now, &[order_id], By::Rule(rule_id)) {
            Ok(()) => {
                db.prepare_cached("DELETE FROM weekly_rule_days WHERE rule_id = ?1 AND on_date = ?2")?.execute(params![rule_id, date])?;
            }
            Err(NotDone::Storage(error)) => return Err(error.into()),
            // Too late: it is served as ordered.
            Err(_) => {}
        }
    }
    Ok(())
}

/// Places the orders of a rule for every day that orders are taken for by now.
fn follow(db: &Connection, now: NaiveDateTime, kept: &Kept) -> rusqlite::Result<()> {
    let rules = school::rules(db, Eater::of(db, kept.child_id)?.school_id)?;
    let horizon = Duration::days(rules.horizon_days.into());
    let last = kept.rule.to.min(now.date() + horizon);
    let done = |date: NaiveDate| -> rusqlite::Result<bool> {
        db.prepare_cached("SELECT EXISTS (SELECT 1 FROM weekly_rule_days WHERE rule_id = ?1 AND on_date = ?2)")?
            .query_row(params![kept.id, date.to_string()], |row| row.get(0))
    };
    for date in kept.rule.from.iter_days().take_while(|date| *date <= last) {
        if !kept.rule.days[date.weekday().num_days_from_monday() as usize] || !is_school_day(date) || done(date)? {
            continue;
        }
        // The clock may have jumped over the moment at which the order was due.
        let at = (date - horizon).and_time(NaiveTime::MIN).max(known_since(db, kept.id, now)?).min(now);
        let wish = Wish { complex_id: kept.rule.complex_id, amount: kept.rule.amount, dishes: Vec::new() };
        let order = match ahead::place(db, at, kept.child_id, By::Rule(kept.id), date, &[wish]) {
            Ok(orders) => orders.first().copied(),
            Err(NotDone::Storage(error)) => return Err(error),
            Err(_) => None,
        };
        db.prepare_cached("INSERT INTO weekly_rule_days (rule_id, on_date, order_id) VALUES (?1, ?2, ?3)")?.execute(params![
            kept.id,
            date.to_string(),
            order
        ])?;
    }
    db.prepare_cached("UPDATE weekly_rules SET done_until = ?2, known_since = COALESCE(known_since, ?3) WHERE id = ?1")?
        .execute(params![kept.id, (now.date() + horizon).to_string(), sql(now)])?;
    Ok(())
}

/// When the school first looked at the rule.
fn known_since(db: &Connection, id: i64, now: NaiveDateTime) -> rusqlite::Result<NaiveDateTime> {
    let since: Option<NaiveDateTime> =
        db.prepare_cached("SELECT known_since FROM weekly_rules WHERE id = ?1")?.query_row([id], |row| row.get(0))?;
    Ok(since.unwrap_or(now))
}

/// Whether a rule has days that orders are taken for and that were not looked at.
pub(super) fn due(db: &Connection, now: NaiveDateTime) -> rusqlite::Result<bool> {
    db.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM weekly_rules w JOIN children c ON c.id = w.child_id JOIN school_rules s ON s.school_id = c.school_id
                        WHERE deleted = 0 AND done_until < date(?1, '+' || s.horizon_days || ' days') AND done_until < valid_to)",
    )?
    .query_row([sql(now)], |row| row.get(0))
}

/// Places what is due of every rule.
pub(super) fn follow_all(db: &Connection, now: NaiveDateTime) -> rusqlite::Result<()> {
    for kept in kept(db, None)? {
        follow(db, now, &kept)?;
    }
    Ok(())
}
