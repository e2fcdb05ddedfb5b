//! The lists of one child: visits and meals.

use ratatui::style::Style;
use ratatui::text::Line;
use schoolcard_core::screens::home::DatedPresence;
use schoolcard_core::screens::meals::MealDay;
use schoolcard_core::screens::visits::{VisitDay, VisitRow};

use super::lines::{dated, faint, heading, pair, strong, warning, wrap};
use crate::plain::{escorts, joined};
use crate::words::Words;

/// Presence now, then day by day.
pub fn visits(presence: &DatedPresence, days: &[VisitDay], width: usize, words: Words) -> Vec<Line<'static>> {
    let mut lines = pair((&presence.value.text, strong()), (&presence.as_of_text, dated(presence.freshness.state)), 0, width);
    lines.extend(wrap(&presence.value.evidence_text, 2, width, faint()));
    for day in days {
        lines.push(Line::default());
        lines.push(Line::styled(day.title.clone(), heading()));
        lines.extend(day.visits.iter().flat_map(|visit| visit_lines(visit, width, words)));
    }
    lines
}

fn visit_lines(visit: &VisitRow, width: usize, words: Words) -> Vec<Line<'static>> {
    let mut lines = pair((&visit.text, strong()), (&visit.duration_text, Style::new()), 2, width);
    let place = joined(&[&visit.organization, &visit.address]);
    lines.extend(wrap(&place, 4, width, faint()));
    for escort in escorts(words, visit) {
        lines.extend(wrap(&escort, 4, width, faint()));
    }
    lines.extend(wrap(&visit.late_text, 4, width, warning()));
    lines
}

/// Purchases day by day.
pub fn meals(days: &[MealDay], width: usize) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    for day in days {
        if !lines.is_empty() {
            lines.push(Line::default());
        }
        lines.extend(pair((&day.title, heading()), (&day.spent_text, heading()), 0, width));
        for purchase in &day.purchases {
            lines.extend(pair((&purchase.title, strong()), (&purchase.total_text, strong()), 2, width));
            lines.extend(purchase.item_texts.iter().flat_map(|text| wrap(text, 4, width, faint())));
        }
    }
    lines
}
