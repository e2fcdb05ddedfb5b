//! The outbox: commands of the parent that change something at the school, kept before they are sent and seen through to their end.
//!
//! Decides what happens to a command in every case: a lost answer, a second tap, the death of the process, another adult, a change the
//! school made meanwhile. A command is a value with a state; `update(state, event)` gives the next state and what to do once that is
//! kept. Nothing is sent before it is kept, nothing is sent twice to find out whether it was done: that is read back.
//! Leaves to others: how it is kept (store), how a call is made (school_api, sync), what is shown (screens), when to run (app).
//!
//! | you look for | file |
//! | --- | --- |
//! | one kind of command: its story, events, transitions, states | [`top_up`], [`spending_rules`], [`notifications`], [`card_block`], [`food_rules`], [`orders`], [`ill_today`] |
//! | making the school have one thing exactly so: orders, weekly rules, notices of absence | [`settling`], [`meals`] |
//! | which payment and which movement belong to which top-up | [`evidence`] |
//! | running commands in order, looking again, taking the parent's wishes | [`driver`] |
//! | what the outbox asks of the school, and the answer's meaning | [`wire`] |
//! | what screens read | [`reading`] |
//! | the invariant, held against a model of the payment service | `property`, `model` (tests) |
//!
//! To add a command: a file like `spending_rules` with `start` and `update`, a variant of [`Command`], [`Event`] and [`Effect`], and the
//! call in `driver`. Everything here runs inside tasks that the app has spawned, and never spawns itself.

pub mod card_block;
pub mod driver;
pub mod evidence;
pub mod food_rules;
pub mod ill_today;
pub mod meals;
pub mod notifications;
pub mod orders;
pub mod reading;
pub mod settling;
pub mod spending_rules;
pub mod top_up;
pub mod wire;

#[cfg(test)]
mod model;
#[cfg(test)]
mod model_meals;
#[cfg(test)]
mod property;
#[cfg(test)]
mod property_meals;

use serde::{Deserialize, Serialize};

use crate::domain::{Moment, PersonId, ProfileId, WeeklyOrder};
use crate::store::{DbFile, IntentRow, StoreError};

pub use card_block::BlockCard;
pub use driver::{Outbox, OutboxError};
pub use food_rules::SetFoodRule;
pub use ill_today::IllToday;
pub use notifications::SetNotification;
pub use orders::{SetOrder, SetWeekly};
pub use spending_rules::SetSpendingRules;
pub use top_up::TopUp;

/// The name of one command, made on this phone.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct IntentId(pub String);

uniffi::custom_newtype!(IntentId, String);

/// Something the parent wants done at the school.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Command {
    /// Put money on a personal account.
    TopUp(TopUp),
    /// Set the day limit and the warning threshold of an account.
    SetSpendingRules(SetSpendingRules),
    /// Turn a switch of the school's notifications, or put them back to the defaults. Belongs to no child.
    SetNotification(SetNotification),
    /// Block a lost carrier.
    BlockCard(BlockCard),
    /// Have so many portions of one complex on one day.
    SetOrder(SetOrder),
    /// Have one weekly rule for a complex.
    SetWeekly(SetWeekly),
    /// The child stays at home: cancel the day's meals, tell the school.
    IllToday(IllToday),
    /// Change what a child may buy.
    SetFoodRule(SetFoodRule),
}

/// What happens to a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The driver is here: what is due?
    Go,
    /// To a top-up.
    TopUp(top_up::Event),
    /// To a setting of rules.
    SpendingRules(spending_rules::Event),
    /// To a change of notifications.
    Notification(notifications::Event),
    /// To a block of a carrier.
    CardBlock(card_block::Event),
    /// To an order.
    Order(settling::Event<i64>),
    /// To a weekly rule.
    Weekly(settling::Event<WeeklyOrder>),
    /// To "ill today".
    Ill(ill_today::Event),
    /// To a change of what a child may buy.
    FoodRule(food_rules::Event),
}

/// What has to be done once a state is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Read the history of payments. One reading serves all top-ups.
    ReadHistory,
    /// Read the movements of the child's account.
    ReadMovements,
    /// Ask for a payment page.
    AskForLink,
    /// Read the rules of the child's account.
    ReadRules,
    /// Set the rules of the child's account.
    SendRules,
    /// Read the switches of notifications.
    ReadSettings,
    /// Send a change of notifications.
    SendSetting,
    /// Read the carriers of the child.
    ReadCards,
    /// Send the block of a carrier.
    SendBlock,
    /// Read and send what an order, a weekly rule or "ill today" needs.
    GoOnWithMeals,
    /// Read what the child may buy, as far as a change is about it.
    ReadFoodRule,
    /// Send a change of what the child may buy.
    SendFoodRule,
}

