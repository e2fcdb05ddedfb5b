//! wire-api §13, row by row, against the sandbox over real HTTP: the tests of row N are named `row_N_…`.
//!
//! Not here, because the routes come with later issues: floats and numbers as text in menus (row 3), epoch ints of the
//! feed (row 5), PascalCase of the social card (row 6), `response[]`, `{data[]}` and bare integers (row 10).

#![allow(clippy::unwrap_used)] // helpers of tests fail like tests

mod client;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike as _, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Weekday};
use client::{Parent, at, client_id, client_ids, json, school, signed};
use reqwest::StatusCode;
use schoolcard_sandbox::{FaultKind, Service};
use serde_json::{Value, json as value};

const PROFILE: &str = "/api/family/mobile/v1/profile";

fn days(first: &str, last: &str) -> impl Iterator<Item = NaiveDate> {
    let last: NaiveDate = last.parse().unwrap();
    first.parse::<NaiveDate>().unwrap().iter_days().take_while(move |day| *day <= last)
}

fn contract(child: &Value) -> i64 {
    child["contract_id"].as_i64().unwrap()
}

fn balance_path(person: &str) -> String {
    format!("/api/food/meals/v3/clients/balance?clientIds={}", client_ids(&[person]))
}

fn visits_path(person: &str) -> String {
    format!("/api/pass/entrances/v1/visit_durations?personId={person}&from=2026-05-11&to=2026-05-12")
}

#[tokio::test]
async fn row_1_one_token_header_too_many_is_401_on_food_and_pass() {
    let sandbox = school(2).await;
    let parent = Parent::sign_in(&sandbox, "parent").await;
    let person = parent.person(0).await;
    for path in [balance_path(&person), visits_path(&person)] {
        assert_eq!(parent.newer(&path).send().await.unwrap().status(), StatusCode::OK);
        let bare = parent.newer(&path).header("Auth-Token", &parent.access);
        let cookie = parent.newer(&path).header("Cookie", format!("a=b; aupd_token={}", parent.access));
        for doubled in [bare, cookie] {
            let answer = doubled.send().await.unwrap();
            assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
            assert_eq!(
                answer.json::<Value>().await.unwrap(),
                value!({ "code": 401, "description": "Found multiple bearer tokens in the request" })
            );
        }
    }
}

#[tokio::test]
async fn row_1_one_header_too_few_is_401() {
    let sandbox = school(1).await;
    let parent = Parent::sign_in(&sandbox, "parent").await;
    let person = parent.person(0).await;
    let web = "/api/family/web/v1/profile";
    for (path, subsystem) in
        [(PROFILE, "familymp"), (web, "familyweb"), (&balance_path(&person), "familymp"), (&visits_path(&person), "familymp")]
    {
        let url = format!("{}{path}", parent.base);
        let bare = parent.http.get(&url).header("X-Mes-Subsystem", subsystem);
        assert_eq!(bare.send().await.unwrap().status(), StatusCode::UNAUTHORIZED, "{path} without a token");
        let without = parent.http.get(&url).bearer_auth(&parent.access);
        assert_eq!(without.send().await.unwrap().status(), StatusCode::UNAUTHORIZED, "{path} without subsystem");
        let wrong = parent.http.get(&url).bearer_auth(&parent.access).header("X-Mes-Subsystem", "teacher");
        assert_eq!(wrong.send().await.unwrap().status(), StatusCode::UNAUTHORIZED, "{path}, wrong subsystem");
        let right = parent.http.get(&url).bearer_auth(&parent.access).header("X-Mes-Subsystem", subsystem);
        assert_eq!(right.send().await.unwrap().status(), StatusCode::OK, "{path}");
    }
}

#[tokio::test]
async fn row_1_a_write_of_meals_v3_wants_the_app_id_too() {
    let sandbox = school(2).await;
    let parent = Parent::sign_in(&sandbox, "parent").await;
    let person = parent.person(1).await;
    let path = format!("/api/food/meals/v3/clients/expense-constraints?clientId={}", client_id(&person));
    let write = || {
        let url = format!("{}{path}", parent.base);
        let request = parent.http.patch(url).bearer_auth(&parent.access).header("X-Mes-Subsystem", "familymp");
        request.json(&value!({ "expenseDayLimit": 40_000, "balanceThreshold": 12_300 }))
    };
    let refused = write().send().await.unwrap();
    assert_eq!(refused.status(), StatusCode::BAD_REQUEST);
    assert!(refused.text().await.unwrap().contains("X-Mes-AppId"));
    let done = write().header("X-Mes-AppId", "familymp").send().await.unwrap();
    assert_eq!(done.status(), StatusCode::NO_CONTENT);
    let account = parent.get(&balance_path(&person)).await;
    assert_eq!(account[0]["expenseConstraints"], value!({ "expenseDayLimit": 40_000, "balanceThreshold": 12_300 }));
}

