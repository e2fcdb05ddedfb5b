//! The top-up screen: a sum, a page to pay on, waiting with a reason, and what became of it (M6, M7).

use serde::{Deserialize, Serialize};

use super::context::Context;
use super::figures;
use super::home::{self, ChildRows, Found};
use super::notice::{Notice, NoticeKind};
use super::outlook::{self, RunOutCell, SuggestionRow};
use crate::domain::payment::{AmountError, OfflineWayKind, top_up_amount};
use crate::domain::{AccountNumber, Moment, Money, PaymentStatus, PersonId};
use crate::l10n::{L10n, TopUpText};
use crate::outbox::reading::{self, Coming, Waits};
use crate::outbox::top_up::State;
use crate::outbox::{Intent, IntentId, TopUp};
use crate::store::{Store, StoreError};

/// What is asked before a top-up is made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct TopUpConfirmation {
    /// The sum.
    pub amount: Money,
    /// Child, school, account, payee, sum and fee.
    pub text: String,
    /// The same for a screen reader, the account digit by digit.
    pub spoken: String,
}

/// The form for a sum.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct TopUpForm {
    /// What was typed, as it was last told to the core.
    pub amount_text: String,
    /// What is wrong with it; empty when nothing is, or nothing was typed.
    pub complaint: String,
    /// What to confirm, once the sum is good.
    pub confirmation: Option<TopUpConfirmation>,
    /// Sums worth suggesting, nearest first.
    pub suggestions: Vec<SuggestionRow>,
    /// «От 1,00 ₽ до 15 000,00 ₽».
    pub bounds_text: String,
    /// Who gets the money.
    pub payee_text: String,
    /// What is known of the fee.
    pub fee_text: String,
}

/// Whose account it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct TopUpAccount {
    /// Whose.
    pub person: PersonId,
    /// Name of the child.
    pub name: String,
    /// School's short name; may be empty.
    pub school: String,
    /// Personal account.
    pub account: AccountNumber,
    /// Its digits, to copy.
    pub account_text: String,
    /// Its digits one by one, to read aloud.
    pub account_spoken: String,
    /// Ways to pay by this number without the app, also offline.
    pub ways: Vec<OfflineWay>,
}

/// A way to pay by the account number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct OfflineWay {
    /// Which.
    pub kind: OfflineWayKind,
    /// Its name.
    pub title: String,
    /// What to do.
    pub steps_text: String,
    /// Fee and time.
    pub fee_text: String,
}

/// How a top-up ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
pub enum TopUpOutcome {
    /// On the account.
    Credited,
    /// Refused by the bank.
    Declined,
    /// Not paid in time.
    Expired,
    /// Given up by the parent.
    Cancelled,
    /// Refused by the school.
    Refused,
}

/// One top-up, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct TopUpFigure {
    /// Its name, for actions.
    pub id: IntentId,
    /// The sum asked for.
    pub amount: Money,
    /// What has arrived of it.
    pub arrived: Money,
    /// What is paid and on its way.
    pub coming: Money,
    /// When it was asked for.
    pub asked_at: Moment,
    /// When it last changed.
    pub changed_at: Moment,
    /// How it goes, whole.
    pub text: String,
    /// Receipts of its payments.
    pub receipts: Vec<String>,
}

/// State of the top-up screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
pub enum TopUpState {
    /// Nobody is signed in.
    SignedOut,
    /// The family does not have this child.
    UnknownChild,
    /// The account is not known yet.
    NoAccount {
        /// What to do.
        text: String,
        /// Why it is not known, if so.
        notices: Vec<Notice>,
    },
    /// Nobody can be paid online for this account.
    NoProvider {
        /// Whose account.
        account: TopUpAccount,
        /// What to do.
        text: String,
    },
    /// Choosing a sum.
    ChooseAmount {
        /// Whose account.
        account: TopUpAccount,
        /// The form.
        form: TopUpForm,
        /// Beside the content.
        notices: Vec<Notice>,
    },
    /// Not sent yet, or the page is being asked for.
    Asking {
        /// Whose account.
        account: TopUpAccount,
        /// The top-up.
        top_up: TopUpFigure,
        /// Whether it can be given up.
        can_cancel: bool,
        /// Beside the content.
        notices: Vec<Notice>,
    },
    /// Another payment is on its way; this one waits.
    Held {
        /// Whose account.
        account: TopUpAccount,
        /// The top-up.
        top_up: TopUpFigure,
        /// Beside the content.
        notices: Vec<Notice>,
    },
    /// The page is there to be opened in the system browser.
    Pay {
        /// Whose account.
        account: TopUpAccount,
        /// The top-up.
        top_up: TopUpFigure,
        /// The page.
        link: String,
        /// Until when it is offered.
        expires: Moment,
        /// Beside the content.
        notices: Vec<Notice>,
    },
    /// Being looked for.
    Waiting {
        /// Whose account.
        account: TopUpAccount,
        /// The top-up.
        top_up: TopUpFigure,
        /// How long it usually takes, or that nobody knows.
        expected_text: String,
        /// Whether the same page may be opened again: nothing was paid on it as far as is known.
        can_reopen: bool,
        /// Whether it can be given up.
        can_cancel: bool,
        /// Beside the content.
        notices: Vec<Notice>,
    },
    /// It cannot be told now what became of it.
    Unknown {
        /// Whose account.
        account: TopUpAccount,
        /// The top-up.
        top_up: TopUpFigure,
        /// How long it usually takes, or that nobody knows.
        expected_text: String,
        /// Beside the content.
        notices: Vec<Notice>,
    },
    /// The last top-up has ended; another sum may be chosen.
    Finished {
        /// Whose account.
        account: TopUpAccount,
        /// The top-up.
        top_up: TopUpFigure,
        /// How it ended.
        outcome: TopUpOutcome,
        /// Stable name of the reason when the school refused; empty otherwise.
        code: String,
        /// The form for another one.
        form: TopUpForm,
        /// Beside the content.
        notices: Vec<Notice>,
    },
}

