//! Damage of one array leaves the others readable, and is named by block and path.

use std::ops::Range;
use std::rc::Rc;

use persist_core::{Archive, Error, ErrorKind, Persist};
use persist_tests::support::craft::File;

use super::{STORAGES, Storage};

#[derive(Persist, Debug)]
struct Model {
    title: String,
    encoder: Layer,
    layers: Vec<Layer>,
}

#[derive(Persist, Debug)]
struct Layer {
    weights: Vec<u16>,
    bias: Vec<f64>,
}

/// Longer than a chunk, and not to be compressed to nothing.
fn layer(seed: u32) -> Layer {
    let number = |n: u32| u16::try_from((n ^ seed).wrapping_mul(0x9e37_79b9) >> 16).unwrap();
    Layer {
        weights: (0..600_000).map(number).collect(),
        bias: (0..2001).map(|n| f64::from(n) / f64::from(seed)).collect(),
    }
}

fn model() -> Model {
    Model { title: "test".into(), encoder: layer(1), layers: vec![layer(2)] }
}

const PATHS: [&str; 4] = ["encoder.weights", "encoder.bias", "layers[0].weights", "layers[0].bias"];

/// A file with one damaged byte in one of its blocks.
struct Damaged {
    number: usize,
    path: &'static str,
    at: u64,
    bytes: Vec<u8>,
}

/// Damage of the first byte of each block, of one in the middle, and of the last.
fn each_damaged(storage: Storage) -> impl Iterator<Item = Damaged> {
    let bytes = storage.bytes_of(&model());
    let whole = Archive::from_bytes(bytes.clone()).unwrap();
    let ranges: Vec<_> = PATHS.map(|path| whole.array(path).unwrap().file_range().unwrap()).into();
    ranges.into_iter().enumerate().flat_map(move |(number, range)| {
        let places = [range.start, range.start.midpoint(range.end), range.end - 1];
        let bytes = bytes.clone();
        places.map(move |at| {
            let mut bytes = bytes.clone();
            bytes[usize::try_from(at).unwrap()] ^= 0x10;
            Damaged { number, path: PATHS[number], at, bytes }
        })
    })
}

#[test]
fn a_load_names_the_damaged_block_and_the_path_of_its_array() {
    for damaged in STORAGES[1..].iter().copied().flat_map(each_damaged) {
        let error = Model::from_bytes(&damaged.bytes).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Damaged);
        assert_eq!(error.path().unwrap(), format!("Model.{}", damaged.path));
        let text = error.to_string();
        let block = format!("of block {} does not match its checksum", damaged.number);
        assert!(text.contains(&block), "{text}");
        let (_, range) = text.split_once("there is damage in bytes ").unwrap();
        let (start, range) = range.split_once("..").unwrap();
        let (end, _) = range.split_once(" of the file").unwrap();
        let range: Range<u64> = start.parse().unwrap()..end.parse().unwrap();
        assert!(range.contains(&damaged.at), "{text}");
    }
}

#[test]
fn the_other_arrays_are_read_and_what_is_whole_of_the_damaged_one() {
    for damaged in STORAGES[1..].iter().copied().flat_map(each_damaged) {
        let archive = Archive::from_bytes(damaged.bytes).unwrap();
        let is_damage = |error: Error| {
            assert_eq!(error.kind(), ErrorKind::Damaged);
            assert_eq!(error.path().unwrap(), format!("Model.{}", damaged.path), "{error}");
        };
        assert_eq!(archive.get::<String>("title").unwrap(), "test");
        is_damage(archive.verify().unwrap_err());
        for path in PATHS {
            let array = archive.array(path).unwrap();
            let read = match path.ends_with("weights") {
                true => archive.get::<Vec<u16>>(path).map(|read| read.len()),
                false => archive.get::<Vec<f64>>(path).map(|read| read.len()),
            };
            match path == damaged.path {
                true => [array.verify().unwrap_err(), read.unwrap_err()].map(is_damage),
                false => [array.verify().unwrap(), assert_eq!(read.unwrap(), array.len())],
            };
        }

        let damage = archive.damage().unwrap();
        let whole: Vec<_> = PATHS.into_iter().filter(|path| *path != damaged.path).collect();
        assert_eq!(damage.whole_arrays(), whole);
        let [section] = damage.sections() else { panic!("{damage}") };
        assert!(section.file_ranges().iter().any(|range| range.contains(&damaged.at)), "{section}");
        let [lost] = section.lost_elements() else { panic!("{damage}") };
        assert_eq!(damaged.path.ends_with("bias"), *lost == (0..2001));
        let array = archive.array(damaged.path).unwrap();
        let before = array.bytes(..lost.start).unwrap();
        let behind = array.bytes(lost.end..).unwrap();
        let found = before.len() + behind.len() + lost.len() * array.element_size();
        assert_eq!(u64::try_from(found).unwrap(), array.byte_len());
        is_damage(array.bytes(lost.start..=lost.start).unwrap_err());
        is_damage(array.bytes(lost.end - 1..lost.end).unwrap_err());
    }
}

