//! Until when a meal can be ordered, changed or cancelled: data of the school and the meal, evaluated in the school's time.
//!
//! The boundary has one answer: **at the very second of the cut-off it is too late.** The wire tells no cut-offs (wire-api §8 shows only
//! whether a day is open now), so they are what the school has told the parent, kept on the phone; where nobody told them they are
//! unknown and the school's own answer decides. Days of the school's own calendar are not on the wire either: here every day from Monday
//! to Friday counts as a school day, which can only make a cut-off later than it is, never earlier, and the school has the last word.

use serde::{Deserialize, Serialize};

use super::menu::MealKind;
use super::time::{LocalDate, LocalTime, Moment};

/// So many school days before the meal, at this time of the school.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct CutOff {
    /// School days before the meal; 0 is the same day.
    pub days_before: u32,
    /// Time of that day, in the school's zone.
    pub time: LocalTime,
}

/// Most school days ahead that a school may ask for.
pub const MOST_DAYS_BEFORE: u32 = 14;

impl CutOff {
    /// The first second at which a meal of `day` can no longer be ordered, changed or cancelled.
    pub fn of(self, day: LocalDate) -> Moment {
        let mut date = day;
        for _ in 0..self.days_before.min(MOST_DAYS_BEFORE) {
            date = date.plus_days(-1);
            while date.is_weekend() {
                date = date.plus_days(-1);
            }
        }
        Moment::at(date, self.time)
    }
}

/// The cut-offs of one school, as far as they are known.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CutOffs {
    /// For every meal that has none of its own.
    pub general: Option<CutOff>,
    /// For single meals.
    pub by_meal: Vec<(MealKind, CutOff)>,
}

impl CutOffs {
    /// The first second at which such a meal of `day` can no longer be touched; none when the school's rule is not known.
    pub fn of(&self, kind: Option<MealKind>, day: LocalDate) -> Option<Moment> {
        kind.and_then(|kind| self.own(kind)).or(self.general).map(|cut_off| cut_off.of(day))
    }

    /// The rule of such a meal alone.
    pub fn own(&self, kind: MealKind) -> Option<CutOff> {
        self.by_meal.iter().find(|(meal, _)| *meal == kind).map(|(_, cut_off)| *cut_off)
    }

    /// The same with another rule for `meal`, or for every meal that has none of its own.
    #[must_use]
    pub fn with(mut self, meal: Option<MealKind>, rule: Option<CutOff>) -> Self {
        match meal {
            None => self.general = rule,
            Some(meal) => {
                self.by_meal.retain(|(known, _)| *known != meal);
                self.by_meal.extend(rule.map(|rule| (meal, rule)));
            }
        }
        self
    }
}

/// Whether it is too late at `now`: at the second of the cut-off it is.
pub fn is_past(cut_off: Moment, now: Moment) -> bool {
    now >= cut_off
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::samples::{at, date};

    fn cut_off(days_before: u32, time: &str) -> CutOff {
        CutOff { days_before, time: time.parse().unwrap() }
    }

    #[test]
    fn at_the_second_of_the_cut_off_it_is_too_late_and_a_second_before_it_is_not() {
        let last = cut_off(1, "14:00").of(date("2026-05-13"));
        assert_eq!(last, at("2026-05-12 14:00"));
        assert!(!is_past(last, last.plus_seconds(-1)));
        assert!(is_past(last, last));
        assert!(is_past(last, last.plus_seconds(1)));
        assert!(!is_past(last, Moment(last.0 - 1)), "nor a thousandth before it");
    }

    #[test]
    fn school_days_are_counted_back_over_a_weekend() {
        assert_eq!(cut_off(1, "14:00").of(date("2026-05-18")), at("2026-05-15 14:00"), "Monday's is on Friday");
        assert_eq!(cut_off(2, "12:00").of(date("2026-05-18")), at("2026-05-14 12:00"));
        assert_eq!(cut_off(0, "08:30").of(date("2026-05-18")), at("2026-05-18 08:30"));
    }

    #[test]
    fn it_is_a_time_of_the_school_whatever_zone_the_phone_is_in() {
        // 14:00 in Moscow is 11:00 UTC, always.
        assert_eq!(cut_off(0, "14:00").of(date("2026-01-15")).0 % 86_400_000, 11 * 3_600_000);
        assert_eq!(cut_off(0, "14:00").of(date("2026-07-15")).0 % 86_400_000, 11 * 3_600_000);
    }

    #[test]
    fn a_meal_s_own_cut_off_goes_before_the_general_one_and_without_either_nothing_is_known() {
        let both = CutOffs { general: Some(cut_off(1, "14:00")), by_meal: vec![(MealKind::Breakfast, cut_off(2, "12:00"))] };
        assert_eq!(both.of(Some(MealKind::Breakfast), date("2026-05-14")), Some(at("2026-05-12 12:00")));
        assert_eq!(both.of(Some(MealKind::Lunch), date("2026-05-14")), Some(at("2026-05-13 14:00")));
        assert_eq!(both.of(None, date("2026-05-14")), Some(at("2026-05-13 14:00")));
        assert_eq!(CutOffs::default().of(Some(MealKind::Lunch), date("2026-05-14")), None);
    }

    #[test]
    fn a_rule_is_written_down_for_one_meal_and_taken_back_without_touching_the_others() {
        let rules = CutOffs::default().with(None, Some(cut_off(1, "14:00"))).with(Some(MealKind::Breakfast), Some(cut_off(2, "12:00")));
        assert_eq!((rules.own(MealKind::Breakfast), rules.own(MealKind::Lunch)), (Some(cut_off(2, "12:00")), None));
        let changed = rules.with(Some(MealKind::Breakfast), Some(cut_off(0, "07:30")));
        assert_eq!(changed.by_meal, [(MealKind::Breakfast, cut_off(0, "07:30"))], "one rule for one meal");
        let taken_back = changed.with(Some(MealKind::Breakfast), None);
        assert_eq!(taken_back, CutOffs { general: Some(cut_off(1, "14:00")), by_meal: vec![] });
    }

    #[test]
    fn a_senseless_rule_does_not_walk_for_ever() {
        assert_eq!(cut_off(u32::MAX, "14:00").of(date("2026-05-18")), cut_off(MOST_DAYS_BEFORE, "14:00").of(date("2026-05-18")));
    }
}
