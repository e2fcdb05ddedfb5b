//! The limits of one child's account: what the school has, and a change under way.

use serde::{Deserialize, Serialize};

use super::change::ChangeKind;
use super::context::Context;
use super::figures;
use super::home::{self, Found};
use super::notice::Notice;
use crate::domain::dated::Ageing;
use crate::domain::{Freshness, PersonId, Source, SpendingRules};
use crate::l10n::LimitsText;
use crate::outbox::spending_rules::State;
use crate::outbox::{Command, IntentId, SetSpendingRules, reading};
use crate::store::{Store, StoreError};

/// A change of limits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct LimitsChange {
    /// Its name, for actions.
    pub id: IntentId,
    /// How it goes.
    pub kind: ChangeKind,
    /// What the parent wants.
    pub wanted: SpendingRules,
    /// What the school has instead, in a conflict.
    pub theirs: Option<SpendingRules>,
    /// In words.
    pub text: String,
}

/// State of the limits screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
pub enum LimitsState {
    /// Nobody is signed in.
    SignedOut,
    /// The family does not have this child.
    UnknownChild,
    /// The school has not told the rules.
    Unknown {
        /// In words.
        text: String,
        /// Beside the content.
        notices: Vec<Notice>,
    },
    /// The rules.
    Limits {
        /// Whose.
        person: PersonId,
        /// Name of the child.
        name: String,
        /// What the school has: to be given back with a change, so that a conflict is noticed.
        rules: SpendingRules,
        /// «Лимит на день: 300,00 ₽».
        day_limit_text: String,
        /// «Предупреждать, когда меньше 100,00 ₽».
        warn_below_text: String,
        /// How fresh they are.
        freshness: Freshness,
        /// The freshness in words.
        as_of_text: String,
        /// The latest change of this parent, until a day after it ended.
        change: Option<LimitsChange>,
        /// Beside the content.
        notices: Vec<Notice>,
    },
}

/// The state of the limits screen of `child`.
pub fn state(store: &Store, child: &PersonId, context: &Context<'_>) -> Result<LimitsState, StoreError> {
    let unknown = |notices| LimitsState::Unknown { text: context.l10n.limits_change(LimitsText::Unknown), notices };
    let rows = match home::find(store, child, context)? {
        Found::SignedOut => return Ok(LimitsState::SignedOut),
        Found::UnknownChild => return Ok(LimitsState::UnknownChild),
        Found::NotReadYet { notices } => return Ok(unknown(notices)),
        Found::Child(rows) => rows,
    };
    let down = figures::Down { food: figures::is_down(rows.food.as_ref()), ..figures::Down::default() };
    let notices = figures::notices(context, down, false);
    let Some(rules) = rows.account.and_then(|account| account.rules) else { return Ok(unknown(notices)) };
    let (day_limit_text, warn_below_text) = context.l10n.limits(rules);
    let (freshness, as_of_text) = figures::freshness(rows.food.as_ref(), Source::Server, Ageing::Slow, context);
    let recent = context.now.plus_minutes(-reading::TOLD_FOR_MINUTES);
    let change = reading::intents(store, recent)?.into_iter().rev().filter(|intent| intent.child == *child).find_map(|intent| match intent
        .command
    {
        Command::SetSpendingRules(command) if command.looked_for_since().is_some() || intent.changed_at >= recent => {
            Some(change(intent.id, &command, context))
        }
        _ => None,
    });
    Ok(LimitsState::Limits {
        person: rows.child.person.clone(),
        name: figures::full_name(&rows.child),
        rules,
        day_limit_text,
        warn_below_text,
        freshness,
        as_of_text,
        change,
        notices,
    })
}

fn change(id: IntentId, command: &SetSpendingRules, context: &Context<'_>) -> LimitsChange {
    let l10n = context.l10n;
    let (kind, theirs, text) = match &command.state {
        State::Draft => (ChangeKind::Waiting, None, l10n.limits_change(LimitsText::Waiting)),
        State::Sending { .. } | State::ReadingBack { .. } => (ChangeKind::Sending, None, l10n.limits_change(LimitsText::Sending)),
        State::Done => (ChangeKind::Done, None, l10n.limits_change(LimitsText::Done)),
        State::Conflict { theirs } => (ChangeKind::Conflict, Some(*theirs), l10n.limits_conflict(*theirs, command.seen)),
        State::Refused { .. } => (ChangeKind::Refused, None, l10n.limits_change(LimitsText::Refused)),
        State::Expired => (ChangeKind::Expired, None, l10n.limits_change(LimitsText::Expired)),
        State::Cancelled => (ChangeKind::Cancelled, None, l10n.limits_change(LimitsText::Cancelled)),
    };
    LimitsChange { id, kind, wanted: command.wanted, theirs, text }
}
