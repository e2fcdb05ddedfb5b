//! The snapshot file: what home and the widgets need before the core is loaded, or without it.
//!
//! `home-snapshot.json` in the shared directory (the data directory where there is no other), replaced whole after each change of
//! home. A reader checks `version`, shows the texts as they are, and past `holds_until_millis` shows them only with their dates, as
//! old. It holds names and sums, so it is kept out of backups and is removed with the sign-out.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::domain::Moment;
use crate::l10n::Locale;
use crate::screens::home::{BalanceCell, ChildCard, HomeState};

/// Name of the file inside the shared directory.
pub const FILE: &str = "home-snapshot.json";
/// Version of its form. Readers ignore a version they do not know.
pub const VERSION: u32 = 1;

/// The whole file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// Version of the form: [`VERSION`].
    pub version: u32,
    /// Language of the texts: `ru` or `en`.
    pub locale: String,
    /// When it was written, in the school's time, milliseconds since 1970 UTC.
    pub saved_at_millis: i64,
    /// Until when presence means what it says, in the same form.
    pub holds_until_millis: i64,
    /// The children in the server's order; empty when nobody is signed in.
    pub children: Vec<SnapshotChild>,
}

/// One child, in ready texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SnapshotChild {
    /// Who, for a link into the app.
    pub person_id: String,
    /// First and last name.
    pub name: String,
    /// First name.
    pub short_name: String,
    /// «В школе с 08:07».
    pub presence_text: String,
    /// What it rests on.
    pub evidence_text: String,
    /// Date and state of the presence, in words.
    pub presence_as_of_text: String,
    /// «1 226,90 ₽», or why there is none.
    pub balance_text: String,
    /// The same for a screen reader.
    pub balance_spoken: String,
    /// Date and state of the balance, in words; empty when there is none.
    pub balance_as_of_text: String,
    /// «Сегодня: 2 покупки на 235,00 ₽».
    pub today_text: String,
    /// Date and state of today's figure, in words.
    pub today_as_of_text: String,
}

impl From<&ChildCard> for SnapshotChild {
    fn from(card: &ChildCard) -> Self {
        let (balance_text, balance_spoken, balance_as_of_text) = match &card.balance {
            BalanceCell::Known { figure } => (figure.value.text.clone(), figure.value.spoken.clone(), figure.as_of_text.clone()),
            BalanceCell::Loading { text } | BalanceCell::Unavailable { text } => (text.clone(), text.clone(), String::new()),
        };
        Self {
            person_id: card.person.0.clone(),
            name: card.name.clone(),
            short_name: card.short_name.clone(),
            presence_text: card.presence.value.text.clone(),
            evidence_text: card.presence.value.evidence_text.clone(),
            presence_as_of_text: card.presence.as_of_text.clone(),
            balance_text,
            balance_spoken,
            balance_as_of_text,
            today_text: card.today.value.text.clone(),
            today_as_of_text: card.today.as_of_text.clone(),
        }
    }
}

/// Removes the file.
pub(super) fn remove(dir: &Path) {
    for path in [dir.join(FILE), dir.join(FILE).with_extension("part")] {
        let _ = std::fs::remove_file(path);
    }
}

/// Replaces the file. A failure is logged and leaves the old one: the app itself does not need it.
pub(super) fn write(dir: &Path, locale: Locale, saved_at: Moment, holds_until: Moment, state: &HomeState) {
    let children = match state {
        HomeState::Children { cards, .. } => cards.iter().map(SnapshotChild::from).collect(),
        HomeState::SignedOut | HomeState::Loading { .. } => Vec::new(),
    };
    let snapshot = Snapshot {
        version: VERSION,
        locale: locale.tag().to_owned(),
        saved_at_millis: saved_at.0,
        holds_until_millis: holds_until.0,
        children,
    };
    let path = dir.join(FILE);
    let part = path.with_extension("part");
    let written = serde_json::to_vec(&snapshot)
        .map_err(std::io::Error::from)
        .and_then(|bytes| std::fs::write(&part, bytes))
        .and_then(|()| std::fs::rename(&part, &path));
    if let Err(error) = written {
        tracing::debug!(%error, "the snapshot file could not be replaced");
    }
}
