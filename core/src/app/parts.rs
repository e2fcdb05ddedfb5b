//! The parts of the app and what they need of each other.

use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use super::registering::Pause;
use super::{AppConfig, AppError, Asker, Observing, RefreshScope, StoreError, SyncError};
use crate::alerts::AlertLedger;
use crate::alerts::push::PushContext;
use crate::domain::menu::week_asked;
use crate::domain::{Moment, PersonId, SchoolDay};
use crate::l10n::L10n;
use crate::outbox::{Outbox, wire::School};
use crate::school_api::{ClientId, Endpoints, SchoolApi, SchoolClock};
use crate::screens::sign_in::SignInTrouble;
use crate::screens::{self, Context, NoticeKind, Progress, Screen, ScreenState, SessionView, TopUpInputs};
use crate::secrets::SecretStore;
use crate::session::{Session, State, Trouble};
use crate::store::{DbFile, FileReport, Store, Writer};
use crate::sync::cards::read_cards;
use crate::sync::circle::read_circles;
use crate::sync::food_rules::read_food_rules;
use crate::sync::notices::read_notices;
use crate::sync::{Caller, LaneKind, SchoolSync, SyncStatus, history_rows};

/// Mark: difference between the school's and the phone's clock, milliseconds.
const CLOCK: &str = "clock-offset";
/// Mark: when the last whole refresh ended, milliseconds.
const LAST_SUCCESS: &str = "last-success";

/// Who is told of each step of the outbox, if anybody.
#[derive(Default)]
pub(super) struct Steps(Mutex<Option<Arc<dyn Fn() + Send + Sync>>>);

impl Steps {
    pub(super) fn listen(&self, listener: Arc<dyn Fn() + Send + Sync>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(listener);
    }

    fn tell(&self) {
        let listener = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(listener) = listener {
            listener();
        }
    }
}

/// Everything an app is made of, shared by its tasks.
pub(super) struct Parts {
    pub(super) store: Arc<Store>,
    pub(super) session: Arc<Session>,
    pub(super) observing: Arc<Observing>,
    pub(super) clock: Arc<SchoolClock>,
    pub(super) locale: crate::l10n::Locale,
    pub(super) caller: Arc<Caller>,
    pub(super) sync: SchoolSync,
    pub(super) outbox: Outbox<Arc<Store>, School>,
    /// Who is told of each step of the outbox.
    pub(super) steps: Arc<Steps>,
    /// Rung when something in the outbox may be due sooner than thought.
    pub(super) outbox_bell: tokio::sync::Notify,
    /// Held while the outbox runs and what it changed is read again: whoever looks afterwards sees both.
    pub(super) outbox_turn: tokio::sync::Mutex<()>,
    /// The sums being typed, by child.
    entries: Mutex<BTreeMap<PersonId, String>>,
    /// Children whose food provider was read in this run.
    providers_read: Mutex<HashSet<PersonId>>,
    pay: url::Url,
    l10n: OnceLock<L10n>,
    cache_rebuilt: AtomicBool,
    storage_fault: AtomicBool,
    pub(super) last_success: Mutex<Option<Moment>>,
    under_way: AtomicUsize,
    pub(super) foreground: tokio::sync::watch::Sender<bool>,
    pub(super) home_due: Arc<AtomicBool>,
    pub(super) home_kept_at: Mutex<Option<Instant>>,
    /// Where other processes of the app look.
    pub(super) shared_dir: PathBuf,
    pub(super) alerts: AlertLedger,
    /// What reading a push needs, once it was read or made.
    pub(super) push_context: Mutex<Option<Arc<PushContext>>>,
    /// One look for alerts at a time.
    pub(super) looking: Mutex<()>,
    /// One registration for pushes at a time.
    pub(super) registering: tokio::sync::Mutex<()>,
    pub(super) registration_pause: Mutex<Pause>,
    /// Something may have to be taken back from an earlier sign-in.
    pub(super) parting_known: AtomicBool,
}

