//! Making the school have exactly one thing as the parent wants it, or none: an order for a day, a weekly rule, a notice of absence.
//!
//! The wire has no idempotency key and no lock, so a wish is absolute ("one lunch on Wednesday", "none") and never a step ("one more"):
//! what the school has is read before anything is sent, after every sending, and again after a silence.
//!
//! The story. Kept; read. Does the school have it as wanted, nothing is sent. Does it have neither what was wanted nor what the parent
//! saw, the parent is shown both and decides anew. Otherwise it is placed, changed or removed, and read back: only that ends it. After an
//! answer that was lost it is read back for [`WINDOW_MINUTES`] before it is placed or changed once more: for so long a request may still
//! be on its way. A removal names what it removes and may be repeated at once. What turns up twice (a request doubled on its way, two
//! phones at the same moment) is brought down to one: the oldest stays, so that two phones agree. After a lost answer the end is watched
//! for [`WATCH_MINUTES`]: what arrives late is brought down to one too, or told.
//!
//! Leaves to others: what the thing is, how it is read and sent (`meals`), when to look (`driver`).

use serde::{Deserialize, Serialize};

use crate::domain::Moment;
use crate::domain::cut_off::is_past;

/// For so long a request without an answer may still be carried out, as far as anyone plans for it.
pub const WINDOW_MINUTES: i64 = 5;
/// For so long the end is watched when some answer was lost.
pub const WATCH_MINUTES: i64 = 120;
/// How often it is sent at most.
const MOST_SENDINGS: u32 = 6;

/// One such thing the school has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing<T> {
    /// The school's number of it.
    pub id: i64,
    /// How it is.
    pub what: T,
}

/// What is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Step {
    /// Make one.
    Place,
    /// Change this one.
    Change {
        /// Which.
        id: i64,
    },
    /// Remove these.
    Remove {
        /// Which.
        ids: Vec<i64>,
    },
}

/// What came of sending it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    /// The school took it.
    Taken,
    /// Nobody knows.
    Lost,
    /// The school refused.
    Refused {
        /// Stable name of the reason.
        code: String,
    },
}

/// How far it has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum State<T> {
    /// Kept, not sent.
    Draft,
    /// Being sent; whether the school heard it is not known yet.
    Sending {
        /// What.
        step: Step,
        /// 1 for the first time.
        time: u32,
        /// What the school had before.
        before: Vec<Standing<T>>,
    },
    /// Sent; what the school has now is being read.
    ReadingBack {
        /// What was sent.
        step: Step,
        /// How often something was sent.
        times: u32,
        /// What the school had before.
        before: Vec<Standing<T>>,
        /// What came of it.
        answer: Answer,
        /// Since when.
        since: Moment,
    },
    /// The school has it as wanted.
    Done,
    /// The school has something else than the parent saw and wanted.
    Conflict {
        /// What.
        theirs: Vec<Standing<T>>,
    },
    /// The school refused; it has what it had.
    Refused {
        /// Stable name of the reason.
        code: String,
    },
    /// The cut-off passed before it was done; the school has what it had.
    TooLate,
    /// It could not be sent for long, or did not take effect.
    Expired,
    /// The parent gave it up, or asked for something else instead.
    Cancelled,
}

/// What happens to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event<T> {
    /// The driver is here: what is due?
    Go,
    /// What the school has.
    Read(Vec<Standing<T>>),
    /// The school took what was sent.
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
    /// The parent wants something else of the same by now: what was not sent is dropped, and what has ended is not watched any more.
    Replaced,
}

/// One wish.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settling<T> {
    /// What the parent saw the school have, or knew to be on its way.
    pub seen: Vec<T>,
    /// What the school may have as well, while it was not known how an earlier wish for the same ended.
    pub or_seen: Vec<Vec<T>>,
    /// What the school shall have; none: none of it.
    pub wanted: Option<T>,
    /// When, in the server's time.
    pub asked_at: Moment,
    /// From this second on it is too late; none when nobody knows.
    pub cut_off: Option<Moment>,
    /// When it is given up if it could not be sent.
    pub unsent_until: Moment,
    /// Until when something sent earlier may still turn up.
    pub doubt_until: Option<Moment>,
    /// Something else is wanted by now.
    pub replaced: bool,
    /// How far it has come.
    pub state: State<T>,
}

impl<T: Clone + PartialEq> Settling<T> {
    /// A wish as it is first kept.
    pub fn start(seen: Vec<T>, wanted: Option<T>, cut_off: Option<Moment>, unsent_until: Moment, now: Moment) -> Self {
        Self {
            seen,
            or_seen: vec![],
            wanted,
            asked_at: now,
            cut_off,
            unsent_until,
            doubt_until: None,
            replaced: false,
            state: State::Draft,
        }
    }

