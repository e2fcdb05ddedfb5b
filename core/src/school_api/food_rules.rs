//! Bans, the smart buffet, the special diet and the consent to orders ahead (wire-api §5).

use reqwest::Method;
use serde_json::{Value, json};

use crate::domain::food_rules::{Ban, FoodRights, FoodSwitches, sorted};
use crate::domain::{DishId, PersonId};

use super::auth::{Auth, Service};
use super::error::ApiError;
use super::lenient::{self, Flag, Int, List, Maybe, Read, wire_object};
use super::payments::client_id;
use super::{Answer, SchoolApi};

const PROHIBITIONS: &str = "/api/food/meals/v3/menu/prohibitions";
const ALLOWED_FOOD: &str = "/api/food/meals/v3/clients/allowed-food-state";
const PREORDER_ALLOWED: &str = "/api/food/meals/v3/clients/preorder-allowed";

impl SchoolApi {
    /// What `person` may not buy (wire-api §5 `prohibitions`).
    pub async fn bans(&self, auth: Auth<'_>, person: &PersonId) -> Result<Answer<Vec<Ban>>, ApiError> {
        self.send(self.get(Service::BearerOnly, auth, PROHIBITIONS, &[("clientId", &client_id(person))])?).await?.read(bans)
    }

    /// Sets and lifts bans, leaving all others (wire-api §5). Doing it twice is doing it once.
    pub async fn set_bans(&self, auth: Auth<'_>, person: &PersonId, set: &[Ban], lift: &[Ban]) -> Result<Answer<()>, ApiError> {
        let row = |ban: &Ban, banned: bool| {
            let item = json!({ "dishId": ban.dish.map(|dish| dish.0), "categoryId": ban.category, "subcategoryId": ban.subcategory });
            json!({ "prohibition": banned, "prohibitionItem": item })
        };
        let rows: Vec<Value> = set.iter().map(|ban| row(ban, true)).chain(lift.iter().map(|ban| row(ban, false))).collect();
        self.send_food_rule(auth, Method::PUT, PROHIBITIONS, person, &rows.into()).await
    }

    /// What the school allows `person` (wire-api §5 `allowed-food-state`).
    pub async fn food_rights(&self, auth: Auth<'_>, person: &PersonId) -> Result<Answer<FoodRights>, ApiError> {
        self.send(self.get(Service::BearerOnly, auth, ALLOWED_FOOD, &[("clientId", &client_id(person))])?).await?.read(rights)
    }

    /// Sets both switches (wire-api §5: both are required). Doing it twice is doing it once.
    pub async fn set_food_switches(&self, auth: Auth<'_>, person: &PersonId, switches: FoodSwitches) -> Result<Answer<()>, ApiError> {
        let body = json!({ "foodboxAllowed": switches.smart_buffet, "specialDietComplex": switches.special_diet });
        self.send_food_rule(auth, Method::PATCH, ALLOWED_FOOD, person, &body).await
    }

    /// Agrees to orders ahead, for good (wire-api §5: there is no undo). Doing it twice is doing it once.
    pub async fn agree_to_preorders(&self, auth: Auth<'_>, person: &PersonId) -> Result<Answer<()>, ApiError> {
        self.send_food_rule(auth, Method::POST, PREORDER_ALLOWED, person, &json!({})).await
    }

    async fn send_food_rule(
        &self,
        auth: Auth<'_>,
        method: Method,
        path: &str,
        person: &PersonId,
        body: &Value,
    ) -> Result<Answer<()>, ApiError> {
        let request = self.change(method, Service::BearerOnly, auth, path, &[("clientId", &client_id(person))])?.json(body);
        let reply = self.send(request).await?;
        Ok(Answer { value: (), server_time: reply.server_time, skipped: 0, whole: true })
    }
}

wire_object! {
    /// A ban.
    WireBan {
        dish: Int = "dishid",
        category: Int = "categoryid",
        subcategory: Int = "subcategoryid",
    }
}

wire_object! {
    /// What is allowed.
    WireRights {
        discounted: Flag = "discountedmeals",
        preorders: Flag = "preorderallowed",
        smart_buffet: Flag = "foodboxallowed",
        special_diet: Flag = "specialdietcomplex",
        addresses: List<WirePlace> = "addresses",
    }
}

wire_object! {
    /// What there is in a building.
    WirePlace {
        settings: Maybe<WireSettings> = "settings",
    }
}

wire_object! {
    /// Of what there is.
    WireSettings {
        smart_buffet: Flag = "foodboxavailable",
    }
}

/// Bans, in one order. What bans nothing is left out; 0 is "any" as null is.
pub(super) fn bans(body: &[u8]) -> Result<Read<Vec<Ban>>, ApiError> {
    let read = lenient::list::<WireBan>(body)?;
    let some = |id: Int| id.0.filter(|id| *id != 0);
    let (rows, skipped) = read.value.convert(|row| {
        let ban = Ban { dish: some(row.dish).map(DishId), category: some(row.category), subcategory: some(row.subcategory) };
        (!ban.is_empty()).then_some(ban)
    });
    Ok(Read { value: sorted(rows), skipped, said_something: read.said_something })
}

/// What is allowed.
pub(super) fn rights(body: &[u8]) -> Result<Read<FoodRights>, ApiError> {
    let read = lenient::single::<WireRights>(body)?;
    let wire = read.value;
    let available: Vec<bool> = wire.addresses.rows.iter().filter_map(|at| at.settings.0.as_ref()?.smart_buffet.0).collect();
    let value = FoodRights {
        discounted: wire.discounted.0,
        preorders_agreed: wire.preorders.0,
        switches: wire
            .smart_buffet
            .0
            .zip(wire.special_diet.0)
            .map(|(smart_buffet, special_diet)| FoodSwitches { smart_buffet, special_diet }),
        smart_buffet_available: (!available.is_empty()).then(|| available.contains(&true)),
    };
    Ok(Read { value, skipped: read.skipped, said_something: read.said_something })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn null_and_nought_in_a_ban_mean_any_and_a_ban_of_nothing_is_none() {
        let read = bans(br#"[{"dishId":null,"categoryId":7,"subcategoryId":0},{"dishId":"3"},{"dishId":3},{"dishId":0}]"#).unwrap();
        assert_eq!(read.value, sorted(vec![Ban::of_category(7), Ban::of_dish(DishId(3))]));
        assert_eq!(read.skipped, 1);
        assert!(bans(b"[]").unwrap().value.is_empty());
    }

    #[test]
    fn what_the_school_does_not_say_of_its_rights_is_unknown() {
        let said = rights(
            r#"{"discountedMeals":false,"preorderAllowed":true,"foodboxAllowed":true,"specialDietComplex":false,
            "addresses":[{"address":{"id":1},"settings":{"foodboxAvailable":true,"preorderAvailable":true}}]}"#
                .as_bytes(),
        )
        .unwrap()
        .value;
        assert_eq!(said.switches, Some(FoodSwitches { smart_buffet: true, special_diet: false }));
        assert_eq!((said.preorders_agreed, said.smart_buffet_available), (Some(true), Some(true)));
        assert_eq!(rights(br#"{"foodboxAllowed":true}"#).unwrap().value, FoodRights::default(), "one switch alone cannot be set");
    }
}
