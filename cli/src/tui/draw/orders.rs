//! The screens of orders and "ill today".

use ratatui::style::Style;
use ratatui::text::Line;
use schoolcard_core::domain::{LocalDate, WeekDays, WeeklyOrder};
use schoolcard_core::screens::orders::{MealChoice, OrderMeal, WeeklyOffer};
use schoolcard_core::screens::{IllTodayState, OrdersState};

use super::lines::{faint, heading, strong, warning, wrap};
use crate::plain;
use crate::tui::orders::{Ordering, meals};
use crate::words::Words;

/// The orders of a week, with the lines on which the picked meal stands.
pub fn orders(
    state: &OrdersState,
    ordering: &Ordering,
    today: LocalDate,
    width: usize,
    words: Words,
) -> Option<(Vec<Line<'static>>, std::ops::Range<usize>)> {
    let (week, rules, balance, cut_offs) = match state {
        OrdersState::SignedOut => return None,
        OrdersState::UnknownChild => return Some((wrap(words.unknown_child(), 0, width, Style::new()), 0..0)),
        OrdersState::Loading { text, .. } => return Some((wrap(text, 0, width, Style::new()), 0..0)),
        OrdersState::Orders { week, rules, balance, cut_offs, .. } => (week, rules, balance, cut_offs),
    };
    let picked = ordering.meal(&meals(state));
    let (mut lines, mut stands, mut index) = (Vec::new(), 0..0, 0);
    lines.extend(wrap(&plain::balance_line(words, balance), 0, width, faint()));
    lines.extend(wrap(&format!("{} ({})", words.orders_title(), week.as_of_text), 0, width, faint()));
    lines.extend(plain::orders::cut_off_lines(cut_offs).flat_map(|line| wrap(&line, 0, width, faint())));
    for day in &week.value.days {
        lines.extend(wrap(&format!("{}. {}", day.title, day.text), 0, width, strong()));
        lines.extend(wrap(&day.empty_text, 2, width, faint()));
        for meal in &day.meals {
            let begin = lines.len();
            lines.extend(one(day.day, meal, (index == picked).then_some(ordering), today, width, words));
            if index == picked {
                // What became of a weekly rule is told where it was made, beside standing among the rules below.
                let made = rules.iter().filter(|rule| rule.complex == meal.complex).filter_map(|rule| rule.change.as_ref());
                lines.extend(made.flat_map(|change| wrap(&change.text, 4, width, strong())));
                stands = begin..lines.len();
            }
            index += 1;
        }
    }
    if !rules.is_empty() {
        lines.extend(wrap(words.weekly_heading(), 0, width, strong()));
    }
    for rule in rules {
        lines.extend(wrap(&rule.title, 2, width, Style::new()));
        lines.extend(rule.change.iter().flat_map(|change| wrap(&change.text, 4, width, faint())));
    }
    Some((lines, stands))
}

/// One meal; with what is asked about it when it is the picked one.
fn one(day: LocalDate, meal: &OrderMeal, picked: Option<&Ordering>, today: LocalDate, width: usize, words: Words) -> Vec<Line<'static>> {
    let (mark, style) = if picked.is_some() { ("►", heading()) } else { (" ", Style::new()) };
    let mut lines = wrap(&format!("{mark} {} · {}", meal.title, meal.price_text), 1, width, style);
    let until = if meal.choice == MealChoice::TooLate { warning() } else { faint() };
    lines.extend(wrap(&meal.until_text, 4, width, until));
    lines.extend(meal.change.iter().flat_map(|change| wrap(&change.text, 4, width, strong())));
    let Some(ordering) = picked else { return lines };
    if let Some(question) = ordering.confirmation(day, meal) {
        lines.extend(wrap(question, 4, width, warning()));
        lines.extend(wrap(words.confirm_order(), 4, width, strong()));
    }
    if let (Some(days), Some(offer)) = (ordering.weekly(meal), &meal.weekly) {
        lines.extend(wrap(&offer.question, 4, width, warning()));
        lines.extend(wrap(&week_days(days, words), 4, width, strong()));
        lines.extend(weekly_outcome(meal, offer, days, today, width, words));
        lines.extend(wrap(words.confirm_weekly(), 4, width, strong()));
    }
    lines
}

/// What the school will have once this is sent: the whole rule with portions and last day, or none.
fn weekly_outcome(
    meal: &OrderMeal,
    offer: &WeeklyOffer,
    days: WeekDays,
    today: LocalDate,
    width: usize,
    words: Words,
) -> Vec<Line<'static>> {
    if days.is_empty() {
        return wrap(if offer.seen.is_empty() { words.weekly_no_days() } else { words.weekly_removes() }, 4, width, warning());
    }
    let (texts, order) = (words.texts(), WeeklyOrder { days, ..offer.suggested.clone() });
    wrap(&texts.weekly_rule(&texts.meal(&meal.name, meal.kind), &order, today), 4, width, faint())
}

/// The seven days of a week with their digits, each turned on or off.
fn week_days(days: WeekDays, words: Words) -> String {
    let names = words.week_days().split(' ');
    let each = names.zip(days.each()).zip(1..).map(|((name, on), digit)| format!("{digit} [{}] {name}", if on { "x" } else { " " }));
    each.collect::<Vec<_>>().join("  ")
}

/// "Ill today".
pub fn ill(state: &IllTodayState, ordering: &Ordering, width: usize, words: Words) -> Option<Vec<Line<'static>>> {
    let mut lines = Vec::new();
    match state {
        IllTodayState::SignedOut => return None,
        IllTodayState::UnknownChild => lines.extend(wrap(words.unknown_child(), 0, width, Style::new())),
        IllTodayState::Loading { .. } => lines.extend(wrap(words.loading(), 0, width, Style::new())),
        IllTodayState::Form { day_title, reasons, reasons_text, meals, meals_text, as_of_text, .. } => {
            lines.extend(wrap(&format!("{day_title} ({as_of_text})"), 0, width, strong()));
            lines.extend(meals.iter().flat_map(|meal| wrap(meal, 2, width, Style::new())));
            lines.extend(wrap(meals_text, 2, width, faint()));
            lines.push(Line::default());
            lines.extend(wrap(words.reasons_heading(), 0, width, strong()));
            lines.extend(wrap(reasons_text, 2, width, warning()));
            let picked = ordering.reason(reasons);
            for (index, reason) in reasons.iter().enumerate() {
                let (mark, style) = if index == picked { ("►", heading()) } else { (" ", Style::new()) };
                lines.extend(wrap(&format!("{mark} {}", reason.reason.name), 1, width, style));
                if index == picked && ordering.asks_ill(&reason.confirmation) {
                    lines.extend(wrap(&reason.confirmation, 4, width, warning()));
                    lines.extend(wrap(words.confirm_order(), 4, width, strong()));
                }
            }
        }
        IllTodayState::Asked { day_title, ill, .. } => {
            lines.extend(wrap(day_title, 0, width, strong()));
            lines.extend(plain::orders::ill_lines(ill).iter().flat_map(|line| wrap(line.trim_start(), 2, width, Style::new())));
        }
    }
    Some(lines)
}
