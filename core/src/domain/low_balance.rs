//! When a parent is told that money runs low (M4).
//!
//! Decides, from one look at the account after another, whether a notice is due and what is remembered until the next look. The state
//! is a small enum that the caller keeps (beside the ledger of alerts); how a notice is worded and by which channel it goes is left to
//! others.
//!
//! | from | a look shows | notice | to |
//! | --- | --- | --- | --- |
//! | any | a stale balance, or free meals only | none | unchanged |
//! | `New` | anything fresh: no crossing was seen | none for the threshold | `Armed` or `LowTold` |
//! | `Armed`, `RunOutTold` | available < threshold | low | `LowTold`, `BothTold` |
//! | `LowTold`, `BothTold` | available > threshold + step | none | re-armed |
//! | `New`, `Armed`, `LowTold` | run-out before the money could arrive | run-out soon | `RunOutTold`, `BothTold` |
//! | `RunOutTold`, `BothTold` | available > what was left when told + step | none | re-armed |
//!
//! A threshold that the parent raises above what is left counts as a crossing at the next look.

use serde::{Deserialize, Serialize};

use super::cut_off::{CutOffs, MOST_DAYS_BEFORE};
use super::dated::DataState;
use super::day::SchoolDay;
use super::forecast::Forecast;
use super::money::Money;
use super::time::Moment;

/// By how much the account must rise above the threshold before a low balance is told again: 50 roubles.
pub const STEP: Money = Money(5_000);

/// How long the slowest of the usual ways to pay takes until the money is on the account, where the school published nothing: a day.
pub const CREDITING_MINUTES: i64 = 24 * 60;

/// What was told so far. Kept by the caller from look to look; begins as [`LowBalance::New`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum LowBalance {
    /// No fresh balance was seen yet.
    #[default]
    New,
    /// Not below the threshold when last seen; both notices may come.
    Armed,
    /// Low balance was told; the notice of the run-out may still come.
    LowTold,
    /// The run-out was told with so much left; low balance may still come.
    RunOutTold {
        /// What was available when it was told.
        left: Money,
    },
    /// Both were told.
    BothTold {
        /// What was available when the run-out was told.
        left: Money,
    },
}

/// What the parent asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Warn below this; none when the parent set none.
    pub threshold: Option<Money>,
    /// Re-arms only this much above, see [`STEP`].
    pub step: Money,
}

/// One look at an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// The balance is old, or its service answers with faults: nothing is concluded from it.
    Stale,
    /// The child eats for free only and has nothing to run out of.
    FreeMealsOnly,
    /// A fresh balance.
    Fresh {
        /// Confirmed less reserved.
        available: Money,
        /// Whether money sent after the next order cut-off would come too late, see [`runs_out_too_soon`].
        runs_out_soon: bool,
    },
}

/// A notice that is due now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum LowBalanceNotice {
    /// The account fell below the threshold.
    Low {
        /// What is available.
        available: Money,
        /// The threshold.
        threshold: Money,
    },
    /// The money is about to run out.
    RunOutSoon {
        /// What is available.
        available: Money,
    },
    /// Both at the same look: one notice that says both.
    LowAndRunOutSoon {
        /// What is available.
        available: Money,
        /// The threshold.
        threshold: Money,
    },
}

impl Look {
    /// A look at a balance in `state`; only a live or recently kept one is fresh.
    pub fn at(state: DataState, available: Money, pays: bool, runs_out_soon: bool) -> Self {
        match state {
            DataState::Late | DataState::ServiceDown => Self::Stale,
            DataState::Live | DataState::Cached if !pays => Self::FreeMealsOnly,
            DataState::Live | DataState::Cached => Self::Fresh { available, runs_out_soon },
        }
    }
}

