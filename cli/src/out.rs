//! Printing lines. A reader that has gone (`schoolcard visits | head`) is no reason to fail.

use std::fmt::Display;
use std::io::{BufRead, IsTerminal, Write, stderr, stdin, stdout};

/// A line of the answer, on standard output.
pub fn line(text: impl Display) {
    let _ = writeln!(stdout().lock(), "{text}");
}

/// A line of an answer that goes on, on standard output; false when the reader has gone.
pub fn went_out(text: impl Display) -> bool {
    let mut out = stdout().lock();
    writeln!(out, "{text}").and_then(|()| out.flush()).is_ok()
}

/// A line for the person beside the answer, on standard error.
pub fn note(text: impl Display) {
    let _ = writeln!(stderr().lock(), "{text}");
}

/// Asks `question` at a terminal; false unless it was answered with yes. Without a terminal nobody can answer.
pub fn says_yes(question: &str) -> bool {
    if !stdin().is_terminal() || !stderr().is_terminal() {
        return false;
    }
    let mut err = stderr();
    let _ = write!(err, "{question}").and_then(|()| err.flush());
    let mut answer = String::new();
    let _ = stdin().lock().read_line(&mut answer);
    matches!(answer.trim().to_lowercase().as_str(), "д" | "да" | "y" | "yes")
}

/// The terminal's sound.
///
/// # Errors
/// When the terminal is gone.
pub fn ring() -> std::io::Result<()> {
    stdout().lock().write_all(b"\x07").and_then(|()| stdout().flush())
}

/// A line of standard error, which must be a terminal, written over the one before; the next [`note`] ends it.
pub fn rewrite_note(text: &str) {
    let mut err = stderr().lock();
    let _ = write!(err, "\r{text}\x1b[K");
    let _ = err.flush();
}
