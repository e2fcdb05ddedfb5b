//! Top-ups over real HTTP: link, page, history, receipt, and what the ledger says happened.
#![allow(clippy::unwrap_used)] // a panic is how these helpers fail a test

mod client;
mod paying;

use client::{Parent, client_id, json, school, signed};
use paying::{History, Payer, press};
use reqwest::StatusCode;
use schoolcard_sandbox::{CreditingDelays, LedgerQuery, LinkState, PayMethod, PaymentSettings, Press};
use serde_json::json as object;

#[tokio::test]
async fn a_payment_by_card_is_in_history_and_on_the_account_at_once() {
    let sandbox = school(1).await;
    let payer = Payer::new(&sandbox, "parent").await;
    let before = payer.balance().await;
    let link = payer.link(50_000).await;

    let shown = payer.http.get(&link.url).send().await.unwrap();
    assert_eq!(shown.status(), StatusCode::OK);
    let page = shown.text().await.unwrap();
    assert!(page.contains("500,00"), "{page}");
    assert!(page.contains(&payer.contract.to_string()));
    assert!(!page.contains("src=") && !page.contains("href=\"http"), "no outside assets");
    assert_eq!(payer.history(&object!({})).await.total_count, 0, "unpaid links are not payments");

    let paid = press(&payer.http, &link.url, &[("action", "pay"), ("method", "card")]).await;
    assert_eq!(paid.status(), StatusCode::SEE_OTHER);
    assert_eq!(paid.headers()["location"], format!("schoolcard://payment/done?request_uid={}", link.request_uid));

    assert_eq!(payer.balance().await, before + 50_000);
    let newest = &payer.movements().await[0];
    assert_eq!((newest["type"].as_i64(), signed(&newest["sum"])), (Some(0), 50_000));
    let history = payer.history(&object!({"page": 1, "per_page": 10})).await;
    assert_eq!((history.total_count, history.total_pages), (1, 1));
    let payment = &history.data[0];
    assert_eq!(payment["status"], "APRP");
    assert_eq!(payment["amount"], 50_000);
    assert_eq!(payment["created_at"], "2026-05-12T11:30:00+03:00");
    assert_eq!(payment["additional_data"]["contract_id"], payer.contract);
    assert_eq!(payment["additional_data"]["request_uid"], link.request_uid);

    let again = press(&payer.http, &link.url, &[("action", "pay")]).await;
    assert_eq!(again.status(), StatusCode::CONFLICT, "a paid link is closed");
    assert_eq!(payer.balance().await, before + 50_000);
}

