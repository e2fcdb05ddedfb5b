//! The adult and the children. A child the profile no longer names leaves the list; what was seen of it stays.

use rusqlite::{Connection, OptionalExtension, params};

use super::error::StoreError;
use super::purchases::day;
use super::{Store, Writer};
use crate::domain::people::Sex;
use crate::domain::{AccountNumber, Adult, Child, Family, LocalDate, PersonId, ProfileId, School};

/// The small number the event tables use for `child`.
pub(super) fn number(db: &Connection, child: &PersonId) -> Result<Option<i64>, StoreError> {
    Ok(db.prepare_cached("SELECT no FROM person WHERE person_id = ?1")?.query_row([child.as_str()], |row| row.get(0)).optional()?)
}

/// The same, giving one to a child met for the first time.
pub(super) fn number_or_new(db: &Connection, child: &PersonId) -> Result<i64, StoreError> {
    if let Some(no) = number(db, child)? {
        return Ok(no);
    }
    db.prepare_cached("INSERT INTO person (person_id) VALUES (?1)")?.execute([child.as_str()])?;
    Ok(db.last_insert_rowid())
}

fn sex_code(sex: Sex) -> i64 {
    match sex {
        Sex::Unknown => 0,
        Sex::Female => 1,
        Sex::Male => 2,
    }
}

fn sex(stored: i64) -> Sex {
    match stored {
        1 => Sex::Female,
        2 => Sex::Male,
        _ => Sex::Unknown,
    }
}

fn optional_day(text: Option<String>) -> Result<Option<LocalDate>, StoreError> {
    text.map(|t| day(&t)).transpose()
}

/// The family; `account` of a child is what the profile says, or else what the balance service said.
fn load(db: &Connection, account: &str) -> Result<Option<Family>, StoreError> {
    let adult = db
        .prepare_cached("SELECT profile_id, first_name, last_name, middle_name, phone, email FROM adult")?
        .query_row([], |row| {
            Ok(Adult {
                profile_id: row.get::<_, Option<i64>>(0)?.map(ProfileId),
                first_name: row.get(1)?,
                last_name: row.get(2)?,
                middle_name: row.get(3)?,
                phone: row.get(4)?,
                email: row.get(5)?,
            })
        })
        .optional()?;
    let Some(adult) = adult else { return Ok(None) };
    let mut select = db.prepare_cached(&format!(
        "SELECT person_id, student_id, {account}, first_name, last_name, middle_name, sex, birth_date, class_name,
            has_school, school_id, school_name, school_short, school_phone, enrolled_on
         FROM person LEFT JOIN account a ON a.child = person.no WHERE position IS NOT NULL ORDER BY position"
    ))?;
    let mut children = Vec::new();
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        let school = School { id: row.get(10)?, name: row.get(11)?, short_name: row.get(12)?, phone: row.get(13)? };
        children.push(Child {
            person: PersonId(row.get(0)?),
            student_id: row.get(1)?,
            account: row.get::<_, Option<i64>>(2)?.map(AccountNumber),
            first_name: row.get(3)?,
            last_name: row.get(4)?,
            middle_name: row.get(5)?,
            sex: sex(row.get(6)?),
            birth_date: optional_day(row.get(7)?)?,
            class_name: row.get(8)?,
            school: row.get::<_, bool>(9)?.then_some(school),
            enrolled_on: optional_day(row.get(14)?)?,
        });
    }
    Ok(Some(Family { adult, children }))
}

impl Store {
    /// The family as last read; `None` before the first reading.
    pub fn family(&self) -> Result<Option<Family>, StoreError> {
        self.read(|db| load(db, "COALESCE(person.account, a.number)"))
    }
}

impl Writer<'_> {
    /// Makes the family what the profile now says. Returns whether anything changed.
    pub fn put_family(&mut self, family: &Family) -> Result<bool, StoreError> {
        if load(self.db, "person.account")?.as_ref() == Some(family) {
            return Ok(false);
        }
        let adult = &family.adult;
        self.db.execute(
            "INSERT OR REPLACE INTO adult (only_row, profile_id, first_name, last_name, middle_name, phone, email)
             VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6)",
            params![adult.profile_id.map(|p| p.0), adult.first_name, adult.last_name, adult.middle_name, adult.phone, adult.email],
        )?;
        self.db.execute("UPDATE person SET position = NULL", [])?;
        for (position, child) in (0_i64..).zip(&family.children) {
            self.put_child(position, child)?;
        }
        self.change.family = true;
        Ok(true)
    }

    fn put_child(&mut self, position: i64, child: &Child) -> Result<(), StoreError> {
        let no = number_or_new(self.db, &child.person)?;
        let nameless = School { id: None, name: String::new(), short_name: String::new(), phone: String::new() };
        let school = child.school.as_ref().unwrap_or(&nameless);
        self.db.execute(
            "UPDATE person SET position = ?2, student_id = ?3, account = ?4, first_name = ?5, last_name = ?6, middle_name = ?7,
                sex = ?8, birth_date = ?9, class_name = ?10, has_school = ?11, school_id = ?12, school_name = ?13,
                school_short = ?14, school_phone = ?15, enrolled_on = ?16 WHERE no = ?1",
            params![
                no,
                position,
                child.student_id,
                child.account.map(|a| a.0),
                child.first_name,
                child.last_name,
                child.middle_name,
                sex_code(child.sex),
                child.birth_date.map(|d| d.to_string()),
                child.class_name,
                child.school.is_some(),
                school.id,
                school.name,
                school.short_name,
                school.phone,
                child.enrolled_on.map(|d| d.to_string()),
            ],
        )?;
        Ok(())
    }
}
