//! JSON of top-ups, payments and limits.

use schoolcard_core::domain::payment::OfflineWayKind;
use schoolcard_core::domain::{Money, PaymentStatus, SpendingRules};
use schoolcard_core::screens::limits::LimitsChange;
use schoolcard_core::screens::payments::PaymentRow;
use schoolcard_core::screens::top_up::{OfflineWay, TopUpAccount, TopUpFigure, TopUpForm, TopUpOutcome};
use schoolcard_core::screens::{LimitsState, PaymentsState, TopUpState};
use serde::Serialize;

use super::{as_of, change_kind, data_state, money, text};

/// What a line of `top-up` says beside the state.
#[derive(Debug, Clone, Default)]
pub struct Beside {
    /// It was under way before this command.
    pub continued: bool,
    /// Who gets the money, as it was before the top-up began.
    pub payee_text: Option<String>,
    /// What is known of the fee.
    pub fee_text: Option<String>,
}

#[derive(Serialize)]
struct TopUpJson<'a> {
    state: &'static str,
    at: Option<String>,
    top_up_id: Option<&'a str>,
    continued: bool,
    person_id: Option<&'a str>,
    child: Option<&'a str>,
    school: Option<&'a str>,
    account: Option<i64>,
    payee_text: Option<&'a str>,
    fee_text: Option<&'a str>,
    amount_kopecks: Option<i64>,
    credited_kopecks: i64,
    coming_kopecks: i64,
    link: Option<&'a str>,
    link_expires: Option<String>,
    receipts: &'a [String],
    code: Option<&'a str>,
    suggestions: Vec<money::SuggestionJson>,
    text: String,
}

/// The stable name of a state of `top-up`; `None` when nobody is signed in or the child is unknown.
pub fn state_name(state: &TopUpState) -> Option<&'static str> {
    Some(match state {
        TopUpState::SignedOut | TopUpState::UnknownChild => return None,
        TopUpState::NoAccount { .. } | TopUpState::NoProvider { .. } => "refused",
        TopUpState::ChooseAmount { .. } => "none",
        TopUpState::Asking { can_cancel: true, .. } => "draft",
        TopUpState::Asking { .. } => "requesting_link",
        TopUpState::Held { .. } => "held",
        TopUpState::Pay { .. } => "awaiting_payment",
        TopUpState::Waiting { .. } => "confirming",
        TopUpState::Unknown { .. } => "unknown",
        TopUpState::Finished { outcome, .. } => match outcome {
            TopUpOutcome::Credited => "credited",
            TopUpOutcome::Declined => "declined",
            TopUpOutcome::Expired => "expired",
            TopUpOutcome::Cancelled => "cancelled",
            TopUpOutcome::Refused => "refused",
        },
    })
}

/// One state of a top-up on one line. `said`: its text for people.
pub fn top_up(state: &TopUpState, beside: &Beside, said: String) -> Option<String> {
    let parts = Parts::of(state);
    let (account, figure) = (parts.account, parts.figure);
    text(&TopUpJson {
        state: state_name(state)?,
        at: figure.map(|figure| figure.changed_at.rfc3339()),
        top_up_id: figure.map(|figure| figure.id.0.as_str()),
        continued: beside.continued,
        person_id: account.map(|account| account.person.as_str()),
        child: account.map(|account| account.name.as_str()),
        school: account.map(|account| account.school.as_str()),
        account: account.map(|account| account.account.0),
        payee_text: beside.payee_text.as_deref(),
        fee_text: beside.fee_text.as_deref(),
        amount_kopecks: figure.map(|figure| figure.amount.kopecks()),
        credited_kopecks: figure.map_or(0, |figure| figure.arrived.kopecks()),
        coming_kopecks: figure.map_or(0, |figure| figure.coming.kopecks()),
        link: parts.link.as_ref().map(|(link, _)| *link),
        link_expires: parts.link.map(|(_, expires)| expires),
        receipts: figure.map_or(&[], |figure| &figure.receipts),
        code: parts.code,
        suggestions: parts.form.iter().flat_map(|form| form.suggestions.iter().map(money::suggestion)).collect(),
        text: said,
    })
}

