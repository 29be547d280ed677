//! Schemas that lie, under checksums that fit: cycles, chains, doublings, names without end.
//!
//! Each is read by `Archive`, which believes the schema, and by a type, which compares it with its own.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that fails panics"
)]

use std::time::{Duration, Instant};

use persist_core::{Archive, Error, ErrorKind, Limits, LoadOptions, OnUnknown, Persist, Result};
use persist_tests::support::alloc::{Counting, cost};
use persist_tests::support::craft::schema::*;
use persist_tests::support::craft::{File, push_varint, string, varint};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// What the tests allow a load to allocate, unless the header is as long.
const ALLOCATION: u64 = 1 << 20;

/// Longer than any of these takes in a debug build: a hang is what this finds.
const AT_ONCE: Duration = Duration::from_secs(5);

fn file(schema: Vec<u8>, body: Vec<u8>) -> Vec<u8> {
    File { schema, body, ..File::default() }.to_bytes()
}

/// A long header is allowed: it is what stands in it that has to be bounded.
fn limits_for(bytes: &[u8]) -> (Limits, usize) {
    let header = u32::from_le_bytes(bytes[12..16].try_into().unwrap());
    let allocation = ALLOCATION.max(24 * u64::from(header));
    (Limits::new().allocation(allocation), usize::try_from(3 * allocation).unwrap() + (1 << 20))
}

/// Everything that can be asked of an archive.
fn look_at(bytes: &[u8]) -> Result<()> {
    let (limits, _) = limits_for(bytes);
    let archive = Archive::from_bytes_with(bytes, &limits)?;
    archive.type_name();
    archive.fingerprint();
    archive.verify()?;
    archive.value().map(|value| drop(value.to_string()))
}

/// Runs a load on a thread of the usual size; what it said, and that it was quick and small.
#[track_caller]
fn bounded(what: &str, bytes: &[u8], load: fn(&[u8]) -> Result<()>) -> Result<()> {
    let (result, cost, time) = std::thread::scope(|scope| {
        let run = || {
            let start = Instant::now();
            let (result, cost) = cost(|| load(bytes));
            (result, cost, start.elapsed())
        };
        std::thread::Builder::new().stack_size(2 << 20).spawn_scoped(scope, run).unwrap().join()
    })
    .unwrap_or_else(|_| panic!("{what} panics"));
    let text = result.as_ref().map_or_else(Error::to_string, |()| "a value".into());
    assert!(text.len() < 20_000, "{what}: {} bytes of text", text.len());
    assert!(time < AT_ONCE, "{what}: {time:?}, {text}");
    assert!(cost.peak <= limits_for(bytes).1, "{what}: {cost:?}, {text}");
    result
}

#[derive(Persist, Debug)]
struct Reader {
    next: Option<Box<Reader>>,
}

fn load_reader(bytes: &[u8]) -> Result<()> {
    let (limits, _) = limits_for(bytes);
    LoadOptions::new().limits(limits).from_bytes::<Reader>(bytes).map(drop)
}

/// The file is refused by the archive with this kind and text, and by a type in some way.
#[track_caller]
fn assert_refused(what: &str, bytes: &[u8], kind: ErrorKind, message: &str) {
    let error = bounded(what, bytes, look_at).expect_err(what);
    assert_eq!(error.kind(), kind, "{what}: {error}");
    assert!(error.to_string().contains(message), "{what}: {error}");
    bounded(what, bytes, load_reader).expect_err(what);
}

/// `count` definitions: each made out of its number.
fn definitions(count: usize, definition: impl Fn(usize) -> Vec<u8>) -> Vec<Vec<u8>> {
    (0..count).map(definition).collect()
}

/// Names of definitions have to differ.
fn name(number: usize) -> String {
    format!("S{number}")
}

