use proptest::prelude::*;

use super::*;
use crate::domain::samples::{at, bought, date};

fn movement(when: &str, kind: MovementKind, sum: i64, order: Option<&str>) -> Movement {
    Movement {
        id: format!("{when}|{kind:?}|{sum}").as_str().into(),
        child: "child-1".into(),
        at: at(when),
        kind,
        sum: Money(sum),
        balance_before: None,
        origin: String::new(),
        purchase: order.map(Into::into),
        learned_at: at(when),
    }
}

fn order(id: &str, kind: PurchaseKind) -> Purchase {
    Purchase { id: id.into(), kind, ..bought("2026-05-12 10:00", 1) }
}

#[test]
fn top_ups_transfers_and_refunds_are_no_spending() {
    let rows = [MovementKind::TopUp, MovementKind::Transfer, MovementKind::Refund, MovementKind::Other { code: 9 }]
        .map(|kind| movement("2026-05-12 12:00", kind, -10_000, None));
    assert_eq!(charges(&rows, &[]), []);
}

#[test]
fn a_cancelled_order_counts_for_nothing_on_the_day_it_was_charged() {
    let rows = [
        movement("2026-05-11 19:30", MovementKind::Purchase, -18_750, Some("7")),
        movement("2026-05-12 08:00", MovementKind::Cancellation, 18_750, Some("7")),
        movement("2026-05-12 12:00", MovementKind::Purchase, -4_500, Some("8")),
    ];
    let days = by_day(&charges(&rows, &[]));
    assert_eq!(
        days.iter().map(|day| (day.date, day.spent)).collect::<Vec<_>>(),
        [(date("2026-05-11"), Money::ZERO), (date("2026-05-12"), Money(4_500))]
    );
}

#[test]
fn weeks_run_from_monday_to_sunday_and_are_cut_by_the_period() {
    let rows = [
        movement("2026-05-10 12:00", MovementKind::Purchase, -100, None),
        movement("2026-05-11 12:00", MovementKind::Purchase, -200, None),
        movement("2026-05-17 12:00", MovementKind::Purchase, -300, None),
        movement("2026-05-18 12:00", MovementKind::Purchase, -400, None),
    ];
    let weeks = by_week(&charges(&rows, &[]), Period::new(date("2026-05-10"), date("2026-05-17")));
    let of = |from: &str, to: &str, spent| PeriodSpending { period: Period::new(date(from), date(to)), spent: Money(spent) };
    assert_eq!(weeks, [of("2026-05-10", "2026-05-10", 100), of("2026-05-11", "2026-05-17", 500)]);
    let months = by_month(&charges(&rows, &[]), Period::new(date("2026-04-20"), date("2026-05-31")));
    assert_eq!(months, [of("2026-04-20", "2026-04-30", 0), of("2026-05-01", "2026-05-31", 1_000)]);
}

#[test]
fn kinds_come_from_the_purchase_and_the_largest_is_first() {
    let rows = [
        movement("2026-05-12 10:00", MovementKind::Purchase, -4_500, Some("1")),
        movement("2026-05-12 12:00", MovementKind::Purchase, -18_750, Some("2")),
        movement("2026-05-12 14:00", MovementKind::Purchase, -1_000, Some("unknown")),
    ];
    let kinds = by_kind(
        &charges(&rows, &[order("1", PurchaseKind::Buffet), order("2", PurchaseKind::PaidComplex)]),
        Period::month_of(date("2026-05-12")),
    );
    assert_eq!(kinds, [(SpendingKind::Complex, Money(18_750)), (SpendingKind::Buffet, Money(4_500)), (SpendingKind::Other, Money(1_000))]);
}

proptest! {
    #[test]
    fn nothing_is_lost_between_days_weeks_months_and_kinds(sums in proptest::collection::vec((0..90i64, 1..50_000i64), 0..40)) {
        let from = date("2026-03-01");
        let rows: Vec<Movement> = sums
            .iter()
            .map(|(day, sum)| Movement { at: from.plus_days(*day).start().plus_minutes(700), ..movement("2026-03-01 10:00", MovementKind::Purchase, -sum, None) })
            .collect();
        let charges = charges(&rows, &[]);
        let period = Period::new(from, from.plus_days(89));
        let all: i64 = sums.iter().map(|(_, sum)| sum).sum();
        prop_assert_eq!(total(&charges, period), Money(all));
        prop_assert_eq!(by_day(&charges).iter().map(|day| day.spent.0).sum::<i64>(), all);
        prop_assert_eq!(by_week(&charges, period).iter().map(|week| week.spent.0).sum::<i64>(), all);
        prop_assert_eq!(by_month(&charges, period).iter().map(|month| month.spent.0).sum::<i64>(), all);
        prop_assert_eq!(by_kind(&charges, period).iter().map(|(_, spent)| spent.0).sum::<i64>(), all);
    }
}
