//! Files that no save writes: errors at once, within the limits, and no panic.

use std::collections::BTreeMap;
use std::rc::{Rc, Weak};
use std::time::{Duration, Instant};

use persist_core::{Archive, ErrorKind, Limits, LoadOptions, Persist, Schema};
use persist_tests::support::craft::{File, push_varint};
use persist_tests::support::damage;

use super::Key;

#[derive(Persist)]
struct Bomb {
    weak: Vec<Weak<Bomb>>,
    held: Vec<Rc<Bomb>>,
}

type Pair = (Weak<Bomb>, Vec<Rc<Bomb>>);

/// The pointers of a value, by number.
type Pointers<'a> = (&'a [u128], &'a [u128]);

fn pointers((weak, held): Pointers<'_>) -> Vec<u8> {
    let mut bytes = Vec::new();
    push_varint(&mut bytes, weak.len() as u128);
    weak.iter().for_each(|number| push_varint(&mut bytes, number + 1));
    push_varint(&mut bytes, held.len() as u128);
    held.iter().for_each(|number| push_varint(&mut bytes, *number));
    bytes
}

fn file<T: Persist>(body: Vec<u8>, entries: &[Vec<u8>]) -> Vec<u8> {
    let mut shared = Vec::new();
    for entry in entries {
        push_varint(&mut shared, entry.len() as u128);
        shared.extend(entry);
    }
    let schema = Schema::of::<T>().unwrap().to_bytes();
    File { schema, body, shared: Some(shared), ..File::default() }.to_bytes()
}

