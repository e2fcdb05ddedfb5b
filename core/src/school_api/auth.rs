//! Which headers go with which service (wire-api §2).
//!
//! One token header too many is answered with 401 on food and pass, one too few with 401 elsewhere; so a request names
//! the kind of its service and the headers follow from that, in one place.

use reqwest::RequestBuilder;
use reqwest::header::{ACCEPT_LANGUAGE, AUTHORIZATION};

use crate::domain::ProfileId;

/// As whom the adult acts (wire-api §1, `X-Mes-RoleId`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Role {
    /// A pupil: role 1.
    Pupil,
    /// A parent: role 2.
    #[default]
    Parent,
}

impl Role {
    /// The role's number on the wire.
    pub fn number(self) -> &'static str {
        match self {
            Self::Pupil => "1",
            Self::Parent => "2",
        }
    }

    fn profile_type(self) -> &'static str {
        match self {
            Self::Pupil => "student",
            Self::Parent => "parent",
        }
    }
}

/// Who calls: the diary token and the adult's own profile (wire-api §2).
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Auth<'a> {
    /// The diary token (`mesh_access_token`).
    pub access_token: &'a str,
    /// The adult's ACL profile, once `profile_info` told it; never a child's.
    pub profile_id: Option<ProfileId>,
    /// As whom.
    pub role: Role,
}

impl<'a> Auth<'a> {
    /// A parent with `access_token`.
    pub fn parent(access_token: &'a str, profile_id: Option<ProfileId>) -> Self {
        Self { access_token, profile_id, role: Role::Parent }
    }
}

impl std::fmt::Debug for Auth<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Auth").field("role", &self.role).finish_non_exhaustive()
    }
}

/// The kind of a service, by the headers it wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Service {
    /// `/api/food/*`, `/api/pass/*`: `Authorization` alone (trap 1).
    BearerOnly,
    /// The older family, ej and meals-v2 routes of the mobile family: `Auth-Token` as well.
    Mobile,
    /// The web twins of the family routes.
    Web,
}

impl Service {
    /// Puts the headers of this service on `request`.
    pub(super) fn headers(self, request: RequestBuilder, auth: Auth<'_>) -> RequestBuilder {
        let subsystem = if self == Self::Web { "familyweb" } else { "familymp" };
        let mut request = plain(request)
            .header(AUTHORIZATION, bearer(auth.access_token))
            .header("X-Mes-Subsystem", subsystem)
            .header("X-Mes-RoleId", auth.role.number())
            .header("Profile-Type", auth.role.profile_type());
        if let Some(profile) = auth.profile_id {
            request = request.header("Profile-Id", profile.to_string());
        }
        match self {
            Self::BearerOnly => request,
            Self::Mobile | Self::Web => request.header("Auth-Token", secret(auth.access_token)),
        }
    }
}

/// Headers that go with every request.
pub(super) fn plain(request: RequestBuilder) -> RequestBuilder {
    request.header("client-type", "diary-mobile").header(ACCEPT_LANGUAGE, "ru")
}

/// `Bearer token`, marked as not to be printed.
pub(super) fn bearer(token: &str) -> reqwest::header::HeaderValue {
    secret(&format!("Bearer {token}"))
}

/// A header value marked as not to be printed. A text no header can carry becomes an empty value, which no server accepts.
pub(super) fn secret(text: &str) -> reqwest::header::HeaderValue {
    let mut value = reqwest::header::HeaderValue::from_str(text).unwrap_or_else(|_| reqwest::header::HeaderValue::from_static(""));
    value.set_sensitive(true);
    value
}
