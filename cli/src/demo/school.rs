//! The demo's school: a sandbox on a clock that shows a school day, and the hand that tells the app when something happened.

use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use schoolcard_core::app::{Action, ParentApp, RefreshScope};
use schoolcard_sandbox::{PaymentRecord, Sandbox, SandboxConfig, is_school_day};
use tokio::task::JoinHandle;

use crate::args::Demo;
use crate::failure::Failure;
use crate::words::Words;

/// Days of history the family starts with: long enough to see it being read.
const HISTORY_DAYS: u32 = 1500;
/// How often the demo looks whether the operator did something. A real school tells by push or waits to be asked.
const LOOK: Duration = Duration::from_millis(500);
/// How often the school is asked when there are no pushes. The real pace is two minutes, too long for a show.
const POLL: Duration = Duration::from_secs(10);
/// What a push tells of.
const TOLD_BY_PUSH: [&str; 5] = ["entry", "exit", "purchase", "top_up", "cancelled"];
/// When a demo day starts that is not today.
const LATE_MORNING: (u32, u32) = (11, 30);
/// Hours in which today is shown as it is.
const SCHOOL_HOURS: std::ops::Range<u32> = 9..17;

/// A running school.
pub struct School {
    sandbox: Arc<Sandbox>,
}

impl School {
    /// A school whose clock shows `now`.
    pub async fn open(demo: &Demo, now: NaiveDateTime, words: Words) -> Result<Self, Failure> {
        let config =
            SandboxConfig { seed: demo.seed, children: demo.children, days: HISTORY_DAYS, now: Some(now), ..SandboxConfig::default() };
        let sandbox = schoolcard_sandbox::start(config).await.map_err(|error| Failure::usage(words.no_sandbox(&error.to_string())))?;
        Ok(Self { sandbox: Arc::new(sandbox) })
    }

    /// Base address of all services.
    pub fn address(&self) -> String {
        self.sandbox.base_url()
    }

    /// The operator's page.
    pub fn console(&self) -> String {
        format!("{}/console", self.address())
    }

    /// The operator's side.
    pub fn sandbox(&self) -> &Sandbox {
        &self.sandbox
    }

    /// The clock goes on from where it was set, second by second.
    pub fn keep_clock_going(&self) -> JoinHandle<()> {
        let sandbox = Arc::clone(&self.sandbox);
        tokio::spawn(async move {
            let mut second = tokio::time::interval(Duration::from_secs(1));
            second.tick().await;
            loop {
                second.tick().await;
                sandbox.clock().advance(1);
            }
        })
    }

    /// Tells the app to read again as soon as the operator moved the clock or did something that no push tells of. What pushes tell of is
    /// left to them, or without `pushes` to asking from time to time.
    pub fn tell_app_of_changes(&self, app: &Arc<ParentApp>, pushes: bool) -> JoinHandle<()> {
        let (sandbox, app) = (Arc::clone(&self.sandbox), Arc::clone(app));
        tokio::spawn(async move {
            let mut seen = None;
            let mut asked = Instant::now();
            let mut clock = (sandbox.clock().now(), Instant::now());
            loop {
                let operator = Arc::clone(&sandbox);
                let happened = tokio::task::spawn_blocking(move || what_happened(&operator)).await.ok().flatten();
                let news = happened.is_some() && happened != seen && seen.is_some();
                if happened.is_some() {
                    seen = happened;
                }
                let shown = (sandbox.clock().now(), Instant::now());
                let is_due = !pushes && asked.elapsed() >= POLL;
                if news || is_due || has_jumped(clock, shown) {
                    asked = Instant::now();
                    app.dispatch(Action::Refresh { scope: RefreshScope::Latest });
                }
                clock = shown;
                tokio::time::sleep(LOOK).await;
            }
        })
    }

    /// Stops it.
    pub async fn close(self) {
        if let Ok(sandbox) = Arc::try_unwrap(self.sandbox) {
            sandbox.shutdown().await;
        }
    }
}

/// Whether the school's clock moved otherwise than by going on.
fn has_jumped(before: (NaiveDateTime, Instant), after: (NaiveDateTime, Instant)) -> bool {
    let went = (after.0 - before.0).as_seconds_f64() - after.1.duration_since(before.1).as_secs_f64();
    went.abs() > 5.0
}

/// What changes when the operator does something that no push tells of, or a payment page is used, and only then.
fn what_happened(sandbox: &Sandbox) -> Option<String> {
    let state = sandbox.operator_state().ok()?;
    let events: Vec<_> = state.events.iter().filter(|event| !TOLD_BY_PUSH.contains(&event.kind.as_str())).collect();
    // A refusal and a payment the bank is at work on move no money, and are news all the same.
    let attempts = |link: &PaymentRecord| link.attempts.iter().map(|attempt| attempt.status).collect::<Vec<_>>();
    let payments: Vec<_> = sandbox.payment_links(false).ok()?.iter().map(|link| (link.state, attempts(link))).collect();
    Some(format!("{events:?} {:?} {payments:?}", state.faults))
}

/// Now, if the school is open now; otherwise late in the morning of the last school day.
pub fn now_or_last_school_day() -> NaiveDateTime {
    let now = moscow_now();
    let is_open = is_school_day(now.date()) && SCHOOL_HOURS.contains(&chrono::Timelike::hour(&now));
    if is_open { now } else { last_school_day(now.date()).and_time(at(LATE_MORNING)) }
}

/// `hour:minute` of the last school day, today among them.
pub fn last_school_day_at(time: (u32, u32)) -> NaiveDateTime {
    last_school_day(moscow_now().date()).and_time(at(time))
}

/// A time of day.
pub fn at((hour, minute): (u32, u32)) -> NaiveTime {
    NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or_default()
}

fn moscow_now() -> NaiveDateTime {
    let zone = FixedOffset::east_opt(3 * 3600).unwrap_or_else(|| chrono::Offset::fix(&Utc));
    Utc::now().with_timezone(&zone).naive_local()
}

fn last_school_day(from: NaiveDate) -> NaiveDate {
    from.iter_days().rev().find(|&date| is_school_day(date)).unwrap_or(from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Days;

    #[test]
    fn the_demo_never_opens_on_a_weekend_or_in_the_holidays() {
        let first = NaiveDate::from_ymd_opt(2026, 1, 1).expect("a day");
        for date in first.iter_days().take(730) {
            let day = last_school_day(date);
            assert!(is_school_day(day) && day <= date);
            assert!(date - Days::new(110) < day, "{date} shows {day}");
        }
    }
}
