//! The way back through the years: the next answers are read and parsed while the last ones are being stored.
//!
//! Lanes (a child and a kind of row) go back together, so that all children have last month before one has last year. What
//! was stored and how far a lane has come are one commit: killed anywhere, the next run goes on without a hole.

use std::sync::PoisonError;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use futures_util::stream::{FuturesOrdered, StreamExt};
use tokio::sync::mpsc;

use super::calls::SyncError;
use super::generations::Route;
use super::lane::{Lane, LaneKind, PAGED_DAYS, Reached, VISITS_DAYS};
use super::latest::Rows;
use super::{HistoryStatus, SchoolSync};
use crate::domain::{Child, Family, LocalDate, Moment, Movement, Passage, Period, PersonId, Purchase};
use crate::school_api::ApiError;
use crate::session::SessionError;
use crate::store::{Outcome, StoreError, Writer};

/// Requests under way at once.
const IN_FLIGHT: usize = 4;
/// Answers read ahead of the store.
const READ_AHEAD: usize = 8;
/// Rows after which a commit is closed.
pub const ROWS_A_COMMIT: usize = 400;
/// Least time between two words to the screens about progress.
const PROGRESS_EVERY: Duration = Duration::from_millis(250);

/// Rows of one request.
enum Read {
    Visits(Vec<Rows<Passage>>),
    Orders(Vec<Rows<Purchase>>),
    Movements(Vec<Rows<Movement>>),
}

/// Rows on their way into the store, and how far their lane has come with them.
struct Unit {
    child: PersonId,
    kind: LaneKind,
    read: Read,
    reached: Reached,
    seen_at: Moment,
    /// The rows reach up to the day they were read on.
    up_to_now: bool,
}

impl Read {
    fn rows(&self) -> usize {
        match self {
            Self::Visits(parts) => parts.iter().map(|p| p.rows.len()).sum(),
            Self::Orders(parts) => parts.iter().map(|p| p.rows.len()).sum(),
            Self::Movements(parts) => parts.iter().map(|p| p.rows.len()).sum(),
        }
    }

    /// The earliest row within `period`. A server that sends rows of other days does not keep a lane going with them.
    fn earliest(&self, period: Period) -> Option<LocalDate> {
        let first = |days: &mut dyn Iterator<Item = LocalDate>| days.filter(|day| period.contains(*day)).min();
        match self {
            Self::Visits(parts) => first(&mut parts.iter().flat_map(|p| &p.rows).map(|row| row.at.date())),
            Self::Orders(parts) => first(&mut parts.iter().flat_map(|p| &p.rows).map(|row| row.at.date())),
            Self::Movements(parts) => first(&mut parts.iter().flat_map(|p| &p.rows).map(|row| row.at.date())),
        }
    }
}

impl Unit {
    fn store(self, w: &mut Writer<'_>) -> Result<(), StoreError> {
        match self.read {
            Read::Visits(parts) => {
                for p in parts {
                    w.put_passages(&self.child, p.window(), p.rows)?;
                }
            }
            Read::Orders(parts) => {
                for p in parts {
                    w.put_purchases(&self.child, p.period, p.rows, p.complete)?;
                }
            }
            Read::Movements(parts) => {
                for p in parts {
                    w.put_movements(&self.child, p.window(), p.rows, self.seen_at)?;
                }
            }
        }
        if self.up_to_now {
            // Without this date a service that failed at every refresh so far would next be read from a week back only.
            w.note_reading(&self.child, self.kind.service(), self.seen_at, Outcome::Ok)?;
        }
        let reached = serde_json::to_string(&self.reached).unwrap_or_default();
        w.set_cursor(&Lane::cursor(&self.child, self.kind), Some(&reached))
    }
}

impl SchoolSync {
    /// Reads every lane of `family` back to its end.
    pub(super) async fn walk_back(&self, family: &Family) -> Result<(), SyncError> {
        let lanes = self.lanes(family)?;
        if lanes.iter().all(Lane::ended) {
            return Ok(());
        }
        self.events.store(u32::try_from(self.store.counts()?.events()).unwrap_or(u32::MAX), Ordering::Relaxed);
        let _shown = self.show_history();
        let (sender, receiver) = mpsc::channel(READ_AHEAD);
        let (read, stored) = tokio::join!(self.read_lanes(lanes, &family.children, sender), self.store_units(receiver));
        stored?;
        read
    }

    fn lanes(&self, family: &Family) -> Result<Vec<Lane>, SyncError> {
        let today = self.caller.clock.now().date();
        let visits_days = if self.is_older(Route::Visits)? { PAGED_DAYS } else { VISITS_DAYS };
        let mut lanes = Vec::new();
        for child in &family.children {
            for kind in LaneKind::ALL {
                let days = if kind == LaneKind::Visits { visits_days } else { PAGED_DAYS };
                let kept = self.store.cursor(&Lane::cursor(&child.person, kind))?;
                let reached = kept.and_then(|text| serde_json::from_str(&text).ok());
                lanes.push(Lane::new(child, kind, days, reached, today));
            }
        }
        Ok(lanes)
    }

