//! Who looks at which screen, and telling them: one thread that wakes when a commit or an event may have changed a state.
//!
//! A state is worked out after the commit that caused it, whole, and handed over once; commits that come while one is being
//! worked out share the next one. An observer is not called when its state is the same as before.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use crate::screens::{Screen, ScreenState};
use crate::store::Change;

/// How long the thread sleeps when nothing happens: dates grow old and school days begin and end by the minute.
const TICK: Duration = Duration::from_secs(20);

/// Looks at a screen.
pub trait ScreenObserver: Send + Sync {
    /// The whole new state. Called from a thread of the core's own; must return soon and may call the app.
    fn on_state(&self, state: ScreenState);
}

/// What may have changed since the thread last looked.
#[derive(Debug, Default)]
pub(super) struct Wake {
    /// What commits changed.
    pub change: Change,
    /// The sign-in, the contact with the school or the progress of syncing changed: every screen may show that.
    pub surroundings: bool,
    /// The ledger of alerts or what the parent wants to be told changed: their screens show that, and no others.
    pub alerts: bool,
    pending: bool,
}

struct Looker {
    id: u64,
    screen: Screen,
    observer: Arc<dyn ScreenObserver>,
    last: Option<ScreenState>,
}

/// All observers of one app.
#[derive(Default)]
pub(super) struct Observing {
    lookers: Mutex<Vec<Looker>>,
    wake: Mutex<Wake>,
    bell: Condvar,
    next_id: AtomicU64,
    /// Set while `wake` is held, so that nobody falls asleep over it.
    closed: AtomicBool,
}

/// Keeps an observer looking. Dropping it, or [`Subscription::cancel`], stops it and lets the observer go.
pub struct Subscription {
    id: u64,
    observing: Weak<Observing>,
}

impl Subscription {
    /// Stops the observer; it is not called any more once this returned, except for a call already under way.
    pub fn cancel(&self) {
        if let Some(observing) = self.observing.upgrade() {
            held(&observing.lookers).retain(|looker| looker.id != self.id);
        }
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.cancel();
    }
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Observing {
    /// Adds an observer and hands it its first state at once, on this thread.
    pub(super) fn add(self: &Arc<Self>, screen: Screen, observer: Arc<dyn ScreenObserver>, first: ScreenState) -> Subscription {
        let id = self.next_id.fetch_add(1, Ordering::Relaxed);
        observer.on_state(first.clone());
        held(&self.lookers).push(Looker { id, screen, observer, last: Some(first) });
        // What changed between working out the first state and this line would otherwise be missed.
        self.ring(|wake| wake.surroundings = true);
        Subscription { id, observing: Arc::downgrade(self) }
    }

    /// How many observers are held.
    #[cfg(feature = "bindings-probe")]
    pub(super) fn count(&self) -> usize {
        held(&self.lookers).len()
    }

    /// Notes what may have changed and wakes the thread.
    pub(super) fn ring(&self, note: impl FnOnce(&mut Wake)) {
        let mut wake = held(&self.wake);
        note(&mut wake);
        wake.pending = true;
        self.bell.notify_one();
    }

    /// Ends the thread and lets all observers go.
    pub(super) fn close(&self) {
        {
            let _wake = held(&self.wake);
            self.closed.store(true, Ordering::SeqCst);
        }
        self.bell.notify_all();
        held(&self.lookers).clear();
    }

    /// Waits for something to do, at most until `due` or the next tick; none when closed.
    pub(super) fn wait(&self, due: Option<Duration>) -> Option<Wake> {
        let closed = || self.closed.load(Ordering::SeqCst);
        let mut wake = held(&self.wake);
        if !wake.pending && !closed() {
            let limit = due.unwrap_or(TICK).min(TICK);
            let (woken, waited) =
                self.bell.wait_timeout_while(wake, limit, |w| !w.pending && !closed()).unwrap_or_else(PoisonError::into_inner);
            wake = woken;
            wake.surroundings |= waited.timed_out() && due.is_none();
        }
        if closed() {
            return None;
        }
        Some(std::mem::take(&mut *wake))
    }

    /// Hands every observer that `concerns` picks its new state, once, where it differs from the last one.
    pub(super) fn tell(&self, concerns: impl Fn(&Screen) -> bool, state_of: impl Fn(&Screen) -> Option<ScreenState>) {
        let concerned: Vec<(u64, Screen)> =
            held(&self.lookers).iter().filter(|l| concerns(&l.screen)).map(|l| (l.id, l.screen.clone())).collect();
        let mut worked_out: Vec<(Screen, Option<ScreenState>)> = Vec::new();
        for (id, screen) in concerned {
            let known = worked_out.iter().position(|(s, _)| *s == screen);
            let index = known.unwrap_or_else(|| {
                worked_out.push((screen.clone(), state_of(&screen)));
                worked_out.len() - 1
            });
            let Some(state) = worked_out[index].1.clone() else { continue };
            // Called without any lock held: an observer may observe, cancel or ask in its turn.
            let observer = held(&self.lookers).iter_mut().find(|l| l.id == id).and_then(|looker| {
                let news = looker.last.as_ref() != Some(&state);
                looker.last = Some(state.clone());
                news.then(|| Arc::clone(&looker.observer))
            });
            if let Some(observer) = observer {
                observer.on_state(state);
            }
        }
    }
}
