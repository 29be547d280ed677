//! Writing a file in two passes over memory, so that it can go to a writer that only goes forward: the first
//! computes the checksums, the second writes.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::checksum::Checksum;
use super::codec::Coding;
use super::layout::{
    ALIGNMENT, CHUNK_LEN, CHUNK_RECORD_LEN, ChunkRecord, MAGIC, MAX_HEADER_LEN, PlacedSection,
    Placer, SectionKind, SectionRecord, VERSION, to_u64,
};
use crate::error::{Error, ErrorKind, Result, Section};
use crate::wire::{ArraySource, Block, varint};

/// What a file is made of.
#[derive(Debug)]
pub(crate) struct Contents<'a> {
    /// Crate and version of the program that writes the file.
    pub(crate) producer: Option<(&'a str, &'a str)>,
    pub(crate) metadata: &'a BTreeMap<String, String>,
    pub(crate) schema: &'a [u8],
    pub(crate) body: &'a [u8],
    pub(crate) shared: Option<&'a [u8]>,
    pub(crate) blocks: &'a [Block<'a>],
}

/// Writes a file.
///
/// `out` gets whole chunks where arrays come in pieces as long, so that a buffer in front of it only helps
/// arrays of short pieces.
///
/// # Errors
///
/// What `out` and the arrays refuse, a header that no reader would take, and an array that changed between
/// the passes.
pub(crate) fn write(contents: &Contents<'_>, out: &mut dyn Write) -> Result<()> {
    const PADDING: [u8; ALIGNMENT] = [0; ALIGNMENT];
    let plan = Plan::new(contents)?;
    let chunks = plan.hash()?;
    let mut position = write_header(&plan, &chunks, out)?;
    let mut chunks = chunks.iter();
    for section in &plan.sections {
        let padding = section.placed.offset.saturating_sub(position);
        // Padding is shorter than the alignment.
        let padding = usize::try_from(padding).ok().and_then(|len| PADDING.get(..len));
        out.write_all(padding.unwrap_or_default()).map_err(unwritable)?;
        section.write(&mut chunks, out)?;
        position = section.placed.offset.saturating_add(section.placed.stored_len);
    }
    Ok(())
}

/// The length of the file that [`write()`] would write, in bytes.
///
/// # Errors
///
/// A header that no reader would take.
pub(crate) fn encoded_len(contents: &Contents<'_>) -> Result<u64> {
    Ok(Plan::new(contents)?.file_len)
}

/// Everything but the checksums.
struct Plan<'a> {
    /// The header up to the chunk table.
    front: Vec<u8>,
    header_len: u32,
    sections: Vec<PlannedSection<'a>>,
    file_len: u64,
}

struct PlannedSection<'a> {
    placed: PlacedSection,
    source: SectionSource<'a>,
}

/// Where the bytes of a section come from.
#[derive(Clone, Copy)]
enum SectionSource<'a> {
    Bytes(&'a [u8]),
    Array(&'a dyn ArraySource),
}

impl SectionSource<'_> {
    fn byte_len(self) -> u64 {
        match self {
            SectionSource::Bytes(bytes) => to_u64(bytes.len()),
            SectionSource::Array(array) => array.byte_len(),
        }
    }

    fn pieces(self, sink: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> {
        match self {
            SectionSource::Bytes(bytes) => sink(bytes),
            SectionSource::Array(array) => array.pieces(sink),
        }
    }
}

impl<'a> Plan<'a> {
    fn new(contents: &'a Contents<'a>) -> Result<Self> {
        let sources = sources(contents);
        let mut front = front(contents);
        varint::push(&mut front, to_u64(sources.len()));
        let mut chunks = 0u64;
        for (record, _) in &sources {
            record.push_to(&mut front);
            chunks = chunks.saturating_add(super::layout::chunk_count(record.raw_len));
        }
        let header_len =
            chunks.saturating_mul(to_u64(CHUNK_RECORD_LEN)).saturating_add(to_u64(front.len()));
        let header_len = u32::try_from(header_len)
            .ok()
            .filter(|len| *len <= MAX_HEADER_LEN)
            .ok_or_else(|| header_too_long(header_len))?;
        let mut placer = Placer::behind_header(header_len);
        let mut blocks = 0u64;
        let mut sections = Vec::with_capacity(sources.len());
        for (record, source) in sources {
            let placed = placer
                .place(&record)
                .and_then(|placement| PlacedSection::new(blocks, &record, placement))
                .ok_or_else(file_too_long)?;
            check_stride(&placed)?;
            blocks = blocks.saturating_add((record.kind == SectionKind::Block).into());
            sections.push(PlannedSection { placed, source });
        }
        Ok(Plan { front, header_len, sections, file_len: placer.end() })
    }

    /// The chunk table: the first pass.
    fn hash(&self) -> Result<Vec<ChunkRecord>> {
        let mut chunks = Vec::new();
        let mut blocks = 0u64;
        for section in &self.sections {
            let hashed = section.chunks(&mut |_| Ok(()), &mut |chunk| {
                chunks.push(chunk);
                Ok(())
            });
            hashed.map_err(|error| error.of_array(Section::Block(blocks)))?;
            if section.placed.kind == SectionKind::Block {
                blocks = blocks.saturating_add(1);
            }
        }
        Ok(chunks)
    }
}

/// The header up to the section table.
fn front(contents: &Contents<'_>) -> Vec<u8> {
    let mut front = Vec::new();
    match contents.producer {
        None => front.push(0),
        Some((name, version)) => {
            front.push(1);
            push_bytes(&mut front, name.as_bytes());
            push_bytes(&mut front, version.as_bytes());
        }
    }
    varint::push(&mut front, to_u64(contents.metadata.len()));
    for (key, value) in contents.metadata {
        push_bytes(&mut front, key.as_bytes());
        push_bytes(&mut front, value.as_bytes());
    }
    push_bytes(&mut front, contents.schema);
    front
}

fn push_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    varint::push(out, to_u64(bytes.len()));
    out.extend_from_slice(bytes);
}

