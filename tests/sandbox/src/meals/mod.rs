//! Menus and composition (wire-api §7), and what each school has decided about meals.
//!
//! | file | what |
//! | --- | --- |
//! | `school` | cut-offs, debt, charging, refunds, fees: data of each school |
//! | `menu`, `composition` | what is offered to a child on a day, and what it is made of |
//! | `menu_routes` | menus on the wire, current and older |
//! | `operator` | what the operator sees and changes |

use axum::Router;
use axum::routing::get;

use crate::server::AppState;

mod composition;
pub(crate) mod menu;
mod menu_routes;
mod operator;
pub(crate) mod school;

pub use operator::MenuDay;
pub use school::{CutOff, SchoolRules, TopUpMethod};

/// The tables of this part.
pub(crate) const SCHEMA: &str = include_str!("schema.sql");

/// Routes of wire-api §7.
pub(crate) fn router() -> Router<AppState> {
    let v3 = |route: &str| format!("/api/food/meals/v3{route}");
    Router::new()
        .route(&v3("/menu/complexes"), get(menu_routes::complexes))
        .route(&v3("/menu/buffet"), get(menu_routes::buffet))
        .route("/api/meals/v2/menu/complexes", get(menu_routes::second_generation))
        .route("/api/family/mobile/v1/menu/buffet", get(menu_routes::first_generation))
}

/// The operator's routes.
pub(crate) fn operator_router() -> Router<AppState> {
    operator::router()
}
