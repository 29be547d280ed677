//! Opening a file: everything in front of its sections is read, bounded and verified.

use std::borrow::Cow;
use std::sync::{Mutex, PoisonError};

use super::codec::Codec;
use super::compression::Compression;
use super::damage;
use super::foreign::HEAD_LEN;
use super::header::{Header, UnverifiedPrefix};
use super::layout::{ALIGNMENT, PREFIX_LEN, PlacedSection, SectionKind, header_end, to_u64};
use super::progress::Watcher;
use super::sections::reserved;
use super::source::Source;
use super::threads::Threads;
use crate::error::{Error, Result};
use crate::wire::Limits;

/// How sections are read.
#[derive(Debug, Default)]
pub(super) struct Access {
    pub(super) threads: Threads,
    watcher: Watcher,
    /// Raw bytes of all sections but the probes, and those that have been read.
    total: u64,
    done: Mutex<u64>,
}

impl Access {
    /// Tells the watcher of so many bytes more of a section. Probes are no part of what a load is waited for.
    pub(super) fn done(&self, section: &PlacedSection, bytes: u64) {
        if self.watcher.watches() && section.kind != SectionKind::Probes {
            let mut done = self.done.lock().unwrap_or_else(PoisonError::into_inner);
            *done = done.saturating_add(bytes);
            // What is read more than once, as a body by the walks through it, is done once.
            self.watcher.tell((*done).min(self.total), self.total);
        }
    }
}

/// A file whose header has been verified, and whose length is what the header says, unless it was
/// [opened as a damaged one](Container::open_damaged). Its sections are verified as they are read.
#[derive(Debug)]
pub(crate) struct Container<S> {
    pub(super) source: S,
    pub(super) header: Header<'static>,
    /// Bytes that there are.
    pub(super) len: u64,
    /// Uncompressed bytes of all sections: whoever reads many of them asks for it each time.
    raw_len: u64,
    pub(super) limits: Limits,
    pub(super) access: Access,
}

impl<S: Source> Container<S> {
    /// Reads and verifies the header.
    ///
    /// Nothing is allocated for a header that the source is too short for.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with a file in front of its first section, a file that is shorter or longer than its
    /// tables say, and one that holds more than the limits allow for its stored bytes.
    pub(crate) fn open(source: S, limits: &Limits) -> Result<Self> {
        let container = Container::open_damaged(source, limits)?;
        container.wrong_length().map_or(Ok(()), Err)?;
        damage::check_inflation(container.raw_len(), container.stored_len(), limits)?;
        if let Some(first) = container.sections().next() {
            container.check_padding(&first)?;
        }
        Ok(container)
    }

    /// Reads and verifies the header, and nothing else: the sections may be damaged, lie behind the file's end, and
    /// claim to hold more than the limits allow.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with a file up to the end of its header.
    pub(crate) fn open_damaged(source: S, limits: &Limits) -> Result<Self> {
        let len = source.byte_len().map_err(|error| damage::unreadable(&(0..0), error))?;
        damage::check_file_limit(len, limits)?;
        let mut buffer = [0; HEAD_LEN];
        let head_len = usize::try_from(len).unwrap_or(HEAD_LEN).min(HEAD_LEN);
        let head = buffer.get_mut(..head_len).unwrap_or_default();
        read(&source, 0, head)?;
        let prefix = UnverifiedPrefix::parse(head)?;
        let header_len = prefix.header_len(limits)?;
        if len < header_end(header_len) {
            return Err(damage::cut_in_header(header_end(header_len), len));
        }
        let bytes = read_vec(&source, to_u64(PREFIX_LEN), header_len)?;
        let header = prefix.verify(Cow::Owned(bytes))?;
        let raw_len =
            header.sections().fold(0u64, |sum, section| sum.saturating_add(section.raw_len));
        Ok(Container { source, header, len, raw_len, limits: *limits, access: Access::default() })
    }

    /// What is wrong with the file's length, where it is not what the header says.
    pub(crate) fn wrong_length(&self) -> Option<Error> {
        match self.header.file_len() {
            file_len if file_len > self.len => Some(damage::truncated(file_len, self.len)),
            file_len if file_len < self.len => Some(damage::trailing(file_len, self.len)),
            _ => None,
        }
    }

