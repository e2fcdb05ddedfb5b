//! Screens: pure projections from store rows to one typed state per screen.
//!
//! A state is an enum of mutually exclusive cases; a face draws it with one `switch` and computes nothing: every text that
//! depends on data is here already, once for the eye (`…text`) and, where it differs, once for a screen reader (`…spoken`).
//! Every figure comes in a dated record. What a screen shows is decided here; when it is fetched is decided in `sync`.

pub mod alerts;
pub mod bans;
mod bill_facts;
pub mod bills;
pub mod cards;
pub mod change;
pub mod connection;
pub mod context;
mod days_read;
mod figures;
pub mod help;
pub mod home;
pub mod ill_today;
pub mod limits;
pub mod meals;
pub mod menu;
pub mod money;
pub mod notice;
pub mod notification_settings;
pub mod orders;
pub mod outlook;
pub mod papers;
pub mod payments;
pub mod privacy;
pub mod sign_in;
pub mod spent;
pub mod statement;
pub mod top_up;
pub mod visits;

use serde::{Deserialize, Serialize};

use crate::domain::forecast::LEARNING_DAYS;
use crate::domain::menu::week_asked;
use crate::domain::{HelpTopic, LocalDate, Period, PersonId};
use crate::store::{Change, ChildChange, Store, StoreError};

pub use alerts::{AlertToPost, AlertsState};
pub use bans::BansState;
pub use cards::CardsState;
pub use connection::ConnectionState;
pub use context::{Context, Progress, SessionView, TopUpInputs};
pub use help::HelpState;
pub use home::HomeState;
pub use ill_today::IllTodayState;
pub use limits::LimitsState;
pub use meals::MealsState;
pub use menu::MenuState;
pub use money::MoneyState;
pub use notice::{Notice, NoticeKind, SyncProgress};
pub use notification_settings::NotificationSettingsState;
pub use orders::OrdersState;
pub use payments::PaymentsState;
pub use privacy::PrivacyState;
pub use sign_in::SignInState;
pub use statement::StatementState;
pub use top_up::TopUpState;
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
    /// The menu of a week for one child.
    Menu {
        /// Whose.
        child: PersonId,
        /// A day of the week; none for the week that matters now: at a weekend the next one.
        day: Option<LocalDate>,
        /// What to look for in it; empty for everything.
        search: String,
    },
    /// Balance and movements of one child.
    Money {
        /// Whose.
        child: PersonId,
        /// Which days.
        period: Period,
    },
    /// Topping up the account of one child.
    TopUp {
        /// Whose.
        child: PersonId,
    },
    /// History of the payments for one child.
    Payments {
        /// Whose.
        child: PersonId,
    },
    /// Day limit and warning threshold of one child's account.
    Limits {
        /// Whose.
        child: PersonId,
    },
    /// What is ordered ahead for one child in one week.
    Orders {
        /// Whose.
        child: PersonId,
        /// Any day of the week.
        week: LocalDate,
    },
    /// Keeping one child at home for a day: meals cancelled, the school told.
    IllToday {
        /// Who.
        child: PersonId,
        /// Which day.
        day: LocalDate,
    },
    /// What one child may buy.
    Bans {
        /// Whose.
        child: PersonId,
    },
    /// The feed of alerts, of all children.
    Alerts,
    /// What the parent wants to be told, on this phone and by the school.
    NotificationSettings,
    /// Cards of one child, and what to do about a lost one.
    Cards {
        /// Whose.
        child: PersonId,
    },
    /// How the family is connected, the application, and who sees the children.
    Connection,
    /// A statement of one child.
    Statement {
        /// Whose.
        child: PersonId,
        /// Which days.
        period: Period,
    },
    /// Consents, taking the data along, destroying them.
    Privacy,
    /// The help, readable without a sign-in.
    Help {
        /// Opened at this topic; none: all of them.
        topic: Option<HelpTopic>,
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
    /// State of [`Screen::Menu`].
    Menu {
        /// The state.
        state: MenuState,
    },
    /// State of [`Screen::Money`].
    Money {
        /// The state.
        state: MoneyState,
    },
    /// State of [`Screen::TopUp`].
    TopUp {
        /// The state.
        state: TopUpState,
    },
    /// State of [`Screen::Payments`].
    Payments {
        /// The state.
        state: PaymentsState,
    },
    /// State of [`Screen::Limits`].
    Limits {
        /// The state.
        state: LimitsState,
    },
    /// State of [`Screen::Orders`].
    Orders {
        /// The state.
        state: OrdersState,
    },
    /// State of [`Screen::IllToday`].
    IllToday {
        /// The state.
        state: IllTodayState,
    },
    /// State of [`Screen::Bans`].
    Bans {
        /// The state.
        state: BansState,
    },
    /// State of [`Screen::Alerts`].
    Alerts {
        /// The state.
        state: AlertsState,
    },
    /// State of [`Screen::NotificationSettings`].
    NotificationSettings {
        /// The state.
        state: NotificationSettingsState,
    },
    /// State of [`Screen::Cards`].
    Cards {
        /// The state.
        state: CardsState,
    },
    /// State of [`Screen::Connection`].
    Connection {
        /// The state.
        state: ConnectionState,
    },
    /// State of [`Screen::Statement`].
    Statement {
        /// The state.
        state: StatementState,
    },
    /// State of [`Screen::Privacy`].
    Privacy {
        /// The state.
        state: PrivacyState,
    },
    /// State of [`Screen::Help`].
    Help {
        /// The state.
        state: HelpState,
    },
}

