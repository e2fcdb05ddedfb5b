//! The money of one child: balance, spending chart, movements.

use ratatui::style::{Color, Style};
use ratatui::text::{Line, Span};
use schoolcard_core::domain::AccountNumber;
use schoolcard_core::screens::home::BalanceCell;
use schoolcard_core::screens::money::{MovementDay, SpendingBar};

use super::home::balance_lines;
use super::lines::{heading, pair, strong, warning, width_of, wrap};
use crate::plain;
use crate::words::Words;

/// The balance and whose account it is.
pub fn balance(cell: &BalanceCell, account: Option<AccountNumber>, width: usize, words: Words) -> Vec<Line<'static>> {
    let mut lines = balance_lines(cell, width, words);
    if let Some(number) = account {
        lines.push(Line::styled(format!("{}: {number}", words.account_title()), super::lines::faint()));
    }
    lines
}

/// One bar a day, the sum beside it.
pub fn chart(spending: &[SpendingBar], width: usize, words: Words) -> Vec<Line<'static>> {
    let labels = spending.iter().map(|bar| width_of(&bar.label)).max().unwrap_or(0);
    let sums = spending.iter().map(|bar| width_of(&bar.text)).max().unwrap_or(0);
    let room = u32::try_from(width.saturating_sub(labels + sums + 2)).unwrap_or(0);
    let mut lines = vec![Line::styled(words.chart_title(), heading())];
    lines.extend(spending.iter().map(|day| {
        let bar = plain::bar(day, room);
        let gap = width.saturating_sub(labels + 1 + width_of(&bar) + width_of(&day.text));
        Line::from(vec![
            Span::raw(format!("{}{} ", day.label, " ".repeat(labels - width_of(&day.label).min(labels)))),
            Span::styled(bar, Style::new().fg(Color::Green)),
            Span::raw(" ".repeat(gap)),
            Span::raw(day.text.clone()),
        ])
    }));
    lines
}

/// Movements day by day, with what the school changed afterwards.
pub fn movements(days: &[MovementDay], as_of_text: &str, width: usize, words: Words) -> Vec<Line<'static>> {
    let mut lines = pair((words.movements_title(), heading()), (as_of_text, super::lines::faint()), 0, width);
    for day in days {
        lines.push(Line::styled(day.title.clone(), heading()));
        for row in &day.movements {
            lines.extend(pair((&row.title, Style::new()), (&row.sum_text, strong()), 2, width));
            lines.extend(wrap(&row.edit_text, 4, width, warning()));
        }
    }
    lines
}
