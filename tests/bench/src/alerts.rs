//! Rows `push-state` and `push-spawn`: a push in, kept, on the screen; and the same through the notification extension's path.
//!
//! `push-state`: from the call of `handle_push` until it has returned and the observer of the child's visits has the new state, beside raw
//! SQLite doing the same INSERTs and SELECTs on copies of the same two files, in the same two transactions with the same durability
//! (`cache.db` NORMAL, `intents.db` EXTRA). The message is made beforehand; opening it is part of the subject and has no part in the
//! baseline. Pairs are measured in turn. Both sides put [`A_DAY`] taps on a day and read that day back: more than a child makes, few enough
//! that not the drawing of the day's rows is measured; the last two weeks, which presence rests on, stay as the school has them. The rows of
//! the ledger are as long as the app's own.
//!
//! `push-spawn`: the program `extension_path` (built with the bench) as a process of its own: started, one push stored, ended. Peak and
//! anonymous memory are what the kernel says of it at its end.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rusqlite::{Connection, params};
use schoolcard_core::app::{ParentApp, PushOutcome, RefreshScope, ScreenObserver};
use schoolcard_core::domain::{LocalDate, Period, PersonId, PushProvider, PushToken};
use schoolcard_core::screens::{Screen, ScreenState};
use schoolcard_core::secrets::MemorySecrets;
use schoolcard_sandbox::{Direction, Sandbox, SandboxConfig};

use crate::report::{Bar, Figure, median, paired};
use crate::{Failure, Size, phone};

const ROW: &str = "push-state";
const SPAWN: &str = "push-spawn";
/// Taps on a day.
const A_DAY: usize = 10;
const DAY_MILLIS: i64 = 86_400_000;
/// The name of the phone at the school.
pub const DEVICE: &str = "bench";

/// A school in this process whose clock is the bench's, and a phone that is registered there for pushes.
pub struct Pushed {
    /// The school.
    pub school: Sandbox,
    /// The app.
    pub app: Arc<ParentApp>,
    /// The children.
    pub children: Vec<PersonId>,
    /// The app's files.
    pub dir: tempfile::TempDir,
    /// Runs both; kept to the end.
    pub runtime: tokio::runtime::Runtime,
}

