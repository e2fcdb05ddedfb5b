//! "Ill today": one wish with visible parts. It cancels every meal ordered ahead for the day that can still be cancelled, says which are
//! too late, files the notice of absence, and then watches that what was paid really comes back (domain §4).
//!
//! The story. The orders of the day are read; each complex becomes a part that settles for itself ([`super::settling`]): one that is too
//! late or is refused does not hold the others back. The notice settles beside them. Of every cancelled order the movements of the account
//! tell whether it had been charged and whether that came back; after [`RETURN_MINUTES`] without it the parent is told to ask the school.

use serde::{Deserialize, Serialize};

use super::orders::{as_standing, standing};
use super::settling::{self, Settling, State};
use crate::domain::{
    AbsenceNotice, AbsenceReason, CutOffs, LocalDate, MealKind, MealOrder, Moment, Money, Movement, MovementKind, PurchaseStatus,
};

/// How long money may take to come back before the parent is told that it did not.
pub const RETURN_MINUTES: i64 = 3 * 24 * 60;
/// How long a charge may take to be told.
const CHARGE_TOLD_MINUTES: i64 = 24 * 60;
/// How long it is looked for after that.
pub const LISTENING_MINUTES: i64 = 30 * 24 * 60;
/// How long a notice of absence that could not be sent is kept trying.
const NOTICE_UNSENT_MINUTES: i64 = 24 * 60;

/// What the parent asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IllToday {
    /// Which day.
    pub day: LocalDate,
    /// Why, from the school's own list.
    pub reason: AbsenceReason,
    /// When, in the server's time.
    pub asked_at: Moment,
    /// The cut-offs as they were known then.
    pub cut_offs: CutOffs,
    /// The meals of the day; none before they were read.
    pub meals: Option<Vec<MealPart>>,
    /// The notice of absence: the number of its reason.
    pub notice: Settling<i64>,
    /// The parent gave it up before anything was read or sent.
    pub cancelled: bool,
    /// Since when the school has the notice; none while it has not, and for one that was kept before this was noted.
    #[serde(default)]
    pub filed_at: Option<Moment>,
}

/// One complex of the day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MealPart {
    /// The complex's number.
    pub complex: i64,
    /// Its name.
    pub name: String,
    /// Which meal, when known.
    pub kind: Option<MealKind>,
    /// What it costs in all.
    pub total: Money,
    /// Its orders.
    pub orders: Vec<i64>,
    /// How its cancelling goes.
    pub settling: Settling<i64>,
    /// What is known of its money.
    pub money: MoneyBack,
}

/// Whether what was paid for a cancelled meal came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum MoneyBack {
    /// Not looked at yet, or the meal is not cancelled.
    Unknown,
    /// Nothing had been charged: nothing has to come back.
    NotCharged,
    /// Charged and not back yet.
    Awaited {
        /// How much.
        sum: Money,
        /// Since when.
        since: Moment,
    },
    /// Charged long ago and still not back.
    Missing {
        /// How much.
        sum: Money,
        /// Since when.
        since: Moment,
    },
    /// Back.
    Returned {
        /// How much.
        sum: Money,
        /// When.
        at: Moment,
    },
}

/// What happens to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The driver is here: what is due?
    Go,
    /// The orders of the day.
    OrdersRead(Vec<MealOrder>),
    /// The notices of absence of the day.
    NoticesRead(Vec<AbsenceNotice>),
    /// Movements of the account since the oldest order may have been paid.
    MovementsRead(Vec<Movement>),
    /// What came of a sending, to the part that was sent.
    Sent(Part, settling::Event<i64>),
    /// The parent gives it up.
    CancelAsked,
}

/// A part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The notice of absence.
    Notice,
    /// The complex with this number.
    Meal(i64),
}

/// Those of `numbers` that were handed out.
fn served(orders: &[MealOrder], numbers: &[i64]) -> Vec<settling::Standing<i64>> {
    let handed_out = orders.iter().filter(|order| order.status == PurchaseStatus::Issued);
    handed_out.filter_map(as_standing).filter(|one| numbers.contains(&one.id)).collect()
}

