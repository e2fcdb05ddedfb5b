//! A device of the tests: its own keys, registration over HTTP, the stream of pushes, opening messages (RFC 8291).
#![allow(dead_code)] // each test file uses its own part
#![allow(clippy::unwrap_used)] // helpers of tests fail like tests

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::elliptic_curve::sec1::ToEncodedPoint as _;
use p256::{PublicKey, SecretKey};
use reqwest::{Response, StatusCode};
use ring::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use ring::hkdf::{HKDF_SHA256, KeyType, Salt};
use schoolcard_sandbox::Sandbox;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::client::Parent;

struct Length(usize);

impl KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

pub struct Device {
    pub id: String,
    pub provider: &'static str,
    secret: SecretKey,
    auth: [u8; 16],
}

impl Device {
    pub fn new(id: &str, provider: &'static str) -> Self {
        let seed: [u8; 32] = Sha256::digest(id).into();
        Self { id: id.to_owned(), provider, secret: SecretKey::from_slice(&seed).unwrap(), auth: seed[..16].try_into().unwrap() }
    }

    fn public(&self) -> Vec<u8> {
        self.secret.public_key().to_encoded_point(false).as_bytes().to_vec()
    }

    pub fn registration(&self) -> Value {
        json!({
            "deviceId": self.id, "token": format!("token-of-{}", self.id), "pushProviderId": self.provider, "applicationId": "app",
            "keys": { "p256dh": URL_SAFE_NO_PAD.encode(self.public()), "auth": URL_SAFE_NO_PAD.encode(self.auth) }
        })
    }

    /// Registered for `parent`.
    pub async fn registered(parent: &Parent, id: &str, provider: &'static str) -> Self {
        let device = Self::new(id, provider);
        assert_eq!(register(parent, &device.registration()).await, StatusCode::OK);
        device
    }

    /// The opaque reference of a child, as this device computes it.
    pub fn child(&self, person_id: &str) -> String {
        let hash = Sha256::new().chain_update(self.auth).chain_update(person_id).finalize();
        URL_SAFE_NO_PAD.encode(&hash[..12])
    }

    /// The message of a payload, opened.
    pub fn open(&self, payload: &Value) -> Value {
        let fields = payload.get("sc").unwrap_or(payload);
        let message = URL_SAFE_NO_PAD.decode(fields["m"].as_str().unwrap()).unwrap();
        let (salt, rest) = message.split_at(16);
        let (sender, record) = rest[5..].split_at(usize::from(rest[4]));
        let sender_key = PublicKey::from_sec1_bytes(sender).unwrap();
        let shared = p256::ecdh::diffie_hellman(self.secret.to_nonzero_scalar(), sender_key.as_affine());
        let expand = |salt: &[u8], secret: &[u8], info: &[&[u8]], out: &mut [u8]| {
            Salt::new(HKDF_SHA256, salt).extract(secret).expand(info, Length(out.len())).unwrap().fill(out).unwrap();
        };
        let (mut ikm, mut key, mut nonce) = ([0_u8; 32], [0_u8; 16], [0_u8; 12]);
        expand(&self.auth, shared.raw_secret_bytes(), &[b"WebPush: info\0", &self.public(), sender], &mut ikm);
        expand(salt, &ikm, &[b"Content-Encoding: aes128gcm\0"], &mut key);
        expand(salt, &ikm, &[b"Content-Encoding: nonce\0"], &mut nonce);
        let key = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, &key).unwrap());
        let mut record = record.to_vec();
        let plain = key.open_in_place(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut record).unwrap();
        assert_eq!(plain.last(), Some(&2));
        serde_json::from_slice(&plain[..plain.len() - 1]).unwrap()
    }

    /// What the sandbox hands over now, as JSON.
    pub fn take(&self, sandbox: &Sandbox) -> Vec<Value> {
        sandbox.take_pushes(&self.id).unwrap().iter().map(|text| serde_json::from_str(text).unwrap()).collect()
    }

    /// Numbers (`cursor.is`) of what is handed over now.
    pub fn numbers(&self, sandbox: &Sandbox) -> Vec<i64> {
        self.take(sandbox).iter().map(|payload| self.open(payload)["cursor"]["is"].as_i64().unwrap()).collect()
    }
}

pub async fn register(parent: &Parent, body: &Value) -> StatusCode {
    let request = parent.http.post(format!("{}/api/fcm/v1", parent.base)).bearer_auth(&parent.access);
    request.header("X-Mes-Subsystem", "familymp").json(body).send().await.unwrap().status()
}

pub async fn unregister(parent: &Parent, device: &str) -> StatusCode {
    let request = parent.http.delete(format!("{}/api/fcm/v1/{device}", parent.base)).bearer_auth(&parent.access);
    request.header("X-Mes-Subsystem", "familymp").send().await.unwrap().status()
}

/// A listener of a device's server-sent events.
pub struct Listener {
    answer: Response,
    text: String,
}

impl Listener {
    pub async fn open(parent: &Parent, device: &str, last: Option<&str>) -> Self {
        let mut request = parent.http.get(format!("{}/sandbox/v1/devices/{device}/pushes", parent.base));
        if let Some(last) = last {
            request = request.header("Last-Event-ID", last);
        }
        let answer = request.send().await.unwrap();
        assert!(answer.headers()["content-type"].to_str().unwrap().starts_with("text/event-stream"));
        Self { answer, text: String::new() }
    }

    /// Id and data of the next event; none within `wait` or when the stream ended.
    pub async fn next_within(&mut self, wait: Duration) -> Option<(String, String)> {
        loop {
            if let Some(end) = self.text.find("\n\n") {
                let event: String = self.text.drain(..end + 2).collect();
                let field = |name: &str| event.lines().find_map(|line| line.strip_prefix(name)).map(|text| text.trim().to_owned());
                let found = field("id:").zip(field("data:"));
                if found.is_some() {
                    return found;
                }
                continue;
            }
            match tokio::time::timeout(wait, self.answer.chunk()).await {
                Ok(Ok(Some(chunk))) => self.text.push_str(&String::from_utf8_lossy(&chunk)),
                _ => return None,
            }
        }
    }

    pub async fn next(&mut self) -> (String, Value) {
        let (id, data) = self.next_within(Duration::from_secs(5)).await.unwrap();
        (id, serde_json::from_str(&data).unwrap())
    }
}
