//! Where everything stands in a file: the constants and fixed-width records of the format, and the one
//! place that computes offsets.

use std::fmt;

use super::codec::Coding;
use crate::error::Section;
pub(super) use crate::wire::to_u64;

/// The first bytes of every file. As PNG's do, they break when a transfer strips the eighth bit, converts
/// line ends, or stops at a control-Z.
pub(super) const MAGIC: [u8; 8] = [0x89, b'P', b'R', b'S', b'\r', b'\n', 0x1a, b'\n'];

/// The format that this library writes, and the newest that it reads.
pub(super) const VERSION: u16 = 1;

/// Required features that this library knows; a file that needs others is refused.
pub(super) const KNOWN_FEATURES: u8 = 0;

/// Bytes in front of the header.
pub(super) const PREFIX_LEN: usize = 24;

/// Bytes of the prefix that the header's checksum covers: all but itself.
pub(super) const CHECKED_PREFIX_LEN: usize = 16;

/// Sections start at multiples of this: a cache line, and the widest vector register, so that a mapped
/// array can be used where it is.
pub(super) const ALIGNMENT: usize = 64;

/// Raw bytes in a chunk, the last one of a section excepted: long enough that its table entry is nothing,
/// short enough to be checked while it is in a cache.
pub(super) const CHUNK_LEN: usize = 1 << 20;

/// Longest header: room for the chunk table of 5 TiB. It bounds what is read before anything is verified.
pub(super) const MAX_HEADER_LEN: u32 = 64 << 20;

/// Bytes of a record in the section table.
pub(super) const SECTION_RECORD_LEN: usize = 24;

/// Bytes of a record in the chunk table.
pub(super) const CHUNK_RECORD_LEN: usize = 12;

/// What a section holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SectionKind {
    /// The value itself.
    Body,
    /// The values that the body refers to by number.
    Shared,
    /// What the value predicted when it was saved: a file within the file.
    Probes,
    /// A large array.
    Block,
}

/// What is to know of a kind of sections: one row of [`KINDS`].
pub(super) struct KindRow {
    pub(super) kind: SectionKind,
    /// In files. Codes are never given to another kind.
    pub(super) code: u8,
    pub(super) name: &'static str,
    /// Whether a file can have more than one; then they are numbered.
    pub(super) many: bool,
}

/// The kinds, in the order in which they stand in a file.
pub(super) const KINDS: [KindRow; 4] = [
    KindRow { kind: SectionKind::Body, code: 0, name: "body", many: false },
    KindRow { kind: SectionKind::Shared, code: 1, name: "shared values", many: false },
    KindRow { kind: SectionKind::Probes, code: 3, name: "probes", many: false },
    KindRow { kind: SectionKind::Block, code: 2, name: "block", many: true },
];

impl SectionKind {
    pub(super) fn row(self) -> &'static KindRow {
        // The table holds every kind, which a test proves; the first row never stands in.
        KINDS.iter().find(|row| row.kind == self).unwrap_or(&KINDS[0])
    }

    pub(super) fn from_code(code: u8) -> Option<Self> {
        KINDS.iter().find(|row| row.code == code).map(|row| row.kind)
    }
}

/// A record of the section table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SectionRecord {
    pub(super) kind: SectionKind,
    pub(super) coding: Coding,
    /// Bytes of an element of a block; 0 for other sections.
    pub(super) stride: u32,
    /// Bytes that the section holds.
    pub(super) raw_len: u64,
    /// Bytes that it takes in the file.
    pub(super) stored_len: u64,
}

impl SectionRecord {
    pub(super) fn push_to(self, out: &mut Vec<u8>) {
        const RESERVED: u8 = 0;
        let Coding { codec, shuffle } = self.coding;
        out.extend_from_slice(&[self.kind.row().code, codec.row().code, shuffle, RESERVED]);
        out.extend_from_slice(&self.stride.to_le_bytes());
        out.extend_from_slice(&self.raw_len.to_le_bytes());
        out.extend_from_slice(&self.stored_len.to_le_bytes());
    }
}

/// A record of the chunk table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ChunkRecord {
    pub(super) stored_len: u32,
    /// Of the stored bytes.
    pub(super) checksum: u64,
}

impl ChunkRecord {
    pub(super) fn push_to(self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.stored_len.to_le_bytes());
        out.extend_from_slice(&self.checksum.to_le_bytes());
    }

    pub(super) fn parse(bytes: &[u8; CHUNK_RECORD_LEN]) -> Self {
        let [a, b, c, d, checksum @ ..] = *bytes;
        ChunkRecord {
            stored_len: u32::from_le_bytes([a, b, c, d]),
            checksum: u64::from_le_bytes(checksum),
        }
    }
}

/// A section whose place in the file has been computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PlacedSection {
    /// What it holds.
    pub(crate) kind: SectionKind,
    /// Among the sections of its kind, from 0.
    pub(crate) number: u64,
    pub(super) coding: Coding,
    /// Bytes of an element of a block; 0 for other sections.
    pub(crate) stride: u32,
    /// Bytes that it holds.
    pub(crate) raw_len: u64,
    /// Bytes that it takes in the file.
    pub(crate) stored_len: u64,
    /// Bytes from the start of the file.
    pub(crate) offset: u64,
    /// Where the padding in front of it starts: the end of what stands there.
    pub(super) padding: u64,
    /// Place of its first chunk in the chunk table.
    pub(super) first_chunk: u64,
}

