//! Orders ahead and "ill today" as lines of text.

use schoolcard_core::screens::ill_today::IllFigure;
use schoolcard_core::screens::orders::{CutOffRow, OrderDayRow, OrderMeal};
use schoolcard_core::screens::{IllTodayState, OrdersState};

use super::balance_line;
use crate::words::Words;

/// The orders of a week.
pub fn orders(words: Words, state: &OrdersState) -> Option<Vec<String>> {
    let (name, week, rules, balance, cut_offs) = match state {
        OrdersState::SignedOut | OrdersState::UnknownChild => return None,
        OrdersState::Loading { text, .. } => return Some(vec![text.clone()]),
        OrdersState::Orders { name, week, rules, balance, cut_offs, .. } => (name, week, rules, balance, cut_offs),
    };
    let mut lines = vec![format!("{name} ({})", week.as_of_text), balance_line(words, balance)];
    lines.extend(cut_off_lines(cut_offs));
    lines.push(String::new());
    for day in &week.value.days {
        lines.extend(day_lines(words, day));
    }
    if !rules.is_empty() {
        lines.push(words.weekly_heading().to_owned());
    }
    for rule in rules {
        lines.push(format!("  {} · {} {}", rule.title, words.complex_word(), rule.complex));
        lines.extend(rule.change.as_ref().map(|change| format!("    {}", change.text)));
    }
    Some(lines)
}

/// The rule for every meal, and those that single meals have of their own.
pub fn cut_off_lines(cut_offs: &[CutOffRow]) -> impl Iterator<Item = String> + '_ {
    let told = cut_offs.iter().filter(|row| row.meal.is_none() || row.rule.is_some());
    told.map(|row| if row.meal.is_none() { row.text.clone() } else { format!("{}. {}", row.title, row.text) })
}

fn day_lines(words: Words, day: &OrderDayRow) -> Vec<String> {
    let mut lines = vec![format!("{}. {}", day.title, day.text)];
    if !day.empty_text.is_empty() {
        lines.push(format!("  {}", day.empty_text));
    }
    for meal in &day.meals {
        lines.extend(meal_lines(words, meal).into_iter().map(|line| format!("  {line}")));
    }
    lines
}

/// One meal.
pub fn meal_lines(words: Words, meal: &OrderMeal) -> Vec<String> {
    let mut lines =
        vec![format!("{} · {} · {} {}", meal.title, meal.price_text, words.complex_word(), meal.complex), format!("  {}", meal.until_text)];
    lines.extend(meal.change.as_ref().map(|change| format!("  {}", change.text)));
    lines
}

/// "Ill today".
pub fn ill(words: Words, state: &IllTodayState) -> Option<Vec<String>> {
    match state {
        IllTodayState::SignedOut | IllTodayState::UnknownChild | IllTodayState::Loading { .. } => None,
        IllTodayState::Form { name, day_title, reasons, reasons_text, meals, meals_text, as_of_text, .. } => {
            let mut lines = vec![format!("{name}, {day_title} ({as_of_text})")];
            lines.extend(meals.iter().map(|meal| format!("  {meal}")));
            lines.extend(Some(meals_text).filter(|text| !text.is_empty()).cloned());
            lines.push(format!("{}:", words.reasons_heading()));
            lines.extend(reasons.iter().map(|reason| format!("  {} {}", reason.reason.id, reason.reason.name)));
            lines.extend(Some(reasons_text).filter(|text| !text.is_empty()).map(|text| format!("  {text}")));
            Some(lines)
        }
        IllTodayState::Asked { name, day_title, ill, .. } => {
            let mut lines = vec![format!("{name}, {day_title}")];
            lines.extend(ill_lines(ill));
            Some(lines)
        }
    }
}

/// How it goes, part by part.
pub fn ill_lines(ill: &IllFigure) -> Vec<String> {
    let mut lines = Vec::new();
    for meal in &ill.meals {
        lines.push(format!("  {}", meal.text));
        lines.extend(Some(&meal.money_text).filter(|text| !text.is_empty()).map(|text| format!("    {text}")));
    }
    lines.extend(Some(&ill.meals_text).filter(|text| !text.is_empty()).map(|text| format!("  {text}")));
    lines.push(format!("  {}", ill.notice_text));
    lines
}