    /// With other threads than as many as there are.
    pub(crate) fn with_threads(mut self, threads: Threads) -> Self {
        self.access.threads = threads;
        self
    }

    /// With someone who is told of progress.
    pub(crate) fn watched(mut self, watcher: Watcher) -> Self {
        let probes = self.section(SectionKind::Probes, 0).map_or(0, |section| section.raw_len);
        let total = self.raw_len().saturating_sub(probes);
        self.access = Access { threads: self.access.threads, watcher, total, done: Mutex::new(0) };
        self
    }

    /// Crate and version of the program that wrote the file.
    pub(crate) fn producer(&self) -> Option<(&str, &str)> {
        self.header.producer()
    }

    /// The metadata, in ascending order of its keys.
    pub(crate) fn metadata(&self) -> impl Iterator<Item = (&str, &str)> {
        self.header.metadata()
    }

    /// The schema's bytes.
    pub(crate) fn schema(&self) -> &[u8] {
        self.header.schema()
    }

    /// All sections, in their order in the file.
    pub(crate) fn sections(&self) -> impl Iterator<Item = PlacedSection> {
        self.header.sections()
    }

    /// The section of a kind: of blocks, the one with this number.
    pub(crate) fn section(&self, kind: SectionKind, number: u64) -> Option<PlacedSection> {
        match kind {
            SectionKind::Block => self.header.block(number),
            SectionKind::Body | SectionKind::Shared | SectionKind::Probes => {
                self.header.single(kind)
            }
        }
    }

    /// Whether there is a section of probes.
    pub(crate) fn has_probes(&self) -> bool {
        self.section(SectionKind::Probes, 0).is_some()
    }

    /// Length of the file in bytes.
    pub(crate) fn file_len(&self) -> u64 {
        self.header.file_len()
    }

    /// Uncompressed bytes of all sections.
    pub(crate) fn raw_len(&self) -> u64 {
        self.raw_len
    }

    /// The codec of the sections that are compressed, [`Codec::None`] if none is.
    fn codec(&self) -> Codec {
        let mut codecs = self.sections().map(|section| section.coding.codec);
        codecs.find(|codec| *codec != Codec::None).unwrap_or(Codec::None)
    }

    /// The name of the codec, where the file is compressed.
    pub(crate) fn codec_name(&self) -> Option<&'static str> {
        match self.codec() {
            Codec::None => None,
            codec => Some(codec.row().name),
        }
    }

    /// How to compress a file as this one is, as far as the program can. Levels are in no file.
    pub(crate) fn compression(&self) -> Compression {
        Compression::of(self.codec())
    }

    /// Bytes that all sections take in the file.
    pub(super) fn stored_len(&self) -> u64 {
        self.sections().fold(0, |sum, section| sum.saturating_add(section.stored_len))
    }

    /// Checks that the bytes between a section and what stands in front of it are zero.
    pub(super) fn check_padding(&self, section: &PlacedSection) -> Result<()> {
        let mut buffer = [0; ALIGNMENT];
        // Padding is shorter than the alignment.
        let len = section.offset.saturating_sub(section.padding);
        let padding =
            usize::try_from(len).ok().and_then(|len| buffer.get_mut(..len)).unwrap_or_default();
        read(&self.source, section.padding, padding)?;
        match padding.iter().zip(section.padding..).find(|(byte, _)| **byte != 0) {
            None => Ok(()),
            Some((_, offset)) => Err(damage::padding(section, offset)),
        }
    }
}

/// Fills `out` from `offset` on.
pub(super) fn read(source: &impl Source, offset: u64, out: &mut [u8]) -> Result<()> {
    let end = offset.saturating_add(to_u64(out.len()));
    source.read_exact_at(offset, out).map_err(|error| damage::unreadable(&(offset..end), error))
}

fn read_vec(source: &impl Source, offset: u64, len: u32) -> Result<Vec<u8>> {
    let mut bytes = reserved(len.into())?;
    bytes.resize(usize::try_from(len).unwrap_or(usize::MAX), 0);
    read(source, offset, &mut bytes)?;
    Ok(bytes)
}
