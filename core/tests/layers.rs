//! Holds the core to its layers: a module of `src/` uses only modules above it, and a few things have one place each.
//!
//! What it sees: paths that start with `crate::` or climb out of their module with `super::`, in code (comments and texts do
//! not count). What it does not see: a path hidden behind a macro or a re-export.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test says what went wrong by panicking, helpers included")]

use std::path::{Path, PathBuf};

/// The modules of the core, top to bottom.
const LAYERS: [&str; 12] =
    ["domain", "l10n", "school_api", "store", "secrets", "session", "sync", "outbox", "alerts", "screens", "app", "ffi"];

/// A thing that has its place: only files whose path starts with one of `places` may name it outside their tests.
struct Place {
    what: &'static str,
    texts: &'static [&'static str],
    places: &'static [&'static str],
}

const PLACES: [Place; 6] = [
    Place { what: "HTTP", texts: &["reqwest::"], places: &["school_api"] },
    Place { what: "names of wire fields", texts: &["serde(rename", "serde(alias", "serde(flatten"], places: &["school_api"] },
    Place {
        // Beside the wire, for what we wrote ourselves: purchase lines in one column, saved states of screens,
        // a sign-in in progress, the place a sync has come to, commands with their states, events, rules and the registration of alerts.
        what: "JSON",
        texts: &["serde_json::"],
        places: &[
            "school_api",
            "store/purchases.rs",
            "store/menus.rs",
            "screens",
            "session",
            "sync",
            "outbox",
            "alerts/push",
            "alerts/ledger.rs",
            "alerts/reading.rs",
            "alerts/registration.rs",
            "app",
        ],
    },
    Place { what: "SQL", texts: &["rusqlite::"], places: &["store"] },
    Place {
        // Beside the app: the store's one writer.
        what: "starting threads and tasks",
        texts: &["::spawn(", ".spawn(", "spawn_blocking(", "spawn_local(", "thread::scope(", "thread::Builder"],
        places: &["app", "store/owner.rs"],
    },
    Place { what: "objects and functions for the faces", texts: &["uniffi::export", "uniffi::Object"], places: &["ffi"] },
];

/// What is wrong with `source`, which stands at `path` below `src/`.
fn complaints(path: &str, source: &str) -> Vec<String> {
    let code = without_tests(&without_words(source));
    let mut found = Vec::new();
    let own = path.split('/').next().unwrap_or(path).trim_end_matches(".rs");
    let Some(layer) = LAYERS.iter().position(|l| *l == own) else {
        return vec![format!("{path}: the module `{own}` has no place in the list of layers")];
    };
    for used in used_modules(path, &code) {
        if LAYERS.iter().position(|l| *l == used).is_some_and(|other| other > layer) {
            found.push(format!("{path}: `{own}` uses `{used}`, which is below it"));
        }
    }
    for place in &PLACES {
        let at_home = place
            .places
            .iter()
            .any(|home| path.strip_prefix(home).is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || rest.starts_with(".rs")));
        for text in place.texts {
            if !at_home && code.contains(text) {
                found.push(format!("{path}: `{text}`: the place of {} is {:?}", place.what, place.places));
            }
        }
    }
    found
}

/// Modules of the crate that `code` names, at whatever place.
fn used_modules(path: &str, code: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (start, _) in code.match_indices("crate::") {
        heads(&code[start + "crate::".len()..], &mut found);
    }
    // `super::` leads out of the module when there are as many of them as the file is deep.
    let depth = path.split('/').filter(|part| *part != "mod.rs").count();
    let mut rest = code;
    while let Some(start) = rest.find("super::") {
        let mut after = &rest[start..];
        let mut climbs = 0;
        while let Some(shorter) = after.strip_prefix("super::") {
            after = shorter;
            climbs += 1;
        }
        if climbs >= depth {
            heads(after, &mut found);
        }
        rest = after;
    }
    found
}

/// The first names of the path or `{…}` group that `text` starts with.
fn heads(text: &str, found: &mut Vec<String>) {
    let text = text.trim_start();
    let Some(group) = text.strip_prefix('{') else {
        found.push(text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
        return;
    };
    let mut depth = 0_usize;
    let mut item = String::new();
    for c in group.chars() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => heads(&std::mem::take(&mut item), found),
            _ => {}
        }
        if depth == 0 && c != ',' {
            item.push(c);
        }
    }
    heads(&item, found);
}

/// `source` without comments, texts and characters.
fn without_words(source: &str) -> String {
    let mut code = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(c) = rest.chars().next() {
        let skipped = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if let Some(length) = raw_text(rest).filter(|_| !code.ends_with(|c: char| c.is_alphanumeric() || c == '_')) {
            length
        } else if c == '"' {
            closing(rest, '"')
        } else if rest.starts_with("'\\") || (c == '\'' && rest.chars().nth(2) == Some('\'')) {
            closing(rest, '\'')
        } else {
            0
        };
        if skipped == 0 {
            code.push(c);
            rest = &rest[c.len_utf8()..];
        } else {
            code.push(' ');
            rest = &rest[skipped..];
        }
    }
    code
}

