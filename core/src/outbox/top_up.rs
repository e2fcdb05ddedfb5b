//! One top-up: the parent asks for a sum, pays it on the bank's page, and is told what became of it (M7).
//!
//! The story. A top-up is kept before anything is sent. Before a payment page is asked for, the history of payments is read: while
//! another payment to the same account is on its way (made on another phone, or by a page thought lost), no page is asked for. Then
//! one page is asked for. If no answer comes, nobody can pay on a page nobody has seen, so the history is read again and only then
//! another page is asked for. Once there is a page, it is never asked for again: the same one is opened as often as the parent likes.
//! Coming back from the bank proves nothing. What counts is read back: the history says that something was paid, the movements of the
//! account say that it has arrived. A payment that turns up late, after the top-up was given up or its page ran out, still counts.
//!
//! Leaves to others: which payment and which movement are this top-up's (`evidence`), when to look again and the calls (`driver`).

use serde::{Deserialize, Serialize};

use super::Effect;
use crate::domain::{AccountNumber, Moment, Money, Payment, PaymentId, PaymentLink, PaymentStatus};

/// How long a payment page is taken to be good for. The wire does not say; the page is not offered after that.
pub const LINK_MINUTES: i64 = 20;
/// How long after that a payment may still turn up before the top-up counts as not paid.
pub const GRACE_MINUTES: i64 = 10;
/// How long a top-up that could not be sent is kept trying: a page that opens tomorrow helps nobody.
pub const UNSENT_MINUTES: i64 = 60;
/// How long an approved payment may take to reach the account before the parent is told to ask.
pub const CREDITING_MINUTES: i64 = 3 * 24 * 60;
/// How long a payment that turns up late is still looked for, whenever the history is read.
pub const LISTENING_MINUTES: i64 = 7 * 24 * 60;

/// What the parent asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TopUp {
    /// Personal account.
    pub account: AccountNumber,
    /// The sum.
    pub amount: Money,
    /// When, in the server's time.
    pub asked_at: Moment,
    /// How far it has come.
    pub state: State,
}

/// A payment page and when it was got.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The page.
    pub page: PaymentLink,
    /// When it was got.
    pub got_at: Moment,
    /// Until when it is offered.
    pub expires: Moment,
}

/// A payment that belongs to this top-up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paid {
    /// Its name in the history.
    pub id: PaymentId,
    /// How far it has come.
    pub status: PaymentStatus,
    /// What was really paid.
    pub amount: Money,
    /// When.
    pub at: Moment,
    /// The movement that brought it to the account, as [`super::evidence`] names it; none while it is on its way.
    pub movement: Option<String>,
    /// When that movement happened.
    pub arrived_at: Option<Moment>,
}

impl Paid {
    fn is_coming(&self) -> bool {
        self.movement.is_none() && matches!(self.status, PaymentStatus::Processing | PaymentStatus::Approved)
    }
}

/// Another payment to the same account that may still arrive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnItsWay {
    /// How much.
    pub amount: Money,
    /// Since when.
    pub since: Moment,
}

/// How far a top-up has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum State {
    /// Kept; no page of it is anywhere.
    Draft {
        /// Why it waits, when another payment is on its way.
        held: Option<OnItsWay>,
    },
    /// A page is being asked for; whether the school heard it is not known yet.
    RequestingLink,
    /// The page may be opened and paid.
    AwaitingPayment {
        /// The page.
        link: Link,
        /// Why it is not offered, when another payment is on its way.
        held: Option<OnItsWay>,
    },
    /// The parent was at the bank, or a payment was seen: it is looked for until it has arrived.
    Confirming {
        /// The page.
        link: Link,
        /// When the parent came back or the payment was first seen.
        since: Moment,
        /// What is known of payments.
        payments: Vec<Paid>,
    },
    /// On the account.
    Credited {
        /// The page.
        link: Link,
        /// All payments, also a second one on its way.
        payments: Vec<Paid>,
    },
    /// The bank refused; nothing was taken.
    Declined {
        /// The page.
        link: Link,
        /// The refusals.
        payments: Vec<Paid>,
    },
    /// Nothing was paid: the page ran out, or none was ever got.
    Expired {
        /// The page, if there was one.
        link: Option<Link>,
    },
    /// It cannot be told now whether it was paid, or what was paid does not arrive.
    Unknown {
        /// The page.
        link: Link,
        /// Since when.
        since: Moment,
        /// What is known of payments.
        payments: Vec<Paid>,
    },
    /// The parent gave it up.
    Cancelled {
        /// The page, if there was one: what is paid there still counts.
        link: Option<Link>,
    },
    /// The school refused to make a page.
    Refused {
        /// Stable name of the reason.
        code: String,
    },
}

