//! Where tokens live: the platform's own secret store, behind one small trait.
//!
//! Decides: what a caller may do about a store that will not answer (a locked one is "later", never a sign-out), and how the
//! fallback file is protected. Leaves to others: what is kept and under which key (`session`), and which store is used (`app`).
//!
//! | store | where | file |
//! | --- | --- | --- |
//! | the desktop's keyring | Secret Service, macOS Keychain, Windows Credential Manager | `desktop` |
//! | Android's | preferences, encrypted with a key of the Keystore | `android` |
//! | the iPhone's | keychain, shared in an access group | `iphone` |
//! | a file of mode 0600 | only when asked for | [`mod@file`] |
//! | memory | tests, and runs that must leave nothing behind | [`memory`] |
//!
//! The first three need the feature `keyring`; [`of_this_device`] is the one of them that this system has.

use std::sync::Arc;

#[cfg(all(feature = "keyring", target_os = "android"))]
mod android;
#[cfg(feature = "keyring")]
mod credentials;
#[cfg(all(feature = "keyring", not(any(target_os = "android", target_os = "ios"))))]
pub mod desktop;
pub mod file;
#[cfg(all(feature = "keyring", target_os = "ios"))]
mod iphone;
pub mod memory;

#[cfg(test)]
pub(crate) mod conformance;

#[cfg(all(feature = "keyring", not(any(target_os = "android", target_os = "ios"))))]
pub use desktop::KeyringSecrets;
pub use file::FileSecrets;
pub use memory::MemorySecrets;

/// Why a secret store did not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    /// The store is there and locked (device not unlocked yet, keyring closed). Try later; nothing is lost.
    #[error("the secret store is locked")]
    Locked,
    /// There is no such store here, or it cannot be reached.
    #[error("the secret store is not available: {reason}")]
    Unavailable {
        /// Why; never holds a secret.
        reason: String,
    },
    /// What is stored cannot be read back: treat as signed out.
    #[error("the stored secret cannot be read")]
    Broken,
}

/// A place for secrets. Keys are chosen by us, short and plain.
///
/// Calls are synchronous and may block for a moment: not from a user-interface thread.
pub trait SecretStore: Send + Sync {
    /// The secret under `key`, if there is one.
    fn get(&self, key: String) -> Result<Option<String>, SecretError>;
    /// Keeps `value` under `key`, replacing what was there. Kept for good when this returns.
    fn set(&self, key: String, value: String) -> Result<(), SecretError>;
    /// Forgets `key`; fine when there is none.
    fn delete(&self, key: String) -> Result<(), SecretError>;
}

/// The device's own secret store, under `service`. On the iPhone `access_group` names the group of apps and extensions that may
/// read it; elsewhere it has no meaning.
///
/// # Errors
/// [`SecretError::Unavailable`] when there is none, or this build has no feature `keyring`.
pub fn of_this_device(service: &str, access_group: Option<&str>) -> Result<Arc<dyn SecretStore>, SecretError> {
    #[cfg(all(feature = "keyring", target_os = "android"))]
    return android::open(service, access_group);
    #[cfg(all(feature = "keyring", target_os = "ios"))]
    return iphone::open(service, access_group);
    #[cfg(all(feature = "keyring", not(any(target_os = "android", target_os = "ios"))))]
    {
        let _ = access_group;
        Ok(Arc::new(KeyringSecrets::new(service)))
    }
    #[cfg(not(feature = "keyring"))]
    {
        let _ = (service, access_group);
        Err(SecretError::Unavailable { reason: "this build has none".to_owned() })
    }
}
