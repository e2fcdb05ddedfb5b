//! What every screen may have to say beside its content: notices and the progress of syncing.

use serde::{Deserialize, Serialize};

use crate::domain::{HelpTopic, LocalDate, Moment};

/// What a notice is about, so that a face can pick an icon and an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, uniffi::Enum)]
pub enum NoticeKind {
    /// No network; the content is what the phone has kept.
    Offline,
    /// The sign-in ran out; the content stays readable.
    NeedsSignIn,
    /// One service of the school answers with faults.
    ServiceDown,
    /// The server asks to wait.
    Waiting,
    /// The cache was damaged and is being read anew from the server.
    CacheRebuilt,
    /// The phone's storage refuses to write (full or read-only); what is shown may not be kept.
    StorageFault,
    /// The account at the school service names no children.
    NoChildren,
    /// The balance is a debt, or below what the parent asked to be warned of.
    LowBalance,
    /// The money is about to run out, and more of it may come too late.
    RunOutSoon,
    /// A top-up waits to be paid, to arrive, or to be found out.
    TopUp,
    /// Money for a meal cancelled by "ill today" did not come back in time.
    MoneyNotReturned,
    /// Signs that two people use one card (P6): a hint, not a fact.
    CopiedCard,
}

/// One notice, in words.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, uniffi::Record)]
pub struct Notice {
    /// What it is about.
    pub kind: NoticeKind,
    /// What to tell the parent, including what to do.
    pub text: String,
    /// Where the help tells more.
    pub help: Option<HelpTopic>,
}

impl Notice {
    /// A notice, with the topic of the help that its kind leads to.
    pub fn new(kind: NoticeKind, text: String) -> Self {
        let help = match kind {
            NoticeKind::NoChildren => Some(HelpTopic::Connecting),
            NoticeKind::LowBalance | NoticeKind::RunOutSoon => Some(HelpTopic::ToppingUp),
            NoticeKind::CopiedCard => Some(HelpTopic::LostCard),
            NoticeKind::Offline
            | NoticeKind::NeedsSignIn
            | NoticeKind::ServiceDown
            | NoticeKind::Waiting
            | NoticeKind::CacheRebuilt
            | NoticeKind::StorageFault
            | NoticeKind::TopUp
            | NoticeKind::MoneyNotReturned => None,
        };
        Self { kind, text, help }
    }
}

/// How far the phone's copy has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
pub enum SyncProgress {
    /// Nothing is under way.
    Idle {
        /// When the last whole refresh ended, in the server's time.
        last_success: Option<Moment>,
    },
    /// The latest days are being read again.
    Refreshing,
    /// The history is being read for the first time, newest first.
    FirstSync {
        /// Events stored so far.
        events: u32,
        /// The earliest day reached by every child.
        reached: Option<LocalDate>,
        /// In words: «Загружаем историю: 12 480 событий, дошли до 3 марта 2024».
        text: String,
    },
}
