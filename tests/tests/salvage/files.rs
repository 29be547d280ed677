//! What can be damaged of a file beside its arrays, and what is left then.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use persist_core::{
    Archive, Compression, ErrorKind, Limits, LoadOptions, Persist, Probes, SalvageOptions,
    SalvagedBlocks, SaveOptions,
};
use persist_tests::support::alloc::cost;
use persist_tests::support::craft::File;

use crate::{Patient, damaged, file_of, hit};

const MIB: usize = 1 << 20;

#[derive(Persist, Clone, Debug, PartialEq)]
struct Model {
    title: String,
    weights: Vec<u32>,
    bias: Vec<f64>,
}

fn model() -> Model {
    let weights = (0..800_001u32).map(|n| n.wrapping_mul(0x9e37_79b9)).collect();
    Model { title: "test".into(), weights, bias: vec![0.5; 100] }
}

/// Where the first byte of an array is.
fn start(bytes: &[u8], path: &str) -> usize {
    let archive = Archive::from_bytes(bytes.to_vec()).unwrap();
    archive.array(path).unwrap().file_range().unwrap().start.try_into().unwrap()
}

fn place_of(bytes: &[u8], part: &[u8]) -> usize {
    bytes.windows(part.len()).position(|window| window == part).unwrap()
}

fn metadata(patient: &Patient) -> HashMap<String, String> {
    let archive = patient.archive();
    archive.metadata().map(|(key, value)| (key.to_owned(), value.to_owned())).collect()
}

#[test]
fn partial_keeps_what_is_whole_of_an_array_and_says_what_is_zero() {
    for compression in [Compression::none(), Compression::zstd(1), Compression::lz4()] {
        let bytes = SaveOptions::new().block_threshold(64).compression(compression);
        let mut bytes = bytes.to_bytes(&model()).unwrap();
        let archive = Archive::from_bytes(bytes.clone()).unwrap();
        let range = archive.array("weights").unwrap().file_range().unwrap();
        // In the second of three chunks, and a bit.
        let at = range.start + (range.end - range.start) * 3 / 8;
        bytes[usize::try_from(at).unwrap()] ^= 1;
        let patient = Patient::new(&bytes);
        assert_eq!(patient.salvage(), ["Model.weights"]);

        let salvaged = patient.salvage_with(&SalvageOptions::new().partial(true)).unwrap();
        let [filled] = salvaged.filled() else { panic!("{salvaged}") };
        assert_eq!((salvaged.lost().len(), salvaged.kept()), (0, 2));
        assert_eq!(filled.path(), Some("Model.weights"));
        let [zero] = filled.elements() else { panic!("{salvaged}") };
        assert_eq!(*zero, 262_144..524_288);
        let line = "Model.weights: elements 262144..524288";
        assert_eq!(metadata(&patient)["salvage.filled"], line);
        assert!(salvaged.to_string().ends_with(", elements 262144..524288"), "{salvaged}");
        let mut expected = model();
        expected.weights[zero.clone()].fill(0);
        assert_eq!(patient.load::<Model>(), expected);
    }
}

#[test]
fn elements_that_lie_in_two_chunks_are_zero_if_one_of_them_is_damaged() {
    /// Of 7 bytes, which no chunk is a multiple of.
    #[derive(Persist, Clone, Copy, Debug, PartialEq)]
    struct Odd {
        a: u16,
        b: char,
        c: bool,
    }
    let odd = |n: u32| Odd { a: 1, b: char::from_u32(n % 100 + 32).unwrap(), c: true };
    let value: Vec<Odd> = (0..400_000).map(odd).collect();
    let mut bytes = file_of(&value);
    let at = start(&bytes, "") + MIB;
    bytes[at] ^= 1;
    let patient = Patient::new(&bytes);
    patient.salvage_with(&SalvageOptions::new().partial(true)).unwrap();
    let left: Vec<Odd> = patient.load();
    let zero = (MIB / 7)..(2 * MIB).div_ceil(7);
    let nothing = Odd { a: 0, b: '\0', c: false };
    for (number, (left, whole)) in left.into_iter().zip(value).enumerate() {
        assert_eq!(left, if zero.contains(&number) { nothing } else { whole }, "{number}");
    }
}

