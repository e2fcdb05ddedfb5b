//! Secrets in the desktop's own store, through the `keyring` crate.

use keyring::{Entry, Error};

use super::{SecretError, SecretStore};

/// Secrets of one service name in the desktop's keyring.
#[derive(Debug)]
pub struct KeyringSecrets {
    service: String,
}

impl KeyringSecrets {
    /// Secrets kept under the service name `service`. The keyring is reached at the first call, not here.
    pub fn new(service: impl Into<String>) -> Self {
        Self {
            service: service.into(),
        }
    }

    fn entry(&self, key: &str) -> Result<Entry, SecretError> {
        Entry::new(&self.service, key).map_err(|e| reaction(&e))
    }
}

impl SecretStore for KeyringSecrets {
    fn get(&self, key: String) -> Result<Option<String>, SecretError> {
        match self.entry(&key)?.get_password() {
            Ok(secret) => Ok(Some(secret)),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(reaction(&error)),
        }
    }

    fn set(&self, key: String, value: String) -> Result<(), SecretError> {
        self.entry(&key)?
            .set_password(&value)
            .map_err(|e| reaction(&e))
    }

    fn delete(&self, key: String) -> Result<(), SecretError> {
        match self.entry(&key)?.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(reaction(&error)),
        }
    }
}

/// What a caller can do about `error`. The texts of keyring errors name the platform's trouble, never the secret.
fn reaction(error: &Error) -> SecretError {
    match error {
        Error::NoStorageAccess(_) => SecretError::Locked,
        Error::BadEncoding(_)
        | Error::BadDataFormat(..)
        | Error::BadStoreFormat(_)
        | Error::Ambiguous(_) => SecretError::Broken,
        _ => SecretError::Unavailable {
            reason: error.to_string(),
        },
    }
}
