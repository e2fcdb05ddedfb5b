//! Setting one switch of the school's notifications, or all of them back to the school's defaults.
//!
//! The story. The parent turns a switch seen on the screen. Before anything is sent it is read: if it stands otherwise by now (another
//! phone of the family), the parent is shown both and decides anew. Then it is sent and read back: only that ends the command. A reset is
//! sent as it is and may be sent again, for doing it twice is doing it once; what the school has afterwards is read for the screen.

use serde::{Deserialize, Serialize};

use super::Effect;
use crate::domain::{Moment, NotificationChannel, NotificationSwitch};

/// How long a change that could not be sent is kept trying.
pub const UNSENT_MINUTES: i64 = 24 * 60;
/// How often it is sent at most.
const MOST_SENDINGS: u32 = 3;

/// What the parent wants.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Wish {
    /// One switch.
    Switch {
        /// The school's number of it.
        id: i64,
        /// By which way.
        channel: NotificationChannel,
        /// How the parent saw it.
        seen: NotificationSwitch,
        /// How it should stand.
        wanted: NotificationSwitch,
    },
    /// The school's defaults for these groups.
    Reset {
        /// The school's numbers of them.
        groups: Vec<i64>,
    },
}

/// A change of notifications.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetNotification {
    /// What.
    pub wish: Wish,
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
    /// Sent; how it stands now is being read.
    ReadingBack {
        /// How often it was sent.
        times: u32,
    },
    /// The school has it.
    Done,
    /// The switch stands otherwise than the parent saw and wanted.
    Conflict {
        /// How it stands; none when the school has no such switch any more.
        theirs: Option<NotificationSwitch>,
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
    /// How the switch stands; none when there is no such switch.
    Read(Option<NotificationSwitch>),
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
    /// The parent gives it up, or asks for something else.
    CancelAsked,
}

impl SetNotification {
    /// A change as it is first kept.
    pub fn start(wish: Wish, now: Moment) -> Self {
        Self { wish, asked_at: now, state: State::Draft }
    }

    /// One step.
    pub fn update(self, event: Event, now: Moment) -> (Self, Vec<Effect>) {
        let too_late = now >= self.asked_at.plus_minutes(UNSENT_MINUTES);
        let (state, effects) = match (&self.wish, self.state) {
            (_, State::Draft) if event == Event::Go && too_late => (State::Expired, vec![]),
            (_, State::Draft) if event == Event::CancelAsked => (State::Cancelled, vec![]),
            (_, State::Sending { .. }) if matches!(event, Event::Refused { .. }) => match event {
                Event::Refused { code } => (State::Refused { code }, vec![]),
                _ => (State::Expired, vec![]),
            },
            (Wish::Switch { seen, wanted, .. }, state) => of_switch(state, &event, *seen, *wanted, too_late),
            (Wish::Reset { .. }, state) => of_reset(state, &event),
        };
        (Self { state, ..self }, effects)
    }

    /// Since when it waits; none when it has come to its end.
    pub fn looked_for_since(&self) -> Option<Moment> {
        matches!(self.state, State::Draft | State::Sending { .. } | State::ReadingBack { .. }).then_some(self.asked_at)
    }

    /// Whether `other` is about the same switch, or about all of them.
    pub fn meets(&self, other: &Wish) -> bool {
        match (&self.wish, other) {
            (Wish::Switch { id: one, .. }, Wish::Switch { id: other, .. }) => one == other,
            _ => true,
        }
    }
}

fn of_switch(state: State, event: &Event, seen: NotificationSwitch, wanted: NotificationSwitch, too_late: bool) -> (State, Vec<Effect>) {
    match (state, event) {
        (State::Draft, Event::Go) => (State::Draft, vec![Effect::ReadSettings]),
        (State::Draft, Event::Read(theirs)) => match theirs {
            Some(theirs) if *theirs == wanted => (State::Done, vec![]),
            Some(theirs) if *theirs == seen => (State::Sending { time: 1 }, vec![Effect::SendSetting]),
            theirs => (State::Conflict { theirs: *theirs }, vec![]),
        },
        (State::Sending { time }, Event::NotSent) => {
            (if time == 1 { State::Draft } else { State::ReadingBack { times: time - 1 } }, vec![])
        }
        // Go: whoever sent it is gone.
        (State::Sending { time }, Event::Taken | Event::AnswerLost | Event::Go) => {
            (State::ReadingBack { times: time }, vec![Effect::ReadSettings])
        }
        (State::ReadingBack { times }, Event::Go) => (State::ReadingBack { times }, vec![Effect::ReadSettings]),
        (State::ReadingBack { times }, Event::Read(theirs)) => match theirs {
            Some(theirs) if *theirs == wanted => (State::Done, vec![]),
            Some(theirs) if *theirs == seen && times < MOST_SENDINGS && !too_late => {
                (State::Sending { time: times + 1 }, vec![Effect::SendSetting])
            }
            Some(theirs) if *theirs == seen => (State::Expired, vec![]),
            theirs => (State::Conflict { theirs: *theirs }, vec![]),
        },
        (state, _) => (state, vec![]),
    }
}

