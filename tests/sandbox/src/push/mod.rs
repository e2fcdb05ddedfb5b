//! News for parents (wire-api §10): push tokens, pushes in the form of each push service, the feed, e-mails, settings.
//!
//! | file | what |
//! | --- | --- |
//! | `kinds` | what a parent may be told |
//! | `news` | from the operator's log to news |
//! | `devices`, `settings`, `feed` | routes of the wire |
//! | `mail` | e-mails: mailbox and SMTP |
//! | `send`, `ece` | a push: payload, encryption, each service's form, faults on the way |
//! | `stream` | what reaches a device |
//! | `operator` | what tests see |
//!
//! Nothing is told before the school knows it. Everything happens by the sandbox clock; a look every 100 ms finds
//! what became due by itself.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;
use axum::routing::{delete, get, patch, post, put};
use rand::SeedableRng as _;
use rand_chacha::ChaCha8Rng;
use tokio::sync::watch;

use crate::adults::rights;
use crate::server::AppState;

mod devices;
pub mod ece;
mod feed;
mod kinds;
mod mail;
mod news;
mod operator;
mod send;
mod settings;
mod stream;

pub use mail::Email;
pub(crate) use mail::deliver;
pub use operator::{DeviceRecord, ProviderPush};

/// The tables of this part.
pub(crate) const SCHEMA: &str = include_str!("schema.sql");

/// What the parts of this module share.
#[derive(Clone)]
pub(crate) struct Pushes {
    /// Counts rounds of news; wakes the listeners.
    news: watch::Sender<u64>,
    /// Ends when the sandbox stops.
    alive: watch::Receiver<()>,
    /// Decides which pushes a fault with a percentage strikes.
    dice: Arc<Mutex<ChaCha8Rng>>,
}

impl Pushes {
    /// Same seed, same pushes struck. The sandbox lives as long as the other end of `alive`.
    pub(crate) fn new(seed: u64, alive: watch::Receiver<()>) -> Self {
        Self { news: watch::Sender::new(0), alive, dice: Arc::new(Mutex::new(ChaCha8Rng::seed_from_u64(seed))) }
    }

    fn news(&self) -> watch::Receiver<u64> {
        self.news.subscribe()
    }

    fn alive(&self) -> watch::Receiver<()> {
        self.alive.clone()
    }
}

/// Routes of wire-api §10.
pub(crate) fn router() -> Router<AppState> {
    let user = |route: &str| format!("/api/notifications/usersettings/v1/user/{route}");
    Router::new()
        .route("/api/fcm/v1", post(devices::register))
        .route("/api/fcm/v1/{device_id}", delete(devices::remove))
        .route(&user("setting"), get(settings::show))
        .route(&user("setting/{id}"), put(settings::set_one))
        .route(&user("group_setting"), put(settings::set_group))
        .route(&user("default_setting"), patch(settings::reset))
        .route("/api/instantmessages/v1/feed", get(feed::show))
        .route("/api/instantmessages/v1/feed/count_new", get(feed::count_new))
        .route("/api/instantmessages/v1/count_new", get(feed::count_new))
}

/// The operator's routes.
pub(crate) fn operator_router() -> Router<AppState> {
    operator::router().merge(mail::router())
}

/// Tells parents what the school knows by now.
pub(crate) fn tell(state: &AppState) -> rusqlite::Result<()> {
    crate::meals::settle(state)?;
    let now = state.clock.now();
    if !state.db.with(|db| news::waiting(db, now))? {
        return Ok(());
    }
    state.db.write(|db| {
        news::collect(db)?;
        send::release(db, now, None)?;
        for news in news::due(db, now)? {
            for parent in rights::to_tell(db, news.child.id, news.kind.code, now)? {
                feed::add(db, now, &news, parent)?;
                if settings::wants(db, parent, news.kind, settings::Target::Mail, now)? {
                    mail::write(db, state, &news, parent)?;
                }
                if settings::wants(db, parent, news.kind, settings::Target::Push, now)? {
                    for device in devices::of_parent(db, parent)? {
                        let faults = {
                            let mut dice = state.push.dice.lock().unwrap_or_else(PoisonError::into_inner);
                            state.faults.strike_delivery(&mut *dice)
                        };
                        send::send(db, now, &news, &device, &faults)?;
                    }
                }
            }
        }
        Ok::<_, rusqlite::Error>(())
    })?;
    state.push.news.send_modify(|round| *round += 1);
    Ok(())
}

/// As [`tell`]; trouble goes to the log.
pub(crate) fn tell_or_log(state: &AppState) {
    if let Err(error) = tell(state) {
        tracing::error!(%error, "parents could not be told");
    }
}

/// Tells parents right after every request that may have changed something.
pub(crate) async fn layer(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let changes = !matches!(*request.method(), Method::GET | Method::HEAD);
    let response = next.run(request).await;
    if changes {
        tell_or_log(&state);
    }
    response
}

/// Looks every 100 ms until the sandbox stops: late news, a running clock, payments credited by themselves.
pub(crate) async fn watch(state: AppState) {
    let mut alive = state.push.alive();
    loop {
        tokio::select! {
            ended = alive.changed() => if ended.is_err() { return },
            () = tokio::time::sleep(Duration::from_millis(100)) => tell_or_log(&state),
        }
    }
}
