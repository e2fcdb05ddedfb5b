//! Sign-in and tokens: wire-api §1, step by step.
//!
//! | file | step |
//! | --- | --- |
//! | `page` | the sign-in page, giving out a code |
//! | `oauth` | code (and mos refresh token) to mos.ru token |
//! | `diary` | mos.ru token to diary token; activation; the older session twins |
//! | `renewal` | refresh, token per role, logout |
//! | `tokens` | codes and tokens at rest: lifetimes, single use |
//! | `jwt`, `pkce` | what tokens look like; whether a verifier fits |
//!
//! Who may call a data route with what token is `crate::headers`.

use axum::Router;
use axum::routing::{get, post};

use crate::server::AppState;

mod diary;
mod jwt;
mod oauth;
mod page;
mod pkce;
mod renewal;
pub(crate) mod tokens;

pub(crate) use page::escape;

/// The tables of this half.
pub(crate) const SCHEMA: &str = include_str!("schema.sql");

/// Routes of wire-api §1.
pub(crate) fn router() -> Router<AppState> {
    Router::new()
        .route("/sps/oauth/ae", get(page::show).post(page::submit))
        .route("/sps/oauth/te", post(oauth::token))
        .route("/v3/auth/sudir/auth", post(diary::exchange))
        .route("/api/ej/acl/v1/mod-acl/users/profile_info", get(diary::activate))
        .route("/acl/api/users/profile_info", get(diary::activate))
        .route("/lms/api/sessions", post(diary::session))
        .route("/api/ej/acl/v1/sessions", post(diary::session))
        .route("/v3/token/refresh", post(renewal::rotate))
        .route("/v2/token/refresh", get(renewal::token_for_role))
        .route("/v3/auth/logout", get(renewal::logout))
}
