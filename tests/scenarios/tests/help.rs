//! The help: readable before the first sign-in and without a network, and linked from where it is needed.
#![allow(clippy::unwrap_used)] // Helpers of tests, too, may stop a test.

use schoolcard_core::app::{ParentApp, RefreshScope};
use schoolcard_core::domain::HelpTopic;
use schoolcard_core::screens::help::HelpPage;
use schoolcard_core::screens::{HelpState, NoticeKind, Screen, ScreenState};
use schoolcard_sandbox::{SaleItem, SaleKind};
use schoolcard_scenarios::{Phone, school};

/// An address at which nobody listens.
const NOBODY: &str = "http://127.0.0.1:9";

fn pages(app: &ParentApp) -> Vec<HelpPage> {
    match app.current(&Screen::Help { topic: None }).unwrap() {
        ScreenState::Help { state: HelpState::Topics { pages } } => pages,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_topic_is_readable_without_a_network_and_without_a_sign_in() {
    let phone = Phone::new(NOBODY).unwrap();
    let pages = pages(&phone.app);
    assert_eq!(pages.iter().map(|page| page.topic).collect::<Vec<_>>(), HelpTopic::ALL);
    let sites: Vec<&str> = pages.iter().flat_map(|page| &page.links).map(|link| link.site.name()).collect();
    for site in ["SCHOOLCARD.MOS.RU", "SOCCARD.RU", "PGU.MOS.RU"] {
        assert!(sites.contains(&site), "{site}");
    }
    for page in &pages {
        assert!(!page.title.is_empty() && page.steps.iter().all(|step| step.len() > 10), "{page:?}");
        let ScreenState::Help { state: HelpState::Topic { page: alone } } =
            phone.app.current(&Screen::Help { topic: Some(page.topic) }).unwrap()
        else {
            panic!()
        };
        assert_eq!(alone, *page);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_low_balance_leads_to_the_ways_to_pay() {
    let school = school(1, 14).await.unwrap();
    let phone = Phone::new(&school.base_url()).unwrap();
    phone.sign_in(&school).await.unwrap();
    let child = school.operator_state().unwrap().children.remove(0);
    let price_kopecks = child.balance_kopecks.max(0) + 10_000;
    let feast = SaleItem { name: "Праздничный пирог".to_owned(), price_kopecks, amount: 1 };
    school.sale(&child.person_id, SaleKind::Buffet, &[feast], None).unwrap();
    phone.app.refresh(RefreshScope::Latest).await.unwrap();
    let card = phone.cards().unwrap().remove(0);
    let low = card.attention.iter().find(|notice| notice.kind == NoticeKind::LowBalance).unwrap();
    assert_eq!(low.help, Some(HelpTopic::ToppingUp), "{low:?}");
}
