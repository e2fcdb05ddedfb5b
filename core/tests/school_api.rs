//! The wire, over real HTTP against the sandbox school server (wire-api §1 to §6, §12).
#![allow(clippy::unwrap_used)] // helpers of tests fail like tests

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::NaiveDateTime;
use schoolcard_core::domain::{Child, Direction, Moment, Movement, Passage, Period, PersonId, Purchase};
use schoolcard_core::school_api::{ApiError, Auth, ClientId, Endpoints, MovementKeys, Role, SchoolApi, Tokens};
use schoolcard_sandbox::{FaultKind, Sandbox, SandboxConfig, Service, start};
use sha2::{Digest as _, Sha256};
use url::Url;

const VERIFIER: &str = "a-verifier-of-the-tests-0123456789.ABCDEFGHIJKLM~_";
const REDIRECT: &str = "http://127.0.0.1:9/back";

/// A school on a Tuesday at half past eleven.
async fn school() -> Sandbox {
    let now = NaiveDateTime::parse_from_str("2026-05-12T11:30", "%Y-%m-%dT%H:%M").unwrap();
    start(SandboxConfig { children: 2, days: 60, now: Some(now), ..SandboxConfig::default() }).await.unwrap()
}

fn api(sandbox: &Sandbox) -> SchoolApi {
    let url = Url::parse(&sandbox.base_url()).unwrap();
    let endpoints = Endpoints { login: url.clone(), school: url.clone(), pay: url };
    let client_id = ClientId { client_id: "test-client".into(), client_secret: None, redirect_uri: REDIRECT.into() };
    SchoolApi::new(endpoints, client_id, "device").unwrap()
}

/// What the parent's browser does: signs in on the page and comes back with a code.
async fn browser(url: &str, login: &str) -> String {
    let body = format!("login={login}&password={login}");
    let _ = rustls::crypto::ring::default_provider().install_default();
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let request = http.post(url).header("Content-Type", "application/x-www-form-urlencoded").body(body);
    let answer = request.send().await.unwrap();
    let location = Url::parse(answer.headers()["location"].to_str().unwrap()).unwrap();
    let find = |name: &str| location.query_pairs().find(|(key, _)| key == name).unwrap().1.into_owned();
    assert_eq!(find("state"), "state-1");
    find("code")
}

async fn mos_access(api: &SchoolApi, login: &str) -> String {
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER));
    let code = browser(&api.authorize_url(&challenge, "state-1").unwrap(), login).await;
    api.exchange_code(&code, VERIFIER).await.unwrap().value.access
}

/// A signed-in parent with the children.
struct Home {
    sandbox: Sandbox,
    api: SchoolApi,
    tokens: Tokens,
    children: Vec<Child>,
}

impl Home {
    async fn new() -> Self {
        let sandbox = school().await;
        let api = api(&sandbox);
        let pair = sandbox.token(None).unwrap();
        let tokens = Tokens { access: pair.access_token, refresh: Some(pair.refresh_token) };
        let children = api.family(Auth::parent(&tokens.access, None)).await.unwrap().value.children;
        Self { sandbox, api, tokens, children }
    }

    fn auth(&self) -> Auth<'_> {
        Auth::parent(&self.tokens.access, None)
    }

    fn person(&self) -> &PersonId {
        &self.children[0].person
    }

    fn fault(&self, service: Service, kind: FaultKind) {
        self.sandbox.faults().add(service, kind, Some(1));
    }

    async fn passages(&self, period: Period) -> Result<Vec<Passage>, ApiError> {
        Ok(self.api.visits(self.auth(), self.person(), period, NOW).await?.value)
    }
}

const NOW: Moment = Moment(1_780_000_000_000);

fn days(from: &str, to: &str) -> Period {
    Period::new(from.parse().unwrap(), to.parse().unwrap())
}

fn school_week() -> Period {
    days("2026-05-06", "2026-05-12")
}

#[tokio::test]
async fn a_parent_signs_in_and_the_token_works_only_after_activation() {
    let sandbox = school().await;
    let api = api(&sandbox);
    let mos = mos_access(&api, "parent").await;
    let tokens = api.diary_tokens(&mos).await.unwrap().value;
    assert_eq!(api.family(Auth::parent(&tokens.access, None)).await.unwrap_err(), ApiError::Unauthorized);

    let profiles = api.profile_info(&tokens.access).await.unwrap().value;
    assert_eq!(profiles[0].role, Some(Role::Parent));
    let auth = Auth::parent(&tokens.access, Some(profiles[0].id));
    let family = api.family(auth).await.unwrap();
    assert_eq!(family.value.children.len(), 2);
    assert_eq!(family.value.adult.profile_id, Some(profiles[0].id));
    let server_time = family.server_time.unwrap().rfc3339();
    assert!(server_time.starts_with("2026-05-12T11:30"), "the server's clock, not this machine's: {server_time}");
}

