//! Files that lie: each is refused, with a word that says why, and a code that scripts know.

use persist_cli::Code;
use persist_core::{Tensor, Tensors};
use persist_tests::support::random::{Random, break_bytes};

use super::support::tensors::{npy, one_of_each, safetensors};
use super::{exported, run};

#[track_caller]
fn assert_refused(bytes: &[u8], code: Code, why: &str) {
    let (found, out, err) = run(["import", "-", "-o", "-"], bytes);
    assert!(err.contains(why), "{why}: {err}");
    assert_eq!((found, out.len()), (code, 0), "{err}");
}

fn says(descr: &str, shape: &str) -> String {
    format!("'descr': {descr}, 'fortran_order': False, 'shape': {shape}")
}

#[test]
fn arrays_of_numpy_that_are_none_are_refused() {
    let four = &[0; 4];
    for (descr, shape, code, why) in [
        ("'<f4'", "(2,)", Code::Damaged, "the file ends among the elements of the array"),
        ("'<f4'", "(0,)", Code::Damaged, "there are bytes behind the last element"),
        ("'<f4'", "(4294967296, 4294967296)", Code::Damaged, "more elements than any memory"),
        ("'<f4'", "(1152921504606846976,)", Code::Damaged, "the file ends among the elements"),
        ("'<f4'", "(-1,)", Code::Damaged, "are not all there"),
        ("'<f4'", "5", Code::Damaged, "are not all there"),
        ("'|b1'", "(4,)", Code::Done, ""),
        ("'<f3'", "(1,)", Code::Schema, "f3, are no numbers here"),
        ("'<f16'", "(1,)", Code::Schema, "f16, are no numbers here"),
        ("'|O'", "(1,)", Code::Schema, "object arrays are pickles"),
        ("[('a', '|O')]", "(1,)", Code::Schema, "object arrays are pickles"),
        ("[('a', '<f4')]", "(1,)", Code::Schema, "the elements of the array are structs"),
        ("'<M8[s]'", "(1,)", Code::Schema, "are no numbers"),
        ("'<U1'", "(1,)", Code::Schema, "are no numbers"),
    ] {
        let file = npy(&says(descr, shape), four);
        match code {
            Code::Done => assert_eq!(run(["import", "-", "-o", "-"], &file).0, Code::Done),
            code => assert_refused(&file, code, why),
        }
    }
    assert_refused(&npy(&says("'|b1'", "(1,)"), &[2]), Code::Damaged, "a bool");
    let long = format!("'descr': '{}'", "f".repeat(20_000));
    assert_refused(&npy(&long, four), Code::Damaged, "bytes is claimed, 10000 are allowed");
    assert_refused(
        b"\x93NUMPY\x02\0\xff\xff\xff\xff",
        Code::Damaged,
        "one of 4294967295 bytes is claimed",
    );
    assert_refused(
        b"\x93NUMPY\x09\0\x01\x00 ",
        Code::Damaged,
        "it does not start as arrays of NumPy do",
    );
    assert_refused(
        b"\x93NUMPY\x01\0\x40\0{'descr'",
        Code::Damaged,
        "the file ends within the header",
    );
}

