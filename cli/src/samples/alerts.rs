//! A feed of alerts and the settings of notifications, in the core's own words.

use schoolcard_core::alerts::rules::{AlertChoice, Suppression};
use schoolcard_core::domain::{AlertChannel, AlertKey, AlertKind, NotificationChannel, NotificationSwitch};
use schoolcard_core::l10n::{L10n, Locale, SuppressedText};
use schoolcard_core::screens::alerts::{AlertRow, AlertSource, AlertTimes, PushChannel};
use schoolcard_core::screens::notification_settings::{
    ChildSettings, KindSettings, SchoolEvent, SchoolGroup, SchoolSettingsState, SchoolSwitch,
};
use schoolcard_core::screens::{AlertToPost, AlertsState, NotificationSettingsState};

use super::{anna, as_of, at, fresh, ivan};

/// The entry of the first child, learned four minutes late.
pub fn entry(revision: i64) -> AlertToPost {
    AlertToPost {
        key: AlertKey("entry-1".into()),
        revision,
        kind: Some(AlertKind::Entry),
        channel: AlertChannel::EntryExit,
        child: Some(anna()),
        at: at(8, 7),
        title: "Анна вошла".into(),
        body: "в 08:07, Школа № 1514 · узнали через 4 минуты".into(),
        spoken: "Анна вошла. В 08:07".into(),
        neutral_title: "Новая отметка о проходе".into(),
        neutral_body: "Откройте приложение".into(),
        full_when_locked: false,
        sound: true,
    }
}

fn row(id: &str, title: &str, body: &str) -> AlertRow {
    AlertRow {
        id: id.into(),
        source: AlertSource::Phone,
        child: Some(anna()),
        kind: Some(AlertKind::Entry),
        channel: AlertChannel::EntryExit,
        title: title.into(),
        body: body.into(),
        spoken: format!("{title}. {body}"),
        at_text: "сегодня в 08:07".into(),
        delay_text: None,
        times: AlertTimes {
            event_at: at(8, 7),
            server_at: Some(at(8, 11)),
            push_at: Some(at(8, 11)),
            learned_at: at(8, 11),
            shown_at: None,
        },
        suppressed: None,
        suppressed_text: None,
        unread: false,
    }
}

/// Three rows: a new one that came late and has to be posted, one that quiet hours kept back, one of the school's.
pub fn feed() -> AlertsState {
    let l10n = L10n::new(Locale::Ru);
    let late = AlertRow {
        delay_text: l10n.alert_delay(at(8, 7), at(8, 11), at(11, 30)),
        unread: true,
        ..row("entry-1", "Анна вошла", "в 08:07, Школа № 1514")
    };
    let quiet = AlertRow {
        child: Some(ivan()),
        kind: Some(AlertKind::Purchase),
        suppressed: Some(Suppression::QuietHours),
        suppressed_text: Some(l10n.alert_suppressed(SuppressedText::QuietHours)),
        ..row("purchase-1", "Иван: буфет, 45,00\u{a0}₽", "в 07:50: Булочка")
    };
    let school = AlertRow {
        source: AlertSource::School, child: None, kind: None, ..row("school|1", "Собрание", "В четверг в 18:30")
    };
    AlertsState::Feed {
        rows: vec![late, quiet, school],
        unread: 1,
        unread_text: l10n.alerts_unread(1),
        empty_text: String::new(),
        to_post: vec![entry(0)],
        push: PushChannel::Working,
        push_text: None,
        notices: vec![],
    }
}

fn kind(kind: AlertKind) -> KindSettings {
    let l10n = L10n::new(Locale::Ru);
    let choice = AlertChoice { push: kind.on_by_default(), hours: None };
    KindSettings { kind, title: l10n.alert_kind(kind), hint: l10n.alert_hint(kind), choice, hours_text: None }
}

/// The settings of the first child with one switch of the school.
pub fn settings() -> NotificationSettingsState {
    let l10n = L10n::new(Locale::Ru);
    let switch = SchoolSwitch {
        id: 11,
        channel: NotificationChannel::Push,
        channel_text: l10n.notification_channel(NotificationChannel::Push),
        switch: NotificationSwitch { on: true, from: None, to: None },
        hours_text: None,
        change: None,
    };
    let event = SchoolEvent { id: 1, name: "Вход".into(), description: String::new(), switches: vec![switch] };
    NotificationSettingsState::Settings {
        children: vec![ChildSettings {
            person: anna(),
            name: "Анна Соколова".into(),
            kinds: [AlertKind::Entry, AlertKind::EntryNotRecorded, AlertKind::Purchase].map(kind).into(),
            bell: None,
        }],
        quiet: None,
        quiet_text: l10n.alert_quiet(None),
        full_when_locked: false,
        push: PushChannel::Working,
        push_text: None,
        school: SchoolSettingsState::Read {
            groups: vec![SchoolGroup { id: 1, name: "Проход".into(), events: vec![event] }],
            freshness: fresh(),
            as_of_text: as_of(),
            reset: None,
        },
        notices: vec![],
    }
}
