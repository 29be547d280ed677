//! Numbers of the file that become numbers of the program: what does not fit is refused, never wrapped.

use std::fmt::Display;

use super::resolve::{laid_out, misfit};
use crate::error::{Error, Result};
use crate::evolution::{Kind, Node, Number, Plan};
use crate::persist::Persist;
use crate::schema::Primitive;
use crate::wire::varint::unzigzag;
use crate::wire::{Reader, f32_of_bf16, f32_of_f16};

/// Reads a number as a file stores it that has this type.
#[cfg_attr(not(debug_assertions), inline(always))]
fn read<F: Persist>(r: &mut Reader<'_>, fixed: bool) -> Result<F> {
    if fixed { laid_out(r) } else { F::decode(r) }
}

/// The file's type of a number, and whether it stands in its fixed layout.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) fn origin(plan: &Plan, node: Node) -> Result<(Primitive, bool)> {
    match plan.kind(node) {
        Kind::Scalar { from, fixed } => Ok((from, fixed)),
        _ => Err(misfit()),
    }
}

/// Reads an integer, or a `bool` as 0 or 1, that has to fit `N`; of its type in the file, and in its fixed layout or not.
#[inline]
pub(super) fn integer<N>(r: &mut Reader<'_>, from: Primitive, fixed: bool) -> Result<N>
where
    N: TryFrom<u64> + TryFrom<i64> + TryFrom<u128> + TryFrom<i128>,
{
    let start = r.clone();
    // Each arm widens to 64 bits at most where the file's type has no more.
    match from {
        Primitive::Bool => fit(u64::from(read::<bool>(r, fixed)?), from, &start),
        Primitive::U8 => fit(u64::from(read::<u8>(r, fixed)?), from, &start),
        Primitive::U16 => fit(u64::from(read::<u16>(r, fixed)?), from, &start),
        Primitive::U32 => fit(u64::from(read::<u32>(r, fixed)?), from, &start),
        // The file's `usize` can be wider than this system's.
        Primitive::U64 | Primitive::Usize => fit(read::<u64>(r, fixed)?, from, &start),
        Primitive::I8 => fit(i64::from(read::<i8>(r, fixed)?), from, &start),
        Primitive::I16 => fit(i64::from(read::<i16>(r, fixed)?), from, &start),
        Primitive::I32 => fit(i64::from(read::<i32>(r, fixed)?), from, &start),
        Primitive::I64 | Primitive::Isize => fit(read::<i64>(r, fixed)?, from, &start),
        Primitive::U128 => fit(read::<u128>(r, fixed)?, from, &start),
        Primitive::I128 => fit(read::<i128>(r, fixed)?, from, &start),
        _ => Err(misfit()),
    }
}

/// [`integer`] of a body, for fields: those of a few bytes are part of the loop over the fields.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) fn integer_field<N>(r: &mut Reader<'_>, number: Number) -> Result<N>
where
    N: TryFrom<u64> + TryFrom<i64> + TryFrom<u128> + TryFrom<i128>,
{
    match short_integer(r, number) {
        Some(value) => Ok(value),
        None => r.by_itself(|r| integer(r, number.from, false)),
    }
}

/// An integer that is written as a short varint and fits both types; else nothing is read.
#[cfg_attr(not(debug_assertions), inline(always))]
fn short_integer<N: TryFrom<u64> + TryFrom<i64>>(
    r: &mut Reader<'_>,
    Number { top, signed, .. }: Number,
) -> Option<N> {
    if top == 0 {
        return None;
    }
    let mut ahead = r.clone();
    let value = u64::from(ahead.short_varint()?);
    let value = if value.wrapping_shr(top.into()) > 1 {
        None
    } else if signed {
        N::try_from(unzigzag(value)).ok()
    } else {
        N::try_from(value).ok()
    };
    if value.is_some() {
        *r = ahead;
    }
    value
}

#[cfg_attr(not(debug_assertions), inline(always))]
fn fit<F: Copy + Display, N: TryFrom<F>>(
    value: F,
    from: Primitive,
    start: &Reader<'_>,
) -> Result<N> {
    N::try_from(value).map_err(|_| too_large(&value, from, std::any::type_name::<N>(), start))
}

#[cold]
fn too_large(value: &dyn Display, from: Primitive, into: &str, start: &Reader<'_>) -> Error {
    let from = from.name();
    start.mismatch(format_args!("{value} does not fit {into}, the file's type is {from}"))
}

/// Reads a float of 16 bits, which looks the same in a body and in its fixed layout.
#[cfg_attr(not(debug_assertions), inline(always))]
fn float16(r: &mut Reader<'_>, widened: fn(u16) -> f32) -> Result<f32> {
    r.raw().map(|bytes| widened(u16::from_le_bytes(bytes)))
}

/// Reads an integer of few bits as the float of 16 bits that it is exactly.
#[cfg(feature = "half")]
pub(super) fn small_float(
    r: &mut Reader<'_>,
    from: Primitive,
    fixed: bool,
    bits: fn(f32) -> Option<u16>,
) -> Result<u16> {
    let number = match from {
        Primitive::U8 => read::<u8>(r, fixed).map(f32::from),
        Primitive::I8 => read::<i8>(r, fixed).map(f32::from),
        _ => Err(misfit()),
    }?;
    bits(number).ok_or_else(misfit)
}

/// Reads a number as an `f32`, of the types whose every value it holds exactly.
#[inline]
pub(super) fn float32(r: &mut Reader<'_>, from: Primitive, fixed: bool) -> Result<f32> {
    match from {
        Primitive::U8 => read::<u8>(r, fixed).map(f32::from),
        Primitive::U16 => read::<u16>(r, fixed).map(f32::from),
        Primitive::I8 => read::<i8>(r, fixed).map(f32::from),
        Primitive::I16 => read::<i16>(r, fixed).map(f32::from),
        Primitive::F16 => float16(r, f32_of_f16),
        Primitive::Bf16 => float16(r, f32_of_bf16),
        Primitive::F32 => read::<f32>(r, fixed),
        _ => Err(misfit()),
    }
}

/// [`float32`] of a body, for fields.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) fn float32_field(r: &mut Reader<'_>, number: Number) -> Result<f32> {
    r.by_itself(|r| float32(r, number.from, false))
}