#[test]
fn all_damage_is_listed_not_only_the_first() {
    let mut bytes = STORAGES[1].bytes_of(&model());
    let whole = Archive::from_bytes(bytes.clone()).unwrap();
    assert!(whole.damage().unwrap().is_none());
    assert_eq!(whole.damage().unwrap().whole_arrays(), PATHS);
    whole.verify().unwrap();
    let at = |path: &str, byte: u64| {
        usize::try_from(whole.array(path).unwrap().file_range().unwrap().start + byte).unwrap()
    };
    let places = [
        at("encoder.weights", 0),
        at("encoder.weights", 1 << 20),
        // The padding in front of a block.
        at("layers[0].weights", 0) - 1,
        at("layers[0].bias", 100),
    ];
    for place in places {
        bytes[place] ^= 1;
    }
    let archive = Archive::from_bytes(bytes).unwrap();
    let damage = archive.damage().unwrap();
    let facts: Vec<_> = damage
        .sections()
        .iter()
        .map(|section| (section.name(), section.path(), format!("{:?}", section.lost_elements())))
        .collect();
    assert_eq!(
        facts,
        [
            ("block 0", Some("Model.encoder.weights"), "[0..600000]".to_owned()),
            ("block 2", Some("Model.layers[0].weights"), "[0..600000]".to_owned()),
            ("block 3", Some("Model.layers[0].bias"), "[0..2001]".to_owned()),
        ]
    );
    assert_eq!(damage.whole_arrays(), ["encoder.bias"]);
    assert!(
        damage.sections()[0].cause().contains("chunk 0 of block 0 does not match its checksum")
    );
    assert!(damage.sections()[1].cause().contains("the padding in front of block 2 is not zero"));
    let error = archive.verify().unwrap_err();
    assert!(error.to_string().starts_with("3 sections of the file are damaged"), "{error}");
    assert_eq!(error.reasons().len(), 3);
    assert!(error.reasons()[2].starts_with("block 3, `Model.layers[0].bias`: bytes "), "{error}");
    for reason in error.reasons() {
        assert!(damage.to_string().contains(reason), "{damage}");
    }
}

#[test]
fn without_its_body_nothing_of_a_file_is_found() {
    let mut bytes = STORAGES[1].bytes_of(&model());
    let title = bytes.windows(5).position(|bytes| bytes == b"\x04test").unwrap();
    bytes[title + 1] = b'T';
    let archive = Archive::from_bytes(bytes).unwrap();
    let damage = archive.damage().unwrap();
    let [section] = damage.sections() else { panic!("{damage}") };
    assert_eq!((section.name(), section.path()), ("the body", None));
    assert_eq!(damage.whole_arrays(), [""; 0]);
    assert!(damage.to_string().ends_with("whole: no array that can be listed"), "{damage}");
    assert_eq!(archive.get::<String>("title").unwrap_err().kind(), ErrorKind::Damaged);
    assert_eq!(archive.array("encoder.bias").unwrap_err().kind(), ErrorKind::Damaged);
}

#[test]
fn damaged_shared_values_leave_what_holds_none_of_them() {
    let value = (vec![1u8; 5000], Rc::new("shared".to_owned()), vec![2u8; 5000]);
    let mut bytes = value.to_bytes().unwrap();
    let shared = bytes.windows(6).position(|bytes| bytes == b"shared").unwrap();
    bytes[shared] = b'S';
    let archive = Archive::from_bytes(bytes).unwrap();
    assert_eq!(archive.get::<Vec<u8>>("[0]").unwrap(), value.0);
    assert_eq!(archive.array("[2]").unwrap().read::<u8>().unwrap(), value.2);
    assert_eq!(archive.get::<u8>("[3]").unwrap_err().kind(), ErrorKind::NoSuchPart);
    let damage = "chunk 0 of the shared values does not match its checksum";
    for error in [
        archive.get::<Rc<String>>("[1]").unwrap_err(),
        archive.get::<String>("[1]").unwrap_err(),
        archive.arrays().unwrap_err(),
        archive.verify().unwrap_err(),
    ] {
        assert!(error.to_string().starts_with(damage), "{error}");
    }
    assert_eq!(archive.damage().unwrap().sections()[0].name(), "the shared values");
}

/// No save writes it, and checksums do not tell.
#[test]
fn of_two_arrays_in_one_damaged_block_none_is_whole() {
    let mut file = File::parse(&(vec![0.5f64; 5000], vec![0.5f64; 5000]).to_bytes().unwrap());
    *file.body.last_mut().unwrap() = 0;
    let mut bytes = file.to_bytes();
    let whole = Archive::from_bytes(bytes.clone()).unwrap();
    assert_eq!(whole.damage().unwrap().whole_arrays(), ["[0]", "[1]"]);
    let block = whole.array("[1]").unwrap().file_range().unwrap();
    bytes[usize::try_from(block.start).unwrap()] ^= 1;
    let damage = Archive::from_bytes(bytes).unwrap().damage().unwrap();
    assert_eq!(damage.whole_arrays(), [""; 0], "{damage}");
}
