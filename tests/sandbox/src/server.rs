//! Starting and stopping a sandbox, and what all its handlers share.
//!
//! Decides the order of layers around the routes. What the routes answer is `wire`, `login`, `operator`, `console`.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::http::uri::PathAndQuery;
use axum::http::{Extensions, Uri};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::Response;
use chrono::NaiveDateTime;
use tokio::sync::{oneshot, watch};
use tokio::task::JoinHandle;

use crate::clock::Clock;
use crate::connection::{ConnectionHandle, CountingListener};
use crate::counters::Counters;
use crate::db::Db;
use crate::faults::{AsOf, Faults};
use crate::payments::Payments;
use crate::push::Pushes;

/// How a sandbox is started.
#[derive(Debug, Clone)]
pub struct SandboxConfig {
    /// Address to listen on; port 0 takes any free one.
    pub listen: SocketAddr,
    /// Database file; in memory when `None`. A file that already holds a family is opened as it is.
    pub db: Option<PathBuf>,
    /// Same seed (and same clock), same data.
    pub seed: u64,
    /// Children of the default parent, 1 to 4.
    pub children: u8,
    /// Calendar days of history before today.
    pub days: u32,
    /// A fixed clock in Moscow local time; real Moscow time when `None`.
    pub now: Option<NaiveDateTime>,
    /// `host:port` of a mail server that takes the e-mails too, without TLS; mailbox only when `None`.
    pub smtp: Option<String>,
}

impl Default for SandboxConfig {
    fn default() -> Self {
        Self { listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), db: None, seed: 1, children: 2, days: 120, now: None, smtp: None }
    }
}

/// Why a sandbox did not start.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// The configuration makes no sense; the text names the field.
    #[error("bad sandbox configuration: {0}")]
    Config(String),
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// The address asked for.
        address: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
    /// The database cannot be opened or filled.
    #[error("sandbox database: {0}")]
    Storage(#[from] rusqlite::Error),
}

/// What every handler can reach.
#[derive(Clone)]
pub struct AppState {
    /// The school's data.
    pub(crate) db: Db,
    /// The only clock.
    pub(crate) clock: Clock,
    /// Faults switched on by the operator.
    pub(crate) faults: Faults,
    /// Requests, bytes and connections so far.
    pub(crate) counters: Counters,
    /// Life times and delays of payments.
    pub(crate) payments: Payments,
    /// News on their way to parents.
    pub(crate) push: Pushes,
    /// What the sandbox was started with.
    pub(crate) config: Arc<SandboxConfig>,
    /// `http://host:port` of this sandbox, without a trailing slash.
    pub(crate) base_url: Arc<str>,
}

impl AppState {
    /// The instant whose data a request is shown: now, or earlier under a `stale` fault.
    pub(crate) fn served_at(&self, extensions: &Extensions) -> NaiveDateTime {
        extensions.get::<AsOf>().map_or_else(|| self.clock.now(), |as_of| as_of.0)
    }
}

/// A running sandbox. Dropping it stops it; [`Sandbox::shutdown`] also waits.
pub struct Sandbox {
    pub(crate) state: AppState,
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    /// Dropped to end streams and watchers.
    alive: Option<watch::Sender<()>>,
    server: JoinHandle<()>,
}

impl Sandbox {
    /// `http://host:port`, without a trailing slash: the base URL of login, school and pay alike.
    pub fn base_url(&self) -> String {
        self.state.base_url.to_string()
    }

    /// The address listened on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The sandbox's clock; set it and every answer follows.
    pub fn clock(&self) -> &Clock {
        &self.state.clock
    }

    /// The fault switches.
    pub fn faults(&self) -> &Faults {
        &self.state.faults
    }

    /// The request counters.
    pub fn counters(&self) -> &Counters {
        &self.state.counters
    }

    /// Stops listening, lets requests in flight end for up to a second, closes the files.
    pub async fn shutdown(mut self) {
        self.alive = None;
        if let Some(stop) = self.stop.take() {
            // The receiver is gone only when the server has already ended.
            let _ = stop.send(());
        }
        if tokio::time::timeout(Duration::from_secs(1), &mut self.server).await.is_err() {
            self.server.abort();
        }
    }
}

