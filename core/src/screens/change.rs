//! How a change goes that the parent asked the school for: of limits, of the school's switches, of what a child may buy.

use serde::{Deserialize, Serialize};

/// How a change goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
pub enum ChangeKind {
    /// Not sent; can be given up.
    Waiting,
    /// Being sent or checked.
    Sending,
    /// The school has it.
    Done,
    /// The school has something else than the parent saw; nothing was sent, or it was changed again.
    Conflict,
    /// The school refused.
    Refused,
    /// It did not take effect.
    Expired,
    /// Given up.
    Cancelled,
}
