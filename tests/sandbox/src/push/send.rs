//! Pushes to devices, in the form of each push service, and what goes wrong on the way.
//!
//! The message itself is `docs/push.md`; faults are rules of service `delivery`.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{Duration, NaiveDateTime};
use rusqlite::{Connection, params};
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::devices::Device;
use super::news::{News, millis};
use crate::clock::sql;
use crate::faults::FaultKind;

/// Most bytes a push service carries.
const MOST: usize = 4096;
/// How long a push service keeps what it cannot deliver.
const KEEP_SECONDS: i64 = 3 * 86_400;
/// A push held back by `reordered` goes after this many seconds even if nothing overtakes it.
const HELD_SECONDS: i64 = 60;

/// One push as the service gets it and as the app gets it.
struct Push {
    alert_id: String,
    /// The request to the push service.
    request: Value,
    /// What the platform hands to the app.
    handed: String,
}

/// Sends `news` to a device; `faults` strike between the push service and the device.
pub(super) fn send(db: &Connection, now: NaiveDateTime, news: &News, device: &Device, faults: &[FaultKind]) -> rusqlite::Result<()> {
    let number = device.sent + 1;
    let Some(push) = make(news, device, number, now) else { return Ok(()) };
    db.prepare_cached("UPDATE push_devices SET sent = ?2 WHERE device_id = ?1")?.execute(params![device.id, number])?;
    db.prepare_cached(
        "INSERT INTO provider_pushes (device_id, provider, alert_id, kind, at, request, bytes) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![
        device.id,
        device.provider,
        push.alert_id,
        news.kind.code,
        sql(now),
        push.request.to_string(),
        i64::try_from(push.handed.len()).unwrap_or(i64::MAX),
    ])?;
    queue(db, now, &device.id, push.handed, faults)
}

/// Puts a push on its way.
fn queue(db: &Connection, now: NaiveDateTime, device_id: &str, mut payload: String, faults: &[FaultKind]) -> rusqlite::Result<()> {
    let (mut due, mut copies, mut held) = (now, 1, false);
    for fault in faults {
        match fault {
            FaultKind::Lost => return Ok(()),
            FaultKind::Late { seconds } => due = now + Duration::seconds((*seconds).into()),
            FaultKind::Doubled => copies = 2,
            FaultKind::Reordered => held = true,
            FaultKind::Cut => {
                let half = (0..=payload.len() / 2).rev().find(|end| payload.is_char_boundary(*end)).unwrap_or_default();
                payload.truncate(half);
            }
            FaultKind::Oversized { bytes } => payload = padded(&payload, *bytes),
            _ => {}
        }
    }
    if held {
        due = due.max(now + Duration::seconds(HELD_SECONDS));
    }
    let mut insert = db.prepare_cached("INSERT INTO push_queue (device_id, due_at, held, payload) VALUES (?1, ?2, ?3, ?4)")?;
    for _ in 0..copies {
        insert.execute(params![device_id, sql(due), held, payload])?;
    }
    if !held {
        // Whatever waited to be overtaken comes right behind.
        release(db, now, Some(device_id))?;
    }
    Ok(())
}

/// Lets go of pushes held back: those of a device that were overtaken, or all whose time is over.
pub(super) fn release(db: &Connection, now: NaiveDateTime, overtaken: Option<&str>) -> rusqlite::Result<()> {
    db.prepare_cached(
        "INSERT INTO push_queue (device_id, due_at, held, payload)
         SELECT device_id, ?1, 0, payload FROM push_queue WHERE held = 1 AND (device_id = ?2 OR due_at <= ?1) ORDER BY id",
    )?
    .execute(params![sql(now), overtaken])?;
    db.prepare_cached("DELETE FROM push_queue WHERE held = 1 AND (device_id = ?2 OR due_at <= ?1)")?
        .execute(params![sql(now), overtaken])?;
    Ok(())
}

/// The same JSON object with one field more, blown up to `bytes`.
fn padded(payload: &str, bytes: usize) -> String {
    let open = payload.strip_suffix('}').unwrap_or(payload);
    let room = bytes.saturating_sub(open.len() + ",\"pad\":\"\"}".len());
    format!("{open},\"pad\":\"{}\"}}", "A".repeat(room))
}

/// An opaque name: says nothing without the device's secret.
fn opaque(device: &Device, parts: &[&str], length: usize) -> String {
    let mut hash = Sha256::new();
    hash.update(device.recipient.auth());
    for part in parts {
        hash.update(part);
    }
    URL_SAFE_NO_PAD.encode(&hash.finalize()[..length])
}

fn make(news: &News, device: &Device, number: i64, now: NaiveDateTime) -> Option<Push> {
    let alert_id = opaque(device, &["alert|", news.kind.code, "|", &news.reference.to_string()], 16);
    let child = opaque(device, &[&news.child.person_id], 12);
    let mut body = news.body.clone();
    body.insert("cursor".to_owned(), json!({ "after": number - 1, "is": number }));
    loop {
        let message = device.recipient.seal(Value::from(body.clone()).to_string().as_bytes())?;
        let fields = [
            ("v", json!(1)),
            ("id", json!(alert_id)),
            ("r", json!(news.revision)),
            ("k", json!(news.kind.code)),
            ("c", json!(child)),
            ("t", json!(millis(now))),
            ("m", json!(URL_SAFE_NO_PAD.encode(message))),
        ];
        let fields = fields.into_iter().filter(|(key, _)| *key != "r" || news.revision > 0);
        let push = for_service(device, &alert_id, fields.map(|(key, value)| (key.to_owned(), value)).collect());
        if push.handed.len() <= MOST {
            return Some(push);
        }
        // A sender drops lines of a purchase until it fits; nothing else is long.
        body.get_mut("items")?.as_array_mut()?.pop()?;
    }
}

fn for_service(device: &Device, alert_id: &str, fields: Map<String, Value>) -> Push {
    let alert_id = alert_id.to_owned();
    if device.provider == "apns" {
        let payload = json!({
            "aps": {
                "alert": { "title-loc-key": "push.neutral.title", "loc-key": "push.neutral.body" },
                "mutable-content": 1,
                "sound": "default",
            },
            "sc": fields,
        });
        let request = json!({
            "path": format!("/3/device/{}", device.token),
            "headers": {
                "apns-topic": device.application_id,
                "apns-push-type": "alert",
                "apns-priority": "10",
                "apns-expiration": KEEP_SECONDS.to_string(),
                "apns-collapse-id": alert_id,
                "apns-id": Uuid::new_v4().to_string(),
            },
            "payload": payload,
        });
        return Push { alert_id, request, handed: payload.to_string() };
    }
    // FCM and RuStore carry texts only.
    let texts: Map<String, Value> = fields
        .into_iter()
        .map(|(key, value)| match value {
            Value::String(_) => (key, value),
            value => (key, Value::String(value.to_string())),
        })
        .collect();
    let handed = Value::from(texts.clone()).to_string();
    let mut android = json!({ "ttl": format!("{KEEP_SECONDS}s") });
    if device.provider == "fcm" {
        android["priority"] = "HIGH".into();
    }
    let request = json!({ "message": { "token": device.token, "data": texts, "android": android } });
    Push { alert_id, request, handed }
}
