//! The invariant of the outbox, held against random parents, phones that die anywhere, and a network that does its worst.
//!
//! Named invariants:
//! - *no more than was paid*: the school has exactly the payments the parents made;
//! - *nothing lost*: whatever a tap was answered for is in the file, however the process ended;
//! - *one page*: at most one page for an account is offered by a phone at a time, and none is asked for while a payment to the account
//!   is on its way that the phone had been told of;
//! - *one at a time*: a tap while an earlier top-up of the account may still be paid or arrive means that one;
//! - *no empty claim*: at no moment is a top-up said to be credited before the bank took money on its page, or declined before it refused
//!   (a movement names no payment: money of the same sum from a terminal may be taken for the one on its way, some minutes early);
//! - *the truth in the end*: once the network is back, every top-up says what became of its page, and none is unknown;
//! - *mine alone*: every payment and every movement belongs to one top-up of a phone at most;
//! - *not theirs*: another adult on the same phone sees and runs none of it.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Arc, Mutex};

use futures_util::FutureExt;
use proptest::prelude::*;

use super::driver::{Look, Outbox};
use super::model::{Fault, ModelKeep, ModelWire, Server, Shared, account_of};
use super::top_up::State;
use super::{Command, Intent, IntentId, TopUp};
use crate::domain::{Moment, Money, PaymentStatus, PersonId, ProfileId, SpendingRules};
use crate::store::IntentsDb;

const PARENT: ProfileId = ProfileId(7);
const GRANDMOTHER: ProfileId = ProfileId(8);
const SUMS: [i64; 3] = [50_000, 50_000, 30_000];

#[derive(Debug, Clone)]
enum Act {
    /// Taps "top up" once or more.
    Tap {
        phone: usize,
        child: usize,
        sum: usize,
        times: usize,
    },
    Cancel {
        phone: usize,
    },
    Reopen {
        phone: usize,
    },
    /// Opens the page that is offered.
    Open {
        phone: usize,
    },
    /// Does something on an opened page.
    Pay {
        tab: usize,
        how: How,
    },
    /// The browser comes back, once or more, with a page's name or without.
    Return {
        phone: usize,
        tab: Option<usize>,
        times: usize,
    },
    Run {
        phone: usize,
        look: bool,
    },
    Wait {
        seconds: i64,
    },
    /// The process will end after so many uses of its file.
    Kill {
        phone: usize,
        after: u32,
    },
    Restart {
        phone: usize,
    },
    /// Somebody else signs in and out again.
    SomebodyElse {
        phone: usize,
    },
    Network {
        phone: usize,
        faults: Vec<Fault>,
    },
    /// A top-up at a terminal, of a sum that looks like ours.
    Terminal {
        child: usize,
        sum: usize,
    },
    Rules {
        phone: usize,
        limit: i64,
    },
    SchoolSetsRules {
        limit: i64,
    },
}

#[derive(Debug, Clone, Copy)]
enum How {
    Full,
    Less,
    Twice,
    Declined,
}

struct Phone {
    outbox: Outbox<ModelKeep, ModelWire>,
    keep: ModelKeep,
    adult: Arc<Mutex<Option<ProfileId>>>,
    faults: Arc<Mutex<VecDeque<Fault>>>,
    /// What taps were answered for.
    accepted: HashSet<IntentId>,
}

impl Phone {
    fn new(number: usize, server: &Shared, db: Arc<Mutex<IntentsDb>>) -> Self {
        let dead = Arc::new(Mutex::new(false));
        let keep = ModelKeep { db, dead: Arc::clone(&dead), ends_after: Arc::default() };
        let (adult, faults) = (Arc::new(Mutex::new(Some(PARENT))), Arc::<Mutex<VecDeque<Fault>>>::default());
        let wire = ModelWire { phone: number, server: Arc::clone(server), faults: Arc::clone(&faults), dead, adult: Arc::clone(&adult) };
        let outbox = Outbox::new(keep.clone(), wire, Box::new(|| {}));
        Self { outbox, keep, adult, faults, accepted: HashSet::new() }
    }

