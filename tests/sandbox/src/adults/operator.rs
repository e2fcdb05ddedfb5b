//! The school's responsible employee: applications to connect, other adults, consents.

use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, Query, State};
use axum::routing::{get, post};
use axum::{Json, Router};
use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension as _, params};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::rights::Rights;
use crate::cards::carriers::{self, CarrierKind};
use crate::clock::sql;
use crate::meals::operator_child_id as child_id;
use crate::operator::OperatorError;
use crate::server::{AppState, Sandbox};

/// Routes under `/sandbox/v1/`.
pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route("/sandbox/v1/connection", post(connect))
        .route("/sandbox/v1/applications", get(show_applications).post(submit))
        .route("/sandbox/v1/applications/{id}", post(decide))
        .route("/sandbox/v1/adults", get(show_adults).post(name_adult))
        .route("/sandbox/v1/consents", get(show_consents).post(enter_consent))
}

/// An application to connect a child.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Application {
    /// Counts up.
    pub id: i64,
    /// Whose connection.
    pub person_id: String,
    /// First and last name, class.
    pub child: String,
    /// Login of the parent who signed.
    pub parent: String,
    /// As written there.
    pub phone: String,
    /// As written there; e-mails go there once it is approved.
    pub email: String,
    /// Moscow local time.
    pub submitted_at: String,
    /// `waiting`, `approved` or `refused`.
    pub state: String,
    /// Moscow local time.
    pub decided_at: Option<String>,
}

/// An adult of a child.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Adult {
    /// Login of the sign-in page.
    pub login: String,
    /// Full name.
    pub name: String,
    /// Parent or legal representative.
    pub is_legal: bool,
    /// What they may do.
    pub rights: Rights,
    /// Last day; `None` is without end.
    pub until: Option<NaiveDate>,
}

/// An adult the parents name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewAdult {
    /// Login and password of the sign-in page; somebody known keeps the name.
    pub login: String,
    /// First name of somebody new.
    #[serde(default)]
    pub first_name: Option<String>,
    /// Last name of somebody new.
    #[serde(default)]
    pub last_name: Option<String>,
    /// What they may do.
    pub rights: Rights,
    /// Last day; `None` is without end.
    #[serde(default)]
    pub until: Option<NaiveDate>,
}

/// A consent given or taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Consent {
    /// `preorder`.
    pub kind: String,
    /// Given or taken back.
    pub given: bool,
    /// Moscow local time.
    pub at: String,
    /// Login of the parent; `None` when the school entered it.
    pub parent: Option<String>,
}

