//! `rust_decimal`: a sign, which zero has as well, up to 96 bits of digits, and how many of them are decimals.

use rust_decimal::Decimal;

use super::record::record;

record!(
    Decimal as "rust_decimal::Decimal",
    { 0 => negative: bool, 1 => digits: u128, 2 => scale: u8 },
    |value| (
        value.is_sign_negative(),
        value.mantissa().unsigned_abs(),
        value.scale().try_into().unwrap_or(u8::MAX),
    ),
    |negative, digits, scale| {
        let signed = i128::try_from(digits).ok();
        let value = signed.and_then(|digits| {
            Decimal::try_from_i128_with_scale(digits, scale.into()).ok()
        });
        let mut value = value.ok_or_else(|| {
            format!("no decimal has the digits {digits}, {scale} of them behind the point")
        })?;
        value.set_sign_negative(negative);
        Ok(value)
    },
);