    /// A new process on the same file.
    fn restarted(self, number: usize, server: &Shared) -> Self {
        Self { accepted: self.accepted, ..Self::new(number, server, self.keep.db) }
    }

    fn run(&self, look: Look) {
        // Nothing in the model waits, so a run ends at once or the process has.
        let _ = self.outbox.run(look).now_or_never().expect("the model never waits");
    }

    fn intents(&self) -> Vec<Intent> {
        self.outbox.intents().unwrap_or_default()
    }

    fn top_ups(&self) -> Vec<(Intent, TopUp)> {
        let top_up = |intent: Intent| match intent.command.clone() {
            Command::TopUp(top_up) => Some((intent, top_up)),
            _ => None,
        };
        self.intents().into_iter().filter_map(top_up).collect()
    }

    /// The top-up of `child` of which it is not known yet how it ends.
    fn unsettled(&self, child: &PersonId) -> Option<IntentId> {
        let may_come = |state: &State| {
            matches!(state, State::Draft { .. } | State::RequestingLink | State::AwaitingPayment { .. } | State::Confirming { .. })
        };
        self.top_ups().into_iter().find(|(intent, top_up)| intent.child == *child && may_come(&top_up.state)).map(|(intent, _)| intent.id)
    }

    fn kept(&self) -> HashSet<IntentId> {
        let rows = self.keep.db.lock().unwrap().intents(PARENT, Moment(0)).unwrap();
        rows.into_iter().map(|row| IntentId(row.id)).collect()
    }
}

fn child(number: usize) -> PersonId {
    PersonId(format!("child-{number}"))
}

struct World {
    server: Shared,
    phones: Vec<Phone>,
    tabs: Vec<String>,
    made: usize,
}

impl World {
    fn new(setting: &Setting, dbs: &[Arc<Mutex<IntentsDb>>; 2]) -> Self {
        let server = Server {
            names_requests: setting.names_requests,
            link_seconds: setting.link_seconds,
            approval_seconds: setting.approval_seconds,
            crediting_seconds: setting.crediting_seconds,
            ..Server::default()
        };
        let server = Arc::new(Mutex::new(server));
        let phones = (0..2).map(|n| Phone::new(n, &server, Arc::clone(&dbs[n]))).collect();
        Self { server, phones, tabs: vec![], made: 0 }
    }

    fn now(&self) -> Moment {
        self.server.lock().unwrap().now.0
    }

