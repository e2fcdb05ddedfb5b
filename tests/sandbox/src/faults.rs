//! Faults the operator switches on, per service of the school.
//!
//! Decides what a fault does to a request; which route belongs to which service is [`Service::of_path`].
//! Stale data are the handlers' part: they read the school as of [`AsOf`].

use std::convert::Infallible;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{ConnectInfo, FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDateTime;
use futures_util::stream;
use rand::Rng;
use serde::{Deserialize, Serialize};

use crate::clock::{Clock, sql};
use crate::connection::ConnectionHandle;
pub use crate::payments::faults::PaymentStep;
use crate::payments::faults::{Deferred, may_be_late, twice};
use crate::server::AppState;

/// A service of the school, as faults see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Service {
    /// Sign-in, tokens, roles.
    Login,
    /// Profile and children.
    Profile,
    /// Entries, exits, absence notices.
    Pass,
    /// Balance, limits, purchases, movements, menus.
    Food,
    /// Top-ups and their history.
    Payments,
    /// Cards and the transport card.
    Cards,
    /// Push tokens, feed, notification settings.
    Push,
    /// Pushes between the push service and the device; no request belongs to it.
    Delivery,
}

/// What goes wrong. JSON: `{"kind":"latency","ms":800}` and so on, see README.md.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FaultKind {
    /// The answer comes later by this many milliseconds.
    Latency {
        /// Milliseconds.
        ms: u64,
    },
    /// This status with an HTML body.
    Status {
        /// HTTP status, usually 500, 502, 503 or 504.
        #[serde(default = "default_status")]
        status: u16,
    },
    /// 401 `{"apikey":null}`.
    Unauthorized,
    /// Full `Content-Length`, half a body, then the connection breaks.
    CutBody,
    /// The request is lost: no effect, the connection is reset. JSON `request_lost` means the same.
    #[serde(alias = "request_lost")]
    Reset,
    /// The request takes effect, the connection is reset instead of an answer.
    AnswerLost,
    /// The request takes effect twice, as when a proxy sends it again; the second answer comes.
    Doubled,
    /// The request arrives this many seconds of the sandbox clock later; the connection is reset at once.
    /// For `mospay/init`, presses on the payment page, `expense-constraints` and orders ahead; other requests are lost.
    Delayed {
        /// Seconds.
        seconds: u32,
    },
    /// Data as of this many minutes ago.
    Stale {
        /// Minutes.
        minutes: u32,
    },
    /// 429 with `Retry-After`.
    RateLimited {
        /// Seconds to wait.
        #[serde(default = "default_retry_after")]
        retry_after: u32,
    },
    /// 200 with an empty body.
    Empty,
    /// 200 with a JSON body of this many bytes (50 MB unless told).
    Huge {
        /// Bytes.
        #[serde(default = "default_huge")]
        bytes: usize,
    },
    /// `POST /v3/token/refresh` answers less than a pair (wire-api §1), and takes nothing away: without
    /// `refresh_token` the old one stays good, an empty `{}` changes nothing.
    PartialRenewal {
        /// `{}` instead of an access token alone.
        #[serde(default)]
        empty: bool,
    },
    /// With [`Service::Delivery`]: the push never arrives.
    Lost,
    /// With [`Service::Delivery`]: the push arrives this many seconds of the sandbox clock later.
    Late {
        /// Seconds.
        #[serde(default = "default_late")]
        seconds: u32,
    },
    /// With [`Service::Delivery`]: the next push to the device arrives first; a minute later at the latest.
    Reordered,
    /// With [`Service::Delivery`]: half of the payload.
    Cut,
    /// With [`Service::Delivery`]: a payload of this many bytes, more than a push service carries.
    Oversized {
        /// Bytes.
        #[serde(default = "default_oversized")]
        bytes: usize,
    },
    /// The server has no such route: every path that starts with `route` answers `status`.
    MissingRoute {
        /// Path prefix; the service's current visits or balance route when left out.
        #[serde(default)]
        route: Option<String>,
        /// 404 or 501.
        #[serde(default = "default_missing")]
        status: u16,
    },
}

