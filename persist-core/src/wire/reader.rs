//! Decoding: a cursor over bytes, and what all cursors of one load share.

use std::cell::{Cell, RefCell};

use super::shared::{MEMO_SIZE, Recalled, SharedMemo, recall, remember};
use super::varint::{self, VarintError};
use super::{BlockSource, Limits, SharedEntries};
use crate::error::{Error, ErrorKind, Result, Section};

/// Reads a value's body, as [`Persist::decode`](crate::Persist::decode) directs.
///
/// A clone reads on from the same place by itself: loops that decode many elements work on a local clone,
/// which the compiler keeps in registers, and store it back.
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    rest: &'a [u8],
    frame: &'a Frame<'a>,
}

/// What is the same for all bytes of one section.
#[derive(Clone, Copy, Debug)]
struct Frame<'a> {
    section: Section,
    len: usize,
    /// Arrays and shared values are in the body: inside keys.
    in_place: bool,
    cx: &'a Context<'a>,
}

/// What all readers of one load share: the budget, the blocks and the shared values.
pub(crate) struct Context<'a> {
    limits: Limits,
    allocation: Cell<u64>,
    allocation_limit: u64,
    elements: Cell<u64>,
    depth: Cell<u32>,
    blocks: &'a dyn BlockSource,
    shared: SharedEntries<'a>,
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
        decode: impl FnOnce(&mut Reader<'_>) -> Result<T>,
    ) -> Result<T> {
        self.read_section(Section::Body, body, decode)
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

impl<'a> Reader<'a> {
    /// Bytes from the start of the section.
    #[inline]
    pub fn offset(&self) -> usize {
        self.frame.len.saturating_sub(self.rest.len())
    }

    /// Bytes that are left in the section.
    #[inline]
    pub fn remaining(&self) -> usize {
        self.rest.len()
    }

    /// The next `N` bytes.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Damaged`] at the end of the section, as for all methods that read.
    #[inline(always)]
    pub fn raw<const N: usize>(&mut self) -> Result<[u8; N]> {
        match self.rest.split_first_chunk() {
            Some((bytes, rest)) => {
                self.rest = rest;
                Ok(*bytes)
            }
            None => Err(self.end(N)),
        }
    }

    /// The next `len` bytes.
    ///
    /// # Errors
    ///
    /// The end of the section.
    #[inline(always)]
    pub fn bytes(&mut self, len: usize) -> Result<&'a [u8]> {
        match self.rest.split_at_checked(len) {
            Some((bytes, rest)) => {
                self.rest = rest;
                Ok(bytes)
            }
            None => Err(self.end(len)),
        }
    }

    /// One byte.
    ///
    /// # Errors
    ///
    /// The end of the section.
    #[inline(always)]
    pub fn u8(&mut self) -> Result<u8> {
        match self.rest {
            [byte, rest @ ..] => {
                self.rest = rest;
                Ok(*byte)
            }
            [] => Err(self.end(1)),
        }
    }

    /// A byte that is 0 or 1, as `bool` and `Option` are written.
    ///
    /// # Errors
    ///
    /// Any other byte.
    #[inline(always)]
    pub fn bool(&mut self) -> Result<bool> {
        let before = self.rest;
        match self.u8()? {
            0 => Ok(false),
            1 => Ok(true),
            other => {
                self.rest = before;
                Err(self.damaged(format!("expected 0 or 1, found {other}")))
            }
        }
    }

    /// An unsigned varint of at most `u64::MAX`.
    ///
    /// # Errors
    ///
    /// A varint that is larger, or longer than it need be.
    #[inline(always)]
    pub fn varint(&mut self) -> Result<u64> {
        match self.rest {
            [byte, rest @ ..] if *byte < 0x80 => {
                self.rest = rest;
                Ok((*byte).into())
            }
            _ => self.varint_long(),
        }
    }

    #[inline]
    fn varint_long(&mut self) -> Result<u64> {
        match varint::take_long(self.rest) {
            Ok((value, rest)) => {
                self.rest = rest;
                Ok(value)
            }
            Err(error) => Err(self.broken_varint(error)),
        }
    }

    /// An unsigned varint that fits `N`.
    ///
    /// # Errors
    ///
    /// As [`varint`](Self::varint), and a value that does not fit.
    #[inline(always)]
    pub fn unsigned<N: TryFrom<u64>>(&mut self) -> Result<N> {
        let before = self.rest;
        let value = self.varint()?;
        match N::try_from(value) {
            Ok(value) => Ok(value),
            Err(_) => {
                self.rest = before;
                Err(self.too_large(value, std::any::type_name::<N>()))
            }
        }
    }

    /// A zigzag varint that fits `N`.
    ///
    /// # Errors
    ///
    /// As [`unsigned`](Self::unsigned).
    #[inline(always)]
    pub fn signed<N: TryFrom<i64>>(&mut self) -> Result<N> {
        let before = self.rest;
        let value = varint::unzigzag(self.varint()?);
        match N::try_from(value) {
            Ok(value) => Ok(value),
            Err(_) => {
                self.rest = before;
                Err(self.too_large(value, std::any::type_name::<N>()))
            }
        }
    }

    /// An unsigned varint of at most `u128::MAX`.
    ///
    /// # Errors
    ///
    /// As [`varint`](Self::varint).
    #[inline]
    pub fn varint128(&mut self) -> Result<u128> {
        match varint::take_u128(self.rest) {
            Ok((value, rest)) => {
                self.rest = rest;
                Ok(value)
            }
            Err(error) => Err(self.broken_varint(error)),
        }
    }

    /// A zigzag varint of any width.
    ///
    /// # Errors
    ///
    /// As [`varint`](Self::varint).
    #[inline]
    pub fn zigzag128(&mut self) -> Result<i128> {
        self.varint128().map(varint::unzigzag128)
    }

    /// A string behind its length.
    ///
    /// # Errors
    ///
    /// A length beyond the section or the limits, and bytes that are no UTF-8.
    #[inline(always)]
    pub fn str(&mut self) -> Result<&'a str> {
        let len = self.unsigned::<usize>()?;
        let start = self.rest;
        let bytes = self.bytes(len)?;
        match std::str::from_utf8(bytes) {
            Ok(text) => {
                self.allocate(len, 1)?;
                Ok(text)
            }
            Err(error) => {
                self.rest = start;
                Err(self.damaged(format!("a string is not UTF-8: {error}")))
            }
        }
    }

    /// The index of an enum's variant, which has `count` of them.
    ///
    /// # Errors
    ///
    /// An index beyond them.
    #[inline(always)]
    pub fn variant(&mut self, count: u32) -> Result<u32> {
        let before = self.rest;
        let index = self.varint()?;
        match u32::try_from(index) {
            Ok(index) if index < count => Ok(index),
            _ => {
                self.rest = before;
                Err(self.unknown_variant(index, count))
            }
        }
    }

    /// A count of elements that take at least `min_size` bytes each in the file and `size` in memory.
    ///
    /// # Errors
    ///
    /// A count that the rest of the section cannot hold, or that goes beyond the limits: before anything
    /// is allocated.
    #[inline(always)]
    pub fn len(&mut self, min_size: usize, size: usize) -> Result<usize> {
        let before = self.rest;
        let len = self.unsigned::<usize>()?;
        if min_size > 0 && len > self.rest.len() / min_size {
            let left = self.rest.len();
            self.rest = before;
            return Err(self.damaged(format!(
                "{len} elements of at least {min_size} bytes are claimed where {left} bytes are left"
            )));
        }
        self.allocate(len, size)?;
        self.count(len)?;
        Ok(len)
    }

    /// Charges memory for `count` values of `size` bytes; each costs at least one.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Limit`].
    #[inline(always)]
    pub fn allocate(&self, count: usize, size: usize) -> Result<()> {
        let cx = self.frame.cx;
        #[expect(clippy::as_conversions, reason = "no platform has a usize of more than 64 bits")]
        let bytes = (count as u64).saturating_mul(size.max(1) as u64);
        match cx.allocation.get().checked_sub(bytes) {
            Some(left) => {
                cx.allocation.set(left);
                Ok(())
            }
            None => Err(self.over_allocation(bytes)),
        }
    }

    /// Charges `count` elements.
    #[inline(always)]
    pub(crate) fn count(&self, count: usize) -> Result<()> {
        let cx = self.frame.cx;
        #[expect(clippy::as_conversions, reason = "no platform has a usize of more than 64 bits")]
        match cx.elements.get().checked_sub(count as u64) {
            Some(left) => {
                cx.elements.set(left);
                Ok(())
            }
            None => Err(self.over_elements()),
        }
    }

    /// Runs `decode` one level deeper: for boxes and collections.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Limit`] at the depth limit.
    #[inline]
    pub fn nested<T>(&mut self, decode: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        self.descend()?;
        let value = decode(self)?;
        self.ascend();
        Ok(value)
    }

    /// Takes a level of depth, which [`ascend`](Self::ascend) gives back where nothing fails.
    #[inline]
    pub(crate) fn descend(&self) -> Result<()> {
        let depth = &self.frame.cx.depth;
        match depth.get().checked_sub(1) {
            Some(left) => {
                depth.set(left);
                Ok(())
            }
            None => Err(self.too_deep()),
        }
    }

    /// Gives back what [`descend`](Self::descend) took.
    #[inline]
    pub(crate) fn ascend(&self) {
        let depth = &self.frame.cx.depth;
        depth.set(depth.get() + 1);
    }

    /// Runs `decode` where arrays and shared values stand in place: for keys.
    ///
    /// # Errors
    ///
    /// Those of `decode`.
    pub fn in_place<T>(&mut self, decode: impl FnOnce(&mut Reader<'_>) -> Result<T>) -> Result<T> {
        let frame = Frame { in_place: true, ..*self.frame };
        let mut reader = Reader { rest: self.rest, frame: &frame };
        let value = decode(&mut reader)?;
        let used = self.rest.len() - reader.rest.len();
        self.bytes(used)?;
        Ok(value)
    }

    /// The head of an array of elements of `stride` bytes in the file and `size` in memory.
    ///
    /// # Errors
    ///
    /// A count that does not fit the section, the block or the limits.
    #[inline]
    pub(crate) fn array(&mut self, stride: u32, size: usize) -> Result<ArrayHead<'a>> {
        let start = self.clone();
        let marked = self.varint()?;
        let Ok(count) = usize::try_from(marked >> 1) else {
            return Err(start.too_large(marked >> 1, std::any::type_name::<usize>()));
        };
        #[expect(clippy::as_conversions, reason = "usize has at least 32 bits here")]
        let len = count.checked_mul(stride as usize);
        let head = if marked & 1 == 1 {
            self.block(&start, count, len, stride)?
        } else {
            match len {
                Some(len) if len <= self.rest.len() => ArrayHead::InPlace(self.bytes(len)?),
                _ => {
                    return Err(start.damaged(format!(
                        "an array of {count} elements of {stride} bytes is claimed where {} bytes are left",
                        self.rest.len()
                    )));
                }
            }
        };
        // A count that cannot be is damage, whatever the limits are.
        start.allocate(count, size)?;
        start.count(count)?;
        Ok(head)
    }

    /// The block that an array of `count` elements and `len` bytes refers to, whose head is at `start`.
    fn block(
        &mut self,
        start: &Self,
        count: usize,
        len: Option<usize>,
        stride: u32,
    ) -> Result<ArrayHead<'a>> {
        let number = self.varint()?;
        if self.frame.in_place {
            return Err(start.damaged("a key refers to a block"));
        }
        match self.frame.cx.blocks.shape(number) {
            Some((block_len, block_stride))
                if block_stride == stride && len.is_some_and(|len| to_u64(len) == block_len) =>
            {
                Ok(ArrayHead::Block(BlockRef { number, count, blocks: self.frame.cx.blocks }))
            }
            Some((block_len, block_stride)) => Err(start.damaged(format!(
                "{count} elements of {stride} bytes are claimed of block {number}, which has {block_len} \
                 bytes in elements of {block_stride}"
            ))),
            None => Err(start.damaged(format!(
                "block {number} is claimed, which the file does not have"
            ))),
        }
    }

    /// A shared value: the same pointer each time that it occurs.
    ///
    /// # Errors
    ///
    /// Those of `decode`, a number that the file does not have, and a value that contains itself.
    pub fn shared<P: Clone + 'static>(
        &mut self,
        decode: impl FnOnce(&mut Reader<'_>) -> Result<P>,
    ) -> Result<P> {
        if self.frame.in_place {
            return self.nested(decode);
        }
        let start = self.clone();
        let number = self.varint()?;
        let cx = self.frame.cx;
        let place = |error: Error| error.at(start.frame.section, start.place_offset());
        match recall::<P>(cx, number).map_err(place)? {
            Recalled::Known(pointer) => Ok(pointer),
            Recalled::New => {
                start.allocate(1, MEMO_SIZE)?;
                // Without a closure, as each takes stack at each level.
                self.descend()?;
                let pointer = self.shared_entry(number, decode)?;
                self.ascend();
                remember(cx, number, &pointer);
                Ok(pointer)
            }
        }
    }

    /// The number of a shared value, or `None` where it stands in place.
    pub(crate) fn shared_number(&mut self) -> Result<Option<u64>> {
        if self.frame.in_place { Ok(None) } else { self.varint().map(Some) }
    }

    /// Reads the entry of a shared value, however often it has been read. The caller counts its depth.
    pub(crate) fn shared_entry<T>(
        &mut self,
        number: u64,
        read: impl FnOnce(&mut Reader<'_>) -> Result<T>,
    ) -> Result<T> {
        let cx = self.frame.cx;
        let entry = cx.shared.get(number).ok_or_else(|| self.no_shared_value(number))?;
        cx.read_section(Section::Shared(number), entry, read)
    }

    /// The section that the reader stands in.
    pub(crate) fn section(&self) -> Section {
        self.frame.section
    }

    /// An error about the value at the cursor: the type refuses what the file holds.
    #[cold]
    pub fn invalid(&self, message: impl std::fmt::Display) -> Error {
        Error::invalid(message).at(self.frame.section, self.place_offset())
    }

    /// Says of an error without a place that it was seen `bytes` behind the cursor.
    #[cold]
    pub fn blame_at(&self, bytes: usize, error: Error) -> Error {
        error.at(self.frame.section, self.place_offset().saturating_add(to_u64(bytes)))
    }

    /// An error about the bytes at the cursor: no save writes them.
    #[cold]
    pub fn damaged(&self, message: impl Into<std::borrow::Cow<'static, str>>) -> Error {
        Error::damaged(message).at(self.frame.section, self.place_offset())
    }

    fn place_offset(&self) -> u64 {
        to_u64(self.offset())
    }

    #[cold]
    fn no_shared_value(&self, number: u64) -> Error {
        self.damaged(format!("shared value {number} is claimed, which the file does not have"))
    }

    #[cold]
    fn end(&self, wanted: usize) -> Error {
        let left = self.rest.len();
        self.damaged(format!("{wanted} bytes are expected where {left} are left"))
    }

    #[cold]
    fn broken_varint(&self, error: VarintError) -> Error {
        self.damaged(match error {
            VarintError::End => "the bytes end inside an integer",
            VarintError::TooLarge => "an integer has too many bits",
            VarintError::NotShortest => "an integer is not in its shortest form",
        })
    }

    #[cold]
    fn too_large(&self, value: impl std::fmt::Display, ty: &str) -> Error {
        self.damaged(format!("{value} does not fit {ty}"))
    }

    #[cold]
    fn unknown_variant(&self, index: u64, count: u32) -> Error {
        self.damaged(format!("variant {index} is claimed of an enum that has {count}"))
    }

    #[cold]
    fn over_allocation(&self, bytes: u64) -> Error {
        let limit = self.frame.cx.allocation_limit;
        self.limit(
            format!("{bytes} more bytes of memory are claimed, beyond the limit of {limit} in all"),
            "if you trust the file, load it with a larger Limits::allocation",
        )
    }

    #[cold]
    fn over_elements(&self) -> Error {
        let limit = self.frame.cx.limits.elements.unwrap_or(u64::MAX);
        self.limit(
            format!("more than {limit} elements are claimed"),
            "if you trust the file, load it with a larger Limits::elements",
        )
    }

    /// Levels of nesting that are allowed.
    pub(crate) fn depth_limit(&self) -> u32 {
        self.frame.cx.limits.depth
    }

    #[cold]
    pub(crate) fn too_deep(&self) -> Error {
        let limit = self.frame.cx.limits.depth;
        self.limit(
            format!("the value is nested more than {limit} levels deep"),
            "load it with a larger Limits::depth, on a thread with stack enough",
        )
    }

    #[cold]
    fn limit(&self, message: String, help: &'static str) -> Error {
        Error::new(ErrorKind::Limit, message)
            .at(self.frame.section, self.place_offset())
            .with_help(help)
    }
}

