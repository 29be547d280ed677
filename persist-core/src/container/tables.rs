//! What a verified header says: everything in it is checked, and nothing is allocated that its bytes do not
//! back.

use std::ops::Range;

use super::codec::{Codec, Coding};
use super::cursor::Cursor;
use super::damage;
use super::layout::{
    CHUNK_RECORD_LEN, PlacedSection, Placement, Placer, SECTION_RECORD_LEN, SectionKind,
    SectionRecord, to_u64,
};
use crate::error::Result;

/// Crate and version of the program that wrote the file.
pub(super) fn producer<'a>(cursor: &mut Cursor<'a>) -> Result<Option<(&'a str, &'a str)>> {
    let offset = cursor.offset();
    match cursor.array()? {
        [0] => Ok(None),
        [1] => Ok(Some((cursor.str()?, cursor.str()?))),
        [other] => Err(damage::in_header(
            offset,
            format!("expected 0 or 1 in front of the producer, found {other}"),
        )),
    }
}

/// Checks the metadata, and returns where its entries are.
pub(super) fn metadata(cursor: &mut Cursor<'_>) -> Result<Range<usize>> {
    let count = cursor.varint()?;
    let start = cursor.position();
    let mut previous = None;
    for _ in 0..count {
        let offset = cursor.offset();
        let key = cursor.str()?;
        cursor.str()?;
        if previous.is_some_and(|previous| previous >= key) {
            return Err(damage::in_header(
                offset,
                "the keys of the metadata are not in ascending order",
            ));
        }
        previous = Some(key);
    }
    Ok(start..cursor.position())
}

/// The section table of a header, checked.
#[derive(Debug)]
pub(super) struct SectionTable {
    /// The records, in the header.
    records: Range<usize>,
    /// What stands beside the records: they are parsed as they are needed, so that a header of many sections
    /// takes little more memory than its bytes.
    placements: Vec<Placement>,
    /// Sections in front of the first block.
    first_block: usize,
    /// Where the last section ends.
    pub(super) file_len: u64,
}

impl SectionTable {
    pub(super) fn len(&self) -> usize {
        self.placements.len()
    }

    /// Sections in front of the first block.
    pub(super) fn first_block(&self) -> usize {
        self.first_block
    }

    /// A section by its place in the table; `header` is the header that the table is of.
    pub(super) fn get(&self, header: &[u8], index: usize) -> Option<PlacedSection> {
        let placement = self.placements.get(index)?;
        let (records, _) = header.get(self.records.clone())?.as_chunks::<SECTION_RECORD_LEN>();
        let record = section(&mut Cursor::new(records.get(index)?)).ok()?;
        // Only blocks are numbered.
        let number = index.saturating_sub(self.first_block);
        PlacedSection::new(to_u64(number), &record, *placement)
    }
}

/// Parses the section table; leaves the cursor at the chunk table, whose length has been checked.
pub(super) fn sections(cursor: &mut Cursor<'_>, header_len: u32) -> Result<SectionTable> {
    let count = section_count(cursor)?;
    let mut placements = Vec::new();
    placements.try_reserve_exact(count).map_err(|error| damage::no_memory(to_u64(count), error))?;
    let mut placer = Placer::behind_header(header_len);
    let mut previous = None;
    let mut first_block = 0usize;
    let start = cursor.position();
    for _ in 0..count {
        let offset = cursor.offset();
        let record = section(cursor)?;
        check_order(previous, record.kind, offset)?;
        previous = Some(record.kind);
        first_block = first_block.saturating_add((record.kind != SectionKind::Block).into());
        let placement = placer.place(&record).ok_or_else(|| {
            damage::in_header(offset, "a section ends beyond the longest possible file")
        })?;
        placements.push(placement);
    }
    let records = start..cursor.position();
    check_chunk_table_len(cursor, &placer)?;
    Ok(SectionTable { records, placements, first_block, file_len: placer.end() })
}

/// The number of sections, for whose records the header has room.
fn section_count(cursor: &mut Cursor<'_>) -> Result<usize> {
    let count_at = cursor.offset();
    let count = cursor.varint()?;
    let fits = count
        .checked_mul(to_u64(SECTION_RECORD_LEN))
        .is_some_and(|len| len <= to_u64(cursor.remaining()));
    match usize::try_from(count) {
        Ok(count) if fits && count > 0 => Ok(count),
        _ => Err(damage::in_header(
            count_at,
            format!(
                "{count} sections are claimed where {} bytes are left of the header",
                cursor.remaining()
            ),
        )),
    }
}

/// The chunk table is all that is left of the header.
fn check_chunk_table_len(cursor: &Cursor<'_>, placer: &Placer) -> Result<()> {
    let table_len = placer.chunks().checked_mul(to_u64(CHUNK_RECORD_LEN));
    if table_len != Some(to_u64(cursor.remaining())) {
        return Err(damage::in_header(
            cursor.offset(),
            format!(
                "{} chunks are claimed where {} bytes are left of the header",
                placer.chunks(),
                cursor.remaining()
            ),
        ));
    }
    Ok(())
}

fn section(cursor: &mut Cursor<'_>) -> Result<SectionRecord> {
    let offset = cursor.offset();
    let [kind, codec, filter, reserved] = cursor.array()?;
    let known = (SectionKind::from_code(kind), Coding::from_codes(codec, filter));
    let (Some(kind), Some(coding)) = known else {
        return Err(damage::unsupported(
            offset,
            format!(
                "a section has kind {kind}, codec {codec} and filter {filter}, which this program \
                 does not know"
            ),
        ));
    };
    if reserved != 0 {
        return Err(damage::in_header(
            offset.saturating_add(3),
            "a reserved byte of a section is not zero",
        ));
    }
    let record = SectionRecord {
        kind,
        coding,
        stride: u32::from_le_bytes(cursor.array()?),
        raw_len: u64::from_le_bytes(cursor.array()?),
        stored_len: u64::from_le_bytes(cursor.array()?),
    };
    let strides = match kind {
        SectionKind::Block => record.raw_len.checked_rem(record.stride.into()) == Some(0),
        SectionKind::Body | SectionKind::Shared | SectionKind::Probes => record.stride == 0,
    };
    if !strides {
        return Err(damage::in_header(
            offset,
            format!(
                "a section of {} bytes claims elements of {} bytes",
                record.raw_len, record.stride
            ),
        ));
    }
    let lengths = match coding.codec {
        Codec::None => record.stored_len == record.raw_len,
        Codec::Zstd | Codec::Lz4 => record.stored_len <= record.raw_len,
    };
    if !lengths {
        return Err(damage::in_header(
            offset,
            format!(
                "a section with codec `{}` claims {} stored bytes for {}",
                coding.codec.row().name,
                record.stored_len,
                record.raw_len
            ),
        ));
    }
    Ok(record)
}

/// One body, then at most one section of shared values and one of probes, then blocks.
fn check_order(previous: Option<SectionKind>, kind: SectionKind, offset: u64) -> Result<()> {
    use SectionKind::{Block, Body, Probes, Shared};
    match (previous, kind) {
        (None, Body)
        | (Some(Body), Shared)
        | (Some(Body | Shared), Probes)
        | (Some(Body | Shared | Probes | Block), Block) => Ok(()),
        _ => Err(damage::in_header(
            offset,
            format!("a section of kind `{}` stands where none may stand", kind.row().name),
        )),
    }
}
