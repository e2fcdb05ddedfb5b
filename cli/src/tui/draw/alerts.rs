//! The banner of alerts, their feed, and the settings of notifications.

use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use schoolcard_core::screens::alerts::{AlertRow, AlertSource};
use schoolcard_core::screens::change::ChangeKind;
use schoolcard_core::screens::notification_settings::{SchoolGroup, SchoolSettingsState};
use schoolcard_core::screens::{AlertsState, NotificationSettingsState};

use super::lines::{dated, faint, heading, pair, strong, warning, wrap};
use crate::plain::alerts as plain;
use crate::tui::alerts::Alerts;
use crate::tui::model::Model;
use crate::tui::notifications::{Row, coming, rows};
use crate::words::Words;

/// Settings are not wider than this, so that a switch and its hours are seen as one.
const SETTINGS: usize = 60;

/// The banner: the newest alerts in full, the others counted.
pub fn banner(alerts: &Alerts, most: usize, width: usize, words: Words) -> Vec<Line<'static>> {
    let style = Style::new().add_modifier(Modifier::REVERSED);
    let mut lines: Vec<Line<'static>> = Vec::new();
    for (index, alert) in alerts.banner().take(most).enumerate() {
        let hint = if index == 0 { words.banner_hint() } else { "" };
        lines.extend(pair((&format!("● {}", alert.title), strong()), (hint, Style::new()), 1, width));
        lines.extend(wrap(&alert.body, 3, width, Style::new()));
    }
    let more = alerts.banner().count().saturating_sub(most);
    if more > 0 {
        lines.extend(wrap(&words.banner_more(more), 3, width, Style::new()));
    }
    // A band over the whole width.
    for line in &mut lines {
        let gap = (width + 2).saturating_sub(line.width());
        line.push_span(Span::raw(" ".repeat(gap)));
        line.style = style;
    }
    lines
}

/// The feed; `None` when nobody is signed in.
pub fn feed(alerts: &Alerts, width: usize, words: Words) -> Option<Vec<Line<'static>>> {
    let Some(AlertsState::Feed { rows, empty_text, push_text, .. }) = &alerts.feed else { return None };
    let mut lines: Vec<Line<'static>> = push_text.iter().flat_map(|text| wrap(text, 0, width, warning())).collect();
    if !lines.is_empty() {
        lines.push(Line::default());
    }
    lines.extend(rows.iter().flat_map(|row| row_lines(row, row.unread || alerts.is_fresh(&row.id), width, words)));
    lines.extend(wrap(empty_text, 0, width, faint()));
    Some(lines)
}

fn row_lines(row: &AlertRow, is_new: bool, width: usize, words: Words) -> Vec<Line<'static>> {
    let title = format!("{} {}", if is_new { "●" } else { " " }, row.title);
    let style = if is_new { strong() } else { Style::new() };
    let mut lines = pair((&title, style), (&row.at_text, faint()), 0, width);
    lines.extend(wrap(&row.body, 2, width, Style::new()));
    if let Some(delay) = &row.delay_text {
        lines.extend(wrap(delay, 2, width, warning()));
    }
    if let Some(why) = &row.suppressed_text {
        lines.extend(wrap(&format!("({why})"), 2, width, faint()));
    }
    if row.source == AlertSource::School {
        lines.extend(wrap(words.by_school(), 2, width, faint()));
    }
    lines
}

/// The settings, and the lines of the chosen row; `None` when nobody is signed in.
pub fn settings(
    state: &NotificationSettingsState,
    model: &Model,
    width: usize,
    words: Words,
) -> Option<(Vec<Line<'static>>, std::ops::Range<usize>)> {
    let NotificationSettingsState::Settings { quiet_text, push_text, school, .. } = state else { return None };
    let screen = &model.notifications;
    let child = model.child()?;
    let rows = rows(state, &child.person);
    let at = screen.at.min(rows.len().saturating_sub(1));
    let mut lines: Vec<Line<'static>> = Vec::new();
    let mut chosen_lines = 0..0;
    let mut place = None;
    for (index, row) in rows.iter().enumerate() {
        let headings = headings(row, place, &child.name, school, width, words);
        place = Some(*row);
        lines.extend(headings);
        let begin = lines.len();
        let is_chosen = index == at;
        let mark = if is_chosen { "► " } else { "  " };
        let style = if is_chosen { strong() } else { Style::new() };
        let (text, hours) = row_text(row, quiet_text, words);
        let label = format!("{mark}{text}");
        lines.extend(match row {
            Row::Quiet(_) | Row::Bell(_) if is_chosen => wrap(&label, 0, width, style),
            Row::Quiet(_) | Row::Bell(_) => wrap(&text, 2, width, style),
            Row::Kind(..) | Row::Switch(_) => pair((&label, style), (&hours, faint()), 0, width.min(SETTINGS)),
        });
        lines.extend(asides(row, is_chosen).into_iter().flat_map(|(text, style)| wrap(&text, 6, width, style)));
        if is_chosen {
            lines.extend(question(row, model, words).into_iter().flat_map(|(text, style)| wrap(&text, 6, width, style)));
            chosen_lines = begin..lines.len();
        }
    }
    if let SchoolSettingsState::NotRead { text } = school {
        lines.push(Line::default());
        lines.extend(wrap(text, 0, width, faint()));
    }
    if let Some(text) = push_text {
        lines.push(Line::default());
        lines.extend(wrap(text, 0, width, faint()));
    }
    Some((lines, chosen_lines))
}