    fn act(&mut self, act: &Act) {
        match act {
            Act::Tap { phone, child: number, sum, times } => {
                let phone = &mut self.phones[*phone];
                for _ in 0..*times {
                    let child = child(*number);
                    let unsettled = phone.unsettled(&child);
                    if let Ok(id) = phone.outbox.start_top_up(&child, account_of(&child), Money(SUMS[*sum])) {
                        assert!(unsettled.is_none_or(|live| live == id), "one at a time");
                        phone.accepted.insert(id);
                    }
                }
                phone.run(Look::Now);
            }
            Act::Cancel { phone } => {
                if let Some((intent, _)) = self.phones[*phone].top_ups().last() {
                    let _ = self.phones[*phone].outbox.cancel(&intent.id);
                }
            }
            Act::Reopen { phone } => {
                if let Some((intent, _)) = self.phones[*phone].top_ups().last() {
                    let _ = self.phones[*phone].outbox.reopen(&intent.id);
                }
            }
            Act::Open { phone } => {
                let now = self.now();
                let offered = self.phones[*phone]
                    .top_ups()
                    .into_iter()
                    .find_map(|(_, top_up)| top_up.offered(now).map(|link| link.page.request_uid.clone()));
                self.tabs.extend(offered);
            }
            Act::Pay { tab, how } => {
                if let Some(uid) = self.tabs.get(tab % self.tabs.len().max(1)) {
                    let (amount, times, declined) = match how {
                        How::Full => (None, 1, false),
                        How::Less => (Some(Money(12_345)), 1, false),
                        How::Twice => (None, 2, false),
                        How::Declined => (None, 1, true),
                    };
                    self.made += self.server.lock().unwrap().pay(uid, amount, times, declined);
                }
            }
            Act::Return { phone, tab, times } => {
                let uid = tab.and_then(|tab| self.tabs.get(tab % self.tabs.len().max(1)));
                let url = uid.map_or("schoolcard://paid".to_owned(), |uid| format!("schoolcard://paid?request_uid={uid}"));
                for _ in 0..*times {
                    let _ = self.phones[*phone].outbox.returned(&url);
                }
                self.phones[*phone].run(Look::WhenDue);
            }
            Act::Run { phone, look } => self.phones[*phone].run(if *look { Look::Now } else { Look::WhenDue }),
            Act::Wait { seconds } => self.server.lock().unwrap().advance(*seconds),
            Act::Kill { phone, after } => *self.phones[*phone].keep.ends_after.lock().unwrap() = Some(*after),
            Act::Restart { phone } => self.restart(*phone),
            Act::SomebodyElse { phone } => {
                let phone = &self.phones[*phone];
                *phone.adult.lock().unwrap() = Some(GRANDMOTHER);
                assert!(phone.intents().is_empty(), "not theirs");
                let faults_before = phone.faults.lock().unwrap().len();
                phone.run(Look::Now);
                assert_eq!(phone.faults.lock().unwrap().len(), faults_before, "not theirs: nothing was called");
                *phone.adult.lock().unwrap() = Some(PARENT);
            }
            Act::Network { phone, faults } => self.phones[*phone].faults.lock().unwrap().extend(faults),
            Act::Terminal { child: number, sum } => {
                let mut server = self.server.lock().unwrap();
                let now = server.now.0;
                server.terminal.push((account_of(&child(*number)), Money(SUMS[*sum]), now));
            }
            Act::Rules { phone, limit } => {
                let seen = self.server.lock().unwrap().rules;
                let wanted = SpendingRules { day_limit: Some(Money(*limit)), ..seen };
                if let Ok(id) = self.phones[*phone].outbox.set_spending_rules(&child(1), seen, wanted) {
                    self.phones[*phone].accepted.insert(id);
                }
                self.phones[*phone].run(Look::Now);
            }
            Act::SchoolSetsRules { limit } => self.server.lock().unwrap().rules.day_limit = Some(Money(*limit)),
        }
        self.check();
    }

    fn restart(&mut self, number: usize) {
        let phone = self.phones.remove(number).restarted(number, &self.server);
        self.phones.insert(number, phone);
    }

    fn check(&self) {
        let now = self.now();
        let mut told = vec![];
        for phone in &self.phones {
            let mut offered = HashMap::new();
            for (_, top_up) in phone.top_ups() {
                if top_up.offered(now).is_some() {
                    *offered.entry(top_up.account).or_insert(0) += 1;
                }
                told.push(top_up);
            }
            assert!(offered.values().all(|pages| *pages == 1), "one page");
        }
        let server = self.server.lock().unwrap();
        if server.names_requests {
            for top_up in &told {
                no_empty_claim(top_up, &server);
            }
        }
        assert_eq!(server.asked_too_early, 0, "one page: asked for before, or against, what was read");
        assert_eq!(server.payments.len(), self.made, "no more than was paid");
    }

    /// The network is back, and time passes.
    fn settle(&mut self) {
        for number in 0..2 {
            *self.phones[number].adult.lock().unwrap() = Some(PARENT);
            self.restart(number);
        }
        for seconds in [0, 5, 600, 600, 900, 3600, 3600, 86_400, 86_400, 86_400, 5] {
            self.server.lock().unwrap().advance(seconds);
            for phone in &self.phones {
                phone.run(Look::Now);
            }
        }
        self.check();
    }

