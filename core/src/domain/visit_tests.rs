use proptest::prelude::*;

use super::*;
use crate::domain::samples::{at, tap_in, tap_out, taps};

fn paired(passages: &[Passage], now: &str) -> Vec<(Option<String>, Option<String>, bool)> {
    pair(passages, at(now), &SchoolDay::default())
        .iter()
        .map(|visit| (visit.entry.map(|at| at.time().to_string()), visit.exit.map(|at| at.time().to_string()), visit.still_inside))
        .collect()
}

fn row(entry: &str, exit: &str, still_inside: bool) -> (Option<String>, Option<String>, bool) {
    let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    (text(entry), text(exit), still_inside)
}

#[test]
fn p1_a_tap_just_before_midnight_belongs_to_the_school_s_day() {
    let visits = pair(&[tap_in("2026-05-12 23:59"), tap_out("2026-05-13 00:01")], at("2026-05-13 08:00"), &SchoolDay::default());
    assert_eq!(visits.len(), 2, "a new day never continues a visit");
    assert_eq!(visits[0].date.to_string(), "2026-05-12");
    assert_eq!((visits[1].entry, visits[1].date.to_string().as_str()), (None, "2026-05-13"));
}

#[test]
fn p3_an_open_entry_ends_with_the_recorded_exit() {
    assert_eq!(paired(&[tap_in("2026-05-12 08:07"), tap_out("2026-05-12 14:33")], "2026-05-12 15:00"), [row("08:07", "14:33", false)]);
}

#[test]
fn p3_an_open_entry_stays_open_until_closing_and_gets_no_invented_exit() {
    let taps = [tap_in("2026-05-12 08:07")];
    assert_eq!(paired(&taps, "2026-05-12 20:59"), [row("08:07", "", true)]);
    assert_eq!(paired(&taps, "2026-05-12 21:00"), [row("08:07", "", false)]);
    assert_eq!(paired(&taps, "2026-05-13 09:00"), [row("08:07", "", false)]);
}

#[test]
fn p4_an_exit_without_an_entry_is_shown_with_the_entry_missing() {
    assert_eq!(paired(&[tap_out("2026-05-12 14:33")], "2026-05-12 15:00"), [row("", "14:33", false)]);
    assert_eq!(
        paired(&[tap_in("2026-05-12 08:07"), tap_out("2026-05-12 14:33"), tap_out("2026-05-12 16:00")], "2026-05-12 17:00"),
        [row("08:07", "14:33", false), row("", "16:00", false)]
    );
}

#[test]
fn p4_entry_after_entry_within_minutes_is_one_visit_with_both_taps_kept() {
    let visits = pair(
        &[tap_in("2026-05-12 08:07"), tap_in("2026-05-12 08:12"), tap_out("2026-05-12 14:33")],
        at("2026-05-12 15:00"),
        &SchoolDay::default(),
    );
    assert_eq!(visits.len(), 1);
    assert_eq!((visits[0].entry, visits[0].exit), (Some(at("2026-05-12 08:07")), Some(at("2026-05-12 14:33"))));
    assert_eq!(visits[0].passages.len(), 3);
}

#[test]
fn p4_entry_after_entry_much_later_is_a_second_visit_and_the_first_exit_is_missing() {
    let taps = [tap_in("2026-05-12 08:07"), tap_in("2026-05-12 13:00")];
    assert_eq!(paired(&taps, "2026-05-12 14:00"), [row("08:07", "", false), row("13:00", "", true)]);
}

#[test]
fn p6_two_buildings_in_a_day_are_paired_each_by_itself() {
    let mut club_in = tap_in("2026-05-12 15:00");
    let mut club_out = tap_out("2026-05-12 16:30");
    for tap in [&mut club_in, &mut club_out] {
        tap.organization.id = "202".into();
    }
    let visits = [tap_in("2026-05-12 08:07"), club_in, club_out, tap_out("2026-05-12 17:00")];
    assert_eq!(paired(&visits, "2026-05-12 18:00"), [row("08:07", "17:00", false), row("15:00", "16:30", false)]);
}

