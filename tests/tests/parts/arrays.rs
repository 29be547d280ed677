//! `Archive::array` and `Archive::arrays`: every array is found, and every range of it is what a whole load has there.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::rc::Rc;

use persist_core::{Archive, ErrorKind, Limits, Persist, SaveOptions};
use persist_tests::support::alloc::cost;

use super::STORAGES;

/// Bytes that do not divide a chunk: elements are split between two.
#[derive(Persist, Debug, Clone, Copy, PartialEq)]
struct Odd {
    a: u32,
    b: [u8; 3],
}

fn odd(n: u32) -> Odd {
    let [b @ .., _] = n.wrapping_mul(2_654_435_761).to_le_bytes();
    Odd { a: n, b }
}

#[derive(Persist)]
struct Model {
    small: Vec<u16>,
    shared: Rc<(String, Vec<f32>)>,
    odd: Option<Vec<Odd>>,
    empty: Vec<f64>,
}

const COUNT: u32 = 400_000;

fn model() -> Model {
    Model {
        small: vec![7, 8, 9],
        shared: Rc::new(("name".into(), vec![0.5, 1.5])),
        odd: Some((0..COUNT).map(odd).collect()),
        empty: Vec::new(),
    }
}

#[test]
fn every_range_is_what_the_whole_has_there() {
    let whole: Vec<Odd> = (0..COUNT).map(odd).collect();
    let bytes: Vec<u8> =
        whole.iter().flat_map(|odd| [&odd.a.to_le_bytes()[..], &odd.b].concat()).collect();
    let chunk = (1 << 20) / 7;
    let ranges: [Range<usize>; 10] = [
        0..0,
        0..1,
        0..whole.len(),
        chunk - 1..chunk,
        chunk..chunk + 1,
        chunk + 1..chunk + 2,
        chunk - 3..2 * chunk + 5,
        2 * chunk..whole.len(),
        whole.len() - 1..whole.len(),
        whole.len()..whole.len(),
    ];
    for storage in STORAGES {
        let archive = storage.archive_of(&model());
        let array = archive.array("odd").unwrap();
        for range in &ranges {
            let elements = array.read_range::<Odd>(range.clone()).unwrap();
            assert!(elements == whole[range.clone()], "{storage:?}, {range:?}");
            let raw = array.bytes(range.clone()).unwrap();
            assert!(raw == bytes[range.start * 7..range.end * 7], "{storage:?}, {range:?}");
        }
        assert!(array.read::<Odd>().unwrap() == whole);
        assert_eq!(array.read_range::<Odd>(..=1).unwrap(), [odd(0), odd(1)]);
        array.verify().unwrap();
    }
}

#[test]
fn a_range_beyond_the_array_is_the_callers_error() {
    let archive = STORAGES[1].archive_of(&model());
    let array = archive.array("small").unwrap();
    #[expect(clippy::reversed_empty_ranges, reason = "that is the caller's error")]
    for range in [0..4, 4..4, 2..1, usize::MAX..usize::MAX] {
        for error in [
            array.read_range::<u16>(range.clone()).unwrap_err(),
            array.bytes(range.clone()).unwrap_err(),
        ] {
            assert_eq!((error.kind(), error.path()), (ErrorKind::Caller, Some("Model.small")));
            assert!(error.to_string().contains("beyond the array's 3 elements"), "{error}");
        }
    }
    assert_eq!(array.read_range::<u16>(..=usize::MAX).unwrap_err().kind(), ErrorKind::Caller);
}

#[test]
fn what_an_array_says_of_itself() {
    for (storage, blocks, codec) in [
        (STORAGES[0], [None, None, None], "none"),
        (STORAGES[1], [Some(0), Some(1), Some(2)], "none"),
        (STORAGES[2], [Some(0), Some(1), Some(2)], "zstd"),
        (STORAGES[3], [Some(0), Some(1), Some(2)], "lz4"),
    ] {
        let bytes = storage.bytes_of(&model());
        let archive = Archive::from_bytes(bytes.clone()).unwrap();
        let arrays = archive.arrays().unwrap();
        let facts: Vec<_> = arrays
            .iter()
            .map(|array| (array.path(), array.element(), array.len(), array.block()))
            .collect();
        assert_eq!(
            facts,
            [
                ("small", "u16".into(), 3, blocks[0]),
                ("shared[1]", "f32".into(), 2, blocks[1]),
                ("odd", "Odd".into(), 400_000, blocks[2]),
                ("empty", "f64".into(), 0, None),
            ]
        );
        let odd = archive.array("odd").unwrap();
        assert_eq!((odd.element_size(), odd.byte_len(), odd.is_empty()), (7, 2_800_000, false));
        assert_eq!(odd.codec(), codec);
        assert!(archive.array("empty").unwrap().is_empty());
        match odd.file_range() {
            None => assert_eq!(odd.block(), None),
            Some(range) if codec == "none" => {
                let range =
                    usize::try_from(range.start).unwrap()..usize::try_from(range.end).unwrap();
                assert!(bytes[range] == odd.bytes(..).unwrap());
            }
            Some(range) => assert!(range.end - range.start < odd.byte_len()),
        }
    }
}

