//! Connecting over HTTP: the application, the school's approval, other adults with fewer rights and a last day.
#![allow(clippy::unwrap_used)] // Helpers of tests, too, may stop a test.

use schoolcard_core::app::{Action, AppError, ParentApp, RefreshScope};
use schoolcard_core::domain::PersonId;
use schoolcard_core::screens::connection::{ChildConnection, ConnectionKind, NamedAdultKind};
use schoolcard_core::screens::home::BalanceCell;
use schoolcard_core::screens::papers::{AdultRights, ConsentPurpose};
use schoolcard_core::screens::{ConnectionState, Screen, ScreenState, VisitsState};
use schoolcard_sandbox::{Direction, NewAdult, Rights, Sandbox};
use schoolcard_scenarios::{Phone, fortnight, school};

fn child(school: &Sandbox, index: usize) -> PersonId {
    school.operator_state().unwrap().children[index].person_id.as_str().into()
}

async fn phone(school: &Sandbox, login: Option<&str>) -> Phone {
    let phone = Phone::new(&school.base_url()).unwrap();
    let pair = school.token(login).unwrap();
    phone.app.sign_in_with_tokens(pair.access_token, Some(pair.refresh_token)).await.unwrap();
    read(&phone).await;
    phone
}

async fn read(phone: &Phone) {
    // What is refused to this adult is an error of the refresh and no reason to stop here.
    let _ = phone.app.refresh(RefreshScope::Latest).await;
    let _ = phone.app.refresh(RefreshScope::Connection).await;
}

