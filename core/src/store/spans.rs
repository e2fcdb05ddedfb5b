//! Intervals of days and when each was read: pure, kept small for ever.
//!
//! A day carries the latest of its readings. Neighbouring intervals become one where nobody would miss the difference, and the
//! gathered interval keeps the oldest date, so that no day ever looks fresher than it is:
//! - readings of the last hour keep their exact date (a figure of this run of the app is called live);
//! - older ones are gathered by the hour, those older than thirty days by thirty days; but never so that a day would look as if
//!   it had been read before it ended.
//!
//! Ten years of daily refreshes, each leaving one day behind at the far end of what it reads again, are about 160 intervals.

use chrono::NaiveDate;

use super::merge::{Pair, pairs};
use crate::domain::{LocalDate, Moment};

/// One hour in milliseconds.
const HOUR: i64 = 3_600_000;
/// Thirty days in milliseconds.
const MONTH: i64 = 30 * 24 * HOUR;

/// Days `from..=to` (counted from 1970-01-01 at the school), read at `as_of` (milliseconds).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) from: i64,
    pub(super) to: i64,
    pub(super) as_of: i64,
}

impl Span {
    /// The parts of it that `other` does not cover.
    fn outside(self, other: Self) -> impl Iterator<Item = Self> {
        let before = Self { to: self.to.min(other.from - 1), ..self };
        let after = Self { from: self.from.max(other.to + 1), ..self };
        [before, after].into_iter().filter(|part| part.from <= part.to)
    }
}

/// Intervals of one child and service: in order, without a day in common.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Spans(pub(super) Vec<Span>);

/// What to write so that the stored intervals become others. Intervals are known by their last day.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Edit {
    Remove(i64),
    Put(Span),
}

impl Spans {
    /// Notes that the days of `new` were read at its date. A day read later than that keeps its own date.
    pub(super) fn paint(&mut self, new: Span) {
        let mut painted = vec![new];
        let mut kept = Vec::with_capacity(self.0.len() + 2);
        for old in std::mem::take(&mut self.0) {
            if old.as_of > new.as_of {
                painted = painted.into_iter().flat_map(|part| part.outside(old)).collect();
                kept.push(old);
            } else {
                kept.extend(old.outside(new));
            }
        }
        kept.extend(painted);
        kept.sort_by_key(|span| span.from);
        self.0 = kept;
    }

    /// Gathers neighbours, seen from `now` (milliseconds).
    pub(super) fn gather(&mut self, now: i64) {
        let mut gathered: Vec<Span> = Vec::with_capacity(self.0.len());
        for span in std::mem::take(&mut self.0) {
            match gathered.last_mut() {
                Some(last) if last.to + 1 == span.from && are_alike(*last, span, now) => {
                    *last = Span { from: last.from, to: span.to, as_of: last.as_of.min(span.as_of) };
                }
                _ => gathered.push(span),
            }
        }
        self.0 = gathered;
    }

    /// The shortest way from `before` to these.
    pub(super) fn edits_from(&self, before: &Self) -> Vec<Edit> {
        pairs(before.0.clone(), self.0.clone(), |old, new| old.to.cmp(&new.to))
            .filter_map(|pair| match pair {
                Pair::Gone(old) => Some(Edit::Remove(old.to)),
                Pair::Fresh(new) => Some(Edit::Put(new)),
                Pair::Both(old, new) => (old != new).then_some(Edit::Put(new)),
            })
            .collect()
    }
}

/// Whether two neighbours may share the date of the older one.
fn are_alike(a: Span, b: Span, now: i64) -> bool {
    let grain = |as_of: i64| match now.saturating_sub(as_of) {
        ..HOUR => 1,
        HOUR..MONTH => HOUR,
        MONTH.. => MONTH,
    };
    let (ours, theirs) = (grain(a.as_of), grain(b.as_of));
    let has_ended = || number(Moment(a.as_of.min(b.as_of)).date()) > a.to.max(b.to);
    a.as_of == b.as_of || (ours == theirs && a.as_of.div_euclid(ours) == b.as_of.div_euclid(theirs) && has_ended())
}

/// The number of a day.
pub(super) fn number(day: LocalDate) -> i64 {
    day.days_since(LocalDate(NaiveDate::default()))
}

