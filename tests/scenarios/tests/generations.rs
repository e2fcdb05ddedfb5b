//! Servers of older generations: what is missing is asked for once, and the older route gives the same facts.
#![allow(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

use schoolcard_core::app::RefreshScope;
use schoolcard_core::domain::DataState;
use schoolcard_sandbox::{FaultKind, Sandbox, Service};
use schoolcard_scenarios::{Phone, balance, rows, school, school_on_disk};

const VISITS: &str = "GET /api/pass/entrances/v1/visit_durations";
const VISITS_BY_CONTRACT: &str = "GET /api/family/mobile/v1/visits";
const BALANCE: &str = "GET /api/food/meals/v3/clients/balance";
const BALANCE_V2: &str = "GET /api/meals/v2/clients";
const STATUS: &str = "GET /api/family/mobile/v1/status";

fn missing(school: &Sandbox, service: Service, route: &str, status: u16) {
    let route = route.split_once(' ').map(|(_, path)| path.to_owned());
    school.faults().add(service, FaultKind::MissingRoute { route, status }, None);
}

/// Signs in, reads, and checks that every child has presence and a right balance.
async fn reads_everything(school: &Sandbox) -> Phone {
    let phone = Phone::new(&school.base_url()).unwrap();
    phone.sign_in(school).await.unwrap();
    phone.app.refresh(RefreshScope::Latest).await.unwrap();
    assert_right(school, &phone);
    phone
}

fn assert_right(school: &Sandbox, phone: &Phone) {
    let children = school.operator_state().unwrap().children;
    let cards = phone.cards().unwrap();
    assert!(!cards.is_empty());
    for (card, child) in cards.iter().zip(&children) {
        assert_eq!(card.presence.freshness.state, DataState::Live);
        assert_eq!(balance(card).freshness.state, DataState::Live);
        assert_eq!(balance(card).value.balance.confirmed.kopecks(), child.balance_kopecks);
        assert_eq!(card.account.map(|account| account.0), Some(child.contract_id));
    }
    assert_eq!(phone.notices().unwrap(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_current_visits_route_the_older_one_gives_the_same_passages() {
    for status in [404, 501] {
        let school = school_on_disk(2, 120).await;
        missing(&school.sandbox, Service::Pass, VISITS, status);
        let phone = reads_everything(&school.sandbox).await;
        let asked = school.sandbox.counters().requests_to(VISITS);
        assert!(asked <= 2, "once for each child at most: {asked}");
        phone.app.refresh(RefreshScope::Everything).await.unwrap();
        let phone = phone.reopened().unwrap();
        phone.app.refresh(RefreshScope::Latest).await.unwrap();
        assert_eq!(school.sandbox.counters().requests_to(VISITS), asked, "remembered for this server, in the next process too");
        assert!(school.sandbox.counters().requests_to(VISITS_BY_CONTRACT) > 0);
        // The older route names buildings by address, not by number; the minutes are the same.
        let minutes = |rows: &[String]| {
            let mut minutes: Vec<String> = rows
                .iter()
                .map(|row| {
                    let p: Vec<&str> = row.split('|').collect();
                    [p[0], p[1], p[3]].join("|")
                })
                .collect();
            minutes.sort();
            minutes.dedup();
            minutes
        };
        phone.app.pause(std::time::Duration::from_secs(1));
        let (mine, theirs) = (rows::of_the_phone(phone.data.path()), school.rows());
        assert_eq!(minutes(&mine.passages), minutes(&theirs.passages));
        assert!(mine.passages.len() > 200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_balance_v3_the_balance_comes_from_v2() {
    let school = school(2, 20).await.unwrap();
    missing(&school, Service::Food, BALANCE, 404);
    let phone = reads_everything(&school).await;
    assert_eq!(school.counters().requests_to(BALANCE), 1);
    for _ in 0..3 {
        phone.app.refresh(RefreshScope::Latest).await.unwrap();
    }
    assert_eq!(school.counters().requests_to(BALANCE), 1, "remembered");
    assert!(school.counters().requests_to(BALANCE_V2) >= 8);
    assert_right(&school, &phone);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_v3_and_v2_the_balance_comes_from_the_family_status() {
    let school = school(2, 20).await.unwrap();
    missing(&school, Service::Food, BALANCE, 404);
    missing(&school, Service::Food, BALANCE_V2, 501);
    let phone = reads_everything(&school).await;
    for _ in 0..3 {
        phone.app.refresh(RefreshScope::Latest).await.unwrap();
    }
    assert_eq!(school.counters().requests_to(BALANCE), 1, "remembered");
    assert_eq!(school.counters().requests_to(BALANCE_V2), 1, "remembered too");
    assert_eq!(school.counters().requests_to(STATUS), 4);
    assert_right(&school, &phone);
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_week_the_current_route_is_tried_again() {
    let school = school(1, 20).await.unwrap();
    missing(&school, Service::Food, BALANCE, 404);
    let phone = reads_everything(&school).await;
    school.faults().clear();
    assert!(school.clock().advance(8 * 24 * 3600));
    phone.app.refresh(RefreshScope::Latest).await.unwrap();
    // The clock of the phone learns of the jump with the first answer.
    phone.app.refresh(RefreshScope::Latest).await.unwrap();
    assert!(school.counters().requests_to(BALANCE) >= 2);
    assert_right(&school, &phone);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_the_profile_does_not_tell_comes_from_the_balance_and_serves_the_older_visits() {
    // The third child of the default family comes without contract_id.
    let school = school(3, 20).await.unwrap();
    missing(&school, Service::Pass, VISITS, 404);
    let phone = reads_everything(&school).await;
    let cards = phone.cards().unwrap();
    assert_eq!(cards.len(), 3);
    assert_eq!(cards[2].presence.freshness.state, DataState::Live);
    phone.app.refresh(RefreshScope::Latest).await.unwrap();
    assert_right(&school, &phone);
}
