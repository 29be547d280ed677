//! The temporary file as the container writes it: bytes gathered into large writes, each at its own place.

use std::fs::File;
use std::io::{self, Write};

use super::super::storage::Storage;
use super::retry;
use crate::container::Output;
use crate::wire::to_u64;

/// Bytes gathered for one write. Larger writes are not copied into the buffer.
const BUFFER: usize = 256 << 10;

/// A file that is written from its start.
///
/// What is dropped before [`flush`](Write::flush) is not written: then the file is about to be removed.
pub(super) struct BufferedFile<'a, S> {
    storage: &'a S,
    file: &'a File,
    buffer: Vec<u8>,
    /// Bytes of the file in front of those in the buffer.
    written: u64,
}

impl<'a, S: Storage> BufferedFile<'a, S> {
    pub(super) fn new(storage: &'a S, file: &'a File) -> Self {
        BufferedFile { storage, file, buffer: Vec::new(), written: 0 }
    }

    /// Writes some of the bytes at `offset`; how many.
    fn write_at(&self, offset: u64, bytes: &[u8]) -> io::Result<usize> {
        match retry(|| self.storage.write_at(self.file, offset, bytes))? {
            0 => Err(io::ErrorKind::WriteZero.into()),
            len => Ok(len),
        }
    }

    fn write_all_at(&self, mut offset: u64, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            let len = self.write_at(offset, bytes)?;
            offset = offset.saturating_add(to_u64(len));
            bytes = bytes.get(len..).unwrap_or_default();
        }
        Ok(())
    }
}

impl<S: Storage> Write for BufferedFile<'_, S> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.buffer.len().saturating_add(bytes.len()) > BUFFER {
            self.flush()?;
        }
        if bytes.len() < BUFFER {
            self.buffer.extend_from_slice(bytes);
            return Ok(bytes.len());
        }
        let len = self.write_at(self.written, bytes)?;
        self.written = self.written.saturating_add(to_u64(len));
        Ok(len)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.write_all_at(self.written, &self.buffer)?;
        self.written = self.written.saturating_add(to_u64(self.buffer.len()));
        self.buffer.clear();
        Ok(())
    }
}

impl<S: Storage> Output for BufferedFile<'_, S> {
    fn patch(&mut self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        // A small file is still in the buffer, and takes one write in all.
        match offset.checked_sub(self.written) {
            Some(offset) => Output::patch(&mut self.buffer, offset, bytes),
            None => {
                self.flush()?;
                self.write_all_at(offset, bytes)
            }
        }
    }
}