/// Starts a sandbox on the current tokio runtime. Several may run in one process.
///
/// # Errors
/// [`SandboxError`]: bad configuration, address in use, database trouble.
pub async fn start(config: SandboxConfig) -> Result<Sandbox, SandboxError> {
    if !(1..=4).contains(&config.children) {
        return Err(SandboxError::Config("children must be 1, 2, 3 or 4".to_owned()));
    }
    let clock = Clock::new(config.now);
    let db = Db::open(config.db.as_deref())?;
    crate::generator::fill_if_empty(&db, &config, clock.now())?;
    db.write(|db| {
        crate::meals::school::fill(db)?;
        crate::cards::carriers::fill(db, clock.now())
    })?;

    let listen_error = |source| SandboxError::Listen { address: config.listen, source };
    let listener = tokio::net::TcpListener::bind(config.listen).await.map_err(listen_error)?;
    let address = listener.local_addr().map_err(listen_error)?;
    let counters = Counters::default();
    let (alive, living) = watch::channel(());
    let state = AppState {
        db,
        clock: clock.clone(),
        faults: Faults::new(clock),
        counters: counters.clone(),
        payments: Payments::default(),
        push: Pushes::new(config.seed, living),
        base_url: format!("http://{address}").into(),
        config: Arc::new(config),
    };

    tokio::spawn(crate::push::watch(state.clone()));
    tokio::spawn(crate::push::deliver(state.clone()));
    let service = router(state.clone()).into_make_service_with_connect_info::<ConnectionHandle>();
    let (stop, stopped) = oneshot::channel::<()>();
    let server = tokio::spawn(async move {
        let listener = CountingListener::new(listener, counters);
        let served = axum::serve(listener, service)
            .with_graceful_shutdown(async move {
                // Both a message and a dropped sender mean stop.
                let _ = stopped.await;
            })
            .await;
        if let Err(error) = served {
            tracing::error!(%error, "sandbox server ended");
        }
    });
    Ok(Sandbox { state, address, stop: Some(stop), alive: Some(alive), server })
}

/// All routes. The school's routes go through faults and counters; the operator's do not, so that a fault can always be taken away.
fn router(state: AppState) -> Router {
    let school = Router::new()
        .merge(crate::login::router())
        .merge(crate::wire::router())
        .merge(crate::payments::router())
        .merge(crate::push::router())
        .merge(crate::meals::router())
        .merge(crate::cards::router())
        .fallback(crate::envelope::unknown_method)
        .layer(from_fn_with_state(state.clone(), crate::faults::layer))
        .layer(from_fn_with_state(state.clone(), crate::counters::layer));
    let operator = Router::new()
        .merge(crate::operator::router())
        .merge(crate::payments::operator_router())
        .merge(crate::push::operator_router())
        .merge(crate::meals::operator_router())
        .merge(crate::cards::operator_router())
        .merge(crate::adults::operator_router())
        .merge(crate::console::router());
    let routes = operator
        .fallback_service(school.with_state(state.clone()))
        .layer(from_fn_with_state(state.clone(), crate::payments::late::layer))
        .layer(from_fn_with_state(state.clone(), crate::push::layer))
        .layer(from_fn_with_state(state.clone(), crate::clock::date_layer))
        .with_state(state);
    Router::new().fallback_service(routes).layer(from_fn(trim_slash))
}

/// Some clients end paths with a slash; the routes are written without.
async fn trim_slash(mut request: Request, next: axum::middleware::Next) -> Response {
    let uri = request.uri();
    let path = uri.path();
    if path.len() > 1 && path.ends_with('/') {
        let mut target = path.trim_end_matches('/').to_owned();
        if let Some(query) = uri.query() {
            target.push('?');
            target.push_str(query);
        }
        if let Ok(path_and_query) = target.parse::<PathAndQuery>() {
            let mut parts = uri.clone().into_parts();
            parts.path_and_query = Some(path_and_query);
            if let Ok(trimmed) = Uri::from_parts(parts) {
                *request.uri_mut() = trimmed;
            }
        }
    }
    next.run(request).await
}
