//! Where tokens live: the platform's own secret store, behind one small trait.
//!
//! Decides: what a caller may do about a store that will not answer (a locked one is "later", never a sign-out), and how the
//! fallback file is protected. Leaves to others: what is kept and under which key (`session`), and which store is used (`app`).
//!
//! | store | where | file |
//! | --- | --- | --- |
//! | the desktop's keyring | Secret Service, macOS Keychain, Windows Credential Manager | `desktop` (feature `keyring`) |
//! | a file of mode 0600 | only when asked for | [`file`] |
//! | memory | tests, and runs that must leave nothing behind | [`memory`] |

#[cfg(feature = "keyring")]
pub mod desktop;
pub mod file;
pub mod memory;

#[cfg(test)]
pub(crate) mod conformance;

#[cfg(feature = "keyring")]
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