/// The sections in their order in the file.
fn sources<'a>(contents: &'a Contents<'a>) -> Vec<(SectionRecord, SectionSource<'a>)> {
    let section = |kind, stride, source: SectionSource<'a>| {
        let len = source.byte_len();
        let record =
            SectionRecord { kind, coding: Coding::PLAIN, stride, raw_len: len, stored_len: len };
        (record, source)
    };
    let body = section(SectionKind::Body, 0, SectionSource::Bytes(contents.body));
    let shared =
        contents.shared.map(|shared| section(SectionKind::Shared, 0, SectionSource::Bytes(shared)));
    let blocks = contents.blocks.iter().map(|block| {
        let source = SectionSource::Array(&*block.source);
        section(SectionKind::Block, block.stride, source)
    });
    std::iter::once(body).chain(shared).chain(blocks).collect()
}

/// Writes prefix and header; returns where they end.
fn write_header(plan: &Plan<'_>, chunks: &[ChunkRecord], out: &mut dyn Write) -> Result<u64> {
    const REQUIRED_FEATURES: u8 = 0;
    const OPTIONAL_FEATURES: u8 = 0;
    let mut bytes = Vec::new();
    bytes.extend_from_slice(&MAGIC);
    bytes.extend_from_slice(&VERSION.to_le_bytes());
    bytes.extend_from_slice(&[REQUIRED_FEATURES, OPTIONAL_FEATURES]);
    bytes.extend_from_slice(&plan.header_len.to_le_bytes());
    let mut header = plan.front.clone();
    for chunk in chunks {
        chunk.push_to(&mut header);
    }
    let mut checksum = Checksum::new();
    checksum.update(&bytes);
    checksum.update(&header);
    bytes.extend_from_slice(&checksum.take().to_le_bytes());
    bytes.append(&mut header);
    out.write_all(&bytes).map_err(unwritable)?;
    Ok(to_u64(bytes.len()))
}

impl PlannedSection<'_> {
    /// Writes the section, and checks that its chunks are still those that were hashed.
    fn write<'c>(
        &self,
        hashed: &mut impl Iterator<Item = &'c ChunkRecord>,
        out: &mut dyn Write,
    ) -> Result<()> {
        self.chunks(
            &mut |piece| out.write_all(piece).map_err(unwritable),
            &mut |chunk| match hashed.next() == Some(&chunk) {
                true => Ok(()),
                false => Err(changed()),
            },
        )
    }

    /// Runs through the section: `piece` gets its bytes in pieces that end where chunks do, `chunk` each
    /// chunk behind its last piece.
    fn chunks(
        &self,
        piece: &mut dyn FnMut(&[u8]) -> Result<()>,
        chunk: &mut dyn FnMut(ChunkRecord) -> Result<()>,
    ) -> Result<()> {
        let mut checksum = Checksum::new();
        let mut filled = 0;
        let mut left = self.placed.raw_len;
        let mut end_chunk = |checksum: &mut Checksum, filled: &mut usize| {
            chunk(ChunkRecord {
                // A chunk is never longer than the constant, which fits.
                stored_len: u32::try_from(std::mem::take(filled)).unwrap_or(u32::MAX),
                checksum: checksum.take(),
            })
        };
        self.source.pieces(&mut |mut rest| {
            left = left.checked_sub(to_u64(rest.len())).ok_or_else(changed)?;
            while !rest.is_empty() {
                let room = CHUNK_LEN.saturating_sub(filled);
                let (part, tail) = rest.split_at_checked(room).unwrap_or((rest, &[]));
                checksum.update(part);
                piece(part)?;
                filled = filled.saturating_add(part.len());
                if filled == CHUNK_LEN {
                    end_chunk(&mut checksum, &mut filled)?;
                }
                rest = tail;
            }
            Ok(())
        })?;
        if left > 0 {
            return Err(changed());
        }
        match filled {
            0 => Ok(()),
            _ => end_chunk(&mut checksum, &mut filled),
        }
    }
}

fn check_stride(section: &PlacedSection) -> Result<()> {
    match section.kind {
        SectionKind::Block if section.raw_len.checked_rem(section.stride.into()) != Some(0) => {
            Err(Error::new(
                ErrorKind::Caller,
                format!(
                    "{section} has {} bytes in elements of {}",
                    section.raw_len, section.stride
                ),
            ))
        }
        _ => Ok(()),
    }
}

fn header_too_long(len: u64) -> Error {
    Error::new(
        ErrorKind::Limit,
        format!("the header takes {len} bytes, and no reader takes more than {MAX_HEADER_LEN}"),
    )
    .with_help("save less metadata, or the value in several files")
}

fn file_too_long() -> Error {
    Error::new(ErrorKind::Limit, "the file takes more bytes than 64 bits can count")
}

fn changed() -> Error {
    Error::new(ErrorKind::Caller, "an array changed while it was saved")
}

fn unwritable(error: io::Error) -> Error {
    Error::system("the file could not be written", error)
}
