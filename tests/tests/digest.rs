//! Digests of values: which values have one, and which have not; and that nothing else has a say.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that fails panics"
)]

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::hash::BuildHasher;
use std::process::Command;
use std::rc::Rc;
use std::sync::Arc;

use persist_core::{Buffer, Digest, ErrorKind, Persist, SaveOptions, digest};
use persist_tests::support::alloc::{Counting, cost};
use persist_tests::support::model::Forest;
use proptest::prelude::*;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn of<T: Persist>(value: T) -> Digest {
    digest(&value).unwrap()
}

mod v1_0 {
    /// The first.
    #[derive(persist_core::Persist, Clone)]
    #[persist(version = "1.0.0", name = "Scaler", history = false)]
    pub(crate) struct Scaler {
        pub(crate) mean: f64,
        pub(crate) unit: String,
    }
}

/// The same to files: a later version, former names, defaults and documentation do not change what is stored.
mod v1_3 {
    /// Another text.
    #[derive(persist_core::Persist)]
    #[persist(version = "1.3.2", name = "Scaler", history = false)]
    pub(crate) struct Renamed {
        /// Of all rows.
        #[persist(was = "average", default = 0.5)]
        pub(crate) mean: f64,
        #[persist(default)]
        pub(crate) unit: String,
        #[persist(skip)]
        #[expect(dead_code, reason = "it is here to be left out")]
        pub(crate) uses: u32,
    }
}

macro_rules! scalers {
    ($($module:ident: $version:literal, $name:literal, { $($field:ident: $ty:ty = $value:expr),+ };)+) => {
        $(mod $module {
            #[derive(persist_core::Persist)]
            #[persist(version = $version, name = $name, history = false)]
            pub(crate) struct Scaler { $(pub(crate) $field: $ty),+ }
        })+
        /// A value of each, with what differs from [`v1_0`].
        fn other_scalers() -> Vec<(&'static str, Digest)> {
            vec![$((stringify!($module), of($module::Scaler { $($field: $value),+ }))),+]
        }
    };
}

scalers! {
    another_epoch: "2.0.0", "Scaler", { mean: f64 = 0.5, unit: String = "cm".into() };
    another_name: "1.0.0", "Scalar", { mean: f64 = 0.5, unit: String = "cm".into() };
    another_field_name: "1.0.0", "Scaler", { average: f64 = 0.5, unit: String = "cm".into() };
    another_field_type: "1.0.0", "Scaler", { mean: f32 = 0.5, unit: String = "cm".into() };
    another_order: "1.0.0", "Scaler", { unit: String = "cm".into(), mean: f64 = 0.5 };
    a_field_more: "1.0.0", "Scaler", { mean: f64 = 0.5, unit: String = "cm".into(), none: () = () };
    another_value: "1.0.0", "Scaler", { mean: f64 = 0.25, unit: String = "cm".into() };
}

#[test]
fn the_schema_counts_as_far_as_its_fingerprint_does() {
    let scaler = of(v1_0::Scaler { mean: 0.5, unit: "cm".into() });
    assert_eq!(of(v1_3::Renamed { mean: 0.5, unit: "cm".into(), uses: 0 }), scaler);
    assert_eq!(of(v1_3::Renamed { mean: 0.5, unit: "cm".into(), uses: 9 }), scaler);
    let mut seen = HashMap::from([(scaler, "v1_0")]);
    for (name, digest) in other_scalers() {
        assert_eq!(seen.insert(digest, name), None, "{name}");
    }
}

