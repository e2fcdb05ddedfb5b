//! What the screens of orders and "ill today" hold beside the core's states, and what a key does on them.

use ratatui::crossterm::event::KeyCode;
use schoolcard_core::app::Action;
use schoolcard_core::domain::{LocalDate, Money, PersonId, WeekDays, WeeklyOrder};
use schoolcard_core::screens::ill_today::IllReason;
use schoolcard_core::screens::orders::{MealChoice, OrderChangeKind, OrderMeal, WeeklyOffer};
use schoolcard_core::screens::{IllTodayState, OrdersState};

use super::model::Effect;

/// Where one stands on these screens.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ordering {
    /// Weeks after the present one.
    pub weeks: i64,
    /// What is picked, wherever it stands now; none before the parent has moved.
    picked: Picked,
    /// What is asked about it.
    asks: Asks,
}

/// What is picked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Picked {
    /// Nothing yet.
    #[default]
    Nothing,
    /// A complex on a day.
    Meal(LocalDate, i64),
    /// A reason, by the school's number.
    Reason(i64),
}

/// What is asked before something is sent. A question holds what it was about: when that changes behind it, it is asked no more.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
enum Asks {
    /// Nothing.
    #[default]
    Nothing,
    /// Whether the picked meal is to be ordered, or its order cancelled.
    Order(Asked),
    /// On which days of the week a complex is to be ordered.
    Weekly { complex: i64, days: WeekDays, offer: WeeklyOffer },
    /// Whether the child is ill for the picked reason; in these words.
    Ill(String),
}

/// An order, or its cancelling, as it was asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Asked {
    day: LocalDate,
    complex: i64,
    seen: Vec<i64>,
    amount: i64,
    price: Option<Money>,
}

impl Asked {
    /// What can be asked about `meal`.
    fn about(day: LocalDate, meal: &OrderMeal) -> Option<Self> {
        let amount = match meal.choice {
            MealChoice::CanOrder { .. } => 1,
            MealChoice::CanCancel { .. } => 0,
            MealChoice::UnderWay | MealChoice::TooLate | MealChoice::NotOffered => return None,
        };
        Some(Self { day, complex: meal.complex, seen: meal.seen.clone(), amount, price: meal.price })
    }
}

/// Digits 1 to 7 turn a day of the week on and off.
fn turned(days: WeekDays, digit: char) -> Option<WeekDays> {
    let mut each = days.each();
    let day = each.get_mut(usize::try_from(digit.to_digit(10)?).ok()?.checked_sub(1)?)?;
    *day = !*day;
    Some(WeekDays::of(each))
}

/// The meals of a week with their days, as they stand on the screen.
pub fn meals(state: &OrdersState) -> Vec<(LocalDate, &OrderMeal)> {
    match state {
        OrdersState::Orders { week, .. } => {
            week.value.days.iter().flat_map(|day| day.meals.iter().map(move |meal| (day.day, meal))).collect()
        }
        _ => vec![],
    }
}

impl Ordering {
    /// Which meal is picked: the first one about which something can still be done, before the parent has moved.
    pub fn meal(&self, meals: &[(LocalDate, &OrderMeal)]) -> usize {
        let of = |(day, meal): &(LocalDate, &OrderMeal)| self.picked == Picked::Meal(*day, meal.complex);
        let first = || meals.iter().position(|(_, meal)| !matches!(meal.choice, MealChoice::TooLate | MealChoice::NotOffered));
        meals.iter().position(of).or_else(first).unwrap_or(0)
    }

    /// Which reason is picked.
    pub fn reason(&self, reasons: &[IllReason]) -> usize {
        reasons.iter().position(|row| self.picked == Picked::Reason(row.reason.id)).unwrap_or(0)
    }

