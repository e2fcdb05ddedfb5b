//! Top-ups and limits as the app runs them: the parent's wish is kept on the caller's thread, what follows runs in a task.

use std::sync::Arc;
use std::time::Duration;

use super::parts::Parts;
use super::{AppError, Asker, SyncError};
use crate::domain::payment::top_up_amount;
use crate::domain::{AccountNumber, Money, Period, PersonId, SpendingRules};
use crate::outbox::driver::{Look, Ran};
use crate::outbox::{IntentId, OutboxError, reading};

/// Days of payments that are read when the parent asks for them.
const PAYMENT_DAYS: i64 = 180;
/// Shortest and longest sleep between two looks at the outbox.
const SHORTEST_SLEEP: Duration = Duration::from_millis(300);
const LONGEST_SLEEP: Duration = Duration::from_secs(60);

impl From<OutboxError> for AppError {
    fn from(error: OutboxError) -> Self {
        match error {
            OutboxError::SignedOut => Self::SignedOut,
            OutboxError::Store(error) => error.into(),
        }
    }
}

impl Parts {
    /// Remembers what is being typed.
    pub(super) fn choose_amount(&self, child: &PersonId, amount_text: &str) {
        self.with_entries(|entries| match amount_text {
            "" => drop(entries.remove(child)),
            text => drop(entries.insert(child.clone(), text.chars().take(40).collect())),
        });
        self.observing.ring(|wake| wake.surroundings = true);
    }

    /// Keeps a top-up. Nothing is sent here.
    pub(super) fn start_top_up(&self, child: &PersonId, amount_text: &str) -> Result<IntentId, AppError> {
        self.choose_amount(child, amount_text);
        let amount = top_up_amount(amount_text).map_err(|_| AppError::Validation { field: "amount".to_owned() })?;
        let account = self.account_of(child)?;
        if reading::provider(&self.store, child)? == Some(None) {
            return Err(AppError::rejected("no_provider", self.l10n().top_up_no_provider()));
        }
        let id = self.outbox.start_top_up(child, account, amount)?;
        self.choose_amount(child, "");
        Ok(id)
    }

    fn account_of(&self, child: &PersonId) -> Result<AccountNumber, AppError> {
        let family = self.store.family()?.ok_or(AppError::SignedOut)?;
        let known =
            family.children.into_iter().find(|known| known.person == *child).ok_or(AppError::Validation { field: "child".to_owned() })?;
        let told = self.store.account(child)?.and_then(|account| account.account);
        known.account.or(told).ok_or_else(|| AppError::rejected("no_account", self.l10n().top_up_account_unknown()))
    }

    /// Keeps a change of rules. Nothing is sent here.
    pub(super) fn set_spending_rules(&self, child: &PersonId, seen: SpendingRules, wanted: SpendingRules) -> Result<IntentId, AppError> {
        let bad = |sum: Option<Money>| sum.is_some_and(Money::is_negative);
        if bad(wanted.day_limit) || bad(wanted.warn_below) {
            let field = if bad(wanted.day_limit) { "day_limit" } else { "warn_below" };
            return Err(AppError::Validation { field: field.to_owned() });
        }
        self.account_of(child)?;
        Ok(self.outbox.set_spending_rules(child, seen, wanted)?)
    }

    /// Does what is due in the outbox; where money arrived, the account is read again.
    pub(super) async fn run_outbox(&self, look: Look) -> Result<Ran, AppError> {
        let _turn = self.outbox_turn.lock().await;
        let ran = self.outbox.run(look).await?;
        let today = self.clock.now().date();
        for child in &ran.credited {
            if let Err(error) = self.sync.refresh_period(child, Period::new(today.plus_days(-1), today)).await {
                tracing::debug!(%error, "the account was not read again");
            }
        }
        for child in &ran.meals {
            self.read_after_meals(child).await;
        }
        Ok(ran)
    }

    /// After a wish was kept: what follows from it, at once.
    pub(super) async fn go_on_with_outbox(self: Arc<Self>) -> Result<(), AppError> {
        let outcome = self.run_outbox(Look::Now).await;
        self.outbox_bell.notify_one();
        outcome.map(drop)
    }

    /// After a refresh: what may have changed meanwhile.
    pub(super) async fn look_at_outbox(&self, asker: Asker) {
        let look = if asker == Asker::Parent { Look::Now } else { Look::WhenDue };
        if let Err(error) = self.run_outbox(look).await {
            tracing::debug!(%error, "the outbox after a refresh");
        }
    }

    /// Looks at the outbox for as long as the app is in the foreground, as often as there is something to look for.
    pub(super) async fn keep_outbox(self: Arc<Self>) {
        let mut foreground = self.foreground.subscribe();
        while *foreground.borrow_and_update() {
            let under_way = self.begin_work();
            let next = match self.run_outbox(Look::WhenDue).await {
                Ok(ran) => ran.next,
                Err(error) => {
                    tracing::debug!(%error, "the outbox");
                    None
                }
            };
            drop(under_way);
            let left = next.map(|next| u64::try_from(next.0.saturating_sub(self.clock.now().0)).unwrap_or(0));
            let sleep = left.map_or(LONGEST_SLEEP, Duration::from_millis).clamp(SHORTEST_SLEEP, LONGEST_SLEEP);
            tokio::select! {
                () = tokio::time::sleep(sleep) => {}
                () = self.outbox_bell.notified() => {}
                _ = foreground.wait_for(|on| !on) => {}
            }
        }
    }

    /// Reads who feeds `child`, once in a run unless nobody does.
    pub(super) async fn read_provider(&self, child: &PersonId) -> Result<(), AppError> {
        let known = reading::provider(&self.store, child)?;
        if known.is_some_and(|known| known.is_some()) && !self.first_of_this_run(child) {
            return Ok(());
        }
        Ok(self.outbox.wire().read_provider(child).await?)
    }

    /// Reads the history of payments.
    pub(super) async fn read_payments(&self) -> Result<(), SyncError> {
        let from = self.clock.now().date().plus_days(-PAYMENT_DAYS);
        self.outbox.wire().read_payments(from).await.map(drop)
    }
}
