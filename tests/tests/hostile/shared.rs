//! Shared values: a few bytes that refer to many, and entries of a section that nobody refers to.

use std::rc::Rc;
use std::time::Instant;

use persist_core::{Archive, ErrorKind, LoadOptions, Persist};
use persist_tests::support::alloc::cost;
use persist_tests::support::craft::{File, push_varint, varint};

use super::{AT_ONCE, MAX_PEAK, limits, refused};

#[derive(Persist, Debug, Default)]
struct Links {
    next: Vec<Rc<Links>>,
}

/// A file of `Links` whose body is `links`, and whose shared values are `entries`.
fn links(links: &[u64], entries: &[Vec<u64>]) -> Vec<u8> {
    fn list(numbers: &[u64]) -> Vec<u8> {
        let mut bytes = varint(numbers.len() as u128);
        numbers.iter().for_each(|number| push_varint(&mut bytes, (*number).into()));
        bytes
    }
    let sound = persist_core::to_bytes(&Links { next: vec![Rc::default()] }).unwrap();
    let mut shared = Vec::new();
    for entry in entries {
        let bytes = list(entry);
        push_varint(&mut shared, bytes.len() as u128);
        shared.extend(bytes);
    }
    File { body: list(links), shared: Some(shared), ..File::parse(&sound) }.to_bytes()
}

#[test]
fn shared_values_that_contain_themselves_or_are_not_there_are_refused() {
    let cases = [
        ("itself", links(&[0], &[vec![0]])),
        ("each other", links(&[0], &[vec![1], vec![0]])),
        ("itself at the end of a chain", links(&[0], &[vec![1], vec![2], vec![3], vec![1]])),
        ("no such entry", links(&[1], &[vec![]])),
        ("no such entry in an entry", links(&[0], &[vec![7]])),
        ("the last number", links(&[u64::MAX], &[vec![]])),
    ];
    for (what, bytes) in cases {
        let (kind, _) =
            refused(what, || LoadOptions::new().limits(limits()).from_bytes::<Links>(&bytes));
        assert_eq!(kind, ErrorKind::Damaged, "{what}");
    }
}

#[test]
fn two_to_the_hundredth_references_take_a_hundred_entries() {
    let mut entries: Vec<Vec<u64>> = (1..=100).map(|next| vec![next, next]).collect();
    entries.push(Vec::new());
    let bytes = links(&[0, 0], &entries);
    let start = Instant::now();
    let (loaded, typed) = cost(|| LoadOptions::new().limits(limits()).from_bytes::<Links>(&bytes));
    let mut at = loaded.unwrap();
    let mut levels = 0;
    while let [one, other] = &at.next[..] {
        assert!(Rc::ptr_eq(one, other));
        levels += 1;
        at = Links { next: one.next.clone() };
    }
    assert_eq!(levels, 101);
    let archive = Archive::from_bytes_with(bytes, &limits().allocation(1 << 20)).unwrap();
    let (value, untyped) = cost(|| archive.value().map(drop));
    value.unwrap();
    assert!(typed.peak < MAX_PEAK && untyped.peak < 4 << 20, "{typed:?}, {untyped:?}");
    assert!(start.elapsed() < AT_ONCE);
}

#[test]
fn a_section_of_a_million_empty_shared_values_is_within_the_limits() {
    let sound = persist_core::to_bytes(&Links { next: vec![Rc::default()] }).unwrap();
    let shared = Some(vec![0; 1_000_000]);
    let bytes = File { shared, ..File::parse(&sound) }.to_bytes();
    let (kind, _) =
        refused("a million", || LoadOptions::new().limits(limits()).from_bytes::<Links>(&bytes));
    assert_eq!(kind, ErrorKind::Limit);
    // Bodies that refer to many of them: each costs more than its bytes.
    let count = 30_000;
    let mut shared = Vec::new();
    (0..count).for_each(|_| shared.extend([1, 0]));
    let mut body = varint(count);
    (0..count).for_each(|number| push_varint(&mut body, number));
    let bytes = File { shared: Some(shared), body, ..File::parse(&sound) }.to_bytes();
    let load = || LoadOptions::new().limits(limits()).from_bytes::<Links>(&bytes).map(drop);
    let (result, peak) = cost(load);
    assert!(peak.peak <= MAX_PEAK, "{peak:?}, {result:?}");
}

/// The list of entries takes of what the value may take.
#[test]
fn shared_values_that_nothing_refers_to_are_charged() {
    type Held = (Vec<u8>, Rc<u8>);
    let sound = persist_core::to_bytes(&(vec![7u8], Rc::new(7u8))).unwrap();
    let body = [varint(2 * 60_000), vec![7; 60_000], vec![0]].concat();
    let file = |entries: usize| {
        let shared = Some([1, 0].repeat(entries));
        File { shared, body: body.clone(), ..File::parse(&sound) }.to_bytes()
    };
    let options = LoadOptions::new().limits(limits());
    assert!(options.from_bytes::<Held>(&file(40)).is_ok());
    let (kind, _) = refused("many entries", || options.from_bytes::<Held>(&file(4000)));
    assert_eq!(kind, ErrorKind::Limit);
}