/// What happens to a top-up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The driver is here: what is due?
    Go,
    /// The history was read; none when the school has no such service.
    HistoryRead {
        /// Payments of this top-up.
        mine: Vec<Payment>,
        /// Another payment to the account that may still arrive.
        other: Option<OnItsWay>,
        /// Whether there is a history at all.
        exists: bool,
    },
    /// Movements that brought payments of this top-up: payment, name of the movement, when.
    Arrived(Vec<(PaymentId, String, Moment)>),
    /// A movement of just this sum appeared though nothing else tells of the payment (there is no history).
    ArrivedUntold {
        /// Name of the movement.
        movement: String,
        /// When.
        at: Moment,
    },
    /// The page came.
    LinkArrived(PaymentLink),
    /// The request was not sent at all.
    NotSent,
    /// No answer, or none that can be read: the school may have made a page.
    LinkLost,
    /// The school refused.
    LinkRefused {
        /// Stable name of the reason.
        code: String,
    },
    /// The browser came back from the bank.
    Returned,
    /// The parent wants to pay on the same page after all.
    Reopened,
    /// The parent gives it up.
    CancelAsked,
}

impl TopUp {
    /// A top-up as it is first kept.
    pub fn start(account: AccountNumber, amount: Money, now: Moment) -> Self {
        Self { account, amount, asked_at: now, state: State::Draft { held: None } }
    }

    /// One step: the new state, and what has to be done once it is kept.
    pub fn update(self, event: Event, now: Moment) -> (Self, Vec<Effect>) {
        let unsent_for_long = now >= self.asked_at.plus_minutes(UNSENT_MINUTES);
        let (state, effects) = match (self.state, event) {
            (State::Draft { .. }, Event::Go) if unsent_for_long => (State::Expired { link: None }, vec![]),
            (State::Draft { held }, Event::Go) => (State::Draft { held }, vec![Effect::ReadHistory]),
            (State::Draft { .. }, Event::HistoryRead { other: Some(held), .. }) => (State::Draft { held: Some(held) }, vec![]),
            (State::Draft { .. }, Event::HistoryRead { other: None, .. }) => (State::RequestingLink, vec![Effect::AskForLink]),
            (State::Draft { .. }, Event::CancelAsked) => (State::Cancelled { link: None }, vec![]),

            // Whoever asked is gone, or got no answer. A page nobody has seen cannot be paid, so it is as if none had been asked for;
            // but what is paid elsewhere is looked at again first.
            (State::RequestingLink, Event::Go | Event::LinkLost | Event::NotSent) => (State::Draft { held: None }, vec![]),
            (State::RequestingLink, Event::LinkRefused { code }) => (State::Refused { code }, vec![]),
            (State::RequestingLink, Event::LinkArrived(page)) => {
                let link = Link { page, got_at: now, expires: now.plus_minutes(LINK_MINUTES) };
                (State::AwaitingPayment { link, held: None }, vec![])
            }

            (State::AwaitingPayment { link, .. }, Event::Returned) => {
                (State::Confirming { link, since: now, payments: vec![] }, vec![Effect::ReadHistory])
            }
            (State::AwaitingPayment { link, .. }, Event::CancelAsked) => (State::Cancelled { link: Some(link) }, vec![]),
            (State::Confirming { link, payments, .. }, Event::Reopened) if payments.is_empty() && now < link.expires => {
                (State::AwaitingPayment { link, held: None }, vec![])
            }
            (state, event) => match Known::of(state) {
                Err(state) => (state, vec![]),
                Ok(known) => known.told(event, self.amount, now),
            },
        };
        (Self { state, ..self }, effects)
    }

    /// The page to open now, if it may be opened.
    pub fn offered(&self, now: Moment) -> Option<&Link> {
        match &self.state {
            State::AwaitingPayment { link, held: None } if now < link.expires => Some(link),
            _ => None,
        }
    }

