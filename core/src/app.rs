//! The app: owns the runtime and wires store, session, sync and screens together. The only place that spawns.
//!
//! | you look for | file |
//! | --- | --- |
//! | what an app is told when it is made | `app/config` |
//! | what a face may ask for | `app/action` |
//! | what a face is told when it did not happen | `app/error` |
//! | observers, one call a commit | `app/observing` |
//! | the first frame, from the saved state | `app/first_frame` |
//! | the file that widgets read without the core | `app/snapshot` |
//! | top-ups and limits: kept here, run in tasks | `app/paying` |
//! | lost cards | `app/carrying` |
//! | papers for the school, statements, leaving for good | `app/connecting` |
//! | orders ahead, weekly rules, "ill today" | `app/ordering` |
//! | what a child may buy | `app/feeding` |
//! | pushes, looking for alerts, the background refresh | `app/alerting` |
//! | the registration for pushes | `app/registering` |
//! | the parts and what they need of each other | `app/parts` |

mod action;
mod alerting;
mod carrying;
mod config;
mod connecting;
mod error;
mod feeding;
mod first_frame;
mod observing;
mod ordering;
mod parts;
mod paying;
mod registering;
pub mod snapshot;
#[cfg(test)]
mod tests;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use tokio::runtime::Runtime;

use crate::alerts::push::PushTrouble;
use crate::domain::menu::week_asked;
use crate::domain::{AbsenceReason, Ban, CardId, FoodSwitch, LocalDate, Period, PersonId, PushToken, SpendingRules, WeeklyOrder};
use crate::outbox::IntentId;
use crate::outbox::notifications::Wish;
use crate::screens::papers::{AdultId, AdultRights};
use crate::screens::statement::Statement;
use crate::screens::{AlertToPost, Screen, ScreenState};
use crate::secrets::SecretStore;
use crate::store::{DbFile, StoreError};
use crate::sync::cards::read_cards;
use crate::sync::circle::read_circles;
use crate::sync::food_rules::read_food_rules;
use crate::sync::{Asker, SyncError};

pub use action::{Action, RefreshScope};
pub use alerting::{PostedAlert, PushOutcome};
pub use config::AppConfig;
pub use error::{AppError, StorageTrouble};
pub use observing::{ScreenObserver, Subscription};

use alerting::RuleChange;
use observing::Observing;
use parts::Parts;

/// How often the app looks by itself, while in the foreground, whether something is due. What is due is decided by the pace of
/// each service (two minutes at least).
const LOOK_EVERY: Duration = Duration::from_secs(15);

/// The app of one parent on one device. Make one per process and data directory.
pub struct ParentApp {
    parts: Arc<Parts>,
    runtime: OnceLock<Runtime>,
    screens: Mutex<Option<std::thread::JoinHandle<()>>>,
    foreground: Mutex<Option<tokio::task::JoinHandle<()>>>,
    closed: AtomicBool,
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// For wishes that follow at once and have no answer: why one was not taken is only logged, the screens show what is.
fn logged(outcome: Result<(), AppError>) {
    if let Err(error) = outcome {
        tracing::info!(%error, "a wish was not taken");
    }
}

impl ParentApp {
    /// Opens the data directory and takes up the sign-in where it was left. No network, no secret store, ready in milliseconds.
    ///
    /// # Errors
    /// [`AppError::Storage`] when the directory cannot be used (another process has it, read-only, full), [`AppError::OutOfDate`]
    /// when a newer version wrote it, [`AppError::Validation`] for an address that is not usable.
    pub fn new(config: AppConfig, secrets: Arc<dyn SecretStore>) -> Result<Arc<Self>, AppError> {
        let parts = Parts::open(config, secrets)?;
        Ok(Arc::new(Self {
            parts,
            runtime: OnceLock::new(),
            screens: Mutex::default(),
            foreground: Mutex::default(),
            closed: false.into(),
        }))
    }

