//! A parent who tops up: the requests of wire-api §9, and a form on the payment page.
#![allow(dead_code)] // each test file uses its own part
#![allow(clippy::unwrap_used)] // helpers of tests fail like tests

use reqwest::{Client, RequestBuilder, Response};
use schoolcard_sandbox::Sandbox;
use serde_json::{Value, json as object};

use crate::client::{Parent, client_id, client_ids, json};

/// A signed-in parent and the first child's account.
pub struct Payer {
    pub parent: Parent,
    pub http: Client,
    pub base: String,
    pub person: String,
    pub contract: i64,
}

/// A link as `mospay/init` answers.
pub struct Link {
    pub url: String,
    pub request_uid: String,
}

/// A page of the history.
#[derive(Debug, Default, PartialEq)]
pub struct History {
    pub data: Vec<Value>,
    pub total_count: i64,
    pub total_pages: i64,
}

impl History {
    pub fn amounts(&self) -> Vec<i64> {
        self.data.iter().map(|payment| payment["amount"].as_i64().unwrap()).collect()
    }
}

impl Payer {
    pub async fn new(sandbox: &Sandbox, login: &str) -> Self {
        Self::of(Parent::sign_in(sandbox, login).await).await
    }

    pub async fn of(parent: Parent) -> Self {
        let child = parent.children().await.remove(0);
        Self {
            http: parent.http.clone(),
            base: parent.base.clone(),
            person: child["contingent_guid"].as_str().unwrap().to_owned(),
            contract: child["contract_id"].as_i64().unwrap(),
            parent,
        }
    }

    fn post(&self, path: &str, token: &str) -> RequestBuilder {
        self.http
            .post(format!("{}/api/family/mobile/v1/payments/{path}", self.base))
            .bearer_auth(token)
            .header("X-Mes-Subsystem", "familymp")
    }

    pub fn init_url(&self) -> String {
        format!("{}/api/family/mobile/v1/payments/mospay/init", self.base)
    }

    pub fn init_body(&self, amount: i64) -> Value {
        object!({
            "portal_id": "familymp",
            "payments": [{"type": "FOOD", "amount": amount, "contract_id": self.contract}],
            "urls": {"success": "schoolcard://payment/done", "fail": "schoolcard://payment/failed", "back": "schoolcard://payment/back"},
        })
    }

    /// `mospay/init` with any body, an answer or none.
    pub async fn try_init(&self, body: &Value) -> reqwest::Result<Response> {
        self.post("mospay/init", &self.parent.access).json(body).send().await
    }

    pub async fn init(&self, body: &Value) -> Response {
        self.try_init(body).await.unwrap()
    }

    pub async fn link(&self, amount: i64) -> Link {
        let answer = json(self.init(&self.init_body(amount)).await).await;
        Link { url: answer["payment_link"].as_str().unwrap().to_owned(), request_uid: answer["request_uid"].as_str().unwrap().to_owned() }
    }

    pub async fn try_history_token(&self) -> reqwest::Result<Response> {
        self.post("history/token", &self.parent.access).send().await
    }

    pub async fn history_token(&self) -> String {
        let answer = json(self.try_history_token().await.unwrap()).await;
        answer["access_token"].as_str().unwrap().to_owned()
    }

    pub async fn try_history(&self, token: &str, body: &Value) -> reqwest::Result<Response> {
        self.post("history", token).json(body).send().await
    }

    pub async fn history_answer(&self, token: &str, body: &Value) -> Response {
        self.try_history(token, body).await.unwrap()
    }

    pub async fn history(&self, body: &Value) -> History {
        let token = self.history_token().await;
        let answer = json(self.history_answer(&token, body).await).await;
        History {
            data: answer["data"].as_array().unwrap().clone(),
            total_count: answer["total_count"].as_i64().unwrap(),
            total_pages: answer["total_pages"].as_i64().unwrap(),
        }
    }

    /// Confirmed money as balance v3 shows it.
    pub async fn balance(&self) -> i64 {
        let path = format!("/api/food/meals/v3/clients/balance?clientIds={}", client_ids(&[&self.person]));
        self.parent.get(&path).await[0]["balance"].as_i64().unwrap()
    }

    /// The newest movements.
    pub async fn movements(&self) -> Vec<Value> {
        let path = format!("/api/food/meals/v3/transactions?clientId={}&from=2026-05-01&to=2026-05-31", client_id(&self.person));
        self.parent.get(&path).await["transactions"].as_array().unwrap().clone()
    }

    /// An operator's POST.
    pub async fn operate(&self, path: &str, body: &Value) -> Value {
        let url = format!("{}/sandbox/v1/{path}", self.base);
        json(self.http.post(url).json(body).send().await.unwrap()).await
    }

    /// An operator's GET.
    pub async fn look(&self, path: &str) -> Value {
        let url = format!("{}/sandbox/v1/{path}", self.base);
        json(self.http.get(url).send().await.unwrap()).await
    }
}

/// Sends the form of the payment page; an answer or none.
pub async fn try_press(http: &Client, url: &str, form: &[(&str, &str)]) -> reqwest::Result<Response> {
    http.post(url).form(form).send().await
}

/// Sends the form of the payment page.
pub async fn press(http: &Client, url: &str, form: &[(&str, &str)]) -> Response {
    try_press(http, url, form).await.unwrap()
}
