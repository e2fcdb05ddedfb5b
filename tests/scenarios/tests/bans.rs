//! What a child may buy: bans, switches and consent go to the school once, are read back, and are told as they are.
#![allow(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

use std::time::{Duration, Instant};

use schoolcard_core::app::{AppError, RefreshScope};
use schoolcard_core::domain::{Ban, DataState, FoodSwitch, PersonId};
use schoolcard_core::outbox::IntentId;
use schoolcard_core::screens::bans::{BanRow, BansCell, FoodChange, FoodRightsCell};
use schoolcard_core::screens::change::ChangeKind;
use schoolcard_core::screens::{BansState, MenuState, Screen, ScreenState};
use schoolcard_sandbox::{FaultKind, OperatorError, SaleItem, SaleKind, Sandbox, Service};
use schoolcard_scenarios::{Phone, school};

const PUT_BANS: &str = "PUT /api/food/meals/v3/menu/prohibitions";
const GET_BANS: &str = "GET /api/food/meals/v3/menu/prohibitions";
const CONSENT: &str = "POST /api/food/meals/v3/clients/preorder-allowed";
const GENEROUS: Duration = Duration::from_secs(60);

async fn signed_in() -> (Sandbox, Phone, PersonId) {
    let school = school(2, 20).await.unwrap();
    let phone = phone_of(&school).await;
    let child = phone.cards().unwrap()[0].person.clone();
    read(&phone, &child).await;
    (school, phone, child)
}

async fn phone_of(school: &Sandbox) -> Phone {
    let phone = Phone::new(&school.base_url()).unwrap();
    phone.sign_in(school).await.unwrap();
    phone.app.refresh(RefreshScope::Latest).await.unwrap();
    phone
}

async fn read(phone: &Phone, child: &PersonId) {
    phone.app.refresh(RefreshScope::FoodRules { child: child.clone() }).await.unwrap();
}

fn cells(phone: &Phone, child: &PersonId) -> (BansCell, FoodRightsCell) {
    match phone.app.current(&Screen::Bans { child: child.clone() }).unwrap() {
        ScreenState::Bans { state: BansState::Rules { bans, rights, .. } } => (bans, rights),
        other => panic!("no rules: {other:?}"),
    }
}

fn rows(phone: &Phone, child: &PersonId) -> (Vec<BanRow>, Vec<BanRow>, Vec<BanRow>, Option<FoodChange>) {
    match cells(phone, child).0 {
        BansCell::Read { banned, categories, dishes, change, .. } => (banned, categories, dishes, change),
        BansCell::NotRead { text } => panic!("{text}"),
    }
}

fn dish(phone: &Phone, child: &PersonId, name: &str) -> BanRow {
    rows(phone, child).2.into_iter().find(|row| row.text == name).unwrap_or_else(|| panic!("no {name} on the menu"))
}

fn banned(phone: &Phone, child: &PersonId) -> Vec<String> {
    rows(phone, child).0.into_iter().map(|row| row.text).collect()
}

