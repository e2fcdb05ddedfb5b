//! How long the money lasts (M5), and the smallest sum that reaches a chosen day.
//!
//! Decides from the habit of the last weeks ([`super::habit`]), orders made ahead and quiet weeks a year ago on which day the account
//! runs out: a likely day and a range that holds in about nine cases of ten. Nothing is promised: what the school does with an empty
//! account is its own rule (M3). When a parent is told is [`super::low_balance`]; how it is worded is the screens'.
//!
//! Sums are asked for on the cautious side: the smallest sum until Friday is the one with which even the early end of the range
//! reaches Friday.

use serde::{Deserialize, Serialize};

pub use super::habit::{DaySpending, LEARNING_DAYS, YEAR_DAYS};

use super::habit::{Habit, Usual};
use super::money::Money;
use super::time::{LocalDate, LocalTime, Moment, Period};

/// So many days are looked ahead: past the end of next month.
pub const HORIZON_DAYS: i64 = 62;

/// From this hour on nothing more is bought on a day. An assumption: the wire has no meal times.
const LAST_MEAL_HOUR: u32 = 16;
/// Half the width of the range in standard deviations, in hundredths: nine days of ten fall inside.
const WIDTH: i128 = 164;
/// Suggested sums are rounded up to whole tens of roubles.
const ROUND_TO: i64 = 1_000;
/// With fewer days left a month is as good as over, and the end of the next one is suggested.
const MONTH_IS_OVER_DAYS: i64 = 3;

/// What a forecast is made from.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// When the balance was true, in the server's time: the forecast begins here, however late it is looked at.
    pub at: Moment,
    /// Confirmed less reserved at that moment.
    pub available: Money,
    /// Top-ups on their way; counted on.
    pub coming: Money,
    /// What was charged by day, the day of `at` included: [`LEARNING_DAYS`] before it, and the weeks about [`YEAR_DAYS`] before it when
    /// known. Any order; days without spending may be missing.
    pub spent: &'a [DaySpending],
    /// What is ordered ahead for coming days, held or already charged.
    pub ordered: &'a [DaySpending],
}

/// How long the money lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
pub enum RunOut {
    /// Nothing is paid for: free meals only, or nothing was bought for weeks.
    NoSpending,
    /// The child has not bought enough yet to look ahead.
    TooLittleKnown,
    /// Nothing is left already.
    Empty,
    /// What is left does not cover the next day with purchases.
    ShortOn {
        /// That day.
        day: LocalDate,
    },
    /// What is left covers some days.
    EnoughUntil {
        /// The last day with purchases that it likely covers.
        day: LocalDate,
        /// That day if the child spends more than usual: the early end of the range.
        earliest: LocalDate,
        /// That day if the child spends less than usual: the late end of the range.
        latest: LocalDate,
        /// The first day that it likely does not cover.
        short_on: LocalDate,
    },
    /// It lasts longer than can be foreseen.
    Beyond {
        /// The last day looked at.
        day: LocalDate,
    },
}

/// How far a suggested sum reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, uniffi::Enum)]
pub enum Reach {
    /// Until Friday of this week, of the next one when this is over.
    Friday,
    /// Until the end of the month.
    MonthEnd,
}

/// A sum worth suggesting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct Suggestion {
    /// How far it reaches.
    pub reach: Reach,
    /// The day it reaches.
    pub until: LocalDate,
    /// The smallest sum that reaches it.
    pub smallest: Money,
    /// The same rounded up to whole tens of roubles.
    pub sum: Money,
}

/// Spending from the beginning of the forecast to the end of one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Day {
    date: LocalDate,
    /// Whether purchases are expected on it.
    buys: bool,
    /// In kopecks: what is spent by then if less than usual is spent, as usual, more than usual.
    low: i64,
    likely: i64,
    high: i64,
}

/// A look ahead, made by [`forecast`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forecast {
    from: LocalDate,
    available: Money,
    ahead: Ahead,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Ahead {
    NoSpending,
    TooLittleKnown,
    Days(Vec<Day>),
}

/// Looks ahead from what is `known`.
pub fn forecast(known: &Known<'_>) -> Forecast {
    let from = known.at.date();
    let ahead = match Habit::learn(known.spent, from) {
        Habit::NoSpending => Ahead::NoSpending,
        Habit::TooLittleKnown => Ahead::TooLittleKnown,
        Habit::Known { week, days, quiet } => Ahead::Days(look_ahead(known, &week, days, &quiet)),
    };
    let available = known.available.checked_add(known.coming).unwrap_or(known.available);
    Forecast { from, available, ahead }
}

