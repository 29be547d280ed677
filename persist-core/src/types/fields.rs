//! The two forms in which the fields of a struct follow each other: its body, and its fixed layout.
//!
//! Derived structs walk over their fields once for both, which halves what the compiler has to check of them.

use crate::error::Result;
use crate::persist::Persist;
use crate::types::array::{take_fixed, take_fixed_mut};
use crate::wire::{Reader, Writer};

/// What takes the fields of a struct, one after the other.
pub trait PutFields<'a> {
    /// Writes the next field.
    ///
    /// # Errors
    ///
    /// Those of [`Persist::encode`].
    fn put<T: Persist>(&mut self, field: &'a T) -> Result<()>;
}

/// What gives the fields of a struct, one after the other.
pub trait GetFields {
    /// Reads the next field.
    ///
    /// # Errors
    ///
    /// Those of [`Persist::decode`].
    fn get<T: Persist>(&mut self) -> Result<T>;
}

impl<'a> PutFields<'a> for Writer<'a> {
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn put<T: Persist>(&mut self, field: &'a T) -> Result<()> {
        field.encode(self)
    }
}

impl GetFields for Reader<'_> {
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn get<T: Persist>(&mut self) -> Result<T> {
        T::decode(self)
    }
}

/// Room for the fields that are still to come.
pub struct FixedRoom<'o>(pub &'o mut [u8]);

impl<'a> PutFields<'a> for FixedRoom<'_> {
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn put<T: Persist>(&mut self, field: &'a T) -> Result<()> {
        field.encode_fixed(take_fixed_mut(&mut self.0, T::LAYOUT))
    }
}

/// The bytes of the fields that are still to come.
pub struct FixedBytes<'b>(pub &'b [u8]);

impl GetFields for FixedBytes<'_> {
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn get<T: Persist>(&mut self) -> Result<T> {
        T::decode_fixed(take_fixed(&mut self.0, T::LAYOUT)?)
    }
}
