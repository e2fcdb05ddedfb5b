//! Row `sync-memory`: what a first sync needs beyond what the app needs anyway, for a year and for ten years of four children.
//!
//! Each length is measured in a process of its own, which first syncs a short history into another directory (warm-up: threads,
//! connections, SQLite's page cache, allocator), then clears the kernel's high-water mark, notes what is resident, and syncs the whole
//! history. The figure is the high-water mark less what was resident.

use std::process::{Command, Stdio};
use std::time::Duration;

use schoolcard_core::store::Store;
use serde::{Deserialize, Serialize};

use crate::report::{Bar, Figure, median};
use crate::school::{Address, School};
use crate::{Failure, Size, phone};

const ROW: &str = "sync-memory";
/// The word that makes the bench one measurement: `bench memory WARM LONG`, both addresses as JSON.
pub const MEMORY: &str = "memory";

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

/// The body of a measuring process; prints what it measured.
pub fn measure_here(warm: &str, long: &str) -> Result<(), Failure> {
    let (warm, long): (Address, Address) = (serde_json::from_str(warm)?, serde_json::from_str(long)?);
    let (runtime, warm_dir, dir) = (phone::runtime()?, tempfile::tempdir()?, tempfile::tempdir()?);
    let app = phone::signed_in(&runtime, &warm, &warm.replayed, warm_dir.path())?;
    phone::sync(&runtime, &app)?;
    app.shutdown();
    drop(app);
    let app = phone::signed_in(&runtime, &long, &long.replayed, dir.path())?;
    std::thread::sleep(Duration::from_millis(50));
    // "5" resets the high-water mark to what is resident now.
    std::fs::write("/proc/self/clear_refs", "5")?;
    let resident_kib = status("VmRSS")?;
    phone::sync(&runtime, &app)?;
    let extra_kib = status("VmHWM")? - resident_kib;
    app.shutdown();
    let events = Store::open(dir.path())?.counts()?.events();
    println!("{}", serde_json::to_string(&Measured { resident_kib, extra_kib, events })?);
    Ok(())
}

fn measured(warm: &School, long: &School) -> Result<Measured, Failure> {
    let output = Command::new(std::env::current_exe()?)
        .arg(MEMORY)
        .arg(serde_json::to_string(&warm.address)?)
        .arg(serde_json::to_string(&long.address)?)
        .stderr(Stdio::inherit())
        .output()?;
    if !output.status.success() {
        return Err("a measuring process failed".into());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// Measures the row.
pub fn run(size: Size) -> Result<Vec<Figure>, Failure> {
    let (warm, year, ten) = (School::start(60, 4)?, School::start(size.days() / 10, 4)?, School::start(size.days(), 4)?);
    let (mut of_year, mut of_ten) = (Vec::new(), Vec::new());
    for _ in 0..size.rounds(7) {
        of_year.push(measured(&warm, &year)?);
        of_ten.push(measured(&warm, &ten)?);
    }
    let extra = |all: &[Measured]| median(&all.iter().map(|m| m.extra_kib / 1024.0).collect::<Vec<_>>());
    let detail = |all: &[Measured]| {
        let resident = median(&all.iter().map(|m| m.resident_kib / 1024.0).collect::<Vec<_>>());
        let worst = all.iter().map(|m| m.extra_kib / 1024.0).fold(0.0, f64::max);
        let events = all.first().map_or(0, |m| m.events);
        format!("over {resident:.1} MB resident before; worst {worst:.2} MB; median of {} processes, {events} events", all.len())
    };
    let (one, many) = (extra(&of_year), extra(&of_ten));
    Ok(vec![
        Figure::amount(ROW, "extra memory of a sync, 1 year × 4 children", one, "MB", Bar::AtMost(2.0), detail(&of_year)),
        Figure::amount(ROW, "extra memory of a sync, 10 years × 4 children", many, "MB", Bar::AtMost(2.0), detail(&of_ten)),
        Figure::amount(ROW, "growth from 1 year to 10 years", many - one, "MB", Bar::AtMost(2.0), ""),
    ])
}
