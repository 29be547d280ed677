//! One array of a file: its elements, ranges of them, and their bytes.

use std::convert::Infallible;
use std::fmt;
use std::ops::{Bound, Range, RangeBounds};

use super::super::erased::taken;
use super::Archive;
use crate::container::{PlacedSection, SectionKind};
use crate::error::{Error, ErrorKind, Place, Result, Section};
use crate::persist::{Persist, Root};
use crate::schema::{Schema, Type};
use crate::value::ArrayAt;
use crate::wire::raw::Room;
use crate::wire::{BlockSource, Context, SharedEntries, memory, read_in_pieces, to_u64, varint};

/// One array of a file, that [`Archive::array`] found: nothing of its elements is read until they are asked for, and
/// then only the chunks of 1 MiB that hold them, each checked.
///
/// # Example
///
/// ```
/// use persist_core::Archive;
///
/// let bytes = persist_core::to_bytes(&(0..1_000_000u64).collect::<Vec<_>>())?;
/// let archive = Archive::from_bytes(bytes)?;
/// let numbers = archive.array("")?;
///
/// assert_eq!((numbers.len(), numbers.byte_len()), (1_000_000, 8_000_000));
/// assert_eq!(numbers.read_range::<u64>(999_998..)?, [999_998, 999_999]);
/// assert_eq!(numbers.bytes(1..2)?, [1, 0, 0, 0, 0, 0, 0, 0]); // little-endian
/// # Ok::<(), persist_core::Error>(())
/// ```
#[derive(Clone)]
pub struct ArrayPart<'a> {
    archive: &'a Archive,
    path: String,
    element: &'a Type,
    at: ArrayAt,
    section: PlacedSection,
    /// Bytes in front of the first element in that section: of shared values, not of one's entry.
    start: u64,
}

impl<'a> ArrayPart<'a> {
    pub(super) fn new(
        archive: &'a Archive,
        path: String,
        element: &'a Type,
        at: ArrayAt,
        context: &Context<'_>,
    ) -> Result<Self> {
        let (kind, number, before) = match at.section {
            Section::Block(number) => (SectionKind::Block, number, Some(0)),
            Section::Shared(number) => (SectionKind::Shared, 0, context.shared_offset(number)),
            _ => (SectionKind::Body, 0, Some(0)),
        };
        match (archive.container.section(kind, number), before) {
            (Some(section), Some(before)) => {
                let start = before.saturating_add(at.offset);
                Ok(ArrayPart { archive, path, element, at, section, start })
            }
            _ => Err(Error::damaged("an array is in a section that the file does not have")),
        }
    }

    /// The path to the array, as [`Archive::array`] takes it.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The type of the elements, as the file's schema has it: `f32`, `[f64; 4]`, `Node`.
    pub fn element(&self) -> String {
        self.name_of(self.element)
    }