fn default_status() -> u16 {
    503
}
fn default_retry_after() -> u32 {
    120
}
fn default_late() -> u32 {
    300
}
fn default_oversized() -> usize {
    5000
}
fn default_huge() -> usize {
    50_000_000
}
fn default_missing() -> u16 {
    404
}

/// One fault switched on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FaultRule {
    /// The service it strikes.
    pub service: Service,
    /// What it does.
    #[serde(flatten)]
    pub kind: FaultKind,
    /// The step of a top-up it strikes, with [`Service::Payments`]; all of them when `None`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<PaymentStep>,
    /// How many of a hundred pushes it strikes, with [`Service::Delivery`], by the dice of the sandbox's seed; all when `None`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percent: Option<u8>,
    /// Requests still to strike; until switched off when `None`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
}

/// The fault switches of one sandbox.
#[derive(Clone)]
pub struct Faults {
    clock: Clock,
    rules: Arc<Mutex<Vec<FaultRule>>>,
}

impl Faults {
    pub(crate) fn new(clock: Clock) -> Self {
        Self { clock, rules: Arc::default() }
    }

    /// Switches a fault on, without end or for `count` requests.
    pub fn add(&self, service: Service, kind: FaultKind, count: Option<u32>) {
        self.push(FaultRule { service, kind, step: None, percent: None, count });
    }

    /// Switches a fault of one step of a top-up, or of changes about meals, on, without end or for `count` requests.
    pub fn add_at(&self, step: PaymentStep, kind: FaultKind, count: Option<u32>) {
        self.push(FaultRule { service: step.service(), kind, step: Some(step), percent: None, count });
    }

    /// Switches a fault of pushes on their way on, for `percent` of a hundred by the dice of the sandbox's seed.
    pub fn add_for_some(&self, kind: FaultKind, percent: u8) {
        self.push(FaultRule { service: Service::Delivery, kind, step: None, percent: Some(percent), count: None });
    }

    pub(crate) fn push(&self, rule: FaultRule) {
        self.lock().push(rule);
    }

    /// Switches every fault off.
    pub fn clear(&self) {
        self.lock().clear();
    }

    /// Switches the faults of one service off.
    pub fn clear_service(&self, service: Service) {
        self.lock().retain(|rule| rule.service != service);
    }

    /// The faults in force, oldest first.
    pub fn rules(&self) -> Vec<FaultRule> {
        self.lock().clone()
    }

    /// The faults that strike a request to `path`; each loses one of its count.
    fn strike(&self, service: Service, method: &Method, path: &str) -> Vec<FaultKind> {
        let step = PaymentStep::of(method, path);
        let mut rules = self.lock();
        let mut struck = Vec::new();
        for rule in rules.iter_mut().filter(|rule| rule.service == service) {
            if rule.step.is_some() && rule.step != step {
                continue;
            }
            if matches!(rule.kind, FaultKind::PartialRenewal { .. }) && path != "/v3/token/refresh" {
                continue;
            }
            if let FaultKind::MissingRoute { route, .. } = &rule.kind {
                let prefix = route.as_deref().unwrap_or(service.current_route());
                if !path.starts_with(prefix) {
                    continue;
                }
            }
            struck.push(rule.kind.clone());
            if let Some(count) = &mut rule.count {
                *count = count.saturating_sub(1);
            }
        }
        rules.retain(|rule| rule.count != Some(0));
        struck
    }

    /// The faults that strike one push on its way.
    pub(crate) fn strike_delivery(&self, dice: &mut impl Rng) -> Vec<FaultKind> {
        let mut rules = self.lock();
        let mut struck = Vec::new();
        for rule in rules.iter_mut().filter(|rule| rule.service == Service::Delivery) {
            if rule.percent.is_some_and(|percent| dice.random_range(0..100) >= percent) {
                continue;
            }
            struck.push(rule.kind.clone());
            if let Some(count) = &mut rule.count {
                *count = count.saturating_sub(1);
            }
        }
        rules.retain(|rule| rule.count != Some(0));
        struck
    }

