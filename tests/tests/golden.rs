//! Golden files: each file of a released format loads forever as the value that it was saved from, and this
//! version writes the same bytes again.
//!
//! `PERSIST_BLESS=1` writes the files that do not exist yet. It never changes one: files of a format that was
//! released are only ever added to.

#![allow(
    clippy::unwrap_used,
    clippy::as_conversions,
    clippy::panic,
    clippy::ptr_arg,
    reason = "a test that fails panics"
)]

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, LinkedList, VecDeque};
use std::fmt::Debug;
use std::fs;
use std::net::{IpAddr, Ipv6Addr};
use std::path::PathBuf;
use std::rc::{Rc, Weak};
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use persist_core::{Archive, Compression, LoadOptions, Persist, Probes, SaveOptions, Tolerance};
use persist_tests::support::craft::crc;
use persist_tests::support::model::Forest;

/// Files of format 1: name, length in bytes and CRC-64/NVME of each. A line is added with its file, and never
/// changed.
const FILES: &[(&str, u64, u64)] = &[
    ("unit", 128, 0xdbba36972a8cae69),
    ("primitives", 226, 0xddc824fea90382b7),
    ("string", 141, 0xb0bc39c14c20a24f),
    ("std_types", 648, 0xc3df6a515b942a0f),
    ("collections", 215, 0x7fd8e2cf94c16ddd),
    ("empty_list", 129, 0x11d6b19d561f3e59),
    ("enums", 222, 0xcfda00cfc153dd67),
    ("structs", 851, 0xc8fc09ccf2a5f141),
    ("draft", 132, 0xe91a500c183e7ebe),
    ("versioned", 215, 0xe93f6c371fc41f66),
    ("array_in_place", 389, 0x713d701c480eb5df),
    ("array_in_block", 516, 0x5a0e291cc24c0e10),
    ("blocks", 27976, 0x5f664a83842fc60d),
    ("no_blocks", 27730, 0x7c72775930d08e28),
    ("two_chunks", 1048769, 0xeccd57457268f079),
    ("shared", 5120, 0x0aead373854aa726),
    ("weak", 290, 0x4a3f73cc22672b64),
    ("metadata", 129, 0x763b00e1aaeff846),
    ("zstd", 6227, 0x9356d30f17872e66),
    ("lz4", 7903, 0x40dd766a3305fc81),
    ("probes", 452, 0x669924a3d50dbbda),
];

#[derive(Persist, Debug, PartialEq)]
#[persist(name = "golden::Draft")]
struct Draft {
    name: String,
    values: (u8, i64),
}

#[derive(Persist, Debug, PartialEq)]
#[persist(name = "golden::Versioned", version = "2.3.1", was = "golden::Old")]
struct Versioned {
    #[persist(was = "weight")]
    weights: Vec<f32>,
    #[persist(default)]
    note: Option<String>,
    pair: Generic<u32, 3>,
}

#[derive(Persist, Debug, PartialEq)]
#[persist(name = "golden::Generic")]
struct Generic<T, const N: usize> {
    items: [T; N],
}

#[derive(Persist, Debug, PartialEq)]
#[persist(name = "golden::Shape")]
enum Shape {
    Unit,
    Tuple(u8, String),
    Named { width: f64, height: f64 },
    Nested(Box<Shape>),
}

#[derive(Persist, Debug, PartialEq, Clone, Copy)]
#[persist(name = "golden::Point")]
struct Point {
    x: f32,
    y: f32,
    label: char,
    valid: bool,
}

type Primitives =
    ((bool, u8, u16, u32, u64, u128, usize), (i8, i16, i32, i64, i128, isize), (f32, f64, char));

fn primitives() -> Primitives {
    (
        (true, u8::MAX, u16::MAX, u32::MAX, u64::MAX, u128::MAX, 300),
        (i8::MIN, i16::MIN, i32::MIN, i64::MIN, i128::MIN, -300),
        (-1.5, f64::MIN_POSITIVE, '\u{10ffff}'),
    )
}

type Std = (
    (Duration, std::time::SystemTime, std::ops::Range<u8>, std::ops::Bound<i8>),
    (IpAddr, std::net::SocketAddr, std::cmp::Ordering, Result<u8, String>),
    (PathBuf, std::ffi::CString, std::num::NonZeroU16, std::num::Wrapping<u32>),
);

fn std_types() -> Std {
    (
        (
            Duration::new(7, 999_999_999),
            UNIX_EPOCH + Duration::from_secs(1_700_000_000),
            3..9,
            std::ops::Bound::Excluded(-1),
        ),
        (
            IpAddr::V6(Ipv6Addr::LOCALHOST),
            "127.0.0.1:8080".parse().unwrap(),
            std::cmp::Ordering::Greater,
            Err("no".into()),
        ),
        (
            "models/iris.persist".into(),
            c"zero".to_owned(),
            std::num::NonZeroU16::MIN,
            std::num::Wrapping(5),
        ),
    )
}

