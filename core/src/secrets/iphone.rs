//! Secrets in the iPhone's keychain: readable after the first unlock (the app may be woken in the background), never on another
//! device, and shared with the extensions that are in the same access group.

use std::collections::HashMap;
use std::sync::Arc;

use apple_native_keyring_store::protected::Store;

use super::credentials::{CredentialSecrets, Modifiers, reaction};
use super::{SecretError, SecretStore};

/// Opens the store.
pub(super) fn open(service: &str, access_group: Option<&str>) -> Result<Arc<dyn SecretStore>, SecretError> {
    let mut configuration = HashMap::new();
    if let Some(group) = access_group {
        configuration.insert("access-group", group);
    }
    let store = Store::new_with_configuration(&configuration).map_err(|error| reaction(&error))?;
    let policy = Modifiers::from([("access-policy", "after-first-unlock-this-device-only")]);
    Ok(Arc::new(CredentialSecrets::new(store, service, policy)))
}
