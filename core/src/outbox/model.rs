//! A model of the payment service for the property test: links, payments, history, movements, and a network that loses, doubles,
//! delays and falsifies, all in memory and by a clock of its own. Shared by several phones.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard};

use super::driver::Keep;
use super::food_rules::{Standing, Wish as FoodWish};
use super::model_meals::MealServer;
use super::notifications::Wish;
use super::wire::{Failure, NoticeRequest, OrderRequest, RuleRequest, SchoolWire};
use crate::domain::account::MovementKind;
use crate::domain::food_rules::{Ban, FoodSwitches, sorted};
use crate::domain::{
    AbsenceNotice, AccountNumber, Card, CardId, CardState, LocalDate, MealOrder, Moment, Money, Movement, NotificationSwitch, Payment,
    PaymentId, PaymentLink, PaymentStatus, Period, PersonId, ProfileId, SpendingRules, WeeklyRule,
};
use crate::store::{IntentsDb, StoreError};

/// What the network does to one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    None,
    /// It never reaches the school.
    LostRequest,
    /// The school does it; the answer is lost.
    LostAnswer,
    /// The school gets it twice.
    Doubled,
    /// The school gets it minutes later; nobody waits for the answer.
    Delayed {
        seconds: i64,
    },
    /// The answer is of some minutes ago (a reading overtaken by others).
    Stale {
        seconds: i64,
    },
    /// A fault of the service before anything was done.
    Down,
    /// The sign-in could not be renewed just now.
    Unauthorised,
    /// The process ends before the request leaves.
    KilledBefore,
    /// The process ends after the school did it and before the answer is taken.
    KilledAfter,
}

#[derive(Debug, Clone)]
pub(super) struct ModelLink {
    pub uid: String,
    pub account: AccountNumber,
    pub amount: Money,
    pub expires: Moment,
    pub closed: bool,
}

#[derive(Debug, Clone)]
pub(super) struct ModelPayment {
    pub id: String,
    pub uid: String,
    pub account: AccountNumber,
    pub amount: Money,
    pub at: Moment,
    /// None: the bank refused.
    pub approved_at: Option<Moment>,
    pub credited_at: Option<Moment>,
}

/// The school and the bank.
#[derive(Debug, Default)]
pub(super) struct Server {
    pub now: Moment0,
    pub links: Vec<ModelLink>,
    pub payments: Vec<ModelPayment>,
    /// Top-ups at a terminal: account, sum, time.
    pub terminal: Vec<(AccountNumber, Money, Moment)>,
    pub rules: SpendingRules,
    /// Switches of notifications by number.
    pub switches: BTreeMap<i64, NotificationSwitch>,
    /// What nobody may buy.
    pub bans: Vec<Ban>,
    /// The switches of what may be bought.
    pub food_switches: Option<FoodSwitches>,
    /// Somebody has agreed to orders ahead.
    pub preorders_agreed: bool,
    /// The carriers of every child.
    pub cards: Vec<Card>,
    /// Requests for a link that are on their way: due, account, sum.
    pub late: Vec<(Moment, AccountNumber, Money)>,
    /// The history names the request of a payment.
    pub names_requests: bool,
    pub link_seconds: i64,
    pub approval_seconds: i64,
    pub crediting_seconds: i64,
    /// How often a link was asked for while a payment to the account was on its way that the phone had been told of.
    pub asked_too_early: usize,
    /// Payments that each phone's latest reading could see.
    pub last_reading: Vec<(usize, Moment)>,
    pub next: u64,
    /// Orders ahead, weekly rules, notices of absence.
    pub meals: MealServer,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Moment0(pub Moment);

impl Default for Moment0 {
    fn default() -> Self {
        Self(Moment(1_780_000_000_000))
    }
}

impl Server {
    fn uid(&mut self, what: &str) -> String {
        self.next += 1;
        format!("{what}-{}", self.next)
    }

