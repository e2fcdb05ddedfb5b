//! Runs the outbox: takes the parent's wishes, does what is due in the order in which it was asked for, looks again.
//!
//! Every step is: read the command, work out the next state, keep it, and only then do what the step asks for. A process that ends
//! anywhere between leaves a state from which the next one goes on. One run at a time; the parent's wishes are taken at any moment, also
//! while a call is under way, because each step starts from what is kept.

mod read_and_send;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::food_rules::Wish as FoodWish;
use super::notifications::Wish;
use super::wire::{Failure, SchoolWire};
use super::{
    BlockCard, Command, Effect, Event, Intent, IntentId, SetFoodRule, SetNotification, SetSpendingRules, TopUp, card_block, evidence,
    food_rules, ill_today, notifications, settling, spending_rules, top_up,
};
use crate::domain::{AccountNumber, CardId, Moment, Money, Period, PersonId, ProfileId, SpendingRules};
use crate::store::{IntentsDb, Store, StoreError};

/// Why a wish could not be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OutboxError {
    /// Nobody is signed in, or it is not known yet who.
    #[error("nobody is signed in")]
    SignedOut,
    /// The phone's storage refused: nothing was kept, nothing was sent.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Where commands are kept.
pub trait Keep: Send + Sync {
    /// Runs `work` on the file.
    fn with<R>(&self, work: impl FnOnce(&mut IntentsDb) -> Result<R, StoreError>) -> Result<R, StoreError>;
}

impl Keep for Arc<Store> {
    fn with<R>(&self, work: impl FnOnce(&mut IntentsDb) -> Result<R, StoreError>) -> Result<R, StoreError> {
        self.with_intents(work)
    }
}

/// Who wants to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// The parent, or a refresh: everything that may have changed is looked at now.
    Now,
    /// The clock: only what is due.
    WhenDue,
}

/// What came of a run.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ran {
    /// When something is due again; none when nothing is left to do.
    pub next: Option<Moment>,
    /// Children whose account got money in this run: their balance is worth reading.
    pub credited: BTreeSet<PersonId>,
    /// Children about whose meals something was sent: what is ordered ahead and their balance are worth reading.
    pub meals: BTreeSet<PersonId>,
}

/// How often things are looked at, in milliseconds, by how long they have been as they are, in seconds: a parent who has just paid
/// watches the screen, one who paid yesterday does not.
const PACES: [(i64, i64); 5] = [(300, 1_500), (1_800, 5_000), (7_200, 60_000), (86_400, 600_000), (i64::MAX, SLOWEST)];
const SLOWEST: i64 = 3_600_000;
/// First pause after a call that brought nothing, in seconds; it doubles up to the longest.
const FIRST_PAUSE: i64 = 2;
const LONGEST_PAUSE: i64 = 300;
/// Most rounds of one run: more would mean that a command goes round in circles.
const MOST_ROUNDS: usize = 8;

#[derive(Debug, Default)]
struct Looks {
    /// When a command was last looked at with success.
    last: HashMap<IntentId, Moment>,
    /// Until when a command that met a fault is left alone, and the pause after the next one.
    pause: HashMap<IntentId, (Moment, i64)>,
    /// The history of payments is not there at all.
    no_history: bool,
    /// Children about whose meals something was sent in this run.
    meals: BTreeSet<PersonId>,
}

/// The outbox of one app.
pub struct Outbox<K, W> {
    pub(super) keep: K,
    pub(super) wire: W,
    looks: Mutex<Looks>,
    /// One step at a time: a step starts from what the last one kept.
    pub(super) stepping: Mutex<()>,
    running: tokio::sync::Mutex<()>,
    on_change: Box<dyn Fn() + Send + Sync>,
}

