//! Alerts: a parent is told, once, in time, and never a thing that is not so.
//!
//! | you look for | file |
//! | --- | --- |
//! | reading a push; all that the notification extension links | [`push`] |
//! | what a parent wants to be told, and when | [`rules`] |

pub mod push;
pub mod rules;
