//! What people read when evolution ends: the whole text of each refusal, in `refusals.txt`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use persist_core::{
    Error, ErrorKind, LoadOptions, OnUnknown, Persist, Result, SaveOptions, Schema, Upgrade,
};

fn saved(value: &impl Persist) -> Vec<u8> {
    SaveOptions::new().producer("trainer", "0.9.1").to_bytes(value).unwrap()
}

fn text<T>(result: Result<T>) -> String {
    match result {
        Ok(_) => panic!("it is not refused"),
        Err(error) => {
            assert!(
                matches!(error.kind(), ErrorKind::Schema | ErrorKind::Invalid),
                "{:?}",
                error.kind()
            );
            error.to_string()
        }
    }
}

fn refusal<T: Persist>(value: &impl Persist) -> String {
    text(T::from_bytes(&saved(value)))
}

fn tenths(old: u32) -> Result<f64> {
    Ok(f64::from(old) / 10.0)
}

fn parsed(old: String) -> Result<f64> {
    old.parse().map_err(|error| Error::invalid(format_args!("`{old}`: {error}")))
}

fn not_empty(net: &new::Net) -> Result<()> {
    match net.layers.is_empty() {
        true => Err(Error::invalid("a net has at least one layer")),
        false => Ok(()),
    }
}