    /// Whether it is too late to send anything.
    fn too_late(&self, now: Moment) -> bool {
        self.cut_off.is_some_and(|cut_off| is_past(cut_off, now))
    }

    /// What is missing to what is wanted; none: nothing.
    fn missing(&self, theirs: &[Standing<T>]) -> Option<Step> {
        match (&self.wanted, theirs) {
            (None, []) => None,
            (None, all) => Some(Step::Remove { ids: all.iter().map(|one| one.id).collect() }),
            (Some(_), []) => Some(Step::Place),
            (Some(wanted), [one]) => (one.what != *wanted).then_some(Step::Change { id: one.id }),
            (Some(wanted), all) => {
                let oldest = |of: &dyn Fn(&&Standing<T>) -> bool| all.iter().filter(of).map(|one| one.id).min();
                let kept = oldest(&|one| one.what == *wanted).or_else(|| oldest(&|_| true));
                Some(Step::Remove { ids: all.iter().map(|one| one.id).filter(|id| Some(*id) != kept).collect() })
            }
        }
    }

    /// Whether the school has what the parent saw, in whatever order.
    fn is_as_seen(&self, theirs: &[Standing<T>]) -> bool {
        let count = |all: &mut dyn Iterator<Item = &T>, what: &T| all.filter(|other| *other == what).count();
        let same = |seen: &Vec<T>| {
            let each = |what: &T| count(&mut seen.iter(), what) == count(&mut theirs.iter().map(|one| &one.what), what);
            theirs.len() == seen.len() && seen.iter().all(each)
        };
        std::iter::once(&self.seen).chain(&self.or_seen).any(same)
    }

    /// Whether `theirs` is what was there before and, beside it, what was placed more than once.
    fn is_doubled(&self, before: &[Standing<T>], theirs: &[Standing<T>]) -> bool {
        let new = || theirs.iter().filter(|one| !before.iter().any(|old| old.id == one.id));
        before.is_empty() && new().count() > 1 && new().all(|one| Some(&one.what) == self.wanted.as_ref())
    }

    /// One step. The driver sends when the new state is [`State::Sending`].
    #[must_use]
    pub fn update(self, event: Event<T>, now: Moment) -> Self {
        if event == Event::Replaced {
            return Self { replaced: true, doubt_until: None, ..self.update(Event::CancelAsked, now) };
        }
        let state = match (self.state.clone(), event) {
            (State::Draft, Event::Go) if self.too_late(now) => State::TooLate,
            (State::Draft, Event::Go) if now >= self.unsent_until => State::Expired,
            (State::Draft, Event::CancelAsked) => State::Cancelled,
            (State::Draft, Event::Read(theirs)) => match self.missing(&theirs) {
                None => State::Done,
                Some(_) if self.too_late(now) => State::TooLate,
                Some(step) if self.is_as_seen(&theirs) => State::Sending { step, time: 1, before: theirs },
                Some(_) => State::Conflict { theirs },
            },
            // Whoever sent it is gone, or got no answer.
            (State::Sending { step, time, before }, Event::Go | Event::AnswerLost) => {
                let doubt_until = Some(now.plus_minutes(WATCH_MINUTES));
                let state = State::ReadingBack { step, times: time, before, answer: Answer::Lost, since: now };
                return Self { doubt_until, state, ..self };
            }
            (State::Sending { time: 1, .. }, Event::NotSent) => State::Draft,
            // What was sent before this time may have been done.
            (State::Sending { step, time, before }, Event::NotSent) => {
                State::ReadingBack { step, times: time - 1, before, answer: Answer::Lost, since: now }
            }
            (State::Sending { step, time, before }, Event::Taken) => {
                State::ReadingBack { step, times: time, before, answer: Answer::Taken, since: now }
            }
            (State::Sending { step, time, before }, Event::Refused { code }) => {
                State::ReadingBack { step, times: time, before, answer: Answer::Refused { code }, since: now }
            }
            (State::ReadingBack { step, times, before, answer, since }, Event::Read(theirs)) => {
                self.read_back(step, times, before, answer, since, theirs, now)
            }
            // What was asked for has ended, but something sent earlier may still turn up.
            (State::Done, Event::Read(theirs)) => match self.missing(&theirs) {
                None => State::Done,
                Some(step) if self.is_doubled(&[], &theirs) && !self.too_late(now) => State::Sending { step, time: 2, before: theirs },
                Some(_) => State::Conflict { theirs },
            },
            (state @ (State::Conflict { .. } | State::Refused { .. } | State::TooLate | State::Expired), Event::Read(theirs)) => {
                match self.missing(&theirs) {
                    None => State::Done,
                    Some(step) if self.is_doubled(&[], &theirs) && !self.too_late(now) => State::Sending { step, time: 2, before: theirs },
                    Some(_) if self.is_as_seen(&theirs) && !matches!(state, State::Conflict { .. }) => state,
                    Some(_) => State::Conflict { theirs },
                }
            }
            (state, _) => state,
        };
        Self { state, ..self }
    }

