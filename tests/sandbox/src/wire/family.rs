//! Whose child it is: every data route asks here before it shows anything.

use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension as _, ToSql, named_params};

use crate::adults::Rights;
use crate::adults::rights;
use crate::clock;
use crate::envelope::WireError;
use crate::faults::Service;
use crate::headers::Caller;

/// The three names one child goes by on the wire.
#[derive(Clone, Copy)]
pub enum Key<'a> {
    /// `personId`, the uuid of the newer services.
    Person(&'a str),
    /// `contract_id`, the personal account number.
    Contract(&'a str),
    /// `student_id`, the profile id.
    Student(&'a str),
}

/// A child of the caller.
pub struct Child {
    /// Profile id, and the key of all the sandbox's tables.
    pub id: i64,
    /// `personId`.
    pub person_id: String,
    /// Personal account number.
    pub contract_id: i64,
}

/// The caller's child of that name; 403 when it is another family's or nobody's, or the adult may not do this (the answer
/// does not tell which); 404 where the child is not connected to the service at all.
pub fn child(db: &Connection, caller: &Caller, key: Key<'_>) -> Result<Child, WireError> {
    let child = child_even_unconnected(db, caller, key)?;
    let needs_connection = matches!(caller.service, Some(Service::Food | Service::Payments | Service::Cards));
    if needs_connection && !rights::is_connected(db, child.id)? {
        return Err(WireError::NotFound);
    }
    Ok(child)
}

/// As [`child`], connected or not.
pub fn child_even_unconnected(db: &Connection, caller: &Caller, key: Key<'_>) -> Result<Child, WireError> {
    let (column, value): (_, &dyn ToSql) = match &key {
        Key::Person(person_id) => ("person_id", person_id),
        Key::Contract(text) => ("contract_id", &number("contract_id", text)?),
        Key::Student(text) => ("id", &number("student_id", text)?),
    };
    let (child, rights, until) = db
        .prepare_cached(&format!(
            "SELECT c.id, c.person_id, c.contract_id, a.rights, a.until FROM children c JOIN adults a ON a.child_id = c.id
             WHERE c.{column} = :value AND a.parent_id = :parent"
        ))?
        .query_row(named_params! { ":value": value, ":parent": caller.parent_id }, |row| {
            let child = Child { id: row.get(0)?, person_id: row.get(1)?, contract_id: row.get(2)? };
            Ok((child, Rights::parse(row.get_ref(3)?.as_str()?), row.get::<_, NaiveDate>(4)?))
        })
        .optional()?
        .ok_or(WireError::Forbidden)?;
    if until < caller.at.date() || !rights.allow(caller.service, caller.writes) {
        return Err(WireError::Forbidden);
    }
    Ok(child)
}

/// Confirmed money on the child's account, in kopecks: the sum of the movements in force.
pub fn balance(db: &Connection, caller: &Caller, child: &Child) -> rusqlite::Result<i64> {
    db.prepare_cached(
        "SELECT COALESCE(SUM(sum), 0) FROM movements
         WHERE child_id = ?1 AND visible_at <= ?2 AND hidden_at > ?2",
    )?
    .query_row((child.id, clock::sql(caller.at)), |row| row.get(0))
}

/// Whether the last thing known of today is an entry without an exit.
pub fn is_at_school(db: &Connection, caller: &Caller, child: &Child) -> rusqlite::Result<bool> {
    db.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM visits
           WHERE child_id = ?1 AND child_id NOT IN (SELECT child_id FROM unconnected)
             AND date = ?2 AND hidden_at > ?3 AND in_visible_at <= ?3
             AND (out_visible_at IS NULL OR out_visible_at > ?3))",
    )?
    .query_row((child.id, caller.at.date(), clock::sql(caller.at)), |row| row.get(0))
}

fn number(parameter: &str, text: &str) -> Result<i64, WireError> {
    text.parse().map_err(|_| WireError::bad(parameter, "must be a number"))
}
