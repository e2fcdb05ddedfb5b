//! The one clock of the sandbox: real Moscow time, or a fixed instant the operator moves.
//!
//! Decides what "now" is for data, tokens and the `Date` header. It never sleeps and wakes nobody.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Datelike as _, Duration, FixedOffset, NaiveDate, NaiveDateTime, Offset as _, TimeZone as _, Utc};

/// Text form of a local instant in the database and in most answers of the wire.
pub const LOCAL_FORMAT: &str = "%Y-%m-%dT%H:%M:%S";

/// Moscow has kept UTC+3 without daylight saving since 2014; the sandbox uses it for every year.
const MOSCOW_SECONDS: i32 = 3 * 3600;

/// A shared clock in Moscow local time.
#[derive(Clone)]
pub struct Clock {
    state: Arc<Mutex<State>>,
}

enum State {
    /// Follows the machine's clock, shifted by what the operator added.
    Running { shift: Duration },
    /// Stands still until the operator moves it.
    Fixed { now: NaiveDateTime },
}

impl Clock {
    /// A clock standing at `now`, or following the machine when `None`.
    pub fn new(now: Option<NaiveDateTime>) -> Self {
        let state = match now {
            Some(now) => State::Fixed { now },
            None => State::Running { shift: Duration::zero() },
        };
        Self { state: Arc::new(Mutex::new(state)) }
    }

    /// Moscow local time.
    pub fn now(&self) -> NaiveDateTime {
        match *self.state.lock().unwrap_or_else(PoisonError::into_inner) {
            State::Running { shift } => machine_now() + shift,
            State::Fixed { now } => now,
        }
    }

    /// Moscow's date.
    pub fn today(&self) -> NaiveDate {
        self.now().date()
    }

    /// The same instant in UTC, for token lifetimes and the `Date` header.
    pub fn utc(&self) -> DateTime<Utc> {
        (self.now() - Duration::seconds(i64::from(MOSCOW_SECONDS))).and_utc()
    }

    /// True when only the operator moves this clock.
    pub fn is_fixed(&self) -> bool {
        matches!(*self.state.lock().unwrap_or_else(PoisonError::into_inner), State::Fixed { .. })
    }

    /// Sets the clock. A running clock goes on running from there.
    pub fn set(&self, to: NaiveDateTime) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        match &mut *state {
            State::Running { shift } => *shift = to - machine_now(),
            State::Fixed { now } => *now = to,
        }
    }

    /// Moves the clock by some seconds, backwards when negative; `false` when that is out of the calendar.
    pub fn advance(&self, seconds: i64) -> bool {
        let target =
            Duration::try_seconds(seconds).and_then(|by| self.now().checked_add_signed(by)).filter(|to| (1970..9999).contains(&to.year()));
        if let Some(to) = target {
            self.set(to);
        }
        target.is_some()
    }
}

/// An instant as the database stores it.
pub fn sql(at: NaiveDateTime) -> String {
    at.format(LOCAL_FORMAT).to_string()
}

/// A local instant with Moscow's offset.
pub fn with_offset(at: NaiveDateTime) -> DateTime<FixedOffset> {
    moscow().from_utc_datetime(&(at - Duration::seconds(i64::from(MOSCOW_SECONDS))))
}

/// An instant with any offset as Moscow local time.
pub fn moscow_local(at: DateTime<FixedOffset>) -> NaiveDateTime {
    at.with_timezone(&moscow()).naive_local()
}

fn moscow() -> FixedOffset {
    FixedOffset::east_opt(MOSCOW_SECONDS).unwrap_or_else(|| Utc.fix())
}

fn machine_now() -> NaiveDateTime {
    let now = Utc::now().with_timezone(&moscow()).naive_local();
    now - Duration::nanoseconds(i64::from(now.and_utc().timestamp_subsec_nanos()))
}

/// Reads `YYYY-MM-DDTHH:MM[:SS]`, with a space instead of `T` allowed.
pub fn parse_local(text: &str) -> Option<NaiveDateTime> {
    let text = text.trim().replace(' ', "T");
    [LOCAL_FORMAT, "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S%.f"].iter().find_map(|format| NaiveDateTime::parse_from_str(&text, format).ok())
}

/// Puts the sandbox's time into the `Date` header of every answer: clients learn server time from it.
pub(crate) async fn date_layer(
    axum::extract::State(state): axum::extract::State<crate::server::AppState>,
    request: axum::extract::Request,
    next: axum::middleware::Next,
) -> axum::response::Response {
    let mut response = next.run(request).await;
    let date = state.clock.utc().format("%a, %d %b %Y %H:%M:%S GMT").to_string();
    if let Ok(value) = axum::http::HeaderValue::from_str(&date) {
        response.headers_mut().insert(axum::http::header::DATE, value);
    }
    response
}
