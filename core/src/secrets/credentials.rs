//! Secrets in a store of keyring-core's kind: what the desktop, Android and the iPhone have in common.
//!
//! Decides how an answer of such a store is to be understood. Which store it is, and what it is told about protection,
//! is the business of `desktop`, `android` and `iphone`.

use std::collections::HashMap;
use std::sync::Arc;

use keyring_core::api::CredentialStore;
use keyring_core::{Entry, Error};

use super::{SecretError, SecretStore};

/// What a store is told about each secret, beside its name.
pub(super) type Modifiers = HashMap<&'static str, &'static str>;

/// Secrets of one service name in `store`.
#[derive(Debug)]
pub(super) struct CredentialSecrets {
    store: Arc<CredentialStore>,
    service: String,
    modifiers: Modifiers,
}

impl CredentialSecrets {
    /// Secrets kept in `store` under `service`, each with `modifiers`.
    pub(super) fn new(store: Arc<CredentialStore>, service: impl Into<String>, modifiers: Modifiers) -> Self {
        Self { store, service: service.into(), modifiers }
    }

    fn entry(&self, key: &str) -> Result<Entry, SecretError> {
        let modifiers = (!self.modifiers.is_empty()).then_some(&self.modifiers);
        self.store.build(&self.service, key, modifiers).map_err(|error| reaction(&error))
    }
}

impl SecretStore for CredentialSecrets {
    fn get(&self, key: String) -> Result<Option<String>, SecretError> {
        match self.entry(&key)?.get_password() {
            Ok(secret) => Ok(Some(secret)),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(reaction(&error)),
        }
    }

    fn set(&self, key: String, value: String) -> Result<(), SecretError> {
        self.entry(&key)?.set_password(&value).map_err(|error| reaction(&error))
    }

    fn delete(&self, key: String) -> Result<(), SecretError> {
        match self.entry(&key)?.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(reaction(&error)),
        }
    }
}

/// What a caller can do about `error`. The texts of keyring errors name the platform's trouble, never the secret; those that
/// carry what was stored are not quoted.
pub(super) fn reaction(error: &Error) -> SecretError {
    match error {
        Error::NoStorageAccess(_) => SecretError::Locked,
        // Among these: what Android's key can no longer decrypt.
        Error::BadEncoding(_) | Error::BadDataFormat(..) | Error::BadStoreFormat(_) | Error::Ambiguous(_) => SecretError::Broken,
        _ => SecretError::Unavailable { reason: error.to_string() },
    }
}

#[cfg(test)]
mod tests {
    use keyring_core::api::CredentialStoreApi;
    use keyring_core::mock;

    use super::*;
    use crate::secrets::conformance::conformance;

    fn mocked() -> (Arc<mock::Store>, CredentialSecrets) {
        let store = mock::Store::new().unwrap();
        (Arc::clone(&store), CredentialSecrets::new(store, "schoolcard", Modifiers::new()))
    }

    #[test]
    fn any_credential_store_conforms() {
        conformance(&mocked().1);
    }

    #[test]
    fn services_do_not_mix() {
        let (store, ours) = mocked();
        let theirs = CredentialSecrets::new(store, "other", Modifiers::new());
        ours.set("a".to_owned(), "1".to_owned()).unwrap();
        assert_eq!(theirs.get("a".to_owned()), Ok(None));
    }

    #[test]
    fn a_locked_store_is_later_and_what_cannot_be_decrypted_is_broken_and_mended_by_signing_in_again() {
        let (store, secrets) = mocked();
        secrets.set("tokens".to_owned(), "secret".to_owned()).unwrap();
        let fail = |error: Error| {
            let entry = store.build("schoolcard", "tokens", None).unwrap();
            entry.as_any().downcast_ref::<mock::Cred>().unwrap().set_error(error);
        };
        fail(Error::NoStorageAccess("not unlocked yet".into()));
        assert_eq!(secrets.get("tokens".to_owned()), Err(SecretError::Locked));
        assert_eq!(secrets.get("tokens".to_owned()).unwrap().as_deref(), Some("secret"), "nothing was lost");
        fail(Error::BadDataFormat(b"secret".to_vec(), "wrong key".into()));
        assert_eq!(secrets.get("tokens".to_owned()), Err(SecretError::Broken));
        secrets.set("tokens".to_owned(), "new".to_owned()).unwrap();
        assert_eq!(secrets.get("tokens".to_owned()).unwrap().as_deref(), Some("new"));
        fail(Error::PlatformFailure("no such service".into()));
        let SecretError::Unavailable { reason } = secrets.delete("tokens".to_owned()).unwrap_err() else { panic!() };
        assert!(!reason.contains("secret"));
    }

    #[test]
    fn modifiers_reach_the_store() {
        let (store, _) = mocked();
        let strict = CredentialSecrets::new(store, "schoolcard", Modifiers::from([("access-policy", "after-first-unlock")]));
        let SecretError::Unavailable { reason } = strict.get("a".to_owned()).unwrap_err() else { panic!() };
        assert!(reason.contains("modifiers"), "the mock store takes none: {reason}");
    }
}
