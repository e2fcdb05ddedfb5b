//! The operator's JSON: what it answers, and that the school's wire shows what was done.
#![allow(clippy::unwrap_used)] // a panic is how these helpers fail a test

mod client;

use client::{Parent, at, http, json, school};
use reqwest::StatusCode;
use schoolcard_sandbox::{Sandbox, SandboxConfig, start};
use serde_json::{Value, json as object};

async fn post(sandbox: &Sandbox, path: &str, body: &Value) -> (StatusCode, Value) {
    let url = format!("{}/sandbox/v1/{path}", sandbox.base_url());
    let answer = http().post(url).json(body).send().await.unwrap();
    (answer.status(), answer.json().await.unwrap())
}

async fn get(sandbox: &Sandbox, path: &str) -> Value {
    let url = format!("{}/sandbox/v1/{path}", sandbox.base_url());
    json(http().get(url).send().await.unwrap()).await
}

/// A parent with the token of `POST /sandbox/v1/token`.
async fn with_token(sandbox: &Sandbox, body: &Value) -> Parent {
    let (status, pair) = post(sandbox, "token", body).await;
    assert_eq!(status, StatusCode::OK);
    Parent {
        http: http(),
        base: sandbox.base_url(),
        access: pair["access_token"].as_str().unwrap().to_owned(),
        refresh: pair["refresh_token"].as_str().unwrap().to_owned(),
    }
}

async fn today(parent: &Parent, person: &str) -> Vec<Value> {
    let days = parent.visit_days(person, "2026-05-12", "2026-05-12").await;
    days.first().map(|day| day["visits"].as_array().unwrap().clone()).unwrap_or_default()
}

#[tokio::test]
async fn a_tap_out_closes_the_open_visit_and_a_second_one_is_an_exit_without_entry() {
    let sandbox = school(1).await;
    let parent = with_token(&sandbox, &object!({})).await;
    let person = parent.person(0).await;
    assert_eq!(today(&parent, &person).await[0]["out"], "-");

    let tap = object!({"person_id": person, "direction": "out"});
    assert_eq!(post(&sandbox, "tap", &tap).await.0, StatusCode::OK);
    let visits = today(&parent, &person).await;
    assert_eq!(visits.len(), 1);
    assert_eq!(visits[0]["out"], "11:30");
    assert_eq!(visits[0]["isIncomplete"], false);

    let tap = object!({"person_id": person, "direction": "out", "at": "2026-05-12T11:29"});
    post(&sandbox, "tap", &tap).await;
    let visits = today(&parent, &person).await;
    assert_eq!(visits.len(), 2);
    assert!(visits.iter().any(|visit| visit["in"] == "-" && visit["out"] == "11:29"));
}

#[tokio::test]
async fn a_tap_learned_later_shows_only_then() {
    let sandbox = school(1).await;
    let parent = with_token(&sandbox, &object!({})).await;
    let person = parent.person(0).await;
    let tap = object!({"person_id": person, "direction": "out", "learned_at": "2026-05-12T12:15"});
    post(&sandbox, "tap", &tap).await;
    assert_eq!(today(&parent, &person).await[0]["out"], "-");

    post(&sandbox, "clock", &object!({"now": "2026-05-12T12:15"})).await;
    assert_eq!(today(&parent, &person).await[0]["out"], "11:30");
}

#[tokio::test]
async fn a_tap_may_name_another_building() {
    let sandbox = school(1).await;
    let parent = with_token(&sandbox, &object!({})).await;
    let person = parent.person(0).await;
    let building = get(&sandbox, "state").await["buildings"][1]["id"].clone();
    let tap = object!({"person_id": person, "direction": "in", "organization_id": building});
    post(&sandbox, "tap", &tap).await;
    let visits = today(&parent, &person).await;
    assert!(visits.iter().any(|visit| visit["organizationId"] == building && visit["in"] == "11:30"));
}