/// Keeps a consent with its date.
pub(crate) fn keep_consent(db: &Connection, child: i64, parent: Option<i64>, kind: &str, given: bool, at: &str) -> rusqlite::Result<()> {
    db.prepare_cached("INSERT INTO consents (child_id, parent_id, kind, given, at) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute(params![child, parent, kind, given, at])?;
    Ok(())
}

fn set_connected(state: &AppState, person_id: &str, connected: bool) -> Result<(), OperatorError> {
    state.db.write(|db| {
        let child = child_id(db, person_id)?;
        let sql = if connected {
            "DELETE FROM unconnected WHERE child_id = ?1"
        } else {
            "INSERT OR IGNORE INTO unconnected (child_id) VALUES (?1)"
        };
        db.prepare_cached(sql)?.execute([child])?;
        Ok(())
    })
}

fn applications(state: &AppState, person_id: Option<&str>) -> Result<Vec<Application>, OperatorError> {
    state.db.with(|db| {
        let found = db
            .prepare_cached(
                "SELECT a.id, c.person_id, c.first_name || ' ' || c.last_name || ', ' || c.class_name, p.login, a.phone, a.email, a.submitted_at,
                        a.state, a.decided_at
                 FROM applications a JOIN children c ON c.id = a.child_id JOIN parents p ON p.id = a.parent_id
                 WHERE ?1 IS NULL OR c.person_id = ?1 ORDER BY a.id",
            )?
            .query_map([person_id], |row| {
                Ok(Application {
                    id: row.get(0)?,
                    person_id: row.get(1)?,
                    child: row.get(2)?,
                    parent: row.get(3)?,
                    phone: row.get(4)?,
                    email: row.get(5)?,
                    submitted_at: row.get(6)?,
                    state: row.get(7)?,
                    decided_at: row.get(8)?,
                })
            })?
            .collect::<rusqlite::Result<_>>()?;
        Ok(found)
    })
}

fn apply(state: &AppState, wish: &Paper) -> Result<i64, OperatorError> {
    if wish.phone.trim().is_empty() || !wish.email.contains('@') {
        return Err(OperatorError::BadInput("phone and email are required".to_owned()));
    }
    let now = sql(state.clock.now());
    state.db.write(|db| {
        let child = child_id(db, &wish.person_id)?;
        let parent: i64 = db
            .prepare_cached("SELECT id FROM parents WHERE login = ?1")?
            .query_row([&wish.login], |row| row.get(0))
            .optional()?
            .ok_or_else(|| OperatorError::Unknown { what: "login", id: wish.login.clone() })?;
        let legal: bool = db
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM guardians WHERE parent_id = ?1 AND child_id = ?2 AND is_legal = 1)")?
            .query_row([parent, child], |row| row.get(0))?;
        if !legal {
            return Err(OperatorError::NotDone("notALegalRepresentative"));
        }
        match super::rights::connection(db, child)? {
            "connected" => Err(OperatorError::NotDone("alreadyConnected")),
            "applied" => Err(OperatorError::NotDone("alreadyApplied")),
            _ => Ok(db
                .prepare_cached("INSERT INTO applications (child_id, parent_id, phone, email, submitted_at) VALUES (?1, ?2, ?3, ?4, ?5)")?
                .insert(params![child, parent, wish.phone, wish.email, now])?),
        }
    })
}

fn decide_on(state: &AppState, id: i64, approve: bool) -> Result<(), OperatorError> {
    let now = state.clock.now();
    state.db.write(|db| {
        let (child, parent, waiting, phone, email): (i64, i64, bool, String, String) = db
            .prepare_cached("SELECT child_id, parent_id, state = 'waiting', phone, email FROM applications WHERE id = ?1")?
            .query_row([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)))
            .optional()?
            .ok_or_else(|| OperatorError::Unknown { what: "application", id: id.to_string() })?;
        if !waiting {
            return Err(OperatorError::NotDone("alreadyDecided"));
        }
        db.prepare_cached("UPDATE applications SET state = ?2, decided_at = ?3 WHERE id = ?1")?.execute(params![
            id,
            if approve { "approved" } else { "refused" },
            sql(now)
        ])?;
        if approve {
            db.prepare_cached("DELETE FROM unconnected WHERE child_id = ?1")?.execute([child])?;
            db.prepare_cached("UPDATE parents SET phone = ?2, email = ?3 WHERE id = ?1")?.execute(params![parent, phone, email])?;
            if !carriers::usable(db, child, now)? {
                carriers::issue(db, now, child, CarrierKind::Service)?;
            }
        }
        Ok(())
    })
}

fn adults(state: &AppState, person_id: &str) -> Result<Vec<Adult>, OperatorError> {
    state.db.with(|db| {
        let child = child_id(db, person_id)?;
        let found = db
            .prepare_cached(
                "SELECT p.login, p.last_name || ' ' || p.first_name, a.is_legal, a.rights, NULLIF(a.until, '9999-12-31')
                 FROM adults a JOIN parents p ON p.id = a.parent_id WHERE a.child_id = ?1 ORDER BY p.id",
            )?
            .query_map([child], |row| {
                Ok(Adult {
                    login: row.get(0)?,
                    name: row.get(1)?,
                    is_legal: row.get(2)?,
                    rights: Rights::parse(row.get_ref(3)?.as_str()?),
                    until: row.get(4)?,
                })
            })?
            .collect::<rusqlite::Result<_>>()?;
        Ok(found)
    })
}