#[tokio::test]
async fn a_person_without_a_school_account_is_told_so() {
    let sandbox = school().await;
    let api = api(&sandbox);
    let mos = mos_access(&api, "stranger").await;
    assert_eq!(api.diary_tokens(&mos).await.unwrap_err(), ApiError::NoAccount);
}

#[tokio::test]
async fn a_code_that_was_used_or_has_the_wrong_verifier_is_refused() {
    let sandbox = school().await;
    let api = api(&sandbox);
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER));
    let code = browser(&api.authorize_url(&challenge, "state-1").unwrap(), "parent").await;
    let wrong = api.exchange_code(&code, &VERIFIER.replace('a', "b")).await.unwrap_err();
    assert!(matches!(wrong, ApiError::Refused { status: 400, .. }), "{wrong:?}");
    assert!(matches!(api.exchange_code(&code, VERIFIER).await.unwrap_err(), ApiError::Refused { status: 400, .. }));
}

#[tokio::test]
async fn a_refresh_token_works_once_and_the_new_pair_works() {
    let home = Home::new().await;
    let old = home.tokens.refresh.clone().unwrap();
    let renewed = home.api.renew(&old).await.unwrap().value;
    assert_ne!(renewed.access, home.tokens.access);
    assert!(home.api.family(Auth::parent(&renewed.access, None)).await.is_ok());
    assert!(matches!(home.api.renew(&old).await.unwrap_err(), ApiError::RefreshRefused { .. }));
}

#[tokio::test]
async fn a_renewal_may_bring_no_refresh_token_or_nothing_at_all() {
    let home = Home::new().await;
    let old = home.tokens.refresh.clone().unwrap();
    home.fault(Service::Login, FaultKind::PartialRenewal { empty: true });
    assert_eq!(home.api.renew(&old).await.unwrap_err(), ApiError::EmptyRenewal);
    home.fault(Service::Login, FaultKind::PartialRenewal { empty: false });
    assert_eq!(home.api.renew(&old).await.unwrap().value.refresh, None);
    assert!(home.api.renew(&old).await.unwrap().value.refresh.is_some(), "the old one stayed good");
}

#[tokio::test]
async fn a_role_token_is_the_same_while_alive_and_logout_ends_it() {
    let home = Home::new().await;
    let refresh = home.tokens.refresh.clone().unwrap();
    let token = home.api.role_token(&home.tokens.access, &refresh, Role::Parent).await.unwrap().value;
    assert_eq!(token, home.tokens.access);
    home.api.logout(home.auth()).await.unwrap();
    assert_eq!(home.api.family(home.auth()).await.unwrap_err(), ApiError::Unauthorized);
}

#[tokio::test]
async fn an_expired_token_is_unauthorized_everywhere() {
    let home = Home::new().await;
    home.sandbox.clock().advance(25 * 3600);
    assert_eq!(home.api.family(home.auth()).await.unwrap_err(), ApiError::Unauthorized);
    assert_eq!(home.passages(school_week()).await.unwrap_err(), ApiError::Unauthorized);
    assert_eq!(home.api.balances(home.auth(), &[]).await.unwrap_err(), ApiError::Unauthorized);
}

/// Building ids differ between the generations: the older one has none.
fn without_buildings(passages: &[Passage]) -> Vec<(Moment, Direction)> {
    passages.iter().map(|passage| (passage.at, passage.direction)).collect()
}

#[tokio::test]
async fn both_generations_of_visits_tell_the_same_taps() {
    let home = Home::new().await;
    for child in &home.children {
        let current = home.api.visits(home.auth(), &child.person, school_week(), NOW).await.unwrap();
        assert!(current.value.len() > 4 && current.is_complete());
        assert!(current.value.is_sorted_by_key(|passage| passage.at));
        let account = child.account.or(account_of(&home, &child.person).await).unwrap();
        let older = home.api.visits_by_account(home.auth(), &child.person, account, school_week(), NOW).await.unwrap();
        assert_eq!(without_buildings(&older.value), without_buildings(&current.value));
        assert!(older.value.iter().all(|passage| !passage.organization.address.is_empty()));
    }
}

