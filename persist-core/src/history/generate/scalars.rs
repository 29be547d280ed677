//! Values that hold no others: their extremes, and random ones.

use super::random::Random;
use crate::schema::Primitive;
use crate::value::{ForeignValue, Value};
use crate::wire::{f32_of_bf16, f32_of_f16};

/// Most extremes of one type; as many rounds show all of each field.
pub(crate) const MOST: usize = CHARS.len();

/// Characters of every length in UTF-8, at the ends of each, and those that texts trip over. No `/` and no `.`: paths
/// that differ in these alone may be equal.
const CHARS: [char; 18] = [
    '\0',
    'a',
    'Z',
    '7',
    ' ',
    '\n',
    '"',
    '\\',
    '\u{7f}',
    '\u{80}',
    'é',
    '\u{7ff}',
    '\u{800}',
    '漢',
    '\u{d7ff}',
    '\u{e000}',
    '\u{10000}',
    '\u{10ffff}',
];

/// Zeros, ones, infinities, NaNs with and without payload, and the ends of subnormal and normal numbers.
const F64: [u64; 14] = [
    0,
    0x3ff0_0000_0000_0000,
    0x7fef_ffff_ffff_ffff,
    0xffef_ffff_ffff_ffff,
    1 << 63,
    0x7ff0_0000_0000_0000,
    0xfff0_0000_0000_0000,
    0x7ff8_0000_0000_0000,
    0xfff8_0000_dead_beef,
    1,
    0x000f_ffff_ffff_ffff,
    0x0010_0000_0000_0000,
    0x3fb9_9999_9999_999a,
    0xc0c3_8800_0000_0000,
];

/// As [`F64`].
const F32: [u32; 14] = [
    0,
    0x3f80_0000,
    0x7f7f_ffff,
    0xff7f_ffff,
    1 << 31,
    0x7f80_0000,
    0xff80_0000,
    0x7fc0_0000,
    0xffc0_beef,
    1,
    0x007f_ffff,
    0x0080_0000,
    0x3dcc_cccd,
    0xc61c_4000,
];

/// As [`F64`].
const F16: [u16; 14] = [
    0, 0x3c00, 0x7bff, 0xfbff, 0x8000, 0x7c00, 0xfc00, 0x7e00, 0xfebe, 1, 0x03ff, 0x0400, 0x2e66,
    0xf0e2,
];

/// As [`F64`].
const BF16: [u16; 14] = [
    0, 0x3f80, 0x7f7f, 0xff7f, 0x8000, 0x7f80, 0xff80, 0x7fc0, 0xffd5, 1, 0x007f, 0x0080, 0x3dcd,
    0xc61c,
];

/// The extreme of this number, which may be any.
pub(crate) fn extreme(primitive: Primitive, number: usize) -> Value {
    match primitive {
        Primitive::Unit => Value::Unit,
        Primitive::Bool => Value::Bool(number % 2 == 1),
        Primitive::F16 => Value::F32(f32_of_f16(pick(&F16, number))),
        Primitive::Bf16 => Value::F32(f32_of_bf16(pick(&BF16, number))),
        Primitive::F32 => Value::F32(f32::from_bits(pick(&F32, number))),
        Primitive::F64 => Value::F64(f64::from_bits(pick(&F64, number))),
        Primitive::Char => Value::Char(pick(&CHARS, number)),
        Primitive::Str => Value::Str(text(number)),
        // Only its own crate makes one.
        Primitive::MessagePack | Primitive::Postcard => {
            Value::Foreign(ForeignValue::new(primitive, []))
        }
        _ => match range(primitive) {
            (0, max) => Value::Unsigned(pick(&[0, 1, max, 2, max / 2, max - 1, 127, 10], number)),
            (_, max) => {
                let max = i128::try_from(max).unwrap_or(i128::MAX);
                let min = -max - 1;
                Value::Signed(pick(&[0, 1, max, min, -1, max - 1, min + 1, max / 2, 10], number))
            }
        },
    }
}

