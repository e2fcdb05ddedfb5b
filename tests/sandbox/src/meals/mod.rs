//! Menus and composition (wire-api §7), orders ahead and weekly rules (§8), and what each school has decided about meals.
//!
//! | file | what |
//! | --- | --- |
//! | `school` | cut-offs, debt, charging, refunds, fees: data of each school |
//! | `menu`, `composition` | what is offered to a child on a day, and what it is made of |
//! | `menu_routes` | menus on the wire, current and older |
//! | `ahead`, `weekly` | orders ahead and rules: when taken, changed, cancelled, served, paid |
//! | `ahead_routes` | the same on the wire |
//! | `counter` | what the canteen refuses to sell |
//! | `books` | orders, rules and refused sales as the ledger shows them |
//! | `operator` | what the operator sees and changes |

use axum::Router;
use axum::routing::{get, post, put};

use crate::server::AppState;

pub(crate) mod ahead;
mod ahead_routes;
pub(crate) mod books;
mod composition;
pub(crate) mod counter;
pub(crate) mod menu;
mod menu_routes;
mod operator;
pub(crate) mod school;
mod weekly;

pub use books::{OrderRecord, RefusedSale, RuleRecord};
pub use operator::MenuDay;
pub(crate) use operator::child_id as operator_child_id;
pub use school::{CutOff, SchoolRules, TopUpMethod};

/// The tables of this part.
pub(crate) const SCHEMA: &str = include_str!("schema.sql");

/// Routes of wire-api §7 and §8.
pub(crate) fn router() -> Router<AppState> {
    let v3 = |route: &str| format!("/api/food/meals/v3{route}");
    Router::new()
        .route(&v3("/menu/complexes"), get(menu_routes::complexes))
        .route(&v3("/menu/buffet"), get(menu_routes::buffet))
        .route(&v3("/orders/preorder/summary"), get(ahead_routes::summary))
        .route(&v3("/orders/preorder"), post(ahead_routes::place))
        .route(&v3("/orders/preorder/{order_id}"), put(ahead_routes::change))
        .route(&v3("/orders/foodbox"), post(ahead_routes::foodbox))
        .route(&v3("/orders/rules"), get(ahead_routes::rules).post(ahead_routes::add_rules))
        .route(&v3("/orders/rules/{rule_id}"), put(ahead_routes::change_rule).delete(ahead_routes::remove_rule))
        .route(&v3("/orders"), axum::routing::delete(ahead_routes::cancel))
        .route("/api/meals/v2/menu/complexes", get(menu_routes::second_generation))
        .route("/api/family/mobile/v1/menu/buffet", get(menu_routes::first_generation))
}

/// Serves meals and follows weekly rules up to `now`.
pub(crate) fn settle(state: &AppState) -> rusqlite::Result<()> {
    let now = state.clock.now();
    if !state.db.with(|db| Ok::<_, rusqlite::Error>(ahead::due(db, now)? || weekly::due(db, now)?))? {
        return Ok(());
    }
    state.db.write(|db| {
        weekly::follow_all(db, now)?;
        ahead::serve(db, now)
    })
}

/// The operator's routes.
pub(crate) fn operator_router() -> Router<AppState> {
    operator::router()
}
