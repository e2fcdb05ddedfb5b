//! What the outbox asks of the school, and what an answer that did not come means: was it done, surely not done, or is nobody to know.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::food_rules::{Standing, Wish as FoodWish};
use super::notifications::Wish;
use super::reading::PROVIDER;
use super::settling::Step;
use crate::domain::account::AccountReading;
use crate::domain::{
    AbsenceNotice, AccountNumber, Card, CardId, LocalDate, MealOrder, Moment, Money, Movement, NotificationChannel, NotificationSwitch,
    Payment, PaymentLink, Period, PersonId, ProfileId, PurchaseId, SpendingRules, WeeklyOrder, WeeklyRule,
};
use crate::school_api::{Answer, ApiError, HistoryToken, MAX_PAGE, MovementKeys, PAYMENTS_PER_PAGE};
use crate::session::SessionError;
use crate::store::{Outcome, Service, Store};
use crate::sync::{Caller, SyncError, ahead, cards, food_rules, notices};

/// Most pages of the history of payments that one reading asks for.
const MOST_PAGES: u32 = 10;
/// Where the history of payments as last read is kept in the cache.
pub const PAYMENTS: &str = "payments";
/// Most payments that are kept.
const KEPT_PAYMENTS: usize = 200;

/// Why a call brought nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// It surely was not done: nobody is signed in, the app is stopping, the server asked to wait.
    NotSent,
    /// It may have been done: no answer came, or one that cannot be read, or a fault of the service.
    Lost,
    /// It was refused.
    Refused {
        /// Stable name of the reason.
        code: String,
    },
    /// The school has no such service.
    NoSuchService,
}

/// A change of what is ordered of one complex for one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderRequest {
    /// For which day.
    pub day: LocalDate,
    /// Of which complex.
    pub complex: i64,
    /// Portions to place or change to.
    pub amount: i64,
    /// What.
    pub step: Step,
}

/// A change of the weekly rules for one complex.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleRequest {
    /// Of which complex.
    pub complex: i64,
    /// The rule to make or change to.
    pub order: Option<WeeklyOrder>,
    /// What.
    pub step: Step,
}

/// A change of the notices of absence for one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeRequest {
    /// For which day.
    pub day: LocalDate,
    /// The number of the reason.
    pub reason: i64,
    /// What.
    pub step: Step,
}

/// The school as the outbox needs it.
pub trait SchoolWire: Send + Sync {
    /// Now, as the school would say.
    fn now(&self) -> Moment;
    /// Who is signed in; none when nobody is, or nobody knows yet.
    fn adult(&self) -> Option<ProfileId>;
    /// Asks for a payment page. Must be called once for each time it is meant.
    fn ask_for_link(&self, account: AccountNumber, amount: Money) -> impl Future<Output = Result<PaymentLink, Failure>> + Send;
    /// Payments made since `from`, whatever became of them.
    fn payments(&self, from: LocalDate) -> impl Future<Output = Result<Vec<Payment>, Failure>> + Send;
    /// Movements of the account of `child` in `period`.
    fn movements(&self, child: &PersonId, period: Period) -> impl Future<Output = Result<Vec<Movement>, Failure>> + Send;
    /// The rules of the account of `child`; none when it has no account.
    fn rules(&self, child: &PersonId) -> impl Future<Output = Result<Option<SpendingRules>, Failure>> + Send;
    /// Sets them.
    fn set_rules(&self, child: &PersonId, rules: SpendingRules) -> impl Future<Output = Result<(), Failure>> + Send;
    /// How the switch that `wish` is about stands; none when there is no such switch, or when it is about no single one.
    fn read_switch(&self, wish: &Wish) -> impl Future<Output = Result<Option<NotificationSwitch>, Failure>> + Send;
    /// Does what `wish` says.
    fn change_notifications(&self, wish: &Wish) -> impl Future<Output = Result<(), Failure>> + Send;
    /// The carriers `child` has or had.
    fn cards(&self, child: &PersonId) -> impl Future<Output = Result<Vec<Card>, Failure>> + Send;
    /// What the school has of what `wish` is about.
    fn food_rule(&self, child: &PersonId, wish: &FoodWish) -> impl Future<Output = Result<Standing, Failure>> + Send;
    /// Does what `wish` says.
    fn set_food_rule(&self, child: &PersonId, wish: &FoodWish) -> impl Future<Output = Result<(), Failure>> + Send;
    /// Blocks one of them, for good.
    fn block_card(&self, child: &PersonId, card: &CardId) -> impl Future<Output = Result<(), Failure>> + Send;
    /// What is ordered ahead for the days of `period`, also what was cancelled.
    fn meal_orders(&self, child: &PersonId, period: Period) -> impl Future<Output = Result<Vec<MealOrder>, Failure>> + Send;
    /// Places, changes or cancels. A placing must be called once for each time it is meant.
    fn send_order(&self, child: &PersonId, request: &OrderRequest) -> impl Future<Output = Result<(), Failure>> + Send;
    /// The weekly rules.
    fn weekly_rules(&self, child: &PersonId) -> impl Future<Output = Result<Vec<WeeklyRule>, Failure>> + Send;
    /// Makes, changes or removes. A making must be called once for each time it is meant.
    fn send_weekly(&self, child: &PersonId, request: &RuleRequest) -> impl Future<Output = Result<(), Failure>> + Send;
    /// The notices of absence for `day`.
    fn absences(&self, child: &PersonId, day: LocalDate) -> impl Future<Output = Result<Vec<AbsenceNotice>, Failure>> + Send;
    /// Files, files anew or withdraws. A filing must be called once for each time it is meant.
    fn send_notice(&self, child: &PersonId, request: &NoticeRequest) -> impl Future<Output = Result<(), Failure>> + Send;
}

