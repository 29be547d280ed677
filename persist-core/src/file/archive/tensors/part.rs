//! One tensor of a file: what it is, and its elements in the order that is asked for.

use std::fmt;
use std::ops::Range;

use super::super::array::ArrayPart;
use super::columns::Column;
use crate::error::{Error, ErrorKind, Result};
use crate::types::{Tensor, TensorData, TensorType, count_of};
use crate::wire::{memory, to_u64};

/// One tensor of a file, that [`Archive::tensors`](crate::Archive::tensors) found: nothing of an array is read until it
/// is asked for.
///
/// `Display` shows it on one line: name, type and shape.
#[derive(Clone, Debug)]
pub struct TensorPart<'a> {
    pub(super) name: String,
    pub(super) path: String,
    pub(super) ty: TensorType,
    pub(super) shape: Vec<u64>,
    /// Its axes in the file, from the slowest to the fastest.
    pub(super) order: Vec<usize>,
    pub(super) source: Source<'a>,
}

/// Where the elements are.
#[derive(Clone, Debug)]
pub(super) enum Source<'a> {
    /// Numbers outside of arrays.
    Here(Vec<u8>),
    Array(ArrayPart<'a>, Column),
}

/// What takes bytes piece by piece.
type Sink<'s> = dyn FnMut(&[u8]) -> Result<()> + 's;

/// Bytes that are handed on at a time.
const PIECE: usize = 64 << 10;

impl<'a> TensorPart<'a> {
    /// The name: the path, and from there on the fields within the elements of an array; its own, of one of
    /// [`Tensors`](crate::Tensors).
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The path to the array or the number in the file.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The type of the elements.
    pub fn ty(&self) -> TensorType {
        self.ty
    }

    /// How many elements there are along each axis.
    pub fn shape(&self) -> &[u64] {
        &self.shape
    }

    /// The axes as the elements lie in the file, from the slowest to the fastest: `0, 1, …` for C's order, and the
    /// other way round for Fortran's.
    pub fn order(&self) -> &[usize] {
        &self.order
    }

    /// Whether the elements lie in the file in Fortran's order, and not in C's: the first axis is the fastest.
    pub fn is_fortran(&self) -> bool {
        !self.order.is_sorted() && self.order.iter().rev().is_sorted()
    }

    /// How many elements there are.
    pub fn len(&self) -> u64 {
        count_of(&self.shape).unwrap_or(u64::MAX)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Bytes of all elements.
    pub fn byte_len(&self) -> u64 {
        self.len().saturating_mul(to_u64(self.ty.size()))
    }

    /// The array of the file that the elements are in, where they are in one.
    pub fn array(&self) -> Option<&ArrayPart<'a>> {
        match &self.source {
            Source::Here(_) => None,
            Source::Array(array, _) => Some(array),
        }
    }

    /// Reads all elements in C's order, the last axis the fastest.
    ///
    /// # Errors
    ///
    /// As [`pieces_in_c_order`](Self::pieces_in_c_order), and more bytes than there is memory for.
    pub fn read(&self) -> Result<Tensor> {
        let mut bytes = self.buffer()?;
        self.pieces_in_c_order(&mut |piece| {
            bytes.extend_from_slice(piece);
            Ok(())
        })?;
        let data = TensorData::read_from(self.ty, self.len(), &mut bytes.as_slice())?;
        Tensor::new(self.shape.as_slice(), data)
    }

