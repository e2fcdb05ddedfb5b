//! What a parent is told: kinds of alerts, the facts they carry, and the key by which one event stays one alert.
//!
//! The same event may arrive by push, by sync and by push again. [`AlertEvent::key`] is made of what all routes know, so all of them
//! meet in one alert. Which alerts are told, when and how is decided in `alerts`; how they are worded in `l10n`.

use serde::{Deserialize, Serialize};

use super::ids::{PersonId, PurchaseId};
use super::money::Money;
use super::passage::{Direction, LATE_NEWS_MINUTES, Organization, Passage};
use super::purchase::{PurchaseItem, PurchaseKind};
use super::time::{LocalDate, LocalTime, Moment};

/// Kind of an alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, uniffi::Enum)]
pub enum AlertKind {
    /// The child entered a building.
    Entry,
    /// The child left a building.
    Exit,
    /// No entry was recorded by the usual time (P2). Off by default: it frightens, and most causes are harmless.
    EntryNotRecorded,
    /// The child entered after the bell (P8). Off by default: the timetable is the parent's.
    LateArrival,
    /// Something was bought.
    Purchase,
    /// The available balance fell below the parent's threshold (M4).
    LowBalance,
    /// The money will run out before it can be topped up in time (M4).
    RunOutSoon,
    /// Money arrived on the personal account.
    TopUpCredited,
    /// A top-up was declined or expired.
    TopUpFailed,
    /// The time to order or cancel a meal is about to end.
    OrderCutOffNear,
    /// An order was cancelled.
    OrderCancelled,
    /// A card was blocked.
    CardBlocked,
    /// A temporary card was issued.
    TemporaryCardIssued,
    /// The school has sent no data although it should have.
    SchoolDataLate,
    /// The sign-in ran out.
    SignInNeeded,
}

/// Where an alert belongs on a phone: Android's notification channels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, uniffi::Enum)]
pub enum AlertChannel {
    /// Entries and exits: high.
    EntryExit,
    /// Money that needs something done: high.
    MoneyUrgent,
    /// Money that moved: default.
    MoneyInfo,
    /// Meals and orders: default.
    Meals,
    /// Cards: high, also in quiet hours.
    CardSecurity,
    /// The app itself and the school's data: low.
    Service,
}

impl AlertKind {
    /// Every kind, in the order settings show them.
    pub const ALL: [Self; 15] = [
        Self::Entry,
        Self::Exit,
        Self::EntryNotRecorded,
        Self::LateArrival,
        Self::Purchase,
        Self::LowBalance,
        Self::RunOutSoon,
        Self::TopUpCredited,
        Self::TopUpFailed,
        Self::OrderCutOffNear,
        Self::OrderCancelled,
        Self::CardBlocked,
        Self::TemporaryCardIssued,
        Self::SchoolDataLate,
        Self::SignInNeeded,
    ];

    /// Its name in push messages, settings and the terminal.
    pub fn code(self) -> &'static str {
        match self {
            Self::Entry => "entry",
            Self::Exit => "exit",
            Self::EntryNotRecorded => "entry_not_recorded",
            Self::LateArrival => "late_arrival",
            Self::Purchase => "purchase",
            Self::LowBalance => "low_balance",
            Self::RunOutSoon => "run_out_soon",
            Self::TopUpCredited => "top_up_credited",
            Self::TopUpFailed => "top_up_failed",
            Self::OrderCutOffNear => "order_cut_off_near",
            Self::OrderCancelled => "order_cancelled",
            Self::CardBlocked => "card_blocked",
            Self::TemporaryCardIssued => "temporary_card_issued",
            Self::SchoolDataLate => "school_data_late",
            Self::SignInNeeded => "sign_in_needed",
        }
    }

    /// The kind of that name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Where it belongs on a phone.
    pub fn channel(self) -> AlertChannel {
        match self {
            Self::Entry | Self::Exit | Self::EntryNotRecorded | Self::LateArrival => AlertChannel::EntryExit,
            Self::LowBalance | Self::RunOutSoon | Self::TopUpFailed => AlertChannel::MoneyUrgent,
            Self::TopUpCredited => AlertChannel::MoneyInfo,
            Self::Purchase | Self::OrderCutOffNear | Self::OrderCancelled => AlertChannel::Meals,
            Self::CardBlocked | Self::TemporaryCardIssued => AlertChannel::CardSecurity,
            Self::SchoolDataLate | Self::SignInNeeded => AlertChannel::Service,
        }
    }

    /// Whether it is told unless the parent says otherwise.
    pub fn on_by_default(self) -> bool {
        !matches!(self, Self::EntryNotRecorded | Self::LateArrival)
    }
}

impl AlertChannel {
    /// Its name on Android.
    pub fn code(self) -> &'static str {
        match self {
            Self::EntryExit => "entry_exit",
            Self::MoneyUrgent => "money_urgent",
            Self::MoneyInfo => "money_info",
            Self::Meals => "meals",
            Self::CardSecurity => "card_security",
            Self::Service => "service",
        }
    }
}