/// A random value; an extreme at times.
pub(crate) fn random(primitive: Primitive, random: &mut Random) -> Value {
    if random.one_in(4) {
        return extreme(primitive, random.below(MOST));
    }
    // All lengths of numbers come as often, small ones too.
    let bits = |random: &mut Random| {
        let shift = random.next_u64() % 128;
        random.next_u128() >> shift
    };
    match primitive {
        Primitive::Unit | Primitive::Bool | Primitive::MessagePack | Primitive::Postcard => {
            extreme(primitive, random.below(2))
        }
        Primitive::F16 => Value::F32(f32_of_f16(low16(random).cast_unsigned())),
        Primitive::Bf16 => Value::F32(f32_of_bf16(low16(random).cast_unsigned())),
        Primitive::F32 if random.one_in(2) => Value::F32(f32::from_bits(low32(random.next_u64()))),
        Primitive::F32 => Value::F32(f32::from(low16(random)) / 8.0),
        Primitive::F64 if random.one_in(2) => Value::F64(f64::from_bits(random.next_u64())),
        Primitive::F64 => Value::F64(f64::from(low16(random)) / 8.0),
        Primitive::Char => Value::Char(char(random)),
        Primitive::Str => {
            let len = random.below(12);
            Value::Str((0..len).map(|_| char(random)).collect())
        }
        _ => match range(primitive) {
            (0, max) => Value::Unsigned(bits(random) & max),
            (_, max) => {
                let value = i128::try_from(bits(random) & max).unwrap_or(0);
                Value::Signed(if random.one_in(2) { -1 - value } else { value })
            }
        },
    }
}

/// 0 or 1 for unsigned and signed integers, and the largest number.
fn range(primitive: Primitive) -> (u8, u128) {
    match primitive {
        Primitive::U8 => (0, u8::MAX.into()),
        Primitive::U16 => (0, u16::MAX.into()),
        Primitive::U32 => (0, u32::MAX.into()),
        Primitive::U128 => (0, u128::MAX),
        // Old programs on wider systems than this one are not for this test to prove.
        Primitive::Usize => (0, usize::MAX.try_into().unwrap_or(u64::MAX.into())),
        Primitive::I8 => (1, i8::MAX.unsigned_abs().into()),
        Primitive::I16 => (1, i16::MAX.unsigned_abs().into()),
        Primitive::I32 => (1, i32::MAX.unsigned_abs().into()),
        Primitive::I64 => (1, i64::MAX.unsigned_abs().into()),
        Primitive::I128 => (1, i128::MAX.unsigned_abs()),
        Primitive::Isize => (1, isize::MAX.try_into().unwrap_or(0)),
        _ => (0, u64::MAX.into()),
    }
}

/// Texts: empty, of each kind of character, with control characters, and so long that their lengths take two bytes.
fn text(number: usize) -> String {
    match number % 9 {
        0 => String::new(),
        1 => "a".into(),
        2 => "漢字 and é\u{10ffff}".into(),
        3 => "\0".into(),
        4 => "0".into(),
        5 => "é".repeat(150),
        6 => " \n\t\"\\\u{7f}".into(),
        7 => "-1".into(),
        _ => "long ".repeat(60),
    }
}

fn char(random: &mut Random) -> char {
    match random.below(4) {
        0 => pick(&CHARS, random.below(CHARS.len())),
        1 => char::from_u32(low32(random.next_u64()) % 0x11_0000).unwrap_or('x'),
        _ => char::from_u32(u32::from(b'a').saturating_add(low32(random.next_u64()) % 26))
            .unwrap_or('x'),
    }
}

fn pick<T: Copy, const N: usize>(all: &[T; N], number: usize) -> T {
    #[expect(clippy::indexing_slicing, reason = "a remainder is below what it is of")]
    all[number % N]
}

fn low32(bits: u64) -> u32 {
    (bits & u64::from(u32::MAX)).try_into().unwrap_or(0)
}

fn low16(random: &mut Random) -> i16 {
    let [low, high, ..] = random.next_u64().to_le_bytes();
    i16::from_le_bytes([low, high])
}