fn to_u64(bytes: usize) -> u64 {
    bytes.try_into().unwrap_or(u64::MAX)
}

/// Where the elements of an array stand.
pub(crate) enum ArrayHead<'a> {
    /// These bytes of the section, count × stride of them.
    InPlace(&'a [u8]),
    /// A block of the file.
    Block(BlockRef<'a>),
}

/// A block whose length has been checked against the array that refers to it.
pub(crate) struct BlockRef<'a> {
    number: u64,
    count: usize,
    blocks: &'a dyn BlockSource,
}

impl BlockRef<'_> {
    /// The block's number.
    pub(crate) fn number(&self) -> u64 {
        self.number
    }

    /// Elements in the block.
    pub(crate) fn count(&self) -> usize {
        self.count
    }

    /// Reads the block into `out`, count × stride bytes.
    ///
    /// # Errors
    ///
    /// Damage, and a file that cannot be read.
    pub(crate) fn read(&self, out: &mut [u8]) -> Result<()> {
        self.blocks.read(self.number, out)
    }

    /// Hands all bytes of the block to `sink`, in checked pieces of any length.
    ///
    /// # Errors
    ///
    /// As [`read`](Self::read), and those of `sink`.
    pub(crate) fn pieces(&self, sink: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> {
        self.blocks.pieces(self.number, sink)
    }

    /// Says of an error without a place that it was seen at `offset` in the block.
    #[cold]
    pub(crate) fn blame_at(&self, offset: usize, error: Error) -> Error {
        error.at(Section::Block(self.number), to_u64(offset))
    }
}

impl std::fmt::Debug for Context<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Context").field("limits", &self.limits).finish_non_exhaustive()
    }
}
