//! What is wrong with the bills (M9).
//!
//! Decides, from the rows that the school's server told, what a parent should ask the school about. The balance is rebuilt from the
//! movements; purchases are held against each other, against presence, and, where known, against the menu and the parent's bans. It
//! accuses nobody: a finding says which rows do not fit, and a ledger without faults has none.
//!
//! | finding | taken as a fault | not taken as one |
//! | --- | --- | --- |
//! | [`Finding::Jump`] | the balance before a movement is not the balance after the one before | unknown balances; rows of one minute that fit in some order |
//! | [`Finding::ChargedTwice`] | two charges for one order; the same set meal twice on one day; the same goods twice within [`DOUBLE_MINUTES`] | a charge that was given back |
//! | [`Finding::NotThere`] | money for a day without any sign of presence, or after the parent reported the child absent | a day with a tap, or (Sundays apart) with a purchase that proves presence (P5); what was had before the report; orders that were too late to cancel |
//! | [`Finding::OtherPrice`] | a price that is not the menu's | goods that the menu does not name |
//! | [`Finding::Edited`], [`Finding::Removed`] | a day changed after it was over | corrections on the same day |
//! | [`Finding::Banned`] | goods sold while a ban was seen in force | sales before it, and since it was last seen |
//!
//! A lone purchase over the counter on a school day without taps proves presence (the card stayed at home and the guard opened the
//! gate), so it is no finding: who wants it found has to report the child absent.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Weekday;

use super::account::{Movement, MovementKind};
use super::ids::{MovementId, PurchaseId};
use super::money::Money;
use super::passage::Passage;
use super::purchase::{Purchase, PurchaseItem, PurchaseKind, PurchaseStatus};
use super::time::{LocalDate, Moment, Period};

/// The same goods for the same sum within so many minutes are taken as one sale charged twice.
pub const DOUBLE_MINUTES: i64 = 3;

/// Meals of one day are ordered at most so many minutes apart: fifteen days.
const AHEAD_MINUTES: i64 = 15 * 24 * 60;

/// What became of a movement since the phone first saw it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum History {
    /// Nothing.
    AsTold,
    /// The school changed its sum.
    Edited {
        /// The sum before.
        before: Money,
        /// When the phone noticed.
        seen_at: Moment,
    },
    /// The school no longer names it.
    Removed,
}

/// A movement and what became of it.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// The movement as it stands.
    pub movement: &'a Movement,
    /// What became of it.
    pub history: History,
}

/// The price of something on the menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MenuPrice {
    /// Dish or complex, as the menu names it.
    pub name: String,
    /// On which days it holds.
    pub days: Period,
    /// Price of one.
    pub price: Money,
}

/// Goods that the parent banned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BannedGoods {
    /// Dish or complex, as the canteen names it.
    pub name: String,
    /// Since when the ban is known to be in force at the school.
    pub since: Moment,
    /// When it was last seen in force.
    pub until: Moment,
}

impl BannedGoods {
    fn was_in_force(&self, at: Moment) -> bool {
        self.since <= at && at <= self.until
    }
}

/// A day for which the parent reported the child absent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Absence {
    /// The day.
    pub day: LocalDate,
    /// When the parent reported it: what the child had before is no fault.
    pub since: Moment,
    /// Orders of that day that were not cancelled, and the parent knows it: it was too late, or the school refused.
    pub kept: Vec<PurchaseId>,
}

impl Absence {
    fn speaks_against(&self, purchase: &Purchase, date: LocalDate) -> bool {
        // Where nobody says when it was handed out, it may have been at any hour of its day.
        let earliest = purchase.proves_presence_at().unwrap_or_else(|| date.start());
        self.day == date && self.since <= earliest && !self.kept.contains(&purchase.id)
    }
}

/// Everything the checker looks at.
#[derive(Debug, Clone, Copy)]
pub struct Bills<'a> {
    /// Movements without gaps between the first and the last, in any order.
    pub entries: &'a [Entry<'a>],
    /// Purchases of the same days, in any order.
    pub purchases: &'a [Purchase],
    /// Taps of [`Bills::presence_known`].
    pub passages: &'a [Passage],
    /// Days that are over and whose taps have all been read; other days say nothing about presence. None = no day.
    pub presence_known: Option<Period>,
    /// Days for which the parent reported the child absent.
    pub absences: &'a [Absence],
    /// The menu, as far as it is known.
    pub menu: &'a [MenuPrice],
    /// What the parent banned.
    pub bans: &'a [BannedGoods],
}

