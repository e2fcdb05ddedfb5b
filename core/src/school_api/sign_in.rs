//! Signing in, activating, renewing and ending (wire-api §1).
//!
//! Decides the form of these calls and how their answers are told apart. When to make them, and that a renewal is made by
//! one caller at a time and stored before use, is the session's business.

use std::time::Duration;

use reqwest::Method;
use reqwest::header::{AUTHORIZATION, COOKIE};

use crate::domain::ProfileId;

use super::auth::{Auth, Role, Service, bearer, secret};
use super::endpoints::join;
use super::error::ApiError;
use super::lenient::{self, Int, Maybe, Read, Text, Token, wire_object};
use super::{Answer, SchoolApi};

const AUTHORIZE: &str = "/sps/oauth/ae";
const EXCHANGE: &str = "/sps/oauth/te";
const DIARY_TOKENS: &str = "/v3/auth/sudir/auth";
const PROFILE_INFO: &str = "/api/ej/acl/v1/mod-acl/users/profile_info";
const OLDER_PROFILE_INFO: &str = "/acl/api/users/profile_info";
const OLDER_SESSIONS: [&str; 2] = ["/api/ej/acl/v1/sessions", "/lms/api/sessions"];
const ROLE_TOKEN: &str = "/v2/token/refresh";
const RENEW: &str = "/v3/token/refresh";
const LOGOUT: &str = "/v3/auth/logout";
const SCOPE: &str = "openid profile birthday contacts snils blitz_change_password blitz_user_rights blitz_qr_auth";
/// `expires_in` when the server does not say.
const USUAL_LIFETIME: Duration = Duration::from_secs(3600);

/// Tokens of the sign-in host; good there only.
#[derive(Clone, PartialEq, Eq)]
pub struct MosTokens {
    /// To be exchanged for diary tokens.
    pub access: String,
    /// Refresh token of the sign-in host, when given.
    pub refresh: Option<String>,
    /// How long `access` lives.
    pub expires_in: Duration,
}

/// The diary's tokens, used on every data route.
#[derive(Clone, PartialEq, Eq)]
pub struct Tokens {
    /// `mesh_access_token`, lives 24 hours.
    pub access: String,
    /// `mesh_refresh_token`, lives 30 days, good once.
    pub refresh: Option<String>,
}

/// What a renewal brought. The pair must be stored before it is used: the old refresh token is spent.
#[derive(Clone, PartialEq, Eq)]
pub struct Renewed {
    /// The new diary token.
    pub access: String,
    /// The new refresh token; none means that the old one stays good.
    pub refresh: Option<String>,
}

/// One profile of the signed-in adult.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AclProfile {
    /// Goes into the header `Profile-Id`.
    pub id: ProfileId,
    /// The role, in whichever of its spellings; none for staff and unknown roles.
    pub role: Option<Role>,
}

macro_rules! hides_tokens {
    ($($name:ident),*) => {$(
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($name)).field("has_refresh", &self.refresh.is_some()).finish_non_exhaustive()
            }
        }
    )*};
}
hides_tokens!(MosTokens, Tokens, Renewed);

impl SchoolApi {
    /// The address to open in the system browser (wire-api §1 authorize). `challenge` is the S256 of the verifier.
    ///
    /// # Errors
    /// [`ApiError::Malformed`] when the configured address cannot carry it.
    pub fn authorize_url(&self, challenge: &str, state: &str) -> Result<String, ApiError> {
        let mut url = join(&self.endpoints.login, AUTHORIZE)?;
        url.query_pairs_mut().extend_pairs([
            ("response_type", "code"),
            ("access_type", "offline"),
            ("client_id", self.client_id.client_id.as_str()),
            ("redirect_uri", self.client_id.redirect_uri.as_str()),
            ("scope", SCOPE),
            ("prompt", "login"),
            ("code_challenge", challenge),
            ("code_challenge_method", "S256"),
            ("state", state),
        ]);
        Ok(url.into())
    }