    /// Looks at `screen`: the observer's first call is the current state, at once, on this thread; then one call for every
    /// commit that changes the state. Dropping the subscription stops it.
    ///
    /// # Errors
    /// [`AppError::Storage`] when the data cannot be read.
    pub fn observe(&self, screen: Screen, observer: Arc<dyn ScreenObserver>) -> Result<Subscription, AppError> {
        let first = self.current(&screen)?;
        self.watch_screens();
        self.read_for(&screen);
        Ok(self.parts.observing.add(screen, observer, first))
    }

    /// The current state of `screen`, once.
    ///
    /// # Errors
    /// [`AppError::Storage`] when the data cannot be read.
    pub fn current(&self, screen: &Screen) -> Result<ScreenState, AppError> {
        if self.is_closed() {
            return Err(AppError::Storage { trouble: StorageTrouble::Closed });
        }
        match self.parts.first_frame(screen) {
            Err(StoreError::Corrupt { file: DbFile::Cache }) => {
                self.parts.begin_cache_anew()?;
                Ok(self.parts.first_frame(screen)?)
            }
            state => Ok(state?),
        }
    }

    /// What the school's clock shows now, as far as this device knows: a face needs it to ask for "the last two weeks".
    pub fn now(&self) -> crate::domain::Moment {
        self.parts.clock.now()
    }

    /// Asks for something. Never blocks, never fails: what came of it shows in the states.
    pub fn dispatch(&self, action: Action) {
        if self.is_closed() {
            return;
        }
        let parts = Arc::clone(&self.parts);
        let asked = match action {
            Action::Refresh { scope } => self.spawn(async move { parts.refresh(scope, Asker::Parent).await }),
            Action::ChooseAmount { child, amount_text } => {
                parts.choose_amount(&child, &amount_text);
                self.spawn(async move { parts.read_provider(&child).await })
            }
            Action::StartTopUp { child, amount_text } => self.kept(&parts.start_top_up(&child, &amount_text)),
            Action::ReopenLink { id } => self.kept(&parts.outbox.reopen(&id).map_err(AppError::from)),
            Action::ReturnFromBank { url } => self.kept(&parts.outbox.returned(&url).map_err(AppError::from)),
            Action::CancelTopUp { id }
            | Action::CancelSpendingRules { id }
            | Action::CancelNotification { id }
            | Action::CancelCardBlock { id }
            | Action::CancelFoodChange { id }
            | Action::CancelOrder { id } => self.kept(&parts.outbox.cancel(&id).map_err(AppError::from)),
            Action::SetSpendingRules { child, seen, wanted } => self.kept(&parts.set_spending_rules(&child, seen, wanted)),
            Action::SetBan { child, ban, banned } => self.kept(&parts.set_ban(&child, ban, banned)),
            Action::SetFoodSwitch { child, switch, on } => self.kept(&parts.set_food_switch(&child, switch, on)),
            Action::AgreeToPreorders { child } => self.kept(&parts.agree_to_preorders(&child)),
            Action::BlockCard { child, card } => self.kept(&parts.block_card(&child, &card)),
            Action::SetContact { phone, email } => return logged(parts.set_contact(&phone, &email)),
            Action::MarkApplied { child, on } => return logged(parts.mark_applied(&child, on)),
            Action::NameAdult { child, name, rights, until } => return logged(parts.name_adult(&child, &name, rights, until).map(drop)),
            Action::ForgetAdult { id } => return logged(parts.forget_adult(&id)),
            Action::SetConsent { purpose, given } => {
                logged(parts.set_consent(purpose, given));
                self.spawn(async move { parts.keep_push_registered().await })
            }
            Action::SetOrder { child, day, complex, seen, amount } => self.kept(&parts.set_order(&child, day, complex, seen, amount)),
            Action::SetWeekly { child, complex, seen, wanted } => self.kept(&parts.set_weekly(&child, complex, seen, wanted)),
            Action::IllToday { child, day, reason } => self.kept(&parts.ill_today(&child, day, reason)),
            Action::SetCutOff { child, meal, rule } => return logged(parts.set_cut_off(&child, meal, rule)),
            Action::MarkAlertsRead => return logged(parts.mark_alerts_read()),
            Action::SetAlertChoice { child, kind, choice } => {
                return logged(parts.change_rules(RuleChange::Choice { child, kind, choice }));
            }
            Action::SetQuietHours { hours } => return logged(parts.change_rules(RuleChange::Quiet(hours))),
            Action::SetBell { child, bell } => return logged(parts.change_rules(RuleChange::Bell { child, bell })),
            Action::SetFullWhenLocked { on } => return logged(parts.change_rules(RuleChange::FullWhenLocked(on))),
            Action::ResetAlertChoices => return logged(parts.change_rules(RuleChange::Reset)),
            Action::SetNotification { id, channel, seen, wanted } => {
                let wish = Wish::Switch { id, channel, seen, wanted };
                self.kept(&parts.outbox.set_notification(wish).map_err(AppError::from))
            }
            Action::ResetNotifications => self.kept(&parts.reset_notifications()),
            Action::CancelSignIn => self.spawn(async move { Ok(parts.session.cancel()?) }),
            Action::SignOut => self.spawn(async move { parts.sign_out().await }),
        };
        if let Err(error) = asked {
            tracing::info!(%error, "an action came after the end");
        }
    }

