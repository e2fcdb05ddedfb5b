//! The way back through history: for each child and kind of row one lane, read newest first until it ends.
//!
//! Pure: which days to ask for next, and when there is nothing more to ask for. The wire has no "has more" for visits, so a
//! lane ends at the day the child was enrolled or, where that is not known, after a run of empty weeks longer than a summer.

use serde::{Deserialize, Serialize};

use crate::domain::{AccountNumber, LocalDate, Period, PersonId};
use crate::store::Service;

/// Days without a single tap after which a history is taken to have ended. A summer has 13 weeks; 20 leave room for an
/// illness or a term abroad.
pub const EMPTY_DAYS_AT_THE_END: i64 = 20 * 7;
/// The same for money and meals: a child on free meals may buy nothing for a whole school year, and a request covers months.
const EMPTY_DAYS_WITHOUT_MONEY: i64 = 2 * 365;
/// Nobody goes to one school for longer: an enrolment before that says nothing.
const LONGEST_ENROLMENT_DAYS: i64 = 20 * 365;
/// Days of one request for visits (wire-api §4: at most seven, both ends included).
pub const VISITS_DAYS: i64 = 7;
/// Days of one request for rows that come in pages, and for visits of the older generation: six weeks, some tens of rows, so that
/// an answer on its way is small.
pub const PAGED_DAYS: i64 = 42;

/// What a lane reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LaneKind {
    /// Entries and exits.
    Visits,
    /// Purchases.
    Orders,
    /// Changes of the balance.
    Movements,
}

impl LaneKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Visits, Self::Orders, Self::Movements];

    /// The service that gives it.
    pub fn service(self) -> Service {
        match self {
            Self::Visits => Service::Pass,
            Self::Orders => Service::Orders,
            Self::Movements => Service::Movements,
        }
    }

    fn empty_days_at_the_end(self) -> i64 {
        match self {
            Self::Visits => EMPTY_DAYS_AT_THE_END,
            Self::Orders | Self::Movements => EMPTY_DAYS_WITHOUT_MONEY,
        }
    }

    /// Days before the enrolment at which there may already be rows: parents put money on the account before the first day.
    fn days_before_enrolment(self) -> i64 {
        match self {
            Self::Visits => 0,
            Self::Orders | Self::Movements => 31,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Visits => "visits",
            Self::Orders => "orders",
            Self::Movements => "movements",
        }
    }
}

/// How far a lane has come: written in the same commit as the rows, so that a killed sync goes on where it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reached {
    /// Every day from here on has been read.
    pub day: LocalDate,
    /// Days without a row right after `day`.
    pub empty_days: i64,
    /// There is nothing more to read.
    pub ended: bool,
}

/// One lane of the way back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lane {
    /// Whose.
    pub child: PersonId,
    /// The child's personal account, where known.
    pub account: Option<AccountNumber>,
    /// What.
    pub kind: LaneKind,
    /// How far it has come.
    pub reached: Reached,
    /// The first day there can be rows, where the enrolment is known.
    enrolled_on: Option<LocalDate>,
    days: i64,
    /// The earliest day asked for, at or before `reached.day`.
    asked: LocalDate,
    /// Stopped for this run by a fault.
    stopped: bool,
}

impl Lane {
    /// A lane that goes on from `reached`, or starts after `today`.
    pub fn new(child: &crate::domain::Child, kind: LaneKind, days: i64, reached: Option<Reached>, today: LocalDate) -> Self {
        let start = Reached { day: today.plus_days(1), empty_days: 0, ended: false };
        let reached = reached.filter(|r| r.day <= start.day).unwrap_or(start);
        Self {
            child: child.person.clone(),
            account: child.account,
            kind,
            enrolled_on: child
                .enrolled_on
                .filter(|day| (0..LONGEST_ENROLMENT_DAYS).contains(&today.days_since(*day)))
                .map(|day| day.plus_days(-kind.days_before_enrolment())),
            days,
            asked: reached.day,
            stopped: false,
            reached,
        }
    }

    /// The name its progress is kept under.
    pub fn cursor(child: &PersonId, kind: LaneKind) -> String {
        format!("history/{}/{child}", kind.name())
    }

    /// The next days to ask for, newest first; none when the lane has ended, was stopped, or `ahead` days are under way.
    pub fn next(&mut self, ahead: i64) -> Option<Period> {
        let beyond = self.enrolled_on.is_some_and(|day| self.asked <= day);
        if self.reached.ended || self.stopped || beyond || self.reached.day.days_since(self.asked) >= ahead {
            return None;
        }
        let to = self.asked.plus_days(-1);
        let from = to.plus_days(1 - self.days);
        let from = self.enrolled_on.map_or(from, |day| from.max(day));
        self.asked = from;
        Some(Period { from, to })
    }

