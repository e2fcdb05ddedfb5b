//! What a push service hands to the app: a few opaque words in clear, and the message only this device can read (`docs/push.md`).

use base64::Engine;
use base64::engine::general_purpose::{URL_SAFE, URL_SAFE_NO_PAD};
use serde_json::{Map, Value};

use super::PushTrouble;
use crate::domain::{AlertKind, Moment};

/// The version of the contract this build reads.
pub const VERSION: i64 = 1;
/// Most bytes that FCM, APNs and RuStore carry; anything longer was not sent by them.
pub const LONGEST: usize = 4096;
/// Longest alert id.
const LONGEST_ID: usize = 64;

/// The part of a push that everybody on the way can read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// Opaque id of the alert, the same for every copy and update of it; safe as a file name.
    pub id: String,
    /// Counts updates of the same alert, from 0.
    pub revision: i64,
    /// Kind, when this version knows it.
    pub kind: Option<AlertKind>,
    /// Opaque reference of the child, none for alerts of the whole family.
    pub child: Option<String>,
    /// When the server sent it.
    pub sent_at: Moment,
    /// The encrypted message.
    pub message: Vec<u8>,
}

/// Reads what the platform handed over, as JSON text: the data map of FCM and RuStore, or the whole APNs payload with ours under `sc`.
///
/// # Errors
/// [`PushTrouble::TooLarge`], [`PushTrouble::Malformed`], [`PushTrouble::UnknownVersion`]; an unknown kind is none.
pub fn read(payload: &[u8]) -> Result<Envelope, PushTrouble> {
    if payload.len() > LONGEST {
        return Err(PushTrouble::TooLarge);
    }
    let Ok(Value::Object(mut map)) = serde_json::from_slice(payload) else { return Err(PushTrouble::Malformed) };
    if let Some(Value::Object(ours)) = map.remove("sc") {
        map = ours;
    }
    // Only the version is promised to keep its place for ever.
    if number(&map, "v").ok_or(PushTrouble::Malformed)? != VERSION {
        return Err(PushTrouble::UnknownVersion);
    }
    let id = text(&map, "id").filter(|id| is_safe(id)).ok_or(PushTrouble::Malformed)?;
    let message = text(&map, "m").and_then(decode).ok_or(PushTrouble::Malformed)?;
    Ok(Envelope {
        id: id.to_owned(),
        revision: number(&map, "r").unwrap_or(0),
        kind: text(&map, "k").and_then(AlertKind::from_code),
        child: text(&map, "c").filter(|child| !child.is_empty()).map(str::to_owned),
        sent_at: number(&map, "t").map(Moment).ok_or(PushTrouble::Malformed)?,
        message,
    })
}

/// FCM and RuStore carry texts only, APNs carries numbers too.
fn number(map: &Map<String, Value>, key: &str) -> Option<i64> {
    match map.get(key)? {
        Value::String(text) => text.parse().ok(),
        value => value.as_i64(),
    }
}

fn text<'a>(map: &'a Map<String, Value>, key: &str) -> Option<&'a str> {
    map.get(key)?.as_str()
}

/// Whether `id` can name a file and nothing else.
fn is_safe(id: &str) -> bool {
    (1..=LONGEST_ID).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}

fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).or_else(|_| URL_SAFE.decode(text)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fcm_and_rustore_bring_texts_and_apns_numbers_under_its_own_key() {
        let fcm = br#"{"v":"1","id":"a1","k":"entry","c":"ref","t":"1778563620000","r":"2","m":"AAEC"}"#;
        let apns = br#"{"aps":{"mutable-content":1},"sc":{"v":1,"id":"a1","k":"entry","c":"ref","t":1778563620000,"r":2,"m":"AAEC"}}"#;
        let read_fcm = read(fcm).unwrap();
        assert_eq!(read_fcm, read(apns).unwrap());
        assert_eq!((read_fcm.kind, read_fcm.revision, read_fcm.message), (Some(AlertKind::Entry), 2, vec![0, 1, 2]));
    }

    #[test]
    fn what_is_not_ours_is_named_and_a_new_kind_is_not_an_error() {
        let of = |text: &str| read(text.as_bytes()).map(|envelope| envelope.kind);
        assert_eq!(of(r#"{"v":"2"}"#), Err(PushTrouble::UnknownVersion));
        assert_eq!(of(r#"{"v":"1","id":"a","k":"comet","t":"1","m":"AA"}"#), Ok(None));
        assert_eq!(of("{}"), Err(PushTrouble::Malformed));
        assert_eq!(of("[1]"), Err(PushTrouble::Malformed));
        for id in ["", "../../cache.db", "a/b", ".hidden", &"a".repeat(65)] {
            assert_eq!(of(&format!(r#"{{"v":"1","id":"{id}","t":"1","m":"AA"}}"#)), Err(PushTrouble::Malformed), "{id}");
        }
        assert_eq!(read(&vec![b' '; 5000]), Err(PushTrouble::TooLarge));
    }
}
