use proptest::prelude::*;

use super::*;
use crate::domain::samples::{at, date};

fn spent(on: &str, kopecks: i64) -> DaySpending {
    DaySpending { date: date(on), spent: Money(kopecks) }
}

/// `kopecks` on every school day of the weeks before `before`, less the days that `quiet` names.
fn school_days(before: &str, weeks: i64, quiet: &[Period], kopecks: impl Fn(LocalDate) -> i64) -> Vec<DaySpending> {
    (1..=weeks * 7)
        .map(|back| date(before).plus_days(-back))
        .filter(|day| !day.is_weekend() && !quiet.iter().any(|run| run.contains(*day)))
        .map(|day| DaySpending { date: day, spent: Money(kopecks(day)) })
        .collect()
}

fn run(from: &str, to: &str) -> Period {
    Period::new(date(from), date(to))
}

/// A forecast made in the evening, when the day's meals are over.
fn evening(on: &str, available: i64, spent: &[DaySpending]) -> Forecast {
    let at = Moment::at(date(on), LocalTime::new(18, 0).unwrap());
    forecast(&Known { at, available: Money(available), coming: Money::ZERO, spent, ordered: &[] })
}

#[test]
fn m5_steady_spending_runs_out_on_the_day_that_division_gives() {
    let habit = school_days("2026-05-11", 8, &[], |_| 20_000);
    // Monday evening: Tuesday, Wednesday, Thursday are covered.
    let look = evening("2026-05-11", 65_000, &habit);
    let day = date("2026-05-14");
    assert_eq!(look.run_out(), RunOut::EnoughUntil { day, earliest: day, latest: day, short_on: date("2026-05-15") });
}

#[test]
fn m5_a_weekend_costs_nothing_and_is_not_named_as_the_last_day() {
    let habit = school_days("2026-05-14", 8, &[], |_| 20_000);
    let look = evening("2026-05-14", 25_000, &habit);
    assert!(
        matches!(look.run_out(), RunOut::EnoughUntil { day, short_on, .. } if day == date("2026-05-15") && short_on == date("2026-05-18"))
    );
}

#[test]
fn m5_what_is_ordered_on_a_sunday_evening_makes_no_school_day_of_it_and_is_not_forgotten() {
    let mut habit = school_days("2026-05-14", 8, &[], |_| 20_000);
    let plain = evening("2026-05-14", 1, &habit).smallest_sum_until(date("2026-05-18")).unwrap();
    habit.push(spent("2026-05-10", 16_000));
    let look = evening("2026-05-14", 25_000, &habit);
    assert!(
        matches!(look.run_out(), RunOut::EnoughUntil { day, short_on, .. } if day == date("2026-05-15") && short_on == date("2026-05-18")),
        "{:?}",
        look.run_out()
    );
    assert!(evening("2026-05-14", 1, &habit).smallest_sum_until(date("2026-05-18")).unwrap() > plain, "Mondays cost more");
}

#[test]
fn m5_a_school_that_teaches_on_saturdays_feeds_on_saturdays() {
    let mut habit = school_days("2026-05-14", 8, &[], |_| 20_000);
    habit.extend((0..8).map(|week| DaySpending { date: date("2026-05-09").plus_days(-7 * week), spent: Money(20_000) }));
    let look = evening("2026-05-14", 45_000, &habit);
    assert!(matches!(look.run_out(), RunOut::EnoughUntil { day, .. } if day == date("2026-05-16")), "{:?}", look.run_out());
}

#[test]
fn m5_each_weekday_has_its_own_habit() {
    use chrono::Weekday;
    let habit = school_days("2026-05-11", 8, &[], |day| if day.weekday() == Weekday::Wed { 60_000 } else { 10_000 });
    // Wednesday takes far more than the average day would.
    let look = evening("2026-05-11", 40_000, &habit);
    assert!(matches!(look.run_out(), RunOut::EnoughUntil { day, .. } if day == date("2026-05-12")), "{:?}", look.run_out());
}

#[test]
fn m5_uncertain_spending_gives_a_range_around_the_day() {
    let habit = school_days("2026-05-11", 8, &[], |day| if day.days_since(date("2026-01-01")) % 2 == 0 { 30_000 } else { 10_000 });
    let RunOut::EnoughUntil { day, earliest, latest, short_on } = evening("2026-05-11", 150_000, &habit).run_out() else { panic!() };
    assert!(earliest < day && day < latest && day < short_on, "{earliest} {day} {latest}");
}

#[test]
fn m5_quiet_weeks_are_holidays_and_do_not_make_the_habit_cheaper() {
    let holiday = run("2026-03-23", "2026-04-03");
    let with = school_days("2026-05-11", 8, &[holiday], |_| 20_000);
    let without = school_days("2026-05-11", 8, &[], |_| 20_000);
    assert_eq!(evening("2026-05-11", 100_000, &with).run_out(), evening("2026-05-11", 100_000, &without).run_out());
}

