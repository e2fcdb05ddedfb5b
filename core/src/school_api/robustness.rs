//! Nothing read from the server can crash the application: every reader, fed with arbitrary and with spoilt bodies.
//!
//! Named invariants:
//! - *no panic*: any bytes give a result or a typed error;
//! - *one row*: whatever stands in one row's place, the other rows are read all the same;
//! - *no invention*: every passage stands, to the minute, in a visit of the body, and none of them is an exit of a visit
//!   that the server calls incomplete.

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::domain::{Direction, Moment, PersonId};

use super::error::ApiError;
use super::movements::MovementKeys;
use super::{ahead, balance, cards, family, food_rules, menus, movements, notices, orders, payments, refusal, sign_in, visits};

const NOW: Moment = Moment(1_780_000_000_000);

/// A reader by name: how many rows it gave.
type Reader = fn(&[u8]) -> Result<usize, ApiError>;

fn child() -> PersonId {
    PersonId::from("0a1b")
}

const READERS: [(&str, Reader); 32] = [
    ("bans", |body| food_rules::bans(body).map(|read| read.value.len())),
    ("food_rights", |body| food_rules::rights(body).map(|_| 1)),
    ("menu_complexes", |body| menus::complexes(body).map(|read| read.value.len())),
    ("menu_buffet", |body| menus::buffet(body).map(|read| read.value.len())),
    ("menu_complexes_v2", |body| menus::complexes_v2(body).map(|read| read.value.iter().map(|at| at.complexes.len()).sum())),
    ("menu_v1", |body| menus::menu_v1(body).map(|read| read.value.complexes.iter().map(|at| at.complexes.len()).sum())),
    ("notices", |body| notices::notices(body).map(|read| read.value.rows.len())),
    ("notification_settings", |body| notices::settings(body, crate::domain::NotificationChannel::Push).map(|read| read.value.len())),
    ("cards", |body| cards::cards(body).map(|read| read.value.len())),
    ("transport_card", |body| cards::transport_card(body).map(|read| usize::from(read.value.is_some()))),
    ("representatives", |body| family::representatives(body).map(|read| read.value.len())),
    ("family", |body| family::family(body).map(|read| read.value.children.len())),
    ("passages", |body| visits::passages(body, &child(), NOW).map(|read| read.value.len())),
    ("at_school", |body| visits::at_school(body).map(|read| read.value.len())),
    ("balances", |body| balance::balances(body).map(|read| read.value.len())),
    ("balance", |body| balance::balance(body).map(|_| 1)),
    ("movements", |body| movements::movements(body, &child(), &mut MovementKeys::new(), NOW).map(|read| read.value.rows.len())),
    ("purchases", |body| orders::purchases(body, &child(), NOW).map(|read| read.value.rows.len())),
    ("mos_tokens", |body| sign_in::mos_tokens(body).map(|_| 1)),
    ("diary_tokens", |body| sign_in::diary_tokens(body).map(|_| 1)),
    ("renewed", |body| sign_in::renewed(body).map(|_| 1)),
    ("plain_token", |body| sign_in::plain_token(body).map(|_| 1)),
    ("payment_link", |body| payments::payment_link(body).map(|_| 1)),
    ("history_token", |body| payments::history_token(body).map(|_| 1)),
    ("payments", |body| payments::payments(body).map(|read| read.value.rows.len())),
    ("food_provider", |body| payments::food_provider(body).map(|_| 1)),
    ("order_days", |body| ahead::order_days(body).map(|read| read.value.len())),
    ("meal_orders", |body| ahead::meal_orders(body, &child()).map(|read| read.value.rows.len())),
    ("weekly_rules", |body| ahead::weekly_rules(body).map(|read| read.value.len())),
    ("absence_reasons", |body| ahead::absence_reasons(body).map(|read| read.value.len())),
    ("absences", |body| ahead::absences(body).map(|read| read.value.len())),
    ("profiles", |body| sign_in::profiles(body).map(|read| read.value.len())),
];

