//! The school as a process of its own: the bench starts itself once more as a sandbox, so that server and client share nothing but
//! the loopback network and the machine.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, Command, Stdio};

use chrono::NaiveDate;
use schoolcard_core::domain::{LocalDate, Moment};
use schoolcard_sandbox::{SandboxConfig, start};
use serde::{Deserialize, Serialize};

use crate::{Failure, replay};

/// The word that makes the bench a school: `bench serve DAYS CHILDREN`.
pub const SERVE: &str = "serve";

/// The day at whose noon every school's clock stands: a school day, with children inside.
const DAY: (i32, u32, u32) = (2026, 5, 12);

/// The school's today.
pub fn today() -> LocalDate {
    LocalDate::new(DAY.0, DAY.1, DAY.2).unwrap_or_else(|| Moment(0).date())
}

/// The school's now.
pub fn noon() -> Moment {
    today().0.and_hms_opt(12, 0, 0).map_or(Moment(0), Moment::from_local)
}

/// How to reach a school and who is signed in there.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Address {
    /// `http://127.0.0.1:port`.
    pub base: String,
    /// An activated diary token.
    pub access: String,
    /// Its refresh token.
    pub refresh: String,
}

/// A school in a process of its own; dropping it ends the process.
pub struct School {
    /// How to reach the sandbox itself.
    pub address: Address,
    /// How to reach it through a front that remembers its answers (`replay`).
    pub replayed: Address,
    process: Child,
    _stdin: ChildStdin,
}

impl School {
    /// Starts a school with `days` of history of `children` children. The clock stands at noon of a school day, so every run has the
    /// same rows.
    pub fn start(days: u32, children: u8) -> Result<Self, Failure> {
        let mut process = Command::new(std::env::current_exe()?)
            .args([SERVE, &days.to_string(), &children.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let (Some(stdin), Some(stdout)) = (process.stdin.take(), process.stdout.take()) else { return Err("no pipes".into()) };
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line)?;
        let (address, replayed) = serde_json::from_str(&line)?;
        Ok(Self { address, replayed, process, _stdin: stdin })
    }

    /// The number of its process.
    pub fn process(&self) -> u32 {
        self.process.id()
    }
}

impl Drop for School {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The body of the school's process: serves until its standard input ends, also when the bench was killed.
pub fn serve(days: u32, children: u8) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(async {
        let now = NaiveDate::from_ymd_opt(DAY.0, DAY.1, DAY.2).and_then(|day| day.and_hms_opt(12, 0, 0));
        let sandbox = start(SandboxConfig { days, children, now, ..SandboxConfig::default() }).await?;
        let pair = sandbox.token(None)?;
        let address = Address { base: sandbox.base_url(), access: pair.access_token, refresh: pair.refresh_token };
        let replayed = Address { base: format!("http://{}", replay::front(sandbox.address())?), ..address.clone() };
        println!("{}", serde_json::to_string(&(address, replayed))?);
        std::io::stdout().flush()?;
        tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new())).await??;
        sandbox.shutdown().await;
        Ok(())
    })
}
