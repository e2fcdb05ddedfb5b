//! Locks, versions, damaged files, media that cannot be written.

use schoolcard_core::domain::{Direction, ProfileId};
use schoolcard_core::store::{DbFile, FileReport, IntentRow, Service, StoreError};
use std::path::Path;

use super::*;

/// A closed store with one tap and one setting in it.
fn furnished(dir: &Path) {
    let store = Store::open(dir).unwrap();
    store.write(|w| w.put_passages(&masha(), days(12, 12), vec![tap(&masha(), at(12, 8, 0), Direction::In)])).unwrap();
    store.set_setting("quiet", Some("22-7")).unwrap();
    store.close();
}

fn set_version(file: &Path, version: u32) {
    rusqlite::Connection::open(file).unwrap().pragma_update(None, "user_version", version).unwrap();
}

fn overwrite(file: &Path, from: usize, with: &[u8]) {
    let mut bytes = std::fs::read(file).unwrap();
    bytes[from..from + with.len()].copy_from_slice(with);
    std::fs::write(file, bytes).unwrap();
}

/// Names and contents of a directory.
fn picture(dir: &Path) -> Vec<(String, Vec<u8>)> {
    let mut all: Vec<_> = std::fs::read_dir(dir)
        .unwrap()
        .map(|f| f.unwrap())
        .map(|f| (f.file_name().into_string().unwrap(), std::fs::read(f.path()).unwrap()))
        .collect();
    all.sort();
    all
}

#[test]
fn one_store_at_a_time_works_on_a_directory() {
    let scene = Scene::new();
    assert_eq!(Store::open(scene.dir.path()).unwrap_err(), StoreError::InUse);
    scene.store.close();
    let next = Store::open(scene.dir.path()).unwrap();
    assert_eq!(next.report().cache, FileReport::Opened);
}

#[test]
fn a_missing_directory_is_made_for_its_owner_alone() {
    let parent = tempfile::tempdir().unwrap();
    let dir = parent.path().join("a/b");
    let store = Store::open(&dir).unwrap();
    assert_eq!((store.report().cache, store.report().intents), (FileReport::Created, FileReport::Absent));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&dir).unwrap().permissions().mode() & 0o777, 0o700);
    }
}

#[test]
fn a_closed_store_says_so_and_closes_again_without_harm() {
    let scene = Scene::new();
    scene.store.write(|w| w.set_meta("a", Some("b"))).unwrap();
    scene.store.checkpoint().unwrap();
    scene.store.close();
    scene.store.close();
    assert_eq!(scene.store.family().unwrap_err(), StoreError::Closed);
    assert_eq!(scene.store.write(|w| w.set_meta("a", None)).unwrap_err(), StoreError::Closed);
    assert_eq!(scene.store.set_setting("a", None).unwrap_err(), StoreError::Closed);
    assert_eq!(scene.store.setting("a").unwrap_err(), StoreError::Closed);
    assert_eq!(scene.store.checkpoint().unwrap_err(), StoreError::Closed);
    assert_eq!(scene.store.rebuild_cache().unwrap_err(), StoreError::Closed);
}

#[test]
fn a_damaged_cache_is_moved_aside_and_begun_anew() {
    for damage in ["header", "schema", "cut"] {
        let dir = tempfile::tempdir().unwrap();
        furnished(dir.path());
        let file = dir.path().join("cache.db");
        match damage {
            "header" => overwrite(&file, 0, b"nonsense nonsense"),
            "schema" => overwrite(&file, 100, &[0xAB; 600]),
            _ => std::fs::write(&file, &std::fs::read(&file).unwrap()[..5000]).unwrap(),
        }
        let spoilt = std::fs::read(&file).unwrap();
        let store = Store::open(dir.path()).unwrap();
        let FileReport::MovedAside { to } = store.report().cache else { panic!("{damage}: {:?}", store.report()) };
        assert_eq!(std::fs::read(to).unwrap(), spoilt, "{damage}");
        assert_eq!(store.counts().unwrap().passages, 0);
        store.write(|w| w.set_meta("a", Some("b"))).unwrap();
        assert_eq!(store.setting("quiet").unwrap().as_deref(), Some("22-7"), "{damage}: the settings are not touched");
    }
}

#[test]
fn a_cache_damaged_deeper_is_an_error_of_its_own_and_can_be_rebuilt() {
    let dir = tempfile::tempdir().unwrap();
    furnished(dir.path());
    let file = dir.path().join("cache.db");
    let root: i64 = rusqlite::Connection::open(&file)
        .unwrap()
        .query_row("SELECT rootpage FROM sqlite_master WHERE name = 'passage'", [], |row| row.get(0))
        .unwrap();
    overwrite(&file, usize::try_from(root - 1).unwrap() * 4096, &[0xCD; 4096]);
    let store = Store::open(dir.path()).unwrap();
    let corrupt = StoreError::Corrupt { file: DbFile::Cache };
    assert_eq!(store.passages(&masha(), days(1, 31)).unwrap_err(), corrupt);
    let write = store.write(|w| w.put_passages(&masha(), days(12, 12), vec![]));
    assert_eq!(write.unwrap_err(), corrupt);
    store.rebuild_cache().unwrap();
    assert_eq!(store.passages(&masha(), days(1, 31)).unwrap(), vec![]);
    store.write(|w| w.put_passages(&masha(), days(12, 12), vec![tap(&masha(), at(12, 8, 0), Direction::In)])).unwrap();
    assert_eq!(store.passages(&masha(), days(1, 31)).unwrap().len(), 1);
    assert!(matches!(store.report().cache, FileReport::MovedAside { .. }));
}

