//! How much memory an operation takes at its highest, by two measures: what the heap handed out, and what of the
//! process stood in memory, maps and all.

use std::alloc::System;
use std::fs;

use cap::Cap;

/// The allocator that a program has to declare as its own so that its heap can be measured.
pub type Heap = Cap<System>;

/// Bytes beyond those that were held when the operation began, at its highest point.
#[derive(Clone, Copy, Debug, Default)]
pub struct Peak {
    /// What the allocator had handed out. A peak from before the operation counts as the operation's, where it was
    /// higher.
    pub heap: u64,
    /// What stood in memory, as Linux counts it (`VmHWM`); 0 on other systems.
    pub resident: u64,
}

/// Runs an operation and says how much memory it took. What it returns is still held at its end.
pub fn peak_of<R>(heap: &Heap, operation: impl FnOnce() -> R) -> (R, Peak) {
    // Forgets the highest point so far; where the system has no such file, there is none to read either.
    let _ = fs::write("/proc/self/clear_refs", "5");
    let (held, resident) = (heap.allocated(), status("VmRSS:"));
    let result = operation();
    let peak = Peak {
        heap: heap.max_allocated().saturating_sub(held) as u64,
        resident: status("VmHWM:").saturating_sub(resident),
    };
    (result, peak)
}

/// A figure of what Linux tells of this process, in bytes.
fn status(key: &str) -> u64 {
    let text = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix(key));
    let kibibytes = line.and_then(|rest| rest.split_whitespace().next()?.parse::<u64>().ok());
    kibibytes.unwrap_or(0) * 1024
}
