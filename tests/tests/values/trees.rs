//! The tree of a value, and its text.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::net::Ipv4Addr;
use std::ops::Bound;
use std::rc::Rc;
use std::time::Duration;

use persist_core::{Archive, Persist, SaveOptions, Value};

/// The tree in the file of a value, which is the same whether its arrays are blocks or not.
fn tree<T: Persist>(value: &T) -> Value {
    let read = |options: SaveOptions| {
        Archive::from_bytes(options.to_bytes(value).unwrap()).unwrap().value().unwrap()
    };
    let tree = read(SaveOptions::new().block_threshold(1));
    assert_eq!(tree, read(SaveOptions::new().block_threshold(u64::MAX)));
    tree
}

#[derive(Persist)]
struct Unit;

#[derive(Persist)]
struct Empty {}

#[derive(Persist)]
struct Pair(u8, Option<Unit>);

#[derive(Persist)]
#[persist(name = "acme::Node")]
struct Node {
    feature: u32,
    threshold: f64,
    leaf: bool,
    #[persist(rename = "sign")]
    symbol: char,
}

#[derive(Persist)]
enum Kernel {
    Linear,
    Rbf(f32),
    Poly {
        degree: u8,
        offset: i64,
    },
    #[persist(rename = "own")]
    Custom(String, Box<Kernel>),
}

#[derive(Persist)]
struct Model {
    name: String,
    nodes: Vec<Node>,
    kernels: [Kernel; 4],
    scores: BTreeMap<String, f32>,
    labels: BTreeSet<i8>,
    shared: (Rc<str>, Rc<str>),
    #[persist(skip)]
    _cache: Vec<u8>,
    nothing: ((), Unit, Empty),
}

fn model() -> Model {
    let node = |feature, leaf| Node { feature, threshold: 0.5, leaf, symbol: '\'' };
    let shared: Rc<str> = "iris".into();
    Model {
        name: "a \"b\"\n".to_owned(),
        nodes: vec![node(1, false), node(7, true)],
        kernels: [
            Kernel::Linear,
            Kernel::Rbf(f32::NEG_INFINITY),
            Kernel::Poly { degree: 3, offset: -1 },
            Kernel::Custom("mine".to_owned(), Box::new(Kernel::Linear)),
        ],
        scores: [("setosa".to_owned(), -0.0), ("virginica".to_owned(), 1.5)].into(),
        labels: [-1, 1].into(),
        shared: (Rc::clone(&shared), shared),
        _cache: vec![1, 2, 3],
        nothing: ((), Unit, Empty {}),
    }
}

#[test]
fn a_value_reads_like_rust_on_one_line() {
    assert_eq!(
        tree(&model()).to_string(),
        [
            r#"Model { name: "a \"b\"\n", "#,
            r"nodes: [acme::Node { feature: 1, threshold: 0.5, leaf: false, sign: '\'' }, ",
            r"acme::Node { feature: 7, threshold: 0.5, leaf: true, sign: '\'' }], ",
            r"kernels: [Linear, Rbf(-inf), Poly { degree: 3, offset: -1 }, ",
            r#"own("mine", Linear)], "#,
            r#"scores: {"setosa": -0.0, "virginica": 1.5}, labels: {-1, 1}, "#,
            r#"shared: ("iris", shared value 0), nothing: ((), Unit, Empty) }"#,
        ]
        .concat()
    );
}

#[test]
fn a_value_reads_like_rust_over_several_lines() {
    let value = (
        Pair(1, Some(Unit)),
        Kernel::Poly { degree: 3, offset: -1 },
        HashMap::from([(1u8, vec!["x".to_owned()])]),
    );
    let expected = r#"
(
    Pair(
        1,
        Some(
            Unit,
        ),
    ),
    Poly {
        degree: 3,
        offset: -1,
    },
    {
        1: [
            "x",
        ],
    },
)"#;
    assert_eq!(format!("{:#}", tree(&value)), expected.trim_start());
}

