//! The money screen: balance, movements and spending of one child.

use serde::{Deserialize, Serialize};

use super::home::BalanceCell;
use super::notice::{Notice, SyncProgress};
use crate::domain::{AccountNumber, Freshness, LocalDate, Moment, Money, MovementId, MovementKind, Period, PersonId};

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
        /// How fresh the movements are.
        freshness: Freshness,
        /// The freshness in words.
        as_of_text: String,
        /// Newest first.
        days: Vec<MovementDay>,
        /// One bar a day of the period, oldest first.
        spending: Vec<SpendingBar>,
        /// What to say when there are no movements; empty otherwise.
        empty_text: String,
        /// Beside the content.
        notices: Vec<Notice>,
        /// How far the phone's copy has come.
        progress: SyncProgress,
    },
}
