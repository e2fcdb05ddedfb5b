//! The operator's JSON.
use axum::Router;
use crate::server::AppState;
pub(crate) fn router() -> Router<AppState> { Router::new() }
