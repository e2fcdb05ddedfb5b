//! Orders made ahead, weekly rules, and notices of absence (wire-api §8, §4).

use chrono::Datelike;
use serde::{Deserialize, Serialize};

use super::ids::{PersonId, PurchaseId};
use super::menu::MealKind;
use super::money::Money;
use super::purchase::PurchaseStatus;
use super::time::{LocalDate, Period};

/// Most portions of one complex that are ordered at once.
pub const MOST_PORTIONS: i64 = 10;

/// One complex ordered ahead for a day, as the school has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MealOrder {
    /// The order's number.
    pub id: PurchaseId,
    /// Whose.
    pub child: PersonId,
    /// For which day.
    pub day: LocalDate,
    /// The complex's number on the school's menu.
    pub complex: i64,
    /// Its name.
    pub name: String,
    /// Which meal, when the school says so.
    pub kind: Option<MealKind>,
    /// Portions.
    pub amount: i64,
    /// What it costs in all.
    pub total: Money,
    /// Where it stands.
    pub status: PurchaseStatus,
}

impl MealOrder {
    /// Whether it is still to be handed out: not served, not cancelled.
    pub fn waits(&self) -> bool {
        matches!(self.status, PurchaseStatus::New | PurchaseStatus::Assembled | PurchaseStatus::Loaded)
    }
}

/// What the school says of one day ahead (wire-api §8 `schedule`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderDay {
    /// The day.
    pub day: LocalDate,
    /// Whether anything could be ordered for it when this was read; none when the school did not say.
    pub open: Option<bool>,
}

/// What a weekly rule orders.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct WeeklyOrder {
    /// First and last day it holds for.
    pub period: Period,
    /// Portions each time.
    pub amount: i64,
    /// On which days of the week, Monday first.
    pub days: WeekDays,
}

impl WeeklyOrder {
    /// A rule from `from` to the end of the school year of `day`, 31 May (of the next year from June on).
    pub fn until_summer(from: LocalDate, day: LocalDate, amount: i64, days: WeekDays) -> Self {
        let year = day.0.year() + i32::from(day.0.month() > 5);
        Self { period: Period { from, to: LocalDate::new(year, 5, 31).unwrap_or(day) }, amount, days }
    }

    /// Whether it orders nothing from `today` on.
    pub fn is_over(&self, today: LocalDate) -> bool {
        self.period.to < today
    }
}

/// Days of a week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, uniffi::Record)]
#[allow(clippy::struct_excessive_bools, reason = "a week is seven of them")]
pub struct WeekDays {
    /// Monday.
    pub monday: bool,
    /// Tuesday.
    pub tuesday: bool,
    /// Wednesday.
    pub wednesday: bool,
    /// Thursday.
    pub thursday: bool,
    /// Friday.
    pub friday: bool,
    /// Saturday.
    pub saturday: bool,
    /// Sunday.
    pub sunday: bool,
}

impl WeekDays {
    /// Monday first.
    pub fn each(self) -> [bool; 7] {
        [self.monday, self.tuesday, self.wednesday, self.thursday, self.friday, self.saturday, self.sunday]
    }

    /// From seven flags, Monday first.
    pub fn of([monday, tuesday, wednesday, thursday, friday, saturday, sunday]: [bool; 7]) -> Self {
        Self { monday, tuesday, wednesday, thursday, friday, saturday, sunday }
    }

    /// The day of the week of `day`, and no other.
    pub fn of_day(day: LocalDate) -> Self {
        let mut days = [false; 7];
        if let Some(on) = days.get_mut(index(day)) {
            *on = true;
        }
        Self::of(days)
    }

    /// Whether the day of the week of `day` is one of them.
    pub fn has(self, day: LocalDate) -> bool {
        self.each().get(index(day)).copied().unwrap_or(false)
    }

    /// Whether no day is meant.
    pub fn is_empty(self) -> bool {
        self.each().iter().all(|on| !on)
    }
}

/// Days since Monday.
fn index(day: LocalDate) -> usize {
    usize::try_from(day.weekday().num_days_from_monday()).unwrap_or(0)
}

/// A weekly rule the school has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeeklyRule {
    /// The rule's number.
    pub id: i64,
    /// The complex it orders; none for a rule on a dish.
    pub complex: Option<i64>,
    /// What.
    pub order: WeeklyOrder,
}

impl WeeklyRule {
    /// Whether it orders `complex` on some day from `today` on.
    pub fn stands_for(&self, complex: i64, today: LocalDate) -> bool {
        self.complex == Some(complex) && !self.order.is_over(today)
    }
}

/// Why a child stays at home, as the school lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct AbsenceReason {
    /// The school's number of it.
    pub id: i64,
    /// In the school's words.
    pub name: String,
}

/// A notice of absence the school has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AbsenceNotice {
    /// The notice's number.
    pub id: i64,
    /// For which day.
    pub day: LocalDate,
    /// The number of the reason; none when the school does not say.
    pub reason: Option<i64>,
}
