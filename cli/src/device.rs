//! The terminal as a device that gets pushes: a registered token, the sandbox's stream of pushes to it, and each of them handed to the
//! app as a phone's platform would hand it over.
//!
//! Only a sandbox has such a stream; a real push service wants a platform's own library.

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::HeaderName;
use reqwest::redirect::Policy;
use schoolcard_core::app::{AppError, ParentApp, PushOutcome};
use schoolcard_core::domain::{PushProvider, PushToken};
use tokio::task::JoinHandle;

use crate::setup::Opened;

/// Pause before a stream that broke is opened again.
const AGAIN: Duration = Duration::from_secs(1);
/// The stream says something every 15 seconds; one that is silent for longer is dead.
const SILENCE: Duration = Duration::from_secs(45);
/// The header that names the last push that came.
const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// A listening device; dropped, it listens no more.
pub struct Device(JoinHandle<()>);

impl Drop for Device {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Registers the terminal for pushes of the sandbox at `sandbox_url` and takes in what comes; `told` hears of each.
///
/// # Errors
/// [`AppError::Storage`] when the token cannot be kept.
pub fn connect(opened: &Opened, sandbox_url: &str, told: impl Fn(PushOutcome) + Send + Sync + 'static) -> Result<Device, AppError> {
    opened.app.set_push_token(Some(&PushToken {
        provider: PushProvider::Fcm,
        token: format!("terminal-{}", opened.device_id),
        application: "ru.schoolcard.terminal".to_owned(),
    }))?;
    let app = Arc::clone(&opened.app);
    let address = format!("{}/sandbox/v1/devices/{}/pushes", sandbox_url.trim_end_matches('/'), opened.device_id);
    Ok(Device(tokio::spawn(async move {
        let mut last = None;
        loop {
            // Whatever broke it, the next one goes on from the last push.
            let _ = listen(&address, &app, &mut last, &told).await;
            tokio::time::sleep(AGAIN).await;
        }
    })))
}

async fn listen(
    address: &str,
    app: &Arc<ParentApp>,
    last: &mut Option<String>,
    told: &(impl Fn(PushOutcome) + Send + Sync),
) -> Result<(), String> {
    let mut request = local_client()?.get(address);
    if let Some(last) = last.as_ref() {
        request = request.header(LAST_EVENT_ID, last);
    }
    let failed = |error: reqwest::Error| error.to_string();
    let mut stream = request.send().await.and_then(reqwest::Response::error_for_status).map_err(failed)?;
    let mut heard = Vec::new();
    while let Some(piece) = stream.chunk().await.map_err(failed)? {
        heard.extend_from_slice(&piece);
        while let Some(event) = next_event(&mut heard) {
            if let Some(payload) = &event.data {
                told(app.handle_push(payload.as_bytes()));
            }
            *last = event.id.or(last.take());
        }
    }
    Ok(())
}

/// One event of a stream.
#[derive(Debug, PartialEq, Eq)]
struct Event {
    id: Option<String>,
    data: Option<String>,
}

/// Takes the first whole event off what was heard so far.
fn next_event(heard: &mut Vec<u8>) -> Option<Event> {
    let end = heard.windows(2).position(|two| two == b"\n\n")?;
    let event: Vec<u8> = heard.drain(..end + 2).collect();
    let text = String::from_utf8_lossy(&event);
    let fields = |name: &'static str| {
        text.lines().filter_map(move |line| {
            let value = line.strip_prefix(name)?.strip_prefix(':')?;
            Some(value.strip_prefix(' ').unwrap_or(value))
        })
    };
    let data: Vec<&str> = fields("data").collect();
    Some(Event { id: fields("id").next_back().map(str::to_owned), data: Some(data.join("\n")).filter(|_| !data.is_empty()) })
}

/// A client for a school on this machine: no proxy, no certificates, no redirects followed.
///
/// # Errors
/// What the client could not be made of.
pub fn local_client() -> Result<reqwest::Client, String> {
    let tls = rustls::ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
    reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .redirect(Policy::none())
        .no_proxy()
        .read_timeout(SILENCE)
        .build()
        .map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_cut_out_of_the_stream_however_it_is_torn() {
        let stream = ":\n\nid: 7\ndata: {\"v\":\"1\"}\n\nid:8\ndata:a\ndata: b\n\nid: 9\ndata: not wh";
        let (mut heard, mut events) = (Vec::new(), Vec::new());
        for byte in stream.bytes() {
            heard.push(byte);
            events.extend(next_event(&mut heard));
        }
        let event = |id: Option<&str>, data: Option<&str>| Event { id: id.map(str::to_owned), data: data.map(str::to_owned) };
        assert_eq!(events, [event(None, None), event(Some("7"), Some("{\"v\":\"1\"}")), event(Some("8"), Some("a\nb"))]);
        assert_eq!(heard, b"id: 9\ndata: not wh");
    }
}
