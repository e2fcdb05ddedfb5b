//! What the operator decides about payments: life times and delays, all by the sandbox clock.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::Duration;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::operator::OperatorError;

/// How the parent pays on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PayMethod {
    /// Bank card.
    #[default]
    Card,
    /// СБП, the instant payment system.
    Sbp,
}

impl PayMethod {
    /// As the database and the forms spell it.
    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::Card => "card",
            Self::Sbp => "sbp",
        }
    }

    /// Reads [`PayMethod::text`].
    pub(crate) fn parse(text: &str) -> Option<Self> {
        [Self::Card, Self::Sbp].into_iter().find(|method| method.text() == text)
    }

    /// `origin` of the movement it makes, as the generator's top-ups have it.
    pub(super) fn origin(self) -> &'static str {
        match self {
            Self::Card => "Банковская карта",
            Self::Sbp => "СБП",
        }
    }
}

/// Seconds from a payment to the money on the account, by method. All 0 unless told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CreditingDelays {
    /// Payment page, bank card.
    pub card: u32,
    /// Payment page, СБП.
    pub sbp: u32,
    /// Terminal (`terminal-top-up`).
    pub terminal: u32,
}

/// Life times and delays of payments. Changing them touches only what begins afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PaymentSettings {
    /// Life time of a payment link, seconds (1200). At its last second the page is already closed.
    pub link_seconds: u32,
    /// Life time of a history token, seconds (300).
    pub history_token_seconds: u32,
    /// Seconds from a payment to status `APRP`; `PROC` until then (0).
    pub processing_seconds: u32,
    /// Seconds from a payment to the money on the account; never less than `processing_seconds`.
    pub crediting_seconds: CreditingDelays,
    /// The browser calls the return address twice.
    pub return_twice: bool,
}

impl Default for PaymentSettings {
    fn default() -> Self {
        Self {
            link_seconds: 20 * 60,
            history_token_seconds: 5 * 60,
            processing_seconds: 0,
            crediting_seconds: CreditingDelays::default(),
            return_twice: false,
        }
    }
}

impl PaymentSettings {
    /// From a payment on the page to the money on the account.
    pub(super) fn crediting(&self, method: PayMethod) -> Duration {
        let own = match method {
            PayMethod::Card => self.crediting_seconds.card,
            PayMethod::Sbp => self.crediting_seconds.sbp,
        };
        Duration::seconds(own.max(self.processing_seconds).into())
    }
}

/// The settings in force and whether requests are on their way; shared by all handlers of one sandbox.
#[derive(Clone, Default)]
pub(crate) struct Payments {
    settings: Arc<Mutex<PaymentSettings>>,
    pub(super) late: super::late::Flag,
}

impl Payments {
    /// The settings in force.
    pub(crate) fn settings(&self) -> PaymentSettings {
        *self.settings.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Replaces the settings.
    pub(super) fn set(&self, settings: PaymentSettings) {
        *self.settings.lock().unwrap_or_else(PoisonError::into_inner) = settings;
    }

    /// Changes the fields named in a JSON object, also inside `crediting_seconds`; all of them or none.
    pub(super) fn change(&self, wish: &Value) -> Result<PaymentSettings, OperatorError> {
        let bad = |error: serde_json::Error| OperatorError::BadInput(error.to_string());
        let mut settings = self.settings.lock().unwrap_or_else(PoisonError::into_inner);
        let mut whole = serde_json::to_value(*settings).map_err(bad)?;
        overlay(&mut whole, wish);
        *settings = serde_json::from_value(whole).map_err(bad)?;
        Ok(*settings)
    }
}

fn overlay(whole: &mut Value, wish: &Value) {
    match (whole, wish) {
        (Value::Object(whole), Value::Object(wish)) => {
            for (key, value) in wish {
                overlay(whole.entry(key.as_str()).or_insert(Value::Null), value);
            }
        }
        (whole, wish) => *whole = wish.clone(),
    }
}
