//! What a child usually spends on each day of the week (part of M5).
//!
//! Decides which past days are learned from: the last eight weeks, less the quiet runs (holidays, illness) that would make the habit
//! look cheaper than it is. The wire has no calendar, so coming holidays are taken from the quiet runs of a year ago, if the phone
//! remembers that long. What the habit means for the balance is left to [`super::forecast`].

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::money::Money;
use super::time::{LocalDate, Period};

/// What was spent on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DaySpending {
    /// The day, in the school's zone.
    pub date: LocalDate,
    /// Charged that day less what was taken back.
    pub spent: Money,
}

/// So many days before the balance's own day are learned from.
pub const LEARNING_DAYS: i64 = 56;
/// A year in whole weeks, so that days of the week fall on each other.
pub const YEAR_DAYS: i64 = 364;

/// Fewer school days than this say nothing about a habit.
const FEWEST_DAYS: i64 = 5;
/// So many school days in a row without spending were holidays a year ago.
const HOLIDAY_DAYS: usize = 4;
/// A quiet run is left out when chance alone would make it less often than once in so many runs.
const RARE: f64 = 0.02;
/// The habit of one weekday is drawn towards that of all weekdays as if so many more days had been seen.
const DRAWN: i128 = 2;
/// No child spends more in a day, in kopecks; keeps a spoilt row from overflowing the squares.
const MOST: i64 = 100_000_000_000;

/// The habit of one day of the week, in kopecks and kopecks².
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Usual {
    pub(super) mean: i128,
    pub(super) variance: i128,
}

/// What the days before taught.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Habit {
    /// Nothing was paid for: free meals only, or nothing bought.
    NoSpending,
    /// Something was, but on too few days.
    TooLittleKnown,
    /// Enough to look ahead.
    Known { week: [Usual; 7], days: i128, quiet: Vec<Period> },
}

impl Habit {
    /// What `spent` teaches about the days from `before` on; any order, days without spending may be missing.
    pub(super) fn learn(spent: &[DaySpending], before: LocalDate) -> Self {
        let mut by_day: BTreeMap<LocalDate, i64> = BTreeMap::new();
        for day in spent {
            let sum = by_day.entry(day.date).or_default();
            *sum = sum.saturating_add(day.spent.kopecks()).clamp(-MOST, MOST);
        }
        by_day.retain(|_, sum| *sum > 0);
        let by_day = on_days_of_meals(by_day, before);
        let window = before.plus_days(-LEARNING_DAYS)..before;
        let Some(first) = by_day.range(window).next().map(|(date, _)| *date) else { return Self::NoSpending };
        let days = days_that_count(&by_day, first, before);
        let samples: Vec<(usize, i64)> = days.iter().map(|date| (weekday(*date), by_day.get(date).copied().unwrap_or_default())).collect();
        let school_days = samples.iter().filter(|(day, _)| *day < 5).count();
        if i64::try_from(school_days).unwrap_or(i64::MAX) < FEWEST_DAYS {
            return Self::TooLittleKnown;
        }
        Self::Known { week: week(&samples), days: school_days as i128, quiet: quiet_a_year_ago(&by_day, before) }
    }
}

/// What was charged on a weekend without meals was ordered for the Monday after it: the same sums, on days on which the child eats. A
/// Sunday has no meals; a Saturday has where the child buys on at least every other one.
fn on_days_of_meals(by_day: BTreeMap<LocalDate, i64>, before: LocalDate) -> BTreeMap<LocalDate, i64> {
    let from = before.plus_days(-LEARNING_DAYS);
    let weeks: BTreeSet<LocalDate> = by_day.range(from..before).map(|(date, _)| monday_of(*date)).collect();
    let saturdays = by_day.range(from..before).filter(|(date, _)| weekday(**date) == 5).count();
    let eats_on_saturday = saturdays > 0 && saturdays * 2 >= weeks.len();
    let mut moved = BTreeMap::new();
    for (date, sum) in by_day {
        let has_meals = weekday(date) < 5 || (weekday(date) == 5 && eats_on_saturday);
        let day = if has_meals { date } else { monday_of(date).plus_days(7) };
        let of_day: &mut i64 = moved.entry(day).or_default();
        *of_day = of_day.saturating_add(sum).min(MOST);
    }
    moved
}

fn monday_of(date: LocalDate) -> LocalDate {
    date.plus_days(-i64::from(date.weekday().num_days_from_monday()))
}

fn weekday(date: LocalDate) -> usize {
    date.weekday().num_days_from_monday() as usize
}

fn dates(from: LocalDate, before: LocalDate) -> impl Iterator<Item = LocalDate> {
    (0..before.days_since(from)).map(move |ahead| from.plus_days(ahead))
}

