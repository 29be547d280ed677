//! Files for older programs: what today's values are written as, and which are refused.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    unreachable_pub,
    reason = "a test that fails panics, and modules stand for programs of their own"
)]

use std::collections::HashMap;
use std::rc::Rc;

use persist_core::{Archive, ErrorKind, LoadOptions, Persist, Result, SaveOptions, Schema};
use persist_tests::support::craft::File;

/// Saves `today` as `Old` has it, and compares the file's value with `expected`, and its bytes with those that `Old`
/// would have been saved as.
#[track_caller]
fn assert_written_as<T: Persist, Old: Persist>(today: &T, expected: &Old) {
    let options = SaveOptions::new().producer("tests", "1.0.0").block_threshold(16);
    let bytes = options.clone().as_schema(schema::<Old>()).to_bytes(today).unwrap();
    assert_eq!(bytes, options.to_bytes(expected).unwrap());
}

/// A schema as files hold it.
fn schema<T: Persist>() -> Schema {
    Schema::from_bytes(&Schema::of::<T>().unwrap().to_bytes()).unwrap()
}

fn refused<T: Persist, Old: Persist>(today: &T) -> persist_core::Error {
    let result = SaveOptions::new().as_schema(schema::<Old>()).to_bytes(today);
    let error = result.expect_err("the older schema has no place for it");
    assert_eq!(error.kind(), ErrorKind::Schema);
    error
}

mod old {
    use super::*;

    #[derive(Persist, Debug, PartialEq)]
    #[persist(version = "1.2.0")]
    pub struct Model {
        pub name: String,
        pub weights: Vec<f64>,
        pub points: Vec<Point>,
        pub kinds: HashMap<String, Kind>,
        pub shared: (Rc<Vec<u32>>, Rc<Vec<u32>>),
    }

    #[derive(Persist, Debug, PartialEq, Clone, Copy)]
    pub struct Point {
        pub x: f32,
        pub y: f32,
    }

    #[derive(Persist, Debug, PartialEq)]
    pub enum Kind {
        Leaf(u8),
        Split { left: u16, right: u16 },
    }
}

mod new {
    use super::*;

    #[derive(Persist)]
    #[persist(version = "1.3.0")]
    pub struct Model {
        pub weights: Vec<f64>,
        #[persist(default)]
        pub notes: Vec<String>,
        pub shared: (Rc<Vec<u32>>, Rc<Vec<u32>>),
        pub kinds: HashMap<String, Kind>,
        #[persist(was = "name")]
        pub title: String,
        pub points: Vec<Point>,
    }

    #[derive(Persist, Clone, Copy)]
    pub struct Point {
        pub y: f32,
        pub x: f32,
        #[persist(default)]
        pub z: f32,
    }

    #[derive(Persist)]
    pub enum Kind {
        Nothing,
        Split { right: u16, left: u16 },
        Leaf(u32),
    }
}

fn models() -> (new::Model, old::Model) {
    let one = Rc::new(vec![1, 2, 3, 4, 5]);
    let new = new::Model {
        weights: vec![0.5, 1.5],
        notes: vec!["lost".into()],
        shared: (one.clone(), one.clone()),
        kinds: HashMap::from([
            ("a".into(), new::Kind::Split { right: 2, left: 1 }),
            ("b".into(), new::Kind::Leaf(7)),
        ]),
        title: "m".into(),
        points: vec![new::Point { y: 2.0, x: 1.0, z: 3.0 }, new::Point { y: 4.0, x: 3.0, z: 0.0 }],
    };
    let old = old::Model {
        name: "m".into(),
        weights: vec![0.5, 1.5],
        points: vec![old::Point { x: 1.0, y: 2.0 }, old::Point { x: 3.0, y: 4.0 }],
        kinds: HashMap::from([
            ("a".into(), old::Kind::Split { left: 1, right: 2 }),
            ("b".into(), old::Kind::Leaf(7)),
        ]),
        shared: (one.clone(), one),
    };
    (new, old)
}

#[test]
fn a_value_is_written_byte_for_byte_as_the_older_program_would_have() {
    let (new, old) = models();
    assert_written_as(&new, &old);
    assert_written_as(&old, &old);
    assert_written_as(&vec![1u32, 2], &vec![1u8, 2]);
}

