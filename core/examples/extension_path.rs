//! What a notification extension does with one push, and nothing else: a program to measure and to look through for what it links.
//!
//! `extension_path record SPOOL_DIR PAYLOAD_FILE` keeps the push; `extension_path render CONTEXT_FILE PAYLOAD_FILE` puts it in words.
//! With a fourth argument N it does so N times and prints how much its memory grew after the first hundred.

use std::path::Path;

use schoolcard_core::alerts::push::{record_push, render_push};

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let [_, what, place, payload, rest @ ..] = args.as_slice() else {
        eprintln!("extension_path record SPOOL_DIR PAYLOAD_FILE [TIMES] | extension_path render CONTEXT_FILE PAYLOAD_FILE [TIMES]");
        std::process::exit(2);
    };
    let payload = match std::fs::read(payload) {
        Ok(payload) => payload,
        Err(error) => {
            eprintln!("{error}");
            std::process::exit(1);
        }
    };
    let times: u32 = rest.first().and_then(|times| times.parse().ok()).unwrap_or(1);
    let mut settled = 0;
    for turn in 0..times {
        if what == "record" {
            let kept = record_push(Path::new(place), &payload);
            if turn == 0 {
                println!("{kept:?}");
            }
        } else {
            let rendered = render_push(&payload, Path::new(place));
            if turn == 0 {
                println!("{rendered:?}");
            }
        }
        if turn == 100 {
            settled = anonymous_kib();
        }
    }
    if times > 100 {
        println!("grew {} KiB", anonymous_kib().saturating_sub(settled));
    }
    println!("peak {} KiB, anonymous {} KiB", status_kib("VmHWM:"), anonymous_kib());
}

/// Anonymous memory of this process.
fn anonymous_kib() -> u64 {
    status_kib("RssAnon:")
}

/// A line of what Linux tells of this process.
fn status_kib(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    line.and_then(|line| line.split_whitespace().next()).and_then(|number| number.parse().ok()).unwrap_or(0)
}
