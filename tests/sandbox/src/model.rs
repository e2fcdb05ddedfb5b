//! Codes and small types the wire, the generator and the operator share.
//!
//! Decides the numbers that stand for kinds and states on the wire; holds no logic and no data.

use serde::{Deserialize, Serialize};

/// Which way a child passed the turnstile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// Into the building.
    In,
    /// Out of the building.
    Out,
}

/// What the canteen sold (operator's vocabulary).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SaleKind {
    /// A set meal the city pays for.
    FreeComplex,
    /// A set meal the family pays for.
    PaidComplex,
    /// Single dishes over the counter.
    Buffet,
}

impl SaleKind {
    /// The order type of such a sale.
    pub fn order_type(self) -> OrderType {
        match self {
            Self::FreeComplex => OrderType::FreeComplex,
            Self::PaidComplex => OrderType::PaidComplex,
            Self::Buffet => OrderType::Buffet,
        }
    }
}

/// `type` of a movement (wire-api §6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(i64)]
pub enum MovementKind {
    /// Money put on the account.
    TopUp = 0,
    /// An order paid.
    Order = 1,
    /// An order cancelled, its money given back.
    OrderCancelled = 2,
    /// Moved to or from a sibling's account.
    Transfer = 3,
    /// Given back to the parent.
    Refund = 4,
}

/// `status` of an order (wire-api §6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(i64)]
pub enum OrderStatus {
    /// Placed.
    New = 0,
    /// Being put together.
    Assembled = 1,
    /// In the smart buffet's cell.
    Loaded = 2,
    /// Given to the child.
    Issued = 3,
    /// Cancelled.
    Cancelled = 4,
}

/// `orderType` of an order (wire-api §6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(i64)]
pub enum OrderType {
    /// A free complex.
    FreeComplex = 0,
    /// A paid complex.
    PaidComplex = 1,
    /// Buffet goods.
    Buffet = 2,
    /// A pre-order.
    PreOrder = 3,
    /// The smart buffet.
    SmartBuffet = 4,
}