/// The day of a number.
pub(super) fn day(number: i64) -> LocalDate {
    LocalDate(NaiveDate::default()).plus_days(number)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    const MINUTE: i64 = 60_000;
    /// Noon of day 1000 at the school.
    const NOON: i64 = (1000 * 24 + 9) * HOUR;

    fn span(from: i64, to: i64, as_of: i64) -> Span {
        Span { from, to, as_of }
    }

    fn painted(paints: &[Span]) -> Vec<Span> {
        let mut spans = Spans::default();
        for paint in paints {
            spans.paint(*paint);
            spans.gather(paint.as_of);
        }
        spans.0
    }

    #[test]
    fn days_are_numbered_at_the_school() {
        assert_eq!(number(Moment(NOON).date()), 1000);
        assert_eq!(day(1000), Moment(NOON).date());
    }

    #[test]
    fn a_later_reading_splits_an_earlier_one() {
        let (before, now) = (NOON - 5 * HOUR, NOON);
        assert_eq!(
            painted(&[span(900, 1000, before), span(950, 960, now)]),
            [span(900, 949, before), span(950, 960, now), span(961, 1000, before)]
        );
    }

    #[test]
    fn what_this_run_read_again_is_not_dated_back_by_its_neighbours() {
        let (before, now) = (NOON - 10 * MINUTE, NOON);
        assert_eq!(painted(&[span(966, 1000, before), span(994, 1000, now)]), [span(966, 993, before), span(994, 1000, now)]);
    }

    #[test]
    fn readings_of_one_hour_are_gathered_once_they_are_old_and_keep_the_oldest_date() {
        let spans = painted(&[span(900, 909, NOON), span(890, 899, NOON + MINUTE), span(999, 1001, NOON + 3 * HOUR)]);
        assert_eq!(spans, [span(890, 909, NOON), span(999, 1001, NOON + 3 * HOUR)]);
    }

    #[test]
    fn a_day_never_looks_as_if_it_had_been_read_before_it_ended() {
        let spans = painted(&[span(990, 999, NOON), span(1000, 1000, NOON + MINUTE), span(1001, 1001, NOON + 24 * HOUR)]);
        assert_eq!(spans[..2], [span(990, 999, NOON), span(1000, 1000, NOON + MINUTE)]);
    }

    #[test]
    fn ten_years_of_daily_refreshes_stay_a_few_intervals() {
        let mut spans = Spans::default();
        for today in 0..3650 {
            let morning = (today * 24 + 5) * HOUR;
            for (days_back, as_of) in [(34, morning), (6, morning + 4 * HOUR), (6, morning + 9 * HOUR)] {
                spans.paint(span(today - days_back, today, as_of));
                spans.gather(as_of);
            }
        }
        assert!(spans.0.len() < 200, "{}", spans.0.len());
        assert_eq!((spans.0[0].from, spans.0.last().unwrap().to), (-34, 3649));
    }

    fn paints() -> impl Strategy<Value = Vec<Span>> {
        let paint = (0..400_i64, 0..60_i64, 0..5_000_i64, prop_oneof![Just(MINUTE), Just(HOUR), Just(20 * 24 * HOUR)]);
        prop::collection::vec(paint, 0..60).prop_map(|paints| {
            let mut as_of = NOON;
            let paint = |(from, days, wait, unit): (i64, i64, i64, i64)| {
                // Mostly onwards, at times an answer that was long on its way.
                as_of += if wait % 7 == 0 { -wait * 1000 } else { unit + wait };
                span(600 + from, (600 + from + days).min(number(Moment(as_of).date())), as_of)
            };
            paints.into_iter().map(paint).collect()
        })
    }

    proptest! {
        #[test]
        fn any_readings_in_any_order_give_what_a_list_of_single_days_gives(paints in paints()) {
            let (mut spans, mut naive, mut now) = (Spans::default(), BTreeMap::<i64, i64>::new(), i64::MIN);
            for paint in paints {
                let before = spans.clone();
                now = now.max(paint.as_of);
                spans.paint(paint);
                spans.gather(now);
                for day in paint.from..=paint.to {
                    let as_of = naive.entry(day).or_insert(paint.as_of);
                    *as_of = paint.as_of.max(*as_of);
                }

                let mut stored: BTreeMap<i64, Span> = before.0.iter().map(|span| (span.to, *span)).collect();
                for edit in spans.edits_from(&before) {
                    match edit {
                        Edit::Remove(to) => prop_assert!(stored.remove(&to).is_some()),
                        Edit::Put(span) => { stored.insert(span.to, span); }
                    }
                }
                prop_assert_eq!(stored.into_values().collect::<Vec<_>>(), spans.0.clone());

                prop_assert!(spans.0.windows(2).all(|pair| pair[0].to < pair[1].from));
                let days: Vec<(i64, i64)> = spans.0.iter().flat_map(|span| (span.from..=span.to).map(|day| (day, span.as_of))).collect();
                prop_assert_eq!(days.iter().map(|(day, _)| *day).collect::<Vec<_>>(), naive.keys().copied().collect::<Vec<_>>());
                for (day, as_of) in days {
                    let truth = naive[&day];
                    let age = now - truth;
                    let most = if age < HOUR { 0 } else if age < MONTH { HOUR } else { MONTH };
                    prop_assert!((0..=most).contains(&(truth - as_of)), "day {day}: {as_of} for {truth}, seen from {now}");
                    prop_assert!(as_of == truth || number(Moment(as_of).date()) > day);
                }
            }
        }
    }
}
