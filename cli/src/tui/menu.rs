//! What the menu screen holds beside the core's state: which week, and what is looked for.

use ratatui::crossterm::event::KeyCode;
use schoolcard_core::domain::LocalDate;
use schoolcard_core::screens::MenuState;

use super::model::Effect;

/// Most characters of a search.
const LONGEST: usize = 40;

/// What is held about the menu.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Menu {
    /// A day of the week shown; none for the one that matters now.
    pub day: Option<LocalDate>,
    /// What is looked for.
    pub search: String,
    /// The search is being typed.
    pub typing: bool,
}

impl Menu {
    /// A key on the menu screen; none where it means what it means everywhere.
    pub fn key(&mut self, key: KeyCode, state: Option<&MenuState>) -> Option<Effect> {
        if self.typing {
            return Some(self.typed(key));
        }
        let week = match state {
            Some(MenuState::Week { previous, next, .. }) => Some((*previous, *next)),
            _ => None,
        };
        match (key, week) {
            (KeyCode::Left, Some((previous, _))) => Some(self.go_to(previous)),
            (KeyCode::Right, Some((_, next))) => Some(self.go_to(next)),
            (KeyCode::Char('/' | '.' | 's' | 'ы'), _) => {
                self.typing = true;
                Some(Effect::Draw)
            }
            (KeyCode::Esc, _) if !self.search.is_empty() => {
                self.search.clear();
                Some(Effect::Watch)
            }
            _ => None,
        }
    }

    fn go_to(&mut self, day: LocalDate) -> Effect {
        self.day = Some(day);
        Effect::Watch
    }

    fn typed(&mut self, key: KeyCode) -> Effect {
        match key {
            KeyCode::Enter => {
                self.typing = false;
                return Effect::Draw;
            }
            KeyCode::Esc => {
                self.typing = false;
                self.search.clear();
            }
            KeyCode::Backspace => drop(self.search.pop()),
            KeyCode::Char(sign) if self.search.chars().count() < LONGEST => self.search.push(sign),
            _ => return Effect::Draw,
        }
        Effect::Watch
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_takes_every_letter_until_enter_and_escape_ends_it() {
        let mut menu = Menu::default();
        assert_eq!(menu.key(KeyCode::Char('q'), None), None, "not while nothing is typed");
        assert_eq!(menu.key(KeyCode::Char('/'), None), Some(Effect::Draw));
        for sign in ['q', 'у'] {
            assert_eq!(menu.key(KeyCode::Char(sign), None), Some(Effect::Watch));
        }
        assert_eq!(menu.key(KeyCode::Enter, None), Some(Effect::Draw));
        assert_eq!((menu.search.as_str(), menu.typing), ("qу", false));
        assert_eq!(menu.key(KeyCode::Esc, None), Some(Effect::Watch));
        assert_eq!(menu.search, "");
        assert_eq!(menu.key(KeyCode::Esc, None), None, "then it leaves the screen");
    }
}
