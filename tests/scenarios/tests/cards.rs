//! Cards over HTTP: what a child carries, a lost card from the parent's word to the new one, also without a network.
#![allow(clippy::unwrap_used)] // Helpers of tests, too, may stop a test.

use std::path::Path;
use std::sync::Arc;

use schoolcard_core::app::{Action, AppError, ParentApp, RefreshScope};
use schoolcard_core::domain::{CardId, CardKind, CardState, HelpTopic, Money, PersonId};
use schoolcard_core::screens::cards::{CardAction, CardBlockKind, CardRow, LossState, TransportCell};
use schoolcard_core::screens::{CardsState, NoticeKind, Screen, ScreenState};
use schoolcard_core::secrets::FileSecrets;
use schoolcard_sandbox::{
    CardAction as OperatorCard, CarrierKind, CarrierState, Direction, FaultKind, SaleItem, SaleKind, Sandbox, Service,
};
use schoolcard_scenarios::{Phone, config, lives, school};

fn child(school: &Sandbox, index: usize) -> PersonId {
    school.operator_state().unwrap().children[index].person_id.as_str().into()
}

/// A phone of the default parent with the family and the cards of `child` read.
async fn phone(school: &Sandbox, child: &PersonId) -> Phone {
    let phone = Phone::new(&school.base_url()).unwrap();
    phone.sign_in(school).await.unwrap();
    phone.app.refresh(RefreshScope::Latest).await.unwrap();
    phone.app.refresh(RefreshScope::Cards { child: child.clone() }).await.unwrap();
    phone
}

fn state(app: &ParentApp, child: &PersonId) -> CardsState {
    match app.current(&Screen::Cards { child: child.clone() }).unwrap() {
        ScreenState::Cards { state } => state,
        other => panic!("{other:?}"),
    }
}

fn cards(app: &ParentApp, child: &PersonId) -> Vec<CardRow> {
    match state(app, child) {
        CardsState::Cards { cards, .. } => cards,
        other => panic!("{other:?}"),
    }
}

fn loss(app: &ParentApp, child: &PersonId) -> LossState {
    match state(app, child) {
        CardsState::Cards { loss, .. } => loss,
        other => panic!("{other:?}"),
    }
}

fn block(app: &ParentApp, child: &PersonId, card: &CardId) -> Option<CardBlockKind> {
    cards(app, child).into_iter().find(|row| row.id == *card).unwrap().block.map(|block| block.kind)
}

/// Carriers of the child as the school has them, by id.
fn of_school(school: &Sandbox, child: &PersonId, card: &CardId) -> CarrierState {
    school.cards(child.as_str()).unwrap().into_iter().find(|carrier| carrier.card_id.to_string() == card.0).unwrap().state
}

