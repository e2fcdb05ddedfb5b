//! The menu screen.

use ratatui::style::Style;
use ratatui::text::Line;
use schoolcard_core::screens::MenuState;
use schoolcard_core::screens::menu::{DishRow, PlaceMenu};

use super::lines::{dated, faint, heading, pair, strong, warning, wrap};
use crate::plain::joined;
use crate::tui::menu::Menu;
use crate::words::Words;

/// What can be pressed.
pub fn keys(menu: &Menu, words: Words) -> &'static str {
    if menu.typing { words.keys_search() } else { words.keys_menu() }
}

/// The lines of the screen; `None` when nobody is signed in.
pub fn lines(state: &MenuState, menu: &Menu, width: usize, words: Words) -> Option<Vec<Line<'static>>> {
    let (title, as_of_text, freshness, buffet, found_text, days) = match state {
        MenuState::SignedOut => return None,
        MenuState::UnknownChild => return Some(wrap(words.unknown_child(), 0, width, Style::new())),
        MenuState::Loading { text, .. } => return Some(wrap(text, 0, width, Style::new())),
        MenuState::Week { title, as_of_text, freshness, buffet_as_of_text, buffet_freshness, found_text, days, .. } => {
            (title, as_of_text, freshness, (buffet_as_of_text, buffet_freshness), found_text, days)
        }
    };
    let mut lines = pair((&format!("{title}   {}", words.earlier_later()), faint()), (as_of_text, dated(freshness.state)), 0, width);
    lines.extend(pair((words.menu_buffet(), faint()), (buffet.0, dated(buffet.1.state)), 0, width));
    if menu.typing || !menu.search.is_empty() {
        let cursor = if menu.typing { "▏" } else { "" };
        lines.extend(pair((&format!("{} {}{cursor}", words.menu_search(), menu.search), strong()), (found_text, faint()), 0, width));
    }
    for day in days {
        lines.push(Line::default());
        lines.extend(wrap(&day.title, 0, width, heading()));
        lines.extend(day.notes.iter().flat_map(|note| wrap(note, 2, width, warning())));
        lines.extend(day.places.iter().flat_map(|at| place(at, width)));
    }
    Some(lines)
}

fn place(at: &PlaceMenu, width: usize) -> Vec<Line<'static>> {
    let mut lines = wrap(&joined(&[&at.name, &at.address]), 1, width, faint());
    for complex in &at.complexes {
        lines.extend(pair((&complex.title, strong()), (&complex.price_text, strong()), 2, width));
        lines.extend(wrap(&complex.marks.join(" · "), 4, width, Style::new()));
        lines.extend(wrap(&complex.nutrition_text, 4, width, faint()));
        lines.extend(complex.dishes.iter().flat_map(|of| dish(of, width)));
    }
    if let Some(buffet) = &at.buffet {
        lines.extend(wrap(&buffet.hours_text, 2, width, strong()));
        lines.extend(buffet.smart_hours_text.iter().flat_map(|text| wrap(text, 2, width, strong())));
        lines.extend(buffet.dishes.iter().flat_map(|of| dish(of, width)));
    }
    lines
}

fn dish(of: &DishRow, width: usize) -> Vec<Line<'static>> {
    let mut lines = pair((&of.name, Style::new()), (&of.price_text, Style::new()), 4, width);
    lines.extend(wrap(&of.marks.join(" · "), 6, width, warning()));
    lines.extend(wrap(&of.ingredients_text, 6, width, faint()));
    lines.extend(wrap(&of.nutrition_text, 6, width, faint()));
    lines
}
