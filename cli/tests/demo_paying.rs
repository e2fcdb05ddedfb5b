//! The demo in a real terminal: a sum is typed, the page is paid in a browser, and the screen shows it within two seconds.
//!
//! Needs tmux, which `tests/run` installs.
#![allow(clippy::expect_used)] // helpers of tests fail like tests

use std::time::Duration;

mod common;
use common::terminal::Terminal;

/// From the bank's page to the screen.
const SOON: Duration = Duration::from_secs(2);

/// The address on the screen, also where it takes two lines.
fn link(screen: &str) -> String {
    let from = screen.find("http://127.0.0.1").expect("a link");
    let mut link = String::new();
    for line in screen[from..].lines() {
        let part = line.trim();
        link.push_str(part);
        if link.contains("/payment/") && part.is_empty() {
            break;
        }
        if link.rsplit('/').next().is_some_and(|uid| uid.len() >= 36) {
            break;
        }
    }
    link
}

async fn press(link: &str, action: &str) {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let browser = reqwest::Client::builder().no_proxy().build().expect("a browser");
    let answer = browser.post(link).form(&[("action", action), ("method", "card")]).send().await.expect("the bank's page");
    assert!(answer.status().is_success(), "after paying the browser stands on a page, not on a dead address: {}", answer.status());
    let page = answer.text().await.expect("a page");
    assert!(page.contains("оплачено") || page.contains("отказал"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_on_the_page_is_on_the_screen_of_the_demo_within_two_seconds() {
    let patience = Duration::from_secs(60);
    let terminal = Terminal::open(&["demo"]);
    terminal.until("На счёте", patience);
    terminal.press(&["t"]);
    terminal.until("Напишите сумму", patience);
    terminal.press(&["0", "Enter"]);
    let (refused, _) = terminal.until("Слишком мало", patience);
    assert!(!refused.contains("Проверьте"), "{refused}");
    terminal.press(&["BSpace", "5", "0", "0"]);
    terminal.until("[ 500▏", patience);
    // The core has answered when nothing is wrong with the sum any more.
    terminal.until("От 1,00", patience);
    terminal.press(&["Enter"]);
    let (confirm, _) = terminal.until("Проверьте", patience);
    for part in ["500,00", "Ребёнок:", "Школа:", "Получатель:", "Комиссия"] {
        assert!(confirm.contains(part), "{part} is missing:\n{confirm}");
    }
    terminal.press(&["Enter"]);
    let (page, _) = terminal.until("Страница открыта в браузере", patience);
    let address = link(&page);

    press(&address, "pay").await;
    let (credited, took) = terminal.until("✓ На счёт пришло 500,00", patience);
    assert!(took <= SOON, "after {took:?}:\n{credited}");
    println!("paid, on the screen after {took:?}");

    terminal.press(&["p"]);
    terminal.until("Оплачено", patience);
    terminal.press(&["Escape", "t"]);
    terminal.until("На счёт пришло", patience);
    terminal.press(&["3", "0", "0"]);
    terminal.until("От 1,00", patience);
    terminal.until("[ 300▏", patience);
    terminal.press(&["Enter"]);
    terminal.until("Проверьте", patience);
    terminal.press(&["Enter"]);
    let (page, _) = terminal.until("Страница открыта в браузере", patience);
    let second = link(&page);
    assert_ne!(address, second);
    press(&second, "decline").await;
    let (declined, took) = terminal.until("✗ Банк отказал", patience);
    assert!(took <= SOON, "after {took:?}:\n{declined}");
    println!("refused, on the screen after {took:?}");
    terminal.press(&["q"]);
}
