//! A headless browser driven over plain WebDriver HTTP: just what the console's test needs.
#![allow(clippy::unwrap_used, clippy::expect_used)] // a panic is how these helpers fail a test

use std::io::{BufRead, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use reqwest::{Client, Method};
use serde_json::{Value, json};

/// Set by who cannot have a browser; the test then says that it was not run.
pub const OPT_OUT: &str = "SCHOOLCARD_NO_BROWSER";
/// The key under which WebDriver hands out elements.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A browser with one page open. Dropping it ends the driver, and the driver ends the browser.
pub struct Browser {
    driver: Child,
    session: String,
    http: Client,
}

impl Drop for Browser {
    /// Also after a failed assertion: the session is ended first, or the browser would outlive its driver.
    fn drop(&mut self) {
        // Nothing to be done about a driver that no longer listens: it is killed below.
        let _ = self.end_session();
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

impl Browser {
    /// Starts Debian's `chromedriver` and a headless Chromium of `width` × `height` CSS pixels.
    pub async fn open(http: Client, url: &str, width: u32, height: u32) -> Self {
        let mut driver =
            Command::new("chromedriver").arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap_or_else(|error| {
                panic!("chromedriver does not start ({error}); install Debian's chromium and chromium-driver, or set {OPT_OUT}")
            });
        let lines = BufReader::new(driver.stdout.take().unwrap()).lines();
        let port = lines
            .map_while(Result::ok)
            .find_map(|line| {
                let (_, port) = line.split_once("started successfully on port ")?;
                Some(port.trim_end_matches('.').to_owned())
            })
            .expect("chromedriver names its port");
        let mut browser = Self { driver, session: format!("http://127.0.0.1:{port}/session"), http };
        let arguments = [
            "--headless=new".to_owned(),
            "--no-sandbox".to_owned(),
            "--disable-gpu".to_owned(),
            "--disable-dev-shm-usage".to_owned(),
            "--lang=ru".to_owned(),
            format!("--window-size={width},{height}"),
        ];
        let options = json!({"capabilities": {"alwaysMatch": {
            "browserName": "chrome",
            // A place is waited for: the next page may still be on its way.
            "timeouts": {"implicit": 10_000},
            "goog:chromeOptions": {"args": arguments},
            "goog:loggingPrefs": {"browser": "ALL"},
        }}});
        let made = browser.send(Method::POST, "", Some(options)).await;
        let id = made["sessionId"].as_str().expect("a session").to_owned();
        browser.session = format!("{}/{id}", browser.session);
        browser.send(Method::POST, "/url", Some(json!({"url": url}))).await;
        browser
    }

    /// One blocking request by hand: `drop` cannot wait for the asynchronous client.
    fn end_session(&self) -> std::io::Result<()> {
        let url = url::Url::parse(&self.session).map_err(std::io::Error::other)?;
        let port = url.port().unwrap_or_default();
        let mut stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_read_timeout(Some(Duration::from_secs(5)))?;
        write!(stream, "DELETE {} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n", url.path())?;
        stream.read_to_end(&mut Vec::new())?;
        Ok(())
    }

    /// Presses what the selector finds, as a person would: it must be visible and not covered.
    pub async fn press(&self, css: &str) {
        let element = self.find(css).await;
        self.send(Method::POST, &format!("/element/{element}/click"), Some(json!({}))).await;
    }

    /// Replaces the text of a field.
    pub async fn fill(&self, css: &str, text: &str) {
        let element = self.find(css).await;
        self.send(Method::POST, &format!("/element/{element}/clear"), Some(json!({}))).await;
        self.send(Method::POST, &format!("/element/{element}/value"), Some(json!({"text": text}))).await;
    }

    /// The text a person sees there.
    pub async fn text(&self, css: &str) -> String {
        // The page may draw itself anew, or be left, between finding a place and reading it: then it is found again.
        for _ in 0..20 {
            let element = self.find(css).await;
            match self.ask(Method::GET, &format!("/element/{element}/text"), None).await {
                Ok(text) => return text.as_str().unwrap().replace('\u{a0}', " "),
                Err(refusal) => assert_eq!(refusal["error"], "stale element reference", "{css}: {refusal}"),
            }
        }
        panic!("{css} never stood still");
    }

    /// Runs a script in the page and gives back its value.
    pub async fn script(&self, script: &str) -> Value {
        let body = json!({"script": script, "args": []});
        self.send(Method::POST, "/execute/sync", Some(body)).await
    }

    /// Waits up to ten seconds until the text there contains `part`.
    pub async fn wait_for(&self, css: &str, part: &str) {
        let mut text = String::new();
        for _ in 0..100 {
            text = self.text(css).await;
            if text.contains(part) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("{css} never showed {part:?}; it shows {text:?}");
    }

    /// Warnings and errors of the page's console.
    pub async fn complaints(&self) -> Vec<String> {
        let log = self.send(Method::POST, "/se/log", Some(json!({"type": "browser"}))).await;
        log.as_array()
            .unwrap()
            .iter()
            .filter(|entry| entry["level"] != "INFO" && entry["level"] != "DEBUG")
            .map(|entry| entry["message"].as_str().unwrap().to_owned())
            .collect()
    }

    /// The page as a PNG in base64.
    pub async fn screenshot(&self) -> String {
        let picture = self.send(Method::GET, "/screenshot", None).await;
        picture.as_str().unwrap().to_owned()
    }

    async fn find(&self, css: &str) -> String {
        let body = json!({"using": "css selector", "value": css});
        let found = self.send(Method::POST, "/element", Some(body)).await;
        found[ELEMENT].as_str().unwrap().to_owned()
    }

    async fn send(&self, method: Method, path: &str, body: Option<Value>) -> Value {
        self.ask(method, path, body).await.unwrap_or_else(|refusal| panic!("{path}: {}", refusal["message"]))
    }

    /// What the browser answers, or its refusal.
    async fn ask(&self, method: Method, path: &str, body: Option<Value>) -> Result<Value, Value> {
        let url = format!("{}{path}", self.session);
        let mut request = self.http.request(method, &url);
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer = request.send().await.unwrap();
        let status = answer.status();
        let mut json: Value = answer.json().await.unwrap();
        let value = json["value"].take();
        if status.is_success() { Ok(value) } else { Err(value) }
    }
}