#[test]
fn what_only_this_value_has_no_place_for_is_refused_with_its_path() {
    let (mut new, _) = models();
    new.kinds.insert("c".into(), new::Kind::Leaf(300));
    let error = refused::<_, old::Model>(&new);
    assert_eq!(error.path(), Some("Model.kinds[\"c\"].Leaf.0"));
    assert!(error.to_string().contains("300 does not fit u8"), "{error}");
    assert!(error.to_string().contains("a program that reads `Model` 1.2.0"), "{error}");

    new.kinds.insert("c".into(), new::Kind::Nothing);
    let error = refused::<_, old::Model>(&new);
    assert_eq!(error.path(), Some("Model.kinds[\"c\"]"));
    assert!(error.to_string().contains("`Nothing`"), "{error}");
}

#[test]
fn fields_that_the_older_program_fills_are_left_out_of_the_file() -> Result<()> {
    mod v1_0 {
        #[derive(persist_core::Persist, Debug, PartialEq)]
        #[persist(version = "1.0.0")]
        pub struct Settings {
            #[persist(default = 7)]
            pub former: u8,
            pub cells: Vec<Cell>,
            pub mode: Mode,
        }
        #[derive(persist_core::Persist, Debug, PartialEq)]
        pub struct Cell {
            #[persist(default = 1.5)]
            pub weight: f32,
            pub value: f32,
        }
        #[derive(persist_core::Persist, Debug, PartialEq)]
        pub enum Mode {
            Auto {
                #[persist(default)]
                seed: Option<u64>,
                steps: u32,
            },
        }
    }
    #[derive(Persist)]
    #[persist(version = "1.1.0", removed("former"))]
    struct Settings {
        mode: Mode,
        cells: Vec<Cell>,
    }
    #[derive(Persist)]
    #[persist(removed("weight"))]
    struct Cell {
        value: f32,
    }
    #[derive(Persist)]
    enum Mode {
        #[persist(removed("seed"))]
        Auto { steps: u32 },
    }

    let settings = Settings {
        mode: Mode::Auto { steps: 3 },
        cells: vec![Cell { value: 0.5 }, Cell { value: 2.5 }],
    };
    let older = SaveOptions::new().as_schema(schema::<v1_0::Settings>());
    let bytes = older.to_bytes(&settings)?;
    let loaded = LoadOptions::new().from_bytes::<v1_0::Settings>(&bytes)?;
    let cell = |value| v1_0::Cell { weight: 1.5, value };
    let mode = v1_0::Mode::Auto { seed: None, steps: 3 };
    assert_eq!(loaded, v1_0::Settings { former: 7, cells: vec![cell(0.5), cell(2.5)], mode });
    let archive = Archive::from_bytes(bytes)?;
    assert_eq!(archive.version().unwrap().to_string(), "1.0.0");
    assert!(!archive.schema().to_string().contains("former"));
    archive.verify()
}

#[test]
fn fields_without_a_default_and_other_types_are_refused_with_all_reasons() {
    mod v1_0 {
        #[derive(persist_core::Persist)]
        #[persist(version = "1.0.0")]
        pub struct Model {
            pub gone: u8,
            pub text: String,
        }
    }
    #[derive(Persist)]
    #[persist(version = "1.1.0")]
    struct Model {
        text: f64,
    }
    let error = refused::<_, v1_0::Model>(&Model { text: 0.5 });
    assert_eq!(error.reasons().len(), 2, "{error}");
    assert!(
        error.to_string().contains("`Model` 1.1.0 cannot be written as `Model` 1.0.0"),
        "{error}"
    );
    assert!(error.to_string().contains("gone"), "{error}");

    let error = refused::<_, Vec<String>>(&7u8);
    assert_eq!(error.reasons().len(), 1, "{error}");
}

