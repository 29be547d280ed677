//! What `#[derive(Persist)]` makes of each shape and attribute: the definition, the bytes, the way back.

#![allow(clippy::expect_used, clippy::panic, reason = "a test may fail by a panic")]

use std::fmt::Debug;

use persist_core::schema::{Def, DefShape, Field, Fields, FieldsKind};
use persist_core::{ErrorKind, Persist, Result, body};

fn encode<T: Persist>(value: &T) -> Vec<u8> {
    let mut bytes = Vec::new();
    body::encode_into(value, &mut bytes).expect("the value can be stored");
    bytes
}

/// The value is stored as `bytes`, and comes back from them.
fn assert_body<T: Persist + PartialEq + Debug>(value: T, bytes: &[u8]) {
    assert_eq!(encode(&value), bytes, "{value:?}");
    assert_eq!(body::decode::<T>(bytes).expect("the bytes can be read"), value);
    assert!(bytes.len() >= T::MIN_SIZE, "{value:?} takes {} bytes", bytes.len());
}

fn def<T: Persist>() -> &'static Def {
    T::DEF.expect("a derived type has a definition")
}

/// Names and former names of fields, and whether they have a default.
fn described(fields: &Fields) -> Vec<(&'static str, &'static [&'static str], bool)> {
    fields.list.iter().map(|&Field { name, was, default, .. }| (name, was, default)).collect()
}

#[derive(Persist, Debug, PartialEq, Clone, Copy)]
struct Unit;

#[derive(Persist, Debug, PartialEq, Clone, Copy)]
struct Newtype(u16);

#[derive(Persist, Debug, PartialEq, Clone, Copy)]
#[persist(version = "1.2.0-dev", name = "acme::Node", was("Node", "Split"), was = "Fork")]
struct Node {
    feature: u16,
    #[persist(rename = "cut", was = "thr")]
    threshold: f32,
    #[persist(default = 0.5)]
    weight: f32,
    #[persist(skip)]
    visits: u8,
    #[persist(skip, default = 7)]
    tries: u8,
}

#[derive(Persist, Debug, PartialEq, Clone, Copy)]
#[persist(transparent)]
struct Transparent(Newtype, #[persist(skip)] u8);

#[derive(Persist, Debug, PartialEq)]
#[repr(u8)]
enum Kernel {
    Linear = 9,
    #[persist(rename = "Gauss", was("Rbf"))]
    Gaussian(#[persist(skip)] u8, u16) = 4,
    Poly {
        #[persist(default)]
        degree: u8,
    } = 1,
}

#[derive(Persist, Debug, PartialEq)]
enum Never {}

const NODE: Node = Node { feature: 300, threshold: 1.0, weight: 0.5, visits: 0, tries: 7 };

#[test]
fn each_shape_has_its_bytes() {
    assert_body(Unit, &[]);
    assert_body(Newtype(300), &[0xac, 2]);
    assert_body(Transparent(Newtype(1), 0), &[1]);
    assert_body(NODE, &[0xac, 2, 0, 0, 128, 63, 0, 0, 0, 63]);
    assert_body(Kernel::Linear, &[0]);
    assert_body(Kernel::Gaussian(0, 5), &[1, 5]);
    assert_body(Kernel::Poly { degree: 6 }, &[2, 6]);
}

#[test]
fn structs_of_fixed_fields_are_arrays_elements() {
    assert_eq!(Node::LAYOUT.map(|layout| layout.size), Some(10));
    let element = [44, 1, 0, 0, 128, 63, 0, 0, 0, 63];
    let nodes = [&[4], element.as_slice(), element.as_slice()].concat();
    assert_body(vec![NODE, NODE], &nodes);
    assert_eq!(Transparent::LAYOUT, u16::LAYOUT);
    assert_body(vec![Transparent(Newtype(300), 0)], &[2, 44, 1]);
    assert_eq!(Unit::LAYOUT, None);
    assert_eq!(Kernel::LAYOUT, None);
}

#[test]
fn the_definition_says_what_the_attributes_say() {
    let node = def::<Node>();
    assert_eq!((node.name, node.version), ("acme::Node", Some("1.2.0-dev")));
    assert_eq!(node.was, ["Node", "Split", "Fork"]);
    assert_eq!(node.producer.map(|producer| producer.name), Some("persist-tests"));
    let DefShape::Struct(fields) = &node.shape else { panic!("a struct: {node:?}") };
    assert_eq!(
        described(fields),
        [("feature", [].as_slice(), false), ("cut", &["thr"], false), ("weight", &[], true)]
    );

    let DefShape::Enum(variants) = &def::<Kernel>().shape else { panic!("an enum") };
    let names: Vec<_> = variants.iter().map(|v| (v.name, v.was, v.fields.kind)).collect();
    assert_eq!(
        names,
        [
            ("Linear", [].as_slice(), FieldsKind::Unit),
            ("Gauss", &["Rbf"], FieldsKind::Tuple),
            ("Poly", &[], FieldsKind::Named),
        ]
    );
    let fields: Vec<_> = variants.iter().flat_map(|v| described(&v.fields)).collect();
    assert_eq!(fields, [("1", [].as_slice(), false), ("degree", &[], true)]);
    assert_eq!(def::<Unit>().version, None);
    assert_eq!(Transparent::DEF, None);
    assert_eq!(Transparent::TY, Newtype::TY);
}

#[test]
fn no_bytes_are_a_value_of_an_enum_without_variants() {
    for bytes in [[].as_slice(), &[0], &[1]] {
        let error = body::decode::<Never>(bytes).expect_err("there is no value");
        assert_eq!(error.kind(), ErrorKind::Damaged, "{error}");
    }
}

#[test]
fn an_unknown_variant_is_damage() {
    let error = body::decode::<Kernel>(&[3]).expect_err("there are three variants");
    assert_eq!(error.kind(), ErrorKind::Damaged, "{error}");
}

#[derive(Persist, Debug, PartialEq)]
#[persist(validate = Percent::check)]
struct Percent(u8);

impl Percent {
    fn check(&self) -> Result<(), String> {
        if self.0 > 100 {
            return Err(format!("{} is more than 100 percent", self.0));
        }
        Ok(())
    }
}

#[derive(Persist, Debug, PartialEq)]
#[persist(validate = not_first)]
enum Choice {
    First,
    Second,
}

fn not_first(choice: &Choice) -> Result<(), &'static str> {
    match choice {
        Choice::First => Err("the first is not to be chosen"),
        Choice::Second => Ok(()),
    }
}

#[derive(Persist, Debug, PartialEq)]
#[persist(transparent, validate = positive)]
struct Positive(i8);

fn positive(value: &Positive) -> Result<(), &'static str> {
    if value.0 <= 0 { Err("not positive") } else { Ok(()) }
}

#[test]
fn values_that_the_type_refuses_are_not_loaded() {
    fn refused<T: Persist + Debug>(bytes: &[u8], message: &str) {
        let error = body::decode::<T>(bytes).expect_err("the type refuses the value");
        assert_eq!(error.kind(), ErrorKind::Invalid);
        assert!(error.to_string().contains(message), "{error}");
    }
    assert_body(Percent(100), &[100]);
    assert_body(Choice::Second, &[1]);
    assert_body(Positive(1), &[1]);
    refused::<Percent>(&[101], "101 is more than 100 percent");
    refused::<Vec<Percent>>(&[4, 1, 101], "101 is more than 100 percent");
    refused::<Choice>(&[0], "the first is not to be chosen");
    refused::<Option<Box<Choice>>>(&[1, 0], "the first is not to be chosen");
    refused::<Positive>(&[255], "not positive");
    refused::<Vec<Positive>>(&[2, 0], "not positive");
}
