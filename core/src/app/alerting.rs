//! Alerts as the app runs them: pushes taken in, the ledger looked through after every reading, the background refresh.
//!
//! A push is kept in full before anything is shown of it, and no request is made for what it carried. Whatever the route, what has to be
//! posted waits in the ledger until the face says that it was.

use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use super::parts::Parts;
use super::{AppError, Asker, RefreshScope};
use crate::alerts::ledger::ADULT;
use crate::alerts::push::{DeviceKeys, PushChild, PushContext, PushTrouble};
use crate::alerts::rules::{AlertChoice, AlertRules, Suppression};
use crate::alerts::{PushTaken, registration};
use crate::domain::{AlertKey, Moment, NotificationChannel, SchoolDay};
use crate::outbox::notifications::Wish;
use crate::screens::AlertToPost;
use crate::screens::alerts::{neutral, suppression, to_post, to_post_one};
use crate::session::State;
use crate::store::{DbFile, StoreError};
use crate::sync::notices::{kept_settings, read_notices, read_settings};

/// Outside school hours the background asks no more often than this.
const NIGHT_MINUTES: i64 = 60;
/// Kept back from a deadline for what follows the network.
const MARGIN: Duration = Duration::from_millis(300);

/// What became of a push.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum PushOutcome {
    /// Post this, then say so with `alerts_posted`.
    Show {
        /// The notification.
        alert: AlertToPost,
    },
    /// Kept in the feed only: the parent did not want to be told.
    Kept {
        /// Which alert.
        key: AlertKey,
        /// Why it is not told.
        why: Suppression,
    },
    /// Known already; nothing is to be done.
    Duplicate {
        /// Which alert.
        key: AlertKey,
    },
    /// Not to be shown.
    Ignored {
        /// Why; says nothing of the content.
        reason: PushTrouble,
    },
}

/// A notification that was posted.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct PostedAlert {
    /// As it was given.
    pub key: AlertKey,
    /// As it was given.
    pub revision: i64,
}

/// A change of what the parent wants to be told on this phone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum RuleChange {
    Choice { child: crate::domain::PersonId, kind: crate::domain::AlertKind, choice: AlertChoice },
    Quiet(Option<crate::alerts::rules::Hours>),
    Bell { child: crate::domain::PersonId, bell: Option<crate::domain::LocalTime> },
    FullWhenLocked(bool),
    Reset,
}

impl Parts {
    /// What reading a push needs; none while nobody is signed in or the family is not known.
    pub(super) fn push_context(&self) -> Option<Arc<PushContext>> {
        if !self.session.state().keeps_data() {
            return None;
        }
        let mut held = self.push_context.lock().unwrap_or_else(PoisonError::into_inner);
        if held.is_none() {
            *held = PushContext::load(&self.alerts.context_file()).ok().map(Arc::new);
        }
        held.clone()
    }

    /// Brings the context file up to date; makes new keys where there are none. None while nobody is signed in or the family is not
    /// known.
    pub(super) fn keep_push_context(&self) -> Result<Option<Arc<PushContext>>, StoreError> {
        if !self.session.state().keeps_data() {
            return Ok(None);
        }
        self.mind_the_adult()?;
        let Some(family) = self.store.family()? else { return Ok(None) };
        let rules = self.alerts.rules()?;
        let children = family.children.into_iter();
        let children: Vec<PushChild> =
            children.map(|child| PushChild { person: child.person, name: child.first_name, sex: child.sex }).collect();
        let known = self.push_context();
        let offset = self.clock.offset_millis();
        if let Some(known) = &known
            && (known.locale, known.clock_offset, &known.children, &known.rules) == (self.locale, offset, &children, &rules)
        {
            return Ok(Some(Arc::clone(known)));
        }
        let Some(keys) = known.map(|known| known.keys.clone()).or_else(DeviceKeys::generate) else { return Ok(None) };
        let context = Arc::new(PushContext { locale: self.locale, clock_offset: offset, keys, children, rules });
        let mut held = self.push_context.lock().unwrap_or_else(PoisonError::into_inner);
        // A sign-out that came meanwhile has taken the file away, and it must not come back.
        if !self.session.state().keeps_data() {
            return Ok(None);
        }
        context.save(&self.alerts.context_file()).map_err(|error| StoreError::io("keeping the context of pushes", &error))?;
        *held = Some(Arc::clone(&context));
        Ok(Some(context))
    }

    /// Another adult's sign-in replaces the alerts of the one before.
    fn mind_the_adult(&self) -> Result<(), StoreError> {
        let Some(adult) = self.session.adult().map(|adult| adult.0.to_string()) else { return Ok(()) };
        let known = self.store.setting(ADULT)?;
        if known.as_ref() == Some(&adult) {
            return Ok(());
        }
        if known.is_some() {
            self.forget_alerts()?;
        }
        self.store.set_setting(ADULT, Some(&adult))
    }

