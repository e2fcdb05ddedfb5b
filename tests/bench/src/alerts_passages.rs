//! Row `passages`: thousands of taps over a bad push channel, each told exactly once, and how long after the tap.
//!
//! Four children tap ten times on every school day; of the pushes 5 % are lost, 5 % come twice, 10 % are overtaken, 10 % come up to ten
//! minutes late (drawn by a fixed row of numbers). The app looks at the school every two minutes of the school's clock; looks at which
//! nothing is outstanding are left out, for they could find nothing; the school's feed is read instead, which tells the clock. Sandbox, HTTP and app are the real ones, the clock is the sandbox's:
//! "from tap to state" is the time the clock was moved in between, plus the real time that the sandbox's answer and the app's work took.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use schoolcard_core::app::{PostedAlert, PushOutcome, RefreshScope};
use schoolcard_core::domain::AlertKind;
use schoolcard_sandbox::{Direction, FaultKind, Service, parse_local};

use crate::alerts::{DEVICE, Pushed};
use crate::report::{Bar, Figure};
use crate::{Failure, Size};

const ROW: &str = "passages";
/// Taps of one day.
const A_DAY: usize = 40;
/// The school's polling interval, in seconds.
const POLL: i64 = 120;

/// A fixed row of numbers that looks random.
struct Draw(u64);

impl Draw {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

struct Run {
    pushed: Pushed,
    /// How often each alert was told.
    told: HashMap<String, u32>,
    duplicates: usize,
}

impl Run {
    fn post(&mut self, key: String, revision: i64) {
        *self.told.entry(key.clone()).or_default() += 1;
        self.pushed.app.alerts_posted(vec![PostedAlert { key: schoolcard_core::domain::AlertKey(key), revision }]);
    }

    /// Takes in what the platform hands over; how many passages were told.
    fn deliver(&mut self) -> Result<usize, Failure> {
        let mut told = 0;
        for payload in self.pushed.school.take_pushes(DEVICE)? {
            match self.pushed.app.handle_push(payload.as_bytes()) {
                PushOutcome::Show { alert } if is_passage(alert.kind) => {
                    self.post(alert.key.0, alert.revision);
                    told += 1;
                }
                PushOutcome::Show { alert } => {
                    self.pushed.app.alerts_posted(vec![PostedAlert { key: alert.key, revision: alert.revision }]);
                }
                PushOutcome::Duplicate { .. } => self.duplicates += 1,
                other => return Err(format!("a good push was not taken: {other:?}").into()),
            }
        }
        Ok(told + self.post_due()?)
    }

    /// Posts what a look at the school has found.
    fn post_due(&mut self) -> Result<usize, Failure> {
        let mut told = 0;
        for alert in self.pushed.app.alerts_to_post()? {
            if is_passage(alert.kind) {
                self.post(alert.key.0, alert.revision);
                told += 1;
            } else {
                self.pushed.app.alerts_posted(vec![PostedAlert { key: alert.key, revision: alert.revision }]);
            }
        }
        Ok(told)
    }

