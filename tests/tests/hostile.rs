//! Files that claim more than they hold, under checksums that fit: an error at once, and memory within the limits.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that fails panics"
)]

use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet, LinkedList, VecDeque};
use std::ffi::{CString, OsString};
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use persist_core::{Archive, ErrorKind, Limits, LoadOptions, Persist, Result, Schema, body};
use persist_tests::support::alloc::{Cost, Counting, cost};
use persist_tests::support::craft::{File, push_varint, varint};
use persist_tests::support::damage;

#[path = "hostile/shared.rs"]
mod shared;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// What the tests allow a load to allocate by the lengths in a file.
const ALLOCATION: u64 = 100_000;

/// What a load may take in all: what is promised.
const MAX_PEAK: usize = 3 * 100_000 + (1 << 20);

/// Longer than any refusal takes: a hang is what this finds.
const AT_ONCE: Duration = Duration::from_secs(2);

fn limits() -> Limits {
    Limits::new().allocation(ALLOCATION)
}

/// Runs a load that has to fail, and to fail cheaply.
#[track_caller]
fn refused<T>(what: &str, load: impl FnOnce() -> Result<T>) -> (ErrorKind, Cost) {
    let start = Instant::now();
    let (result, cost) = cost(|| load().map(drop));
    let error = result.expect_err(what);
    assert!(start.elapsed() < AT_ONCE, "{what}: {:?}, {error}", start.elapsed());
    assert!(cost.peak <= MAX_PEAK, "{what}: {cost:?}, {error}");
    let text = error.to_string();
    assert!(text.len() < 4000, "{what}: {} bytes of text", text.len());
    (error.kind(), cost)
}

#[derive(Persist, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Clone, Copy)]
struct Nothing;

#[derive(Persist, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Clone)]
enum Choice {
    Unit,
    Text(String),
}

#[derive(Persist, Debug, PartialEq, Clone)]
struct Wide {
    bytes: [[u8; 32]; 32],
    text: String,
}

/// Claims of 2^40 elements: varint(2^40) and varint(2^41), which is the head of an array in place, and that of
/// an array in a block; with nothing behind, and with some bytes.
fn claims() -> Vec<Vec<u8>> {
    let mut claims = Vec::new();
    for count in [1u128 << 40, 1 << 41, (1 << 41) | 1, (1 << 64) - 1, (1 << 65) - 1] {
        for tail in [0, 1, 64, 5000] {
            for byte in [0, 1, 0x41] {
                let mut claim = varint(count);
                claim.resize(claim.len() + tail, byte);
                claims.push(claim);
            }
        }
    }
    claims
}

/// Refuses each claim: as a bare body, and in a whole file.
fn assert_bounded<T: Persist>(name: &str, sample: &T) {
    let sound = File::parse(&persist_core::to_bytes(sample).unwrap());
    for (number, claim) in claims().into_iter().enumerate() {
        let what = format!("claim {number} of {name}");
        let file = match sound.shared {
            // The claim is that of the shared value.
            Some(_) => {
                let mut entry = varint(claim.len() as u128);
                entry.extend_from_slice(&claim);
                File { shared: Some(entry), ..sound.clone() }
            }
            None => File { body: claim.clone(), ..sound.clone() },
        };
        let bytes = file.to_bytes();
        refused(&what, || LoadOptions::new().limits(limits()).from_bytes::<T>(&bytes));
        refused(&what, || Archive::from_bytes_with(bytes.clone(), &limits())?.value());
        if sound.shared.is_none() {
            refused(&what, || body::decode::<T>(&claim));
        }
    }
}

macro_rules! claims_of {
    ($($sample:expr => $ty:ty),+ $(,)?) => {
        #[test]
        fn two_to_the_forty_elements_of_any_collection_are_refused() {
            $(assert_bounded::<$ty>(stringify!($ty), &$sample);)+
        }
    };
}

