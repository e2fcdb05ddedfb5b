//! Whether the child is inside (P2, P3, P5), and hints that a card may be copied (P6).
//!
//! Decides from raw taps and purchases of the last days; never says "absent", and every moment it names is one of those it was given.
//! How it is worded, harmless causes included, is left to `l10n`.

use serde::{Deserialize, Serialize};

use super::day::SchoolDay;
use super::passage::{Direction, Organization, Passage};
use super::purchase::Purchase;
use super::time::{LocalDate, Moment};
use super::visit::{Visit, pair};

/// After this many days without a sign of the child a missing tap is no news (holidays, summer, illness).
pub const QUIET_DAYS: i64 = 7;

/// Events this many minutes ahead of "now" still count: the turnstile's clock and the server's may differ.
const CLOCK_SLACK_MINUTES: i64 = 10;

/// A purchase this soon after an exit is two clocks disagreeing, not a copied card.
const COPIED_CARD_MINUTES: i64 = 10;

/// What a statement of presence rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
pub enum PresenceEvidence {
    /// A tap at a turnstile.
    Passage,
    /// A purchase in the canteen (P5).
    Purchase,
}

/// Why nothing can be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
pub enum UnknownReason {
    /// No passages are known, or none of the last days.
    NoData,
    /// School day, the usual arrival time has passed, no tap (P2).
    EntryNotRecorded,
    /// An entry without an exit, and the building has closed (P3).
    ExitNotRecorded,
    /// The last thing known is an entry, and nothing was read since the building closed: the exit may well be recorded by now.
    NotReadSince,
}

/// Presence (P2): never "absent".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
pub enum Presence {
    /// Inside since.
    InSince {
        /// The tap or purchase that proves it.
        since: Moment,
        /// What it rests on.
        evidence: PresenceEvidence,
    },
    /// Outside since.
    OutSince {
        /// The recorded exit.
        since: Moment,
    },
    /// Nothing can be said.
    Unknown {
        /// Since when, where that is known.
        since: Option<Moment>,
        /// Why.
        reason: UnknownReason,
    },
}

/// Something that two people with one card would leave behind (P6). A hint for the parent, not a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum CopiedCardHint {
    /// Taps in two buildings in the same minute.
    TwoBuildings {
        /// The minute.
        at: Moment,
    },
    /// A purchase handed out after the exit and before the next entry.
    PurchaseWhileOut {
        /// When it was handed out.
        at: Moment,
    },
}

/// Where a day's events leave the child.
enum LastKnown {
    Inside { since: Moment, evidence: PresenceEvidence },
    Outside { since: Moment },
}

/// Up to when events count at `now`.
pub fn horizon(now: Moment) -> Moment {
    now.plus_minutes(CLOCK_SLACK_MINUTES)
}

/// From when on events matter to presence, `last_tap` being the last one up to [`horizon`]: neither a tap nor a proof of an earlier day can
/// say more than it does.
pub fn rests_on(last_tap: Moment) -> Moment {
    last_tap.date().start()
}

/// Presence at `now` from the taps and purchases of the last days (today alone is enough for "inside"; the last school day before it is
/// needed for "outside since").
///
/// After the usual arrival time of a weekday without a sign of the child it is "entry not recorded" (P2), unless there has been none for
/// [`QUIET_DAYS`] days: then it is a holiday as far as anyone can tell.
///
/// `known_until`: when passages were last read, if ever. Only what was read can be missing: "not recorded" is never said of hours that
/// nobody has asked about.
pub fn of(passages: &[Passage], purchases: &[Purchase], known_until: Option<Moment>, now: Moment, day: &SchoolDay) -> Presence {
    let horizon = horizon(now);
    let taps: Vec<&Passage> = passages.iter().filter(|tap| tap.at <= horizon).collect();
    let proofs: Vec<Moment> = purchases.iter().filter_map(Purchase::proves_presence_at).filter(|at| *at <= horizon).collect();
    // Slack may reach past midnight: an event of "tomorrow" is today's for all that matters.
    let today = taps.iter().map(|tap| tap.at).chain(proofs.iter().copied()).map(Moment::date).fold(now.date(), LocalDate::max);

    if let Some(known) = on_day(today, &taps, &proofs, day) {
        return match known {
            LastKnown::Inside { since, .. } if now >= day.closing_after(since) => left_open(since, known_until, day),
            LastKnown::Inside { since, evidence } => Presence::InSince { since, evidence },
            LastKnown::Outside { since } => Presence::OutSince { since },
        };
    }
    let last_day = taps.iter().map(|tap| tap.at).chain(proofs.iter().copied()).map(Moment::date).max();
    let Some((last_day, known)) = last_day.and_then(|date| Some((date, on_day(date, &taps, &proofs, day)?))) else {
        return Presence::Unknown { since: None, reason: UnknownReason::NoData };
    };
    let quiet = today.days_since(last_day) > QUIET_DAYS;
    match known {
        _ if day.arrival_is_due(now) && !quiet && known_until >= Some(Moment::at(today, day.usual_arrival)) => {
            Presence::Unknown { since: None, reason: UnknownReason::EntryNotRecorded }
        }
        LastKnown::Outside { since } => Presence::OutSince { since },
        LastKnown::Inside { .. } if quiet => Presence::Unknown { since: None, reason: UnknownReason::NoData },
        LastKnown::Inside { since, .. } => left_open(since, known_until, day),
    }
}

