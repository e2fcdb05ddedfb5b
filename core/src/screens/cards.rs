//! The cards of one child: what works, what each kind gives, the travel purse, and what to do about a lost one.

use serde::{Deserialize, Serialize};

use super::context::Context;
use super::figures::{self, Down};
use super::home::{self, Found};
use super::notice::Notice;
use crate::dated;
use crate::domain::card::Cards;
use crate::domain::dated::{Ageing, state as data_state};
use crate::domain::{
    Card, CardId, CardKind, CardState, CopiedCardHint, Direction, Freshness, HelpTopic, LocalDate, Moment, Money, Passage, Period,
    PersonId, Purchase, Source, TransportCard, presence,
};
use crate::l10n::{AfterLossText, CardBlockText, CardsText, LossText};
use crate::outbox::card_block::State;
use crate::outbox::{BlockCard, Intent, IntentId, reading};
use crate::store::{Outcome, Service, Store, StoreError};
use crate::sync::cards::kept_cards;

/// So long after a loss it is still told what happened since.
const LOSS_DAYS: i64 = 30;
/// Most events told after a loss; the first ones are those that matter.
const MOST_AFTER: usize = 50;

/// How a block goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
pub enum CardBlockKind {
    /// Not sent yet; can be given up. The card works.
    Waiting,
    /// Being sent or checked.
    Sending,
    /// The school has blocked the card.
    Done,
    /// The card did not work any more before anything was sent.
    NotNeeded,
    /// The school refused; the card is as it was.
    Refused,
    /// It could not be sent in time.
    Expired,
    /// Given up.
    Cancelled,
}

/// The block of a card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct CardBlock {
    /// Its name, for actions.
    pub id: IntentId,
    /// How it goes.
    pub kind: CardBlockKind,
    /// In words.
    pub text: String,
}

/// What can be done about a card that may be lost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
pub enum CardAction {
    /// Nothing: it does not work.
    None,
    /// It can be blocked.
    Block {
        /// «Потерялась? Заблокировать».
        text: String,
        /// What is asked before.
        question: String,
    },
}

/// A card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct CardRow {
    /// Its name, for actions.
    pub id: CardId,
    /// Its kind.
    pub kind: CardKind,
    /// Whether it works.
    pub state: CardState,
    /// «Сервисная карта •••• 4421».
    pub title: String,
    /// The same for a screen reader.
    pub spoken: String,
    /// «Действует до 1 сентября 2030».
    pub state_text: String,
    /// The parent's block of it, until a month after it was asked for.
    pub block: Option<CardBlock>,
    /// What can be done.
    pub action: CardAction,
}

/// The money on a travel purse in words, beside the number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct TransportFigure {
    /// Money, where told.
    pub balance: Option<Money>,
    /// «Проездной на карте •••• 9876».
    pub title: String,
    /// «312,00 ₽ · ещё 4 льготные поездки», or that it is blocked.
    pub text: String,
}

dated! {
    /// The travel purse with its date: of the carrier's own books where they tell it.
    DatedTransport, TransportFigure
}

/// The travel purse.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
pub enum TransportCell {
    /// None is set.
    NotSet {
        /// In words.
        text: String,
    },
    /// Known.
    Known {
        /// The figure.
        figure: DatedTransport,
    },
}

/// Something that happened after a card was marked as lost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct AfterLoss {
    /// When.
    pub at: Moment,
    /// «Покупка в 11:40 на 85,00 ₽».
    pub text: String,
    /// A working card that was given out since may have been used.
    pub may_be_new_card: bool,
    /// What to make of it.
    pub note: String,
}

