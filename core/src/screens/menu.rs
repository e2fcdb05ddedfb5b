//! The menu of a week: set meals and the buffet of every building in which one child eats, with what is in the dishes.

use serde::{Deserialize, Serialize};

use super::context::Context;
use super::figures;
use super::home::{self, Found};
use super::notice::{Notice, SyncProgress};
use crate::domain::dated::{Ageing, state as data_state};
use crate::domain::menu::{Search, total, week_asked};
use crate::domain::{
    BuffetDish, Canteen, CanteenBuffet, CanteenComplexes, ComplexId, Composition, DataState, Dish, DishCategory, DishId, Freshness,
    LocalDate, MealKind, MealPayment, MenuComplex, Moment, Money, Period, PersonId, Source,
};
use crate::l10n::MenuNote;
use crate::store::{Reading, Service, Store, StoreError, StoredMenu};

/// One dish, ready to draw.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct DishRow {
    /// The school's number of it, where it has one.
    pub id: Option<DishId>,
    /// Its name.
    pub name: String,
    /// Its class, where the school says so.
    pub category: Option<DishCategory>,
    /// The class within the class.
    pub subcategory: Option<DishCategory>,
    /// What one costs, where the school says so.
    pub price: Option<Money>,
    /// «60,00 ₽», «цена неизвестна».
    pub price_text: String,
    /// What is in it.
    pub composition: Composition,
    /// «Состав: свёкла, капуста», «Состав неизвестен».
    pub ingredients_text: String,
    /// «200 г · 110,5 ккал · белки 3 г · жиры неизвестны · углеводы 12,25 г».
    pub nutrition_text: String,
    /// Whether this child may not buy it.
    pub banned: bool,
    /// Whether the smart buffet has it.
    pub in_smart_buffet: bool,
    /// «Запрещено родителями», «Есть в умном буфете»; empty for most.
    pub marks: Vec<String>,
    /// All of it for a screen reader.
    pub spoken: String,
}

/// One set meal, ready to draw.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct ComplexRow {
    /// The school's number of it, where it has one: what an order names.
    pub id: Option<ComplexId>,
    /// Which meal, where the school says so.
    pub kind: Option<MealKind>,
    /// «Обед · Комплекс № 3».
    pub title: String,
    /// What it costs, where the school says so.
    pub price: Option<Money>,
    /// «185,00 ₽», «цена неизвестна».
    pub price_text: String,
    /// Who pays.
    pub payment: MealPayment,
    /// Whether it can be ordered ahead.
    pub preorder_allowed: bool,
    /// Whether its dishes can be chosen.
    pub dishes_can_be_chosen: bool,
    /// For children on a special diet.
    pub special_diet: bool,
    /// «бесплатно», «можно заказать заранее», «диетическое».
    pub marks: Vec<String>,
    /// Of all dishes together, as in [`DishRow::nutrition_text`].
    pub nutrition_text: String,
    /// Its dishes.
    pub dishes: Vec<DishRow>,
    /// Title, price and dishes for a screen reader.
    pub spoken: String,
}

/// The buffet of a building, ready to draw.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct BuffetRow {
    /// When it opens, where the school says so.
    pub opens: Option<Moment>,
    /// When it closes.
    pub closes: Option<Moment>,
    /// «Буфет: с 08:30 до 15:00», «Буфет: часы работы неизвестны».
    pub hours_text: String,
    /// «Умный буфет: с 08:30 до 15:00»; none where there is none.
    pub smart_hours_text: Option<String>,
    /// What it sells.
    pub dishes: Vec<DishRow>,
}

/// The menu of a building on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct PlaceMenu {
    /// Name of the building; empty where the school names none.
    pub name: String,
    /// Where it is; may be empty.
    pub address: String,
    /// Set meals, in the school's order.
    pub complexes: Vec<ComplexRow>,
    /// The buffet; none where it is shut, or not read.
    pub buffet: Option<BuffetRow>,
}