    /// Exchanges the code of the redirect for tokens of the sign-in host (wire-api §1).
    pub async fn exchange_code(&self, code: &str, verifier: &str) -> Result<Answer<MosTokens>, ApiError> {
        let id = &self.client_id;
        let mut request = self.open(Method::POST, &self.endpoints.login, EXCHANGE)?;
        if let Some(client_secret) = &id.client_secret {
            request = request.basic_auth(&id.client_id, Some(client_secret));
        }
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", id.redirect_uri.as_str()),
            ("code_verifier", verifier),
            ("client_id", id.client_id.as_str()),
        ];
        self.send(request.form(&form)).await?.read(mos_tokens)
    }

    /// Exchanges a sign-in host token for diary tokens (wire-api §1). They are not good elsewhere before
    /// [`SchoolApi::profile_info`] was called with them.
    ///
    /// # Errors
    /// [`ApiError::NoAccount`] when the person has no school account.
    pub async fn diary_tokens(&self, mos_access: &str) -> Result<Answer<Tokens>, ApiError> {
        let request = self.open(Method::POST, &self.endpoints.school, DIARY_TOKENS)?;
        let body = serde_json::json!({ "user_authentication_for_mobile_request": { "mos_access_token": mos_access } });
        self.send(request.json(&body)).await?.read(diary_tokens)
    }

    /// Activates the token and tells the adult's profiles (wire-api §1); the older twins where the server has no such route.
    pub async fn profile_info(&self, access: &str) -> Result<Answer<Vec<AclProfile>>, ApiError> {
        for path in [PROFILE_INFO, OLDER_PROFILE_INFO] {
            let request = self.open(Method::GET, &self.endpoints.school, path)?;
            match self.send(identified(request, access)).await {
                Err(ApiError::NoSuchRoute { .. }) => {}
                reply => return reply?.read(profiles),
            }
        }
        let mut last = ApiError::NoSuchRoute { status: 404 };
        for path in OLDER_SESSIONS {
            let request = self.open(Method::POST, &self.endpoints.school, path)?;
            let body = serde_json::json!({ "auth_token": access });
            match self.send(identified(request, access).json(&body)).await {
                Err(error @ ApiError::NoSuchRoute { .. }) => last = error,
                reply => return reply?.read(profiles),
            }
        }
        Err(last)
    }

    /// The token of a role (wire-api §1). Needs both tokens; the same token comes back while it is alive.
    pub async fn role_token(&self, access: &str, refresh: &str, role: Role) -> Result<Answer<String>, ApiError> {
        let query = [("subsystem", "2".to_owned()), ("roleId", role.number().to_string())];
        let request = self.open(Method::GET, &self.endpoints.school, ROLE_TOKEN)?.query(&query);
        let cookies = format!("aupd_token={access}; aupd_refresh_token={refresh}");
        let request = request.header(AUTHORIZATION, bearer(access)).header(COOKIE, secret(&cookies));
        self.send(request).await?.read(plain_token)
    }

    /// Spends `refresh` for a new pair (wire-api §1). The caller stores the pair before using it.
    ///
    /// # Errors
    /// [`ApiError::RefreshRefused`] when only a new sign-in helps; [`ApiError::EmptyRenewal`] for a success without a token.
    /// After [`ApiError::Offline`] or [`ApiError::Malformed`] the refresh token may be spent already.
    pub async fn renew(&self, refresh: &str) -> Result<Answer<Renewed>, ApiError> {
        let request = self.open(Method::POST, &self.endpoints.school, RENEW)?;
        match self.send(request.form(&[("refresh_token", refresh)])).await {
            Ok(reply) => reply.read(renewed),
            Err(ApiError::Unauthorized | ApiError::NotForThisRole) => Err(ApiError::RefreshRefused { status: 401 }),
            Err(ApiError::Refused { status: 403, .. }) => Err(ApiError::RefreshRefused { status: 403 }),
            Err(ApiError::NoSuchRoute { status: 404 }) => Err(ApiError::RefreshRefused { status: 404 }),
            Err(other) => Err(other),
        }
    }

    /// Ends the session on the server (wire-api §1).
    pub async fn logout(&self, auth: Auth<'_>) -> Result<Answer<()>, ApiError> {
        self.send(self.get(Service::Mobile, auth, LOGOUT, &[])?).await?.read(|_| Ok(Read::whole(())))
    }
}

/// The headers of the activation calls.
fn identified(request: reqwest::RequestBuilder, access: &str) -> reqwest::RequestBuilder {
    request
        .header("Partner-Source-Id", "MOBILE")
        .header("Auth-Token", secret(access))
        .header(AUTHORIZATION, bearer(access))
        .header("X-Mes-Subsystem", "familymp")
}

wire_object! {
    /// Tokens in any of the answers that carry them.
    WireTokens {
        access: Token = "accesstoken" | "meshaccesstoken",
        refresh: Token = "refreshtoken" | "meshrefreshtoken",
        expires_in: Int = "expiresin",
    }
}

wire_object! {
    /// The envelope of the diary tokens.
    WireDiaryTokens {
        tokens: Maybe<WireTokens> = "userauthenticationformobileresponse",
    }
}

wire_object! {
    /// One profile.
    WireProfile {
        id: Int = "id",
        kind: Text = "type",
    }
}

const NO_TOKEN: ApiError = ApiError::Malformed { what: "no token where a token was expected" };