impl IllToday {
    /// The wish as it is first kept.
    pub fn start(day: LocalDate, reason: AbsenceReason, cut_offs: CutOffs, now: Moment) -> Self {
        let unsent_until = day.end().max(now.plus_minutes(NOTICE_UNSENT_MINUTES));
        let notice = Settling::start(vec![], Some(reason.id), None, unsent_until, now);
        Self { day, reason, asked_at: now, cut_offs, meals: None, notice, cancelled: false, filed_at: None }
    }

    /// One step.
    #[must_use]
    pub fn update(mut self, event: Event, now: Moment) -> Self {
        match event {
            Event::Go => {
                let day_is_over = now >= self.day.end();
                if self.meals.is_none() && day_is_over {
                    self.meals = Some(vec![]);
                }
                self.notice = self.notice.update(settling::Event::Go, now);
                self.each_meal(|meal| meal.settling = meal.settling.clone().update(settling::Event::Go, now));
            }
            Event::OrdersRead(orders) => {
                if self.meals.is_none() {
                    self.meals = Some(self.meals_of(&orders, now));
                }
                let day = self.day;
                self.each_meal(|meal| {
                    let mut theirs = standing(&orders, day, meal.complex);
                    // What was handed out is not cancelled, and nothing more is sent for it.
                    let served = served(&orders, &meal.orders);
                    if !served.is_empty() {
                        meal.settling.cut_off = Some(meal.settling.cut_off.map_or(now, |cut_off| cut_off.min(now)));
                        theirs.extend(served);
                    }
                    if meal.settling.is_under_way() || meal.settling.is_watched(now) {
                        meal.settling = meal.settling.clone().update(settling::Event::Read(theirs), now);
                    }
                });
            }
            Event::NoticesRead(notices) => {
                if self.notice.is_under_way() || self.notice.is_watched(now) {
                    let theirs = notices.iter().filter(|notice| notice.day == self.day);
                    // A notice that tells no reason is one of any reason.
                    let standing = theirs.map(|n| settling::Standing { id: n.id, what: n.reason.unwrap_or(self.reason.id) }).collect();
                    self.notice = self.notice.update(settling::Event::Read(standing), now);
                }
            }
            Event::MovementsRead(movements) => self.each_meal(|meal| meal.look_for_money(&movements, now)),
            Event::Sent(Part::Notice, event) => self.notice = self.notice.update(event, now),
            Event::Sent(Part::Meal(complex), event) => self.each_meal(|meal| {
                if meal.complex == complex {
                    meal.settling = meal.settling.clone().update(event.clone(), now);
                }
            }),
            Event::CancelAsked if self.meals.is_none() && self.notice.state == State::Draft => {
                self.cancelled = true;
                self.notice = self.notice.update(settling::Event::CancelAsked, now);
            }
            Event::CancelAsked => {}
        }
        if self.notice.state == State::Done && !self.cancelled {
            self.filed_at = self.filed_at.or(Some(now));
        }
        self
    }

    fn each_meal(&mut self, mut change: impl FnMut(&mut MealPart)) {
        self.meals.iter_mut().flatten().for_each(&mut change);
    }

    fn meals_of(&self, orders: &[MealOrder], now: Moment) -> Vec<MealPart> {
        let mut meals: Vec<MealPart> = Vec::new();
        for order in orders.iter().filter(|order| order.day == self.day && order.waits()) {
            let Ok(id) = order.id.as_str().parse() else { continue };
            if let Some(meal) = meals.iter_mut().find(|meal| meal.complex == order.complex) {
                meal.orders.push(id);
                meal.settling.seen.push(order.amount);
                meal.total = meal.total.checked_add(order.total).unwrap_or(meal.total);
                continue;
            }
            let cut_off = self.cut_offs.of(order.kind, self.day);
            meals.push(MealPart {
                complex: order.complex,
                name: order.name.clone(),
                kind: order.kind,
                total: order.total,
                orders: vec![id],
                settling: Settling::start(vec![order.amount], None, cut_off, self.day.end(), now).update(settling::Event::Go, now),
                money: MoneyBack::Unknown,
            });
        }
        meals
    }