/// Length of the raw text that `rest` starts with, if it does.
fn raw_text(rest: &str) -> Option<usize> {
    let after = rest.strip_prefix('r').or_else(|| rest.strip_prefix("br"))?;
    let hashes = after.chars().take_while(|c| *c == '#').count();
    if !after[hashes..].starts_with('"') {
        return None;
    }
    let start = rest.len() - after.len() + hashes + 1;
    let end = format!("\"{}", "#".repeat(hashes));
    Some(rest[start..].find(&end).map_or(rest.len(), |at| start + at + end.len()))
}

/// Length of the text that starts with `quote`, escapes honoured.
fn closing(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if c == quote => return at + c.len_utf8(),
            _ => {}
        }
    }
    rest.len()
}

/// `code` without the blocks that are only there in tests.
fn without_tests(code: &str) -> String {
    const MARK: &str = "#[cfg(test)]";
    let mut kept = String::new();
    let mut rest = code;
    while let Some(start) = rest.find(MARK) {
        kept.push_str(&rest[..start]);
        rest = &rest[start + MARK.len()..];
        let open = rest.find('{').unwrap_or(rest.len());
        if rest.find(';').is_some_and(|end| end < open) {
            // `#[cfg(test)] mod tests;`
            continue;
        }
        let mut depth = 0_usize;
        let mut end = rest.len();
        for (at, c) in rest.char_indices().skip_while(|(at, _)| *at < open) {
            match c {
                '{' => depth += 1,
                '}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 {
                end = at + 1;
                break;
            }
        }
        rest = &rest[end..];
    }
    kept.push_str(rest);
    kept
}

fn rust_files(dir: &Path, into: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, into);
        } else if path.extension().is_some_and(|e| e == "rs") {
            into.push(path);
        }
    }
}

#[test]
fn every_module_uses_only_modules_above_it() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    rust_files(&src, &mut files);
    assert!(files.len() > 20, "the sources of the core are not where this test looks");
    let mut found = Vec::new();
    for file in files {
        let path = file.strip_prefix(&src).unwrap().to_str().unwrap().replace('\\', "/");
        let only_tests = path.split('/').any(|part| matches!(part, "tests" | "tests.rs" | "conformance.rs") || part.ends_with("_tests.rs"));
        if path == "lib.rs" || only_tests {
            continue;
        }
        found.extend(complaints(&path, &std::fs::read_to_string(&file).unwrap()));
    }
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn the_checker_sees_a_module_used_from_above() {
    for bad in [
        "use crate::screens::home;",
        "use crate::{domain::Money, screens::{home, notice}};",
        "use crate::{\n    domain::{Money, Period},\n    app,\n};",
        "fn f() { crate::ffi::call() }",
        "use super::super::screens::Screen;",
        "use super::super::{domain::Money, screens};",
        "fn f() -> &'static str { let c = '\"'; crate::app::name() }",
    ] {
        assert_eq!(complaints("store/purchases.rs", bad).len(), 1, "{bad}");
    }
    assert_eq!(complaints("app.rs", "use super::ffi::Object;").len(), 1);
    assert_eq!(complaints("somewhere/mod.rs", "").len(), 1, "a module outside the list");
}

#[test]
fn the_checker_sees_a_thing_out_of_its_place() {
    for (path, bad) in [
        ("sync/mod.rs", "fn f(c: reqwest::Client) {}"),
        ("alerts/mod.rs", "let v: serde_json::Value;"),
        ("store/notes.rs", "let v: serde_json::Value;"),
        ("domain/money.rs", "#[serde(rename = \"sum\")] struct S;"),
        ("screens/home.rs", "use rusqlite::Connection;"),
        ("session/mod.rs", "tokio::spawn(async {});"),
        ("store/files.rs", "std::thread::spawn(|| ());"),
        ("screens/mod.rs", "#[uniffi::export] fn f() {}"),
        ("app.rs", "#[derive(uniffi::Object)] struct A;"),
    ] {
        assert_eq!(complaints(path, bad).len(), 1, "{path}: {bad}");
    }
}

#[test]
fn the_checker_lets_pass_what_is_in_order() {
    for (path, good) in [
        ("store/purchases.rs", "use crate::domain::{Money, Period}; use serde_json::Value; fn f() -> rusqlite::Error {}"),
        ("store/mod.rs", "// crate::screens is told through a listener\n/* crate::app */ fn f() {}"),
        ("store/mod.rs", "const S: &str = \"crate::app\"; const R: &str = r#\"\"crate::app\"\"#;"),
        ("store/notes.rs", "use super::family; use super::merge::{Pair, pairs}; fn f<'a>(x: &'a str) {}"),
        ("school_api/lenient.rs", "#[serde(rename = \"in\")] struct S; use reqwest::Client;"),
        ("store/owner.rs", "std::thread::Builder::new().spawn(|| ());"),
        ("app/mod.rs", "runtime.spawn(async {});"),
        ("ffi/mod.rs", "use crate::app::ParentApp; #[uniffi::export] fn f() {}"),
        ("sync/mod.rs", "fn f() {}\n#[cfg(test)]\nmod tests { fn g() { if true {} tokio::spawn(async {}); } }\nfn h() {}"),
    ] {
        assert_eq!(complaints(path, good), Vec::<String>::new(), "{path}: {good}");
    }
}
