//! Row `sync`: the first sync of a whole history over real HTTP, beside binding the same rows alone.
//!
//! Subject: `refresh(Everything)` of a fresh app against a school in a process of its own. Baseline: the same rows through the same
//! store writer in the same commits, cursors included, with no network and no parsing. The figure is the time of the baseline divided
//! by the time of the subject: 1 would be a sync that costs nothing but the binding.

use std::path::Path;
use std::time::Instant;

use crate::binding::Recording;
use crate::report::{Bar, Figure, median, paired};
use crate::school::{Address, School};
use crate::{Failure, Size, peers, phone};

const ROW: &str = "sync";

/// What a sync cost, in milliseconds.
struct Cost {
    /// From the call to its answer.
    wall: f64,
    /// The processor, all threads of this process.
    processor: f64,
    /// The store's thread: on a processor, or waiting for one.
    writer: f64,
}

/// On a processor and waiting for one so far, in milliseconds, of the threads whose name begins with `name`.
fn threads(name: &str) -> Result<(f64, f64), Failure> {
    let (mut on, mut waiting) = (0.0, 0.0);
    for task in std::fs::read_dir("/proc/self/task")? {
        let path = task?.path();
        // A thread may end while it is looked at.
        let (Ok(comm), Ok(stat)) = (std::fs::read_to_string(path.join("comm")), std::fs::read_to_string(path.join("schedstat"))) else {
            continue;
        };
        if comm.starts_with(name) {
            let mut nanos = stat.split_whitespace().map_while(|n| n.parse::<f64>().ok());
            on += nanos.next().unwrap_or(0.0) / 1e6;
            waiting += nanos.next().unwrap_or(0.0) / 1e6;
        }
    }
    Ok((on, waiting))
}

/// A first sync of everything into `dir`.
fn sync_into(runtime: &tokio::runtime::Runtime, school: &Address, dir: &Path) -> Result<Cost, Failure> {
    let app = phone::signed_in(runtime, school, dir)?;
    let (writer_before, before) = (threads("schoolcard-stor")?, threads("")?);
    let begin = Instant::now();
    phone::sync(runtime, &app)?;
    let wall = begin.elapsed().as_secs_f64() * 1e3;
    let (writer, all) = (threads("schoolcard-stor")?, threads("")?);
    app.shutdown();
    Ok(Cost { wall, processor: all.0 - before.0, writer: writer.0 + writer.1 - writer_before.0 - writer_before.1 })
}

fn part(costs: &[Cost], of: impl Fn(&Cost) -> f64) -> f64 {
    median(&costs.iter().map(of).collect::<Vec<_>>())
}

/// Measures the row.
pub fn run(size: Size) -> Result<Vec<Figure>, Failure> {
    let (school, runtime) = (School::start(size.days(), 4)?, phone::runtime()?);
    let first = tempfile::tempdir()?;
    sync_into(&runtime, &school.replayed, first.path())?;
    let recording = Recording::of(first.path())?;
    recording.bind(tempfile::tempdir()?.path())?;
    let (mut synced, mut live, mut bound) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..size.rounds(31) {
        let [a, b, c] = [tempfile::tempdir()?, tempfile::tempdir()?, tempfile::tempdir()?];
        bound.push(recording.bind(a.path())?);
        synced.push(sync_into(&runtime, &school.replayed, b.path())?);
        if live.len() < size.rounds(7) {
            live.push(sync_into(&runtime, &school.address, c.path())?);
        }
    }
    let walls = |costs: &[Cost]| costs.iter().map(|cost| cost.wall).collect::<Vec<_>>();
    let (wall, live_wall) = (walls(&synced), walls(&live));
    let detail = |walls: &[f64], costs: &[Cost]| {
        format!(
            "{:.0} ms ÷ {:.0} ms, median of {} pairs; processor {:.0} ms",
            median(&bound),
            median(walls),
            costs.len(),
            part(costs, |cost| cost.processor)
        )
    };
    let recorded = format!("{} events in {} commits", recording.events, recording.commits());
    let mut figures = vec![
        Figure::ratio(ROW, "binding the same rows alone ÷ first sync", paired(&bound, &wall), Bar::AtLeast(0.95), detail(&wall, &synced)),
        Figure::ratio(
            ROW,
            "of the sync's time the store's thread has work",
            part(&synced, |cost| cost.writer / cost.wall),
            Bar::None,
            recorded,
        ),
        Figure::ratio(
            ROW,
            "the same with the sandbox making every answer",
            paired(&bound, &live_wall),
            Bar::None,
            detail(&live_wall, &live),
        ),
    ];
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
        add("binding alone", median(&bound));
    }
    Ok(figures)
}