claims_of! {
    vec![1] => Vec<u8>,
    vec![1.0] => Vec<f64>,
    vec!["a".into()] => Vec<String>,
    vec![Nothing] => Vec<Nothing>,
    vec![()] => Vec<()>,
    vec![vec![()]] => Vec<Vec<()>>,
    vec![Some(Some(Some(Nothing)))] => Vec<Option<Option<Option<Nothing>>>>,
    vec![Choice::Unit] => Vec<Choice>,
    vec![Wide { bytes: [[0; 32]; 32], text: "a".into() }] => Vec<Wide>,
    vec![(1, true, 'a')] => Vec<(u64, bool, char)>,
    vec![[1; 64]] => Vec<[u64; 64]>,
    vec![Box::new(1)] => Vec<Box<u32>>,
    vec![true] => Vec<bool>,
    [1].into() => VecDeque<u8>,
    ["a".into()].into() => VecDeque<String>,
    [1].into() => LinkedList<u8>,
    [()].into() => LinkedList<()>,
    ["a".into()].into() => LinkedList<String>,
    [1].into() => BTreeSet<u8>,
    ["a".into()].into() => BTreeSet<String>,
    [()].into() => BTreeSet<()>,
    [Nothing].into() => BTreeSet<Nothing>,
    [(1, 1)].into() => BTreeMap<u8, u8>,
    [(vec![1], ())].into() => BTreeMap<Vec<u8>, ()>,
    [((), ())].into() => BTreeMap<(), ()>,
    [1].into() => HashSet<u8>,
    [()].into() => HashSet<()>,
    ["a".into()].into() => HashSet<String>,
    [Nothing].into() => HashSet<Nothing>,
    [(1, 1)].into() => HashMap<u8, u8>,
    [((), ())].into() => HashMap<(), ()>,
    [("a".into(), vec![1])].into() => HashMap<String, Vec<u8>>,
    [1].into() => BinaryHeap<u8>,
    [()].into() => BinaryHeap<()>,
    [1].into() => Box<[u8]>,
    [()].into() => Box<[()]>,
    ["a".into()].into() => Box<[String]>,
    "a".into() => String,
    "a".into() => Box<str>,
    c"a".into() => CString,
    "a".into() => PathBuf,
    "a".into() => OsString,
    [1].into() => Rc<[u8]>,
    ["a".into()].into() => Rc<[String]>,
    [()].into() => Arc<[()]>,
    "a".into() => Arc<str>,
    Rc::new(vec!["a".into()]) => Rc<Vec<String>>,
    (0..3).collect() => Vec<u128>,
    Some(vec![1]) => Option<Vec<u8>>,
    [[7; 4096]; 1].into() => Vec<[u8; 4096]>,
    (0u8, vec![Duration::ZERO]) => (u8, Vec<Duration>),
}

/// A body of `count` elements that take `bytes` each, and `T` that reads it: either too much or within bounds.
fn assert_within_limits<T: Persist>(name: &str, sample: &T, element: impl Fn(u64) -> Vec<u8>) {
    let sound = File::parse(&persist_core::to_bytes(sample).unwrap());
    for count in [10u64, 1_000, 10_000, 33_000, 49_999, 50_000, 99_999, 100_001, 300_000] {
        for head in [u128::from(count), 2 * u128::from(count)] {
            let mut body = varint(head);
            (0..count).for_each(|number| body.extend(element(number)));
            let file = File { body, ..sound.clone() }.to_bytes();
            let load = || LoadOptions::new().limits(limits()).from_bytes::<T>(&file).map(drop);
            let (result, peak) = cost(load);
            assert!(peak.peak <= MAX_PEAK, "{count} of {name}: {peak:?}, {result:?}");
        }
    }
}

/// What is different for each number, and small.
fn number(number: u64) -> Vec<u8> {
    varint(number.into())
}

