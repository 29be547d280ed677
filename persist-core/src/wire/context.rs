//! What all cursors of one load share.

use std::cell::{Cell, RefCell};

use super::memo::SharedMemo;
use super::spot::over_allocation;
use super::{BlockSource, Limits, Reader, SharedEntries, to_u64};
use crate::error::{Result, Section};

/// What all readers of one load share: the budget, the blocks and the shared values.
pub(crate) struct Context<'a> {
    pub(super) limits: Limits,
    pub(super) allocation: Cell<u64>,
    pub(super) allocation_limit: u64,
    pub(super) elements: Cell<u64>,
    pub(super) depth: Cell<u32>,
    pub(super) blocks: &'a dyn BlockSource,
    pub(super) shared: SharedEntries<'a>,
    pub(super) memo: RefCell<SharedMemo>,
}

impl<'a> Context<'a> {
    /// A context for a file of `raw_len` uncompressed bytes.
    pub(crate) fn new(
        limits: &Limits,
        raw_len: u64,
        blocks: &'a dyn BlockSource,
        shared: SharedEntries<'a>,
    ) -> Self {
        let allocation = limits.allocation_for(raw_len);
        Context {
            limits: *limits,
            allocation: Cell::new(allocation.saturating_sub(shared.memory())),
            allocation_limit: allocation,
            elements: Cell::new(limits.elements.unwrap_or(u64::MAX)),
            depth: Cell::new(limits.depth),
            blocks,
            shared,
            memo: RefCell::default(),
        }
    }

    /// Decodes one value that takes up all of `body`.
    ///
    /// # Errors
    ///
    /// Those of `decode`, and bytes that it leaves.
    pub(crate) fn read<T>(
        &self,
        body: &[u8],
        mut decode: impl FnMut(&mut Reader<'_>) -> Result<T>,
    ) -> Result<T> {
        self.whole(|| self.read_section(Section::Body, body, &mut decode))
    }

    /// Runs `read`, which reads all that a load has to; and once more where weak pointers stand in front of what they
    /// point at.
    #[inline]
    fn whole<T>(&self, mut read: impl FnMut() -> Result<T>) -> Result<T> {
        let (allocation, elements) = (self.allocation.get(), self.elements.get());
        let value = read()?;
        let again = self.memo.borrow_mut().begin_again();
        let Some(before) = again else { return Ok(value) };
        drop((value, before));
        self.allocation.set(allocation);
        self.elements.set(elements);
        read()
    }

    /// Charges memory for what is kept of the values that are read, beside them.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Limit`](crate::ErrorKind::Limit).
    pub(crate) fn charge(&self, bytes: usize) -> Result<()> {
        let left = self.allocation.get().checked_sub(to_u64(bytes));
        self.allocation
            .set(left.ok_or_else(|| over_allocation(to_u64(bytes), self.allocation_limit))?);
        Ok(())
    }

    pub(crate) fn read_section<T>(
        &self,
        section: Section,
        bytes: &[u8],
        decode: impl FnOnce(&mut Reader<'_>) -> Result<T>,
    ) -> Result<T> {
        let frame = Frame { section, len: bytes.len(), in_place: false, cx: self };
        let mut reader = Reader { rest: bytes, frame: &frame };
        let value = decode(&mut reader)?;
        match reader.rest.len() {
            0 => Ok(value),
            left => Err(reader.damaged(format!("{left} bytes are left behind the value"))),
        }
    }
}

impl<'a> Context<'a> {
    /// Reads from `offset` in a section on, and leaves what follows unread; `in_place` where that is within a key.
    ///
    /// # Errors
    ///
    /// Those of `read`.
    pub(crate) fn read_at<T>(
        &self,
        (section, bytes): (Section, &[u8]),
        offset: usize,
        in_place: bool,
        mut read: impl FnMut(&mut Reader<'_>) -> Result<T>,
    ) -> Result<T> {
        let frame = Frame { section, len: bytes.len(), in_place, cx: self };
        let rest = bytes.get(offset..).unwrap_or_default();
        self.whole(|| read(&mut Reader { rest, frame: &frame }))
    }

    /// Reads a value that takes up all of `bytes`, which stand at `offset` in a section.
    ///
    /// # Errors
    ///
    /// Those of `read`.
    pub(crate) fn read_layout<T>(
        &self,
        section: Section,
        offset: usize,
        bytes: &[u8],
        read: impl FnOnce(&mut Reader<'_>) -> Result<T>,
    ) -> Result<T> {
        let len = offset.saturating_add(bytes.len());
        let frame = Frame { section, len, in_place: false, cx: self };
        read(&mut Reader { rest: bytes, frame: &frame })
    }

    /// The entry of a shared value.
    pub(crate) fn shared_entry(&self, number: u64) -> Option<&'a [u8]> {
        self.shared.get(number)
    }

    /// Bytes in front of the entry of a shared value, in the section of all of them.
    pub(crate) fn shared_offset(&self, number: u64) -> Option<u64> {
        self.shared.offset(number)
    }
}

/// What is the same for all bytes of one section.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame<'a> {
    pub(super) section: Section,
    pub(super) len: usize,
    /// Arrays and shared values are in the body: inside keys.
    pub(super) in_place: bool,
    pub(super) cx: &'a Context<'a>,
}

impl std::fmt::Debug for Context<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Context").field("limits", &self.limits).finish_non_exhaustive()
    }
}
