//! JSON of alerts and of the settings of notifications.

use schoolcard_core::alerts::rules::{Hours, Suppression};
use schoolcard_core::domain::{AlertKind, LocalTime, Moment, NotificationChannel, NotificationSwitch, PersonId};
use schoolcard_core::screens::alerts::{AlertRow, AlertSource, PushChannel};
use schoolcard_core::screens::notification_settings::{
    ChildSettings, NotificationChange, SchoolEvent, SchoolGroup, SchoolSettingsState, SchoolSwitch,
};
use schoolcard_core::screens::{AlertToPost, AlertsState, NotificationSettingsState};
use serde::Serialize;

use super::{as_of, change_kind, data_state, text};

#[derive(Serialize)]
struct FeedJson<'a> {
    unread: u32,
    push: &'static str,
    alerts: Vec<AlertJson<'a>>,
}

#[derive(Serialize)]
struct AlertJson<'a> {
    id: &'a str,
    source: &'static str,
    person_id: Option<&'a str>,
    kind: Option<&'static str>,
    channel: &'static str,
    title: &'a str,
    body: &'a str,
    at: String,
    server_at: Option<String>,
    push_at: Option<String>,
    learned_at: Option<String>,
    shown_at: Option<String>,
    delay_text: Option<&'a str>,
    suppressed: Option<&'static str>,
    unread: bool,
}

/// The feed; `None` when nobody is signed in.
pub fn feed(state: &AlertsState) -> Option<String> {
    let AlertsState::Feed { rows, unread, push, .. } = state else { return None };
    text(&FeedJson { unread: *unread, push: push_channel(*push), alerts: rows.iter().map(alert).collect() })
}

/// One alert on one line: the row of the feed, or what is known of one that could not be read.
pub fn notification(told: &AlertToPost, row: Option<&AlertRow>) -> Option<String> {
    match row {
        Some(row) => text(&alert(row)),
        None => text(&AlertJson {
            id: &told.key.0,
            source: "phone",
            person_id: told.child.as_ref().map(PersonId::as_str),
            kind: told.kind.map(AlertKind::code),
            channel: told.channel.code(),
            title: &told.title,
            body: &told.body,
            at: told.at.rfc3339(),
            server_at: None,
            push_at: None,
            learned_at: None,
            shown_at: None,
            delay_text: None,
            suppressed: None,
            unread: true,
        }),
    }
}

fn alert(row: &AlertRow) -> AlertJson<'_> {
    let times = &row.times;
    AlertJson {
        id: &row.id,
        source: match row.source {
            AlertSource::Phone => "phone",
            AlertSource::School => "school",
        },
        person_id: row.child.as_ref().map(PersonId::as_str),
        kind: row.kind.map(AlertKind::code),
        channel: row.channel.code(),
        title: &row.title,
        body: &row.body,
        at: times.event_at.rfc3339(),
        server_at: times.server_at.map(Moment::rfc3339),
        push_at: times.push_at.map(Moment::rfc3339),
        learned_at: Some(times.learned_at.rfc3339()),
        shown_at: times.shown_at.map(Moment::rfc3339),
        delay_text: row.delay_text.as_deref(),
        suppressed: row.suppressed.map(|why| match why {
            Suppression::SwitchedOff => "switched_off",
            Suppression::OutsideHours => "outside_hours",
            Suppression::QuietHours => "quiet_hours",
        }),
        unread: row.unread,
    }
}

fn push_channel(push: PushChannel) -> &'static str {
    match push {
        PushChannel::None => "none",
        PushChannel::Waiting => "waiting",
        PushChannel::Working => "working",
        PushChannel::Silent => "silent",
    }
}

#[derive(Serialize)]
struct SettingsJson<'a> {
    push: &'static str,
    quiet: Option<HoursJson>,
    full_when_locked: bool,
    children: Vec<ChildJson<'a>>,
    school: Option<SchoolJson<'a>>,
}

