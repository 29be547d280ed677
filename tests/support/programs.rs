//! Types of programs of all kinds, to read each other's files, and files of nobody.

#![allow(clippy::unwrap_used, reason = "a test that fails panics, and its data is its own")]

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::rc::Rc;
use std::sync::Arc;

use persist_core::{Limits, LoadOptions, Persist, Result, body};

#[derive(Persist)]
struct Id(u32);

#[derive(Persist)]
struct Label {
    text: String,
}

#[derive(Persist)]
struct Point {
    #[persist(was = "0")]
    x: f64,
    #[persist(was = "1", default)]
    y: f64,
}

#[derive(Persist)]
enum Kind {
    A,
    B(u8),
    C { list: Vec<Kind> },
}

#[derive(Persist)]
struct Tree {
    value: u16,
    children: Vec<Tree>,
}

/// A program's type.
pub struct Program {
    /// Its name.
    pub name: &'static str,
    /// A file of it.
    pub file: Vec<u8>,
    /// Reads a file as it.
    pub read: fn(&[u8]) -> Result<()>,
    /// Reads a file as it, and writes what was read.
    pub again: fn(&[u8]) -> Result<Vec<u8>>,
    /// Reads a bare body as it, and writes what was read.
    pub bare: fn(&[u8]) -> Result<Vec<u8>>,
}

/// Files may take little: what they claim is bounded by that.
pub const ALLOCATION: u64 = 1 << 20;

impl Program {
    /// The program of a type, with a file of its value.
    pub fn of<T: Persist>(name: &'static str, value: &T) -> Self {
        let file = value.to_bytes().unwrap();
        Program { name, file, read: read::<T>, again: again::<T>, bare: bare::<T> }
    }
}

fn loaded<T: Persist>(bytes: &[u8]) -> Result<T> {
    let limits = Limits::new().allocation(ALLOCATION).depth(64);
    LoadOptions::new().limits(limits).from_bytes(bytes)
}

fn read<T: Persist>(bytes: &[u8]) -> Result<()> {
    loaded::<T>(bytes).map(drop)
}

fn again<T: Persist>(bytes: &[u8]) -> Result<Vec<u8>> {
    loaded::<T>(bytes)?.to_bytes()
}

fn bare<T: Persist>(bytes: &[u8]) -> Result<Vec<u8>> {
    let value: T = body::decode(bytes)?;
    let mut out = Vec::new();
    body::encode_into(&value, &mut out)?;
    Ok(out)
}

macro_rules! programs_of {
    ($($ty:ty = $value:expr),* $(,)?) => {
        vec![$($crate::support::programs::Program::of::<$ty>(stringify!($ty), &$value)),*]
    };
}
pub(crate) use programs_of;

/// All of them.
pub fn programs() -> Vec<Program> {
    let tree = || Tree { value: 1, children: vec![Tree { value: 2, children: vec![] }] };
    programs_of![
        () = (),
        bool = true,
        u8 = 7,
        u32 = 70_000,
        u64 = 1 << 40,
        usize = 9,
        i16 = -3,
        i128 = -3,
        f32 = 0.5,
        f64 = 0.1,
        char = 'é',
        String = "text".into(),
        Option<u8> = Some(1),
        Option<u32> = None,
        Option<Option<u16>> = Some(None),
        Option<String> = Some("x".into()),
        Vec<u8> = vec![1, 2, 255],
        Vec<u32> = vec![1; 2000],
        Vec<f64> = vec![0.5; 3],
        Vec<String> = vec!["a".into(), "a".into()],
        Vec<Option<u8>> = vec![None, Some(1)],
        Vec<Vec<u8>> = vec![vec![1], vec![]],
        Vec<()> = vec![(); 5],
        Vec<(u8, u32)> = vec![(1, 2), (1, 3)],
        Vec<(String, u8)> = vec![("k".into(), 1)],
        VecDeque<u16> = [1, 2].into(),
        [u8; 3] = [1, 2, 3],
        [u32; 3] = [1, 2, 3],
        [String; 2] = ["a".into(), "b".into()],
        [f64; 600] = [0.5; 600],
        (u8, u32) = (1, 2),
        (f32, f64) = (0.5, 1.5),
        (u8, String, bool) = (1, "x".into(), true),
        BTreeSet<u8> = [1, 2].into(),
        BTreeSet<String> = ["x".into()].into(),
        BTreeMap<u8, u32> = [(1, 2)].into(),
        HashMap<String, u8> = [("k".into(), 1)].into(),
        BTreeMap<u8, Vec<u8>> = [(1, vec![2])].into(),
        Box<u16> = Box::new(3),
        Rc<u8> = Rc::new(1),
        Rc<Vec<u8>> = Rc::new(vec![1]),
        Vec<Rc<u16>> = vec![Rc::new(1); 2],
        Arc<str> = "shared".into(),
        Id = Id(3),
        Label = Label { text: "x".into() },
        Point = Point { x: 0.5, y: 1.5 },
        Vec<Id> = vec![Id(1), Id(2)],
        Option<Label> = None,
        Kind = Kind::C { list: vec![Kind::A, Kind::B(1)] },
        Vec<Kind> = vec![Kind::B(1)],
        Tree = tree(),
        Rc<Tree> = Rc::new(tree()),
        Vec<Point> = vec![Point { x: 1.0, y: 2.0 }],
        Result<u8, String> = Ok(1),
        std::ops::Range<u32> = 1..5,
        std::time::Duration = std::time::Duration::from_millis(1500),
    ]
}
