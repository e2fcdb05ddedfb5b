//! The terminal face.
fn main() {}
