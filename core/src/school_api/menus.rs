//! Menus, in three generations (wire-api §7).
//!
//! The current one tells complexes and buffet by building for a run of days; the second tells the complexes of one day; the oldest
//! tells both of one day, without numbers. One reader of dishes serves them all.

use std::fmt::Write as _;

use crate::domain::menu::{
    BuffetDish, Canteen, CanteenBuffet, CanteenComplexes, Composition, Dish, DishCategory, Hundredths, MealKind, MealPayment, MenuComplex,
    OpenHours,
};
use crate::domain::{ComplexId, DishId, LocalDate, Money, Period, PersonId};

use super::auth::{Auth, Service};
use super::error::ApiError;
use super::lenient::{self, Flag, Int, Ints, Key, List, Maybe, Object, Read, Reader, Text, wire_object};
use super::payments::client_id;
use super::when::{Day, When};
use super::{Answer, SchoolApi};

const COMPLEXES: &str = "/api/food/meals/v3/menu/complexes";
const BUFFET: &str = "/api/food/meals/v3/menu/buffet";
const COMPLEXES_V2: &str = "/api/meals/v2/menu/complexes";
const MENU_V1: &str = "/api/family/mobile/v1/menu/buffet/";

/// How the oldest menu calls its buffet.
const BUFFET_TITLE: &str = "буфет";
/// `paymentTypes`.
const FREE: i64 = 0;
const PAID: i64 = 1;

/// A day of the oldest menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OldestMenu {
    /// Set meals.
    pub complexes: Vec<CanteenComplexes>,
    /// The buffet.
    pub buffet: Vec<CanteenBuffet>,
}

impl SchoolApi {
    /// Set meals of `person` on the days of `period`, by building (wire-api §7, v3). Days without any are absent.
    pub async fn menu_complexes(
        &self,
        auth: Auth<'_>,
        person: &PersonId,
        period: Period,
    ) -> Result<Answer<Vec<(LocalDate, CanteenComplexes)>>, ApiError> {
        let request = self.menu_request(auth, COMPLEXES, person, period, "withPreorder")?;
        self.send(request).await?.read(complexes)
    }

    /// What the buffet sells to `person` on the days of `period`, by building (wire-api §7, v3). Days on which it is shut are absent.
    pub async fn menu_buffet(
        &self,
        auth: Auth<'_>,
        person: &PersonId,
        period: Period,
    ) -> Result<Answer<Vec<(LocalDate, CanteenBuffet)>>, ApiError> {
        let request = self.menu_request(auth, BUFFET, person, period, "withFoodbox")?;
        self.send(request).await?.read(buffet)
    }

    /// Set meals of one day on the older route (wire-api §7, v2), which names no building.
    pub async fn menu_complexes_v2(
        &self,
        auth: Auth<'_>,
        person: &PersonId,
        day: LocalDate,
    ) -> Result<Answer<Vec<CanteenComplexes>>, ApiError> {
        let day = day.to_string();
        let request = self.get(Service::Mobile, auth, COMPLEXES_V2, &[("personId", person.as_str()), ("onDate", &day)])?;
        self.send(request).await?.read(complexes_v2)
    }

    /// The menu of one day on the oldest route (wire-api §7). The wire knows only `date`; the child is named for servers that listen.
    pub async fn menu_v1(&self, auth: Auth<'_>, person: &PersonId, day: LocalDate) -> Result<Answer<OldestMenu>, ApiError> {
        let day = day.to_string();
        let request = self.get(Service::Mobile, auth, MENU_V1, &[("date", &day), ("person_id", person.as_str())])?;
        self.send(request).await?.read(menu_v1)
    }

    /// `with`: the parameter that says which goods are wanted; all are.
    fn menu_request(
        &self,
        auth: Auth<'_>,
        path: &str,
        person: &PersonId,
        period: Period,
        with: &str,
    ) -> Result<reqwest::RequestBuilder, ApiError> {
        let (client, from, to) = (client_id(person), period.from.to_string(), period.to.to_string());
        let query = [("clientId", client.as_str()), ("from", &from), ("to", &to), (with, "in")];
        self.get(Service::BearerOnly, auth, path, &query)
    }
}

