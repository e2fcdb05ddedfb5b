//! One life of an app whose parent has lost a card: a process of its own, so that a test can end it at any commit.
//!
//! `block_card BASE DATA_DIR PERSON CARD`: marks the card as lost unless that was done before, and looks until the block has ended.

#![allow(clippy::expect_used, clippy::print_stdout, reason = "a helper of tests fails and talks like one")]

use std::path::Path;
use std::sync::Arc;

use schoolcard_core::app::ParentApp;
use schoolcard_core::domain::{CardId, PersonId};
use schoolcard_core::screens::cards::CardBlockKind;
use schoolcard_core::screens::{CardsState, Screen, ScreenState};
use schoolcard_core::secrets::FileSecrets;
use schoolcard_scenarios::config;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [base, data_dir, person, card] = &args[..] else { panic!("usage: see the source") };
    let secrets = Arc::new(FileSecrets::new(Path::new(data_dir).join("secrets")));
    let app = ParentApp::new(config(base, Path::new(data_dir)), secrets).expect("an app");
    let (child, card): (PersonId, CardId) = (person.as_str().into(), CardId(card.clone()));
    for _ in 0..20 {
        match block(&app, &child, &card) {
            None => drop(app.block_card(&child, &card).expect("kept")),
            Some(CardBlockKind::Waiting | CardBlockKind::Sending) => {}
            Some(ended) => {
                println!("{ended:?}");
                return app.shutdown();
            }
        }
        app.look_at_outbox().await.expect("a look");
    }
    panic!("no end");
}

fn block(app: &ParentApp, child: &PersonId, card: &CardId) -> Option<CardBlockKind> {
    let ScreenState::Cards { state: CardsState::Cards { cards, .. } } = app.current(&Screen::Cards { child: child.clone() }).ok()? else {
        return None;
    };
    cards.into_iter().find(|row| row.id == *card)?.block.map(|block| block.kind)
}