/// Bodies as the school sends them, one for each reader that gives rows, with the place of the rows.
fn samples() -> Vec<(&'static str, &'static str, Value)> {
    let visit = json!({"in":"08:07","out":"14:33","duration":"6 ч.26 мин.","isIncomplete":false,"personIn":{"lastName":"А","firstName":"Б","middleName":null},
        "personOut":null,"kindId":1,"kindName":"x","organizationId":7,"organizationName":"Школа","organizationShortName":"Ш","organizationAddress":"ул."});
    let day =
        |date: &str| json!({"date": date, "visits": [visit.clone(), {"in":"15:00","out":"-","isIncomplete":true,"organizationId":"7"}]});
    let balance = |person: &str| {
        json!({"clientId":{"personId":person,"staffId":null},"contractId":5_000_000_000_i64,"balance":-240,
        "expenseConstraints":{"expenseDayLimit":null,"balanceThreshold":100}})
    };
    let movement = |order: i64| json!({"sum":4_294_959_296_i64,"prevBalance":100,"createdAt":"2026-05-12T12:00:00","origin":"буфет","type":1,"orderId":order});
    let order = |id: i64| {
        json!({"orderId":id,"createdAt":"2026-05-12T12:00:00+03:00","status":3,"orderType":2,"deliveredAt":null,"price":100,"discount":0,
        "totalPrice":100,"onDate":"2026-05-12","items":[{"dish":{"id":1,"name":"Булочка","price":100,"amount":1},"complex":null},
        {"complex":{"name":"Обед","price":1.0,"kind":2,"paymentTypes":[1],"complexItems":[{"dish":{"name":"Суп"}}]}}]})
    };
    let pupil = |guid: &str| {
        json!({"id":4,"contingent_guid":guid,"contract_id":null,"first_name":"В","sex":"f","birth_date":"2014-09-01",
        "class_name":"5-А","school":{"id":7,"name":"Школа"},"enrollment_date":"2021-09-01","groups":[{"id":1}]})
    };
    let payment = |id: &str| {
        json!({"id":id,"status":"APRP","service":"FOOD","amount":50_000,"created_at":"2026-05-12T12:00:00+03:00",
        "additional_data":{"contract_id":5_000_000_000_i64,"request_uid":"r","package_uid":"p"}})
    };
    let notice = |id: &str| {
        json!({"id":id,"title":"Проход","description":"Вошла","timestamp":1_778_563_620,"created_at":"2026-05-12T08:07:00+03:00","is_new":true,
        "context":{"event_name":"x","mobile_routing_data":{"type":"visit","event_type":"entry"}}})
    };
    let switches = |id: i64| {
        json!({"setting_group_id":id,"setting_group_name":"Проходы","events":[{"event_type_id":2,"event_name":"Вход","description":"",
        "settings":[{"id":3,"is_subscribed":true,"time_from":"08:00","time_to":null,"mail_target_id":6,"mail_target_name":"push"}]}]})
    };
    let card = |id: i64| {
        json!({"id":id,"type":"SERVICE","typeName":"Сервисная карта","number":"•••• 4421","status":"ACTIVE","validFrom":"2025-09-01",
        "validTo":"2030-09-01","blockedAt":null})
    };
    let dish = json!({"id":7,"name":"Борщ","price":6000,"categoryId":2,"categoryName":"Супы","subcategoryId":0,"subcategoryName":"","ingredients":"свёкла",
        "calories":110.5,"weight":"200","protein":3,"fat":null,"carbohydrates":12.25});
    let complex = |id: i64| {
        json!({"id":id,"name":"Обед","price":18_500,"kind":2,"paymentTypes":[1],"preorderAllowed":true,"startDate":"2025-09-01",
        "endDate":"2026-05-31","complexItems":[{"dish":dish.clone()}]})
    };
    let place = json!({"id":3,"organizationName":"Корпус 1","text":"ул. Мира, 1"});
    let complexes = |date: &str| json!({"onDate":date,"address":place.clone(),"items":[complex(1), complex(2)]});
    let buffet = |date: &str| {
        json!({"onDate":date,"addresses":[{"address":place.clone(),"items":[{"dish":dish.clone(),"prohibition":false,"foodbox":true}],
        "buffetOpenAt":"2026-05-12T08:30:00","buffetCloseAt":"2026-05-12T15:00:00","foodboxOpenAt":null}]})
    };
    let oldest = |title: &str| {
        json!({"title":title,"summary":18_500,"is_discount_complex":false,
        "meals":[{"name":"Суп","full_name":"Суп","ingredients":null,"price":6000,"nutrition":{"calories":1.5}}]})
    };
    vec![
        ("cards", "/payload", json!({"payload":[card(1), card(2), card(3)]})),
        ("bans", "", json!([{"dishId":7,"categoryId":null,"subcategoryId":null},{"dishId":null,"categoryId":16},{"dishId":8}])),
        (
            "food_rights",
            "",
            json!({"discountedMeals":false,"preorderAllowed":true,"foodboxAllowed":true,"specialDietComplex":false,
            "addresses":[{"address":{"id":1},"settings":{"foodboxAvailable":true,"preorderAvailable":true}}]}),
        ),
        ("menu_complexes", "", json!([complexes("2026-05-11"), complexes("2026-05-12"), complexes("2026-05-13")])),
        ("menu_buffet", "", json!([buffet("2026-05-11"), buffet("2026-05-12"), buffet("2026-05-13")])),
        ("menu_complexes_v2", "/items", json!({"items":[complex(1), complex(2), complex(3)]})),
        ("menu_v1", "/menu", json!({"menu":[oldest("Завтрак"), oldest("Обед"), oldest("Полдник")]})),
        ("family", "/children", json!({"profile":{"id":1,"first_name":"А"},"children":[pupil("a"), pupil("b"), pupil("c")],"hash":"0"})),
        ("passages", "/payload", json!({"payload":[day("2026-05-12"), day("2026-05-13"), day("2026-05-14")]})),
        (
            "passages",
            "/payload/0/visits",
            json!({"payload":[{"date":"2026-05-12","visits":[visit, {"in":"07:00","out":"-"}, {"in":"-","out":"19:00"}]}]}),
        ),
        ("at_school", "/students", json!({"students":[{"personId":"a","isAtSchool":true},{"personId":"b","isAtSchool":false}]})),
        ("balances", "", json!([balance("a"), balance("b"), balance("c")])),
        ("movements", "/transactions", json!({"hasNext":false,"transactions":[movement(1), movement(2), movement(2)]})),
        ("purchases", "/orders", json!({"hasNext":true,"orders":[order(1), order(2), order(3)]})),
        (
            "payments",
            "/data",
            json!({"data":[payment("a"), payment("b"), payment("c")],"total_count":3,"current_page":1,"total_pages":1,"per_page":50}),
        ),
        ("payment_link", "", json!({"payment_link":"https://pay.example/1","request_uid":"r","package_uid":"p"})),
        ("history_token", "", json!({"access_token":"a","expires_in":300})),
        ("notices", "/data", json!({"data":[notice("a"), notice("b"), notice("c")]})),
        ("notification_settings", "", json!([switches(1), switches(2), switches(3)])),
        ("food_provider", "", json!({"name":"x","inn":"1","ogrn":"2","rnipsc":"3"})),
        ("profiles", "", json!([{"id":1,"type":"ParentProfile"},{"id":2,"type":"agent"}])),
        ("diary_tokens", "", json!({"user_authentication_for_mobile_response":{"mesh_access_token":"a","mesh_refresh_token":"b"}})),
        ("renewed", "", json!({"access_token":"a","refresh_token":"b","expires_in":3600})),
        ("balance", "", balance("a")),
    ]
}

