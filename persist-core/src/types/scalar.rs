//! Numbers of one type read as another: what the file has is checked against what the program's type holds.

use std::fmt::Display;

use crate::error::{Error, Result};
use crate::evolution::{Kind, Node, Plan};
use crate::schema::Primitive;
use crate::types::misfit;
use crate::wire::Reader;
use crate::wire::varint::unzigzag;

/// The number type of the file, and whether it stands in its fixed layout.
#[inline(always)]
pub(super) fn source(plan: &Plan, node: Node) -> Result<(Primitive, bool)> {
    match plan.kind(node) {
        Kind::Scalar { from, fixed } => Ok((from, fixed)),
        _ => Err(misfit()),
    }
}

/// Reads an integer or a `bool` of the file as a `T`.
#[inline]
pub(super) fn integer<T>(r: &mut Reader<'_>, plan: &Plan, node: Node, to: &str) -> Result<T>
where
    T: TryFrom<u64> + TryFrom<i64> + TryFrom<u128> + TryFrom<i128>,
{
    let (from, fixed) = source(plan, node)?;
    let start = r.clone();
    match from {
        Primitive::U128 => {
            let value = if fixed { u128::from_le_bytes(r.raw()?) } else { r.varint128()? };
            T::try_from(value).map_err(|_| no_fit(&start, value, from, to))
        }
        Primitive::I128 => {
            let value = if fixed { i128::from_le_bytes(r.raw()?) } else { r.zigzag128()? };
            T::try_from(value).map_err(|_| no_fit(&start, value, from, to))
        }
        _ => match read(r, from, fixed)? {
            Integer::Unsigned(value) => {
                T::try_from(value).map_err(|_| no_fit(&start, value, from, to))
            }
            Integer::Signed(value) => {
                T::try_from(value).map_err(|_| no_fit(&start, value, from, to))
            }
        },
    }
}

/// An integer of at most 64 bits.
enum Integer {
    Unsigned(u64),
    Signed(i64),
}

#[inline(always)]
fn read(r: &mut Reader<'_>, from: Primitive, fixed: bool) -> Result<Integer> {
    Ok(match (from, fixed) {
        (Primitive::Bool, _) => Integer::Unsigned(r.bool()?.into()),
        (Primitive::U8, _) => Integer::Unsigned(r.u8()?.into()),
        (Primitive::I8, _) => Integer::Signed(i8::from_le_bytes(r.raw()?).into()),
        (Primitive::U16, true) => Integer::Unsigned(u16::from_le_bytes(r.raw()?).into()),
        (Primitive::U32, true) => Integer::Unsigned(u32::from_le_bytes(r.raw()?).into()),
        (Primitive::U64 | Primitive::Usize, true) => {
            Integer::Unsigned(u64::from_le_bytes(r.raw()?))
        }
        (Primitive::I16, true) => Integer::Signed(i16::from_le_bytes(r.raw()?).into()),
        (Primitive::I32, true) => Integer::Signed(i32::from_le_bytes(r.raw()?).into()),
        (Primitive::I64 | Primitive::Isize, true) => Integer::Signed(i64::from_le_bytes(r.raw()?)),
        // Beyond the file's own type is damage, whatever the program's type would hold.
        (Primitive::U16, false) => Integer::Unsigned(r.unsigned::<u16>()?.into()),
        (Primitive::U32, false) => Integer::Unsigned(r.unsigned::<u32>()?.into()),
        (Primitive::U64 | Primitive::Usize, false) => Integer::Unsigned(r.varint()?),
        (Primitive::I16, false) => Integer::Signed(r.signed::<i16>()?.into()),
        (Primitive::I32, false) => Integer::Signed(r.signed::<i32>()?.into()),
        (Primitive::I64 | Primitive::Isize, false) => Integer::Signed(unzigzag(r.varint()?)),
        _ => return Err(misfit()),
    })
}

/// Reads a number of the file as an `f64`, which holds it exactly.
#[inline]
pub(super) fn double(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<f64> {
    let (from, fixed) = source(plan, node)?;
    Ok(match from {
        Primitive::F64 => f64::from_le_bytes(r.raw()?),
        Primitive::F32 => f32::from_le_bytes(r.raw()?).into(),
        _ => match read(r, from, fixed)? {
            Integer::Unsigned(value) => u32::try_from(value).map_err(|_| misfit())?.into(),
            Integer::Signed(value) => i32::try_from(value).map_err(|_| misfit())?.into(),
        },
    })
}

/// Reads a number of the file as an `f32`, which holds it exactly.
#[inline]
pub(super) fn single(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<f32> {
    let (from, fixed) = source(plan, node)?;
    Ok(match from {
        Primitive::F32 => f32::from_le_bytes(r.raw()?),
        _ => match read(r, from, fixed)? {
            Integer::Unsigned(value) => u16::try_from(value).map_err(|_| misfit())?.into(),
            Integer::Signed(value) => i16::try_from(value).map_err(|_| misfit())?.into(),
        },
    })
}

#[cold]
fn no_fit(start: &Reader<'_>, value: impl Display, from: Primitive, to: &str) -> Error {
    let from = from.name();
    start.mismatch(format_args!("the file has {value} ({from}), which does not fit {to}"))
}
