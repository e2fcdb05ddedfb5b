//! The registration for pushes, the school's feed, and the switches of its notifications (wire-api §10).
//!
//! All of §10 is a vendor's description: what a push carries is this project's own (`docs/push.md`), the number of the e-mail channel
//! is one constant here.

use reqwest::Method;
use serde_json::json;

use crate::domain::{
    AlertKind, LocalTime, NotificationChannel, NotificationEvent, NotificationGroup, NotificationSetting, NotificationSwitch, PushToken,
    SchoolNotice,
};

use super::auth::{Auth, Service};
use super::error::ApiError;
use super::lenient::{self, Flag, Int, List, Maybe, Read, Text, wire_object};
use super::when::When;
use super::{Answer, SchoolApi};

const REGISTRATION: &str = "/api/fcm/v1";
const FEED: &str = "/api/instantmessages/v1/feed";
const SETTING: &str = "/api/notifications/usersettings/v1/user/setting";
const DEFAULT_SETTING: &str = "/api/notifications/usersettings/v1/user/default_setting";

/// `mail_target_id` of pushes.
const PUSH_TARGET: i64 = 6;
/// `mail_target_id` of e-mail: unknown (wire-api §10), this is an assumption.
const EMAIL_TARGET: i64 = 1;

/// Notices on one page of the feed.
pub const NOTICES_PER_PAGE: u32 = 50;

/// The keys to which pushes are encrypted (`docs/push.md`).
#[derive(Debug, Clone, Copy)]
pub struct PushKeys<'a> {
    /// The device's public key, base64url.
    pub p256dh: &'a str,
    /// The secret it shares with the sender, base64url.
    pub auth: &'a str,
}

/// A page of the school's feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticesPage {
    /// Notices in the server's order.
    pub rows: Vec<SchoolNotice>,
    /// How many rows the body had, readable or not.
    pub received: u32,
}

fn target(channel: NotificationChannel) -> i64 {
    match channel {
        NotificationChannel::Push => PUSH_TARGET,
        NotificationChannel::Email => EMAIL_TARGET,
    }
}

fn channel(target: i64) -> Option<NotificationChannel> {
    NotificationChannel::ALL.into_iter().find(|channel| self::target(*channel) == target)
}

impl SchoolApi {
    /// Registers this device for pushes; doing it again replaces what was registered (wire-api §10). `keys` are this project's own field,
    /// which a server that does not know it may ignore.
    pub async fn register_push(&self, auth: Auth<'_>, token: &PushToken, keys: PushKeys<'_>) -> Result<Answer<()>, ApiError> {
        let body = json!({
            "deviceId": self.device_id(),
            "token": token.token,
            "pushProviderId": token.provider.code(),
            "applicationId": token.application,
            "keys": { "p256dh": keys.p256dh, "auth": keys.auth },
        });
        let request = self.change(Method::POST, Service::BearerOnly, auth, REGISTRATION, &[])?.json(&body);
        self.done(request).await
    }

    /// Takes the registration of this device back (wire-api §10). A device that is not registered is no error.
    pub async fn unregister_push(&self, auth: Auth<'_>) -> Result<Answer<()>, ApiError> {
        let device: String = url::form_urlencoded::byte_serialize(self.device_id().as_bytes()).collect();
        let request = self.change(Method::DELETE, Service::BearerOnly, auth, &format!("{REGISTRATION}/{device}"), &[])?;
        match self.done(request).await {
            Err(ApiError::NoSuchRoute { status: 404 }) => Ok(Answer { value: (), server_time: None, skipped: 0, whole: true }),
            other => other,
        }
    }

    /// Page `page` (from 1) of the school's feed, newest first (wire-api §10).
    pub async fn notices(&self, auth: Auth<'_>, page: u32) -> Result<Answer<NoticesPage>, ApiError> {
        let (page, npp) = (page.to_string(), NOTICES_PER_PAGE.to_string());
        let request = self.get(Service::BearerOnly, auth, FEED, &[("page", &page), ("npp", &npp), ("filter", "{}")])?;
        self.send(request).await?.read(notices)
    }

    /// The switches of one channel (wire-api §10).
    pub async fn notification_settings(
        &self,
        auth: Auth<'_>,
        channel: NotificationChannel,
    ) -> Result<Answer<Vec<NotificationGroup>>, ApiError> {
        let target = target(channel).to_string();
        let request = self.get(Service::BearerOnly, auth, SETTING, &[("mail_target_id", &target)])?;
        self.send(request).await?.read(|body| settings(body, channel))
    }

    /// Sets one switch (wire-api §10). Doing it twice is doing it once.
    pub async fn set_notification(&self, auth: Auth<'_>, id: i64, wanted: NotificationSwitch) -> Result<Answer<()>, ApiError> {
        let hour = |time: Option<LocalTime>| time.map(|time| time.to_string());
        let (on, from, to) = (wanted.on.to_string(), hour(wanted.from), hour(wanted.to));
        let mut query = vec![("is_subscribed", on.as_str())];
        query.extend(from.as_deref().map(|from| ("time_from", from)));
        query.extend(to.as_deref().map(|to| ("time_to", to)));
        self.done(self.change(Method::PUT, Service::BearerOnly, auth, &format!("{SETTING}/{id}"), &query)?).await
    }

    /// Puts the switches of `groups` back to the school's own defaults (wire-api §10). Doing it twice is doing it once.
    pub async fn reset_notifications(&self, auth: Auth<'_>, groups: &[i64]) -> Result<Answer<()>, ApiError> {
        let groups: Vec<String> = groups.iter().map(i64::to_string).collect();
        let query: Vec<(&str, &str)> = groups.iter().map(|group| ("settings_group_ids", group.as_str())).collect();
        self.done(self.change(Method::PATCH, Service::BearerOnly, auth, DEFAULT_SETTING, &query)?).await
    }

