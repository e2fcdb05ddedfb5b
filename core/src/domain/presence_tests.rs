use proptest::prelude::*;

use super::*;
use crate::domain::samples::{at, bought, purchases, tap, tap_in, tap_out, taps};
use crate::domain::{PurchaseKind, PurchaseStatus};

fn presence(passages: &[Passage], purchases: &[Purchase], now: &str) -> Presence {
    of(passages, purchases, Some(at(now)), at(now), &SchoolDay::default())
}

fn in_since(when: &str, evidence: PresenceEvidence) -> Presence {
    Presence::InSince { since: at(when), evidence }
}

fn unknown(reason: UnknownReason) -> Presence {
    Presence::Unknown { since: None, reason }
}

#[test]
fn p2_nothing_known_is_no_data_and_never_absent() {
    assert_eq!(presence(&[], &[], "2026-05-12 12:00"), unknown(UnknownReason::NoData));
}

#[test]
fn p2_entry_then_exit_then_entry_follow_the_taps() {
    let day = [tap_in("2026-05-12 08:07"), tap_out("2026-05-12 14:33"), tap_in("2026-05-12 16:00")];
    assert_eq!(presence(&day[..1], &[], "2026-05-12 12:00"), in_since("2026-05-12 08:07", PresenceEvidence::Passage));
    assert_eq!(presence(&day[..2], &[], "2026-05-12 15:00"), Presence::OutSince { since: at("2026-05-12 14:33") });
    assert_eq!(presence(&day, &[], "2026-05-12 16:30"), in_since("2026-05-12 16:00", PresenceEvidence::Passage));
}

#[test]
fn p2_entry_not_recorded_only_after_the_usual_arrival_of_a_weekday() {
    let monday = [tap_in("2026-05-11 08:00"), tap_out("2026-05-11 14:00")];
    let out = Presence::OutSince { since: at("2026-05-11 14:00") };
    assert_eq!(presence(&monday, &[], "2026-05-12 08:59"), out);
    assert_eq!(presence(&monday, &[], "2026-05-12 09:00"), unknown(UnknownReason::EntryNotRecorded));
    assert_eq!(presence(&monday, &[], "2026-05-16 12:00"), out, "no tap on a Saturday is no news");
}

#[test]
fn p2_after_a_quiet_week_the_last_exit_stands() {
    let may = [tap_in("2026-05-29 08:00"), tap_out("2026-05-29 14:00")];
    assert_eq!(presence(&may, &[], "2026-06-05 12:00"), unknown(UnknownReason::EntryNotRecorded), "Friday, seven days later");
    assert_eq!(presence(&may, &[], "2026-06-08 12:00"), Presence::OutSince { since: at("2026-05-29 14:00") });
    assert_eq!(presence(&may[..1], &[], "2026-07-08 12:00"), unknown(UnknownReason::NoData), "an old open entry says nothing in summer");
}

#[test]
fn p3_an_open_entry_becomes_exit_not_recorded_at_closing() {
    let taps = [tap_in("2026-05-12 08:07")];
    let not_recorded = Presence::Unknown { since: Some(at("2026-05-12 08:07")), reason: UnknownReason::ExitNotRecorded };
    assert_eq!(presence(&taps, &[], "2026-05-12 20:59"), in_since("2026-05-12 08:07", PresenceEvidence::Passage));
    assert_eq!(presence(&taps, &[], "2026-05-12 21:00"), not_recorded);
    assert_eq!(presence(&taps, &[], "2026-05-13 07:30"), not_recorded, "still so the next morning");
    assert_eq!(presence(&taps, &[], "2026-05-13 09:00"), unknown(UnknownReason::EntryNotRecorded), "the new day asks its own question");
}

#[test]
fn p2_and_p3_nothing_is_missing_in_hours_that_were_not_read() {
    let taps = [tap_in("2026-05-11 08:00"), tap_out("2026-05-11 14:00"), tap_in("2026-05-12 08:07")];
    let offline = |taps: &[Passage], read: &str, now: &str| of(taps, &[], Some(at(read)), at(now), &SchoolDay::default());
    let open = Presence::Unknown { since: Some(at("2026-05-12 08:07")), reason: UnknownReason::NotReadSince };
    assert_eq!(offline(&taps, "2026-05-12 12:00", "2026-05-12 22:00"), open, "the exit may have been recorded after 12:00");
    assert_eq!(offline(&taps, "2026-05-12 12:00", "2026-05-14 10:00"), open);
    assert_eq!(offline(&taps[..2], "2026-05-11 18:00", "2026-05-12 10:00"), Presence::OutSince { since: at("2026-05-11 14:00") });
    assert_eq!(
        of(&taps, &[], None, at("2026-05-12 12:00"), &SchoolDay::default()),
        in_since("2026-05-12 08:07", PresenceEvidence::Passage),
        "by push alone"
    );
}

