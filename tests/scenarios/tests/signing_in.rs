//! Signing in through the sandbox's real sign-in page, and every way in which it can go wrong.
#![allow(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

use std::sync::Arc;

use schoolcard_core::app::{Action, AppError, RefreshScope};
use schoolcard_core::screens::sign_in::{SignInState, SignInTrouble};
use schoolcard_core::screens::{Screen, ScreenState};
use schoolcard_core::secrets::SecretStore;
use schoolcard_sandbox::{FaultKind, Sandbox, Service};
use schoolcard_scenarios::keyring::Keyring;
use schoolcard_scenarios::{Phone, browser, school};

const EXCHANGE: &str = "POST /sps/oauth/te";

fn rejected(outcome: Result<(), AppError>) -> String {
    match outcome {
        Err(AppError::Rejected { code, .. }) => code,
        other => panic!("not rejected: {other:?}"),
    }
}

fn sign_in_screen(phone: &Phone) -> SignInState {
    match phone.app.current(&Screen::SignIn).unwrap() {
        ScreenState::SignIn { state } => state,
        other => panic!("another screen: {other:?}"),
    }
}

fn exchanges(school: &Sandbox) -> u64 {
    school.counters().requests_to(EXCHANGE)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parent_signs_in_through_the_page_and_sees_the_children() {
    let school = school(2, 10).await.unwrap();
    let phone = Phone::new(&school.base_url()).unwrap();
    assert!(matches!(sign_in_screen(&phone), SignInState::SignedOut { .. }));
    let url = phone.app.begin_sign_in().await.unwrap();
    assert!(matches!(sign_in_screen(&phone), SignInState::AwaitingRedirect { url: again, .. } if again == url));
    let redirect = browser::sign_in(&url, "parent").await;
    phone.app.complete_sign_in(redirect).await.unwrap();
    phone.app.refresh(RefreshScope::Latest).await.unwrap();
    assert_eq!(phone.cards().unwrap().len(), 2);
    assert!(matches!(sign_in_screen(&phone), SignInState::SignedIn { name: Some(_) }));
    assert_eq!(exchanges(&school), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redirect_with_a_wrong_state_is_refused_and_the_right_one_still_works() {
    let school = school(1, 10).await.unwrap();
    let phone = Phone::new(&school.base_url()).unwrap();
    let url = phone.app.begin_sign_in().await.unwrap();
    let redirect = browser::sign_in(&url, "parent").await;
    let forged = browser::with(&redirect, "state", "somebody-else");
    assert_eq!(rejected(phone.app.complete_sign_in(forged).await), "wrong_state");
    assert_eq!(rejected(phone.app.complete_sign_in("not an address".to_owned()).await), "wrong_state");
    assert_eq!(exchanges(&school), 0);
    phone.app.complete_sign_in(redirect).await.unwrap();
    assert_eq!(exchanges(&school), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redirect_out_of_the_blue_is_refused() {
    let school = school(1, 10).await.unwrap();
    let phone = Phone::new(&school.base_url()).unwrap();
    let outcome = phone.app.complete_sign_in("http://127.0.0.1/callback?code=c&state=s".to_owned()).await;
    assert_eq!(rejected(outcome), "wrong_state");
    assert_eq!(school.counters().total(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn cancelling_on_the_page_is_told_as_a_refusal_and_a_new_attempt_works() {
    let school = school(1, 10).await.unwrap();
    let phone = Phone::new(&school.base_url()).unwrap();
    let redirect = browser::cancel(&phone.app.begin_sign_in().await.unwrap()).await;
    assert!(redirect.contains("error=access_denied"));
    assert_eq!(rejected(phone.app.complete_sign_in(redirect.clone()).await), "sign_in_refused");
    assert!(matches!(sign_in_screen(&phone), SignInState::Failed { trouble: SignInTrouble::Refused, .. }));
    assert_eq!(rejected(phone.app.complete_sign_in(redirect).await), "redirect_repeated");
    assert_eq!(exchanges(&school), 0);
    let url = phone.app.begin_sign_in().await.unwrap();
    phone.app.complete_sign_in(browser::sign_in(&url, "parent").await).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redirect_delivered_twice_makes_one_exchange() {
    let school = school(1, 10).await.unwrap();
    let phone = Phone::new(&school.base_url()).unwrap();
    let redirect = browser::sign_in(&phone.app.begin_sign_in().await.unwrap(), "parent").await;
    let outcomes = tokio::join!(phone.app.complete_sign_in(redirect.clone()), phone.app.complete_sign_in(redirect.clone()));
    let (fine, refused) = if outcomes.0.is_ok() { outcomes } else { (outcomes.1, outcomes.0) };
    fine.unwrap();
    assert_eq!(rejected(refused), "redirect_repeated");
    assert_eq!(rejected(phone.app.complete_sign_in(redirect.clone()).await), "redirect_repeated", "after signing in too");
    assert_eq!(exchanges(&school), 1);
    let phone = phone.reopened().unwrap();
    assert_eq!(rejected(phone.app.complete_sign_in(redirect).await), "redirect_repeated", "and in the next process");
    assert_eq!(exchanges(&school), 1);
    assert!(matches!(sign_in_screen(&phone), SignInState::SignedIn { .. }));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_survives_the_death_of_the_process_while_the_browser_is_open() {
    let school = school(1, 10).await.unwrap();
    let phone = Phone::new(&school.base_url()).unwrap();
    let url = phone.app.begin_sign_in().await.unwrap();
    let phone = phone.reopened().unwrap();
    assert!(matches!(sign_in_screen(&phone), SignInState::AwaitingRedirect { url: again, .. } if again == url));
    phone.app.complete_sign_in(browser::sign_in(&url, "parent").await).await.unwrap();
    phone.app.refresh(RefreshScope::Latest).await.unwrap();
    assert_eq!(phone.cards().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_attempt_replaces_the_first() {
    let school = school(1, 10).await.unwrap();
    let phone = Phone::new(&school.base_url()).unwrap();
    let first = phone.app.begin_sign_in().await.unwrap();
    let second = phone.app.begin_sign_in().await.unwrap();
    assert_eq!(rejected(phone.app.complete_sign_in(browser::sign_in(&first, "parent").await).await), "wrong_state");
    phone.app.complete_sign_in(browser::sign_in(&second, "parent").await).await.unwrap();
    assert_eq!(exchanges(&school), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_without_a_school_account_is_told_so() {
    let school = school(1, 10).await.unwrap();
    let phone = Phone::new(&school.base_url()).unwrap();
    let redirect = browser::sign_in(&phone.app.begin_sign_in().await.unwrap(), "stranger").await;
    assert_eq!(rejected(phone.app.complete_sign_in(redirect).await), "no_school_account");
    assert!(matches!(sign_in_screen(&phone), SignInState::Failed { trouble: SignInTrouble::NoSchoolAccount, .. }));
    assert_eq!(phone.app.refresh(RefreshScope::Latest).await, Err(AppError::SignedOut));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_ran_out_is_told_so() {
    let school = school(1, 10).await.unwrap();
    let phone = Phone::new(&school.base_url()).unwrap();
    let redirect = browser::sign_in(&phone.app.begin_sign_in().await.unwrap(), "parent").await;
    assert!(school.clock().advance(6 * 60));
    assert_eq!(rejected(phone.app.complete_sign_in(redirect).await), "code_expired");
    assert!(matches!(sign_in_screen(&phone), SignInState::Failed { trouble: SignInTrouble::CodeExpired, .. }));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redirect_or_a_new_attempt_after_signing_in_changes_nothing() {
    let school = school(1, 10).await.unwrap();
    let phone = Phone::new(&school.base_url()).unwrap();
    phone.sign_in(&school).await.unwrap();
    phone.app.refresh(RefreshScope::Latest).await.unwrap();
    let outcome = phone.app.complete_sign_in("http://127.0.0.1/callback?code=c&state=s".to_owned()).await;
    assert_eq!(rejected(outcome), "wrong_state");
    assert_eq!(rejected(phone.app.begin_sign_in().await.map(drop)), "not_now");
    phone.app.refresh(RefreshScope::Latest).await.unwrap();
    assert_eq!(phone.cards().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_tokens_given_by_hand_are_told_as_such() {
    let school = school(1, 10).await.unwrap();
    let phone = Phone::new(&school.base_url()).unwrap();
    let outcome = phone.app.sign_in_with_tokens("no-token".to_owned(), None).await;
    assert_eq!(rejected(outcome), "code_expired");
    assert!(matches!(sign_in_screen(&phone), SignInState::Failed { .. }));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_service_at_fault_is_told_as_a_fault_and_a_missing_network_as_that() {
    let school = school(1, 10).await.unwrap();
    let phone = Phone::new(&school.base_url()).unwrap();
    let redirect = browser::sign_in(&phone.app.begin_sign_in().await.unwrap(), "parent").await;
    school.faults().add(Service::Login, FaultKind::Status { status: 504 }, None);
    assert_eq!(phone.app.complete_sign_in(redirect).await, Err(AppError::Server { retry_after: None }));
    assert!(matches!(sign_in_screen(&phone), SignInState::Failed { trouble: SignInTrouble::ServiceDown, .. }));
    school.faults().clear();
    let redirect = browser::sign_in(&phone.app.begin_sign_in().await.unwrap(), "parent").await;
    school.shutdown().await;
    assert_eq!(phone.app.complete_sign_in(redirect).await, Err(AppError::Offline));
    assert!(matches!(sign_in_screen(&phone), SignInState::Failed { trouble: SignInTrouble::Offline, .. }));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_secret_store_holds_a_sign_in_up_and_loses_nothing() {
    let school = school(1, 10).await.unwrap();
    let keyring = Arc::<Keyring>::default();
    let phone = Phone::with_secrets(&school.base_url(), Arc::clone(&keyring) as Arc<dyn SecretStore>).unwrap();
    keyring.lock(true);
    assert!(matches!(phone.app.begin_sign_in().await, Err(AppError::Storage { .. })));
    keyring.lock(false);
    let redirect = browser::sign_in(&phone.app.begin_sign_in().await.unwrap(), "parent").await;
    keyring.lock(true);
    assert!(matches!(phone.app.complete_sign_in(redirect.clone()).await, Err(AppError::Storage { .. })));
    assert_eq!(exchanges(&school), 0, "nothing was sent that could not be kept");
    keyring.lock(false);
    phone.app.complete_sign_in(redirect).await.unwrap();
    assert_eq!(exchanges(&school), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn giving_up_brings_the_screen_back_to_where_it_was() {
    let school = school(1, 10).await.unwrap();
    let phone = Phone::new(&school.base_url()).unwrap();
    let url = phone.app.begin_sign_in().await.unwrap();
    phone.app.dispatch(Action::CancelSignIn);
    let end = std::time::Instant::now() + std::time::Duration::from_secs(5);
    while !matches!(sign_in_screen(&phone), SignInState::SignedOut { .. }) {
        assert!(std::time::Instant::now() < end, "still {:?}", sign_in_screen(&phone));
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    let late = browser::sign_in(&url, "parent").await;
    assert_eq!(rejected(phone.app.complete_sign_in(late).await), "wrong_state");
    assert_eq!(exchanges(&school), 0);
}