#[tokio::test]
async fn row_1_the_pupils_role_is_not_open_to_a_parent() {
    let sandbox = school(1).await;
    let parent = Parent::sign_in(&sandbox, "parent").await;
    let path = balance_path(&parent.person(0).await);
    for (role, expected) in [("2", StatusCode::OK), ("1", StatusCode::UNAUTHORIZED)] {
        let answer = parent.newer(&path).header("X-Mes-RoleId", role);
        let answer = answer.send().await.unwrap();
        assert_eq!(answer.status(), expected);
        let body = answer.json::<Value>().await.unwrap();
        assert_eq!(body == value!({ "apikey": null }), role == "1", "{body}");
    }
}

#[tokio::test]
async fn row_2_an_absent_contract_id_is_found_by_person_id() {
    let sandbox = school(3).await;
    let parent = Parent::sign_in(&sandbox, "parent").await;
    let children = parent.children().await;
    let nameless: Vec<_> = children.iter().filter(|child| child.get("contract_id").is_none()).collect();
    assert_eq!(nameless.len(), 1);
    let account = parent.get(&balance_path(nameless[0]["contingent_guid"].as_str().unwrap())).await;
    let contract = account[0]["contractId"].as_i64().unwrap();
    // The number found so serves the older routes.
    let visits = format!("/api/family/mobile/v1/visits?contract_id={contract}&from=2026-04-01&to=2026-05-12");
    assert!(!parent.get(&visits).await["payload"].as_array().unwrap().is_empty());
}

