//! `cards`: what a child carries. `block-card`: a card is lost.
//!
//! A block is kept by the core before anything is sent; without a network it waits there and goes on by itself with the next command that
//! finds one. It is done when the school has it.

use std::time::Duration;

use schoolcard_core::app::{Action, AppError, RefreshScope};
use schoolcard_core::domain::{CardId, PersonId};
use schoolcard_core::l10n::Locale;
use schoolcard_core::outbox::IntentId;
use schoolcard_core::screens::cards::{CardAction, CardBlockKind, CardRow};
use schoolcard_core::screens::{CardsState, NoticeKind, Screen, ScreenState};

use crate::args::leaflet::{BlockCard, BlockWish};
use crate::args::{Setup, View};
use crate::failure::{Exit, Failure};
use crate::setup::Opened;
use crate::show::{self, Reading};
use crate::{json, out, plain};

/// How long a block may take before the command ends without knowing.
const CHANGE: Duration = Duration::from_secs(10);
/// Between two looks at a block under way.
const LOOK: Duration = Duration::from_millis(300);

/// Shows the cards of a child.
pub async fn show(setup: &Setup, locale: Locale, asked: &View) -> Result<(), Failure> {
    let opened = show::open(setup, locale).await?;
    let outcome = show_opened(&opened, asked).await;
    opened.app.shutdown();
    outcome
}

async fn show_opened(opened: &Opened, asked: &View) -> Result<(), Failure> {
    let (child, reading) = read(opened, asked.child.as_deref(), asked.cached).await?;
    let state = current(opened, &child)?;
    print(opened, &state, asked.json)?;
    match reading {
        Reading::Failed(AppError::SignedOut) => Err(Failure::new(Exit::SignedOut, opened.words.sign_in_again())),
        _ => Ok(()),
    }
}

/// The child that is meant, its cards read unless `cached`.
async fn read(opened: &Opened, child: Option<&str>, cached: bool) -> Result<(PersonId, Reading), Failure> {
    let (child, mut reading) = show::child_of(opened, child, cached).await?;
    if matches!(reading, Reading::Done) {
        let view = View { cached, ..View::default() };
        let deadline = tokio::time::Instant::now() + show::READING;
        reading = show::read(opened, &view, deadline, RefreshScope::Cards { child: child.clone() }).await;
    }
    Ok((child, reading))
}

fn current(opened: &Opened, child: &PersonId) -> Result<CardsState, Failure> {
    match show::current(opened, &Screen::Cards { child: child.clone() })? {
        ScreenState::Cards { state } => Ok(state),
        _ => Err(Failure::new(Exit::Offline, opened.words.nothing_to_show())),
    }
}

fn print(opened: &Opened, state: &CardsState, as_json: bool) -> Result<(), Failure> {
    let state = ScreenState::Cards { state: state.clone() };
    let text = if as_json { json::of(&state) } else { plain::of(opened.words, &state).map(|lines| lines.join("\n")) };
    match (text, &state) {
        (Some(text), _) => out::line(text),
        (None, ScreenState::Cards { state: CardsState::Unknown { text, .. } }) => return Err(Failure::new(Exit::Offline, text)),
        (None, _) => return Err(Failure::new(Exit::Offline, opened.words.nothing_to_show())),
    }
    for line in plain::asides(&state) {
        out::note(line);
    }
    Ok(())
}

/// Marks a card as lost, or gives that up.
pub async fn block(setup: &Setup, locale: Locale, asked: &BlockCard) -> Result<(), Failure> {
    let opened = show::open(setup, locale).await?;
    let outcome = block_opened(&opened, asked).await;
    opened.app.shutdown();
    outcome
}

