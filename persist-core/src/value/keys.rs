//! The keys of a set or a map as they are encoded: one that is there twice is found without its type.

use std::collections::HashSet;

use crate::error::Result;
use crate::wire::{Reader, memory};

/// Keys of one set or map that have been read.
#[derive(Default)]
pub(super) struct Keys<'a>(HashSet<&'a [u8]>);

impl<'a> Keys<'a> {
    /// What each takes while the others are read, in bytes.
    pub(super) const SIZE: usize = 2 * size_of::<&[u8]>();

    /// Takes the key that began at `start`, and ends where `end` is.
    ///
    /// # Errors
    ///
    /// One like it was there before.
    pub(super) fn take(&mut self, start: &Reader<'a>, end: &Reader<'a>) -> Result<()> {
        self.0.try_reserve(1).map_err(|_| memory::no_memory(self.0.len(), Self::SIZE))?;
        match self.0.insert(start.up_to(end)) {
            true => Ok(()),
            false => Err(start.damaged("an entry has the same key as one before it")),
        }
    }
}
