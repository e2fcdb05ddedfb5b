//! The terminal face.
mod args; mod core; mod failure; mod words; mod json; mod plain; #[cfg(test)] mod samples; mod tui;
fn main() {}
