//! What a status that is not a success means (wire-api §12).

use std::time::Duration;

use reqwest::StatusCode;

use super::error::{ApiError, ServerText};
use super::lenient::{self, Maybe, Text, wire_object};

/// Longest text of a refusal that is kept.
const MAX_TEXT: usize = 300;

wire_object! {
    /// A refusal, in any of the spellings of the services.
    WireRefusal {
        description: Text = "description" | "errordescription" | "detail",
        message: Text = "message" | "title",
        error: Text = "error" | "errorcode",
        apikey: lenient::Presence = "apikey",
        inner: Maybe<Box<WireRefusal>> = "errors",
    }
}

/// The error for `status`; `body` is looked into for its words only.
pub(super) fn error(status: StatusCode, retry_after: Option<Duration>, body: &[u8]) -> ApiError {
    let words = lenient::single::<WireRefusal>(body).map(|read| read.value).unwrap_or_default();
    let code = status.as_u16();
    match code {
        401 if words.apikey.is_null() => ApiError::NotForThisRole,
        401 => ApiError::Unauthorized,
        404 | 501 => ApiError::NoSuchRoute { status: code },
        429 => ApiError::SlowDown { retry_after },
        503 if retry_after.is_some() => ApiError::SlowDown { retry_after },
        422 if words.names("accountDoesNotExist") => ApiError::NoAccount,
        500.. => ApiError::ServiceFault { status: code, retry_after },
        _ => ApiError::Refused { status: code, text: words.text() },
    }
}

impl WireRefusal {
    fn names(&self, word: &str) -> bool {
        [&self.description, &self.message, &self.error].into_iter().any(|text| text.as_str().contains(word))
            || self.inner.0.as_ref().is_some_and(|inner| inner.names(word))
    }

    /// The most telling of its texts.
    fn text(self) -> ServerText {
        let own = [self.description, self.message, self.error].into_iter().find_map(|text| text.0);
        match (own, self.inner.0) {
            (Some(text), _) => ServerText::new(text.chars().take(MAX_TEXT).collect::<String>()),
            (None, Some(inner)) => inner.text(),
            (None, None) => ServerText::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(status: u16, body: &str) -> ApiError {
        error(StatusCode::from_u16(status).unwrap(), None, body.as_bytes())
    }

    #[test]
    fn a_null_apikey_is_a_closed_service_and_not_a_bad_token() {
        assert_eq!(of(401, r#"{"apikey":null}"#), ApiError::NotForThisRole);
        assert_eq!(of(401, r#"{"code":401,"description":"Found multiple bearer tokens in the request"}"#), ApiError::Unauthorized);
        assert_eq!(of(401, "<html>"), ApiError::Unauthorized);
    }

    #[test]
    fn a_missing_account_is_told_apart_from_other_refusals() {
        assert_eq!(of(422, r#"{"code":422,"description":"accountDoesNotExist"}"#), ApiError::NoAccount);
        assert_eq!(of(422, r#"{"message":"no"}"#), ApiError::Refused { status: 422, text: ServerText::new("no") });
        assert_eq!(of(499, ""), ApiError::Refused { status: 499, text: ServerText::default() });
    }

    #[test]
    fn waiting_is_asked_for_by_429_and_by_503_with_a_time() {
        let wait = Some(Duration::from_secs(7));
        assert_eq!(error(StatusCode::TOO_MANY_REQUESTS, wait, b""), ApiError::SlowDown { retry_after: wait });
        assert_eq!(error(StatusCode::SERVICE_UNAVAILABLE, wait, b""), ApiError::SlowDown { retry_after: wait });
        assert_eq!(of(503, "<html>"), ApiError::ServiceFault { status: 503, retry_after: None });
        assert_eq!(of(504, "<html>"), ApiError::ServiceFault { status: 504, retry_after: None });
    }

    #[test]
    fn a_missing_route_asks_for_the_older_one() {
        assert_eq!(of(404, "{}"), ApiError::NoSuchRoute { status: 404 });
        assert_eq!(of(501, ""), ApiError::NoSuchRoute { status: 501 });
    }

    #[test]
    fn the_words_of_a_refusal_do_not_reach_a_log() {
        let error = of(403, r#"{"description":"Иванова Мария не может"}"#);
        assert!(matches!(&error, ApiError::Refused { text, .. } if text.as_str().starts_with("Иванова")));
        assert!(!format!("{error:?} {error}").contains("Иванова"));
    }
}
