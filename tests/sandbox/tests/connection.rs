//! Connection to the service, other adults and their rights, consents.
#![allow(clippy::unwrap_used)] // a panic is how these helpers fail a test

mod client;
mod pushing;

use client::{Parent, at, client_id, client_ids, school};
use pushing::Device;
use reqwest::StatusCode;
use schoolcard_sandbox::{Direction, NewAdult, OperatorError, Rights, SaleItem, SaleKind, Sandbox};
use serde_json::json;

fn apple() -> [SaleItem; 1] {
    [SaleItem { name: "Яблоко".to_owned(), price_kopecks: 2_790, amount: 1 }]
}

fn grandmother(rights: Rights, until: Option<&str>) -> NewAdult {
    NewAdult {
        login: "grandmother".to_owned(),
        first_name: Some("Галина".to_owned()),
        last_name: Some("Лебедева".to_owned()),
        rights,
        until: until.map(|day| day.parse().unwrap()),
    }
}

fn connection(sandbox: &Sandbox) -> &'static str {
    sandbox.operator_state().unwrap().children[0].connection
}

async fn status(parent: &Parent, path: &str) -> StatusCode {
    let newer = path.starts_with("/api/food/") || path.starts_with("/api/pass/");
    let request = if newer { parent.newer(path) } else { parent.older(path) };
    request.send().await.unwrap().status()
}

#[tokio::test]
async fn an_application_that_is_approved_connects_the_child_and_alerts_start() {
    let sandbox = school(1).await;
    let parent = Parent::sign_in(&sandbox, "parent").await;
    let person = parent.person(0).await;
    let device = Device::registered(&parent, "phone", "fcm").await;
    sandbox.set_connected(&person, false).unwrap();
    assert_eq!(connection(&sandbox), "not_connected");
    sandbox.tap(&person, Direction::Out, None, None).unwrap();
    assert_eq!(device.take(&sandbox).len(), 0);
    assert_eq!(parent.visit_days(&person, "2026-05-08", "2026-05-12").await.len(), 0);
    let accounts = format!("/api/food/meals/v3/clients/balance?clientIds={}", client_ids(&[&person]));
    assert_eq!(parent.get(&accounts).await, json!([]));
    let menu = format!("/api/food/meals/v3/menu/complexes?clientId={}&from=2026-05-12&to=2026-05-12", client_id(&person));
    assert_eq!(status(&parent, &menu).await, StatusCode::NOT_FOUND);
    assert_eq!(parent.children().await.len(), 1, "the family is known all the same");

    for (login, wanted) in [("neighbour", "notALegalRepresentative"), ("parent", "")] {
        match sandbox.apply(&person, login, "9161234567", "mother@example.org") {
            Err(OperatorError::NotDone(code)) => assert_eq!(code, wanted),
            done => assert!(wanted.is_empty() && done.is_ok(), "{done:?}"),
        }
    }
    assert_eq!(connection(&sandbox), "applied");
    assert!(matches!(sandbox.apply(&person, "father", "1", "a@b"), Err(OperatorError::NotDone("alreadyApplied"))));
    let http = client::http();
    let url = format!("{}/sandbox/v1/applications", parent.base);
    let waiting = client::json(http.get(&url).send().await.unwrap()).await["applications"][0].clone();
    assert_eq!((&waiting["state"], &waiting["parent"]), (&json!("waiting"), &json!("parent")));
    let decide = |approve: bool| http.post(format!("{url}/{}", waiting["id"])).json(&json!({ "approve": approve })).send();
    assert_eq!(decide(true).await.unwrap().status(), StatusCode::OK);
    assert_eq!(decide(false).await.unwrap().status(), StatusCode::CONFLICT, "decided once");
    assert_eq!(connection(&sandbox), "connected");
    sandbox.tap(&person, Direction::In, None, None).unwrap();
    assert_eq!(device.take(&sandbox)[0]["k"], "entry");
    assert_eq!(parent.get("/api/family/mobile/v1/profile").await["profile"]["email"], "mother@example.org");
    assert_eq!(parent.get(&accounts).await.as_array().unwrap().len(), 1);
    assert!(matches!(sandbox.apply(&person, "parent", "1", "a@b"), Err(OperatorError::NotDone("alreadyConnected"))));
}

