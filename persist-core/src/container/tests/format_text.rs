//! `FORMAT.md` and the code say the same.

use super::*;
use crate::container::{codec, layout};

const TEXT: &str = include_str!("../../../FORMAT.md");

/// A block of bytes in the text.
struct Example {
    /// The heading of the second level that it stands under.
    chapter: &'static str,
    /// The nearest heading.
    heading: &'static str,
    bytes: Vec<u8>,
}

/// All fenced blocks that are marked as bytes: in each line hexadecimal numbers, then `;` and a comment.
fn examples() -> Vec<Example> {
    let mut examples = Vec::new();
    let (mut chapter, mut heading) = ("", "");
    let mut lines = TEXT.lines();
    while let Some(line) = lines.next() {
        if let Some(text) = line.strip_prefix("## ") {
            chapter = text;
        }
        if let Some(text) = line.trim_start_matches('#').strip_prefix(' ')
            && line.starts_with('#')
        {
            heading = text;
        }
        if line == "```persist-bytes" {
            let bytes = lines
                .by_ref()
                .take_while(|line| *line != "```")
                .flat_map(|line| {
                    let (bytes, what) = line.split_once("  ;").expect("each line says what it is");
                    assert!(what.starts_with(' '), "{line}");
                    bytes.split_whitespace()
                })
                .map(|byte| u8::from_str_radix(byte, 16).unwrap())
                .collect();
            examples.push(Example { chapter, heading, bytes });
        }
    }
    examples
}

#[track_caller]
fn assert_same(heading: &str, text: &[u8], code: &[u8]) {
    assert_eq!(format!("{text:02x?}"), format!("{code:02x?}"), "under the heading {heading}");
}

fn files() -> Vec<(&'static str, Model)> {
    vec![
        ("A body of one byte", Model { body: vec![5], ..Model::default() }),
        (
            "A file with everything",
            Model {
                producer: Some(("forest", "1.2.0")),
                metadata: [("data".into(), "iris".into())].into(),
                schema: vec![0xaa, 0xbb],
                body: vec![1, 2, 3],
                shared: Some(vec![1, 7]),
                probes: Some(vec![9]),
                blocks: vec![(4, (1..=8).collect())],
            },
        ),
    ]
}

#[test]
fn the_files_are_written_byte_for_byte() {
    let examples: Vec<_> =
        examples().into_iter().filter(|example| example.chapter == "The file").collect();
    assert_eq!(examples.len(), files().len() + 1);
    for (example, (heading, model)) in examples.iter().zip(files()) {
        assert_eq!(example.heading, heading);
        assert_same(heading, &example.bytes, &model.to_bytes());
        read_all(&example.bytes).unwrap();
    }
}

/// Twelve numbers, of which a shuffle leaves little.
#[cfg(feature = "lz4")]
#[test]
fn the_compressed_file_is_written_byte_for_byte() {
    let numbers = (0..12u32).flat_map(u32::to_le_bytes).collect();
    let model = Model { blocks: vec![(4, numbers)], ..Model::default() };
    let compression = crate::container::Compression::lz4();
    let heading = "A compressed block";
    let example = examples().into_iter().find(|example| example.heading == heading).unwrap();
    let options = WriteOptions { compression, ..WriteOptions::default() };
    assert_same(heading, &example.bytes, &model.written(&options));
    assert!(read_all(&example.bytes).unwrap().blocks == model.blocks);
}

#[test]
fn the_tables_name_the_constants_of_the_code() {
    let magic: Vec<_> = layout::MAGIC.iter().map(|byte| format!("{byte:02x}")).collect();
    let needles = [
        format!("magic: `{}`", magic.join(" ")),
        format!("| format version: {} |", layout::VERSION),
        format!("at most {} |", grouped(u64::from(layout::MAX_HEADER_LEN))),
        format!("*chunks* of {} raw bytes", grouped(layout::CHUNK_LEN as u64)),
        format!("prefix    {} bytes", layout::PREFIX_LEN),
        format!("to a multiple of {}\n", layout::ALIGNMENT),
        format!("section table, {} bytes:", layout::SECTION_RECORD_LEN),
        format!("chunk table, {} bytes:", layout::CHUNK_RECORD_LEN),
        format!("`123456789` is `{:016x}`", checksum::of(b"123456789")),
        format!("take {} bytes or more", grouped(crate::wire::MIN_ARRAY_SIZE as u64)),
    ];
    for needle in needles {
        assert!(TEXT.contains(&needle), "expected `{needle}` in FORMAT.md");
    }
    for row in &codec::CODECS[1..] {
        let needle = format!("\n| {} | {} |", row.code, row.name);
        assert!(TEXT.contains(&needle), "expected `{needle}` in FORMAT.md");
    }
    let base = Limits::new().inflation_for(0);
    let ratio = Limits::new().inflation_for(1) - base;
    let needle =
        format!("add up to {ratio} times their stored lengths and {} bytes more", grouped(base));
    assert!(TEXT.contains(&needle), "expected `{needle}` in FORMAT.md");
    for row in layout::KINDS {
        let needle = format!("\n| {} | {} |", row.code, row.name);
        assert!(TEXT.contains(&needle), "expected `{needle}` in FORMAT.md");
    }
}

/// A number with a comma before every three digits.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
