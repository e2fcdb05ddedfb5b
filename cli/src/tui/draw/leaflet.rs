//! The screens for what the leaflet tells: cards, the help.

use ratatui::style::Style;
use ratatui::text::Line;
use schoolcard_core::screens::cards::{CardAction, CardBlockKind, CardRow};
use schoolcard_core::screens::help::HelpPage;
use schoolcard_core::screens::{CardsState, HelpState, ScreenState};

use super::lines::{dated, faint, heading, pair, strong, warning, wrap};
use crate::plain::cards as plain;
use crate::tui::cards::Cards;
use crate::tui::model::Model;
use crate::words::Words;

/// The cards of a child; `None` when there is no such child.
pub fn cards(state: &CardsState, shown: &Cards, width: usize, words: Words) -> Option<Vec<Line<'static>>> {
    let (account_text, cards, empty_text, compared, transport, loss, hints_title, hints, freshness, as_of_text) = match state {
        CardsState::Unknown { text, .. } => return Some(wrap(text, 0, width, strong())),
        CardsState::Cards {
            account_text, cards, empty_text, compared, transport, loss, hints_title, hints, freshness, as_of_text, ..
        } => (account_text, cards, empty_text, compared, transport, loss, hints_title, hints, freshness, as_of_text),
        CardsState::SignedOut | CardsState::UnknownChild => return None,
    };
    let chosen = shown.chosen(state);
    let mut lines = pair((words.cards_title(), heading()), (as_of_text, dated(freshness.state)), 0, width);
    lines.extend(wrap(empty_text, 0, width, strong()));
    for card in cards {
        let is_chosen = chosen.is_some_and(|chosen| chosen.id == card.id);
        lines.extend(card_lines(card, is_chosen, is_chosen && shown.asks.as_ref() == Some(&card.id), width, words));
    }
    lines.extend(wrap(account_text, 0, width, faint()));
    lines.extend(plain_lines(&plain::loss_lines(loss), width));
    if !hints.is_empty() {
        lines.push(Line::default());
        lines.extend(wrap(hints_title, 0, width, warning()));
        lines.extend(hints.iter().flat_map(|hint| wrap(&format!("! {}", hint.text), 2, width, warning())));
    }
    lines.push(Line::default());
    lines.extend(wrap(&plain::transport_line(transport), 0, width, Style::new()));
    lines.push(Line::default());
    lines.extend(compared.iter().flat_map(|text| item(text, width)));
    Some(lines)
}

fn card_lines(card: &CardRow, is_chosen: bool, asks: bool, width: usize, words: Words) -> Vec<Line<'static>> {
    let title = format!("{} {}", if is_chosen { "►" } else { " " }, card.title);
    let mut lines = pair((&title, if is_chosen { strong() } else { Style::new() }), (&card.state_text, faint()), 0, width);
    lines.extend(card.block.iter().flat_map(|block| {
        let done = matches!(block.kind, CardBlockKind::Done | CardBlockKind::NotNeeded | CardBlockKind::Cancelled);
        wrap(&block.text, 2, width, if done { Style::new() } else { warning() })
    }));
    if let CardAction::Block { question, .. } = &card.action
        && asks
    {
        lines.extend(wrap(question, 2, width, warning().patch(strong())));
        lines.extend(wrap(words.block_confirm(), 2, width, Style::new()));
    }
    lines
}

/// What can be pressed on the screen of cards.
pub fn card_keys(model: &Model, words: Words) -> &'static str {
    let Some(ScreenState::Cards { state }) = &model.detail else { return words.keys_list() };
    match model.cards_shown.chosen(state) {
        Some(_) if model.cards_shown.asks.is_some() => words.keys_confirm(),
        Some(card) if card.block.as_ref().is_some_and(|block| block.kind == CardBlockKind::Waiting) => words.keys_cards_waiting(),
        Some(_) => words.keys_cards(),
        None => words.keys_list(),
    }
}

/// Lines of plain text, wrapped.
pub fn plain_lines(lines: &[String], width: usize) -> Vec<Line<'static>> {
    lines.iter().flat_map(|text| text_lines(text, width)).collect()
}

/// A line of plain text with its own indent, wrapped.
fn text_lines(text: &str, width: usize) -> Vec<Line<'static>> {
    let indent = text.len() - text.trim_start_matches(' ').len();
    if text.trim().is_empty() { vec![Line::default()] } else { wrap(text.trim_start(), indent, width, Style::new()) }
}

/// The help's topics, one below the other.
pub fn help(state: &HelpState, width: usize) -> Vec<Line<'static>> {
    match state {
        HelpState::Topics { pages } => pages.iter().flat_map(|page| topic(page, width)).collect(),
        HelpState::Topic { page } => topic(page, width),
    }
}

fn topic(page: &HelpPage, width: usize) -> Vec<Line<'static>> {
    let mut lines = wrap(&page.title, 0, width, heading());
    lines.extend(page.steps.iter().flat_map(|step| item(step, width)));
    lines.extend(page.links.iter().flat_map(|link| wrap(&link.text, 2, width, faint())));
    lines.push(Line::default());
    lines
}

/// A thought with its mark; its further lines stand below the first.
fn item(text: &str, width: usize) -> Vec<Line<'static>> {
    let mut lines = wrap(text, 2, width, Style::new());
    if let Some(mark) = lines.first_mut().and_then(|line| line.spans.first_mut()) {
        *mark = "• ".into();
    }
    lines
}
