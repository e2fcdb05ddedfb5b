//! The school's clock, learned from answers.
//!
//! A phone's clock may be wrong by hours, and dates belong to the school. Every answer carries the server's time; the
//! difference to the phone's clock is remembered, so that "now" is the school's now even offline.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::domain::Moment;

/// Differences below this are the coarseness of the `Date` header, not news.
const NOISE_MILLIS: i64 = 1_500;

/// The phone's clock corrected by what the server last said.
#[derive(Debug)]
pub struct SchoolClock {
    offset_millis: AtomicI64,
    /// The earliest server time of this run; `i64::MAX` before the first answer.
    earliest_millis: AtomicI64,
}

impl Default for SchoolClock {
    fn default() -> Self {
        Self::remembered(0)
    }
}

impl SchoolClock {
    /// A clock that starts from a difference remembered earlier, in milliseconds (server less phone).
    pub fn remembered(offset_millis: i64) -> Self {
        Self { offset_millis: offset_millis.into(), earliest_millis: i64::MAX.into() }
    }

    /// Now, as the school would say.
    pub fn now(&self) -> Moment {
        Moment(phone_millis().saturating_add(self.offset_millis.load(Ordering::Relaxed)))
    }

    /// The server's clock less the phone's, milliseconds.
    pub fn offset_millis(&self) -> i64 {
        self.offset_millis.load(Ordering::Relaxed)
    }

    /// The earliest time the server gave in this run: what is as new as that was read in this run. Far in the future before the
    /// first answer, when nothing was.
    pub fn first_contact(&self) -> Moment {
        Moment(self.earliest_millis.load(Ordering::Relaxed))
    }

    /// Takes the server's time from an answer that has just come; the new difference is returned when it is news.
    pub fn learn(&self, server_time: Moment) -> Option<i64> {
        self.earliest_millis.fetch_min(server_time.0, Ordering::Relaxed);
        // The header is cut to the second, so on average it lags by half of one.
        let offset = server_time.0.saturating_add(500).saturating_sub(phone_millis());
        let known = self.offset_millis.load(Ordering::Relaxed);
        if offset.saturating_sub(known).abs() <= NOISE_MILLIS {
            return None;
        }
        self.offset_millis.store(offset, Ordering::Relaxed);
        Some(offset)
    }
}

fn phone_millis() -> i64 {
    match SystemTime::now().duration_since(UNIX_EPOCH) {
        Ok(after) => i64::try_from(after.as_millis()).unwrap_or(i64::MAX),
        Err(before) => i64::try_from(before.duration().as_millis()).map_or(i64::MIN, |millis| -millis),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_that_is_hours_wrong_still_knows_the_schools_time() {
        let clock = SchoolClock::default();
        let school = Moment(phone_millis() - 7 * 3_600_000);
        assert!(clock.first_contact() > clock.now());
        assert!(clock.learn(school).is_some());
        assert!((clock.now().0 - school.0).abs() < 2_000);
        assert_eq!(clock.learn(clock.now()), None, "the same difference is no news");
        assert_eq!(clock.first_contact(), school);
    }
}
