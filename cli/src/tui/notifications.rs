//! What the settings of notifications hold beside the core's state: which row is chosen, the field for hours, and what a key does.

use ratatui::crossterm::event::KeyCode;
use schoolcard_core::alerts::rules::{AlertChoice, Hours};
use schoolcard_core::app::Action;
use schoolcard_core::domain::{NotificationSwitch, PersonId};
use schoolcard_core::screens::NotificationSettingsState;
use schoolcard_core::screens::change::ChangeKind;
use schoolcard_core::screens::notification_settings::{ChildSettings, KindSettings, SchoolSettingsState, SchoolSwitch};

use super::model::Effect;
use crate::hours;

/// Most characters of hours.
const LONGEST: usize = 11;

/// A row that can be chosen.
#[derive(Debug, Clone, Copy)]
pub enum Row<'a> {
    /// Quiet hours.
    Quiet(Option<Hours>),
    /// A kind of the chosen child.
    Kind(&'a ChildSettings, &'a KindSettings),
    /// The bell of the chosen child.
    Bell(&'a ChildSettings),
    /// A switch of the school.
    Switch(&'a SchoolSwitch),
}

/// The rows of `state` for `child`, in the order they stand on the screen.
pub fn rows<'a>(state: &'a NotificationSettingsState, child: &PersonId) -> Vec<Row<'a>> {
    let NotificationSettingsState::Settings { children, quiet, school, .. } = state else { return Vec::new() };
    let mut rows = vec![Row::Quiet(*quiet)];
    for child in children.iter().filter(|known| known.person == *child) {
        rows.extend(child.kinds.iter().map(|kind| Row::Kind(child, kind)));
        rows.push(Row::Bell(child));
    }
    if let SchoolSettingsState::Read { groups, .. } = school {
        rows.extend(groups.iter().flat_map(|group| &group.events).flat_map(|event| &event.switches).map(Row::Switch));
    }
    rows
}

/// How a switch of the school will stand once what is under way has ended.
pub fn coming(switch: &SchoolSwitch) -> NotificationSwitch {
    let under_way = switch.change.as_ref().filter(|change| matches!(change.kind, ChangeKind::Waiting | ChangeKind::Sending));
    under_way.and_then(|change| change.wanted).unwrap_or(switch.switch)
}

/// What the screen holds.
#[derive(Debug, Default)]
pub struct Notifications {
    /// Which row is chosen.
    pub at: usize,
    /// The field for hours, and whether what is in it makes no sense.
    pub edit: Option<(String, bool)>,
    /// Asked once more before everything goes back to the defaults.
    pub resetting: bool,
}

impl Notifications {
    /// A key on the screen; none when it means nothing special there.
    pub fn key(&mut self, key: KeyCode, state: &NotificationSettingsState, child: &PersonId) -> Option<Effect> {
        let rows = rows(state, child);
        let chosen = rows.get(self.at.min(rows.len().checked_sub(1)?))?;
        if self.resetting {
            self.resetting = false;
            let reset = if matches!(chosen, Row::Switch(_)) { Action::ResetNotifications } else { Action::ResetAlertChoices };
            return Some(if key == KeyCode::Enter { Effect::Act(reset) } else { Effect::Draw });
        }
        if let Some((text, is_wrong)) = &mut self.edit {
            match key {
                KeyCode::Esc => self.edit = None,
                KeyCode::Enter => match set_hours(chosen, text) {
                    Ok(action) => {
                        self.edit = None;
                        return Some(Effect::Act(action));
                    }
                    Err(()) => *is_wrong = true,
                },
                KeyCode::Backspace => {
                    text.pop();
                    *is_wrong = false;
                }
                KeyCode::Char(sign) if (sign.is_ascii_digit() || matches!(sign, ':' | '-')) && text.len() < LONGEST => {
                    text.push(sign);
                    *is_wrong = false;
                }
                _ => {}
            }
            return Some(Effect::Draw);
        }
        match key {
            KeyCode::Down => self.at = (self.at + 1).min(rows.len() - 1),
            KeyCode::Up => self.at = self.at.min(rows.len() - 1).saturating_sub(1),
            KeyCode::PageDown => self.at = (self.at + 8).min(rows.len() - 1),
            KeyCode::PageUp => self.at = self.at.saturating_sub(8),
            KeyCode::Home => self.at = 0,
            KeyCode::End => self.at = rows.len() - 1,
            KeyCode::Enter | KeyCode::Char(' ') => match turned(chosen) {
                Some(action) => return Some(Effect::Act(action)),
                None => self.edit = Some((hours_of(chosen), false)),
            },
            KeyCode::Char('e' | 'у') => self.edit = Some((hours_of(chosen), false)),
            KeyCode::Char('x' | 'ч') => self.resetting = true,
            KeyCode::Char('c' | 'с') => {
                let Row::Switch(switch) = chosen else { return None };
                let waiting = switch.change.as_ref().filter(|change| change.kind == ChangeKind::Waiting)?;
                return Some(Effect::Act(Action::CancelNotification { id: waiting.id.clone() }));
            }
            _ => return None,
        }
        Some(Effect::Draw)
    }
}

