//! Variable-length integers, as postcard writes them: seven bits a byte, least significant first, the high
//! bit set on all but the last.
//!
//! Up to eight bytes are built and taken apart in one register: a variable-length copy out of a small
//! buffer was more than half of the time that encoding random integers took.

#![expect(
    clippy::as_conversions,
    reason = "each cast here takes a value that a mask or a shift has already made small enough"
)]

const CONTINUE: u64 = 0x8080_8080_8080_8080;

/// Spreads the low 56 bits over the eight bytes of a word, seven to each.
#[cfg_attr(not(debug_assertions), inline(always))]
fn spread(value: u64) -> u64 {
    let x = (value & 0x0fff_ffff) | ((value & 0x00ff_ffff_f000_0000) << 4);
    let x = (x & 0x0000_3fff_0000_3fff) | ((x & 0x0fff_c000_0fff_c000) << 2);
    (x & 0x007f_007f_007f_007f) | ((x & 0x3f80_3f80_3f80_3f80) << 1)
}

/// Undoes [`spread`]; the high bit of each byte is ignored.
#[cfg_attr(not(debug_assertions), inline(always))]
fn gather(word: u64) -> u64 {
    let x = (word & 0x007f_007f_007f_007f) | ((word & 0x7f00_7f00_7f00_7f00) >> 1);
    let x = (x & 0x0000_3fff_0000_3fff) | ((x & 0x3fff_0000_3fff_0000) >> 2);
    (x & 0x0fff_ffff) | ((x & 0x0fff_ffff_0000_0000) >> 4)
}

/// A varint of at most eight bytes, in the first bytes of a word, and how many they are; `None` where it is longer.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn word(value: u64) -> Option<([u8; 8], usize)> {
    if value < 0x80 {
        return Some((value.to_le_bytes(), 1));
    }
    if value < 1 << 21 {
        // Places, counts and the like: most are of this size, and of either length.
        let third = u64::from(value >= 1 << 14);
        let spread = (value & 0x7f) | ((value << 1) & 0x7f00) | ((value << 2) & 0x007f_0000);
        return Some(((spread | 0x80 | (third << 15)).to_le_bytes(), 2 + third as usize));
    }
    if value >= 1 << 56 {
        return None;
    }
    let bits = 64 - u64::from(value.leading_zeros());
    // A seventh, rounded up, for up to 56 bits.
    let len = (bits * 9 + 64) >> 6;
    let continued = CONTINUE & ((1 << (8 * (len - 1))) - 1);
    Some(((spread(value) | continued).to_le_bytes(), len as usize))
}

/// The varint of 16 bits, in the first bytes of a word, and how many they are.
///
/// Without a branch: of random integers, each length would be guessed wrong every so often.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn short(value: u16) -> ([u8; 4], usize) {
    let value = u32::from(value);
    let (second, third) = (u32::from(value >= 1 << 7), u32::from(value >= 1 << 14));
    let spread = (value & 0x7f) | ((value << 1) & 0x7f00) | ((value << 2) & 0x0003_0000);
    let continued = (second << 7) | (third << 15);
    ((spread | continued).to_le_bytes(), (1 + second + third) as usize)
}

/// A varint of nine or ten bytes, in the first bytes of two words, and how many they are: of at least 2^56.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn long(value: u64) -> ([u8; 16], usize) {
    let tenth = value >> 63;
    let low = u128::from(spread(value) | CONTINUE);
    let high = (value >> 56) & 0x7f | tenth << 7 | tenth << 8;
    ((low | u128::from(high) << 64).to_le_bytes(), 9 + tenth as usize)
}

/// Appends `value`.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn push(out: &mut Vec<u8>, value: u64) {
    match word(value) {
        Some((bytes, 1)) => out.push(bytes[0]),
        Some((bytes, len)) => {
            let start = out.len();
            // A store of fixed width and a cut are cheaper than a copy of variable length.
            out.extend_from_slice(&bytes);
            out.truncate(start + len);
        }
        None => {
            let (bytes, len) = long(value);
            out.extend_from_slice(bytes.get(..len).unwrap_or_default());
        }
    }
}

/// Appends `value`, of any width.
#[inline]
pub(crate) fn push_u128(out: &mut Vec<u8>, mut value: u128) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Why bytes are no varint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum VarintError {
    /// The bytes end before the varint does.
    End,
    /// It has more bits than the integer that it is read as.
    TooLarge,
    /// It ends in a zero byte, which a shorter form would not have.
    NotShortest,
}

/// A varint of two to four bytes that `word` starts with, and how many they are; `None` for any other one.
///
/// Byte by byte, as postcard does it: integers that are long for the same reason are mostly of the same length, and a
/// processor that guesses it right need not count bits.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn short_in(word: u32) -> Option<(u32, usize)> {
    let (first, second) = (word & 0x7f, (word >> 1) & (0x7f << 7));
    let (third, fourth) = ((word >> 2) & (0x7f << 14), (word >> 3) & (0x7f << 21));
    let (value, last, len) = if word & 0x8000 == 0 {
        (first | second, second, 2)
    } else if word & 0x80_0000 == 0 {
        (first | second | third, third, 3)
    } else if word & 0x8000_0000 == 0 {
        (first | second | third | fourth, fourth, 4)
    } else {
        return None;
    };
    // A last byte of zero: a shorter form would do.
    (last != 0).then_some((value, len))
}