    /// Goes on with the outbox once a wish was kept; a wish that was not taken is only logged: the screen says why.
    fn kept<T>(&self, wish: &Result<T, AppError>) -> Result<tokio::sync::oneshot::Receiver<Result<(), AppError>>, AppError> {
        if let Err(error) = wish {
            tracing::info!(%error, "a wish was not taken");
        }
        self.spawn_outbox()
    }

    fn spawn_outbox(&self) -> Result<tokio::sync::oneshot::Receiver<Result<(), AppError>>, AppError> {
        let parts = Arc::clone(&self.parts);
        self.spawn(async move { parts.go_on_with_outbox().await })
    }

    /// Keeps a top-up of `child` and goes on with it; its name is returned as soon as it is kept. While one for the same account is not
    /// settled, that one is meant.
    ///
    /// # Errors
    /// [`AppError::Validation`] `amount` or `child`; [`AppError::Rejected`] `no_account` or `no_provider`; [`AppError::SignedOut`];
    /// [`AppError::Storage`]. Nothing was kept then.
    pub fn start_top_up(&self, child: &PersonId, amount_text: &str) -> Result<IntentId, AppError> {
        if self.is_closed() {
            return Err(AppError::Storage { trouble: StorageTrouble::Closed });
        }
        let id = self.parts.start_top_up(child, amount_text)?;
        self.spawn_outbox()?;
        Ok(id)
    }

    /// Keeps a change of the rules of the account of `child` and goes on with it. `seen`: the rules the parent decided on.
    ///
    /// # Errors
    /// [`AppError::Validation`] `day_limit`, `warn_below` or `child`; [`AppError::Rejected`] `no_account`; [`AppError::SignedOut`];
    /// [`AppError::Storage`]. Nothing was kept then.
    pub fn set_spending_rules(&self, child: &PersonId, seen: SpendingRules, wanted: SpendingRules) -> Result<IntentId, AppError> {
        if self.is_closed() {
            return Err(AppError::Storage { trouble: StorageTrouble::Closed });
        }
        let id = self.parts.set_spending_rules(child, seen, wanted)?;
        self.spawn_outbox()?;
        Ok(id)
    }

    /// Keeps a ban set or lifted for `child` and goes on with it.
    ///
    /// # Errors
    /// [`AppError::Validation`] `child`, `ban` (it bans nothing) or `bans` (never read: what the parent saw is not known);
    /// [`AppError::SignedOut`]; [`AppError::Storage`]. Nothing was kept then.
    pub fn set_ban(&self, child: &PersonId, ban: Ban, banned: bool) -> Result<IntentId, AppError> {
        self.kept_food_rule(|parts| parts.set_ban(child, ban, banned))
    }