/// The menu of a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct DayMenu {
    /// The day.
    pub date: LocalDate,
    /// «вторник, 12 мая».
    pub title: String,
    /// Whether it is today at the school.
    pub is_today: bool,
    /// By building.
    pub places: Vec<PlaceMenu>,
    /// Why there is nothing, or less than usual: a day off, no menu, not read yet; empty otherwise.
    pub notes: Vec<String>,
}

/// State of the menu screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
pub enum MenuState {
    /// Nobody is signed in.
    SignedOut,
    /// The family does not have this child.
    UnknownChild,
    /// This week has not been read yet.
    Loading {
        /// Whose.
        person: Option<PersonId>,
        /// Which week.
        week: Period,
        /// What is known of the reading, in words: why it takes time, if so.
        text: String,
        /// Beside the content.
        notices: Vec<Notice>,
    },
    /// The week.
    Week {
        /// Whose.
        person: PersonId,
        /// Name of the child.
        name: String,
        /// Monday to Sunday.
        week: Period,
        /// «Меню с 11 мая по 17 мая».
        title: String,
        /// A day of the week before, to ask for it.
        previous: LocalDate,
        /// A day of the week after.
        next: LocalDate,
        /// What was looked for; empty for everything.
        search: String,
        /// «Найдено: 3»; empty without a search.
        found_text: String,
        /// How fresh the set meals are.
        freshness: Freshness,
        /// The freshness in words.
        as_of_text: String,
        /// How fresh the buffet is.
        buffet_freshness: Freshness,
        /// The freshness in words.
        buffet_as_of_text: String,
        /// Monday first; with a search only days on which something was found.
        days: Vec<DayMenu>,
        /// Beside the content.
        notices: Vec<Notice>,
        /// How far the phone's copy has come.
        progress: SyncProgress,
    },
}

/// What the screen is drawn from.
struct MenuRows {
    complexes: Vec<StoredMenu<CanteenComplexes>>,
    buffet: Vec<StoredMenu<CanteenBuffet>>,
    complexes_reading: Option<Reading>,
    buffet_reading: Option<Reading>,
}

/// The state of the menu screen of `child` for the week with `day` in it, or the one that matters now.
pub fn state(
    store: &Store,
    child: &PersonId,
    day: Option<LocalDate>,
    search: &str,
    context: &Context<'_>,
) -> Result<MenuState, StoreError> {
    let week = week_asked(day, context.today());
    let loading = |person, down, notices| MenuState::Loading { person, week, text: context.l10n.menu_loading(down), notices };
    let found = match home::find(store, child, context)? {
        Found::SignedOut => return Ok(MenuState::SignedOut),
        Found::UnknownChild => return Ok(MenuState::UnknownChild),
        Found::NotReadYet { notices } => return Ok(loading(None, false, notices)),
        Found::Child(found) => found,
    };
    let rows = MenuRows {
        complexes: store.menu_complexes(child, week)?,
        buffet: store.menu_buffet(child, week)?,
        complexes_reading: store.reading(child, Service::Menu)?,
        buffet_reading: store.reading(child, Service::Buffet)?,
    };
    let down = figures::is_down(rows.complexes_reading.as_ref()) && figures::is_down(rows.buffet_reading.as_ref());
    let notices = figures::notices(context, figures::Down { food: down, ..figures::Down::default() }, false);
    if rows.complexes.is_empty() && rows.buffet.is_empty() {
        return Ok(loading(Some(child.clone()), down, notices));
    }
    let looked_for = Search::of(search);
    let days: Vec<DayMenu> = (0..week.days())
        .map(|n| day_menu(&rows, week.from.plus_days(n), &looked_for, context))
        .filter(|day| looked_for.is_empty() || !day.places.is_empty())
        .collect();
    let found_rows = days.iter().flat_map(|day| &day.places);
    let found_count: usize = found_rows.map(|place| place.complexes.len() + place.buffet.as_ref().map_or(0, |b| b.dishes.len())).sum();
    let (freshness, as_of_text) = dated(rows.complexes.iter().map(|day| day.as_of), rows.complexes_reading.as_ref(), week, context);
    let (buffet_freshness, buffet_as_of_text) = dated(rows.buffet.iter().map(|day| day.as_of), rows.buffet_reading.as_ref(), week, context);
    Ok(MenuState::Week {
        person: child.clone(),
        name: figures::full_name(&found.child),
        week,
        title: context.l10n.menu_title(week, context.today()),
        previous: week.from.plus_days(-7),
        next: week.from.plus_days(7),
        search: search.to_owned(),
        found_text: if looked_for.is_empty() { String::new() } else { context.l10n.menu_found(found_count) },
        freshness,
        as_of_text,
        buffet_freshness,
        buffet_as_of_text,
        days,
        notices,
        progress: figures::progress(context),
    })
}

