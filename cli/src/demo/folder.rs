//! The demo's data: a folder of its own among the system's temporary files, gone with the demo.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// How the names of such folders begin.
const PREFIX: &str = "schoolcard-demo-";
/// A folder this old that nobody holds was left behind by a demo that was killed.
const STALE: Duration = Duration::from_secs(24 * 3600);

/// A folder of the demo's own, gone with it.
pub struct Folder(PathBuf);

impl Folder {
    /// A new empty folder. Folders that killed demos left behind are removed.
    pub fn make() -> std::io::Result<Self> {
        let root = std::env::temp_dir();
        remove_stale(&root, SystemTime::now());
        let path = root.join(format!("{PREFIX}{}", uuid::Uuid::new_v4()));
        std::fs::create_dir_all(&path)?;
        Ok(Self(path))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // Nothing of value is lost if the system keeps it.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Removes what demos left in `root` more than a day before `now`. What cannot be looked at or removed stays.
fn remove_stale(root: &Path, now: SystemTime) {
    for entry in std::fs::read_dir(root).into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with(PREFIX) && is_stale(&entry, now) {
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}

fn is_stale(entry: &std::fs::DirEntry, now: SystemTime) -> bool {
    // Of a link this is the link itself, which is no folder.
    let Ok(about) = entry.metadata() else { return false };
    let is_old = about.modified().is_ok_and(|changed| now.duration_since(changed).is_ok_and(|age| age > STALE));
    about.is_dir() && is_old && !is_held(&entry.path())
}

/// Whether a running demo holds the folder, as the core does with its data.
fn is_held(folder: &Path) -> bool {
    match File::open(folder.join("lock")) {
        Ok(lock) => lock.try_lock().is_err(),
        Err(error) => error.kind() != std::io::ErrorKind::NotFound,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_that_killed_demos_left_behind_go_and_nothing_else_does() {
        let root = tempfile::tempdir().expect("a folder");
        let folder = |name: &str| {
            let path = root.path().join(name);
            std::fs::create_dir(&path).expect("a folder");
            File::create(path.join("lock")).expect("a lock");
            path
        };
        let (left, held, other) = (folder("schoolcard-demo-1"), folder("schoolcard-demo-2"), folder("another-3"));
        let lock = File::open(held.join("lock")).expect("the lock");
        lock.lock().expect("held");

        remove_stale(root.path(), SystemTime::now());
        assert!(left.exists(), "young: perhaps about to start");
        remove_stale(root.path(), SystemTime::now() + 2 * STALE);
        assert!(!left.exists());
        assert!(held.exists() && other.exists());
        drop(lock);
        remove_stale(root.path(), SystemTime::now() + 2 * STALE);
        assert!(!held.exists() && other.exists());
    }
}
