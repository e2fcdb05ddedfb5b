//! What the bill checker (M9) holds sales against beside the ledger itself, as far as this phone knows it: the menus, the parent's bans,
//! the days on which the child was reported ill.
//!
//! It leaves out whatever could raise a false alarm: a menu read before its day may have changed since; a name with an unknown price, or
//! one that a banned and a permitted dish share, proves nothing; a ban counts only while it was seen in force, and a report of absence
//! only for what came after it and could be cancelled.

use std::collections::BTreeSet;

use crate::domain::bill_checker::{Absence, BannedGoods, MenuPrice, plain};
use crate::domain::{Dish, LocalDate, Money, Period, PersonId, PurchaseId};
use crate::outbox::ill_today::MealPart;
use crate::outbox::settling::State;
use crate::outbox::{Command, Intent, reading};
use crate::store::{Store, StoreError};
use crate::sync::food_rules::{KeptFoodRules, kept_food_rules};

/// What is known beside the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BillFacts {
    /// Prices on the menus.
    pub menu: Vec<MenuPrice>,
    /// What was banned when.
    pub bans: Vec<BannedGoods>,
    /// Days for which the school was told that the child stays at home.
    pub absences: Vec<Absence>,
}

/// Something a menu offers: its name, its price, and the dish when it is one.
struct Offered {
    day: LocalDate,
    name: String,
    price: Option<Money>,
    dish: Option<Dish>,
    /// Read on its day or later.
    stands: bool,
    /// Sold by itself; a dish of a set meal is not.
    alone: bool,
}

/// What is known of the days of `period`.
pub(super) fn load(store: &Store, child: &PersonId, period: Period) -> Result<BillFacts, StoreError> {
    let offered = offered(store, child, period)?;
    Ok(BillFacts {
        menu: prices(&offered),
        bans: banned(&kept_food_rules(store, child)?, &offered),
        absences: reported(&reading::intents(store, period.from.start())?, child),
    })
}

fn offered(store: &Store, child: &PersonId, period: Period) -> Result<Vec<Offered>, StoreError> {
    let mut all = Vec::new();
    for stored in store.menu_complexes(child, period)? {
        let (day, stands) = (stored.menu.day, stored.as_of.date() >= stored.menu.day);
        for complex in stored.menu.at.into_iter().flat_map(|canteen| canteen.complexes) {
            all.extend(complex.dishes.into_iter().map(|dish| Offered {
                day,
                name: plain(&dish.name),
                price: dish.price,
                dish: Some(dish),
                stands,
                alone: false,
            }));
            all.push(Offered { day, name: plain(&complex.name), price: complex.price, dish: None, stands, alone: true });
        }
    }
    for stored in store.menu_buffet(child, period)? {
        let (day, stands) = (stored.menu.day, stored.as_of.date() >= stored.menu.day);
        let dishes = stored.menu.at.into_iter().flat_map(|canteen| canteen.dishes).map(|sold| sold.dish);
        all.extend(dishes.map(|dish| Offered { day, name: plain(&dish.name), price: dish.price, dish: Some(dish), stands, alone: true }));
    }
    Ok(all)
}

fn prices(offered: &[Offered]) -> Vec<MenuPrice> {
    let unsure: BTreeSet<(LocalDate, &str)> =
        offered.iter().filter(|one| !one.stands || one.price.is_none()).map(|one| (one.day, one.name.as_str())).collect();
    // What a dish costs within a set meal says nothing of the counter, unless the counter's own list is known.
    let alone: BTreeSet<(LocalDate, &str)> = offered.iter().filter(|one| one.alone).map(|one| (one.day, one.name.as_str())).collect();
    let judged = |one: &&Offered| alone.contains(&(one.day, one.name.as_str())) && !unsure.contains(&(one.day, one.name.as_str()));
    let sure = offered.iter().filter(judged);
    sure.filter_map(|one| Some(MenuPrice { name: one.name.clone(), days: Period::new(one.day, one.day), price: one.price? })).collect()
}

fn banned(rules: &KeptFoodRules, offered: &[Offered]) -> Vec<BannedGoods> {
    let Some(read) = &rules.bans else { return vec![] };
    let dishes = || offered.iter().filter_map(|one| Some((one.name.as_str(), one.dish.as_ref()?)));
    let goods = rules.in_force.iter().flat_map(|(ban, since)| {
        let hit: BTreeSet<&str> = dishes().filter(|(_, dish)| ban.hits(dish)).map(|(name, _)| name).collect();
        let shared: BTreeSet<&str> = dishes().filter(|(_, dish)| !ban.hits(dish)).map(|(name, _)| name).collect();
        let alone: Vec<String> = hit.difference(&shared).map(|name| (*name).to_owned()).collect();
        alone.into_iter().map(|name| BannedGoods { name, since: *since, until: read.as_of })
    });
    goods.collect()
}

fn reported(intents: &[Intent], child: &PersonId) -> Vec<Absence> {
    let told = intents.iter().filter(|intent| intent.child == *child).filter_map(|intent| match &intent.command {
        Command::IllToday(ill) if ill.notice.state == State::Done && !ill.cancelled => Some(Absence {
            day: ill.day,
            // Not since the parent said so: the phone may have been without a network for hours.
            since: ill.filed_at?,
            // Without the orders of the day nobody knows which of them were too late.
            kept: ill.meals.as_ref()?.iter().filter(|meal| meal.settling.state != State::Done).flat_map(orders).collect(),
        }),
        _ => None,
    });
    told.collect()
}

fn orders(meal: &MealPart) -> impl Iterator<Item = PurchaseId> + '_ {
    meal.orders.iter().map(|number| PurchaseId::from(number.to_string().as_str()))
}
