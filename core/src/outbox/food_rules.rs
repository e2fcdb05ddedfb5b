//! Changing what a child may buy: bans, the two switches, the consent to orders ahead.
//!
//! The story. The parent changes what is seen on the screen. Before anything is sent the school's rules are read: is the wish fulfilled
//! already, nothing is sent; has the school something else than the parent saw, nothing is sent either and the parent decides anew.
//! Otherwise it is sent and read back: only that ends the command. Each of these requests says how things shall be, so after a lost answer
//! that left things as they were it may be sent again, a few times. The consent cannot be taken back: it is asked for before it gets here.

use serde::{Deserialize, Serialize};

use super::Effect;
use crate::domain::Moment;
use crate::domain::food_rules::{Ban, FoodSwitches};

/// How long a change that could not be sent is kept trying.
pub const UNSENT_MINUTES: i64 = 24 * 60;
/// How often it is sent at most.
const MOST_SENDINGS: u32 = 3;

/// What the parent wants.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Wish {
    /// These bans in place of those.
    Bans {
        /// What the parent saw.
        seen: Vec<Ban>,
        /// What the school has as well once an earlier change, on its way when this was asked for, is done.
        or_seen: Option<Vec<Ban>>,
        /// What the parent wants.
        wanted: Vec<Ban>,
    },
    /// The switches.
    Switches {
        /// How the parent saw them.
        seen: FoodSwitches,
        /// How they stand once an earlier change, on its way when this was asked for, is done.
        or_seen: Option<FoodSwitches>,
        /// How they should stand.
        wanted: FoodSwitches,
    },
    /// To agree to orders ahead, for good.
    Consent,
}

/// What the school has of what a wish is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Standing {
    /// The bans.
    Bans(Vec<Ban>),
    /// The switches; none when the school does not tell both.
    Switches(Option<FoodSwitches>),
    /// Whether somebody has agreed to orders ahead.
    Consent(bool),
}

/// A change of what a child may buy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetFoodRule {
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
    /// Sent; what the school has now is being read.
    ReadingBack {
        /// How often it was sent.
        times: u32,
    },
    /// The school has it.
    Done,
    /// The school has something else than the parent saw and wanted.
    Conflict {
        /// What.
        theirs: Standing,
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
    /// What the school has.
    Read(Standing),
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

/// How what the school has stands to a wish.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fit {
    Fulfilled,
    AsSeen,
    Other,
}

impl Wish {
    /// The bans to set and to lift; none of both for other wishes.
    pub fn ban_changes(&self) -> (Vec<Ban>, Vec<Ban>) {
        match self {
            Self::Bans { seen, or_seen, wanted } => {
                let seen = or_seen.as_ref().unwrap_or(seen);
                let without = |all: &[Ban], others: &[Ban]| all.iter().copied().filter(|ban| !others.contains(ban)).collect();
                (without(wanted, seen), without(seen, wanted))
            }
            Self::Switches { .. } | Self::Consent => (vec![], vec![]),
        }
    }

    /// Whether `other` is about the same rules.
    pub fn meets(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }

    fn fit(&self, standing: &Standing) -> Fit {
        match (self, standing) {
            (Self::Bans { seen, or_seen, .. }, Standing::Bans(theirs)) => {
                // What others banned besides does not make this wish unfulfilled.
                let (set, lift) = self.ban_changes();
                let fulfilled = set.iter().all(|ban| theirs.contains(ban)) && !lift.iter().any(|ban| theirs.contains(ban));
                match () {
                    () if fulfilled => Fit::Fulfilled,
                    () if theirs == seen || or_seen.as_ref() == Some(theirs) => Fit::AsSeen,
                    () => Fit::Other,
                }
            }
            (Self::Switches { wanted, .. }, Standing::Switches(Some(theirs))) if theirs == wanted => Fit::Fulfilled,
            (Self::Switches { seen, or_seen, .. }, Standing::Switches(Some(theirs)))
                if theirs == seen || or_seen.as_ref() == Some(theirs) =>
            {
                Fit::AsSeen
            }
            (Self::Consent, Standing::Consent(true)) => Fit::Fulfilled,
            (Self::Consent, Standing::Consent(false)) => Fit::AsSeen,
            _ => Fit::Other,
        }
    }
}

impl SetFoodRule {
    /// A change as it is first kept.
    pub fn start(wish: Wish, now: Moment) -> Self {
        Self { wish, asked_at: now, state: State::Draft }
    }