async fn account_of(home: &Home, person: &PersonId) -> Option<schoolcard_core::domain::AccountNumber> {
    home.api.balances(home.auth(), std::slice::from_ref(person)).await.unwrap().value[0].account
}

#[tokio::test]
async fn a_week_is_the_most_one_request_may_ask_for() {
    let home = Home::new().await;
    let error = home.passages(days("2026-05-05", "2026-05-12")).await.unwrap_err();
    assert!(matches!(&error, ApiError::Refused { status: 400, text } if !text.as_str().is_empty()), "{error:?}");
    assert!(home.passages(days("2026-05-09", "2026-05-10")).await.unwrap().is_empty(), "a weekend");
}

#[tokio::test]
async fn a_tap_of_the_operator_is_read_and_agrees_with_the_status_route() {
    let home = Home::new().await;
    let today = days("2026-05-12", "2026-05-12");
    let before = home.passages(today).await.unwrap();
    let inside = |answer: Vec<(PersonId, bool)>| answer.into_iter().find(|(person, _)| person == home.person()).unwrap().1;
    assert!(inside(home.api.at_school(home.auth(), std::slice::from_ref(home.person())).await.unwrap().value));
    home.sandbox.tap(home.person().as_str(), schoolcard_sandbox::Direction::Out, None, None).unwrap();
    let after = home.passages(today).await.unwrap();
    assert_eq!(after.len(), before.len() + 1);
    let last = after.last().unwrap();
    assert_eq!((last.direction, last.at.time().to_string().as_str()), (Direction::Out, "11:30"));
    assert!(!inside(home.api.at_school(home.auth(), std::slice::from_ref(home.person())).await.unwrap().value));
}

#[tokio::test]
async fn the_three_generations_of_balance_agree() {
    let home = Home::new().await;
    let persons: Vec<_> = home.children.iter().map(|child| child.person.clone()).collect();
    let current = home.api.balances(home.auth(), &persons).await.unwrap().value;
    assert_eq!(current.len(), 2);
    let accounts: Vec<_> = current.iter().map(|reading| reading.account.unwrap()).collect();
    let status = home.api.family_status(home.auth(), &accounts).await.unwrap().value;
    for reading in &current {
        let v2 = home.api.balance_v2(home.auth(), reading.child.as_ref().unwrap()).await.unwrap().value;
        assert_eq!((&v2.child, v2.account, v2.confirmed), (&reading.child, reading.account, reading.confirmed));
        assert!(reading.rules.is_some());
        assert!(status.iter().any(|old| old.account == reading.account && old.confirmed == reading.confirmed));
    }
}

async fn movements(home: &Home, limit: u32) -> Vec<Movement> {
    let (mut keys, mut all) = (MovementKeys::new(), Vec::new());
    let period = days("2026-03-01", "2026-05-12");
    loop {
        let offset = u32::try_from(all.len()).unwrap();
        let page = home.api.transactions(home.auth(), home.person(), period, limit, offset, &mut keys, NOW).await.unwrap();
        assert!(page.is_complete());
        assert_eq!(page.value.received as usize, page.value.rows.len());
        all.extend(page.value.rows);
        if !page.value.has_next {
            return all;
        }
    }
}

#[tokio::test]
async fn movements_read_in_small_pages_are_those_of_one_large_page_and_lead_to_the_balance() {
    let home = Home::new().await;
    let whole = movements(&home, 1000).await;
    assert!(whole.len() > 20, "{}", whole.len());
    assert_eq!(movements(&home, 7).await, whole);
    let mut ids: Vec<_> = whole.iter().map(|movement| movement.id.clone()).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), whole.len());
    assert!(whole.iter().any(|movement| movement.sum.is_negative()), "a negative sum printed without a sign");
    let balance = home.api.balances(home.auth(), std::slice::from_ref(home.person())).await.unwrap().value[0].confirmed;
    assert_eq!(whole[0].balance_after(), Some(balance));
}

async fn purchases(home: &Home, limit: u32) -> Vec<Purchase> {
    let mut all: Vec<Purchase> = Vec::new();
    loop {
        let offset = u32::try_from(all.len()).unwrap();
        let page = home.api.orders(home.auth(), home.person(), days("2026-03-01", "2026-05-12"), limit, offset, NOW).await.unwrap().value;
        all.extend(page.rows);
        if !page.has_next {
            return all;
        }
    }
}

