//! What this phone has seen: two SQLite files and the one way in and out of them.
//!
//! Decides: how facts are kept, what a re-read of some days replaces and what it must not (when a fact was first learned, what
//! a movement said before an edit), and what a commit changed. Leaves to others: what to read when (`sync`), what it means
//! (`domain`), how it is shown (`screens`).
//!
//! `cache.db` can be rebuilt from the server; `intents.db` cannot. One process works on a data directory at a time.
//! Reads go through one connection of the caller's thread, writes through one owner thread that starts with the first write;
//! each write is one short transaction, so a process killed at any point leaves whole commits behind, cursor and rows together.
//!
//! | you look for | file |
//! | --- | --- |
//! | opening, locking, versions, damaged files | `files` |
//! | the owner thread and transactions | `owner` |
//! | what a commit changed, windows of time | `change` |
//! | the adult and the children | `family` |
//! | taps, purchases, movements | `passages`, `purchases`, `movements` |
//! | what was charged by day | `spending` |
//! | balance, and when what was last read | `accounts`, `readings` |
//! | which days have been read, and when | `read_days`, `spans` |
//! | cursors, marks, saved screens, counts, wiping | `notes` |
//! | menus | `menus` |
//! | the parent's settings | `intents` |
//! | the parent's commands | `outbox` |
//! | what a parent was told | `alerts` |
//! | everything, to take along or to destroy | `dump` |

mod accounts;
mod alerts;
mod change;
#[cfg(debug_assertions)]
pub(crate) mod crash;
mod dump;
mod error;
mod family;
mod files;
mod intents;
mod menus;
mod merge;
mod movements;
mod notes;
mod outbox;
mod owner;
mod passages;
mod purchases;
mod read_days;
mod readings;
mod spans;
mod spending;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;

pub use accounts::StoredAccount;
pub use alerts::{AlertFate, AlertRow, AlertWriter};
pub use change::{Change, ChildChange, Window};
pub use dump::{Cell, TableDump};
pub use error::{DbFile, StoreError};
pub use files::{FileReport, OpenReport, make_dir};
pub use intents::IntentsDb;
pub use menus::StoredMenu;
pub use movements::{Edit, StoredMovement};
pub use notes::Counts;
pub use outbox::IntentRow;
pub use owner::Writer;
pub use read_days::ReadDays;
pub use readings::{Outcome, Reading, Service};

use owner::{Listeners, Owner};

/// The store of one data directory. Share it in an [`Arc`]; every method takes `&self`.
pub struct Store {
    dir: PathBuf,
    report: Mutex<OpenReport>,
    reader: Mutex<Option<Connection>>,
    owner: Mutex<Owner>,
    listeners: Arc<Listeners>,
    intents: Mutex<Option<IntentsDb>>,
    lock: Mutex<Option<files::DirLock>>,
}

impl Store {
    /// Opens the store of `dir`, making the directory and the files where missing. No network, no scan: the time does not
    /// depend on how much is stored.
    ///
    /// A damaged cache is moved aside and begun anew, damaged intents are moved aside; [`Store::report`] tells.
    ///
    /// # Errors
    /// [`StoreError::InUse`] when another process has the directory; [`StoreError::NewerSchema`] when a file was written by a
    /// newer version (no file is touched then); [`StoreError::ReadOnly`] when nothing is there yet and nothing can be made;
    /// [`StoreError::Full`], [`StoreError::Io`].
    pub fn open(dir: &Path) -> Result<Self, StoreError> {
        let opened = files::open(dir)?;
        let read_only = opened.report.read_only;
        Ok(Self {
            dir: dir.to_owned(),
            report: Mutex::new(opened.report),
            reader: Mutex::new(Some(opened.reader)),
            owner: Mutex::new(if read_only { Owner::ReadOnly } else { Owner::Idle }),
            listeners: Arc::default(),
            intents: Mutex::new(None),
            lock: Mutex::new(opened.lock),
        })
    }

    /// What opening found: created, opened, or moved aside; whether the directory is read-only.
    pub fn report(&self) -> OpenReport {
        held(&self.report).clone()
    }

