use proptest::prelude::*;

use super::*;
use crate::domain::cut_off::CutOff;
use crate::domain::forecast::{DaySpending, Known, forecast};
use crate::domain::menu::MealKind;
use crate::domain::samples::{at, date};

const RULE: Rule = Rule { threshold: Some(Money(30_000)), step: STEP };

fn fresh(available: i64) -> Look {
    Look::Fresh { available: Money(available), runs_out_soon: false }
}

fn about_to_run_out(available: i64) -> Look {
    Look::Fresh { available: Money(available), runs_out_soon: true }
}

/// The notices of a row of looks, and the state at the end.
fn told(looks: &[Look]) -> (LowBalance, Vec<LowBalanceNotice>) {
    let mut state = LowBalance::default();
    let mut notices = Vec::new();
    for look in looks {
        let (next, notice) = state.after(*look, RULE);
        state = next;
        notices.extend(notice);
    }
    (state, notices)
}

fn low(available: i64) -> LowBalanceNotice {
    LowBalanceNotice::Low { available: Money(available), threshold: Money(30_000) }
}

#[test]
fn m4_fires_once_on_the_way_down_and_re_arms_only_above_threshold_and_step() {
    let looks = [40_000, 29_999, 20_000, 32_000, 25_000, 35_000, 29_000, 35_001, 29_000].map(fresh);
    assert_eq!(told(&looks), (LowBalance::LowTold, vec![low(29_999), low(29_000)]));
}

#[test]
fn m4_the_threshold_itself_is_not_below() {
    assert_eq!(told(&[fresh(30_001), fresh(30_000)]), (LowBalance::Armed, vec![]));
}

#[test]
fn m4_what_was_low_when_first_seen_is_no_crossing() {
    assert_eq!(told(&[fresh(10_000), fresh(9_000)]), (LowBalance::LowTold, vec![]));
}

#[test]
fn m4_a_stale_balance_neither_fires_nor_clears() {
    assert_eq!(told(&[fresh(40_000), Look::Stale, Look::Stale]), (LowBalance::Armed, vec![]));
    assert_eq!(told(&[fresh(40_000), fresh(20_000), Look::Stale]), (LowBalance::LowTold, vec![low(20_000)]));
    for state in [DataState::Late, DataState::ServiceDown] {
        assert_eq!(Look::at(state, Money(1), true, true), Look::Stale);
    }
    assert_eq!(Look::at(DataState::Live, Money(1), true, false), fresh(1));
}

#[test]
fn m4_a_child_on_free_meals_only_is_left_out() {
    assert_eq!(Look::at(DataState::Live, Money(-1), false, true), Look::FreeMealsOnly);
    assert_eq!(told(&[fresh(40_000), Look::FreeMealsOnly]), (LowBalance::Armed, vec![]));
}

#[test]
fn m4_one_extra_notice_comes_when_the_run_out_is_near_and_only_more_money_arms_it_again() {
    let looks = [about_to_run_out(80_000), about_to_run_out(60_000), fresh(60_000), about_to_run_out(50_000)];
    let once = LowBalanceNotice::RunOutSoon { available: Money(80_000) };
    assert_eq!(told(&looks), (LowBalance::RunOutTold { left: Money(80_000) }, vec![once]));
    let topped_up = [&looks[..], &[fresh(85_001), about_to_run_out(70_000)]].concat();
    assert_eq!(told(&topped_up).1, vec![once, LowBalanceNotice::RunOutSoon { available: Money(70_000) }]);
}

#[test]
fn m4_a_crossing_with_the_run_out_near_is_one_notice_not_two() {
    let (state, notices) = told(&[fresh(40_000), about_to_run_out(20_000), about_to_run_out(10_000)]);
    assert_eq!(state, LowBalance::BothTold { left: Money(20_000) });
    assert_eq!(notices, [LowBalanceNotice::LowAndRunOutSoon { available: Money(20_000), threshold: Money(30_000) }]);
}

#[test]
fn m4_after_the_low_notice_the_run_out_may_still_be_told() {
    let (_, notices) = told(&[fresh(40_000), fresh(29_000), about_to_run_out(15_000), fresh(14_000)]);
    assert_eq!(notices, [low(29_000), LowBalanceNotice::RunOutSoon { available: Money(15_000) }]);
}

#[test]
fn m4_without_a_threshold_only_the_run_out_is_told() {
    let rule = Rule { threshold: None, step: STEP };
    assert_eq!(LowBalance::Armed.after(fresh(-10_000), rule), (LowBalance::Armed, None));
    let (state, notice) = LowBalance::Armed.after(about_to_run_out(10), rule);
    assert_eq!((state, notice), (LowBalance::RunOutTold { left: Money(10) }, Some(LowBalanceNotice::RunOutSoon { available: Money(10) })));
}

