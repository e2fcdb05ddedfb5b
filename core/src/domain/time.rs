//! Instants, dates and times of day, all in the school's zone (P1).
//!
//! The school lives in Moscow time, UTC+3 with no daylight saving. The phone's zone is never used.

use chrono::{DateTime, Datelike, Days, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Weekday};
use serde::{Deserialize, Serialize};

/// Seconds between the school's zone and UTC.
const SCHOOL_OFFSET_SECONDS: i32 = 3 * 3600;

/// A point in time: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Moment(pub i64);

uniffi::custom_newtype!(Moment, i64);

/// A calendar day of the school's zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LocalDate(pub NaiveDate);

uniffi::custom_type!(LocalDate, String, {
    try_lift: |text| Ok(text.parse::<LocalDate>()?),
    lower: |date| date.to_string(),
});

/// A time of day in the school's zone, to the minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LocalTime(pub NaiveTime);

uniffi::custom_type!(LocalTime, String, {
    try_lift: |text| Ok(text.parse::<LocalTime>()?),
    lower: |time| time.to_string(),
});

/// A run of days, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, uniffi::Record)]
pub struct Period {
    /// First day.
    pub from: LocalDate,
    /// Last day, not before `from`.
    pub to: LocalDate,
}

/// Why a text is not a date or time of day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a {expected}: {text:?}")]
pub struct TimeError {
    /// What was wanted.
    pub expected: &'static str,
    /// What was given.
    pub text: String,
}

fn school_zone() -> FixedOffset {
    // The offset is a constant within range; falling back to UTC keeps this free of panics.
    FixedOffset::east_opt(SCHOOL_OFFSET_SECONDS).unwrap_or_else(|| chrono::Offset::fix(&chrono::Utc))
}

impl Moment {
    /// The moment at which the school's clock shows `date`, `time`.
    pub fn at(date: LocalDate, time: LocalTime) -> Self {
        Self::from_local(date.0.and_time(time.0))
    }

    /// The moment at which the school's clock shows `local`.
    pub fn from_local(local: NaiveDateTime) -> Self {
        Self(local.and_utc().timestamp_millis() - i64::from(SCHOOL_OFFSET_SECONDS) * 1000)
    }

    /// What the school's clock shows.
    pub fn local(self) -> NaiveDateTime {
        self.zoned().naive_local()
    }

    /// The moment with the school's offset, for example to print it as RFC 3339.
    pub fn zoned(self) -> DateTime<FixedOffset> {
        school_zone().timestamp_millis_opt(self.0).single().unwrap_or_else(|| school_zone().from_utc_datetime(&NaiveDateTime::default()))
    }

    /// RFC 3339 with the school's offset, to the second: `2026-05-12T08:07:00+03:00`.
    pub fn rfc3339(self) -> String {
        self.zoned().to_rfc3339_opts(chrono::SecondsFormat::Secs, false)
    }

    /// The school's calendar day.
    pub fn date(self) -> LocalDate {
        LocalDate(self.local().date())
    }

    /// The school's time of day, seconds dropped.
    pub fn time(self) -> LocalTime {
        LocalTime::of(self.local().time())
    }

    /// This moment moved by whole minutes.
    #[must_use]
    pub fn plus_minutes(self, minutes: i64) -> Self {
        Self(self.0.saturating_add(minutes.saturating_mul(60_000)))
    }

    /// This moment moved by whole seconds.
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1000)))
    }

    /// Whole minutes from `earlier` to this moment, negative when it lies after.
    pub fn minutes_since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0).div_euclid(60_000)
    }
}

impl LocalDate {
    /// The day `year-month-day`, when it exists.
    pub fn new(year: i32, month: u32, day: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(year, month, day).map(Self)
    }

    /// The day `days` later (earlier when negative); the same day at the end of the calendar.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        let step = Days::new(days.unsigned_abs());
        let moved = if days < 0 { self.0.checked_sub_days(step) } else { self.0.checked_add_days(step) };
        Self(moved.unwrap_or(self.0))
    }

    /// Days from `earlier` to this day.
    pub fn days_since(self, earlier: Self) -> i64 {
        self.0.signed_duration_since(earlier.0).num_days()
    }

    /// Day of the week.
    pub fn weekday(self) -> Weekday {
        self.0.weekday()
    }

    /// Saturday or Sunday.
    pub fn is_weekend(self) -> bool {
        matches!(self.weekday(), Weekday::Sat | Weekday::Sun)
    }

    /// Midnight at which this day begins in the school's zone.
    pub fn start(self) -> Moment {
        Moment::from_local(self.0.and_time(NaiveTime::MIN))
    }

    /// Midnight at which this day ends.
    pub fn end(self) -> Moment {
        self.plus_days(1).start()
    }
}

impl LocalTime {
    /// The time `hour:minute`, when it exists.
    pub fn new(hour: u32, minute: u32) -> Option<Self> {
        NaiveTime::from_hms_opt(hour, minute, 0).map(Self)
    }

    /// `time` with its seconds dropped.
    pub fn of(time: NaiveTime) -> Self {
        use chrono::Timelike;
        Self(time.with_second(0).and_then(|t| t.with_nanosecond(0)).unwrap_or(time))
    }
}

impl Period {
    /// The days from `from` to `to`; the two are put in order.
    pub fn new(from: LocalDate, to: LocalDate) -> Self {
        if from <= to { Self { from, to } } else { Self { from: to, to: from } }
    }

    /// The calendar month that contains `day`.
    pub fn month_of(day: LocalDate) -> Self {
        let from = day.0.with_day(1).unwrap_or(day.0);
        let next = from.checked_add_months(chrono::Months::new(1)).unwrap_or(from);
        Self { from: LocalDate(from), to: LocalDate(next).plus_days(-1) }
    }

    /// How many days the period has.
    pub fn days(self) -> i64 {
        self.to.days_since(self.from) + 1
    }

    /// Whether the two have a day in common.
    pub fn meets(self, other: Self) -> bool {
        self.from <= other.to && other.from <= self.to
    }

    /// Whether `date` is one of its days.
    pub fn contains(self, date: LocalDate) -> bool {
        self.from <= date && date <= self.to
    }
}

impl std::str::FromStr for LocalDate {
    type Err = TimeError;

    /// Reads `YYYY-MM-DD`.
    fn from_str(text: &str) -> Result<Self, TimeError> {
        NaiveDate::parse_from_str(text, "%Y-%m-%d").map(Self).map_err(|_| TimeError { expected: "date", text: text.to_owned() })
    }
}

impl std::str::FromStr for LocalTime {
    type Err = TimeError;

    /// Reads `HH:MM`.
    fn from_str(text: &str) -> Result<Self, TimeError> {
        NaiveTime::parse_from_str(text, "%H:%M").map(Self).map_err(|_| TimeError { expected: "time", text: text.to_owned() })
    }
}

impl std::fmt::Display for LocalDate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0.format("%Y-%m-%d"))
    }
}

impl std::fmt::Display for LocalTime {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0.format("%H:%M"))
    }
}
