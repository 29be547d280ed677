//! What is generated can be written and read, is the same each time, and is bounded whatever the schema is.

use super::Generator;
use super::random::Random;
use super::recipes::Recipes;
use crate::error::ErrorKind;
use crate::schema::{
    Def, DefShape, Field, Fields, FieldsKind, Primitive, Registry, Schema, Ty, Variant,
};
use crate::value::{Value, read_value, write_value};
use crate::wire::{
    Context, Limits, SharedEntries, Writer, WriterOptions, Written, WrittenBlocks, to_u64,
};

const U32: &Ty = &Ty::Primitive(Primitive::U32);
const F64: &Ty = &Ty::Primitive(Primitive::F64);
const STR: &Ty = &Ty::Primitive(Primitive::Str);

const fn named(name: &'static str) -> Ty {
    Ty::Named { name, args: &[] }
}

const fn def(name: &'static str, shape: DefShape) -> Def {
    let (version, producer, view) = (None, None, None);
    Def {
        name,
        args: &[],
        version,
        was: &[],
        producer,
        shape,
        removed: &[],
        chain: &[],
        view,
        history: None,
    }
}

const fn fields(list: &'static [Field]) -> Fields {
    Fields { kind: FieldsKind::Named, list }
}

const fn variant(name: &'static str, list: &'static [Field]) -> Variant {
    Variant { name, was: &[], fields: fields(list), removed: &[], other: false }
}

fn schema(root: &'static Ty, defs: &[&'static Def]) -> Schema {
    let mut registry = Registry::default();
    for def in defs {
        assert!(registry.insert::<()>(def));
    }
    Schema::from_registry(root, &registry).unwrap()
}

/// A type of every kind, which holds itself in every way.
static KNOT: Def = def(
    "Knot",
    DefShape::Enum(&[
        variant("End", &[]),
        variant("Pair", &[Field::new("left", &named("Knot")), Field::new("right", &named("Knot"))]),
        variant("List", &[Field::new("0", &Ty::List { element: &named("Knot"), fixed: false })]),
        variant("Key", &[Field::new("0", &Ty::Map(&named("Knot"), &Ty::Shared(&named("Knot"))))]),
        variant("Set", &[Field::new("0", &Ty::Set(&Ty::Option(&Ty::Shared(&named("Knot")))))]),
        variant("Flat", &[Field::new("0", &Ty::List { element: F64, fixed: true })]),
        variant(
            "Text",
            &[Field::new(
                "0",
                &Ty::Tuple(&[STR, &Ty::Array { element: U32, len: 3, fixed: false }]),
            )],
        ),
    ]),
);

fn all(schema: &Schema) -> Vec<Value> {
    let recipes = Recipes::of(schema);
    let mut random = Random::new(7);
    let cases: Vec<_> = (0..200).map(|_| recipes.random(&mut random)).collect();
    let mut generator = Generator::new(schema).unwrap();
    recipes.edges().iter().chain(&cases).filter_map(|recipe| generator.value(recipe)).collect()
}

fn bytes(written: &Written<'_>) -> (Vec<u8>, Option<Vec<u8>>, usize) {
    (written.body.clone(), written.shared.clone(), written.blocks.len())
}

#[test]
fn all_that_is_generated_is_written_and_read_as_it_is() {
    let schema = schema(const { &named("Knot") }, &[&KNOT]);
    let values = all(&schema);
    assert!(values.len() >= 250, "{}", values.len());
    let mut blocks = 0;
    for value in values {
        let write = |value: &Value| {
            let mut w = Writer::new(Vec::new(), WriterOptions::default());
            write_value(&schema, value, &mut w).unwrap_or_else(|error| panic!("{error}: {value}"));
            w.finish()
        };
        let written = write(&value);
        blocks += written.blocks.len();
        let beside = WrittenBlocks(&written.blocks);
        let shared = written.shared.as_deref().unwrap_or_default();
        let (limits, shared) = (Limits::new(), SharedEntries::parse(shared, u64::MAX).unwrap());
        let context = Context::new(&limits, to_u64(written.body.len()), &beside, shared);
        let read = context.read(&written.body, |r| read_value(&schema, r)).unwrap();
        assert_eq!(bytes(&write(&read)), bytes(&written), "{value}");
    }
    assert!(blocks > 0);
}

