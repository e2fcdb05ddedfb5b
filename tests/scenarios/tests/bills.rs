//! The bill check (M9) beside what the school offers and what the parent decided: prices, absences, and no false alarm.
#![allow(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

use schoolcard_core::app::RefreshScope;
use schoolcard_core::domain::{LocalDate, Period, PersonId};
use schoolcard_core::screens::bills::{BillsState, FindingKind, FindingRow};
use schoolcard_core::screens::ill_today::IllMealKind;
use schoolcard_core::screens::{IllTodayState, MoneyState, Screen, ScreenState};
use schoolcard_sandbox::{SaleItem, SaleKind, Sandbox, parse_local};
use schoolcard_scenarios::{Phone, fortnight, meals, school};

/// The fixed day of [`school`], a Tuesday.
const TODAY: &str = "2026-05-12";

async fn signed_in() -> (Sandbox, Phone, PersonId) {
    let school = school(1, 20).await.unwrap();
    let phone = Phone::new(&school.base_url()).unwrap();
    phone.sign_in(&school).await.unwrap();
    phone.app.refresh(RefreshScope::Latest).await.unwrap();
    let child = phone.cards().unwrap()[0].person.clone();
    (school, phone, child)
}

/// What is found in the last fortnight and until `to`.
async fn findings(phone: &Phone, child: &PersonId, to: LocalDate) -> Vec<FindingRow> {
    phone.app.refresh(RefreshScope::Latest).await.unwrap();
    let period = Period::new(fortnight().from, to);
    match phone.app.current(&Screen::Money { child: child.clone(), period }).unwrap() {
        ScreenState::Money { state: MoneyState::Account { bills: BillsState::Checked { findings, .. }, .. } } => findings,
        other => panic!("nothing was checked: {other:?}"),
    }
}

fn of(findings: &[FindingRow], kind: FindingKind) -> Vec<&FindingRow> {
    findings.iter().filter(|finding| finding.kind == kind).collect()
}

fn sell(school: &Sandbox, child: &PersonId, name: &str, price_kopecks: i64) {
    let item = SaleItem { name: name.to_owned(), price_kopecks, amount: 1 };
    school.sale(child.as_str(), SaleKind::Buffet, &[item], None).unwrap();
}

/// Reports that the child stays at home on `day`, for the first of the school's reasons.
async fn report_ill(phone: &Phone, child: &PersonId, day: LocalDate) {
    phone.app.refresh(RefreshScope::Orders { person: child.clone() }).await.unwrap();
    let screen = Screen::IllToday { child: child.clone(), day };
    let ScreenState::IllToday { state: IllTodayState::Form { reasons, .. } } = phone.app.current(&screen).unwrap() else {
        panic!("no form")
    };
    phone.app.ill_today(child, day, reasons[0].reason.clone()).unwrap();
    phone.app.look_at_outbox().await.unwrap();
}

/// Findings of money for a day on which the child was not there.
fn not_there(found: &[FindingRow], day: LocalDate) -> usize {
    of(found, FindingKind::NotThere).iter().filter(|row| row.date == day).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_price_that_is_not_the_menus_is_found_and_the_menus_own_prices_are_not() {
    let (school, phone, child) = signed_in().await;
    let today: LocalDate = TODAY.parse().unwrap();
    // All menus of the days checked, read on those days or later, beside everything that was sold on them.
    for weeks in 0..3 {
        let day = Some(today.plus_days(-7 * weeks));
        phone.app.refresh(RefreshScope::Menu { person: child.clone(), day }).await.unwrap();
    }
    let clean = findings(&phone, &child, today).await;
    assert_eq!(of(&clean, FindingKind::OtherPrice), Vec::<&FindingRow>::new(), "no false alarm");

    sell(&school, &child, "Печенье овсяное", 3_300);
    sell(&school, &child, "Чего нет в меню", 9_900);
    assert_eq!(findings(&phone, &child, today).await, clean);
    school.clock().advance(600);
    sell(&school, &child, "Печенье овсяное", 4_800);
    let found = findings(&phone, &child, today).await;
    let other = of(&found, FindingKind::OtherPrice);
    assert_eq!(other.len(), 1, "{found:?}");
    assert!(other[0].text.contains("48,00") && other[0].text.contains("33,00"), "{}", other[0].text);
    phone.app.shutdown();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_charged_on_a_day_reported_ill_is_found() {
    let (school, phone, child) = signed_in().await;
    let today: LocalDate = TODAY.parse().unwrap();
    school.clock().set(parse_local("2026-05-13T06:00:00").unwrap());
    let ill = today.plus_days(1);
    report_ill(&phone, &child, ill).await;
    assert_eq!(not_there(&findings(&phone, &child, ill).await, ill), 0);
    school.clock().set(parse_local("2026-05-13T12:00:00").unwrap());
    sell(&school, &child, "Печенье овсяное", 3_300);
    let found = findings(&phone, &child, ill).await;
    assert_eq!(not_there(&found, ill), 1, "{found:?}");
    phone.app.shutdown();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_eaten_before_the_report_or_was_too_late_to_cancel_is_no_finding() {
    let (school, phone, child) = signed_in().await;
    let today: LocalDate = TODAY.parse().unwrap();
    let ill = today.plus_days(1);
    phone.app.refresh(RefreshScope::Orders { person: child.clone() }).await.unwrap();
    phone.app.set_order(&child, ill, 601, vec![], 1).unwrap();
    phone.app.look_at_outbox().await.unwrap();
    // A bun in the morning; the fever at noon, when it is too late to cancel the lunch.
    school.clock().set(parse_local("2026-05-13T08:30:00").unwrap());
    sell(&school, &child, "Печенье овсяное", 3_300);
    school.clock().set(parse_local("2026-05-13T12:00:00").unwrap());
    report_ill(&phone, &child, ill).await;
    let kept = meals::ill(&phone, &child, ill).unwrap();
    assert!(kept.meals.len() == 1 && kept.meals[0].kind != IllMealKind::Cancelled, "{kept:?}");
    school.clock().set(parse_local("2026-05-13T15:00:00").unwrap());
    let found = findings(&phone, &child, ill).await;
    assert_eq!(not_there(&found, ill), 0, "{found:?}");
    sell(&school, &child, "Печенье овсяное", 3_300);
    let found = findings(&phone, &child, ill).await;
    assert_eq!(not_there(&found, ill), 1, "after the report: {found:?}");
    phone.app.shutdown();
}
