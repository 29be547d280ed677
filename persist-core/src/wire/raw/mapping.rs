//! Files in memory, without reading them.

use std::fs::File;
use std::io;

use memmap2::Mmap;

/// The caller's promise that nothing writes to files or shortens them as long as they are mapped.
///
/// Only unsafe code can give it: what is mapped changes with its file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NobodyWrites(());

impl NobodyWrites {
    /// Gives the promise.
    ///
    /// # Safety
    ///
    /// The promise has to be kept for all files that are mapped with it.
    pub(crate) const unsafe fn promised() -> Self {
        NobodyWrites(())
    }

    /// The bytes of a file.
    ///
    /// # Errors
    ///
    /// Those of the system.
    pub(crate) fn map(self, file: &File) -> io::Result<Mmap> {
        // SAFETY: the caller of `promised` has promised that the file does not change.
        unsafe { Mmap::map(file) }
    }
}
