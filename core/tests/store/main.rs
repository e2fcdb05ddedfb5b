//! The store through its public face: opening, what a re-read keeps and removes, what a commit tells, what survives a crash.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test says what went wrong by panicking, helpers included")]

mod facts;
mod opening;
mod people;
mod read_days;
mod survival;
mod windows;

use schoolcard_core::domain::account::AccountReading;
use schoolcard_core::domain::passage::PassageSource;
use schoolcard_core::domain::{
    AccountNumber, Direction, LocalDate, LocalTime, Moment, Money, Movement, MovementKind, Organization, Passage, Period, PersonId,
    Purchase, PurchaseItem, PurchaseKind, PurchaseStatus,
};
use schoolcard_core::store::{Change, Store};
use std::sync::{Arc, Mutex};

/// A store in a directory of its own.
struct Scene {
    dir: tempfile::TempDir,
    store: Store,
    seen: Arc<Mutex<Vec<Change>>>,
}

impl Scene {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap();
        let seen: Arc<Mutex<Vec<Change>>> = Arc::default();
        let log = Arc::clone(&seen);
        store.on_commit(Box::new(move |change| {
            log.lock().unwrap().push(change.clone());
        }));
        Self { dir, store, seen }
    }

    /// What the commits since the last call told.
    fn changes(&self) -> Vec<Change> {
        std::mem::take(&mut *self.seen.lock().unwrap())
    }

    /// The changes of the only child in the only commit since the last call.
    fn change_of(&self, child: &PersonId) -> schoolcard_core::store::ChildChange {
        let changes = self.changes();
        assert_eq!(changes.len(), 1, "one commit, one call: {changes:?}");
        changes[0].children[child].clone()
    }
}

fn masha() -> PersonId {
    "0b6f5a80-masha".into()
}

fn petya() -> PersonId {
    "77aa1c02-petya".into()
}

fn day(d: u32) -> LocalDate {
    LocalDate::new(2026, 5, d).unwrap()
}

fn days(from: u32, to: u32) -> Period {
    Period::new(day(from), day(to))
}

fn at(d: u32, hour: u32, minute: u32) -> Moment {
    Moment::at(day(d), LocalTime::new(hour, minute).unwrap())
}

fn school() -> Organization {
    Organization {
        id: "1507".into(),
        name: "Школа № 1507".to_owned(),
        short_name: "Шк. 1507".to_owned(),
        address: "ул. Вавилова, 10".to_owned(),
    }
}

fn tap(child: &PersonId, at: Moment, direction: Direction) -> Passage {
    Passage {
        child: child.clone(),
        at,
        direction,
        organization: school(),
        escort: None,
        learned_at: at.plus_minutes(4),
        source: PassageSource::Server,
    }
}

fn purchase(child: &PersonId, id: &str, at: Moment, kopecks: i64) -> Purchase {
    Purchase {
        id: id.into(),
        child: child.clone(),
        at,
        delivered_at: Some(at),
        on_date: at.date(),
        kind: PurchaseKind::PaidComplex,
        status: PurchaseStatus::Issued,
        total: Money(kopecks),
        discount: Money::ZERO,
        items: vec![
            PurchaseItem {
                name: "Обед «Лёгкий»".to_owned(),
                amount: 1,
                price: Money(kopecks),
                consists_of: vec!["Суп-лапша".to_owned(), "Компот \"Яблоко\"".to_owned()],
            },
            PurchaseItem { name: String::new(), amount: 2, price: Money(-1), consists_of: vec![] },
        ],
        learned_at: at.plus_minutes(10),
    }
}

fn movement(child: &PersonId, id: &str, at: Moment, kopecks: i64) -> Movement {
    Movement {
        id: id.into(),
        child: child.clone(),
        at,
        kind: if kopecks < 0 { MovementKind::Purchase } else { MovementKind::TopUp },
        sum: Money(kopecks),
        balance_before: Some(Money(100_000)),
        origin: "касса".to_owned(),
        purchase: None,
        learned_at: at.plus_minutes(10),
    }
}

fn balance(kopecks: i64) -> AccountReading {
    AccountReading { child: Some(masha()), account: Some(AccountNumber(1_234_567_890_123)), confirmed: Money(kopecks), rules: None }
}
