//! What the school itself keeps of notifications: its feed, and the switches of its channels (push, e-mail) that every phone of the
//! family shares. What this phone tells, and when, is in `alert`.

use serde::{Deserialize, Serialize};

use super::alert::AlertKind;
use super::time::{LocalTime, Moment};

/// A push service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
pub enum PushProvider {
    /// Firebase Cloud Messaging.
    Fcm,
    /// Apple Push Notification service.
    Apns,
    /// RuStore.
    Rustore,
}

impl PushProvider {
    /// Its name on the wire (wire-api §10).
    pub fn code(self) -> &'static str {
        match self {
            Self::Fcm => "fcm",
            Self::Apns => "apns",
            Self::Rustore => "rustore",
        }
    }
}

/// How the push service of a platform reaches this app on this phone.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct PushToken {
    /// Which service.
    pub provider: PushProvider,
    /// What the service calls this app on this phone. A secret of its kind: whoever has it can send.
    pub token: String,
    /// The application as the service knows it.
    pub application: String,
}

impl std::fmt::Debug for PushToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PushToken").field("provider", &self.provider).finish_non_exhaustive()
    }
}

/// One entry of the school's own feed (wire-api §10).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SchoolNotice {
    /// The school's number of it.
    pub id: String,
    /// First line.
    pub title: String,
    /// The text; may be empty.
    pub text: String,
    /// When.
    pub at: Moment,
    /// Nobody has seen it on any of the school's clients.
    pub is_new: bool,
    /// The school calls it important.
    pub is_important: bool,
    /// Of which kind, where the school says so in a word we know.
    pub kind: Option<AlertKind>,
}

/// A way the school tells things by (wire-api §10, `mail_target_id`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, uniffi::Enum)]
pub enum NotificationChannel {
    /// A push to the phones.
    Push,
    /// A letter.
    Email,
}

impl NotificationChannel {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Push, Self::Email];
}

/// Where a switch stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct NotificationSwitch {
    /// On.
    pub on: bool,
    /// Not before this hour, where one is set.
    pub from: Option<LocalTime>,
    /// Not after this hour, where one is set.
    pub to: Option<LocalTime>,
}

/// One switch of the school: an event by a channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotificationSetting {
    /// The school's number of it.
    pub id: i64,
    /// By which way.
    pub channel: NotificationChannel,
    /// Where it stands.
    pub switch: NotificationSwitch,
}

/// An event of the school with its switches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotificationEvent {
    /// The school's number of it.
    pub id: i64,
    /// Its name, in the school's words.
    pub name: String,
    /// What it is about; may be empty.
    pub description: String,
    /// Its switches, by channel.
    pub settings: Vec<NotificationSetting>,
}

/// Events that belong together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotificationGroup {
    /// The school's number of it.
    pub id: i64,
    /// Its name, in the school's words.
    pub name: String,
    /// Its events.
    pub events: Vec<NotificationEvent>,
}
