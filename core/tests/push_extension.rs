//! The notification extension's path reaches neither the network, nor tokio, nor the databases: by its modules and by its symbols.

#![allow(clippy::unwrap_used, reason = "helpers of tests panic, too")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What the path may use of this crate.
const ALLOWED: [&str; 4] = ["alerts/push", "alerts/rules.rs", "domain", "l10n"];
/// What no file on the path may name.
const FORBIDDEN: [&str; 8] = ["reqwest", "tokio", "rusqlite", "hyper", "rustls", "std::net", "std::thread", "keyring"];

fn rust_files(at: &Path, into: &mut Vec<PathBuf>) {
    if at.is_file() {
        into.push(at.to_owned());
        return;
    }
    for entry in std::fs::read_dir(at).unwrap() {
        let path = entry.unwrap().path();
        let is_tests = path.file_stem().is_some_and(|name| name.to_string_lossy().ends_with("tests") || name == "samples");
        if !is_tests && (path.is_dir() || path.extension().is_some_and(|e| e == "rs")) {
            rust_files(&path, into);
        }
    }
}

/// What `code` names below `crate::`, down to the first two names; groups are taken apart.
fn uses(code: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for part in code.split("crate::").skip(1) {
        let names = |text: &str| {
            let path: Vec<String> = text
                .trim()
                .split("::")
                .take(2)
                .map(|name| name.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect())
                .collect();
            path.join("/")
        };
        match part.strip_prefix('{') {
            Some(group) => found.extend(group.split('}').next().unwrap_or_default().split(',').map(names)),
            None => {
                found.insert(names(part));
            }
        }
    }
    found
}

#[test]
fn the_extension_s_modules_use_only_each_other_and_pure_ones() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    for place in ALLOWED {
        rust_files(&src.join(place), &mut files);
    }
    assert!(files.len() > 25, "the sources are not where this test looks");
    for file in files {
        let source = std::fs::read_to_string(&file).unwrap();
        let code: String = source
            .split("#[cfg(test)]")
            .next()
            .unwrap_or_default()
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"))
            .collect::<Vec<_>>()
            .join("\n");
        for word in FORBIDDEN {
            let named = code.match_indices(word).any(|(at, _)| {
                let before = code[..at].chars().next_back().is_some_and(|c| c.is_alphanumeric() || c == '_');
                let after = code[at + word.len()..].chars().next().is_some_and(|c| c.is_alphanumeric() || c == '_');
                !before && !after
            });
            assert!(!named, "{} names {word}", file.display());
        }
        for used in uses(&code) {
            let pure = used.starts_with("domain") || used.starts_with("l10n");
            let own = used == "alerts/push" || used == "alerts/rules";
            // A macro of the crate stands at its root.
            assert!(pure || own || used == "dated", "{} uses crate::{used}", file.display());
        }
    }
}

#[test]
fn the_test_of_modules_sees_what_it_forbids() {
    assert!(uses("use crate::store::Store;").contains("store/Store"));
    assert!(uses("use crate::{domain::Money, sync::Caller};").contains("sync/Caller"));
}

/// The program, built where the tests are built.
fn example() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let profile_dir = test.parent().and_then(Path::parent).unwrap();
    let built = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--offline", "--package", "schoolcard-core", "--example", "extension_path", "--target-dir"])
        .arg(profile_dir.parent().unwrap())
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .status()
        .unwrap();
    assert!(built.success(), "the program could not be built");
    profile_dir.parent().unwrap().join("debug/examples/extension_path")
}

#[test]
fn the_extension_s_program_has_no_symbol_of_http_tokio_or_sqlite() {
    let symbols = |program: &Path| {
        let listed = Command::new("nm").arg("-C").arg(program).output().unwrap();
        assert!(listed.status.success(), "nm could not read {}", program.display());
        String::from_utf8_lossy(&listed.stdout).into_owned()
    };
    let own = symbols(&example());
    assert!(own.contains("schoolcard_core::alerts::push"), "the program is not what this test thinks");
    for word in ["reqwest::", "tokio::", "sqlite3_", "hyper::", "rustls::"] {
        let found = own.lines().find(|line| line.contains(word));
        assert_eq!(found, None, "{word} is linked");
    }
}

#[test]
fn the_extension_s_program_keeps_a_push_and_puts_it_in_words() {
    let dir = tempfile::tempdir().unwrap();
    let payload = dir.path().join("payload.json");
    std::fs::write(&payload, br#"{"v":"1","id":"alert-1","k":"entry","t":"1","m":"AAAA"}"#).unwrap();
    let run = |what: &str, place: &Path| {
        let out = Command::new(example()).arg(what).arg(place).arg(&payload).output().unwrap();
        assert!(out.status.success(), "{out:?}");
        String::from_utf8(out.stdout).unwrap()
    };
    let spool = dir.path().join("spool");
    assert!(run("record", &spool).starts_with("Kept"));
    assert!(spool.join("alert-1").is_file());
    assert!(run("record", &spool).starts_with("AlreadyKept"));
    assert!(run("render", &dir.path().join("no-context.json")).contains("SignedOut"));
}