impl Pushed {
    /// A school with a year of history whose clock stands at `now`, `YYYY-MM-DDTHH:MM`.
    pub fn start(children: u8, now: &str) -> Result<Self, Failure> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        let config = SandboxConfig { children, days: 230, now: schoolcard_sandbox::parse_local(now), ..SandboxConfig::default() };
        let school = runtime.block_on(schoolcard_sandbox::start(config))?;
        let dir = tempfile::tempdir()?;
        let app = ParentApp::new(phone::config(&school.base_url(), dir.path()), Arc::new(MemorySecrets::default()))?;
        let token = PushToken { provider: PushProvider::Fcm, token: "token".to_owned(), application: "ru.schoolcard".to_owned() };
        app.set_push_token(Some(&token))?;
        let pair = school.token(None)?;
        runtime.block_on(app.sign_in_with_tokens(pair.access_token, Some(pair.refresh_token)))?;
        runtime.block_on(app.refresh(RefreshScope::Latest))?;
        let children = school.operator_state()?.children.iter().map(|child| child.person_id.as_str().into()).collect();
        for _ in 0..200 {
            if !school.devices()?.is_empty() {
                return Ok(Self { school, app, children, dir, runtime });
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        Err("the phone is not registered".into())
    }

    /// Taps of the first child, `a_day` of them on every day that ends `days_ago`, in and out by turns; the pushes that say so. The clock
    /// stands meanwhile: the app's own goes on from what the school last told.
    fn pushes(&self, count: usize, days_ago: i64, a_day: usize) -> Result<Vec<String>, Failure> {
        let midnight = self.school.clock().today().and_hms_opt(0, 5, 0).ok_or("a day")?;
        let mut all = Vec::new();
        for number in 0..count {
            let day = chrono::Duration::days(days_ago + i64::try_from(number / a_day)?);
            let at = midnight - day + chrono::Duration::minutes(i64::try_from(number % a_day / 2)?);
            let way = if number % 2 == 0 { Direction::In } else { Direction::Out };
            self.school.tap(self.children[0].as_str(), way, Some(at), None)?;
            all.extend(self.school.take_pushes(DEVICE)?);
        }
        Ok(all)
    }
}

#[derive(Default)]
struct Watch {
    states: Mutex<u64>,
    bell: Condvar,
}

impl ScreenObserver for Watch {
    fn on_state(&self, _: ScreenState) {
        *self.states.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        self.bell.notify_all();
    }
}

impl Watch {
    fn count(&self) -> u64 {
        *self.states.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for more states than `before`.
    fn wait(&self, before: u64) -> bool {
        let states = self.states.lock().unwrap_or_else(PoisonError::into_inner);
        let (states, _) = self
            .bell
            .wait_timeout_while(states, Duration::from_secs(5), |states| *states <= before)
            .unwrap_or_else(PoisonError::into_inner);
        *states > before
    }
}

/// Raw SQLite on copies of the same files.
struct Raw {
    cache: Connection,
    intents: Connection,
    at: i64,
    /// An alert of the app: the child, the start of its key, its event.
    alert: (String, String, String),
}

impl Raw {
    fn open(from: &Path, into: &Path) -> Result<Self, Failure> {
        let copy = |name: &str| -> Result<Connection, Failure> {
            Connection::open(from.join(name))?.execute("VACUUM INTO ?1", [into.join(name).to_string_lossy()])?;
            Ok(Connection::open(into.join(name))?)
        };
        let mode = |db: &Connection| -> Result<String, Failure> { Ok(db.query_row("PRAGMA journal_mode", [], |row| row.get(0))?) };
        let (cache, intents) = (copy("cache.db")?, copy("intents.db")?);
        for (db, name, synchronous) in [(&cache, "cache.db", "NORMAL"), (&intents, "intents.db", "EXTRA")] {
            let theirs = mode(&Connection::open(from.join(name))?)?;
            db.query_row(&format!("PRAGMA journal_mode = {theirs}"), [], |_| Ok(()))?;
            db.pragma_update(None, "synchronous", synchronous)?;
        }
        let alert = intents.query_row("SELECT child, key, event FROM alert WHERE push_at IS NOT NULL LIMIT 1", [], |row| {
            let key: String = row.get(1)?;
            Ok((row.get(0)?, key.rsplit_once('|').map(|(start, _)| start.to_owned()).unwrap_or_default(), row.get(2)?))
        })?;
        Ok(Self { cache, intents, at: 1_900_000_000_000, alert })
    }

