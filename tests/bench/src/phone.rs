//! A phone with the app on it.

use std::path::Path;
use std::sync::Arc;

use schoolcard_core::app::{AppConfig, ParentApp, RefreshScope};
use schoolcard_core::l10n::Locale;
use schoolcard_core::secrets::{MemorySecrets, SecretStore};

use crate::Failure;
use crate::school::Address;

/// The configuration of an app in `dir` that talks to the school at `base`.
pub fn config(base: &str, dir: &Path) -> AppConfig {
    AppConfig {
        data_dir: dir.to_owned(),
        shared_dir: None,
        login_url: base.to_owned(),
        school_url: base.to_owned(),
        pay_url: base.to_owned(),
        client_id: "school-card".to_owned(),
        client_secret: None,
        redirect_uri: "http://127.0.0.1/callback".to_owned(),
        locale: Locale::Ru,
        device_id: "bench".to_owned(),
    }
}

/// An app in `dir`, signed in, that has read nothing yet.
pub fn signed_in(runtime: &tokio::runtime::Runtime, school: &Address, dir: &Path) -> Result<Arc<ParentApp>, Failure> {
    let secrets: Arc<dyn SecretStore> = Arc::new(MemorySecrets::default());
    let app = ParentApp::new(config(&school.base, dir), secrets)?;
    runtime.block_on(app.sign_in_with_tokens(school.access.clone(), Some(school.refresh.clone())))?;
    Ok(app)
}

/// Reads everything there is.
pub fn sync(runtime: &tokio::runtime::Runtime, app: &ParentApp) -> Result<(), Failure> {
    Ok(runtime.block_on(app.refresh(RefreshScope::Everything))?)
}

/// A runtime for the few async calls of the bench itself.
pub fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    Ok(tokio::runtime::Builder::new_current_thread().enable_all().build()?)
}
