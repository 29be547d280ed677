//! The bodies of the fuzz targets, on any toolchain: over the corpus that is kept of them, and over seeds that are broken
//! at random.
//!
//! `PERSIST_CASES` sets how many are drawn for each target; `PERSIST_SEEDS` is a folder that the seeds are written to, for
//! a fuzzer to start from.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that fails panics")]

use std::panic::{catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use std::{env, fs};

use persist_tests::support::alloc::{Counting, cost};
use persist_tests::support::fuzz::{TARGETS, Target};
use persist_tests::support::programs::ALLOCATION;
use persist_tests::support::random::{Random, break_bytes};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Cases of a plain run, of each target.
const CASES: usize = 1500;

/// Longer than any input takes, in a release build; others are slower.
const AT_ONCE: Duration = Duration::from_secs(if cfg!(debug_assertions) { 20 } else { 1 });

/// What a target may have in memory at once: what a load may, what planning may, and what its input inflates to.
const MOST: u64 = 3 * ALLOCATION + (4 << 20);

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz")
}

#[track_caller]
fn bounded(target: &Target, bytes: &[u8]) {
    let start = Instant::now();
    let ((), cost) = cost(|| (target.run)(bytes));
    let (name, took) = (target.name, start.elapsed());
    assert!(took < AT_ONCE, "{name}: {took:?} for {bytes:?}");
    assert!(cost.peak <= usize::try_from(MOST).unwrap(), "{name}: {cost:?} for {bytes:?}");
}

/// Says which input a target fell over, as libFuzzer does: by a file of it.
fn tried(target: &Target, bytes: &[u8]) {
    let run = || bounded(target, bytes);
    if let Err(panic) = catch_unwind(run) {
        let path = env::temp_dir().join(format!("finding-{}", target.name));
        fs::write(&path, bytes).unwrap();
        eprintln!("{}: the input is in {}", target.name, path.display());
        resume_unwind(panic);
    }
}

#[test]
fn inputs_that_were_kept() {
    for target in TARGETS {
        let corpus = fs::read_dir(folder().join("corpus").join(target.name)).expect(target.name);
        let mut paths: Vec<_> = corpus.map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        assert!(!paths.is_empty(), "{}", target.name);
        paths.iter().for_each(|path| bounded(target, &fs::read(path).unwrap()));
    }
}

#[test]
fn seeds_broken_at_random() {
    let cases = env::var("PERSIST_CASES").map_or(CASES, |cases| cases.parse().expect("a number"));
    if let Some(folder) = env::var_os("PERSIST_SEEDS") {
        write_seeds(Path::new(&folder));
    }
    // All of them, whatever is found.
    let fell = TARGETS.iter().filter(|target| catch_unwind(|| drawn(target, cases)).is_err());
    let fell: Vec<_> = fell.map(|target| target.name).collect();
    assert!(fell.is_empty(), "{fell:?}");
}

fn drawn(target: &Target, cases: usize) {
    let seeds = (target.seeds)();
    seeds.iter().for_each(|seed| tried(target, seed));
    let mut random = Random(11);
    for _ in 0..cases {
        let mut bytes = seeds.get(random.below(seeds.len())).unwrap().clone();
        break_bytes(&mut bytes, &mut random);
        tried(target, &bytes);
    }
}

fn write_seeds(folder: &Path) {
    for target in TARGETS {
        let folder = folder.join(target.name);
        fs::create_dir_all(&folder).unwrap();
        for (number, seed) in (target.seeds)().iter().enumerate() {
            fs::write(folder.join(format!("seed-{number}")), seed).unwrap();
        }
    }
}

#[test]
fn every_target_has_a_binary_of_its_name() {
    let manifest = fs::read_to_string(folder().join("Cargo.toml")).unwrap();
    let names: Vec<_> =
        manifest.lines().filter_map(|line| line.strip_prefix("path = \"targets/")).collect();
    let expected: Vec<_> = TARGETS.iter().map(|target| format!("{}.rs\"", target.name)).collect();
    assert_eq!(names, expected);
    for target in TARGETS {
        assert!(
            folder().join("targets").join(format!("{}.rs", target.name)).exists(),
            "{}",
            target.name
        );
    }
}
