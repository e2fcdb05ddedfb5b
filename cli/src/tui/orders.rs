//! What the screens of orders and "ill today" hold beside the core's states, and what a key does on them.

use ratatui::crossterm::event::KeyCode;
use schoolcard_core::app::Action;
use schoolcard_core::domain::{LocalDate, PersonId, WeekDays, WeeklyOrder};
use schoolcard_core::screens::orders::{MealChoice, OrderChangeKind, OrderMeal};
use schoolcard_core::screens::{IllTodayState, OrdersState};

use super::model::Effect;

/// Where one stands on these screens.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ordering {
    /// Weeks after the present one.
    pub weeks: i64,
    /// The meal of the week, or the reason, that is picked; none before the parent has moved.
    pub picked: Option<usize>,
    /// What is asked about it.
    pub asks: Asks,
}

/// What is asked before something is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Asks {
    /// Nothing.
    #[default]
    Nothing,
    /// Whether it is to be done.
    Confirm,
    /// On which days of the week it is to be ordered.
    Weekly(WeekDays),
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
        let first = || meals.iter().position(|(_, meal)| !matches!(meal.choice, MealChoice::TooLate | MealChoice::NotOffered));
        self.picked.or_else(first).unwrap_or(0).min(meals.len().saturating_sub(1))
    }

    /// Which reason is picked of so many.
    pub fn reason(&self, count: usize) -> usize {
        self.picked.unwrap_or(0).min(count.saturating_sub(1))
    }
}

/// What to confirm for this meal, if anything can be done.
pub fn confirmation(meal: &OrderMeal) -> Option<&str> {
    match &meal.choice {
        MealChoice::CanOrder { confirmation } | MealChoice::CanCancel { confirmation } => Some(confirmation),
        MealChoice::UnderWay | MealChoice::TooLate | MealChoice::NotOffered => None,
    }
}

impl Ordering {
    /// A key on the screen of orders; none when it is no key of it.
    pub fn orders_key(&mut self, key: KeyCode, state: &OrdersState, child: &PersonId) -> Option<Effect> {
        let meals = meals(state);
        let at = self.meal(&meals);
        let picked = meals.get(at);
        match (key, picked) {
            (KeyCode::Esc, _) if self.asks != Asks::Nothing => self.asks = Asks::Nothing,
            (KeyCode::Char('w' | 'ц'), Some((_, meal))) => self.asks = Asks::Weekly(meal.weekly.as_ref()?.suggested.days),
            (KeyCode::Char(digit @ '1'..='7'), Some(_)) => {
                let Asks::Weekly(days) = self.asks else { return None };
                self.asks = Asks::Weekly(turned(days, digit)?);
            }
            (KeyCode::Enter, Some((_, meal))) if matches!(self.asks, Asks::Weekly(_)) => {
                let Asks::Weekly(days) = std::mem::take(&mut self.asks) else { return None };
                let offer = meal.weekly.as_ref()?;
                // Without a day the rule is removed, if there is one.
                let wanted = (!days.is_empty()).then(|| WeeklyOrder { days, ..offer.suggested.clone() });
                if wanted.is_none() && offer.seen.is_empty() {
                    return Some(Effect::Draw);
                }
                let (child, complex, seen) = (child.clone(), meal.complex, offer.seen.clone());
                return Some(Effect::Act(Action::SetWeekly { child, complex, seen, wanted }));
            }
            (KeyCode::Enter, Some((day, meal))) if self.asks == Asks::Confirm => {
                self.asks = Asks::Nothing;
                let amount = i64::from(matches!(meal.choice, MealChoice::CanOrder { .. }));
                confirmation(meal)?;
                let (child, day, complex, seen) = (child.clone(), *day, meal.complex, meal.seen.clone());
                return Some(Effect::Act(Action::SetOrder { child, day, complex, seen, amount }));
            }
            (KeyCode::Enter, Some((_, meal))) => {
                self.asks = if confirmation(meal).is_some() { Asks::Confirm } else { Asks::Nothing };
            }
            (KeyCode::Char('c' | 'с'), Some((_, meal))) => {
                let change = meal.change.as_ref().filter(|change| change.kind == OrderChangeKind::Waiting)?;
                return Some(Effect::Act(Action::CancelOrder { id: change.id.clone() }));
            }
            (KeyCode::Down, _) => self.pick(at.saturating_add(1), meals.len()),
            (KeyCode::Up, _) => self.pick(at.saturating_sub(1), meals.len()),
            (KeyCode::Left, _) => return Some(self.turn(-1)),
            (KeyCode::Right, _) => return Some(self.turn(1)),
            _ => return None,
        }
        Some(Effect::Draw)
    }

