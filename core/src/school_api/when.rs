//! Dates and times as the wire writes them (wire-api §13.5).
//!
//! Four forms are accepted everywhere: with an offset, local, a bare date, `dd.MM.yyyy`; and seconds or milliseconds since
//! 1970. A time without an offset is the school's (P1). What lies outside 1900 to 2200 is not believed.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime};

use crate::domain::{LocalDate, LocalTime, Moment};

use super::lenient::Reader;

/// From this number on an integer counts milliseconds: as seconds it would be the year 5138.
const MILLIS_FROM: u64 = 100_000_000_000;

/// A point in time; a bare date stands for its first minute.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct When(pub(super) Option<Moment>);

impl Reader for When {
    fn from_text(text: &str) -> Self {
        Self(moment(text.trim()).filter(|at| believable(at.date().0)))
    }
    fn from_int(value: i64) -> Self {
        let millis = if value.unsigned_abs() >= MILLIS_FROM { Some(value) } else { value.checked_mul(1000) };
        let at = millis.filter(|millis| DateTime::from_timestamp_millis(*millis).is_some_and(|at| believable(at.date_naive())));
        Self(at.map(Moment))
    }
    fn is_known(&self) -> bool {
        self.0.is_some()
    }
}

/// A day.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Day(pub(super) Option<LocalDate>);

impl Reader for Day {
    fn from_text(text: &str) -> Self {
        let text = text.trim();
        Self(date(text).or_else(|| moment(text).map(|at| at.date().0)).filter(|day| believable(*day)).map(LocalDate))
    }
    fn is_known(&self) -> bool {
        self.0.is_some()
    }
}

/// A time of day as a turnstile gives it (wire-api §4).
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tap {
    /// Null, missing, empty or `-`.
    #[default]
    None,
    /// `HH:MM`.
    At(LocalTime),
    /// Something else.
    Unreadable,
}

impl Reader for Tap {
    fn from_text(text: &str) -> Self {
        match text.trim() {
            "" | "-" | "–" | "—" => Self::None,
            text => time(text).map_or(Self::Unreadable, Self::At),
        }
    }
    fn from_int(_: i64) -> Self {
        Self::Unreadable
    }
    fn is_known(&self) -> bool {
        *self != Self::None
    }
}

fn believable(day: NaiveDate) -> bool {
    (1900..=2200).contains(&day.year())
}

