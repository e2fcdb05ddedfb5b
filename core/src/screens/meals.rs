//! The meals screen: purchases of one child, itemised.

use serde::{Deserialize, Serialize};

use super::notice::{Notice, SyncProgress};
use crate::domain::{Freshness, LocalDate, Moment, Money, Period, PersonId, PurchaseId, PurchaseItem, PurchaseKind, PurchaseStatus};

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
        /// Beside the content.
        notices: Vec<Notice>,
        /// How far the phone's copy has come.
        progress: SyncProgress,
    },
}
