//! The money screen: balance, movements and spending of one child.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::bill_facts::{self, BillFacts};
use super::bills::{self, BillRows, BillsState};
use super::context::Context;
use super::days_read::DaysRead;
use super::figures::{self, Down};
use super::home::{self, BalanceCell, ChildRows, Found};
use super::notice::{Notice, SyncProgress};
use super::outlook::{self, RunOutCell};
use super::spent::{self, SpendingByKind};
use crate::domain::account::reserved;
use crate::domain::dated::Ageing;
use crate::domain::spending::{Charge, by_day, charges};
use crate::domain::{AccountNumber, Freshness, LocalDate, Moment, Money, MovementId, MovementKind, Passage, Period, PersonId, Purchase};
use crate::store::{ReadDays, Reading, Service, Store, StoreError, StoredMovement};

/// One movement, ready to draw.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct MovementRow {
    /// Identity.
    pub id: MovementId,
    /// When.
    pub at: Moment,
    /// Kind.
    pub kind: MovementKind,
    /// Effect on the balance.
    pub sum: Money,
    /// Balance right after it, when known.
    pub balance_after: Option<Money>,
    /// The school changed it after this phone first saw it.
    pub edited: bool,
    /// «11:40 · Покупка».
    pub title: String,
    /// «−185,00 ₽».
    pub sum_text: String,
    /// Kind, sum and balance for a screen reader.
    pub spoken: String,
    /// «Изменено школой 14 мая: было −150,00 ₽»; empty when not edited.
    pub edit_text: String,
}

/// One day of movements.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct MovementDay {
    /// The day.
    pub date: LocalDate,
    /// «вторник, 12 мая».
    pub title: String,
    /// Newest first.
    pub movements: Vec<MovementRow>,
}

/// One bar of the spending chart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct SpendingBar {
    /// The day.
    pub date: LocalDate,
    /// «вт 12».
    pub label: String,
    /// Spent that day, never negative.
    pub spent: Money,
    /// «185,00 ₽».
    pub text: String,
    /// Length relative to the longest bar, 0 to 1000.
    pub per_mille: u32,
}

/// State of the money screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
pub enum MoneyState {
    /// Nobody is signed in.
    SignedOut,
    /// The family does not have this child.
    UnknownChild,
    /// Nothing has been read yet.
    Loading {
        /// Why it takes time, if so.
        notices: Vec<Notice>,
    },
    /// Balance and movements.
    Account {
        /// Whose.
        person: PersonId,
        /// Name of the child.
        name: String,
        /// Personal account, when known.
        account: Option<AccountNumber>,
        /// Which days were asked for.
        period: Period,
        /// The balance.
        balance: BalanceCell,
        /// How long it lasts.
        run_out: RunOutCell,
        /// How fresh the movements are.
        freshness: Freshness,
        /// The freshness in words.
        as_of_text: String,
        /// Newest first.
        days: Vec<MovementDay>,
        /// One bar a day of the period that was read, oldest first. A day that was not read or has not come has no bar.
        spending: Vec<SpendingBar>,
        /// The same by week, month and kind.
        spending_by_kind: SpendingByKind,
        /// What to ask the school about.
        bills: BillsState,
        /// What to say when there are no movements; empty otherwise.
        empty_text: String,
        /// Days asked for that have come and were not read whole, oldest first: of them nothing is known but the rows shown.
        unread: Vec<Period>,
        /// «Дни до 5 мая ещё не прочитаны»; empty when all were read.
        unread_text: String,
        /// Beside the content.
        notices: Vec<Notice>,
        /// How far the phone's copy has come.
        progress: SyncProgress,
    },
}

/// Most bars the spending chart has; of a longer period it shows the last days.
pub(super) const MOST_BARS: i64 = 366;

/// What the screen is drawn from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MoneyRows {
    /// The child as home sees it: the balance is of now, whatever days were asked for.
    pub now: ChildRows,
    /// Movements of the days asked for, newest first.
    pub movements: Vec<StoredMovement>,
    /// Purchases of the days asked for and of the days before on which they may have been ordered.
    pub purchases: Vec<Purchase>,
    /// Taps of the days asked for.
    pub passages: Vec<Passage>,
    /// Which of the days asked for have all their taps read, oldest first.
    pub passages_read: Vec<ReadDays>,
    /// What the bill checker holds sales against.
    pub facts: BillFacts,
    /// Last reading of movements.
    pub reading: Option<Reading>,
    /// Which of the days asked for were read, oldest first.
    pub read: Vec<ReadDays>,
}

/// The state of the money screen of `child` for the days of `period`.
pub fn state(store: &Store, child: &PersonId, period: Period, context: &Context<'_>) -> Result<MoneyState, StoreError> {
    Ok(match home::find(store, child, context)? {
        Found::SignedOut => MoneyState::SignedOut,
        Found::UnknownChild => MoneyState::UnknownChild,
        Found::NotReadYet { notices } => MoneyState::Loading { notices },
        Found::Child(now) => {
            let shown = spent::shown(period);
            let rows = MoneyRows {
                now: *now,
                movements: store.movements(child, period)?,
                purchases: store.purchases(child, Period::new(shown.from.plus_days(-home::LOOK_BACK_DAYS), shown.to))?,
                passages: store.passages(child, shown)?,
                passages_read: store.read_days(child, Service::Pass, shown)?,
                facts: bill_facts::load(store, child, shown)?,
                reading: store.reading(child, Service::Movements)?,
                read: store.read_days(child, Service::Movements, period)?,
            };
            project(&rows, period, context)
        }
    })
}