    pub(super) fn advance(&mut self, seconds: i64) {
        self.now.0 = self.now.0.plus_seconds(seconds);
        let now = self.now.0;
        let due: Vec<_> = self.late.extract_if(.., |(at, ..)| *at <= now).collect();
        for (_, account, amount) in due {
            self.make_link(account, amount);
        }
        self.meals.deliver(now);
    }

    fn make_link(&mut self, account: AccountNumber, amount: Money) -> PaymentLink {
        let uid = self.uid("r");
        self.links.push(ModelLink {
            uid: uid.clone(),
            account,
            amount,
            expires: self.now.0.plus_seconds(self.link_seconds),
            closed: false,
        });
        PaymentLink { url: format!("https://pay.example/{uid}"), request_uid: uid, package_uid: String::new() }
    }

    /// The parent presses "pay" on the page of `uid`; whether the bank took it.
    pub(super) fn pay(&mut self, uid: &str, amount: Option<Money>, times: usize, declined: bool) -> usize {
        let (now, approval, crediting) = (self.now.0, self.approval_seconds, self.crediting_seconds);
        let Some(link) = self.links.iter_mut().find(|link| link.uid == uid && !link.closed && now < link.expires) else { return 0 };
        link.closed = true;
        let link = link.clone();
        for _ in 0..times {
            let id = self.uid("p");
            let amount = amount.unwrap_or(link.amount).min(link.amount);
            let approved_at = (!declined).then(|| now.plus_seconds(approval));
            let credited_at = (!declined).then(|| now.plus_seconds(approval + crediting));
            self.payments.push(ModelPayment { id, uid: uid.to_owned(), account: link.account, amount, at: now, approved_at, credited_at });
        }
        times
    }

    fn history(&self, at: Moment) -> Vec<Payment> {
        let seen = self.payments.iter().filter(|payment| payment.at <= at);
        let row = |payment: &ModelPayment| Payment {
            id: PaymentId(payment.id.clone()),
            status: match payment.approved_at {
                None => PaymentStatus::Declined,
                Some(approved) if approved <= at => PaymentStatus::Approved,
                Some(_) => PaymentStatus::Processing,
            },
            amount: payment.amount,
            at: payment.at,
            account: Some(payment.account),
            request_uid: self.names_requests.then(|| payment.uid.clone()),
            package_uid: None,
            for_meals: Some(true),
        };
        seen.map(row).rev().collect()
    }

    fn movements(&self, child: &PersonId, at: Moment) -> Vec<Movement> {
        let account = account_of(child);
        let paid = self.payments.iter().filter(|p| p.account == account).filter_map(|p| Some((p.credited_at?, p.amount)));
        let terminal = self.terminal.iter().filter(|(of, ..)| *of == account).map(|(_, sum, at)| (*at, *sum));
        let mut all: Vec<(Moment, Money)> = paid.chain(terminal).filter(|(credited, _)| *credited <= at).collect();
        all.sort();
        let row = |(n, (at, sum)): (usize, (Moment, Money))| Movement {
            id: format!("m{n}").as_str().into(),
            child: child.clone(),
            at,
            kind: MovementKind::TopUp,
            sum,
            balance_before: None,
            origin: String::new(),
            purchase: None,
            learned_at: at,
        };
        all.into_iter().enumerate().map(row).rev().collect()
    }
}

/// The account of a child of the model: `child-1` has account 1.
pub(super) fn account_of(child: &PersonId) -> AccountNumber {
    AccountNumber(child.as_str().trim_start_matches("child-").parse().unwrap())
}

pub(super) type Shared = Arc<Mutex<Server>>;

/// One phone's way to the school.
pub(super) struct ModelWire {
    pub phone: usize,
    pub server: Shared,
    /// What the network does to the next calls.
    pub faults: Arc<Mutex<VecDeque<Fault>>>,
    /// The process has ended.
    pub dead: Arc<Mutex<bool>>,
    pub adult: Arc<Mutex<Option<ProfileId>>>,
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap()
}

impl ModelWire {
    /// Does `work` as the network allows; `late`: what happens instead when the request is delayed.
    fn call<T>(&self, work: impl Fn(&mut Server, Moment) -> T, late: impl Fn(&mut Server, i64)) -> Result<T, Failure> {
        if *held(&self.dead) {
            return Err(Failure::NotSent);
        }
        let fault = held(&self.faults).pop_front().unwrap_or(Fault::None);
        let mut server = held(&self.server);
        let now = server.now.0;
        match fault {
            Fault::None => Ok(work(&mut server, now)),
            Fault::LostRequest | Fault::Down => Err(Failure::Lost),
            Fault::Unauthorised => Err(Failure::NotSent),
            Fault::LostAnswer => {
                work(&mut server, now);
                Err(Failure::Lost)
            }
            Fault::Doubled => {
                work(&mut server, now);
                Ok(work(&mut server, now))
            }
            Fault::Delayed { seconds } => {
                late(&mut server, seconds);
                Err(Failure::Lost)
            }
            Fault::Stale { seconds } => Ok(work(&mut server, now.plus_seconds(-seconds))),
            Fault::KilledBefore => {
                *held(&self.dead) = true;
                Err(Failure::NotSent)
            }
            Fault::KilledAfter => {
                work(&mut server, now);
                *held(&self.dead) = true;
                Err(Failure::Lost)
            }
        }
    }
}

impl SchoolWire for ModelWire {
    fn now(&self) -> Moment {
        held(&self.server).now.0
    }