/// The state of the top-up screen of `child`.
pub fn state(store: &Store, child: &PersonId, context: &Context<'_>) -> Result<TopUpState, StoreError> {
    let rows = match home::find(store, child, context)? {
        Found::SignedOut => return Ok(TopUpState::SignedOut),
        Found::UnknownChild => return Ok(TopUpState::UnknownChild),
        Found::NotReadYet { notices } => return Ok(TopUpState::NoAccount { text: context.l10n.top_up_account_unknown(), notices }),
        Found::Child(rows) => rows,
    };
    let notices =
        figures::notices(context, figures::Down { food: figures::is_down(rows.food.as_ref()), ..figures::Down::default() }, false);
    let Some(number) = rows.child.account.or(rows.account.and_then(|account| account.account)) else {
        return Ok(TopUpState::NoAccount { text: context.l10n.top_up_account_unknown(), notices });
    };
    let provider = reading::provider(store, child)?;
    let account = account(&rows, number, context.l10n);
    let intents = reading::intents(store, context.now.plus_minutes(-crate::outbox::top_up::LISTENING_MINUTES))?;
    let shown = reading::top_up_to_show(&intents, child, context.now);
    let payee = context.l10n.payee(provider.as_ref().and_then(Option::as_ref));
    let form = || form(&rows, &account, &payee, context);
    Ok(match shown {
        None if provider == Some(None) => TopUpState::NoProvider { text: context.l10n.top_up_no_provider(), account },
        None => TopUpState::ChooseAmount { form: form(), account, notices },
        Some((intent, top_up)) => going(&intent, &top_up, reading::usual_minutes(&intents), account.clone(), form, notices, context),
    })
}

fn account(rows: &ChildRows, account: AccountNumber, l10n: &L10n) -> TopUpAccount {
    let school =
        rows.child.school.as_ref().map(|school| if school.short_name.trim().is_empty() { &school.name } else { &school.short_name });
    let ways = [OfflineWayKind::BankApp, OfflineWayKind::Terminal, OfflineWayKind::Atm, OfflineWayKind::CashDesk].map(|kind| {
        let (title, steps_text) = l10n.offline_way(kind);
        OfflineWay { kind, title, steps_text, fee_text: l10n.offline_way_fee() }
    });
    TopUpAccount {
        person: rows.child.person.clone(),
        name: figures::full_name(&rows.child),
        school: school.map(|name| figures::clean(name)).unwrap_or_default(),
        account,
        account_text: account.to_string(),
        account_spoken: l10n.account_spoken(account),
        ways: ways.into(),
    }
}

fn form(rows: &ChildRows, account: &TopUpAccount, payee: &str, context: &Context<'_>) -> TopUpForm {
    let amount_text = context.top_up.entries.get(&account.person).cloned().unwrap_or_default();
    let (complaint, confirmation) = match top_up_amount(&amount_text) {
        Ok(amount) => {
            let (text, spoken) = context.l10n.top_up_confirm(amount, account.account, &account.name, &account.school, payee);
            (String::new(), Some(TopUpConfirmation { amount, text, spoken }))
        }
        Err(AmountError::Empty) => (String::new(), None),
        Err(error) => (context.l10n.amount_error(error), None),
    };
    let suggestions = match outlook::cell(outlook::outlook(rows, context).as_ref(), context) {
        RunOutCell::Known { figure } => figure.value.suggestions,
        RunOutCell::Unknown { .. } => Vec::new(),
    };
    TopUpForm {
        amount_text,
        complaint,
        confirmation,
        suggestions,
        bounds_text: context.l10n.top_up_bounds(),
        payee_text: payee.to_owned(),
        fee_text: context.l10n.fee_unknown(),
    }
}

