//! How a command ends when it does not end well: an exit code and a text that says what happened and what to do.

use crate::core::AppError;
use crate::words::Words;

/// Exit codes of the program; 0 is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// The command line makes no sense, or this machine cannot do what it asks.
    Usage = 2,
    /// Nobody is signed in.
    SignedOut = 3,
    /// No network and nothing stored.
    Offline = 4,
    /// The server answered with a fault and nothing is stored.
    ServerFault = 5,
}

/// An exit code and what to tell the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The code.
    pub exit: Exit,
    /// The text.
    pub text: String,
}

impl Failure {
    /// A failure with its text.
    pub fn new(exit: Exit, text: impl Into<String>) -> Self {
        Self { exit, text: text.into() }
    }

    /// Wrong usage.
    pub fn usage(text: impl Into<String>) -> Self {
        Self::new(Exit::Usage, text)
    }
}
