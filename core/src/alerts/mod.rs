//! Alerts: a parent is told, once, in time, and never a thing that is not so.
//!
//! Decides which events are news, whether they are told or only kept in the feed, and what each was already told. Leaves to others: the
//! rows (store), reading them from the school (sync), the words (l10n), posting (the faces).
//!
//! | you look for | file |
//! | --- | --- |
//! | one row for each event, whatever the route | [`ledger`] |
//! | events that the stored rows tell | [`detect`] |
//! | a cut-off that is near | `cut_off_near` |
//! | what a parent wants to be told, and when | [`rules`] |
//! | what screens read of it | [`reading`] |
//! | what is written down of the registration for pushes | [`registration`] |
//! | reading a push; all that the notification extension links | [`push`] |

mod cut_off_near;
pub mod detect;
pub mod ledger;
pub mod push;
pub mod reading;
pub mod registration;
pub mod rules;
#[cfg(test)]
mod tests;

pub use ledger::{AlertLedger, LedgerAlert, PushTaken};
pub use reading::PushHealth;
