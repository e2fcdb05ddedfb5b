//! What the canteen offers: set meals and the buffet, by day and building, with what is in them (wire-api §7).
//!
//! What the school does not say is `None`: a weight of 0 and an empty list of ingredients are no facts.

use serde::{Deserialize, Serialize};

use super::ids::{ComplexId, DishId};
use super::money::Money;
use super::time::{LocalDate, Moment, Period};

/// Which meal a complex is (wire-api §7 `kind`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, uniffi::Enum)]
pub enum MealKind {
    /// Breakfast.
    Breakfast,
    /// Second breakfast.
    SecondBreakfast,
    /// Lunch.
    Lunch,
    /// Afternoon snack.
    AfternoonSnack,
    /// Dinner.
    Dinner,
    /// Second dinner.
    SecondDinner,
    /// Water.
    Water,
    /// A code this version does not know.
    Other {
        /// The code as the server gave it.
        code: i64,
    },
}

/// Who pays for a complex (wire-api §7 `paymentTypes`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
pub enum MealPayment {
    /// Free for this child.
    Free,
    /// The parents.
    Paid,
    /// Free or paid, by the child's rights.
    Either,
    /// The school does not say, or in words of its own.
    Unknown,
}

/// A quantity in hundredths of its unit, so that `3.5` g stays exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Hundredths(pub i64);

uniffi::custom_newtype!(Hundredths, i64);

/// What is in a dish, as far as the school says.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, uniffi::Record)]
pub struct Composition {
    /// Ingredients in the school's words; allergens are named there, if anywhere.
    pub ingredients: Option<String>,
    /// Weight in grams.
    pub weight: Option<Hundredths>,
    /// Kilocalories.
    pub calories: Option<Hundredths>,
    /// Protein in grams.
    pub protein: Option<Hundredths>,
    /// Fat in grams.
    pub fat: Option<Hundredths>,
    /// Carbohydrates in grams.
    pub carbohydrates: Option<Hundredths>,
}

/// A class of dishes, for example «Напитки».
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, uniffi::Record)]
pub struct DishCategory {
    /// The school's number of it.
    pub id: i64,
    /// Its name.
    pub name: String,
}

/// One dish or thing the buffet sells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dish {
    /// The school's number of it; the oldest menus have none.
    pub id: Option<DishId>,
    /// Its name.
    pub name: String,
    /// What one costs.
    pub price: Option<Money>,
    /// Its class.
    pub category: Option<DishCategory>,
    /// The class within the class.
    pub subcategory: Option<DishCategory>,
    /// What is in it.
    pub composition: Composition,
}

/// A set meal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MenuComplex {
    /// The school's number of it: what an order names. The oldest menus have none.
    pub id: Option<ComplexId>,
    /// Its name.
    pub name: String,
    /// What it costs.
    pub price: Option<Money>,
    /// Which meal.
    pub kind: Option<MealKind>,
    /// Who pays.
    pub payment: MealPayment,
    /// Whether it can be ordered ahead.
    pub preorder_allowed: bool,
    /// Whether its dishes can be chosen.
    pub dishes_can_be_chosen: bool,
    /// For children on a special diet.
    pub special_diet: bool,
    /// In which days it is served at all.
    pub served: Option<Period>,
    /// Its dishes.
    pub dishes: Vec<Dish>,
}

/// A building in which children eat.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Canteen {
    /// The school's number of its address.
    pub id: Option<i64>,
    /// The name of the building.
    pub name: String,
    /// Where it is.
    pub address: String,
}

/// The set meals of one building on one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CanteenComplexes {
    /// Where.
    pub canteen: Canteen,
    /// In the school's order.
    pub complexes: Vec<MenuComplex>,
}

/// When a counter is open; either end may be untold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct OpenHours {
    /// From.
    pub from: Option<Moment>,
    /// To.
    pub to: Option<Moment>,
}

/// Something the buffet sells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BuffetDish {
    /// What.
    pub dish: Dish,
    /// Whether this child may not buy it.
    pub banned: bool,
    /// Whether the smart buffet has it.
    pub in_smart_buffet: bool,
}

/// The buffet of one building on one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CanteenBuffet {
    /// Where.
    pub canteen: Canteen,
    /// In the school's order.
    pub dishes: Vec<BuffetDish>,
    /// When it is open.
    pub hours: OpenHours,
    /// When the smart buffet is open.
    pub smart_hours: OpenHours,
}

/// The menu of one day, of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnDay<T> {
    /// The day.
    pub day: LocalDate,
    /// By building.
    pub at: Vec<T>,
}

/// Gathers rows by day. `days`: those to have, also when there is no row for them.
pub fn by_day<T>(rows: Vec<(LocalDate, T)>, days: impl IntoIterator<Item = LocalDate>) -> Vec<OnDay<T>> {
    let mut all: Vec<OnDay<T>> = days.into_iter().map(|day| OnDay { day, at: Vec::new() }).collect();
    for (day, row) in rows {
        match all.iter_mut().find(|known| known.day == day) {
            Some(known) => known.at.push(row),
            None => all.push(OnDay { day, at: vec![row] }),
        }
    }
    all
}

