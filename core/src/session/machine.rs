//! The sign-in as one table: what each event does in each state. Pure; the driver beside it does what the effects say.
//!
//! Tokens never enter a state: they live in the secret store, and a state says only how far the sign-in has come.

use serde::{Deserialize, Serialize};

use crate::domain::Moment;

/// A sign-in under way: what must survive the death of the process while the browser is open.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// The `state` parameter that the redirect must bring back.
    pub state: String,
    /// The PKCE verifier.
    pub verifier: String,
    /// Where the browser was sent.
    pub url: String,
}

impl std::fmt::Debug for Attempt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Attempt(..)") // the verifier is a secret
    }
}

/// Why an attempt came to nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Trouble {
    /// The sign-in page or the parent refused (`error` in the redirect).
    Refused,
    /// The code was used already or has run out.
    CodeExpired,
    /// The person has no school account.
    NoSchoolAccount,
    /// The account is not a parent's.
    NotAParent,
    /// No network.
    Offline,
    /// The login service answered with a fault.
    ServiceDown,
}

/// Where an attempt started, and so where it falls back to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Before {
    /// Nobody was signed in.
    SignedOut,
    /// The sign-in had run out; the last data were readable and stay so.
    NeedsSignIn {
        /// Since when, in the server's time.
        since: Moment,
    },
}

/// How far the sign-in has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// Nobody is signed in.
    SignedOut {
        /// What went wrong last, if the last thing was a failed attempt.
        trouble: Option<Trouble>,
    },
    /// The browser is open.
    AwaitingRedirect {
        /// The attempt it belongs to.
        attempt: Attempt,
        /// Where it falls back to.
        before: Before,
    },
    /// The code is being exchanged for tokens.
    Exchanging {
        /// Where it falls back to.
        before: Before,
    },
    /// Tokens are stored; the profile call that makes them valid is under way (wire-api §1).
    Activating {
        /// Where it falls back to.
        before: Before,
    },
    /// Signed in.
    SignedIn,
    /// Signed in; a new pair of tokens is being asked for.
    Renewing,
    /// The sign-in ran out. The last data stay readable.
    NeedsSignIn {
        /// Since when, in the server's time.
        since: Moment,
        /// What went wrong with the last attempt to sign in again, if there was one.
        trouble: Option<Trouble>,
    },
}

impl State {
    /// Whether the data of a family may be shown and kept: signed in, or signed in before with nobody signed out since.
    pub fn keeps_data(&self) -> bool {
        matches!(self, Self::SignedIn | Self::Renewing) || matches!(self.before(), Before::NeedsSignIn { .. })
    }

    /// Whether tokens may be kept: an attempt is under way or somebody is signed in.
    pub(super) fn takes_tokens(&self) -> bool {
        matches!(self, Self::Exchanging { .. } | Self::Activating { .. } | Self::SignedIn | Self::Renewing)
    }

    fn before(&self) -> Before {
        match self {
            Self::NeedsSignIn { since, .. } => Before::NeedsSignIn { since: *since },
            Self::AwaitingRedirect { before, .. } | Self::Exchanging { before } | Self::Activating { before } => *before,
            Self::SignedOut { .. } | Self::SignedIn | Self::Renewing => Before::SignedOut,
        }
    }
}

fn back_to(before: Before, trouble: Option<Trouble>) -> State {
    match before {
        Before::SignedOut => State::SignedOut { trouble },
        Before::NeedsSignIn { since } => State::NeedsSignIn { since, trouble },
    }
}

/// What happens to a sign-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The parent asked to sign in.
    Begin {
        /// The new attempt.
        attempt: Attempt,
    },
    /// The browser came back with a code.
    Code {
        /// The `state` it brought.
        state: String,
        /// The code.
        code: String,
    },
    /// The browser came back with an error.
    RedirectError {
        /// The `state` it brought.
        state: String,
    },
    /// The parent gave up.
    Cancel,
    /// Tokens were given from outside (tools and tests).
    TokensGiven,
    /// The exchange gave tokens, and they are stored.
    Exchanged,
    /// The profile call went through.
    Activated,
    /// The exchange or the activation failed.
    AttemptFailed {
        /// Why.
        trouble: Trouble,
    },
    /// A service refused the token and a new pair is being asked for.
    RenewalStarted,
    /// A new pair came and is stored, or the attempt to get one failed for a passing reason.
    RenewalEnded,
    /// The server refuses the refresh token.
    RenewalRefused {
        /// When, in the server's time.
        at: Moment,
    },
    /// The parent signed out.
    SignOut,
}

