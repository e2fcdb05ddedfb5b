//! What each school has decided: cut-offs, debt, charging, refunds, opening hours, fees. Data, changed by the operator.

use chrono::{Duration, NaiveDate, NaiveDateTime, NaiveTime};
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};

use crate::generator::calendar::is_school_day;

/// One meal's cut-off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CutOff {
    /// `kind` of a complex (wire-api §7).
    pub meal_kind: i64,
    /// School days before the meal; 0 is the same day.
    pub days_before: u32,
    /// Moscow local time of that day; at that second it is too late.
    pub time: NaiveTime,
}

/// What the provider has published about a way to top up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TopUpMethod {
    /// `card`, `sbp`, `terminal`, `bank_app` or `cash_desk`.
    pub method: String,
    /// Fee in hundredths of a percent; `None` when unknown.
    pub fee_basis_points: Option<i64>,
    /// Usual minutes until the account has it; `None` when unknown.
    pub crediting_minutes: Option<i64>,
}

/// The decisions of one school. Money in kopecks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SchoolRules {
    /// The school.
    pub school_id: i64,
    /// How far below zero an order ahead may take what is available; `None` is no bound.
    pub overdraft: Option<i64>,
    /// True: the account pays when an order is made; false: when the meal is served, reserved until then.
    pub charged_at_order: bool,
    /// Seconds from a cancellation of something paid to the money back; `None`: it never comes.
    pub refund_seconds: Option<u32>,
    /// True: the canteen refuses a sale above the parent's day limit.
    pub day_limit_enforced: bool,
    /// Menus are published and orders taken so many days ahead.
    pub horizon_days: u32,
    /// The buffet opens.
    pub buffet_open: NaiveTime,
    /// The buffet closes.
    pub buffet_close: NaiveTime,
    /// False: the school has not published its rule on debt.
    pub rule_known: bool,
    /// By meal.
    pub cut_offs: Vec<CutOff>,
    /// By way to top up.
    pub top_up_methods: Vec<TopUpMethod>,
}

/// `HH:MM` from literals.
fn time(hour: u32, minute: u32) -> NaiveTime {
    NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or_default()
}

/// What a school decides at first; schools differ, by their place in the catalogue.
fn at_first(school_id: i64, index: usize) -> SchoolRules {
    let (days_before, cut_off) = [(1, time(14, 0)), (0, time(8, 30)), (2, time(12, 0))][index % 3];
    let method =
        |method: &str, fee_basis_points, crediting_minutes| TopUpMethod { method: method.to_owned(), fee_basis_points, crediting_minutes };
    SchoolRules {
        school_id,
        overdraft: [Some(0), None, Some(30_000)][index % 3],
        charged_at_order: index % 3 == 1,
        refund_seconds: Some([0, 7_200, 86_400][index % 3]),
        day_limit_enforced: false,
        horizon_days: 14,
        buffet_open: time(9, 0),
        buffet_close: time(15, 30),
        rule_known: index % 3 != 2,
        cut_offs: (0..=6).map(|meal_kind| CutOff { meal_kind, days_before, time: cut_off }).collect(),
        top_up_methods: vec![
            method("sbp", Some(0), Some(15)),
            method("card", Some(if index.is_multiple_of(3) { 0 } else { 120 }), Some(60)),
            method("terminal", None, (index % 3 != 2).then_some(180)),
            method("bank_app", None, None),
            method("cash_desk", Some(0), Some(1_440)),
        ],
    }
}

/// Gives every school that has none its first rules.
pub(crate) fn fill(db: &Connection) -> rusqlite::Result<()> {
    let schools: Vec<i64> =
        db.prepare_cached("SELECT id FROM schools ORDER BY id")?.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    for (index, school) in schools.into_iter().enumerate() {
        let known: bool =
            db.prepare_cached("SELECT EXISTS (SELECT 1 FROM school_rules WHERE school_id = ?1)")?.query_row([school], |row| row.get(0))?;
        if !known {
            save(db, &at_first(school, index))?;
        }
    }
    Ok(())
}

