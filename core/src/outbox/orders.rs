//! One complex for one day, ordered ahead, changed or cancelled; and one weekly rule. Both are one thing that the school shall have exactly
//! so: how that is reached is told in [`super::settling`].

use serde::{Deserialize, Serialize};

use super::settling::{self, Settling, Standing};
use crate::domain::{LocalDate, MealKind, MealOrder, Moment, Money, Period, WeeklyOrder, WeeklyRule};

/// How long a weekly rule that could not be sent is kept trying.
pub const RULE_UNSENT_MINUTES: i64 = 24 * 60;

/// A meal as the parent saw it when deciding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meal {
    /// The complex's number on the school's menu.
    pub complex: i64,
    /// Its name.
    pub name: String,
    /// Which meal, when known.
    pub kind: Option<MealKind>,
    /// What one portion costs, when known.
    pub price: Option<Money>,
}

/// So many portions of one complex on one day; none: not ordered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetOrder {
    /// For which day.
    pub day: LocalDate,
    /// Of what.
    pub meal: Meal,
    /// How it goes.
    pub settling: Settling<i64>,
}

impl SetOrder {
    /// An order as it is first kept. `seen`: portions of each order of this complex that the parent saw; `cut_off`: where it is known.
    pub fn start(day: LocalDate, meal: Meal, seen: Vec<i64>, wanted: i64, cut_off: Option<Moment>, now: Moment) -> Self {
        let wanted = (wanted > 0).then_some(wanted);
        // Without a known cut-off the school is the judge, and nobody wants yesterday's lunch.
        let unsent_until = day.end();
        Self { day, meal, settling: Settling::start(seen, wanted, cut_off, unsent_until, now) }
    }

    /// One step.
    #[must_use]
    pub fn update(self, event: settling::Event<i64>, now: Moment) -> Self {
        Self { settling: self.settling.update(event, now), ..self }
    }

    /// Whether it is about the same complex and day.
    pub fn meets(&self, day: LocalDate, complex: i64) -> bool {
        self.day == day && self.meal.complex == complex
    }

    /// What of `orders` it is about.
    pub fn standing(&self, orders: &[MealOrder]) -> Vec<Standing<i64>> {
        standing(orders, self.day, self.meal.complex)
    }
}

/// The orders of one complex for one day that stand, as they are settled.
pub fn standing(orders: &[MealOrder], day: LocalDate, complex: i64) -> Vec<Standing<i64>> {
    let of_it = orders.iter().filter(|order| order.day == day && order.complex == complex && order.waits());
    of_it.filter_map(as_standing).collect()
}

/// `order` as it is settled; none for one whose number is none.
pub fn as_standing(order: &MealOrder) -> Option<Standing<i64>> {
    Some(Standing { id: order.id.as_str().parse().ok()?, what: order.amount })
}

/// A weekly rule for one complex; none: no rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetWeekly {
    /// Of what.
    pub meal: Meal,
    /// How it goes.
    pub settling: Settling<WeeklyOrder>,
}

impl SetWeekly {
    /// A rule as it is first kept. `seen`: the rules for this complex that the parent saw.
    pub fn start(meal: Meal, seen: Vec<WeeklyOrder>, wanted: Option<WeeklyOrder>, now: Moment) -> Self {
        Self { meal, settling: Settling::start(seen, wanted, None, now.plus_minutes(RULE_UNSENT_MINUTES), now) }
    }

    /// One step.
    #[must_use]
    pub fn update(self, event: settling::Event<WeeklyOrder>, now: Moment) -> Self {
        Self { settling: self.settling.update(event, now), ..self }
    }

    /// What of `rules` it is about: a rule that was over when the parent decided is left as it is.
    pub fn standing(&self, rules: &[WeeklyRule]) -> Vec<Standing<WeeklyOrder>> {
        let decided_on = self.settling.asked_at.date();
        let of_it = rules.iter().filter(|rule| rule.stands_for(self.meal.complex, decided_on));
        of_it.map(|rule| Standing { id: rule.id, what: rule.order.clone() }).collect()
    }
}

/// The days of one order.
pub(super) fn only(day: LocalDate) -> Period {
    Period { from: day, to: day }
}
