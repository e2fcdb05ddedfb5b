//! The full-screen app.
pub mod draw;
pub mod model;
