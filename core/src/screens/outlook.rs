//! How long the money lasts (M5), as home and the money screen show it.
//!
//! The forecast begins where the balance was true and carries that date: an old balance gives an old forecast, never a fresh-looking one.

use serde::{Deserialize, Serialize};

use super::context::Context;
use super::figures;
use super::home::ChildRows;
use super::notice::{Notice, NoticeKind};
use crate::dated;
use crate::domain::account::reserved;
use crate::domain::dated::Ageing;
use crate::domain::forecast::{self, DaySpending, Forecast, HORIZON_DAYS, Known, LEARNING_DAYS, RunOut, Suggestion, YEAR_DAYS};
use crate::domain::low_balance::{self, Look};
use crate::domain::{Freshness, LocalDate, Money, Period, PersonId, PurchaseKind, Source};
use crate::store::{Store, StoreError, StoredAccount};

/// How long the money lasts, in words beside the days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct RunOutFigure {
    /// The days.
    pub run_out: RunOut,
    /// «При обычных тратах хватит до четверга, 14 мая».
    pub text: String,
    /// «раньше всего до 13 мая, позже всего до 18 мая»; empty where the range is one day.
    pub range_text: String,
    /// Sums worth suggesting for a top-up, nearest first.
    pub suggestions: Vec<SuggestionRow>,
}

/// A sum worth suggesting, in words beside the numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct SuggestionRow {
    /// The numbers.
    pub suggestion: Suggestion,
    /// «До пятницы, 15 мая: 710,00 ₽».
    pub text: String,
    /// The same for a screen reader.
    pub spoken: String,
}

dated! {
    /// How long the money lasts, with the date of the balance it rests on.
    DatedRunOut, RunOutFigure
}

/// A forecast, or why there is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
pub enum RunOutCell {
    /// The account is known.
    Known {
        /// The figure.
        figure: DatedRunOut,
    },
    /// The balance has not been read.
    Unknown {
        /// In words.
        text: String,
    },
}

/// What a child spent on the days that a forecast learns from: the weeks before the balance, and the same weeks and those after them a
/// year ago, where holidays come from. A fixed number of days, whatever the length of the history.
pub(super) fn load(store: &Store, child: &PersonId, account: Option<&StoredAccount>) -> Result<Vec<DaySpending>, StoreError> {
    let Some(day) = account.map(|account| account.as_of.date()) else { return Ok(Vec::new()) };
    let then = day.plus_days(-YEAR_DAYS);
    let mut spent = store.spending_by_day(child, Period::new(then.plus_days(-LEARNING_DAYS), then.plus_days(HORIZON_DAYS + 14)))?;
    spent.extend(store.spending_by_day(child, Period::new(day.plus_days(-LEARNING_DAYS), day))?);
    Ok(spent)
}

/// The look ahead for a child; none before the first reading of the balance. `coming`: top-ups on their way.
pub fn look_ahead(rows: &ChildRows, coming: Money) -> Option<Forecast> {
    let account = rows.account.as_ref()?;
    let day = account.as_of.date();
    let ahead = |kind| matches!(kind, PurchaseKind::PreOrder | PurchaseKind::SmartBuffet);
    let ordered: Vec<DaySpending> = rows
        .purchases
        .iter()
        .filter(|order| ahead(order.kind) && order.counts() && order.on_date >= day && order.at.date() < order.on_date)
        .map(|order| DaySpending { date: order.on_date, spent: order.total })
        .collect();
    let held = reserved(&rows.purchases, &rows.charged, day);
    let available = account.confirmed.checked_sub(held).unwrap_or(account.confirmed);
    Some(forecast::forecast(&Known { at: account.as_of, available, coming, spent: &rows.spent, ordered: &ordered }))
}

/// The look ahead with the freshness of the balance it rests on.
pub(super) struct Outlook {
    forecast: Forecast,
    freshness: Freshness,
    as_of_text: String,
}

