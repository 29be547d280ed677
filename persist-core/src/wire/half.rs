//! Floats of 16 bits: which `f32` each is, and back.
//!
//! They are known by their bits here, so that files with such arrays can be read and converted whether or not the
//! program has a type for them. Bits are kept, the payloads of NaNs and whether they signal included.

/// Bits of the significand that an `f16` has fewer than an `f32`, in their place.
const F16_SHIFT: u32 = 13;

/// What the exponent of an `f32` is biased by more than that of an `f16`.
const F16_BIAS: u32 = 112;

/// The `f32` that is an `f16` of these bits.
pub(crate) fn f32_of_f16(bits: u16) -> f32 {
    let bits = u32::from(bits);
    let (sign, exponent, digits) = ((bits & 0x8000) << 16, bits >> 10 & 0x1f, bits & 0x3ff);
    let magnitude = match exponent {
        // Subnormal: a count of the smallest one, 2^-24.
        #[expect(clippy::as_conversions, reason = "a count below 2^10")]
        0 => (digits as f32 * f32::from_bits((127 - 24) << 23)).to_bits(),
        0x1f => 0xff << 23 | digits << F16_SHIFT,
        _ => (exponent + F16_BIAS) << 23 | digits << F16_SHIFT,
    };
    f32::from_bits(sign | magnitude)
}

/// The `f32` that is a `bf16` of these bits.
pub(crate) fn f32_of_bf16(bits: u16) -> f32 {
    f32::from_bits(u32::from(bits) << 16)
}

/// The bits of the `f16` that is this number, where there is one.
pub(crate) fn f16_bits(value: f32) -> Option<u16> {
    let bits = value.to_bits();
    let (sign, exponent) = (bits >> 16 & 0x8000, bits >> 23 & 0xff);
    let magnitude = match exponent {
        0xff => 0x1f << 10 | (bits & 0x7f_ffff) >> F16_SHIFT,
        // 2^-14 up to 2^15, with all digits.
        113..=142 => (exponent - F16_BIAS) << 10 | (bits & 0x7f_ffff) >> F16_SHIFT,
        // 2^-24 up to 2^-15: the digits, the first one included, as a count of the smallest.
        103..=112 => (bits & 0x7f_ffff | 0x80_0000) >> (126 - exponent),
        _ => 0,
    };
    let narrow = u16::try_from(sign | magnitude).ok()?;
    (f32_of_f16(narrow).to_bits() == bits).then_some(narrow)
}

/// The bits of the `bf16` that is this number, where there is one.
pub(crate) fn bf16_bits(value: f32) -> Option<u16> {
    let bits = value.to_bits();
    u16::try_from(bits >> 16).ok().filter(|_| bits & 0xffff == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_float_of_16_bits_is_one_f32_and_comes_back() {
        for bits in 0..=u16::MAX {
            assert_eq!(f16_bits(f32_of_f16(bits)), Some(bits), "{bits:#x}");
            assert_eq!(bf16_bits(f32_of_bf16(bits)), Some(bits), "{bits:#x}");
        }
    }

    #[test]
    fn numbers_are_what_their_bits_say() {
        for (bits, value) in [
            (0x0000, 0.0),
            (0x8000, -0.0),
            (0x3c00, 1.0),
            (0xc000, -2.0),
            (0x7bff, 65504.0),
            (0x0400, 2.0f32.powi(-14)),
            (0x0001, 2.0f32.powi(-24)),
            (0x03ff, 1023.0 * 2.0f32.powi(-24)),
            (0x7c00, f32::INFINITY),
            (0xfc00, f32::NEG_INFINITY),
        ] {
            assert_eq!(f32_of_f16(bits).to_bits(), f32::to_bits(value), "{bits:#x}");
        }
        assert_eq!(f32_of_bf16(0x4049).to_bits(), 3.140_625f32.to_bits());
        assert_eq!(f32_of_f16(0xfd55).to_bits(), 0xffaa_a000, "a NaN that signals, its payload");
    }

    #[test]
    fn what_16_bits_do_not_hold_has_none() {
        for value in [65536.0, 1.0 + f32::EPSILON, 2.0f32.powi(-25), f32::MIN_POSITIVE, 0.1] {
            assert_eq!(f16_bits(value), None, "{value}");
        }
        assert_eq!(f16_bits(f32::from_bits(0x7f80_0001)), None, "a NaN, not an infinity");
        assert_eq!(bf16_bits(0.1), None);
        assert_eq!(bf16_bits(f32::from_bits(0x7f80_0001)), None);
    }
}
