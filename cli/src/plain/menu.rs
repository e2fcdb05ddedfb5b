//! The menu of a week as plain text.

use schoolcard_core::screens::MenuState;
use schoolcard_core::screens::menu::{DayMenu, DishRow, PlaceMenu};

use super::joined;
use crate::words::Words;

/// The week; `None` before the first reading.
pub fn week(words: Words, state: &MenuState) -> Option<Vec<String>> {
    let MenuState::Week { name, title, as_of_text, buffet_as_of_text, found_text, days, .. } = state else { return None };
    let mut lines = vec![format!("{name} ({as_of_text})"), format!("{title} ({}: {buffet_as_of_text})", words.menu_buffet())];
    lines.extend(Some(found_text.clone()).filter(|text| !text.is_empty()));
    for day in days {
        lines.push(String::new());
        lines.extend(day_lines(day));
    }
    Some(lines)
}

fn day_lines(day: &DayMenu) -> Vec<String> {
    let mut lines = vec![day.title.clone()];
    lines.extend(day.notes.iter().map(|note| format!("  {note}")));
    lines.extend(day.places.iter().flat_map(place_lines));
    lines
}

fn place_lines(place: &PlaceMenu) -> Vec<String> {
    let at = joined(&[&place.name, &place.address]);
    let mut lines: Vec<String> = Some(format!("  {at}")).filter(|_| !at.is_empty()).into_iter().collect();
    for complex in &place.complexes {
        lines.push(format!("    {} — {}", complex.title, joined(&[&complex.price_text, &complex.marks.join(" · ")])));
        lines.push(format!("      {}", complex.nutrition_text));
        lines.extend(complex.dishes.iter().flat_map(|dish| dish_lines(dish, 6)));
    }
    if let Some(buffet) = &place.buffet {
        lines.push(format!("    {}", buffet.hours_text));
        lines.extend(buffet.smart_hours_text.iter().map(|text| format!("    {text}")));
        lines.extend(buffet.dishes.iter().flat_map(|dish| dish_lines(dish, 6)));
    }
    lines
}

fn dish_lines(dish: &DishRow, indent: usize) -> [String; 2] {
    let left = " ".repeat(indent);
    [
        format!("{left}{}", joined(&[&dish.name, &dish.price_text, &dish.marks.join(" · ")])),
        format!("{left}  {}. {}", dish.ingredients_text, dish.nutrition_text),
    ]
}
