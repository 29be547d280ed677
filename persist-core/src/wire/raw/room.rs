//! Memory that is to be filled, by one thread or by several.

use std::mem::MaybeUninit;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Bytes that hold nothing yet, and a count of those that do.
///
/// Pieces can be split off and filled apart from each other; what holds them all then knows whether every byte has
/// been filled, as each piece is filled once at most.
pub(crate) struct Room<'o> {
    bytes: &'o mut [MaybeUninit<u8>],
    filled: &'o AtomicUsize,
}

impl<'o> Room<'o> {
    /// Whether `fill` fills all of `bytes`.
    ///
    /// # Errors
    ///
    /// Those of `fill`.
    pub(super) fn filled_by<E>(
        bytes: &mut [MaybeUninit<u8>],
        fill: impl FnOnce(Room<'_>) -> Result<(), E>,
    ) -> Result<bool, E> {
        let (len, filled) = (bytes.len(), AtomicUsize::new(0));
        fill(Room { bytes, filled: &filled })?;
        Ok(filled.into_inner() == len)
    }

    /// Runs `fill` on bytes that hold something already.
    ///
    /// # Errors
    ///
    /// Those of `fill`.
    pub(crate) fn over<E>(
        bytes: &mut [u8],
        fill: impl FnOnce(Room<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let filled = AtomicUsize::new(0);
        // SAFETY: it is the same memory, as long. What holds a byte may hold any: nothing here or in `fill` makes it hold
        // none, as there is no way to take a byte away through a room.
        let bytes = unsafe {
            let (start, len) = (bytes.as_mut_ptr(), bytes.len());
            std::slice::from_raw_parts_mut(start.cast::<MaybeUninit<u8>>(), len)
        };
        fill(Room { bytes, filled: &filled })
    }

    /// How many bytes there are to fill.
    pub(crate) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// The first `len` bytes, as a piece of their own; all of them where there are no more.
    pub(crate) fn split_off(&mut self, len: usize) -> Room<'o> {
        let len = len.min(self.bytes.len());
        let bytes = self.bytes.split_off_mut(..len).unwrap_or_default();
        Room { bytes, filled: self.filled }
    }

    /// Fills all bytes with a copy; nothing where there are not as many.
    pub(crate) fn copy_from(self, bytes: &[u8]) -> Option<&'o mut [u8]> {
        if bytes.len() != self.bytes.len() {
            return None;
        }
        self.filled.fetch_add(bytes.len(), Ordering::Relaxed);
        Some(self.bytes.write_copy_of_slice(bytes))
    }

    /// Zeros, for what can only write to bytes that hold something.
    pub(crate) fn zeroed(self) -> &'o mut [u8] {
        self.filled.fetch_add(self.bytes.len(), Ordering::Relaxed);
        // SAFETY: all bytes are written before they are seen as such.
        unsafe {
            self.bytes.as_mut_ptr().cast::<u8>().write_bytes(0, self.bytes.len());
            self.bytes.assume_init_mut()
        }
    }

    /// Fills all bytes with those of a file from `offset` on.
    ///
    /// # Errors
    ///
    /// Those of the system, and the file's end.
    #[cfg(unix)]
    pub(crate) fn read_from(
        self,
        file: &std::fs::File,
        offset: u64,
    ) -> std::io::Result<&'o mut [u8]> {
        use std::io::{Error, ErrorKind};
        use std::os::fd::AsRawFd;

        super::pages::populate(self.bytes);
        let mut done = 0;
        while let Some(rest) = self.bytes.get_mut(done..).filter(|rest| !rest.is_empty()) {
            let at = offset.saturating_add(crate::wire::to_u64(done));
            let at = libc::off_t::try_from(at).map_err(|_| Error::from(ErrorKind::InvalidInput))?;
            // SAFETY: the system writes at most `rest.len()` bytes, from its start on; the descriptor is open as long
            // as the file is borrowed.
            let read =
                unsafe { libc::pread(file.as_raw_fd(), rest.as_mut_ptr().cast(), rest.len(), at) };
            match usize::try_from(read) {
                Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
                Ok(read) => done += read,
                Err(_) => match Error::last_os_error() {
                    error if error.kind() == ErrorKind::Interrupted => {}
                    error => return Err(error),
                },
            }
        }
        self.filled.fetch_add(self.bytes.len(), Ordering::Relaxed);
        // SAFETY: the loop ends when the system has written all bytes.
        Ok(unsafe { self.bytes.assume_init_mut() })
    }
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that fails panics")]

    use std::fs::File;
    use std::io::{ErrorKind, Write};

    use super::*;

    #[test]
    fn what_the_system_does_not_read_is_an_error() {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(b"0123456789").unwrap();
        let read = |file: &File, offset| {
            let mut bytes = [0; 4];
            Room::over(&mut bytes, |room| room.read_from(file, offset).map(drop)).map(|()| bytes)
        };
        assert_eq!(&read(&file, 6).unwrap(), b"6789");
        assert_eq!(read(&file, 7).unwrap_err().kind(), ErrorKind::UnexpectedEof);
        let folder = File::open(std::env::temp_dir()).unwrap();
        assert_eq!(read(&folder, 0).unwrap_err().kind(), ErrorKind::IsADirectory);
    }
}
