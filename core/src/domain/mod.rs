//! Words and rules of the product, pure: no input or output, no wire format, no clock of its own.
//!
//! What a word means is said where its type is defined; the rules carry the names they have in the
//! product's rule book (P1 to P8 about passages and presence, M1 to M9 about money). Every function
//! that needs "now" takes it as an argument, in the school's time.
//!
//! | you look for | file |
//! | --- | --- |
//! | who a child, a parent, a school is; ids | [`people`], [`ids`] |
//! | instants, dates and the school's zone (P1) | [`time`] |
//! | sums in kopecks and how they are written (M1) | [`money`] |
//! | a tap at a turnstile | [`passage`] |
//! | pairs of taps (P3, P4) | [`visit`] |
//! | is the child inside (P2, P5, P6) | [`presence`] |
//! | balance triple, movements (M2) | [`account`] |
//! | what was bought | [`purchase`] |
//! | what the canteen offers | [`menu`] |
//! | orders made ahead, weekly rules, notices of absence | [`order`] |
//! | until when a meal can be ordered or cancelled | [`cut_off`] |
//! | what a child may buy | [`food_rules`] |
//! | payments in the browser, sums to pay (M6, M7) | [`payment`] |
//! | what a parent is told | [`alert`] |
//! | the school's own feed and switches of notifications | [`notification`] |
//! | what was spent by day, week, month, kind | [`spending`] |
//! | how long the money lasts (M5) | [`forecast`], [`habit`] |
//! | when a low balance is told (M4) | [`low_balance`] |
//! | what is wrong with the bills (M9) | [`bill_checker`], `ledger` |
//! | how fresh a figure is | [`dated`] |
//! | carriers and their states | [`card`] |
//! | hours of a school day | [`day`] |
//! | the topics of the help | [`help`] |

pub mod account;
pub mod alert;
pub mod bill_checker;
pub mod card;
pub mod cut_off;
pub mod dated;
pub mod day;
pub mod food_rules;
pub mod forecast;
pub mod habit;
pub mod help;
pub mod ids;
mod ledger;
pub mod low_balance;
pub mod menu;
pub mod money;
pub mod notification;
pub mod order;
pub mod passage;
pub mod payment;
pub mod people;
pub mod presence;
pub mod purchase;
pub mod spending;
pub mod time;
pub mod visit;

#[cfg(test)]
pub(crate) mod samples;

pub use account::{Balance, Movement, MovementKind, SpendingRules};
pub use alert::{AlertChannel, AlertEvent, AlertKey, AlertKind};
pub use card::{Card, CardId, CardKind, CardState, TransportCard};
pub use cut_off::{CutOff, CutOffs};
pub use dated::{DataState, Freshness, Source};
pub use day::SchoolDay;
pub use food_rules::{Ban, FoodSwitch};
pub use help::{HelpSite, HelpTopic};
pub use ids::{AccountNumber, ComplexId, DishId, MovementId, OrganizationId, PassageId, PersonId, ProfileId, PurchaseId};
pub use menu::{
    BuffetDish, Canteen, CanteenBuffet, CanteenComplexes, Composition, Dish, DishCategory, Hundredths, MealKind, MealPayment, MenuComplex,
    OnDay, OpenHours,
};
pub use money::Money;
pub use notification::{
    NotificationChannel, NotificationEvent, NotificationGroup, NotificationSetting, NotificationSwitch, PushProvider, PushToken,
    SchoolNotice,
};
pub use order::{AbsenceNotice, AbsenceReason, MealOrder, OrderDay, WeekDays, WeeklyOrder, WeeklyRule};
pub use passage::{Direction, Organization, Passage};
pub use payment::{FoodProvider, Payment, PaymentId, PaymentLink, PaymentStatus};
pub use people::{Adult, Child, Family, School};
pub use presence::{CopiedCardHint, Presence, PresenceEvidence, UnknownReason};
pub use purchase::{Purchase, PurchaseItem, PurchaseKind, PurchaseStatus};
pub use time::{LocalDate, LocalTime, Moment, Period};
pub use visit::Visit;
