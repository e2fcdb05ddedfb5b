//! What reaches a device, as server-sent events: `data` is exactly what the platform would hand to the app.
//!
//! Every push is handed over once; what is due while nobody listens waits, as with a real push service. The event's
//! `id` counts what was handed over, and a listener that names the last one it has (`Last-Event-ID`) gets the rest again.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::time::Duration;

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive};
use futures_util::{Stream, stream};
use rusqlite::{Connection, params};
use tokio::sync::watch;

use crate::clock::sql;
use crate::headers::text;
use crate::server::AppState;

/// How often a listener looks for what became due without any action.
const LOOK: Duration = Duration::from_millis(100);

/// Hands over what is due; `(place, payload)` of everything after `after`, at most 500 at a time.
pub(super) fn hand_over(db: &Connection, now: chrono::NaiveDateTime, device_id: &str, after: i64) -> rusqlite::Result<Vec<(i64, String)>> {
    let due: Vec<i64> = db
        .prepare_cached(
            "SELECT id FROM push_queue WHERE device_id = ?1 AND handed IS NULL AND held = 0 AND due_at <= ?2 ORDER BY due_at, id",
        )?
        .query_map(params![device_id, sql(now)], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    if !due.is_empty() {
        let last = last(db, device_id)?;
        let mut hand = db.prepare_cached("UPDATE push_queue SET handed = ?2 WHERE id = ?1")?;
        for (place, id) in (last + 1..).zip(due) {
            hand.execute(params![id, place])?;
        }
    }
    db.prepare_cached("SELECT handed, payload FROM push_queue WHERE device_id = ?1 AND handed > ?2 ORDER BY handed LIMIT 500")?
        .query_map(params![device_id, after], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}

/// Place of the last push handed over.
pub(super) fn last(db: &Connection, device_id: &str) -> rusqlite::Result<i64> {
    db.prepare_cached("SELECT COALESCE(MAX(handed), 0) FROM push_queue WHERE device_id = ?1")?.query_row([device_id], |row| row.get(0))
}

struct Listener {
    state: AppState,
    device_id: String,
    after: i64,
    ready: VecDeque<(i64, String)>,
    news: watch::Receiver<u64>,
    alive: watch::Receiver<()>,
}

impl Listener {
    /// The next push, however long it takes; none when the sandbox stops.
    async fn next(&mut self) -> Option<(i64, String)> {
        loop {
            if let Some(push) = self.ready.pop_front() {
                return Some(push);
            }
            self.news.mark_unchanged();
            let now = self.state.clock.now();
            match self.state.db.write(|db| hand_over(db, now, &self.device_id, self.after)) {
                Ok(found) => self.ready = found.into(),
                Err(error) => {
                    tracing::error!(%error, "pushes could not be read");
                    return None;
                }
            }
            if let Some((place, _)) = self.ready.back() {
                self.after = *place;
                continue;
            }
            tokio::select! {
                ended = self.alive.changed() => if ended.is_err() { return None },
                _ = tokio::time::timeout(LOOK, self.news.changed()) => {}
            }
        }
    }
}

/// `GET /sandbox/v1/devices/{device_id}/pushes`; any device may be listened to, registered or not.
pub(super) async fn listen(
    State(state): State<AppState>,
    Path(device_id): Path<String>,
    headers: HeaderMap,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, crate::operator::OperatorError> {
    let named = text(&headers, "last-event-id").and_then(|text| text.parse().ok());
    let after = match named {
        Some(after) => after,
        None => state.db.with(|db| last(db, &device_id))?,
    };
    let (news, alive) = (state.push.news(), state.push.alive());
    let listener = Listener { state, device_id, after, ready: VecDeque::new(), news, alive };
    let events = stream::unfold(listener, |mut listener| async move {
        let (place, payload) = listener.next().await?;
        Some((Ok(Event::default().id(place.to_string()).data(payload)), listener))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(Duration::from_secs(15))))
}
