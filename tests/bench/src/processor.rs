//! What threads have cost, as the kernel counts it.

use std::path::PathBuf;

use crate::Failure;

/// The store's writing thread, as its name is cut.
pub const STORE: &str = "schoolcard-stor";

/// What some threads have had of the machine, in milliseconds.
#[derive(Debug, Clone, Copy, Default)]
pub struct Cost {
    /// On a processor.
    pub on: f64,
    /// Ready, and waiting for a processor that somebody else had.
    pub waiting: f64,
}

impl std::ops::Sub for Cost {
    type Output = Self;

    fn sub(self, before: Self) -> Self {
        Self { on: self.on - before.on, waiting: self.waiting - before.waiting }
    }
}

/// What the threads of this process whose names begin with `name` have cost so far. Those that have ended are not counted.
pub fn here(name: &str) -> Result<Cost, Failure> {
    of(PathBuf::from("/proc/self/task"), name)
}

/// The same of another process.
pub fn of_process(process: u32, name: &str) -> Result<Cost, Failure> {
    of(PathBuf::from(format!("/proc/{process}/task")), name)
}

fn of(tasks: PathBuf, name: &str) -> Result<Cost, Failure> {
    let mut cost = Cost::default();
    for task in std::fs::read_dir(tasks)? {
        let path = task?.path();
        // A thread may end while it is looked at.
        let (Ok(comm), Ok(stat)) = (std::fs::read_to_string(path.join("comm")), std::fs::read_to_string(path.join("schedstat"))) else {
            continue;
        };
        if comm.starts_with(name) {
            let mut nanos = stat.split_whitespace().map_while(|n| n.parse::<f64>().ok());
            cost.on += nanos.next().unwrap_or(0.0) / 1e6;
            cost.waiting += nanos.next().unwrap_or(0.0) / 1e6;
        }
    }
    Ok(cost)
}
