//! Elements of lists and arrays: one by one, or whole where they have a fixed layout.

use std::collections::TryReserveError;

use crate::error::{Error, ErrorKind, Result, Section};
use crate::persist::Persist;
use crate::schema::Layout;
use crate::types::fields::PutFields;
use crate::types::plain::{append_plain, decode_plain, encode_plain};
use crate::wire::raw::{Unfixed, pages, try_append_fixed, try_extend};
use crate::wire::{Appender, ArrayHead, ArraySource, Reader, Writer, memory, to_u64};

/// Bytes of one element in its fixed layout; 0 for types without one.
pub(super) const fn fixed_size<T: Persist>() -> usize {
    Layout::size_or_zero(T::LAYOUT)
}

/// The stride of an array of `T`, whose layout is known to exist.
pub(super) const fn stride<T: Persist>() -> u32 {
    match T::LAYOUT {
        Some(layout) => layout.size,
        None => 0,
    }
}

/// The error of a type that names a layout and does not provide it.
#[cold]
pub(crate) fn no_layout() -> Error {
    Error::new(ErrorKind::Caller, "a type's layout is not what its `decode_fixed` reads")
}

/// Takes the bytes of a field with this layout off the front of a value's.
///
/// # Errors
///
/// Fewer bytes than the layout has.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) fn take_fixed<'b>(bytes: &mut &'b [u8], layout: Option<Layout>) -> Result<&'b [u8]> {
    bytes.split_off(..Layout::size_or_zero(layout)).ok_or_else(no_layout)
}

/// Elements in memory that are written one by one in their fixed layout.
struct Elements<I> {
    elements: I,
    len: usize,
}

impl<'a, T: Persist + 'a, I: Iterator<Item = &'a T> + Clone> ArraySource for Elements<I> {
    fn byte_len(&self) -> u64 {
        byte_len::<T>(self.len)
    }

    #[inline]
    fn pieces(&self, sink: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> {
        let step = (PIECE / fixed_size::<T>().max(1)).max(1);
        let mut buffer = Vec::new();
        let mut elements = self.elements.clone();
        let mut seen = 0;
        loop {
            buffer.clear();
            append_fixed(&mut buffer, step, &mut elements, seen)?;
            match buffer.len() {
                0 => return Ok(()),
                len => seen += len,
            }
            sink(&buffer)?;
        }
    }

    #[inline]
    fn append(&self, out: &mut Vec<u8>) -> Result<()> {
        let start = out.len();
        append_fixed(out, self.len, &mut self.elements.clone(), start).inspect_err(|_| {
            // Whoever looks for the place of the error finds it in a whole array.
            out.resize(start + self.len.saturating_mul(fixed_size::<T>()), 0);
        })
    }
}

/// Bytes that are encoded at a time, for a block: they stay in the first-level cache until they are written.
const PIECE: usize = 16 << 10;

/// Appends elements, as many as `count` if there are as many; `seen` bytes of the section stand before them.
#[cfg_attr(not(debug_assertions), inline(always))]
fn append_fixed<'a, T: Persist + 'a>(
    out: &mut Vec<u8>,
    count: usize,
    elements: &mut impl Iterator<Item = &'a T>,
    seen: usize,
) -> Result<()> {
    let start = out.len();
    try_append_fixed(out, fixed_size::<T>(), count, elements, T::encode_fixed).map_err(|error| {
        match error {
            Unfixed::Refused(error, element) => {
                let offset = seen + (out.len() - start) + error.offset_within(&element);
                error.at(Section::Array, to_u64(offset))
            }
            Unfixed::Short => no_layout(),
        }
    })
}

fn byte_len<T: Persist>(count: usize) -> u64 {
    to_u64(count).saturating_mul(stride::<T>().into())
}

/// Writes a list: as an array where elements have a layout, else one by one behind their count.
#[inline]
pub(crate) fn encode_elements<'a, T: Persist>(slice: &'a [T], w: &mut Writer<'a>) -> Result<()> {
    if let Some(plain) = const { T::__PERSIST_PLAIN } {
        return encode_plain(slice, plain, w);
    }
    encode_iter(slice.iter(), slice.len(), w)
}

/// [`encode_elements`] with what is written before and behind the list.
#[cfg_attr(debug_assertions, inline)]
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn append_elements<'a, T: Persist>(
    slice: &'a [T],
    to: &mut Appender<'_, '_, 'a>,
) -> Result<()> {
    if let Some(plain) = const { T::__PERSIST_PLAIN }
        && append_plain(slice, plain, to)
    {
        return Ok(());
    }
    to.outside(|w| T::encode_slice(slice, w))
}