/// Limits go by what is there, and of an array that is hardly there, hardly anything is.
#[test]
fn an_array_of_which_little_is_left_is_no_matter_of_limits() {
    let value = ("title".to_owned(), vec![1u8; 100 * MIB]);
    let bytes = file_of(&value);
    let at = start(&bytes, "[1]");
    let patient = Patient::new(&bytes[..at + MIB]);
    assert_eq!(patient.salvage().len(), 1);
    assert_eq!(patient.load::<(String, Option<Vec<u8>>)>(), ("title".into(), None));
    let salvaged = patient.salvage_with(&SalvageOptions::new().partial(true)).unwrap();
    let [zero] = salvaged.filled()[0].elements() else { panic!("{salvaged}") };
    assert_eq!(*zero, MIB..100 * MIB);
    let archive = patient.archive();
    let array = archive.array("[1]").unwrap();
    assert_eq!(array.read_range::<u8>(MIB - 1..=MIB).unwrap(), [1, 0]);
}

#[test]
fn an_array_of_which_no_chunk_is_whole_is_lost_in_part_as_well() {
    let patient = damaged(&model(), &["bias"]);
    let salvaged = patient.salvage_with(&SalvageOptions::new().partial(true)).unwrap();
    assert_eq!(salvaged.lost()[0].path(), Some("Model.bias"));
    assert_eq!(salvaged.filled().len(), 0);
}

#[test]
fn a_compressed_file_stays_compressed_unless_asked() {
    let options = SaveOptions::new().block_threshold(64).compression(Compression::zstd(1));
    let value = (vec![1u64; 100_000], vec![2u64; 100_000]);
    let mut bytes = options.to_bytes(&value).unwrap();
    hit(&mut bytes, "[0]");
    let patient = Patient::new(&bytes);
    patient.salvage();
    assert_eq!(patient.archive().array("[1]").unwrap().codec(), "zstd");
    let left: (Option<Vec<u64>>, Vec<u64>) = patient.load();
    assert_eq!(left, (None, value.1));
    patient.salvage_with(&SalvageOptions::new().compression(Compression::none())).unwrap();
    assert_eq!(patient.archive().array("[1]").unwrap().codec(), "none");
}

#[test]
fn a_file_that_is_cut_short_gives_what_it_has_wherever_it_ends() {
    let value: Vec<_> = (0..6u16).map(|n| (n, vec![n; 200])).collect();
    let bytes = file_of(&value);
    let starts: Vec<_> = (0..6).map(|n| start(&bytes, &format!("[{n}][1]"))).collect();
    let header_end =
        24 + usize::try_from(u32::from_le_bytes(bytes[12..16].try_into().unwrap())).unwrap();
    let patient = Patient::new(&bytes);
    for len in (0..bytes.len()).rev().step_by(7) {
        patient.put(&bytes[..len]);
        let whole = starts.iter().filter(|start| **start + 400 <= len).count();
        let salvaged = patient.salvage_with(&SalvageOptions::new());
        if len < header_end || starts[0] > len && salvaged.is_err() {
            assert_eq!(salvaged.unwrap_err().kind(), ErrorKind::Damaged);
            continue;
        }
        let salvaged = salvaged.unwrap();
        assert_eq!((salvaged.lost().len(), salvaged.kept()), (6 - whole, whole), "{len}");
        if let Some(lost) = salvaged.lost().first() {
            assert!(lost.cause().contains("ends in front of the end of chunk 0 of block"));
        }
        let cut = format!("the file is cut short: expected {} bytes, found {len}", bytes.len());
        assert!(salvaged.harmless()[0].starts_with(&cut), "{salvaged}");
        if whole < 6 {
            let left: Vec<(u16, Option<Vec<u16>>)> = patient.load();
            for ((number, left), value) in left.into_iter().zip(&value) {
                let expected = Some(&value.1).filter(|_| usize::from(number) < whole);
                assert_eq!(left.as_ref(), expected);
            }
        }
    }
}

