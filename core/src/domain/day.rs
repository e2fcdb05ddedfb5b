//! What a school day looks like, as data: the hours by which presence and freshness are judged.
//!
//! The wire gives no timetable, so these are stated assumptions that a parent or a later issue may change; nothing here is ever shown
//! as the time of an event.

use chrono::NaiveTime;
use serde::{Deserialize, Serialize};

use super::time::{LocalDate, LocalTime, Moment};

/// Hours of a school.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SchoolDay {
    /// When the building opens.
    pub opens: LocalTime,
    /// By when pupils have usually come; before it a missing tap says nothing (P2).
    pub usual_arrival: LocalTime,
    /// When the building closes; an entry still open then becomes "exit not recorded" (P3).
    pub closes: LocalTime,
}

impl Default for SchoolDay {
    /// 07:00, 09:00 and 21:00.
    fn default() -> Self {
        let hour = |hour| LocalTime::new(hour, 0).unwrap_or(LocalTime(NaiveTime::MIN));
        Self { opens: hour(7), usual_arrival: hour(9), closes: hour(21) }
    }
}

impl SchoolDay {
    /// The moment until which an entry at `entry` can still be open: closing time, or midnight for an entry after closing.
    pub fn closing_after(&self, entry: Moment) -> Moment {
        if entry.time() < self.closes { Moment::at(entry.date(), self.closes) } else { entry.date().end() }
    }

    /// Whether lessons may be held on `date`: Monday to Friday. Holidays are unknown to the wire.
    pub fn may_have_lessons(&self, date: LocalDate) -> bool {
        !date.is_weekend()
    }

    /// Whether taps are to be expected at `now`.
    pub fn is_open(&self, now: Moment) -> bool {
        self.may_have_lessons(now.date()) && self.opens <= now.time() && now.time() < self.closes
    }

    /// Whether a pupil who comes today has usually come by `now`.
    pub fn arrival_is_due(&self, now: Moment) -> bool {
        self.may_have_lessons(now.date()) && now.time() >= self.usual_arrival
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Moment {
        Moment::from_local(chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap())
    }

    #[test]
    fn arrival_is_due_from_the_usual_minute_on_weekdays_only() {
        let day = SchoolDay::default();
        assert!(!day.arrival_is_due(at("2026-05-12 08:59")));
        assert!(day.arrival_is_due(at("2026-05-12 09:00")));
        assert!(!day.arrival_is_due(at("2026-05-16 12:00")), "Saturday");
    }

    #[test]
    fn an_entry_after_closing_stays_open_until_midnight() {
        let day = SchoolDay::default();
        assert_eq!(day.closing_after(at("2026-05-12 08:00")), at("2026-05-12 21:00"));
        assert_eq!(day.closing_after(at("2026-05-12 21:00")), at("2026-05-13 00:00"));
    }
}