impl LowBalance {
    /// What is remembered after `look`, and the notice that is due.
    #[must_use = "the state has to be kept, or the same notice comes again"]
    pub fn after(self, look: Look, rule: Rule) -> (Self, Option<LowBalanceNotice>) {
        let Look::Fresh { available, runs_out_soon } = look else { return (self, None) };
        let low = rule.threshold.filter(|threshold| available < *threshold);
        let state = self.rearmed(available, rule);
        let first_look_is_low = state == Self::New && low.is_some();
        let tells_low = if first_look_is_low { None } else { low.filter(|_| !state.low_told()) };
        let tells_run_out = runs_out_soon && state.run_out_told().is_none();
        let left = state.run_out_told().or(tells_run_out.then_some(available));
        let low_told = state.low_told() || low.is_some();
        let next = match (low_told, left) {
            (false, None) => Self::Armed,
            (true, None) => Self::LowTold,
            (false, Some(left)) => Self::RunOutTold { left },
            (true, Some(left)) => Self::BothTold { left },
        };
        let notice = match (tells_low, tells_run_out) {
            (None, false) => None,
            (Some(threshold), false) => Some(LowBalanceNotice::Low { available, threshold }),
            (None, true) => Some(LowBalanceNotice::RunOutSoon { available }),
            (Some(threshold), true) => Some(LowBalanceNotice::LowAndRunOutSoon { available, threshold }),
        };
        (next, notice)
    }

    fn low_told(self) -> bool {
        matches!(self, Self::LowTold | Self::BothTold { .. })
    }

    fn run_out_told(self) -> Option<Money> {
        match self {
            Self::RunOutTold { left } | Self::BothTold { left } => Some(left),
            Self::New | Self::Armed | Self::LowTold => None,
        }
    }

    /// The state with what rose high enough armed again.
    fn rearmed(self, available: Money, rule: Rule) -> Self {
        let above = |mark: Money| mark.checked_add(rule.step).is_some_and(|mark| available > mark);
        // Without a threshold there is nothing to be below of.
        let low = self.low_told() && !rule.threshold.is_none_or(above);
        let left = self.run_out_told().filter(|left| !above(*left));
        match (self, low, left) {
            (Self::New, ..) => Self::New,
            (_, false, None) => Self::Armed,
            (_, true, None) => Self::LowTold,
            (_, false, Some(left)) => Self::RunOutTold { left },
            (_, true, Some(left)) => Self::BothTold { left },
        }
    }
}

/// Whether the money may run out before what is sent at the next order cut-off has arrived: then waiting for that cut-off is too late.
///
/// The run-out is taken on the cautious side, at the hour when the school opens on the first day not covered; money that arrives at that
/// very hour is too late. `crediting_minutes`: how
/// long the slowest of the usual ways to pay takes.
pub fn runs_out_too_soon(forecast: &Forecast, next_cut_off: Moment, crediting_minutes: i64, day: &SchoolDay) -> bool {
    let run_out = forecast.early_short_day().map(|short| Moment::at(short, day.opens));
    run_out.is_some_and(|run_out| run_out <= next_cut_off.plus_minutes(crediting_minutes))
}

/// The next order cut-off: of whatever meal, as the parent wrote them down; else as it is assumed.
pub fn next_cut_off(known: &CutOffs, now: Moment, day: &SchoolDay) -> Moment {
    let days =
        (0..=7 + i64::from(MOST_DAYS_BEFORE) * 2).map(|ahead| now.date().plus_days(ahead)).filter(|date| day.may_have_lessons(*date));
    let of_day = |date| known.general.iter().chain(known.by_meal.iter().map(|(_, rule)| rule)).map(move |rule| rule.of(date));
    days.flat_map(of_day).filter(|cut_off| *cut_off > now).min().unwrap_or_else(|| assumed_cut_off(now, day))
}

/// The next order cut-off where nobody told one: the hour at which the school opens on its next day.
pub fn assumed_cut_off(now: Moment, day: &SchoolDay) -> Moment {
    let next = (0..=7).map(|ahead| now.date().plus_days(ahead)).filter(|date| day.may_have_lessons(*date));
    next.map(|date| Moment::at(date, day.opens)).find(|opens| *opens > now).unwrap_or(now)
}

#[cfg(test)]
#[path = "low_balance_tests.rs"]
mod tests;
