//! Commands that are read, sent and read back: spending rules, notifications, lost carriers, what a child may buy.
//!
//! One loop for all of them. What differs is which call reads and which one sends, and that is all that stands here of each.

use super::{Keep, Outbox};
use crate::domain::{PersonId, ProfileId};
use crate::outbox::wire::{Failure, SchoolWire};
use crate::outbox::{
    BlockCard, Command, Effect, Event, Intent, IntentId, SetFoodRule, SetNotification, SetSpendingRules, card_block, food_rules,
    notifications, spending_rules,
};
use crate::store::StoreError;

/// What came of a call.
enum Heard {
    /// The school said something.
    Said(Event),
    /// It said nothing to a request that may have been sent.
    Silent(Event),
    /// The reading brought nothing.
    Nothing,
}

/// What became of a request, as an event of the command it belongs to.
macro_rules! sent {
    ($kind:ident, $module:ident, $outcome:expr) => {
        match $outcome {
            Ok(()) => Heard::Said(Event::$kind($module::Event::Taken)),
            Err(Failure::NotSent) => Heard::Silent(Event::$kind($module::Event::NotSent)),
            Err(Failure::Lost) => Heard::Silent(Event::$kind($module::Event::AnswerLost)),
            Err(Failure::Refused { code }) => Heard::Said(Event::$kind($module::Event::Refused { code })),
            Err(Failure::NoSuchService) => Heard::Said(Event::$kind($module::Event::Refused { code: "no_such_service".to_owned() })),
        }
    };
}

fn read<T>(outcome: Result<T, Failure>, event: impl FnOnce(T) -> Event) -> Heard {
    outcome.map_or(Heard::Nothing, |value| Heard::Said(event(value)))
}

impl<K: Keep, W: SchoolWire> Outbox<K, W> {
    /// Reads and sends for one command, one after the other, until nothing is left to do or a call brought nothing.
    pub(super) async fn read_and_send(&self, adult: ProfileId, id: &IntentId, child: &PersonId, first: Effect) -> Result<(), StoreError> {
        let mut next = Some(first);
        while let Some(effect) = next.take() {
            let Some(row) = self.keep.with(|db| db.intent(adult, &id.0))? else { return Ok(()) };
            let Some(heard) = self.call_for(child, effect, &Intent::of(row)?.command).await else { return Ok(()) };
            let (event, answered) = match heard {
                Heard::Said(event) => (event, true),
                Heard::Silent(event) => (event, false),
                Heard::Nothing => {
                    self.went_wrong(id);
                    return Ok(());
                }
            };
            if answered {
                self.went_well(id);
            } else {
                self.went_wrong(id);
            }
            let effects = self.tell(adult, id, event)?;
            next = effects.first().copied().filter(|_| answered);
        }
        Ok(())
    }

    /// Makes the call that `effect` asks for; none when the command as it is kept is not to be sent any more.
    async fn call_for(&self, child: &PersonId, effect: Effect, command: &Command) -> Option<Heard> {
        Some(match (effect, command) {
            (Effect::ReadRules, _) => {
                read(self.wire.rules(child).await, |rules| Event::SpendingRules(spending_rules::Event::RulesRead(rules)))
            }
            (
                Effect::SendRules,
                Command::SetSpendingRules(SetSpendingRules { wanted, state: spending_rules::State::Sending { .. }, .. }),
            ) => sent!(SpendingRules, spending_rules, self.wire.set_rules(child, *wanted).await),
            (Effect::ReadSettings, Command::SetNotification(SetNotification { wish, .. })) => {
                read(self.wire.read_switch(wish).await, |switch| Event::Notification(notifications::Event::Read(switch)))
            }
            (Effect::SendSetting, Command::SetNotification(SetNotification { wish, state: notifications::State::Sending { .. }, .. })) => {
                sent!(Notification, notifications, self.wire.change_notifications(wish).await)
            }
            (Effect::ReadCards, _) => read(self.wire.cards(child).await, |cards| Event::CardBlock(card_block::Event::CardsRead(cards))),
            (Effect::SendBlock, Command::BlockCard(BlockCard { card, state: card_block::State::Sending { .. }, .. })) => {
                sent!(CardBlock, card_block, self.wire.block_card(child, card).await)
            }
            (Effect::ReadFoodRule, Command::SetFoodRule(SetFoodRule { wish, .. })) => {
                read(self.wire.food_rule(child, wish).await, |standing| Event::FoodRule(food_rules::Event::Read(standing)))
            }
            (Effect::SendFoodRule, Command::SetFoodRule(SetFoodRule { wish, state: food_rules::State::Sending { .. }, .. })) => {
                sent!(FoodRule, food_rules, self.wire.set_food_rule(child, wish).await)
            }
            _ => return None,
        })
    }
}
