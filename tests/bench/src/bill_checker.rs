//! The bill checker (M9) tried on generated ledgers: as they are, where it has to be silent, and with one error put into a month of
//! them, which it has to name and nothing else.
//!
//! The menu it is given is the price at which each dish or set meal was mostly sold. The generator's school makes a lunch cheaper now and
//! then; those lunches are real differences from the menu and belong to the truth, not to the false alarms.

use std::collections::{BTreeMap, BTreeSet};

use schoolcard_core::domain::bill_checker::{Absence, BannedGoods, Bills, Entry, Finding, History, MenuPrice, check};
use schoolcard_core::domain::{LocalDate, Moment, Money, MovementKind, Period, Purchase, PurchaseId, PurchaseKind};

use crate::forecast::{Ledger, ROW};
use crate::report::{Bar, Figure};

/// One month of one child with everything the checker is given.
#[derive(Clone)]
struct Month {
    period: Period,
    movements: Vec<(schoolcard_core::domain::Movement, History)>,
    purchases: Vec<Purchase>,
    passages: Vec<schoolcard_core::domain::Passage>,
    absences: Vec<Absence>,
    menu: Vec<MenuPrice>,
    bans: Vec<BannedGoods>,
}

/// Errors that are put in, one a month at a time.
#[derive(Debug, Clone, Copy)]
enum Error {
    Jump,
    SecondCharge,
    SameSaleAgain,
    NotHandedOut,
    ReportedAbsent,
    Price,
    Edit,
    Removal,
    Ban,
}

const ERRORS: [Error; 9] = [
    Error::Jump,
    Error::SecondCharge,
    Error::SameSaleAgain,
    Error::NotHandedOut,
    Error::ReportedAbsent,
    Error::Price,
    Error::Edit,
    Error::Removal,
    Error::Ban,
];

/// What one error gave.
#[derive(Default, Clone, Copy)]
struct Score {
    put_in: usize,
    found: usize,
    right: usize,
    wrong: usize,
}

/// The figures of the checker.
pub fn figures(ledgers: &[Ledger]) -> Vec<Figure> {
    let months: Vec<Month> = ledgers.iter().flat_map(months).collect();
    let rows: usize = months.iter().map(|month| month.movements.len() + month.purchases.len()).sum();
    let false_alarms: usize = months.iter().map(|month| month.check().iter().filter(|finding| !is_cheaper_lunch(finding)).count()).sum();
    let mut scores = [Score::default(); ERRORS.len()];
    for (number, month) in months.iter().enumerate() {
        for (error, score) in ERRORS.iter().zip(&mut scores) {
            if let Some((spoilt, is_it)) = month.clone().spoil(*error, number) {
                let findings = spoilt.check();
                let right = findings.iter().filter(|finding| is_it(finding)).count();
                score.put_in += 1;
                score.found += usize::from(right > 0);
                score.right += right;
                score.wrong += findings.iter().filter(|finding| !is_it(finding) && !is_cheaper_lunch(finding)).count();
            }
        }
    }
    let sum = |of: fn(&Score) -> usize| scores.iter().map(of).sum::<usize>();
    let (put_in, found, right, wrong) = (sum(|s| s.put_in), sum(|s| s.found), sum(|s| s.right), sum(|s| s.wrong));
    let by_error: Vec<String> = ERRORS.iter().zip(&scores).map(|(error, s)| format!("{error:?} {}/{}", s.found, s.put_in)).collect();
    let share = |part: usize, whole: usize| {
        #[allow(clippy::cast_precision_loss)] // counts of some thousands
        let share = part as f64 / whole.max(1) as f64;
        share
    };
    #[allow(clippy::cast_precision_loss)] // a handful at most
    let alarms = false_alarms as f64;
    let clean = format!("{} months, {rows} rows", months.len());
    vec![
        Figure::amount(ROW, "bill checker: false alarms on clean ledgers", alarms, "", Bar::AtMost(0.0), clean),
        Figure::ratio(ROW, "bill checker: recall on errors put in", share(found, put_in), Bar::AtLeast(1.0), by_error.join(", ")),
        Figure::ratio(
            ROW,
            "bill checker: precision on errors put in",
            share(right, right + wrong),
            Bar::AtLeast(1.0),
            format!("{right} right, {wrong} wrong"),
        ),
    ]
}