fn name(state: &AppState, person_id: &str, adult: &NewAdult) -> Result<(), OperatorError> {
    if adult.login.trim().is_empty() {
        return Err(OperatorError::BadInput("login must not be empty".to_owned()));
    }
    state.db.write(|db| {
        let child = child_id(db, person_id)?;
        let known: Option<i64> =
            db.prepare_cached("SELECT id FROM parents WHERE login = ?1")?.query_row([&adult.login], |row| row.get(0)).optional()?;
        let parent = match known {
            Some(parent) => parent,
            None => newcomer(db, adult)?,
        };
        let legal: Option<bool> = db
            .prepare_cached("SELECT is_legal FROM guardians WHERE parent_id = ?1 AND child_id = ?2")?
            .query_row([parent, child], |row| row.get(0))
            .optional()?;
        if legal == Some(true) {
            return Err(OperatorError::NotDone("legalRepresentative"));
        }
        db.prepare_cached("INSERT OR IGNORE INTO guardians (parent_id, child_id, is_legal) VALUES (?1, ?2, 0)")?
            .execute([parent, child])?;
        db.prepare_cached("INSERT OR REPLACE INTO adult_rights (parent_id, child_id, rights, until) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![parent, child, adult.rights.code(), adult.until.map(|day| day.to_string())])?;
        Ok(())
    })
}

fn newcomer(db: &Connection, adult: &NewAdult) -> Result<i64, OperatorError> {
    let (Some(first), Some(last)) = (&adult.first_name, &adult.last_name) else {
        return Err(OperatorError::BadInput("somebody new needs first_name and last_name".to_owned()));
    };
    let id: i64 = db.query_row("SELECT MAX(id) + 1 FROM parents", [], |row| row.get(0))?;
    db.prepare_cached(
        "INSERT INTO parents (id, user_id, login, password, first_name, last_name, middle_name, birth_date, sex, phone, email, snils, has_school_account)
         VALUES (?1, ?1 + 400000, ?2, ?2, ?3, ?4, '', '1960-01-01', 'female', '', NULL, NULL, 1)",
    )?
    .execute(params![id, adult.login, first, last])?;
    Ok(id)
}

fn consents(state: &AppState, person_id: &str) -> Result<Vec<Consent>, OperatorError> {
    state.db.with(|db| {
        let child = child_id(db, person_id)?;
        let found = db
            .prepare_cached("SELECT c.kind, c.given, c.at, p.login FROM consents c LEFT JOIN parents p ON p.id = c.parent_id WHERE c.child_id = ?1 ORDER BY c.id")?
            .query_map([child], |row| Ok(Consent { kind: row.get(0)?, given: row.get(1)?, at: row.get(2)?, parent: row.get(3)? }))?
            .collect::<rusqlite::Result<_>>()?;
        Ok(found)
    })
}

fn school_enters(state: &AppState, person_id: &str, preorder: bool) -> Result<(), OperatorError> {
    let now = sql(state.clock.now());
    state.db.write(|db| {
        let child = child_id(db, person_id)?;
        db.prepare_cached("UPDATE children SET preorder_allowed = ?2 WHERE id = ?1")?.execute(params![child, preorder])?;
        Ok(keep_consent(db, child, None, "preorder", preorder, &now)?)
    })
}

impl Sandbox {
    /// Connects a child to the service or takes it off (everybody is connected at the start).
    ///
    /// # Errors
    /// [`OperatorError`]: unknown child.
    pub fn set_connected(&self, person_id: &str, connected: bool) -> Result<(), OperatorError> {
        set_connected(&self.state, person_id, connected)
    }

    /// A parent hands in the application; its id.
    ///
    /// # Errors
    /// [`OperatorError`]: unknown child or login, no legal representative, connected or applied already, no phone or e-mail.
    pub fn apply(&self, person_id: &str, login: &str, phone: &str, email: &str) -> Result<i64, OperatorError> {
        let text = str::to_owned;
        apply(&self.state, &Paper { person_id: text(person_id), login: text(login), phone: text(phone), email: text(email) })
    }

    /// The responsible employee approves an application or refuses it.
    ///
    /// # Errors
    /// [`OperatorError`]: unknown, decided already.
    pub fn decide_application(&self, id: i64, approve: bool) -> Result<(), OperatorError> {
        decide_on(&self.state, id, approve)
    }

    /// Applications, oldest first.
    ///
    /// # Errors
    /// [`OperatorError::Storage`].
    pub fn applications(&self) -> Result<Vec<Application>, OperatorError> {
        applications(&self.state, None)
    }

    /// Everybody who sees a child or once did.
    ///
    /// # Errors
    /// [`OperatorError`]: unknown child.
    pub fn adults(&self, person_id: &str) -> Result<Vec<Adult>, OperatorError> {
        adults(&self.state, person_id)
    }

    /// The parents name another adult, or change what one may do.
    ///
    /// # Errors
    /// [`OperatorError`]: unknown child, a legal representative, somebody new without a name.
    pub fn name_adult(&self, person_id: &str, adult: &NewAdult) -> Result<(), OperatorError> {
        name(&self.state, person_id, adult)
    }

    /// Consents of a child's family, oldest first; none is kept of before the sandbox began.
    ///
    /// # Errors
    /// [`OperatorError`]: unknown child.
    pub fn consents(&self, person_id: &str) -> Result<Vec<Consent>, OperatorError> {
        consents(&self.state, person_id)
    }
}

type Answer = Result<Json<Value>, OperatorError>;
type Body<T> = Result<Json<T>, JsonRejection>;

#[derive(Deserialize)]
struct ConnectBody {
    person_id: String,
    connected: bool,
}

async fn connect(State(state): State<AppState>, body: Body<ConnectBody>) -> Answer {
    let Json(body) = body?;
    set_connected(&state, &body.person_id, body.connected)?;
    Ok(Json(json!({ "connected": body.connected })))
}

#[derive(Deserialize)]
struct OfAnyChild {
    person_id: Option<String>,
}

#[derive(Deserialize)]
struct OfChild {
    person_id: String,
}

async fn show_applications(State(state): State<AppState>, Query(query): Query<OfAnyChild>) -> Answer {
    Ok(Json(json!({ "applications": applications(&state, query.person_id.as_deref())? })))
}

/// The application as it was handed in.
#[derive(Deserialize)]
struct Paper {
    person_id: String,
    login: String,
    phone: String,
    email: String,
}

async fn submit(State(state): State<AppState>, body: Body<Paper>) -> Answer {
    let Json(body) = body?;
    Ok(Json(json!({ "id": apply(&state, &body)? })))
}

#[derive(Deserialize)]
struct Decision {
    approve: bool,
}

async fn decide(State(state): State<AppState>, Path(id): Path<i64>, body: Body<Decision>) -> Answer {
    let Json(body) = body?;
    decide_on(&state, id, body.approve)?;
    Ok(Json(json!({ "applications": applications(&state, None)? })))
}

async fn show_adults(State(state): State<AppState>, Query(query): Query<OfChild>) -> Answer {
    Ok(Json(json!({ "adults": adults(&state, &query.person_id)? })))
}

#[derive(Deserialize)]
struct NameBody {
    person_id: String,
    #[serde(flatten)]
    adult: NewAdult,
}

async fn name_adult(State(state): State<AppState>, body: Body<NameBody>) -> Answer {
    let Json(body) = body?;
    name(&state, &body.person_id, &body.adult)?;
    Ok(Json(json!({ "adults": adults(&state, &body.person_id)? })))
}

async fn show_consents(State(state): State<AppState>, Query(query): Query<OfChild>) -> Answer {
    Ok(Json(json!({ "consents": consents(&state, &query.person_id)? })))
}

#[derive(Deserialize)]
struct ConsentBody {
    person_id: String,
    preorder: bool,
}

async fn enter_consent(State(state): State<AppState>, body: Body<ConsentBody>) -> Answer {
    let Json(body) = body?;
    school_enters(&state, &body.person_id, body.preorder)?;
    Ok(Json(json!({ "consents": consents(&state, &body.person_id)? })))
}