/// A lost card and what followed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
pub enum LossState {
    /// No card is marked as lost.
    Nothing,
    /// One is.
    Lost {
        /// «Карта отмечена потерянной 12 мая в 11:30».
        title: String,
        /// When the parent said so.
        since: Moment,
        /// What to do now.
        steps: Vec<String>,
        /// Whether a new card has come.
        replacement_text: String,
        /// «Что было после этого».
        after_title: String,
        /// Oldest first.
        after: Vec<AfterLoss>,
        /// Said when nothing was recorded; otherwise empty.
        after_empty_text: String,
    },
}

/// Signs that two people use one card (P6).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct CopiedHint {
    /// When.
    pub at: Moment,
    /// In words.
    pub text: String,
}

/// State of the screen of cards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
pub enum CardsState {
    /// Nobody is signed in.
    SignedOut,
    /// The family does not have this child.
    UnknownChild,
    /// The school has not told of any card, or does not.
    Unknown {
        /// In words.
        text: String,
        /// The topic of the help that fits.
        help: HelpTopic,
        /// Beside the content.
        notices: Vec<Notice>,
    },
    /// The cards.
    Cards {
        /// Whose.
        person: PersonId,
        /// Name of the child.
        name: String,
        /// That account and history stay, whatever becomes of a card.
        account_text: String,
        /// Those that work first, then newest first.
        cards: Vec<CardRow>,
        /// Said when there are none; otherwise empty.
        empty_text: String,
        /// Service card and social card side by side: what each gives, and that one is enough.
        compared: Vec<String>,
        /// The travel purse.
        transport: TransportCell,
        /// A lost card and what followed.
        loss: LossState,
        /// Heading of the hints; empty when there are none.
        hints_title: String,
        /// Hints of a copied card in the last two weeks, newest first. They are no facts.
        hints: Vec<CopiedHint>,
        /// How fresh the list is.
        freshness: Freshness,
        /// The freshness in words.
        as_of_text: String,
        /// The topic of the help that fits.
        help: HelpTopic,
        /// Beside the content.
        notices: Vec<Notice>,
    },
}

/// The state of the screen of cards of `child`.
pub fn state(store: &Store, child: &PersonId, context: &Context<'_>) -> Result<CardsState, StoreError> {
    let l10n = context.l10n;
    let unknown = |text, notices| CardsState::Unknown { text: l10n.cards(text), help: HelpTopic::LostCard, notices };
    let rows = match home::find(store, child, context)? {
        Found::SignedOut => return Ok(CardsState::SignedOut),
        Found::UnknownChild => return Ok(CardsState::UnknownChild),
        Found::NotReadYet { notices } => return Ok(unknown(CardsText::NotRead, notices)),
        Found::Child(rows) => rows,
    };
    let read = store.reading(child, Service::Cards)?;
    let notices = figures::notices(context, Down { profile: figures::is_down(read.as_ref()), ..Down::default() }, false);
    let Some(known) = kept_cards(store, child)? else {
        let refused = read.is_some_and(|reading| reading.outcome == Outcome::Refused);
        return Ok(unknown(if refused { CardsText::Missing } else { CardsText::NotRead }, notices));
    };
    let (freshness, as_of_text) = figures::freshness(read.as_ref(), Source::Server, Ageing::Slow, context);
    let today = context.today();
    let intents = reading::intents(store, context.now.plus_minutes(-LOSS_DAYS * 24 * 60))?;
    let blocks = reading::card_blocks(&intents, child);
    let name = figures::full_name(&rows.child);
    let mut cards: Vec<CardRow> = known.cards.iter().map(|card| row(card, &name, &blocks, context)).collect();
    cards.sort_by_key(|card| !card.state.works());
    let hints = hints(&rows.passages, &rows.purchases, context);
    Ok(CardsState::Cards {
        person: rows.child.person.clone(),
        account_text: l10n.cards_account(rows.child.account.or(rows.account.and_then(|account| account.account))),
        empty_text: if cards.is_empty() { l10n.cards(CardsText::None) } else { String::new() },
        compared: [CardsText::GivesService, CardsText::GivesSocial, CardsText::OneIsEnough].map(|text| l10n.cards(text)).to_vec(),
        transport: transport(known.transport.as_ref(), &freshness, &as_of_text, context),
        loss: loss(store, child, &known, &blocks, today, context)?,
        hints_title: if hints.is_empty() { String::new() } else { l10n.cards(CardsText::CopiedTitle) },
        hints,
        name,
        cards,
        freshness,
        as_of_text,
        help: HelpTopic::LostCard,
        notices,
    })
}

