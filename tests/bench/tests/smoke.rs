//! The bench itself works: every row of this file's list measures something, small and fast. Says nothing about speed.
#![allow(clippy::unwrap_used)] // Helpers of tests, too, may stop a test.

use std::process::Command;

fn quick(row: &str) -> Vec<serde_json::Value> {
    let run = Command::new(env!("CARGO_BIN_EXE_bench")).args(["--quick", "--json", row]).output().unwrap();
    assert!(run.status.success(), "{row}: {}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8(run.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn bars(figures: &[serde_json::Value]) -> usize {
    figures.iter().filter(|figure| figure["bar"].is_object()).count()
}

#[test]
fn the_cold_open_finds_the_children_in_the_saved_screen() {
    let figures = quick("cold-open");
    assert_eq!(bars(&figures), 2);
    assert!(figures.iter().all(|figure| figure["value"].as_f64().unwrap() > 0.0), "{figures:?}");
}

#[test]
fn a_sync_and_its_recording_hold_the_same_events() {
    // The row itself fails when the counts differ; here it must have measured at all.
    let figures = quick("sync");
    assert_eq!(bars(&figures), 1);
    let ratio = figures[0]["value"].as_f64().unwrap();
    assert!(ratio > 0.0 && ratio.is_finite(), "{figures:?}");
}

#[test]
fn memory_is_measured_in_processes_of_their_own() {
    let figures = quick("sync-memory");
    assert_eq!(bars(&figures), 3);
}

#[test]
fn the_checker_is_silent_on_clean_ledgers_and_finds_what_was_put_in() {
    let figures = quick("forecast");
    assert_eq!(bars(&figures), figures.len(), "every figure has its limit");
    let checker = figures.iter().filter(|figure| figure["what"].as_str().unwrap().starts_with("bill checker"));
    assert_eq!(checker.filter(|figure| figure["holds"].as_bool().unwrap()).count(), 3, "{figures:?}");
}

#[test]
fn an_unknown_row_is_refused() {
    let run = Command::new(env!("CARGO_BIN_EXE_bench")).arg("no-such-row").output().unwrap();
    assert_eq!(run.status.code(), Some(2));
}