/// Counts a task as under way for as long as it lives.
pub(super) struct UnderWay(Arc<Parts>);

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.under_way.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Parts {
    pub(super) fn open(config: AppConfig, secrets: Arc<dyn SecretStore>) -> Result<Arc<Self>, AppError> {
        let address = |text: &str, field: &str| url::Url::parse(text).map_err(|_| AppError::Validation { field: field.to_owned() });
        let endpoints = Endpoints {
            login: address(&config.login_url, "login_url")?,
            school: address(&config.school_url, "school_url")?,
            pay: address(&config.pay_url, "pay_url")?,
        };
        let pay = endpoints.pay.clone();
        // The bank's page comes back to a place of its own below the sign-in's, so that a face can tell them apart.
        let back = format!("{}/payment", config.redirect_uri.trim_end_matches('/'));
        let client = ClientId { client_id: config.client_id, client_secret: config.client_secret, redirect_uri: config.redirect_uri };
        let api = Arc::new(SchoolApi::new(endpoints, client, config.device_id)?);
        let store = Arc::new(Store::open(&config.data_dir)?);
        let shared_dir = config.shared_dir.unwrap_or(config.data_dir);
        crate::store::make_dir(&shared_dir).map_err(|error| StoreError::io("making the shared directory", &error))?;
        if matches!(store.meta(CLOCK), Err(StoreError::Corrupt { file: DbFile::Cache })) {
            store.rebuild_cache()?;
        }
        let number = |key: &str| -> Result<Option<i64>, StoreError> { Ok(store.meta(key)?.and_then(|text| text.parse().ok())) };
        let clock = Arc::new(SchoolClock::remembered(number(CLOCK)?.unwrap_or_default()));
        let last_success = number(LAST_SUCCESS)?.map(Moment);

        let observing = Arc::<Observing>::default();
        let surroundings = |observing: &Arc<Observing>| {
            let observing = Arc::clone(observing);
            move || observing.ring(|wake| wake.surroundings = true)
        };
        let session =
            Arc::new(Session::open(Arc::clone(&api), secrets, Arc::clone(&store), Arc::clone(&clock), Box::new(surroundings(&observing)))?);
        let remember = Arc::clone(&store);
        let on_clock = move |offset: i64| {
            if let Err(error) = remember.write(move |w| w.set_meta(CLOCK, Some(&offset.to_string()))) {
                tracing::warn!(%error, "the school's clock could not be remembered");
            }
        };
        let caller = Arc::new(Caller::new(api, Arc::clone(&session), Arc::clone(&clock), Box::new(on_clock)));
        let sync = SchoolSync::new(Arc::clone(&caller), Arc::clone(&store), config.school_url, Box::new(surroundings(&observing)));
        let home_due = Arc::new(AtomicBool::new(false));
        let (due, ring) = (Arc::clone(&home_due), surroundings(&observing));
        let steps = Arc::<Steps>::default();
        let told = Arc::clone(&steps);
        let on_outbox = move || {
            due.store(true, Ordering::SeqCst);
            ring();
            told.tell();
        };
        let outbox = Outbox::new(Arc::clone(&store), School::new(Arc::clone(&caller), Arc::clone(&store), back), Box::new(on_outbox));
        let report = store.report();
        let parts = Arc::new(Self {
            cache_rebuilt: matches!(report.cache, FileReport::MovedAside { .. }).into(),
            storage_fault: report.read_only.into(),
            session,
            observing,
            clock,
            locale: config.locale,
            caller,
            sync,
            outbox,
            steps,
            outbox_bell: tokio::sync::Notify::new(),
            outbox_turn: tokio::sync::Mutex::default(),
            entries: Mutex::default(),
            providers_read: Mutex::default(),
            pay,
            l10n: OnceLock::new(),
            last_success: last_success.into(),
            under_way: 0.into(),
            foreground: tokio::sync::watch::Sender::new(false),
            home_due,
            home_kept_at: Mutex::default(),
            alerts: AlertLedger::new(Arc::clone(&store), shared_dir.clone()),
            shared_dir,
            push_context: Mutex::default(),
            looking: Mutex::default(),
            registering: tokio::sync::Mutex::default(),
            registration_pause: Mutex::default(),
            parting_known: true.into(),
            store,
        });
        if !parts.session.state().keeps_data() && parts.alerts.context_file().exists() {
            // The process ended in the middle of a sign-out.
            parts.forget_alerts()?;
        }
        let changed = Arc::downgrade(&parts);
        parts.store.on_commit(Box::new(move |change| {
            if let Some(parts) = changed.upgrade() {
                parts.home_is_due();
                parts.observing.ring(|wake| wake.change.merge(change));
            }
        }));
        Ok(parts)
    }

    pub(super) fn with_entries<R>(&self, work: impl FnOnce(&mut BTreeMap<PersonId, String>) -> R) -> R {
        work(&mut self.entries.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whether nobody has asked for the food provider of `child` in this run.
    pub(super) fn first_of_this_run(&self, child: &PersonId) -> bool {
        self.providers_read.lock().unwrap_or_else(PoisonError::into_inner).insert(child.clone())
    }

    pub(super) fn begin_work(self: &Arc<Self>) -> UnderWay {
        self.under_way.fetch_add(1, Ordering::SeqCst);
        UnderWay(Arc::clone(self))
    }

    /// Waits until nothing is under way, at most until `deadline`.
    pub(super) fn drain(&self, deadline: Duration) {
        let end = Instant::now() + deadline;
        while self.under_way.load(Ordering::SeqCst) > 0 && Instant::now() < end {
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    pub(super) fn l10n(&self) -> &L10n {
        self.l10n.get_or_init(|| L10n::new(self.locale))
    }

    /// After a damaged page was met: an empty cache, which the next reading fills, and the parent is told.
    pub(super) fn begin_cache_anew(&self) -> Result<(), StoreError> {
        tracing::warn!("the cache is damaged and is begun anew");
        self.store.rebuild_cache()?;
        self.cache_rebuilt.store(true, Ordering::Relaxed);
        self.observing.ring(|wake| wake.surroundings = true);
        Ok(())
    }

    /// Reads from the school. A cache found damaged on the way is begun anew and filled again.
    pub(super) async fn refresh(self: Arc<Self>, scope: RefreshScope, asker: Asker) -> Result<(), AppError> {
        let mut outcome = self.read(&scope, asker).await;
        if let Err(SyncError::Store(StoreError::Corrupt { file: DbFile::Cache })) = &outcome {
            self.begin_cache_anew()?;
            outcome = self.read(&scope, asker).await;
        }
        self.look_at_outbox(asker).await;
        self.keep_push_registered_calmly().await;
        self.storage_fault.store(matches!(outcome, Err(SyncError::Store(_))), Ordering::Relaxed);
        self.observing.ring(|wake| wake.surroundings = true);
        Ok(outcome?)
    }

    async fn read(self: &Arc<Self>, scope: &RefreshScope, asker: Asker) -> Result<(), SyncError> {
        match scope {
            RefreshScope::Child { person, period } => {
                let outcome = self.sync.refresh_period(person, *period).await;
                self.look_for_alerts_calmly(None);
                return outcome;
            }
            RefreshScope::Menu { person, day } => return self.sync.refresh_menu(person, week_asked(*day, self.clock.now().date())).await,
            RefreshScope::Orders { person } => return self.read_ahead(person).await,
            RefreshScope::FoodRules { child } => return read_food_rules(&self.caller, &self.store, child).await,
            RefreshScope::Payments => return self.read_payments().await,
            RefreshScope::Connection => return read_circles(&self.caller, &self.store).await,
            RefreshScope::Cards { child } => return read_cards(&self.caller, &self.store, child).await.map(drop),
            RefreshScope::Notices => return read_notices(&self.caller, &self.store).await,
            RefreshScope::Latest => {
                self.read_latest(asker).await?;
                self.read_menus_calmly(asker).await;
            }
            RefreshScope::Everything => {
                self.read_latest(asker).await?;
                self.read_history().await?;
                self.read_menus_calmly(asker).await;
                self.cache_rebuilt.store(false, Ordering::Relaxed);
            }
        }
        let now = self.clock.now();
        *self.last_success.lock().unwrap_or_else(PoisonError::into_inner) = Some(now);
        Ok(self.store.write_async(move |w| w.set_meta(LAST_SUCCESS, Some(&now.0.to_string()))).await?)
    }

    /// Reads the latest days and tells what is news in them, also when only some could be read.
    async fn read_latest(&self, asker: Asker) -> Result<(), SyncError> {
        let begun = Instant::now();
        let outcome = self.sync.refresh_latest(asker).await;
        // By the school's clock, which the first answer may just have told.
        let took = i64::try_from(begun.elapsed().as_millis()).unwrap_or(i64::MAX);
        self.look_for_alerts_calmly(Some(Moment(self.clock.now().0.saturating_sub(took))));
        outcome?;
        // After the look: an entry does not wait for what is told of lunches.
        match self.read_before_cut_offs().await {
            Ok(true) => self.look_for_alerts_calmly(None),
            Ok(false) => {}
            Err(error) => tracing::debug!(%error, "nobody knows whose orders to read"),
        }
        Ok(())
    }

    /// Reads the menus that matter, after everything else: a fault of theirs is shown on their screen and spoils no refresh.
    async fn read_menus_calmly(&self, asker: Asker) {
        if let Err(error) = self.sync.refresh_menus(asker).await {
            tracing::debug!(%error, "menus were not read");
        }
    }

    /// Reads the history to its end, every kind of row in a task of its own, and stores what they hand on; returns when all have
    /// ended, with the first error.
    async fn read_history(self: &Arc<Self>) -> Result<(), SyncError> {
        let _one_at_a_time = self.sync.history_turn().await;
        let (sender, rows) = history_rows();
        let walks = LaneKind::ALL.map(|kind| {
            let (parts, sender) = (Arc::clone(self), sender.clone());
            tokio::spawn(async move { parts.sync.read_history(kind, sender).await })
        });
        drop(sender);
        let mut outcome = self.sync.store_rows(rows).await;
        for walk in walks {
            let walk = walk.await.unwrap_or(Err(SyncError::Stopped));
            outcome = outcome.and(walk);
        }
        outcome
    }

    /// Signs out and removes what was read from this device.
    pub(super) async fn sign_out(self: Arc<Self>) -> Result<(), AppError> {
        self.leave_pushes();
        let tokens = self.session.sign_out()?;
        self.caller.drop_calls();
        // Commands stay: they belong to the adult, who may sign in again. What was typed does not.
        self.with_entries(BTreeMap::clear);
        self.forget_alerts()?;
        self.store.write_async(|w: &mut Writer<'_>| w.wipe_all()).await?;
        self.register_at_once();
        if self.parting_known.load(Ordering::SeqCst) && self.session.parting().is_ok_and(|parting| parting.is_some()) {
            // It tells the server of the sign-out, too, once the registration is taken back.
            self.keep_push_registered_calmly().await;
        } else {
            self.session.tell_of_sign_out(tokens).await;
        }
        Ok(())
    }

    /// Whether the app reads by itself.
    pub(super) fn set_foreground(&self, on: bool) {
        self.foreground.send_replace(on);
    }

    /// Lets the request under way end and starts no further one, until [`Parts::go_on`].
    pub(super) fn stop_reading(&self) {
        self.caller.set_stopped(true);
    }

    /// Reading may go on.
    pub(super) fn go_on(&self) {
        self.caller.set_stopped(false);
    }

    /// Reads what is due for as long as the app is in the foreground. Ends between two readings, never inside one: a renewal cut
    /// in the middle would lose the new tokens.
    pub(super) async fn keep_fresh(self: Arc<Self>, every: Duration) {
        let mut foreground = self.foreground.subscribe();
        while *foreground.borrow_and_update() {
            if matches!(self.session.state(), State::SignedIn) {
                let under_way = self.begin_work();
                match Arc::clone(&self).refresh(RefreshScope::Everything, Asker::Timer).await {
                    Ok(()) => {}
                    Err(error) => tracing::debug!(%error, "an automatic refresh"),
                }
                drop(under_way);
            }
            self.keep_push_registered_calmly().await;
            let _ = tokio::time::timeout(every, foreground.wait_for(|on| !on)).await;
        }
    }

    /// The sign-in as `screen` sees it: while somebody whose sign-in ran out signs in again, the last data stay readable.
    fn session_view(&self, screen: &Screen) -> SessionView {
        match self.session.state() {
            state @ (State::AwaitingRedirect { .. } | State::Exchanging { .. } | State::Activating { .. })
                if *screen != Screen::SignIn && state.keeps_data() =>
            {
                SessionView::NeedsSignIn
            }
            State::SignedIn | State::Renewing => SessionView::SignedIn,
            State::NeedsSignIn { .. } => SessionView::NeedsSignIn,
            State::AwaitingRedirect { attempt, .. } => SessionView::AwaitingRedirect { url: attempt.url },
            State::Exchanging { .. } | State::Activating { .. } => SessionView::Working,
            State::SignedOut { trouble: None } => SessionView::SignedOut,
            State::SignedOut { trouble: Some(trouble) } => SessionView::Failed {
                trouble: match trouble {
                    Trouble::Refused => SignInTrouble::Refused,
                    Trouble::CodeExpired => SignInTrouble::CodeExpired,
                    Trouble::NoSchoolAccount => SignInTrouble::NoSchoolAccount,
                    Trouble::NotAParent => SignInTrouble::NotAParent,
                    Trouble::Offline => SignInTrouble::Offline,
                    Trouble::ServiceDown => SignInTrouble::ServiceDown,
                },
            },
        }
    }

    pub(super) fn notices(&self) -> Vec<NoticeKind> {
        let contact = self.caller.contact();
        let mut notices = Vec::new();
        let mut add = |here: bool, kind: NoticeKind| {
            if here {
                notices.push(kind);
            }
        };
        add(contact.offline, NoticeKind::Offline);
        add(self.caller.asked_to_wait().is_some(), NoticeKind::Waiting);
        add(self.cache_rebuilt.load(Ordering::Relaxed), NoticeKind::CacheRebuilt);
        add(self.storage_fault.load(Ordering::Relaxed), NoticeKind::StorageFault);
        notices
    }

    fn progress(&self) -> Progress {
        match self.sync.status() {
            SyncStatus::Idle => Progress::Idle { last_success: *self.last_success.lock().unwrap_or_else(PoisonError::into_inner) },
            SyncStatus::Refreshing => Progress::Refreshing,
            SyncStatus::FirstSync { events, reached } => Progress::FirstSync { events, reached },
        }
    }

    pub(super) fn texts_are_loaded(&self) -> bool {
        self.l10n.get().is_some()
    }

    /// The state of `screen` from what the store holds now.
    pub(super) fn state(&self, screen: &Screen) -> Result<ScreenState, StoreError> {
        self.project(screen, self.clock.first_contact(), self.notices(), self.progress())
    }

    /// The same as the next start of the app will see it: nothing is live, nothing is under way.
    pub(super) fn state_at_next_start(&self, screen: &Screen) -> Result<ScreenState, StoreError> {
        let idle = Progress::Idle { last_success: *self.last_success.lock().unwrap_or_else(PoisonError::into_inner) };
        self.project(screen, Moment(i64::MAX), Vec::new(), idle)
    }

    fn project(
        &self,
        screen: &Screen,
        started_at: Moment,
        notices: Vec<NoticeKind>,
        progress: Progress,
    ) -> Result<ScreenState, StoreError> {
        let context = self.context(self.session_view(screen), started_at, notices, progress);
        screens::state(&self.store, screen, &context)
    }

    /// Works something out with what screens are worked out with.
    pub(super) fn with_context<R>(&self, work: impl FnOnce(&Context<'_>) -> R) -> R {
        work(&self.context(self.session_view(&Screen::Home), self.clock.first_contact(), self.notices(), self.progress()))
    }

    fn context(&self, session: SessionView, started_at: Moment, notices: Vec<NoticeKind>, progress: Progress) -> Context<'_> {
        Context {
            now: self.clock.now(),
            started_at,
            l10n: self.l10n(),
            session,
            notices,
            progress,
            day: SchoolDay::default(),
            top_up: TopUpInputs { entries: self.with_entries(|entries| entries.clone()), pay: Some(self.pay.clone()) },
        }
    }

    /// The body of the screens' thread: waits for changes and hands new states to those who look.
    pub(super) fn work_out_states(&self) {
        while let Some(wake) = self.observing.wait(self.keep_home_in()) {
            let today = self.clock.now().date();
            let of_alerts = |screen: &Screen| matches!(screen, Screen::Alerts | Screen::NotificationSettings);
            let concerns = |screen: &Screen| {
                wake.surroundings || (wake.alerts && of_alerts(screen)) || screens::depends_on(screen, &wake.change, today)
            };
            self.observing.tell(concerns, |screen| match self.state(screen) {
                Ok(state) => Some(state),
                Err(StoreError::Closed) => None,
                Err(StoreError::Corrupt { file: DbFile::Cache }) => self.begin_cache_anew().and_then(|()| self.state(screen)).ok(),
                Err(error) => {
                    tracing::error!(%error, "a screen could not be worked out");
                    None
                }
            });
            if self.keep_home_in().is_some_and(|left| left.is_zero()) {
                self.keep_home();
            }
        }
    }
}