fn row(card: &Card, name: &str, blocks: &[(Intent, BlockCard)], context: &Context<'_>) -> CardRow {
    let (l10n, today) = (context.l10n, context.today());
    let state = card.state_on(today);
    let title = l10n.card_title(card.kind, &card.last_digits);
    let block = blocks.iter().find(|(_, block)| block.card == card.id).map(|(intent, block)| of_block(intent, block, context));
    let under_way = block.as_ref().is_some_and(|block| matches!(block.kind, CardBlockKind::Waiting | CardBlockKind::Sending));
    let action = if state.works() && !under_way {
        CardAction::Block { text: l10n.cards(CardsText::BlockOffer), question: l10n.card_block_question(&title, name) }
    } else {
        CardAction::None
    };
    CardRow {
        id: card.id.clone(),
        kind: card.kind,
        state,
        spoken: l10n.card_title_spoken(card.kind, &card.last_digits),
        state_text: state_text(card, state, context),
        title,
        block,
        action,
    }
}

fn state_text(card: &Card, state: CardState, context: &Context<'_>) -> String {
    let l10n = context.l10n;
    match (state, card.blocked_at, card.valid_to) {
        (CardState::BlockedByParent | CardState::BlockedBySchool, Some(at), _) => l10n.card_blocked_at(state, at, context.now),
        (CardState::Active | CardState::Temporary | CardState::Expired, _, Some(last)) => {
            format!("{} {}", l10n.card_state(state), l10n.card_valid_to(last, state == CardState::Expired, context.today()))
        }
        _ => l10n.card_state(state),
    }
}

fn of_block(intent: &Intent, block: &BlockCard, context: &Context<'_>) -> CardBlock {
    let (kind, text) = match &block.state {
        State::Draft => (CardBlockKind::Waiting, CardBlockText::Waiting),
        State::Sending { .. } | State::ReadingBack { .. } => (CardBlockKind::Sending, CardBlockText::Sending),
        State::Done => (CardBlockKind::Done, CardBlockText::Done),
        State::NotNeeded { .. } => (CardBlockKind::NotNeeded, CardBlockText::NotNeeded),
        State::Refused { code } if code == "no_such_card" => (CardBlockKind::Refused, CardBlockText::Gone),
        State::Refused { .. } => (CardBlockKind::Refused, CardBlockText::Refused),
        State::Expired => (CardBlockKind::Expired, CardBlockText::Expired),
        State::Cancelled => (CardBlockKind::Cancelled, CardBlockText::Cancelled),
    };
    CardBlock { id: intent.id.clone(), kind, text: context.l10n.card_block(text) }
}

fn transport(card: Option<&TransportCard>, read: &Freshness, read_text: &str, context: &Context<'_>) -> TransportCell {
    let l10n = context.l10n;
    let Some(card) = card else { return TransportCell::NotSet { text: l10n.cards(CardsText::TransportNotSet) } };
    let text = match card.blocked {
        Some(true) => l10n.cards(CardsText::TransportBlocked),
        _ => l10n.transport_balance(card.balance, card.trips_left),
    };
    let value = TransportFigure { balance: card.balance, title: l10n.transport_title(&card.last_digits), text };
    // The carrier's books may be older than our reading of them.
    let (freshness, as_of_text) = match card.updated_at {
        Some(at) if at < read.as_of => {
            let state = data_state(at, false, Ageing::Slow, context.now, context.started_at, &context.day);
            (Freshness { as_of: at, source: Source::Server, state }, l10n.as_of(at, state, context.now))
        }
        _ => (*read, read_text.to_owned()),
    };
    TransportCell::Known { figure: DatedTransport { value, freshness, as_of_text } }
}

