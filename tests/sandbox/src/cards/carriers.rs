//! Cards of children: what each is, when it works, how it is blocked and replaced.

use chrono::{Duration, NaiveDate, NaiveDateTime, NaiveTime};
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use serde::{Deserialize, Serialize};

use crate::clock::sql;

/// What a child carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CarrierKind {
    /// Сервисная карта: given by the school.
    Service,
    /// Социальная карта учащегося.
    Social,
    /// Временная карта, until the other one is replaced.
    Temporary,
    /// Браслет.
    Bracelet,
    /// Брелок.
    Fob,
}

/// All kinds with their names in the database and in Russian.
const KINDS: [(CarrierKind, &str, &str); 5] = [
    (CarrierKind::Service, "service", "Сервисная карта"),
    (CarrierKind::Social, "social", "Социальная карта учащегося"),
    (CarrierKind::Temporary, "temporary", "Временная карта"),
    (CarrierKind::Bracelet, "bracelet", "Браслет"),
    (CarrierKind::Fob, "fob", "Брелок"),
];

impl CarrierKind {
    pub(super) fn code(self) -> &'static str {
        KINDS.iter().find(|(kind, ..)| *kind == self).map_or("service", |(_, code, _)| code)
    }

    pub(super) fn name(self) -> &'static str {
        KINDS.iter().find(|(kind, ..)| *kind == self).map_or("", |(.., name)| name)
    }

    fn parse(code: &str) -> Self {
        KINDS.iter().find(|(_, known, _)| *known == code).map_or(Self::Service, |(kind, ..)| *kind)
    }

    /// How long a new one is good for, in days.
    fn days(self) -> i64 {
        if self == Self::Temporary { 14 } else { 5 * 365 }
    }
}

/// Whether a carrier works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CarrierState {
    /// It opens turnstiles and pays.
    Active,
    /// A parent blocked it.
    BlockedByParent,
    /// The school blocked it.
    BlockedBySchool,
    /// Its time is over.
    Expired,
}

/// A carrier as it is now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Carrier {
    /// Id on the wire.
    pub card_id: i64,
    /// Its kind.
    pub kind: CarrierKind,
    /// The whole number; the wire never shows it.
    pub number: String,
    /// Whether it works.
    pub state: CarrierState,
    /// First day.
    pub valid_from: NaiveDate,
    /// Last day.
    pub valid_to: NaiveDate,
    /// Moscow local time of the block.
    pub blocked_at: Option<String>,
    /// What the one who blocked it said.
    pub reason: Option<String>,
}

impl Carrier {
    /// The number as the wire shows it.
    pub fn masked(&self) -> String {
        let last = self.number.len().saturating_sub(4);
        format!("•••• {}", &self.number[last..])
    }
}

/// Who blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Blocker {
    Parent,
    School,
}

