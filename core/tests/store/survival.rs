//! Killed processes, panics, full disks, read-only media, async callers. Some tests run a part of themselves in a child
//! process: the part is an ignored test that does nothing unless it is told a directory.

use schoolcard_core::domain::Direction;
use schoolcard_core::store::StoreError;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::*;

const DIR: &str = "SCHOOLCARD_TEST_DIR";

fn told_dir() -> Option<PathBuf> {
    std::env::var_os(DIR).map(PathBuf::from)
}

/// The ignored test `name` of this file as a process of its own.
fn part(program: &Path, name: &str, dir: &Path) -> Command {
    let mut command = Command::new(program);
    command.args(["--exact", &format!("survival::{name}"), "--ignored", "--nocapture"]).env(DIR, dir).stdout(Stdio::piped());
    command
}

#[test]
#[ignore = "part of a_killed_process_leaves_whole_commits_behind"]
fn part_writes_without_end() {
    let Some(dir) = told_dir() else { return };
    let store = Store::open(&dir).unwrap();
    let start: i64 = store.cursor("n").unwrap().map_or(0, |n| n.parse().unwrap());
    for n in start.. {
        let row = tap(&masha(), at(1, 0, 0).plus_minutes(n), Direction::In);
        let goods = purchase(&masha(), &n.to_string(), at(1, 0, 0).plus_minutes(n), n);
        store
            .write(move |w| {
                w.add_passage(row)?;
                w.put_purchases(&masha(), days(1, 1), vec![goods], false)?;
                w.set_cursor("n", Some(&(n + 1).to_string()))
            })
            .unwrap();
    }
}

#[test]
fn a_killed_process_leaves_whole_commits_behind() {
    let dir = tempfile::tempdir().unwrap();
    let program = std::env::current_exe().unwrap();
    let mut last = 0;
    for round in 0..8_u64 {
        let mut child = part(&program, "part_writes_without_end", dir.path()).spawn().unwrap();
        // Wait until it writes, then a little longer, differently each time.
        let log = dir.path().join("cache.db-wal");
        let before = std::fs::metadata(&log).and_then(|m| m.modified()).ok();
        let patience = std::time::Instant::now();
        while std::fs::metadata(&log).and_then(|m| m.modified()).ok() == before && patience.elapsed().as_secs() < 60 {
            std::thread::sleep(std::time::Duration::from_millis(2));
        }
        std::thread::sleep(std::time::Duration::from_millis(5 + round * 7));
        child.kill().unwrap();
        child.wait().unwrap();

        let store = Store::open(dir.path()).expect("a killed process does not hold the lock");
        let cursor: u64 = store.cursor("n").unwrap().map_or(0, |n| n.parse().unwrap());
        let counts = store.counts().unwrap();
        assert_eq!((counts.passages, counts.purchases), (cursor, cursor), "round {round}");
        assert!(cursor >= last, "round {round}: a commit was lost");
        last = cursor;
    }
    assert!(last > 8, "the process wrote between the kills");
}

#[test]
fn a_write_that_fails_or_panics_leaves_nothing_and_the_next_one_works() {
    let scene = Scene::new();
    let failed: Result<(), _> = scene.store.write(|w| {
        w.set_meta("a", Some("1"))?;
        Err(StoreError::Full)
    });
    assert_eq!(failed.unwrap_err(), StoreError::Full);
    let panicked: Result<(), _> = scene.store.write(|w| {
        w.set_meta("a", Some("2"))?;
        panic!("a mistake in the closure");
    });
    assert_eq!(panicked.unwrap_err(), StoreError::WritePanicked);
    assert_eq!(scene.store.meta("a").unwrap(), None);
    assert_eq!(scene.changes(), vec![], "nobody is told of what did not happen");
    scene.store.write(|w| w.set_meta("a", Some("3"))).unwrap();
    assert_eq!(scene.store.meta("a").unwrap().as_deref(), Some("3"));
}

