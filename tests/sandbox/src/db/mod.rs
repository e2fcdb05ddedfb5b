//! The sandbox's embedded database: opening it, and one short lock around it.
//!
//! Decides where the data live and which tables exist. What the rows mean is in `schema.sql`;
//! who fills them is the generator, the operator and the wire routes.

pub(crate) mod rows;

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, Transaction, TransactionBehavior};

/// The tables of the school's data.
const SCHEMA: &str = include_str!("schema.sql");

/// A handle to the sandbox's database; clones share one connection.
#[derive(Clone)]
pub(crate) struct Db {
    connection: Arc<Mutex<Connection>>,
}

impl Db {
    /// Opens the database file, or one in memory, and makes sure every table exists.
    ///
    /// # Errors
    /// What SQLite says: the file cannot be opened, or is not a database.
    pub(crate) fn open(path: Option<&Path>) -> rusqlite::Result<Self> {
        let connection = match path {
            Some(path) => Connection::open(path)?,
            None => Connection::open_in_memory()?,
        };
        connection.pragma_update(None, "journal_mode", "wal")?;
        connection.pragma_update(None, "synchronous", "normal")?;
        connection.pragma_update(None, "foreign_keys", false)?;
        connection.set_prepared_statement_cache_capacity(256);
        connection.execute_batch(SCHEMA)?;
        connection.execute_batch(crate::login::SCHEMA)?;
        connection.execute_batch(crate::payments::SCHEMA)?;
        connection.execute_batch(crate::push::SCHEMA)?;
        connection.execute_batch(crate::meals::SCHEMA)?;
        connection.execute_batch(crate::cards::SCHEMA)?;
        connection.execute_batch(crate::adults::SCHEMA)?;
        Ok(Self { connection: Arc::new(Mutex::new(connection)) })
    }

    /// Runs `work` with the connection. Keep it short: every request waits for the same lock.
    ///
    /// # Errors
    /// Whatever `work` returns.
    pub(crate) fn with<T, E>(&self, work: impl FnOnce(&Connection) -> Result<T, E>) -> Result<T, E> {
        work(&self.lock())
    }

    /// Runs `work` in one immediate transaction, committed when it returns `Ok`, rolled back otherwise.
    ///
    /// # Errors
    /// Whatever `work` returns, or a failed begin or commit.
    pub(crate) fn write<T, E: From<rusqlite::Error>>(&self, work: impl FnOnce(&Transaction<'_>) -> Result<T, E>) -> Result<T, E> {
        let mut connection = self.lock();
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let value = work(&transaction)?;
        transaction.commit()?;
        Ok(value)
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        // A panic inside `work` leaves the connection usable: its transaction was rolled back on unwind.
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
