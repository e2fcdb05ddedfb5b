//! Pushes: who gets them, what the push services see, what goes wrong on the way.
#![allow(clippy::unwrap_used)] // a panic is how these helpers fail a test

mod client;
mod pushing;

use std::time::{Duration, Instant};

use client::{Parent, at, school};
use pushing::{Device, Listener, register, unregister};
use reqwest::StatusCode;
use schoolcard_sandbox::{Direction, FaultKind, PayMethod, SaleItem, SaleKind, Service};
use serde_json::{Value, json};

fn bun(price_kopecks: i64) -> Vec<SaleItem> {
    vec![SaleItem { name: "Булочка с маком".to_owned(), price_kopecks, amount: 2 }]
}

#[tokio::test]
async fn a_tap_at_the_console_reaches_the_device_at_once_and_only_it_can_read_it() {
    let sandbox = school(2).await;
    let parent = Parent::sign_in(&sandbox, "parent").await;
    let person = parent.person(0).await;
    let device = Device::registered(&parent, "phone-1", "fcm").await;
    let mut listener = Listener::open(&parent, "phone-1", None).await;

    let tapped = Instant::now();
    let tap = json!({ "person_id": person, "direction": "out" });
    let answer = parent.http.post(format!("{}/sandbox/v1/tap", parent.base)).json(&tap).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    let (id, payload) = listener.next().await;
    println!("from tap to device: {:?}", tapped.elapsed());
    assert!(tapped.elapsed() < Duration::from_secs(1));
    assert_eq!((id.as_str(), &payload["k"], &payload["v"]), ("1", &json!("exit"), &json!("1")));
    assert_eq!(payload["t"], "1778574600000"); // 11:30 in Moscow
    assert_eq!(payload["c"], device.child(&person));
    let message = device.open(&payload);
    assert_eq!(message["at"], 1_778_574_600_000_i64);
    assert_eq!(message["cursor"], json!({ "after": 0, "is": 1 }));
    assert!(message["org"]["short"].as_str().unwrap().contains('№') || message["org"]["name"].is_string());

    let seen = sandbox.provider_pushes(Some("phone-1"), 0).unwrap();
    assert_eq!(seen.len(), 1);
    let text = serde_json::to_string(&seen).unwrap();
    for secret in [&person, "Школа", message["org"]["name"].as_str().unwrap()] {
        assert!(!text.contains(secret), "the push service can read {secret}");
    }
}

#[tokio::test]
async fn each_service_has_its_own_form_and_the_app_gets_the_same_fields() {
    let sandbox = school(1).await;
    let parent = Parent::sign_in(&sandbox, "parent").await;
    let person = parent.person(0).await;
    let devices = [
        Device::registered(&parent, "android", "fcm").await,
        Device::registered(&parent, "iphone", "apns").await,
        Device::registered(&parent, "rustore-phone", "rustore").await,
    ];
    sandbox.sale(&person, SaleKind::Buffet, &bun(4_500), None).unwrap();
    for device in &devices {
        let payload = device.take(&sandbox).remove(0);
        let message = device.open(&payload);
        assert_eq!((&message["sum"], &message["what"]), (&json!(9_000), &json!(2)));
        assert_eq!(message["items"], json!([["Булочка с маком", 2, 4_500]]));
        let request = sandbox.provider_pushes(Some(&device.id), 0).unwrap().remove(0).request;
        if device.provider == "apns" {
            assert_eq!(request["payload"], payload);
            assert_eq!(payload["aps"]["mutable-content"], 1);
            assert_eq!(payload["sc"]["v"], 1);
            assert_eq!(request["path"], "/3/device/token-of-iphone");
        } else {
            assert_eq!(request["message"]["data"], payload);
            assert!(payload.as_object().unwrap().values().all(Value::is_string));
            assert_eq!(request["message"]["token"], format!("token-of-{}", device.id));
        }
    }
    let ids: Vec<String> = sandbox.provider_pushes(None, 0).unwrap().into_iter().map(|push| push.alert_id).collect();
    assert!(ids[0] != ids[1] && ids[1] != ids[2], "devices cannot be tied to each other by the id");
}

