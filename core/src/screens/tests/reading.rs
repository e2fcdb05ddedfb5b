//! A screen as a parent reads it: every text of a state, line by line, with the state of every figure.

use std::fmt::Write as _;

use super::super::bills::BillsState;
use super::super::home::{BalanceCell, ChildCard};
use super::super::outlook::RunOutCell;
use super::super::spent::SpendingRun;
use super::super::*;
use crate::domain::Freshness;

fn dated(text: &str, freshness: Freshness) -> String {
    format!("[{text} | {} {:?} {:?}]", freshness.as_of.rfc3339(), freshness.source, freshness.state)
}

fn notices(notices: &[Notice]) -> String {
    notices.iter().fold(String::new(), |mut out, notice| {
        let _ = writeln!(out, "  ! {:?}: {}", notice.kind, notice.text);
        out
    })
}

fn balance(cell: &BalanceCell) -> String {
    match cell {
        BalanceCell::Known { figure } => {
            let sums = figure.value.balance;
            format!(
                "{} / {} / {}+{}+{} {}",
                figure.value.text,
                figure.value.spoken,
                sums.confirmed.kopecks(),
                sums.coming.kopecks(),
                sums.reserved.kopecks(),
                dated(&figure.as_of_text, figure.freshness)
            )
        }
        BalanceCell::Loading { text } => format!("(loading) {text}"),
        BalanceCell::Unavailable { text } => format!("(unavailable) {text}"),
    }
}

fn run_out(cell: &RunOutCell) -> String {
    match cell {
        RunOutCell::Known { figure } => {
            let suggestions: Vec<String> = figure.value.suggestions.iter().map(|row| format!("{} / {}", row.text, row.spoken)).collect();
            let value = &figure.value;
            format!("{} ({}) {} {suggestions:?}", value.text, value.range_text, dated(&figure.as_of_text, figure.freshness))
        }
        RunOutCell::Unknown { text } => format!("(unknown) {text}"),
    }
}

fn card(out: &mut String, card: &ChildCard) {
    let presence = &card.presence;
    let _ = writeln!(
        out,
        "* {} ({}), {}, {}, account {:?}",
        card.name,
        card.short_name,
        card.class_name,
        card.school,
        card.account.map(|a| a.0)
    );
    let _ = writeln!(
        out,
        "  {} — {} — {} {}",
        presence.value.text,
        presence.value.evidence_text,
        presence.value.place,
        dated(&presence.as_of_text, presence.freshness)
    );
    let _ = writeln!(out, "  {}", balance(&card.balance));
    let _ = writeln!(out, "  {}", run_out(&card.run_out));
    let today = &card.today;
    let _ = writeln!(out, "  {} / {} {}", today.value.text, today.value.spoken, dated(&today.as_of_text, today.freshness));
    out.push_str(&notices(&card.attention));
}

/// Everything `state` says.
pub(super) fn read(state: &ScreenState) -> String {
    let mut out = String::new();
    match state {
        ScreenState::SignIn { state } => {
            let _ = writeln!(out, "{state:?}");
        }
        ScreenState::Home { state: HomeState::Children { cards, notices: told, progress } } => {
            let _ = writeln!(out, "HOME {progress:?}");
            out.push_str(&notices(told));
            for one in cards {
                card(&mut out, one);
            }
        }
        ScreenState::Visits {
            state: VisitsState::Days { name, presence, freshness, as_of_text, days, empty_text, unread_text, notices: told, .. },
        } => {
            let _ = writeln!(out, "VISITS {name}: {} {}{empty_text}{unread_text}", presence.value.text, dated(as_of_text, *freshness));
            out.push_str(&notices(told));
            for day in days {
                let _ = writeln!(out, "- {}", day.title);
                for v in &day.visits {
                    let _ = writeln!(
                        out,
                        "    {} / {} / {} / {}, {} / {:?} {:?} / {}",
                        v.text, v.spoken, v.duration_text, v.organization, v.address, v.brought_by, v.fetched_by, v.late_text
                    );
                }
            }
        }
        ScreenState::Meals {
            state: MealsState::Days { name, freshness, as_of_text, days, empty_text, unread_text, notices: told, .. },
        } => {
            let _ = writeln!(out, "MEALS {name} {}{empty_text}{unread_text}", dated(as_of_text, *freshness));
            out.push_str(&notices(told));
            for day in days {
                let _ = writeln!(out, "- {}: {}", day.title, day.spent_text);
                for p in &day.purchases {
                    let _ = writeln!(out, "    {} — {} / {} / {:?}", p.title, p.total_text, p.spoken, p.item_texts);
                }
            }
        }
        ScreenState::Money {
            state:
                MoneyState::Account {
                    name,
                    account,
                    balance: cell,
                    run_out: lasts,
                    spending_by_kind,
                    bills,
                    freshness,
                    as_of_text,
                    days,
                    spending,
                    empty_text,
                    unread_text,
                    notices: told,
                    ..
                },
        } => {
            let _ = writeln!(
                out,
                "MONEY {name} {:?} {} {}{empty_text}{unread_text}",
                account.map(|a| a.0),
                balance(cell),
                dated(as_of_text, *freshness)
            );
            out.push_str(&notices(told));
            for day in days {
                let _ = writeln!(out, "- {}", day.title);
                for m in &day.movements {
                    let _ = writeln!(out, "    {} {} / {} / {}", m.title, m.sum_text, m.spoken, m.edit_text);
                }
            }
            let bars: Vec<String> = spending.iter().map(|bar| format!("{} {} ({})", bar.label, bar.text, bar.per_mille)).collect();
            let _ = writeln!(out, "  chart: {}", bars.join(", "));
            let _ = writeln!(out, "  {}", run_out(lasts));
            let runs = |runs: &[SpendingRun]| {
                runs.iter().map(|run| format!("{} {} ({})", run.label, run.text, run.per_mille)).collect::<Vec<_>>().join(", ")
            };
            let shares: Vec<String> =
                spending_by_kind.kinds.iter().map(|share| format!("{} {} ({})", share.label, share.text, share.per_mille)).collect();
            let _ = writeln!(out, "  weeks: {}; months: {}", runs(&spending_by_kind.weeks), runs(&spending_by_kind.months));
            let _ = writeln!(out, "  kinds: {}; {}", shares.join(", "), spending_by_kind.total_text);
            match bills {
                BillsState::NotYet { text } => {
                    let _ = writeln!(out, "  bills: (not yet) {text}");
                }
                BillsState::Checked { text, findings, .. } => {
                    let _ = writeln!(out, "  bills: {text}");
                    for finding in findings {
                        let _ = writeln!(out, "    {:?} {} / {}", finding.kind, finding.text, finding.spoken);
                    }
                }
            }
        }
        other => {
            let _ = writeln!(out, "{other:?}");
        }
    }
    out
}
