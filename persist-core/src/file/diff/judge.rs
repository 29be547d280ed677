//! Whether two values that hold no others are one, and how far apart two numbers are.

use super::super::probes::Tolerance;
use crate::error::Result;
use crate::value::{Scalar, Within};

/// When two numbers count as one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Judge {
    /// `None`: floats are compared by their bits.
    within: Option<Within>,
}

/// What is found of two values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Judged {
    pub(super) differs: bool,
    /// How far apart two numbers are: not finite where one of them is not and they differ; `None` of other values.
    pub(super) by: Option<f64>,
}

/// A number, so that those of all types can be compared.
#[derive(Clone, Copy, Debug)]
enum Number {
    Int(i128),
    /// Beyond `i128`.
    Large(u128),
    Float(f64),
}

impl Judge {
    /// Without a tolerance, by value.
    ///
    /// # Errors
    ///
    /// A tolerance that is none.
    pub(super) fn new(tolerance: Option<Tolerance>) -> Result<Self> {
        const BY_VALUE: Within = Within { absolute: 0.0, relative: 0.0 };
        let Some(tolerance) = tolerance else { return Ok(Judge { within: Some(BY_VALUE) }) };
        tolerance.check()?;
        Ok(Judge { within: tolerance.within() })
    }

    pub(super) fn scalars(self, old: Scalar<'_>, new: Scalar<'_>) -> Judged {
        match (old, new) {
            (Scalar::Bool(old), Scalar::Bool(new)) => Judged { differs: old != new, by: None },
            (Scalar::F32(old_float), Scalar::F32(new_float)) => {
                let same_bits = old_float.to_bits() == new_float.to_bits();
                self.floats(old_float.into(), new_float.into(), same_bits)
            }
            (Scalar::F64(old), Scalar::F64(new)) => {
                self.floats(old, new, old.to_bits() == new.to_bits())
            }
            _ => match (Number::of(old), Number::of(new)) {
                (Some(old), Some(new)) => self.numbers(old, new),
                _ => Judged { differs: old != new, by: None },
            },
        }
    }

    pub(super) fn floats(self, old: f64, new: f64, same_bits: bool) -> Judged {
        let is_same = match self.within {
            None => same_bits,
            Some(within) => same_bits || within.holds(old, new),
        };
        let by = if same_bits { 0.0 } else { distance(old, new) };
        Judged { differs: !is_same, by: Some(by) }
    }

    fn numbers(self, old: Number, new: Number) -> Judged {
        match (old, new) {
            (Number::Int(old), Number::Int(new)) => {
                Judged { differs: old != new, by: Some(rounded(old.abs_diff(new))) }
            }
            (Number::Float(old), Number::Float(new)) => {
                self.floats(old, new, old.to_bits() == new.to_bits())
            }
            (Number::Float(float), whole) | (whole, Number::Float(float)) => {
                let is_same = whole.is(float);
                let (old, new) = (old.float(), new.float());
                // An integer of many digits is near many floats, and equal to one at most.
                let near = self.within.is_some_and(|within| {
                    within.absolute + within.relative > 0.0 && within.holds(old, new)
                });
                Judged { differs: !is_same && !near, by: Some(distance(old, new)) }
            }
            (Number::Large(old), Number::Large(new)) => {
                Judged { differs: old != new, by: Some(rounded(old.abs_diff(new))) }
            }
            (Number::Large(large), Number::Int(int)) | (Number::Int(int), Number::Large(large)) => {
                let by = match u128::try_from(int) {
                    Ok(int) => rounded(large.abs_diff(int)),
                    Err(_) => rounded(large) + rounded(int.unsigned_abs()),
                };
                Judged { differs: true, by: Some(by) }
            }
        }
    }
}

impl Number {
    fn of(scalar: Scalar<'_>) -> Option<Self> {
        Some(match scalar {
            // As rules read it.
            Scalar::Bool(value) => Number::Int(value.into()),
            Scalar::Unsigned(value) => {
                i128::try_from(value).map_or(Number::Large(value), Number::Int)
            }
            Scalar::Signed(value) => Number::Int(value),
            Scalar::F32(value) => Number::Float(value.into()),
            Scalar::F64(value) => Number::Float(value),
            _ => return None,
        })
    }

    fn float(self) -> f64 {
        match self {
            Number::Int(value) if value < 0 => -rounded(value.unsigned_abs()),
            Number::Int(value) => rounded(value.unsigned_abs()),
            Number::Large(value) => rounded(value),
            Number::Float(value) => value,
        }
    }

    /// Whether a float is this very number.
    fn is(self, float: f64) -> bool {
        match (self, whole(float)) {
            (Number::Int(value), Some(Number::Int(whole))) => value == whole,
            (Number::Large(value), Some(Number::Large(whole))) => value == whole,
            _ => false,
        }
    }
}

/// The integer that a float is, if it is one.
fn whole(float: f64) -> Option<Number> {
    const INT: f64 = 1.701_411_834_604_692_3e38; // 2^127
    const LARGE: f64 = 2.0 * INT;
    if float.fract() != 0.0 || float.is_nan() {
        return None;
    }
    #[expect(clippy::as_conversions, reason = "whole, and within the range")]
    match float {
        _ if (-INT..INT).contains(&float) => Some(Number::Int(float as i128)),
        _ if (INT..LARGE).contains(&float) => Some(Number::Large(float as u128)),
        _ => None,
    }
}