fn reader(name: &str) -> Reader {
    READERS.iter().find(|(known, _)| *known == name).unwrap().1
}

fn read_all(body: &[u8]) {
    for (_, read) in READERS {
        let _ = read(body);
    }
    for status in [400, 401, 403, 404, 422, 429, 499, 500, 503] {
        let error = refusal::error(reqwest::StatusCode::from_u16(status).unwrap(), None, body);
        let _ = format!("{error} {error:?}");
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any_text().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 5, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            proptest::collection::vec((any_key(), inner), 0..5).prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
        ]
    })
}

/// Texts that readers look at twice.
fn any_text() -> impl Strategy<Value = String> {
    let telling = prop::sample::select(vec![
        "",
        "-",
        "08:07",
        "24:00",
        "99:99:99",
        "2026-05-12",
        "2026-02-30",
        "12.05.2026",
        "2026-05-12T08:07:00",
        "2026-05-12T08:07:00+99:99",
        "262143-12-31T23:59:60",
        "-262144-01-01",
        "9223372036854775808",
        "-0",
        "1e999",
        "4294959296",
        "NaN",
        "true",
        "\u{202e}кот",
        "ёёёёёёёёёёёё",
    ]);
    prop_oneof![telling.prop_map(str::to_owned), any::<String>(), "[0-9:.TZ+-]{0,24}"]
}

fn any_key() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "payload",
        "response",
        "data",
        "transactions",
        "orders",
        "children",
        "profile",
        "students",
        "hasNext",
        "date",
        "visits",
        "in",
        "out",
        "isIncomplete",
        "personIn",
        "organizationId",
        "sum",
        "prevBalance",
        "createdAt",
        "type",
        "orderId",
        "items",
        "dish",
        "complex",
        "paymentTypes",
        "balance",
        "clientId",
        "contractId",
        "expenseConstraints",
        "access_token",
        "user_authentication_for_mobile_response",
        "errors",
        "apikey",
        "PERSON_ID",
        "payment_link",
        "additional_data",
        "total_pages",
        "timestamp",
        "mobile_routing_data",
        "setting_group_id",
        "events",
        "settings",
        "mail_target_id",
        "time_from",
        "onDate",
        "addresses",
        "complexItems",
        "menu",
        "meals",
        "weight",
        "dishId",
        "categoryId",
        "foodboxAllowed",
        "settings",
        "buffetOpenAt",
    ]);
    prop_oneof![3 => known.prop_map(str::to_owned), 1 => any::<String>()]
}