    /// Keeps a switch of what `child` may buy turned and goes on with it.
    ///
    /// # Errors
    /// [`AppError::Validation`] `child` or `switches` (the school has not told both); [`AppError::SignedOut`]; [`AppError::Storage`].
    /// Nothing was kept then.
    pub fn set_food_switch(&self, child: &PersonId, switch: FoodSwitch, on: bool) -> Result<IntentId, AppError> {
        self.kept_food_rule(|parts| parts.set_food_switch(child, switch, on))
    }

    /// Keeps the consent to orders ahead for `child`, which cannot be withdrawn, and goes on with it.
    ///
    /// # Errors
    /// [`AppError::Validation`] `child`; [`AppError::SignedOut`]; [`AppError::Storage`]. Nothing was kept then.
    pub fn agree_to_preorders(&self, child: &PersonId) -> Result<IntentId, AppError> {
        self.kept_food_rule(|parts| parts.agree_to_preorders(child))
    }

    fn kept_food_rule(&self, keep: impl FnOnce(&Parts) -> Result<IntentId, AppError>) -> Result<IntentId, AppError> {
        if self.is_closed() {
            return Err(AppError::Storage { trouble: StorageTrouble::Closed });
        }
        let id = keep(&self.parts)?;
        self.spawn_outbox()?;
        Ok(id)
    }

    /// Keeps the block of a lost card of `child` and goes on with it.
    ///
    /// # Errors
    /// [`AppError::Validation`] `child` or `card` (the child has no such card, as far as was read); [`AppError::SignedOut`];
    /// [`AppError::Storage`]. Nothing was kept then.
    pub fn block_card(&self, child: &PersonId, card: &CardId) -> Result<IntentId, AppError> {
        if self.is_closed() {
            return Err(AppError::Storage { trouble: StorageTrouble::Closed });
        }
        let id = self.parts.block_card(child, card)?;
        self.spawn_outbox()?;
        Ok(id)
    }

    /// Keeps a wish for `amount` portions of `complex` on `day` and goes on with it. `seen`: portions of each order of it that the parent saw.
    ///
    /// # Errors
    /// [`AppError::Validation`] `amount`, `day` or `child`; [`AppError::Rejected`] `too_late` where the school's rule is known;
    /// [`AppError::SignedOut`]; [`AppError::Storage`]. Nothing was kept then.
    pub fn set_order(&self, child: &PersonId, day: LocalDate, complex: i64, seen: Vec<i64>, amount: i64) -> Result<IntentId, AppError> {
        if self.is_closed() {
            return Err(AppError::Storage { trouble: StorageTrouble::Closed });
        }
        let id = self.parts.set_order(child, day, complex, seen, amount)?;
        self.spawn_outbox()?;
        Ok(id)
    }

    /// Keeps a wish for one weekly rule for `complex`, or for none, and goes on with it. `seen`: the rules for it that the parent saw.
    ///
    /// # Errors
    /// [`AppError::Validation`] `amount`, `days`, `period` or `child`; [`AppError::SignedOut`]; [`AppError::Storage`]. Nothing was kept then.
    pub fn set_weekly(
        &self,
        child: &PersonId,
        complex: i64,
        seen: Vec<WeeklyOrder>,
        wanted: Option<WeeklyOrder>,
    ) -> Result<IntentId, AppError> {
        if self.is_closed() {
            return Err(AppError::Storage { trouble: StorageTrouble::Closed });
        }
        let id = self.parts.set_weekly(child, complex, seen, wanted)?;
        self.spawn_outbox()?;
        Ok(id)
    }

