//! Bans of the first child, in the core's own words.

use schoolcard_core::domain::{Ban, DishId, FoodSwitch};
use schoolcard_core::l10n::{BansText, FoodChangeText, L10n, Locale};
use schoolcard_core::outbox::IntentId;
use schoolcard_core::screens::BansState;
use schoolcard_core::screens::bans::{BanRow, BansCell, FoodChange, FoodRightsCell, FoodSwitchRow};
use schoolcard_core::screens::change::ChangeKind;

use super::{anna, as_of, fresh};

/// Two buns that can be banned, and drinks that are.
pub fn rules() -> BansState {
    let l10n = L10n::new(Locale::Ru);
    let row = |ban: Ban, text: &str, banned: bool| BanRow {
        ban,
        text: text.to_owned(),
        banned,
        banned_by_category: false,
        state_text: l10n.bans(if banned { BansText::Banned } else { BansText::Allowed }),
    };
    let drinks = row(Ban::of_category(7), &l10n.ban_class("Напитки"), true);
    let switch = |switch, on| FoodSwitchRow {
        switch,
        title: l10n.food_switch(switch),
        on: Some(on),
        state_text: l10n.food_switch_state(switch, Some(on), Some(true)),
    };
    BansState::Rules {
        person: anna(),
        name: "Анна Соколова".into(),
        bans: BansCell::Read {
            banned: vec![drinks.clone()],
            empty_text: String::new(),
            categories: vec![drinks],
            dishes: vec![row(Ban::of_dish(DishId(1)), "Булочка", false), row(Ban::of_dish(DishId(2)), "Булочка с маком", false)],
            freshness: fresh(),
            as_of_text: as_of(),
            change: None,
        },
        rights: FoodRightsCell::Read {
            switches: vec![switch(FoodSwitch::SmartBuffet, true), switch(FoodSwitch::SpecialDiet, false)],
            change: None,
            preorders_agreed: Some(false),
            preorders_text: l10n.preorders_agreed(Some(false)),
            preorders_question: Some(l10n.bans(BansText::ConsentQuestion)),
            consent: None,
            discounted_text: l10n.discounted_meals(Some(false)),
            freshness: fresh(),
            as_of_text: as_of(),
        },
        notices: vec![],
    }
}

/// The same with a change of the bans that stands so.
pub fn changing(kind: ChangeKind) -> BansState {
    let l10n = L10n::new(Locale::Ru);
    let text = match kind {
        ChangeKind::Waiting => l10n.food_change(FoodChangeText::Waiting),
        ChangeKind::Sending => l10n.food_change(FoodChangeText::Sending),
        ChangeKind::Done => l10n.food_change(FoodChangeText::Done),
        ChangeKind::Conflict => l10n.food_conflict(&l10n.bans(BansText::Nothing)),
        ChangeKind::Refused => l10n.food_change(FoodChangeText::Refused),
        ChangeKind::Expired => l10n.food_change(FoodChangeText::Expired),
        ChangeKind::Cancelled => l10n.food_change(FoodChangeText::Cancelled),
    };
    let mut state = rules();
    if let BansState::Rules { bans: BansCell::Read { change, .. }, .. } = &mut state {
        *change = Some(FoodChange { id: IntentId("f-1".into()), kind, text });
    }
    state
}

/// The same without a ban: nothing of drinks is on a menu.
pub fn nothing_banned() -> BansState {
    let mut state = rules();
    if let BansState::Rules { bans: BansCell::Read { banned, categories, empty_text, .. }, .. } = &mut state {
        banned.clear();
        categories.clear();
        *empty_text = L10n::new(Locale::Ru).bans(BansText::Nothing);
    }
    state
}