/// The real one: over HTTP, on behalf of whoever is signed in.
pub struct School {
    caller: Arc<Caller>,
    store: Arc<Store>,
    /// Where the browser comes back to from the bank.
    back: String,
    /// Nobody listens there.
    stays_at_the_bank: AtomicBool,
    history_token: Mutex<Option<(HistoryToken, Moment)>>,
}

impl School {
    /// The school behind `caller`. `back`: the address the bank's page returns to.
    pub fn new(caller: Arc<Caller>, store: Arc<Store>, back: String) -> Self {
        Self { caller, store, back, stays_at_the_bank: AtomicBool::new(false), history_token: Mutex::default() }
    }

    /// From now on pages are asked for without an address to return to.
    pub fn stay_at_the_bank(&self) {
        self.stays_at_the_bank.store(true, Ordering::Relaxed);
    }

    fn kept_token(&self) -> Option<HistoryToken> {
        let kept = self.history_token.lock().unwrap_or_else(PoisonError::into_inner);
        kept.as_ref().filter(|(_, until)| self.now() < *until).map(|(token, _)| token.clone())
    }

    fn keep_token(&self, token: Option<HistoryToken>) {
        // Used for a little less long than it is good for; none of the wire's numbers is trusted beyond an hour.
        let kept = token.map(|token| {
            let seconds = token.expires_in.unwrap_or(60).clamp(0, 3600);
            (token, self.now().plus_seconds(seconds - seconds / 10 - 1))
        });
        *self.history_token.lock().unwrap_or_else(PoisonError::into_inner) = kept;
    }

    async fn history_token(&self) -> Result<HistoryToken, SyncError> {
        if let Some(token) = self.kept_token() {
            return Ok(token);
        }
        let api = &self.caller.api;
        let token = self.caller.call(Service::Payments, |a| async move { api.payment_history_token(a.auth()).await }).await?.value;
        self.keep_token(Some(token.clone()));
        Ok(token)
    }

    async fn history_page(&self, page: u32, from: LocalDate, to: LocalDate) -> Result<crate::school_api::PaymentsPage, SyncError> {
        let mut tried_anew = false;
        loop {
            let token = self.history_token().await?;
            let (api, token) = (&self.caller.api, &token);
            let call = self.caller.call(Service::Payments, |a| async move {
                // A 401 is about the history's own token: the sign-in has nothing to do with it.
                api.payment_history(a.auth(), token, page, from, to).await.map_err(|error| match error {
                    ApiError::Unauthorized => ApiError::Refused { status: 401, text: crate::school_api::ServerText::default() },
                    other => other,
                })
            });
            match call.await {
                Err(SyncError::Session(SessionError::Api(ApiError::Refused { status: 401, .. }))) if !tried_anew => {
                    self.keep_token(None);
                    tried_anew = true;
                }
                other => return Ok(other?.value),
            }
        }
    }

    /// Payments made since `from`, and keeps them for the screen.
    pub async fn read_payments(&self, from: LocalDate) -> Result<Vec<Payment>, SyncError> {
        let to = self.now().date().plus_days(1);
        let mut all = Vec::new();
        for page in 1..=MOST_PAGES {
            let read = self.history_page(page, from, to).await?;
            let last = read.total_pages.map_or(read.received < PAYMENTS_PER_PAGE, |total| i64::from(page) >= total) || read.received == 0;
            all.extend(read.rows);
            if last {
                break;
            }
        }
        self.keep_payments(&all, from).await;
        Ok(all)
    }

