//! What the bill checker finds when menus, bans and absences are known, and that it says nothing where they prove nothing.

use super::super::bills::{BillsState, FindingKind};
use super::super::*;
use super::stories::{MASHA, Story, household};
use crate::domain::food_rules::Ban;
use crate::domain::menu::{
    BuffetDish, Canteen, CanteenBuffet, CanteenComplexes, Composition, Dish, DishCategory, MealPayment, MenuComplex, OnDay, OpenHours,
};
use crate::domain::samples::{at, date};
use crate::domain::{DishId, Moment, Money};
use crate::sync::food_rules::{Kept, KeptFoodRules};

const DRINKS: i64 = 7;

fn dish(id: i64, name: &str, price: Option<i64>, category: i64) -> BuffetDish {
    let category = Some(DishCategory { id: category, name: String::new() });
    let dish = Dish {
        id: Some(DishId(id)),
        name: name.into(),
        price: price.map(Money),
        category,
        subcategory: None,
        composition: Composition::default(),
    };
    BuffetDish { dish, banned: false, in_smart_buffet: false }
}

fn menu(story: &Story, day: &str, read: &str, dishes: Vec<BuffetDish>) {
    let hours = OpenHours::default();
    let buffet = CanteenBuffet { canteen: Canteen::default(), dishes, hours, smart_hours: hours };
    let (on_day, read) = (OnDay { day: date(day), at: vec![buffet] }, at(read));
    story.store.write(move |writer| writer.put_menu_buffet(&MASHA.into(), &[on_day], read)).unwrap();
}

fn banned(story: &Story, bans: &[(Ban, &str)], read: &str) {
    let in_force: Vec<(Ban, Moment)> = bans.iter().map(|(ban, since)| (*ban, at(since))).collect();
    let value = in_force.iter().map(|(ban, _)| *ban).collect();
    let rules = KeptFoodRules { bans: Some(Kept { value, as_of: at(read) }), in_force, rights: None };
    let text = serde_json::to_string(&rules).unwrap();
    story.store.write(move |writer| writer.set_meta(&format!("food-rules/{MASHA}"), Some(&text))).unwrap();
}

/// Masha bought «Булочка с маком» for 185 roubles on 12 May at 11:40.
fn found(story: &Story) -> Vec<FindingKind> {
    story.read_days(MASHA, "2026-05-08", "2026-05-14", "2026-05-14 20:00");
    let screen = Screen::Money { child: MASHA.into(), period: super::week() };
    let ScreenState::Money { state: MoneyState::Account { bills: BillsState::Checked { findings, .. }, .. } } =
        story.state(&screen, "2026-05-14 20:10")
    else {
        panic!("nothing was checked")
    };
    let kinds = findings.iter().map(|finding| finding.kind);
    kinds.filter(|kind| matches!(kind, FindingKind::OtherPrice | FindingKind::Banned)).collect()
}

const BUN: &str = "Булочка с маком";

#[test]
fn m9_a_price_that_is_not_the_menu_s_is_found_where_the_menu_was_read_on_its_day_or_later() {
    for (read, dishes, expected) in [
        ("2026-05-12 09:00", vec![dish(1, "булочка  с МАКОМ", Some(18_000), 3)], vec![FindingKind::OtherPrice]),
        ("2026-05-12 09:00", vec![dish(1, BUN, Some(18_500), 3)], vec![]),
        // It may have become dearer since.
        ("2026-05-11 21:00", vec![dish(1, BUN, Some(18_000), 3)], vec![]),
        // Two buns of one name.
        ("2026-05-12 09:00", vec![dish(1, BUN, Some(18_000), 3), dish(2, BUN, Some(18_500), 3)], vec![]),
        ("2026-05-12 09:00", vec![dish(1, BUN, Some(18_000), 3), dish(2, BUN, None, 3)], vec![]),
        ("2026-05-12 09:00", vec![dish(1, "Сок", Some(18_000), 3)], vec![]),
    ] {
        let story = household();
        menu(&story, "2026-05-12", read, dishes);
        assert_eq!(found(&story), expected, "read {read}");
    }
}

#[test]
fn m9_banned_goods_are_found_while_the_ban_was_seen_in_force() {
    let (bun, drinks) = (Ban::of_dish(DishId(1)), Ban::of_category(DRINKS));
    for (ban, since, read, dishes, expected) in [
        (bun, "2026-05-12 08:00", "2026-05-14 08:00", vec![dish(1, BUN, None, 3)], vec![FindingKind::Banned]),
        (drinks, "2026-05-12 08:00", "2026-05-14 08:00", vec![dish(1, BUN, None, DRINKS)], vec![FindingKind::Banned]),
        (bun, "2026-05-12 12:00", "2026-05-14 08:00", vec![dish(1, BUN, None, 3)], vec![]),
        // Another parent may have lifted it since.
        (bun, "2026-05-12 08:00", "2026-05-12 09:00", vec![dish(1, BUN, None, 3)], vec![]),
        // A permitted bun of the same name.
        (bun, "2026-05-12 08:00", "2026-05-14 08:00", vec![dish(1, BUN, None, 3), dish(2, BUN, None, 3)], vec![]),
        (drinks, "2026-05-12 08:00", "2026-05-14 08:00", vec![dish(1, BUN, None, 3)], vec![]),
    ] {
        let story = household();
        menu(&story, "2026-05-12", "2026-05-12 09:00", dishes);
        banned(&story, &[(ban, since)], read);
        assert_eq!(found(&story), expected, "{ban:?} since {since}, read {read}");
    }
}

#[test]
fn m9_what_a_dish_costs_within_a_set_meal_does_not_judge_the_counter() {
    let set_meal = MenuComplex {
        id: None,
        name: "Обед № 1".into(),
        payment: MealPayment::Paid,
        kind: None,
        price: Some(Money(20_000)),
        special_diet: false,
        preorder_allowed: true,
        dishes_can_be_chosen: false,
        served: None,
        dishes: vec![dish(1, BUN, Some(9_000), 3).dish],
    };
    for (buffet, expected) in [(vec![], vec![]), (vec![dish(1, BUN, Some(18_000), 3)], vec![FindingKind::OtherPrice])] {
        let story = household();
        let canteen = CanteenComplexes { canteen: Canteen::default(), complexes: vec![set_meal.clone()] };
        let on_day = OnDay { day: date("2026-05-12"), at: vec![canteen] };
        let read = at("2026-05-12 09:00");
        story.store.write(move |writer| writer.put_menu_complexes(&MASHA.into(), &[on_day], read)).unwrap();
        if !buffet.is_empty() {
            menu(&story, "2026-05-12", "2026-05-12 09:00", buffet);
        }
        assert_eq!(found(&story), expected);
    }
}