#[test]
fn a_field_that_only_some_values_have_is_refused() {
    mod v1_0 {
        #[derive(persist_core::Persist)]
        pub struct Model(pub Part, pub Part);
        #[derive(persist_core::Persist)]
        pub struct Part {
            #[persist(default)]
            pub id: u8,
            pub value: u8,
        }
    }
    #[derive(Persist)]
    struct Model(Part, Other);
    #[derive(Persist)]
    struct Part {
        id: u8,
        value: u8,
    }
    #[derive(Persist)]
    #[persist(was("Part"))]
    struct Other {
        value: u8,
    }
    let error = refused::<_, v1_0::Model>(&Model(Part { id: 1, value: 2 }, Other { value: 3 }));
    assert!(error.to_string().contains("`Part.id`"), "{error}");
}

#[test]
fn deep_values_are_written_as_deep() {
    #[derive(Persist)]
    struct Node {
        value: u32,
        next: Option<Box<Node>>,
    }
    mod v1 {
        #[derive(persist_core::Persist)]
        pub struct Node {
            pub next: Option<Box<Node>>,
            pub value: u64,
        }
    }
    let chain =
        |len: u32| (0..len).fold(None, |next, value| Some(Box::new(Node { value, next }))).unwrap();
    let older = SaveOptions::new().as_schema(schema::<v1::Node>());
    let bytes = older.to_bytes(&*chain(500)).unwrap();
    let mut loaded = v1::Node::from_bytes(&bytes).unwrap();
    let mut len = 1;
    while let Some(next) = loaded.next {
        loaded = *next;
        len += 1;
    }
    assert_eq!((len, loaded.value), (500, 0));
}

/// In lists and maps as deep as values can be saved, on the stack of a thread; shared values take more of it.
#[test]
fn deep_collections_are_written_as_deep() {
    #[derive(Persist)]
    struct Tree {
        value: u32,
        lists: Vec<Tree>,
        maps: HashMap<u8, Tree>,
        shared: Option<Rc<Tree>>,
    }
    mod v1 {
        use super::{HashMap, Rc};
        #[derive(persist_core::Persist, Debug, PartialEq)]
        pub struct Tree {
            pub shared: Option<Rc<Tree>>,
            pub maps: HashMap<u16, Tree>,
            pub lists: Vec<Tree>,
            pub value: u64,
        }
    }
    for kind in 0..3 {
        let mut today = Tree { value: 0, lists: vec![], maps: HashMap::new(), shared: None };
        let mut older = v1::Tree { value: 0, lists: vec![], maps: HashMap::new(), shared: None };
        for value in 1..if kind < 2 { 500u32 } else { 180 } {
            let mut outer = Tree { value, lists: vec![], maps: HashMap::new(), shared: None };
            let mut outer_older =
                v1::Tree { value: value.into(), lists: vec![], maps: HashMap::new(), shared: None };
            match kind {
                0 => {
                    outer.lists.push(today);
                    outer_older.lists.push(older);
                }
                1 => {
                    outer.maps.insert(7, today);
                    outer_older.maps.insert(7, older);
                }
                _ => {
                    outer.shared = Some(Rc::new(today));
                    outer_older.shared = Some(Rc::new(older));
                }
            }
            (today, older) = (outer, outer_older);
        }
        assert_written_as(&today, &older);
        assert_written_as(&today, &today);
    }
}

/// What `Archive::as_schema` makes of a value's file, for programs of `Other`.
fn rewritten<T: Persist, Other: Persist>(value: &T, options: &SaveOptions) -> Result<Vec<u8>> {
    Archive::from_bytes(options.to_bytes(value)?)?.as_schema(&schema::<Other>())
}

#[test]
fn a_file_is_rewritten_without_the_types_of_either_program() {
    let (new, expected) = models();
    let options = SaveOptions::new().producer("tests", "1.0.0").metadata("data", "iris");
    for threshold in [1, u64::MAX] {
        let from = options.clone().block_threshold(threshold);
        let bytes = rewritten::<_, old::Model>(&new, &from).unwrap();
        // Blocks are up to the writer.
        assert_eq!(bytes, options.to_bytes(&expected).unwrap());
    }
    // Back again, what today's program fills by its defaults is not there.
    let archive = Archive::from_bytes(options.to_bytes(&expected).unwrap()).unwrap();
    let bytes = archive.as_schema(&schema::<new::Model>()).unwrap();
    let again = new::Model::from_bytes(&bytes).unwrap();
    assert_eq!((again.title, again.notes), ("m".into(), vec![]));
    let archive = Archive::from_bytes(bytes).unwrap();
    assert!(!archive.schema().to_string().contains("notes"), "{}", archive.schema());
    assert_eq!(archive.metadata().collect::<Vec<_>>(), [("data", "iris")]);
}

