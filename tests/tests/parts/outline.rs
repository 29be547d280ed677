//! `Archive::outline`: every byte of a value is counted once, at its path in the schema.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use persist_core::{Archive, ErrorKind, Limits, Outline, OutlinePart, Persist, Schema, body};
use persist_tests::support::alloc::cost;
use persist_tests::support::craft::{File, string, varint};

use super::STORAGES;

#[derive(Persist)]
struct Split {
    feature: u16,
    threshold: f64,
    corner: [(u8, f32); 3],
}

fn split(feature: u16) -> Split {
    Split { feature, threshold: 0.5, corner: [(1, 0.5); 3] }
}

#[derive(Persist)]
enum Term {
    Number(f64),
    Name { text: String },
    Sum(Vec<Term>),
    Negative(Box<Term>),
}

#[derive(Persist)]
struct Even(u8, Option<Box<Odd>>);

#[derive(Persist)]
struct Odd(Vec<Even>);

fn outline(value: &impl Persist) -> Outline {
    STORAGES[1].archive_of(value).outline().unwrap()
}

#[test]
fn a_value_is_taken_apart_by_its_schema() {
    let tree = || vec![split(1), split(2), split(3)];
    let map = BTreeMap::from([("a".to_owned(), vec![1u8]), ("bc".to_owned(), vec![])]);
    let shared = Rc::new("shared".to_owned());
    let sum = Term::Sum(vec![
        Term::Negative(Box::new(Term::Number(1.0))),
        Term::Name { text: "x".into() },
        Term::Sum(vec![Term::Number(2.0)]),
    ]);
    let even = Even(0, Some(Box::new(Odd(vec![Even(2, None), Even(4, None)]))));
    let cases: &[(Outline, &str)] = &[
        (outline(&7u8), "u8, 1 value, 1 byte\n"),
        (outline(&Vec::<String>::new()), "[str], 1 value, 1 byte\n"),
        (outline(&vec![Some(0.5), None]), "[]: Option<f64>, 2 values, 11 bytes\n"),
        (outline(&vec![vec![()]; 3]), "[][]: (), 3 values, 4 bytes\n"),
        (outline(&[[1u16; 2]; 2]), "[][]: u16, 4 values, 4 bytes\n"),
        (
            outline(&vec![tree(), vec![], tree()]),
            "\
[][]: Split, 6 values, 6 bytes and 150 in blocks
  feature: u16, 6 values, 0 bytes and 12 in blocks
  threshold: f64, 6 values, 0 bytes and 48 in blocks
  corner[]: (u8, f32), 18 values, 0 bytes and 90 in blocks
    0: u8, 18 values, 0 bytes and 18 in blocks
    1: f32, 18 values, 0 bytes and 72 in blocks
",
        ),
        (
            outline(&(map, BTreeSet::from(['a', 'b']))),
            "\
({str: [u8]}, {char}), 1 value, 14 bytes and 1 in blocks
  0: {str: [u8]}, 1 value, 9 bytes and 1 in blocks
    {key}: str, 2 values, 5 bytes
    {}[]: u8, 1 value, 3 bytes and 1 in blocks
  1{}: char, 2 values, 5 bytes
",
        ),
        (
            outline(&(shared.clone(), vec![shared.clone(), shared])),
            "\
(Shared<str>, [Shared<str>]), 1 value, 11 bytes
  0: Shared<str>, 1 value, 8 bytes
  1[]: Shared<str>, 2 values, 3 bytes
",
        ),
        (
            outline(&sum),
            "\
Term, 6 values, 26 bytes
  Number: Term, 2 values, 16 bytes
    0: f64, 2 values, 16 bytes
  Name: Term, 1 value, 2 bytes
    text: str, 1 value, 2 bytes
  Sum: Term, 2 values, 2 bytes
    0[]: Term, 4 values, counted above, 2 bytes
  Negative: Term, 1 value, 0 bytes
    0: Term, 1 value, counted above, 0 bytes
",
        ),
        (
            outline(&even),
            "\
Even, 3 values, 7 bytes
  0: u8, 3 values, 3 bytes
  1: Option<Odd>, 3 values, 4 bytes
    0[]: Even, 2 values, counted above, 1 byte
",
        ),
    ];
    for (outline, text) in cases {
        assert_eq!(outline.to_string(), *text);
    }
}

#[test]
fn a_path_leads_to_a_part_and_back() {
    fn all(part: &OutlinePart, path: String, outline: &Outline) {
        assert_eq!(outline.part(&path), Some(part), "{path}");
        part.parts.iter().for_each(|inner| all(inner, inner.path_from(&path), outline));
    }
    let map = BTreeMap::from([("k".to_owned(), vec![(Term::Number(0.5), split(1))])]);
    let outline = outline(&(vec![map], 7u8));
    all(&outline.root, String::new(), &outline);
    assert_eq!(outline.part("0[]{}[].1.corner[].1").map(|part| part.count), Some(3));
    for path in ["2", "0.", "0[]x", "0[]{}[].", "1[]", "[]"] {
        assert_eq!(outline.part(path), None, "{path}");
    }
}

