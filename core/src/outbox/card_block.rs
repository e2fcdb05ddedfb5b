//! Blocking a lost carrier.
//!
//! The story. The parent marks a card as lost. Before anything is sent the carriers are read: one that is blocked already, by whomever, needs
//! nothing more. Then the block is sent, and what the school has afterwards is read back: only that ends the command. A card is blocked for
//! good, so blocking twice is blocking once, and after a lost answer that left the card working it may be sent again. A refusal is looked
//! into, too: another adult of the family may have been faster.

use serde::{Deserialize, Serialize};

use super::Effect;
use crate::domain::card::CardId;
use crate::domain::{Card, CardState, Moment};

/// How long a block that could not be sent is kept trying: a weekend without a network. After that the parent decides anew, for the card may
/// have been found.
pub const UNSENT_MINUTES: i64 = 72 * 60;
/// How often it is sent at most.
const MOST_SENDINGS: u32 = 3;

/// What the parent asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlockCard {
    /// Which card.
    pub card: CardId,
    /// When the parent marked it as lost, in the server's time.
    pub asked_at: Moment,
    /// How far it has come.
    pub state: State,
}

/// How far it has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum State {
    /// Kept, not sent.
    Draft,
    /// Being sent for the given time; whether the school heard it is not known yet.
    Sending {
        /// 1 for the first time.
        time: u32,
    },
    /// Sent; what the school has now is being read.
    ReadingBack {
        /// How often it was sent.
        times: u32,
        /// Why the school refused, if it did.
        refused: Option<String>,
    },
    /// The school has blocked it.
    Done,
    /// It did not work any more before anything was sent.
    NotNeeded {
        /// What it was.
        found: CardState,
    },
    /// The school refused, and the card is as it was.
    Refused {
        /// Stable name of the reason.
        code: String,
    },
    /// It could not be sent in time, or did not take effect.
    Expired,
    /// The parent gave it up.
    Cancelled,
}

/// What happens to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The driver is here: what is due?
    Go,
    /// The carriers the child has.
    CardsRead(Vec<Card>),
    /// The school took it.
    Taken,
    /// The request was not sent at all.
    NotSent,
    /// No answer.
    AnswerLost,
    /// The school refused.
    Refused {
        /// Stable name of the reason.
        code: String,
    },
    /// The parent gives it up.
    CancelAsked,
}

impl BlockCard {
    /// A block as it is first kept.
    pub fn start(card: CardId, now: Moment) -> Self {
        Self { card, asked_at: now, state: State::Draft }
    }

    /// One step.
    pub fn update(self, event: Event, now: Moment) -> (Self, Vec<Effect>) {
        let too_late = now >= self.asked_at.plus_minutes(UNSENT_MINUTES);
        let (state, effects) = match (self.state, event) {
            (State::Draft, Event::Go) if too_late => (State::Expired, vec![]),
            (State::Draft, Event::Go) => (State::Draft, vec![Effect::ReadCards]),
            (State::Draft, Event::CardsRead(cards)) => match found(&cards, &self.card, now) {
                None => (State::Refused { code: "no_such_card".to_owned() }, vec![]),
                Some(found @ (CardState::BlockedByParent | CardState::BlockedBySchool | CardState::Expired)) => {
                    (State::NotNeeded { found }, vec![])
                }
                // A status nobody can read is no reason to leave a lost card working.
                Some(CardState::Active | CardState::Temporary | CardState::Unclear) => {
                    (State::Sending { time: 1 }, vec![Effect::SendBlock])
                }
            },
            (State::Draft, Event::CancelAsked) => (State::Cancelled, vec![]),
            (State::Sending { time }, Event::NotSent) => {
                (if time == 1 { State::Draft } else { State::ReadingBack { times: time - 1, refused: None } }, vec![])
            }
            // Go: whoever sent it is gone.
            (State::Sending { time }, Event::Taken | Event::AnswerLost | Event::Go) => {
                (State::ReadingBack { times: time, refused: None }, vec![Effect::ReadCards])
            }
            (State::Sending { time }, Event::Refused { code }) => {
                (State::ReadingBack { times: time, refused: Some(code) }, vec![Effect::ReadCards])
            }
            (State::ReadingBack { times, refused }, Event::Go) => (State::ReadingBack { times, refused }, vec![Effect::ReadCards]),
            (State::ReadingBack { times, refused }, Event::CardsRead(cards)) => match (found(&cards, &self.card, now), refused) {
                (Some(CardState::BlockedByParent | CardState::BlockedBySchool | CardState::Expired), _) => (State::Done, vec![]),
                (_, Some(code)) => (State::Refused { code }, vec![]),
                (None, None) => (State::Refused { code: "no_such_card".to_owned() }, vec![]),
                (Some(_), None) if times < MOST_SENDINGS && !too_late => (State::Sending { time: times + 1 }, vec![Effect::SendBlock]),
                (Some(_), None) => (State::Expired, vec![]),
            },
            (state, _) => (state, vec![]),
        };
        (Self { state, ..self }, effects)
    }