    #[allow(clippy::too_many_arguments, reason = "the parts of one state")]
    fn read_back(
        &self,
        step: Step,
        times: u32,
        before: Vec<Standing<T>>,
        answer: Answer,
        since: Moment,
        theirs: Vec<Standing<T>>,
        now: Moment,
    ) -> State<T> {
        let Some(next) = self.missing(&theirs) else { return State::Done };
        let may_send = times < MOST_SENDINGS && !self.too_late(now);
        let again = |step, before| State::Sending { step, time: times + 1, before };
        if theirs != before {
            // It had an effect: the oldest of what came twice stays, and of several things to remove what is left is removed.
            let on_the_way = self.is_doubled(&before, &theirs)
                || matches!(step, Step::Remove { .. }) && theirs.iter().all(|one| before.contains(one)) && theirs.len() < before.len();
            return if on_the_way && may_send { again(next, theirs) } else { State::Conflict { theirs } };
        }
        // Nothing happened, as far as can be seen.
        let over = now >= since.plus_minutes(WINDOW_MINUTES);
        match answer {
            Answer::Refused { .. } if times > 1 && !self.is_as_seen(&theirs) => State::Conflict { theirs },
            Answer::Refused { code } if code == TOO_LATE => State::TooLate,
            Answer::Refused { code } => State::Refused { code },
            // A removal names what it removes: doing it twice is doing it once.
            Answer::Lost if matches!(step, Step::Remove { .. }) && may_send => again(next, theirs),
            Answer::Lost if over && self.replaced => State::Cancelled,
            Answer::Lost if over && may_send => again(next, before),
            _ if over && self.too_late(now) && self.is_as_seen(&theirs) => State::TooLate,
            _ if over && self.is_as_seen(&theirs) => State::Expired,
            _ if over => State::Conflict { theirs },
            answer => State::ReadingBack { step, times, before, answer, since },
        }
    }

    /// What has to be sent now.
    pub fn to_send(&self) -> Option<&Step> {
        match &self.state {
            State::Sending { step, .. } => Some(step),
            _ => None,
        }
    }

    /// Whether it is still being done.
    pub fn is_under_way(&self) -> bool {
        matches!(self.state, State::Draft | State::Sending { .. } | State::ReadingBack { .. })
    }

    /// Whether something sent earlier may still turn up after its end.
    pub fn is_watched(&self, now: Moment) -> bool {
        !self.replaced && !matches!(self.state, State::Cancelled) && self.doubt_until.is_some_and(|until| now < until)
    }

    /// Since when it waits or is watched: the longer, the less often one looks. None when there is nothing to look for.
    pub fn looked_for_since(&self, now: Moment) -> Option<Moment> {
        match &self.state {
            State::ReadingBack { since, .. } => Some(*since),
            State::Draft | State::Sending { .. } => Some(self.asked_at),
            // Nobody waits for it: once in some minutes is enough.
            _ => self.is_watched(now).then(|| now.plus_minutes(-WATCH_MINUTES)),
        }
    }
}

