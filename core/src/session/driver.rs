//! Does what the table in `machine.rs` decides: talks to the login service, keeps the tokens, lets one renewal run at a time.
//!
//! Every async function here must run inside a task the app has spawned: a caller that goes away in the middle of a
//! renewal would otherwise lose the new pair, and the old one is dead by then.

use std::sync::Arc;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::machine::{Attempt, Before, Effect, Event, Refusal, State, Trouble, step};
use crate::domain::{Moment, ProfileId};
use crate::school_api::{ApiError, Auth, Role, SchoolApi, SchoolClock};
use crate::secrets::{SecretError, SecretStore};
use crate::store::{FileReport, Store, StoreError};

/// Secret: the pair of tokens.
const TOKENS: &str = "tokens";
/// Secret: the sign-in under way.
const ATTEMPT: &str = "sign-in-attempt";
/// Secret: the `state` of the redirect taken last.
const TAKEN: &str = "sign-in-taken";
/// Secret: the right to undo, after the sign-out, what was registered in the name of whoever was signed in.
const PARTING: &str = "parting";
/// Setting: how far the sign-in had come when the process ended (holds no secret).
const PHASE: &str = "session";

/// Within one refresh a pair younger than this is not renewed again.
const FRESH: Duration = Duration::from_secs(10 * 60);

/// Setting: the profile of the signed-in adult, so that what is theirs is known without the keychain. Goes with the sign-out.
pub const ADULT: &str = "adult";

