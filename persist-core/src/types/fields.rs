//! The two forms in which the fields of a struct follow each other: its body, and its fixed layout.
//!
//! Derived structs walk over their fields once for both, which halves what the compiler has to check of them.

use crate::error::Result;
use crate::persist::Persist;
use crate::types::array::{no_layout, take_fixed};
use crate::wire::{Appender, FixedRoom, Reader, Writer};

/// What takes the fields of a struct, one after the other.
pub trait PutFields<'a> {
    /// Writes the next field.
    ///
    /// # Errors
    ///
    /// Those of [`Persist::encode`].
    fn put<T: Persist>(&mut self, field: &'a T) -> Result<()>;

    /// Writes which variant of an enum the next fields are of.
    ///
    /// # Errors
    ///
    /// That of a fixed layout, which no enum has.
    fn variant(&mut self, index: u32) -> Result<()>;
}

/// What gives the fields of a struct, one after the other.
pub trait GetFields {
    /// Reads the next field.
    ///
    /// # Errors
    ///
    /// Those of [`Persist::decode`].
    fn get<T: Persist>(&mut self) -> Result<T>;

    /// Reads which variant of an enum, that has `count` of them, the next fields are of.
    ///
    /// # Errors
    ///
    /// An index beyond them, and that of a fixed layout, which no enum has.
    fn variant(&mut self, count: u32) -> Result<u32>;
}

impl<'a> PutFields<'a> for Appender<'_, '_, 'a> {
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn put<T: Persist>(&mut self, field: &'a T) -> Result<()> {
        field.__persist_append(&mut self.part(T::__PERSIST_RUN))
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn variant(&mut self, index: u32) -> Result<()> {
        self.varint32(index);
        Ok(())
    }
}

/// Writes a body that is nothing but the fields of the value.
///
/// # Errors
///
/// Those of the fields.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn encode_fields<'a, T: Persist>(value: &'a T, w: &mut Writer<'a>) -> Result<()> {
    Appender::over(w, |to| value.__persist_put_fields(to))
}

impl GetFields for Reader<'_> {
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn get<T: Persist>(&mut self) -> Result<T> {
        T::__persist_take(self)
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn variant(&mut self, count: u32) -> Result<u32> {
        Reader::variant(self, count)
    }
}

/// Reads a body that is nothing but the fields of the value.
///
/// # Errors
///
/// Those of the fields.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn decode_fields<T: Persist>(r: &mut Reader<'_>) -> Result<T> {
    r.by_itself(|r| T::__persist_get_fields(r))
}

impl<'a> PutFields<'a> for FixedRoom<'_> {
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn put<T: Persist>(&mut self, field: &'a T) -> Result<()> {
        field.encode_fixed(self)
    }

    fn variant(&mut self, _: u32) -> Result<()> {
        Err(no_layout())
    }
}

/// The bytes of the fields that are still to come.
pub struct FixedBytes<'b>(pub &'b [u8]);

impl GetFields for FixedBytes<'_> {
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn get<T: Persist>(&mut self) -> Result<T> {
        T::decode_fixed(take_fixed(&mut self.0, T::LAYOUT)?)
    }

    fn variant(&mut self, _: u32) -> Result<u32> {
        Err(no_layout())
    }
}
