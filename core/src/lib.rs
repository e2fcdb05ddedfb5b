//! The core of School Card.
//!
//! A module may use only modules above it in this list (a test holds it to that):
//! `domain`, `l10n`, `school_api`, `store`, `secrets`, `session`, `sync`, `outbox`, `alerts`, `screens`, `app`, `ffi`.

pub mod domain;
pub mod screens;

uniffi::setup_scaffolding!();