/// Reads a number as an `f64`, of the types whose every value it holds exactly.
#[inline]
pub(super) fn float64(r: &mut Reader<'_>, from: Primitive, fixed: bool) -> Result<f64> {
    match from {
        Primitive::U8 => read::<u8>(r, fixed).map(f64::from),
        Primitive::U16 => read::<u16>(r, fixed).map(f64::from),
        Primitive::U32 => read::<u32>(r, fixed).map(f64::from),
        Primitive::I8 => read::<i8>(r, fixed).map(f64::from),
        Primitive::I16 => read::<i16>(r, fixed).map(f64::from),
        Primitive::I32 => read::<i32>(r, fixed).map(f64::from),
        Primitive::F16 => float16(r, f32_of_f16).map(f64::from),
        Primitive::Bf16 => float16(r, f32_of_bf16).map(f64::from),
        Primitive::F32 => read::<f32>(r, fixed).map(f64::from),
        Primitive::F64 => read::<f64>(r, fixed),
        _ => Err(misfit()),
    }
}

/// [`float64`] of a body, for fields: an `f32` is part of the loop over the fields.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) fn float64_field(r: &mut Reader<'_>, number: Number) -> Result<f64> {
    match number.from {
        Primitive::F32 => f32::decode(r).map(f64::from),
        from => r.by_itself(|r| float64(r, from, false)),
    }
}

/// Reads a `bool` or a `char`: these come from their own type alone.
#[inline]
pub(super) fn own<T: Persist>(
    r: &mut Reader<'_>,
    plan: &Plan,
    node: Node,
    own: Primitive,
) -> Result<T> {
    match origin(plan, node)? {
        (from, fixed) if from == own => read(r, fixed),
        _ => Err(misfit()),
    }
}
