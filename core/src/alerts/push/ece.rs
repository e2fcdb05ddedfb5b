//! Message encryption for push (RFC 8291 over RFC 8188, `aes128gcm`): only this device can read what was sent to it.
//!
//! The push services carry a salt, a throw-away public key of the sender and ciphertext. Both sides meet by P-256 agreement; the
//! key that opens the records is derived from it, from the device's authentication secret and from the salt.

use std::sync::OnceLock;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::ecdh::diffie_hellman;
use p256::elliptic_curve::sec1::ToEncodedPoint;
use p256::{EncodedPoint, PublicKey, SecretKey};
use ring::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use ring::hkdf::{HKDF_SHA256, KeyType, Salt};
use ring::rand::{SecureRandom, SystemRandom};

/// Bytes of the salt.
const SALT: usize = 16;
/// Bytes of the header before the sender's key: salt, record size, length of the key's name.
const HEADER: usize = SALT + 4 + 1;
/// Bytes of an uncompressed P-256 point.
const POINT: usize = 65;
/// Bytes of a GCM tag.
const TAG: usize = 16;
/// The smallest record size that RFC 8188 allows.
const SMALLEST_RECORD: usize = TAG + 2;

/// Why a message could not be opened. Says nothing of its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EceError {
    /// Not a message of this form.
    #[error("not an encrypted message")]
    Malformed,
    /// Not encrypted to this device, or changed on the way.
    #[error("not for this device")]
    WrongKey,
}

/// The keys of one device: the pair it is reached by, and the secret it shares with the sender only.
#[derive(Clone)]
pub struct DeviceKeys {
    private: SecretKey,
    auth: [u8; 16],
    /// Worked out once: every message names it, and it costs as much as opening one.
    public: OnceLock<EncodedPoint>,
}

impl std::fmt::Debug for DeviceKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DeviceKeys")
    }
}

struct Length(usize);

impl KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

impl DeviceKeys {
    /// New keys from the system's randomness; none when it gives none.
    pub fn generate() -> Option<Self> {
        let random = SystemRandom::new();
        let mut auth = [0_u8; 16];
        random.fill(&mut auth).ok()?;
        // All but one in 2³² draws are a valid key.
        for _ in 0..4 {
            let mut scalar = [0_u8; 32];
            random.fill(&mut scalar).ok()?;
            if let Ok(private) = SecretKey::from_slice(&scalar) {
                return Some(Self { private, auth, public: OnceLock::new() });
            }
        }
        None
    }

    /// Keys from their text form: private scalar and authentication secret, base64url.
    pub fn from_text(private: &str, auth: &str) -> Option<Self> {
        let private = SecretKey::from_slice(&URL_SAFE_NO_PAD.decode(private).ok()?).ok()?;
        let auth = URL_SAFE_NO_PAD.decode(auth).ok()?.try_into().ok()?;
        Some(Self { private, auth, public: OnceLock::new() })
    }