/// How fresh a part of the menu is: as its oldest day. A week that is over does not grow old.
fn dated(read: impl Iterator<Item = Moment>, reading: Option<&Reading>, week: Period, context: &Context<'_>) -> (Freshness, String) {
    let down = figures::is_down(reading);
    let Some(as_of) = read.min() else { return figures::never_read(down, Source::Server, context) };
    let ageing = if week.to < context.today() { Ageing::Settled } else { Ageing::Slow };
    let state: DataState = data_state(as_of, down, ageing, context.now, context.started_at, &context.day);
    (Freshness { as_of, source: Source::Server, state }, context.l10n.as_of(as_of, state, context.now))
}

fn day_menu(rows: &MenuRows, date: LocalDate, search: &Search, context: &Context<'_>) -> DayMenu {
    let complexes = rows.complexes.iter().find(|day| day.menu.day == date);
    let buffet = rows.buffet.iter().find(|day| day.menu.day == date);
    let mut places: Vec<(Canteen, PlaceMenu)> = Vec::new();
    for at in complexes.iter().flat_map(|day| &day.menu.at) {
        let rows = at.complexes.iter().filter(|complex| complex.is_found(search, &kind_name(complex, context)));
        place(&mut places, &at.canteen).complexes.extend(rows.map(|complex| complex_row(complex, context)));
    }
    for at in buffet.iter().flat_map(|day| &day.menu.at) {
        let row = buffet_row(at, search, context);
        if search.is_empty() || !row.dishes.is_empty() {
            place(&mut places, &at.canteen).buffet = Some(row);
        }
    }
    let has_something = |place: &PlaceMenu| !place.complexes.is_empty() || place.buffet.is_some();
    let places: Vec<PlaceMenu> = places.into_iter().map(|(_, place)| place).filter(has_something).collect();
    let note = |note| context.l10n.menu_note(note);
    let mut notes = Vec::new();
    match (complexes, buffet) {
        (None, None) => notes.push(note(MenuNote::NotRead)),
        (None, Some(_)) => notes.push(note(MenuNote::ComplexesNotRead)),
        (Some(_), None) => notes.push(note(MenuNote::BuffetNotRead)),
        (Some(_), Some(_)) if places.is_empty() && date.is_weekend() => notes.push(note(MenuNote::DayOff)),
        (Some(_), Some(_)) if places.is_empty() => notes.push(note(MenuNote::NoMenu)),
        (Some(_), Some(_)) => {}
    }
    DayMenu { date, title: context.l10n.day_title(date, context.today()), is_today: date == context.today(), places, notes }
}

fn place<'a>(places: &'a mut Vec<(Canteen, PlaceMenu)>, canteen: &Canteen) -> &'a mut PlaceMenu {
    let at = places.iter().position(|(known, _)| known.is_same(canteen)).unwrap_or_else(|| {
        let menu = PlaceMenu {
            name: figures::clean(&canteen.name),
            address: figures::clean(&canteen.address),
            complexes: Vec::new(),
            buffet: None,
        };
        places.push((canteen.clone(), menu));
        places.len() - 1
    });
    &mut places[at].1
}

fn kind_name(complex: &MenuComplex, context: &Context<'_>) -> String {
    complex.kind.map(|kind| context.l10n.meal_kind(kind)).unwrap_or_default()
}

