//! Ends the process at a chosen step that is kept on disk, as `kill -9` would: for the test that goes on after each of them. Not in a
//! release build.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// The number of the step: just before or just after the commits of the cache and of the ledger of alerts, in this process.
static AT: LazyLock<Option<u32>> = LazyLock::new(|| std::env::var("SCHOOLCARD_CRASH_AT_STEP").ok()?.parse().ok());
static STEPS: AtomicU32 = AtomicU32::new(0);

/// One step.
pub(crate) fn step() {
    if let Some(at) = *AT
        && STEPS.fetch_add(1, Ordering::SeqCst) + 1 == at
    {
        std::process::abort();
    }
}
