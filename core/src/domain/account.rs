//! The personal account: balance triple and movements (M2).

use serde::{Deserialize, Serialize};

use super::ids::{AccountNumber, MovementId, PersonId, PurchaseId};
use super::money::Money;
use super::purchase::{Purchase, PurchaseKind, PurchaseStatus};
use super::time::{LocalDate, Moment};

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

/// What is held for orders made ahead (M2): those not handed out yet, meant for `today` or later, that no movement has charged.
///
/// `charged`: the purchases that movements of the account name. The wire does not say whether a pre-order is charged when it is made or
/// when it is handed out, so money that has already left the confirmed sum is not counted a second time.
pub fn reserved<'a>(purchases: impl IntoIterator<Item = &'a Purchase>, charged: &[PurchaseId], today: LocalDate) -> Money {
    let held = purchases.into_iter().filter(|purchase| purchase.waits_to_be_handed_out(today) && !charged.contains(&purchase.id));
    Money::checked_sum(held.map(|purchase| purchase.total)).unwrap_or(Money::ZERO)
}

impl Purchase {
    /// An order made ahead that is still to be handed out on `today` or later.
    pub fn waits_to_be_handed_out(&self, today: LocalDate) -> bool {
        matches!(self.kind, PurchaseKind::PreOrder | PurchaseKind::SmartBuffet)
            && matches!(self.status, PurchaseStatus::New | PurchaseStatus::Assembled | PurchaseStatus::Loaded)
            && self.on_date >= today
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::samples::{bought, date};

    fn ordered(id: &str, on: &str, kopecks: i64) -> Purchase {
        let mut order = bought("2026-05-12 10:00", kopecks);
        (order.id, order.kind, order.status, order.on_date) = (id.into(), PurchaseKind::PreOrder, PurchaseStatus::New, date(on));
        order
    }

    #[test]
    fn m2_reserved_is_what_waits_to_be_handed_out_and_was_not_charged() {
        let mut cancelled = ordered("c", "2026-05-14", 700);
        cancelled.status = PurchaseStatus::Cancelled;
        let orders = [
            ordered("a", "2026-05-13", 500),
            ordered("b", "2026-05-14", 300),
            cancelled,
            ordered("old", "2026-05-11", 900),
            bought("2026-05-12 11:00", 90),
        ];
        assert_eq!(reserved(&orders, &[], date("2026-05-12")), Money(800));
        assert_eq!(reserved(&orders, &["b".into()], date("2026-05-12")), Money(500));
    }

    #[test]
    fn m2_the_balance_after_a_movement_is_known_only_with_the_balance_before() {
        let mut movement = Movement {
            id: "m".into(),
            child: "child-1".into(),
            at: crate::domain::samples::at("2026-05-12 11:40"),
            kind: MovementKind::Purchase,
            sum: Money(-18_500),
            balance_before: Some(Money(20_000)),
            origin: String::new(),
            purchase: None,
            learned_at: crate::domain::samples::at("2026-05-12 11:41"),
        };
        assert_eq!(movement.balance_after(), Some(Money(1_500)));
        movement.balance_before = Some(Money(i64::MIN));
        assert_eq!(movement.balance_after(), None, "what does not fit is not shown");
    }
}
