//! Damaged files: each gives an error that says where, and none a wrong value, a panic or a large allocation.
//!
//! Every golden file is damaged in every way of the table of goals in turn. A plain run takes all places of the small
//! files and some of the others; `PERSIST_FULL=1 cargo test --release -p persist-tests --test malformed` takes all of
//! them, but some of files beyond 64 KiB, and a million random edits of each file.

#![allow(
    dead_code,
    unsafe_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::ptr_arg,
    reason = "a test that fails panics, and uses a part of what golden files are made of"
)]

#[path = "golden"]
mod golden {
    pub(crate) mod crates;
    pub(crate) mod features;
    pub(crate) mod files;
    pub(crate) mod made;
    pub(crate) mod values;
}

#[path = "malformed"]
mod malformed {
    mod lengths;
    pub(crate) mod patient;
    mod repaired;
}

use std::fs;

use persist_tests::support::alloc::Counting;
use persist_tests::support::random::Random;

use golden::files::From;
use malformed::patient::{Patient, assert_placed, patients};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Most that a damaged file of a kilobyte may allocate at once, or in one piece. Larger ones may take twice what they
/// take when they are sound, and an error.
const MAX_MEMORY: usize = 1 << 20;

/// Most that an error takes, with what it says.
const MAX_ERROR: usize = 1 << 12;

/// Longest run of bytes that is overwritten: one more than a checksum has.
const WINDOW: usize = 9;

fn is_full() -> bool {
    std::env::var_os("PERSIST_FULL").is_some()
}

/// What came of all files.
fn tell(what: &str, patients: &[Patient]) {
    let count: usize = patients.iter().map(|patient| patient.count).sum();
    let unseen: usize = patients.iter().map(|patient| patient.unseen).sum();
    println!(
        "{what}: {count} of {} files, all found; {unseen} in probes, which a load does not read",
        patients.len()
    );
    assert!(count > 1000 * usize::from(!is_full()));
}

#[test]
fn every_flipped_bit_is_found_and_named() {
    let mut patients = patients();
    for patient in &mut patients {
        let mut bytes = patient.sound.clone();
        for place in patient.places() {
            let bits =
                if is_full() || !patient.is_heavy() { 0..8 } else { place % 8..place % 8 + 1 };
            for bit in bits {
                bytes[place] ^= 1 << bit;
                patient.damaged(&bytes, place..place + 1, &|| format!("bit {bit} of byte {place}"));
                bytes[place] ^= 1 << bit;
            }
        }
    }
    tell("flipped bits", &patients);
}

#[test]
fn every_window_of_ones_is_found_and_named() {
    let mut patients = patients();
    for patient in &mut patients {
        let mut bytes = patient.sound.clone();
        for start in patient.places() {
            // Of the lengths, a plain run takes the least and the most.
            for len in (1..=WINDOW).step_by(if is_full() { 1 } else { WINDOW - 1 }) {
                let window = start..(start + len).min(bytes.len());
                bytes[window.clone()].fill(0xff);
                patient.damaged(&bytes, window.clone(), &|| format!("ones in {window:?}"));
                bytes[window.clone()].copy_from_slice(&patient.sound[window]);
            }
        }
    }
    tell("windows of ones", &patients);
}

/// Changes some bytes: some other value, a run, a piece moved, cut out or doubled.
fn edit(bytes: &mut Vec<u8>, random: &mut Random) {
    for _ in 0..=random.below(3) {
        // All may have been cut out.
        if bytes.is_empty() {
            return;
        }
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

/// Edits of each file.
fn edits(patient: &Patient) -> usize {
    match (is_full(), patient.is_heavy()) {
        (true, false) => 1_000_000,
        (true, true) => 100_000,
        (false, false) => 300,
        (false, true) => 10,
    }
}

#[test]
fn random_edits_are_found_and_named() {
    let mut patients = patients();
    for (seed, patient) in (1..).zip(&mut patients) {
        let mut random = Random(seed);
        let (len, mut bytes) = (patient.sound.len(), Vec::new());
        for number in 0..edits(patient) {
            bytes.clone_from(&patient.sound);
            edit(&mut bytes, &mut random);
            match bytes.len() == len {
                true => patient.damaged(&bytes, 0..len, &|| format!("edit {number}")),
                false => patient.of_another_length(&bytes, &|| format!("edit {number}")),
            }
        }
    }
    tell("random edits", &patients);
}

#[test]
fn files_on_disk_and_streams_give_the_same_errors_as_bytes_in_memory() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.persist");
    for patient in patients() {
        let mut bytes = patient.sound.clone();
        let places = patient.places();
        for (number, place) in places.iter().step_by((places.len() / 16) | 1).enumerate() {
            bytes[*place] ^= 1 << (number % 8);
            fs::write(&path, &bytes).unwrap();
            let load = |from| {
                patient.golden.load(from).err().map(|error| (error.kind(), error.to_string()))
            };
            let in_memory = load(From::Bytes(&bytes));
            let name = patient.golden.name;
            assert_eq!(load(From::Stream(&bytes)), in_memory, "{name}, byte {place}");
            for from in [From::Path(&path), From::Mapped(&path)] {
                let on_disk = load(from).map(|(kind, text)| {
                    let (action, text) = text.split_once("`: ").unwrap();
                    assert!(action.starts_with("cannot load `"), "{action}");
                    (kind, text.to_owned())
                });
                assert_eq!(on_disk, in_memory, "{name}, byte {place}");
            }
            bytes[*place] = patient.sound[*place];
        }
    }
}