/// Why nothing was done.
#[derive(Debug)]
pub(crate) enum NotDone {
    Unknown,
    Refused(&'static str),
    Storage(rusqlite::Error),
}

impl From<rusqlite::Error> for NotDone {
    fn from(error: rusqlite::Error) -> Self {
        Self::Storage(error)
    }
}

/// Gives every child that has no card what it would have had from the start.
pub(crate) fn fill(db: &Connection, now: NaiveDateTime) -> rusqlite::Result<()> {
    let children: Vec<(i64, String)> = db
        .prepare_cached("SELECT id, enrollment_date FROM children WHERE id NOT IN (SELECT child_id FROM cards) ORDER BY id")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    for (index, (child, enrolled)) in children.into_iter().enumerate() {
        let enrolled: NaiveDate = enrolled.parse().unwrap_or_else(|_| now.date());
        let first = (now.date() - Duration::days(400)).max(enrolled.min(now.date())).and_time(NaiveTime::MIN);
        // The second child and every other one has both kinds side by side, and an old card in the drawer.
        if index % 2 == 1 {
            insert(db, child, CarrierKind::Service, first - Duration::days(6 * 365))?;
            let social = insert(db, child, CarrierKind::Social, first)?;
            db.prepare_cached("INSERT INTO transport_cards (card_id, balance, discounted_balance, updated_at) VALUES (?1, 31200, 4, ?2)")?
                .execute(params![social, sql(now - Duration::hours(5))])?;
        }
        insert(db, child, CarrierKind::Service, first)?;
    }
    Ok(())
}

fn insert(db: &Connection, child_id: i64, kind: CarrierKind, at: NaiveDateTime) -> rusqlite::Result<i64> {
    let id: i64 = db.query_row("SELECT COALESCE(MAX(id), 510000) + 1 FROM cards", [], |row| row.get(0))?;
    // Sixteen digits that look like nobody's: the id spread out.
    let number = format!("{:016}", id.wrapping_mul(7_919_317).wrapping_mul(104_729).rem_euclid(10_000_000_000_000_000));
    db.prepare_cached("INSERT INTO cards (id, child_id, kind, number, issued_at, valid_to) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
        .execute(params![id, child_id, kind.code(), number, sql(at), (at.date() + Duration::days(kind.days())).to_string()])?;
    Ok(id)
}

fn read(row: &Row<'_>, now: NaiveDateTime) -> rusqlite::Result<Carrier> {
    let (kind, issued): (String, NaiveDateTime) = (row.get(1)?, row.get(3)?);
    let valid_to: NaiveDate = row.get(4)?;
    let blocked = row.get::<_, Option<NaiveDateTime>>(5)?.filter(|at| *at <= now).zip(row.get::<_, Option<String>>(6)?);
    let state = match blocked.as_ref().map(|(_, by)| by.as_str()) {
        Some("parent") => CarrierState::BlockedByParent,
        Some(_) => CarrierState::BlockedBySchool,
        None if now.date() > valid_to => CarrierState::Expired,
        None => CarrierState::Active,
    };
    Ok(Carrier {
        card_id: row.get(0)?,
        kind: CarrierKind::parse(&kind),
        number: row.get(2)?,
        state,
        valid_from: issued.date(),
        valid_to,
        blocked_at: blocked.as_ref().map(|(at, _)| sql(*at)),
        reason: if blocked.is_some() { row.get(7)? } else { None },
    })
}

/// All carriers a child ever had, newest first.
pub(crate) fn of_child(db: &Connection, child_id: i64, now: NaiveDateTime) -> rusqlite::Result<Vec<Carrier>> {
    db.prepare_cached(
        "SELECT id, kind, number, issued_at, valid_to, blocked_at, blocked_by, reason FROM cards WHERE child_id = ?1 AND issued_at <= ?2
         ORDER BY issued_at DESC, id DESC",
    )?
    .query_map(params![child_id, sql(now)], |row| read(row, now))?
    .collect()
}

/// Whether a child has anything that opens a turnstile and pays.
pub(crate) fn usable(db: &Connection, child_id: i64, now: NaiveDateTime) -> rusqlite::Result<bool> {
    Ok(of_child(db, child_id, now)?.iter().any(|card| card.state == CarrierState::Active))
}

/// Blocks a carrier at once and for good.
pub(crate) fn block(
    db: &Connection,
    now: NaiveDateTime,
    child_id: i64,
    card_id: i64,
    by: Blocker,
    reason: Option<&str>,
) -> Result<(), NotDone> {
    let card = of_child(db, child_id, now)?.into_iter().find(|card| card.card_id == card_id).ok_or(NotDone::Unknown)?;
    match card.state {
        CarrierState::Active => {}
        CarrierState::Expired => return Err(NotDone::Refused("cardExpired")),
        CarrierState::BlockedByParent | CarrierState::BlockedBySchool => return Err(NotDone::Refused("cardAlreadyBlocked")),
    }
    let by = if by == Blocker::Parent { "parent" } else { "school" };
    db.prepare_cached("UPDATE cards SET blocked_at = ?2, blocked_by = ?3, reason = ?4 WHERE id = ?1")?.execute(params![
        card_id,
        sql(now),
        by,
        reason
    ])?;
    crate::operator::log(db, "card_blocked", card_id)?;
    Ok(())
}

/// The school gives a carrier out. A temporary one ends when another is given.
pub(crate) fn issue(db: &Connection, now: NaiveDateTime, child_id: i64, kind: CarrierKind) -> rusqlite::Result<i64> {
    let id = insert(db, child_id, kind, now)?;
    if kind == CarrierKind::Temporary {
        crate::operator::log(db, "temporary_card", id)?;
    } else {
        let yesterday = now.date() - Duration::days(1);
        db.prepare_cached(
            "UPDATE cards SET valid_to = ?2 WHERE child_id = ?1 AND kind = 'temporary' AND blocked_at IS NULL AND valid_to > ?2",
        )?
        .execute(params![child_id, yesterday.to_string()])?;
    }
    if kind == CarrierKind::Social {
        db.prepare_cached("INSERT INTO transport_cards (card_id, balance, discounted_balance, updated_at) VALUES (?1, 0, 0, ?2)")?
            .execute(params![id, sql(now)])?;
    }
    Ok(id)
}

/// The travel purse of a child's social card: the card, kopecks, discounted trips left, as of.
pub(super) fn transport(db: &Connection, child_id: i64, now: NaiveDateTime) -> rusqlite::Result<Option<(Carrier, i64, i64, String)>> {
    for card in of_child(db, child_id, now)?.into_iter().filter(|card| card.kind == CarrierKind::Social) {
        let purse = db
            .prepare_cached("SELECT balance, discounted_balance, updated_at FROM transport_cards WHERE card_id = ?1")?
            .query_row([card.card_id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .optional()?;
        if let Some((balance, discounted, at)) = purse {
            return Ok(Some((card, balance, discounted, at)));
        }
    }
    Ok(None)
}
