//! "The time to order is about to end": for a child whose meals are ordered ahead, and for a day for which nothing is ordered yet.
//!
//! The school tells no cut-offs, so this rests on what the parent wrote down; it is silent where anything speaks against it: the orders
//! were not read just now, something was ordered or cancelled for the day, a weekly rule covers it, the school is closed, the child is ill.

use super::detect::Surroundings;
use crate::domain::cut_off::MOST_DAYS_BEFORE;
use crate::domain::{AlertEvent, CutOffs, LocalDate, MealKind, Moment, Period, PersonId, Purchase, PurchaseKind, WeeklyRule};
use crate::outbox::{Command, Intent, reading};
use crate::store::{Service, Store, StoreError};
use crate::sync::ahead;

/// So long before the cut-off it is told.
const NEAR_MINUTES: i64 = 60;
/// Whose meals were ordered in so many days, or are now, is asked about the next ones.
const LOOK_BACK_DAYS: i64 = 14;
/// What was read so long ago says nothing about what is ordered now.
const READ_MINUTES: i64 = 60;

/// The event of `person`, if there is one now.
pub(super) fn event(store: &Store, person: &PersonId, look: Surroundings<'_>) -> Result<Option<AlertEvent>, StoreError> {
    let cut_offs = reading::cut_offs(store, person)?;
    if cut_offs == CutOffs::default() || !was_just_read(store, person, look.now)? {
        return Ok(None);
    }
    let today = look.now.date();
    let days = Period::new(today.plus_days(-LOOK_BACK_DAYS), today.plus_days(ahead::DAYS_AHEAD));
    let mut orders = store.purchases(person, days)?;
    orders.retain(|purchase| purchase.kind == PurchaseKind::PreOrder);
    if orders.is_empty() {
        return Ok(None);
    }
    let known = Known::load(store, person, &orders)?;
    let days = (0..=7 + i64::from(MOST_DAYS_BEFORE)).map(|ahead| today.plus_days(ahead));
    let mut ends = days.filter(|day| look.day.may_have_lessons(*day) && known.nothing_says_otherwise(*day)).filter_map(|meal_day| {
        let until = known.kinds.iter().filter_map(|kind| cut_offs.of(*kind, meal_day));
        let near = until.filter(|until| *until > look.now && until.minutes_since(look.now) <= NEAR_MINUTES).min()?;
        Some(AlertEvent::OrderCutOffNear { meal_day, until: near })
    });
    Ok(ends.next())
}

fn was_just_read(store: &Store, person: &PersonId, now: Moment) -> Result<bool, StoreError> {
    let read = store.reading(person, Service::Orders)?.and_then(|reading| reading.as_of);
    Ok(read.is_some_and(|as_of| now.minutes_since(as_of) <= READ_MINUTES))
}

/// What is known of the meals of one child.
struct Known {
    /// Which meals are ordered for it; unknown kinds as none.
    kinds: Vec<Option<MealKind>>,
    /// Days about which the parent or the school has decided.
    decided: Vec<LocalDate>,
    rules: Vec<WeeklyRule>,
}

impl Known {
    fn load(store: &Store, person: &PersonId, ordered: &[Purchase]) -> Result<Self, StoreError> {
        let orders = ahead::kept_orders(store, person)?.map(|kept| kept.value).unwrap_or_default();
        let intents: Vec<Intent> =
            reading::intents(store, Moment(i64::MIN))?.into_iter().filter(|intent| intent.child == *person).collect();
        let mut kinds: Vec<Option<MealKind>> = orders.iter().map(|order| order.kind).collect();
        let mut decided: Vec<LocalDate> = ordered.iter().map(|order| order.on_date).collect();
        decided.extend(orders.iter().map(|order| order.day));
        let closed = ahead::kept_days(store, person)?.map(|kept| kept.value).unwrap_or_default();
        decided.extend(closed.iter().filter(|day| day.open == Some(false)).map(|day| day.day));
        for intent in &intents {
            match &intent.command {
                Command::SetOrder(order) => {
                    kinds.push(order.meal.kind);
                    decided.push(order.day);
                }
                Command::IllToday(ill) if !ill.cancelled => decided.push(ill.day),
                _ => {}
            }
        }
        if kinds.is_empty() {
            kinds.push(None);
        }
        let rules = ahead::kept_rules(store, person)?.map(|kept| kept.value).unwrap_or_default();
        Ok(Self { kinds, decided, rules })
    }