#[test]
fn a_long_list_is_cut_short() {
    let text = |numbers: Vec<u16>| tree(&numbers).to_string();
    assert_eq!(text((0..8).collect()), "[0, 1, 2, 3, 4, 5, 6, 7]");
    assert_eq!(text((0..1000).collect()), "[0, 1, 2, 3, 4, 5, 6, 7, … 992 more]");
    let words: Vec<String> = ["a"; 10].map(str::to_owned).into();
    assert!(tree(&words).to_string().ends_with(r#""a", … 2 more]"#));
}

#[test]
fn every_number_keeps_its_value() {
    let text = |value: Value| value.to_string();
    let unsigned = (u8::MAX, u16::MAX, u32::MAX, u64::MAX, u128::MAX, usize::MAX);
    let shown = "(255, 65535, 4294967295, 18446744073709551615, \
                 340282366920938463463374607431768211455, 18446744073709551615)";
    assert_eq!(text(tree(&unsigned)), shown);
    assert_eq!(text(tree(&vec![unsigned])), format!("[{shown}]"), "as it does in an array");

    let signed = (i8::MIN, i16::MIN, i32::MIN, i64::MIN, i128::MIN, isize::MIN);
    let shown = "(-128, -32768, -2147483648, -9223372036854775808, \
                 -170141183460469231731687303715884105728, -9223372036854775808)";
    assert_eq!(text(tree(&signed)), shown);
    assert_eq!(text(tree(&vec![signed])), format!("[{shown}]"));

    let floats = (f32::MAX, f64::MIN_POSITIVE, f64::NAN.abs(), 1.0f32);
    let shown = "(3.4028235e38, 2.2250738585072014e-308, NaN, 1.0)";
    let in_stream = text(Archive::from_bytes(floats.to_bytes().unwrap()).unwrap().value().unwrap());
    assert_eq!(in_stream, shown);
}

#[test]
fn types_of_the_standard_library_show_their_parts() {
    let value = (
        Duration::new(5, 7),
        Ipv4Addr::new(127, 0, 0, 1),
        1u8..=3,
        (Bound::Excluded('z'), Ok::<u8, ()>(1), std::cmp::Ordering::Less),
        (c"ab".to_owned(), std::path::PathBuf::from("/tmp")),
    );
    assert_eq!(
        tree(&value).to_string(),
        "(std::Duration { secs: 5, nanos: 7 }, [127, 0, 0, 1], \
         std::RangeInclusive { start: 1, end: 3 }, (Excluded('z'), Ok(1), Less), \
         ([97, 98], \"/tmp\"))"
    );
}

#[test]
fn the_tree_names_types_variants_and_fields() {
    let field = |name: &str, value| (name.to_owned(), value);
    let kernel = |variant: &str, fields| Value::Variant {
        name: "Kernel".to_owned(),
        variant: variant.to_owned(),
        fields,
    };
    let value = (Pair(4, None), Kernel::Custom("x".to_owned(), Box::new(Kernel::Rbf(0.5))));
    assert_eq!(
        tree(&value),
        Value::Tuple(vec![
            Value::Struct {
                name: "Pair".to_owned(),
                fields: vec![field("0", Value::Unsigned(4)), field("1", Value::Option(None))],
            },
            kernel(
                "own",
                vec![
                    field("0", Value::Str("x".to_owned())),
                    field("1", kernel("Rbf", vec![field("0", Value::F32(0.5))])),
                ]
            ),
        ])
    );
}

#[test]
fn a_hash_map_is_shown_in_the_order_of_the_file() {
    let map: HashMap<u8, ()> = (0..20).rev().map(|n| (n, ())).collect();
    let Value::Map(entries) = tree(&map) else { panic!("a map is shown as a map") };
    let keys: Vec<Value> = entries.into_iter().map(|(key, _)| key).collect();
    assert_eq!(keys, (0..20).map(Value::Unsigned).collect::<Vec<_>>());
}
