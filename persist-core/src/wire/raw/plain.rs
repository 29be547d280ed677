//! Types whose memory is their fixed layout: lists of them are written and read as bytes.

use std::cmp::Reverse;
use std::marker::PhantomData;
use std::mem::{MaybeUninit, offset_of};
use std::num::{NonZero, Saturating, Wrapping};
use std::{ptr, slice};

use super::room::Room;

/// That a type's memory is its fixed layout, on the system that the program is built for.
///
/// Only unsafe code can say so.
#[derive(Debug)]
pub struct Plain<T> {
    readable: bool,
    of: PhantomData<fn(T) -> T>,
}

impl<T> Clone for Plain<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Plain<T> {}

impl<T> Plain<T> {
    /// Says it of a type; `readable` says that any bytes are a value of it.
    ///
    /// # Safety
    ///
    /// The type has the size of its fixed layout, which is not 0, and no padding: the memory of each value is the bytes
    /// of its fixed layout, none of which changes behind a shared reference, as in a `Cell`. If it is `readable`, any
    /// bytes of that size are a value.
    pub const unsafe fn new(readable: bool) -> Self {
        Plain { readable, of: PhantomData }
    }

    /// Says it of a struct, if its fields lie in memory as they do in files.
    ///
    /// # Safety
    ///
    /// `fields` are all fields of `T`, in the order in which they are stored, at the offsets that they have in it.
    pub const unsafe fn of_struct(fields: Option<Facts>) -> Option<Self> {
        match fields {
            Some(Facts { size, readable }) if size == size_of::<T>() => {
                // SAFETY: each field's memory is its fixed layout, and they fill all of `T` in their order. Where
                // any bytes are values of all fields, they are of `T`, which loads make of any fields.
                Some(unsafe { Plain::new(readable) })
            }
            _ => None,
        }
    }

    /// Says it of an array of such values.
    pub(crate) const fn array<const N: usize>(self) -> Option<Plain<[T; N]>> {
        if N == 0 {
            return None;
        }
        // SAFETY: elements of arrays lie one behind the other, in memory as in files.
        Some(unsafe { Plain::new(self.readable) })
    }

    /// What of it holds without the type.
    pub(crate) const fn facts(self) -> Facts {
        Facts { size: size_of::<T>(), readable: self.readable }
    }

    /// Whether any bytes are a value: whether a list can be read as bytes.
    pub(crate) const fn readable(self) -> bool {
        self.readable
    }

    /// The fixed layouts of values.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn bytes_of(self, values: &[T]) -> &[u8] {
        // SAFETY: the memory of the values has no padding, so all of its bytes are initialised, and none can be changed
        // through a shared reference.
        unsafe { slice::from_raw_parts(values.as_ptr().cast(), size_of_val(values)) }
    }

    /// Appends as many values as `bytes` has whole fixed layouts of, if any bytes are values.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn extend(self, values: &mut Vec<T>, bytes: &[u8]) {
        if !self.readable {
            return;
        }
        let count = bytes.len() / size_of::<T>().max(1);
        values.reserve(count);
        let len = values.len();
        // SAFETY: `reserve` has made room for `count` more values, which as many bytes are copied to as they take; any
        // bytes are values, and a vector's room does not overlap with what else is borrowed.
        unsafe {
            let room = values.as_mut_ptr().add(len).cast::<u8>();
            ptr::copy_nonoverlapping(bytes.as_ptr(), room, count * size_of::<T>());
            values.set_len(len + count);
        }
    }

    /// Fills the room behind the values of `values`, as much of it as `count` values take, with what `fill` puts there;
    /// they become values if any bytes are, and if `fill` has put bytes into all of it.
    ///
    /// # Errors
    ///
    /// Those of `fill`; the vector stays as it was.
    pub(crate) fn fill<E>(
        self,
        values: &mut Vec<T>,
        count: usize,
        fill: impl FnOnce(Room<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let room = values.spare_capacity_mut();
        let Some(room) = room.get_mut(..count).filter(|_| self.readable) else { return Ok(()) };
        // SAFETY: uninitialised bytes may be anything, and there are as many as the slots have.
        let bytes = unsafe {
            let len = size_of_val(room);
            slice::from_raw_parts_mut(room.as_mut_ptr().cast::<MaybeUninit<u8>>(), len)
        };
        if Room::filled_by(bytes, fill)? {
            // SAFETY: the vector has room for `count` more values, of which all bytes have been written, and any bytes
            // are values.
            unsafe { values.set_len(values.len() + count) };
        }
        Ok(())
    }

    /// The values that bytes in memory are, if any bytes are values, and these lie as values have to.
    pub(crate) fn values_in(self, bytes: &[u8]) -> Option<&[T]> {
        let start = bytes.as_ptr().cast::<T>();
        if !self.readable || !start.is_aligned() || !bytes.len().is_multiple_of(size_of::<T>()) {
            return None;
        }
        // SAFETY: the bytes lie as values have to, and any bytes are values; they stay borrowed as bytes are, which
        // nothing changes meanwhile.
        Some(unsafe { slice::from_raw_parts(start, bytes.len() / size_of::<T>()) })
    }
}