    /// Keeps "ill" for `day` and goes on with it. While one for the same day is under way, that one is meant.
    ///
    /// # Errors
    /// [`AppError::Validation`] `day` or `child`; [`AppError::SignedOut`]; [`AppError::Storage`]. Nothing was kept then.
    pub fn ill_today(&self, child: &PersonId, day: LocalDate, reason: AbsenceReason) -> Result<IntentId, AppError> {
        if self.is_closed() {
            return Err(AppError::Storage { trouble: StorageTrouble::Closed });
        }
        let id = self.parts.ill_today(child, day, reason)?;
        self.spawn_outbox()?;
        Ok(id)
    }

    /// Names another adult of `child` for the application to the school; its name is returned. A second note with the same name is the first
    /// one, changed.
    ///
    /// # Errors
    /// [`AppError::Validation`] `child`, `name` or `until` (a day that is over); [`AppError::Rejected`] `no_consent`; [`AppError::SignedOut`];
    /// [`AppError::Storage`]. Nothing was kept then.
    pub fn name_adult(&self, child: &PersonId, name: &str, rights: AdultRights, until: Option<LocalDate>) -> Result<AdultId, AppError> {
        self.parts.name_adult(child, name, rights, until)
    }

    /// The statement of `child` for the days of `period`, from what this device keeps: no network.
    ///
    /// # Errors
    /// [`AppError::Validation`] `child`; [`AppError::SignedOut`]; [`AppError::Storage`].
    pub async fn statement(&self, child: &PersonId, period: Period) -> Result<Statement, AppError> {
        let child = child.clone();
        self.run(|parts| async move { parts.statement(&child, period) }).await
    }

    /// Everything this device holds, as JSON; the tokens of the sign-in are not in it. No network.
    ///
    /// # Errors
    /// [`AppError::Storage`].
    pub async fn export_everything(&self) -> Result<String, AppError> {
        self.run(|parts| async move { parts.export() }).await
    }

    /// Signs out and destroys everything on this device: the family's data, the parent's settings, wishes and notes, the tokens. The app stays
    /// usable, and is as new. Dropping the future does not stop it.
    ///
    /// # Errors
    /// [`AppError::Storage`] when something could not be removed; trying again is fine.
    pub async fn delete_everything(&self) -> Result<(), AppError> {
        self.run(|parts| async move { parts.delete_everything().await }).await
    }

    /// Does what is due in the outbox and looks at everything that may have changed; returns when that is done.
    ///
    /// # Errors
    /// [`AppError::SignedOut`], [`AppError::Storage`]. What the school did not answer is tried again later and is no error here.
    pub async fn look_at_outbox(&self) -> Result<(), AppError> {
        self.run(|parts| async move { parts.go_on_with_outbox().await }).await
    }

    /// Reads who gets the money of a top-up of `child`; returns when that is stored. The top-up screen asks for it by itself: this is
    /// for a face that has to know before it goes on.
    ///
    /// # Errors
    /// [`AppError::SignedOut`], [`AppError::Offline`], [`AppError::Server`], [`AppError::Storage`]. What was known stays.
    pub async fn read_payee(&self, child: &PersonId) -> Result<(), AppError> {
        let child = child.clone();
        self.run(|parts| async move { parts.read_provider(&child).await }).await
    }

    /// Reads the school's own switches of notifications; returns when that is stored. The screen of the settings asks for it by itself:
    /// this is for a face that has to know before it goes on.
    ///
    /// # Errors
    /// [`AppError::SignedOut`], [`AppError::Offline`], [`AppError::Server`], [`AppError::Storage`]. What was known stays.
    pub async fn read_notification_settings(&self) -> Result<(), AppError> {
        self.run(|parts| async move { parts.read_notification_settings().await }).await
    }

    /// `listener` is called after every state of a command that is kept, before the next one is worked out, on the thread that does the
    /// work: it must return soon, and may ask for [`ParentApp::current`]. Unlike an observer it misses no state in between.
    pub fn on_each_step(&self, listener: Arc<dyn Fn() + Send + Sync>) {
        self.parts.steps.listen(listener);
    }

