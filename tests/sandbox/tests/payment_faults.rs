//! Faults at every step of a top-up, and what each leaves in the ledger.
#![allow(clippy::unwrap_used)] // a panic is how these helpers fail a test

mod client;
mod paying;

use client::{client_id, school};
use paying::{Payer, try_press};
use schoolcard_sandbox::{FaultKind, LedgerQuery, LinkState, PayMethod, PaymentRecord, PaymentStep, Sandbox, Service};
use serde_json::json as object;

const LATER: FaultKind = FaultKind::Delayed { seconds: 90 };

fn links(sandbox: &Sandbox) -> Vec<PaymentRecord> {
    sandbox.payment_links(false).unwrap()
}

/// Top-ups by the page that reached an account: sum, and whether nobody asked for it.
fn credits(sandbox: &Sandbox) -> Vec<(i64, bool)> {
    let ledger = sandbox.ledger(&LedgerQuery::default()).unwrap();
    ledger
        .effects
        .iter()
        .filter(|effect| effect.payment_id.is_some() && effect.credited)
        .map(|effect| (effect.amount, effect.retransmitted))
        .collect()
}

#[tokio::test]
async fn a_lost_request_for_a_link_leaves_nothing_and_a_lost_answer_leaves_a_link() {
    let sandbox = school(1).await;
    let payer = Payer::new(&sandbox, "parent").await;
    let body = payer.init_body(50_000);
    sandbox.faults().add_at(PaymentStep::Init, FaultKind::Reset, Some(1));
    assert!(payer.try_init(&body).await.is_err());
    assert_eq!(links(&sandbox).len(), 0);

    sandbox.faults().add_at(PaymentStep::Init, FaultKind::AnswerLost, Some(1));
    assert!(payer.try_init(&body).await.is_err());
    let made = links(&sandbox);
    assert_eq!(made.len(), 1);
    assert_eq!((made[0].amount, made[0].state), (50_000, LinkState::Open));
}

#[tokio::test]
async fn a_doubled_request_for_a_link_makes_two_and_answers_with_the_second() {
    let sandbox = school(1).await;
    let payer = Payer::new(&sandbox, "parent").await;
    sandbox.faults().add_at(PaymentStep::Init, FaultKind::Doubled, Some(1));
    let link = payer.link(50_000).await;
    let made = links(&sandbox);
    assert_eq!(made.iter().map(|link| link.retransmitted).collect::<Vec<_>>(), [false, true]);
    assert_eq!(made[1].request_uid, link.request_uid);
}

#[tokio::test]
async fn a_delayed_request_for_a_link_makes_it_when_it_arrives() {
    let sandbox = school(1).await;
    let payer = Payer::new(&sandbox, "parent").await;
    sandbox.faults().add_at(PaymentStep::Init, LATER, Some(1));
    assert!(payer.try_init(&payer.init_body(50_000)).await.is_err());
    sandbox.clock().advance(89);
    assert_eq!(links(&sandbox).len(), 0);
    sandbox.clock().advance(1);
    let made = links(&sandbox);
    assert_eq!(made.len(), 1);
    assert_eq!(made[0].created_at.to_string(), "2026-05-12 11:31:30");
}

#[tokio::test]
async fn presses_on_the_page_are_lost_answered_to_nobody_doubled_or_late() {
    let pay = [("action", "pay"), ("method", "card")];
    for (fault, at_once, in_the_end) in [
        (FaultKind::Reset, vec![], vec![]),
        (FaultKind::AnswerLost, vec![(50_000, false)], vec![(50_000, false)]),
        (FaultKind::Doubled, vec![(50_000, false), (50_000, true)], vec![(50_000, false), (50_000, true)]),
        (LATER, vec![], vec![(50_000, false)]),
        (FaultKind::Status { status: 502 }, vec![], vec![]),
    ] {
        let sandbox = school(1).await;
        let payer = Payer::new(&sandbox, "parent").await;
        let before = payer.balance().await;
        let link = payer.link(50_000).await;
        sandbox.faults().add_at(PaymentStep::Pay, fault.clone(), Some(1));
        assert_eq!(payer.http.get(&link.url).send().await.unwrap().status(), 200, "only the press is struck");
        let answer = try_press(&payer.http, &link.url, &pay).await;
        match fault {
            FaultKind::Doubled => assert_eq!(answer.unwrap().status(), 303),
            FaultKind::Status { .. } => assert_eq!(answer.unwrap().status(), 502),
            _ => assert!(answer.is_err(), "{fault:?}"),
        }
        assert_eq!(credits(&sandbox), at_once, "{fault:?}");
        sandbox.clock().advance(90);
        let sum: i64 = in_the_end.iter().map(|(amount, _)| amount).sum();
        assert_eq!(payer.balance().await, before + sum, "{fault:?}: the wire settles what has arrived by itself");
        assert_eq!(credits(&sandbox), in_the_end, "{fault:?}");
    }
}

