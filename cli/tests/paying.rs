//! Topping up, payments and limits from the command line, against the sandbox's payment host over real HTTP.
#![allow(clippy::expect_used)] // helpers of tests fail like tests

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use schoolcard_sandbox::{
    ChangedBy, CreditingDelays, FaultKind, LedgerQuery, LimitWish, LinkState, PayMethod, PaymentRecord, PaymentSettings, PaymentStep, Press,
};
use serde_json::Value;

mod common;
use common::{Bench, NOWHERE, bench, program, run_at};

/// Runs `top-up LINE --json` and does `then` with the page once it is there. Exit code, and the states told.
fn top_up(bench: &Bench, line: &str, then: impl FnOnce(&Bench, &PaymentRecord)) -> (i32, Vec<Value>) {
    let mut command = program(&bench.school.base_url(), &bench.data(), &format!("top-up {line} --json"));
    // A browser that opens nothing: the test plays it.
    let mut child = command.env("BROWSER", "true").stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn().expect("the program");
    let mut lines = BufReader::new(child.stdout.take().expect("its words")).lines();
    let mut told: Vec<Value> = Vec::new();
    let mut next = || lines.next().map(|line| line.expect("a line").parse::<Value>().expect("JSON"));
    while let Some(state) = next() {
        let is_page = state["state"] == "awaiting_payment";
        told.push(state);
        if is_page {
            let open = bench.school.payment_links(true).expect("links");
            then(bench, open.last().expect("a page"));
            break;
        }
    }
    let ended = tokio::task::block_in_place(|| {
        told.extend(std::iter::from_fn(next));
        child.wait().expect("the end")
    });
    (ended.code().expect("an exit code"), told)
}

fn states(told: &[Value]) -> Vec<&str> {
    told.iter().map(|state| state["state"].as_str().expect("a state")).collect()
}

fn links(bench: &Bench) -> Vec<PaymentRecord> {
    bench.school.ledger(&LedgerQuery::default()).expect("the ledger").payments
}

fn child(bench: &Bench) -> schoolcard_sandbox::ChildState {
    bench.school.operator_state().expect("a state").children[0].clone()
}

