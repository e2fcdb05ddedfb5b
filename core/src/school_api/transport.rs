//! Sending a request and taking its answer: TLS, limits of time and size, status codes (wire-api §12).
//!
//! Decides what counts as an answer at all. What the body says is left to the readers.

use std::error::Error as _;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{HeaderMap, RETRY_AFTER};
use reqwest::{Method, RequestBuilder, Response, StatusCode, redirect};
use url::Url;

use crate::domain::Moment;

use super::auth::{Auth, Service, plain};
use super::endpoints::join;
use super::error::ApiError;
use super::lenient::Read;
use super::refusal;
use super::{Answer, SchoolApi, when};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const WHOLE_TIMEOUT: Duration = Duration::from_secs(20);
/// Largest body that is read. A year of a child's purchases is far below it.
pub(super) const MAX_BODY: usize = 8 << 20;
/// Largest refusal that is read for its words.
const MAX_REFUSAL: usize = 16 << 10;
const MAX_REDIRECTS: usize = 5;
const MAX_WAIT: Duration = Duration::from_secs(24 * 3600);
const USER_AGENT: &str = concat!("SchoolCard/", env!("CARGO_PKG_VERSION"));

/// A success of the server, unread.
pub(super) struct Reply {
    pub(super) status: StatusCode,
    pub(super) server_time: Option<Moment>,
    pub(super) body: Vec<u8>,
}

impl Reply {
    /// Reads the body.
    pub(super) fn read<T>(self, reader: impl FnOnce(&[u8]) -> Result<Read<T>, ApiError>) -> Result<Answer<T>, ApiError> {
        let read = reader(&self.body)?;
        let whole = read.said_something && self.status != StatusCode::PARTIAL_CONTENT;
        Ok(Answer { value: read.value, server_time: self.server_time, skipped: read.skipped, whole })
    }
}

impl SchoolApi {
    /// A GET of the school host with the headers of `service`.
    pub(super) fn get(&self, service: Service, auth: Auth<'_>, path: &str, query: &[(&str, &str)]) -> Result<RequestBuilder, ApiError> {
        let request = self.bare(Method::GET, &self.endpoints.school, path, query)?;
        Ok(service.headers(request, auth))
    }

    /// A request that carries no token.
    pub(super) fn open(&self, method: Method, base: &Url, path: &str) -> Result<RequestBuilder, ApiError> {
        Ok(plain(self.bare(method, base, path, &[])?))
    }

    pub(super) fn bare(&self, method: Method, base: &Url, path: &str, query: &[(&str, &str)]) -> Result<RequestBuilder, ApiError> {
        let mut url = join(base, path)?;
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        Ok(self.http()?.request(method, url))
    }

    /// Sends `request`; only successes come back.
    pub(super) async fn send(&self, request: RequestBuilder) -> Result<Reply, ApiError> {
        let response = request.send().await.map_err(|error| unreachable_server(&error))?;
        let status = response.status();
        let server_time = server_time(response.headers());
        if status.is_success() {
            let body = body(response).await?;
            return Ok(Reply { status, server_time, body });
        }
        if status.is_redirection() {
            return Err(ApiError::Malformed { what: "a redirect to another host" });
        }
        let retry_after = retry_after(response.headers(), server_time);
        let words = refusal_body(response).await;
        Err(refusal::error(status, retry_after, &words))
    }

    fn http(&self) -> Result<&reqwest::Client, ApiError> {
        if let Some(client) = self.http.get() {
            return Ok(client);
        }
        let client = client(self.endpoints.all_local())?;
        Ok(self.http.get_or_init(|| client))
    }
}

/// No cookies; roots of Mozilla that come with the application, the same on every platform; redirects stay on their host.
fn client(local: bool) -> Result<reqwest::Client, ApiError> {
    let mut builder = reqwest::Client::builder()
        .user_agent(USER_AGENT)
        .connect_timeout(CONNECT_TIMEOUT)
        .timeout(WHOLE_TIMEOUT)
        .pool_idle_timeout(Duration::from_secs(60))
        .tcp_nodelay(true)
        .redirect(redirect::Policy::custom(same_host_only))
        .tls_backend_preconfigured(tls()?);
    if local {
        builder = builder.no_proxy();
    }
    builder.build().map_err(|_| ApiError::Insecure { why: "TLS cannot be set up" })
}

fn tls() -> Result<rustls::ClientConfig, ApiError> {
    let roots = rustls::RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    Ok(rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|_| ApiError::Insecure { why: "TLS cannot be set up" })?
        .with_root_certificates(roots)
        .with_no_client_auth())
}

/// `Auth-Token` would follow a redirect anywhere, so anywhere is not allowed.
fn same_host_only(attempt: redirect::Attempt<'_>) -> redirect::Action {
    let stays = attempt.previous().last().is_some_and(|from| from.origin() == attempt.url().origin());
    if stays && attempt.previous().len() <= MAX_REDIRECTS { attempt.follow() } else { attempt.stop() }
}

/// The body in pieces, so that one of 50 MB is given up at the limit and never held.
async fn body(mut response: Response) -> Result<Vec<u8>, ApiError> {
    let announced = response.content_length().and_then(|length| usize::try_from(length).ok()).unwrap_or(0);
    if announced > MAX_BODY {
        return Err(ApiError::TooLarge);
    }
    let mut body = Vec::with_capacity(announced);
    while let Some(piece) = response.chunk().await.map_err(|error| cut_body(&error))? {
        if body.len() + piece.len() > MAX_BODY {
            return Err(ApiError::TooLarge);
        }
        body.extend_from_slice(&piece);
    }
    Ok(body)
}

/// The beginning of a refusal's body. Not getting it changes nothing about the refusal.
async fn refusal_body(mut response: Response) -> Vec<u8> {
    let mut body = Vec::new();
    while let Ok(Some(piece)) = response.chunk().await {
        body.extend_from_slice(&piece);
        if body.len() >= MAX_REFUSAL {
            body.truncate(MAX_REFUSAL);
            break;
        }
    }
    body
}

fn unreachable_server(error: &reqwest::Error) -> ApiError {
    if error.is_builder() {
        return ApiError::Malformed { what: "the request cannot be built" };
    }
    if bad_certificate(error) {
        return ApiError::Insecure { why: "the server's certificate is not trusted" };
    }
    ApiError::Offline
}

fn cut_body(error: &reqwest::Error) -> ApiError {
    if error.is_timeout() { ApiError::Offline } else { ApiError::Malformed { what: "the body ended early" } }
}

fn bad_certificate(error: &reqwest::Error) -> bool {
    let mut cause = error.source();
    while let Some(this) = cause {
        // The inner error of an io::Error is not among its sources, so look inside.
        let inner = this.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        let tls = inner.and_then(|inner| inner.downcast_ref::<rustls::Error>()).or_else(|| this.downcast_ref());
        if matches!(tls, Some(rustls::Error::InvalidCertificate(_))) {
            return true;
        }
        cause = this.source();
    }
    false
}

fn server_time(headers: &HeaderMap) -> Option<Moment> {
    when::http_date(headers.get(reqwest::header::DATE)?.to_str().ok()?)
}

/// `Retry-After` in seconds or as a date against the server's own clock; never more than a day.
fn retry_after(headers: &HeaderMap, server_time: Option<Moment>) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let wait = if let Ok(seconds) = text.parse::<u64>() {
        Duration::from_secs(seconds)
    } else {
        let millis = when::http_date(text)?.0.saturating_sub(server_time?.0);
        Duration::from_millis(u64::try_from(millis).unwrap_or(0))
    };
    Some(wait.min(MAX_WAIT))
}
