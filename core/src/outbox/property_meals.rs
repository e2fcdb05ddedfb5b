//! The invariant of orders ahead, weekly rules and "ill today": **what the school has is what the parent asked for**, held against random
//! parents, phones that die anywhere, and a network that loses, doubles, delays and falsifies.
//!
//! Named invariants:
//! - *as asked*: once the network is back, the school has of every meal exactly what was last asked for, once, unless the parent is told
//!   why not: too late, refused, or something else stands there;
//! - *no empty claim*: whatever is said to be done stands so at the school at that moment;
//! - *the truth in the end*: where it is not as asked, the parent is told what stands, and that is what stands;
//! - *nothing after the cut-off*: what waits at its cut-off ends as too late and is never sent;
//! - *nothing lost*: whatever a tap was answered for is in the file, however the process ended;
//! - *one notice*: "ill today" leaves one notice of absence, and no meal of the day that could still be cancelled.

use std::collections::{BTreeMap, HashSet, VecDeque};
use std::sync::{Arc, Mutex};

use futures_util::FutureExt;
use proptest::prelude::*;

use super::driver::{Look, Outbox};
use super::model::{Fault, ModelKeep, ModelWire, Server, Shared};
use super::orders::Meal;
use super::settling::{Settling, State, WINDOW_MINUTES};
use super::{Command, Intent, IntentId};
use crate::domain::{AbsenceReason, CutOff, CutOffs, LocalDate, Moment, Period, PersonId, ProfileId, WeekDays, WeeklyOrder};
use crate::store::IntentsDb;

const PARENT: ProfileId = ProfileId(7);
/// A request may be so late, in seconds: a little less than is planned for.
const MOST_LATE: i64 = WINDOW_MINUTES * 60 - 10;

#[derive(Debug, Clone)]
enum Act {
    Order { phone: usize, complex: i64, wanted: i64, times: usize },
    Weekly { phone: usize, complex: i64, wanted: i64 },
    Ill { phone: usize, times: usize },
    Cancel { phone: usize },
    Run { phone: usize, look: bool },
    Wait { seconds: i64 },
    Kill { phone: usize, after: u32 },
    Restart { phone: usize },
    Network { phone: usize, faults: Vec<Fault> },
}

fn child() -> PersonId {
    "child-1".into()
}

struct Phone {
    outbox: Outbox<ModelKeep, ModelWire>,
    keep: ModelKeep,
    faults: Arc<Mutex<VecDeque<Fault>>>,
    accepted: HashSet<IntentId>,
}

/// *No empty claim*, looked at after every step that is kept: nothing happens between the reading that a claim rests on and this look.
fn no_empty_claim(db: &Mutex<IntentsDb>, server: &Shared, done: &Mutex<HashSet<IntentId>>) {
    let rows = db.lock().unwrap().intents(PARENT, Moment(0)).unwrap();
    for intent in rows.into_iter().map(|row| Intent::of(row).unwrap()) {
        let Command::SetOrder(order) = &intent.command else { continue };
        if order.settling.state != State::Done {
            done.lock().unwrap().remove(&intent.id);
        } else if done.lock().unwrap().insert(intent.id.clone()) {
            let standing = server.lock().unwrap().meals.standing(&child(), order.day, order.meal.complex);
            let wanted: Vec<i64> = order.settling.wanted.into_iter().collect();
            assert_eq!(standing, wanted, "no empty claim: {order:?}");
        }
    }
}

impl Phone {
    fn new(number: usize, server: &Shared, db: Arc<Mutex<IntentsDb>>) -> Self {
        let dead = Arc::new(Mutex::new(false));
        let keep = ModelKeep { db, dead: Arc::clone(&dead), ends_after: Arc::default() };
        let faults = Arc::<Mutex<VecDeque<Fault>>>::default();
        let adult = Arc::new(Mutex::new(Some(PARENT)));
        let wire = ModelWire { phone: number, server: Arc::clone(server), faults: Arc::clone(&faults), dead, adult };
        // What was said to be done before this process is not looked at again.
        let (db, server, done) = (Arc::clone(&keep.db), Arc::clone(server), Mutex::new(done_in(&keep.db)));
        let outbox = Outbox::new(keep.clone(), wire, Box::new(move || no_empty_claim(&db, &server, &done)));
        Self { outbox, keep, faults, accepted: HashSet::new() }
    }

