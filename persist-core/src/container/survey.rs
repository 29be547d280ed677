//! Checking all of a file: is it whole, and if not, what is damaged beside the first that a load meets?

use std::collections::HashMap;
use std::error::Error as _;
use std::io;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use super::damage;
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
    /// What a load says of the padding, where it is not zero.
    pub(crate) padding: Option<Error>,
    /// What a load says of the first chunk that is damaged, if any is.
    pub(crate) chunk: Option<Error>,
    /// Bytes of the section that are in damaged chunks.
    pub(crate) raw: Vec<Range<u64>>,
    /// Bytes of the file among which the damage of chunks is.
    pub(crate) stored: Vec<Range<u64>>,
}

impl Fault {
    /// Where the padding in front of the section is.
    pub(crate) fn padding_range(&self) -> Range<u64> {
        self.section.padding..self.section.offset
    }
}

/// The chunks of a section that are damaged, as several threads find them.
#[derive(Default)]
struct Found {
    /// The first of them, and what is wrong with it. A header can claim millions: the others are kept short.
    first: Option<(u64, Error)>,
    /// Bytes of the section, and of the file.
    chunks: Vec<(Range<u64>, Range<u64>)>,
}

impl<S: Source> Container<S> {
    /// Everything that is wrong with the sections of the file, in its order.
    ///
    /// # Errors
    ///
    /// What is no fault of the file's: no memory, or a codec that the program is built without.
    pub(crate) fn survey(&self) -> Result<Vec<Fault>> {
        // By their offsets, which differ: sections with chunks are not empty.
        let found = Mutex::new(HashMap::new());
        self.each_chunk(&|section, chunk, scratch| {
            // A short file can claim any number of chunks: none is tried that it cannot have.
            let mut error = None;
            if chunk.range.end <= self.len {
                let checked = self.with_chunk(section, chunk, scratch, &mut |_| Ok(()));
                error = failure(checked)?;
                if error.is_none() {
                    return Ok(());
                }
            }
            let start = chunk.raw_offset();
            let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
            let found: &mut Found = found.entry(section.offset).or_default();
            if found.first.as_ref().is_none_or(|(first, _)| chunk.number < *first) {
                let cut = || damage::cut_chunk(section, chunk.number, start, &chunk.range);
                found.first = Some((chunk.number, error.unwrap_or_else(cut)));
            }
            let raw = start..start.saturating_add(chunk.raw_len);
            found.chunks.push((raw, chunk.range.clone()));
            Ok(())
        })?;
        let mut found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut faults = Vec::new();
        for section in self.sections() {
            let padding = failure(self.check_padding(&section))?;
            let of_chunks = match section.raw_len {
                0 => None,
                _ => found.remove(&section.offset),
            };
            let mut of_chunks = of_chunks.unwrap_or_default();
            if padding.is_none() && of_chunks.first.is_none() {
                continue;
            }
            of_chunks.chunks.sort_unstable_by_key(|(raw, _)| raw.start);
            let chunk = of_chunks.first.map(|(_, error)| error);
            let mut fault = Fault { section, padding, chunk, raw: Vec::new(), stored: Vec::new() };
            for (raw, stored) in of_chunks.chunks {
                join(&mut fault.raw, raw);
                join(&mut fault.stored, stored);
            }
            faults.push(fault);
        }
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

/// The fault that a check found. What the disk does not give back is one as well; no memory is none of the file's.
fn failure(checked: Result<()>) -> Result<Option<Error>> {
    let Err(error) = checked else { return Ok(None) };
    let source = error.source().and_then(|source| source.downcast_ref::<io::Error>());
    let is_full = source.is_some_and(|source| source.kind() == io::ErrorKind::OutOfMemory);
    match error.kind() {
        ErrorKind::Damaged => Ok(Some(error)),
        ErrorKind::System if !is_full => Ok(Some(error)),
        _ => Err(error),
    }
}

/// Adds a range to others that it does not come before.
pub(crate) fn join<N: Ord + Copy>(ranges: &mut Vec<Range<N>>, range: Range<N>) {
    match ranges.last_mut() {
        Some(last) if last.end >= range.start => last.end = last.end.max(range.end),
        _ => ranges.push(range),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_that_touch_become_one_and_others_stay_apart() {
        let mut ranges = Vec::new();
        for range in [0..4, 4..8, 6..7, 9..12, 20..21] {
            join(&mut ranges, range);
        }
        assert_eq!(ranges, [0..8, 9..12, 20..21]);
    }
}
