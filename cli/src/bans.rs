//! `bans`: what a child may not buy, the smart buffet, the special diet, the consent to orders ahead; shown and changed.
//!
//! A change is kept by the core, sent, and read back: it is done when the school has it.

use std::io::Write;
use std::time::Duration;

use schoolcard_core::app::AppError;
use schoolcard_core::domain::{Ban, PersonId};
use schoolcard_core::l10n::Locale;
use schoolcard_core::outbox::IntentId;
use schoolcard_core::screens::bans::{BanRow, BansCell, FoodChange, FoodRightsCell};
use schoolcard_core::screens::change::ChangeKind;
use schoolcard_core::screens::{BansState, Screen, ScreenState};

use crate::args::Setup;
use crate::args::canteen::{Bans, BansWish};
use crate::failure::{Exit, Failure};
use crate::setup::Opened;
use crate::show::Reading;
use crate::{json, out, plain, show};

/// How long a change may take before the command ends without knowing.
const CHANGE: Duration = Duration::from_secs(10);
/// Between two looks at a change under way.
const LOOK: Duration = Duration::from_millis(300);

/// Shows what may be bought, after changing it where that was asked for.
pub async fn run(setup: &Setup, locale: Locale, asked: &Bans) -> Result<(), Failure> {
    let opened = show::open(setup, locale).await?;
    let outcome = show_and_change(&opened, asked).await;
    opened.app.shutdown();
    outcome
}

async fn show_and_change(opened: &Opened, asked: &Bans) -> Result<(), Failure> {
    let words = opened.words;
    let (child, reading) = show::child_of(opened, asked.child.as_deref(), asked.cached).await?;
    if matches!(reading, Reading::Failed(AppError::SignedOut)) {
        return Err(Failure::new(Exit::SignedOut, words.sign_in_again()));
    }
    if !asked.cached {
        // A menu names what can be banned; what cannot be read is shown as last known.
        let scope = schoolcard_core::app::RefreshScope::FoodRules { child: child.clone() };
        let _ = tokio::time::timeout(show::READING, opened.app.refresh(scope)).await;
    }
    let state = bans(opened, &child)?;
    let id = match &asked.wish {
        None => None,
        Some(wish) => Some(change(opened, &child, &state, wish, asked.yes)?),
    };
    let state = match &id {
        Some(id) => ended(opened, &child, id).await?,
        None => state,
    };
    let text = if asked.json { json::bans::bans(&state) } else { plain::bans::bans(&state).map(|lines| lines.join("\n")) };
    let Some(text) = text else {
        return Err(show::nothing(opened, &ScreenState::Bans { state }, &reading));
    };
    out::line(text);
    match id.and_then(|id| change_of(&state, &id)) {
        None => Ok(()),
        Some(change) => match change.kind {
            ChangeKind::Done => Ok(()),
            ChangeKind::Waiting | ChangeKind::Sending => Err(Failure::new(Exit::NotKnown, words.limit_not_yet())),
            ChangeKind::Refused => Err(Failure::new(Exit::Refused, "")),
            ChangeKind::Conflict => Err(Failure::new(Exit::Conflict, "")),
            ChangeKind::Expired => Err(Failure::new(Exit::Expired, "")),
            ChangeKind::Cancelled => Err(Failure::new(Exit::Cancelled, "")),
        },
    }
}

fn bans(opened: &Opened, child: &PersonId) -> Result<BansState, Failure> {
    match show::current(opened, &Screen::Bans { child: child.clone() })? {
        ScreenState::Bans { state } => Ok(state),
        _ => Ok(BansState::SignedOut),
    }
}

