//! The bench suite: every figure beside its limit from the same run. See README.md.

mod alerts;
mod alerts_passages;
mod bill_checker;
mod binding;
mod cold_open;
mod ffi;
mod forecast;
mod memory;
mod peers;
mod phone;
mod processor;
mod replay;
mod report;
mod school;
mod sync;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use report::Figure;

/// Why a row could not be measured.
type Failure = Box<dyn std::error::Error + Send + Sync>;

/// How much is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// Ten years, many repetitions; the bars are judged.
    Full,
    /// Some weeks, few repetitions; shows that the bench works, says nothing about speed.
    Quick,
}

impl Size {
    /// Days of the long history.
    pub fn days(self) -> u32 {
        match self {
            Self::Full => 3_660,
            Self::Quick => 60,
        }
    }

    /// Repetitions, where a full run takes `full`.
    pub fn rounds(self, full: usize) -> usize {
        match self {
            Self::Full => full,
            Self::Quick => 3,
        }
    }

    /// Whether the bars are judged.
    pub fn judged(self) -> bool {
        self == Self::Full
    }
}

type Row = (&'static str, fn(Size) -> Result<Vec<Figure>, Failure>);

/// All rows, in the order in which they run.
const ROWS: &[Row] = &[
    ("cold-open", cold_open::run),
    ("sync", sync::run),
    ("sync-memory", memory::run),
    ("forecast", forecast::run),
    ("ffi", ffi::run),
    ("push-state", alerts::run),
    ("push-spawn", alerts::run_spawn),
    ("passages", alerts_passages::run),
];

#[derive(Parser)]
#[command(version, about = "Speed of School Card: ratios taken in one run, each beside its limit", args_conflicts_with_subcommands = true)]
struct Arguments {
    /// Rows to measure [default: all]: cold-open, sync, sync-memory, push-state, push-spawn, passages
    names: Vec<String>,
    /// One JSON object a figure instead of lines for people
    #[arg(long)]
    json: bool,
    /// Small and fast: shows that the bench works; bars are printed, not judged
    #[arg(long)]
    quick: bool,
    #[command(subcommand)]
    part: Option<Part>,
}

/// What the bench starts itself for.
#[derive(Subcommand)]
enum Part {
    /// A school in a process of its own
    #[command(hide = true)]
    Serve { days: u32, children: u8 },
    /// One measurement of memory
    #[command(hide = true)]
    Memory { warm: String, task: String },
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let done = match &arguments.part {
        Some(Part::Serve { days, children }) => school::serve(*days, *children).map(|()| true),
        Some(Part::Memory { warm, task }) => memory::measure_here(warm, task).map(|()| true),
        None => measure(&arguments),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            eprintln!("bench: {error}");
            ExitCode::from(2)
        }
    }
}

/// Measures the rows asked for; whether every bar holds.
fn measure(arguments: &Arguments) -> Result<bool, Failure> {
    let size = if arguments.quick { Size::Quick } else { Size::Full };
    if let Some(unknown) = arguments.names.iter().find(|name| ROWS.iter().all(|(known, _)| known != name)) {
        return Err(format!("no row named {unknown}").into());
    }
    let mut all_hold = true;
    for (name, run) in ROWS {
        if !arguments.names.is_empty() && !arguments.names.iter().any(|wanted| wanted == name) {
            continue;
        }
        for figure in run(size)? {
            let line = if arguments.json { serde_json::to_string(&figure)? } else { figure.line() };
            println!("{line}");
            all_hold &= figure.holds || !size.judged();
        }
    }
    Ok(all_hold)
}
