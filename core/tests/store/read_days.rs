//! Which days have been read: written with the rows, told to listeners, forgotten with everything else.

use schoolcard_core::store::{ReadDays, Service, StoreError};

use super::*;

fn read(scene: &Scene, child: &PersonId, service: Service) -> Vec<(u32, u32, Moment)> {
    let day = |date: LocalDate| u32::try_from(date.days_since(day(1)) + 1).unwrap();
    let spans = scene.store.read_days(child, service, days(1, 31)).unwrap();
    spans.into_iter().map(|ReadDays { days, as_of }| (day(days.from), day(days.to), as_of)).collect()
}

fn note(scene: &Scene, child: PersonId, service: Service, period: Period, as_of: Moment) {
    scene
        .store
        .write(move |w| {
            w.note_read_days(&child, service, period, as_of);
            Ok(())
        })
        .unwrap();
}

#[test]
fn days_that_were_read_are_known_by_child_and_service_and_no_others() {
    let scene = Scene::new();
    note(&scene, masha(), Service::Pass, days(4, 10), at(12, 9, 0));
    assert_eq!(read(&scene, &masha(), Service::Pass), [(4, 10, at(12, 9, 0))]);
    assert_eq!(scene.store.read_days(&masha(), Service::Pass, days(6, 7)).unwrap()[0].days, days(6, 7), "cut to the days asked for");
    assert_eq!(scene.store.read_days(&masha(), Service::Pass, days(11, 20)).unwrap(), []);
    assert_eq!(read(&scene, &masha(), Service::Orders), []);
    assert_eq!(read(&scene, &petya(), Service::Pass), []);
}

#[test]
fn the_parts_of_one_reading_newest_first_are_one_interval() {
    let scene = Scene::new();
    scene
        .store
        .write(|w| {
            for (from, to) in [(8, 12), (4, 7), (1, 3)] {
                w.note_read_days(&masha(), Service::Pass, days(from, to), at(12, 9, 0));
                w.note_read_days(&petya(), Service::Orders, days(from, to), at(12, 9, 0));
            }
            Ok(())
        })
        .unwrap();
    assert_eq!(read(&scene, &masha(), Service::Pass), [(1, 12, at(12, 9, 0))]);
    assert_eq!(read(&scene, &petya(), Service::Orders), [(1, 12, at(12, 9, 0))]);
    note(&scene, masha(), Service::Pass, days(6, 12), at(12, 11, 30));
    assert_eq!(read(&scene, &masha(), Service::Pass), [(1, 5, at(12, 9, 0)), (6, 12, at(12, 11, 30))]);
}

#[test]
fn days_that_have_not_come_are_not_read() {
    let scene = Scene::new();
    note(&scene, masha(), Service::Orders, days(10, 26), at(12, 9, 0));
    assert_eq!(read(&scene, &masha(), Service::Orders), [(10, 12, at(12, 9, 0))]);
    note(&scene, masha(), Service::Orders, days(20, 26), at(12, 9, 5));
    assert_eq!(read(&scene, &masha(), Service::Orders), [(10, 12, at(12, 9, 0))]);
}

#[test]
fn a_commit_tells_which_days_were_read_even_when_no_row_changed() {
    let scene = Scene::new();
    note(&scene, masha(), Service::Pass, days(4, 10), at(12, 9, 0));
    let change = scene.change_of(&masha());
    assert_eq!((change.passages, change.purchases, change.movements), (Some(days(4, 10)), None, None));
}

#[test]
fn what_a_failed_transaction_read_was_not_read() {
    let scene = Scene::new();
    let failed = scene.store.write(|w| -> Result<(), StoreError> {
        w.note_read_days(&masha(), Service::Pass, days(4, 10), at(12, 9, 0));
        Err(StoreError::Closed)
    });
    assert_eq!(failed, Err(StoreError::Closed));
    assert_eq!(read(&scene, &masha(), Service::Pass), []);
}

#[test]
fn wiping_forgets_what_was_read() {
    let scene = Scene::new();
    note(&scene, masha(), Service::Pass, days(4, 10), at(12, 9, 0));
    scene
        .store
        .write(|w| {
            w.note_read_days(&masha(), Service::Orders, days(4, 10), at(12, 9, 0));
            w.wipe_all()
        })
        .unwrap();
    assert_eq!(read(&scene, &masha(), Service::Pass), []);
    assert_eq!(read(&scene, &masha(), Service::Orders), []);
}
