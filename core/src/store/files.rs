//! Opening the data directory: one process at a time, schema versions, damaged files, read-only media.

use std::fs::{File, TryLockError};
use std::io::Read;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use super::error::{DbFile, StoreError};

/// Migrations of `cache.db`; the schema version is how many of them ran.
const CACHE_MIGRATIONS: &[&str] =
    &[include_str!("migrations/cache_001.sql"), include_str!("migrations/cache_002.sql"), include_str!("migrations/cache_003.sql")];
/// Migrations of `intents.db`.
const INTENTS_MIGRATIONS: &[&str] =
    &[include_str!("migrations/intents_001.sql"), include_str!("migrations/intents_002.sql"), include_str!("migrations/intents_003.sql")];

/// Pages of memory one connection may keep, in KiB.
const PAGE_CACHE_KIB: i64 = 768;
/// Page cache of `intents.db`, KiB.
const INTENTS_CACHE_KIB: i64 = 256;
/// Statements one connection keeps compiled.
const STATEMENTS: usize = 48;

/// How a file was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileReport {
    /// Not there yet; made when first needed.
    Absent,
    /// Made just now, empty.
    Created,
    /// There, and opened.
    Opened,
    /// Damaged; kept under another name, and begun anew. The parent is told.
    MovedAside {
        /// Where the damaged file is now.
        to: PathBuf,
    },
}

/// What opening a data directory found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenReport {
    /// `cache.db`.
    pub cache: FileReport,
    /// `intents.db`.
    pub intents: FileReport,
    /// Nothing can be written: readable data only.
    pub read_only: bool,
}

/// The lock on a data directory; the system drops it when the process ends, however it ends.
#[derive(Debug)]
pub(super) struct DirLock(File);

impl Drop for DirLock {
    fn drop(&mut self) {
        // Closing the file is not enough: a child process that another thread is just starting holds a copy of it until it runs its
        // own program, and the lock with it.
        if let Err(error) = self.0.unlock() {
            tracing::warn!(%error, "the data directory stays locked until the process ends");
        }
    }
}

/// An opened data directory.
pub(super) struct Opened {
    pub(super) report: OpenReport,
    pub(super) reader: Connection,
    pub(super) lock: Option<DirLock>,
}

/// Opens `dir`; see [`super::Store::open`].
pub(super) fn open(dir: &Path) -> Result<Opened, StoreError> {
    if let Err(error) = make_dir(dir) {
        return Err(StoreError::io("making the data directory", &error));
    }
    let (lock, read_only) = lock(dir)?;
    // Both versions are looked at before anything is written: a newer file of either kind leaves the directory untouched.
    let intents_damaged = look_at_intents(dir)?;
    let (reader, cache) = if read_only { (open_read_only(dir)?, FileReport::Opened) } else { open_cache(dir)? };
    let intents = match intents_damaged {
        None => FileReport::Absent,
        Some(false) => FileReport::Opened,
        Some(true) if read_only => {
            return Err(StoreError::Corrupt { file: DbFile::Intents });
        }
        Some(true) => FileReport::MovedAside { to: move_intents_aside(dir)? },
    };
    Ok(Opened { report: OpenReport { cache, intents, read_only }, reader, lock })
}

/// Makes the directory of a store, readable by its owner alone; fine when it is there.
///
/// # Errors
/// What the operating system says.
pub fn make_dir(dir: &Path) -> std::io::Result<()> {
    if dir.is_dir() {
        return Ok(());
    }
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(dir)
}

/// Takes the directory's lock. The second value tells whether the directory is read-only.
fn lock(dir: &Path) -> Result<(Option<DirLock>, bool), StoreError> {
    let path = dir.join("lock");
    let (file, read_only) = match File::options().create(true).truncate(false).write(true).read(true).open(&path) {
        Ok(file) => (file, false),
        Err(error) => match StoreError::io("opening the lock", &error) {
            StoreError::ReadOnly => match File::open(&path) {
                Ok(file) => (file, true),
                Err(_) => return Ok((None, true)),
            },
            other => return Err(other),
        },
    };
    match file.try_lock() {
        Ok(()) => Ok((Some(DirLock(file)), read_only)),
        Err(TryLockError::WouldBlock) => Err(StoreError::InUse),
        Err(TryLockError::Error(error)) => Err(StoreError::io("locking the data directory", &error)),
    }
}

