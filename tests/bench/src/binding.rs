//! The rows of a finished sync, in the portions and commits in which a sync stores them, and binding them alone.

use std::path::Path;

use schoolcard_core::domain::{Child, Family, Moment, Movement, Passage, Period, Purchase};
use schoolcard_core::store::{Store, StoreError, Window, Writer};
use schoolcard_core::sync::ROWS_A_COMMIT;
use schoolcard_core::sync::lane::{Lane, LaneKind, PAGED_DAYS, Reached, VISITS_DAYS};

use crate::Failure;

/// Rows of one request.
#[derive(Clone)]
enum Rows {
    Visits(Vec<Passage>),
    Orders(Vec<Purchase>),
    Movements(Vec<Movement>),
}

impl Rows {
    fn len(&self) -> usize {
        match self {
            Self::Visits(rows) => rows.len(),
            Self::Orders(rows) => rows.len(),
            Self::Movements(rows) => rows.len(),
        }
    }
}

/// What one request brings into the store, with its cursor.
#[derive(Clone)]
struct Portion {
    child: Child,
    kind: LaneKind,
    period: Period,
    rows: Rows,
    reached: Reached,
    seen_at: Moment,
}

impl Portion {
    fn store(self, w: &mut Writer<'_>) -> Result<(), StoreError> {
        let (child, window) = (&self.child.person, Window::from(self.period));
        match self.rows {
            Rows::Visits(rows) => w.put_passages(child, window, rows)?,
            Rows::Orders(rows) => w.put_purchases(child, window, rows, true)?,
            Rows::Movements(rows) => w.put_movements(child, window, rows, self.seen_at)?,
        };
        let reached = serde_json::to_string(&self.reached).unwrap_or_default();
        w.set_cursor(&Lane::cursor(child, self.kind), Some(&reached))
    }
}

/// Everything a sync stored, ready to be bound again.
pub struct Recording {
    family: Family,
    commits: Vec<Vec<Portion>>,
    /// Events in it.
    pub events: u64,
}

impl Recording {
    /// Reads back what a finished sync left in `dir`.
    pub fn of(dir: &Path) -> Result<Self, Failure> {
        let store = Store::open(dir)?;
        let family = store.family()?.ok_or("no family was stored")?;
        let mut commits = Vec::new();
        for kind in LaneKind::ALL {
            let of_kind = walk(&store, &family, kind)?;
            let all = of_kind.len();
            // The walks run side by side: each commit takes its place by how far its walk has come.
            commits.extend(of_kind.into_iter().enumerate().map(|(index, commit)| ((2 * index + 1) * 1_000_000 / (2 * all), commit)));
        }
        commits.sort_by_key(|(place, _)| *place);
        let commits: Vec<Vec<Portion>> = commits.into_iter().map(|(_, commit)| commit).collect();
        let events = commits.iter().flatten().map(|portion| portion.rows.len() as u64).sum();
        if store.counts()?.events() != events {
            return Err(format!("{} events are stored, {events} lie on the way back", store.counts()?.events()).into());
        }
        Ok(Self { family, commits, events })
    }

    /// How many commits it has.
    pub fn commits(&self) -> usize {
        self.commits.len()
    }

    /// Milliseconds of binding all rows into a fresh directory: the store's own writer, the same transactions, no network, no parsing.
    pub fn bind(&self, dir: &Path) -> Result<f64, Failure> {
        let store = Store::open(dir)?;
        let (family, commits) = (self.family.clone(), self.commits.clone());
        let begin = std::time::Instant::now();
        store.write(move |w| w.put_family(&family))?;
        for commit in commits {
            store.write(move |w| commit.into_iter().try_for_each(|portion| portion.store(w)))?;
        }
        let took = begin.elapsed().as_secs_f64() * 1e3;
        let events = store.counts()?.events();
        store.close();
        if events != self.events {
            return Err(format!("{events} events bound instead of {}", self.events).into());
        }
        Ok(took)
    }
}

/// The commits of the walk of one kind.
fn walk(store: &Store, family: &Family, kind: LaneKind) -> Result<Vec<Vec<Portion>>, Failure> {
    let days = if kind == LaneKind::Visits { VISITS_DAYS } else { PAGED_DAYS };
    let mut lanes = Vec::new();
    for child in &family.children {
        if store.cursor(&Lane::cursor(&child.person, kind))?.is_none() {
            return Err("the sync did not end".into());
        }
        lanes.push((Lane::new(child, kind, days, None, crate::school::today()), child.clone()));
    }
    let (mut commits, mut commit, mut rows) = (Vec::new(), Vec::new(), 0);
    // As sync does: the lane furthest behind is next.
    while let Some(index) = (0..lanes.len()).filter(|i| !lanes[*i].0.ended()).max_by_key(|i| (lanes[*i].0.front(), usize::MAX - i)) {
        let (lane, child) = &mut lanes[index];
        let Some(period) = lane.next(1) else { return Err("a lane neither ended nor went on".into()) };
        let portion = portion(store, child, lane, period)?;
        rows += portion.rows.len();
        commit.push(portion);
        if rows >= ROWS_A_COMMIT {
            commits.push(std::mem::take(&mut commit));
            rows = 0;
        }
    }
    commits.push(commit);
    Ok(commits)
}

fn portion(store: &Store, child: &Child, lane: &mut Lane, period: Period) -> Result<Portion, Failure> {
    let rows = match lane.kind {
        LaneKind::Visits => Rows::Visits(store.passages(&child.person, period)?),
        LaneKind::Orders => Rows::Orders(store.purchases(&child.person, period)?),
        LaneKind::Movements => Rows::Movements(store.movements(&child.person, period)?.into_iter().map(|m| m.movement).collect()),
    };
    let earliest = match &rows {
        Rows::Visits(rows) => rows.iter().map(|row| row.at.date()).min(),
        Rows::Orders(rows) => rows.iter().map(|row| row.at.date()).min(),
        Rows::Movements(rows) => rows.iter().map(|row| row.at.date()).min(),
    };
    lane.settle(period, earliest);
    Ok(Portion { child: child.clone(), kind: lane.kind, period, rows, reached: lane.reached, seen_at: lane_seen(period) })
}

/// When the rows are said to have been seen; nothing was edited before, so it is not stored.
fn lane_seen(period: Period) -> Moment {
    period.to.end()
}