    /// The parts that have to be sent now.
    pub fn to_send(&self) -> impl Iterator<Item = (Part, &settling::Step)> {
        let notice = self.notice.to_send().map(|step| (Part::Notice, step));
        let meals = self.meals.iter().flatten().filter_map(|meal| Some((Part::Meal(meal.complex), meal.settling.to_send()?)));
        meals.chain(notice)
    }

    /// Whether the orders of the day have to be read.
    pub fn wants_orders(&self, now: Moment) -> bool {
        !self.cancelled
            && self
                .meals
                .as_ref()
                .is_none_or(|meals| meals.iter().any(|meal| meal.settling.is_under_way() || meal.settling.is_watched(now)))
    }

    /// Whether the notices of absence have to be read.
    pub fn wants_notices(&self, now: Moment) -> bool {
        self.notice.is_under_way() || self.notice.is_watched(now)
    }

    /// Whether the movements of the account have to be read.
    pub fn wants_movements(&self, now: Moment) -> bool {
        self.meals.iter().flatten().any(|meal| meal.awaits_money(self.asked_at, now))
    }

    /// What was paid and has not come back in time.
    pub fn missing_money(&self) -> Money {
        let missing = self.meals.iter().flatten().filter_map(|meal| match meal.money {
            MoneyBack::Missing { sum, .. } => Some(sum),
            _ => None,
        });
        Money::checked_sum(missing).unwrap_or(Money::ZERO)
    }

    /// Whether meals are still to be read or cancelled.
    pub fn has_meals_under_way(&self) -> bool {
        !self.cancelled && self.meals.as_ref().is_none_or(|meals| meals.iter().any(|meal| meal.settling.is_under_way()))
    }

    /// Whether something is still being done.
    pub fn is_under_way(&self) -> bool {
        self.has_meals_under_way() || self.notice.is_under_way()
    }

    /// Whether asking again for the same day means this one.
    pub fn is_meant_again(&self) -> bool {
        !self.cancelled && (self.is_under_way() || self.notice.state == State::Done)
    }

    /// Since when things are as they are; none when there is nothing to look for.
    pub fn looked_for_since(&self, now: Moment) -> Option<Moment> {
        if self.cancelled {
            return None;
        }
        if self.meals.is_none() {
            return Some(self.asked_at);
        }
        let parts = self.meals.iter().flatten().filter_map(|meal| meal.settling.looked_for_since(now));
        let money = self.meals.iter().flatten().filter(|meal| meal.awaits_money(self.asked_at, now)).map(|meal| match meal.money {
            MoneyBack::Awaited { since, .. } | MoneyBack::Missing { since, .. } => since,
            _ => self.asked_at,
        });
        // Money takes its time: once in some minutes is enough.
        let money = money.map(|since| since.plus_minutes(-settling::WATCH_MINUTES));
        parts.chain(self.notice.looked_for_since(now)).chain(money).max()
    }
}

impl MealPart {
    /// Whether its money is looked for.
    fn awaits_money(&self, asked_at: Moment, now: Moment) -> bool {
        self.settling.state == State::Done
            && match self.money {
                MoneyBack::Unknown | MoneyBack::Awaited { .. } | MoneyBack::Missing { .. } => {
                    now < asked_at.plus_minutes(LISTENING_MINUTES)
                }
                // A charge may be told late.
                MoneyBack::NotCharged => now < asked_at.plus_minutes(CHARGE_TOLD_MINUTES),
                MoneyBack::Returned { .. } => false,
            }
    }