programs! {
    old {
        #[persist(version = "1.2.0")]
        pub struct Forest { pub trees: Vec<Tree>, pub name: String, pub rate: f64 }
        #[derive(Clone)]
        pub struct Tree { pub cut: u32, pub class: i8, pub leaf: Option<u8> }
        pub enum Kernel { Linear, Poly(u8), Rbf { gamma: u32 } }
        pub struct Pair(pub u8, pub u16);
        pub struct Length(pub f64);
        #[persist(name = "Metres")]
        pub struct Metres(pub f64);
        #[persist(name = "Way")]
        pub struct Way { pub length: Metres }
        pub struct Matrix<const R: usize> { pub rows: Vec<u8> }
        pub struct Holds<T> { pub it: T }
        #[persist(version = "1.0.0")]
        pub struct Net { pub size: u32 }
        #[persist(version = "1.0.0")]
        pub struct Count { pub n: u32, pub m: i8 }
        #[persist(version = "2.1.0")]
        pub struct Layer { pub width: u32 }
        pub struct Parent { pub layers: Vec<Layer> }
        pub struct Wide {
            pub a0: u8, pub a1: u8, pub a2: u8, pub a3: u8, pub a4: u8, pub a5: u8, pub a6: u8, pub a7: u8, pub a8: u8,
            pub b0: u8, pub b1: u8, pub b2: u8, pub b3: u8, pub b4: u8, pub b5: u8, pub b6: u8, pub b7: u8, pub b8: u8,
            pub c0: u8, pub c1: u8, pub c2: u8, pub c3: u8, pub c4: u8, pub c5: u8, pub c6: u8, pub c7: u8, pub c8: u8,
            pub d0: u8, pub d1: u8, pub d2: u8, pub d3: u8, pub d4: u8, pub d5: u8, pub d6: u8, pub d7: u8, pub d8: u8,
        }
    }
    new {
        #[persist(version = "1.3.0")]
        pub struct Forest { pub trees: Vec<Tree>, pub name: u32, pub rate: f32, pub seed: u64 }
        pub struct Tree { pub cut: f64, pub class: u8, pub leaf: u8 }
        #[persist(name = "Kernel")]
        pub enum Kernel { Linear, Rbf { gamma: String } }
        #[persist(name = "Kernel")]
        pub enum Fewer { Linear, Poly(u8) }
        #[persist(name = "Kernel")]
        pub struct NoEnum { pub gamma: u32 }
        #[persist(name = "Pair")]
        pub struct Named { pub left: u8, pub right: u16 }
        #[persist(name = "Feet")]
        pub struct Feet(pub f64);
        #[persist(name = "Way")]
        pub struct Way { pub length: Feet }
        #[persist(name = "Tree")]
        pub struct Renamed { pub threshold: u32, pub class: i8, pub leaf: Option<u8> }
        #[persist(name = "Tree")]
        pub struct Fields { pub cut: u32 }
        #[persist(name = "Tree")]
        pub struct Convert {
            #[persist(from(u16 => |old: u16| Ok(f64::from(old))))]
            pub cut: f64,
            #[persist(from(String => super::parsed))]
            pub class: f64,
            #[persist(from(u32 => super::tenths))]
            pub leaf: f64,
        }
        #[persist(name = "Layer", version = "1.0.0")]
        pub struct OlderLayer { pub width: u32 }
        #[persist(name = "Layer", version = "3.0.0")]
        pub struct NewerLayer { pub width: u32 }
        #[persist(name = "Layer", version = "3.0.0", upgrade("2" => unsupported))]
        pub struct EndedLayer { pub width: u32 }
        #[persist(name = "Parent")]
        pub struct Parent { pub layers: Vec<NewerLayer> }
        #[persist(view_of = "Layer", epoch = "1")]
        pub struct Layer1 { pub width: u32 }
        #[persist(view_of = "Net", epoch = "1")]
        pub struct Net1 { pub size: u32 }
        #[persist(version = "2.0.0", upgrade("1" => Net1), validate = super::not_empty)]
        pub struct Net { pub layers: Vec<u32> }
        #[persist(version = "1.1.0")]
        pub struct Count { pub n: u16, pub m: u8 }
        pub struct Wide { pub other: u8 }
    }
    newer {
        #[persist(version = "1.9.0")]
        pub struct Model { pub small: Vec<u32>, pub option: Option<u8>, pub list: Vec<u8>, pub text: Vec<u8> }
        #[persist(version = "1.9.0")]
        pub enum Kind { #[persist(was("Cat", "Dog"))] Pet(u8) }
        pub struct Lists { pub set: Vec<u8>, pub map: Vec<(u8, u8)>, pub array: Vec<u8> }
    }
    older {
        #[persist(version = "1.1.0")]
        pub struct Model { pub small: Vec<u8>, pub option: u8, pub list: u8, pub text: String }
        #[persist(version = "1.1.0")]
        pub enum Kind { Cat(u8), Dog(u8) }
        pub struct Lists { pub set: BTreeSet<u8>, pub map: BTreeMap<u8, u8>, pub array: [u8; 2] }
    }
    converted {
        #[persist(name = "Text")]
        pub struct Text { pub cut: String }
        #[persist(name = "Text")]
        pub struct Number { #[persist(from(String => super::parsed))] pub cut: f64 }
    }
}

impl Upgrade<new::Net1> for new::Net {
    fn upgrade(old: new::Net1) -> Result<Self> {
        match old.size {
            13 => Err(Error::invalid("nets of 13 are from before the bug was mended")),
            size => Ok(new::Net { layers: vec![1; usize::try_from(size).unwrap()] }),
        }
    }
}

fn tree() -> old::Tree {
    old::Tree { cut: 1, class: 2, leaf: None }
}

fn model() -> newer::Model {
    newer::Model { small: vec![], option: Some(1), list: vec![1], text: vec![] }
}

fn wide() -> Vec<u8> {
    // Every field takes a byte, and there are 36 of them.
    saved(&new::Wide { other: 1 })
}

/// Refused before any value is read.
fn schemas() -> Vec<(&'static str, String)> {
    let forest = old::Forest { trees: vec![], name: String::new(), rate: 0.0 };
    let deny = LoadOptions::new().unknown_fields(OnUnknown::Deny);
    vec![
        ("many changes at once", refusal::<new::Forest>(&forest)),
        ("more reasons than are shown", text(old::Wide::from_bytes(&wide()))),
        ("a field that may be renamed", refusal::<new::Renamed>(&tree())),
        ("narrower integers, and another sign", refusal::<new::Count>(&old::Count { n: 1, m: 1 })),
        ("a list of narrower floats", refusal::<Vec<f32>>(&vec![0.5f64])),
        ("an integer for a text", refusal::<Vec<u32>>(&vec!["1".to_owned()])),
        ("`from` of other types", refusal::<new::Convert>(&tree())),
        ("an option for a list of options", refusal::<Vec<Option<u8>>>(&Some(1u8))),
        ("arrays of other lengths", refusal::<[u8; 4]>(&[1u8; 3])),
        ("tuples of other lengths", refusal::<(u8, u8)>(&(1u8, 2u8, 3u8))),
        ("a tuple for a struct", refusal::<new::Named>(&old::Pair(1, 2))),
        ("fields of a variant", refusal::<new::Kernel>(&old::Kernel::Linear)),
        ("an enum for a struct", refusal::<new::NoEnum>(&old::Kernel::Linear)),
        ("keys", refusal::<BTreeMap<u8, u8>>(&BTreeMap::from([("a".to_owned(), 1u8)]))),
        ("two units", refusal::<new::Way>(&old::Way { length: old::Metres(1.0) })),
        ("constants", refusal::<Vec<old::Matrix<3>>>(&vec![old::Matrix::<2> { rows: vec![] }])),
        ("arguments", refusal::<old::Holds<char>>(&old::Holds { it: 1u8 })),
        ("another type", refusal::<old::Pair>(&tree())),
        ("a newer epoch", refusal::<new::OlderLayer>(&old::Layer { width: 1 })),
        ("an older epoch", refusal::<new::NewerLayer>(&old::Layer { width: 1 })),
        ("an epoch that has ended", refusal::<new::EndedLayer>(&old::Layer { width: 1 })),
        ("an epoch of a nested type", refusal::<new::Parent>(&old::Parent { layers: vec![] })),
        ("a view of another epoch", refusal::<new::Layer1>(&old::Layer { width: 1 })),
        ("unknown fields, denied", text(deny.from_bytes::<new::Fields>(&saved(&tree())))),
        ("exactly", text(LoadOptions::new().exact().from_bytes::<new::Fields>(&saved(&tree())))),
        ("a file for an older program", {
            let schema = Schema::of::<old::Forest>().unwrap();
            let forest = new::Forest { trees: vec![], name: 1, rate: 0.5, seed: 1 };
            text(SaveOptions::new().as_schema(schema).to_bytes(&forest))
        }),
    ]
}

/// Refused where a value does not fit.
fn values() -> Vec<(&'static str, String)> {
    let layers = |size| old::Net { size };
    let lists = |set, map, array| newer::Lists { set, map, array };
    vec![
        ("a `None` too many, of a draft", refusal::<new::Tree>(&tree())),
        ("a variant that is not known", refusal::<new::Fewer>(&old::Kernel::Rbf { gamma: 1 })),
        ("a variant for two", refusal::<older::Kind>(&newer::Kind::Pet(1))),
        (
            "a number too large",
            refusal::<older::Model>(&newer::Model { small: vec![1, 300], ..model() }),
        ),
        ("a `None` too many", refusal::<older::Model>(&newer::Model { option: None, ..model() })),
        ("a list for one", refusal::<older::Model>(&newer::Model { list: vec![1, 2], ..model() })),
        (
            "bytes that are no text",
            refusal::<older::Model>(&newer::Model { text: vec![b'a', 0xff], ..model() }),
        ),
        (
            "an element that is there twice",
            refusal::<older::Lists>(&lists(vec![3, 1, 3], vec![], vec![1, 2])),
        ),
        (
            "a key that is there twice",
            refusal::<older::Lists>(&lists(vec![], vec![(1, 1), (1, 2)], vec![1, 2])),
        ),
        ("elements too many", refusal::<older::Lists>(&lists(vec![], vec![], vec![1, 2, 3]))),
        (
            "a conversion that fails",
            refusal::<converted::Number>(&converted::Text { cut: "wide".into() }),
        ),
        ("an upgrade that fails", refusal::<Vec<new::Net>>(&vec![layers(1), layers(13)])),
        ("an upgrade to what is not valid", refusal::<Vec<new::Net>>(&vec![layers(1), layers(0)])),
    ]
}

#[test]
fn each_refusal_says_where_what_and_what_to_do() {
    let mut all = String::new();
    let cases = [schemas(), values()].concat();
    assert!(cases.len() >= 30);
    for (name, text) in cases {
        write!(all, "## {name}\n{text}\n\n").unwrap();
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/evolution/refusals.txt");
    if env::var_os("PERSIST_BLESS").is_some() {
        fs::write(&path, &all).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap();
    let sections = |text: &str| text.split("\n\n").map(str::to_owned).collect::<Vec<_>>();
    for (found, expected) in sections(&all).iter().zip(sections(&expected)) {
        assert_eq!(
            *found, expected,
            "`PERSIST_BLESS=1 cargo test -p persist-tests --test evolution`"
        );
    }
    assert_eq!(all.len(), expected.len());
}