#[test]
fn bytes_behind_the_end_and_in_the_padding_lose_nothing() {
    let mut bytes = file_of(&model());
    let at = start(&bytes, "bias") - 1;
    let whole = Patient::new(&bytes);
    bytes[at] = 1;
    bytes.push(7);
    whole.put(&bytes);
    let salvaged = whole.salvage_with(&SalvageOptions::new()).unwrap();
    assert_eq!((salvaged.lost().len(), salvaged.kept()), (0, 2));
    let [length, padding] = salvaged.harmless() else { panic!("{salvaged}") };
    assert!(length.starts_with("bytes follow the file's end"), "{length}");
    assert!(
        padding.starts_with("the padding in front of block 1 is not zero, at byte"),
        "{padding}"
    );
    assert_eq!(whole.load::<Model>(), model());
}

#[test]
fn without_a_body_blocks_are_left() {
    let mut bytes = file_of(&model());
    let title = place_of(&bytes, b"\x04test");
    bytes[title + 2] ^= 1;
    let patient = Patient::new(&bytes);
    let salvaged = patient.salvage_with(&SalvageOptions::new()).unwrap();
    assert!(!salvaged.has_value());
    assert_eq!((salvaged.kept(), salvaged.lost()[0].section()), (2, "the body"));
    assert!(salvaged.to_string().starts_with("kept: 2 blocks, without their names"), "{salvaged}");
    let blocks: SalvagedBlocks = patient.load();
    let expected = model();
    let weights = expected.weights.iter().flat_map(|n| n.to_le_bytes()).collect();
    let bias = expected.bias.iter().flat_map(|n| n.to_le_bytes()).collect();
    assert_eq!(blocks, SalvagedBlocks::from([(0, (4, weights)), (1, (8, bias))]));
    let metadata = metadata(&patient);
    assert_eq!((&*metadata["salvage.of"], &*metadata["salvage.lost"]), ("Model", "the body"));

    // A block that is damaged, too, is left in part, if that is asked for.
    let at = start(&file_of(&model()), "weights");
    bytes[at] ^= 1;
    patient.put(&bytes);
    let salvaged = patient.salvage_with(&SalvageOptions::new()).unwrap();
    let sections: Vec<_> = salvaged.lost().iter().map(|part| part.section()).collect();
    assert_eq!((salvaged.kept(), sections), (1, vec!["the body", "block 0"]));
    assert_eq!(patient.load::<SalvagedBlocks>().into_keys().collect::<Vec<_>>(), [1]);
    let salvaged = patient.salvage_with(&SalvageOptions::new().partial(true)).unwrap();
    assert_eq!((salvaged.kept(), salvaged.filled()[0].section()), (2, "block 0"));
    let blocks: SalvagedBlocks = patient.load();
    assert!(blocks[&0].1[..MIB].iter().all(|byte| *byte == 0));
    assert_eq!(blocks[&0].1[MIB..MIB + 4], expected.weights[MIB / 4].to_le_bytes());
}

#[test]
fn of_a_file_that_is_all_body_nothing_is_left() {
    let mut bytes = "a text".to_owned().to_bytes().unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    let patient = Patient::new(&bytes);
    let error = patient.salvage_with(&SalvageOptions::new()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Damaged);
    assert!(error.to_string().contains("nothing of the file can be salvaged"), "{error}");
    assert!(error.reasons()[0].starts_with("the body: bytes "), "{error}");
    assert!(!patient.out().exists());
}

#[test]
fn damaged_shared_values_are_lost_and_what_holds_none_of_them_is_not() {
    let shared = Rc::new("shared".to_owned());
    let value = (shared.clone(), vec![1u8; 100], Some(shared), Rc::downgrade(&Rc::new(5u8)));
    let mut bytes = file_of(&value);
    let at = place_of(&bytes, b"\x06shared");
    bytes[at + 1] ^= 1;
    let patient = Patient::new(&bytes);
    let salvaged = patient.salvage_with(&SalvageOptions::new()).unwrap();
    let lost: Vec<_> =
        salvaged.lost().iter().map(|part| (part.section(), part.path().unwrap())).collect();
    let root = "(Shared<str>, [u8], Option<Shared<str>>, Weak<u8>)";
    let paths = ["[0]", "[2]"].map(|path| format!("{root}{path}"));
    assert_eq!(lost, [("shared value 0", &*paths[0]), ("shared value 0", &*paths[1])]);
    assert!(!salvaged.lost()[0].file_ranges().is_empty());
    type Left = (Option<Rc<String>>, Vec<u8>, Option<Option<Rc<String>>>, std::rc::Weak<u8>);
    let left: Left = patient.load();
    assert_eq!((left.0, left.1, left.2), (None, vec![1; 100], Some(None)));
}

