//! Orders ahead and "ill today" in processes that are ended between any two steps: the school has what the parent wanted, once.
#![allow(clippy::unwrap_used)] // Helpers of tests, too, may stop a test.

use std::path::Path;
use std::sync::Arc;

use schoolcard_core::app::{ParentApp, RefreshScope};
use schoolcard_core::domain::{LocalDate, PersonId};
use schoolcard_core::secrets::FileSecrets;
use schoolcard_sandbox::Sandbox;
use schoolcard_scenarios::meals::{books, child, day};
use schoolcard_scenarios::{config, lives, school};

/// The second child's lunch: same-day cut-off at 08:30, paid when ordered, money back after two hours.
const LUNCH: i64 = 601;
/// More commits of the outbox than a wish takes.
const MOST_STEPS: u32 = 40;

/// One life of an app with that wish; how it ended, or none when the life was ended before.
fn live(school: &Sandbox, data: &Path, child: &PersonId, on: LocalDate, wish: &[&str], end: Option<&str>) -> Option<String> {
    let (base, on) = (school.base_url(), on.to_string());
    let args = [&[base.as_str(), data.to_str().unwrap(), child.as_str(), &on], wish].concat();
    lives::live(env!("CARGO_BIN_EXE_meals"), &args, end)
}

/// Signs a phone in and reads what can be ordered; it has no wish yet.
async fn prepare(school: &Sandbox, data: &Path, child: &PersonId) {
    let app = ParentApp::new(config(&school.base_url(), data), Arc::new(FileSecrets::new(data.join("secrets")))).unwrap();
    let pair = school.token(None).unwrap();
    app.sign_in_with_tokens(pair.access_token, Some(pair.refresh_token)).await.unwrap();
    app.refresh(RefreshScope::Latest).await.unwrap();
    app.refresh(RefreshScope::Orders { person: child.clone() }).await.unwrap();
    app.shutdown();
}

fn on_that_day(school: &Sandbox, child: &PersonId, on: LocalDate) -> Vec<(i64, i64, String)> {
    let orders = books(school, child).into_iter().filter(|order| order.on_date.to_string() == on.to_string());
    orders.map(|order| (order.complex_id, order.amount, order.state)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_between_any_two_steps_a_meal_is_ordered_once_and_its_cancelling_is_done_once() {
    let wednesday = day("2026-05-13");
    let mut steps = [0, 0];
    for (index, wish) in [&["order", "601"][..], &["ill"]].into_iter().enumerate() {
        let mut lived_to_the_end = false;
        for end in lives::ends(MOST_STEPS) {
            let school = school(2, 3).await.unwrap();
            let misha = child(&school, 1);
            let data = tempfile::tempdir().unwrap();
            prepare(&school, data.path(), &misha).await;
            if index == 1 {
                // What is to be cancelled was ordered before, by another phone.
                let other = tempfile::tempdir().unwrap();
                prepare(&school, other.path(), &misha).await;
                assert_eq!(live(&school, other.path(), &misha, wednesday, &["order", "601"], None).unwrap(), "Done");
                prepare(&school, data.path(), &misha).await;
            }
            let whole = live(&school, data.path(), &misha, wednesday, wish, Some(&end)).is_some();
            let mut ended = live(&school, data.path(), &misha, wednesday, wish, None).unwrap();
            if ended == "under way" {
                // What may have been sent is looked for before it is sent again.
                school.clock().advance(6 * 60);
                ended = live(&school, data.path(), &misha, wednesday, wish, None).unwrap();
            }
            let has = on_that_day(&school, &misha, wednesday);
            let (said, state) = [("Done", "waiting"), ("Cancelled Filed", "cancelled")][index];
            assert_eq!(ended, said, "killed at {end}");
            assert_eq!(has, [(LUNCH, 1, state.to_owned())], "killed at {end}: once, and nothing else");
            if whole {
                lived_to_the_end = true;
                break;
            }
            steps[index] += 1;
        }
        assert!(lived_to_the_end, "a wish of more steps than anybody expects");
    }
    println!("killed at {steps:?} steps");
    assert!(steps.iter().all(|steps| *steps >= 6), "{steps:?}");
}
