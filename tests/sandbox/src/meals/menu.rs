//! What the canteen offers a child on a day: complexes and buffet. Pure, apart from what was withdrawn.
//!
//! Every variant of the catalogue is offered each school day, in turning order, so that history and menus agree on prices.

use chrono::{Datelike as _, NaiveDate, NaiveDateTime};
use rusqlite::Connection;
use serde_json::{Value, json};

use super::composition;
use crate::generator::calendar::is_school_day;
use crate::generator::catalogue::{BREAKFASTS, BUFFET, ComplexSeed, DIET_LUNCH, Dish, LUNCHES, SNACKS};
use crate::wire::family::Child;

/// The one lunch whose dishes may be chosen.
const WITH_CHOICE: i64 = 603;
/// What the smart buffet keeps in its cells.
const IN_FOODBOX: [i64; 6] = [2101, 2104, 2105, 2108, 2111, 2113];

/// A child as the canteen sees it.
#[allow(clippy::struct_excessive_bools)] // each is a switch of its own on the wire
pub(crate) struct Eater {
    pub child_id: i64,
    pub school_id: i64,
    pub building_id: i64,
    level: i64,
    discounted: bool,
    special_diet: bool,
    pub preorder_allowed: bool,
    pub foodbox_allowed: bool,
    pub foodbox_available: bool,
}

/// A set meal on somebody's menu.
#[derive(Clone, Copy)]
pub(crate) struct Offer {
    pub seed: &'static ComplexSeed,
    /// The city pays.
    pub free: bool,
}

static DIET: ComplexSeed = DIET_LUNCH;

impl Eater {
    /// Reads the child.
    pub(crate) fn of(db: &Connection, child_id: i64) -> rusqlite::Result<Self> {
        db.prepare_cached(
            "SELECT school_id, building_id, class_level_id, discounted_meals, special_diet, preorder_allowed, foodbox_allowed, foodbox_available
             FROM children WHERE id = ?1",
        )?
        .query_row([child_id], |row| {
            Ok(Self {
                child_id,
                school_id: row.get(0)?,
                building_id: row.get(1)?,
                level: row.get(2)?,
                discounted: row.get(3)?,
                special_diet: row.get(4)?,
                preorder_allowed: row.get(5)?,
                foodbox_allowed: row.get(6)?,
                foodbox_available: row.get(7)?,
            })
        })
    }

    /// The complexes of a day in a building; none on a day off, lunches only outside the usual building.
    pub(crate) fn complexes(&self, db: &Connection, building_id: i64, date: NaiveDate) -> rusqlite::Result<Vec<Offer>> {
        let gone = withdrawn(db, self.school_id, date)?;
        Ok(self.planned_complexes(building_id, date).into_iter().filter(|offer| !gone.contains(&offer.seed.id)).collect())
    }

    /// The same with what was withdrawn.
    pub(crate) fn planned_complexes(&self, building_id: i64, date: NaiveDate) -> Vec<Offer> {
        if !is_school_day(date) {
            return Vec::new();
        }
        let turn = usize::try_from(date.num_days_from_ce()).unwrap_or_default();
        let turned = |menu: &'static [ComplexSeed]| (0..menu.len()).map(move |index| &menu[(index + turn) % menu.len()]);
        let fed = self.level <= 4 || self.discounted;
        // The law's free meal of the young is breakfast; only the older ones with a right to it lunch free.
        let free_lunch = self.discounted && self.level > 4;
        let offer = |seed: &'static ComplexSeed, free: bool| Offer { seed, free };
        let lunches = turned(LUNCHES).map(|seed| offer(seed, free_lunch));
        let diet = self.special_diet.then_some(offer(&DIET, free_lunch));
        let usual = building_id == self.building_id;
        let breakfasts = turned(BREAKFASTS).filter(|_| usual).map(|seed| offer(seed, fed));
        let snacks = turned(SNACKS).filter(|_| usual).map(|seed| offer(seed, false));
        breakfasts.chain(lunches).chain(diet).chain(snacks).collect()
    }

    /// What the buffet sells on a day; nothing on a day off.
    pub(crate) fn buffet(&self, db: &Connection, date: NaiveDate) -> rusqlite::Result<Vec<&'static Dish>> {
        let gone = withdrawn(db, self.school_id, date)?;
        Ok(planned_buffet(date).filter(|dish| !gone.contains(&dish.0)).collect())
    }
}

/// Whether the smart buffet has it.
pub(crate) fn in_foodbox(dish: &Dish) -> bool {
    IN_FOODBOX.contains(&dish.0)
}

