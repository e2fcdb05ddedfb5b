//! TEMPORARY shape of the core's surface until core/src/app.rs exists.
#![allow(dead_code, missing_docs)]
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use schoolcard_core::domain::{Moment, Period, PersonId};
use schoolcard_core::screens::{Screen, ScreenState};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Locale { Ru, En }
pub struct AppConfig { pub data_dir: PathBuf, pub login_url: String, pub school_url: String, pub pay_url: String, pub client_id: String, pub client_secret: Option<String>, pub redirect_uri: String, pub locale: Locale, pub device_id: String }
#[derive(Debug)]
pub enum AppError { SignedOut, Offline, Server { retry_after: Option<Duration> }, Rejected { code: String, text: String }, Validation { field: String }, Storage { what: String, in_use: bool }, OutOfDate, Unexpected { report_id: String } }
pub enum RefreshScope { Everything, Latest, Child { person: PersonId, period: Period } }
pub enum Action { Refresh { scope: RefreshScope }, SignOut, CancelSignIn }
pub trait ScreenObserver: Send + Sync { fn on_state(&self, state: ScreenState); }
pub struct Subscription;
pub trait SecretStore: Send + Sync {}
pub struct MemorySecrets;
impl SecretStore for MemorySecrets {}
pub struct ParentApp;
impl ParentApp {
    pub fn new(_: AppConfig, _: Arc<dyn SecretStore>) -> Result<Arc<Self>, AppError> { Err(AppError::SignedOut) }
    pub fn observe(&self, _: Screen, _: Arc<dyn ScreenObserver>) -> Subscription { Subscription }
    pub fn current(&self, _: Screen) -> Result<ScreenState, AppError> { Err(AppError::SignedOut) }
    pub fn dispatch(&self, _: Action) {}
    pub async fn begin_sign_in(&self) -> Result<String, AppError> { Err(AppError::SignedOut) }
    pub async fn complete_sign_in(&self, _: String) -> Result<(), AppError> { Ok(()) }
    pub async fn sign_in_with_tokens(&self, _: String, _: Option<String>) -> Result<(), AppError> { Ok(()) }
    pub async fn refresh(&self, _: RefreshScope) -> Result<(), AppError> { Ok(()) }
    pub async fn sign_out(&self) -> Result<(), AppError> { Ok(()) }
    pub fn now(&self) -> Moment { Moment(0) }
    pub fn shutdown(&self) {}
}