    fn check_truth(&self, names_requests: bool) {
        let server = self.server.lock().unwrap();
        for phone in &self.phones {
            assert!(phone.accepted.is_subset(&phone.kept()), "nothing lost");
            let mut claimed = HashSet::new();
            let rows = phone.keep.db.lock().unwrap().intents(PARENT, Moment(0)).unwrap();
            for intent in rows.into_iter().map(|row| Intent::of(row).unwrap()) {
                let Command::TopUp(top_up) = &intent.command else {
                    assert!(intent.command.looked_for_since(server.now.0).is_none(), "rules settled: {:?}", intent.command);
                    continue;
                };
                for fact in intent.command.claims() {
                    assert!(claimed.insert(fact), "mine alone");
                }
                let ended = matches!(
                    top_up.state,
                    State::Credited { .. }
                        | State::Declined { .. }
                        | State::Expired { .. }
                        | State::Cancelled { .. }
                        | State::Refused { .. }
                );
                assert!(ended && top_up.coming() == Money::ZERO, "the truth in the end: {top_up:?}");
                if names_requests {
                    truth_of(top_up, &server);
                }
            }
            if !names_requests {
                let all =
                    server.payments.iter().filter(|p| p.approved_at.is_some()).all(|p| claimed.contains(&format!("payment|{}", p.id)));
                assert!(all || phone.accepted.is_empty(), "the truth in the end: every payment is somebody's");
            }
        }
    }
}

/// Holds what one top-up says now to what the bank has done by now.
fn no_empty_claim(top_up: &TopUp, server: &Server) {
    let uid = top_up.link().map(|link| link.page.request_uid.as_str());
    let any = |did: &dyn Fn(&super::model::ModelPayment) -> bool| server.payments.iter().any(|p| Some(p.uid.as_str()) == uid && did(p));
    match &top_up.state {
        State::Credited { .. } => assert!(any(&|p| p.approved_at.is_some_and(|at| at <= server.now.0)), "no empty claim: {top_up:?}"),
        State::Declined { .. } => assert!(any(&|p| p.approved_at.is_none()), "no empty claim: {top_up:?}"),
        _ => {}
    }
}

/// Holds one top-up to what the bank did on its page.
fn truth_of(top_up: &TopUp, server: &Server) {
    let uid = top_up.link().map(|link| link.page.request_uid.clone());
    let paid: Vec<_> = server.payments.iter().filter(|payment| Some(&payment.uid) == uid.as_ref()).collect();
    let known = top_up.payments();
    assert_eq!(known.len(), paid.len(), "the truth in the end: {top_up:?}");
    for payment in &paid {
        let told = known.iter().find(|told| told.id.0 == payment.id).expect("known by name");
        let status = if payment.approved_at.is_some() { PaymentStatus::Approved } else { PaymentStatus::Declined };
        assert_eq!((told.status, told.amount, told.movement.is_some()), (status, payment.amount, payment.credited_at.is_some()));
    }
    match &top_up.state {
        State::Credited { .. } => assert!(paid.iter().any(|payment| payment.approved_at.is_some())),
        State::Declined { .. } => assert!(!paid.is_empty() && paid.iter().all(|payment| payment.approved_at.is_none())),
        _ => assert!(paid.is_empty()),
    }
}

#[derive(Debug, Clone)]
struct Setting {
    names_requests: bool,
    link_seconds: i64,
    approval_seconds: i64,
    crediting_seconds: i64,
}

fn setting(names_requests: bool) -> impl Strategy<Value = Setting> {
    // Where payments name no request, a page that lives longer than is known cannot be told from the next one.
    let lives = if names_requests { prop::sample::select(vec![300, 1200, 2400]) } else { prop::sample::select(vec![300, 900, 1200]) };
    let approval = prop::sample::select(vec![0, 20, 1500]);
    let crediting = prop::sample::select(vec![0, 300, 7200]);
    (lives, approval, crediting).prop_map(move |(link_seconds, approval_seconds, crediting_seconds)| Setting {
        names_requests,
        link_seconds,
        approval_seconds,
        crediting_seconds,
    })
}

