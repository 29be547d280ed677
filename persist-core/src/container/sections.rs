//! Reading sections: each chunk is checked before anyone sees its bytes, the padding in front of a section
//! before its first chunk.

use std::borrow::Cow;
use std::ops::Range;
#[cfg(feature = "mmap")]
use std::sync::Arc;

use super::checksum::Checksum;
use super::codec::{Coding, Decoder};
use super::header::{Chunks, PlacedChunk};
use super::layout::{CHUNK_LEN, PlacedSection, SectionKind, to_u64};
use super::open::{self, Container};
use super::source::Source;
use super::threads::shared_by;
use super::{checksum, damage};
use crate::error::{Error, Result};
#[cfg(feature = "mmap")]
use crate::wire::MappedBlock;
use crate::wire::raw::{Room, pages};
use crate::wire::{BlockSource, Plain};

impl<S: Source> Container<S> {
    /// The body; borrowed where the file is in memory and the body not compressed.
    ///
    /// # Errors
    ///
    /// Damage, a file that cannot be read, and a body beyond the limits.
    pub(crate) fn body(&self) -> Result<Cow<'_, [u8]>> {
        self.bytes_of(SectionKind::Body)
    }

    /// The section of shared values, empty where the file has none; borrowed as the [body](Self::body) is.
    ///
    /// # Errors
    ///
    /// As [`body`](Self::body).
    pub(crate) fn shared(&self) -> Result<Cow<'_, [u8]>> {
        self.bytes_of(SectionKind::Shared)
    }

    /// The section of probes, if the file has one; borrowed as the [body](Self::body) is.
    ///
    /// # Errors
    ///
    /// As [`body`](Self::body).
    pub(crate) fn probes(&self) -> Result<Option<Cow<'_, [u8]>>> {
        match self.header.single(SectionKind::Probes) {
            Some(_) => self.bytes_of(SectionKind::Probes).map(Some),
            None => Ok(None),
        }
    }

    /// The blocks.
    pub(crate) fn blocks(&self) -> Blocks<'_, S> {
        Blocks { container: self }
    }

    /// Hands all of a range of a section's raw bytes to `sink`, in order, each piece checked before it is handed on.
    /// Memory is taken for a chunk, however long the section is.
    ///
    /// # Errors
    ///
    /// Damage of the chunks that the range has a part of, a file that cannot be read, and errors of `sink`.
    pub(crate) fn range(
        &self,
        section: &PlacedSection,
        range: &Range<u64>,
        sink: &mut dyn FnMut(&[u8]) -> Result<()>,
    ) -> Result<()> {
        self.range_of(section, range, &mut Scratch::default(), sink)
    }

    /// A [`range`](Self::range) of a section's raw bytes, in memory.
    ///
    /// # Errors
    ///
    /// As [`range`](Self::range), and more bytes than the limits allow.
    pub(crate) fn range_vec(&self, section: &PlacedSection, range: &Range<u64>) -> Result<Vec<u8>> {
        let len = range.end.saturating_sub(range.start);
        damage::check_allocation(section, len, self.limits.allocation_for(self.raw_len()))?;
        let mut bytes = reserved(len)?;
        self.range(section, range, &mut |piece| {
            bytes.extend_from_slice(piece);
            Ok(())
        })?;
        Ok(bytes)
    }

    fn bytes_of(&self, kind: SectionKind) -> Result<Cow<'_, [u8]>> {
        let Some(section) = &self.header.single(kind) else {
            return Ok(Cow::Borrowed(&[]));
        };
        let mut scratch = Scratch::default();
        if let Some(all) = self.source.as_bytes()
            && section.coding == Coding::PLAIN
        {
            self.whole(section, &mut scratch, &mut |_| Ok(()))?;
            let end = section.offset.saturating_add(section.stored_len);
            return Ok(Cow::Borrowed(slice(all, &(section.offset..end))?));
        }
        let limit = self.limits.allocation_for(self.raw_len());
        damage::check_allocation(section, section.raw_len, limit)?;
        let len = in_memory_any(section.raw_len);
        let mut bytes = Vec::new();
        pages::reserve(&mut bytes, len)
            .map_err(|error| damage::no_memory(section.raw_len, error))?;
        if let Some(plain) = Plain::<u8>::KNOWN {
            plain.fill(&mut bytes, len, |room| self.read_section(section, room))?;
        }
        Ok(Cow::Owned(bytes))
    }

    /// Reads a whole section into `out`, which is exactly as long; several threads share the work on a large one.
    fn read_section(&self, section: &PlacedSection, out: Room<'_>) -> Result<()> {
        debug_assert_eq!(to_u64(out.len()), section.raw_len);
        self.check_padding(section)?;
        let chunks = Rooms { chunks: self.header.chunks(section), out };
        let runs = section.raw_len.div_ceil(to_u64(CHUNK_LEN * RUN));
        let threads = self.access.threads.for_work(section.raw_len, in_memory_any(runs));
        shared_by(threads, RUN, chunks, Scratch::default, |(chunk, room), scratch| {
            self.read_chunk(section, &chunk, room, scratch)
        })
    }

    /// Hands out a section chunk by chunk, from where it is if that is memory.
    fn whole(
        &self,
        section: &PlacedSection,
        scratch: &mut Scratch,
        sink: &mut dyn FnMut(&[u8]) -> Result<()>,
    ) -> Result<()> {
        self.range_of(section, &(0..section.raw_len), scratch, sink)
    }

    /// Hands out some of the raw bytes of a section chunk by chunk: no chunk is read that has none of them.
    fn range_of(
        &self,
        section: &PlacedSection,
        range: &Range<u64>,
        scratch: &mut Scratch,
        sink: &mut dyn FnMut(&[u8]) -> Result<()>,
    ) -> Result<()> {
        self.check_padding(section)?;
        self.chunks_of(section, range, scratch, sink)
    }

    /// [`range_of`](Self::range_of) a section, whatever stands in front of it.
    pub(super) fn chunks_of(
        &self,
        section: &PlacedSection,
        range: &Range<u64>,
        scratch: &mut Scratch,
        sink: &mut dyn FnMut(&[u8]) -> Result<()>,
    ) -> Result<()> {
        for chunk in self.header.chunks(section) {
            let start = chunk.raw_offset();
            if start.saturating_add(chunk.raw_len) <= range.start {
                continue;
            }
            if start >= range.end {
                break;
            }
            self.with_chunk(section, &chunk, scratch, &mut |piece| {
                let from = in_memory(range.start.saturating_sub(start));
                let to = in_memory(range.end.saturating_sub(start)).min(piece.len());
                sink(piece.get(from..to).unwrap_or_default())
            })?;
        }
        Ok(())
    }

    /// Hands out the raw bytes of a chunk, checked.
    pub(super) fn with_chunk(
        &self,
        section: &PlacedSection,
        chunk: &PlacedChunk,
        scratch: &mut Scratch,
        sink: &mut dyn FnMut(&[u8]) -> Result<()>,
    ) -> Result<()> {
        if let Some(all) = self.source.as_bytes()
            && chunk.is_plain()
        {
            let piece = slice(all, &chunk.range)?;
            check(section, chunk, piece)?;
            self.access.done(section, chunk.raw_len);
            return sink(piece);
        }
        let mut raw = std::mem::take(&mut scratch.raw);
        let read = sized(&mut raw, chunk.raw_len).and_then(|piece| {
            Room::over(piece, |room| self.read_chunk(section, chunk, room, scratch))?;
            sink(piece)
        });
        // On errors, too: others may follow, as many as a header claims chunks.
        scratch.raw = raw;
        read
    }

    /// The stored bytes of a chunk, checked: from where they are if that is memory, else in `buffer`.
    pub(super) fn stored_chunk<'b>(
        &'b self,
        section: &PlacedSection,
        chunk: &PlacedChunk,
        buffer: &'b mut Vec<u8>,
    ) -> Result<&'b [u8]> {
        let stored = match self.source.as_bytes() {
            Some(all) => slice(all, &chunk.range)?,
            None => {
                let stored = sized(buffer, chunk.stored_len())?;
                open::read(&self.source, chunk.range.start, stored)?;
                stored
            }
        };
        check(section, chunk, stored)?;
        Ok(stored)
    }

    /// Reads a chunk into `out`, which is as long as its raw bytes.
    fn read_chunk(
        &self,
        section: &PlacedSection,
        chunk: &PlacedChunk,
        mut out: Room<'_>,
        scratch: &mut Scratch,
    ) -> Result<()> {
        if chunk.is_plain() {
            let mut checksum = Checksum::new();
            let mut offset = chunk.range.start;
            while out.len() > 0 {
                let piece = out.split_off(PIECE);
                let len = to_u64(piece.len());
                let read = self.source.fill_at(offset, piece);
                let read = read.map_err(|error| {
                    damage::unreadable(&(offset..offset.saturating_add(len)), error)
                })?;
                checksum.update(read);
                offset = offset.saturating_add(len);
                self.access.done(section, len);
            }
            return verdict(section, chunk, checksum.take());
        }
        let stored = self.stored_chunk(section, chunk, &mut scratch.stored)?;
        self.access.done(section, chunk.raw_len);
        scratch
            .decoder
            .decode_chunk(section.coding, stored, out.zeroed())
            .map_err(|error| damage::undecodable(section, chunk.number, chunk.raw_offset(), error))
    }
}

