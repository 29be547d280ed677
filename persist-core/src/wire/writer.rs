//! Encoding: one buffer for the body, large arrays and shared values beside it.

use super::shared::SharedTable;
use super::{ArraySource, Limits, OwnedArray, to_u64, varint};
use crate::error::{Error, ErrorKind, Result, Section};

/// Settings of a [`Writer`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct WriterOptions {
    /// Arrays of at least this many bytes become blocks; `None` leaves all of them in the body.
    pub(crate) block_threshold: Option<u64>,
    /// Most levels of boxes and collections, as in [`Limits::depth`].
    pub(crate) depth: u32,
}

impl Default for WriterOptions {
    /// Arrays stay in place up to 4 KiB: a block costs the file a table entry and alignment.
    fn default() -> Self {
        WriterOptions { block_threshold: Some(4096), depth: Limits::DEFAULT_DEPTH }
    }
}

/// Writes a value's body, as [`Persist::encode`](crate::Persist::encode) directs.
///
/// Arrays are borrowed for `'a` and read when the file is written: saving a gigabyte copies kilobytes.
pub struct Writer<'a> {
    pub(super) body: Vec<u8>,
    blocks: Vec<Block<'a>>,
    /// Number of the first of `blocks`: writers of copied values count on from where their parent stands.
    first_block: u64,
    pub(super) shared: SharedTable,
    pub(super) section: Section,
    /// Everything stays in the body: inside keys, which are sorted by their bytes.
    pub(super) in_place: bool,
    pub(super) options: WriterOptions,
    pub(super) depth: u32,
}

/// An array that will be a section of its own.
pub(crate) struct Block<'a> {
    /// Bytes per element.
    pub stride: u32,
    /// Where the bytes come from.
    pub source: Box<dyn ArraySource + 'a>,
}

/// What a finished [`Writer`] leaves.
pub(crate) struct Written<'a> {
    pub(crate) body: Vec<u8>,
    pub(crate) shared: Option<Vec<u8>>,
    pub(crate) blocks: Vec<Block<'a>>,
}

impl<'a> Writer<'a> {
    /// A writer that appends to `body`.
    pub(crate) fn new(body: Vec<u8>, options: WriterOptions) -> Self {
        Writer {
            body,
            blocks: Vec::new(),
            first_block: 0,
            shared: SharedTable::default(),
            section: Section::Body,
            in_place: false,
            options,
            depth: options.depth,
        }
    }

