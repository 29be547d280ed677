//! Values that hold no others: from the primitive of one schema to that of another.

use crate::error::Result;
use crate::schema::Primitive;
use crate::value::scalar::{Scalar, fixed_scalar, read_scalar};
use crate::wire::{Reader, Writer, bf16_bits, f16_bits};

/// Reads a value that stands by itself, or in its fixed layout.
pub(super) fn read<'r>(
    primitive: Primitive,
    fixed: bool,
    from: &mut Reader<'r>,
) -> Result<Scalar<'r>> {
    if !fixed {
        return read_scalar(primitive, from);
    }
    let start = from.clone();
    let size = primitive.fixed_size().and_then(|size| size.try_into().ok());
    let bytes = from.bytes(size.unwrap_or(0))?;
    fixed_scalar(primitive, bytes).map_err(|error| start.blame_at(0, error))
}

/// Writes a value as `primitive`, by itself or in its fixed layout; `None` where it does not fit.
pub(in crate::value) fn write(
    scalar: Scalar<'_>,
    primitive: Primitive,
    fixed: bool,
    to: &mut Writer<'_>,
) -> Option<()> {
    match (scalar, primitive) {
        (Scalar::Unit, Primitive::Unit) => {}
        (Scalar::Bool(value), Primitive::Bool) => to.bool(value),
        (Scalar::Bool(value), Primitive::U128) => wide(value.into(), fixed, to),
        (Scalar::Bool(value), _) => return integer(value.into(), primitive, fixed, to),
        (Scalar::Unsigned(value), Primitive::U128) => wide(value, fixed, to),
        (Scalar::Signed(value), Primitive::U128) => wide(value.try_into().ok()?, fixed, to),
        (Scalar::Unsigned(value), _) => {
            return integer(value.try_into().ok()?, primitive, fixed, to);
        }
        (Scalar::Signed(value), _) => return integer(value, primitive, fixed, to),
        (Scalar::F32(value), Primitive::F16) => to.raw(f16_bits(value)?.to_le_bytes()),
        (Scalar::F32(value), Primitive::Bf16) => to.raw(bf16_bits(value)?.to_le_bytes()),
        (Scalar::F32(value), Primitive::F32) => to.raw(value.to_le_bytes()),
        (Scalar::F32(value), Primitive::F64) => to.raw(f64::from(value).to_le_bytes()),
        (Scalar::F64(value), Primitive::F64) => to.raw(value.to_le_bytes()),
        (Scalar::Char(value), Primitive::Char) if fixed => {
            to.raw(u32::from(value).to_le_bytes());
        }
        (Scalar::Char(value), Primitive::Char) => to.str(value.encode_utf8(&mut [0; 4])),
        (Scalar::Str(value), Primitive::Str) => to.str(value),
        (Scalar::Foreign(from, bytes), _) if from == primitive => to.foreign(bytes),
        _ => return None,
    }
    Some(())
}

fn wide(value: u128, fixed: bool, to: &mut Writer<'_>) {
    match fixed {
        true => to.raw(value.to_le_bytes()),
        false => to.varint128(value),
    }
}

/// Writes an integer as any primitive but `u128`: as one of another width, or as a float that holds it exactly.
fn integer(value: i128, primitive: Primitive, fixed: bool, to: &mut Writer<'_>) -> Option<()> {
    macro_rules! fit {
        ($ty:ty, $write:ident) => {{
            let value = <$ty>::try_from(value).ok()?;
            match fixed {
                true => to.raw(value.to_le_bytes()),
                false => to.$write(value.into()),
            }
        }};
    }
    match primitive {
        Primitive::U8 => to.raw(u8::try_from(value).ok()?.to_le_bytes()),
        Primitive::U16 => fit!(u16, varint),
        Primitive::U32 => fit!(u32, varint),
        Primitive::U64 | Primitive::Usize => fit!(u64, varint),
        Primitive::I8 => to.raw(i8::try_from(value).ok()?.to_le_bytes()),
        Primitive::I16 => fit!(i16, zigzag),
        Primitive::I32 => fit!(i32, zigzag),
        Primitive::I64 | Primitive::Isize => fit!(i64, zigzag),
        Primitive::I128 if fixed => to.raw(value.to_le_bytes()),
        Primitive::I128 => to.zigzag128(value),
        Primitive::F16 => to.raw(f16_bits(small_float(value)?)?.to_le_bytes()),
        Primitive::Bf16 => to.raw(bf16_bits(small_float(value)?)?.to_le_bytes()),
        Primitive::F32 => to.raw(small_float(value)?.to_le_bytes()),
        Primitive::F64 => {
            let signed = i32::try_from(value).ok().map(f64::from);
            let value = signed.or_else(|| u32::try_from(value).ok().map(f64::from))?;
            to.raw(value.to_le_bytes());
        }
        _ => return None,
    }
    Some(())
}

/// An integer of at most 16 bits, which an `f32` holds exactly.
fn small_float(value: i128) -> Option<f32> {
    let signed = i16::try_from(value).ok().map(f32::from);
    signed.or_else(|| u16::try_from(value).ok().map(f32::from))
}

/// A value in the words of an error.
pub(super) fn shown(scalar: Scalar<'_>) -> String {
    match scalar {
        Scalar::Unsigned(value) => value.to_string(),
        Scalar::Signed(value) => value.to_string(),
        other => format!("{other:?}"),
    }
}
