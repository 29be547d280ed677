//! What becomes of values without parts.

use super::reference::Refusal;
use super::values::Val;
use super::ways::Scalar;

pub fn scalar(scalar: Scalar, value: &Val) -> Result<Val, Refusal> {
    let unfit = || Refusal::Value(format!("{value:?} does not fit"));
    match (scalar, value) {
        (Scalar::Same, _) => Ok(value.clone()),
        (Scalar::Integer { bits, signed }, _) => integer(value, bits, signed).ok_or_else(unfit),
        (Scalar::IntegerToFloat { bits }, _) => Ok(float(value, bits)),
        (Scalar::WidenFloat { bits: 32 }, Val::F32(_)) => Ok(value.clone()),
        (Scalar::WidenFloat { .. }, Val::F32(bits)) => {
            Ok(Val::F64(f64::from(f32::from_bits(*bits)).to_bits()))
        }
        (Scalar::BoolToInteger { signed: true }, Val::Bool(b)) => Ok(Val::Signed((*b).into())),
        (Scalar::BoolToInteger { signed: false }, Val::Bool(b)) => Ok(Val::Unsigned((*b).into())),
        (Scalar::StringToBytes, Val::Str(text)) => {
            Ok(Val::List(text.bytes().map(|byte| Val::Unsigned(byte.into())).collect()))
        }
        (Scalar::BytesToString, Val::List(bytes)) => {
            let byte = |value: &Val| match value {
                Val::Unsigned(byte) => *byte as u8,
                other => panic!("{other:?} is no byte"),
            };
            String::from_utf8(bytes.iter().map(byte).collect()).map(Val::Str).map_err(|_| unfit())
        }
        _ => panic!("{scalar:?} of {value:?}"),
    }
}

/// The number in another type, where that has it.
fn integer(value: &Val, bits: u32, signed: bool) -> Option<Val> {
    match (value, signed) {
        (Val::Unsigned(n), false) => (*n <= u128::MAX >> (128 - bits)).then_some(Val::Unsigned(*n)),
        (Val::Unsigned(n), true) => {
            (*n <= u128::MAX >> (128 - bits + 1)).then_some(Val::Signed(*n as i128))
        }
        (Val::Signed(n), true) => {
            let (min, max) = (i128::MIN >> (128 - bits), i128::MAX >> (128 - bits));
            (min..=max).contains(n).then_some(Val::Signed(*n))
        }
        (Val::Signed(n), false) => {
            let max = u128::MAX >> (128 - bits);
            (*n >= 0 && *n as u128 <= max).then_some(Val::Unsigned(*n as u128))
        }
        _ => panic!("{value:?} is no integer"),
    }
}

/// The float that a number is, exactly.
fn float(value: &Val, bits: u32) -> Val {
    let (as_f32, as_f64) = match value {
        Val::Unsigned(n) => (*n as f32, *n as f64),
        Val::Signed(n) => (*n as f32, *n as f64),
        _ => panic!("{value:?} is no integer"),
    };
    if bits <= 32 { Val::F32(as_f32.to_bits()) } else { Val::F64(as_f64.to_bits()) }
}
