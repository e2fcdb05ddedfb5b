//! Tokens over days: renewal, rotation, refusal, and a secret store that will not answer.
#![allow(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

use std::sync::Arc;

use schoolcard_core::app::{AppError, RefreshScope, StorageTrouble};
use schoolcard_core::domain::DataState;
use schoolcard_core::screens::home::HomeState;
use schoolcard_core::screens::visits::VisitsState;
use schoolcard_core::screens::{NoticeKind, Screen, ScreenState};
use schoolcard_core::secrets::SecretStore;
use schoolcard_sandbox::{FaultKind, Sandbox, Service};
use schoolcard_scenarios::keyring::Keyring;
use schoolcard_scenarios::{Phone, balance, browser, fortnight, rows, school};

const RENEWAL: &str = "POST /v3/token/refresh";
const DAY_AND_AN_HOUR: i64 = 25 * 3600;

async fn signed_in(children: u8) -> (Sandbox, Phone) {
    let school = school(children, 20).await.unwrap();
    let phone = Phone::new(&school.base_url()).unwrap();
    phone.sign_in(&school).await.unwrap();
    phone.app.refresh(RefreshScope::Latest).await.unwrap();
    (school, phone)
}

async fn signed_in_with(keyring: &Arc<Keyring>) -> (Sandbox, Phone) {
    let school = school(1, 20).await.unwrap();
    let phone = Phone::with_secrets(&school.base_url(), Arc::clone(keyring) as Arc<dyn SecretStore>).unwrap();
    phone.sign_in(&school).await.unwrap();
    phone.app.refresh(RefreshScope::Latest).await.unwrap();
    (school, phone)
}

fn renewals(school: &Sandbox) -> u64 {
    school.counters().requests_to(RENEWAL)
}

