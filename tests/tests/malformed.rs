//! Damaged files: each gives an error that says where, and none a wrong value, a panic or a large allocation.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that fails panics"
)]

use std::collections::BTreeMap;
use std::fmt::Debug;

use persist_core::{Archive, ErrorKind, Limits, LoadOptions, Persist, Result, SaveOptions, Value};
use persist_tests::support::alloc::{Counting, cost};
use persist_tests::support::craft::File;
use persist_tests::support::model::Forest;
use persist_tests::support::random::Random;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Set to run a million random edits in place of twenty thousand.
const ALL: &str = "PERSIST_ALL_EDITS";

/// Most that a damaged file of a kilobyte may allocate at once, or in one piece.
const MAX_MEMORY: usize = 1 << 20;

/// A file of about a kilobyte with all kinds of sections.
fn golden() -> Vec<u8> {
    let options = SaveOptions::new()
        .block_threshold(64)
        .producer("forest-trainer", "0.9.1")
        .metadata("data", "iris, 150 rows");
    let bytes = options.to_bytes(&Forest::small()).unwrap();
    assert!((900..1400).contains(&bytes.len()), "{} bytes", bytes.len());
    let parts = File::parse(&bytes);
    assert_eq!((parts.shared.is_some(), parts.blocks.len()), (true, 1));
    bytes
}

/// What came of a number of damaged files.
#[derive(Debug, Default, PartialEq)]
struct Tally {
    errors: BTreeMap<String, usize>,
    same: usize,
}

impl Tally {
    /// Counts a result, which may be an error that says where, or the value that was saved.
    fn count<T: PartialEq + Debug>(&mut self, result: Result<T>, saved: &T, what: &str) {
        match result {
            Ok(value) => {
                assert_eq!(&value, saved, "a wrong value of {what}");
                self.same += 1;
            }
            Err(error) => {
                let text = error.to_string();
                let is_placed = error.offset().is_some()
                    || error.kind() == ErrorKind::NotPersist
                    || text.contains("the file is empty");
                assert!(is_placed, "{what}: no place in `{text}`");
                assert!(text.len() < 1000, "{what}: {text}");
                *self.errors.entry(format!("{:?}", error.kind())).or_default() += 1;
            }
        }
    }

    fn total(&self) -> usize {
        self.same + self.errors.values().sum::<usize>()
    }

    /// All of the files gave an error of this kind.
    fn assert_all(&self, kind: ErrorKind, count: usize) {
        let expected = Tally { errors: [(format!("{kind:?}"), count)].into(), same: 0 };
        assert_eq!(*self, expected);
    }
}

/// Loads a file as the type that it was saved from, and counts what comes of it.
fn load(tally: &mut Tally, bytes: &[u8], saved: &Forest, what: &str) {
    let (result, cost) = cost(|| Forest::from_bytes(bytes));
    assert!(cost.peak <= MAX_MEMORY && cost.largest <= MAX_MEMORY, "{what}: {cost:?}");
    tally.count(result, saved, what);
}

/// Every file that differs from the golden one in a single bit.
fn flips(golden: &[u8]) -> impl Iterator<Item = (Vec<u8>, String)> {
    (0..golden.len() * 8).map(|bit| {
        let mut bytes = golden.to_vec();
        bytes[bit / 8] ^= 1 << (bit % 8);
        (bytes, format!("bit {} of byte {}", bit % 8, bit / 8))
    })
}

#[test]
fn every_flipped_bit_is_found() {
    let (golden, saved) = (golden(), Forest::small());
    let mut tally = Tally::default();
    for (bytes, what) in flips(&golden) {
        load(&mut tally, &bytes, &saved, &what);
    }
    tally.assert_all(ErrorKind::Damaged, golden.len() * 8);
}

#[test]
fn every_truncation_is_found() {
    let (golden, saved) = (golden(), Forest::small());
    let mut tally = Tally::default();
    for len in 0..golden.len() {
        load(&mut tally, &golden[..len], &saved, &format!("the first {len} bytes"));
    }
    tally.assert_all(ErrorKind::Damaged, golden.len());
}

#[test]
fn every_appended_length_is_found() {
    let (golden, saved) = (golden(), Forest::small());
    let mut tally = Tally::default();
    for byte in [0, 0xff] {
        let mut bytes = golden.clone();
        for len in 1..=4096 {
            bytes.push(byte);
            load(&mut tally, &bytes, &saved, &format!("{len} times {byte} behind the end"));
        }
    }
    tally.assert_all(ErrorKind::Damaged, 2 * 4096);
}

#[test]
fn every_window_of_ones_is_found() {
    let (golden, saved) = (golden(), Forest::small());
    let mut tally = Tally::default();
    let mut count = 0;
    for len in 1..=9 {
        for start in 0..=golden.len() - len {
            let mut bytes = golden.clone();
            bytes[start..start + len].fill(0xff);
            count += 1;
            load(&mut tally, &bytes, &saved, &format!("{len} bytes of ones from {start} on"));
        }
    }
    // The magic alone may be lost so far that nobody can tell what the file was.
    let lost = tally.errors.remove("NotPersist").unwrap_or_default();
    assert!(lost < 100, "{lost}");
    tally.assert_all(ErrorKind::Damaged, count - lost);
}