    fn restarted(self, number: usize, server: &Shared) -> Self {
        Self { accepted: self.accepted, ..Self::new(number, server, self.keep.db) }
    }

    fn run(&self, look: Look) {
        let _ = self.outbox.run(look).now_or_never().expect("nothing waits in the model");
    }

    /// Everything ever asked for, oldest first.
    fn intents(&self) -> Vec<Intent> {
        let rows = self.keep.db.lock().unwrap().intents(PARENT, Moment(0)).unwrap();
        rows.into_iter().map(|row| Intent::of(row).unwrap()).collect()
    }
}

fn done_in(db: &Mutex<IntentsDb>) -> HashSet<IntentId> {
    let rows = db.lock().unwrap().intents(PARENT, Moment(0)).unwrap();
    let intents = rows.into_iter().map(|row| Intent::of(row).unwrap());
    let is_done = |intent: &Intent| matches!(&intent.command, Command::SetOrder(order) if order.settling.state == State::Done);
    intents.filter(is_done).map(|intent| intent.id).collect()
}

struct World {
    server: Shared,
    phones: Vec<Phone>,
    day: LocalDate,
    known: CutOffs,
    cut_off: Moment,
}

impl World {
    fn new(setting: &Setting, dbs: &[Arc<Mutex<IntentsDb>>; 2]) -> Self {
        let mut server = Server::default();
        let day = server.now.0.date().plus_days(1);
        let cut_off = server.now.0.plus_seconds(setting.cut_off_in);
        let rule = CutOff { days_before: 0, time: cut_off.time() };
        // The rule is of a day: it holds when the moment falls on the day of the meal.
        let day = if setting.cut_off_in < 100_000 { cut_off.date() } else { day };
        let exact = rule.of(day);
        server.meals.cut_off = Some(exact);
        server.meals.vanished = setting.vanished;
        let known = CutOffs { general: setting.knows.then_some(rule), by_meal: vec![] };
        let server = Arc::new(Mutex::new(server));
        let phones = (0..2).map(|n| Phone::new(n, &server, Arc::clone(&dbs[n]))).collect();
        Self { server, phones, day, known, cut_off: exact }
    }

    fn standing(&self, complex: i64) -> Vec<i64> {
        self.server.lock().unwrap().meals.standing(&child(), self.day, complex)
    }

    fn act(&mut self, act: &Act) {
        match act {
            Act::Order { phone, complex, wanted, times } => {
                let seen = self.standing(*complex);
                let meal = Meal { complex: *complex, name: String::new(), kind: None, price: None };
                let cut_off = self.known.of(None, self.day);
                for _ in 0..*times {
                    let phone = &mut self.phones[*phone];
                    if let Ok(id) = phone.outbox.set_order(&child(), self.day, meal.clone(), seen.clone(), *wanted, cut_off) {
                        phone.accepted.insert(id);
                    }
                }
                self.phones[*phone].run(Look::Now);
            }
            Act::Weekly { phone, complex, wanted } => {
                let rules = self.server.lock().unwrap().meals.rules(&child());
                let seen = rules.into_iter().filter(|rule| rule.complex == Some(*complex)).map(|rule| rule.order).collect();
                let meal = Meal { complex: *complex, name: String::new(), kind: None, price: None };
                let wanted = (*wanted > 0).then(|| weekly(self.day, *wanted));
                let phone = &mut self.phones[*phone];
                if let Ok(id) = phone.outbox.set_weekly(&child(), meal, seen, wanted) {
                    phone.accepted.insert(id);
                }
                phone.run(Look::Now);
            }
            Act::Ill { phone, times } => {
                for _ in 0..*times {
                    let reason = AbsenceReason { id: 1, name: "ill".to_owned() };
                    let phone = &mut self.phones[*phone];
                    if let Ok(id) = phone.outbox.ill_today(&child(), self.day, reason, self.known.clone()) {
                        phone.accepted.insert(id);
                    }
                }
                self.phones[*phone].run(Look::Now);
            }
            Act::Cancel { phone } => {
                if let Some(intent) = self.phones[*phone].intents().last() {
                    let _ = self.phones[*phone].outbox.cancel(&intent.id);
                }
            }
            Act::Run { phone, look } => self.phones[*phone].run(if *look { Look::Now } else { Look::WhenDue }),
            Act::Wait { seconds } => self.server.lock().unwrap().advance(*seconds),
            Act::Kill { phone, after } => *self.phones[*phone].keep.ends_after.lock().unwrap() = Some(*after),
            Act::Restart { phone } => self.restart(*phone),
            Act::Network { phone, faults } => self.phones[*phone].faults.lock().unwrap().extend(faults),
        }
    }

