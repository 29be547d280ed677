//! Values in their fixed layout, in memory that holds nothing before.

use std::mem::MaybeUninit;

/// Room for the fixed layout of a value, which its parts fill one after the other.
#[derive(Debug)]
pub struct FixedRoom<'o> {
    rest: &'o mut [MaybeUninit<u8>],
}

impl FixedRoom<'_> {
    /// Fills the next `N` bytes; nothing where there are not as many.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn put<const N: usize>(&mut self, bytes: [u8; N]) -> Option<()> {
        self.rest.split_off_mut(..N)?.write_copy_of_slice(&bytes);
        Some(())
    }

    /// The address of the next byte.
    pub(crate) fn addr(&self) -> usize {
        self.rest.as_ptr().addr()
    }
}

/// Why bytes could not be appended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Unfixed<E> {
    /// The error of a value, and the addresses of its room.
    Refused(E, std::ops::Range<usize>),
    /// A value that left some of its room.
    Short,
}

/// Appends values in their fixed layout of `size` bytes, which `write` fills: as many as `count`, if there are as many.
///
/// [`Vec::resize`] writes all bytes twice, which takes a tenth of the time that a list of records takes.
///
/// # Errors
///
/// The first one of `write`, behind all values before.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn try_append_fixed<T, E>(
    out: &mut Vec<u8>,
    size: usize,
    count: usize,
    values: &mut impl Iterator<Item = T>,
    mut write: impl FnMut(T, &mut FixedRoom<'_>) -> Result<(), E>,
) -> Result<(), Unfixed<E>> {
    let Some(len) = count.checked_mul(size).filter(|len| *len > 0) else { return Ok(()) };
    out.reserve(len);
    let room = out.spare_capacity_mut().get_mut(..len).unwrap_or_default();
    let mut filled = 0;
    let result = room.chunks_exact_mut(size).zip(values).try_for_each(|(slot, value)| {
        let start = slot.as_ptr().addr();
        let mut room = FixedRoom { rest: slot };
        write(value, &mut room).map_err(|error| Unfixed::Refused(error, start..start + size))?;
        if !room.rest.is_empty() {
            return Err(Unfixed::Short);
        }
        filled += size;
        Ok(())
    });
    // SAFETY: the slots are the vector's room from its length on, one behind the other. A room loses bytes only where
    // they are written, and each slot that counts has none left. `write` cannot have put another room in the place of
    // the slot's: as it takes rooms of any lifetime, it has no other one of this.
    unsafe { out.set_len(out.len() + filled) };
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Values of three bytes; 7 is refused, and 8 is one byte short.
    fn append(out: &mut Vec<u8>, count: usize, values: &[u16]) -> Result<(), Unfixed<u16>> {
        let mut values = values.iter();
        try_append_fixed(out, 3, count, &mut values, |value, room| {
            if *value == 7 {
                return Err(7);
            }
            assert_eq!(room.put([0; 4]), None, "only three bytes are left");
            let start = room.addr();
            assert_eq!(room.put(value.to_le_bytes()), Some(()));
            assert_eq!(room.addr(), start + 2, "where the next byte goes");
            if *value != 8 {
                assert_eq!(room.put([1]), Some(()));
                assert_eq!(room.put([2]), None, "no byte is left");
            }
            Ok(())
        })
    }

    #[test]
    fn values_come_behind_what_is_there_up_to_the_first_that_is_refused() {
        let mut out = vec![9];
        assert_eq!(append(&mut out, 2, &[3, 4, 5]), Ok(()));
        assert_eq!(out, [9, 3, 0, 1, 4, 0, 1]);
        assert_eq!(append(&mut out, 5, &[5]), Ok(()), "there are no more");
        assert_eq!(append(&mut out, 0, &[5]), Ok(()));
        assert_eq!(out, [9, 3, 0, 1, 4, 0, 1, 5, 0, 1]);
        let refused = append(&mut out, 2, &[6, 7]);
        assert!(matches!(refused, Err(Unfixed::Refused(7, at)) if at.len() == 3));
        assert_eq!(out.get(10..), Some(&[6, 0, 1][..]));
        assert_eq!(append(&mut out, 2, &[8]), Err(Unfixed::Short));
        assert_eq!(out.len(), 13);
    }
}