    /// The schema of the file.
    pub(super) fn schema(&self) -> &'a Schema {
        &self.archive.schema
    }

    pub(in crate::file) fn element_type(&self) -> &'a Type {
        self.element
    }

    /// A type as the file's schema names it.
    pub(in crate::file) fn name_of(&self, ty: &Type) -> String {
        self.archive.schema.type_name(ty)
    }

    /// How many elements there are.
    pub fn len(&self) -> usize {
        self.at.count
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.at.count == 0
    }

    /// Bytes of one element in its fixed layout: the fields in the order of the schema, little-endian, without padding.
    pub fn element_size(&self) -> usize {
        usize::try_from(self.at.stride).unwrap_or(usize::MAX)
    }

    /// Bytes of all elements, uncompressed.
    pub fn byte_len(&self) -> u64 {
        to_u64(self.at.count).saturating_mul(self.at.stride.into())
    }

    /// The number of the block that the array is, or `None` where it stands in the body or in a shared value.
    pub fn block(&self) -> Option<u64> {
        match self.at.section {
            Section::Block(number) => Some(number),
            _ => None,
        }
    }

    /// The bytes of the file that the array takes, of a block; those of a smaller array are among others.
    pub fn file_range(&self) -> Option<Range<u64>> {
        let end = self.section.offset.saturating_add(self.section.stored_len);
        self.block().map(|_| self.section.offset..end)
    }

    /// The codec that the array is compressed with: `none`, `zstd` or `lz4`.
    pub fn codec(&self) -> &'static str {
        self.section.codec()
    }

    /// Reads all elements: see [`read_range`](Self::read_range).
    ///
    /// # Errors
    ///
    /// As [`read_range`](Self::read_range).
    pub fn read<T: Persist>(&self) -> Result<Vec<T>> {
        self.read_range(..)
    }

    /// Reads some of the elements, and of the file only the chunks that hold them.
    ///
    /// Elements become `T`s by the rules of evolution, as in a load of the whole value.
    ///
    /// # Errors
    ///
    /// A range beyond the array, elements that no rule leads to `T` from, with the rule that they are refused by, damage
    /// of what is read, and elements beyond the limits.
    ///
    /// # Example
    ///
    /// ```
    /// use persist_core::{Archive, ErrorKind};
    ///
    /// let archive = Archive::from_bytes(persist_core::to_bytes(&vec![1u16, 2, 3])?)?;
    /// let array = archive.array("")?;
    /// assert_eq!(array.read_range::<f64>(..2)?, [1.0, 2.0]);
    /// assert_eq!(array.read_range::<u16>(2..4).unwrap_err().kind(), ErrorKind::Caller);
    /// assert_eq!(array.read::<String>().unwrap_err().kind(), ErrorKind::Schema);
    /// # Ok::<(), persist_core::Error>(())
    /// ```
    pub fn read_range<T: Persist>(&self, range: impl RangeBounds<usize>) -> Result<Vec<T>> {
        let range = self.elements_in(range)?;
        let (path, mut place) = (self.shown(), None);
        let ty = Type::List { element: Box::new(self.element.clone()), fixed: true };
        let resolved = self.archive.resolved(&ty, false, Root::of::<Vec<T>>(), &path)?;
        let window = Window { array: self, bytes: self.bytes_of(&range) };
        // The body of a list that is one block: the window.
        let mut body = Vec::new();
        varint::push(&mut body, (to_u64(range.len()) << 1) | 1);
        varint::push(&mut body, WINDOW);
        let raw_len = self.archive.container.raw_len();
        let context =
            Context::new(&self.archive.limits, raw_len, &window, SharedEntries::default());
        context.read(&body, |r| resolved.read(r, &mut place)).map_err(|error| {
            let error = self.archive.misfit(error, &resolved, &path);
            self.with_path(self.placed(error, &window.bytes))
        })?;
        taken(place)
    }

    /// The bytes of some of the elements, each in its [fixed layout](Self::element_size), as the file has them:
    /// evolution does not look at them.
    ///
    /// # Errors
    ///
    /// A range beyond the array, damage of what is read, and more bytes than the limits allow.
    pub fn bytes(&self, range: impl RangeBounds<usize>) -> Result<Vec<u8>> {
        let range = self.bytes_of(&self.elements_in(range)?);
        let read = self.archive.container.range_vec(&self.section, &range);
        read.map_err(|error| self.with_path(error))
    }

    /// Reads the bytes of some of the elements piece by piece, each of whole elements, in the order of the file: as
    /// [`bytes`](Self::bytes), but nothing of an array that is longer than memory is kept.
    ///
    /// # Errors
    ///
    /// A range beyond the array, damage of what is read, and errors of `sink`.
    ///
    /// # Example
    ///
    /// ```
    /// use persist_core::Archive;
    ///
    /// let archive = Archive::from_bytes(persist_core::to_bytes(&vec![0x0201u16; 1_000_000])?)?;
    /// let mut sum = 0;
    /// archive.array("")?.pieces(10.., &mut |piece| {
    ///     sum += piece.iter().map(|byte| u64::from(*byte)).sum::<u64>();
    ///     Ok(())
    /// })?;
    /// assert_eq!(sum, 999_990 * 3);
    /// # Ok::<(), persist_core::Error>(())
    /// ```
    pub fn pieces(
        &self,
        range: impl RangeBounds<usize>,
        sink: &mut dyn FnMut(&[u8]) -> Result<()>,
    ) -> Result<()> {
        let (range, size) = (self.bytes_of(&self.elements_in(range)?), self.element_size().max(1));
        let mut rest = Vec::new();
        let read = self.archive.container.range(&self.section, &range, &mut |piece| {
            let mut piece = piece;
            if !rest.is_empty() {
                let missing = size.saturating_sub(rest.len()).min(piece.len());
                memory::append(&mut rest, piece.split_off(..missing).unwrap_or_default())?;
                if rest.len() < size {
                    return Ok(());
                }
                sink(&rest)?;
                rest.clear();
            }
            let whole = piece.len().saturating_sub(piece.len() % size);
            let (whole, behind) = piece.split_at_checked(whole).unwrap_or_default();
            memory::append(&mut rest, behind)?;
            if whole.is_empty() { Ok(()) } else { sink(whole) }
        });
        read.map_err(|error| self.with_path(error))
    }

    /// Checks all bytes of the array against their checksums.
    ///
    /// # Errors
    ///
    /// The first damage.
    pub fn verify(&self) -> Result<()> {
        let all = self.bytes_of(&(0..self.at.count));
        let read = self.archive.container.range(&self.section, &all, &mut |_| Ok(()));
        read.map_err(|error| self.with_path(error))
    }

    /// Bytes of a part of an element.
    pub(in crate::file) fn layout_at(&self, offset: u64, size: u32) -> Result<Vec<u8>> {
        let start = self.start.saturating_add(offset);
        let range = start..start.saturating_add(size.into());
        self.archive.container.range_vec(&self.section, &range)
    }

    /// The path as errors show it.
    pub(super) fn shown(&self) -> String {
        let root = self.archive.schema.root_name();
        match self.path.starts_with(['.', '[', '{']) || self.path.is_empty() {
            true => format!("{root}{}", self.path),
            false => format!("{root}.{}", self.path),
        }
    }

    /// The indices that a range stands for.
    fn elements_in(&self, range: impl RangeBounds<usize>) -> Result<Range<usize>> {
        let start = match range.start_bound() {
            Bound::Included(start) => Some(*start),
            Bound::Excluded(before) => before.checked_add(1),
            Bound::Unbounded => Some(0),
        };
        let end = match range.end_bound() {
            Bound::Included(last) => last.checked_add(1),
            Bound::Excluded(end) => Some(*end),
            Bound::Unbounded => Some(self.at.count),
        };
        match start.zip(end) {
            Some((start, end)) if start <= end && end <= self.at.count => Ok(start..end),
            _ => {
                let bounds = (range.start_bound(), range.end_bound());
                let message = format!(
                    "the range {bounds:?} is beyond the array's {} elements",
                    self.at.count
                );
                Err(Error::new(ErrorKind::Caller, message).with_path(self.shown()))
            }
        }
    }

    /// The bytes of the section that elements take.
    fn bytes_of(&self, elements: &Range<usize>) -> Range<u64> {
        let offset =
            |index| self.start.saturating_add(to_u64(index).saturating_mul(self.at.stride.into()));
        offset(elements.start)..offset(elements.end)
    }

    /// An error of elements in a window, with the place that it has in the file.
    fn placed(&self, error: Error, window: &Range<u64>) -> Error {
        let first = self.at.offset.saturating_add(window.start.saturating_sub(self.start));
        match error.place() {
            Some(Place { section: Section::Block(WINDOW), offset, .. }) => {
                error.relocate(self.at.section, first.saturating_add(offset))
            }
            // Of the head that stands for the array.
            Some(Place { section: Section::Body, exact: true, .. }) => {
                error.relocate(self.at.section, first)
            }
            _ => error,
        }
    }

    /// Names the value that an error is about: its place tells which.
    pub(in crate::file) fn with_path(&self, error: Error) -> Error {
        match self.archive.within::<Infallible>(|_, _| Err(error)) {
            Err(error) => error,
            Ok(never) => match never {},
        }
    }
}

