//! Writing a file: everything in front of the sections has a known length, and is written again, with what is known
//! by then, behind the last of them. So each byte of an array is looked at once, and hashed and written while it is in
//! a cache.
//!
//! A writer that only goes forward gets the same bytes in two passes, of which the first only hashes.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::assembly::Assembly;
use super::codec::{Codec, Coding};
use super::compression::Compression;
use super::layout::{
    CHUNK_RECORD_LEN, MAX_HEADER_LEN, PlacedSection, Placer, SECTION_RECORD_LEN, SectionKind,
    SectionRecord, chunk_count, header_end, to_u64,
};
use super::pipeline::{Chunk, Pipeline};
use super::progress::Watcher;
use super::threads::Threads;
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
    pub(crate) probes: Option<&'a [u8]>,
    pub(crate) blocks: &'a [Block<'a>],
}

/// How a file is written.
#[derive(Clone, Debug, Default)]
pub(crate) struct WriteOptions {
    pub(crate) compression: Compression,
    /// Who compresses.
    pub(crate) threads: Threads,
    pub(crate) watcher: Watcher,
}

/// Where a file can be written in one pass.
pub(crate) trait Output: Write {
    /// Writes over bytes that have been written, from `offset` in the file on.
    ///
    /// # Errors
    ///
    /// As those of [`Write`].
    fn patch(&mut self, offset: u64, bytes: &[u8]) -> io::Result<()>;
}

impl Output for Vec<u8> {
    fn patch(&mut self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        let written = usize::try_from(offset)
            .ok()
            .and_then(|offset| self.get_mut(offset..)?.get_mut(..bytes.len()))
            .ok_or(io::ErrorKind::InvalidInput)?;
        written.copy_from_slice(bytes);
        Ok(())
    }
}

/// Writes a file to an empty output.
///
/// # Errors
///
/// What `out` and the arrays refuse, a header that no reader would take, and an array that gives more or fewer bytes
/// than it said.
pub(crate) fn write(
    contents: &Contents<'_>,
    options: &WriteOptions,
    out: &mut dyn Output,
) -> Result<()> {
    Plan::new(contents)?.write(options, out)
}

/// Writes a file to a writer that only goes forward. A compressed file is held in memory meanwhile.
///
/// # Errors
///
/// As [`write()`], and an array that changed between the passes.
pub(crate) fn write_forward(
    contents: &Contents<'_>,
    options: &WriteOptions,
    out: &mut dyn Write,
) -> Result<()> {
    Plan::new(contents)?.write_forward(options, out)
}

/// The length of the file that [`write()`] would write without compression, in bytes; with it, the most.
///
/// # Errors
///
/// A header that no reader would take.
pub(crate) fn encoded_len(contents: &Contents<'_>) -> Result<u64> {
    Ok(Plan::new(contents)?.file_len)
}

/// An empty file in memory, with room for so many bytes.
///
/// # Errors
///
/// No memory for them.
pub(crate) fn room_for(len: u64) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let reserved = bytes.try_reserve_exact(usize::try_from(len).unwrap_or(usize::MAX));
    reserved.map_err(|_| {
        Error::new(ErrorKind::System, format!("the system has no memory for {len} bytes"))
    })?;
    Ok(bytes)
}

/// What is known of a file before its arrays are looked at.
pub(super) struct Plan<'a> {
    /// The header up to the section table.
    front: Vec<u8>,
    header_len: u32,
    sections: Vec<PlannedSection<'a>>,
    /// Of the file without compression.
    pub(super) file_len: u64,
}

pub(super) struct PlannedSection<'a> {
    record: SectionRecord,
    source: SectionSource<'a>,
}

