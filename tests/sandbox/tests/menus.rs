//! Menus, current and older: days, buildings, composition, bans, opening hours.
#![allow(clippy::unwrap_used)] // a panic is how these helpers fail a test

mod client;

use client::{Parent, at, client_id, school};
use reqwest::StatusCode;
use serde_json::{Value, json};

const V3: &str = "/api/food/meals/v3";

async fn complexes(parent: &Parent, person: &str, query: &str) -> Vec<Value> {
    parent.get(&format!("{V3}/menu/complexes?clientId={}&{query}", client_id(person))).await.as_array().unwrap().clone()
}

async fn buffet(parent: &Parent, person: &str, query: &str) -> Vec<Value> {
    parent.get(&format!("{V3}/menu/buffet?clientId={}&{query}", client_id(person))).await.as_array().unwrap().clone()
}

async fn write(parent: &Parent, method: &str, path: &str, body: &Value) -> StatusCode {
    let request = parent.http.request(method.parse().unwrap(), format!("{}{V3}{path}", parent.base)).bearer_auth(&parent.access);
    request.header("X-Mes-Subsystem", "familymp").header("X-Mes-AppId", "familymp").json(body).send().await.unwrap().status()
}

#[tokio::test]
async fn a_week_of_menus_has_every_school_day_for_each_building_and_nothing_at_the_weekend() {
    let sandbox = school(2).await;
    let parent = Parent::sign_in(&sandbox, "parent").await;
    let person = parent.person(1).await;
    let week = complexes(&parent, &person, "from=2026-05-11&to=2026-05-17").await;
    let mut days: Vec<&str> = week.iter().map(|day| day["onDate"].as_str().unwrap()).collect();
    days.dedup();
    // The eleventh is the day off for Victory Day.
    assert_eq!(days, ["2026-05-12", "2026-05-13", "2026-05-14", "2026-05-15"]);
    assert_eq!(week.len(), 8, "two buildings a day");
    let usual = &week[0]["items"].as_array().unwrap();
    let kinds: std::collections::BTreeSet<i64> = usual.iter().map(|item| item["kind"].as_i64().unwrap()).collect();
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), [0, 2, 3]);
    assert!(week[1]["items"].as_array().unwrap().iter().all(|item| item["kind"] == 2), "lunches only in the second building");
    let lunch = usual.iter().find(|item| item["id"] == 601).unwrap();
    assert_eq!((&lunch["price"], &lunch["paymentTypes"], &lunch["preorderAllowed"]), (&json!(18_750), &json!([1]), &json!(true)));
    assert_eq!(lunch["complexItems"].as_array().unwrap().len(), 6);
    let borscht = &lunch["complexItems"][1]["dish"];
    assert_eq!((&borscht["name"], &borscht["weight"], &borscht["calories"]), (&json!("Борщ со сметаной"), &json!("260"), &json!(112.6)));
    assert!(borscht["ingredients"].as_str().unwrap().contains("свёкла"));
}

#[tokio::test]
async fn free_meals_are_marked_and_cannot_be_ordered_and_the_filter_divides() {
    let sandbox = school(2).await;
    let parent = Parent::sign_in(&sandbox, "parent").await;
    let second_grader = parent.person(0).await;
    let day = "from=2026-05-13&to=2026-05-13";
    let all = complexes(&parent, &second_grader, day).await[0]["items"].as_array().unwrap().clone();
    let breakfast = all.iter().find(|item| item["kind"] == 0).unwrap();
    assert_eq!((&breakfast["paymentTypes"], &breakfast["preorderAllowed"]), (&json!([0]), &json!(false)));
    let only = complexes(&parent, &second_grader, &format!("{day}&withPreorder=only")).await[0]["items"].as_array().unwrap().len();
    let without = complexes(&parent, &second_grader, &format!("{day}&withPreorder=ex")).await[0]["items"].as_array().unwrap().len();
    assert_eq!((only, without, all.len()), (5, 3, 8));
}

