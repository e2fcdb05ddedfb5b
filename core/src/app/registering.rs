//! The registration for pushes: made when there is a token, keys and a sign-in, retried, made anew when one of them changed, and taken
//! back after the sign-out, even when that had to happen without a network.

use std::sync::PoisonError;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use super::AppError;
use super::parts::Parts;
use crate::alerts::registration::{self, Registration};
use crate::domain::PushToken;
use crate::school_api::PushKeys;
use crate::session::State;
use crate::store::Service;

/// First pause after a registration that did not succeed; it doubles up to the longest.
const FIRST_PAUSE: Duration = Duration::from_secs(15);
const LONGEST_PAUSE: Duration = Duration::from_secs(15 * 60);

/// When the registration is tried again, and the pause after the next failure.
#[derive(Debug, Default)]
pub(super) struct Pause(Option<(Instant, Duration)>);

impl Parts {
    /// Keeps the token that the platform gave, or that it has none any more.
    pub(super) fn set_push_token(&self, token: Option<&PushToken>) -> Result<(), AppError> {
        if registration::token(&self.store)?.as_ref() != token {
            registration::set_token(&self.store, token)?;
            self.ring_alerts();
        }
        self.register_at_once();
        Ok(())
    }

    /// The next try waits for nothing.
    pub(super) fn register_at_once(&self) {
        self.registration_pause.lock().unwrap_or_else(PoisonError::into_inner).0 = None;
    }

    /// Makes or takes back the registration where that is due.
    pub(super) async fn keep_push_registered(&self) -> Result<(), AppError> {
        let paused =
            || self.registration_pause.lock().unwrap_or_else(PoisonError::into_inner).0.filter(|(until, _)| Instant::now() < *until);
        if paused().is_some() {
            return Ok(());
        }
        let _one_at_a_time = self.registering.lock().await;
        if paused().is_some() {
            return Ok(());
        }
        let outcome = match self.take_back().await {
            // A registration of the present must not be what a late undoing takes back.
            Ok(()) => self.register().await,
            failed => failed,
        };
        let mut pause = self.registration_pause.lock().unwrap_or_else(PoisonError::into_inner);
        pause.0 = outcome.is_err().then(|| {
            let wait = pause.0.map_or(FIRST_PAUSE, |(_, next)| next);
            (Instant::now() + wait, (wait * 2).min(LONGEST_PAUSE))
        });
        outcome
    }

    /// The same, where nobody waits for an answer.
    pub(super) async fn keep_push_registered_calmly(&self) {
        if let Err(error) = self.keep_push_registered().await {
            tracing::debug!(%error, "the registration for pushes");
        }
    }

    /// Takes back what was registered in the name of whoever has signed out.
    async fn take_back(&self) -> Result<(), AppError> {
        if !self.parting_known.load(Ordering::SeqCst) {
            return Ok(());
        }
        let Some(access) = self.session.parting()? else {
            self.parting_known.store(false, Ordering::SeqCst);
            return Ok(());
        };
        match self.caller.api.unregister_push(access.auth()).await {
            Err(error) if error.is_passing() => return Err(error.into()),
            Err(error) => tracing::info!(%error, "the registration for pushes could not be taken back: the sign-in it belonged to is over"),
            Ok(_) => {}
        }
        // Whoever is signed in now has to be registered anew: the server knows the device by one name.
        registration::set_told(&self.store, None)?;
        if matches!(self.session.state(), State::SignedOut { .. }) {
            self.session.tell_of_sign_out(Some(access)).await;
        }
        self.session.forget_parting()?;
        self.parting_known.store(false, Ordering::SeqCst);
        Ok(())
    }

    /// Registers this phone where the server does not have it as it is now.
    async fn register(&self) -> Result<(), AppError> {
        if !matches!(self.session.state(), State::SignedIn) {
            return Ok(());
        }
        if self.pushes_unwanted()? {
            if registration::told(&self.store)?.is_some() {
                let api = &self.caller.api;
                self.caller.call(Service::Notices, |a| async move { api.unregister_push(a.auth()).await }).await?;
                registration::set_told(&self.store, None)?;
            }
            return Ok(());
        }
        let Some(context) = self.keep_push_context()? else { return Ok(()) };
        let Some(wanted) = registration::due(&self.store, &context, self.session.adult(), self.clock.now())? else { return Ok(()) };
        // Written down before it is sent: a sign-out that comes in between knows that there is something to take back.
        registration::set_told(&self.store, Some(&wanted))?;
        let (api, auth) = (&self.caller.api, context.keys.auth_text());
        let keys = PushKeys { p256dh: &wanted.p256dh, auth: &auth };
        let token = &wanted.token;
        self.caller.call(Service::Notices, |a| async move { api.register_push(a.auth(), token, keys).await }).await?;
        let now = self.clock.now();
        if matches!(self.session.state(), State::SignedIn) {
            registration::set_told(&self.store, Some(&Registration { taken_at: Some(now), ..wanted }))?;
            self.alerts.note_registered(now)?;
            self.ring_alerts();
        }
        Ok(())
    }
}