#[tokio::test]
async fn the_receipt_of_an_approved_payment_is_a_pdf_and_others_have_none() {
    let sandbox = school(1).await;
    let payer = Payer::new(&sandbox, "parent").await;
    let paid = sandbox.pay(&payer.link(12_345).await.request_uid, PayMethod::Sbp).unwrap();
    let link = payer.link(20_000).await;
    let refused = sandbox.press_page(&link.request_uid, Press::Decline { method: PayMethod::Card }).unwrap();

    let receipt = |id: String| payer.http.get(format!("{}/mospaynew/history/receipt/{id}", payer.base)).send();
    let answer = receipt(paid.payment_ids[0].clone()).await.unwrap();
    assert_eq!(answer.headers()["content-type"], "application/pdf");
    let file = answer.bytes().await.unwrap().to_vec();
    let text = String::from_utf8(file).unwrap();
    assert!(text.starts_with("%PDF-1.4\n") && text.ends_with("%%EOF\n"));
    assert!(text.contains("123.45 RUB") && text.contains(&payer.contract.to_string()));
    // Every entry of the cross-reference table leads to its object.
    let table: usize = text.lines().rev().nth(1).unwrap().parse().unwrap();
    let entries: Vec<&str> = text[table..].lines().skip(3).take_while(|line| line.ends_with(" n ")).collect();
    assert_eq!(entries.len(), 5);
    for (number, entry) in (1..).zip(entries) {
        let offset: usize = entry[..10].parse().unwrap();
        assert!(text[offset..].starts_with(&format!("{number} 0 obj\n")));
    }
    for none in [refused.payment_ids[0].clone(), "nothing".to_owned()] {
        assert_eq!(receipt(none).await.unwrap().status(), StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn a_link_asks_for_the_right_body_the_right_account_and_a_sane_sum() {
    let sandbox = school(2).await;
    let payer = Payer::new(&sandbox, "parent").await;
    let good = payer.init_body(50_000);
    let neighbour = Payer::new(&sandbox, "neighbour").await.contract;
    let ask = async |pointer: &str, value: serde_json::Value| {
        let mut body = good.clone();
        *body.pointer_mut(pointer).unwrap() = value;
        let answer = payer.init(&body).await;
        (answer.status().as_u16(), answer.text().await.unwrap())
    };
    for (pointer, value, named) in [
        ("/portal_id", object!("familyweb"), "portal_id"),
        ("/payments", object!([]), "payments"),
        ("/payments/0/type", object!("MUSEUM"), "type"),
        ("/payments/0/amount", object!(0), "amount"),
        ("/payments/0/amount", object!(-500), "amount"),
        ("/payments/0/amount", object!(999), "amount"),
        ("/payments/0/amount", object!(1_500_001), "amount"),
        ("/payments/0/amount", object!(1e12), "amount"),
        ("/payments/0/amount", object!(12.5), "amount"),
        ("/payments/0/amount", object!("12,5"), "amount"),
        ("/payments/0/contract_id", object!("x"), "contract_id"),
        ("/urls", object!("https://example.org"), "urls"),
        ("/urls/success", object!("javascript:alert(1)"), "urls"),
    ] {
        let (status, text) = ask(pointer, value.clone()).await;
        assert_eq!(status, 400, "{pointer} {value}");
        assert!(text.contains(&format!("'{named}'")), "{pointer} {value}: {text}");
    }
    assert_eq!(ask("/payments/0/contract_id", object!(neighbour)).await.0, 403);
    let (status, text) = ask("/payments/0/contract_id", object!(1)).await;
    assert_eq!(status, 422);
    assert!(text.contains("accountDoesNotExist"));

    sandbox.set_food_provider(&payer.person, false).unwrap();
    let (status, text) = ask("/payments/0/amount", object!(50_000)).await;
    assert_eq!(status, 422);
    assert!(text.contains("foodProviderDoesNotExist"));
    let provider = format!("/api/food/meals/v3/clients/food-provider?clientId={}", client_id(&payer.person));
    assert_eq!(payer.parent.newer(&provider).send().await.unwrap().status(), 422);
    sandbox.set_food_provider(&payer.person, true).unwrap();
    assert!(payer.parent.get(&provider).await["inn"].is_string());

    let stranger = payer.http.post(payer.init_url()).json(&good).send().await.unwrap();
    assert_eq!(stranger.status(), 401, "no token");
    assert_eq!(sandbox.ledger(&LedgerQuery::default()).unwrap().payments.len(), 0);
    assert_eq!(ask("/payments/0/amount", object!(1_500_000)).await.0, 200);
}

#[tokio::test]
async fn a_link_is_dead_from_its_last_second_on() {
    let sandbox = school(1).await;
    let payer = Payer::new(&sandbox, "parent").await;
    let link = payer.link(50_000).await;
    sandbox.clock().advance(20 * 60 - 1);
    assert_eq!(payer.http.get(&link.url).send().await.unwrap().status(), 200);
    sandbox.clock().advance(1);
    let page = payer.http.get(&link.url).send().await.unwrap();
    assert_eq!(page.status(), StatusCode::GONE);
    assert!(page.text().await.unwrap().contains("Время вышло"));
    let late = press(&payer.http, &link.url, &[("action", "pay")]).await;
    assert_eq!(late.status(), StatusCode::GONE);
    let ledger = sandbox.ledger(&LedgerQuery::default()).unwrap();
    assert_eq!(ledger.payments[0].state, LinkState::Expired);
    assert!(ledger.payments[0].attempts.is_empty());
    let unknown = payer.http.get(format!("{}/mospaynew/payment/nothing", payer.base)).send();
    assert_eq!(unknown.await.unwrap().status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_slow_bank_shows_proc_then_approved_then_the_money() {
    let sandbox = school(1).await;
    let payer = Payer::new(&sandbox, "parent").await;
    let settings = object!({"processing_seconds": 60, "crediting_seconds": {"sbp": 7200}});
    let answer = payer.operate("payment-settings", &settings).await;
    assert_eq!(answer["crediting_seconds"], object!({"card": 0, "sbp": 7200, "terminal": 0}));
    assert_eq!(answer["link_seconds"], 1200, "what was not named stays");
    let before = payer.balance().await;
    let link = payer.link(30_000).await;
    sandbox.pay(&link.request_uid, PayMethod::Sbp).unwrap();

    let status = async || payer.history(&object!({})).await.data[0]["status"].clone();
    assert_eq!((status().await, payer.balance().await), (object!("PROC"), before));
    sandbox.clock().advance(60);
    assert_eq!((status().await, payer.balance().await), (object!("APRP"), before));
    let coming = sandbox.ledger(&LedgerQuery::default()).unwrap().effects.pop().unwrap();
    assert_eq!((coming.kind, coming.amount, coming.credited), ("top_up", 30_000, false));
    assert_eq!(coming.request_uid.as_deref(), Some(link.request_uid.as_str()));
    sandbox.clock().advance(7140);
    assert_eq!(payer.balance().await, before + 30_000);
    assert!(sandbox.ledger(&LedgerQuery::default()).unwrap().effects.pop().unwrap().credited);

    sandbox.set_payment_settings(PaymentSettings {
        crediting_seconds: CreditingDelays { terminal: 3600, ..CreditingDelays::default() },
        ..PaymentSettings::default()
    });
    sandbox.terminal_top_up(&payer.person, 10_000, None).unwrap();
    assert_eq!(payer.balance().await, before + 30_000);
    sandbox.clock().advance(3600);
    assert_eq!(payer.balance().await, before + 40_000);
}

#[tokio::test]
async fn a_parent_may_decline_leave_pay_less_or_pay_twice() {
    let sandbox = school(1).await;
    let payer = Payer::new(&sandbox, "parent").await;
    let before = payer.balance().await;

    let link = payer.link(50_000).await;
    let left = press(&payer.http, &link.url, &[("action", "abandon")]).await;
    assert!(left.headers()["location"].to_str().unwrap().starts_with("schoolcard://payment/back?"));
    assert_eq!(payer.http.get(&link.url).send().await.unwrap().status(), 200, "it may still be paid");
    for amount in ["0", "500,01", "-1", "1e2", "12.345", "много"] {
        let answer = press(&payer.http, &link.url, &[("action", "pay"), ("amount", amount)]).await;
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "{amount}");
        assert!(answer.text().await.unwrap().contains("role=alert"));
    }
    let less = press(&payer.http, &link.url, &[("action", "pay"), ("amount", "120,5")]).await;
    assert_eq!(less.status(), StatusCode::SEE_OTHER);
    assert_eq!(payer.balance().await, before + 12_050);

    let link = payer.link(20_000).await;
    let refused = press(&payer.http, &link.url, &[("action", "decline"), ("method", "sbp")]).await;
    assert!(refused.headers()["location"].to_str().unwrap().starts_with("schoolcard://payment/failed?"));
    let again = press(&payer.http, &link.url, &[("action", "pay")]).await;
    assert_eq!(again.status(), StatusCode::CONFLICT);
    assert_eq!(payer.balance().await, before + 12_050);

    let link = payer.link(10_000).await;
    press(&payer.http, &link.url, &[("action", "pay_twice")]).await;
    assert_eq!(payer.balance().await, before + 32_050);

    let links = sandbox.payment_links(false).unwrap();
    let seen: Vec<_> =
        links.iter().map(|link| (link.state, link.attempts.iter().map(|one| (one.status, one.amount)).collect::<Vec<_>>())).collect();
    assert_eq!(
        seen,
        [
            (LinkState::Paid, vec![("APRP", 12_050)]),
            (LinkState::Declined, vec![("DECL", 20_000)]),
            (LinkState::Paid, vec![("APRP", 10_000), ("APRP", 10_000)]),
        ]
    );
    assert!(links[0].left_at.is_some());
}

#[tokio::test]
async fn history_has_pages_filters_and_a_short_lived_token_of_its_own() {
    let sandbox = school(1).await;
    for number in 0..7 {
        // The diary token lives a day.
        let payer = Payer::new(&sandbox, "parent").await;
        let link = payer.link(10_000 + number).await;
        match number % 3 {
            0 => sandbox.pay(&link.request_uid, PayMethod::Card),
            1 => sandbox.press_page(&link.request_uid, Press::Decline { method: PayMethod::Sbp }),
            _ => sandbox.press_page(&link.request_uid, Press::Abandon),
        }
        .unwrap();
        sandbox.clock().advance(24 * 3600);
    }
    let payer = Payer::new(&sandbox, "parent").await;
    let all = payer.history(&object!({"per_page": 2, "page": 2})).await;
    assert_eq!((all.total_count, all.total_pages, all.data.len()), (5, 3, 2));
    assert_eq!(all.data[0]["amount"], 10_003, "newest first");
    let declined = payer.history(&object!({"status": ["DECL"]})).await;
    assert_eq!(declined.amounts(), [10_004, 10_001]);
    let days = payer.history(&object!({"created_from": "2026-05-13", "created_to": "2026-05-15"})).await;
    assert_eq!(days.amounts(), [10_003, 10_001]);
    let instant = payer.history(&object!({"created_from": "2026-05-15T08:30:00Z", "created_to": "2026-05-15T11:30"})).await;
    assert_eq!(instant.amounts(), [10_003]);

    for (body, named) in [
        (object!({"page": 0}), "page"),
        (object!({"per_page": 101}), "per_page"),
        (object!({"status": ["PAID"]}), "status"),
        (object!({"created_from": "yesterday"}), "created_from"),
    ] {
        let answer = payer.history_answer(&payer.history_token().await, &body).await;
        assert_eq!(answer.status(), 400);
        assert!(answer.text().await.unwrap().contains(&format!("'{named}'")));
    }
    let diary = payer.history_answer(&payer.parent.access, &object!({})).await;
    assert_eq!(diary.status(), 401, "the diary token does not open the history");
    let token = payer.history_token().await;
    sandbox.clock().advance(299);
    assert_eq!(payer.history_answer(&token, &object!({})).await.status(), 200);
    sandbox.clock().advance(1);
    assert_eq!(payer.history_answer(&token, &object!({})).await.status(), 401);

    let father = Payer::new(&sandbox, "father").await;
    assert_eq!(father.history(&object!({})).await, History::default());
}

#[tokio::test]
async fn the_operator_lists_open_links_and_does_what_a_parent_would() {
    let sandbox = school(1).await;
    let payer = Payer::new(&sandbox, "parent").await;
    let (one, two) = (payer.link(10_000).await, payer.link(20_000).await);
    let open = payer.look("payments?open=true").await;
    assert_eq!(open["payments"].as_array().unwrap().len(), 2);
    assert_eq!(open["payments"][0]["payment_link"], one.url);

    let path = format!("payments/{}", one.request_uid);
    let less = object!({"action": "pay", "method": "sbp", "amount_kopecks": 9_000});
    let answer = payer.operate(&path, &less).await;
    assert_eq!(answer["state"], "paid");
    assert_eq!(answer["returns"].as_array().unwrap().len(), 1);
    let status = async |path: &str, body: serde_json::Value| {
        let url = format!("{}/sandbox/v1/{path}", payer.base);
        payer.http.post(url).json(&body).send().await.unwrap().status().as_u16()
    };
    assert_eq!(status(&path, less).await, 409);
    assert_eq!(status("payments/nothing", object!({"action": "pay"})).await, 404);
    let path = format!("payments/{}", two.request_uid);
    assert_eq!(status(&path, object!({"action": "pay", "amount_kopecks": 20_001})).await, 400);
    assert_eq!(status(&path, object!({"action": "dance"})).await, 400);
    assert_eq!(status("payment-settings", object!({"link_second": 5})).await, 400);

    payer.operate("payment-settings", &object!({"return_twice": true})).await;
    let answer = payer.operate(&path, &object!({"action": "pay_twice"})).await;
    assert_eq!(answer["payment_ids"].as_array().unwrap().len(), 2);
    assert_eq!(answer["returns"][0], answer["returns"][1]);
    assert_eq!(payer.look("payments?open=true").await["payments"], object!([]));

    let ledger = payer.look(&format!("ledger?person_id={}", payer.person)).await;
    let mark = &ledger["mark"];
    let top_ups: Vec<i64> = ledger["effects"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|effect| effect["payment_id"].is_string())
        .map(|effect| effect["amount"].as_i64().unwrap())
        .collect();
    assert_eq!(top_ups, [9_000, 20_000, 20_000]);
    sandbox.terminal_top_up(&payer.person, 5_000, None).unwrap();
    let after = format!("ledger?effects_after={}&payments_after={}", mark["effects"], mark["payments"]);
    let rest = payer.look(&after).await;
    assert_eq!(rest["effects"].as_array().unwrap().len(), 1);
    assert_eq!(rest["effects"][0]["origin"], "Платёжный терминал");
    assert_eq!(rest["payments"], object!([]));
}

#[tokio::test]
async fn a_return_may_be_delivered_twice_by_the_page() {
    let sandbox = school(1).await;
    let payer = Payer::new(&sandbox, "parent").await;
    sandbox.set_payment_settings(PaymentSettings { return_twice: true, ..PaymentSettings::default() });
    let link = payer.link(10_000).await;
    let answer = press(&payer.http, &link.url, &[("action", "pay")]).await;
    assert_eq!(answer.status(), StatusCode::OK);
    let page = answer.text().await.unwrap();
    let address = format!("schoolcard://payment/done?request_uid={}", link.request_uid);
    assert!(page.contains(&format!("iframe src=\"{address}\"")), "{page}");
    assert!(page.contains(&format!("content=\"1;url={address}\"")), "{page}");
}

#[tokio::test]
async fn limits_changed_by_parent_and_school_are_both_in_the_ledger() {
    let sandbox = school(1).await;
    let payer = Payer::new(&sandbox, "parent").await;
    let url = format!("{}/api/food/meals/v3/clients/expense-constraints?clientId={}", payer.base, client_id(&payer.person));
    let patch = payer
        .http
        .patch(url)
        .bearer_auth(&payer.parent.access)
        .header("X-Mes-Subsystem", "familymp")
        .header("X-Mes-AppId", "familymp")
        .json(&object!({"expenseDayLimit": 40_000, "balanceThreshold": 25_000}));
    assert_eq!(patch.send().await.unwrap().status(), 204);
    let body = object!({"person_id": payer.person, "expense_day_limit": null});
    payer.operate("limits", &body).await;

    let balance = format!("/api/food/meals/v3/clients/balance?clientIds={}", client::client_ids(&[&payer.person]));
    let account = payer.parent.get(&balance).await;
    assert_eq!(account[0]["expenseConstraints"], object!({"expenseDayLimit": null, "balanceThreshold": 25_000}));
    let limits = payer.look("ledger").await["limits"].clone();
    assert_eq!(limits[0]["expense_day_limit"], 40_000);
    assert_eq!((&limits[0]["by"], &limits[1]["by"]), (&object!("parent"), &object!("school")));
    assert_eq!((&limits[1]["expense_day_limit"], &limits[1]["balance_threshold"]), (&object!(null), &object!(25_000)));
}

#[tokio::test]
async fn the_movement_of_a_top_up_keeps_the_running_balance_right() {
    let sandbox = school(1).await;
    let parent = Parent::sign_in(&sandbox, "parent").await;
    let payer = Payer::of(parent).await;
    sandbox.pay(&payer.link(10_000).await.request_uid, PayMethod::Card).unwrap();
    sandbox.clock().advance(60);
    sandbox.pay(&payer.link(20_000).await.request_uid, PayMethod::Card).unwrap();
    let movements = payer.movements().await;
    let (newer, older) = (&movements[0], &movements[1]);
    assert_eq!(signed(&newer["prevBalance"]), signed(&older["prevBalance"]) + signed(&older["sum"]));
    assert_eq!(signed(&newer["prevBalance"]) + signed(&newer["sum"]), payer.balance().await);
    let _: serde_json::Value = json(payer.init(&payer.init_body(10_000)).await).await;
}
