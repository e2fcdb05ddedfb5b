//! Writes the people: the default family, its schools, and the other families needed to be refused.

use chrono::{Datelike, Duration, NaiveDate};
use rand::Rng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use rusqlite::{Connection, params};
use uuid::Uuid;

use super::calendar::school_year;
use super::catalogue::{CHILDREN, FATHERS, MOTHERS, SCHOOLS, SURNAMES, SchoolSeed};
use crate::server::SandboxConfig;

/// A child, as the rest of the generator needs to know it.
#[derive(Debug, Clone)]
pub(crate) struct Pupil {
    pub id: i64,
    /// Class on the last day of the history.
    pub level: i32,
    pub main_building: i64,
    pub second_building: i64,
    pub club_building: i64,
    /// Free lunches whatever the class (large family).
    pub discounted: bool,
    /// Where the child is among the family's children.
    pub index: usize,
    pub mother: (String, String, String),
}

/// Classes when the history is short, eldest last; the first child is fed free by law (class 2).
const LEVELS: [i32; 4] = [2, 5, 7, 9];
/// Classes when the history is long: the youngest was three when it began.
const LEVELS_LONG: [i32; 4] = [8, 9, 10, 11];
const LETTERS: [&str; 4] = ["Б", "А", "В", "Г"];
/// From this many days of history on a second-former would not have been born.
const LONG_HISTORY_DAYS: u32 = 4 * 365;

