//! Top-ups: wire-api §9, the pay host with its page, and the ledger of what really happened.
//!
//! | file | what |
//! | --- | --- |
//! | `init` | `mospay/init`: a link |
//! | `page` | the payment page of the pay host |
//! | `links` | the bank: what a press on the page does to link and account |
//! | `history`, `receipt` | what the app may read afterwards |
//! | `faults`, `late` | at which step a fault strikes; requests sent twice, and those on their way |
//! | `limits` | spending limits, changed by parent or school |
//! | `settings` | life times and delays |
//! | `ledger`, `operator` | what tests and the console see and do |
//!
//! Nothing sleeps: everything happens by the sandbox clock when somebody looks.

use axum::Router;
use axum::routing::{get, post};

use crate::server::AppState;

pub(crate) mod faults;
mod history;
mod init;
pub(crate) mod late;
mod ledger;
pub(crate) mod limits;
mod links;
mod operator;
mod page;
mod receipt;
mod settings;

pub use ledger::{Attempt, Effect, Ledger, LedgerMark, LedgerQuery, LimitRecord, PaymentRecord};
pub use limits::{ChangedBy, LimitWish};
pub use links::{LinkState, PageAnswer, Press};
pub(crate) use settings::Payments;
pub use settings::{CreditingDelays, PayMethod, PaymentSettings};

/// The tables of this part.
pub(crate) const SCHEMA: &str = include_str!("schema.sql");

/// Routes of wire-api §9.
pub(crate) fn router() -> Router<AppState> {
    Router::new()
        .route("/api/family/mobile/v1/payments/mospay/init", post(init::init))
        .route("/api/family/mobile/v1/payments/history/token", post(history::token))
        .route("/api/family/mobile/v1/payments/history", post(history::list))
        .route("/mospaynew/payment/{request_uid}", get(page::show).post(page::press))
        .route("/mospaynew/history/receipt/{payment_id}", get(receipt::show))
}

/// The operator's routes.
pub(crate) fn operator_router() -> Router<AppState> {
    operator::router()
}
