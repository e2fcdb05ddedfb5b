//! Samples for the tests of this crate: moments from text, taps and purchases of one imaginary child.

use proptest::prelude::*;

use super::*;
use crate::domain::passage::PassageSource;

/// The moment at which the school's clock shows `text`, `YYYY-MM-DD HH:MM`.
pub(crate) fn at(text: &str) -> Moment {
    Moment::from_local(chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap())
}

/// The day `text`, `YYYY-MM-DD`.
pub(crate) fn date(text: &str) -> LocalDate {
    text.parse().unwrap()
}

/// A tap at the main building, learned a minute later.
pub(crate) fn tap(when: &str, direction: Direction) -> Passage {
    let at = at(when);
    Passage {
        child: "child-1".into(),
        at,
        direction,
        organization: Organization {
            id: "101".into(),
            name: "ГБОУ Школа № 1500, корпус 1".into(),
            short_name: "Школа № 1500".into(),
            address: "ул. Садовая, 5".into(),
        },
        escort: None,
        learned_at: at.plus_minutes(1),
        source: PassageSource::Server,
    }
}

/// An entry.
pub(crate) fn tap_in(when: &str) -> Passage {
    tap(when, Direction::In)
}

/// An exit.
pub(crate) fn tap_out(when: &str) -> Passage {
    tap(when, Direction::Out)
}

/// A buffet purchase handed out at once.
pub(crate) fn bought(when: &str, kopecks: i64) -> Purchase {
    let at = at(when);
    Purchase {
        id: PurchaseId(format!("{}", at.0 / 60_000)),
        child: "child-1".into(),
        at,
        delivered_at: None,
        on_date: at.date(),
        kind: PurchaseKind::Buffet,
        status: PurchaseStatus::Issued,
        total: Money(kopecks),
        discount: Money::ZERO,
        items: vec![PurchaseItem { name: "Булочка с маком".into(), amount: 1, price: Money(kopecks), consists_of: vec![] }],
        learned_at: at.plus_minutes(1),
    }
}

/// Any taps of two days in two buildings, dense enough to collide.
pub(crate) fn taps() -> impl Strategy<Value = Vec<Passage>> {
    let one = (0..2i64, 0..120i64, any::<bool>(), any::<bool>()).prop_map(|(day, step, entering, second)| {
        let direction = if entering { Direction::In } else { Direction::Out };
        let mut tap = tap("2026-05-12 00:00", direction);
        tap.at = tap.at.plus_minutes(day * 24 * 60 + 7 * 60 + step * 7);
        tap.learned_at = tap.at.plus_minutes(1);
        if second {
            tap.organization.id = "202".into();
        }
        tap
    });
    proptest::collection::vec(one, 0..24)
}

/// Any purchases of the same two days.
pub(crate) fn purchases() -> impl Strategy<Value = Vec<Purchase>> {
    let kind = prop_oneof![
        Just(PurchaseKind::FreeComplex),
        Just(PurchaseKind::Buffet),
        Just(PurchaseKind::PreOrder),
        Just(PurchaseKind::SmartBuffet)
    ];
    let status = prop_oneof![Just(PurchaseStatus::Issued), Just(PurchaseStatus::New), Just(PurchaseStatus::Cancelled)];
    let one = (0..2i64, 0..120i64, kind, status, any::<bool>()).prop_map(|(day, step, kind, status, delivered)| {
        let mut purchase = bought("2026-05-12 00:00", 5000);
        purchase.at = purchase.at.plus_minutes(day * 24 * 60 + 7 * 60 + step * 7);
        purchase.kind = kind;
        purchase.status = status;
        purchase.delivered_at = delivered.then(|| purchase.at.plus_minutes(3));
        purchase
    });
    proptest::collection::vec(one, 0..8)
}
