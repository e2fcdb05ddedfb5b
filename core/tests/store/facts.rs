//! Taps, purchases, movements, balances and readings.

use schoolcard_core::domain::passage::PassageSource;
use schoolcard_core::domain::{Direction, Money, MovementKind, PurchaseKind, PurchaseStatus, SpendingRules};
use schoolcard_core::store::{Edit, Outcome, Reading, Service, Window};

use super::*;

#[test]
fn taps_come_back_as_they_were_given_oldest_first() {
    let scene = Scene::new();
    let rows = vec![tap(&masha(), at(12, 14, 33), Direction::Out), tap(&masha(), at(12, 8, 7), Direction::In)];
    let given = rows.clone();
    assert!(scene.store.write(move |w| w.put_passages(&masha(), days(6, 12), given)).unwrap());
    let back = scene.store.passages(&masha(), days(1, 31)).unwrap();
    assert_eq!(back, vec![rows[1].clone(), rows[0].clone()]);
    assert_eq!(scene.change_of(&masha()).passages, Some(days(12, 12)));
    assert_eq!(scene.store.passages(&petya(), days(1, 31)).unwrap(), vec![]);
    assert_eq!(scene.store.passages(&masha(), days(13, 31)).unwrap(), vec![]);
    assert_eq!(scene.store.history(&masha()).unwrap(), Some(days(12, 12)));
}

#[test]
fn reading_the_same_week_again_is_no_change_and_keeps_when_it_was_learned() {
    let scene = Scene::new();
    let first = tap(&masha(), at(12, 8, 7), Direction::In);
    let given = vec![first.clone()];
    scene.store.write(move |w| w.put_passages(&masha(), days(6, 12), given)).unwrap();
    scene.changes();
    let mut again = first.clone();
    again.learned_at = at(13, 9, 0);
    assert!(!scene.store.write(move |w| w.put_passages(&masha(), days(6, 12), vec![again])).unwrap());
    assert_eq!(scene.changes(), vec![]);
    assert_eq!(scene.store.passages(&masha(), days(12, 12)).unwrap(), vec![first]);
}

#[test]
fn a_late_tap_is_added_and_a_withdrawn_one_removed() {
    let scene = Scene::new();
    let morning = tap(&masha(), at(12, 8, 7), Direction::In);
    let noon = tap(&masha(), at(12, 12, 0), Direction::Out);
    let other_day = tap(&masha(), at(5, 8, 0), Direction::In);
    let (a, b) = (morning.clone(), other_day.clone());
    scene.store.write(move |w| w.put_passages(&masha(), days(1, 12), vec![a, b])).unwrap();
    let b = noon.clone();
    scene.changes();
    scene.store.write(move |w| w.put_passages(&masha(), days(12, 12), vec![b])).unwrap();
    assert_eq!(scene.change_of(&masha()).passages, Some(days(12, 12)));
    assert_eq!(scene.store.passages(&masha(), days(1, 31)).unwrap(), vec![other_day, noon], "only the re-read day is replaced");
}

#[test]
fn a_tap_learned_by_push_survives_a_lagging_server_and_is_confirmed_later() {
    let scene = Scene::new();
    let mut push = tap(&masha(), at(12, 8, 7).plus_seconds(23), Direction::In);
    push.source = PassageSource::Push;
    push.learned_at = at(12, 8, 8);
    let again = push.clone();
    assert!(scene.store.write(move |w| w.add_passage(push)).unwrap());
    assert!(!scene.store.write(move |w| w.add_passage(again)).unwrap(), "the same push twice is one tap");
    scene.store.write(|w| w.put_passages(&masha(), days(12, 12), vec![])).unwrap();
    assert_eq!(scene.store.passages(&masha(), days(12, 12)).unwrap().len(), 1, "the visits route lags behind");

    let server = tap(&masha(), at(12, 8, 7), Direction::In);
    scene.store.write(move |w| w.put_passages(&masha(), days(12, 12), vec![server])).unwrap();
    let known = scene.store.passages(&masha(), days(12, 12)).unwrap();
    assert_eq!(known.len(), 1, "push and server are the same tap");
    assert_eq!((known[0].source, known[0].learned_at, known[0].at), (PassageSource::Server, at(12, 8, 8), at(12, 8, 7)));
}

