//! Checking all of a file: is it whole, and if not, what is damaged beside the first that a load meets?

use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use super::header::PlacedChunk;
use super::layout::PlacedSection;
use super::open::Container;
use super::sections::{RUN, Scratch};
use super::source::Source;
use super::threads::shared_by;
use crate::error::{Error, ErrorKind, Result};

/// What is wrong with a section, or with the padding in front of it.
#[derive(Debug)]
pub(crate) struct Fault {
    /// The section.
    pub(crate) section: PlacedSection,
    /// Bytes of the section that cannot be had: all, where the padding is at fault.
    pub(crate) raw: Range<u64>,
    /// Bytes of the file among which the damage is.
    pub(crate) stored: Range<u64>,
    /// What a load would say.
    pub(crate) error: Error,
}

impl<S: Source> Container<S> {
    /// Everything that is wrong with the sections of the file, in its order.
    ///
    /// # Errors
    ///
    /// What is no fault of the file's: no memory, or a codec that the program is built without.
    pub(crate) fn survey(&self) -> Result<Vec<Fault>> {
        let mut faults = Vec::new();
        for section in self.sections() {
            let (all, padding) = (0..section.raw_len, section.padding..section.offset);
            faults.extend(fault(self.check_padding(&section), section, all, padding)?);
        }
        let found = Mutex::new(faults);
        self.each_chunk(&|section, chunk, scratch| {
            let start = chunk.raw_offset();
            let raw = start..start.saturating_add(chunk.raw_len);
            let checked = self.with_chunk(section, chunk, scratch, &mut |_| Ok(()));
            let fault = fault(checked, *section, raw, chunk.range.clone())?;
            found.lock().unwrap_or_else(PoisonError::into_inner).extend(fault);
            Ok(())
        })?;
        let mut faults = found.into_inner().unwrap_or_else(PoisonError::into_inner);
        faults.sort_by_key(|fault| fault.stored.start);
        Ok(faults)
    }

    /// Checks every byte of the file that [`open`](Self::open) has not checked, and that what is compressed can be
    /// restored.
    ///
    /// # Errors
    ///
    /// The first damage, a file that cannot be read, and a codec that the program is built without.
    pub(crate) fn verify(&self) -> Result<()> {
        self.sections().try_for_each(|section| self.check_padding(&section))?;
        self.each_chunk(&|section, chunk, scratch| {
            self.with_chunk(section, chunk, scratch, &mut |_| Ok(()))
        })
    }

    /// Does `work` on all chunks of the file; several threads share it.
    fn each_chunk(
        &self,
        work: &(dyn Fn(&PlacedSection, &PlacedChunk, &mut Scratch) -> Result<()> + Sync),
    ) -> Result<()> {
        let left = self.sections().map(|section| self.header.chunks(&section).len()).sum();
        let chunks = self
            .sections()
            .flat_map(|section| self.header.chunks(&section).map(move |chunk| (section, chunk)));
        let threads = self.access.threads.for_work(self.raw_len(), left);
        shared_by(threads, RUN, Counted { chunks, left }, Scratch::default, |item, scratch| {
            let (section, chunk) = item;
            work(&section, &chunk, scratch)
        })
    }
}

/// An iterator of so many items.
struct Counted<I> {
    chunks: I,
    left: usize,
}

impl<I: Iterator> Iterator for Counted<I> {
    type Item = I::Item;

    fn next(&mut self) -> Option<Self::Item> {
        self.left = self.left.saturating_sub(1);
        self.chunks.next()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl<I: Iterator> ExactSizeIterator for Counted<I> {}

/// The fault that a check found. What the disk does not give back is one as well.
fn fault(
    checked: Result<()>,
    section: PlacedSection,
    raw: Range<u64>,
    stored: Range<u64>,
) -> Result<Option<Fault>> {
    match checked {
        Ok(()) => Ok(None),
        Err(error) if matches!(error.kind(), ErrorKind::Damaged | ErrorKind::System) => {
            Ok(Some(Fault { section, raw, stored, error }))
        }
        Err(error) => Err(error),
    }
}