/// Draws the screen from `rows`.
pub fn project(rows: &MoneyRows, period: Period, context: &Context<'_>) -> MoneyState {
    let now = &rows.now;
    let (food, reading) = (now.food.as_ref(), rows.reading.as_ref());
    let down = Down { food: figures::is_down(food) || figures::is_down(reading), ..Down::default() };
    let notices = figures::notices(context, down, false);
    let days_read = DaysRead::new(&rows.read, period, context.today());
    // A balance is worth showing before the movements of these days are there.
    if rows.movements.is_empty() && days_read.none() && food.is_none() && now.account.is_none() {
        return MoneyState::Loading { notices };
    }
    let days: Vec<MovementDay> = figures::by_day(rows.movements.iter().collect(), |stored| stored.movement.at.date())
        .into_iter()
        .map(|(date, movements)| MovementDay {
            date,
            title: context.l10n.day_title(date, context.today()),
            movements: movements.into_iter().map(|stored| row(stored, context)).collect(),
        })
        .collect();
    let reserved = reserved(&now.purchases, &now.charged, context.today());
    let charges = charges(rows.movements.iter().filter(|stored| !stored.removed).map(|stored| &stored.movement), &rows.purchases);
    let bills = BillRows {
        movements: &rows.movements,
        movements_read: &rows.read,
        purchases: &rows.purchases,
        passages: &rows.passages,
        passages_read: &rows.passages_read,
        facts: &rows.facts,
    };
    let learned = rows.movements.iter().map(|stored| stored.movement.learned_at);
    let (freshness, as_of_text) = days_read.freshness(reading, Ageing::Slow, learned, context);
    let no_rows = |read: &DaysRead<'_>| read.empty(|| context.l10n.money_empty(), || context.l10n.money_empty_where_read());
    MoneyState::Account {
        person: now.child.person.clone(),
        name: figures::full_name(&now.child),
        account: now.child.account.or(now.account.and_then(|account| account.account)),
        period,
        balance: figures::balance(now.account.as_ref(), food, now.top_ups.coming, reserved, context),
        run_out: outlook::cell(outlook::outlook(now, context).as_ref(), context),
        freshness,
        as_of_text,
        spending: spending(&charges, &days_read, period, context),
        spending_by_kind: spent::by_kind(&charges, period, context),
        bills: bills::check(&bills, period, context),
        empty_text: if days.is_empty() { no_rows(&days_read) } else { String::new() },
        unread_text: days_read.unread_text(context),
        unread: days_read.into_unread(),
        days,
        notices,
        progress: figures::progress(context),
    }
}

fn row(stored: &StoredMovement, context: &Context<'_>) -> MovementRow {
    let (movement, l10n) = (&stored.movement, context.l10n);
    let time = movement.at.time().to_string();
    let kind = l10n.movement_kind(movement.kind);
    // Where money came from is worth a word; of a purchase the meals screen tells more.
    let origin = Some(figures::clean(&movement.origin)).filter(|origin| !origin.is_empty() && movement.kind != MovementKind::Purchase);
    let edit_text = match (stored.removed, stored.edited) {
        (true, _) => l10n.movement_removed(),
        (false, Some(edit)) => l10n.movement_edited(edit.before, edit.seen_at.date(), context.today()),
        (false, None) => String::new(),
    };
    let mut spoken = l10n.movement_spoken(&time, &kind, movement.sum, movement.balance_after());
    if !edit_text.is_empty() {
        spoken = format!("{spoken}. {edit_text}");
    }
    MovementRow {
        id: movement.id.clone(),
        at: movement.at,
        kind: movement.kind,
        sum: movement.sum,
        balance_after: movement.balance_after(),
        edited: stored.removed || stored.edited.is_some(),
        title: l10n.row_title(&time, &kind, origin.as_deref()),
        sum_text: l10n.money_signed(movement.sum),
        spoken,
        edit_text,
    }
}

/// One bar a day that was read: what was bought less what was taken back.
fn spending(charges: &[Charge], days_read: &DaysRead<'_>, period: Period, context: &Context<'_>) -> Vec<SpendingBar> {
    let by_day: BTreeMap<LocalDate, Money> = by_day(charges).into_iter().map(|day| (day.date, day.spent)).collect();
    let last = period.to.min(context.today());
    let count = (last.days_since(period.from) + 1).clamp(0, MOST_BARS);
    let spent_on = |date| by_day.get(&date).copied().unwrap_or_default().max(Money::ZERO);
    let dates: Vec<LocalDate> =
        (0..count).rev().map(|back| last.plus_days(-back)).filter(|day| days_read.read_at(*day).is_some()).collect();
    let longest = dates.iter().map(|date| spent_on(*date)).max().unwrap_or_default();
    let bar = |date: LocalDate| {
        let spent = spent_on(date);
        // In i128: sums of any size have a proportion.
        let per_mille = i128::from(spent.kopecks()) * 1000 / i128::from(longest.kopecks()).max(1);
        SpendingBar {
            date,
            label: context.l10n.day_label(date),
            spent,
            text: context.l10n.money(spent),
            per_mille: u32::try_from(per_mille).unwrap_or_default(),
        }
    };
    dates.into_iter().map(bar).collect()
}