pub(super) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<K: Keep, W: SchoolWire> Outbox<K, W> {
    /// An outbox; `on_change` is called after every state that was kept.
    pub fn new(keep: K, wire: W, on_change: Box<dyn Fn() + Send + Sync>) -> Self {
        Self { keep, wire, looks: Mutex::default(), stepping: Mutex::default(), running: tokio::sync::Mutex::default(), on_change }
    }

    /// The school as the outbox sees it.
    pub fn wire(&self) -> &W {
        &self.wire
    }

    /// The commands of whoever is signed in that are open or ended in the last week, oldest first.
    pub fn intents(&self) -> Result<Vec<Intent>, OutboxError> {
        let adult = self.wire.adult().ok_or(OutboxError::SignedOut)?;
        Ok(self.load(adult)?)
    }

    pub(super) fn load(&self, adult: ProfileId) -> Result<Vec<Intent>, StoreError> {
        let since = self.wire.now().plus_minutes(-top_up::LISTENING_MINUTES);
        self.keep.with(|db| db.intents(adult, since))?.into_iter().map(Intent::of).collect()
    }

    /// Keeps a top-up. While one for the same account is not settled, that one is meant: its name is returned, and its page is offered
    /// again where it can be.
    pub fn start_top_up(&self, child: &PersonId, account: AccountNumber, amount: Money) -> Result<IntentId, OutboxError> {
        let adult = self.wire.adult().ok_or(OutboxError::SignedOut)?;
        let now = self.wire.now();
        let _step = locked(&self.stepping);
        let bars =
            |intent: &Intent| matches!(&intent.command, Command::TopUp(top_up) if top_up.account == account && top_up.bars_another(now));
        if let Some(live) = self.load(adult)?.into_iter().find(bars) {
            self.step(adult, &live.id, Event::TopUp(top_up::Event::Reopened))?;
            return Ok(live.id);
        }
        self.add(adult, child, Command::TopUp(TopUp::start(account, amount, now)), now)
    }

    /// Keeps a change of rules. `seen`: what the parent saw when deciding. A change that was not sent yet is replaced.
    pub fn set_spending_rules(&self, child: &PersonId, seen: SpendingRules, wanted: SpendingRules) -> Result<IntentId, OutboxError> {
        let adult = self.wire.adult().ok_or(OutboxError::SignedOut)?;
        let now = self.wire.now();
        let _step = locked(&self.stepping);
        for earlier in self.load(adult)?.into_iter().filter(|intent| intent.child == *child) {
            if matches!(earlier.command, Command::SetSpendingRules(_)) {
                self.step(adult, &earlier.id, Event::SpendingRules(spending_rules::Event::CancelAsked))?;
            }
        }
        self.add(adult, child, Command::SetSpendingRules(SetSpendingRules::start(seen, wanted, now)), now)
    }

    /// Keeps a change of notifications. One for the same switch that was not sent yet is replaced.
    pub fn set_notification(&self, wish: Wish) -> Result<IntentId, OutboxError> {
        let adult = self.wire.adult().ok_or(OutboxError::SignedOut)?;
        let now = self.wire.now();
        let _step = locked(&self.stepping);
        for earlier in self.load(adult)? {
            if matches!(&earlier.command, Command::SetNotification(command) if command.meets(&wish)) {
                self.step(adult, &earlier.id, Event::Notification(notifications::Event::CancelAsked))?;
            }
        }
        // They belong to the adult: the empty name keeps them in one row of their own.
        self.add(adult, &PersonId(String::new()), Command::SetNotification(SetNotification::start(wish, now)), now)
    }

    /// Keeps the block of a lost carrier. While one for the same carrier has not come to its end, that one is meant.
    pub fn block_card(&self, child: &PersonId, card: &CardId) -> Result<IntentId, OutboxError> {
        let adult = self.wire.adult().ok_or(OutboxError::SignedOut)?;
        let now = self.wire.now();
        let _step = locked(&self.stepping);
        let same = |intent: &Intent| {
            matches!(&intent.command, Command::BlockCard(block) if block.card == *card && block.looked_for_since().is_some())
                && intent.child == *child
        };
        if let Some(live) = self.load(adult)?.into_iter().find(same) {
            return Ok(live.id);
        }
        self.add(adult, child, Command::BlockCard(BlockCard::start(card.clone(), now)), now)
    }

    /// Keeps a change of what `child` may buy. One about the same rules that was not sent yet is replaced.
    pub fn set_food_rule(&self, child: &PersonId, wish: FoodWish) -> Result<IntentId, OutboxError> {
        let adult = self.wire.adult().ok_or(OutboxError::SignedOut)?;
        let now = self.wire.now();
        let _step = locked(&self.stepping);
        for earlier in self.load(adult)?.into_iter().filter(|intent| intent.child == *child) {
            if matches!(&earlier.command, Command::SetFoodRule(command) if command.wish.meets(&wish)) {
                self.step(adult, &earlier.id, Event::FoodRule(food_rules::Event::CancelAsked))?;
            }
        }
        self.add(adult, child, Command::SetFoodRule(SetFoodRule::start(wish, now)), now)
    }

    pub(super) fn add(&self, adult: ProfileId, child: &PersonId, command: Command, now: Moment) -> Result<IntentId, OutboxError> {
        let id = IntentId(uuid::Uuid::new_v4().to_string());
        let intent = Intent { id: id.clone(), child: child.clone(), command, created_at: now, changed_at: now };
        let row = intent.row(adult, now)?;
        self.keep.with(|db| db.save_intent(&row, &[]))?;
        (self.on_change)();
        Ok(id)
    }

    /// The parent gives a command up, where that can still be done.
    pub fn cancel(&self, id: &IntentId) -> Result<(), OutboxError> {
        let asked = [
            Event::TopUp(top_up::Event::CancelAsked),
            Event::SpendingRules(spending_rules::Event::CancelAsked),
            Event::Notification(notifications::Event::CancelAsked),
            Event::CardBlock(card_block::Event::CancelAsked),
            Event::Order(settling::Event::CancelAsked),
            Event::Weekly(settling::Event::CancelAsked),
            Event::Ill(ill_today::Event::CancelAsked),
            Event::FoodRule(food_rules::Event::CancelAsked),
        ];
        self.wish(id, &asked)
    }

    /// The parent wants to pay on the page there is.
    pub fn reopen(&self, id: &IntentId) -> Result<(), OutboxError> {
        self.wish(id, &[Event::TopUp(top_up::Event::Reopened)])
    }

    /// The browser came back with `url`. It proves nothing and may be repeated; it is a reason to look.
    pub fn returned(&self, url: &str) -> Result<(), OutboxError> {
        let adult = self.wire.adult().ok_or(OutboxError::SignedOut)?;
        let named = url::Url::parse(url)
            .ok()
            .and_then(|url| url.query_pairs().find(|(key, _)| key == "request_uid").map(|(_, uid)| uid.into_owned()));
        let _step = locked(&self.stepping);
        for intent in self.load(adult)? {
            let Command::TopUp(top_up) = &intent.command else { continue };
            let Some(link) = top_up.link() else { continue };
            // An address that names no request is about whatever page was open.
            if named.as_ref().is_none_or(|uid| *uid == link.page.request_uid) {
                self.step(adult, &intent.id, Event::TopUp(top_up::Event::Returned))?;
                locked(&self.looks).last.remove(&intent.id);
            }
        }
        Ok(())
    }

    fn wish(&self, id: &IntentId, events: &[Event]) -> Result<(), OutboxError> {
        let adult = self.wire.adult().ok_or(OutboxError::SignedOut)?;
        let _step = locked(&self.stepping);
        for event in events {
            self.step(adult, id, event.clone())?;
        }
        Ok(())
    }

    /// One step of one command, kept when it changed something. The caller holds `stepping`.
    pub(super) fn step(&self, adult: ProfileId, id: &IntentId, event: Event) -> Result<Vec<Effect>, StoreError> {
        let now = self.wire.now();
        let Some(row) = self.keep.with(|db| db.intent(adult, &id.0))? else { return Ok(vec![]) };
        let (was_open, intent) = (row.open, Intent::of(row)?);
        let (command, effects) = intent.command.clone().update(event, now);
        let changed = command != intent.command;
        if changed || command.is_open(now) != was_open {
            let changed_at = if changed { now } else { intent.changed_at };
            let claims = command.claims();
            let row = Intent { command, changed_at, ..intent }.row(adult, now)?;
            self.keep.with(|db| db.save_intent(&row, &claims))?;
            (self.on_change)();
        }
        Ok(effects)
    }

    pub(super) fn tell(&self, adult: ProfileId, id: &IntentId, event: Event) -> Result<Vec<Effect>, StoreError> {
        let _step = locked(&self.stepping);
        self.step(adult, id, event)
    }

    /// Does what is due, in the order in which it was asked for.
    pub async fn run(&self, look: Look) -> Result<Ran, OutboxError> {
        let _one_at_a_time = self.running.lock().await;
        let adult = self.wire.adult().ok_or(OutboxError::SignedOut)?;
        let before = credited(&self.load(adult)?);
        let mut looked = HashSet::new();
        for _ in 0..MOST_ROUNDS {
            if self.wire.adult() != Some(adult) || !self.round(adult, look, &mut looked).await? {
                break;
            }
        }
        if self.wire.adult() != Some(adult) {
            return Ok(Ran::default());
        }
        let intents = self.load(adult)?;
        let next = in_order(&intents).filter_map(|intent| self.due(intent)).min();
        let credited = credited(&intents).into_iter().filter(|(id, sum)| before.get(id) != Some(sum));
        let credited =
            credited.filter_map(|(id, _)| intents.iter().find(|intent| intent.id == id).map(|intent| intent.child.clone())).collect();
        let meals = std::mem::take(&mut locked(&self.looks).meals);
        Ok(Ran { next, credited, meals })
    }

    /// One round: every command that is due makes its step, then what the steps ask for is done. Whether anything was due.
    async fn round(&self, adult: ProfileId, look: Look, looked: &mut HashSet<IntentId>) -> Result<bool, StoreError> {
        let now = self.wire.now();
        let intents = self.load(adult)?;
        let due = |intent: &&Intent| match look {
            Look::Now => intent.command.is_open(now),
            Look::WhenDue => self.due(intent).is_some_and(|due| due <= now),
        };
        let todo: Vec<&Intent> = in_order(&intents).filter(|intent| !looked.contains(&intent.id)).filter(due).collect();
        let mut asked: Vec<(IntentId, PersonId, Effect)> = Vec::new();
        for intent in &todo {
            let interrupted = matches!(&intent.command, Command::TopUp(TopUp { state: top_up::State::RequestingLink, .. }));
            if !interrupted {
                looked.insert(intent.id.clone());
            }
            // Whoever was asking is gone: it is a draft again, and goes on in the next round.
            let effects = self.tell(adult, &intent.id, Event::Go)?;
            asked.extend(effects.into_iter().map(|effect| (intent.id.clone(), intent.child.clone(), effect)));
        }
        let (readings, others): (Vec<_>, Vec<_>) = asked.into_iter().partition(|(_, _, effect)| *effect == Effect::ReadHistory);
        let mut more = others;
        if !readings.is_empty() {
            more.extend(self.read_history(adult, readings.into_iter().map(|(id, ..)| id).collect()).await?);
        }
        let mut read_for = HashSet::new();
        for (id, child, effect) in more {
            match effect {
                Effect::ReadMovements if read_for.insert(child.clone()) => self.read_movements(adult, &child).await?,
                Effect::AskForLink => self.ask_for_link(adult, &id).await?,
                Effect::ReadRules
                | Effect::SendRules
                | Effect::ReadFoodRule
                | Effect::SendFoodRule
                | Effect::ReadCards
                | Effect::SendBlock
                | Effect::ReadSettings
                | Effect::SendSetting => self.read_and_send(adult, &id, &child, effect).await?,
                Effect::GoOnWithMeals => self.go_on_with_meals(adult, &id, &child).await?,
                Effect::ReadMovements | Effect::ReadHistory => {}
            }
        }
        Ok(!todo.is_empty())
    }

    /// When a command is due.
    fn due(&self, intent: &Intent) -> Option<Moment> {
        let now = self.wire.now();
        let since = intent.command.looked_for_since(now)?;
        let looks = locked(&self.looks);
        let age = (now.0 - since.0).max(0) / 1000;
        let pace = PACES.iter().find(|(up_to, _)| age < *up_to).map_or(SLOWEST, |(_, pace)| *pace);
        let by_pace = looks.last.get(&intent.id).map_or(since, |last| Moment(last.0.saturating_add(pace)));
        Some(looks.pause.get(&intent.id).map_or(by_pace, |(until, _)| by_pace.max(*until)))
    }

    /// Something about the meals of `child` was sent.
    pub(super) fn sent_about_meals(&self, child: &PersonId) {
        locked(&self.looks).meals.insert(child.clone());
    }

    pub(super) fn went_well(&self, id: &IntentId) {
        let now = self.wire.now();
        let mut looks = locked(&self.looks);
        looks.last.insert(id.clone(), now);
        looks.pause.remove(id);
    }

    pub(super) fn went_wrong(&self, id: &IntentId) {
        let now = self.wire.now();
        let mut looks = locked(&self.looks);
        let pause = looks.pause.get(id).map_or(FIRST_PAUSE, |(_, next)| *next);
        looks.pause.insert(id.clone(), (now.plus_seconds(pause), (pause * 2).min(LONGEST_PAUSE)));
    }

    /// Reads the history once and tells every top-up what it says of it.
    async fn read_history(&self, adult: ProfileId, wanting: Vec<IntentId>) -> Result<Vec<(IntentId, PersonId, Effect)>, StoreError> {
        let intents = self.load(adult)?;
        let now = self.wire.now();
        let oldest = intents.iter().filter(|intent| intent.command.is_open(now)).map(|intent| intent.created_at).min().unwrap_or(now);
        let told = match self.wire.payments(oldest.date().plus_days(-1)).await {
            Ok(history) => {
                // What was asked while the answer was on its way is told too: the answer is younger than the question.
                let intents = self.load(adult)?;
                let claimed = self.keep.with(|db| db.claims(adult))?;
                locked(&self.looks).no_history = false;
                evidence::of_history(&intents, &history, &claimed, now)
            }
            Err(Failure::NoSuchService) => {
                locked(&self.looks).no_history = true;
                let none = |id| (id, top_up::Event::HistoryRead { mine: vec![], other: None, exists: false });
                wanting.iter().cloned().map(none).collect()
            }
            Err(Failure::NotSent | Failure::Lost | Failure::Refused { .. }) => {
                for id in &wanting {
                    self.went_wrong(id);
                }
                return Ok(vec![]);
            }
        };
        let mut more = Vec::new();
        for (id, event) in told {
            let Some(child) = intents.iter().find(|intent| intent.id == id).map(|intent| intent.child.clone()) else { continue };
            // A draft that waits for its turn is not hurried by another's reading.
            let waits = |intent: &Intent| intent.id == id && intent.command.goes_first() && !wanting.contains(&id);
            if intents.iter().any(waits) {
                continue;
            }
            self.went_well(&id);
            let effects = self.tell(adult, &id, Event::TopUp(event))?;
            more.extend(effects.into_iter().map(|effect| (id.clone(), child.clone(), effect)));
        }
        Ok(more)
    }

    async fn read_movements(&self, adult: ProfileId, child: &PersonId) -> Result<(), StoreError> {
        let intents = self.load(adult)?;
        let today = self.wire.now().date();
        let waits =
            |intent: &&Intent| intent.child == *child && matches!(&intent.command, Command::TopUp(top_up) if top_up.link().is_some());
        let from = intents.iter().filter(waits).map(|intent| intent.created_at.date()).min().unwrap_or(today).plus_days(-1);
        if let Ok(movements) = self.wire.movements(child, Period::new(from, today.plus_days(1))).await {
            let intents = self.load(adult)?;
            let claimed = self.keep.with(|db| db.claims(adult))?;
            let no_history = locked(&self.looks).no_history;
            for (id, event) in evidence::of_movements(&intents, child, &movements, &claimed, !no_history) {
                self.tell(adult, &id, Event::TopUp(event))?;
            }
        }
        Ok(())
    }

    async fn ask_for_link(&self, adult: ProfileId, id: &IntentId) -> Result<(), StoreError> {
        let Some(row) = self.keep.with(|db| db.intent(adult, &id.0))? else { return Ok(()) };
        let Command::TopUp(TopUp { account, amount, state: top_up::State::RequestingLink, .. }) = Intent::of(row)?.command else {
            return Ok(());
        };
        let event = match self.wire.ask_for_link(account, amount).await {
            Ok(link) => {
                self.went_well(id);
                top_up::Event::LinkArrived(link)
            }
            Err(failure) => {
                self.went_wrong(id);
                match failure {
                    Failure::NotSent => top_up::Event::NotSent,
                    Failure::Lost => top_up::Event::LinkLost,
                    Failure::Refused { code } => top_up::Event::LinkRefused { code },
                    Failure::NoSuchService => top_up::Event::LinkRefused { code: "no_such_service".to_owned() },
                }
            }
        };
        self.tell(adult, id, Event::TopUp(event)).map(drop)
    }
}

/// What each top-up has brought to its account.
fn credited(intents: &[Intent]) -> HashMap<IntentId, usize> {
    let arrived = |top_up: &TopUp| top_up.payments().iter().filter(|paid| paid.movement.is_some()).count();
    intents
        .iter()
        .filter_map(|intent| match &intent.command {
            Command::TopUp(top_up) => Some((intent.id.clone(), arrived(top_up))),
            _ => None,
        })
        .filter(|(_, count)| *count > 0)
        .collect()
}

/// The commands that may make a step: what was asked for later waits until what goes first has been sent.
fn in_order(intents: &[Intent]) -> impl Iterator<Item = &Intent> {
    let mut waited_for = HashSet::new();
    intents.iter().filter(move |intent| {
        let lane = (intent.child.clone(), intent.command.lane());
        let free = !waited_for.contains(&lane);
        if intent.command.goes_first() {
            waited_for.insert(lane);
        }
        free
    })
}
