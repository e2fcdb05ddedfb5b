//! Orders ahead and weekly rules: cut-offs to the second, money reserved or paid, refusals, requests lost, doubled and late.
#![allow(clippy::unwrap_used)] // a panic is how these helpers fail a test

mod client;
mod pushing;

use client::{Parent, at, client_id, client_ids, school, signed};
use pushing::Device;
use reqwest::StatusCode;
use schoolcard_sandbox::{FaultKind, OperatorError, OrderRecord, SaleItem, SaleKind, Sandbox, SchoolRules, Service};
use serde_json::{Value, json};

const V3: &str = "/api/food/meals/v3";

async fn send(parent: &Parent, method: &str, path: &str, body: Option<&Value>) -> reqwest::Result<(StatusCode, Value)> {
    let mut request = parent.http.request(method.parse().unwrap(), format!("{}{V3}{path}", parent.base)).bearer_auth(&parent.access);
    request = request.header("X-Mes-Subsystem", "familymp").header("X-Mes-AppId", "familymp");
    if let Some(body) = body {
        request = request.json(body);
    }
    let answer = request.send().await?;
    let status = answer.status();
    Ok((status, serde_json::from_str(&answer.text().await?).unwrap_or(Value::Null)))
}

fn wish(date: &str, complex: i64, amount: i64) -> Value {
    json!({ "onDate": date, "items": [{ "complex": { "id": complex, "amount": amount, "dishes": [] } }] })
}

async fn order(parent: &Parent, person: &str, body: &Value) -> (StatusCode, Value) {
    send(parent, "POST", &format!("/orders/preorder?clientId={}", client_id(person)), Some(body)).await.unwrap()
}

async fn cancel(parent: &Parent, person: &str, order: i64) -> (StatusCode, Value) {
    send(parent, "DELETE", &format!("/orders?clientId={}&orderIds={order}", client_id(person)), None).await.unwrap()
}

async fn balance(parent: &Parent, person: &str) -> i64 {
    signed(&parent.get(&format!("{V3}/clients/balance?clientIds={}", client_ids(&[person]))).await[0]["balance"])
}

fn books(sandbox: &Sandbox) -> Vec<OrderRecord> {
    sandbox.orders_ahead(None).unwrap()
}

fn rules(sandbox: &Sandbox, person: &str, change: impl FnOnce(&mut SchoolRules)) {
    let mut rules = sandbox.school_rules(person).unwrap();
    change(&mut rules);
    sandbox.set_school_rules(&rules).unwrap();
}

/// The fifth grader of the second school: same-day cut-off at 08:30, paid when ordered, money back after two hours.
async fn second_child() -> (Sandbox, Parent, String) {
    let sandbox = school(2).await;
    let parent = Parent::sign_in(&sandbox, "parent").await;
    let person = parent.person(1).await;
    (sandbox, parent, person)
}

#[tokio::test]
async fn an_order_is_paid_when_made_and_comes_back_after_the_schools_time() {
    let (sandbox, parent, person) = second_child().await;
    let device = Device::registered(&parent, "phone", "fcm").await;
    let before = balance(&parent, &person).await;
    let (status, ids) = order(&parent, &person, &wish("2026-05-13", 601, 1)).await;
    assert_eq!(status, StatusCode::CREATED);
    let id = ids[0].as_i64().unwrap();
    assert_eq!(balance(&parent, &person).await, before - 18_750);
    let shown = parent.get(&format!("{V3}/orders/{id}")).await;
    assert_eq!(
        (&shown["status"], &shown["orderType"], &shown["onDate"], &shown["totalPrice"]),
        (&json!(0), &json!(3), &json!("2026-05-13"), &json!(18_750))
    );
    assert_eq!(shown["items"][0]["complex"]["complexItems"].as_array().unwrap().len(), 6);

    assert_eq!(cancel(&parent, &person, id).await.0, StatusCode::NO_CONTENT);
    assert_eq!(parent.get(&format!("{V3}/orders/{id}")).await["status"], 4);
    assert_eq!(balance(&parent, &person).await, before - 18_750);
    assert_eq!(
        cancel(&parent, &person, id).await,
        (StatusCode::UNPROCESSABLE_ENTITY, json!({ "code": 422, "description": "orderAlreadyCancelled" }))
    );
    sandbox.clock().advance(7_199);
    assert_eq!(balance(&parent, &person).await, before - 18_750);
    sandbox.clock().advance(1);
    assert_eq!(balance(&parent, &person).await, before);
    let record = &books(&sandbox)[0];
    assert_eq!((record.state.as_str(), record.refunded, record.parent.as_deref()), ("cancelled", 18_750, Some("parent")));
    let pushes = device.take(&sandbox);
    assert_eq!(pushes.iter().map(|push| push["k"].as_str().unwrap()).collect::<Vec<_>>(), ["order_cancelled"]);
    assert_eq!(device.open(&pushes[0])["day"], "2026-05-13");
}