    /// One step.
    pub fn update(self, event: Event, now: Moment) -> (Self, Vec<Effect>) {
        let too_late = now >= self.asked_at.plus_minutes(UNSENT_MINUTES);
        let (state, effects) = match (self.state, event) {
            (State::Draft, Event::Go) if too_late => (State::Expired, vec![]),
            (State::Draft, Event::Go) => (State::Draft, vec![Effect::ReadFoodRule]),
            (State::Draft, Event::Read(theirs)) => match self.wish.fit(&theirs) {
                Fit::Fulfilled => (State::Done, vec![]),
                Fit::AsSeen => (State::Sending { time: 1 }, vec![Effect::SendFoodRule]),
                Fit::Other => (State::Conflict { theirs }, vec![]),
            },
            (State::Draft, Event::CancelAsked) => (State::Cancelled, vec![]),
            (State::Sending { time }, Event::NotSent) => {
                (if time == 1 { State::Draft } else { State::ReadingBack { times: time - 1 } }, vec![])
            }
            // Go: whoever sent it is gone.
            (State::Sending { time }, Event::Taken | Event::AnswerLost | Event::Go) => {
                (State::ReadingBack { times: time }, vec![Effect::ReadFoodRule])
            }
            (State::Sending { .. }, Event::Refused { code }) => (State::Refused { code }, vec![]),
            (State::ReadingBack { times }, Event::Go) => (State::ReadingBack { times }, vec![Effect::ReadFoodRule]),
            (State::ReadingBack { times }, Event::Read(theirs)) => match self.wish.fit(&theirs) {
                Fit::Fulfilled => (State::Done, vec![]),
                Fit::AsSeen if times < MOST_SENDINGS && !too_late => (State::Sending { time: times + 1 }, vec![Effect::SendFoodRule]),
                Fit::AsSeen => (State::Expired, vec![]),
                Fit::Other => (State::Conflict { theirs }, vec![]),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::DishId;

    const NOW: Moment = Moment(1_780_000_000_000);
    const BUN: Ban = Ban { dish: Some(DishId(1)), category: None, subcategory: None };
    const SWEETS: Ban = Ban { dish: None, category: Some(7), subcategory: None };

    fn ban_the_bun(events: Vec<Event>) -> (State, Vec<Effect>) {
        let wish = Wish::Bans { seen: vec![], or_seen: None, wanted: vec![BUN] };
        let start = (SetFoodRule::start(wish, NOW), vec![]);
        let (command, effects) = events.into_iter().fold(start, |(command, _), event| command.update(event, NOW));
        (command.state, effects)
    }

    fn read(bans: &[Ban]) -> Event {
        Event::Read(Standing::Bans(bans.to_vec()))
    }

    #[test]
    fn a_ban_is_sent_only_when_the_school_still_has_what_the_parent_saw() {
        assert_eq!(ban_the_bun(vec![Event::Go, read(&[])]), (State::Sending { time: 1 }, vec![Effect::SendFoodRule]));
        let theirs = Standing::Bans(vec![SWEETS]);
        assert_eq!(ban_the_bun(vec![Event::Go, read(&[SWEETS])]), (State::Conflict { theirs }, vec![]));
        assert_eq!(ban_the_bun(vec![Event::Go, read(&[BUN, SWEETS])]).0, State::Done, "it is banned already, whoever did it");
    }

    #[test]
    fn only_what_is_read_back_ends_it_and_a_lost_answer_is_sent_again_a_few_times_at_most() {
        assert_eq!(ban_the_bun(vec![Event::Go, read(&[]), Event::Taken, read(&[BUN])]).0, State::Done);
        assert_eq!(ban_the_bun(vec![Event::Go, read(&[]), Event::AnswerLost, read(&[BUN])]).0, State::Done);
        let mut events = vec![Event::Go, read(&[])];
        for _ in 0..5 {
            events.extend([Event::AnswerLost, read(&[])]);
        }
        assert_eq!(ban_the_bun(events).0, State::Expired);
    }

    #[test]
    fn a_change_asked_for_while_another_is_on_its_way_is_no_conflict_with_it() {
        let wish = Wish::Bans { seen: vec![], or_seen: Some(vec![BUN]), wanted: vec![BUN, SWEETS] };
        assert_eq!(wish.ban_changes(), (vec![SWEETS], vec![]), "only its own change is sent");
        for before in [vec![], vec![BUN]] {
            let (command, _) = SetFoodRule::start(wish.clone(), NOW).update(Event::Read(Standing::Bans(before)), NOW);
            assert_eq!(command.state, State::Sending { time: 1 });
        }
    }

    #[test]
    fn it_can_be_given_up_only_before_it_was_sent() {
        assert_eq!(ban_the_bun(vec![Event::CancelAsked]).0, State::Cancelled);
        assert_eq!(ban_the_bun(vec![Event::Go, read(&[]), Event::CancelAsked]).0, State::Sending { time: 1 });
    }

    #[test]
    fn a_switch_the_school_does_not_tell_is_a_conflict_and_a_consent_given_already_is_done() {
        let on = FoodSwitches { smart_buffet: true, special_diet: false };
        let wish = Wish::Switches { seen: on, or_seen: None, wanted: FoodSwitches { smart_buffet: false, ..on } };
        let after = |wish: &Wish, standing| SetFoodRule::start(wish.clone(), NOW).update(Event::Read(standing), NOW).0.state;
        assert_eq!(after(&wish, Standing::Switches(None)), State::Conflict { theirs: Standing::Switches(None) });
        assert_eq!(after(&wish, Standing::Switches(Some(on))), State::Sending { time: 1 });
        assert_eq!(after(&Wish::Consent, Standing::Consent(true)), State::Done);
        assert_eq!(after(&Wish::Consent, Standing::Consent(false)), State::Sending { time: 1 });
    }

    #[test]
    fn a_change_nobody_could_send_for_a_day_is_dropped() {
        let command = SetFoodRule::start(Wish::Consent, NOW);
        assert_eq!(command.update(Event::Go, NOW.plus_minutes(UNSENT_MINUTES)).0.state, State::Expired);
    }
}
