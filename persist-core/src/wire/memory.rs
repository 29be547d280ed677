//! Memory that the system may not have: what is as long as a file says is asked for, and no memory is an error.
//!
//! Not so for what is small: a system without 64 KiB ends any program, and asking is slower.

use std::collections::TryReserveError;
use std::hint::black_box;

use super::Reader;
use crate::error::{Error, ErrorKind, Result};

/// Bytes that are not asked for.
pub(crate) const SMALL: usize = 1 << 16;

/// What a pointer takes beside the bytes that it leads to, and what an allocator rounds them by.
const MARGIN: usize = 256;

/// A copy of a text.
///
/// # Errors
///
/// That the system has no memory.
pub(crate) fn copy_of(text: &str) -> Result<String> {
    let mut copy = String::new();
    copy.try_reserve_exact(text.len()).map_err(|_| no_memory(text.len(), 1))?;
    copy.push_str(text);
    Ok(copy)
}

/// Makes room for one element more.
///
/// # Errors
///
/// That the system has no memory.
pub(crate) fn grow<T>(elements: &mut Vec<T>) -> Result<()> {
    elements.try_reserve(1).map_err(|_| no_memory(elements.len(), size_of::<T>()))
}

/// Appends bytes.
///
/// # Errors
///
/// That the system has no memory.
pub(crate) fn append(bytes: &mut Vec<u8>, piece: &[u8]) -> Result<()> {
    bytes.try_reserve(piece.len()).map_err(|_| no_memory(piece.len(), 1))?;
    bytes.extend_from_slice(piece);
    Ok(())
}

/// An empty list with room for so many elements.
///
/// # Errors
///
/// That the system has no memory.
pub(crate) fn room_for<T>(count: usize) -> Result<Vec<T>> {
    let mut elements = Vec::new();
    elements.try_reserve_exact(count).map_err(|_| no_memory(count, size_of::<T>()))?;
    Ok(elements)
}

/// The system has no memory for `count` elements of `size` bytes.
#[cold]
pub(crate) fn no_memory(count: usize, size: usize) -> Error {
    let message = format!("the system has no memory for {count} elements of {size} bytes");
    Error::new(ErrorKind::System, message)
}

fn is_there(bytes: usize) -> Result<(), TryReserveError> {
    let mut room = Vec::<u8>::new();
    room.try_reserve_exact(bytes)?;
    // Memory that nobody looks at is not asked for.
    black_box(room.as_ptr());
    Ok(())
}

impl Reader<'_> {
    /// A copy of a text that was read last.
    ///
    /// # Errors
    ///
    /// That the system has no memory.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn own(&self, text: &str) -> Result<String> {
        if text.len() <= SMALL {
            return Ok(text.to_owned());
        }
        copy_of(text).map_err(|error| self.blame_last(error))
    }

    /// Asks for so many bytes and gives them back, for what takes them next and does not ask: pointers of the standard
    /// library that count, and implementations of serde.
    ///
    /// # Errors
    ///
    /// That the system has no memory.
    pub(crate) fn ask_for(&self, bytes: usize) -> Result<()> {
        if bytes <= SMALL {
            return Ok(());
        }
        is_there(bytes.saturating_add(MARGIN)).map_err(|_| self.blame_last(no_memory(bytes, 1)))
    }
}
