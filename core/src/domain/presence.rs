//! Whether the child is inside (P2, P3, P5, P6).

use serde::{Deserialize, Serialize};

use super::time::Moment;

/// What a statement of presence rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
pub enum PresenceEvidence {
    /// A tap at a turnstile.
    Passage,
    /// A purchase in the canteen (P5).
    Purchase,
}

/// Why nothing can be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
pub enum UnknownReason {
    /// No passages are known at all yet.
    NoData,
    /// School day, the usual arrival time has passed, no tap (P2).
    EntryNotRecorded,
    /// An entry without an exit, and the building has closed (P3).
    ExitNotRecorded,
}

/// Presence (P2): never "absent".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
pub enum Presence {
    /// Inside since.
    InSince {
        /// The tap or purchase that proves it.
        since: Moment,
        /// What it rests on.
        evidence: PresenceEvidence,
    },
    /// Outside since.
    OutSince {
        /// The recorded exit.
        since: Moment,
    },
    /// Nothing can be said.
    Unknown {
        /// Since when, where that is known.
        since: Option<Moment>,
        /// Why.
        reason: UnknownReason,
    },
}
