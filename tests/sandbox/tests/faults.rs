//! Each fault as a client meets it on the socket.

mod client;

use std::time::{Duration, Instant};

use client::{Parent, http, school};
use schoolcard_sandbox::{FaultKind, Service};

const PASS: &str = "/api/pass/entrances/v1/visit_durations";

async fn ask(parent: &Parent) -> Result<reqwest::Response, reqwest::Error> {
    let person = parent.person(0).await;
    parent.newer(&format!("{PASS}?personId={person}&from=2026-05-11&to=2026-05-12")).send().await
}

#[tokio::test]
async fn an_error_status_has_an_html_body_and_strikes_one_service() {
    let sandbox = school(1).await;
    let parent = Parent::sign_in(&sandbox, "parent").await;
    for status in [500, 502, 503, 504] {
        sandbox.faults().add(Service::Pass, FaultKind::Status { status }, Some(1));
        let answer = ask(&parent).await.unwrap();
        assert_eq!(answer.status(), status);
        assert!(answer.text().await.unwrap().starts_with("<html>"));
    }
    assert_eq!(ask(&parent).await.unwrap().status(), 200, "each was for one request");
}

#[tokio::test]
async fn a_rate_limit_says_when_to_come_back() {
    let sandbox = school(1).await;
    let parent = Parent::sign_in(&sandbox, "parent").await;
    sandbox.faults().add(Service::Pass, FaultKind::RateLimited { retry_after: 77 }, None);
    let answer = ask(&parent).await.unwrap();
    assert_eq!(answer.status(), 429);
    assert_eq!(answer.headers()["retry-after"], "77");
}

#[tokio::test]
async fn latency_delays_and_empty_and_unauthorized_are_what_they_say() {
    let sandbox = school(1).await;
    let parent = Parent::sign_in(&sandbox, "parent").await;
    let faults = sandbox.faults();
    faults.add(Service::Pass, FaultKind::Latency { ms: 300 }, Some(1));
    let before = Instant::now();
    assert_eq!(ask(&parent).await.unwrap().status(), 200);
    assert!(before.elapsed() >= Duration::from_millis(300));

    faults.add(Service::Pass, FaultKind::Empty, Some(1));
    let answer = ask(&parent).await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.text().await.unwrap(), "");

    faults.add(Service::Pass, FaultKind::Unauthorized, Some(1));
    let answer = ask(&parent).await.unwrap();
    assert_eq!(answer.status(), 401);
    assert_eq!(answer.text().await.unwrap(), r#"{"apikey":null}"#);
}

#[tokio::test]
async fn a_cut_body_promises_more_than_it_brings() {
    let sandbox = school(1).await;
    let parent = Parent::sign_in(&sandbox, "parent").await;
    sandbox.faults().add(Service::Pass, FaultKind::CutBody, Some(1));
    let mut answer = ask(&parent).await.unwrap();
    assert_eq!(answer.status(), 200);
    let promised = answer.content_length().unwrap();
    let mut brought = 0;
    let error = loop {
        match answer.chunk().await {
            Ok(Some(piece)) => brought += piece.len() as u64,
            Ok(None) => panic!("the body ended as if it were whole"),
            Err(error) => break error,
        }
    };
    assert!(error.is_body() || error.is_decode(), "{error:?}");
    assert!(brought > 0 && brought < promised, "{brought} of {promised}");
}

#[tokio::test]
async fn a_reset_gives_no_answer_and_the_next_request_works() {
    let sandbox = school(1).await;
    let parent = Parent::sign_in(&sandbox, "parent").await;
    sandbox.faults().add(Service::Pass, FaultKind::Reset, Some(1));
    let error = ask(&parent).await.unwrap_err();
    assert!(format!("{error:?}").contains("ConnectionReset"), "{error:?}");
    assert_eq!(ask(&parent).await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_huge_body_is_fifty_megabytes_of_valid_json() {
    let sandbox = school(1).await;
    let bytes = 50_000_000;
    sandbox.faults().add(Service::Food, FaultKind::Huge { bytes }, Some(1));
    let url = format!("{}/api/food/meals/v3/clients/balance", sandbox.base_url());
    let body = http().get(url).send().await.unwrap().bytes().await.unwrap();
    assert_eq!(body.len(), bytes);
    assert_eq!(serde_json::from_slice::<serde_json::Value>(&body).unwrap(), serde_json::json!([]));
}

#[tokio::test]
async fn a_missing_route_takes_the_current_generation_away_and_leaves_the_older_one() {
    let sandbox = school(1).await;
    let parent = Parent::sign_in(&sandbox, "parent").await;
    let url = format!("{}/sandbox/v1/faults", sandbox.base_url());
    let fault = serde_json::json!({"service": "pass", "kind": "missing_route", "status": 501});
    let answer = parent.http.post(&url).json(&fault).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(ask(&parent).await.unwrap().status(), 501);

    let account = parent.children().await[0]["contract_id"].clone();
    let older = format!("/api/family/mobile/v1/visits?contract_id={account}&from=2026-05-11&to=2026-05-12");
    assert_eq!(parent.older(&older).send().await.unwrap().status(), 200);

    let answer = parent.http.delete(&url).send().await.unwrap();
    assert_eq!(answer.json::<serde_json::Value>().await.unwrap(), serde_json::json!({"faults": []}));
    assert_eq!(ask(&parent).await.unwrap().status(), 200);
}

#[tokio::test]
async fn every_answer_carries_the_sandbox_date_even_a_faulty_one() {
    let sandbox = school(1).await;
    sandbox.faults().add(Service::Pass, FaultKind::Status { status: 500 }, None);
    let base = sandbox.base_url();
    for path in [PASS, "/console", "/sandbox/v1/state", "/nowhere"] {
        let answer = http().get(format!("{base}{path}")).send().await.unwrap();
        assert_eq!(answer.headers()["date"], "Tue, 12 May 2026 08:30:00 GMT", "{path}");
    }
}
