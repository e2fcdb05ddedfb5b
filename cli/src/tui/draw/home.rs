//! The home screen: a card a child.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, BorderType, Paragraph};
use schoolcard_core::screens::home::{BalanceCell, ChildCard};
use schoolcard_core::screens::outlook::RunOutCell;

use super::lines::{dated, faint, pair, strong, warning, wrap};
use crate::plain::joined;
use crate::tui::model::Model;
use crate::words::Words;

/// Draws as many cards as fit, the chosen one always among them.
pub fn draw(frame: &mut Frame<'_>, area: Rect, model: &Model, words: Words) {
    let inner = usize::from(area.width.saturating_sub(4));
    let cards: Vec<(Vec<Line<'static>>, String)> = model.cards().iter().map(|card| (lines(card, inner, words), title(card))).collect();
    let heights: Vec<u16> = cards.iter().map(|(lines, _)| u16::try_from(lines.len()).unwrap_or(u16::MAX).saturating_add(2)).collect();
    let first = first_shown(&heights, model.chosen(), area.height);
    let mut top = area.y;
    for (index, ((lines, title), height)) in cards.into_iter().zip(heights).enumerate().skip(first) {
        let room = area.bottom().saturating_sub(top);
        if room < 3 {
            break;
        }
        let chosen = index == model.chosen();
        let block = Block::bordered()
            .border_type(if chosen { BorderType::Double } else { BorderType::Rounded })
            .border_style(if chosen { strong() } else { faint() })
            .title(Line::from(vec![Span::raw(if chosen { " ► " } else { " " }), Span::styled(title, strong()), Span::raw(" ")]))
            .padding(ratatui::widgets::Padding::horizontal(1));
        let card = Rect { x: area.x, y: top, width: area.width, height: height.min(room) };
        frame.render_widget(Paragraph::new(lines).block(block), card);
        top = card.bottom();
    }
}

/// The first card to draw so that the chosen one is whole.
fn first_shown(heights: &[u16], chosen: usize, room: u16) -> usize {
    (0..=chosen)
        .find(|&first| {
            let taken = heights.get(first..=chosen).map_or(0, |cards| cards.iter().map(|&height| u32::from(height)).sum::<u32>());
            taken <= u32::from(room)
        })
        .unwrap_or(chosen)
}

fn title(card: &ChildCard) -> String {
    joined(&[&card.name, &card.class_name, &card.school])
}

fn lines(card: &ChildCard, width: usize, words: Words) -> Vec<Line<'static>> {
    let presence = &card.presence;
    let mut lines = pair((&presence.value.text, strong()), (&presence.as_of_text, dated(presence.freshness.state)), 0, width);
    let evidence = joined(&[&presence.value.evidence_text, &presence.value.place]);
    lines.extend(wrap(&evidence, 2, width, faint()));
    lines.extend(balance_lines(&card.balance, width, words));
    if let RunOutCell::Known { figure } = &card.run_out
        // Where it asks for something it stands below, with its date.
        && !card.attention.iter().any(|notice| notice.text.contains(&figure.value.text))
    {
        lines.extend(wrap(&figure.value.text, 2, width, faint()));
    }
    lines.extend(pair(
        (&card.today.value.text, ratatui::style::Style::new()),
        (&card.today.as_of_text, dated(card.today.freshness.state)),
        0,
        width,
    ));
    for notice in &card.attention {
        lines.extend(wrap(&format!("! {}", notice.text), 0, width, warning()));
    }
    lines
}

/// A balance with its date, or why there is none.
pub fn balance_lines(cell: &BalanceCell, width: usize, words: Words) -> Vec<Line<'static>> {
    match cell {
        BalanceCell::Known { figure } => {
            let text = format!("{}: {}", words.balance_title(), figure.value.text);
            let style = if figure.value.balance.confirmed.is_negative() { warning().patch(strong()) } else { strong() };
            pair((&text, style), (&figure.as_of_text, dated(figure.freshness.state)), 0, width)
        }
        BalanceCell::Loading { text } | BalanceCell::Unavailable { text } => {
            wrap(&format!("{}: {text}", words.balance_title()), 0, width, faint())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chosen_card_is_always_whole() {
        let heights = [6, 6, 8, 6];
        assert_eq!(first_shown(&heights, 0, 14), 0);
        assert_eq!(first_shown(&heights, 1, 14), 0);
        assert_eq!(first_shown(&heights, 2, 14), 1);
        assert_eq!(first_shown(&heights, 3, 14), 2);
        assert_eq!(first_shown(&heights, 3, 2), 3);
    }
}
