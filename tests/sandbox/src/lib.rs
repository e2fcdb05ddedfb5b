//! The sandbox school server.
