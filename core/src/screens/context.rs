//! What a projection has to know beside the rows: the time, the language, the session, and what is under way.

use std::collections::BTreeMap;

use crate::domain::{LocalDate, Moment, PaymentId, PersonId, SchoolDay};
use crate::l10n::L10n;
use crate::school_api::receipt_url;

use super::notice::NoticeKind;
use super::sign_in::SignInTrouble;

/// The session as screens see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SessionView {
    /// Nobody is signed in.
    SignedOut,
    /// The browser was sent to `url`; the answer has not come yet.
    AwaitingRedirect {
        /// Where the browser was sent.
        url: String,
    },
    /// The answer is being checked.
    Working,
    /// The attempt failed; nobody is signed in.
    Failed {
        /// Why.
        trouble: SignInTrouble,
    },
    /// Signed in.
    SignedIn,
    /// Signed in before; the sign-in ran out and the data stay readable.
    NeedsSignIn,
}

impl SessionView {
    /// Whether the data of a family may be shown.
    pub fn shows_data(&self) -> bool {
        matches!(self, Self::SignedIn | Self::NeedsSignIn)
    }
}

/// How far the phone's copy has come, before it is put in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
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
    },
}

/// Everything a projection depends on beside the rows of the store.
#[derive(Debug)]
pub struct Context<'a> {
    /// Now, in the server's time.
    pub now: Moment,
    /// When this run of the app began, in the server's time: what was read before it is at best cached.
    pub started_at: Moment,
    /// The texts.
    pub l10n: &'a L10n,
    /// The session.
    pub session: SessionView,
    /// What the app knows beside the rows: `Offline`, `Waiting`, `CacheRebuilt`, `StorageFault`. The others follow from the session and
    /// the readings in the store.
    pub notices: Vec<NoticeKind>,
    /// What is under way.
    pub progress: Progress,
    /// Hours of the school.
    pub day: SchoolDay,
    /// What top-ups need beside the rows.
    pub top_up: TopUpInputs,
}

/// What the screens of payments need beside the rows.
#[derive(Debug, Clone, Default)]
pub struct TopUpInputs {
    /// What was typed as a sum, by child.
    pub entries: BTreeMap<PersonId, String>,
    /// The pay host, where receipts are.
    pub pay: Option<url::Url>,
}

impl TopUpInputs {
    /// Where the receipt of `payment` is.
    pub(super) fn receipt(&self, payment: &PaymentId) -> Option<String> {
        receipt_url(self.pay.as_ref()?, payment).ok()
    }
}

impl Context<'_> {
    /// Today's date at the school.
    pub fn today(&self) -> LocalDate {
        self.now.date()
    }
}
