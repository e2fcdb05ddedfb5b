//! One call to the school on the parent's behalf: pace, token, one renewal, the school's clock, and what came of it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::politeness::{Asker, Politeness};
use crate::school_api::{Answer, ApiError, SchoolApi, SchoolClock};
use crate::session::{Access, Session, SessionError};
use crate::store::{Outcome, Service, StoreError};

/// Why something could not be refreshed.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    /// The sign-in or the server.
    #[error(transparent)]
    Session(#[from] SessionError),
    /// The phone's storage.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The app is going to the background or ending.
    #[error("the app is stopping")]
    Stopped,
    /// The server asked to wait, or an automatic refresh came too soon.
    #[error("asked to wait {0:?}")]
    Wait(Duration),
}

impl SyncError {
    /// What to note beside the last reading of the service.
    pub fn outcome(&self) -> Outcome {
        match self {
            Self::Session(SessionError::Api(ApiError::Offline)) => Outcome::Offline,
            Self::Session(SessionError::Api(
                ApiError::Refused { .. } | ApiError::NotForThisRole | ApiError::NoSuchRoute { .. } | ApiError::NoAccount,
            )) => Outcome::Refused,
            _ => Outcome::ServiceDown,
        }
    }

    /// Whether the service itself answered wrongly, so that its reading has to say so.
    pub fn is_about_the_service(&self) -> bool {
        matches!(self, Self::Session(SessionError::Api(_)))
    }
}

/// Whether the school can be reached, as of the last calls of this run.
///
/// A service that resets connections or never answers looks like a missing network. It is one only when nobody else answers
/// either, so silence is judged together with the answers since the refresh began.
#[derive(Debug, Clone, Copy, Default)]
pub struct Contact {
    /// Calls find no network.
    pub offline: bool,
    /// Some service has answered, well or badly, since the refresh began.
    answered: bool,
}

/// Makes calls. Shared by everything that reads from the school.
pub struct Caller {
    /// The wire.
    pub api: Arc<SchoolApi>,
    /// The sign-in.
    pub session: Arc<Session>,
    /// The school's clock.
    pub clock: Arc<SchoolClock>,
    politeness: Mutex<Politeness>,
    contact: Mutex<Contact>,
    stopped: AtomicBool,
    /// Counts how often the calls under way were dropped.
    dropped: tokio::sync::watch::Sender<u64>,
    on_clock: Box<dyn Fn(i64) + Send + Sync>,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Caller {
    /// A caller; `on_clock` is told when the difference between the school's and the phone's clock changed.
    pub fn new(api: Arc<SchoolApi>, session: Arc<Session>, clock: Arc<SchoolClock>, on_clock: Box<dyn Fn(i64) + Send + Sync>) -> Self {
        Self {
            api,
            session,
            clock,
            politeness: Mutex::default(),
            contact: Mutex::default(),
            stopped: false.into(),
            dropped: tokio::sync::watch::Sender::new(0),
            on_clock,
        }
    }

    /// Whether calls are refused for now; the one under way is let end.
    pub fn set_stopped(&self, stopped: bool) {
        self.stopped.store(stopped, Ordering::SeqCst);
    }

    /// Whether the school can be reached.
    pub fn contact(&self) -> Contact {
        *locked(&self.contact)
    }

    /// A refresh begins: what answered before it says nothing about the network now.
    pub fn begin_refresh(&self) {
        locked(&self.contact).answered = false;
        self.session.begin_refresh();
    }

    /// What to note beside the reading of a service that failed with `error`: silence while others answer is its own fault.
    pub fn outcome(&self, error: &SyncError) -> Outcome {
        match error.outcome() {
            Outcome::Offline if !self.contact().offline => Outcome::ServiceDown,
            outcome => outcome,
        }
    }

    /// Ends the calls under way: what they bring belongs to nobody any more.
    pub fn drop_calls(&self) {
        self.dropped.send_modify(|times| *times += 1);
    }

    /// How long the server asked to be left alone.
    pub fn asked_to_wait(&self) -> Option<Duration> {
        locked(&self.politeness).asked_to_wait(Instant::now())
    }

    /// Whether `asker` may ask `service` now.
    pub fn may_ask(&self, service: Service, asker: Asker) -> Result<(), SyncError> {
        match locked(&self.politeness).wait(service, asker, Instant::now()) {
            None => Ok(()),
            Some(wait) => Err(SyncError::Wait(wait)),
        }
    }

    /// Calls `service`. A 401 renews the tokens once and tries once more; a second 401 is the service's fault, never a
    /// sign-out (wire-api §2, trap 1).
    pub async fn call<T, Fut>(&self, service: Service, call: impl Fn(Access) -> Fut) -> Result<Answer<T>, SyncError>
    where
        Fut: Future<Output = Result<Answer<T>, ApiError>>,
    {
        if self.stopped.load(Ordering::SeqCst) {
            return Err(SyncError::Stopped);
        }
        // Inside a run only what the server itself asked for can hold the next call back.
        self.may_ask(service, Asker::Parent)?;
        let mut dropped = self.dropped.subscribe();
        let outcome = tokio::select! {
            biased;
            _ = dropped.changed() => Err(SessionError::SignedOut),
            outcome = self.authorised(&call) => outcome,
        };
        self.note(service, &outcome);
        Ok(outcome?)
    }

    async fn authorised<T, Fut>(&self, call: &impl Fn(Access) -> Fut) -> Result<Answer<T>, SessionError>
    where
        Fut: Future<Output = Result<Answer<T>, ApiError>>,
    {
        let access = self.session.access().await?;
        match call(access.clone()).await {
            Err(ApiError::Unauthorized) => {
                let access = self.session.renew(&access).await?;
                Ok(call(access).await?)
            }
            other => Ok(other?),
        }
    }

    fn note<T>(&self, service: Service, outcome: &Result<Answer<T>, SessionError>) {
        let now = Instant::now();
        match outcome {
            Ok(answer) => {
                if let Some(offset) = answer.server_time.and_then(|time| self.clock.learn(time)) {
                    (self.on_clock)(offset);
                }
                locked(&self.politeness).succeeded(service, now);
                *locked(&self.contact) = Contact { offline: false, answered: true };
            }
            Err(SessionError::Api(error)) => {
                {
                    let mut contact = locked(&self.contact);
                    contact.answered |= !matches!(error, ApiError::Offline);
                    contact.offline = !contact.answered;
                }
                // An older generation will be asked instead; the server is well.
                if !matches!(error, ApiError::NoSuchRoute { .. }) {
                    locked(&self.politeness).failed(service, error.retry_after(), now);
                }
            }
            Err(_) => {}
        }
    }
}
