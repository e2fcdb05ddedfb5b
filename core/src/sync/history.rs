//! The way back through the years: the next answers are read and parsed while the last ones are being stored.
//!
//! Each kind of row is a walk of its own: one service at fault leaves the others alone, and several walks keep the store's thread
//! busy while the network is waited for. Within a walk the lanes of all children go back together, so that all have last month
//! before one has last year. What was stored and how far a lane has come are one commit: killed anywhere, the next run goes on
//! without a hole.

use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use futures_util::stream::{FuturesOrdered, StreamExt};
use tokio::sync::{OwnedSemaphorePermit, mpsc};

use super::SchoolSync;
use super::calls::SyncError;
use super::generations::Route;
use super::lane::{Lane, LaneKind, PAGED_DAYS, Reached, VISITS_DAYS};
use super::latest::DaysRead;
use crate::domain::{Child, Family, LocalDate, Moment, Movement, Passage, Period, PersonId, Purchase};
use crate::school_api::ApiError;
use crate::session::SessionError;
use crate::store::{Outcome, StoreError, Writer};

/// Rows of all walks that are read and not yet stored.
pub(super) const ROWS_AHEAD: u32 = 500;
/// Rows after which a commit is closed.
pub const ROWS_A_COMMIT: usize = 150;
/// Longest time for which rows wait for others to be committed with.
const GATHER_FOR: Duration = Duration::from_millis(50);
/// Answers that wait for the store; the rows in them are bounded by [`ROWS_AHEAD`].
const UNITS_AHEAD: usize = 64;
/// Commits given to the store at once: one that is written and one behind it.
const WRITES: usize = 2;
/// Least time between two words to the screens about progress.
const PROGRESS_EVERY: Duration = Duration::from_millis(250);

/// Rows of one request.
enum Read {
    Visits(Vec<DaysRead<Passage>>),
    Orders(Vec<DaysRead<Purchase>>),
    Movements(Vec<DaysRead<Movement>>),
}

/// Rows on their way into the store, and how far their lane has come with them.
struct Unit {
    child: PersonId,
    kind: LaneKind,
    read: Read,
    reached: Reached,
    /// The newest day of the request.
    newest: LocalDate,
    seen_at: Moment,
    /// When the walk had its first answer. Its days carry this one date, so that they stay one interval.
    walk_began: Moment,
    /// The rows reach up to the day they were read on.
    up_to_now: bool,
    /// Its share of [`ROWS_AHEAD`], given back when it is stored.
    _ahead: Option<OwnedSemaphorePermit>,
}

/// Where walks put what they have read.
#[derive(Clone)]
pub struct HistorySender(mpsc::Sender<Unit>);

/// What walks have read, for [`SchoolSync::store_rows`].
pub struct HistoryRows(mpsc::Receiver<Unit>);

/// A pair through which walks hand rows to the store; the receiving side ends when every sender is gone.
pub fn history_rows() -> (HistorySender, HistoryRows) {
    let (sender, receiver) = mpsc::channel(UNITS_AHEAD);
    (HistorySender(sender), HistoryRows(receiver))
}

async fn next_unit(rows: &mut Option<mpsc::Receiver<Unit>>) -> Option<Unit> {
    rows.as_mut()?.recv().await
}

/// What goes into the next commit.
struct Batch {
    units: Vec<Unit>,
    rows: usize,
    until: tokio::time::Instant,
}

impl Default for Batch {
    fn default() -> Self {
        Self { units: Vec::new(), rows: 0, until: tokio::time::Instant::now() + GATHER_FOR }
    }
}

impl Batch {
    fn add(&mut self, unit: Unit) {
        if self.units.is_empty() {
            self.until = tokio::time::Instant::now() + GATHER_FOR;
        }
        self.rows += unit.read.rows();
        self.units.push(unit);
    }

    /// Whether it is to be written now; `last` says that nothing more can come.
    fn is_ready(&self, last: bool) -> bool {
        !self.units.is_empty() && (last || self.rows >= ROWS_A_COMMIT || tokio::time::Instant::now() >= self.until)
    }
}

impl Read {
    fn rows(&self) -> usize {
        match self {
            Self::Visits(parts) => parts.iter().map(|p| p.rows.len()).sum(),
            Self::Orders(parts) => parts.iter().map(|p| p.rows.len()).sum(),
            Self::Movements(parts) => parts.iter().map(|p| p.rows.len()).sum(),
        }
    }

