//! Privacy over HTTP: consents with dates, everything to take along, and nothing left behind.
#![allow(clippy::unwrap_used)] // Helpers of tests, too, may stop a test.

use std::path::Path;
use std::sync::Arc;

use schoolcard_core::app::{Action, ParentApp, RefreshScope};
use schoolcard_core::domain::CardId;
use schoolcard_core::screens::papers::{AdultRights, ConsentPurpose};
use schoolcard_core::screens::privacy::{ConsentKind, ConsentRow};
use schoolcard_core::screens::{HomeState, PrivacyState, Screen, ScreenState};
use schoolcard_core::secrets::FileSecrets;
use schoolcard_sandbox::Sandbox;
use schoolcard_scenarios::alerting::{DEVICE, is_registered, token};
use schoolcard_scenarios::{Phone, browser, config, school};

fn consent(app: &ParentApp, purpose: ConsentPurpose) -> ConsentRow {
    match app.current(&Screen::Privacy).unwrap() {
        ScreenState::Privacy { state: PrivacyState::Privacy { consents, .. } } => {
            consents.into_iter().find(|row| row.purpose == purpose).unwrap()
        }
        other => panic!("{other:?}"),
    }
}

/// Every file below `dir`, with what is in it.
fn files(dir: &Path) -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(files(&path));
        } else {
            all.push((path.display().to_string(), std::fs::read(&path).unwrap()));
        }
    }
    all
}

/// What looks like a token in the file of secrets.
fn tokens_in(data: &Path) -> Vec<String> {
    let secrets = std::fs::read(data.join("secrets")).unwrap();
    String::from_utf8_lossy(&secrets).split('"').filter(|word| word.len() > 40).map(|word| word.trim_end_matches('\\').to_owned()).collect()
}