    /// One event kept and read back: passage and alert, each looked for before.
    fn keep(&mut self) -> Result<f64, Failure> {
        self.at += DAY_MILLIS / i64::try_from(A_DAY)?;
        let (child, start, event) = &self.alert;
        let begin = Instant::now();
        let key = format!("{start}|{}", self.at);
        let known: i64 = self.intents.prepare_cached("SELECT count(*) FROM alert WHERE key = ?1")?.query_row([&key], |r| r.get(0))?;
        let tx = self.cache.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        tx.prepare_cached("INSERT INTO passage (child, at, organization, direction, learned_at, source) VALUES (1, ?1, 1, 0, ?1, 1)")?
            .execute([self.at])?;
        tx.prepare_cached("DELETE FROM screen")?.execute([])?;
        tx.commit()?;
        let tx = self.intents.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        tx.prepare_cached("INSERT OR REPLACE INTO alert_mark (key, value) VALUES ('push-cursor', ?1)")?.execute([self.at.to_string()])?;
        tx.prepare_cached(
            "INSERT INTO alert (key, child, kind, event, revision, fate, event_at, server_at, push_at, learned_at)
             VALUES (?1, ?2, 'entry', ?3, 0, 0, ?4, ?4, ?4, ?4)",
        )?
        .execute(params![key, child, event, self.at])?;
        tx.commit()?;
        let found: i64 = self.intents.prepare_cached("SELECT event_at FROM alert WHERE key = ?1")?.query_row([&key], |r| r.get(0))?;
        let rows: i64 = {
            let mut select =
                self.cache.prepare_cached("SELECT at, organization, direction, source FROM passage WHERE child = 1 AND at >= ?1")?;
            let rows = select.query_map([self.at - DAY_MILLIS], |row| row.get::<_, i64>(0))?;
            rows.collect::<Result<Vec<_>, _>>()?.len().try_into()?
        };
        let took = begin.elapsed().as_secs_f64() * 1e3;
        if known != 0 || found != self.at || rows == 0 {
            return Err("raw SQLite did not do its part".into());
        }
        Ok(took)
    }
}

/// A line of `/proc/self/status`, in KiB.
fn status(name: &str) -> Result<f64, Failure> {
    let text = std::fs::read_to_string("/proc/self/status")?;
    let line = text.lines().find_map(|line| line.strip_prefix(name)).ok_or("no such line in /proc/self/status")?;
    Ok(line.trim_start_matches(':').trim().trim_end_matches("kB").trim().parse()?)
}

/// Measures the row `push-state`.
pub fn run(size: Size) -> Result<Vec<Figure>, Failure> {
    let pushed = Pushed::start(1, "2026-05-12T20:00")?;
    let (warm, rounds) = (20, size.rounds(300));
    let (settle, growing) = if size.judged() { (800, 1_000) } else { (5, 5) };
    let (first, after) = (15, 15 + (warm + rounds).div_ceil(A_DAY));
    let payloads = pushed.pushes(warm + rounds, i64::try_from(first)?, A_DAY)?;
    // As many as a child makes in a year.
    let more = pushed.pushes(1 + settle + growing, i64::try_from(after)?, A_DAY)?;
    let today: LocalDate = "2026-05-12".parse().map_err(|_| "a day")?;
    let watch = Arc::<Watch>::default();
    let look_at = |day: LocalDate| -> Result<_, Failure> {
        let screen = Screen::Visits { child: pushed.children[0].clone(), period: Period::new(day, day) };
        let looking = pushed.app.observe(screen, Arc::clone(&watch) as Arc<dyn ScreenObserver>)?;
        std::thread::sleep(Duration::from_millis(20));
        Ok(looking)
    };
    let mut looking = None;
    let mut more = more.iter();
    // An alert for the baseline to take its row from.
    if let Some(payload) = more.next() {
        pushed.app.handle_push(payload.as_bytes());
    }

    let raw_dir = tempfile::tempdir()?;
    let mut raw = Raw::open(pushed.dir.path(), raw_dir.path())?;
    let asked = pushed.school.counters().total();
    let (mut app, mut bare) = (Vec::new(), Vec::new());
    let mut next = payloads.iter();
    for round in 0..warm + rounds {
        let payload = next.next().ok_or("too few pushes")?;
        if round % A_DAY == 0 {
            looking = Some(look_at(today.plus_days(-i64::try_from(first + round / A_DAY)?))?);
        }
        let before = watch.count();
        let begin = Instant::now();
        let outcome = pushed.app.handle_push(payload.as_bytes());
        let there = watch.wait(before);
        let took = begin.elapsed().as_secs_f64() * 1e3;
        if !there || !matches!(outcome, PushOutcome::Show { .. }) {
            return Err(format!("a push did not arrive: {outcome:?}").into());
        }
        let baseline = raw.keep()?;
        if round >= warm {
            app.push(took);
            bare.push(baseline);
        }
    }
    drop(looking);
    let mut next = more;
    for payload in next.by_ref().take(settle) {
        pushed.app.handle_push(payload.as_bytes());
    }
    let resident = status("RssAnon")?;
    let handled = next.filter(|payload| matches!(pushed.app.handle_push(payload.as_bytes()), PushOutcome::Show { .. })).count();
    let grew = (status("RssAnon")? - resident).max(0.0);
    let requests = f64::from(u32::try_from(pushed.school.counters().total() - asked)?);
    let detail = format!("{:.3} ms ÷ {:.3} ms, median of {} pairs", median(&app), median(&bare), app.len());
    pushed.app.shutdown();
    Ok(vec![
        Figure::ratio(ROW, "push in → kept → observer ÷ raw INSERT + SELECT", paired(&app, &bare), Bar::AtMost(1.3), detail),
        Figure::amount(
            ROW,
            "requests when a push carried the event",
            requests,
            "",
            Bar::AtMost(0.0),
            format!("{} pushes", warm + rounds + settle + growing),
        ),
        Figure::amount(
            ROW,
            "anonymous memory that pushes through the app add",
            grew,
            "KB",
            Bar::AtMost(64.0),
            format!("{handled} pushes, after {} others", warm + rounds + settle),
        ),
    ])
}

/// The extension's program: built beside the bench.
fn program() -> Result<PathBuf, Failure> {
    let path = std::env::current_exe()?.with_file_name("extension_path");
    if path.exists() { Ok(path) } else { Err("extension_path is not built: build the package bench whole".into()) }
}

/// What the program says of its memory: peak and anonymous, in KB; and how much it grew.
fn memory_of(output: &str) -> Result<(f64, f64), Failure> {
    let number = |name: &str| -> Result<f64, Failure> {
        let after = output.split(name).nth(1).ok_or("the program does not tell its memory")?;
        Ok(after.split_whitespace().next().unwrap_or_default().parse()?)
    };
    Ok((number("peak ")?, number("anonymous ")?))
}

/// Measures the row `push-spawn`.
pub fn run_spawn(size: Size) -> Result<Vec<Figure>, Failure> {
    let (program, rounds) = (program()?, size.rounds(60));
    let pushed = Pushed::start(1, "2026-05-12T20:00")?;
    let payloads = pushed.pushes(rounds, 0, 1_000)?;
    let (dir, spool) = (tempfile::tempdir()?, tempfile::tempdir()?);
    let context = pushed.dir.path().join("push-context.json");
    let run = |what: &str, place: &Path, file: &Path, times: Option<u32>| -> Result<String, Failure> {
        let output = Command::new(&program).arg(what).arg(place).arg(file).args(times.map(|times| times.to_string())).output()?;
        let text = String::from_utf8(output.stdout)?;
        let good = output.status.success() && (text.contains("Kept") || text.contains("Full"));
        if good { Ok(text) } else { Err(format!("the program failed: {text}").into()) }
    };
    let (mut times, mut peaks, mut anonymous) = (Vec::new(), Vec::new(), Vec::new());
    let (mut render_peaks, mut render_anonymous) = (Vec::new(), Vec::new());
    let file = dir.path().join("payload");
    for payload in &payloads {
        std::fs::write(&file, payload)?;
        let begin = Instant::now();
        let said = run("record", spool.path(), &file, None)?;
        times.push(begin.elapsed().as_secs_f64() * 1e3);
        let (peak, anon) = memory_of(&said)?;
        peaks.push(peak / 1024.0);
        anonymous.push(anon / 1024.0);
        let (peak, anon) = memory_of(&run("render", &context, &file, None)?)?;
        render_peaks.push(peak / 1024.0);
        render_anonymous.push(anon / 1024.0);
    }
    let grew = |what: &str, place: &Path| -> Result<f64, Failure> {
        let said = run(what, place, &file, Some(1_100))?;
        let after = said.split("grew ").nth(1).ok_or("the program does not tell its growth")?;
        Ok(after.split_whitespace().next().unwrap_or_default().parse()?)
    };
    let (record_grew, render_grew) = (grew("record", spool.path())?, grew("render", &context)?);
    pushed.app.shutdown();
    let worst = |all: &[f64]| all.iter().copied().fold(0.0, f64::max);
    let of = |all: &[f64]| format!("worst of {} processes; median {:.2}", all.len(), median(all));
    let figure = |what: &str, all: &[f64], bar| Figure::amount(SPAWN, what, worst(all), "MB", bar, of(all));
    Ok(vec![
        Figure::amount(SPAWN, "spawn, store one push, exit", median(&times), "ms", Bar::None, of(&times)),
        figure("the same: peak resident", &peaks, Bar::AtMost(4.0)),
        figure("the same: anonymous", &anonymous, Bar::AtMost(1.0)),
        figure("spawn, put one push in words, exit: peak resident", &render_peaks, Bar::AtMost(12.0)),
        figure("the same: anonymous", &render_anonymous, Bar::None),
        Figure::amount(SPAWN, "1,000 pushes stored by one process", record_grew, "KB", Bar::AtMost(64.0), "growth of anonymous memory"),
        Figure::amount(
            SPAWN,
            "1,000 pushes put in words by one process",
            render_grew,
            "KB",
            Bar::AtMost(64.0),
            "growth of anonymous memory",
        ),
    ])
}
