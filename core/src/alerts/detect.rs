//! Which alerts follow from what the phone has stored: the same events that pushes bring, found by looking at the last days.
//!
//! It looks at rows, not at changes, so that nothing is lost when the process ends between storing and telling: the next look finds it
//! again, and the ledger knows what was told. Events before a child was followed are history, not news.

use crate::domain::account::reserved;
use crate::domain::dated::{Ageing, state as data_state};
use crate::domain::forecast::{DaySpending, HORIZON_DAYS, Known, LEARNING_DAYS, YEAR_DAYS, forecast};
use crate::domain::low_balance::{CREDITING_MINUTES, Look, LowBalance, LowBalanceNotice, Rule, STEP, next_cut_off, runs_out_too_soon};
use crate::domain::{
    AlertEvent, AlertKind, Child, Direction, Moment, Money, MovementKind, Passage, Period, PersonId, Purchase, PurchaseStatus, SchoolDay,
};
use crate::outbox::reading;
use crate::store::{Outcome, Service, Store, StoreError, StoredAccount};

use super::cut_off_near;
use super::rules::AlertRules;

/// How far back events are news.
const NEWS_DAYS: i64 = 2;
/// How far back purchases tell whether a child pays for meals, and orders are held.
const LOOK_BACK_DAYS: i64 = 14;
/// Minutes after the bell within which nobody is late (P8).
const GRACE_MINUTES: i64 = 5;
/// Minutes of silence during school hours after which the school's data are late.
const SILENCE_MINUTES: i64 = 120;

/// An event that may have to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Whose; none for the whole family.
    pub child: Option<PersonId>,
    /// What.
    pub event: AlertEvent,
    /// When this phone learned of it.
    pub learned_at: Moment,
}

/// What a look depends on beside the rows.
#[derive(Debug, Clone, Copy)]
pub struct Surroundings<'a> {
    /// Now, in the school's time.
    pub now: Moment,
    /// Hours of the school.
    pub day: SchoolDay,
    /// What the parent wants.
    pub rules: &'a AlertRules,
}

/// Events of `child` since `since` that are news.
pub fn events(store: &Store, child: &Child, since: Moment, look: Surroundings<'_>) -> Result<Vec<Candidate>, StoreError> {
    let person = &child.person;
    let from = since.max(look.now.date().plus_days(-NEWS_DAYS).start());
    let days = Period::new(from.date(), look.now.date());
    let is_news = |at: Moment| at >= from && at <= look.now;
    let mut found = Vec::new();
    let mut add = |event: AlertEvent, learned_at: Moment| {
        found.push(Candidate { child: Some(person.clone()), event, learned_at });
    };

    let passages = store.passages(person, days)?;
    for tap in passages.iter().filter(|tap| is_news(tap.at)) {
        add(AlertEvent::of_passage(tap), tap.learned_at);
    }
    let purchases = store.purchases(person, Period::new(look.now.date().plus_days(-LOOK_BACK_DAYS), look.now.date()))?;
    for purchase in &purchases {
        match purchase_event(purchase) {
            // A cancelled order is news for as long as its day has not passed; when it was cancelled nobody says.
            Some(event @ AlertEvent::OrderCancelled { .. })
                if purchase.at >= from || (purchase.learned_at >= from && purchase.on_date >= from.date()) =>
            {
                add(event, purchase.learned_at);
            }
            Some(event @ AlertEvent::Purchase { .. }) if is_news(event.at()) => add(event, purchase.learned_at),
            _ => {}
        }
    }
    for stored in store.movements(person, days)?.iter().filter(|stored| !stored.removed) {
        let movement = &stored.movement;
        if movement.kind == MovementKind::TopUp && is_news(movement.at) {
            let balance = movement.balance_after();
            add(AlertEvent::TopUpCredited { at: movement.at, sum: movement.sum, balance }, movement.learned_at);
        }
    }
    if let Some(event) = arrival(store, person, &passages, &purchases, look)?.filter(|event| event.at() >= since) {
        add(event, look.now);
    }
    if let Some(event) = cut_off_near::event(store, person, look)? {
        add(event, look.now);
    }
    if let Some(event) = silence(store, person, look)?.filter(|_| look.now >= since) {
        add(event, look.now);
    }
    Ok(found)
}

/// Whether the orders of `child` have to be read before [`events`] can tell all.
pub fn wants_orders(store: &Store, child: &Child, look: Surroundings<'_>) -> Result<bool, StoreError> {
    cut_off_near::wants_reading(store, &child.person, look)
}

fn purchase_event(purchase: &Purchase) -> Option<AlertEvent> {
    match purchase.status {
        PurchaseStatus::Issued => Some(AlertEvent::Purchase {
            purchase: purchase.id.clone(),
            at: purchase.proves_presence_at().unwrap_or(purchase.at),
            what: purchase.kind,
            total: purchase.total,
            items: purchase.items.clone(),
        }),
        PurchaseStatus::Cancelled => Some(AlertEvent::OrderCancelled {
            purchase: purchase.id.clone(),
            at: purchase.at,
            meal_day: purchase.on_date,
            total: purchase.total,
        }),
        _ => None,
    }
}