#[tokio::test]
async fn unknown_composition_looks_unknown_in_each_of_the_wires_ways() {
    let sandbox = school(1).await;
    let parent = Parent::sign_in(&sandbox, "parent").await;
    let person = parent.person(0).await;
    let day = &buffet(&parent, &person, "from=2026-05-12&to=2026-05-12").await[0];
    let dish = |name: &str| {
        let items = day["addresses"][0]["items"].as_array().unwrap();
        items.iter().find(|item| item["dish"]["name"] == name).unwrap()["dish"].clone()
    };
    assert_eq!((&dish("Яблоко")["weight"], &dish("Вода питьевая 0,5 л")["ingredients"]), (&json!("0"), &Value::Null));
    let biscuit = dish("Печенье овсяное");
    assert_eq!((&biscuit["weight"], &biscuit["calories"], &biscuit["ingredients"]), (&json!(""), &Value::Null, &biscuit["name"]));
    assert_eq!(dish("Сэндвич с курицей")["protein"], Value::Null);
}

#[tokio::test]
async fn the_buffet_says_when_it_is_open_what_is_banned_and_what_the_smart_buffet_has() {
    let sandbox = school(2).await;
    let parent = Parent::sign_in(&sandbox, "parent").await;
    let person = parent.person(1).await;
    let today = "from=2026-05-12&to=2026-05-13";
    let days = buffet(&parent, &person, today).await;
    let here = &days[0]["addresses"][0];
    assert_eq!(
        (&here["buffetIsOpen"], &here["buffetOpenAt"], &here["buffetCloseAt"]),
        (&json!(true), &json!("2026-05-12T09:00:00"), &json!("2026-05-12T15:30:00"))
    );
    assert_eq!(days[1]["addresses"][0]["buffetIsOpen"], false);
    assert_eq!(days[0]["addresses"].as_array().unwrap().len(), 2);
    let one = buffet(&parent, &person, &format!("{today}&addressIds={}", here["address"]["id"])).await;
    assert_eq!(one[0]["addresses"].as_array().unwrap().len(), 1);
    sandbox.clock().set(at("2026-05-12T15:30"));
    assert_eq!(buffet(&parent, &person, today).await[0]["addresses"][0]["buffetIsOpen"], false);

    let bans = json!([
        { "prohibition": true, "prohibitionItem": { "dishId": 2101, "categoryId": null, "subcategoryId": null } },
        { "prohibition": true, "prohibitionItem": { "dishId": null, "categoryId": 16, "subcategoryId": null } },
        { "prohibition": true, "prohibitionItem": { "dishId": null, "categoryId": null, "subcategoryId": 121 } },
    ]);
    assert_eq!(write(&parent, "PUT", &format!("/menu/prohibitions?clientId={}", client_id(&person)), &bans).await, StatusCode::NO_CONTENT);
    let items = buffet(&parent, &person, today).await[0]["addresses"][0]["items"].as_array().unwrap().clone();
    let banned: Vec<i64> =
        items.iter().filter(|item| item["prohibition"] == true).map(|item| item["dish"]["id"].as_i64().unwrap()).collect();
    assert_eq!(banned, [2101, 2106, 2107, 2115, 2116]);
    let foodbox = items.iter().filter(|item| item["foodbox"] == true).count();
    let only = buffet(&parent, &person, &format!("{today}&withFoodbox=only")).await[0]["addresses"][0]["items"].as_array().unwrap().len();
    assert_eq!(only, foodbox);
}

#[tokio::test]
async fn a_special_diet_brings_its_lunch_and_a_dish_may_vanish() {
    let sandbox = school(2).await;
    let parent = Parent::sign_in(&sandbox, "parent").await;
    let person = parent.person(1).await;
    let day = "from=2026-05-13&to=2026-05-13";
    let ids = |days: &[Value]| days[0]["items"].as_array().unwrap().iter().map(|item| item["id"].as_i64().unwrap()).collect::<Vec<_>>();
    assert!(!ids(&complexes(&parent, &person, day).await).contains(&604));
    let body = json!({ "foodboxAllowed": true, "specialDietComplex": true });
    assert_eq!(
        write(&parent, "PATCH", &format!("/clients/allowed-food-state?clientId={}", client_id(&person)), &body).await,
        StatusCode::NO_CONTENT
    );
    let with_diet = complexes(&parent, &person, day).await;
    assert!(ids(&with_diet).contains(&604));
    assert!(with_diet[0]["items"].as_array().unwrap().iter().all(|item| item["specialDiet"] == (item["id"] == 604)));
    sandbox.withdraw_from_menu(&person, "2026-05-13".parse().unwrap(), 601).unwrap();
    assert!(!ids(&complexes(&parent, &person, day).await).contains(&601));
    assert!(ids(&complexes(&parent, &person, "from=2026-05-14&to=2026-05-14").await).contains(&601));
}