#[tokio::test]
async fn where_the_school_charges_at_the_meal_the_money_is_reserved_and_paid_whether_or_not_the_child_came() {
    let (sandbox, mut parent, person) = second_child().await;
    rules(&sandbox, &person, |rules| rules.charged_at_order = false);
    let before = balance(&parent, &person).await;
    let (_, ids) = order(&parent, &person, &wish("2026-05-13", 602, 2)).await;
    assert_eq!(balance(&parent, &person).await, before);
    sandbox.clock().set(at("2026-05-13T12:29"));
    parent.access = sandbox.token(None).unwrap().access_token;
    assert_eq!(balance(&parent, &person).await, before);
    sandbox.clock().set(at("2026-05-13T12:30"));
    assert_eq!(balance(&parent, &person).await, before - 37_500);
    let shown = parent.get(&format!("{V3}/orders/{}", ids[0])).await;
    assert_eq!((&shown["status"], &shown["deliveredAt"]), (&json!(3), &json!("2026-05-13T12:30:00+03:00")));
    assert_eq!(cancel(&parent, &person, ids[0].as_i64().unwrap()).await.1["description"], "orderCannotBeChanged");
    assert_eq!((books(&sandbox)[0].state.as_str(), books(&sandbox)[0].charged), ("served", true));
}

#[tokio::test]
async fn the_cut_off_holds_to_the_second_by_the_schools_clock() {
    let (sandbox, parent, person) = second_child().await;
    let body = wish("2026-05-13", 601, 1);
    sandbox.clock().set(at("2026-05-13T08:29"));
    sandbox.clock().advance(59);
    let (status, ids) = order(&parent, &person, &body).await;
    assert_eq!(status, StatusCode::CREATED);
    sandbox.clock().advance(1);
    assert_eq!(order(&parent, &person, &body).await.1["description"], "preorderCutOffPassed");
    let id = ids[0].as_i64().unwrap();
    assert_eq!(cancel(&parent, &person, id).await.1["description"], "preorderCutOffPassed");
    let change = send(&parent, "PUT", &format!("/orders/preorder/{id}"), Some(&body)).await.unwrap();
    assert_eq!(change.1["description"], "preorderCutOffPassed");
    sandbox.cancel_order(id).unwrap();
    assert!(matches!(sandbox.cancel_order(id), Err(OperatorError::NotDone("orderAlreadyCancelled"))), "the school may, once");
    assert_eq!(books(&sandbox).len(), 1);
}

