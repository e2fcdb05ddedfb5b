//! What the tests of the program share: a school on a Tuesday, and runs of the program.
#![allow(dead_code, clippy::expect_used, missing_docs)] // helpers of tests: not every file uses all, and they fail like tests

pub mod terminal;

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use chrono::NaiveDate;
use schoolcard_sandbox::{FaultKind, Sandbox, SandboxConfig, Service};
use serde_json::Value;

/// A school on a Tuesday late in the morning, and an empty data directory.
pub struct Bench {
    pub school: Sandbox,
    pub dir: tempfile::TempDir,
}

pub async fn bench(children: u8) -> Bench {
    let now = NaiveDate::from_ymd_opt(2026, 5, 12).and_then(|day| day.and_hms_opt(11, 30, 0));
    let config = SandboxConfig { children, days: 60, now, ..SandboxConfig::default() };
    Bench { school: schoolcard_sandbox::start(config).await.expect("a sandbox"), dir: tempfile::tempdir().expect("a directory") }
}

impl Bench {
    pub fn data(&self) -> PathBuf {
        self.dir.path().join("data")
    }

    pub async fn run(&self, line: &str) -> Ended {
        run_at(&self.school.base_url(), &self.data(), line).await
    }

    pub async fn sign_in(&self) {
        let pair = self.school.token(None).expect("tokens");
        let signed = self.run(&format!("sign-in --access-token {} --refresh-token {}", pair.access_token, pair.refresh_token)).await;
        assert_eq!(signed.code, 0, "{}", signed.err);
    }

    pub fn fault(&self, services: &[Service]) {
        for service in services {
            self.school.faults().add(*service, FaultKind::Status { status: 503 }, None);
        }
    }
}

/// How a run of the program ended.
#[derive(Debug)]
pub struct Ended {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Ended {
    pub fn json(&self) -> Value {
        assert_eq!(self.code, 0, "{}", self.err);
        self.out.parse().expect("JSON")
    }
}

pub fn program(url: &str, data: &Path, line: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_schoolcard"));
    command.args(["--school-url", url, "--login-url", url, "--pay-url", url, "--client-id", "test", "--secrets", "file", "--data-dir"]);
    command.arg(data).args(line.split(' ')).stdin(Stdio::null());
    command
}

pub async fn run_at(url: &str, data: &Path, line: &str) -> Ended {
    ended(program(url, data, line)).await
}

pub async fn ended(mut command: Command) -> Ended {
    let Output { status, stdout, stderr } =
        tokio::task::spawn_blocking(move || command.output()).await.expect("a task").expect("the program");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    Ended { code: status.code().expect("an exit code"), out: text(stdout), err: text(stderr) }
}

/// An address where nothing listens.
pub const NOWHERE: &str = "http://127.0.0.1:9";
