//! The operator's console page.
use axum::Router;
use crate::server::AppState;
pub(crate) fn router() -> Router<AppState> { Router::new() }
