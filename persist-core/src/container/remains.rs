//! What is left of a damaged file: whole chunks are read whatever stands around them, and others can be filled.

use std::collections::HashMap;
use std::ops::Range;

use super::damage;
use super::layout::{PlacedSection, SectionKind};
use super::open::Container;
use super::sections::{Scratch, reserved};
use super::source::Source;
use super::survey::Fault;
use crate::error::Result;
use crate::wire::BlockSource;

/// A damaged file of which it is known what can be had.
#[derive(Debug)]
pub(crate) struct Remains<'c, S> {
    container: &'c Container<S>,
    /// Raw bytes of all whole chunks: what limits may count by, as what a header claims need not be there.
    raw_len: u64,
    /// Bytes of blocks that are read as zero.
    filled: HashMap<u64, Vec<Range<u64>>>,
}

impl<'c, S: Source> Remains<'c, S> {
    /// What `faults` leave of a file.
    ///
    /// # Errors
    ///
    /// More bytes than the limits allow for those that are stored.
    pub(crate) fn of(container: &'c Container<S>, faults: &[Fault]) -> Result<Self> {
        let lost = |ranges: fn(&Fault) -> &[Range<u64>]| {
            let lens = faults.iter().flat_map(ranges).map(|r| r.end.saturating_sub(r.start));
            lens.fold(0u64, u64::saturating_add)
        };
        let raw_len = container.raw_len().saturating_sub(lost(|fault| &fault.raw));
        let stored_len = container.stored_len().saturating_sub(lost(|fault| &fault.stored));
        damage::check_inflation(raw_len, stored_len, &container.limits)?;
        Ok(Remains { container, raw_len, filled: HashMap::new() })
    }

    /// Raw bytes of all whole chunks.
    pub(crate) fn raw_len(&self) -> u64 {
        self.raw_len
    }

    /// Reads these bytes of a block as zero, in ascending order: all that is damaged of it is among them.
    pub(crate) fn fill(&mut self, number: u64, bytes: Vec<Range<u64>>) {
        self.filled.insert(number, bytes);
    }

    /// The first `len` bytes of the only section of a kind, whose chunks have to be whole that far.
    ///
    /// # Errors
    ///
    /// Damage, a file that cannot be read, and more bytes than the limits allow.
    pub(crate) fn bytes(&self, kind: SectionKind, len: u64) -> Result<Vec<u8>> {
        let Some(section) = self.container.section(kind, 0) else { return Ok(Vec::new()) };
        let limit = self.container.limits.allocation_for(self.raw_len);
        damage::check_allocation(section, len, limit)?;
        let mut bytes = reserved(len)?;
        self.container.chunks_of(&section, &(0..len), &mut Scratch::default(), &mut |piece| {
            bytes.extend_from_slice(piece);
            Ok(())
        })?;
        Ok(bytes)
    }

    /// Hands out a block of which some bytes are filled.
    fn filled(
        &self,
        section: &PlacedSection,
        filled: &[Range<u64>],
        sink: &mut dyn FnMut(&[u8]) -> Result<()>,
    ) -> Result<()> {
        let (mut scratch, mut bytes) = (Scratch::default(), Vec::new());
        for chunk in self.container.header.chunks(section) {
            let start = chunk.raw_offset();
            let all = start..start.saturating_add(chunk.raw_len);
            bytes.clear();
            let behind = filled.partition_point(|range| range.end <= all.start);
            let near = filled.get(behind..).unwrap_or_default();
            if near.first().is_some_and(|range| range.start <= all.start && all.end <= range.end) {
                bytes.resize(usize::try_from(chunk.raw_len).unwrap_or(usize::MAX), 0);
            } else {
                self.container.with_chunk(section, &chunk, &mut scratch, &mut |piece| {
                    bytes.extend_from_slice(piece);
                    Ok(())
                })?;
                for range in near.iter().take_while(|range| range.start < all.end) {
                    let within = |at: u64| usize::try_from(at.saturating_sub(start)).ok();
                    let (from, to) = (within(range.start), within(range.end.min(all.end)));
                    if let Some(part) = from.zip(to).and_then(|(a, b)| bytes.get_mut(a..b)) {
                        part.fill(0);
                    }
                }
            }
            sink(&bytes)?;
        }
        Ok(())
    }
}

impl<S: Source> BlockSource for Remains<'_, S> {
    fn shape(&self, number: u64) -> Option<(u64, u32)> {
        self.container.blocks().shape(number)
    }

    fn pieces(&self, number: u64, sink: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> {
        let section = self.container.blocks().existing(number)?;
        match self.filled.get(&number) {
            Some(filled) => self.filled(&section, filled, sink),
            None => {
                let all = 0..section.raw_len;
                self.container.chunks_of(&section, &all, &mut Scratch::default(), sink)
            }
        }
    }
}