    /// Reads who feeds `child` and keeps it. A school that has no such service leaves it unknown.
    pub async fn read_provider(&self, child: &PersonId) -> Result<(), SyncError> {
        let api = &self.caller.api;
        let provider = match self.caller.call(Service::Food, |a| async move { api.food_provider(a.auth(), child).await }).await {
            Ok(answer) => answer.value,
            Err(error) if failure(&error) == refused("no_provider") => None,
            Err(error) => return Err(error),
        };
        let (key, text) = (format!("{PROVIDER}{child}"), serde_json::to_string(&provider).unwrap_or_default());
        let session = Arc::clone(&self.caller.session);
        Ok(self.store.write_async(move |w| if session.state().keeps_data() { w.set_meta(&key, Some(&text)) } else { Ok(()) }).await?)
    }

    /// Keeps what was read, for the screen and for the time without network.
    async fn keep_payments(&self, read: &[Payment], from: LocalDate) {
        let mut all: Vec<Payment> = read.to_vec();
        let older = self.store.meta(PAYMENTS).ok().flatten().and_then(|text| serde_json::from_str::<Vec<Payment>>(&text).ok());
        all.extend(older.unwrap_or_default().into_iter().filter(|old| old.at.date() < from && !read.iter().any(|new| new.id == old.id)));
        all.sort_by(|a, b| (b.at, &b.id).cmp(&(a.at, &a.id)));
        all.truncate(KEPT_PAYMENTS);
        let Ok(text) = serde_json::to_string(&all) else { return };
        let session = Arc::clone(&self.caller.session);
        let now = self.now();
        let kept = self.store.write_async(move |w| {
            if !session.state().keeps_data() {
                return Ok(());
            }
            w.set_meta(PAYMENTS, Some(&text))?;
            w.note_reading(None, Service::Payments, now, Outcome::Ok)
        });
        if let Err(error) = kept.await {
            tracing::debug!(%error, "the history of payments could not be kept");
        }
    }
}

impl SchoolWire for School {
    fn now(&self) -> Moment {
        self.caller.clock.now()
    }

    fn adult(&self) -> Option<ProfileId> {
        self.caller.session.adult()
    }

    async fn ask_for_link(&self, account: AccountNumber, amount: Money) -> Result<PaymentLink, Failure> {
        let (api, back) = (&self.caller.api, Some(self.back.as_str()).filter(|_| !self.stays_at_the_bank.load(Ordering::Relaxed)));
        let call = self.caller.call(Service::Payments, |a| async move { api.payment_link(a.auth(), account, amount, back).await });
        told(call.await)
    }

    async fn payments(&self, from: LocalDate) -> Result<Vec<Payment>, Failure> {
        self.read_payments(from).await.map_err(|error| failure(&error))
    }

    async fn movements(&self, child: &PersonId, period: Period) -> Result<Vec<Movement>, Failure> {
        let (api, now) = (&self.caller.api, self.now());
        let call = self.caller.call(Service::Movements, |a| async move {
            let mut keys = MovementKeys::new();
            api.transactions(a.auth(), child, period, MAX_PAGE, 0, &mut keys, now).await
        });
        Ok(told(call.await)?.rows)
    }

    async fn rules(&self, child: &PersonId) -> Result<Option<SpendingRules>, Failure> {
        let (api, only) = (&self.caller.api, std::slice::from_ref(child));
        let call = self.caller.call(Service::Food, |a| async move { api.balances(a.auth(), only).await });
        let reading: Option<AccountReading> = told(call.await)?.into_iter().find(|reading| reading.child.as_ref() == Some(child));
        let Some(reading) = reading else { return Ok(None) };
        let (rules, person, now) = (reading.rules, child.clone(), self.now());
        let session = Arc::clone(&self.caller.session);
        let kept = self.store.write_async(move |w| {
            if !session.state().keeps_data() {
                return Ok(());
            }
            w.put_account(&person, &reading, now)?;
            w.note_reading(&person, Service::Food, now, Outcome::Ok)
        });
        if let Err(error) = kept.await {
            tracing::debug!(%error, "rules that were read could not be kept");
        }
        Ok(rules)
    }

