//! Cards, their blocking, and what follows a loss, in words.

use super::L10n;
use super::money::plural;
use crate::domain::{AccountNumber, CardKind, CardState, LocalDate, Moment, Money};

/// What is said about the list of cards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CardsText {
    /// Never read.
    NotRead,
    /// The school does not have the service, or not for this child.
    Missing,
    /// There are none.
    None,
    /// What the service card gives.
    GivesService,
    /// What the social card gives.
    GivesSocial,
    /// There is no need of both.
    OneIsEnough,
    /// The button.
    BlockOffer,
    /// The travel purse is not set.
    TransportNotSet,
    /// Its sum was not told.
    TransportUnknown,
    /// It is blocked.
    TransportBlocked,
    /// Signs of a copy.
    CopiedTitle,
    /// They are hints.
    CopiedNote,
}

/// How a block goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CardBlockText {
    /// Not sent.
    Waiting,
    /// Being sent or checked.
    Sending,
    /// Blocked.
    Done,
    /// It did not work any more.
    NotNeeded,
    /// Refused.
    Refused,
    /// There is no such card.
    Gone,
    /// Could not be sent.
    Expired,
    /// Given up.
    Cancelled,
}

/// What is said after a loss.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LossText {
    /// Get a temporary card.
    StepTemporary,
    /// Nothing is lost.
    StepAccount,
    /// The school can block it, too.
    StepCall,
    /// No new card yet.
    NotReplaced,
    /// Heading of what happened since.
    After,
    /// Nothing did.
    AfterNone,
    /// It may be the new card's.
    MaybeNew,
    /// What to do if it was not the child.
    Check,
}

/// Something that happened after a loss.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AfterLossText {
    /// A tap on the way in.
    Entry,
    /// A tap on the way out.
    Exit,
    /// A purchase.
    Purchase {
        /// Its sum.
        sum: Money,
    },
}

impl L10n {
    /// What is said about the list of cards.
    pub fn cards(&self, text: CardsText) -> String {
        self.say(
            match text {
                CardsText::NotRead => "cards-not-read",
                CardsText::Missing => "cards-service-missing",
                CardsText::None => "cards-none",
                CardsText::GivesService => "card-gives-service",
                CardsText::GivesSocial => "card-gives-social",
                CardsText::OneIsEnough => "card-one-is-enough",
                CardsText::BlockOffer => "card-block-offer",
                CardsText::TransportNotSet => "transport-not-set",
                CardsText::TransportUnknown => "transport-unknown",
                CardsText::TransportBlocked => "transport-blocked",
                CardsText::CopiedTitle => "copied-title",
                CardsText::CopiedNote => "copied-note",
            },
            &[],
        )
    }

    /// That account and history stay whatever becomes of a card.
    pub fn cards_account(&self, account: Option<AccountNumber>) -> String {
        match account {
            Some(account) => self.say("cards-account", &[("account", account.to_string().into())]),
            None => self.say("cards-account-unknown", &[]),
        }
    }

    /// «Сервисная карта •••• 4421».
    pub fn card_title(&self, kind: CardKind, digits: &str) -> String {
        self.titled("card-title", kind, digits)
    }

    /// The same for a screen reader.
    pub fn card_title_spoken(&self, kind: CardKind, digits: &str) -> String {
        self.titled("card-title-spoken", kind, digits)
    }

    fn titled(&self, key: &str, kind: CardKind, digits: &str) -> String {
        let kind = self.card_kind(kind);
        if digits.is_empty() { kind } else { self.say(key, &[("kind", kind.into()), ("digits", digits.to_owned().into())]) }
    }

    fn card_kind(&self, kind: CardKind) -> String {
        let name = match kind {
            CardKind::Service => "service",
            CardKind::Social => "social",
            CardKind::Temporary => "temporary",
            CardKind::Bracelet => "bracelet",
            CardKind::Fob => "fob",
            CardKind::Other => "other",
        };
        self.say("card-kind", &[("kind", name.into())])
    }