#[test]
fn m5_a_child_that_buys_now_and_then_is_not_on_holiday_in_between() {
    // Every third school day.
    let mut count = 0;
    let mut habit = school_days("2026-05-11", 8, &[], |_| 30_000);
    habit.retain(|_| {
        count += 1;
        count % 3 == 0
    });
    let RunOut::EnoughUntil { day, .. } = evening("2026-05-11", 100_000, &habit).run_out() else { panic!() };
    assert!(day.days_since(date("2026-05-11")) >= 10, "100 roubles a day on average, not 300: {day}");
}

#[test]
fn m5_holidays_of_last_year_are_expected_again() {
    // The last week of October was quiet a year ago.
    let year_ago = school_days("2025-12-01", 12, &[run("2025-10-27", "2025-10-31")], |_| 20_000);
    let now = school_days("2026-10-23", 7, &[], |_| 20_000);
    let both = [year_ago, now.clone()].concat();
    // Its Monday and Friday are not relied on: 600 roubles cover those two and the Monday after.
    let last_day = |spent: &[DaySpending]| match evening("2026-10-23", 60_000, spent).run_out() {
        RunOut::EnoughUntil { day, .. } => day,
        other => panic!("{other:?}"),
    };
    assert_eq!(last_day(&both), date("2026-11-02"));
    assert_eq!(last_day(&now), date("2026-10-28"), "nobody told");
}

#[test]
fn m5_what_is_ordered_ahead_is_not_counted_twice() {
    let habit = school_days("2026-05-11", 8, &[], |_| 20_000);
    let ordered = [spent("2026-05-12", 20_000), spent("2026-05-13", 15_000)];
    let known = Known { at: at("2026-05-11 18:00"), available: Money(30_000), coming: Money::ZERO, spent: &habit, ordered: &ordered };
    // Tuesday is paid for, Wednesday needs 50 roubles more, Thursday 200.
    assert!(matches!(forecast(&known).run_out(), RunOut::EnoughUntil { day, .. } if day == date("2026-05-14")));
    let without = Known { ordered: &[], ..known };
    assert!(matches!(forecast(&without).run_out(), RunOut::EnoughUntil { day, .. } if day == date("2026-05-12")));
}

#[test]
fn m5_what_was_bought_today_counts_and_after_the_last_meal_today_is_over() {
    let mut habit = school_days("2026-05-11", 8, &[], |_| 20_000);
    let look = |time: &str, habit: &[DaySpending]| {
        forecast(&Known { at: at(time), available: Money(20_000), coming: Money::ZERO, spent: habit, ordered: &[] }).run_out()
    };
    assert!(matches!(look("2026-05-11 08:00", &habit), RunOut::EnoughUntil { day, .. } if day == date("2026-05-11")));
    assert!(matches!(look("2026-05-11 16:00", &habit), RunOut::EnoughUntil { day, .. } if day == date("2026-05-12")));
    habit.push(spent("2026-05-11", 20_000));
    assert!(matches!(look("2026-05-11 12:30", &habit), RunOut::EnoughUntil { day, .. } if day == date("2026-05-12")));
}

#[test]
fn m5_an_old_balance_is_looked_at_from_its_own_day() {
    let habit = school_days("2026-05-11", 8, &[], |_| 20_000);
    // The same balance, whenever it is looked at: the forecast is dated by the balance, not by the clock.
    assert!(matches!(evening("2026-05-08", 20_000, &habit).run_out(), RunOut::EnoughUntil { day, .. } if day == date("2026-05-11")));
}

#[test]
fn m5_free_meals_and_new_children_get_no_invented_day() {
    assert_eq!(evening("2026-05-11", 10_000, &[]).run_out(), RunOut::NoSpending);
    let two_days = school_days("2026-05-09", 1, &[run("2026-05-01", "2026-05-06")], |_| 20_000);
    assert_eq!(evening("2026-05-11", 10_000, &two_days).run_out(), RunOut::TooLittleKnown);
    assert_eq!(evening("2026-05-11", 10_000, &two_days).smallest_sum_until(date("2026-05-15")), None);
    assert_eq!(evening("2026-05-11", 10_000, &[]).smallest_sum_until(date("2026-05-15")), Some(Money::ZERO));
}

#[test]
fn m5_nothing_left_and_too_little_left_are_said_plainly() {
    let habit = school_days("2026-05-11", 8, &[], |_| 20_000);
    assert_eq!(evening("2026-05-11", -5_000, &habit).run_out(), RunOut::Empty);
    assert_eq!(evening("2026-05-11", 5_000, &habit).run_out(), RunOut::ShortOn { day: date("2026-05-12") });
    assert_eq!(evening("2026-05-11", 50_000_000, &habit).run_out(), RunOut::Beyond { day: date("2026-07-12") });
}

