//! Counts requests by route template, bytes and connections: what a client cost the school.
//!
//! Operator and console routes are not counted as requests; bytes and connections are counted for all.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use serde::Serialize;

use crate::server::AppState;

/// Shared counters of one sandbox.
#[derive(Clone, Default)]
pub struct Counters {
    inner: Arc<Inner>,
}

#[derive(Default)]
struct Inner {
    routes: Mutex<BTreeMap<String, BTreeMap<u16, u64>>>,
    bytes_in: AtomicU64,
    bytes_out: AtomicU64,
    connections: AtomicU64,
}

/// Requests to one route so far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RouteCount {
    /// Method and route template, `GET /api/…`; paths no route knows are `GET (unknown)`.
    pub route: String,
    /// How many requests were answered.
    pub requests: u64,
    /// The same by HTTP status.
    pub by_status: BTreeMap<u16, u64>,
}

impl Counters {
    /// Routes asked for so far, in alphabetical order.
    pub fn routes(&self) -> Vec<RouteCount> {
        self.lock()
            .iter()
            .map(|(route, by_status)| RouteCount { route: route.clone(), requests: by_status.values().sum(), by_status: by_status.clone() })
            .collect()
    }

    /// Requests whose `METHOD /template` contains `part`.
    pub fn requests_to(&self, part: &str) -> u64 {
        self.lock().iter().filter(|(route, _)| route.contains(part)).flat_map(|(_, by_status)| by_status.values()).sum()
    }

    /// Requests so far.
    pub fn total(&self) -> u64 {
        self.requests_to("")
    }

    /// Bytes read from clients, headers included.
    pub fn bytes_in(&self) -> u64 {
        self.inner.bytes_in.load(Ordering::Relaxed)
    }

    /// Bytes written to clients, headers included.
    pub fn bytes_out(&self) -> u64 {
        self.inner.bytes_out.load(Ordering::Relaxed)
    }

    /// Connections accepted.
    pub fn connections(&self) -> u64 {
        self.inner.connections.load(Ordering::Relaxed)
    }

    /// Starts again from zero.
    pub fn reset(&self) {
        self.lock().clear();
        self.inner.bytes_in.store(0, Ordering::Relaxed);
        self.inner.bytes_out.store(0, Ordering::Relaxed);
        self.inner.connections.store(0, Ordering::Relaxed);
    }

    pub(crate) fn add_bytes_in(&self, bytes: usize) {
        self.inner.bytes_in.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    pub(crate) fn add_bytes_out(&self, bytes: usize) {
        self.inner.bytes_out.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    pub(crate) fn add_connection(&self) {
        self.inner.connections.fetch_add(1, Ordering::Relaxed);
    }

    fn add_request(&self, route: String, status: u16) {
        *self.lock().entry(route).or_default().entry(status).or_default() += 1;
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, BTreeMap<u16, u64>>> {
        self.inner.routes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Counts one request of the school's routes.
pub(crate) async fn layer(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let path = request.extensions().get::<MatchedPath>().map_or("(unknown)", MatchedPath::as_str);
    let route = format!("{} {path}", request.method());
    let response = next.run(request).await;
    state.counters.add_request(route, response.status().as_u16());
    response
}