/// The parser calls itself for each bracket, and tries each level several times: it would take for ever.
#[test]
fn headers_of_deep_brackets_are_not_parsed() {
    let within = |open: &str, close: &str| format!("{}1{}", open.repeat(7), close.repeat(7));
    for deep in [
        within("(", ")"),
        within("{", "}"),
        // Brackets in texts close nothing.
        within("[']', ", "]"),
        within(r"['\']', ", "]"),
        within(r#"["']", "#, "]"),
        within("[''']''', ", "]"),
    ] {
        let header = format!("{}, 'more': {deep}", says("'<f4'", "(1,)"));
        assert_refused(&npy(&header, &[0; 4]), Code::Damaged, "its brackets are too deep");
    }
    let flat = format!("{}, 'more': '(((((((((('", says("'<f4'", "(1,)"));
    assert_eq!(run(["import", "-", "-o", "-"], &npy(&flat, &[0; 4])).0, Code::Done);
}

#[test]
fn safetensors_that_are_none_are_refused() {
    let eight = &[0; 8];
    for (header, code, why) in [
        (
            r#"{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}"#,
            Code::Damaged,
            "header is none",
        ),
        (
            r#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
            Code::Damaged,
            "header is none",
        ),
        (
            r#"{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}"#,
            Code::Damaged,
            "ends among the elements of `a`",
        ),
        (
            r#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
            Code::Damaged,
            "bytes behind",
        ),
        (
            r#"{"a":{"dtype":"F4","shape":[16],"data_offsets":[0,8]}}"#,
            Code::Schema,
            "take no whole bytes",
        ),
        (
            r#"{"a":{"dtype":"X","shape":[1],"data_offsets":[0,8]}}"#,
            Code::Damaged,
            "header is none",
        ),
        (
            r#"{"a":{"dtype":"F32","shape":[9223372036854775807,8],"data_offsets":[0,8]}}"#,
            Code::Damaged,
            "header is none",
        ),
        (r#"{"__metadata__":{"a":1}}"#, Code::Damaged, "header is none"),
        ("{", Code::Damaged, "header is none"),
    ] {
        assert_refused(&safetensors(header, eight), code, why);
    }
    assert_refused(&[255, 255, 255, 255, 0, 0, 0, 0, b'{', b'}'], Code::Damaged, "are allowed");
    assert_refused(&[99, 0, 0, 0, 0, 0, 0, 0, b'{', b'}'], Code::Damaged, "ends within its header");
}

#[test]
fn what_is_something_else_is_named() {
    assert_refused(b"\x80\x04\x95\x0b", Code::Usage, "it looks like a Python pickle (protocol 4)");
    assert_refused(b"\x89HDF\r\n\x1a\n", Code::Usage, "it looks like an HDF5 file");
    assert_refused(
        &persist_core::to_bytes(&1u8).unwrap(),
        Code::Usage,
        "this is a persist file already",
    );
    assert_refused(b"", Code::Usage, "the file is empty");
    assert_refused(b"text", Code::Usage, "this is no file of safetensors or NumPy");
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("archive/data.pkl", zip::write::SimpleFileOptions::default()).unwrap();
    let zip = zip.finish().unwrap().into_inner();
    assert_refused(&zip, Code::Schema, "this is a file of PyTorch, a pickle");
    assert_refused(b"PK\x03\x04 and no more", Code::Damaged, "the archive cannot be read");
}

#[test]
fn a_changed_byte_in_an_archive_is_found() {
    let tensor = Tensor::new([100], vec![7u8; 100]).unwrap();
    let tensors = Tensors::from_iter([("weights".to_owned(), tensor)]);
    let mut file = exported(&tensors, "", "npz").0;
    let at = file.windows(100).position(|bytes| bytes == [7; 100]).unwrap();
    file[at + 50] = 8;
    assert_refused(&file, Code::Damaged, "the elements of `weights` cannot be read");
}

#[test]
fn files_of_one_name_in_an_archive_are_refused() {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for name in ["a.npy", "b.npy"] {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::copy(&mut npy(&says("'|u1'", "(1,)"), &[0]).as_slice(), &mut zip).unwrap();
    }
    let mut zip = zip.finish().unwrap().into_inner();
    assert_eq!(run(["import", "-", "-o", "-"], &zip).0, Code::Done);
    for at in 0..zip.len() - 5 {
        if &zip[at..at + 5] == b"b.npy" {
            zip[at] = b'a';
        }
    }
    assert_refused(&zip, Code::Damaged, "two files of the archive have the same name");
}

#[test]
fn a_small_archive_of_many_bytes_is_refused() {
    let options = zip::write::SimpleFileOptions::default();
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let file = npy(&says("'|u1'", "(100000,)"), &[0; 100_000]);
    zip.start_file("zeros.npy", options.compression_method(zip::CompressionMethod::Deflated))
        .unwrap();
    std::io::copy(&mut file.as_slice(), &mut zip).unwrap();
    let zip = zip.finish().unwrap().into_inner();
    assert!(zip.len() < 1000);
    let import = |most: &str| run(["import", "-", "-o", "-", "--max-inflation", most], &zip);
    assert_eq!(import("110000").0, Code::Done);
    let (code, _, err) = import("100000");
    assert_eq!(code, Code::Limit);
    assert!(err.contains("100000 are allowed") && err.contains("`--max-inflation`"), "{err}");
}

#[test]
fn no_import_panics_on_a_changed_file() {
    let mut wholes = vec![npy(&says("'<f4'", "(2, 3)"), &[0; 24])];
    wholes.push(exported(&one_of_each(), "", "safetensors").0);
    wholes.push(exported(&one_of_each(), "", "npz").0);
    let count = if std::env::var_os("PERSIST_FULL").is_some() { 10_000 } else { 1000 };
    let mut done = 0;
    for seed in 0..count {
        let mut random = Random(seed);
        let mut bytes = wholes[random.below(wholes.len())].clone();
        match random.below(4) {
            0 => bytes.truncate(random.below(bytes.len())),
            _ => break_bytes(&mut bytes, &mut random),
        }
        let (code, ..) = run(["import", "-", "-o", "-"], &bytes);
        let known = [Code::Done, Code::Usage, Code::Damaged, Code::Schema, Code::Limit];
        assert!(known.contains(&code), "seed {seed}: {code:?}");
        done += u32::from(code == Code::Done);
    }
    assert!(done > 0);
}
