//! Reading sections: each chunk is checked before anyone sees its bytes, the padding in front of a section
//! before its first chunk.

use std::borrow::Cow;
use std::ops::Range;

use super::header::PlacedChunk;
use super::layout::{CHUNK_LEN, PlacedSection, SectionKind, to_u64};
use super::open::{self, Container};
use super::source::Source;
use super::{checksum, damage};
use crate::error::{Error, Result};
use crate::wire::BlockSource;

impl<S: Source> Container<S> {
    /// The body; borrowed where the file is in memory.
    ///
    /// # Errors
    ///
    /// Damage, a file that cannot be read, and a body beyond the limits.
    pub(crate) fn body(&self) -> Result<Cow<'_, [u8]>> {
        self.bytes_of(SectionKind::Body)
    }

    /// The section of shared values, empty where the file has none; borrowed where the file is in memory.
    ///
    /// # Errors
    ///
    /// As [`body`](Self::body).
    pub(crate) fn shared(&self) -> Result<Cow<'_, [u8]>> {
        self.bytes_of(SectionKind::Shared)
    }

    /// The blocks.
    pub(crate) fn blocks(&self) -> Blocks<'_, S> {
        Blocks { container: self }
    }

    /// Checks every byte of the file that [`open`](Self::open) has not checked.
    ///
    /// # Errors
    ///
    /// The first damage, and a file that cannot be read.
    pub(crate) fn verify(&self) -> Result<()> {
        let mut buffer = Vec::new();
        self.sections()
            .try_for_each(|section| self.pieces_of(&section, &mut buffer, &mut |_| Ok(())))
    }

    fn bytes_of(&self, kind: SectionKind) -> Result<Cow<'_, [u8]>> {
        let Some(section) = &self.header.single(kind) else {
            return Ok(Cow::Borrowed(&[]));
        };
        if let Some(all) = self.source.as_bytes() {
            self.pieces_of(section, &mut Vec::new(), &mut |_| Ok(()))?;
            let end = section.offset.saturating_add(section.stored_len);
            return Ok(Cow::Borrowed(slice(all, &(section.offset..end))?));
        }
        let limit = self.limits.allocation_for(self.raw_len());
        damage::check_allocation(section, section.raw_len, limit)?;
        self.check_padding(section)?;
        let mut bytes = reserved(section.raw_len)?;
        for chunk in self.header.chunks(section) {
            // Grown by chunks, the memory is zeroed while it is in a cache, and not at all behind damage.
            let start = bytes.len();
            bytes.resize(start.saturating_add(chunk_len(&chunk)), 0);
            let out = bytes.get_mut(start..).unwrap_or_default();
            self.read_chunk(section, &chunk, out)?;
        }
        Ok(Cow::Owned(bytes))
    }

    /// Reads a whole section into `out`, which is exactly as long.
    fn read_section(&self, section: &PlacedSection, out: &mut [u8]) -> Result<()> {
        debug_assert_eq!(to_u64(out.len()), section.raw_len);
        self.check_padding(section)?;
        let chunks = self.header.chunks(section);
        for (chunk, out) in chunks.zip(out.chunks_mut(CHUNK_LEN)) {
            self.read_chunk(section, &chunk, out)?;
        }
        Ok(())
    }

    /// Hands out a section chunk by chunk, through `buffer` where the file is not in memory.
    fn pieces_of(
        &self,
        section: &PlacedSection,
        buffer: &mut Vec<u8>,
        sink: &mut dyn FnMut(&[u8]) -> Result<()>,
    ) -> Result<()> {
        self.check_padding(section)?;
        for chunk in self.header.chunks(section) {
            if let Some(all) = self.source.as_bytes() {
                let piece = slice(all, &chunk.range)?;
                check(section, &chunk, piece)?;
                sink(piece)?;
                continue;
            }
            if buffer.len() < chunk_len(&chunk) {
                *buffer = reserved(chunk.stored_len())?;
                buffer.resize(chunk_len(&chunk), 0);
            }
            let piece = buffer.get_mut(..chunk_len(&chunk)).unwrap_or_default();
            self.read_chunk(section, &chunk, piece)?;
            sink(piece)?;
        }
        Ok(())
    }

    fn read_chunk(
        &self,
        section: &PlacedSection,
        chunk: &PlacedChunk,
        out: &mut [u8],
    ) -> Result<()> {
        open::read(&self.source, chunk.range.start, out)?;
        check(section, chunk, out)
    }
}

/// The blocks of a file, by number.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Blocks<'a, S> {
    container: &'a Container<S>,
}

impl<S> Blocks<'_, S> {
    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.container.header.block_count()
    }

    fn existing(&self, number: u64) -> Result<PlacedSection> {
        self.container.header.block(number).ok_or_else(|| {
            Error::damaged(format!("block {number} is claimed of a file that has {}", self.count()))
        })
    }
}

impl<S: Source> BlockSource for Blocks<'_, S> {
    fn shape(&self, number: u64) -> Option<(u64, u32)> {
        self.container.header.block(number).map(|section| (section.raw_len, section.stride))
    }

    fn read(&self, number: u64, out: &mut [u8]) -> Result<()> {
        let section = self.existing(number)?;
        if to_u64(out.len()) != section.raw_len {
            return Err(Error::damaged(format!(
                "{} bytes are claimed of {section}, which has {}",
                out.len(),
                section.raw_len
            )));
        }
        self.container.read_section(&section, out)
    }

    fn pieces(&self, number: u64, sink: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> {
        self.container.pieces_of(&self.existing(number)?, &mut Vec::new(), sink)
    }
}

fn check(section: &PlacedSection, chunk: &PlacedChunk, bytes: &[u8]) -> Result<()> {
    match checksum::of(bytes) == chunk.checksum {
        true => Ok(()),
        false => Err(damage::chunk(section, chunk.number, chunk.raw_offset(), &chunk.range)),
    }
}

fn slice<'a>(all: &'a [u8], range: &Range<u64>) -> Result<&'a [u8]> {
    let start = usize::try_from(range.start).ok();
    let end = usize::try_from(range.end).ok();
    start
        .zip(end)
        .and_then(|(start, end)| all.get(start..end))
        .ok_or_else(|| damage::truncated(range.end, to_u64(all.len())))
}

/// Bytes of a chunk; none is longer than the constant, which fits.
fn chunk_len(chunk: &PlacedChunk) -> usize {
    usize::try_from(chunk.stored_len()).unwrap_or(CHUNK_LEN)
}

/// An empty vector with room for `len` bytes.
pub(super) fn reserved(len: u64) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    bytes
        .try_reserve_exact(usize::try_from(len).unwrap_or(usize::MAX))
        .map_err(|error| damage::no_memory(len, error))?;
    Ok(bytes)
}
