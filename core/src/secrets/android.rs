//! Secrets in Android's preferences, encrypted with a key that stays in the Keystore.
//!
//! The file is `keyring-schoolcard.xml`, and the app keeps it out of backups: on another phone nothing could decrypt it. The
//! Kotlin class `io.crates.keyring.Keyring` has to be called from `Application.onCreate` first.

use std::collections::HashMap;
use std::sync::Arc;

use android_native_keyring_store::Store;

use super::credentials::{CredentialSecrets, Modifiers, reaction};
use super::{SecretError, SecretStore};

/// Opens the store.
pub(super) fn open(service: &str, _access_group: Option<&str>) -> Result<Arc<dyn SecretStore>, SecretError> {
    let name = HashMap::from([("name", "schoolcard")]);
    // Without the Kotlin class there is no context, and that is a panic there.
    let store = std::panic::catch_unwind(|| Store::new_with_configuration(&name))
        .map_err(|_| SecretError::Unavailable { reason: "Keyring.initializeNdkContext was not called".to_owned() })?
        .map_err(|error| reaction(&error))?;
    Ok(Arc::new(CredentialSecrets::new(store, service, Modifiers::new())))
}