#[derive(Serialize)]
struct HoursJson {
    from: String,
    to: String,
}

#[derive(Serialize)]
struct ChildJson<'a> {
    person_id: &'a str,
    name: &'a str,
    bell: Option<String>,
    kinds: Vec<KindJson>,
}

#[derive(Serialize)]
struct KindJson {
    kind: &'static str,
    on: bool,
    hours: Option<HoursJson>,
}

#[derive(Serialize)]
struct SchoolJson<'a> {
    as_of: String,
    state: &'static str,
    groups: Vec<GroupJson<'a>>,
    reset: Option<ChangeJson<'a>>,
}

#[derive(Serialize)]
struct GroupJson<'a> {
    id: i64,
    name: &'a str,
    events: Vec<EventJson<'a>>,
}

#[derive(Serialize)]
struct EventJson<'a> {
    id: i64,
    name: &'a str,
    switches: Vec<SwitchJson<'a>>,
}

#[derive(Serialize)]
struct SwitchJson<'a> {
    id: i64,
    channel: &'static str,
    #[serde(flatten)]
    stands: StandsJson,
    change: Option<ChangeJson<'a>>,
}

#[derive(Serialize)]
struct StandsJson {
    on: bool,
    from: Option<String>,
    to: Option<String>,
}

#[derive(Serialize)]
struct ChangeJson<'a> {
    state: &'static str,
    wanted: Option<StandsJson>,
    text: &'a str,
}

/// The settings; `None` when nobody is signed in.
pub fn settings(state: &NotificationSettingsState) -> Option<String> {
    let NotificationSettingsState::Settings { children, quiet, full_when_locked, push, school, .. } = state else { return None };
    text(&SettingsJson {
        push: push_channel(*push),
        quiet: quiet.map(hours),
        full_when_locked: *full_when_locked,
        children: children.iter().map(child).collect(),
        school: match school {
            SchoolSettingsState::NotRead { .. } => None,
            SchoolSettingsState::Read { groups, freshness, reset, .. } => Some(SchoolJson {
                as_of: as_of(freshness),
                state: data_state(freshness.state),
                groups: groups.iter().map(group).collect(),
                reset: reset.as_ref().map(change),
            }),
        },
    })
}

fn hours(hours: Hours) -> HoursJson {
    HoursJson { from: hours.from.to_string(), to: hours.to.to_string() }
}

fn child(child: &ChildSettings) -> ChildJson<'_> {
    let kinds = child.kinds.iter();
    ChildJson {
        person_id: child.person.as_str(),
        name: &child.name,
        bell: time(child.bell),
        kinds: kinds.map(|kind| KindJson { kind: kind.kind.code(), on: kind.choice.push, hours: kind.choice.hours.map(hours) }).collect(),
    }
}

fn time(time: Option<LocalTime>) -> Option<String> {
    time.map(|time| time.to_string())
}

fn group(group: &SchoolGroup) -> GroupJson<'_> {
    GroupJson { id: group.id, name: &group.name, events: group.events.iter().map(event).collect() }
}

fn event(event: &SchoolEvent) -> EventJson<'_> {
    EventJson { id: event.id, name: &event.name, switches: event.switches.iter().map(switch).collect() }
}

fn switch(switch: &SchoolSwitch) -> SwitchJson<'_> {
    SwitchJson {
        id: switch.id,
        channel: match switch.channel {
            NotificationChannel::Push => "push",
            NotificationChannel::Email => "email",
        },
        stands: stands(switch.switch),
        change: switch.change.as_ref().map(change),
    }
}

fn stands(switch: NotificationSwitch) -> StandsJson {
    StandsJson { on: switch.on, from: time(switch.from), to: time(switch.to) }
}

fn change(change: &NotificationChange) -> ChangeJson<'_> {
    ChangeJson { state: change_kind(change.kind), wanted: change.wanted.map(stands), text: &change.text }
}
