//! JSON of what money is said to do: the forecast, where it went, and what the bill checker found.

use schoolcard_core::domain::Period;
use schoolcard_core::domain::forecast::{Reach, RunOut};
use schoolcard_core::domain::spending::SpendingKind;
use schoolcard_core::screens::bills::{BillsState, FindingKind, FindingRow};
use schoolcard_core::screens::money::SpendingBar;
use schoolcard_core::screens::outlook::{RunOutCell, SuggestionRow};
use schoolcard_core::screens::spent::{SpendingByKind, SpendingRun};
use schoolcard_core::screens::{MoneyState, ScreenState};
use serde::Serialize;

use super::{as_of, data_state, date, text};

#[derive(Serialize)]
pub(super) struct RunOutJson {
    forecast: &'static str,
    day: Option<String>,
    earliest: Option<String>,
    latest: Option<String>,
    short_on: Option<String>,
    suggestions: Vec<SuggestionJson>,
    as_of: String,
    state: &'static str,
}

#[derive(Serialize)]
pub(super) struct SuggestionJson {
    reach: &'static str,
    until: String,
    smallest_kopecks: i64,
    sum_kopecks: i64,
}

#[derive(Serialize)]
pub(super) struct SpendingJson {
    total_kopecks: i64,
    days: Vec<DayJson>,
    weeks: Vec<RunJson>,
    months: Vec<RunJson>,
    kinds: Vec<KindJson>,
}

#[derive(Serialize)]
struct DayJson {
    date: String,
    spent_kopecks: i64,
}

#[derive(Serialize)]
struct RunJson {
    from: String,
    to: String,
    spent_kopecks: i64,
}

#[derive(Serialize)]
struct KindJson {
    kind: &'static str,
    spent_kopecks: i64,
}

#[derive(Serialize)]
struct BillsJson<'a> {
    person_id: &'a str,
    checked: Option<CheckedJson>,
    findings: Vec<FindingJson<'a>>,
}

#[derive(Serialize)]
struct CheckedJson {
    from: String,
    to: String,
}

#[derive(Serialize)]
struct FindingJson<'a> {
    kind: &'static str,
    date: String,
    text: &'a str,
}

/// The bill checker's findings, for `check-bill`; `None` while there is nothing of the account.
pub fn bills(state: &ScreenState) -> Option<String> {
    let ScreenState::Money { state: MoneyState::Account { person, bills, .. } } = state else { return None };
    let (checked, findings): (_, &[FindingRow]) = match bills {
        BillsState::NotYet { .. } => (None, &[]),
        BillsState::Checked { period, findings, .. } => (Some(CheckedJson { from: date(period.from), to: date(period.to) }), findings),
    };
    text(&BillsJson { person_id: person.as_str(), checked, findings: findings.iter().map(finding).collect() })
}

/// A forecast; `None` while the balance is not known.
pub(super) fn run_out(cell: &RunOutCell) -> Option<RunOutJson> {
    let RunOutCell::Known { figure } = cell else { return None };
    let none = (None, None, None, None);
    let (forecast, (day, earliest, latest, short_on)) = match figure.value.run_out {
        RunOut::NoSpending => ("no_spending", none),
        RunOut::TooLittleKnown => ("too_little_known", none),
        RunOut::Empty => ("empty", none),
        RunOut::ShortOn { day } => ("short_on", (None, None, None, Some(date(day)))),
        RunOut::EnoughUntil { day, earliest, latest, short_on } => {
            ("enough_until", (Some(date(day)), Some(date(earliest)), Some(date(latest)), Some(date(short_on))))
        }
        RunOut::Beyond { day } => ("beyond", (Some(date(day)), None, None, None)),
    };
    let suggestions = figure.value.suggestions.iter().map(suggestion).collect();
    let freshness = &figure.freshness;
    Some(RunOutJson { forecast, day, earliest, latest, short_on, suggestions, as_of: as_of(freshness), state: data_state(freshness.state) })
}

pub(super) fn suggestion(row: &SuggestionRow) -> SuggestionJson {
    let suggestion = &row.suggestion;
    SuggestionJson {
        reach: match suggestion.reach {
            Reach::Friday => "friday",
            Reach::MonthEnd => "month_end",
        },
        until: date(suggestion.until),
        smallest_kopecks: suggestion.smallest.kopecks(),
        sum_kopecks: suggestion.sum.kopecks(),
    }
}

/// Where the money went.
pub(super) fn spending(days: &[SpendingBar], sums: &SpendingByKind) -> SpendingJson {
    SpendingJson {
        total_kopecks: sums.total.kopecks(),
        days: days.iter().map(|bar| DayJson { date: date(bar.date), spent_kopecks: bar.spent.kopecks() }).collect(),
        weeks: sums.weeks.iter().map(run).collect(),
        months: sums.months.iter().map(run).collect(),
        kinds: sums.kinds.iter().map(|share| KindJson { kind: kind(share.kind), spent_kopecks: share.spent.kopecks() }).collect(),
    }
}

fn run(run: &SpendingRun) -> RunJson {
    let Period { from, to } = run.period;
    RunJson { from: date(from), to: date(to), spent_kopecks: run.spent.kopecks() }
}

fn kind(kind: SpendingKind) -> &'static str {
    match kind {
        SpendingKind::Complex => "complex",
        SpendingKind::PreOrder => "pre_order",
        SpendingKind::Buffet => "buffet",
        SpendingKind::SmartBuffet => "smart_buffet",
        SpendingKind::Other => "other",
    }
}

fn finding(row: &FindingRow) -> FindingJson<'_> {
    let kind = match row.kind {
        FindingKind::Jump => "jump",
        FindingKind::ChargedTwice => "charged_twice",
        FindingKind::NotThere => "not_there",
        FindingKind::OtherPrice => "other_price",
        FindingKind::Edited => "edited",
        FindingKind::Removed => "removed",
        FindingKind::Banned => "banned",
    };
    FindingJson { kind, date: date(row.date), text: &row.text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;
    use serde_json::{Value, json as j};

    #[test]
    fn money_tells_where_it_went_and_how_long_it_lasts() {
        let json: Value = super::super::of(&samples::money()).expect("content").parse().expect("JSON");
        assert_eq!(json["run_out"]["day"], "2026-05-14");
        assert_eq!(json["spending"]["total_kopecks"], 78_000);
        assert_eq!(json["spending"]["weeks"][1], j!({"from": "2026-05-11", "to": "2026-05-12", "spent_kopecks": 27_000}));
        assert_eq!(json["spending"]["kinds"][0], j!({"kind": "complex", "spent_kopecks": 58_500}));
        assert_eq!(json["spending"]["days"].as_array().map(Vec::len), Some(12));
    }

    #[test]
    fn the_bill_check_names_the_days_it_covers_and_its_findings() {
        let json: Value = bills(&samples::money()).expect("content").parse().expect("JSON");
        assert_eq!(json["checked"], j!({"from": "2026-05-01", "to": "2026-05-12"}));
        assert_eq!(json["findings"][0], j!({"kind": "edited", "date": "2026-05-08", "text": "День 8 мая изменён 11 мая: −7,00\u{a0}₽"}));
        assert_eq!(bills(&samples::meals()), None);
    }
}
