//! Values whose memory is their fixed layout: whole lists of them are written and read as bytes.

use crate::error::Result;
use crate::persist::Persist;
use crate::types::array::{decode_elements, encode_elements, fixed_size, no_layout, reserve};
use crate::wire::{Appender, ArrayHead, ArraySource, Reader, Writer, to_u64};

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

/// Writes a list of plain numbers: borrowed as bytes where memory is little-endian too.
#[inline]
pub(super) fn encode_plain<'a, T: Persist + bytemuck::NoUninit>(
    slice: &'a [T],
    w: &mut Writer<'a>,
) -> Result<()> {
    match T::LAYOUT {
        // `usize` is narrower than its layout on some systems.
        Some(layout) if cfg!(target_endian = "little") && fixed_size::<T>() == size_of::<T>() => {
            w.array(slice.len(), layout.size, Bytes(bytemuck::cast_slice(slice)))
        }
        _ => encode_elements(slice, w),
    }
}

/// Writes a list of plain numbers with what is written before and behind it, where it stays in the body.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) fn append_plain<'a, T: Persist + bytemuck::NoUninit>(
    slice: &'a [T],
    to: &mut Appender<'_, 'a>,
) -> Result<()> {
    let plain = cfg!(target_endian = "little") && fixed_size::<T>() == size_of::<T>();
    if plain && to.array(slice.len(), bytemuck::cast_slice(slice)) {
        return Ok(());
    }
    to.outside(|w| encode_plain(slice, w))
}

/// Reads a list of plain numbers: straight into place where memory is little-endian too.
#[inline]
pub(super) fn decode_plain<T: Persist + bytemuck::Pod>(
    r: &mut Reader<'_>,
    elements_of: impl Fn(&[u8], &mut Vec<T>),
) -> Result<Vec<T>> {
    let size = fixed_size::<T>();
    let (Some(layout), true, true) =
        (T::LAYOUT, cfg!(target_endian = "little"), size == size_of::<T>())
    else {
        return decode_elements(r);
    };
    match r.array(layout.size, size)? {
        ArrayHead::InPlace(bytes) => {
            let mut elements = reserve(r, bytes.len() / size)?;
            elements_of(bytes, &mut elements);
            Ok(elements)
        }
        ArrayHead::Block(block) => {
            let mut elements = bytemuck::allocation::try_zeroed_vec(block.count())
                .or_else(|()| reserve(r, block.count()))?;
            block.read(bytemuck::cast_slice_mut(&mut elements))?;
            Ok(elements)
        }
    }
}

/// The bytes of one fixed layout, as an array of them.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) fn exactly<const N: usize>(bytes: &[u8]) -> Result<[u8; N]> {
    bytes.try_into().map_err(|_| no_layout())
}

#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) fn fill<const N: usize>(out: &mut [u8], bytes: [u8; N]) -> Result<()> {
    match out.first_chunk_mut() {
        Some(slot) => {
            *slot = bytes;
            Ok(())
        }
        None => Err(no_layout()),
    }
}