#[test]
fn damaged_intents_are_kept_under_another_name_and_reported() {
    for damage in ["header", "deep"] {
        let dir = tempfile::tempdir().unwrap();
        furnished(dir.path());
        let file = dir.path().join("intents.db");
        match damage {
            "header" => overwrite(&file, 0, b"nonsense"),
            _ => overwrite(&file, 4096, &[0xEF; 64]),
        }
        let spoilt = std::fs::read(&file).unwrap();
        let store = Store::open(dir.path()).unwrap();
        assert_eq!(store.setting("quiet").unwrap(), None, "{damage}");
        store.set_setting("quiet", Some("23-6")).unwrap();
        let FileReport::MovedAside { to } = store.report().intents else { panic!("{damage}: {:?}", store.report()) };
        assert!(to.file_name().unwrap().to_str().unwrap().starts_with("intents.corrupt-"));
        assert_eq!(std::fs::read(to).unwrap(), spoilt, "{damage}: never dropped");
        assert_eq!(store.counts().unwrap().passages, 1, "{damage}: the cache is not touched");
    }
}

#[test]
fn a_newer_file_is_refused_and_nothing_is_touched() {
    for (file, known) in [(DbFile::Cache, 3), (DbFile::Intents, 3)] {
        let dir = tempfile::tempdir().unwrap();
        furnished(dir.path());
        set_version(&dir.path().join(file.name()), 999);
        let before = picture(dir.path());
        let error = Store::open(dir.path()).unwrap_err();
        assert_eq!(error, StoreError::NewerSchema { file, found: 999, known });
        assert_eq!(picture(dir.path()), before, "{file}");
    }
}

