//! The context file: all that reading a push needs, where both the app and the notification extension find it.
//!
//! The app writes it whole, by a temporary name and a rename; the extension only reads it. It holds the device's private push key
//! and first names, so it lies in the app's own (or the shared) container, readable by the owner only, and goes with the sign-out.
//! Why the key lies here and not in the keychain: `docs/push.md`.

use std::path::Path;

use ring::digest::{Context as Digest, SHA256};
use serde::{Deserialize, Serialize};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::PushTrouble;
use super::ece::DeviceKeys;
use crate::alerts::rules::AlertRules;
use crate::domain::PersonId;
use crate::domain::people::Sex;
use crate::l10n::{AlertSubject, Locale};

/// Name of the file inside the shared directory (the data directory where there is no other).
pub const FILE: &str = "push-context.json";
/// Version of its form.
const VERSION: u32 = 1;
/// Bytes of the digest that make a child's reference.
const REFERENCE: usize = 12;

/// A child as pushes speak of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushChild {
    /// Who.
    pub person: PersonId,
    /// First name.
    pub name: String,
    /// Grammatical sex.
    pub sex: Sex,
}

/// What reading a push needs.
#[derive(Debug, Clone)]
pub struct PushContext {
    /// Language of the texts.
    pub locale: Locale,
    /// The school's clock less the phone's, milliseconds.
    pub clock_offset: i64,
    /// The device's keys.
    pub keys: DeviceKeys,
    /// The children alerts may be about.
    pub children: Vec<PushChild>,
    /// What the parent wants to be told.
    pub rules: AlertRules,
}

#[derive(Serialize, Deserialize)]
struct Saved {
    version: u32,
    locale: Locale,
    clock_offset: i64,
    private: String,
    auth: String,
    children: Vec<PushChild>,
    rules: AlertRules,
}

impl PushContext {
    /// Reads the file.
    ///
    /// # Errors
    /// [`PushTrouble::SignedOut`] when there is none that can be read.
    pub fn load(file: &Path) -> Result<Self, PushTrouble> {
        let bytes = std::fs::read(file).map_err(|_| PushTrouble::SignedOut)?;
        let saved: Saved = serde_json::from_slice(&bytes).map_err(|_| PushTrouble::SignedOut)?;
        if saved.version != VERSION {
            return Err(PushTrouble::SignedOut);
        }
        let keys = DeviceKeys::from_text(&saved.private, &saved.auth).ok_or(PushTrouble::SignedOut)?;
        Ok(Self { locale: saved.locale, clock_offset: saved.clock_offset, keys, children: saved.children, rules: saved.rules })
    }

    /// Replaces the file.
    ///
    /// # Errors
    /// What the system says.
    pub fn save(&self, file: &Path) -> std::io::Result<()> {
        let saved = Saved {
            version: VERSION,
            locale: self.locale,
            clock_offset: self.clock_offset,
            private: self.keys.private_text(),
            auth: self.keys.auth_text(),
            children: self.children.clone(),
            rules: self.rules.clone(),
        };
        super::spool::replace(file, &serde_json::to_vec(&saved)?)
    }

    /// The child behind `reference`.
    pub fn child(&self, reference: &str) -> Option<&PushChild> {
        self.children.iter().find(|child| child_reference(&self.keys, &child.person) == reference)
    }

    /// How texts speak of `child`.
    pub fn subject(&self, child: Option<&PersonId>) -> AlertSubject {
        let child = self.children.iter().find(|known| Some(&known.person) == child);
        child.map_or(AlertSubject { name: String::new(), sex: Sex::Unknown }, |child| AlertSubject {
            name: child.name.clone(),
            sex: child.sex,
        })
    }
}

/// The reference under which pushes to the device with `keys` speak of `person`: worth nothing to anybody who does not know the
/// device's authentication secret, and another one on every device.
pub fn child_reference(keys: &DeviceKeys, person: &PersonId) -> String {
    let mut digest = Digest::new(&SHA256);
    digest.update(keys.auth());
    digest.update(person.as_str().as_bytes());
    URL_SAFE_NO_PAD.encode(&digest.finish().as_ref()[..REFERENCE])
}