type Collections = (
    (Vec<String>, VecDeque<u16>, LinkedList<Option<u8>>, Box<[bool]>),
    (BTreeMap<String, u8>, BTreeSet<i32>, HashMap<u16, String>, HashSet<(u8, String)>),
    (Vec<()>, Vec<Vec<u8>>, Option<Option<u8>>, BTreeMap<Vec<u8>, Vec<u32>>),
);

fn collections() -> Collections {
    (
        (
            vec!["a".into(), String::new()],
            (0..300).step_by(100).collect(),
            [None, Some(1)].into(),
            [true, false].into(),
        ),
        (
            [("one".into(), 1), ("two".into(), 2)].into(),
            [-5, 0, 5].into(),
            (0..300u16).step_by(50).map(|n| (n, n.to_string())).collect(),
            [(1, "b".into()), (1, "a".into())].into(),
        ),
        (vec![(); 3], vec![vec![1, 2], vec![]], Some(None), [(vec![9], vec![1 << 20])].into()),
    )
}

fn shapes() -> Vec<Shape> {
    vec![
        Shape::Unit,
        Shape::Tuple(7, "seven".into()),
        Shape::Named { width: 1.5, height: -0.0 },
        Shape::Nested(Box::new(Shape::Nested(Box::new(Shape::Unit)))),
    ]
}

fn points() -> Vec<Point> {
    let label = |n: u8| char::from(b'a' + n % 26);
    (0..20u8)
        .map(|n| Point { x: n.into(), y: -f32::from(n), label: label(n), valid: n % 3 == 0 })
        .collect()
}

type Named = (String, Arc<str>);

/// Two references to one value, which refers to another, and a slice that has blocks of its own.
fn shared() -> (Rc<Named>, Rc<Named>, Arc<[f64]>) {
    let one = Rc::new(("shared".to_owned(), Arc::from("text")));
    (Rc::clone(&one), one, (0..600u16).map(f64::from).collect())
}

#[derive(Persist)]
#[persist(name = "golden::Node")]
struct Node {
    name: String,
    parent: RefCell<Weak<Node>>,
    next: RefCell<Weak<Node>>,
    children: RefCell<Vec<Rc<Node>>>,
}

/// By their names, as who points at whom is what the file keeps.
impl Debug for Node {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let name =
            |weak: &RefCell<Weak<Node>>| weak.borrow().upgrade().map(|node| node.name.clone());
        write!(f, "{} in {:?} before {:?}: ", self.name, name(&self.parent), name(&self.next))?;
        self.children.borrow().fmt(f)
    }
}

impl PartialEq for Node {
    fn eq(&self, other: &Node) -> bool {
        format!("{self:?}") == format!("{other:?}")
    }
}

/// Children point at their parent and at the next one; an orphan at what is not in the file.
fn tree() -> (Rc<Node>, Rc<Node>) {
    let node = |name: &str| {
        let (parent, next, children) = <_>::default();
        Rc::new(Node { name: name.into(), parent, next, children })
    };
    let (root, a, b, orphan) = (node("root"), node("a"), node("b"), node("orphan"));
    *a.parent.borrow_mut() = Rc::downgrade(&root);
    *b.parent.borrow_mut() = Rc::downgrade(&root);
    *a.next.borrow_mut() = Rc::downgrade(&b);
    *orphan.parent.borrow_mut() = Rc::downgrade(&node("gone"));
    root.children.borrow_mut().extend([a, b]);
    (root, orphan)
}

fn versioned() -> Versioned {
    Versioned {
        weights: vec![0.25, -1.5],
        note: Some("kept".into()),
        pair: Generic { items: [1, 300, u32::MAX] },
    }
}

type Matrices = (Vec<Vec<f64>>, Box<[[f32; 64]; 32]>, Vec<u8>);

fn matrix() -> Matrices {
    let rows = (0..3u16).map(|row| (0..600u16).map(|n| f64::from(n * row)).collect()).collect();
    (rows, Box::new([[0.5; 64]; 32]), vec![7; 5000])
}

type Compressible = (Vec<f64>, Vec<u32>, Vec<Point>, Vec<u8>, (Rc<Vec<String>>, Vec<String>));

/// Blocks with a shuffle by each width and without, one of two chunks, a body and shared values.
fn compressible() -> Compressible {
    let words: Vec<_> = (0..300u16).map(|n| format!("word {}", n % 7)).collect();
    (
        (0..1000u16).map(f64::from).collect(),
        (0..262_200).map(|n| n / 100).collect(),
        (0..50).flat_map(|_| points()).collect(),
        vec![7; 5000],
        (Rc::new(words.clone()), words),
    )
}

/// What the tests make of the golden files, one call for each.
struct Golden {
    seen: Vec<&'static str>,
    bless: bool,
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/v1")
}

/// With a producer, so that the version of this crate is not in the files.
fn by_golden(options: SaveOptions) -> SaveOptions {
    options.producer("golden", "1.0.0")
}