#[test]
fn a_later_tap_in_another_building_ends_the_still_inside_of_the_first() {
    let mut club = tap_in("2026-05-12 15:00");
    club.organization.id = "202".into();
    assert_eq!(paired(&[tap_in("2026-05-12 08:07"), club], "2026-05-12 15:30"), [row("08:07", "", false), row("15:00", "", true)]);
}

#[test]
fn a_tie_in_one_minute_leaves_first_when_inside_and_enters_first_when_outside() {
    let inside = [tap_in("2026-05-12 08:00"), tap_in("2026-05-12 14:00"), tap_out("2026-05-12 14:00")];
    assert_eq!(paired(&inside, "2026-05-12 14:30"), [row("08:00", "14:00", false), row("14:00", "", true)]);
    let outside = [tap_out("2026-05-12 08:00"), tap_in("2026-05-12 08:00")];
    assert_eq!(paired(&outside, "2026-05-12 14:30"), [row("08:00", "08:00", false)]);
}

#[test]
fn escorts_stand_on_the_side_they_belong_to() {
    let mut morning = tap_in("2026-05-12 08:07");
    morning.escort = Some("Иванова Анна".into());
    let mut noon = tap_out("2026-05-12 13:00");
    noon.escort = Some("Иванов Пётр".into());
    let visit = pair(&[noon, morning], at("2026-05-12 14:00"), &SchoolDay::default()).remove(0);
    assert_eq!((visit.brought_by.as_deref(), visit.fetched_by.as_deref()), (Some("Иванова Анна"), Some("Иванов Пётр")));
    assert_eq!(visit.minutes(), Some(293));
}

proptest! {
    #[test]
    fn every_tap_lands_in_exactly_one_visit_whatever_the_order(taps in taps(), seed in any::<u64>()) {
        let day = SchoolDay::default();
        let now = at("2026-05-13 12:00");
        let visits = pair(&taps, now, &day);
        let mut kept: Vec<_> = visits.iter().flat_map(|visit| visit.passages.iter().map(Passage::id)).collect();
        let mut given: Vec<_> = taps.iter().map(Passage::id).collect();
        kept.sort();
        given.sort();
        given.dedup();
        prop_assert_eq!(kept, given);

        let mut shuffled = taps.clone();
        let len = shuffled.len().max(1);
        shuffled.rotate_left(usize::try_from(seed % len as u64).unwrap());
        shuffled.reverse();
        prop_assert_eq!(pair(&shuffled, now, &day), visits);
    }

    #[test]
    fn no_time_is_invented_and_no_visit_runs_backwards(taps in taps()) {
        for visit in pair(&taps, at("2026-05-13 12:00"), &SchoolDay::default()) {
            let has = |when: Moment, way: Direction| visit.passages.iter().any(|tap| tap.at == when && tap.direction == way);
            prop_assert!(visit.entry.is_none_or(|entry| has(entry, Direction::In)));
            prop_assert!(visit.exit.is_none_or(|exit| has(exit, Direction::Out)));
            prop_assert!(visit.entry.is_some() || visit.exit.is_some());
            prop_assert!(visit.minutes().is_none_or(|minutes| minutes >= 0));
            prop_assert!(visit.passages.iter().all(|tap| tap.at.date() == visit.date && tap.organization.id == visit.organization.id));
        }
    }

    #[test]
    fn at_most_one_building_is_still_inside_unless_two_were_entered_in_one_minute(taps in taps()) {
        let open: Vec<_> = pair(&taps, at("2026-05-13 12:00"), &SchoolDay::default()).into_iter().filter(|visit| visit.still_inside).collect();
        prop_assert!(open.windows(2).all(|two| two[0].last_tap() == two[1].last_tap()));
    }
}
