//! Where a file's bytes come from: memory, or a file that is read at any offset.

use std::fs::File;
use std::io::{self, ErrorKind};

#[cfg(feature = "mmap")]
use super::mapped::Mapped;
use crate::wire::raw::Room;

/// Bytes that can be read at any offset, in any order, by several threads at once.
pub(crate) trait Source: Sync {
    /// How many bytes there are.
    fn byte_len(&self) -> io::Result<u64>;

    /// Fills `out` with the bytes from `offset` on.
    fn read_exact_at(&self, offset: u64, out: &mut [u8]) -> io::Result<()>;

    /// Fills `room` with the bytes from `offset` on, and returns them.
    fn fill_at<'o>(&self, offset: u64, room: Room<'o>) -> io::Result<&'o mut [u8]> {
        let out = room.zeroed();
        self.read_exact_at(offset, out)?;
        Ok(out)
    }

    /// All bytes, where they are in memory already: then nothing of them is copied.
    fn as_bytes(&self) -> Option<&[u8]> {
        None
    }

    /// The mapped file that this is, if it is one.
    #[cfg(feature = "mmap")]
    fn as_mapped(&self) -> Option<&Mapped> {
        None
    }
}

impl<S: Source + ?Sized> Source for &S {
    fn byte_len(&self) -> io::Result<u64> {
        (**self).byte_len()
    }

    fn read_exact_at(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        (**self).read_exact_at(offset, out)
    }

    fn fill_at<'o>(&self, offset: u64, room: Room<'o>) -> io::Result<&'o mut [u8]> {
        (**self).fill_at(offset, room)
    }

    fn as_bytes(&self) -> Option<&[u8]> {
        (**self).as_bytes()
    }
}

impl Source for [u8] {
    fn byte_len(&self) -> io::Result<u64> {
        Ok(super::layout::to_u64(self.len()))
    }

    fn read_exact_at(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        out.copy_from_slice(part(self, offset, out.len())?);
        Ok(())
    }

    fn fill_at<'o>(&self, offset: u64, room: Room<'o>) -> io::Result<&'o mut [u8]> {
        let bytes = part(self, offset, room.len())?;
        room.copy_from(bytes).ok_or_else(|| ErrorKind::UnexpectedEof.into())
    }

    fn as_bytes(&self) -> Option<&[u8]> {
        Some(self)
    }
}

fn part(bytes: &[u8], offset: u64, len: usize) -> io::Result<&[u8]> {
    usize::try_from(offset)
        .ok()
        .and_then(|offset| bytes.get(offset..))
        .and_then(|rest| rest.get(..len))
        .ok_or_else(|| ErrorKind::UnexpectedEof.into())
}

impl Source for File {
    fn byte_len(&self) -> io::Result<u64> {
        Ok(self.metadata()?.len())
    }

    #[cfg(unix)]
    fn read_exact_at(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        std::os::unix::fs::FileExt::read_exact_at(self, out, offset)
    }

    #[cfg(unix)]
    fn fill_at<'o>(&self, offset: u64, room: Room<'o>) -> io::Result<&'o mut [u8]> {
        room.read_from(self, offset)
    }

    #[cfg(not(any(unix, windows)))]
    fn read_exact_at(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        use io::{Read, Seek, SeekFrom};
        let mut file = self;
        file.seek(SeekFrom::Start(offset))?;
        file.read_exact(out)
    }

    #[cfg(windows)]
    fn read_exact_at(&self, mut offset: u64, mut out: &mut [u8]) -> io::Result<()> {
        use std::os::windows::fs::FileExt;
        while !out.is_empty() {
            let read = match self.seek_read(out, offset) {
                Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
                Ok(read) => read,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            offset = offset.saturating_add(super::layout::to_u64(read));
            out = out.get_mut(read..).unwrap_or_default();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that fails panics")]

    use super::*;
    use std::io::Write;

    #[test]
    fn memory_and_files_give_the_same_bytes_and_the_same_error_behind_their_end() {
        let bytes: &[u8] = b"0123456789";
        let path = std::env::temp_dir().join(format!("persist-source-{}", std::process::id()));
        File::create_new(&path).unwrap().write_all(bytes).unwrap();
        let file = File::open(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
        let sources: [&dyn Source; 2] = [&bytes, &file];
        for source in sources {
            assert_eq!(source.byte_len().unwrap(), 10);
            let mut out = [0; 3];
            source.read_exact_at(7, &mut out).unwrap();
            assert_eq!(&out, b"789");
            for offset in [8, 11, 1 << 40] {
                let error = source.read_exact_at(offset, &mut out).unwrap_err();
                assert_eq!(error.kind(), ErrorKind::UnexpectedEof);
            }
        }
    }
}
