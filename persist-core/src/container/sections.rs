//! Reading sections: each chunk is checked before anyone sees its bytes, the padding in front of a section
//! before its first chunk.

use std::borrow::Cow;
use std::ops::Range;

use super::codec::{Coding, Decoder};
use super::header::PlacedChunk;
use super::layout::{CHUNK_LEN, PlacedSection, SectionKind, to_u64};
use super::open::{self, Container};
use super::source::Source;
use super::{checksum, damage};
use crate::error::{Error, Result};
use crate::wire::BlockSource;

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

    /// The blocks.
    pub(crate) fn blocks(&self) -> Blocks<'_, S> {
        Blocks { container: self }
    }

    /// Checks every byte of the file that [`open`](Self::open) has not checked, and that what is compressed can be
    /// restored.
    ///
    /// # Errors
    ///
    /// The first damage, a file that cannot be read, and a codec that the program is built without.
    pub(crate) fn verify(&self) -> Result<()> {
        let mut scratch = Scratch::default();
        self.sections()
            .try_for_each(|section| self.pieces_of(&section, &mut scratch, &mut |_| Ok(())))
    }

    fn bytes_of(&self, kind: SectionKind) -> Result<Cow<'_, [u8]>> {
        let Some(section) = &self.header.single(kind) else {
            return Ok(Cow::Borrowed(&[]));
        };
        let mut scratch = Scratch::default();
        if let Some(all) = self.source.as_bytes()
            && section.coding == Coding::PLAIN
        {
            self.pieces_of(section, &mut scratch, &mut |_| Ok(()))?;
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
            bytes.resize(start.saturating_add(in_memory(chunk.raw_len)), 0);
            let out = bytes.get_mut(start..).unwrap_or_default();
            self.read_chunk(section, &chunk, out, &mut scratch)?;
        }
        Ok(Cow::Owned(bytes))
    }

    /// Reads a whole section into `out`, which is exactly as long.
    fn read_section(&self, section: &PlacedSection, out: &mut [u8]) -> Result<()> {
        debug_assert_eq!(to_u64(out.len()), section.raw_len);
        self.check_padding(section)?;
        let mut scratch = Scratch::default();
        let chunks = self.header.chunks(section);
        for (chunk, out) in chunks.zip(out.chunks_mut(CHUNK_LEN)) {
            self.read_chunk(section, &chunk, out, &mut scratch)?;
        }
        Ok(())
    }

    /// Hands out a section chunk by chunk, from where it is if that is memory.
    fn pieces_of(
        &self,
        section: &PlacedSection,
        scratch: &mut Scratch,
        sink: &mut dyn FnMut(&[u8]) -> Result<()>,
    ) -> Result<()> {
        self.check_padding(section)?;
        for chunk in self.header.chunks(section) {
            if let Some(all) = self.source.as_bytes()
                && chunk.is_plain()
            {
                let piece = slice(all, &chunk.range)?;
                check(section, &chunk, piece)?;
                sink(piece)?;
                continue;
            }
            let mut raw = std::mem::take(&mut scratch.raw);
            let piece = sized(&mut raw, chunk.raw_len)?;
            self.read_chunk(section, &chunk, piece, scratch)?;
            sink(piece)?;
            scratch.raw = raw;
        }
        Ok(())
    }

    /// Reads a chunk into `out`, which is as long as its raw bytes.
    fn read_chunk(
        &self,
        section: &PlacedSection,
        chunk: &PlacedChunk,
        out: &mut [u8],
        scratch: &mut Scratch,
    ) -> Result<()> {
        if chunk.is_plain() {
            open::read(&self.source, chunk.range.start, out)?;
            return check(section, chunk, out);
        }
        let stored = match self.source.as_bytes() {
            Some(all) => slice(all, &chunk.range)?,
            None => {
                let stored = sized(&mut scratch.stored, chunk.stored_len())?;
                open::read(&self.source, chunk.range.start, stored)?;
                stored
            }
        };
        check(section, chunk, stored)?;
        scratch
            .decoder
            .decode_chunk(section.coding, stored, out)
            .map_err(|error| damage::undecodable(section, chunk.number, chunk.raw_offset(), error))
    }
}

/// What reading chunks needs beside their place, kept from one to the next.
#[derive(Default)]
struct Scratch {
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
        self.container.pieces_of(&self.existing(number)?, &mut Scratch::default(), sink)
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

/// A length that no chunk's is beyond, in memory.
fn in_memory(len: u64) -> usize {
    usize::try_from(len).unwrap_or(CHUNK_LEN).min(CHUNK_LEN)
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
