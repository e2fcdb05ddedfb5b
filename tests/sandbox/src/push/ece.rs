//! The sender's side of message encryption for push (RFC 8291 over RFC 8188, `aes128gcm`): one record, a fresh key for every message.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::ecdh::diffie_hellman;
use p256::elliptic_curve::sec1::ToEncodedPoint as _;
use p256::{PublicKey, SecretKey};
use ring::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use ring::hkdf::{HKDF_SHA256, KeyType, Salt};
use ring::rand::{SecureRandom as _, SystemRandom};

/// Record size written into the header; one record holds every message.
const RECORD: u32 = 4096;

struct Length(usize);

impl KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

/// Where a device's messages go: its public key and the secret it shares with us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    public: Vec<u8>,
    auth: Vec<u8>,
}

impl Recipient {
    /// From the base64url texts of the registration; `None` when they are no keys.
    pub fn from_text(p256dh: &str, auth: &str) -> Option<Self> {
        let public = URL_SAFE_NO_PAD.decode(p256dh).ok()?;
        PublicKey::from_sec1_bytes(&public).ok()?;
        let auth = URL_SAFE_NO_PAD.decode(auth).ok()?;
        (auth.len() == 16).then_some(Self { public, auth })
    }

    /// The shared secret.
    pub(crate) fn auth(&self) -> &[u8] {
        &self.auth
    }

    /// `plain` as only the recipient can read it; `None` when the system gives no randomness.
    pub fn seal(&self, plain: &[u8]) -> Option<Vec<u8>> {
        let random = SystemRandom::new();
        let (mut salt, mut scalar) = ([0_u8; 16], [0_u8; 32]);
        random.fill(&mut salt).ok()?;
        let sender = loop {
            random.fill(&mut scalar).ok()?;
            if let Ok(key) = SecretKey::from_slice(&scalar) {
                break key;
            }
        };
        let sender_public = sender.public_key().to_encoded_point(false);
        let theirs = PublicKey::from_sec1_bytes(&self.public).ok()?;
        let shared = diffie_hellman(sender.to_nonzero_scalar(), theirs.as_affine());
        let expand = |salt: &[u8], secret: &[u8], info: &[&[u8]], out: &mut [u8]| {
            Salt::new(HKDF_SHA256, salt).extract(secret).expand(info, Length(out.len())).and_then(|okm| okm.fill(out)).ok()
        };
        let (mut ikm, mut key, mut nonce) = ([0_u8; 32], [0_u8; 16], [0_u8; 12]);
        expand(&self.auth, shared.raw_secret_bytes(), &[b"WebPush: info\0", &self.public, sender_public.as_bytes()], &mut ikm)?;
        expand(&salt, &ikm, &[b"Content-Encoding: aes128gcm\0"], &mut key)?;
        expand(&salt, &ikm, &[b"Content-Encoding: nonce\0"], &mut nonce)?;

        let mut record = plain.to_vec();
        record.push(2);
        let key = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, &key).ok()?);
        key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut record).ok()?;
        let mut message = salt.to_vec();
        message.extend_from_slice(&RECORD.to_be_bytes());
        message.push(65);
        message.extend_from_slice(sender_public.as_bytes());
        message.extend_from_slice(&record);
        Some(message)
    }
}