/// [`encode_elements`] for elements that do not lie side by side.
#[inline]
pub(super) fn encode_iter<'a, T: Persist + 'a>(
    elements: impl Iterator<Item = &'a T> + Clone + 'a,
    len: usize,
    w: &mut Writer<'a>,
) -> Result<()> {
    // A constant, so that only one of the two forms is generated.
    if const { T::LAYOUT.is_some() } {
        return w.array(len, stride::<T>(), Elements { elements, len });
    }
    w.len(len);
    w.nested(|w| {
        Appender::over(w, |to| {
            for element in elements {
                to.put(element)?;
            }
            Ok(())
        })
    })
}

/// Reads a list that [`encode_elements`] wrote.
#[inline]
pub(crate) fn decode_elements<T: Persist>(r: &mut Reader<'_>) -> Result<Vec<T>> {
    if let Some(plain) = const { T::__PERSIST_PLAIN }
        && plain.readable()
    {
        return decode_plain(plain, r);
    }
    if const { T::LAYOUT.is_some() } {
        return decode_fixed_elements(r);
    }
    let len = r.len(T::MIN_SIZE, size_of::<T>())?;
    r.nested(|r| {
        let mut elements = reserve(r, len)?;
        // A cursor of its own, which the compiler can keep in registers.
        let mut local = r.clone();
        try_extend(&mut elements, len, || T::__persist_take(&mut local))?;
        *r = local;
        Ok(elements)
    })
}

/// Room for `len` elements, which the limits have been charged for.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) fn reserve<T>(r: &Reader<'_>, len: usize) -> Result<Vec<T>> {
    if len.saturating_mul(size_of::<T>()) <= memory::SMALL {
        return Ok(Vec::with_capacity(len));
    }
    reserve_large(r, len)
}

/// Room for `len` elements that the whole of is filled at once.
pub(super) fn reserve_pages<T>(r: &Reader<'_>, len: usize) -> Result<Vec<T>> {
    reserve_by(r, len, pages::reserve)
}

fn reserve_large<T>(r: &Reader<'_>, len: usize) -> Result<Vec<T>> {
    reserve_by(r, len, Vec::try_reserve_exact)
}

fn reserve_by<T>(
    r: &Reader<'_>,
    len: usize,
    reserve: fn(&mut Vec<T>, usize) -> Result<(), TryReserveError>,
) -> Result<Vec<T>> {
    let mut elements = Vec::new();
    match reserve(&mut elements, len) {
        Ok(()) => Ok(elements),
        Err(_) => Err(r.blame_at(0, memory::no_memory(len, size_of::<T>()))),
    }
}

fn decode_fixed_elements<T: Persist>(r: &mut Reader<'_>) -> Result<Vec<T>> {
    let start = r.clone();
    let head = r.array(stride::<T>(), size_of::<T>())?;
    decode_checked(&start, r, head)
}

/// Reads the elements of an array one by one, whose head stands between `start` and `end`.
pub(super) fn decode_checked<T: Persist>(
    start: &Reader<'_>,
    end: &Reader<'_>,
    head: ArrayHead<'_>,
) -> Result<Vec<T>> {
    let size = fixed_size::<T>();
    match head {
        ArrayHead::InPlace(bytes) => {
            let mut elements = reserve(start, bytes.len() / size.max(1))?;
            let head = end.offset() - start.offset() - bytes.len();
            extend_fixed(&mut elements, bytes)
                .map_err(|(offset, error)| start.blame_at(head + offset, error))?;
            Ok(elements)
        }
        ArrayHead::Block(block) => {
            let mut elements: Vec<T> = reserve(start, block.count())?;
            // Pieces end where checked chunks end: the bytes of an element may be split between two.
            let mut split: Vec<u8> = Vec::with_capacity(size);
            block.pieces(&mut |mut piece| {
                let seen = elements.len() * size;
                if !split.is_empty() {
                    let missing = (size - split.len()).min(piece.len());
                    let (front, rest) = piece.split_at(missing);
                    split.extend_from_slice(front);
                    piece = rest;
                    if split.len() < size {
                        return Ok(());
                    }
                    elements.push(T::decode_fixed(&split).map_err(|error| {
                        let offset = error.offset_in(&split);
                        block.blame_at(seen + offset, error)
                    })?);
                    split.clear();
                }
                let seen = elements.len() * size;
                let (whole, rest) = piece.split_at(piece.len() - piece.len() % size.max(1));
                extend_fixed(&mut elements, whole)
                    .map_err(|(offset, error)| block.blame_at(seen + offset, error))?;
                split.extend_from_slice(rest);
                Ok(())
            })?;
            Ok(elements)
        }
    }
}

/// Decodes a whole number of elements; an error comes with the offset of its element.
#[inline]
fn extend_fixed<T: Persist>(elements: &mut Vec<T>, bytes: &[u8]) -> Result<(), (usize, Error)> {
    let size = fixed_size::<T>().max(1);
    for (index, element) in bytes.chunks_exact(size).enumerate() {
        match T::decode_fixed(element) {
            Ok(element) => elements.push(element),
            Err(error) => return Err((index * size + error.offset_in(element), error)),
        }
    }
    Ok(())
}