/// The number of the only block that a window has; no file has as many.
const WINDOW: u64 = u64::MAX;

/// Some elements of an array, as the only block that there is.
struct Window<'w, 'a> {
    array: &'w ArrayPart<'a>,
    /// In the array's section.
    bytes: Range<u64>,
}

impl Window<'_, '_> {
    /// The block that the window shows all of.
    fn whole_block(&self) -> Option<u64> {
        self.array.block().filter(|_| self.bytes == (0..self.array.section.raw_len))
    }
}

impl BlockSource for Window<'_, '_> {
    fn shape(&self, _: u64) -> Option<(u64, u32)> {
        Some((self.bytes.end.saturating_sub(self.bytes.start), self.array.at.stride))
    }

    fn read(&self, number: u64, out: Room<'_>) -> Result<()> {
        match self.whole_block() {
            Some(number) => self.array.archive.container.blocks().read(number, out),
            None => read_in_pieces(self, number, out),
        }
    }

    fn pieces(&self, _: u64, sink: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> {
        self.array.archive.container.range(&self.array.section, &self.bytes, sink)
    }
}

/// On one line: path, count, type of the elements, and where they are.
impl fmt::Display for ArrayPart<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} of {}", self.path.escape_debug(), self.len(), self.element())?;
        if let Some(block) = self.block() {
            write!(f, ", block {block}")?;
        }
        match self.codec() {
            "none" => Ok(()),
            codec => write!(f, ", {codec}"),
        }
    }
}

impl fmt::Debug for ArrayPart<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ArrayPart")
            .field("path", &self.path)
            .field("element", &self.element())
            .field("len", &self.len())
            .finish_non_exhaustive()
    }
}
