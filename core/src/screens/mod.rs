//! Screens: pure projections from store rows to one typed state per screen.
//!
//! A state is an enum of mutually exclusive cases; a face draws it with one `switch` and computes nothing: every text that
//! depends on data is here already, once for the eye (`…text`) and, where it differs, once for a screen reader (`…spoken`).
//! Every figure comes in a dated record. What a screen shows is decided here; when it is fetched is decided in `sync`.

pub mod context;
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
/// `today` at the school: home shows the last two weeks, so that the history being read does not concern it.
pub fn depends_on(screen: &Screen, change: &Change, today: LocalDate) -> bool {
    let of = |child: &PersonId| change.children.get(child);
    match screen {
        Screen::SignIn => change.family,
        Screen::Home => {
            let recent = |days: Option<Period>| days.is_some_and(|days| today.days_since(days.to) <= home::LOOK_BACK_DAYS);
            let shows = |c: &ChildChange| recent(c.passages) || recent(c.purchases) || c.account || c.readings;
            change.family || change.children.values().any(shows)
        }
        Screen::Visits { child, .. } => {
            // Presence beside the days rests on purchases too (P5).
            change.family || of(child).is_some_and(|c| c.passages.is_some() || c.purchases.is_some() || c.readings)
        }
        Screen::Meals { child, period } => change.family || of(child).is_some_and(|c| c.purchases.is_some_and(|days| days.meets(*period)) || c.readings),
        Screen::Money { child, .. } => {
            change.family || of(child).is_some_and(|c| c.movements.is_some() || c.purchases.is_some() || c.account || c.readings)
        }
    }
}