pub(super) fn mos_tokens(body: &[u8]) -> Result<Read<MosTokens>, ApiError> {
    let tokens: WireTokens = lenient::single(body)?.value;
    let lifetime = tokens.expires_in.0.and_then(|seconds| u64::try_from(seconds).ok()).map_or(USUAL_LIFETIME, Duration::from_secs);
    Ok(Read::whole(MosTokens { access: tokens.access.0.ok_or(NO_TOKEN)?, refresh: tokens.refresh.0, expires_in: lifetime }))
}

pub(super) fn diary_tokens(body: &[u8]) -> Result<Read<Tokens>, ApiError> {
    let answer: WireDiaryTokens = lenient::single(body)?.value;
    let tokens = answer.tokens.0.ok_or(NO_TOKEN)?;
    Ok(Read::whole(Tokens { access: tokens.access.0.ok_or(NO_TOKEN)?, refresh: tokens.refresh.0 }))
}

pub(super) fn renewed(body: &[u8]) -> Result<Read<Renewed>, ApiError> {
    let tokens: WireTokens = lenient::single(body)?.value;
    Ok(Read::whole(Renewed { access: tokens.access.0.ok_or(ApiError::EmptyRenewal)?, refresh: tokens.refresh.0 }))
}

/// A token as plain text, perhaps in quotes.
pub(super) fn plain_token(body: &[u8]) -> Result<Read<String>, ApiError> {
    use lenient::Reader as _;
    let text = std::str::from_utf8(body).map_err(|_| NO_TOKEN)?.trim().trim_matches('"');
    Token::from_text(text).0.map(Read::whole).ok_or(NO_TOKEN)
}

pub(super) fn profiles(body: &[u8]) -> Result<Read<Vec<AclProfile>>, ApiError> {
    let read = lenient::list::<WireProfile>(body)?;
    let (value, skipped) = read.value.convert(|row| Some(AclProfile { id: ProfileId(row.id.0?), role: role(row.kind.as_str()) }));
    Ok(Read { value, skipped, said_something: read.said_something })
}

/// A role in any of its spellings (wire-api §1).
fn role(text: &str) -> Option<Role> {
    match text.to_ascii_lowercase().as_str() {
        "parentprofile" | "parent" | "agent" => Some(Role::Parent),
        "studentprofile" | "student" => Some(Role::Pupil),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_renewal_may_lack_the_refresh_token_but_not_the_token() {
        let both = renewed(br#"{"access_token":"a.b.c","refresh_token":"r"}"#).unwrap().value;
        assert_eq!((both.access.as_str(), both.refresh.as_deref()), ("a.b.c", Some("r")));
        assert_eq!(renewed(br#"{"access_token":"a.b.c"}"#).unwrap().value.refresh, None);
        assert_eq!(renewed(b"{}").unwrap_err(), ApiError::EmptyRenewal);
        assert_eq!(renewed(b"").unwrap_err(), ApiError::EmptyRenewal);
        assert!(matches!(renewed(b"<html>").unwrap_err(), ApiError::Malformed { .. }));
    }

    #[test]
    fn a_role_token_is_plain_text_perhaps_quoted() {
        assert_eq!(plain_token(b"ey.J.x\n").unwrap().value, "ey.J.x");
        assert_eq!(plain_token(br#""ey.J.x""#).unwrap().value, "ey.J.x");
        for bad in [&b""[..], b"<html></html>", b"{}", b"two words", b"\xff"] {
            assert!(plain_token(bad).is_err());
        }
    }

    #[test]
    fn a_role_is_known_in_all_its_spellings() {
        let body = br#"[{"id":223,"type":"ParentProfile"},{"id":"7","type":"agent"},{"id":8,"type":"student"},{"id":9,"type":"TeacherProfile"},5]"#;
        let read = profiles(body).unwrap();
        let roles: Vec<_> = read.value.iter().map(|profile| (profile.id.0, profile.role)).collect();
        assert_eq!(roles, [(223, Some(Role::Parent)), (7, Some(Role::Parent)), (8, Some(Role::Pupil)), (9, None)]);
        assert_eq!(read.skipped, 1);
        assert_eq!(profiles(br#"{"id":1,"profiles":[{"id":223,"type":"parent"}]}"#).unwrap().value.len(), 1);
    }

    #[test]
    fn tokens_are_not_printed() {
        let tokens = Tokens { access: "SECRET".into(), refresh: Some("SECRET".into()) };
        assert!(!format!("{tokens:?}").contains("SECRET"));
        assert!(!format!("{:?}", Auth::parent("SECRET", None)).contains("SECRET"));
    }
}
