//! What to fetch from the school, when, and how it gets into the store.
//!
//! Decides: which days to read, in which order, from which generation of a route, how politely, and when the history has
//! ended. Leaves to others: tokens (session), what an answer means (school_api), what changed (store), what is shown (screens).
//!
//! | you look for | file |
//! | --- | --- |
//! | the latest days, at every refresh | `latest` |
//! | the way back through the years, resumable | `history`, [`lane`] |
//! | some days a parent opened | `latest` (`refresh_period`) |
//! | orders ahead, weekly rules, reasons of absence | [`ahead`] |
//! | the school's feed and switches of notifications | [`notices`] |
//! | carriers of a child | [`cards`] |
//! | who sees a child | [`circle`] |
//! | menus | `menus` |
//! | what a child may buy | [`food_rules`] |
//! | older generations of routes | `generations` |
//! | pace: floor, `Retry-After`, back-off | [`politeness`] |
//! | one call: token, renewal, the school's clock | [`calls`] |
//!
//! Everything here runs inside tasks that the app has spawned, and never spawns itself.

pub mod ahead;
pub mod calls;
pub mod cards;
pub mod circle;
pub mod food_rules;
mod generations;
mod history;
pub mod lane;
mod latest;
mod menus;
pub mod notices;
pub mod politeness;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::domain::{Family, LocalDate, Period, PersonId};
use crate::session::SessionError;
use crate::store::{Outcome, Service, Store, StoreError, Writer};

use generations::Route;

pub use calls::{Caller, Contact, SyncError};
pub use history::{HistoryRows, HistorySender, ROWS_A_COMMIT, history_rows};
pub use lane::LaneKind;
pub use latest::DAILY_DAYS;
pub use politeness::Asker;

/// How far the phone's copy has come, for the screens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SyncStatus {
    /// Nothing is under way.
    Idle,
    /// The latest days are being read again.
    Refreshing,
    /// The history is being read.
    FirstSync {
        /// Events stored so far.
        events: u32,
        /// The earliest day reached by every child.
        reached: Option<LocalDate>,
    },
}

/// Reads from the school and writes to the store.
pub struct SchoolSync {
    caller: Arc<Caller>,
    store: Arc<Store>,
    /// The school's address: what is remembered about a server is remembered under it.
    server: String,
    /// Since when the server is known to have no current form of a route, once that was looked up: asked before every call.
    older: Mutex<BTreeMap<Route, Option<LocalDate>>>,
    refreshing: AtomicBool,
    events: AtomicU32,
    /// The walks under way, and the earliest day that each has reached for every child.
    walks: Mutex<BTreeMap<LaneKind, Option<LocalDate>>>,
    /// Room for rows that are read and not yet stored.
    rows_ahead: Arc<tokio::sync::Semaphore>,
    /// One refresh at a time: a second one waits and then finds fresh data.
    running: tokio::sync::Mutex<()>,
    /// One reading of the history at a time: a second one would ask for the same days.
    walking: tokio::sync::Mutex<()>,
    on_status: Box<dyn Fn() + Send + std::marker::Sync>,
}

/// Marks a refresh as running for as long as it lives.
struct Refreshing<'a>(&'a SchoolSync);

impl Drop for Refreshing<'_> {
    fn drop(&mut self) {
        self.0.refreshing.store(false, Ordering::Relaxed);
        (self.0.on_status)();
    }
}

impl SchoolSync {
    /// A sync between `caller`'s school at `server` and `store`; `on_status` is told when [`SchoolSync::status`] changed.
    pub fn new(caller: Arc<Caller>, store: Arc<Store>, server: String, on_status: Box<dyn Fn() + Send + std::marker::Sync>) -> Self {
        Self {
            caller,
            store,
            server,
            older: Mutex::default(),
            refreshing: false.into(),
            events: 0.into(),
            walks: Mutex::default(),
            rows_ahead: Arc::new(tokio::sync::Semaphore::new(history::ROWS_AHEAD as usize)),
            running: tokio::sync::Mutex::default(),
            walking: tokio::sync::Mutex::default(),
            on_status,
        }
    }

