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