fn sell(school: &Sandbox, child: &PersonId) -> Result<(), schoolcard_sandbox::OperatorError> {
    let bun = SaleItem { name: "Булочка".to_owned(), price_kopecks: 3_500, amount: 1 };
    school.sale(child.as_str(), SaleKind::Buffet, &[bun], None).map(drop)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_card_is_listed_with_its_kind_its_masked_number_and_whether_it_works() {
    let school = school(2, 14).await.unwrap();
    let misha = child(&school, 1);
    let phone = phone(&school, &misha).await;
    let CardsState::Cards { cards, compared, transport, account_text, as_of_text, help, loss, .. } = state(&phone.app, &misha) else {
        panic!()
    };
    let shown: Vec<(CardKind, CardState)> = cards.iter().map(|card| (card.kind, card.state)).collect();
    assert_eq!(
        shown,
        [(CardKind::Service, CardState::Active), (CardKind::Social, CardState::Active), (CardKind::Service, CardState::Expired)]
    );
    let carriers = school.cards(misha.as_str()).unwrap();
    for card in &cards {
        let whole = &carriers.iter().find(|carrier| carrier.card_id.to_string() == card.id.0).unwrap().number;
        assert!(card.title.ends_with(&whole[12..]) && !card.title.contains(&whole[8..]), "{}", card.title);
        assert!(!card.state_text.is_empty());
    }
    assert!(compared[0].contains("обеды") && compared[1].contains("SOCCARD.RU") && compared[1].contains("7 %"), "{compared:?}");
    let account = school.operator_state().unwrap().children[1].contract_id.to_string();
    assert!(account_text.contains(&account) && !as_of_text.is_empty());
    let TransportCell::Known { figure } = transport else { panic!("no purse") };
    assert_eq!(figure.value.balance, Some(Money(31_200)));
    assert!(figure.as_of_text.contains("06:30"), "dated by the carrier's own books: {}", figure.as_of_text);
    assert_eq!((help, loss), (HelpTopic::LostCard, LossState::Nothing));

    let alisa = child(&school, 0);
    phone.app.refresh(RefreshScope::Cards { child: alisa.clone() }).await.unwrap();
    let CardsState::Cards { transport, .. } = state(&phone.app, &alisa) else { panic!() };
    assert!(matches!(transport, TransportCell::NotSet { .. }), "an empty body is an unset card");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_card_is_blocked_and_a_temporary_one_takes_over_with_the_same_account_and_history() {
    let school = school(1, 14).await.unwrap();
    let masha = child(&school, 0);
    let phone = phone(&school, &masha).await;
    let before = phone.cards().unwrap().remove(0);
    let lost = cards(&phone.app, &masha).remove(0);
    let CardAction::Block { question, .. } = &lost.action else { panic!() };
    assert!(question.contains(&before.name) && question.contains(&lost.title), "{question}");

    phone.app.block_card(&masha, &lost.id).unwrap();
    phone.app.look_at_outbox().await.unwrap();
    assert_eq!(block(&phone.app, &masha, &lost.id), Some(CardBlockKind::Done));
    assert_eq!(of_school(&school, &masha, &lost.id), CarrierState::BlockedByParent);
    assert!(sell(&school, &masha).is_err(), "nobody pays with it any more");
    let LossState::Lost { replacement_text, after, after_empty_text, steps, .. } = loss(&phone.app, &masha) else { panic!() };
    assert!(after.is_empty() && !after_empty_text.is_empty() && replacement_text.contains("пока нет"), "{replacement_text}");
    assert!(steps[0].contains("временную"), "{steps:?}");

    school.clock().advance(3_600);
    school.card_action(masha.as_str(), &OperatorCard::Issue { kind: CarrierKind::Temporary }).unwrap();
    sell(&school, &masha).unwrap();
    school.tap(masha.as_str(), Direction::Out, None, None).unwrap();
    phone.app.refresh(RefreshScope::Latest).await.unwrap();
    phone.app.refresh(RefreshScope::Cards { child: masha.clone() }).await.unwrap();
    let now = cards(&phone.app, &masha);
    assert_eq!((now[0].kind, now[0].state), (CardKind::Temporary, CardState::Temporary), "what works comes first");
    let LossState::Lost { replacement_text, after, .. } = loss(&phone.app, &masha) else { panic!() };
    assert!(replacement_text.contains(&now[0].title), "{replacement_text}");
    assert_eq!(after.len(), 2, "{after:?}");
    assert!(after.iter().any(|event| event.text.contains("35,00")) && after.iter().all(|event| event.may_be_new_card), "{after:?}");
    let after = phone.cards().unwrap().remove(0);
    assert_eq!(after.account, before.account, "the account is the child's, not the card's");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happens_between_the_loss_and_the_block_is_told() {
    let school = school(1, 14).await.unwrap();
    let masha = child(&school, 0);
    let phone = phone(&school, &masha).await;
    let lost = cards(&phone.app, &masha).remove(0).id;
    school.faults().add(Service::Cards, FaultKind::Reset, None);
    phone.app.block_card(&masha, &lost).unwrap();
    phone.app.look_at_outbox().await.unwrap();
    school.clock().advance(600);
    sell(&school, &masha).unwrap();
    phone.app.refresh(RefreshScope::Latest).await.unwrap();
    let LossState::Lost { after, steps, .. } = loss(&phone.app, &masha) else { panic!() };
    assert_eq!(after.len(), 1, "{after:?}");
    assert!(!after[0].may_be_new_card && after[0].note.contains("не ваш ребёнок"), "{after:?}");
    assert!(steps[0].contains("позвоните"), "while it is not sent the school can do it: {steps:?}");
}

/// Takes the network away, or gives it back.
fn network(school: &Sandbox, is_there: bool) {
    school.faults().clear();
    if !is_there {
        for service in [Service::Login, Service::Profile, Service::Pass, Service::Food, Service::Payments, Service::Cards, Service::Push] {
            school.faults().add(service, FaultKind::Reset, None);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_block_without_a_network_is_kept_over_a_restart_says_so_and_goes_out_with_the_network() {
    let school = school(1, 14).await.unwrap();
    let masha = child(&school, 0);
    let phone = phone(&school, &masha).await;
    let lost = cards(&phone.app, &masha).remove(0).id;
    network(&school, false);
    let id = phone.app.block_card(&masha, &lost).unwrap();
    assert_eq!(phone.app.block_card(&masha, &lost).unwrap(), id, "asking twice is asking once");
    phone.app.look_at_outbox().await.unwrap();
    let phone = phone.reopened().unwrap();
    let row = cards(&phone.app, &masha).remove(0);
    let waiting = row.block.unwrap();
    assert_eq!((waiting.kind, waiting.id), (CardBlockKind::Waiting, id));
    assert!(waiting.text.contains("ещё не отправлен") && waiting.text.contains("пока действует"), "{}", waiting.text);
    assert_eq!((row.state, row.action), (CardState::Active, CardAction::None), "it works, and is not offered a second time");
    assert_eq!(of_school(&school, &masha, &lost), CarrierState::Active);

    network(&school, true);
    school.clock().advance(1_000);
    phone.app.look_at_outbox().await.unwrap();
    assert_eq!(block(&phone.app, &masha, &lost), Some(CardBlockKind::Done));
    assert_eq!(of_school(&school, &masha, &lost), CarrierState::BlockedByParent);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_found_again_before_the_block_was_sent_stays_a_working_card() {
    let school = school(1, 14).await.unwrap();
    let masha = child(&school, 0);
    let phone = phone(&school, &masha).await;
    let lost = cards(&phone.app, &masha).remove(0).id;
    network(&school, false);
    let id = phone.app.block_card(&masha, &lost).unwrap();
    phone.app.look_at_outbox().await.unwrap();
    phone.app.dispatch(Action::CancelCardBlock { id });
    network(&school, true);
    phone.app.look_at_outbox().await.unwrap();
    assert_eq!(block(&phone.app, &masha, &lost), Some(CardBlockKind::Cancelled));
    assert_eq!(loss(&phone.app, &masha), LossState::Nothing);
    assert_eq!(of_school(&school, &masha, &lost), CarrierState::Active);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_that_the_school_or_the_other_parent_blocked_meanwhile_needs_no_request() {
    let school = school(1, 14).await.unwrap();
    let masha = child(&school, 0);
    let phone = phone(&school, &masha).await;
    let lost = cards(&phone.app, &masha).remove(0).id;
    let card_id = lost.0.parse().unwrap();
    school.card_action(masha.as_str(), &OperatorCard::Block { card_id }).unwrap();
    let asked = || {
        let counted = school.counters().routes().into_iter().find(|count| count.route.ends_with("/cards/block"));
        counted.map_or(0, |count| count.requests)
    };
    phone.app.block_card(&masha, &lost).unwrap();
    phone.app.look_at_outbox().await.unwrap();
    let row = cards(&phone.app, &masha).remove(0);
    assert_eq!((row.state, row.block.unwrap().kind), (CardState::BlockedBySchool, CardBlockKind::NotNeeded));
    assert_eq!(asked(), 0);
    // Once more, of a card that is known to be blocked.
    phone.app.block_card(&masha, &lost).unwrap();
    phone.app.look_at_outbox().await.unwrap();
    assert_eq!((block(&phone.app, &masha, &lost), asked()), (Some(CardBlockKind::NotNeeded), 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_phones_block_the_same_card_at_once_and_both_are_told_that_it_is_done() {
    let school = school(1, 14).await.unwrap();
    let masha = child(&school, 0);
    let (mother, father) = (phone(&school, &masha).await, phone(&school, &masha).await);
    let lost = cards(&mother.app, &masha).remove(0).id;
    mother.app.block_card(&masha, &lost).unwrap();
    father.app.block_card(&masha, &lost).unwrap();
    let (mothers, fathers) = tokio::join!(mother.app.look_at_outbox(), father.app.look_at_outbox());
    mothers.unwrap();
    fathers.unwrap();
    for phone in [&mother, &father] {
        let kind = block(&phone.app, &masha, &lost).unwrap();
        assert!(matches!(kind, CardBlockKind::Done | CardBlockKind::NotNeeded), "{kind:?}");
    }
    assert_eq!(of_school(&school, &masha, &lost), CarrierState::BlockedByParent);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_doubled_or_faulty_answer_ends_in_a_blocked_card() {
    for fault in [FaultKind::AnswerLost, FaultKind::Doubled, FaultKind::Status { status: 502 }, FaultKind::CutBody] {
        let school = school(1, 14).await.unwrap();
        let masha = child(&school, 0);
        let phone = phone(&school, &masha).await;
        let lost = cards(&phone.app, &masha).remove(0).id;
        phone.app.block_card(&masha, &lost).unwrap();
        // The first call of the block reads the cards, the others are struck.
        school.faults().add(Service::Cards, fault.clone(), Some(3));
        for _ in 0..20 {
            phone.app.look_at_outbox().await.unwrap();
            if block(&phone.app, &masha, &lost) == Some(CardBlockKind::Done) {
                break;
            }
            school.clock().advance(400);
        }
        let kind = block(&phone.app, &masha, &lost).unwrap();
        assert!(matches!(kind, CardBlockKind::Done | CardBlockKind::NotNeeded), "{fault:?}: {kind:?}");
        assert_eq!(of_school(&school, &masha, &lost), CarrierState::BlockedByParent, "{fault:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_that_is_not_the_childs_is_refused_and_nothing_is_kept() {
    let school = school(2, 14).await.unwrap();
    let (masha, ivan) = (child(&school, 0), child(&school, 1));
    let phone = phone(&school, &masha).await;
    let wrong = |field: &str| Err(AppError::Validation { field: field.to_owned() });
    let other = school.cards(ivan.as_str()).unwrap()[0].card_id.to_string();
    assert_eq!(phone.app.block_card(&masha, &CardId(other)), wrong("card"));
    assert_eq!(phone.app.block_card(&PersonId::from("nobody"), &CardId("1".to_owned())), wrong("child"));
    assert!(cards(&phone.app, &masha).iter().all(|card| card.block.is_none()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_purchase_while_out_is_a_hint_of_a_copy_and_leads_to_the_help() {
    let school = school(1, 14).await.unwrap();
    let masha = child(&school, 0);
    let phone = phone(&school, &masha).await;
    school.tap(masha.as_str(), Direction::Out, None, None).unwrap();
    school.clock().advance(3_600);
    sell(&school, &masha).unwrap();
    phone.app.refresh(RefreshScope::Latest).await.unwrap();
    let CardsState::Cards { hints, hints_title, .. } = state(&phone.app, &masha) else { panic!() };
    assert!(!hints_title.is_empty() && hints[0].text.contains("после выхода"), "{hints:?}");
    let attention = phone.cards().unwrap().remove(0).attention;
    let copied = attention.iter().find(|notice| notice.kind == NoticeKind::CopiedCard).unwrap();
    assert_eq!(copied.help, Some(HelpTopic::LostCard));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_network_the_list_stays_readable_with_its_date() {
    let school = school(1, 14).await.unwrap();
    let masha = child(&school, 0);
    let phone = phone(&school, &masha).await;
    network(&school, false);
    let phone = phone.reopened().unwrap();
    let _ = phone.app.refresh(RefreshScope::Cards { child: masha.clone() }).await;
    let CardsState::Cards { cards, as_of_text, notices, .. } = state(&phone.app, &masha) else { panic!() };
    assert_eq!(cards.len(), 1);
    assert!(as_of_text.contains("11:30"), "{as_of_text}");
    assert!(notices.iter().any(|notice| notice.kind == NoticeKind::Offline), "{notices:?}");
}

/// One life of an app that has lost `lost`, ended at the step `end` where one is named; whether it came to its end.
fn live(base: &str, data: &Path, masha: &PersonId, lost: &CardId, end: Option<&str>) -> bool {
    lives::live(env!("CARGO_BIN_EXE_block_card"), &[base, &data.to_string_lossy(), masha.as_str(), &lost.0], end).is_some()
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_between_any_two_steps_the_block_is_made_once_the_app_lives_again() {
    let school = school(1, 3).await.unwrap();
    let masha = child(&school, 0);
    for (steps, end) in lives::ends(29).enumerate() {
        let data = tempfile::tempdir().unwrap();
        let open = || ParentApp::new(config(&school.base_url(), data.path()), Arc::new(FileSecrets::new(data.path().join("secrets"))));
        let app = open().unwrap();
        let pair = school.token(None).unwrap();
        app.sign_in_with_tokens(pair.access_token, Some(pair.refresh_token)).await.unwrap();
        app.refresh(RefreshScope::Latest).await.unwrap();
        // Each life loses a card of its own.
        school.card_action(masha.as_str(), &OperatorCard::Issue { kind: CarrierKind::Service }).unwrap();
        app.refresh(RefreshScope::Cards { child: masha.clone() }).await.unwrap();
        let lost = CardId(school.cards(masha.as_str()).unwrap()[0].card_id.to_string());
        app.shutdown();
        drop(app);
        let whole = live(&school.base_url(), data.path(), &masha, &lost, Some(&end));
        live(&school.base_url(), data.path(), &masha, &lost, None);
        assert_eq!(of_school(&school, &masha, &lost), CarrierState::BlockedByParent, "killed at {end}");
        let app = open().unwrap();
        let kind = block(&app, &masha, &lost);
        assert!(matches!(kind, Some(CardBlockKind::Done | CardBlockKind::NotNeeded)), "killed at {end}: {kind:?}");
        app.shutdown();
        if whole {
            println!("killed at {steps} steps of a block");
            assert!(steps >= 6);
            return;
        }
    }
    panic!("a block of more steps than anybody expects");
}