/// A quantity: a number, also as text and with a comma; nought and less say nothing of a weight, see [`weight`].
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Quantity(Option<Hundredths>);

impl Reader for Quantity {
    fn from_int(value: i64) -> Self {
        Self(value.checked_mul(100).filter(|value| believable(*value)).map(Hundredths))
    }
    #[allow(clippy::cast_possible_truncation)] // within the bound
    fn from_float(value: f64) -> Self {
        let hundredths = (value * 100.0).round();
        Self(
            (hundredths.is_finite() && hundredths.abs() < 1e12)
                .then_some(hundredths as i64)
                .filter(|value| believable(*value))
                .map(Hundredths),
        )
    }
    fn from_text(text: &str) -> Self {
        let number: String = text.trim().chars().take(40).map(|c| if c == ',' { '.' } else { c }).collect();
        // «200 г», «200/5» and the like: the number in front.
        let end = number.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(number.len());
        number[..end].parse().map_or(Self(None), Self::from_float)
    }
    fn is_known(&self) -> bool {
        self.0.is_some()
    }
}

/// No dish weighs a tonne or has less than nothing in it.
fn believable(hundredths: i64) -> bool {
    (0..100_000_000).contains(&hundredths)
}

/// A weight: in one number, or as the parts of a dish with a sauce («200/5»), which weigh their sum.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Weight(Option<Hundredths>);

impl Weight {
    /// Nought says nothing (wire-api §7).
    fn of(quantity: Quantity) -> Self {
        Self(quantity.0.filter(|weight| weight.0 > 0))
    }
}

impl Reader for Weight {
    fn from_int(value: i64) -> Self {
        Self::of(Quantity::from_int(value))
    }
    fn from_float(value: f64) -> Self {
        Self::of(Quantity::from_float(value))
    }
    fn from_text(text: &str) -> Self {
        let parts: Option<Vec<i64>> = text.split('/').take(8).map(|part| Quantity::from_text(part).0.map(|part| part.0)).collect();
        Self(parts.and_then(|parts| parts.into_iter().try_fold(0_i64, i64::checked_add)).filter(|sum| *sum > 0).map(Hundredths))
    }
    fn is_known(&self) -> bool {
        self.0.is_some()
    }
}

/// A place: an object, or its name alone.
#[derive(Debug, Default)]
pub(super) struct Place(Option<Canteen>);

impl Reader for Place {
    fn from_text(text: &str) -> Self {
        Self(Text::from_text(text).0.map(|name| Canteen { name, ..Canteen::default() }))
    }
    fn from_map<'de, A: serde::de::MapAccess<'de>>(map: A) -> Result<Self, A::Error> {
        let wire = Maybe::<WireAddress>::from_map(map)?.0.unwrap_or_default();
        Ok(Self(Some(Canteen { id: wire.id.0, name: wire.name.or_empty(), address: wire.text.or_empty() })))
    }
    fn is_known(&self) -> bool {
        self.0.is_some()
    }
}

wire_object! {
    /// Where.
    WireAddress {
        id: Int = "id" | "addressid",
        name: Text = "organizationname" | "name" | "shortname",
        text: Text = "text" | "address",
    }
}

wire_object! {
    /// The set meals of a day in a building, or of a day.
    WireDay {
        on_date: Day = "ondate" | "date",
        place: Place = "address",
        items: List<WireComplex> = "items",
        buffets: List<WireBuffet> = "addresses",
    }
}

wire_object! {
    /// A set meal of the current or the second generation.
    WireComplex {
        id: Int = "id" | "complexid",
        name: Text = "name" | "title",
        price: Int = "price",
        kind: Int = "kind",
        payment: Ints = "paymenttypes" | "paymenttype",
        preorder: Flag = "preorderallowed",
        choice: Flag = "allowselectitems",
        diet: Flag = "specialdiet",
        start: Day = "startdate",
        end: Day = "enddate",
        dishes: List<WirePart> = "complexitems" | "items",
    }
}

wire_object! {
    /// What may stand around a dish of a set meal.
    WireWrapping {
        dish: Maybe<WireDish> = "dish",
    }
}

