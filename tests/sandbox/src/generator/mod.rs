//! Makes families with years of school days: same seed and same clock, same data.
//!
//! Decides who is written and which days carry a special case. One ordinary day is [`day`];
//! which dates are school days is [`calendar`]; names and prices are [`catalogue`].

pub(crate) mod calendar;
pub(crate) mod catalogue;
mod day;
mod meals;
pub(crate) mod nutrition;
mod people;

use std::collections::BTreeMap;

use chrono::{Datelike, Duration, NaiveDate, NaiveDateTime, NaiveTime};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rusqlite::{Connection, OptionalExtension};

use crate::db::Db;
use crate::db::rows::{NewMovement, insert_movement};
use crate::model::MovementKind;
use crate::server::SandboxConfig;
use day::DayWriter;
pub(crate) use meals::{complex_lines, dish_line};
use people::Pupil;

/// What makes a day worth a test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Special {
    /// The card stayed at home: purchases, no passages.
    ForgottenCard,
    /// Out without a tap.
    MissingExit,
    /// In without a tap.
    MissingEntry,
    /// The entry is learned more than half an hour late.
    LateNews,
    /// Two taps in, minutes apart.
    DoubleEntry,
    /// A pre-order cancelled the evening before.
    CancelledOrder,
    /// Money paid back to the parent on request.
    Refund,
    /// The school edits the day later: what lunch cost and when the child left.
    EditedDay,
}

/// Special days of every child counted back from the last school day before today, one each.
const RECENT_SPECIALS: [Special; 8] = [
    Special::LateNews,
    Special::ForgottenCard,
    Special::MissingExit,
    Special::CancelledOrder,
    Special::EditedDay,
    Special::Refund,
    Special::MissingEntry,
    Special::DoubleEntry,
];

/// Histories of this length contain every special case, so they reach back over a holiday when they must.
const COMPLETE_FROM_DAYS: u32 = 14;
/// Days of history of the neighbours, who are only there to be refused.
const NEIGHBOUR_DAYS: i64 = 30;

/// Fills an empty database; leaves one that holds a family alone.
pub(crate) fn fill_if_empty(db: &Db, config: &SandboxConfig, now: NaiveDateTime) -> rusqlite::Result<()> {
    db.write(|db| {
        let filled = db.query_row("SELECT 1 FROM parents LIMIT 1", [], |_| Ok(())).optional()?.is_some();
        if filled { Ok(()) } else { fill(db, config, now) }
    })
}

fn fill(db: &Connection, config: &SandboxConfig, now: NaiveDateTime) -> rusqlite::Result<()> {
    let today = now.date();
    let wanted = if config.days >= COMPLETE_FROM_DAYS { RECENT_SPECIALS.len() } else { 0 };
    let first = people::first_day(today, config.days, |first| school_days_before(first, today).len() >= wanted);
    let mut random = ChaCha8Rng::seed_from_u64(config.seed);
    let (pupils, neighbour) = people::write(db, &mut random, config, first, today)?;
    for pupil in &pupils {
        write_history(db, config.seed, pupil, first, now)?;
    }
    write_history(db, config.seed, &neighbour, first.max(today - Duration::days(NEIGHBOUR_DAYS)), now)?;
    if let [giver, taker, ..] = pupils.as_slice() {
        write_transfer(db, giver, taker, first, today)?;
    }
    db.execute(
        "INSERT INTO meta (key, value) VALUES ('seed', ?1), ('first_day', ?2), ('made_at', ?3)",
        rusqlite::params![config.seed.to_string(), first.to_string(), crate::clock::sql(now)],
    )?;
    Ok(())
}

/// Lesson days in `[first, today)`, newest first. The special cases fall on these, whatever the class.
fn school_days_before(first: NaiveDate, today: NaiveDate) -> Vec<NaiveDate> {
    first
        .iter_days()
        .take_while(|date| *date < today)
        .filter(|date| calendar::day(*date, 11) == calendar::Day::School)
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .collect()
}

fn write_history(db: &Connection, seed: u64, pupil: &Pupil, first: NaiveDate, now: NaiveDateTime) -> rusqlite::Result<()> {
    let today = now.date();
    let recent: BTreeMap<NaiveDate, Special> = school_days_before(first, today).into_iter().zip(RECENT_SPECIALS).collect();
    let mut balance = opening_top_up(db, pupil, first)?;
    for date in first.iter_days().take_while(|date| *date <= today) {
        let level = people::level_on(pupil, date, today);
        let kind = calendar::day(date, level);
        if kind == calendar::Day::Off {
            continue;
        }
        let mut random = day_random(seed, pupil, date);
        // Long histories get the same cases here and there; today stays plain.
        let rare = RECENT_SPECIALS[random.random_range(0..RECENT_SPECIALS.len())];
        let rare = (random.random_bool(0.03) && date < today).then_some(rare);
        let ill = random.random_bool(0.02) && date < today;
        let special = recent.get(&date).copied();
        if special.is_none() && ill {
            continue;
        }
        balance = DayWriter { db, random, pupil, date, now, level, camp: kind == calendar::Day::Camp, special: special.or(rare), balance }
            .write()?;
    }
    Ok(())
}

/// The random numbers of one child's day depend on nothing but seed, child and date.
fn day_random(seed: u64, pupil: &Pupil, date: NaiveDate) -> ChaCha8Rng {
    let day = u64::from(date.num_days_from_ce().unsigned_abs());
    let child = pupil.index as u64 + 1;
    ChaCha8Rng::seed_from_u64(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ (child << 48) ^ day)
}

/// An account never begins empty: someone paid in the evening before the first day.
fn opening_top_up(db: &Connection, pupil: &Pupil, first: NaiveDate) -> rusqlite::Result<i64> {
    let at = (first - Duration::days(1)).and_time(evening(18, 40));
    let sum = 300_000;
    insert_movement(
        db,
        &NewMovement {
            child_id: pupil.id,
            at,
            sum,
            kind: MovementKind::TopUp,
            origin: catalogue::TOP_UP_ORIGINS[0],
            order_id: None,
            visible_at: at,
        },
    )?;
    Ok(sum)
}

/// A hundred and fifty roubles from one sibling to the other, in the middle of the recent special days.
fn write_transfer(db: &Connection, giver: &Pupil, taker: &Pupil, first: NaiveDate, today: NaiveDate) -> rusqlite::Result<()> {
    let Some(date) = school_days_before(first, today).get(2).copied() else {
        return Ok(());
    };
    let at = date.and_time(evening(20, 15));
    for (child_id, sum) in [(giver.id, -15_000), (taker.id, 15_000)] {
        insert_movement(
            db,
            &NewMovement {
                child_id,
                at,
                sum,
                kind: MovementKind::Transfer,
                origin: "Перевод между лицевыми счетами",
                order_id: None,
                visible_at: at,
            },
        )?;
    }
    Ok(())
}

/// A time of day from literals.
fn evening(hour: u32, minute: u32) -> NaiveTime {
    NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or_default()
}

#[cfg(test)]
mod tests;