/// What a state has of an account, a top-up, a page, a form and a reason.
struct Parts<'a> {
    account: Option<&'a TopUpAccount>,
    figure: Option<&'a TopUpFigure>,
    link: Option<(&'a str, String)>,
    form: Option<&'a TopUpForm>,
    code: Option<&'a str>,
}

impl<'a> Parts<'a> {
    fn of(state: &'a TopUpState) -> Self {
        let mut parts = Self { account: account(state), figure: figure(state), link: None, form: None, code: None };
        match state {
            TopUpState::Pay { link, expires, .. } => parts.link = Some((link, expires.rfc3339())),
            TopUpState::ChooseAmount { form, .. } => parts.form = Some(form),
            TopUpState::Finished { code, .. } => parts.code = Some(code.as_str()).filter(|code| !code.is_empty()),
            TopUpState::NoAccount { .. } => parts.code = Some("no_account"),
            TopUpState::NoProvider { .. } => parts.code = Some("no_provider"),
            _ => {}
        }
        parts
    }
}

/// Whose account a state is about.
pub fn account(state: &TopUpState) -> Option<&TopUpAccount> {
    match state {
        TopUpState::SignedOut | TopUpState::UnknownChild | TopUpState::NoAccount { .. } => None,
        TopUpState::NoProvider { account, .. }
        | TopUpState::ChooseAmount { account, .. }
        | TopUpState::Asking { account, .. }
        | TopUpState::Held { account, .. }
        | TopUpState::Pay { account, .. }
        | TopUpState::Waiting { account, .. }
        | TopUpState::Unknown { account, .. }
        | TopUpState::Finished { account, .. } => Some(account),
    }
}

/// The top-up a state is about.
pub fn figure(state: &TopUpState) -> Option<&TopUpFigure> {
    match state {
        TopUpState::Asking { top_up, .. }
        | TopUpState::Held { top_up, .. }
        | TopUpState::Pay { top_up, .. }
        | TopUpState::Waiting { top_up, .. }
        | TopUpState::Unknown { top_up, .. }
        | TopUpState::Finished { top_up, .. } => Some(top_up),
        _ => None,
    }
}

/// Other ways to pay.
pub fn ways(account: &TopUpAccount) -> Option<String> {
    #[derive(Serialize)]
    struct WaysJson<'a> {
        person_id: &'a str,
        child: &'a str,
        school: &'a str,
        account: i64,
        account_spoken: &'a str,
        ways: Vec<WayJson<'a>>,
    }
    #[derive(Serialize)]
    struct WayJson<'a> {
        kind: &'static str,
        title: &'a str,
        steps: &'a str,
        fee: &'a str,
    }
    fn way(way: &OfflineWay) -> WayJson<'_> {
        let kind = match way.kind {
            OfflineWayKind::Terminal => "terminal",
            OfflineWayKind::Atm => "atm",
            OfflineWayKind::BankApp => "bank_app",
            OfflineWayKind::CashDesk => "cash_desk",
        };
        WayJson { kind, title: &way.title, steps: &way.steps_text, fee: &way.fee_text }
    }
    text(&WaysJson {
        person_id: account.person.as_str(),
        child: &account.name,
        school: &account.school,
        account: account.account.0,
        account_spoken: &account.account_spoken,
        ways: account.ways.iter().map(way).collect(),
    })
}

