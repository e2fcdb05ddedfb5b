//! "The time to order is about to end": for a child whose meals are ordered ahead, and for a day for which nothing is ordered yet.
//!
//! The school tells no cut-offs, so this rests on what the parent wrote down, and it is told only where nothing speaks against it: the
//! orders, the open days and the weekly rules were read within the hour, the school takes orders for that day, none was made or cancelled
//! for it, no rule covers it, no wish about it or about a rule is under way, the child is not reported ill, and the meal is one that is
//! ordered for this child. What is not known is a reason to be silent.

use super::detect::Surroundings;
use crate::domain::{
    AlertEvent, AlertKind, CutOffs, LocalDate, MealKind, MealOrder, Moment, OrderDay, Period, PersonId, Purchase, PurchaseKind, WeeklyRule,
};
use crate::outbox::settling::{Settling, State};
use crate::outbox::{Command, Intent, reading};
use crate::store::{Store, StoreError};
use crate::sync::ahead::{self, AsRead};

/// So long before the cut-off it is told.
const NEAR_MINUTES: i64 = 60;
/// Whose meals were ordered in so many days, or are now, is asked about the next ones.
const LOOK_BACK_DAYS: i64 = 14;
/// What was read so long ago says nothing about what is ordered now.
const READ_MINUTES: i64 = 60;

/// The event of `person`, if there is one now.
pub(super) fn event(store: &Store, person: &PersonId, look: Surroundings<'_>) -> Result<Option<AlertEvent>, StoreError> {
    let Some(known) = Known::load(store, person, look)? else { return Ok(None) };
    if !known.was_just_read(look.now) {
        return Ok(None);
    }
    let told = known.ending(look).find(|(day, _)| known.is_open(*day) && !known.is_decided(*day));
    Ok(told.map(|(meal_day, until)| AlertEvent::OrderCutOffNear { meal_day, until }))
}

/// Whether the orders of `person` have to be read before it can be said that nothing is ordered for a day whose cut-off is near.
pub(super) fn wants_reading(store: &Store, person: &PersonId, look: Surroundings<'_>) -> Result<bool, StoreError> {
    if !look.rules.choice(Some(person), AlertKind::OrderCutOffNear).push {
        return Ok(false);
    }
    let known = Known::load(store, person, look)?;
    Ok(known.is_some_and(|known| !known.was_just_read(look.now) && known.ending(look).next().is_some()))
}

/// What is known of the meals of one child for whom meals are ordered ahead.
struct Known {
    cut_offs: CutOffs,
    purchases: Vec<Purchase>,
    orders: Option<AsRead<Vec<MealOrder>>>,
    days: Option<AsRead<Vec<OrderDay>>>,
    rules: Option<AsRead<Vec<WeeklyRule>>>,
    wishes: Vec<Intent>,
}

impl Known {
    /// None when no cut-off is written down, or nobody orders for this child.
    fn load(store: &Store, person: &PersonId, look: Surroundings<'_>) -> Result<Option<Self>, StoreError> {
        let cut_offs = reading::cut_offs(store, person)?;
        if cut_offs == CutOffs::default() {
            return Ok(None);
        }
        let today = look.now.date();
        let mut purchases = store.purchases(person, Period::new(today.plus_days(-LOOK_BACK_DAYS), today.plus_days(ahead::DAYS_AHEAD)))?;
        purchases.retain(|purchase| purchase.kind == PurchaseKind::PreOrder);
        if purchases.is_empty() {
            return Ok(None);
        }
        let mut wishes = reading::intents(store, today.plus_days(-LOOK_BACK_DAYS).start())?;
        wishes.retain(|intent| intent.child == *person);
        let (orders, days, rules) =
            (ahead::kept_orders(store, person)?, ahead::kept_days(store, person)?, ahead::kept_rules(store, person)?);
        Ok(Some(Self { cut_offs, purchases, orders, days, rules, wishes }))
    }

    /// Whether all it takes was read within the hour.
    fn was_just_read(&self, now: Moment) -> bool {
        let read = [self.orders.as_ref().map(|it| it.as_of), self.days.as_ref().map(|it| it.as_of), self.rules.as_ref().map(|it| it.as_of)];
        // What is dated ahead of now, by more than the clocks' rounding, was read before somebody set the clock back: nobody knows when.
        let just = |as_of: Moment| (-1..=READ_MINUTES).contains(&now.minutes_since(as_of));
        read.iter().all(|as_of| as_of.is_some_and(just))
    }

    /// Which meals are ordered for the child; unknown kinds as none.
    fn kinds(&self) -> Vec<Option<MealKind>> {
        let wished = self.wishes.iter().filter_map(|intent| match &intent.command {
            Command::SetOrder(order) if decides(&order.settling) && order.settling.wanted.is_some() => Some(order.meal.kind),
            _ => None,
        });
        self.orders.iter().flat_map(|orders| &orders.value).map(|order| order.kind).chain(wished).collect()
    }