/// Bytes that are read and hashed at a time: they are still in a core's own cache when they are hashed.
const PIECE: usize = 256 << 10;

/// Chunks that a thread takes at a time: together as long as a large page of memory, which two threads should not
/// fault in at once.
pub(super) const RUN: usize = 2;

/// The chunks of a section, each with its room.
struct Rooms<'h, 'o> {
    chunks: Chunks<'h>,
    out: Room<'o>,
}

impl<'o> Iterator for Rooms<'_, 'o> {
    type Item = (PlacedChunk, Room<'o>);

    fn next(&mut self) -> Option<Self::Item> {
        let chunk = self.chunks.next()?;
        let room = self.out.split_off(in_memory(chunk.raw_len));
        Some((chunk, room))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.chunks.size_hint()
    }
}

impl ExactSizeIterator for Rooms<'_, '_> {}

/// What reading chunks needs beside their place, kept from one to the next.
#[derive(Default)]
pub(super) struct Scratch {
    stored: Vec<u8>,
    raw: Vec<u8>,
    decoder: Decoder,
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

    pub(super) fn existing(&self, number: u64) -> Result<PlacedSection> {
        self.container.header.block(number).ok_or_else(|| {
            Error::damaged(format!("block {number} is claimed of a file that has {}", self.count()))
        })
    }
}