    /// A key on the screen "ill today"; none when it is no key of it.
    pub fn ill_key(&mut self, key: KeyCode, state: &IllTodayState, child: &PersonId) -> Option<Effect> {
        match (key, state) {
            (KeyCode::Esc, IllTodayState::Form { .. }) if self.asks != Asks::Nothing => self.asks = Asks::Nothing,
            (KeyCode::Enter, IllTodayState::Form { reasons, day, .. }) => {
                let reason = reasons.get(self.reason(reasons.len()))?;
                if self.asks != Asks::Nothing {
                    self.asks = Asks::Nothing;
                    return Some(Effect::Act(Action::IllToday { child: child.clone(), day: *day, reason: reason.reason.clone() }));
                }
                self.asks = Asks::Confirm;
            }
            (KeyCode::Down, IllTodayState::Form { reasons, .. }) => {
                self.pick(self.reason(reasons.len()).saturating_add(1), reasons.len());
            }
            (KeyCode::Up, IllTodayState::Form { reasons, .. }) => {
                self.pick(self.reason(reasons.len()).saturating_sub(1), reasons.len());
            }
            (KeyCode::Char('c' | 'с'), IllTodayState::Asked { ill, .. }) if ill.can_cancel => {
                return Some(Effect::Act(Action::CancelOrder { id: ill.id.clone() }));
            }
            _ => return None,
        }
        Some(Effect::Draw)
    }

    fn pick(&mut self, index: usize, count: usize) {
        self.picked = Some(index.min(count.saturating_sub(1)));
        self.asks = Asks::Nothing;
    }

    fn turn(&mut self, weeks: i64) -> Effect {
        *self = Self { weeks: self.weeks.saturating_add(weeks).clamp(-4, 4), ..Self::default() };
        Effect::Watch
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{anna, orders as samples};

    #[test]
    fn a_meal_is_picked_confirmed_and_only_then_ordered_or_cancelled() {
        let (mut ordering, state) = (Ordering::default(), samples::week());
        ordering.orders_key(KeyCode::Enter, &state, &anna());
        assert_eq!(ordering.asks, Asks::Confirm);
        ordering.orders_key(KeyCode::Esc, &state, &anna());
        assert_eq!(ordering.asks, Asks::Nothing);
        ordering.orders_key(KeyCode::Enter, &state, &anna());
        let cancel = ordering.orders_key(KeyCode::Enter, &state, &anna());
        assert!(
            matches!(cancel, Some(Effect::Act(Action::SetOrder { complex: 601, amount: 0, ref seen, .. })) if *seen == [1]),
            "{cancel:?}"
        );
        ordering.orders_key(KeyCode::Down, &state, &anna());
        ordering.orders_key(KeyCode::Enter, &state, &anna());
        let order = ordering.orders_key(KeyCode::Enter, &state, &anna());
        assert!(matches!(order, Some(Effect::Act(Action::SetOrder { complex: 602, amount: 1, .. }))), "{order:?}");
        ordering.orders_key(KeyCode::Down, &state, &anna());
        ordering.orders_key(KeyCode::Enter, &state, &anna());
        assert_eq!(ordering.asks, Asks::Nothing, "what is too late asks nothing");
        assert_eq!(ordering.orders_key(KeyCode::Right, &state, &anna()), Some(Effect::Watch));
        assert_eq!((ordering.weeks, ordering.picked), (1, None));
    }

    #[test]
    fn a_weekly_rule_is_made_of_the_days_that_were_turned_on() {
        let (mut ordering, state) = (Ordering::default(), samples::week());
        assert_eq!(ordering.orders_key(KeyCode::Char('1'), &state, &anna()), None, "no days are asked for");
        for key in ['ц', '1', '3'] {
            ordering.orders_key(KeyCode::Char(key), &state, &anna());
        }
        let made = ordering.orders_key(KeyCode::Enter, &state, &anna());
        let monday = WeekDays { monday: true, ..WeekDays::default() };
        assert!(
            matches!(made, Some(Effect::Act(Action::SetWeekly { complex: 601, wanted: Some(ref rule), .. })) if rule.days == monday),
            "Wednesday was on and is off: {made:?}"
        );
        for key in ['w', '3'] {
            ordering.orders_key(KeyCode::Char(key), &state, &anna());
        }
        assert_eq!(ordering.orders_key(KeyCode::Enter, &state, &anna()), Some(Effect::Draw), "no day and no rule is nothing to send");
    }

    #[test]
    fn ill_is_said_with_a_reason_after_a_confirmation() {
        let (mut ordering, state) = (Ordering::default(), samples::ill_form());
        ordering.ill_key(KeyCode::Down, &state, &anna());
        assert_eq!(ordering.ill_key(KeyCode::Enter, &state, &anna()), Some(Effect::Draw));
        let asked = ordering.ill_key(KeyCode::Enter, &state, &anna());
        assert!(matches!(asked, Some(Effect::Act(Action::IllToday { ref reason, .. })) if reason.id == 3), "{asked:?}");
        assert_eq!(ordering.ill_key(KeyCode::Enter, &samples::ill_asked(), &anna()), None);
    }
}