    /// Forgets alerts, keys and what the extension kept.
    pub(super) fn forget_alerts(&self) -> Result<(), StoreError> {
        *self.push_context.lock().unwrap_or_else(PoisonError::into_inner) = None;
        self.alerts.forget_all()?;
        self.ring_alerts();
        Ok(())
    }

    pub(super) fn ring_alerts(&self) {
        self.observing.ring(|wake| wake.alerts = true);
    }

    /// Takes a push in. Makes no request. The second value tells that a push before it may have got lost.
    pub(super) fn handle_push(&self, payload: &[u8]) -> (PushOutcome, bool) {
        let taken = match self.try_push(payload) {
            Err(StoreError::Corrupt { file: DbFile::Cache }) => self.begin_cache_anew().and_then(|()| self.try_push(payload)),
            other => other,
        };
        taken.unwrap_or_else(|error| {
            tracing::warn!(%error, "a push could not be kept");
            (PushOutcome::Ignored { reason: PushTrouble::Storage }, false)
        })
    }

    fn try_push(&self, payload: &[u8]) -> Result<(PushOutcome, bool), StoreError> {
        let Some(context) = self.push_context() else { return Ok((PushOutcome::Ignored { reason: PushTrouble::SignedOut }, false)) };
        let now = self.clock.now();
        let (alert, gap, full_when_locked) = match self.alerts.take_push(payload, &context, now, now, false)? {
            PushTaken::News { alert, gap, full_when_locked } => (alert, gap, full_when_locked),
            PushTaken::Duplicate { key } => return Ok((PushOutcome::Duplicate { key }, false)),
            PushTaken::Unreadable { .. } => return Ok((PushOutcome::Show { alert: neutral(self.l10n(), now) }, true)),
            PushTaken::Ignored { reason } => return Ok((PushOutcome::Ignored { reason }, false)),
        };
        self.ring_alerts();
        if let Some(why) = suppression(alert.row.fate) {
            return Ok((PushOutcome::Kept { key: alert.row.key, why }, gap));
        }
        if !self.session.state().keeps_data() {
            return Ok((PushOutcome::Ignored { reason: PushTrouble::SignedOut }, false));
        }
        // The context has the names of the store, in hand.
        let subject = context.subject(alert.row.child.as_ref());
        let alert = to_post_one(&alert, &subject, full_when_locked, self.l10n(), now);
        Ok((PushOutcome::Show { alert }, gap))
    }

    /// Takes up what the extension kept and finds what no push brought. `followed_since`: from when on events are news for a child that
    /// was not followed before.
    pub(super) fn look_for_alerts(&self, followed_since: Option<Moment>) -> Result<(), StoreError> {
        let Some(context) = self.keep_push_context()? else { return Ok(()) };
        let Some(family) = self.store.family()? else { return Ok(()) };
        // Two looks at the same time would both find an event before either has kept it; the ledger keeps one, but the order of spool
        // and rows matters.
        let _one_at_a_time = self.looking.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.clock.now();
        if let Some(since) = followed_since {
            self.alerts.follow(&family, since)?;
            self.alerts.forget_old(now)?;
        }
        let spooled = self.alerts.take_spool(&context, self.clock.offset_millis(), now)?;
        let needs_sign_in = match self.session.state() {
            State::NeedsSignIn { since, .. } => Some(since),
            _ => None,
        };
        let found = self.alerts.look(&family, needs_sign_in, now)?;
        if spooled + found > 0 {
            self.ring_alerts();
        }
        Ok(())
    }

    /// The same, where nobody waits for an answer.
    pub(super) fn look_for_alerts_calmly(&self, followed_since: Option<Moment>) {
        if let Err(error) = self.look_for_alerts(followed_since) {
            tracing::warn!(%error, "looking for alerts");
        }
    }

    /// Notifications that still have to be posted.
    pub(super) fn alerts_to_post(&self) -> Result<Vec<AlertToPost>, StoreError> {
        if !self.session.state().keeps_data() {
            return Ok(Vec::new());
        }
        to_post(&self.store, self.l10n(), self.clock.now())
    }

    /// The face has posted these.
    pub(super) fn alerts_posted(&self, posted: Vec<PostedAlert>) -> Result<(), StoreError> {
        let posted: Vec<(AlertKey, i64)> = posted.into_iter().map(|posted| (posted.key, posted.revision)).collect();
        if !posted.is_empty() && self.session.state().keeps_data() {
            self.alerts.note_posted(&posted, self.clock.now())?;
            self.ring_alerts();
        }
        Ok(())
    }

