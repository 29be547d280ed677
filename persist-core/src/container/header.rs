//! The header: bytes that are unverified until their checksum has matched, and then what they say.

use std::borrow::Cow;
use std::ops::Range;

use super::checksum::Checksum;
use super::codec::Codec;
use super::cursor::Cursor;
use super::layout::{
    CHECKED_PREFIX_LEN, CHUNK_LEN, CHUNK_RECORD_LEN, ChunkRecord, KNOWN_FEATURES, MAX_HEADER_LEN,
    PREFIX_LEN, PlacedSection, SectionKind, VERSION, header_end, to_u64,
};
use super::tables::SectionTable;
use super::{damage, foreign, tables};
use crate::error::{Error, Result};
use crate::wire::Limits;

/// Offsets in the prefix that errors name.
const VERSION_AT: u64 = 8;
const FEATURES_AT: u64 = 10;
const HEADER_LEN_AT: u64 = 12;

/// A prefix that starts with the magic; nothing else of it has been checked, and its header not yet read.
pub(super) struct UnverifiedPrefix {
    checked: [u8; CHECKED_PREFIX_LEN],
    version: u16,
    required_features: u8,
    header_len: u32,
    checksum: u64,
}

impl UnverifiedPrefix {
    /// Takes the prefix off the first bytes of a file, as many as there are up to [`foreign::HEAD_LEN`].
    pub(super) fn parse(head: &[u8]) -> Result<Self> {
        foreign::check_magic(head)?;
        let (Some(checked), Some(prefix)) = (head.first_chunk(), head.first_chunk::<PREFIX_LEN>())
        else {
            return Err(damage::cut_in_prefix(to_u64(head.len())));
        };
        let [_, _, _, _, _, _, _, _, v0, v1, required_features, _, l0, l1, l2, l3, checksum @ ..] =
            *prefix;
        Ok(UnverifiedPrefix {
            checked: *checked,
            version: u16::from_le_bytes([v0, v1]),
            required_features,
            header_len: u32::from_le_bytes([l0, l1, l2, l3]),
            checksum: u64::from_le_bytes(checksum),
        })
    }

    /// The claimed length of the header in bytes, within [`MAX_HEADER_LEN`] and the limits.
    pub(super) fn header_len(&self, limits: &Limits) -> Result<u32> {
        let len = self.header_len;
        if len > MAX_HEADER_LEN {
            return Err(damage::in_header(
                HEADER_LEN_AT,
                format!(
                    "bytes 12..16 claim a header of {len} bytes; none has more than {MAX_HEADER_LEN}"
                ),
            ));
        }
        let limit = limits.allocation.unwrap_or(u64::MAX);
        damage::check_allocation("the header", len.into(), limit)?;
        Ok(len)
    }

    /// Checks the header's bytes against the checksum, and only then what they and the prefix say.
    ///
    /// The checksum comes even before the version: where it stands and what it covers holds for every
    /// version, so that damage is never taken for a newer format.
    pub(super) fn verify(self, header: Cow<'_, [u8]>) -> Result<Header<'_>> {
        let mut checksum = Checksum::new();
        checksum.update(&self.checked);
        checksum.update(&header);
        if checksum.take() != self.checksum {
            return Err(damage::header_checksum(header_end(self.header_len)));
        }
        if !(1..=VERSION).contains(&self.version) {
            return Err(damage::unsupported(
                VERSION_AT,
                format!(
                    "the file has format version {}, and this program reads 1 to {VERSION}",
                    self.version
                ),
            ));
        }
        let unknown = self.required_features & !KNOWN_FEATURES;
        if unknown != 0 {
            return Err(damage::unsupported(
                FEATURES_AT,
                format!(
                    "the file needs features that this program does not know: bits {unknown:#010b}"
                ),
            ));
        }
        Header::parse(header, self.header_len)
    }
}

/// A verified header.
#[derive(Debug)]
pub(super) struct Header<'a> {
    bytes: Cow<'a, [u8]>,
    has_producer: bool,
    /// The entries, without their count.
    metadata: Range<usize>,
    schema: Range<usize>,
    sections: SectionTable,
    chunk_table: Range<usize>,
}