#[test]
fn schemas_that_cannot_be_are_damage() {
    let field = |ty: Vec<u8>| structure("S", &[("a", ty)]);
    let twice = structure("S", &[("a", U8.to_vec()), ("a", U8.to_vec())]);
    let variants = enumeration("S", &[("A", &[]), ("A", &[])]);
    // A unit struct whose arguments or former names are none, and there.
    let flagged = |flag| vec![1, b'S', flag, 0, 0];
    let long = "n".repeat(100_000);
    let long_field = structure("S", &[(&long, U8.to_vec())]);
    let long_variant = enumeration("S", &[(&long, &[])]);
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("nothing", vec![]),
        ("no list of definitions", U8.to_vec()),
        ("a type refers to a definition that is not there", schema(&named(0), &[])),
        ("a type refers to a definition that is not there", schema(U8, &[field(named(1))])),
        (
            "a type refers to a definition that is not there",
            schema(U8, &[generic("S", &[list(&named(9))])]),
        ),
        ("two definitions have the name `S`", schema(U8, &[field(U8.into()), field(U8.into())])),
        ("`S` has two fields `a`", schema(&named(0), &[twice])),
        ("`S` has two variants `A`", schema(&named(0), &[variants])),
        ("a type's name is longer", schema(&named(0), &[generic("S", &[named(0)])])),
        (
            "a type's name is longer",
            schema(&named(0), &[generic("S", &[named(1)]), generic("T", &[named(0)])]),
        ),
        ("a type's name is longer", schema(&named(0), &[structure(&long, &[])])),
        ("a field's name is longer", schema(&named(0), &[long_field])),
        ("a variant's name is longer", schema(&named(0), &[long_variant])),
        ("a layout that its elements lack", schema(&list_fixed(STR), &[])),
        ("a layout that its elements lack", schema(&list_fixed(UNIT), &[])),
        ("a layout that its elements lack", schema(&array_fixed(&list(U8), 3), &[])),
        ("a layout that its elements lack", schema(&list_fixed(&array(U8, 1 << 60)), &[])),
        ("a layout that its elements lack", schema(&list_fixed(&array(U8, 0)), &[])),
        (
            "a layout that its elements lack",
            schema(&list_fixed(&array(&array(U8, 1 << 20), 1 << 20)), &[]),
        ),
        ("a layout that its elements lack", schema(&list_fixed(&named(0)), &[field(named(0))])),
        (
            "a layout that its elements lack",
            schema(U8, &[field(option(&list(&tuple(&[U8, &set(&list_fixed(STR))]))))]),
        ),
        ("a flag says that a list is there, which is empty", schema(&named(0), &[flagged(4)])),
        ("a flag says that a list is there, which is empty", schema(&named(0), &[flagged(8)])),
        ("elements of at least", [U8, &varint(1 << 40)].concat()),
        ("elements of at least", [&[37], &varint(1 << 40)[..]].concat()),
        ("bytes are left behind the value", [schema(U8, &[]), vec![0]].concat()),
    ];
    for (message, schema) in cases {
        let message = match message {
            "nothing" | "no list of definitions" => "",
            message => message,
        };
        assert_refused(message, &file(schema, vec![0; 100]), ErrorKind::Damaged, message);
    }
}

#[test]
fn types_nested_without_end_are_refused_while_they_are_read() {
    let kinds: [(&str, &[u8]); 8] = [
        ("options", &[32]),
        ("lists", &[33]),
        ("arrays", &[35]),
        ("tuples of one", &[37, 1]),
        ("sets", &[38]),
        ("maps in keys", &[39]),
        ("maps in values", &[39, 2]),
        ("shared", &[40]),
    ];
    for (what, code) in kinds {
        for depth in [65, 1000, 1_000_000] {
            let bytes = file(code.repeat(depth), vec![0; 100]);
            let message = "within each other";
            assert_refused(what, &bytes, ErrorKind::Limit, message);
        }
    }
}

#[test]
fn types_nested_as_deep_as_they_may_be_are_read_on_a_small_thread() {
    let mut ty = U8.to_vec();
    for _ in 0..63 {
        ty = option(&ty);
    }
    let mut body = vec![1; 63];
    body.push(7);
    let bytes = file(schema(&ty, &[]), body);
    bounded("63 options", &bytes, look_at).unwrap();
    let load = move || {
        let limits = Limits::new().depth(64);
        let archive = Archive::from_bytes_with(bytes, &limits).map(|_| ());
        archive.unwrap();
    };
    std::thread::Builder::new().stack_size(256 << 10).spawn(load).unwrap().join().unwrap();
}

