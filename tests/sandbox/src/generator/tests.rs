//! The generator's promises, checked on its rows.

use std::time::Instant;

use chrono::NaiveDateTime;

use super::*;
use crate::clock::parse_local;

fn noon() -> NaiveDateTime {
    parse_local("2026-05-12T11:30").unwrap()
}

fn made(seed: u64, children: u8, days: u32, now: NaiveDateTime) -> Db {
    let db = Db::open(None).unwrap();
    let config = SandboxConfig { seed, children, days, ..SandboxConfig::default() };
    fill_if_empty(&db, &config, now).unwrap();
    db
}

fn count(db: &Db, query: &str) -> i64 {
    db.with(|db| db.query_row(query, [], |row| row.get(0))).unwrap()
}

/// Every row of every table as text.
fn dump(db: &Db) -> String {
    let tables = ["parents", "schools", "buildings", "children", "guardians", "groups", "visits", "orders", "order_items", "movements"];
    let mut text = String::new();
    for table in tables {
        db.with(|db| -> rusqlite::Result<()> {
            let mut rows = db.prepare(&format!("SELECT * FROM {table}"))?;
            let columns = rows.column_count();
            let mut rows = rows.query([])?;
            while let Some(row) = rows.next()? {
                for column in 0..columns {
                    text.push_str(row_text(row.get_ref(column)?).as_str());
                }
                text.push('\n');
            }
            Ok(())
        })
        .unwrap();
    }
    text
}

fn row_text(value: rusqlite::types::ValueRef<'_>) -> String {
    format!("{value:?}|")
}

#[test]
fn the_same_seed_gives_the_same_data_and_another_seed_does_not() {
    let one = dump(&made(7, 2, 60, noon()));
    assert_eq!(one, dump(&made(7, 2, 60, noon())));
    assert_ne!(one, dump(&made(8, 2, 60, noon())));
}

/// What a range of two weeks or more must contain, whatever the clock says.
const MUSTS: &[(&str, &str)] = &[
    (
        "a purchase on a day without a passage",
        "SELECT COUNT(*) FROM orders o WHERE status = 3 AND NOT EXISTS (SELECT 1 FROM visits v WHERE v.child_id = o.child_id AND v.date = o.on_date)",
    ),
    (
        "a missing exit on a past day",
        "SELECT COUNT(*) FROM visits WHERE out_at IS NULL AND date < ?1",
    ),
    ("an exit without entry", "SELECT COUNT(*) FROM visits WHERE in_at IS NULL"),
    (
        "an entry learned more than half an hour late",
        "SELECT COUNT(*) FROM visits WHERE strftime('%s', in_visible_at) - strftime('%s', in_at) > 1800",
    ),
    ("a free complex", "SELECT COUNT(*) FROM orders WHERE order_type = 0 AND total_price = 0"),
    (
        "an itemised buffet purchase",
        "SELECT COUNT(*) FROM orders o WHERE order_type = 2 AND (SELECT COUNT(*) FROM order_items i WHERE i.row_id = o.row_id) > 1",
    ),
    ("a top-up", "SELECT COUNT(*) FROM movements WHERE kind = 0"),
    ("a cancelled order", "SELECT COUNT(*) FROM orders WHERE status = 4"),
    ("the money of a cancelled order", "SELECT COUNT(*) FROM movements WHERE kind = 2 AND sum > 0"),
    ("a refund", "SELECT COUNT(*) FROM movements WHERE kind = 4"),
    ("a transfer between siblings", "SELECT COUNT(*) FROM movements WHERE kind = 3"),
    ("an edited purchase", "SELECT COUNT(*) FROM orders WHERE hidden_at < '9999'"),
    ("an edited movement", "SELECT COUNT(*) FROM movements WHERE hidden_at < '9999'"),
    ("an edited visit", "SELECT COUNT(*) FROM visits WHERE hidden_at < '9999'"),
    (
        "a second building of the school in one day",
        "SELECT COUNT(*) FROM visits a JOIN visits b USING (child_id, date) JOIN buildings x ON x.id = a.building_id JOIN buildings y ON y.id = b.building_id
         WHERE x.is_main = 1 AND y.is_main = 0 AND y.kind_id = 1",
    ),
    (
        "a club",
        "SELECT COUNT(*) FROM visits JOIN buildings b ON b.id = building_id WHERE b.kind_id = 2",
    ),
];

#[test]
fn two_weeks_contain_every_special_case_in_term_in_summer_and_at_new_year() {
    for now in ["2026-05-12T11:30", "2026-08-20T09:00", "2027-01-05T20:00"] {
        let now = parse_local(now).unwrap();
        for days in [14, 40] {
            let db = made(3, 2, days, now);
            for (what, query) in MUSTS {
                let query = query.replace("?1", &format!("'{}'", now.date()));
                assert!(count(&db, &query) > 0, "{what}, {days} days before {now}");
            }
        }
    }
}

#[test]
fn nothing_happens_after_the_clock() {
    let now = "'2026-05-12T11:30:00'";
    let db = made(1, 4, 30, noon());
    for (table, column) in [("visits", "in_at"), ("visits", "out_at"), ("orders", "created_at"), ("movements", "at")] {
        let query = format!("SELECT COUNT(*) FROM {table} WHERE {column} > {now}");
        assert_eq!(count(&db, &query), 0, "{table}.{column}");
    }
    assert!(count(&db, "SELECT COUNT(*) FROM visits WHERE date = '2026-05-12'") > 0);
}

#[test]
fn every_paid_order_has_its_movement_and_items_add_up() {
    let db = made(5, 3, 200, noon());
    assert_eq!(
        count(
            &db,
            "SELECT COUNT(*) FROM orders o WHERE hidden_at > '9999' AND total_price > 0 AND total_price <> COALESCE(
               (SELECT -sum FROM movements m WHERE m.order_id = o.order_id AND m.kind = 1 AND m.hidden_at > '9999'), 0)"
        ),
        0
    );
    assert_eq!(
        count(
            &db,
            "SELECT COUNT(*) FROM orders o WHERE price <>
               (SELECT SUM(price * amount) FROM order_items i WHERE i.row_id = o.row_id AND i.parent IS NULL)"
        ),
        0
    );
}

#[test]
fn weekends_and_public_holidays_are_empty() {
    let db = made(1, 4, 400, noon());
    assert_eq!(
        count(
            &db,
            "SELECT COUNT(*) FROM visits WHERE strftime('%w', date) IN ('0', '6') OR date IN ('2025-11-04', '2026-01-01', '2026-03-09', '2026-05-01', '2026-05-11') OR strftime('%m', date) IN ('07', '08')"
        ),
        0
    );
}

#[test]
fn ten_years_of_four_children_are_at_least_53200_events_made_in_seconds() {
    let before = Instant::now();
    let db = made(1, 4, 3652, noon());
    let seconds = before.elapsed().as_secs_f64();
    let passages = count(&db, "SELECT COUNT(in_at) + COUNT(out_at) FROM visits WHERE hidden_at > '9999' AND child_id <> 4200005");
    let orders = count(&db, "SELECT COUNT(*) FROM orders WHERE hidden_at > '9999' AND child_id <> 4200005");
    let movements = count(&db, "SELECT COUNT(*) FROM movements WHERE hidden_at > '9999' AND child_id <> 4200005");
    let total = passages + orders + movements;
    println!("{passages} passages + {orders} orders + {movements} movements = {total} in {seconds:.1} s");
    assert!((53_200..62_000).contains(&total), "{total}");
    assert!(seconds < 20.0, "{seconds}");
}