    /// «Действует», «Заблокирована родителем».
    pub fn card_state(&self, state: CardState) -> String {
        let name = match state {
            CardState::Active => "active",
            CardState::Temporary => "temporary",
            CardState::BlockedByParent => "blocked-by-parent",
            CardState::BlockedBySchool => "blocked-by-school",
            CardState::Expired => "expired",
            CardState::Unclear => "unclear",
        };
        self.say("card-state", &[("state", name.into())])
    }

    /// «до 26 мая» of a card that works; «12 мая» of one whose time is over.
    pub fn card_valid_to(&self, last: LocalDate, is_over: bool, today: LocalDate) -> String {
        let args = [("date", self.date(last, today).into())];
        if is_over { self.say("card-valid-ended", &args) } else { self.say("card-valid-to", &args) }
    }

    /// «Заблокирована родителем 12 мая в 11:30».
    pub fn card_blocked_at(&self, state: CardState, at: Moment, now: Moment) -> String {
        self.say("card-blocked-at", &[("state", self.card_state(state).into()), ("when", self.when(at, now).into())])
    }

    /// What is asked before a block.
    pub fn card_block_question(&self, title: &str, name: &str) -> String {
        self.say("card-block-question", &[("title", title.to_owned().into()), ("name", name.to_owned().into())])
    }

    /// How a block goes.
    pub fn card_block(&self, text: CardBlockText) -> String {
        self.say(
            match text {
                CardBlockText::Waiting => "card-block-waiting",
                CardBlockText::Sending => "card-block-sending",
                CardBlockText::Done => "card-block-done",
                CardBlockText::NotNeeded => "card-block-not-needed",
                CardBlockText::Refused => "card-block-refused",
                CardBlockText::Gone => "card-block-gone",
                CardBlockText::Expired => "card-block-expired",
                CardBlockText::Cancelled => "card-block-cancelled",
            },
            &[],
        )
    }

    /// «Проездной на карте •••• 9876».
    pub fn transport_title(&self, digits: &str) -> String {
        self.say("transport-title", &[("digits", digits.to_owned().into())])
    }

    /// «312,00 ₽ · ещё 4 льготные поездки».
    pub fn transport_balance(&self, balance: Option<Money>, trips_left: Option<i64>) -> String {
        let balance = balance.map(|sum| self.say("transport-balance", &[("sum", self.money(sum).into())]));
        let trips = trips_left.and_then(|trips| u64::try_from(trips).ok()).map(|n| self.say("transport-trips", &[("n", plural(n).into())]));
        let known: Vec<String> = balance.into_iter().chain(trips).collect();
        if known.is_empty() { self.cards(CardsText::TransportUnknown) } else { known.join(" · ") }
    }

    /// «Карта отмечена потерянной 12 мая в 11:30».
    pub fn lost_title(&self, at: Moment, now: Moment) -> String {
        self.say("lost-title", &[("when", self.when(at, now).into())])
    }

    /// What is said after a loss.
    pub fn loss(&self, text: LossText) -> String {
        self.say(
            match text {
                LossText::StepTemporary => "lost-step-temporary",
                LossText::StepAccount => "lost-step-account",
                LossText::StepCall => "lost-step-call",
                LossText::NotReplaced => "lost-not-replaced",
                LossText::After => "lost-after",
                LossText::AfterNone => "lost-after-none",
                LossText::MaybeNew => "lost-after-maybe-new",
                LossText::Check => "lost-after-check",
            },
            &[],
        )
    }

    /// «Новая карта выдана: Временная карта •••• 1234, действует временно до 26 мая.»
    pub fn lost_replaced(&self, title: &str, state: &str) -> String {
        let state = lower_first(state);
        self.say("lost-replaced", &[("title", title.to_owned().into()), ("state", state.into())])
    }

    /// «Вход 12 мая в 11:40».
    pub fn after_loss(&self, what: AfterLossText, at: Moment, now: Moment) -> String {
        let when = ("when", self.when(at, now).into());
        match what {
            AfterLossText::Entry => self.say("lost-after-entry", &[when]),
            AfterLossText::Exit => self.say("lost-after-exit", &[when]),
            AfterLossText::Purchase { sum } => self.say("lost-after-purchase", &[when, ("sum", self.money(sum).into())]),
        }
    }
}

/// The same with a small first letter, for the middle of a sentence.
fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}