/// Something a parent should ask about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// The balance changed between two movements without a movement.
    Jump {
        /// The movement before which it happened.
        movement: MovementId,
        /// When that was.
        at: Moment,
        /// What the movements before add up to.
        expected: Money,
        /// What the server said the balance was.
        told: Money,
    },
    /// The same thing was charged twice.
    ChargedTwice {
        /// When the second charge was made.
        at: Moment,
        /// The order charged twice, or the second one of two alike; none when the charge names no order.
        purchase: Option<PurchaseId>,
        /// The sum of the second charge.
        sum: Money,
    },
    /// Money for a day on which the child was not there.
    NotThere {
        /// The purchase.
        purchase: PurchaseId,
        /// The day it was for.
        date: LocalDate,
        /// What it cost.
        sum: Money,
        /// Whether the parent reported the child absent; otherwise there is no sign of presence.
        reported: bool,
    },
    /// A price that is not the menu's.
    OtherPrice {
        /// The purchase.
        purchase: PurchaseId,
        /// The day it was for.
        date: LocalDate,
        /// What was sold.
        name: String,
        /// Price charged for one.
        charged: Money,
        /// Price on the menu.
        menu: Money,
    },
    /// The school changed a day that was over.
    Edited {
        /// The movement.
        movement: MovementId,
        /// The day it belongs to.
        date: LocalDate,
        /// The day on which the phone noticed.
        seen_on: LocalDate,
        /// Effect of the change on the balance.
        change: Money,
    },
    /// The school took a movement away.
    Removed {
        /// The movement.
        movement: MovementId,
        /// The day it belonged to.
        date: LocalDate,
        /// Effect of its going on the balance.
        change: Money,
    },
    /// Goods that the parent banned were sold.
    Banned {
        /// The purchase.
        purchase: PurchaseId,
        /// When it was made.
        at: Moment,
        /// What was sold.
        name: String,
    },
}

impl Finding {
    /// The day a finding is about.
    pub fn date(&self) -> LocalDate {
        match self {
            Self::Jump { at, .. } | Self::ChargedTwice { at, .. } | Self::Banned { at, .. } => at.date(),
            Self::NotThere { date, .. } | Self::OtherPrice { date, .. } | Self::Edited { date, .. } | Self::Removed { date, .. } => *date,
        }
    }
}

/// Everything found in `bills`, newest day first.
pub fn check(bills: &Bills<'_>) -> Vec<Finding> {
    let mut findings = changes(bills.entries);
    findings
        .extend(super::ledger::jumps(bills.entries.iter().filter(|entry| entry.history != History::Removed).map(|entry| entry.movement)));
    findings.extend(doubles(bills));
    findings.extend(not_there(bills));
    findings.extend(bills.purchases.iter().filter(|purchase| purchase.counts()).flat_map(|purchase| goods(purchase, bills)));
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.date()));
    findings
}

/// Days changed after they were over.
fn changes(entries: &[Entry<'_>]) -> Vec<Finding> {
    let change = |entry: &Entry<'_>| {
        let (movement, date) = (entry.movement.id.clone(), entry.movement.at.date());
        match entry.history {
            History::Edited { before, seen_at } if seen_at.date() > date => {
                let change = entry.movement.sum.checked_sub(before).filter(|change| *change != Money::ZERO)?;
                Some(Finding::Edited { movement, date, seen_on: seen_at.date(), change })
            }
            History::Removed => Some(Finding::Removed { movement, date, change: Money::ZERO.checked_sub(entry.movement.sum)? }),
            History::AsTold | History::Edited { .. } => None,
        }
    };
    entries.iter().filter_map(change).collect()
}

/// One order charged twice, then two orders that are one.
fn doubles(bills: &Bills<'_>) -> Vec<Finding> {
    let mut standing: Vec<&Movement> =
        bills.entries.iter().filter(|entry| entry.history != History::Removed).map(|entry| entry.movement).collect();
    standing.sort_by_key(|movement| movement.at);
    let cancelled: BTreeSet<&PurchaseId> =
        bills.purchases.iter().filter(|purchase| !purchase.counts()).map(|purchase| &purchase.id).collect();
    let mut found = charged_again(&standing, &cancelled);
    let paid = |purchase: &&Purchase| purchase.counts() && purchase.total > Money::ZERO;
    let mut paid: Vec<&Purchase> = bills.purchases.iter().filter(paid).collect();
    paid.sort_by_key(|purchase| (purchase.at, &purchase.id));
    let mut already: BTreeSet<&PurchaseId> = BTreeSet::new();
    for (index, second) in paid.iter().enumerate() {
        let near = paid[..index].iter().rev().take_while(|first| second.at.minutes_since(first.at) < AHEAD_MINUTES);
        let has_twin = near.filter(|first| first.id != second.id && !already.contains(&first.id)).any(|first| are_one(first, second));
        if has_twin {
            already.insert(&second.id);
            found.push(Finding::ChargedTwice { at: second.at, purchase: Some(second.id.clone()), sum: second.total });
        }
    }
    found
}

