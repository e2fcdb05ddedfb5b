//! What a child may buy: bans of dishes and categories, the smart buffet, the special diet, the consent to orders ahead (wire-api §5).

use serde::{Deserialize, Serialize};

use super::ids::DishId;
use super::menu::{Dish, DishCategory};

/// What is banned. A field that is `None` means any; a ban of nothing in particular bans nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, uniffi::Record)]
pub struct Ban {
    /// This dish.
    pub dish: Option<DishId>,
    /// This category.
    pub category: Option<i64>,
    /// This subcategory.
    pub subcategory: Option<i64>,
}

impl Ban {
    /// The ban of one dish.
    pub fn of_dish(dish: DishId) -> Self {
        Self { dish: Some(dish), category: None, subcategory: None }
    }

    /// The ban of a category.
    pub fn of_category(category: i64) -> Self {
        Self { dish: None, category: Some(category), subcategory: None }
    }

    /// Whether it bans anything.
    pub fn is_empty(&self) -> bool {
        self.dish.is_none() && self.category.is_none() && self.subcategory.is_none()
    }

    /// Whether `dish` is banned by it.
    pub fn hits(&self, dish: &Dish) -> bool {
        let fits = |wanted: Option<i64>, class: Option<&DishCategory>| wanted.is_none_or(|id| class.is_some_and(|class| class.id == id));
        !self.is_empty()
            && self.dish.is_none_or(|id| dish.id == Some(id))
            && fits(self.category, dish.category.as_ref())
            && fits(self.subcategory, dish.subcategory.as_ref())
    }
}

/// The same bans in one order, each once.
pub fn sorted(mut bans: Vec<Ban>) -> Vec<Ban> {
    bans.sort_unstable();
    bans.dedup();
    bans
}

/// `bans` with `ban` set or lifted.
pub fn with_ban(bans: &[Ban], ban: Ban, banned: bool) -> Vec<Ban> {
    let others = bans.iter().copied().filter(|known| *known != ban);
    sorted(others.chain(banned.then_some(ban)).collect())
}

/// The two switches a parent can turn, and turn back; the school takes them together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoodSwitches {
    /// The child may use the smart buffet.
    pub smart_buffet: bool,
    /// The child gets special-diet complexes.
    pub special_diet: bool,
}

/// One of the switches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, uniffi::Enum)]
pub enum FoodSwitch {
    /// The smart buffet.
    SmartBuffet,
    /// Special-diet complexes.
    SpecialDiet,
}

impl FoodSwitches {
    /// How `switch` stands.
    pub fn is_on(self, switch: FoodSwitch) -> bool {
        match switch {
            FoodSwitch::SmartBuffet => self.smart_buffet,
            FoodSwitch::SpecialDiet => self.special_diet,
        }
    }

    /// The same with `switch` turned.
    #[must_use]
    pub fn with(self, switch: FoodSwitch, on: bool) -> Self {
        match switch {
            FoodSwitch::SmartBuffet => Self { smart_buffet: on, ..self },
            FoodSwitch::SpecialDiet => Self { special_diet: on, ..self },
        }
    }
}

/// What the school allows a child, as far as it says.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FoodRights {
    /// The child has a right to free or cheaper meals.
    pub discounted: Option<bool>,
    /// A parent has agreed to orders ahead; there is no way back.
    pub preorders_agreed: Option<bool>,
    /// The two switches; none when the school does not tell both.
    pub switches: Option<FoodSwitches>,
    /// Whether some building has a smart buffet.
    pub smart_buffet_available: Option<bool>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Composition;

    fn dish(id: i64, category: i64) -> Dish {
        let category = Some(DishCategory { id: category, name: String::new() });
        let composition = Composition::default();
        Dish { id: Some(DishId(id)), name: String::new(), price: None, category, subcategory: None, composition }
    }

    #[test]
    fn a_ban_hits_its_dish_or_its_whole_category_and_an_empty_one_nothing() {
        assert!(Ban::of_dish(DishId(1)).hits(&dish(1, 7)) && !Ban::of_dish(DishId(1)).hits(&dish(2, 7)));
        assert!(Ban::of_category(7).hits(&dish(1, 7)) && !Ban::of_category(7).hits(&dish(1, 8)));
        assert!(!Ban { dish: None, category: None, subcategory: None }.hits(&dish(1, 7)));
        assert!(!Ban { subcategory: Some(3), ..Ban::of_category(7) }.hits(&dish(1, 7)), "of no known subcategory");
    }

    #[test]
    fn setting_a_ban_twice_is_setting_it_once() {
        let (one, two) = (Ban::of_dish(DishId(1)), Ban::of_category(7));
        let both = with_ban(&with_ban(&[one], two, true), two, true);
        assert_eq!(both, sorted(vec![two, one, one]));
        assert_eq!(with_ban(&both, two, false), [one]);
        assert_eq!(with_ban(&[one], two, false), [one]);
    }
}
