//! Random parents against a random network, over HTTP: the same invariant that the core holds against a model of the payment service,
//! here against the sandbox, through the whole app.
#![allow(clippy::unwrap_used)] // Helpers of tests, too, may stop a test.

use schoolcard_core::app::{Action, RefreshScope};
use schoolcard_core::domain::{Moment, Money, PersonId, ProfileId};
use schoolcard_core::outbox::top_up::State;
use schoolcard_core::outbox::{Command, TopUp};
use schoolcard_core::screens::TopUpState;
use schoolcard_core::store::Store;
use schoolcard_sandbox::{
    CreditingDelays, FaultKind, Ledger, LedgerQuery, PayMethod, PaymentSettings, PaymentStep, Press, Sandbox, Service,
};
use schoolcard_scenarios::paying::state;
use schoolcard_scenarios::{Phone, school};

/// Sequences that are played, each from a seed of its own.
const SEQUENCES: u64 = 300;
/// Played at the same time, each on a school of its own.
const AT_ONCE: u64 = 3;

/// Numbers from a seed, the same on every machine (splitmix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % n
    }

    fn pick<T: Clone>(&mut self, of: &[T]) -> T {
        of[usize::try_from(self.below(of.len() as u64)).unwrap()].clone()
    }

    fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }
}

/// What a parent does, as often as it stands here: a story has to reach a page that is paid.
const LIKELY: [u64; 20] = [0, 0, 1, 1, 2, 2, 2, 3, 3, 4, 4, 4, 5, 5, 6, 7, 8, 9, 10, 11];

struct World<'a> {
    school: &'a Sandbox,
    dice: Dice,
    children: Vec<PersonId>,
    phones: Vec<Phone>,
    /// Pages that were opened in a browser and may be paid any time.
    tabs: Vec<String>,
    /// What the parents paid.
    made: usize,
    story: Vec<String>,
}

impl World<'_> {
    async fn act(&mut self) {
        let (which, child) = (usize::try_from(self.dice.below(2)).unwrap(), self.dice.pick(&self.children.clone()));
        let what = self.dice.pick(&LIKELY);
        self.story.push(format!("{what} phone {which}"));
        match what {
            0 | 1 => {
                for _ in 0..=self.dice.below(2) {
                    let amount = self.dice.pick(&["500", "500", "300,50"]);
                    self.phones[which].app.start_top_up(&child, amount).unwrap();
                }
                self.look(which).await;
            }
            2 | 3 => {
                // Whichever of the pages this phone offers.
                for child in &self.children {
                    if let TopUpState::Pay { link, .. } = state(&self.phones[which].app, child) {
                        self.tabs.push(link.rsplit('/').next().unwrap().to_owned());
                    }
                }
            }
            4 | 5 => self.press(),
            6 => {
                let url = if self.tabs.is_empty() || self.dice.one_in(3) {
                    "http://127.0.0.1/callback/payment".to_owned()
                } else {
                    let tabs = self.tabs.clone();
                    format!("http://127.0.0.1/callback/payment?request_uid={}", self.dice.pick(&tabs))
                };
                for _ in 0..=self.dice.below(2) {
                    self.phones[which].app.dispatch(Action::ReturnFromBank { url: url.clone() });
                }
                self.look(which).await;
            }
            7 => {
                let id = match state(&self.phones[which].app, &child) {
                    TopUpState::Asking { top_up, .. } | TopUpState::Pay { top_up, .. } | TopUpState::Waiting { top_up, .. } => {
                        Some(top_up.id)
                    }
                    _ => None,
                };
                if let Some(id) = id {
                    self.phones[which].app.dispatch(Action::CancelTopUp { id });
                }
            }
            8 => {
                let phone = self.phones.remove(which).reopened().unwrap();
                self.phones.insert(which, phone);
            }
            9 => drop(self.school.clock().advance(self.dice.pick(&[5, 60, 400, 1300, 2500]))),
            10 => self.disturb(),
            _ => self.look(which).await,
        }
    }

    async fn look(&self, which: usize) {
        // What the school does not answer is no error of a look; what it is shown as is checked in the end.
        self.phones[which].app.look_at_outbox().await.unwrap();
    }

    fn press(&mut self) {
        if self.tabs.is_empty() {
            return;
        }
        let (method, uid) = (self.dice.pick(&[PayMethod::Card, PayMethod::Sbp]), self.dice.pick(&self.tabs.clone()));
        let (press, made) = self.dice.pick(&[
            (Press::Pay { method, amount_kopecks: None }, 1),
            (Press::Pay { method, amount_kopecks: None }, 1),
            (Press::Pay { method, amount_kopecks: Some(12_345) }, 1),
            (Press::PayTwice { method }, 2),
            (Press::Decline { method }, 0),
            (Press::Abandon, 0),
        ]);
        // A page that was paid, refused or ran out takes nothing.
        if self.school.press_page(&uid, press).is_ok() {
            self.made += made;
        }
    }

    fn disturb(&mut self) {
        let step = self.dice.pick(&[PaymentStep::Init, PaymentStep::Init, PaymentStep::History, PaymentStep::HistoryToken]);
        let kind = self.dice.pick(&[
            FaultKind::Reset,
            FaultKind::AnswerLost,
            FaultKind::Doubled,
            FaultKind::Delayed { seconds: 90 },
            FaultKind::Status { status: 502 },
            FaultKind::CutBody,
            FaultKind::Stale { minutes: 5 },
            FaultKind::Empty,
        ]);
        let times = u32::try_from(1 + self.dice.below(3)).unwrap();
        self.story.push(format!("{kind:?} at {step:?} × {times}"));
        if self.dice.one_in(5) {
            self.school.faults().add(Service::Food, kind, Some(times));
        } else {
            self.school.faults().add_at(step, kind, Some(times));
        }
    }

    /// The network is back, and time passes.
    async fn settle(&mut self) {
        self.school.faults().clear();
        for seconds in [0, 600, 600, 900, 7200] {
            self.school.clock().advance(seconds);
            for phone in &self.phones {
                // The school's clock is learned from its answers.
                phone.app.refresh(RefreshScope::Latest).await.unwrap();
                phone.app.look_at_outbox().await.unwrap();
            }
        }
    }
}

