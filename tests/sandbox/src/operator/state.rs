//! What the operator sees: people, buildings, the latest events, recent purchases.
//!
//! The operator sees more than the wire: also what was tapped and is not yet learned.

use chrono::Duration;
use rusqlite::{Connection, Row, params};
use serde::Serialize;

use super::actions::{balance, open_visit};
use super::{OperatorError, SaleItem};
use crate::adults::rights;
use crate::clock::sql;
use crate::faults::FaultRule;
use crate::generator::catalogue::BUFFET;
use crate::server::AppState;

/// Everything the console shows.
#[derive(Debug, Clone, Serialize)]
pub struct SandboxState {
    /// Base URL of this sandbox.
    pub base_url: String,
    /// Moscow local time, `YYYY-MM-DDTHH:MM:SS`.
    pub now: String,
    /// True when only the operator moves the clock.
    pub clock_fixed: bool,
    /// Seed the data were made from.
    pub seed: u64,
    /// Adults who can sign in.
    pub parents: Vec<ParentState>,
    /// Children of all families.
    pub children: Vec<ChildState>,
    /// All buildings.
    pub buildings: Vec<BuildingState>,
    /// Latest events of the last two weeks, newest first.
    pub events: Vec<Event>,
    /// What the buffet sells; any other goods may be sold too.
    pub buffet: Vec<SaleItem>,
    /// Faults in force.
    pub faults: Vec<FaultRule>,
}

/// An adult.
#[derive(Debug, Clone, Serialize)]
pub struct ParentState {
    /// ACL profile id.
    pub id: i64,
    /// Login of the sign-in page.
    pub login: String,
    /// Password of the sign-in page.
    pub password: String,
    /// Full name.
    pub name: String,
    /// False: signing in ends with 422 `accountDoesNotExist`.
    pub has_school_account: bool,
    /// Their children's person ids.
    pub children: Vec<String>,
}

/// A child.
#[derive(Debug, Clone, Serialize)]
pub struct ChildState {
    /// Person id of the newer services.
    pub person_id: String,
    /// First and last name.
    pub name: String,
    /// Personal account number.
    pub contract_id: i64,
    /// Short name of the school.
    pub school: String,
    /// Class, like `5-А`.
    pub class_name: String,
    /// `connected`, `applied` or `not_connected`.
    pub connection: &'static str,
    /// The account now, in kopecks.
    pub balance_kopecks: i64,
    /// True while a visit of today has no exit.
    pub inside: bool,
    /// The building of that visit.
    pub inside_organization_id: Option<i64>,
    /// The usual building.
    pub organization_id: i64,
}

/// A building.
#[derive(Debug, Clone, Serialize)]
pub struct BuildingState {
    /// `organizationId` of the wire.
    pub id: i64,
    /// Short name.
    pub name: String,
    /// Short name of the school it belongs to.
    pub school: String,
}

/// Something that happened.
#[derive(Debug, Clone, Serialize)]
pub struct Event {
    /// When it happened, Moscow local time.
    pub at: String,
    /// When the school's server learns of it.
    pub learned_at: String,
    /// Whose.
    pub person_id: String,
    /// First name.
    pub child: String,
    /// `entry`, `exit`, `purchase`, `top_up`, `cancelled`, `transfer`, `refund`, `edit`, `refused`.
    pub kind: String,
    /// Kopecks, when money moved.
    pub kopecks: Option<i64>,
    /// Building or goods.
    pub what: String,
}

/// A purchase the operator may edit.
#[derive(Debug, Clone, Serialize)]
pub struct Purchase {
    /// Wire id.
    pub order_id: i64,
    /// Moscow local time.
    pub at: String,
    /// What was bought.
    pub what: String,
    /// What it cost, in kopecks.
    pub total_kopecks: i64,
    /// True when the school changed it before.
    pub edited: bool,
}

/// How far back the events reach.
const EVENT_DAYS: i64 = 14;

pub(super) fn read(state: &AppState) -> Result<SandboxState, OperatorError> {
    let now = state.clock.now();
    state.db.with(|db| {
        Ok(SandboxState {
            base_url: state.base_url.to_string(),
            now: sql(now),
            clock_fixed: state.clock.is_fixed(),
            seed: state.config.seed,
            parents: parents(db)?,
            children: children(db, now)?,
            buildings: rows(
                db,
                "SELECT b.id, b.short_name, s.short_name FROM buildings b JOIN schools s ON s.id = b.school_id ORDER BY b.id",
                |row| Ok(BuildingState { id: row.get(0)?, name: row.get(1)?, school: row.get(2)? }),
            )?,
            events: events(db, now)?,
            buffet: BUFFET
                .iter()
                .map(|&(_, name, price_kopecks, _)| SaleItem { name: name.to_owned(), price_kopecks, amount: 1 })
                .collect(),
            faults: state.faults.rules(),
        })
    })
}

fn rows<T>(db: &Connection, query: &str, read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>) -> rusqlite::Result<Vec<T>> {
    db.prepare_cached(query)?.query_map([], read)?.collect()
}

