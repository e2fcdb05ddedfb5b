//! Menus: seen, kept for the time without a network, in three generations, with faults and with days that have none.
#![allow(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

use std::time::Duration;

use schoolcard_core::app::RefreshScope;
use schoolcard_core::domain::{DataState, LocalDate, MealKind, PersonId};
use schoolcard_core::screens::menu::{ComplexRow, DayMenu, DishRow, PlaceMenu};
use schoolcard_core::screens::{MenuState, Screen, ScreenState};
use schoolcard_sandbox::{FaultKind, Sandbox, Service};
use schoolcard_scenarios::{Notebook, Phone, school};

const COMPLEXES: &str = "/api/food/meals/v3/menu/complexes";
const COMPLEXES_V2: &str = "/api/meals/v2/menu/complexes";
const BUFFET: &str = "/api/food/meals/v3/menu/buffet";
/// The fixed day of [`school`], a Tuesday.
const TODAY: &str = "2026-05-12";
const GENEROUS: Duration = Duration::from_secs(30);

async fn signed_in() -> (Sandbox, Phone, PersonId) {
    let school = school(2, 20).await.unwrap();
    let phone = Phone::new(&school.base_url()).unwrap();
    phone.sign_in(&school).await.unwrap();
    phone.app.refresh(RefreshScope::Latest).await.unwrap();
    let child = phone.cards().unwrap()[0].person.clone();
    (school, phone, child)
}

fn date(text: &str) -> LocalDate {
    text.parse().unwrap()
}

fn menu(phone: &Phone, child: &PersonId, day: Option<&str>, search: &str) -> MenuState {
    let screen = Screen::Menu { child: child.clone(), day: day.map(date), search: search.to_owned() };
    match phone.app.current(&screen).unwrap() {
        ScreenState::Menu { state } => state,
        other => panic!("not a menu: {other:?}"),
    }
}

fn days(state: &MenuState) -> &[DayMenu] {
    match state {
        MenuState::Week { days, .. } => days,
        other => panic!("no week: {other:?}"),
    }
}

/// States of the set meals and of the buffet.
fn states(state: &MenuState) -> (DataState, DataState) {
    match state {
        MenuState::Week { freshness, buffet_freshness, .. } => (freshness.state, buffet_freshness.state),
        other => panic!("no week: {other:?}"),
    }
}

fn places(state: &MenuState) -> impl Iterator<Item = &PlaceMenu> {
    days(state).iter().flat_map(|day| &day.places)
}

fn complexes(state: &MenuState) -> Vec<&ComplexRow> {
    places(state).flat_map(|place| &place.complexes).collect()
}

fn buffet(state: &MenuState) -> Vec<&DishRow> {
    places(state).filter_map(|place| place.buffet.as_ref()).flat_map(|buffet| &buffet.dishes).collect()
}

fn refresh(child: &PersonId) -> RefreshScope {
    RefreshScope::Menu { person: child.clone(), day: None }
}

