//! Pushes and alerts for Kotlin and Swift. The two free functions are all that a notification extension calls: they need no app, no
//! network, no database and no thread.

#![allow(clippy::needless_pass_by_value)] // the bindings pass by value

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::Duration;

use super::ParentApp;
use crate::alerts::push::{self, PushTrouble, Recorded, RenderedPush};
use crate::app::{AppError, PostedAlert, PushOutcome};
use crate::domain::PushToken;
use crate::screens::AlertToPost;

/// Puts a push in words with what the context file (`push-context.json` in the shared directory) holds. Never throws: what cannot be read
/// becomes a neutral notice.
#[uniffi::export]
pub fn render_push(payload: Vec<u8>, context_file: String) -> RenderedPush {
    // In an extension there is nobody to catch a bug: what cannot be read for whatever reason is neutral.
    catch_unwind(|| push::render_push(&payload, Path::new(&context_file))).unwrap_or_else(|_| push::neutral(PushTrouble::Malformed))
}

/// Keeps a push in the spool (`push-spool` in the shared directory) for the app to take up.
#[uniffi::export]
pub fn record_push(spool_dir: String, payload: Vec<u8>) -> Recorded {
    catch_unwind(|| push::record_push(Path::new(&spool_dir), &payload)).unwrap_or(Recorded::Ignored { reason: PushTrouble::Storage })
}

#[uniffi::export]
impl ParentApp {
    /// How the platform's push service reaches this app here: at every start and whenever it changes; none when it no longer does. The
    /// school is told when there is a sign-in and a network.
    ///
    /// Throws `Storage`.
    pub fn set_push_token(&self, token: Option<PushToken>) -> Result<(), AppError> {
        self.app.set_push_token(token.as_ref())
    }

    /// Takes in a push as the platform handed it over, as JSON text: FCM's and RuStore's data map, or the whole APNs payload. Kept when
    /// this returns; what to do is in the answer. Makes no request for what it carried, never throws. Not from the main thread.
    pub fn handle_push(&self, payload: Vec<u8>) -> PushOutcome {
        let taken = catch_unwind(AssertUnwindSafe(|| self.app.handle_push(&payload)));
        taken.unwrap_or_else(|_| {
            tracing::error!("a push made the core panic");
            PushOutcome::Ignored { reason: PushTrouble::Malformed }
        })
    }

    /// Notifications that still have to be posted: to be asked after every start. While the app runs, `Screen.Alerts` names them too.
    ///
    /// Throws `Storage`.
    pub fn alerts_to_post(&self) -> Result<Vec<AlertToPost>, AppError> {
        self.app.alerts_to_post()
    }

    /// These were posted: they are not named again. Never throws.
    pub fn alerts_posted(&self, posted: Vec<PostedAlert>) {
        super::calmly(|| self.app.alerts_posted(posted));
    }

    /// In the background: reads what is due, takes up what the extension kept, returns what has to be posted. Returns within `deadline`,
    /// whatever the network does. Cancelling the caller does not stop it.
    ///
    /// Throws `Storage`.
    pub async fn background_refresh(&self, deadline: Duration) -> Result<Vec<AlertToPost>, AppError> {
        self.app.background_refresh(deadline).await
    }
}
