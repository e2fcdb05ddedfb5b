//! The sign-in screen.

use serde::{Deserialize, Serialize};

use super::context::{Context, SessionView};
use super::figures;
use crate::domain::Adult;
use crate::l10n::{NoticeText, SignInText};
use crate::store::{Store, StoreError};

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

/// The state of the sign-in screen.
pub fn state(store: &Store, context: &Context<'_>) -> Result<SignInState, StoreError> {
    let name = match context.session {
        SessionView::SignedIn => store.family()?.map(|family| adult_name(&family.adult)).filter(|name| !name.is_empty()),
        _ => None,
    };
    Ok(project(name, context))
}

/// Draws the screen; `name` is that of the adult, once known.
pub fn project(name: Option<String>, context: &Context<'_>) -> SignInState {
    let say = |text| context.l10n.sign_in(text);
    match &context.session {
        SessionView::SignedOut => SignInState::SignedOut { text: say(SignInText::Invitation) },
        SessionView::AwaitingRedirect { url } => SignInState::AwaitingRedirect { url: url.clone(), text: say(SignInText::Awaiting) },
        SessionView::Working => SignInState::Working { text: say(SignInText::Working) },
        SessionView::Failed { trouble } => SignInState::Failed { trouble: *trouble, text: say(trouble_text(*trouble)) },
        SessionView::SignedIn => SignInState::SignedIn { name },
        SessionView::NeedsSignIn => SignInState::NeedsSignIn { text: context.l10n.notice(NoticeText::NeedsSignIn) },
    }
}

fn trouble_text(trouble: SignInTrouble) -> SignInText {
    match trouble {
        SignInTrouble::Refused => SignInText::Refused,
        SignInTrouble::WrongAnswer => SignInText::WrongAnswer,
        SignInTrouble::CodeExpired => SignInText::CodeExpired,
        SignInTrouble::NoSchoolAccount => SignInText::NoSchoolAccount,
        SignInTrouble::NotAParent => SignInText::NotAParent,
        SignInTrouble::Offline => SignInText::Offline,
        SignInTrouble::ServiceDown => SignInText::ServiceDown,
    }
}

/// «Анна Петровна», or first and last name without a patronymic.
fn adult_name(adult: &Adult) -> String {
    let second = if adult.middle_name.trim().is_empty() { &adult.last_name } else { &adult.middle_name };
    figures::clean(&format!("{} {second}", adult.first_name))
}