#[tokio::test]
async fn a_sale_is_an_order_and_a_movement_and_a_free_one_costs_nothing() {
    let sandbox = school(1).await;
    let parent = with_token(&sandbox, &object!({})).await;
    let person = parent.person(0).await;
    let before = get(&sandbox, "state").await["children"][0]["balance_kopecks"].as_i64().unwrap();

    let items = object!([
        {"name": "Булочка", "price_kopecks": 4_500, "amount": 2},
        {"name": "Чай", "price_kopecks": 1_800}
    ]);
    let sale = object!({"person_id": person, "kind": "buffet", "items": items});
    let (_, receipt) = post(&sandbox, "sale", &sale).await;
    assert_eq!(receipt["total_kopecks"], 10_800);
    assert_eq!(receipt["balance_kopecks"], before - 10_800);
    let order = parent.get(&format!("/api/food/meals/v3/orders/{}?clientId={}", receipt["order_id"], client::client_id(&person))).await;
    assert_eq!(order["totalPrice"], 10_800);
    assert_eq!(order["orderType"], 2);
    assert_eq!(order["items"][0]["dish"]["name"], "Булочка");
    assert_eq!(order["items"][0]["dish"]["amount"], 2);

    let free = object!({"person_id": person, "kind": "free_complex"});
    let (_, receipt) = post(&sandbox, "sale", &free).await;
    assert_eq!(receipt["total_kopecks"], 0);
    assert_eq!(receipt["balance_kopecks"], before - 10_800);
}

#[tokio::test]
async fn a_terminal_top_up_and_an_edited_purchase_change_the_balance_on_the_wire() {
    let sandbox = school(1).await;
    let parent = with_token(&sandbox, &object!({})).await;
    let person = parent.person(0).await;
    let path = format!("/api/food/meals/v3/clients/balance?clientIds={}", client::client_ids(&[&person]));
    let before = client::signed(&parent.get(&path).await[0]["balance"]);

    let top_up = object!({"person_id": person, "kopecks": 50_050});
    post(&sandbox, "terminal-top-up", &top_up).await;
    assert_eq!(client::signed(&parent.get(&path).await[0]["balance"]), before + 50_050);

    let purchases = get(&sandbox, &format!("purchases?person_id={person}")).await;
    let past = purchases["purchases"].as_array().unwrap().iter().find(|one| one["at"].as_str().unwrap() < "2026-05-12").unwrap().clone();
    let total = past["total_kopecks"].as_i64().unwrap();
    let edit = object!({"order_id": past["order_id"], "total_kopecks": total + 100});
    let (status, _) = post(&sandbox, "edit-purchase", &edit).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(client::signed(&parent.get(&path).await[0]["balance"]), before + 50_050 - 100);
}

#[tokio::test]
async fn senseless_wishes_are_refused_and_change_nothing() {
    let sandbox = school(1).await;
    let before = get(&sandbox, "state").await;
    let person = before["children"][0]["person_id"].clone();
    let bad = StatusCode::BAD_REQUEST;
    let cases = [
        ("tap", object!({"person_id": "nobody", "direction": "in"}), StatusCode::NOT_FOUND),
        ("tap", object!({"person_id": person, "direction": "sideways"}), bad),
        ("tap", object!({"person_id": person, "direction": "in", "at": "noon"}), bad),
        ("tap", object!({"person_id": person, "direction": "in", "organization_id": 1}), StatusCode::NOT_FOUND),
        ("sale", object!({"person_id": person, "kind": "buffet", "items": []}), bad),
        ("sale", object!({"person_id": person, "kind": "buffet", "items": [{"name": "Сок", "price_kopecks": -1}]}), bad),
        ("terminal-top-up", object!({"person_id": person, "kopecks": 0}), bad),
        ("edit-purchase", object!({"order_id": 1, "total_kopecks": 100}), StatusCode::NOT_FOUND),
        ("clock", object!({}), bad),
        ("clock", object!({"now": "2026-05-12T12:00", "advance_seconds": 1}), bad),
        ("clock", object!({"advance_seconds": i64::MAX}), bad),
        ("faults", object!({"service": "pass", "kind": "gremlins"}), bad),
        ("token", object!({"parent": "nobody"}), StatusCode::NOT_FOUND),
        ("token", object!({"parent": "stranger"}), StatusCode::NOT_FOUND),
    ];
    for (path, body, status) in cases {
        let (got, answer) = post(&sandbox, path, &body).await;
        assert_eq!(got, status, "{path} {body}");
        assert!(answer["error"].is_string(), "{path} {body}");
    }
    assert_eq!(get(&sandbox, "state").await, before);
}

