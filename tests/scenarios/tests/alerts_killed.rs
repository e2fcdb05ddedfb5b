//! The process is killed between any two steps that are kept on disk: no alert is lost, and none is shown twice.
//!
//! A step is the moment just before or just after a commit of the cache or of the ledger, and just before a spooled push is removed
//! (`core/src/store/crash.rs`). For each of them, in turn, one life of the app is ended there and a second one goes on from what is left.
//! "Shown twice" means: under two keys, or again in another life although the first had noted it. A life that ends after posting and before
//! noting is followed by one that posts the same revision under the same key again, which the platform replaces in place: that is counted
//! as one notification here, too.
#![allow(clippy::unwrap_used)] // Helpers of tests, too, may stop a test.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use schoolcard_core::alerts::push::record_push;
use schoolcard_core::app::{ParentApp, RefreshScope};
use schoolcard_core::domain::AlertKind;
use schoolcard_core::secrets::FileSecrets;
use schoolcard_sandbox::{Direction, Sandbox};
use schoolcard_scenarios::alerting::{DEVICE, is_registered, kinds, token};
use schoolcard_scenarios::{config, school};

/// More steps than any life has.
const MOST_STEPS: u32 = 200;

fn open(base: &str, data: &Path) -> Arc<ParentApp> {
    ParentApp::new(config(base, data), Arc::new(FileSecrets::new(data.join("secrets")))).unwrap()
}

/// A data directory of a phone that is registered and has read the latest days.
async fn phone(school: &Sandbox) -> tempfile::TempDir {
    let data = tempfile::tempdir().unwrap();
    let app = open(&school.base_url(), data.path());
    app.set_push_token(Some(&token())).unwrap();
    let pair = school.token(None).unwrap();
    app.sign_in_with_tokens(pair.access_token, Some(pair.refresh_token)).await.unwrap();
    app.refresh(RefreshScope::Latest).await.unwrap();
    assert!(is_registered(school).await);
    app.shutdown();
    data
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// One life; whether it came to its end.
fn live(base: &str, data: &Path, payload: Option<&Path>, ends_at: Option<u32>) -> bool {
    let mut life = Command::new(env!("CARGO_BIN_EXE_alerts"));
    life.arg(base).arg(data).args(payload);
    if let Some(step) = ends_at {
        life.env("SCHOOLCARD_CRASH_AT_STEP", step.to_string());
    }
    let output = life.output().unwrap();
    let whole = output.status.success() && String::from_utf8_lossy(&output.stdout).contains("done");
    assert!(whole || ends_at.is_some(), "{}", String::from_utf8_lossy(&output.stderr));
    whole
}

/// Kills lives of phones like `origin` at every step; what each has shown in the end is `wanted`. Returns how many steps there were.
fn kill_everywhere(school: &Sandbox, origin: &Path, payload: Option<&Path>, shown_by_extension: bool) -> u32 {
    let base = school.base_url();
    for step in 1..MOST_STEPS {
        let dir = tempfile::tempdir().unwrap();
        let data = dir.path().join("data");
        copy(origin, &data);
        let whole = live(&base, &data, payload, Some(step));
        live(&base, &data, None, None);
        live(&base, &data, None, None);
        let shown = std::fs::read_to_string(data.join("shown")).unwrap_or_default();
        let lines: Vec<&str> = shown.lines().collect();
        let different: BTreeSet<&str> = lines.iter().copied().collect();
        let expected = usize::from(!shown_by_extension);
        assert_eq!(different.len(), expected, "killed at step {step}: {shown}");
        assert!(lines.len() <= expected + usize::from(!whole), "killed at step {step}: posted again although it was noted: {shown}");
        let app = open(&base, &data);
        assert_eq!(kinds(&app), [AlertKind::Exit], "killed at step {step}");
        assert!(app.alerts_to_post().unwrap().is_empty(), "killed at step {step}");
        app.shutdown();
        if whole {
            return step - 1;
        }
    }
    panic!("a life of more than {MOST_STEPS} steps");
}

/// A school at which the first child has just left, and the push that says so.
async fn after_a_tap() -> (Sandbox, tempfile::TempDir, PathBuf) {
    let school = school(1, 3).await.unwrap();
    let data = phone(&school).await;
    school.clock().advance(60);
    let person = school.operator_state().unwrap().children[0].person_id.clone();
    school.tap(&person, Direction::Out, None, None).unwrap();
    let payload = school.take_pushes(DEVICE).unwrap().remove(0);
    let file = data.path().join("payload");
    std::fs::write(&file, payload).unwrap();
    (school, data, file)
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_every_step_of_a_push_the_alert_is_shown_once() {
    let (school, data, payload) = after_a_tap().await;
    let steps = tokio::task::block_in_place(|| kill_everywhere(&school, data.path(), Some(&payload), false));
    println!("killed at {steps} steps of a push and the refresh after it");
    assert!(steps >= 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_every_step_of_a_refresh_the_alert_is_shown_once() {
    let (school, data, _) = after_a_tap().await;
    let steps = tokio::task::block_in_place(|| kill_everywhere(&school, data.path(), None, false));
    println!("killed at {steps} steps of a background refresh");
    assert!(steps >= 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_every_step_of_taking_up_the_spool_the_app_does_not_show_what_the_extension_showed() {
    let (school, data, payload) = after_a_tap().await;
    record_push(&data.path().join("push-spool"), &std::fs::read(payload).unwrap());
    let steps = tokio::task::block_in_place(|| kill_everywhere(&school, data.path(), None, true));
    println!("killed at {steps} steps of taking up the spool and the refresh around it");
    assert!(steps >= 6);
}