#[test]
fn an_async_write_goes_on_when_its_future_is_dropped() {
    let scene = Scene::new();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    assert!(runtime.block_on(scene.store.write_async(|w| w.put_account(&masha(), &balance(5), at(12, 9, 0)))).unwrap());
    runtime.block_on(async {
        let mut write = Box::pin(scene.store.write_async(|w| w.set_meta("dropped", Some("yes"))));
        // One poll hands the work over; then the caller goes away.
        let waker = std::task::Waker::noop();
        let _ = write.as_mut().poll(&mut std::task::Context::from_waker(waker));
    });
    scene.store.write(|_| Ok(())).unwrap();
    assert_eq!(scene.store.meta("dropped").unwrap().as_deref(), Some("yes"));
}

#[test]
fn many_threads_read_and_write_at_once() {
    let scene = Scene::new();
    std::thread::scope(|scope| {
        for t in 0..4_u32 {
            let store = &scene.store;
            scope.spawn(move || {
                for n in 0..25_u32 {
                    let row = tap(&masha(), at(t + 1, n % 24, t), Direction::In);
                    store.write(move |w| w.add_passage(row)).unwrap();
                    assert!(!store.passages(&masha(), days(1, 31)).unwrap().is_empty());
                }
            });
        }
    });
    assert_eq!(scene.store.counts().unwrap().passages, 4 * 24);
}

#[test]
#[ignore = "part of a_read_only_directory_is_readable_and_says_so_on_writing"]
fn part_reads_where_nothing_can_be_written() {
    let Some(dir) = told_dir() else { return };
    assert!(std::fs::write(dir.join("probe"), "x").is_err(), "this user can write here: nothing would be proven");
    let store = Store::open(&dir).unwrap();
    assert!(store.report().read_only);
    assert_eq!(store.passages(&masha(), days(1, 31)).unwrap().len(), 1);
    assert_eq!(store.setting("quiet").unwrap().as_deref(), Some("22-7"));
    assert_eq!(store.write(|w| w.set_meta("a", None)).unwrap_err(), StoreError::ReadOnly);
    assert_eq!(store.set_setting("quiet", None).unwrap_err(), StoreError::ReadOnly);
    assert_eq!(store.rebuild_cache().unwrap_err(), StoreError::ReadOnly);
    store.checkpoint().unwrap();
    store.close();
    assert_eq!(Store::open(&dir.join("deeper")).unwrap_err(), StoreError::ReadOnly);
    println!("read-only part done");
}

/// Rights mean nothing to root, so the part runs as another user there.
#[cfg(unix)]
#[test]
fn a_read_only_directory_is_readable_and_says_so_on_writing() {
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::process::CommandExt;
    let open_to_all = |path: &Path, mode: u32| {
        std::fs::set_permissions(path, PermissionsExt::from_mode(mode)).unwrap();
    };
    for killed in [false, true] {
        let home = tempfile::tempdir().unwrap();
        open_to_all(home.path(), 0o755);
        let program = home.path().join("program");
        std::fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
        open_to_all(&program, 0o755);
        let dir = home.path().join("data");
        let store = Store::open(&dir).unwrap();
        store.set_setting("quiet", Some("22-7")).unwrap();
        store.write(|w| w.add_passage(tap(&masha(), at(12, 8, 0), Direction::In))).unwrap();
        if killed {
            // As a killed process leaves it: the rows are still in the log.
            let log = |name: &str| (dir.join(name), std::fs::read(dir.join(name)).unwrap());
            let left = [log("cache.db"), log("cache.db-wal"), log("cache.db-shm")];
            store.close();
            for (path, bytes) in left {
                std::fs::write(path, bytes).unwrap();
            }
        } else {
            store.close();
        }
        for file in std::fs::read_dir(&dir).unwrap() {
            open_to_all(&file.unwrap().path(), 0o444);
        }
        open_to_all(&dir, 0o555);

        let mut command = part(&program, "part_reads_where_nothing_can_be_written", &dir);
        if std::fs::write(dir.join("probe"), "x").is_ok() {
            std::fs::remove_file(dir.join("probe")).unwrap();
            command.uid(65534).gid(65534);
        }
        let output = command.output().unwrap();
        open_to_all(&dir, 0o755);
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success() && told.contains("read-only part done"), "log left over: {killed}\n{told}");
    }
}
