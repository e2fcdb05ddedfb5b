//! Weekly rules on the screen of orders: only what stands counts, all of it is shown, and no form hides what it would remove.

use super::super::orders::{OrderMeal, WeeklyRow};
use super::super::*;
use super::stories::{MASHA, Story, household};
use crate::domain::menu::{Canteen, CanteenComplexes, MealPayment, MenuComplex, OnDay};
use crate::domain::samples::{at, date};
use crate::domain::{ComplexId, LocalDate, MealKind, MealOrder, Money, PurchaseStatus, WeekDays, WeeklyOrder, WeeklyRule};
use crate::sync::ahead::keep_as_read;

const LUNCH: i64 = 601;

/// A lunch on the menu of `day`, nothing ordered, and these rules; all read at noon.
fn with_rules(day: &str, rules: &[WeeklyOrder]) -> Story {
    let story = household();
    let lunch = MenuComplex {
        id: Some(ComplexId(LUNCH)),
        name: "Обед № 1".into(),
        price: Some(Money(18_750)),
        kind: Some(MealKind::Lunch),
        payment: MealPayment::Paid,
        preorder_allowed: true,
        dishes_can_be_chosen: false,
        special_diet: false,
        served: None,
        dishes: vec![],
    };
    let on_day = OnDay { day: date(day), at: vec![CanteenComplexes { canteen: Canteen::default(), complexes: vec![lunch] }] };
    let read = at("2026-05-14 12:00");
    story.store.write(move |writer| writer.put_menu_complexes(&MASHA.into(), &[on_day], read)).unwrap();
    keep_as_read(&story.store, "meal-orders", MASHA, &Vec::<MealOrder>::new(), read);
    let rules: Vec<WeeklyRule> =
        rules.iter().zip(1..).map(|(order, id)| WeeklyRule { id, complex: Some(LUNCH), order: order.clone() }).collect();
    keep_as_read(&story.store, "weekly-rules", MASHA, &rules, read);
    story
}

fn rule(days: WeekDays, amount: i64, to: &str) -> WeeklyOrder {
    WeeklyOrder { period: Period::new(date("2026-04-01"), date(to)), amount, days }
}

fn mondays() -> WeekDays {
    WeekDays { monday: true, ..WeekDays::default() }
}

/// The lunch of `day`, and the rules, on 14 May.
fn shown(story: &Story, day: &str) -> (OrderMeal, Vec<WeeklyRow>) {
    let screen = Screen::Orders { child: MASHA.into(), week: date(day) };
    let ScreenState::Orders { state: OrdersState::Orders { week, rules, .. } } = story.state(&screen, "2026-05-14 12:05") else {
        panic!("no orders")
    };
    let day: LocalDate = date(day);
    let meals = week.value.days.into_iter().filter(|row| row.day == day).flat_map(|row| row.meals);
    (meals.last().expect("a lunch"), rules)
}

#[test]
fn a_rule_that_is_over_is_neither_shown_nor_offered_again() {
    let story = with_rules("2026-05-18", &[rule(mondays(), 2, "2026-05-13")]);
    let (lunch, rules) = shown(&story, "2026-05-18");
    assert_eq!(rules, []);
    let offer = lunch.weekly.unwrap();
    assert_eq!(offer.seen, []);
    assert_eq!((offer.suggested.amount, offer.suggested.period.to), (1, date("2026-05-31")));
    let story = with_rules("2026-05-18", &[rule(mondays(), 2, "2026-05-14")]);
    assert_eq!(shown(&story, "2026-05-18").1.len(), 1, "today is its last day");
}

#[test]
fn a_rule_suggested_for_a_day_after_the_summer_begins_lasts_until_the_next_one() {
    let story = with_rules("2026-06-01", &[]);
    let suggested = shown(&story, "2026-06-01").0.weekly.unwrap().suggested;
    assert_eq!((suggested.period.from, suggested.period.to), (date("2026-06-01"), date("2027-05-31")));
}

#[test]
fn a_rule_begins_with_the_day_it_was_made_from_and_repeats_no_order_made_by_hand() {
    let by_hand = |day: &str, complex| MealOrder {
        id: day.into(),
        child: MASHA.into(),
        day: date(day),
        complex,
        name: "Обед № 1".into(),
        kind: Some(MealKind::Lunch),
        amount: 1,
        total: Money(18_750),
        status: PurchaseStatus::New,
    };
    for (ordered, from, said) in [
        (vec![], "2026-05-18", "Начиная с 18 мая."),
        (vec![by_hand("2026-05-18", LUNCH)], "2026-05-19", "Начиная с 19 мая."),
        (vec![by_hand("2026-05-18", LUNCH), by_hand("2026-05-25", LUNCH)], "2026-05-26", "Начиная с 26 мая."),
        (vec![by_hand("2026-05-20", LUNCH), by_hand("2026-05-18", 602)], "2026-05-18", "Начиная с 18 мая."),
    ] {
        let story = with_rules("2026-05-18", &[]);
        keep_as_read(&story.store, "meal-orders", MASHA, &ordered, at("2026-05-14 12:00"));
        let offer = shown(&story, "2026-05-18").0.weekly.unwrap();
        assert_eq!((offer.suggested.period.from, offer.suggested.days), (date(from), mondays()));
        assert!(offer.question.ends_with(said), "{}", offer.question);
    }
    // A change goes on from when the rule began.
    let story = with_rules("2026-05-18", &[rule(mondays(), 2, "2026-05-31")]);
    let offer = shown(&story, "2026-05-18").0.weekly.unwrap();
    assert_eq!(offer.suggested.period.from, date("2026-04-01"));
    assert!(!offer.question.contains("Начиная"), "{}", offer.question);
}

#[test]
fn several_rules_for_one_meal_are_all_shown_and_no_form_replaces_them_unseen() {
    let wednesdays = WeekDays { wednesday: true, ..WeekDays::default() };
    let story = with_rules("2026-05-18", &[rule(mondays(), 1, "2026-05-31"), rule(wednesdays, 2, "2026-05-31")]);
    let (lunch, rules) = shown(&story, "2026-05-18");
    assert_eq!(lunch.weekly, None);
    assert_eq!((rules.len(), rules[0].seen.len()), (1, 2));
    assert!(rules[0].title.contains("пн") && rules[0].title.contains("ср"), "{}", rules[0].title);
}

#[test]
fn rules_read_long_before_the_orders_show_their_own_date() {
    let story = with_rules("2026-05-18", &[rule(mondays(), 1, "2026-05-31")]);
    assert!(!shown(&story, "2026-05-18").1[0].title.contains("12:00"));
    let rules = [WeeklyRule { id: 1, complex: Some(LUNCH), order: rule(mondays(), 1, "2026-05-31") }];
    keep_as_read(&story.store, "weekly-rules", MASHA, &rules, at("2026-05-14 09:17"));
    let title = &shown(&story, "2026-05-18").1[0].title;
    assert!(title.contains("09:17"), "{title}");
}
