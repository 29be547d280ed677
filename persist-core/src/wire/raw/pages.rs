//! Large pages behind memory that is about to be filled: page faults, not copying, are the cost of loading big arrays.
//!
//! All of it is advice, which the system may decline: values are the same, and take longer.

use std::collections::TryReserveError;
use std::mem::MaybeUninit;

/// The length of a large page, and the alignment of its address.
const LARGE: usize = 2 << 20;

/// What glibc keeps in front of a large allocation and rounds it by, at most.
const ALLOCATOR_MARGIN: usize = 32;

/// Makes room in an empty vector for `count` values that fill it soon, behind large pages as far as that goes; give
/// back with [`Vec::shrink_to_fit`] what it has more than that.
///
/// # Errors
///
/// That the system has no memory.
pub(crate) fn reserve<T>(values: &mut Vec<T>, count: usize) -> Result<(), TryReserveError> {
    values.try_reserve_exact(capacity_for::<T>(count))?;
    let room = values.spare_capacity_mut();
    let len = count.saturating_mul(size_of::<T>()).min(size_of_val(room));
    if len >= LARGE {
        advise(room.as_mut_ptr().cast(), len);
    }
    Ok(())
}

/// Linux places memory at the start of a large page where its length is a whole number of large pages. The last one
/// would be filled in part only: the array has small ones there, and gives the rest back.
fn capacity_for<T>(count: usize) -> usize {
    let len = count.saturating_mul(size_of::<T>());
    if len < LARGE || cfg!(not(all(target_os = "linux", target_env = "gnu"))) {
        return count;
    }
    let whole = len.saturating_add(ALLOCATOR_MARGIN).checked_next_multiple_of(LARGE);
    let len = whole.map_or(len, |whole| whole.saturating_sub(ALLOCATOR_MARGIN));
    len.checked_div(size_of::<T>()).unwrap_or(count).max(count)
}

#[cfg(target_os = "linux")]
fn advise(start: *mut u8, len: usize) {
    let Some((start, len)) = pages(start, len) else { return };
    // Where it ends within a large page, this would be filled with more than there is to hold.
    let large = start.addr().saturating_add(len) / LARGE * LARGE;
    let Some(len) = large.checked_sub(start.addr()) else { return };
    // SAFETY: they are pages that the vector's room has a part of, and the first large one is all of them where it is
    // named; the advice changes neither what they hold nor who may touch them, whoever else has a part of them.
    unsafe {
        libc::madvise(start.cast(), len, libc::MADV_HUGEPAGE);
        // The allocator has written in front of the room already: its page there is a small one, and so would all be
        // in the first large one.
        #[cfg(target_env = "gnu")]
        if start.addr().is_multiple_of(LARGE) {
            libc::madvise(start.cast(), LARGE, libc::MADV_COLLAPSE);
        }
    }
}

#[cfg(not(target_os = "linux"))]
fn advise(_start: *mut u8, _len: usize) {}

/// Has pages put behind room that is filled next, all at once: each on its own costs several times as much.
pub(super) fn populate(room: &mut [MaybeUninit<u8>]) {
    #[cfg(target_os = "linux")]
    if let Some((start, len)) = pages(room.as_mut_ptr().cast(), room.len()) {
        // SAFETY: they are pages that the room has a part of, which is writable: what they hold stays.
        unsafe {
            libc::madvise(start.cast(), len, libc::MADV_POPULATE_WRITE);
        }
    }
    #[cfg(not(target_os = "linux"))]
    let _ = room;
}

/// All pages that have a part of some memory: where they begin, and how many bytes they are. `None` where it is empty.
#[cfg(target_os = "linux")]
fn pages(start: *mut u8, len: usize) -> Option<(*mut u8, usize)> {
    // Where there are no bytes, no page has a part of them. And Miri takes no advice.
    if len == 0 || cfg!(miri) {
        return None;
    }
    // SAFETY: it asks for a number.
    let page = unsafe { libc::sysconf(libc::_SC_PAGESIZE) };
    let page = usize::try_from(page).ok().filter(|page| page.is_power_of_two())?;
    let before = start.addr() & (page - 1);
    let len = before.checked_add(len)?.checked_next_multiple_of(page)?;
    Some((start.wrapping_sub(before), len))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_is_what_was_asked_for_and_less_than_a_large_page_more() {
        const LEN: usize = 4096;
        const IN_LARGE: usize = LARGE / LEN;
        for count in [0, 1, IN_LARGE - 1, IN_LARGE, IN_LARGE + 1, 3 * IN_LARGE] {
            let mut values: Vec<[u8; LEN]> = Vec::new();
            assert_eq!(reserve(&mut values, count), Ok(()));
            assert!((count..count + IN_LARGE).contains(&values.capacity()), "{count}");
            values.resize(count, [7; LEN]);
            values.shrink_to_fit();
            assert!(values.iter().all(|value| *value == [7; LEN]));
        }
        assert!(reserve(&mut Vec::<u64>::new(), usize::MAX).is_err());
        assert!(reserve(&mut Vec::<u64>::new(), usize::MAX / 8).is_err());
        assert_eq!(reserve(&mut Vec::<()>::new(), usize::MAX), Ok(()));
    }

    #[test]
    fn pages_are_put_behind_room_and_what_is_there_stays() {
        let mut bytes = vec![MaybeUninit::new(7_u8); 1 << 16];
        populate(bytes.get_mut(5..).unwrap_or_default());
        populate(&mut []);
        // SAFETY: all have been written.
        assert!(bytes.iter().all(|byte| unsafe { byte.assume_init() } == 7));
    }
}