#[tokio::test]
async fn row_2_profile_id_is_the_parents_and_not_the_childs() {
    let sandbox = school(1).await;
    let parent = Parent::sign_in(&sandbox, "parent").await;
    let profile = parent.get(PROFILE).await;
    let status = async |id: &Value| parent.older(PROFILE).header("Profile-Id", id.to_string()).send().await.unwrap().status();
    assert_eq!(status(&profile["profile"]["id"]).await, StatusCode::OK);
    assert_eq!(status(&profile["children"][0]["id"]).await, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn row_2_another_familys_child_is_403_under_every_name() {
    let sandbox = school(1).await;
    let neighbour = Parent::sign_in(&sandbox, "neighbour").await.children().await[0].clone();
    let parent = Parent::sign_in(&sandbox, "parent").await;
    let (person, contract) = (neighbour["contingent_guid"].as_str().unwrap(), contract(&neighbour));
    let period = "from=2026-05-11&to=2026-05-12";
    for path in [
        balance_path(person),
        visits_path(person),
        format!("/api/pass/entrances/v1/status?personId={person}"),
        format!("/api/food/meals/v3/transactions?clientId={}&{period}", client_id(person)),
        format!("/api/food/meals/v3/orders?clientId={}&{period}", client_id(person)),
        format!("/api/meals/v2/clients?personId={person}"),
        format!("/api/meals/v1/clients?contract_id={contract}"),
        format!("/api/meals/v2/orders?contractId={contract}&{period}"),
        format!("/api/family/mobile/v1/status?contract_ids={contract}"),
        format!("/api/family/mobile/v1/visits?contract_id={contract}&{period}"),
        format!("/api/family/mobile/v1/day_balance_info?contract_id={contract}"),
        format!("/api/family/mobile/v1/attendance?student_id={}&{period}", neighbour["id"]),
        // Nobody's child is answered the same, so that the answer tells nothing.
        balance_path("00000000-0000-0000-0000-000000000000"),
    ] {
        let newer = path.starts_with("/api/food/") || path.starts_with("/api/pass/");
        let request = if newer { parent.newer(&path) } else { parent.older(&path) };
        assert_eq!(request.send().await.unwrap().status(), StatusCode::FORBIDDEN, "{path}");
    }
}

#[tokio::test]
async fn row_3_negatives_look_like_uint32_and_the_ledger_still_adds_up() {
    let sandbox = school(2).await;
    let parent = Parent::sign_in(&sandbox, "parent").await;
    for index in 0..2 {
        let person = parent.person(index).await;
        let movements = parent.movements(&person, "2025-09-01", "2026-05-12").await;
        assert!(movements.iter().any(|movement| movement["sum"].as_i64().unwrap() > 1 << 31), "no wrapped sum");
        assert!(movements.iter().all(|movement| movement["sum"].as_i64().unwrap() >= 0), "a plain negative");
        let after = |movement: &Value| signed(&movement["prevBalance"]) + signed(&movement["sum"]);
        for pair in movements.windows(2) {
            assert_eq!(after(&pair[1]), signed(&pair[0]["prevBalance"]), "newest first, each after the one below");
        }
        let account = parent.get(&balance_path(&person)).await;
        assert_eq!(account[0]["balance"].as_i64().unwrap(), after(&movements[0]));
    }
}

#[tokio::test]
async fn row_3_limits_may_be_null_and_account_numbers_exceed_32_bits() {
    let sandbox = school(4).await;
    let parent = Parent::sign_in(&sandbox, "parent").await;
    let people: Vec<_> = parent.children().await.iter().map(|child| child["contingent_guid"].as_str().unwrap().to_owned()).collect();
    let people: Vec<&str> = people.iter().map(String::as_str).collect();
    let path = format!("/api/food/meals/v3/clients/balance?clientIds={}", client_ids(&people));
    let accounts = parent.get(&path).await;
    let accounts = accounts.as_array().unwrap();
    assert_eq!(accounts.len(), 4);
    assert!(accounts.iter().any(|account| account["expenseConstraints"]["expenseDayLimit"].is_null()));
    assert!(accounts.iter().any(|account| account["contractId"].as_i64().unwrap() > i64::from(u32::MAX)));
    assert!(accounts.iter().all(|account| account["clientId"]["staffId"].is_null()));
}

#[tokio::test]
async fn row_4_the_older_route_fills_weekdays_with_dashes_and_leaves_keys_out() {
    let sandbox = school(1).await;
    let parent = Parent::sign_in(&sandbox, "parent").await;
    let child = parent.children().await[0].clone();
    let (person, contract) = (child["contingent_guid"].as_str().unwrap(), contract(&child));
    let path = format!("/api/family/mobile/v1/visits?contract_id={contract}&from=2026-03-01&to=2026-05-12");
    let older = parent.get(&path).await["payload"].as_array().unwrap().clone();

    let dates: Vec<NaiveDate> = older.iter().map(|day| day["date"].as_str().unwrap().parse().unwrap()).collect();
    assert!(dates.is_sorted_by(|newer, older| newer > older), "newest day first");
    for day in days("2026-03-01", "2026-05-12") {
        let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        assert!(weekend || dates.contains(&day), "weekday {day} is missing");
    }
    let mut placeholders = BTreeSet::new();
    for day in &older {
        let visits = day["visits"].as_array().unwrap();
        let times: Vec<_> = visits.iter().map(|visit| visit["in"].as_str().unwrap()).filter(|t| *t != "-").collect();
        assert!(times.is_sorted(), "oldest visit first: {times:?}");
        for visit in visits {
            if visit["in"] == "-" && visit["out"] == "-" {
                assert_eq!(visits.len(), 1);
                assert_eq!(visit["duration"], "-");
                for key in ["address", "short_name", "type"] {
                    assert!(visit.get(key).is_none(), "{key} is missing, not null");
                }
                placeholders.insert(day["date"].as_str().unwrap().to_owned());
            } else {
                assert_eq!(visit["type"], "COMMON");
            }
        }
    }
    assert!(placeholders.contains("2026-05-01"), "a holiday on a weekday");

    // The current route leaves exactly those days out.
    let mut current = BTreeSet::new();
    let mut week = NaiveDate::from_ymd_opt(2026, 3, 1).unwrap();
    while week <= at("2026-05-12T00:00").date() {
        let last = week + TimeDelta::days(6);
        for day in parent.visit_days(person, &week.to_string(), &last.to_string()).await {
            current.insert(day["date"].as_str().unwrap().to_owned());
        }
        week = last + TimeDelta::days(1);
    }
    let told: BTreeSet<String> = dates.iter().map(ToString::to_string).collect();
    assert_eq!(told.difference(&placeholders).cloned().collect::<BTreeSet<_>>(), current);
}

#[tokio::test]
async fn row_4_durations_are_unpadded_russian_text_that_fits_the_times() {
    let sandbox = school(1).await;
    let parent = Parent::sign_in(&sandbox, "parent").await;
    let contract = contract(&parent.children().await[0]);
    let path = format!("/api/family/web/v1/visits?contract_id={contract}&from=2026-02-01&to=2026-05-12");
    let request = parent.http.get(format!("{}{path}", parent.base)).header("X-Mes-Subsystem", "familyweb");
    let answer = json(request.header("Cookie", format!("auth_token={}", parent.access)).send().await.unwrap()).await;
    let mut checked = 0;
    for visit in answer["payload"].as_array().unwrap().iter().flat_map(|day| day["visits"].as_array().unwrap()) {
        let time = |key: &str| NaiveTime::parse_from_str(visit[key].as_str().unwrap(), "%H:%M");
        let expected = match (time("in"), time("out")) {
            (Ok(entered), Ok(left)) => {
                let minutes = (left - entered).num_minutes();
                checked += 1;
                if minutes < 60 { format!("{minutes} мин.") } else { format!("{} ч.{} мин.", minutes / 60, minutes % 60) }
            }
            _ => "-".to_owned(),
        };
        assert_eq!(visit["duration"], expected);
    }
    assert!(checked > 30, "only {checked} whole visits");
}

#[tokio::test]
async fn row_5_times_have_no_zone_and_dates_come_in_several_formats() {
    let sandbox = school(1).await;
    let parent = Parent::sign_in(&sandbox, "parent").await;
    let person = parent.person(0).await;
    for day in parent.visit_days(&person, "2026-05-06", "2026-05-12").await {
        for visit in day["visits"].as_array().unwrap() {
            for side in ["in", "out"] {
                let text = visit[side].as_str().unwrap();
                assert!(text == "-" || (text.len() == 5 && NaiveTime::parse_from_str(text, "%H:%M").is_ok()), "{text}");
            }
        }
    }
    let movements = parent.movements(&person, "2025-09-01", "2026-05-12").await;
    let offset = |text: &str| chrono::DateTime::parse_from_rfc3339(text).is_ok_and(|_| text.ends_with("+03:00"));
    let local = |text: &str| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S").is_ok();
    let formats: BTreeSet<_> =
        movements.iter().map(|movement| movement["createdAt"].as_str().unwrap()).map(|text| (offset(text), local(text))).collect();
    assert_eq!(formats, BTreeSet::from([(true, false), (false, true)]));

    let born = parent.get(PROFILE).await["profile"]["birth_date"].as_str().unwrap().to_owned();
    assert!(born.parse::<NaiveDate>().is_ok(), "{born}");
}

#[tokio::test]
async fn row_5_every_answer_tells_the_sandbox_time() {
    let sandbox = school(1).await;
    let answer = client::http().get(format!("{}/no/such/route", sandbox.base_url())).send().await.unwrap();
    assert_eq!(answer.headers()["date"], "Tue, 12 May 2026 08:30:00 GMT");
}

#[tokio::test]
async fn row_6_the_same_history_is_spelt_three_ways() {
    let sandbox = school(1).await;
    let parent = Parent::sign_in(&sandbox, "parent").await;
    let child = parent.children().await[0].clone();
    let (person, contract) = (child["contingent_guid"].as_str().unwrap(), contract(&child));

    let v3 = format!("/api/food/meals/v3/orders?clientId={}&from=2026-04-27&to=2026-05-08&limit=1000", client_id(person));
    let v3 = parent.get(&v3).await;
    assert_eq!(v3["hasNext"], false);
    let v2 = format!("/api/meals/v2/orders?contractId={contract}&from=2026-04-27T00:00:01&to=2026-05-08T23:59:59");
    let v2 = parent.get(&v2).await;
    let ids =
        |orders: &Value, key: &str| -> Vec<i64> { orders.as_array().unwrap().iter().map(|order| order[key].as_i64().unwrap()).collect() };
    assert_eq!(ids(&v3["orders"], "orderId"), ids(&v2, "id"));
    assert!(v2.as_array().unwrap().len() > 5);

    for (newer, older) in v3["orders"].as_array().unwrap().iter().zip(v2.as_array().unwrap()) {
        for (newer, older) in newer["items"].as_array().unwrap().iter().zip(older["items"].as_array().unwrap()) {
            assert_ne!(newer["dish"].is_null(), newer["complex"].is_null(), "exactly one of the two");
            assert_eq!(newer["dish"]["id"], older["dish"]["dishId"]);
            assert_eq!(newer["complex"]["paymentTypes"][0], older["complex"]["paymentType"]);
            assert_eq!(newer["complex"]["complexItems"][0]["name"], older["complex"]["items"][0]["name"]);
        }
    }

    let first = parent.get(&format!("/api/family/mobile/v1/day_balance_info?contract_id={contract}&first=5")).await;
    assert_eq!(first["hasNextPage"], true);
    assert_eq!(first["days"].as_array().unwrap().len(), 5);
    let path = format!("/api/family/mobile/v1/day-balance-info/v2?person_id={person}&from=2026-05-12&limit=5&with_payments=true");
    let second = parent.get(&path).await;
    assert_eq!(second["has_next_page"], true);
    let expenses = |answer: &Value| -> Vec<(Value, Value)> {
        let days = answer["days"].as_array().unwrap();
        days.iter().map(|day| (day["date"].clone(), day["expense"].clone())).collect()
    };
    assert_eq!(expenses(&first), expenses(&second));
    // The next page goes on where the first ended.
    let last = first["days"][4]["date"].as_str().unwrap();
    let next = format!("/api/family/mobile/v1/day_balance_info?contract_id={contract}&first=5&after={last}");
    let next = parent.get(&next).await;
    assert!(next["days"][0]["date"].as_str().unwrap() < last);
}

#[tokio::test]
async fn row_6_every_generation_tells_the_same_balance() {
    let sandbox = school(2).await;
    let parent = Parent::sign_in(&sandbox, "parent").await;
    for child in parent.children().await {
        let (person, contract) = (child["contingent_guid"].as_str().unwrap(), contract(&child));
        let v3 = parent.get(&balance_path(person)).await[0].clone();
        let v2 = parent.get(&format!("/api/meals/v2/clients?personId={person}")).await;
        let status = parent.get(&format!("/api/family/mobile/v1/status?contract_ids={contract}")).await;
        for spelling in ["contractId", "contract_id"] {
            let v1 = parent.get(&format!("/api/meals/v1/clients?{spelling}={contract}")).await;
            assert_eq!(v1["balance"], v3["balance"]);
            assert_eq!(v1["clientId"]["personId"], person);
        }
        assert_eq!(v2["balance"], v3["balance"]);
        assert_eq!(v2["clientId"]["contractId"], contract);
        assert_eq!(v2["expenseConstraints"], v3["expenseConstraints"]);
        assert_eq!(status["students"][0]["balance"], v3["balance"]);
        let now = parent.get(&format!("/api/pass/entrances/v1/status?personId={person}")).await;
        assert_eq!(status["students"][0]["at_school"], now["students"][0]["isAtSchool"]);
    }
}

#[tokio::test]
async fn row_7_arrays_come_by_comma_or_repetition_and_paths_may_end_with_a_slash() {
    let sandbox = school(2).await;
    let parent = Parent::sign_in(&sandbox, "parent").await;
    let children = parent.children().await;
    let people: Vec<_> = children.iter().map(|child| child["contingent_guid"].as_str().unwrap()).collect();
    let repeated = format!("/api/pass/entrances/v1/status?personId={}&personId={}", people[0], people[1]);
    assert_eq!(parent.get(&repeated).await["students"].as_array().unwrap().len(), 2);
    let comma = format!("/api/family/mobile/v1/status/?contract_ids={},{}", contract(&children[0]), contract(&children[1]));
    assert_eq!(parent.get(&comma).await["students"].as_array().unwrap().len(), 2);
    assert_eq!(parent.get("/api/family/mobile/v1/profile/").await, parent.get(PROFILE).await);

    let orders = |filter: &str| {
        format!("/api/food/meals/v3/orders?clientId={}&from=2026-03-01&to=2026-05-12&limit=1000{filter}", client_id(people[0]))
    };
    let all = parent.get(&orders("")).await["orders"].as_array().unwrap().clone();
    let mut by_type: BTreeMap<i64, usize> = BTreeMap::new();
    for order in &all {
        *by_type.entry(order["orderType"].as_i64().unwrap()).or_default() += 1;
    }
    assert!(by_type.len() >= 2, "{by_type:?}");
    let count = async |filter: &str| parent.get(&orders(filter)).await["orders"].as_array().unwrap().len();
    let (free, buffet) = (by_type[&0], by_type[&2]);
    assert_eq!(count("&orderType=0&orderType=2").await, free + buffet);
    assert_eq!(count("&orderType[]=0&orderType[]=2").await, free + buffet);
    assert_eq!(count("&orderType=0,2").await, free + buffet);
    assert_eq!(count("&orderType=2").await, buffet);
}

#[tokio::test]
async fn row_7_json_that_is_not_json_is_a_400_that_names_the_parameter() {
    let sandbox = school(1).await;
    let parent = Parent::sign_in(&sandbox, "parent").await;
    let person = parent.person(0).await;
    for (path, name) in [
        (format!("/api/food/meals/v3/clients/balance?clientIds={person}"), "clientIds"),
        (format!("/api/food/meals/v3/orders?clientId={person}&from=2026-05-11&to=2026-05-12"), "clientId"),
        (format!("/api/food/meals/v3/transactions?clientId={}&from=2026-05-11", client_id(&person)), "to"),
        (format!("/api/food/meals/v3/transactions?clientId={}&from=2026-05-11&to=2026-05-12&limit=1001", client_id(&person)), "limit"),
    ] {
        let refused = parent.newer(&path).send().await.unwrap();
        assert_eq!(refused.status(), StatusCode::BAD_REQUEST, "{path}");
        assert!(refused.text().await.unwrap().contains(&format!("'{name}'")), "{path}");
    }
}

#[tokio::test]
async fn row_8_the_jwt_comes_as_text_perhaps_quoted_with_201() {
    let sandbox = school(1).await;
    let parent = Parent::sign_in(&sandbox, "parent").await;
    let ask = |accept: &'static str| parent.older("/v2/token/refresh?subsystem=2&roleId=2").header("Accept", accept).send();
    let plain = ask("*/*").await.unwrap();
    assert_eq!(plain.status(), StatusCode::CREATED);
    assert_eq!(plain.text().await.unwrap(), parent.access);
    let quoted = ask("application/json").await.unwrap().text().await.unwrap();
    assert_eq!(quoted, format!("\"{}\"", parent.access));
    assert_eq!(parent.access.split('.').count(), 3, "a JWT has three parts");
}

#[tokio::test]
async fn row_9_more_than_seven_days_of_visits_are_refused() {
    let sandbox = school(1).await;
    let parent = Parent::sign_in(&sandbox, "parent").await;
    let person = parent.person(0).await;
    let path = |to: &str| format!("/api/pass/entrances/v1/visit_durations?personId={person}&from=2026-05-06&to={to}");
    assert_eq!(parent.newer(&path("2026-05-12")).send().await.unwrap().status(), StatusCode::OK);
    let refused = parent.newer(&path("2026-05-13")).send().await.unwrap();
    assert_eq!(refused.status(), StatusCode::BAD_REQUEST);
    assert!(refused.text().await.unwrap().contains("'to'"));
}

#[tokio::test]
async fn row_9_some_entries_arrive_late_and_some_exits_never_come() {
    let sandbox = school(2).await;
    let parent = Parent::sign_in(&sandbox, "parent").await;
    let (mut late, mut never) = (0, 0);
    for index in 0..2 {
        sandbox.clock().set(at("2026-05-12T11:30"));
        let person = parent.person(index).await;
        let mut entries = Vec::new();
        for (from, to) in [("2026-04-21", "2026-04-27"), ("2026-04-28", "2026-05-04"), ("2026-05-05", "2026-05-11")] {
            for day in parent.visit_days(&person, from, to).await {
                for visit in day["visits"].as_array().unwrap() {
                    let (entered, left) = (visit["in"].as_str().unwrap(), visit["out"].as_str().unwrap());
                    if left == "-" {
                        assert_eq!(visit["isIncomplete"], true);
                        never += 1;
                    }
                    if entered != "-" {
                        entries.push((day["date"].as_str().unwrap().to_owned(), entered.to_owned()));
                    }
                }
            }
        }
        for (date, entered) in entries {
            let moment = at(&format!("{date}T{entered}"));
            // The diary token lives by the same clock, so it stays good on the way back.
            sandbox.clock().set(moment + TimeDelta::minutes(30));
            let known = parent.visit_days(&person, &date, &date).await;
            let seen = known.iter().flat_map(|day| day["visits"].as_array().unwrap()).any(|visit| visit["in"] == entered);
            late += usize::from(!seen);
            sandbox.clock().set(moment - TimeDelta::minutes(1));
            let known = parent.visit_days(&person, &date, &date).await;
            let early = known.iter().flat_map(|day| day["visits"].as_array().unwrap()).any(|visit| visit["in"] == entered);
            assert!(!early, "{date} {entered} is known before it happened");
        }
    }
    assert!(late > 0, "no entry learned more than half an hour late");
    assert!(never > 0, "no exit that never came");
}

#[tokio::test]
async fn row_9_an_entry_of_today_is_still_open_before_noon() {
    let sandbox = school(1).await;
    let parent = Parent::sign_in(&sandbox, "parent").await;
    let person = parent.person(0).await;
    let today = parent.visit_days(&person, "2026-05-12", "2026-05-12").await;
    let visit = &today[0]["visits"][0];
    assert_eq!((&visit["out"], &visit["isIncomplete"], &visit["duration"]), (&value!("-"), &value!(true), &value!("-")));
    let status = parent.get(&format!("/api/pass/entrances/v1/status?personId={person}")).await;
    assert_eq!(status["students"][0]["isAtSchool"], true);
}

#[tokio::test]
async fn row_10_pages_of_movements_join_without_gap_or_double() {
    let sandbox = school(1).await;
    let parent = Parent::sign_in(&sandbox, "parent").await;
    let person = parent.person(0).await;
    let path = |page: &str| format!("/api/food/meals/v3/transactions?clientId={}&from=2026-02-01&to=2026-05-12{page}", client_id(&person));
    let whole = parent.get(&path("&limit=1000")).await;
    let whole = whole["transactions"].as_array().unwrap();
    let unasked = parent.get(&path("")).await;
    assert_eq!(unasked["transactions"].as_array().unwrap().len(), 10, "ten unless asked");
    assert_eq!(unasked["hasNext"], true);
    let mut joined = Vec::new();
    while joined.len() < whole.len() {
        let page = parent.get(&path(&format!("&limit=7&offset={}", joined.len()))).await;
        joined.extend(page["transactions"].as_array().unwrap().clone());
        assert_eq!(page["hasNext"], joined.len() < whole.len());
    }
    assert_eq!(&joined, whole);
    let top_ups = parent.get(&path("&limit=1000&type=0")).await;
    let expected: Vec<_> = whole.iter().filter(|movement| movement["type"] == 0).cloned().collect();
    assert_eq!(top_ups["transactions"].as_array().unwrap(), &expected);
}

#[tokio::test]
async fn row_10_absence_notices_go_in_and_out_with_an_empty_204() {
    let sandbox = school(1).await;
    let parent = Parent::sign_in(&sandbox, "parent").await;
    let student = parent.children().await[0]["id"].clone();
    let reasons = parent.get("/api/ej/core/family/v1/nonattendance_reasons").await;
    let notice = value!({
        "date": "2026-05-14", "bell_id": 1, "begin_time": "08:30", "end_time": "14:30",
        "lesson_education_type": "OO", "description": "к врачу", "reason_id": reasons[0]["id"],
    });
    let send = |method: reqwest::Method, path: &str, body: Value| {
        let request = parent.http.request(method, format!("{}/api/family/mobile/v1/attendance{path}", parent.base));
        request.bearer_auth(&parent.access).header("Auth-Token", &parent.access).header("X-Mes-Subsystem", "familymp").json(&body).send()
    };
    let body = value!({ "student_id": student, "notifications": [notice] });
    let ids = json(send(reqwest::Method::POST, "/v2", body).await.unwrap()).await;
    let list = format!("/api/family/mobile/v1/attendance?student_id={student}&from=2026-05-14&to=2026-05-14");
    assert_eq!(parent.get(&list).await["notifications"][0]["id"], ids["ids"][0]);

    let withdrawn = send(reqwest::Method::DELETE, "", ids).await.unwrap();
    assert_eq!(withdrawn.status(), StatusCode::NO_CONTENT);
    assert!(withdrawn.text().await.unwrap().is_empty());
    assert_eq!(parent.get(&list).await["notifications"], value!([]));
}

#[tokio::test]
async fn row_10_limits_and_bans_read_back_what_was_written() {
    let sandbox = school(1).await;
    let parent = Parent::sign_in(&sandbox, "parent").await;
    let client = client_id(&parent.person(0).await);
    let write = |method: reqwest::Method, route: &str, body: Value| {
        let request = parent.http.request(method, format!("{}/api/food/meals/v3/{route}?clientId={client}", parent.base));
        let request = request.bearer_auth(&parent.access).header("X-Mes-Subsystem", "familymp");
        request.header("X-Mes-AppId", "familymp").json(&body).send()
    };
    let (put, patch) = (reqwest::Method::PUT, reqwest::Method::PATCH);
    let bans = format!("/api/food/meals/v3/menu/prohibitions?clientId={client}");
    let ban = value!({ "dishId": null, "categoryId": 7, "subcategoryId": null });
    for (prohibition, expected) in [(true, value!([ban])), (false, value!([]))] {
        let change = value!([{ "prohibition": prohibition, "prohibitionItem": ban }]);
        let answer = write(put.clone(), "menu/prohibitions", change).await.unwrap();
        assert_eq!(answer.status(), StatusCode::NO_CONTENT);
        assert_eq!(parent.get(&bans).await, expected);
    }

    let state = format!("/api/food/meals/v3/clients/allowed-food-state?clientId={client}");
    let half = write(patch.clone(), "clients/allowed-food-state", value!({ "foodboxAllowed": true })).await.unwrap();
    assert_eq!(half.status(), StatusCode::BAD_REQUEST);
    let both = value!({ "foodboxAllowed": true, "specialDietComplex": true });
    assert!(write(patch, "clients/allowed-food-state", both).await.unwrap().status().is_success());
    let answer = parent.get(&state).await;
    assert_eq!((&answer["foodboxAllowed"], &answer["specialDietComplex"]), (&value!(true), &value!(true)));

    let consent = write(reqwest::Method::POST, "clients/preorder-allowed", value!(null)).await.unwrap();
    assert!(consent.status().is_success());
    assert_eq!(parent.get(&state).await["preorderAllowed"], true);
    let provider = parent.get(&format!("/api/food/meals/v3/clients/food-provider?clientId={client}")).await;
    assert!(provider["name"].is_string() && provider["inn"].is_string());
}

#[tokio::test]
async fn row_11_fields_nobody_described_are_there_and_a_generation_may_be_missing() {
    let sandbox = school(1).await;
    let parent = Parent::sign_in(&sandbox, "parent").await;
    let child = parent.children().await[0].clone();
    assert!(child.get("service_type_id").is_some(), "a field wire-api does not name");
    assert!(child["type"].is_null());
    let (person, contract) = (child["contingent_guid"].as_str().unwrap(), contract(&child));
    for status in [404, 501] {
        sandbox.faults().clear();
        for service in [Service::Pass, Service::Food] {
            sandbox.faults().add(service, FaultKind::MissingRoute { route: None, status }, None);
        }
        for path in [balance_path(person), visits_path(person)] {
            assert_eq!(parent.newer(&path).send().await.unwrap().status().as_u16(), status, "{path}");
        }
        parent.get(&format!("/api/meals/v2/clients?personId={person}")).await;
        parent.get(&format!("/api/family/mobile/v1/visits?contract_id={contract}&from=2026-05-11&to=2026-05-12")).await;
    }
}

#[tokio::test]
async fn row_11_a_method_nobody_knows_is_404() {
    let sandbox = school(1).await;
    let parent = Parent::sign_in(&sandbox, "parent").await;
    let order = parent.newer("/api/food/meals/v3/orders/1").send().await.unwrap();
    assert_eq!(order.status(), StatusCode::NOT_FOUND);
    let method = parent.newer("/api/food/meals/v9/orders").send().await.unwrap();
    assert_eq!(method.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn row_12_one_service_down_leaves_the_others_up() {
    let sandbox = school(1).await;
    let parent = Parent::sign_in(&sandbox, "parent").await;
    let person = parent.person(0).await;
    let (food, pass) = (balance_path(&person), visits_path(&person));
    for (service, down, up) in [(Service::Food, &food, &pass), (Service::Pass, &pass, &food)] {
        for status in [500, 504] {
            sandbox.faults().clear();
            sandbox.faults().add(service, FaultKind::Status { status }, None);
            let broken = parent.newer(down).send().await.unwrap();
            assert_eq!(broken.status().as_u16(), status);
            assert!(broken.text().await.unwrap().trim_start().starts_with('<'), "an HTML body");
            assert_eq!(parent.newer(up).send().await.unwrap().status(), StatusCode::OK);
        }
    }
}

#[tokio::test]
async fn row_12_stale_data_are_those_of_an_earlier_minute() {
    let sandbox = school(1).await;
    let parent = Parent::sign_in(&sandbox, "parent").await;
    let person = parent.person(0).await;
    let today = async || parent.visit_days(&person, "2026-05-12", "2026-05-12").await;
    assert_eq!(today().await.len(), 1);
    sandbox.faults().add(Service::Pass, FaultKind::Stale { minutes: 6 * 60 }, None);
    assert_eq!(today().await.len(), 0, "at half past five nobody is at school");
}
