//! The feed of alerts: what this phone told or kept, and what the school's own feed has beside it.

use serde::{Deserialize, Serialize};

use super::context::Context;
use super::figures::{self, Down};
use super::notice::Notice;
use crate::alerts::rules::Suppression;
use crate::alerts::{LedgerAlert, PushHealth, reading, registration};
use crate::domain::passage::LATE_NEWS_MINUTES;
use crate::domain::people::Sex;
use crate::domain::{AlertChannel, AlertKey, AlertKind, Family, Moment, PersonId, SchoolNotice};
use crate::l10n::{AlertSubject, L10n, PushText, SuppressedText};
use crate::store::{AlertFate, Store, StoreError};
use crate::sync::notices::kept_notices;

/// Most rows of the feed.
const ROWS: u32 = 200;
/// A notice of the school this close to an alert of the same kind is the same event.
const SAME_EVENT_MINUTES: i64 = 2;

/// A notification to post: the face posts it under `key` (the same key replaces) and says so with `alerts_posted`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct AlertToPost {
    /// Identity: a notification with the same one is replaced.
    pub key: AlertKey,
    /// Which version of it: to be given back when it was posted.
    pub revision: i64,
    /// Kind; none for one that this version cannot read.
    pub kind: Option<AlertKind>,
    /// Channel of the platform.
    pub channel: AlertChannel,
    /// Whose; none for the whole family.
    pub child: Option<PersonId>,
    /// When it happened.
    pub at: Moment,
    /// «Маша вошла».
    pub title: String,
    /// «в 08:07, Школа № 1500», with the delay when there is one.
    pub body: String,
    /// Both for a screen reader.
    pub spoken: String,
    /// For a screen that anybody may see: no name, no school, no sum.
    pub neutral_title: String,
    /// The same for the second line.
    pub neutral_body: String,
    /// The parent wants the full texts on a locked screen too.
    pub full_when_locked: bool,
    /// With sound.
    pub sound: bool,
}

/// Who tells a row of the feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
pub enum AlertSource {
    /// This phone.
    Phone,
    /// The school's own feed.
    School,
}

/// Through which hands an alert went, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct AlertTimes {
    /// It happened.
    pub event_at: Moment,
    /// The server sent it, where it came by push.
    pub server_at: Option<Moment>,
    /// A push brought it.
    pub push_at: Option<Moment>,
    /// This phone learned of it.
    pub learned_at: Moment,
    /// It was first posted.
    pub shown_at: Option<Moment>,
}

/// One row of the feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct AlertRow {
    /// Identity among the rows.
    pub id: String,
    /// Who tells it.
    pub source: AlertSource,
    /// Whose; none for the family, or where the school does not say.
    pub child: Option<PersonId>,
    /// Kind; none where the school does not say in a word we know.
    pub kind: Option<AlertKind>,
    /// Channel.
    pub channel: AlertChannel,
    /// First line.
    pub title: String,
    /// Second line; may be empty.
    pub body: String,
    /// Both for a screen reader.
    pub spoken: String,
    /// «сегодня в 08:07».
    pub at_text: String,
    /// «узнали через 4 минуты»; none when it was learned at once.
    pub delay_text: Option<String>,
    /// Through which hands it went.
    pub times: AlertTimes,
    /// Why it was not told, if it was not.
    pub suppressed: Option<Suppression>,
    /// The same in words.
    pub suppressed_text: Option<String>,
    /// Nobody has looked at it.
    pub unread: bool,
}

/// Where the push channel stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
pub enum PushChannel {
    /// The platform gave no token.
    None,
    /// The school does not have the token yet.
    Waiting,
    /// Pushes come, or nothing has shown that they do not.
    Working,
    /// Events arrived that no push announced: the channel is likely dead.
    Silent,
}

/// State of the feed of alerts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
pub enum AlertsState {
    /// Nobody is signed in.
    SignedOut,
    /// The feed.
    Feed {
        /// Newest first.
        rows: Vec<AlertRow>,
        /// How many are unread.
        unread: u32,
        /// «3 новых»; empty when there are none.
        unread_text: String,
        /// What to say when the feed is empty; empty otherwise.
        empty_text: String,
        /// Notifications that still have to be posted, oldest first.
        to_post: Vec<AlertToPost>,
        /// Where the push channel stands.
        push: PushChannel,
        /// What to say of it; none while it works.
        push_text: Option<String>,
        /// Beside the content.
        notices: Vec<Notice>,
    },
}