#[tokio::test]
async fn purchases_of_both_generations_and_any_page_size_agree() {
    let home = Home::new().await;
    let whole = purchases(&home, 1000).await;
    assert!(whole.len() > 20);
    assert!(whole.iter().all(|purchase| !purchase.items.is_empty() && !purchase.items[0].name.is_empty()));
    assert_eq!(purchases(&home, 9).await, whole);
    let account = account_of(&home, home.person()).await.unwrap();
    let mut older = home.api.orders_v2(home.auth(), home.person(), account, days("2026-03-01", "2026-05-12"), NOW).await.unwrap().value;
    let mut current = whole;
    older.sort_by(|a, b| a.id.cmp(&b.id));
    current.sort_by(|a, b| a.id.cmp(&b.id));
    assert_eq!(older, current);
}

#[tokio::test]
async fn a_strangers_child_is_refused() {
    let home = Home::new().await;
    let other = home.sandbox.token(Some("neighbour")).unwrap();
    let error = home.api.visits(Auth::parent(&other.access_token, None), home.person(), school_week(), NOW).await.unwrap_err();
    assert!(matches!(error, ApiError::Refused { status: 403, .. } | ApiError::NoSuchRoute { .. }), "{error:?}");
}

#[tokio::test]
async fn every_fault_of_a_service_has_its_name() {
    let home = Home::new().await;
    let faults = [
        (FaultKind::Status { status: 500 }, ApiError::ServiceFault { status: 500, retry_after: None }),
        (FaultKind::Status { status: 504 }, ApiError::ServiceFault { status: 504, retry_after: None }),
        (FaultKind::Unauthorized, ApiError::NotForThisRole),
        (FaultKind::CutBody, ApiError::Malformed { what: "the body ended early" }),
        (FaultKind::Reset, ApiError::Offline),
        (FaultKind::RateLimited { retry_after: 77 }, ApiError::SlowDown { retry_after: Some(std::time::Duration::from_secs(77)) }),
        (FaultKind::Huge { bytes: 50_000_000 }, ApiError::TooLarge),
        (FaultKind::MissingRoute { route: None, status: 404 }, ApiError::NoSuchRoute { status: 404 }),
        (FaultKind::MissingRoute { route: None, status: 501 }, ApiError::NoSuchRoute { status: 501 }),
    ];
    for (fault, error) in faults {
        home.fault(Service::Pass, fault.clone());
        assert_eq!(home.passages(school_week()).await.unwrap_err(), error, "{fault:?}");
        assert!(
            home.api.balances(home.auth(), std::slice::from_ref(home.person())).await.is_ok(),
            "the other service goes on after {fault:?}"
        );
        assert!(home.passages(school_week()).await.is_ok(), "and this one again after {fault:?}");
    }
}

#[tokio::test]
async fn an_empty_body_is_no_proof_that_nothing_is_there() {
    let home = Home::new().await;
    home.fault(Service::Pass, FaultKind::Empty);
    let answer = home.api.visits(home.auth(), home.person(), school_week(), NOW).await.unwrap();
    assert!(answer.value.is_empty() && !answer.is_complete());
}

#[tokio::test]
async fn older_twins_are_used_where_a_route_is_missing() {
    let home = Home::new().await;
    let route = |path: &str| FaultKind::MissingRoute { route: Some(path.to_owned()), status: 404 };
    home.sandbox.faults().add(Service::Profile, route("/api/family/mobile/v1/profile"), None);
    assert_eq!(home.api.family(home.auth()).await.unwrap().value.children.len(), 2);
    assert_eq!(home.sandbox.counters().requests_to("/api/family/web/v1/profile"), 1);

    for missing in ["/api/ej/acl/v1/mod-acl", "/acl/api/users", "/api/ej/acl/v1/sessions"] {
        home.sandbox.faults().add(Service::Login, route(missing), None);
        let profiles = home.api.profile_info(&home.tokens.access).await.unwrap().value;
        assert_eq!(profiles[0].role, Some(Role::Parent), "without {missing}");
    }
    home.sandbox.faults().add(Service::Login, route("/lms/api/sessions"), None);
    assert!(matches!(home.api.profile_info(&home.tokens.access).await.unwrap_err(), ApiError::NoSuchRoute { .. }));
}

#[tokio::test]
async fn making_a_client_calls_nobody() {
    let sandbox = school().await;
    let api = api(&sandbox);
    assert_eq!(api.endpoints().school.as_str().trim_end_matches('/'), sandbox.base_url());
    assert_eq!(sandbox.counters().requests_to("/"), 0);
}