/// Takes a varint of any length off the front of `rest`.
#[inline(never)]
pub(crate) fn take(rest: &[u8]) -> Result<(u64, &[u8]), VarintError> {
    if let Some((bytes, behind)) = rest.split_first_chunk::<8>() {
        let word = u64::from_le_bytes(*bytes);
        let stops = !word & CONTINUE;
        if stops != 0 {
            let bits = stops.trailing_zeros() + 1;
            let word = word & (u64::MAX >> (64 - bits));
            if word >> (bits - 8) == 0 {
                return Err(VarintError::NotShortest);
            }
            if let Some(rest) = rest.get((bits / 8) as usize..) {
                return Ok((gather(word), rest));
            }
        }
        // As long as random integers of 64 bits are.
        match behind {
            [ninth @ 1..0x80, rest @ ..] => {
                return Ok((gather(word) | (u64::from(*ninth) << 56), rest));
            }
            // The bit that says that a tenth byte comes stands where the one bit of that belongs.
            [ninth @ 0x80..=0xff, 1, rest @ ..] => {
                return Ok((gather(word) | (u64::from(*ninth) << 56), rest));
            }
            _ => {}
        }
    }
    take_slowly(rest)
}

#[cold]
fn take_slowly(rest: &[u8]) -> Result<(u64, &[u8]), VarintError> {
    let (value, rest) = take_u128(rest)?;
    Ok((u64::try_from(value).map_err(|_| VarintError::TooLarge)?, rest))
}

/// Takes a varint of any width off the front of `rest`.
pub(crate) fn take_u128(rest: &[u8]) -> Result<(u128, &[u8]), VarintError> {
    let mut value = 0u128;
    let mut shift = 0;
    let mut tail = rest;
    loop {
        let [byte, after @ ..] = tail else {
            return Err(VarintError::End);
        };
        let bits = u128::from(byte & 0x7f);
        if shift >= 128 || (bits << shift) >> shift != bits {
            return Err(VarintError::TooLarge);
        }
        value |= bits << shift;
        tail = after;
        if byte & 0x80 == 0 {
            if *byte == 0 && shift > 0 {
                return Err(VarintError::NotShortest);
            }
            return Ok((value, tail));
        }
        shift += 7;
    }
}

/// Folds the sign into the lowest bit: small negative numbers stay short.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn zigzag(value: i64) -> u64 {
    ((value << 1) ^ (value >> 63)) as u64
}

/// Undoes [`zigzag`].
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn unzigzag(value: u64) -> i64 {
    (value >> 1) as i64 ^ -((value & 1) as i64)
}

/// [`zigzag`] for the widest integers.
#[inline]
pub(crate) fn zigzag128(value: i128) -> u128 {
    ((value << 1) ^ (value >> 127)) as u128
}

/// Undoes [`zigzag128`].
#[inline]
pub(crate) fn unzigzag128(value: u128) -> i128 {
    (value >> 1) as i128 ^ -((value & 1) as i128)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing, reason = "a test that fails panics")]

    use super::*;

    fn take(bytes: &[u8]) -> Result<u64, VarintError> {
        let (value, rest) = match bytes {
            [first, rest @ ..] if *first < 0x80 => (u64::from(*first), rest),
            _ => super::take(bytes)?,
        };
        if let Some(word) = bytes.first_chunk() {
            let len = bytes.len() - rest.len();
            let short = u32::try_from(value).ok().filter(|_| (2..=4).contains(&len));
            assert_eq!(short_in(u32::from_le_bytes(*word)), short.map(|value| (value, len)));
        }
        // Padding stands in for the bytes that follow in a real body.
        assert!(rest.iter().all(|byte| *byte == 0xaa), "{bytes:?} left {rest:?}");
        Ok(value)
    }

    #[test]
    fn every_length_is_written_as_leb128_and_read_back_near_the_end_and_far_from_it() {
        for bits in 0..=64u32 {
            let top = if bits == 0 { 0 } else { u64::MAX >> (64 - bits) };
            for value in [top, top / 2 + 1, top & 0x5555_5555_5555_5555] {
                let mut fast = Vec::new();
                push(&mut fast, value);
                let mut wide = Vec::new();
                push_u128(&mut wide, value.into());
                if let Ok(value) = u16::try_from(value) {
                    let (bytes, len) = short(value);
                    assert_eq!(bytes[..len], fast);
                }
                assert_eq!(fast, wide);
                for padding in 0..10 {
                    let mut padded = fast.clone();
                    padded.resize(fast.len() + padding, 0xaa);
                    assert_eq!(take(&padded), Ok(value), "{padded:?}");
                }
            }
        }
    }

    #[test]
    fn what_no_writer_writes_is_refused() {
        let eleven = [0xff; 11];
        let cases: [(&[u8], VarintError); 7] = [
            (&[], VarintError::End),
            (&[0x80], VarintError::End),
            (&[0xff, 0xff], VarintError::End),
            (&[0x80, 0x00], VarintError::NotShortest),
            (&[0xff, 0x80, 0x00, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa], VarintError::NotShortest),
            (&[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02], VarintError::TooLarge),
            (&eleven, VarintError::End),
        ];
        for (bytes, error) in cases {
            assert_eq!(take(bytes), Err(error), "{bytes:?}");
        }
        assert_eq!(take_u128(&[0xff; 20]), Err(VarintError::TooLarge));
    }

    #[test]
    fn zigzag_is_its_own_way_back_at_the_extremes() {
        for value in [0, -1, 1, i64::MIN, i64::MAX] {
            assert_eq!(unzigzag(zigzag(value)), value);
        }
        for value in [0, -1, 1, i128::MIN, i128::MAX] {
            assert_eq!(unzigzag128(zigzag128(value)), value);
        }
    }
}