    /// The private scalar as base64url. A secret.
    pub fn private_text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.private.to_bytes())
    }

    /// The public key as base64url of the uncompressed point: what the sender encrypts to (`p256dh`).
    pub fn public_text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.public())
    }

    fn public(&self) -> &EncodedPoint {
        self.public.get_or_init(|| self.private.public_key().to_encoded_point(false))
    }

    /// The authentication secret as base64url (`auth`). Known to this device and the sender only.
    pub fn auth_text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.auth)
    }

    /// The authentication secret.
    pub(super) fn auth(&self) -> &[u8; 16] {
        &self.auth
    }

    /// Opens `message`: header, then one or more records.
    ///
    /// # Errors
    /// [`EceError::Malformed`], [`EceError::WrongKey`].
    pub fn open(&self, message: &[u8]) -> Result<Vec<u8>, EceError> {
        let header = message.get(..HEADER).ok_or(EceError::Malformed)?;
        let (salt, rest) = header.split_at(SALT);
        let record = u32::from_be_bytes(rest[..4].try_into().map_err(|_| EceError::Malformed)?);
        let record = usize::try_from(record).map_err(|_| EceError::Malformed)?;
        let key_length = usize::from(rest[4]);
        if key_length != POINT || record < SMALLEST_RECORD {
            return Err(EceError::Malformed);
        }
        let sender = message.get(HEADER..HEADER + POINT).ok_or(EceError::Malformed)?;
        let records = message.get(HEADER + POINT..).filter(|records| !records.is_empty()).ok_or(EceError::Malformed)?;
        let (key, nonce) = self.derive(sender, salt)?;

        let mut plain = Vec::with_capacity(records.len());
        let count = records.len().div_ceil(record);
        for (number, sealed) in records.chunks(record).enumerate() {
            let last = number + 1 == count;
            open_record(&key, nonce, number as u64, sealed, last, &mut plain)?;
        }
        Ok(plain)
    }

    /// The content key and the base nonce (RFC 8291 §3.4).
    fn derive(&self, sender: &[u8], salt: &[u8]) -> Result<(LessSafeKey, [u8; 12]), EceError> {
        let sender_key = PublicKey::from_sec1_bytes(sender).map_err(|_| EceError::Malformed)?;
        let own = self.public();
        let shared = diffie_hellman(self.private.to_nonzero_scalar(), sender_key.as_affine());
        let expand = |salt: &[u8], secret: &[u8], info: &[&[u8]], out: &mut [u8]| {
            let key = Salt::new(HKDF_SHA256, salt).extract(secret);
            key.expand(info, Length(out.len())).and_then(|okm| okm.fill(out)).map_err(|_| EceError::Malformed)
        };
        let mut ikm = [0_u8; 32];
        expand(&self.auth, shared.raw_secret_bytes(), &[b"WebPush: info\0", own.as_bytes(), sender], &mut ikm)?;
        let (mut key, mut nonce) = ([0_u8; 16], [0_u8; 12]);
        expand(salt, &ikm, &[b"Content-Encoding: aes128gcm\0"], &mut key)?;
        expand(salt, &ikm, &[b"Content-Encoding: nonce\0"], &mut nonce)?;
        let key = UnboundKey::new(&AES_128_GCM, &key).map_err(|_| EceError::Malformed)?;
        Ok((LessSafeKey::new(key), nonce))
    }
}

/// Opens one record (RFC 8188 §2): the tag, then padding from the end up to the delimiter, 2 in the last record and 1 before it.
fn open_record(key: &LessSafeKey, base: [u8; 12], number: u64, sealed: &[u8], last: bool, plain: &mut Vec<u8>) -> Result<(), EceError> {
    let mut nonce = base;
    for (byte, of_number) in nonce[4..].iter_mut().zip(number.to_be_bytes()) {
        *byte ^= of_number;
    }
    let mut opened = sealed.to_vec();
    let opened = key.open_in_place(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut opened).map_err(|_| EceError::WrongKey)?;
    let end = opened.iter().rposition(|byte| *byte != 0).ok_or(EceError::Malformed)?;
    if opened[end] != if last { 2 } else { 1 } {
        return Err(EceError::Malformed);
    }
    plain.extend_from_slice(&opened[..end]);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(text: &str) -> Vec<u8> {
        URL_SAFE_NO_PAD.decode(text).unwrap()
    }

    /// RFC 8291 §5 and appendix A.
    fn rfc_keys() -> DeviceKeys {
        DeviceKeys::from_text("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94", "BTBZMqHH6r4Tts7J_aSIgg").unwrap()
    }

    const RFC_MESSAGE: &str = "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";

    #[test]
    fn the_example_of_rfc_8291_opens() {
        assert_eq!(rfc_keys().public_text(), "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4");
        assert_eq!(rfc_keys().open(&bytes(RFC_MESSAGE)).unwrap(), b"When I grow up, I want to be a watermelon");
    }

    #[test]
    fn another_device_s_keys_and_a_changed_byte_open_nothing() {
        let message = bytes(RFC_MESSAGE);
        assert_eq!(DeviceKeys::generate().unwrap().open(&message), Err(EceError::WrongKey));
        let other_auth = DeviceKeys::from_text(&rfc_keys().private_text(), "AAAAAAAAAAAAAAAAAAAAAA").unwrap();
        assert_eq!(other_auth.open(&message), Err(EceError::WrongKey));
        for at in 0..message.len() {
            let mut changed = message.clone();
            changed[at] ^= 1;
            // The record size is not authenticated; as long as one record holds the message, it changes nothing.
            let opened = rfc_keys().open(&changed);
            assert!(opened.is_err() || (16..20).contains(&at), "byte {at}");
        }
        for length in 0..message.len() {
            assert!(rfc_keys().open(&message[..length]).is_err(), "cut at {length}");
        }
    }

    #[test]
    fn keys_survive_their_text_form_and_show_nothing_in_logs() {
        let keys = DeviceKeys::generate().unwrap();
        let again = DeviceKeys::from_text(&keys.private_text(), &keys.auth_text()).unwrap();
        assert_eq!(keys.public_text(), again.public_text());
        assert_eq!(format!("{keys:?}"), "DeviceKeys");
    }
}
