//! Where one stands on the screen of bans, what is asked before a change is sent, and what a key does on it.

use ratatui::crossterm::event::KeyCode;
use schoolcard_core::app::Action;
use schoolcard_core::domain::{Ban, FoodSwitch, PersonId};
use schoolcard_core::screens::BansState;
use schoolcard_core::screens::bans::{BanRow, BansCell, FoodChange, FoodRightsCell, FoodSwitchRow};
use schoolcard_core::screens::change::ChangeKind;

use super::model::Effect;

/// Something one can stand on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Row<'a> {
    /// A switch.
    Switch(&'a FoodSwitchRow),
    /// The consent to orders ahead, with what is asked before; none where there is nothing to ask.
    Consent(Option<&'a str>),
    /// Something that is, or can be, banned.
    Ban(&'a BanRow),
}

/// A change that Enter asks about and, pressed again, sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Ban it, or lift the ban.
    Ban(Ban, bool),
    /// Turn a switch.
    Switch(FoodSwitch, bool),
    /// Agree to orders ahead.
    Agree,
}

impl Row<'_> {
    /// What Enter changes here; none where nothing can be changed.
    pub fn change(&self) -> Option<Change> {
        match self {
            Self::Switch(row) => row.on.map(|on| Change::Switch(row.switch, !on)),
            Self::Consent(question) => question.map(|_| Change::Agree),
            Self::Ban(row) => Some(Change::Ban(row.ban, !row.banned)),
        }
    }
}

/// What the screen holds.
#[derive(Debug, Default)]
pub struct Bans {
    at: usize,
    /// What is asked. Kept by what it is, not by its place: a new state may move the rows.
    asks: Option<Change>,
    /// The ban that was sent last: its row is stood on, wherever it goes, until one moves on.
    sent: Option<Ban>,
}

/// The rows from the top to the bottom; what is banned stands only among the bans.
pub fn rows(state: &BansState) -> Vec<Row<'_>> {
    let BansState::Rules { bans, rights, .. } = state else { return vec![] };
    let mut rows = Vec::new();
    if let FoodRightsCell::Read { switches, preorders_question, .. } = rights {
        rows.extend(switches.iter().map(Row::Switch));
        rows.push(Row::Consent(preorders_question.as_deref()));
    }
    if let BansCell::Read { banned, categories, dishes, .. } = bans {
        let others = categories.iter().chain(dishes).filter(|row| !row.banned);
        rows.extend(banned.iter().chain(others).map(Row::Ban));
    }
    rows
}

impl Bans {
    /// Which of the rows is chosen: the one that is asked about or was just sent, wherever it stands now.
    pub fn chosen(&self, rows: &[Row<'_>]) -> usize {
        let asked = self.asks.and_then(|asks| rows.iter().position(|row| row.change() == Some(asks)));
        let sent = || self.sent.and_then(|sent| rows.iter().position(|row| matches!(row, Row::Ban(row) if row.ban == sent)));
        asked.or_else(sent).unwrap_or_else(|| self.at.min(rows.len().saturating_sub(1)))
    }

    /// What is asked, while it can still be changed so.
    pub fn asks(&self, rows: &[Row<'_>]) -> Option<Change> {
        self.asks.filter(|asks| rows.iter().any(|row| row.change() == Some(*asks)))
    }

    /// The change beside the chosen row that was not sent yet.
    pub fn waiting<'a>(&self, state: &'a BansState) -> Option<&'a FoodChange> {
        let BansState::Rules { bans, rights, .. } = state else { return None };
        let rows = rows(state);
        let change = match (rows.get(self.chosen(&rows))?, bans, rights) {
            (Row::Consent(_), _, FoodRightsCell::Read { consent, .. }) => consent,
            (Row::Switch(_), _, FoodRightsCell::Read { change, .. }) | (Row::Ban(_), BansCell::Read { change, .. }, _) => change,
            _ => return None,
        };
        change.as_ref().filter(|change| change.kind == ChangeKind::Waiting)
    }

    /// A key on the screen; none when it means nothing special there.
    pub fn key(&mut self, key: KeyCode, state: &BansState, child: &PersonId) -> Option<Effect> {
        let rows = rows(state);
        self.at = self.chosen(&rows);
        if self.asks.is_some() {
            let sent = self.asks(&rows).filter(|_| key == KeyCode::Enter);
            self.asks = None;
            self.sent = match sent {
                Some(Change::Ban(ban, _)) => Some(ban),
                _ => None,
            };
            return Some(sent.map_or(Effect::Draw, |change| Effect::Act(action(change, child))));
        }
        if matches!(key, KeyCode::Down | KeyCode::Up) {
            self.sent = None;
        }
        match key {
            KeyCode::Down => self.at = self.at.saturating_add(1).min(rows.len().saturating_sub(1)),
            KeyCode::Up => self.at = self.at.saturating_sub(1),
            KeyCode::Enter => self.asks = Some(rows.get(self.at)?.change()?),
            KeyCode::Char('c' | 'с') => {
                return Some(Effect::Act(Action::CancelFoodChange { id: self.waiting(state)?.id.clone() }));
            }
            _ => return None,
        }
        Some(Effect::Draw)
    }
}

