//! What the bill checker (M9) has to say about the days asked for.

use serde::{Deserialize, Serialize};

use super::bill_facts::BillFacts;
use super::context::Context;
use super::figures;
use super::spent::shown;
use crate::domain::bill_checker::{self, Bills, Entry, Finding, History};
use crate::domain::{LocalDate, Passage, Period, Purchase};
use crate::store::{ReadDays, StoredMovement};

/// What a finding is about, so that a face can pick an icon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
pub enum FindingKind {
    /// The balance changed without a movement.
    Jump,
    /// Charged twice.
    ChargedTwice,
    /// Charged for a day on which the child was not there.
    NotThere,
    /// Not the menu's price.
    OtherPrice,
    /// The school changed a day that was over.
    Edited,
    /// The school took a movement away.
    Removed,
    /// Banned goods were sold.
    Banned,
}

/// Something to ask the school about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct FindingRow {
    /// What it is about.
    pub kind: FindingKind,
    /// The day it is about.
    pub date: LocalDate,
    /// «День 12 мая изменён 14 мая: −700,00 ₽».
    pub text: String,
    /// The same for a screen reader.
    pub spoken: String,
}

/// What the bill checker says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
pub enum BillsState {
    /// Nothing can be checked before the days are read.
    NotYet {
        /// In words.
        text: String,
    },
    /// Checked.
    Checked {
        /// The days that were checked.
        period: Period,
        /// «Проверено с 1 мая по 12 мая: расхождений нет».
        text: String,
        /// Newest first; none when nothing is wrong.
        findings: Vec<FindingRow>,
    },
}

/// What the checker looks at.
pub(super) struct BillRows<'a> {
    pub(super) movements: &'a [StoredMovement],
    pub(super) movements_read: &'a [ReadDays],
    pub(super) purchases: &'a [Purchase],
    pub(super) passages: &'a [Passage],
    pub(super) passages_read: &'a [ReadDays],
    pub(super) facts: &'a BillFacts,
}

/// Checks the latest days of `period` that were read without a gap: across a gap the balance proves nothing.
pub(super) fn check(rows: &BillRows<'_>, period: Period, context: &Context<'_>) -> BillsState {
    let Some(period) = latest_run(rows.movements_read, shown(period), |span| span.days.to) else { return not_yet(context) };
    let entries: Vec<Entry<'_>> = rows.movements.iter().filter(|stored| period.contains(stored.movement.at.date())).map(entry).collect();
    let findings = bill_checker::check(&Bills {
        entries: &entries,
        purchases: rows.purchases,
        passages: rows.passages,
        // A day's taps are all known only when the day was over as it was read.
        presence_known: latest_run(rows.passages_read, period, |span| span.days.to.min(span.as_of.date().plus_days(-1))),
        absences: &rows.facts.absences,
        menu: &rows.facts.menu,
        bans: &rows.facts.bans,
    });
    let findings: Vec<FindingRow> =
        findings.iter().filter(|finding| period.contains(finding.date())).map(|finding| row(finding, context)).collect();
    BillsState::Checked { period, text: context.l10n.findings(findings.len(), period, context.today()), findings }
}

/// The latest days of `period` that `read` covers without a gap; `ends` tells the last day of a span that counts.
fn latest_run(read: &[ReadDays], period: Period, ends: impl Fn(&ReadDays) -> LocalDate) -> Option<Period> {
    let mut spans =
        read.iter().rev().map(|span| (span.days.from.max(period.from), ends(span).min(period.to))).filter(|(from, to)| from <= to);
    let (mut from, to) = spans.next()?;
    for (earlier, end) in spans {
        if end.plus_days(1) < from {
            break;
        }
        from = earlier.min(from);
    }
    Some(Period::new(from, to))
}

fn not_yet(context: &Context<'_>) -> BillsState {
    BillsState::NotYet { text: context.l10n.findings_not_yet() }
}

fn entry(stored: &StoredMovement) -> Entry<'_> {
    let history = match (stored.removed, stored.edited) {
        (true, _) => History::Removed,
        (false, Some(edit)) => History::Edited { before: edit.before, seen_at: edit.seen_at },
        (false, None) => History::AsTold,
    };
    Entry { movement: &stored.movement, history }
}

fn row(finding: &Finding, context: &Context<'_>) -> FindingRow {
    let kind = match finding {
        Finding::Jump { .. } => FindingKind::Jump,
        Finding::ChargedTwice { .. } => FindingKind::ChargedTwice,
        Finding::NotThere { .. } => FindingKind::NotThere,
        Finding::OtherPrice { .. } => FindingKind::OtherPrice,
        Finding::Edited { .. } => FindingKind::Edited,
        Finding::Removed { .. } => FindingKind::Removed,
        Finding::Banned { .. } => FindingKind::Banned,
    };
    let (text, spoken) = context.l10n.finding(finding, context.today(), figures::clean);
    FindingRow { kind, date: finding.date(), text, spoken }
}
