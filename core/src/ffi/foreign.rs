//! What a face implements for the core, and how the core sees it.

use std::sync::Arc;

use crate::app;
use crate::screens::ScreenState;
use crate::secrets::{self, SecretError};

/// Looks at a screen.
// A callback interface, not a foreign trait: of that one the core would also carry the way back, from a face's states into Rust.
#[uniffi::export(callback_interface)]
pub trait ScreenObserver: Send + Sync {
    /// The whole new state. Called from a thread of the core's own (the first time: from the caller's of `observe`). Must return
    /// soon; may call the app. What it throws is logged and goes no further.
    fn on_state(&self, state: ScreenState);
}

/// The platform's secret store (Keychain, Keystore). Calls may come from any thread and may block for a moment.
#[uniffi::export(foreign)]
pub trait SecretStore: Send + Sync {
    /// The secret under `key`, if there is one.
    fn get(&self, key: String) -> Result<Option<String>, SecretStoreError>;
    /// Keeps `value` under `key`; kept for good when this returns.
    fn set(&self, key: String, value: String) -> Result<(), SecretStoreError>;
    /// Forgets `key`; fine when there is none.
    fn delete(&self, key: String) -> Result<(), SecretStoreError>;
}

/// Why a secret store did not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum SecretStoreError {
    /// Locked until the device is unlocked: try later, nothing is lost, nobody is signed out.
    #[error("locked")]
    Locked,
    /// There is no such store here, or it cannot be reached.
    #[error("unavailable: {reason}")]
    Unavailable {
        /// Why; must not hold a secret.
        reason: String,
    },
    /// What is stored cannot be decrypted: treated as signed out.
    #[error("broken")]
    Broken,
}

impl From<uniffi::UnexpectedUniFFICallbackError> for SecretStoreError {
    fn from(_: uniffi::UnexpectedUniFFICallbackError) -> Self {
        // The reason may quote what the face was doing, and that is with secrets.
        Self::Unavailable { reason: "the face's secret store threw something unexpected".to_owned() }
    }
}

impl From<SecretStoreError> for SecretError {
    fn from(error: SecretStoreError) -> Self {
        match error {
            SecretStoreError::Locked => Self::Locked,
            SecretStoreError::Unavailable { reason } => Self::Unavailable { reason },
            SecretStoreError::Broken => Self::Broken,
        }
    }
}

struct Secrets(Arc<dyn SecretStore>);

impl secrets::SecretStore for Secrets {
    fn get(&self, key: String) -> Result<Option<String>, SecretError> {
        Ok(self.0.get(key)?)
    }

    fn set(&self, key: String, value: String) -> Result<(), SecretError> {
        Ok(self.0.set(key, value)?)
    }

    fn delete(&self, key: String) -> Result<(), SecretError> {
        Ok(self.0.delete(key)?)
    }
}

struct Observer(Box<dyn ScreenObserver>);

impl app::ScreenObserver for Observer {
    fn on_state(&self, state: ScreenState) {
        // What an observer throws arrives here as a panic, and the thread it would end serves all the others.
        super::calmly(|| self.0.on_state(state));
    }
}

/// The face's secret store as the core sees it.
pub(super) fn secrets(theirs: Arc<dyn SecretStore>) -> Arc<dyn secrets::SecretStore> {
    Arc::new(Secrets(theirs))
}

/// The face's observer as the core sees it.
pub(super) fn observer(theirs: Box<dyn ScreenObserver>) -> Arc<dyn app::ScreenObserver> {
    Arc::new(Observer(theirs))
}