#[test]
fn shared_values_in_front_of_the_damage_are_kept() {
    let value: Vec<_> = (0..30u8).map(|n| Rc::new(vec![n.to_string().repeat(100_000)])).collect();
    let mut bytes = file_of(&value);
    let at = place_of(&bytes, &[b'0'; 100]) + 3 * MIB / 2;
    bytes[at] ^= 1;
    let patient = Patient::new(&bytes);
    let salvaged = patient.salvage_with(&SalvageOptions::new()).unwrap();
    let left: Vec<Option<Rc<Vec<String>>>> = patient.load();
    let kept = left.iter().take_while(|shared| shared.is_some()).count();
    // One hundred thousand bytes for each of ten, then twice as many.
    assert_eq!((left.len(), kept, salvaged.lost().len()), (30, 10, 20));
    for (left, whole) in left.iter().zip(&value).take(kept) {
        assert_eq!(left.as_ref(), Some(whole));
    }
}

#[test]
fn probes_are_kept_where_they_are_whole_and_listed_where_they_are_not() {
    let probes = Probes::new(vec![1.5f64, 2.5]);
    let double = |factor: &(f64, Vec<u8>), inputs: &Vec<f64>| -> Vec<f64> {
        inputs.iter().map(|input| factor.0 * input).collect()
    };
    let options = SaveOptions::new().block_threshold(64);
    let value = (2.0, vec![1u8; 100]);
    let bytes = options.to_bytes_with_probes(&value, &probes, double).unwrap();
    let mut hurt = bytes.clone();
    let at = place_of(&hurt, b"std::Probes");
    hurt[at] ^= 1;
    let patient = Patient::new(&hurt);
    let salvaged = patient.salvage_with(&SalvageOptions::new()).unwrap();
    let [lost] = salvaged.lost() else { panic!("{salvaged}") };
    assert_eq!((lost.section(), lost.path()), ("the probes", None));
    assert_eq!(patient.load::<(f64, Vec<u8>)>(), value);
    assert!(patient.archive().probes().unwrap().is_none());
    assert_eq!(metadata(&patient)["salvage.lost"], "the probes");

    // They are a file in the file: damage that was written with them has a checksum around it that fits.
    let mut within = File::parse(&bytes);
    within.probes.as_mut().unwrap()[40] ^= 1;
    let patient = Patient::new(&within.to_bytes());
    let salvaged = patient.salvage_with(&SalvageOptions::new()).unwrap();
    let [lost] = salvaged.lost() else { panic!("{salvaged}") };
    assert_eq!((lost.section(), lost.path()), ("the probes", None));
    assert_eq!(patient.load::<(f64, Vec<u8>)>(), value);

    // Nor do they take a value with them that has no bytes, and so begins where they do.
    let mut hurt = options.to_bytes_with_probes(&(), &probes, |(), inputs| inputs.clone()).unwrap();
    let at = place_of(&hurt, b"std::Probes");
    hurt[at] ^= 1;
    let patient = Patient::new(&hurt);
    let salvaged = patient.salvage_with(&SalvageOptions::new()).unwrap();
    let [lost] = salvaged.lost() else { panic!("{salvaged}") };
    assert_eq!(lost.section(), "the probes");
    patient.load::<()>();

    let mut hurt = bytes;
    hit(&mut hurt, "[1]");
    patient.put(&hurt);
    patient.salvage();
    let double = |factor: &(f64, Option<Vec<u8>>), inputs: &Vec<f64>| -> Vec<f64> {
        inputs.iter().map(|input| factor.0 * input).collect()
    };
    let left: (f64, Option<Vec<u8>>) =
        LoadOptions::new().load_verified(patient.out(), double).unwrap();
    assert_eq!(left, (2.0, None));
}