/// The state of `screen` from what the store holds now.
pub fn state(store: &Store, screen: &Screen, context: &Context<'_>) -> Result<ScreenState, StoreError> {
    Ok(match screen {
        Screen::SignIn => ScreenState::SignIn { state: sign_in::state(store, context)? },
        Screen::Home => ScreenState::Home { state: home::state(store, context)? },
        Screen::Visits { child, period } => ScreenState::Visits { state: visits::state(store, child, *period, context)? },
        Screen::Meals { child, period } => ScreenState::Meals { state: meals::state(store, child, *period, context)? },
        Screen::Menu { child, day, search } => ScreenState::Menu { state: menu::state(store, child, *day, search, context)? },
        Screen::Money { child, period } => ScreenState::Money { state: money::state(store, child, *period, context)? },
        Screen::TopUp { child } => ScreenState::TopUp { state: top_up::state(store, child, context)? },
        Screen::Payments { child } => ScreenState::Payments { state: payments::state(store, child, context)? },
        Screen::Limits { child } => ScreenState::Limits { state: limits::state(store, child, context)? },
        Screen::Orders { child, week } => ScreenState::Orders { state: orders::state(store, child, *week, context)? },
        Screen::IllToday { child, day } => ScreenState::IllToday { state: ill_today::state(store, child, *day, context)? },
        Screen::Bans { child } => ScreenState::Bans { state: bans::state(store, child, context)? },
        Screen::Alerts => ScreenState::Alerts { state: alerts::state(store, context)? },
        Screen::NotificationSettings => ScreenState::NotificationSettings { state: notification_settings::state(store, context)? },
        Screen::Cards { child } => ScreenState::Cards { state: cards::state(store, child, context)? },
        Screen::Connection => ScreenState::Connection { state: connection::state(store, context)? },
        Screen::Statement { child, period } => ScreenState::Statement { state: statement::state(store, child, *period, context)? },
        Screen::Privacy => ScreenState::Privacy { state: privacy::state(store, context)? },
        Screen::Help { topic } => ScreenState::Help { state: help::state(*topic, context) },
    })
}

/// Whether `change` can make `screen` look different. Changes of the session, of notices and of progress are not in a [`Change`]: they
/// concern every screen.
///
/// `today` at the school: presence and the balance rest on the last two weeks, so that history being read concerns only a screen that
/// shows those days.
pub fn depends_on(screen: &Screen, change: &Change, today: LocalDate) -> bool {
    let recent = |days: Option<Period>| days.is_some_and(|days| today.days_since(days.to) <= home::LOOK_BACK_DAYS);
    // The forecast learns from further back.
    let learned_from = |days: Option<Period>| days.is_some_and(|days| today.days_since(days.to) <= LEARNING_DAYS);
    let meets = |days: Option<Period>, period: Period| days.is_some_and(|days| days.meets(period));
    let at_a_glance = |c: &ChildChange| recent(c.passages) || recent(c.purchases) || learned_from(c.movements) || c.account || c.readings;
    let (child, shows): (&PersonId, &dyn Fn(&ChildChange) -> bool) = match screen {
        Screen::SignIn => return change.family,
        // What the parent notes concerns every screen and is no change of the cache.
        Screen::Help { .. } | Screen::Privacy => return false,
        Screen::Connection => return change.family || change.meta || change.children.values().any(|c| c.account || c.readings),
        Screen::Statement { child, period } => {
            (child, &|c| meets(c.passages, *period) || meets(c.purchases, *period) || meets(c.movements, *period) || c.readings)
        }
        // The profile's own reading is family-wide.
        Screen::Home => return change.family || change.meta || change.children.values().any(at_a_glance),
        // Presence rests on purchases too (P5).
        Screen::Visits { child, period } => {
            (child, &|c| meets(c.passages, *period) || recent(c.passages) || recent(c.purchases) || c.readings)
        }
        Screen::Meals { child, period } => (child, &|c| meets(c.purchases, *period) || c.readings),
        Screen::Menu { child, day, .. } => (child, &|c| meets(c.menu, week_asked(*day, today)) || c.readings),
        // What is ordered ahead is part of the balance.
        Screen::Money { child, period } => (child, &|c| {
            let of_days = meets(c.movements, *period) || meets(c.menu, *period);
            of_days || learned_from(c.movements) || recent(c.purchases) || c.account || c.readings
        }),
        // What the outbox changes concerns every screen and is no change of the cache; the payments read and the payee are marks.
        // What is ordered ahead is kept as marks.
        Screen::Orders { child, .. } | Screen::IllToday { child, .. } if !change.meta => {
            (child, &|c| recent(c.purchases) || c.account || c.readings)
        }
        Screen::TopUp { child } if !change.meta => {
            (child, &|c| learned_from(c.movements) || recent(c.purchases) || c.account || c.readings)
        }
        Screen::Limits { child } => (child, &|c| c.account || c.readings),
        // The rules are marks; the menus name what is banned.
        Screen::Bans { child } if !change.meta => (child, &|c| c.menu.is_some() || c.readings),
        // The carriers themselves are a mark.
        Screen::Cards { child } if !change.meta => (child, &|c| recent(c.passages) || recent(c.purchases) || c.account || c.readings),
        // What the ledger and the outbox change is no change of the cache; the school's feed and switches are marks.
        Screen::Cards { .. }
        | Screen::TopUp { .. }
        | Screen::Payments { .. }
        | Screen::Orders { .. }
        | Screen::IllToday { .. }
        | Screen::Bans { .. }
        | Screen::Alerts
        | Screen::NotificationSettings => {
            return change.family || change.meta;
        }
    };
    change.family || change.children.get(child).is_some_and(shows)
}

#[cfg(test)]
mod tests;
