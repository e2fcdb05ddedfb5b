//! Putting texts on lines of a given width. Sums keep together: lines break at plain spaces only.

use ratatui::style::{Color, Modifier, Style};
use ratatui::text::{Line, Span};
use schoolcard_core::domain::DataState;

/// What matters most.
pub fn strong() -> Style {
    Style::new().add_modifier(Modifier::BOLD)
}

/// What stands beside: dates, evidence.
pub fn faint() -> Style {
    Style::new().fg(Color::Gray)
}

/// What needs attention; always with a sign or words beside the colour.
pub fn warning() -> Style {
    Style::new().fg(Color::Yellow)
}

/// A heading of a day or a part.
pub fn heading() -> Style {
    Style::new().fg(Color::Cyan).add_modifier(Modifier::BOLD)
}

/// How the date of a figure looks; the words beside it say the same.
pub fn dated(state: DataState) -> Style {
    match state {
        DataState::Live | DataState::Cached => faint(),
        DataState::Late | DataState::ServiceDown => warning(),
    }
}

/// Columns a text takes.
pub fn width_of(text: &str) -> usize {
    Span::raw(text).width()
}

/// `text` broken at spaces into lines of at most `width` columns, each after `indent` spaces.
pub fn wrap(text: &str, indent: usize, width: usize, style: Style) -> Vec<Line<'static>> {
    let room = width.saturating_sub(indent).max(1);
    let mut rows: Vec<String> = Vec::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        match rows.last_mut() {
            Some(row) if width_of(row) + 1 + width_of(word) <= room => {
                row.push(' ');
                row.push_str(word);
            }
            _ => rows.push(word.to_owned()),
        }
    }
    rows.into_iter().map(|row| Line::from(vec![Span::raw(" ".repeat(indent)), Span::styled(row, style)])).collect()
}

/// `left` at the left edge and `right` at the right one; on lines of their own where they do not fit together.
pub fn pair(left: (&str, Style), right: (&str, Style), indent: usize, width: usize) -> Vec<Line<'static>> {
    let taken = indent + width_of(left.0) + width_of(right.0);
    if taken + 2 <= width {
        let gap = " ".repeat(width - taken);
        let spans = vec![
            Span::raw(" ".repeat(indent)),
            Span::styled(left.0.to_owned(), left.1),
            Span::raw(gap),
            Span::styled(right.0.to_owned(), right.1),
        ];
        vec![Line::from(spans)]
    } else {
        let mut lines = wrap(left.0, indent, width, left.1);
        lines.extend(wrap(right.0, indent + 2, width, right.1));
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(lines: &[Line<'_>]) -> Vec<String> {
        lines.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_sum_is_never_broken() {
        let lines = wrap("Сегодня: 2 покупки на 1\u{a0}235,00\u{a0}₽", 0, 24, Style::new());
        assert_eq!(texts(&lines), ["Сегодня: 2 покупки на", "1\u{a0}235,00\u{a0}₽"]);
    }

    #[test]
    fn a_pair_that_does_not_fit_takes_two_lines() {
        let plain = Style::new();
        assert_eq!(texts(&pair(("лево", plain), ("право", plain), 1, 16)), [" лево      право"]);
        assert_eq!(texts(&pair(("налево", plain), ("направо", plain), 0, 14)), ["налево", "  направо"]);
    }

    #[test]
    fn a_word_longer_than_the_line_still_stands_somewhere() {
        assert_eq!(texts(&wrap("слово", 4, 3, Style::new())), ["    слово"]);
    }
}