/// The school's word for a cut-off that has passed.
pub const TOO_LATE: &str = "preorderCutOffPassed";

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Moment = Moment(1_780_000_000_000);
    const CUT_OFF: Moment = Moment(NOW.0 + 3_600_000);

    fn one(id: i64, what: i64) -> Standing<i64> {
        Standing { id, what }
    }

    fn wish(seen: &[i64], wanted: Option<i64>) -> Settling<i64> {
        Settling::start(seen.to_vec(), wanted, Some(CUT_OFF), CUT_OFF, NOW)
    }

    fn after(start: Settling<i64>, events: &[(i64, Event<i64>)]) -> State<i64> {
        events.iter().fold(start, |wish, (minutes, event)| wish.update(event.clone(), NOW.plus_minutes(*minutes))).state
    }

    #[test]
    fn nothing_is_sent_when_the_school_has_it_already_or_something_nobody_saw() {
        assert_eq!(after(wish(&[], Some(1)), &[(0, Event::Go), (0, Event::Read(vec![one(5, 1)]))]), State::Done);
        assert_eq!(after(wish(&[1], None), &[(0, Event::Read(vec![]))]), State::Done);
        let theirs = vec![one(5, 3)];
        assert_eq!(after(wish(&[], Some(1)), &[(0, Event::Read(theirs.clone()))]), State::Conflict { theirs });
    }

    #[test]
    fn only_what_is_read_back_ends_it() {
        let events = [(0, Event::Read(vec![])), (0, Event::Taken)];
        assert!(matches!(after(wish(&[], Some(1)), &events), State::ReadingBack { .. }));
        let read = [&events[..], &[(0, Event::Read(vec![one(5, 1)]))]].concat();
        assert_eq!(after(wish(&[], Some(1)), &read), State::Done);
    }

    #[test]
    fn after_a_silence_it_is_placed_again_only_when_nothing_can_be_on_its_way() {
        let lost = [(0, Event::Read(vec![])), (0, Event::AnswerLost)];
        let read = |minutes| [&lost[..], &[(minutes, Event::Read(vec![]))]].concat();
        assert!(matches!(after(wish(&[], Some(1)), &read(WINDOW_MINUTES - 1)), State::ReadingBack { .. }));
        assert!(matches!(after(wish(&[], Some(1)), &read(WINDOW_MINUTES)), State::Sending { step: Step::Place, time: 2, .. }));
    }

    #[test]
    fn a_removal_is_repeated_at_once() {
        let theirs = vec![one(5, 1)];
        let events = [(0, Event::Read(theirs.clone())), (0, Event::AnswerLost), (0, Event::Read(theirs))];
        assert!(matches!(after(wish(&[1], None), &events), State::Sending { step: Step::Remove { .. }, time: 2, .. }));
    }

    #[test]
    fn of_what_came_twice_the_oldest_stays() {
        let doubled = vec![one(6, 1), one(5, 1)];
        let events = [(0, Event::Read(vec![])), (0, Event::Taken), (0, Event::Read(doubled.clone()))];
        let trim = State::Sending { step: Step::Remove { ids: vec![6] }, time: 2, before: doubled };
        assert_eq!(after(wish(&[], Some(1)), &events), trim);
        let other = vec![one(5, 1), one(6, 2)];
        let events = [(0, Event::Read(vec![])), (0, Event::Taken), (0, Event::Read(other.clone()))];
        assert_eq!(after(wish(&[], Some(1)), &events), State::Conflict { theirs: other }, "somebody else's is not touched");
    }

    #[test]
    fn at_the_second_of_the_cut_off_a_waiting_wish_is_too_late() {
        let state = |at: Moment| wish(&[], Some(1)).update(Event::Go, at).state;
        assert_eq!(state(CUT_OFF.plus_seconds(-1)), State::Draft);
        assert_eq!(state(CUT_OFF), State::TooLate);
        let read_then = wish(&[], Some(1)).update(Event::Read(vec![]), CUT_OFF).state;
        assert_eq!(read_then, State::TooLate, "also when the reading took until then");
    }

    #[test]
    fn a_refusal_says_why_once_it_is_read_that_nothing_changed() {
        let refused = |code: &str| {
            let code = code.to_owned();
            after(wish(&[], Some(1)), &[(0, Event::Read(vec![])), (0, Event::Refused { code }), (0, Event::Read(vec![]))])
        };
        assert_eq!(refused("dayOff"), State::Refused { code: "dayOff".to_owned() });
        assert_eq!(refused(TOO_LATE), State::TooLate);
    }

    #[test]
    fn what_turns_up_after_the_end_is_told_or_brought_down_to_one() {
        let lost = [
            (0, Event::Read(vec![])),
            (0, Event::AnswerLost),
            (5, Event::Read(vec![])),
            (5, Event::Taken),
            (5, Event::Read(vec![one(5, 1)])),
        ];
        let wish = lost.iter().fold(wish(&[], Some(1)), |wish, (minutes, event)| wish.update(event.clone(), NOW.plus_minutes(*minutes)));
        assert!(wish.is_watched(NOW.plus_minutes(60)) && wish.state == State::Done);
        let late = wish.update(Event::Read(vec![one(5, 1), one(9, 1)]), NOW.plus_minutes(20));
        assert!(matches!(late.state, State::Sending { step: Step::Remove { ref ids }, .. } if *ids == [9]));
    }
}