    /// The page there is or was.
    pub fn link(&self) -> Option<&Link> {
        match &self.state {
            State::AwaitingPayment { link, .. }
            | State::Confirming { link, .. }
            | State::Credited { link, .. }
            | State::Declined { link, .. }
            | State::Unknown { link, .. } => Some(link),
            State::Expired { link } | State::Cancelled { link } => link.as_ref(),
            State::Draft { .. } | State::RequestingLink | State::Refused { .. } => None,
        }
    }

    /// What is known of its payments.
    pub fn payments(&self) -> &[Paid] {
        match &self.state {
            State::Confirming { payments, .. }
            | State::Credited { payments, .. }
            | State::Declined { payments, .. }
            | State::Unknown { payments, .. } => payments,
            _ => &[],
        }
    }

    /// What is paid and not on the account yet.
    pub fn coming(&self) -> Money {
        Money::checked_sum(self.payments().iter().filter(|paid| paid.is_coming()).map(|paid| paid.amount)).unwrap_or(Money::ZERO)
    }

    /// Whether the parent must not be asked for another payment because this one may still be made or arrive.
    pub fn bars_another(&self, now: Moment) -> bool {
        match &self.state {
            State::Draft { .. } | State::RequestingLink | State::AwaitingPayment { .. } | State::Confirming { .. } => true,
            State::Unknown { since, .. } => now < since.plus_minutes(CREDITING_MINUTES),
            State::Credited { payments, .. } => payments.iter().any(|paid| paid.status == PaymentStatus::Processing && paid.is_coming()),
            State::Declined { .. } | State::Expired { .. } | State::Cancelled { .. } | State::Refused { .. } => false,
        }
    }

    /// Since when things are as they are: the longer, the less often one looks. None when there is nothing to look for.
    pub fn looked_for_since(&self, now: Moment) -> Option<Moment> {
        match &self.state {
            State::Draft { .. } | State::RequestingLink => Some(self.asked_at),
            State::AwaitingPayment { link, .. } => Some(link.got_at),
            State::Confirming { since, .. } | State::Unknown { since, .. } => Some(*since),
            State::Credited { payments, .. } => payments.iter().filter(|paid| paid.is_coming()).map(|paid| paid.at).max(),
            // A page thought done with may still be paid in a browser that was left open.
            State::Declined { link, .. } | State::Cancelled { link: Some(link) } => {
                (now < link.expires.plus_minutes(GRACE_MINUTES)).then_some(link.got_at)
            }
            State::Expired { .. } | State::Cancelled { link: None } | State::Refused { .. } => None,
        }
    }

    /// Whether a payment that turns up still counts.
    pub fn listens(&self, now: Moment) -> bool {
        self.link().is_some_and(|link| now < link.expires.plus_minutes(LISTENING_MINUTES))
    }

    /// Whether commands that were asked for later have to wait for it.
    pub fn goes_first(&self) -> bool {
        matches!(self.state, State::Draft { held: None } | State::RequestingLink)
    }
}

/// What is known once there is a page: the state follows from this alone.
struct Known {
    link: Link,
    payments: Vec<Paid>,
    before: Before,
}

/// What the state was while nothing is known of a payment.
enum Before {
    Awaiting { held: Option<OnItsWay> },
    Confirming { since: Moment },
    Unknown { since: Moment },
    Expired,
    Cancelled,
    Settled,
}

impl Known {
    fn of(state: State) -> Result<Self, State> {
        let (link, payments, before) = match state {
            State::AwaitingPayment { link, held } => (link, vec![], Before::Awaiting { held }),
            State::Confirming { link, since, payments } => (link, payments, Before::Confirming { since }),
            State::Unknown { link, since, payments } => (link, payments, Before::Unknown { since }),
            State::Credited { link, payments } | State::Declined { link, payments } => (link, payments, Before::Settled),
            State::Expired { link: Some(link) } => (link, vec![], Before::Expired),
            State::Cancelled { link: Some(link) } => (link, vec![], Before::Cancelled),
            other => return Err(other),
        };
        Ok(Self { link, payments, before })
    }

