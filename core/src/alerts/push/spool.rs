//! The spool: pushes that the extension kept while the app was not running, one file each, named by alert id.
//!
//! A file appears whole (temporary name, then rename) and disappears once the app has it in its ledger, so that a process killed
//! anywhere loses nothing and repeats harmlessly.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use super::PushTrouble;
use super::envelope;
use crate::domain::Moment;

/// Name of the spool inside the shared directory (the data directory where there is no other).
pub const DIR: &str = "push-spool";
/// Most files that are kept: more than a family's day, and a bound on what a flood can fill.
const MOST_FILES: usize = 2000;

/// What came of keeping a push.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum Recorded {
    /// Kept under this alert id.
    Kept {
        /// The opaque id.
        id: String,
    },
    /// This or a newer form of the alert is kept already.
    AlreadyKept {
        /// The opaque id.
        id: String,
    },
    /// Not kept.
    Ignored {
        /// Why.
        reason: PushTrouble,
    },
}

/// A kept push.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spooled {
    /// Where it lies.
    pub file: PathBuf,
    /// What the platform handed over.
    pub payload: Vec<u8>,
    /// When it was kept, by the phone's clock.
    pub kept_at: Moment,
}

/// Keeps `payload` in the spool at `dir`.
pub(super) fn record(dir: &Path, payload: &[u8]) -> Recorded {
    let envelope = match envelope::read(payload) {
        Ok(envelope) => envelope,
        Err(reason) => return Recorded::Ignored { reason },
    };
    let file = dir.join(&envelope.id);
    if let Ok(kept) = read_bounded(&file)
        && envelope::read(&kept).is_ok_and(|kept| kept.revision >= envelope.revision)
    {
        return Recorded::AlreadyKept { id: envelope.id };
    }
    let written = std::fs::create_dir_all(dir).and_then(|()| {
        if std::fs::read_dir(dir)?.take(MOST_FILES).count() == MOST_FILES {
            return Err(io::Error::from(io::ErrorKind::StorageFull));
        }
        replace(&file, payload)
    });
    match written {
        Ok(()) => Recorded::Kept { id: envelope.id },
        Err(_) => Recorded::Ignored { reason: PushTrouble::Storage },
    }
}

/// The kept pushes, oldest first.
pub fn spooled(dir: &Path) -> Vec<Spooled> {
    let Ok(entries) = std::fs::read_dir(dir) else { return Vec::new() };
    let mut found: Vec<Spooled> = entries
        .filter_map(Result::ok)
        .filter(|entry| !entry.file_name().to_string_lossy().starts_with('.'))
        .filter_map(|entry| {
            let kept_at = entry.metadata().and_then(|data| data.modified()).ok()?;
            let kept_at = kept_at.duration_since(std::time::UNIX_EPOCH).ok()?;
            let payload = read_bounded(&entry.path()).ok()?;
            Some(Spooled { file: entry.path(), payload, kept_at: Moment(i64::try_from(kept_at.as_millis()).ok()?) })
        })
        .collect();
    found.sort_by(|a, b| (a.kept_at, &a.file).cmp(&(b.kept_at, &b.file)));
    found
}

/// Reads a file that should be small.
fn read_bounded(file: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(file)?.take(envelope::LONGEST as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Puts `bytes` at `file` whole or not at all: written under a temporary name, on disk, then renamed. Readable by the owner only.
pub(super) fn replace(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let name = file.file_name().and_then(|name| name.to_str()).ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
    let part = file.with_file_name(format!(".{name}.{}.part", std::process::id()));
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let written = options.open(&part).and_then(|mut open| {
        open.write_all(bytes)?;
        open.sync_data()
    });
    let done = written.and_then(|()| std::fs::rename(&part, file));
    if done.is_err() {
        let _ = std::fs::remove_file(&part);
    }
    done
}