    fn look(&mut self) -> Result<usize, Failure> {
        self.pushed.runtime.block_on(self.pushed.app.refresh(RefreshScope::Latest))?;
        self.post_due()
    }
}

fn is_passage(kind: Option<AlertKind>) -> bool {
    matches!(kind, Some(AlertKind::Entry | AlertKind::Exit))
}

fn percentile(sorted: &[f64], percent: usize) -> f64 {
    sorted.get((sorted.len() * percent).div_ceil(100).saturating_sub(1)).copied().unwrap_or(f64::NAN)
}

/// Measures the row.
pub fn run(size: Size) -> Result<Vec<Figure>, Failure> {
    let total = if size.judged() { 10_000 } else { 40 };
    let mut run = Run { pushed: Pushed::start(4, "2026-05-12T07:00")?, told: HashMap::new(), duplicates: 0 };
    let (mut draw, mut latencies) = (Draw(20_260_512), Vec::with_capacity(total));
    let [mut lost, mut doubled, mut overtaken, mut late] = [0_usize; 4];
    let mut day = parse_local("2026-05-12T07:00").ok_or("a day")?;
    let begun = Instant::now();
    for number in 0..total {
        let turn = number % A_DAY;
        if turn == 0 && number > 0 {
            day += chrono::Duration::days(1);
            while chrono::Datelike::weekday(&day).num_days_from_monday() > 4 {
                day += chrono::Duration::days(1);
            }
        }
        let at = day + chrono::Duration::minutes(30 + i64::try_from(turn)? * 3);
        let clock = run.pushed.school.clock();
        clock.set(at.max(clock.now()));
        run.deliver()?;
        // A phone's clock goes on by itself; this one's is moved, and the app learns of it from any answer. Days pass in seconds here: a
        // token that dies twice in ten real minutes is renewed by a whole reading only.
        let feed = || run.pushed.runtime.block_on(run.pushed.app.refresh(RefreshScope::Notices));
        if turn.is_multiple_of(3) && (turn == 0 || feed().is_err()) {
            run.pushed.runtime.block_on(run.pushed.app.refresh(RefreshScope::Latest))?;
        }
        let fault = match draw.below(100) {
            0..5 => Some((&mut lost, FaultKind::Lost)),
            5..10 => Some((&mut doubled, FaultKind::Doubled)),
            10..20 => Some((&mut overtaken, FaultKind::Reordered)),
            20..30 => Some((&mut late, FaultKind::Late { seconds: u32::try_from(30 + draw.below(570))? })),
            _ => None,
        };
        if let Some((count, fault)) = fault {
            *count += 1;
            run.pushed.school.faults().add(Service::Delivery, fault, Some(1));
        }
        let child = run.pushed.children[turn % 4].clone();
        let way = if (turn / 4).is_multiple_of(2) { Direction::In } else { Direction::Out };
        let tapped = Instant::now();
        run.pushed.school.tap(child.as_str(), way, None, None)?;
        let mut told = run.deliver()?;
        let mut waited = 0;
        // The app's next look at the school may come any time within its interval.
        let next_look = i64::try_from(draw.below(120))? + 1;
        while told == 0 && waited <= 2 * POLL {
            let step = if waited < next_look { next_look } else { POLL };
            run.pushed.school.clock().advance(step);
            waited += step;
            told = run.deliver()?;
            if told == 0 {
                told = run.look()?;
            }
        }
        if told != 1 {
            return Err(format!("tap {number} of {total}: {told} alerts").into());
        }
        latencies.push(f64::from(i32::try_from(waited)?).mul_add(1e3, tapped.elapsed().as_secs_f64() * 1e3));
    }
    // What is late still comes.
    run.pushed.school.clock().advance(3_600);
    run.deliver()?;
    run.look()?;
    let twice = run.told.values().filter(|times| **times != 1).count();
    let missing = total.abs_diff(run.told.len());
    run.pushed.app.shutdown();
    latencies.sort_by(f64::total_cmp);
    let faults = format!(
        "{total} taps: {lost} lost, {doubled} doubled, {overtaken} overtaken, {late} late; {} copies recognised; {:.0} s",
        run.duplicates,
        begun.elapsed().as_secs_f64()
    );
    let count = |number: usize| u32::try_from(number).map_or(f64::INFINITY, f64::from);
    let judged = |bar| if size.judged() { bar } else { Bar::None };
    let limit = Duration::from_secs(121).as_secs_f64() * 1e3;
    Ok(vec![
        Figure::amount(ROW, "passages not told, or told for nothing", count(missing), "", Bar::AtMost(0.0), faults),
        Figure::amount(ROW, "passages told more than once", count(twice), "", Bar::AtMost(0.0), ""),
        Figure::amount(ROW, "from tap to state, p50", percentile(&latencies, 50), "ms", judged(Bar::AtMost(1_000.0)), ""),
        Figure::amount(
            ROW,
            "from tap to state, p95",
            percentile(&latencies, 95),
            "ms",
            judged(Bar::AtMost(limit)),
            "one polling interval and a second",
        ),
        Figure::amount(ROW, "from tap to state, p99", percentile(&latencies, 99), "ms", judged(Bar::AtMost(limit)), ""),
    ])
}