fn top_ups(phone: &Phone) -> Vec<TopUp> {
    phone.app.shutdown();
    let store = Store::open(phone.data.path()).unwrap();
    let adult = ProfileId(store.setting("adult").unwrap().unwrap().parse().unwrap());
    let rows = store.with_intents(|db| db.intents(adult, Moment(0))).unwrap();
    let commands = rows.into_iter().map(|row| serde_json::from_str(&row.state).unwrap());
    commands.filter_map(|command| if let Command::TopUp(top_up) = command { Some(top_up) } else { None }).collect()
}

fn check(top_up: &TopUp, ledger: &Ledger) {
    let Some(link) = top_up.link() else {
        assert!(matches!(top_up.state, State::Expired { .. } | State::Cancelled { .. } | State::Refused { .. }), "{top_up:?}");
        return;
    };
    let page = ledger.payments.iter().find(|page| page.request_uid == link.page.request_uid).unwrap();
    let mut did: Vec<(String, i64, bool)> =
        page.attempts.iter().map(|a| (a.payment_id.clone(), a.amount, a.credited_at.is_some())).collect();
    let mut told: Vec<(String, i64, bool)> = top_up.payments().iter().map(|p| (p.id.0.clone(), p.amount.0, p.movement.is_some())).collect();
    did.sort();
    told.sort();
    assert_eq!(told, did, "{top_up:?}");
    let right = match &top_up.state {
        State::Credited { .. } => did.iter().any(|(.., credited)| *credited) && top_up.coming() == Money::ZERO,
        State::Declined { .. } => !did.is_empty() && did.iter().all(|(.., credited)| !credited),
        State::Expired { .. } | State::Cancelled { .. } => did.is_empty(),
        _ => false,
    };
    assert!(right, "{top_up:?}");
}

/// Plays one sequence; how many payments the parents made in it.
async fn play(school: &Sandbox, seed: u64) -> usize {
    let mut dice = Dice(seed);
    let crediting = dice.pick(&[0, 0, 120]);
    school.set_payment_settings(PaymentSettings {
        link_seconds: dice.pick(&[300, 1200, 2400]),
        history_token_seconds: dice.pick(&[5, 300]),
        processing_seconds: dice.pick(&[0, 0, 60, 600]),
        crediting_seconds: CreditingDelays { card: crediting, sbp: 0, terminal: 0 },
        ..PaymentSettings::default()
    });
    let mark = school.ledger_mark().unwrap();
    let mut phones = Vec::new();
    for _ in 0..2 {
        let phone = Phone::new(&school.base_url()).unwrap();
        phone.sign_in(school).await.unwrap();
        phone.app.refresh(RefreshScope::Latest).await.unwrap();
        phones.push(phone);
    }
    // The third one is the neighbours'.
    let children = school.operator_state().unwrap().children.iter().take(2).map(|child| child.person_id.as_str().into()).collect();
    let mut world = World { school, dice, children, phones, tabs: vec![], made: 0, story: vec![] };
    for _ in 0..6 + world.dice.below(16) {
        world.act().await;
    }
    world.settle().await;
    let World { phones, made, story, .. } = world;
    println!("seed {seed}: {story:?}");
    let ledger = school.ledger(&LedgerQuery { after: mark, ..LedgerQuery::default() }).unwrap();
    let paid = ledger.payments.iter().flat_map(|page| &page.attempts).filter(|attempt| attempt.credited_at.is_some()).count();
    assert_eq!(paid, made, "payments at the school are those the parents made");
    for phone in phones {
        for top_up in top_ups(&phone) {
            check(&top_up, &ledger);
        }
    }
    made
}

async fn play_some(from: u64) {
    let school = school(2, 3).await.unwrap();
    let mut made = 0;
    for seed in (from..SEQUENCES).step_by(usize::try_from(AT_ONCE).unwrap()) {
        made += play(&school, seed).await;
    }
    assert!(made > 30, "only {made} payments: the sequences reach nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_payments_at_the_school_are_the_parents_first_third() {
    play_some(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_payments_at_the_school_are_the_parents_second_third() {
    play_some(1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_payments_at_the_school_are_the_parents_last_third() {
    play_some(2).await;
}
