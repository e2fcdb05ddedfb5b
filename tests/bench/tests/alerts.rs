//! The rows of alerts measure something, small and fast. Says nothing about speed.
#![allow(clippy::unwrap_used)] // Helpers of tests, too, may stop a test.

use std::process::Command;

fn quick(row: &str) -> Vec<serde_json::Value> {
    let run = Command::new(env!("CARGO_BIN_EXE_bench")).args(["--quick", "--json", row]).output().unwrap();
    assert!(run.status.success(), "{row}: {}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8(run.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn value(figures: &[serde_json::Value], what: &str) -> f64 {
    figures.iter().find(|figure| figure["what"].as_str().unwrap().contains(what)).unwrap()["value"].as_f64().unwrap()
}

#[test]
fn pushes_reach_the_observer_without_a_request() {
    let figures = quick("push-state");
    assert!(value(&figures, "push in") > 0.0);
    assert!(value(&figures, "requests").abs() < f64::EPSILON, "{figures:?}");
}

#[test]
fn the_extension_s_program_is_measured_as_a_process_of_its_own() {
    // The row needs the program beside the bench: naming it here builds it.
    assert!(std::path::Path::new(env!("CARGO_BIN_EXE_extension_path")).exists());
    let figures = quick("push-spawn");
    assert!(value(&figures, "store one push, exit") > 0.0 && value(&figures, "peak resident") > 0.0, "{figures:?}");
}

#[test]
fn every_passage_of_a_day_over_a_bad_channel_is_told_exactly_once() {
    let figures = quick("passages");
    for what in ["not told", "more than once"] {
        assert!(value(&figures, what).abs() < f64::EPSILON, "{figures:?}");
    }
}