fn missing(school: &Sandbox, route: &str) {
    school.faults().add(Service::Food, FaultKind::MissingRoute { route: Some(route.to_owned()), status: 404 }, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_menu_of_the_week_is_what_the_school_offers_and_can_be_read_without_a_network() {
    let (school, phone, child) = signed_in().await;
    let live = menu(&phone, &child, None, "");
    assert_eq!(states(&live), (DataState::Live, DataState::Live), "a refresh has read it");
    let today = days(&live).iter().find(|day| day.is_today).unwrap();
    assert_eq!((today.date, days(&live).len()), (date(TODAY), 7));
    let usual = &today.places[0];
    let offered = school.menu(child.as_str(), date(TODAY).0).unwrap();
    let mine: Vec<(i64, i64)> = usual.complexes.iter().map(|row| (row.id.unwrap().0, row.price.unwrap().kopecks())).collect();
    let theirs: Vec<(i64, i64)> = offered.iter().filter(|row| row.meal_kind.is_some()).map(|row| (row.id, row.price)).collect();
    assert_eq!(mine, theirs);
    assert!(usual.complexes.iter().any(|row| row.kind == Some(MealKind::Lunch) && row.title.contains("Обед")));
    let counter = usual.buffet.as_ref().unwrap();
    assert!(counter.hours_text.starts_with("Буфет: с ") && counter.opens < counter.closes, "{}", counter.hours_text);
    assert_eq!(counter.dishes.len(), offered.iter().filter(|row| row.meal_kind.is_none()).count());
    // What the school leaves out is said to be unknown, and nothing unknown is shown as nought.
    let dishes: Vec<&DishRow> = complexes(&live).into_iter().flat_map(|row| &row.dishes).chain(buffet(&live)).collect();
    assert!(dishes.iter().any(|dish| dish.composition.calories.is_some() && dish.nutrition_text.contains("ккал")));
    assert!(dishes.iter().any(|dish| dish.ingredients_text == "Состав неизвестен"));
    assert!(dishes.iter().all(|dish| dish.composition.weight.is_none_or(|weight| weight.0 > 0)));

    let phone = phone.reopened().unwrap();
    drop(school);
    assert!(phone.app.refresh(refresh(&child)).await.is_err());
    let offline = menu(&phone, &child, None, "");
    assert_eq!(complexes(&offline), complexes(&live));
    assert_eq!(buffet(&offline), buffet(&live));
    assert_ne!(states(&offline).0, DataState::Live);
}

#[tokio::test(flavor = "multi_thread")]
async fn opening_another_week_reads_it_and_a_weekend_has_no_menu() {
    let (school, phone, child) = signed_in().await;
    let next = "2026-05-20";
    assert!(matches!(menu(&phone, &child, Some(next), ""), MenuState::Loading { .. }), "nobody has asked for it");
    let screen = Screen::Menu { child: child.clone(), day: Some(date(next)), search: String::new() };
    let (notebook, _watching) = Notebook::on(&phone.app, screen).unwrap();
    let read = |state: &ScreenState| matches!(state, ScreenState::Menu { state: state @ MenuState::Week { .. } } if !complexes(state).is_empty() && !buffet(state).is_empty());
    assert!(notebook.wait_for(GENEROUS, read), "{:?}", notebook.states().last());
    let week = menu(&phone, &child, Some(next), "");
    assert_eq!(days(&week)[0].date, date("2026-05-18"));
    for weekend in &days(&week)[5..] {
        assert_eq!((weekend.places.len(), &weekend.notes[..]), (0, &["Выходной день: меню нет".to_owned()][..]));
    }
    // Far ahead nothing is published: empty is said, not guessed.
    phone.app.refresh(RefreshScope::Menu { person: child.clone(), day: Some(date("2027-03-10")) }).await.unwrap();
    let far = menu(&phone, &child, Some("2027-03-10"), "");
    assert!(complexes(&far).is_empty());
    assert_eq!(days(&far)[0].notes, ["Школа не опубликовала меню на этот день"]);
    drop(school);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_looks_into_names_and_ingredients() {
    let (_school, phone, child) = signed_in().await;
    let whole = menu(&phone, &child, None, "");
    let name = buffet(&whole)[0].name.clone();
    let found = menu(&phone, &child, None, &name.to_uppercase());
    assert!(
        buffet(&found).iter().all(|dish| dish.name.to_lowercase().contains(&name.to_lowercase()) || dish.composition.ingredients.is_some())
    );
    assert!(!buffet(&found).is_empty() && buffet(&found).len() < buffet(&whole).len());
    let lunches = menu(&phone, &child, None, "обед");
    assert!(!complexes(&lunches).is_empty() && complexes(&lunches).len() < complexes(&whole).len());
    let MenuState::Week { days, found_text, .. } = menu(&phone, &child, None, "жареный слон") else { panic!("no week") };
    assert_eq!((days.len(), found_text.as_str()), (0, "На этой неделе ничего не найдено"));
}

#[tokio::test(flavor = "multi_thread")]
async fn older_servers_give_the_same_meals_day_by_day_and_are_remembered() {
    let (_, phone, child) = signed_in().await;
    let current: Vec<String> = complexes(&menu(&phone, &child, None, "")).iter().map(|row| row.title.clone()).collect();

    let school = school(2, 20).await.unwrap();
    missing(&school, COMPLEXES);
    missing(&school, BUFFET);
    let phone = Phone::new(&school.base_url()).unwrap();
    phone.sign_in(&school).await.unwrap();
    phone.app.refresh(RefreshScope::Latest).await.unwrap();
    let child = phone.cards().unwrap()[0].person.clone();
    let older = menu(&phone, &child, None, "");
    assert_eq!(states(&older), (DataState::Live, DataState::Live));
    let titles = |state: &MenuState| complexes(state).iter().map(|row| row.title.clone()).collect::<Vec<_>>();
    assert!(!titles(&older).is_empty() && titles(&older).iter().all(|title| current.contains(title)));
    assert!(complexes(&older).iter().all(|row| row.id.is_some()) && !buffet(&older).is_empty());
    let counter = places(&older).find_map(|place| place.buffet.as_ref()).unwrap();
    assert_eq!(counter.hours_text, "Буфет: часы работы неизвестны", "what this generation does not say is unknown");
    assert_eq!(school.counters().requests_to(&format!("GET {COMPLEXES}")), 1, "asked for once");
    assert_eq!(school.counters().requests_to(&format!("GET {BUFFET}")), 1);

    missing(&school, COMPLEXES_V2);
    phone.app.refresh(refresh(&child)).await.unwrap();
    let oldest = menu(&phone, &child, None, "");
    assert_eq!(complexes(&oldest).len(), complexes(&older).len());
    assert!(complexes(&oldest).iter().all(|row| row.id.is_none() && row.kind.is_none()), "no number, no meal: none is invented");
    assert_eq!(school.counters().requests_to(&format!("GET {COMPLEXES}")), 1, "remembered");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_buffet_down_leaves_the_set_meals_and_the_meals_service_down_leaves_the_other_screens() {
    let (school, phone, child) = signed_in().await;
    let before = menu(&phone, &child, None, "");
    missing_answer(&school, BUFFET);
    assert!(phone.app.refresh(refresh(&child)).await.is_err());
    let half = menu(&phone, &child, None, "");
    assert_eq!(states(&half), (DataState::Live, DataState::ServiceDown));
    assert_eq!(buffet(&half), buffet(&before), "the last one stays, with its date");

    school.faults().clear();
    school.faults().add(Service::Food, FaultKind::Status { status: 503 }, None);
    assert!(phone.app.refresh(refresh(&child)).await.is_err());
    assert_eq!(states(&menu(&phone, &child, None, "")), (DataState::ServiceDown, DataState::ServiceDown));
    phone.app.refresh(RefreshScope::Latest).await.unwrap();
    assert_eq!(phone.cards().unwrap()[0].presence.freshness.state, DataState::Live);
    let MenuState::Loading { text, .. } = menu(&phone, &child, Some("2026-06-10"), "") else { panic!("a week nobody read") };
    assert!(text.contains("не отвечает"), "{text}");
}

/// The route answers with a refusal of its own.
fn missing_answer(school: &Sandbox, route: &str) {
    school.faults().add(Service::Food, FaultKind::MissingRoute { route: Some(route.to_owned()), status: 404 }, None);
    school.faults().add(Service::Food, FaultKind::MissingRoute { route: Some("/api/family/mobile/v1/menu".to_owned()), status: 404 }, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dish_that_vanished_is_gone_after_the_next_reading() {
    let (school, phone, child) = signed_in().await;
    let today = date(TODAY);
    let of_today = |state: &MenuState| {
        let day = days(state).iter().find(|day| day.date == today).unwrap();
        day.places.iter().flat_map(|place| &place.complexes).filter_map(|row| row.id).map(|id| id.0).collect::<Vec<i64>>()
    };
    let gone = of_today(&menu(&phone, &child, None, ""))[0];
    school.withdraw_from_menu(child.as_str(), today.0, gone).unwrap();
    phone.app.refresh(refresh(&child)).await.unwrap();
    assert!(!of_today(&menu(&phone, &child, None, "")).contains(&gone));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_asks_for_menus_only_a_few_times_a_day() {
    let (school, phone, child) = signed_in().await;
    let asked = || school.counters().requests_to(&format!("GET {COMPLEXES}"));
    assert_eq!(asked(), 2, "once for each child");
    for _ in 0..3 {
        phone.app.refresh(RefreshScope::Latest).await.unwrap();
    }
    let screen = Screen::Menu { child, day: None, search: String::new() };
    let (notebook, _watching) = Notebook::on(&phone.app, screen).unwrap();
    assert!(!notebook.states().is_empty());
    phone.app.refresh(RefreshScope::Latest).await.unwrap();
    assert_eq!(asked(), 2, "nor for a screen that is opened right after");
    assert!(school.clock().advance(7 * 3600));
    phone.app.refresh(RefreshScope::Latest).await.unwrap();
    phone.app.refresh(RefreshScope::Latest).await.unwrap();
    assert_eq!(asked(), 4);
}
