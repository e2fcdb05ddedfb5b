//! A terminal to run the full-screen app in. Needs tmux, which `tests/run` installs.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// A terminal of its own, gone with the test.
pub struct Terminal(tempfile::TempDir);

impl Terminal {
    pub fn open(line: &[&str]) -> Self {
        let terminal = Self(tempfile::tempdir().expect("a directory"));
        let program = std::iter::once(env!("CARGO_BIN_EXE_schoolcard")).chain(line.iter().copied());
        // The browser opens nothing: the test plays it.
        let mut start =
            terminal.tmux(&["new-session", "-d", "-s", "t", "-x", "100", "-y", "30", "-e", "BROWSER=true", "-e", "LANG=C.UTF-8"]);
        assert!(start.args(program).status().expect("tmux").success());
        terminal
    }

    fn tmux(&self, arguments: &[&str]) -> Command {
        let mut tmux = Command::new("tmux");
        tmux.arg("-u").arg("-S").arg(self.0.path().join("tmux")).args(["-f", "/dev/null"]).args(arguments).stdin(Stdio::null());
        tmux
    }

    pub fn press(&self, keys: &[&str]) {
        assert!(self.tmux(&["send-keys", "-t", "t"]).args(keys).status().expect("tmux").success());
    }

    pub fn text(&self) -> String {
        let shown = self.tmux(&["capture-pane", "-p", "-t", "t"]).output().expect("tmux");
        String::from_utf8(shown.stdout).expect("UTF-8")
    }

    /// Waits until `part` is on the screen; the screen, and how long it took.
    pub fn until(&self, part: &str, patience: Duration) -> (String, Duration) {
        let begin = Instant::now();
        loop {
            let text = self.text();
            if text.contains(part) {
                return (text, begin.elapsed());
            }
            assert!(begin.elapsed() < patience, "“{part}” is not there after {patience:?}:\n{text}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.tmux(&["kill-server"]).status();
    }
}
