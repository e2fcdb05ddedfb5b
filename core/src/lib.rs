//! The core of School Card.
//!
//! A module may use only modules above it in this list (a test holds it to that):
//! `domain`, `l10n`, `school_api`, `store`, `secrets`, `session`, `sync`, `outbox`, `alerts`, `screens`, `app`, `ffi`.

pub mod alerts;
pub mod app;
pub mod domain;
pub mod ffi;
pub mod l10n;
pub mod outbox;
pub mod school_api;
pub mod screens;
pub mod secrets;
pub mod session;
pub mod store;
pub mod sync;

uniffi::setup_scaffolding!();
