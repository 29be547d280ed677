//! Values whose memory is their fixed layout: whole lists of them are written and read as bytes.

use crate::error::Result;
use crate::persist::Persist;
use crate::types::array::{no_layout, reserve, reserve_pages, stride};
use crate::wire::{Appender, ArrayHead, ArraySource, FixedRoom, Plain, Reader, Writer, to_u64};

/// Elements whose memory is their fixed layout already.
struct Bytes<'a>(&'a [u8]);

impl ArraySource for Bytes<'_> {
    #[inline]
    fn byte_len(&self) -> u64 {
        to_u64(self.0.len())
    }

    #[inline]
    fn pieces(&self, sink: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> {
        sink(self.0)
    }
}

/// Writes a list: its memory as it is, which stays borrowed where it becomes a block.
#[inline]
pub(super) fn encode_plain<'a, T: Persist>(
    slice: &'a [T],
    plain: Plain<T>,
    w: &mut Writer<'a>,
) -> Result<()> {
    w.array(slice.len(), stride::<T>(), Bytes(plain.bytes_of(slice)))
}

/// Writes a list with what is written before and behind it, if it stays in the body.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) fn append_plain<'a, T: Persist>(
    slice: &'a [T],
    plain: Plain<T>,
    to: &mut Appender<'_, '_, 'a>,
) -> bool {
    to.array(slice.len(), plain.bytes_of(slice))
}

/// Reads a list straight into place.
#[inline]
pub(super) fn decode_plain<T: Persist>(plain: Plain<T>, r: &mut Reader<'_>) -> Result<Vec<T>> {
    let head = r.array(stride::<T>(), size_of::<T>())?;
    decode_array(plain, r, head)
}

/// Reads the elements behind the head of an array.
pub(super) fn decode_array<T: Persist>(
    plain: Plain<T>,
    r: &Reader<'_>,
    head: ArrayHead<'_>,
) -> Result<Vec<T>> {
    match head {
        ArrayHead::InPlace(bytes) => {
            let mut elements = reserve(r, bytes.len() / size_of::<T>().max(1))?;
            plain.extend(&mut elements, bytes);
            Ok(elements)
        }
        ArrayHead::Block(block) => {
            let mut elements = reserve_pages(r, block.count())?;
            plain.fill(&mut elements, block.count(), |room| block.read(room))?;
            elements.shrink_to_fit();
            match elements.len() == block.count() {
                true => Ok(elements),
                false => Err(block.incomplete()),
            }
        }
    }
}

/// The bytes of one fixed layout, as an array of them.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) fn exactly<const N: usize>(bytes: &[u8]) -> Result<[u8; N]> {
    bytes.try_into().map_err(|_| no_layout())
}

#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) fn fill<const N: usize>(out: &mut FixedRoom<'_>, bytes: [u8; N]) -> Result<()> {
    out.put(bytes).ok_or_else(no_layout)
}
