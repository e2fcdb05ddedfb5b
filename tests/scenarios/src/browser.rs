//! The parent in front of the sandbox's sign-in page: opens it, types, and hands back where the page sends the browser.

use reqwest::{Client, StatusCode, header};

/// A browser that follows no redirects: the app takes them.
fn client() -> Client {
    // Another test of this process may have installed it already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build().expect("a client")
}

/// Opens the sign-in page at `url`, signs in as `login` (the sandbox's passwords are its logins) and returns the redirect.
///
/// # Panics
/// When the page does not show or does not redirect.
pub async fn sign_in(url: &str, login: &str) -> String {
    let page = client().get(url).send().await.expect("the sign-in page");
    assert_eq!(page.status(), StatusCode::OK);
    assert!(page.text().await.expect("the page's text").contains(login), "the page names its people");
    submit(url, &[("login", login), ("password", login)]).await
}

/// Opens the sign-in page and presses "cancel"; returns the redirect.
///
/// # Panics
/// When the page does not redirect.
pub async fn cancel(url: &str) -> String {
    submit(url, &[("cancel", "1")]).await
}

async fn submit(url: &str, form: &[(&str, &str)]) -> String {
    let answer = client().post(url).form(form).send().await.expect("the sign-in page");
    assert_eq!(answer.status(), StatusCode::FOUND);
    answer.headers()[header::LOCATION].to_str().expect("an address").to_owned()
}

/// `redirect` with another value for its parameter `name`.
///
/// # Panics
/// When `redirect` is not an address.
pub fn with(redirect: &str, name: &str, value: &str) -> String {
    let mut url = url::Url::parse(redirect).expect("an address");
    let others: Vec<(String, String)> =
        url.query_pairs().filter(|(key, _)| key != name).map(|(k, v)| (k.into_owned(), v.into_owned())).collect();
    url.query_pairs_mut().clear().extend_pairs(others).append_pair(name, value);
    url.into()
}