#[tokio::test]
async fn what_cannot_be_ordered_is_refused_with_its_reason_and_leaves_nothing() {
    let (sandbox, parent, person) = second_child().await;
    let neighbour = Parent::sign_in(&sandbox, "neighbour").await;
    sandbox.withdraw_from_menu(&person, "2026-05-14".parse().unwrap(), 601).unwrap();
    let chosen =
        json!({ "onDate": "2026-05-13", "items": [{ "complex": { "id": 601, "amount": 1, "dishes": [{ "id": 3202, "amount": 1 }] } }] });
    for (body, code) in [
        (wish("2026-05-16", 601, 1), "dayOff"),
        (wish("2026-05-11", 601, 1), "dayOff"),
        (wish("2026-05-08", 601, 1), "dateNotAllowed"),
        (wish("2026-05-27", 601, 1), "dateNotAllowed"),
        (wish("2026-05-12", 601, 1), "preorderCutOffPassed"),
        (wish("2026-05-14", 601, 1), "complexNotFound"),
        (wish("2026-05-13", 999, 1), "complexNotFound"),
        (wish("2026-05-13", 601, 0), "wrongAmount"),
        (chosen, "itemsCannotBeSelected"),
    ] {
        let (status, answer) = order(&parent, &person, &body).await;
        assert_eq!((status, &answer["description"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!(code)), "{body}");
    }
    // One good and one bad: neither.
    let both =
        json!({ "onDate": "2026-05-13", "items": [{ "complex": { "id": 601, "amount": 1 } }, { "complex": { "id": 999, "amount": 1 } }] });
    assert_eq!(order(&parent, &person, &both).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(order(&neighbour, &person, &wish("2026-05-13", 601, 1)).await.0, StatusCode::FORBIDDEN);
    assert_eq!(order(&parent, &person, &json!({ "onDate": "soon", "items": [] })).await.0, StatusCode::BAD_REQUEST);
    let no_app = parent.newer(&format!("{V3}/orders/preorder/summary?clientId={}", client_id(&person)));
    assert_eq!(no_app.send().await.unwrap().status(), StatusCode::OK);
    let post = parent.http.post(format!("{}{V3}/orders/preorder?clientId={}", parent.base, client_id(&person))).bearer_auth(&parent.access);
    let post = post.header("X-Mes-Subsystem", "familymp").json(&wish("2026-05-13", 601, 1)).send().await.unwrap();
    assert_eq!(post.status(), StatusCode::BAD_REQUEST, "X-Mes-AppId is required");
    assert_eq!(books(&sandbox), []);

    let (_, ids) = order(&parent, &person, &wish("2026-05-13", 601, 1)).await;
    let id = ids[0].as_i64().unwrap();
    assert_eq!(cancel(&neighbour, &person, id).await.0, StatusCode::FORBIDDEN);
    assert_eq!(cancel(&parent, &parent.person(0).await, id).await.0, StatusCode::BAD_REQUEST);
    assert_eq!(cancel(&parent, &person, 1).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn money_bans_and_limits_are_looked_at() {
    let (sandbox, parent, person) = second_child().await;
    let money = balance(&parent, &person).await;
    let body = wish("2026-05-13", 601, 1);
    rules(&sandbox, &person, |rules| {
        rules.charged_at_order = false;
        rules.overdraft = Some(0);
    });
    let affordable = money / 18_750;
    for _ in 0..affordable {
        assert_eq!(order(&parent, &person, &body).await.0, StatusCode::CREATED);
    }
    assert_eq!(order(&parent, &person, &body).await.1["description"], "insufficientFunds", "what is reserved cannot be spent twice");
    rules(&sandbox, &person, |rules| rules.overdraft = Some(20_000));
    assert_eq!(order(&parent, &person, &body).await.0, StatusCode::CREATED);
    rules(&sandbox, &person, |rules| rules.overdraft = None);

    let ban = json!([{ "prohibition": true, "prohibitionItem": { "dishId": 3202 } }]);
    send(&parent, "PUT", &format!("/menu/prohibitions?clientId={}", client_id(&person)), Some(&ban)).await.unwrap();
    assert_eq!(order(&parent, &person, &body).await.1["description"], "prohibitedDish");
    let limit = json!({ "expenseDayLimit": 1_000 });
    send(&parent, "PATCH", &format!("/clients/expense-constraints?clientId={}", client_id(&person)), Some(&limit)).await.unwrap();
    rules(&sandbox, &person, |rules| rules.day_limit_enforced = true);
    assert_eq!(order(&parent, &person, &wish("2026-05-14", 602, 1)).await.1["description"], "dayLimitExceeded");
}

#[tokio::test]
async fn an_order_is_changed_in_place_and_dishes_are_chosen_where_that_is_allowed() {
    let (sandbox, parent, person) = second_child().await;
    let before = balance(&parent, &person).await;
    let (_, ids) = order(&parent, &person, &wish("2026-05-13", 601, 1)).await;
    let chosen = json!({ "onDate": "2026-05-13", "items": [{ "complex": { "id": 603, "amount": 1, "dishes": [{ "id": 3213, "amount": 1 }, { "id": 3214, "amount": 1 }] } }] });
    let changed = send(&parent, "PUT", &format!("/orders/preorder/{}", ids[0]), Some(&chosen)).await.unwrap();
    assert_eq!(changed.0, StatusCode::NO_CONTENT);
    let shown = parent.get(&format!("{V3}/orders/{}", ids[0])).await;
    assert_eq!((&shown["totalPrice"], &shown["items"][0]["complex"]["id"]), (&json!(14_050), &json!(603)));
    assert_eq!(balance(&parent, &person).await, before - 14_050);
    assert_eq!(books(&sandbox).len(), 1);
}

#[tokio::test]
async fn the_summary_shows_cut_offs_only_as_days_and_flags() {
    let (sandbox, parent, person) = second_child().await;
    let path = format!("{V3}/orders/preorder/summary?clientId={}", client_id(&person));
    order(&parent, &person, &wish("2026-05-13", 601, 1)).await;
    order(&parent, &person, &wish("2026-05-20", 601, 1)).await;
    let summary = parent.get(&path).await;
    assert_eq!(
        (&summary["forbiddenDays"], &summary["orderSum3Days"], &summary["orderSum14Days"]),
        (&json!(1), &json!(18_750), &json!(37_500))
    );
    let schedule = summary["schedule"].as_array().unwrap();
    let day = |date: &str| schedule.iter().find(|day| day["onDate"] == date).unwrap();
    assert_eq!(
        (&day("2026-05-12")["orderAllowed"], &day("2026-05-13")["orderAllowed"], &day("2026-05-16")["orderAllowed"]),
        (&json!(false), &json!(true), &json!(false))
    );
    assert_eq!((&day("2026-05-13")["orderCount"], &day("2026-05-13")["orderSummary"]), (&json!(1), &json!(18_750)));
    rules(&sandbox, &person, |rules| rules.cut_offs.iter_mut().for_each(|one| one.days_before = 2));
    assert_eq!(parent.get(&path).await["forbiddenDays"], 3, "two school days before, and too late for that today");
}

#[tokio::test]
async fn nothing_on_this_wire_stops_a_second_order_and_the_ledger_tells_who_asked() {
    let (sandbox, parent, person) = second_child().await;
    let father = Parent::sign_in(&sandbox, "father").await;
    let body = wish("2026-05-13", 601, 1);
    let path = format!("/orders/preorder?clientId={}", client_id(&person));
    order(&parent, &person, &body).await;
    order(&father, &person, &body).await;
    sandbox.faults().add(Service::Food, FaultKind::Doubled, Some(1));
    order(&parent, &person, &body).await;
    sandbox.faults().add(Service::Food, FaultKind::AnswerLost, Some(1));
    assert!(send(&parent, "POST", &path, Some(&body)).await.is_err());
    sandbox.faults().add(Service::Food, FaultKind::Reset, Some(1));
    assert!(send(&parent, "POST", &path, Some(&body)).await.is_err());
    sandbox.faults().add(Service::Food, FaultKind::Delayed { seconds: 60 }, Some(1));
    assert!(send(&parent, "POST", &path, Some(&body)).await.is_err());
    let asked = || books(&sandbox).iter().map(|one| (one.parent.clone().unwrap(), one.retransmitted)).collect::<Vec<_>>();
    let (mother, dad) = ("parent".to_owned(), "father".to_owned());
    let five = vec![(mother.clone(), false), (dad, false), (mother.clone(), false), (mother.clone(), true), (mother.clone(), false)];
    assert_eq!(asked(), five);
    sandbox.clock().advance(60);
    assert_eq!(asked().len(), 6, "the late one has arrived");
    let id = books(&sandbox)[0].order_id;
    sandbox.faults().add(Service::Food, FaultKind::Delayed { seconds: 86_400 }, Some(1));
    assert!(send(&parent, "DELETE", &format!("/orders?clientId={}&orderIds={id}", client_id(&person)), None).await.is_err());
    sandbox.clock().advance(86_400);
    assert_eq!(books(&sandbox)[0].state, "waiting", "it came after the cut-off");
    let ledger = sandbox.ledger(&schoolcard_sandbox::LedgerQuery::default()).unwrap();
    assert_eq!((ledger.orders.len(), ledger.mark.orders), (6, ledger.orders[5].order_id));
}

#[tokio::test]
async fn a_weekly_rule_orders_ahead_keeps_to_the_calendar_and_takes_its_orders_with_it() {
    let (sandbox, parent, person) = second_child().await;
    let client = client_id(&person);
    let rule = |to: &str| {
        json!({ "dishId": null, "complexId": 601, "from": "2026-05-12", "to": to, "amount": 1,
                "days": { "monday": true, "tuesday": false, "wednesday": true, "thursday": false, "friday": false, "saturday": false, "sunday": false } })
    };
    let (status, ids) =
        send(&parent, "POST", &format!("/orders/rules?clientId={client}"), Some(&json!([rule("2026-05-31")]))).await.unwrap();
    assert_eq!(status, StatusCode::CREATED);
    let days = |state: &str| books(&sandbox).iter().filter(|one| one.state == state).map(|one| one.on_date.to_string()).collect::<Vec<_>>();
    assert_eq!(days("waiting"), ["2026-05-13", "2026-05-18", "2026-05-20", "2026-05-25"]);
    let shown = parent.get(&format!("{V3}/orders/rules?clientId={client}")).await;
    assert_eq!((&shown[0]["ruleId"], &shown[0]["days"]["wednesday"], shown.as_array().unwrap().len()), (&ids[0], &json!(true), 1));

    // A day the parent cancels stays without; the next week's day comes when the school takes orders for it.
    let eighteenth = books(&sandbox)[1].order_id;
    assert_eq!(cancel(&parent, &person, eighteenth).await.0, StatusCode::NO_CONTENT);
    sandbox.clock().set(at("2026-05-13T10:00"));
    assert_eq!(days("waiting"), ["2026-05-13", "2026-05-20", "2026-05-25", "2026-05-27"]);
    assert_eq!(days("cancelled"), ["2026-05-18"]);
    assert!(books(&sandbox).iter().all(|one| one.rule_id == ids[0].as_i64() && one.parent.is_none()));

    let path = format!("/orders/rules/{}", ids[0]);
    let mut shorter = rule("2026-05-21");
    shorter["amount"] = json!(2);
    assert_eq!(send(&parent, "PUT", &path, Some(&shorter)).await.unwrap().0, StatusCode::NO_CONTENT);
    let waiting: Vec<(String, i64)> =
        books(&sandbox).iter().filter(|one| one.state == "waiting").map(|one| (one.on_date.to_string(), one.amount)).collect();
    assert_eq!(waiting, [("2026-05-13".to_owned(), 1), ("2026-05-20".to_owned(), 2)], "today's is too late to change");
    let neighbour = Parent::sign_in(&sandbox, "neighbour").await;
    assert_eq!(send(&neighbour, "DELETE", &path, None).await.unwrap().0, StatusCode::FORBIDDEN);
    assert_eq!(send(&parent, "DELETE", &path, None).await.unwrap().0, StatusCode::NO_CONTENT);
    assert_eq!(send(&parent, "DELETE", &path, None).await.unwrap().0, StatusCode::NOT_FOUND);
    assert_eq!(days("waiting"), ["2026-05-13"]);
    assert_eq!(parent.get(&format!("{V3}/orders/rules?clientId={client}")).await, json!([]));
    sandbox.clock().set(at("2026-05-13T12:30"));
    assert_eq!(days("served"), ["2026-05-13"]);
}

#[tokio::test]
async fn a_clock_that_jumps_weeks_finds_every_ordered_day_served() {
    let (sandbox, parent, person) = second_child().await;
    let days = json!({ "monday": true, "tuesday": true, "wednesday": true, "thursday": true, "friday": true });
    let rule = json!([{ "complexId": 602, "from": "2026-05-13", "to": "2026-05-27", "amount": 1, "days": days }]);
    send(&parent, "POST", &format!("/orders/rules?clientId={}", client_id(&person)), Some(&rule)).await.unwrap();
    sandbox.clock().set(at("2026-06-10T09:00"));
    let served = books(&sandbox);
    assert_eq!(served.len(), 11, "every lesson day from the thirteenth to the twenty-seventh");
    assert!(served.iter().all(|one| one.state == "served" && one.charged));
}

#[tokio::test]
async fn the_smart_buffet_sells_to_whom_it_may_while_it_is_open() {
    let (sandbox, parent, person) = second_child().await;
    let client = client_id(&person);
    let food = parent.get(&format!("{V3}/clients/allowed-food-state?clientId={client}")).await;
    let address = food["addresses"][0]["address"]["id"].as_i64().unwrap();
    let path = format!("/orders/foodbox?clientId={client}&addressId={address}");
    let body = json!({ "items": [{ "dish": { "id": 2101, "amount": 2 } }] });
    assert_eq!(send(&parent, "POST", &path, Some(&body)).await.unwrap().1["description"], "foodboxNotAllowed");
    let allow = json!({ "foodboxAllowed": true, "specialDietComplex": false });
    send(&parent, "PATCH", &format!("/clients/allowed-food-state?clientId={client}"), Some(&allow)).await.unwrap();
    if food["addresses"][0]["settings"]["foodboxAvailable"] == true {
        let before = balance(&parent, &person).await;
        let (status, ids) = send(&parent, "POST", &path, Some(&body)).await.unwrap();
        assert_eq!(status, StatusCode::CREATED);
        assert_eq!(balance(&parent, &person).await, before - 9_000);
        let shown = parent.get(&format!("{V3}/orders/{}", ids[0])).await;
        assert_eq!((&shown["orderType"], &shown["deliveryWay"], &shown["status"]), (&json!(4), &json!(1), &json!(2)));
        sandbox.clock().set(at("2026-05-12T15:30"));
        assert_eq!(send(&parent, "POST", &path, Some(&body)).await.unwrap().1["description"], "foodboxClosed");
    } else {
        assert_eq!(send(&parent, "POST", &path, Some(&body)).await.unwrap().1["description"], "foodboxNotAllowed");
    }
}

#[tokio::test]
async fn a_banned_dish_is_not_sold_over_the_counter_and_everybody_can_see_it() {
    let (sandbox, parent, person) = second_child().await;
    let ban = json!([{ "prohibition": true, "prohibitionItem": { "categoryId": 16 } }]);
    send(&parent, "PUT", &format!("/menu/prohibitions?clientId={}", client_id(&person)), Some(&ban)).await.unwrap();
    let before = balance(&parent, &person).await;
    let item = |name: &str| SaleItem { name: name.to_owned(), price_kopecks: 5_200, amount: 1 };
    let both = [item("Яблоко"), item("Шоколад молочный 20 г")];
    assert!(matches!(sandbox.sale(&person, SaleKind::Buffet, &both, None), Err(OperatorError::Refused("banned"))));
    let body = json!({ "person_id": person, "kind": "buffet", "items": [{ "name": "Печенье овсяное", "price_kopecks": 3_300 }] });
    let answer = parent.http.post(format!("{}/sandbox/v1/sale", parent.base)).json(&body).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::CONFLICT);
    assert_eq!(balance(&parent, &person).await, before);
    let refused = sandbox.refused_sales(Some(&person)).unwrap();
    assert_eq!(
        refused.iter().map(|one| (one.what.as_str(), one.kopecks)).collect::<Vec<_>>(),
        [("Яблоко, Шоколад молочный 20 г", 10_400), ("Печенье овсяное", 3_300)]
    );
    let event = &sandbox.operator_state().unwrap().events[0];
    assert_eq!((event.kind.as_str(), event.what.as_str()), ("refused", "Печенье овсяное"));
    sandbox.sale(&person, SaleKind::Buffet, &[item("Яблоко")], None).unwrap();

    rules(&sandbox, &person, |rules| rules.day_limit_enforced = true);
    let limit = json!({ "expenseDayLimit": 1 });
    send(&parent, "PATCH", &format!("/clients/expense-constraints?clientId={}", client_id(&person)), Some(&limit)).await.unwrap();
    assert!(matches!(sandbox.sale(&person, SaleKind::PaidComplex, &[], None), Err(OperatorError::Refused("day_limit"))));
    assert!(sandbox.sale(&person, SaleKind::FreeComplex, &[], None).is_ok(), "nobody pays for it");
}
