//! Sections in the making: bytes go out, and what the tables say of them is kept for the header.

use std::io::Write;

use super::checksum::{self, Checksum};
use super::codec::Coding;
use super::layout::{
    ALIGNMENT, CHUNK_LEN, ChunkRecord, MAGIC, Placer, SectionRecord, VERSION, align, to_u64,
};
use super::pipeline::Chunk;
use super::progress::Watcher;
use super::write::{file_too_long, unwritable};
use crate::error::Result;
use crate::wire::Limits;

/// Bytes that are hashed and then written: few enough to stay in a cache that is close, enough for a write to be worth
/// its call.
const STEP: usize = 256 << 10;

/// Sections that are written one behind the other.
pub(super) struct Assembly<'a> {
    out: &'a mut dyn Write,
    header_len: u32,
    placer: Placer,
    /// Of the sections that have begun; the last one still grows.
    sections: Vec<SectionRecord>,
    chunks: Vec<ChunkRecord>,
    /// Of the chunk that is appended to.
    checksum: Checksum,
    filled: usize,
    /// Bytes of all chunks so far: raw, and as they are stored.
    raw: u64,
    stored: u64,
    raw_len: u64,
    watcher: &'a Watcher,
}

impl<'a> Assembly<'a> {
    /// Writes to `out` behind a header of `header_len` bytes, and tells `watcher` of progress towards `raw_len` bytes.
    pub(super) fn new(
        header_len: u32,
        raw_len: u64,
        watcher: &'a Watcher,
        out: &'a mut dyn Write,
    ) -> Self {
        Assembly {
            out,
            header_len,
            placer: Placer::behind_header(header_len),
            sections: Vec::new(),
            chunks: Vec::new(),
            checksum: Checksum::new(),
            filled: 0,
            raw: 0,
            stored: 0,
            raw_len,
            watcher,
        }
    }

    /// How many sections have begun.
    pub(super) fn begun(&self) -> usize {
        self.sections.len()
    }

    /// Begins a section, which is plain so far: its stored bytes come next, in chunks.
    ///
    /// # Errors
    ///
    /// As [`append`](Self::append).
    pub(super) fn begin(&mut self, section: SectionRecord) -> Result<()> {
        self.place_last()?;
        pad(self.placer.end(), self.out)?;
        self.sections.push(SectionRecord { stored_len: 0, ..section });
        Ok(())
    }

    /// Fixes the place of the section that has ended.
    fn place_last(&mut self) -> Result<()> {
        match self.sections.last() {
            Some(section) => self.placer.place(section).map(drop).ok_or_else(file_too_long),
            None => Ok(()),
        }
    }

    /// Writes bytes of the section as they are.
    ///
    /// # Errors
    ///
    /// Those of the output, and a file too long for its offsets.
    pub(super) fn append(&mut self, mut bytes: &[u8]) -> Result<()> {
        while !bytes.is_empty() {
            let room = CHUNK_LEN.saturating_sub(self.filled).min(STEP);
            let (part, rest) = bytes.split_at_checked(room).unwrap_or((bytes, &[]));
            self.checksum.update(part);
            self.out.write_all(part).map_err(unwritable)?;
            self.filled = self.filled.saturating_add(part.len());
            if self.filled == CHUNK_LEN {
                self.end_chunk()?;
            }
            bytes = rest;
        }
        Ok(())
    }

    /// Ends the chunk that has been appended to, if any.
    ///
    /// # Errors
    ///
    /// As [`append`](Self::append).
    pub(super) fn end_chunk(&mut self) -> Result<()> {
        let len = std::mem::take(&mut self.filled);
        match len {
            0 => Ok(()),
            _ => {
                let checksum = self.checksum.take();
                self.count(Coding::PLAIN, len, len, checksum)
            }
        }
    }

    /// Writes a chunk of the section, compressed if that makes it shorter.
    ///
    /// It stays as it is, too, where the file would otherwise inflate to more than a load allows by default.
    ///
    /// # Errors
    ///
    /// As [`append`](Self::append).
    pub(super) fn push(&mut self, chunk: &Chunk) -> Result<()> {
        let raw = self.raw.saturating_add(to_u64(chunk.raw().len()));
        let packed = chunk.packed().filter(|packed| {
            let stored = self.stored.saturating_add(to_u64(packed.len()));
            raw <= Limits::new().inflation_for(stored)
        });
        let (coding, stored) = match packed {
            Some(packed) => (chunk.coding, packed),
            None => (Coding::PLAIN, chunk.raw()),
        };
        self.out.write_all(stored).map_err(unwritable)?;
        self.count(coding, chunk.raw().len(), stored.len(), checksum::of(stored))
    }

    /// Enters a chunk into the tables.
    fn count(&mut self, coding: Coding, raw: usize, stored: usize, checksum: u64) -> Result<()> {
        // A chunk is never longer than the constant, which fits.
        let stored_len = u32::try_from(stored).unwrap_or(u32::MAX);
        self.chunks.push(ChunkRecord { stored_len, checksum });
        if let Some(section) = self.sections.last_mut() {
            section.stored_len = section.stored_len.saturating_add(stored_len.into());
            // One compressed chunk is enough to need the codec.
            if coding != Coding::PLAIN {
                section.coding = coding;
            }
        }
        self.raw = self.raw.saturating_add(to_u64(raw));
        self.stored = self.stored.saturating_add(stored_len.into());
        self.watcher.tell(self.raw, self.raw_len);
        Ok(())
    }

    /// Prefix and header, behind the last section; `front` is the header up to the section table.
    ///
    /// # Errors
    ///
    /// A file too long for its offsets.
    pub(super) fn header(mut self, front: &[u8]) -> Result<Vec<u8>> {
        self.place_last()?;
        let mut header = front.to_vec();
        self.sections.iter().for_each(|section| section.push_to(&mut header));
        self.chunks.iter().for_each(|chunk| chunk.push_to(&mut header));
        Ok(with_prefix(self.header_len, &mut header))
    }
}

/// A header of `header_len` bytes behind its prefix.
pub(super) fn with_prefix(header_len: u32, header: &mut Vec<u8>) -> Vec<u8> {
    const REQUIRED_FEATURES: u8 = 0;
    const OPTIONAL_FEATURES: u8 = 0;
    let mut bytes = Vec::new();
    bytes.extend_from_slice(&MAGIC);
    bytes.extend_from_slice(&VERSION.to_le_bytes());
    bytes.extend_from_slice(&[REQUIRED_FEATURES, OPTIONAL_FEATURES]);
    bytes.extend_from_slice(&header_len.to_le_bytes());
    let mut checksum = Checksum::new();
    checksum.update(&bytes);
    checksum.update(header);
    bytes.extend_from_slice(&checksum.take().to_le_bytes());
    bytes.append(header);
    bytes
}

/// Writes the padding between `end`, where what stands in front of a section ends, and the section.
///
/// # Errors
///
/// As [`append`](Assembly::append).
pub(super) fn pad(end: u64, out: &mut dyn Write) -> Result<()> {
    const PADDING: [u8; ALIGNMENT] = [0; ALIGNMENT];
    let padding = align(end).ok_or_else(file_too_long)?.saturating_sub(end);
    // Padding is shorter than the alignment.
    let padding = usize::try_from(padding).ok().and_then(|len| PADDING.get(..len));
    out.write_all(padding.unwrap_or_default()).map_err(unwritable)
}