/// What a model of the golden files predicts.
fn weighted(weights: &Vec<f64>, rows: &Vec<Vec<f64>>) -> Vec<f64> {
    rows.iter().map(|row| row.iter().zip(weights).map(|(x, w)| x * w).sum()).collect()
}

impl Golden {
    /// The file `name` holds `value`, as `options` writes it.
    fn file<T: Persist + PartialEq + Debug>(
        &mut self,
        name: &'static str,
        value: &T,
        options: SaveOptions,
    ) {
        self.bytes(name, value, by_golden(options).to_bytes(value).unwrap());
    }

    /// The file `name` holds `value`, as these bytes.
    fn bytes<T: Persist + PartialEq + Debug>(
        &mut self,
        name: &'static str,
        value: &T,
        bytes: Vec<u8>,
    ) {
        let path = folder().join(format!("{name}.persist"));
        if self.bless && !path.exists() {
            fs::write(&path, &bytes).unwrap();
        }
        let kept = fs::read(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
        self.seen.push(name);
        if self.bless {
            println!("    (\"{name}\", {}, {:#018x}),", kept.len(), crc(&kept));
            return;
        }
        let listed = FILES.iter().find(|(listed, ..)| *listed == name);
        let listed = listed.unwrap_or_else(|| panic!("{name} is not in the list"));
        assert_eq!((kept.len() as u64, crc(&kept)), (listed.1, listed.2), "{name} was changed");
        // Another version of a codec may write other bytes.
        let codec = name.starts_with("zstd") || name.starts_with("lz4");
        assert!(codec || bytes == kept, "{name} is written in another way");
        assert_eq!(&T::load(&path).unwrap(), value, "{name}");
        let archive = Archive::open(&path).unwrap();
        archive.verify().unwrap();
        // A tree takes many times the memory of its file: more than the limits allow for a large one.
        if kept.len() < 100_000 {
            assert!(!archive.value().unwrap().to_string().is_empty(), "{name}");
        }
        assert_eq!(archive.producer(), Some(("golden", "1.0.0")));
    }
}

#[test]
fn every_golden_file_loads_and_is_written_again() {
    let mut golden =
        Golden { seen: Vec::new(), bless: std::env::var_os("PERSIST_BLESS").is_some() };
    let plain = SaveOptions::new;
    golden.file("unit", &(), plain());
    golden.file("primitives", &primitives(), plain());
    golden.file("string", &"ä\0\u{10ffff} iris".to_owned(), plain());
    golden.file("std_types", &std_types(), plain());
    golden.file("collections", &collections(), plain());
    golden.file("empty_list", &Vec::<f64>::new(), plain());
    golden.file("enums", &shapes(), plain());
    golden.file("structs", &Forest::small(), plain());
    golden.file("draft", &Draft { name: "d".into(), values: (1, -1) }, plain());
    golden.file("versioned", &versioned(), plain());
    golden.file("array_in_place", &points(), plain());
    golden.file("array_in_block", &points(), plain().block_threshold(0));
    golden.file("blocks", &matrix(), plain());
    golden.file("no_blocks", &matrix(), plain().block_threshold(u64::MAX));
    golden.file("two_chunks", &vec![0xa5u8; (1 << 20) + 1], plain());
    golden.file("shared", &shared(), plain());
    golden.file("weak", &tree(), plain());
    let with_metadata =
        plain().metadata("data", "iris, 150 rows").metadata("", "empty key").metadata("ä", 0.98);
    golden.file("metadata", &42u32, with_metadata);
    golden.file("zstd", &compressible(), plain().compression(Compression::zstd(3)));
    golden.file("lz4", &compressible(), plain().compression(Compression::lz4()));
    let (weights, rows) = (vec![0.5, -1.25], vec![vec![1.0, 2.0], vec![-3.0, 0.5]]);
    let probes = Probes::new(rows).tolerance(Tolerance::new(0.0, 1e-9));
    let bytes = by_golden(plain()).to_bytes_with_probes(&weights, &probes, weighted).unwrap();
    golden.bytes("probes", &weights, bytes);

    let mut kept: Vec<String> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    kept.sort();
    golden.seen.sort();
    assert_eq!(kept, golden.seen, "a file is not tested");
    if !golden.bless {
        let mut listed: Vec<&str> = FILES.iter().map(|(name, ..)| *name).collect();
        listed.sort();
        assert_eq!(listed, golden.seen, "a file was dropped from the tests");
    }
}

#[test]
fn a_golden_file_of_a_model_is_proven() {
    LoadOptions::new().load_verified(folder().join("probes.persist"), weighted).unwrap();
}

#[test]
fn a_golden_file_keeps_which_values_are_shared() {
    let path = folder().join("shared.persist");
    let (one, other, _) = <(Rc<Named>, Rc<Named>, Arc<[f64]>)>::load(path).unwrap();
    assert!(Rc::ptr_eq(&one, &other));
}
