//! What a face may ask for without waiting.

use crate::domain::{Period, PersonId};

/// How much to read from the school.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum RefreshScope {
    /// The latest days of every child, and the history until its end.
    Everything,
    /// The latest days of every child.
    Latest,
    /// Some days of one child.
    Child {
        /// Whose.
        person: PersonId,
        /// Which days.
        period: Period,
    },
}

/// Something a face asks for. What came of it shows in the states.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum Action {
    /// Read from the school.
    Refresh {
        /// How much.
        scope: RefreshScope,
    },
    /// Give up a sign-in while the browser is open.
    CancelSignIn,
    /// Sign out: tokens and all that was read are removed from this device.
    SignOut,
}
