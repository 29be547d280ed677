//! Taking a verified header apart.

use super::damage;
use super::layout::{PREFIX_LEN, to_u64};
use crate::error::{Error, Result};
use crate::wire::varint::{self, VarintError};

/// A place in a header. Its errors are placed by their offset in the file.
#[derive(Clone, Debug)]
pub(super) struct Cursor<'a> {
    rest: &'a [u8],
    len: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(header: &'a [u8]) -> Self {
        Cursor { rest: header, len: header.len() }
    }

    /// Bytes from the start of the header.
    pub(super) fn position(&self) -> usize {
        self.len.saturating_sub(self.rest.len())
    }

    pub(super) fn remaining(&self) -> usize {
        self.rest.len()
    }

    /// Bytes from the start of the file.
    pub(super) fn offset(&self) -> u64 {
        to_u64(PREFIX_LEN).saturating_add(to_u64(self.position()))
    }

    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N]> {
        let (array, rest) = self.rest.split_first_chunk().ok_or_else(|| self.end(to_u64(N)))?;
        self.rest = rest;
        Ok(*array)
    }

    pub(super) fn bytes(&mut self, len: u64) -> Result<&'a [u8]> {
        let (bytes, rest) = usize::try_from(len)
            .ok()
            .and_then(|len| self.rest.split_at_checked(len))
            .ok_or_else(|| self.end(len))?;
        self.rest = rest;
        Ok(bytes)
    }

    pub(super) fn varint(&mut self) -> Result<u64> {
        let (value, rest) = varint::take_u128(self.rest).map_err(|error| self.broken(error))?;
        let value = u64::try_from(value).map_err(|_| self.broken(VarintError::TooLarge))?;
        self.rest = rest;
        Ok(value)
    }

    /// A string behind its length.
    pub(super) fn str(&mut self) -> Result<&'a str> {
        let start = self.offset();
        let len = self.varint()?;
        std::str::from_utf8(self.bytes(len)?).map_err(|error| {
            damage::in_header(start, format!("a string of the header is not UTF-8: {error}"))
        })
    }

    fn end(&self, wanted: u64) -> Error {
        let left = self.rest.len();
        damage::in_header(
            self.offset(),
            format!("the header claims {wanted} bytes where {left} are left of it"),
        )
    }

    fn broken(&self, error: VarintError) -> Error {
        let message = match error {
            VarintError::End => "the header ends inside an integer",
            VarintError::TooLarge => "an integer of the header has too many bits",
            VarintError::NotShortest => "an integer of the header is not in its shortest form",
        };
        damage::in_header(self.offset(), message)
    }
}
