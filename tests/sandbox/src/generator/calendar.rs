//! Which days are school days in Moscow, near enough: five-day week, public holidays, school breaks, a June camp.
//!
//! Dates of breaks move a little from year to year in life; here they are the same rule every year.

use chrono::{Datelike, Duration, NaiveDate, Weekday};

/// What a date is for a pupil.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Day {
    /// Weekend, public holiday or break.
    Off,
    /// Lessons.
    School,
    /// The city's day camp at school, first weeks of June, for the younger ones.
    Camp,
}

/// The kind of `date` for a pupil of class `level` (0 and below: the school's kindergarten).
pub(crate) fn day(date: NaiveDate, level: i32) -> Day {
    if matches!(date.weekday(), Weekday::Sat | Weekday::Sun) || public_holiday(date) {
        return Day::Off;
    }
    match (date.month(), date.day()) {
        // The week around the fourth of November, the one after New Year, the last of March.
        (6, ..=24) if level <= 6 => Day::Camp,
        (10, 27..) | (12, 31) | (1, ..=9) | (3, 25..=31) | (5, 28..) | (6..=8, _) => Day::Off,
        _ => Day::School,
    }
}

/// Whether every class has lessons on `date`.
pub fn is_school_day(date: NaiveDate) -> bool {
    // The camp of June alone depends on the class, and is no school day.
    day(date, 9) == Day::School
}

/// A public holiday, or the Monday that replaces one that fell on a weekend.
fn public_holiday(date: NaiveDate) -> bool {
    let is_listed = |date: NaiveDate| matches!((date.month(), date.day()), (1, 1..=8) | (2, 23) | (3, 8) | (5, 1 | 9) | (6, 12) | (11, 4));
    let moved_here = date.weekday() == Weekday::Mon && [1, 2].iter().any(|&back| is_listed(date - Duration::days(back)));
    is_listed(date) || moved_here
}

/// The year in which the school year of `date` began (it begins on 1 September).
pub(crate) fn school_year(date: NaiveDate) -> i32 {
    if date.month() >= 9 { date.year() } else { date.year() - 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn a_plain_tuesday_in_may_is_a_school_day_and_victory_day_is_not() {
        assert_eq!(day(on(2026, 5, 12), 5), Day::School);
        assert_eq!(day(on(2025, 5, 9), 5), Day::Off);
    }

    #[test]
    fn a_holiday_on_a_weekend_moves_to_monday() {
        // 9 May 2026 is a Saturday.
        assert_eq!(day(on(2026, 5, 11), 5), Day::Off);
    }

    #[test]
    fn june_is_camp_for_the_young_and_free_for_the_old() {
        assert_eq!(day(on(2026, 6, 3), 2), Day::Camp);
        assert_eq!(day(on(2026, 6, 3), 9), Day::Off);
        assert_eq!(day(on(2026, 7, 15), 2), Day::Off);
    }

    #[test]
    fn a_school_year_has_about_170_school_days() {
        let first = on(2025, 9, 1);
        let days = (0..365).filter(|&offset| day(first + Duration::days(offset), 9) == Day::School).count();
        assert!((165..=185).contains(&days), "{days}");
    }
}
