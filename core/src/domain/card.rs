//! Carriers («электронные идентификаторы»): what a child opens the turnstile and pays with (wire-api §11).
//!
//! The money and the history are on the personal account, never on a carrier: a block or a new card changes nothing of them.

use serde::{Deserialize, Serialize};

use super::money::Money;
use super::time::{LocalDate, Moment};

/// Digits of a carrier's number that are shown.
const SHOWN_DIGITS: usize = 4;

/// The identity of one carrier on the wire.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CardId(pub String);

uniffi::custom_newtype!(CardId, String);

/// What a child carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, uniffi::Enum)]
pub enum CardKind {
    /// Сервисная карта: given by the school.
    Service,
    /// Социальная карта учащегося: transit and discounts as well.
    Social,
    /// Временная карта, until the other one is replaced.
    Temporary,
    /// A bracelet.
    Bracelet,
    /// A fob.
    Fob,
    /// A kind this version does not know.
    Other,
}

/// Whether a carrier works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, uniffi::Enum)]
pub enum CardState {
    /// It works.
    Active,
    /// It works for a while: a temporary one.
    Temporary,
    /// A parent blocked it.
    BlockedByParent,
    /// The school blocked it.
    BlockedBySchool,
    /// Its time is over.
    Expired,
    /// The school said something this version does not know.
    Unclear,
}

impl CardState {
    /// Whether it opens a turnstile and pays.
    pub fn works(self) -> bool {
        matches!(self, Self::Active | Self::Temporary)
    }
}

/// A carrier as the school tells of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// Which.
    pub id: CardId,
    /// Its kind.
    pub kind: CardKind,
    /// At most the last four digits of its number.
    pub last_digits: String,
    /// Whether it worked when this was read.
    pub state: CardState,
    /// First day, where told.
    pub valid_from: Option<LocalDate>,
    /// Last day, where told.
    pub valid_to: Option<LocalDate>,
    /// When it was blocked, where told.
    pub blocked_at: Option<Moment>,
}

impl Card {
    /// Whether it works on `today`: one that was read as working ends by itself after its last day.
    pub fn state_on(&self, today: LocalDate) -> CardState {
        if self.state.works() && self.valid_to.is_some_and(|last| last < today) { CardState::Expired } else { self.state }
    }
}

/// What is kept of a carrier's number: its last digits. The wire masks it; an answer that does not is masked here.
pub fn last_digits(number: &str) -> String {
    let digits: Vec<char> = number.chars().filter(char::is_ascii_digit).collect();
    digits[digits.len().saturating_sub(SHOWN_DIGITS)..].iter().collect()
}

/// The travel purse of a social card (wire-api §11 `UC_TTC_CARD_BALANCE`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransportCard {
    /// At most the last four digits of its number.
    pub last_digits: String,
    /// Money on it, where told.
    pub balance: Option<Money>,
    /// Whether it is blocked, where told.
    pub blocked: Option<bool>,
    /// Cheaper trips left, where told.
    pub trips_left: Option<i64>,
    /// When the carrier's own books were last updated, where told.
    pub updated_at: Option<Moment>,
}

/// The carriers of one child and the travel purse, as last read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Cards {
    /// Newest first, old ones too.
    pub cards: Vec<Card>,
    /// None when no transport card is set.
    pub transport: Option<TransportCard>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(state: CardState, valid_to: &str) -> Card {
        let valid_to = Some(valid_to.parse().unwrap());
        Card {
            id: CardId("1".into()),
            kind: CardKind::Service,
            last_digits: "4421".into(),
            state,
            valid_from: None,
            valid_to,
            blocked_at: None,
        }
    }

    #[test]
    fn a_card_works_through_its_last_day_and_no_longer() {
        let on = |state, day: &str| card(state, "2026-05-12").state_on(day.parse().unwrap());
        assert_eq!(on(CardState::Active, "2026-05-12"), CardState::Active);
        assert_eq!(on(CardState::Temporary, "2026-05-13"), CardState::Expired);
        assert_eq!(on(CardState::BlockedByParent, "2026-05-13"), CardState::BlockedByParent, "a block is not forgotten");
    }

    #[test]
    fn of_a_number_only_its_end_is_kept() {
        assert_eq!(last_digits("•••• 4421"), "4421");
        assert_eq!(last_digits("7000 1234 5678 4421"), "4421");
        assert_eq!(last_digits("№ 12"), "12");
        assert_eq!(last_digits(""), "");
    }
}