    fn lock(&self) -> MutexGuard<'_, Vec<FaultRule>> {
        self.rules.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl FaultKind {
    /// Whether it makes sense for that service.
    pub(crate) fn fits(&self, service: Service) -> bool {
        let of_pushes = matches!(self, Self::Lost | Self::Late { .. } | Self::Reordered | Self::Cut | Self::Oversized { .. });
        match service {
            Service::Delivery => of_pushes || *self == Self::Doubled,
            _ => !of_pushes,
        }
    }
}

impl Service {
    /// The service a path belongs to; `None` for paths no fault can strike.
    pub fn of_path(path: &str) -> Option<Self> {
        const PREFIXES: &[(&str, Service)] = &[
            ("/sps/", Service::Login),
            ("/v2/token", Service::Login),
            ("/v3/token", Service::Login),
            ("/v3/auth", Service::Login),
            ("/acl/", Service::Login),
            ("/lms/api/sessions", Service::Login),
            ("/api/ej/acl/", Service::Login),
            ("/api/pass/", Service::Pass),
            ("/api/family/mobile/v1/visits", Service::Pass),
            ("/api/family/web/v1/visits", Service::Pass),
            ("/api/family/ispp/v1/visits", Service::Pass),
            ("/api/family/mobile/v1/attendance", Service::Pass),
            ("/api/ej/core/family/v1/nonattendance_reasons", Service::Pass),
            ("/api/food/", Service::Food),
            ("/api/meals/", Service::Food),
            ("/api/family/mobile/v1/status", Service::Food),
            ("/api/family/mobile/v1/day_balance_info", Service::Food),
            ("/api/family/mobile/v1/day-balance-info", Service::Food),
            ("/api/family/mobile/v1/menu", Service::Food),
            ("/api/family/mobile/v1/payments", Service::Payments),
            ("/mospaynew/", Service::Payments),
            ("/api/ei/external/", Service::Cards),
            ("/api/usersettings/", Service::Cards),
            ("/api/fcm/", Service::Push),
            ("/api/instantmessages/", Service::Push),
            ("/api/notifications/", Service::Push),
            ("/api/family/mobile/v1/notifications", Service::Push),
            ("/api/family/", Service::Profile),
        ];
        PREFIXES.iter().find(|(prefix, _)| path.starts_with(prefix)).map(|&(_, service)| service)
    }

    /// The route `missing_route` takes away when none is named.
    fn current_route(self) -> &'static str {
        match self {
            Self::Pass => "/api/pass/entrances/v1/visit_durations",
            Self::Food => "/api/food/meals/v3/clients/balance",
            Self::Login | Self::Profile | Self::Payments | Self::Cards | Self::Push | Self::Delivery => "/",
        }
    }
}

/// The instant whose data an answer shows: now, or earlier under a `stale` fault. Handlers take it as an argument.
#[derive(Debug, Clone, Copy)]
pub struct AsOf(pub NaiveDateTime);

impl AsOf {
    /// The instant as the database stores it, to compare with `visible_at` and `hidden_at`.
    pub fn sql(self) -> String {
        sql(self.0)
    }
}

impl FromRequestParts<AppState> for AsOf {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Self::Rejection> {
        Ok(Self(state.served_at(&parts.extensions)))
    }
}

/// Left on a renewal by [`FaultKind::PartialRenewal`]; the login routes answer accordingly.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PartialRenewal {
    /// `{}` instead of an access token alone.
    pub empty: bool,
}

