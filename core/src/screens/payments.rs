//! The history of payments for one child's account.

use serde::{Deserialize, Serialize};

use super::context::Context;
use super::figures;
use super::home::{self, Found};
use super::notice::Notice;
use crate::domain::dated::Ageing;
use crate::domain::{Freshness, Moment, Money, PaymentId, PaymentStatus, PersonId, Source};
use crate::outbox::reading;
use crate::store::{Service, Store, StoreError};

/// One payment, ready to draw.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct PaymentRow {
    /// Identity.
    pub id: PaymentId,
    /// When.
    pub at: Moment,
    /// How much.
    pub amount: Money,
    /// How far it has come.
    pub status: PaymentStatus,
    /// «12 мая в 11:40 · Оплачено».
    pub title: String,
    /// «500,00 ₽».
    pub sum_text: String,
    /// All of it for a screen reader.
    pub spoken: String,
    /// The receipt, to open in the system browser; none for what was not paid.
    pub receipt: Option<String>,
}

/// State of the screen with the history of payments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
pub enum PaymentsState {
    /// Nobody is signed in.
    SignedOut,
    /// The family does not have this child.
    UnknownChild,
    /// Nothing has been read yet.
    NotRead {
        /// In words.
        text: String,
        /// Beside the content.
        notices: Vec<Notice>,
    },
    /// The payments.
    Payments {
        /// Whose.
        person: PersonId,
        /// Name of the child.
        name: String,
        /// Newest first.
        rows: Vec<PaymentRow>,
        /// How fresh they are.
        freshness: Freshness,
        /// The freshness in words.
        as_of_text: String,
        /// What to say when there are none; empty otherwise.
        empty_text: String,
        /// Beside the content.
        notices: Vec<Notice>,
    },
}

/// The state of the screen with the payments for `child`.
pub fn state(store: &Store, child: &PersonId, context: &Context<'_>) -> Result<PaymentsState, StoreError> {
    let not_read = |notices| PaymentsState::NotRead { text: context.l10n.payments_empty(false), notices };
    let rows = match home::find(store, child, context)? {
        Found::SignedOut => return Ok(PaymentsState::SignedOut),
        Found::UnknownChild => return Ok(PaymentsState::UnknownChild),
        Found::NotReadYet { notices } => return Ok(not_read(notices)),
        Found::Child(rows) => rows,
    };
    let notices = figures::notices(context, figures::Down::default(), false);
    let Some(payments) = reading::payments(store)? else { return Ok(not_read(notices)) };
    let account = rows.child.account.or(rows.account.and_then(|account| account.account));
    // A payment that names no account may be for any child: it is better shown twice than not at all.
    let ours = payments
        .into_iter()
        .filter(|payment| payment.for_meals != Some(false) && (payment.account.is_none() || payment.account == account));
    let rows_of = ours.map(|payment| {
        let (title, spoken) = context.l10n.payment(payment.status, payment.amount, payment.at, context.now);
        let receipt = context.top_up.receipt(&payment.id).filter(|_| payment.status == PaymentStatus::Approved);
        PaymentRow {
            at: payment.at,
            amount: payment.amount,
            status: payment.status,
            title,
            sum_text: context.l10n.money(payment.amount),
            spoken,
            receipt,
            id: payment.id,
        }
    });
    let shown: Vec<PaymentRow> = rows_of.collect();
    let reading = store.reading(None, Service::Payments)?;
    let (freshness, as_of_text) = figures::freshness(reading.as_ref(), Source::Server, Ageing::Slow, context);
    Ok(PaymentsState::Payments {
        person: rows.child.person.clone(),
        name: figures::full_name(&rows.child),
        empty_text: if shown.is_empty() { context.l10n.payments_empty(true) } else { String::new() },
        rows: shown,
        freshness,
        as_of_text,
        notices,
    })
}