    /// Asks lane after lane, the one furthest behind first, and hands the rows on in the order they were asked for.
    async fn read_lanes(&self, mut lanes: Vec<Lane>, children: &[Child], sender: mpsc::Sender<Unit>) -> Result<(), SyncError> {
        let mut under_way = FuturesOrdered::new();
        let mut first_error = None;
        loop {
            while under_way.len() < IN_FLIGHT
                && let Some((index, period)) = next_of(&mut lanes)
            {
                let (child, kind) = (lanes[index].child.clone(), lanes[index].kind);
                let child = children.iter().find(|c| c.person == child);
                under_way.push_back(async move {
                    let read = match child {
                        Some(child) => self.read_for(child, kind, period).await,
                        None => Err(SyncError::Session(SessionError::Api(ApiError::NoAccount))),
                    };
                    (index, period, read)
                });
            }
            let Some((index, period, read)) = under_way.next().await else { break };
            match read {
                Ok(read) => {
                    if lanes[index].settle(period, read.earliest(period)) {
                        let lane = &lanes[index];
                        let seen_at = self.caller.clock.now();
                        let up_to_now = period.to >= seen_at.date();
                        let unit = Unit { child: lane.child.clone(), kind: lane.kind, read, reached: lane.reached, seen_at, up_to_now };
                        let reached = lanes.iter().map(|lane| lane.reached.day).max();
                        self.history.lock().unwrap_or_else(PoisonError::into_inner).reached = reached;
                        if sender.send(unit).await.is_err() {
                            break; // the store gave up and says why
                        }
                    }
                }
                Err(error) => {
                    // The service, not the lane, is at fault: the others of its kind would meet the same.
                    let kind = lanes[index].kind;
                    let all = !error.is_about_the_service() || self.caller.outcome(&error) == Outcome::Offline;
                    lanes.iter_mut().filter(|lane| all || lane.kind == kind).for_each(Lane::stop);
                    first_error = first_error.or(Some(error));
                }
            }
        }
        first_error.map_or(Ok(()), Err)
    }

    async fn read_for(&self, child: &Child, kind: LaneKind, period: Period) -> Result<Read, SyncError> {
        Ok(match kind {
            LaneKind::Visits => {
                let answer = self.visits(&child.person, child.account, period).await?;
                let complete = answer.is_complete();
                Read::Visits(vec![Rows { period, rows: answer.value, complete }])
            }
            LaneKind::Orders => Read::Orders(self.orders(child, period).await?),
            LaneKind::Movements => Read::Movements(self.movements(child, period).await?),
        })
    }

    /// Stores what has come, as much in one commit as is there already.
    async fn store_units(&self, mut receiver: mpsc::Receiver<Unit>) -> Result<(), SyncError> {
        let mut told = Instant::now();
        while let Some(first) = receiver.recv().await {
            let mut rows = first.read.rows();
            let mut units = vec![first];
            while rows < ROWS_A_COMMIT
                && let Ok(next) = receiver.try_recv()
            {
                rows += next.read.rows();
                units.push(next);
            }
            self.write(move |w| units.into_iter().try_for_each(|unit| unit.store(w))).await?;
            self.events.fetch_add(u32::try_from(rows).unwrap_or(u32::MAX), Ordering::Relaxed);
            if told.elapsed() >= PROGRESS_EVERY {
                told = Instant::now();
                (self.on_status)();
            }
        }
        Ok(())
    }

    fn show_history(&self) -> ShownHistory<'_> {
        *self.history.lock().unwrap_or_else(PoisonError::into_inner) = HistoryStatus { running: true, reached: None };
        (self.on_status)();
        ShownHistory(self)
    }
}

/// Marks the way back as under way for as long as it lives.
struct ShownHistory<'a>(&'a SchoolSync);

impl Drop for ShownHistory<'_> {
    fn drop(&mut self) {
        *self.0.history.lock().unwrap_or_else(PoisonError::into_inner) = HistoryStatus::default();
        (self.0.on_status)();
    }
}

/// The lane furthest behind that has something to ask, and what.
fn next_of(lanes: &mut [Lane]) -> Option<(usize, Period)> {
    let mut order: Vec<usize> = (0..lanes.len()).collect();
    order.sort_by_key(|index| std::cmp::Reverse(lanes[*index].front()));
    order.into_iter().find_map(|index| {
        let ahead = if lanes[index].kind == LaneKind::Visits { 4 * VISITS_DAYS } else { 2 * PAGED_DAYS };
        lanes[index].next(ahead).map(|period| (index, period))
    })
}
