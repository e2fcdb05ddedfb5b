//! Top-ups, payments and limits of the first child, in the core's own words.

use schoolcard_core::domain::payment::OfflineWayKind;
use schoolcard_core::domain::{AccountNumber, FoodProvider, Money, PaymentId, PaymentStatus, SpendingRules};
use schoolcard_core::l10n::{L10n, LimitsText, Locale, TopUpText};
use schoolcard_core::outbox::IntentId;
use schoolcard_core::screens::change::ChangeKind;
use schoolcard_core::screens::limits::LimitsChange;
use schoolcard_core::screens::payments::PaymentRow;
use schoolcard_core::screens::top_up::{OfflineWay, TopUpAccount, TopUpConfirmation, TopUpFigure, TopUpForm, TopUpOutcome};
use schoolcard_core::screens::{LimitsState, PaymentsState, TopUpState};

use super::{anna, as_of, at, fresh, suggestion};

/// The page that is paid on.
pub const LINK: &str = "https://pay.example/mospaynew/payment/3f0c2a";
const SUM: Money = Money(50_000);
const NUMBER: AccountNumber = AccountNumber(4_021_337);

fn l10n() -> L10n {
    L10n::new(Locale::Ru)
}

/// Whose account it is.
pub fn account() -> TopUpAccount {
    let ways = [OfflineWayKind::BankApp, OfflineWayKind::Terminal].map(|kind| {
        let (title, steps_text) = l10n().offline_way(kind);
        OfflineWay { kind, title, steps_text, fee_text: l10n().offline_way_fee() }
    });
    TopUpAccount {
        person: anna(),
        name: "Анна Соколова".into(),
        school: "Школа № 1514".into(),
        account: NUMBER,
        account_text: NUMBER.to_string(),
        account_spoken: l10n().account_spoken(NUMBER),
        ways: ways.into(),
    }
}

/// The form as it stands with `typed` in the field.
pub fn form(typed: &str) -> TopUpForm {
    let payee = l10n().payee(Some(&FoodProvider { name: "ООО «Комбинат»".into(), inn: "7701234567".into() }));
    let amount = schoolcard_core::domain::payment::top_up_amount(typed);
    let confirm = |amount| {
        let (text, spoken) = l10n().top_up_confirm(amount, NUMBER, "Анна Соколова", "Школа № 1514", &payee);
        TopUpConfirmation { amount, text, spoken }
    };
    TopUpForm {
        amount_text: typed.to_owned(),
        complaint: amount.err().filter(|_| !typed.is_empty()).map(|error| l10n().amount_error(error)).unwrap_or_default(),
        confirmation: amount.ok().map(confirm),
        suggestions: vec![suggestion()],
        bounds_text: l10n().top_up_bounds(),
        payee_text: payee.clone(),
        fee_text: l10n().fee_unknown(),
    }
}

fn figure(text: String) -> TopUpFigure {
    TopUpFigure {
        id: IntentId("t-1".into()),
        amount: SUM,
        arrived: Money::ZERO,
        coming: Money::ZERO,
        asked_at: at(11, 30),
        changed_at: at(11, 30),
        text,
        receipts: vec![],
    }
}

/// Choosing a sum, with `typed` in the field.
pub fn choosing(typed: &str) -> TopUpState {
    TopUpState::ChooseAmount { account: account(), form: form(typed), notices: vec![] }
}

/// The page is there.
pub fn page() -> TopUpState {
    let top_up = figure(l10n().top_up_pay(SUM, at(11, 50)));
    TopUpState::Pay { account: account(), top_up, link: LINK.into(), expires: at(11, 50), notices: vec![] }
}

/// Being looked for after the parent came back.
pub fn confirming() -> TopUpState {
    TopUpState::Waiting {
        account: account(),
        top_up: figure(l10n().top_up(TopUpText::Confirming, SUM)),
        expected_text: l10n().top_up_expected(None),
        can_reopen: true,
        can_cancel: false,
        notices: vec![],
    }
}

