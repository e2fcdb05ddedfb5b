//! What an app is told when it is made.

use std::path::PathBuf;

use crate::l10n::Locale;

/// Where an app keeps its data, whom it talks to, and in which language it speaks.
#[derive(Debug, Clone)]
pub struct AppConfig {
    /// Directory of the two databases; made when missing. One process works on it at a time.
    pub data_dir: PathBuf,
    /// Directory of the files that other processes of the same app read or write: the context of pushes, their spool, the snapshot of
    /// home; made when missing. No database and no lock is ever in it. None: the data directory.
    pub shared_dir: Option<PathBuf>,
    /// Base address of the login host.
    pub login_url: String,
    /// Base address of the school host.
    pub school_url: String,
    /// Base address of the payment host.
    pub pay_url: String,
    /// OAuth client id (configuration; this project ships none of another vendor's).
    pub client_id: String,
    /// OAuth client secret, when the client has one.
    pub client_secret: Option<String>,
    /// Where the sign-in page sends the browser back to.
    pub redirect_uri: String,
    /// Language of all texts.
    pub locale: Locale,
    /// This installation's own random name.
    pub device_id: String,
}
