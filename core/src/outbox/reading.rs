//! What screens read of the outbox: the commands of whoever is signed in, and the payments last read.

use serde::{Deserialize, Serialize};

use super::top_up::State;
use super::wire::PAYMENTS;
use super::{BlockCard, Command, Intent, TopUp};
use crate::domain::{CutOffs, FoodProvider, Moment, Money, Payment, PersonId, ProfileId};
use crate::store::{Store, StoreError};

/// For so long a command that has ended is still told of.
pub const TOLD_FOR_MINUTES: i64 = 24 * 60;
/// Where the food provider of a child is kept in the cache: this and the child's name.
pub const PROVIDER: &str = "food-provider/";

/// Where the cut-offs of a child's school are kept among the parent's settings: this and the child's name.
const CUT_OFFS: &str = "cut-offs/";

/// Until when the school of `child` takes orders, as far as it was written down.
pub fn cut_offs(store: &Store, child: &PersonId) -> Result<CutOffs, StoreError> {
    Ok(store.setting(&format!("{CUT_OFFS}{child}"))?.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
}

/// Writes that down.
pub fn set_cut_offs(store: &Store, child: &PersonId, cut_offs: &CutOffs) -> Result<(), StoreError> {
    store.set_setting(&format!("{CUT_OFFS}{child}"), serde_json::to_string(cut_offs).ok().as_deref())
}

/// What was paid for meals of `child` cancelled by "ill today" and did not come back in time.
pub fn not_returned(intents: &[Intent], child: &PersonId) -> Money {
    let missing = intents.iter().filter(|intent| intent.child == *child).filter_map(|intent| match &intent.command {
        Command::IllToday(ill) => Some(ill.missing_money()),
        _ => None,
    });
    Money::checked_sum(missing).unwrap_or(Money::ZERO)
}

/// Who is signed in, as far as it was written down.
pub fn adult(store: &Store) -> Result<Option<ProfileId>, StoreError> {
    Ok(store.setting(crate::session::ADULT)?.and_then(|text| text.parse().ok()).map(ProfileId))
}

/// The commands of whoever is signed in that are open or changed since `since`, oldest first.
pub fn intents(store: &Store, since: Moment) -> Result<Vec<Intent>, StoreError> {
    match adult(store)? {
        Some(adult) => store.with_intents(|db| db.intents(adult, since))?.into_iter().map(Intent::of).collect(),
        None => Ok(vec![]),
    }
}

/// The top-up of `child` to show: one that is not settled, else the latest that ended not long ago.
pub fn top_up_to_show(intents: &[Intent], child: &PersonId, now: Moment) -> Option<(Intent, TopUp)> {
    let mut of_child = top_ups(intents, child);
    let bars = of_child.clone().rfind(|(_, top_up)| top_up.bars_another(now));
    let recent = |intent: &Intent| now < intent.changed_at.plus_minutes(TOLD_FOR_MINUTES);
    bars.or_else(|| of_child.rfind(|(intent, _)| recent(intent))).map(|(intent, top_up)| (intent.clone(), top_up.clone()))
}

/// All top-ups of `child`, oldest first.
pub fn top_ups<'a>(intents: &'a [Intent], child: &'a PersonId) -> impl DoubleEndedIterator<Item = (&'a Intent, &'a TopUp)> + Clone {
    intents.iter().filter(move |intent| intent.child == *child).filter_map(|intent| match &intent.command {
        Command::TopUp(top_up) => Some((intent, top_up)),
        _ => None,
    })
}

/// What home has to know of the top-ups of one child.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Coming {
    /// Paid and not on the account yet.
    pub coming: Money,
    /// A top-up that waits for somebody.
    pub waits: Option<Waits>,
}

/// What a top-up waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Waits {
    /// For the parent to pay on its page.
    ToBePaid {
        /// The sum.
        amount: Money,
    },
    /// For the money to arrive.
    ToArrive {
        /// The sum.
        amount: Money,
    },
    /// For an answer of the school.
    ToBeKnown {
        /// The sum.
        amount: Money,
    },
}

/// What home has to know of the top-ups of `child`.
pub fn coming(intents: &[Intent], child: &PersonId, now: Moment) -> Coming {
    let coming = Money::checked_sum(top_ups(intents, child).map(|(_, top_up)| top_up.coming())).unwrap_or(Money::ZERO);
    let waits = top_up_to_show(intents, child, now).and_then(|(_, top_up)| {
        let amount = top_up.amount;
        match &top_up.state {
            State::AwaitingPayment { .. } if top_up.offered(now).is_some() => Some(Waits::ToBePaid { amount }),
            State::Confirming { .. } | State::Credited { .. } | State::Unknown { .. } if top_up.coming() > Money::ZERO => {
                Some(Waits::ToArrive { amount: top_up.coming() })
            }
            State::Draft { .. }
            | State::RequestingLink
            | State::AwaitingPayment { .. }
            | State::Confirming { .. }
            | State::Unknown { .. } => Some(Waits::ToBeKnown { amount }),
            State::Credited { .. } | State::Declined { .. } | State::Expired { .. } | State::Cancelled { .. } | State::Refused { .. } => {
                None
            }
        }
    });
    Coming { coming, waits }
}

/// How long money usually takes from paying to arriving, in minutes: the median of what this phone has seen; none before the first.
pub fn usual_minutes(intents: &[Intent]) -> Option<i64> {
    let arrived = intents.iter().filter_map(|intent| match &intent.command {
        Command::TopUp(top_up) => Some(top_up.payments()),
        _ => None,
    });
    let mut minutes: Vec<i64> = arrived.flatten().filter_map(|paid| Some(paid.arrived_at?.minutes_since(paid.at).max(0))).collect();
    minutes.sort_unstable();
    minutes.get(minutes.len() / 2).copied()
}

/// The latest block of each card of `child` that marks it as lost, newest first.
pub fn card_blocks(intents: &[Intent], child: &PersonId) -> Vec<(Intent, BlockCard)> {
    let mut found: Vec<(Intent, BlockCard)> = Vec::new();
    for intent in intents.iter().rev().filter(|intent| intent.child == *child) {
        if let Command::BlockCard(block) = &intent.command
            && !found.iter().any(|(_, known)| known.card == block.card)
        {
            found.push((intent.clone(), block.clone()));
        }
    }
    found
}

/// The payments last read, newest first; none before the first reading.
pub fn payments(store: &Store) -> Result<Option<Vec<Payment>>, StoreError> {
    Ok(store.meta(PAYMENTS)?.and_then(|text| serde_json::from_str(&text).ok()))
}

/// Who feeds `child`: nothing known yet, nobody, or somebody.
pub fn provider(store: &Store, child: &PersonId) -> Result<Option<Option<FoodProvider>>, StoreError> {
    Ok(store.meta(&format!("{PROVIDER}{child}"))?.and_then(|text| serde_json::from_str(&text).ok()))
}
