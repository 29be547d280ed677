//! The bodies of the fuzz targets, over bytes that are drawn: files and schemas of programs, broken at random.
//!
//! `PERSIST_CASES` sets how many are drawn.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that fails panics")]

use std::fs;

use persist_core::Archive;
use persist_tests::support::alloc::{Counting, cost};
use persist_tests::support::craft::File;
use persist_tests::support::fuzz::{evolution, evolve, load};
use persist_tests::support::programs::{ALLOCATION, programs};
use persist_tests::support::random::{Random, break_bytes};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Cases of a plain run, of each target.
const CASES: usize = 2000;

fn cases() -> usize {
    std::env::var("PERSIST_CASES").map_or(CASES, |cases| cases.parse().expect("a number"))
}

/// Runs a target; it may take what one load may, and what planning may.
#[track_caller]
fn bounded(target: fn(&[u8]), bytes: &[u8]) {
    let ((), cost) = cost(|| target(bytes));
    let most = 3 * usize::try_from(ALLOCATION).unwrap() + (4 << 20);
    assert!(cost.peak <= most, "{cost:?} for {bytes:?}");
}

#[test]
fn files_broken_at_random() {
    let fixtures = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/v1");
    let fixtures = fs::read_dir(fixtures).unwrap().map(|entry| entry.unwrap().path());
    let golden = fixtures.filter(|path| path.extension().is_some_and(|end| end == "persist"));
    let mut files: Vec<Vec<u8>> = golden.map(|path| fs::read(path).unwrap()).collect();
    assert!(files.len() > 10);
    files.retain(|file| file.len() < 1 << 16);
    files.extend(programs().into_iter().map(|program| program.file));
    let mut random = Random(11);
    for _ in 0..cases() {
        let mut file = files.get(random.below(files.len())).unwrap().clone();
        // Behind the prefix, whose checksum is looked at first, half of the time under checksums that fit, where the
        // parts are not compressed.
        let is_compressed = Archive::from_bytes(file.as_slice())
            .is_ok_and(|archive| archive.to_string().contains("\n  compression: "));
        if is_compressed || random.below(2) == 0 {
            break_bytes(&mut file, &mut random);
        } else {
            let mut parts = File::parse(&file);
            break_bytes(&mut parts.body, &mut random);
            break_bytes(&mut parts.schema, &mut random);
            file = parts.to_bytes();
        }
        bounded(load, &file);
    }
}

#[test]
fn schemas_and_bodies_broken_at_random() {
    let parts: Vec<File> = programs().iter().map(|program| File::parse(&program.file)).collect();
    let mut random = Random(12);
    for _ in 0..cases() {
        let mut file = parts.get(random.below(parts.len())).unwrap().clone();
        let mut program = parts.get(random.below(parts.len())).unwrap().schema.clone();
        for bytes in [&mut file.schema, &mut file.body, &mut program] {
            if random.below(2) == 0 {
                break_bytes(bytes, &mut random);
            }
        }
        bounded(evolve, &evolution(&file.schema, &program, &file.body));
    }
}
