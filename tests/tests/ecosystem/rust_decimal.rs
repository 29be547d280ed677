//! `rust_decimal`

use persist_core::ErrorKind::Invalid;
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::check::{comes_back, has_schema, is_in_arrays, loaded, refused, refused_in_array};

/// All that a decimal is: equality looks neither at scales nor at the sign of zero.
fn all_of(decimal: Decimal) -> [u8; 16] {
    decimal.serialize()
}

proptest! {
    #[test]
    fn decimals_keep_their_digits_scale_and_sign(lo: u32, mid: u32, hi: u32, negative: bool, scale in 0u32..=28) {
        let decimal = Decimal::from_parts(lo, mid, hi, negative, scale);
        comes_back(&decimal);
        prop_assert_eq!(all_of(loaded(&decimal)), all_of(decimal));
        let many: Vec<Decimal> = loaded(&vec![decimal; 3]);
        prop_assert!(many.into_iter().all(|each| all_of(each) == all_of(decimal)));
    }
}

#[test]
fn trailing_zeros_and_the_sign_of_zero_are_kept() {
    for text in
        ["1.10", "1.1", "0", "79228162514264337593543950335", "-7.9228162514264337593543950335"]
    {
        let decimal: Decimal = text.parse().unwrap();
        assert_eq!(loaded::<Decimal>(&decimal).to_string(), text);
    }
    let mut zero = Decimal::ZERO;
    zero.set_sign_negative(true);
    assert!(loaded::<Decimal>(&zero).is_sign_negative());
    is_in_arrays::<Decimal>();
    has_schema::<Vec<Decimal>>(
        "[rust_decimal::Decimal]\n\nstruct rust_decimal::Decimal {\n    negative: bool,\n    digits: u128,\n    scale: \
         u8,\n}\n",
    );
}

#[test]
fn what_is_no_decimal_is_refused() {
    let most = (1u128 << 96) - 1;
    refused::<Decimal>(
        &(false, 1u128 << 96, 0u8),
        Invalid,
        "no decimal has the digits 79228162514264337593543950336",
    );
    refused::<Decimal>(&(true, u128::MAX, 0u8), Invalid, "no decimal has");
    refused::<Decimal>(&(false, 1u128, 29u8), Invalid, "29 of them behind the point");
    refused_in_array::<Decimal, _>(&(true, most, 28u8), &(false, 0, 255), "no decimal has");
}
