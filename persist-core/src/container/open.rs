//! Opening a file: everything in front of its sections is read, bounded and verified.

use std::borrow::Cow;

use super::damage;
use super::foreign::HEAD_LEN;
use super::header::{Header, UnverifiedPrefix};
use super::layout::{ALIGNMENT, PREFIX_LEN, PlacedSection, header_end, to_u64};
use super::sections::reserved;
use super::source::Source;
use crate::error::Result;
use crate::wire::Limits;

/// A file whose header has been verified, and whose length is what the header says. Its sections are
/// verified as they are read.
#[derive(Debug)]
pub(crate) struct Container<S> {
    pub(super) source: S,
    pub(super) header: Header<'static>,
    pub(super) limits: Limits,
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
        match header.file_len() {
            file_len if file_len > len => return Err(damage::truncated(file_len, len)),
            file_len if file_len < len => return Err(damage::trailing(file_len, len)),
            _ => {}
        }
        let container = Container { source, header, limits: *limits };
        damage::check_inflation(container.raw_len(), container.stored_len(), limits)?;
        if let Some(first) = container.sections().next() {
            container.check_padding(&first)?;
        }
        Ok(container)
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

    /// Length of the file in bytes.
    pub(crate) fn file_len(&self) -> u64 {
        self.header.file_len()
    }

    /// Uncompressed bytes of all sections.
    pub(crate) fn raw_len(&self) -> u64 {
        self.sections().fold(0, |sum, section| sum.saturating_add(section.raw_len))
    }

    /// Bytes that all sections take in the file.
    fn stored_len(&self) -> u64 {
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