/// Arrays everywhere: each path that is listed leads to its array.
#[test]
fn every_array_that_is_listed_is_found_by_its_path() {
    #[derive(Persist)]
    enum Layer {
        Dense { weights: Vec<f32>, next: Option<Box<Layer>> },
        Table(BTreeMap<String, Vec<u8>>, Vec<i8>),
    }
    #[derive(Persist)]
    struct Everything {
        layers: Vec<Layer>,
        by_char: BTreeMap<char, [Vec<u16>; 2]>,
        by_number: BTreeMap<i128, Vec<u16>>,
        by_large_number: BTreeMap<u128, Vec<u16>>,
        by_bytes: BTreeMap<Vec<u8>, Vec<u32>>,
        by_set: BTreeMap<BTreeSet<u32>, Vec<u32>>,
        shared: Vec<Rc<Vec<i64>>>,
        matrix: [[f64; 40]; 40],
        text: String,
    }
    let next = Some(Box::new(Layer::Dense { weights: vec![1.0; 3], next: None }));
    let shared = Rc::new(vec![1i64, 2, 3]);
    let names = ["", "a\"]b", "\n\\\u{7f}é"].map(|key| (key.to_owned(), key.as_bytes().to_vec()));
    let value = Everything {
        layers: vec![
            Layer::Dense { weights: vec![0.5; 2], next },
            Layer::Table(names.into(), vec![-1]),
        ],
        by_char: [('\'', [vec![1], vec![2]])].into(),
        by_number: [(i128::MIN, vec![3]), (0, vec![4])].into(),
        by_large_number: [(u128::MAX, vec![5, 6])].into(),
        by_bytes: [(vec![1], vec![7]), (vec![2], vec![8, 9])].into(),
        by_set: [([4].into(), vec![10]), ([3, 5].into(), vec![11, 12])].into(),
        shared: vec![Rc::new(vec![]), shared.clone(), shared],
        matrix: [[0.25; 40]; 40],
        text: "no array".into(),
    };
    for storage in STORAGES {
        let archive = storage.archive_of(&value);
        let arrays = archive.arrays().unwrap();
        let paths: Vec<_> = arrays.iter().map(|array| array.path()).collect();
        assert_eq!(
            paths,
            [
                "layers[0].Dense.weights",
                "layers[0].Dense.next.Dense.weights",
                "layers[1].Table.0[\"\"]",
                "layers[1].Table.0[\"\\n\\\\\\u{7f}é\"]",
                "layers[1].Table.0[\"a\\\"]b\"]",
                "layers[1].Table.1",
                "by_char['\\''][0]",
                "by_char['\\''][1]",
                "by_number[-170141183460469231731687303715884105728]",
                "by_number[0]",
                "by_large_number{0}",
                "by_bytes{0}",
                "by_bytes{1}",
                "by_set{0}",
                "by_set{1}",
                "shared[0]",
                "shared[1]",
                "matrix",
            ]
        );
        for listed in &arrays {
            let found = archive.array(listed.path()).unwrap();
            assert_eq!(found.block(), listed.block(), "{listed}");
            assert_eq!(found.bytes(..).unwrap(), listed.bytes(..).unwrap(), "{listed}");
            assert_eq!((found.len(), found.element()), (listed.len(), listed.element()));
            listed.verify().unwrap();
        }
    }
}

