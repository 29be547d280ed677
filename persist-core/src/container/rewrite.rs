//! Writing a file anew out of itself, with other metadata and perhaps another codec: nothing in it is understood.
//!
//! Where the codec stays, the stored bytes of all chunks are copied, and so are their checksums: both tables of the header
//! speak of lengths alone, and a longer or shorter header only moves the sections. Each chunk is compared with its
//! checksum before it is handed on, so that damage never comes to stand behind a new header. That takes no codec.
//!
//! Where the codec changes, the raw bytes of the sections go to the writer that a save uses, chunk by chunk.

use std::io::Write;

use super::assembly::{pad, with_prefix};
use super::codec::Codec;
use super::compression::Compression;
use super::damage::check_allocation;
use super::layout::{PlacedSection, Placer, to_u64};
use super::open::Container;
use super::progress::Watcher;
use super::source::Source;
use super::write::{
    Output, Plan, PlannedSection, SectionSource, WriteOptions, checked_header_len, file_too_long,
    front, unwritable,
};
use crate::error::Result;
use crate::wire::ArraySource;

/// A file that is to be written anew. Of its header all is known that can be refused.
pub(crate) struct Rewrite<'a, S>(Way<'a, S>);

enum Way<'a, S> {
    Copied(Copied<'a, S>),
    Recoded(Plan<'a>),
}

impl<S: Source> Container<S> {
    /// Hands this file to `use_it` with other metadata, which come in ascending order of their keys; with its sections as
    /// they are stored, or `recoded`, as the options of the write say.
    ///
    /// # Errors
    ///
    /// Those of `use_it`, a header that no reader would take, and more sections than the limits allow memory for.
    pub(crate) fn rewritten<'m, R>(
        &self,
        metadata: impl Iterator<Item = (&'m str, &'m str)>,
        recoded: bool,
        use_it: impl FnOnce(&Rewrite<'_, S>) -> Result<R>,
    ) -> Result<R> {
        let front = front(self.producer(), metadata, self.schema());
        if !recoded {
            return use_it(&Rewrite(Way::Copied(Copied::new(self, front)?)));
        }
        let size = size_of::<RawSection<'_, S>>().saturating_add(size_of::<PlannedSection<'_>>());
        let size = to_u64(self.sections().count().saturating_mul(size));
        check_allocation("the list of sections", size, self.limits.allocation_for(self.raw_len()))?;
        let sections: Vec<_> =
            self.sections().map(|section| RawSection { container: self, section }).collect();
        let planned = sections.iter().map(|raw| {
            let source = SectionSource::Array(raw);
            PlannedSection::new(raw.section.kind, raw.section.stride, source)
        });
        use_it(&Rewrite(Way::Recoded(Plan::of(front, planned.collect())?)))
    }

    /// Whether the sections are stored as a save with `compression` would store them, as far as a file can tell: zstd has
    /// levels, which are in none.
    pub(crate) fn is_stored_as(&self, compression: Compression) -> bool {
        let mut codecs =
            self.sections().map(|section| section.coding.codec).filter(|used| *used != Codec::None);
        match compression.codec() {
            Codec::None => codecs.next().is_none(),
            Codec::Lz4 => {
                codecs.next() == Some(Codec::Lz4) && codecs.all(|used| used == Codec::Lz4)
            }
            Codec::Zstd => false,
        }
    }
}

impl<S: Source> Rewrite<'_, S> {
    /// The length of the new file in bytes; where it is to be compressed, the most.
    pub(crate) fn encoded_len(&self) -> u64 {
        match &self.0 {
            Way::Copied(copied) => copied.file_len,
            Way::Recoded(plan) => plan.file_len,
        }
    }

    /// Writes the file to an empty output.
    ///
    /// # Errors
    ///
    /// What `out` refuses, damage, a file that cannot be read, and where it is recoded, a codec that the program is built
    /// without.
    pub(crate) fn write(&self, options: &WriteOptions, out: &mut dyn Output) -> Result<()> {
        match &self.0 {
            Way::Copied(copied) => copied.write(&options.watcher, out),
            Way::Recoded(plan) => plan.write(options, out),
        }
    }

    /// Writes the file to a writer that only goes forward. A file that is to be compressed is held in memory meanwhile.
    ///
    /// # Errors
    ///
    /// As [`write`](Self::write).
    pub(crate) fn write_forward(&self, options: &WriteOptions, out: &mut dyn Write) -> Result<()> {
        match &self.0 {
            Way::Copied(copied) => copied.write(&options.watcher, out),
            Way::Recoded(plan) => plan.write_forward(options, out),
        }
    }
}

/// A new header in front of sections as they are stored.
struct Copied<'a, S> {
    container: &'a Container<S>,
    /// Prefix and header.
    head: Vec<u8>,
    header_len: u32,
    file_len: u64,
}

impl<'a, S: Source> Copied<'a, S> {
    /// The file whose header starts with `front`, up to the number of sections.
    fn new(container: &'a Container<S>, front: Vec<u8>) -> Result<Self> {
        let mut header = front;
        header.extend_from_slice(container.header.tables());
        let header_len = checked_header_len(to_u64(header.len()))?;
        let mut placer = Placer::behind_header(header_len);
        for section in container.sections() {
            placer.place(&section.record()).ok_or_else(file_too_long)?;
        }
        let head = with_prefix(header_len, &mut header);
        Ok(Copied { container, head, header_len, file_len: placer.end() })
    }

    fn write(&self, watcher: &Watcher, out: &mut dyn Write) -> Result<()> {
        out.write_all(&self.head).map_err(unwritable)?;
        let mut placer = Placer::behind_header(self.header_len);
        let (mut buffer, mut done, total) = (Vec::new(), 0u64, self.container.raw_len());
        for section in self.container.sections() {
            self.container.check_padding(&section)?;
            pad(placer.end(), out)?;
            for chunk in self.container.header.chunks(&section) {
                let stored = self.container.stored_chunk(&section, &chunk, &mut buffer)?;
                out.write_all(stored).map_err(unwritable)?;
                done = done.saturating_add(chunk.raw_len);
                watcher.tell(done, total);
            }
            placer.place(&section.record()).ok_or_else(file_too_long)?;
        }
        Ok(())
    }
}

/// The raw bytes of a section, each chunk checked and restored as it is handed on.
struct RawSection<'a, S> {
    container: &'a Container<S>,
    section: PlacedSection,
}

impl<S: Source> ArraySource for RawSection<'_, S> {
    fn byte_len(&self) -> u64 {
        self.section.raw_len
    }

    fn pieces(&self, sink: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> {
        self.container.range(&self.section, &(0..self.section.raw_len), sink)
    }
}