#[test]
fn a_million_definitions_in_a_chain_are_checked_without_recursion() {
    let count = if cfg!(debug_assertions) { 100_000 } else { 1_000_000 };
    let last = |number| if number == count - 1 { U8.to_vec() } else { named(number + 1) };
    // Each holds the next: the walk goes as deep as the limit.
    let chain = definitions(count, |number| structure(&name(number), &[("a", last(number))]));
    let bytes = file(schema(&named(0), &chain), vec![7]);
    assert_refused("a chain", &bytes, ErrorKind::Limit, "nested more than");
    // The same of fixed layout, in an array.
    let bytes = file(schema(&list_fixed(&named(0)), &chain), vec![2, 7]);
    assert_refused("an array of a chain", &bytes, ErrorKind::Limit, "nested more than");
    let bytes = file(schema(&list_fixed(&named(0)), &chain), vec![2]);
    assert_refused("an array of a chain that ends", &bytes, ErrorKind::Damaged, "are left");
    // A chain of the reader's own name, which each definition bears with another argument.
    // A longer one has too long a text.
    let count = count.min(200_000);
    let next = |number: usize| if number + 1 < count { number + 1 } else { number };
    let chain = definitions(count, |number| {
        numbered("Reader", number as u64, &[("next", option(&named(next(number))))])
    });
    let bytes = file(schema(&named(0), &chain), vec![0]);
    let error = bounded("a chain of readers", &bytes, load_reader).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Schema, "{error}");
}

#[test]
fn what_doubles_at_each_level_is_refused_at_once() {
    let double = |number: usize, count: usize| {
        if number == count - 1 { UNIT.to_vec() } else { named(number + 1) }
    };
    for count in [31, 33, 63, 65, 500] {
        // Values that take no bytes, 2^count of them.
        let structs = definitions(count, |number| {
            let inner = double(number, count);
            structure(&name(number), &[("a", inner.clone()), ("b", inner)])
        });
        let bytes = file(schema(&named(0), &structs), vec![]);
        assert_refused("structs", &bytes, ErrorKind::Limit, "");
        // The same of fixed layout: their size does not fit.
        let mut fixed = structs.clone();
        fixed[count - 1] = structure(&name(count - 1), &[("a", U8.into()), ("b", U8.into())]);
        let bytes = file(schema(&list_fixed(&named(0)), &fixed), vec![2]);
        assert_refused("fixed structs", &bytes, ErrorKind::Damaged, "");
        // Names: of definitions without a name of their own, too.
        for own in ["", "S"] {
            let generics = definitions(count, |number| {
                let inner = double(number, count);
                generic(&format!("{own}{number}")[own.len() % 2..], &[tuple(&[&inner, &inner])])
            });
            let bytes = file(schema(&named(0), &generics), vec![]);
            assert_refused("generics", &bytes, ErrorKind::Damaged, "a type's name is longer");
        }
    }
    let generics = definitions(60, |number| {
        let inner = double(number, 60);
        generic("", &[tuple(&[&inner, &inner])])
    });
    let bytes = file(schema(&named(0), &generics), vec![]);
    assert_refused("no names", &bytes, ErrorKind::Damaged, "a type's name is longer");
}

#[test]
fn arrays_of_nothing_and_structs_without_end_are_beyond_the_limits() {
    let nest = |ty: &[u8]| (0..20).fold(ty.to_vec(), |ty, _| array(&ty, 1000));
    let endless = structure("S", &[("a", named(0))]);
    let two = structure("S", &[("a", named(0)), ("b", named(0))]);
    let other = [structure("S", &[("a", named(1))]), structure("T", &[("a", named(0))])];
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("2^60 units", schema(&array(UNIT, 1 << 60), &[])),
        ("2^64 - 1 units", schema(&array(UNIT, u64::MAX), &[])),
        ("1000^20 units", schema(&nest(UNIT), &[])),
        ("an array of nothing", schema(&nest(&array(U8, 0)), &[])),
        ("an array of 2^60 bytes", schema(&array(U8, 1 << 60), &[])),
        ("2^30 empty tuples", schema(&array(&tuple(&[]), 1 << 30), &[])),
        ("2^30 empty structs", schema(&array(&named(0), 1 << 30), &[structure("S", &[])])),
        ("a struct in itself", schema(&named(0), &[endless])),
        ("a struct in itself, twice", schema(&named(0), &[two])),
        ("two structs in each other", schema(&named(0), &other)),
    ];
    for (what, schema) in cases {
        assert_refused(what, &file(schema, vec![]), ErrorKind::Limit, "");
    }
}