#[test]
fn a_route_that_knows_less_of_a_building_does_not_rename_it() {
    let scene = Scene::new();
    let full = tap(&masha(), at(12, 8, 7), Direction::In);
    scene.store.write(move |w| w.put_passages(&masha(), days(12, 12), vec![full])).unwrap();
    let mut bare = tap(&masha(), at(13, 8, 9), Direction::In);
    bare.organization.name = String::new();
    bare.organization.address = String::new();
    scene.store.write(move |w| w.put_passages(&masha(), days(13, 13), vec![bare])).unwrap();
    let known = scene.store.passages(&masha(), days(13, 13)).unwrap();
    assert_eq!(known[0].organization, school());
}

#[test]
fn the_latest_taps_are_found_without_reading_the_rest() {
    let scene = Scene::new();
    let rows: Vec<_> = (1..=20).map(|d| tap(&masha(), at(d, 8, 0), Direction::In)).collect();
    let last: Vec<_> = rows[16..18].to_vec();
    scene.store.write(move |w| w.put_passages(&masha(), days(1, 31), rows)).unwrap();
    assert_eq!(scene.store.latest_passages(&masha(), at(19, 8, 0), 2).unwrap(), last);
}

#[test]
fn purchases_come_back_itemised_newest_first_with_codes_we_do_not_know() {
    let scene = Scene::new();
    let early = purchase(&masha(), "9001", at(12, 9, 40), 18_500);
    let mut late = purchase(&masha(), "9002", at(12, 11, 40), 9_000);
    late.kind = PurchaseKind::Other { code: 7 };
    late.status = PurchaseStatus::Other { code: -3 };
    late.delivered_at = None;
    let rows = vec![early.clone(), late.clone()];
    scene.store.write(move |w| w.put_purchases(&masha(), days(12, 12), rows, true)).unwrap();
    assert_eq!(scene.store.purchases(&masha(), days(12, 12)).unwrap(), vec![late, early]);
}

#[test]
fn a_complete_reading_removes_purchases_and_a_page_does_not() {
    let scene = Scene::new();
    let a = purchase(&masha(), "1", at(11, 9, 0), 100);
    let b = purchase(&masha(), "2", at(12, 9, 0), 200);
    let rows = vec![a.clone(), b.clone()];
    scene.store.write(move |w| w.put_purchases(&masha(), days(1, 31), rows, true)).unwrap();
    let mut cancelled = b.clone();
    cancelled.status = PurchaseStatus::Cancelled;
    cancelled.learned_at = at(20, 9, 0);
    let page = vec![cancelled.clone()];
    scene.changes();
    scene.store.write(move |w| w.put_purchases(&masha(), days(1, 31), page, false)).unwrap();
    assert_eq!(scene.change_of(&masha()).purchases, Some(days(12, 12)), "only what changed");
    cancelled.learned_at = b.learned_at;
    assert_eq!(scene.store.purchases(&masha(), days(1, 31)).unwrap(), vec![cancelled.clone(), a]);
    let rest = vec![cancelled.clone()];
    scene.store.write(move |w| w.put_purchases(&masha(), days(1, 31), rest, true)).unwrap();
    assert_eq!(scene.store.purchases(&masha(), days(1, 31)).unwrap(), vec![cancelled]);
}

#[test]
fn m2_an_edited_movement_shows_what_it_said_before() {
    let scene = Scene::new();
    let row = movement(&masha(), "m1", at(12, 9, 0), -8_000);
    let given = vec![row.clone()];
    scene.store.write(move |w| w.put_movements(&masha(), days(12, 12), given, at(12, 10, 0))).unwrap();
    let mut edited = row.clone();
    edited.sum = Money(-6_000);
    edited.learned_at = at(14, 10, 0);
    let given = vec![edited.clone()];
    scene.changes();
    assert!(scene.store.write(move |w| w.put_movements(&masha(), days(12, 12), given, at(14, 10, 0))).unwrap());
    assert_eq!(scene.change_of(&masha()).movements, Some(days(12, 12)));
    let known = scene.store.movements(&masha(), days(1, 31)).unwrap();
    assert_eq!(known[0].movement.sum, Money(-6_000));
    assert_eq!(known[0].movement.learned_at, row.learned_at, "an edit does not make it news");
    assert_eq!(known[0].edited, Some(Edit { before: Money(-8_000), seen_at: at(14, 10, 0) }));
    assert!(!known[0].removed);
    edited.balance_before = Some(Money(5));
    let given = vec![edited];
    scene.store.write(move |w| w.put_movements(&masha(), days(12, 12), given, at(15, 10, 0))).unwrap();
    let known = scene.store.movements(&masha(), days(1, 31)).unwrap();
    assert_eq!(known[0].edited.unwrap().seen_at, at(14, 10, 0), "a moved balance is not an edit of this movement");
    assert_eq!(known[0].movement.balance_before, Some(Money(5)));
    assert_eq!(scene.store.counts().unwrap().edits, 1);
}

