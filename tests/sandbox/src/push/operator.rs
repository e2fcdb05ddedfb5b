//! What tests see of pushes: what the push services were given, what reached a device.

use axum::extract::{Query, State};
use axum::routing::get;
use axum::{Json, Router};
use rusqlite::params;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{stream, tell};
use crate::operator::OperatorError;
use crate::server::{AppState, Sandbox};

/// A push as its service got it: everything a push service can know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProviderPush {
    /// Counts all pushes of this sandbox.
    pub id: i64,
    /// The device.
    pub device_id: String,
    /// `fcm`, `apns` or `rustore`.
    pub provider: String,
    /// `id` of the payload.
    pub alert_id: String,
    /// `k` of the payload.
    pub kind: String,
    /// When it was sent, Moscow local time.
    pub at: String,
    /// The whole request: FCM's and RuStore's `{"message"}`, or path, headers and payload for APNs.
    pub request: Value,
    /// Bytes of what the platform hands to the app.
    pub bytes: i64,
}

/// A registered device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DeviceRecord {
    /// Chosen by the app.
    pub device_id: String,
    /// ACL profile id of the parent.
    pub parent: i64,
    /// `fcm`, `apns` or `rustore`.
    pub provider: String,
    /// The push token.
    pub token: String,
    /// False: registered without keys, so nothing is sent.
    pub has_keys: bool,
    /// Pushes sent to these keys.
    pub sent: i64,
}

/// Routes under `/sandbox/v1/`.
pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route("/sandbox/v1/devices", get(show_devices))
        .route("/sandbox/v1/devices/{device_id}/pushes", get(stream::listen))
        .route("/sandbox/v1/provider-pushes", get(show_provider))
}

fn provider_pushes(state: &AppState, device_id: Option<&str>, after: i64) -> Result<Vec<ProviderPush>, OperatorError> {
    tell(state)?;
    state.db.with(|db| {
        let found = db
            .prepare_cached(
                "SELECT id, device_id, provider, alert_id, kind, at, request, bytes FROM provider_pushes
                 WHERE id > ?1 AND (?2 IS NULL OR device_id = ?2) ORDER BY id",
            )?
            .query_map(params![after, device_id], |row| {
                Ok(ProviderPush {
                    id: row.get(0)?,
                    device_id: row.get(1)?,
                    provider: row.get(2)?,
                    alert_id: row.get(3)?,
                    kind: row.get(4)?,
                    at: row.get(5)?,
                    request: serde_json::from_str(row.get_ref(6)?.as_str()?).unwrap_or_default(),
                    bytes: row.get(7)?,
                })
            })?
            .collect::<rusqlite::Result<_>>()?;
        Ok(found)
    })
}

fn registered(state: &AppState) -> Result<Vec<DeviceRecord>, OperatorError> {
    state.db.with(|db| {
        let found = db
            .prepare_cached("SELECT device_id, parent_id, provider, token, auth NOT NULL, sent FROM push_devices ORDER BY device_id")?
            .query_map([], |row| {
                Ok(DeviceRecord {
                    device_id: row.get(0)?,
                    parent: row.get(1)?,
                    provider: row.get(2)?,
                    token: row.get(3)?,
                    has_keys: row.get(4)?,
                    sent: row.get(5)?,
                })
            })?
            .collect::<rusqlite::Result<_>>()?;
        Ok(found)
    })
}

impl Sandbox {
    /// What the push services were given after number `after`, before any fault; of one device when named.
    ///
    /// # Errors
    /// [`OperatorError::Storage`].
    pub fn provider_pushes(&self, device_id: Option<&str>, after: i64) -> Result<Vec<ProviderPush>, OperatorError> {
        provider_pushes(&self.state, device_id, after)
    }

    /// Hands over what is due to a device, as the stream would: each push once, in the order of arrival.
    ///
    /// # Errors
    /// [`OperatorError::Storage`].
    pub fn take_pushes(&self, device_id: &str) -> Result<Vec<String>, OperatorError> {
        tell(&self.state)?;
        let now = self.state.clock.now();
        let handed = self.state.db.write(|db| {
            let after = stream::last(db, device_id)?;
            stream::hand_over(db, now, device_id, after)
        })?;
        Ok(handed.into_iter().map(|(_, payload)| payload).collect())
    }

    /// Devices that registered a push token.
    ///
    /// # Errors
    /// [`OperatorError::Storage`].
    pub fn devices(&self) -> Result<Vec<DeviceRecord>, OperatorError> {
        registered(&self.state)
    }
}

#[derive(Deserialize)]
struct PushesQuery {
    device_id: Option<String>,
    #[serde(default)]
    after: i64,
}

async fn show_provider(State(state): State<AppState>, Query(query): Query<PushesQuery>) -> Result<Json<Value>, OperatorError> {
    Ok(Json(json!({ "pushes": provider_pushes(&state, query.device_id.as_deref(), query.after)? })))
}

async fn show_devices(State(state): State<AppState>) -> Result<Json<Value>, OperatorError> {
    Ok(Json(json!({ "devices": registered(&state)? })))
}
