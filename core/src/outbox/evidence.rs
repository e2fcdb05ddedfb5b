//! Which payment of the history and which movement of an account belong to which top-up. Each belongs to one at most.
//!
//! A payment that names its request is that request's and nobody else's. Where the history names none, it is the payment to the same
//! account, of no more than was asked, made while the page was there; the exact sum is preferred, then the earlier top-up.
//! A movement belongs to an approved payment of the same sum and not before it; equal movements are as good as each other.

use std::collections::{BTreeMap, HashSet};

use super::top_up::{Event, GRACE_MINUTES, Link, OnItsWay, TopUp};
use super::{Command, Intent, IntentId};
use crate::domain::{LocalTime, Moment, Money, Movement, MovementKind, Payment, PaymentId, PaymentStatus, PersonId};

/// How much earlier than the request a payment may seem to be made, and a movement than its payment: clocks differ.
const CLOCKS_DIFFER_MINUTES: i64 = 5;

/// The facts `top_up` has claimed.
pub fn claims(top_up: &TopUp) -> Vec<String> {
    let of_history = top_up.payments().iter().filter(|paid| !paid.id.0.is_empty()).map(|paid| payment_fact(&paid.id));
    let of_account = top_up.payments().iter().filter_map(|paid| paid.movement.clone());
    of_history.chain(of_account).collect()
}

fn payment_fact(id: &PaymentId) -> String {
    format!("payment|{}", id.0)
}

/// What a reading of the history tells each top-up of `intents`. `claimed`: the facts that belong to some top-up already.
pub(super) fn of_history(intents: &[Intent], history: &[Payment], claimed: &HashSet<String>, now: Moment) -> Vec<(IntentId, Event)> {
    let top_ups: Vec<(&IntentId, &TopUp)> = top_ups(intents).collect();
    let owners: Vec<Option<&IntentId>> = owners(&top_ups, history, claimed, now);
    let told = |(id, top_up): &(&IntentId, &TopUp)| {
        let owned = history.iter().zip(&owners);
        let mine = owned.clone().filter(|(_, owner)| **owner == Some(*id)).map(|(payment, _)| payment.clone()).collect();
        let other = owned
            .filter(|(payment, owner)| **owner != Some(*id) && payment.account == Some(top_up.account))
            .filter(|(payment, _)| payment.status == PaymentStatus::Processing)
            .map(|(payment, _)| OnItsWay { amount: payment.amount, since: payment.at })
            .max_by_key(|other| other.since);
        ((*id).clone(), Event::HistoryRead { mine, other, exists: true })
    };
    top_ups.iter().map(told).collect()
}

/// Whose each payment of `history` is.
fn owners<'a>(
    top_ups: &[(&'a IntentId, &TopUp)],
    history: &[Payment],
    claimed: &HashSet<String>,
    now: Moment,
) -> Vec<Option<&'a IntentId>> {
    // By name first, so that no guess takes what is named.
    let mut owners: Vec<Option<&IntentId>> =
        history.iter().map(|payment| top_ups.iter().find(|(_, top_up)| names(payment, top_up)).map(|(id, _)| *id)).collect();
    for exact in [true, false] {
        for (owner, payment) in owners.iter_mut().zip(history).filter(|(owner, _)| owner.is_none()) {
            let fits = |top_up: &TopUp| {
                top_up.listens(now)
                    && top_up.link().is_some_and(|link| could_be(payment, top_up, link))
                    && (!exact || payment.amount == top_up.amount)
            };
            if payment.request_uid.is_none() && payment.package_uid.is_none() && !claimed.contains(&payment_fact(&payment.id)) {
                *owner = top_ups.iter().find(|(_, top_up)| fits(top_up)).map(|(id, _)| *id);
            }
        }
    }
    owners
}

/// Whether the payment names the request of this top-up, or was recognised as its own before.
fn names(payment: &Payment, top_up: &TopUp) -> bool {
    let request = top_up.link().is_some_and(|link| {
        let same = |theirs: &Option<String>, ours: &str| !ours.is_empty() && theirs.as_deref() == Some(ours);
        same(&payment.request_uid, &link.page.request_uid)
            || (payment.request_uid.is_none() && same(&payment.package_uid, &link.page.package_uid))
    });
    request || top_up.payments().iter().any(|paid| paid.id == payment.id)
}

