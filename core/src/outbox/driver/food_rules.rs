//! Running changes of what a child may buy.

use super::{Keep, Outbox, OutboxError, locked};
use crate::domain::{PersonId, ProfileId};
use crate::outbox::food_rules::{Event, SetFoodRule, State, Wish};
use crate::outbox::wire::{Failure, SchoolWire};
use crate::outbox::{Command, Effect, Event as OutboxEvent, Intent, IntentId};
use crate::store::StoreError;

impl<K: Keep, W: SchoolWire> Outbox<K, W> {
    /// Keeps a change of what `child` may buy. One about the same rules that was not sent yet is replaced.
    pub fn set_food_rule(&self, child: &PersonId, wish: Wish) -> Result<IntentId, OutboxError> {
        let adult = self.wire.adult().ok_or(OutboxError::SignedOut)?;
        let now = self.wire.now();
        let _step = locked(&self.stepping);
        for earlier in self.load(adult)?.into_iter().filter(|intent| intent.child == *child) {
            if matches!(&earlier.command, Command::SetFoodRule(command) if command.wish.meets(&wish)) {
                self.step(adult, &earlier.id, OutboxEvent::FoodRule(Event::CancelAsked))?;
            }
        }
        self.add(adult, child, Command::SetFoodRule(SetFoodRule::start(wish, now)), now)
    }

    /// Reads and sends until nothing is left to do or a call brought nothing.
    pub(super) async fn food_rule(&self, adult: ProfileId, id: &IntentId, child: &PersonId, first: Effect) -> Result<(), StoreError> {
        let mut next = Some(first);
        while let Some(effect) = next.take() {
            let Some(row) = self.keep.with(|db| db.intent(adult, &id.0))? else { return Ok(()) };
            let Command::SetFoodRule(SetFoodRule { wish, state, .. }) = Intent::of(row)?.command else { return Ok(()) };
            let (event, answered) = if effect == Effect::SendFoodRule {
                if !matches!(state, State::Sending { .. }) {
                    return Ok(());
                }
                match self.wire.set_food_rule(child, &wish).await {
                    Ok(()) => (Event::Taken, true),
                    Err(Failure::NotSent) => (Event::NotSent, false),
                    Err(Failure::Lost) => (Event::AnswerLost, false),
                    Err(Failure::Refused { code }) => (Event::Refused { code }, true),
                    Err(Failure::NoSuchService) => (Event::Refused { code: "no_such_service".to_owned() }, true),
                }
            } else {
                let Ok(standing) = self.wire.food_rule(child, &wish).await else {
                    self.went_wrong(id);
                    return Ok(());
                };
                (Event::Read(standing), true)
            };
            if answered {
                self.went_well(id);
            } else {
                self.went_wrong(id);
            }
            let effects = self.tell(adult, id, OutboxEvent::FoodRule(event))?;
            next = effects.first().copied().filter(|_| answered);
        }
        Ok(())
    }
}