/// The months of a ledger, each with the days before on which its meals may have been ordered.
fn months(ledger: &Ledger) -> Vec<Month> {
    let menu = menu(&ledger.purchases);
    let (Some(first), Some(last)) = (ledger.movements.first(), ledger.movements.last()) else { return Vec::new() };
    let mut months = Vec::new();
    let mut period = Period::month_of(first.at.date());
    while period.from <= last.at.date() {
        let within = |date: LocalDate| period.contains(date);
        months.push(Month {
            period,
            movements: ledger.movements.iter().filter(|row| within(row.at.date())).map(|row| (row.clone(), History::AsTold)).collect(),
            purchases: ledger.purchases.iter().filter(|row| within(row.at.date())).cloned().collect(),
            passages: ledger.passages.iter().filter(|row| within(row.at.date())).cloned().collect(),
            absences: Vec::new(),
            menu: menu.clone(),
            bans: Vec::new(),
        });
        period = Period::month_of(period.to.plus_days(1));
    }
    months
}

/// What each thing was mostly sold for.
fn menu(purchases: &[Purchase]) -> Vec<MenuPrice> {
    let mut prices: BTreeMap<(&str, Money), usize> = BTreeMap::new();
    for item in purchases.iter().flat_map(|purchase| &purchase.items) {
        *prices.entry((&item.name, item.price)).or_default() += 1;
    }
    let mut usual: BTreeMap<&str, (usize, Money)> = BTreeMap::new();
    for ((name, price), count) in prices {
        let best = usual.entry(name).or_default();
        *best = (*best).max((count, price));
    }
    let always = Period::new(LocalDate::new(2000, 1, 1).unwrap_or(crate::school::today()), crate::school::today().plus_days(365));
    usual.into_iter().map(|(name, (_, price))| MenuPrice { name: name.to_owned(), days: always, price }).collect()
}

type IsIt = Box<dyn Fn(&Finding) -> bool>;

impl Month {
    fn check(&self) -> Vec<Finding> {
        let entries: Vec<Entry<'_>> = self.movements.iter().map(|(movement, history)| Entry { movement, history: *history }).collect();
        check(&Bills {
            entries: &entries,
            purchases: &self.purchases,
            passages: &self.passages,
            presence_known: Some(self.period),
            absences: &self.absences,
            menu: &self.menu,
            bans: &self.bans,
        })
    }

