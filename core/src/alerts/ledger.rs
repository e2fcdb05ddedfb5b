//! The ledger: what came by which route, what was made of it, and what still has to be posted.
//!
//! Whatever the route, an event is one row under one key. The order of writing makes it safe to be killed anywhere: the row is on disk
//! before anything is posted, and what was posted is noted after; in between, the next start posts it again under the same key, which
//! replaces the notification instead of adding one.

use std::path::PathBuf;
use std::sync::Arc;

use super::detect::{self, Candidate, Surroundings};
use super::push::{self, Push, PushContext, PushTrouble};
use super::reading::{self, NOTICES_SEEN, PushHealth, REGISTERED, RULES};
use super::rules::{AlertRules, Suppression, Verdict};
use crate::domain::account::AccountReading;
use crate::domain::low_balance::LowBalance;
use crate::domain::passage::PassageSource;
use crate::domain::{AlertEvent, AlertKey, Child, Direction, Family, Moment, Passage, PersonId, Purchase, PurchaseStatus, SchoolDay};
use crate::store::{AlertFate, AlertRow, AlertWriter, DbFile, Outcome, Service, Store, StoreError, Window, Writer};

/// The setting that names the adult whose alerts the ledger has.
pub const ADULT: &str = "alerts-adult";
/// The mark of the last push in the row of those sent to this device.
const CURSOR: &str = "push-cursor";
/// Alerts are kept for so many days.
const KEPT_DAYS: i64 = 90;
/// By which route an event came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Route {
    Push { server_at: Moment, push_at: Moment, revision: i64, shown: bool },
    Rows,
}

/// What an event was to the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// Not known before.
    New,
    /// Known, and it tells more now.
    Updated,
    /// Known.
    Known,
}

/// An alert read back from the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerAlert {
    /// What happened.
    pub event: AlertEvent,
    /// The row.
    pub row: AlertRow,
}

/// What a push was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PushTaken {
    /// News, or an update.
    News {
        /// As the ledger has it now.
        alert: LedgerAlert,
        /// A push before it got lost: [`AlertLedger::push_gap`] will say so, too.
        gap: bool,
        /// The parent wants the full texts on a locked screen too.
        full_when_locked: bool,
    },
    /// The ledger has it.
    Duplicate {
        /// Its key.
        key: AlertKey,
    },
    /// Not readable here, but likely ours.
    Unreadable {
        /// Why.
        reason: PushTrouble,
    },
    /// Nobody's business.
    Ignored {
        /// Why.
        reason: PushTrouble,
    },
}

/// The ledger of one data directory.
#[derive(Debug)]
pub struct AlertLedger {
    store: Arc<Store>,
    dir: PathBuf,
}

fn corrupt() -> StoreError {
    StoreError::Corrupt { file: DbFile::Intents }
}

fn to_text(event: &AlertEvent) -> String {
    serde_json::to_string(event).unwrap_or_default()
}

pub(super) fn alert(row: AlertRow) -> Result<LedgerAlert, StoreError> {
    let event = serde_json::from_str(&row.event).map_err(|_| corrupt())?;
    Ok(LedgerAlert { event, row })
}

fn fate(verdict: Verdict) -> AlertFate {
    match verdict {
        Verdict::Told => AlertFate::Told,
        Verdict::ToldSilently => AlertFate::ToldSilently,
        Verdict::FeedOnly { why: Suppression::SwitchedOff } => AlertFate::SwitchedOff,
        Verdict::FeedOnly { why: Suppression::OutsideHours } => AlertFate::OutsideHours,
        Verdict::FeedOnly { why: Suppression::QuietHours } => AlertFate::QuietHours,
    }
}

impl AlertLedger {
    /// The ledger of `store`, with the context file and the spool in `dir`.
    pub fn new(store: Arc<Store>, dir: PathBuf) -> Self {
        Self { store, dir }
    }

    /// Where the context file lies.
    pub fn context_file(&self) -> PathBuf {
        self.dir.join(push::context::FILE)
    }

