//! Sign-in and tokens, wire-api §1: every step over real HTTP, and every way it goes wrong.

#![allow(clippy::unwrap_used)] // helpers of tests fail like tests

mod client;

use client::{Parent, REDIRECT, VERIFIER, authorize_url, code, exchange_answer, http, json, mos_token_answer, redirected, school};
use reqwest::StatusCode;
use schoolcard_sandbox::{FaultKind, Service};
use serde_json::{Value, json as value};

#[tokio::test]
async fn the_page_offers_every_login_with_one_click() {
    let sandbox = school(2).await;
    let page = http().get(authorize_url(&sandbox.base_url())).send().await.unwrap();
    assert_eq!(page.status(), StatusCode::OK);
    let html = page.text().await.unwrap();
    for login in ["parent", "father", "neighbour", "stranger"] {
        assert!(html.contains(&format!("name=login value=\"{login}\"")), "{login} is not on the page");
    }
    assert_eq!(html.matches("Войти как").count(), 4);
}

#[tokio::test]
async fn a_wrong_password_gives_no_code() {
    let sandbox = school(1).await;
    let answer = http().post(authorize_url(&sandbox.base_url())).form(&[("login", "parent"), ("password", "guess")]).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
    assert!(answer.headers().get("location").is_none());
}

#[tokio::test]
async fn cancelling_and_a_missing_challenge_come_back_through_the_redirect() {
    let sandbox = school(1).await;
    let url = authorize_url(&sandbox.base_url());
    let cancelled = http().post(url.clone()).form(&[("cancel", "1")]).send().await.unwrap();
    assert_eq!(redirected(&cancelled, "error").as_deref(), Some("access_denied"));
    assert_eq!(redirected(&cancelled, "state").as_deref(), Some("state-1"));

    let plain = url.as_str().replace("S256", "plain");
    let refused = http().get(plain).send().await.unwrap();
    assert_eq!(refused.status(), StatusCode::FOUND);
    assert_eq!(redirected(&refused, "error").as_deref(), Some("invalid_request"));
}

