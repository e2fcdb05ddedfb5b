//! The peers of the design on the same bodies, rows and schema: what others would have used instead of the core.

use std::process::Command;

use schoolcard_core::sync::ROWS_A_COMMIT;
use serde::Deserialize;

use crate::Failure;
use crate::school::{School, today};

/// The schema of `cache.db`, as the store itself makes it.
const SCHEMA: &str = include_str!("../../../core/src/store/migrations/cache_001.sql");
/// Python's json and sqlite3, standard library only.
const PYTHON: &str = include_str!("../peers/peer.py");

/// What a peer measured.
pub struct Peer {
    /// Who it is.
    pub name: &'static str,
    /// Of what versions.
    pub versions: String,
    /// Milliseconds of parsing and binding, each time into a fresh file.
    pub millis: Vec<f64>,
    /// Events it stored.
    pub events: u64,
}

#[derive(Deserialize)]
struct Measured {
    millis: Vec<f64>,
    events: u64,
    #[serde(default)]
    python: String,
    #[serde(default)]
    sqlite: String,
}

/// Runs the peers that this machine has.
pub fn all(school: &School, rounds: usize) -> Result<Vec<Peer>, Failure> {
    Ok(python(school, rounds)?.into_iter().collect())
}

fn python(school: &School, rounds: usize) -> Result<Option<Peer>, Failure> {
    if !Command::new("python3").arg("--version").output().is_ok_and(|version| version.status.success()) {
        eprintln!("bench: no python3 here, its peer is left out");
        return Ok(None);
    }
    let dir = tempfile::tempdir()?;
    let (program, schema, db) = (dir.path().join("peer.py"), dir.path().join("schema.sql"), dir.path().join("cache.db"));
    std::fs::write(&program, PYTHON)?;
    std::fs::write(&schema, SCHEMA)?;
    let output = Command::new("python3")
        .arg(&program)
        .args([&school.address.base, &school.address.access, &today().to_string(), &ROWS_A_COMMIT.to_string()])
        .args([&db, &schema])
        .arg(rounds.to_string())
        .output()?;
    if !output.status.success() {
        return Err(format!("the Python peer failed: {}", String::from_utf8_lossy(&output.stderr)).into());
    }
    let measured: Measured = serde_json::from_slice(&output.stdout)?;
    let versions = format!("Python {}, SQLite {}", measured.python, measured.sqlite);
    Ok(Some(Peer { name: "Python json + sqlite3", versions, millis: measured.millis, events: measured.events }))
}
