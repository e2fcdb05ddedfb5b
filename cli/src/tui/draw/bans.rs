//! The screen of bans.

use std::ops::Range;

use ratatui::style::Style;
use ratatui::text::Line;
use schoolcard_core::screens::bans::{BansCell, FoodChange, FoodRightsCell};
use schoolcard_core::screens::change::ChangeKind;
use schoolcard_core::screens::{BansState, ScreenState};

use super::lines::{dated, faint, heading, pair, strong, warning, wrap};
use crate::plain::paying::sentences;
use crate::tui::bans::{Bans, Row, rows};
use crate::tui::model::Model;
use crate::words::Words;

/// What can be pressed.
pub fn keys(model: &Model, words: Words) -> &'static str {
    let Some(ScreenState::Bans { state }) = &model.detail else { return words.keys_list() };
    match model.bans.waiting(state) {
        _ if model.bans.asks(&rows(state)).is_some() => words.keys_confirm(),
        Some(_) => words.keys_bans_waiting(),
        None => words.keys_bans(),
    }
}

/// The lines of the screen, with those of the chosen row; `None` when there is nothing yet.
pub fn lines(state: &BansState, shown: &Bans, width: usize, words: Words) -> Option<(Vec<Line<'static>>, Range<usize>)> {
    let (bans, rights) = match state {
        BansState::SignedOut | BansState::Loading { .. } => return None,
        BansState::UnknownChild => return Some((wrap(words.unknown_child(), 0, width, Style::new()), 0..0)),
        BansState::Rules { bans, rights, .. } => (bans, rights),
    };
    let rows = rows(state);
    let chosen = shown.chosen(&rows);
    let asks = shown.asks(&rows).is_some();
    let mut page = Page { lines: Vec::new(), stands: 0..0, width, words };
    let draw = |page: &mut Page, picked: &dyn Fn(&Row<'_>) -> bool| {
        for (index, row) in rows.iter().enumerate().filter(|(_, row)| picked(row)) {
            page.row(row, rights, index == chosen, asks);
        }
    };
    match rights {
        FoodRightsCell::NotRead { text } => page.lines.extend(wrap(text, 0, width, Style::new())),
        FoodRightsCell::Read { change, consent, discounted_text, freshness, as_of_text, .. } => {
            page.lines.extend(pair((words.bans_rights(), heading()), (as_of_text, dated(freshness.state)), 0, width));
            draw(&mut page, &|row| matches!(row, Row::Switch(_)));
            page.change(change.as_ref());
            draw(&mut page, &|row| matches!(row, Row::Consent(_)));
            page.change(consent.as_ref());
            page.lines.extend(wrap(discounted_text, 3, width, faint()));
        }
    }
    page.lines.push(Line::default());
    match bans {
        BansCell::NotRead { text } => page.lines.extend(wrap(text, 0, width, Style::new())),
        BansCell::Read { empty_text, categories, freshness, as_of_text, change, .. } => {
            page.lines.extend(pair((words.bans_title(), heading()), (as_of_text, dated(freshness.state)), 0, width));
            page.lines.extend(wrap(empty_text, 3, width, Style::new()));
            draw(&mut page, &|row| matches!(row, Row::Ban(of) if of.banned));
            page.change(change.as_ref());
            let is_category = |row: &Row<'_>| matches!(row, Row::Ban(of) if categories.contains(of));
            for (title, categories) in [(words.bans_categories(), true), (words.bans_dishes(), false)] {
                let picked = |row: &Row<'_>| matches!(row, Row::Ban(of) if !of.banned) && is_category(row) == categories;
                if rows.iter().any(picked) {
                    page.lines.extend(wrap(title, 0, width, heading()));
                    draw(&mut page, &picked);
                }
            }
        }
    }
    Some((page.lines, page.stands))
}

struct Page {
    lines: Vec<Line<'static>>,
    stands: Range<usize>,
    width: usize,
    words: Words,
}

impl Page {
    fn row(&mut self, row: &Row<'_>, rights: &FoodRightsCell, is_chosen: bool, asks: bool) {
        let (width, words) = (self.width, self.words);
        let (text, state_text) = match (row, rights) {
            (Row::Switch(of), _) => (of.title.as_str(), of.state_text.as_str()),
            (Row::Consent(_), FoodRightsCell::Read { preorders_text, .. }) => (preorders_text.as_str(), ""),
            (Row::Consent(_), FoodRightsCell::NotRead { .. }) => ("", ""),
            (Row::Ban(of), _) => (of.text.as_str(), of.state_text.as_str()),
        };
        let begin = self.lines.len();
        let title = format!("{} {text}", if is_chosen { "►" } else { " " });
        let is_banned = matches!(row, Row::Ban(of) if of.banned || of.banned_by_category);
        let styles = (if is_chosen { strong() } else { Style::new() }, if is_banned { warning() } else { faint() });
        self.lines.extend(pair((&title, styles.0), (state_text, styles.1), 1, width));
        if !is_chosen {
            return;
        }
        if asks {
            let question = match row {
                Row::Switch(of) => words.turns(&of.title, of.on == Some(false)),
                Row::Consent(question) => question.unwrap_or_default().to_owned(),
                Row::Ban(of) => words.bans_or_lifts(&of.text, !of.banned),
            };
            self.lines.extend(wrap(&question, 4, width, warning()));
            self.lines.extend(wrap(words.confirm_limits(), 4, width, strong()));
        }
        self.stands = begin..self.lines.len();
    }

    fn change(&mut self, change: Option<&FoodChange>) {
        let Some(change) = change else { return };
        let (mark, style) = match change.kind {
            ChangeKind::Done => (self.words.done_mark(), heading()),
            ChangeKind::Waiting | ChangeKind::Sending => ("", strong()),
            ChangeKind::Cancelled => ("", Style::new()),
            ChangeKind::Conflict | ChangeKind::Refused | ChangeKind::Expired => (self.words.failed_mark(), warning()),
        };
        let said = sentences(&format!("{mark} {}", change.text));
        self.lines.extend(said.iter().flat_map(|text| wrap(text, 3, self.width, style)));
    }
}
