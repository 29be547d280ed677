//! What `persist dump` writes is what serde writes of the same types, and reads as them.

#![allow(clippy::unwrap_used, reason = "a test that fails panics")]

mod support;

use std::ffi::OsString;
use std::io;

use persist_cli::{Code, Io};
use persist_core::Persist;

use support::{Shapes, shapes};

/// What the program writes of a value.
fn dumped(value: &Shapes, args: &[&str]) -> String {
    let bytes = value.to_bytes().unwrap();
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut input = io::Cursor::new(bytes);
    let mut io = Io::plain(&mut input, &mut out, &mut err);
    let args = ["persist", "dump", "-", "--all"].iter().chain(args).map(OsString::from);
    assert_eq!(persist_cli::run(args, &mut io), Code::Done);
    assert!(err.is_empty(), "{}", String::from_utf8_lossy(&err));
    String::from_utf8(out).unwrap()
}

/// Without the floats that JSON has no words for.
fn finite() -> Shapes {
    let mut shapes = shapes();
    shapes.floats.retain(|float| float.is_finite());
    shapes.rows.iter_mut().for_each(|row| row.at = [0.5, 1e-7]);
    // What serde_json holds of integers.
    shapes.large = u64::MAX.into();
    // JSON has no pairs as keys.
    shapes.by_pair.clear();
    shapes
}

#[test]
fn json_is_what_serde_json_writes() {
    let shapes = finite();
    let written = serde_json::to_string(&shapes).unwrap();
    let mut expected: serde_json::Value = serde_json::from_str(&written).unwrap();
    // Without entries, it is a list of pairs all the same.
    *expected.get_mut("by_pair").unwrap() = serde_json::Value::Array(Vec::new());
    for args in [&["--compact"][..], &[]] {
        let text = dumped(&shapes, args);
        let found: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(found.to_string(), expected.to_string());
        assert_eq!(text.lines().count() == 1, !args.is_empty());
    }
}

#[test]
fn ron_reads_as_the_type() {
    let shapes = shapes();
    for args in [&["--format", "ron", "--compact"][..], &["--format", "ron"]] {
        let text = dumped(&shapes, args);
        let read: Shapes = ron::from_str(&text).unwrap();
        // NaN is as good as any other, so the words of both are compared.
        assert_eq!(format!("{read:?}"), format!("{shapes:?}"), "{text}");
    }
}