    fn restart(&mut self, number: usize) {
        let phone = self.phones.remove(number).restarted(number, &self.server);
        self.phones.insert(number, phone);
    }

    /// The network is back, and time passes.
    fn settle(&mut self) {
        for number in 0..2 {
            self.phones[number].faults.lock().unwrap().clear();
            self.restart(number);
        }
        for seconds in [0, 5, 295, 5, 300, 5, 300, 5, 600, 3600, 3600, 3600, 86_400, 86_400, 5] {
            self.server.lock().unwrap().advance(seconds);
            for number in 0..2 {
                self.phones[number].run(Look::Now);
            }
        }
    }

    fn check_truth(&self, alone: bool) {
        let server = self.server.lock().unwrap();
        for phone in &self.phones {
            let intents = phone.intents();
            let kept: HashSet<IntentId> = intents.iter().map(|intent| intent.id.clone()).collect();
            assert!(phone.accepted.is_subset(&kept), "nothing lost");
            assert!(intents.iter().all(|intent| !intent.command.is_open(server.now.0)), "the truth in the end: {intents:?}");
        }
        if !alone {
            return;
        }
        // What was asked for last, of each thing.
        let mut orders: BTreeMap<i64, Settling<i64>> = BTreeMap::new();
        let mut rules: BTreeMap<i64, Settling<WeeklyOrder>> = BTreeMap::new();
        let mut ill = false;
        for intent in self.phones[0].intents() {
            match intent.command {
                Command::SetOrder(order) => drop(orders.insert(order.meal.complex, order.settling)),
                Command::SetWeekly(rule) => drop(rules.insert(rule.meal.complex, rule.settling)),
                Command::IllToday(today) if !today.cancelled => {
                    ill = true;
                    for meal in today.meals.into_iter().flatten() {
                        orders.insert(meal.complex, meal.settling);
                    }
                }
                _ => {}
            }
        }
        for (complex, settling) in orders {
            truth_of(&settling, &server.meals.standing(&child(), self.day, complex), self.cut_off);
        }
        for (complex, settling) in rules {
            let standing: Vec<WeeklyOrder> =
                server.meals.rules(&child()).into_iter().filter(|rule| rule.complex == Some(complex)).map(|rule| rule.order).collect();
            truth_of(&settling, &standing, Moment(i64::MAX));
        }
        if ill {
            assert_eq!(server.meals.notices(&child(), self.day).len(), 1, "one notice");
        }
    }
}

/// Holds what one wish says in the end to what stands at the school.
fn truth_of<T: Clone + PartialEq + std::fmt::Debug>(settling: &Settling<T>, standing: &[T], cut_off: Moment) {
    let wanted: Vec<T> = settling.wanted.iter().cloned().collect();
    match &settling.state {
        State::Done => assert_eq!(standing, wanted, "as asked: {settling:?}"),
        State::Conflict { theirs } => {
            let theirs: Vec<T> = theirs.iter().map(|one| one.what.clone()).collect();
            assert_eq!(standing, theirs, "the truth in the end: {settling:?}");
            assert_ne!(standing, wanted, "the truth in the end: {settling:?}");
            assert!(cut_off < Moment(i64::MAX), "a rule of one parent with one phone meets nobody else's: {settling:?}");
        }
        // Nothing was sent, and nothing is otherwise than the parent saw.
        State::TooLate | State::Expired if standing == settling.seen => {}
        State::TooLate | State::Refused { .. } | State::Expired => {
            assert_ne!(standing, wanted, "the truth in the end: {settling:?}");
        }
        State::Cancelled => {}
        State::Draft | State::Sending { .. } | State::ReadingBack { .. } => panic!("the truth in the end: {settling:?}"),
    }
}

