//! Orders ahead and weekly rules over HTTP: what the school has is what the parent asked for, and where it is not the parent is told why.
#![allow(clippy::unwrap_used, clippy::unnecessary_wraps)] // Helpers of tests, too, may stop a test.

use schoolcard_core::app::{Action, AppError, RefreshScope};
use schoolcard_core::domain::{CutOff, LocalDate, Money, Period, PersonId, WeekDays, WeeklyOrder};
use schoolcard_core::screens::OrdersState;
use schoolcard_core::screens::orders::{MealChoice, OrderChangeKind};
use schoolcard_sandbox::{FaultKind, PaymentStep, Sandbox, parse_local};
use schoolcard_scenarios::meals::{books, child, day, decide, going, meal, orders, waiting};
use schoolcard_scenarios::{Phone, balance, school};

/// The second child's lunch: same-day cut-off at 08:30, paid when ordered, money back after two hours.
const LUNCH: i64 = 601;

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

async fn ordered(phone: &Phone, child: &PersonId, day: LocalDate, complex: i64, amount: i64) -> Option<(OrderChangeKind, String)> {
    let seen = meal(phone, child, day, complex).map(|meal| meal.seen).unwrap_or_default();
    phone.app.set_order(child, day, complex, seen, amount).unwrap();
    phone.app.look_at_outbox().await.unwrap();
    going(phone, child, day, complex)
}

fn done() -> Option<(OrderChangeKind, String)> {
    Some((OrderChangeKind::Done, String::new()))
}