/// What is known of fields that lie one behind the other, in memory as in files.
#[derive(Clone, Copy, Debug)]
pub struct Facts {
    size: usize,
    readable: bool,
}

impl Facts {
    /// Those of no fields.
    pub(crate) const NONE: Facts = Facts { size: 0, readable: true };

    /// Those of one field more, which lies at `offset`.
    pub(crate) const fn and(self, field: Option<Facts>, offset: usize) -> Option<Facts> {
        match field {
            Some(field) if offset == self.size => Some(Facts {
                size: self.size.saturating_add(field.size),
                readable: self.readable && field.readable,
            }),
            _ => None,
        }
    }
}

/// Whether memory of numbers is what files have: they are little-endian.
const fn as_in_files(size: usize, big_endian: bool) -> bool {
    size == 1 || !big_endian
}

/// Types of the standard library of which it is known: `readable` where any bytes are a value.
macro_rules! known {
    ($($ty:ty, $readable:literal;)+) => {$(
        impl Plain<$ty> {
            /// That it holds of this type, where it does.
            pub(crate) const KNOWN: Option<Self> =
                if as_in_files(size_of::<$ty>(), cfg!(target_endian = "big")) {
                    // SAFETY: integers, floats, `bool`, `char` and `NonZero` have no padding, their memory is their
                    // little-endian bytes, and only integers and floats are called readable.
                    Some(unsafe { Plain::new($readable) })
                } else {
                    None
                };
        }
    )+};
}

known! {
    u8, true; u16, true; u32, true; u64, true; u128, true;
    i8, true; i16, true; i32, true; i64, true; i128, true;
    f32, true; f64, true;
    bool, false; char, false;
    NonZero<u8>, false; NonZero<u16>, false; NonZero<u32>, false; NonZero<u64>, false; NonZero<u128>, false;
    NonZero<i8>, false; NonZero<i16>, false; NonZero<i32>, false; NonZero<i64>, false; NonZero<i128>, false;
}

/// Integers of a pointer's size, which have 64 bits in files.
macro_rules! pointer_sized {
    ($($ty:ty as $wide:ty;)+) => {$(
        impl Plain<$ty> {
            /// That it holds of this type, where it does.
            pub(crate) const KNOWN: Option<Self> = match Plain::<$wide>::KNOWN {
                Some(wide) if size_of::<$ty>() == size_of::<$wide>() => {
                    // SAFETY: both are integers, or such without zero, of the same size.
                    Some(unsafe { Plain::new(wide.readable) })
                }
                _ => None,
            };
        }
    )+};
}

pointer_sized! {
    usize as u64; isize as i64;
    NonZero<usize> as NonZero<u64>; NonZero<isize> as NonZero<i64>;
}

/// Types that are nothing but what they hold, and say so to the compiler.
macro_rules! transparent {
    ($($newtype:ident)+) => {$(
        impl<T> Plain<$newtype<T>> {
            /// That it holds of this type, if it does of what it holds.
            pub(crate) const fn of_content(content: Option<Plain<T>>) -> Option<Self> {
                match content {
                    // SAFETY: the type is `repr(transparent)`, stored as its content, and any content is one of it.
                    Some(content) => Some(unsafe { Plain::new(content.readable) }),
                    None => None,
                }
            }
        }
    )+};
}

transparent!(Wrapping Saturating Reverse);

macro_rules! tuple {
    ($tuple:ty: $($element:ident $slot:tt)+) => {
        impl<$($element),+> Plain<$tuple> {
            /// That it holds of this tuple, if it does of its elements and they lie in order.
            #[allow(clippy::too_many_arguments, reason = "as many as the tuple has elements")]
            #[expect(non_snake_case, reason = "elements are named as their types")]
            pub(crate) const fn of_elements($($element: Option<Plain<$element>>),+) -> Option<Self> {
                let facts = Some(Facts::NONE);
                $(
                    let facts = match (facts, $element) {
                        (Some(facts), Some(plain)) => {
                            facts.and(Some(plain.facts()), offset_of!($tuple, $slot))
                        }
                        _ => None,
                    };
                )+
                // SAFETY: these are all elements of the tuple, in their order, at their offsets.
                unsafe { Plain::of_struct(facts) }
            }
        }
    };
}

