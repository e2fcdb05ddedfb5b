use proptest::prelude::*;

use super::*;
use crate::domain::Direction;
use crate::domain::samples::{at, bought, date, tap};

/// A whole ledger that a test can spoil.
#[derive(Debug, Clone, Default)]
struct Ledger {
    movements: Vec<(Movement, History)>,
    purchases: Vec<Purchase>,
    passages: Vec<Passage>,
    absences: Vec<Absence>,
    menu: Vec<MenuPrice>,
    bans: Vec<BannedGoods>,
    balance: i64,
}

const KNOWN: (&str, &str) = ("2026-05-01", "2026-05-31");

impl Ledger {
    fn check(&self) -> Vec<Finding> {
        let entries: Vec<Entry<'_>> = self.movements.iter().map(|(movement, history)| Entry { movement, history: *history }).collect();
        check(&Bills {
            entries: &entries,
            purchases: &self.purchases,
            passages: &self.passages,
            presence_known: Some(Period::new(date(KNOWN.0), date(KNOWN.1))),
            absences: &self.absences,
            menu: &self.menu,
            bans: &self.bans,
        })
    }

    fn movement(&mut self, when: Moment, kind: MovementKind, sum: i64, order: Option<&PurchaseId>) {
        let movement = Movement {
            id: MovementId(format!("{}", self.movements.len())),
            child: "child-1".into(),
            at: when,
            kind,
            sum: Money(sum),
            balance_before: Some(Money(self.balance)),
            origin: String::new(),
            purchase: order.cloned(),
            learned_at: when,
        };
        self.balance += sum;
        self.movements.push((movement, History::AsTold));
    }

    /// A purchase with its charge.
    fn buy(&mut self, purchase: Purchase) {
        self.movement(purchase.at, MovementKind::Purchase, -purchase.total.0, Some(&purchase.id.clone()));
        self.purchases.push(purchase);
    }

    fn come(&mut self, when: &str) {
        self.passages.push(tap(when, Direction::In));
    }
}

fn lunch(id: &str, when: &str, kind: PurchaseKind) -> Purchase {
    let items = vec![PurchaseItem {
        name: "Обед".into(),
        amount: 1,
        price: Money(18_500),
        consists_of: vec!["Суп".into(), "Компот с сахаром".into()],
    }];
    Purchase { id: id.into(), kind, items, ..bought(when, 18_500) }
}

/// Tuesday to Thursday at school: a tap, a lunch and a bun each day, money put in on Wednesday.
fn clean() -> Ledger {
    let mut ledger = Ledger { balance: 50_000, ..Ledger::default() };
    for day in ["2026-05-12", "2026-05-13", "2026-05-14"] {
        ledger.come(&format!("{day} 08:05"));
        ledger.buy(bought(&format!("{day} 10:20"), 4_500));
        ledger.buy(lunch(&format!("lunch-{day}"), &format!("{day} 12:10"), PurchaseKind::PaidComplex));
        if day == "2026-05-13" {
            ledger.movement(at("2026-05-13 19:00"), MovementKind::TopUp, 100_000, None);
        }
    }
    ledger
}

#[test]
fn m9_a_clean_ledger_has_no_findings() {
    assert_eq!(clean().check(), []);
}

#[test]
fn m9_the_order_in_which_rows_come_does_not_matter() {
    let mut ledger = clean();
    ledger.movements.reverse();
    ledger.purchases.reverse();
    assert_eq!(ledger.check(), []);
}

#[test]
fn m9_a_balance_that_changes_without_a_movement_is_found_once() {
    let mut ledger = clean();
    for (movement, _) in &mut ledger.movements[4..] {
        movement.balance_before = movement.balance_before.map(|before| Money(before.0 - 700));
    }
    let movement = ledger.movements[4].0.id.clone();
    assert_eq!(
        ledger.check(),
        [Finding::Jump {
            movement,
            at: at("2026-05-13 19:00"),
            expected: Money(50_000 - 2 * 23_000),
            told: Money(50_000 - 2 * 23_000 - 700)
        }]
    );
}

#[test]
fn m9_movements_of_a_day_without_times_fit_in_any_order() {
    let mut ledger = clean();
    for (movement, _) in &mut ledger.movements {
        movement.at = movement.at.date().start();
    }
    ledger.movements.swap(0, 1);
    ledger.movements.swap(2, 4);
    assert_eq!(ledger.check(), []);
    ledger.movements[2].0.balance_before = Some(Money(1));
    assert!(matches!(ledger.check()[..], [Finding::Jump { .. }, ..]), "{:?}", ledger.check());
}

