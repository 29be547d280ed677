//! An allocator that counts, thread by thread.

#![allow(
    unsafe_code,
    reason = "an allocator is unsafe by nature; this one hands everything on to the system's"
)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

/// Install it in a test binary: `#[global_allocator] static ALLOCATOR: Counting = Counting;`.
#[derive(Debug)]
pub struct Counting;

/// What a call took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// Most bytes that were alive at once, beyond those before the call.
    pub peak: usize,
    /// The largest single allocation, in bytes.
    pub largest: usize,
}

thread_local! {
    /// May be negative: what one thread allocates another may free.
    static LIVE: Cell<i64> = const { Cell::new(0) };
    static PEAK: Cell<i64> = const { Cell::new(0) };
    static LARGEST: Cell<usize> = const { Cell::new(0) };
}

/// Runs `call`, and says what this thread allocated meanwhile.
pub fn cost<R>(call: impl FnOnce() -> R) -> (R, Cost) {
    let before = LIVE.get();
    PEAK.set(before);
    LARGEST.set(0);
    let result = call();
    let peak = usize::try_from(PEAK.get().saturating_sub(before)).unwrap_or_default();
    (result, Cost { peak, largest: LARGEST.get() })
}

fn signed(size: usize) -> i64 {
    i64::try_from(size).unwrap_or(i64::MAX)
}

fn grown(size: usize) {
    // The thread may be ending: then nobody measures it.
    let _ = LIVE.try_with(|live| {
        let now = live.get().saturating_add(signed(size));
        live.set(now);
        let _ = PEAK.try_with(|peak| peak.set(peak.get().max(now)));
        let _ = LARGEST.try_with(|largest| largest.set(largest.get().max(size)));
    });
}

fn shrunk(size: usize) {
    let _ = LIVE.try_with(|live| live.set(live.get().saturating_sub(signed(size))));
}

// SAFETY: every call is handed on as it is; counting neither allocates nor panics.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        grown(layout.size());
        // SAFETY: the caller's promises are the same.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        grown(layout.size());
        // SAFETY: the caller's promises are the same.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        shrunk(layout.size());
        // SAFETY: the caller's promises are the same.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // As if it moved: both are alive for a moment.
        grown(size);
        shrunk(layout.size());
        // SAFETY: the caller's promises are the same.
        unsafe { System.realloc(pointer, layout, size) }
    }
}
