//! What only the inside can provoke: a disk that is full at a chosen moment.

use super::*;
use crate::domain::account::AccountReading;
use crate::domain::{Money, PersonId};

fn balance(kopecks: i64) -> AccountReading {
    AccountReading { child: None, account: None, confirmed: Money(kopecks), rules: None }
}

/// Lets the file grow no further than it is (`true`), or freely again. SQLite then reports what it reports on a full disk.
fn fill_disk(store: &Store, full: bool) {
    let (done, wait) = std::sync::mpsc::channel();
    held(&store.owner)
        .send(
            &store.dir,
            Box::new(move |db| {
                let pages: i64 = if full { 1 } else { 1 << 30 };
                db.limit_pages(pages);
                done.send(()).unwrap();
            }),
        )
        .unwrap();
    wait.recv().unwrap();
}

#[test]
fn a_full_disk_is_its_own_error_and_loses_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    let child: PersonId = "masha".into();
    let (a, b) = (child.clone(), child.clone());
    store.write(move |w| w.put_account(&a, &balance(100), crate::domain::Moment(1))).unwrap();

    fill_disk(&store, true);
    let write = move |w: &mut Writer<'_>| {
        w.put_account(&b, &balance(200), crate::domain::Moment(2))?;
        w.save_screen("home", "ru", 1, &vec![7; 100_000])
    };
    assert_eq!(store.write(write.clone()).unwrap_err(), StoreError::Full);
    assert_eq!(store.account(&child).unwrap().map(|a| a.confirmed), Some(Money(100)), "nothing of the failed write stays");

    fill_disk(&store, false);
    store.write(write).unwrap();
    assert_eq!(store.account(&child).unwrap().map(|a| a.confirmed), Some(Money(200)), "room again, work again");
}

#[test]
fn what_the_parent_decided_is_written_so_that_a_power_cut_does_not_take_it_back() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    store.set_setting("locale", Some("ru")).unwrap();
    let asked = |what: &str| {
        store
            .with_intents(|db| Ok(db.db().query_row(&format!("PRAGMA {what}"), [], |row| row.get::<_, rusqlite::types::Value>(0)).unwrap()))
    };
    // 3 is EXTRA: with the journal deleted at each commit, FULL alone would leave its deletion to chance (ADR 0010).
    assert_eq!(asked("synchronous").unwrap(), rusqlite::types::Value::Integer(3));
    assert_eq!(asked("journal_mode").unwrap(), rusqlite::types::Value::Text("delete".to_owned()));
}