#[tokio::test]
async fn without_a_redirect_address_the_person_reads_the_error() {
    let sandbox = school(1).await;
    let url = authorize_url(&sandbox.base_url()).as_str().replace("redirect_uri", "elsewhere");
    assert_eq!(http().get(url).send().await.unwrap().status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_code_works_once_and_only_with_its_verifier() {
    let sandbox = school(1).await;
    let (http, base) = (http(), sandbox.base_url());
    let first = code(&http, &base, "parent").await;
    let granted = json(mos_token_answer(&http, &base, &first, VERIFIER).await).await;
    for key in ["access_token", "refresh_token", "id_token", "scope", "token_type"] {
        assert!(granted[key].is_string(), "{key} is missing");
    }
    assert_eq!(granted["expires_in"], 3600);
    let again = mos_token_answer(&http, &base, &first, VERIFIER).await;
    assert_eq!(again.status(), StatusCode::BAD_REQUEST);
    assert_eq!(again.json::<Value>().await.unwrap()["error"], "invalid_grant");

    // A wrong verifier burns the code: the right one comes too late.
    let second = code(&http, &base, "parent").await;
    let other = VERIFIER.replace('a', "b");
    for verifier in [other.as_str(), VERIFIER] {
        let refused = mos_token_answer(&http, &base, &second, verifier).await;
        assert_eq!(refused.status(), StatusCode::BAD_REQUEST);
    }
}

#[tokio::test]
async fn a_code_dies_after_five_minutes_of_the_sandbox_clock() {
    let sandbox = school(1).await;
    let (http, base) = (http(), sandbox.base_url());
    let code = code(&http, &base, "parent").await;
    sandbox.clock().advance(5 * 60);
    assert_eq!(mos_token_answer(&http, &base, &code, VERIFIER).await.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_client_with_a_secret_must_be_the_one_the_code_was_given_to() {
    let sandbox = school(1).await;
    let (http, base) = (http(), sandbox.base_url());
    for (client, expected) in [("test-client", StatusCode::OK), ("other", StatusCode::UNAUTHORIZED)] {
        let code = code(&http, &base, "parent").await;
        let form = [("grant_type", "authorization_code"), ("code", code.as_str()), ("redirect_uri", REDIRECT), ("code_verifier", VERIFIER)];
        let request = http.post(format!("{base}/sps/oauth/te")).basic_auth(client, Some("secret"));
        assert_eq!(request.form(&form).send().await.unwrap().status(), expected);
    }
}

#[tokio::test]
async fn a_mos_refresh_token_gives_another_mos_token_for_fifteen_days() {
    let sandbox = school(1).await;
    let (http, base) = (http(), sandbox.base_url());
    let code = code(&http, &base, "parent").await;
    let granted = json(mos_token_answer(&http, &base, &code, VERIFIER).await).await;
    let form = [("grant_type", "refresh_token"), ("refresh_token", granted["refresh_token"].as_str().unwrap())];
    let renew = || http.post(format!("{base}/sps/oauth/te")).form(&form).send();

    sandbox.clock().advance(3600);
    let old = exchange_answer(&http, &base, granted["access_token"].as_str().unwrap()).await;
    assert_eq!(old.status(), StatusCode::UNAUTHORIZED);
    let renewed = json(renew().await.unwrap()).await;
    let answer = exchange_answer(&http, &base, renewed["access_token"].as_str().unwrap()).await;
    assert_eq!(answer.status(), StatusCode::OK);

    sandbox.clock().advance(16 * 24 * 3600);
    assert_eq!(renew().await.unwrap().status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_person_without_a_school_account_is_told_so_with_422() {
    let sandbox = school(1).await;
    let (http, base) = (http(), sandbox.base_url());
    let code = code(&http, &base, "stranger").await;
    let mos = json(mos_token_answer(&http, &base, &code, VERIFIER).await).await;
    let refused = exchange_answer(&http, &base, mos["access_token"].as_str().unwrap()).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().await.unwrap().contains("accountDoesNotExist"));
}

#[tokio::test]
async fn a_fresh_diary_token_is_valid_nowhere_until_profile_info_was_called() {
    let sandbox = school(1).await;
    let parent = Parent::not_activated(&sandbox, "parent").await;
    let profile = || parent.older("/api/family/mobile/v1/profile").send();
    assert_eq!(profile().await.unwrap().status(), StatusCode::UNAUTHORIZED);
    parent.activate().await;
    assert_eq!(profile().await.unwrap().status(), StatusCode::OK);
}

#[tokio::test]
async fn the_older_session_twins_tell_the_same_profile() {
    let sandbox = school(1).await;
    let parent = Parent::not_activated(&sandbox, "parent").await;
    let info = json(parent.older("/acl/api/users/profile_info").send().await.unwrap()).await;
    for path in ["/lms/api/sessions", "/api/ej/acl/v1/sessions"] {
        let body = value!({ "auth_token": parent.access });
        let answer = parent.http.post(format!("{}{path}", parent.base)).json(&body).send().await.unwrap();
        let session = json(answer).await;
        assert_eq!(session["profiles"][0]["id"], info[0]["id"]);
        assert_eq!(session["profiles"][0]["type"], "parent");
        assert_eq!(session["profiles"][0]["user_id"], session["id"]);
        let date = session["date_of_birth"].as_str().unwrap();
        assert!(chrono::NaiveDate::parse_from_str(date, "%d.%m.%Y").is_ok(), "{date}");
    }
}

#[tokio::test]
async fn a_diary_token_lives_a_day_and_its_refresh_token_a_month() {
    let sandbox = school(1).await;
    let mut parent = Parent::sign_in(&sandbox, "parent").await;
    sandbox.clock().advance(24 * 3600 - 1);
    let status = |parent: &Parent| parent.older("/api/family/mobile/v1/profile").send();
    assert_eq!(status(&parent).await.unwrap().status(), StatusCode::OK);
    sandbox.clock().advance(1);
    assert_eq!(status(&parent).await.unwrap().status(), StatusCode::UNAUTHORIZED);

    let renewed = json(rotate(&parent, &parent.refresh).await).await;
    parent.access = renewed["access_token"].as_str().unwrap().to_owned();
    assert_eq!(status(&parent).await.unwrap().status(), StatusCode::OK);

    sandbox.clock().advance(30 * 24 * 3600);
    let too_late = rotate(&parent, renewed["refresh_token"].as_str().unwrap()).await;
    assert_eq!(too_late.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn the_pair_rotates_and_a_used_refresh_token_is_dead() {
    let sandbox = school(1).await;
    let parent = Parent::sign_in(&sandbox, "parent").await;
    let answer = rotate(&parent, &parent.refresh).await;
    assert_eq!(answer.status(), StatusCode::CREATED);
    let pair = json(answer).await;
    assert_ne!(pair["access_token"], parent.access);
    assert_ne!(pair["refresh_token"], parent.refresh);
    assert_eq!(rotate(&parent, &parent.refresh).await.status(), StatusCode::UNAUTHORIZED);

    // The new one works too, in the cookie with an empty form.
    let cookie = format!("aupd_refresh_token={}", pair["refresh_token"].as_str().unwrap());
    let request = parent.http.post(format!("{}/v3/token/refresh", parent.base)).header("Cookie", cookie);
    assert_eq!(request.form(&[("", ""); 0]).send().await.unwrap().status(), StatusCode::CREATED);
}

#[tokio::test]
async fn a_renewal_may_answer_less_than_a_pair_and_then_takes_nothing_away() {
    let sandbox = school(1).await;
    let mut parent = Parent::sign_in(&sandbox, "parent").await;
    let fault = |empty| {
        let kind = FaultKind::PartialRenewal { empty };
        sandbox.faults().add(Service::Login, kind, Some(1));
    };
    fault(true);
    // Another login route does not use the fault up.
    parent.activate().await;
    assert_eq!(json(rotate(&parent, &parent.refresh).await).await, value!({}));

    fault(false);
    let alone = json(rotate(&parent, &parent.refresh).await).await;
    assert!(alone.get("refresh_token").is_none());
    parent.access = alone["access_token"].as_str().unwrap().to_owned();
    parent.children().await;

    let pair = json(rotate(&parent, &parent.refresh).await).await;
    assert!(pair["refresh_token"].is_string());
}

#[tokio::test]
async fn of_many_renewals_at_once_exactly_one_succeeds() {
    let sandbox = school(1).await;
    let parent = Parent::sign_in(&sandbox, "parent").await;
    let mut racers = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let form = [("refresh_token", parent.refresh.clone())];
        let request = parent.http.post(format!("{}/v3/token/refresh", parent.base)).form(&form);
        racers.spawn(async move { request.send().await.unwrap().status() });
    }
    let statuses = racers.join_all().await;
    assert_eq!(statuses.iter().filter(|status| **status == StatusCode::CREATED).count(), 1);
}

#[tokio::test]
async fn the_token_of_a_role_is_the_same_while_it_is_alive() {
    let sandbox = school(1).await;
    let parent = Parent::sign_in(&sandbox, "parent").await;
    let both = format!("aupd_token={}; aupd_refresh_token={}", parent.access, parent.refresh);
    let ask =
        |query: &str, cookies: &str| parent.http.get(format!("{}/v2/token/refresh{query}", parent.base)).header("Cookie", cookies).send();
    let role = "?subsystem=2&roleId=2";

    let same = ask(role, &both).await.unwrap();
    assert_eq!(same.status(), StatusCode::CREATED);
    assert_eq!(same.text().await.unwrap(), parent.access);

    let refresh_alone = format!("aupd_refresh_token={}", parent.refresh);
    assert_eq!(ask(role, &refresh_alone).await.unwrap().status(), StatusCode::FORBIDDEN);
    let bare = ask("", &both).await.unwrap();
    assert_eq!(bare.status().as_u16(), 499);
    assert!(bare.text().await.unwrap().contains("user roles insufficient"));

    sandbox.clock().advance(25 * 3600);
    let fresh = ask(role, &both).await.unwrap();
    assert_eq!(fresh.status(), StatusCode::CREATED);
    assert_ne!(fresh.text().await.unwrap(), parent.access);
}

#[tokio::test]
async fn logout_ends_the_whole_session() {
    let sandbox = school(1).await;
    let parent = Parent::sign_in(&sandbox, "parent").await;
    assert!(parent.older("/v3/auth/logout").send().await.unwrap().status().is_success());
    let profile = parent.older("/api/family/mobile/v1/profile").send().await.unwrap();
    assert_eq!(profile.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(rotate(&parent, &parent.refresh).await.status(), StatusCode::UNAUTHORIZED);
}

async fn rotate(parent: &Parent, refresh: &str) -> reqwest::Response {
    let form = [("refresh_token", refresh)];
    parent.http.post(format!("{}/v3/token/refresh", parent.base)).form(&form).send().await.unwrap()
}
