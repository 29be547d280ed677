//! What it takes to write a body anew out of another one: bytes as they are, room beside the body, another order of
//! what has been written, and blocks that are read when they are needed.

use std::any::TypeId;
use std::ops::Range;

use super::shared::SharedKey;
use super::{ArraySource, Block, BlockRef, BlockSource, Reader, Writer, to_u64};
use crate::error::Result;

impl Writer<'_> {
    /// Bytes as they are, without a length.
    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        self.body.extend_from_slice(bytes);
    }

    /// Runs `encode` on an empty buffer, and returns what it wrote there.
    ///
    /// # Errors
    ///
    /// Those of `encode`.
    pub(crate) fn beside(
        &mut self,
        encode: impl FnOnce(&mut Self) -> Result<()>,
    ) -> Result<Vec<u8>> {
        let body = std::mem::take(&mut self.body);
        let result = encode(self);
        let beside = std::mem::replace(&mut self.body, body);
        result.map(|()| beside)
    }

    /// Brings what was written from `start` on into the order of `parts`, which cover all of it.
    pub(crate) fn reorder<'p>(
        &mut self,
        start: usize,
        parts: impl Iterator<Item = &'p Range<usize>> + Clone,
    ) {
        if !self.shared.forward.is_empty() {
            self.shared.forward.reorder(self.section, start, parts.clone());
        }
        let mut ordered = Vec::with_capacity(self.body.len().saturating_sub(start));
        for part in parts {
            ordered.extend_from_slice(self.written(part));
        }
        self.body.truncate(start);
        self.body.append(&mut ordered);
    }

    /// Levels of depth in all.
    pub(crate) fn depth_limit(&self) -> u32 {
        self.options.depth
    }

    /// How many blocks and shared values have numbers, those counted that weak pointers wait for.
    pub(crate) fn numbered(&self) -> (u64, usize) {
        let shared = self.shared.len().saturating_add(self.shared.forward.len());
        (self.next_block(), shared)
    }
}

impl SharedKey {
    /// The key of a shared value that is told from others by a number, not by its address.
    pub(crate) fn of_number(number: usize) -> Self {
        struct Numbered;
        SharedKey { address: number, type_id: TypeId::of::<Numbered>() }
    }
}

impl<'a> Reader<'a> {
    /// The blocks that values refer to.
    pub(crate) fn blocks(&self) -> &'a dyn BlockSource {
        self.frame.cx.blocks
    }
}

/// A block of another file, which is read when the new one is written.
pub(crate) struct BlockCopy<'a> {
    blocks: &'a dyn BlockSource,
    number: u64,
    len: u64,
}

impl<'a> BlockCopy<'a> {
    /// The copy of a block of `blocks`, whose elements have `stride` bytes.
    pub(crate) fn new(blocks: &'a dyn BlockSource, block: &BlockRef<'_>, stride: u32) -> Self {
        let len = to_u64(block.count()).saturating_mul(stride.into());
        BlockCopy { blocks, number: block.number(), len }
    }

    /// The copy of a block of `len` bytes that nothing refers to.
    pub(crate) fn unnamed(blocks: &'a dyn BlockSource, number: u64, len: u64) -> Self {
        BlockCopy { blocks, number, len }
    }
}

impl ArraySource for BlockCopy<'_> {
    fn byte_len(&self) -> u64 {
        self.len
    }

    fn pieces(&self, sink: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> {
        self.blocks.pieces(self.number, sink)
    }
}

/// The blocks of a body that has been written, and of which no file has been made.
pub(crate) struct WrittenBlocks<'w, 'a>(pub(crate) &'w [Block<'a>]);

impl<'a> WrittenBlocks<'_, 'a> {
    fn block(&self, number: u64) -> Option<&Block<'a>> {
        self.0.get(usize::try_from(number).ok()?)
    }

    fn source(&self, number: u64) -> Result<&dyn ArraySource> {
        let block = self.block(number).map(|block| &*block.source);
        block.ok_or_else(|| super::array::missing(number))
    }
}

impl BlockSource for WrittenBlocks<'_, '_> {
    fn shape(&self, number: u64) -> Option<(u64, u32)> {
        self.block(number).map(|block| (block.source.byte_len(), block.stride))
    }

    fn pieces(&self, number: u64, sink: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> {
        self.source(number)?.pieces(sink)
    }
}