/// What the driver has to do after a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Keep the attempt where it survives the process.
    KeepAttempt(Attempt),
    /// Forget the attempt.
    ForgetAttempt,
    /// Exchange the code for tokens and store them.
    Exchange {
        /// The code.
        code: String,
        /// The PKCE verifier.
        verifier: String,
    },
    /// Make the profile call that activates the tokens.
    Activate,
    /// Forget the tokens.
    ForgetTokens,
}

/// Why an event was not taken; the state stays as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The redirect belongs to another attempt, or none is under way.
    #[error("the redirect belongs to another sign-in")]
    WrongState,
    /// This redirect was taken already.
    #[error("this redirect was taken already")]
    Repeated,
    /// The event means nothing in this state.
    #[error("not now")]
    NotNow,
}

/// The step: from a state and an event to the next state and what to do, or a refusal that changes nothing.
///
/// `taken` is the `state` parameter of the redirect that was taken last, so that the same redirect delivered twice is told
/// from a foreign one.
pub fn step(from: &State, event: Event, taken: Option<&str>) -> Result<(State, Vec<Effect>), Refusal> {
    use {Effect as Do, Event as On, State as S};
    let before = from.before();
    Ok(match (from, event) {
        (S::SignedOut { .. } | S::AwaitingRedirect { .. } | S::NeedsSignIn { .. }, On::Begin { attempt }) => {
            (S::AwaitingRedirect { attempt: attempt.clone(), before }, vec![Do::KeepAttempt(attempt)])
        }
        (S::AwaitingRedirect { attempt, .. }, On::Code { state, code }) if attempt.state == state => {
            let exchange = Do::Exchange { code, verifier: attempt.verifier.clone() };
            (S::Exchanging { before }, vec![Do::ForgetAttempt, exchange])
        }
        (S::AwaitingRedirect { attempt, .. }, On::RedirectError { state }) if attempt.state == state => {
            (back_to(before, Some(Trouble::Refused)), vec![Do::ForgetAttempt])
        }
        (_, On::Code { state, .. } | On::RedirectError { state }) if taken == Some(state.as_str()) => return Err(Refusal::Repeated),
        (_, On::Code { .. } | On::RedirectError { .. }) => return Err(Refusal::WrongState),
        (S::AwaitingRedirect { .. }, On::Cancel) => (back_to(before, None), vec![Do::ForgetAttempt]),
        (S::SignedOut { .. } | S::AwaitingRedirect { .. } | S::NeedsSignIn { .. } | S::SignedIn, On::TokensGiven) => {
            (S::Activating { before }, vec![Do::ForgetAttempt, Do::Activate])
        }
        (S::Exchanging { .. }, On::Exchanged) => (S::Activating { before }, vec![Do::Activate]),
        (S::Activating { .. }, On::Activated) | (S::Renewing, On::RenewalEnded) => (S::SignedIn, vec![]),
        (S::Exchanging { .. }, On::AttemptFailed { trouble }) => (back_to(before, Some(trouble)), vec![]),
        (S::Activating { .. }, On::AttemptFailed { trouble }) => (back_to(before, Some(trouble)), vec![Do::ForgetTokens]),
        // From `Renewing` too: what ended the last renewal may not have been written down (disk full, secrets locked).
        (S::SignedIn | S::Renewing, On::RenewalStarted) => (S::Renewing, vec![]),
        (S::Renewing | S::SignedIn, On::RenewalRefused { at }) => (S::NeedsSignIn { since: at, trouble: None }, vec![Do::ForgetTokens]),
        (_, On::SignOut) => (S::SignedOut { trouble: None }, vec![Do::ForgetAttempt, Do::ForgetTokens]),
        _ => return Err(Refusal::NotNow),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attempt(state: &str) -> Attempt {
        Attempt { state: state.into(), verifier: "v".into(), url: "u".into() }
    }

    fn awaiting() -> State {
        State::AwaitingRedirect { attempt: attempt("s"), before: Before::SignedOut }
    }

    fn code(state: &str) -> Event {
        Event::Code { state: state.into(), code: "c".into() }
    }

    fn run(mut state: State, events: impl IntoIterator<Item = Event>) -> State {
        for event in events {
            state = step(&state, event, Some("s")).map_or(state, |(next, _)| next);
        }
        state
    }

    #[test]
    fn a_sign_in_goes_from_browser_to_signed_in() {
        let steps = [Event::Begin { attempt: attempt("s") }, code("s"), Event::Exchanged, Event::Activated];
        assert_eq!(run(State::SignedOut { trouble: None }, steps), State::SignedIn);
    }

    #[test]
    fn a_redirect_with_a_wrong_state_changes_nothing() {
        assert_eq!(step(&awaiting(), code("x"), None), Err(Refusal::WrongState));
        assert_eq!(step(&State::SignedIn, code("x"), Some("s")), Err(Refusal::WrongState));
    }

    #[test]
    fn the_same_redirect_twice_never_makes_a_second_exchange() {
        let (exchanging, effects) = step(&awaiting(), code("s"), None).unwrap();
        assert!(effects.iter().any(|e| matches!(e, Effect::Exchange { .. })));
        for state in [exchanging, State::Activating { before: Before::SignedOut }, State::SignedIn, State::SignedOut { trouble: None }] {
            assert_eq!(step(&state, code("s"), Some("s")), Err(Refusal::Repeated));
        }
    }

    #[test]
    fn a_refused_renewal_keeps_the_data_and_asks_to_sign_in() {
        let at = Moment(5);
        assert_eq!(
            run(State::SignedIn, [Event::RenewalStarted, Event::RenewalRefused { at }]),
            State::NeedsSignIn { since: at, trouble: None }
        );
    }

    #[test]
    fn a_renewal_that_fails_for_a_passing_reason_leaves_the_parent_signed_in() {
        assert_eq!(run(State::SignedIn, [Event::RenewalStarted, Event::RenewalEnded]), State::SignedIn);
    }

    #[test]
    fn a_renewal_whose_end_could_not_be_written_down_does_not_bar_the_next() {
        assert_eq!(run(State::Renewing, [Event::RenewalStarted, Event::RenewalEnded]), State::SignedIn);
    }

    #[test]
    fn data_are_kept_through_a_new_attempt_after_the_sign_in_ran_out_and_not_before_a_first_one() {
        let worn_out = State::NeedsSignIn { since: Moment(7), trouble: None };
        assert!(run(worn_out, [Event::Begin { attempt: attempt("s") }, code("s")]).keeps_data());
        assert!(!run(State::SignedOut { trouble: None }, [Event::Begin { attempt: attempt("s") }, code("s")]).keeps_data());
    }

    #[test]
    fn cancelling_is_possible_only_while_the_browser_is_open() {
        assert_eq!(run(awaiting(), [Event::Cancel]), State::SignedOut { trouble: None });
        assert_eq!(step(&State::SignedIn, Event::Cancel, None), Err(Refusal::NotNow));
    }

    #[test]
    fn an_attempt_that_fails_after_the_sign_in_ran_out_keeps_the_last_data_readable() {
        let since = Moment(7);
        let steps = [Event::Begin { attempt: attempt("s") }, code("s"), Event::AttemptFailed { trouble: Trouble::Offline }];
        let worn_out = State::NeedsSignIn { since, trouble: None };
        assert_eq!(run(worn_out.clone(), steps), State::NeedsSignIn { since, trouble: Some(Trouble::Offline) });
        assert_eq!(run(worn_out.clone(), [Event::Begin { attempt: attempt("s") }, Event::Cancel]), worn_out);
    }

    #[test]
    fn signing_out_forgets_tokens_from_every_state() {
        let activating = State::Activating { before: Before::SignedOut };
        let worn_out = State::NeedsSignIn { since: Moment(0), trouble: None };
        for state in [awaiting(), activating, State::SignedIn, State::Renewing, worn_out] {
            let (next, effects) = step(&state, Event::SignOut, None).unwrap();
            assert_eq!(next, State::SignedOut { trouble: None });
            assert!(effects.contains(&Effect::ForgetTokens));
        }
    }
}