/// All of the body and of the blocks, whatever way they are stored.
#[test]
fn every_byte_is_counted_once() {
    for storage in STORAGES {
        let value =
            (vec![split(1)], vec![vec![0.5f32; 5000]; 3], "text".to_owned(), vec!["a"; 3].len());
        let archive = storage.archive_of(&value);
        let outline = archive.outline().unwrap();
        let mut in_blocks = archive.arrays().unwrap();
        in_blocks.retain(|array| array.block().is_some());
        let (raw, stored) = in_blocks.iter().fold((0, 0), |(raw, stored), array| {
            let range = array.file_range().unwrap();
            (raw + array.byte_len(), stored + range.end - range.start)
        });
        assert_eq!(outline.root.byte_len(), archive.uncompressed_len(), "{storage:?}");
        assert_eq!((outline.root.block_len, outline.root.stored_len), (raw, Some(stored)));
        assert_eq!(outline.part("1").unwrap().byte_len() / 1000, 60);
        assert_eq!(outline.part("0[].feature").unwrap().stored_len, None);
        assert!(outline.stored_body_len + stored < outline.file_len);
    }
}

#[test]
fn a_million_values_are_one_part() {
    let many: Vec<(String, u64)> = (0..200_000).map(|n| (String::new(), n)).collect();
    let archive = STORAGES[0].archive_of(&many);
    let (outline, cost) = cost(|| archive.outline().unwrap());
    assert_eq!(outline.root.elements().1.count, 200_000);
    assert!(cost.peak < 100_000, "{cost:?}");
}

/// Under checksums that fit: an error of the known kinds, or an outline, and never a panic.
#[test]
fn what_is_in_a_damaged_body_is_no_reason_to_panic() {
    let value = (
        vec![Term::Sum(vec![Term::Number(1.0), Term::Name { text: "x".into() }])],
        vec![split(1), split(2)],
        BTreeMap::from([("key".to_owned(), Some(vec![1u32]))]),
        Even(0, Some(Box::new(Odd(vec![Even(2, None)])))),
    );
    fn body_of(value: &impl Persist) -> Vec<u8> {
        let mut bytes = Vec::new();
        body::encode_into(value, &mut bytes).unwrap();
        bytes
    }
    fn schema_of<T: Persist>(_: &T) -> Vec<u8> {
        Schema::of::<T>().unwrap().to_bytes()
    }
    let whole = File { schema: schema_of(&value), body: body_of(&value), ..File::default() };
    let mut counts = [0; 2];
    for at in 0..whole.body.len() {
        for byte in [0, 1, 2, 3, 0x7f, 0x80, 0xff] {
            let mut file = whole.clone();
            file.body[at] = byte;
            match Archive::from_bytes(file.to_bytes()).unwrap().outline() {
                Ok(outline) => {
                    assert!(outline.to_string().len() < 4000);
                    assert!(outline.root.byte_len() <= u64::try_from(file.body.len()).unwrap());
                    counts[0] += 1;
                }
                Err(error) => {
                    assert!(
                        matches!(error.kind(), ErrorKind::Damaged | ErrorKind::Limit),
                        "{error}"
                    );
                    counts[1] += 1;
                }
            }
        }
        let mut file = whole.clone();
        file.body.truncate(at);
        assert!(Archive::from_bytes(file.to_bytes()).unwrap().outline().is_err());
    }
    assert!(counts.iter().all(|count| *count > 20), "{counts:?}");
}

macro_rules! twice {
    ($($name:ident: $inner:ty),*) => {
        $(#[derive(Persist, Clone)] struct $name { a: $inner, b: $inner })*
    };
}

twice!(A: Vec<String>, B: A, C: B, D: C, E: D, F: E, G: F, H: G, I: H, J: I, K: J, L: K);

/// A schema of twelve types has 2^12 paths: they count as memory.
#[test]
fn more_parts_than_memory_is_allowed_for_are_refused() {
    let schema = Schema::of::<L>().unwrap().to_bytes();
    let strings = [varint(1), string("x")].concat();
    let file = File { schema, body: strings.repeat(1 << 12), ..File::default() }.to_bytes();
    let archive = Archive::from_bytes(file.clone()).unwrap();
    assert_eq!(archive.outline().unwrap().root.parts.len(), 2);
    let limits = Limits::new().allocation(1 << 20);
    let archive = Archive::from_bytes_with(file, &limits).unwrap();
    let (error, cost) = cost(|| archive.outline().unwrap_err());
    assert_eq!(error.kind(), ErrorKind::Limit, "{error}");
    assert!(cost.peak < 2 << 20, "{cost:?}");
}