/// What the buffet sells on a day with what was withdrawn.
pub(crate) fn planned_buffet(date: NaiveDate) -> impl Iterator<Item = &'static Dish> {
    BUFFET.iter().filter(move |_| is_school_day(date))
}

/// Dishes and complexes that are not served on a day after all.
pub(crate) fn withdrawn(db: &Connection, school_id: i64, date: NaiveDate) -> rusqlite::Result<Vec<i64>> {
    db.prepare_cached("SELECT item_id FROM menu_withdrawals WHERE school_id = ?1 AND on_date = ?2")?
        .query_map((school_id, date.to_string()), |row| row.get(0))?
        .collect()
}

/// Buildings of a school where children eat: id, name, address.
pub(crate) fn canteens(db: &Connection, eater: &Eater) -> rusqlite::Result<Vec<(i64, Value)>> {
    db.prepare_cached("SELECT id, name, address FROM buildings WHERE school_id = ?1 AND kind_id = 1 ORDER BY id <> ?2, id")?
        .query_map([eater.school_id, eater.building_id], |row| {
            let id: i64 = row.get(0)?;
            Ok((id, json!({ "id": id, "organizationName": row.get::<_, String>(1)?, "text": row.get::<_, String>(2)? })))
        })?
        .collect()
}

impl Offer {
    /// May be ordered ahead: what the city pays for comes without.
    pub(crate) fn ahead(&self) -> bool {
        !self.free
    }

    /// Its dishes may be chosen.
    pub(crate) fn choice(&self) -> bool {
        self.seed.id == WITH_CHOICE
    }

    /// For children on a special diet.
    pub(crate) fn diet(&self) -> bool {
        self.seed.id == DIET.id
    }

    /// The period in which the complex is served: the school year.
    pub(crate) fn period(date: NaiveDate) -> (NaiveDate, NaiveDate) {
        let year = crate::generator::calendar::school_year(date);
        let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap_or(date);
        (day(year, 9, 1), day(year + 1, 5, 31))
    }

    /// As the current menu prints it (wire-api §7).
    pub(crate) fn json(&self, date: NaiveDate) -> Value {
        let (start, end) = Self::period(date);
        json!({
            "id": self.seed.id,
            "name": self.seed.name,
            "price": self.seed.price,
            "kind": self.seed.meal_kind,
            "paymentTypes": [i64::from(!self.free)],
            "preorderAllowed": self.ahead(),
            "allowSelectItems": self.choice(),
            "specialDiet": self.diet(),
            "startDate": start,
            "endDate": end,
            "complexItems": self.seed.dishes.iter().map(|dish| json!({ "dish": composition::dish(dish) })).collect::<Vec<_>>(),
        })
    }
}

/// The dishes and categories a child may not buy.
pub(crate) struct Bans(Vec<(i64, i64, i64)>);

impl Bans {
    /// Reads them.
    pub(crate) fn of(db: &Connection, child_id: i64) -> rusqlite::Result<Self> {
        db.prepare_cached("SELECT dish_id, category_id, subcategory_id FROM prohibitions WHERE child_id = ?1")?
            .query_map([child_id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
            .collect::<rusqlite::Result<_>>()
            .map(Self)
    }

    /// Whether a dish of the catalogue is banned.
    pub(crate) fn hit(&self, dish: &Dish) -> bool {
        self.forbid(dish.0, dish.3.0, composition::subcategory(dish).0)
    }

    /// Whether something of those ids is banned. 0 in a ban means "any"; a ban of nothing in particular bans nothing.
    pub(crate) fn forbid(&self, dish: i64, category: i64, subcategory: i64) -> bool {
        let fits = |wanted: i64, is: i64| wanted == 0 || wanted == is;
        self.0.iter().any(|&ban| ban != (0, 0, 0) && fits(ban.0, dish) && fits(ban.1, category) && fits(ban.2, subcategory))
    }
}

/// The dish of the catalogue with that name.
pub(crate) fn by_name(name: &str) -> Option<&'static Dish> {
    BUFFET.iter().chain([BREAKFASTS, LUNCHES, SNACKS].into_iter().flatten().flat_map(|complex| complex.dishes)).find(|dish| dish.1 == name)
}

/// Whether `now` lies between the opening times of `date`.
pub(crate) fn is_open(date: NaiveDate, (open, close): (chrono::NaiveTime, chrono::NaiveTime), now: NaiveDateTime) -> bool {
    now.date() == date && open <= now.time() && now.time() < close
}

/// The canteen's view of the caller's child.
pub(crate) fn eater(db: &Connection, child: &Child) -> rusqlite::Result<Eater> {
    Eater::of(db, child.id)
}
