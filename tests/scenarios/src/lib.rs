//! End-to-end scenarios: the real core against a real sandbox over HTTP. This library is what they share.
//!
//! | you look for | file |
//! | --- | --- |
//! | schools, phones, notebooks of observers | here |
//! | the sign-in page, driven | [`browser`] |
//! | a phone that gets pushes, and what it tells | [`alerting`], `bin/alerts` |
//! | a secret store that can be locked | [`keyring`] |
//! | the bank's page, and what the app shows of it | [`paying`], `bin/top_up` |
//! | the school's books of orders, and what the app shows of a meal | [`meals`] |
//! | rows of a school and of a phone, side by side | [`rows`] |
//! | one app in a process of its own, to be killed | `bin/first_sync` |
#![allow(clippy::expect_used, reason = "helpers of tests fail like tests")]

pub mod alerting;
pub mod browser;
pub mod keyring;
pub mod lives;
pub mod meals;
pub mod paying;
pub mod rows;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use schoolcard_core::app::{AppConfig, AppError, ParentApp, ScreenObserver, Subscription};
use schoolcard_core::domain::{LocalDate, Period};
use schoolcard_core::l10n::Locale;
use schoolcard_core::screens::home::{BalanceCell, ChildCard, DatedBalance, HomeState};
use schoolcard_core::screens::{NoticeKind, Screen, ScreenState};
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

/// A school whose database is a file, so that a test can look into it.
pub struct SchoolOnDisk {
    /// The school.
    pub sandbox: Sandbox,
    /// Its database.
    pub db: PathBuf,
    _dir: tempfile::TempDir,
}

/// The same school as [`school`], on disk.
///
/// # Panics
/// When it does not start.
pub async fn school_on_disk(children: u8, days: u32) -> SchoolOnDisk {
    let dir = tempfile::tempdir().expect("a directory");
    let db = dir.path().join("school.db");
    let now = schoolcard_sandbox::parse_local("2026-05-12T11:30");
    let sandbox = schoolcard_sandbox::start(SandboxConfig { children, days, now, db: Some(db.clone()), ..SandboxConfig::default() }).await;
    SchoolOnDisk { sandbox: sandbox.expect("a sandbox"), db, _dir: dir }
}

impl SchoolOnDisk {
    /// What the school serves to the default parent now.
    pub fn rows(&self) -> rows::Rows {
        let now = self.sandbox.clock().now().format("%Y-%m-%dT%H:%M:%S").to_string();
        rows::of_the_school(&self.db, "parent", &now)
    }
}

/// The configuration of an app in `data_dir` that talks to the server at `base`.
pub fn config(base: &str, data_dir: &Path) -> AppConfig {
    AppConfig {
        data_dir: data_dir.to_owned(),
        shared_dir: None,
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
        Self::with_secrets(base, Arc::new(MemorySecrets::default()))
    }

    /// A fresh phone with a secret store of the test's.
    ///
    /// # Errors
    /// What the app says.
    pub fn with_secrets(base: &str, secrets: Arc<dyn SecretStore>) -> Result<Self, AppError> {
        let data = tempfile::tempdir().map_err(|_| AppError::Validation { field: "temporary directory".to_owned() })?;
        let app = ParentApp::new(config(base, data.path()), Arc::clone(&secrets))?;
        Ok(Self { app, secrets, data, base: base.to_owned() })
    }

    /// The same phone after the app was closed and opened again.
    ///
    /// # Errors
    /// What the app says.
    pub fn reopened(self) -> Result<Self, AppError> {
        self.reopened_after(|_| ())
    }

    /// The same phone opened again after `meanwhile` had its way with the data directory.
    ///
    /// # Errors
    /// What the app says.
    pub fn reopened_after(self, meanwhile: impl FnOnce(&Path)) -> Result<Self, AppError> {
        let Self { app, secrets, data, base } = self;
        app.shutdown();
        drop(app);
        meanwhile(data.path());
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

    /// Every screen of the first child that can be opened, with the days of `period`.
    ///
    /// # Errors
    /// What the app says.
    pub fn screens(&self, period: Period) -> Result<Vec<Screen>, AppError> {
        let cards = self.cards()?;
        let child = cards.first().map(|card| card.person.clone()).ok_or(AppError::SignedOut)?;
        let visits = Screen::Visits { child: child.clone(), period };
        let meals = Screen::Meals { child: child.clone(), period };
        Ok(vec![Screen::Home, visits, meals, Screen::Money { child, period }])
    }

    /// What home has to say beside its content.
    ///
    /// # Errors
    /// What the app says.
    pub fn notices(&self) -> Result<Vec<NoticeKind>, AppError> {
        Ok(match self.app.current(&Screen::Home)? {
            ScreenState::Home { state: HomeState::Children { notices, .. } | HomeState::Loading { notices } } => {
                notices.iter().map(|n| n.kind).collect()
            }
            _ => Vec::new(),
        })
    }
}

/// The balance of a card with its date.
///
/// # Panics
/// When the card has none.
pub fn balance(card: &ChildCard) -> &DatedBalance {
    match &card.balance {
        BalanceCell::Known { figure } => figure,
        other => panic!("no balance: {other:?}"),
    }
}

/// The fortnight up to the fixed day of [`school`].
///
/// # Panics
/// Never: the days are written here.
pub fn fortnight() -> Period {
    let day = |text: &str| text.parse::<LocalDate>().expect("a day");
    Period { from: day("2026-04-29"), to: day("2026-05-12") }
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