    /// Takes in that `period` was read and where its rows lie; whether the answer still belongs to the lane.
    pub fn settle(&mut self, period: Period, earliest_row: Option<LocalDate>) -> bool {
        if self.stopped || self.reached.ended || period.to.plus_days(1) != self.reached.day {
            return false;
        }
        let empty_days = earliest_row.map_or(self.reached.empty_days + period.days(), |row| row.days_since(period.from));
        let ended = match self.enrolled_on {
            Some(day) => period.from <= day,
            None => empty_days >= self.kind.empty_days_at_the_end(),
        };
        self.reached = Reached { day: period.from, empty_days, ended };
        true
    }

    /// Stops the lane for this run: an answer failed, and what was asked after it would leave a hole.
    pub fn stop(&mut self) {
        self.stopped = true;
    }

    /// Whether the lane has come to its end.
    pub fn ended(&self) -> bool {
        self.reached.ended
    }

    /// The newest day not yet asked for: lanes further ahead wait for those behind.
    pub fn front(&self) -> LocalDate {
        self.asked
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Child;
    use crate::domain::people::Sex;

    fn day(text: &str) -> LocalDate {
        text.parse().unwrap()
    }

    fn child(enrolled_on: Option<LocalDate>) -> Child {
        Child {
            person: "p".into(),
            student_id: None,
            account: None,
            first_name: String::new(),
            last_name: String::new(),
            middle_name: String::new(),
            sex: Sex::Unknown,
            birth_date: None,
            class_name: String::new(),
            school: None,
            enrolled_on,
        }
    }

    fn walk(mut lane: Lane, rows: &[LocalDate]) -> Vec<Period> {
        let mut asked = Vec::new();
        while let Some(period) = lane.next(lane.days) {
            let earliest = rows.iter().copied().filter(|row| period.contains(*row)).min();
            assert!(lane.settle(period, earliest));
            asked.push(period);
            assert!(asked.len() < 10_000, "a lane must end");
        }
        asked
    }

    #[test]
    fn history_is_read_newest_first_without_holes_or_overlaps() {
        let today = day("2026-05-12");
        let asked = walk(Lane::new(&child(Some(day("2026-01-09"))), LaneKind::Visits, VISITS_DAYS, None, today), &[]);
        assert_eq!(asked.first().unwrap().to, today);
        assert_eq!(asked.last().unwrap().from, day("2026-01-09"), "it ends on the day of enrolment");
        assert!(asked.iter().all(|p| p.days() <= VISITS_DAYS));
        assert!(asked.windows(2).all(|w| w[1].to.plus_days(1) == w[0].from));
    }

    #[test]
    fn a_summer_without_passages_does_not_end_the_history() {
        let today = day("2026-09-01");
        let rows = [today, day("2026-05-31"), day("2025-09-01"), day("2025-05-31")];
        let asked = walk(Lane::new(&child(None), LaneKind::Visits, VISITS_DAYS, None, today), &rows[..2]);
        assert!(asked.last().unwrap().from < day("2026-05-31"));
        let empty = day("2026-05-31").days_since(asked.last().unwrap().from);
        assert!((EMPTY_DAYS_AT_THE_END..EMPTY_DAYS_AT_THE_END + VISITS_DAYS).contains(&empty), "then it ends: {empty}");
    }

    #[test]
    fn a_year_on_free_meals_does_not_end_the_history_of_the_money() {
        let today = day("2026-05-12");
        let rows = [today, day("2024-09-02")];
        let asked = walk(Lane::new(&child(None), LaneKind::Movements, PAGED_DAYS, None, today), &rows);
        assert!(asked.iter().any(|p| p.contains(rows[1])));
        let enrolled = Some(day("2016-09-01"));
        let asked = walk(Lane::new(&child(enrolled), LaneKind::Movements, PAGED_DAYS, None, today), &[]);
        assert!(asked.last().unwrap().from <= day("2016-08-31"), "to the enrolment, however little there is, and a little before");
    }

    #[test]
    fn an_interrupted_lane_goes_on_from_its_cursor() {
        let today = day("2026-05-12");
        let reached = Reached { day: day("2026-03-01"), empty_days: 0, ended: false };
        let mut lane = Lane::new(&child(None), LaneKind::Orders, PAGED_DAYS, Some(reached), today);
        assert_eq!(lane.next(PAGED_DAYS).unwrap().to, day("2026-02-28"));
    }

    #[test]
    fn answers_behind_a_fault_leave_no_hole() {
        let today = day("2026-05-12");
        let mut lane = Lane::new(&child(None), LaneKind::Visits, VISITS_DAYS, None, today);
        let (first, second) = (lane.next(30).unwrap(), lane.next(30).unwrap());
        lane.stop();
        assert!(!lane.settle(first, None));
        assert!(!lane.settle(second, None));
        assert_eq!(lane.reached.day, today.plus_days(1));
    }
}