fn change(opened: &Opened, child: &PersonId, state: &BansState, wish: &BansWish, yes: bool) -> Result<IntentId, Failure> {
    let failed = |error: AppError| match error {
        AppError::Validation { .. } => Failure::new(Exit::Offline, opened.words.bans_not_read()),
        error => opened.failure(&error),
    };
    match wish {
        BansWish::Ban { what, banned } => {
            let ban = find(state, what).ok_or_else(|| Failure::usage(opened.words.no_such_dish(what)))?;
            opened.app.set_ban(child, ban, *banned).map_err(failed)
        }
        BansWish::Switch { switch, on } => opened.app.set_food_switch(child, *switch, *on).map_err(failed),
        BansWish::Agree => {
            if let BansState::Rules { rights: FoodRightsCell::Read { preorders_question: Some(question), .. }, .. } = state
                && !yes
                && !agreed(question, opened)
            {
                return Err(Failure::usage(opened.words.nothing_changed()));
            }
            opened.app.agree_to_preorders(child).map_err(failed)
        }
    }
}

/// Asks on standard error; anything but yes is no.
fn agreed(question: &str, opened: &Opened) -> bool {
    out::note(question);
    let mut answer = String::new();
    let _ = write!(std::io::stderr(), "{}", opened.words.yes_or_no());
    let _ = std::io::stderr().flush();
    std::io::stdin().read_line(&mut answer).is_ok() && matches!(answer.trim().to_lowercase().as_str(), "д" | "да" | "y" | "yes")
}

/// The one thing whose name has `what` in it; a name in full comes first.
fn find(state: &BansState, what: &str) -> Option<Ban> {
    let BansState::Rules { bans: BansCell::Read { banned, categories, dishes, .. }, .. } = state else { return None };
    let wanted = what.trim().to_lowercase();
    if wanted.is_empty() {
        return None;
    }
    let all: Vec<&BanRow> = categories.iter().chain(dishes).chain(banned).collect();
    let named = |row: &&&BanRow| row.text.to_lowercase() == wanted;
    let has = |row: &&&BanRow| row.text.to_lowercase().contains(&wanted);
    let mut exact: Vec<Ban> = all.iter().filter(named).map(|row| row.ban).collect();
    if exact.is_empty() {
        exact = all.iter().filter(has).map(|row| row.ban).collect();
    }
    exact.sort_unstable();
    exact.dedup();
    match exact[..] {
        [only] => Some(only),
        _ => None,
    }
}

/// The state once the change `id` has ended, or time is up.
async fn ended(opened: &Opened, child: &PersonId, id: &IntentId) -> Result<BansState, Failure> {
    let deadline = tokio::time::Instant::now() + CHANGE;
    loop {
        if let Err(error) = opened.app.look_at_outbox().await {
            return Err(opened.failure(&error));
        }
        let state = bans(opened, child)?;
        let open = change_of(&state, id).is_none_or(|change| matches!(change.kind, ChangeKind::Waiting | ChangeKind::Sending));
        if !open || tokio::time::Instant::now() >= deadline {
            return Ok(state);
        }
        tokio::time::sleep(LOOK).await;
    }
}

fn change_of(state: &BansState, id: &IntentId) -> Option<FoodChange> {
    let BansState::Rules { bans, rights, .. } = state else { return None };
    let of_bans = match bans {
        BansCell::Read { change, .. } => change.as_ref(),
        BansCell::NotRead { .. } => None,
    };
    let of_rights = match rights {
        FoodRightsCell::Read { change, consent, .. } => [change.as_ref(), consent.as_ref()],
        FoodRightsCell::NotRead { .. } => [None, None],
    };
    std::iter::once(of_bans).chain(of_rights).flatten().find(|change| change.id == *id).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::bans as samples;
    use schoolcard_core::domain::DishId;

    #[test]
    fn what_to_ban_is_found_by_its_whole_name_or_by_a_part_that_only_it_has() {
        let state = samples::rules();
        assert_eq!(find(&state, "булочка"), Some(Ban::of_dish(DishId(1))), "in full, though another one has it too");
        assert_eq!(find(&state, "с маком"), Some(Ban::of_dish(DishId(2))));
        assert_eq!(find(&state, "булочк"), None, "two have it");
        assert_eq!(find(&state, "напитки"), Some(Ban::of_category(7)));
        assert_eq!((find(&state, ""), find(&state, "слон")), (None, None));
    }
}