tuple!((A,): A 0);
tuple!((A, B): A 0 B 1);
tuple!((A, B, C): A 0 B 1 C 2);
tuple!((A, B, C, D): A 0 B 1 C 2 D 3);
tuple!((A, B, C, D, E): A 0 B 1 C 2 D 3 E 4);
tuple!((A, B, C, D, E, F): A 0 B 1 C 2 D 3 E 4 F 5);
tuple!((A, B, C, D, E, F, G): A 0 B 1 C 2 D 3 E 4 F 5 G 6);
tuple!((A, B, C, D, E, F, G, H): A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7);
tuple!((A, B, C, D, E, F, G, H, I): A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8);
tuple!((A, B, C, D, E, F, G, H, I, J): A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9);
tuple!((A, B, C, D, E, F, G, H, I, J, K): A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10);
tuple!((A, B, C, D, E, F, G, H, I, J, K, L): A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11);

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails panics")]

    use super::*;

    #[test]
    fn numbers_of_several_bytes_are_plain_where_memory_is_little_endian() {
        for size in [1, 2, 4, 8, 16] {
            assert!(as_in_files(size, false));
            assert_eq!(as_in_files(size, true), size == 1);
        }
    }

    #[test]
    fn fields_have_to_lie_one_behind_the_other_without_a_gap() {
        let (word, byte) = (Facts { size: 4, readable: true }, Facts { size: 1, readable: false });
        let two = Facts::NONE.and(Some(word), 0).and_then(|facts| facts.and(Some(byte), 4));
        assert!(two.is_some_and(|facts| facts.size == 5 && !facts.readable));
        assert!(Facts::NONE.and(Some(word), 4).is_none());
        assert!(Facts::NONE.and(None, 0).is_none());
        let size = |facts: Option<Facts>| facts.map_or(0, |facts| facts.size);
        assert_eq!(size(Facts::NONE.and(Some(word), 0).and_then(|f| f.and(Some(word), 8))), 0);
    }

    #[test]
    #[cfg(target_endian = "little")]
    fn tuples_are_plain_if_they_have_no_padding() {
        let (word, byte) = (Plain::<u32>::KNOWN, Plain::<u8>::KNOWN);
        assert!(Plain::<(u32, u32)>::of_elements(word, word).is_some_and(Plain::readable));
        assert!(Plain::<(u32, u8)>::of_elements(word, byte).is_none());
        assert!(
            Plain::<(u8, bool)>::of_elements(byte, Plain::<bool>::KNOWN)
                .is_some_and(|plain| !plain.readable())
        );
    }

    #[test]
    #[cfg(target_endian = "little")]
    fn arrays_are_plain_as_their_elements_are_unless_they_have_none() {
        let word = Plain::<u32>::KNOWN.unwrap();
        assert!(word.array::<3>().is_some_and(Plain::readable));
        assert!(word.array::<0>().is_none());
        let flag = Plain::<bool>::KNOWN.unwrap();
        assert!(flag.array::<3>().is_some_and(|plain| !plain.readable()));
    }

    #[test]
    #[cfg(target_endian = "little")]
    fn values_come_back_from_their_bytes() {
        let plain = Plain::<u32>::KNOWN.unwrap();
        let values = [1u32, 0xffff_0000, 7];
        let bytes = plain.bytes_of(&values);
        assert_eq!(bytes.len(), 12);
        let mut back = vec![9];
        plain.extend(&mut back, bytes);
        assert_eq!(back, [9, 1, 0xffff_0000, 7]);
        assert_eq!(plain.values_in(bytes), Some(&values[..]));
        assert_eq!(plain.values_in(&bytes[1..5]), None, "not where a number has to lie");
        assert_eq!(plain.values_in(&bytes[..5]), None, "not a whole number of numbers");
    }

    #[test]
    fn room_that_is_not_filled_holds_no_values() {
        let plain = Plain::<u8>::KNOWN.unwrap();
        let fill = |pieces: &[usize]| {
            let mut values = Vec::with_capacity(8);
            let filled = plain.fill(&mut values, 8, |mut room| {
                for len in pieces {
                    let piece = room.split_off(*len);
                    let ones = vec![1; piece.len()];
                    piece.copy_from(&ones).ok_or("another length")?;
                }
                Ok::<(), &str>(())
            });
            filled.map(|()| values)
        };
        assert_eq!(fill(&[3, 5]), Ok(vec![1; 8]));
        assert_eq!(fill(&[3, 50]), Ok(vec![1; 8]));
        assert_eq!(fill(&[3, 4]), Ok(vec![]));
        assert_eq!(fill(&[]), Ok(vec![]));
    }

    #[test]
    fn values_that_not_all_bytes_are_are_not_made_of_bytes() {
        let plain = Plain::<bool>::KNOWN.unwrap();
        let mut values = Vec::with_capacity(2);
        plain.extend(&mut values, &[2, 3]);
        plain.fill(&mut values, 2, |room| room.copy_from(&[2, 3]).map(drop).ok_or(())).unwrap();
        assert!(values.is_empty());
        assert_eq!(plain.values_in(&[1]), None);
        assert_eq!(plain.bytes_of(&[true, false]), [1, 0]);
    }
}
