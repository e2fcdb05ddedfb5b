//! The payment page and the console's payments in a real headless browser.
#![allow(clippy::unwrap_used)] // a panic is how these helpers fail a test

mod browser;
mod client;
mod paying;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use base64::Engine as _;
use browser::Browser;
use client::{http, json, school};
use paying::{Link, Payer};
use schoolcard_sandbox::{LinkState, PaymentSettings};
use serde_json::json as object;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

const NARROW: (u32, u32) = (500, 1000);

/// `None` when the person running the tests said there is no browser.
async fn open(url: &str, (width, height): (u32, u32)) -> Option<Browser> {
    if std::env::var_os(browser::OPT_OUT).is_some() {
        println!("NOT RUN: {} is set, the page was not tested", browser::OPT_OUT);
        return None;
    }
    Some(Browser::open(http(), url, width, height).await)
}

/// Saves what the page looks like when a folder for pictures is named.
async fn picture(browser: &Browser, name: &str) {
    if let Some(folder) = std::env::var_os("SCHOOLCARD_SCREENSHOTS") {
        let png = base64::engine::general_purpose::STANDARD.decode(browser.screenshot().await).unwrap();
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(std::path::Path::new(&folder).join(name), png).unwrap();
    }
}

/// The app's return address: a server that counts calls of `/done`.
async fn app() -> (String, Arc<AtomicUsize>) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/done", listener.local_addr().unwrap());
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = calls.clone();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let counted = counted.clone();
            tokio::spawn(async move {
                let mut head = [0_u8; 4096];
                let read = stream.read(&mut head).await.unwrap_or(0);
                if head[..read].starts_with(b"GET /done?request_uid=") {
                    counted.fetch_add(1, Ordering::SeqCst);
                }
                let page = "<link rel=icon href=data:,><h1>back in the app</h1>";
                let answer = format!(
                    "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{page}",
                    page.len()
                );
                // A browser that hung up has had its page.
                let _ = stream.write_all(answer.as_bytes()).await;
            });
        }
    });
    (url, calls)
}

async fn link_back_to(payer: &Payer, url: &str) -> Link {
    let mut body = payer.init_body(122_690);
    body["urls"] = object!({ "success": url });
    let answer = json(payer.init(&body).await).await;
    Link { url: answer["payment_link"].as_str().unwrap().to_owned(), request_uid: answer["request_uid"].as_str().unwrap().to_owned() }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parent_pays_less_by_sbp_and_comes_back_to_the_app() {
    let sandbox = school(1).await;
    let payer = Payer::new(&sandbox, "parent").await;
    let before = payer.balance().await;
    let (back, calls) = app().await;
    let link = link_back_to(&payer, &back).await;
    let Some(browser) = open(&link.url, NARROW).await else {
        return;
    };
    browser.wait_for(".sum", "1226,90 ₽").await;
    picture(&browser, "payment-page.png").await;
    let foreign = browser.script("return performance.getEntriesByType('resource').map(e => e.name)").await;
    assert_eq!(foreign, object!([]), "nothing is loaded");
    let small = browser.script("return [...document.querySelectorAll('button, label')].filter(e => e.getBoundingClientRect().height < 44).map(e => e.textContent)").await;
    assert_eq!(small, object!([]), "targets are 44 CSS pixels high");

    browser.fill("#amount", "2000").await;
    browser.press("button[value=pay]").await;
    browser.wait_for("[role=alert]", "не больше запрошенной").await;
    assert_eq!(payer.balance().await, before);

    browser.press("input[value=sbp]").await;
    browser.fill("#amount", "1000,50").await;
    browser.press("button[value=pay]").await;
    browser.wait_for("h1", "back in the app").await;
    assert_eq!(calls.load(Ordering::SeqCst), 1);
    assert_eq!(payer.balance().await, before + 100_050);
    assert_eq!(payer.history(&object!({})).await.data[0]["additional_data"]["method"], "sbp");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_calls_the_return_address_twice_when_told_to() {
    let sandbox = school(1).await;
    let payer = Payer::new(&sandbox, "parent").await;
    sandbox.set_payment_settings(PaymentSettings { return_twice: true, ..PaymentSettings::default() });
    let (back, calls) = app().await;
    let link = link_back_to(&payer, &back).await;
    let Some(browser) = open(&link.url, NARROW).await else {
        return;
    };
    browser.press("button[value=pay]").await;
    browser.wait_for("h1", "back in the app").await;
    for _ in 0..50 {
        if calls.load(Ordering::SeqCst) >= 2 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(calls.load(Ordering::SeqCst), 2);
    assert_eq!(sandbox.payment_links(false).unwrap()[0].attempts.len(), 1, "one payment all the same");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_console_shows_open_links_presses_them_and_keeps_settings() {
    let sandbox = school(2).await;
    let payer = Payer::new(&sandbox, "parent").await;
    let url = format!("{}/console", sandbox.base_url());
    let Some(browser) = open(&url, (1400, 1250)).await else {
        return;
    };
    browser.wait_for("#payments", "Открытых ссылок нет").await;
    payer.link(50_000).await;
    browser.wait_for("#payments", "500,00 ₽, до 12.05 11:50:00").await;
    picture(&browser, "console-payments.png").await;
    browser.press("[data-press=pay_twice]").await;
    browser.wait_for("#status", "Дважды: 500,00 ₽").await;
    browser.wait_for("#payments", "Открытых ссылок нет").await;
    let links = sandbox.payment_links(false).unwrap();
    assert_eq!((links[0].state, links[0].attempts.len()), (LinkState::Paid, 2));

    browser.fill("#pay-sbp", "90").await;
    browser.press("#pay-twice").await;
    browser.press("#pay-save").await;
    browser.wait_for("#status", "Настройки платежей сохранены").await;
    let settings = sandbox.payment_settings();
    assert_eq!((settings.crediting_seconds.sbp, settings.return_twice, settings.link_seconds), (5_400, true, 1_200));

    browser.press("#fault-service option[value=payments]").await;
    browser.press("#fault-step option[value=pay]").await;
    browser.press("#fault-kind option[value=delayed]").await;
    browser.press("#fault-on").await;
    browser.wait_for("#faults", "Платежи (Кнопка на странице): Запрос дойдёт позже 60").await;
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}
