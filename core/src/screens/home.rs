//! The home screen: all children at a glance.

use serde::{Deserialize, Serialize};

use super::notice::{Notice, SyncProgress};
use crate::dated;
use crate::domain::{AccountNumber, Balance, Money, PersonId, Presence};

/// Presence in words, beside the fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct PresenceFigure {
    /// The fact.
    pub presence: Presence,
    /// «В школе с 08:07», «Вышла в 14:33», «Вход не зафиксирован».
    pub text: String,
    /// What it rests on, and harmless causes when nothing is known: «по турникету», «по покупке в столовой в 11:40».
    pub evidence_text: String,
    /// Building, when known; may be empty.
    pub place: String,
}

/// A balance in words, beside the numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct BalanceFigure {
    /// The numbers.
    pub balance: Balance,
    /// «1 226,90 ₽» with no-break spaces: the confirmed sum.
    pub text: String,
    /// The confirmed sum for a screen reader: «минус двести сорок рублей пятьдесят копеек».
    pub spoken: String,
}

/// What happened today.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct TodayFigure {
    /// Spent today.
    pub spent: Money,
    /// Purchases today that were not cancelled.
    pub purchases: u32,
    /// «Сегодня: 2 покупки на 235,00 ₽».
    pub text: String,
    /// The same for a screen reader.
    pub spoken: String,
}

dated! {
    /// Presence with its date.
    DatedPresence, PresenceFigure
}
dated! {
    /// Balance with its date.
    DatedBalance, BalanceFigure
}
dated! {
    /// Today's spending with its date.
    DatedToday, TodayFigure
}

/// A figure that may not have been read yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
pub enum BalanceCell {
    /// Known.
    Known {
        /// The figure.
        figure: DatedBalance,
    },
    /// Being read for the first time.
    Loading {
        /// In words.
        text: String,
    },
    /// Could not be read so far, or the child has no personal account.
    Unavailable {
        /// Why, in words.
        text: String,
    },
}

/// One child on the home screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct ChildCard {
    /// Who.
    pub person: PersonId,
    /// First and last name.
    pub name: String,
    /// First name, for tight places.
    pub short_name: String,
    /// Class such as «9-Г»; may be empty.
    pub class_name: String,
    /// School's short name; may be empty.
    pub school: String,
    /// Personal account, when known.
    pub account: Option<AccountNumber>,
    /// Where the child is.
    pub presence: DatedPresence,
    /// Money.
    pub balance: BalanceCell,
    /// Today.
    pub today: DatedToday,
    /// What needs the parent's attention, most urgent first, in words.
    pub attention: Vec<Notice>,
}

/// State of the home screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
pub enum HomeState {
    /// Nobody is signed in.
    SignedOut,
    /// Signed in; the family has not been read yet.
    Loading {
        /// Why it takes time (offline, service down), if so.
        notices: Vec<Notice>,
    },
    /// The children.
    Children {
        /// In the server's order.
        cards: Vec<ChildCard>,
        /// Beside the content.
        notices: Vec<Notice>,
        /// How far the phone's copy has come.
        progress: SyncProgress,
    },
}
