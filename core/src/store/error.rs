//! What can go wrong in the store, named by what a caller can do about it.

use std::fmt;

use rusqlite::ErrorCode;

/// SQLite's extended code for "the shared-memory file could not be grown", which is what a full disk looks like there.
const IOERR_SHMSIZE: i32 = rusqlite::ffi::SQLITE_IOERR_SHMSIZE;

/// One of the two databases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DbFile {
    /// `cache.db`: read again from the server when lost.
    Cache,
    /// `intents.db`: what the parent decided; cannot be rebuilt.
    Intents,
}

impl DbFile {
    /// File name inside the data directory.
    pub fn name(self) -> &'static str {
        match self {
            Self::Cache => "cache.db",
            Self::Intents => "intents.db",
        }
    }
}

impl fmt::Display for DbFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Why the store could not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// Another process (or another [`super::Store`]) works on this data directory.
    #[error("the data directory is in use by another process")]
    InUse,
    /// The directory or a file in it may only be read.
    #[error("the data directory is read-only")]
    ReadOnly,
    /// No space left on the disk. Nothing of the failed write was kept.
    #[error("the disk is full")]
    Full,
    /// The file was written by a newer version of the app. It was not touched.
    #[error("{file} has schema version {found}, this version knows {known}")]
    NewerSchema {
        /// Which file.
        file: DbFile,
        /// Version in the file.
        found: i64,
        /// Newest version this build knows.
        known: i64,
    },
    /// The file is damaged. For the cache, [`super::Store::rebuild_cache`] starts it anew.
    #[error("{file} is damaged")]
    Corrupt {
        /// Which file.
        file: DbFile,
    },
    /// The operating system or SQLite refused for another reason.
    #[error("{doing}: {detail}")]
    Io {
        /// What was being done.
        doing: &'static str,
        /// The reason in the system's words; holds no personal data.
        detail: String,
    },
    /// The store has been closed.
    #[error("the store is closed")]
    Closed,
    /// The closure given to a write panicked; its transaction was rolled back.
    #[error("a write panicked and was rolled back")]
    WritePanicked,
}

impl StoreError {
    /// The error for what SQLite said about `file`.
    pub(crate) fn of(file: DbFile, error: &rusqlite::Error) -> Self {
        match error {
            rusqlite::Error::SqliteFailure(failure, _) => match failure.code {
                ErrorCode::DiskFull => Self::Full,
                ErrorCode::ReadOnly => Self::ReadOnly,
                ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => Self::Corrupt { file },
                ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Self::InUse,
                _ if failure.extended_code == IOERR_SHMSIZE => Self::Full,
                _ => Self::Io { doing: file.name(), detail: error.to_string() },
            },
            // A value of the wrong type or a text that cannot be decoded: the file does not hold what this schema says.
            rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::IntegralValueOutOfRange(..)
            | rusqlite::Error::InvalidColumnType(..) => Self::Corrupt { file },
            _ => Self::Io { doing: file.name(), detail: error.to_string() },
        }
    }

    /// The error for what the operating system said while `doing` something.
    pub(crate) fn io(doing: &'static str, error: &std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Self::Full,
            std::io::ErrorKind::ReadOnlyFilesystem | std::io::ErrorKind::PermissionDenied => Self::ReadOnly,
            _ => Self::Io { doing, detail: error.to_string() },
        }
    }
}

/// Nearly all SQL runs on the cache; what runs on the intents names its file itself.
impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self::of(DbFile::Cache, &error)
    }
}
