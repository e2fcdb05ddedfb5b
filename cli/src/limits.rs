//! `limits`: the day limit and the warning threshold of an account, shown and set.
//!
//! A change is kept by the core, sent, and read back: it is done when the school has it. Where the school has other rules than those the
//! parent decided on, nothing is sent and both are shown.

use std::time::Duration;

use schoolcard_core::domain::{Money, PersonId, SpendingRules};
use schoolcard_core::l10n::Locale;
use schoolcard_core::outbox::IntentId;
use schoolcard_core::screens::change::ChangeKind;
use schoolcard_core::screens::{LimitsState, Screen, ScreenState};

use crate::args::Setup;
use crate::args::paying::Limits;
use crate::failure::{Exit, Failure};
use crate::json::paying as json;
use crate::plain::paying as plain;
use crate::setup::Opened;
use crate::show::Reading;
use crate::words::Words;
use crate::{out, show};

/// How long a change may take before the command ends without knowing.
const CHANGE: Duration = Duration::from_secs(10);
/// Between two looks at a change under way.
const LOOK: Duration = Duration::from_millis(300);

/// Shows the limits, after changing them where that was asked for.
pub async fn run(setup: &Setup, locale: Locale, asked: &Limits) -> Result<(), Failure> {
    let words = Words::new(locale);
    let change = |text: &Option<String>| text.as_ref().map_or(Ok(Change::Stays), |text| change(text, words));
    let wanted = [change(&asked.day_limit)?, change(&asked.threshold)?];
    let opened = show::open(setup, locale).await?;
    let outcome = show_and_set(&opened, asked, wanted).await;
    opened.app.shutdown();
    outcome
}

/// What is to become of a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change {
    Stays,
    Goes,
    Becomes(Money),
}

/// A limit as typed: a sum from nothing up, or `none`.
fn change(text: &str, words: Words) -> Result<Change, Failure> {
    if matches!(text.trim(), "none" | "нет") {
        return Ok(Change::Goes);
    }
    match text.parse::<Money>() {
        Ok(sum) if sum.is_negative() => Err(Failure::usage(words.limit_negative())),
        Ok(sum) => Ok(Change::Becomes(sum)),
        Err(_) => Err(Failure::usage(words.limit_not_a_sum())),
    }
}

fn changed(seen: SpendingRules, [day_limit, threshold]: [Change; 2]) -> SpendingRules {
    SpendingRules {
        day_limit: match day_limit {
            Change::Stays => seen.day_limit,
            Change::Goes => None,
            Change::Becomes(sum) => Some(sum),
        },
        warn_below: match threshold {
            Change::Stays => seen.warn_below,
            // The wire has no word for "no threshold"; nobody is warned below nothing.
            Change::Goes => Some(Money::ZERO),
            Change::Becomes(sum) => Some(sum),
        },
    }
}

async fn show_and_set(opened: &Opened, asked: &Limits, wanted: [Change; 2]) -> Result<(), Failure> {
    let (child, reading) = show::child_of(opened, asked.child.as_deref(), asked.cached).await?;
    let mut state = current(opened, &child)?;
    let seen = match &state {
        LimitsState::Limits { rules, .. } => *rules,
        LimitsState::Unknown { text, .. } if matches!(reading, Reading::Done) => return Err(Failure::new(Exit::Refused, text)),
        _ => return Err(show::nothing(opened, &ScreenState::Limits { state }, &reading)),
    };
    let mut end = Ok(());
    if asked.changes() {
        let id = opened.app.set_spending_rules(&child, seen, changed(seen, wanted)).map_err(|error| opened.failure(&error))?;
        (state, end) = settled(opened, &child, &id).await?;
    }
    if asked.json {
        out::line(json::limits(&state).unwrap_or_default());
    } else {
        out::line(plain::limits(&state).unwrap_or_default().join("\n"));
    }
    end
}

/// Waits until the change `id` has come to its end, or not much longer.
async fn settled(opened: &Opened, child: &PersonId, id: &IntentId) -> Result<(LimitsState, Result<(), Failure>), Failure> {
    let give_up = tokio::time::Instant::now() + CHANGE;
    loop {
        let look = tokio::time::timeout_at(give_up, opened.app.look_at_outbox()).await;
        if let Ok(looked) = look {
            looked.map_err(|error| opened.failure(&error))?;
        }
        let state = current(opened, child)?;
        let LimitsState::Limits { change: Some(change), .. } = &state else {
            return Err(Failure::new(Exit::NotKnown, opened.words.limit_not_yet()));
        };
        let said = |exit| Err(Failure::new(exit, ""));
        let end = match change.kind {
            _ if change.id != *id => said(Exit::NotKnown),
            ChangeKind::Done => Ok(()),
            ChangeKind::Conflict => said(Exit::Conflict),
            ChangeKind::Refused => said(Exit::Refused),
            ChangeKind::Expired => said(Exit::Expired),
            ChangeKind::Cancelled => said(Exit::Cancelled),
            ChangeKind::Waiting | ChangeKind::Sending if tokio::time::Instant::now() >= give_up => {
                Err(Failure::new(Exit::NotKnown, opened.words.limit_not_yet()))
            }
            ChangeKind::Waiting | ChangeKind::Sending => {
                tokio::time::sleep(LOOK).await;
                continue;
            }
        };
        return Ok((state, end));
    }
}

fn current(opened: &Opened, child: &PersonId) -> Result<LimitsState, Failure> {
    match show::current(opened, &Screen::Limits { child: child.clone() })? {
        ScreenState::Limits { state } => Ok(state),
        _ => Err(Failure::new(Exit::Offline, opened.words.nothing_to_show())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_a_sum_from_nothing_up_or_none() {
        let words = Words::new(Locale::Ru);
        assert_eq!(change("none", words), Ok(Change::Goes));
        assert_eq!(change("0", words), Ok(Change::Becomes(Money::ZERO)));
        assert_eq!(change("12,5", words), Ok(Change::Becomes(Money(1_250))));
        for text in ["-5", "12,345", "1e9", "", "сто"] {
            assert!(change(text, words).is_err_and(|failure| failure.exit == Exit::Usage), "{text}");
        }
    }

    #[test]
    fn what_is_not_named_stays() {
        let seen = SpendingRules { day_limit: Some(Money(900)), warn_below: Some(Money(100)) };
        assert_eq!(changed(seen, [Change::Stays, Change::Stays]), seen);
        assert_eq!(changed(seen, [Change::Goes, Change::Goes]), SpendingRules { day_limit: None, warn_below: Some(Money::ZERO) });
        assert_eq!(changed(seen, [Change::Becomes(Money(5)), Change::Stays]), SpendingRules { day_limit: Some(Money(5)), ..seen });
    }
}
