//! The byte shuffle: the first bytes of all elements, then their second ones, and so on.
//!
//! The high bytes of numbers are much alike, and side by side they compress well: of weights in `f32`, little but the
//! exponents does. Bytes behind the last whole element stay where they are.

/// Shuffles `raw`, as elements of `width` bytes, into `out`, which is as long.
pub(super) fn shuffle(width: u8, raw: &[u8], out: &mut [u8]) {
    match width {
        2 => split::<2>(raw, out),
        4 => split::<4>(raw, out),
        8 => split::<8>(raw, out),
        16 => split::<16>(raw, out),
        _ => split_any(width.into(), raw, out),
    }
}

/// Restores into `raw` what [`shuffle`] made of it.
pub(super) fn unshuffle(width: u8, shuffled: &[u8], raw: &mut [u8]) {
    match width {
        2 => join::<2>(shuffled, raw),
        4 => join::<4>(shuffled, raw),
        8 => join::<8>(shuffled, raw),
        16 => join::<16>(shuffled, raw),
        _ => join_any(width.into(), shuffled, raw),
    }
}

/// The width of the widest machine word that divides it, for elements that are too long for a shuffle of their own:
/// rows of numbers, for the most part.
const WORDS: [u8; 3] = [8, 4, 2];

/// The width to shuffle elements of `stride` bytes by, or 0 where a shuffle is none.
pub(super) fn width_of(stride: u32) -> u8 {
    match u8::try_from(stride) {
        Ok(0 | 1) => 0,
        Ok(width) => width,
        Err(_) => {
            let word = WORDS.iter().find(|word| stride.is_multiple_of(u32::from(**word)));
            word.copied().unwrap_or_default()
        }
    }
}

fn split<const N: usize>(raw: &[u8], out: &mut [u8]) {
    let (elements, rest) = raw.as_chunks::<N>();
    let (planes, tail) = out.split_at_mut(raw.len().saturating_sub(rest.len()));
    tail.copy_from_slice(rest);
    for (place, plane) in planes.chunks_exact_mut(elements.len().max(1)).enumerate() {
        for (element, out) in elements.iter().zip(plane) {
            *out = element.get(place).copied().unwrap_or_default();
        }
    }
}

fn join<const N: usize>(shuffled: &[u8], raw: &mut [u8]) {
    let (elements, rest) = raw.as_chunks_mut::<N>();
    let (planes, tail) = shuffled.split_at(shuffled.len().saturating_sub(rest.len()));
    rest.copy_from_slice(tail);
    for (place, plane) in planes.chunks_exact(elements.len().max(1)).enumerate() {
        for (element, byte) in elements.iter_mut().zip(plane) {
            if let Some(out) = element.get_mut(place) {
                *out = *byte;
            }
        }
    }
}

/// [`split`] for widths that no number has, at a third of its speed.
fn split_any(width: usize, raw: &[u8], out: &mut [u8]) {
    let (elements, rest) = raw.split_at(whole(raw.len(), width));
    let (planes, tail) = out.split_at_mut(elements.len());
    tail.copy_from_slice(rest);
    for (place, plane) in planes.chunks_exact_mut(plane_len(elements.len(), width)).enumerate() {
        let bytes = elements.get(place..).unwrap_or_default().iter().step_by(width);
        for (byte, out) in bytes.zip(plane) {
            *out = *byte;
        }
    }
}

fn join_any(width: usize, shuffled: &[u8], raw: &mut [u8]) {
    let (elements, rest) = raw.split_at_mut(whole(shuffled.len(), width));
    let (planes, tail) = shuffled.split_at(elements.len());
    rest.copy_from_slice(tail);
    for (place, plane) in planes.chunks_exact(plane_len(elements.len(), width)).enumerate() {
        let bytes = elements.get_mut(place..).unwrap_or_default().iter_mut().step_by(width);
        for (out, byte) in bytes.zip(plane) {
            *out = *byte;
        }
    }
}

/// Bytes of whole elements in `len`.
fn whole(len: usize, width: usize) -> usize {
    len.saturating_sub(len.checked_rem(width).unwrap_or(len))
}

fn plane_len(len: usize, width: usize) -> usize {
    len.checked_div(width).unwrap_or_default().max(1)
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::indexing_slicing,
        clippy::as_conversions,
        clippy::arithmetic_side_effects,
        reason = "a test that fails panics, and its data is its own"
    )]

    use super::*;

    #[test]
    fn bytes_of_one_place_stand_side_by_side_and_the_rest_stays_behind_them() {
        let raw = *b"a1A?b2B?c3C?xy";
        let mut out = [0; 14];
        shuffle(4, &raw, &mut out);
        assert_eq!(&out, b"abc123ABC???xy");
        shuffle(3, &raw, &mut out);
        assert_eq!(&out, b"a?B31b?CA2c?xy");
    }

    #[test]
    fn every_width_and_length_is_restored() {
        for width in 2..=u8::MAX {
            for len in (0..40).chain([255, 256, 1000]) {
                let raw: Vec<u8> = (0..len).map(|index: usize| (index * 7 % 251) as u8).collect();
                let (mut shuffled, mut restored) = (vec![0; len], vec![1; len]);
                shuffle(width, &raw, &mut shuffled);
                for (index, byte) in raw.iter().enumerate() {
                    let (element, place) = (index / usize::from(width), index % usize::from(width));
                    let elements = len / usize::from(width);
                    let at = if element < elements { place * elements + element } else { index };
                    assert_eq!(shuffled[at], *byte, "byte {index} of {len} by {width}");
                }
                unshuffle(width, &shuffled, &mut restored);
                assert_eq!(restored, raw, "{len} bytes by {width}");
            }
        }
    }

    #[test]
    fn elements_are_shuffled_whole_and_long_ones_by_the_words_they_are_made_of() {
        let cases = [(0, 0), (1, 0), (2, 2), (8, 8), (20, 20), (255, 255)];
        let long = [(256, 8), (3136, 8), (260, 4), (258, 2), (257, 0), (u32::MAX, 0)];
        for (stride, width) in cases.into_iter().chain(long) {
            assert_eq!(width_of(stride), width, "{stride}");
        }
    }
}