    /// Days for which the time to order ends within the hour, with that time.
    fn ending(&self, look: Surroundings<'_>) -> impl Iterator<Item = (LocalDate, Moment)> {
        let mut kinds = self.kinds();
        if kinds.is_empty() {
            kinds.push(None);
        }
        // Which rule is that of a meal of an unknown kind is not known either, where single meals have rules of their own.
        kinds.retain(|kind| kind.is_some() || self.cut_offs.by_meal.is_empty());
        let days = (0..=ahead::DAYS_AHEAD).map(move |ahead| look.now.date().plus_days(ahead));
        days.filter(move |day| look.day.may_have_lessons(*day)).filter_map(move |day| {
            let until = kinds.iter().filter_map(|kind| self.cut_offs.of(*kind, day));
            Some((day, until.filter(|until| *until > look.now && until.minutes_since(look.now) <= NEAR_MINUTES).min()?))
        })
    }

    /// Whether the school takes orders for `day`.
    fn is_open(&self, day: LocalDate) -> bool {
        self.days.iter().flat_map(|days| &days.value).any(|row| row.day == day && row.open == Some(true))
    }

    /// Whether something was ordered or cancelled for `day`, or is being decided, or the child stays at home.
    fn is_decided(&self, day: LocalDate) -> bool {
        self.purchases.iter().any(|purchase| purchase.on_date == day)
            || self.orders.iter().flat_map(|orders| &orders.value).any(|order| order.day == day)
            || self.rules.iter().flat_map(|rules| &rules.value).any(|rule| rule.order.period.contains(day) && rule.order.days.has(day))
            || self.wishes.iter().any(|intent| match &intent.command {
                Command::SetOrder(order) => order.day == day && decides(&order.settling),
                Command::SetWeekly(rule) => rule.settling.is_under_way(),
                Command::IllToday(ill) => ill.day == day && !ill.cancelled,
                _ => false,
            })
    }
}