#[test]
fn what_is_no_array_says_what_it_is() {
    let archive = STORAGES[1].archive_of(&(vec!["text"].map_owned(), [1u8; 3], vec![[1u8; 3]]));
    for (path, found, at) in [
        ("", "([str], [u8; 3], [[u8; 3]])", "([str], [u8; 3], [[u8; 3]])"),
        ("[0]", "[str]", "([str], [u8; 3], [[u8; 3]])[0]"),
        ("[0][0]", "str", "([str], [u8; 3], [[u8; 3]])[0][0]"),
        ("[1]", "[u8; 3]", "([str], [u8; 3], [[u8; 3]])[1]"),
        ("[2][0]", "[u8; 3]", "([str], [u8; 3], [[u8; 3]])[2][0]"),
    ] {
        let error = archive.array(path).unwrap_err();
        assert_eq!((error.kind(), error.path()), (ErrorKind::Schema, Some(at)), "{error}");
        let message = format!("expected an array of elements with a fixed layout, found {found}");
        assert!(error.to_string().starts_with(&message), "{error}");
    }
    assert_eq!(archive.array("[3]").unwrap_err().kind(), ErrorKind::NoSuchPart);
}

trait MapOwned {
    fn map_owned(self) -> Vec<String>;
}

impl MapOwned for Vec<&str> {
    fn map_owned(self) -> Vec<String> {
        self.into_iter().map(str::to_owned).collect()
    }
}

#[test]
fn elements_that_no_rule_leads_from_are_refused_with_the_rule() {
    let archive = STORAGES[1].archive_of(&model());
    let error = archive.array("shared[1]").unwrap().read::<u32>().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Schema);
    assert_eq!(
        error.reasons(),
        ["`Model.shared[1][]`: the file has f32, this program expects u32 (rule `change_type`)"]
    );
}

#[test]
fn an_element_that_does_not_fit_is_an_error_at_its_own_path() {
    let mut numbers: Vec<u32> = (0..1000).collect();
    numbers[700] = 70_000;
    for storage in STORAGES {
        let archive = storage.archive_of(&Rc::new(("name".to_owned(), numbers.clone())));
        let array = archive.array("[1]").unwrap();
        let error = array.read_range::<u16>(600..800).unwrap_err();
        assert_eq!(error.path(), Some("Shared<(str, [u32])>[1][700]"), "{storage:?}: {error}");
        assert!(error.to_string().contains("70000 does not fit u16"), "{error}");
        assert_eq!(array.read_range::<u16>(600..700).unwrap().len(), 100);
    }
}

/// Of a file on disk, a range costs the chunks that it lies in, one at a time, whatever else the file holds.
#[test]
fn a_range_of_a_large_array_takes_little_memory() {
    let folder = tempfile::tempdir().unwrap();
    for storage in &STORAGES[1..] {
        let path = folder.path().join("large.persist");
        let value = (vec![1u64; 2 << 20], (0..2u64 << 20).collect::<Vec<_>>(), "end".to_owned());
        SaveOptions::new().compression(storage.compression).save(&value, &path).unwrap();
        let ((), cost) = cost(|| {
            let archive = Archive::open(&path).unwrap();
            let array = archive.array("[1]").unwrap();
            assert_eq!(array.len(), 2 << 20);
            let some = array.read_range::<u64>((1 << 20) + 5..(1 << 20) + 8).unwrap();
            assert_eq!(some, [(1 << 20) + 5, (1 << 20) + 6, (1 << 20) + 7]);
            array.verify().unwrap();
            assert_eq!(archive.get::<String>("[2]").unwrap(), "end");
        });
        assert!(cost.peak < 6 << 20, "{storage:?}: {cost:?}");
    }
}

/// A byte each in the file: the list is charged for, and refused where it is beyond the limits.
#[test]
fn a_list_of_millions_of_arrays_keeps_the_limits() {
    let bytes = vec![Vec::<u8>::new(); 1 << 20].to_bytes().unwrap();
    let limit = 32 << 20;
    let archive = Archive::from_bytes_with(bytes, &Limits::new().allocation(limit)).unwrap();
    let (listed, refused) = cost(|| archive.arrays().map(|arrays| arrays.len()));
    assert_eq!(listed.unwrap_err().kind(), ErrorKind::Limit);
    assert!(refused.peak < 3 * (32 << 20) + (1 << 20), "{refused:?}");

    let bytes = vec![Vec::<u8>::new(); 100_000].to_bytes().unwrap();
    let archive = Archive::from_bytes_with(bytes, &Limits::new().allocation(limit)).unwrap();
    let (listed, taken) = cost(|| archive.arrays().map(|arrays| arrays.len()));
    assert_eq!(listed.unwrap(), 100_000);
    assert!(taken.peak < 3 * (32 << 20) + (1 << 20), "{taken:?}");
}