    async fn set_rules(&self, child: &PersonId, rules: SpendingRules) -> Result<(), Failure> {
        let api = &self.caller.api;
        told(self.caller.call(Service::Food, |a| async move { api.set_spending_rules(a.auth(), child, rules).await }).await)
    }

    async fn read_switch(&self, wish: &Wish) -> Result<Option<NotificationSwitch>, Failure> {
        let failed = |error: SyncError| failure(&error);
        match wish {
            Wish::Switch { id, channel, .. } => {
                let groups = notices::read_settings(&self.caller, &self.store, *channel).await.map_err(failed)?;
                Ok(notices::find(&groups, *id).map(|setting| setting.switch))
            }
            Wish::Reset { .. } => {
                for channel in NotificationChannel::ALL {
                    notices::read_settings(&self.caller, &self.store, channel).await.map_err(failed)?;
                }
                Ok(None)
            }
        }
    }

    async fn change_notifications(&self, wish: &Wish) -> Result<(), Failure> {
        let api = &self.caller.api;
        let call = self.caller.call(Service::Notices, |a| async move {
            match wish {
                Wish::Switch { id, wanted, .. } => api.set_notification(a.auth(), *id, *wanted).await,
                Wish::Reset { groups } => api.reset_notifications(a.auth(), groups).await,
            }
        });
        told(call.await)
    }

    async fn food_rule(&self, child: &PersonId, wish: &FoodWish) -> Result<Standing, Failure> {
        let (caller, store) = (&self.caller, &self.store);
        let rights = || food_rules::read_rights(caller, store, child);
        let read = match wish {
            FoodWish::Bans { .. } => food_rules::read_bans(caller, store, child).await.map(Standing::Bans),
            FoodWish::Switches { .. } => rights().await.map(|rights| Standing::Switches(rights.switches)),
            FoodWish::Consent => rights().await.map(|rights| Standing::Consent(rights.preorders_agreed.unwrap_or(false))),
        };
        read.map_err(|error| failure(&error))
    }

    async fn set_food_rule(&self, child: &PersonId, wish: &FoodWish) -> Result<(), Failure> {
        let (api, (set, lift)) = (&self.caller.api, wish.ban_changes());
        let (set, lift) = (&set, &lift);
        let call = self.caller.call(Service::FoodRules, |a| async move {
            match wish {
                FoodWish::Bans { .. } => api.set_bans(a.auth(), child, set, lift).await,
                FoodWish::Switches { wanted, .. } => api.set_food_switches(a.auth(), child, *wanted).await,
                FoodWish::Consent => api.agree_to_preorders(a.auth(), child).await,
            }
        });
        told(call.await)
    }

    async fn cards(&self, child: &PersonId) -> Result<Vec<Card>, Failure> {
        cards::read_cards(&self.caller, &self.store, child).await.map_err(|error| failure(&error))
    }

    async fn block_card(&self, child: &PersonId, card: &CardId) -> Result<(), Failure> {
        let api = &self.caller.api;
        told(self.caller.call(Service::Cards, |a| async move { api.block_card(a.auth(), child, card).await }).await)
    }

    async fn meal_orders(&self, child: &PersonId, period: Period) -> Result<Vec<MealOrder>, Failure> {
        ahead::read_orders(&self.caller, &self.store, child, period).await.map_err(|error| meal_failure(&error))
    }

    async fn send_order(&self, child: &PersonId, request: &OrderRequest) -> Result<(), Failure> {
        let (api, &OrderRequest { day, complex, amount, .. }) = (&self.caller.api, request);
        let id = |id: &i64| PurchaseId(id.to_string());
        let call = self.caller.call(Service::Orders, |a| async move {
            match &request.step {
                Step::Place => api.place_order(a.auth(), child, day, complex, amount).await,
                Step::Change { id: order } => api.change_order(a.auth(), &id(order), day, complex, amount).await,
                Step::Remove { ids } => api.cancel_orders(a.auth(), child, &ids.iter().map(id).collect::<Vec<_>>()).await,
            }
        });
        sent(call.await)
    }

    async fn weekly_rules(&self, child: &PersonId) -> Result<Vec<WeeklyRule>, Failure> {
        ahead::read_rules(&self.caller, &self.store, child).await.map_err(|error| meal_failure(&error))
    }