/// The week, Monday to Sunday, with `day` in it.
pub fn week_of(day: LocalDate) -> Period {
    let monday = day.plus_days(-i64::from(day.weekday().num_days_from_monday()));
    Period { from: monday, to: monday.plus_days(6) }
}

/// The week asked for: that of `day`, else the one that matters on `today`.
pub fn week_asked(day: Option<LocalDate>, today: LocalDate) -> Period {
    day.map_or_else(|| week_ahead(today), week_of)
}

/// The week whose menu matters on `today`: at a weekend the next one.
pub fn week_ahead(today: LocalDate) -> Period {
    week_of(if today.is_weekend() { today.plus_days(2) } else { today })
}

impl Canteen {
    /// Whether two answers speak of the same building.
    pub fn is_same(&self, other: &Self) -> bool {
        match (self.id, other.id) {
            (Some(ours), Some(theirs)) => ours == theirs,
            _ => self.name == other.name && self.address == other.address,
        }
    }
}

impl Dish {
    /// Everything a parent may look for in it.
    fn searched(&self) -> String {
        let class = |class: &Option<DishCategory>| class.as_ref().map(|class| class.name.clone()).unwrap_or_default();
        [self.name.clone(), self.composition.ingredients.clone().unwrap_or_default(), class(&self.category), class(&self.subcategory)]
            .join(" ")
    }

    /// Whether it is what `search` looks for.
    pub fn is_found(&self, search: &Search) -> bool {
        search.finds(&self.searched())
    }
}

impl MenuComplex {
    /// Whether it, or a dish of it, is what `search` looks for. `kind`: the name of its meal.
    pub fn is_found(&self, search: &Search, kind: &str) -> bool {
        let own = format!("{kind} {}", self.name);
        search.finds(&own) || self.dishes.iter().any(|dish| search.finds(&format!("{own} {}", dish.searched())))
    }
}

/// What a parent looks for on a menu: every word, in any order, whatever the case; «е» stands for «ё» too.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Search(Vec<String>);

/// Longest text that is looked for, in characters.
const LONGEST_SEARCH: usize = 100;

fn plain(text: &str) -> String {
    text.to_lowercase().replace('ё', "е")
}

impl Search {
    /// What `text` looks for; nothing but spaces looks for everything.
    pub fn of(text: &str) -> Self {
        let text: String = text.chars().take(LONGEST_SEARCH).collect();
        Self(plain(&text).split_whitespace().map(str::to_owned).collect())
    }

    /// Whether everything is found.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether `text` has every word.
    pub fn finds(&self, text: &str) -> bool {
        let text = plain(text);
        self.0.iter().all(|word| text.contains(word.as_str()))
    }
}

/// The sum of a quantity over the dishes of a complex; unknown when it is for any of them.
pub fn total(dishes: &[Dish], of: impl Fn(&Composition) -> Option<Hundredths>) -> Option<Hundredths> {
    if dishes.is_empty() {
        return None;
    }
    dishes.iter().try_fold(Hundredths(0), |sum, dish| Some(Hundredths(sum.0.checked_add(of(&dish.composition)?.0)?)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::samples::date;

    fn dish(name: &str, calories: Option<i64>) -> Dish {
        let composition = Composition { calories: calories.map(Hundredths), ..Composition::default() };
        Dish { id: None, name: name.to_owned(), price: None, category: None, subcategory: None, composition }
    }

    #[test]
    fn p1_a_week_begins_on_monday_and_at_a_weekend_the_next_one_matters() {
        for day in ["2026-05-11", "2026-05-12", "2026-05-17"] {
            assert_eq!(week_of(date(day)), Period { from: date("2026-05-11"), to: date("2026-05-17") }, "{day}");
        }
        assert_eq!(week_ahead(date("2026-05-15")).from, date("2026-05-11"));
        assert_eq!(week_ahead(date("2026-05-16")).from, date("2026-05-18"));
        assert_eq!(week_ahead(date("2026-05-17")).from, date("2026-05-18"));
    }

    #[test]
    fn a_search_finds_every_word_in_any_order_and_case() {
        assert!(Search::of("КОТЛЕТА куриная").finds("Куриная котлета с пюре"));
        assert!(Search::of("мед").finds("Пряник мЁдовый"));
        assert!(!Search::of("котлета рыбная").finds("Куриная котлета"));
        assert!(Search::of("  ").is_empty() && Search::of("").finds("anything"));
    }

    #[test]
    fn what_is_unknown_of_one_dish_is_unknown_of_the_whole() {
        let calories = |composition: &Composition| composition.calories;
        assert_eq!(total(&[dish("a", Some(150)), dish("b", Some(50))], calories), Some(Hundredths(200)));
        assert_eq!(total(&[dish("a", Some(150)), dish("b", None)], calories), None);
        assert_eq!(total(&[], calories), None, "a complex of no known dishes has no known calories");
    }

    #[test]
    fn days_without_a_row_are_there_and_empty() {
        let days = by_day(vec![(date("2026-05-12"), 1), (date("2026-05-12"), 2)], [date("2026-05-11"), date("2026-05-12")]);
        assert_eq!(days, [OnDay { day: date("2026-05-11"), at: vec![] }, OnDay { day: date("2026-05-12"), at: vec![1, 2] }]);
    }
}
