//! The sections of a file, as its header lists them.

use std::fmt;
use std::ops::Range;

use super::Archive;
use crate::container::{PlacedSection, SectionKind};

/// A section of a file: its body, its shared values, its probes, or a block, which is one large array.
///
/// `Display` says it in a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileSection {
    name: String,
    file_range: Range<u64>,
    uncompressed_len: u64,
    codec: &'static str,
}

impl FileSection {
    fn of(section: &PlacedSection) -> Self {
        FileSection {
            name: section.to_string(),
            file_range: section.offset..section.offset.saturating_add(section.stored_len),
            uncompressed_len: section.raw_len,
            codec: section.codec(),
        }
    }

    /// The section, as `the body` or `block 3`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The bytes of the file that it takes.
    pub fn file_range(&self) -> Range<u64> {
        self.file_range.clone()
    }

    /// Bytes of its content, decompressed.
    pub fn uncompressed_len(&self) -> u64 {
        self.uncompressed_len
    }

    /// The codec that it is compressed with: `none`, `zstd` or `lz4`.
    pub fn codec(&self) -> &'static str {
        self.codec
    }
}

impl fmt::Display for FileSection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let FileSection { name, file_range: Range { start, end }, uncompressed_len, codec } = self;
        write!(f, "{name}: bytes {start}..{end} of the file")?;
        match *codec {
            "none" => Ok(()),
            codec => write!(f, ", {codec} of {uncompressed_len}"),
        }
    }
}

impl Archive {
    /// The sections of the file, in their order: nothing is read for it.
    ///
    /// # Example
    ///
    /// ```
    /// use persist_core::Archive;
    ///
    /// let value = ("weights".to_owned(), vec![0.5f32; 100_000]);
    /// let archive = Archive::from_bytes(persist_core::to_bytes(&value)?)?;
    /// let lens: Vec<_> =
    ///     archive.sections().map(|section| (section.name().to_owned(), section.uncompressed_len())).collect();
    /// assert_eq!(lens, [("the body".to_owned(), 12), ("block 0".to_owned(), 400_000)]);
    /// # Ok::<(), persist_core::Error>(())
    /// ```
    pub fn sections(&self) -> impl Iterator<Item = FileSection> {
        self.container.sections().map(|section| FileSection::of(&section))
    }

    /// Bytes that everything but the arrays takes, decompressed: what has to be read to find any part of the value.
    pub fn body_len(&self) -> u64 {
        let lens = [self.section_len(SectionKind::Body), self.section_len(SectionKind::Shared)];
        lens.into_iter().fold(0, u64::saturating_add)
    }

    fn section_len(&self, kind: SectionKind) -> u64 {
        self.container.section(kind, 0).map_or(0, |section| section.raw_len)
    }
}