/// What chance decides about the families.
struct Cast {
    seed: u64,
    days: u32,
    first_day: NaiveDate,
    today: NaiveDate,
    surnames: Vec<(&'static str, &'static str)>,
    names: Vec<(&'static str, bool)>,
    mother: (&'static str, &'static str),
    father: (&'static str, &'static str, &'static str, &'static str),
}

const PARENT: i64 = 3_100_001;
const FATHER: i64 = 3_100_002;
const NEIGHBOUR: i64 = 3_100_003;
const STRANGER: i64 = 3_100_004;
const NEIGHBOUR_NAME: (&str, &str) = ("Светлана", "Романовна");

/// Writes both families and returns the default one's children, then the neighbours' child.
pub(crate) fn write(
    db: &Connection,
    random: &mut ChaCha8Rng,
    config: &SandboxConfig,
    first_day: NaiveDate,
    today: NaiveDate,
) -> rusqlite::Result<(Vec<Pupil>, Pupil)> {
    for (index, school) in (0..).zip(SCHOOLS) {
        write_school(db, index, school)?;
    }
    let mut surnames = SURNAMES.to_vec();
    surnames.shuffle(random);
    let mut names = CHILDREN.to_vec();
    let offset = random.random_range(0..names.len());
    names.rotate_left(offset);
    let cast = Cast {
        seed: config.seed,
        days: config.days,
        first_day,
        today,
        surnames,
        names,
        mother: MOTHERS[random.random_range(0..MOTHERS.len())],
        father: FATHERS[random.random_range(0..FATHERS.len())],
    };
    write_adults(db, random, &cast)?;
    let children = usize::from(config.children);
    let pupils = (0..children)
        .map(|index| {
            // The third child of a family gets free meals whatever the class.
            let discounted = children >= 3 && index >= 2;
            write_child(db, random, &cast, index, Some(discounted))
        })
        .collect::<rusqlite::Result<Vec<_>>>()?;
    let neighbour = write_child(db, random, &cast, children, None)?;
    Ok((pupils, neighbour))
}

fn write_adults(db: &Connection, random: &mut ChaCha8Rng, cast: &Cast) -> rusqlite::Result<()> {
    let names = &cast.surnames;
    let mother = (names[0].1, cast.mother.0, cast.mother.1);
    let father = (names[0].0, cast.father.0, cast.father.1);
    let neighbour = (names[1].1, NEIGHBOUR_NAME.0, NEIGHBOUR_NAME.1);
    let stranger = (names[2].0, "Глеб", "Ильич");
    let adults = [
        (PARENT, "parent", mother, "female", 1),
        (FATHER, "father", father, "male", 1),
        (NEIGHBOUR, "neighbour", neighbour, "female", 1),
        (STRANGER, "stranger", stranger, "male", 0),
    ];
    for (id, login, (last, first, middle), sex, has_account) in adults {
        db.execute(
            "INSERT INTO parents (id, user_id, login, password, first_name, last_name, middle_name, birth_date, sex, phone, email, snils, has_school_account)
             VALUES (?1, ?2, ?3, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, NULL, ?11)",
            params![
                id,
                id + 400_000,
                login,
                first,
                last,
                middle,
                birthday(random, cast.today.year() - 41).to_string(),
                sex,
                phone(random),
                format!("{login}@example.org"),
                has_account
            ],
        )?;
    }
    Ok(())
}

/// Writes one child: of the default family, free lunches or not, or the neighbours' when `None`.
fn write_child(db: &Connection, random: &mut ChaCha8Rng, cast: &Cast, index: usize, discounted: Option<bool>) -> rusqlite::Result<Pupil> {
    let neighbour = discounted.is_none();
    let discounted = discounted.unwrap_or(false);
    let levels = if cast.days >= LONG_HISTORY_DAYS { LEVELS_LONG } else { LEVELS };
    let level = if neighbour { 6 } else { levels[index] };
    let school = if neighbour { SCHOOLS.len() - 1 } else { index };
    let (first, girl) = cast.names[index];
    let surname = cast.surnames[usize::from(neighbour)];
    let number = i64::try_from(index).unwrap_or(0);
    let id = 4_200_001 + number;
    let main_building = building_id(school, 0);
    let phone = if level >= 5 { phone(random) } else { String::new() };
    db.execute(
        "INSERT INTO children (id, user_id, person_id, contract_id, hide_contract, first_name, last_name, middle_name, birth_date, sex, phone, email, snils,
                               school_id, building_id, class_name, class_level_id, class_unit_id, enrollment_date, expense_day_limit, balance_threshold,
                               preorder_allowed, foodbox_allowed, foodbox_available, discounted_meals, special_diet)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, NULL, NULL, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, 1, 0, ?20, ?21, 0)",
        params![
            id,
            id + 700_000,
            person_id(cast.seed, index).to_string(),
            // The fourth account number does not fit 32 bits: contract ids are i64.
            if index == 3 { 5_000_200_417 } else { 2_040_311 + 17_093 * number },
            // Trap 2 of wire-api §3 on the third child: two plain ones come first.
            i64::from(index == 2 && !neighbour),
            first,
            if girl { surname.1 } else { surname.0 },
            if girl { cast.father.3 } else { cast.father.2 },
            birthday(random, school_year(cast.today) - 6 - level).to_string(),
            if girl { "female" } else { "male" },
            phone,
            school_id(school),
            main_building,
            format!("{level}-{}", LETTERS[index % LETTERS.len()]),
            level,
            8_800_000 + i64::from(level) * 10 + number,
            cast.first_day.to_string(),
            (level >= 5).then_some(50_000),
            30_000,
            i64::from(level >= 7),
            i64::from(discounted || level <= 4),
        ],
    )?;
    write_groups(db, id, index, level)?;
    let guardians: &[i64] = if neighbour { &[NEIGHBOUR] } else { &[PARENT, FATHER] };
    for parent in guardians {
        db.execute("INSERT INTO guardians (parent_id, child_id, is_legal) VALUES (?1, ?2, 1)", params![parent, id])?;
    }
    let (mother, middle) = if neighbour { NEIGHBOUR_NAME } else { cast.mother };
    Ok(Pupil {
        id,
        level,
        main_building,
        second_building: building_id(school, 1),
        club_building: building_id(school, 2),
        discounted,
        index,
        mother: (surname.1.to_owned(), mother.to_owned(), middle.to_owned()),
    })
}

