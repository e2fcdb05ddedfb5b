//! Push messages meet an encoder that is not ours (http-ece from PyPI), in both directions.
//!
//! The package is installed once into the build directory. Without Python or the registry the test fails; `SCHOOLCARD_NO_PYPI=1`
//! leaves it out and says so.

#![allow(clippy::unwrap_used, reason = "helpers of tests panic, too")]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use schoolcard_core::alerts::push::DeviceKeys;
use schoolcard_sandbox::push::ece::Recipient;
use serde_json::{Value, json};

/// Installs the package where missing and returns where it lies.
fn package() -> PathBuf {
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("http-ece");
    if !place.join("http_ece").is_dir() {
        let installed = Command::new("python3")
            .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--target"])
            .arg(&place)
            .args(["http-ece==1.2.1", "cryptography"])
            .status()
            .unwrap();
        assert!(installed.success(), "http-ece could not be installed");
    }
    place
}

fn ask(requests: &[Value]) -> Vec<Value> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/push/interop.py");
    let mut python =
        Command::new("python3").arg(script).env("PYTHONPATH", package()).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let lines: Vec<String> = requests.iter().map(Value::to_string).collect();
    python.stdin.take().unwrap().write_all((lines.join("\n") + "\n").as_bytes()).unwrap();
    let out = python.wait_with_output().unwrap();
    assert!(out.status.success());
    let answers: Vec<Value> = String::from_utf8(out.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(answers.len(), requests.len());
    answers
}

#[test]
fn messages_of_an_independent_encoder_open_here_and_ours_open_there() {
    if std::env::var_os("SCHOOLCARD_NO_PYPI").is_some() {
        eprintln!("left out: SCHOOLCARD_NO_PYPI is set");
        return;
    }
    let keys = DeviceKeys::generate().unwrap();
    let long = "Маша вошла ".repeat(120);
    // One record, many records, and a record that ends exactly with the message.
    let plains = [("короткое", 4096), (long.as_str(), 64), (long.as_str(), 4096), ("x", 18)];
    let seal = |(plain, record): &(&str, u32)| json!({ "do": "seal", "p256dh": keys.public_text(), "auth": keys.auth_text(), "plain": plain, "record": record });
    for (answer, (plain, record)) in ask(&plains.iter().map(seal).collect::<Vec<_>>()).iter().zip(&plains) {
        let message = URL_SAFE_NO_PAD.decode(answer["message"].as_str().unwrap()).unwrap();
        assert_eq!(keys.open(&message).unwrap(), plain.as_bytes(), "record size {record}");
    }

    let recipient = Recipient::from_text(&keys.public_text(), &keys.auth_text()).unwrap();
    let open = |plain: &&str| {
        let message = URL_SAFE_NO_PAD.encode(recipient.seal(plain.as_bytes()).unwrap());
        json!({ "do": "open", "private": keys.private_text(), "auth": keys.auth_text(), "message": message })
    };
    let ours = ["короткое", long.as_str()];
    for (answer, plain) in ask(&ours.iter().map(open).collect::<Vec<_>>()).iter().zip(ours) {
        assert_eq!(answer["plain"], plain);
    }
}