pub(super) fn outlook(rows: &ChildRows, context: &Context<'_>) -> Option<Outlook> {
    let forecast = look_ahead(rows, rows.top_ups.coming)?;
    let as_of = rows.account.as_ref()?.as_of;
    let down = figures::is_down(rows.food.as_ref());
    let state = crate::domain::dated::state(as_of, down, Ageing::Slow, context.now, context.started_at, &context.day);
    let freshness = Freshness { as_of, source: Source::Computed, state };
    Some(Outlook { forecast, freshness, as_of_text: context.l10n.as_of(as_of, state, context.now) })
}

/// The forecast to draw.
pub(super) fn cell(outlook: Option<&Outlook>, context: &Context<'_>) -> RunOutCell {
    let Some(outlook) = outlook else { return RunOutCell::Unknown { text: context.l10n.run_out_unknown() } };
    let (run_out, today) = (outlook.forecast.run_out(), context.today());
    let suggestions = outlook.forecast.suggestions(today).into_iter().map(|suggestion| row(suggestion, today, context)).collect();
    let value = RunOutFigure {
        run_out,
        text: context.l10n.run_out(run_out, today),
        range_text: context.l10n.run_out_range(run_out, today),
        suggestions,
    };
    RunOutCell::Known { figure: DatedRunOut { value, freshness: outlook.freshness, as_of_text: outlook.as_of_text.clone() } }
}

fn row(suggestion: Suggestion, today: LocalDate, context: &Context<'_>) -> SuggestionRow {
    let (text, spoken) = context.l10n.suggestion(&suggestion, today);
    SuggestionRow { suggestion, text, spoken }
}

/// What the account asks the parent to do: a debt, a low balance with how long it lasts, or a run-out that is near (M4). A stale
/// balance says only what it said.
pub(super) fn attention(rows: &ChildRows, reserved: Money, outlook: Option<&Outlook>, context: &Context<'_>) -> Option<Notice> {
    let account = rows.account.as_ref()?;
    let l10n = context.l10n;
    if account.confirmed.is_negative() {
        let debt = account.confirmed.checked_mul(-1).unwrap_or(account.confirmed);
        return Some(Notice::new(NoticeKind::LowBalance, l10n.attention_debt(debt)));
    }
    // A child on free meals only has nothing to run out of (M4).
    let pays = !rows.spent.is_empty() || rows.purchases.iter().any(|purchase| purchase.counts() && purchase.total > Money::ZERO);
    let available = account.confirmed.checked_sub(reserved).unwrap_or(account.confirmed);
    let threshold = account.rules.and_then(|rules| rules.warn_below).filter(|threshold| *threshold > Money::ZERO);
    let forecast = outlook.and_then(|outlook| {
        let told = matches!(outlook.forecast.run_out(), RunOut::ShortOn { .. } | RunOut::EnoughUntil { .. });
        told.then(|| (l10n.run_out(outlook.forecast.run_out(), context.today()), &outlook.as_of_text))
    });
    if let Some(threshold) = threshold.filter(|threshold| pays && available < *threshold) {
        let low = l10n.attention_low(available, threshold);
        let text = match &forecast {
            Some((forecast, as_of)) => l10n.attention_low_and_forecast(&low, forecast, as_of),
            None => low,
        };
        return Some(Notice::new(NoticeKind::LowBalance, text));
    }
    let (outlook, (forecast, as_of)) = (outlook?, forecast?);
    let cut_off = low_balance::next_cut_off(&rows.cut_offs, context.now, &context.day);
    let soon = low_balance::runs_out_too_soon(&outlook.forecast, cut_off, low_balance::CREDITING_MINUTES, &context.day);
    match Look::at(outlook.freshness.state, available, pays, soon) {
        Look::Fresh { runs_out_soon: true, .. } => Some(Notice::new(NoticeKind::RunOutSoon, l10n.attention_run_out(&forecast, as_of))),
        Look::Fresh { .. } | Look::Stale | Look::FreeMealsOnly => None,
    }
}