fn last(out: &str) -> Value {
    out.lines().last().and_then(|line| line.parse().ok()).expect("a line of JSON")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_top_up_is_told_state_by_state_and_ends_well_only_when_the_money_is_there() {
    let bench = bench(1).await;
    bench.sign_in().await;
    let before = child(&bench);
    let (code, told) = top_up(&bench, "--amount 500 --wait", |bench, page| {
        assert_eq!(page.state, LinkState::Open);
        bench.school.pay(&page.request_uid, PayMethod::Card).expect("a payment");
    });
    let mut went_through = states(&told);
    went_through.dedup();
    let whole = ["draft", "requesting_link", "awaiting_payment", "confirming", "credited"];
    assert_eq!((code, went_through.as_slice()), (0, whole.as_slice()), "{told:#?}");
    assert_eq!(child(&bench).balance_kopecks, before.balance_kopecks + 50_000);
    let page = told.iter().find(|state| state["state"] == "awaiting_payment").expect("a page");
    assert_eq!(
        (&page["child"], &page["account"], &page["amount_kopecks"]),
        (&before.name.into(), &before.contract_id.into(), &50_000.into())
    );
    assert_eq!(page["link"], links(&bench)[0].payment_link.as_str());
    for part in ["school", "payee_text", "fee_text", "text"] {
        assert!(page[part].as_str().is_some_and(|text| !text.is_empty()), "{part}: {page}");
    }
    let end = told.last().expect("an end");
    assert_eq!((&end["credited_kopecks"], &end["top_up_id"]), (&50_000.into(), &page["top_up_id"]));
    let receipt = end["receipts"][0].as_str().expect("a receipt");
    assert!(receipt.contains("/mospaynew/history/receipt/"), "{receipt}");

    let payments = bench.run("payments --json").await.json();
    assert_eq!((&payments["payments"][0]["amount_kopecks"], &payments["payments"][0]["status"]), (&50_000.into(), &"approved".into()));
    assert_eq!(payments["payments"][0]["receipt"], receipt);
    assert!(bench.run("payments").await.out.contains("500,00"));
    let home = bench.run("home --json").await.json();
    assert_eq!(home["children"][0]["balance"]["confirmed_kopecks"], before.balance_kopecks + 50_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_for_less_than_asked_is_credited_as_what_it_is() {
    let bench = bench(1).await;
    bench.sign_in().await;
    let (code, told) = top_up(&bench, "--amount 500 --wait", |bench, page| {
        let press = Press::Pay { method: PayMethod::Card, amount_kopecks: Some(30_000) };
        bench.school.press_page(&page.request_uid, press).expect("a payment");
    });
    let end = told.last().expect("an end");
    assert_eq!((code, &end["state"], &end["credited_kopecks"]), (0, &"credited".into(), &30_000.into()), "{end}");
    assert!(end["text"].as_str().is_some_and(|text| text.contains("300") && text.contains("500")), "{end}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_payment_a_page_that_ran_out_and_one_that_cannot_be_told_are_no_success() {
    let bench = bench(1).await;
    bench.sign_in().await;
    let before = child(&bench).balance_kopecks;
    let (code, told) = top_up(&bench, "--amount 500 --wait", |bench, page| {
        bench.school.press_page(&page.request_uid, Press::Decline { method: PayMethod::Card }).expect("a refusal");
    });
    assert_eq!((code, states(&told).last().copied()), (6, Some("declined")), "{told:#?}");
    // The page lives twenty minutes; after ten more nothing can turn up any more.
    let (code, told) = top_up(&bench, "--amount 400,50 --wait", |bench, _| {
        bench.school.clock().advance(31 * 60);
    });
    assert_eq!((code, states(&told).last().copied()), (7, Some("expired")), "{told:#?}");
    assert_eq!(told[0]["amount_kopecks"], 40_050);
    assert_eq!(child(&bench).balance_kopecks, before);

    assert_eq!(bench.run("top-up --amount 300 --no-browser").await.code, 0);
    bench.school.pay(&links(&bench)[2].request_uid, PayMethod::Card).expect("a payment");
    bench.school.faults().add_at(PaymentStep::History, FaultKind::Status { status: 503 }, None);
    bench.school.clock().advance(31 * 60);
    let told = bench.run("top-up --wait --json").await;
    assert_eq!((told.code, &last(&told.out)["state"]), (8, &"unknown".into()), "{}", told.out);
    // Asked for again, it is the same one, and nothing is paid twice.
    let again = bench.run("top-up --amount 300 --json --no-browser").await;
    assert_eq!((again.code, &last(&again.out)["state"], &last(&again.out)["continued"]), (8, &"unknown".into(), &true.into()));
    bench.school.faults().clear();
    let end = bench.run("top-up --wait --json").await;
    assert_eq!((end.code, &last(&end.out)["state"]), (0, &"credited".into()), "{}", end.err);
    assert_eq!((links(&bench).len(), child(&bench).balance_kopecks), (3, before + 30_000));
}

#[tokio::test(flavor = "multi_thread")]
async fn money_on_its_way_is_waited_for_and_no_second_page_is_made_meanwhile() {
    let bench = bench(1).await;
    bench.sign_in().await;
    let hours = CreditingDelays { card: 3600, sbp: 0, terminal: 0 };
    bench.school.set_payment_settings(PaymentSettings { crediting_seconds: hours, ..PaymentSettings::default() });
    let page = bench.run("top-up --amount 500 --no-browser --json").await;
    assert_eq!((page.code, &last(&page.out)["state"]), (0, &"awaiting_payment".into()), "{}", page.err);
    bench.school.pay(&links(&bench)[0].request_uid, PayMethod::Card).expect("a payment");
    let again = bench.run("top-up --amount 700 --json").await;
    let line = last(&again.out);
    assert_eq!((again.code, &line["state"], &line["coming_kopecks"]), (8, &"confirming".into(), &50_000.into()), "{}", again.err);
    assert_eq!(bench.run("top-up --cancel").await.code, 8, "what may have been paid cannot be given up");
    bench.school.clock().advance(3600);
    let end = bench.run("top-up --wait --json").await;
    assert_eq!((end.code, &last(&end.out)["state"]), (0, &"credited".into()), "{}", end.err);
    assert_eq!(links(&bench).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn asked_twice_there_is_one_page_and_it_can_be_given_up() {
    let bench = bench(1).await;
    bench.sign_in().await;
    assert_eq!(bench.run("top-up --cancel").await.code, 2, "there is nothing to give up");
    let line = "top-up --amount 500 --no-browser --json";
    let (first, second) = (bench.run(line).await, bench.run(line).await);
    assert_eq!((first.code, second.code), (0, 0), "{} {}", first.err, second.err);
    let (first, told) = (last(&first.out), last(&second.out));
    assert!(first["link"].is_string() && first["link"] == told["link"], "{first} {told}");
    assert_eq!((&first["continued"], &told["continued"]), (&false.into(), &true.into()));
    assert!(second.err.contains("уже начато"), "{}", second.err);
    assert_eq!(links(&bench).len(), 1);

    let said = bench.run("--lang en top-up --amount 500 --no-browser --yes").await;
    assert!(said.out.contains(first["link"].as_str().expect("a link")), "{}", said.out);
    let given_up = bench.run("top-up --cancel --json").await;
    assert_eq!((given_up.code, &last(&given_up.out)["state"]), (0, &"cancelled".into()));
    let status = bench.run("top-up --json").await;
    assert_eq!((status.code, &last(&status.out)["state"]), (10, &"cancelled".into()));
    let other = bench.run("top-up --amount 300 --no-browser").await;
    let known = child(&bench);
    for part in [known.name.as_str(), &known.contract_id.to_string(), "300,00", "Получатель", "Комиссия"] {
        assert!(other.err.contains(part), "the confirmation does not name {part}: {}", other.err);
    }
    assert_eq!((other.code, links(&bench).len()), (0, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn sums_that_cannot_be_asked_for_are_refused_in_words_before_anything_is_sent() {
    let bench = bench(1).await;
    bench.sign_in().await;
    let mut told = Vec::new();
    for sum in ["0", "-100", "1000000000000", "1e12", "12.345", "", "сто"] {
        let run = bench.run(&format!("top-up --amount {sum} --wait --json")).await;
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{sum}: {}", run.err);
        assert!(run.err.trim().chars().count() > 10, "{sum}: {}", run.err);
        told.push(run.err);
    }
    told.sort();
    told.dedup();
    assert_eq!(told.len(), 4, "empty, not a sum, too small and too large are told apart: {told:#?}");
    assert!(links(&bench).is_empty());
    // A comma and one digit is a sum: twelve roubles fifty.
    let asked = bench.run("top-up --amount 12,5 --no-browser --json").await;
    assert_eq!(asked.code, 0, "{}", asked.err);
    assert_eq!(links(&bench)[0].amount, 1_250);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_of_another_family_and_one_without_a_provider_are_refused() {
    let bench = bench(1).await;
    bench.sign_in().await;
    let other = bench.run("top-up --child 9999999 --amount 500").await;
    assert_eq!(other.code, 2, "{}", other.err);
    let known = child(&bench);
    assert!(other.err.contains(&known.name), "{}", other.err);
    bench.school.set_food_provider(&known.person_id, false).expect("no provider");
    for line in ["top-up --amount 500 --json", "top-up --amount 500 --wait --json", "top-up --json"] {
        let refused = bench.run(line).await;
        let told = last(&refused.out);
        assert_eq!((refused.code, &told["state"], &told["code"]), (9, &"refused".into(), &"no_provider".into()), "{}", refused.err);
        assert!(told["text"].as_str().is_some_and(|text| text.chars().count() > 20), "{told}");
    }
    assert!(links(&bench).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn without_network_a_top_up_is_kept_and_other_ways_to_pay_are_there() {
    let bench = bench(1).await;
    bench.sign_in().await;
    bench.run("home").await;
    let ways = run_at(NOWHERE, &bench.data(), "top-up --ways --json").await.json();
    assert_eq!(ways["account"], child(&bench).contract_id);
    assert!(ways["ways"].as_array().is_some_and(|ways| ways.len() == 4 && ways.iter().all(|way| way["steps"].is_string())), "{ways}");
    let said = run_at(NOWHERE, &bench.data(), "top-up --ways").await;
    assert!(said.out.contains(&child(&bench).contract_id.to_string()) && said.out.contains("Банкомат"), "{}", said.out);

    for step in [PaymentStep::Init, PaymentStep::History, PaymentStep::HistoryToken] {
        bench.school.faults().add_at(step, FaultKind::Reset, None);
    }
    let kept = bench.run("top-up --amount 500 --no-browser --json").await;
    assert_eq!((kept.code, &last(&kept.out)["state"]), (8, &"draft".into()), "{}", kept.err);
    assert!(kept.err.contains("--cancel"), "{}", kept.err);
    bench.school.faults().clear();
    let page = bench.run("top-up --amount 500 --no-browser --json").await;
    assert_eq!(
        (page.code, &last(&page.out)["state"], &last(&page.out)["top_up_id"]),
        (0, &"awaiting_payment".into(), &last(&kept.out)["top_up_id"])
    );
    assert_eq!(links(&bench).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn limits_are_read_set_and_taken_away_and_a_change_by_the_school_is_shown() {
    let bench = bench(1).await;
    bench.sign_in().await;
    let parts = |json: &Value| (json["day_limit_kopecks"].clone(), json["threshold_kopecks"].clone(), json["change"]["state"].clone());
    let set = bench.run("limits --set-day-limit 300 --set-threshold 200,50 --json").await.json();
    assert_eq!(parts(&set), (30_000.into(), 20_050.into(), "done".into()));
    let said = bench.run("limits").await;
    assert!(said.out.contains("300,00") && said.out.contains("200,50"), "{}", said.out);
    let none = bench.run("limits --set-day-limit none --set-threshold none --json").await.json();
    assert_eq!(parts(&none), (Value::Null, 0.into(), "done".into()));

    // The school changes the rules after the parent has seen them.
    let wish = LimitWish { expense_day_limit: Some(Some(70_000)), balance_threshold: None };
    bench.school.school_changes_limits(&child(&bench).person_id, &wish).expect("a change");
    let met = bench.run("limits --cached --set-day-limit 300 --json").await;
    let told = last(&met.out);
    assert_eq!((met.code, parts(&told)), (11, (70_000.into(), 0.into(), "conflict".into())), "{}", met.err);
    assert_eq!(
        (&told["change"]["theirs"]["day_limit_kopecks"], &told["change"]["wanted"]["day_limit_kopecks"]),
        (&70_000.into(), &30_000.into())
    );
    assert!(bench.run("limits").await.out.contains("700,00"));
    let changes = bench.school.ledger(&LedgerQuery::default()).expect("the ledger").limits;
    assert_eq!(changes.iter().filter(|change| change.by == ChangedBy::Parent).count(), 2, "the conflict sent nothing");

    for line in ["limits --set-day-limit -5", "limits --set-threshold 1e9", "limits --set-day-limit сто", "limits --set-day-limit 12,345"]
    {
        let refused = bench.run(line).await;
        assert_eq!((refused.code, refused.err.is_empty()), (2, false), "{line}");
    }
    assert_eq!(bench.run("limits --json").await.json()["day_limit_kopecks"], 70_000);
}
