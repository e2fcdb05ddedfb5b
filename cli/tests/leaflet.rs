//! What the leaflet tells, from the command line: help, cards, a lost one.
#![allow(clippy::expect_used)] // helpers of tests fail like tests

use schoolcard_sandbox::{CardAction, CarrierKind, CarrierState};

mod common;
use common::{NOWHERE, bench, run_at};

#[tokio::test(flavor = "multi_thread")]
async fn the_help_is_printed_without_a_network_and_without_a_sign_in() {
    let dir = tempfile::tempdir().expect("a directory");
    let all = run_at(NOWHERE, dir.path(), "help-topics").await;
    assert_eq!(all.code, 0, "{}", all.err);
    for part in ["временную сервисную карту", "SCHOOLCARD.MOS.RU", "SOCCARD.RU", "PGU.MOS.RU", "скидки до 7 % на товары"]
    {
        assert!(all.out.contains(part), "{part} is missing:\n{}", all.out);
    }
    let one = run_at(NOWHERE, dir.path(), "--lang en help-topics lost-card --json").await.json();
    assert_eq!(one["topics"][0]["topic"], "lost-card");
    assert!(one["topics"][0]["title"].as_str().expect("a title").contains("lost"), "{one}");
    assert_eq!(run_at(NOWHERE, dir.path(), "help-topics nonsense").await.code, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_is_blocked_and_a_temporary_one_is_listed_once_it_was_given_out() {
    let bench = bench(1).await;
    bench.sign_in().await;
    let cards = bench.run("cards --json").await.json();
    assert_eq!((&cards["cards"][0]["state"], &cards["transport"]), (&"active".into(), &serde_json::Value::Null));
    let asked = bench.run("block-card").await;
    assert_eq!(asked.code, 10, "nobody can agree without a terminal: {}", asked.err);
    let blocked = bench.run("block-card --yes").await;
    assert_eq!(blocked.code, 0, "{}", blocked.err);
    assert!(blocked.out.contains("Заблокирована родителем") && blocked.out.contains("Новой карты в списке пока нет"), "{}", blocked.out);
    let person = bench.school.operator_state().expect("a state").children[0].person_id.clone();
    assert_eq!(bench.school.cards(&person).expect("cards")[0].state, CarrierState::BlockedByParent);
    bench.school.card_action(&person, &CardAction::Issue { kind: CarrierKind::Temporary }).expect("a card");
    let after = bench.run("cards --json").await.json();
    assert_eq!((&after["cards"][0]["kind"], &after["cards"][0]["state"]), (&"temporary".into(), &"temporary".into()));
    assert!(after["lost"]["replacement_text"].as_str().expect("a text").contains("Временная карта"), "{after}");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_network_a_block_waits_and_goes_out_later_or_is_given_up() {
    let bench = bench(1).await;
    bench.sign_in().await;
    bench.run("cards").await;
    let waiting = run_at(NOWHERE, &bench.data(), "block-card --yes --cached --json").await;
    assert_eq!(waiting.code, 8, "{}", waiting.err);
    assert!(waiting.out.contains(r#""state":"waiting""#) && waiting.out.contains("ещё не отправлен"), "{}", waiting.out);
    let given_up = run_at(NOWHERE, &bench.data(), "block-card --cancel --cached").await;
    assert_eq!(given_up.code, 10, "{} {}", given_up.out, given_up.err);
    assert_eq!(run_at(NOWHERE, &bench.data(), "block-card --cancel --cached").await.code, 2, "nothing waits any more");
    assert_eq!(run_at(NOWHERE, &bench.data(), "block-card --yes --cached").await.code, 8);
    let later = bench.run("cards --json").await.json();
    assert_eq!(later["cards"][0]["block"]["state"], "done", "{later}");
}