/// Why a call could not be made on the parent's behalf.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    /// Nobody is signed in.
    #[error("nobody is signed in")]
    SignedOut,
    /// The sign-in ran out: the server refused the refresh token.
    #[error("the sign-in ran out")]
    NeedsSignIn,
    /// The redirect was refused; nothing changed.
    #[error("the redirect was refused: {0}")]
    Redirect(#[from] Refusal),
    /// The redirect brought an error or a code that came to nothing.
    #[error("the sign-in failed: {0:?}")]
    Failed(Trouble),
    /// The secret store is locked or broken: try again later.
    #[error("the secret store is not usable now")]
    Secrets(#[from] SecretError),
    /// The phone's storage refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The server or the network.
    #[error(transparent)]
    Api(#[from] ApiError),
}

#[derive(Clone, Serialize, Deserialize)]
struct Tokens {
    access: String,
    refresh: Option<String>,
    profile: Option<ProfileId>,
    /// The profile call was made with this access token; before it the token is not valid elsewhere (wire-api §1).
    activated: bool,
}

/// The right to make one call.
#[derive(Clone, Serialize, Deserialize)]
pub struct Access {
    token: String,
    profile: Option<ProfileId>,
}

impl Access {
    /// As the wire wants it.
    pub fn auth(&self) -> Auth<'_> {
        Auth::parent(&self.token, self.profile)
    }
}

/// What is kept in memory.
struct Held {
    state: State,
    taken: Option<String>,
    tokens: Option<Tokens>,
    /// The tokens in memory are newer than those in the secret store, which refused to take them.
    unsaved: bool,
    /// The signed-in adult's profile, once the login service told it.
    adult: Option<ProfileId>,
    /// What stands on disk of the state, so that it is written only when it changes.
    phase: Option<String>,
}

/// The sign-in of one app.
pub struct Session {
    api: Arc<SchoolApi>,
    secrets: Arc<dyn SecretStore>,
    store: Arc<Store>,
    clock: Arc<SchoolClock>,
    held: std::sync::Mutex<Held>,
    renewing: tokio::sync::Mutex<()>,
    /// When the tokens were last renewed, if that was since the current refresh began.
    renewed: std::sync::Mutex<Option<Instant>>,
    on_change: Box<dyn Fn() + Send + Sync>,
}

impl Session {
    /// Takes up the sign-in where the last process left it. Reads no secret unless a browser was open then.
    ///
    /// `on_change` is called after every step, from whatever thread made it.
    pub fn open(
        api: Arc<SchoolApi>,
        secrets: Arc<dyn SecretStore>,
        store: Arc<Store>,
        clock: Arc<SchoolClock>,
        on_change: Box<dyn Fn() + Send + Sync>,
    ) -> Result<Self, StoreError> {
        let mut phase = store.setting(PHASE)?;
        let lost = phase.is_none() && matches!(store.report().intents, FileReport::MovedAside { .. });
        if lost && matches!(read::<Tokens>(secrets.as_ref(), TOKENS), Ok(Some(_)) | Err(SecretError::Locked)) {
            // The file that says so was damaged; the tokens are still there, so nobody signed out.
            phase = Some("signed-in".to_owned());
            if let Err(error) = store.set_setting(PHASE, phase.as_deref()) {
                tracing::warn!(%error, "the sign-in could not be written down again");
            }
        }
        let state = match phase.as_deref().map(|p| p.split_once(' ').unwrap_or((p, ""))) {
            Some(("signed-in", _)) => State::SignedIn,
            Some(("needs-sign-in", since)) => State::NeedsSignIn { since: Moment(since.parse().unwrap_or_default()), trouble: None },
            Some(("awaiting", since)) => {
                let before = since.parse().map_or(Before::SignedOut, |since| Before::NeedsSignIn { since: Moment(since) });
                read::<Attempt>(secrets.as_ref(), ATTEMPT)
                    .ok()
                    .flatten()
                    .map_or(State::SignedOut { trouble: None }, |attempt| State::AwaitingRedirect { attempt, before })
            }
            _ => State::SignedOut { trouble: None },
        };
        let adult = if lost { None } else { store.setting(ADULT)?.and_then(|text| text.parse().ok()).map(ProfileId) };
        let held = Held { state, taken: None, tokens: None, unsaved: false, adult, phase: phase.filter(|_| !lost) };
        Ok(Self {
            api,
            secrets,
            store,
            clock,
            held: held.into(),
            renewing: tokio::sync::Mutex::default(),
            renewed: std::sync::Mutex::default(),
            on_change,
        })
    }

    /// How far the sign-in has come.
    pub fn state(&self) -> State {
        self.held().state.clone()
    }

    /// The profile of the signed-in adult, also while the sign-in has run out; none while nobody is, or before it is known.
    pub fn adult(&self) -> Option<ProfileId> {
        let held = self.held();
        held.adult.filter(|_| held.state.keeps_data())
    }

    /// Notes who is signed in. Another adult's sign-in replaces it before anything is done in the new name.
    fn note_adult(&self, adult: Option<ProfileId>) -> Result<(), SessionError> {
        let mut held = self.held();
        if held.adult != adult {
            self.store.set_setting(ADULT, adult.map(|adult| adult.0.to_string()).as_deref())?;
            held.adult = adult;
        }
        Ok(())
    }

    fn held(&self) -> std::sync::MutexGuard<'_, Held> {
        // A thread that panicked while holding it left a whole state behind: every change is one assignment.
        self.held.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Makes one step: the new state is written down, the quick effects are done, the slow ones are returned.
    fn take(&self, event: Event) -> Result<Vec<Effect>, SessionError> {
        let effects = {
            let mut held = self.held();
            let redirect = match &event {
                Event::Code { state, .. } | Event::RedirectError { state } => Some(state.clone()),
                _ => None,
            };
            if held.taken.is_none() && redirect.is_some() {
                held.taken = self.secrets.get(TAKEN.to_owned())?;
            }
            let (next, effects) = step(&held.state, event, held.taken.as_deref())?;
            for effect in &effects {
                match effect {
                    Effect::KeepAttempt(attempt) => write(self.secrets.as_ref(), ATTEMPT, attempt)?,
                    Effect::ForgetAttempt => self.secrets.delete(ATTEMPT.to_owned())?,
                    Effect::ForgetTokens => {
                        held.tokens = None;
                        held.unsaved = false;
                        self.secrets.delete(TOKENS.to_owned())?;
                    }
                    Effect::Exchange { .. } | Effect::Activate => {}
                }
            }
            if let Some(state) = redirect {
                self.secrets.set(TAKEN.to_owned(), state.clone())?;
                held.taken = Some(state);
            }
            if let Some(phase) = phase_of(&next).filter(|phase| held.phase.as_ref() != Some(phase)) {
                self.store.set_setting(PHASE, Some(&phase))?;
                held.phase = Some(phase);
            }
            held.state = next;
            effects
        };
        (self.on_change)();
        Ok(effects)
    }

    /// Starts a sign-in; the answer is where to send the system browser.
    pub fn begin(&self) -> Result<String, SessionError> {
        let verifier = random_text()?;
        let state = random_text()?;
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()));
        let url = self.api.authorize_url(&challenge, &state)?;
        self.take(Event::Begin { attempt: Attempt { state, verifier, url: url.clone() } })?;
        Ok(url)
    }

    /// Gives a sign-in up while the browser is open.
    pub fn cancel(&self) -> Result<(), SessionError> {
        self.take(Event::Cancel).map(drop)
    }

    /// Takes the redirect the browser brought back and finishes the sign-in.
    pub async fn complete(&self, redirect: &str) -> Result<(), SessionError> {
        let url = url::Url::parse(redirect).map_err(|_| Refusal::WrongState)?;
        let part = |name: &str| url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
        let state = part("state").unwrap_or_default();
        let event = match (part("code"), part("error")) {
            (Some(code), None) => Event::Code { state, code },
            (_, Some(_)) => Event::RedirectError { state },
            (None, None) => return Err(Refusal::WrongState.into()),
        };
        let refused = matches!(event, Event::RedirectError { .. });
        let effects = self.take(event)?;
        if refused {
            return Err(SessionError::Failed(Trouble::Refused));
        }
        for effect in effects {
            if let Effect::Exchange { code, verifier } = effect {
                let exchanged = self.exchange(&code, &verifier).await;
                self.or_fail(exchanged)?;
                self.take(Event::Exchanged)?;
            }
        }
        self.finish().await
    }

    /// Signs in with tokens obtained elsewhere (tools and tests).
    pub async fn sign_in_with_tokens(&self, access: String, refresh: Option<String>) -> Result<(), SessionError> {
        self.take(Event::TokensGiven)?;
        let kept = self.keep(Tokens { access, refresh, profile: None, activated: false });
        self.or_fail(kept)?;
        self.finish().await
    }

    async fn exchange(&self, code: &str, verifier: &str) -> Result<(), SessionError> {
        let mos = self.api.exchange_code(code, verifier).await?.value;
        let diary = self.api.diary_tokens(&mos.access).await?.value;
        self.keep(Tokens { access: diary.access, refresh: diary.refresh, profile: None, activated: false })
    }

    async fn finish(&self) -> Result<(), SessionError> {
        let tokens = self.tokens()?;
        let activated = self.activate(tokens).await;
        self.or_fail(activated)?;
        self.take(Event::Activated).map(drop)
    }

    /// Turns a failed attempt into its state, and passes the error on.
    fn or_fail<T>(&self, outcome: Result<T, SessionError>) -> Result<T, SessionError> {
        outcome.map_err(|error| {
            let trouble = match &error {
                SessionError::Failed(trouble) => *trouble,
                SessionError::Api(ApiError::NoAccount) => Trouble::NoSchoolAccount,
                SessionError::Api(ApiError::Offline) => Trouble::Offline,
                SessionError::Api(ApiError::Unauthorized | ApiError::Refused { .. } | ApiError::NotForThisRole) => Trouble::CodeExpired,
                _ => Trouble::ServiceDown,
            };
            if let Err(refused) = self.take(Event::AttemptFailed { trouble }) {
                tracing::warn!(%refused, "a failed sign-in could not be written down");
            }
            match error {
                // The refusal in the parent's terms: a bare 401 says nothing about a sign-in.
                SessionError::Api(ApiError::NoAccount | ApiError::Unauthorized | ApiError::Refused { .. } | ApiError::NotForThisRole) => {
                    SessionError::Failed(trouble)
                }
                other => other,
            }
        })
    }

    /// Makes the profile call that makes a fresh token valid, and learns who the adult is.
    async fn activate(&self, mut tokens: Tokens) -> Result<Access, SessionError> {
        let profiles = self.api.profile_info(&tokens.access).await?.value;
        let parent = profiles.iter().find(|profile| profile.role == Some(Role::Parent));
        if parent.is_none() && !profiles.is_empty() {
            return Err(SessionError::Failed(Trouble::NotAParent));
        }
        tokens.profile = parent.map(|profile| profile.id);
        tokens.activated = true;
        let access = Access { token: tokens.access.clone(), profile: tokens.profile };
        self.note_adult(tokens.profile)?;
        self.keep(tokens)?;
        Ok(access)
    }

    /// The right to call, as it stands now.
    pub async fn access(&self) -> Result<Access, SessionError> {
        match self.held().state {
            State::SignedIn | State::Renewing => {}
            State::NeedsSignIn { .. } => return Err(SessionError::NeedsSignIn),
            State::AwaitingRedirect { .. } | State::Exchanging { .. } | State::Activating { .. } | State::SignedOut { .. } => {
                return Err(SessionError::SignedOut);
            }
        }
        let _one_at_a_time = self.renewing.lock().await;
        let tokens = self.tokens()?;
        if tokens.activated {
            // Signed in by a version that did not write it down.
            self.note_adult(tokens.profile)?;
            return Ok(Access { token: tokens.access, profile: tokens.profile });
        }
        self.activate(tokens).await
    }

    /// A refresh begins: a token refused from now on may be renewed, once.
    pub fn begin_refresh(&self) {
        *self.renewed() = None;
    }

    fn renewed(&self) -> std::sync::MutexGuard<'_, Option<Instant>> {
        self.renewed.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// After a 401: a new right to call. Callers that met the same dead token share one renewal.
    pub async fn renew(&self, used: &Access) -> Result<Access, SessionError> {
        let _one_at_a_time = self.renewing.lock().await;
        let tokens = self.tokens()?;
        if tokens.access != used.token {
            let renewed = Access { token: tokens.access.clone(), profile: tokens.profile };
            return if tokens.activated { Ok(renewed) } else { self.activate(tokens).await };
        }
        if self.renewed().is_some_and(|at| at.elapsed() < FRESH) {
            // Just renewed for another service: a token refused so soon is this service's fault (wire-api §2, trap 1).
            return Err(ApiError::Unauthorized.into());
        }
        self.take(Event::RenewalStarted)?;
        let outcome = self.renew_pair(&tokens).await;
        match outcome {
            Ok(tokens) => {
                *self.renewed() = Some(Instant::now());
                self.take(Event::RenewalEnded)?;
                self.activate(tokens).await
            }
            Err(SessionError::Api(ApiError::RefreshRefused { .. })) => {
                let at = self.clock.now();
                if let Err(not_now) = self.take(Event::RenewalRefused { at }) {
                    // It will be refused again when the secret store or the disk is back.
                    self.take(Event::RenewalEnded)?;
                    return Err(not_now);
                }
                Err(SessionError::NeedsSignIn)
            }
            Err(error) => {
                self.take(Event::RenewalEnded)?;
                Err(error)
            }
        }
    }

    async fn renew_pair(&self, tokens: &Tokens) -> Result<Tokens, SessionError> {
        let Some(refresh) = &tokens.refresh else {
            // Without a refresh token only the login service can say whether the sign-in is over or one service is wrong.
            return match self.api.profile_info(&tokens.access).await {
                Ok(_) => Err(ApiError::Unauthorized.into()),
                Err(ApiError::Unauthorized) => Err(ApiError::RefreshRefused { status: 401 }.into()),
                Err(error) => Err(error.into()),
            };
        };
        let renewed = self.api.renew(refresh).await?.value;
        let tokens = Tokens {
            access: renewed.access,
            refresh: renewed.refresh.or_else(|| Some(refresh.clone())),
            profile: tokens.profile,
            activated: false,
        };
        self.keep(tokens.clone())?;
        Ok(tokens)
    }

    /// Signs out: tokens are forgotten at once. The right to call that they gave is returned for [`Session::tell_of_sign_out`].
    pub fn sign_out(&self) -> Result<Option<Access>, SessionError> {
        let tokens = self.tokens().ok();
        self.take(Event::SignOut)?;
        self.note_adult(None)?;
        Ok(tokens.map(|tokens| Access { token: tokens.access, profile: tokens.profile }))
    }

    /// Keeps the right to call as it stands, for what has to be undone at the server after a sign-out that it may not hear of.
    pub fn keep_parting(&self) -> Result<(), SessionError> {
        let tokens = self.tokens()?;
        Ok(write(self.secrets.as_ref(), PARTING, &Access { token: tokens.access, profile: tokens.profile })?)
    }

    /// What [`Session::keep_parting`] kept, until it is forgotten.
    pub fn parting(&self) -> Result<Option<Access>, SessionError> {
        match read(self.secrets.as_ref(), PARTING) {
            Err(SecretError::Broken) => Ok(None),
            other => Ok(other?),
        }
    }

    /// Everything was undone, or nothing can be any more.
    pub fn forget_parting(&self) -> Result<(), SessionError> {
        Ok(self.secrets.delete(PARTING.to_owned())?)
    }

    /// Forgets what is kept beside the tokens: nothing of anybody's sign-in stays.
    pub fn forget_traces(&self) -> Result<(), SessionError> {
        for secret in [PARTING, TAKEN, ATTEMPT] {
            self.secrets.delete(secret.to_owned())?;
        }
        Ok(())
    }

    /// Tells the server of the sign-out, if it can be reached.
    pub async fn tell_of_sign_out(&self, access: Option<Access>) {
        if let Some(access) = access
            && let Err(error) = self.api.logout(access.auth()).await
        {
            tracing::info!(%error, "the server was not told of the sign-out");
        }
    }

    /// Stores tokens before anyone uses them. If the secret store refuses, they stay in memory and are offered again.
    fn keep(&self, tokens: Tokens) -> Result<(), SessionError> {
        let mut held = self.held();
        if !held.state.takes_tokens() {
            // Somebody signed out while these were on their way: they must not come back.
            return Err(SessionError::SignedOut);
        }
        let saved = write(self.secrets.as_ref(), TOKENS, &tokens);
        held.tokens = Some(tokens);
        held.unsaved = saved.is_err();
        Ok(saved?)
    }

    /// Offers the secret store the tokens it refused to take before, if there are any.
    pub fn save(&self) {
        let mut held = self.held();
        if held.unsaved
            && let Some(tokens) = &held.tokens
        {
            held.unsaved = write(self.secrets.as_ref(), TOKENS, tokens).is_err();
        }
    }

    fn tokens(&self) -> Result<Tokens, SessionError> {
        let mut held = self.held();
        if held.tokens.is_none() {
            held.tokens = match read(self.secrets.as_ref(), TOKENS) {
                // What cannot be decrypted is as good as gone; a locked store is not.
                Err(SecretError::Broken) => None,
                other => other?,
            };
        }
        let tokens = held.tokens.clone().ok_or(SessionError::NeedsSignIn)?;
        if held.unsaved {
            write(self.secrets.as_ref(), TOKENS, &tokens)?;
            held.unsaved = false;
        }
        Ok(tokens)
    }
}