    /// Sends a request whose answer says nothing but that it was done.
    pub(super) async fn done(&self, request: reqwest::RequestBuilder) -> Result<Answer<()>, ApiError> {
        let reply = self.send(request).await?;
        Ok(Answer { value: (), server_time: reply.server_time, skipped: 0, whole: true })
    }
}

wire_object! {
    /// A notice of the feed.
    WireNotice {
        id: Text = "id",
        title: Text = "title",
        text: Text = "description" | "text",
        at: When = "timestamp",
        created: When = "createdat",
        is_new: Flag = "isnew",
        is_important: Flag = "isimportant",
        context: Maybe<Box<WireContext>> = "context",
    }
}

wire_object! {
    /// What a notice is about.
    WireContext {
        event: Text = "eventname",
        routing: Maybe<WireRouting> = "mobileroutingdata",
    }
}

wire_object! {
    /// Where a notice leads to; its event type may be a word we know.
    WireRouting {
        event: Text = "eventtype",
    }
}

wire_object! {
    /// A group of events.
    WireGroup {
        id: Int = "settinggroupid",
        name: Text = "settinggroupname",
        events: List<WireEvent> = "events",
    }
}

wire_object! {
    /// An event.
    WireEvent {
        id: Int = "eventtypeid",
        name: Text = "eventname",
        description: Text = "description",
        settings: List<WireSetting> = "settings",
    }
}

wire_object! {
    /// A switch.
    WireSetting {
        id: Int = "id",
        on: Flag = "issubscribed",
        from: Text = "timefrom",
        to: Text = "timeto",
        target: Int = "mailtargetid",
    }
}

pub(super) fn notices(body: &[u8]) -> Result<Read<NoticesPage>, ApiError> {
    let read = lenient::list::<WireNotice>(body)?;
    let received = read.value.received;
    let (rows, skipped) = read.value.convert(notice);
    Ok(Read { value: NoticesPage { rows, received }, skipped, said_something: read.said_something })
}

/// A notice; none without its number, its time or any words.
fn notice(wire: WireNotice) -> Option<SchoolNotice> {
    let routing = wire.context.0.and_then(|context| context.routing.0);
    let (title, text) = (wire.title.or_empty(), wire.text.or_empty());
    if title.is_empty() && text.is_empty() {
        return None;
    }
    Some(SchoolNotice {
        id: wire.id.0?,
        title,
        text,
        at: wire.at.0.or(wire.created.0)?,
        is_new: wire.is_new.is_true(),
        is_important: wire.is_important.is_true(),
        kind: routing.and_then(|routing| AlertKind::from_code(&routing.event.as_str().to_ascii_lowercase())),
    })
}

/// The switches of `asked`; a switch that names another channel stands under that one, and one of an unknown channel is left out.
pub(super) fn settings(body: &[u8], asked: NotificationChannel) -> Result<Read<Vec<NotificationGroup>>, ApiError> {
    let read = lenient::list::<WireGroup>(body)?;
    let mut inner = 0;
    let (value, skipped) = read.value.convert(|group| {
        let (events, skipped) = group.events.convert(|event| {
            let (settings, skipped) = event.settings.convert(|setting| {
                let channel = setting.target.0.map_or(Some(asked), channel)?;
                let hour = |text: &Text| text.as_str().get(..5).and_then(|time| time.parse().ok());
                let switch = NotificationSwitch { on: setting.on.0?, from: hour(&setting.from), to: hour(&setting.to) };
                Some(NotificationSetting { id: setting.id.0?, channel, switch })
            });
            inner += skipped;
            Some(NotificationEvent { id: event.id.0?, name: event.name.or_empty(), description: event.description.or_empty(), settings })
        });
        inner += skipped;
        Some(NotificationGroup { id: group.id.0?, name: group.name.or_empty(), events })
    });
    Ok(Read { value, skipped: skipped + inner, said_something: read.said_something })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Moment;

    #[test]
    fn a_notice_is_read_with_its_time_and_its_mark() {
        let body = r#"{"data":[{"id":7,"title":"Проход","description":"Вошла","timestamp":1778563620,"is_new":true,
            "context":{"event_name":"x","mobile_routing_data":{"type":"visit","event_type":"entry"}}},
            {"id":8,"title":"Без времени"},{"title":"Без номера","timestamp":1}]}"#;
        let read = notices(body.as_bytes()).unwrap();
        assert_eq!((read.value.rows.len(), read.value.received, read.skipped), (1, 3, 2));
        let notice = &read.value.rows[0];
        assert_eq!((notice.at, notice.is_new, notice.kind), (Moment(1_778_563_620_000), true, Some(AlertKind::Entry)));
    }

    #[test]
    fn a_switch_of_an_unknown_channel_hides_no_other_one() {
        let body = r#"[{"setting_group_id":1,"setting_group_name":"Проходы","events":[{"event_type_id":2,"event_name":"Вход","settings":[
            {"id":3,"is_subscribed":true,"time_from":"08:00:00","time_to":"20:00","mail_target_id":6},
            {"id":4,"is_subscribed":false,"time_from":null,"time_to":"-","mail_target_id":99}]}]}]"#;
        let read = settings(body.as_bytes(), NotificationChannel::Push).unwrap();
        assert_eq!(read.skipped, 1);
        let hour = |hour| LocalTime::new(hour, 0);
        let switch = NotificationSwitch { on: true, from: hour(8), to: hour(20) };
        assert_eq!(read.value[0].events[0].settings, [NotificationSetting { id: 3, channel: NotificationChannel::Push, switch }]);
    }
}