impl<'a> Header<'a> {
    fn parse(bytes: Cow<'a, [u8]>, header_len: u32) -> Result<Self> {
        let mut cursor = Cursor::new(&bytes);
        let has_producer = tables::producer(&mut cursor)?.is_some();
        let metadata = tables::metadata(&mut cursor)?;
        let schema_len = cursor.varint()?;
        let schema_start = cursor.position();
        cursor.bytes(schema_len)?;
        let schema = schema_start..cursor.position();
        let sections = tables::sections(&mut cursor, header_len)?;
        let chunk_table = cursor.position()..bytes.len();
        let header = Header { has_producer, metadata, schema, sections, chunk_table, bytes };
        header.check_chunks()?;
        Ok(header)
    }

    /// Checks the lengths in the chunk table against those in the section table.
    fn check_chunks(&self) -> Result<()> {
        for section in self.sections() {
            let mut end = section.offset;
            for chunk in self.chunks(&section) {
                let (stored, raw) = (chunk.stored_len(), chunk.raw_len);
                let fits = match section.coding.codec {
                    Codec::None => stored == raw,
                    Codec::Zstd | Codec::Lz4 => (1..=raw).contains(&stored),
                };
                if !fits {
                    return Err(self.chunk_length(&section, &chunk));
                }
                end = chunk.range.end;
            }
            let stored = end.saturating_sub(section.offset);
            if stored != section.stored_len {
                return Err(damage::in_header(
                    self.chunk_record_at(&section, 0),
                    format!(
                        "the chunks of {section} claim {stored} stored bytes, and itself {}",
                        section.stored_len
                    ),
                ));
            }
        }
        Ok(())
    }

    #[cold]
    fn chunk_length(&self, section: &PlacedSection, chunk: &PlacedChunk) -> Error {
        let expected = match section.coding.codec {
            Codec::None => chunk.raw_len.to_string(),
            Codec::Zstd | Codec::Lz4 => format!("1 to {}", chunk.raw_len),
        };
        damage::in_header(
            self.chunk_record_at(section, chunk.number),
            format!(
                "chunk {} of {section} claims {} stored bytes where {expected} are expected",
                chunk.number,
                chunk.stored_len(),
            ),
        )
    }

    /// Where the record of a chunk is, in the file.
    fn chunk_record_at(&self, section: &PlacedSection, number: u64) -> u64 {
        let entry = section.first_chunk.saturating_add(number);
        to_u64(PREFIX_LEN)
            .saturating_add(to_u64(self.chunk_table.start))
            .saturating_add(entry.saturating_mul(to_u64(CHUNK_RECORD_LEN)))
    }

    /// Crate and version of the program that wrote the file.
    pub(super) fn producer(&self) -> Option<(&str, &str)> {
        match self.has_producer {
            true => tables::producer(&mut Cursor::new(&self.bytes)).ok().flatten(),
            false => None,
        }
    }

    /// The metadata, in ascending order of its keys. They stay in the header's bytes: a map of them could
    /// take many times their length.
    pub(super) fn metadata(&self) -> impl Iterator<Item = (&str, &str)> {
        let mut cursor = Cursor::new(self.slice(&self.metadata));
        // All entries were parsed once before: none of them is an error.
        std::iter::from_fn(move || match cursor.remaining() {
            0 => None,
            _ => Some((cursor.str().ok()?, cursor.str().ok()?)),
        })
    }

    pub(super) fn schema(&self) -> &[u8] {
        self.slice(&self.schema)
    }

    /// Everything behind the schema: the number of sections, their table and that of the chunks. They speak of lengths
    /// alone, so they hold wherever the sections are.
    pub(super) fn tables(&self) -> &[u8] {
        self.bytes.get(self.schema.end..).unwrap_or_default()
    }