/// What is written down of a state, or none where the state passes by itself.
fn phase_of(state: &State) -> Option<String> {
    Some(match state {
        State::SignedOut { .. } => "signed-out".to_owned(),
        State::AwaitingRedirect { before: Before::SignedOut, .. } => "awaiting".to_owned(),
        State::AwaitingRedirect { before: Before::NeedsSignIn { since }, .. } => format!("awaiting {}", since.0),
        State::SignedIn => "signed-in".to_owned(),
        State::NeedsSignIn { since, .. } => format!("needs-sign-in {}", since.0),
        State::Exchanging { .. } | State::Activating { .. } | State::Renewing => return None,
    })
}

fn read<T: for<'de> Deserialize<'de>>(secrets: &dyn SecretStore, key: &str) -> Result<Option<T>, SecretError> {
    Ok(secrets.get(key.to_owned())?.and_then(|text| serde_json::from_str(&text).ok()))
}

fn write<T: Serialize>(secrets: &dyn SecretStore, key: &str, value: &T) -> Result<(), SecretError> {
    let text = serde_json::to_string(value).map_err(|_| SecretError::Broken)?;
    secrets.set(key.to_owned(), text)
}

/// 256 random bits as text fit for a URL (RFC 7636 wants 43 to 128 characters).
fn random_text() -> Result<String, SessionError> {
    let mut bytes = [0_u8; 32];
    rustls::crypto::ring::default_provider().secure_random.fill(&mut bytes).map_err(|_| SessionError::Secrets(SecretError::Broken))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}
