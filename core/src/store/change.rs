//! What one commit changed: the screens that depend on it are drawn anew, the others are left alone.

use std::collections::BTreeMap;

use crate::domain::{LocalDate, Moment, Period, PersonId};

/// Which instants a read or a re-read covers: from `from` (included) to `to` (not included).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// First instant.
    pub from: Moment,
    /// First instant after it.
    pub to: Moment,
}

impl Window {
    /// Covers nothing: rows written under it are added or updated, none is taken away.
    pub const NOTHING: Self = Self { from: Moment(0), to: Moment(0) };
    /// All time.
    pub const ALL: Self = Self { from: Moment(i64::MIN), to: Moment(i64::MAX) };

    /// From `from` (included) to `to` (not included).
    pub fn new(from: Moment, to: Moment) -> Self {
        Self { from, to }
    }

    /// Whether `at` lies inside.
    pub fn contains(self, at: Moment) -> bool {
        self.from <= at && at < self.to
    }

    fn is_empty(self) -> bool {
        self.from >= self.to
    }

    /// The smallest window with this one and all of `moments` inside; `None` when that is nothing at all.
    pub(crate) fn hull(self, moments: impl IntoIterator<Item = Moment>) -> Option<Self> {
        let start = (!self.is_empty()).then_some(self);
        moments.into_iter().fold(start, |hull, at| {
            let after = Moment(at.0.saturating_add(1));
            Some(hull.map_or(Self { from: at, to: after }, |h| Self { from: h.from.min(at), to: h.to.max(after) }))
        })
    }
}

impl From<Period> for Window {
    fn from(period: Period) -> Self {
        Self { from: period.from.start(), to: period.to.end() }
    }
}

impl From<std::ops::Range<Moment>> for Window {
    fn from(range: std::ops::Range<Moment>) -> Self {
        Self { from: range.start, to: range.end }
    }
}

/// What changed for one child.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ChildChange {
    /// Days whose passages changed.
    pub passages: Option<Period>,
    /// Days whose purchases changed.
    pub purchases: Option<Period>,
    /// Days whose movements changed.
    pub movements: Option<Period>,
    /// Days whose menu was read.
    pub menu: Option<Period>,
    /// Balance or rules.
    pub account: bool,
    /// When and how something was last read.
    pub readings: bool,
}

/// What one commit changed. Only real changes are named: writing the same rows again changes nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Change {
    /// The adult, the list of children, or a fact about one of them.
    pub family: bool,
    /// A value of the meta table, or a family-wide reading.
    pub meta: bool,
    /// Changes by child.
    pub children: BTreeMap<PersonId, ChildChange>,
}

impl Change {
    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        !self.family && !self.meta && self.children.is_empty()
    }

    /// Adds what another commit changed.
    pub fn merge(&mut self, other: &Self) {
        self.family |= other.family;
        self.meta |= other.meta;
        for (person, theirs) in &other.children {
            let ours = self.children.entry(person.clone()).or_default();
            for (days, more) in [
                (&mut ours.passages, theirs.passages),
                (&mut ours.purchases, theirs.purchases),
                (&mut ours.movements, theirs.movements),
                (&mut ours.menu, theirs.menu),
            ] {
                if let Some(more) = more {
                    widen(days, more.from, more.to);
                }
            }
            ours.account |= theirs.account;
            ours.readings |= theirs.readings;
        }
    }

    pub(super) fn child(&mut self, child: &PersonId) -> &mut ChildChange {
        self.children.entry(child.clone()).or_default()
    }
}

/// Collects the days that changed.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct ChangedDays(Option<(Moment, Moment)>);

impl ChangedDays {
    pub(super) fn add(&mut self, at: Moment) {
        self.0 = Some(self.0.map_or((at, at), |(from, to)| (from.min(at), to.max(at))));
    }

    pub(super) fn any(self) -> bool {
        self.0.is_some()
    }

    /// Adds the days to `days`.
    pub(super) fn extend(self, days: &mut Option<Period>) {
        if let Some((from, to)) = self.0 {
            widen(days, from.date(), to.date());
        }
    }
}

pub(super) fn widen(days: &mut Option<Period>, from: LocalDate, to: LocalDate) {
    *days = Some(days.map_or(Period { from, to }, |d| Period { from: d.from.min(from), to: d.to.max(to) }));
}
