//! Error bodies of the wire (wire-api §12), in one place, so that every route fails in the same shape.
//!
//! Decides the status and the body of a refusal; when to refuse is the routes' business.

use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use serde_json::json;

/// A refusal as the school's services word it (wire-api §12).
#[derive(Debug)]
pub enum WireError {
    /// 400: the text names the parameter at fault.
    BadRequest {
        /// Name of the parameter as the client has to spell it.
        parameter: String,
        /// What is wrong with it.
        reason: String,
    },
    /// 401: no token, an unknown one, an expired one, or one that was never activated (wire-api §1).
    Unauthorized,
    /// 401: `Auth-Token` or a token cookie came along to a route that takes `Authorization` only (wire-api §2, trap 1).
    TooManyTokens,
    /// 401 `{"apikey":null}`: the service is not open to the role the client asked for.
    RoleNotOpen,
    /// 403: another family's child, or a role that may not do this.
    Forbidden,
    /// 404: no such method or no such thing.
    NotFound,
    /// 422: the person has no account at the school (wire-api §1).
    AccountDoesNotExist,
    /// 422: nobody feeds the child, so nobody can be paid (wire-api §9, assumed).
    NoFoodProvider,
    /// 422: a wish that is well-formed and cannot be granted; the code is in `description` (assumed).
    Refused(&'static str),
    /// 499: token renewal without the parameters that name a role (wire-api §1).
    RolesInsufficient,
    /// 500 with an HTML body: the sandbox itself failed.
    Broken(String),
}

impl WireError {
    /// A 400 about `parameter`.
    pub fn bad(parameter: &str, reason: impl Into<String>) -> Self {
        Self::BadRequest { parameter: parameter.to_owned(), reason: reason.into() }
    }
}

impl From<rusqlite::Error> for WireError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Broken(error.to_string())
    }
}

fn described(status: StatusCode, description: &str) -> Response {
    (status, Json(json!({ "code": status.as_u16(), "description": description }))).into_response()
}

impl IntoResponse for WireError {
    fn into_response(self) -> Response {
        match self {
            Self::BadRequest { parameter, reason } => described(StatusCode::BAD_REQUEST, &format!("Parameter '{parameter}': {reason}")),
            Self::Unauthorized => described(StatusCode::UNAUTHORIZED, "Unauthorized"),
            Self::TooManyTokens => described(StatusCode::UNAUTHORIZED, "Found multiple bearer tokens in the request"),
            Self::RoleNotOpen => (StatusCode::UNAUTHORIZED, Json(json!({ "apikey": null }))).into_response(),
            Self::Forbidden => described(StatusCode::FORBIDDEN, "Access denied"),
            Self::NotFound => described(StatusCode::NOT_FOUND, "Not found"),
            Self::AccountDoesNotExist => {
                (StatusCode::UNPROCESSABLE_ENTITY, Json(json!({ "code": 422, "description": "accountDoesNotExist" }))).into_response()
            }
            Self::Refused(code) => described(StatusCode::UNPROCESSABLE_ENTITY, code),
            Self::NoFoodProvider => described(StatusCode::UNPROCESSABLE_ENTITY, "foodProviderDoesNotExist"),
            Self::RolesInsufficient => match StatusCode::from_u16(499) {
                Ok(status) => described(status, "user roles insufficient"),
                Err(_) => StatusCode::BAD_REQUEST.into_response(),
            },
            Self::Broken(reason) => {
                tracing::error!(%reason, "the sandbox could not answer");
                (
                    StatusCode::INTERNAL_SERVER_ERROR,
                    [(header::CACHE_CONTROL, "no-store")],
                    Html(
                        "<html><head><title>500 Internal Server Error</title></head><body><h1>500 Internal Server Error</h1></body></html>",
                    ),
                )
                    .into_response()
            }
        }
    }
}

/// The answer to a path nobody serves (wire-api §12: 404 unknown method).
pub async fn unknown_method() -> Response {
    WireError::NotFound.into_response()
}
