//! Lost cards as the app runs them: the parent's wish is kept on the caller's thread, what follows runs in a task.

use super::AppError;
use super::parts::Parts;
use crate::domain::{CardId, PersonId};
use crate::outbox::IntentId;
use crate::sync::cards::kept_cards;

impl Parts {
    /// Keeps the block of a lost card. Nothing is sent here.
    pub(super) fn block_card(&self, child: &PersonId, card: &CardId) -> Result<IntentId, AppError> {
        let family = self.store.family()?.ok_or(AppError::SignedOut)?;
        let wrong = |field: &str| AppError::Validation { field: field.to_owned() };
        if !family.children.iter().any(|known| known.person == *child) {
            return Err(wrong("child"));
        }
        let cards = kept_cards(&self.store, child)?.unwrap_or_default();
        if !cards.cards.iter().any(|known| known.id == *card) {
            return Err(wrong("card"));
        }
        Ok(self.outbox.block_card(child, card)?)
    }
}
