//! `FORMAT.md` and the code say the same: every block of bytes in it is what values are saved as.
//!
//! The example files, which need no types, are compared in `persist-core` itself.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    dead_code,
    reason = "a test that fails panics, and definitions are only looked at"
)]

use std::collections::HashMap;
use std::rc::{Rc, Weak};

use persist_core::{
    Archive, Digest, Dynamic, Persist, Probes, SalvagedBlocks, SaveOptions, Schema, Serde, Tensor,
    UnknownFields, body, digest,
};
use persist_tests::support::craft;

const TEXT: &str = include_str!("../../persist-core/FORMAT.md");

/// All blocks of bytes under a heading of the second level, each with its nearest heading.
fn examples(chapter: &str) -> Vec<(&'static str, Vec<u8>)> {
    let mut examples = Vec::new();
    let (mut inside, mut heading) = (false, "");
    let mut lines = TEXT.lines();
    while let Some(line) = lines.next() {
        if let Some(text) = line.strip_prefix("## ") {
            inside = text == chapter;
        }
        if let Some(text) = line.trim_start_matches('#').strip_prefix(' ')
            && line.starts_with('#')
        {
            heading = text;
        }
        if line == "```persist-bytes" {
            let bytes = lines.by_ref().take_while(|line| *line != "```").flat_map(|line| {
                let (bytes, _) = line.split_once(';').expect("each line says what it is");
                bytes.split_whitespace()
            });
            let bytes = bytes.map(|byte| u8::from_str_radix(byte, 16).unwrap()).collect();
            if inside {
                examples.push((heading, bytes));
            }
        }
    }
    examples
}

#[track_caller]
fn assert_chapter(chapter: &str, code: &[(&str, Vec<u8>)]) {
    let text = examples(chapter);
    for ((heading, text), (expected_heading, code)) in text.iter().zip(code) {
        assert_eq!(heading, expected_heading);
        assert_eq!(format!("{text:02x?}"), format!("{code:02x?}"), "under the heading {heading}");
    }
    assert_eq!(text.len(), code.len(), "an example in the text is not in the table");
}

fn body_of<T: Persist + PartialEq + std::fmt::Debug>(value: T) -> Vec<u8> {
    let mut bytes = Vec::new();
    body::encode_into(&value, &mut bytes).unwrap();
    assert_eq!(body::decode::<T>(&bytes).unwrap(), value);
    bytes
}

/// The sections of a file: what stands at each multiple of 64 behind the header.
fn sections<T: Persist>(value: &T, lens: &[usize]) -> Vec<Vec<u8>> {
    let bytes = SaveOptions::new().to_bytes(value).unwrap();
    let header = u32::from_le_bytes(bytes[12..16].try_into().unwrap()) as usize;
    let mut at = (24 + header).next_multiple_of(64);
    lens.iter()
        .map(|len| {
            let section = bytes[at..at + len].to_vec();
            at = (at + len).next_multiple_of(64);
            section
        })
        .collect()
}

#[derive(Persist)]
#[persist(version = "1.1.0", name = "Model")]
struct Newer {
    n: u8,
}

#[derive(Persist)]
#[persist(version = "1.0.0", name = "Model")]
struct Older {
    #[persist(unknown)]
    extra: UnknownFields,
}

/// As another crate has it.
#[derive(serde::Serialize, serde::Deserialize, Debug, PartialEq)]
enum Kernel {
    Linear,
    Rbf { gamma: f32 },
}

#[derive(Persist, Debug, PartialEq)]
struct Compact {
    #[persist(serde(compact))]
    kernel: Option<Kernel>,
}

fn kept(bytes: &[u8]) -> UnknownFields {
    Older::from_bytes(bytes).unwrap().extra
}

trait Step: Dynamic {}
persist_core::dynamic!(dyn Step);

#[derive(Persist)]
struct Scale(u16);
impl Step for Scale {}

#[derive(Persist)]
struct Clip(u8);
impl Step for Clip {}

persist_core::implementation!(dyn Step: Scale, Clip);

