//! Row `sync`: the first sync of a whole history over real HTTP, beside binding the same rows alone.
//!
//! Subject: `refresh(Everything)` of a fresh app against a school in a process of its own. Baseline: the same rows through the same
//! store writer in the same commits, cursors included, with no network and no parsing. The figure is the time of the baseline divided
//! by the time of the subject: 1 would be a sync that costs nothing but the binding.

use std::path::Path;
use std::time::Instant;

use crate::binding::{Bound, Recording};
use crate::processor::{self, Cost};
use crate::replay::THREAD as FRONT;
use crate::report::{Bar, Figure, median, paired};
use crate::school::{Address, School};
use crate::{Failure, Size, peers, phone};

const ROW: &str = "sync";

/// What a sync cost, in milliseconds.
struct Synced {
    /// From the call to its answer.
    wall: f64,
    /// The processor, all threads of this process.
    processor: f64,
    /// The store's thread.
    writer: Cost,
    /// The thread of the front, in the school's process.
    front: f64,
}

/// A first sync of everything into `dir`.
fn sync_into(runtime: &tokio::runtime::Runtime, school: &School, address: &Address, dir: &Path) -> Result<Synced, Failure> {
    let app = phone::signed_in(runtime, address, dir)?;
    let costs = || -> Result<[Cost; 3], Failure> {
        Ok([processor::here("")?, processor::here(processor::STORE)?, processor::of_process(school.process(), FRONT)?])
    };
    let before = costs()?;
    let begin = Instant::now();
    phone::sync(runtime, &app)?;
    let wall = begin.elapsed().as_secs_f64() * 1e3;
    let [all, writer, front] = costs()?;
    app.shutdown();
    Ok(Synced { wall, processor: (all - before[0]).on, writer: writer - before[1], front: (front - before[2]).on })
}

fn part<T>(costs: &[T], of: impl Fn(&T) -> f64) -> f64 {
    median(&costs.iter().map(of).collect::<Vec<_>>())
}

/// Measures the row.
pub fn run(size: Size) -> Result<Vec<Figure>, Failure> {
    let (school, runtime) = (School::start(size.days(), 4)?, phone::runtime()?);
    let first = tempfile::tempdir()?;
    sync_into(&runtime, &school, &school.replayed, first.path())?;
    let recording = Recording::of(first.path())?;
    recording.bind(tempfile::tempdir()?.path())?;
    let (mut synced, mut live, mut bound) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..size.rounds(31) {
        let [a, b, c] = [tempfile::tempdir()?, tempfile::tempdir()?, tempfile::tempdir()?];
        bound.push(recording.bind(a.path())?);
        synced.push(sync_into(&runtime, &school, &school.replayed, b.path())?);
        if live.len() < size.rounds(7) {
            live.push(sync_into(&runtime, &school, &school.address, c.path())?);
        }
    }
    let bound_wall: Vec<f64> = bound.iter().map(|bound| bound.wall).collect();
    let walls = |costs: &[Synced]| costs.iter().map(|cost| cost.wall).collect::<Vec<_>>();
    let (wall, live_wall) = (walls(&synced), walls(&live));
    let detail = |walls: &[f64]| format!("{:.0} ms ÷ {:.0} ms, median of {} pairs", median(&bound_wall), median(walls), walls.len());
    let mut figures = vec![
        Figure::ratio(ROW, "binding the same rows alone ÷ first sync", paired(&bound_wall, &wall), Bar::AtLeast(0.95), detail(&wall)),
        Figure::ratio(
            ROW,
            "of the sync's time the store's thread has work",
            part(&synced, |cost| (cost.writer.on + cost.writer.waiting) / cost.wall),
            Bar::None,
            format!("{} events in {} commits", recording.events, recording.commits()),
        ),
        Figure::ratio(ROW, "the same with the sandbox making every answer", paired(&bound_wall, &live_wall), Bar::None, detail(&live_wall)),
    ];
    figures.extend(processors(&bound, &synced));
    for peer in peers::all(&school, size.rounds(5))? {
        if peer.events != recording.events {
            eprintln!("bench: {} stored {} events instead of {}, so it is left out", peer.name, peer.events, recording.events);
            continue;
        }
        let millis = median(&peer.millis);
        let mut add = |what: &str, ours: f64| {
            let detail = format!("{millis:.0} ms ÷ {ours:.0} ms; {}", peer.versions);
            figures.push(Figure::ratio(ROW, format!("{}, no network ÷ our {what}", peer.name), millis / ours, Bar::None, detail));
        };
        add("sync", median(&wall));
        add("binding alone", median(&bound_wall));
    }
    Ok(figures)
}

/// What each part took of the processors. It depends less than the time that passes on what else the machine has to do.
fn processors(bound: &[Bound], synced: &[Synced]) -> Vec<Figure> {
    let binding: Vec<f64> = bound.iter().map(|bound| bound.processor).collect();
    let beside: Vec<f64> = synced.iter().map(|cost| cost.processor - cost.writer.on + cost.front).collect();
    let amount = |what: &str, millis: f64| Figure::amount(ROW, what, millis, "ms", Bar::None, "median");
    vec![
        Figure::ratio(
            ROW,
            "processor: binding alone ÷ all else in a sync",
            paired(&binding, &beside),
            Bar::None,
            "from 1 on, two idle processors can hide it",
        ),
        amount("processor: binding the rows alone", median(&binding)),
        amount("processor: the store's thread in a sync", part(synced, |cost| cost.writer.on)),
        amount("processor: network and parsing in a sync", part(synced, |cost| cost.processor - cost.writer.on)),
        amount("processor: the front that serves a sync", part(synced, |cost| cost.front)),
    ]
}
