//! The first frame: home as it was last worked out, kept as one row, so that opening does not depend on how much history there is.
//!
//! The row is kept as it will be true later: nothing in it is "live", nothing is under way. It carries until when it holds (a
//! school day begins, figures grow old); after that, or in another language or after signing out, home is worked out anew.

use std::sync::PoisonError;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::parts::Parts;
use crate::domain::dated::{LATE_MINUTES, PASSAGES_LATE_MINUTES};
use crate::domain::{DataState, LocalTime, Moment, SchoolDay};
use crate::screens::home::{BalanceCell, HomeState};
use crate::screens::{Screen, ScreenState};
use crate::session::State;
use crate::store::StoreError;

/// Name of the row.
const HOME: &str = "home";
/// Version of its form: raised when [`HomeState`] or its texts change their meaning.
const VERSION: u32 = 4;
/// Least time between two keepings.
const KEEP_EVERY: Duration = Duration::from_millis(500);

#[derive(Serialize, Deserialize)]
struct SavedHome {
    saved_at: Moment,
    holds_until: Moment,
    state: HomeState,
}

impl Parts {
    /// The state of `screen` for somebody who has just come: home from its saved row where that still holds.
    pub(super) fn first_frame(&self, screen: &Screen) -> Result<ScreenState, StoreError> {
        // Once texts are loaded, working the state out is as quick and always exact.
        if *screen == Screen::Home
            && !self.texts_are_loaded()
            && matches!(self.session.state(), State::SignedIn)
            // The row was kept for a start at which all is well.
            && self.notices().is_empty()
            && let Some(state) = self.saved_home()?
        {
            return Ok(ScreenState::Home { state });
        }
        self.state(screen)
    }

    fn saved_home(&self) -> Result<Option<HomeState>, StoreError> {
        let now = self.clock.now();
        let row = self.store.screen(HOME, self.locale.tag(), VERSION)?;
        let saved = row.and_then(|bytes| serde_json::from_slice::<SavedHome>(&bytes).ok());
        Ok(saved.filter(|saved| saved.saved_at <= now && now < saved.holds_until).map(|saved| saved.state))
    }

    /// Notes that the kept home is gone or no longer right: every commit takes it away.
    pub(super) fn home_is_due(&self) {
        self.home_due.store(true, Ordering::SeqCst);
    }

    /// How soon home wants to be kept, none when it is.
    pub(super) fn keep_home_in(&self) -> Option<Duration> {
        if !self.home_due.load(Ordering::SeqCst) {
            return None;
        }
        let last = *self.home_kept_at.lock().unwrap_or_else(PoisonError::into_inner);
        Some(last.map_or(Duration::ZERO, |at: Instant| KEEP_EVERY.saturating_sub(at.elapsed())))
    }

    /// Works home out as it will look at the next start, and keeps it: as a row for the app, as a file for widgets.
    pub(super) fn keep_home(&self) {
        if !self.home_due.swap(false, Ordering::SeqCst) {
            return;
        }
        *self.home_kept_at.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
        if let Err(error) = self.try_keep_home() {
            tracing::debug!(%error, "home could not be kept for the next start");
        }
    }

    fn try_keep_home(&self) -> Result<(), StoreError> {
        let ScreenState::Home { state } = self.state_at_next_start(&Screen::Home)? else { return Ok(()) };
        let saved_at = self.clock.now();
        let holds_until = holds_until(&state, saved_at, &SchoolDay::default());
        super::snapshot::write(&self.shared_dir, self.locale, saved_at, holds_until, &state);
        if !matches!(state, HomeState::Children { .. }) {
            return Ok(());
        }
        let Ok(bytes) = serde_json::to_vec(&SavedHome { saved_at, holds_until, state }) else { return Ok(()) };
        let locale = self.locale.tag();
        self.store.write(move |w| w.save_screen(HOME, locale, VERSION, &bytes))
    }
}

/// The first moment after `now` at which `state` may have to look different though nothing new was read.
fn holds_until(state: &HomeState, now: Moment, day: &SchoolDay) -> Moment {
    let today = now.date();
    let hours = [day.opens, day.usual_arrival, day.closes].map(|time: LocalTime| Moment::at(today, time));
    let figures = match state {
        HomeState::Children { cards, .. } => cards
            .iter()
            .flat_map(|card| {
                let presence = &card.presence.freshness;
                let balance = match &card.balance {
                    BalanceCell::Known { figure } => Some(&figure.freshness),
                    BalanceCell::Loading { .. } | BalanceCell::Unavailable { .. } => None,
                };
                let slow = [Some(&card.today.freshness), balance].into_iter().flatten().map(|f| (f, LATE_MINUTES));
                slow.chain([(presence, if day.is_open(now) { PASSAGES_LATE_MINUTES } else { LATE_MINUTES })])
            })
            .filter(|(freshness, _)| freshness.state == DataState::Cached)
            .map(|(freshness, minutes)| freshness.as_of.plus_minutes(minutes + 1))
            .collect(),
        HomeState::SignedOut | HomeState::Loading { .. } => Vec::new(),
    };
    let ends = hours.into_iter().chain(figures).chain([today.end()]);
    ends.filter(|end| *end > now).min().unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Moment {
        Moment::from_local(chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap())
    }

    #[test]
    fn a_saved_home_never_outlives_the_hours_at_which_presence_changes_its_meaning() {
        let day = SchoolDay::default();
        for (now, until) in [
            ("2026-05-12 06:10", "2026-05-12 07:00"),
            ("2026-05-12 08:10", "2026-05-12 09:00"),
            ("2026-05-12 12:00", "2026-05-12 21:00"),
            ("2026-05-12 22:00", "2026-05-13 00:00"),
        ] {
            assert_eq!(holds_until(&HomeState::SignedOut, at(now), &day), at(until), "{now}");
        }
    }
}