/// Replaces the rules of a school.
pub(super) fn save(db: &Connection, rules: &SchoolRules) -> rusqlite::Result<()> {
    db.prepare_cached(
        "INSERT OR REPLACE INTO school_rules (school_id, overdraft, charged_at_order, refund_seconds, day_limit_enforced, horizon_days,
                                              buffet_open, buffet_close, rule_known)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute(params![
        rules.school_id,
        rules.overdraft,
        rules.charged_at_order,
        rules.refund_seconds,
        rules.day_limit_enforced,
        rules.horizon_days,
        rules.buffet_open,
        rules.buffet_close,
        rules.rule_known,
    ])?;
    db.prepare_cached("DELETE FROM meal_cut_offs WHERE school_id = ?1")?.execute([rules.school_id])?;
    for cut_off in &rules.cut_offs {
        db.prepare_cached("INSERT OR REPLACE INTO meal_cut_offs (school_id, meal_kind, days_before, time) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![rules.school_id, cut_off.meal_kind, cut_off.days_before, cut_off.time])?;
    }
    db.prepare_cached("DELETE FROM top_up_methods WHERE school_id = ?1")?.execute([rules.school_id])?;
    for method in &rules.top_up_methods {
        db.prepare_cached(
            "INSERT OR REPLACE INTO top_up_methods (school_id, method, fee_basis_points, crediting_minutes) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![rules.school_id, method.method, method.fee_basis_points, method.crediting_minutes])?;
    }
    Ok(())
}

/// The rules of a school in force.
pub(crate) fn rules(db: &Connection, school_id: i64) -> rusqlite::Result<SchoolRules> {
    let cut_offs = db
        .prepare_cached("SELECT meal_kind, days_before, time FROM meal_cut_offs WHERE school_id = ?1 ORDER BY meal_kind")?
        .query_map([school_id], |row| Ok(CutOff { meal_kind: row.get(0)?, days_before: row.get(1)?, time: row.get(2)? }))?
        .collect::<rusqlite::Result<_>>()?;
    let top_up_methods = db
        .prepare_cached("SELECT method, fee_basis_points, crediting_minutes FROM top_up_methods WHERE school_id = ?1 ORDER BY fee_basis_points IS NULL, fee_basis_points, method")?
        .query_map([school_id], |row| Ok(TopUpMethod { method: row.get(0)?, fee_basis_points: row.get(1)?, crediting_minutes: row.get(2)? }))?
        .collect::<rusqlite::Result<_>>()?;
    db.prepare_cached(
        "SELECT overdraft, charged_at_order, refund_seconds, day_limit_enforced, horizon_days, buffet_open, buffet_close, rule_known
         FROM school_rules WHERE school_id = ?1",
    )?
    .query_row([school_id], |row| {
        Ok(SchoolRules {
            school_id,
            overdraft: row.get(0)?,
            charged_at_order: row.get(1)?,
            refund_seconds: row.get(2)?,
            day_limit_enforced: row.get(3)?,
            horizon_days: row.get(4)?,
            buffet_open: row.get(5)?,
            buffet_close: row.get(6)?,
            rule_known: row.get(7)?,
            cut_offs,
            top_up_methods,
        })
    })
}

impl SchoolRules {
    /// The first second at which a meal of `date` can no longer be ordered, changed or cancelled.
    pub fn cut_off(&self, meal_kind: i64, date: NaiveDate) -> NaiveDateTime {
        let Some(rule) = self.cut_offs.iter().find(|rule| rule.meal_kind == meal_kind) else {
            return date.and_time(NaiveTime::MIN);
        };
        let mut day = date;
        for _ in 0..rule.days_before {
            day -= Duration::days(1);
            while !is_school_day(day) && date - day < Duration::days(120) {
                day -= Duration::days(1);
            }
        }
        day.and_time(rule.time)
    }

    /// Whether such a meal can be ordered, changed or cancelled at `now`.
    pub fn is_open(&self, meal_kind: i64, date: NaiveDate, now: NaiveDateTime) -> bool {
        now < self.cut_off(meal_kind, date)
    }
}
