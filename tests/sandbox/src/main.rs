//! `schoolcard-sandbox`: the sandbox school server as a program.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use chrono::NaiveDateTime;
use clap::Parser;
use schoolcard_sandbox::{SandboxConfig, parse_local, start};

/// A school server of our own: the real service's wire, invented families, an operator's console.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Address to listen on; port 0 takes any free one
    #[arg(long, default_value = "127.0.0.1:8600")]
    listen: SocketAddr,
    /// Database file, kept between runs [default: in memory]
    #[arg(long)]
    db: Option<PathBuf>,
    /// Same seed and same clock, same data
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Children of the default parent
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u8).range(1..=4))]
    children: u8,
    /// Calendar days of history
    #[arg(long, default_value_t = 120)]
    days: u32,
    /// Fixed Moscow local time, like 2026-05-12T11:30 [default: the real time]
    #[arg(long, value_parser = local_time)]
    now: Option<NaiveDateTime>,
    /// Mail server (host:port, no TLS) that takes the e-mails too [default: the console's mailbox only]
    #[arg(long)]
    smtp: Option<String>,
}

fn local_time(text: &str) -> Result<NaiveDateTime, String> {
    parse_local(text).ok_or_else(|| "expected YYYY-MM-DDTHH:MM[:SS]".to_owned())
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let config = SandboxConfig {
        listen: arguments.listen,
        db: arguments.db,
        seed: arguments.seed,
        children: arguments.children,
        days: arguments.days,
        now: arguments.now,
        smtp: arguments.smtp,
    };
    let sandbox = match start(config).await {
        Ok(sandbox) => sandbox,
        Err(error) => {
            eprintln!("schoolcard-sandbox: {error}");
            return ExitCode::FAILURE;
        }
    };
    println!("School, login and pay: {}", sandbox.base_url());
    println!("Operator's console:    {}/console", sandbox.base_url());
    println!("Sign in as parent / parent. Stop with Ctrl-C.");
    if let Err(error) = tokio::signal::ctrl_c().await {
        eprintln!("schoolcard-sandbox: cannot wait for Ctrl-C: {error}");
        return ExitCode::FAILURE;
    }
    sandbox.shutdown().await;
    ExitCode::SUCCESS
}
