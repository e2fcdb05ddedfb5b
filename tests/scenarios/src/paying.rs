//! A parent at the bank's page, and the names of what the app shows meanwhile.

use reqwest::redirect::Policy;
use schoolcard_core::app::ParentApp;
use schoolcard_core::domain::PersonId;
use schoolcard_core::screens::{Screen, ScreenState, TopUpState};

/// Presses a button of the page at `link` (`pay`, `decline`, `abandon`, `pay_twice`); where the browser goes then.
///
/// # Panics
/// When the page cannot be reached.
pub async fn press(link: &str, action: &str) -> Option<String> {
    press_with(link, &[("action", action), ("method", "card")]).await
}

/// Sends the page's form with `fields`.
///
/// # Panics
/// When the page cannot be reached.
pub async fn press_with(link: &str, fields: &[(&str, &str)]) -> Option<String> {
    // Whoever installed one before is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let browser = reqwest::Client::builder().redirect(Policy::none()).no_proxy().build().expect("a browser");
    let answer = browser.post(link).form(fields).send().await.expect("the bank's page");
    answer.headers().get("location").and_then(|to| to.to_str().ok()).map(str::to_owned)
}

/// The state of the top-up screen of `child`.
///
/// # Panics
/// When there is none.
pub fn state(app: &ParentApp, child: &PersonId) -> TopUpState {
    match app.current(&Screen::TopUp { child: child.clone() }) {
        Ok(ScreenState::TopUp { state }) => state,
        other => panic!("no top-up screen: {other:?}"),
    }
}

/// The case of `state`, and how a finished one ended.
pub fn name(state: &TopUpState) -> String {
    match state {
        TopUpState::SignedOut => "SignedOut".to_owned(),
        TopUpState::UnknownChild => "UnknownChild".to_owned(),
        TopUpState::NoAccount { .. } => "NoAccount".to_owned(),
        TopUpState::NoProvider { .. } => "NoProvider".to_owned(),
        TopUpState::ChooseAmount { .. } => "ChooseAmount".to_owned(),
        TopUpState::Asking { .. } => "Asking".to_owned(),
        TopUpState::Held { .. } => "Held".to_owned(),
        TopUpState::Pay { .. } => "Pay".to_owned(),
        TopUpState::Waiting { .. } => "Waiting".to_owned(),
        TopUpState::Unknown { .. } => "Unknown".to_owned(),
        TopUpState::Finished { outcome, .. } => format!("{outcome:?}"),
    }
}
