//! Renewal of diary tokens, the token per role, and logout (wire-api §1).

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::{Extension, Json};
use serde_json::json;

use super::tokens;
use crate::envelope::WireError;
use crate::faults::PartialRenewal;
use crate::headers;
use crate::server::AppState;
use crate::wire::query::Params;

const REFRESH_COOKIE: &str = "aupd_refresh_token";
/// The parent's number among the roles (wire-api §1).
const PARENT_ROLE: &str = "2";

/// `POST {school}/v3/token/refresh`: the pair rotates; the refresh token works once.
///
/// The refresh token comes in the form, or in the cookie `aupd_refresh_token`. The old access token stays good until it
/// expires by itself (assumed), so requests in flight do not fail.
pub async fn rotate(
    State(state): State<AppState>,
    partial: Option<Extension<PartialRenewal>>,
    headers: HeaderMap,
    body: String,
) -> Result<Response, WireError> {
    let form = Params::parse(&body);
    let refresh = form.find(&["refresh_token"]).or_else(|| headers::cookie(&headers, REFRESH_COOKIE)).ok_or(WireError::Unauthorized)?;
    let now = state.clock.utc();
    let answer = state.db.write(|db| {
        if let Some(Extension(PartialRenewal { empty })) = partial {
            let from = tokens::find_diary_refresh(db, now, refresh)?;
            let from = from.ok_or(WireError::Unauthorized)?;
            if empty {
                return Ok(json!({}));
            }
            let access = tokens::next_diary_access(db, now, &from)?;
            return Ok(json!({ "access_token": access }));
        }
        let from = tokens::take_diary_refresh(db, now, refresh)?.ok_or(WireError::Unauthorized)?;
        let pair = tokens::next_diary(db, now, &from)?;
        Ok::<_, WireError>(json!({ "access_token": pair.access, "refresh_token": pair.refresh }))
    })?;
    Ok((StatusCode::CREATED, Json(answer)).into_response())
}

/// `GET {school}/v2/token/refresh?subsystem=2&roleId=2`: the token of a role, as plain text.
///
/// The same token while it is alive, a fresh one when only the refresh token still is. Quoted when the client says it
/// accepts JSON (the wire knows both spellings; when it uses which is assumed).
pub async fn token_for_role(State(state): State<AppState>, headers: HeaderMap, params: Params) -> Result<Response, WireError> {
    let access = headers::any_token(&headers);
    let refresh = headers::cookie(&headers, REFRESH_COOKIE);
    let Some(access) = access else {
        // The refresh token alone is not enough.
        return Err(refresh.map_or(WireError::Unauthorized, |_| WireError::Forbidden));
    };
    if params.find(&["roleId"]) != Some(PARENT_ROLE) || params.find(&["subsystem"]).is_none() {
        return Err(WireError::RolesInsufficient);
    }
    let now = state.clock.utc();
    let token = state.db.write(|db| {
        if let Some(alive) = tokens::find_diary(db, now, access)? {
            return if alive.activated { Ok(alive.text) } else { Err(WireError::Unauthorized) };
        }
        let from = match refresh {
            Some(refresh) => tokens::find_diary_refresh(db, now, refresh)?,
            None => None,
        };
        let from = from.ok_or(WireError::Unauthorized)?;
        Ok(tokens::next_diary_access(db, now, &from)?)
    })?;
    let wants_json = headers::text(&headers, header::ACCEPT.as_str()).is_some_and(|accept| accept.contains("application/json"));
    let body = if wants_json { format!("\"{token}\"") } else { token };
    Ok((StatusCode::CREATED, body).into_response())
}

/// `GET {school}/v3/auth/logout`: ends the session of whatever live token came along; 204 either way.
pub async fn logout(State(state): State<AppState>, headers: HeaderMap) -> Result<Response, WireError> {
    let now = state.clock.utc();
    state.db.write(|db| {
        if let Some(text) = headers::any_token(&headers)
            && let Some(token) = tokens::find_diary(db, now, text)?
        {
            tokens::end_session(db, &token.session)?;
        }
        if let Some(text) = headers::cookie(&headers, REFRESH_COOKIE)
            && let Some(refresh) = tokens::find_diary_refresh(db, now, text)?
        {
            tokens::end_session(db, &refresh.session)?;
        }
        Ok::<_, WireError>(())
    })?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