#[test]
fn m9_unknown_balances_are_bridged_and_not_accused() {
    let mut ledger = clean();
    ledger.movements[2].0.balance_before = None;
    ledger.movements[3].0.balance_before = None;
    assert_eq!(ledger.check(), []);
}

#[test]
fn m9_a_second_charge_for_one_order_is_found_unless_it_was_given_back() {
    let mut ledger = clean();
    let order = PurchaseId::from("lunch-2026-05-14");
    ledger.movement(at("2026-05-14 12:30"), MovementKind::Purchase, -18_500, Some(&order));
    let again = Finding::ChargedTwice { at: at("2026-05-14 12:30"), purchase: Some(order.clone()), sum: Money(18_500) };
    assert_eq!(ledger.check(), [again]);
    ledger.movement(at("2026-05-14 12:40"), MovementKind::Cancellation, 18_500, Some(&order));
    assert_eq!(ledger.check(), []);
}

#[test]
fn m9_a_cancelled_order_charged_twice_and_given_back_once_is_found() {
    let mut ledger = clean();
    let order = PurchaseId::from("lunch-2026-05-14");
    ledger.purchases.last_mut().unwrap().status = PurchaseStatus::Cancelled;
    assert_eq!(ledger.check(), [], "the money may still be on its way back");
    ledger.movement(at("2026-05-14 12:30"), MovementKind::Purchase, -18_500, Some(&order));
    ledger.movement(at("2026-05-14 12:40"), MovementKind::Cancellation, 18_500, Some(&order));
    assert_eq!(ledger.check(), [Finding::ChargedTwice { at: at("2026-05-14 12:30"), purchase: Some(order), sum: Money(18_500) }]);
}

#[test]
fn m9_the_same_set_meal_twice_on_one_day_is_found_also_when_one_was_ordered_ahead() {
    let mut ledger = clean();
    let mut ahead = lunch("ahead", "2026-05-15 19:30", PurchaseKind::PreOrder);
    ahead.on_date = date("2026-05-18");
    ahead.delivered_at = Some(at("2026-05-18 12:00"));
    ledger.buy(ahead);
    ledger.buy(lunch("counter", "2026-05-18 12:20", PurchaseKind::PaidComplex));
    assert_eq!(
        ledger.check(),
        [Finding::ChargedTwice { at: at("2026-05-18 12:20"), purchase: Some("counter".into()), sum: Money(18_500) }]
    );
    ledger.purchases.last_mut().unwrap().status = PurchaseStatus::Cancelled;
    ledger.movement(at("2026-05-18 13:00"), MovementKind::Cancellation, 18_500, Some(&"counter".into()));
    assert_eq!(ledger.check(), [], "taken back");
}

#[test]
fn m9_a_second_bun_is_a_double_only_within_minutes() {
    let mut ledger = clean();
    ledger.buy(Purchase { id: "again".into(), ..bought("2026-05-14 14:05", 4_500) });
    assert_eq!(ledger.check(), [], "hungry again");
    ledger.buy(Purchase { id: "double".into(), ..bought("2026-05-14 14:06", 4_500) });
    assert_eq!(ledger.check(), [Finding::ChargedTwice { at: at("2026-05-14 14:06"), purchase: Some("double".into()), sum: Money(4_500) }]);
}

#[test]
fn m9_money_for_a_day_without_any_sign_of_presence_is_found() {
    let mut ledger = clean();
    // Ordered ahead, noted as issued, no tap, nobody was handed anything.
    ledger.buy(Purchase { on_date: date("2026-05-18"), ..lunch("ill", "2026-05-17 19:30", PurchaseKind::PreOrder) });
    let found = Finding::NotThere { purchase: "ill".into(), date: date("2026-05-18"), sum: Money(18_500), reported: false };
    assert_eq!(ledger.check(), [found]);
    ledger.come("2026-05-18 08:00");
    assert_eq!(ledger.check(), []);
}

#[test]
fn m9_and_p5_a_forgotten_card_is_not_an_absence() {
    let mut ledger = clean();
    ledger.passages.clear();
    assert_eq!(ledger.check(), [], "counter sales prove presence");
}

#[test]
fn m9_a_sale_on_a_sunday_without_a_tap_or_on_a_reported_absence_is_found() {
    let mut ledger = clean();
    ledger.buy(bought("2026-05-17 11:00", 4_500));
    assert!(matches!(ledger.check()[..], [Finding::NotThere { reported: false, .. }]));
    let reported =
        |ledger: &Ledger| ledger.check().iter().filter(|finding| matches!(finding, Finding::NotThere { reported: true, .. })).count();
    let absent = |since: &str| Absence { day: date("2026-05-12"), since: at(since), kept: vec![] };
    ledger.absences = vec![absent("2026-05-12 07:00")];
    assert_eq!(reported(&ledger), 2);
    ledger.absences = vec![absent("2026-05-12 23:00")];
    assert_eq!(reported(&ledger), 0, "all was had before the report");
}