fn birthday(random: &mut ChaCha8Rng, year: i32) -> NaiveDate {
    let month = random.random_range(1..=12);
    let day = random.random_range(1..=28);
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

/// Ten digits without the leading one; the zeros keep it off anybody's real number.
fn phone(random: &mut ChaCha8Rng) -> String {
    format!("900000{:04}", random.random_range(0..10_000_u32))
}

/// The same child of the same seed always has the same guid.
fn person_id(seed: u64, index: usize) -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("schoolcard-sandbox/{seed}/{index}").as_bytes())
}

fn school_id(index: usize) -> i64 {
    300 + i64::try_from(index).unwrap_or(0)
}

/// Buildings of a school: 0 main, 1 second, 2 clubs.
fn building_id(school: usize, which: i64) -> i64 {
    26_000 + i64::try_from(school).unwrap_or(0) * 10 + which
}

fn write_school(db: &Connection, index: usize, school: &SchoolSeed) -> rusqlite::Result<()> {
    let number = i64::try_from(index).unwrap_or(0);
    let name = format!("Государственное бюджетное общеобразовательное учреждение города Москвы «Школа № {}»", school.number);
    let short_name = format!("ГБОУ Школа № {}", school.number);
    db.execute(
        "INSERT INTO schools (id, name, short_name, county, principal, phone, global_school_id, municipal_unit_name, provider_name, provider_inn, provider_ogrn, rnipsc)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        params![
            school_id(index), name, short_name, school.county, school.principal,
            format!("495000{:04}", 1100 + number), 900_100 + number, school.municipal_unit, school.provider,
            format!("7700{:06}", 100_200 + number), format!("10277{:08}", 300_400 + number), 70 + number
        ],
    )?;
    let buildings = [
        (name.clone(), short_name.clone(), school.main_address, 1, "Основное здание"),
        (name, format!("{short_name}, корпус 2"), school.second_address, 1, "Основное здание"),
        (school.club_name.to_owned(), school.club_short_name.to_owned(), school.club_address, 2, "Дополнительное образование"),
    ];
    for (which, (name, short_name, address, kind, kind_name)) in (0..).zip(buildings) {
        db.execute(
            "INSERT INTO buildings (id, school_id, name, short_name, address, kind_id, kind_name, is_main) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![building_id(index, which), school_id(index), name, short_name, address, kind, kind_name, i64::from(which == 0)],
        )?;
    }
    Ok(())
}

fn write_groups(db: &Connection, child: i64, index: usize, level: i32) -> rusqlite::Result<()> {
    let letter = LETTERS[index % LETTERS.len()];
    let sections = ["Робототехника", "Плавание", "Фортепиано", "Программирование"];
    let rows = [
        ("group", format!("Русский язык {level}-{letter}"), Some(33_623_572_i64)),
        ("group", format!("Математика {level}-{letter}"), Some(33_623_574)),
        ("section", sections[index % sections.len()].to_owned(), None),
    ];
    for (kind, name, subject) in rows {
        db.execute(
            "INSERT INTO groups (child_id, kind, name, subject_id, is_fake) VALUES (?1, ?2, ?3, ?4, 0)",
            params![child, kind, name, subject],
        )?;
    }
    Ok(())
}

/// The class a pupil was in on `date`; 0 and below is the school's kindergarten.
pub(crate) fn level_on(pupil: &Pupil, date: NaiveDate, today: NaiveDate) -> i32 {
    pupil.level - (school_year(today) - school_year(date))
}

/// The day history begins: `days` back, earlier when too few school days lie between.
pub(crate) fn first_day(today: NaiveDate, days: u32, enough: impl Fn(NaiveDate) -> bool) -> NaiveDate {
    let mut first = today - Duration::days(i64::from(days));
    while !enough(first) {
        first -= Duration::days(1);
    }
    first
}
