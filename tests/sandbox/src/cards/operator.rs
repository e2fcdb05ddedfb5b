//! The operator's side of cards: who has which, blocking by the school, giving out.

use axum::extract::rejection::JsonRejection;
use axum::extract::{Query, State};
use axum::routing::get;
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::carriers::{self, Blocker, Carrier, CarrierKind, NotDone};
use crate::meals::operator_child_id;
use crate::operator::OperatorError;
use crate::server::{AppState, Sandbox};

/// Routes under `/sandbox/v1/`.
pub(super) fn router() -> Router<AppState> {
    Router::new().route("/sandbox/v1/cards", get(show).post(act))
}

/// What the school does with a card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum CardAction {
    /// Gives one out; a temporary one ends when another kind is given.
    Issue {
        /// Which kind.
        kind: CarrierKind,
    },
    /// Blocks one.
    Block {
        /// Which.
        card_id: i64,
    },
}

fn cards(state: &AppState, person_id: &str) -> Result<Vec<Carrier>, OperatorError> {
    let now = state.clock.now();
    state.db.with(|db| Ok(carriers::of_child(db, operator_child_id(db, person_id)?, now)?))
}

fn do_it(state: &AppState, person_id: &str, action: &CardAction) -> Result<Vec<Carrier>, OperatorError> {
    let now = state.clock.now();
    state.db.write(|db| {
        let child = operator_child_id(db, person_id)?;
        match action {
            CardAction::Issue { kind } => {
                carriers::issue(db, now, child, *kind)?;
            }
            CardAction::Block { card_id } => {
                carriers::block(db, now, child, *card_id, Blocker::School, None).map_err(|not_done| match not_done {
                    NotDone::Unknown => OperatorError::Unknown { what: "card_id", id: card_id.to_string() },
                    NotDone::Refused(code) => OperatorError::NotDone(code),
                    NotDone::Storage(error) => error.into(),
                })?;
            }
        }
        Ok(carriers::of_child(db, child, now)?)
    })
}

impl Sandbox {
    /// All carriers a child ever had, newest first.
    ///
    /// # Errors
    /// [`OperatorError`]: unknown child.
    pub fn cards(&self, person_id: &str) -> Result<Vec<Carrier>, OperatorError> {
        cards(&self.state, person_id)
    }

    /// The school does something with a card; all the child's carriers afterwards, newest first.
    ///
    /// # Errors
    /// [`OperatorError`]: unknown child or card, a card that is blocked already or expired.
    pub fn card_action(&self, person_id: &str, action: &CardAction) -> Result<Vec<Carrier>, OperatorError> {
        let cards = do_it(&self.state, person_id, action)?;
        self.tell()?;
        Ok(cards)
    }
}

#[derive(Deserialize)]
struct OfChild {
    person_id: String,
}

async fn show(State(state): State<AppState>, Query(query): Query<OfChild>) -> Result<Json<Value>, OperatorError> {
    Ok(Json(json!({ "cards": cards(&state, &query.person_id)? })))
}

#[derive(Deserialize)]
struct ActBody {
    person_id: String,
    #[serde(flatten)]
    action: CardAction,
}

async fn act(State(state): State<AppState>, body: Result<Json<ActBody>, JsonRejection>) -> Result<Json<Value>, OperatorError> {
    let Json(body) = body?;
    Ok(Json(json!({ "cards": do_it(&state, &body.person_id, &body.action)? })))
}