fn of_reset(state: State, event: &Event) -> (State, Vec<Effect>) {
    match (state, event) {
        (State::Draft, Event::Go) => (State::Sending { time: 1 }, vec![Effect::SendSetting]),
        (State::Sending { time: 1 }, Event::NotSent) => (State::Draft, vec![]),
        (State::Sending { .. }, Event::Taken) => (State::Done, vec![Effect::ReadSettings]),
        (State::Sending { time }, Event::Go) if time < MOST_SENDINGS => (State::Sending { time: time + 1 }, vec![Effect::SendSetting]),
        (State::Sending { .. }, Event::Go) => (State::Expired, vec![]),
        (state, _) => (state, vec![]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Moment = Moment(1_780_000_000_000);

    fn switch(on: bool) -> NotificationSwitch {
        NotificationSwitch { on, from: None, to: None }
    }

    fn after(wish: Wish, events: Vec<Event>) -> (State, Vec<Effect>) {
        let start = (SetNotification::start(wish, NOW), vec![]);
        let (command, effects) = events.into_iter().fold(start, |(command, _), event| command.update(event, NOW));
        (command.state, effects)
    }

    fn off() -> Wish {
        Wish::Switch { id: 3, channel: NotificationChannel::Push, seen: switch(true), wanted: switch(false) }
    }

    #[test]
    fn a_switch_is_sent_only_when_it_stands_as_the_parent_saw_it_and_ends_when_it_is_read_back() {
        let events = vec![Event::Go, Event::Read(Some(switch(true)))];
        assert_eq!(after(off(), events), (State::Sending { time: 1 }, vec![Effect::SendSetting]));
        let events = vec![Event::Go, Event::Read(Some(switch(true))), Event::Taken, Event::Read(Some(switch(false)))];
        assert_eq!(after(off(), events).0, State::Done);
        assert_eq!(after(off(), vec![Event::Go, Event::Read(None)]).0, State::Conflict { theirs: None });
        let from = NotificationSwitch { on: true, from: crate::domain::LocalTime::new(8, 0), to: None };
        assert_eq!(after(off(), vec![Event::Go, Event::Read(Some(from))]).0, State::Conflict { theirs: Some(from) });
    }

    #[test]
    fn a_lost_answer_is_read_back_and_sent_again_a_few_times_at_most() {
        let mut events = vec![Event::Go, Event::Read(Some(switch(true)))];
        for _ in 0..5 {
            events.extend([Event::AnswerLost, Event::Read(Some(switch(true)))]);
        }
        assert_eq!(after(off(), events).0, State::Expired);
    }

    #[test]
    fn a_reset_is_sent_again_after_a_lost_answer_and_read_once_it_is_done() {
        let reset = || Wish::Reset { groups: vec![1] };
        assert_eq!(after(reset(), vec![Event::Go, Event::Taken]), (State::Done, vec![Effect::ReadSettings]));
        let lost = vec![Event::Go, Event::AnswerLost, Event::Go];
        assert_eq!(after(reset(), lost), (State::Sending { time: 2 }, vec![Effect::SendSetting]));
    }

    #[test]
    fn a_refusal_ends_it_and_a_draft_can_be_given_up() {
        let refused = Event::Refused { code: "x".to_owned() };
        let events = vec![Event::Go, Event::Read(Some(switch(true))), refused];
        assert_eq!(after(off(), events).0, State::Refused { code: "x".to_owned() });
        assert_eq!(after(off(), vec![Event::CancelAsked]).0, State::Cancelled);
    }
}
