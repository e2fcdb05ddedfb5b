//! The owner thread: the only writer of `cache.db`. It starts with the first write and ends when the store is closed.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use rusqlite::{Connection, TransactionBehavior};

use super::change::Change;
use super::error::StoreError;
use super::{files, held};

type Listener = Arc<dyn Fn(&Change) + Send + Sync>;
type Job = Box<dyn FnOnce(&mut OwnedDb) + Send>;

/// Who is told about commits.
#[derive(Default)]
pub(super) struct Listeners(Mutex<Vec<Listener>>);

impl Listeners {
    pub(super) fn add(&self, listener: Box<dyn Fn(&Change) + Send + Sync>) {
        held(&self.0).push(Arc::from(listener));
    }

    fn tell(&self, change: &Change) {
        // Called without the lock, so that a listener may add another.
        let listeners = held(&self.0).clone();
        for listener in listeners {
            listener(change);
        }
    }
}

/// Where the writing side stands.
pub(super) enum Owner {
    /// Nothing was written yet.
    Idle,
    /// The thread takes jobs.
    Running {
        /// Its queue.
        jobs: Sender<Job>,
        /// The thread.
        thread: JoinHandle<()>,
    },
    /// The data directory may only be read.
    ReadOnly,
    /// The store was closed.
    Closed,
}

impl Owner {
    /// Queues `job`, starting the thread when it is the first one.
    pub(super) fn send(&mut self, dir: &Path, job: Job) -> Result<(), StoreError> {
        if matches!(self, Self::Idle) {
            *self = Self::start(dir)?;
        }
        match self {
            Self::Running { jobs, .. } => jobs.send(job).map_err(|_| StoreError::Closed),
            Self::ReadOnly => Err(StoreError::ReadOnly),
            Self::Idle | Self::Closed => Err(StoreError::Closed),
        }
    }

    fn start(dir: &Path) -> Result<Self, StoreError> {
        let mut db = OwnedDb(files::open_writer(dir)?);
        let (jobs, queue): (Sender<Job>, Receiver<Job>) = channel();
        let thread = std::thread::Builder::new()
            .name("schoolcard-store".to_owned())
            .spawn(move || {
                for job in queue {
                    job(&mut db);
                }
            })
            .map_err(|error| StoreError::io("starting the store's thread", &error))?;
        Ok(Self::Running { jobs, thread })
    }

    /// Lets the queued jobs finish and the thread end.
    pub(super) fn finish(self) {
        if let Self::Running { jobs, thread } = self {
            drop(jobs);
            // A listener may close the store from the owner thread itself; a thread cannot wait for its own end.
            if thread.thread().id() != std::thread::current().id() {
                let _ = thread.join();
            }
        }
    }
}

/// The writing connection, owned by the thread.
pub(super) struct OwnedDb(Connection);

impl OwnedDb {
    /// Runs `work` in one transaction and tells the listeners what changed.
    pub(super) fn transact<R>(
        &mut self,
        listeners: &Listeners,
        work: impl FnOnce(&mut Writer<'_>) -> Result<R, StoreError>,
    ) -> Result<R, StoreError> {
        let done = catch_unwind(AssertUnwindSafe(|| {
            let tx = self.0.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let mut writer = Writer { db: &tx, change: Change::default(), wiped: false, read_days: Vec::new() };
            let result = work(&mut writer)?;
            writer.store_read_days()?;
            let Writer { change, wiped, .. } = writer;
            if !change.is_empty() {
                // A saved screen must not outlive what it was worked out from, even if the process ends right here.
                tx.prepare_cached("DELETE FROM screen")?.execute([])?;
            }
            #[cfg(debug_assertions)]
            super::crash::step();
            tx.commit()?;
            #[cfg(debug_assertions)]
            super::crash::step();
            Ok((result, change, wiped))
        }));
        let (result, change, wiped) = done.unwrap_or(Err(StoreError::WritePanicked))?;
        if wiped {
            // Deleted rows stay readable in free pages and in the log until both are rewritten.
            self.0.execute_batch("VACUUM")?;
            self.checkpoint()?;
        }
        if !change.is_empty() {
            listeners.tell(&change);
        }
        Ok(result)
    }

    /// Lets the file have at most `pages` pages.
    #[cfg(test)]
    pub(super) fn limit_pages(&mut self, pages: i64) {
        self.0.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(())).unwrap();
    }

    /// Moves the log into the main file and empties it.
    pub(super) fn checkpoint(&mut self) -> Result<(), StoreError> {
        self.0.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).map_err(StoreError::from)
    }
}

/// One transaction. Its methods stand with the aggregates they write: `put_family`, `put_passages`, `put_purchases`,
/// `put_movements`, `put_account`, `note_reading`, `note_read_days`, `set_cursor`, `set_meta`, `save_screen`, `wipe_all`.
pub struct Writer<'tx> {
    pub(super) db: &'tx Connection,
    pub(super) change: Change,
    pub(super) wiped: bool,
    pub(super) read_days: Vec<super::read_days::Noted>,
}

impl Writer<'_> {
    /// What this transaction has changed so far.
    pub fn change(&self) -> &Change {
        &self.change
    }
}
