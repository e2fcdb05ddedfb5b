//! Row `cold-open`: from nothing to the first screen, beside a bare SQLite open of the same file.
//!
//! Subject: `ParentApp::new` and `observe(Home)` up to the observer's first call. Baseline: `sqlite3_open` of the same `cache.db` and
//! the read of one row of it by key (the row that holds the saved screen), nothing else. Both with new connections each time, the
//! file in the page cache for both; closing is timed for neither.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use rusqlite::{Connection, OpenFlags};
use schoolcard_core::app::{ParentApp, ScreenObserver};
use schoolcard_core::screens::home::HomeState;
use schoolcard_core::screens::{Screen, ScreenState};
use schoolcard_core::secrets::MemorySecrets;
use schoolcard_core::store::Store;

use crate::report::{Bar, Figure, median, paired};
use crate::school::School;
use crate::{Failure, Size, phone};

const ROW: &str = "cold-open";

struct FirstCall(Mutex<Option<(Instant, ScreenState)>>);

impl ScreenObserver for FirstCall {
    fn on_state(&self, state: ScreenState) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_with(|| (Instant::now(), state));
    }
}

/// Milliseconds from nothing to the first state of home.
fn open_app(base: &str, dir: &Path) -> Result<f64, Failure> {
    let (config, secrets, observer) = (phone::config(base, dir), Arc::new(MemorySecrets::default()), Arc::new(FirstCall(Mutex::new(None))));
    let begin = Instant::now();
    let app = ParentApp::new(config, secrets)?;
    let looking = app.observe(Screen::Home, Arc::clone(&observer) as Arc<dyn ScreenObserver>)?;
    let first = observer.0.lock().unwrap_or_else(PoisonError::into_inner).take();
    drop(looking);
    app.shutdown();
    match first {
        Some((at, ScreenState::Home { state: HomeState::Children { .. } })) => Ok(at.duration_since(begin).as_secs_f64() * 1e3),
        other => Err(format!("home shows no children: {:?}", other.map(|(_, state)| state)).into()),
    }
}

/// Milliseconds of a bare open of the same file and the read of one row.
fn open_bare(dir: &Path) -> Result<f64, Failure> {
    let path = dir.join("cache.db");
    let begin = Instant::now();
    let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    let state: Vec<u8> = db.query_row("SELECT state FROM screen WHERE key = 'home' AND locale = 'ru'", [], |row| row.get(0))?;
    let took = begin.elapsed().as_secs_f64() * 1e3;
    if state.is_empty() {
        return Err("the saved screen is empty".into());
    }
    Ok(took)
}

/// A data directory with `days` of history of four children, synced for real and closed.
fn synced(days: u32) -> Result<(tempfile::TempDir, String, u64), Failure> {
    let (school, runtime, dir) = (School::start(days, 4)?, phone::runtime()?, tempfile::tempdir()?);
    let app = phone::signed_in(&runtime, &school.replayed, dir.path())?;
    phone::sync(&runtime, &app)?;
    app.shutdown();
    let events = Store::open(dir.path())?.counts()?.events();
    Ok((dir, school.address.base.clone(), events))
}

/// Makes the saved screen expire, as a morning does.
fn expire(dir: &Path) -> Result<(), Failure> {
    Connection::open(dir.join("cache.db"))?.execute("DELETE FROM screen", [])?;
    Ok(())
}

/// Measures the row.
pub fn run(size: Size) -> Result<Vec<Figure>, Failure> {
    let (long, address, events) = synced(size.days())?;
    let (week, ..) = synced(7)?;
    let rounds = size.rounds(400);
    for dir in [long.path(), week.path()] {
        // Both sides warm: code pages, the file in the page cache.
        for _ in 0..3 {
            open_app(&address, dir)?;
            open_bare(dir)?;
        }
    }
    let (mut app, mut app_week, mut bare) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..rounds {
        bare.push(open_bare(long.path())?);
        app.push(open_app(&address, long.path())?);
        app_week.push(open_app(&address, week.path())?);
    }
    for dir in [long.path(), week.path()] {
        expire(dir)?;
    }
    let slow_rounds = size.rounds(40);
    let (mut slow, mut slow_week) = (Vec::new(), Vec::new());
    for _ in 0..slow_rounds {
        // Every opening would keep the row again for the next one.
        for (dir, times) in [(long.path(), &mut slow), (week.path(), &mut slow_week)] {
            expire(dir)?;
            times.push(open_app(&address, dir)?);
        }
    }
    let detail = |over: &[f64], under: &[f64]| format!("{:.3} ms ÷ {:.3} ms, median of {} pairs", median(over), median(under), over.len());
    Ok(vec![
        Figure::amount(
            ROW,
            "events stored, 4 children",
            to_f64(events),
            "",
            if size.judged() { Bar::AtLeast(53_200.0) } else { Bar::None },
            "",
        ),
        Figure::ratio(
            ROW,
            "new + first home ÷ bare open and one row of the same file",
            paired(&app, &bare),
            Bar::AtMost(3.0),
            detail(&app, &bare),
        ),
        Figure::ratio(ROW, "ten years ÷ one week", paired(&app, &app_week), Bar::AtMost(1.1), detail(&app, &app_week)),
        Figure::ratio(
            ROW,
            "slow path: saved screen expired, worked out anew ÷ saved",
            median(&slow) / median(&app),
            Bar::None,
            detail(&slow, &app),
        ),
        Figure::ratio(ROW, "slow path: ten years ÷ one week", paired(&slow, &slow_week), Bar::None, detail(&slow, &slow_week)),
    ])
}

#[allow(clippy::cast_precision_loss)] // far below 2^52
fn to_f64(n: u64) -> f64 {
    n as f64
}