fn is_signed_in(phone: &Phone) -> bool {
    let notices = phone.notices().unwrap();
    !phone.cards().unwrap().is_empty() && !notices.contains(&NoticeKind::NeedsSignIn)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_ran_out_is_renewed_without_a_word() {
    let (school, phone) = signed_in(2).await;
    assert!(school.clock().advance(DAY_AND_AN_HOUR));
    phone.app.refresh(RefreshScope::Latest).await.unwrap();
    assert_eq!(renewals(&school), 1);
    assert!(is_signed_in(&phone));
    assert!(phone.cards().unwrap().iter().all(|card| balance(card).freshness.state == DataState::Live));
}

#[tokio::test(flavor = "multi_thread")]
async fn many_refreshes_at_once_share_one_renewal() {
    let (school, phone) = signed_in(4).await;
    assert!(school.clock().advance(DAY_AND_AN_HOUR));
    let children: Vec<_> = phone.cards().unwrap().into_iter().map(|card| card.person).collect();
    let scopes = std::iter::repeat_n(RefreshScope::Latest, 8)
        .chain([RefreshScope::Everything, RefreshScope::Everything])
        .chain(children.into_iter().map(|person| RefreshScope::Child { person, period: fortnight() }));
    let tasks: Vec<_> = scopes
        .map(|scope| {
            let app = Arc::clone(&phone.app);
            tokio::spawn(async move { app.refresh(scope).await })
        })
        .collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    assert_eq!(renewals(&school), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_rotated_pair_outlives_the_process_and_is_used_in_its_turn() {
    let (school, mut phone) = signed_in(1).await;
    for day in 1..=5 {
        assert!(school.clock().advance(DAY_AND_AN_HOUR));
        phone.app.refresh(RefreshScope::Latest).await.unwrap();
        assert_eq!(renewals(&school), day, "every refresh token works once, so each renewal used the one before's");
        phone = phone.reopened().unwrap();
    }
    assert!(is_signed_in(&phone));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_renewal_without_a_refresh_token_keeps_the_old_one() {
    let (school, phone) = signed_in(1).await;
    school.faults().add(Service::Login, FaultKind::PartialRenewal { empty: false }, Some(1));
    for expected in 1..=2 {
        assert!(school.clock().advance(DAY_AND_AN_HOUR));
        phone.app.refresh(RefreshScope::Latest).await.unwrap();
        assert_eq!(renewals(&school), expected);
    }
    assert!(is_signed_in(&phone));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_renewal_is_a_passing_fault_and_not_a_sign_out() {
    let (school, phone) = signed_in(1).await;
    assert!(school.clock().advance(DAY_AND_AN_HOUR));
    school.faults().add(Service::Login, FaultKind::PartialRenewal { empty: true }, None);
    assert!(matches!(phone.app.refresh(RefreshScope::Latest).await, Err(AppError::Server { .. })));
    assert!(is_signed_in(&phone));
    school.faults().clear();
    phone.app.refresh(RefreshScope::Latest).await.unwrap();
    assert!(is_signed_in(&phone));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_service_that_is_down_does_not_sign_anybody_out() {
    // Not a cut body: there the old refresh token is used up and the new pair lost on the way, and only a sign-in helps.
    for fault in [FaultKind::Status { status: 503 }, FaultKind::Reset, FaultKind::Empty, FaultKind::Huge { bytes: 50_000_000 }] {
        let (school, phone) = signed_in(1).await;
        assert!(school.clock().advance(DAY_AND_AN_HOUR));
        school.faults().add(Service::Login, fault.clone(), None);
        let outcome = phone.app.refresh(RefreshScope::Latest).await;
        assert!(matches!(outcome, Err(AppError::Server { .. } | AppError::Offline)), "{fault:?}: {outcome:?}");
        assert!(is_signed_in(&phone), "{fault:?}");
        school.faults().clear();
        phone.app.refresh(RefreshScope::Latest).await.unwrap_or_else(|error| panic!("{fault:?}: {error:?}"));
        assert_eq!(balance(&phone.cards().unwrap()[0]).freshness.state, DataState::Live, "{fault:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_renewal_asks_to_sign_in_and_every_screen_stays_readable() {
    let (school, phone) = signed_in(2).await;
    let screens = phone.screens(fortnight()).unwrap();
    let visits = |phone: &Phone| match phone.app.current(&screens[1]).unwrap() {
        ScreenState::Visits { state: VisitsState::Days { days, .. } } => days.len(),
        other => panic!("no visits: {other:?}"),
    };
    let (cards, days) = (phone.cards().unwrap(), visits(&phone));
    assert!(days > 0);
    assert!(school.clock().advance(31 * 24 * 3600), "the refresh token runs out after 30 days");
    assert_eq!(phone.app.refresh(RefreshScope::Latest).await, Err(AppError::SignedOut));
    {
        assert!(phone.notices().unwrap().contains(&NoticeKind::NeedsSignIn));
        assert_eq!(visits(&phone), days);
        assert_eq!(balance(&phone.cards().unwrap()[0]).value, balance(&cards[0]).value);
        let phone = phone.reopened().unwrap();
        assert!(phone.notices().unwrap().contains(&NoticeKind::NeedsSignIn), "in the next process too");
        assert_eq!(visits(&phone), days);
        assert_eq!(phone.app.refresh(RefreshScope::Latest).await, Err(AppError::SignedOut));
        let url = phone.app.begin_sign_in().await.unwrap();
        assert_eq!(visits(&phone), days, "readable while the browser is open");
        phone.app.complete_sign_in(browser::sign_in(&url, "parent").await).await.unwrap();
        phone.app.refresh(RefreshScope::Latest).await.unwrap();
        assert!(is_signed_in(&phone));
        assert_eq!(visits(&phone), days);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_refuses_the_token_is_that_services_fault() {
    for fault in [FaultKind::Unauthorized, FaultKind::Status { status: 401 }] {
        let (school, phone) = signed_in(1).await;
        let before = phone.cards().unwrap().remove(0);
        assert!(school.clock().advance(15 * 60));
        school.faults().add(Service::Food, fault.clone(), None);
        phone.app.refresh(RefreshScope::Latest).await.unwrap();
        let card = phone.cards().unwrap().remove(0);
        assert_eq!(balance(&card).freshness.state, DataState::ServiceDown, "{fault:?}");
        assert_eq!(balance(&card).value, balance(&before).value);
        assert_eq!(balance(&card).freshness.as_of, balance(&before).freshness.as_of, "the old date");
        assert_eq!(card.presence.freshness.state, DataState::Live);
        assert!(is_signed_in(&phone), "{fault:?}");
        assert!(renewals(&school) <= 1, "{fault:?}: one renewal at most, then it is the service");
        school.faults().clear();
        phone.app.refresh(RefreshScope::Latest).await.unwrap();
        assert_eq!(balance(&phone.cards().unwrap()[0]).freshness.state, DataState::Live);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_secret_store_is_retry_later_and_not_a_sign_out() {
    let keyring = Arc::<Keyring>::default();
    let (_school, phone) = signed_in_with(&keyring).await;
    let phone = phone.reopened().unwrap();
    keyring.lock(true);
    let locked = Err(AppError::Storage { trouble: StorageTrouble::SecretsLocked });
    assert_eq!(phone.app.refresh(RefreshScope::Latest).await, locked);
    assert!(is_signed_in(&phone));
    let phone = phone.reopened().unwrap();
    assert!(is_signed_in(&phone), "opening reads no secret");
    assert_eq!(phone.app.refresh(RefreshScope::Latest).await, locked);
    keyring.lock(false);
    phone.app.refresh(RefreshScope::Latest).await.unwrap();
    assert_eq!(balance(&phone.cards().unwrap()[0]).freshness.state, DataState::Live);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pair_that_could_not_be_kept_after_the_rotation_is_not_lost() {
    let keyring = Arc::<Keyring>::default();
    let (school, phone) = signed_in_with(&keyring).await;
    assert!(school.clock().advance(DAY_AND_AN_HOUR));
    keyring.take_nothing(true);
    let kept = keyring.sets();
    assert!(matches!(phone.app.refresh(RefreshScope::Latest).await, Err(AppError::Storage { .. })));
    assert_eq!(renewals(&school), 1);
    assert!(matches!(phone.app.refresh(RefreshScope::Latest).await, Err(AppError::Storage { .. })));
    assert_eq!(renewals(&school), 1, "the old pair is dead; nobody tries it again");
    assert!(is_signed_in(&phone));
    keyring.take_nothing(false);
    phone.app.refresh(RefreshScope::Latest).await.unwrap();
    assert_eq!(renewals(&school), 1);
    assert!(keyring.sets() > kept);
    let phone = phone.reopened().unwrap();
    assert!(school.clock().advance(DAY_AND_AN_HOUR));
    phone.app.refresh(RefreshScope::Latest).await.unwrap();
    assert!(is_signed_in(&phone));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pair_that_could_not_be_kept_is_kept_when_the_app_closes() {
    let keyring = Arc::<Keyring>::default();
    let (school, phone) = signed_in_with(&keyring).await;
    assert!(school.clock().advance(DAY_AND_AN_HOUR));
    keyring.take_nothing(true);
    assert!(phone.app.refresh(RefreshScope::Latest).await.is_err());
    keyring.take_nothing(false);
    let phone = phone.reopened().unwrap();
    phone.app.refresh(RefreshScope::Latest).await.unwrap();
    assert_eq!(renewals(&school), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_met_while_the_secret_store_is_locked_does_not_bar_later_renewals() {
    let keyring = Arc::<Keyring>::default();
    let (school, phone) = signed_in_with(&keyring).await;
    assert!(school.clock().advance(31 * 24 * 3600));
    keyring.lock(true);
    assert!(matches!(phone.app.refresh(RefreshScope::Latest).await, Err(AppError::Storage { .. })));
    assert!(is_signed_in(&phone));
    keyring.lock(false);
    assert_eq!(phone.app.refresh(RefreshScope::Latest).await, Err(AppError::SignedOut));
    assert!(phone.notices().unwrap().contains(&NoticeKind::NeedsSignIn));
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_in_the_middle_of_reading_leaves_nothing_behind() {
    let school = school(4, 400).await.unwrap();
    let keyring = Arc::<Keyring>::default();
    let phone = Phone::with_secrets(&school.base_url(), Arc::clone(&keyring) as Arc<dyn SecretStore>).unwrap();
    phone.sign_in(&school).await.unwrap();
    let app = Arc::clone(&phone.app);
    let reading = tokio::spawn(async move { app.refresh(RefreshScope::Everything).await });
    while school.counters().requests_to("GET /api/pass/") < 40 {
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    }
    phone.app.sign_out().await.unwrap();
    assert_eq!(reading.await.unwrap(), Err(AppError::SignedOut));
    assert!(matches!(phone.app.current(&Screen::Home).unwrap(), ScreenState::Home { state: HomeState::SignedOut }));
    assert_eq!(keyring.get("tokens".to_owned()).unwrap(), None);
    phone.app.pause(std::time::Duration::from_secs(1));
    assert_eq!(rows::of_the_phone(phone.data.path()).events(), 0);
    assert_eq!(school.counters().requests_to("/v3/auth/logout"), 1);
}
