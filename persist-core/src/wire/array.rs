//! Arrays of fixed layout: where their bytes come from on save, and go to on load.

use crate::error::{Error, Result};

/// Bytes from which on a `[T; N]` of fixed layout is stored as an array: a constant of the format.
///
/// A matrix in a struct can become a block that way. Shorter ones stay element by element, as postcard
/// writes them.
pub(crate) const MIN_ARRAY_SIZE: usize = 4096;

/// The bytes of an array, elements in their fixed layout, for as long as a save takes.
pub trait ArraySource {
    /// Length in bytes.
    fn byte_len(&self) -> u64;

    /// Hands all bytes to `sink`, in order, in pieces of any length; stops at its first error.
    ///
    /// # Errors
    ///
    /// Those of `sink`, and those of elements that cannot be stored.
    fn pieces(&self, sink: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()>;
}

/// Array bytes that had to be copied, because the value they come from does not outlive the call.
pub(crate) struct OwnedArray(pub(crate) Vec<u8>);

impl ArraySource for OwnedArray {
    fn byte_len(&self) -> u64 {
        self.0.len().try_into().unwrap_or(u64::MAX)
    }

    fn pieces(&self, sink: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> {
        sink(&self.0)
    }
}

/// The blocks of a file: arrays that stand beside its body.
pub(crate) trait BlockSource {
    /// Length in bytes and bytes per element of a block, or `None` where the file has no such block.
    fn shape(&self, number: u64) -> Option<(u64, u32)>;

    /// Reads a whole block into `out`, which is exactly as long.
    ///
    /// # Errors
    ///
    /// A checksum that does not match, or a file that cannot be read.
    fn read(&self, number: u64, out: &mut [u8]) -> Result<()>;

    /// Hands all bytes of a block to `sink`, in order, each piece checked before it is handed on.
    ///
    /// # Errors
    ///
    /// As [`read`](Self::read), and those of `sink`.
    fn pieces(&self, number: u64, sink: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()>;
}

/// No blocks: for a body that stands alone.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NoBlocks;

impl BlockSource for NoBlocks {
    fn shape(&self, _: u64) -> Option<(u64, u32)> {
        None
    }

    fn read(&self, number: u64, _: &mut [u8]) -> Result<()> {
        Err(missing(number))
    }

    fn pieces(&self, number: u64, _: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> {
        Err(missing(number))
    }
}

fn missing(number: u64) -> Error {
    Error::damaged(format!("the body refers to block {number}, which the file does not have"))
}