    /// Since when it waits; none when it has come to its end.
    pub fn looked_for_since(&self) -> Option<Moment> {
        matches!(self.state, State::Draft | State::Sending { .. } | State::ReadingBack { .. }).then_some(self.asked_at)
    }

    /// Whether the card stays marked as lost: everything but what the parent gave up.
    pub fn marks_lost(&self) -> bool {
        !matches!(self.state, State::Cancelled)
    }
}

fn found(cards: &[Card], id: &CardId, now: Moment) -> Option<CardState> {
    cards.iter().find(|card| card.id == *id).map(|card| card.state_on(now.date()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::CardKind;

    const NOW: Moment = Moment(1_780_000_000_000);

    fn read(state: CardState) -> Event {
        Event::CardsRead(vec![Card {
            id: CardId("7".into()),
            kind: CardKind::Service,
            last_digits: String::new(),
            state,
            valid_from: None,
            valid_to: None,
            blocked_at: None,
        }])
    }

    fn after(events: Vec<Event>) -> (BlockCard, Vec<Effect>) {
        let start = (BlockCard::start(CardId("7".into()), NOW), vec![]);
        events.into_iter().fold(start, |(command, _), event| command.update(event, NOW))
    }

    #[test]
    fn a_working_card_is_blocked_once_and_only_what_is_read_back_ends_it() {
        let (command, effects) = after(vec![Event::Go, read(CardState::Active)]);
        assert_eq!((command.state, effects), (State::Sending { time: 1 }, vec![Effect::SendBlock]));
        let (command, effects) = after(vec![Event::Go, read(CardState::Active), Event::Taken]);
        assert_eq!((command.state, effects), (State::ReadingBack { times: 1, refused: None }, vec![Effect::ReadCards]));
        let sent = vec![Event::Go, read(CardState::Active), Event::Taken, read(CardState::BlockedByParent)];
        assert_eq!(after(sent).0.state, State::Done);
    }

    #[test]
    fn a_card_that_is_blocked_already_needs_no_request() {
        for found in [CardState::BlockedByParent, CardState::BlockedBySchool, CardState::Expired] {
            let (command, effects) = after(vec![Event::Go, read(found)]);
            assert_eq!((command.state, effects), (State::NotNeeded { found }, vec![]));
        }
    }

    #[test]
    fn a_refusal_is_looked_into_for_somebody_may_have_been_faster() {
        let refused = || vec![Event::Go, read(CardState::Active), Event::Refused { code: "refused_422".to_owned() }];
        let then = |event| after(refused().into_iter().chain([event]).collect()).0.state;
        assert_eq!(then(read(CardState::BlockedBySchool)), State::Done);
        assert_eq!(then(read(CardState::Active)), State::Refused { code: "refused_422".to_owned() });
    }

    #[test]
    fn a_lost_answer_is_read_back_and_sent_again_a_few_times_at_most() {
        let mut events = vec![Event::Go, read(CardState::Active)];
        for _ in 0..5 {
            events.extend([Event::AnswerLost, read(CardState::Active)]);
        }
        assert_eq!(after(events).0.state, State::Expired);
    }

    #[test]
    fn it_can_be_given_up_only_before_it_was_sent() {
        assert_eq!(after(vec![Event::CancelAsked]).0.state, State::Cancelled);
        let sent = after(vec![Event::Go, read(CardState::Active), Event::CancelAsked]).0.state;
        assert_eq!(sent, State::Sending { time: 1 });
    }

    #[test]
    fn a_block_nobody_could_send_for_a_weekend_is_dropped() {
        let command = BlockCard::start(CardId("7".into()), NOW);
        assert_eq!(command.clone().update(Event::Go, NOW.plus_minutes(UNSENT_MINUTES - 1)).0.state, State::Draft);
        assert_eq!(command.update(Event::Go, NOW.plus_minutes(UNSENT_MINUTES)).0.state, State::Expired);
    }
}
