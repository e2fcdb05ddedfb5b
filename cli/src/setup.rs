//! Opening the app: where data and secrets are, which server, and waiting a moment for another process to let go.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use schoolcard_core::app::{AppConfig, AppError, ParentApp, StorageTrouble};
use schoolcard_core::l10n::Locale;
use schoolcard_core::secrets::{FileSecrets, KeyringSecrets, MemorySecrets, SecretStore};
use serde::{Deserialize, Serialize};

use crate::args::{SecretsKind, Setup};
use crate::failure::Failure;
use crate::words::Words;

/// Where a school of one's own listens when nothing else is said: the sandbox program's usual address.
const SANDBOX_URL: &str = "http://127.0.0.1:8600";
/// Client id when nothing else is said; real services give their own.
const CLIENT_ID: &str = "schoolcard";
/// How long a second process waits for the first.
const IN_USE_WAIT: Duration = Duration::from_secs(5);
/// Addresses of the last sign-in, so that the next command need not repeat them.
const SERVER_FILE: &str = "server.json";
/// This installation's random name.
const DEVICE_FILE: &str = "device-id";

/// An open app and what belongs to it.
pub struct Opened {
    /// The app.
    pub app: Arc<ParentApp>,
    /// Texts.
    pub words: Words,
    /// Where the data are.
    pub dir: PathBuf,
    /// This installation's own random name.
    pub device_id: String,
}

impl Opened {
    /// What an error of this app means.
    pub fn failure(&self, error: &AppError) -> Failure {
        Failure::of(error, self.words, &self.dir)
    }
}

/// The addresses of a server, as remembered in the data directory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Server {
    school_url: String,
    login_url: String,
    pay_url: String,
    client_id: String,
}

impl Server {
    /// What was said on the command line, then what was remembered in `dir`, then the sandbox's usual address.
    pub fn choose(setup: &Setup, dir: &Path) -> Self {
        let known = std::fs::read(dir.join(SERVER_FILE)).ok().and_then(|bytes| serde_json::from_slice::<Self>(&bytes).ok());
        // Another school than the remembered one: nothing remembered applies.
        let base = match &setup.school_url {
            Some(school) => Self::at(school),
            None => known.unwrap_or_else(|| Self::at(SANDBOX_URL)),
        };
        Self {
            login_url: setup.login_url.clone().unwrap_or(base.login_url),
            pay_url: setup.pay_url.clone().unwrap_or(base.pay_url),
            client_id: setup.client_id.clone().unwrap_or(base.client_id),
            school_url: base.school_url,
        }
    }

    /// Base address of the school's services.
    pub fn school_url(&self) -> &str {
        &self.school_url
    }

    /// One address for everything.
    pub fn at(url: &str) -> Self {
        Self { school_url: url.to_owned(), login_url: url.to_owned(), pay_url: url.to_owned(), client_id: CLIENT_ID.to_owned() }
    }

    /// Remembers the addresses in `dir`. Losing them costs only typing, so a fault here is no failure.
    pub fn remember(&self, dir: &Path) {
        if let Ok(json) = serde_json::to_vec_pretty(self) {
            let _ = std::fs::write(dir.join(SERVER_FILE), json);
        }
    }
}

/// The data directory: as said, or the system's usual place.
pub fn data_dir(setup: &Setup) -> PathBuf {
    setup.data_dir.clone().unwrap_or_else(|| {
        let var = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let home = std::env::home_dir().unwrap_or_default();
        let base = if cfg!(target_os = "macos") {
            home.join("Library/Application Support")
        } else if cfg!(windows) {
            var("LOCALAPPDATA").unwrap_or(home)
        } else {
            var("XDG_DATA_HOME").unwrap_or_else(|| home.join(".local/share"))
        };
        base.join("schoolcard")
    })
}

/// Where the sign-in is kept. A keyring entry belongs to its data directory, so that two of them do not mix.
pub fn secrets(kind: SecretsKind, dir: &Path) -> Arc<dyn SecretStore> {
    match kind {
        SecretsKind::Keyring => {
            let whole = std::path::absolute(dir).unwrap_or_else(|_| dir.to_owned());
            Arc::new(KeyringSecrets::new(format!("schoolcard {}", whole.display())))
        }
        SecretsKind::File => Arc::new(FileSecrets::new(dir.join("secrets"))),
        SecretsKind::Memory => Arc::new(MemorySecrets::default()),
    }
}

/// Opens the app on `dir`, waiting up to five seconds while another process has it.
pub async fn open(
    server: &Server,
    dir: PathBuf,
    secrets: Arc<dyn SecretStore>,
    redirect_uri: &str,
    locale: Locale,
) -> Result<Opened, Failure> {
    let words = Words::new(locale);
    let give_up = Instant::now() + IN_USE_WAIT;
    loop {
        let device_id = device_id(&dir);
        let config = AppConfig {
            data_dir: dir.clone(),
            shared_dir: None,
            login_url: server.login_url.clone(),
            school_url: server.school_url.clone(),
            pay_url: server.pay_url.clone(),
            client_id: server.client_id.clone(),
            client_secret: std::env::var("SCHOOLCARD_CLIENT_SECRET").ok().filter(|secret| !secret.is_empty()),
            redirect_uri: redirect_uri.to_owned(),
            locale,
            device_id: device_id.clone(),
        };
        match ParentApp::new(config, Arc::clone(&secrets)) {
            Ok(app) => {
                // The listener of the sign-in is gone by then: the browser would end on a dead page.
                app.stay_at_the_bank();
                return Ok(Opened { app, words, dir, device_id });
            }
            Err(AppError::Storage { trouble: StorageTrouble::InUse }) if Instant::now() < give_up => {
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            Err(error) => return Err(Failure::of(&error, words, &dir)),
        }
    }
}

/// This installation's random name, kept in the data directory; a new one each time where nothing can be kept.
fn device_id(dir: &Path) -> String {
    let file = dir.join(DEVICE_FILE);
    let known = std::fs::read_to_string(&file).ok().filter(|text| uuid::Uuid::parse_str(text).is_ok());
    known.unwrap_or_else(|| {
        let fresh = uuid::Uuid::new_v4().to_string();
        let _ = schoolcard_core::store::make_dir(dir).and_then(|()| std::fs::write(&file, &fresh));
        fresh
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(url: &str) -> Setup {
        Setup { school_url: Some(url.to_owned()), ..Setup::default() }
    }

    #[test]
    fn the_addresses_of_the_last_sign_in_are_remembered_until_others_are_said() {
        let dir = tempfile::tempdir().expect("a directory");
        Server::choose(&said("http://127.0.0.1:1"), dir.path()).remember(dir.path());
        assert_eq!(Server::choose(&Setup::default(), dir.path()), Server::at("http://127.0.0.1:1"));
        assert_eq!(Server::choose(&said("http://127.0.0.1:2"), dir.path()), Server::at("http://127.0.0.1:2"));
    }

    #[test]
    fn the_device_keeps_its_name() {
        let dir = tempfile::tempdir().expect("a directory");
        let name = device_id(&dir.path().join("new"));
        assert_eq!(device_id(&dir.path().join("new")), name);
        assert_ne!(device_id(&dir.path().join("other")), name);
    }
}
