//! The demo in a real terminal: what the operator does at the console is an alert on the screen, by push and by asking.
#![allow(clippy::expect_used)] // helpers of tests fail like tests

use std::time::{Duration, Instant};

use serde_json::{Value, json};

mod common;
use common::terminal::Terminal;

/// Longer than anything takes.
const PATIENCE: Duration = Duration::from_secs(60);
/// From the operator's deed to the screen, by push.
const SOON: Duration = Duration::from_secs(1);
/// How often the demo asks where there are no pushes, and a little for the answer.
const POLL: Duration = Duration::from_secs(12);

/// The operator's side of a demo's school.
struct Operator {
    client: reqwest::Client,
    address: String,
}

impl Operator {
    /// The console's address stands on the screen.
    fn at(screen: &str) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let from = screen.find("http://127.0.0.1").expect("the console");
        let address = screen[from..].split("/console").next().expect("an address").to_owned();
        Self { client: reqwest::Client::builder().no_proxy().build().expect("a client"), address }
    }

    async fn get(&self, path: &str) -> Value {
        self.client.get(format!("{}/sandbox/v1/{path}", self.address)).send().await.expect("an answer").json().await.expect("JSON")
    }

    async fn post(&self, path: &str, body: Value) {
        let answer = self.client.post(format!("{}/sandbox/v1/{path}", self.address)).json(&body).send().await.expect("an answer");
        assert!(answer.status().is_success(), "{path}: {}", answer.text().await.expect("a text"));
    }

    async fn requests(&self) -> u64 {
        self.get("requests").await["total"].as_u64().expect("a number")
    }

    /// Waits until the app has read everything.
    async fn calm(&self) {
        let (mut last, mut since) = (self.requests().await, Instant::now());
        let begin = Instant::now();
        while since.elapsed() < Duration::from_secs(2) {
            assert!(begin.elapsed() < PATIENCE, "the app never stops asking");
            tokio::time::sleep(Duration::from_millis(100)).await;
            let now = self.requests().await;
            if now != last {
                (last, since) = (now, Instant::now());
            }
        }
    }

    /// The first child: first name, person id, whether it is inside.
    async fn child(&self) -> (String, String, bool) {
        let state = self.get("state").await;
        let child = &state["children"][0];
        let name = child["name"].as_str().expect("a name").split(' ').next().expect("a first name").to_owned();
        (name, child["person_id"].as_str().expect("an id").to_owned(), child["inside"].as_bool().expect("inside"))
    }

    /// Taps the card of the first child the way it can go next; what the alert begins with.
    async fn tap(&self) -> String {
        let (name, person, inside) = self.child().await;
        let direction = if inside { "out" } else { "in" };
        self.post("tap", json!({"person_id": person, "direction": direction})).await;
        format!("● {name} {}", if inside { "выш" } else { "вош" })
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tap_is_an_alert_within_a_second_without_any_request_and_is_read_once_looked_at() {
    let terminal = Terminal::open(&["demo"]);
    let (screen, _) = terminal.until("На счёте", PATIENCE);
    let operator = Operator::at(&screen);
    operator.calm().await;
    let asked = operator.requests().await;
    let tapped = Instant::now();
    let alert = operator.tap().await;
    let (shown, _) = terminal.until(&alert, PATIENCE);
    let took = tapped.elapsed();
    println!("from the operator's tap to the banner: {took:?}");
    assert!(took < SOON, "after {took:?}:\n{shown}");
    assert!(shown.lines().next().is_some_and(|line| line.contains(&alert)), "the banner is on top:\n{shown}");
    assert!(shown.lines().any(|line| line.contains("Школьная карта · ● ") && line.contains("нов")), "unread ones are counted:\n{shown}");
    assert_eq!(operator.requests().await, asked, "no request to the school");

    let (name, person, _) = operator.child().await;
    let bun = json!([{"name": "Булочка с маком", "price_kopecks": 4500, "amount": 1}]);
    operator.post("sale", json!({"person_id": person, "kind": "buffet", "items": bun})).await;
    let (both, _) = terminal.until(&format!("● {name}: буфет, 45,00"), SOON);
    assert!(both.contains("Булочка с маком"), "{both}");
    assert_eq!(operator.requests().await, asked, "no request to the school");

    terminal.press(&["5"]);
    let (feed, _) = terminal.until("[5 Уведомления]", PATIENCE);
    assert!(feed.matches(&alert).count() >= 1 && feed.contains("Булочка с маком"), "{feed}");
    // Looked at, it is read; the marks stay for as long as the feed is open, and the banner goes by itself.
    let begin = Instant::now();
    while terminal.text().lines().next().is_some_and(|line| line.contains('●')) {
        assert!(begin.elapsed() < Duration::from_secs(15), "{}", terminal.text());
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let feed = terminal.text();
    assert!(feed.contains(&alert) && !feed.contains("новое") && !feed.contains("новых"), "{feed}");
    terminal.press(&["1"]);
    terminal.until("[1 Дети]", PATIENCE);
    terminal.press(&["5"]);
    let (read, _) = terminal.until("[5 Уведомления]", PATIENCE);
    assert!(!read.contains('●') && read.contains(alert.trim_start_matches("● ")), "{read}");
    terminal.press(&["?"]);
    let (help, _) = terminal.until("Помощь", PATIENCE);
    for part in ["уведомления: что нового", "о чём и в какие часы сообщать", "лимиты", "q, Esc"]
    {
        assert!(help.contains(part), "{part} is missing:\n{help}");
    }
    terminal.press(&["q", "q"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_pushes_a_tap_is_an_alert_within_one_polling_interval() {
    let terminal = Terminal::open(&["demo", "--no-push"]);
    let (screen, _) = terminal.until("На счёте", PATIENCE);
    let operator = Operator::at(&screen);
    assert_eq!(operator.get("devices").await["devices"], json!([]), "the school knows no device");
    let tapped = Instant::now();
    let alert = operator.tap().await;
    terminal.until(&alert, POLL);
    println!("without pushes, from the operator's tap to the banner: {:?}", tapped.elapsed());
    terminal.press(&["5"]);
    terminal.until("не подключены", PATIENCE);
    terminal.press(&["q"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_settings_are_turned_on_the_screen_and_the_school_obeys() {
    let terminal = Terminal::open(&["demo"]);
    let (screen, _) = terminal.until("На счёте", PATIENCE);
    let operator = Operator::at(&screen);
    operator.calm().await;
    terminal.press(&["n"]);
    terminal.until("Рассылка школы", PATIENCE);
    terminal.press(&["Down", "Down", "Space"]);
    terminal.until("► [ ] Выход", PATIENCE);
    // An exit lands in the feed and nowhere else.
    let (name, person, inside) = operator.child().await;
    if !inside {
        operator.post("tap", json!({"person_id": person, "direction": "in"})).await;
    }
    operator.post("tap", json!({"person_id": person, "direction": "out"})).await;
    terminal.press(&["5"]);
    let (feed, _) = terminal.until("этот вид уведомлений выключен", PATIENCE);
    assert!(!feed.lines().take(2).any(|line| line.contains("выш")), "no banner:\n{feed}");
    assert!(feed.contains(&format!("{name} выш")), "{feed}");

    // The last row is a switch of the school: turned, sent, and taken.
    terminal.press(&["n"]);
    terminal.until("Рассылка школы", PATIENCE);
    terminal.press(&["End", "Space"]);
    terminal.until("Школа приняла изменение", PATIENCE);
    terminal.press(&["q"]);
}