/// Looks at the header of `intents.db` without opening it: `None` when absent, else whether it is damaged.
fn look_at_intents(dir: &Path) -> Result<Option<bool>, StoreError> {
    let mut file = match File::open(dir.join(DbFile::Intents.name())) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(StoreError::io("opening intents.db", &error)),
    };
    // SQLite's header: 16 bytes of magic, the user version big-endian at byte 60. An empty file is a database not begun.
    let mut header = [0_u8; 64];
    match file.read_exact(&mut header) {
        Ok(()) => {}
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
            let size = file.metadata().map_err(|e| StoreError::io("reading intents.db", &e))?.len();
            return Ok(Some(size != 0));
        }
        Err(error) => return Err(StoreError::io("reading intents.db", &error)),
    }
    if !header.starts_with(b"SQLite format 3\0") {
        return Ok(Some(true));
    }
    let version = i64::from(u32::from_be_bytes([header[60], header[61], header[62], header[63]]));
    check_version(DbFile::Intents, version, INTENTS_MIGRATIONS).map(|()| Some(false))
}

fn known(migrations: &[&str]) -> i64 {
    i64::try_from(migrations.len()).unwrap_or(i64::MAX)
}

fn check_version(file: DbFile, found: i64, migrations: &[&str]) -> Result<(), StoreError> {
    let known = known(migrations);
    if found > known { Err(StoreError::NewerSchema { file, found, known }) } else { Ok(()) }
}

/// Opens `cache.db` for reading and writing; a damaged one is replaced.
fn open_cache(dir: &Path) -> Result<(Connection, FileReport), StoreError> {
    let there = dir.join(DbFile::Cache.name()).exists();
    match try_open_cache(dir) {
        Ok(db) => Ok((db, if there { FileReport::Opened } else { FileReport::Created })),
        Err(StoreError::Corrupt { .. }) => {
            let (db, to) = replace_cache(dir)?;
            Ok((db, FileReport::MovedAside { to }))
        }
        Err(error) => Err(error),
    }
}

