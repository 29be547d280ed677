//! The allocator, as it is while codecs are timed.

use std::env;
use std::process::{Command, ExitCode};

/// How glibc's allocator is told at start to neither map large blocks apart nor give memory back.
/// Other systems' allocators ignore the variable.
const TUNABLES: &str = "GLIBC_TUNABLES";
const KEEP_MEMORY: &str = "glibc.malloc.mmap_max=0:glibc.malloc.trim_threshold=1099511627776";

/// Runs the program again with an allocator that keeps the memory that it once got, so that times are
/// those of the codecs; `None` where it runs so already. The allocator reads its settings before `main`,
/// so they need a process of their own.
///
/// # Panics
///
/// If the program cannot be run again.
pub fn again_with_warm_heap() -> Option<ExitCode> {
    if env::var_os(TUNABLES).is_some() {
        return None;
    }
    let this = env::current_exe().expect("a running program has a path");
    let status = Command::new(this)
        .args(env::args_os().skip(1))
        .env(TUNABLES, KEEP_MEMORY)
        .status()
        .expect("what runs now can be run again");
    Some(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
