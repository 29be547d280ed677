//! Decoding: a cursor over bytes.

use super::array::ArrayHead;
use super::context::Frame;
use super::raw::from_utf8;
use super::spot::Spot;
use super::varint;
use crate::error::{Error, Result, Section};

/// Reads a value's body, as [`Persist::decode`](crate::Persist::decode) directs.
///
/// A clone reads on from the same place by itself: loops that decode many elements work on a local clone,
/// which the compiler keeps in registers, and store it back.
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    pub(super) rest: &'a [u8],
    pub(super) frame: &'a Frame<'a>,
}

impl<'a> Reader<'a> {
    /// Runs `read` on a clone, and goes on where that has stopped.
    ///
    /// A cursor whose address goes to a function that is not inlined lies in memory from its first byte to its last:
    /// so the address of another one goes there.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn by_itself<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let mut reader = self.clone();
        let value = read(&mut reader)?;
        self.rest = reader.rest;
        Ok(value)
    }

    /// Bytes from the start of the section.
    #[inline]
    pub fn offset(&self) -> usize {
        self.frame.len.saturating_sub(self.rest.len())
    }

    /// Bytes that are left in the section.
    #[inline]
    pub fn remaining(&self) -> usize {
        self.rest.len()
    }

    /// The bytes up to where another reader of the section stands, further on.
    pub(crate) fn up_to(&self, end: &Reader<'_>) -> &'a [u8] {
        self.rest.get(..self.remaining().saturating_sub(end.remaining())).unwrap_or_default()
    }

    /// The next `N` bytes.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Damaged`](crate::ErrorKind::Damaged) at the end of the section, as for all methods that read.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn raw<const N: usize>(&mut self) -> Result<[u8; N]> {
        match self.rest.split_first_chunk() {
            Some((bytes, rest)) => {
                self.rest = rest;
                Ok(*bytes)
            }
            None => Err(self.spot().end(N)),
        }
    }

    /// The next `len` bytes.
    ///
    /// # Errors
    ///
    /// The end of the section.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn bytes(&mut self, len: usize) -> Result<&'a [u8]> {
        match self.rest.split_at_checked(len) {
            Some((bytes, rest)) => {
                self.rest = rest;
                Ok(bytes)
            }
            None => Err(self.spot().end(len)),
        }
    }

    /// One byte.
    ///
    /// # Errors
    ///
    /// The end of the section.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn u8(&mut self) -> Result<u8> {
        match self.rest {
            [byte, rest @ ..] => {
                self.rest = rest;
                Ok(*byte)
            }
            [] => Err(self.spot().end(1)),
        }
    }

    /// A byte that is 0 or 1, as `bool` and `Option` are written.
    ///
    /// # Errors
    ///
    /// Any other byte.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn bool(&mut self) -> Result<bool> {
        match self.u8()? {
            0 => Ok(false),
            1 => Ok(true),
            other => Err(self.just_read().no_flag(other)),
        }
    }

    /// An unsigned varint of at most `u64::MAX`.
    ///
    /// # Errors
    ///
    /// A varint that is larger, or longer than it need be.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn varint(&mut self) -> Result<u64> {
        match self.rest {
            [byte, rest @ ..] if *byte < 0x80 => {
                self.rest = rest;
                Ok((*byte).into())
            }
            _ => self.varint_long(),
        }
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn varint_long(&mut self) -> Result<u64> {
        // Apart from what is called for all others, whose result lies in memory.
        if let Some(word) = self.rest.first_chunk()
            && let Some((value, len)) = varint::short_in(u32::from_le_bytes(*word))
            && let Some(rest) = self.rest.get(len..)
        {
            self.rest = rest;
            return Ok(value.into());
        }
        match varint::take(self.rest) {
            Ok((value, rest)) => {
                self.rest = rest;
                Ok(value)
            }
            Err(error) => Err(self.spot().broken_varint(error)),
        }
    }

    /// A varint of at most four bytes, if one stands at the cursor.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn short_varint(&mut self) -> Option<u32> {
        if let [byte @ 0..0x80, rest @ ..] = self.rest {
            self.rest = rest;
            return Some((*byte).into());
        }
        let (value, len) = varint::short_in(u32::from_le_bytes(*self.rest.first_chunk()?))?;
        self.rest = self.rest.get(len..)?;
        Some(value)
    }

    /// An unsigned varint that fits `N`.
    ///
    /// # Errors
    ///
    /// As [`varint`](Self::varint), and a value that does not fit.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn unsigned<N: TryFrom<u64>>(&mut self) -> Result<N> {
        let value = self.varint()?;
        match N::try_from(value) {
            Ok(value) => Ok(value),
            Err(_) => Err(self.just_read().too_large(value, std::any::type_name::<N>())),
        }
    }

    /// A zigzag varint that fits `N`.
    ///
    /// # Errors
    ///
    /// As [`unsigned`](Self::unsigned).
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn signed<N: TryFrom<i64>>(&mut self) -> Result<N> {
        let value = varint::unzigzag(self.varint()?);
        match N::try_from(value) {
            Ok(value) => Ok(value),
            Err(_) => Err(self.just_read().too_large(value, std::any::type_name::<N>())),
        }
    }

    /// An unsigned varint of at most `u128::MAX`.
    ///
    /// # Errors
    ///
    /// As [`varint`](Self::varint).
    #[inline]
    pub fn varint128(&mut self) -> Result<u128> {
        match varint::take_u128(self.rest) {
            Ok((value, rest)) => {
                self.rest = rest;
                Ok(value)
            }
            Err(error) => Err(self.spot().broken_varint(error)),
        }
    }

    /// A zigzag varint of any width.
    ///
    /// # Errors
    ///
    /// As [`varint`](Self::varint).
    #[inline]
    pub fn zigzag128(&mut self) -> Result<i128> {
        self.varint128().map(varint::unzigzag128)
    }

    /// A string behind its length.
    ///
    /// # Errors
    ///
    /// A length beyond the section or the limits, and bytes that are no UTF-8.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn str(&mut self) -> Result<&'a str> {
        let len = self.unsigned::<usize>()?;
        let bytes = self.bytes(len)?;
        match from_utf8(bytes) {
            Ok(text) => {
                self.allocate(len, 1)?;
                Ok(text)
            }
            Err(error) => Err(self.just_read().no_utf8(error)),
        }
    }

    /// The bytes of another crate's value, behind their length.
    ///
    /// # Errors
    ///
    /// A length beyond the section.
    pub(crate) fn foreign(&mut self) -> Result<&'a [u8]> {
        let len = self.unsigned::<usize>()?;
        self.bytes(len)
    }

    /// The index of an enum's variant, which has `count` of them.
    ///
    /// # Errors
    ///
    /// An index beyond them.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn variant(&mut self, count: u32) -> Result<u32> {
        // Most enums have fewer variants than one byte tells.
        if let [byte @ 0..0x80, rest @ ..] = self.rest
            && u32::from(*byte) < count
        {
            self.rest = rest;
            return Ok((*byte).into());
        }
        let (index, rest) = self.clone().far_variant(count)?;
        self.rest = rest;
        Ok(index)
    }

    /// By value: a cursor whose address goes somewhere lies in memory.
    #[cold]
    fn far_variant(mut self, count: u32) -> Result<(u32, &'a [u8])> {
        let index = self.varint()?;
        match u32::try_from(index) {
            Ok(index) if index < count => Ok((index, self.rest)),
            _ => Err(self.just_read().unknown_variant(index, count)),
        }
    }

    /// A count of elements that take at least `min_size` bytes each in the file and `size` in memory.
    ///
    /// # Errors
    ///
    /// A count that the rest of the section cannot hold, or that goes beyond the limits: before anything
    /// is allocated.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn len(&mut self, min_size: usize, size: usize) -> Result<usize> {
        let len = self.unsigned::<usize>()?;
        if min_size > 0 && len > self.rest.len() / min_size {
            return Err(self.just_read().too_many(len, min_size, self.rest.len()));
        }
        self.allocate(len, size)?;
        self.count(len)?;
        Ok(len)
    }

    /// Whether the value at the cursor is within a key, where arrays and shared values stand in place.
    pub(crate) fn is_in_place(&self) -> bool {
        self.frame.in_place
    }

    /// Runs `decode` where arrays and shared values stand in place: for keys.
    ///
    /// # Errors
    ///
    /// Those of `decode`.
    pub fn in_place<T>(&mut self, decode: impl FnOnce(&mut Reader<'_>) -> Result<T>) -> Result<T> {
        let frame = Frame { in_place: true, ..*self.frame };
        let mut reader = Reader { rest: self.rest, frame: &frame };
        let value = decode(&mut reader)?;
        let used = self.rest.len() - reader.rest.len();
        self.bytes(used)?;
        Ok(value)
    }

    /// The head of an array of elements of `stride` bytes in the file and `size` in memory.
    ///
    /// # Errors
    ///
    /// A count that does not fit the section, the block or the limits.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn array(&mut self, stride: u32, size: usize) -> Result<ArrayHead<'a>> {
        let marked = self.varint()?;
        let Ok(count) = usize::try_from(marked >> 1) else {
            return Err(self.just_read().too_large(marked >> 1, std::any::type_name::<usize>()));
        };
        if marked & 1 != 0 {
            let number = self.varint()?;
            let block = self.just_read().block(number, count, stride)?;
            self.charge_array(count, size)?;
            return Ok(ArrayHead::Block(block));
        }
        #[expect(clippy::as_conversions, reason = "usize has at least 32 bits here")]
        let len = count.checked_mul(stride as usize);
        match len.and_then(|len| self.rest.split_at_checked(len)) {
            Some((bytes, rest)) => {
                // A count that cannot be is damage, whatever the limits are: they come second.
                self.charge_array(count, size)?;
                self.rest = rest;
                Ok(ArrayHead::InPlace(bytes))
            }
            None => Err(self.just_read().array_too_long(count, stride, self.rest.len())),
        }
    }

    #[cold]
    pub(super) fn no_shared_value(&self, number: u64) -> Error {
        self.spot().no_shared_value(number)
    }

    /// Says of an error that it is about the value that ends at the cursor.
    #[cold]
    pub(super) fn blame_last(&self, error: Error) -> Error {
        self.just_read().blame_at(0, error)
    }

    /// The section that the reader stands in.
    pub(crate) fn section(&self) -> Section {
        self.frame.section
    }

    /// An error about the value at the cursor: the type refuses what the file holds.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn invalid(&self, message: impl std::fmt::Display) -> Error {
        self.spot().invalid(message)
    }

    /// An error about the value at the cursor: it has no counterpart in this program's type, as other values of
    /// its type in the file have.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn mismatch(&self, message: impl std::fmt::Display) -> Error {
        self.spot().mismatch(message)
    }

    /// Says of an error without a place that it was seen `bytes` behind the cursor.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn blame_at(&self, bytes: usize, error: Error) -> Error {
        self.spot().blame_at(bytes, error)
    }

    /// An error about the bytes at the cursor: no save writes them.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn damaged(&self, message: impl Into<std::borrow::Cow<'static, str>>) -> Error {
        self.spot().damaged(message)
    }

    /// Where the cursor stands, for errors.
    ///
    /// All that is needed for an error goes by value: a reader whose address is never taken stays in
    /// registers.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn spot(&self) -> Spot<'a> {
        Spot { left: self.rest.len(), frame: self.frame }
    }

    /// The last byte that was read, for errors about the value that ends there: the hot path need not
    /// remember where it started.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn just_read(&self) -> Spot<'a> {
        Spot { left: self.rest.len().saturating_add(1), frame: self.frame }
    }
}
