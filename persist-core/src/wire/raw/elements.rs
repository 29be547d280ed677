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
        // SAFETY: the capacity is at least `end`, which is more than `len`, as `next` cannot reach the vector; what is
        // written there is dropped by nobody else.
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

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;

    /// Returns so many clones, and then an error.
    fn clones(of: &Rc<()>, count: usize) -> impl FnMut() -> Result<Rc<()>, &'static str> {
        let mut left = count;
        move || {
            left = left.checked_sub(1).ok_or("no more")?;
            Ok(Rc::clone(of))
        }
    }

    #[test]
    fn elements_before_an_error_are_dropped_once() {
        let one = Rc::new(());
        assert_eq!(try_array::<_, _, 5>(clones(&one, 3)).map(drop), Err("no more"));
        assert_eq!(Rc::strong_count(&one), 1);
        let mut elements = Vec::new();
        assert_eq!(try_extend(&mut elements, 5, clones(&one, 3)), Err("no more"));
        assert_eq!((elements.len(), Rc::strong_count(&one)), (3, 4));
        drop(elements);
        assert_eq!(Rc::strong_count(&one), 1);
    }

    #[test]
    fn all_elements_are_there_where_none_fails() {
        let one = Rc::new(());
        let array: [Rc<()>; 5] = try_array(clones(&one, 5)).unwrap_or_else(|_| unreachable!());
        assert_eq!(Rc::strong_count(&one), 6);
        let mut elements = array.to_vec();
        assert_eq!(try_extend(&mut elements, 2, clones(&one, 9)), Ok(()));
        assert_eq!((elements.len(), Rc::strong_count(&one)), (7, 13));
        assert_eq!(try_array::<Rc<()>, &str, 0>(clones(&one, 0)), Ok([]));
    }

    #[test]
    fn a_panic_drops_what_is_there() {
        let one = Rc::new(());
        let mut left = 3;
        let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            try_array::<_, (), 5>(|| {
                left -= 1;
                assert!(left > 0, "on purpose");
                Ok(Rc::clone(&one))
            })
            .map(drop)
        }));
        assert!(panicked.is_err());
        assert_eq!(Rc::strong_count(&one), 1);
    }
}