#[test]
fn bodies_are_written_byte_for_byte() {
    let shared = Rc::new(300u16);
    let shared = sections(&(shared.clone(), shared), &[2, 3]);
    let a = Rc::new(7u8);
    let (weak, b) = (Rc::downgrade(&a), Rc::new(a));
    let weak = (weak, b.clone(), Rc::downgrade(&b), Weak::<u8>::new());
    let weak = sections(&weak, &[4, 4]);
    let mut steps = Vec::new();
    let list: Vec<Box<dyn Step>> = vec![Box::new(Scale(300)), Box::new(Clip(5))];
    body::encode_into(&list, &mut steps).unwrap();
    assert_chapter(
        "The body",
        &[
            ("`200u8`", body_of(200u8)),
            ("`127u16`", body_of(127u16)),
            ("`300u16`", body_of(300u16)),
            ("`u64::MAX`", body_of(u64::MAX)),
            ("`-1i8`", body_of(-1i8)),
            ("`-1i32`", body_of(-1i32)),
            ("`150i64`", body_of(150i64)),
            ("`true`", body_of(true)),
            ("`1.5f64`", body_of(1.5f64)),
            ("`half::f16::from_f32(1.5)`", body_of(half::f16::from_f32(1.5))),
            ("`'ä'`", body_of('ä')),
            ("`\"iris\"`", body_of("iris".to_owned())),
            ("`(1u8, 300u16)`", body_of((1u8, 300u16))),
            ("`Some(5u8)`", body_of(Some(5u8))),
            ("`None::<u8>`", body_of(None::<u8>)),
            ("`Err::<u8, bool>(true)`", body_of(Err::<u8, bool>(true))),
            (
                "`vec![String::from(\"a\"), String::from(\"b\")]`",
                body_of(vec![String::from("a"), String::from("b")]),
            ),
            ("`vec![1u16, 300]`", body_of(vec![1u16, 300])),
            ("`vec![(1u8, 1.0f32)]`", body_of(vec![(1u8, 1.0f32)])),
            ("`vec![0u8; 4096]`", sections(&vec![0u8; 4096], &[3]).remove(0)),
            ("`[1u16, 300]`", body_of([1u16, 300])),
            (
                "`HashMap::from([(300u16, \"b\"), (1, \"a\")])`",
                body_of(HashMap::from([(300u16, "b".to_owned()), (1, "a".to_owned())])),
            ),
            (
                "`(shared.clone(), shared)` for `shared = Arc::new(300u16)`",
                shared.first().unwrap().clone(),
            ),
            (
                "`(shared.clone(), shared)` for `shared = Arc::new(300u16)`",
                shared.last().unwrap().clone(),
            ),
            (
                "`(Rc::downgrade(&a), b, Rc::downgrade(&b), Weak::<u8>::new())` for `a = Rc::new(7u8)`, \
                 `b = Rc::new(a.clone())`",
                weak.first().unwrap().clone(),
            ),
            (
                "`(Rc::downgrade(&a), b, Rc::downgrade(&b), Weak::<u8>::new())` for `a = Rc::new(7u8)`, \
                 `b = Rc::new(a.clone())`",
                weak.last().unwrap().clone(),
            ),
            (
                "`Some(Kernel::Rbf { gamma: 0.5f32 })` with `serde`",
                body_of(Serde(Some(Kernel::Rbf { gamma: 0.5 }))),
            ),
            (
                "`Some(Kernel::Rbf { gamma: 0.5f32 })` with `serde(compact)`",
                body_of(Compact { kernel: Some(Kernel::Rbf { gamma: 0.5 }) }),
            ),
            (
                "`ndarray::array![[1u8, 2, 3], [4, 5, 6]].reversed_axes()`",
                body_of(ndarray::array![[1u8, 2, 3], [4, 5, 6]].reversed_axes()),
            ),
            (
                "A `Tensor` of the shape `[2, 1]` with the elements `[1i8, -1]`",
                body_of(Tensor::new([2, 1], vec![1i8, -1]).unwrap()),
            ),
            (
                "`vec![Box::new(Scale(300)), Box::new(Clip(5))]` where a `Clip(u8)` and a `Scale(u16)` implement the trait",
                steps,
            ),
            (
                "A field `n` of a type of version 1.1.0, which is `7u8`",
                body_of(kept(&Newer { n: 7 }.to_bytes().unwrap())),
            ),
        ],
    );
}

#[derive(Persist)]
#[persist(version = "1.1.0")]
struct Node {
    feature: u32,
    #[persist(was = "thr")]
    threshold: f64,
    #[persist(default)]
    labels: Vec<String>,
}

#[derive(Persist)]
enum Tree {
    Leaf(u8),
    Split { children: Vec<Tree> },
}

#[derive(Persist)]
struct Model {
    #[persist(serde, from_crate = "acme 0.7.0")]
    kernel: Kernel,
}

fn schema_of<T: Persist>() -> Vec<u8> {
    let schema = Schema::of::<T>().unwrap();
    assert_eq!(Schema::from_bytes(&schema.to_bytes()).unwrap(), schema);
    schema.to_bytes()
}

#[test]
fn schemas_are_written_byte_for_byte() {
    assert_chapter(
        "Schema encoding",
        &[
            ("`Vec<f64>`", schema_of::<Vec<f64>>()),
            (
                "`HashMap<String, Option<[bool; 3]>>`",
                schema_of::<HashMap<String, Option<[bool; 3]>>>(),
            ),
            ("A struct", schema_of::<Node>()),
            ("A recursive enum", schema_of::<Tree>()),
            ("A field of another crate's type", schema_of::<Model>()),
        ],
    );
}