/// Where the bytes of a section come from.
#[derive(Clone, Copy)]
pub(super) enum SectionSource<'a> {
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
        let metadata = contents.metadata.iter().map(|(key, value)| (&**key, &**value));
        let front = front(contents.producer, metadata, contents.schema);
        Plan::of(front, sections(contents))
    }

    /// The plan of a file whose header starts with `front`, up to the number of sections.
    pub(super) fn of(mut front: Vec<u8>, sections: Vec<PlannedSection<'a>>) -> Result<Self> {
        varint::push(&mut front, to_u64(sections.len()));
        let tables = sections.iter().fold(0u64, |len, section| {
            chunk_count(section.record.raw_len)
                .saturating_mul(to_u64(CHUNK_RECORD_LEN))
                .saturating_add(to_u64(SECTION_RECORD_LEN))
                .saturating_add(len)
        });
        let header_len = checked_header_len(tables.saturating_add(to_u64(front.len())))?;
        let mut placer = Placer::behind_header(header_len);
        let mut blocks = 0u64;
        for PlannedSection { record, .. } in &sections {
            let placed = placer
                .place(record)
                .and_then(|placement| PlacedSection::new(blocks, record, placement))
                .ok_or_else(file_too_long)?;
            check_stride(&placed)?;
            blocks = blocks.saturating_add((record.kind == SectionKind::Block).into());
        }
        Ok(Plan { front, header_len, sections, file_len: placer.end() })
    }

    /// Writes the file: see [`write()`].
    pub(super) fn write(&self, options: &WriteOptions, out: &mut dyn Output) -> Result<()> {
        let placeholder = vec![0; self.header_end()];
        out.write_all(&placeholder).map_err(unwritable)?;
        let header = self.write_sections(options, out)?;
        out.patch(0, &header).map_err(unwritable)
    }

    /// Writes the file to a writer that only goes forward: see [`write_forward`].
    pub(super) fn write_forward(&self, options: &WriteOptions, out: &mut dyn Write) -> Result<()> {
        if options.compression.codec() != Codec::None {
            let mut file = Vec::new();
            self.write(options, &mut file)?;
            return out.write_all(&file).map_err(unwritable);
        }
        let header = self.write_sections(&WriteOptions::default(), &mut io::sink())?;
        out.write_all(&header).map_err(unwritable)?;
        match self.write_sections(options, out)? == header {
            true => Ok(()),
            false => Err(changed()),
        }
    }

    /// Bytes in front of the first section's padding.
    fn header_end(&self) -> usize {
        usize::try_from(header_end(self.header_len)).unwrap_or(usize::MAX)
    }

    /// Writes everything behind the header, and returns what stands in front of that.
    fn write_sections(&self, options: &WriteOptions, out: &mut dyn Write) -> Result<Vec<u8>> {
        let raw_len = self.raw_len();
        let mut assembly = Assembly::new(self.header_len, raw_len, &options.watcher, out);
        match options.compression.codec() {
            Codec::None => self.store(&mut assembly)?,
            Codec::Zstd | Codec::Lz4 => {
                let chunks = self.sections.iter().fold(0u64, |sum, section| {
                    sum.saturating_add(chunk_count(section.record.raw_len))
                });
                let chunks = usize::try_from(chunks).unwrap_or(usize::MAX);
                let threads = options.threads.for_work(raw_len, chunks);
                self.compress(&mut assembly, options.compression, threads)?;
            }
        }
        assembly.header(&self.front)
    }

    fn raw_len(&self) -> u64 {
        self.sections.iter().fold(0, |sum, section| sum.saturating_add(section.record.raw_len))
    }

    /// Writes all sections as they are.
    fn store(&self, assembly: &mut Assembly<'_>) -> Result<()> {
        self.each_section(|_, section| {
            assembly.begin(section.record)?;
            section.bytes(&mut |bytes| assembly.append(bytes))?;
            assembly.end_chunk()
        })
    }

    /// Writes all sections, each chunk compressed if that makes it shorter.
    fn compress(
        &self,
        assembly: &mut Assembly<'_>,
        compression: Compression,
        threads: usize,
    ) -> Result<()> {
        let begun = |assembly: &mut Assembly<'_>, index: usize| {
            let waiting = self.sections.iter().skip(assembly.begun());
            let wanted = index.saturating_add(1).saturating_sub(assembly.begun());
            waiting.take(wanted).try_for_each(|section| assembly.begin(section.record))
        };
        std::thread::scope(|scope| {
            let sink = &mut |chunk: &Chunk| {
                begun(assembly, chunk.section)?;
                assembly.push(chunk)
            };
            let mut pipeline = Pipeline::new(scope, threads, compression, sink);
            self.each_section(|index, section| {
                let coding = compression.coding(section.record.stride);
                section.bytes(&mut |bytes| pipeline.push(index, coding, bytes))?;
                pipeline.end_section()
            })?;
            pipeline.finish()
        })?;
        // Those that are empty have no chunks.
        begun(assembly, self.sections.len().saturating_sub(1))
    }

    /// Runs through the sections; errors of arrays name the block.
    fn each_section(
        &self,
        mut each: impl FnMut(usize, &PlannedSection<'_>) -> Result<()>,
    ) -> Result<()> {
        let mut blocks = 0u64;
        for (index, section) in self.sections.iter().enumerate() {
            each(index, section).map_err(|error| error.of_array(Section::Block(blocks)))?;
            blocks = blocks.saturating_add((section.record.kind == SectionKind::Block).into());
        }
        Ok(())
    }
}