/// An entry still open after closing (P3).
fn left_open(since: Moment, known_until: Option<Moment>, day: &SchoolDay) -> Presence {
    let read_since = known_until >= Some(day.closing_after(since));
    Presence::Unknown { since: Some(since), reason: if read_since { UnknownReason::ExitNotRecorded } else { UnknownReason::NotReadSince } }
}

fn on_day(date: LocalDate, taps: &[&Passage], proofs: &[Moment], day: &SchoolDay) -> Option<LastKnown> {
    let taps: Vec<Passage> = taps.iter().filter(|tap| tap.at.date() == date).map(|tap| (*tap).clone()).collect();
    let visits = pair(&taps, date.start(), day);
    let last_tap = visits.iter().filter_map(Visit::last_tap).max();
    let entry = visits.iter().filter(|visit| visit.is_open() && visit.last_tap() == last_tap).filter_map(|visit| visit.entry).max();
    if let Some(since) = entry {
        return Some(LastKnown::Inside { since, evidence: PresenceEvidence::Passage });
    }
    // P5: a purchase after the last tap, or with no tap at all, shows the child inside again.
    let proof = proofs.iter().copied().filter(|at| at.date() == date && last_tap.is_none_or(|tap| *at > tap)).min();
    match proof {
        Some(since) => Some(LastKnown::Inside { since, evidence: PresenceEvidence::Purchase }),
        None => last_tap.map(|since| LastKnown::Outside { since }),
    }
}

/// The building a statement of presence speaks of, when it rests on a tap.
pub fn place(presence: Presence, passages: &[Passage]) -> Option<&Organization> {
    let (at, direction) = match presence {
        Presence::InSince { since, evidence: PresenceEvidence::Passage } | Presence::Unknown { since: Some(since), .. } => {
            (since, Direction::In)
        }
        Presence::OutSince { since } => (since, Direction::Out),
        _ => return None,
    };
    passages.iter().find(|tap| tap.at == at && tap.direction == direction).map(|tap| &tap.organization)
}

/// Hints that two people use one card (P6), oldest first.
pub fn copied_card_hints(passages: &[Passage], purchases: &[Purchase]) -> Vec<CopiedCardHint> {
    let mut taps: Vec<&Passage> = passages.iter().collect();
    taps.sort_by_key(|tap| (tap.at, tap.direction));
    let mut hints: Vec<(Moment, CopiedCardHint)> = taps
        .chunk_by(|a, b| a.at == b.at)
        .filter(|minute| minute.iter().any(|tap| tap.organization.id != minute[0].organization.id))
        .map(|minute| (minute[0].at, CopiedCardHint::TwoBuildings { at: minute[0].at }))
        .collect();
    for at in purchases.iter().filter_map(Purchase::proves_presence_at) {
        let left = taps.iter().rev().find(|tap| tap.at <= at && tap.at.date() == at.date()).filter(|tap| tap.direction == Direction::Out);
        if left.is_some_and(|exit| at.minutes_since(exit.at) > COPIED_CARD_MINUTES) {
            hints.push((at, CopiedCardHint::PurchaseWhileOut { at }));
        }
    }
    hints.sort_by_key(|(at, _)| *at);
    hints.into_iter().map(|(_, hint)| hint).collect()
}

#[cfg(test)]
#[path = "presence_tests.rs"]
mod tests;
