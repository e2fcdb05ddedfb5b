//! Reading a push: what the platform handed over becomes an event and its texts, or a neutral notice.
//!
//! This is all that the notification extension links: it reaches neither the network, nor tokio, nor the databases, and a test holds
//! it to that. Decides what a payload says and whether it may be believed. Leaves to others: whether the event is news (`ledger`),
//! keeping it (`store`), posting it (the face). The contract is written down in `docs/push.md`.
//!
//! | you look for | file |
//! | --- | --- |
//! | what the push services can read | [`envelope`] |
//! | opening the message | [`ece`] |
//! | what the message says | [`body`] |
//! | keys, children and rules, for app and extension | [`context`] |
//! | pushes kept while the app was not running | [`spool`] |

pub mod body;
pub mod context;
pub mod ece;
pub mod envelope;
pub mod spool;
#[cfg(test)]
mod tests;

use std::path::Path;

use crate::domain::{AlertChannel, AlertEvent, AlertKey, AlertKind, Moment, Money, PersonId};
use crate::l10n::{L10n, Locale};

pub use body::PushCursor;
pub use context::{PushChild, PushContext};
pub use ece::DeviceKeys;
pub use spool::Recorded;

/// A push may be dated this far ahead of the phone's idea of the school's time.
const FUTURE_MINUTES: i64 = 10;
/// Older pushes are no news to anybody: the app has read those days since.
const OLDEST_MINUTES: i64 = 3 * 24 * 60;

/// Why a push is not shown in full. Says nothing of its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, uniffi::Enum)]
pub enum PushTrouble {
    /// Not a push of ours.
    #[error("not a push of ours")]
    Malformed,
    /// Longer than any push service carries.
    #[error("too large")]
    TooLarge,
    /// A version of the contract this build does not know.
    #[error("unknown version")]
    UnknownVersion,
    /// A kind this build does not know.
    #[error("unknown kind")]
    UnknownKind,
    /// Not encrypted to this device, or changed on the way.
    #[error("not for this device")]
    WrongKey,
    /// About a child that is not of this family.
    #[error("not our child")]
    ForeignChild,
    /// Dated in the future.
    #[error("from the future")]
    FromTheFuture,
    /// Days old.
    #[error("too old")]
    TooOld,
    /// Nobody is signed in on this device.
    #[error("nobody is signed in")]
    SignedOut,
    /// The phone's storage refused.
    #[error("storage")]
    Storage,
}

impl PushTrouble {
    /// Whether the sender is likely ours and only this build or this moment cannot read it: then a neutral notice is right. The
    /// others are shown to nobody.
    pub fn deserves_a_notice(self) -> bool {
        matches!(self, Self::UnknownVersion | Self::UnknownKind)
    }
}

/// A push that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Push {
    /// Opaque id of the alert.
    pub id: String,
    /// Counts updates of the same alert.
    pub revision: i64,
    /// Whose, none for the whole family.
    pub child: Option<PersonId>,
    /// When the server sent it.
    pub sent_at: Moment,
    /// What happened.
    pub event: AlertEvent,
    /// Confirmed balance right after it.
    pub balance: Option<Money>,
    /// Its place among those sent.
    pub cursor: Option<PushCursor>,
}

impl Push {
    /// The key of its alert.
    pub fn key(&self) -> AlertKey {
        self.event.key(self.child.as_ref())
    }
}

/// Reads `payload` with what `context` knows; `now` in the school's time.
///
/// # Errors
/// Why it is not to be believed or cannot be read.
pub fn read(payload: &[u8], context: &PushContext, now: Moment) -> Result<Push, PushTrouble> {
    let envelope = envelope::read(payload)?;
    if envelope.sent_at > now.plus_minutes(FUTURE_MINUTES) {
        return Err(PushTrouble::FromTheFuture);
    }
    if now.minutes_since(envelope.sent_at) > OLDEST_MINUTES {
        return Err(PushTrouble::TooOld);
    }
    let child = match &envelope.child {
        None => None,
        Some(reference) => Some(context.child(reference).ok_or(PushTrouble::ForeignChild)?.person.clone()),
    };
    let plain = context.keys.open(&envelope.message).map_err(|_| PushTrouble::WrongKey)?;
    let kind = envelope.kind.ok_or(PushTrouble::UnknownKind)?;
    let body = body::read(kind, &plain)?;
    if kind != AlertKind::SignInNeeded && child.is_none() {
        return Err(PushTrouble::Malformed);
    }
    if body.event.kind() != AlertKind::OrderCutOffNear && body.event.at() > now.plus_minutes(FUTURE_MINUTES) {
        return Err(PushTrouble::FromTheFuture);
    }
    Ok(Push {
        id: envelope.id,
        revision: envelope.revision,
        child,
        sent_at: envelope.sent_at,
        event: body.event,
        balance: body.balance,
        cursor: body.cursor,
    })
}