    /// Nothing listens at the redirect address once the sign-in is over (a terminal): the browser stays on the bank's page after paying.
    pub fn stay_at_the_bank(&self) {
        self.parts.outbox.wire().stay_at_the_bank();
    }

    /// Starts a sign-in and returns the address to open in the system browser.
    ///
    /// # Errors
    /// [`AppError::Rejected`] `not_now` when somebody is signed in; [`AppError::Storage`] when the secret store is locked.
    pub async fn begin_sign_in(&self) -> Result<String, AppError> {
        self.run(|parts| async move { Ok(parts.session.begin()?) }).await
    }

    /// Takes the redirect with which the browser came back.
    ///
    /// # Errors
    /// [`AppError::Rejected`] with `wrong_state`, `redirect_repeated`, `sign_in_refused`, `code_expired`, `no_school_account` or
    /// `not_a_parent`; [`AppError::Offline`], [`AppError::Server`], [`AppError::Storage`].
    pub async fn complete_sign_in(&self, redirect: String) -> Result<(), AppError> {
        self.run(|parts| async move { Ok(parts.session.complete(&redirect).await?) }).await
    }

    /// Signs in with a pair of tokens obtained elsewhere (tools and tests).
    ///
    /// # Errors
    /// As [`ParentApp::complete_sign_in`].
    pub async fn sign_in_with_tokens(&self, access: String, refresh: Option<String>) -> Result<(), AppError> {
        self.run(|parts| async move { Ok(parts.session.sign_in_with_tokens(access, refresh).await?) }).await
    }

    /// Reads from the school; returns when what was asked for is stored. What could be read is stored even when it fails.
    /// Dropping the future does not stop the reading.
    ///
    /// # Errors
    /// [`AppError::SignedOut`], [`AppError::Offline`], [`AppError::Server`], [`AppError::Storage`].
    pub async fn refresh(&self, scope: RefreshScope) -> Result<(), AppError> {
        self.run(|parts| async move { parts.refresh(scope, Asker::Parent).await }).await
    }

    /// Signs out: tokens and all that was read are removed from this device; the server is told if it can be reached.
    ///
    /// # Errors
    /// [`AppError::Storage`] when something could not be removed.
    pub async fn sign_out(&self) -> Result<(), AppError> {
        self.run(|parts| async move { parts.sign_out().await }).await
    }

    /// How the platform's push service reaches this app here, at every start and whenever it changes; none when it no longer does. Kept
    /// before this returns; the school is told when there is a sign-in and a network, and again where it was not.
    ///
    /// # Errors
    /// [`AppError::Storage`].
    pub fn set_push_token(&self, token: Option<&PushToken>) -> Result<(), AppError> {
        if self.is_closed() {
            return Err(AppError::Storage { trouble: StorageTrouble::Closed });
        }
        self.parts.set_push_token(token)?;
        let parts = Arc::clone(&self.parts);
        self.spawn(async move { parts.keep_push_registered().await })?;
        Ok(())
    }

    /// Takes in a push, as the platform handed it over: kept and in the screens' next state when this returns. Makes no request for what it
    /// carried. Never fails: what cannot be read is [`PushOutcome::Ignored`] with the reason, or a neutral notice.
    pub fn handle_push(&self, payload: &[u8]) -> PushOutcome {
        if self.is_closed() {
            return PushOutcome::Ignored { reason: PushTrouble::Storage };
        }
        let (outcome, gap) = self.parts.handle_push(payload);
        if gap && self.parts.alerts.push_gap().unwrap_or(false) {
            // A push before this one got lost: what it told is read from the school, at the usual pace.
            let parts = Arc::clone(&self.parts);
            if let Err(error) = self.spawn(async move { parts.refresh(RefreshScope::Latest, Asker::Timer).await }) {
                tracing::debug!(%error, "no look for what a lost push told");
            }
        }
        outcome
    }

