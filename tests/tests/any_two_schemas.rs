//! Any two schemas: planning ends, and a load gives a value or an error, whatever the file says.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that fails panics"
)]

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::rc::Rc;
use std::sync::Arc;

use persist_core::{ErrorKind, Limits, LoadOptions, Persist, Result};
use persist_tests::support::alloc::{Counting, cost};
use persist_tests::support::craft::File;
use persist_tests::support::random::Random;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

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

/// A program's type: a file of it, and how it reads files.
struct Program {
    name: &'static str,
    file: Vec<u8>,
    read: fn(&[u8]) -> Result<()>,
}

/// Files may take little: what they claim is bounded by that.
const ALLOCATION: u64 = 1 << 20;

fn read<T: Persist>(bytes: &[u8]) -> Result<()> {
    let limits = Limits::new().allocation(ALLOCATION).depth(64);
    LoadOptions::new().limits(limits).from_bytes::<T>(bytes).map(drop)
}

macro_rules! programs {
    ($($ty:ty = $value:expr),* $(,)?) => {
        vec![$(Program {
            name: stringify!($ty),
            file: { let value: $ty = $value; value.to_bytes().unwrap() },
            read: read::<$ty>,
        }),*]
    };
}

fn programs() -> Vec<Program> {
    let tree = || Tree { value: 1, children: vec![Tree { value: 2, children: vec![] }] };
    programs![
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

#[track_caller]
fn bounded(what: &str, bytes: &[u8], read: fn(&[u8]) -> Result<()>) -> Result<()> {
    let (result, cost) = cost(|| read(bytes));
    let most = 3 * usize::try_from(ALLOCATION).unwrap() + (2 << 20);
    assert!(cost.peak <= most, "{what}: {cost:?}");
    result
}

/// Changes, removes or adds one to three bytes.
fn break_bytes(bytes: &mut Vec<u8>, random: &mut Random) {
    for _ in 0..=random.below(3) {
        let at = random.below(bytes.len() + 1);
        match (random.below(4), bytes.get_mut(at)) {
            (0, Some(_)) => drop(bytes.remove(at)),
            (1 | 2, Some(byte)) => *byte = random.byte(),
            _ => bytes.insert(at, random.byte()),
        }
    }
}

#[test]
fn each_type_as_each_other() {
    let programs = programs();
    let (mut read, mut refused) = (0, 0);
    for writer in &programs {
        for reader in &programs {
            let what = format!("{} as {}", writer.name, reader.name);
            match bounded(&what, &writer.file, reader.read) {
                Ok(()) => read += 1,
                Err(error) => {
                    assert_eq!(error.kind(), ErrorKind::Schema, "{what}: {error}");
                    refused += 1;
                }
            }
        }
        let what = writer.name;
        bounded(what, &writer.file, writer.read).expect(what);
    }
    assert!(read > 300 && refused > 1000, "{read} read, {refused} refused");
}

#[test]
fn bodies_of_nobody_as_each_type() {
    let programs = programs();
    let mut random = Random(3);
    for writer in &programs {
        let parts = File::parse(&writer.file);
        for _ in 0..60 {
            let mut broken = parts.clone();
            break_bytes(&mut broken.body, &mut random);
            let file = broken.to_bytes();
            for reader in &programs {
                let what = format!("{} as {}", writer.name, reader.name);
                // A value or an error: never a panic, nor memory without end.
                let _: Result<()> = bounded(&what, &file, reader.read);
            }
        }
    }
}

#[test]
fn schemas_of_nobody_as_each_type() {
    let programs = programs();
    let mut random = Random(4);
    for writer in &programs {
        let parts = File::parse(&writer.file);
        for _ in 0..60 {
            let mut broken = parts.clone();
            break_bytes(&mut broken.schema, &mut random);
            let file = broken.to_bytes();
            for reader in &programs {
                let what = format!("{} as {}", writer.name, reader.name);
                let _: Result<()> = bounded(&what, &file, reader.read);
            }
        }
    }
}
