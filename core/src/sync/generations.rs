//! Which generation of a route a server has, and what to ask instead where the current one is missing.
//!
//! A server that answers 404 or 501 for the current route is asked on the older one, and that is remembered for it
//! (wire-api §4, §5). After a week the current route is tried again: servers are updated too.

use std::collections::BTreeMap;
use std::sync::{MutexGuard, PoisonError};

use super::SchoolSync;
use super::calls::SyncError;
use crate::domain::account::AccountReading;
use crate::domain::{AccountNumber, Child, LocalDate, Moment, Passage, Period, PersonId};
use crate::school_api::{Answer, ApiError};
use crate::session::SessionError;
use crate::store::Service;

/// Days for which a missing route is taken to be still missing.
const REMEMBERED_DAYS: i64 = 7;

/// A route with more than one generation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Route {
    /// Entries and exits: by person, else by personal account.
    Visits,
    /// Balance: v3, else v2.
    Balance,
    /// Balance v2, else the family status.
    BalanceV2,
    /// Set meals: v3, else v2.
    MenuComplexes,
    /// Set meals v2, else the oldest menu.
    MenuComplexesV2,
    /// The buffet: v3, else the oldest menu.
    MenuBuffet,
}

impl Route {
    fn name(self) -> &'static str {
        match self {
            Self::Visits => "visits",
            Self::Balance => "balance",
            Self::BalanceV2 => "balance-v2",
            Self::MenuComplexes => "menu-complexes",
            Self::MenuComplexesV2 => "menu-complexes-v2",
            Self::MenuBuffet => "menu-buffet",
        }
    }
}

/// The answer, or none when the route does not exist there.
pub(super) fn if_exists<T>(outcome: Result<Answer<T>, SyncError>) -> Result<Option<Answer<T>>, SyncError> {
    match outcome {
        Ok(answer) => Ok(Some(answer)),
        Err(SyncError::Session(SessionError::Api(ApiError::NoSuchRoute { .. }))) => Ok(None),
        Err(error) => Err(error),
    }
}

impl SchoolSync {
    fn generation_key(&self, route: Route) -> String {
        format!("older-generation/{}/{}", route.name(), self.server)
    }

    /// Whether the server is known to have no current form of `route`.
    pub(super) fn is_older(&self, route: Route) -> Result<bool, SyncError> {
        let known = self.older().get(&route).copied();
        let since = if let Some(since) = known {
            since
        } else {
            let since = self.store.meta(&self.generation_key(route))?.and_then(|day| day.parse().ok());
            self.older().insert(route, since);
            since
        };
        let today = self.caller.clock.now().date();
        Ok(since.is_some_and(|since| (0..REMEMBERED_DAYS).contains(&today.days_since(since))))
    }

    fn older(&self) -> MutexGuard<'_, BTreeMap<Route, Option<LocalDate>>> {
        self.older.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) async fn remember_older(&self, route: Route) -> Result<(), SyncError> {
        let (key, today) = (self.generation_key(route), self.caller.clock.now().date());
        self.older().insert(route, Some(today));
        self.write(move |w| w.set_meta(&key, Some(&today.to_string()))).await
    }

    /// Passages of `period`, from whichever generation the server has.
    pub(super) async fn visits(
        &self,
        child: &PersonId,
        account: Option<AccountNumber>,
        period: Period,
    ) -> Result<Answer<Vec<Passage>>, SyncError> {
        let (api, learned_at) = (&self.caller.api, self.caller.clock.now());
        if !self.is_older(Route::Visits)? {
            let current = self.caller.call(Service::Pass, |a| async move { api.visits(a.auth(), child, period, learned_at).await });
            if let Some(answer) = if_exists(current.await)? {
                return Ok(answer);
            }
            self.remember_older(Route::Visits).await?;
        }
        let Some(account) = account else { return Err(no_account_yet()) };
        self.caller.call(Service::Pass, |a| async move { api.visits_by_account(a.auth(), child, account, period, learned_at).await }).await
    }

    /// Balances of all children, from whichever generation the server has.
    pub(super) async fn balances(&self, children: &[Child]) -> Result<(Vec<AccountReading>, Moment), SyncError> {
        let api = &self.caller.api;
        let persons: Vec<PersonId> = children.iter().map(|child| child.person.clone()).collect();
        let persons = &persons;
        if !self.is_older(Route::Balance)? {
            let current = self.caller.call(Service::Food, |a| async move { api.balances(a.auth(), persons).await });
            if let Some(answer) = if_exists(current.await)? {
                return Ok((answer.value, self.caller.clock.now()));
            }
            self.remember_older(Route::Balance).await?;
        }
        if self.is_older(Route::BalanceV2)? {
            return self.family_status(children).await;
        }
        let mut readings = Vec::new();
        for child in children {
            let person = &child.person;
            let v2 = self.caller.call(Service::Food, |a| async move { api.balance_v2(a.auth(), person).await });
            let Some(answer) = if_exists(v2.await)? else {
                self.remember_older(Route::BalanceV2).await?;
                return self.family_status(children).await;
            };
            readings.push(answer.value);
        }
        Ok((readings, self.caller.clock.now()))
    }

    async fn family_status(&self, children: &[Child]) -> Result<(Vec<AccountReading>, Moment), SyncError> {
        let accounts: Vec<AccountNumber> = children.iter().filter_map(|child| child.account).collect();
        if accounts.is_empty() {
            return Err(no_account_yet());
        }
        let (api, accounts) = (&self.caller.api, &accounts);
        let answer = self.caller.call(Service::Food, |a| async move { api.family_status(a.auth(), accounts).await }).await?;
        Ok((answer.value, self.caller.clock.now()))
    }
}

/// The older routes ask by personal account, and nobody has told it yet.
fn no_account_yet() -> SyncError {
    SyncError::Session(SessionError::Api(ApiError::NoAccount))
}