impl<S: Source> BlockSource for Blocks<'_, S> {
    fn shape(&self, number: u64) -> Option<(u64, u32)> {
        self.container.header.block(number).map(|section| (section.raw_len, section.stride))
    }

    fn read(&self, number: u64, out: Room<'_>) -> Result<()> {
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

    #[cfg(feature = "mmap")]
    fn mapped(&self, number: u64) -> Result<Option<Arc<dyn MappedBlock>>> {
        let Some(mapped) = self.container.source.as_mapped() else { return Ok(None) };
        let section = self.existing(number)?;
        self.container.check_padding(&section)?;
        let chunks = self.container.header.chunks(&section).collect();
        let block = mapped.block(section, chunks)?;
        if block.is_some() {
            // What stays in the file is not waited for.
            self.container.access.done(&section, section.raw_len);
        }
        Ok(block)
    }

    fn pieces(&self, number: u64, sink: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> {
        self.container.whole(&self.existing(number)?, &mut Scratch::default(), sink)
    }
}

pub(super) fn check(section: &PlacedSection, chunk: &PlacedChunk, bytes: &[u8]) -> Result<()> {
    verdict(section, chunk, checksum::of(bytes))
}

fn verdict(section: &PlacedSection, chunk: &PlacedChunk, checksum: u64) -> Result<()> {
    match checksum == chunk.checksum {
        true => Ok(()),
        false => Err(damage::chunk(section, chunk.number, chunk.raw_offset(), &chunk.range)),
    }
}

pub(super) fn slice<'a>(all: &'a [u8], range: &Range<u64>) -> Result<&'a [u8]> {
    let start = usize::try_from(range.start).ok();
    let end = usize::try_from(range.end).ok();
    start
        .zip(end)
        .and_then(|(start, end)| all.get(start..end))
        .ok_or_else(|| damage::truncated(range.end, to_u64(all.len())))
}

/// A length that no chunk's is beyond, in memory.
fn in_memory(len: u64) -> usize {
    usize::try_from(len).unwrap_or(CHUNK_LEN).min(CHUNK_LEN)
}

/// A length that a section has in memory, if it has room there.
fn in_memory_any(len: u64) -> usize {
    usize::try_from(len).unwrap_or(usize::MAX)
}

/// The first `len` bytes of a buffer, which grows as far as a chunk is long.
fn sized(buffer: &mut Vec<u8>, len: u64) -> Result<&mut [u8]> {
    if buffer.len() < in_memory(len) {
        *buffer = reserved(len)?;
        buffer.resize(in_memory(len), 0);
    }
    Ok(buffer.get_mut(..in_memory(len)).unwrap_or_default())
}

/// An empty vector with room for `len` bytes.
pub(super) fn reserved(len: u64) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    bytes
        .try_reserve_exact(usize::try_from(len).unwrap_or(usize::MAX))
        .map_err(|error| damage::no_memory(len, error))?;
    Ok(bytes)
}
