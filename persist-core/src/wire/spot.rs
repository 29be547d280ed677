//! Errors of a reader: what was expected, what was found, and where the cursor stood.

use std::borrow::Cow;
use std::fmt::Display;

use super::context::Frame;
use super::to_u64;
use super::varint::VarintError;
use crate::error::{Error, ErrorKind};

/// What to do about a file that takes more memory than is allowed.
pub(super) const RAISE_ALLOCATION: &str =
    "if you trust the file, load it with a larger Limits::allocation";

/// Where a cursor stood.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spot<'a> {
    /// Bytes from the cursor to the end of the section.
    pub(super) left: usize,
    pub(super) frame: &'a Frame<'a>,
}

impl Spot<'_> {
    #[cold]
    pub(super) fn invalid(self, message: impl Display) -> Error {
        self.blame_at(0, Error::invalid(message))
    }

    #[cold]
    pub(super) fn mismatch(self, message: impl Display) -> Error {
        self.blame_at(0, Error::new(ErrorKind::Schema, message.to_string()))
    }

    #[cold]
    pub(super) fn damaged(self, message: impl Into<Cow<'static, str>>) -> Error {
        self.blame_at(0, Error::damaged(message))
    }

    #[cold]
    pub(super) fn blame_at(self, bytes: usize, error: Error) -> Error {
        let offset = self.frame.len.saturating_sub(self.left).saturating_add(bytes);
        error.at(self.frame.section, to_u64(offset))
    }

    #[cold]
    pub(super) fn end(self, wanted: usize) -> Error {
        self.damaged(format!("{wanted} bytes are expected where {} are left", self.left))
    }

    #[cold]
    pub(super) fn broken_varint(self, error: VarintError) -> Error {
        self.damaged(match error {
            VarintError::End => "the bytes end inside an integer",
            VarintError::TooLarge => "an integer has too many bits",
            VarintError::NotShortest => "an integer is not in its shortest form",
        })
    }

    #[cold]
    pub(super) fn too_large(self, value: impl Display, ty: &str) -> Error {
        self.damaged(format!("{value} does not fit {ty}"))
    }

    #[cold]
    pub(super) fn no_flag(self, found: u8) -> Error {
        self.damaged(format!("expected 0 or 1, found {found}"))
    }

    #[cold]
    pub(super) fn unknown_variant(self, index: u64, count: u32) -> Error {
        self.damaged(format!("variant {index} is claimed of an enum that has {count}"))
    }

    #[cold]
    pub(super) fn too_many(self, count: usize, min_size: usize, left: usize) -> Error {
        self.damaged(format!(
            "{count} elements of at least {min_size} bytes are claimed where {left} bytes are left"
        ))
    }

    #[cold]
    pub(super) fn no_utf8(self, error: std::str::Utf8Error) -> Error {
        self.damaged(format!("a string is not UTF-8: {error}"))
    }

    #[cold]
    pub(super) fn array_too_long(self, count: usize, stride: u32, left: usize) -> Error {
        self.damaged(format!(
            "an array of {count} elements of {stride} bytes is claimed where {left} bytes are left"
        ))
    }

    #[cold]
    pub(super) fn no_block(self, number: u64) -> Error {
        self.damaged(format!("block {number} is claimed, which the file does not have"))
    }

    #[cold]
    pub(super) fn other_block(
        self,
        number: u64,
        (len, block_stride): (u64, u32),
        count: usize,
        stride: u32,
    ) -> Error {
        self.damaged(format!(
            "{count} elements of {stride} bytes are claimed of block {number}, which has {len} bytes in \
             elements of {block_stride}"
        ))
    }

    #[cold]
    pub(super) fn no_shared_value(self, number: u64) -> Error {
        self.damaged(format!("shared value {number} is claimed, which the file does not have"))
    }

    #[cold]
    pub(super) fn over_allocation(self, bytes: u64) -> Error {
        self.blame_at(0, over_allocation(bytes, self.frame.cx.allocation_limit))
    }

    #[cold]
    pub(super) fn over_elements(self) -> Error {
        let limit = self.frame.cx.limits.elements.unwrap_or(u64::MAX);
        self.limit(
            format!("more than {limit} elements are claimed"),
            "if you trust the file, load it with a larger Limits::elements",
        )
    }

    #[cold]
    pub(super) fn too_deep(self) -> Error {
        let limit = self.frame.cx.limits.depth;
        self.limit(
            format!("the value is nested more than {limit} levels deep"),
            "load it with a larger Limits::depth, on a thread with stack enough",
        )
    }

    fn limit(self, message: String, help: &'static str) -> Error {
        self.blame_at(0, Error::new(ErrorKind::Limit, message)).with_help(help)
    }
}

#[cold]
pub(super) fn over_allocation(bytes: u64, limit: u64) -> Error {
    let message =
        format!("{bytes} more bytes of memory are claimed, beyond the limit of {limit} in all");
    Error::new(ErrorKind::Limit, message).with_help(RAISE_ALLOCATION)
}
