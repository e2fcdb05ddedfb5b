//! Menus in words: what is not known is said to be unknown.

use super::L10n;
use super::money::plural;
use crate::domain::{Composition, Hundredths, LocalDate, LocalTime, MealKind, MealPayment, Money, Period};

/// Something said beside a menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MenuNote {
    /// The day was not read.
    NotRead,
    /// Its set meals were not read.
    ComplexesNotRead,
    /// Its buffet was not read.
    BuffetNotRead,
    /// A day off.
    DayOff,
    /// The school has no menu of that day.
    NoMenu,
    /// The parents do not want the child to buy it.
    Banned,
    /// The smart buffet has it.
    InSmartBuffet,
    /// It can be ordered ahead.
    CanBeOrdered,
    /// Its dishes can be chosen.
    DishesCanBeChosen,
    /// For children on a special diet.
    SpecialDiet,
}

impl L10n {
    /// Something said beside a menu.
    pub fn menu_note(&self, note: MenuNote) -> String {
        match note {
            MenuNote::NotRead => self.say("menu-not-read", &[]),
            MenuNote::ComplexesNotRead => self.say("menu-complexes-not-read", &[]),
            MenuNote::BuffetNotRead => self.say("menu-buffet-not-read", &[]),
            MenuNote::DayOff => self.say("menu-day-off", &[]),
            MenuNote::NoMenu => self.say("menu-none", &[]),
            MenuNote::Banned => self.say("menu-banned", &[]),
            MenuNote::InSmartBuffet => self.say("menu-in-smart-buffet", &[]),
            MenuNote::CanBeOrdered => self.say("menu-can-be-ordered", &[]),
            MenuNote::DishesCanBeChosen => self.say("menu-dishes-can-be-chosen", &[]),
            MenuNote::SpecialDiet => self.say("menu-special-diet", &[]),
        }
    }

    /// What stands there before the first reading.
    pub fn menu_loading(&self, down: bool) -> String {
        if down { self.say("menu-service-down", &[]) } else { self.say("menu-loading", &[]) }
    }

    /// «Меню с 11 мая по 17 мая».
    pub fn menu_title(&self, week: Period, today: LocalDate) -> String {
        self.say("menu-title", &[("from", self.date(week.from, today).into()), ("to", self.date(week.to, today).into())])
    }

    /// «Найдено: 3».
    pub fn menu_found(&self, found: usize) -> String {
        match u64::try_from(found).unwrap_or(u64::MAX) {
            0 => self.say("menu-found-nothing", &[]),
            n => self.say("menu-found", &[("n", plural(n).into())]),
        }
    }

    /// «Обед».
    pub fn meal_kind(&self, kind: MealKind) -> String {
        let name = match kind {
            MealKind::Breakfast => "breakfast",
            MealKind::SecondBreakfast => "second-breakfast",
            MealKind::Lunch => "lunch",
            MealKind::AfternoonSnack => "afternoon-snack",
            MealKind::Dinner => "dinner",
            MealKind::SecondDinner => "second-dinner",
            MealKind::Water => "water",
            MealKind::Other { .. } => "other",
        };
        self.say("meal-kind", &[("kind", name.into())])
    }

    /// «бесплатно»; nothing where the school does not say who pays.
    pub fn meal_payment(&self, payment: MealPayment) -> Option<String> {
        let name = match payment {
            MealPayment::Free => "free",
            MealPayment::Paid => "paid",
            MealPayment::Either => "either",
            MealPayment::Unknown => return None,
        };
        Some(self.say("meal-payment", &[("payment", name.into())]))
    }

    /// «Обед · Комплекс № 3»; the kind may be empty.
    pub fn menu_complex_title(&self, kind: &str, name: &str) -> String {
        if kind.is_empty() || name.to_lowercase().starts_with(&kind.to_lowercase()) {
            name.to_owned()
        } else {
            self.say("menu-complex-title", &[("kind", kind.into()), ("name", name.into())])
        }
    }

    /// «60,00 ₽», «цена неизвестна».
    pub fn menu_price(&self, price: Option<Money>) -> String {
        price.map_or_else(|| self.say("menu-price-unknown", &[]), |price| self.money(price))
    }