#[test]
fn m4_the_run_out_is_too_soon_when_money_sent_at_the_next_cut_off_arrives_after_it() {
    // 200 roubles every school day, 500 left on Monday at noon: enough for Tuesday and Wednesday, short on Thursday.
    let spent: Vec<DaySpending> = (1..60)
        .map(|back| date("2026-05-11").plus_days(-back))
        .filter(|day| !day.is_weekend())
        .map(|date| DaySpending { date, spent: Money(20_000) })
        .collect();
    let look = forecast(&Known { at: at("2026-05-11 17:00"), available: Money(50_000), coming: Money::ZERO, spent: &spent, ordered: &[] });
    let day = SchoolDay::default();
    assert_eq!(look.early_short_day(), Some(date("2026-05-14")));
    for (now, soon) in [("2026-05-11 17:00", false), ("2026-05-12 06:59", false), ("2026-05-12 07:01", true), ("2026-05-13 17:00", true)] {
        let cut_off = assumed_cut_off(at(now), &day);
        assert_eq!(runs_out_too_soon(&look, cut_off, CREDITING_MINUTES, &day), soon, "{now}");
    }
}

#[test]
fn m4_the_assumed_cut_off_skips_the_weekend() {
    let day = SchoolDay::default();
    assert_eq!(assumed_cut_off(at("2026-05-15 12:00"), &day), at("2026-05-18 07:00"));
    assert_eq!(assumed_cut_off(at("2026-05-18 06:30"), &day), at("2026-05-18 07:00"));
}

#[test]
fn m4_the_cut_off_that_the_parent_wrote_down_goes_before_the_assumed_one() {
    let day = SchoolDay::default();
    let rule = |days_before, time: &str| CutOff { days_before, time: time.parse().unwrap() };
    let known = CutOffs::default().with(None, Some(rule(1, "14:00"))).with(Some(MealKind::Breakfast), Some(rule(2, "12:00")));
    assert_eq!(next_cut_off(&known, at("2026-05-12 10:00"), &day), at("2026-05-12 12:00"), "Thursday's breakfast");
    assert_eq!(next_cut_off(&known, at("2026-05-12 12:00"), &day), at("2026-05-12 14:00"), "Wednesday's lunch");
    assert_eq!(next_cut_off(&known, at("2026-05-15 15:00"), &day), at("2026-05-18 12:00"), "over the weekend");
    assert_eq!(next_cut_off(&CutOffs::default(), at("2026-05-15 12:00"), &day), at("2026-05-18 07:00"));
}

fn looks() -> impl Strategy<Value = Vec<Look>> {
    let one = prop_oneof![
        1 => Just(Look::Stale),
        1 => Just(Look::FreeMealsOnly),
        8 => (-20_000..80_000i64, any::<bool>()).prop_map(|(kopecks, runs_out_soon)| Look::Fresh { available: Money(kopecks), runs_out_soon }),
    ];
    proptest::collection::vec(one, 0..60)
}

proptest! {
    #[test]
    fn m4_never_fires_twice_without_re_arming_in_between(looks in looks()) {
        let mut state = LowBalance::default();
        let (mut low_since, mut run_out_since): (Option<Money>, Option<(Money, Money)>) = (None, None);
        for look in looks {
            let (next, notice) = state.after(look, RULE);
            if let Look::Fresh { available, .. } = look {
                low_since = low_since.map(|most| most.max(available));
                run_out_since = run_out_since.map(|(left, most)| (left, most.max(available)));
                let tells_low = matches!(notice, Some(LowBalanceNotice::Low { .. } | LowBalanceNotice::LowAndRunOutSoon { .. }));
                let tells_run_out = matches!(notice, Some(LowBalanceNotice::RunOutSoon { .. } | LowBalanceNotice::LowAndRunOutSoon { .. }));
                if tells_low {
                    prop_assert!(available < Money(30_000));
                    prop_assert!(low_since.is_none_or(|most| most > Money(35_000)), "told again without rising above threshold and step");
                    low_since = Some(available);
                }
                if tells_run_out {
                    prop_assert!(run_out_since.is_none_or(|(left, most)| most > Money(left.0 + STEP.0)));
                    run_out_since = Some((available, available));
                }
            } else {
                prop_assert_eq!((next, notice), (state, None), "a stale look changes nothing");
            }
            state = next;
        }
    }

    #[test]
    fn m4_every_crossing_after_re_arming_is_told(looks in looks()) {
        let mut state = LowBalance::default();
        let mut armed = false;
        for look in looks {
            let (next, notice) = state.after(look, RULE);
            if let Look::Fresh { available, .. } = look {
                armed |= available > Money(35_000);
                if armed && available < Money(30_000) {
                    let is_told = matches!(notice, Some(LowBalanceNotice::Low { .. } | LowBalanceNotice::LowAndRunOutSoon { .. }));
                    prop_assert!(is_told);
                    armed = false;
                }
            }
            state = next;
        }
    }

    #[test]
    fn m4_the_state_survives_being_kept(looks in looks()) {
        let state = told(&looks).0;
        let kept = serde_json::to_string(&state).unwrap();
        prop_assert_eq!(serde_json::from_str::<LowBalance>(&kept).unwrap(), state);
    }
}