#[tokio::test]
async fn the_older_menus_say_the_same_in_their_own_words() {
    let sandbox = school(2).await;
    let parent = Parent::sign_in(&sandbox, "parent").await;
    let person = parent.person(1).await;
    let second = parent.get(&format!("/api/meals/v2/menu/complexes?personId={person}&onDate=2026-05-13")).await;
    let now = complexes(&parent, &person, "from=2026-05-13&to=2026-05-13").await;
    let newer = now[0]["items"].as_array().unwrap();
    let older = second["items"].as_array().unwrap();
    assert_eq!(older.len(), newer.len());
    for (old, new) in older.iter().zip(newer) {
        assert_eq!((&old["complexId"], &old["price"], old.get("id")), (&new["id"], &new["price"], None));
        assert_eq!(old["items"][0]["dishId"], new["complexItems"][0]["dish"]["id"]);
    }
    let first = parent.get(&format!("/api/family/mobile/v1/menu/buffet/?date=2026-05-13&person_id={person}")).await;
    let menu = first["menu"].as_array().unwrap();
    assert_eq!(menu.len(), newer.len() + 1);
    assert_eq!(menu.last().unwrap()["title"], "Буфет");
    assert_eq!(menu[0]["meals"][0]["nutrition"]["calories"], newer[0]["complexItems"][0]["dish"]["calories"]);
    assert_eq!(parent.get("/api/family/mobile/v1/menu/buffet?date=2026-05-16").await["menu"], json!([]));
}

#[tokio::test]
async fn what_nobody_may_ask_is_refused() {
    let sandbox = school(1).await;
    let parent = Parent::sign_in(&sandbox, "parent").await;
    let neighbour = Parent::sign_in(&sandbox, "neighbour").await;
    let person = client_id(&parent.person(0).await);
    let status = async |parent: &Parent, path: String| parent.newer(&path).send().await.unwrap().status();
    assert_eq!(
        status(&neighbour, format!("{V3}/menu/complexes?clientId={person}&from=2026-05-12&to=2026-05-12")).await,
        StatusCode::FORBIDDEN
    );
    for wrong in [
        "from=2026-05-12",
        "from=2026-05-12&to=2026-05-11",
        "from=2026-05-01&to=2026-06-01",
        "from=2026-05-12&to=2026-05-12&withPreorder=maybe",
    ] {
        assert_eq!(status(&parent, format!("{V3}/menu/complexes?clientId={person}&{wrong}")).await, StatusCode::BAD_REQUEST, "{wrong}");
    }
    // Beyond what is published there is nothing, not an error.
    let far = parent.get(&format!("{V3}/menu/complexes?clientId={person}&from=2026-05-27&to=2026-06-10")).await;
    assert_eq!(far, json!([]));
    let token = parent.older(&format!("{V3}/menu/buffet?clientId={person}&from=2026-05-12&to=2026-05-12")).send().await.unwrap();
    assert_eq!(token.status(), StatusCode::UNAUTHORIZED, "one token header too many");
}

#[tokio::test]
async fn a_schools_decisions_are_data_of_each_school() {
    let sandbox = school(2).await;
    let children = sandbox.operator_state().unwrap().children;
    let first = sandbox.school_rules(&children[0].person_id).unwrap();
    let second = sandbox.school_rules(&children[1].person_id).unwrap();
    assert_ne!((first.school_id, first.overdraft), (second.school_id, second.overdraft));
    assert_eq!(first.cut_off(2, "2026-05-12".parse().unwrap()), at("2026-05-08T14:00"), "the school day before, over a long weekend");
    assert_eq!(second.cut_off(2, "2026-05-12".parse().unwrap()), at("2026-05-12T08:30"));

    let http = client::http();
    let url = format!("{}/sandbox/v1/school-rules", sandbox.base_url());
    let change = json!({ "person_id": children[0].person_id, "overdraft": null, "cut_offs": [{ "meal_kind": 2, "days_before": 0, "time": "07:15:00" }] });
    assert_eq!(http.post(&url).json(&change).send().await.unwrap().status(), StatusCode::OK);
    let changed = sandbox.school_rules(&children[0].person_id).unwrap();
    assert_eq!((changed.overdraft, changed.cut_offs.len(), changed.refund_seconds), (None, 1, first.refund_seconds));
    let wrong = json!({ "person_id": children[0].person_id, "horizon_days": 600 });
    assert_eq!(http.post(&url).json(&wrong).send().await.unwrap().status(), StatusCode::BAD_REQUEST);
}