/// The days from `first` to `before` without the quiet runs.
fn days_that_count(by_day: &BTreeMap<LocalDate, i64>, first: LocalDate, before: LocalDate) -> Vec<LocalDate> {
    let school_days: Vec<LocalDate> = dates(first, before).filter(|date| !date.is_weekend()).collect();
    let longest = longest_ordinary_run(by_day, &school_days);
    let quiet: Vec<Period> = quiet_runs(by_day, &school_days, longest);
    dates(first, before).filter(|date| !quiet.iter().any(|run| run.contains(*date))).collect()
}

/// How many school days in a row a child who buys as often as this one may well buy nothing.
fn longest_ordinary_run(by_day: &BTreeMap<LocalDate, i64>, school_days: &[LocalDate]) -> usize {
    // Weeks without any spending are holidays whatever the child's habit.
    let weeks = school_days.chunk_by(|a, b| a.0.signed_duration_since(b.0).num_days().abs() < 3);
    let in_school: Vec<bool> = weeks
        .filter(|week| week.iter().any(|date| by_day.contains_key(date)))
        .flat_map(|week| week.iter().map(|date| by_day.contains_key(date)))
        .collect();
    let buys = in_school.iter().filter(|bought| **bought).count();
    #[allow(clippy::cast_precision_loss)] // at most forty days
    let silent = 1.0 - buys as f64 / in_school.len().max(1) as f64;
    let mut chance = silent;
    let mut run = 1;
    while chance >= RARE && run < school_days.len() {
        chance *= silent;
        run += 1;
    }
    // Two days of illness in a row are not worth guessing about.
    run.max(2)
}

/// Runs of `least` or more of `school_days` without spending, weekends between them included.
fn quiet_runs(by_day: &BTreeMap<LocalDate, i64>, school_days: &[LocalDate], least: usize) -> Vec<Period> {
    school_days
        .chunk_by(|a, b| by_day.contains_key(a) == by_day.contains_key(b))
        .filter(|run| run.len() >= least && !by_day.contains_key(&run[0]))
        .map(|run| Period::new(run[0], run[run.len() - 1]))
        .collect()
}

/// Coming days that are quiet because the same days were quiet a year ago, with spending before and after.
fn quiet_a_year_ago(by_day: &BTreeMap<LocalDate, i64>, before: LocalDate) -> Vec<Period> {
    let then = before.plus_days(-YEAR_DAYS);
    let (from, to) = (then.plus_days(-LEARNING_DAYS), before.plus_days(-LEARNING_DAYS));
    let known: Vec<LocalDate> = by_day.range(from..to).map(|(date, _)| *date).collect();
    let (Some(first), Some(last)) = (known.first(), known.last()) else { return Vec::new() };
    let school_days: Vec<LocalDate> = dates(*first, *last).filter(|date| !date.is_weekend()).collect();
    let runs = quiet_runs(by_day, &school_days, HOLIDAY_DAYS.max(longest_ordinary_run(by_day, &school_days)));
    // Holidays move by a day from year to year, so their first and last day are not relied on.
    let inner = |run: Period| (run.from.plus_days(YEAR_DAYS + 1), run.to.plus_days(YEAR_DAYS - 1));
    runs.into_iter().map(inner).filter(|(from, to)| from <= to).map(|(from, to)| Period::new(from, to)).collect()
}

/// Mean and variance of each day of the week from `samples` of (day of the week, kopecks).
fn week(samples: &[(usize, i64)]) -> [Usual; 7] {
    let of = |day: usize| samples.iter().filter(move |(of, _)| *of == day).map(|(_, sum)| i128::from(*sum));
    let at_school: Vec<i128> = samples.iter().filter(|(day, _)| *day < 5).map(|(_, sum)| i128::from(*sum)).collect();
    let overall = mean(&at_school);
    let mut week = [Usual::default(); 7];
    for (day, usual) in week.iter_mut().enumerate() {
        let own: Vec<i128> = of(day).collect();
        let count = own.len() as i128;
        let never = count >= 3 && own.iter().all(|sum| *sum == 0);
        usual.mean = match day {
            _ if never => 0,
            0..5 => (own.iter().sum::<i128>() + DRAWN * overall) / (count + DRAWN),
            _ => mean(&own),
        };
    }
    let spread = |day: usize| of(day).map(move |sum| (sum - week[day].mean).pow(2)).sum::<i128>();
    let pooled = (0..5).map(spread).sum::<i128>() / (at_school.len() as i128 - i128::from(FEWEST_DAYS) + 1).max(1);
    let weekend: Vec<i128> = (5..7).map(|day| spread(day) / (of(day).count() as i128).max(1)).collect();
    for (day, usual) in week.iter_mut().enumerate() {
        usual.variance = match day {
            _ if usual.mean == 0 => 0,
            0..5 => pooled,
            _ => weekend[day - 5],
        };
    }
    week
}

fn mean(sums: &[i128]) -> i128 {
    sums.iter().sum::<i128>() / (sums.len() as i128).max(1)
}
