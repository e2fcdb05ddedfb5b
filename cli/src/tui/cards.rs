//! What the screen of cards holds beside the core's state: which card is chosen, whether the parent is asked once more, and what a key does.

use ratatui::crossterm::event::KeyCode;
use schoolcard_core::app::Action;
use schoolcard_core::domain::{CardId, PersonId};
use schoolcard_core::screens::CardsState;
use schoolcard_core::screens::cards::{CardAction, CardBlockKind, CardRow};

use super::model::Effect;

/// What the screen holds.
#[derive(Debug, Default)]
pub struct Cards {
    /// Which card is chosen.
    pub at: usize,
    /// The card about which the parent is asked once more.
    pub asks: Option<CardId>,
}

impl Cards {
    /// The card that is chosen.
    pub fn chosen<'a>(&self, state: &'a CardsState) -> Option<&'a CardRow> {
        let CardsState::Cards { cards, .. } = state else { return None };
        cards.get(self.at.min(cards.len().checked_sub(1)?))
    }

    /// A key on the screen; none when it means nothing special there.
    pub fn key(&mut self, key: KeyCode, state: &CardsState, child: &PersonId) -> Option<Effect> {
        let card = self.chosen(state)?;
        if let Some(asked) = self.asks.take() {
            // Another card may stand in its place by now: nothing was asked about that one.
            let same = asked == card.id && card.action != CardAction::None;
            let block = Action::BlockCard { child: child.clone(), card: asked };
            return Some(if same && key == KeyCode::Enter { Effect::Act(block) } else { Effect::Draw });
        }
        match key {
            KeyCode::Down => self.at = self.at.saturating_add(1).min(last(state)),
            KeyCode::Up => self.at = self.at.min(last(state)).saturating_sub(1),
            KeyCode::Char('x' | 'ч') if card.action != CardAction::None => self.asks = Some(card.id.clone()),
            KeyCode::Char('c' | 'с') => {
                let waiting = card.block.as_ref().filter(|block| block.kind == CardBlockKind::Waiting)?;
                return Some(Effect::Act(Action::CancelCardBlock { id: waiting.id.clone() }));
            }
            _ => return None,
        }
        Some(Effect::Draw)
    }
}

fn last(state: &CardsState) -> usize {
    if let CardsState::Cards { cards, .. } = state { cards.len().saturating_sub(1) } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{self, anna};
    use schoolcard_core::screens::ScreenState;

    fn state() -> CardsState {
        let ScreenState::Cards { state } = samples::cards() else { panic!() };
        state
    }

    #[test]
    fn a_card_is_blocked_only_when_it_is_the_one_that_was_asked_about() {
        let asked = |state: &CardsState| {
            let mut shown = Cards::default();
            while shown.chosen(state).is_some_and(|card| card.action == CardAction::None) {
                shown.key(KeyCode::Down, state, &anna());
            }
            assert_eq!(shown.key(KeyCode::Char('x'), state, &anna()), Some(Effect::Draw));
            shown
        };
        let mut shown = asked(&state());
        let wanted = shown.asks.clone().unwrap();
        let sent = shown.key(KeyCode::Enter, &state(), &anna());
        assert_eq!(sent, Some(Effect::Act(Action::BlockCard { child: anna(), card: wanted.clone() })));
        let mut other = state();
        if let CardsState::Cards { cards, .. } = &mut other {
            for card in cards {
                card.id = CardId(format!("new-{}", card.id.0));
            }
        }
        assert_eq!(asked(&state()).key(KeyCode::Enter, &other, &anna()), Some(Effect::Draw));
    }
}
