//! What was spent by day, week, month and kind, for the charts.
//!
//! Spending is what movements charged less what they gave back. What is given back counts against the day and kind of the purchase it
//! belongs to, when that is among the movements looked at, so that a cancelled lunch is not spending on one day and a gain on the next.
//! Top-ups, transfers and refunds to the parent are no spending.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use super::account::Movement;
use super::account::MovementKind;
use super::forecast::DaySpending;
use super::ids::PurchaseId;
use super::money::Money;
use super::purchase::{Purchase, PurchaseKind};
use super::time::{LocalDate, Period};

/// What money is spent on, as far as the movements tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, uniffi::Enum)]
pub enum SpendingKind {
    /// Paid set meals.
    Complex,
    /// Meals ordered ahead.
    PreOrder,
    /// Buffet goods.
    Buffet,
    /// From a vending machine of the canteen.
    SmartBuffet,
    /// Anything else, and charges whose purchase is not known.
    Other,
}

/// A sum charged on a day, negative when more was given back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Charge {
    /// The day it counts for.
    pub date: LocalDate,
    /// On what.
    pub kind: SpendingKind,
    /// How much.
    pub sum: Money,
}

/// A sum spent in a run of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PeriodSpending {
    /// The days.
    pub period: Period,
    /// Never negative.
    pub spent: Money,
}

/// The charges of `movements`; `purchases` tell the kinds. Movements that the school took away are not to be among them.
pub fn charges<'a>(movements: impl IntoIterator<Item = &'a Movement>, purchases: &[Purchase]) -> Vec<Charge> {
    let kinds: HashMap<&PurchaseId, PurchaseKind> = purchases.iter().map(|purchase| (&purchase.id, purchase.kind)).collect();
    let spending: Vec<&Movement> =
        movements.into_iter().filter(|movement| matches!(movement.kind, MovementKind::Purchase | MovementKind::Cancellation)).collect();
    let charged_on: HashMap<&PurchaseId, LocalDate> = spending
        .iter()
        .filter(|movement| movement.kind == MovementKind::Purchase)
        .filter_map(|movement| Some((movement.purchase.as_ref()?, movement.at.date())))
        .collect();
    spending
        .into_iter()
        .map(|movement| {
            let purchase = movement.purchase.as_ref();
            Charge {
                date: purchase.and_then(|id| charged_on.get(id).copied()).unwrap_or_else(|| movement.at.date()),
                kind: kind(purchase.and_then(|id| kinds.get(id).copied())),
                sum: Money::ZERO.checked_sub(movement.sum).unwrap_or(Money::ZERO),
            }
        })
        .collect()
}

fn kind(of: Option<PurchaseKind>) -> SpendingKind {
    match of {
        Some(PurchaseKind::PaidComplex | PurchaseKind::FreeComplex) => SpendingKind::Complex,
        Some(PurchaseKind::PreOrder) => SpendingKind::PreOrder,
        Some(PurchaseKind::Buffet) => SpendingKind::Buffet,
        Some(PurchaseKind::SmartBuffet) => SpendingKind::SmartBuffet,
        Some(PurchaseKind::Other { .. }) | None => SpendingKind::Other,
    }
}

/// What was spent on each day that has a charge, oldest first; negative when more was given back.
pub fn by_day(charges: &[Charge]) -> Vec<DaySpending> {
    let sums = gather(charges, |charge| charge.date);
    sums.into_iter().map(|(date, spent)| DaySpending { date, spent }).collect()
}

/// What was spent in each week, Monday to Sunday, that has a day in `period`, oldest first. Only days of `period` count.
pub fn by_week(charges: &[Charge], period: Period) -> Vec<PeriodSpending> {
    by_period(charges, period, week_of)
}

/// What was spent in each month that has a day in `period`, oldest first. Only days of `period` count.
pub fn by_month(charges: &[Charge], period: Period) -> Vec<PeriodSpending> {
    by_period(charges, period, Period::month_of)
}

/// What was spent on each kind in `period`, most first; kinds without spending are left out.
pub fn by_kind(charges: &[Charge], period: Period) -> Vec<(SpendingKind, Money)> {
    let within: Vec<Charge> = charges.iter().filter(|charge| period.contains(charge.date)).copied().collect();
    let mut kinds: Vec<(SpendingKind, Money)> =
        gather(&within, |charge| charge.kind).into_iter().filter(|(_, spent)| *spent > Money::ZERO).collect();
    kinds.sort_by_key(|(kind, spent)| (std::cmp::Reverse(*spent), *kind));
    kinds
}

/// What was spent in `period`; never negative.
pub fn total(charges: &[Charge], period: Period) -> Money {
    let within = charges.iter().filter(|charge| period.contains(charge.date));
    within.fold(Money::ZERO, |sum, charge| sum.checked_add(charge.sum).unwrap_or(sum)).max(Money::ZERO)
}

/// The week of `day`, Monday to Sunday.
pub fn week_of(day: LocalDate) -> Period {
    let monday = day.plus_days(-i64::from(day.weekday().num_days_from_monday()));
    Period::new(monday, monday.plus_days(6))
}

fn by_period(charges: &[Charge], period: Period, around: impl Fn(LocalDate) -> Period) -> Vec<PeriodSpending> {
    let mut runs = Vec::new();
    let mut day = period.from;
    while day <= period.to {
        let whole = around(day);
        let run = Period::new(whole.from.max(period.from), whole.to.min(period.to));
        runs.push(PeriodSpending { period: run, spent: total(charges, run) });
        if whole.to.plus_days(1) <= day {
            break; // the end of the calendar
        }
        day = whole.to.plus_days(1);
    }
    runs
}

fn gather<K: Ord>(charges: &[Charge], key: impl Fn(&Charge) -> K) -> BTreeMap<K, Money> {
    let mut sums: BTreeMap<K, Money> = BTreeMap::new();
    for charge in charges {
        let sum = sums.entry(key(charge)).or_default();
        *sum = sum.checked_add(charge.sum).unwrap_or(*sum);
    }
    sums
}

#[cfg(test)]
#[path = "spending_tests.rs"]
mod tests;