/// Charges of one sum beyond the first for one order, less what was given back; and alike charges that name no order.
///
/// Another sum for the same order is a change of the order, not the same charge again.
/// One charge is due for an order, none for one of the `cancelled`; a cancelled order whose money is still on its way back is no finding.
fn charged_again(standing: &[&Movement], cancelled: &BTreeSet<&PurchaseId>) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut by_order: BTreeMap<(&PurchaseId, i64), (Vec<&Movement>, usize)> = BTreeMap::new();
    let mut nameless: Vec<&Movement> = Vec::new();
    for movement in standing {
        let sum = movement.sum.kopecks();
        match (movement.kind, &movement.purchase) {
            (MovementKind::Purchase, Some(order)) => by_order.entry((order, sum)).or_default().0.push(movement),
            (MovementKind::Cancellation, Some(order)) => by_order.entry((order, sum.saturating_neg())).or_default().1 += 1,
            (MovementKind::Purchase, None) => nameless.push(movement),
            _ => {}
        }
    }
    for ((order, _), (charges, given_back)) in by_order {
        let due = usize::from(!cancelled.contains(order));
        found.extend(charges.iter().skip((due + given_back).max(1)).map(|again| charged_twice(again, Some(order.clone()))));
    }
    // A bare date (midnight) tells nothing about how far apart two charges were.
    let timed = |movement: &Movement| movement.at != movement.at.date().start();
    for pair in nameless.windows(2).filter(|pair| pair[0].sum == pair[1].sum && timed(pair[0]) && timed(pair[1])) {
        if pair[1].at.minutes_since(pair[0].at) < DOUBLE_MINUTES {
            found.push(charged_twice(pair[1], None));
        }
    }
    found
}

fn charged_twice(again: &Movement, purchase: Option<PurchaseId>) -> Finding {
    Finding::ChargedTwice { at: again.at, purchase, sum: Money::ZERO.checked_sub(again.sum).unwrap_or(again.sum) }
}

/// Whether `second` is `first` once more.
fn are_one(first: &Purchase, second: &Purchase) -> bool {
    let names = |purchase: &Purchase| {
        let mut names: Vec<(String, i64)> = purchase.items.iter().map(|item| (plain(&item.name), item.amount)).collect();
        names.sort();
        names
    };
    let set_meal = |purchase: &Purchase| {
        matches!(purchase.kind, PurchaseKind::PaidComplex | PurchaseKind::PreOrder)
            && purchase.items.iter().any(|item| !item.consists_of.is_empty())
    };
    if first.items.is_empty() || first.total != second.total || names(first) != names(second) {
        return false;
    }
    if set_meal(first) && set_meal(second) {
        first.on_date == second.on_date
    } else {
        first.kind == second.kind && second.at.minutes_since(first.at) < DOUBLE_MINUTES
    }
}

/// Paid purchases for days without presence.
fn not_there(bills: &Bills<'_>) -> Vec<Finding> {
    let mut present: BTreeSet<LocalDate> = bills.passages.iter().map(|tap| tap.at.date()).collect();
    let proofs = bills.purchases.iter().filter_map(Purchase::proves_presence_at).map(Moment::date);
    // No canteen is open on a Sunday, so such a sale proves nothing by itself.
    present.extend(proofs.filter(|date| date.weekday() != Weekday::Sun));
    let judged = |date: LocalDate| bills.presence_known.is_some_and(|known| known.contains(date));
    bills
        .purchases
        .iter()
        .filter(|purchase| purchase.total > Money::ZERO && says_served(purchase))
        .filter_map(|purchase| {
            let date = purchase.delivered_at.map_or(purchase.on_date, Moment::date);
            let reported = bills.absences.iter().any(|absence| absence.speaks_against(purchase, date));
            let absent = reported || (judged(date) && !present.contains(&date));
            absent.then(|| Finding::NotThere { purchase: purchase.id.clone(), date, sum: purchase.total, reported })
        })
        .collect()
}

/// Whether a purchase says that the child was served. Of a kind that this version does not know nothing is said.
fn says_served(purchase: &Purchase) -> bool {
    purchase.status == PurchaseStatus::Issued && !matches!(purchase.kind, PurchaseKind::Other { .. })
}

/// Prices and bans, line by line.
fn goods(purchase: &Purchase, bills: &Bills<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for item in &purchase.items {
        let name = plain(&item.name);
        let listed: Vec<Money> = bills
            .menu
            .iter()
            .filter(|menu| menu.days.contains(purchase.on_date) && plain(&menu.name) == name)
            .map(|menu| menu.price)
            .collect();
        // Two dishes of one name may have two prices; a free meal is not charged whatever stands beside it.
        let differs = purchase.total > Money::ZERO && !listed.is_empty() && !listed.contains(&item.price);
        if let Some(menu) = listed.first().filter(|_| differs) {
            let (purchase, date) = (purchase.id.clone(), purchase.on_date);
            found.push(Finding::OtherPrice { purchase, date, name: item.name.clone(), charged: item.price, menu: *menu });
        }
        let banned = bills.bans.iter().any(|ban| ban.was_in_force(purchase.at) && names(item).any(|sold| sold == plain(&ban.name)));
        if banned {
            found.push(Finding::Banned { purchase: purchase.id.clone(), at: purchase.at, name: item.name.clone() });
        }
    }
    found
}

/// The item and the dishes it consists of.
fn names(item: &PurchaseItem) -> impl Iterator<Item = String> + '_ {
    std::iter::once(&item.name).chain(&item.consists_of).map(|name| plain(name))
}

/// A name as it is compared: case and spaces say nothing.
pub fn plain(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

#[cfg(test)]
#[path = "bill_checker_tests.rs"]
mod tests;
