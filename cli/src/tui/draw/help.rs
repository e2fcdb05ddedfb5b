//! The help over the screen.

use ratatui::Frame;
use ratatui::layout::{Constraint, Flex, Layout, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, BorderType, Clear, Padding, Paragraph};

use super::lines::{faint, heading, width_of, wrap};
use crate::words::Words;

/// Draws the keys and what the dates mean.
pub fn draw(frame: &mut Frame<'_>, area: Rect, words: Words) {
    let width = area.width.min(66);
    let inner = usize::from(width).saturating_sub(6);
    let keys = words.help_lines();
    let column = keys.iter().map(|(key, _)| width_of(key)).max().unwrap_or(0);
    let mut lines: Vec<Line<'static>> = keys
        .iter()
        .map(|(key, meaning)| {
            Line::from(vec![Span::styled(format!("{key}{}  ", " ".repeat(column - width_of(key))), heading()), Span::raw(*meaning)])
        })
        .collect();
    lines.push(Line::default());
    lines.extend(wrap(words.help_note(), 0, inner, faint()));
    let height = u16::try_from(lines.len()).unwrap_or(0).saturating_add(2).min(area.height);
    let [row] = Layout::vertical([Constraint::Length(height)]).flex(Flex::Center).areas(area);
    let [place] = Layout::horizontal([Constraint::Length(width)]).flex(Flex::Center).areas(row);
    let block = Block::bordered()
        .border_type(BorderType::Double)
        .padding(Padding::horizontal(2))
        .title(Line::styled(format!(" {} ", words.help_title()), heading()))
        .title_bottom(Line::from(format!(" {} ", words.help_close())).right_aligned());
    frame.render_widget(Clear, place);
    frame.render_widget(Paragraph::new(lines).block(block), place);
}
