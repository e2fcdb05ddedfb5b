//! How fresh a figure is. No figure reaches a parent without it.

use serde::{Deserialize, Serialize};

use super::time::Moment;

/// Where a figure came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
pub enum Source {
    /// Read from the school's server.
    Server,
    /// Carried by a push message.
    Push,
    /// Worked out on the phone from other figures.
    Computed,
}

/// Whether a figure can be taken as today's truth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, uniffi::Enum)]
pub enum DataState {
    /// Read during this run of the app, and recently.
    Live,
    /// Kept from an earlier reading; nothing is known to be wrong.
    Cached,
    /// Older than such a figure should be at this time of day.
    Late,
    /// The service that gives it answered with a fault; this is its last value.
    ServiceDown,
}

/// Date, origin and state of one figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, uniffi::Record)]
pub struct Freshness {
    /// When the figure was true, in the server's time.
    pub as_of: Moment,
    /// Where it came from.
    pub source: Source,
    /// How far it can be trusted now.
    pub state: DataState,
}

/// Defines the dated form of a value: a record of the value and its [`Freshness`].
///
/// One record per type, because the bindings know no generics.
#[macro_export]
macro_rules! dated {
    ($(#[$meta:meta])* $name:ident, $value:ty) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize, uniffi::Record)]
        pub struct $name {
            /// The figure itself.
            pub value: $value,
            /// Its date, origin and state.
            pub freshness: $crate::domain::Freshness,
            /// The date and state in words, for the eye and the screen reader: «на 11:30», «данные за 8 мая, школа не отвечает».
            pub as_of_text: String,
        }
    };
}
