//! What differs between two files: values by their paths, whatever the schemas, and arrays by how far they are apart.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that fails panics"
)]
#![allow(clippy::rc_clone_in_vec_init, reason = "it is one value that is shared")]

use std::collections::{BTreeMap, BTreeSet, HashMap, LinkedList};
use std::rc::{Rc, Weak};

use persist_core::{
    Archive, Diff, DiffOptions, DifferenceKind, Durability, ErrorKind, Limits, Persist,
    SaveOptions, Serde, Tolerance,
};
use persist_tests::support::alloc::{Counting, cost};
use persist_tests::support::craft::{File, schema, varint};
use persist_tests::support::programs::programs;
use persist_tests::support::random::{Random, break_bytes};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

const MIB: usize = 1 << 20;

fn archive<T: Persist>(value: &T) -> Archive {
    Archive::from_bytes(value.to_bytes().unwrap()).unwrap()
}

fn diff_with<A: Persist, B: Persist>(old: &A, new: &B, options: &DiffOptions) -> Diff {
    archive(old).diff(&archive(new), options).unwrap()
}

/// Each value that differs, as a line.
fn values<A: Persist, B: Persist>(old: A, new: B) -> Vec<String> {
    let diff = diff_with(&old, &new, &DiffOptions::new());
    assert_eq!(diff.has_equal_values(), diff.values().is_empty());
    diff.values().iter().map(ToString::to_string).collect()
}

/// Types of an old program, and of a new one.
mod old {
    use persist_core::Persist;

    #[derive(Persist, Clone)]
    #[persist(version = "1.0.0")]
    pub(crate) struct Model {
        pub name: String,
        pub rate: f32,
        pub kind: Kind,
        pub gone: u8,
    }

    #[derive(Persist, Clone)]
    #[persist(version = "1.0.0")]
    pub(crate) enum Kind {
        Linear,
        Poly { degree: u8 },
    }

    #[derive(Persist, Clone, Copy)]
    #[persist(version = "1.0.0")]
    pub(crate) struct Node {
        pub left: u32,
        pub threshold: f32,
        pub spare: u8,
    }
}

mod new {
    use persist_core::Persist;

    #[derive(Persist, Clone)]
    #[persist(version = "1.1.0")]
    pub(crate) struct Model {
        pub kind: Kind,
        #[persist(was = "name")]
        pub title: Option<String>,
        pub rate: f64,
        #[persist(default)]
        pub extra: Vec<f32>,
    }

    #[derive(Persist, Clone)]
    #[persist(version = "1.1.0")]
    pub(crate) enum Kind {
        #[persist(was = "Poly")]
        Polynomial {
            degree: u32,
        },
        Linear,
    }

    #[derive(Persist, Clone, Copy)]
    #[persist(version = "1.1.0")]
    pub(crate) struct Node {
        pub threshold: f64,
        #[persist(was = "left")]
        pub child: u64,
        #[persist(default)]
        pub miss: bool,
    }
}

#[derive(Persist, Clone)]
struct Meters(f64);

#[derive(Persist, PartialEq, Eq, Hash, PartialOrd, Ord, Clone)]
enum Key {
    Id(u32),
    Name(String),
}

fn weak_pair(first: u8, second: u8, at: usize) -> (Vec<Rc<u8>>, Weak<u8>) {
    let list = vec![Rc::new(first), Rc::new(second)];
    let weak = Rc::downgrade(&list[at]);
    (list, weak)
}

fn weak_none(first: u8, second: u8) -> (Vec<Rc<u8>>, Weak<u8>) {
    (vec![Rc::new(first), Rc::new(second)], Weak::new())
}

type Pointers = (Weak<u8>, Weak<u8>, Vec<Rc<u8>>, Weak<Rc<u8>>, Rc<Rc<u8>>);

