//! A top-up from the sum to the account, over HTTP: what is shown, what is asked for once only, what is read back.
#![allow(clippy::unwrap_used)] // Helpers of tests, too, may stop a test.

use std::time::Duration;

use schoolcard_core::app::{Action, AppError, RefreshScope};
use schoolcard_core::domain::{Money, PersonId, SpendingRules};
use schoolcard_core::screens::change::ChangeKind;
use schoolcard_core::screens::{LimitsState, NoticeKind, PaymentsState, Screen, ScreenState, TopUpState};
use schoolcard_sandbox::{
    ChangedBy, CreditingDelays, FaultKind, LedgerQuery, LimitWish, PaymentRecord, PaymentSettings, PaymentStep, Press, Sandbox, Service,
};
use schoolcard_scenarios::paying::{name, press, state};
use schoolcard_scenarios::{Phone, balance, school};

/// A phone of the default parent with the family read.
async fn phone(school: &Sandbox) -> Phone {
    let phone = Phone::new(&school.base_url()).unwrap();
    phone.sign_in(school).await.unwrap();
    phone.app.refresh(RefreshScope::Latest).await.unwrap();
    phone
}

fn child(school: &Sandbox, index: usize) -> PersonId {
    school.operator_state().unwrap().children[index].person_id.as_str().into()
}

/// Taps "top up 500 roubles" and looks once.
async fn tap(phone: &Phone, child: &PersonId) {
    phone.app.start_top_up(child, "500").unwrap();
    phone.app.look_at_outbox().await.unwrap();
}

fn link(phone: &Phone, child: &PersonId) -> String {
    match state(&phone.app, child) {
        TopUpState::Pay { link, .. } => link,
        other => panic!("no page: {}", name(&other)),
    }
}

async fn shown(phone: &Phone, child: &PersonId) -> String {
    phone.app.look_at_outbox().await.unwrap();
    name(&state(&phone.app, child))
}

fn links(school: &Sandbox) -> Vec<PaymentRecord> {
    school.ledger(&LedgerQuery::default()).unwrap().payments
}

