//! Values of the standard library and of derived types, in place and in blocks, shared and compressed.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, LinkedList, VecDeque};
use std::fmt::Debug;
use std::net::{IpAddr, Ipv6Addr};
use std::path::PathBuf;
use std::rc::{Rc, Weak};
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use persist_core::{Compression, Persist, SaveOptions};
use persist_tests::support::model::Forest;

use super::files::Golden;

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

pub(crate) type Named = (String, Arc<str>);

/// Two references to one value, which refers to another, and a slice that has blocks of its own.
pub(crate) fn shared() -> (Rc<Named>, Rc<Named>, Arc<[f64]>) {
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

/// A file of about a kilobyte with all kinds of sections but probes.
fn forest() -> SaveOptions {
    SaveOptions::new().block_threshold(64).metadata("data", "iris, 150 rows")
}

pub(crate) fn files() -> Vec<Golden> {
    let plain = SaveOptions::new;
    let with_metadata =
        plain().metadata("data", "iris, 150 rows").metadata("", "empty key").metadata("ä", 0.98);
    vec![
        Golden::file("unit", (), plain()),
        Golden::file("primitives", primitives(), plain()),
        Golden::file("string", "ä\0\u{10ffff} iris".to_owned(), plain()),
        Golden::file("std_types", std_types(), plain()),
        Golden::file("collections", collections(), plain()),
        Golden::file("empty_list", Vec::<f64>::new(), plain()),
        Golden::file("enums", shapes(), plain()),
        Golden::file("structs", Forest::small(), plain()),
        Golden::file("draft", Draft { name: "d".into(), values: (1, -1) }, plain()),
        Golden::file("versioned", versioned(), plain()),
        Golden::file("array_in_place", points(), plain()),
        Golden::file("array_in_block", points(), plain().block_threshold(0)),
        Golden::file("blocks", matrix(), plain()),
        Golden::file("no_blocks", matrix(), plain().block_threshold(u64::MAX)),
        Golden::file("two_chunks", vec![0xa5u8; (1 << 20) + 1], plain()),
        Golden::file("shared", shared(), plain()),
        Golden::file("weak", tree(), plain()),
        Golden::file("metadata", 42u32, with_metadata),
        Golden::file("zstd", compressible(), plain().compression(Compression::zstd(3))),
        Golden::file("lz4", compressible(), plain().compression(Compression::lz4())),
        Golden::file("forest", Forest::small(), forest()),
    ]
}
