//! The school's wire: requests, answers, and their conversion into the words of the domain (wire-api).
//!
//! The only place that knows JSON. It decides what to send with which headers, what an answer means, and how to read
//! answers that are sloppy, renamed between versions, or hostile. It leaves to the session which token to use and when to
//! renew it, and to sync what to ask for, when, and what to do with rows that disappeared.
//!
//! Reading never panics: every reader is a function from bytes to a typed result, and a property test feeds each of them
//! arbitrary bytes. One unreadable row is skipped and counted ([`Answer::skipped`]), so that it cannot hide the others.
//!
//! | you look for | file |
//! | --- | --- |
//! | where the servers are | [`endpoints`] |
//! | what can go wrong | [`error`] |
//! | which headers go where (trap 1) | `auth` |
//! | sending, limits of size and time | `transport` |
//! | what a status code means | `refusal` |
//! | numbers as text, three letter-cases, envelopes | `lenient` |
//! | four date formats | `when` |
//! | sign-in, activation, renewal | `sign_in` |
//! | children | `family` |
//! | entries and exits, both generations | `visits` |
//! | balances, three generations | `balance` |
//! | movements | `movements` |
//! | purchases, two generations | `orders` |
//! | menus, three generations | `menus` |
//! | orders made ahead, weekly rules, notices of absence | `ahead` |
//! | bans, switches, consent | `food_rules` |
//! | payment links, history of payments, limits | `payments` |
//! | carriers, their blocking, the travel purse | `cards` |
//! | registration for pushes, the school's feed and switches | `notices` |

mod ahead;
pub mod auth;
mod balance;
mod cards;
pub mod clock;
pub mod endpoints;
pub mod error;
mod family;
mod food_rules;
mod lenient;
mod menus;
mod movements;
mod notices;
mod orders;
mod payments;
mod refusal;
#[cfg(test)]
mod robustness;
mod sign_in;
mod transport;
mod visits;
mod when;

use std::sync::OnceLock;

use crate::domain::Moment;

pub use auth::{Auth, Role};
pub use clock::SchoolClock;
pub use endpoints::{ClientId, Endpoints};
pub use error::{ApiError, ServerText};
pub use family::Representatives;
pub use menus::OldestMenu;
pub use movements::{MAX_PAGE, MovementKeys};
pub use notices::{NOTICES_PER_PAGE, NoticesPage, PushKeys};
pub use payments::{HistoryToken, PAYMENTS_PER_PAGE, PaymentsPage, receipt_url};
pub use sign_in::{AclProfile, MosTokens, Renewed, Tokens};
pub use visits::MAX_VISIT_DAYS;

/// What the server answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer<T> {
    /// The answer in the domain's words.
    pub value: T,
    /// The server's clock when it answered (`Date` header), to the second.
    pub server_time: Option<Moment>,
    /// Rows that could not be read and are not in `value`.
    pub skipped: u32,
    /// Whether the server said something at all: an empty body with status 200 may mean "nothing there" as well as
    /// "wrong subsystem" (wire-api §2), and 206 is a part.
    pub whole: bool,
}

impl<T> Answer<T> {
    /// Whether what is missing from this answer can be taken as gone: nothing was skipped and the body was not empty.
    pub fn is_complete(&self) -> bool {
        self.whole && self.skipped == 0
    }

    /// The same answer with another value.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Answer<U> {
        Answer { value: f(self.value), server_time: self.server_time, skipped: self.skipped, whole: self.whole }
    }
}

/// One page of rows (wire-api §6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// Rows in the server's order. May be fewer than asked for when rows were skipped.
    pub rows: Vec<T>,
    /// Whether the server has more behind them (`hasNext`).
    pub has_next: bool,
    /// How many rows the body had, readable or not: the next page's offset grows by this.
    pub received: u32,
}

/// The client of one school server. Cheap to make: no network, no TLS set-up before the first call.
#[derive(Debug)]
pub struct SchoolApi {
    endpoints: Endpoints,
    client_id: ClientId,
    device_id: String,
    http: OnceLock<reqwest::Client>,
}

impl SchoolApi {
    /// A client for `endpoints`. `device_id` is this installation's own random name.
    ///
    /// # Errors
    /// [`ApiError::Insecure`] when an address is not `https` and not on this machine.
    pub fn new(endpoints: Endpoints, client_id: ClientId, device_id: impl Into<String>) -> Result<Self, ApiError> {
        endpoints.check()?;
        Ok(Self { endpoints, client_id, device_id: device_id.into(), http: OnceLock::new() })
    }

    /// Where this client calls.
    pub fn endpoints(&self) -> &Endpoints {
        &self.endpoints
    }

    /// This installation's own random name.
    pub fn device_id(&self) -> &str {
        &self.device_id
    }
}
