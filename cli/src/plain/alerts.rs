//! Alerts and the settings of notifications as text.

use schoolcard_core::screens::alerts::{AlertRow, AlertSource};
use schoolcard_core::screens::notification_settings::SchoolSettingsState;
use schoolcard_core::screens::{AlertToPost, AlertsState, NotificationSettingsState};

use super::joined;
use crate::words::Words;

/// The lines of the feed; `None` when nobody is signed in.
pub fn feed(words: Words, state: &AlertsState) -> Option<Vec<String>> {
    let AlertsState::Feed { rows, unread_text, empty_text, push_text, .. } = state else { return None };
    let mut lines: Vec<String> =
        [Some(unread_text), Some(empty_text), push_text.as_ref()].into_iter().flatten().filter(|text| !text.is_empty()).cloned().collect();
    lines.extend(rows.iter().flat_map(|row| row_lines(words, row)));
    Some(lines)
}

fn row_lines(words: Words, row: &AlertRow) -> Vec<String> {
    let mark = if row.unread { "●" } else { " " };
    let school = if row.source == AlertSource::School { words.by_school() } else { "" };
    let beside = joined(&[&row.body, row.delay_text.as_deref().unwrap_or(""), row.suppressed_text.as_deref().unwrap_or(""), school]);
    let below = Some(format!("    {beside}")).filter(|_| !beside.is_empty());
    std::iter::once(format!("{mark} {} ({})", row.title, row.at_text)).chain(below).collect()
}

/// A notification on one line.
pub fn notification(alert: &AlertToPost) -> String {
    format!("● {}", joined(&[&alert.title, &alert.body]))
}

/// The sign of something on or off.
pub fn mark(on: bool) -> &'static str {
    if on { "[x]" } else { "[ ]" }
}

/// A switch, its name and hours.
pub fn switch(on: bool, name: &str, hours: Option<&str>) -> String {
    format!("{} {}", mark(on), joined(&[name, hours.unwrap_or("")]))
}

/// The lines of the settings; `None` when nobody is signed in.
pub fn settings(words: Words, state: &NotificationSettingsState) -> Option<Vec<String>> {
    let NotificationSettingsState::Settings { children, quiet_text, push_text, school, .. } = state else { return None };
    let mut lines = vec![quiet_text.clone()];
    lines.extend(push_text.clone());
    for child in children {
        lines.extend([String::new(), format!("{}: {}", child.name, words.notifications_here())]);
        lines.extend(child.kinds.iter().map(|kind| format!("  {}", switch(kind.choice.push, &kind.title, kind.hours_text.as_deref()))));
        lines.push(format!("  {}", words.bell(child.bell.map(|bell| bell.to_string()).as_deref())));
    }
    lines.push(String::new());
    match school {
        SchoolSettingsState::NotRead { text } => lines.push(text.clone()),
        SchoolSettingsState::Read { groups, as_of_text, reset, .. } => {
            lines.push(format!("{} ({as_of_text})", words.notifications_school()));
            lines.extend(reset.iter().map(|reset| format!("  {}", reset.text)));
            for group in groups {
                lines.push(format!("  {}", group.name));
                for event in &group.events {
                    lines.push(format!("    {}", event.name));
                    for known in &event.switches {
                        let text = switch(known.switch.on, &known.channel_text, known.hours_text.as_deref());
                        lines.push(format!("      {text} (№ {})", known.id));
                        lines.extend(known.change.iter().map(|change| format!("          {}", change.text)));
                    }
                }
            }
        }
    }
    Some(lines)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::alerts as samples;

    #[test]
    fn the_feed_says_what_is_new_what_came_late_and_what_was_not_told() {
        let lines = feed(Words::new(schoolcard_core::l10n::Locale::Ru), &samples::feed()).expect("a feed");
        let text = lines.join("\n");
        assert!(text.starts_with("1 новое\n● Анна вошла (сегодня в 08:07)\n    в 08:07, Школа № 1514 · узнали через 4 минуты\n"), "{text}");
        assert!(text.contains("\n  Иван: буфет") && text.contains("без сигнала: тихие часы"), "{text}");
    }
}
