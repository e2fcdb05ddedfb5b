//! End-to-end scenarios against the sandbox over real HTTP.
