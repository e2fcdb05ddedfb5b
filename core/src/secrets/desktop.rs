//! Secrets in the desktop's own store: Secret Service, macOS Keychain or Windows Credential Manager, as the `keyring` crate finds it.

use keyring_core::Error;

use super::credentials::{CredentialSecrets, Modifiers, reaction};
use super::{SecretError, SecretStore};

/// Secrets of one service name in the desktop's keyring.
#[derive(Debug)]
pub struct KeyringSecrets {
    service: String,
}

impl KeyringSecrets {
    /// Secrets kept under the service name `service`. The keyring is reached at the first call, not here.
    pub fn new(service: impl Into<String>) -> Self {
        Self { service: service.into() }
    }

    fn open(&self) -> Result<CredentialSecrets, SecretError> {
        keyring::Entry::store_status().as_ref().map_err(reaction)?;
        let store = keyring_core::get_default_store().ok_or_else(|| reaction(&Error::NoDefaultStore))?;
        Ok(CredentialSecrets::new(store, self.service.clone(), Modifiers::new()))
    }
}

impl SecretStore for KeyringSecrets {
    fn get(&self, key: String) -> Result<Option<String>, SecretError> {
        self.open()?.get(key)
    }

    fn set(&self, key: String, value: String) -> Result<(), SecretError> {
        self.open()?.set(key, value)
    }

    fn delete(&self, key: String) -> Result<(), SecretError> {
        self.open()?.delete(key)
    }
}