    fn told(mut self, event: Event, asked: Money, now: Moment) -> (State, Vec<Effect>) {
        let mut read = Read::NotNow;
        let mut effects = vec![];
        match event {
            Event::Go => effects.push(Effect::ReadHistory),
            Event::Returned => {
                // Once more, or late: look, but nothing is different.
                effects.push(Effect::ReadHistory);
            }
            Event::HistoryRead { mine, other, exists } => {
                read = if exists { Read::Whole } else { Read::NoHistory };
                for payment in mine {
                    self.take(payment);
                }
                if let Before::Awaiting { held } = &mut self.before {
                    *held = other;
                }
                if self.payments.iter().any(|paid| paid.status == PaymentStatus::Approved && paid.movement.is_none()) || !exists {
                    effects.push(Effect::ReadMovements);
                }
            }
            Event::Arrived(arrivals) => {
                for (id, movement, at) in arrivals {
                    if let Some(paid) = self.payments.iter_mut().find(|paid| paid.id == id && paid.movement.is_none()) {
                        (paid.movement, paid.arrived_at) = (Some(movement), Some(at));
                    }
                }
            }
            Event::ArrivedUntold { movement, at } if self.payments.is_empty() => self.payments.push(Paid {
                id: PaymentId(String::new()),
                status: PaymentStatus::Approved,
                amount: asked,
                at,
                movement: Some(movement),
                arrived_at: Some(at),
            }),
            // A late answer to a question asked twice, or a wish that does not fit any more.
            Event::ArrivedUntold { .. }
            | Event::LinkArrived(_)
            | Event::NotSent
            | Event::LinkLost
            | Event::LinkRefused { .. }
            | Event::Reopened
            | Event::CancelAsked => {}
        }
        (self.judge(read, now), effects)
    }

    /// Takes what the history says of a payment. An older answer that comes late does not undo what was decided.
    fn take(&mut self, payment: Payment) {
        match self.payments.iter_mut().find(|paid| paid.id == payment.id) {
            Some(paid) => {
                let final_word = |status| matches!(status, PaymentStatus::Approved | PaymentStatus::Declined);
                if final_word(payment.status) || !final_word(paid.status) {
                    (paid.status, paid.amount) = (payment.status, payment.amount);
                }
            }
            None => self.payments.push(Paid {
                id: payment.id,
                status: payment.status,
                amount: payment.amount,
                at: payment.at,
                movement: None,
                arrived_at: None,
            }),
        }
    }

    /// The state that follows from what is known.
    fn judge(self, read: Read, now: Moment) -> State {
        let Self { link, payments, before } = self;
        let since = match before {
            Before::Confirming { since } | Before::Unknown { since } => since,
            _ => now,
        };
        let any = |wanted: &dyn Fn(&Paid) -> bool| payments.iter().any(wanted);
        if any(&|paid| paid.movement.is_some()) {
            return State::Credited { link, payments };
        }
        if any(&Paid::is_coming) {
            let overdue = payments.iter().filter(|paid| paid.is_coming()).all(|paid| now >= paid.at.plus_minutes(CREDITING_MINUTES));
            return if overdue { State::Unknown { link, since, payments } } else { State::Confirming { link, since, payments } };
        }
        if any(&|paid| paid.status == PaymentStatus::Unclear) {
            return State::Unknown { link, since, payments };
        }
        if !payments.is_empty() {
            return State::Declined { link, payments };
        }
        let over = now >= link.expires.plus_minutes(GRACE_MINUTES);
        match (before, read) {
            (Before::Cancelled, _) => State::Cancelled { link: Some(link) },
            (Before::Expired, _) => State::Expired { link: Some(link) },
            (_, Read::Whole) if over => State::Expired { link: Some(link) },
            // Without a history only the money itself can tell, and it takes its time.
            (_, Read::NoHistory) if now >= link.expires.plus_minutes(CREDITING_MINUTES) => State::Expired { link: Some(link) },
            (Before::Unknown { since }, _) => State::Unknown { link, since, payments },
            (Before::Awaiting { .. } | Before::Confirming { .. } | Before::Settled, _) if over => {
                State::Unknown { link, since: now, payments }
            }
            (Before::Awaiting { held }, _) => State::AwaitingPayment { link, held },
            (Before::Confirming { since }, _) => State::Confirming { link, since, payments },
            (Before::Settled, _) => State::Expired { link: Some(link) },
        }
    }
}

/// What the step rests on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Read {
    /// Nothing was read just now.
    NotNow,
    /// The history was.
    Whole,
    /// There is no history.
    NoHistory,
}