    /// Reads all elements, little-endian, piece by piece in the [order](Self::order) of the file.
    ///
    /// # Errors
    ///
    /// Damage of what is read, and errors of `sink`.
    pub fn pieces(&self, sink: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> {
        match &self.source {
            Source::Here(bytes) => self.checked(bytes, sink),
            Source::Array(array, column) => self.pieces_of(array, column, 0..array.len(), sink),
        }
    }

    /// Reads some steps along the first axis, little-endian and in C's order: rows of a table. Of a tensor that lies in
    /// the file in another order, all is read for it.
    ///
    /// # Errors
    ///
    /// As [`pieces_in_c_order`](Self::pieces_in_c_order), and rows beyond those that there are.
    ///
    /// # Example
    ///
    /// ```
    /// use persist_core::Archive;
    ///
    /// let archive = Archive::from_bytes(persist_core::to_bytes(&vec![[1u8, 2], [3, 4], [5, 6]])?)?;
    /// assert_eq!(archive.tensors("")?.tensors[0].rows(1..3)?, [3, 4, 5, 6]);
    /// # Ok::<(), persist_core::Error>(())
    /// ```
    pub fn rows(&self, rows: Range<u64>) -> Result<Vec<u8>> {
        let all = self.shape.first().copied().unwrap_or_default();
        if rows.start > rows.end || rows.end > all {
            let message = format!("the rows {rows:?} are beyond the {all} of the tensor");
            return Err(Error::new(ErrorKind::Caller, message).with_path(self.path.clone()));
        }
        let inner = self.shape.get(1..).and_then(count_of).unwrap_or_default();
        let of_rows = |each: u64| {
            let at = |row: u64| usize::try_from(row.saturating_mul(each)).unwrap_or(usize::MAX);
            at(rows.start)..at(rows.end)
        };
        let mut bytes = Vec::new();
        let mut sink = |piece: &[u8]| memory::append(&mut bytes, piece);
        match &self.source {
            Source::Array(array, column) if self.order.is_sorted() => {
                let each = inner.checked_div(to_u64(column.count()).max(1)).unwrap_or_default();
                // The first axis is the array's own.
                self.pieces_of(array, column, of_rows(each), &mut sink)?;
                Ok(bytes)
            }
            _ => {
                self.pieces_in_c_order(&mut sink)?;
                let range = of_rows(inner.saturating_mul(to_u64(self.ty.size())));
                Ok(bytes.get(range).unwrap_or_default().to_vec())
            }
        }
    }

    /// Hands on the numbers of some elements of an array.
    fn pieces_of(
        &self,
        array: &ArrayPart<'_>,
        column: &Column,
        elements: Range<usize>,
        sink: &mut Sink<'_>,
    ) -> Result<()> {
        if column.is_whole(array.element_size()) {
            return array.pieces(elements, &mut |piece| self.checked(piece, sink));
        }
        let (size, mut out) = (array.element_size().max(1), Vec::new());
        array.pieces(elements, &mut |piece| {
            for element in piece.chunks_exact(size) {
                column.append(element, &mut out);
                if out.len() >= PIECE {
                    self.checked(&out, sink)?;
                    out.clear();
                }
            }
            Ok(())
        })?;
        if out.is_empty() { Ok(()) } else { self.checked(&out, sink) }
    }

    /// Hands on what each reader takes for the same.
    fn checked(&self, piece: &[u8], sink: &mut Sink<'_>) -> Result<()> {
        if self.ty == TensorType::Bool && piece.iter().any(|byte| *byte > 1) {
            let error = Error::damaged("expected a bool, 0 or 1, found another byte");
            return Err(error.with_path(self.path.clone()));
        }
        sink(piece)
    }

    /// Reads all elements, little-endian, piece by piece in C's order, the last axis the fastest.
    ///
    /// A tensor that lies in the file in another order is held in memory for it.
    ///
    /// # Errors
    ///
    /// As [`pieces`](Self::pieces), and of another order, more bytes than there is memory for.
    ///
    /// # Example
    ///
    /// ```
    /// # #[cfg(feature = "ndarray")] {
    /// use ndarray::array;
    /// use persist_core::Archive;
    ///
    /// let transposed = array![[1u8, 2, 3], [4, 5, 6]].reversed_axes();
    /// let archive = Archive::from_bytes(persist_core::to_bytes(&transposed)?)?;
    /// let tensor = &archive.tensors("")?.tensors[0];
    /// assert_eq!((tensor.shape(), tensor.is_fortran()), (&[3, 2][..], true));
    ///
    /// let mut bytes = Vec::new();
    /// tensor.pieces_in_c_order(&mut |piece| Ok(bytes.extend_from_slice(piece)))?;
    /// assert_eq!(bytes, [1, 4, 2, 5, 3, 6]);
    /// # }
    /// # Ok::<(), persist_core::Error>(())
    /// ```
    pub fn pieces_in_c_order(&self, sink: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> {
        if self.order.is_sorted() || self.is_empty() {
            return self.pieces(sink);
        }
        let mut stored = self.buffer()?;
        self.pieces(&mut |piece| {
            stored.extend_from_slice(piece);
            Ok(())
        })?;
        self.reorder(&stored, sink)
    }

    /// Room for all elements.
    fn buffer(&self) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let len = usize::try_from(self.byte_len()).unwrap_or(usize::MAX);
        match bytes.try_reserve_exact(len) {
            Ok(()) => Ok(bytes),
            Err(_) => {
                let message =
                    format!("there is no memory for the {} bytes of a tensor", self.byte_len());
                Err(Error::new(ErrorKind::Limit, message).with_path(self.path.clone()))
            }
        }
    }

    /// From the order of the file to C's.
    fn reorder(&self, stored: &[u8], sink: &mut Sink<'_>) -> Result<()> {
        let axes = self.strides();
        let Some(((len, stride), outer)) = axes.split_last() else { return sink(stored) };
        // Pieces are of whole steps along the last axis.
        let (size, row) = (self.ty.size(), len.saturating_mul(self.ty.size()));
        let mut out = memory::room_for(stored.len().min(row.saturating_add(PIECE)))?;
        let mut index = vec![0; outer.len()];
        loop {
            let at = index.iter().zip(outer);
            let start = at.fold(0usize, |sum, (step, (_, stride))| {
                sum.saturating_add(stride.saturating_mul(*step))
            });
            for step in 0..*len {
                let offset = start.saturating_add(stride.saturating_mul(step));
                let element = stored.get(offset..offset.saturating_add(size));
                out.extend_from_slice(element.unwrap_or_default());
            }
            if out.len() >= PIECE {
                sink(&out)?;
                out.clear();
            }
            if !advance(&mut index, outer) {
                return sink(&out);
            }
        }
    }

    /// The length of each axis, and the bytes from one step along it to the next.
    fn strides(&self) -> Vec<(usize, usize)> {
        let len = |len: &u64| (usize::try_from(*len).unwrap_or(usize::MAX), 0);
        let mut axes: Vec<_> = self.shape.iter().map(len).collect();
        let mut next = self.ty.size();
        for axis in self.order.iter().rev() {
            if let Some((len, stride)) = axes.get_mut(*axis) {
                *stride = next;
                next = next.saturating_mul(*len);
            }
        }
        axes
    }
}

/// Goes on to the next index, the last axis the fastest; `false` behind the last one.
fn advance(index: &mut [usize], axes: &[(usize, usize)]) -> bool {
    for (step, (len, _)) in index.iter_mut().zip(axes).rev() {
        *step = step.saturating_add(1);
        if *step < *len {
            return true;
        }
        *step = 0;
    }
    false
}

impl fmt::Display for TensorPart<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} {:?}", self.name.escape_debug(), self.ty, self.shape)
    }
}
