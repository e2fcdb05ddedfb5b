//! A plain client for the tests: it signs in by wire-api §1 over real HTTP and calls routes with chosen headers.
#![allow(dead_code)] // each test file uses its own part
#![allow(clippy::unwrap_used)] // helpers of tests fail like tests

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::NaiveDateTime;
use reqwest::{Client, RequestBuilder, Response, StatusCode};
use schoolcard_sandbox::{Sandbox, SandboxConfig, start};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use url::Url;

pub const VERIFIER: &str = "a-verifier-of-the-tests-0123456789.ABCDEFGHIJKLM~_";
pub const REDIRECT: &str = "http://127.0.0.1:9/back";

/// A moment on the sandbox's clock.
pub fn at(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").unwrap()
}

/// A sandbox whose clock stands at 11:30 of a school Tuesday.
pub async fn school(children: u8) -> Sandbox {
    start(SandboxConfig { children, now: Some(at("2026-05-12T11:30")), ..SandboxConfig::default() }).await.unwrap()
}

/// An HTTP client that follows no redirects and keeps no cookies.
pub fn http() -> Client {
    // Another test of this process may have installed it already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap()
}

/// The address of the sign-in page with everything wire-api §1 asks for.
pub fn authorize_url(base: &str) -> Url {
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER));
    Url::parse_with_params(
        &format!("{base}/sps/oauth/ae"),
        [
            ("response_type", "code"),
            ("access_type", "offline"),
            ("client_id", "test-client"),
            ("redirect_uri", REDIRECT),
            ("scope", "openid profile birthday contacts snils"),
            ("prompt", "login"),
            ("code_challenge", challenge.as_str()),
            ("code_challenge_method", "S256"),
            ("state", "state-1"),
        ],
    )
    .unwrap()
}

/// The parameter of a redirect's address.
pub fn redirected(response: &Response, name: &str) -> Option<String> {
    let location = Url::parse(response.headers()["location"].to_str().unwrap()).unwrap();
    location.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

pub async fn code(http: &Client, base: &str, login: &str) -> String {
    let answer = http.post(authorize_url(base)).form(&[("login", login), ("password", login)]).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::FOUND);
    assert_eq!(redirected(&answer, "state").as_deref(), Some("state-1"));
    redirected(&answer, "code").unwrap()
}

pub async fn mos_token_answer(http: &Client, base: &str, code: &str, verifier: &str) -> Response {
    let form = [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", REDIRECT), ("code_verifier", verifier)];
    http.post(format!("{base}/sps/oauth/te")).form(&form).send().await.unwrap()
}

pub async fn exchange_answer(http: &Client, base: &str, mos_token: &str) -> Response {
    let body = serde_json::json!({ "user_authentication_for_mobile_request": { "mos_access_token": mos_token } });
    http.post(format!("{base}/v3/auth/sudir/auth")).json(&body).send().await.unwrap()
}

/// A signed-in parent.
pub struct Parent {
    pub http: Client,
    pub base: String,
    pub access: String,
    pub refresh: String,
}

impl Parent {
    /// Through all steps of wire-api §1, activation included.
    pub async fn sign_in(sandbox: &Sandbox, login: &str) -> Self {
        let parent = Self::not_activated(sandbox, login).await;
        let roles = parent.activate().await;
        assert_eq!(roles[0]["type"], "ParentProfile");
        parent
    }

    /// Through all steps but the last.
    pub async fn not_activated(sandbox: &Sandbox, login: &str) -> Self {
        let (http, base) = (http(), sandbox.base_url());
        let code = code(&http, &base, login).await;
        let mos: Value = json(mos_token_answer(&http, &base, &code, VERIFIER).await).await;
        let diary: Value = json(exchange_answer(&http, &base, mos["access_token"].as_str().unwrap()).await).await;
        let pair = &diary["user_authentication_for_mobile_response"];
        let text = |key: &str| pair[key].as_str().unwrap().to_owned();
        let (access, refresh) = (text("mesh_access_token"), text("mesh_refresh_token"));
        Self { http, base, access, refresh }
    }

    pub async fn activate(&self) -> Value {
        let request = self.older("/api/ej/acl/v1/mod-acl/users/profile_info");
        json(request.header("Partner-Source-Id", "MOBILE").send().await.unwrap()).await
    }

    fn request(&self, path: &str) -> RequestBuilder {
        self.http
            .get(format!("{}{path}", self.base))
            .bearer_auth(&self.access)
            .header("X-Mes-Subsystem", "familymp")
            .header("client-type", "diary-mobile")
    }

    /// A request of the newer services: `Authorization` alone.
    pub fn newer(&self, path: &str) -> RequestBuilder {
        self.request(path)
    }

    /// A request of the older services: header, bare token and cookie together.
    pub fn older(&self, path: &str) -> RequestBuilder {
        self.request(path).header("Auth-Token", &self.access).header("Cookie", format!("aupd_token={}", self.access))
    }

    pub async fn get(&self, path: &str) -> Value {
        let newer = path.starts_with("/api/food/") || path.starts_with("/api/pass/");
        let request = if newer { self.newer(path) } else { self.older(path) };
        json(request.send().await.unwrap()).await
    }

    pub async fn children(&self) -> Vec<Value> {
        let profile = self.get("/api/family/mobile/v1/profile").await;
        profile["children"].as_array().unwrap().clone()
    }

    /// The personId of a child.
    pub async fn person(&self, index: usize) -> String {
        self.children().await[index]["contingent_guid"].as_str().unwrap().to_owned()
    }

    /// All movements of a child in a period, newest first, walked page by page.
    pub async fn movements(&self, person: &str, from: &str, to: &str) -> Vec<Value> {
        let mut all: Vec<Value> = Vec::new();
        loop {
            let path =
                format!("/api/food/meals/v3/transactions?clientId={}&from={from}&to={to}&limit=50&offset={}", client_id(person), all.len());
            let page = self.get(&path).await;
            all.extend(page["transactions"].as_array().unwrap().iter().cloned());
            if page["hasNext"] == false {
                return all;
            }
        }
    }

    /// Days of the current visits route.
    pub async fn visit_days(&self, person: &str, from: &str, to: &str) -> Vec<Value> {
        let path = format!("/api/pass/entrances/v1/visit_durations?personId={person}&from={from}&to={to}");
        self.get(&path).await["payload"].as_array().unwrap().clone()
    }
}

/// `clientId` as the wire wants it: a JSON object, percent-encoded.
pub fn client_id(person: &str) -> String {
    encoded(&format!("{{\"personId\":\"{person}\"}}"))
}

/// `clientIds`: a JSON array, percent-encoded.
pub fn client_ids(people: &[&str]) -> String {
    let people: Vec<_> = people.iter().map(|person| serde_json::json!({ "personId": person })).collect();
    encoded(&Value::from(people).to_string())
}

fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// The JSON of a successful answer.
pub async fn json(response: Response) -> Value {
    let status = response.status();
    let text = response.text().await.unwrap();
    assert!(status.is_success(), "{status}: {text}");
    serde_json::from_str(&text).unwrap()
}

/// Undoes trap 3: a number above i32 is a negative one printed as uint32.
pub fn signed(value: &Value) -> i64 {
    let number = value.as_i64().unwrap();
    if number > i64::from(i32::MAX) { number - (1 << 32) } else { number }
}