/// The identity of an alert: the same whatever route the event came by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AlertKey(pub String);

uniffi::custom_newtype!(AlertKey, String);

/// What happened, with all that its texts need. Times are the school's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum AlertEvent {
    /// See [`AlertKind::Entry`].
    Entry {
        /// When.
        at: Moment,
        /// Where.
        organization: Organization,
    },
    /// See [`AlertKind::Exit`].
    Exit {
        /// When.
        at: Moment,
        /// Where.
        organization: Organization,
    },
    /// See [`AlertKind::EntryNotRecorded`].
    EntryNotRecorded {
        /// The usual time of arrival that passed without an entry.
        by: Moment,
    },
    /// See [`AlertKind::LateArrival`].
    LateArrival {
        /// When the child entered.
        at: Moment,
        /// The bell the parent set.
        bell: LocalTime,
    },
    /// See [`AlertKind::Purchase`].
    Purchase {
        /// Which.
        purchase: PurchaseId,
        /// When.
        at: Moment,
        /// What kind.
        what: PurchaseKind,
        /// What was charged.
        total: Money,
        /// Lines.
        items: Vec<PurchaseItem>,
    },
    /// See [`AlertKind::LowBalance`].
    LowBalance {
        /// When the balance was read.
        at: Moment,
        /// What is available.
        available: Money,
        /// The threshold it fell below.
        threshold: Money,
    },
    /// See [`AlertKind::RunOutSoon`].
    RunOutSoon {
        /// When it was worked out.
        at: Moment,
        /// The last day the money covers.
        covers: LocalDate,
        /// What was available then, where that was told.
        #[serde(default)]
        available: Option<Money>,
    },
    /// See [`AlertKind::TopUpCredited`].
    TopUpCredited {
        /// When.
        at: Moment,
        /// How much.
        sum: Money,
        /// Balance right after it, when known.
        balance: Option<Money>,
    },
    /// See [`AlertKind::TopUpFailed`].
    TopUpFailed {
        /// When.
        at: Moment,
        /// How much was to be paid.
        sum: Money,
    },
    /// See [`AlertKind::OrderCutOffNear`].
    OrderCutOffNear {
        /// The day of the meal.
        meal_day: LocalDate,
        /// Until when it can be ordered or cancelled.
        until: Moment,
    },
    /// See [`AlertKind::OrderCancelled`].
    OrderCancelled {
        /// Which.
        purchase: PurchaseId,
        /// When it was ordered.
        at: Moment,
        /// The day it was meant for.
        meal_day: LocalDate,
        /// What comes back.
        total: Money,
    },
    /// See [`AlertKind::CardBlocked`].
    CardBlocked {
        /// When.
        at: Moment,
    },
    /// See [`AlertKind::TemporaryCardIssued`].
    TemporaryCardIssued {
        /// When.
        at: Moment,
    },
    /// See [`AlertKind::SchoolDataLate`].
    SchoolDataLate {
        /// The last time the school's data were read.
        since: Moment,
    },
    /// See [`AlertKind::SignInNeeded`].
    SignInNeeded {
        /// Since when.
        since: Moment,
    },
}

impl AlertEvent {
    /// A tap as an alert.
    pub fn of_passage(passage: &Passage) -> Self {
        let (at, organization) = (passage.at, passage.organization.clone());
        match passage.direction {
            Direction::In => Self::Entry { at, organization },
            Direction::Out => Self::Exit { at, organization },
        }
    }

    /// Its kind.
    pub fn kind(&self) -> AlertKind {
        match self {
            Self::Entry { .. } => AlertKind::Entry,
            Self::Exit { .. } => AlertKind::Exit,
            Self::EntryNotRecorded { .. } => AlertKind::EntryNotRecorded,
            Self::LateArrival { .. } => AlertKind::LateArrival,
            Self::Purchase { .. } => AlertKind::Purchase,
            Self::LowBalance { .. } => AlertKind::LowBalance,
            Self::RunOutSoon { .. } => AlertKind::RunOutSoon,
            Self::TopUpCredited { .. } => AlertKind::TopUpCredited,
            Self::TopUpFailed { .. } => AlertKind::TopUpFailed,
            Self::OrderCutOffNear { .. } => AlertKind::OrderCutOffNear,
            Self::OrderCancelled { .. } => AlertKind::OrderCancelled,
            Self::CardBlocked { .. } => AlertKind::CardBlocked,
            Self::TemporaryCardIssued { .. } => AlertKind::TemporaryCardIssued,
            Self::SchoolDataLate { .. } => AlertKind::SchoolDataLate,
            Self::SignInNeeded { .. } => AlertKind::SignInNeeded,
        }
    }

