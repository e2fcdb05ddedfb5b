//! Pairs of taps in one building (P3, P4).
//!
//! Decides which taps belong together and when an open entry stops being open. Whether the child is inside *now* is decided in
//! [`presence`](super::presence), which also knows of purchases.

use serde::{Deserialize, Serialize};

use super::day::SchoolDay;
use super::passage::{Direction, Organization, Passage};
use super::time::{LocalDate, Moment};

/// Entries in one building at most this many minutes apart are one visit (P4): a turnstile that did not open, a second try.
pub const REPEATED_ENTRY_MINUTES: i64 = 10;

/// One stay in one building; either side may be missing, and no time is ever invented.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    /// The school day.
    pub date: LocalDate,
    /// The building.
    pub organization: Organization,
    /// The entry, or none when it was not recorded (P4).
    pub entry: Option<Moment>,
    /// The exit, or none while inside or when it was not recorded (P3).
    pub exit: Option<Moment>,
    /// No exit yet and the building has not closed.
    pub still_inside: bool,
    /// Who brought the child.
    pub brought_by: Option<String>,
    /// Who fetched the child.
    pub fetched_by: Option<String>,
    /// The raw taps this visit is made of, oldest first.
    pub passages: Vec<Passage>,
}

impl Visit {
    fn of(passage: Passage) -> Self {
        let entering = passage.direction == Direction::In;
        Self {
            date: passage.at.date(),
            organization: passage.organization.clone(),
            entry: entering.then_some(passage.at),
            exit: (!entering).then_some(passage.at),
            still_inside: false,
            brought_by: passage.escort.clone().filter(|_| entering),
            fetched_by: passage.escort.clone().filter(|_| !entering),
            passages: vec![passage],
        }
    }

    /// Moment of the first tap.
    pub fn first_tap(&self) -> Option<Moment> {
        self.passages.first().map(|passage| passage.at)
    }

    /// Moment of the last tap.
    pub fn last_tap(&self) -> Option<Moment> {
        self.passages.last().map(|passage| passage.at)
    }

    /// Whole minutes inside, when both sides were recorded.
    pub fn minutes(&self) -> Option<i64> {
        Some(self.exit?.minutes_since(self.entry?))
    }

    /// An entry without an exit.
    pub(super) fn is_open(&self) -> bool {
        self.entry.is_some() && self.exit.is_none()
    }

    fn takes_entry_again(&self, at: Moment) -> bool {
        self.is_open() && self.last_tap().is_some_and(|last| at.minutes_since(last) <= REPEATED_ENTRY_MINUTES)
    }
}

/// Pairs the taps of one child into visits, oldest first, each day and building by itself.
///
/// The order of `passages` does not matter and the same tap given twice counts once. An entry without an exit is `still_inside` only
/// while it is the child's last tap of the day in any building and the building has not closed at `now` (P3).
pub fn pair(passages: &[Passage], now: Moment, day: &SchoolDay) -> Vec<Visit> {
    let mut taps: Vec<&Passage> = passages.iter().collect();
    taps.sort_by(|a, b| key(a).cmp(&key(b)).then(a.learned_at.cmp(&b.learned_at)));
    taps.dedup_by(|later, earlier| key(later) == key(earlier));

    let mut visits: Vec<Visit> =
        taps.chunk_by(|a, b| a.at.date() == b.at.date() && a.organization.id == b.organization.id).flat_map(pair_one_building).collect();
    visits.sort_by(|a, b| (a.first_tap(), &a.organization.id).cmp(&(b.first_tap(), &b.organization.id)));
    for one_day in visits.chunk_by_mut(|a, b| a.date == b.date) {
        let last_tap = one_day.iter().filter_map(Visit::last_tap).max();
        for visit in one_day.iter_mut().filter(|visit| visit.is_open()) {
            visit.still_inside = visit.last_tap() == last_tap && visit.entry.is_some_and(|entry| now < day.closing_after(entry));
        }
    }
    visits
}

fn key(passage: &Passage) -> (LocalDate, &super::ids::OrganizationId, Moment, Direction) {
    (passage.at.date(), &passage.organization.id, passage.at, passage.direction)
}

/// Pairs the taps of one building and day, given in order of time.
fn pair_one_building(taps: &[&Passage]) -> Vec<Visit> {
    let mut visits: Vec<Visit> = Vec::new();
    for same_minute in taps.chunk_by(|a, b| a.at == b.at) {
        // A tie within the minute the wire gives: who is inside leaves first, who is outside enters first.
        let inside = visits.last().is_some_and(Visit::is_open);
        let first = if inside { Direction::Out } else { Direction::In };
        for tap in same_minute.iter().filter(|tap| tap.direction == first).chain(same_minute.iter().filter(|tap| tap.direction != first)) {
            add(&mut visits, (*tap).clone());
        }
    }
    visits
}

fn add(visits: &mut Vec<Visit>, tap: Passage) {
    match (tap.direction, visits.last_mut()) {
        (Direction::Out, Some(open)) if open.is_open() => {
            open.exit = Some(tap.at);
            open.fetched_by.clone_from(&tap.escort);
            open.passages.push(tap);
        }
        (Direction::In, Some(open)) if open.takes_entry_again(tap.at) => {
            if open.brought_by.is_none() {
                open.brought_by.clone_from(&tap.escort);
            }
            open.passages.push(tap);
        }
        _ => visits.push(Visit::of(tap)),
    }
}

#[cfg(test)]
#[path = "visit_tests.rs"]
mod tests;