fn fault() -> impl Strategy<Value = Fault> {
    prop_oneof![
        3 => Just(Fault::None),
        2 => Just(Fault::LostRequest),
        3 => Just(Fault::LostAnswer),
        2 => Just(Fault::Doubled),
        2 => (1i64..4000).prop_map(|seconds| Fault::Delayed { seconds }),
        2 => (1i64..400).prop_map(|seconds| Fault::Stale { seconds }),
        1 => Just(Fault::Down),
        1 => Just(Fault::Unauthorised),
        1 => Just(Fault::KilledBefore),
        2 => Just(Fault::KilledAfter),
    ]
}

fn act(phones: usize) -> impl Strategy<Value = Act> {
    let phone = 0..phones;
    let p = move || phone.clone();
    prop_oneof![
        6 => (p(), 1usize..3, 0usize..3, 1usize..3).prop_map(|(phone, child, sum, times)| Act::Tap { phone, child, sum, times }),
        2 => p().prop_map(|phone| Act::Cancel { phone }),
        1 => p().prop_map(|phone| Act::Reopen { phone }),
        6 => p().prop_map(|phone| Act::Open { phone }),
        6 => (0usize..8, prop::sample::select(vec![How::Full, How::Full, How::Less, How::Twice, How::Declined])).prop_map(|(tab, how)| Act::Pay { tab, how }),
        4 => (p(), prop::option::of(0usize..8), 1usize..3).prop_map(|(phone, tab, times)| Act::Return { phone, tab, times }),
        6 => (p(), any::<bool>()).prop_map(|(phone, look)| Act::Run { phone, look }),
        4 => prop_oneof![0i64..60, 0i64..1500, 0i64..5000].prop_map(|seconds| Act::Wait { seconds }),
        4 => (p(), 2u32..40).prop_map(|(phone, after)| Act::Kill { phone, after }),
        4 => p().prop_map(|phone| Act::Restart { phone }),
        1 => p().prop_map(|phone| Act::SomebodyElse { phone }),
        5 => (p(), prop::collection::vec(fault(), 1..5)).prop_map(|(phone, faults)| Act::Network { phone, faults }),
        1 => (1usize..3, 0usize..3).prop_map(|(child, sum)| Act::Terminal { child, sum }),
        1 => (p(), 1i64..5).prop_map(|(phone, limit)| Act::Rules { phone, limit: limit * 10_000 }),
        1 => (1i64..5).prop_map(|limit| Act::SchoolSetsRules { limit: limit * 10_000 }),
    ]
}

thread_local! {
    /// Files in memory, used again for each sequence.
    static FILES: [Arc<Mutex<IntentsDb>>; 2] = std::array::from_fn(|_| Arc::new(Mutex::new(IntentsDb::in_memory().unwrap())));
}

fn play(setting: &Setting, acts: &[Act]) {
    let files = FILES.with(Clone::clone);
    for db in &files {
        db.lock().unwrap_or_else(std::sync::PoisonError::into_inner).empty();
        db.clear_poison();
    }
    let mut world = World::new(setting, &files);
    for act in acts {
        world.act(act);
    }
    world.settle();
    world.check_truth(setting.names_requests);
}

fn cases(many: u32) -> ProptestConfig {
    ProptestConfig { cases: many, failure_persistence: None, max_shrink_iters: 2_000, ..ProptestConfig::default() }
}

// Twelve thousand sequences, in three tests so that two cores share them.
proptest! {
    #![proptest_config(cases(4_500))]
    #[test]
    fn every_payment_is_the_parents_and_every_top_up_tells_the_truth(setting in setting(true), acts in prop::collection::vec(act(2), 3..30)) {
        play(&setting, &acts);
    }
}

proptest! {
    #![proptest_config(cases(4_500))]
    #[test]
    fn the_same_for_a_parent_with_one_phone(setting in setting(true), acts in prop::collection::vec(act(1), 3..30)) {
        play(&setting, &acts);
    }
}

proptest! {
    #![proptest_config(cases(3_000))]
    #[test]
    fn the_same_where_the_history_names_no_request(setting in setting(false), acts in prop::collection::vec(act(1), 3..30)) {
        play(&setting, &acts);
    }
}