    /// Where the extension keeps pushes.
    pub fn spool_dir(&self) -> PathBuf {
        self.dir.join(push::spool::DIR)
    }

    /// The parent's rules.
    pub fn rules(&self) -> Result<AlertRules, StoreError> {
        reading::rules(&self.store)
    }

    /// Keeps the parent's rules.
    pub fn set_rules(&self, rules: &AlertRules) -> Result<(), StoreError> {
        let text = serde_json::to_string(rules).map_err(|_| corrupt())?;
        self.store.set_setting(RULES, Some(&text))
    }

    /// Takes a push: into the cache and the ledger. `now` and `push_at` in the school's time; `shown`: the extension has posted it.
    pub fn take_push(
        &self,
        payload: &[u8],
        context: &PushContext,
        push_at: Moment,
        now: Moment,
        shown: bool,
    ) -> Result<PushTaken, StoreError> {
        let push = match push::read(payload, context, now) {
            Ok(push) => push,
            Err(reason) if reason.deserves_a_notice() => return Ok(PushTaken::Unreadable { reason }),
            Err(reason) => return Ok(PushTaken::Ignored { reason }),
        };
        let (key, cursor, revision) = (push.key(), push.cursor, push.revision);
        let candidate = Candidate { child: push.child.clone(), event: push.event.clone(), learned_at: push_at };
        let route = Route::Push { server_at: push.sent_at, push_at, revision, shown };
        let (known, adult) = self.store.with_intents(|db| db.read_alerts(|ledger| Ok((ledger.alert(&key)?, ledger.setting(ADULT)?))))?;
        // The cache has what the ledger knows; a late copy of what was edited since must not bring it back. Kept before the alert: an alert
        // on disk without its facts would make the next copy of this push a duplicate. Not while the ledger is held: the store's thread may
        // be waiting for somebody who waits for it.
        if revision > 0 || known.is_none() {
            self.keep_facts(push, push_at)?;
        }
        self.store.with_intents(|db| {
            db.write_alerts(|ledger| {
                if ledger.setting(ADULT)? != adult {
                    // A sign-out came meanwhile, and has forgotten everything.
                    return Ok(PushTaken::Ignored { reason: PushTrouble::SignedOut });
                }
                let rules = reading::rules_in(ledger)?;
                if let Some(cursor) = cursor {
                    note_cursor(ledger, cursor)?;
                }
                let (taken, alert) = record(ledger, &rules, &candidate, route)?;
                Ok(match taken {
                    Taken::Known => PushTaken::Duplicate { key },
                    Taken::New | Taken::Updated => {
                        PushTaken::News { alert, gap: is_gap(ledger)?, full_when_locked: rules.full_when_locked }
                    }
                })
            })
        })
    }

    /// Takes up what the extension kept. Each file goes once the ledger has it. Returns how many were news.
    pub fn take_spool(&self, context: &PushContext, clock_offset: i64, now: Moment) -> Result<usize, StoreError> {
        let mut news = 0;
        for kept in push::spool::spooled(&self.spool_dir()) {
            let push_at = Moment(kept.kept_at.0.saturating_add(clock_offset)).min(now);
            let taken = self.take_push(&kept.payload, context, push_at, now, true)?;
            news += usize::from(matches!(taken, PushTaken::News { .. }));
            #[cfg(debug_assertions)]
            crate::store::crash::step();
            if let Err(error) = std::fs::remove_file(&kept.file) {
                tracing::debug!(%error, "a spooled push stays; it is a duplicate next time");
            }
        }
        Ok(news)
    }

