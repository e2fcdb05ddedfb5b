//! Cards: what a child carries, a block by the parent, the temporary card, the transport card.
#![allow(clippy::unwrap_used)] // a panic is how these helpers fail a test

mod client;
mod pushing;

use client::{Parent, school};
use pushing::Device;
use reqwest::StatusCode;
use schoolcard_sandbox::{CardAction, CarrierKind, CarrierState, Direction, FaultKind, OperatorError, SaleItem, SaleKind, Service};
use serde_json::{Value, json};

const CARDS: &str = "/api/ei/external/v1/cards";

async fn cards(parent: &Parent, person: &str) -> Vec<Value> {
    parent.get(&format!("{CARDS}?personId={person}")).await["payload"].as_array().unwrap().clone()
}

async fn block(parent: &Parent, person: &str, card: &Value) -> (StatusCode, Value) {
    let body = json!({ "personId": person, "cardId": card, "reason": "lost" });
    let request = parent.http.post(format!("{}{CARDS}/block", parent.base)).bearer_auth(&parent.access);
    let answer = request.header("X-Mes-Subsystem", "familymp").json(&body).send().await.unwrap();
    (answer.status(), serde_json::from_str(&answer.text().await.unwrap()).unwrap_or(Value::Null))
}

#[tokio::test]
async fn cards_are_listed_with_masked_numbers_service_and_social_side_by_side() {
    let sandbox = school(2).await;
    let parent = Parent::sign_in(&sandbox, "parent").await;
    let first = cards(&parent, &parent.person(0).await).await;
    assert_eq!((first.len(), &first[0]["type"], &first[0]["status"]), (1, &json!("SERVICE"), &json!("ACTIVE")));
    let person = parent.person(1).await;
    let second = cards(&parent, &person).await;
    let states: Vec<(&str, &str)> = second.iter().map(|card| (card["type"].as_str().unwrap(), card["status"].as_str().unwrap())).collect();
    assert_eq!(states, [("SERVICE", "ACTIVE"), ("SOCIAL", "ACTIVE"), ("SERVICE", "EXPIRED")]);
    let whole = sandbox.cards(&person).unwrap();
    for (shown, card) in second.iter().zip(&whole) {
        let number = shown["number"].as_str().unwrap();
        assert_eq!(number, format!("•••• {}", &card.number[12..]));
        assert!(!shown.to_string().contains(&card.number));
    }
    let neighbour = Parent::sign_in(&sandbox, "neighbour").await;
    let foreign = neighbour.older(&format!("{CARDS}?personId={person}")).send().await.unwrap();
    assert_eq!(foreign.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_lost_card_is_blocked_once_stops_working_and_a_temporary_one_carries_on() {
    let sandbox = school(1).await;
    let parent = Parent::sign_in(&sandbox, "parent").await;
    let person = parent.person(0).await;
    let device = Device::registered(&parent, "phone", "fcm").await;
    let card = cards(&parent, &person).await[0]["id"].clone();
    assert_eq!(block(&parent, &person, &card).await.0, StatusCode::NO_CONTENT);
    assert_eq!(
        block(&parent, &person, &card).await,
        (StatusCode::UNPROCESSABLE_ENTITY, json!({ "code": 422, "description": "cardAlreadyBlocked" }))
    );
    assert_eq!(block(&parent, &person, &json!(1)).await.0, StatusCode::NOT_FOUND);
    let shown = cards(&parent, &person).await[0].clone();
    assert_eq!((&shown["status"], &shown["blockedAt"]), (&json!("BLOCKED_BY_CLIENT"), &json!("2026-05-12T11:30:00")));

    sandbox.clock().advance(60);
    assert!(matches!(sandbox.tap(&person, Direction::Out, None, None), Err(OperatorError::Refused("no_card"))));
    let apple = [SaleItem { name: "Яблоко".to_owned(), price_kopecks: 2_790, amount: 1 }];
    assert!(matches!(sandbox.sale(&person, SaleKind::Buffet, &apple, None), Err(OperatorError::Refused("no_card"))));
    assert!(
        matches!(sandbox.sale(&person, SaleKind::FreeComplex, &[], None), Err(OperatorError::Refused("no_card"))),
        "a free meal needs the tap"
    );
    assert_eq!(sandbox.refused_sales(Some(&person)).unwrap().len(), 3);

    let after = sandbox.card_action(&person, &CardAction::Issue { kind: CarrierKind::Temporary }).unwrap();
    assert_eq!((after[0].kind, after[0].state), (CarrierKind::Temporary, CarrierState::Active));
    let before = sandbox.operator_state().unwrap().children[0].balance_kopecks;
    sandbox.sale(&person, SaleKind::Buffet, &apple, None).unwrap();
    assert_eq!(sandbox.operator_state().unwrap().children[0].balance_kopecks, before - 2_790, "the same account");
    assert_eq!(cards(&parent, &person).await[0]["type"], "TEMPORARY");
    sandbox.clock().advance(60);
    sandbox.card_action(&person, &CardAction::Issue { kind: CarrierKind::Service }).unwrap();
    let states: Vec<String> = cards(&parent, &person).await.iter().map(|card| card["status"].as_str().unwrap().to_owned()).collect();
    assert_eq!(states, ["ACTIVE", "EXPIRED", "BLOCKED_BY_CLIENT"], "the temporary one ends when another is given");

    let kinds: Vec<Value> = device.take(&sandbox).iter().map(|push| push["k"].clone()).collect();
    assert_eq!(kinds, ["card_blocked", "temporary_card_issued", "purchase"]);
}

#[tokio::test]
async fn the_school_blocks_too_over_its_own_json() {
    let sandbox = school(1).await;
    let parent = Parent::sign_in(&sandbox, "parent").await;
    let person = parent.person(0).await;
    let card = sandbox.cards(&person).unwrap()[0].card_id;
    let url = format!("{}/sandbox/v1/cards", parent.base);
    let body = json!({ "person_id": person, "action": "block", "card_id": card });
    let answer = client::json(parent.http.post(&url).json(&body).send().await.unwrap()).await;
    assert_eq!(answer["cards"][0]["state"], "blocked_by_school");
    assert_eq!(parent.http.post(&url).json(&body).send().await.unwrap().status(), StatusCode::CONFLICT);
    assert_eq!(cards(&parent, &person).await[0]["status"], "BLOCKED_BY_ORGANIZATION");
}

#[tokio::test]
async fn the_transport_card_has_its_own_spelling_and_nothing_set_is_an_empty_body() {
    let sandbox = school(2).await;
    let parent = Parent::sign_in(&sandbox, "parent").await;
    let purse = "/api/usersettings/v1?name=UC_TTC_CARD_BALANCE";
    let shown = parent.get(purse).await;
    assert_eq!((&shown["Balance"], &shown["isBlocked"], &shown["LgotBalance"]), (&json!(31_200), &json!(false), &json!(4)));
    assert_eq!(shown["UpdateAt"], "2026-05-12T06:30:00");
    let first = parent.older(&format!("{purse}&personId={}", parent.person(0).await)).send().await.unwrap();
    assert_eq!((first.status(), first.text().await.unwrap()), (StatusCode::OK, String::new()));
    let other = parent.older("/api/usersettings/v1?name=SOMETHING").send().await.unwrap();
    assert_eq!((other.status(), other.text().await.unwrap()), (StatusCode::OK, String::new()));
    assert_eq!(parent.older("/api/usersettings/v1").send().await.unwrap().status(), StatusCode::BAD_REQUEST);
    let person = parent.person(1).await;
    let social = cards(&parent, &person).await[1]["id"].clone();
    block(&parent, &person, &social).await;
    assert_eq!(parent.get(purse).await["isBlocked"], true);
}

#[tokio::test]
async fn cards_fail_alone_and_a_doubled_block_says_it_was_done_already() {
    let sandbox = school(1).await;
    let parent = Parent::sign_in(&sandbox, "parent").await;
    let person = parent.person(0).await;
    let card = cards(&parent, &person).await[0]["id"].clone();
    sandbox.faults().add(Service::Cards, FaultKind::Status { status: 503 }, Some(1));
    assert_eq!(parent.older(&format!("{CARDS}?personId={person}")).send().await.unwrap().status(), StatusCode::SERVICE_UNAVAILABLE);
    sandbox.faults().add(Service::Cards, FaultKind::Doubled, Some(1));
    assert_eq!(block(&parent, &person, &card).await.1["description"], "cardAlreadyBlocked");
    assert_eq!(sandbox.cards(&person).unwrap()[0].state, CarrierState::BlockedByParent);
}
