//! The system's browser: for the sign-in page and the payment page.

use std::process::{Command, Stdio};

/// Opens `url` with the browsers of `$BROWSER` (`:` between them, `%s` for the address), else the system's opener.
pub fn open(url: &str) -> bool {
    // What a server names is opened only when it is a page.
    if !url.starts_with("https://") && !url.starts_with("http://") {
        return false;
    }
    let wished = std::env::var("BROWSER").unwrap_or_default();
    let opener = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    wished.split(':').chain([opener]).filter(|line| !line.trim().is_empty()).any(|line| start(line, url))
}

fn start(line: &str, url: &str) -> bool {
    let mut words: Vec<String> = line.split_whitespace().map(|word| word.replace("%s", url)).collect();
    if !line.contains("%s") {
        words.push(url.to_owned());
    }
    let (program, arguments) = words.split_at(1);
    let quiet = Stdio::null;
    Command::new(&program[0]).args(arguments).stdin(quiet()).stdout(quiet()).stderr(quiet()).spawn().is_ok()
}
