//! The order of an array's axes in memory: from strides to what files hold, and back.

use crate::error::Error;
use crate::wire::Reader;

/// Most axes of an array: `ndarray` compares strides pair by pair, so that many of them would take it forever.
const MOST_AXES: usize = 1 << 8;

/// How elements lie in memory.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Memory {
    /// The last axis is the fastest: C's order.
    Standard,
    /// The first axis is the fastest: Fortran's order.
    Reversed,
    /// Any other order of axes.
    Strides(Vec<usize>),
}

/// Refuses what has more axes than files hold.
pub(super) fn check(axes: usize) -> Result<(), String> {
    match axes {
        ..=MOST_AXES => Ok(()),
        _ => Err(format!("an array has {axes} axes, files hold {MOST_AXES} at most")),
    }
}

/// The order of C.
pub(super) fn standard(axes: usize) -> Vec<usize> {
    (0..axes).collect()
}

/// The axes from the slowest to the fastest, if elements lie side by side in memory in an order of them.
///
/// There is one answer, whatever strides axes have that are no longer than one element: standard order if it is that,
/// else Fortran's if it is that.
pub(super) fn in_memory(shape: &[usize], strides: &[isize]) -> Option<Vec<usize>> {
    let axis = |axis: &usize| Some((shape.get(*axis)?, strides.get(*axis)?));
    let lies_in = |order: &[usize]| {
        let mut next = Some(1isize);
        order.iter().rev().filter_map(axis).all(|(len, stride)| {
            let fits = *len == 1 || next == Some(*stride);
            next = next.and_then(|next| next.checked_mul(isize::try_from(*len).ok()?));
            fits
        })
    };
    let mut order = standard(shape.len());
    if shape.contains(&0) || lies_in(&order) {
        return Some(order);
    }
    order.reverse();
    if lies_in(&order) {
        return Some(order);
    }
    // Axes of one element stand where they are told from others the least: behind those of their stride.
    order.reverse();
    order.sort_by_key(|at| {
        let (len, stride) = axis(at).unwrap_or((&0, &0));
        std::cmp::Reverse((*stride, *len))
    });
    lies_in(&order).then_some(order)
}

/// How `len` elements of this shape lie in memory, whose axes a file has in this order.
///
/// # Errors
///
/// What no save writes.
pub(super) fn memory(shape: &[usize], order: &[usize], len: usize) -> Result<Memory, String> {
    check(shape.len())?;
    let mut seen = vec![false; shape.len()];
    let is_new =
        |axis: &usize| seen.get_mut(*axis).is_some_and(|seen| !std::mem::replace(seen, true));
    if order.len() != shape.len() || !order.iter().all(is_new) {
        return Err(format!("{order:?} is no order of the {} axes of an array", shape.len()));
    }
    // `ndarray` asks for this of axes without elements, too.
    let most =
        shape.iter().filter(|len| **len > 0).try_fold(1usize, |all, len| all.checked_mul(*len));
    let count = if shape.contains(&0) { 0 } else { most.unwrap_or(usize::MAX) };
    if most.is_none_or(|most| isize::try_from(most).is_err()) || count != len {
        return Err(format!("{len} elements are no array of the shape {shape:?}"));
    }
    if count == 0 || order.is_sorted() {
        return Ok(Memory::Standard);
    }
    if order.iter().rev().is_sorted() {
        return Ok(Memory::Reversed);
    }
    let mut strides = vec![1; shape.len()];
    let mut next = 1usize;
    for axis in order.iter().rev() {
        if let (Some(stride), Some(len)) = (strides.get_mut(*axis), shape.get(*axis)) {
            *stride = next;
            next = next.saturating_mul(*len);
        }
    }
    Ok(Memory::Strides(strides))
}

/// The error of an array that no save writes.
#[cold]
pub(super) fn refused(start: &Reader<'_>, why: String) -> Error {
    start.blame_at(0, Error::damaged(why).about("ndarray::Array"))
}

#[cfg(test)]
#[allow(clippy::expect_used, reason = "a test that fails panics")]
mod tests {
    use super::*;

    #[test]
    fn arrays_without_gaps_have_an_order_which_gives_their_strides() {
        for (shape, strides, order) in [
            (&[][..], &[][..], &[][..]),
            (&[3], &[1], &[0]),
            (&[2, 3], &[3, 1], &[0, 1]),
            (&[2, 3], &[1, 2], &[1, 0]),
            (&[2, 3, 4], &[4, 8, 1], &[1, 0, 2]),
            (&[2, 1, 4, 3], &[12, 4, 1, 4], &[0, 3, 1, 2]),
        ] {
            assert_eq!(in_memory(shape, strides).as_deref(), Some(order), "{shape:?}");
            let len = shape.iter().product();
            let expected: Vec<usize> = strides.iter().map(|s| s.unsigned_abs()).collect();
            match memory(shape, order, len).expect("it is an array") {
                Memory::Standard => assert!(order.is_sorted()),
                Memory::Reversed => assert!(order.iter().rev().is_sorted()),
                Memory::Strides(strides) => assert_eq!(strides, expected, "{shape:?}"),
            }
        }
    }

    #[test]
    fn strides_of_axes_that_take_no_step_tell_nothing() {
        assert_eq!(in_memory(&[1, 5], &[-7, 1]), Some(vec![0, 1]));
        assert_eq!(in_memory(&[5, 1], &[1, 99]), Some(vec![0, 1]));
        assert_eq!(in_memory(&[2, 1, 3], &[1, 0, 2]), Some(vec![2, 1, 0]));
        assert_eq!(in_memory(&[0, 3], &[0, 0]), Some(vec![0, 1]));
    }

    #[test]
    fn gaps_and_steps_backwards_have_no_order() {
        for (shape, strides) in
            [(&[2, 3][..], &[6, 2][..]), (&[2], &[-1]), (&[2, 2], &[-2, 1]), (&[2, 2], &[0, 1])]
        {
            assert_eq!(in_memory(shape, strides), None, "{strides:?}");
        }
    }

    #[test]
    fn what_is_no_array_is_refused() {
        for (shape, order, len, why) in [
            (&[2, 3][..], &[0, 1][..], 5, "5 elements are no array of the shape [2, 3]"),
            (&[2, 3], &[0, 0], 6, "[0, 0] is no order of the 2 axes of an array"),
            (&[2, 3], &[0, 2], 6, "[0, 2] is no order"),
            (&[2, 3], &[0], 6, "[0] is no order"),
            (&[usize::MAX, 2], &[0, 1], usize::MAX, "elements are no array"),
            (&[usize::MAX, 0], &[0, 1], 0, "0 elements are no array"),
            (&[usize::MAX, 2, 0], &[0, 1, 2], 0, "0 elements are no array"),
            (&[0, 2], &[0, 1], 2, "2 elements are no array"),
            (&[1; 257], &[0; 257], 1, "257 axes, files hold 256 at most"),
        ] {
            let refused = memory(shape, order, len).expect_err(why);
            assert!(refused.contains(why), "{refused}");
        }
        assert_eq!(memory(&[0, 7], &[1, 0], 0), Ok(Memory::Standard));
    }
}