    fn adult(&self) -> Option<ProfileId> {
        *held(&self.adult)
    }

    async fn ask_for_link(&self, account: AccountNumber, amount: Money) -> Result<PaymentLink, Failure> {
        if !*held(&self.dead) {
            let mut server = held(&self.server);
            let known = server.last_reading.iter().rev().find(|(phone, _)| *phone == self.phone).map(|(_, at)| *at);
            let now = server.now.0;
            let on_its_way = |p: &&ModelPayment| {
                p.account == account && p.approved_at.is_some_and(|at| at > now) && known.is_some_and(|known| p.at <= known)
            };
            let too_early = known.is_none() || server.payments.iter().any(|p| on_its_way(&p));
            server.asked_too_early += usize::from(too_early);
        }
        self.call(
            |server, _| server.make_link(account, amount),
            |server, seconds| {
                let due = server.now.0.plus_seconds(seconds);
                server.late.push((due, account, amount));
            },
        )
    }

    async fn payments(&self, from: LocalDate) -> Result<Vec<Payment>, Failure> {
        let phone = self.phone;
        let read = self.call(
            |server, at| {
                server.last_reading.push((phone, at));
                server.history(at)
            },
            |_, _| {},
        )?;
        Ok(read.into_iter().filter(|payment| payment.at.date() >= from).collect())
    }

    async fn movements(&self, child: &PersonId, _: Period) -> Result<Vec<Movement>, Failure> {
        self.call(|server, at| server.movements(child, at), |_, _| {})
    }

    async fn rules(&self, _: &PersonId) -> Result<Option<SpendingRules>, Failure> {
        self.call(|server, _| Some(server.rules), |_, _| {})
    }

    async fn set_rules(&self, _: &PersonId, rules: SpendingRules) -> Result<(), Failure> {
        self.call(|server, _| server.rules = rules, |_, _| {})
    }

    async fn read_switch(&self, wish: &Wish) -> Result<Option<NotificationSwitch>, Failure> {
        let Wish::Switch { id, .. } = wish else { return Ok(None) };
        self.call(|server, _| server.switches.get(id).copied(), |_, _| {})
    }

    async fn change_notifications(&self, wish: &Wish) -> Result<(), Failure> {
        let change = |server: &mut Server, _| match wish {
            Wish::Switch { id, wanted, .. } => drop(server.switches.insert(*id, *wanted)),
            Wish::Reset { .. } => server.switches.clear(),
        };
        self.call(change, |_, _| {})
    }

