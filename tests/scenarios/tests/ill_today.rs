//! "Ill today" over HTTP: what can be cancelled is cancelled, what is too late is told, the school is told once, and the money is watched.
#![allow(clippy::unwrap_used)] // Helpers of tests, too, may stop a test.

use schoolcard_core::app::{Action, RefreshScope};
use schoolcard_core::domain::{AbsenceReason, CutOff, LocalDate, MealKind, Money, PersonId};
use schoolcard_core::screens::ill_today::{IllFigure, IllKind, IllMealKind, IllMoneyKind, IllNoticeKind};
use schoolcard_core::screens::{IllTodayState, NoticeKind, Screen, ScreenState};
use schoolcard_sandbox::{FaultKind, PaymentStep, Sandbox, Service, parse_local};
use schoolcard_scenarios::meals::{books, child, day, decide, ill, waiting};
use schoolcard_scenarios::{Phone, school};

const LUNCH: i64 = 601;
const OTHER_LUNCH: i64 = 602;

async fn phone(school: &Sandbox, child: &PersonId) -> Phone {
    let phone = Phone::new(&school.base_url()).unwrap();
    phone.sign_in(school).await.unwrap();
    phone.app.refresh(RefreshScope::Latest).await.unwrap();
    phone.app.refresh(RefreshScope::Orders { person: child.clone() }).await.unwrap();
    phone
}

fn wednesday() -> LocalDate {
    day("2026-05-13")
}

async fn order(phone: &Phone, child: &PersonId, complex: i64) {
    phone.app.set_order(child, wednesday(), complex, vec![], 1).unwrap();
    phone.app.look_at_outbox().await.unwrap();
}

/// The school's first reason, as the screen offers it.
fn reason(phone: &Phone, child: &PersonId) -> AbsenceReason {
    match phone.app.current(&Screen::IllToday { child: child.clone(), day: wednesday() }).unwrap() {
        ScreenState::IllToday { state: IllTodayState::Form { reasons, name, day_title, .. } } => {
            let first = &reasons[0];
            for part in [name.as_str(), day_title.as_str(), first.reason.name.as_str()] {
                assert!(first.confirmation.contains(part), "{part} in {}", first.confirmation);
            }
            first.reason.clone()
        }
        other => panic!("no form: {other:?}"),
    }
}

async fn say_ill(phone: &Phone, child: &PersonId) -> IllFigure {
    phone.app.ill_today(child, wednesday(), reason(phone, child)).unwrap();
    phone.app.look_at_outbox().await.unwrap();
    ill(phone, child, wednesday()).unwrap()
}

/// Notices of absence for that day, as the school has them.
async fn notices(school: &Sandbox, child: usize) -> usize {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let token = school.token(None).unwrap().access_token;
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let get = async |path: String| -> serde_json::Value {
        let request = client.get(format!("{}{path}", school.base_url())).header("Auth-Token", &token).header("X-Mes-Subsystem", "familymp");
        request.send().await.unwrap().json().await.unwrap()
    };
    let profile = get("/api/family/mobile/v1/profile".to_owned()).await;
    let student = profile["children"][child]["id"].as_i64().unwrap();
    let list = get(format!("/api/family/mobile/v1/attendance?student_id={student}&from=2026-05-13&to=2026-05-13")).await;
    list["notifications"].as_array().unwrap().len()
}

#[tokio::test(flavor = "multi_thread")]
async fn all_meals_are_cancelled_the_school_is_told_once_and_the_money_comes_back() {
    let school = school(2, 14).await.unwrap();
    let misha = child(&school, 1);
    let phone = phone(&school, &misha).await;
    order(&phone, &misha, LUNCH).await;
    order(&phone, &misha, OTHER_LUNCH).await;
    let paid: i64 = books(&school, &misha).iter().map(|order| order.total).sum();

    // The parent taps twice; the answers of a cancelling and of the notice are lost.
    let why = reason(&phone, &misha);
    let first = phone.app.ill_today(&misha, wednesday(), why.clone()).unwrap();
    school.faults().add_at(PaymentStep::Order, FaultKind::AnswerLost, Some(1));
    school.faults().add_at(PaymentStep::Absence, FaultKind::AnswerLost, Some(1));
    phone.app.look_at_outbox().await.unwrap();
    let second = phone.app.ill_today(&misha, wednesday(), why).unwrap();
    for _ in 0..3 {
        phone.app.look_at_outbox().await.unwrap();
    }
    let shown = ill(&phone, &misha, wednesday()).unwrap();
    assert_eq!(first, second, "asking twice is asking once, also when the first is done already");
    assert_eq!(shown.meals.iter().map(|meal| meal.kind).collect::<Vec<_>>(), [IllMealKind::Cancelled; 2], "{shown:?}");
    assert_eq!((shown.notice, notices(&school, 1).await), (IllNoticeKind::Filed, 1));
    assert_eq!(waiting(&school, &misha), []);
    assert_eq!(shown.meals.iter().map(|meal| meal.money).collect::<Vec<_>>(), [IllMoneyKind::Awaited; 2], "two hours at this school");

    school.clock().advance(7_200);
    phone.app.look_at_outbox().await.unwrap();
    let shown = ill(&phone, &misha, wednesday()).unwrap();
    assert_eq!((shown.kind, shown.meals[0].money), (IllKind::Settled, IllMoneyKind::Returned));
    let back: i64 = books(&school, &misha).iter().map(|order| order.refunded).sum();
    assert_eq!(back, paid);
    assert!(shown.meals[0].money_text.starts_with("Вернулось"), "{}", shown.meals[0].money_text);
}

