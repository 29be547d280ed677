//! An allocator that has no memory when a test says so, on the test's own thread: for one allocation, or for what goes
//! beyond some room.

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
    /// Bytes that may still be taken; they are not counted where there is no number.
    static ROOM: Cell<Option<i64>> = const { Cell::new(None) };
}

/// The smallest allocation that is refused for want of room, in bytes. A system that has not even these ends any program.
const LARGE: usize = (1 << 16) + 1;

/// Runs `call`, whose allocation of this number fails, from 0. Also whether there were as many.
pub fn without<R>(number: u64, call: impl FnOnce() -> R) -> (R, bool) {
    LEFT.set(Some(number));
    let result = call();
    (result, LEFT.take().is_none())
}

/// Runs `call`, which has room for so many bytes, until it once takes more. Also whether it did.
pub fn within<R>(bytes: i64, call: impl FnOnce() -> R) -> (R, bool) {
    ROOM.set(Some(bytes));
    let result = call();
    (result, ROOM.take().is_none())
}

fn signed(size: usize) -> i64 {
    i64::try_from(size).unwrap_or(i64::MAX)
}

/// Whether there is no memory for so many bytes, in place of so many that there were.
fn fails(size: usize, before: usize) -> bool {
    // The thread may be ending: then nobody counts.
    let is_the_one = LEFT.try_with(|left| match left.get() {
        Some(number) => {
            left.set(number.checked_sub(1));
            number == 0
        }
        None => false,
    });
    let is_too_much = ROOM.try_with(|room| {
        let Some(bytes) = room.get() else { return false };
        // Both are there for a moment where one is moved.
        if size >= LARGE && signed(size) > bytes {
            // Whoever tells of it has memory for that.
            room.set(None);
            return true;
        }
        room.set(Some(bytes.saturating_sub(signed(size)).saturating_add(signed(before))));
        false
    });
    is_the_one.unwrap_or(false) || is_too_much.unwrap_or(false)
}

fn freed(size: usize) {
    let _ =
        ROOM.try_with(|room| room.set(room.get().map(|bytes| bytes.saturating_add(signed(size)))));
}

// SAFETY: every call is handed on as it is, or answered by no memory, which any may be; counting neither allocates nor
// panics.
unsafe impl GlobalAlloc for Failing {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promises are the same.
        if fails(layout.size(), 0) { null_mut() } else { unsafe { System.alloc(layout) } }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promises are the same.
        if fails(layout.size(), 0) { null_mut() } else { unsafe { System.alloc_zeroed(layout) } }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        freed(layout.size());
        // SAFETY: the caller's promises are the same.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        if size <= layout.size() {
            freed(layout.size().saturating_sub(size));
        } else if fails(size, layout.size()) {
            return null_mut();
        }
        // SAFETY: the caller's promises are the same.
        unsafe { System.realloc(pointer, layout, size) }
    }
}