    /// How far the phone's copy has come.
    pub fn status(&self) -> SyncStatus {
        let walks = self.walks.lock().unwrap_or_else(PoisonError::into_inner);
        if !walks.is_empty() {
            let reached = walks.values().flatten().max().copied();
            return SyncStatus::FirstSync { events: self.events.load(Ordering::Relaxed), reached };
        }
        drop(walks);
        if self.refreshing.load(Ordering::Relaxed) { SyncStatus::Refreshing } else { SyncStatus::Idle }
    }

    /// Reads the latest days of every child. What could be read is stored even when something else failed; the error is
    /// that of the family or, when nothing at all could be read, of the first service.
    pub async fn refresh_latest(&self, asker: Asker) -> Result<(), SyncError> {
        let _one_at_a_time = self.running.lock().await;
        let _shown = self.show_refreshing();
        let (family, profile) = self.refresh_family(asker).await?;
        let outcome = self.read_latest(&family, asker).await;
        self.note_profile(profile).await?;
        outcome
    }

    /// Reads `period` of one child again, and the balances.
    pub async fn refresh_period(&self, person: &PersonId, period: Period) -> Result<(), SyncError> {
        let _one_at_a_time = self.running.lock().await;
        let _shown = self.show_refreshing();
        let (family, profile) = self.refresh_family(Asker::Parent).await?;
        let outcome = match family.children.iter().find(|child| child.person == *person) {
            Some(child) => self.read_period(&family, child, period).await,
            None => Ok(()),
        };
        self.note_profile(profile).await?;
        outcome
    }

    /// Waits until no other reading of the history is under way. To be held until what was read is stored: only then does the next
    /// reading know how far this one came.
    pub async fn history_turn(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.walking.lock().await
    }

    /// Reads the rows of `kind` of every child back to the end of history, for [`SchoolSync::store_rows`] at the other end of
    /// `sender`. Goes on where the last run stopped. The kinds may be read side by side.
    pub async fn read_history(&self, kind: LaneKind, sender: HistorySender) -> Result<(), SyncError> {
        match self.store.family()? {
            Some(family) => self.walk_back(&family, kind, sender).await,
            None => Ok(()),
        }
    }

    fn show_refreshing(&self) -> Refreshing<'_> {
        self.caller.begin_refresh();
        self.refreshing.store(true, Ordering::Relaxed);
        (self.on_status)();
        Refreshing(self)
    }

    /// Writes `work`, unless somebody has signed out since it was asked for: what is on its way then belongs to nobody.
    async fn write<R: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Writer<'_>) -> Result<R, StoreError> + Send + 'static,
    ) -> Result<R, SyncError> {
        let session = Arc::clone(&self.caller.session);
        let written = self.store.write_async(move |w| if session.state().keeps_data() { work(w).map(Some) } else { Ok(None) }).await?;
        written.ok_or(SyncError::Session(SessionError::SignedOut))
    }

    /// Notes how the profile service fared, once it is known whether the others answered.
    async fn note_profile(&self, failed: Option<SyncError>) -> Result<(), SyncError> {
        let outcome = match failed {
            None => Outcome::Ok,
            Some(error) if error.is_about_the_service() => self.caller.outcome(&error),
            Some(_) => return Ok(()),
        };
        let now = self.caller.clock.now();
        self.write(move |w| w.note_reading(None, Service::Profile, now, outcome)).await
    }

    /// The family: read anew, or as last known, with the reason, while the profile service is at fault or was asked a moment
    /// ago.
    async fn refresh_family(&self, asker: Asker) -> Result<(Family, Option<SyncError>), SyncError> {
        let known = self.store.family()?;
        let read = match self.caller.may_ask(Service::Profile, asker) {
            Ok(()) => self.read_family(known.as_ref()).await,
            Err(wait) => Err(wait),
        };
        match (read, known) {
            (Ok(family), _) => Ok((family, None)),
            (Err(error @ (SyncError::Session(SessionError::Api(_)) | SyncError::Wait(_))), Some(known)) => {
                tracing::info!(%error, "going on with the family as last known");
                Ok((known, Some(error)))
            }
            (Err(error), _) => {
                // Nothing to go on with; the screen says why.
                if error.is_about_the_service() {
                    let (outcome, now) = (error.outcome(), self.caller.clock.now());
                    self.write(move |w| w.note_reading(None, Service::Profile, now, outcome)).await?;
                }
                Err(error)
            }
        }
    }
}
