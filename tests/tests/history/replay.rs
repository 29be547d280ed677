//! Values of every kind of schema are generated, saved, loaded and compared: types that are read as they were, and types
//! that the rules lead to.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet, LinkedList, VecDeque};
use std::ffi::OsString;
use std::net::{IpAddr, SocketAddr};
use std::ops::{Bound, Range, RangeInclusive};
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use persist_core::schema::Version;
use persist_core::{ErrorKind, Persist, Recorded, Replay, Replayed, UnknownFields, Upgrade, Value};

use super::filters::{Counter, never_zero};
use super::recorded;
use super::support::fixed::{Cell as FixedCell, Matrix, Node, Weighted, Window};
use super::support::many::Many;
use super::support::model::{
    Folder, Generic, Kinds, Level, Named, NoElements, NoFields, Program, Tree, TupleStruct, Unit,
};
use super::support::strategies::Bits64;

#[track_caller]
pub(crate) fn survives<Old: Persist, New: Persist>() -> Replayed {
    let replayed = Replay::new().run::<New>(&[recorded::<Old>("1.0.0")], None);
    replayed.unwrap_or_else(|error| panic!("{}: {error}", std::any::type_name::<Old>()))
}

/// Each type loads all values that its own schema gives.
macro_rules! survive {
    ($($ty:ty),+ $(,)?) => {$(
        survives::<$ty, $ty>();
    )+};
}

#[test]
fn types_of_the_standard_library_load_what_is_generated() {
    survive! {
        (), bool, u8, u16, u32, u64, u128, usize, i8, i16, i32, i64, i128, isize, f32, f64, char,
        String, Box<str>, PathBuf, OsString, Duration, SystemTime, IpAddr, SocketAddr,
        Option<Option<u8>>, (u8, (String, f32)), [u16; 3], [[f64; 30]; 20], [String; 2],
        Vec<u8>, Vec<f64>, Vec<String>, Vec<(u8, u32)>, Vec<()>, Vec<Vec<bool>>, VecDeque<i32>,
        LinkedList<char>, BinaryHeap<u16>, Box<[u64]>,
        BTreeSet<i64>, HashSet<String>, BTreeSet<(u8, bool)>, BTreeMap<String, Vec<f32>>,
        HashMap<[u32; 2], Option<char>>, BTreeMap<Vec<u8>, BTreeMap<i16, ()>>, BTreeSet<bool>,
        Rc<u8>, Vec<Rc<String>>, Vec<Arc<[u8]>>, (Arc<str>, Arc<str>, Option<Rc<Vec<u32>>>),
        BTreeMap<Rc<String>, Rc<String>>,
        Result<u8, String>, Range<i32>, RangeInclusive<u8>, Bound<f64>, std::cmp::Ordering,
        Cell<u8>, RefCell<Vec<u8>>, Mutex<String>, UnknownFields, Vec<Duration>, Vec<SystemTime>,
    }
}

#[derive(Persist)]
enum Never {}

/// Recursion through maps, shared values and options at once.
#[derive(Persist)]
struct Knot {
    id: u8,
    by_name: BTreeMap<String, Knot>,
    shared: Vec<Rc<Knot>>,
    next: Option<Box<Knot>>,
    never: Vec<Never>,
}

#[test]
fn derived_types_load_what_is_generated() {
    survive! {
        Unit, NoFields, NoElements, TupleStruct, Named, Kinds, Level, Tree, Folder, Program, Knot,
        Generic<u8, String>, Generic<Vec<Tree>, Level>, Many, Vec<Many>, Bits64,
        Node, Vec<Node>, FixedCell, Vec<FixedCell>, Vec<Weighted<f32>>, Window<5>, Vec<Window<2>>,
        Matrix, Vec<Matrix>, BTreeMap<Level, Kinds>,
    }
}

/// What a type without values has been recorded with, nobody has saved.
#[test]
fn types_without_values_have_nothing_to_load() {
    assert_eq!(survives::<Never, Never>().values(), 0);
}