fn complex_row(complex: &MenuComplex, context: &Context<'_>) -> ComplexRow {
    let l10n = context.l10n;
    let dishes: Vec<DishRow> = complex.dishes.iter().map(|dish| dish_row(dish, false, false, context)).collect();
    let title = l10n.menu_complex_title(&kind_name(complex, context), &figures::clean(&complex.name));
    let marks: Vec<String> = [
        l10n.meal_payment(complex.payment),
        complex.preorder_allowed.then(|| l10n.menu_note(MenuNote::CanBeOrdered)),
        complex.dishes_can_be_chosen.then(|| l10n.menu_note(MenuNote::DishesCanBeChosen)),
        complex.special_diet.then(|| l10n.menu_note(MenuNote::SpecialDiet)),
    ]
    .into_iter()
    .flatten()
    .collect();
    let whole = Composition {
        ingredients: None,
        weight: total(&complex.dishes, |of| of.weight),
        calories: total(&complex.dishes, |of| of.calories),
        protein: total(&complex.dishes, |of| of.protein),
        fat: total(&complex.dishes, |of| of.fat),
        carbohydrates: total(&complex.dishes, |of| of.carbohydrates),
    };
    let names: Vec<String> = dishes.iter().map(|dish| dish.name.clone()).collect();
    let spoken = l10n.menu_spoken(&[&title, &l10n.menu_price_spoken(complex.price), &marks.join(", "), &names.join(", ")]);
    ComplexRow {
        id: complex.id,
        kind: complex.kind,
        price: complex.price,
        price_text: l10n.menu_price(complex.price),
        payment: complex.payment,
        preorder_allowed: complex.preorder_allowed,
        dishes_can_be_chosen: complex.dishes_can_be_chosen,
        special_diet: complex.special_diet,
        nutrition_text: l10n.menu_nutrition(&whole),
        title,
        marks,
        dishes,
        spoken,
    }
}

fn buffet_row(at: &CanteenBuffet, search: &Search, context: &Context<'_>) -> BuffetRow {
    let time = |at: Option<Moment>| at.map(Moment::time);
    let smart = at.smart_hours.from.is_some() || at.smart_hours.to.is_some() || at.dishes.iter().any(|dish| dish.in_smart_buffet);
    let row = |of: &BuffetDish| dish_row(&of.dish, of.banned, of.in_smart_buffet, context);
    BuffetRow {
        opens: at.hours.from,
        closes: at.hours.to,
        hours_text: context.l10n.buffet_hours(false, time(at.hours.from), time(at.hours.to)),
        smart_hours_text: smart.then(|| context.l10n.buffet_hours(true, time(at.smart_hours.from), time(at.smart_hours.to))),
        dishes: at.dishes.iter().filter(|of| of.dish.is_found(search)).map(row).collect(),
    }
}

fn dish_row(dish: &Dish, banned: bool, in_smart_buffet: bool, context: &Context<'_>) -> DishRow {
    let l10n = context.l10n;
    let class = |class: &Option<DishCategory>| class.as_ref().map(|c| DishCategory { id: c.id, name: figures::clean(&c.name) });
    let composition = Composition { ingredients: dish.composition.ingredients.as_deref().map(figures::clean), ..dish.composition.clone() };
    let marks: Vec<String> =
        [banned.then(|| l10n.menu_note(MenuNote::Banned)), in_smart_buffet.then(|| l10n.menu_note(MenuNote::InSmartBuffet))]
            .into_iter()
            .flatten()
            .collect();
    let name = figures::clean(&dish.name);
    let ingredients_text = l10n.menu_ingredients(composition.ingredients.as_deref());
    let nutrition_text = l10n.menu_nutrition(&composition);
    let spoken = l10n.menu_spoken(&[&name, &l10n.menu_price_spoken(dish.price), &marks.join(", "), &ingredients_text, &nutrition_text]);
    DishRow {
        id: dish.id,
        category: class(&dish.category),
        subcategory: class(&dish.subcategory),
        price: dish.price,
        price_text: l10n.menu_price(dish.price),
        name,
        composition,
        ingredients_text,
        nutrition_text,
        banned,
        in_smart_buffet,
        marks,
        spoken,
    }
}