#[tokio::test(flavor = "multi_thread")]
async fn at_the_cut_off_a_meal_is_too_late_a_second_before_it_is_cancelled() {
    // The school judges to the second; the phone's idea of the school's time is good to a second or two.
    for (at, kind, knows) in [
        ("2026-05-13T08:29:59", IllMealKind::Cancelled, false),
        ("2026-05-13T08:30:00", IllMealKind::TooLate, false),
        ("2026-05-13T08:29:00", IllMealKind::Cancelled, true),
        ("2026-05-13T08:30:05", IllMealKind::TooLate, true),
    ] {
        let school = school(2, 14).await.unwrap();
        let misha = child(&school, 1);
        let phone = phone(&school, &misha).await;
        order(&phone, &misha, LUNCH).await;
        if knows {
            let rule = CutOff { days_before: 0, time: "08:30".parse().unwrap() };
            let noon = CutOff { time: "12:00".parse().unwrap(), ..rule };
            phone.app.dispatch(Action::SetCutOff { child: misha.clone(), meal: None, rule: Some(noon) });
            phone.app.dispatch(Action::SetCutOff { child: misha.clone(), meal: Some(MealKind::Lunch), rule: Some(rule) });
        }
        school.clock().set(parse_local(at).unwrap());
        phone.app.refresh(RefreshScope::Orders { person: misha.clone() }).await.unwrap();
        let shown = say_ill(&phone, &misha).await;
        assert_eq!(shown.meals.iter().map(|meal| meal.kind).collect::<Vec<_>>(), [kind], "{at}, known: {knows}");
        assert_eq!(shown.notice, IllNoticeKind::Filed, "{at}: the school is told all the same");
        let left = if kind == IllMealKind::TooLate { vec![(LUNCH, 1)] } else { vec![] };
        assert_eq!(waiting(&school, &misha), left, "{at}, known: {knows}");
        if kind == IllMealKind::TooLate {
            let text = &shown.meals[0].text;
            assert!(text.contains("поздно") && text.contains("₽"), "{text}");
            assert_eq!(text.contains("08:30"), knows, "{text}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn money_that_does_not_come_back_is_told_until_it_does() {
    let school = school(2, 14).await.unwrap();
    let misha = child(&school, 1);
    decide(&school, &misha, |rules| rules.refund_seconds = None);
    let phone = phone(&school, &misha).await;
    order(&phone, &misha, LUNCH).await;
    let sum = books(&school, &misha)[0].total;
    assert_eq!(say_ill(&phone, &misha).await.meals[0].money, IllMoneyKind::Awaited);
    let told = |phone: &Phone| phone.cards().unwrap()[1].attention.iter().any(|notice| notice.kind == NoticeKind::MoneyNotReturned);
    assert!(!told(&phone));
    // Three days, and a little: the phone's idea of the school's time is good to a second or two.
    school.clock().advance(3 * 86_400 + 60);
    phone.app.sign_out().await.unwrap();
    phone.sign_in(&school).await.unwrap();
    phone.app.refresh(RefreshScope::Latest).await.unwrap();
    phone.app.look_at_outbox().await.unwrap();
    assert!(told(&phone), "home says so");
    let shown = ill(&phone, &misha, wednesday());
    if let Some(shown) = shown {
        assert_eq!((shown.kind, shown.meals[0].money), (IllKind::MoneyMissing, IllMoneyKind::Missing));
        assert!(shown.meals[0].money_text.contains("не вернулись"));
    }
    // A parent goes to the provider, who pays it at last.
    let notice = phone.cards().unwrap()[1].attention.iter().find(|notice| notice.kind == NoticeKind::MoneyNotReturned).cloned().unwrap();
    assert!(notice.text.contains(&format!("{}", sum / 100)), "{}", notice.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_account_pays_at_the_meal_nothing_has_to_come_back() {
    let school = school(2, 14).await.unwrap();
    let misha = child(&school, 1);
    decide(&school, &misha, |rules| rules.charged_at_order = false);
    let phone = phone(&school, &misha).await;
    order(&phone, &misha, LUNCH).await;
    let shown = say_ill(&phone, &misha).await;
    assert_eq!((shown.meals[0].kind, shown.meals[0].money), (IllMealKind::Cancelled, IllMoneyKind::NotCharged));
    let card = &phone.cards().unwrap()[1];
    assert_eq!(schoolcard_scenarios::balance(card).value.balance.reserved, Money::ZERO, "nothing is reserved any more");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_network_it_is_kept_and_done_by_the_next_process() {
    let school = school(2, 14).await.unwrap();
    let misha = child(&school, 1);
    let mut phone = phone(&school, &misha).await;
    order(&phone, &misha, LUNCH).await;
    for service in [Service::Food, Service::Pass] {
        school.faults().add(service, FaultKind::Reset, None);
    }
    let shown = say_ill(&phone, &misha).await;
    assert_eq!((shown.kind, shown.notice), (IllKind::UnderWay, IllNoticeKind::Waiting));
    assert!(shown.notice_text.contains("ещё не сообщили"), "an honest mark: {}", shown.notice_text);
    phone = phone.reopened().unwrap();
    school.faults().clear();
    phone.app.look_at_outbox().await.unwrap();
    let shown = ill(&phone, &misha, wednesday()).unwrap();
    assert_eq!((shown.meals[0].kind, shown.notice), (IllMealKind::Cancelled, IllNoticeKind::Filed));
    assert_eq!((waiting(&school, &misha), notices(&school, 1).await), (vec![], 1));
}
