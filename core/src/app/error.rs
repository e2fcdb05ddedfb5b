//! What a face is told when something it asked for did not happen: one variant per reaction it should have.

use std::time::Duration;

use crate::school_api::ApiError;
use crate::secrets::SecretError;
use crate::session::{SessionError, Trouble};
use crate::store::StoreError;
use crate::sync::SyncError;

/// What is wrong with the phone's storage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum StorageTrouble {
    /// Another process of the app works on the same data directory.
    InUse,
    /// The data directory may only be read.
    ReadOnly,
    /// No space left.
    Full,
    /// A file is damaged.
    Damaged,
    /// The keychain is locked or does not answer: try again later, nobody was signed out.
    SecretsLocked,
    /// The app has been shut down.
    Closed,
    /// Anything else the system refuses.
    Other,
}

/// Why something did not happen, named by the reaction it asks for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum AppError {
    /// Ask the parent to sign in. The last data stay readable.
    #[error("sign-in needed")]
    SignedOut,
    /// Say that there is no network, and go on with what is kept.
    #[error("no network")]
    Offline,
    /// The school's side is at fault: say so, and try again after the given time where one was given.
    #[error("the school's server is at fault")]
    Server {
        /// How long the server asked to be left alone.
        retry_after: Option<Duration>,
    },
    /// The request was understood and refused: show the text.
    #[error("refused: {code}")]
    Rejected {
        /// Stable name of the reason, for example `wrong_state` or `no_school_account`.
        code: String,
        /// What to tell the parent.
        text: String,
    },
    /// The parent's input is not usable: mark the field.
    #[error("not usable: {field}")]
    Validation {
        /// Which field.
        field: String,
    },
    /// The phone's storage refuses: say what to do about it.
    #[error("storage: {trouble:?}")]
    Storage {
        /// What is wrong.
        trouble: StorageTrouble,
    },
    /// The data were written by a newer version: ask to update the app. Nothing was touched.
    #[error("the app is out of date")]
    OutOfDate,
    /// A bug: show the report number.
    #[error("unexpected, report {report_id}")]
    Unexpected {
        /// The number under which the log has more.
        report_id: String,
    },
}

impl AppError {
    fn storage(trouble: StorageTrouble) -> Self {
        Self::Storage { trouble }
    }

    pub(crate) fn rejected(code: &str, text: impl Into<String>) -> Self {
        Self::Rejected { code: code.to_owned(), text: text.into() }
    }

    pub(crate) fn unexpected(what: &dyn std::fmt::Display) -> Self {
        let report_id = uuid::Uuid::new_v4().simple().to_string();
        tracing::error!(%report_id, %what, "unexpected");
        Self::Unexpected { report_id }
    }
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::InUse => Self::storage(StorageTrouble::InUse),
            StoreError::ReadOnly => Self::storage(StorageTrouble::ReadOnly),
            StoreError::Full => Self::storage(StorageTrouble::Full),
            StoreError::NewerSchema { .. } => Self::OutOfDate,
            StoreError::Corrupt { .. } => Self::storage(StorageTrouble::Damaged),
            StoreError::Closed => Self::storage(StorageTrouble::Closed),
            StoreError::Io { .. } => {
                tracing::error!(%error, "storage");
                Self::storage(StorageTrouble::Other)
            }
            StoreError::WritePanicked => Self::unexpected(&error),
        }
    }
}

impl From<SecretError> for AppError {
    fn from(_: SecretError) -> Self {
        Self::storage(StorageTrouble::SecretsLocked)
    }
}

impl From<ApiError> for AppError {
    fn from(error: ApiError) -> Self {
        match error {
            ApiError::Offline => Self::Offline,
            ApiError::NoAccount => Self::rejected("no_school_account", ""),
            ApiError::Refused { status, .. } => Self::rejected("refused", status.to_string()),
            ApiError::Insecure { .. } => Self::Validation { field: "url".to_owned() },
            other => Self::Server { retry_after: other.retry_after() },
        }
    }
}

impl From<SessionError> for AppError {
    fn from(error: SessionError) -> Self {
        match error {
            SessionError::SignedOut | SessionError::NeedsSignIn => Self::SignedOut,
            SessionError::Redirect(refusal) => Self::rejected(
                match refusal {
                    crate::session::Refusal::WrongState => "wrong_state",
                    crate::session::Refusal::Repeated => "redirect_repeated",
                    crate::session::Refusal::NotNow => "not_now",
                },
                "",
            ),
            SessionError::Failed(trouble) => match trouble {
                Trouble::Refused => Self::rejected("sign_in_refused", ""),
                Trouble::CodeExpired => Self::rejected("code_expired", ""),
                Trouble::NoSchoolAccount => Self::rejected("no_school_account", ""),
                Trouble::NotAParent => Self::rejected("not_a_parent", ""),
                Trouble::Offline => Self::Offline,
                Trouble::ServiceDown => Self::Server { retry_after: None },
            },
            SessionError::Secrets(error) => error.into(),
            SessionError::Store(error) => error.into(),
            SessionError::Api(error) => error.into(),
        }
    }
}

impl From<SyncError> for AppError {
    fn from(error: SyncError) -> Self {
        match error {
            SyncError::Session(error) => error.into(),
            SyncError::Store(error) => error.into(),
            SyncError::Stopped => Self::storage(StorageTrouble::Closed),
            SyncError::Wait(wait) => Self::Server { retry_after: Some(wait) },
        }
    }
}