/// The latest loss: what to do, whether a new card has come, what happened since.
fn loss(
    store: &Store,
    child: &PersonId,
    known: &Cards,
    blocks: &[(Intent, BlockCard)],
    today: LocalDate,
    context: &Context<'_>,
) -> Result<LossState, StoreError> {
    let l10n = context.l10n;
    let Some((_, lost)) = blocks.iter().find(|(_, block)| block.marks_lost()) else { return Ok(LossState::Nothing) };
    let since = lost.asked_at;
    let given =
        |card: &&Card| card.id != lost.card && card.valid_from.is_some_and(|day| day >= since.date()) && card.state_on(today).works();
    let new_card = known.cards.iter().find(given);
    let steps = match (&lost.state, new_card) {
        (State::Draft | State::Expired | State::Refused { .. }, _) => {
            vec![LossText::StepCall, LossText::StepTemporary, LossText::StepAccount]
        }
        (_, None) => vec![LossText::StepTemporary, LossText::StepAccount],
        (_, Some(_)) => vec![LossText::StepAccount],
    };
    let replacement_text = match new_card {
        Some(card) => l10n.lost_replaced(&l10n.card_title(card.kind, &card.last_digits), &state_text(card, card.state_on(today), context)),
        None => l10n.loss(LossText::NotReplaced),
    };
    let days = Period::new(since.date(), today.plus_days(1));
    let new_from = new_card.and_then(|card| card.valid_from).map(LocalDate::start);
    let after = after(&store.passages(child, days)?, &store.purchases(child, days)?, since, new_from, context);
    Ok(LossState::Lost {
        title: l10n.lost_title(since, context.now),
        since,
        steps: steps.into_iter().map(|step| l10n.loss(step)).collect(),
        replacement_text,
        after_title: l10n.loss(LossText::After),
        after_empty_text: if after.is_empty() { l10n.loss(LossText::AfterNone) } else { String::new() },
        after,
    })
}

fn after(passages: &[Passage], purchases: &[Purchase], since: Moment, new_from: Option<Moment>, context: &Context<'_>) -> Vec<AfterLoss> {
    let taps = passages.iter().map(|tap| (tap.at, if tap.direction == Direction::In { AfterLossText::Entry } else { AfterLossText::Exit }));
    let bought = purchases
        .iter()
        .filter(|purchase| purchase.counts())
        .map(|purchase| (purchase.at, AfterLossText::Purchase { sum: purchase.total }));
    let mut events: Vec<(Moment, AfterLossText)> = taps.chain(bought).filter(|(at, _)| *at >= since).collect();
    events.sort_by_key(|(at, _)| *at);
    let event = |(at, what)| {
        let may_be_new_card = new_from.is_some_and(|from| from <= at);
        let note = context.l10n.loss(if may_be_new_card { LossText::MaybeNew } else { LossText::Check });
        AfterLoss { at, text: context.l10n.after_loss(what, at, context.now), may_be_new_card, note }
    };
    events.into_iter().take(MOST_AFTER).map(event).collect()
}

/// Hints of each day in the rows, newest first.
fn hints(passages: &[Passage], purchases: &[Purchase], context: &Context<'_>) -> Vec<CopiedHint> {
    let mut hints: Vec<CopiedHint> = presence::copied_card_hints(passages, purchases)
        .into_iter()
        .map(|hint| {
            let (CopiedCardHint::TwoBuildings { at } | CopiedCardHint::PurchaseWhileOut { at }) = hint;
            let text = format!("{}: {}", context.l10n.day_title(at.date(), context.today()), context.l10n.attention_copied_card(hint));
            CopiedHint { at, text }
        })
        .collect();
    hints.reverse();
    hints
}