#[test]
fn m2_a_movement_the_server_withdrew_is_kept_and_marked() {
    let scene = Scene::new();
    let mut gone = movement(&masha(), "m1", at(12, 9, 0), -8_000);
    gone.kind = MovementKind::Other { code: 12 };
    gone.purchase = Some("9001".into());
    let stays = movement(&masha(), "m2", at(12, 10, 0), 50_000);
    let rows = vec![gone.clone(), stays.clone()];
    scene.store.write(move |w| w.put_movements(&masha(), days(12, 12), rows, at(12, 11, 0))).unwrap();
    let rows = vec![stays.clone()];
    scene.store.write(move |w| w.put_movements(&masha(), days(12, 12), rows, at(13, 11, 0))).unwrap();
    let known = scene.store.movements(&masha(), days(12, 12)).unwrap();
    assert_eq!(known.iter().map(|m| (m.movement.clone(), m.removed)).collect::<Vec<_>>(), vec![(stays, false), (gone.clone(), true)]);
    scene.changes();
    assert!(!scene.store.write(|w| w.put_movements(&masha(), Window::NOTHING, vec![], at(14, 0, 0))).unwrap());
    assert_eq!(scene.changes(), vec![]);
    let back = vec![gone];
    scene.store.write(move |w| w.put_movements(&masha(), Window::NOTHING, back, at(14, 0, 0))).unwrap();
    assert!(scene.store.movements(&masha(), days(12, 12)).unwrap().iter().all(|m| !m.removed), "named again, whole again");
}

#[test]
fn a_balance_keeps_number_and_rules_that_an_older_route_does_not_tell() {
    let scene = Scene::new();
    let rules = SpendingRules { day_limit: Some(Money(30_000)), warn_below: None };
    let mut full = balance(122_690);
    full.rules = Some(rules);
    scene.store.write(move |w| w.put_account(&masha(), &full, at(12, 9, 0))).unwrap();
    let mut bare = balance(-24_050);
    bare.account = None;
    scene.store.write(move |w| w.put_account(&masha(), &bare, at(12, 10, 0))).unwrap();
    let known = scene.store.account(&masha()).unwrap().unwrap();
    assert_eq!((known.confirmed, known.as_of, known.rules), (Money(-24_050), at(12, 10, 0), Some(rules)));
    assert_eq!(known.account, balance(0).account);
    let stale = balance(1);
    assert!(!scene.store.write(move |w| w.put_account(&masha(), &stale, at(12, 9, 30))).unwrap(), "an overtaken answer is dropped");
    assert_eq!(scene.store.account(&petya()).unwrap(), None);
}

#[test]
fn a_failed_reading_leaves_the_date_of_the_last_good_one() {
    let scene = Scene::new();
    scene.store.write(|w| w.note_reading(&masha(), Service::Food, at(12, 9, 0), Outcome::Ok)).unwrap();
    assert!(scene.change_of(&masha()).readings);
    scene.store.write(|w| w.note_reading(&masha(), Service::Food, at(12, 10, 0), Outcome::ServiceDown)).unwrap();
    let known = scene.store.reading(&masha(), Service::Food).unwrap();
    let expected = Reading { as_of: Some(at(12, 9, 0)), attempted_at: at(12, 10, 0), outcome: Outcome::ServiceDown };
    assert_eq!(known, Some(expected));
    assert_eq!(scene.store.reading(&masha(), Service::Pass).unwrap(), None, "services do not mix");
    assert_eq!(scene.store.reading(&petya(), Service::Food).unwrap(), None, "children do not mix");
    scene.changes();
    scene.store.write(|w| w.note_reading(None, Service::Profile, at(12, 9, 0), Outcome::Offline)).unwrap();
    assert_eq!(scene.store.reading(None, Service::Profile).unwrap().unwrap().as_of, None);
    assert!(scene.changes()[0].meta);
}
