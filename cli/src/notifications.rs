//! `notifications`: what the parent wants to be told, shown and set: on this computer by child and kind, and the school's own switches.
//!
//! A change here is kept at once. A change of the school's is kept by the core, sent, and read back, as with limits.

use std::time::Duration;

use schoolcard_core::alerts::rules::AlertChoice;
use schoolcard_core::app::{Action, AppError, RefreshScope};
use schoolcard_core::domain::{NotificationSwitch, PersonId};
use schoolcard_core::l10n::Locale;
use schoolcard_core::screens::change::ChangeKind;
use schoolcard_core::screens::notification_settings::{NotificationChange, SchoolSettingsState, SchoolSwitch};
use schoolcard_core::screens::{NotificationSettingsState, Screen, ScreenState};

use crate::args::alerts::{Change, Notifications, Span, Wish};
use crate::args::{Setup, View};
use crate::failure::{Exit, Failure};
use crate::json::alerts as json;
use crate::out;
use crate::plain::alerts as plain;
use crate::setup::Opened;
use crate::show::{self, READING, Reading};

/// How long a change may take before the command ends without knowing.
const CHANGE: Duration = Duration::from_secs(10);
/// Between two looks at a change under way.
const LOOK: Duration = Duration::from_millis(300);

/// Shows the settings, after changing them where that was asked for.
pub async fn run(setup: &Setup, locale: Locale, asked: &Notifications) -> Result<(), Failure> {
    let opened = show::open(setup, locale).await?;
    let outcome = show_and_set(&opened, asked).await;
    opened.app.shutdown();
    outcome
}

async fn show_and_set(opened: &Opened, asked: &Notifications) -> Result<(), Failure> {
    let of_child = asked.child.is_some() || matches!(asked.change, Some(Change::Kind(..) | Change::Bell(_)));
    let deadline = tokio::time::Instant::now() + READING;
    let (child, reading) = if of_child {
        let (child, reading) = show::child_of(opened, asked.child.as_deref(), asked.cached).await?;
        (Some(child), reading)
    } else {
        let view = View { cached: asked.cached, ..View::default() };
        (None, show::read(opened, &view, deadline, RefreshScope::Latest).await)
    };
    if !asked.cached && matches!(reading, Reading::Done) {
        // What is stored is shown with its date where this fails.
        let _ = tokio::time::timeout_at(deadline, opened.app.read_notification_settings()).await;
    }
    let mut end = Ok(());
    if settings(opened)? == NotificationSettingsState::SignedOut || show::family(&show::current(opened, &Screen::Home)?).is_none() {
        return Err(show::nothing(opened, &show::current(opened, &Screen::Home)?, &reading));
    }
    if let Some(change) = asked.change {
        end = make(opened, change, child.as_ref()).await?;
    }
    let mut state = settings(opened)?;
    if let (NotificationSettingsState::Settings { children, .. }, Some(child)) = (&mut state, &child) {
        children.retain(|known| known.person == *child);
    }
    let text = if asked.json { json::settings(&state) } else { plain::settings(opened.words, &state).map(|lines| lines.join("\n")) };
    out::line(text.unwrap_or_default());
    match reading {
        Reading::Failed(AppError::SignedOut) if end.is_ok() => Err(Failure::new(Exit::SignedOut, opened.words.sign_in_again())),
        _ => end,
    }
}

fn settings(opened: &Opened) -> Result<NotificationSettingsState, Failure> {
    match show::current(opened, &Screen::NotificationSettings)? {
        ScreenState::NotificationSettings { state } => Ok(state),
        _ => Ok(NotificationSettingsState::SignedOut),
    }
}

/// Makes a change; how it ended.
async fn make(opened: &Opened, change: Change, child: Option<&PersonId>) -> Result<Result<(), Failure>, Failure> {
    let state = settings(opened)?;
    let NotificationSettingsState::Settings { children, .. } = &state else { return Ok(Ok(())) };
    let known = children.iter().find(|known| Some(&known.person) == child);
    let action = match (change, known) {
        (Change::Kind(kind, wish), Some(known)) => {
            let Some(now) = known.kinds.iter().find(|settings| settings.kind == kind) else { return Ok(Ok(())) };
            let choice = AlertChoice { push: wish.on.unwrap_or(now.choice.push), hours: wish.hours.instead_of(now.choice.hours) };
            Action::SetAlertChoice { child: known.person.clone(), kind, choice }
        }
        (Change::Bell(bell), Some(known)) => Action::SetBell { child: known.person.clone(), bell },
        (Change::Quiet(hours), _) => Action::SetQuietHours { hours },
        (Change::ResetPhone, _) => Action::ResetAlertChoices,
        (Change::Switch(id, wish), _) => return turn(opened, &state, id, wish).await,
        (Change::ResetSchool, _) => {
            if !matches!(state, NotificationSettingsState::Settings { school: SchoolSettingsState::Read { .. }, .. }) {
                return Err(Failure::new(Exit::Offline, opened.words.switch_not_read()));
            }
            opened.app.dispatch(Action::ResetNotifications);
            return settled(opened, reset_of).await;
        }
        (Change::Kind(..) | Change::Bell(_), None) => return Ok(Ok(())),
    };
    opened.app.dispatch(action);
    Ok(if is_kept(&settings(opened)?, change, child) { Ok(()) } else { Err(Failure::usage(opened.words.not_taken())) })
}