    async fn food_rule(&self, _: &PersonId, wish: &FoodWish) -> Result<Standing, Failure> {
        self.call(
            |server, _| match wish {
                FoodWish::Bans { .. } => Standing::Bans(server.bans.clone()),
                FoodWish::Switches { .. } => Standing::Switches(server.food_switches),
                FoodWish::Consent => Standing::Consent(server.preorders_agreed),
            },
            |_, _| {},
        )
    }

    async fn set_food_rule(&self, _: &PersonId, wish: &FoodWish) -> Result<(), Failure> {
        let change = |server: &mut Server, _| match wish {
            FoodWish::Bans { .. } => {
                let (set, lift) = wish.ban_changes();
                let bans = std::mem::take(&mut server.bans);
                server.bans = sorted(bans.into_iter().filter(|ban| !lift.contains(ban)).chain(set).collect());
            }
            FoodWish::Switches { wanted, .. } => server.food_switches = Some(*wanted),
            FoodWish::Consent => server.preorders_agreed = true,
        };
        self.call(change, |_, _| {})
    }

    async fn cards(&self, _: &PersonId) -> Result<Vec<Card>, Failure> {
        self.call(|server, _| server.cards.clone(), |_, _| {})
    }

    async fn block_card(&self, _: &PersonId, card: &CardId) -> Result<(), Failure> {
        let block = |server: &mut Server, _| {
            let card = server.cards.iter_mut().find(|known| known.id == *card && known.state.works());
            card.map(|card| card.state = CardState::BlockedByParent).ok_or(Failure::Refused { code: "refused_422".to_owned() })
        };
        self.call(block, |_, _| {})?
    }

    async fn meal_orders(&self, child: &PersonId, period: Period) -> Result<Vec<MealOrder>, Failure> {
        self.call(|server, _| server.meals.orders(child, period), |_, _| {})
    }

    async fn send_order(&self, child: &PersonId, request: &OrderRequest) -> Result<(), Failure> {
        let now = self.now();
        self.call(|server, _| server.meals.order(child, request, now), |server, seconds| server.meals.late(child, request, now, seconds))?
    }

    async fn weekly_rules(&self, child: &PersonId) -> Result<Vec<WeeklyRule>, Failure> {
        self.call(|server, _| server.meals.rules(child), |_, _| {})
    }

    async fn send_weekly(&self, child: &PersonId, request: &RuleRequest) -> Result<(), Failure> {
        let now = self.now();
        self.call(|server, _| server.meals.rule(child, request), |server, seconds| server.meals.late_rule(child, request, now, seconds))
    }

    async fn absences(&self, child: &PersonId, day: LocalDate) -> Result<Vec<AbsenceNotice>, Failure> {
        self.call(|server, _| server.meals.notices(child, day), |_, _| {})
    }

    async fn send_notice(&self, child: &PersonId, request: &NoticeRequest) -> Result<(), Failure> {
        let now = self.now();
        self.call(|server, _| server.meals.notice(child, request), |server, seconds| server.meals.late_notice(child, request, now, seconds))
    }
}

/// A phone's file, which outlives its process. Once the process has ended nothing is written any more.
#[derive(Clone)]
pub(super) struct ModelKeep {
    pub db: Arc<Mutex<IntentsDb>>,
    pub dead: Arc<Mutex<bool>>,
    /// After how many more uses of the file the process ends: before that one is done when odd, after it when even.
    pub ends_after: Arc<Mutex<Option<u32>>>,
}

impl Keep for ModelKeep {
    fn with<R>(&self, work: impl FnOnce(&mut IntentsDb) -> Result<R, StoreError>) -> Result<R, StoreError> {
        if *held(&self.dead) {
            return Err(StoreError::Closed);
        }
        let ends = {
            let mut left = held(&self.ends_after);
            *left = left.map(|n| n.saturating_sub(2));
            match *left {
                Some(n) if n < 2 => left.take(),
                _ => None,
            }
        };
        if ends == Some(1) {
            *held(&self.dead) = true;
            return Err(StoreError::Closed);
        }
        let done = work(&mut held(&self.db))?;
        if ends == Some(0) {
            *held(&self.dead) = true;
            return Err(StoreError::Closed);
        }
        Ok(done)
    }
}