/// How texts speak of `child`.
fn subject(family: Option<&Family>, child: Option<&PersonId>) -> AlertSubject {
    let known = family.and_then(|family| family.children.iter().find(|known| Some(&known.person) == child));
    known.map_or(AlertSubject { name: String::new(), sex: Sex::Unknown }, |child| AlertSubject {
        name: figures::clean(&child.first_name),
        sex: child.sex,
    })
}

/// The notifications that still have to be posted at `now`, oldest first.
pub fn to_post(store: &Store, l10n: &L10n, now: Moment) -> Result<Vec<AlertToPost>, StoreError> {
    let due = reading::due(store)?;
    if due.is_empty() {
        return Ok(Vec::new());
    }
    let (family, full) = (store.family()?, reading::rules(store)?.full_when_locked);
    let post = |alert: &LedgerAlert| to_post_one(alert, &subject(family.as_ref(), alert.row.child.as_ref()), full, l10n, now);
    Ok(due.iter().map(post).collect())
}

/// `alert` about `subject` as a notification, posted at `now`.
pub fn to_post_one(alert: &LedgerAlert, subject: &AlertSubject, full_when_locked: bool, l10n: &L10n, now: Moment) -> AlertToPost {
    let (row, kind) = (&alert.row, alert.event.kind());
    let subject = AlertSubject { name: figures::clean(&subject.name), sex: subject.sex };
    let texts = l10n.alert(&alert.event, &subject, now);
    let body = match l10n.alert_delay(alert.event.at(), row.learned_at, now) {
        Some(delay) => format!("{} · {delay}", texts.body),
        None => texts.body,
    };
    AlertToPost {
        key: row.key.clone(),
        revision: row.revision,
        kind: Some(kind),
        channel: kind.channel(),
        child: row.child.clone(),
        at: alert.event.at(),
        title: texts.title,
        body,
        spoken: texts.spoken,
        neutral_title: texts.neutral_title,
        neutral_body: texts.neutral_body,
        full_when_locked,
        // What could not be posted for long is late news by now (P7).
        sound: row.fate == AlertFate::Told && now.minutes_since(row.learned_at) <= LATE_NEWS_MINUTES,
    }
}

/// What may be shown for a push that this version cannot read. All of them share one notification.
pub fn neutral(l10n: &L10n, now: Moment) -> AlertToPost {
    let (title, body) = l10n.neutral_alert(None);
    AlertToPost {
        key: AlertKey("unreadable".to_owned()),
        revision: 0,
        kind: None,
        channel: AlertChannel::Service,
        child: None,
        at: now,
        spoken: format!("{title}. {body}"),
        neutral_title: title.clone(),
        neutral_body: body.clone(),
        title,
        body,
        full_when_locked: false,
        sound: false,
    }
}

/// Why an alert is in the feed only.
pub fn suppression(fate: AlertFate) -> Option<Suppression> {
    match fate {
        AlertFate::Told | AlertFate::ToldSilently => None,
        AlertFate::SwitchedOff => Some(Suppression::SwitchedOff),
        AlertFate::OutsideHours => Some(Suppression::OutsideHours),
        AlertFate::QuietHours => Some(Suppression::QuietHours),
    }
}

fn of_phone(alert: &LedgerAlert, family: Option<&Family>, context: &Context<'_>) -> AlertRow {
    let (row, l10n) = (&alert.row, context.l10n);
    let texts = l10n.alert(&alert.event, &subject(family, row.child.as_ref()), context.now);
    let suppressed = suppression(row.fate);
    AlertRow {
        id: row.key.0.clone(),
        source: AlertSource::Phone,
        child: row.child.clone(),
        kind: Some(alert.event.kind()),
        channel: alert.event.kind().channel(),
        title: texts.title,
        body: texts.body,
        spoken: texts.spoken,
        at_text: l10n.when(alert.event.at(), context.now),
        delay_text: l10n.alert_delay(alert.event.at(), row.learned_at, context.now),
        times: AlertTimes {
            event_at: alert.event.at(),
            server_at: row.server_at,
            push_at: row.push_at,
            learned_at: row.learned_at,
            shown_at: row.shown_at,
        },
        suppressed,
        suppressed_text: suppressed.map(|why| {
            l10n.alert_suppressed(match why {
                Suppression::SwitchedOff => SuppressedText::SwitchedOff,
                Suppression::OutsideHours => SuppressedText::OutsideHours,
                Suppression::QuietHours => SuppressedText::QuietHours,
            })
        }),
        unread: !row.seen,
    }
}