fn parents(db: &Connection) -> rusqlite::Result<Vec<ParentState>> {
    let mut parents = rows(
        db,
        "SELECT id, login, password, last_name || ' ' || first_name || ' ' || middle_name, has_school_account FROM parents ORDER BY id",
        |row| {
            Ok(ParentState {
                id: row.get(0)?,
                login: row.get(1)?,
                password: row.get(2)?,
                name: row.get(3)?,
                has_school_account: row.get(4)?,
                children: Vec::new(),
            })
        },
    )?;
    let mut theirs =
        db.prepare_cached("SELECT c.person_id FROM guardians g JOIN children c ON c.id = g.child_id WHERE g.parent_id = ?1 ORDER BY c.id")?;
    for parent in &mut parents {
        parent.children = theirs.query_map([parent.id], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    }
    Ok(parents)
}

fn children(db: &Connection, now: chrono::NaiveDateTime) -> rusqlite::Result<Vec<ChildState>> {
    let found = rows(
        db,
        "SELECT c.id, c.person_id, c.first_name || ' ' || c.last_name, c.contract_id, s.short_name, c.class_name, c.building_id
         FROM children c JOIN schools s ON s.id = c.school_id ORDER BY c.id",
        |row| {
            Ok((
                row.get::<_, i64>(0)?,
                ChildState {
                    person_id: row.get(1)?,
                    name: row.get(2)?,
                    contract_id: row.get(3)?,
                    school: row.get(4)?,
                    class_name: row.get(5)?,
                    connection: "connected",
                    balance_kopecks: 0,
                    inside: false,
                    inside_organization_id: None,
                    organization_id: row.get(6)?,
                },
            ))
        },
    )?;
    found
        .into_iter()
        .map(|(id, mut child)| {
            child.connection = rights::connection(db, id)?;
            child.balance_kopecks = balance(db, id, now)?;
            child.inside_organization_id = open_visit(db, id, now, None)?.map(|(_, at)| at);
            child.inside = child.inside_organization_id.is_some();
            Ok(child)
        })
        .collect()
}

fn events(db: &Connection, now: chrono::NaiveDateTime) -> rusqlite::Result<Vec<Event>> {
    let since = now - Duration::days(EVENT_DAYS);
    let mut query = db.prepare_cached(
        "SELECT at, learned_at, c.person_id, c.first_name, kind, kopecks, what FROM (
           SELECT child_id, in_at AS at, in_visible_at AS learned_at, 'entry' AS kind, NULL AS kopecks,
                  (SELECT short_name FROM buildings b WHERE b.id = building_id) AS what, 'entry' AS log_kind, id AS log_ref
           FROM visits WHERE child_id IN (SELECT id FROM children) AND date >= date(?1) AND in_at IS NOT NULL AND hidden_at > ?2
           UNION ALL
           SELECT child_id, out_at, out_visible_at, 'exit', NULL,
                  (SELECT short_name FROM buildings b WHERE b.id = building_id), 'exit', id
           FROM visits WHERE child_id IN (SELECT id FROM children) AND date >= date(?1) AND out_at IS NOT NULL AND hidden_at > ?2
           UNION ALL
           SELECT child_id, created_at, visible_at,
                  CASE WHEN EXISTS (SELECT 1 FROM orders e WHERE e.order_id = o.order_id AND e.row_id < o.row_id) THEN 'edit'
                       WHEN status = 4 THEN 'cancelled' ELSE 'purchase' END,
                  -total_price,
                  (SELECT group_concat(name, ', ') FROM order_items i WHERE i.row_id = o.row_id AND i.parent IS NULL), 'order', order_id
           FROM orders o WHERE child_id IN (SELECT id FROM children) AND on_date >= date(?1) AND hidden_at > ?2
           UNION ALL
           SELECT child_id, at, at, 'refused', kopecks, what, 'refused', id
           FROM refused_sales WHERE child_id IN (SELECT id FROM children) AND at >= ?1 AND at <= ?2
           UNION ALL
           SELECT child_id, at, visible_at, CASE kind WHEN 0 THEN 'top_up' WHEN 3 THEN 'transfer' ELSE 'refund' END, sum, origin, 'movement', movement_id
           FROM movements WHERE child_id IN (SELECT id FROM children) AND at >= ?1 AND kind IN (0, 3, 4) AND hidden_at > ?2
         ) JOIN children c ON c.id = child_id
         ORDER BY learned_at DESC, (SELECT COALESCE(MAX(l.id), 0) FROM operator_log l WHERE l.kind = log_kind AND l.ref = log_ref) DESC, at DESC LIMIT 40",
    )?;
    query
        .query_map(params![sql(since), sql(now)], |row| {
            Ok(Event {
                at: row.get(0)?,
                learned_at: row.get(1)?,
                person_id: row.get(2)?,
                child: row.get(3)?,
                kind: row.get(4)?,
                kopecks: row.get(5)?,
                what: row.get(6)?,
            })
        })?
        .collect()
}

/// Paid purchases of one child in force now, newest first, at most 40.
pub(super) fn purchases(state: &AppState, person_id: &str) -> Result<Vec<Purchase>, OperatorError> {
    let now = sql(state.clock.now());
    state.db.with(|db| {
        let mut query = db.prepare_cached(
            "SELECT order_id, created_at,
                    (SELECT group_concat(name, ', ') FROM order_items i WHERE i.row_id = o.row_id AND i.parent IS NULL),
                    total_price,
                    EXISTS (SELECT 1 FROM orders e WHERE e.order_id = o.order_id AND e.row_id < o.row_id)
             FROM orders o
             WHERE child_id = (SELECT id FROM children WHERE person_id = ?1) AND total_price > 0 AND status <> 4
               AND visible_at <= ?2 AND hidden_at > ?2
             ORDER BY on_date DESC, created_at DESC, order_id DESC LIMIT 40",
        )?;
        let found = query
            .query_map([person_id, now.as_str()], |row| {
                Ok(Purchase { order_id: row.get(0)?, at: row.get(1)?, what: row.get(2)?, total_kopecks: row.get(3)?, edited: row.get(4)? })
            })?
            .collect::<rusqlite::Result<_>>()?;
        Ok(found)
    })
}
