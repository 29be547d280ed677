//! Numbers in the fixed layout of arrays.

use half::{bf16, f16};

/// A type of number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scalar {
    Bool,
    Unsigned(usize),
    Signed(usize),
    F16,
    Bf16,
    F32,
    F64,
}

impl Scalar {
    /// The numbers that an array with these elements holds, be they in arrays themselves: those of `[f64; 4]` are `f64`.
    pub(super) fn of(element: &str) -> Option<Self> {
        let mut name = element;
        while let Some(inner) = name.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            name = inner.rsplit_once("; ")?.0;
        }
        Some(match name {
            "bool" => Scalar::Bool,
            "u8" => Scalar::Unsigned(1),
            "u16" => Scalar::Unsigned(2),
            "u32" => Scalar::Unsigned(4),
            "u64" | "usize" => Scalar::Unsigned(8),
            "u128" => Scalar::Unsigned(16),
            "i8" => Scalar::Signed(1),
            "i16" => Scalar::Signed(2),
            "i32" => Scalar::Signed(4),
            "i64" | "isize" => Scalar::Signed(8),
            "i128" => Scalar::Signed(16),
            "f16" => Scalar::F16,
            "bf16" => Scalar::Bf16,
            "f32" => Scalar::F32,
            "f64" => Scalar::F64,
            _ => return None,
        })
    }

    /// Bytes of a number.
    pub(super) fn size(self) -> usize {
        match self {
            Scalar::Bool => 1,
            Scalar::Unsigned(size) | Scalar::Signed(size) => size,
            Scalar::F16 | Scalar::Bf16 => 2,
            Scalar::F32 => 4,
            Scalar::F64 => 8,
        }
    }

    /// Whether all values are whole numbers.
    pub(super) fn is_whole(self) -> bool {
        matches!(self, Scalar::Bool | Scalar::Unsigned(_) | Scalar::Signed(_))
    }

    /// The numbers in some bytes, little-endian. Integers of more than 53 bits are the nearest `f64`.
    pub(super) fn each(self, bytes: &[u8], take: &mut dyn FnMut(f64)) {
        let mut numbers = bytes.chunks_exact(self.size());
        match self {
            Scalar::Bool => bytes.iter().for_each(|byte| take(f64::from(*byte != 0))),
            Scalar::Unsigned(_) => numbers.for_each(|number| take(unsigned(number))),
            Scalar::Signed(_) => numbers.for_each(|number| take(signed(number))),
            Scalar::F16 => {
                numbers.for_each(|number| take(f16::from_le_bytes(array(number)).to_f64()))
            }
            Scalar::Bf16 => {
                numbers.for_each(|number| take(bf16::from_le_bytes(array(number)).to_f64()))
            }
            Scalar::F32 => {
                numbers.for_each(|number| take(f32::from_le_bytes(array(number)).into()))
            }
            Scalar::F64 => {
                numbers.by_ref().for_each(|number| take(f64::from_le_bytes(array(number))))
            }
        }
    }
}

/// The bytes of a number, which are as many as its type has.
fn array<const N: usize>(bytes: &[u8]) -> [u8; N] {
    bytes.try_into().unwrap_or([0; N])
}

#[expect(clippy::as_conversions, reason = "the nearest float is what a histogram needs")]
fn unsigned(bytes: &[u8]) -> f64 {
    let mut whole = [0; 16];
    whole.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
    u128::from_le_bytes(whole) as f64
}

#[expect(clippy::as_conversions, reason = "the nearest float is what a histogram needs")]
fn signed(bytes: &[u8]) -> f64 {
    let fill = if bytes.last().is_some_and(|last| *last >= 0x80) { 0xff } else { 0 };
    let mut whole = [fill; 16];
    whole.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
    i128::from_le_bytes(whole) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(element: &str, bytes: &[u8]) -> Vec<f64> {
        let mut numbers = Vec::new();
        if let Some(scalar) = Scalar::of(element) {
            scalar.each(bytes, &mut |number| numbers.push(number));
        }
        numbers
    }

    #[test]
    fn numbers_are_read_as_they_are_stored() {
        assert_eq!(numbers("bool", &[0, 1]), [0.0, 1.0]);
        assert_eq!(numbers("i16", &(-300i16).to_le_bytes()), [-300.0]);
        assert_eq!(numbers("u128", &(1u128 << 100).to_le_bytes()), [2f64.powi(100)]);
        assert_eq!(numbers("isize", &(-1i64).to_le_bytes()), [-1.0]);
        assert_eq!(numbers("f16", &[0x00, 0x3e]), [1.5]);
        assert_eq!(numbers("bf16", &[0xc0, 0x3f]), [1.5]);
        assert_eq!(numbers("[[f32; 1]; 2]", &[0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0]), [1.0, -2.0]);
        assert_eq!(numbers("f64", &0.1f64.to_le_bytes()), [0.1]);
        for element in ["char", "(u8, u8)", "Split", "[Split; 3]", "[u8", "[u8]", ""] {
            assert_eq!(Scalar::of(element), None, "{element}");
        }
    }
}