/// The history of payments; `None` before the first reading.
pub fn payments(state: &PaymentsState) -> Option<String> {
    #[derive(Serialize)]
    struct PaymentsJson<'a> {
        person_id: &'a str,
        as_of: String,
        state: &'static str,
        payments: Vec<PaymentJson<'a>>,
    }
    #[derive(Serialize)]
    struct PaymentJson<'a> {
        id: &'a str,
        at: String,
        amount_kopecks: i64,
        status: &'static str,
        receipt: Option<&'a str>,
    }
    fn payment(row: &PaymentRow) -> PaymentJson<'_> {
        let status = match row.status {
            PaymentStatus::Processing => "processing",
            PaymentStatus::Approved => "approved",
            PaymentStatus::Declined => "declined",
            PaymentStatus::Unclear => "other",
        };
        PaymentJson { id: &row.id.0, at: row.at.rfc3339(), amount_kopecks: row.amount.kopecks(), status, receipt: row.receipt.as_deref() }
    }
    let PaymentsState::Payments { person, rows, freshness, .. } = state else { return None };
    text(&PaymentsJson {
        person_id: person.as_str(),
        as_of: as_of(freshness),
        state: data_state(freshness.state),
        payments: rows.iter().map(payment).collect(),
    })
}

#[derive(Serialize)]
struct RulesJson {
    day_limit_kopecks: Option<i64>,
    threshold_kopecks: Option<i64>,
}

impl RulesJson {
    fn of(rules: SpendingRules) -> Self {
        Self { day_limit_kopecks: rules.day_limit.map(Money::kopecks), threshold_kopecks: rules.warn_below.map(Money::kopecks) }
    }
}

/// The limits of an account; `None` when the school has told none.
pub fn limits(state: &LimitsState) -> Option<String> {
    #[derive(Serialize)]
    struct LimitsJson<'a> {
        person_id: &'a str,
        #[serde(flatten)]
        rules: RulesJson,
        as_of: String,
        state: &'static str,
        change: Option<ChangeJson<'a>>,
    }
    #[derive(Serialize)]
    struct ChangeJson<'a> {
        state: &'static str,
        wanted: RulesJson,
        theirs: Option<RulesJson>,
        text: &'a str,
    }
    fn change(change: &LimitsChange) -> ChangeJson<'_> {
        let (wanted, theirs) = (RulesJson::of(change.wanted), change.theirs.map(RulesJson::of));
        ChangeJson { state: change_kind(change.kind), wanted, theirs, text: &change.text }
    }
    let LimitsState::Limits { person, rules, freshness, change: last, .. } = state else { return None };
    text(&LimitsJson {
        person_id: person.as_str(),
        rules: RulesJson::of(*rules),
        as_of: as_of(freshness),
        state: data_state(freshness.state),
        change: last.as_ref().map(change),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json as j};

    use super::*;
    use crate::samples::paying as samples;

    fn parsed(text: Option<String>) -> Value {
        text.expect("content").parse().expect("JSON")
    }

    #[test]
    fn every_state_of_a_top_up_has_the_same_names() {
        let states = samples::states();
        let lines: Vec<Value> = states.iter().map(|state| parsed(top_up(state, &Beside::default(), "…".into()))).collect();
        let names = |line: &Value| line.as_object().map(|line| line.keys().cloned().collect::<Vec<_>>());
        assert!(lines.iter().all(|line| names(line) == names(&lines[0])));
        let pay = lines.iter().find(|line| line["state"] == "awaiting_payment").expect("a page");
        assert_eq!((&pay["link"], &pay["amount_kopecks"]), (&j!(samples::LINK), &j!(50_000)));
        assert_eq!((&pay["account"], &pay["link_expires"]), (&j!(4_021_337), &j!("2026-05-12T11:50:00+03:00")));
    }

    #[test]
    fn limits_and_payments_keep_what_is_not_known_null() {
        let limits = parsed(limits(&samples::limits()));
        assert_eq!((&limits["day_limit_kopecks"], &limits["threshold_kopecks"]), (&Value::Null, &j!(30_000)));
        assert_eq!(limits["change"]["state"], "conflict");
        assert_eq!(limits["change"]["theirs"]["day_limit_kopecks"], Value::Null);
        let payments = parsed(payments(&samples::payments()));
        assert_eq!(payments["payments"][0]["status"], "approved");
        assert_eq!(
            payments["payments"][1],
            j!({"id": "p-2", "at": "2026-05-12T10:00:00+03:00", "amount_kopecks": 30_000, "status": "declined", "receipt": null})
        );
    }
}