/// Waits for the end of a change, looking as the app in the foreground does.
async fn ended(phone: &Phone, child: &PersonId, id: &IntentId) -> FoodChange {
    let end = Instant::now() + GENEROUS;
    loop {
        phone.app.look_at_outbox().await.unwrap();
        let (bans, rights) = cells(phone, child);
        let mut changes: Vec<FoodChange> = Vec::new();
        if let BansCell::Read { change, .. } = bans {
            changes.extend(change);
        }
        if let FoodRightsCell::Read { change, consent, .. } = rights {
            changes.extend(change.into_iter().chain(consent));
        }
        let found = changes.into_iter().find(|change| change.id == *id);
        if let Some(change) = found.filter(|change| !matches!(change.kind, ChangeKind::Waiting | ChangeKind::Sending)) {
            return change;
        }
        assert!(Instant::now() < end, "no end: {:?}", rows(phone, child).3);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn until(what: &str, done: impl Fn() -> bool) {
    let end = Instant::now() + GENEROUS;
    while !done() {
        assert!(Instant::now() < end, "{what}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

fn sell(school: &Sandbox, child: &PersonId, name: &str) -> Result<(), OperatorError> {
    let item = SaleItem { name: name.to_owned(), price_kopecks: 3_300, amount: 1 };
    school.sale(child.as_str(), SaleKind::Buffet, &[item], None).map(drop)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_banned_dish_is_not_sold_and_the_menu_says_so_until_the_ban_is_lifted() {
    let (school, phone, child) = signed_in().await;
    let biscuit = dish(&phone, &child, "Печенье овсяное");
    assert_eq!((biscuit.banned, biscuit.state_text.as_str(), banned(&phone, &child).len()), (false, "можно", 0));
    let id = phone.app.set_ban(&child, biscuit.ban, true).unwrap();
    assert_eq!(ended(&phone, &child, &id).await.kind, ChangeKind::Done);
    assert_eq!(banned(&phone, &child), ["Печенье овсяное"]);
    assert!(matches!(sell(&school, &child, "Печенье овсяное"), Err(OperatorError::Refused("banned"))));
    let refused = school.refused_sales(Some(child.as_str())).unwrap();
    assert_eq!(refused.iter().map(|sale| (sale.what.as_str(), sale.reason.as_str())).collect::<Vec<_>>(), [("Печенье овсяное", "banned")]);
    phone.app.refresh(RefreshScope::Menu { person: child.clone(), day: None }).await.unwrap();
    let screen = Screen::Menu { child: child.clone(), day: None, search: "печенье".into() };
    let ScreenState::Menu { state: MenuState::Week { days, .. } } = phone.app.current(&screen).unwrap() else { panic!("no menu") };
    let marks = days.iter().flat_map(|day| &day.places).filter_map(|place| place.buffet.as_ref()).flat_map(|buffet| &buffet.dishes);
    assert!(marks.clone().count() > 0 && marks.into_iter().all(|dish| dish.banned && dish.marks[0] == "запрещено родителями"));

    let id = phone.app.set_ban(&child, biscuit.ban, false).unwrap();
    assert_eq!(ended(&phone, &child, &id).await.kind, ChangeKind::Done);
    sell(&school, &child, "Печенье овсяное").unwrap();
    assert!(banned(&phone, &child).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_banned_category_takes_all_its_dishes_and_other_bans_stay() {
    let (school, phone, child) = signed_in().await;
    let apple = dish(&phone, &child, "Яблоко");
    let biscuit = dish(&phone, &child, "Печенье овсяное");
    let sweets = rows(&phone, &child).1.into_iter().find(|row| row.ban == Ban::of_category(16)).unwrap();
    assert!(sweets.text.ends_with(": всё"), "{}", sweets.text);
    // Asked for one after the other without waiting: the later ones are no conflict with the earlier.
    let first = phone.app.set_ban(&child, apple.ban, true).unwrap();
    let second = phone.app.set_ban(&child, sweets.ban, true).unwrap();
    assert_eq!(ended(&phone, &child, &second).await.kind, ChangeKind::Done);
    drop(first);
    assert_eq!(banned(&phone, &child).len(), 2, "both");
    let biscuit = dish(&phone, &child, &biscuit.text);
    assert!(!biscuit.banned && biscuit.banned_by_category);
    for name in ["Яблоко", "Печенье овсяное"] {
        assert!(matches!(sell(&school, &child, name), Err(OperatorError::Refused("banned"))), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_whose_answer_was_lost_is_settled_by_reading_back_and_is_sent_once() {
    let (school, phone, child) = signed_in().await;
    let apple = dish(&phone, &child, "Яблоко");
    let reads = || school.counters().requests_to(GET_BANS);
    let before = reads();
    school.faults().add(Service::Food, FaultKind::Latency { ms: 3_000 }, None);
    let id = phone.app.set_ban(&child, apple.ban, true).unwrap();
    until("the bans are read first", || reads() > before).await;
    school.faults().add(Service::Food, FaultKind::AnswerLost, None);
    until("then the change is sent", || school.counters().requests_to(PUT_BANS) == 1).await;
    let (_, _, _, change) = rows(&phone, &child);
    assert_eq!(change.unwrap().kind, ChangeKind::Sending, "nobody knows yet");
    // The process ends without knowing; the next one finds out.
    let phone = phone.reopened().unwrap();
    school.faults().clear();
    assert_eq!(ended(&phone, &child, &id).await.kind, ChangeKind::Done);
    assert_eq!(school.counters().requests_to(PUT_BANS), 1, "what was done is not done again");
    assert_eq!(banned(&phone, &child), ["Яблоко"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_other_parent_changed_meanwhile_is_shown_and_nothing_is_sent() {
    let (school, phone, child) = signed_in().await;
    let other = phone_of(&school).await;
    read(&other, &child).await;
    let (apple, biscuit) = (dish(&phone, &child, "Яблоко"), dish(&phone, &child, "Печенье овсяное"));
    let theirs = other.app.set_ban(&child, biscuit.ban, true).unwrap();
    assert_eq!(ended(&other, &child, &theirs).await.kind, ChangeKind::Done);
    let sent = school.counters().requests_to(PUT_BANS);
    let id = phone.app.set_ban(&child, apple.ban, true).unwrap();
    let change = ended(&phone, &child, &id).await;
    assert_eq!(change.kind, ChangeKind::Conflict);
    assert!(change.text.contains("Печенье овсяное"), "{}", change.text);
    assert_eq!(school.counters().requests_to(PUT_BANS), sent, "nothing was sent");
    // What was read for that is on the screen: deciding anew works.
    assert_eq!(banned(&phone, &child), ["Печенье овсяное"]);
    let id = phone.app.set_ban(&child, apple.ban, true).unwrap();
    assert_eq!(ended(&phone, &child, &id).await.kind, ChangeKind::Done);
    assert_eq!(banned(&phone, &child), ["Печенье овсяное", "Яблоко"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_network_a_ban_waits_can_be_given_up_and_is_never_shown_as_done() {
    let (school, phone, child) = signed_in().await;
    let apple = dish(&phone, &child, "Яблоко");
    school.faults().add(Service::Food, FaultKind::Reset, None);
    let id = phone.app.set_ban(&child, apple.ban, true).unwrap();
    phone.app.look_at_outbox().await.unwrap();
    let (shown, _, _, change) = rows(&phone, &child);
    assert_eq!((shown.len(), change.unwrap().kind), (0, ChangeKind::Waiting));
    phone.app.dispatch(schoolcard_core::app::Action::CancelFoodChange { id: id.clone() });
    assert_eq!(ended(&phone, &child, &id).await.kind, ChangeKind::Cancelled);
    school.faults().clear();
    phone.app.look_at_outbox().await.unwrap();
    assert_eq!(school.counters().requests_to(PUT_BANS), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_switches_are_turned_one_at_a_time_and_the_consent_is_given_once() {
    let (school, phone, child) = signed_in().await;
    let on = |phone: &Phone, wanted: FoodSwitch| match cells(phone, &child).1 {
        FoodRightsCell::Read { switches, freshness, .. } => {
            assert_eq!(freshness.state, DataState::Live);
            switches.iter().find(|row| row.switch == wanted).unwrap().on.unwrap()
        }
        FoodRightsCell::NotRead { text } => panic!("{text}"),
    };
    let before = [on(&phone, FoodSwitch::SmartBuffet), on(&phone, FoodSwitch::SpecialDiet)];
    let id = phone.app.set_food_switch(&child, FoodSwitch::SpecialDiet, !before[1]).unwrap();
    assert_eq!(ended(&phone, &child, &id).await.kind, ChangeKind::Done);
    assert_eq!([on(&phone, FoodSwitch::SmartBuffet), on(&phone, FoodSwitch::SpecialDiet)], [before[0], !before[1]], "the other one stays");

    let question = |phone: &Phone| match cells(phone, &child).1 {
        FoodRightsCell::Read { preorders_agreed, preorders_question, .. } => (preorders_agreed, preorders_question),
        FoodRightsCell::NotRead { text } => panic!("{text}"),
    };
    let (agreed, asked) = question(&phone);
    if agreed == Some(false) {
        assert!(asked.unwrap().contains("Отозвать согласие"), "the parent is told that there is no way back");
    }
    for _ in 0..2 {
        let id = phone.app.agree_to_preorders(&child).unwrap();
        assert_eq!(ended(&phone, &child, &id).await.kind, ChangeKind::Done);
    }
    assert_eq!(question(&phone), (Some(true), None), "nothing to ask any more");
    assert!(school.counters().requests_to(CONSENT) <= 1, "what is agreed to already is not sent");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ban_of_nothing_or_for_an_unknown_child_is_not_taken() {
    let (_school, phone, child) = signed_in().await;
    let nothing = Ban { dish: None, category: None, subcategory: None };
    assert!(matches!(phone.app.set_ban(&child, nothing, true), Err(AppError::Validation { field }) if field == "ban"));
    let stranger = PersonId::from("nobody");
    assert!(matches!(phone.app.set_ban(&stranger, Ban::of_category(16), true), Err(AppError::Validation { field }) if field == "child"));
    // A child whose rules nobody has read: what the parent saw is unknown, so nothing can be decided.
    let second = phone.cards().unwrap()[1].person.clone();
    assert!(matches!(phone.app.set_ban(&second, Ban::of_category(16), true), Err(AppError::Validation { .. })));
}
