//! What is done to the bytes of a file: the same to those of each format, in cases that are known by their numbers.

use super::formats::Format;

/// A way to damage a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Corpus {
    /// Not at all: for files that are hostile as they are.
    Whole,
    /// Each bit.
    Flips,
    /// Each run of one to nine bytes, overwritten with 0xFF.
    Windows,
    /// Each length that is shorter.
    Cuts,
    /// Up to 4096 bytes behind the end: zeros, 0xFF, the file's own beginning.
    Longer,
    /// A length that no file has, in each place: over as many bytes as it takes, and over one.
    Lies,
    /// The same over as many bytes, with checksums that fit: no value is wrong then, as another file was made.
    Crafted,
}

impl Corpus {
    /// What is done to a file that was sound.
    pub const ALL: [Corpus; 6] = [
        Corpus::Flips,
        Corpus::Windows,
        Corpus::Cuts,
        Corpus::Longer,
        Corpus::Lies,
        Corpus::Crafted,
    ];

    /// How many cases there are for a file.
    pub fn count(self, file: &[u8], format: &Format) -> usize {
        let len = file.len();
        match self {
            Corpus::Whole => 1,
            Corpus::Flips => len * 8,
            Corpus::Windows => len * WINDOW,
            Corpus::Cuts => len,
            Corpus::Longer => LONGER.len() * FILLERS,
            Corpus::Lies => len * (format.lies)().len() * 2,
            Corpus::Crafted if (format.seals)(file).is_empty() => 0,
            Corpus::Crafted => len * (format.lies)().len(),
        }
    }

    /// The damaged file of a case; `None` where the case is none, as it changes nothing or has no room.
    pub fn case(self, number: usize, file: &[u8], format: &Format) -> Option<Vec<u8>> {
        let mut bytes = file.to_vec();
        match self {
            Corpus::Whole => return Some(bytes),
            Corpus::Flips => bytes[number / 8] ^= 1 << (number % 8),
            Corpus::Windows => {
                let start = number / WINDOW;
                bytes.get_mut(start..=start + number % WINDOW)?.fill(0xff);
            }
            Corpus::Cuts => bytes.truncate(number),
            Corpus::Longer => {
                let more = (0..LONGER[number / FILLERS]).map(|place| match number % FILLERS {
                    0 => 0,
                    1 => 0xff,
                    _ => file[place % file.len()],
                });
                bytes.extend(more);
            }
            Corpus::Lies => {
                let (start, lie) = lie(number / 2, format);
                let len = if number.is_multiple_of(2) { lie.len() } else { 1 };
                bytes.get(start..start + len)?;
                bytes.splice(start..start + len, lie);
            }
            Corpus::Crafted => {
                let (start, lie) = lie(number, format);
                bytes.get_mut(start..start + lie.len())?.copy_from_slice(&lie);
                for seal in (format.seals)(file) {
                    seal.mend(&mut bytes);
                }
            }
        }
        (bytes != file).then_some(bytes)
    }
}

/// Bytes of the longest window.
const WINDOW: usize = 9;
/// How many bytes files get longer by.
const LONGER: [usize; 12] = [1, 2, 3, 4, 7, 8, 16, 63, 64, 100, 1000, 4096];
const FILLERS: usize = 3;

/// The place and the bytes of a lie.
fn lie(number: usize, format: &Format) -> (usize, Vec<u8>) {
    let mut lies = (format.lies)();
    let count = lies.len();
    (number / count, lies.swap_remove(number % count))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::damage::{Verdict, subjects};

    #[test]
    fn cases_are_damaged_files_and_no_file_of_ours_is_taken_for_another() {
        let subjects = subjects();
        let format = &subjects[0].formats[0];
        let file = (format.write)();
        for corpus in Corpus::ALL {
            let cases = (0..corpus.count(&file, format)).step_by(37);
            let cases: Vec<_> = cases.filter_map(|case| corpus.case(case, &file, format)).collect();
            assert!(!cases.is_empty() && !cases.contains(&file), "{corpus:?}");
            assert_eq!(cases.iter().collect::<HashSet<_>>().len(), cases.len(), "{corpus:?}");
            let wrong = cases.iter().filter(|case| (format.read)(case) == Verdict::Wrong).count();
            assert!(wrong == 0 || corpus == Corpus::Crafted, "{corpus:?}: {wrong} wrong values");
        }
    }
}