#[test]
fn p5_a_purchase_proves_presence_without_a_tap() {
    let lunch = bought("2026-05-12 11:40", 18_500);
    assert_eq!(presence(&[], std::slice::from_ref(&lunch), "2026-05-12 12:00"), in_since("2026-05-12 11:40", PresenceEvidence::Purchase));
    assert_eq!(
        presence(&[], &[bought("2026-05-12 13:00", 1), lunch], "2026-05-12 14:00"),
        in_since("2026-05-12 11:40", PresenceEvidence::Purchase),
        "the first one says since when"
    );
}

#[test]
fn p5_a_tap_is_better_evidence_than_a_purchase() {
    assert_eq!(
        presence(&[tap_in("2026-05-12 08:07")], &[bought("2026-05-12 11:40", 100)], "2026-05-12 12:00"),
        in_since("2026-05-12 08:07", PresenceEvidence::Passage)
    );
}

#[test]
fn p5_a_purchase_after_the_exit_shows_the_child_inside_again_and_one_before_it_does_not() {
    let taps = [tap_in("2026-05-12 08:07"), tap_out("2026-05-12 14:33")];
    assert_eq!(
        presence(&taps, &[bought("2026-05-12 15:10", 100)], "2026-05-12 15:30"),
        in_since("2026-05-12 15:10", PresenceEvidence::Purchase)
    );
    let out = Presence::OutSince { since: at("2026-05-12 14:33") };
    assert_eq!(presence(&taps, &[bought("2026-05-12 14:33", 100)], "2026-05-12 15:30"), out, "in the same minute the exit comes last");
    assert_eq!(presence(&taps, &[bought("2026-05-12 11:40", 100)], "2026-05-12 15:30"), out);
}

#[test]
fn p5_only_what_was_handed_out_proves_presence() {
    let with = |kind, status, delivered: Option<&str>| {
        let mut purchase = bought("2026-05-12 11:40", 100);
        (purchase.kind, purchase.status, purchase.delivered_at) = (kind, status, delivered.map(at));
        presence(&[], &[purchase], "2026-05-12 14:00")
    };
    let none = unknown(UnknownReason::NoData);
    assert_eq!(with(PurchaseKind::FreeComplex, PurchaseStatus::Issued, None), in_since("2026-05-12 11:40", PresenceEvidence::Purchase));
    assert_eq!(with(PurchaseKind::PreOrder, PurchaseStatus::Issued, None), none, "ordered at home the evening before");
    assert_eq!(
        with(PurchaseKind::PreOrder, PurchaseStatus::Issued, Some("2026-05-12 12:10")),
        in_since("2026-05-12 12:10", PresenceEvidence::Purchase)
    );
    assert_eq!(with(PurchaseKind::SmartBuffet, PurchaseStatus::Loaded, Some("2026-05-12 12:10")), none);
    assert_eq!(with(PurchaseKind::Buffet, PurchaseStatus::New, None), none);
    assert_eq!(with(PurchaseKind::Buffet, PurchaseStatus::Cancelled, Some("2026-05-12 12:10")), none);
}

#[test]
fn p6_two_buildings_in_one_minute_are_a_hint_and_at_different_times_are_not() {
    let mut club = tap_in("2026-05-12 15:00");
    club.organization.id = "202".into();
    assert_eq!(
        copied_card_hints(&[tap_in("2026-05-12 15:00"), club.clone()], &[]),
        [CopiedCardHint::TwoBuildings { at: at("2026-05-12 15:00") }]
    );
    assert_eq!(copied_card_hints(&[tap_in("2026-05-12 08:00"), club], &[]), []);
    let double = [tap("2026-05-12 15:00", Direction::In), tap("2026-05-12 15:00", Direction::Out)];
    assert_eq!(copied_card_hints(&double, &[]), [], "one building");
}