/// Entry not recorded (P2) or late (P8), where the parent asked for it and the rows are fresh enough to say so.
fn arrival(
    store: &Store,
    person: &PersonId,
    passages: &[Passage],
    purchases: &[Purchase],
    look: Surroundings<'_>,
) -> Result<Option<AlertEvent>, StoreError> {
    let today = look.now.date();
    let wants = |kind| look.rules.choice(Some(person), kind).push;
    let entry = passages.iter().filter(|tap| tap.direction == Direction::In && tap.at.date() == today).map(|tap| tap.at).min();
    if let Some(entry) = entry {
        let bell = look.rules.bells.get(person).copied().filter(|_| wants(AlertKind::LateArrival) && look.day.may_have_lessons(today));
        let late = bell.filter(|bell| entry.minutes_since(Moment::at(today, *bell)) > GRACE_MINUTES);
        return Ok(late.map(|bell| AlertEvent::LateArrival { at: entry, bell }));
    }
    if !wants(AlertKind::EntryNotRecorded) || !look.day.arrival_is_due(look.now) {
        return Ok(None);
    }
    let by = Moment::at(today, look.day.usual_arrival);
    // A purchase proves presence without a tap (P5); an exit without an entry says enough, too.
    let seen =
        purchases.iter().filter_map(Purchase::proves_presence_at).chain(passages.iter().map(|tap| tap.at)).any(|at| at.date() == today);
    let read_since = store.reading(person, Service::Pass)?.and_then(|reading| reading.as_of).is_some_and(|as_of| as_of >= by);
    Ok((!seen && read_since).then_some(AlertEvent::EntryNotRecorded { by }))
}

/// The school gives no data although it should: once a day, during school hours.
fn silence(store: &Store, person: &PersonId, look: Surroundings<'_>) -> Result<Option<AlertEvent>, StoreError> {
    let Some(reading) = store.reading(person, Service::Pass)? else { return Ok(None) };
    // Without a network it is not the school that is silent.
    let silent = matches!(reading.outcome, Outcome::ServiceDown) && look.day.is_open(look.now);
    let since = reading.as_of.filter(|as_of| silent && look.now.minutes_since(*as_of) >= SILENCE_MINUTES);
    Ok(since.map(|since| AlertEvent::SchoolDataLate { since }))
}

/// What one look at the account of `child` tells (M4): the state to remember, and the notice that is due.
pub fn balance(
    store: &Store,
    child: &Child,
    before: LowBalance,
    look: Surroundings<'_>,
) -> Result<(LowBalance, Vec<Candidate>), StoreError> {
    let person = &child.person;
    let Some(account) = store.account(person)? else { return Ok((before, Vec::new())) };
    let today = look.now.date();
    let days = Period::new(today.plus_days(-LOOK_BACK_DAYS), today.plus_days(LOOK_BACK_DAYS));
    let purchases = store.purchases(person, days)?;
    let charged: Vec<_> =
        store.movements(person, days)?.into_iter().filter(|stored| !stored.removed).filter_map(|stored| stored.movement.purchase).collect();
    let available = account.confirmed.checked_sub(reserved(&purchases, &charged, today)).unwrap_or(account.confirmed);
    let fault = store.reading(person, Service::Food)?.is_some_and(|reading| reading.outcome == Outcome::ServiceDown);
    let freshness = data_state(account.as_of, fault, Ageing::Slow, look.now, account.as_of, &look.day);
    let pays = purchases.iter().any(|purchase| purchase.counts() && purchase.total > Money::ZERO);
    let ahead = look_ahead(store, person, &account, available, &purchases)?;
    let too_soon =
        runs_out_too_soon(&ahead, next_cut_off(&reading::cut_offs(store, person)?, look.now, &look.day), CREDITING_MINUTES, &look.day);
    let threshold = account.rules.and_then(|rules| rules.warn_below).filter(|threshold| *threshold > Money::ZERO);
    let (after, notice) = before.after(Look::at(freshness, available, pays, too_soon), Rule { threshold, step: STEP });

    let low = |available, threshold| AlertEvent::LowBalance { at: account.as_of, available, threshold };
    let run_out = || {
        let covers = ahead.early_short_day().map_or(today, |short| short.plus_days(-1));
        AlertEvent::RunOutSoon { at: account.as_of, covers, available: Some(available) }
    };
    let event = match notice {
        None => None,
        Some(LowBalanceNotice::RunOutSoon { .. }) => Some(run_out()),
        // One notice says both; the threshold is the parent's own word.
        Some(LowBalanceNotice::Low { available, threshold } | LowBalanceNotice::LowAndRunOutSoon { available, threshold }) => {
            Some(low(available, threshold))
        }
    };
    let candidates = event.map(|event| Candidate { child: Some(person.clone()), event, learned_at: look.now });
    Ok((after, candidates.into_iter().collect()))
}

fn look_ahead(
    store: &Store,
    person: &PersonId,
    account: &StoredAccount,
    available: Money,
    purchases: &[Purchase],
) -> Result<crate::domain::forecast::Forecast, StoreError> {
    let day = account.as_of.date();
    let then = day.plus_days(-YEAR_DAYS);
    let mut spent = store.spending_by_day(person, Period::new(then.plus_days(-LEARNING_DAYS), then.plus_days(HORIZON_DAYS)))?;
    spent.extend(store.spending_by_day(person, Period::new(day.plus_days(-LEARNING_DAYS), day))?);
    let ordered: Vec<DaySpending> = purchases
        .iter()
        .filter(|order| order.waits_to_be_handed_out(day))
        .map(|order| DaySpending { date: order.on_date, spent: order.total })
        .collect();
    Ok(forecast(&Known { at: account.as_of, available, coming: Money::ZERO, spent: &spent, ordered: &ordered }))
}
