//! Elements that are made one after the other, in memory that holds nothing before.

use std::mem::{self, MaybeUninit};
use std::ptr;

/// Appends `count` elements, which `next` returns, up to its first error.
///
/// [`Vec::push`] looks for room before each of them.
///
/// # Errors
///
/// The first one of `next`.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn try_extend<T, E>(
    elements: &mut Vec<T>,
    count: usize,
    mut next: impl FnMut() -> Result<T, E>,
) -> Result<(), E> {
    elements.reserve(count);
    let end = elements.len() + count;
    while elements.len() < end {
        let element = next()?;
        let len = elements.len();
        // SAFETY: the capacity is at least `end`, which is more than `len`; `next` cannot reach the vector.
        unsafe {
            elements.as_mut_ptr().add(len).write(element);
            elements.set_len(len + 1);
        }
    }
    Ok(())
}

/// An array of what `next` returns, or its first error.
///
/// `std::array::try_from_fn` is not stable; an array of options takes twice the memory, and is copied.
///
/// # Errors
///
/// The first one of `next`.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn try_array<T, E, const N: usize>(
    mut next: impl FnMut() -> Result<T, E>,
) -> Result<[T; N], E> {
    let mut slots = [const { MaybeUninit::uninit() }; N];
    let mut filled = Filled { slots: &mut slots, count: 0 };
    for index in 0..N {
        let element = next()?;
        if let Some(slot) = filled.slots.get_mut(index) {
            slot.write(element);
        }
        filled.count = index + 1;
    }
    mem::forget(filled);
    // SAFETY: the loop has come to its end, so that all slots have been written, and nothing drops them.
    Ok(unsafe { ptr::from_ref(&slots).cast::<[T; N]>().read() })
}

/// Drops the elements that are there when another one fails.
struct Filled<'s, T> {
    slots: &'s mut [MaybeUninit<T>],
    count: usize,
}

impl<T> Drop for Filled<'_, T> {
    fn drop(&mut self) {
        for slot in self.slots.iter_mut().take(self.count) {
            // SAFETY: the first `count` slots have been written.
            unsafe { slot.assume_init_drop() }
        }
    }
}