#[test]
fn every_variant_is_generated_and_values_are_deep() {
    let seen = all_values::<Vec<Many>>();
    for number in 0..130 {
        let name = format!("V{number}");
        let is_it =
            |value: &Value| value.elements().unwrap().iter().any(|v| v.variant() == Some(&name));
        assert!(seen.iter().any(is_it), "{name}");
    }
    let depth = |value: &Value| {
        let mut path = "left".to_owned();
        while value.get(&path).is_some() {
            path += ".left";
        }
        path.len() / ".left".len()
    };
    assert!(all_values::<Tree>().iter().map(depth).max() > Some(100));
    assert!(all_values::<Vec<f64>>().iter().any(|value| value.elements().unwrap().len() == 512));
    for text in ["", "\0"] {
        let is_it = |value: &Value| value.get("name").and_then(Value::as_str) == Some(text);
        assert!(all_values::<Folder>().iter().any(is_it));
    }
}

/// All values that are tried of a type.
fn all_values<T: Persist>() -> Vec<Value> {
    thread_local! {
        static SEEN: RefCell<Vec<Value>> = const { RefCell::new(Vec::new()) };
    }
    fn note(_: &Version, value: Value) -> Option<Value> {
        SEEN.with_borrow_mut(|seen| seen.push(value.clone()));
        Some(value)
    }
    SEEN.take();
    Replay::new().run::<T>(&[recorded::<T>("1.0.0")], Some(note)).unwrap();
    SEEN.take()
}

#[test]
fn the_same_seed_gives_the_same_values() {
    let shown = |values: Vec<Value>| values.iter().map(|v| format!("{v:?}")).collect::<Vec<_>>();
    assert_eq!(shown(all_values::<Named>()), shown(all_values::<Named>()));
}

mod v1 {
    use super::*;

    #[derive(Persist)]
    #[persist(version = "1.0.0")]
    pub(crate) struct Leaf {
        pub weight: f32,
        pub junk: Vec<String>,
    }

    #[derive(Persist)]
    #[persist(version = "1.0.0")]
    pub(crate) struct Forest {
        pub thr: u8,
        pub leaves: Vec<Leaf>,
        pub names: BTreeMap<u16, String>,
        pub best: Leaf,
        pub counts: [i16; 4],
    }
}

#[derive(Persist)]
#[persist(version = "1.1.0", removed("junk"))]
struct Leaf {
    weight: f64,
}

#[derive(Persist)]
#[persist(version = "1.1.0")]
struct Forest {
    names: HashMap<u32, Rc<String>>,
    #[persist(was = "thr")]
    threshold: i64,
    best: Option<Leaf>,
    leaves: VecDeque<Leaf>,
    counts: Vec<i32>,
    #[persist(default)]
    note: String,
}

#[test]
fn the_rules_lead_all_values_over() {
    survives::<v1::Forest, Forest>();
    survives::<v1::Leaf, Leaf>();
}

/// The rules alone would drop it.
#[test]
fn a_field_that_is_kept_for_newer_programs_survives() {
    #[derive(Persist)]
    #[persist(name = "Leaf", version = "1.1.0")]
    struct Newer {
        weight: f32,
        junk: Vec<String>,
        #[persist(unknown)]
        more: UnknownFields,
    }
    #[derive(Persist)]
    #[persist(name = "Leaf", version = "1.0.0")]
    struct Keeping {
        weight: f64,
        #[persist(unknown)]
        more: UnknownFields,
    }
    assert!(survives::<Newer, Keeping>().values() > 0);
}

/// A nested type of another epoch, whose upgrade is met on the way.
mod nested {
    use super::*;

    #[derive(Persist)]
    #[persist(view_of = "Leaf", epoch = "1")]
    pub(crate) struct Leaf1 {
        weight: f32,
        junk: Vec<String>,
    }