/// A dish of a set meal, bare or wrapped once more.
#[derive(Debug, Default)]
pub(super) struct WirePart {
    wrapping: WireWrapping,
    bare: WireDish,
}

impl Object for WirePart {
    fn take<'de, A: serde::de::MapAccess<'de>>(&mut self, key: &Key<'de>, map: &mut A) -> Result<bool, A::Error> {
        Ok(self.wrapping.take(key, map)? || self.bare.take(key, map)?)
    }
}

wire_object! {
    /// A dish.
    WireDish {
        id: Int = "id" | "dishid",
        name: Text = "name" | "fullname",
        price: Int = "price",
        category: Int = "categoryid",
        category_name: Text = "categoryname",
        subcategory: Int = "subcategoryid",
        subcategory_name: Text = "subcategoryname",
        ingredients: Text = "ingredients",
        calories: Quantity = "calories",
        weight: Weight = "weight",
        protein: Quantity = "protein",
        fat: Quantity = "fat",
        carbohydrates: Quantity = "carbohydrates",
    }
}

wire_object! {
    /// The buffet of a building.
    WireBuffet {
        place: Place = "address",
        items: List<WireGoods> = "items",
        open_at: When = "buffetopenat",
        close_at: When = "buffetcloseat",
        smart_open_at: When = "foodboxopenat",
        smart_close_at: When = "foodboxcloseat",
    }
}

wire_object! {
    /// Something the buffet sells.
    WireGoods {
        dish: Maybe<WireDish> = "dish",
        banned: Flag = "prohibition",
        smart: Flag = "foodbox",
    }
}

wire_object! {
    /// The second generation's day.
    WireItems {
        items: List<WireComplex> = "items",
    }
}

wire_object! {
    /// The oldest generation's day.
    WireMenu {
        menu: List<WireTitle> = "menu",
    }
}

wire_object! {
    /// A set meal, or the buffet, of the oldest generation.
    WireTitle {
        title: Text = "title",
        price: Int = "summary",
        meals: List<WireMeal> = "meals",
        free: Flag = "isdiscountcomplex",
        diet: Flag = "usedspecialmenu",
    }
}

wire_object! {
    /// A dish of the oldest generation.
    WireMeal {
        name: Text = "name",
        full_name: Text = "fullname",
        ingredients: Text = "ingredients",
        price: Int = "price",
        nutrition: Maybe<WireNutrition> = "nutrition",
    }
}

wire_object! {
    /// What is in it.
    WireNutrition {
        calories: Quantity = "calories",
        protein: Quantity = "protein",
        fat: Quantity = "fat" | "fats",
        carbohydrates: Quantity = "carbohydrates",
    }
}

/// Set meals by day and building.
pub(super) fn complexes(body: &[u8]) -> Result<Read<Vec<(LocalDate, CanteenComplexes)>>, ApiError> {
    let read = lenient::list::<WireDay>(body)?;
    let mut inner = 0;
    let (value, skipped) = read.value.convert(|day| {
        let (complexes, skipped) = day.items.convert(complex);
        let row = CanteenComplexes { canteen: day.place.0.unwrap_or_default(), complexes };
        let row = (day.on_date.0?, row);
        inner += skipped;
        Some(row)
    });
    Ok(Read { value, skipped: skipped + inner, said_something: read.said_something })
}

/// The buffet by day and building.
pub(super) fn buffet(body: &[u8]) -> Result<Read<Vec<(LocalDate, CanteenBuffet)>>, ApiError> {
    let read = lenient::list::<WireDay>(body)?;
    let mut inner = 0;
    let (days, skipped) = read.value.convert(|day| {
        let on_date = day.on_date.0?;
        let (places, skipped) = day.buffets.convert(|place| {
            let (dishes, skipped) = place.items.convert(|goods| {
                let dish = dish(goods.dish.0?)?;
                Some(BuffetDish { dish, banned: goods.banned.is_true(), in_smart_buffet: goods.smart.is_true() })
            });
            inner += skipped;
            Some(CanteenBuffet {
                canteen: place.place.0.unwrap_or_default(),
                dishes,
                hours: OpenHours { from: place.open_at.0, to: place.close_at.0 },
                smart_hours: OpenHours { from: place.smart_open_at.0, to: place.smart_close_at.0 },
            })
        });
        inner += skipped;
        Some((on_date, places))
    });
    let value = days.into_iter().flat_map(|(day, places)| places.into_iter().map(move |place| (day, place))).collect();
    Ok(Read { value, skipped: skipped + inner, said_something: read.said_something })
}

