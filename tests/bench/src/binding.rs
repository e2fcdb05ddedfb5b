//! The rows of a finished sync, in the portions and commits in which a sync stores them, and binding them alone.

use std::path::Path;

use schoolcard_core::domain::{Child, Family, LocalDate, Movement, Passage, Period, Purchase};
use schoolcard_core::store::{Store, StoreError, Window, Writer};
use schoolcard_core::sync::ROWS_A_COMMIT;
use schoolcard_core::sync::lane::{Lane, LaneKind, PAGED_DAYS, Reached, VISITS_DAYS};

use crate::{Failure, processor};

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

    fn earliest(&self) -> Option<LocalDate> {
        match self {
            Self::Visits(rows) => rows.iter().map(|row| row.at.date()).min(),
            Self::Orders(rows) => rows.iter().map(|row| row.at.date()).min(),
            Self::Movements(rows) => rows.iter().map(|row| row.at.date()).min(),
        }
    }
}

/// What one request brings into the store, with its cursor.
#[derive(Clone)]
pub struct Portion {
    child: Child,
    kind: LaneKind,
    period: Period,
    rows: Rows,
    reached: Reached,
}

impl Portion {
    /// What a sync does with an answer in the store, `sync/history.rs`.
    fn store(self, w: &mut Writer<'_>) -> Result<(), StoreError> {
        let (child, window) = (&self.child.person, Window::from(self.period));
        let name = Lane::cursor(child, self.kind);
        let kept: Option<Reached> = w.cursor(&name)?.and_then(|text| serde_json::from_str(&text).ok());
        if kept.is_some_and(|kept| kept.day > self.period.to.plus_days(1)) {
            return Ok(());
        }
        w.note_read_days(child, self.kind.service(), self.period, crate::school::noon());
        match self.rows {
            Rows::Visits(rows) => w.put_passages(child, window, rows)?,
            Rows::Orders(rows) => w.put_purchases(child, window, rows, true)?,
            Rows::Movements(rows) => w.put_movements(child, window, rows, crate::school::noon())?,
        };
        let reached = serde_json::to_string(&self.reached).unwrap_or_default();
        w.set_cursor(&name, Some(&reached))
    }
}

/// The walks of a finished sync, from its last day back.
pub struct Walks {
    family: Family,
    lanes: Vec<(Lane, Child)>,
    /// Events handed out so far.
    pub events: u64,
}

impl Walks {
    /// The walks that filled `store`.
    pub fn of(store: &Store) -> Result<Self, Failure> {
        let family = store.family()?.ok_or("no family was stored")?;
        let mut lanes = Vec::new();
        for kind in LaneKind::ALL {
            let days = if kind == LaneKind::Visits { VISITS_DAYS } else { PAGED_DAYS };
            for child in &family.children {
                if store.cursor(&Lane::cursor(&child.person, kind))?.is_none() {
                    return Err("the sync did not end".into());
                }
                lanes.push((Lane::new(child, kind, days, None, crate::school::today()), child.clone()));
            }
        }
        Ok(Self { family, lanes, events: 0 })
    }

    /// The next commit: answers of whichever lane is furthest behind, as the walks of a sync go side by side.
    pub fn next_commit(&mut self, store: &Store) -> Result<Option<Vec<Portion>>, Failure> {
        let (mut commit, mut rows) = (Vec::new(), 0);
        while rows < ROWS_A_COMMIT
            && let Some((lane, child)) = self.lanes.iter_mut().filter(|(lane, _)| !lane.ended()).max_by_key(|(lane, _)| lane.front())
        {
            let period = lane.next(1).ok_or("a lane neither ended nor went on")?;
            let portion = portion(store, child, lane, period)?;
            rows += portion.rows.len();
            commit.push(portion);
        }
        self.events += rows as u64;
        Ok(Some(commit).filter(|commit| !commit.is_empty()))
    }
}

fn portion(store: &Store, child: &Child, lane: &mut Lane, period: Period) -> Result<Portion, Failure> {
    let rows = match lane.kind {
        LaneKind::Visits => Rows::Visits(store.passages(&child.person, period)?),
        LaneKind::Orders => Rows::Orders(store.purchases(&child.person, period)?),
        LaneKind::Movements => Rows::Movements(store.movements(&child.person, period)?.into_iter().map(|m| m.movement).collect()),
    };
    lane.settle(period, rows.earliest());
    Ok(Portion { child: child.clone(), kind: lane.kind, period, rows, reached: lane.reached })
}

/// Stores the family, as the first commit of a sync.
pub fn bind_family(store: &Store, walks: &Walks) -> Result<(), StoreError> {
    let family = walks.family.clone();
    store.write(move |w| w.put_family(&family)).map(drop)
}

/// Stores one commit: the store's own writer, no network, no parsing.
pub fn bind(store: &Store, commit: Vec<Portion>) -> Result<(), StoreError> {
    store.write(move |w| commit.into_iter().try_for_each(|portion| portion.store(w)))
}

/// What binding alone cost, in milliseconds.
#[derive(Debug, Clone, Copy)]
pub struct Bound {
    /// From the first row to the last commit.
    pub wall: f64,
    /// The processor, all threads of this process.
    pub processor: f64,
}

/// Everything a sync stored, ready to be bound again and again.
pub struct Recording {
    walks: Walks,
    commits: Vec<Vec<Portion>>,
    /// Events in it.
    pub events: u64,
}

impl Recording {
    /// Reads back what a finished sync left in `dir`.
    pub fn of(dir: &Path) -> Result<Self, Failure> {
        let store = Store::open(dir)?;
        let mut walks = Walks::of(&store)?;
        let mut commits = Vec::new();
        while let Some(commit) = walks.next_commit(&store)? {
            commits.push(commit);
        }
        let (events, stored) = (walks.events, store.counts()?.events());
        if stored != events {
            return Err(format!("{stored} events are stored, {events} lie on the way back").into());
        }
        Ok(Self { walks, commits, events })
    }

    /// How many commits it has.
    pub fn commits(&self) -> usize {
        self.commits.len()
    }

    /// What binding all rows into a fresh directory costs.
    pub fn bind(&self, dir: &Path) -> Result<Bound, Failure> {
        let store = Store::open(dir)?;
        let commits = self.commits.clone();
        let before = processor::here("")?;
        let begin = std::time::Instant::now();
        bind_family(&store, &self.walks)?;
        for commit in commits {
            bind(&store, commit)?;
        }
        let wall = begin.elapsed().as_secs_f64() * 1e3;
        let processor = (processor::here("")? - before).on;
        let events = store.counts()?.events();
        store.close();
        if events != self.events {
            return Err(format!("{events} events bound instead of {}", self.events).into());
        }
        Ok(Bound { wall, processor })
    }
}