/// Ended as `outcome`.
pub fn finished(outcome: TopUpOutcome) -> TopUpState {
    let text = match outcome {
        TopUpOutcome::Credited => TopUpText::Credited,
        TopUpOutcome::Declined => TopUpText::Declined,
        TopUpOutcome::Expired => TopUpText::Expired,
        TopUpOutcome::Cancelled | TopUpOutcome::Refused => TopUpText::Cancelled,
    };
    let receipts = if outcome == TopUpOutcome::Credited { vec!["https://pay.example/receipt/p-1".into()] } else { vec![] };
    let top_up = TopUpFigure { receipts, ..figure(l10n().top_up(text, SUM)) };
    TopUpState::Finished { account: account(), top_up, outcome, code: String::new(), form: form(""), notices: vec![] }
}

/// Every state in which there is an account.
pub fn states() -> Vec<TopUpState> {
    let (account, notices) = (account(), vec![]);
    let asking = |can_cancel, text| TopUpState::Asking {
        account: account.clone(),
        top_up: figure(l10n().top_up(text, SUM)),
        can_cancel,
        notices: notices.clone(),
    };
    let mut states = vec![
        TopUpState::NoProvider { account: account.clone(), text: l10n().top_up_no_provider() },
        choosing("500"),
        asking(true, TopUpText::Draft),
        asking(false, TopUpText::Requesting),
        TopUpState::Held {
            account: account.clone(),
            top_up: figure(l10n().top_up_held(SUM, at(11, 0), at(11, 30))),
            notices: notices.clone(),
        },
        page(),
        confirming(),
        TopUpState::Unknown {
            account: account.clone(),
            top_up: figure(l10n().top_up(TopUpText::Unknown, SUM)),
            expected_text: l10n().top_up_expected(Some(5)),
            notices: notices.clone(),
        },
    ];
    let outcomes = [TopUpOutcome::Credited, TopUpOutcome::Declined, TopUpOutcome::Expired, TopUpOutcome::Cancelled, TopUpOutcome::Refused];
    states.extend(outcomes.map(finished));
    states
}

/// A paid one and a refused one.
pub fn payments() -> PaymentsState {
    let row = |id: &str, status, amount, at| {
        let (title, spoken) = l10n().payment(status, amount, at, super::at(11, 30));
        let receipt = (status == PaymentStatus::Approved).then(|| format!("https://pay.example/receipt/{id}"));
        PaymentRow { id: PaymentId(id.into()), at, amount, status, title, sum_text: l10n().money(amount), spoken, receipt }
    };
    PaymentsState::Payments {
        person: anna(),
        name: "Анна Соколова".into(),
        rows: vec![row("p-1", PaymentStatus::Approved, SUM, at(11, 0)), row("p-2", PaymentStatus::Declined, Money(30_000), at(10, 0))],
        freshness: fresh(),
        as_of_text: as_of(),
        empty_text: String::new(),
        notices: vec![],
    }
}

/// No day limit, a threshold, and a change that met another one.
pub fn limits() -> LimitsState {
    let rules = SpendingRules { day_limit: None, warn_below: Some(Money(30_000)) };
    let seen = SpendingRules { day_limit: Some(Money(90_000)), ..rules };
    let wanted = SpendingRules { day_limit: Some(Money(40_000)), ..rules };
    let change = LimitsChange {
        id: IntentId("l-1".into()),
        kind: ChangeKind::Conflict,
        wanted,
        theirs: Some(rules),
        text: l10n().limits_conflict(rules, seen),
    };
    let (day_limit_text, warn_below_text) = l10n().limits(rules);
    LimitsState::Limits {
        person: anna(),
        name: "Анна Соколова".into(),
        rules,
        day_limit_text,
        warn_below_text,
        freshness: fresh(),
        as_of_text: as_of(),
        change: Some(change),
        notices: vec![],
    }
}

/// The same with a change that waits.
pub fn limits_waiting() -> LimitsState {
    let LimitsState::Limits { person, name, rules, day_limit_text, warn_below_text, freshness, as_of_text, change, notices } = limits()
    else {
        return limits();
    };
    let text = l10n().limits_change(LimitsText::Waiting);
    let change = change.map(|change| LimitsChange { kind: ChangeKind::Waiting, theirs: None, text, ..change });
    LimitsState::Limits { person, name, rules, day_limit_text, warn_below_text, freshness, as_of_text, change, notices }
}
