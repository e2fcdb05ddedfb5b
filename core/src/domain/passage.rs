//! One recorded tap at a turnstile.

use serde::{Deserialize, Serialize};

use super::ids::{OrganizationId, PassageId, PersonId};
use super::time::Moment;

/// Which way the child went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, uniffi::Enum)]
pub enum Direction {
    /// Into the building.
    In,
    /// Out of it.
    Out,
}

/// The building a turnstile belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct Organization {
    /// Identity; empty text when the server gave none (older routes).
    pub id: OrganizationId,
    /// Full name; may be empty.
    pub name: String,
    /// Short name; may be empty.
    pub short_name: String,
    /// Address; may be empty.
    pub address: String,
}

/// How a passage reached us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
pub enum PassageSource {
    /// Read from the visits route.
    Server,
    /// Carried by a push message, not yet confirmed by the visits route.
    Push,
}

/// One recorded tap. The wire gives times to the minute, in Moscow time (wire-api §4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    /// Whose.
    pub child: PersonId,
    /// When the turnstile recorded it.
    pub at: Moment,
    /// Which way.
    pub direction: Direction,
    /// Where.
    pub organization: Organization,
    /// Who brought (entry) or fetched (exit) a small child, as the server names them.
    pub escort: Option<String>,
    /// When this phone first learned of it, in the server's time.
    pub learned_at: Moment,
    /// How it reached us.
    pub source: PassageSource,
}

/// An event learned more than this many minutes after it happened is late news (P7).
pub const LATE_NEWS_MINUTES: i64 = 30;

impl Passage {
    /// Late news (P7): learned more than [`LATE_NEWS_MINUTES`] after it happened.
    pub fn is_late_news(&self) -> bool {
        self.learned_at.minutes_since(self.at) > LATE_NEWS_MINUTES
    }

    /// The key by which the same tap is recognised on every route: `date|organization|in or out|HH:MM` (wire-api §4).
    pub fn id(&self) -> PassageId {
        let way = match self.direction {
            Direction::In => "in",
            Direction::Out => "out",
        };
        PassageId(format!("{}|{}|{way}|{}", self.at.date(), self.organization.id, self.at.time()))
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::samples::{at, tap_in};

    #[test]
    fn p7_learned_more_than_thirty_minutes_late_is_late_news() {
        let mut tap = tap_in("2026-05-12 08:07");
        tap.learned_at = at("2026-05-12 08:37");
        assert!(!tap.is_late_news());
        tap.learned_at = at("2026-05-12 08:38");
        assert!(tap.is_late_news());
    }

    #[test]
    fn a_tap_is_known_by_day_building_way_and_minute() {
        assert_eq!(tap_in("2026-05-12 08:07").id().as_str(), "2026-05-12|101|in|08:07");
    }
}