    /// This month with `error` in it, and what it has to be called; none where the month has nothing to spoil.
    fn spoil(mut self, error: Error, number: usize) -> Option<(Self, IsIt)> {
        let pick = |count: usize| (count > 0).then(|| number.wrapping_mul(7_919) % count);
        let charged: Vec<usize> = (0..self.movements.len()).filter(|i| self.movements[*i].0.kind == MovementKind::Purchase).collect();
        let sold: Vec<usize> =
            (0..self.purchases.len()).filter(|i| self.purchases[*i].counts() && self.purchases[*i].total > Money::ZERO).collect();
        let is_it: IsIt = match error {
            Error::Jump => {
                let place = 1 + pick(self.movements.len().checked_sub(1)?)?;
                let by = 1_000 + i64::try_from(number).ok()?;
                for (movement, _) in &mut self.movements[place..] {
                    movement.balance_before = Some(Money(movement.balance_before?.kopecks() - by));
                }
                let at = self.movements[place].0.at;
                Box::new(move |finding| matches!(finding, Finding::Jump { at: found, .. } if *found == at))
            }
            Error::SecondCharge => {
                let place = charged[pick(charged.len())?];
                let again = self.movements[place].0.clone();
                let order = again.purchase.clone();
                self.insert(place + 1, again.sum)?;
                Box::new(move |finding| matches!(finding, Finding::ChargedTwice { purchase, .. } if *purchase == order))
            }
            Error::SameSaleAgain => {
                let mut again = self.purchases[sold[pick(sold.len())?]].clone();
                again.id = PurchaseId::from("again");
                again.at = again.at.plus_minutes(1);
                self.purchases.push(again);
                Box::new(|finding| matches!(finding, Finding::ChargedTwice { purchase: Some(id), .. } if id.as_str() == "again"))
            }
            Error::NotHandedOut => {
                let seen: BTreeSet<LocalDate> =
                    self.passages.iter().map(|tap| tap.at.date()).chain(self.purchases.iter().map(|p| p.on_date)).collect();
                let absent: Vec<LocalDate> =
                    (0..self.period.days()).map(|day| self.period.from.plus_days(day)).filter(|day| !seen.contains(day)).collect();
                let mut ordered = self.purchases[sold[pick(sold.len())?]].clone();
                (ordered.id, ordered.kind, ordered.delivered_at) = (PurchaseId::from("ordered"), PurchaseKind::PreOrder, None);
                ordered.on_date = absent[pick(absent.len())?];
                ordered.at = ordered.on_date.plus_days(-1).start().plus_minutes(19 * 60 + 17);
                self.purchases.push(ordered);
                Box::new(|finding| matches!(finding, Finding::NotThere { purchase, reported: false, .. } if purchase.as_str() == "ordered"))
            }
            Error::ReportedAbsent => {
                let day = self.purchases[sold[pick(sold.len())?]].on_date;
                self.absences.push(Absence { day, since: day.start(), kept: vec![] });
                Box::new(move |finding| matches!(finding, Finding::NotThere { date, reported: true, .. } if *date == day))
            }
            Error::Price => {
                let purchase = &mut self.purchases[sold[pick(sold.len())?]];
                purchase.items.first_mut()?.price.0 += 1_500;
                let id = purchase.id.clone();
                Box::new(move |finding| matches!(finding, Finding::OtherPrice { purchase, .. } if *purchase == id))
            }
            Error::Edit => {
                let place = charged[pick(charged.len())?];
                let (movement, history) = &mut self.movements[place];
                let before = Money(movement.sum.kopecks() + 700);
                *history = History::Edited { before, seen_at: movement.at.date().end().plus_minutes(550) };
                let id = movement.id.clone();
                Box::new(move |finding| matches!(finding, Finding::Edited { movement, change: Money(-700), .. } if *movement == id))
            }
            Error::Removal => {
                let place = charged[pick(charged.len())?];
                let sum = self.movements[place].0.sum;
                self.insert(place + 1, sum)?;
                let (movement, history) = &mut self.movements[place + 1];
                movement.purchase = None;
                *history = History::Removed;
                for (later, _) in &mut self.movements[place + 2..] {
                    later.balance_before = later.balance_before.and_then(|before| before.checked_sub(sum));
                }
                Box::new(|finding| matches!(finding, Finding::Removed { movement, .. } if movement.as_str() == "put in"))
            }
            Error::Ban => {
                let purchase = &self.purchases[sold[pick(sold.len())?]];
                let (name, since) = (purchase.items.first()?.name.clone(), purchase.at);
                self.bans.push(BannedGoods { name, since, until: Moment(i64::MAX) });
                Box::new(move |finding| matches!(finding, Finding::Banned { at, .. } if *at >= since))
            }
        };
        Some((self, is_it))
    }

    /// Puts a charge of `sum` at `place`, right after the one before; the balances behind follow.
    fn insert(&mut self, place: usize, sum: Money) -> Option<()> {
        let (mut movement, _) = self.movements.get(place.checked_sub(1)?)?.clone();
        movement.balance_before = movement.balance_after();
        movement.id = "put in".into();
        movement.at = movement.at.plus_seconds(1);
        movement.sum = sum;
        for (later, _) in &mut self.movements[place..] {
            later.balance_before = later.balance_before.and_then(|before| before.checked_add(sum));
        }
        self.movements.insert(place, (movement, History::AsTold));
        Some(())
    }
}

/// A lunch that the generator's school made cheaper by 23 roubles.
fn is_cheaper_lunch(finding: &Finding) -> bool {
    matches!(finding, Finding::OtherPrice { charged, menu, .. } if menu.kopecks() - charged.kopecks() == 2_300)
}