    /// All sections, in their order in the file.
    pub(super) fn sections(&self) -> impl Iterator<Item = PlacedSection> {
        (0..self.sections.len()).filter_map(|index| self.sections.get(&self.bytes, index))
    }

    /// How many of the sections are blocks.
    pub(super) fn block_count(&self) -> usize {
        self.sections.len().saturating_sub(self.sections.first_block())
    }

    /// A block by its number.
    pub(super) fn block(&self, number: u64) -> Option<PlacedSection> {
        let number = usize::try_from(number).ok()?;
        let index = self.sections.first_block().checked_add(number)?;
        self.sections.get(&self.bytes, index)
    }

    /// The only section of its kind, which is none of the blocks.
    pub(super) fn single(&self, kind: SectionKind) -> Option<PlacedSection> {
        self.sections().take(self.sections.first_block()).find(|section| section.kind == kind)
    }

    pub(super) fn file_len(&self) -> u64 {
        self.sections.file_len
    }

    /// The chunks of a section, in order.
    pub(super) fn chunks(&self, section: &PlacedSection) -> Chunks<'_> {
        let table = self.slice(&self.chunk_table);
        let (records, _) = table.as_chunks::<CHUNK_RECORD_LEN>();
        let skip = usize::try_from(section.first_chunk).unwrap_or(usize::MAX);
        Chunks {
            records: records.get(skip..).unwrap_or_default(),
            number: 0,
            raw_left: section.raw_len,
            offset: section.offset,
        }
    }

    fn slice(&self, range: &Range<usize>) -> &[u8] {
        self.bytes.get(range.clone()).unwrap_or_default()
    }
}

/// A chunk whose place in the file has been computed.
#[derive(Clone, Debug)]
pub(super) struct PlacedChunk {
    /// In its section, from 0.
    pub(super) number: u64,
    pub(super) raw_len: u64,
    /// In the file.
    pub(super) range: Range<u64>,
    pub(super) checksum: u64,
}

impl PlacedChunk {
    pub(super) fn stored_len(&self) -> u64 {
        self.range.end.saturating_sub(self.range.start)
    }

    /// Whether it is stored as it is, which its section's codec does not forbid.
    pub(super) fn is_plain(&self) -> bool {
        self.stored_len() == self.raw_len
    }

    /// Raw bytes in front of it in its section.
    pub(super) fn raw_offset(&self) -> u64 {
        self.number.saturating_mul(to_u64(CHUNK_LEN))
    }
}

/// Iterator over the chunks of a section.
///
/// Its sums saturate only while the tables are being checked, and such tables are refused.
pub(super) struct Chunks<'a> {
    records: &'a [[u8; CHUNK_RECORD_LEN]],
    number: u64,
    raw_left: u64,
    offset: u64,
}

impl Iterator for Chunks<'_> {
    type Item = PlacedChunk;

    fn next(&mut self) -> Option<PlacedChunk> {
        if self.raw_left == 0 {
            return None;
        }
        let (record, rest) = self.records.split_first()?;
        let record = ChunkRecord::parse(record);
        let chunk = PlacedChunk {
            number: self.number,
            raw_len: self.raw_left.min(to_u64(CHUNK_LEN)),
            range: self.offset..self.offset.saturating_add(record.stored_len.into()),
            checksum: record.checksum,
        };
        self.records = rest;
        self.number = self.number.saturating_add(1);
        self.raw_left = self.raw_left.saturating_sub(chunk.raw_len);
        self.offset = chunk.range.end;
        Some(chunk)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let raw = self.raw_left.div_ceil(to_u64(CHUNK_LEN));
        let count = usize::try_from(raw).unwrap_or(usize::MAX).min(self.records.len());
        (count, Some(count))
    }
}

impl ExactSizeIterator for Chunks<'_> {}
