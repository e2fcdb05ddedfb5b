//! Where the money went: bars by week and month, and shares by kind. Bars by day are the money screen's own.

use serde::{Deserialize, Serialize};

use super::context::Context;
use super::money::MOST_BARS;
use crate::domain::spending::{self, Charge, PeriodSpending, SpendingKind};
use crate::domain::{Money, Period};

/// What was spent in a week or a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct SpendingRun {
    /// Its days within the days asked for.
    pub period: Period,
    /// «11 мая – 17 мая», «Май 2026».
    pub label: String,
    /// Never negative.
    pub spent: Money,
    /// «1 185,00 ₽».
    pub text: String,
    /// The same for a screen reader.
    pub spoken: String,
    /// Length relative to the longest bar, 0 to 1000.
    pub per_mille: u32,
}

/// What was spent on one kind of things.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct SpendingShare {
    /// On what.
    pub kind: SpendingKind,
    /// «Буфет».
    pub label: String,
    /// How much.
    pub spent: Money,
    /// «385,00 ₽».
    pub text: String,
    /// The same for a screen reader.
    pub spoken: String,
    /// Share of all that was spent, 0 to 1000.
    pub per_mille: u32,
}

/// What was spent in the days asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct SpendingByKind {
    /// All of it, never negative.
    pub total: Money,
    /// «Потрачено 2 385,00 ₽».
    pub total_text: String,
    /// One bar a week, oldest first.
    pub weeks: Vec<SpendingRun>,
    /// One bar a month, oldest first.
    pub months: Vec<SpendingRun>,
    /// Largest first; none when nothing was spent.
    pub kinds: Vec<SpendingShare>,
}

/// The last days of `period` that a chart shows.
pub(super) fn shown(period: Period) -> Period {
    Period::new(period.from.max(period.to.plus_days(1 - MOST_BARS)), period.to)
}

/// Weeks, months and kinds of the days that the chart shows.
pub(super) fn by_kind(charges: &[Charge], period: Period, context: &Context<'_>) -> SpendingByKind {
    let (days, today, l10n) = (shown(period), context.today(), context.l10n);
    let total = spending::total(charges, days);
    let shares = spending::by_kind(charges, days);
    let whole = Money::checked_sum(shares.iter().map(|(_, spent)| *spent)).unwrap_or(total);
    let share = |(kind, spent): (SpendingKind, Money)| SpendingShare {
        kind,
        label: l10n.spending_kind(kind),
        spent,
        text: l10n.money(spent),
        spoken: l10n.money_spoken(spent),
        per_mille: per_mille(spent, whole),
    };
    SpendingByKind {
        total,
        total_text: l10n.meals_spent(total),
        weeks: runs(spending::by_week(charges, days), |week| l10n.days_range(week, today), context),
        months: runs(spending::by_month(charges, days), |month| l10n.month(month.from), context),
        kinds: shares.into_iter().map(share).collect(),
    }
}

fn runs(runs: Vec<PeriodSpending>, label: impl Fn(Period) -> String, context: &Context<'_>) -> Vec<SpendingRun> {
    let longest = runs.iter().map(|run| run.spent).max().unwrap_or_default();
    let bar = |run: PeriodSpending| SpendingRun {
        period: run.period,
        label: label(run.period),
        spent: run.spent,
        text: context.l10n.money(run.spent),
        spoken: context.l10n.money_spoken(run.spent),
        per_mille: per_mille(run.spent, longest),
    };
    runs.into_iter().map(bar).collect()
}

fn per_mille(part: Money, whole: Money) -> u32 {
    // In i128: sums of any size have a proportion.
    let per_mille = i128::from(part.kopecks()) * 1000 / i128::from(whole.kopecks()).max(1);
    u32::try_from(per_mille).unwrap_or_default()
}