/// Set meals of one day, second generation.
pub(super) fn complexes_v2(body: &[u8]) -> Result<Read<Vec<CanteenComplexes>>, ApiError> {
    let read = lenient::single::<WireItems>(body)?;
    let (complexes, skipped) = read.value.items.convert(complex);
    Ok(Read { value: at_school(complexes), skipped, said_something: read.said_something })
}

/// One day, oldest generation: what is called a buffet is one, all else are set meals.
pub(super) fn menu_v1(body: &[u8]) -> Result<Read<OldestMenu>, ApiError> {
    let read = lenient::single::<WireMenu>(body)?;
    let mut dishes: Vec<BuffetDish> = Vec::new();
    let mut inner = 0;
    let (complexes, skipped) = read.value.menu.convert(|row| {
        let name = row.title.0?;
        let (meals, skipped) = row.meals.convert(meal);
        inner += skipped;
        if name.to_lowercase().starts_with(BUFFET_TITLE) {
            dishes.extend(meals.into_iter().map(|dish| BuffetDish { dish, banned: false, in_smart_buffet: false }));
            return Some(None);
        }
        Some(Some(MenuComplex {
            id: None,
            name,
            price: row.price.0.map(Money),
            kind: None,
            payment: row.free.0.map_or(MealPayment::Unknown, |free| if free { MealPayment::Free } else { MealPayment::Paid }),
            preorder_allowed: false,
            dishes_can_be_chosen: false,
            special_diet: row.diet.is_true(),
            served: None,
            dishes: meals,
        }))
    });
    let buffet = CanteenBuffet { canteen: Canteen::default(), dishes, hours: OpenHours::default(), smart_hours: OpenHours::default() };
    let buffet = if buffet.dishes.is_empty() { vec![] } else { vec![buffet] };
    let value = OldestMenu { complexes: at_school(complexes.into_iter().flatten().collect()), buffet };
    Ok(Read { value, skipped: skipped + inner, said_something: read.said_something })
}

/// The older generations name no building.
fn at_school(complexes: Vec<MenuComplex>) -> Vec<CanteenComplexes> {
    if complexes.is_empty() { vec![] } else { vec![CanteenComplexes { canteen: Canteen::default(), complexes }] }
}

pub(super) fn kind(code: i64) -> MealKind {
    match code {
        0 => MealKind::Breakfast,
        1 => MealKind::SecondBreakfast,
        2 => MealKind::Lunch,
        3 => MealKind::AfternoonSnack,
        4 => MealKind::Dinner,
        5 => MealKind::SecondDinner,
        6 => MealKind::Water,
        code => MealKind::Other { code },
    }
}

fn payment(types: &[i64]) -> MealPayment {
    match (types.contains(&FREE), types.contains(&PAID)) {
        (true, true) => MealPayment::Either,
        (true, false) => MealPayment::Free,
        (false, true) => MealPayment::Paid,
        (false, false) => MealPayment::Unknown,
    }
}

/// A set meal; none without a name.
fn complex(wire: WireComplex) -> Option<MenuComplex> {
    // A dish that cannot be read must not hide the meal; it is missed in the sums, not in the price.
    let (dishes, _) = wire.dishes.convert(part);
    Some(MenuComplex {
        id: wire.id.0.map(ComplexId),
        name: wire.name.0?,
        price: wire.price.0.map(Money),
        kind: wire.kind.0.map(kind),
        payment: payment(&wire.payment.0),
        preorder_allowed: wire.preorder.is_true(),
        dishes_can_be_chosen: wire.choice.is_true(),
        special_diet: wire.diet.is_true(),
        served: wire.start.0.zip(wire.end.0).filter(|(from, to)| from <= to).map(|(from, to)| Period { from, to }),
        dishes,
    })
}

