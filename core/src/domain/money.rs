//! Sums of money (M1): integer kopecks, checked arithmetic, written out only at the edge.

use serde::{Deserialize, Serialize};

/// A sum in kopecks; negative for a debt or for money that left the account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Money(pub i64);

uniffi::custom_newtype!(Money, i64);

impl Money {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// The sum in kopecks.
    pub fn kopecks(self) -> i64 {
        self.0
    }

    /// `self + other`, or `None` when it does not fit.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// `self - other`, or `None` when it does not fit.
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }

    /// `self × times`, or `None` when it does not fit.
    pub fn checked_mul(self, times: i64) -> Option<Self> {
        self.0.checked_mul(times).map(Self)
    }

    /// Sum of many, or `None` when it does not fit.
    pub fn checked_sum(sums: impl IntoIterator<Item = Self>) -> Option<Self> {
        sums.into_iter().try_fold(Self::ZERO, Self::checked_add)
    }

    /// Whether this is a debt.
    pub fn is_negative(self) -> bool {
        self.0 < 0
    }
}

/// Why a text is not a sum of money.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Not a number of roubles with at most two digits of kopecks.
    #[error("not a sum of money")]
    NotASum,
    /// Too large to be counted in kopecks.
    #[error("the sum is too large")]
    TooLarge,
}

impl std::str::FromStr for Money {
    type Err = MoneyError;

    /// Reads roubles as people write them: `1 226,90 ₽`, `-8.5`, `300`. Spaces of any kind group digits; a comma or a point starts the
    /// kopecks.
    fn from_str(text: &str) -> Result<Self, MoneyError> {
        let bare: String = text.trim().trim_end_matches('₽').chars().filter(|c| !c.is_whitespace()).collect();
        let (negative, digits) = match bare.strip_prefix(['-', '\u{2212}']) {
            Some(rest) => (true, rest),
            None => (false, bare.as_str()),
        };
        let (roubles, kopecks) = match digits.split_once([',', '.']) {
            Some((roubles, kopecks)) if matches!(kopecks.len(), 1 | 2) => (roubles, kopecks),
            Some(_) => return Err(MoneyError::NotASum),
            None => (digits, "0"),
        };
        let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number(roubles) || !is_number(kopecks) {
            return Err(MoneyError::NotASum);
        }
        let tens = if kopecks.len() == 1 { 10 } else { 1 };
        let kopecks = kopecks.parse::<i64>().map_err(|_| MoneyError::NotASum)? * tens;
        let whole = roubles.parse::<i64>().map_err(|_| MoneyError::TooLarge)?;
        let sum = whole.checked_mul(100).and_then(|sum| sum.checked_add(kopecks)).ok_or(MoneyError::TooLarge)?;
        Ok(Self(if negative { -sum } else { sum }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn m1_sums_are_checked_and_never_wrap() {
        assert_eq!(Money(i64::MAX).checked_add(Money(1)), None);
        assert_eq!(Money(i64::MIN).checked_sub(Money(1)), None);
        assert_eq!(Money(i64::MAX).checked_mul(2), None);
        assert_eq!(Money::checked_sum([Money(i64::MAX), Money(1), Money(-1)]), None);
        assert_eq!(Money::checked_sum([Money(1050), Money(-50)]), Some(Money(1000)));
    }

    #[test]
    fn m1_sums_are_read_as_people_write_them() {
        for (text, kopecks) in
            [("1\u{a0}226,90\u{a0}₽", 122_690), ("300", 30_000), ("-8.5", -850), ("\u{2212}240,50", -24_050), (" 0,05 ", 5)]
        {
            assert_eq!(text.parse(), Ok(Money(kopecks)), "{text}");
        }
    }

    #[test]
    fn m1_what_is_not_a_sum_is_refused() {
        for text in ["", "-", "1,234", "1e5", "12,", ",5", "1.2.3", "сто", "₽", "٣"] {
            assert_eq!(text.parse::<Money>(), Err(MoneyError::NotASum), "{text}");
        }
        assert_eq!("99999999999999999999".parse::<Money>(), Err(MoneyError::TooLarge));
        assert_eq!("92233720368547758,08".parse::<Money>(), Err(MoneyError::TooLarge));
    }
}
