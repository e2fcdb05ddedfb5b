//! Secrets in one file that only its owner may read, for machines without a keyring. Used only when asked for.
//!
//! Each change writes a new file beside the old one, brings it to the disk and renames it over: a crash leaves either all
//! of the old secrets or all of the new ones.

use std::collections::BTreeMap;
use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::{SecretError, SecretStore};

/// More than any set of tokens; a bigger file is not ours.
const MAX_BYTES: u64 = 1 << 20;

/// Secrets in a file of mode 0600, in a directory of mode 0700.
#[derive(Debug)]
pub struct FileSecrets {
    path: PathBuf,
    turn: Mutex<()>,
}

impl FileSecrets {
    /// Secrets in the file `path`. Nothing is made until the first secret is kept.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), turn: Mutex::new(()) }
    }

    fn load(&self) -> Result<BTreeMap<String, String>, SecretError> {
        let file = match File::open(&self.path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(BTreeMap::new()),
            Err(error) => return Err(unavailable(&error)),
        };
        let mut text = String::new();
        match file.take(MAX_BYTES).read_to_string(&mut text) {
            Ok(_) => decode(&text).ok_or(SecretError::Broken),
            Err(error) if error.kind() == ErrorKind::InvalidData => Err(SecretError::Broken),
            Err(error) => Err(unavailable(&error)),
        }
    }

    fn save(&self, secrets: &BTreeMap<String, String>) -> Result<(), SecretError> {
        self.replace(&encode(secrets)).map_err(|error| unavailable(&error))
    }

    fn replace(&self, text: &str) -> std::io::Result<()> {
        let dir = self.path.parent().filter(|d| !d.as_os_str().is_empty()).unwrap_or(Path::new("."));
        if !dir.is_dir() {
            private_dir().create(dir)?;
        }
        let fresh = self.path.with_extension(format!("new-{}", std::process::id()));
        // A leftover of a crash could have other rights than ours.
        match std::fs::remove_file(&fresh) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut file = private_file().open(&fresh)?;
        let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_all());
        drop(file);
        let kept = written.and_then(|()| std::fs::rename(&fresh, &self.path));
        if kept.is_err() {
            // Half a secret must not stay behind.
            let _ = std::fs::remove_file(&fresh);
        }
        kept?;
        // The rename itself is on the disk only when the directory is; not every system lets a directory be synced.
        if let Ok(dir) = File::open(dir) {
            let _ = dir.sync_all();
        }
        Ok(())
    }
}

impl SecretStore for FileSecrets {
    fn get(&self, key: String) -> Result<Option<String>, SecretError> {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(self.load()?.remove(&key))
    }

    fn set(&self, key: String, value: String) -> Result<(), SecretError> {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        // A file that cannot be read holds nothing worth keeping; signing in again must be able to mend it.
        let mut secrets = match self.load() {
            Err(SecretError::Broken) => BTreeMap::new(),
            other => other?,
        };
        secrets.insert(key, value);
        self.save(&secrets)
    }

    fn delete(&self, key: String) -> Result<(), SecretError> {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let mut secrets = match self.load() {
            Err(SecretError::Broken) => BTreeMap::from([(key.clone(), String::new())]),
            other => other?,
        };
        if secrets.remove(&key).is_none() {
            return Ok(());
        }
        self.save(&secrets)
    }
}

fn unavailable(error: &std::io::Error) -> SecretError {
    SecretError::Unavailable { reason: error.to_string() }
}

fn private_dir() -> DirBuilder {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder
}

fn private_file() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options
}

/// First line of the file: its form and version.
const HEADER: &str = "schoolcard-secrets 1";

/// One line a secret, key and value in base64, so that no character needs care; a last line tells a cut file from a whole one.
fn encode(secrets: &BTreeMap<String, String>) -> String {
    use base64::Engine;
    let code = |text: &str| base64::engine::general_purpose::STANDARD.encode(text);
    let lines: Vec<String> = secrets.iter().map(|(key, value)| format!("{} {}\n", code(key), code(value))).collect();
    format!("{HEADER}\n{}end\n", lines.concat())
}

fn decode(text: &str) -> Option<BTreeMap<String, String>> {
    use base64::Engine;
    let clear = |code: &str| {
        let bytes = base64::engine::general_purpose::STANDARD.decode(code).ok()?;
        String::from_utf8(bytes).ok()
    };
    let body = text.strip_prefix(HEADER)?.strip_prefix('\n')?.strip_suffix("end\n")?;
    body.lines()
        .map(|line| {
            let (key, value) = line.split_once(' ')?;
            Some((clear(key)?, clear(value)?))
        })
        .collect()
}
