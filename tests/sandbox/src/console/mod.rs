//! The operator's console: one page, served whole, no outside assets.
//!
//! The page does nothing by itself: every button is a call of the operator's JSON, and it reads
//! `/sandbox/v1/state` each second.

use axum::Router;
use axum::http::header;
use axum::response::{IntoResponse, Redirect};
use axum::routing::get;

use crate::server::AppState;

/// The page, put together at compile time.
const PAGE: &str = concat!(
    include_str!("head.html"),
    "<style>\n",
    include_str!("page.css"),
    "</style>\n</head>\n",
    include_str!("body.html"),
    "<script>\n",
    include_str!("page.js"),
    include_str!("payments.js"),
    include_str!("cards.js"),
    include_str!("orders.js"),
    include_str!("menu.js"),
    include_str!("mailbox.js"),
    "</script>\n</body>\n</html>\n",
);

/// Nothing may be loaded from, or sent to, another host.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// `/console`, and `/` which leads to it.
pub(crate) fn router() -> Router<AppState> {
    Router::new().route("/console", get(page)).route("/", get(|| async { Redirect::temporary("/console") }))
}

async fn page() -> impl IntoResponse {
    (
        [
            (header::CONTENT_TYPE, "text/html; charset=utf-8"),
            (header::CONTENT_SECURITY_POLICY, POLICY),
            (header::CACHE_CONTROL, "no-store"),
        ],
        PAGE,
    )
}
