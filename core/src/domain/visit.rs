//! Pairs of taps in one building (P3, P4).

use serde::{Deserialize, Serialize};

use super::passage::{Organization, Passage};
use super::time::{LocalDate, Moment};

/// One stay in one building; either side may be missing, and no time is ever invented.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    /// The school day.
    pub date: LocalDate,
    /// The building.
    pub organization: Organization,
    /// The entry, or none when it was not recorded (P4).
    pub entry: Option<Moment>,
    /// The exit, or none while inside or when it was not recorded (P3).
    pub exit: Option<Moment>,
    /// No exit yet and the building has not closed.
    pub still_inside: bool,
    /// Who brought the child.
    pub brought_by: Option<String>,
    /// Who fetched the child.
    pub fetched_by: Option<String>,
    /// The raw taps this visit is made of, oldest first.
    pub passages: Vec<Passage>,
}