/// Whether the settings kept here stand as `change` wants them.
fn is_kept(state: &NotificationSettingsState, change: Change, child: Option<&PersonId>) -> bool {
    let NotificationSettingsState::Settings { children, quiet, .. } = state else { return false };
    let known = children.iter().find(|known| Some(&known.person) == child);
    match change {
        Change::Kind(kind, wish) => known.and_then(|known| known.kinds.iter().find(|settings| settings.kind == kind)).is_some_and(|now| {
            wish.on.is_none_or(|on| on == now.choice.push) && wish.hours.instead_of(now.choice.hours) == now.choice.hours
        }),
        Change::Bell(bell) => known.is_some_and(|known| known.bell == bell),
        Change::Quiet(hours) => *quiet == hours,
        Change::ResetPhone => {
            let as_at_first = |kind: &schoolcard_core::screens::notification_settings::KindSettings| {
                kind.choice == AlertChoice { push: kind.kind.on_by_default(), hours: None }
            };
            quiet.is_none() && children.iter().all(|child| child.bell.is_none() && child.kinds.iter().all(as_at_first))
        }
        Change::Switch(..) | Change::ResetSchool => true,
    }
}

fn switch_of(state: &NotificationSettingsState, id: i64) -> Option<&SchoolSwitch> {
    let NotificationSettingsState::Settings { school: SchoolSettingsState::Read { groups, .. }, .. } = state else { return None };
    groups.iter().flat_map(|group| &group.events).flat_map(|event| &event.switches).find(|switch| switch.id == id)
}

fn reset_of(state: &NotificationSettingsState) -> Option<&NotificationChange> {
    match state {
        NotificationSettingsState::Settings { school: SchoolSettingsState::Read { reset, .. }, .. } => reset.as_ref(),
        _ => None,
    }
}

async fn turn(opened: &Opened, state: &NotificationSettingsState, id: i64, wish: Wish) -> Result<Result<(), Failure>, Failure> {
    let Some(switch) = switch_of(state, id) else {
        return Err(match state {
            NotificationSettingsState::Settings { school: SchoolSettingsState::NotRead { .. }, .. } => {
                Failure::new(Exit::Offline, opened.words.switch_not_read())
            }
            _ => Failure::usage(opened.words.no_such_switch(id)),
        });
    };
    let seen = switch.switch;
    let (from, to) = match wish.hours {
        Span::Stays => (seen.from, seen.to),
        Span::AnyTime => (None, None),
        Span::Within(hours) => (Some(hours.from), Some(hours.to)),
    };
    let wanted = NotificationSwitch { on: wish.on.unwrap_or(seen.on), from, to };
    if wanted == seen {
        return Ok(Ok(()));
    }
    opened.app.dispatch(Action::SetNotification { id, channel: switch.channel, seen, wanted });
    settled(opened, |state| switch_of(state, id).and_then(|switch| switch.change.as_ref())).await
}

/// Waits until a change of the school's switches has come to its end, or not much longer.
async fn settled(
    opened: &Opened,
    change: impl Fn(&NotificationSettingsState) -> Option<&NotificationChange>,
) -> Result<Result<(), Failure>, Failure> {
    let give_up = tokio::time::Instant::now() + CHANGE;
    loop {
        if let Ok(looked) = tokio::time::timeout_at(give_up, opened.app.look_at_outbox()).await {
            looked.map_err(|error| opened.failure(&error))?;
        }
        let state = settings(opened)?;
        let Some(change) = change(&state) else { return Err(Failure::usage(opened.words.not_taken())) };
        let said = |exit| Ok(Err(Failure::new(exit, change.text.clone())));
        return match change.kind {
            ChangeKind::Waiting | ChangeKind::Sending if tokio::time::Instant::now() < give_up => {
                tokio::time::sleep(LOOK).await;
                continue;
            }
            ChangeKind::Waiting | ChangeKind::Sending => said(Exit::NotKnown),
            ChangeKind::Done => Ok(Ok(())),
            ChangeKind::Conflict => said(Exit::Conflict),
            ChangeKind::Refused => said(Exit::Refused),
            ChangeKind::Expired => said(Exit::Expired),
            ChangeKind::Cancelled => said(Exit::Cancelled),
        };
    }
}