#[test]
fn the_table_of_type_codes_holds_for_every_primitive() {
    let chapter = TEXT.split("## Schema encoding").nth(1).unwrap();
    macro_rules! assert_codes {
        ($($ty:ty => $name:literal),+ $(,)?) => {$(
            let code = schema_of::<$ty>()[0];
            let row = chapter.lines().find(|line| {
                let codes = line.split('|').nth(1).unwrap_or_default();
                codes.split(',').any(|text| text.trim() == code.to_string())
            });
            let row = row.unwrap_or_else(|| panic!("code {code} of {} is not in the table", $name));
            let place = |cell: usize, is: &dyn Fn(&str) -> bool| {
                row.split('|').nth(cell).unwrap_or_default().split(',').position(|text| is(text.trim()))
            };
            let code_at = place(1, &|text| text == code.to_string());
            let name_at = place(2, &|text| text.trim_matches('`') == $name);
            assert_eq!(code_at, name_at, "code {code} of {}", $name);
        )+};
    }
    assert_codes!(
        () => "()", bool => "bool", u8 => "u8", u16 => "u16", u32 => "u32", u64 => "u64",
        u128 => "u128", usize => "usize", i8 => "i8", i16 => "i16", i32 => "i32", i64 => "i64",
        i128 => "i128", isize => "isize", f32 => "f32", f64 => "f64", char => "char",
        half::f16 => "f16", half::bf16 => "bf16",
        String => "string", Option<u8> => "option", Vec<String> => "list",
        std::collections::BTreeSet<u8> => "set", std::collections::BTreeMap<u8, u8> => "map",
        Serde<u8> => "messagepack", (u8, u8) => "tuple", Rc<u8> => "shared value", Node => "named type",
    );
}

#[test]
fn the_fingerprint_is_the_checksum_of_the_text() {
    let chapter = TEXT.split("### Fingerprint").nth(1).unwrap();
    let text = chapter.split("```text\n").nth(1).unwrap().split("```").next().unwrap();
    let schema = Schema::of::<Node>().unwrap();
    let checksum = crc_fast::checksum(crc_fast::CrcAlgorithm::Crc64Nvme, text.as_bytes());
    assert_eq!(schema.fingerprint().0, checksum);

    let archive = Archive::from_bytes(SaveOptions::new().to_bytes(&Some(1u8)).unwrap()).unwrap();
    assert_eq!(archive.fingerprint(), Schema::of::<Option<u8>>().unwrap().fingerprint());
}

#[test]
fn probes_are_written_byte_for_byte() {
    let double = |factor: &f64, inputs: &Vec<f64>| -> Vec<f64> {
        inputs.iter().map(|input| factor * input).collect()
    };
    let probes = Probes::new(vec![1.5]);
    let bytes = SaveOptions::new().to_bytes_with_probes(&2.0, &probes, double).unwrap();
    let section = craft::File::parse(&bytes).probes.unwrap();
    assert_chapter("Probes", &[("The probes of a value that doubles", section)]);
}

#[test]
fn blocks_without_names_are_written_byte_for_byte() {
    let blocks = SalvagedBlocks::from([(3, (2, vec![44, 1]))]);
    let heading = "`SalvagedBlocks::from([(3, (2, vec![44, 1]))])`";
    assert_chapter("Files that are left of damaged ones", &[(heading, body_of(blocks))]);
    let schema = Schema::of::<SalvagedBlocks>().unwrap();
    assert_eq!(schema.to_string(), "{u64: (u32, [u8])}\n");
}

#[test]
fn records_are_written_byte_for_byte() {
    let shared = Rc::new(300u16);
    let node = Node { feature: 7, threshold: 1.5, labels: vec!["a".into()] };
    assert_chapter(
        "Records",
        &[
            ("The record of `300u16`", 300u16.to_record().unwrap()),
            ("The record of a struct", node.to_record().unwrap()),
            (
                "The record of `(shared.clone(), shared)` for `shared = Arc::new(300u16)`",
                (shared.clone(), shared).to_record().unwrap(),
            ),
        ],
    );
}

#[test]
fn digests_are_hashed_byte_for_byte() {
    let shared = Rc::new(300u16);
    let value = (shared.clone(), shared, vec![7u8; 3]);
    let hashed = examples("Digest").first().unwrap().1.clone();
    let by_hand = *blake3::hash(&hashed).as_bytes();
    assert_eq!(Digest::from(by_hand), digest(&value).unwrap());
    assert_chapter(
        "Digest",
        &[
            (
                "What is hashed of `(shared.clone(), shared, vec![7u8; 3])` for `shared = Rc::new(300u16)`",
                hashed,
            ),
            (
                "The digest of `(shared.clone(), shared, vec![7u8; 3])` for `shared = Rc::new(300u16)`",
                by_hand.to_vec(),
            ),
            (
                "The digest of `vec![0u8; 4096]`",
                digest(&vec![0u8; 4096]).unwrap().as_bytes().to_vec(),
            ),
        ],
    );
}