#[tokio::test]
async fn a_late_press_finds_the_link_as_it_is_by_then() {
    let sandbox = school(1).await;
    let payer = Payer::new(&sandbox, "parent").await;
    let pay = [("action", "pay")];
    // Paid meanwhile: the late one is refused.
    let link = payer.link(10_000).await;
    sandbox.faults().add_at(PaymentStep::Pay, LATER, Some(1));
    assert!(try_press(&payer.http, &link.url, &pay).await.is_err());
    sandbox.pay(&link.request_uid, PayMethod::Sbp).unwrap();
    sandbox.clock().advance(100);
    assert_eq!(credits(&sandbox), [(10_000, false)]);
    // Expired meanwhile: refused too.
    let link = payer.link(20_000).await;
    sandbox.faults().add_at(PaymentStep::Pay, FaultKind::Delayed { seconds: 1200 }, Some(1));
    assert!(try_press(&payer.http, &link.url, &pay).await.is_err());
    sandbox.clock().advance(1500);
    assert_eq!(credits(&sandbox), [(10_000, false)]);
    // Two late ones overtake each other.
    let link = payer.link(30_000).await;
    for (action, seconds) in [("decline", 20), ("pay", 10)] {
        sandbox.faults().add_at(PaymentStep::Pay, FaultKind::Delayed { seconds }, Some(1));
        assert!(try_press(&payer.http, &link.url, &[("action", action)]).await.is_err());
    }
    sandbox.clock().advance(60);
    let last = links(&sandbox).pop().unwrap();
    assert_eq!(last.state, LinkState::Paid);
    assert_eq!(last.attempts[0].at.to_string(), last.created_at.checked_add_signed(chrono::Duration::seconds(10)).unwrap().to_string());
}

#[tokio::test]
async fn each_step_fails_alone_by_the_operators_json() {
    let sandbox = school(1).await;
    let payer = Payer::new(&sandbox, "parent").await;
    let link = payer.link(10_000).await;
    let paid = sandbox.pay(&link.request_uid, PayMethod::Card).unwrap();
    let receipt = format!("{}/mospaynew/history/receipt/{}", payer.base, paid.payment_ids[0]);
    let token = payer.history_token().await;
    // What each step answers now: the status, 0 for a reset connection.
    let statuses = async || {
        let status = |answer: reqwest::Result<reqwest::Response>| answer.map_or(0, |answer| answer.status().as_u16());
        [
            ("init", status(payer.try_init(&payer.init_body(10_000)).await)),
            ("page", status(payer.http.get(&link.url).send().await)),
            ("pay", status(try_press(&payer.http, &link.url, &[("action", "pay")]).await)),
            ("history_token", status(payer.try_history_token().await)),
            ("history", status(payer.try_history(&token, &object!({})).await)),
            ("receipt", status(payer.http.get(&receipt).send().await)),
        ]
    };
    let healthy = statuses().await;
    assert_eq!(healthy.map(|(_, status)| status), [200, 200, 409, 200, 200, 200]);
    for (struck, (step, _)) in healthy.iter().enumerate() {
        for (kind, expected) in [("status", 503), ("unauthorized", 401), ("request_lost", 0), ("answer_lost", 0), ("delayed", 0)] {
            let fault = object!({"service": "payments", "step": step, "kind": kind, "seconds": 5, "count": 1});
            let set = payer.operate("faults", &fault).await;
            assert_eq!(set["faults"][0]["step"], *step);
            let mut wanted = healthy;
            wanted[struck].1 = expected;
            assert_eq!(statuses().await, wanted, "{kind} at {step}");
            assert_eq!(payer.look("faults").await["faults"], object!([]), "{kind} at {step} struck once");
        }
    }
    let wrong = object!({"service": "food", "step": "init", "kind": "reset"});
    let url = format!("{}/sandbox/v1/faults", payer.base);
    assert_eq!(payer.http.post(url).json(&wrong).send().await.unwrap().status(), 400);
}

