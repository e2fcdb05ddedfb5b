//! Screens: pure projections from store rows to one typed state per screen.
//!
//! A state is an enum of mutually exclusive cases; a face draws it with one `switch` and computes nothing: every text that
//! depends on data is here already, once for the eye (`…text`) and, where it differs, once for a screen reader (`…spoken`).
//! Every figure comes in a dated record. What a screen shows is decided here; when it is fetched is decided in `sync`.

pub mod context;
mod days_read;
mod figures;
pub mod home;
pub mod meals;
pub mod money;
pub mod notice;
pub mod sign_in;
pub mod visits;

use serde::{Deserialize, Serialize};

use crate::domain::{LocalDate, Period, PersonId};
use crate::store::{Change, ChildChange, Store, StoreError};

pub use context::{Context, Progress, SessionView};
pub use home::HomeState;
pub use meals::MealsState;
pub use money::MoneyState;
pub use notice::{Notice, NoticeKind, SyncProgress};
pub use sign_in::SignInState;
pub use visits::VisitsState;

/// A screen with its parameters.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, uniffi::Enum)]
pub enum Screen {
    /// Signing in.
    SignIn,
    /// All children at a glance.
    Home,
    /// Entries and exits of one child.
    Visits {
        /// Whose.
        child: PersonId,
        /// Which days.
        period: Period,
    },
    /// Purchases of one child, itemised.
    Meals {
        /// Whose.
        child: PersonId,
        /// Which days.
        period: Period,
    },
    /// Balance and movements of one child.
    Money {
        /// Whose.
        child: PersonId,
        /// Which days.
        period: Period,
    },
}

/// The whole state of a screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
pub enum ScreenState {
    /// State of [`Screen::SignIn`].
    SignIn {
        /// The state.
        state: SignInState,
    },
    /// State of [`Screen::Home`].
    Home {
        /// The state.
        state: HomeState,
    },
    /// State of [`Screen::Visits`].
    Visits {
        /// The state.
        state: VisitsState,
    },
    /// State of [`Screen::Meals`].
    Meals {
        /// The state.
        state: MealsState,
    },
    /// State of [`Screen::Money`].
    Money {
        /// The state.
        state: MoneyState,
    },
}

/// The state of `screen` from what the store holds now.
pub fn state(store: &Store, screen: &Screen, context: &Context<'_>) -> Result<ScreenState, StoreError> {
    Ok(match screen {
        Screen::SignIn => ScreenState::SignIn { state: sign_in::state(store, context)? },
        Screen::Home => ScreenState::Home { state: home::state(store, context)? },
        Screen::Visits { child, period } => ScreenState::Visits { state: visits::state(store, child, *period, context)? },
        Screen::Meals { child, period } => ScreenState::Meals { state: meals::state(store, child, *period, context)? },
        Screen::Money { child, period } => ScreenState::Money { state: money::state(store, child, *period, context)? },
    })
}

/// Whether `change` can make `screen` look different. Changes of the session, of notices and of progress are not in a [`Change`]: they
/// concern every screen.
///
/// `today` at the school: presence and the balance rest on the last two weeks, so that history being read concerns only a screen that
/// shows those days.
pub fn depends_on(screen: &Screen, change: &Change, today: LocalDate) -> bool {
    let recent = |days: Option<Period>| days.is_some_and(|days| today.days_since(days.to) <= home::LOOK_BACK_DAYS);
    let meets = |days: Option<Period>, period: Period| days.is_some_and(|days| days.meets(period));
    let at_a_glance = |c: &ChildChange| recent(c.passages) || recent(c.purchases) || recent(c.movements) || c.account || c.readings;
    let (child, shows): (&PersonId, &dyn Fn(&ChildChange) -> bool) = match screen {
        Screen::SignIn => return change.family,
        // The profile's own reading is family-wide.
        Screen::Home => return change.family || change.meta || change.children.values().any(at_a_glance),
        // Presence rests on purchases too (P5).
        Screen::Visits { child, period } => {
            (child, &|c| meets(c.passages, *period) || recent(c.passages) || recent(c.purchases) || c.readings)
        }
        Screen::Meals { child, period } => (child, &|c| meets(c.purchases, *period) || c.readings),
        // What is ordered ahead is part of the balance.
        Screen::Money { child, period } => {
            (child, &|c| meets(c.movements, *period) || recent(c.movements) || recent(c.purchases) || c.account || c.readings)
        }
    };
    change.family || change.children.get(child).is_some_and(shows)
}

#[cfg(test)]
mod tests;
