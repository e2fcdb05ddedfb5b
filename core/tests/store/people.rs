//! The family, notes, saved screens, settings, and forgetting it all.

use schoolcard_core::domain::people::Sex;
use schoolcard_core::domain::{AccountNumber, Adult, Child, Direction, Family, ProfileId, School};
use schoolcard_core::store::{Counts, Writer};

use super::*;

fn child(person: PersonId, name: &str) -> Child {
    Child {
        person,
        student_id: Some(55),
        account: None,
        first_name: name.to_owned(),
        last_name: "Кузнецова".to_owned(),
        middle_name: String::new(),
        sex: Sex::Female,
        birth_date: LocalDate::new(2015, 2, 28),
        class_name: "4-А".to_owned(),
        school: Some(School { id: Some(7), name: "Школа".to_owned(), short_name: "Шк".to_owned(), phone: String::new() }),
        enrolled_on: LocalDate::new(2022, 9, 1),
    }
}

fn family() -> Family {
    let mut second = child(petya(), "Пётр");
    second.school = None;
    second.sex = Sex::Male;
    second.enrolled_on = None;
    Family {
        adult: Adult {
            profile_id: Some(ProfileId(31)),
            first_name: "Анна".to_owned(),
            last_name: "Кузнецова".to_owned(),
            middle_name: "Сергеевна".to_owned(),
            phone: "9161234567".to_owned(),
            email: None,
        },
        children: vec![second, child(masha(), "Мария")],
    }
}

#[test]
fn the_family_comes_back_in_the_servers_order() {
    let scene = Scene::new();
    assert_eq!(scene.store.family().unwrap(), None);
    assert!(scene.store.write(|w| w.put_family(&family())).unwrap());
    assert_eq!(scene.store.family().unwrap(), Some(family()));
    assert!(scene.changes()[0].family);
    assert!(!scene.store.write(|w| w.put_family(&family())).unwrap());
    assert_eq!(scene.changes(), vec![], "the same family again is no change");
}

#[test]
fn a_child_who_leaves_the_family_keeps_its_history() {
    let scene = Scene::new();
    scene.store.write(|w| w.put_family(&family())).unwrap();
    scene.store.write(|w| w.put_passages(&petya(), days(12, 12), vec![tap(&petya(), at(12, 8, 0), Direction::In)])).unwrap();
    let mut smaller = family();
    smaller.children.remove(0);
    let given = smaller.clone();
    scene.store.write(move |w| w.put_family(&given)).unwrap();
    assert_eq!(scene.store.family().unwrap(), Some(smaller));
    assert_eq!(scene.store.passages(&petya(), days(12, 12)).unwrap().len(), 1);
}

#[test]
fn a_child_without_account_number_takes_the_one_of_the_balance() {
    let scene = Scene::new();
    scene.store.write(|w| w.put_family(&family())).unwrap();
    scene.changes();
    scene.store.write(|w| w.put_account(&masha(), &balance(0), at(12, 9, 0))).unwrap();
    let change = &scene.changes()[0];
    assert!(change.family && change.children[&masha()].account);
    let known = scene.store.family().unwrap().unwrap();
    assert_eq!(known.children[1].account, Some(AccountNumber(1_234_567_890_123)));
    assert!(!scene.store.write(|w| w.put_family(&family())).unwrap(), "the profile still says the same");
    assert_eq!(scene.store.family().unwrap(), Some(known));
}

#[test]
fn cursors_marks_and_screens_are_kept_and_forgotten() {
    let scene = Scene::new();
    scene
        .store
        .write(|w| {
            w.set_cursor("visits/a", Some("2026-05-12"))?;
            w.set_meta("generation", Some("old"))
        })
        .unwrap();
    scene.store.write(|w| w.save_screen("home", "ru", 2, b"state")).unwrap();
    assert_eq!(scene.store.cursor("visits/a").unwrap().as_deref(), Some("2026-05-12"));
    assert_eq!(scene.store.meta("generation").unwrap().as_deref(), Some("old"));
    assert_eq!(scene.store.screen("home", "ru", 2).unwrap().as_deref(), Some(&b"state"[..]));
    assert_eq!(scene.store.screen("home", "en", 2).unwrap(), None);
    assert_eq!(scene.store.screen("home", "ru", 3).unwrap(), None, "another version's form is not read");
    let changes = scene.changes();
    assert!(changes.len() == 1 && changes[0].meta && changes[0].children.is_empty());
    scene
        .store
        .write(|w| {
            w.set_cursor("visits/a", None)?;
            w.save_screen("home", "ru", 2, b"newer")
        })
        .unwrap();
    assert_eq!(scene.changes(), vec![], "neither a cursor nor a saved screen wakes a screen");
    assert_eq!(scene.store.cursor("visits/a").unwrap(), None);
}

#[test]
fn a_saved_screen_goes_with_the_rows_it_was_worked_out_from() {
    let scene = Scene::new();
    let save = |w: &mut Writer<'_>| w.save_screen("home", "ru", 2, b"state");
    scene.store.write(save).unwrap();
    scene.store.write(|w| w.set_cursor("visits/a", Some("x"))).unwrap();
    assert!(scene.store.screen("home", "ru", 2).unwrap().is_some(), "nothing a screen shows has changed");
    scene.store.write(|w| w.put_account(&masha(), &balance(1), at(12, 9, 0))).unwrap();
    assert_eq!(scene.store.screen("home", "ru", 2).unwrap(), None);
}

#[test]
fn settings_outlive_the_cache_and_the_process() {
    let scene = Scene::new();
    assert_eq!(scene.store.setting("quiet").unwrap(), None);
    assert!(!scene.dir.path().join("intents.db").exists(), "not made before it is needed");
    scene.store.set_setting("quiet", Some("22-7")).unwrap();
    scene.store.set_setting("other", Some("x")).unwrap();
    scene.store.set_setting("other", None).unwrap();
    scene.store.write(|w: &mut Writer<'_>| w.wipe_all()).unwrap();
    scene.store.close();
    let store = Store::open(scene.dir.path()).unwrap();
    assert_eq!(store.setting("quiet").unwrap().as_deref(), Some("22-7"));
    assert_eq!(store.setting("other").unwrap(), None);
}

#[test]
fn wiping_leaves_nothing_readable_in_the_files() {
    let scene = Scene::new();
    scene.store.write(|w| w.put_family(&family())).unwrap();
    let many: Vec<_> = (1..=28).map(|d| purchase(&masha(), "5", at(d, 9, 0), 100)).collect();
    scene.store.write(move |w| w.put_purchases(&masha(), days(1, 31), many, true)).unwrap();
    let traces = |needle: &str| {
        std::fs::read_dir(scene.dir.path())
            .unwrap()
            .filter(|f| std::fs::read(f.as_ref().unwrap().path()).unwrap().windows(needle.len()).any(|w| w == needle.as_bytes()))
            .count()
    };
    assert!(traces("Кузнецова") > 0 && traces("Суп-лапша") > 0);
    scene.changes();
    scene.store.write(|w: &mut Writer<'_>| w.wipe_all()).unwrap();
    assert_eq!((traces("Кузнецова"), traces("Суп-лапша")), (0, 0));
    assert_eq!(scene.store.counts().unwrap(), Counts::default());
    assert_eq!(scene.store.family().unwrap(), None);
    let change = &scene.changes()[0];
    assert!(change.family && change.children[&masha()].purchases.is_some());
}