/// Every place in a body, as pointers.
fn places(value: &Value, at: &str, all: &mut Vec<String>) {
    all.push(at.to_owned());
    match value {
        Value::Array(rows) => rows.iter().enumerate().for_each(|(n, row)| places(row, &format!("{at}/{n}"), all)),
        Value::Object(fields) => fields.iter().for_each(|(key, field)| places(field, &format!("{at}/{key}"), all)),
        _ => {}
    }
}

#[test]
fn every_sample_is_read_whole() {
    for (name, at, body) in samples() {
        let rows = reader(name)(body.to_string().as_bytes()).unwrap();
        let expected = body.pointer(at).and_then(Value::as_array).map_or(1, Vec::len);
        assert!(rows >= expected, "{name}: {rows} of {expected}");
    }
}

#[test]
fn deep_nesting_is_an_error_and_not_an_overflow() {
    for body in ["[".repeat(100_000), "{\"payload\":".repeat(100_000), "{\"errors\":".repeat(100_000)] {
        read_all(body.as_bytes());
    }
}

#[test]
fn more_rows_than_any_school_sends_are_refused() {
    let rows = |count| format!("[{}]", vec!["{}"; count].join(","));
    assert_eq!(visits::at_school(rows(20_001).as_bytes()).unwrap_err(), ApiError::TooLarge);
    assert_eq!(visits::at_school(rows(20_000).as_bytes()).unwrap().skipped, 20_000);
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(body in proptest::collection::vec(any::<u8>(), 0..300)) {
        read_all(&body);
    }

    #[test]
    fn arbitrary_json_never_panics(body in any_json()) {
        read_all(body.to_string().as_bytes());
    }

    #[test]
    fn a_spoilt_value_never_panics(which in any::<prop::sample::Index>(), place in any::<prop::sample::Index>(), other in any_json()) {
        let mut samples = samples();
        let (_, _, mut body) = samples.swap_remove(which.index(samples.len()));
        let mut all = Vec::new();
        places(&body, "", &mut all);
        *body.pointer_mut(&all[place.index(all.len())]).unwrap() = other;
        read_all(body.to_string().as_bytes());
    }

    #[test]
    fn a_cut_or_flipped_body_never_panics(which in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<bool>()) {
        let samples = samples();
        let mut body = samples[which.index(samples.len())].2.to_string().into_bytes();
        let at = at.index(body.len());
        if cut { body.truncate(at) } else { body[at] = byte }
        read_all(&body);
    }

    #[test]
    fn one_row_of_anything_hides_no_other_row(which in any::<prop::sample::Index>(), row in any::<prop::sample::Index>(), other in any_json()) {
        let (name, at, body) = { let mut lists: Vec<_> = samples().into_iter().filter(|(_, at, body)| body.pointer(at).is_some_and(Value::is_array)).collect();
            lists.swap_remove(which.index(lists.len())) };
        let mut without = body.clone();
        let mut spoilt = body;
        let rows = spoilt.pointer_mut(at).unwrap().as_array_mut().unwrap();
        let row = row.index(rows.len());
        rows[row] = other;
        without.pointer_mut(at).unwrap().as_array_mut().unwrap().remove(row);
        let read = reader(name);
        let others = read(without.to_string().as_bytes()).unwrap();
        prop_assert!(read(spoilt.to_string().as_bytes()).unwrap() >= others, "{name}: {spoilt}");
    }

    #[test]
    fn no_passage_is_invented(visits in proptest::collection::vec((any_tap(), any_tap(), any::<bool>()), 0..6)) {
        let rows: Vec<_> = visits.iter().map(|(i, o, incomplete)| json!({"in": i, "out": o, "isIncomplete": incomplete, "organizationId": 1})).collect();
        let body = json!({"payload":[{"date":"2026-05-12","visits":rows}]}).to_string();
        for passage in visits::passages(body.as_bytes(), &child(), NOW).unwrap().value {
            let time = passage.at.time().to_string();
            let told = visits.iter().any(|(i, o, incomplete)| match passage.direction {
                Direction::In => *i == time,
                Direction::Out => *o == time && !(*incomplete && i != "-" && i != "25:61"),
            });
            prop_assert!(told, "{passage:?} of {body}");
        }
    }
}

fn any_tap() -> impl Strategy<Value = String> {
    prop_oneof![Just("-".to_owned()), Just("25:61".to_owned()), (7u32..20, 0u32..60).prop_map(|(h, m)| format!("{h:02}:{m:02}"))]
}
