//! How fresh a figure is. No figure reaches a parent without it.

use serde::{Deserialize, Serialize};

use super::day::SchoolDay;
use super::time::Moment;

/// Where a figure came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
pub enum Source {
    /// Read from the school's server.
    Server,
    /// Carried by a push message.
    Push,
    /// Worked out on the phone from other figures.
    Computed,
}

/// Whether a figure can be taken as today's truth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
pub enum DataState {
    /// Read during this run of the app, and recently.
    Live,
    /// Kept from an earlier reading; nothing is known to be wrong.
    Cached,
    /// Older than such a figure should be at this time of day.
    Late,
    /// The service that gives it answered with a fault; this is its last value.
    ServiceDown,
}

/// Date, origin and state of one figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct Freshness {
    /// When the figure was true, in the server's time.
    pub as_of: Moment,
    /// Where it came from.
    pub source: Source,
    /// How far it can be trusted now.
    pub state: DataState,
}

/// A reading of this run of the app counts as live for so many minutes.
pub const LIVE_MINUTES: i64 = 10;

/// While the school is open, passages older than this are late.
pub const PASSAGES_LATE_MINUTES: i64 = 30;

/// Every other figure is late after a day.
pub const LATE_MINUTES: i64 = 24 * 60;

/// How fast a figure grows old.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ageing {
    /// As taps do: within [`PASSAGES_LATE_MINUTES`] while the school is open.
    Passages,
    /// As money, orders and the profile do: within [`LATE_MINUTES`].
    Slow,
    /// As days long past do: never.
    Settled,
}

/// State of a figure that was last read at `as_of`.
///
/// `fault`: the service that gives it has answered with a fault since then. `started_at`: when this run of the app began, in the
/// server's time; what was read before it is at best cached.
pub fn state(as_of: Moment, fault: bool, ageing: Ageing, now: Moment, started_at: Moment, day: &SchoolDay) -> DataState {
    let age = now.minutes_since(as_of);
    let limit = match ageing {
        Ageing::Passages if day.is_open(now) => PASSAGES_LATE_MINUTES,
        Ageing::Passages | Ageing::Slow => LATE_MINUTES,
        Ageing::Settled => i64::MAX,
    };
    match () {
        () if fault => DataState::ServiceDown,
        () if as_of >= started_at && age <= LIVE_MINUTES => DataState::Live,
        () if age > limit => DataState::Late,
        () => DataState::Cached,
    }
}

/// Defines the dated form of a value: a record of the value and its [`Freshness`].
///
/// One record per type, because the bindings know no generics.
#[macro_export]
macro_rules! dated {
    ($(#[$meta:meta])* $name:ident, $value:ty) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize, uniffi::Record)]
        pub struct $name {
            /// The figure itself.
            pub value: $value,
            /// Its date, origin and state.
            pub freshness: $crate::domain::Freshness,
            /// The date and state in words, for the eye and the screen reader: «на 11:30», «данные за 8 мая, школа не отвечает».
            pub as_of_text: String,
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::samples::at;

    fn of(as_of: &str, ageing: Ageing, now: &str, started_at: &str) -> DataState {
        state(at(as_of), false, ageing, at(now), at(started_at), &SchoolDay::default())
    }

    #[test]
    fn m2_a_figure_of_this_run_is_live_for_ten_minutes_then_cached() {
        assert_eq!(of("2026-05-12 11:30", Ageing::Slow, "2026-05-12 11:40", "2026-05-12 11:00"), DataState::Live);
        assert_eq!(of("2026-05-12 11:30", Ageing::Slow, "2026-05-12 11:41", "2026-05-12 11:00"), DataState::Cached);
        assert_eq!(
            of("2026-05-12 11:30", Ageing::Slow, "2026-05-12 11:35", "2026-05-12 11:31"),
            DataState::Cached,
            "read by an earlier run"
        );
    }

    #[test]
    fn m2_passages_are_late_after_half_an_hour_only_while_the_school_is_open() {
        assert_eq!(of("2026-05-12 11:30", Ageing::Passages, "2026-05-12 12:01", "2026-05-12 11:00"), DataState::Late);
        assert_eq!(of("2026-05-12 11:30", Ageing::Slow, "2026-05-12 12:01", "2026-05-12 11:00"), DataState::Cached);
        assert_eq!(of("2026-05-16 11:30", Ageing::Passages, "2026-05-16 18:00", "2026-05-16 11:00"), DataState::Cached, "Saturday");
        assert_eq!(
            of("2026-05-15 20:00", Ageing::Passages, "2026-05-16 20:01", "2026-05-16 20:00"),
            DataState::Late,
            "a day is late for everything"
        );
    }

    #[test]
    fn m2_days_long_past_are_never_late() {
        assert_eq!(of("2026-03-01 11:30", Ageing::Settled, "2026-05-12 12:01", "2026-05-12 11:00"), DataState::Cached);
        assert_eq!(of("2026-03-01 11:30", Ageing::Slow, "2026-05-12 12:01", "2026-05-12 11:00"), DataState::Late);
    }

    #[test]
    fn m2_a_fault_since_the_last_reading_is_said_whatever_the_age() {
        let now = at("2026-05-12 11:30");
        assert_eq!(state(now, true, Ageing::Slow, now, now, &SchoolDay::default()), DataState::ServiceDown);
    }
}
