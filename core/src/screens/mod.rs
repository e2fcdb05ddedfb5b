//! Screens: pure projections from store rows to one typed state per screen.
//!
//! A state is an enum of mutually exclusive cases; a face draws it with one `switch` and computes nothing: every text that
//! depends on data is here already, once for the eye (`…text`) and, where it differs, once for a screen reader (`…spoken`).
//! Every figure comes in a dated record. What a screen shows is decided here; when it is fetched is decided in `sync`.

pub mod home;
pub mod meals;
pub mod money;
pub mod notice;
pub mod sign_in;
pub mod visits;

use serde::{Deserialize, Serialize};

use crate::domain::{Period, PersonId};

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
