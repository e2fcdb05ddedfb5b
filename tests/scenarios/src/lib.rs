//! End-to-end scenarios: the real core against a real sandbox over HTTP, in one process. This library is what they share.

use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use schoolcard_core::app::{AppConfig, AppError, ParentApp, ScreenObserver, Subscription};
use schoolcard_core::l10n::Locale;
use schoolcard_core::screens::home::{ChildCard, HomeState};
use schoolcard_core::screens::{Screen, ScreenState};
use schoolcard_core::secrets::{MemorySecrets, SecretStore};
use schoolcard_sandbox::{Sandbox, SandboxConfig};

/// A school on a fixed day: Tuesday 12 May 2026, 11:30.
///
/// # Errors
/// What the sandbox says.
pub async fn school(children: u8, days: u32) -> Result<Sandbox, schoolcard_sandbox::SandboxError> {
    let now = schoolcard_sandbox::parse_local("2026-05-12T11:30");
    schoolcard_sandbox::start(SandboxConfig { children, days, now, ..SandboxConfig::default() }).await
}

/// The configuration of an app in `data_dir` that talks to the server at `base`.
pub fn config(base: &str, data_dir: &Path) -> AppConfig {
    AppConfig {
        data_dir: data_dir.to_owned(),
        login_url: base.to_owned(),
        school_url: base.to_owned(),
        pay_url: base.to_owned(),
        client_id: "school-card".to_owned(),
        client_secret: None,
        redirect_uri: "http://127.0.0.1/callback".to_owned(),
        locale: Locale::Ru,
        device_id: "scenario".to_owned(),
    }
}

/// An app on a phone of its own.
pub struct Phone {
    /// The app.
    pub app: Arc<ParentApp>,
    /// Its secret store, which outlives it.
    pub secrets: Arc<dyn SecretStore>,
    /// Its data directory, which outlives it.
    pub data: tempfile::TempDir,
    base: String,
}

impl Phone {
    /// A fresh phone that talks to the server at `base`.
    ///
    /// # Errors
    /// What the app says.
    pub fn new(base: &str) -> Result<Self, AppError> {
        let data = tempfile::tempdir().map_err(|_| AppError::Validation { field: "temporary directory".to_owned() })?;
        let secrets: Arc<dyn SecretStore> = Arc::new(MemorySecrets::default());
        let app = ParentApp::new(config(base, data.path()), Arc::clone(&secrets))?;
        Ok(Self { app, secrets, data, base: base.to_owned() })
    }

    /// The same phone after the app was closed and opened again.
    ///
    /// # Errors
    /// What the app says.
    pub fn reopened(self) -> Result<Self, AppError> {
        let Self { app, secrets, data, base } = self;
        app.shutdown();
        drop(app);
        let app = ParentApp::new(config(&base, data.path()), Arc::clone(&secrets))?;
        Ok(Self { app, secrets, data, base })
    }

    /// Signs in with an activated pair of tokens from the sandbox's operator.
    ///
    /// # Errors
    /// What the app says.
    pub async fn sign_in(&self, school: &Sandbox) -> Result<(), AppError> {
        let pair = school.token(None).map_err(|_| AppError::SignedOut)?;
        self.app.sign_in_with_tokens(pair.access_token, Some(pair.refresh_token)).await
    }

    /// The children's cards on home, none while home shows something else.
    ///
    /// # Errors
    /// What the app says.
    pub fn cards(&self) -> Result<Vec<ChildCard>, AppError> {
        Ok(match self.app.current(&Screen::Home)? {
            ScreenState::Home { state: HomeState::Children { cards, .. } } => cards,
            _ => Vec::new(),
        })
    }
}

/// Remembers every state it was handed.
#[derive(Default)]
pub struct Notebook {
    states: Mutex<Vec<ScreenState>>,
    bell: Condvar,
}

impl ScreenObserver for Notebook {
    fn on_state(&self, state: ScreenState) {
        self.states.lock().unwrap_or_else(PoisonError::into_inner).push(state);
        self.bell.notify_all();
    }
}

impl Notebook {
    /// Observes `screen` of `app`.
    ///
    /// # Errors
    /// What the app says.
    pub fn on(app: &ParentApp, screen: Screen) -> Result<(Arc<Self>, Subscription), AppError> {
        let notebook = Arc::<Self>::default();
        let subscription = app.observe(screen, Arc::clone(&notebook) as Arc<dyn ScreenObserver>)?;
        Ok((notebook, subscription))
    }

    /// All states so far, oldest first.
    pub fn states(&self) -> Vec<ScreenState> {
        self.states.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits until a state satisfies `wanted`; whether one did within `limit`.
    pub fn wait_for(&self, limit: Duration, wanted: impl Fn(&ScreenState) -> bool) -> bool {
        let end = Instant::now() + limit;
        let mut states = self.states.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if states.last().is_some_and(&wanted) {
                return true;
            }
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return false;
            }
            states = self.bell.wait_timeout(states, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}
