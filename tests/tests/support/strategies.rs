//! Generators of values that tests meet often.

use std::fmt::Debug;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use persist_core::Persist;
use proptest::collection::vec;
use proptest::prelude::*;
use serde::{Deserialize, Serialize};

/// An `f64` whose equality is that of its bits.
#[derive(Persist, Serialize, Deserialize, Clone, Copy)]
#[persist(transparent)]
#[serde(transparent)]
pub(crate) struct Bits64(pub f64);

/// An `f32` whose equality is that of its bits.
#[derive(Persist, Serialize, Deserialize, Clone, Copy)]
#[persist(transparent)]
#[serde(transparent)]
pub(crate) struct Bits32(pub f32);

impl PartialEq for Bits64 {
    fn eq(&self, other: &Self) -> bool {
        self.0.to_bits() == other.0.to_bits()
    }
}

impl PartialEq for Bits32 {
    fn eq(&self, other: &Self) -> bool {
        self.0.to_bits() == other.0.to_bits()
    }
}

impl Debug for Bits64 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} ({:#018x})", self.0, self.0.to_bits())
    }
}

impl Debug for Bits32 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} ({:#010x})", self.0, self.0.to_bits())
    }
}

/// The bits of numbers that text formats and careless code lose: zeros, infinities, quiet and signalling
/// NaNs with and without payloads, and the ends of the subnormal and the normal numbers.
const SPECIAL_64: [u64; 14] = [
    0,
    1 << 63,
    0x7ff0_0000_0000_0000,
    0xfff0_0000_0000_0000,
    0x7ff8_0000_0000_0000,
    0xfff8_0000_dead_beef,
    0x7ff0_0000_0000_0001,
    0xffff_ffff_ffff_ffff,
    1,
    0x000f_ffff_ffff_ffff,
    0x0010_0000_0000_0000,
    0x7fef_ffff_ffff_ffff,
    0x3ff0_0000_0000_0001,
    0x3fb9_9999_9999_999a,
];

/// As [`SPECIAL_64`].
const SPECIAL_32: [u32; 12] = [
    0,
    1 << 31,
    0x7f80_0000,
    0xff80_0000,
    0x7fc0_0000,
    0xffc0_beef,
    0x7f80_0001,
    0xffff_ffff,
    1,
    0x007f_ffff,
    0x0080_0000,
    0x7f7f_ffff,
];

/// Any `f64`, special ones often.
pub(crate) fn f64s() -> impl Strategy<Value = f64> + Clone {
    prop_oneof![proptest::sample::select(SPECIAL_64.as_slice()), any::<u64>()]
        .prop_map(f64::from_bits)
}

/// Any `f32`, special ones often.
pub(crate) fn f32s() -> impl Strategy<Value = f32> + Clone {
    prop_oneof![proptest::sample::select(SPECIAL_32.as_slice()), any::<u32>()]
        .prop_map(f32::from_bits)
}

pub(crate) fn bits64() -> impl Strategy<Value = Bits64> + Clone {
    f64s().prop_map(Bits64)
}

pub(crate) fn bits32() -> impl Strategy<Value = Bits32> + Clone {
    f32s().prop_map(Bits32)
}

/// Short text of any characters.
pub(crate) fn text() -> impl Strategy<Value = String> + Clone {
    vec(any::<char>(), 0..6).prop_map(|chars| chars.into_iter().collect())
}

/// Integers whose varints have all lengths alike, in place of nearly none but the longest.
pub(crate) fn u64s() -> impl Strategy<Value = u64> + Clone {
    (any::<u64>(), 0u32..64).prop_map(|(number, shift)| number >> shift)
}

/// As [`u64s`], of both signs.
pub(crate) fn i64s() -> impl Strategy<Value = i64> + Clone {
    (any::<i64>(), 0u32..64).prop_map(|(number, shift)| number >> shift)
}

/// As [`u64s`].
pub(crate) fn u128s() -> impl Strategy<Value = u128> + Clone {
    (any::<u128>(), 0u32..128).prop_map(|(number, shift)| number >> shift)
}

/// As [`i64s`].
pub(crate) fn i128s() -> impl Strategy<Value = i128> + Clone {
    (any::<i128>(), 0u32..128).prop_map(|(number, shift)| number >> shift)
}

pub(crate) fn durations() -> impl Strategy<Value = Duration> + Clone {
    (u64s(), 0u32..1_000_000_000).prop_map(|(secs, nanos)| Duration::new(secs, nanos))
}

/// Times from 1970 on, which is what files hold.
pub(crate) fn times() -> impl Strategy<Value = SystemTime> + Clone {
    (0u64..1 << 40, 0u32..1_000_000_000)
        .prop_map(|(secs, nanos)| UNIX_EPOCH + Duration::new(secs, nanos))
}
