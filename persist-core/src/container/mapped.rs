//! Files that are in memory without having been read: their blocks stay where they are.

use std::io;
use std::ops::Range;
use std::sync::Arc;

use memmap2::Mmap;

use super::header::PlacedChunk;
use super::layout::PlacedSection;
use super::sections::{check, slice};
use super::source::Source;
use crate::error::Result;
use crate::wire::MappedBlock;
use crate::wire::raw::Room;

/// A file that is mapped.
#[derive(Clone, Debug)]
pub(crate) struct Mapped {
    map: Arc<Mmap>,
    verify: Verify,
}

/// What is done about the checksums of arrays that stay in a mapped file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Verify {
    /// All are compared when the file is loaded: it is read once, at the speed of the disk.
    #[default]
    All,
    /// Those of arrays that stay in the file are not, until [`Buffer::verify`](crate::Buffer::verify) is called: a load
    /// takes as long as the rest of the file does.
    Lazy,
}

impl Mapped {
    pub(crate) fn new(map: Mmap, verify: Verify) -> Self {
        Mapped { map: Arc::new(map), verify }
    }
}

impl Source for Mapped {
    fn byte_len(&self) -> io::Result<u64> {
        self.map[..].byte_len()
    }

    fn read_exact_at(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.map[..].read_exact_at(offset, out)
    }

    fn fill_at<'o>(&self, offset: u64, room: Room<'o>) -> io::Result<&'o mut [u8]> {
        self.map[..].fill_at(offset, room)
    }

    fn as_bytes(&self) -> Option<&[u8]> {
        Some(&self.map)
    }

    fn as_mapped(&self) -> Option<&Mapped> {
        Some(self)
    }
}

impl Mapped {
    /// A section of which all chunks are stored as they are, `None` for any other.
    pub(super) fn block(
        &self,
        section: PlacedSection,
        chunks: Vec<PlacedChunk>,
    ) -> Result<Option<Arc<dyn MappedBlock>>> {
        // No chunk is longer than its raw bytes: then each is as they are.
        let is_plain = section.stored_len == section.raw_len;
        let end = section.offset.saturating_add(section.stored_len);
        let range = section.offset..end;
        if !is_plain || slice(&self.map, &range).is_err() {
            return Ok(None);
        }
        let block = Block { map: Arc::clone(&self.map), range, section, chunks };
        if self.verify == Verify::All {
            block.verify()?;
        }
        Ok(Some(Arc::new(block)))
    }
}

/// A block of a mapped file, which it keeps mapped.
struct Block {
    map: Arc<Mmap>,
    range: Range<u64>,
    section: PlacedSection,
    chunks: Vec<PlacedChunk>,
}

impl MappedBlock for Block {
    fn bytes(&self) -> &[u8] {
        slice(&self.map, &self.range).unwrap_or_default()
    }

    fn verify(&self) -> Result<()> {
        self.chunks
            .iter()
            .try_for_each(|chunk| check(&self.section, chunk, slice(&self.map, &chunk.range)?))
    }
}
