//! The surface for Kotlin and Swift: one object, one observer, one action; every method one or two lines into the app.
//!
//! Nothing is decided here. Which thread what may be called from is said at each item; in short: `observe`, `dispatch` and the
//! constructor are quick and may be called from anywhere but are best kept off the main thread (the first call into the library
//! is slow on a JVM), the async calls may be awaited from anywhere and survive the cancellation of their caller.

mod alerts;
mod foreign;
mod papers;
#[cfg(feature = "bindings-probe")]
mod probe;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::app::{self, Action, AppError, RefreshScope};
use crate::l10n::Locale;
use crate::screens::Screen;

pub use alerts::{record_push, render_push};
pub use foreign::{ScreenObserver, SecretStore, SecretStoreError};

/// Under which name the device's own secret store knows this app.
const SERVICE: &str = "schoolcard";

/// For calls that promise not to throw: in Swift a panic out of one of them would end the app, so it ends here, in the log.
fn calmly(work: impl FnOnce()) {
    if std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).is_err() {
        tracing::error!("a call that never fails panicked");
    }
}

/// What an app is told when it is made.
#[derive(Debug, Clone, uniffi::Record)]
pub struct AppConfig {
    /// Directory of the app's own files; made when missing. One process works on it at a time.
    pub data_dir: String,
    /// Base address of the login host.
    pub login_url: String,
    /// Base address of the school host.
    pub school_url: String,
    /// Base address of the payment host.
    pub pay_url: String,
    /// OAuth client id.
    pub client_id: String,
    /// Where the sign-in page sends the browser back to: a link that opens the app.
    pub redirect_uri: String,
    /// Language of all texts.
    pub locale: Locale,
    /// This installation's own random name.
    pub device_id: String,
    /// Directory of the files that a notification extension and widgets share with the app (`push-context.json`, `push-spool`,
    /// `home-snapshot.json`): no database and no lock is ever in it. None: the data directory.
    #[uniffi(default = None)]
    pub shared_dir: Option<String>,
}

/// The app of one parent on one device: make one per process.
#[derive(uniffi::Object)]
pub struct ParentApp {
    app: Arc<app::ParentApp>,
}

/// Keeps an observer looking; cancelling or dropping it stops the observer and lets it go.
#[derive(uniffi::Object)]
pub struct Subscription {
    inner: app::Subscription,
}

#[uniffi::export]
impl Subscription {
    /// Stops the observer. It is not called any more, except for a call already under way. Fine to call twice, from any thread.
    pub fn cancel(&self) {
        calmly(|| self.inner.cancel());
    }
}

#[uniffi::export]
impl ParentApp {
    /// Opens the data directory and takes up the sign-in where it was left: no network, ready in milliseconds, from any thread.
    ///
    /// Throws `Storage` when the directory cannot be used, `OutOfDate` when a newer version wrote it, `Validation` for an
    /// address that is not usable.
    #[uniffi::constructor]
    pub fn new(config: AppConfig, secrets: Arc<dyn SecretStore>) -> Result<Arc<Self>, AppError> {
        let app = app::ParentApp::new(config.into(), foreign::secrets(secrets))?;
        Ok(Arc::new(Self { app }))
    }

    /// The same with the device's own secret store instead of a face's: the Keychain (items readable after the first unlock, on this
    /// device only, shared in `access_group` where one is given), Android's Keystore (`io.crates.keyring.Keyring` has to be called
    /// first), the desktop's keyring.
    ///
    /// Throws the same, and `Storage(SecretsLocked)` when there is no such store.
    #[allow(clippy::needless_pass_by_value)] // the bindings pass by value
    #[uniffi::constructor]
    pub fn with_device_secrets(config: AppConfig, access_group: Option<String>) -> Result<Arc<Self>, AppError> {
        let app = app::ParentApp::new(config.into(), crate::secrets::of_this_device(SERVICE, access_group.as_deref())?)?;
        Ok(Arc::new(Self { app }))
    }

    /// Looks at `screen`. The observer's first call is the current state, from the phone's own copy, at once and on this thread;
    /// then one call for each commit that changes the state, from a thread of the core's own.
    ///
    /// Throws `Storage` when the data cannot be read.
    pub fn observe(&self, screen: Screen, observer: Box<dyn ScreenObserver>) -> Result<Arc<Subscription>, AppError> {
        let inner = self.app.observe(screen, foreign::observer(observer))?;
        Ok(Arc::new(Subscription { inner }))
    }

    /// Asks for something. Never blocks and never throws, from any thread: what came of it shows in the states.
    pub fn dispatch(&self, action: Action) {
        calmly(|| self.app.dispatch(action));
    }

    /// Starts a sign-in; returns the address to open in the system browser.
    ///
    /// Throws `Rejected(not_now)` when somebody is signed in, `Storage` when the secret store is locked.
    pub async fn begin_sign_in(&self) -> Result<String, AppError> {
        self.app.begin_sign_in().await
    }

    /// Takes the redirect with which the browser came back, whole. Cancelling the caller does not stop it.
    ///
    /// Throws `Rejected` with `wrong_state`, `redirect_repeated`, `sign_in_refused`, `code_expired`, `no_school_account` or
    /// `not_a_parent`; `Offline`; `Server`; `Storage`.
    pub async fn complete_sign_in(&self, redirect: String) -> Result<(), AppError> {
        self.app.complete_sign_in(redirect).await
    }

    /// Reads from the school; returns when what was asked for is stored. Cancelling the caller does not stop it.
    ///
    /// Throws `SignedOut`, `Offline`, `Server`, `Storage`; what could be read is stored even then.
    pub async fn refresh(&self, scope: RefreshScope) -> Result<(), AppError> {
        self.app.refresh(scope).await
    }

    /// The app came to the foreground: it reads what is due, now and from time to time. Fine to call twice, from any thread.
    pub fn resume(&self) {
        calmly(|| self.app.resume());
    }

    /// The app goes to the background: what is under way has until `deadline` to end, then the files are in order on disk.
    /// Blocks until then: not from the main thread.
    pub fn pause(&self, deadline: Duration) {
        calmly(|| self.app.pause(deadline));
    }

    /// Ends for good: observers are let go, files closed. Later calls throw `Storage(Closed)` or do nothing. Fine to call twice.
    pub fn shutdown(&self) {
        calmly(|| self.app.shutdown());
    }
}

impl From<AppConfig> for app::AppConfig {
    fn from(config: AppConfig) -> Self {
        Self {
            data_dir: PathBuf::from(config.data_dir),
            shared_dir: config.shared_dir.map(PathBuf::from),
            login_url: config.login_url,
            school_url: config.school_url,
            pay_url: config.pay_url,
            client_id: config.client_id,
            client_secret: None,
            redirect_uri: config.redirect_uri,
            locale: config.locale,
            device_id: config.device_id,
        }
    }
}
