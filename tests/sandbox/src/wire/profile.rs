//! `GET /api/family/{mobile,web}/v1/profile`: the parent and the children (wire-api §3).
//!
//! Some children come without `contract_id` (trap 2), `type` is null inside children, `email` and `snils` are left out
//! when there are none, and representatives spell `sex` with one letter: the wire does all of that.

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use rusqlite::{Connection, Row};
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use crate::envelope::WireError;
use crate::headers::AnyToken;
use crate::server::AppState;

const PERSON: &str = "id, user_id, first_name, last_name, middle_name, birth_date, sex, phone, email, snils";

/// The handler.
pub async fn show(State(state): State<AppState>, AnyToken(caller): AnyToken) -> Result<Json<Value>, WireError> {
    let (profile, children) = state.db.with(|db| {
        let profile = db
            .prepare_cached(&format!("SELECT {PERSON} FROM parents WHERE id = ?1"))?
            .query_row([caller.parent_id], |row| Ok(Value::Object(person(row, Some("parent"))?)))?;
        Ok::<_, WireError>((profile, children(db, caller.parent_id, caller.at.date())?))
    })?;
    let digest = Sha256::digest(format!("{profile}{children}"));
    let hash = format!("{digest:x}");
    Ok(Json(json!({ "profile": profile, "children": children, "hash": hash })))
}

fn person(row: &Row<'_>, kind: Option<&str>) -> rusqlite::Result<Map<String, Value>> {
    let mut person = Map::new();
    for key in ["id", "user_id"] {
        person.insert(key.to_owned(), row.get::<_, i64>(key)?.into());
    }
    for key in ["first_name", "last_name", "middle_name", "birth_date", "sex", "phone"] {
        person.insert(key.to_owned(), row.get::<_, String>(key)?.into());
    }
    for key in ["email", "snils"] {
        if let Some(value) = row.get::<_, Option<String>>(key)? {
            person.insert(key.to_owned(), value.into());
        }
    }
    person.insert("type".to_owned(), kind.into());
    Ok(person)
}

fn children(db: &Connection, parent_id: i64, today: NaiveDate) -> Result<Value, WireError> {
    let columns = PERSON.replace(", ", ", c.");
    let mut find = db.prepare_cached(&format!(
        "SELECT c.{columns}, c.person_id, c.contract_id, c.hide_contract, c.class_name, c.class_level_id, c.class_unit_id,
                c.enrollment_date, g.is_legal, c.school_id
         FROM children c JOIN adults g ON g.child_id = c.id
         WHERE g.parent_id = ?1 AND g.rights <> 'none' AND g.until >= ?2 ORDER BY c.id"
    ))?;
    let mut rows = find.query((parent_id, today.to_string()))?;
    let mut children = Vec::new();
    while let Some(row) = rows.next()? {
        children.push(child(db, row)?);
    }
    Ok(children.into())
}

fn child(db: &Connection, row: &Row<'_>) -> Result<Value, WireError> {
    let id: i64 = row.get("id")?;
    let mut child = person(row, None)?;
    if !row.get::<_, bool>("hide_contract")? {
        child.insert("contract_id".to_owned(), row.get::<_, i64>("contract_id")?.into());
    }
    let more = json!({
        "contingent_guid": row.get::<_, String>("person_id")?,
        "class_name": row.get::<_, String>("class_name")?,
        "class_level_id": row.get::<_, i64>("class_level_id")?,
        "class_unit_id": row.get::<_, i64>("class_unit_id")?,
        "enrollment_date": row.get::<_, String>("enrollment_date")?,
        "is_legal_representative": row.get::<_, bool>("is_legal")?,
        "school": school(db, row.get("school_id")?)?,
        "groups": groups(db, id, "group")?,
        "sections": groups(db, id, "section")?,
        "representatives": representatives(db, id)?,
        "sudir_account_exists": false,
        "sudir_login": null,
        "service_type_id": 1,
    });
    if let Value::Object(more) = more {
        child.extend(more);
    }
    Ok(child.into())
}

fn school(db: &Connection, id: i64) -> rusqlite::Result<Value> {
    db.prepare_cached(
        "SELECT id, name, short_name, county, principal, phone, global_school_id, municipal_unit_name
         FROM schools WHERE id = ?1",
    )?
    .query_row([id], |row| {
        Ok(json!({
            "id": row.get::<_, i64>(0)?,
            "name": row.get::<_, String>(1)?,
            "short_name": row.get::<_, String>(2)?,
            "county": row.get::<_, String>(3)?,
            "principal": row.get::<_, String>(4)?,
            "phone": row.get::<_, String>(5)?,
            "global_school_id": row.get::<_, i64>(6)?,
            "municipal_unit_name": row.get::<_, Option<String>>(7)?,
        }))
    })
}

fn groups(db: &Connection, child_id: i64, kind: &str) -> rusqlite::Result<Vec<Value>> {
    db.prepare_cached("SELECT id, name, subject_id, is_fake FROM groups WHERE child_id = ?1 AND kind = ?2 ORDER BY id")?
        .query_map((child_id, kind), |row| {
            Ok(json!({
                "id": row.get::<_, i64>(0)?,
                "name": row.get::<_, String>(1)?,
                "subject_id": row.get::<_, Option<i64>>(2)?,
                "is_fake": row.get::<_, bool>(3)?,
            }))
        })?
        .collect()
}

fn representatives(db: &Connection, child_id: i64) -> rusqlite::Result<Vec<Value>> {
    let columns = PERSON.replace(", ", ", p.");
    db.prepare_cached(&format!(
        "SELECT p.{columns} FROM parents p JOIN guardians g ON g.parent_id = p.id WHERE g.child_id = ?1 ORDER BY p.id"
    ))?
    .query_map([child_id], |row| {
        let mut person = person(row, None)?;
        let letter = if row.get_ref("sex")?.as_str()? == "male" { "m" } else { "f" };
        person.insert("sex".to_owned(), letter.into());
        Ok(person.into())
    })?
    .collect()
}