/// Rows of values: all of a row have one digest, and no two rows do.
fn classes() -> Vec<(&'static str, Vec<Digest>)> {
    let words = || ["a", "b", "c"].map(str::to_owned);
    let shared = Rc::new(300u16);
    let nan = f64::from_bits(0x7ff8_0000_0000_0001);
    vec![
        ("unit", vec![of(()), of(std::marker::PhantomData::<u8>)]),
        ("u32", vec![of(1u32), of(Box::new(1u32)), of(Cell::new(1u32)), of(RefCell::new(1u32))]),
        ("u64", vec![of(1u64)]),
        ("i64", vec![of(1i64)]),
        ("no words", vec![of(Vec::<String>::new())]),
        ("no bytes", vec![of(Vec::<u8>::new())]),
        ("no text", vec![of(String::new())]),
        (
            "words",
            vec![
                of(words().to_vec()),
                of(VecDeque::from(words())),
                of(words().to_vec().into_boxed_slice()),
            ],
        ),
        ("a tuple", vec![of((1u8, 2u8))]),
        ("an array", vec![of([1u8, 2u8])]),
        ("a list", vec![of(vec![1u8, 2])]),
        ("nested one way", vec![of(vec![vec![1u16], vec![2, 3]])]),
        ("nested another way", vec![of(vec![vec![1u16, 2], vec![3]])]),
        (
            "a block",
            vec![
                of(vec![0.5f64; 512]),
                of(vec![0.5f64; 512].into_boxed_slice()),
                of(Buffer::from(vec![0.5f64; 512])),
                of(VecDeque::from(vec![0.5f64; 512])),
            ],
        ),
        ("a shorter array", vec![of(vec![0.5f64; 511])]),
        ("two blocks", vec![of((vec![0u8; 5000], vec![1u8; 5000]))]),
        ("two other blocks", vec![of((vec![1u8; 5000], vec![0u8; 5000]))]),
        ("two blocks of other lengths", vec![of((vec![0u8; 5001], vec![1u8; 4999]))]),
        ("zero", vec![of(0.0f64)]),
        ("negative zero", vec![of(-0.0f64)]),
        ("NaN", vec![of(nan), of(nan)]),
        ("another NaN", vec![of(-nan)]),
        ("zeros in an array", vec![of(vec![0.0f64; 600])]),
        ("negative zeros in an array", vec![of(vec![-0.0f64; 600])]),
        (
            "shared",
            vec![of((shared.clone(), shared)), {
                let shared = Arc::new(300u16);
                of((shared.clone(), shared))
            }],
        ),
        (
            "not shared",
            vec![of((Rc::new(300u16), Rc::new(300u16))), of((Arc::new(300u16), Arc::new(300u16)))],
        ),
        ("some", vec![of(Some(7u8))]),
        ("none", vec![of(None::<u8>)]),
        (
            "a map",
            vec![
                of(HashMap::from([(1u8, 'a'), (2, 'b')])),
                of(HashMap::from([(2u8, 'b'), (1, 'a')])),
                of(BTreeMap::from([(1u8, 'a'), (2, 'b')])),
            ],
        ),
        ("another map", vec![of(HashMap::from([(1u8, 'b'), (2, 'a')]))]),
    ]
}

#[test]
fn values_have_one_digest_where_files_hold_them_alike() {
    let mut seen = HashMap::new();
    for (name, digests) in classes() {
        let first = digests[0];
        assert!(digests.iter().all(|digest| *digest == first), "{name}: {digests:?}");
        assert_eq!(seen.insert(first, name), None, "{name}");
    }
}

#[test]
fn known_values_keep_their_digests() {
    let cases = [
        ("()", of(()), "09672f2c63b0b01b6124e968783795945966d0e3dbfbce4c49589c74612dbae2"),
        ("1u32", of(1u32), "8aefd3e5ac088ad36f2ebc9e68d31c7ef3a8df750992fdb7f3fb74c56105573b"),
        (
            "words",
            of(vec!["a".to_owned(), "b".to_owned()]),
            "83276e06663e4b3c58d189a1b93687410dfc2b7d28d0ef12bb66102ce8e61cc6",
        ),
        (
            "a block",
            of((0..1000).map(f64::from).collect::<Vec<_>>()),
            "6e8caecc7ed8595694054634d518e4d9acfdb0e9d309390a293f22ce6c93741b",
        ),
        (
            "a forest",
            of(Forest::small()),
            "547409589bd053b6039e4ce8a28cb7878bfacadf80397173fcc20193e6a87c6f",
        ),
    ];
    for (name, digest, expected) in cases {
        assert_eq!(digest.to_string(), expected, "{name}");
    }
}

#[test]
fn the_order_of_hash_maps_does_not_show() {
    let forward: HashMap<u64, u64> = (0..1000).map(|n| (n, n * n)).collect();
    let backward: HashMap<u64, u64> = (0..1000).rev().map(|n| (n, n * n)).collect();
    assert_eq!(of(forward), of(backward));
    let names = |hasher: std::hash::RandomState| {
        let mut set = HashSet::with_hasher(hasher);
        set.extend((0..100).map(|n| format!("name {n}")));
        set
    };
    let (one, two) = (std::hash::RandomState::new(), std::hash::RandomState::new());
    assert_ne!(one.hash_one(1), two.hash_one(1));
    assert_eq!(of(names(one)), of(names(two)));
}

/// Tells a child to print a digest.
const CHILD: &str = "PERSIST_TEST_DIGEST_CHILD";

/// What a child does; in the parent, nothing.
#[test]
fn child() {
    if std::env::var_os(CHILD).is_some() {
        println!("\ndigest: {}", of(Forest::large(20)));
    }
}

#[test]
fn processes_agree() {
    let expected = format!("digest: {}", of(Forest::large(20)));
    for _ in 0..5 {
        let mut command = Command::new(std::env::current_exe().unwrap());
        let output = command.args(["--exact", "child", "--nocapture"]).env(CHILD, "1").output();
        let text = String::from_utf8(output.unwrap().stdout).unwrap();
        assert!(text.lines().any(|line| line == expected), "{text}");
    }
}