    /// What a push told, into the cache: the same rows that the routes give, in one commit.
    fn keep_facts(&self, push: Push, push_at: Moment) -> Result<(), StoreError> {
        let Some(child) = push.child else { return Ok(()) };
        let sent_at = push.sent_at;
        self.store.write(move |w: &mut Writer<'_>| {
            match push.event {
                AlertEvent::Entry { at, organization } => {
                    w.add_passage(tap(&child, at, Direction::In, organization, push_at))?;
                }
                AlertEvent::Exit { at, organization } => {
                    w.add_passage(tap(&child, at, Direction::Out, organization, push_at))?;
                }
                AlertEvent::Purchase { purchase, at, what, total, items } => {
                    let row = Purchase {
                        id: purchase,
                        child: child.clone(),
                        at,
                        delivered_at: None,
                        on_date: at.date(),
                        kind: what,
                        status: PurchaseStatus::Issued,
                        total,
                        discount: crate::domain::Money::ZERO,
                        items,
                        learned_at: push_at,
                    };
                    w.put_purchases(&child, Window::NOTHING, vec![row], false)?;
                }
                _ => {}
            }
            if let Some(confirmed) = push.balance {
                let reading = AccountReading { child: Some(child.clone()), account: None, confirmed, rules: None };
                if w.put_account(&child, &reading, sent_at)? {
                    w.note_reading(&child, Service::Food, sent_at, Outcome::Ok)?;
                }
            }
            Ok(())
        })
    }

    /// Looks at the rows of `family` for alerts that no push brought. Returns how many were news.
    pub fn look(&self, family: &Family, needs_sign_in_since: Option<Moment>, now: Moment) -> Result<usize, StoreError> {
        let rules = self.rules()?;
        let surroundings = Surroundings { now, day: SchoolDay::default(), rules: &rules };
        let mut news = 0;
        for child in &family.children {
            news += self.look_at(child, surroundings)?;
        }
        if let Some(since) = needs_sign_in_since {
            let candidate = Candidate { child: None, event: AlertEvent::SignInNeeded { since }, learned_at: now };
            news += self.record_all(&rules, &[candidate], &[])?;
        }
        Ok(news)
    }

    /// The children whose orders have to be read before a look can say that a cut-off is near.
    pub fn wanting_orders(&self, family: &Family, now: Moment) -> Result<Vec<PersonId>, StoreError> {
        let rules = self.rules()?;
        let look = Surroundings { now, day: SchoolDay::default(), rules: &rules };
        let mut wanting = Vec::new();
        for child in &family.children {
            if detect::wants_orders(&self.store, child, look)? {
                wanting.push(child.person.clone());
            }
        }
        Ok(wanting)
    }

    fn look_at(&self, child: &Child, look: Surroundings<'_>) -> Result<usize, StoreError> {
        let (since_key, low_key) = (since_key(&child.person), format!("low/{}", child.person));
        let (since, low) = self.store.with_intents(|db| Ok((db.alert_mark(&since_key)?, db.alert_mark(&low_key)?)))?;
        let mut marks = Vec::new();
        let since = if let Some(text) = since {
            Moment(text.parse().map_err(|_| corrupt())?)
        } else {
            marks.push((since_key, look.now.0.to_string()));
            look.now
        };
        let before: LowBalance = low.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
        let mut candidates = detect::events(&self.store, child, since, look)?;
        let (after, notices) = detect::balance(&self.store, child, before, look)?;
        candidates.extend(notices);
        if after != before {
            marks.push((low_key, serde_json::to_string(&after).map_err(|_| corrupt())?));
        }
        self.record_all(look.rules, &candidates, &marks)
    }

    /// Records what is not known yet, with the marks that belong to it, in one transaction; none when there is nothing to record.
    fn record_all(&self, rules: &AlertRules, candidates: &[Candidate], marks: &[(String, String)]) -> Result<usize, StoreError> {
        self.store.with_intents(|db| {
            let mut news = Vec::new();
            for candidate in candidates {
                let known = db.read_alerts(|ledger| ledger.alert(&candidate.event.key(candidate.child.as_ref())))?;
                let told = known.map(alert).transpose()?.is_some_and(|known| !known.event.is_outdated_by(&candidate.event));
                if !told {
                    news.push(candidate);
                }
            }
            if news.is_empty() && marks.is_empty() {
                return Ok(0);
            }
            db.write_alerts(|ledger| {
                for (key, value) in marks {
                    ledger.set_mark(key, value)?;
                }
                let mut count = 0;
                for candidate in news {
                    count += usize::from(record(ledger, rules, candidate, Route::Rows)?.0 != Taken::Known);
                }
                Ok(count)
            })
        })
    }

    /// Alerts that still have to be posted, in the order they were learned.
    pub fn due(&self) -> Result<Vec<LedgerAlert>, StoreError> {
        reading::due(&self.store)
    }

    /// The alert `key`.
    pub fn find(&self, key: &AlertKey) -> Result<Option<LedgerAlert>, StoreError> {
        self.store.with_intents(|db| db.read_alerts(|ledger| ledger.alert(key)))?.map(alert).transpose()
    }

    /// The last `limit` alerts by the time of their event, newest first.
    pub fn feed(&self, limit: u32) -> Result<Vec<LedgerAlert>, StoreError> {
        reading::feed(&self.store, limit)
    }

    /// Notes what was posted: key and revision of each.
    pub fn note_posted(&self, posted: &[(AlertKey, i64)], at: Moment) -> Result<(), StoreError> {
        self.store.with_intents(|db| db.note_posted(posted, at))
    }

    /// Notes that the parent has looked at the feed.
    pub fn note_seen(&self, until: Moment) -> Result<(), StoreError> {
        self.store.with_intents(|db| {
            db.note_seen(until)?;
            db.write_alerts(|ledger| ledger.set_mark(NOTICES_SEEN, &until.0.to_string()))
        })
    }

    /// Notes that pushes were registered for at `at`.
    pub fn note_registered(&self, at: Moment) -> Result<(), StoreError> {
        self.store.with_intents(|db| db.write_alerts(|ledger| ledger.set_mark(REGISTERED, &at.0.to_string())))
    }

    /// Whether pushes come, judged by the events that the rows told without one.
    pub fn push_health(&self, now: Moment) -> Result<PushHealth, StoreError> {
        reading::push_health(&self.store, now)
    }

    /// Notes that the children of `family` are followed since `since`: what happened before is history and no news. A child that is
    /// followed already stays so.
    pub fn follow(&self, family: &Family, since: Moment) -> Result<(), StoreError> {
        // The routes tell taps by the minute.
        let since = Moment(since.0 - since.0.rem_euclid(60_000));
        self.store.with_intents(|db| {
            let mut new = Vec::new();
            for child in &family.children {
                let key = since_key(&child.person);
                if db.alert_mark(&key)?.is_none() {
                    new.push(key);
                }
            }
            if new.is_empty() {
                return Ok(());
            }
            db.write_alerts(|ledger| new.iter().try_for_each(|key| ledger.set_mark(key, &since.0.to_string())))
        })
    }

    /// Whether a push got lost before one that arrived, since the rows were last read at `read_at`. Asking forgets it.
    pub fn push_gap(&self) -> Result<bool, StoreError> {
        self.store.with_intents(|db| {
            if !db.read_alerts(is_gap)? {
                return Ok(false);
            }
            db.write_alerts(|ledger| ledger.set_mark(GAP, "0"))?;
            Ok(true)
        })
    }

    /// Forgets what is older than the feed reaches.
    pub fn forget_old(&self, now: Moment) -> Result<(), StoreError> {
        self.store.with_intents(|db| db.forget_alerts(now.date().plus_days(-KEPT_DAYS).start()))
    }

    /// Forgets everything, the context file and the spool included: the sign-out.
    pub fn forget_all(&self) -> Result<(), StoreError> {
        let _ = std::fs::remove_file(self.context_file());
        let _ = std::fs::remove_dir_all(self.spool_dir());
        // Whose they are goes with them: a push in hand sees by it that a sign-out came (`take_push`).
        self.store.with_intents(|db| db.forget_all_alerts(&[RULES, ADULT]))
    }
}