#[test]
fn p6_a_purchase_while_out_is_a_hint_but_not_right_after_the_exit_nor_without_taps() {
    let taps = [tap_in("2026-05-12 08:07"), tap_out("2026-05-12 14:33"), tap_in("2026-05-12 16:00")];
    let late = [bought("2026-05-12 15:10", 100)];
    assert_eq!(copied_card_hints(&taps, &late), [CopiedCardHint::PurchaseWhileOut { at: at("2026-05-12 15:10") }]);
    assert_eq!(copied_card_hints(&taps, &[bought("2026-05-12 14:40", 100)]), [], "clocks differ");
    assert_eq!(copied_card_hints(&taps, &[bought("2026-05-12 16:20", 100)]), [], "inside again");
    assert_eq!(copied_card_hints(&[], &late), []);
    assert_eq!(copied_card_hints(&taps, &[bought("2026-05-13 10:00", 100)]), [], "yesterday's exit says nothing about today");
}

#[test]
fn a_clock_set_back_hides_what_has_not_happened_yet() {
    let taps = [tap_in("2026-05-12 08:07"), tap_out("2026-05-12 14:33")];
    assert_eq!(presence(&taps, &[], "2026-05-12 11:00"), in_since("2026-05-12 08:07", PresenceEvidence::Passage));
    assert_eq!(
        presence(&taps, &[], "2026-05-12 14:30"),
        Presence::OutSince { since: at("2026-05-12 14:33") },
        "minutes apart are two clocks"
    );
}

#[test]
fn the_place_is_the_building_of_the_tap_that_proves_it() {
    let taps = [tap_in("2026-05-12 08:07")];
    let here = presence(&taps, &[], "2026-05-12 12:00");
    assert_eq!(place(here, &taps).map(|place| place.short_name.as_str()), Some("Школа № 1500"));
    assert_eq!(place(presence(&[], &[bought("2026-05-12 11:40", 1)], "2026-05-12 12:00"), &taps), None);
}

proptest! {
    #[test]
    fn presence_names_only_moments_it_was_given(taps in taps(), bought in purchases(), minutes in 0..4 * 24 * 60i64) {
        let now = at("2026-05-12 00:00").plus_minutes(minutes);
        let tapped = |when: Moment, way: Direction| taps.iter().any(|tap| tap.at == when && tap.direction == way);
        let handed_out = |when: Moment| bought.iter().any(|purchase| purchase.proves_presence_at() == Some(when));
        match of(&taps, &bought, Some(now), now, &SchoolDay::default()) {
            Presence::InSince { since, evidence: PresenceEvidence::Passage } => prop_assert!(tapped(since, Direction::In)),
            Presence::InSince { since, evidence: PresenceEvidence::Purchase } => prop_assert!(handed_out(since)),
            Presence::OutSince { since } => prop_assert!(tapped(since, Direction::Out)),
            Presence::Unknown { since, .. } => prop_assert!(since.is_none_or(|since| tapped(since, Direction::In) || handed_out(since))),
        }
    }

    #[test]
    fn what_is_older_than_the_day_of_the_last_tap_changes_nothing(taps in taps(), bought in purchases(), minutes in 0..4 * 24 * 60i64) {
        let now = at("2026-05-12 00:00").plus_minutes(minutes);
        let last = taps.iter().map(|tap| tap.at).filter(|at| *at <= horizon(now)).max();
        let from = last.map_or(Moment(i64::MIN), rests_on);
        let few: Vec<_> = taps.iter().filter(|tap| tap.at >= from).cloned().collect();
        let recent = |purchase: &&Purchase| purchase.delivered_at.unwrap_or(purchase.at).max(purchase.at) >= from;
        let few_bought: Vec<_> = bought.iter().filter(recent).cloned().collect();
        let (all, less) = (of(&taps, &bought, Some(now), now, &SchoolDay::default()), of(&few, &few_bought, Some(now), now, &SchoolDay::default()));
        prop_assert_eq!(all, less);
        prop_assert_eq!(place(all, &taps), place(less, &few));
    }

    #[test]
    fn nobody_is_inside_after_a_later_exit_unless_a_later_purchase_proves_it(taps in taps(), bought in purchases(), minutes in 0..4 * 24 * 60i64) {
        let now = at("2026-05-12 00:00").plus_minutes(minutes);
        let seen: Vec<_> = taps.iter().filter(|tap| tap.at <= now).cloned().collect();
        if let Presence::InSince { since, evidence } = of(&seen, &bought, Some(now), now, &SchoolDay::default()) {
            let later_exit = seen.iter().any(|tap| tap.direction == Direction::Out && tap.at > since);
            prop_assert!(!later_exit, "{evidence:?} at {} has a later exit", since.time());
        }
    }
}
