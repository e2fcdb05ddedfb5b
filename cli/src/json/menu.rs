//! JSON of menus.

use schoolcard_core::domain::{DishCategory, Hundredths, MealKind, MealPayment, Money};
use schoolcard_core::screens::MenuState;
use schoolcard_core::screens::menu::{BuffetRow, ComplexRow, DayMenu, DishRow, PlaceMenu};
use serde::Serialize;
use serde_json::{Value, json};

use super::{as_of, data_state, date, text};

#[derive(Serialize)]
struct MenuJson<'a> {
    person_id: &'a str,
    from: String,
    to: String,
    search: &'a str,
    as_of: String,
    state: &'static str,
    buffet_as_of: String,
    buffet_state: &'static str,
    days: Vec<Value>,
}

/// The week; `None` before the first reading.
pub fn week(state: &MenuState) -> Option<String> {
    let MenuState::Week { person, week, search, freshness, buffet_freshness, days, .. } = state else { return None };
    text(&MenuJson {
        person_id: person.as_str(),
        from: date(week.from),
        to: date(week.to),
        search,
        as_of: as_of(freshness),
        state: data_state(freshness.state),
        buffet_as_of: as_of(buffet_freshness),
        buffet_state: data_state(buffet_freshness.state),
        days: days.iter().map(day).collect(),
    })
}

fn day(day: &DayMenu) -> Value {
    json!({ "date": date(day.date), "notes": day.notes, "places": day.places.iter().map(place).collect::<Vec<_>>() })
}

fn place(place: &PlaceMenu) -> Value {
    json!({
        "name": place.name,
        "address": place.address,
        "complexes": place.complexes.iter().map(complex).collect::<Vec<_>>(),
        "buffet": place.buffet.as_ref().map(buffet),
    })
}

fn complex(complex: &ComplexRow) -> Value {
    json!({
        "id": complex.id.map(|id| id.0),
        "meal": complex.kind.map(meal),
        "title": complex.title,
        "price_kopecks": complex.price.map(Money::kopecks),
        "payment": payment(complex.payment),
        "can_be_ordered": complex.preorder_allowed,
        "dishes_can_be_chosen": complex.dishes_can_be_chosen,
        "special_diet": complex.special_diet,
        "dishes": complex.dishes.iter().map(dish).collect::<Vec<_>>(),
    })
}

fn buffet(buffet: &BuffetRow) -> Value {
    json!({
        "opens": buffet.opens.map(schoolcard_core::domain::Moment::rfc3339),
        "closes": buffet.closes.map(schoolcard_core::domain::Moment::rfc3339),
        "smart_buffet": buffet.smart_hours_text.is_some(),
        "dishes": buffet.dishes.iter().map(dish).collect::<Vec<_>>(),
    })
}

fn dish(dish: &DishRow) -> Value {
    let class = |class: &Option<DishCategory>| class.as_ref().map(|class| json!({ "id": class.id, "name": class.name }));
    let of = &dish.composition;
    json!({
        "id": dish.id.map(|id| id.0),
        "name": dish.name,
        "category": class(&dish.category),
        "subcategory": class(&dish.subcategory),
        "price_kopecks": dish.price.map(Money::kopecks),
        "ingredients": of.ingredients,
        "weight_g": of.weight.map(number),
        "calories_kcal": of.calories.map(number),
        "protein_g": of.protein.map(number),
        "fat_g": of.fat.map(number),
        "carbohydrates_g": of.carbohydrates.map(number),
        "banned": dish.banned,
        "in_smart_buffet": dish.in_smart_buffet,
    })
}

/// A quantity as a number of its unit: a whole one without a point.
fn number(of: Hundredths) -> Value {
    if of.0 % 100 == 0 {
        json!(of.0 / 100)
    } else {
        format!("{}.{:02}", of.0 / 100, of.0 % 100).parse::<f64>().map_or(Value::Null, Value::from)
    }
}

/// The meals by their names.
pub const MEALS: [(&str, MealKind); 7] = [
    ("breakfast", MealKind::Breakfast),
    ("second_breakfast", MealKind::SecondBreakfast),
    ("lunch", MealKind::Lunch),
    ("afternoon_snack", MealKind::AfternoonSnack),
    ("dinner", MealKind::Dinner),
    ("second_dinner", MealKind::SecondDinner),
    ("water", MealKind::Water),
];

/// The name of a meal.
pub fn meal(kind: MealKind) -> &'static str {
    MEALS.iter().find(|(_, known)| *known == kind).map_or("other", |(name, _)| name)
}

fn payment(payment: MealPayment) -> &'static str {
    match payment {
        MealPayment::Free => "free",
        MealPayment::Paid => "paid",
        MealPayment::Either => "free_or_paid",
        MealPayment::Unknown => "unknown",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantity_is_a_number() {
        assert_eq!(number(Hundredths(20_000)), json!(200));
        assert_eq!(number(Hundredths(1_225)), json!(12.25));
        assert_eq!(number(Hundredths(305)), json!(3.05));
    }
}
