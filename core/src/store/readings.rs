//! When each service was last asked, and what came of it: the dates that figures carry.

use rusqlite::{Connection, OptionalExtension, params};

use super::error::{DbFile, StoreError};
use super::{Store, Writer, family};
use crate::domain::{Moment, PersonId};

/// The child number of readings that belong to the whole family.
const FAMILY: i64 = 0;

/// A service of the school, as far as its answers carry their own date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Service {
    /// Who the children are (wire-api §3).
    Profile,
    /// Entries and exits (wire-api §4).
    Pass,
    /// Balance and rules (wire-api §5).
    Food,
    /// Purchases (wire-api §6 `orders`).
    Orders,
    /// Movements (wire-api §6 `transactions`).
    Movements,
    /// Payment links and the history of payments (wire-api §9).
    Payments,
    /// The school's feed, the switches of notifications and the registration for pushes (wire-api §10).
    Notices,
    /// Carriers and the travel purse (wire-api §11).
    Cards,
    /// Set meals (wire-api §7).
    Menu,
    /// The buffet's menu (wire-api §7).
    Buffet,
    /// Bans, switches and consent (wire-api §5).
    FoodRules,
}

/// What the last attempt gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Outcome {
    /// An answer.
    Ok,
    /// The service answered with a fault.
    ServiceDown,
    /// The server could not be reached.
    Offline,
    /// The service is not open to this family or does not know the child.
    Refused,
}

/// The last attempt to read a service, and the last that succeeded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Reading {
    /// Last success, in the server's time; none before the first.
    pub as_of: Option<Moment>,
    /// Last attempt.
    pub attempted_at: Moment,
    /// What the last attempt gave.
    pub outcome: Outcome,
}

pub(super) fn service_code(service: Service) -> i64 {
    match service {
        Service::Profile => 0,
        Service::Pass => 1,
        Service::Food => 2,
        Service::Orders => 3,
        Service::Movements => 4,
        Service::Payments => 5,
        Service::Notices => 6,
        Service::Cards => 7,
        Service::Menu => 8,
        Service::Buffet => 9,
        Service::FoodRules => 10,
    }
}

fn outcome_code(outcome: Outcome) -> i64 {
    match outcome {
        Outcome::Ok => 0,
        Outcome::ServiceDown => 1,
        Outcome::Offline => 2,
        Outcome::Refused => 3,
    }
}

fn load(db: &Connection, child: i64, service: Service) -> Result<Option<Reading>, StoreError> {
    let row: Option<(Option<i64>, i64, i64)> = db
        .prepare_cached("SELECT as_of, attempted_at, outcome FROM reading WHERE child = ?1 AND service = ?2")?
        .query_row([child, service_code(service)], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let Some((as_of, attempted_at, outcome)) = row else {
        return Ok(None);
    };
    let outcome = match outcome {
        0 => Outcome::Ok,
        1 => Outcome::ServiceDown,
        2 => Outcome::Offline,
        3 => Outcome::Refused,
        _ => {
            return Err(StoreError::Corrupt { file: DbFile::Cache });
        }
    };
    Ok(Some(Reading { as_of: as_of.map(Moment), attempted_at: Moment(attempted_at), outcome }))
}

impl Store {
    /// The last reading of `service` for `child`, or for the whole family (`None`, such as [`Service::Profile`]).
    pub fn reading<'a>(&self, child: impl Into<Option<&'a PersonId>>, service: Service) -> Result<Option<Reading>, StoreError> {
        let child = child.into();
        self.read(|db| match child {
            None => load(db, FAMILY, service),
            Some(child) => match family::number(db, child)? {
                Some(no) => load(db, no, service),
                None => Ok(None),
            },
        })
    }
}

impl Writer<'_> {
    /// Notes that `service` was asked at `at` for `child` (or for the whole family) with this outcome. A success dates the
    /// figures; anything else leaves their date as it was.
    pub fn note_reading<'a>(
        &mut self,
        child: impl Into<Option<&'a PersonId>>,
        service: Service,
        at: Moment,
        outcome: Outcome,
    ) -> Result<(), StoreError> {
        let child = child.into();
        let no = child.map_or(Ok(FAMILY), |child| family::number_or_new(self.db, child))?;
        let old = load(self.db, no, service)?;
        let known = old.and_then(|r| r.as_of);
        let as_of = if outcome == Outcome::Ok {
            // Also when that is earlier: the school's clock was set back, and the days since have to be read again.
            Some(at)
        } else {
            known
        };
        let new = Reading { as_of, attempted_at: at, outcome };
        if old == Some(new) {
            return Ok(());
        }
        self.db
            .prepare_cached("INSERT OR REPLACE INTO reading (child, service, as_of, attempted_at, outcome) VALUES (?1, ?2, ?3, ?4, ?5)")?
            .execute(params![no, service_code(service), as_of.map(|m| m.0), at.0, outcome_code(outcome)])?;
        match child {
            Some(child) => self.change.child(child).readings = true,
            None => self.change.meta = true,
        }
        Ok(())
    }
}