/// The text that tells a number from all others, in keys: one for all types.
pub(super) fn number_key(scalar: Scalar<'_>) -> Option<String> {
    Some(match Number::of(scalar)? {
        Number::Float(float) => match whole(float) {
            Some(Number::Int(value)) => value.to_string(),
            Some(Number::Large(value)) => value.to_string(),
            // All NaNs are one key.
            _ if float.is_nan() => "NaN".to_owned(),
            _ => format!("{float:e}"),
        },
        Number::Int(value) => value.to_string(),
        Number::Large(value) => value.to_string(),
    })
}

/// NaN of two that are both NaN or of one that is, infinite beside an infinity.
fn distance(old: f64, new: f64) -> f64 {
    match old == new || old.is_nan() && new.is_nan() {
        true => 0.0,
        false => (new - old).abs(),
    }
}

/// A number as it is shown, to 16 digits; NaN of what is none.
pub(super) fn shown(scalar: Scalar<'_>) -> f64 {
    Number::of(scalar).map_or(f64::NAN, Number::float)
}

fn rounded(integer: u128) -> f64 {
    #[expect(clippy::as_conversions, reason = "how far numbers are apart is told to 16 digits")]
    let float = integer as f64;
    float
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that fails panics")]
mod tests {
    use super::*;

    const NAN: f64 = f64::NAN;
    const OTHER_NAN: f64 = f64::from_bits(0x7ff8_0000_0000_0001);

    fn floats(old: f64, new: f64) -> [Scalar<'static>; 2] {
        [Scalar::F64(old), Scalar::F64(new)]
    }

    #[test]
    fn numbers_are_compared_by_value_whatever_their_types() {
        let two_to_64 = 18_446_744_073_709_551_616.0;
        let cases = [
            ([Scalar::Unsigned(5), Scalar::Signed(5)], false, Some(0.0)),
            ([Scalar::Unsigned(5), Scalar::Signed(-5)], true, Some(10.0)),
            ([Scalar::Unsigned(1), Scalar::Bool(true)], false, Some(0.0)),
            ([Scalar::Bool(false), Scalar::Bool(true)], true, None),
            ([Scalar::F32(0.5), Scalar::F64(0.5)], false, Some(0.0)),
            ([Scalar::F32(0.1), Scalar::F64(0.1)], true, Some(f64::from(0.1f32) - 0.1)),
            ([Scalar::Unsigned(5), Scalar::F32(5.0)], false, Some(0.0)),
            ([Scalar::F64(5.5), Scalar::Signed(5)], true, Some(0.5)),
            ([Scalar::Unsigned(1 << 64), Scalar::F64(two_to_64)], false, Some(0.0)),
            // Not the same, though both round to one float.
            ([Scalar::Unsigned((1 << 64) + 1), Scalar::F64(two_to_64)], true, Some(0.0)),
            ([Scalar::Unsigned(u128::MAX), Scalar::Unsigned(u128::MAX - 1)], true, Some(1.0)),
            ([Scalar::Signed(i128::MIN), Scalar::Signed(i128::MIN)], false, Some(0.0)),
            ([Scalar::Char('5'), Scalar::Unsigned(5)], true, None),
            (floats(NAN, OTHER_NAN), false, Some(0.0)),
            (floats(0.0, -0.0), false, Some(0.0)),
            (floats(f64::INFINITY, f64::INFINITY), false, Some(0.0)),
        ];
        let judge = Judge::new(None).unwrap();
        for ([old, new], differs, by) in cases {
            assert_eq!(judge.scalars(old, new), Judged { differs, by }, "{old:?} and {new:?}");
            assert_eq!(judge.scalars(new, old), Judged { differs, by }, "{new:?} and {old:?}");
        }
        for [old, new] in [floats(NAN, 1.0), floats(f64::INFINITY, 1.0), floats(f64::MIN, f64::MAX)]
        {
            let judged = judge.scalars(old, new);
            assert!(judged.differs && judged.by.is_some_and(|by| !by.is_finite()), "{judged:?}");
        }
    }

    #[test]
    fn a_tolerance_is_of_floats_and_bits_are_bits() {
        let differs = |tolerance, [old, new]: [Scalar<'_>; 2]| {
            Judge::new(Some(tolerance)).unwrap().scalars(old, new).differs
        };
        assert!(!differs(Tolerance::absolute(0.5), floats(1.0, 1.5)));
        assert!(!differs(Tolerance::relative(0.5), [Scalar::F32(2.0), Scalar::Unsigned(3)]));
        assert!(differs(Tolerance::absolute(5.0), [Scalar::Unsigned(2), Scalar::Unsigned(3)]));
        for [old, new] in [floats(0.0, -0.0), floats(NAN, OTHER_NAN)] {
            assert!(differs(Tolerance::exact(), [old, new]));
        }
        assert!(!differs(Tolerance::exact(), [Scalar::F32(0.5), Scalar::F64(0.5)]));
        assert!(Judge::new(Some(Tolerance::absolute(-1.0))).is_err());
    }

    #[test]
    fn keys_are_one_for_a_number_of_any_type() {
        let key = |scalar| number_key(scalar).unwrap();
        for five in [Scalar::Unsigned(5), Scalar::Signed(5), Scalar::F32(5.0), Scalar::F64(5.0)] {
            assert_eq!(key(five), "5");
        }
        assert_eq!(key(Scalar::F64(-0.0)), "0");
        assert_eq!(key(Scalar::F32(0.5)), key(Scalar::F64(0.5)));
        assert_ne!(key(Scalar::F32(0.1)), key(Scalar::F64(0.1)));
    }
}