fn could_be(payment: &Payment, top_up: &TopUp, link: &Link) -> bool {
    let from = link.got_at.plus_minutes(-CLOCKS_DIFFER_MINUTES);
    let to = link.expires.plus_minutes(GRACE_MINUTES);
    payment.account.is_none_or(|account| account == top_up.account)
        && payment.for_meals != Some(false)
        && (payment.account.is_some() || payment.for_meals == Some(true))
        && payment.amount <= top_up.amount
        && not_before(payment.at, from)
        && payment.at <= to
}

/// Whether `at` is not before `from`; a bare date, which stands for its first minute, counts for its whole day.
fn not_before(at: Moment, from: Moment) -> bool {
    at >= from || (LocalTime::new(0, 0) == Some(at.time()) && at.date() >= from.date())
}

/// What a reading of the movements of `child` tells its top-ups. `history_exists`: when there is none, a movement of just the sum asked
/// for is the only sign there will ever be.
pub(super) fn of_movements(
    intents: &[Intent],
    child: &PersonId,
    movements: &[Movement],
    claimed: &HashSet<String>,
    history_exists: bool,
) -> Vec<(IntentId, Event)> {
    let mut free = free(child, movements, claimed);
    let mut told = Vec::new();
    let of_child: Vec<(&IntentId, &TopUp)> =
        top_ups(intents).filter(|(id, _)| intents.iter().any(|i| i.id == **id && i.child == *child)).collect();
    for (id, top_up) in of_child {
        let mut arrived = Vec::new();
        for paid in top_up.payments().iter().filter(|paid| paid.status == PaymentStatus::Approved && paid.movement.is_none()) {
            if let Some((fact, at)) = take(&mut free, paid.amount, paid.at.plus_minutes(-CLOCKS_DIFFER_MINUTES)) {
                arrived.push((paid.id.clone(), fact, at));
            }
        }
        if !arrived.is_empty() {
            told.push((id.clone(), Event::Arrived(arrived)));
        }
        if let Some(link) = top_up.link().filter(|_| !history_exists && top_up.payments().is_empty())
            && let Some((movement, at)) = take(&mut free, top_up.amount, link.got_at)
        {
            told.push((id.clone(), Event::ArrivedUntold { movement, at }));
        }
    }
    told
}

/// The top-up movements that belong to nobody yet. The wire names no movement, and may list equal ones in any order, so they are
/// counted: the n-th of one time and sum.
fn free(child: &PersonId, movements: &[Movement], claimed: &HashSet<String>) -> Vec<(String, Moment, Money)> {
    let mut counted: BTreeMap<(Moment, Money), u32> = BTreeMap::new();
    let top_ups = movements.iter().filter(|movement| movement.kind == MovementKind::TopUp && movement.sum > Money::ZERO);
    let mut all: Vec<(String, Moment, Money)> = top_ups
        .map(|movement| {
            let n = counted.entry((movement.at, movement.sum)).or_default();
            *n += 1;
            (format!("movement|{child}|{}|{}|{n}", movement.at.0, movement.sum.0), movement.at, movement.sum)
        })
        .filter(|(fact, ..)| !claimed.contains(fact))
        .collect();
    all.sort_by_key(|(_, at, _)| *at);
    all
}

fn take(free: &mut Vec<(String, Moment, Money)>, sum: Money, from: Moment) -> Option<(String, Moment)> {
    let found = free.iter().position(|(_, at, of)| *of == sum && not_before(*at, from))?;
    let (fact, at, _) = free.remove(found);
    Some((fact, at))
}

fn top_ups(intents: &[Intent]) -> impl Iterator<Item = (&IntentId, &TopUp)> {
    intents.iter().filter_map(|intent| match &intent.command {
        Command::TopUp(top_up) => Some((&intent.id, top_up)),
        _ => None,
    })
}