fn connection(app: &ParentApp, child: &PersonId) -> ChildConnection {
    match app.current(&Screen::Connection).unwrap() {
        ScreenState::Connection { state: ConnectionState::Children { children, .. } } => {
            children.into_iter().find(|known| known.person == *child).unwrap()
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn from_not_connected_over_applied_to_connected_and_news_begin() {
    let school = school(2, 14).await.unwrap();
    let masha = child(&school, 0);
    school.set_connected(masha.as_str(), false).unwrap();
    let phone = phone(&school, None).await;
    let before = connection(&phone.app, &masha);
    assert_eq!(before.kind, ConnectionKind::NotConnected, "{before:?}");
    assert!(before.text.contains("заявление") && !before.as_of_text.is_empty());
    assert_eq!(connection(&phone.app, &child(&school, 1)).kind, ConnectionKind::Connected, "each child for itself");

    phone.app.dispatch(Action::SetContact { phone: "+7 916 000-00-00".to_owned(), email: "mama@example.org".to_owned() });
    phone.app.dispatch(Action::MarkApplied { child: masha.clone(), on: true });
    let applied = connection(&phone.app, &masha);
    assert_eq!(applied.kind, ConnectionKind::Applied);
    assert!(applied.text.contains("11:30"), "{}", applied.text);
    let paper = &applied.application;
    let told = &school.operator_state().unwrap().children[0];
    let class = told.class_name.clone();
    for part in [class.as_str(), "+7 916 000-00-00", "mama@example.org", "12 мая"] {
        assert!(paper.text.contains(part) && paper.page.contains(part), "{part} is missing:\n{}", paper.text);
    }
    for word in told.name.split(' ') {
        assert!(paper.text.contains(word), "{word} is missing:\n{}", paper.text);
    }
    assert!(paper.page.starts_with("<!doctype html>") && paper.page.contains("Заполняет школа"));
    assert!(
        !paper.page.contains("http://") && !paper.page.contains("https://") && !paper.page.contains("<script"),
        "it needs nothing else"
    );
    assert!(paper.page.matches("class=\"blank\"").count() >= 5, "the school's fields are empty");
    assert_eq!(paper.missing_text, "");

    let id = school.apply(masha.as_str(), "parent", "+79160000000", "mama@example.org").unwrap();
    school.decide_application(id, true).unwrap();
    school.clock().advance(180);
    school.tap(masha.as_str(), Direction::Out, None, None).unwrap();
    read(&phone).await;
    assert_eq!(connection(&phone.app, &masha).kind, ConnectionKind::Connected);
    let card = phone.cards().unwrap().remove(0);
    assert!(matches!(card.balance, BalanceCell::Known { .. }), "{:?}", card.balance);
    assert!(card.presence.value.text.contains("11:33"), "{}", card.presence.value.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_note_of_an_application_is_kept_over_a_restart_and_can_be_taken_back() {
    let school = school(1, 7).await.unwrap();
    let masha = child(&school, 0);
    school.set_connected(masha.as_str(), false).unwrap();
    let phone = phone(&school, None).await;
    phone.app.dispatch(Action::MarkApplied { child: masha.clone(), on: true });
    let phone = phone.reopened().unwrap();
    assert_eq!(connection(&phone.app, &masha).kind, ConnectionKind::Applied);
    phone.app.dispatch(Action::MarkApplied { child: masha.clone(), on: false });
    assert_eq!(connection(&phone.app, &masha).kind, ConnectionKind::NotConnected);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_application_for_a_child_of_another_family_is_refused_and_changes_nothing_here() {
    let school = school(1, 7).await.unwrap();
    let phone = phone(&school, None).await;
    let before = connection(&phone.app, &child(&school, 0));
    // The operator sees the neighbours' child behind the family's own.
    let theirs = child(&school, 1);
    assert!(school.apply(theirs.as_str(), "parent", "+79160000000", "mama@example.org").is_err(), "no legal representative");
    school.set_connected(theirs.as_str(), false).unwrap();
    let id = school.apply(theirs.as_str(), "neighbour", "+79160000001", "n@example.org").unwrap();
    school.decide_application(id, true).unwrap();
    let nobody = theirs;
    let wrong = AppError::Validation { field: "child".to_owned() };
    assert_eq!(phone.app.name_adult(&nobody, "Нина Волкова", AdultRights::All, None), Err(wrong));
    phone.app.dispatch(Action::MarkApplied { child: nobody, on: true });
    read(&phone).await;
    let after = connection(&phone.app, &child(&school, 0));
    assert_eq!((after.kind, after.text), (before.kind, before.text));
    assert_eq!(phone.cards().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_adult_is_named_with_rights_and_a_last_day_and_shown_as_the_school_has_it() {
    let school = school(1, 14).await.unwrap();
    let masha = child(&school, 0);
    let phone = phone(&school, None).await;
    let until = "2026-05-31".parse().unwrap();
    let refused = phone.app.name_adult(&masha, "Нина Волкова", AdultRights::Entries, Some(until));
    assert!(matches!(&refused, Err(AppError::Rejected { code, .. }) if code == "no_consent"), "{refused:?}");
    phone.app.dispatch(Action::SetConsent { purpose: ConsentPurpose::OtherAdults, given: true });
    let yesterday = "2026-05-11".parse().unwrap();
    let wrong = |field: &str| Err(AppError::Validation { field: field.to_owned() });
    assert_eq!(phone.app.name_adult(&masha, "Нина Волкова", AdultRights::Entries, Some(yesterday)), wrong("until"));
    assert_eq!(phone.app.name_adult(&masha, "  ", AdultRights::Entries, None), wrong("name"));
    let id = phone.app.name_adult(&masha, "Нина Волкова", AdultRights::Entries, Some(until)).unwrap();
    assert_eq!(phone.app.name_adult(&masha, "Нина Волкова", AdultRights::Entries, Some(until)).unwrap(), id, "named twice is named once");
    let asked = connection(&phone.app, &masha);
    assert_eq!(asked.named.len(), 1);
    assert_eq!(asked.named[0].kind, NamedAdultKind::Asked);
    assert!(asked.named[0].text.contains("Только проходы, до 31 мая"), "{}", asked.named[0].text);
    assert!(asked.application.page.contains("Нина Волкова"));
    assert!(!asked.seen_by.is_empty() && !asked.seen_by_as_of_text.is_empty());

    let granny = NewAdult {
        login: "granny".to_owned(),
        first_name: Some("Нина".to_owned()),
        last_name: Some("Волкова".to_owned()),
        rights: Rights::Entries,
        until: Some("2026-05-31".parse().unwrap()),
    };
    school.name_adult(masha.as_str(), &granny).unwrap();
    school.clock().advance(180);
    read(&phone).await;
    let seen = connection(&phone.app, &masha);
    assert_eq!(seen.named[0].kind, NamedAdultKind::Seen, "{seen:?}");
    school.clock().advance(20 * 86_400);
    read(&phone).await;
    assert_eq!(connection(&phone.app, &masha).named[0].kind, NamedAdultKind::Over);

    phone.app.dispatch(Action::SetConsent { purpose: ConsentPurpose::OtherAdults, given: false });
    assert!(connection(&phone.app, &masha).named.is_empty(), "without the consent no name is kept");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_grandmother_sees_entries_and_no_money_until_her_last_day() {
    let school = school(1, 14).await.unwrap();
    let masha = child(&school, 0);
    let granny = NewAdult {
        login: "granny".to_owned(),
        first_name: Some("Нина".to_owned()),
        last_name: Some("Волкова".to_owned()),
        rights: Rights::Entries,
        until: Some("2026-05-31".parse().unwrap()),
    };
    school.name_adult(masha.as_str(), &granny).unwrap();
    let phone = phone(&school, Some("granny")).await;
    let connection = connection(&phone.app, &masha);
    assert_eq!(connection.kind, ConnectionKind::GivenAccess, "{connection:?}");
    let visits = phone.app.current(&Screen::Visits { child: masha.clone(), period: fortnight() }).unwrap();
    assert!(matches!(visits, ScreenState::Visits { state: VisitsState::Days { ref days, .. } } if !days.is_empty()), "{visits:?}");
    let card = phone.cards().unwrap().remove(0);
    assert!(matches!(card.balance, BalanceCell::Unavailable { .. }), "{:?}", card.balance);
}
