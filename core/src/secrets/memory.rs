//! Secrets that end with the process.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use super::{SecretError, SecretStore};

/// Secrets in memory.
#[derive(Default)]
pub struct MemorySecrets(Mutex<HashMap<String, String>>);

impl MemorySecrets {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    fn map(&self) -> std::sync::MutexGuard<'_, HashMap<String, String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for MemorySecrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MemorySecrets").finish_non_exhaustive()
    }
}

impl SecretStore for MemorySecrets {
    fn get(&self, key: String) -> Result<Option<String>, SecretError> {
        Ok(self.map().get(&key).cloned())
    }

    fn set(&self, key: String, value: String) -> Result<(), SecretError> {
        self.map().insert(key, value);
        Ok(())
    }

    fn delete(&self, key: String) -> Result<(), SecretError> {
        self.map().remove(&key);
        Ok(())
    }
}
