//! `FORMAT.md` and the code say the same.

use super::*;
use crate::container::layout;
use crate::wire::{Writer, WriterOptions};

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
        if line.starts_with('#') {
            heading = line.trim_start_matches('#').trim();
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

fn files() -> [(&'static str, Model); 2] {
    [
        ("A body of one byte", Model { body: vec![5], ..Model::default() }),
        (
            "A file with everything",
            Model {
                producer: Some(("forest", "1.2.0")),
                metadata: [("data".into(), "iris".into())].into(),
                schema: vec![0xaa, 0xbb],
                body: vec![1, 2, 3],
                shared: Some(vec![1, 7]),
                blocks: vec![(4, (1..=8).collect())],
            },
        ),
    ]
}

#[test]
fn the_files_are_written_byte_for_byte() {
    let examples: Vec<_> =
        examples().into_iter().filter(|example| example.chapter == "The file").collect();
    assert_eq!(examples.len(), files().len());
    for (example, (heading, model)) in examples.iter().zip(files()) {
        assert_eq!(example.heading, heading);
        assert_same(heading, &example.bytes, &model.to_bytes());
        read_all(&example.bytes).unwrap();
    }
}

type Encode = fn(&mut Writer<'static>);

/// What a writer is told for each value in the chapter on the body.
const VALUES: [(&str, Encode); 22] = [
    ("`200u8`", |w| w.u8(200)),
    ("`127u16`", |w| w.varint(127)),
    ("`300u16`", |w| w.varint(300)),
    ("`u64::MAX`", |w| w.varint(u64::MAX)),
    ("`-1i8`", |w| w.u8(0xff)),
    ("`-1i32`", |w| w.zigzag(-1)),
    ("`150i64`", |w| w.zigzag(150)),
    ("`true`", |w| w.bool(true)),
    ("`1.5f64`", |w| w.raw(1.5f64.to_le_bytes())),
    ("`'ä'`", |w| w.str("ä")),
    ("`\"iris\"`", |w| w.str("iris")),
    ("`(1u8, 300u16)`", |w| {
        w.u8(1);
        w.varint(300);
    }),
    ("`Some(5u8)`", |w| {
        w.bool(true);
        w.u8(5);
    }),
    ("`None::<u8>`", |w| w.bool(false)),
    ("`Err::<u8, bool>(true)`", |w| {
        w.varint(1);
        w.bool(true);
    }),
    ("`vec![String::from(\"a\"), String::from(\"b\")]`", |w| {
        w.len(2);
        w.str("a");
        w.str("b");
    }),
    ("`vec![1u16, 300]`", |w| {
        w.array(2, 2, OwnedArray(vec![1, 0, 0x2c, 1])).unwrap();
    }),
    ("`vec![(1u8, 1.0f32)]`", |w| {
        let element = [&[1], &1f32.to_le_bytes()[..]].concat();
        w.array(1, 5, OwnedArray(element)).unwrap();
    }),
    ("`vec![0u8; 4096]`", |w| {
        w.array(4096, 1, OwnedArray(vec![0; 4096])).unwrap();
    }),
    ("`[1u16, 300]`", |w| {
        w.varint(1);
        w.varint(300);
    }),
    ("`HashMap::from([(300u16, \"b\"), (1, \"a\")])`", |w| {
        w.sorted(
            [(300, "b"), (1, "a")].into_iter(),
            |(key, _), w| {
                w.varint(key);
                Ok(())
            },
            |(_, value), w| {
                w.str(value);
                Ok(())
            },
        )
        .unwrap();
    }),
    ("`(shared.clone(), shared)` for `shared = Arc::new(300u16)`", |w| {
        let shared = std::sync::Arc::new(300u16);
        for _ in 0..2 {
            let key = crate::wire::SharedKey::new(std::sync::Arc::as_ptr(&shared));
            let keep = shared.clone();
            w.shared(
                key,
                || Box::new(keep),
                |w| {
                    w.varint(300);
                    Ok(())
                },
            )
            .unwrap();
        }
    }),
];

#[test]
fn the_values_are_written_byte_for_byte() {
    let examples: Vec<_> =
        examples().into_iter().filter(|example| example.chapter == "The body").collect();
    let mut examples = examples.iter().peekable();
    for (heading, encode) in VALUES {
        let mut writer = Writer::new(Vec::new(), WriterOptions::default());
        encode(&mut writer);
        let written = writer.finish();
        for code in [Some(written.body), written.shared].into_iter().flatten() {
            let example = examples.next().unwrap();
            assert_eq!(example.heading, heading);
            assert_same(heading, &example.bytes, &code);
        }
    }
    assert!(examples.peek().is_none(), "a value of the text is not in the table");
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
