//! A secret store that can be locked, or that takes nothing new.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use schoolcard_core::secrets::{MemorySecrets, SecretError, SecretStore};

/// Secrets in memory behind a lock of the test's.
#[derive(Debug, Default)]
pub struct Keyring {
    kept: MemorySecrets,
    locked: AtomicBool,
    takes_nothing: AtomicBool,
    sets: AtomicUsize,
}

impl Keyring {
    /// Locks or unlocks it: nothing can be read or written while it is locked.
    pub fn lock(&self, locked: bool) {
        self.locked.store(locked, Ordering::SeqCst);
    }

    /// Lets everything be read and nothing be kept, or all again.
    pub fn take_nothing(&self, nothing: bool) {
        self.takes_nothing.store(nothing, Ordering::SeqCst);
    }

    /// How often something was kept.
    pub fn sets(&self) -> usize {
        self.sets.load(Ordering::SeqCst)
    }

    fn open(&self) -> Result<&MemorySecrets, SecretError> {
        if self.locked.load(Ordering::SeqCst) { Err(SecretError::Locked) } else { Ok(&self.kept) }
    }
}

impl SecretStore for Keyring {
    fn get(&self, key: String) -> Result<Option<String>, SecretError> {
        self.open()?.get(key)
    }

    fn set(&self, key: String, value: String) -> Result<(), SecretError> {
        if self.takes_nothing.load(Ordering::SeqCst) {
            return Err(SecretError::Unavailable { reason: "takes nothing".to_owned() });
        }
        self.sets.fetch_add(1, Ordering::SeqCst);
        self.open()?.set(key, value)
    }

    fn delete(&self, key: String) -> Result<(), SecretError> {
        self.open()?.delete(key)
    }
}