fn action(change: Change, child: &PersonId) -> Action {
    let child = child.clone();
    match change {
        Change::Ban(ban, banned) => Action::SetBan { child, ban, banned },
        Change::Switch(switch, on) => Action::SetFoodSwitch { child, switch, on },
        Change::Agree => Action::AgreeToPreorders { child },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{anna, bans as samples};
    use schoolcard_core::domain::DishId;
    use schoolcard_core::outbox::IntentId;

    fn press(bans: &mut Bans, keys: &[KeyCode], state: &BansState) -> Option<Effect> {
        keys.iter().map(|key| bans.key(*key, state, &anna())).last().flatten()
    }

    #[test]
    fn a_ban_is_asked_about_and_sent_by_the_second_enter_only() {
        let (mut bans, state) = (Bans::default(), samples::rules());
        let set = |ban, banned| Some(Effect::Act(Action::SetBan { child: anna(), ban, banned }));
        press(&mut bans, &[KeyCode::Down; 3], &state);
        assert_eq!(press(&mut bans, &[KeyCode::Enter], &state), Some(Effect::Draw));
        assert_eq!(press(&mut bans, &[KeyCode::Esc], &state), Some(Effect::Draw));
        assert_eq!(bans.asks(&rows(&state)), None);
        assert_eq!(press(&mut bans, &[KeyCode::Enter; 2], &state), set(Ban::of_category(7), false));
        assert_eq!(press(&mut bans, &[KeyCode::Down, KeyCode::Enter, KeyCode::Enter], &state), set(Ban::of_dish(DishId(1)), true));
        assert_eq!(bans.key(KeyCode::Esc, &state, &anna()), None, "then it leaves the screen");
    }

    #[test]
    fn one_stays_on_what_was_just_changed_although_its_row_moves() {
        let mut bans = Bans::default();
        press(&mut bans, &[KeyCode::Down, KeyCode::Down, KeyCode::Down, KeyCode::Enter, KeyCode::Enter], &samples::rules());
        let mut after = samples::rules();
        let BansState::Rules { bans: BansCell::Read { banned, categories, .. }, .. } = &mut after else { panic!() };
        *categories = banned.drain(..).map(|row| BanRow { banned: false, ..row }).collect();
        let rows = rows(&after);
        let drinks = rows.iter().position(|row| matches!(row, Row::Ban(row) if row.ban == Ban::of_category(7)));
        assert_eq!(Some(bans.chosen(&rows)), drinks, "the drinks, now among what can be banned");
        press(&mut bans, &[KeyCode::Down], &after);
        assert_ne!(Some(bans.chosen(&rows)), drinks);
    }

    #[test]
    fn switches_are_turned_and_the_consent_is_given_after_a_question() {
        let (mut bans, state) = (Bans::default(), samples::rules());
        let off = Action::SetFoodSwitch { child: anna(), switch: FoodSwitch::SmartBuffet, on: false };
        assert_eq!(press(&mut bans, &[KeyCode::Enter; 2], &state), Some(Effect::Act(off)));
        press(&mut bans, &[KeyCode::Down; 2], &state);
        assert_eq!(press(&mut bans, &[KeyCode::Enter; 2], &state), Some(Effect::Act(Action::AgreeToPreorders { child: anna() })));
    }

    #[test]
    fn a_state_that_comes_between_question_and_answer_never_turns_the_answer_to_another_row() {
        let mut bans = Bans::default();
        press(&mut bans, &[KeyCode::Down, KeyCode::Down, KeyCode::Down, KeyCode::Enter], &samples::rules());
        // The ban of drinks was lifted by the other parent: where it stood there is a bun now.
        assert_eq!(press(&mut bans, &[KeyCode::Enter], &samples::nothing_banned()), Some(Effect::Draw));
        assert_eq!(bans.asks(&rows(&samples::nothing_banned())), None);
    }

    #[test]
    fn what_was_not_sent_can_be_given_up_where_it_stands() {
        let (mut bans, state) = (Bans::default(), samples::changing(ChangeKind::Waiting));
        assert_eq!(bans.key(KeyCode::Char('c'), &state, &anna()), None, "no switch is being turned");
        press(&mut bans, &[KeyCode::Down; 3], &state);
        let cancel = Action::CancelFoodChange { id: IntentId("f-1".into()) };
        assert_eq!(bans.key(KeyCode::Char('с'), &state, &anna()), Some(Effect::Act(cancel)));
        assert_eq!(bans.key(KeyCode::Char('c'), &samples::changing(ChangeKind::Sending), &anna()), None);
    }
}