#[tokio::test]
async fn a_token_may_be_asked_for_each_parent_and_sees_that_family_alone() {
    let sandbox = school(3).await;
    let mother = with_token(&sandbox, &object!({})).await;
    let father = with_token(&sandbox, &object!({"parent": "father"})).await;
    let neighbour = with_token(&sandbox, &object!({"parent": "neighbour"})).await;
    assert_eq!(mother.children().await.len(), 3);
    assert_eq!(father.children().await.len(), 3);
    assert_eq!(neighbour.children().await.len(), 1);
    let body = object!({"parent": null});
    let (_, pair) = post(&sandbox, "token", &body).await;
    assert_eq!(pair["expires_at"], "2026-05-13T11:30:00+03:00");
}

#[tokio::test]
async fn requests_bytes_and_connections_are_counted_by_route_template() {
    let sandbox = school(1).await;
    let parent = with_token(&sandbox, &object!({})).await;
    let person = parent.person(0).await;
    parent.visit_days(&person, "2026-05-11", "2026-05-12").await;
    parent.visit_days(&person, "2026-05-04", "2026-05-10").await;

    let counts = get(&sandbox, "requests").await;
    let visits =
        counts["routes"].as_array().unwrap().iter().find(|one| one["route"] == "GET /api/pass/entrances/v1/visit_durations").unwrap();
    assert_eq!(visits["requests"], 2);
    assert_eq!(visits["by_status"]["200"], 2);
    assert_eq!(counts["total"], 3, "the operator's own calls are not counted");
    assert!(counts["bytes_in"].as_u64().unwrap() > 300);
    assert!(counts["bytes_out"].as_u64().unwrap() > 1_000);
    assert!(counts["connections"].as_u64().unwrap() >= 1);
}

#[tokio::test]
async fn a_running_clock_runs_on_from_where_it_was_set() {
    let sandbox = start(SandboxConfig { days: 20, ..SandboxConfig::default() }).await.unwrap();
    let (_, clock) = post(&sandbox, "clock", &object!({"now": "2026-05-12T11:30"})).await;
    assert_eq!(clock["fixed"], false);
    tokio::time::sleep(std::time::Duration::from_millis(1_200)).await;
    let passed = sandbox.clock().now() - at("2026-05-12T11:30");
    assert!((1..60).contains(&passed.num_seconds()), "{passed}");
}

#[tokio::test]
async fn a_database_file_keeps_the_family_between_runs() {
    let folder = tempfile::tempdir().unwrap();
    let config = SandboxConfig {
        db: Some(folder.path().join("school.db")),
        now: Some(at("2026-05-12T11:30")),
        days: 20,
        ..SandboxConfig::default()
    };
    let sandbox = start(config.clone()).await.unwrap();
    let state = sandbox.operator_state().unwrap();
    let child = &state.children[0];
    sandbox.terminal_top_up(&child.person_id, 12_300, None).unwrap();
    let balance = sandbox.operator_state().unwrap().children[0].balance_kopecks;
    sandbox.shutdown().await;

    let sandbox = start(config).await.unwrap();
    let again = &sandbox.operator_state().unwrap().children[0];
    assert_eq!(again.balance_kopecks, balance);
    assert_eq!(again.person_id, child.person_id);
}

#[tokio::test]
async fn several_sandboxes_live_in_one_process() {
    let (one, two) = (school(1).await, school(2).await);
    assert_ne!(one.address(), two.address());
    assert_eq!(get(&one, "state").await["children"].as_array().unwrap().len(), 2);
    assert_eq!(get(&two, "state").await["children"].as_array().unwrap().len(), 3);
    let gone = one.base_url();
    one.shutdown().await;
    assert!(http().get(gone).send().await.unwrap_err().is_connect());
    assert_eq!(get(&two, "clock").await["now"], "2026-05-12T11:30:00");
}