fn moment(text: &str) -> Option<Moment> {
    let Some(tail) = text.get(10..).filter(|tail| !tail.is_empty()) else {
        return date(text).map(|day| LocalDate(day).start());
    };
    if tail.ends_with(['Z', 'z']) || tail.contains(['+', '-']) {
        if let Some(at) = usual_with_offset(text) {
            return Some(at);
        }
        let at = DateTime::parse_from_rfc3339(text).or_else(|_| DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f%#z"));
        return at.or_else(|_| DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M%#z")).ok().map(|at| Moment(at.timestamp_millis()));
    }
    let day = date(text.get(..10)?)?;
    let clock = tail.strip_prefix(['T', 't', ' '])?;
    Some(Moment::from_local(NaiveDateTime::new(day, clock_time(clock)?)))
}

/// `YYYY-MM-DDTHH:MM:SS+HH:MM`, the usual form, without the detour over a format.
fn usual_with_offset(text: &str) -> Option<Moment> {
    let [b'T', clock @ .., sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] = text.as_bytes().get(10..).filter(|tail| tail.len() == 15)? else {
        return None;
    };
    let (day, time) = (date(text.get(..10)?)?, usual_clock(clock)?);
    let (hours, minutes) = (two(*h1, *h2).filter(|hours| *hours < 24)?, two(*m1, *m2).filter(|minutes| *minutes < 60)?);
    let ahead = i64::from(hours * 60 + minutes) * 60_000;
    let as_if_utc = NaiveDateTime::new(day, time).and_utc().timestamp_millis();
    Some(Moment(if *sign == b'+' { as_if_utc - ahead } else { as_if_utc + ahead }))
}

fn date(text: &str) -> Option<NaiveDate> {
    let digits = text.as_bytes();
    if digits.len() != 10 {
        return None;
    }
    // The usual form, without the detour over a format.
    if let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *digits
        && let (Some(century), Some(year), Some(month), Some(day)) = (two(y1, y2), two(y3, y4), two(m1, m2), two(d1, d2))
    {
        return NaiveDate::from_ymd_opt(i32::try_from(century * 100 + year).ok()?, month, day);
    }
    NaiveDate::parse_from_str(text, "%Y-%m-%d").or_else(|_| NaiveDate::parse_from_str(text, "%d.%m.%Y")).ok()
}

/// The number of two digits.
fn two(tens: u8, ones: u8) -> Option<u32> {
    (tens.is_ascii_digit() && ones.is_ascii_digit()).then(|| u32::from(tens - b'0') * 10 + u32::from(ones - b'0'))
}

fn clock_time(text: &str) -> Option<NaiveTime> {
    if let Some(time) = usual_clock(text.as_bytes()) {
        return Some(time);
    }
    NaiveTime::parse_from_str(text, "%H:%M:%S%.f").or_else(|_| NaiveTime::parse_from_str(text, "%H:%M")).ok()
}

/// `HH:MM` or `HH:MM:SS`.
fn usual_clock(digits: &[u8]) -> Option<NaiveTime> {
    let (hour, minute, second) = match *digits {
        [h1, h2, b':', m1, m2] => (two(h1, h2)?, two(m1, m2)?, 0),
        [h1, h2, b':', m1, m2, b':', s1, s2] => (two(h1, h2)?, two(m1, m2)?, two(s1, s2)?),
        _ => return None,
    };
    NaiveTime::from_hms_opt(hour, minute, second)
}

fn time(text: &str) -> Option<LocalTime> {
    clock_time(text).map(LocalTime::of).or_else(|| moment(text).filter(|_| text.len() > 10).map(Moment::time))
}

/// The date of an HTTP header (RFC 9110, the preferred form).
pub(super) fn http_date(text: &str) -> Option<Moment> {
    let at = NaiveDateTime::parse_from_str(text.trim(), "%a, %d %b %Y %H:%M:%S GMT").ok()?;
    Some(Moment(at.and_utc().timestamp_millis()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Option<String> {
        When::from_text(text).0.map(Moment::rfc3339)
    }

    #[test]
    fn the_forms_of_a_moment_mean_the_same() {
        let want = Some("2026-05-12T08:07:00+03:00".to_owned());
        for text in [
            "2026-05-12T08:07:00+03:00",
            "2026-05-12T05:07:00Z",
            "2026-05-12T05:07:00+00:00",
            "2026-05-12T00:37:00-04:30",
            "2026-05-12T05:07:00.000Z",
            "2026-05-12T08:07:00+0300",
            "2026-05-12T08:07+03:00",
            "2026-05-12T08:07:00",
            "2026-05-12T08:07:00.000",
            "2026-05-12T08:07",
            "2026-05-12 08:07:00",
            "12.05.2026 08:07",
            " 12.05.2026 08:07:00 ",
        ] {
            assert_eq!(at(text), want, "{text}");
        }
        let millis = When::from_text("2026-05-12T05:07:00Z").0.unwrap().0;
        assert_eq!(When::from_int(millis), When::from_int(millis / 1000));
    }

    #[test]
    fn a_bare_date_is_the_first_minute_of_the_schools_day() {
        let want = Some("2026-05-12T00:00:00+03:00".to_owned());
        assert_eq!(at("2026-05-12"), want);
        assert_eq!(at("12.05.2026"), want);
        assert_eq!(Day::from_text("12.05.2026"), Day::from_text("2026-05-12T23:59:59"));
        assert_eq!(Day::from_text("2026-05-12T22:00:00Z").0.unwrap().to_string(), "2026-05-13");
    }

    #[test]
    fn nonsense_is_no_time() {
        for text in [
            "",
            "-",
            "tomorrow",
            "2026-13-01",
            "2026-02-30T08:00:00",
            "9999999-01-01",
            "2026-05-12T25:00:00",
            "2026-05-12T08:07:00+24:00",
            "2026-05-12T08:07:00+03:60",
            "262000-01-01",
            "ёёёёёёёёёёёё",
        ] {
            assert_eq!(at(text), None, "{text}");
        }
        assert_eq!(When::from_int(i64::MAX).0, None);
        assert_eq!(When::from_int(i64::MIN + 1).0, None);
    }

    #[test]
    fn a_tap_is_a_minute_or_a_dash_or_unreadable() {
        assert_eq!(Tap::from_text("08:07"), Tap::At(LocalTime::new(8, 7).unwrap()));
        assert_eq!(Tap::from_text("8:07:59"), Tap::At(LocalTime::new(8, 7).unwrap()));
        assert_eq!(Tap::from_text("2026-05-12T08:07:00"), Tap::At(LocalTime::new(8, 7).unwrap()));
        assert_eq!(Tap::from_text("-"), Tap::None);
        assert_eq!(Tap::from_text("24:00"), Tap::Unreadable);
        assert_eq!(Tap::from_text("2026-05-12"), Tap::Unreadable);
    }

    #[test]
    fn the_date_header_is_read() {
        assert_eq!(http_date("Tue, 12 May 2026 05:07:00 GMT"), When::from_text("2026-05-12T05:07:00Z").0);
        assert_eq!(http_date("yesterday"), None);
    }
}
