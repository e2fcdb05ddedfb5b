//! The personal account: balance triple and movements (M2).

use serde::{Deserialize, Serialize};

use super::ids::{AccountNumber, MovementId, PersonId, PurchaseId};
use super::money::Money;
use super::time::Moment;

/// A balance is three numbers (M2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct Balance {
    /// What the school confirms. Can be negative.
    pub confirmed: Money,
    /// Top-ups on their way.
    pub coming: Money,
    /// Held for pre-orders.
    pub reserved: Money,
}

/// What the school lets the account do (wire-api §5 `expenseConstraints`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, uniffi::Record)]
pub struct SpendingRules {
    /// Most that may be spent in a day; none = no limit.
    pub day_limit: Option<Money>,
    /// Warn below this balance; none = not set.
    pub warn_below: Option<Money>,
}

/// What a balance route told about one child.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountReading {
    /// Whose; older routes name only the account.
    pub child: Option<PersonId>,
    /// Personal account, when given.
    pub account: Option<AccountNumber>,
    /// Confirmed balance.
    pub confirmed: Money,
    /// Limits, when the route tells them.
    pub rules: Option<SpendingRules>,
}

/// Kind of a movement (wire-api §6 `type`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
pub enum MovementKind {
    /// Money put on the account.
    TopUp,
    /// Money spent.
    Purchase,
    /// A purchase taken back.
    Cancellation,
    /// Money moved between accounts.
    Transfer,
    /// Money paid out.
    Refund,
    /// A code this version does not know.
    Other {
        /// The code as the server gave it.
        code: i64,
    },
}

/// A change of the balance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Movement {
    /// Identity on this phone: what an edit leaves unchanged (kind, time, order, ordinal).
    pub id: MovementId,
    /// Whose account.
    pub child: PersonId,
    /// When.
    pub at: Moment,
    /// Kind.
    pub kind: MovementKind,
    /// Effect on the balance: negative when money left it.
    pub sum: Money,
    /// Balance before it, when given.
    pub balance_before: Option<Money>,
    /// Where it came from, in the server's words; may be empty.
    pub origin: String,
    /// The purchase it belongs to, when given.
    pub purchase: Option<PurchaseId>,
    /// When this phone first learned of it, in the server's time.
    pub learned_at: Moment,
}

impl Movement {
    /// Balance right after it, when the balance before is known.
    pub fn balance_after(&self) -> Option<Money> {
        self.balance_before.and_then(|before| before.checked_add(self.sum))
    }
}