    /// What is asked about `meal`, which is picked: to order it, or to cancel its order.
    pub fn confirmation<'a>(&self, day: LocalDate, meal: &'a OrderMeal) -> Option<&'a str> {
        let Asks::Order(asked) = &self.asks else { return None };
        match &meal.choice {
            MealChoice::CanOrder { confirmation } | MealChoice::CanCancel { confirmation } => {
                (Asked::about(day, meal).as_ref() == Some(asked)).then_some(confirmation)
            }
            MealChoice::UnderWay | MealChoice::TooLate | MealChoice::NotOffered => None,
        }
    }

    /// Whether the parent is asked about "ill" in these words.
    pub fn asks_ill(&self, words: &str) -> bool {
        matches!(&self.asks, Asks::Ill(asked) if asked == words)
    }

    /// The days of the week that are turned on for `meal`, while they are asked for.
    pub fn weekly(&self, meal: &OrderMeal) -> Option<WeekDays> {
        match &self.asks {
            Asks::Weekly { complex, days, offer } if stands(*complex, offer, meal) => Some(*days),
            _ => None,
        }
    }

    /// The same week, with nothing picked or asked.
    pub fn renewed(&self) -> Self {
        Self { weeks: self.weeks, ..Self::default() }
    }

    /// A key on the screen of orders; none when it is no key of it.
    pub fn orders_key(&mut self, key: KeyCode, state: &OrdersState) -> Option<Effect> {
        match key {
            KeyCode::Left => return Some(self.turn(-1)),
            KeyCode::Right => return Some(self.turn(1)),
            _ => {}
        }
        let OrdersState::Orders { person: child, .. } = state else { return None };
        let meals = meals(state);
        let at = self.meal(&meals);
        let picked = meals.get(at).map(|(day, meal)| (*day, *meal));
        match (key, picked) {
            (KeyCode::Esc, _) if self.asks != Asks::Nothing => self.asks = Asks::Nothing,
            (KeyCode::Char('w' | 'ц'), Some((day, meal))) => {
                let offer = meal.weekly.clone()?;
                self.picked = Picked::Meal(day, meal.complex);
                self.asks = Asks::Weekly { complex: meal.complex, days: offer.suggested.days, offer };
            }
            (KeyCode::Char(digit @ '1'..='7'), Some(_)) => {
                let Asks::Weekly { days, .. } = &mut self.asks else { return None };
                *days = turned(*days, digit)?;
            }
            (KeyCode::Enter, Some((day, meal))) => match std::mem::take(&mut self.asks) {
                Asks::Weekly { complex, days, offer } if stands(complex, &offer, meal) => {
                    return Some(weekly_answer(child, complex, days, offer));
                }
                Asks::Order(asked) if Asked::about(day, meal).as_ref() == Some(&asked) => {
                    let (child, Asked { day, complex, seen, amount, .. }) = (child.clone(), asked);
                    return Some(Effect::Act(Action::SetOrder { child, day, complex, seen, amount }));
                }
                Asks::Order(_) | Asks::Weekly { .. } | Asks::Ill(_) => {}
                Asks::Nothing => {
                    self.picked = Picked::Meal(day, meal.complex);
                    self.asks = Asked::about(day, meal).map_or(Asks::Nothing, Asks::Order);
                }
            },
            (KeyCode::Char('c' | 'с'), Some((_, meal))) => {
                let change = meal.change.as_ref().filter(|change| change.kind == OrderChangeKind::Waiting)?;
                return Some(Effect::Act(Action::CancelOrder { id: change.id.clone() }));
            }
            (KeyCode::Down | KeyCode::Up, _) => {
                let (day, meal) = moved(key, at, &meals)?;
                self.pick(Picked::Meal(*day, meal.complex));
            }
            _ => return None,
        }
        Some(Effect::Draw)
    }

    /// A key on the screen "ill today"; none when it is no key of it.
    pub fn ill_key(&mut self, key: KeyCode, state: &IllTodayState) -> Option<Effect> {
        match (key, state) {
            (KeyCode::Esc, IllTodayState::Form { .. }) if self.asks != Asks::Nothing => self.asks = Asks::Nothing,
            (KeyCode::Enter, IllTodayState::Form { person, reasons, day, .. }) => {
                let row = reasons.get(self.reason(reasons))?;
                match std::mem::take(&mut self.asks) {
                    Asks::Ill(asked) if asked == row.confirmation => {
                        let (child, reason) = (person.clone(), row.reason.clone());
                        return Some(Effect::Act(Action::IllToday { child, day: *day, reason }));
                    }
                    Asks::Nothing => {
                        self.picked = Picked::Reason(row.reason.id);
                        self.asks = Asks::Ill(row.confirmation.clone());
                    }
                    _ => {}
                }
            }
            (KeyCode::Down | KeyCode::Up, IllTodayState::Form { reasons, .. }) => {
                self.pick(Picked::Reason(moved(key, self.reason(reasons), reasons)?.reason.id));
            }
            (KeyCode::Char('c' | 'с'), IllTodayState::Asked { ill, .. }) if ill.can_cancel => {
                return Some(Effect::Act(Action::CancelOrder { id: ill.id.clone() }));
            }
            _ => return None,
        }
        Some(Effect::Draw)
    }

    fn pick(&mut self, picked: Picked) {
        *self = Self { weeks: self.weeks, picked, asks: Asks::Nothing };
    }

    fn turn(&mut self, weeks: i64) -> Effect {
        *self = Self { weeks: self.weeks.saturating_add(weeks).clamp(-4, 4), ..Self::default() };
        Effect::Watch
    }
}

