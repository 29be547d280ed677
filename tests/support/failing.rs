//! An allocator that has no memory for one allocation, on the thread that asks for that.

#![allow(
    unsafe_code,
    reason = "an allocator is unsafe by nature; this one hands everything else on to the system's"
)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::ptr::null_mut;

/// Install it in a test binary: `#[global_allocator] static ALLOCATOR: Failing = Failing;`.
#[derive(Debug)]
pub struct Failing;

thread_local! {
    /// Allocations that still succeed; none are counted where there is no number.
    static LEFT: Cell<Option<u64>> = const { Cell::new(None) };
    /// The smallest allocation that is counted, in bytes.
    static LEAST: Cell<usize> = const { Cell::new(0) };
}

/// Runs `call`, whose allocation of this number fails, from 0, counting those of at least `least` bytes. Also whether
/// there were as many.
pub fn without<R>(number: u64, least: usize, call: impl FnOnce() -> R) -> (R, bool) {
    LEAST.set(least);
    LEFT.set(Some(number));
    let result = call();
    (result, LEFT.take().is_none())
}

fn fails(size: usize) -> bool {
    // The thread may be ending: then nobody counts.
    LEFT.try_with(|left| match left.get() {
        Some(number) if size >= LEAST.get() => {
            left.set(number.checked_sub(1));
            number == 0
        }
        _ => false,
    })
    .unwrap_or(false)
}

// SAFETY: every call is handed on as it is, or answered by no memory, which any may be; counting neither allocates nor
// panics.
unsafe impl GlobalAlloc for Failing {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promises are the same.
        if fails(layout.size()) { null_mut() } else { unsafe { System.alloc(layout) } }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promises are the same.
        if fails(layout.size()) { null_mut() } else { unsafe { System.alloc_zeroed(layout) } }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promises are the same.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        if size > layout.size() && fails(size) {
            return null_mut();
        }
        // SAFETY: the caller's promises are the same.
        unsafe { System.realloc(pointer, layout, size) }
    }
}
