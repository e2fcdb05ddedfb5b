//! The feed of alerts and their settings, in words.

use super::L10n;
use super::money::plural;
use crate::domain::{AlertKind, LocalTime, NotificationChannel};

/// Why an alert is in the feed only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SuppressedText {
    /// Its kind is switched off.
    SwitchedOff,
    /// Outside the hours chosen for it.
    OutsideHours,
    /// Quiet hours.
    QuietHours,
}

/// What is said of the push channel when it does not simply work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PushText {
    /// The platform gave no token.
    None,
    /// The school does not have it yet.
    Waiting,
    /// Nothing comes though it should.
    Silent,
}

/// How a change of notifications goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotificationText {
    /// The school's switches were never read.
    NotRead,
    /// Not sent.
    Waiting,
    /// Being sent or checked.
    Sending,
    /// Taken.
    Done,
    /// It stands otherwise by now.
    Conflict,
    /// There is no such switch any more.
    Gone,
    /// Refused.
    Refused,
    /// Did not take effect.
    Expired,
    /// Given up.
    Cancelled,
}

impl L10n {
    /// What stands in an empty feed.
    pub fn alerts_empty(&self) -> String {
        self.say("alerts-empty", &[])
    }

    /// «3 новых».
    pub fn alerts_unread(&self, unread: u32) -> String {
        self.say("alerts-unread", &[("n", plural(u64::from(unread)).into())])
    }

    /// «без сигнала: тихие часы».
    pub fn alert_suppressed(&self, why: SuppressedText) -> String {
        match why {
            SuppressedText::SwitchedOff => self.say("alert-suppressed-off", &[]),
            SuppressedText::OutsideHours => self.say("alert-suppressed-hours", &[]),
            SuppressedText::QuietHours => self.say("alert-suppressed-quiet", &[]),
        }
    }

    /// What is wrong with the push channel.
    pub fn push_channel(&self, what: PushText) -> String {
        match what {
            PushText::None => self.say("alerts-push-none", &[]),
            PushText::Waiting => self.say("alerts-push-waiting", &[]),
            PushText::Silent => self.say("alerts-push-silent", &[]),
        }
    }

    /// «Вход».
    pub fn alert_kind(&self, kind: AlertKind) -> String {
        self.say("alert-kind", &[("kind", kind.code().into())])
    }

    /// Why a kind is off unless asked for; empty for the others.
    pub fn alert_hint(&self, kind: AlertKind) -> String {
        match kind {
            AlertKind::EntryNotRecorded => self.say("alert-hint-entry-not-recorded", &[]),
            AlertKind::LateArrival => self.say("alert-hint-late-arrival", &[]),
            _ => String::new(),
        }
    }

    /// «с 08:00 до 20:00»; none for all day.
    pub fn alert_hours(&self, from: Option<LocalTime>, to: Option<LocalTime>) -> Option<String> {
        let from = from.map(|from| ("from", from.to_string().into()));
        let to = to.map(|to| ("to", to.to_string().into()));
        Some(match (from, to) {
            (Some(from), Some(to)) => self.say("alert-hours", &[from, to]),
            (Some(from), None) => self.say("alert-hours-from", &[from]),
            (None, Some(to)) => self.say("alert-hours-to", &[to]),
            (None, None) => return None,
        })
    }

    /// «Тихие часы: с 22:00 до 07:00. …».
    pub fn alert_quiet(&self, hours: Option<(LocalTime, LocalTime)>) -> String {
        match hours.and_then(|(from, to)| self.alert_hours(Some(from), Some(to))) {
            Some(hours) => self.say("alert-quiet", &[("hours", hours.into())]),
            None => self.say("alert-quiet-none", &[]),
        }
    }

    /// «Push», «Электронная почта».
    pub fn notification_channel(&self, channel: NotificationChannel) -> String {
        match channel {
            NotificationChannel::Push => self.say("notification-channel-push", &[]),
            NotificationChannel::Email => self.say("notification-channel-email", &[]),
        }
    }

    /// How a change of notifications goes.
    pub fn notification(&self, text: NotificationText) -> String {
        match text {
            NotificationText::NotRead => self.say("notification-not-read", &[]),
            NotificationText::Waiting => self.say("notification-waiting", &[]),
            NotificationText::Sending => self.say("notification-sending", &[]),
            NotificationText::Done => self.say("notification-done", &[]),
            NotificationText::Conflict => self.say("notification-conflict", &[]),
            NotificationText::Gone => self.say("notification-gone", &[]),
            NotificationText::Refused => self.say("notification-refused", &[]),
            NotificationText::Expired => self.say("notification-expired", &[]),
            NotificationText::Cancelled => self.say("notification-cancelled", &[]),
        }
    }
}
