//! Papers for the school, statements and privacy from the command line.
#![allow(clippy::expect_used)] // helpers of tests fail like tests

mod common;
use common::bench;

#[tokio::test(flavor = "multi_thread")]
async fn an_application_is_noted_printed_and_answered_by_the_school() {
    let bench = bench(1).await;
    let person = bench.school.operator_state().expect("a state").children[0].person_id.clone();
    bench.school.set_connected(&person, false).expect("not connected");
    bench.sign_in().await;
    let before = bench.run("connection --json").await.json();
    assert_eq!(before["children"][0]["connection"], "not_connected", "{before}");
    assert_eq!(bench.run("connection --phone +79160000000 --email mama@example.org").await.code, 0);
    let applied = bench.run("connection --applied yes --json").await.json();
    assert_eq!(applied["children"][0]["connection"], "applied", "{applied}");
    let text = bench.run("connection --text --cached").await;
    assert!(text.out.contains("mama@example.org") && text.out.contains("+79160000000"), "{}", text.out);
    let page = bench.dir.path().join("paper.html");
    assert_eq!(bench.run(&format!("connection --cached --page {}", page.display())).await.code, 0);
    assert!(std::fs::read_to_string(&page).expect("a page").contains("Заполняет школа"));
    let id = bench.school.apply(&person, "parent", "+79160000000", "mama@example.org").expect("an application");
    bench.school.decide_application(id, true).expect("a decision");
    let after = bench.run("connection --json").await.json();
    assert_eq!(after["children"][0]["connection"], "connected", "{after}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_adult_is_named_only_with_the_consent_and_forgotten_on_request() {
    let bench = bench(1).await;
    bench.sign_in().await;
    let refused = bench.run("adults --name Нина").await;
    assert_eq!(refused.code, 9, "{}", refused.out);
    assert!(refused.err.contains("schoolcard privacy --consent other-adults --turn on"), "{}", refused.err);
    let consents = bench.run("privacy --consent other-adults --turn on --json").await.json();
    assert!(consents["consents"].to_string().contains("given"), "{consents}");
    assert_eq!(bench.run("adults --cached --name Нина --until 2020-01-01").await.code, 2);
    let named = bench.run("adults --cached --name Нина --rights all --until 2026-06-30 --json").await.json();
    let row = &named["children"][0]["named"][0];
    assert_eq!((&row["rights"], &row["until"], &row["state"]), (&"all".into(), &"2026-06-30".into(), &"asked".into()), "{named}");
    let forgotten = bench.run("adults --cached --name Нина --forget --json").await.json();
    assert_eq!(forgotten["children"][0]["named"], serde_json::json!([]));
    assert_eq!(bench.run("adults --cached --name Нина --forget").await.code, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_statement_is_written_and_everything_is_exported_and_deleted() {
    let bench = bench(1).await;
    bench.sign_in().await;
    let (csv, page, all) = (bench.dir.path().join("s.csv"), bench.dir.path().join("s.html"), bench.dir.path().join("all.json"));
    let line = format!("statement --from 2026-05-01 --to 2026-05-12 --csv {} --page {} --json", csv.display(), page.display());
    let told = bench.run(&line).await.json();
    assert_eq!((&told["from"], &told["unread_text"]), (&"2026-05-01".into(), &"".into()), "{told}");
    let table = std::fs::read_to_string(&csv).expect("a table");
    assert!(table.starts_with("\u{feff}Дата;Время;") && table.lines().count() > 10, "{table}");
    assert!(std::fs::read_to_string(&page).expect("a page").contains("</table>"));
    let english = format!("--lang en statement --cached --csv {}", csv.display());
    assert_eq!(bench.run(&english).await.code, 0);
    assert!(std::fs::read_to_string(&csv).expect("a table").starts_with("\u{feff}Date,Time,"));
    assert_eq!(bench.run(&format!("privacy --export {}", all.display())).await.code, 0);
    let exported: serde_json::Value = std::fs::read_to_string(&all).expect("a file").parse().expect("JSON");
    assert!(exported["cache"]["movement"].as_array().is_some_and(|rows| !rows.is_empty()));
    assert_eq!(bench.run("privacy --delete-everything").await.code, 10, "nobody can agree without a terminal");
    assert_eq!(bench.run("privacy --delete-everything --yes").await.code, 0);
    assert_eq!(bench.run("home --cached").await.code, 3, "nobody is signed in any more");
}
