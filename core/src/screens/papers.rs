//! What the parent noted about papers for the school: a phone and an e-mail, applications handed in, other adults named. Kept on this device
//! alone, under the adult who noted it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::{LocalDate, Moment, PersonId};
use crate::outbox::reading;
use crate::store::{Store, StoreError};

/// Where the notes are kept among the settings: this and the adult.
const PAPERS: &str = "papers/";
/// Longest text that is kept, in characters.
const LONGEST: usize = 120;
/// Most adults that are kept.
const MOST_ADULTS: usize = 40;

/// The name of one note about an adult, made on this phone.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AdultId(pub String);

uniffi::custom_newtype!(AdultId, String);

/// What another adult may see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, uniffi::Enum)]
pub enum AdultRights {
    /// Entries and exits only.
    Entries,
    /// Everything the parent sees.
    All,
    /// Nothing any more.
    None,
}

impl From<AdultRights> for crate::l10n::RightsText {
    fn from(rights: AdultRights) -> Self {
        match rights {
            AdultRights::Entries => Self::Entries,
            AdultRights::All => Self::All,
            AdultRights::None => Self::None,
        }
    }
}

/// An adult the parent named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedAdult {
    /// For actions.
    pub id: AdultId,
    /// Of whom.
    pub child: PersonId,
    /// As the parent wrote it.
    pub name: String,
    /// What they may see.
    pub rights: AdultRights,
    /// Last day; none is without end.
    pub until: Option<LocalDate>,
}

/// For what a consent is given: each purpose for itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, uniffi::Enum)]
pub enum ConsentPurpose {
    /// The school may know where to send pushes.
    Pushes,
    /// Names of other adults are kept here.
    OtherAdults,
}

impl ConsentPurpose {
    /// All purposes.
    pub const ALL: [Self; 2] = [Self::Pushes, Self::OtherAdults];
}

impl From<ConsentPurpose> for crate::l10n::ConsentText {
    fn from(purpose: ConsentPurpose) -> Self {
        match purpose {
            ConsentPurpose::Pushes => Self::Pushes,
            ConsentPurpose::OtherAdults => Self::OtherAdults,
        }
    }
}

/// A consent given or withdrawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentRecord {
    /// For what.
    pub purpose: ConsentPurpose,
    /// Given or withdrawn.
    pub given: bool,
    /// When, in the server's time.
    pub at: Moment,
}

/// All notes of one adult.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Papers {
    /// Phone for the applications, when another than the school's.
    pub phone: Option<String>,
    /// E-mail likewise.
    pub email: Option<String>,
    /// Applications handed in, by child.
    pub handed_in: BTreeMap<PersonId, Moment>,
    /// Adults named.
    pub adults: Vec<NamedAdult>,
    /// Consents in the order in which they were given and withdrawn.
    #[serde(default)]
    pub consents: Vec<ConsentRecord>,
}

impl Papers {
    /// Whether the consent for `purpose` stands; none when it was never asked for.
    pub fn agrees(&self, purpose: ConsentPurpose) -> Option<bool> {
        self.consents.iter().rev().find(|record| record.purpose == purpose).map(|record| record.given)
    }
}

/// The notes of whoever is signed in.
pub fn kept(store: &Store) -> Result<Papers, StoreError> {
    let Some(key) = key(store)? else { return Ok(Papers::default()) };
    Ok(store.setting(&key)?.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
}

/// Changes the notes of whoever is signed in; false when nobody is.
pub fn change(store: &Store, change: impl FnOnce(&mut Papers)) -> Result<bool, StoreError> {
    let Some(key) = key(store)? else { return Ok(false) };
    let mut papers = kept(store)?;
    change(&mut papers);
    papers.adults.truncate(MOST_ADULTS);
    store.set_setting(&key, Some(&serde_json::to_string(&papers).unwrap_or_default()))?;
    Ok(true)
}

/// A text as it is kept: trimmed, not endless.
pub fn short(text: &str) -> String {
    text.trim().chars().take(LONGEST).collect()
}

fn key(store: &Store) -> Result<Option<String>, StoreError> {
    Ok(reading::adult(store)?.map(|adult| format!("{PAPERS}{adult}")))
}
