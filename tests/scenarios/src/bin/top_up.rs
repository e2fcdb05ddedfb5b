//! One life of an app whose parent tops up: a process of its own, so that a test can end it at any commit.
//!
//! `top_up BASE DATA_DIR PERSON ACCESS REFRESH prepare|live [paid]`: `prepare` signs in and reads the family; `live` plays a parent who
//! wants 500 roubles on the account: starts a top-up when none is there, pays on the page that is offered unless that was done before
//! (`paid`), comes back, and looks until the top-up has ended. Prints each state it sees, one a line.

#![allow(clippy::expect_used, clippy::print_stdout, reason = "a helper of tests fails and talks like one")]

use std::path::Path;
use std::sync::Arc;

use schoolcard_core::app::{Action, ParentApp, RefreshScope};
use schoolcard_core::domain::PersonId;
use schoolcard_core::screens::{Screen, ScreenState, TopUpState};
use schoolcard_core::secrets::FileSecrets;
use schoolcard_scenarios::{config, paying};

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [base, data_dir, person, access, refresh, mode, rest @ ..] = &args[..] else { panic!("usage: see the source") };
    let secrets = Arc::new(FileSecrets::new(Path::new(data_dir).join("secrets")));
    let app = ParentApp::new(config(base, Path::new(data_dir)), secrets).expect("an app");
    let child: PersonId = person.as_str().into();
    if mode == "prepare" {
        app.sign_in_with_tokens(access.clone(), Some(refresh.clone())).await.expect("a sign-in");
        app.refresh(RefreshScope::Latest).await.expect("a family");
    } else {
        live(&app, child, rest.iter().any(|word| word == "paid")).await;
    }
    app.shutdown();
}

async fn live(app: &ParentApp, child: PersonId, mut paid: bool) {
    for _ in 0..20 {
        let ScreenState::TopUp { state } = app.current(&Screen::TopUp { child: child.clone() }).expect("a state") else { return };
        println!("{}", paying::name(&state));
        match state {
            TopUpState::ChooseAmount { .. } => drop(app.start_top_up(&child, "500").expect("kept")),
            TopUpState::Pay { link, .. } if !paid => {
                let back = paying::press(&link, "pay").await;
                paid = true;
                println!("paid");
                app.dispatch(Action::ReturnFromBank { url: back.unwrap_or_default() });
            }
            TopUpState::Finished { .. } => return,
            _ => {}
        }
        app.look_at_outbox().await.expect("a look");
    }
    println!("no end");
}
