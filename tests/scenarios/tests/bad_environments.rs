//! Disks, files and clocks that are not what they should be: a typed error or a state, nothing lost, no panic.
#![allow(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use schoolcard_core::app::{AppError, ParentApp, RefreshScope, StorageTrouble};
use schoolcard_core::domain::DataState;
use schoolcard_core::screens::NoticeKind;
use schoolcard_core::secrets::{MemorySecrets, SecretStore};
use schoolcard_sandbox::{Sandbox, parse_local};
use schoolcard_scenarios::{Phone, balance, config, fortnight, rows, school, school_on_disk};

/// A small file system of its own, gone when dropped.
struct Disk(PathBuf, #[allow(dead_code, reason = "held for its directory")] tempfile::TempDir);

impl Disk {
    /// Mounts one of `kib` KiB; none where that takes rights this user has not, said loudly.
    fn of(kib: u32) -> Option<Self> {
        let dir = tempfile::tempdir().unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={kib}k"), "tmpfs"])
            .arg(dir.path())
            .stderr(Stdio::null())
            .status();
        if !mounted.is_ok_and(|status| status.success()) {
            eprintln!("NOT RUN: mounting a small disk needs root; a full or read-only disk was NOT tested here");
            return None;
        }
        Some(Self(dir.path().to_owned(), dir))
    }

    fn remount(&self, how: &str) {
        let status = Command::new("mount").args(["-o", &format!("remount,{how}")]).arg(&self.0).status().unwrap();
        assert!(status.success());
    }

    fn fill(&self) {
        let mut file = std::fs::File::create(self.0.join("ballast")).unwrap();
        while file.write_all(&[0; 1024]).is_ok() {}
    }

    fn empty(&self) {
        std::fs::remove_file(self.0.join("ballast")).unwrap();
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

async fn signed_in(children: u8) -> (Sandbox, Phone) {
    let school = school(children, 30).await.unwrap();
    let phone = Phone::new(&school.base_url()).unwrap();
    phone.sign_in(&school).await.unwrap();
    phone.app.refresh(RefreshScope::Everything).await.unwrap();
    (school, phone)
}

fn storage(trouble: StorageTrouble) -> AppError {
    AppError::Storage { trouble }
}

/// An app on `disk`.
fn app_on(disk: &Path, school: &Sandbox, secrets: &Arc<dyn SecretStore>) -> Result<Arc<ParentApp>, AppError> {
    ParentApp::new(config(&school.base_url(), &disk.join("data")), Arc::clone(secrets))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_only_disk_shows_what_was_kept_and_says_so() {
    let Some(disk) = Disk::of(8_192) else { return };
    let school = school(1, 30).await.unwrap();
    let secrets: Arc<dyn SecretStore> = Arc::new(MemorySecrets::default());
    let app = app_on(&disk.0, &school, &secrets).unwrap();
    let pair = school.token(None).unwrap();
    app.sign_in_with_tokens(pair.access_token, Some(pair.refresh_token)).await.unwrap();
    app.refresh(RefreshScope::Everything).await.unwrap();
    let home = |app: &ParentApp| match app.current(&schoolcard_core::screens::Screen::Home).unwrap() {
        schoolcard_core::screens::ScreenState::Home { state: schoolcard_core::screens::HomeState::Children { cards, notices, .. } } => {
            (cards, notices)
        }
        other => panic!("{other:?}"),
    };
    let (before, _) = home(&app);
    app.shutdown();
    drop(app);
    disk.remount("ro");
    let app = app_on(&disk.0, &school, &secrets).unwrap();
    let (cards, notices) = home(&app);
    assert_eq!(balance(&cards[0]).value, balance(&before[0]).value);
    assert!(notices.iter().any(|notice| notice.kind == NoticeKind::StorageFault), "{notices:?}");
    assert_eq!(app.refresh(RefreshScope::Latest).await, Err(storage(StorageTrouble::ReadOnly)));
    assert_eq!(balance(&home(&app).0[0]).value, balance(&before[0]).value);
    // A token that runs out meanwhile is renewed and kept in the secret store all the same.
    assert!(school.clock().advance(25 * 3600));
    let _ = app.refresh(RefreshScope::Latest).await;
    app.shutdown();
    drop(app);
    disk.remount("rw");
    let app = app_on(&disk.0, &school, &secrets).unwrap();
    app.refresh(RefreshScope::Latest).await.unwrap();
    assert_eq!(balance(&home(&app).0[0]).freshness.state, DataState::Live);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_only_disk_without_data_is_told_at_once() {
    let Some(disk) = Disk::of(1_024) else { return };
    let school = school(1, 5).await.unwrap();
    disk.remount("ro");
    let secrets: Arc<dyn SecretStore> = Arc::new(MemorySecrets::default());
    assert_eq!(app_on(&disk.0, &school, &secrets).err(), Some(storage(StorageTrouble::ReadOnly)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_fills_up_during_a_sync_is_told_and_what_was_read_stays() {
    let Some(disk) = Disk::of(6_144) else { return };
    let school = school_on_disk(4, 1_500).await;
    let secrets: Arc<dyn SecretStore> = Arc::new(MemorySecrets::default());
    let app = app_on(&disk.0, &school.sandbox, &secrets).unwrap();
    let pair = school.sandbox.token(None).unwrap();
    app.sign_in_with_tokens(pair.access_token, Some(pair.refresh_token)).await.unwrap();
    app.refresh(RefreshScope::Latest).await.unwrap();
    disk.fill();
    assert_eq!(app.refresh(RefreshScope::Everything).await, Err(storage(StorageTrouble::Full)));
    assert_eq!(app.refresh(RefreshScope::Latest).await, Err(storage(StorageTrouble::Full)));
    let home = app.current(&schoolcard_core::screens::Screen::Home).unwrap();
    let schoolcard_core::screens::ScreenState::Home { state: schoolcard_core::screens::HomeState::Children { cards, notices, .. } } = home
    else {
        panic!("not readable")
    };
    assert_eq!(cards.len(), 4);
    assert!(notices.iter().any(|notice| notice.kind == NoticeKind::StorageFault));
    disk.empty();
    disk.remount("size=65536k");
    app.refresh(RefreshScope::Everything).await.unwrap();
    app.pause(Duration::from_secs(1));
    rows::of_the_phone(&disk.0.join("data")).assert_same(&school.rows());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_cache_is_begun_anew_the_parent_is_told_and_the_data_come_back() {
    for damage in [b"this is no database".as_slice(), &[0xA5; 8_192]] {
        let (school, phone) = signed_in(2).await;
        let before = phone.cards().unwrap();
        let phone = phone.reopened_after(|data| std::fs::write(data.join("cache.db"), damage).unwrap()).unwrap();
        assert_eq!(phone.cards().unwrap(), []);
        assert!(phone.notices().unwrap().contains(&NoticeKind::CacheRebuilt));
        phone.app.refresh(RefreshScope::Everything).await.unwrap();
        let cards = phone.cards().unwrap();
        assert_eq!(cards.len(), before.len());
        assert_eq!(balance(&cards[0]).value, balance(&before[0]).value);
        assert!(!phone.notices().unwrap().contains(&NoticeKind::CacheRebuilt), "all is back");
        drop(school);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cache_damaged_in_the_middle_is_noticed_and_filled_again() {
    let school = school_on_disk(2, 200).await;
    let phone = Phone::new(&school.sandbox.base_url()).unwrap();
    phone.sign_in(&school.sandbox).await.unwrap();
    phone.app.refresh(RefreshScope::Everything).await.unwrap();
    let phone = phone
        .reopened_after(|data| {
            // The first pages stay, so that it opens; all the others are torn.
            let file = data.join("cache.db");
            let mut bytes = std::fs::read(&file).unwrap();
            let torn = 4_096 * 12;
            assert!(bytes.len() > 2 * torn);
            bytes[torn..].fill(0xA5);
            std::fs::write(&file, bytes).unwrap();
        })
        .unwrap();
    for _ in 0..3 {
        if phone.app.refresh(RefreshScope::Everything).await.is_ok() {
            break;
        }
    }
    phone.app.refresh(RefreshScope::Everything).await.unwrap();
    phone.app.pause(Duration::from_secs(1));
    rows::of_the_phone(phone.data.path()).assert_same(&school.rows());
}

#[tokio::test(flavor = "multi_thread")]
async fn damaged_intents_are_moved_aside_and_nobody_is_signed_out() {
    let (_school, phone) = signed_in(1).await;
    let phone = phone.reopened_after(|data| std::fs::write(data.join("intents.db"), "this is no database").unwrap()).unwrap();
    let aside = |data: &Path| {
        std::fs::read_dir(data)
            .unwrap()
            .filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().starts_with("intents.corrupt-"))
            .count()
    };
    assert_eq!(aside(phone.data.path()), 1, "kept under another name");
    assert_eq!(phone.cards().unwrap().len(), 1);
    phone.app.refresh(RefreshScope::Latest).await.unwrap();
    let phone = phone.reopened().unwrap();
    assert_eq!(phone.cards().unwrap().len(), 1, "and the next process knows it too");
    assert_eq!(aside(phone.data.path()), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn files_of_a_newer_version_are_left_alone() {
    for file in ["cache.db", "intents.db"] {
        let (school, phone) = signed_in(1).await;
        let data = phone.data.path().to_owned();
        let secrets = Arc::clone(&phone.secrets);
        phone.app.shutdown();
        rows::run_sql(&data.join(file), "PRAGMA user_version = 99");
        let contents = || ["cache.db", "intents.db"].map(|name| std::fs::read(data.join(name)).unwrap());
        let before = contents();
        assert_eq!(ParentApp::new(config(&school.base_url(), &data), secrets).err(), Some(AppError::OutOfDate), "{file}");
        assert!(contents() == before, "{file}: not touched");
        assert!(!std::fs::read_dir(&data).unwrap().any(|entry| entry.unwrap().file_name().to_string_lossy().contains("corrupt")));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_process_on_the_same_directory_is_told_so_and_harms_nothing() {
    let (school, phone) = signed_in(1).await;
    let second = ParentApp::new(config(&school.base_url(), phone.data.path()), Arc::clone(&phone.secrets));
    assert_eq!(second.err(), Some(storage(StorageTrouble::InUse)), "in the same process");
    let holder = |data: &Path| {
        Command::new(env!("CARGO_BIN_EXE_first_sync"))
            .arg(school.base_url())
            .arg(data)
            .arg("hold")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    };
    let output = holder(phone.data.path()).wait_with_output().unwrap();
    assert!(!output.status.success() && String::from_utf8_lossy(&output.stderr).contains("InUse"), "from another process");
    phone.app.refresh(RefreshScope::Latest).await.unwrap();

    // And the other way round; a holder that is killed frees the directory at once.
    let data = tempfile::tempdir().unwrap();
    let mut child = holder(data.path());
    let mut word = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut word).unwrap();
    assert_eq!(word.trim(), "open");
    let open = || ParentApp::new(config(&school.base_url(), data.path()), Arc::new(MemorySecrets::default()));
    assert_eq!(open().err(), Some(storage(StorageTrouble::InUse)));
    child.kill().unwrap();
    child.wait().unwrap();
    open().unwrap().shutdown();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_whose_clock_is_months_wrong_shows_the_schools_time() {
    // The sandbox stands in May 2026 whatever this machine's clock says.
    let (school, phone) = signed_in(1).await;
    let now = phone.app.now().local();
    assert!((now - school.clock().now()).num_seconds().abs() <= 5, "{now}");
    assert_eq!(balance(&phone.cards().unwrap()[0]).freshness.state, DataState::Live);
    let phone = phone.reopened().unwrap();
    let now = phone.app.now().local();
    assert!((now - school.clock().now()).num_seconds().abs() <= 60, "remembered, also without a network: {now}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_jumps_back_and_forth_loses_no_rows_and_recovers() {
    let school = school_on_disk(1, 60).await;
    let sandbox = &school.sandbox;
    let phone = Phone::new(&sandbox.base_url()).unwrap();
    phone.sign_in(sandbox).await.unwrap();
    phone.app.refresh(RefreshScope::Everything).await.unwrap();
    // Back by a week: the school serves less for a while; what was read of later days is not taken away by asking for earlier ones.
    for now in ["2026-05-05T09:00", "2026-05-12T12:00", "2026-04-20T09:00", "2026-05-12T12:10"] {
        sandbox.clock().set(parse_local(now).unwrap());
        // The first answer sets the clock right, the second reading uses it.
        for _ in 0..2 {
            phone.app.refresh(RefreshScope::Everything).await.unwrap();
        }
        assert!(!phone.cards().unwrap().is_empty(), "{now}");
    }
    phone.app.pause(Duration::from_secs(1));
    rows::of_the_phone(phone.data.path()).assert_same(&school.rows());
}

#[tokio::test(flavor = "multi_thread")]
async fn visits_with_times_out_of_order_are_shown_as_recorded() {
    let school = school_on_disk(1, 20).await;
    // An exit before its entry, and one day long after today.
    rows::run_sql(
        &school.db,
        "UPDATE visits SET out_at = '2026-05-08T06:00:00' WHERE date = '2026-05-08' AND child_id = (SELECT MIN(child_id) FROM visits);
         INSERT INTO visits (child_id, building_id, date, in_at, in_visible_at)
           SELECT id, building_id, '2026-05-11', '2026-05-11T23:59:00', '2026-05-11T00:00:00' FROM children",
    );
    let phone = Phone::new(&school.sandbox.base_url()).unwrap();
    phone.sign_in(&school.sandbox).await.unwrap();
    phone.app.refresh(RefreshScope::Everything).await.unwrap();
    for screen in phone.screens(fortnight()).unwrap() {
        phone.app.current(&screen).unwrap();
    }
    phone.app.pause(Duration::from_secs(1));
    rows::of_the_phone(phone.data.path()).assert_same(&school.rows());
}
