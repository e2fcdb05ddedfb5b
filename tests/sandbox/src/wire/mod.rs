//! Data routes of the wire: sections 3 to 6 of wire-api.md, current and older generations.
//!
//! | file | section |
//! | --- | --- |
//! | `profile` | §3 profile and children |
//! | `visits`, `older_visits`, `absence` | §4 entries and exits, absence notices |
//! | `balance`, `limits` | §5 balance, account, limits and bans |
//! | `transactions`, `orders`, `older_orders`, `day_history` | §6 movements and purchases |
//! | `family`, `query` | whose child it is; how clients write parameters |
//!
//! Every answer shows the data of one instant, [`Caller::at`](crate::headers::Caller): a row counts once it is visible
//! and until it is hidden. Who may call is `crate::headers`; error bodies are `crate::envelope`.

use axum::Router;
use axum::routing::{get, patch, post};

use crate::server::AppState;

mod absence;
mod balance;
mod day_history;
pub(crate) mod family;
mod limits;
mod older_orders;
mod older_visits;
mod orders;
mod profile;
pub(crate) mod query;
mod transactions;
mod visits;

/// Routes of wire-api §3 to §6.
pub(crate) fn router() -> Router<AppState> {
    Router::new().merge(profile_and_visits()).merge(current_food()).merge(older_food())
}

fn profile_and_visits() -> Router<AppState> {
    Router::new()
        .route("/api/family/mobile/v1/profile", get(profile::show))
        .route("/api/family/web/v1/profile", get(profile::show))
        .route("/api/pass/entrances/v1/visit_durations", get(visits::durations))
        .route("/api/pass/entrances/v1/status", get(visits::status))
        .route("/api/family/mobile/v1/visits", get(older_visits::show))
        .route("/api/family/web/v1/visits", get(older_visits::show))
        .route("/api/family/ispp/v1/visits", get(older_visits::show))
        .route("/api/ej/core/family/v1/nonattendance_reasons", get(absence::reasons))
        .route("/api/family/mobile/v1/attendance/v2", post(absence::announce))
        .route("/api/family/mobile/v1/attendance", get(absence::list).delete(absence::withdraw))
}

fn current_food() -> Router<AppState> {
    // Not nested: the gates look at the whole path.
    let v3 = |route: &str| format!("/api/food/meals/v3{route}");
    Router::new()
        .route(&v3("/clients/balance"), get(balance::v3))
        .route(&v3("/clients/expense-constraints"), patch(limits::set_expense_constraints))
        .route(&v3("/clients/allowed-food-state"), get(limits::allowed_food).patch(limits::set_allowed_food))
        .route(&v3("/clients/preorder-allowed"), post(limits::allow_preorder))
        .route(&v3("/clients/food-provider"), get(limits::food_provider))
        .route(&v3("/menu/prohibitions"), get(limits::prohibitions).put(limits::set_prohibitions))
        .route(&v3("/transactions"), get(transactions::list))
        .route(&v3("/orders"), get(orders::list))
        .route(&v3("/orders/{order_id}"), get(orders::one))
}

fn older_food() -> Router<AppState> {
    Router::new()
        .route("/api/meals/v2/clients", get(balance::v2))
        .route("/api/meals/v1/clients", get(balance::v1))
        .route("/api/family/mobile/v1/status", get(balance::family_status))
        .route("/api/meals/v2/orders", get(older_orders::list))
        .route("/api/family/mobile/v1/day_balance_info", get(day_history::first_generation))
        .route("/api/family/mobile/v1/day-balance-info/v2", get(day_history::second_generation))
}