impl Command {
    /// Its kind, as the store names it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::TopUp(_) => "top-up",
            Self::SetSpendingRules(_) => "spending-rules",
            Self::SetNotification(_) => "notification",
            Self::BlockCard(_) => "card-block",
            Self::SetOrder(_) => "order",
            Self::SetWeekly(_) => "weekly",
            Self::IllToday(_) => "ill-today",
            Self::SetFoodRule(_) => "food-rule",
        }
    }

    /// One step. An event of another kind changes nothing.
    pub fn update(self, event: Event, now: Moment) -> (Self, Vec<Effect>) {
        match (self, event) {
            (Self::TopUp(command), Event::Go) => wrap(command.update(top_up::Event::Go, now), Self::TopUp),
            (Self::TopUp(command), Event::TopUp(event)) => wrap(command.update(event, now), Self::TopUp),
            (Self::SetSpendingRules(command), Event::Go) => wrap(command.update(spending_rules::Event::Go, now), Self::SetSpendingRules),
            (Self::SetSpendingRules(command), Event::SpendingRules(event)) => wrap(command.update(event, now), Self::SetSpendingRules),
            (Self::SetNotification(command), Event::Go) => wrap(command.update(notifications::Event::Go, now), Self::SetNotification),
            (Self::SetNotification(command), Event::Notification(event)) => wrap(command.update(event, now), Self::SetNotification),
            (Self::BlockCard(command), Event::Go) => wrap(command.update(card_block::Event::Go, now), Self::BlockCard),
            (Self::BlockCard(command), Event::CardBlock(event)) => wrap(command.update(event, now), Self::BlockCard),
            (Self::SetOrder(command), Event::Go) => go_on(Self::SetOrder(command.update(settling::Event::Go, now)), now),
            (Self::SetOrder(command), Event::Order(event)) => (Self::SetOrder(command.update(event, now)), vec![]),
            (Self::SetWeekly(command), Event::Go) => go_on(Self::SetWeekly(command.update(settling::Event::Go, now)), now),
            (Self::SetWeekly(command), Event::Weekly(event)) => (Self::SetWeekly(command.update(event, now)), vec![]),
            (Self::IllToday(command), Event::Go) => go_on(Self::IllToday(command.update(ill_today::Event::Go, now)), now),
            (Self::IllToday(command), Event::Ill(event)) => (Self::IllToday(command.update(event, now)), vec![]),
            (Self::SetFoodRule(command), Event::Go) => wrap(command.update(food_rules::Event::Go, now), Self::SetFoodRule),
            (Self::SetFoodRule(command), Event::FoodRule(event)) => wrap(command.update(event, now), Self::SetFoodRule),
            (command, _) => (command, vec![]),
        }
    }

    /// Since when things are as they are; none when there is nothing left to do or to look for.
    pub fn looked_for_since(&self, now: Moment) -> Option<Moment> {
        match self {
            Self::TopUp(command) => command.looked_for_since(now),
            Self::SetSpendingRules(command) => command.looked_for_since(),
            Self::SetNotification(command) => command.looked_for_since(),
            Self::BlockCard(command) => command.looked_for_since(),
            Self::SetOrder(command) => command.settling.looked_for_since(now),
            Self::SetWeekly(command) => command.settling.looked_for_since(now),
            Self::IllToday(command) => command.looked_for_since(now),
            Self::SetFoodRule(command) => command.looked_for_since(),
        }
    }

    /// Whether something may still happen to it.
    pub fn is_open(&self, now: Moment) -> bool {
        match self {
            Self::TopUp(command) => command.looked_for_since(now).is_some() || command.listens(now),
            _ => self.looked_for_since(now).is_some(),
        }
    }

    /// Commands of one lane keep the order in which they were asked for; those of different lanes do not wait for each other.
    pub fn lane(&self) -> String {
        match self {
            Self::TopUp(_) | Self::SetSpendingRules(_) | Self::SetNotification(_) => String::new(),
            Self::BlockCard(_) => "cards".to_owned(),
            Self::SetFoodRule(_) => "food-rules".to_owned(),
            Self::SetOrder(command) => format!("meals|{}", command.day),
            Self::IllToday(command) => format!("meals|{}", command.day),
            Self::SetWeekly(command) => format!("weekly|{}", command.meal.complex),
        }
    }

    /// Whether commands for the same child and lane that were asked for later have to wait.
    pub fn goes_first(&self) -> bool {
        match self {
            Self::TopUp(command) => command.goes_first(),
            Self::SetSpendingRules(command) => command.looked_for_since().is_some(),
            Self::SetNotification(command) => command.looked_for_since().is_some(),
            Self::BlockCard(command) => command.looked_for_since().is_some(),
            Self::SetOrder(command) => command.settling.is_under_way(),
            Self::SetWeekly(command) => command.settling.is_under_way(),
            Self::IllToday(command) => command.has_meals_under_way(),
            Self::SetFoodRule(command) => command.looked_for_since().is_some(),
        }
    }

    /// The facts of the school that belong to it and to no other command.
    pub fn claims(&self) -> Vec<String> {
        match self {
            Self::TopUp(command) => evidence::claims(command),
            _ => vec![],
        }
    }
}

fn go_on(command: Command, now: Moment) -> (Command, Vec<Effect>) {
    let effects = if command.looked_for_since(now).is_some() { vec![Effect::GoOnWithMeals] } else { vec![] };
    (command, effects)
}

fn wrap<T>((command, effects): (T, Vec<Effect>), into: impl FnOnce(T) -> Command) -> (Command, Vec<Effect>) {
    (into(command), effects)
}

/// A command with its name, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intent {
    /// Its name.
    pub id: IntentId,
    /// For whom.
    pub child: PersonId,
    /// What, and how far it has come.
    pub command: Command,
    /// When the parent asked.
    pub created_at: Moment,
    /// When its state last changed.
    pub changed_at: Moment,
}

impl Intent {
    fn of(row: IntentRow) -> Result<Self, StoreError> {
        // What cannot be read was not written by this version or any before it.
        let command = serde_json::from_str(&row.state).map_err(|_| StoreError::Corrupt { file: DbFile::Intents })?;
        Ok(Self { id: IntentId(row.id), child: row.child, command, created_at: row.created_at, changed_at: row.changed_at })
    }

    fn row(&self, adult: ProfileId, now: Moment) -> Result<IntentRow, StoreError> {
        let state = serde_json::to_string(&self.command).map_err(|_| StoreError::Corrupt { file: DbFile::Intents })?;
        Ok(IntentRow {
            id: self.id.0.clone(),
            adult,
            child: self.child.clone(),
            kind: self.command.kind().to_owned(),
            state,
            open: self.command.is_open(now),
            created_at: self.created_at,
            changed_at: self.changed_at,
        })
    }
}
