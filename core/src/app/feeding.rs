//! What a child may buy, as the app runs it: the parent's wish is kept on the caller's thread, what follows runs in a task.

use super::AppError;
use super::parts::Parts;
use crate::domain::PersonId;
use crate::domain::food_rules::{Ban, FoodSwitch, FoodSwitches, with_ban};
use crate::outbox::food_rules::{State, Wish};
use crate::outbox::{Command, IntentId};
use crate::sync::food_rules::kept_food_rules;

impl Parts {
    /// Keeps a ban set or lifted. Nothing is sent here.
    pub(super) fn set_ban(&self, child: &PersonId, ban: Ban, banned: bool) -> Result<IntentId, AppError> {
        self.check_child(child)?;
        if ban.is_empty() {
            return Err(AppError::Validation { field: "ban".to_owned() });
        }
        let seen = kept_food_rules(&self.store, child)?.bans.ok_or_else(|| not_known_yet("bans"))?.value;
        let open = self.open_change(child, |wish, sent| match wish {
            Wish::Bans { wanted, .. } if sent => Some((Some(wanted.clone()), wanted.clone())),
            Wish::Bans { or_seen, wanted, .. } => Some((or_seen.clone(), wanted.clone())),
            _ => None,
        })?;
        let (or_seen, asked) = open.unwrap_or_else(|| (None, seen.clone()));
        let wanted = with_ban(&asked, ban, banned);
        Ok(self.outbox.set_food_rule(child, Wish::Bans { seen, or_seen, wanted })?)
    }

    /// Keeps a switch turned. Nothing is sent here.
    pub(super) fn set_food_switch(&self, child: &PersonId, switch: FoodSwitch, on: bool) -> Result<IntentId, AppError> {
        self.check_child(child)?;
        let rights = kept_food_rules(&self.store, child)?.rights;
        let seen: FoodSwitches = rights.and_then(|rights| rights.value.switches).ok_or_else(|| not_known_yet("switches"))?;
        let open = self.open_change(child, |wish, sent| match wish {
            Wish::Switches { wanted, .. } if sent => Some((Some(*wanted), *wanted)),
            Wish::Switches { or_seen, wanted, .. } => Some((*or_seen, *wanted)),
            _ => None,
        })?;
        let (or_seen, asked) = open.unwrap_or((None, seen));
        Ok(self.outbox.set_food_rule(child, Wish::Switches { seen, or_seen, wanted: asked.with(switch, on) })?)
    }

    /// Keeps the consent to orders ahead. Nothing is sent here.
    pub(super) fn agree_to_preorders(&self, child: &PersonId) -> Result<IntentId, AppError> {
        self.check_child(child)?;
        Ok(self.outbox.set_food_rule(child, Wish::Consent)?)
    }

    /// What `of` takes of the latest change that has not come to its end, told whether it was sent: one that was not is replaced by the
    /// next one and goes on in it, one that was sent changes what the next one finds.
    fn open_change<T>(&self, child: &PersonId, of: impl Fn(&Wish, bool) -> Option<T>) -> Result<Option<T>, AppError> {
        let intents = self.outbox.intents()?;
        Ok(intents.iter().rev().filter(|intent| intent.child == *child).find_map(|intent| match &intent.command {
            Command::SetFoodRule(command) if command.looked_for_since().is_some() => of(&command.wish, command.state != State::Draft),
            _ => None,
        }))
    }
}

/// A change rests on what the parent saw: nothing was shown yet.
fn not_known_yet(what: &str) -> AppError {
    AppError::Validation { field: what.to_owned() }
}
