//! The program as a person or a script runs it, against a sandbox over real HTTP.
#![allow(clippy::expect_used)] // helpers of tests fail like tests

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use schoolcard_sandbox::{Direction, SaleKind, Service};
use serde_json::Value;

mod common;
use common::{NOWHERE, bench, ended, program, run_at};

#[tokio::test(flavor = "multi_thread")]
async fn home_shows_what_the_school_knows() {
    let bench = bench(2).await;
    bench.sign_in().await;
    let home = bench.run("home --json").await.json();
    let known = bench.school.operator_state().expect("a state").children;
    let shown = home["children"].as_array().expect("children");
    assert_eq!(shown.len(), 2);
    for child in shown {
        let truth = known.iter().find(|truth| truth.person_id == child["person_id"]).expect("the same child");
        assert_eq!(child["name"], truth.name.as_str());
        assert_eq!(child["balance"]["confirmed_kopecks"], truth.balance_kopecks);
        assert_eq!(child["balance"]["state"], "live");
        assert_eq!(child["presence"]["state"], if truth.inside { "in" } else { "out" });
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tap_and_a_lunch_show_in_visits_meals_and_money() {
    let bench = bench(1).await;
    bench.sign_in().await;
    let child = bench.school.operator_state().expect("a state").children[0].clone();
    let before = bench.run("money --json").await.json();
    bench.school.tap(&child.person_id, Direction::Out, None, None).expect("a tap");
    let receipt = bench.school.sale(&child.person_id, SaleKind::PaidComplex, &[], None).expect("a sale");

    let visits = bench.run("visits --json").await.json();
    let today = &visits["days"][0];
    assert_eq!(today["date"], "2026-05-12");
    assert_eq!(today["visits"].as_array().and_then(|visits| visits.last()).expect("a visit")["out"], "11:30");

    let meals = bench.run("meals --json --from 2026-05-12 --to 2026-05-12").await.json();
    assert_eq!(meals["purchases"][0]["kind"], "paid_complex");
    assert_eq!(meals["purchases"][0]["total_kopecks"], receipt.total_kopecks);

    let money = bench.run("money --json").await.json();
    assert_eq!(money["account"], child.contract_id);
    assert_eq!(money["movements"][0]["sum_kopecks"], -receipt.total_kopecks);
    assert_eq!(money["balance"]["confirmed_kopecks"], receipt.balance_kopecks);
    assert_eq!(before["balance"]["confirmed_kopecks"].as_i64().map(|sum| sum - receipt.total_kopecks), Some(receipt.balance_kopecks));
}

#[tokio::test(flavor = "multi_thread")]
async fn days_that_were_never_read_are_named_and_not_shown_as_empty() {
    let bench = bench(1).await;
    bench.sign_in().await;
    bench.run("home --json").await.json();

    let visits = bench.run("visits --json --cached").await.json();
    assert_eq!(visits["unread"], serde_json::json!([{"from": "2026-04-29", "to": "2026-05-05"}]), "home reads a week");
    let lines = bench.run("--lang en visits --cached").await.out;
    assert!(lines.contains("The days before 6 May have not been read yet"), "{lines}");

    let april = "--json --from 2026-04-01 --to 2026-04-10";
    assert_eq!(bench.run(&format!("visits --cached {april}")).await.code, 4, "nothing of these days is stored");
    assert_eq!(bench.run(&format!("meals --cached {april}")).await.code, 4);
    let money = bench.run(&format!("money --cached {april}")).await.json();
    assert_eq!(money["unread"], serde_json::json!([{"from": "2026-04-01", "to": "2026-04-10"}]));
    assert!(money["balance"]["confirmed_kopecks"].is_i64(), "{money}");

    for topic in ["visits", "meals", "money"] {
        let read = bench.run(&format!("{topic} {april}")).await.json();
        assert_eq!((&read["unread"], read["state"].as_str()), (&serde_json::json!([]), Some("live")), "{topic}");
    }
    let kept = bench.run(&format!("visits --cached {april}")).await.json();
    assert_eq!((&kept["unread"], kept["state"].as_str()), (&serde_json::json!([]), Some("cached")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_the_school_changes_afterwards_is_found_by_the_bill_check() {
    let bench = bench(1).await;
    bench.sign_in().await;
    let checked = bench.run("check-bill --json").await.json();
    assert_eq!(checked["checked"]["to"], "2026-05-12", "{checked}");
    let known = checked["findings"].as_array().map_or(0, Vec::len);

    let meals = bench.run("meals --json --to 2026-05-08").await.json();
    let paid = meals["purchases"]
        .as_array()
        .expect("purchases")
        .iter()
        .find(|one| one["total_kopecks"].as_i64() > Some(0))
        .expect("a paid one")
        .clone();
    let order = paid["id"].as_str().and_then(|id| id.parse().ok()).expect("an id");
    bench.school.edit_purchase(order, paid["total_kopecks"].as_i64().expect("kopecks") + 700).expect("an edit");
    bench.school.clock().advance(24 * 3600);
    let found = bench.run("check-bill --json").await.json();
    let findings = found["findings"].as_array().expect("findings");
    let day = paid["at"].as_str().map(|at| at[..10].to_owned());
    let edit = findings.iter().find(|finding| finding["kind"] == "edited" && finding["date"].as_str() == day.as_deref());
    assert!(edit.is_some_and(|edit| edit["text"].as_str().is_some_and(|text| text.contains("−7,00"))), "{found}");
    assert!(findings.len() > known);
    assert!(bench.run("check-bill").await.out.contains("−7,00"));
}

#[tokio::test(flavor = "multi_thread")]
async fn money_and_home_say_how_long_the_money_lasts() {
    let bench = bench(1).await;
    bench.sign_in().await;
    bench.run("sync").await;
    let home = bench.run("home --json").await.json();
    let run_out = &home["children"][0]["run_out"];
    assert!(run_out["forecast"].is_string() && run_out["as_of"] == home["children"][0]["balance"]["as_of"], "{home}");
    let money = bench.run("money --json --from 2026-04-13").await.json();
    // The balance was read again in between, on a slow machine a second later.
    for part in ["forecast", "day", "earliest", "latest", "short_on", "suggestions"] {
        assert_eq!(money["run_out"][part], run_out[part], "{part}");
    }
    let sum = |list: &str| {
        money["spending"][list].as_array().expect("a list").iter().filter_map(|one| one["spent_kopecks"].as_i64()).sum::<i64>()
    };
    assert!(sum("days") > 0);
    assert_eq!((sum("days"), sum("weeks"), sum("months")), (sum("kinds"), sum("kinds"), sum("kinds")), "{money}");
}

#[tokio::test(flavor = "multi_thread")]
async fn exit_codes_say_what_kind_of_trouble_it_is() {
    let bench = bench(2).await;
    assert_eq!(bench.run("home --json").await.code, 3, "signed out");
    assert_eq!(bench.run("nonsense").await.code, 2, "usage");
    let garbage = bench.run("--lang en sign-in --access-token garbage").await;
    assert_eq!((garbage.code, garbage.err.contains("token")), (3, true), "{}", garbage.err);

    bench.sign_in().await;
    assert_eq!(run_at(NOWHERE, &bench.data(), "home").await.code, 4, "offline with nothing stored");
    bench.fault(&[Service::Login, Service::Profile, Service::Pass, Service::Food]);
    assert_eq!(bench.run("home").await.code, 5, "server fault with nothing stored");

    bench.school.faults().clear();
    let several = bench.run("visits").await;
    assert_eq!(several.code, 2);
    for child in bench.school.operator_state().expect("a state").children.iter().take(2) {
        assert!(several.err.contains(&child.name), "{}", several.err);
        assert_eq!(bench.run(&format!("visits --json --child {}", child.contract_id)).await.json()["person_id"], child.person_id.as_str());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_network_everything_stays_readable_and_is_not_called_live() {
    let bench = bench(1).await;
    bench.sign_in().await;
    for topic in ["home", "visits", "meals", "money"] {
        let line = format!("{topic} --json");
        let online = bench.run(&line).await.json();
        let offline = run_at(NOWHERE, &bench.data(), &line).await;
        assert!(!offline.err.is_empty(), "{topic} says nothing about the network");
        let offline = offline.json();
        let state = |json: &Value| if topic == "home" { json["children"][0]["balance"]["state"].clone() } else { json["state"].clone() };
        assert_eq!((state(&online), state(&offline)), (Value::from("live"), Value::from("cached")), "{topic}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_is_down_hides_nothing_else() {
    let bench = bench(1).await;
    bench.sign_in().await;
    let before = bench.run("home --json").await.json();
    bench.fault(&[Service::Food]);
    let child = bench.school.operator_state().expect("a state").children[0].clone();
    bench.school.tap(&child.person_id, Direction::Out, None, None).expect("a tap");
    let after = bench.run("home --json").await.json();
    assert_eq!(after["children"][0]["balance"]["state"], "service_down");
    assert_eq!(after["children"][0]["balance"]["confirmed_kopecks"], before["children"][0]["balance"]["confirmed_kopecks"]);
    assert_eq!(after["children"][0]["presence"]["state"], "out");
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_removes_the_data() {
    let bench = bench(1).await;
    bench.sign_in().await;
    bench.run("sync").await;
    assert_eq!(bench.run("sign-out").await.code, 0);
    assert_eq!(bench.run("home --cached").await.code, 3);
    assert_eq!(run_at(NOWHERE, &bench.data(), "home").await.code, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_process_waits_and_then_says_so() {
    let bench = bench(1).await;
    bench.sign_in().await;
    let lock = std::fs::OpenOptions::new().append(true).open(bench.data().join("lock")).expect("the lock file");
    lock.lock().expect("the lock");
    let started = Instant::now();
    let refused = bench.run("home --cached").await;
    assert_eq!(refused.code, 2);
    assert!(refused.err.contains("--data-dir"), "{}", refused.err);
    assert!((5..9).contains(&started.elapsed().as_secs()), "{:?}", started.elapsed());
    lock.unlock().expect("the lock");
    assert_ne!(bench.run("home").await.code, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_goes_through_the_browser_and_back_to_this_machine() {
    let bench = bench(1).await;
    // A browser that opens nothing: the test plays it.
    let mut command = program(&bench.school.base_url(), &bench.data(), "sign-in --json");
    let mut child = command.env("BROWSER", "true").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program");
    let mut lines = BufReader::new(child.stderr.take().expect("its words")).lines();
    let url = lines.find_map(|line| line.ok().filter(|line| line.contains("http")).map(|line| line.trim().to_owned())).expect("an address");

    let parent = bench.school.operator_state().expect("a state").parents[0].clone();
    let redirect = browser(&url, &parent.login, &parent.password).await;
    let elsewhere = redirect.replace("/?", "/favicon.ico?");
    assert_eq!(get(&elsewhere).await.0, 404);
    let (status, page) = get(&redirect).await;
    assert_eq!(status, 200);
    assert!(page.contains("Вы вошли"), "{page}");
    let output = child.wait_with_output().expect("the end");
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stdout).trim()), (Some(0), "{\"signed_in\":true}"));
    assert_eq!(bench.run("home --json").await.json()["children"].as_array().map(Vec::len), Some(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_belongs_to_another_sign_in_is_refused() {
    let bench = bench(1).await;
    let mut command = program(&bench.school.base_url(), &bench.data(), "sign-in");
    let mut child = command.env("BROWSER", "true").stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the program");
    let mut lines = BufReader::new(child.stderr.take().expect("its words")).lines();
    let url = lines.find_map(|line| line.ok().filter(|line| line.contains("http")).map(|line| line.trim().to_owned())).expect("an address");
    let ours = url::Url::parse(&url).expect("an address");
    let back = ours.query_pairs().find(|(name, _)| name == "redirect_uri").expect("a redirect").1.into_owned();
    let (_, page) = get(&format!("{back}?code=stolen&state=other")).await;
    assert!(page.contains("не получилось"), "{page}");
    assert_eq!(child.wait().expect("the end").code(), Some(3));
    assert_eq!(bench.run("home").await.code, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_goes_away_is_no_crash() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_schoolcard"));
    let mut child = command.args(["demo", "--plain"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the end");
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(0), ""));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_plain_demo_tells_the_day_and_ends_by_itself() {
    let started = Instant::now();
    let mut command = Command::new(env!("CARGO_BIN_EXE_schoolcard"));
    command.args(["demo", "--plain"]).stdin(Stdio::null());
    let told = ended(command).await;
    assert_eq!(told.code, 0, "{}", told.err);
    assert!(started.elapsed() < Duration::from_secs(30));
    let places: Vec<_> = [
        "/console",
        "07:45",
        "запросов к школе: 0",
        "В школе с 08:07",
        "11:42",
        "1 покупка на",
        "по покупке в столовой в 12:25",
        "На счёт пришло 500,00",
        "Траты по дням",
    ]
    .map(|part| told.out.find(part).unwrap_or_else(|| panic!("{part} is missing:\n{}", told.out)))
    .into();
    assert!(places.is_sorted(), "{places:?}\n{}", told.out);
}

fn client() -> reqwest::Client {
    let tls = rustls::ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("TLS")
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
    reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .build()
        .expect("a client")
}

async fn get(url: &str) -> (u16, String) {
    let answer = client().get(url).send().await.expect("an answer");
    (answer.status().as_u16(), answer.text().await.expect("a body"))
}

/// Opens the sign-in page, signs in, and returns where the page sends the browser.
async fn browser(url: &str, login: &str, password: &str) -> String {
    assert_eq!(get(url).await.0, 200);
    let answer = client().post(url).form(&[("login", login), ("password", password)]).send().await.expect("an answer");
    answer.headers()["location"].to_str().expect("an address").to_owned()
}
