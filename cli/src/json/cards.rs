//! Cards in JSON.

use schoolcard_core::domain::{CardKind, CardState, Money};
use schoolcard_core::screens::CardsState;
use schoolcard_core::screens::cards::{AfterLoss, CardBlock, CardBlockKind, CardRow, CopiedHint, LossState, TransportCell};
use serde::Serialize;

use super::{data_state, text};

#[derive(Serialize)]
struct CardsJson<'a> {
    person_id: &'a str,
    as_of: String,
    state: &'static str,
    cards: Vec<CardJson<'a>>,
    transport: Option<TransportJson<'a>>,
    lost: Option<LostJson<'a>>,
    copied_card_hints: Vec<HintJson<'a>>,
}

#[derive(Serialize)]
struct CardJson<'a> {
    id: &'a str,
    kind: &'static str,
    state: &'static str,
    title: &'a str,
    state_text: &'a str,
    block: Option<BlockJson<'a>>,
}

#[derive(Serialize)]
struct BlockJson<'a> {
    id: &'a str,
    state: &'static str,
    text: &'a str,
}

#[derive(Serialize)]
struct TransportJson<'a> {
    balance_kopecks: Option<i64>,
    text: &'a str,
    as_of: String,
    state: &'static str,
}

#[derive(Serialize)]
struct LostJson<'a> {
    since: String,
    replacement_text: &'a str,
    after: Vec<AfterJson<'a>>,
}

#[derive(Serialize)]
struct AfterJson<'a> {
    at: String,
    text: &'a str,
    may_be_new_card: bool,
}

#[derive(Serialize)]
struct HintJson<'a> {
    at: String,
    text: &'a str,
}

/// The cards of a child; none before they were read.
pub fn cards(of: &CardsState) -> Option<String> {
    let CardsState::Cards { person, cards, transport, loss, hints, freshness, .. } = of else { return None };
    text(&CardsJson {
        person_id: person.as_str(),
        as_of: freshness.as_of.rfc3339(),
        state: data_state(freshness.state),
        cards: cards.iter().map(card).collect(),
        transport: match transport {
            TransportCell::NotSet { .. } => None,
            TransportCell::Known { figure } => Some(TransportJson {
                balance_kopecks: figure.value.balance.map(Money::kopecks),
                text: &figure.value.text,
                as_of: figure.freshness.as_of.rfc3339(),
                state: data_state(figure.freshness.state),
            }),
        },
        lost: match loss {
            LossState::Nothing => None,
            LossState::Lost { since, replacement_text, after: events, .. } => {
                Some(LostJson { since: since.rfc3339(), replacement_text, after: events.iter().map(after).collect() })
            }
        },
        copied_card_hints: hints.iter().map(hint).collect(),
    })
}

fn card(row: &CardRow) -> CardJson<'_> {
    CardJson {
        id: &row.id.0,
        kind: kind(row.kind),
        state: state_of(row.state),
        title: &row.title,
        state_text: &row.state_text,
        block: row.block.as_ref().map(block),
    }
}

fn block(block: &CardBlock) -> BlockJson<'_> {
    let state = match block.kind {
        CardBlockKind::Waiting => "waiting",
        CardBlockKind::Sending => "sending",
        CardBlockKind::Done => "done",
        CardBlockKind::NotNeeded => "not_needed",
        CardBlockKind::Refused => "refused",
        CardBlockKind::Expired => "expired",
        CardBlockKind::Cancelled => "cancelled",
    };
    BlockJson { id: &block.id.0, state, text: &block.text }
}

fn after(event: &AfterLoss) -> AfterJson<'_> {
    AfterJson { at: event.at.rfc3339(), text: &event.text, may_be_new_card: event.may_be_new_card }
}

fn hint(hint: &CopiedHint) -> HintJson<'_> {
    HintJson { at: hint.at.rfc3339(), text: &hint.text }
}

fn kind(kind: CardKind) -> &'static str {
    match kind {
        CardKind::Service => "service",
        CardKind::Social => "social",
        CardKind::Temporary => "temporary",
        CardKind::Bracelet => "bracelet",
        CardKind::Fob => "fob",
        CardKind::Other => "other",
    }
}

fn state_of(state: CardState) -> &'static str {
    match state {
        CardState::Active => "active",
        CardState::Temporary => "temporary",
        CardState::BlockedByParent => "blocked_by_parent",
        CardState::BlockedBySchool => "blocked_by_school",
        CardState::Expired => "expired",
        CardState::Unclear => "unclear",
    }
}
