//! Rows side by side: what the sandbox has in its own file, and what a phone has in its cache. Both as lines of text that are
//! equal when the facts are equal.

use std::collections::BTreeSet;
use std::path::Path;

use rusqlite::{Connection, OpenFlags, Row};

/// Passages, purchases and movements, each sorted, each line one row.
#[derive(Debug, PartialEq, Eq)]
pub struct Rows {
    /// `person|minute|building|way`.
    pub passages: Vec<String>,
    /// `person|order|created|meant for|kind|status|total|discount|lines`.
    pub purchases: Vec<String>,
    /// `person|instant|kind|sum|balance before|order|origin`.
    pub movements: Vec<String>,
}

impl Rows {
    /// How many there are.
    pub fn events(&self) -> usize {
        self.passages.len() + self.purchases.len() + self.movements.len()
    }

    /// Says which rows only one side has, a few of them, when the sides differ.
    ///
    /// # Panics
    /// When they differ.
    pub fn assert_same(&self, other: &Self) {
        for (what, mine, theirs) in [
            ("passages", &self.passages, &other.passages),
            ("purchases", &self.purchases, &other.purchases),
            ("movements", &self.movements, &other.movements),
        ] {
            let (left, right): (BTreeSet<_>, BTreeSet<_>) = (mine.iter().collect(), theirs.iter().collect());
            let only = |a: &BTreeSet<&String>, b: &BTreeSet<&String>| a.difference(b).take(5).map(|row| (*row).clone()).collect::<Vec<_>>();
            let (only_left, only_right) = (only(&left, &right), only(&right, &left));
            assert!(
                mine == theirs,
                "{what}: {} and {} rows; only left {only_left:#?}; only right {only_right:#?}",
                mine.len(),
                theirs.len()
            );
        }
    }
}

fn lines(db: &Connection, sql: &str, parameters: impl rusqlite::Params) -> Vec<String> {
    let mut select = db.prepare(sql).expect("a query");
    let read = |row: &Row<'_>| row.get::<_, String>(0);
    let mut rows: Vec<String> = select.query_map(parameters, read).expect("rows").map(|row| row.expect("a row")).collect();
    rows.sort();
    rows
}

fn open(file: &Path) -> Connection {
    let db = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_WRITE).expect("a database");
    db.busy_timeout(std::time::Duration::from_secs(10)).expect("a timeout");
    db
}

/// What the sandbox whose database is `file` serves to the parent with this login at `now` (`YYYY-MM-DDTHH:MM:SS`).
///
/// # Panics
/// When the file cannot be read.
pub fn of_the_school(file: &Path, login: &str, now: &str) -> Rows {
    let db = open(file);
    let theirs = "child_id IN (SELECT g.child_id FROM guardians g JOIN parents p ON p.id = g.parent_id WHERE p.login = ?1)";
    let person = "(SELECT person_id FROM children c WHERE c.id = child_id)";
    let tap = |side: &str| {
        format!(
            "SELECT {person} || '|' || substr({side}_at, 1, 16) || '|' || building_id || '|{side}' AS line FROM visits
             WHERE {theirs} AND hidden_at > ?2 AND {side}_visible_at <= ?2"
        )
    };
    let mut passages = lines(&db, &format!("{} UNION {}", tap("in"), tap("out")), [login, now]);
    passages.dedup();
    let purchases = lines(
        &db,
        &format!(
            "SELECT {person} || '|' || order_id || '|' || created_at || '|' || on_date || '|' || order_type || '|' || status || '|'
               || total_price || '|' || discount || '|' || (SELECT COUNT(*) FROM order_items i WHERE i.row_id = o.row_id AND i.parent IS NULL)
             FROM orders o WHERE {theirs} AND hidden_at > ?2 AND visible_at <= ?2"
        ),
        [login, now],
    );
    let movements = lines(
        &db,
        &format!(
            "SELECT {person} || '|' || at || '|' || kind || '|' || sum || '|'
               || (SUM(sum) OVER (PARTITION BY child_id ORDER BY at, movement_id) - sum) || '|' || COALESCE(order_id, '-') || '|' || origin
             FROM movements WHERE {theirs} AND hidden_at > ?2 AND visible_at <= ?2"
        ),
        [login, now],
    );
    Rows { passages, purchases, movements }
}

/// What the phone with this data directory keeps. The app must be closed or idle.
///
/// # Panics
/// When the file cannot be read.
pub fn of_the_phone(data: &Path) -> Rows {
    let db = open(&data.join("cache.db"));
    let person = "(SELECT person_id FROM person p WHERE p.no = child)";
    // Moscow is three hours ahead of UTC all year.
    let local = |column: &str| format!("strftime('%Y-%m-%dT%H:%M:%S', {column} / 1000 + 10800, 'unixepoch')");
    let at = local("at");
    let passages = lines(
        &db,
        &format!(
            "SELECT {person} || '|' || substr({at}, 1, 16) || '|' || (SELECT id FROM organization o WHERE o.no = organization)
               || '|' || CASE direction WHEN 0 THEN 'in' ELSE 'out' END FROM passage"
        ),
        [],
    );
    let purchases = lines(
        &db,
        &format!(
            "SELECT {person} || '|' || id || '|' || {at} || '|' || on_date || '|' || kind || '|' || status || '|' || total || '|' || discount
               || '|' || json_array_length(items) FROM purchase"
        ),
        [],
    );
    let movements = lines(
        &db,
        &format!(
            "SELECT {person} || '|' || {at} || '|' || kind || '|' || sum || '|' || COALESCE(balance_before, '-') || '|'
               || COALESCE(purchase, '-') || '|' || origin FROM movement WHERE removed_at IS NULL"
        ),
        [],
    );
    Rows { passages, purchases, movements }
}

/// Every column of every event row of the phone, byte for byte, without the instants at which this phone learned of them and with
/// people and buildings by name rather than by the number they happened to get.
///
/// # Panics
/// When the file cannot be read.
pub fn bytes_of_the_phone(data: &Path) -> Vec<String> {
    let db = open(&data.join("cache.db"));
    let person = "(SELECT person_id FROM person p WHERE p.no = child)";
    let mut all = Vec::new();
    for (table, columns) in [
        (
            "passage",
            "at || '|' || (SELECT key FROM organization o WHERE o.no = organization) || '|' || direction || '|' || source || '|' || quote(escort)",
        ),
        (
            "purchase",
            "at || '|' || id || '|' || quote(delivered_at) || '|' || on_date || '|' || kind || '|' || status || '|' || total || '|' || discount || '|' || items",
        ),
        (
            "movement",
            "at || '|' || id || '|' || kind || '|' || sum || '|' || quote(balance_before) || '|' || quote(origin) || '|' || quote(purchase) || '|' || (removed_at IS NULL)",
        ),
        ("movement_version", "at || '|' || id || '|' || sum || '|' || quote(balance_before)"),
    ] {
        all.extend(lines(&db, &format!("SELECT '{table}|' || {person} || '|' || {columns} FROM {table}"), []));
    }
    all.extend(lines(
        &db,
        "SELECT 'organization|' || key || '|' || id || '|' || name || '|' || short_name || '|' || address FROM organization",
        [],
    ));
    all
}

/// Runs `sql` in a database of the test's: to damage it, or to play a school the generator does not make.
///
/// # Panics
/// When it does not run.
pub fn run_sql(file: &Path, sql: &str) {
    open(file).execute_batch(sql).expect("the statement runs");
}
