//! Statements, the export, and leaving for good, for the bindings.

use super::ParentApp;
use crate::app::AppError;
use crate::domain::{LocalDate, Period, PersonId};
use crate::screens::papers::{AdultId, AdultRights};
use crate::screens::statement::Statement;

#[uniffi::export]
impl ParentApp {
    /// Names another adult of a child for the application to the school; the name of the note is returned.
    ///
    /// Throws `Validation` (`child`, `name`, `until`), `Rejected(no_consent)`, `SignedOut`, `Storage`.
    pub fn name_adult(&self, child: &PersonId, name: &str, rights: AdultRights, until: Option<LocalDate>) -> Result<AdultId, AppError> {
        self.app.name_adult(child, name, rights, until)
    }

    /// The statement of a child for the days of a period: CSV for a spreadsheet and a page to print. No network.
    ///
    /// Throws `Validation(child)`, `SignedOut`, `Storage`.
    pub async fn statement(&self, child: PersonId, period: Period) -> Result<Statement, AppError> {
        self.app.statement(&child, period).await
    }

    /// Everything this device holds, as JSON, without the tokens of the sign-in. No network.
    ///
    /// Throws `Storage`.
    pub async fn export_everything(&self) -> Result<String, AppError> {
        self.app.export_everything().await
    }

    /// Signs out and destroys everything on this device. Cancelling the caller does not stop it.
    ///
    /// Throws `Storage` when something could not be removed; trying again is fine.
    pub async fn delete_everything(&self) -> Result<(), AppError> {
        self.app.delete_everything().await
    }
}