/// Two pointers in front of a value, and one behind it to what holds it, too.
fn pointers(value: u8) -> Pointers {
    let inner = Rc::new(value);
    let outer = Rc::new(inner.clone());
    let weak = Rc::downgrade(&inner);
    (weak.clone(), weak, vec![inner], Rc::downgrade(&outer), outer)
}

#[test]
fn what_evolution_reads_as_the_same_value_is_the_same() {
    let none: Vec<String> = Vec::new();
    let text = || "x".to_owned();
    let model = old::Model { name: text(), rate: 0.5, kind: old::Kind::Linear, gone: 1 };
    let cases = [
        ("itself", values(model.clone(), model.clone())),
        ("widened", values(5u8, 5u64)),
        ("changed its sign", values(5u8, 5i64)),
        ("made a float", values(5u8, 5.0f32)),
        ("made a number", values(true, 1u8)),
        ("widened float", values(0.1f32, f64::from(0.1f32))),
        ("by value", values(vec![f64::NAN, 0.0], vec![-f64::NAN, -0.0])),
        ("array of other floats", values(vec![0.5f32, 2.0], vec![0.5f64, 2.0])),
        ("array of integers", values(vec![1u8, 2], vec![1.0f64, 2.0])),
        ("made `Some`", values(text(), Some(text()))),
        ("taken out", values(Some(5u8), 5u8)),
        ("each made `Some`", values(vec![1u8, 2], vec![Some(1u8), Some(2)])),
        ("a list of one", values(text(), vec![text()])),
        ("an array of one", values(0.5f64, vec![0.5f64])),
        ("a list of at most one", values(None::<u8>, Vec::<u8>::new())),
        ("array to list", values([1u32, 2, 3], vec![1u32, 2, 3])),
        ("another list", values(LinkedList::from([1u8, 2]), vec![1u8, 2])),
        ("list to set", values(vec![2u16, 1], BTreeSet::from([1u8, 2]))),
        ("lists to a set", values(vec![vec![2u16], vec![]], BTreeSet::from([vec![], vec![2u8]]))),
        ("set to list", values(BTreeSet::from([text()]), vec![text()])),
        ("list to map", values(vec![(text(), 1u8)], BTreeMap::from([(text(), 1u32)]))),
        ("pairs to map", values(vec![(2u8, 1u8), (1, 2)], HashMap::from([(1u8, 2u8), (2, 1)]))),
        ("string to bytes", values("text".to_owned(), b"text".to_vec())),
        ("shared", values(vec![text(); 2], vec![Rc::new(text()), Rc::new(text())])),
        ("shared as one", values(vec![Rc::new(1u8); 2], vec![Rc::new(1u8), Rc::new(1u8)])),
        ("a newtype", values(0.5f64, Meters(0.5))),
        ("newtypes", values(vec![0.5f32; 9], vec![Meters(0.5); 9])),
        (
            "renamed variant",
            values(old::Kind::Poly { degree: 2 }, new::Kind::Polynomial { degree: 2 }),
        ),
        (
            "keys of other types",
            values(BTreeMap::from([(1u8, 2u8)]), BTreeMap::from([(1i64, 2u8)])),
        ),
        ("a weak pointer", values(weak_pair(1, 2, 1), weak_pair(1, 2, 1))),
        ("a weak pointer to an equal value", values(weak_pair(1, 1, 0), weak_pair(1, 1, 1))),
    ];
    for (what, found) in cases {
        assert_eq!(found, none, "{what}");
    }
}

