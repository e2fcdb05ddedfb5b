//! Row `sync-memory`: what a first sync needs beyond binding the same rows, for a year and for ten years of four children.
//!
//! Each figure is measured in processes of their own. A process warms up (threads, connections, allocator) on a short history in
//! another directory, clears the kernel's high-water mark, notes what is resident, and then either syncs the whole history over HTTP
//! or binds the same rows alone, a commit's worth at a time, read from a finished copy. What it needed is the high-water mark less
//! what was resident.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use schoolcard_core::store::Store;
use serde::{Deserialize, Serialize};

use crate::binding::{Walks, bind, bind_family};
use crate::report::{Bar, Figure, median};
use crate::school::{Address, School};
use crate::{Failure, Size, phone};

const ROW: &str = "sync-memory";
/// The word that makes the bench one measurement: `bench memory WARM TASK`, both as JSON.
pub const MEMORY: &str = "memory";

/// What a measuring process has to do.
#[derive(Debug, Serialize, Deserialize)]
enum Task {
    /// Sync everything from a school; keep it in a directory where one is named.
    Sync { school: Address, into: Option<std::path::PathBuf> },
    /// Bind the rows of a finished directory alone.
    Bind { rows_of: std::path::PathBuf },
}

/// What one process measured.
#[derive(Debug, Serialize, Deserialize)]
struct Measured {
    resident_kib: f64,
    extra_kib: f64,
    events: u64,
}

/// A line of `/proc/self/status`, in KiB.
fn status(name: &str) -> Result<f64, Failure> {
    let text = std::fs::read_to_string("/proc/self/status")?;
    let line = text.lines().find_map(|line| line.strip_prefix(name)).ok_or("no such line in /proc/self/status")?;
    Ok(line.trim_start_matches(':').trim().trim_end_matches("kB").trim().parse()?)
}

/// Resident now, in KiB; the high-water mark starts again from here.
fn mark() -> Result<f64, Failure> {
    std::thread::sleep(Duration::from_millis(50));
    std::fs::write("/proc/self/clear_refs", "5")?;
    status("VmRSS")
}

/// The body of a measuring process; prints what it measured.
pub fn measure_here(warm: &str, task: &str) -> Result<(), Failure> {
    let warm: Address = serde_json::from_str(warm)?;
    let dir = tempfile::tempdir()?;
    let measured = match serde_json::from_str(task)? {
        Task::Sync { school, into } => sync(&warm, &school, into.as_deref().unwrap_or(dir.path()))?,
        Task::Bind { rows_of } => bind_alone(&rows_of, dir.path())?,
    };
    println!("{}", serde_json::to_string(&measured)?);
    Ok(())
}

fn sync(warm: &Address, school: &Address, dir: &Path) -> Result<Measured, Failure> {
    let (runtime, warm_dir) = (phone::runtime()?, tempfile::tempdir()?);
    let app = phone::signed_in(&runtime, warm, warm_dir.path())?;
    phone::sync(&runtime, &app)?;
    app.shutdown();
    drop(app);
    let app = phone::signed_in(&runtime, school, dir)?;
    let resident_kib = mark()?;
    phone::sync(&runtime, &app)?;
    let extra_kib = status("VmHWM")? - resident_kib;
    app.shutdown();
    let events = Store::open(dir)?.counts()?.events();
    Ok(Measured { resident_kib, extra_kib, events })
}

fn bind_alone(rows_of: &Path, dir: &Path) -> Result<Measured, Failure> {
    let source = Store::open(rows_of)?;
    // Reading is not what is measured: the reader's cache fills before the mark.
    let mut walks = Walks::of(&source)?;
    while walks.next_commit(&source)?.is_some() {}
    let store = Store::open(dir)?;
    let mut walks = Walks::of(&source)?;
    bind_family(&store, &walks)?;
    let resident_kib = mark()?;
    while let Some(commit) = walks.next_commit(&source)? {
        bind(&store, commit)?;
    }
    let extra_kib = status("VmHWM")? - resident_kib;
    let events = store.counts()?.events();
    Ok(Measured { resident_kib, extra_kib, events })
}

fn measured(warm: &School, task: &Task) -> Result<Measured, Failure> {
    let output = Command::new(std::env::current_exe()?)
        .arg(MEMORY)
        .arg(serde_json::to_string(&warm.replayed)?)
        .arg(serde_json::to_string(task)?)
        .stderr(Stdio::inherit())
        .output()?;
    if !output.status.success() {
        return Err("a measuring process failed".into());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// One length of history: syncing it, and binding its rows alone.
struct Length {
    synced: Vec<Measured>,
    bound: Vec<Measured>,
}

impl Length {
    fn measure(warm: &School, days: u32, rounds: usize) -> Result<Self, Failure> {
        let (school, rows_of) = (School::start(days, 4)?, tempfile::tempdir()?);
        let task = |into| Task::Sync { school: school.replayed.clone(), into };
        measured(warm, &task(Some(rows_of.path().to_owned())))?;
        let (mut synced, mut bound) = (Vec::new(), Vec::new());
        for _ in 0..rounds {
            synced.push(measured(warm, &task(None))?);
            bound.push(measured(warm, &Task::Bind { rows_of: rows_of.path().to_owned() })?);
        }
        Ok(Self { synced, bound })
    }

    fn over_resident(all: &[Measured]) -> f64 {
        median(&all.iter().map(|m| m.extra_kib / 1024.0).collect::<Vec<_>>())
    }

    fn over_binding(&self) -> f64 {
        Self::over_resident(&self.synced) - Self::over_resident(&self.bound)
    }

    fn detail(&self) -> String {
        let worst = self.synced.iter().map(|m| m.extra_kib / 1024.0).fold(0.0, f64::max);
        format!(
            "{:.2} MB − {:.2} MB over what was resident before ({:.1} MB); worst sync {worst:.2} MB; median of {} processes, {} events",
            Self::over_resident(&self.synced),
            Self::over_resident(&self.bound),
            median(&self.synced.iter().map(|m| m.resident_kib / 1024.0).collect::<Vec<_>>()),
            self.synced.len(),
            self.synced.first().map_or(0, |m| m.events),
        )
    }
}

/// Measures the row.
pub fn run(size: Size) -> Result<Vec<Figure>, Failure> {
    let warm = School::start(60, 4)?;
    let year = Length::measure(&warm, size.days() / 10, size.rounds(7))?;
    let ten = Length::measure(&warm, size.days(), size.rounds(7))?;
    let bar = Bar::AtMost(2.0);
    let growth = Length::over_resident(&ten.synced) - Length::over_resident(&year.synced);
    Ok(vec![
        Figure::amount(ROW, "a sync over binding the same rows, 1 year × 4 children", year.over_binding(), "MB", bar, year.detail()),
        Figure::amount(ROW, "a sync over binding the same rows, 10 years × 4 children", ten.over_binding(), "MB", bar, ten.detail()),
        Figure::amount(ROW, "a sync of 10 years over a sync of 1 year", growth, "MB", bar, ""),
    ])
}
