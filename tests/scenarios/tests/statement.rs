//! Statements over HTTP: what the school told, as a table that can be added up, quoted, and printed; from the phone alone.
#![allow(clippy::unwrap_used)] // Helpers of tests, too, may stop a test.

use schoolcard_core::app::{AppError, RefreshScope};
use schoolcard_core::domain::{Money, PersonId};
use schoolcard_core::screens::{MoneyState, Screen, ScreenState, StatementState};
use schoolcard_sandbox::{SaleItem, SaleKind, Sandbox};
use schoolcard_scenarios::{Phone, fortnight, school};

async fn phone(school: &Sandbox) -> (Phone, PersonId) {
    let phone = Phone::new(&school.base_url()).unwrap();
    phone.sign_in(school).await.unwrap();
    phone.app.refresh(RefreshScope::Latest).await.unwrap();
    let child = phone.cards().unwrap()[0].person.clone();
    phone.app.refresh(RefreshScope::Child { person: child.clone(), period: fortnight() }).await.unwrap();
    (phone, child)
}

/// The cells of a CSV with `;` between them, read as RFC 4180 says.
fn cells(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => cell.extend(letters.next()),
            '"' => quoted = !quoted,
            ';' if !quoted => row.push(std::mem::take(&mut cell)),
            '\r' if !quoted => {}
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            other => cell.push(other),
        }
    }
    assert!(!quoted && cell.is_empty() && row.is_empty(), "it ends with a whole line");
    rows
}

#[tokio::test(flavor = "multi_thread")]
async fn the_table_adds_up_to_what_the_money_screen_shows_and_every_row_is_dated() {
    let school = school(1, 30).await.unwrap();
    let (phone, child) = phone(&school).await;
    let statement = phone.app.statement(&child, fortnight()).await.unwrap();
    assert!(statement.csv.text.starts_with('\u{feff}') && statement.csv.text.ends_with("\r\n"), "a spreadsheet opens it as UTF-8");
    assert_eq!((statement.csv.mime.as_str(), statement.page.mime.as_str()), ("text/csv", "text/html"));
    let rows = cells(statement.csv.text.trim_start_matches('\u{feff}'));
    assert!(rows.iter().all(|row| row.len() == 9), "every row has every column");
    let sum_of = |kind: &str| -> i64 {
        let sums = rows.iter().filter(|row| row[2] == kind).map(|row| row[4].parse::<Money>().unwrap().kopecks());
        sums.sum()
    };
    let ScreenState::Money { state: MoneyState::Account { days, .. } } =
        phone.app.current(&Screen::Money { child: child.clone(), period: fortnight() }).unwrap()
    else {
        panic!()
    };
    let shown: i64 = days.iter().flat_map(|day| &day.movements).map(|row| row.sum.kopecks()).sum();
    assert_eq!(sum_of("Операция по счёту"), shown);
    let count = |kind: &str| rows.iter().filter(|row| row[2] == kind).count();
    assert!(count("Покупка") > 5 && count("Посещение") > 5, "{} {}", count("Покупка"), count("Посещение"));
    assert!(rows.iter().skip(1).all(|row| row[8].starts_with("2026-05-12")), "each row says of when it is");
    for row in rows.iter().skip(1) {
        assert!(statement.page.text.contains(&row[0]), "the page has the day {}", row[0]);
    }
    let ScreenState::Statement { state: StatementState::Statement { counts_text, unread_text, as_of_text, .. } } =
        phone.app.current(&Screen::Statement { child, period: fortnight() }).unwrap()
    else {
        panic!()
    };
    assert!(counts_text.contains(&count("Посещение").to_string()) && unread_text.is_empty() && !as_of_text.is_empty(), "{counts_text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_school_names_can_neither_run_as_a_formula_nor_break_the_table_or_the_page() {
    let school = school(1, 14).await.unwrap();
    let (phone, child) = phone(&school).await;
    let items = ["=HYPERLINK(\"http://x\";\"y\")", "Булочка; с \"маком\"", "<script>alert(1)</script>"].map(|name| SaleItem {
        name: name.to_owned(),
        price_kopecks: 1_000,
        amount: 1,
    });
    for item in items {
        school.sale(child.as_str(), SaleKind::Buffet, &[item], None).unwrap();
    }
    phone.app.refresh(RefreshScope::Latest).await.unwrap();
    let statement = phone.app.statement(&child, fortnight()).await.unwrap();
    let rows = cells(statement.csv.text.trim_start_matches('\u{feff}'));
    assert!(rows.iter().all(|row| row.len() == 9));
    let dangerous = |cell: &String| cell.starts_with(['=', '+', '@']) || (cell.starts_with('-') && cell.parse::<Money>().is_err());
    assert!(!rows.iter().flatten().any(dangerous), "{rows:?}");
    assert!(rows.iter().any(|row| row[3].contains("Булочка; с \"маком\"")));
    assert!(!statement.page.text.contains("<script") && statement.page.text.contains("&lt;script&gt;"));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_network_days_that_were_never_read_are_named_and_nobody_elses_child_is_told_of() {
    let school = school(1, 60).await.unwrap();
    let (phone, child) = phone(&school).await;
    school.shutdown().await;
    let phone = phone.reopened().unwrap();
    let long = schoolcard_core::domain::Period { from: "2026-01-01".parse().unwrap(), ..fortnight() };
    let ScreenState::Statement { state: StatementState::Statement { unread_text, .. } } =
        phone.app.current(&Screen::Statement { child: child.clone(), period: long }).unwrap()
    else {
        panic!()
    };
    assert!(unread_text.contains("ещё не прочитан"), "{unread_text}");
    let page = phone.app.statement(&child, long).await.unwrap().page.text;
    assert!(page.contains("ещё не прочитан"), "the page names them too");
    let wrong = AppError::Validation { field: "child".to_owned() };
    assert_eq!(phone.app.statement(&PersonId::from("nobody"), long).await, Err(wrong));
    phone.app.sign_out().await.unwrap();
    assert_eq!(phone.app.statement(&child, long).await, Err(AppError::SignedOut));
}