#[tokio::test]
async fn a_stale_history_and_a_stale_balance_do_not_know_a_new_payment_yet() {
    let sandbox = school(1).await;
    let payer = Payer::new(&sandbox, "parent").await;
    let before = payer.balance().await;
    let link = payer.link(10_000).await;
    sandbox.pay(&link.request_uid, PayMethod::Card).unwrap();
    sandbox.clock().advance(60);
    for service in [Service::Payments, Service::Food] {
        sandbox.faults().add(service, FaultKind::Stale { minutes: 2 }, None);
    }
    assert_eq!((payer.history(&object!({})).await.total_count, payer.balance().await), (0, before));
    sandbox.clock().advance(60);
    assert_eq!((payer.history(&object!({})).await.total_count, payer.balance().await), (1, before + 10_000));
}

#[tokio::test]
async fn limits_may_be_sent_late_and_doubled_and_their_answer_lost() {
    let sandbox = school(1).await;
    let payer = Payer::new(&sandbox, "parent").await;
    let url = format!("{}/api/food/meals/v3/clients/expense-constraints?clientId={}", payer.base, client_id(&payer.person));
    let patch = async |limit: i64| {
        payer
            .http
            .patch(&url)
            .bearer_auth(&payer.parent.access)
            .header("X-Mes-Subsystem", "familymp")
            .header("X-Mes-AppId", "familymp")
            .json(&object!({"expenseDayLimit": limit, "balanceThreshold": 10_000}))
            .send()
            .await
    };
    for (fault, limit) in [(LATER, 1_000), (FaultKind::AnswerLost, 2_000)] {
        sandbox.faults().add(Service::Food, fault, Some(1));
        assert!(patch(limit).await.is_err());
    }
    sandbox.faults().add(Service::Food, FaultKind::Doubled, Some(1));
    assert_eq!(patch(3_000).await.unwrap().status(), 204);
    sandbox.clock().advance(90);
    let limits = sandbox.ledger(&LedgerQuery::default()).unwrap().limits;
    let seen: Vec<_> = limits.iter().map(|change| change.expense_day_limit).collect();
    assert_eq!(seen, [Some(2_000), Some(3_000), Some(3_000), Some(1_000)], "the late one comes last");
}

#[tokio::test]
async fn requests_on_their_way_survive_the_end_of_the_sandbox() {
    let folder = tempfile::tempdir().unwrap();
    let config = schoolcard_sandbox::SandboxConfig {
        db: Some(folder.path().join("school.db")),
        children: 1,
        now: Some(client::at("2026-05-12T11:30")),
        ..Default::default()
    };
    let sandbox = schoolcard_sandbox::start(config.clone()).await.unwrap();
    let payer = Payer::new(&sandbox, "parent").await;
    let link = payer.link(10_000).await;
    sandbox.faults().add_at(PaymentStep::Pay, LATER, Some(1));
    assert!(try_press(&payer.http, &link.url, &[("action", "pay")]).await.is_err());
    sandbox.shutdown().await;

    let now = Some(client::at("2026-05-12T11:35"));
    let sandbox = schoolcard_sandbox::start(schoolcard_sandbox::SandboxConfig { now, ..config }).await.unwrap();
    assert_eq!(credits(&sandbox), [(10_000, false)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_links_are_made_and_paid_without_waiting() {
    let sandbox = school(1).await;
    let payer = Payer::new(&sandbox, "parent").await;
    let mark = sandbox.ledger_mark().unwrap();
    let began = std::time::Instant::now();
    for number in 0..10_000_i64 {
        if number % 1_000 == 0 {
            println!("{number}: {:?}", began.elapsed());
        }
        let link = payer.link(1_000 + number % 7).await;
        sandbox.pay(&link.request_uid, PayMethod::Card).unwrap();
        sandbox.clock().advance(1);
    }
    println!("10,000 links made over HTTP and paid: {:?}", began.elapsed());
    let ledger = sandbox.ledger(&LedgerQuery { person_id: None, after: mark }).unwrap();
    assert_eq!((ledger.effects.len(), ledger.payments.len()), (10_000, 10_000));
    let asked: i64 = ledger.payments.iter().map(|link| link.amount).sum();
    assert_eq!(ledger.effects.iter().map(|effect| effect.amount).sum::<i64>(), asked);
    let began = std::time::Instant::now();
    let day = payer.history(&object!({"created_from": sandbox.clock().now().format("%Y-%m-%dT%H:%M:%S").to_string()})).await;
    assert_eq!(day.total_count, 0);
    payer.balance().await;
    println!("history and balance after 10,000 payments: {:?}", began.elapsed());
}