    /// The days of which every row is there, newest first.
    fn whole(&self) -> Vec<Period> {
        match self {
            Self::Visits(parts) => parts.iter().filter_map(DaysRead::whole).collect(),
            Self::Orders(parts) => parts.iter().filter_map(DaysRead::whole).collect(),
            Self::Movements(parts) => parts.iter().filter_map(DaysRead::whole).collect(),
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
    /// Whether the days right after these are in the store. They are not when the cache was begun anew while these were on
    /// their way: stored now, they would leave a hole that nobody would ever fill.
    fn continues(&self, w: &Writer<'_>) -> Result<bool, StoreError> {
        if self.up_to_now {
            return Ok(true);
        }
        let kept = w.cursor(&Lane::cursor(&self.child, self.kind))?;
        let kept: Option<Reached> = kept.and_then(|text| serde_json::from_str(&text).ok());
        Ok(kept.is_some_and(|kept| kept.day <= self.newest.plus_days(1)))
    }

    fn store(self, w: &mut Writer<'_>) -> Result<(), StoreError> {
        if !self.continues(w)? {
            return Ok(());
        }
        for period in self.read.whole() {
            w.note_read_days(&self.child, self.kind.service(), period, self.walk_began);
        }
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
    /// Reads the lanes of `kind` of all children of `family` back to their end and hands the rows on to `sender`.
    pub(super) async fn walk_back(&self, family: &Family, kind: LaneKind, sender: HistorySender) -> Result<(), SyncError> {
        let lanes = self.lanes(family, kind)?;
        if lanes.iter().all(Lane::ended) {
            return Ok(());
        }
        let _shown = self.show_walk(kind)?;
        self.read_lanes(lanes, &family.children, sender.0).await
    }

    fn lanes(&self, family: &Family, kind: LaneKind) -> Result<Vec<Lane>, SyncError> {
        let today = self.caller.clock.now().date();
        let days = if kind == LaneKind::Visits && !self.is_older(Route::Visits)? { VISITS_DAYS } else { PAGED_DAYS };
        let mut lanes = Vec::new();
        for child in &family.children {
            let kept = self.store.cursor(&Lane::cursor(&child.person, kind))?;
            let reached = kept.and_then(|text| serde_json::from_str(&text).ok());
            lanes.push(Lane::new(child, kind, days, reached, today));
        }
        Ok(lanes)
    }

    /// Asks lane after lane, the one furthest behind first, and hands the rows on in the order they were asked for.
    async fn read_lanes(&self, mut lanes: Vec<Lane>, children: &[Child], sender: mpsc::Sender<Unit>) -> Result<(), SyncError> {
        let mut under_way = FuturesOrdered::new();
        let (mut first_error, mut walk_began) = (None, None);
        loop {
            while let Some((index, period)) = next_of(&mut lanes, under_way.len()) {
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
                        let walk_began = *walk_began.get_or_insert_with(|| self.caller.clock.now());
                        let unit = self.unit(&lanes[index], period, read, walk_began).await;
                        self.show_reached(lanes[index].kind, lanes.iter().map(|lane| lane.reached.day).max());
                        if sender.send(unit).await.is_err() {
                            break; // the store gave up and says why
                        }
                    }
                }
                Err(error) => {
                    // The service, not the lane, is at fault: the other lanes would meet the same.
                    lanes.iter_mut().for_each(Lane::stop);
                    first_error = first_error.or(Some(error));
                }
            }
        }
        first_error.map_or(Ok(()), Err)
    }

    /// `read` as it goes to the store, once there is room for its rows.
    async fn unit(&self, lane: &Lane, period: Period, read: Read, walk_began: Moment) -> Unit {
        let rows = u32::try_from(read.rows()).unwrap_or(u32::MAX).clamp(1, ROWS_AHEAD);
        // The semaphore is never closed.
        let ahead = Arc::clone(&self.rows_ahead).acquire_many_owned(rows).await.ok();
        let seen_at = self.caller.clock.now();
        let up_to_now = period.to >= seen_at.date();
        Unit {
            child: lane.child.clone(),
            kind: lane.kind,
            read,
            reached: lane.reached,
            newest: period.to,
            seen_at,
            walk_began,
            up_to_now,
            _ahead: ahead,
        }
    }

    async fn read_for(&self, child: &Child, kind: LaneKind, period: Period) -> Result<Read, SyncError> {
        Ok(match kind {
            LaneKind::Visits => {
                let answer = self.visits(&child.person, child.account, period).await?;
                let complete = answer.is_complete();
                Read::Visits(vec![DaysRead { period, rows: answer.value, complete }])
            }
            LaneKind::Orders => Read::Orders(self.orders(child, period).await?),
            LaneKind::Movements => Read::Movements(self.movements(child, period).await?),
        })
    }

    /// Stores what the walks hand on, until the last of them has ended.
    ///
    /// A commit costs nearly the same for one row as for many, so rows wait a little for others, far below what a parent would
    /// notice. One commit is queued behind the one being written, so that the store's thread need not wait for this task.
    pub async fn store_rows(&self, rows: HistoryRows) -> Result<(), SyncError> {
        let mut rows = Some(rows.0);
        let mut writes = FuturesOrdered::new();
        let mut batch = Batch::default();
        let mut told = Instant::now();
        loop {
            if writes.len() < WRITES && batch.is_ready(rows.is_none()) {
                writes.push_back(self.commit(std::mem::take(&mut batch)));
            }
            if writes.is_empty() && rows.is_none() {
                return Ok(());
            }
            tokio::select! {
                // Polling a write is what queues it, so writes come first.
                biased;
                Some(written) = writes.next(), if !writes.is_empty() => {
                    self.events.fetch_add(written?, Ordering::Relaxed);
                    if told.elapsed() >= PROGRESS_EVERY {
                        told = Instant::now();
                        (self.on_status)();
                    }
                }
                unit = next_unit(&mut rows), if rows.is_some() && batch.rows < ROWS_A_COMMIT => match unit {
                    Some(unit) => batch.add(unit),
                    None => rows = None,
                },
                () = tokio::time::sleep_until(batch.until), if !batch.units.is_empty() && !batch.is_ready(false) => {}
            }
        }
    }

    async fn commit(&self, batch: Batch) -> Result<u32, SyncError> {
        self.write(move |w| batch.units.into_iter().try_for_each(|unit| unit.store(w))).await?;
        Ok(u32::try_from(batch.rows).unwrap_or(u32::MAX))
    }

    /// Shows that the walk of `kind` is under way.
    fn show_walk(&self, kind: LaneKind) -> Result<ShownWalk<'_>, SyncError> {
        let stored = u32::try_from(self.store.counts()?.events()).unwrap_or(u32::MAX);
        {
            let mut walks = self.walks.lock().unwrap_or_else(PoisonError::into_inner);
            if walks.is_empty() {
                self.events.store(stored, Ordering::Relaxed);
            }
            walks.insert(kind, None);
        }
        (self.on_status)();
        Ok(ShownWalk(self, kind))
    }

    fn show_reached(&self, kind: LaneKind, reached: Option<LocalDate>) {
        self.walks.lock().unwrap_or_else(PoisonError::into_inner).insert(kind, reached);
    }
}

/// Marks a walk as under way for as long as it lives.
struct ShownWalk<'a>(&'a SchoolSync, LaneKind);

impl Drop for ShownWalk<'_> {
    fn drop(&mut self) {
        self.0.walks.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.1);
        (self.0.on_status)();
    }
}

/// The lane furthest behind that has something to ask, and what; none when enough is under way.
fn next_of(lanes: &mut [Lane], under_way: usize) -> Option<(usize, Period)> {
    let mut order: Vec<usize> = (0..lanes.len()).collect();
    order.sort_by_key(|index| std::cmp::Reverse(lanes[*index].front()));
    order.into_iter().find_map(|index| {
        let lane = &mut lanes[index];
        // Visits come by the week, so there are many small answers to wait for; a browser too asks six things of one host at once.
        let (at_once, ahead) = if lane.kind == LaneKind::Visits { (6, 6 * VISITS_DAYS) } else { (1, PAGED_DAYS) };
        if under_way >= at_once {
            return None;
        }
        lane.next(ahead).map(|period| (index, period))
    })
}
