//! Printing lines. A reader that has gone (`schoolcard visits | head`) is no reason to fail.

use std::fmt::Display;
use std::io::{Write, stderr, stdout};

/// A line of the answer, on standard output.
pub fn line(text: impl Display) {
    let _ = writeln!(stdout().lock(), "{text}");
}

/// A line for the person beside the answer, on standard error.
pub fn note(text: impl Display) {
    let _ = writeln!(stderr().lock(), "{text}");
}
