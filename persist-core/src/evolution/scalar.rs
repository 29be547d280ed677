//! Numbers: which rule leads from one primitive to another. The compiler asks it as well, in constants.

use persist_history::Rule;

use crate::schema::Primitive;

/// Which rule leads from one primitive to another: `Some(None)` where they are one, `None` where there is none.
pub(crate) const fn scalar_rule(from: Primitive, to: Primitive) -> Option<Option<Rule>> {
    if from.is(to) {
        return Some(None);
    }
    if from.is_foreign() && to.is_foreign() {
        return Some(Some(Rule::RecodeForeign));
    }
    Some(Some(match (integer(from), integer(to), from, to) {
        (Some(from), Some(to), ..) => {
            let widens = match (from.signed, to.signed) {
                (false, true) => from.bits < to.bits,
                (true, false) => false,
                _ => from.bits <= to.bits,
            };
            if widens { Rule::WidenInteger } else { Rule::NarrowInteger }
        }
        (Some(from), None, _, Primitive::F32) if from.bits <= 24 => Rule::IntegerToFloat,
        (Some(from), None, _, Primitive::F64) if from.bits <= 53 => Rule::IntegerToFloat,
        (Some(from), None, _, Primitive::F16) if from.bits <= 11 => Rule::IntegerToFloat,
        (Some(from), None, _, Primitive::Bf16) if from.bits <= 8 => Rule::IntegerToFloat,
        (None, Some(_), Primitive::Bool, _) => Rule::BoolToInteger,
        _ => match (float(from), float(to)) {
            (Some(from), Some(to)) if from.digits <= to.digits && from.range <= to.range => {
                Rule::WidenFloat
            }
            (Some(_), Some(_)) => Rule::NarrowFloat,
            _ => return None,
        },
    }))
}

struct Float {
    /// Bits of the significand, the first one included.
    digits: u32,
    /// Bits of the exponent.
    range: u32,
}

/// Precision and range of a float.
const fn float(primitive: Primitive) -> Option<Float> {
    let (digits, range) = match primitive {
        Primitive::F16 => (11, 5),
        Primitive::Bf16 => (8, 8),
        Primitive::F32 => (24, 8),
        Primitive::F64 => (53, 11),
        _ => return None,
    };
    Some(Float { digits, range })
}

struct Integer {
    signed: bool,
    bits: u32,
}

/// Sign and bits of an integer, as files have it.
const fn integer(primitive: Primitive) -> Option<Integer> {
    let (signed, bits) = match primitive {
        Primitive::U8 => (false, 8),
        Primitive::U16 => (false, 16),
        Primitive::U32 => (false, 32),
        Primitive::U64 | Primitive::Usize => (false, 64),
        Primitive::U128 => (false, 128),
        Primitive::I8 => (true, 8),
        Primitive::I16 => (true, 16),
        Primitive::I32 => (true, 32),
        Primitive::I64 | Primitive::Isize => (true, 64),
        Primitive::I128 => (true, 128),
        _ => return None,
    };
    Some(Integer { signed, bits })
}

#[cfg(test)]
mod tests {
    use super::Primitive::*;
    use super::*;

    #[test]
    fn integers_become_floats_that_hold_each_of_them() {
        let cases: [(&[Primitive], &[Primitive]); 4] = [
            (&[U8, I8], &[F16, Bf16, F32, F64]),
            (&[U16, I16], &[F32, F64]),
            (&[U32, I32], &[F64]),
            (&[U64, I64, Usize, Isize, U128, I128, Bool], &[]),
        ];
        for (integers, floats) in cases {
            for from in integers {
                for to in [F16, Bf16, F32, F64] {
                    let expected = floats.contains(&to).then_some(Some(Rule::IntegerToFloat));
                    assert_eq!(scalar_rule(*from, to), expected, "{from:?} as {to:?}");
                }
            }
        }
    }

    #[test]
    fn integers_widen_into_those_that_hold_each_of_them() {
        let ranges = [
            (U8, 0, u128::from(u8::MAX)),
            (U16, 0, u128::from(u16::MAX)),
            (U32, 0, u128::from(u32::MAX)),
            (U64, 0, u128::from(u64::MAX)),
            (U128, 0, u128::MAX),
            (I8, i8::MIN.into(), i8::MAX.unsigned_abs().into()),
            (I16, i16::MIN.into(), i16::MAX.unsigned_abs().into()),
            (I32, i32::MIN.into(), i32::MAX.unsigned_abs().into()),
            (I64, i64::MIN.into(), i64::MAX.unsigned_abs().into()),
            (I128, i128::MIN, i128::MAX.unsigned_abs()),
        ];
        for (from, least, most) in ranges {
            for (to, lower, upper) in ranges.into_iter().filter(|(to, ..)| *to != from) {
                let holds: bool = lower <= least && most <= upper;
                let expected = if holds { Rule::WidenInteger } else { Rule::NarrowInteger };
                assert_eq!(scalar_rule(from, to), Some(Some(expected)), "{from:?} as {to:?}");
            }
        }
    }

    #[test]
    fn floats_widen_into_those_of_as_many_digits_and_as_wide_a_range() {
        let wider = [(F16, F32), (F16, F64), (Bf16, F32), (Bf16, F64), (F32, F64)];
        for from in [F16, Bf16, F32, F64] {
            for to in [F16, Bf16, F32, F64].into_iter().filter(|to| *to != from) {
                let widens = wider.contains(&(from, to));
                let expected = if widens { Rule::WidenFloat } else { Rule::NarrowFloat };
                assert_eq!(scalar_rule(from, to), Some(Some(expected)), "{from:?} as {to:?}");
            }
        }
    }
}