    /// The body, the section of shared values if there are any, and the blocks.
    pub(crate) fn finish(mut self) -> Written<'a> {
        if !self.shared.forward.is_empty() {
            self.shared.number_forward(&mut self.body);
        }
        self.abandon()
    }

    /// [`finish`](Self::finish) of a value that cannot be written: places of errors stay where they are.
    pub(crate) fn abandon(self) -> Written<'a> {
        Written { body: self.body, shared: self.shared.into_section(), blocks: self.blocks }
    }

    /// A `bool`, as one byte.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn bool(&mut self, value: bool) {
        self.body.push(value.into());
    }

    /// One byte.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn u8(&mut self, value: u8) {
        self.body.push(value);
    }

    /// An unsigned integer of any width up to 64 bits, as a varint.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn varint(&mut self, value: u64) {
        varint::push(&mut self.body, value);
    }

    /// An unsigned integer, as a varint.
    #[inline]
    pub fn varint128(&mut self, value: u128) {
        varint::push_u128(&mut self.body, value);
    }

    /// A signed integer of any width up to 64 bits, as a zigzag varint.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn zigzag(&mut self, value: i64) {
        varint::push(&mut self.body, varint::zigzag(value));
    }

    /// A signed integer, as a zigzag varint.
    #[inline]
    pub fn zigzag128(&mut self, value: i128) {
        varint::push_u128(&mut self.body, varint::zigzag128(value));
    }

    /// A count of elements or bytes, as a varint.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn len(&mut self, len: usize) {
        self.varint(to_u64(len));
    }

    /// Bytes as they are, without a length.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn raw<const N: usize>(&mut self, bytes: [u8; N]) {
        self.body.extend_from_slice(&bytes);
    }

    /// A string behind its length.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn str(&mut self, value: &str) {
        self.len(value.len());
        self.body.extend_from_slice(value.as_bytes());
    }

    /// The bytes of another crate's value, behind their length.
    pub(crate) fn foreign(&mut self, bytes: &[u8]) {
        self.len(bytes.len());
        self.body.extend_from_slice(bytes);
    }

    /// An array of elements of `stride` bytes: in place, or as a block from the threshold on.
    ///
    /// # Errors
    ///
    /// Those of `source`.
    #[inline]
    pub(crate) fn array(
        &mut self,
        count: usize,
        stride: u32,
        source: impl ArraySource + 'a,
    ) -> Result<()> {
        // An element takes at least a byte, and memory has less than 2^63 of them.
        let marked_count = to_u64(count) << 1;
        if self.keeps(source.byte_len()) {
            self.varint(marked_count);
            source.append(&mut self.body).map_err(|error| error.of_array(self.section))
        } else {
            self.varint(marked_count | 1);
            self.varint(self.next_block());
            self.blocks.push(Block { stride, source: Box::new(source) });
            Ok(())
        }
    }

    /// Whether an array of so many bytes stays in the body.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn keeps(&self, len: u64) -> bool {
        len == 0 || self.in_place || self.options.block_threshold.is_none_or(|least| len < least)
    }

    /// Runs `encode` one level deeper: for boxes and collections, in the same places where reading counts.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Limit`] at the depth limit, so that no file is written that would not load.
    #[inline]
    pub fn nested(&mut self, encode: impl FnOnce(&mut Self) -> Result<()>) -> Result<()> {
        match self.depth.checked_sub(1) {
            Some(depth) => self.depth = depth,
            None => return Err(self.too_deep()),
        }
        encode(self)?;
        self.depth += 1;
        Ok(())
    }

    /// Levels that are left.
    #[cfg(feature = "serde")]
    pub(crate) fn depth_left(&self) -> u32 {
        self.depth
    }

    #[cold]
    pub(crate) fn too_deep(&self) -> Error {
        let limit = self.options.depth;
        self.error(
            ErrorKind::Limit,
            format!("the value is nested more than {limit} levels deep"),
        )
        .with_help(
            "a larger SaveOptions::depth saves it; loading it will need Limits::depth as large, \
                 and a thread with stack enough",
        )
    }

    /// Runs `encode` with all arrays and shared values kept in place: for keys, which are sorted by their
    /// bytes.
    ///
    /// # Errors
    ///
    /// Those of `encode`.
    pub fn in_place(&mut self, encode: impl FnOnce(&mut Self) -> Result<()>) -> Result<()> {
        let before = std::mem::replace(&mut self.in_place, true);
        encode(self)?;
        self.in_place = before;
        Ok(())
    }

    /// Encodes a value that does not outlive the call: what it lends is copied.
    ///
    /// # Errors
    ///
    /// Those of `encode`.
    pub fn copied<'b>(&mut self, encode: impl FnOnce(&mut Writer<'b>) -> Result<()>) -> Result<()> {
        let mut inner = Writer {
            body: std::mem::take(&mut self.body),
            blocks: Vec::new(),
            first_block: self.next_block(),
            shared: std::mem::take(&mut self.shared),
            ..*self
        };
        let mut result = encode(&mut inner);
        self.body = inner.body;
        self.shared = inner.shared;
        // Blocks are kept on errors, too: whoever looks for the place of the error passes by them.
        for block in inner.blocks {
            let copied = self.copy_block(&block);
            result = result.and(copied);
        }
        result
    }

    /// The number that the next block gets.
    pub(super) fn next_block(&self) -> u64 {
        self.first_block + to_u64(self.blocks.len())
    }

    /// Copies a block that does not outlive the call.
    fn copy_block(&mut self, block: &Block<'_>) -> Result<()> {
        let number = self.next_block();
        let mut bytes = Vec::new();
        let copied = block.source.append(&mut bytes);
        bytes.resize(block.source.byte_len().try_into().unwrap_or(usize::MAX), 0);
        self.blocks.push(Block { stride: block.stride, source: Box::new(OwnedArray(bytes)) });
        copied.map_err(|error| error.of_array(Section::Block(number)))
    }

    /// Sorts entries by their encoded keys, so that a hash container has one encoding.
    ///
    /// `key` encodes an entry's key, `value` the rest of the entry. Keys stay in place.
    ///
    /// # Errors
    ///
    /// Those of `key` and `value`, and [`ErrorKind::Caller`] for two keys that encode alike: no reader
    /// would take both.
    pub fn sorted<E: Copy>(
        &mut self,
        entries: impl ExactSizeIterator<Item = E>,
        key: impl Fn(E, &mut Self) -> Result<()>,
        value: impl Fn(E, &mut Self) -> Result<()>,
    ) -> Result<()> {
        self.len(entries.len());
        let body = std::mem::take(&mut self.body);
        let mut keyed = Vec::with_capacity(entries.len());
        let mut result = Ok(());
        for entry in entries {
            let start = self.body.len();
            result = self.in_place(|w| key(entry, w));
            if result.is_err() {
                break;
            }
            keyed.push((start..self.body.len(), entry));
        }
        let keys = std::mem::replace(&mut self.body, body);
        // The scratch buffer is no section: the container of the key is where it failed.
        result.map_err(|error: Error| error.relocate(self.section, self.offset()))?;
        let bytes = |range: &std::ops::Range<usize>| keys.get(range.clone()).unwrap_or_default();
        keyed.sort_unstable_by(|(a, _), (b, _)| bytes(a).cmp(bytes(b)));
        let mut previous = None;
        for (range, entry) in keyed {
            let encoded = bytes(&range);
            if previous.replace(encoded) == Some(encoded) {
                return Err(self.equal_keys());
            }
            self.body.extend_from_slice(encoded);
            value(entry, self)?;
        }
        Ok(())
    }

    /// An error about the value that is being encoded.
    #[cold]
    pub fn refuse(&self, message: impl std::fmt::Display) -> Error {
        self.error(ErrorKind::Caller, message.to_string())
    }

    /// Says of an error without a place that it is about the value that is to be written next.
    #[cold]
    pub fn blame(&self, error: Error) -> Error {
        error.at(self.section, self.offset())
    }

    /// [`refuse`](Self::refuse) of a whole value: if it is of a named type, its first field is not to blame.
    #[cold]
    pub(crate) fn refuse_whole(
        &self,
        type_name: Option<&'static str>,
        message: impl std::fmt::Display,
    ) -> Error {
        let mut error = Error::new(ErrorKind::Caller, message.to_string());
        if let Some(name) = type_name {
            error = error.about(name);
        }
        self.blame(error)
    }

    /// Bytes of the section so far.
    pub(crate) fn position(&self) -> usize {
        self.body.len()
    }

    /// Bytes that have been written.
    pub(crate) fn written(&self, range: &std::ops::Range<usize>) -> &[u8] {
        self.body.get(range.clone()).unwrap_or_default()
    }

    /// Two keys that differ in what is not stored.
    #[cold]
    pub(crate) fn equal_keys(&self) -> Error {
        self.error(ErrorKind::Caller, "two keys are stored as the same bytes")
    }

    fn offset(&self) -> u64 {
        to_u64(self.body.len())
    }

    #[cold]
    fn error(&self, kind: ErrorKind, message: impl Into<std::borrow::Cow<'static, str>>) -> Error {
        self.blame(Error::new(kind, message))
    }
}

impl std::fmt::Debug for Writer<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Writer")
            .field("section", &self.section)
            .field("body", &self.body.len())
            .field("blocks", &self.blocks.len())
            .finish()
    }
}

impl std::fmt::Debug for Block<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Block")
            .field("stride", &self.stride)
            .field("len", &self.source.byte_len())
            .finish()
    }
}