#[test]
fn what_was_lost_before_stays_said() {
    let patient = damaged(&model(), &["bias"]);
    patient.salvage();
    let mut bytes = std::fs::read(patient.out()).unwrap();
    hit(&mut bytes, "weights");
    patient.put(&bytes);
    assert_eq!(patient.salvage(), ["Model.weights"]);
    assert_eq!(metadata(&patient)["salvage.lost"], "Model.bias\nModel.weights");
}

#[test]
fn metadata_say_as_much_as_can_be_read_whenever_a_file_is_opened() {
    let value = BTreeMap::from([("k".repeat(1 << 16), vec![vec![7u8; 16]; 40])]);
    let mut bytes = SaveOptions::new().block_threshold(1).to_bytes(&value).unwrap();
    let archive = Archive::from_bytes(bytes.clone()).unwrap();
    let blocks = archive.sections().nth(1).unwrap().file_range().start;
    bytes[usize::try_from(blocks).unwrap()..].iter_mut().for_each(|byte| *byte ^= 1);
    let patient = Patient::new(&bytes);
    assert_eq!(patient.salvage().len(), 40);
    let lost = metadata(&patient).remove("salvage.lost").unwrap();
    assert!(lost.len() < 1 << 20, "{}", lost.len());
    assert_eq!(lost.lines().count(), 16);
    assert_eq!(lost.lines().last(), Some("… and 25 more"));
}

#[test]
fn a_survey_says_the_same_and_writes_nothing() {
    let patient = damaged(&model(), &["bias"]);
    let surveyed = SalvageOptions::new().survey(patient.path()).unwrap();
    assert!(!patient.out().exists());
    let salvaged = patient.salvage_with(&SalvageOptions::new()).unwrap();
    assert_eq!(surveyed.to_string(), salvaged.to_string());
}

#[test]
fn what_cannot_be_salvaged_is_said_and_nothing_is_written() {
    let whole = file_of(&model());
    let mut header = whole.clone();
    header[30] ^= 1;
    let mut hurt = whole.clone();
    hit(&mut hurt, "bias");
    let small = SalvageOptions::new().limits(Limits::new().file(1000));
    let usual = SalvageOptions::new();
    for (bytes, options, kind, message) in [
        (&whole, &usual, ErrorKind::Caller, "the file is whole, there is nothing to salvage"),
        (&header, &usual, ErrorKind::Damaged, "nothing of this file can be salvaged"),
        (&b"{\"a\": 1}".to_vec(), &usual, ErrorKind::NotPersist, "JSON"),
        (&Vec::new(), &usual, ErrorKind::Damaged, "the file is empty"),
        (&hurt, &small, ErrorKind::Limit, "beyond the limit of 1000"),
    ] {
        let patient = Patient::new(bytes);
        let error = patient.salvage_with(options).unwrap_err();
        assert_eq!(error.kind(), kind, "{error}");
        assert!(error.to_string().contains(message), "{error}");
        assert!(error.to_string().starts_with("cannot salvage `"), "{error}");
        assert!(!patient.out().exists());
    }
    let patient = Patient::new(&hurt);
    let same = patient.folder.path().join(".").join("damaged.persist");
    let error = usual.salvage(patient.path(), same).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Caller);
    assert_eq!(std::fs::read(patient.path()).unwrap(), hurt);
    let nowhere = patient.folder.path().join("nowhere");
    assert_eq!(usual.salvage(&nowhere, patient.out()).unwrap_err().kind(), ErrorKind::NotFound);
}

#[test]
fn arrays_are_not_held_in_memory() {
    let value = (vec![1u8; 24 * MIB], vec![2u8; 3 * MIB], "text".to_owned());
    let bytes = file_of(&value);
    let (body, last) = (place_of(&bytes, b"\x04text") + 1, bytes.len() - 1);
    let patient = Patient::new(&bytes);
    drop(value);
    for at in [last, body] {
        let mut hurt = bytes.clone();
        hurt[at] ^= 1;
        patient.put(&hurt);
        drop(hurt);
        for partial in [false, true] {
            let options = SalvageOptions::new().partial(partial).threads(1);
            let (salvaged, cost) = cost(|| options.salvage(patient.path(), patient.out()).unwrap());
            assert!(cost.peak < 5 * MIB, "{salvaged}: {cost:?}");
        }
    }
}
