//! Which of the days a screen was asked for have been read, and what that says about its date.
//!
//! A day that was never read is neither empty nor zero: it is named as not read. Days are dated by the oldest reading among them.
//! Rows that are known though their day was not read whole (carried by a push, part of a spoilt answer) are shown all the same.

use super::context::Context;
use super::figures;
use crate::domain::dated::{Ageing, state as data_state};
use crate::domain::{DataState, Freshness, LocalDate, Moment, Period, Source};
use crate::l10n::UnreadDays;
use crate::store::{ReadDays, Reading};
use crate::sync::DAILY_DAYS;

/// The days of a screen.
pub(super) struct DaysRead<'a> {
    read: &'a [ReadDays],
    /// The days asked for that have come; none when all of them are still ahead.
    asked: Option<Period>,
    unread: Vec<Period>,
    today: LocalDate,
}

impl<'a> DaysRead<'a> {
    /// `read`: what was read of `period`, oldest first.
    pub(super) fn new(read: &'a [ReadDays], period: Period, today: LocalDate) -> Self {
        let asked = (period.from <= today).then(|| Period { from: period.from, to: period.to.min(today) });
        let mut unread = Vec::new();
        if let Some(asked) = asked {
            let mut next = asked.from;
            for span in read {
                if next < span.days.from {
                    unread.push(Period { from: next, to: span.days.from.plus_days(-1) });
                }
                next = span.days.to.plus_days(1);
            }
            if next <= asked.to {
                unread.push(Period { from: next, to: asked.to });
            }
        }
        Self { read, asked, unread, today }
    }

    /// Whether days have come and not one of them was read.
    pub(super) fn none(&self) -> bool {
        self.asked.is_some() && self.read.is_empty()
    }

    /// When `day` was read.
    pub(super) fn read_at(&self, day: LocalDate) -> Option<Moment> {
        self.read.iter().find(|span| span.days.contains(day)).map(|span| span.as_of)
    }

    /// Which text to say when there are no rows: `all` of these days, `some` of them; none when nothing is known.
    pub(super) fn empty(&self, all: impl FnOnce() -> String, some: impl FnOnce() -> String) -> String {
        match () {
            () if self.unread.is_empty() => all(),
            () if self.none() => String::new(),
            () => some(),
        }
    }

    /// Which days were not read, in words; empty when all were.
    pub(super) fn unread_text(&self, context: &Context<'_>) -> String {
        let (Some(asked), Some(first), Some(last)) = (self.asked, self.unread.first(), self.unread.last()) else { return String::new() };
        let which = match self.unread.as_slice() {
            [gap] if *gap == asked => UnreadDays::All,
            [gap] if gap.from == asked.from => UnreadDays::Before { day: gap.to.plus_days(1) },
            [gap] if gap.days() == 1 => UnreadDays::One { day: gap.from },
            [gap] if gap.to == asked.to => UnreadDays::After { day: gap.from.plus_days(-1) },
            [gap] => UnreadDays::Between { days: *gap },
            _ => UnreadDays::Some { days: Period { from: first.from, to: last.to } },
        };
        context.l10n.unread_days(which, context.today())
    }

    /// The days that were not read, oldest first.
    pub(super) fn into_unread(self) -> Vec<Period> {
        self.unread
    }

    /// How fresh the days are, and that in words. `ageing` is that of today; the days before change less and less. `learned`: when
    /// the rows shown were first learned of, for days that have rows without having been read.
    pub(super) fn freshness(
        &self,
        reading: Option<&Reading>,
        ageing: Ageing,
        learned: impl Iterator<Item = Moment>,
        context: &Context<'_>,
    ) -> (Freshness, String) {
        let down = figures::is_down(reading);
        if self.asked.is_none() {
            return figures::freshness(reading, Source::Server, ageing, context);
        }
        let state_of = |as_of, ageing| data_state(as_of, down, ageing, context.now, context.started_at, &context.day);
        let oldest = self.read.iter().map(|span| span.as_of).min();
        let (as_of, state) = match (oldest, learned.min()) {
            (Some(as_of), _) => {
                let states = self.read.iter().map(|span| state_of(span.as_of, self.ageing(span.days.to, ageing)));
                (as_of, states.max_by_key(|state| gravity(*state)).unwrap_or(DataState::Cached))
            }
            (None, Some(learned)) => (learned, state_of(learned, ageing)),
            (None, None) => return figures::never_read(down, Source::Server, context),
        };
        (Freshness { as_of, source: Source::Server, state }, context.l10n.as_of(as_of, state, context.now))
    }

    /// How fast days up to `last` grow old: what is not read again every day is not late for that.
    fn ageing(&self, last: LocalDate, of_today: Ageing) -> Ageing {
        match self.today.days_since(last) {
            ..=0 => of_today,
            1..DAILY_DAYS => Ageing::Slow,
            _ => Ageing::Settled,
        }
    }
}

/// The gravest state among the days is the one to show.
fn gravity(state: DataState) -> u8 {
    match state {
        DataState::Live => 0,
        DataState::Cached => 1,
        DataState::Late => 2,
        DataState::ServiceDown => 3,
    }
}