/// Applies the faults in force to one request.
pub(crate) async fn layer(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let Some(service) = Service::of_path(&path) else {
        return next.run(request).await;
    };
    let struck = state.faults.strike(service, request.method(), &path);
    if struck.is_empty() {
        return next.run(request).await;
    }
    let connection = request.extensions().get::<ConnectInfo<ConnectionHandle>>().map(|info| info.0.clone()).unwrap_or_default();
    let mut cut = false;
    let mut doubled = false;
    let mut answer_lost = false;
    for kind in struck {
        match kind {
            FaultKind::Latency { ms } => tokio::time::sleep(Duration::from_millis(ms)).await,
            FaultKind::Stale { minutes } => {
                let then = state.faults.clock.now() - chrono::Duration::minutes(minutes.into());
                request.extensions_mut().insert(AsOf(then));
            }
            FaultKind::CutBody => cut = true,
            FaultKind::AnswerLost => answer_lost = true,
            FaultKind::Doubled => doubled = true,
            FaultKind::Delayed { seconds } if may_be_late(&path) => {
                request.extensions_mut().insert(Deferred { seconds });
                answer_lost = true;
            }
            FaultKind::Reset | FaultKind::Delayed { .. } => {
                connection.reset();
                return StatusCode::BAD_GATEWAY.into_response();
            }
            FaultKind::Status { status } => return html_error(status),
            FaultKind::Unauthorized => {
                return json(StatusCode::UNAUTHORIZED, r#"{"apikey":null}"#);
            }
            FaultKind::RateLimited { retry_after } => {
                let mut response = html_error(429);
                response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(retry_after));
                return response;
            }
            FaultKind::Empty => return StatusCode::OK.into_response(),
            FaultKind::Huge { bytes } => return huge(bytes),
            // Only pushes on their way know these.
            FaultKind::Lost | FaultKind::Late { .. } | FaultKind::Reordered | FaultKind::Cut | FaultKind::Oversized { .. } => {}
            FaultKind::PartialRenewal { empty } => {
                request.extensions_mut().insert(PartialRenewal { empty });
            }
            FaultKind::MissingRoute { status, .. } => {
                let status = StatusCode::from_u16(status).unwrap_or(StatusCode::NOT_FOUND);
                return json(status, r#"{"code":404,"description":"No handler found for this method"}"#);
            }
        }
    }
    let response = if doubled { twice(request, next).await } else { next.run(request).await };
    if answer_lost {
        connection.reset();
        return StatusCode::BAD_GATEWAY.into_response();
    }
    if cut { cut_body(response, connection).await } else { response }
}

fn json(status: StatusCode, body: &'static str) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json; charset=utf-8")], body).into_response()
}

/// An error as the gateway in front of the services prints it.
fn html_error(status: u16) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
    let body = format!(
        "<html>\r\n<head><title>{status}</title></head>\r\n<body>\r\n<center><h1>{status}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
    );
    (status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], body).into_response()
}

/// Announces the whole body, sends half, breaks the connection.
async fn cut_body(response: Response, connection: ConnectionHandle) -> Response {
    let (mut parts, body) = response.into_parts();
    let Ok(whole) = to_bytes(body, usize::MAX).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let promised = whole.len().max(2);
    parts.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(promised));
    let half = whole.slice(..whole.len() / 2);
    let pieces = stream::unfold(Some(half), move |piece| {
        let connection = connection.clone();
        async move {
            if let Some(piece) = piece {
                return Some((Ok::<Bytes, std::io::Error>(piece), None));
            }
            // Let the half reach the client before the break.
            tokio::time::sleep(Duration::from_millis(20)).await;
            connection.reset();
            Some((Err(std::io::ErrorKind::ConnectionReset.into()), None))
        }
    });
    Response::from_parts(parts, Body::from_stream(pieces))
}

/// A valid JSON array of `bytes` bytes, made as it is sent.
fn huge(bytes: usize) -> Response {
    const PIECE: usize = 64 * 1024;
    let middle = bytes.max(2) - 2;
    let pieces = stream::unfold((0_u8, middle), |(stage, left)| async move {
        let (piece, next) = match (stage, left) {
            (0, _) => (Bytes::from_static(b"["), (1, left)),
            (1, 0) => (Bytes::from_static(b"]"), (2, 0)),
            (1, _) => {
                let size = left.min(PIECE);
                (Bytes::from(vec![b' '; size]), (1, left - size))
            }
            _ => return None,
        };
        Some((Ok::<_, Infallible>(piece), next))
    });
    ([(header::CONTENT_TYPE, "application/json; charset=utf-8")], Body::from_stream(pieces)).into_response()
}
