//! The visits screen: entries and exits of one child, day by day.

use serde::{Deserialize, Serialize};

use super::home::DatedPresence;
use super::notice::{Notice, SyncProgress};
use crate::domain::{Freshness, LocalDate, LocalTime, OrganizationId, Period, PersonId};

/// One visit, ready to draw.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct VisitRow {
    /// Entry; none when it was not recorded (P4).
    pub entry: Option<LocalTime>,
    /// Exit; none while inside or when it was not recorded (P3).
    pub exit: Option<LocalTime>,
    /// No exit yet and the building has not closed.
    pub still_inside: bool,
    /// Whole minutes between the two, when both are known.
    pub minutes: Option<i64>,
    /// Building.
    pub organization_id: OrganizationId,
    /// Building's short name (full name where there is no short one); may be empty.
    pub organization: String,
    /// Address; may be empty.
    pub address: String,
    /// Who brought the child.
    pub brought_by: Option<String>,
    /// Who fetched the child.
    pub fetched_by: Option<String>,
    /// «08:07 – 14:33», «08:07 – ещё в школе», «вход не зафиксирован – 14:33».
    pub text: String,
    /// The same for a screen reader.
    pub spoken: String,
    /// «6 ч 26 мин»; empty when unknown.
    pub duration_text: String,
    /// «узнали в 15:20» when the tap was learned more than 30 minutes late (P7); empty otherwise.
    pub late_text: String,
}

/// One day with passages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct VisitDay {
    /// The day.
    pub date: LocalDate,
    /// «вторник, 12 мая».
    pub title: String,
    /// Oldest first.
    pub visits: Vec<VisitRow>,
}

/// State of the visits screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
pub enum VisitsState {
    /// Nobody is signed in.
    SignedOut,
    /// The family does not have this child.
    UnknownChild,
    /// These days have not been read yet.
    Loading {
        /// Why it takes time, if so.
        notices: Vec<Notice>,
    },
    /// The days.
    Days {
        /// Whose.
        person: PersonId,
        /// Name of the child.
        name: String,
        /// Which days were asked for.
        period: Period,
        /// Where the child is now.
        presence: DatedPresence,
        /// How fresh these days are.
        freshness: Freshness,
        /// The freshness in words.
        as_of_text: String,
        /// Days with passages, newest first; a day without passages has no entry.
        days: Vec<VisitDay>,
        /// What to say when there are none; empty otherwise.
        empty_text: String,
        /// Beside the content.
        notices: Vec<Notice>,
        /// How far the phone's copy has come.
        progress: SyncProgress,
    },
}