fn going(
    intent: &Intent,
    top_up: &TopUp,
    usual: Option<i64>,
    account: TopUpAccount,
    form: impl FnOnce() -> TopUpForm,
    notices: Vec<Notice>,
    context: &Context<'_>,
) -> TopUpState {
    let l10n = context.l10n;
    let say = |text: TopUpText| l10n.top_up(text, top_up.amount);
    let figure = |text: String| figure(intent, top_up, text, context);
    let expected_text = l10n.top_up_expected(usual);
    let finished = |text: String, outcome: TopUpOutcome, code: &str, account, notices, form: TopUpForm| TopUpState::Finished {
        account,
        top_up: figure(text),
        outcome,
        code: code.to_owned(),
        form,
        notices,
    };
    match &top_up.state {
        State::Draft { held: Some(other) } | State::AwaitingPayment { held: Some(other), .. } => {
            TopUpState::Held { account, top_up: figure(l10n.top_up_held(other.amount, other.since, context.now)), notices }
        }
        State::Draft { held: None } => TopUpState::Asking { account, top_up: figure(say(TopUpText::Draft)), can_cancel: true, notices },
        State::RequestingLink => TopUpState::Asking { account, top_up: figure(say(TopUpText::Requesting)), can_cancel: false, notices },
        State::AwaitingPayment { link, held: None } if context.now < link.expires => TopUpState::Pay {
            account,
            top_up: figure(l10n.top_up_pay(top_up.amount, link.expires)),
            link: link.page.url.clone(),
            expires: link.expires,
            notices,
        },
        State::AwaitingPayment { .. } => TopUpState::Waiting {
            account,
            top_up: figure(say(TopUpText::PageOver)),
            expected_text: String::new(),
            can_reopen: false,
            can_cancel: true,
            notices,
        },
        State::Confirming { link, payments, .. } => {
            let any = |status| payments.iter().any(|paid| paid.status == status);
            let text = match (any(PaymentStatus::Processing), any(PaymentStatus::Approved)) {
                (true, _) => l10n.top_up(TopUpText::Processing, top_up.coming()),
                (false, true) => l10n.top_up(TopUpText::Approved, top_up.coming()),
                (false, false) => say(TopUpText::Confirming),
            };
            let can_reopen = payments.is_empty() && context.now < link.expires;
            TopUpState::Waiting { account, top_up: figure(text), expected_text, can_reopen, can_cancel: false, notices }
        }
        State::Unknown { .. } => {
            let text =
                if top_up.coming() > Money::ZERO { l10n.top_up(TopUpText::Overdue, top_up.coming()) } else { say(TopUpText::Unknown) };
            TopUpState::Unknown { account, top_up: figure(text), expected_text, notices }
        }
        State::Credited { .. } => {
            let arrived = arrived(top_up);
            let mut text = l10n.top_up_credited(arrived, top_up.amount);
            if top_up.coming() > Money::ZERO {
                text = format!("{text}. {}", l10n.top_up(TopUpText::AlsoComing, top_up.coming()));
            }
            finished(text, TopUpOutcome::Credited, "", account, notices, form())
        }
        State::Declined { .. } => finished(say(TopUpText::Declined), TopUpOutcome::Declined, "", account, notices, form()),
        State::Expired { link } => {
            let text = if link.is_some() { TopUpText::Expired } else { TopUpText::NeverSent };
            finished(say(text), TopUpOutcome::Expired, "", account, notices, form())
        }
        State::Cancelled { .. } => finished(say(TopUpText::Cancelled), TopUpOutcome::Cancelled, "", account, notices, form()),
        State::Refused { code } => finished(l10n.top_up_refused(code), TopUpOutcome::Refused, code, account, notices, form()),
    }
}

fn arrived(top_up: &TopUp) -> Money {
    Money::checked_sum(top_up.payments().iter().filter(|paid| paid.movement.is_some()).map(|paid| paid.amount)).unwrap_or(Money::ZERO)
}

fn figure(intent: &Intent, top_up: &TopUp, text: String, context: &Context<'_>) -> TopUpFigure {
    let approved = top_up.payments().iter().filter(|paid| paid.status == PaymentStatus::Approved);
    TopUpFigure {
        id: intent.id.clone(),
        amount: top_up.amount,
        arrived: arrived(top_up),
        coming: top_up.coming(),
        asked_at: top_up.asked_at,
        changed_at: intent.changed_at,
        text,
        receipts: approved.filter_map(|paid| context.top_up.receipt(&paid.id)).collect(),
    }
}

/// What home says of a top-up that waits.
pub(super) fn attention(coming: Coming, l10n: &L10n) -> Option<Notice> {
    let (text, amount) = match coming.waits? {
        Waits::ToBePaid { amount } => (TopUpText::NoticePay, amount),
        Waits::ToArrive { amount } => (TopUpText::NoticeComing, amount),
        Waits::ToBeKnown { amount } => (TopUpText::NoticeChecking, amount),
    };
    Some(Notice::new(NoticeKind::TopUp, l10n.top_up(text, amount)))
}