impl PlacedSection {
    pub(super) fn new(number: u64, record: &SectionRecord, placement: Placement) -> Option<Self> {
        Some(PlacedSection {
            kind: record.kind,
            number,
            coding: record.coding,
            stride: record.stride,
            raw_len: record.raw_len,
            stored_len: record.stored_len,
            offset: align(placement.padding)?,
            padding: placement.padding,
            first_chunk: placement.first_chunk,
        })
    }

    /// What the section table says of it.
    pub(super) fn record(&self) -> SectionRecord {
        SectionRecord {
            kind: self.kind,
            coding: self.coding,
            stride: self.stride,
            raw_len: self.raw_len,
            stored_len: self.stored_len,
        }
    }

    /// The name of the codec that its chunks are compressed with, `none` where they are not.
    pub(crate) fn codec(&self) -> &'static str {
        self.coding.codec.row().name
    }

    /// Where an error at `offset` in this section is. That of the shared values speaks of the file, as its chunks are
    /// not its entries; so does that of the probes, which no value of the file has a place in.
    pub(super) fn place(&self, offset: u64) -> (Section, u64) {
        match self.kind {
            SectionKind::Body => (Section::Body, offset),
            SectionKind::Shared | SectionKind::Probes => {
                (Section::Header, self.offset.saturating_add(offset))
            }
            SectionKind::Block => (Section::Block(self.number), offset),
        }
    }
}

impl fmt::Display for PlacedSection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let row = self.kind.row();
        match row.many {
            true => write!(f, "{} {}", row.name, self.number),
            false => write!(f, "the {}", row.name),
        }
    }
}

/// What of a section's place cannot be computed from its record alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Placement {
    /// Where the padding in front of it starts: the end of what stands there.
    pub(super) padding: u64,
    /// Place of its first chunk in the chunk table.
    pub(super) first_chunk: u64,
}

/// Places sections one behind the other. Every offset in a file comes from here, on save and on load.
pub(super) struct Placer {
    end: u64,
    chunks: u64,
}

impl Placer {
    /// A placer that starts behind a header of this length.
    pub(super) fn behind_header(header_len: u32) -> Self {
        Placer { end: header_end(header_len), chunks: 0 }
    }

    /// The place of the next section, or `None` where an offset would not fit 64 bits.
    pub(super) fn place(&mut self, record: &SectionRecord) -> Option<Placement> {
        let placement = Placement { padding: self.end, first_chunk: self.chunks };
        self.end = align(self.end)?.checked_add(record.stored_len)?;
        self.chunks = self.chunks.checked_add(chunk_count(record.raw_len))?;
        Some(placement)
    }

    /// Where the last section ends: the length of the file.
    pub(super) fn end(&self) -> u64 {
        self.end
    }

    /// Chunks in all sections.
    pub(super) fn chunks(&self) -> u64 {
        self.chunks
    }
}

/// Where a header ends, without its padding.
pub(super) fn header_end(header_len: u32) -> u64 {
    to_u64(PREFIX_LEN).saturating_add(header_len.into())
}

/// The next multiple of [`ALIGNMENT`], if it fits 64 bits.
pub(super) fn align(offset: u64) -> Option<u64> {
    offset.checked_next_multiple_of(to_u64(ALIGNMENT))
}

/// Chunks of a section of `raw_len` bytes; an empty one has none.
pub(super) fn chunk_count(raw_len: u64) -> u64 {
    raw_len.div_ceil(to_u64(CHUNK_LEN))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_holds_each_kind_once() {
        let mut codes = Vec::new();
        for row in &KINDS {
            assert_eq!(row.kind.row().code, row.code);
            assert_eq!(SectionKind::from_code(row.code), Some(row.kind));
            codes.push(row.code);
        }
        codes.sort_unstable();
        assert_eq!(codes, [0, 1, 2, 3]);
        for kind in
            [SectionKind::Body, SectionKind::Shared, SectionKind::Probes, SectionKind::Block]
        {
            assert_eq!(SectionKind::from_code(kind.row().code), Some(kind));
        }
        assert_eq!(SectionKind::from_code(4), None);
    }

    #[test]
    fn no_offset_wraps() {
        let record = |raw_len| SectionRecord {
            kind: SectionKind::Block,
            coding: Coding::PLAIN,
            stride: 1,
            raw_len,
            stored_len: raw_len,
        };
        let mut placer = Placer::behind_header(1);
        assert_eq!(placer.place(&record(1)), Some(Placement { padding: 25, first_chunk: 0 }));
        assert_eq!(placer.end(), 65);
        assert_eq!(placer.place(&record(u64::MAX - 127)), None);
        let mut placer = Placer::behind_header(1);
        assert!(placer.place(&record(u64::MAX - 64)).is_some());
        assert_eq!(placer.end(), u64::MAX);
        assert_eq!(placer.place(&record(0)), None);
    }
}