    /// Notifications that still have to be posted: to be asked after every start, for what was not posted before the process ended. While
    /// the app runs the state of [`Screen::Alerts`] names them as well.
    ///
    /// # Errors
    /// [`AppError::Storage`].
    pub fn alerts_to_post(&self) -> Result<Vec<AlertToPost>, AppError> {
        if self.is_closed() {
            return Err(AppError::Storage { trouble: StorageTrouble::Closed });
        }
        Ok(self.parts.alerts_to_post()?)
    }

    /// The face has posted these; they are not named again.
    pub fn alerts_posted(&self, posted: Vec<PostedAlert>) {
        if !self.is_closed() {
            logged(self.parts.alerts_posted(posted).map_err(AppError::from));
        }
    }

    /// In the background: reads the latest days as politely as the hour asks for, takes up what the notification extension kept, and
    /// returns what has to be posted. Returns within `deadline`, whatever the network does.
    ///
    /// # Errors
    /// [`AppError::Storage`].
    pub async fn background_refresh(&self, deadline: Duration) -> Result<Vec<AlertToPost>, AppError> {
        self.run(|parts| parts.background_refresh(deadline)).await
    }

    /// The app came to the foreground: it reads what is due, now and from time to time. Calling it twice is fine.
    pub fn resume(&self) {
        if self.is_closed() {
            return;
        }
        self.parts.set_foreground(true);
        self.parts.register_at_once();
        let spool = Arc::clone(&self.parts);
        if let Err(error) = self.spawn(async move {
            spool.look_for_alerts_calmly(None);
            Ok(())
        }) {
            tracing::debug!(%error, "what the extension kept is taken up later");
        }
        let mut foreground = held(&self.foreground);
        if foreground.as_ref().is_some_and(|task| !task.is_finished()) {
            return;
        }
        let parts = Arc::clone(&self.parts);
        match self.runtime() {
            Ok(runtime) => {
                let outbox = Arc::clone(&parts);
                *foreground = Some(runtime.spawn(async move {
                    tokio::join!(parts.keep_fresh(LOOK_EVERY), outbox.keep_outbox());
                }));
            }
            Err(error) => tracing::error!(%error, "no runtime"),
        }
    }

    /// The app goes to the background: it stops reading by itself, and what is under way has until `deadline` to end. Then the
    /// files are in order on disk. Calling it twice is fine.
    pub fn pause(&self, deadline: Duration) {
        self.parts.set_foreground(false);
        self.parts.stop_reading();
        self.parts.drain(deadline);
        self.parts.go_on();
        self.parts.session.save();
        self.parts.keep_home();
        if let Err(error) = self.parts.store.checkpoint() {
            tracing::warn!(%error, "checkpoint");
        }
    }

    /// Ends: stops reading, lets observers go, closes the files. Later calls fail or do nothing. Calling it twice is fine.
    pub fn shutdown(&self) {
        if self.closed.swap(true, Ordering::SeqCst) {
            return;
        }
        self.parts.set_foreground(false);
        self.parts.stop_reading();
        self.parts.drain(Duration::from_secs(2));
        self.parts.session.save();
        self.parts.keep_home();
        self.parts.observing.close();
        if let Some(thread) = held(&self.screens).take()
            && thread.thread().id() != std::thread::current().id()
        {
            let _ = thread.join();
        }
        self.parts.store.close();
    }

    /// For the bindings' tests: the store, to make commits of their own, and how many observers are held.
    #[cfg(feature = "bindings-probe")]
    pub(crate) fn probe(&self) -> (&crate::store::Store, usize) {
        (&self.parts.store, self.parts.observing.count())
    }