/// The row below or above.
fn moved<T>(key: KeyCode, at: usize, rows: &[T]) -> Option<&T> {
    let to = if key == KeyCode::Down { at.saturating_add(1) } else { at.saturating_sub(1) };
    rows.get(to.min(rows.len().checked_sub(1)?))
}

/// Whether `offer`, made for `complex`, is still what can be asked about `meal`.
fn stands(complex: i64, offer: &WeeklyOffer, meal: &OrderMeal) -> bool {
    meal.complex == complex && meal.weekly.as_ref() == Some(offer)
}

/// What to do for the days that are turned on. Without a day the rule is removed, if there is one.
fn weekly_answer(child: &PersonId, complex: i64, days: WeekDays, offer: WeeklyOffer) -> Effect {
    let wanted = (!days.is_empty()).then_some(WeeklyOrder { days, ..offer.suggested });
    if wanted.is_none() && offer.seen.is_empty() {
        return Effect::Draw;
    }
    Effect::Act(Action::SetWeekly { child: child.clone(), complex, seen: offer.seen, wanted })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::orders as samples;

    #[test]
    fn a_meal_is_picked_confirmed_and_only_then_ordered_or_cancelled() {
        let (mut ordering, state) = (Ordering::default(), samples::week());
        ordering.orders_key(KeyCode::Enter, &state);
        assert!(matches!(ordering.asks, Asks::Order(_)));
        ordering.orders_key(KeyCode::Esc, &state);
        assert_eq!(ordering.asks, Asks::Nothing);
        ordering.orders_key(KeyCode::Enter, &state);
        let cancel = ordering.orders_key(KeyCode::Enter, &state);
        assert!(
            matches!(cancel, Some(Effect::Act(Action::SetOrder { complex: 601, amount: 0, ref seen, .. })) if *seen == [1]),
            "{cancel:?}"
        );
        ordering.orders_key(KeyCode::Down, &state);
        ordering.orders_key(KeyCode::Enter, &state);
        let order = ordering.orders_key(KeyCode::Enter, &state);
        assert!(matches!(order, Some(Effect::Act(Action::SetOrder { complex: 602, amount: 1, .. }))), "{order:?}");
        ordering.orders_key(KeyCode::Down, &state);
        ordering.orders_key(KeyCode::Enter, &state);
        assert_eq!(ordering.asks, Asks::Nothing, "what is too late asks nothing");
        assert_eq!(ordering.orders_key(KeyCode::Right, &state), Some(Effect::Watch));
        assert_eq!(ordering, Ordering { weeks: 1, ..Ordering::default() });
    }

    #[test]
    fn a_weekly_rule_is_made_of_the_days_that_were_turned_on() {
        let (mut ordering, state) = (Ordering::default(), samples::week());
        assert_eq!(ordering.orders_key(KeyCode::Char('1'), &state), None, "no days are asked for");
        for key in ['ц', '1', '3'] {
            ordering.orders_key(KeyCode::Char(key), &state);
        }
        let made = ordering.orders_key(KeyCode::Enter, &state);
        let monday = WeekDays { monday: true, ..WeekDays::default() };
        assert!(
            matches!(made, Some(Effect::Act(Action::SetWeekly { complex: 601, wanted: Some(ref rule), .. })) if rule.days == monday),
            "Wednesday was on and is off: {made:?}"
        );
        for key in ['w', '3'] {
            ordering.orders_key(KeyCode::Char(key), &state);
        }
        assert_eq!(ordering.orders_key(KeyCode::Enter, &state), Some(Effect::Draw), "no day and no rule is nothing to send");
    }

    #[test]
    fn ill_is_said_with_a_reason_after_a_confirmation() {
        let (mut ordering, state) = (Ordering::default(), samples::ill_form());
        ordering.ill_key(KeyCode::Down, &state);
        assert_eq!(ordering.ill_key(KeyCode::Enter, &state), Some(Effect::Draw));
        let asked = ordering.ill_key(KeyCode::Enter, &state);
        assert!(matches!(asked, Some(Effect::Act(Action::IllToday { ref reason, .. })) if reason.id == 3), "{asked:?}");
        assert_eq!(ordering.ill_key(KeyCode::Enter, &samples::ill_asked()), None);
    }

    /// The samples' week without its first so many meals, and with another price for the next one.
    fn week_without(count: usize, price: Option<i64>) -> OrdersState {
        let mut state = samples::week();
        if let OrdersState::Orders { week, .. } = &mut state {
            let meals = &mut week.value.days[0].meals;
            meals.drain(..count);
            if let Some(price) = price {
                meals[0].price = Some(Money(price));
            }
        }
        state
    }

    #[test]
    fn a_question_is_answered_only_for_what_it_was_about() {
        let asking = || {
            let mut ordering = Ordering::default();
            ordering.orders_key(KeyCode::Down, &samples::week());
            ordering.orders_key(KeyCode::Enter, &samples::week());
            assert!(matches!(ordering.asks, Asks::Order(_)));
            ordering
        };
        let order = asking().orders_key(KeyCode::Enter, &week_without(1, None));
        assert!(matches!(order, Some(Effect::Act(Action::SetOrder { complex: 602, amount: 1, .. }))), "moved up a row: {order:?}");
        assert_eq!(asking().orders_key(KeyCode::Enter, &week_without(1, Some(1))), Some(Effect::Draw), "it costs something else by now");
        assert_eq!(asking().orders_key(KeyCode::Enter, &week_without(2, None)), Some(Effect::Draw), "it is not offered any more");
        let mut twin = week_without(1, None);
        if let OrdersState::Orders { week, .. } = &mut twin {
            week.value.days[0].meals[0].complex = 699;
        }
        assert_eq!(asking().orders_key(KeyCode::Enter, &twin), Some(Effect::Draw), "another one just like it stands there");
    }

    #[test]
    fn days_of_the_week_are_sent_only_for_the_rules_that_were_seen() {
        let mut ordering = Ordering::default();
        ordering.orders_key(KeyCode::Char('w'), &samples::week());
        let mut changed = samples::week();
        if let OrdersState::Orders { week, .. } = &mut changed {
            let offer = week.value.days[0].meals[0].weekly.as_mut().unwrap();
            offer.seen.push(offer.suggested.clone());
        }
        assert_eq!(ordering.orders_key(KeyCode::Enter, &changed), Some(Effect::Draw));
        assert_eq!(ordering.asks, Asks::Nothing);
    }

    #[test]
    fn a_reason_that_moved_keeps_its_question_and_another_one_does_not_get_it() {
        let mut ordering = Ordering::default();
        ordering.ill_key(KeyCode::Enter, &samples::ill_form());
        let mut moved = samples::ill_form();
        if let IllTodayState::Form { reasons, .. } = &mut moved {
            reasons.reverse();
        }
        let asked = ordering.clone().ill_key(KeyCode::Enter, &moved);
        assert!(matches!(asked, Some(Effect::Act(Action::IllToday { ref reason, .. })) if reason.id == 1), "{asked:?}");
        if let IllTodayState::Form { reasons, .. } = &mut moved {
            reasons.pop();
        }
        assert_eq!(ordering.ill_key(KeyCode::Enter, &moved), Some(Effect::Draw));
    }
}
