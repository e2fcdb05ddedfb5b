//! JSON of what a child may buy.

use schoolcard_core::domain::FoodSwitch;
use schoolcard_core::screens::BansState;
use schoolcard_core::screens::bans::{BanRow, BansCell, FoodChange, FoodRightsCell};
use serde_json::{Value, json};

use super::{as_of, change_kind, data_state, text};

/// Bans, switches and consent; `None` when there is nothing yet.
pub fn bans(state: &BansState) -> Option<String> {
    let BansState::Rules { person, bans, rights, .. } = state else { return None };
    text(&json!({ "person_id": person.as_str(), "bans": cell(bans), "rights": self::rights(rights) }))
}

fn cell(bans: &BansCell) -> Value {
    let BansCell::Read { banned, categories, dishes, freshness, change, .. } = bans else { return Value::Null };
    let rows = |rows: &[BanRow]| rows.iter().map(row).collect::<Vec<_>>();
    json!({
        "as_of": as_of(freshness),
        "state": data_state(freshness.state),
        "banned": rows(banned),
        "categories": rows(categories),
        "dishes": rows(dishes),
        "change": change.as_ref().map(self::change),
    })
}

fn rights(rights: &FoodRightsCell) -> Value {
    let FoodRightsCell::Read { switches, change, preorders_agreed, consent, freshness, .. } = rights else { return Value::Null };
    let on = |wanted: FoodSwitch| switches.iter().find(|row| row.switch == wanted).and_then(|row| row.on);
    json!({
        "as_of": as_of(freshness),
        "state": data_state(freshness.state),
        "smart_buffet": on(FoodSwitch::SmartBuffet),
        "special_diet": on(FoodSwitch::SpecialDiet),
        "change": change.as_ref().map(self::change),
        "preorders_agreed": preorders_agreed,
        "consent": consent.as_ref().map(self::change),
    })
}

fn row(of: &BanRow) -> Value {
    json!({
        "dish_id": of.ban.dish.map(|dish| dish.0),
        "category_id": of.ban.category,
        "subcategory_id": of.ban.subcategory,
        "text": of.text,
        "banned": of.banned,
        "banned_by_category": of.banned_by_category,
    })
}

fn change(of: &FoodChange) -> Value {
    json!({ "state": change_kind(of.kind), "text": of.text })
}