/// The mark of since when a child is followed.
fn since_key(person: &PersonId) -> String {
    format!("since/{person}")
}

/// The mark of a lost push.
const GAP: &str = "push-gap";

fn note_cursor(ledger: &AlertWriter<'_>, cursor: push::PushCursor) -> Result<(), StoreError> {
    let last: Option<i64> = ledger.mark(CURSOR)?.and_then(|text| text.parse().ok());
    if last.is_some_and(|last| cursor.after > last) {
        ledger.set_mark(GAP, "1")?;
    }
    if last.is_none_or(|last| cursor.is > last) {
        ledger.set_mark(CURSOR, &cursor.is.to_string())?;
    }
    Ok(())
}

fn tap(child: &PersonId, at: Moment, direction: Direction, organization: crate::domain::Organization, learned_at: Moment) -> Passage {
    Passage { child: child.clone(), at, direction, organization, escort: None, learned_at, source: PassageSource::Push }
}

/// Whether a push got lost that nobody was told of.
fn is_gap(ledger: &AlertWriter<'_>) -> Result<bool, StoreError> {
    Ok(ledger.mark(GAP)?.as_deref() == Some("1"))
}

/// One event into the ledger; what the ledger has of it then.
fn record(ledger: &AlertWriter<'_>, rules: &AlertRules, candidate: &Candidate, route: Route) -> Result<(Taken, LedgerAlert), StoreError> {
    let key = candidate.event.key(candidate.child.as_ref());
    let (server_at, push_at, shown) = match route {
        Route::Push { server_at, push_at, shown, .. } => (Some(server_at), Some(push_at), shown),
        Route::Rows => (None, None, false),
    };
    let verdict = fate(rules.judge(candidate.child.as_ref(), &candidate.event, candidate.learned_at));
    let Some(row) = ledger.alert(&key)? else {
        let row = AlertRow {
            key,
            child: candidate.child.clone(),
            kind: candidate.event.kind().code().to_owned(),
            event: to_text(&candidate.event),
            revision: 0,
            fate: verdict,
            event_at: candidate.event.at(),
            server_at,
            push_at,
            learned_at: candidate.learned_at,
            shown_at: shown.then_some(candidate.learned_at),
            posted: shown.then_some(0),
            seen: false,
        };
        ledger.put_alert(&row)?;
        return Ok((Taken::New, LedgerAlert { event: candidate.event.clone(), row }));
    };
    let mut known = alert(row)?;
    let is_newer = server_at.is_none_or(|sent| known.row.server_at.is_none_or(|last| sent > last));
    let first_push = push_at.is_some() && known.row.push_at.is_none();
    let updated =
        may_update(route, &candidate.event, known.row.push_at.is_some()) && is_newer && known.event.is_outdated_by(&candidate.event);
    if updated {
        known.event = candidate.event.clone();
        known.row.event = to_text(&candidate.event);
        known.row.revision += 1;
        known.row.seen = false;
        known.row.posted = if shown { Some(known.row.revision) } else { known.row.posted };
        if known.row.fate == AlertFate::Told {
            // It has sounded once.
            known.row.fate = AlertFate::ToldSilently;
        }
    }
    if first_push {
        known.row.server_at = server_at;
        known.row.push_at = push_at;
        known.row.learned_at = known.row.learned_at.min(candidate.learned_at);
        if shown && known.row.posted.is_none() {
            (known.row.posted, known.row.shown_at) = (Some(known.row.revision), push_at);
        }
    }
    if updated {
        known.row.server_at = server_at.or(known.row.server_at);
    }
    if updated || first_push {
        ledger.put_alert(&known.row)?;
    }
    Ok((if updated { Taken::Updated } else { Taken::Known }, known))
}

/// Whether what comes by `route` may replace what is known, which a push has `pushed` or not. Until when orders are taken the school
/// knows: its push goes before the rows, which have it from the parent's note.
fn may_update(route: Route, event: &AlertEvent, pushed: bool) -> bool {
    match (route, event) {
        (Route::Rows, AlertEvent::OrderCutOffNear { .. }) => !pushed,
        (Route::Push { revision, .. }, AlertEvent::OrderCutOffNear { .. }) => revision > 0 || !pushed,
        (Route::Push { revision, .. }, _) => revision > 0,
        (Route::Rows, _) => true,
    }
}