#[tokio::test]
async fn money_news_come_with_the_balance_and_an_edit_is_the_same_alert_again() {
    let sandbox = school(1).await;
    let parent = Parent::sign_in(&sandbox, "parent").await;
    let person = parent.person(0).await;
    let device = Device::registered(&parent, "phone", "fcm").await;
    let receipt = sandbox.terminal_top_up(&person, 50_000, None).unwrap();
    let sold = sandbox.sale(&person, SaleKind::Buffet, &bun(1_000), None).unwrap();
    sandbox.edit_purchase(sold.order_id.unwrap(), 3_000).unwrap();
    let pushes = device.take(&sandbox);
    let kinds: Vec<&str> = pushes.iter().map(|push| push["k"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["top_up_credited", "purchase", "purchase"]);
    assert_eq!(device.open(&pushes[0])["balance"], receipt.balance_kopecks);
    assert_eq!(pushes[1]["id"], pushes[2]["id"]);
    assert_eq!((pushes[1].get("r"), &pushes[2]["r"]), (None, &json!("1")));
    assert_eq!(device.open(&pushes[2])["sum"], 3_000);
}

#[tokio::test]
async fn a_purchase_across_the_threshold_also_says_that_money_is_low() {
    let sandbox = school(1).await;
    let parent = Parent::sign_in(&sandbox, "parent").await;
    let person = parent.person(0).await;
    let device = Device::registered(&parent, "phone", "fcm").await;
    let balance = sandbox.operator_state().unwrap().children[0].balance_kopecks;
    sandbox.sale(&person, SaleKind::Buffet, &[SaleItem { name: "Всё".to_owned(), price_kopecks: balance, amount: 1 }], None).unwrap();
    sandbox.sale(&person, SaleKind::Buffet, &bun(100), None).unwrap();
    let pushes = device.take(&sandbox);
    let kinds: Vec<&str> = pushes.iter().map(|push| push["k"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["purchase", "low_balance", "purchase"], "told once, at the crossing");
    assert_eq!(device.open(&pushes[1])["sum"], 0);
}

#[tokio::test]
async fn a_payment_is_told_when_it_is_credited_and_a_tap_when_it_is_learned() {
    let sandbox = school(1).await;
    let parent = Parent::sign_in(&sandbox, "parent").await;
    let person = parent.person(0).await;
    let contract = sandbox.operator_state().unwrap().children[0].contract_id;
    let device = Device::registered(&parent, "phone", "fcm").await;
    let mut settings = sandbox.payment_settings();
    settings.crediting_seconds.card = 600;
    sandbox.set_payment_settings(settings);
    let body = json!({ "portal_id": "familymp", "payments": [{ "type": "FOOD", "amount": 30_000, "contract_id": contract }], "urls": {} });
    let request = parent.http.post(format!("{}/api/family/mobile/v1/payments/mospay/init", parent.base)).bearer_auth(&parent.access);
    let link = client::json(request.header("X-Mes-Subsystem", "familymp").json(&body).send().await.unwrap()).await;
    sandbox.pay(link["request_uid"].as_str().unwrap(), PayMethod::Card).unwrap();
    sandbox.tap_learned_later(&person, Direction::Out, at("2026-05-12T11:25"), at("2026-05-12T11:39")).unwrap();
    assert_eq!(device.take(&sandbox).len(), 0);
    sandbox.clock().advance(599);
    assert_eq!(device.take(&sandbox)[0]["k"], "exit");
    sandbox.clock().advance(1);
    let payload = device.take(&sandbox).remove(0);
    assert_eq!((&payload["k"], &device.open(&payload)["sum"]), (&json!("top_up_credited"), &json!(30_000)));
}

#[tokio::test]
async fn only_registered_devices_of_the_childs_adults_are_told() {
    let sandbox = school(1).await;
    let parent = Parent::sign_in(&sandbox, "parent").await;
    let father = Parent::sign_in(&sandbox, "father").await;
    let neighbour = Parent::sign_in(&sandbox, "neighbour").await;
    let person = parent.person(0).await;
    let hers = Device::registered(&parent, "hers", "fcm").await;
    let his = Device::registered(&father, "his", "apns").await;
    let theirs = Device::registered(&neighbour, "theirs", "fcm").await;
    sandbox.tap(&person, Direction::Out, None, None).unwrap();
    assert_eq!((hers.take(&sandbox).len(), his.take(&sandbox).len(), theirs.take(&sandbox).len()), (1, 1, 0));

    assert_eq!(unregister(&neighbour, "hers").await, StatusCode::NOT_FOUND);
    assert_eq!(unregister(&parent, "hers").await, StatusCode::NO_CONTENT);
    assert_eq!(unregister(&parent, "hers").await, StatusCode::NOT_FOUND);
    sandbox.tap(&person, Direction::In, None, None).unwrap();
    assert_eq!((hers.take(&sandbox).len(), his.take(&sandbox).len()), (0, 1));

    let mut wrong = hers.registration();
    wrong["keys"]["auth"] = json!("short");
    assert_eq!(register(&parent, &wrong).await, StatusCode::BAD_REQUEST);
    wrong["pushProviderId"] = json!("pigeon");
    assert_eq!(register(&parent, &wrong).await, StatusCode::BAD_REQUEST);
    let mut keyless = hers.registration();
    keyless.as_object_mut().unwrap().remove("keys");
    assert_eq!(register(&parent, &keyless).await, StatusCode::OK);
    sandbox.tap(&person, Direction::Out, None, None).unwrap();
    assert_eq!(hers.take(&sandbox).len(), 0, "nobody's key, nothing to send");
}

#[tokio::test]
async fn pushes_get_lost_late_doubled_reordered_cut_and_too_long() {
    let sandbox = school(1).await;
    let parent = Parent::sign_in(&sandbox, "parent").await;
    let person = parent.person(0).await;
    let device = Device::registered(&parent, "phone", "fcm").await;
    let tap = || sandbox.tap(&person, Direction::In, None, None).unwrap();
    let once = |kind| sandbox.faults().add(Service::Delivery, kind, Some(1));

    once(FaultKind::Lost);
    tap();
    tap();
    assert_eq!(device.numbers(&sandbox), [2]);
    once(FaultKind::Doubled);
    tap();
    assert_eq!(device.numbers(&sandbox), [3, 3]);
    once(FaultKind::Late { seconds: 300 });
    tap();
    tap();
    assert_eq!(device.numbers(&sandbox), [5]);
    sandbox.clock().advance(300);
    assert_eq!(device.numbers(&sandbox), [4]);
    once(FaultKind::Reordered);
    tap();
    assert_eq!(device.numbers(&sandbox), [0; 0]);
    tap();
    assert_eq!(device.numbers(&sandbox), [7, 6]);
    once(FaultKind::Reordered);
    tap();
    sandbox.clock().advance(60);
    assert_eq!(device.numbers(&sandbox), [8], "nothing overtook it");
    once(FaultKind::Oversized { bytes: 5_000 });
    tap();
    let long = sandbox.take_pushes("phone").unwrap().remove(0);
    assert_eq!(long.len(), 5_000);
    assert!(serde_json::from_str::<Value>(&long).is_ok());
    once(FaultKind::Cut);
    tap();
    assert!(serde_json::from_str::<Value>(&sandbox.take_pushes("phone").unwrap()[0]).is_err());
    assert_eq!(sandbox.provider_pushes(None, 0).unwrap().len(), 10, "the push service had each of them, once");
    assert!(sandbox.faults().rules().is_empty());
}

#[tokio::test]
async fn a_percentage_of_pushes_is_struck_and_the_same_seed_strikes_the_same() {
    let mut runs = Vec::new();
    for _ in 0..2 {
        let sandbox = school(1).await;
        let parent = Parent::sign_in(&sandbox, "parent").await;
        let person = parent.person(0).await;
        let device = Device::registered(&parent, "phone", "fcm").await;
        sandbox.faults().add_for_some(FaultKind::Lost, 20);
        for _ in 0..200 {
            sandbox.tap(&person, Direction::In, None, None).unwrap();
        }
        runs.push(device.numbers(&sandbox));
    }
    println!("{} of 200 arrived with 20 % lost", runs[0].len());
    assert_eq!(runs[0], runs[1]);
    assert!((120..185).contains(&runs[0].len()));
}

#[tokio::test]
async fn the_fault_switches_of_pushes_are_in_the_operators_json_and_wrong_pairs_are_refused() {
    let sandbox = school(1).await;
    let http = client::http();
    let url = format!("{}/sandbox/v1/faults", sandbox.base_url());
    for (body, status) in [
        (json!({ "service": "delivery", "kind": "lost", "percent": 5 }), StatusCode::OK),
        (json!({ "service": "delivery", "kind": "late" }), StatusCode::OK),
        (json!({ "service": "delivery", "kind": "oversized" }), StatusCode::OK),
        (json!({ "service": "delivery", "kind": "status" }), StatusCode::BAD_REQUEST),
        (json!({ "service": "push", "kind": "lost" }), StatusCode::BAD_REQUEST),
        (json!({ "service": "push", "kind": "status", "percent": 5 }), StatusCode::BAD_REQUEST),
    ] {
        assert_eq!(http.post(&url).json(&body).send().await.unwrap().status(), status, "{body}");
    }
}

#[tokio::test]
async fn what_was_due_while_nobody_listened_comes_later_and_a_broken_stream_goes_on_where_it_was() {
    let sandbox = school(1).await;
    let parent = Parent::sign_in(&sandbox, "parent").await;
    let person = parent.person(0).await;
    let device = Device::registered(&parent, "phone", "fcm").await;
    for _ in 0..3 {
        sandbox.tap(&person, Direction::In, None, None).unwrap();
    }
    let mut listener = Listener::open(&parent, "phone", None).await;
    for number in 1..=3 {
        let (id, payload) = listener.next().await;
        assert_eq!((id, &device.open(&payload)["cursor"]["is"]), (number.to_string(), &json!(number)));
    }
    drop(listener);
    let mut again = Listener::open(&parent, "phone", Some("1")).await;
    assert_eq!(again.next().await.0, "2");
    assert_eq!(again.next().await.0, "3");
    let mut fresh = Listener::open(&parent, "phone", None).await;
    assert_eq!(fresh.next_within(Duration::from_millis(300)).await, None, "each push is handed over once");
    sandbox.shutdown().await;
    assert_eq!(fresh.next_within(Duration::from_secs(5)).await, None, "the stream ends with the sandbox");
}

#[tokio::test]
async fn a_long_purchase_is_shortened_until_it_fits() {
    let sandbox = school(1).await;
    let parent = Parent::sign_in(&sandbox, "parent").await;
    let person = parent.person(0).await;
    let device = Device::registered(&parent, "phone", "fcm").await;
    let many: Vec<SaleItem> = (0..200)
        .map(|number| SaleItem {
            name: format!("Пирожок с капустой и яйцом № {number}"), price_kopecks: 10, amount: 1
        })
        .collect();
    sandbox.sale(&person, SaleKind::Buffet, &many, None).unwrap();
    let text = sandbox.take_pushes("phone").unwrap().remove(0);
    assert!((3_500..=4_096).contains(&text.len()), "{}", text.len());
    let message = device.open(&serde_json::from_str(&text).unwrap());
    assert_eq!(message["sum"], 2_000);
    assert!((10..200).contains(&message["items"].as_array().unwrap().len()));
}

fn settings_of(answer: &Value, event: &str) -> Value {
    let events = answer.as_array().unwrap().iter().flat_map(|group| group["events"].as_array().unwrap());
    events.filter(|one| one["event_name"] == event).map(|one| one["settings"][0].clone()).next().unwrap()
}

async fn change(parent: &Parent, method: &str, path: &str) -> StatusCode {
    let url = format!("{}/api/notifications/usersettings/v1/user/{path}", parent.base);
    let request = parent.http.request(method.parse().unwrap(), url).bearer_auth(&parent.access);
    request.header("X-Mes-Subsystem", "familymp").send().await.unwrap().status()
}

#[tokio::test]
async fn settings_hours_groups_and_the_reset_are_obeyed() {
    let sandbox = school(1).await;
    let parent = Parent::sign_in(&sandbox, "parent").await;
    let father = Parent::sign_in(&sandbox, "father").await;
    let person = parent.person(0).await;
    let device = Device::registered(&parent, "phone", "fcm").await;
    let his = Device::registered(&father, "his", "fcm").await;
    let path = "/api/notifications/usersettings/v1/user/setting?mail_target_id=6";
    let tap = || sandbox.tap(&person, Direction::In, None, None).unwrap();
    let entry = settings_of(&parent.get(path).await, "Вход");
    assert_eq!((&entry["is_subscribed"], &entry["time_from"], &entry["mail_target_id"]), (&json!(true), &Value::Null, &json!(6)));
    assert_eq!(settings_of(&parent.get(path).await, "Опоздание")["is_subscribed"], false);

    let own = format!("setting/{}", entry["id"]);
    assert_eq!(change(&father, "PUT", &format!("{own}?is_subscribed=false")).await, StatusCode::FORBIDDEN);
    assert_eq!(change(&parent, "PUT", &format!("{own}?is_subscribed=false")).await, StatusCode::NO_CONTENT);
    tap();
    assert_eq!((device.take(&sandbox).len(), his.take(&sandbox).len()), (0, 1));

    let hours = format!("{own}?is_subscribed=true&time_from=12:00&time_to=08:00");
    assert_eq!(change(&parent, "PUT", &hours).await, StatusCode::NO_CONTENT);
    assert_eq!(settings_of(&parent.get(path).await, "Вход")["time_to"], "08:00");
    tap();
    assert_eq!(device.take(&sandbox).len(), 0);
    sandbox.clock().set(at("2026-05-12T12:00"));
    tap();
    assert_eq!(device.take(&sandbox).len(), 1);

    assert_eq!(
        change(&parent, "PUT", "group_setting?settings_group_ids=1&mail_target_id=6&is_subscribed=false").await,
        StatusCode::NO_CONTENT
    );
    tap();
    sandbox.sale(&person, SaleKind::Buffet, &bun(100), None).unwrap();
    assert_eq!(device.take(&sandbox)[0]["k"], "purchase");
    assert_eq!(change(&parent, "PATCH", "default_setting?settings_group_ids=1").await, StatusCode::NO_CONTENT);
    assert_eq!(settings_of(&parent.get(path).await, "Вход")["time_from"], Value::Null);
    tap();
    assert_eq!(device.take(&sandbox).len(), 1);

    for wrong in ["setting/1?is_subscribed=true", "setting/99?is_subscribed=true"] {
        assert_eq!(change(&parent, "PUT", wrong).await, StatusCode::NOT_FOUND);
    }
    for wrong in [
        &format!("{own}?is_subscribed=yes"),
        &format!("{own}?is_subscribed=true&time_from=7"),
        &format!("{own}?is_subscribed=true&time_from=07:00"),
    ] {
        assert_eq!(change(&parent, "PUT", wrong).await, StatusCode::BAD_REQUEST);
    }
    assert_eq!(change(&parent, "PATCH", "default_setting?settings_group_ids=9").await, StatusCode::BAD_REQUEST);
}