#[test]
fn collections_cost_what_the_limits_allow_even_where_nodes_are_larger_than_elements() {
    let nothing = |_| Vec::new();
    let byte = |_| vec![1];
    assert_within_limits::<Vec<u8>>("Vec<u8>", &vec![1], byte);
    assert_within_limits::<Vec<()>>("Vec<()>", &vec![()], nothing);
    assert_within_limits::<LinkedList<u8>>("LinkedList<u8>", &[1].into(), byte);
    assert_within_limits::<LinkedList<()>>("LinkedList<()>", &[()].into(), nothing);
    assert_within_limits::<Vec<Box<()>>>("Vec<Box<()>>", &vec![Box::new(())], nothing);
    assert_within_limits::<Vec<Box<u8>>>("Vec<Box<u8>>", &vec![Box::new(1)], byte);
    assert_within_limits::<VecDeque<u16>>("VecDeque<u16>", &[1].into(), number);
    assert_within_limits::<BTreeSet<u32>>("BTreeSet<u32>", &[1].into(), number);
    assert_within_limits::<BTreeSet<u64>>("BTreeSet<u64>", &[1].into(), number);
    assert_within_limits::<BTreeMap<u32, ()>>("BTreeMap<u32, ()>", &[(1, ())].into(), number);
    assert_within_limits::<HashSet<u32>>("HashSet<u32>", &[1].into(), number);
    assert_within_limits::<HashSet<u16>>("HashSet<u16>", &[1].into(), number);
    assert_within_limits::<HashMap<u64, ()>>("HashMap<u64, ()>", &[(1, ())].into(), number);
    assert_within_limits::<Vec<String>>("Vec<String>", &vec!["".into()], |_| vec![0]);
    assert_within_limits::<Vec<Rc<u8>>>("Vec<Rc<u8>>", &vec![Rc::new(1)], |_| vec![0]);
    assert_within_limits::<BinaryHeap<u32>>("BinaryHeap<u32>", &[1].into(), number);
    assert_within_limits::<Vec<Choice>>("Vec<Choice>", &vec![Choice::Unit], |_| vec![0]);
}

/// A file whose value is a list of `u8` in a block, with another body or other blocks.
fn block_file(change: impl FnOnce(&mut File)) -> Vec<u8> {
    let mut file = File::parse(&persist_core::to_bytes(&vec![7u8; 5000]).unwrap());
    assert_eq!(file.blocks.len(), 1);
    change(&mut file);
    file.to_bytes()
}

#[test]
fn blocks_that_do_not_fit_their_arrays_are_refused() {
    fn head(count: u128, number: u64) -> Vec<u8> {
        [varint(count << 1 | 1), varint(number.into())].concat()
    }
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("no such block", block_file(|file| file.body = head(5000, 1))),
        ("the last number", block_file(|file| file.body = head(5000, u64::MAX))),
        ("one too many", block_file(|file| file.body = head(5001, 0))),
        ("one too few", block_file(|file| file.body = head(4999, 0))),
        ("2^40", block_file(|file| file.body = head(1 << 40, 0))),
        ("2^64 + 5000", block_file(|file| file.body = head((1 << 64) + 5000, 0))),
        ("another stride", block_file(|file| file.blocks[0].0 = 8)),
        ("a stride of 2^32 - 8", block_file(|file| file.blocks[0] = (u32::MAX, Vec::new()))),
        ("no block", block_file(|file| file.blocks.clear())),
        ("a block of nothing", block_file(|file| file.blocks[0].1.clear())),
    ];
    for (what, bytes) in cases {
        let options = LoadOptions::new().limits(limits());
        let (typed, _) = refused(what, || options.from_bytes::<Vec<u8>>(&bytes));
        let limits = Limits::new();
        let (untyped, _) = refused(what, || Archive::from_bytes_with(bytes, &limits)?.value());
        assert_eq!((typed, untyped), (ErrorKind::Damaged, ErrorKind::Damaged), "{what}");
    }
}

