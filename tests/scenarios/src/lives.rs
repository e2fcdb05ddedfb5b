//! Lives of an app in processes of their own, ended at a chosen commit of its outbox.

use std::process::Command;

/// Ends of a process: before and after each of the first `most` commits of its outbox.
pub fn ends(most: u32) -> impl Iterator<Item = String> {
    (1..=most).flat_map(|step| ["before", "after"].map(|when| format!("{step}-{when}")))
}

/// One life of `program`; what it said when it came to its end, or none when it was ended before.
///
/// # Panics
/// When it cannot be started, or ends badly although no `end` was chosen.
pub fn live(program: &str, args: &[&str], end: Option<&str>) -> Option<String> {
    let mut life = Command::new(program);
    life.args(args);
    if let Some(end) = end {
        life.env("SCHOOLCARD_CRASH_AT", end);
    }
    let output = tokio::task::block_in_place(|| life.output()).expect("a process");
    let whole = output.status.success();
    assert!(whole || end.is_some(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    whole.then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
