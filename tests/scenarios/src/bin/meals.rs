//! One life of an app whose parent orders a meal, or says that the child is ill: a process of its own, so that a test can end it at any
//! commit.
//!
//! `meals BASE DATA_DIR PERSON DAY order COMPLEX|ill`: makes the wish unless it was made before, and looks a few
//! times whether it has ended. For `order` one portion is wanted. Prints how it ended.

#![allow(clippy::expect_used, clippy::print_stdout, reason = "a helper of tests fails and talks like one")]

use std::path::Path;
use std::sync::Arc;

use schoolcard_core::app::ParentApp;
use schoolcard_core::domain::{LocalDate, PersonId};
use schoolcard_core::screens::ill_today::{IllKind, IllNoticeKind};
use schoolcard_core::screens::orders::OrderChangeKind;
use schoolcard_core::screens::{IllTodayState, OrdersState, Screen, ScreenState};
use schoolcard_core::secrets::FileSecrets;
use schoolcard_scenarios::config;

/// How a wish goes.
enum Going {
    NotMade,
    UnderWay,
    Ended(String),
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [base, data_dir, person, day, wish @ ..] = &args[..] else { panic!("usage: see the source") };
    let secrets = Arc::new(FileSecrets::new(Path::new(data_dir).join("secrets")));
    let app = ParentApp::new(config(base, Path::new(data_dir)), secrets).expect("an app");
    let (child, day): (PersonId, LocalDate) = (person.as_str().into(), day.parse().expect("a day"));
    let complex: Option<i64> = wish.get(1).map(|number| number.parse().expect("a number"));
    for _ in 0..6 {
        let going = match complex {
            Some(complex) => order(&app, &child, day, complex),
            None => ill(&app, &child, day),
        };
        match going {
            Going::Ended(how) => {
                println!("{how}");
                return app.shutdown();
            }
            Going::NotMade => make(&app, &child, day, complex),
            Going::UnderWay => {}
        }
        app.look_at_outbox().await.expect("a look");
    }
    println!("under way");
    app.shutdown();
}

fn make(app: &ParentApp, child: &PersonId, day: LocalDate, complex: Option<i64>) {
    match (complex, app.current(&Screen::IllToday { child: child.clone(), day })) {
        (Some(complex), _) => drop(app.set_order(child, day, complex, vec![], 1).expect("kept")),
        (None, Ok(ScreenState::IllToday { state: IllTodayState::Form { reasons, .. } })) => {
            drop(app.ill_today(child, day, reasons[0].reason.clone()).expect("kept"));
        }
        (None, other) => panic!("nothing to say ill on: {other:?}"),
    }
}

fn order(app: &ParentApp, child: &PersonId, day: LocalDate, complex: i64) -> Going {
    let state = app.current(&Screen::Orders { child: child.clone(), week: day }).expect("a state");
    let ScreenState::Orders { state: OrdersState::Orders { week, .. } } = state else { return Going::NotMade };
    let meals = week.value.days.into_iter().filter(|row| row.day == day).flat_map(|row| row.meals);
    match meals.filter(|meal| meal.complex == complex).find_map(|meal| meal.change).map(|change| change.kind) {
        None => Going::NotMade,
        Some(OrderChangeKind::Waiting | OrderChangeKind::Sending | OrderChangeKind::Checking) => Going::UnderWay,
        Some(ended) => Going::Ended(format!("{ended:?}")),
    }
}

fn ill(app: &ParentApp, child: &PersonId, day: LocalDate) -> Going {
    let state = app.current(&Screen::IllToday { child: child.clone(), day }).expect("a state");
    let ScreenState::IllToday { state: IllTodayState::Asked { ill, .. } } = state else { return Going::NotMade };
    // The money comes back hours later: that the notice was filed is the end of this life.
    match (ill.kind, ill.notice) {
        (IllKind::UnderWay, notice) if notice != IllNoticeKind::Filed => Going::UnderWay,
        (_, notice) => {
            let meals = ill.meals.iter().map(|meal| format!("{:?}", meal.kind)).collect::<Vec<_>>();
            if meals.iter().any(|kind| kind == "Waiting" || kind == "Cancelling") {
                return Going::UnderWay;
            }
            Going::Ended(format!("{} {notice:?}", meals.join(" ")))
        }
    }
}