fn look_ahead(known: &Known<'_>, week: &[Usual; 7], learned_from: i128, quiet: &[Period]) -> Vec<Day> {
    let from = known.at.date();
    let sum_on = |days: &[DaySpending], date| {
        days.iter().filter(|day| day.date == date).map(|day| i128::from(day.spent.kopecks())).sum::<i128>().max(0)
    };
    let day_is_over = LocalTime::new(LAST_MEAL_HOUR, 0).is_some_and(|end| known.at.time() >= end);
    let (mut likely, mut variance, mut days, mut floor) = (0_i128, 0_i128, 0_i128, 0_i128);
    (0..=HORIZON_DAYS)
        .map(|ahead| {
            let date = from.plus_days(ahead);
            let usual = week[date.weekday().num_days_from_monday() as usize];
            let done = sum_on(known.ordered, date) + if ahead == 0 { sum_on(known.spent, date) } else { 0 };
            let idle = (ahead == 0 && day_is_over) || quiet.iter().any(|run| run.contains(date));
            let expected = if idle { 0 } else { (usual.mean - done).max(0) };
            let buys = expected > 0;
            if buys {
                (likely, variance, days) = (likely + expected, variance + usual.variance, days + 1);
            }
            // Chance of each day, and of the habit itself having been learned from so few days.
            let unsure = variance + variance.saturating_mul(days) / learned_from.max(1);
            let width = unsure.isqrt().saturating_mul(WIDTH) / 100;
            floor = floor.max(likely - width);
            let sum = |kopecks: i128| i64::try_from(kopecks).unwrap_or(i64::MAX);
            Day { date, buys, low: sum(floor), likely: sum(likely), high: sum(likely + width) }
        })
        .collect()
}

impl Forecast {
    /// How long the money lasts.
    pub fn run_out(&self) -> RunOut {
        let days = match &self.ahead {
            Ahead::NoSpending => return RunOut::NoSpending,
            Ahead::TooLittleKnown => return RunOut::TooLittleKnown,
            Ahead::Days(days) => days,
        };
        let left = self.available.kopecks();
        let Some(short) = days.iter().find(|day| day.buys && day.likely > left) else {
            return match days.iter().rfind(|day| day.buys) {
                _ if left <= 0 => RunOut::Empty,
                None => RunOut::NoSpending,
                Some(_) => RunOut::Beyond { day: self.horizon() },
            };
        };
        if left <= 0 {
            return RunOut::Empty;
        }
        let last =
            |covers: &dyn Fn(&Day) -> bool| days.iter().take_while(|day| covers(day)).filter(|day| day.buys).last().map(|day| day.date);
        match last(&|day| day.likely <= left) {
            None => RunOut::ShortOn { day: short.date },
            Some(day) => RunOut::EnoughUntil {
                day,
                earliest: last(&|day| day.high <= left).unwrap_or(self.from).min(day),
                latest: last(&|day| day.low <= left).unwrap_or(day),
                short_on: short.date,
            },
        }
    }

    /// The first day that the money does not cover if the child spends more than usual; none when nothing is in sight.
    pub fn early_short_day(&self) -> Option<LocalDate> {
        let Ahead::Days(days) = &self.ahead else { return None };
        days.iter().find(|day| day.buys && day.high > self.available.kopecks()).map(|day| day.date)
    }

    /// The last day looked at.
    pub fn horizon(&self) -> LocalDate {
        self.from.plus_days(HORIZON_DAYS)
    }

    /// Whether the money reaches the end of `day` even if the child spends more than usual. Nothing is known of days further than
    /// [`Forecast::horizon`], nor without a habit.
    pub fn reaches(&self, day: LocalDate) -> Option<bool> {
        Some(self.need_until(day)? <= self.available.kopecks())
    }

    /// The smallest sum to top up with which the money [reaches](Self::reaches) `day`, nothing when it does already. None where
    /// nothing is known.
    pub fn smallest_sum_until(&self, day: LocalDate) -> Option<Money> {
        let missing = self.need_until(day)?.checked_sub(self.available.kopecks())?;
        Some(Money(missing.max(0)))
    }

    /// What is needed to the end of `day` on the cautious side, in kopecks.
    fn need_until(&self, day: LocalDate) -> Option<i64> {
        match &self.ahead {
            Ahead::NoSpending => Some(0),
            Ahead::TooLittleKnown => None,
            Ahead::Days(_) if day < self.from => Some(0),
            Ahead::Days(days) => days.iter().find(|of| of.date == day).map(|of| of.high),
        }
    }

    /// Sums worth suggesting on `today`, nearest first: until Friday, until the end of the month. What needs no money is left out.
    pub fn suggestions(&self, today: LocalDate) -> Vec<Suggestion> {
        let suggestion = |reach, until| {
            let smallest = self.smallest_sum_until(until).filter(|sum| *sum > Money::ZERO)?;
            let sum = smallest.kopecks().checked_add(ROUND_TO - 1)? / ROUND_TO * ROUND_TO;
            Some(Suggestion { reach, until, smallest, sum: Money(sum) })
        };
        let mut list: Vec<Suggestion> = [(Reach::Friday, coming_friday(today)), (Reach::MonthEnd, month_end(today))]
            .into_iter()
            .filter_map(|(reach, until)| suggestion(reach, until))
            .collect();
        list.sort_by_key(|suggestion| suggestion.until);
        list.dedup_by_key(|suggestion| suggestion.until);
        list
    }
}

/// The next Friday after `today`.
pub fn coming_friday(today: LocalDate) -> LocalDate {
    let ahead = 4 - i64::from(today.weekday().num_days_from_monday());
    today.plus_days(if ahead <= 0 { ahead + 7 } else { ahead })
}

/// The last day of this month; of the next one in the last days of a month.
pub fn month_end(today: LocalDate) -> LocalDate {
    let end = Period::month_of(today).to;
    if end.days_since(today) < MONTH_IS_OVER_DAYS { Period::month_of(end.plus_days(1)).to } else { end }
}

#[cfg(test)]
#[path = "forecast_tests.rs"]
mod tests;