    async fn send_weekly(&self, child: &PersonId, request: &RuleRequest) -> Result<(), Failure> {
        let api = &self.caller.api;
        let steps: Vec<Option<i64>> = match &request.step {
            Step::Place => vec![None],
            Step::Change { id } => vec![Some(*id)],
            Step::Remove { ids } => ids.iter().copied().map(Some).collect(),
        };
        for rule in steps {
            let call = self.caller.call(Service::Orders, |a| async move {
                match (&request.step, rule, &request.order) {
                    (Step::Place, _, Some(order)) => api.make_weekly_rule(a.auth(), child, request.complex, order).await,
                    (Step::Change { .. }, Some(rule), Some(order)) => api.change_weekly_rule(a.auth(), rule, request.complex, order).await,
                    (_, rule, _) => api.remove_weekly_rule(a.auth(), rule.unwrap_or_default()).await,
                }
            });
            sent(call.await)?;
        }
        Ok(())
    }

    async fn absences(&self, child: &PersonId, day: LocalDate) -> Result<Vec<AbsenceNotice>, Failure> {
        let (api, student) = (&self.caller.api, self.student(child)?);
        let period = Period { from: day, to: day };
        let answer = self.caller.call(Service::Profile, |a| async move { api.absences(a.auth(), student, period).await }).await;
        let answer = answer.map_err(|error| meal_failure(&error))?;
        // A list with holes is no proof that something is missing.
        if answer.skipped > 0 { Err(Failure::Lost) } else { Ok(answer.value) }
    }

    async fn send_notice(&self, child: &PersonId, request: &NoticeRequest) -> Result<(), Failure> {
        let (api, student, &NoticeRequest { day, reason, .. }) = (&self.caller.api, self.student(child)?, request);
        let call = self.caller.call(Service::Profile, |a| async move {
            match &request.step {
                Step::Place => api.announce_absence(a.auth(), student, day, reason).await,
                // There is no changing on the wire: the old notice goes, and the next step files the new one.
                Step::Change { id } => api.withdraw_absences(a.auth(), &[*id]).await,
                Step::Remove { ids } => api.withdraw_absences(a.auth(), ids).await,
            }
        });
        sent(call.await)
    }
}

impl School {
    /// The number under which the family routes know `child`.
    fn student(&self, child: &PersonId) -> Result<i64, Failure> {
        let family = self.store.family().ok().flatten().ok_or(Failure::NotSent)?;
        let student = family.children.into_iter().find(|known| known.person == *child).and_then(|known| known.student_id);
        student.ok_or_else(|| refused("no_student"))
    }
}

/// The outcome of a change about meals.
fn sent(outcome: Result<Answer<()>, SyncError>) -> Result<(), Failure> {
    outcome.map(drop).map_err(|error| meal_failure(&error))
}

/// As [`failure`], with the school's own word for a refusal where it is one word.
fn meal_failure(error: &SyncError) -> Failure {
    if let SyncError::Session(SessionError::Api(ApiError::Refused { status: 422, text })) = error
        && !text.as_str().is_empty()
        && text.as_str().len() <= 40
        && text.as_str().bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
    {
        return refused(text.as_str());
    }
    failure(error)
}

fn told<T>(outcome: Result<Answer<T>, SyncError>) -> Result<T, Failure> {
    outcome.map(|answer| answer.value).map_err(|error| failure(&error))
}

fn refused(code: &str) -> Failure {
    Failure::Refused { code: code.to_owned() }
}

/// What an error means for a request that changes something.
fn failure(error: &SyncError) -> Failure {
    match error {
        SyncError::Stopped | SyncError::Wait(_) => Failure::NotSent,
        SyncError::Session(error) => match error {
            // The first call met a 401 and was not done; there was no second one.
            SessionError::NeedsSignIn | SessionError::Secrets(_) | SessionError::Store(_) => Failure::NotSent,
            SessionError::Api(error) => match error {
                ApiError::SlowDown { .. } | ApiError::Insecure { .. } => Failure::NotSent,
                ApiError::NoSuchRoute { .. } => Failure::NoSuchService,
                ApiError::NotForThisRole => refused("not_for_this_role"),
                ApiError::NoAccount => refused("no_account"),
                ApiError::Refused { status: 403, .. } => refused("not_your_account"),
                ApiError::Refused { text, .. } if text.as_str().to_ascii_lowercase().contains("provider") => refused("no_provider"),
                ApiError::Refused { status, .. } => refused(&format!("refused_{status}")),
                // A second 401 is the service's fault and nothing was done, but nothing speaks against looking.
                _ => Failure::Lost,
            },
            // The parent may have signed out while the request was under way.
            _ => Failure::Lost,
        },
        SyncError::Store(_) => Failure::Lost,
    }
}
