//! Privacy: what the parent agreed to, each purpose for itself and with its date; what this device holds; taking it along; destroying it.

use serde::{Deserialize, Serialize};

use super::context::Context;
use super::papers::{self, ConsentPurpose};
use crate::l10n::PrivacyText;
use crate::store::{Store, StoreError};

/// Where a consent stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
pub enum ConsentKind {
    /// Never asked for.
    NotAsked,
    /// Given, and can be withdrawn.
    Given,
    /// Withdrawn.
    Withdrawn,
}

/// A consent for one purpose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct ConsentRow {
    /// For what.
    pub purpose: ConsentPurpose,
    /// In words.
    pub title: String,
    /// What it allows, and what its withdrawal does.
    pub text: String,
    /// Where it stands.
    pub kind: ConsentKind,
    /// «Дано 12 мая в 11:30», «Отозвано …», «Не спрашивали».
    pub kind_text: String,
    /// Every change with its date, oldest first.
    pub history: Vec<String>,
}

/// State of the screen of privacy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
pub enum PrivacyState {
    /// Nobody is signed in.
    SignedOut,
    /// What stands.
    Privacy {
        /// One for each purpose.
        consents: Vec<ConsentRow>,
        /// What is held on this device and what is not.
        holds_text: String,
        /// What taking it along gives.
        export_text: String,
        /// What destroying it means, to be agreed to.
        delete_text: String,
    },
}

/// The state of the screen.
pub fn state(store: &Store, context: &Context<'_>) -> Result<PrivacyState, StoreError> {
    if !context.session.shows_data() {
        return Ok(PrivacyState::SignedOut);
    }
    let papers = papers::kept(store)?;
    let l10n = context.l10n;
    let row = |purpose: ConsentPurpose| {
        let changes: Vec<_> = papers.consents.iter().filter(|record| record.purpose == purpose).collect();
        let said = |given: bool, at| l10n.consent_changed(given, at, context.now);
        let (kind, kind_text) = match changes.last() {
            None => (ConsentKind::NotAsked, l10n.privacy(PrivacyText::NotAsked)),
            Some(last) if last.given => (ConsentKind::Given, said(true, last.at)),
            Some(last) => (ConsentKind::Withdrawn, said(false, last.at)),
        };
        let (title, text) = l10n.consent(purpose.into());
        ConsentRow { purpose, title, text, kind, kind_text, history: changes.iter().map(|change| said(change.given, change.at)).collect() }
    };
    Ok(PrivacyState::Privacy {
        consents: ConsentPurpose::ALL.map(row).to_vec(),
        holds_text: l10n.privacy(PrivacyText::Holds),
        export_text: l10n.privacy(PrivacyText::Export),
        delete_text: l10n.privacy(PrivacyText::Delete),
    })
}