    /// When it happened, in the school's time.
    pub fn at(&self) -> Moment {
        match self {
            Self::Entry { at, .. }
            | Self::Exit { at, .. }
            | Self::EntryNotRecorded { by: at }
            | Self::LateArrival { at, .. }
            | Self::Purchase { at, .. }
            | Self::LowBalance { at, .. }
            | Self::RunOutSoon { at, .. }
            | Self::TopUpCredited { at, .. }
            | Self::TopUpFailed { at, .. }
            | Self::OrderCutOffNear { until: at, .. }
            | Self::OrderCancelled { at, .. }
            | Self::CardBlocked { at }
            | Self::TemporaryCardIssued { at }
            | Self::SchoolDataLate { since: at }
            | Self::SignInNeeded { since: at } => *at,
        }
    }

    /// The key of its alert. Taps go by minute and building, purchases by order number, movements of money by minute and sum, what is
    /// worked out by day: a second crossing of the same threshold on the same day is the same alert, brought up to date.
    pub fn key(&self, child: Option<&PersonId>) -> AlertKey {
        let event = match self {
            Self::Entry { at, organization } | Self::Exit { at, organization } => {
                format!("{}|{}|{}", at.date(), organization.id, at.time())
            }
            Self::Purchase { purchase, .. } | Self::OrderCancelled { purchase, .. } => purchase.to_string(),
            Self::TopUpCredited { at, sum, .. } | Self::TopUpFailed { at, sum } => {
                format!("{}|{}|{}", at.date(), at.time(), sum.kopecks())
            }
            Self::OrderCutOffNear { meal_day, .. } => meal_day.to_string(),
            Self::CardBlocked { at } | Self::TemporaryCardIssued { at } => format!("{}|{}", at.date(), at.time()),
            Self::EntryNotRecorded { .. }
            | Self::LateArrival { .. }
            | Self::LowBalance { .. }
            | Self::RunOutSoon { .. }
            | Self::SchoolDataLate { .. }
            | Self::SignInNeeded { .. } => self.at().date().to_string(),
        };
        AlertKey(format!("{}|{}|{event}", self.kind().code(), child.map_or("", PersonId::as_str)))
    }

    /// Whether `newer`, which has the same key, tells a parent something that this does not. Routes differ in detail (a push knows the
    /// second, a route the full name of a building); that is no news.
    pub fn is_outdated_by(&self, newer: &Self) -> bool {
        match (self, newer) {
            (Self::Purchase { total: old, .. }, Self::Purchase { total: new, .. })
            | (Self::LowBalance { available: old, .. }, Self::LowBalance { available: new, .. }) => old != new,
            (Self::RunOutSoon { covers: old, .. }, Self::RunOutSoon { covers: new, .. }) => old != new,
            (Self::OrderCutOffNear { until: old, .. }, Self::OrderCutOffNear { until: new, .. }) => old != new,
            _ => false,
        }
    }

    /// Late news (P7): learned more than half an hour after it happened.
    pub fn is_late_news(&self, learned_at: Moment) -> bool {
        learned_at.minutes_since(self.at()) > LATE_NEWS_MINUTES
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::samples::{at, tap_in, tap_out};

    #[test]
    fn every_kind_is_found_again_by_its_name() {
        for kind in AlertKind::ALL {
            assert_eq!(AlertKind::from_code(kind.code()), Some(kind));
        }
        assert_eq!(AlertKind::from_code("something_new"), None);
    }

    #[test]
    fn p2_and_p8_what_frightens_is_off_by_default() {
        let off: Vec<AlertKind> = AlertKind::ALL.into_iter().filter(|kind| !kind.on_by_default()).collect();
        assert_eq!(off, [AlertKind::EntryNotRecorded, AlertKind::LateArrival]);
    }

    #[test]
    fn the_same_tap_has_one_key_and_an_exit_another() {
        let child: PersonId = "masha".into();
        let mut tap = tap_in("2026-05-12 08:07");
        let key = AlertEvent::of_passage(&tap).key(Some(&child));
        tap.learned_at = at("2026-05-12 09:00");
        tap.organization.name = "renamed".to_owned();
        tap.at = tap.at.plus_seconds(25);
        assert_eq!(AlertEvent::of_passage(&tap).key(Some(&child)), key, "a push knows the second, the visits route only the minute");
        assert_ne!(AlertEvent::of_passage(&tap_out("2026-05-12 08:07")).key(Some(&child)), key);
        assert_ne!(AlertEvent::of_passage(&tap).key(Some(&"petya".into())), key);
    }

    #[test]
    fn a_second_crossing_on_one_day_is_the_same_alert() {
        let low = |when, available| AlertEvent::LowBalance { at: at(when), available: Money(available), threshold: Money(10_000) };
        assert_eq!(low("2026-05-12 10:00", 9_000).key(None), low("2026-05-12 14:00", 4_000).key(None));
        assert_ne!(low("2026-05-12 10:00", 9_000).key(None), low("2026-05-13 10:00", 9_000).key(None));
    }
}