    /// The parent has looked at the feed.
    pub(super) fn mark_alerts_read(&self) -> Result<(), AppError> {
        if self.session.state().keeps_data() {
            self.alerts.note_seen(self.clock.now())?;
            self.ring_alerts();
        }
        Ok(())
    }

    /// Keeps a change of what the parent wants to be told on this phone.
    pub(super) fn change_rules(&self, change: RuleChange) -> Result<(), AppError> {
        if !self.session.state().keeps_data() {
            return Err(AppError::SignedOut);
        }
        let mut rules = self.alerts.rules()?;
        match change {
            RuleChange::Choice { child, kind, choice } => {
                rules.choices.entry(child).or_default().insert(kind, choice);
            }
            RuleChange::Quiet(hours) => rules.quiet = hours,
            RuleChange::Bell { child, bell: Some(bell) } => {
                rules.bells.insert(child, bell);
            }
            RuleChange::Bell { child, bell: None } => {
                rules.bells.remove(&child);
            }
            RuleChange::FullWhenLocked(on) => rules.full_when_locked = on,
            RuleChange::Reset => rules = AlertRules::default(),
        }
        self.alerts.set_rules(&rules)?;
        // The extension judges by the file.
        self.keep_push_context()?;
        self.ring_alerts();
        Ok(())
    }

    /// Keeps a reset of the school's switches, of all groups that were read. Nothing is sent here.
    pub(super) fn reset_notifications(&self) -> Result<(), AppError> {
        let mut groups: Vec<i64> = kept_settings(&self.store)?.into_values().flatten().map(|group| group.id).collect();
        groups.sort_unstable();
        groups.dedup();
        if groups.is_empty() {
            return Err(AppError::Validation { field: "groups".to_owned() });
        }
        Ok(self.outbox.set_notification(Wish::Reset { groups }).map(drop)?)
    }

    /// Reads the school's own feed.
    pub(super) async fn read_school_notices(&self) -> Result<(), AppError> {
        Ok(read_notices(&self.caller, &self.store).await?)
    }

    /// Reads the school's own switches. One channel that the school does not have hides no other.
    pub(super) async fn read_notification_settings(&self) -> Result<(), AppError> {
        let mut outcome = Ok(());
        for channel in NotificationChannel::ALL {
            outcome = outcome.and(read_settings(&self.caller, &self.store, channel).await.map(drop));
        }
        Ok(outcome?)
    }

    /// Reads what is due, as politely as the hour asks for, for at most `deadline`; then what has to be posted. A reading that takes
    /// longer goes on for as long as the system lets the process live: cut in the middle it could lose a renewed sign-in.
    pub(super) async fn background_refresh(self: Arc<Self>, deadline: Duration) -> Result<Vec<AlertToPost>, AppError> {
        let reading = Arc::clone(&self);
        let under_way = self.begin_work();
        let task = tokio::spawn(async move {
            let _under_way = under_way;
            if matches!(reading.session.state(), State::SignedIn) && reading.background_is_due() {
                if let Err(error) = Arc::clone(&reading).refresh(RefreshScope::Latest, Asker::Timer).await {
                    tracing::debug!(%error, "a background refresh");
                }
            } else {
                reading.look_for_alerts_calmly(None);
            }
            reading.keep_push_registered_calmly().await;
        });
        if tokio::time::timeout(deadline.saturating_sub(MARGIN), task).await.is_err() {
            tracing::info!("the deadline of a background refresh came first");
            // What the extension kept does not depend on the network.
            self.look_for_alerts_calmly(None);
        }
        Ok(self.alerts_to_post()?)
    }

    /// Whether the hour asks for a reading in the background.
    fn background_is_due(&self) -> bool {
        let now = self.clock.now();
        let last = *self.last_success.lock().unwrap_or_else(PoisonError::into_inner);
        // A clock that was set back does not stop it.
        let age = last.filter(|last| *last <= now).map_or(i64::MAX, |last| now.minutes_since(last));
        SchoolDay::default().is_open(now) || age >= NIGHT_MINUTES
    }

    /// Before the sign-out: the extension can read nothing from here on, and the right to take the registration back is kept.
    pub(super) fn leave_pushes(&self) {
        *self.push_context.lock().unwrap_or_else(PoisonError::into_inner) = None;
        if let Err(error) = std::fs::remove_file(self.alerts.context_file()) {
            tracing::debug!(%error, "no context of pushes to remove");
        }
        let told = registration::told(&self.store).unwrap_or_default();
        if told.is_some() {
            self.parting_known.store(true, Ordering::SeqCst);
            if let Err(error) = self.session.keep_parting() {
                tracing::warn!(%error, "the registration for pushes cannot be taken back later");
            }
        }
    }
}