fn settings(change: impl FnOnce(&mut PaymentSettings)) -> PaymentSettings {
    let mut settings = PaymentSettings::default();
    change(&mut settings);
    settings
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parent_tops_up_and_sees_every_step_until_the_money_is_there() {
    let school = school(2, 30).await.unwrap();
    school.set_payment_settings(settings(|s| {
        s.processing_seconds = 60;
        s.crediting_seconds = CreditingDelays { card: 600, ..CreditingDelays::default() };
    }));
    let (phone, masha) = (phone(&school).await, child(&school, 0));
    let before = balance(&phone.cards().unwrap()[0]).value.balance;
    phone.app.dispatch(Action::ChooseAmount { child: masha.clone(), amount_text: "500,00".to_owned() });
    for _ in 0..100 {
        // The name of the payee comes by itself.
        if matches!(state(&phone.app, &masha), TopUpState::ChooseAmount { form, .. } if form.payee_text.contains("ИНН")) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let TopUpState::ChooseAmount { form, account, .. } = state(&phone.app, &masha) else { panic!() };
    let confirmation = form.confirmation.unwrap();
    let told = &school.operator_state().unwrap().children[0];
    for part in [&told.name, &told.contract_id.to_string(), &account.school, "500,00\u{a0}₽", "ИНН", "Комиссия"] {
        assert!(confirmation.text.contains(part), "{part} in {}", confirmation.text);
    }
    assert_eq!((account.account_text.clone(), account.ways.len()), (told.contract_id.to_string(), 4));

    tap(&phone, &masha).await;
    assert_eq!(phone.cards().unwrap()[0].attention.iter().filter(|n| n.kind == NoticeKind::TopUp).count(), 1);
    let back = press(&link(&phone, &masha), "pay").await.unwrap();
    assert!(back.contains("/payment?request_uid="), "{back}");
    phone.app.dispatch(Action::ReturnFromBank { url: back.clone() });
    phone.app.dispatch(Action::ReturnFromBank { url: back });
    assert_eq!(shown(&phone, &masha).await, "Waiting", "coming back proves nothing");
    let TopUpState::Waiting { top_up, can_reopen, .. } = state(&phone.app, &masha) else { panic!() };
    assert!(top_up.text.starts_with("Банк проводит") && !can_reopen, "{}", top_up.text);

    school.clock().advance(90);
    assert_eq!(shown(&phone, &masha).await, "Waiting");
    let coming = balance(&phone.cards().unwrap()[0]).value.balance;
    assert_eq!((coming.confirmed, coming.coming), (before.confirmed, Money(50_000)));

    school.clock().advance(600);
    assert_eq!(shown(&phone, &masha).await, "Credited");
    let after = balance(&phone.cards().unwrap()[0]).value.balance;
    assert_eq!((after.confirmed, after.coming), (before.confirmed.checked_add(Money(50_000)).unwrap(), Money::ZERO));
    let TopUpState::Finished { top_up, .. } = state(&phone.app, &masha) else { panic!() };
    let receipt = reqwest::get(&top_up.receipts[0]).await.unwrap();
    assert_eq!(receipt.headers()["content-type"], "application/pdf");

    phone.app.refresh(RefreshScope::Payments).await.unwrap();
    let ScreenState::Payments { state: PaymentsState::Payments { rows, .. } } =
        phone.app.current(&Screen::Payments { child: masha }).unwrap()
    else {
        panic!()
    };
    assert_eq!((rows.len(), rows[0].amount, rows[0].receipt.as_ref()), (1, Money(50_000), Some(&top_up.receipts[0])));
}

#[tokio::test(flavor = "multi_thread")]
async fn however_often_it_is_tapped_there_is_one_page() {
    let school = school(1, 14).await.unwrap();
    let (phone, masha) = (phone(&school).await, child(&school, 0));
    let first = phone.app.start_top_up(&masha, "500").unwrap();
    let second = phone.app.start_top_up(&masha, "700").unwrap();
    assert_eq!(first, second, "the live one is meant");
    phone.app.look_at_outbox().await.unwrap();
    let page = link(&phone, &masha);
    phone.app.dispatch(Action::ReturnFromBank { url: press(&page, "abandon").await.unwrap() });
    assert_eq!(shown(&phone, &masha).await, "Waiting");
    phone.app.dispatch(Action::StartTopUp { child: masha.clone(), amount_text: "500".to_owned() });
    phone.app.look_at_outbox().await.unwrap();
    assert_eq!(link(&phone, &masha), page, "the same page once more");
    assert_eq!(links(&school).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_is_read_back_before_another_page_is_asked_for() {
    for fault in
        [FaultKind::AnswerLost, FaultKind::Reset, FaultKind::Delayed { seconds: 30 }, FaultKind::Status { status: 502 }, FaultKind::CutBody]
    {
        let school = school(1, 14).await.unwrap();
        let (phone, masha) = (phone(&school).await, child(&school, 0));
        school.faults().add_at(PaymentStep::Init, fault.clone(), Some(1));
        phone.app.start_top_up(&masha, "500").unwrap();
        let mut seen = shown(&phone, &masha).await;
        for _ in 0..5 {
            if seen == "Pay" {
                break;
            }
            assert_eq!(seen, "Asking", "{fault:?}");
            school.clock().advance(60);
            seen = shown(&phone, &masha).await;
        }
        press(&link(&phone, &masha), "pay").await.unwrap();
        assert_eq!(shown(&phone, &masha).await, "Credited", "{fault:?}");
        let paid: usize = links(&school).iter().map(|link| link.attempts.len()).sum();
        assert_eq!(paid, 1, "{fault:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_phone_waits_while_a_payment_is_on_its_way() {
    let school = school(1, 14).await.unwrap();
    school.set_payment_settings(settings(|s| s.processing_seconds = 300));
    let (first, second, masha) = (phone(&school).await, phone(&school).await, child(&school, 0));
    tap(&first, &masha).await;
    press(&link(&first, &masha), "pay").await.unwrap();
    tap(&second, &masha).await;
    assert_eq!(name(&state(&second.app, &masha)), "Held");
    assert_eq!(links(&school).len(), 1, "no second page was asked for");
    school.clock().advance(400);
    assert_eq!(shown(&second, &masha).await, "Pay", "the first has arrived; now a second may be wanted");
    assert_eq!(shown(&first, &masha).await, "Credited");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_bank_did_is_told_as_it_was() {
    let school = school(1, 14).await.unwrap();
    let (phone, masha) = (phone(&school).await, child(&school, 0));
    let uid = || links(&school).last().unwrap().request_uid.clone();
    for (pressed, outcome, arrived, word) in [
        (Some(Press::Pay { method: schoolcard_sandbox::PayMethod::Sbp, amount_kopecks: Some(30_000) }), "Credited", 30_000, "а просили"),
        (Some(Press::PayTwice { method: schoolcard_sandbox::PayMethod::Card }), "Credited", 100_000, "больше одного раза"),
        (Some(Press::Decline { method: schoolcard_sandbox::PayMethod::Card }), "Declined", 0, "Деньги не списаны"),
        (None, "Expired", 0, "время страницы вышло"),
    ] {
        tap(&phone, &masha).await;
        match pressed {
            Some(pressed) => drop(school.press_page(&uid(), pressed).unwrap()),
            None => drop(school.clock().advance(31 * 60)),
        }
        assert_eq!(shown(&phone, &masha).await, outcome, "{pressed:?}");
        let TopUpState::Finished { top_up, .. } = state(&phone.app, &masha) else { panic!() };
        assert_eq!(top_up.arrived, Money(arrived));
        assert!(top_up.text.contains(word), "{word} in {}", top_up.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_silent_history_makes_it_unknown_and_its_return_settles_it() {
    let school = school(1, 14).await.unwrap();
    let (phone, masha) = (phone(&school).await, child(&school, 0));
    tap(&phone, &masha).await;
    press(&link(&phone, &masha), "pay").await.unwrap();
    school.faults().add_at(PaymentStep::History, FaultKind::Status { status: 503 }, None);
    school.clock().advance(31 * 60);
    // The school's clock is learned from its answers.
    phone.app.refresh(RefreshScope::Latest).await.unwrap();
    assert_eq!(shown(&phone, &masha).await, "Unknown");
    phone.app.start_top_up(&masha, "500").unwrap();
    assert_eq!(shown(&phone, &masha).await, "Unknown", "no second payment is asked for");
    school.faults().clear();
    assert_eq!(shown(&phone, &masha).await, "Credited");
    assert_eq!(links(&school).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_input_is_a_typed_error_and_nothing_is_sent() {
    let school = school(1, 14).await.unwrap();
    let (phone, masha) = (phone(&school).await, child(&school, 0));
    for text in ["0", "-5", "1000000000000", "12,345", "", "сто", "0,99", "15000,01"] {
        let refused = phone.app.start_top_up(&masha, text).unwrap_err();
        assert_eq!(refused, AppError::Validation { field: "amount".to_owned() }, "{text}");
        let TopUpState::ChooseAmount { form, .. } = state(&phone.app, &masha) else { panic!() };
        assert!(form.complaint.is_empty() == text.is_empty() && form.confirmation.is_none(), "{text}");
    }
    let neighbour = "00000000-0000-0000-0000-000000000000".into();
    assert_eq!(phone.app.start_top_up(&neighbour, "500").unwrap_err(), AppError::Validation { field: "child".to_owned() });
    assert_eq!(name(&state(&phone.app, &neighbour)), "UnknownChild");
    assert_eq!(links(&school).len(), 0);

    school.set_food_provider(masha.as_str(), false).unwrap();
    phone.app.dispatch(Action::ChooseAmount { child: masha.clone(), amount_text: "12,5".to_owned() });
    for _ in 0..100 {
        if name(&state(&phone.app, &masha)) == "NoProvider" {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(name(&state(&phone.app, &masha)), "NoProvider");
    assert!(matches!(phone.app.start_top_up(&masha, "12,5"), Err(AppError::Rejected { code, .. }) if code == "no_provider"));

    // Another phone that has not asked learns it from the school's refusal.
    let other = self::phone(&school).await;
    tap(&other, &masha).await;
    let TopUpState::Finished { code, .. } = state(&other.app, &masha) else { panic!() };
    assert_eq!(code, "no_provider");

    school.set_food_provider(masha.as_str(), true).unwrap();
    phone.app.dispatch(Action::ChooseAmount { child: masha.clone(), amount_text: "12,5".to_owned() });
    for _ in 0..100 {
        if name(&state(&phone.app, &masha)) == "ChooseAmount" {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    phone.app.start_top_up(&masha, "12,5").unwrap();
    phone.app.look_at_outbox().await.unwrap();
    assert_eq!(links(&school).last().unwrap().amount, 1_250);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_top_up_outlives_sign_out_and_cache_and_is_nobody_else_s() {
    let school = school(1, 14).await.unwrap();
    let (phone, masha) = (phone(&school).await, child(&school, 0));
    tap(&phone, &masha).await;
    press(&link(&phone, &masha), "pay").await.unwrap();
    phone.app.sign_out().await.unwrap();
    assert_eq!(name(&state(&phone.app, &masha)), "SignedOut");

    let father = school.token(Some("father")).unwrap();
    phone.app.sign_in_with_tokens(father.access_token, Some(father.refresh_token)).await.unwrap();
    phone.app.refresh(RefreshScope::Latest).await.unwrap();
    assert_eq!(name(&state(&phone.app, &masha)), "ChooseAmount", "not his");
    phone.app.sign_out().await.unwrap();

    let phone = phone.reopened_after(|dir| std::fs::write(dir.join("cache.db"), "nonsense").unwrap()).unwrap();
    phone.sign_in(&school).await.unwrap();
    phone.app.refresh(RefreshScope::Latest).await.unwrap();
    assert_eq!(shown(&phone, &masha).await, "Credited");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_network_nothing_is_sent_and_it_can_be_cancelled() {
    let school = school(1, 14).await.unwrap();
    let (phone, masha) = (phone(&school).await, child(&school, 0));
    school.faults().add(Service::Payments, FaultKind::Reset, None);
    tap(&phone, &masha).await;
    let TopUpState::Asking { top_up, can_cancel: true, account, .. } = state(&phone.app, &masha) else { panic!() };
    assert!(!account.account_spoken.is_empty() && account.ways.iter().all(|way| !way.steps_text.is_empty()));
    phone.app.dispatch(Action::CancelTopUp { id: top_up.id });
    assert_eq!(name(&state(&phone.app, &masha)), "Cancelled");
    school.faults().clear();
    phone.app.look_at_outbox().await.unwrap();
    assert_eq!(links(&school).len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn in_the_foreground_a_payment_shows_within_two_seconds() {
    let school = school(1, 14).await.unwrap();
    let (phone, masha) = (phone(&school).await, child(&school, 0));
    phone.app.resume();
    tap(&phone, &masha).await;
    press(&link(&phone, &masha), "pay").await.unwrap();
    let paid = std::time::Instant::now();
    while name(&state(&phone.app, &masha)) != "Credited" {
        assert!(paid.elapsed() < Duration::from_secs(2), "still {}", name(&state(&phone.app, &masha)));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn limits(phone: &Phone, child: &PersonId) -> (SpendingRules, Option<(ChangeKind, String)>) {
    match phone.app.current(&Screen::Limits { child: child.clone() }).unwrap() {
        ScreenState::Limits { state: LimitsState::Limits { rules, change, .. } } => {
            (rules, change.map(|change| (change.kind, change.text)))
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn limits_are_set_read_back_and_a_change_by_the_school_is_a_conflict() {
    let school = school(1, 14).await.unwrap();
    let (phone, masha) = (phone(&school).await, child(&school, 0));
    let (seen, _) = limits(&phone, &masha);
    let wanted = SpendingRules { day_limit: Some(Money(40_000)), warn_below: Some(Money(15_000)) };
    for fault in [None, Some(FaultKind::AnswerLost)] {
        if let Some(fault) = fault.clone() {
            school.faults().add(Service::Food, fault, Some(1));
        }
        let (seen, _) = limits(&phone, &masha);
        let wanted = SpendingRules { day_limit: wanted.day_limit.map(|limit| Money(limit.0 + i64::from(fault.is_some()))), ..wanted };
        phone.app.set_spending_rules(&masha, seen, wanted).unwrap();
        for _ in 0..3 {
            phone.app.look_at_outbox().await.unwrap();
        }
        let (rules, change) = limits(&phone, &masha);
        assert_eq!((rules, change.unwrap().0), (wanted, ChangeKind::Done), "{fault:?}");
    }
    let wish = LimitWish { expense_day_limit: Some(Some(90_000)), balance_threshold: None };
    school.school_changes_limits(masha.as_str(), &wish).unwrap();
    phone.app.set_spending_rules(&masha, seen, wanted).unwrap();
    phone.app.look_at_outbox().await.unwrap();
    let (rules, change) = limits(&phone, &masha);
    let (kind, text) = change.unwrap();
    assert_eq!((rules.day_limit, kind), (Some(Money(90_000)), ChangeKind::Conflict));
    assert!(text.contains("900,00"), "{text}");
    let by_parent = school.ledger(&LedgerQuery::default()).unwrap().limits.iter().filter(|change| change.by == ChangedBy::Parent).count();
    assert_eq!(by_parent, 2, "the conflict sent nothing");
    let bad = phone.app.set_spending_rules(&masha, rules, SpendingRules { day_limit: Some(Money(-1)), ..wanted });
    assert_eq!(bad.unwrap_err(), AppError::Validation { field: "day_limit".to_owned() });
}

/// One life of an app in a process of its own; what it printed, and whether it ended well.
fn live(school: &Sandbox, data: &std::path::Path, child: &PersonId, mode: &[&str], crash_at: Option<&str>) -> (Vec<String>, bool) {
    let pair = school.token(None).unwrap();
    let mut life = std::process::Command::new(env!("CARGO_BIN_EXE_top_up"));
    life.args([&school.base_url(), data.to_str().unwrap(), child.as_str(), &pair.access_token, &pair.refresh_token]).args(mode);
    if let Some(at) = crash_at {
        life.env("SCHOOLCARD_CRASH_AT", at);
    }
    let done = life.output().unwrap();
    let lines = String::from_utf8(done.stdout).unwrap().lines().map(str::to_owned).collect();
    (lines, done.status.success())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_killed_at_any_persisted_step_of_a_top_up_is_gone_on_from() {
    let school = school(1, 14).await.unwrap();
    let masha = child(&school, 0);
    let mut steps = 0;
    for commit in 1.. {
        let mut any_crash = false;
        for when in ["before", "after"] {
            let data = tempfile::tempdir().unwrap();
            let mark = school.ledger_mark().unwrap();
            assert!(live(&school, data.path(), &masha, &["prepare"], None).1);
            let at = format!("{commit}-{when}");
            let (first, whole) = live(&school, data.path(), &masha, &["live"], Some(&at));
            any_crash |= !whole;
            let payments = || school.ledger(&LedgerQuery { after: mark, ..LedgerQuery::default() }).unwrap().payments;
            let paid = payments().iter().map(|link| link.attempts.len()).sum::<usize>();
            let more: &[&str] = if paid > 0 { &["live", "paid"] } else { &["live"] };
            let (second, ended) = live(&school, data.path(), &masha, more, None);
            println!("{at}: {first:?} then {second:?}");
            assert!(ended && second.last().is_some_and(|last| last == "Credited"), "{at}: {first:?} then {second:?}");
            let paid: Vec<i64> = payments().iter().flat_map(|link| &link.attempts).map(|attempt| attempt.amount).collect();
            assert_eq!(paid, [50_000], "{at}: paid once, of one page");
        }
        if !any_crash {
            break;
        }
        steps = commit;
    }
    // Kept, asked for, page got, returned, payment seen, arrived.
    assert!(steps >= 5, "only {steps} persisted steps");
}