#[test]
fn m9_an_order_that_was_too_late_to_cancel_or_may_have_been_eaten_before_the_report_is_no_finding() {
    let mut ledger = clean();
    ledger.come("2026-05-18 08:00");
    ledger.buy(Purchase { on_date: date("2026-05-18"), ..lunch("ordered", "2026-05-17 19:30", PurchaseKind::PreOrder) });
    let absent = |since: &str, kept: &[&str]| Absence {
        day: date("2026-05-18"),
        since: at(since),
        kept: kept.iter().map(|id| PurchaseId::from(*id)).collect(),
    };
    for (absence, found) in [
        (absent("2026-05-17 20:00", &[]), 1),
        (absent("2026-05-17 20:00", &["ordered"]), 0),
        // When it was handed out nobody says.
        (absent("2026-05-18 10:00", &[]), 0),
    ] {
        ledger.absences = vec![absence.clone()];
        assert_eq!(ledger.check().len(), found, "{absence:?}");
    }
}

#[test]
fn m9_days_whose_taps_were_not_read_say_nothing_about_presence() {
    let mut ledger = clean();
    ledger.buy(Purchase { on_date: date("2026-06-02"), ..lunch("later", "2026-06-01 19:30", PurchaseKind::PreOrder) });
    assert_eq!(ledger.check(), []);
}

#[test]
fn m9_a_price_that_is_not_the_menus_is_found() {
    let mut ledger = clean();
    ledger.menu = vec![
        MenuPrice { name: "обед ".into(), days: Period::new(date("2026-05-13"), date("2026-05-13")), price: Money(17_000) },
        MenuPrice { name: "Булочка с маком".into(), days: Period::new(date(KNOWN.0), date(KNOWN.1)), price: Money(4_500) },
    ];
    let (charged, menu) = (Money(18_500), Money(17_000));
    assert_eq!(
        ledger.check(),
        [Finding::OtherPrice { purchase: "lunch-2026-05-13".into(), date: date("2026-05-13"), name: "Обед".into(), charged, menu }]
    );
}

#[test]
fn m9_an_edit_of_a_past_day_is_found_and_a_correction_of_the_same_day_is_not() {
    let mut ledger = clean();
    ledger.movements[1].1 = History::Edited { before: Money(-17_800), seen_at: at("2026-05-12 14:00") };
    assert_eq!(ledger.check(), [], "corrected the same day");
    ledger.movements[1].1 = History::Edited { before: Money(-17_800), seen_at: at("2026-05-14 09:10") };
    let movement = ledger.movements[1].0.id.clone();
    assert_eq!(ledger.check(), [Finding::Edited { movement, date: date("2026-05-12"), seen_on: date("2026-05-14"), change: Money(-700) }]);
}

#[test]
fn m9_a_movement_taken_away_is_found_and_not_part_of_the_balance() {
    let mut ledger = clean();
    ledger.movement(at("2026-05-14 14:00"), MovementKind::Purchase, -2_000, None);
    ledger.movements.last_mut().unwrap().1 = History::Removed;
    let movement = ledger.movements.last().unwrap().0.id.clone();
    ledger.balance += 2_000;
    ledger.buy(bought("2026-05-14 15:30", 3_000));
    assert_eq!(ledger.check(), [Finding::Removed { movement, date: date("2026-05-14"), change: Money(2_000) }]);
}

#[test]
fn m9_banned_goods_are_found_from_the_ban_on_also_inside_a_set_meal() {
    let mut ledger = clean();
    ledger.bans = vec![
        BannedGoods { name: "Булочка с маком".into(), since: at("2026-05-13 12:00"), until: at("2026-05-16 08:00") },
        BannedGoods { name: "компот с сахаром".into(), since: at("2026-05-14 00:00"), until: at("2026-05-14 23:00") },
        BannedGoods { name: "Обед".into(), since: at("2026-05-01 00:00"), until: at("2026-05-02 00:00") },
    ];
    assert_eq!(
        ledger.check(),
        [
            Finding::Banned {
                purchase: ledger.purchases[4].id.clone(), at: at("2026-05-14 10:20"), name: "Булочка с маком".into()
            },
            Finding::Banned { purchase: "lunch-2026-05-14".into(), at: at("2026-05-14 12:10"), name: "Обед".into() },
        ]
    );
}