#[test]
fn weak_pointers_are_empty_or_point_at_values_that_are_there() {
    static LIST: Ty = Ty::List { element: &Ty::Shared(STR), fixed: false };
    let schema = schema(const { &Ty::Tuple(&[&LIST, &Ty::Weak(STR), &Ty::Weak(U32)]) }, &[]);
    let (mut empty, mut full) = (0, 0);
    for value in all(&schema) {
        let Value::Tuple(values) = &value else { panic!("{value}") };
        match values.as_slice() {
            [_, Value::Weak(None), Value::Weak(None)] => empty += 1,
            [Value::List(list), Value::Weak(weak), Value::Weak(None)] => {
                let number = |value: &Value| match value {
                    Value::Shared { number, .. } => *number,
                    _ => None,
                };
                assert!(list.iter().any(|value| number(value) == *weak), "{value}");
                full += 1;
            }
            _ => panic!("{value}"),
        }
    }
    assert!(empty > 0 && full > 0, "{empty}, {full}");
}

#[test]
fn the_same_recipes_give_the_same_values() {
    let schema = schema(const { &named("Knot") }, &[&KNOT]);
    let shown = |values: Vec<Value>| format!("{values:?}");
    assert_eq!(shown(all(&schema)), shown(all(&schema)));
}

/// Parts of a value.
fn parts(value: &Value) -> usize {
    let of = |values: &[Value]| values.iter().map(parts).sum::<usize>();
    1 + match value {
        Value::Option(Some(content)) | Value::Shared { content: Some(content), .. } => {
            parts(content)
        }
        Value::List(values) | Value::Tuple(values) | Value::Set(values) => of(values),
        Value::Map(entries) => entries.iter().map(|(key, value)| parts(key) + parts(value)).sum(),
        Value::Struct { fields, .. } | Value::Variant { fields, .. } => {
            fields.iter().map(|(_, value)| parts(value)).sum()
        }
        _ => 0,
    }
}

#[test]
fn values_have_as_many_parts_as_there_is_room_for() {
    let schema = schema(const { &named("Knot") }, &[&KNOT]);
    let most = all(&schema).iter().map(parts).max().unwrap();
    assert!((513..1000).contains(&most), "{most}");
}

/// Values of people's own may be of any depth.
#[test]
fn values_too_deep_to_be_loaded_are_not_written() {
    let schema = schema(const { &named("Knot") }, &[&KNOT]);
    let knot = |variant: &str, content: Option<Value>| Value::Variant {
        name: "Knot".into(),
        variant: variant.into(),
        fields: content.map(|content| ("0".to_owned(), content)).into_iter().collect(),
    };
    let of_depth = |depth| {
        (0..depth).fold(knot("End", None), |inner, _| knot("List", Some(Value::List(vec![inner]))))
    };
    let write = |value: &Value| {
        write_value(&schema, value, &mut Writer::new(Vec::new(), WriterOptions::default()))
    };
    write(&of_depth(255)).unwrap();
    let error = write(&of_depth(256)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Limit);
    assert!(error.path().unwrap().starts_with("Knot.List.0[0].List.0[0]"), "{error}");
}

/// Each definition holds the next one twice: the least value doubles with each.
macro_rules! doubling {
    ($($name:ident = $next:literal,)+) => {
        $(static $name: Def = def(
            stringify!($name),
            DefShape::Struct(fields(&[Field::new("a", &named($next)), Field::new("b", &named($next))])),
        );)+
        static DOUBLING: &[&Def] = &[$(&$name),+];
    };
}

doubling! {
    A = "B", B = "C", C = "D", D = "E", E = "F", F = "G", G = "H", H = "I", I = "J", J = "K", K = "L", L = "M",
    M = "N", N = "O", O = "P", P = "Q", Q = "R", R = "S", S = "T", T = "U", U = "V", V = "W", W = "X",
}

static X: Def = def("X", DefShape::Struct(fields(&[])));
static ENDLESS: Def =
    def("Endless", DefShape::Struct(fields(&[Field::new("next", &named("Endless"))])));
static NEVER: Def = def("Never", DefShape::Enum(&[]));

#[test]
fn types_that_double_each_other_are_refused_where_no_memory_would_hold_them() {
    let all_defs: Vec<&'static Def> = DOUBLING.iter().copied().chain([&X]).collect();
    let error = Generator::new(&schema(const { &named("A") }, &all_defs)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Limit);
    assert!(error.to_string().contains("its least value has 16777215 parts"), "{error}");
    assert_eq!(parts(&all(&schema(const { &named("S") }, &all_defs))[0]), 63);
}

#[test]
fn types_without_values_give_none_and_optional_ones_are_left_out() {
    for (root, def) in
        [(const { &named("Endless") }, &ENDLESS), (const { &named("Never") }, &NEVER)]
    {
        let schema = schema(root, &[def]);
        assert_eq!(Generator::new(&schema).unwrap().least(), None);
        assert!(all(&schema).is_empty());
    }
    let schema = schema(const { &Ty::Option(&named("Never")) }, &[&NEVER]);
    assert!(all(&schema).iter().all(|value| *value == Value::Option(None)));
}