    macro_rules! leaf {
        ($module:ident, $count:expr) => {
            pub(crate) mod $module {
                use super::*;

                #[derive(Persist)]
                #[persist(version = "2.0.0", upgrade("1" => Leaf1))]
                pub(crate) struct Leaf {
                    pub weight: f32,
                    pub pieces: u64,
                    pub first: Option<String>,
                }

                impl Upgrade<Leaf1> for Leaf {
                    fn upgrade(old: Leaf1) -> persist_core::Result<Self> {
                        let count: fn(&[String]) -> u64 = $count;
                        let pieces = count(&old.junk);
                        Ok(Leaf { weight: old.weight, pieces, first: None })
                    }
                }

                #[derive(Persist)]
                #[persist(version = "1.1.0")]
                pub(crate) struct Forest {
                    pub thr: u8,
                    pub leaves: Vec<Leaf>,
                    pub names: BTreeMap<u16, String>,
                    pub best: Leaf,
                    pub counts: [i16; 4],
                }
            }
        };
    }

    leaf!(counted, |junk| junk.len() as u64);
    leaf!(forgotten, |_| 7);
}

#[test]
fn what_nested_upgrades_read_has_to_show_too() {
    survives::<v1::Forest, nested::counted::Forest>();
    let run =
        Replay::new().run::<nested::forgotten::Forest>(&[recorded::<v1::Forest>("1.0.0")], None);
    let error = run.unwrap_err();
    assert!(
        error.to_string().starts_with("`Upgrade<Leaf1>` loses a part of `Forest` 1.0.0"),
        "{error}"
    );
    assert_eq!(error.path(), Some("Forest.best.junk"));
}

#[test]
fn versions_are_told_apart_and_all_of_them_tried() {
    let versions: Vec<Recorded> =
        ["1.0.0", "1.0.1"].iter().map(|version| recorded::<Counter>(version)).collect();
    let replayed = Replay::new().run::<Counter>(&versions, Some(never_zero)).unwrap();
    assert_eq!(replayed.versions(), 2);
    let second = |version: &Version, value| match version.patch {
        0 => never_zero(version, value),
        _ => Some(value),
    };
    let error = Replay::new().run::<Counter>(&versions, Some(second)).unwrap_err();
    assert!(error.to_string().starts_with("a value of `Counter` 1.0.1 does not load"), "{error}");
}

/// Versions whose support has ended by declaration are refused on purpose, be they of the value or of what it holds.
#[test]
fn versions_that_are_declared_unsupported_are_passed_by() {
    #[derive(Persist)]
    #[persist(name = "Counter", version = "2.0.0", upgrade("1" => unsupported))]
    struct Ended {
        start: u64,
    }

    #[derive(Persist)]
    #[persist(name = "Holder", version = "1.0.0")]
    struct Old {
        counter: Counter,
    }

    #[derive(Persist)]
    #[persist(name = "Holder", version = "1.0.1")]
    struct New {
        counter: Ended,
    }

    for replayed in [survives::<Counter, Ended>(), survives::<Old, New>()] {
        assert_eq!((replayed.versions(), replayed.values(), replayed.unsupported()), (0, 0, 1));
        assert!(replayed.to_string().ends_with(", 1 version declared unsupported"));
    }
}

/// A field that was added without a default, and an epoch that nothing leads from: what every load says of the file.
#[test]
fn what_no_plan_leads_to_is_said_as_of_any_file() {
    #[derive(Persist)]
    #[persist(name = "Counter", version = "1.1.0")]
    struct More {
        step: u32,
        ends: Vec<u8>,
        start: u32,
    }

    #[derive(Persist)]
    #[persist(name = "Counter", version = "2.0.0")]
    struct Apart {
        step: u32,
    }

    let versions = [recorded::<Counter>("1.0.0")];
    let error = Replay::new().run::<More>(&versions, None).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Schema);
    assert!(
        error.to_string().contains("`Counter.start`: this program expects this field"),
        "{error}"
    );
    assert!(!error.to_string().contains("the value"), "no value is to blame: {error}");
    let error = Replay::new().run::<Apart>(&versions, None).unwrap_err();
    assert!(error.to_string().contains("this program reads `Counter` 2.x"), "{error}");
}