#[tokio::test]
async fn a_grandmother_sees_entries_only_until_her_last_day() {
    let sandbox = school(2).await;
    let mother = Parent::sign_in(&sandbox, "parent").await;
    let (person, other) = (mother.person(0).await, mother.person(1).await);
    sandbox.name_adult(&person, &grandmother(Rights::Entries, Some("2026-05-12"))).unwrap();
    let granny = Parent::sign_in(&sandbox, "grandmother").await;
    let children = granny.children().await;
    assert_eq!((children.len(), &children[0]["is_legal_representative"]), (1, &json!(false)));
    assert_ne!(granny.visit_days(&person, "2026-05-12", "2026-05-12").await.len(), 0);
    let balance = |person: &str| format!("/api/food/meals/v3/clients/balance?clientIds={}", client_ids(&[person]));
    assert_eq!(status(&granny, &balance(&person)).await, StatusCode::FORBIDDEN);
    assert_eq!(status(&granny, &format!("/api/ei/external/v1/cards?personId={person}")).await, StatusCode::FORBIDDEN);
    assert_eq!(status(&granny, &format!("/api/pass/entrances/v1/status?personId={other}")).await, StatusCode::FORBIDDEN);
    let notice = json!({ "student_id": children[0]["id"], "notifications": [{ "date": "2026-05-13", "reason_id": 1 }] });
    let absence = granny.http.post(format!("{}/api/family/mobile/v1/attendance/v2", granny.base)).bearer_auth(&granny.access);
    assert_eq!(absence.header("X-Mes-Subsystem", "familymp").json(&notice).send().await.unwrap().status(), StatusCode::FORBIDDEN);

    let phone = Device::registered(&granny, "granny-phone", "rustore").await;
    sandbox.tap(&person, Direction::Out, None, None).unwrap();
    sandbox.sale(&person, SaleKind::Buffet, &apple(), None).unwrap();
    let kinds: Vec<_> = phone.take(&sandbox).iter().map(|push| push["k"].clone()).collect();
    assert_eq!(kinds, ["exit"]);

    sandbox.name_adult(&person, &grandmother(Rights::All, Some("2026-05-12"))).unwrap();
    assert_eq!(status(&granny, &balance(&person)).await, StatusCode::OK);
    sandbox.clock().set(at("2026-05-13T00:00"));
    assert_eq!(status(&granny, &balance(&person)).await, StatusCode::FORBIDDEN);
    assert_eq!(granny.children().await.len(), 0);
    sandbox.tap(&person, Direction::In, None, None).unwrap();
    assert_eq!(phone.take(&sandbox).len(), 0);
    let adults = sandbox.adults(&person).unwrap();
    assert_eq!(adults.iter().map(|adult| adult.login.as_str()).collect::<Vec<_>>(), ["parent", "father", "grandmother"]);
}

#[tokio::test]
async fn a_parent_cannot_be_narrowed_and_an_adult_without_rights_sees_nothing() {
    let sandbox = school(1).await;
    let mother = Parent::sign_in(&sandbox, "parent").await;
    let person = mother.person(0).await;
    let father = NewAdult { login: "father".to_owned(), first_name: None, last_name: None, rights: Rights::None, until: None };
    assert!(matches!(sandbox.name_adult(&person, &father), Err(OperatorError::NotDone("legalRepresentative"))));
    let url = format!("{}/sandbox/v1/adults", mother.base);
    let nobody = json!({ "person_id": person, "login": "nanny", "rights": "entries" });
    assert_eq!(mother.http.post(&url).json(&nobody).send().await.unwrap().status(), StatusCode::BAD_REQUEST);
    let nanny = json!({ "person_id": person, "login": "nanny", "first_name": "Инна", "last_name": "Петрова", "rights": "none" });
    let shown = client::json(mother.http.post(&url).json(&nanny).send().await.unwrap()).await;
    assert_eq!((&shown["adults"][2]["rights"], &shown["adults"][2]["is_legal"]), (&json!("none"), &json!(false)));
    let nanny = Parent::sign_in(&sandbox, "nanny").await;
    assert_eq!(nanny.children().await.len(), 0);
}

#[tokio::test]
async fn the_consent_to_order_ahead_is_kept_with_its_date() {
    let sandbox = school(2).await;
    let parent = Parent::sign_in(&sandbox, "parent").await;
    let person = parent.person(1).await;
    let client = client_id(&person);
    let post = |path: String, body: serde_json::Value| {
        let request = parent.http.post(format!("{}{path}", parent.base)).bearer_auth(&parent.access);
        request.header("X-Mes-Subsystem", "familymp").header("X-Mes-AppId", "familymp").json(&body).send()
    };
    let off = json!({ "person_id": person, "preorder": false });
    parent.http.post(format!("{}/sandbox/v1/consents", parent.base)).json(&off).send().await.unwrap();
    let wish = json!({ "onDate": "2026-05-13", "items": [{ "complex": { "id": 601, "amount": 1 } }] });
    let order = || post(format!("/api/food/meals/v3/orders/preorder?clientId={client}"), wish.clone());
    assert_eq!(order().await.unwrap().status(), StatusCode::UNPROCESSABLE_ENTITY);
    sandbox.clock().advance(600);
    let consent = post(format!("/api/food/meals/v3/clients/preorder-allowed?clientId={client}"), json!({})).await.unwrap();
    assert_eq!(consent.status(), StatusCode::NO_CONTENT);
    assert_eq!(order().await.unwrap().status(), StatusCode::CREATED);
    let kept = sandbox.consents(&person).unwrap();
    assert_eq!(
        kept.iter().map(|one| (one.given, one.at.as_str(), one.parent.as_deref())).collect::<Vec<_>>(),
        [(false, "2026-05-12T11:30:00", None), (true, "2026-05-12T11:40:00", Some("parent")),]
    );
}