#[test]
fn what_was_loaded_has_the_digest_of_what_was_saved_by_any_options() {
    let forest = Forest::large(10);
    let expected = of(forest.clone());
    for threshold in [0, 64, 4096, u64::MAX] {
        for compression in [
            persist_core::Compression::none(),
            persist_core::Compression::lz4(),
            persist_core::Compression::zstd(1),
        ] {
            let options = SaveOptions::new().block_threshold(threshold).compression(compression);
            let bytes = options.producer("x", "1").metadata("a", 1).threads(1).to_bytes(&forest);
            assert_eq!(of(Forest::from_bytes(&bytes.unwrap()).unwrap()), expected, "{threshold}");
        }
    }
}

#[test]
fn large_arrays_are_hashed_where_they_are() {
    let arrays = vec![vec![0.5f32; 4 << 20], vec![1.5; 4 << 20]];
    let (_, cost) = cost(|| digest(&arrays).unwrap());
    assert!(cost.peak < 100 << 10, "{cost:?}");
}

#[derive(Persist)]
struct Chain(Option<Box<Chain>>);

#[test]
fn what_cannot_be_stored_has_no_digest() {
    #[derive(Persist)]
    #[persist(validate = positive)]
    struct Positive(f64);
    fn positive(value: &Positive) -> Result<(), String> {
        if value.0 > 0.0 { Ok(()) } else { Err("it is not positive".into()) }
    }
    let error = digest(&vec![Positive(1.0), Positive(-1.0)]).unwrap_err();
    assert_eq!(
        (error.kind(), error.path()),
        (ErrorKind::Invalid, Some("[Positive][1]")),
        "{error}"
    );

    let chain = (0..1000).fold(Chain(None), |chain, _| Chain(Some(Box::new(chain))));
    let error = digest(&chain).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Limit, "{error}");
    assert!(!error.to_string().contains("SaveOptions"), "{error}");
}

#[test]
fn digests_are_written_as_text_and_read_back() {
    let digest = of(1u8);
    let text = digest.to_string();
    assert_eq!(format!("{digest:?}"), format!("Digest({text})"));
    assert_eq!(text.parse::<Digest>().unwrap(), digest);
    assert_eq!(text.to_uppercase().parse::<Digest>().unwrap(), digest);
    let cases = [
        "",
        "0",
        &text[1..],
        &format!("{text}0"),
        &format!("{text}00"),
        &text.replace(&text[..1], "g"),
    ];
    for wrong in cases {
        let error = wrong.parse::<Digest>().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Caller, "{error}");
        assert!(error.to_string().contains("64 hexadecimal digits"), "{error}");
    }
    assert!(("é".repeat(32)).parse::<Digest>().is_err());
}

#[test]
fn digests_are_stored_as_their_bytes() {
    let digests = vec![of(1u8), of(2u8)];
    let bytes = digests.to_bytes().unwrap();
    assert_eq!(Vec::<Digest>::from_bytes(&bytes).unwrap(), digests);
    let arrays = Vec::<[u8; 32]>::from_bytes(&bytes).unwrap();
    assert_eq!(arrays, [*digests[0].as_bytes(), *digests[1].as_bytes()]);
    assert_eq!(Digest::from_bytes(&digests[0].to_bytes().unwrap()).unwrap(), digests[0]);
    assert_eq!(of(digests[0]), of(*digests[0].as_bytes()));
    assert_eq!(HashSet::from([digests[0], digests[0]]).len(), 1);
}

type Drawn = (Vec<(String, Option<i32>)>, BTreeMap<u8, Vec<f32>>, Vec<Vec<u8>>);

/// Few values of each part, so that equal ones are met.
fn drawn() -> impl Strategy<Value = Drawn> {
    use proptest::collection::{btree_map, vec};
    (
        vec(("[ab]?", proptest::option::of(0..2i32)), 0..3),
        btree_map(0..2u8, vec(prop_oneof![Just(0.0f32), Just(-0.0), Just(f32::NAN)], 0..2), 0..2),
        vec(vec(0..2u8, 0..3), 0..3),
    )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

    #[test]
    fn digests_are_equal_exactly_where_files_are(a in drawn(), b in drawn()) {
        prop_assert_eq!(of(a.clone()) == of(b.clone()), a.to_bytes().unwrap() == b.to_bytes().unwrap());
        prop_assert_eq!(of(a.2.clone()) == of(b.2.clone()), a.2 == b.2);
        prop_assert_eq!(of(a.0.clone()) == of(b.0.clone()), a.0 == b.0);
    }
}