/// A wish that was refused, given up or came too late has decided nothing.
fn decides<T: Clone + PartialEq>(settling: &Settling<T>) -> bool {
    settling.is_under_way() || (settling.state == State::Done && !settling.replaced)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alerts::rules::AlertRules;
    use crate::domain::samples::{at, bought, date};
    use crate::domain::{AbsenceReason, CutOff, ProfileId, PurchaseStatus, SchoolDay, WeekDays, WeeklyOrder};
    use crate::outbox::orders::Meal;
    use crate::outbox::{IllToday, SetOrder, SetWeekly};
    use crate::store::{IntentRow, Window};

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

        /// Orders, open days and rules were read: nothing is ordered, every day is open, there is no rule.
        fn read(&self, when: &str) {
            let days: Vec<OrderDay> = (0..=14).map(|ahead| OrderDay { day: at(when).date().plus_days(ahead), open: Some(true) }).collect();
            self.keep("meal-orders", when, &Vec::<MealOrder>::new());
            self.keep("order-days", when, &days);
            self.keep("weekly-rules", when, &Vec::<WeeklyRule>::new());
        }

        fn keep(&self, key: &str, when: &str, value: &impl serde::Serialize) {
            ahead::keep_as_read(&self.store, key, MASHA, value, at(when));
        }

        /// A wish for a lunch on Wednesday.
        fn wished(&self, settle: impl FnOnce(&mut Settling<i64>)) {
            let lunch = Meal { complex: 601, name: String::new(), kind: Some(MealKind::Lunch), price: None };
            let mut order = SetOrder::start(date("2026-05-13"), lunch, vec![], 1, None, at("2026-05-12 09:00"));
            settle(&mut order.settling);
            self.wishes(&Command::SetOrder(order));
        }

        fn wishes(&self, command: &Command) {
            self.store.set_setting(crate::session::ADULT, Some("7")).unwrap();
            let when = at("2026-05-12 09:00");
            let row = IntentRow {
                id: "wish-1".into(),
                adult: ProfileId(7),
                child: MASHA.into(),
                kind: command.kind().to_owned(),
                state: serde_json::to_string(command).unwrap(),
                open: command.is_open(when),
                created_at: when,
                changed_at: when,
            };
            self.store.with_intents(|db| db.save_intent(&row, &[])).unwrap();
        }

        fn wants_reading(&self, now: &str) -> bool {
            let rules = AlertRules::default();
            wants_reading(&self.store, &MASHA.into(), Surroundings { now: at(now), day: SchoolDay::default(), rules: &rules }).unwrap()
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
        phone.keep("weekly-rules", "2026-05-12 12:50", &[WeeklyRule { id: 1, complex: Some(601), order: on_wednesdays("2026-05-31") }]);
        assert_eq!(phone.at("2026-05-12 13:30"), None, "a weekly rule orders it");
        phone.keep("weekly-rules", "2026-05-12 12:50", &[WeeklyRule { id: 1, complex: Some(601), order: on_wednesdays("2026-05-12") }]);
        assert_eq!(phone.at("2026-05-12 13:30"), Some(wednesday()), "the rule has ended");
    }

    fn on_wednesdays(to: &str) -> WeeklyOrder {
        WeeklyOrder { period: Period::new(date("2026-05-01"), date(to)), amount: 1, days: WeekDays::of_day(date("2026-05-13")) }
    }

    #[test]
    fn it_is_silent_unless_the_school_said_just_now_that_it_takes_orders_for_that_day() {
        for open in [Some(false), None] {
            let phone = Phone::new();
            phone.keep("order-days", "2026-05-12 12:50", &[OrderDay { day: date("2026-05-13"), open }]);
            assert_eq!(phone.at("2026-05-12 13:30"), None, "{open:?}");
        }
        for key in ["meal-orders", "order-days", "weekly-rules"] {
            let phone = Phone::new();
            let text = phone.store.meta(&format!("{key}/{MASHA}")).unwrap().unwrap();
            let value: serde_json::Value = serde_json::from_str(&text).unwrap();
            phone.keep(key, "2026-05-12 12:20", &value["value"]);
            assert!(phone.wants_reading("2026-05-12 13:30"));
            assert_eq!(phone.at("2026-05-12 13:30"), None, "{key} is an hour old");
        }
        assert!(!Phone::new().wants_reading("2026-05-12 13:30"), "all was read just now");
        let phone = Phone::new();
        phone.read("2026-05-12 09:00");
        assert!(!phone.wants_reading("2026-05-12 12:59"), "no cut-off is near");
    }

    #[test]
    fn wishes_under_way_and_done_decide_a_day_and_others_do_not() {
        let told = |settle: &dyn Fn(&mut Settling<i64>)| {
            let phone = Phone::new();
            phone.wished(settle);
            phone.at("2026-05-12 13:30")
        };
        assert_eq!(told(&|_| ()), None, "not sent yet");
        assert_eq!(told(&|settling| settling.state = State::Done), None);
        assert_eq!(told(&|settling| (settling.state, settling.wanted) = (State::Done, None)), None, "cancelled on purpose");
        assert_eq!(told(&|settling| settling.state = State::Refused { code: "no".into() }), Some(wednesday()));
        assert_eq!(told(&|settling| settling.state = State::Cancelled), Some(wednesday()));
        let phone = Phone::new();
        let lunch = Meal { complex: 601, name: String::new(), kind: None, price: None };
        phone.wishes(&Command::SetWeekly(SetWeekly::start(lunch, vec![], Some(on_wednesdays("2026-05-31")), at("2026-05-12 09:00"))));
        assert_eq!(phone.at("2026-05-12 13:30"), None, "a rule is on its way");
        let phone = Phone::new();
        let reason = AbsenceReason { id: 1, name: String::new() };
        phone.wishes(&Command::IllToday(IllToday::start(date("2026-05-13"), reason, CutOffs::default(), at("2026-05-12 09:00"))));
        assert_eq!(phone.at("2026-05-12 13:30"), None, "she is ill");
    }

    #[test]
    fn the_cut_off_of_a_meal_that_is_not_ordered_for_the_child_is_not_told() {
        let phone = Phone::new();
        let rule = |time: &str| Some(CutOff { days_before: 1, time: time.parse().unwrap() });
        let of_meals = CutOffs::default().with(Some(MealKind::Breakfast), rule("14:00")).with(Some(MealKind::Lunch), rule("13:50"));
        reading::set_cut_offs(&phone.store, &MASHA.into(), &of_meals).unwrap();
        assert_eq!(phone.at("2026-05-12 13:30"), None, "which meals are hers is not known");
        let lunch = MealOrder {
            id: "900".into(),
            child: MASHA.into(),
            day: date("2026-05-12"),
            complex: 601,
            name: String::new(),
            kind: Some(MealKind::Lunch),
            amount: 1,
            total: crate::domain::Money(18_750),
            status: PurchaseStatus::Issued,
        };
        phone.keep("meal-orders", "2026-05-12 12:50", &[lunch]);
        assert_eq!(phone.at("2026-05-12 13:30"), Some((date("2026-05-13"), at("2026-05-12 13:50"))));
        assert_eq!(phone.at("2026-05-12 13:55"), None, "breakfast ends at two and is not hers");
    }
}