/// What stands above a row that begins a part.
fn headings(
    row: &Row<'_>,
    before: Option<Row<'_>>,
    child: &str,
    school: &SchoolSettingsState,
    width: usize,
    words: Words,
) -> Vec<Line<'static>> {
    match (row, before) {
        (Row::Kind(..), Some(Row::Quiet(_))) => {
            vec![Line::default(), Line::styled(format!("{child}: {}", words.notifications_here()), heading())]
        }
        (Row::Switch(switch), before) => {
            let SchoolSettingsState::Read { groups, freshness, as_of_text, reset } = school else { return vec![] };
            let mut lines = Vec::new();
            if !matches!(before, Some(Row::Switch(_))) {
                lines.push(Line::default());
                lines.extend(pair((words.notifications_school(), heading()), (as_of_text, dated(freshness.state)), 0, width));
                lines.extend(reset.iter().flat_map(|reset| wrap(&reset.text, 2, width, warning())));
            }
            let of = |id: i64| event_of(groups, id);
            let known = match before {
                Some(Row::Switch(before)) => of(before.id),
                _ => None,
            };
            if let Some((group, event)) = of(switch.id) {
                if known.is_none_or(|(before, _)| before.id != group.id) {
                    lines.extend(wrap(&group.name, 2, width, strong()));
                }
                if known.is_none_or(|(_, before)| before.id != event.id) {
                    lines.extend(wrap(&event.name, 4, width, faint()));
                }
            }
            lines
        }
        _ => vec![],
    }
}

fn event_of(groups: &[SchoolGroup], switch: i64) -> Option<(&SchoolGroup, &schoolcard_core::screens::notification_settings::SchoolEvent)> {
    groups.iter().find_map(|group| {
        let event = group.events.iter().find(|event| event.switches.iter().any(|known| known.id == switch))?;
        Some((group, event))
    })
}

/// What a row says, and its hours, which stand at the right.
fn row_text(row: &Row<'_>, quiet_text: &str, words: Words) -> (String, String) {
    match row {
        Row::Quiet(_) => (quiet_text.to_owned(), String::new()),
        Row::Kind(_, kind) => {
            let hours = kind.hours_text.as_deref().unwrap_or(if kind.choice.push { words.all_day() } else { "" });
            (format!("{} {}", plain::mark(kind.choice.push), kind.title), hours.to_owned())
        }
        Row::Bell(child) => (words.bell(child.bell.map(|bell| bell.to_string()).as_deref()), String::new()),
        Row::Switch(switch) => {
            let coming = coming(switch);
            let hours = words.texts().alert_hours(coming.from, coming.to);
            let hours = hours.unwrap_or_else(|| if coming.on { words.all_day().to_owned() } else { String::new() });
            (format!("    {} {}", plain::mark(coming.on), switch.channel_text), hours)
        }
    }
}

/// What is said below a row.
fn asides(row: &Row<'_>, is_chosen: bool) -> Vec<(String, Style)> {
    match row {
        Row::Kind(_, kind) if is_chosen && !kind.hint.is_empty() => vec![(kind.hint.clone(), faint())],
        Row::Switch(switch) => switch
            .change
            .iter()
            .map(|change| {
                let style = match change.kind {
                    ChangeKind::Done => heading(),
                    ChangeKind::Waiting | ChangeKind::Sending => faint(),
                    _ => warning(),
                };
                (change.text.clone(), style)
            })
            .collect(),
        _ => vec![],
    }
}

/// What the chosen row is asking for.
fn question(row: &Row<'_>, model: &Model, words: Words) -> Vec<(String, Style)> {
    let screen = &model.notifications;
    if screen.resetting {
        let text = if matches!(row, Row::Switch(_)) { words.reset_school() } else { words.reset_phone() };
        return vec![(text.to_owned(), warning())];
    }
    let Some((text, is_wrong)) = &screen.edit else { return vec![] };
    let (label, wrong) = match row {
        Row::Bell(_) => (words.bell_field(), words.bell_wrong()),
        _ => (words.hours_field(), words.hours_wrong()),
    };
    let mut lines = vec![(label.to_owned(), faint()), (format!("[ {text}▏ ]"), strong())];
    if *is_wrong {
        lines.push((format!("! {wrong}"), warning()));
    }
    lines
}

/// What can be pressed on the settings.
pub fn keys(model: &Model, words: Words) -> &'static str {
    match (&model.notifications.edit, model.notifications.resetting) {
        (_, true) => words.keys_reset(),
        (Some(_), _) => words.keys_hours(),
        _ => words.keys_notifications(),
    }
}