/// A body of one weak pointer and one that holds, and these entries.
fn load(body: &[u8], entries: &[Pointers<'_>]) -> persist_core::Result<Pair> {
    let entries: Vec<_> = entries.iter().map(|entry| pointers(*entry)).collect();
    let bytes = file::<Pair>(body.to_vec(), &entries);
    let archive = Archive::from_bytes(bytes.clone()).unwrap();
    // Without types as well, whatever comes of it.
    let _ = archive.value().map(|value| value.to_string());
    let _ = archive.as_schema(&Schema::of::<Pair>().unwrap());
    Pair::from_bytes(&bytes)
}

#[test]
fn numbers_that_no_save_writes_are_refused() {
    let empty: Pointers<'_> = (&[], &[]);
    let cases: &[(&str, &[u8], &[Pointers<'_>], &str)] = &[
        ("beyond the entries", &[2, 0], &[empty], "shared value 1"),
        (
            "a number of ten bytes",
            &[255, 255, 255, 255, 255, 255, 255, 255, 255, 1, 0],
            &[empty],
            "shared value",
        ),
        (
            "beyond 64 bits",
            &[255, 255, 255, 255, 255, 255, 255, 255, 255, 2, 0],
            &[empty],
            "too many bits",
        ),
        ("a longer form", &[128, 0, 0], &[empty], "shortest form"),
        ("a value that holds itself", &[0, 1, 0], &[(&[], &[0])], "contains itself"),
        ("two that hold each other", &[0, 1, 0], &[(&[], &[1]), (&[], &[0])], "contains itself"),
        (
            "by a weak pointer and back",
            &[0, 2, 0, 1],
            &[(&[1], &[]), (&[], &[0])],
            "contains itself",
        ),
        ("beyond them within an entry", &[0, 1, 0], &[(&[7], &[])], "shared value 7"),
    ];
    for (what, body, entries, says) in cases {
        let error = load(body, entries).map(drop).expect_err(what);
        assert_eq!(error.kind(), ErrorKind::Damaged, "{what}: {error}");
        assert!(error.to_string().contains(says), "{what}: {error}");
    }
}

#[test]
fn an_entry_that_nothing_holds_is_gone_when_the_load_ends() {
    let (weak, held) = load(&[1, 0], &[(&[], &[])]).unwrap();
    assert!(weak.upgrade().is_none() && held.is_empty());
    // As is one that nothing points at either.
    let (weak, _) = load(&[0, 0], &[(&[], &[]), (&[0, 1], &[])]).unwrap();
    assert!(weak.upgrade().is_none());
    // Whatever it is, as nobody reads it.
    assert!(load(&[1, 0], &[(&[9], &[0, 0])]).unwrap().0.upgrade().is_none());
    // It may point at itself, and at others.
    let (weak, held) = load(&[1, 1, 1], &[(&[0, 1], &[1]), (&[0, 1], &[])]).unwrap();
    assert!(weak.upgrade().is_none());
    assert!(held[0].weak[0].upgrade().is_none());
    assert!(Rc::ptr_eq(&held[0].weak[1].upgrade().unwrap(), &held[0]));
}

#[test]
fn a_weak_pointer_reads_what_it_points_at_as_its_own_type_says() {
    // The number is that of a string: as a list of numbers, its bytes are other values or none.
    type Lie = (Rc<String>, Weak<Vec<u16>>);
    let entry = [vec![4], b"\x80\x80\x80\x80".to_vec()].concat();
    let error = Lie::from_bytes(&file::<Lie>(vec![0, 1], &[entry])).map(drop).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Damaged);
    let entry = [vec![2], b"ab".to_vec()].concat();
    let (text, weak) = Lie::from_bytes(&file::<Lie>(vec![0, 1], &[entry])).unwrap();
    assert!(*text == "ab" && weak.upgrade().is_none(), "nothing holds a list");
}

/// Runs a load that must not take long, whatever comes of it.
fn at_once<T>(what: &str, load: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let result = load();
    assert!(start.elapsed() < Duration::from_secs(20), "{what}: {:?}", start.elapsed());
    result
}

#[test]
fn bombs_take_no_longer_than_their_bytes() {
    const LEVELS: u128 = 200;
    // Each value holds the next one twice, and points at all around it: 2^200 values, were they not shared.
    let all: Vec<u128> = (0..LEVELS).collect();
    let doubled: Vec<_> = (0..LEVELS - 1)
        .map(|level| pointers((&all, &[level + 1, level + 1])))
        .chain([pointers((&all, &[]))])
        .collect();
    let bytes = file::<Pair>(vec![1, 1, 0], &doubled);
    at_once("doubled", || {
        let (weak, held) = Pair::from_bytes(&bytes).unwrap();
        assert!(Rc::ptr_eq(&weak.upgrade().unwrap(), &held[0]));
        let text = Archive::from_bytes(bytes.clone()).unwrap().value();
        drop(text);
    });
    // Each points at the next twice, and holds none: to follow them goes deeper than is allowed.
    let chain: Vec<_> = (0..5000)
        .map(|number| pointers((&[number + 1, number + 1], &[])))
        .chain([pointers((&[], &[]))])
        .collect();
    let bytes = file::<Pair>(vec![1, 0], &chain);
    assert!(at_once("nothing is held", || Pair::from_bytes(&bytes)).is_ok());
    let body = pointers((&[], &(0..=5000).collect::<Vec<_>>()));
    let bytes = file::<Pair>(body, &chain);
    let error = at_once("chain", || Pair::from_bytes(&bytes).map(drop).unwrap_err());
    assert_eq!(error.kind(), ErrorKind::Limit);
    assert!(error.to_string().contains("Limits::depth"), "{error}");
}

#[test]
fn memory_stays_within_the_limits_though_values_are_read_twice() {
    let wide: Vec<u128> = (1..2000).collect();
    let mut entries = vec![pointers((&[0], &wide))];
    entries.extend(wide.iter().map(|number| pointers((&[0, *number], &[]))));
    let bytes = file::<Pair>(vec![1, 1, 0], &entries);
    assert!(Pair::from_bytes(&bytes).is_ok());
    let small = LoadOptions::new().limits(Limits::new().allocation(200_000));
    let error = small.from_bytes::<Pair>(&bytes).map(drop).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Limit);
}

/// Nobody reads what it points at, and everybody sees that it is not there.
#[test]
fn a_pointer_at_a_value_that_is_not_there_is_damage_whoever_reads_it() {
    type Held = (Weak<u8>, Rc<u8>);
    let bytes = file::<Held>(vec![8, 0], &[vec![7]]);
    let archive = Archive::from_bytes(bytes.clone()).unwrap();
    let wider = Schema::of::<(Weak<u16>, Rc<u16>)>().unwrap();
    let ways = [
        ("its type", Held::from_bytes(&bytes).map(drop)),
        ("its schema", archive.as_schema(archive.schema()).map(drop)),
        ("another schema", archive.as_schema(&wider).map(drop)),
        ("a tree", archive.value().map(drop)),
        ("the values", archive.verify_values()),
        ("a path", archive.value_at("[0]").map(drop)),
    ];
    damage::all_say("shared value 7 is claimed", ways);
}

/// Inside keys, no save writes a pointer.
#[test]
fn a_pointer_in_a_key_is_damage_whoever_reads_it() {
    type Keyed = (BTreeMap<Key, ()>, Rc<u8>);
    let bytes = file::<Keyed>(vec![1, 3, 1, 0], &[vec![7]]);
    let archive = Archive::from_bytes(bytes.clone()).unwrap();
    let wider = Schema::of::<(BTreeMap<Key, ()>, Rc<u16>)>().unwrap();
    let ways = [
        ("its type", Keyed::from_bytes(&bytes).map(drop)),
        ("its schema", archive.as_schema(archive.schema()).map(drop)),
        ("another schema", archive.as_schema(&wider).map(drop)),
        ("a tree", archive.value().map(drop)),
        ("the values", archive.verify_values()),
    ];
    damage::all_say("stands in a key", ways);
}
