//! The sign-in screen.

use serde::{Deserialize, Serialize};

/// Why the last attempt to sign in did not work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
pub enum SignInTrouble {
    /// The parent or the sign-in page refused.
    Refused,
    /// The answer belongs to another attempt (wrong `state`, wire-api §1).
    WrongAnswer,
    /// The code was used or has run out.
    CodeExpired,
    /// This person has no school account (422 `accountDoesNotExist`, wire-api §1).
    NoSchoolAccount,
    /// The account is not a parent's.
    NotAParent,
    /// No network.
    Offline,
    /// The service answered with a fault.
    ServiceDown,
}

/// State of the sign-in screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
pub enum SignInState {
    /// Nobody is signed in.
    SignedOut {
        /// Invitation, in words.
        text: String,
    },
    /// The browser is open; the answer has not come yet.
    AwaitingRedirect {
        /// Where the browser was sent: to open again.
        url: String,
        /// In words.
        text: String,
    },
    /// The answer came and is being checked with the server.
    Working {
        /// In words.
        text: String,
    },
    /// The attempt failed.
    Failed {
        /// Why.
        trouble: SignInTrouble,
        /// In words, with what to do.
        text: String,
    },
    /// Signed in.
    SignedIn {
        /// Name of the adult, as soon as it is known.
        name: Option<String>,
    },
    /// Signed in before; the sign-in ran out and the last data stay readable.
    NeedsSignIn {
        /// In words.
        text: String,
    },
}
