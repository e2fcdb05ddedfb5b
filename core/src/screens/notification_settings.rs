//! What a parent wants to be told: on this phone, by child and kind; and the school's own switches of push and e-mail.

use serde::{Deserialize, Serialize};

use super::alerts::{PushChannel, push_channel};
use super::change::ChangeKind;
use super::context::Context;
use super::figures::{self, Down};
use super::notice::Notice;
use crate::alerts::reading as alerts;
use crate::alerts::rules::{AlertChoice, AlertRules, Hours};
use crate::domain::dated::Ageing;
use crate::domain::{
    AlertKind, Child, Freshness, LocalTime, NotificationChannel, NotificationGroup, NotificationSetting, NotificationSwitch, PersonId,
    Source,
};
use crate::l10n::NotificationText;
use crate::outbox::notifications::{State, Wish};
use crate::outbox::{Command, Intent, IntentId, SetNotification, reading};
use crate::store::{Service, Store, StoreError};
use crate::sync::notices::{SchoolSettings, kept_settings};

/// One kind of alerts of one child.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct KindSettings {
    /// Kind.
    pub kind: AlertKind,
    /// «Вход».
    pub title: String,
    /// Why it is off unless asked for; empty for most.
    pub hint: String,
    /// What the parent wants.
    pub choice: AlertChoice,
    /// «с 08:00 до 20:00»; none for all day.
    pub hours_text: Option<String>,
}

/// The kinds of one child.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct ChildSettings {
    /// Who.
    pub person: PersonId,
    /// First and last name.
    pub name: String,
    /// In the order to show.
    pub kinds: Vec<KindSettings>,
    /// The bell after which an entry is late; without one nobody is late.
    pub bell: Option<LocalTime>,
}

/// A change of the school's switches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct NotificationChange {
    /// Its name, for actions.
    pub id: IntentId,
    /// How it goes.
    pub kind: ChangeKind,
    /// How the parent wants the switch; none for a reset.
    pub wanted: Option<NotificationSwitch>,
    /// In words.
    pub text: String,
}

/// One switch of the school.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct SchoolSwitch {
    /// The school's number of it.
    pub id: i64,
    /// By which way.
    pub channel: NotificationChannel,
    /// «Push».
    pub channel_text: String,
    /// How the school has it: to be given back with a change.
    pub switch: NotificationSwitch,
    /// «с 08:00 до 20:00»; none for all day.
    pub hours_text: Option<String>,
    /// The latest change, until a day after it ended.
    pub change: Option<NotificationChange>,
}

/// An event of the school.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct SchoolEvent {
    /// The school's number of it.
    pub id: i64,
    /// Its name, in the school's words.
    pub name: String,
    /// What it is about; may be empty.
    pub description: String,
    /// Its switches, by channel.
    pub switches: Vec<SchoolSwitch>,
}

/// Events of the school that belong together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct SchoolGroup {
    /// The school's number of it.
    pub id: i64,
    /// Its name, in the school's words.
    pub name: String,
    /// Its events.
    pub events: Vec<SchoolEvent>,
}

/// The school's own switches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
pub enum SchoolSettingsState {
    /// Never read.
    NotRead {
        /// In words.
        text: String,
    },
    /// As last read.
    Read {
        /// The switches.
        groups: Vec<SchoolGroup>,
        /// How fresh they are.
        freshness: Freshness,
        /// The freshness in words.
        as_of_text: String,
        /// The latest reset, until a day after it ended.
        reset: Option<NotificationChange>,
    },
}

/// State of the screen with the settings of notifications.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
pub enum NotificationSettingsState {
    /// Nobody is signed in.
    SignedOut,
    /// The settings.
    Settings {
        /// By child, in the server's order; kept on this phone.
        children: Vec<ChildSettings>,
        /// Nothing is told in these hours, except for cards.
        quiet: Option<Hours>,
        /// The same in words.
        quiet_text: String,
        /// Names, schools and sums may stand on a locked screen.
        full_when_locked: bool,
        /// Where the push channel stands.
        push: PushChannel,
        /// What to say of it; none while it works.
        push_text: Option<String>,
        /// The school's own switches, which all phones of the family share.
        school: SchoolSettingsState,
        /// Beside the content.
        notices: Vec<Notice>,
    },
}

fn child_settings(child: &Child, rules: &AlertRules, context: &Context<'_>) -> ChildSettings {
    // What is about the whole family has no child to choose for.
    let kinds = AlertKind::ALL.into_iter().filter(|kind| *kind != AlertKind::SignInNeeded).map(|kind| {
        let choice = rules.choice(Some(&child.person), kind);
        KindSettings {
            kind,
            title: context.l10n.alert_kind(kind),
            hint: context.l10n.alert_hint(kind),
            hours_text: choice.hours.and_then(|hours| context.l10n.alert_hours(Some(hours.from), Some(hours.to))),
            choice,
        }
    });
    ChildSettings {
        person: child.person.clone(),
        name: figures::full_name(child),
        kinds: kinds.collect(),
        bell: rules.bells.get(&child.person).copied(),
    }
}

