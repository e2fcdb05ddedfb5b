//! What dishes are made of: invented, but plausible for a school canteen.
//!
//! Some values are unknown on purpose, in the ways the wire shows it: null, `"0"`, `""`.

use serde_json::{Value, json};

use crate::generator::catalogue::Dish;
use crate::generator::nutrition::{Nutrition, nutrition};

/// A subcategory of a dish: finer than its category for drinks, the category itself otherwise.
pub(crate) fn subcategory(dish: &Dish) -> (i64, &'static str) {
    let (id, name, _, category) = dish;
    let (category_id, category_name) = **category;
    match category_id {
        12 if name.starts_with("Вода") => (122, "Вода"),
        12 if *id == 2105 => (123, "Соки"),
        12 => (121, "Горячие и сладкие напитки"),
        _ => (category_id * 10 + 1, category_name),
    }
}

/// `dish` of the current menus (wire-api §7).
pub(crate) fn dish(dish: &Dish) -> Value {
    let (id, name, price, category) = dish;
    let (subcategory_id, subcategory_name) = subcategory(dish);
    let mut json = json!({
        "id": id,
        "name": name,
        "price": price,
        "categoryId": category.0,
        "categoryName": category.1,
        "subcategoryId": subcategory_id,
        "subcategoryName": subcategory_name,
    });
    let known = nutrition(*id);
    let (ingredients, weight) = match known {
        // Often the name stands where the ingredients should.
        None => (Some(*name), ""),
        Some(Nutrition { ingredients: "", weight, .. }) => (None, weight),
        Some(Nutrition { ingredients, weight, .. }) => (Some(ingredients), weight),
    };
    json["ingredients"] = ingredients.into();
    json["weight"] = weight.into();
    let figures = known.and_then(|known| known.figures);
    for (index, key) in ["calories", "protein", "fat", "carbohydrates"].into_iter().enumerate() {
        json[key] = figures.map(|figures| figures[index]).into();
    }
    json
}