async fn block_opened(opened: &Opened, asked: &BlockCard) -> Result<(), Failure> {
    let (child, _) = read(opened, asked.child.as_deref(), asked.cached).await?;
    let CardsState::Cards { cards, .. } = current(opened, &child)? else {
        return print(opened, &current(opened, &child)?, asked.json);
    };
    let id = match asked.wish {
        BlockWish::Cancel => {
            let waits =
                |card: &&CardRow| card.block.as_ref().is_some_and(|block| block.kind == CardBlockKind::Waiting) && meant(card, asked);
            let waiting = cards.iter().find(waits).and_then(|card| card.block.as_ref());
            let id = waiting.ok_or_else(|| Failure::usage(opened.words.block_nothing()))?.id.clone();
            opened.app.dispatch(Action::CancelCardBlock { id: id.clone() });
            id
        }
        BlockWish::Block { yes } => {
            let (card, question) = chosen(&cards, asked, opened)?;
            if !yes && !asked.json {
                out::note(&question);
                if !out::says_yes(opened.words.block_question()) {
                    return Err(Failure::new(Exit::Cancelled, opened.words.block_not_wanted()));
                }
            }
            opened.app.block_card(&child, &card).map_err(|error| opened.failure(&error))?
        }
    };
    let (state, end) = settled(opened, &child, &id).await?;
    print(opened, &state, asked.json)?;
    end
}

fn meant(card: &CardRow, asked: &BlockCard) -> bool {
    asked.card.as_deref().is_none_or(|wanted| card.id.0 == wanted || card.title.ends_with(wanted))
}

/// The card to block, and what is asked before.
fn chosen(cards: &[CardRow], asked: &BlockCard, opened: &Opened) -> Result<(CardId, String), Failure> {
    let mut fitting = cards.iter().filter(|card| meant(card, asked));
    let found = if asked.card.is_some() {
        // A card that does not work any more may be named: the core says so.
        fitting.clone().find(|card| card.action != CardAction::None).or_else(|| fitting.next())
    } else {
        let mut working = fitting.filter(|card| card.state.works());
        let only = working.next();
        if working.next().is_some() {
            return Err(Failure::usage(opened.words.block_which()));
        }
        only
    };
    let card = found.ok_or_else(|| Failure::usage(opened.words.block_no_card()))?;
    let question = match &card.action {
        CardAction::Block { question, .. } => question.clone(),
        CardAction::None => card.title.clone(),
    };
    Ok((card.id.clone(), question))
}

/// Waits until the block `id` has come to its end, or not much longer.
async fn settled(opened: &Opened, child: &PersonId, id: &IntentId) -> Result<(CardsState, Result<(), Failure>), Failure> {
    let give_up = tokio::time::Instant::now() + CHANGE;
    loop {
        if let Ok(looked) = tokio::time::timeout_at(give_up, opened.app.look_at_outbox()).await {
            looked.map_err(|error| opened.failure(&error))?;
        }
        let state = current(opened, child)?;
        let CardsState::Cards { cards, notices, .. } = &state else {
            return Err(Failure::new(Exit::NotKnown, opened.words.block_not_yet()));
        };
        let block = cards.iter().filter_map(|card| card.block.as_ref()).find(|block| block.id == *id);
        let said = |exit| Err(Failure::new(exit, ""));
        let offline = notices.iter().any(|notice| notice.kind == NoticeKind::Offline);
        let end = match block.map(|block| block.kind) {
            Some(CardBlockKind::Done | CardBlockKind::NotNeeded) => Ok(()),
            Some(CardBlockKind::Refused) => said(Exit::Refused),
            Some(CardBlockKind::Expired) => said(Exit::Expired),
            Some(CardBlockKind::Cancelled) => said(Exit::Cancelled),
            Some(CardBlockKind::Waiting | CardBlockKind::Sending) if !offline && tokio::time::Instant::now() < give_up => {
                tokio::time::sleep(LOOK).await;
                continue;
            }
            Some(CardBlockKind::Waiting | CardBlockKind::Sending) | None => Err(Failure::new(Exit::NotKnown, opened.words.block_not_yet())),
        };
        return Ok((state, end));
    }
}
