//! A client written from the description of the wire alone, in another language, works unmodified.
//!
//! `independent_client.py` checks what it reads (older and newer routes tell the same, ledgers add up) and fails
//! otherwise; here only what it found is compared with the school's own counters.

mod client;

use std::process::Stdio;

use client::{Parent, school};
use serde_json::{Value, json};

#[tokio::test]
async fn an_independent_client_signs_in_renews_and_reads_everything() {
    let sandbox = school(3).await;
    let output = tokio::task::spawn_blocking({
        let base = sandbox.base_url();
        move || {
            std::process::Command::new("python3")
                .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/independent_client.py"))
                .args([base.as_str(), "parent", "parent", "2026-05-12"])
                .stdin(Stdio::null())
                .output()
        }
    })
    .await
    .unwrap()
    .expect("python3 is installed");
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{complaint}");
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();

    assert_eq!(told["trap"], json!([401, "Found multiple bearer tokens in the request"]));
    let children = told["children"].as_array().unwrap();
    assert_eq!(children.len(), 3);
    for child in children {
        for (what, at_least) in [("taps", 40), ("movements", 40), ("orders", 30), ("days", 30)] {
            assert!(child[what].as_i64().unwrap() >= at_least, "{what}: {child}");
        }
    }
    // It walked the real routes: 60 days in weeks are 9 requests a child.
    assert_eq!(sandbox.counters().requests_to("visit_durations"), 27);
    assert_eq!(sandbox.counters().requests_to("/v3/token/refresh"), 1);

    // And it saw what our own client sees.
    let parent = Parent::sign_in(&sandbox, "parent").await;
    for (index, child) in children.iter().enumerate() {
        let person = parent.person(index).await;
        assert_eq!(child["person_id"], person);
        let ours = parent.movements(&person, "2000-01-01", "2026-05-12").await;
        assert_eq!(child["movements"].as_u64().unwrap(), ours.len() as u64);
    }
}