/// A push in words, for the notification extension.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum RenderedPush {
    /// It was read.
    Full {
        /// Identity of the alert: a notification with the same one is replaced.
        key: AlertKey,
        /// Kind.
        kind: AlertKind,
        /// Channel.
        channel: AlertChannel,
        /// «Маша вошла».
        title: String,
        /// «в 08:07, Школа № 1500», with the delay when there is one.
        body: String,
        /// For a screen that anybody may see.
        neutral_title: String,
        /// The same for the second line.
        neutral_body: String,
        /// The parent wants the full texts on a locked screen too.
        full_when_locked: bool,
        /// The parent asked for this kind, at this hour.
        wanted: bool,
        /// With sound: neither late news (P7) nor in quiet hours.
        sound: bool,
    },
    /// It was not; this can be shown in its place.
    Neutral {
        /// Harmless title.
        title: String,
        /// Harmless text.
        body: String,
        /// Why.
        reason: PushTrouble,
    },
}

/// Puts `payload` in words with what the context file holds. Never fails: what cannot be read becomes a neutral notice. Reads one
/// small file; no network, no database, no thread.
pub fn render_push(payload: &[u8], context_file: &Path) -> RenderedPush {
    let context = PushContext::load(context_file);
    let phone_now = Moment(chrono::Utc::now().timestamp_millis());
    render(payload, context.as_ref().map_err(|trouble| *trouble), phone_now)
}

/// What may be shown for a push of which nothing is known.
pub fn neutral(reason: PushTrouble) -> RenderedPush {
    let (title, body) = L10n::for_alerts(Locale::default()).neutral_alert(None);
    RenderedPush::Neutral { title, body, reason }
}

/// The same with the file read and the phone's time told.
fn render(payload: &[u8], context: Result<&PushContext, PushTrouble>, phone_now: Moment) -> RenderedPush {
    let neutral = |locale: Locale, kind, reason| {
        let (title, body) = L10n::for_alerts(locale).neutral_alert(kind);
        RenderedPush::Neutral { title, body, reason }
    };
    let kind = || envelope::read(payload).ok().and_then(|envelope| envelope.kind);
    let context = match context {
        Ok(context) => context,
        Err(reason) => return neutral(Locale::default(), kind(), reason),
    };
    let now = Moment(phone_now.0.saturating_add(context.clock_offset));
    let push = match read(payload, context, now) {
        Ok(push) => push,
        Err(reason) => return neutral(context.locale, kind(), reason),
    };
    let l10n = L10n::for_alerts(context.locale);
    let texts = l10n.alert(&push.event, &context.subject(push.child.as_ref()), now);
    let body = match l10n.alert_delay(push.event.at(), now, now) {
        Some(delay) => format!("{} · {delay}", texts.body),
        None => texts.body,
    };
    let kind = push.event.kind();
    let verdict = context.rules.judge(push.child.as_ref(), &push.event, now);
    RenderedPush::Full {
        key: push.key(),
        kind,
        channel: kind.channel(),
        title: texts.title,
        body,
        neutral_title: texts.neutral_title,
        neutral_body: texts.neutral_body,
        full_when_locked: context.rules.full_when_locked,
        wanted: verdict.is_told(),
        sound: verdict.sounds(),
    }
}

/// Keeps `payload` in the spool at `spool_dir` for the app to take up. Writes one small file; no network, no database, no thread.
pub fn record_push(spool_dir: &Path, payload: &[u8]) -> Recorded {
    spool::record(spool_dir, payload)
}
