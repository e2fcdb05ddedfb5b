//! Setting the day limit and the warning threshold of one account.
//!
//! The story. The parent changes the rules seen on the screen. Before anything is sent the rules are read: if the school has changed
//! them since, the parent is shown both and decides anew. Then the new rules are sent, and what the school has afterwards is read back:
//! only that ends the command. Setting the same rules twice is setting them once, so after a lost answer that left the old rules in
//! place they may be sent again, a few times.

use serde::{Deserialize, Serialize};

use super::Effect;
use crate::domain::{Moment, SpendingRules};

/// How long a change that could not be sent is kept trying.
pub const UNSENT_MINUTES: i64 = 24 * 60;
/// How often the rules are sent at most.
const MOST_SENDINGS: u32 = 3;

/// What the parent asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetSpendingRules {
    /// The rules the parent saw.
    pub seen: SpendingRules,
    /// The rules the parent wants.
    pub wanted: SpendingRules,
    /// When, in the server's time.
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
    },
    /// The school has these rules.
    Done,
    /// The school has other rules than the parent saw and wanted.
    Conflict {
        /// What the school has.
        theirs: SpendingRules,
    },
    /// The school refused.
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
    /// The rules the school has; none when the account has none.
    RulesRead(Option<SpendingRules>),
    /// The school took the new rules.
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

impl SetSpendingRules {
    /// A change as it is first kept.
    pub fn start(seen: SpendingRules, wanted: SpendingRules, now: Moment) -> Self {
        Self { seen, wanted, asked_at: now, state: State::Draft }
    }

    /// One step.
    pub fn update(self, event: Event, now: Moment) -> (Self, Vec<Effect>) {
        let too_late = now >= self.asked_at.plus_minutes(UNSENT_MINUTES);
        let (state, effects) = match (self.state, event) {
            (State::Draft, Event::Go) if too_late => (State::Expired, vec![]),
            (State::Draft, Event::Go) => (State::Draft, vec![Effect::ReadRules]),
            (State::Draft, Event::RulesRead(theirs)) => match theirs.unwrap_or_default() {
                theirs if reaches(theirs, self.wanted) => (State::Done, vec![]),
                theirs if theirs == self.seen => (State::Sending { time: 1 }, vec![Effect::SendRules]),
                theirs => (State::Conflict { theirs }, vec![]),
            },
            (State::Draft, Event::CancelAsked) => (State::Cancelled, vec![]),
            (State::Sending { time }, Event::NotSent) => {
                (if time == 1 { State::Draft } else { State::ReadingBack { times: time - 1 } }, vec![])
            }
            // Go: whoever sent it is gone.
            (State::Sending { time }, Event::Taken | Event::AnswerLost | Event::Go) => {
                (State::ReadingBack { times: time }, vec![Effect::ReadRules])
            }
            (State::Sending { .. }, Event::Refused { code }) => (State::Refused { code }, vec![]),
            (State::ReadingBack { times }, Event::Go) => (State::ReadingBack { times }, vec![Effect::ReadRules]),
            (State::ReadingBack { times }, Event::RulesRead(theirs)) => match theirs.unwrap_or_default() {
                theirs if reaches(theirs, self.wanted) => (State::Done, vec![]),
                theirs if theirs == self.seen && times < MOST_SENDINGS && !too_late => {
                    (State::Sending { time: times + 1 }, vec![Effect::SendRules])
                }
                theirs if theirs == self.seen => (State::Expired, vec![]),
                theirs => (State::Conflict { theirs }, vec![]),
            },
            (state, _) => (state, vec![]),
        };
        (Self { state, ..self }, effects)
    }

    /// Since when it waits; none when it has come to its end.
    pub fn looked_for_since(&self) -> Option<Moment> {
        matches!(self.state, State::Draft | State::Sending { .. } | State::ReadingBack { .. }).then_some(self.asked_at)
    }
}

/// Whether the school has what was wanted; a threshold that was not named may be any.
fn reaches(theirs: SpendingRules, wanted: SpendingRules) -> bool {
    theirs.day_limit == wanted.day_limit && (wanted.warn_below.is_none() || theirs.warn_below == wanted.warn_below)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Money;

    const NOW: Moment = Moment(1_780_000_000_000);

    fn rules(limit: Option<i64>, threshold: i64) -> SpendingRules {
        SpendingRules { day_limit: limit.map(Money), warn_below: Some(Money(threshold)) }
    }

    fn after(events: Vec<Event>) -> (SetSpendingRules, Vec<Effect>) {
        let start = (SetSpendingRules::start(rules(None, 100), rules(Some(500), 100), NOW), vec![]);
        events.into_iter().fold(start, |(command, _), event| command.update(event, NOW))
    }

    #[test]
    fn rules_are_sent_only_when_the_school_still_has_what_the_parent_saw() {
        let (command, effects) = after(vec![Event::Go, Event::RulesRead(Some(rules(None, 100)))]);
        assert_eq!((command.state, effects), (State::Sending { time: 1 }, vec![Effect::SendRules]));
        let (command, effects) = after(vec![Event::Go, Event::RulesRead(Some(rules(Some(900), 100)))]);
        assert_eq!((command.state, effects), (State::Conflict { theirs: rules(Some(900), 100) }, vec![]));
    }

    #[test]
    fn only_what_is_read_back_ends_it() {
        let sent = |last: SpendingRules| {
            after(vec![Event::Go, Event::RulesRead(Some(rules(None, 100))), Event::Taken, Event::RulesRead(Some(last))]).0.state
        };
        assert_eq!(sent(rules(Some(500), 100)), State::Done);
        assert_eq!(sent(rules(None, 100)), State::Sending { time: 2 });
        assert_eq!(sent(rules(Some(700), 100)), State::Conflict { theirs: rules(Some(700), 100) });
    }

    #[test]
    fn a_lost_answer_is_read_back_and_sent_again_a_few_times_at_most() {
        let mut events = vec![Event::Go, Event::RulesRead(Some(rules(None, 100)))];
        for _ in 0..5 {
            events.extend([Event::AnswerLost, Event::RulesRead(Some(rules(None, 100)))]);
        }
        assert_eq!(after(events).0.state, State::Expired);
    }

    #[test]
    fn it_can_be_given_up_only_before_it_was_sent() {
        assert_eq!(after(vec![Event::CancelAsked]).0.state, State::Cancelled);
        let sent = after(vec![Event::Go, Event::RulesRead(Some(rules(None, 100))), Event::CancelAsked]).0.state;
        assert_eq!(sent, State::Sending { time: 1 });
    }

    #[test]
    fn a_change_nobody_could_send_for_a_day_is_dropped() {
        let command = SetSpendingRules::start(rules(None, 100), rules(Some(500), 100), NOW);
        assert_eq!(command.update(Event::Go, NOW.plus_minutes(UNSENT_MINUTES)).0.state, State::Expired);
    }
}