fn refused(code: &str) -> Option<(OrderChangeKind, String)> {
    Some((OrderChangeKind::Refused, code.to_owned()))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_meal_is_ordered_changed_and_cancelled_and_the_parent_sees_what_the_school_has() {
    let school = school(2, 14).await.unwrap();
    let misha = child(&school, 1);
    decide(&school, &misha, |rules| rules.charged_at_order = false);
    let phone = phone(&school, &misha).await;
    let before = balance(&phone.cards().unwrap()[1]).value.balance;

    let offered = meal(&phone, &misha, wednesday(), LUNCH).unwrap();
    let MealChoice::CanOrder { confirmation } = offered.choice else { panic!("{:?}", offered.choice) };
    assert!(confirmation.starts_with("Заказать: Обед") && confirmation.contains("Цена: 187,50"), "{confirmation}");
    assert_eq!(ordered(&phone, &misha, wednesday(), LUNCH, 1).await, done());
    assert_eq!(waiting(&school, &misha), [(LUNCH, 1)]);
    let shown = meal(&phone, &misha, wednesday(), LUNCH).unwrap();
    assert_eq!((shown.amount, shown.seen.as_slice()), (1, &[1][..]));
    let total = Money(books(&school, &misha)[0].total);
    let after = balance(&phone.cards().unwrap()[1]).value.balance;
    assert_eq!((after.confirmed, after.reserved), (before.confirmed, before.reserved.checked_add(total).unwrap()), "reserved, not paid");
    let MealChoice::CanCancel { confirmation } = shown.choice else { panic!("{:?}", shown.choice) };
    let told = &school.operator_state().unwrap().children[1];
    for part in [told.name.as_str(), "среда, 13 мая", "Отменить заказ", "₽"] {
        assert!(confirmation.contains(part), "{part} in {confirmation}");
    }

    assert_eq!(ordered(&phone, &misha, wednesday(), LUNCH, 2).await, done());
    assert_eq!((waiting(&school, &misha), books(&school, &misha).len()), (vec![(LUNCH, 2)], 1), "changed in place");
    assert_eq!(ordered(&phone, &misha, wednesday(), LUNCH, 0).await, done());
    assert_eq!(waiting(&school, &misha), []);
    assert_eq!(balance(&phone.cards().unwrap()[1]).value.balance, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_the_network_does_there_is_one_order() {
    for fault in [
        FaultKind::AnswerLost,
        FaultKind::Reset,
        FaultKind::Doubled,
        FaultKind::Delayed { seconds: 120 },
        FaultKind::Status { status: 502 },
        FaultKind::Status { status: 401 },
    ] {
        let school = school(2, 14).await.unwrap();
        let misha = child(&school, 1);
        let phone = phone(&school, &misha).await;
        school.faults().add_at(PaymentStep::Order, fault.clone(), Some(1));
        let mut state = ordered(&phone, &misha, wednesday(), LUNCH, 1).await;
        for _ in 0..12 {
            if state == done() {
                break;
            }
            let (kind, _) = state.clone().unwrap();
            assert!(
                matches!(kind, OrderChangeKind::Waiting | OrderChangeKind::Checking | OrderChangeKind::Sending),
                "{fault:?}: {state:?}"
            );
            school.clock().advance(60);
            phone.app.look_at_outbox().await.unwrap();
            state = going(&phone, &misha, wednesday(), LUNCH);
        }
        assert_eq!(state, done(), "{fault:?}");
        assert_eq!(waiting(&school, &misha), [(LUNCH, 1)], "{fault:?}");
        // Cancelling under the same fault.
        school.faults().add_at(PaymentStep::Order, fault.clone(), Some(1));
        let mut state = ordered(&phone, &misha, wednesday(), LUNCH, 0).await;
        for _ in 0..12 {
            if state == done() {
                break;
            }
            school.clock().advance(60);
            phone.app.look_at_outbox().await.unwrap();
            state = going(&phone, &misha, wednesday(), LUNCH);
        }
        assert_eq!((state, waiting(&school, &misha)), (done(), vec![]), "{fault:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_school_refuses_is_told_with_its_reason_and_leaves_nothing() {
    let school = school(2, 14).await.unwrap();
    let misha = child(&school, 1);
    let phone = phone(&school, &misha).await;
    assert_eq!(ordered(&phone, &misha, day("2026-05-16"), LUNCH, 1).await, refused("dayOff"), "a day off");
    school.withdraw_from_menu(misha.as_str(), day("2026-05-14").0, LUNCH).unwrap();
    assert_eq!(ordered(&phone, &misha, day("2026-05-14"), LUNCH, 1).await, refused("complexNotFound"), "a dish that vanished");
    decide(&school, &misha, |rules| rules.overdraft = Some(0));
    assert_eq!(ordered(&phone, &misha, day("2026-05-15"), LUNCH, 10).await, done());
    let beyond = ordered(&phone, &misha, wednesday(), LUNCH, 10).await;
    assert_eq!(beyond, refused("insufficientFunds"), "above the balance where the school forbids debt");
    let text = meal(&phone, &misha, wednesday(), LUNCH).unwrap().change.unwrap().text;
    assert!(text.contains("не хватает денег"), "{text}");
    // Today's lunch was to be ordered until 08:30, and it is 11:30: nobody had told the phone.
    let today = ordered(&phone, &misha, day("2026-05-12"), LUNCH, 1).await;
    assert_eq!(today.map(|(kind, _)| kind), Some(OrderChangeKind::TooLate), "after the cut-off");
    assert_eq!(waiting(&school, &misha), [(LUNCH, 10)], "nothing but what was taken");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_cut_off_is_judged_by_the_schools_clock_whatever_the_phone_thinks() {
    let school = school(2, 14).await.unwrap();
    let misha = child(&school, 1);
    // The phone's own clock is half a year and some hours off: the school's stands on 12 May.
    let phone = phone(&school, &misha).await;
    let rule = CutOff { days_before: 0, time: "08:30".parse().unwrap() };
    phone.app.dispatch(Action::SetCutOff { child: misha.clone(), meal: None, rule: Some(rule) });
    assert_eq!(ordered(&phone, &misha, wednesday(), LUNCH, 1).await, done());

    school.clock().set(parse_local("2026-05-13T08:29:00").unwrap());
    phone.app.refresh(RefreshScope::Orders { person: misha.clone() }).await.unwrap();
    let shown = meal(&phone, &misha, wednesday(), LUNCH).unwrap();
    assert!(matches!(shown.choice, MealChoice::CanCancel { .. }), "{:?}", shown.choice);
    assert!(shown.until_text.contains("08:30"), "{}", shown.until_text);

    // The phone's idea of the school's time is good to a second or two; to the second the rule itself and the school are tested.
    school.clock().advance(65);
    phone.app.refresh(RefreshScope::Orders { person: misha.clone() }).await.unwrap();
    let shown = meal(&phone, &misha, wednesday(), LUNCH).unwrap();
    assert_eq!(shown.choice, MealChoice::TooLate);
    assert!(shown.until_text.starts_with("Поздно"), "{}", shown.until_text);
    let late = phone.app.set_order(&misha, wednesday(), LUNCH, vec![1], 0);
    assert!(matches!(&late, Err(AppError::Rejected { code, .. }) if code == "too_late"), "{late:?}");
    assert_eq!(waiting(&school, &misha), [(LUNCH, 1)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wish_that_waits_for_the_network_expires_at_its_cut_off_and_says_so() {
    let school = school(2, 14).await.unwrap();
    let misha = child(&school, 1);
    let phone = phone(&school, &misha).await;
    let rule = CutOff { days_before: 0, time: "08:30".parse().unwrap() };
    phone.app.dispatch(Action::SetCutOff { child: misha.clone(), meal: None, rule: Some(rule) });
    school.faults().add(schoolcard_sandbox::Service::Food, FaultKind::Reset, None);
    let waits = ordered(&phone, &misha, wednesday(), LUNCH, 1).await;
    assert_eq!(waits.map(|(kind, _)| kind), Some(OrderChangeKind::Waiting));
    school.clock().set(parse_local("2026-05-13T08:30").unwrap());
    // Somebody else of the school answers, so the phone knows what time it is.
    let _ = phone.app.refresh(RefreshScope::Latest).await;
    school.faults().clear();
    phone.app.look_at_outbox().await.unwrap();
    assert_eq!(going(&phone, &misha, wednesday(), LUNCH).map(|(kind, _)| kind), Some(OrderChangeKind::TooLate));
    assert_eq!(books(&school, &misha), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_phones_that_order_the_same_meal_order_it_once() {
    let school = school(2, 14).await.unwrap();
    let misha = child(&school, 1);
    let (mother, father) = (phone(&school, &misha).await, phone(&school, &misha).await);
    assert_eq!(ordered(&mother, &misha, wednesday(), LUNCH, 1).await, done());
    // The father's phone still shows that nothing is ordered.
    assert_eq!(meal(&father, &misha, wednesday(), LUNCH).map(|meal| meal.amount), Some(0));
    assert_eq!(ordered(&father, &misha, wednesday(), LUNCH, 1).await, done(), "it is as he wants it already");
    assert_eq!(waiting(&school, &misha), [(LUNCH, 1)]);

    // At the same moment: both are sent, one stays.
    father.app.refresh(RefreshScope::Orders { person: misha.clone() }).await.unwrap();
    let thursday = day("2026-05-14");
    for phone in [&mother, &father] {
        phone.app.set_order(&misha, thursday, LUNCH, vec![], 1).unwrap();
    }
    let (one, other) = tokio::join!(mother.app.look_at_outbox(), father.app.look_at_outbox());
    one.and(other).unwrap();
    for phone in [&mother, &father] {
        phone.app.look_at_outbox().await.unwrap();
        assert_eq!(going(phone, &misha, thursday, LUNCH), done());
    }
    let of_thursday: Vec<_> =
        books(&school, &misha).into_iter().filter(|order| order.on_date == thursday.0 && order.state == "waiting").collect();
    assert_eq!(of_thursday.len(), 1);

    // The mother changes it; the father, who saw one, wants none: he is shown both and decides anew.
    assert_eq!(ordered(&mother, &misha, wednesday(), LUNCH, 2).await, done());
    father.app.set_order(&misha, wednesday(), LUNCH, vec![1], 0).unwrap();
    father.app.look_at_outbox().await.unwrap();
    let shown = meal(&father, &misha, wednesday(), LUNCH).unwrap();
    assert_eq!(shown.change.map(|change| change.kind), Some(OrderChangeKind::Conflict));
    assert!(waiting(&school, &misha).contains(&(LUNCH, 2)), "nothing was lost");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_weekly_rule_is_made_once_changed_and_removed() {
    let school = school(2, 14).await.unwrap();
    let misha = child(&school, 1);
    let phone = phone(&school, &misha).await;
    let weekly = |amount| WeeklyOrder {
        period: Period::new(wednesday(), day("2026-05-31")),
        amount,
        days: WeekDays { monday: true, wednesday: true, ..WeekDays::default() },
    };
    school.faults().add_at(PaymentStep::Order, FaultKind::Doubled, Some(1));
    let offer = |phone: &Phone| meal(phone, &misha, wednesday(), LUNCH).unwrap().weekly;
    let offered = offer(&phone).unwrap();
    assert_eq!((offered.seen.as_slice(), offered.suggested.amount), (&[][..], 1));
    assert_eq!(offered.suggested.days, WeekDays { wednesday: true, ..WeekDays::default() }, "the day it stands on");
    assert!(offered.question.contains("Михаил") && offered.question.contains("каждую неделю"), "{}", offered.question);
    phone.app.set_weekly(&misha, LUNCH, offered.seen, Some(weekly(1))).unwrap();
    assert_eq!(offer(&phone), None, "one wish at a time");
    phone.app.look_at_outbox().await.unwrap();
    assert_eq!(offer(&phone).map(|offer| (offer.seen, offer.suggested)), Some((vec![weekly(1)], weekly(1))), "the rule that stands");
    let rules = |phone: &Phone| match orders(phone, &misha, wednesday()) {
        OrdersState::Orders { rules, .. } => rules,
        other => panic!("{other:?}"),
    };
    let shown = rules(&phone);
    assert_eq!((shown.len(), shown[0].seen.as_slice()), (1, &[weekly(1)][..]), "doubled on its way, and brought down to one");
    assert_eq!(shown[0].change.as_ref().map(|change| change.kind), Some(OrderChangeKind::Done));
    assert!(shown[0].title.contains("пн, ср"), "{}", shown[0].title);
    let days = |school: &Sandbox| {
        books(school, &misha).iter().filter(|one| one.state == "waiting").map(|one| one.on_date.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(days(&school), ["2026-05-13", "2026-05-18", "2026-05-20", "2026-05-25"]);

    phone.app.set_weekly(&misha, LUNCH, vec![weekly(1)], Some(weekly(2))).unwrap();
    phone.app.look_at_outbox().await.unwrap();
    assert_eq!(rules(&phone)[0].seen, [weekly(2)]);
    school.faults().add_at(PaymentStep::Order, FaultKind::AnswerLost, Some(1));
    phone.app.set_weekly(&misha, LUNCH, vec![weekly(2)], None).unwrap();
    phone.app.look_at_outbox().await.unwrap();
    phone.app.look_at_outbox().await.unwrap();
    assert!(rules(&phone).iter().all(|rule| rule.seen.is_empty()));
    assert_eq!(days(&school), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_ends_at_any_step_goes_on_with_the_same_wish() {
    let school = school(2, 14).await.unwrap();
    let misha = child(&school, 1);
    let mut phone = phone(&school, &misha).await;
    // Kept and the process ends; nobody was told; the next one sends it.
    school.faults().add(schoolcard_sandbox::Service::Food, FaultKind::Reset, None);
    phone.app.set_order(&misha, wednesday(), LUNCH, vec![], 1).unwrap();
    phone = phone.reopened().unwrap();
    school.faults().clear();
    phone.app.look_at_outbox().await.unwrap();
    assert_eq!((going(&phone, &misha, wednesday(), LUNCH), waiting(&school, &misha)), (done(), vec![(LUNCH, 1)]));
    // Sent, the answer lost, and the process ends; the next one reads back.
    school.faults().add_at(PaymentStep::Order, FaultKind::AnswerLost, Some(1));
    phone.app.set_order(&misha, wednesday(), LUNCH, vec![1], 2).unwrap();
    phone.app.look_at_outbox().await.unwrap();
    phone = phone.reopened().unwrap();
    phone.app.look_at_outbox().await.unwrap();
    assert_eq!((going(&phone, &misha, wednesday(), LUNCH), waiting(&school, &misha)), (done(), vec![(LUNCH, 2)]));
}