    fn look_for_money(&mut self, movements: &[Movement], now: Moment) {
        if self.settling.state != State::Done {
            return;
        }
        let mine = || {
            let named = |movement: &&Movement| {
                movement.purchase.as_ref().and_then(|order| order.as_str().parse().ok()).is_some_and(|id: i64| self.orders.contains(&id))
            };
            movements.iter().filter(named)
        };
        let sum = |kinds: &[MovementKind]| {
            let of_kind = mine().filter(|movement| kinds.contains(&movement.kind));
            of_kind.map(|movement| movement.sum.kopecks().unsigned_abs()).fold(0_u64, u64::saturating_add)
        };
        let back = [MovementKind::Cancellation, MovementKind::Refund];
        let (paid, returned) = (sum(&[MovementKind::Purchase]), sum(&back));
        let since = match self.money {
            MoneyBack::Awaited { since, .. } | MoneyBack::Missing { since, .. } => since,
            _ => now,
        };
        let kopecks = |sum: u64| Money(i64::try_from(sum).unwrap_or(i64::MAX));
        self.money = if paid == 0 {
            MoneyBack::NotCharged
        } else if returned >= paid {
            let at = mine().filter(|movement| back.contains(&movement.kind)).map(|movement| movement.at).max().unwrap_or(now);
            MoneyBack::Returned { sum: kopecks(returned), at }
        } else if now >= since.plus_minutes(RETURN_MINUTES) {
            MoneyBack::Missing { sum: kopecks(paid - returned), since }
        } else {
            MoneyBack::Awaited { sum: kopecks(paid - returned), since }
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::CutOff;
    use crate::domain::samples::{at, date};

    fn order(id: &str, complex: i64, kind: MealKind) -> MealOrder {
        MealOrder {
            id: id.into(),
            child: "child-1".into(),
            day: date("2026-05-13"),
            complex,
            name: format!("Комплекс {complex}"),
            kind: Some(kind),
            amount: 1,
            total: Money(10_000),
            status: PurchaseStatus::New,
        }
    }

    fn movement(kind: MovementKind, sum: i64, order: &str) -> Movement {
        Movement {
            id: format!("{kind:?}{order}").as_str().into(),
            child: "child-1".into(),
            at: at("2026-05-13 09:00"),
            kind,
            sum: Money(sum),
            balance_before: None,
            origin: String::new(),
            purchase: Some(order.into()),
            learned_at: at("2026-05-13 09:00"),
        }
    }

    /// Breakfast is over at 07:00, lunch at 09:00.
    fn wish(now: Moment) -> IllToday {
        let cut_off = |time: &str| CutOff { days_before: 0, time: time.parse().unwrap() };
        let by_meal = vec![(MealKind::Breakfast, cut_off("07:00")), (MealKind::Lunch, cut_off("09:00"))];
        let reason = AbsenceReason { id: 1, name: "По болезни".to_owned() };
        IllToday::start(date("2026-05-13"), reason, CutOffs { general: None, by_meal }, now)
    }

    #[test]
    fn what_is_inside_its_cut_off_is_cancelled_and_what_is_not_is_too_late() {
        let now = at("2026-05-13 08:59").plus_seconds(59);
        let orders = vec![order("1", 10, MealKind::Breakfast), order("2", 20, MealKind::Lunch)];
        let ill = wish(now).update(Event::OrdersRead(orders.clone()), now);
        let states: Vec<_> = ill.meals.iter().flatten().map(|meal| meal.settling.state.clone()).collect();
        assert_eq!(states[0], State::TooLate);
        assert!(matches!(states[1], State::Sending { .. }));
        let at_nine = wish(now).update(Event::OrdersRead(orders), at("2026-05-13 09:00"));
        assert!(at_nine.meals.iter().flatten().all(|meal| meal.settling.state == State::TooLate), "at that very second it is too late");
    }

    #[test]
    fn the_school_has_the_notice_from_when_it_was_read_back_and_not_from_the_parent_s_word() {
        let asked = at("2026-05-13 08:00");
        let ill = wish(asked).update(Event::Go, asked).update(Event::OrdersRead(vec![]), asked);
        assert_eq!(ill.filed_at, None);
        let online = at("2026-05-13 12:30");
        let notice = AbsenceNotice { id: 5, day: date("2026-05-13"), reason: Some(1) };
        let ill =
            ill.update(Event::Sent(Part::Notice, settling::Event::Taken), online).update(Event::NoticesRead(vec![notice.clone()]), online);
        assert_eq!((&ill.notice.state, ill.filed_at), (&State::Done, Some(online)));
        let later = ill.update(Event::NoticesRead(vec![notice]), online.plus_minutes(30));
        assert_eq!(later.filed_at, Some(online));
    }

    #[test]
    fn a_meal_that_was_handed_out_is_never_told_as_cancelled() {
        let lunch = order("2", 20, MealKind::Lunch);
        let served = MealOrder { status: PurchaseStatus::Issued, ..lunch.clone() };
        let asked = at("2026-05-13 08:00");
        let ill = wish(asked).update(Event::OrdersRead(vec![lunch.clone()]), asked);
        let lost = ill.update(Event::Sent(Part::Meal(20), settling::Event::AnswerLost), asked);
        let read = |ill: IllToday, orders: Vec<MealOrder>, when: &str| ill.update(Event::OrdersRead(orders), at(when));
        let state = |ill: &IllToday| ill.meals.as_ref().unwrap()[0].settling.state.clone();
        assert_eq!(state(&read(lost.clone(), vec![served.clone()], "2026-05-13 09:50")), State::TooLate);
        // Watched after its end.
        let late = read(lost.clone(), vec![lunch], "2026-05-13 09:20");
        assert_eq!(state(&late), State::TooLate);
        assert_eq!(state(&read(late, vec![served], "2026-05-13 09:50")), State::TooLate);
        assert_eq!(state(&read(lost, vec![], "2026-05-13 08:05")), State::Done);
    }

    #[test]
    fn what_still_waits_is_cancelled_beside_an_order_of_the_same_complex_that_was_handed_out() {
        let waiting = order("2", 20, MealKind::Lunch);
        let served = MealOrder { id: "1".into(), status: PurchaseStatus::Issued, ..waiting.clone() };
        let asked = at("2026-05-13 08:00");
        let ill = wish(asked).update(Event::OrdersRead(vec![served, waiting]), asked);
        let meal = &ill.meals.as_ref().unwrap()[0];
        assert_eq!((meal.orders.as_slice(), &meal.settling.cut_off), (&[2][..], &Some(at("2026-05-13 09:00"))));
        let sent = matches!(&meal.settling.state, State::Sending { step: settling::Step::Remove { ids }, .. } if *ids == [2]);
        assert!(sent, "{:?}", meal.settling.state);
    }

    #[test]
    fn money_that_was_charged_is_awaited_then_missed_then_found() {
        let now = at("2026-05-13 08:00");
        let mut ill = wish(now).update(Event::OrdersRead(vec![order("2", 20, MealKind::Lunch)]), now);
        ill = ill.update(Event::Sent(Part::Meal(20), settling::Event::Taken), now).update(Event::OrdersRead(vec![]), now);
        assert!(ill.wants_movements(now));
        let paid = movement(MovementKind::Purchase, -10_000, "2");
        ill = ill.update(Event::MovementsRead(vec![paid.clone()]), now);
        let money = |ill: &IllToday| ill.meals.as_ref().unwrap()[0].money;
        assert_eq!(money(&ill), MoneyBack::Awaited { sum: Money(10_000), since: now });
        let later = now.plus_minutes(RETURN_MINUTES);
        ill = ill.update(Event::MovementsRead(vec![paid.clone()]), later);
        assert_eq!(ill.missing_money(), Money(10_000));
        assert!(ill.wants_movements(later), "still looked for");
        ill = ill.update(Event::MovementsRead(vec![paid, movement(MovementKind::Cancellation, 10_000, "2")]), later);
        assert_eq!(
            (money(&ill), ill.missing_money()),
            (MoneyBack::Returned { sum: Money(10_000), at: at("2026-05-13 09:00") }, Money::ZERO)
        );
        assert!(!ill.wants_movements(later));
    }

    #[test]
    fn where_nothing_was_charged_nothing_has_to_come_back() {
        let now = at("2026-05-13 08:00");
        let mut ill = wish(now).update(Event::OrdersRead(vec![order("2", 20, MealKind::Lunch)]), now);
        ill = ill.update(Event::Sent(Part::Meal(20), settling::Event::Taken), now).update(Event::OrdersRead(vec![]), now);
        ill = ill.update(Event::MovementsRead(vec![movement(MovementKind::Purchase, -10_000, "77")]), now);
        assert_eq!(ill.meals.as_ref().unwrap()[0].money, MoneyBack::NotCharged);
    }
}
