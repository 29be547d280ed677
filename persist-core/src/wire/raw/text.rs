//! Text whose bytes are known to be text.

use std::str::{self, Utf8Error};

/// `str::from_utf8`, without its set-up where all is ASCII: names and numbers are, and most of them are short.
///
/// Measured: a tenth of the time that it takes to load a list of log entries.
///
/// # Errors
///
/// As `str::from_utf8`.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn from_utf8(bytes: &[u8]) -> Result<&str, Utf8Error> {
    if is_ascii(bytes) {
        // SAFETY: ASCII is UTF-8.
        return Ok(unsafe { str::from_utf8_unchecked(bytes) });
    }
    str::from_utf8(bytes)
}

/// `<[u8]>::is_ascii`, in two words that overlap for up to 32 bytes.
#[cfg_attr(not(debug_assertions), inline(always))]
fn is_ascii(bytes: &[u8]) -> bool {
    /// The first and the last `N` bytes.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn ends<const N: usize>(bytes: &[u8]) -> Option<([u8; N], [u8; N])> {
        Some((*bytes.first_chunk()?, *bytes.last_chunk()?))
    }
    const HIGH: u128 = 0x8080_8080_8080_8080_8080_8080_8080_8080;
    let ends = match bytes.len() {
        0..4 => return bytes.iter().all(u8::is_ascii),
        4..8 => ends(bytes)
            .map(|(first, last)| u128::from(u32::from_ne_bytes(first) | u32::from_ne_bytes(last))),
        8..16 => ends(bytes)
            .map(|(first, last)| u128::from(u64::from_ne_bytes(first) | u64::from_ne_bytes(last))),
        16..=32 => {
            ends(bytes).map(|(first, last)| u128::from_ne_bytes(first) | u128::from_ne_bytes(last))
        }
        _ => return bytes.is_ascii(),
    };
    ends.is_some_and(|ends| ends & HIGH == 0)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing, reason = "a test that fails panics")]

    use super::*;

    #[test]
    fn one_byte_that_is_not_ascii_is_seen_wherever_it_stands() {
        for len in 0..70 {
            let mut bytes = vec![b'a'; len];
            assert!(is_ascii(&bytes));
            for place in 0..len {
                bytes[place] = 0x80;
                assert!(!is_ascii(&bytes), "{place} of {len}");
                assert_eq!(from_utf8(&bytes), str::from_utf8(&bytes));
                bytes[place] = b'z';
            }
        }
        assert_eq!(from_utf8("Zürich".as_bytes()), Ok("Zürich"));
    }
}