    /// Calls `listener` after every commit that changed something, on the writer's thread, before the write returns.
    /// It must be quick and must not write to the store.
    pub fn on_commit(&self, listener: Box<dyn Fn(&Change) + Send + Sync>) {
        self.listeners.add(listener);
    }

    /// Runs `work` as one transaction on the owner thread and waits for it. Not for async code: see [`Store::write_async`].
    ///
    /// # Errors
    /// What `work` returns, and [`StoreError::ReadOnly`], [`StoreError::Full`], [`StoreError::Closed`]; nothing of `work` is
    /// kept then.
    pub fn write<R, F>(&self, work: F) -> Result<R, StoreError>
    where
        R: Send + 'static,
        F: FnOnce(&mut Writer<'_>) -> Result<R, StoreError> + Send + 'static,
    {
        let (reply, answer) = std::sync::mpsc::sync_channel(1);
        self.submit(work, move |result| {
            // A caller that went away does not undo the commit.
            let _ = reply.send(result);
        })?;
        answer.recv().map_err(|_| StoreError::Closed)?
    }

    /// Like [`Store::write`], without blocking the thread. Dropping the future does not stop the write.
    pub async fn write_async<R, F>(&self, work: F) -> Result<R, StoreError>
    where
        R: Send + 'static,
        F: FnOnce(&mut Writer<'_>) -> Result<R, StoreError> + Send + 'static,
    {
        let (reply, answer) = tokio::sync::oneshot::channel();
        self.submit(work, move |result| {
            let _ = reply.send(result);
        })?;
        answer.await.map_err(|_| StoreError::Closed)?
    }

    fn submit<R, F>(&self, work: F, reply: impl FnOnce(Result<R, StoreError>) + Send + 'static) -> Result<(), StoreError>
    where
        R: Send + 'static,
        F: FnOnce(&mut Writer<'_>) -> Result<R, StoreError> + Send + 'static,
    {
        let listeners = Arc::clone(&self.listeners);
        held(&self.owner).send(&self.dir, Box::new(move |db| reply(db.transact(&listeners, work))))
    }

    /// Moves what the write-ahead log holds into the main file, so that the directory is small and whole on disk.
    pub fn checkpoint(&self) -> Result<(), StoreError> {
        if self.report().read_only {
            return Ok(());
        }
        let (reply, answer) = std::sync::mpsc::sync_channel(1);
        held(&self.owner).send(
            &self.dir,
            Box::new(move |db| {
                let _ = reply.send(db.checkpoint());
            }),
        )?;
        answer.recv().map_err(|_| StoreError::Closed)?
    }

    /// Finishes the writes under way, closes the files and frees the directory. Later calls change nothing; reads and writes
    /// after it give [`StoreError::Closed`].
    pub fn close(&self) {
        let owner = std::mem::replace(&mut *held(&self.owner), Owner::Closed);
        owner.finish();
        // In this order: whoever finds no intents opens them only while there is a reader.
        drop(held(&self.reader).take());
        drop(held(&self.intents).take());
        drop(held(&self.lock).take());
    }

    /// Throws the damaged cache aside and begins a new, empty one; the server fills it again. For [`StoreError::Corrupt`] of
    /// [`DbFile::Cache`] met after opening.
    pub fn rebuild_cache(&self) -> Result<(), StoreError> {
        let mut report = held(&self.report);
        if report.read_only {
            return Err(StoreError::ReadOnly);
        }
        let mut owner = held(&self.owner);
        let mut reader = held(&self.reader);
        if matches!(*owner, Owner::Closed) {
            return Err(StoreError::Closed);
        }
        std::mem::replace(&mut *owner, Owner::Idle).finish();
        drop(reader.take());
        let (fresh, moved) = files::replace_cache(&self.dir)?;
        *reader = Some(fresh);
        report.cache = FileReport::MovedAside { to: moved };
        Ok(())
    }

    /// Runs `query` on the reading connection.
    fn read<R>(&self, query: impl FnOnce(&Connection) -> Result<R, StoreError>) -> Result<R, StoreError> {
        match &*held(&self.reader) {
            Some(db) => query(db),
            None => Err(StoreError::Closed),
        }
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        self.close();
    }
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").finish_non_exhaustive()
    }
}

/// The value behind `mutex`; a thread that panicked while holding it left it whole (every change is one assignment).
fn held<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
