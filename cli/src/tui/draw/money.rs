//! The money of one child: balance, spending chart, movements.

use std::borrow::Cow;

use ratatui::style::{Color, Style};
use ratatui::text::{Line, Span};
use schoolcard_core::domain::AccountNumber;
use schoolcard_core::screens::bills::BillsState;
use schoolcard_core::screens::home::BalanceCell;
use schoolcard_core::screens::money::{MovementDay, SpendingBar};
use schoolcard_core::screens::outlook::RunOutCell;
use schoolcard_core::screens::spent::{SpendingByKind, SpendingRun};

use super::home::balance_lines;
use super::lines::{dated, faint, heading, pair, strong, warning, width_of, wrap};
use crate::plain;
use crate::words::{Chart, Words};

/// The balance and whose account it is.
pub fn balance(cell: &BalanceCell, account: Option<AccountNumber>, width: usize, words: Words) -> Vec<Line<'static>> {
    let mut lines = balance_lines(cell, width, words);
    if let Some(number) = account {
        lines.push(Line::styled(format!("{}: {number}", words.account_title()), faint()));
    }
    lines
}

/// How long the money lasts.
pub fn run_out(cell: &RunOutCell, width: usize) -> Vec<Line<'static>> {
    match cell {
        RunOutCell::Unknown { text } => wrap(text, 0, width, faint()),
        RunOutCell::Known { figure } => {
            let mut lines = pair((&figure.value.text, Style::new()), (&figure.as_of_text, dated(figure.freshness.state)), 0, width);
            lines.extend(wrap(&figure.value.range_text, 2, width, faint()));
            lines
        }
    }
}

/// A bar with its label and its sum.
pub type Bar<'a> = (Cow<'a, str>, u32, &'a str);

/// The bars of one way of summing up.
pub fn bars<'a>(chart: Chart, days: &'a [SpendingBar], sums: &'a SpendingByKind) -> Vec<Bar<'a>> {
    // The whole label of a week leaves no room for its bar.
    let week = |run: &SpendingRun| format!("{}–{}", run.period.from.0.format("%d.%m"), run.period.to.0.format("%d.%m"));
    match chart {
        Chart::Days => days.iter().map(|bar| (bar.label.as_str().into(), bar.per_mille, bar.text.as_str())).collect(),
        Chart::Weeks => sums.weeks.iter().map(|run| (week(run).into(), run.per_mille, run.text.as_str())).collect(),
        Chart::Months => sums.months.iter().map(|run| (run.label.as_str().into(), run.per_mille, run.text.as_str())).collect(),
        Chart::Kinds => sums.kinds.iter().map(|share| (share.label.as_str().into(), share.per_mille, share.text.as_str())).collect(),
    }
}

/// A heading, then one bar a line with the sum beside it.
pub fn chart(title: &str, bars: &[Bar<'_>], width: usize) -> Vec<Line<'static>> {
    let labels = bars.iter().map(|(label, ..)| width_of(label)).max().unwrap_or(0);
    let sums = bars.iter().map(|(.., sum)| width_of(sum)).max().unwrap_or(0);
    let room = u32::try_from(width.saturating_sub(labels + sums + 2)).unwrap_or(0);
    let mut lines = vec![Line::styled(title.to_owned(), heading())];
    lines.extend(bars.iter().map(|(label, per_mille, sum)| {
        let bar = plain::bar(*per_mille, room);
        let gap = width.saturating_sub(labels + 1 + width_of(&bar) + width_of(sum));
        Line::from(vec![
            Span::raw(format!("{label}{} ", " ".repeat(labels - width_of(label).min(labels)))),
            Span::styled(bar, Style::new().fg(Color::Green)),
            Span::raw(" ".repeat(gap)),
            Span::raw((*sum).to_owned()),
        ])
    }));
    lines
}

/// What the bill checker found.
pub fn bills(state: &BillsState, width: usize, words: Words) -> Vec<Line<'static>> {
    let mut lines = vec![Line::styled(words.bills_title(), heading())];
    match state {
        BillsState::NotYet { text } => lines.extend(wrap(text, 0, width, faint())),
        BillsState::Checked { text, findings, .. } => {
            lines.extend(wrap(text, 0, width, Style::new()));
            for finding in findings {
                lines.push(Line::default());
                lines.extend(wrap(&format!("! {}", finding.text), 0, width, warning()));
            }
        }
    }
    lines
}

/// Movements day by day, with what the school changed afterwards.
pub fn movements(days: &[MovementDay], as_of_text: &str, width: usize, words: Words) -> Vec<Line<'static>> {
    let mut lines = pair((words.movements_title(), heading()), (as_of_text, faint()), 0, width);
    for day in days {
        lines.push(Line::styled(day.title.clone(), heading()));
        for row in &day.movements {
            lines.extend(pair((&row.title, Style::new()), (&row.sum_text, strong()), 2, width));
            lines.extend(wrap(&row.edit_text, 4, width, warning()));
        }
    }
    lines
}
