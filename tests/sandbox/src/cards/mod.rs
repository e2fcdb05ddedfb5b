//! Cards (wire-api §11): what a child carries, blocking, temporary cards, the transport card.
//!
//! | file | what |
//! | --- | --- |
//! | `carriers` | kinds, states, blocking, giving out |
//! | `routes` | the wire |
//! | `operator` | what the school does |

use axum::Router;
use axum::routing::{get, post};

use crate::server::AppState;

pub(crate) mod carriers;
mod operator;
mod routes;

pub use carriers::{Carrier, CarrierKind, CarrierState};
pub use operator::CardAction;

/// The tables of this part.
pub(crate) const SCHEMA: &str = include_str!("schema.sql");

/// Routes of wire-api §11.
pub(crate) fn router() -> Router<AppState> {
    Router::new()
        .route("/api/ei/external/v1/cards", get(routes::list))
        .route("/api/ei/external/v1/cards/block", post(routes::block))
        .route("/api/ei/external/v1/settings", post(routes::settings))
        .route("/api/usersettings/v1", get(routes::transport))
}

/// The operator's routes.
pub(crate) fn operator_router() -> Router<AppState> {
    operator::router()
}