#[test]
fn values_are_charged_for_all_that_they_become() {
    // One element of one byte becomes a chain of 400 structs; a hundred thousand of them.
    let chain = definitions(400, |number| {
        let inner = if number == 399 { U8.to_vec() } else { named(number + 1) };
        structure(&name(number), &[("a", inner)])
    });
    let mut body = varint(200_000);
    body.resize(body.len() + 100_000, 7);
    let bytes = file(schema(&list_fixed(&named(0)), &chain), body);
    assert_refused("chains", &bytes, ErrorKind::Limit, "Limits::allocation");
    // One element of many bytes, each of which becomes a value.
    let mut body = varint(2);
    body.resize(body.len() + 1_000_000, 7);
    let bytes = file(schema(&list_fixed(&array(U8, 1_000_000)), &[]), body.clone());
    assert_refused("one array", &bytes, ErrorKind::Limit, "Limits::allocation");
    let block = File {
        schema: schema(&list_fixed(&array(U8, 1_000_000)), &[]),
        body: vec![3, 0],
        blocks: vec![(1_000_000, vec![7; 1_000_000])],
        ..File::default()
    };
    assert_refused("one block", &block.to_bytes(), ErrorKind::Limit, "Limits::allocation");
    // Values of one byte with names of some thousand.
    let names: Vec<String> = (0..50).map(|n| format!("{}{n}", "f".repeat(2000))).collect();
    let fields: Vec<(&str, Vec<u8>)> = names.iter().map(|n| (n.as_str(), UNIT.to_vec())).collect();
    let schema = schema(&list(&named(0)), &[structure("S", &fields)]);
    assert_refused("names", &file(schema, varint(300)), ErrorKind::Limit, "Limits::allocation");
}

#[test]
fn a_header_of_types_is_bounded_by_the_allocation_limit() {
    // Tuples of units: a byte in the file, many in memory.
    let mut units = vec![37];
    push_varint(&mut units, 1_000_000);
    units.resize(units.len() + 1_000_000, 0);
    units.push(0);
    let limits = Limits::new().allocation(4 << 20);
    let bytes = file(units, vec![]);
    let (result, cost) = cost(|| Archive::from_bytes_with(&bytes[..], &limits).map(drop));
    let error = result.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Limit, "{error}");
    assert!(cost.peak <= 13 << 20, "{cost:?}");
    // A long name that many fields repeat in the schema's text.
    let long = "n".repeat(4000);
    let names: Vec<String> = (0..10_000).map(|n| n.to_string()).collect();
    let fields: Vec<(&str, Vec<u8>)> = names.iter().map(|n| (n.as_str(), named(1))).collect();
    let definitions = [structure("S", &fields), structure(&long, &[])];
    let bytes = file(schema(&named(0), &definitions), vec![]);
    assert_refused("a text of 40 MB", &bytes, ErrorKind::Damaged, "the schema's text is longer");
}

#[test]
fn differences_without_number_are_shown_in_part() {
    let names: Vec<String> = (0..20_000).map(|n| n.to_string()).collect();
    let fields: Vec<(&str, Vec<u8>)> = names.iter().map(|n| (n.as_str(), U8.to_vec())).collect();
    let bytes = file(schema(&named(0), &[structure("Reader", &fields)]), vec![0; 20_000]);
    let strict = |bytes: &[u8]| {
        let options = LoadOptions::new().limits(limits_for(bytes).0);
        options.unknown_fields(OnUnknown::Deny).from_bytes::<Reader>(bytes).map(drop)
    };
    let error = bounded("many fields", &bytes, strict).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Schema, "{error}");
    assert!(error.reasons().len() < 100, "{}", error.reasons().len());
    assert!(error.to_string().contains("more reasons"), "{error}");
}

#[test]
fn names_from_files_cannot_move_the_cursor() {
    let evil = "\u{1b}[2J";
    let field = structure("Reader", &[(evil, U8.to_vec())]);
    let cases = [
        schema(&named(0), std::slice::from_ref(&field)),
        schema(&named(0), &[structure(evil, &[])]),
        schema(&named(0), &[structure(evil, &[]), structure(evil, &[])]),
        schema(&named(0), &[enumeration("Reader", &[(evil, &[])])]),
        schema(&named(0), &[structure("Reader", &[(evil, vec![0]), (evil, vec![0])])]),
        schema(&named(0), &[enumeration("Reader", &[(evil, &[]), (evil, &[])])]),
    ];
    for schema in cases {
        let file = File {
            schema,
            producer: Some((evil.into(), evil.into())),
            metadata: vec![(evil.into(), evil.into())],
            ..File::default()
        };
        let bytes = file.to_bytes();
        let error = load_reader(&bytes).unwrap_err().to_string();
        assert!(!error.contains('\u{1b}'), "{error:?}");
        match Archive::from_bytes(bytes) {
            Ok(archive) => assert!(!archive.to_string().contains('\u{1b}'), "{archive}"),
            Err(error) => assert!(!error.to_string().contains('\u{1b}'), "{error:?}"),
        }
    }
    let _ = string("");
}
