//! Adults and what they may see, connection of a child to the service, consents (domain of the leaflet; no route of the wire is known).
//!
//! | file | what |
//! | --- | --- |
//! | `rights` | what an adult may see and do, asked by every route |
//! | `operator` | the school: applications, adults, consents |

use axum::Router;

use crate::server::AppState;

mod operator;
pub(crate) mod rights;

pub(crate) use operator::keep_consent;
pub use operator::{Adult, Application, Consent, NewAdult};
pub use rights::Rights;

/// The tables of this part.
pub(crate) const SCHEMA: &str = include_str!("schema.sql");

/// The operator's routes.
pub(crate) fn operator_router() -> Router<AppState> {
    operator::router()
}
