//! The meals screen: purchases of one child, itemised.

use serde::{Deserialize, Serialize};

use super::context::Context;
use super::days_read::DaysRead;
use super::figures::{self, Down};
use super::home::{self, Found};
use super::notice::{Notice, SyncProgress};
use crate::domain::dated::Ageing;
use crate::domain::{
    Child, Freshness, LocalDate, Moment, Money, Period, PersonId, Purchase, PurchaseId, PurchaseItem, PurchaseKind, PurchaseStatus,
};
use crate::store::{ReadDays, Reading, Service, Store, StoreError};

/// One purchase, ready to draw.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct PurchaseRow {
    /// Identity.
    pub id: PurchaseId,
    /// When.
    pub at: Moment,
    /// Kind.
    pub kind: PurchaseKind,
    /// Where it stands.
    pub status: PurchaseStatus,
    /// Charged.
    pub total: Money,
    /// Lines.
    pub items: Vec<PurchaseItem>,
    /// «11:40 · Платный комплекс».
    pub title: String,
    /// «185,00 ₽», «бесплатно».
    pub total_text: String,
    /// Time, kind, sum and items for a screen reader.
    pub spoken: String,
    /// One text a line: «Суп-лапша × 1 — 60,00 ₽».
    pub item_texts: Vec<String>,
}

/// One day with purchases.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct MealDay {
    /// The day.
    pub date: LocalDate,
    /// «вторник, 12 мая».
    pub title: String,
    /// Spent that day (cancelled ones do not count).
    pub spent: Money,
    /// The sum in words.
    pub spent_text: String,
    /// Newest first.
    pub purchases: Vec<PurchaseRow>,
}

/// State of the meals screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
pub enum MealsState {
    /// Nobody is signed in.
    SignedOut,
    /// The family does not have this child.
    UnknownChild,
    /// These days have not been read yet.
    Loading {
        /// Why it takes time, if so.
        notices: Vec<Notice>,
    },
    /// The days.
    Days {
        /// Whose.
        person: PersonId,
        /// Name of the child.
        name: String,
        /// Which days were asked for.
        period: Period,
        /// How fresh these days are.
        freshness: Freshness,
        /// The freshness in words.
        as_of_text: String,
        /// Newest first.
        days: Vec<MealDay>,
        /// What to say when there are none; empty otherwise.
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

/// What the screen is drawn from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MealsRows {
    /// Whose.
    pub child: Child,
    /// Purchases of the days asked for, newest first.
    pub purchases: Vec<Purchase>,
    /// Last reading of purchases.
    pub orders: Option<Reading>,
    /// Which of the days asked for were read, oldest first.
    pub read: Vec<ReadDays>,
}

/// The state of the meals screen of `child` for the days of `period`.
pub fn state(store: &Store, child: &PersonId, period: Period, context: &Context<'_>) -> Result<MealsState, StoreError> {
    Ok(match home::find(store, child, context)? {
        Found::SignedOut => MealsState::SignedOut,
        Found::UnknownChild => MealsState::UnknownChild,
        Found::NotReadYet { notices } => MealsState::Loading { notices },
        Found::Child(now) => {
            let (purchases, read) = (store.purchases(child, period)?, store.read_days(child, Service::Orders, period)?);
            project(MealsRows { child: now.child, purchases, orders: now.orders, read }, period, context)
        }
    })
}

/// Draws the screen from `rows`.
pub fn project(rows: MealsRows, period: Period, context: &Context<'_>) -> MealsState {
    let orders = rows.orders.as_ref();
    let notices = figures::notices(context, Down { food: figures::is_down(orders), ..Down::default() }, false);
    let days_read = DaysRead::new(&rows.read, period, context.today());
    if rows.purchases.is_empty() && days_read.none() {
        return MealsState::Loading { notices };
    }
    let learned = rows.purchases.iter().map(|purchase| purchase.learned_at);
    let (freshness, as_of_text) = days_read.freshness(orders, Ageing::Slow, learned, context);
    let days: Vec<MealDay> = figures::by_day(rows.purchases, |purchase| purchase.at.date())
        .into_iter()
        .map(|(date, purchases)| {
            let spent = Money::checked_sum(purchases.iter().filter(|purchase| purchase.counts()).map(|purchase| purchase.total))
                .unwrap_or(Money::ZERO);
            MealDay {
                date,
                title: context.l10n.day_title(date, context.today()),
                spent,
                spent_text: context.l10n.meals_spent(spent),
                purchases: purchases.into_iter().map(|purchase| row(purchase, context)).collect(),
            }
        })
        .collect();
    let no_rows = |read: &DaysRead<'_>| read.empty(|| context.l10n.meals_empty(), || context.l10n.meals_empty_where_read());
    MealsState::Days {
        person: rows.child.person.clone(),
        name: figures::full_name(&rows.child),
        period,
        freshness,
        as_of_text,
        empty_text: if days.is_empty() { no_rows(&days_read) } else { String::new() },
        unread_text: days_read.unread_text(context),
        unread: days_read.into_unread(),
        days,
        notices,
        progress: figures::progress(context),
    }
}

fn row(purchase: Purchase, context: &Context<'_>) -> PurchaseRow {
    let l10n = context.l10n;
    let items: Vec<PurchaseItem> = purchase
        .items
        .into_iter()
        .map(|item| PurchaseItem {
            name: figures::clean(&item.name),
            consists_of: item.consists_of.iter().map(|dish| figures::clean(dish)).collect(),
            ..item
        })
        .collect();
    let item_texts: Vec<String> = items.iter().map(|item| l10n.purchase_item(item)).collect();
    let kind = l10n.purchase_kind(purchase.kind);
    let title = l10n.row_title(&purchase.at.time().to_string(), &kind, l10n.purchase_status(purchase.status).as_deref());
    let names: Vec<String> = items.iter().map(|item| item.name.clone()).collect();
    PurchaseRow {
        id: purchase.id,
        at: purchase.at,
        kind: purchase.kind,
        status: purchase.status,
        total: purchase.total,
        total_text: l10n.purchase_total(purchase.total),
        spoken: l10n.purchase_spoken(&title, purchase.total, &names),
        title,
        items,
        item_texts,
    }
}