fn weekly(day: LocalDate, amount: i64) -> WeeklyOrder {
    WeeklyOrder { period: Period { from: day, to: day.plus_days(60) }, amount, days: WeekDays { monday: true, ..WeekDays::default() } }
}

#[derive(Debug, Clone)]
struct Setting {
    /// Seconds until the cut-off.
    cut_off_in: i64,
    /// The phones know it.
    knows: bool,
    /// A complex that cannot be ordered any more.
    vanished: Option<i64>,
}

fn setting(cut_off_in: Vec<i64>) -> impl Strategy<Value = Setting> {
    (prop::sample::select(cut_off_in), any::<bool>(), prop::sample::select(vec![None, None, Some(2)]))
        .prop_map(|(cut_off_in, knows, vanished)| Setting { cut_off_in, knows, vanished })
}

fn fault() -> impl Strategy<Value = Fault> {
    prop_oneof![
        3 => Just(Fault::None),
        2 => Just(Fault::LostRequest),
        3 => Just(Fault::LostAnswer),
        2 => Just(Fault::Doubled),
        3 => (1..MOST_LATE).prop_map(|seconds| Fault::Delayed { seconds }),
        1 => Just(Fault::Down),
        1 => Just(Fault::Unauthorised),
        1 => Just(Fault::KilledBefore),
        2 => Just(Fault::KilledAfter),
    ]
}

fn act(phones: usize) -> impl Strategy<Value = Act> {
    let p = move || 0..phones;
    prop_oneof![
        7 => (p(), 1i64..3, 0i64..3, 1usize..3).prop_map(|(phone, complex, wanted, times)| Act::Order { phone, complex, wanted, times }),
        2 => (p(), 1i64..3, 0i64..3).prop_map(|(phone, complex, wanted)| Act::Weekly { phone, complex, wanted }),
        2 => (p(), 1usize..3).prop_map(|(phone, times)| Act::Ill { phone, times }),
        1 => p().prop_map(|phone| Act::Cancel { phone }),
        6 => (p(), any::<bool>()).prop_map(|(phone, look)| Act::Run { phone, look }),
        4 => prop_oneof![0i64..60, 0i64..400, 0i64..2000].prop_map(|seconds| Act::Wait { seconds }),
        4 => (p(), 2u32..40).prop_map(|(phone, after)| Act::Kill { phone, after }),
        4 => p().prop_map(|phone| Act::Restart { phone }),
        6 => (p(), prop::collection::vec(fault(), 1..6)).prop_map(|(phone, faults)| Act::Network { phone, faults }),
    ]
}

thread_local! {
    static FILES: [Arc<Mutex<IntentsDb>>; 2] = std::array::from_fn(|_| Arc::new(Mutex::new(IntentsDb::in_memory().unwrap())));
}

fn play(setting: &Setting, acts: &[Act], alone: bool) -> World {
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
    world.check_truth(alone);
    world
}

fn cases(many: u32) -> ProptestConfig {
    ProptestConfig { cases: many, failure_persistence: None, max_shrink_iters: 2_000, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(cases(1_500))]
    #[test]
    fn the_school_has_what_a_parent_with_one_phone_asked_for(setting in setting(vec![90_000]), acts in prop::collection::vec(act(1), 3..25)) {
        let world = play(&setting, &acts, true);
        // Far from its cut-off nothing is ever left open: it is as asked or refused.
        for intent in world.phones[0].intents() {
            if let Command::SetOrder(order) = intent.command {
                let ended = matches!(order.settling.state, State::Done | State::Refused { .. } | State::Cancelled | State::Conflict { .. });
                prop_assert!(ended, "{:?}", order);
            }
        }
    }
}

proptest! {
    #![proptest_config(cases(1_500))]
    #[test]
    fn a_cut_off_on_the_way_is_told_and_nothing_is_done_after_it(setting in setting(vec![1, 60, 900, 3_600]), acts in prop::collection::vec(act(1), 3..25)) {
        play(&setting, &acts, true);
    }
}

proptest! {
    #![proptest_config(cases(600))]
    #[test]
    fn two_phones_never_claim_what_is_not_so(setting in setting(vec![3_600, 90_000]), acts in prop::collection::vec(act(2), 3..25)) {
        play(&setting, &acts, false);
    }
}
