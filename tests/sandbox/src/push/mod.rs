//! Pushes: what the school would send to registered devices, in the form of each push service.

pub mod ece;
