//! Push tokens (wire-api §10), with the keys of `docs/push.md` beside the wire's own fields.
//!
//! Assumed: 200 without a body for a registration, 204 for a removal; a device belongs to whoever registered it last;
//! one registered without keys is taken and gets nothing.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use rusqlite::{Connection, params};
use serde::Deserialize;

use super::ece::Recipient;
use crate::clock::sql;
use crate::envelope::WireError;
use crate::headers::AnyToken;
use crate::server::AppState;

#[derive(Deserialize)]
struct Keys {
    p256dh: String,
    auth: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Registration {
    device_id: String,
    token: String,
    push_provider_id: String,
    application_id: String,
    keys: Option<Keys>,
}

impl Registration {
    fn check(&self) -> Result<(), WireError> {
        for (name, text) in [("deviceId", &self.device_id), ("token", &self.token), ("applicationId", &self.application_id)] {
            if text.is_empty() || text.len() > 4096 {
                return Err(WireError::bad(name, "must not be empty"));
            }
        }
        if !matches!(self.push_provider_id.as_str(), "fcm" | "apns" | "rustore") {
            return Err(WireError::bad("pushProviderId", "must be fcm, apns or rustore"));
        }
        match &self.keys {
            Some(keys) if Recipient::from_text(&keys.p256dh, &keys.auth).is_none() => {
                Err(WireError::bad("keys", "must be a P-256 point and 16 bytes, base64url"))
            }
            _ => Ok(()),
        }
    }
}

/// `POST /api/fcm/v1`. New keys begin a new row of numbers; the same registration again changes nothing.
pub(super) async fn register(State(state): State<AppState>, AnyToken(caller): AnyToken, body: Bytes) -> Result<StatusCode, WireError> {
    let wish: Registration = serde_json::from_slice(&body).map_err(|error| WireError::bad("body", error.to_string()))?;
    wish.check()?;
    let (p256dh, auth) = wish.keys.as_ref().map(|keys| (&keys.p256dh, &keys.auth)).unzip();
    let now = sql(state.clock.now());
    state.db.write(|db| {
        db.prepare_cached(
            "INSERT INTO push_devices (device_id, parent_id, token, provider, application_id, p256dh, auth, registered_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             ON CONFLICT (device_id) DO UPDATE SET
               sent = CASE WHEN p256dh IS excluded.p256dh AND auth IS excluded.auth AND parent_id = excluded.parent_id THEN sent ELSE 0 END,
               parent_id = excluded.parent_id, token = excluded.token, provider = excluded.provider,
               application_id = excluded.application_id, p256dh = excluded.p256dh, auth = excluded.auth, registered_at = excluded.registered_at",
        )?
        .execute(params![wish.device_id, caller.parent_id, wish.token, wish.push_provider_id, wish.application_id, p256dh, auth, now])?;
        Ok(StatusCode::OK)
    })
}

/// `DELETE /api/fcm/v1/{deviceId}`; 404 for a device that is not the caller's. What is on its way still comes.
pub(super) async fn remove(
    State(state): State<AppState>,
    AnyToken(caller): AnyToken,
    Path(device_id): Path<String>,
) -> Result<StatusCode, WireError> {
    state.db.write(|db| {
        let removed =
            db.execute("DELETE FROM push_devices WHERE device_id = ?1 AND parent_id = ?2", params![device_id, caller.parent_id])?;
        if removed == 0 { Err(WireError::NotFound) } else { Ok(StatusCode::NO_CONTENT) }
    })
}

/// A registered device with keys.
pub(super) struct Device {
    pub id: String,
    pub token: String,
    pub provider: String,
    pub application_id: String,
    pub recipient: Recipient,
    /// Number of the last push sent.
    pub sent: i64,
}

/// The devices of a parent that can be written to.
pub(super) fn of_parent(db: &Connection, parent_id: i64) -> rusqlite::Result<Vec<Device>> {
    let found: Vec<Option<Device>> = db
        .prepare_cached("SELECT device_id, token, provider, application_id, p256dh, auth, sent FROM push_devices WHERE parent_id = ?1 AND auth NOT NULL")?
        .query_map([parent_id], |row| {
            let keys: (String, String) = (row.get(4)?, row.get(5)?);
            let Some(recipient) = Recipient::from_text(&keys.0, &keys.1) else { return Ok(None) };
            Ok(Some(Device {
                id: row.get(0)?,
                token: row.get(1)?,
                provider: row.get(2)?,
                application_id: row.get(3)?,
                recipient,
                sent: row.get(6)?,
            }))
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(found.into_iter().flatten().collect())
}
