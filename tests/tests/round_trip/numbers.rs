//! Numbers, `bool`, `char` and `()`, and the types that are stored as the number in them.

use std::cmp::Reverse;
use std::num::{
    NonZeroI8, NonZeroI16, NonZeroI32, NonZeroI64, NonZeroI128, NonZeroIsize, NonZeroU8,
    NonZeroU16, NonZeroU32, NonZeroU64, NonZeroU128, NonZeroUsize, Saturating, Wrapping,
};

use proptest::prelude::*;

use crate::support::strategies::{bits64, f32s, f64s, i64s, i128s, u64s, u128s};

round_trips! {
    integers_of_every_width_come_back {
        u8 = any::<u8>();
        u16 = u64s().prop_map(|n| n as u16);
        u32 = u64s().prop_map(|n| n as u32);
        u64 = u64s();
        u128 = u128s();
        usize = u64s().prop_map(|n| n as usize);
        i8 = any::<i8>();
        i16 = i64s().prop_map(|n| n as i16);
        i32 = i64s().prop_map(|n| n as i32);
        i64 = i64s();
        i128 = i128s();
        isize = i64s().prop_map(|n| n as isize);
    }

    the_ends_of_every_width_come_back {
        [u8; 2] = Just([u8::MIN, u8::MAX]);
        [u16; 2] = Just([u16::MIN, u16::MAX]);
        [u32; 2] = Just([u32::MIN, u32::MAX]);
        [u64; 2] = Just([u64::MIN, u64::MAX]);
        [u128; 2] = Just([u128::MIN, u128::MAX]);
        [usize; 2] = Just([usize::MIN, usize::MAX]);
        [i8; 2] = Just([i8::MIN, i8::MAX]);
        [i16; 2] = Just([i16::MIN, i16::MAX]);
        [i32; 2] = Just([i32::MIN, i32::MAX]);
        [i64; 2] = Just([i64::MIN, i64::MAX]);
        [i128; 2] = Just([i128::MIN, i128::MAX]);
        [isize; 2] = Just([isize::MIN, isize::MAX]);
    }

    floats_come_back_bit_by_bit {
        f32 = f32s(), by |n| n.to_bits();
        f64 = f64s(), by |n| n.to_bits();
        Option<f64> = proptest::option::of(f64s()), by |n| n.map(f64::to_bits);
        (f32, f64) = (f32s(), f64s()), by |n| (n.0.to_bits(), n.1.to_bits());
    }

    numbers_that_are_not_zero_come_back {
        NonZeroU8 = any::<NonZeroU8>();
        NonZeroU16 = any::<NonZeroU16>();
        NonZeroU32 = any::<NonZeroU32>();
        NonZeroU64 = any::<NonZeroU64>();
        NonZeroU128 = any::<NonZeroU128>();
        NonZeroUsize = any::<NonZeroUsize>();
        NonZeroI8 = any::<NonZeroI8>();
        NonZeroI16 = any::<NonZeroI16>();
        NonZeroI32 = any::<NonZeroI32>();
        NonZeroI64 = any::<NonZeroI64>();
        NonZeroI128 = any::<NonZeroI128>();
        NonZeroIsize = any::<NonZeroIsize>();
    }

    wrappers_of_numbers_come_back {
        Wrapping<u32> = any::<u32>().prop_map(Wrapping);
        Wrapping<i128> = i128s().prop_map(Wrapping);
        Saturating<i16> = any::<i16>().prop_map(Saturating);
        Reverse<usize> = any::<usize>().prop_map(Reverse);
        Reverse<Wrapping<Saturating<u8>>> =
            any::<u8>().prop_map(|n| Reverse(Wrapping(Saturating(n))));
        Reverse<crate::support::strategies::Bits64> = bits64().prop_map(Reverse);
    }

    everything_else_that_is_a_scalar_comes_back {
        bool = any::<bool>();
        char = any::<char>();
        () = Just(());
    }
}
