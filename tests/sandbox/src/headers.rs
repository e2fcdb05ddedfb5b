//! Who calls: tokens, header traps and roles of wire-api §2.
//!
//! Two gates. [`BearerOnly`] guards `/api/food/*` and `/api/pass/*`: the `Authorization` header and nothing else.
//! [`AnyToken`] guards every older route: any of `Authorization`, `Auth-Token` and the token cookies, together or
//! alone. Both want an activated token, a known `X-Mes-Subsystem`, and a `Profile-Id` that is the caller's own if sent.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use chrono::NaiveDateTime;

use crate::envelope::WireError;
use crate::faults::{AsOf, Service};
use crate::login::tokens::{self, DiaryToken};
use crate::server::AppState;

/// Cookies that carry a diary token, as different clients name them.
const TOKEN_COOKIES: [&str; 2] = ["aupd_token", "auth_token"];

/// A signed-in parent, and the instant whose data the answer shows.
#[derive(Debug, Clone)]
pub struct Caller {
    /// ACL profile id of the parent.
    pub parent_id: i64,
    /// Moscow time of the data: now, or earlier under a `stale` fault.
    pub at: NaiveDateTime,
    /// The service asked; what an adult may see depends on it.
    pub service: Option<Service>,
    /// Whether the request changes something.
    pub writes: bool,
}

/// The caller of a route that takes `Authorization` only.
pub struct BearerOnly(pub Caller);

/// The caller of an older route.
pub struct AnyToken(pub Caller);

impl FromRequestParts<AppState> for BearerOnly {
    type Rejection = WireError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, WireError> {
        if auth_token(&parts.headers).is_some() || token_cookie(&parts.headers).is_some() {
            return Err(WireError::TooManyTokens);
        }
        let token = bearer(&parts.headers).ok_or(WireError::Unauthorized)?;
        let caller = admit(parts, state, token)?;
        if text(&parts.headers, "x-mes-roleid").is_some_and(|role| role != "2") {
            return Err(WireError::RoleNotOpen);
        }
        let writes = parts.method != Method::GET && parts.method != Method::HEAD;
        if writes && parts.uri.path().starts_with("/api/food/meals/v3/") {
            text(&parts.headers, "x-mes-appid").ok_or_else(|| WireError::bad("X-Mes-AppId", "is required"))?;
        }
        Ok(Self(caller))
    }
}

impl FromRequestParts<AppState> for AnyToken {
    type Rejection = WireError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, WireError> {
        let token = any_token(&parts.headers).ok_or(WireError::Unauthorized)?;
        admit(parts, state, token).map(Self)
    }
}

/// What both gates ask: a live, activated token, the right subsystem, one's own profile.
fn admit(parts: &Parts, state: &AppState, token: &str) -> Result<Caller, WireError> {
    let token = live_token(state, token)?;
    if !token.activated || !subsystem_fits(parts.uri.path(), &parts.headers) {
        return Err(WireError::Unauthorized);
    }
    if text(&parts.headers, "profile-id").is_some_and(|id| id != token.parent_id.to_string()) {
        return Err(WireError::Forbidden);
    }
    let at = parts.extensions.get::<AsOf>().map_or_else(|| state.clock.now(), |stale| stale.0);
    let writes = parts.method != Method::GET && parts.method != Method::HEAD;
    Ok(Caller { parent_id: token.parent_id, at, service: Service::of_path(parts.uri.path()), writes })
}

/// The live diary token `text`, activated or not; 401 otherwise.
pub fn live_token(state: &AppState, text: &str) -> Result<DiaryToken, WireError> {
    let now = state.clock.utc();
    state.db.with(|db| tokens::find_diary(db, now, text))?.ok_or(WireError::Unauthorized)
}

/// Mobile routes belong to `familymp`, web routes to `familyweb`; the rest serve both.
fn subsystem_fits(path: &str, headers: &HeaderMap) -> bool {
    let Some(subsystem) = text(headers, "x-mes-subsystem") else {
        return false;
    };
    if path.starts_with("/api/family/mobile/") {
        subsystem == "familymp"
    } else if path.starts_with("/api/family/web/") {
        subsystem == "familyweb"
    } else {
        matches!(subsystem, "familymp" | "familyweb")
    }
}

/// The first token among `Authorization`, `Auth-Token` and the cookies.
pub fn any_token(headers: &HeaderMap) -> Option<&str> {
    bearer(headers).or_else(|| auth_token(headers)).or_else(|| token_cookie(headers))
}

/// The token of `Authorization: Bearer`.
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = text(headers, header::AUTHORIZATION.as_str())?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim()).filter(|token| !token.is_empty())
}

fn auth_token(headers: &HeaderMap) -> Option<&str> {
    text(headers, "auth-token")
}

fn token_cookie(headers: &HeaderMap) -> Option<&str> {
    TOKEN_COOKIES.iter().find_map(|name| cookie(headers, name))
}

/// The value of a non-empty cookie.
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, value)| *key == name && !value.is_empty())
        .map(|(_, value)| value.trim_matches('"'))
}

/// A header's text without blanks around it, when there is any.
pub fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok().map(str::trim).filter(|value| !value.is_empty())
}