fn part(part: WirePart) -> Option<Dish> {
    dish(part.wrapping.dish.0.unwrap_or(part.bare))
}

/// A dish; none without a name.
fn dish(wire: WireDish) -> Option<Dish> {
    let name = wire.name.0?;
    let class = |id: Int, name: Text| id.0.filter(|id| *id != 0).map(|id| DishCategory { id, name: name.or_empty() });
    Some(Dish {
        id: wire.id.0.map(DishId),
        price: wire.price.0.map(Money),
        category: class(wire.category, wire.category_name),
        subcategory: class(wire.subcategory, wire.subcategory_name),
        composition: Composition {
            ingredients: ingredients(wire.ingredients, &name),
            weight: wire.weight.0,
            calories: wire.calories.0,
            protein: wire.protein.0,
            fat: wire.fat.0,
            carbohydrates: wire.carbohydrates.0,
        },
        name,
    })
}

/// Ingredients that only repeat the name say nothing (wire-api §7).
fn ingredients(text: Text, name: &str) -> Option<String> {
    let plain = |text: &str| {
        text.to_lowercase().split_whitespace().fold(String::new(), |mut all, word| {
            let _ = write!(all, "{} ", word.trim_matches(|c: char| !c.is_alphanumeric()));
            all
        })
    };
    text.0.filter(|text| plain(text) != plain(name))
}