    fn nothing_says_otherwise(&self, day: LocalDate) -> bool {
        !self.decided.contains(&day) && !self.rules.iter().any(|rule| rule.order.period.contains(day) && rule.order.days.has(day))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alerts::rules::AlertRules;
    use crate::domain::samples::{at, bought, date};
    use crate::domain::{CutOff, OrderDay, PurchaseStatus, SchoolDay, WeekDays, WeeklyOrder};
    use crate::store::{Outcome, Window};

    const MASHA: &str = "child-1";

    /// Meals are ordered a school day ahead until two; Masha had an order on Monday, and it is Tuesday.
    struct Phone {
        store: Store,
        _dir: tempfile::TempDir,
    }

    impl Phone {
        fn new() -> Self {
            let phone = Self::without_orders();
            phone.ordered("2026-05-11", PurchaseStatus::Issued);
            phone
        }

        fn without_orders() -> Self {
            let dir = tempfile::tempdir().unwrap();
            let phone = Self { store: Store::open(dir.path()).unwrap(), _dir: dir };
            let rule = CutOff { days_before: 1, time: "14:00".parse().unwrap() };
            reading::set_cut_offs(&phone.store, &MASHA.into(), &CutOffs::default().with(None, Some(rule))).unwrap();
            phone.read("2026-05-12 12:50");
            phone
        }

        fn ordered(&self, day: &str, status: PurchaseStatus) {
            let order = Purchase {
                kind: PurchaseKind::PreOrder,
                on_date: date(day),
                status,
                ..bought(&format!("2026-05-10 18:{}", &day[8..]), 18_750)
            };
            self.store.write(move |w| w.put_purchases(&MASHA.into(), Window::NOTHING, vec![order], false)).unwrap();
        }

        fn read(&self, when: &str) {
            let when = at(when);
            self.store.write(move |w| w.note_reading(&PersonId::from(MASHA), Service::Orders, when, Outcome::Ok)).unwrap();
        }

        fn keep(&self, key: &str, value: &impl serde::Serialize) {
            let text = serde_json::json!({ "value": value, "as_of": at("2026-05-12 12:50") }).to_string();
            let key = format!("{key}/{MASHA}");
            self.store.write(move |w| w.set_meta(&key, Some(&text))).unwrap();
        }

        fn at(&self, now: &str) -> Option<(LocalDate, Moment)> {
            let rules = AlertRules::default();
            let look = Surroundings { now: at(now), day: SchoolDay::default(), rules: &rules };
            match event(&self.store, &MASHA.into(), look).unwrap()? {
                AlertEvent::OrderCutOffNear { meal_day, until } => Some((meal_day, until)),
                other => panic!("{other:?}"),
            }
        }
    }

    fn wednesday() -> (LocalDate, Moment) {
        (date("2026-05-13"), at("2026-05-12 14:00"))
    }

    #[test]
    fn within_the_last_hour_and_not_before_it_and_not_from_the_cut_off_on() {
        let phone = Phone::new();
        assert_eq!(phone.at("2026-05-12 12:59"), None);
        assert_eq!(phone.at("2026-05-12 13:00"), Some(wednesday()));
        assert_eq!(phone.at("2026-05-12 13:40"), Some(wednesday()));
        phone.read("2026-05-12 13:55");
        assert_eq!(phone.at("2026-05-12 13:59"), Some(wednesday()));
        assert_eq!(phone.at("2026-05-12 14:00"), None);
    }

    #[test]
    fn on_a_friday_it_is_monday_that_ends() {
        let phone = Phone::new();
        phone.read("2026-05-15 13:20");
        assert_eq!(phone.at("2026-05-15 13:30"), Some((date("2026-05-18"), at("2026-05-15 14:00"))));
        phone.read("2026-05-16 13:20");
        assert_eq!(phone.at("2026-05-16 13:30"), None);
    }

    #[test]
    fn it_is_silent_without_a_known_cut_off_without_orders_and_from_old_rows() {
        let phone = Phone::new();
        phone.read("2026-05-12 12:20");
        assert_eq!(phone.at("2026-05-12 13:30"), None, "read more than an hour ago");
        phone.read("2026-05-12 13:20");
        assert_eq!(phone.at("2026-05-12 13:30"), Some(wednesday()));
        reading::set_cut_offs(&phone.store, &MASHA.into(), &CutOffs::default()).unwrap();
        assert_eq!(phone.at("2026-05-12 13:30"), None);
        assert_eq!(Phone::without_orders().at("2026-05-12 13:30"), None, "nobody orders for her");
    }

    #[test]
    fn it_is_silent_where_the_day_is_decided() {
        for status in [PurchaseStatus::New, PurchaseStatus::Cancelled] {
            let phone = Phone::new();
            phone.ordered("2026-05-13", status);
            assert_eq!(phone.at("2026-05-12 13:30"), None, "{status:?}");
        }
        let phone = Phone::new();
        phone.keep("order-days", &[OrderDay { day: date("2026-05-13"), open: Some(false) }]);
        assert_eq!(phone.at("2026-05-12 13:30"), None, "the school is closed");
        let phone = Phone::new();
        let order = WeeklyOrder::until_summer(date("2026-05-01"), 1, WeekDays::of_day(date("2026-05-13")));
        phone.keep("weekly-rules", &[WeeklyRule { id: 1, complex: Some(601), order }]);
        assert_eq!(phone.at("2026-05-12 13:30"), None, "a weekly rule orders it");
    }
}