impl<'a> PlannedSection<'a> {
    /// A section of elements of `stride` bytes if it is a block; 0 for other sections.
    pub(super) fn new(kind: SectionKind, stride: u32, source: SectionSource<'a>) -> Self {
        let len = source.byte_len();
        let record =
            SectionRecord { kind, coding: Coding::PLAIN, stride, raw_len: len, stored_len: len };
        PlannedSection { record, source }
    }

    /// Hands on the section's bytes, as many as it is to have.
    fn bytes(&self, sink: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> {
        let mut left = self.record.raw_len;
        self.source.pieces(&mut |piece| {
            left = left.checked_sub(to_u64(piece.len())).ok_or_else(changed)?;
            sink(piece)
        })?;
        match left {
            0 => Ok(()),
            _ => Err(changed()),
        }
    }
}

/// The header up to the number of sections; the metadata come in ascending order of their keys.
pub(super) fn front<'m>(
    producer: Option<(&str, &str)>,
    metadata: impl Iterator<Item = (&'m str, &'m str)>,
    schema: &[u8],
) -> Vec<u8> {
    let mut front = Vec::new();
    match producer {
        None => front.push(0),
        Some((name, version)) => {
            front.push(1);
            push_bytes(&mut front, name.as_bytes());
            push_bytes(&mut front, version.as_bytes());
        }
    }
    let (mut count, mut entries) = (0u64, Vec::new());
    for (key, value) in metadata {
        count = count.saturating_add(1);
        push_bytes(&mut entries, key.as_bytes());
        push_bytes(&mut entries, value.as_bytes());
    }
    varint::push(&mut front, count);
    front.append(&mut entries);
    push_bytes(&mut front, schema);
    front
}

fn push_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    varint::push(out, to_u64(bytes.len()));
    out.extend_from_slice(bytes);
}

/// The sections in their order in the file.
fn sections<'a>(contents: &'a Contents<'a>) -> Vec<PlannedSection<'a>> {
    let body = PlannedSection::new(SectionKind::Body, 0, SectionSource::Bytes(contents.body));
    let single = |kind, bytes: Option<&'a [u8]>| {
        bytes.map(|bytes| PlannedSection::new(kind, 0, SectionSource::Bytes(bytes)))
    };
    let shared = single(SectionKind::Shared, contents.shared);
    let probes = single(SectionKind::Probes, contents.probes);
    let blocks = contents.blocks.iter().map(|block| {
        let source = SectionSource::Array(&*block.source);
        PlannedSection::new(SectionKind::Block, block.stride, source)
    });
    std::iter::once(body).chain(shared).chain(probes).chain(blocks).collect()
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

/// The length of a header that readers take.
pub(super) fn checked_header_len(len: u64) -> Result<u32> {
    let checked = u32::try_from(len).ok().filter(|len| *len <= MAX_HEADER_LEN);
    checked.ok_or_else(|| header_too_long(len))
}

fn header_too_long(len: u64) -> Error {
    Error::new(
        ErrorKind::Limit,
        format!("the header takes {len} bytes, and no reader takes more than {MAX_HEADER_LEN}"),
    )
    .with_help("save less metadata, or the value in several files")
}

pub(super) fn file_too_long() -> Error {
    Error::new(ErrorKind::Limit, "the file takes more bytes than 64 bits can count")
}

fn changed() -> Error {
    Error::new(ErrorKind::Caller, "an array changed while it was saved")
}

pub(super) fn unwritable(error: io::Error) -> Error {
    Error::system("the file could not be written", error)
}
