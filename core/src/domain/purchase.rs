//! What was bought in the canteen.

use serde::{Deserialize, Serialize};

use super::ids::{PersonId, PurchaseId};
use super::money::Money;
use super::time::{LocalDate, Moment};

/// Kind of a purchase (wire-api §6 `orderType`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
pub enum PurchaseKind {
    /// Free (льготный) complex.
    FreeComplex,
    /// Paid complex.
    PaidComplex,
    /// Buffet goods.
    Buffet,
    /// Ordered ahead.
    PreOrder,
    /// Bought at a vending machine of the canteen.
    SmartBuffet,
    /// A code this version does not know.
    Other {
        /// The code as the server gave it.
        code: i64,
    },
}

/// Where an order stands (wire-api §6 `status`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
pub enum PurchaseStatus {
    /// Placed.
    New,
    /// Put together.
    Assembled,
    /// Put into the machine.
    Loaded,
    /// Handed to the child.
    Issued,
    /// Cancelled.
    Cancelled,
    /// A code this version does not know.
    Other {
        /// The code as the server gave it.
        code: i64,
    },
}

/// One line of a purchase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct PurchaseItem {
    /// Dish or complex.
    pub name: String,
    /// How many.
    pub amount: i64,
    /// Price of one.
    pub price: Money,
    /// Dishes of a complex; empty for a single dish.
    pub consists_of: Vec<String>,
}

/// One purchase, itemised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Purchase {
    /// Identity: the order number.
    pub id: PurchaseId,
    /// Whose.
    pub child: PersonId,
    /// When it was made (`createdAt`), in school time.
    pub at: Moment,
    /// When it was handed out, when the server says so.
    pub delivered_at: Option<Moment>,
    /// The day it is meant for.
    pub on_date: LocalDate,
    /// Kind.
    pub kind: PurchaseKind,
    /// Where it stands.
    pub status: PurchaseStatus,
    /// What was charged (`totalPrice`: price less discount).
    pub total: Money,
    /// What was deducted from the price.
    pub discount: Money,
    /// Lines.
    pub items: Vec<PurchaseItem>,
    /// When this phone first learned of it, in the server's time.
    pub learned_at: Moment,
}

impl Purchase {
    /// Whether it stands: not cancelled, so it counts as spending.
    pub fn counts(&self) -> bool {
        self.status != PurchaseStatus::Cancelled
    }

    /// The minute at which this purchase proves the child inside (P5), if it does.
    ///
    /// Only what was handed to the child proves anything. What is ordered ahead or left in a machine proves it only by the time of
    /// handing out; what is sold over the counter is handed out when it is bought.
    pub fn proves_presence_at(&self) -> Option<Moment> {
        if self.status != PurchaseStatus::Issued {
            return None;
        }
        match self.kind {
            PurchaseKind::FreeComplex | PurchaseKind::PaidComplex | PurchaseKind::Buffet => Some(self.delivered_at.unwrap_or(self.at)),
            PurchaseKind::PreOrder | PurchaseKind::SmartBuffet => self.delivered_at,
            PurchaseKind::Other { .. } => None,
        }
    }
}
