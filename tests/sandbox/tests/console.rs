//! The operator's console in a real headless browser: what is pressed there is what the school's wire shows.
#![allow(clippy::unwrap_used)] // a panic is how these helpers fail a test

mod browser;
mod client;

use base64::Engine as _;
use browser::Browser;
use client::{Parent, client_id, http, school};
use schoolcard_sandbox::Sandbox;

const WIDE: (u32, u32) = (1400, 1250);

/// `None` when the person running the tests said there is no browser.
async fn console(sandbox: &Sandbox, (width, height): (u32, u32)) -> Option<Browser> {
    if std::env::var_os(browser::OPT_OUT).is_some() {
        println!("NOT RUN: {} is set, the console was not tested", browser::OPT_OUT);
        return None;
    }
    let url = format!("{}/console", sandbox.base_url());
    let browser = Browser::open(http(), &url, width, height).await;
    browser.wait_for("#now", "12.05.2026 11:30:00").await;
    Some(browser)
}

/// Saves what the page looks like when a folder for pictures is named.
async fn picture(browser: &Browser, name: &str) {
    if let Some(folder) = std::env::var_os("SCHOOLCARD_SCREENSHOTS") {
        let png = base64::engine::general_purpose::STANDARD.decode(browser.screenshot().await).unwrap();
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(std::path::Path::new(&folder).join(name), png).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operator_taps_sells_tops_up_edits_and_moves_the_clock_in_a_browser() {
    let sandbox = school(2).await;
    let Some(browser) = console(&sandbox, WIDE).await else {
        return;
    };
    let children = sandbox.operator_state().unwrap().children;
    let (first, second) = (&children[0], &children[1]);
    let balance = |index: usize| sandbox.operator_state().unwrap().children[index].balance_kopecks;

    // The first child is picked at the start; pick the second.
    browser.press(&format!("input[value='{}']", second.person_id)).await;
    let before = balance(1);

    // Both are inside at half past eleven: out, and in again ten minutes later.
    assert!(second.inside);
    browser.press("#tap-out").await;
    browser.wait_for("#status", "выход записан").await;
    browser.wait_for("#events li:first-child", "Выход").await;
    assert!(!sandbox.operator_state().unwrap().children[1].inside);
    browser.press("[data-advance='300']").await;
    browser.wait_for("#now", "11:35:00").await;
    browser.press("#tap-in").await;
    browser.wait_for("#status", "вход записан").await;
    assert!(sandbox.operator_state().unwrap().children[1].inside);
    assert!(first.inside, "the other child was not touched");

    // A paid lunch of the menu, then two buns and a tea, then 120,50 at the terminal.
    browser.press("#sell-paid").await;
    browser.wait_for("#status", "платный комплекс продан").await;
    let after_lunch = balance(1);
    assert_eq!(after_lunch, before - 18_750);
    for _ in 0..2 {
        browser.press("[aria-label='Больше: Булочка с маком']").await;
    }
    browser.press("[aria-label='Больше: Чай с лимоном']").await;
    browser.wait_for("#sell-buffet", "108,00 ₽").await;
    browser.press("#sell-buffet").await;
    browser.wait_for("#status", "буфет, продано").await;
    assert_eq!(balance(1), after_lunch - 10_800);
    browser.fill("#top-up-sum", "120,50").await;
    browser.press("#top-up").await;
    browser.wait_for("#status", "пополнено на 120,50 ₽").await;
    assert_eq!(balance(1), after_lunch - 10_800 + 12_050);
    browser.wait_for("#events li:first-child", "Пополнение").await;

    // The newest purchase in the list is the buffet's: it cost a rouble less, says the school.
    browser.press("#purchase option:first-child").await;
    browser.fill("#purchase-sum", "107").await;
    browser.press("#edit").await;
    browser.wait_for("#status", "Покупка исправлена").await;
    assert_eq!(balance(1), after_lunch - 10_700 + 12_050);
    browser.wait_for("#events li:first-child", "Покупка исправлена").await;
    browser.wait_for("#events li:nth-child(2)", "Пополнение").await;
    picture(&browser, "console.png").await;

    // A free complex costs nothing.
    browser.press("#sell-free").await;
    browser.wait_for("#status", "льготный комплекс выдан").await;
    assert_eq!(balance(1), after_lunch - 10_700 + 12_050);

    assert_eq!(browser.complaints().await, Vec::<String>::new());
    drop(browser);
    sandbox.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operator_switches_faults_in_a_browser() {
    let sandbox = school(1).await;
    let Some(browser) = console(&sandbox, WIDE).await else {
        return;
    };
    let http = http();
    let wire = format!("{}/api/pass/entrances/v1/status", sandbox.base_url());

    browser.fill("#fault-value", "502").await;
    browser.fill("#fault-count", "1").await;
    browser.press("#fault-on").await;
    browser.wait_for("#faults", "Проход: Ошибка с HTML 502").await;
    let answer = http.get(&wire).send().await.unwrap();
    assert_eq!(answer.status(), 502);
    assert!(answer.text().await.unwrap().contains("<html>"));
    let answer = http.get(&wire).send().await.unwrap();
    assert_eq!(answer.status(), 401, "the fault was for one request");

    browser.press("#fault-kind option[value='rate_limited']").await;
    browser.fill("#fault-count", "").await;
    browser.press("#fault-on").await;
    browser.wait_for("#faults", "429").await;
    assert_eq!(http.get(&wire).send().await.unwrap().status(), 429);
    browser.press("#faults-off").await;
    browser.wait_for("#status", "Сбоев нет").await;
    assert_eq!(http.get(&wire).send().await.unwrap().status(), 401);

    assert_eq!(browser.complaints().await, Vec::<String>::new());
    drop(browser);
    sandbox.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_from_elsewhere_shows_within_two_seconds_and_bad_sums_are_refused() {
    let sandbox = school(1).await;
    let Some(browser) = console(&sandbox, WIDE).await else {
        return;
    };
    let child = sandbox.operator_state().unwrap().children.remove(0);

    browser.fill("#top-up-sum", "много").await;
    browser.press("#top-up").await;
    browser.wait_for("#status.failed", "должна быть числом").await;
    assert_eq!(sandbox.operator_state().unwrap().children[0].balance_kopecks, child.balance_kopecks);

    let before = std::time::Instant::now();
    sandbox.terminal_top_up(&child.person_id, 7_700, None).unwrap();
    browser.wait_for("#events li:first-child", "77,00 ₽").await;
    assert!(before.elapsed().as_secs_f64() < 2.0, "{:?}", before.elapsed());
    drop(browser);
    sandbox.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_console_fits_a_phone_and_loads_nothing_from_elsewhere() {
    let sandbox = school(4).await;
    let Some(browser) = console(&sandbox, (500, 900)).await else {
        return;
    };
    let overflow = browser.script("return document.documentElement.scrollWidth - document.documentElement.clientWidth").await;
    assert_eq!(overflow, 0, "nothing sticks out to the side");
    let foreign = browser
        .script(
            "return performance.getEntriesByType('resource').map(e => e.name).filter(n => !n.startsWith(location.origin + '/sandbox/v1/'))",
        )
        .await;
    assert_eq!(foreign, serde_json::json!([]));
    let small = browser
        .script("return [...document.querySelectorAll('button, select, input:not([type=radio])')].filter(e => e.offsetParent && e.getBoundingClientRect().height < 44).map(e => e.id)")
        .await;
    assert_eq!(small, serde_json::json!([]), "targets are 44 CSS pixels high");
    picture(&browser, "console-phone.png").await;
    drop(browser);
    sandbox.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operator_reads_the_e_mails_and_loses_a_push_in_a_browser() {
    let sandbox = school(1).await;
    let Some(browser) = console(&sandbox, WIDE).await else {
        return;
    };
    browser.wait_for("#mailbox", "Писем нет").await;
    browser.fill("#top-up-sum", "300").await;
    browser.press("#top-up").await;
    browser.wait_for("#mailbox", "Счёт пополнен").await;
    browser.press("#mailbox .letter summary").await;
    browser.wait_for("#mailbox .letter[open] pre", "счёт пополнен на 300,00 ₽").await;
    picture(&browser, "mailbox.png").await;

    browser.press("#fault-service option[value='delivery']").await;
    browser.press("#fault-kind option[value='lost']").await;
    browser.press("#fault-on").await;
    browser.wait_for("#faults", "Пуши в пути: Пуш потерян").await;
    assert_eq!(sandbox.faults().rules().len(), 1);
    assert_eq!(browser.complaints().await, Vec::<String>::new());
    drop(browser);
    sandbox.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operator_blocks_a_card_gives_out_a_temporary_one_and_approves_an_application_in_a_browser() {
    let sandbox = school(1).await;
    let person = sandbox.operator_state().unwrap().children[0].person_id.clone();
    sandbox.set_connected(&person, false).unwrap();
    let application = sandbox.apply(&person, "parent", "+79160000000", "mama@example.org").unwrap();
    let Some(browser) = console(&sandbox, WIDE).await else {
        return;
    };
    browser.wait_for("#applications", "mama@example.org").await;
    browser.press(&format!("[data-decide='{application}-true']")).await;
    browser.wait_for("#applications", "Заявлений нет").await;
    assert_eq!(sandbox.operator_state().unwrap().children[0].connection, "connected");
    let card = sandbox.cards(&person).unwrap().remove(0);
    browser.press(&format!("[data-block='{}']", card.card_id)).await;
    browser.wait_for("#cards", "заблокирована школой").await;
    assert_eq!(sandbox.cards(&person).unwrap()[0].state, schoolcard_sandbox::CarrierState::BlockedBySchool);
    browser.press("#card-issue").await;
    browser.wait_for("#cards", "Временная").await;
    let newest = sandbox.cards(&person).unwrap().remove(0);
    assert_eq!((newest.kind, newest.state), (schoolcard_sandbox::CarrierKind::Temporary, schoolcard_sandbox::CarrierState::Active));
    picture(&browser, "console-cards.png").await;
    assert!(browser.complaints().await.is_empty(), "{:?}", browser.complaints().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operator_takes_a_dish_and_a_complex_off_the_menu_of_a_day_and_brings_them_back_in_a_browser() {
    let sandbox = school(2).await;
    let Some(browser) = console(&sandbox, WIDE).await else {
        return;
    };
    let person = sandbox.operator_state().unwrap().children[0].person_id.clone();
    let day = |text: &str| text.parse().unwrap();
    let served = |date: &str| sandbox.menu(&person, day(date)).unwrap().iter().map(|item| item.id).collect::<Vec<_>>();

    // Empty is today, a Tuesday; on Sunday nobody is fed.
    browser.wait_for("#menu", "Буфет · Булочка с маком").await;
    browser.wait_for("#menu", "Комплекс · Обед. Борщ, котлета с пюре").await;
    pick_day(&browser, "2026-05-17").await;
    browser.wait_for("#menu", "В этот день не кормят").await;

    // On Wednesday there are no buns and no borsch; on Tuesday there are.
    pick_day(&browser, "2026-05-13").await;
    for (item, name) in [(2101, "Булочка с маком"), (601, "Обед. Борщ")] {
        browser.press(&format!("[data-withdraw='{item}']")).await;
        browser.wait_for("#status", &format!("Снято с меню: {name}")).await;
        browser.wait_for("#menu .good:last-child", "снято с меню").await;
        assert!(!served("2026-05-13").contains(&item) && served("2026-05-12").contains(&item), "{item}");
    }
    picture(&browser, "console-menu.png").await;

    // The other child goes to another school, which serves both.
    let other = sandbox.operator_state().unwrap().children[1].person_id.clone();
    browser.press(&format!("input[value='{other}']")).await;
    wait_gone(&browser, "[data-back]").await;
    browser.press(&format!("input[value='{person}']")).await;
    for item in [601, 2101] {
        browser.press(&format!("[data-back='{item}']")).await;
        browser.wait_for("#status", "Снова в меню").await;
        wait_gone(&browser, &format!("[data-back='{item}']")).await;
        assert!(served("2026-05-13").contains(&item), "{item}");
    }
    assert_eq!(browser.complaints().await, Vec::<String>::new());
    drop(browser);
    sandbox.shutdown().await;
}

/// Waits up to ten seconds until the selector finds nothing.
async fn wait_gone(browser: &Browser, css: &str) {
    let script = format!("return document.querySelector(\"{css}\") === null");
    for _ in 0..100 {
        if browser.script(&script).await == true {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("{css} never went");
}

/// A date field takes a date as a script gives it, whatever the browser's language.
async fn pick_day(browser: &Browser, day: &str) {
    let script =
        format!("const field = document.getElementById('menu-date'); field.value = '{day}'; field.dispatchEvent(new Event('change'));");
    browser.script(&script).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operator_cancels_an_order_made_ahead_and_changes_the_rules_of_the_school_in_a_browser() {
    let sandbox = school(1).await;
    let parent = Parent::sign_in(&sandbox, "parent").await;
    let person = sandbox.operator_state().unwrap().children[0].person_id.clone();
    let Some(browser) = console(&sandbox, WIDE).await else {
        return;
    };
    browser.wait_for("#orders", "Заказов нет").await;
    let wish = serde_json::json!({
        "onDate": "2026-05-14",
        "items": [{ "complex": { "id": 601, "amount": 1, "dishes": [] } }],
    });
    let orders = format!("{}/api/food/meals/v3/orders/preorder?clientId={}", parent.base, client_id(&person));
    let asked = parent.http.post(orders).bearer_auth(&parent.access).header("X-Mes-Subsystem", "familymp");
    let answer = asked.header("X-Mes-AppId", "familymp").json(&wish).send().await.unwrap();
    assert_eq!(answer.status(), 201);
    let order = sandbox.orders_ahead(Some(&person)).unwrap()[0].order_id;
    browser.wait_for("#orders", "2026-05-14 · комплекс 601 × 1 · 187,50 ₽ · ждёт").await;
    browser.press(&format!("[data-order='{order}']")).await;
    browser.wait_for("#status", "Школа отменила заказ").await;
    browser.wait_for("#orders", "отменён").await;

    browser.fill("#rules-days", "2").await;
    browser.fill("#rules-debt", "100").await;
    browser.fill("#rules-refund", "").await;
    browser.press("#rules-save").await;
    browser.wait_for("#status", "Правила школы сохранены").await;
    let rules = sandbox.school_rules(&person).unwrap();
    assert!(rules.cut_offs.iter().all(|one| one.days_before == 2), "{rules:?}");
    assert_eq!((rules.overdraft, rules.refund_seconds), (Some(10_000), None));
    browser.fill("#rules-days", "завтра").await;
    browser.press("#rules-save").await;
    browser.wait_for("#status.failed", "Срок: дней и время").await;
    assert_eq!(sandbox.school_rules(&person).unwrap(), rules, "nothing was changed");
    picture(&browser, "console-orders.png").await;
    assert_eq!(browser.complaints().await, Vec::<String>::new());
    drop(browser);
    sandbox.shutdown().await;
}
