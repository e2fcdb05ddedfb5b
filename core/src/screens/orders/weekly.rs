//! Weekly rules on the screen of orders: those the school has, those under way, and what a new one begins with.

use serde::{Deserialize, Serialize};

use super::{OrderChange, Rows, change, meal_on, offers_of, ordered_meal, words};
use crate::domain::dated::{Ageing, LIVE_MINUTES, state as data_state};
use crate::domain::{LocalDate, MealOrder, WeekDays, WeeklyOrder};
use crate::outbox::{Command, Intent, SetWeekly};
use crate::screens::context::Context;
use crate::screens::figures;
use crate::store::{Store, StoreError};
use crate::sync::ahead;

/// One weekly rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct WeeklyRow {
    /// The complex.
    pub complex: i64,
    /// Its name, as far as known.
    pub name: String,
    /// What the school has: to be given back with a wish.
    pub seen: Vec<WeeklyOrder>,
    /// In words: every rule that stands, and of which day it is known when that is not now.
    pub title: String,
    /// The latest wish about it, until a day after it ended.
    pub change: Option<OrderChange>,
}

/// What a new weekly rule, or a change of the one that stands, begins with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct WeeklyOffer {
    /// The rules for the complex that the school has: to be given back with a wish.
    pub seen: Vec<WeeklyOrder>,
    /// The one rule that stands; else one portion on this day of the week until the end of the school year.
    pub suggested: WeeklyOrder,
    /// What is asked: child, school and meal.
    pub question: String,
}

/// Weekly rules the school has, and those under way.
pub(super) fn rows(store: &Store, rows: &Rows, context: &Context<'_>) -> Result<Vec<WeeklyRow>, StoreError> {
    let l10n = context.l10n;
    let today = context.today();
    let mut complexes: Vec<i64> = rows.rules.iter().filter(|rule| !rule.order.is_over(today)).filter_map(|rule| rule.complex).collect();
    complexes.extend(rows.weekly_wishes().map(|(_, rule)| rule.meal.complex));
    complexes.sort_unstable();
    complexes.dedup();
    if complexes.is_empty() {
        return Ok(vec![]);
    }
    let menu = offers_of(store, &rows.now.child.person, ahead::ahead(today))?;
    let as_of_text = rows.rules_as_of_text(context);
    let row = |complex: i64| {
        let seen = rows.standing(complex, today);
        let titles = |meal: &str| seen.iter().map(|order| l10n.weekly_rule(meal, order, today)).collect::<Vec<_>>().join("; ");
        let wish = rows.weekly_wishes().find(|(_, rule)| rule.meal.complex == complex);
        let (name, kind) = match (ordered_meal(&rows.orders, complex).or_else(|| meal_on(&menu, complex)), &wish) {
            (Some(meal), _) => (meal.name, meal.kind),
            (None, Some((_, rule))) => (figures::clean(&rule.meal.name), rule.meal.kind),
            (None, None) => (String::new(), None),
        };
        let meal = l10n.meal(&name, kind);
        WeeklyRow {
            complex,
            title: match (seen.is_empty(), &as_of_text) {
                (true, _) => meal.clone(),
                (false, None) => titles(&meal),
                (false, Some(as_of_text)) => format!("{} · {as_of_text}", titles(&meal)),
            },
            change: wish.map(|(intent, rule)| {
                let text = words(&rule.settling.state, 0);
                change(intent, &rule.settling, l10n.weekly(&text, &meal, rule.settling.wanted.as_ref()))
            }),
            name,
            seen,
        }
    };
    Ok(complexes.into_iter().map(row).collect())
}

/// What a rule for `complex`, on the menu of `day`, begins with; none while a wish about one is under way, and none where several rules
/// stand: they are shown and removed together, and no form can show what would become of each.
pub(super) fn offer(rows: &Rows, day: LocalDate, complex: i64, meal: &str, context: &Context<'_>) -> Option<WeeklyOffer> {
    let mut of_it = rows.weekly_wishes().filter(|(_, rule)| rule.meal.complex == complex);
    if of_it.any(|(_, rule)| rule.settling.is_under_way()) {
        return None;
    }
    let today = context.today();
    let seen = rows.standing(complex, today);
    let suggested = match seen.as_slice() {
        [] => {
            let begins = rows.first_day_without_order(complex, day.max(today));
            WeeklyOrder::until_summer(begins, begins, 1, WeekDays::of_day(day))
        }
        [rule] => rule.clone(),
        _ => return None,
    };
    let begins = seen.is_empty().then_some(suggested.period.from);
    let (child, school) = (figures::full_name(&rows.now.child), rows.school());
    Some(WeeklyOffer { seen, suggested, question: context.l10n.weekly_question(&child, &school, meal, begins, today) })
}

impl Rows {
    /// The rules for `complex` that the school has and that are not over.
    fn standing(&self, complex: i64, today: LocalDate) -> Vec<WeeklyOrder> {
        self.rules.iter().filter(|rule| rule.stands_for(complex, today)).map(|rule| rule.order.clone()).collect()
    }

    /// From when on a rule for `complex` repeats no order that was made by hand for such a day of the week: `day`, or the day after the last
    /// of them.
    fn first_day_without_order(&self, complex: i64, day: LocalDate) -> LocalDate {
        let same = |order: &&MealOrder| order.complex == complex && order.day >= day && order.day.days_since(day) % 7 == 0;
        self.orders.iter().filter(|order| order.waits()).filter(same).map(|order| order.day.plus_days(1)).max().unwrap_or(day)
    }

    /// When the rules were read, unless that was with the orders, whose date the week shows.
    fn rules_as_of_text(&self, context: &Context<'_>) -> Option<String> {
        let as_of = self.rules_as_of?;
        if self.as_of.is_some_and(|orders| orders.minutes_since(as_of) <= LIVE_MINUTES) {
            return None;
        }
        let state = data_state(as_of, false, Ageing::Slow, context.now, context.started_at, &context.day);
        Some(context.l10n.as_of(as_of, state, context.now))
    }

    /// Wishes for weekly rules that no later one has replaced, newest first.
    fn weekly_wishes(&self) -> impl Iterator<Item = (&Intent, &SetWeekly)> {
        self.intents.iter().rev().filter_map(|intent| match &intent.command {
            Command::SetWeekly(rule) if !rule.settling.replaced => Some((intent, rule)),
            _ => None,
        })
    }
}