/// Changes some bytes: some other value, a run, a piece moved, cut out or doubled.
fn edit(bytes: &mut Vec<u8>, random: &mut Random) {
    for _ in 0..=random.below(3) {
        let (at, other) = (random.below(bytes.len()), random.below(bytes.len()));
        let len = random.below(16).min(bytes.len() - at.max(other));
        match random.below(6) {
            0 => bytes[at] = random.byte(),
            1 => bytes[at] ^= 1 << random.below(8),
            2 => (0..len).for_each(|index| bytes[at + index] = random.byte()),
            3 => bytes.copy_within(at..at + len, other),
            4 => drop(bytes.drain(at..at + len)),
            _ => {
                let piece = bytes[at..at + len].to_vec();
                bytes.splice(other..other, piece);
            }
        }
    }
}

fn edits() -> usize {
    if std::env::var_os(ALL).is_some() { 1_000_000 } else { 20_000 }
}

#[test]
fn random_edits_are_found() {
    let (golden, saved) = (golden(), Forest::small());
    let mut tally = Tally::default();
    let mut random = Random(1);
    for number in 0..edits() {
        let mut bytes = golden.clone();
        edit(&mut bytes, &mut random);
        let same = bytes == golden;
        let before = tally.same;
        load(&mut tally, &bytes, &saved, &format!("edit {number}"));
        assert_eq!(tally.same > before, same, "edit {number} is not noticed");
    }
    assert_eq!(tally.total(), edits());
    let kinds: Vec<&str> = tally.errors.keys().map(String::as_str).collect();
    assert_eq!(kinds, ["Damaged", "NotPersist"], "{tally:?}");
}

#[test]
fn files_on_disk_and_streams_give_the_same_errors_as_bytes_in_memory() {
    let (golden, saved) = (golden(), Forest::small());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.persist");
    let (mut tally, mut count) = (Tally::default(), 0);
    for (bytes, what) in flips(&golden).step_by(41) {
        std::fs::write(&path, &bytes).unwrap();
        let (result, cost) = cost(|| Forest::load(&path));
        assert!(cost.peak <= MAX_MEMORY, "{what}: {cost:?}");
        let (on_disk, in_memory) = (result.unwrap_err(), Forest::from_bytes(&bytes).unwrap_err());
        let text = on_disk.to_string();
        assert!(text.ends_with(&in_memory.to_string()), "{what}: {text} and {in_memory}");
        assert!(text.starts_with("cannot load `"), "{text}");
        tally.count(Err(on_disk), &saved, &what);
        let stream = Forest::read_from(&bytes[..]).unwrap_err();
        assert_eq!(stream.kind(), in_memory.kind(), "{what}: {stream} and {in_memory}");
        count += 1;
    }
    tally.assert_all(ErrorKind::Damaged, count);
}

#[test]
fn archives_find_what_loads_find() {
    let golden = golden();
    let saved: Value = Archive::from_bytes(golden.clone()).unwrap().value().unwrap();
    let (mut values, mut verified, mut count) = (Tally::default(), Tally::default(), 0);
    for (bytes, what) in flips(&golden).step_by(3) {
        let ((value, verify), cost) = cost(|| match Archive::from_bytes(bytes) {
            Ok(archive) => (archive.value(), archive.verify()),
            Err(error) => (Err(error), Ok(())),
        });
        assert!(cost.peak <= MAX_MEMORY, "{what}: {cost:?}");
        values.count(value, &saved, &what);
        verified.count(verify, &(), &what);
        count += 1;
    }
    values.assert_all(ErrorKind::Damaged, count);
    assert!(verified.errors["Damaged"] > count / 4, "{verified:?}");
}

/// Changes one of the parts that stand behind a checksum of their own.
fn edit_part(file: &mut File, random: &mut Random) {
    let File { schema, body, shared, blocks, .. } = file;
    let mut parts = vec![schema, body];
    parts.extend(shared);
    parts.extend(blocks.iter_mut().map(|(_, bytes)| bytes));
    let part = random.below(parts.len());
    edit(parts[part], random);
}

#[test]
fn behind_checksums_that_fit_an_edit_gives_an_error_or_another_value_and_no_panic() {
    let sound = File::parse(&golden());
    let limits = Limits::new().allocation(MAX_MEMORY as u64);
    let (mut values, mut errors) = (0, BTreeMap::<String, usize>::new());
    let mut random = Random(2);
    for number in 0..edits() / 4 {
        let mut file = sound.clone();
        edit_part(&mut file, &mut random);
        let bytes = file.to_bytes();
        let (results, cost) = cost(|| {
            let typed = LoadOptions::new().limits(limits).from_bytes::<Forest>(&bytes).map(drop);
            let archive = Archive::from_bytes_with(bytes.clone(), &limits);
            let untyped = archive.and_then(|archive| archive.value()).map(drop);
            [typed, untyped]
        });
        assert!(cost.peak <= 2 * MAX_MEMORY, "edit {number}: {cost:?}");
        for result in results {
            match result {
                Ok(()) => values += 1,
                Err(error) => {
                    assert!(error.to_string().len() < 10_000, "edit {number}: {error}");
                    *errors.entry(format!("{:?}", error.kind())).or_default() += 1;
                }
            }
        }
    }
    // Every kind is met: the edits reach all that stands behind the checksums.
    assert!(values > edits() / 200, "{values} values, {errors:?}");
    let kinds: Vec<&str> = errors.keys().map(String::as_str).collect();
    assert_eq!(kinds, ["Damaged", "Limit", "Schema", "Unsupported"], "{values}, {errors:?}");
}

#[test]
fn the_golden_file_itself_is_sound() {
    let (golden, saved) = (golden(), Forest::small());
    assert_eq!(Forest::from_bytes(&golden).unwrap(), saved);
    Archive::from_bytes(golden.clone()).unwrap().verify().unwrap();
    // The builder of the tests and the library agree on every byte.
    assert_eq!(File::parse(&golden).to_bytes(), golden);
}
