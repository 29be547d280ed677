//! Values that hold no other values: as they stand in a body, and in the fixed layout of an array.

use crate::error::{Error, Result};
use crate::schema::Primitive;
use crate::wire::{Reader, f32_of_bf16, f32_of_f16};

/// A value that holds no other values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Scalar<'v> {
    Unit,
    Bool(bool),
    Unsigned(u128),
    Signed(i128),
    /// A float of 16 bits as well: it holds all of their values.
    F32(f32),
    F64(f64),
    Char(char),
    Str(&'v str),
    /// The bytes of another crate's value, in the encoding that the primitive names.
    Foreign(Primitive, &'v [u8]),
}

/// Reads a value that stands by itself.
pub(super) fn read_scalar<'r>(primitive: Primitive, r: &mut Reader<'r>) -> Result<Scalar<'r>> {
    let unsigned = |n: u64| Scalar::Unsigned(n.into());
    let signed = |n: i64| Scalar::Signed(n.into());
    Ok(match primitive {
        Primitive::Unit => Scalar::Unit,
        Primitive::Bool => Scalar::Bool(r.bool()?),
        Primitive::U8 => Scalar::Unsigned(r.u8()?.into()),
        Primitive::U16 => unsigned(r.unsigned::<u16>()?.into()),
        Primitive::U32 => unsigned(r.unsigned::<u32>()?.into()),
        Primitive::U64 | Primitive::Usize => unsigned(r.varint()?),
        Primitive::U128 => Scalar::Unsigned(r.varint128()?),
        Primitive::I8 => r.raw().map(|bytes| signed(i8::from_le_bytes(bytes).into()))?,
        Primitive::I16 => signed(r.signed::<i16>()?.into()),
        Primitive::I32 => signed(r.signed::<i32>()?.into()),
        Primitive::I64 | Primitive::Isize => signed(r.signed()?),
        Primitive::I128 => Scalar::Signed(r.zigzag128()?),
        Primitive::F16 => Scalar::F32(f32_of_f16(u16::from_le_bytes(r.raw()?))),
        Primitive::Bf16 => Scalar::F32(f32_of_bf16(u16::from_le_bytes(r.raw()?))),
        Primitive::F32 => Scalar::F32(f32::from_le_bytes(r.raw()?)),
        Primitive::F64 => Scalar::F64(f64::from_le_bytes(r.raw()?)),
        Primitive::Char => {
            let start = r.clone();
            let text = r.str()?;
            match text.parse() {
                Ok(only) => Scalar::Char(only),
                Err(_) => {
                    let count = text.chars().count();
                    return Err(start.damaged(format!("expected one char, found {count} of them")));
                }
            }
        }
        Primitive::Str => Scalar::Str(r.str()?),
        Primitive::MessagePack | Primitive::Postcard => {
            let bytes = r.foreign()?;
            r.allocate(bytes.len(), 1)?;
            Scalar::Foreign(primitive, bytes)
        }
    })
}

/// Any integer up to 128 bits, little-endian, its sign kept.
fn wide(bytes: &[u8], fill: u8) -> [u8; 16] {
    let mut wide = [fill; 16];
    wide.iter_mut().zip(bytes).for_each(|(slot, byte)| *slot = *byte);
    wide
}

/// Reads a value in its fixed layout.
pub(crate) fn fixed_scalar(primitive: Primitive, bytes: &[u8]) -> Result<Scalar<'static>> {
    let unsigned = u128::from_le_bytes(wide(bytes, 0));
    Ok(match primitive {
        Primitive::Bool => match unsigned {
            0 => Scalar::Bool(false),
            1 => Scalar::Bool(true),
            _ => {
                return Err(Error::damaged(format!("expected a bool, 0 or 1, found {unsigned}")));
            }
        },
        Primitive::Char => match u32::try_from(unsigned).ok().and_then(char::from_u32) {
            Some(only) => Scalar::Char(only),
            None => {
                return Err(Error::damaged(format!("expected a char, found {unsigned:#x}")));
            }
        },
        Primitive::F16 => {
            let bits = bytes.try_into().map_err(|_| no_layout())?;
            Scalar::F32(f32_of_f16(u16::from_le_bytes(bits)))
        }
        Primitive::Bf16 => {
            let bits = bytes.try_into().map_err(|_| no_layout())?;
            Scalar::F32(f32_of_bf16(u16::from_le_bytes(bits)))
        }
        Primitive::F32 => {
            Scalar::F32(f32::from_le_bytes(bytes.try_into().map_err(|_| no_layout())?))
        }
        Primitive::F64 => {
            Scalar::F64(f64::from_le_bytes(bytes.try_into().map_err(|_| no_layout())?))
        }
        Primitive::I8
        | Primitive::I16
        | Primitive::I32
        | Primitive::I64
        | Primitive::I128
        | Primitive::Isize => {
            let negative = bytes.last().is_some_and(|byte| byte & 0x80 != 0);
            Scalar::Signed(i128::from_le_bytes(wide(bytes, if negative { 0xff } else { 0 })))
        }
        Primitive::U8
        | Primitive::U16
        | Primitive::U32
        | Primitive::U64
        | Primitive::U128
        | Primitive::Usize => Scalar::Unsigned(unsigned),
        Primitive::Unit | Primitive::Str | Primitive::MessagePack | Primitive::Postcard => {
            return Err(no_layout());
        }
    })
}

#[cold]
pub(crate) fn no_layout() -> Error {
    Error::damaged("the elements of an array have no layout")
}