/// In which files `text` stands.
fn places(dir: &Path, text: &str) -> Vec<String> {
    let found = |bytes: &[u8]| bytes.windows(text.len()).any(|part| part == text.as_bytes());
    files(dir).into_iter().filter(|(_, bytes)| found(bytes)).map(|(name, _)| name).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_consent_stands_for_itself_with_its_date_and_can_be_withdrawn() {
    let school = school(1, 7).await.unwrap();
    let phone = Phone::new(&school.base_url()).unwrap();
    phone.sign_in(&school).await.unwrap();
    phone.app.refresh(RefreshScope::Latest).await.unwrap();
    assert_eq!(consent(&phone.app, ConsentPurpose::OtherAdults).kind, ConsentKind::NotAsked);
    phone.app.dispatch(Action::SetConsent { purpose: ConsentPurpose::OtherAdults, given: true });
    let given = consent(&phone.app, ConsentPurpose::OtherAdults);
    assert_eq!(given.kind, ConsentKind::Given);
    assert!(given.kind_text.contains("11:30"), "{}", given.kind_text);
    assert_eq!(consent(&phone.app, ConsentPurpose::Pushes).kind, ConsentKind::NotAsked, "one is not the other");
    phone.app.dispatch(Action::SetConsent { purpose: ConsentPurpose::OtherAdults, given: false });
    let phone = phone.reopened().unwrap();
    let withdrawn = consent(&phone.app, ConsentPurpose::OtherAdults);
    assert_eq!((withdrawn.kind, withdrawn.history.len()), (ConsentKind::Withdrawn, 2), "{withdrawn:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_consent_to_pushes_the_school_does_not_know_the_device() {
    let school = school(1, 7).await.unwrap();
    let phone = Phone::new(&school.base_url()).unwrap();
    phone.app.set_push_token(Some(&token())).unwrap();
    phone.sign_in(&school).await.unwrap();
    phone.app.refresh(RefreshScope::Latest).await.unwrap();
    assert!(is_registered(&school).await);
    phone.app.dispatch(Action::SetConsent { purpose: ConsentPurpose::Pushes, given: false });
    let mut left = 400;
    while school.devices().unwrap().iter().any(|device| device.device_id == DEVICE) {
        assert!(left > 0, "the school still knows the device");
        left -= 1;
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    phone.app.refresh(RefreshScope::Latest).await.unwrap();
    assert!(school.devices().unwrap().is_empty(), "and is not told again");
    phone.app.dispatch(Action::SetConsent { purpose: ConsentPurpose::Pushes, given: true });
    assert!(is_registered(&school).await);
}

/// A phone that holds something of every kind: rows, cards, a wish not sent, notes, tokens in a file.
async fn full_phone(school: &Sandbox, data: &Path) -> Arc<ParentApp> {
    let secrets = Arc::new(FileSecrets::new(data.join("secrets")));
    let app = ParentApp::new(config(&school.base_url(), data), secrets).unwrap();
    let redirect = browser::sign_in(&app.begin_sign_in().await.unwrap(), "parent").await;
    app.complete_sign_in(redirect).await.unwrap();
    app.set_push_token(Some(&token())).unwrap();
    app.refresh(RefreshScope::Everything).await.unwrap();
    let child = school.operator_state().unwrap().children[0].person_id.as_str().into();
    app.refresh(RefreshScope::Cards { child: schoolcard_core::domain::PersonId::clone(&child) }).await.unwrap();
    app.dispatch(Action::SetConsent { purpose: ConsentPurpose::OtherAdults, given: true });
    app.name_adult(&child, "Нина Тайновидцева", AdultRights::All, None).unwrap();
    app.dispatch(Action::SetContact { phone: "+7 916 123-45-67".to_owned(), email: "secret@example.org".to_owned() });
    let card = school.cards(child.as_str()).unwrap()[0].card_id.to_string();
    app.block_card(&child, &CardId(card)).unwrap();
    app.look_at_outbox().await.unwrap();
    app
}

#[tokio::test(flavor = "multi_thread")]
async fn the_export_holds_everything_but_the_tokens() {
    let school = school(1, 14).await.unwrap();
    let data = tempfile::tempdir().unwrap();
    let app = full_phone(&school, data.path()).await;
    let all = app.export_everything().await.unwrap();
    let json: serde_json::Value = serde_json::from_str(&all).unwrap();
    let told = &school.operator_state().unwrap().children[0];
    let first_name = told.name.split(' ').next().unwrap();
    for part in [first_name, told.person_id.as_str(), &told.contract_id.to_string(), "Тайновидцева", "secret@example.org", "BlockCard"]
    {
        assert!(all.contains(part), "{part} is missing");
    }
    for table in ["passage", "purchase", "movement", "person", "account"] {
        assert!(json["cache"][table].as_array().is_some_and(|rows| !rows.is_empty()), "{table}");
    }
    assert!(json["intents"]["intent"].as_array().is_some_and(|rows| rows.len() == 1), "{}", json["intents"]["intent"]);
    let kept = tokens_in(data.path());
    assert!(!kept.is_empty() && !kept.iter().any(|token| all.contains(token)), "a token is in the export");
    app.shutdown();
}

#[tokio::test(flavor = "multi_thread")]
async fn after_deleting_everything_nothing_is_left_in_files_or_secrets_and_the_app_is_as_new() {
    let school = school(2, 14).await.unwrap();
    let data = tempfile::tempdir().unwrap();
    let app = full_phone(&school, data.path()).await;
    app.pause(std::time::Duration::from_secs(5));
    let told = school.operator_state().unwrap().children;
    let mut traces = vec!["Тайновидцева".to_owned(), "secret@example.org".to_owned(), "BlockCard".to_owned()];
    for child in &told {
        traces.extend(child.name.split(' ').map(str::to_owned));
        traces.extend([child.person_id.clone(), child.contract_id.to_string(), child.school.clone()]);
    }
    assert!(traces.iter().any(|trace| !places(data.path(), trace).is_empty()), "before, the phone is full of them");
    let kept = tokens_in(data.path());
    assert!(!kept.is_empty(), "there are tokens to be forgotten");

    app.delete_everything().await.unwrap();
    assert!(matches!(app.current(&Screen::Home).unwrap(), ScreenState::Home { state: HomeState::SignedOut }));
    app.shutdown();
    drop(app);
    let secrets = std::fs::read_to_string(data.path().join("secrets")).unwrap();
    assert!(!secrets.contains("sign-in") && !secrets.contains("parting"), "not even what says that somebody once signed in");
    for trace in traces.iter().chain(&kept) {
        assert_eq!(places(data.path(), trace), Vec::<String>::new(), "{trace} is still there");
    }
    // And it can be begun anew.
    let again = full_phone(&school, data.path()).await;
    assert!(matches!(again.current(&Screen::Home).unwrap(), ScreenState::Home { state: HomeState::Children { .. } }));
    again.shutdown();
}
