//! Payments by the online page: what the bank's history says of them, and which sums may be asked for (M6, M7).

use serde::{Deserialize, Serialize};

use super::ids::AccountNumber;
use super::money::{Money, MoneyError};
use super::time::Moment;

/// Smallest sum that is asked for. The school names none; below one rouble no bank takes a payment.
pub const LEAST_TOP_UP: Money = Money(100);
/// Largest sum that is asked for. The school names none; 15 000 roubles is the most an unidentified electronic payment may be
/// (161-FZ), several weeks of meals, and keeps a slipped finger from costing more.
pub const MOST_TOP_UP: Money = Money(1_500_000);

/// The identity of one payment in the history of the pay host (wire-api §9); its receipt has the same name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PaymentId(pub String);

uniffi::custom_newtype!(PaymentId, String);

/// How far a payment has come (wire-api §9 `status`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, uniffi::Enum)]
pub enum PaymentStatus {
    /// `PROC`: the bank is at work.
    Processing,
    /// `APRP`: paid.
    Approved,
    /// `DECL`: refused, nothing was taken.
    Declined,
    /// A status this version does not know.
    Unclear,
}

/// A payment as the history shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// Identity; names the receipt.
    pub id: PaymentId,
    /// How far it has come.
    pub status: PaymentStatus,
    /// What was paid.
    pub amount: Money,
    /// When.
    pub at: Moment,
    /// Personal account it goes to, where given.
    pub account: Option<AccountNumber>,
    /// The request it answers, where given.
    pub request_uid: Option<String>,
    /// The package of that request, where given.
    pub package_uid: Option<String>,
    /// Whether it is for school meals; none when the history does not say. Other services of the city stand in the same history.
    pub for_meals: Option<bool>,
}

/// A payment page made for one top-up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentLink {
    /// What to open in the system browser.
    pub url: String,
    /// The request, for finding the payment again.
    pub request_uid: String,
    /// Its package; may be empty.
    pub package_uid: String,
}

/// Who feeds the child and gets the money (wire-api §5 `food-provider`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoodProvider {
    /// Name.
    pub name: String,
    /// Taxpayer number; may be empty.
    pub inn: String,
}

/// A way to pay by the account number, without this app (M6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
pub enum OfflineWayKind {
    /// Payment terminal.
    Terminal,
    /// Cash machine.
    Atm,
    /// Bank app.
    BankApp,
    /// Bank cash desk.
    CashDesk,
}

/// Why a sum cannot be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AmountError {
    /// Nothing was entered.
    Empty,
    /// Not a sum in roubles with at most two digits of kopecks.
    NotASum,
    /// Below [`LEAST_TOP_UP`], nothing, or negative.
    TooSmall,
    /// Above [`MOST_TOP_UP`].
    TooLarge,
}

/// Reads the sum of a top-up as a parent types it.
///
/// # Errors
/// [`AmountError`], by what to tell the parent.
pub fn top_up_amount(text: &str) -> Result<Money, AmountError> {
    if text.trim().is_empty() {
        return Err(AmountError::Empty);
    }
    let amount: Money = text.parse().map_err(|error| match error {
        MoneyError::NotASum => AmountError::NotASum,
        MoneyError::TooLarge => AmountError::TooLarge,
    })?;
    match amount {
        amount if amount < LEAST_TOP_UP => Err(AmountError::TooSmall),
        amount if amount > MOST_TOP_UP => Err(AmountError::TooLarge),
        amount => Ok(amount),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_is_taken_as_people_type_it_and_bad_ones_are_told_apart() {
        for (text, kopecks) in [("12,5", 1_250), ("500", 50_000), ("1 500,00 ₽", 150_000), ("1", 100), ("15000", 1_500_000)] {
            assert_eq!(top_up_amount(text), Ok(Money(kopecks)), "{text}");
        }
        for (text, why) in [
            ("", AmountError::Empty),
            ("  ", AmountError::Empty),
            ("0", AmountError::TooSmall),
            ("0,99", AmountError::TooSmall),
            ("-100", AmountError::TooSmall),
            ("1000000000000", AmountError::TooLarge),
            ("15000,01", AmountError::TooLarge),
            ("99999999999999999999", AmountError::TooLarge),
            ("12,345", AmountError::NotASum),
            ("1e3", AmountError::NotASum),
            ("сто", AmountError::NotASum),
        ] {
            assert_eq!(top_up_amount(text), Err(why), "{text}");
        }
    }
}