    /// The same for a screen reader.
    pub fn menu_price_spoken(&self, price: Option<Money>) -> String {
        price.map_or_else(|| self.say("menu-price-unknown", &[]), |price| self.money_spoken(price))
    }

    /// «Состав: свёкла, капуста».
    pub fn menu_ingredients(&self, ingredients: Option<&str>) -> String {
        match ingredients {
            Some(text) => self.say("menu-ingredients", &[("text", text.into())]),
            None => self.say("menu-ingredients-unknown", &[]),
        }
    }

    /// «200 г · 110,5 ккал · белки 3 г · жиры неизвестны · углеводы 12,25 г»; one short text where nothing is known at all.
    pub fn menu_nutrition(&self, of: &Composition) -> String {
        let figures = [of.weight, of.calories, of.protein, of.fat, of.carbohydrates];
        if figures.iter().all(Option::is_none) {
            return self.say("menu-nutrition-unknown", &[]);
        }
        let figure = |key: &str, unknown: &str, value: Option<Hundredths>| match value {
            Some(value) => self.say(key, &[("n", self.hundredths(value).into())]),
            None => self.say(unknown, &[]),
        };
        [
            figure("menu-weight", "menu-weight-unknown", of.weight),
            figure("menu-calories", "menu-calories-unknown", of.calories),
            figure("menu-protein", "menu-protein-unknown", of.protein),
            figure("menu-fat", "menu-fat-unknown", of.fat),
            figure("menu-carbohydrates", "menu-carbohydrates-unknown", of.carbohydrates),
        ]
        .join(" · ")
    }

    /// «Буфет: с 08:30 до 15:00».
    pub fn buffet_hours(&self, smart: bool, from: Option<LocalTime>, to: Option<LocalTime>) -> String {
        let hours = self.alert_hours(from, to).unwrap_or_else(|| self.say("buffet-hours-unknown", &[]));
        let key = if smart { "buffet-smart-hours" } else { "buffet-hours" };
        self.say(key, &[("hours", hours.into())])
    }

    /// Parts read one after another; empty ones are left out.
    pub fn menu_spoken(&self, parts: &[&str]) -> String {
        parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(". ")
    }

    /// «12,25», «3», «0,5».
    fn hundredths(&self, value: Hundredths) -> String {
        let point = if self.locale == super::Locale::Ru { ',' } else { '.' };
        let (whole, part) = (value.0.unsigned_abs() / 100, value.0.unsigned_abs() % 100);
        let whole = self.grouped(whole);
        match (part, part % 10) {
            (0, _) => whole,
            (part, 0) => format!("{whole}{point}{}", part / 10),
            (part, _) => format!("{whole}{point}{part:02}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::l10n::Locale;

    #[test]
    fn what_the_school_does_not_say_is_said_to_be_unknown() {
        let ru = L10n::new(Locale::Ru);
        let some = Composition {
            weight: Some(Hundredths(20_000)),
            protein: Some(Hundredths(350)),
            fat: Some(Hundredths(5)),
            ..Composition::default()
        };
        assert_eq!(
            ru.menu_nutrition(&some),
            "200\u{a0}г · калорийность неизвестна · белки 3,5\u{a0}г · жиры 0,05\u{a0}г · углеводы неизвестны"
        );
        assert_eq!(ru.menu_nutrition(&Composition::default()), "Вес и пищевая ценность неизвестны");
        assert_eq!((ru.menu_price(None), ru.menu_ingredients(None)), ("цена неизвестна".into(), "Состав неизвестен".into()));
        assert_eq!(ru.buffet_hours(false, None, None), "Буфет: часы работы неизвестны");
        assert_eq!(ru.buffet_hours(false, LocalTime::new(8, 30), LocalTime::new(15, 0)), "Буфет: с 08:30 до 15:00");
    }

    #[test]
    fn a_title_does_not_say_the_meal_twice() {
        let ru = L10n::new(Locale::Ru);
        assert_eq!(ru.menu_complex_title("Обед", "Обед № 3"), "Обед № 3");
        assert_eq!(ru.menu_complex_title("Обед", "Комплекс № 3"), "Обед · Комплекс № 3");
        assert_eq!(ru.menu_complex_title("", "Комплекс № 3"), "Комплекс № 3");
    }
}