#[test]
fn m5_money_on_its_way_is_counted_on() {
    let habit = school_days("2026-05-11", 8, &[], |_| 20_000);
    let known = Known { at: at("2026-05-11 18:00"), available: Money(5_000), coming: Money(40_000), spent: &habit, ordered: &[] };
    assert!(matches!(forecast(&known).run_out(), RunOut::EnoughUntil { day, .. } if day == date("2026-05-13")));
}

#[test]
fn m5_suggestions_reach_friday_and_the_end_of_the_month_in_whole_tens() {
    let habit = school_days("2026-05-11", 8, &[], |_| 20_050);
    let look = evening("2026-05-11", 10_000, &habit);
    let suggested = look.suggestions(date("2026-05-11"));
    assert_eq!(suggested[0], Suggestion { reach: Reach::Friday, until: date("2026-05-15"), smallest: Money(70_200), sum: Money(71_000) });
    assert_eq!((suggested[1].reach, suggested[1].until), (Reach::MonthEnd, date("2026-05-31")));
    assert_eq!(suggested[1].smallest, Money(14 * 20_050 - 10_000));
    assert_eq!(evening("2026-05-11", 5_000_000, &habit).suggestions(date("2026-05-11")), [], "enough for both");
}

#[test]
fn m5_friday_is_the_next_one_and_a_month_that_is_over_gives_way_to_the_next() {
    for (today, friday) in [("2026-05-11", "2026-05-15"), ("2026-05-15", "2026-05-22"), ("2026-05-16", "2026-05-22")] {
        assert_eq!(coming_friday(date(today)), date(friday), "{today}");
    }
    assert_eq!(month_end(date("2026-05-28")), date("2026-05-31"));
    assert_eq!(month_end(date("2026-05-29")), date("2026-06-30"));
}

fn any_history() -> impl Strategy<Value = Vec<DaySpending>> {
    let day = (1..450i64, prop_oneof![3 => 0..80_000i64, 1 => Just(0), 1 => any::<i64>()]);
    proptest::collection::vec(day, 0..120).prop_map(|days| {
        days.into_iter().map(|(back, spent)| DaySpending { date: date("2026-05-12").plus_days(-back), spent: Money(spent) }).collect()
    })
}

fn any_orders() -> impl Strategy<Value = Vec<DaySpending>> {
    let day = (0..20i64, -10_000..50_000i64);
    proptest::collection::vec(day, 0..5).prop_map(|days| {
        days.into_iter().map(|(ahead, spent)| DaySpending { date: date("2026-05-12").plus_days(ahead), spent: Money(spent) }).collect()
    })
}

proptest! {
    #[test]
    fn m5_the_smallest_sum_reaches_the_day_and_one_kopeck_less_does_not(
        spent in any_history(), ordered in any_orders(), available in -50_000..300_000i64, coming in 0..50_000i64,
        minutes in 0..1440i64, ahead in 0..=HORIZON_DAYS,
    ) {
        let at = date("2026-05-12").start().plus_minutes(minutes);
        let known = Known { at, available: Money(available), coming: Money(coming), spent: &spent, ordered: &ordered };
        let look = forecast(&known);
        let day = date("2026-05-12").plus_days(ahead);
        if let Some(sum) = look.smallest_sum_until(day) {
            let with = |more: i64| forecast(&Known { available: Money(available.saturating_add(more)), ..known });
            prop_assert_eq!(with(sum.0).reaches(day), Some(true));
            if sum > Money::ZERO {
                prop_assert_eq!(with(sum.0 - 1).reaches(day), Some(false));
            }
            // The day that is shown with it is not before the chosen one, when anything is bought by then.
            if let RunOut::EnoughUntil { short_on, .. } = with(sum.0).run_out() {
                prop_assert!(short_on > day);
            }
        }
    }

    #[test]
    fn m5_more_money_never_runs_out_earlier_and_a_later_day_never_costs_less(
        spent in any_history(), available in 1..300_000i64, more in 0..100_000i64,
    ) {
        let day = |sum: i64| match evening("2026-05-12", sum, &spent).run_out() {
            RunOut::EnoughUntil { day, .. } | RunOut::Beyond { day } => Some(day),
            _ => None,
        };
        prop_assert!(day(available) <= day(available + more));
        let look = evening("2026-05-12", available, &spent);
        let sums: Vec<Option<Money>> = (0..=HORIZON_DAYS).map(|ahead| look.smallest_sum_until(date("2026-05-12").plus_days(ahead))).collect();
        prop_assert!(sums.is_sorted(), "{:?}", sums);
    }

    #[test]
    fn m5_the_range_encloses_the_day(spent in any_history(), available in 1..500_000i64) {
        if let RunOut::EnoughUntil { day, earliest, latest, short_on } = evening("2026-05-12", available, &spent).run_out() {
            prop_assert!(earliest <= day && day <= latest && day < short_on);
        }
    }
}