    /// Reads what only `screen` needs.
    fn read_for(&self, screen: &Screen) {
        let parts = Arc::clone(&self.parts);
        let asked = match screen.clone() {
            Screen::TopUp { child } => self.spawn(async move { parts.read_provider(&child).await }),
            Screen::Orders { child, .. } | Screen::IllToday { child, .. } => self.spawn(async move { Ok(parts.read_ahead(&child).await?) }),
            Screen::Payments { .. } => self.spawn(async move { Ok(parts.read_payments().await?) }),
            Screen::Cards { child } => self.spawn(async move { Ok(read_cards(&parts.caller, &parts.store, &child).await.map(drop)?) }),
            Screen::Connection => self.spawn(async move { Ok(read_circles(&parts.caller, &parts.store).await?) }),
            Screen::Bans { child } => self.spawn(async move {
                // Menus name what can be banned.
                let (rules, menu) = (read_food_rules(&parts.caller, &parts.store, &child), parts.sync.open_menu_of_now(&child));
                let (rules, menu) = tokio::join!(rules, menu);
                Ok(rules.and(menu)?)
            }),
            Screen::Menu { child, day, .. } => {
                let week = week_asked(day, self.now().date());
                self.spawn(async move { Ok(parts.sync.open_menu(&child, week).await?) })
            }
            Screen::Alerts => self.spawn(async move { parts.read_school_notices().await }),
            Screen::NotificationSettings => self.spawn(async move { parts.read_notification_settings().await }),
            _ => return,
        };
        if let Err(error) = asked {
            tracing::debug!(%error, "nothing more is read");
        }
    }

    fn is_closed(&self) -> bool {
        self.closed.load(Ordering::SeqCst)
    }

    fn runtime(&self) -> Result<&Runtime, AppError> {
        if let Some(runtime) = self.runtime.get() {
            return Ok(runtime);
        }
        let made = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("school-card")
            .enable_all()
            .build()
            .map_err(|error| AppError::unexpected(&error))?;
        // Two threads may have come here at once; the one that lost lets its own go without waiting.
        if let Err(spare) = self.runtime.set(made) {
            spare.shutdown_background();
        }
        self.runtime.get().ok_or(AppError::Storage { trouble: StorageTrouble::Closed })
    }

    /// Starts `work` on the core's own runtime, where nobody's cancellation reaches it.
    fn spawn<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T, AppError>> + Send + 'static,
    ) -> Result<tokio::sync::oneshot::Receiver<Result<T, AppError>>, AppError> {
        if self.is_closed() {
            return Err(AppError::Storage { trouble: StorageTrouble::Closed });
        }
        let (sender, receiver) = tokio::sync::oneshot::channel();
        let under_way = self.parts.begin_work();
        self.runtime()?.spawn(async move {
            let outcome = work.await;
            drop(under_way);
            // Nobody may be waiting any more.
            let _ = sender.send(outcome);
        });
        Ok(receiver)
    }

    async fn run<T, Fut>(&self, work: impl FnOnce(Arc<Parts>) -> Fut) -> Result<T, AppError>
    where
        T: Send + 'static,
        Fut: Future<Output = Result<T, AppError>> + Send + 'static,
    {
        let outcome = self.spawn(work(Arc::clone(&self.parts)))?;
        outcome.await.unwrap_or_else(|_| Err(AppError::unexpected(&"a task ended without a word")))
    }

    /// Starts the thread that works states out, with the first observer.
    fn watch_screens(&self) {
        let mut screens = held(&self.screens);
        if screens.is_some() {
            return;
        }
        let parts = Arc::clone(&self.parts);
        let started = std::thread::Builder::new().name("school-card-screens".to_owned()).spawn(move || parts.work_out_states());
        match started {
            Ok(thread) => *screens = Some(thread),
            Err(error) => tracing::error!(%error, "no thread for the screens"),
        }
    }
}

impl Drop for ParentApp {
    fn drop(&mut self) {
        self.shutdown();
        if let Some(runtime) = self.runtime.take() {
            // Waiting here could deadlock when the last reference falls on a runtime thread.
            runtime.shutdown_background();
        }
    }
}