fn meal(wire: WireMeal) -> Option<Dish> {
    let nutrition = wire.nutrition.0.unwrap_or_default();
    let name = wire.name.0.or(wire.full_name.0)?;
    Some(Dish {
        id: None,
        price: wire.price.0.map(Money),
        category: None,
        subcategory: None,
        composition: Composition {
            ingredients: ingredients(wire.ingredients, &name),
            weight: None,
            calories: nutrition.calories.0,
            protein: nutrition.protein.0,
            fat: nutrition.fat.0,
            carbohydrates: nutrition.carbohydrates.0,
        },
        name,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const DISH: &str = r#"{"id":7,"name":"Борщ","price":6000,"categoryId":2,"categoryName":"Первые блюда","subcategoryId":0,"subcategoryName":"",
        "ingredients":"свёкла, капуста","calories":110.5,"weight":"200","protein":3,"fat":null,"carbohydrates":"12,25"}"#;

    fn lunch(dish: &str) -> MenuComplex {
        let body = format!(
            r#"[{{"onDate":"2026-05-12","address":{{"id":3,"organizationName":"Корпус 1","text":"ул. Мира, 1"}},"items":[{{"id":603,"name":"Обед","price":18500,"kind":2,
            "paymentTypes":[1],"preorderAllowed":true,"allowSelectItems":false,"specialDiet":false,"startDate":"2025-09-01","endDate":"2026-05-31","complexItems":[{{"dish":{dish}}}]}}]}}]"#
        );
        let read = complexes(body.as_bytes()).unwrap();
        assert_eq!(read.value[0].0.to_string(), "2026-05-12");
        assert_eq!(read.value[0].1.canteen.address, "ул. Мира, 1");
        read.value[0].1.complexes[0].clone()
    }

    #[test]
    fn a_dish_is_read_with_everything_in_it_and_what_is_null_is_unknown() {
        let lunch = lunch(DISH);
        assert_eq!((lunch.id, lunch.price, lunch.kind), (Some(ComplexId(603)), Some(Money(18_500)), Some(MealKind::Lunch)));
        assert_eq!((lunch.payment, lunch.preorder_allowed), (MealPayment::Paid, true));
        let dish = &lunch.dishes[0];
        assert_eq!(dish.category, Some(DishCategory { id: 2, name: "Первые блюда".into() }));
        assert_eq!(dish.subcategory, None);
        let composition = &dish.composition;
        assert_eq!((composition.weight, composition.calories), (Some(Hundredths(20_000)), Some(Hundredths(11_050))));
        assert_eq!((composition.protein, composition.fat), (Some(Hundredths(300)), None));
        assert_eq!(composition.carbohydrates, Some(Hundredths(1225)));
        assert_eq!(composition.ingredients.as_deref(), Some("свёкла, капуста"));
    }

    #[test]
    fn a_weight_of_nought_and_ingredients_that_repeat_the_name_are_unknown() {
        for weight in [r#""0""#, r#""""#, "0", "null", r#""?""#] {
            let dish = &lunch(&format!(r#"{{"name":"Борщ","ingredients":"борщ.","weight":{weight}}}"#)).dishes[0];
            assert_eq!(dish.composition, Composition::default(), "{weight}");
        }
        for (weight, grams) in [(r#""200/5""#, 20_500), (r#""150 г""#, 15_000), ("1e2", 10_000)] {
            assert_eq!(lunch(&format!(r#"{{"name":"Борщ","weight":{weight}}}"#)).dishes[0].composition.weight, Some(Hundredths(grams)));
        }
        for nonsense in ["-1", "1e300", r#""NaN""#] {
            assert_eq!(lunch(&format!(r#"{{"name":"Борщ","calories":{nonsense}}}"#)).dishes[0].composition.calories, None, "{nonsense}");
        }
    }

    #[test]
    fn the_buffet_has_hours_bans_and_the_smart_buffet() {
        let body = format!(
            r#"[{{"onDate":"2026-05-12","addresses":[{{"address":"Корпус 1","items":[{{"dish":{DISH},"prohibition":true,"foodbox":true}},{{"dish":null}}],
            "buffetIsOpen":true,"buffetOpenAt":"2026-05-12T08:30:00","buffetCloseAt":"2026-05-12T15:00:00","foodboxIsOpen":false,"foodboxOpenAt":null,"foodboxCloseAt":null}}]}}]"#
        );
        let read = buffet(body.as_bytes()).unwrap();
        let (_, place) = &read.value[0];
        assert_eq!(place.canteen.name, "Корпус 1");
        assert_eq!(place.hours.from.unwrap().time().to_string(), "08:30");
        assert_eq!(place.smart_hours, OpenHours::default());
        assert!(place.dishes[0].banned && place.dishes[0].in_smart_buffet);
        assert_eq!(read.skipped, 1, "goods that are nothing are counted");
    }

    #[test]
    fn unknown_codes_are_kept_and_missing_keys_are_unknown() {
        let read =
            complexes(br#"[{"onDate":"12.05.2026","items":[{"name":"X","kind":17,"paymentTypes":[9]},{"kind":2}]},{"items":[]}]"#).unwrap();
        let complex = &read.value[0].1.complexes[0];
        assert_eq!((complex.kind, complex.payment, complex.price), (Some(MealKind::Other { code: 17 }), MealPayment::Unknown, None));
        assert_eq!((read.value.len(), read.skipped), (1, 2), "a meal without a name, a row without a day");
        assert!(complexes(b"[]").unwrap().value.is_empty());
    }

    #[test]
    fn the_older_generations_say_the_same_without_buildings() {
        let v2 = complexes_v2(br#"{"items":[{"complexId":603,"name":"L","price":18500,"kind":2,"paymentType":1,"preorderAllowed":true,"items":[{"dishId":7,"name":"S","weight":"200"}]}]}"#).unwrap().value;
        assert_eq!(v2[0].complexes[0].id, Some(ComplexId(603)));
        assert_eq!(v2[0].complexes[0].dishes[0].id, Some(DishId(7)));
        assert!(complexes_v2(br#"{"items":[]}"#).unwrap().value.is_empty());
        let v1 = menu_v1(r#"{"menu":[{"title":"Обед","description":null,"summary":18500,"meals":[{"name":"Суп","full_name":"Суп","ingredients":null,"price":6000,"nutrition":{"calories":1.5}}],
            "is_discount_complex":true},{"title":"Буфет","summary":null,"meals":[{"name":"Сок","price":4500}]}]}"#.as_bytes()).unwrap().value;
        assert_eq!((v1.complexes[0].complexes[0].price, v1.complexes[0].complexes[0].payment), (Some(Money(18_500)), MealPayment::Free));
        assert_eq!(v1.complexes[0].complexes[0].dishes[0].composition.calories, Some(Hundredths(150)));
        assert_eq!(v1.buffet[0].dishes[0].dish.price, Some(Money(4500)));
    }
}
