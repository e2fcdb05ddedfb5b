//! The operator plays the school: JSON under `/sandbox/v1/`, and the same as methods of [`Sandbox`].
//!
//! `actions` change the school's data, `state` shows it, `http` is the JSON. Nothing here is part of the real wire.

mod actions;
mod http;
mod state;

use chrono::{DateTime, FixedOffset, NaiveDateTime};
use serde::{Deserialize, Serialize};

pub(crate) use actions::log;
pub(crate) use http::router;
pub use state::{BuildingState, ChildState, Event, ParentState, Purchase, SandboxState};

use crate::model::{Direction, SaleKind};
use crate::server::Sandbox;

/// One line of a sale.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaleItem {
    /// What was sold.
    pub name: String,
    /// Price of one, in kopecks.
    pub price_kopecks: i64,
    /// How many.
    #[serde(default = "one")]
    pub amount: i64,
}

fn one() -> i64 {
    1
}

/// What a sale or a top-up left behind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Receipt {
    /// Wire id of the order; `None` for a top-up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order_id: Option<i64>,
    /// What the account paid (or got, for a top-up), in kopecks.
    pub total_kopecks: i64,
    /// The account afterwards, in kopecks, by the sandbox clock's now.
    pub balance_kopecks: i64,
}

/// An activated diary token with its refresh token.
#[derive(Debug, Clone, Serialize)]
pub struct TokenPair {
    /// Diary token, valid on every data route.
    pub access_token: String,
    /// Refresh token, single use.
    pub refresh_token: String,
    /// When the access token ends, by the sandbox clock.
    #[serde(serialize_with = "rfc3339")]
    pub expires_at: DateTime<FixedOffset>,
}

fn rfc3339<S: serde::Serializer>(at: &DateTime<FixedOffset>, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&at.to_rfc3339())
}

/// Why the operator's wish was not done.
#[derive(Debug, thiserror::Error)]
pub enum OperatorError {
    /// There is no such child, parent, building or purchase.
    #[error("unknown {what}: {id}")]
    Unknown {
        /// What was looked for.
        what: &'static str,
        /// By which id.
        id: String,
    },
    /// The wish makes no sense; the text says why.
    #[error("{0}")]
    BadInput(String),
    /// The payment link is not open any more: `paid`, `declined` or `expired`.
    #[error("the link is {0}")]
    LinkClosed(&'static str),
    /// Canteen or turnstile refused: `banned`, `day_limit` or `no_card`; it is kept among the refused sales.
    #[error("refused: {0}")]
    Refused(&'static str),
    /// What was wanted cannot be done to that order; the code the wire would answer.
    #[error("not done: {0}")]
    NotDone(&'static str),
    /// The database refused.
    #[error("sandbox database: {0}")]
    Storage(#[from] rusqlite::Error),
}

impl Sandbox {
    /// Parents are told at once of what was done here.
    pub(crate) fn tell(&self) -> Result<(), OperatorError> {
        Ok(crate::push::tell(&self.state)?)
    }

    /// A card touches a turnstile: at `at` or now, in the child's usual building unless another is named.
    /// An exit closes the open visit there, or is an exit without entry. Returns the visit's id.
    ///
    /// # Errors
    /// [`OperatorError`]: unknown child or building.
    pub fn tap(
        &self,
        person_id: &str,
        direction: Direction,
        at: Option<NaiveDateTime>,
        organization_id: Option<i64>,
    ) -> Result<i64, OperatorError> {
        let done = actions::tap(&self.state, person_id, direction, at, organization_id, None)?;
        self.tell()?;
        Ok(done)
    }

    /// Like [`Sandbox::tap`], learned by the school's server only at `learned_at`.
    ///
    /// # Errors
    /// [`OperatorError`]: unknown child or building.
    pub fn tap_learned_later(
        &self,
        person_id: &str,
        direction: Direction,
        at: NaiveDateTime,
        learned_at: NaiveDateTime,
    ) -> Result<i64, OperatorError> {
        let done = actions::tap(&self.state, person_id, direction, Some(at), None, Some(learned_at))?;
        self.tell()?;
        Ok(done)
    }

    /// The canteen sells. With no items a complex of the menu is sold.
    ///
    /// # Errors
    /// [`OperatorError`]: unknown child, no items for the buffet, a price below zero.
    pub fn sale(&self, person_id: &str, kind: SaleKind, items: &[SaleItem], at: Option<NaiveDateTime>) -> Result<Receipt, OperatorError> {
        let done = actions::sale(&self.state, person_id, kind, items, at)?;
        self.tell()?;
        Ok(done)
    }

    /// Somebody puts money on the account at a terminal.
    ///
    /// # Errors
    /// [`OperatorError`]: unknown child, a sum that is not above zero.
    pub fn terminal_top_up(&self, person_id: &str, kopecks: i64, at: Option<NaiveDateTime>) -> Result<Receipt, OperatorError> {
        let done = actions::terminal_top_up(&self.state, person_id, kopecks, at)?;
        self.tell()?;
        Ok(done)
    }

    /// The school changes what a past purchase cost; order and movement show it from now on.
    ///
    /// # Errors
    /// [`OperatorError`]: no such purchase, it is free or cancelled, or a total that is not above zero.
    pub fn edit_purchase(&self, order_id: i64, total_kopecks: i64) -> Result<Receipt, OperatorError> {
        let done = actions::edit_purchase(&self.state, order_id, total_kopecks)?;
        self.tell()?;
        Ok(done)
    }

    /// An activated pair for the parent with this login (the default parent when `None`).
    ///
    /// # Errors
    /// [`OperatorError`]: no such parent.
    pub fn token(&self, parent: Option<&str>) -> Result<TokenPair, OperatorError> {
        actions::token(&self.state, parent)
    }

    /// What the school knows now.
    ///
    /// # Errors
    /// [`OperatorError::Storage`].
    pub fn operator_state(&self) -> Result<SandboxState, OperatorError> {
        state::read(&self.state)
    }
}
