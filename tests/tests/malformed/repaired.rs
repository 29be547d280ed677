//! Damage behind checksums that fit: it gives an error or another value, and neither a panic nor a large allocation.

use std::collections::BTreeMap;

use persist_core::{Archive, Limits, LoadOptions, Persist, SaveOptions};
use persist_tests::support::alloc::cost;
use persist_tests::support::craft::File;
use persist_tests::support::model::Forest;
use persist_tests::support::random::Random;

use crate::{MAX_MEMORY, edit, is_full};

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

/// Changes one of the parts that stand behind a checksum of their own.
fn edit_part(file: &mut File, random: &mut Random) {
    let File { schema, body, shared, blocks, .. } = file;
    let mut parts = vec![schema, body];
    parts.extend(shared);
    parts.extend(blocks.iter_mut().map(|(_, bytes)| bytes));
    let part = random.below(parts.len());
    edit(parts[part], random);
}

fn edits() -> usize {
    if is_full() { 1_000_000 } else { 5000 }
}

#[test]
fn behind_checksums_that_fit_an_edit_gives_an_error_or_another_value_and_no_panic() {
    let sound = File::parse(&golden());
    let limits = Limits::new().allocation(MAX_MEMORY as u64);
    let (mut values, mut errors) = (0, BTreeMap::<String, usize>::new());
    let mut random = Random(2);
    for number in 0..edits() {
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
    assert!(values > edits() / 50, "{values} values, {errors:?}");
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
