//! The core of School Card.
