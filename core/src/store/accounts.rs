//! The balance the server confirms, and the rules of the account.

use rusqlite::{Connection, OptionalExtension, params};

use super::error::StoreError;
use super::{Store, Writer, family};
use crate::domain::account::AccountReading;
use crate::domain::{AccountNumber, Moment, Money, PersonId, SpendingRules};

/// The personal account of one child as last read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct StoredAccount {
    /// Number, when any route told it.
    pub account: Option<AccountNumber>,
    /// Confirmed balance.
    pub confirmed: Money,
    /// Limits, when any route told them.
    pub rules: Option<SpendingRules>,
    /// When this was true, in the server's time.
    pub as_of: Moment,
}

fn load(db: &Connection, child: i64) -> Result<Option<StoredAccount>, StoreError> {
    Ok(db
        .prepare_cached("SELECT number, confirmed, has_rules, day_limit, warn_below, as_of FROM account WHERE child = ?1")?
        .query_row([child], |row| {
            let rules =
                SpendingRules { day_limit: row.get::<_, Option<i64>>(3)?.map(Money), warn_below: row.get::<_, Option<i64>>(4)?.map(Money) };
            Ok(StoredAccount {
                account: row.get::<_, Option<i64>>(0)?.map(AccountNumber),
                confirmed: Money(row.get(1)?),
                rules: row.get::<_, bool>(2)?.then_some(rules),
                as_of: Moment(row.get(5)?),
            })
        })
        .optional()?)
}

impl Store {
    /// The account of `child`; `None` before the first reading.
    pub fn account(&self, child: &PersonId) -> Result<Option<StoredAccount>, StoreError> {
        self.read(|db| match family::number(db, child)? {
            Some(no) => load(db, no),
            None => Ok(None),
        })
    }
}

impl Writer<'_> {
    /// Keeps a balance reading of `child`, true at `as_of`. A route that tells no number or no rules leaves the known ones.
    /// An answer older than the one stored is dropped. Returns whether anything changed.
    pub fn put_account(&mut self, child: &PersonId, reading: &AccountReading, as_of: Moment) -> Result<bool, StoreError> {
        let no = family::number_or_new(self.db, child)?;
        let old = load(self.db, no)?;
        if old.is_some_and(|old| old.as_of > as_of) {
            return Ok(false);
        }
        let new = StoredAccount {
            account: reading.account.or(old.and_then(|o| o.account)),
            confirmed: reading.confirmed,
            rules: reading.rules.or(old.and_then(|o| o.rules)),
            as_of,
        };
        if old == Some(new) {
            return Ok(false);
        }
        self.db
            .prepare_cached(
                "INSERT OR REPLACE INTO account (child, number, confirmed, has_rules, day_limit, warn_below, as_of)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute(params![
                no,
                new.account.map(|a| a.0),
                new.confirmed.0,
                new.rules.is_some(),
                new.rules.and_then(|r| r.day_limit).map(|m| m.0),
                new.rules.and_then(|r| r.warn_below).map(|m| m.0),
                as_of.0,
            ])?;
        self.change.child(child).account = true;
        // The family shows the number where the profile itself gave none.
        self.change.family |= old.and_then(|o| o.account) != new.account;
        Ok(true)
    }
}