#[test]
fn a_file_that_no_rule_leads_over_is_not_rewritten_for_every_reason() {
    let bytes = (1u8, "x".to_owned()).to_bytes().unwrap();
    let archive = Archive::from_bytes(bytes).unwrap();
    let error = archive.as_schema(&schema::<(char, bool)>()).unwrap_err();
    assert_eq!((error.kind(), error.reasons().len()), (ErrorKind::Schema, 2), "{error}");
}

#[test]
fn a_value_that_does_not_fit_is_named_by_its_path() {
    let archive = Archive::from_bytes(vec![1u32, 300].to_bytes().unwrap()).unwrap();
    let error = archive.as_schema(&schema::<Vec<u8>>()).unwrap_err();
    assert_eq!((error.kind(), error.path()), (ErrorKind::Schema, Some("[u32][1]")), "{error}");
}

mod doubling {
    use super::*;

    #[derive(Persist)]
    #[persist(name = "Node")]
    pub struct Shared {
        pub both: Option<(Rc<Shared>, Rc<Shared>)>,
    }

    #[derive(Persist)]
    #[persist(name = "Node")]
    pub struct Copied {
        pub both: Option<(Box<Copied>, Box<Copied>)>,
    }
}

/// Each node refers twice to the next: out of their pointers, there are as many as take all memory.
#[test]
fn a_file_that_holds_no_value_of_its_schema_is_not_passed_on() {
    let sound = File::parse(&persist_core::to_bytes(&(vec![true], 7u8)).unwrap());
    let mut body = sound.body.clone();
    let at = body.iter().rposition(|byte| *byte == 1).unwrap();
    body[at] = 63;
    let archive = Archive::from_bytes(File { body, ..sound }.to_bytes()).unwrap();
    archive.verify().unwrap();
    let error = archive.as_schema(&schema::<(Vec<bool>, u32)>()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Damaged);
    assert!(error.to_string().contains("expected a bool, 0 or 1, found 63"), "{error}");
}

#[test]
fn shared_values_are_copied_within_the_limits() {
    let nodes = |levels| {
        (0..levels).fold(doubling::Shared { both: None }, |next, _| {
            let next = Rc::new(next);
            doubling::Shared { both: Some((next.clone(), next)) }
        })
    };
    let options = SaveOptions::new();
    let few = rewritten::<_, doubling::Copied>(&nodes(3), &options).unwrap();
    assert_eq!(
        Archive::from_bytes(few).unwrap().value().unwrap().to_string().matches("None").count(),
        8
    );
    let limits = persist_core::Limits::new().allocation(1 << 20);
    let many = Archive::from_bytes_with(nodes(40).to_bytes().unwrap(), &limits).unwrap();
    let error = many.as_schema(&schema::<doubling::Copied>()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Limit, "{error}");
}

/// What serde made of a value in one encoding is for its type to read.
#[test]
fn a_value_in_another_encoding_of_serdes_is_refused_without_its_type() {
    #[derive(Persist)]
    #[persist(name = "Seen")]
    struct Named(#[persist(serde)] Vec<i8>);
    #[derive(Persist)]
    #[persist(name = "Seen")]
    struct Compact(#[persist(serde(compact))] Vec<i8>);

    let bytes = Compact(vec![1]).to_bytes().unwrap();
    assert_eq!(Named::from_bytes(&bytes).unwrap().0, [1]);
    let archive = Archive::from_bytes(bytes).unwrap();
    let error = archive.as_schema(&schema::<Named>()).unwrap_err();
    assert_eq!((error.kind(), error.path()), (ErrorKind::Schema, Some("Seen.0")));
    let expected = "postcard becomes messagepack only by way of the value's own type";
    assert!(error.to_string().contains(expected), "{error}");
}
