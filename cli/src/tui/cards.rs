//! What the screen of cards holds beside the core's state: which card is chosen, whether the parent is asked once more, and what a key does.

use ratatui::crossterm::event::KeyCode;
use schoolcard_core::app::Action;
use schoolcard_core::domain::PersonId;
use schoolcard_core::screens::CardsState;
use schoolcard_core::screens::cards::{CardAction, CardBlockKind, CardRow};

use super::model::Effect;

/// What the screen holds.
#[derive(Debug, Default)]
pub struct Cards {
    /// Which card is chosen.
    pub at: usize,
    /// The parent is asked once more.
    pub asking: bool,
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
        if self.asking {
            self.asking = false;
            let block = Action::BlockCard { child: child.clone(), card: card.id.clone() };
            return Some(if key == KeyCode::Enter { Effect::Act(block) } else { Effect::Draw });
        }
        match key {
            KeyCode::Down => self.at = self.at.saturating_add(1).min(last(state)),
            KeyCode::Up => self.at = self.at.min(last(state)).saturating_sub(1),
            KeyCode::Char('x' | 'ч') if card.action != CardAction::None => self.asking = true,
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
