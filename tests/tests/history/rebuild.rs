//! What is rebuilt of a history is what was recorded.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet, HashMap, LinkedList, VecDeque};
use std::ffi::{CString, OsString};
use std::marker::PhantomData;
use std::net::{IpAddr, SocketAddr};
use std::num::{NonZero, Wrapping};
use std::ops::{Bound, Range};
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::atomic::AtomicU32;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, SystemTime};

use persist_core::{History, Persist, Schema, UnknownFields};

use super::kept::recorded;

#[derive(Persist)]
#[persist(version = "0.3.1")]
struct Unit;

#[derive(Persist)]
#[persist(version = "0.3.2")]
struct Braces {}

#[derive(Persist)]
#[persist(version = "1.0.0")]
struct Newtype(u32);

#[derive(Persist)]
#[persist(transparent)]
struct Through(Newtype);

#[derive(Persist)]
#[persist(version = "1.2.0")]
struct Point {
    x: f64,
    y: f64,
    tag: [u8; 3],
}

#[derive(Persist)]
#[persist(version = "2.0.0", name = "acme::Shape")]
enum Shape {
    Empty,
    Braces {},
    Parens(),
    Circle(Point, f64),
    Path {
        points: Vec<Point>,
        #[persist(default)]
        closed: bool,
    },
    Group(Vec<Shape>),
}

/// All that decides whether elements stand side by side.
#[derive(Persist)]
#[persist(version = "1.0.0")]
struct Arrays {
    points: Vec<Point>,
    small: [Point; 3],
    large: [Point; 300],
    largest: [[u16; 2048]; 2],
    just: [u8; 4096],
    almost: [u8; 4095],
    none: [Unit; 10_000],
    units: Vec<Unit>,
    shapes: Vec<Shape>,
    pairs: VecDeque<(u8, Newtype)>,
    through: LinkedList<Through>,
    boxes: Box<[Box<u64>]>,
    lists: Vec<Vec<char>>,
    times: Vec<Duration>,
    texts: Vec<String>,
    options: Vec<Option<f32>>,
    nothing: Vec<()>,
    numbers: Vec<NonZero<u8>>,
    wrapping: Vec<Wrapping<i128>>,
    cells: Vec<Cell<i16>>,
    atomics: Vec<AtomicU32>,
    bits: Vec<bool>,
}

#[derive(Persist)]
#[persist(version = "3.1.4")]
struct OfLibrary {
    #[persist(default)]
    pause: Option<Duration>,
    when: SystemTime,
    ranges: Vec<Range<Point>>,
    bound: Bound<Shape>,
    result: Result<Newtype, String>,
    order: std::cmp::Ordering,
    os: OsString,
    c: CString,
    path: PathBuf,
    ip: IpAddr,
    socket: SocketAddr,
    shared: Rc<Vec<Point>>,
    text: Arc<str>,
    once: OnceLock<u8>,
    kind: PhantomData<u8>,
    set: BTreeSet<(i8, isize)>,
    map: HashMap<String, BTreeMap<u128, Shape>>,
    cow: Cow<'static, str>,
    #[persist(unknown)]
    others: UnknownFields,
}

#[derive(Persist)]
#[persist(version = "1.0.0")]
struct Tree<T> {
    value: T,
    values: Vec<T>,
    children: Vec<Tree<T>>,
}

#[derive(Persist)]
#[persist(version = "0.0.7")]
struct Window<const N: usize, const S: i8, const B: bool, const C: char> {
    values: [f32; N],
    next: Option<Box<Window<N, S, B, C>>>,
}

#[derive(Persist)]
#[persist(version = "1.0.0")]
struct Generics {
    floats: Tree<f32>,
    points: Tree<Point>,
    nested: Tree<Tree<Shape>>,
    small: Window<4, -3, true, '\''>,
    comma: Window<5, 0, true, ','>,
    open: Window<6, 0, true, '<'>,
    closed: Window<7, 0, true, '>'>,
    large: Window<2000, 3, false, 'ß'>,
    library: Tree<Range<u8>>,
}

/// Each refers to the other, and to itself.
#[derive(Persist)]
#[persist(version = "1.0.0")]
struct Even {
    next: Option<Box<Odd>>,
    last: Unit,
}

#[derive(Persist)]
#[persist(version = "1.1.0")]
struct Odd {
    first: Braces,
    next: Vec<Even>,
    own: Vec<Odd>,
}

/// What a type says beyond its files is not in its history.
#[derive(Persist)]
#[persist(version = "2.0.0", was("Former"), upgrade("1" => auto), removed("gone"))]
struct Evolved {
    #[persist(was = "former", from(String => |_| Ok(0)))]
    today: u8,
    kind: Kind,
}

#[derive(Persist)]
#[persist(version = "1.0.0")]
enum Kind {
    #[persist(was = "Former")]
    Today,
    #[persist(other)]
    Other,
}

fn agrees<T: Persist>(labels: &[&str]) {
    let schema = Schema::of::<T>().unwrap();
    let text = recorded::<T>(labels).to_string();
    let history = History::parse(&text, []).unwrap();
    let version = schema.root_def().unwrap().version.clone().unwrap();
    let rebuilt = history.schema(&version).unwrap_or_else(|error| panic!("{text}\n{error}"));
    assert_eq!(rebuilt, schema, "{text}");
    assert_eq!(rebuilt.fingerprint(), schema.fingerprint(), "{text}");
    assert_eq!(history.find(schema.fingerprint()).unwrap(), Some(schema));
    assert_eq!(history.to_string(), text);
}

#[test]
fn schemas_come_back_from_the_text_of_their_history() {
    agrees::<Unit>(&[]);
    agrees::<Braces>(&[]);
    agrees::<Newtype>(&[]);
    agrees::<Point>(&[]);
    agrees::<Shape>(&[]);
    agrees::<Arrays>(&[]);
    agrees::<OfLibrary>(&[]);
    agrees::<Generics>(&[]);
    agrees::<Even>(&[]);
    agrees::<Odd>(&[]);
    agrees::<Tree<Shape>>(&["T"]);
    agrees::<Tree<(u8, [f32; 2])>>(&["T"]);
    agrees::<Window<4, -3, true, '\''>>(&["const N", "const S", "const B", "const C"]);
    // What stands for const parameters.
    agrees::<Window<65413, 112, false, '\u{10fffa}'>>(&[
        "const N", "const S", "const B", "const C",
    ]);
}

#[test]
fn what_files_do_not_hold_is_not_rebuilt() {
    let schema = Schema::of::<Evolved>().unwrap();
    let history = History::parse(&recorded::<Evolved>(&[]).to_string(), []).unwrap();
    let rebuilt = history.schema("2.0.0").unwrap();
    assert_eq!(rebuilt.fingerprint(), schema.fingerprint());
    assert_eq!(rebuilt.to_string(), schema.to_string());
    let def = rebuilt.root_def().unwrap();
    let fields = |schema: &Schema| format!("{:?}", schema.root_def().unwrap().shape);
    assert!(fields(&rebuilt).contains("was: [\"former\"]"), "{}", fields(&rebuilt));
    assert!(def.was.is_empty() && def.removed.is_empty() && def.chain.is_empty());
}