/// The latest change that `picked` picks, while it is told of.
fn change(changes: &[(Intent, SetNotification)], picked: impl Fn(&Wish) -> bool, context: &Context<'_>) -> Option<NotificationChange> {
    let (intent, command) = changes.iter().rev().find(|(_, command)| picked(&command.wish))?;
    let (kind, text) = match &command.state {
        State::Draft => (ChangeKind::Waiting, NotificationText::Waiting),
        State::Sending { .. } | State::ReadingBack { .. } => (ChangeKind::Sending, NotificationText::Sending),
        State::Done => (ChangeKind::Done, NotificationText::Done),
        State::Conflict { theirs: Some(_) } => (ChangeKind::Conflict, NotificationText::Conflict),
        State::Conflict { theirs: None } => (ChangeKind::Conflict, NotificationText::Gone),
        State::Refused { .. } => (ChangeKind::Refused, NotificationText::Refused),
        State::Expired => (ChangeKind::Expired, NotificationText::Expired),
        State::Cancelled => (ChangeKind::Cancelled, NotificationText::Cancelled),
    };
    let wanted = match &command.wish {
        Wish::Switch { wanted, .. } => Some(*wanted),
        Wish::Reset { .. } => None,
    };
    Some(NotificationChange { id: intent.id.clone(), kind, wanted, text: context.l10n.notification(text) })
}

/// The groups of all channels, each once, with the switches of every channel side by side.
fn merged(settings: SchoolSettings) -> Vec<NotificationGroup> {
    let mut all: Vec<NotificationGroup> = Vec::new();
    for group in settings.into_values().flatten() {
        let Some(known) = all.iter_mut().find(|known| known.id == group.id) else {
            all.push(group);
            continue;
        };
        for event in group.events {
            match known.events.iter_mut().find(|known| known.id == event.id) {
                Some(known) => {
                    for setting in event.settings {
                        if known.settings.iter().all(|known| known.id != setting.id) {
                            known.settings.push(setting);
                        }
                    }
                }
                None => known.events.push(event),
            }
        }
    }
    all
}

fn school(store: &Store, context: &Context<'_>) -> Result<SchoolSettingsState, StoreError> {
    let settings = kept_settings(store)?;
    if settings.is_empty() {
        return Ok(SchoolSettingsState::NotRead { text: context.l10n.notification(NotificationText::NotRead) });
    }
    let recent = context.now.plus_minutes(-reading::TOLD_FOR_MINUTES);
    let changes: Vec<(Intent, SetNotification)> = reading::intents(store, recent)?
        .into_iter()
        .filter_map(|intent| match &intent.command {
            Command::SetNotification(command) if command.looked_for_since().is_some() || intent.changed_at >= recent => {
                let command = command.clone();
                Some((intent, command))
            }
            _ => None,
        })
        .collect();
    let switch = |setting: NotificationSetting| SchoolSwitch {
        id: setting.id,
        channel: setting.channel,
        channel_text: context.l10n.notification_channel(setting.channel),
        switch: setting.switch,
        hours_text: context.l10n.alert_hours(setting.switch.from, setting.switch.to),
        change: change(&changes, |wish| matches!(wish, Wish::Switch { id, .. } if *id == setting.id), context),
    };
    let groups = merged(settings).into_iter().map(|group| SchoolGroup {
        id: group.id,
        name: figures::clean(&group.name),
        events: group
            .events
            .into_iter()
            .map(|event| SchoolEvent {
                id: event.id,
                name: figures::clean(&event.name),
                description: figures::clean(&event.description),
                switches: event.settings.into_iter().map(switch).collect(),
            })
            .collect(),
    });
    let groups = groups.collect();
    let (freshness, as_of_text) =
        figures::freshness(store.reading(None, Service::Notices)?.as_ref(), Source::Server, Ageing::Slow, context);
    let reset = change(&changes, |wish| matches!(wish, Wish::Reset { .. }), context);
    Ok(SchoolSettingsState::Read { groups, freshness, as_of_text, reset })
}

/// The state of the settings of notifications.
pub fn state(store: &Store, context: &Context<'_>) -> Result<NotificationSettingsState, StoreError> {
    if !context.session.shows_data() {
        return Ok(NotificationSettingsState::SignedOut);
    }
    let rules = alerts::rules(store)?;
    let children = store.family()?.map(|family| family.children).unwrap_or_default();
    let (push, push_text) = push_channel(store, context)?;
    Ok(NotificationSettingsState::Settings {
        children: children.iter().map(|child| child_settings(child, &rules, context)).collect(),
        quiet: rules.quiet,
        quiet_text: context.l10n.alert_quiet(rules.quiet.map(|hours| (hours.from, hours.to))),
        full_when_locked: rules.full_when_locked,
        push,
        push_text,
        school: school(store, context)?,
        notices: figures::notices(context, Down::default(), false),
    })
}