#[test]
fn values_that_differ_have_a_path() {
    let text = |text: &str| text.to_owned();
    let map = |entries: &[(&str, u8)]| {
        entries.iter().map(|(key, value)| (text(key), *value)).collect::<BTreeMap<_, _>>()
    };
    let cases: Vec<(Vec<String>, &[&str])> = vec![
        (values(5u8, 7u64), &["~ (the value itself): 5 -> 7, by 2.0"]),
        (values(text("a"), text("b")), &[r#"~ (the value itself): "a" -> "b""#]),
        (values(Some(0.5), None::<f64>), &["~ (the value itself): Some(0.5) -> None"]),
        (
            values(Some(None::<u8>), None::<Option<u8>>),
            &["~ (the value itself): Some(None) -> None"],
        ),
        (values(f64::NAN, 1.0), &["~ (the value itself): NaN -> 1.0"]),
        (values((1u8, text("a")), (1u8, 2u8)), &[r#"~ [1]: "a" -> 2"#]),
        (
            values(vec![text("a"), text("b")], vec![text("a")]),
            &["~ (the value itself): 2 -> 1 elements"],
        ),
        (
            values(vec![text("a")], vec![text("b"), text("c")]),
            &[r#"~ [0]: "a" -> "b""#, "~ (the value itself): 1 -> 2 elements"],
        ),
        (
            values(map(&[("a", 1), ("b", 2), ("c", 3)]), map(&[("b", 2), ("c", 4), ("d", 5)])),
            &[r#"- ["a"]: 1"#, r#"~ ["c"]: 3 -> 4, by 1.0"#, r#"+ ["d"]: 5"#],
        ),
        (
            values(
                BTreeMap::from([(Key::Id(1), 1u8), (Key::Name(text("a")), 2)]),
                BTreeMap::from([(Key::Name(text("a")), 3u8)]),
            ),
            &["- {0}: 1", "~ {1}: 2 -> 3, by 1.0"],
        ),
        // Only keys that stand there themselves are part of paths.
        (
            values(BTreeMap::from([(Some(5u8), 1u8)]), BTreeMap::from([(Some(5u8), 2u8)])),
            &["~ {0}: 1 -> 2, by 1.0"],
        ),
        (
            values(vec![text("a"), text("b")], BTreeMap::from([(text("a"), text("b"))])),
            &[r#"~ (the value itself): ["a", "b"] -> {"a": "b"}"#],
        ),
        (values(BTreeSet::from([1u8, 2]), BTreeSet::from([2u64, 300])), &["- {}: 1", "+ {}: 300"]),
        (
            values(BTreeSet::from([Some(None::<u8>)]), BTreeSet::from([None::<Option<u8>>])),
            &["- {}: Some(None)", "+ {}: None"],
        ),
        (values(vec![Rc::new(1u8); 2], vec![Rc::new(2u8); 2]), &["~ [0]: 1 -> 2, by 1.0"]),
        (values(weak_pair(1, 2, 0), weak_pair(1, 2, 1)), &["~ [1]: weak to 1 -> weak to 2"]),
        // What they point at is told where it stands, be it before or behind them.
        (
            values(pointers(1), pointers(2)),
            &[
                "~ [0]: weak to 1 -> weak to 2",
                "~ [1]: weak to 1 -> weak to 2",
                "~ [2][0]: 1 -> 2, by 1.0",
                "~ [3]: weak to shared value 0 -> weak to shared value 0",
            ],
        ),
        (
            values((Weak::<u8>::new(), weak_pair(1, 2, 0)), (Weak::<u8>::new(), weak_none(1, 2))),
            &["~ [1][1]: weak to shared value 0 -> weak to nothing"],
        ),
        (
            values(
                old::Model { name: text("a"), rate: 0.5, kind: old::Kind::Linear, gone: 1 },
                new::Model {
                    title: Some(text("b")),
                    rate: 0.75,
                    kind: new::Kind::Polynomial { degree: 3 },
                    extra: vec![0.5; 3],
                },
            ),
            &[
                r#"~ name: "a" -> "b""#,
                "~ rate: 0.5 -> 0.75, by 0.25",
                "~ kind: Linear -> Polynomial { degree: 3 }",
                "- gone: 1",
                "+ extra: [… 3 elements]",
            ],
        ),
    ];
    for (found, expected) in cases {
        assert_eq!(found, expected);
    }
}

#[test]
fn arrays_are_measured() {
    let ramp = |count: u16| (0..count).map(f64::from).collect::<Vec<_>>();
    let mut other = ramp(3000);
    (other[17], other[2999]) = (16.5, 3000.0);
    let mut broken = ramp(4);
    (broken[1], broken[2]) = (f64::NAN, f64::INFINITY);
    let nodes = |count: usize| vec![old::Node { left: 1, threshold: 0.5, spare: 0 }; count];
    let mut today = vec![new::Node { threshold: 0.5, child: 1, miss: false }; 600];
    (today[3].child, today[3].threshold) = (5, 0.75);
    let rows = vec![[1.0f32, 2.0, 3.0]; 2];
    let cases: Vec<(Vec<String>, &str)> = vec![
        (
            values(ramp(3000), other),
            "2 of 3000 f64 differ, at most by 1.0 at [2999], 0.0005 on average",
        ),
        (values(ramp(3000), ramp(2000)), "3000 -> 2000 elements, 0 of 2000 f64 differ"),
        (values(ramp(4), broken), "2 of 4 f64 differ, 2 beside NaN or an infinity"),
        (
            values(vec![1u8, 200], vec![1i64, -100]),
            "1 of 2 u8 -> i64 differ, at most by 300.0 at [1], 150.0 on average",
        ),
        (values(vec!['a', 'b'], vec!['a', 'c']), "1 of 2 char differ"),
        (
            values(rows.clone(), vec![[1.0f32, 2.5, 3.0], [1.0, 2.0, 7.0]]),
            "2 of 2 [f32; 3] differ, at most by 4.0 at [1][2], 0.75 on average",
        ),
        (
            values(rows, vec![[1.0f32, 2.0]; 2]),
            "0 of 2 [f32; 3] -> [f32; 2] differ, without [2..3]",
        ),
        (
            values(nodes(600), today),
            "1 of 600 Node differ, at most by 4.0 at [3].child, 0.0035416666666666665 on average, \
             without .spare, with .miss",
        ),
    ];
    for (found, expected) in cases {
        assert_eq!(found, [format!("~ (the value itself): {expected}")]);
    }
}

#[test]
fn numbers_that_are_near_are_the_same_where_that_is_asked_for() {
    let (old, new) = ((vec![1.0f64, 100.0], 1.0f32, 1u8), (vec![1.0f64, 101.0], 1.5f32, 1u8));
    let count = |tolerance| diff_with(&old, &new, &DiffOptions::new().tolerance(tolerance)).count();
    assert_eq!(count(Tolerance::exact()), 2);
    assert_eq!(count(Tolerance::absolute(0.5)), 1);
    assert_eq!(count(Tolerance::relative(0.01)), 1);
    assert_eq!(count(Tolerance::new(0.5, 0.01)), 0);
    let integers = DiffOptions::new().tolerance(Tolerance::absolute(9.0));
    assert_eq!(diff_with(&(1u8, vec![1u8]), &(2u8, vec![2u8]), &integers).count(), 2);

    let zeros = (vec![0.0f64, f64::NAN], vec![-0.0f64, -f64::NAN]);
    assert!(diff_with(&zeros.0, &zeros.1, &DiffOptions::new()).is_equal());
    let bits = DiffOptions::new().tolerance(Tolerance::exact());
    let DifferenceKind::Array(array) =
        diff_with(&zeros.0, &zeros.1, &bits).values()[0].kind().clone()
    else {
        panic!("it is an array")
    };
    assert_eq!((array.differing, array.first), (2, Some(0)));

    let none = DiffOptions::new().tolerance(Tolerance::absolute(f64::NAN));
    let error = archive(&1u8).diff(&archive(&1u8), &none).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Caller);
}

#[test]
fn schemas_versions_and_metadata_have_their_own_places() {
    let old = old::Model { name: "a".into(), rate: 0.5, kind: old::Kind::Linear, gone: 1 };
    let new = new::Model { title: None, rate: 0.5, kind: new::Kind::Linear, extra: vec![] };
    let options = SaveOptions::new().metadata("data", "iris").metadata("rows", 150);
    let old = Archive::from_bytes(options.to_bytes(&old).unwrap()).unwrap();
    let options = SaveOptions::new().metadata("data", "wine").metadata("by", "me");
    let new = Archive::from_bytes(options.to_bytes(&new).unwrap()).unwrap();

    let diff = old.diff(&new, &DiffOptions::new().values(false)).unwrap();
    let rules: Vec<_> = diff.schema().changes().iter().map(|change| change.rule().id()).collect();
    assert!(rules.contains(&"widen_float") && rules.contains(&"rename_field"), "{rules:?}");
    assert_eq!(diff.versions().map(|version| version.unwrap().to_string()), ["1.0.0", "1.1.0"]);
    assert!(diff.metadata().is_empty() && diff.values().is_empty() && !diff.is_equal());

    let diff = old.diff(&new, &DiffOptions::new().metadata(true)).unwrap();
    let lines: Vec<_> = diff.metadata().iter().map(ToString::to_string).collect();
    assert_eq!(lines, ["+ by: me", "~ data: iris -> wine", "- rows: 150"]);
    let diff = old.diff(&old, &DiffOptions::new().metadata(true)).unwrap();
    assert!(diff.is_equal());
    assert_eq!(diff.to_string(), "no differences");
}

/// As JSON has it; what differs is what `Display` shows.
#[test]
fn machines_read_each_difference_by_its_fields() {
    let file = |by: &str, value: (u8, Vec<String>, Vec<f64>, BTreeMap<u8, u8>)| {
        let options = SaveOptions::new().metadata("by", by);
        Archive::from_bytes(options.to_bytes(&value).unwrap()).unwrap()
    };
    let list = |count: usize| vec!["a".to_owned(); count];
    let old = file("me", (1, list(2), vec![0.0, 1.0], BTreeMap::from([(1, 2)])));
    let new = file("you", (2, list(1), vec![0.0, 1.5], BTreeMap::from([(3, 4)])));
    let diff = old.diff(&new, &DiffOptions::new().metadata(true)).unwrap();
    let json = serde_json::to_value(&diff).unwrap();
    assert_eq!(
        json,
        serde_json::json!({
            "equal": false,
            "versions": [null, null],
            "schema": {
                "class": "identical", "identical": true, "backward": true, "forward": true,
                "required_bump": "none", "changes": [], "more_changes": 0,
            },
            "metadata": [{ "key": "by", "old": "me", "new": "you" }],
            "values": [
                { "path": "[0]", "kind": "changed", "old": "1", "new": "2", "by": 1.0 },
                { "path": "[1]", "kind": "length", "old": 2, "new": 1 },
                { "path": "[2]", "kind": "array", "array": {
                    "old_element": "f64", "new_element": "f64", "old_len": 2, "new_len": 2, "compared": 2,
                    "differing": 1, "first": 1, "largest":
                        { "index": 1, "part": "", "old": 1.0, "new": 1.5, "by": 0.5 },
                    "mean": 0.25, "not_finite": 0, "removed": [], "added": [],
                } },
                { "path": "[3][1]", "kind": "removed", "old": "2" },
                { "path": "[3][3]", "kind": "added", "new": "4" },
            ],
            "count": 5,
        })
    );
}

#[test]
fn a_path_leads_to_the_parts_that_are_compared() {
    let [a, b] = [1u8, 2].map(|n| archive(&(vec!["a".to_owned(), n.to_string()], vec![n; 9])));
    let at = |path: &str| a.diff(&b, &DiffOptions::new().path(path)).map(|diff| diff.to_string());
    assert_eq!(at("[0][0]").unwrap(), "no differences");
    assert_eq!(at("[0][1]").unwrap(), r#"~ [0][1]: "1" -> "2""#);
    assert_eq!(
        at("[1]").unwrap(),
        "~ [1]: 9 of 9 u8 differ, at most by 1.0 at [0], 1.0 on average"
    );
    assert_eq!(at("[1][3]").unwrap(), "~ [1][3]: 1 -> 2, by 1.0");
    let error = a.diff(&archive(&(0u8,)), &DiffOptions::new().path("[1]")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NoSuchPart);
    assert!(error.to_string().contains("in the new file"), "{error}");
}

#[test]
fn the_first_differences_are_kept_and_all_are_counted() {
    let list = |text: &str| vec![text.to_owned(); 5000];
    let diff = diff_with(&list("a"), &list("b"), &DiffOptions::new());
    assert_eq!((diff.values().len(), diff.count()), (1000, 5000));
    let diff = diff_with(&list("a"), &list("b"), &DiffOptions::new().max_differences(1));
    assert_eq!(diff.to_string(), "~ [0]: \"a\" -> \"b\"\n4999 more differences");
}

#[test]
fn values_of_other_crates_are_looked_into() {
    let value = |rate: f64| Serde(BTreeMap::from([("rate", rate), ("size", 3.0)]));
    let value = |rate| {
        let Serde(map) = value(rate);
        Serde(
            map.into_iter().map(|(key, value)| (key.to_owned(), value)).collect::<BTreeMap<_, _>>(),
        )
    };
    assert_eq!(values(value(0.5), value(0.5)), [""; 0]);
    assert_eq!(values(value(0.5), value(0.75)), ["~ rate: 0.5 -> 0.75, by 0.25"]);
}

#[test]
fn two_large_files_are_compared_in_little_memory() {
    let folder = tempfile::tempdir().unwrap();
    let [old, new] = ["old", "new"].map(|name| folder.path().join(name));
    let mut model = (vec![0.5f32; 4 * MIB], vec![[1.0f64; 3]; MIB], "name".to_owned());
    let options = SaveOptions::new().durability(Durability::Fast);
    options.save(&model, &old).unwrap();
    (model.0[2_000_000], model.1[700_000][2]) = (1.5, 1.5);
    options.save(&model, &new).unwrap();
    drop(model);

    let (diff, taken) = cost(|| {
        let [old, new] = [&old, &new].map(|path| Archive::open(path).unwrap());
        old.diff(&new, &DiffOptions::new()).unwrap()
    });
    assert!(taken.peak < 8 * MIB, "{taken:?}");
    let lines: Vec<_> = diff.values().iter().map(ToString::to_string).collect();
    assert_eq!(
        lines,
        [
            "~ [0]: 1 of 4194304 f32 differ, at most by 1.0 at [2000000], 2.384185791015625e-7 on average",
            "~ [1]: 1 of 1048576 [f64; 3] differ, at most by 0.5 at [700000][2], 1.5894571940104166e-7 on average",
        ]
    );
}

/// A value within which all that is shared is shared twice.
#[derive(Persist)]
struct Twice {
    left: Option<Rc<Twice>>,
    right: Option<Rc<Twice>>,
    name: u8,
}

#[test]
fn many_blocks_are_compared_in_time_that_grows_with_their_number() {
    let lists = vec![vec![7u8; 16]; 10_000];
    let bytes = SaveOptions::new().block_threshold(1).to_bytes(&lists).unwrap();
    let archive = Archive::from_bytes(bytes).unwrap();
    let start = std::time::Instant::now();
    assert!(archive.diff(&archive, &DiffOptions::new()).unwrap().is_equal());
    assert!(start.elapsed().as_secs() < 5, "{:?}", start.elapsed());
}

#[test]
fn shared_values_are_compared_once() {
    let twice = |last: u8| {
        let leaf = Rc::new(Twice { left: None, right: None, name: last });
        (0..60).fold(leaf, |inner, name| {
            Rc::new(Twice { left: Some(inner.clone()), right: Some(inner), name })
        })
    };
    assert_eq!(values(twice(1), twice(1)), [""; 0]);
    let found = values(twice(1), twice(2));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].ends_with("left.name: 1 -> 2, by 1.0"), "{found:?}");
}

#[test]
fn an_error_says_which_file_it_is_of() {
    let bytes = vec![0.5f64; 10_000].to_bytes().unwrap();
    let mut broken = bytes.clone();
    *broken.last_mut().unwrap() ^= 1;
    let [whole, broken] = [bytes, broken].map(|bytes| Archive::from_bytes(bytes).unwrap());
    for (old, new, side) in [(&whole, &broken, "new"), (&broken, &whole, "old")] {
        let error = old.diff(new, &DiffOptions::new()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Damaged);
        assert!(error.to_string().starts_with(&format!("in the {side} file: ")), "{error}");
    }
}

#[test]
fn what_goes_beyond_the_limits_is_refused() {
    let list = vec![Some("a".to_owned()); 10_000].to_bytes().unwrap();
    let limits = Limits::new().allocation(1 << 19);
    let archive = || Archive::from_bytes_with(list.clone(), &limits).unwrap();
    let error = archive().diff(&archive(), &DiffOptions::new()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Limit);
}

#[test]
fn what_stands_once_in_a_file_and_often_in_a_diff_is_charged_each_time() {
    let limits = Limits::new().allocation(16 << 20);
    let archive = |bytes: Vec<u8>| Archive::from_bytes_with(bytes, &limits).unwrap();
    // A long key is part of a thousand paths.
    let map = |start: u32| {
        let numbers: Vec<_> = (start..start + 1000).map(Some).collect();
        archive(BTreeMap::from([("k".repeat(MIB), numbers)]).to_bytes().unwrap())
    };
    // Long names are part of each key, and structs of no size take nothing of the file.
    let fields = [("n".repeat(4000), schema::UNIT.to_vec()), ("b".into(), schema::UNIT.into())];
    let fields = fields.each_ref().map(|(name, ty)| (name.as_str(), ty.clone()));
    let empty = schema::structure("S", &fields);
    let schema = schema::schema(&schema::set(&schema::list(&schema::named(0))), &[empty]);
    let body = [vec![1], varint(50_000)].concat();
    let keys = archive(File { schema, body, ..File::default() }.to_bytes());
    for (old, new) in [(&map(0), &map(1)), (&keys, &keys)] {
        let (count, cost) = cost(|| old.diff(new, &DiffOptions::new()).map(|diff| diff.count()));
        assert_eq!(count.unwrap_err().kind(), ErrorKind::Limit);
        assert!(cost.peak < 128 * MIB, "{}", cost.peak);
    }
}

#[test]
fn broken_files_give_an_answer_or_an_error() {
    let limits = Limits::new().allocation(1 << 20).depth(64);
    let (files, mut random) = (programs(), Random(7));
    let mut compared = 0;
    for number in 0..4000 {
        let old = &files[random.below(files.len())].file;
        let new = if number % 2 == 0 { old } else { &files[random.below(files.len())].file };
        // Checksums fit, so that what is broken is read.
        let [mut old, mut new] = [old, new].map(|bytes| File::parse(bytes));
        let part = if number % 5 == 0 { &mut new.schema } else { &mut new.body };
        if number % 3 > 0 {
            break_bytes(part, &mut random);
        }
        if number % 3 > 1 {
            break_bytes(&mut old.body, &mut random);
        }
        let [old, new] = [old, new].map(|file| file.to_bytes());
        let [Ok(old), Ok(new)] = [old, new].map(|bytes| Archive::from_bytes_with(bytes, &limits))
        else {
            continue;
        };
        if let Ok(diff) = old.diff(&new, &DiffOptions::new().metadata(true)) {
            compared += usize::from(!diff.to_string().is_empty());
        }
    }
    assert!(compared > 1000, "{compared}");
}