/// A school day of a random ledger: taps, what is bought when, what is put in.
type Day = (bool, Vec<(i64, i64, u8)>, Option<i64>);

fn days() -> impl Strategy<Value = Vec<Day>> {
    // Sales lie at least DOUBLE_MINUTES apart: nearer ones are doubles by rule.
    let sale = (0..100i64, 1..400i64, 0..5u8);
    proptest::collection::vec((any::<bool>(), proptest::collection::vec(sale, 0..5), proptest::option::of(100..200_000i64)), 1..20)
}

fn ledger_of(days: &[Day]) -> Ledger {
    let mut ledger = Ledger { balance: 100_000, ..Ledger::default() };
    let mut order = 0;
    for (index, (tapped, sales, top_up)) in days.iter().enumerate() {
        let date = date("2026-05-01").plus_days(i64::try_from(index).unwrap());
        let minute = |minute: i64| date.start().plus_minutes(minute);
        let mut sales = sales.clone();
        sales.sort_unstable();
        sales.dedup_by_key(|(slot, ..)| *slot);
        // On a Sunday without a tap a sale would be a finding.
        if *tapped || date.weekday() == Weekday::Sun {
            ledger.come(&format!("{date} 07:50"));
        }
        let mut had_lunch = false;
        for (slot, roubles, kind) in sales {
            order += 1;
            let mut sale = Purchase { id: PurchaseId(order.to_string()), ..bought(&format!("{date} 08:00"), roubles * 100) };
            (sale.at, sale.on_date) = (minute(480 + slot * DOUBLE_MINUTES), date);
            if kind == 0 && !had_lunch {
                had_lunch = true;
                sale = Purchase { id: sale.id, at: sale.at, on_date: date, ..lunch("", "2026-05-01 12:00", PurchaseKind::PaidComplex) };
            }
            ledger.buy(sale);
            if kind == 1 {
                let (id, at, total) = ledger.purchases.last().map(|p| (p.id.clone(), p.at, p.total.0)).unwrap();
                ledger.movement(at.plus_minutes(1), MovementKind::Cancellation, total, Some(&id));
                ledger.purchases.last_mut().unwrap().status = PurchaseStatus::Cancelled;
            }
        }
        if let Some(sum) = top_up {
            ledger.movement(minute(1_140), MovementKind::TopUp, *sum, None);
        }
    }
    ledger
}

proptest! {
    #[test]
    fn m9_no_alarm_on_any_clean_ledger(days in days(), bare_dates in any::<bool>(), blank in any::<u64>()) {
        let mut ledger = ledger_of(&days);
        for (index, (movement, _)) in ledger.movements.iter_mut().enumerate() {
            if bare_dates {
                movement.at = movement.at.date().start();
            }
            if blank >> (index % 64) & 3 == 3 {
                movement.balance_before = None;
            }
        }
        prop_assert_eq!(ledger.check(), vec![]);
    }

    #[test]
    fn m9_a_jump_between_two_times_is_always_found(days in days(), place in any::<prop::sample::Index>(), by in prop_oneof![-9_000..-1i64, 1..9_000i64]) {
        let mut ledger = ledger_of(&days);
        prop_assume!(ledger.movements.len() > 1);
        let place = 1 + place.index(ledger.movements.len() - 1);
        for (movement, _) in &mut ledger.movements[place..] {
            movement.balance_before = movement.balance_before.map(|before| Money(before.0 + by));
        }
        let (at, found) = (ledger.movements[place].0.at, ledger.check());
        prop_assert_eq!(found.len(), 1);
        let is_jump = matches!(&found[0], Finding::Jump { at: found, expected, told, .. } if *found == at && told.0 - expected.0 == by);
        prop_assert!(is_jump);
    }

    #[test]
    fn m9_a_second_charge_is_always_found(days in days(), place in any::<prop::sample::Index>()) {
        let mut ledger = ledger_of(&days);
        let standing: Vec<Purchase> = ledger.purchases.iter().filter(|purchase| purchase.counts()).cloned().collect();
        prop_assume!(!standing.is_empty());
        let twice = &standing[place.index(standing.len())];
        let late = ledger.movements.last().unwrap().0.at.plus_minutes(30);
        ledger.movement(late, MovementKind::Purchase, -twice.total.0, Some(&twice.id));
        prop_assert_eq!(ledger.check(), vec![Finding::ChargedTwice { at: late, purchase: Some(twice.id.clone()), sum: twice.total }]);
    }
}
