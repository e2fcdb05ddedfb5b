//! Row `sync`: the first sync of a whole history over real HTTP, beside binding the same rows alone.
//!
//! Subject: `refresh(Everything)` of a fresh app against a school in a process of its own. Baseline: the same rows through the same
//! store writer in the same commits, cursors included, with no network and no parsing. The figure is the time of the baseline divided
//! by the time of the subject: 1 would be a sync that costs nothing but the binding.

use std::path::Path;
use std::time::Instant;

use crate::binding::Recording;
use crate::report::{Bar, Figure, median, paired};
use crate::school::School;
use crate::{Failure, Size, peers, phone};

const ROW: &str = "sync";

/// Milliseconds of a first sync of everything into `dir`.
fn sync_into(runtime: &tokio::runtime::Runtime, school: &School, dir: &Path) -> Result<f64, Failure> {
    let app = phone::signed_in(runtime, &school.address, dir)?;
    let begin = Instant::now();
    phone::sync(runtime, &app)?;
    let took = begin.elapsed().as_secs_f64() * 1e3;
    app.shutdown();
    Ok(took)
}

/// Measures the row.
pub fn run(size: Size) -> Result<Vec<Figure>, Failure> {
    let (school, runtime) = (School::start(size.days(), 4)?, phone::runtime()?);
    let first = tempfile::tempdir()?;
    sync_into(&runtime, &school, first.path())?;
    let recording = Recording::of(first.path())?;
    recording.bind(tempfile::tempdir()?.path())?;
    let (mut synced, mut bound) = (Vec::new(), Vec::new());
    for _ in 0..size.rounds(21) {
        let (a, b) = (tempfile::tempdir()?, tempfile::tempdir()?);
        bound.push(recording.bind(a.path())?);
        synced.push(sync_into(&runtime, &school, b.path())?);
    }
    let pairs = format!(
        "{:.1} ms ÷ {:.1} ms, median of {} pairs, {} events in {} commits",
        median(&bound),
        median(&synced),
        bound.len(),
        recording.events,
        recording.commits()
    );
    let mut figures = vec![Figure::ratio(
        ROW,
        "binding the same rows alone ÷ first sync of everything",
        paired(&bound, &synced),
        Bar::AtLeast(0.95),
        pairs,
    )];
    for peer in peers::all(&school, size.rounds(5))? {
        let detail = format!("{:.1} ms, {} events, {}", median(&peer.millis), peer.events, peer.versions);
        figures.push(Figure::ratio(
            ROW,
            format!("{}, no network ÷ our sync over HTTP", peer.name),
            median(&peer.millis) / median(&synced),
            Bar::None,
            detail,
        ));
        figures.push(Figure::ratio(
            ROW,
            format!("{}, no network ÷ our binding alone", peer.name),
            median(&peer.millis) / median(&bound),
            Bar::None,
            "",
        ));
        if peer.events != recording.events {
            return Err(format!("{} stored {} events instead of {}", peer.name, peer.events, recording.events).into());
        }
    }
    Ok(figures)
}
