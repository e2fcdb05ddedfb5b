//! A phone that gets pushes, and what its app tells.

use std::path::Path;
use std::time::Duration;

use schoolcard_core::app::{ParentApp, PostedAlert, PushOutcome, RefreshScope};
use schoolcard_core::domain::{AlertKind, PushProvider, PushToken};
use schoolcard_core::screens::alerts::AlertRow;
use schoolcard_core::screens::{AlertToPost, AlertsState, Screen, ScreenState};
use schoolcard_sandbox::Sandbox;

use crate::Phone;

/// The name of every phone of these tests at the school.
pub const DEVICE: &str = "scenario";

/// A token of the platform.
pub fn token() -> PushToken {
    PushToken { provider: PushProvider::Fcm, token: "token-of-the-scenario".to_owned(), application: "ru.schoolcard".to_owned() }
}

/// A signed-in phone that has read the latest days and is registered for pushes.
///
/// # Panics
/// When the school does not have it.
pub async fn registered(school: &Sandbox) -> Phone {
    let phone = Phone::new(&school.base_url()).expect("a phone");
    phone.app.set_push_token(Some(&token())).expect("a token");
    phone.sign_in(school).await.expect("a sign-in");
    phone.app.refresh(RefreshScope::Latest).await.expect("a reading");
    assert!(is_registered(school).await, "the school does not have the phone");
    phone
}

/// Whether the school has the phone, or gets it within a few seconds.
///
/// # Panics
/// When the sandbox fails.
pub async fn is_registered(school: &Sandbox) -> bool {
    for _ in 0..100 {
        if school.devices().expect("devices").iter().any(|device| device.device_id == DEVICE && device.has_keys) {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    false
}

/// What the platform hands over now, taken in by the app.
///
/// # Panics
/// When the sandbox fails.
pub fn deliver(school: &Sandbox, app: &ParentApp) -> Vec<PushOutcome> {
    let pushes = school.take_pushes(DEVICE).expect("pushes");
    pushes.iter().map(|payload| app.handle_push(payload.as_bytes())).collect()
}

/// The rows of the feed of `app`, newest first.
///
/// # Panics
/// When there is no feed.
pub fn feed(app: &ParentApp) -> Vec<AlertRow> {
    match app.current(&Screen::Alerts) {
        Ok(ScreenState::Alerts { state: AlertsState::Feed { rows, .. } }) => rows,
        other => panic!("no feed: {other:?}"),
    }
}

/// The kinds in the feed of `app`, newest first.
pub fn kinds(app: &ParentApp) -> Vec<AlertKind> {
    feed(app).iter().filter_map(|row| row.kind).collect()
}

/// Posts `alerts` as a face does: each shown (a line in `shown` names it), then said to be posted.
///
/// # Panics
/// When the file cannot be written.
pub fn post(app: &ParentApp, alerts: &[AlertToPost], shown: &Path) {
    use std::io::Write;
    let mut file = std::fs::OpenOptions::new().create(true).append(true).open(shown).expect("the phone's notifications");
    for alert in alerts {
        writeln!(file, "{} {}", alert.revision, alert.key.0).expect("a notification");
        file.sync_all().expect("a notification");
    }
    app.alerts_posted(alerts.iter().map(|alert| PostedAlert { key: alert.key.clone(), revision: alert.revision }).collect());
}