fn of_school(notice: &SchoolNotice, seen_until: Moment, context: &Context<'_>) -> AlertRow {
    let (title, body) = (figures::clean(&notice.title), figures::clean(&notice.text));
    AlertRow {
        id: format!("school|{}", notice.id),
        source: AlertSource::School,
        child: None,
        kind: notice.kind,
        channel: notice.kind.map_or(AlertChannel::Service, AlertKind::channel),
        spoken: format!("{title}. {body}"),
        title,
        body,
        at_text: context.l10n.when(notice.at, context.now),
        delay_text: None,
        times: AlertTimes { event_at: notice.at, server_at: Some(notice.at), push_at: None, learned_at: notice.at, shown_at: None },
        suppressed: None,
        suppressed_text: None,
        unread: notice.is_new && notice.at > seen_until,
    }
}

/// Where the push channel stands, and what to say of it.
pub(super) fn push_channel(store: &Store, context: &Context<'_>) -> Result<(PushChannel, Option<String>), StoreError> {
    let channel = match (registration::token(store)?, registration::told(store)?.and_then(|told| told.taken_at)) {
        (None, _) => PushChannel::None,
        (Some(_), None) => PushChannel::Waiting,
        (Some(_), Some(_)) => match reading::push_health(store, context.now)? {
            PushHealth::NotRegistered => PushChannel::Waiting,
            PushHealth::Working => PushChannel::Working,
            PushHealth::Silent => PushChannel::Silent,
        },
    };
    let text = match channel {
        PushChannel::None => Some(PushText::None),
        PushChannel::Waiting => Some(PushText::Waiting),
        PushChannel::Silent => Some(PushText::Silent),
        PushChannel::Working => None,
    };
    Ok((channel, text.map(|text| context.l10n.push_channel(text))))
}

/// The state of the feed.
pub fn state(store: &Store, context: &Context<'_>) -> Result<AlertsState, StoreError> {
    if !context.session.shows_data() {
        return Ok(AlertsState::SignedOut);
    }
    let (family, alerts) = (store.family()?, reading::feed(store, ROWS)?);
    let mut rows: Vec<AlertRow> = alerts.iter().map(|alert| of_phone(alert, family.as_ref(), context)).collect();
    let seen_until = reading::notices_seen(store)?;
    let is_told = |notice: &SchoolNotice| {
        let same = |alert: &&LedgerAlert| Some(alert.event.kind()) == notice.kind;
        alerts.iter().filter(same).any(|alert| alert.event.at().minutes_since(notice.at).abs() <= SAME_EVENT_MINUTES)
    };
    let of_the_school = kept_notices(store)?.unwrap_or_default();
    rows.extend(of_the_school.iter().filter(|notice| !is_told(notice)).map(|notice| of_school(notice, seen_until, context)));
    rows.sort_by(|a, b| (b.times.event_at, &b.id).cmp(&(a.times.event_at, &a.id)));
    rows.truncate(usize::try_from(ROWS).unwrap_or(usize::MAX));
    let unread = u32::try_from(rows.iter().filter(|row| row.unread).count()).unwrap_or(u32::MAX);
    let (push, push_text) = push_channel(store, context)?;
    Ok(AlertsState::Feed {
        unread,
        unread_text: if unread == 0 { String::new() } else { context.l10n.alerts_unread(unread) },
        empty_text: if rows.is_empty() { context.l10n.alerts_empty() } else { String::new() },
        to_post: to_post(store, context.l10n, context.now)?,
        rows,
        push,
        push_text,
        notices: figures::notices(context, Down::default(), false),
    })
}