/// How large an element is, the file says as well.
#[test]
fn no_elements_take_no_memory_however_large_each_would_be() {
    let schema = |schema: Result<Schema>| schema.unwrap().to_bytes();
    let file = File {
        schema: schema(Schema::of::<Vec<[u16; 1 << 30]>>()),
        body: vec![1, 0],
        blocks: vec![(1 << 31, Vec::new())],
        ..File::default()
    };
    let bytes = file.to_bytes();
    let options = LoadOptions::new().limits(limits());
    let (loaded, typed) = cost(|| options.from_bytes::<Vec<Vec<u32>>>(&bytes));
    assert!(loaded.unwrap().is_empty());
    let archive = Archive::from_bytes_with(bytes, &limits()).unwrap();
    let lists = Schema::of::<Vec<Vec<u32>>>().unwrap();
    let (other, untyped) = cost(|| archive.as_schema(&lists).map(drop));
    other.unwrap();
    archive.verify_values().unwrap();
    assert!(typed.peak < MAX_PEAK && untyped.peak < MAX_PEAK, "{typed:?}, {untyped:?}");
}

#[test]
fn errors_do_not_repeat_what_the_file_holds_at_length() {
    let text = "\u{1}".repeat(50_000);
    // A key on the path of an error, and a char that is many.
    let sound = persist_core::to_bytes(&BTreeMap::from([("a".to_owned(), true)])).unwrap();
    let mut body = varint(1);
    push_varint(&mut body, text.len() as u128);
    body.extend(text.bytes());
    body.push(2);
    let bytes = File { body, ..File::parse(&sound) }.to_bytes();
    refused("a long key", || {
        LoadOptions::new().limits(limits()).from_bytes::<BTreeMap<String, bool>>(&bytes)
    });
    let sound = persist_core::to_bytes(&'a').unwrap();
    let mut body = varint(text.len() as u128);
    body.extend(text.bytes());
    let bytes = File { body, ..File::parse(&sound) }.to_bytes();
    refused("a long char", || LoadOptions::new().limits(limits()).from_bytes::<char>(&bytes));
    refused("a long char", || Archive::from_bytes_with(bytes.clone(), &limits())?.value());
}

/// Whoever reads it, and whoever passes over it.
#[test]
fn an_array_of_another_length_than_its_type_says_is_damage() {
    type Row = ([f64; 600], u8);
    let mut file = File::parse(&persist_core::to_bytes(&([0.5; 600], 7u8)).unwrap());
    // Two elements.
    file.body = [&[4][..], &[0; 16], &[7]].concat();
    let bytes = file.to_bytes();
    let archive = Archive::from_bytes(bytes.clone()).unwrap();
    let wider = Schema::of::<([f64; 600], u16)>().unwrap();
    let ways = [
        ("its type", Row::from_bytes(&bytes).map(drop)),
        ("a type of other fields", <([f64; 600], u16)>::from_bytes(&bytes).map(drop)),
        ("a schema", archive.as_schema(&wider).map(drop)),
        ("a tree", archive.value().map(drop)),
        ("the values", archive.verify_values()),
        ("all arrays", archive.arrays().map(drop)),
        ("a path", archive.get::<[f64; 600]>("[0]").map(drop)),
        ("a path behind it", archive.get::<u8>("[1]").map(drop)),
        ("an outline", archive.outline().map(drop)),
    ];
    damage::all_say("2 elements are claimed of an array of 600", ways);
}

/// Whoever reads it, with its type or without.
#[test]
fn a_key_that_is_there_twice_is_damage() {
    type Table = (BTreeMap<u16, bool>, u8);
    let mut file =
        File::parse(&persist_core::to_bytes(&(BTreeMap::from([(7u16, true)]), 7u8)).unwrap());
    file.body = vec![2, 7, 1, 7, 0, 7];
    let bytes = file.to_bytes();
    let archive = Archive::from_bytes(bytes.clone()).unwrap();
    let same = archive.schema().clone();
    let wider = Schema::of::<(BTreeMap<u32, bool>, u8)>().unwrap();
    let ways = [
        ("its type", Table::from_bytes(&bytes).map(drop)),
        ("its schema", archive.as_schema(&same).map(drop)),
        ("another schema", archive.as_schema(&wider).map(drop)),
        ("a tree", archive.value().map(drop)),
        ("the values", archive.verify_values()),
    ];
    damage::all_say("the same key as one before it", ways);
}
