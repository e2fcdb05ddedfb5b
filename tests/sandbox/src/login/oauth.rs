//! `POST {login}/sps/oauth/te`: a code, or a mos.ru refresh token, becomes a mos.ru token (wire-api §1).
//!
//! Errors are those of OAuth: a JSON object with `error` and `error_description`.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::tokens::{self, Pair};
use super::{jwt, pkce};
use crate::envelope::WireError;
use crate::headers;
use crate::server::AppState;
use crate::wire::query::Params;

const SCOPE: &str = "openid profile birthday contacts snils blitz_change_password blitz_user_rights blitz_qr_auth";

/// Why no token was given.
enum Refusal {
    /// 400 with the OAuth error code and a description.
    OAuth(&'static str, &'static str),
    /// 401: the client's secret names another client.
    WrongClient,
    /// The sandbox failed.
    Wire(WireError),
}

impl<E: Into<WireError>> From<E> for Refusal {
    fn from(error: E) -> Self {
        Self::Wire(error.into())
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, error, description) = match self {
            Self::OAuth(error, description) => (StatusCode::BAD_REQUEST, error, description),
            Self::WrongClient => (StatusCode::UNAUTHORIZED, "invalid_client", "unknown client"),
            Self::Wire(error) => return error.into_response(),
        };
        let body = json!({ "error": error, "error_description": description });
        (status, Json(body)).into_response()
    }
}

/// The handler.
pub async fn token(State(state): State<AppState>, headers: HeaderMap, body: String) -> Response {
    let form = Params::parse(&body);
    let granted = match form.find(&["grant_type"]) {
        Some("authorization_code") => by_code(&state, &headers, &form),
        Some("refresh_token") => by_refresh(&state, &form),
        _ => Err(Refusal::OAuth("unsupported_grant_type", "authorization_code or refresh_token")),
    };
    match granted {
        Ok((parent_id, pair)) => granted_answer(&state, parent_id, &pair),
        Err(refusal) => refusal.into_response(),
    }
}

fn by_code(state: &AppState, headers: &HeaderMap, form: &Params) -> Result<(i64, Pair), Refusal> {
    let wrong_grant = |why| Refusal::OAuth("invalid_grant", why);
    let code = form.find(&["code"]).ok_or(Refusal::OAuth("invalid_request", "code is required"))?;
    let now = state.clock.utc();
    // Used up first: a failed attempt burns the code, so a stolen code cannot be tried against many verifiers.
    let code = state.db.with(|db| tokens::take_code(db, now, code))?.ok_or(wrong_grant("the code is unknown, used or too old"))?;
    let client = basic_client(headers).or_else(|| form.find(&["client_id"]).map(str::to_owned));
    if client.is_some_and(|client| client != code.client_id) {
        return Err(Refusal::WrongClient);
    }
    if form.find(&["redirect_uri"]) != Some(&code.redirect_uri) {
        return Err(wrong_grant("redirect_uri is not the one the code was given for"));
    }
    let verifier = form.find(&["code_verifier"]).unwrap_or_default();
    if !pkce::matches(verifier, &code.code_challenge) {
        return Err(wrong_grant("code_verifier does not match"));
    }
    let pair = state.db.with(|db| tokens::issue_mos(db, now, code.parent_id, None))?;
    Ok((code.parent_id, pair))
}

fn by_refresh(state: &AppState, form: &Params) -> Result<(i64, Pair), Refusal> {
    let refresh = form.find(&["refresh_token"]).ok_or(Refusal::OAuth("invalid_request", "refresh_token is required"))?;
    let now = state.clock.utc();
    let parent_id = state
        .db
        .with(|db| tokens::mos_refresh_owner(db, now, refresh))?
        .ok_or(Refusal::OAuth("invalid_grant", "the refresh token is unknown or too old"))?;
    let pair = state.db.with(|db| tokens::issue_mos(db, now, parent_id, Some(refresh)))?;
    Ok((parent_id, pair))
}

/// The client named by `Authorization: Basic`; clients without a secret send none.
fn basic_client(headers: &HeaderMap) -> Option<String> {
    let encoded = headers::text(headers, header::AUTHORIZATION.as_str())?.strip_prefix("Basic ")?;
    let text = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    Some(text.split_once(':')?.0.to_owned())
}

fn granted_answer(state: &AppState, parent_id: i64, pair: &Pair) -> Response {
    let issued_at = state.clock.utc().timestamp();
    let id_token = jwt::with_claims(&json!({
        "iss": "schoolcard-sandbox",
        "sub": parent_id.to_string(),
        "iat": issued_at,
        "exp": issued_at + tokens::MOS_ACCESS_SECONDS,
    }));
    Json(json!({
        "access_token": pair.access,
        "refresh_token": pair.refresh,
        "token_type": "Bearer",
        "id_token": id_token,
        "scope": SCOPE,
        "expires_in": tokens::MOS_ACCESS_SECONDS,
    }))
    .into_response()
}