/// What version 1 of the app left on disk, written out: later versions must go on reading it.
const CACHE_OF_VERSION_1: &str = "
    CREATE TABLE person (no INTEGER PRIMARY KEY, person_id TEXT NOT NULL UNIQUE, position INTEGER, student_id INTEGER,
        account INTEGER, first_name TEXT NOT NULL DEFAULT '', last_name TEXT NOT NULL DEFAULT '',
        middle_name TEXT NOT NULL DEFAULT '', sex INTEGER NOT NULL DEFAULT 0, birth_date TEXT,
        class_name TEXT NOT NULL DEFAULT '', has_school INTEGER NOT NULL DEFAULT 0, school_id INTEGER,
        school_name TEXT NOT NULL DEFAULT '', school_short TEXT NOT NULL DEFAULT '', school_phone TEXT NOT NULL DEFAULT '',
        enrolled_on TEXT);
    CREATE TABLE organization (no INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, id TEXT NOT NULL, name TEXT NOT NULL,
        short_name TEXT NOT NULL, address TEXT NOT NULL);
    CREATE TABLE passage (child INTEGER NOT NULL, at INTEGER NOT NULL, organization INTEGER NOT NULL,
        direction INTEGER NOT NULL, learned_at INTEGER NOT NULL, source INTEGER NOT NULL, escort TEXT,
        PRIMARY KEY (child, at, organization, direction)) WITHOUT ROWID;
    CREATE TABLE purchase (child INTEGER NOT NULL, at INTEGER NOT NULL, id TEXT NOT NULL, delivered_at INTEGER,
        on_date TEXT NOT NULL, kind INTEGER NOT NULL, status INTEGER NOT NULL, total INTEGER NOT NULL,
        discount INTEGER NOT NULL, learned_at INTEGER NOT NULL, items TEXT NOT NULL, PRIMARY KEY (child, at, id)) WITHOUT ROWID;
    CREATE TABLE screen (key TEXT NOT NULL, locale TEXT NOT NULL, version INTEGER NOT NULL, state BLOB NOT NULL,
        PRIMARY KEY (key, locale)) WITHOUT ROWID;
    CREATE TABLE sync_cursor (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    INSERT INTO sync_cursor VALUES ('history/visits/0b6f5a80-masha', '{\"day\":\"2026-03-01\",\"empty_days\":0,\"ended\":false}'),
        ('another', 'kept');
    INSERT INTO person (no, person_id) VALUES (4, '0b6f5a80-masha');
    INSERT INTO organization VALUES (9, '1507', '1507', 'Школа № 1507', 'Шк. 1507', 'ул. Вавилова, 10');
    INSERT INTO passage VALUES (4, 1778562420000, 9, 1, 1778562660000, 0, 'Иванова Анна');
    INSERT INTO purchase VALUES (4, 1778562420000, '9001', NULL, '2026-05-12', 2, 3, 4500, 0, 1778562660000,
        '[[\"Булочка\",1,4500,[\"Мука\"]]]');
    PRAGMA user_version = 1;";

#[test]
fn a_cache_of_version_1_is_read() {
    let dir = tempfile::tempdir().unwrap();
    rusqlite::Connection::open(dir.path().join("cache.db")).unwrap().execute_batch(CACHE_OF_VERSION_1).unwrap();
    let store = Store::open(dir.path()).unwrap();
    let mut expected = tap(&masha(), at(12, 8, 7), Direction::Out);
    expected.escort = Some("Иванова Анна".to_owned());
    assert_eq!(store.passages(&masha(), days(12, 12)).unwrap(), vec![expected]);
    let bought = store.purchases(&masha(), days(12, 12)).unwrap();
    assert_eq!((bought[0].items[0].name.as_str(), bought[0].items[0].consists_of.len()), ("Булочка", 1));
    assert_eq!(store.read_days(&masha(), Service::Pass, days(1, 31)).unwrap(), [], "version 1 did not write down what it had read");
    assert_eq!(store.cursor("history/visits/0b6f5a80-masha").unwrap(), None, "so the way back is walked once more");
    assert_eq!(store.cursor("another").unwrap().as_deref(), Some("kept"));
    store
        .write(|w| {
            w.note_read_days(&masha(), Service::Pass, days(4, 12), at(12, 9, 0));
            Ok(())
        })
        .unwrap();
    assert_eq!(store.read_days(&masha(), Service::Pass, days(1, 31)).unwrap().len(), 1);
}

#[test]
fn intents_of_version_1_are_read() {
    let dir = tempfile::tempdir().unwrap();
    rusqlite::Connection::open(dir.path().join("intents.db"))
        .unwrap()
        .execute_batch(
            "CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
             INSERT INTO setting VALUES ('quiet', '22-7'); PRAGMA user_version = 1;",
        )
        .unwrap();
    let store = Store::open(dir.path()).unwrap();
    assert_eq!(store.report().intents, FileReport::Opened);
    assert_eq!(store.setting("quiet").unwrap().as_deref(), Some("22-7"));
    // The outbox of version 2 works in it, beside what was there.
    let row = intent("a");
    store.with_intents(|db| db.save_intent(&row, &["payment|1".to_owned()])).unwrap();
    assert_eq!(store.with_intents(|db| db.intents(row.adult, row.created_at)).unwrap(), vec![row]);
    assert_eq!(store.setting("quiet").unwrap().as_deref(), Some("22-7"));
}

fn intent(id: &str) -> IntentRow {
    let at = at(12, 8, 0);
    IntentRow {
        id: id.into(),
        adult: ProfileId(7),
        child: masha(),
        kind: "top-up".into(),
        state: "{}".into(),
        open: true,
        created_at: at,
        changed_at: at,
    }
}

#[test]
fn an_intent_outlives_the_store_and_is_its_adult_s_alone() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    store.with_intents(|db| db.save_intent(&intent("a"), &[])).unwrap();
    // A path to the method would not be general enough in its lifetime.
    #[allow(clippy::redundant_closure_for_method_calls)]
    store.write(|w| w.wipe_all()).unwrap();
    store.close();
    std::fs::write(dir.path().join("cache.db"), "nonsense").unwrap();
    let store = Store::open(dir.path()).unwrap();
    let now = at(31, 0, 0);
    assert_eq!(store.with_intents(|db| db.intents(ProfileId(7), now)).unwrap(), vec![intent("a")]);
    assert_eq!(store.with_intents(|db| db.intents(ProfileId(8), now)).unwrap(), vec![]);
    assert_eq!(store.with_intents(|db| db.intent(ProfileId(8), "a")).unwrap(), None);
}

#[test]
fn a_fact_of_the_school_belongs_to_one_intent_and_a_second_claim_keeps_nothing() {
    let scene = Scene::new();
    let fact = ["payment|1".to_owned()];
    scene.store.with_intents(|db| db.save_intent(&intent("a"), &fact)).unwrap();
    scene.store.with_intents(|db| db.save_intent(&intent("a"), &fact)).unwrap();
    assert!(scene.store.with_intents(|db| db.save_intent(&intent("b"), &fact)).is_err());
    assert_eq!(scene.store.with_intents(|db| db.intents(ProfileId(7), at(1, 0, 0))).unwrap(), vec![intent("a")]);
}

#[test]
fn a_place_that_is_not_a_directory_is_an_error_not_a_panic() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    std::fs::write(&file, "text").unwrap();
    assert!(matches!(Store::open(&file.join("deeper")).unwrap_err(), StoreError::Io { .. }));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "text");
}