fn try_open_cache(dir: &Path) -> Result<Connection, StoreError> {
    let mut db = connect(dir, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?;
    let version = user_version(&db)?;
    check_version(DbFile::Cache, version, CACHE_MIGRATIONS)?;
    if version < known(CACHE_MIGRATIONS) {
        // WAL is written into the file, so it is set once, not at every open.
        db.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
        migrate(&mut db, version, CACHE_MIGRATIONS)?;
    }
    settle(&db)?;
    Ok(db)
}

/// Moves a damaged cache aside (one old copy is kept, as evidence) and makes a new one.
pub(super) fn replace_cache(dir: &Path) -> Result<(Connection, PathBuf), StoreError> {
    let to = dir.join("cache.corrupt.db");
    rename_if_there(&dir.join("cache.db"), &to)?;
    // The log belongs to the damaged file: read together with the new one it would damage that too.
    for (from, to) in [("cache.db-wal", Some("cache.corrupt.db-wal")), ("cache.db-shm", None)] {
        let from = dir.join(from);
        match to {
            Some(to) => rename_if_there(&from, &dir.join(to))?,
            None => remove_if_there(&from)?,
        }
    }
    Ok((try_open_cache(dir)?, to))
}

/// Opens `cache.db` where nothing can be written.
fn open_read_only(dir: &Path) -> Result<Connection, StoreError> {
    let path = dir.join(DbFile::Cache.name());
    if !path.exists() {
        return Err(StoreError::ReadOnly);
    }
    let open = |db: Connection| -> Result<Connection, StoreError> {
        let version = user_version(&db)?;
        check_version(DbFile::Cache, version, CACHE_MIGRATIONS)?;
        if version < known(CACHE_MIGRATIONS) {
            // An older schema cannot be brought up to date here.
            return Err(StoreError::ReadOnly);
        }
        settle(&db)?;
        Ok(db)
    };
    match connect(dir, OpenFlags::SQLITE_OPEN_READ_ONLY).and_then(open) {
        Ok(db) => Ok(db),
        Err(error @ (StoreError::NewerSchema { .. } | StoreError::Corrupt { .. })) => Err(error),
        Err(error) => {
            // SQLite wants to make the log's index beside the file and cannot. Without a log the file alone is whole, and may be
            // read as one that nobody changes.
            let log = std::fs::metadata(dir.join("cache.db-wal")).map_or(0, |m| m.len());
            let Some(uri) = url::Url::from_file_path(std::path::absolute(&path).unwrap_or(path)).ok().filter(|_| log == 0) else {
                return Err(error);
            };
            let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
            open(Connection::open_with_flags(format!("{uri}?immutable=1"), flags)?)
        }
    }
}

/// The writing connection of the owner thread.
pub(super) fn open_writer(dir: &Path) -> Result<Connection, StoreError> {
    let db = connect(dir, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    settle(&db)?;
    // With WAL this loses at most the last commits on a power cut and never the file; all of it can be read again.
    db.execute_batch("PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 1000")?;
    Ok(db)
}

fn connect(dir: &Path, flags: OpenFlags) -> Result<Connection, StoreError> {
    Ok(Connection::open_with_flags(dir.join(DbFile::Cache.name()), flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?)
}

fn settle(db: &Connection) -> Result<(), StoreError> {
    db.set_prepared_statement_cache_capacity(STATEMENTS);
    // Our statements have one sensible plan each. Without this, SQLite compiles a range query anew for every pair of bounds,
    // to look at them: a quarter of the time of a first sync.
    db.set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    // Reads the schema too, so that a file damaged there is noticed now.
    db.pragma_update(None, "cache_size", -PAGE_CACHE_KIB)?;
    Ok(())
}

fn user_version(db: &Connection) -> Result<i64, rusqlite::Error> {
    db.query_row("PRAGMA user_version", [], |row| row.get(0))
}

/// Runs the migrations after `version`, all or none.
fn migrate(db: &mut Connection, version: i64, migrations: &[&str]) -> Result<(), rusqlite::Error> {
    let tx = db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let done = usize::try_from(version).unwrap_or(0);
    for sql in migrations.iter().skip(done) {
        tx.execute_batch(sql)?;
    }
    tx.pragma_update(None, "user_version", known(migrations))?;
    tx.commit()
}

/// Opens `intents.db`, making it when missing; a damaged one is moved aside. Small, so it is checked whole.
pub(super) fn open_intents(dir: &Path, read_only: bool) -> Result<(Connection, FileReport), StoreError> {
    let path = dir.join(DbFile::Intents.name());
    let there = path.exists();
    match try_open_intents(&path, read_only) {
        Ok(db) => Ok((db, if there { FileReport::Opened } else { FileReport::Created })),
        Err(StoreError::Corrupt { .. }) if !read_only => {
            let to = move_intents_aside(dir)?;
            Ok((try_open_intents(&path, false)?, FileReport::MovedAside { to }))
        }
        Err(error) => Err(error),
    }
}

fn try_open_intents(path: &Path, read_only: bool) -> Result<Connection, StoreError> {
    let flags =
        if read_only { OpenFlags::SQLITE_OPEN_READ_ONLY } else { OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE };
    let open = || -> Result<Connection, rusqlite::Error> {
        let db = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        // FULL does not sync the directory after a commit has taken the journal away: a power cut then brings it back, and with it the
        // state before the commit (ADR 0010).
        db.pragma_update(None, "synchronous", "EXTRA")?;
        // A few rows are looked at again and again; what lies behind them need not stay in memory.
        db.pragma_update(None, "cache_size", -INTENTS_CACHE_KIB)?;
        Ok(db)
    };
    let named = |error: rusqlite::Error| StoreError::of(DbFile::Intents, &error);
    let mut db = open().map_err(named)?;
    let version = user_version(&db).map_err(named)?;
    check_version(DbFile::Intents, version, INTENTS_MIGRATIONS)?;
    let verdict: String = db.query_row("PRAGMA quick_check(1)", [], |row| row.get(0)).map_err(named)?;
    if verdict != "ok" {
        return Err(StoreError::Corrupt { file: DbFile::Intents });
    }
    // Where nothing can be written an older form is read as it is.
    if version < known(INTENTS_MIGRATIONS) && !read_only {
        migrate(&mut db, version, INTENTS_MIGRATIONS).map_err(named)?;
    }
    Ok(db)
}

/// Brings an empty database to the newest form of `intents.db`.
#[cfg(test)]
pub(super) fn migrate_intents(db: &mut Connection) -> Result<(), StoreError> {
    migrate(db, 0, INTENTS_MIGRATIONS).map_err(|error| StoreError::of(DbFile::Intents, &error))
}

fn move_intents_aside(dir: &Path) -> Result<PathBuf, StoreError> {
    let millis = chrono::Utc::now().timestamp_millis();
    let to = dir.join(format!("intents.corrupt-{millis}.db"));
    rename_if_there(&dir.join("intents.db"), &to)?;
    rename_if_there(&dir.join("intents.db-journal"), &dir.join(format!("intents.corrupt-{millis}.db-journal")))?;
    Ok(to)
}

fn rename_if_there(from: &Path, to: &Path) -> Result<(), StoreError> {
    match std::fs::rename(from, to) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(StoreError::io("moving a damaged file aside", &error)),
        _ => Ok(()),
    }
}

fn remove_if_there(path: &Path) -> Result<(), StoreError> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(StoreError::io("removing a file", &error)),
        _ => Ok(()),
    }
}
