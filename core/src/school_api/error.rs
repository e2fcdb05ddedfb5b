//! What can go wrong in a call, named by the reaction it asks for.
//!
//! Decides which answer of the server means what (wire-api §12). It leaves to the session whether a refused token is
//! renewed, and to sync when to try again. Nothing here prints a token, a name or the server's own words.

use std::time::Duration;

/// Words of the server, fit for a parent's eye but not for a log: they may name a person.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct ServerText(String);

impl ServerText {
    /// Wraps `text`.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The words themselves; may be empty.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for ServerText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "<{} characters>", self.0.chars().count())
    }
}

/// Why a call gave no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ApiError {
    /// 401: the token is not (or no longer) good. On food and pass a second 401 after a renewal is a service fault, not
    /// a sign-out (wire-api §2, trap 1).
    #[error("the token was not accepted")]
    Unauthorized,
    /// 401 `{"apikey":null}`: this service is not open to this role (wire-api §12).
    #[error("the service is not open to this role")]
    NotForThisRole,
    /// The server understood and said no: 400, 403, 422, 499 and other 4xx (wire-api §12).
    #[error("refused with status {status}")]
    Refused {
        /// HTTP status.
        status: u16,
        /// What the server says about it.
        text: ServerText,
    },
    /// 422 `accountDoesNotExist`: the person has no school account (wire-api §1).
    #[error("the person has no school account")]
    NoAccount,
    /// 404 or 501: this server has no such route; use the older one (wire-api §12).
    #[error("no such route (status {status})")]
    NoSuchRoute {
        /// HTTP status.
        status: u16,
    },
    /// 429, or 503 with `Retry-After`: ask less often (wire-api §12).
    #[error("asked to slow down")]
    SlowDown {
        /// How long to wait, when the server says so; at most a day.
        retry_after: Option<Duration>,
    },
    /// 5xx from one service: the others may be well (wire-api §13.12).
    #[error("service fault, status {status}")]
    ServiceFault {
        /// HTTP status.
        status: u16,
        /// How long to wait, when the server says so; at most a day.
        retry_after: Option<Duration>,
    },
    /// The answer is not what the wire describes: HTML, cut in the middle, another shape.
    #[error("the answer is not of the known shape: {what}")]
    Malformed {
        /// What was wrong, in fixed words without any of the answer's content.
        what: &'static str,
    },
    /// The answer is larger, or has more rows, than anything the school sends.
    #[error("the answer is too large")]
    TooLarge,
    /// No answer at all: no network, no such host, a timeout, a connection reset before the answer.
    #[error("the server could not be reached")]
    Offline,
    /// A plain `http` address outside this machine, or a certificate that is not trusted.
    #[error("the connection is not secure: {why}")]
    Insecure {
        /// What is wrong with it.
        why: &'static str,
    },
    /// The refresh token is spent or was never good: 401, 403 or 404 (wire-api §1). Only a new sign-in helps.
    #[error("the refresh token was refused with status {status}")]
    RefreshRefused {
        /// HTTP status.
        status: u16,
    },
    /// The renewal answered success without a token: `{}` is known to happen (wire-api §1).
    #[error("the renewal brought no token")]
    EmptyRenewal,
}

impl ApiError {
    /// How long the server asked to be left alone.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::SlowDown { retry_after } | Self::ServiceFault { retry_after, .. } => *retry_after,
            _ => None,
        }
    }

    /// Whether the same call may well succeed later with the same token.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::SlowDown { .. } | Self::ServiceFault { .. } | Self::Malformed { .. } | Self::Offline)
    }
}