/// The row the other way round; none where there is nothing to turn.
fn turned(row: &Row<'_>) -> Option<Action> {
    match row {
        Row::Quiet(_) | Row::Bell(_) => None,
        Row::Kind(child, kind) => {
            let choice = AlertChoice { push: !kind.choice.push, ..kind.choice };
            Some(Action::SetAlertChoice { child: child.person.clone(), kind: kind.kind, choice })
        }
        Row::Switch(switch) => {
            let now = coming(switch);
            Some(set_switch(switch, NotificationSwitch { on: !now.on, ..now }))
        }
    }
}

fn set_switch(switch: &SchoolSwitch, wanted: NotificationSwitch) -> Action {
    Action::SetNotification { id: switch.id, channel: switch.channel, seen: switch.switch, wanted }
}

/// The hours of a row, as they would be typed.
fn hours_of(row: &Row<'_>) -> String {
    match row {
        Row::Quiet(quiet) => hours::typed(*quiet),
        Row::Kind(_, kind) => hours::typed(kind.choice.hours),
        Row::Bell(child) => child.bell.map(|bell| bell.to_string()).unwrap_or_default(),
        Row::Switch(switch) => {
            let now = coming(switch);
            hours::typed(now.from.zip(now.to).map(|(from, to)| Hours { from, to }))
        }
    }
}

fn set_hours(row: &Row<'_>, text: &str) -> Result<Action, ()> {
    Ok(match row {
        Row::Quiet(_) => Action::SetQuietHours { hours: hours::hours(text)? },
        Row::Bell(child) => Action::SetBell { child: child.person.clone(), bell: hours::time(text)? },
        Row::Kind(child, kind) => {
            let choice = AlertChoice { hours: hours::hours(text)?, ..kind.choice };
            Action::SetAlertChoice { child: child.person.clone(), kind: kind.kind, choice }
        }
        Row::Switch(switch) => {
            let wanted = hours::hours(text)?;
            let on = coming(switch).on;
            set_switch(switch, NotificationSwitch { on, from: wanted.map(|hours| hours.from), to: wanted.map(|hours| hours.to) })
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{alerts as samples, anna};
    use schoolcard_core::domain::{AlertKind, LocalTime, NotificationChannel};

    fn typed(notifications: &mut Notifications, text: &str) -> Option<Effect> {
        text.chars().map(|sign| notifications.key(KeyCode::Char(sign), &samples::settings(), &anna())).last().flatten()
    }

    fn press(notifications: &mut Notifications, key: KeyCode) -> Option<Effect> {
        notifications.key(key, &samples::settings(), &anna())
    }

    #[test]
    fn space_turns_a_kind_of_the_chosen_child_and_a_switch_of_the_school() {
        let mut screen = Notifications { at: 1, ..Notifications::default() };
        let off = AlertChoice { push: false, hours: None };
        let turn = Action::SetAlertChoice { child: anna(), kind: AlertKind::Entry, choice: off };
        assert_eq!(press(&mut screen, KeyCode::Char(' ')), Some(Effect::Act(turn)));
        press(&mut screen, KeyCode::End);
        let seen = NotificationSwitch { on: true, from: None, to: None };
        let wanted = NotificationSwitch { on: false, ..seen };
        let turn = Action::SetNotification { id: 11, channel: NotificationChannel::Push, seen, wanted };
        assert_eq!(press(&mut screen, KeyCode::Enter), Some(Effect::Act(turn)));
    }

    #[test]
    fn hours_are_typed_and_what_makes_no_sense_is_not_taken() {
        let mut screen = Notifications::default();
        assert_eq!(press(&mut screen, KeyCode::Enter), Some(Effect::Draw), "quiet hours have nothing to turn");
        typed(&mut screen, "22-");
        assert_eq!(press(&mut screen, KeyCode::Enter), Some(Effect::Draw));
        assert_eq!(screen.edit, Some(("22-".to_owned(), true)));
        typed(&mut screen, "7");
        let quiet = Hours { from: LocalTime::new(22, 0).expect("a time"), to: LocalTime::new(7, 0).expect("a time") };
        assert_eq!(press(&mut screen, KeyCode::Enter), Some(Effect::Act(Action::SetQuietHours { hours: Some(quiet) })));
        assert_eq!(screen.edit, None);
    }

    #[test]
    fn everything_goes_back_to_the_defaults_only_after_one_more_question() {
        let mut screen = Notifications::default();
        press(&mut screen, KeyCode::Char('ч'));
        assert_eq!(press(&mut screen, KeyCode::Esc), Some(Effect::Draw));
        press(&mut screen, KeyCode::Char('x'));
        assert_eq!(press(&mut screen, KeyCode::Enter), Some(Effect::Act(Action::ResetAlertChoices)));
        screen.at = usize::MAX;
        press(&mut screen, KeyCode::Char('x'));
        assert_eq!(press(&mut screen, KeyCode::Enter), Some(Effect::Act(Action::ResetNotifications)));
    }
}
