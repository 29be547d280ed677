use super::*;

/// The start of a zip archive whose first entry has this name.
fn zip(name: &str) -> Vec<u8> {
    let mut bytes = b"PK\x03\x04".to_vec();
    bytes.resize(26, 0);
    bytes.extend_from_slice(&[name.len() as u8, 0, 0, 0]);
    bytes.extend_from_slice(name.as_bytes());
    bytes.extend_from_slice(b"content");
    bytes
}

fn safetensors() -> Vec<u8> {
    let header = br#"{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#;
    [&(header.len() as u64).to_le_bytes()[..], header, &[0; 4]].concat()
}

#[test]
fn what_others_write_is_named_with_what_opens_it() {
    let cases: [(&[u8], &str, &str); 43] = [
        (b"\x89v\x01\x02\x03\x04\x05\x06\x07\x08", "record of persist", "from_record"),
        (b"\x89s\x01\x02\x03\x04\x05\x06\x07\x08\x01\0", "record of persist", "from_record"),
        (b"\x80\x02}q\0X\x05\0\0\0", "pickle (protocol 2)", "pickle or joblib"),
        (b"\x80\x03}q\0X\x05\0\0\0", "pickle (protocol 3)", "pickle or joblib"),
        (b"\x80\x04\x95\x10\0\0\0\0\0\0\0", "pickle (protocol 4)", "pickle or joblib"),
        (b"\x80\x05\x95\x10\0\0\0\0\0\0\0", "pickle (protocol 5)", "pickle or joblib"),
        (b"\x78\x01\x63\x60\x00\x02\x00\x01", "zlib", "joblib"),
        (b"\x78\x5e\x63\x60\x00\x02\x00\x01", "zlib", "joblib"),
        (b"\x78\x9c\x63\x60\x00\x02\x00\x01", "zlib", "joblib"),
        (b"\x78\xda\x63\x60\x00\x02\x00\x01", "zlib", "joblib"),
        (&zip("arr_0.npy"), "npz", "numpy.load"),
        (&zip("weights.npy"), "npz", "numpy.load"),
        (&zip("140234866534.npy"), "skops", "skops.io.load"),
        (&zip("schema.json"), "skops", "skops.io.load"),
        (&zip("archive/data.pkl"), "torch.save", "torch.load"),
        (&zip("model/data.pkl"), "torch.save", "torch.load"),
        (&zip("metadata.json"), "Keras", "load_model"),
        (&zip("config.json"), "Keras", "load_model"),
        (&zip("word/document.xml"), "zip archive", "torch.save, skops, Keras"),
        (&zip(&"long".repeat(60)), "zip archive", "torch.save, skops, Keras"),
        (b"PK\x03\x04", "zip archive", "torch.save"),
        (b"PK\x05\x06\0\0\0\0\0\0", "empty zip archive", "what wrote it"),
        (&safetensors(), "safetensors", "safetensors crate"),
        (b"\x08\x07\x12\x07pytorch", "ONNX", "ort or tract"),
        (b"\x08\x0a\x3a\x90\x01\x0a\x08\x0a", "ONNX", "ort or tract"),
        (b"GGUF\x03\0\0\0\0\0\0\0", "GGUF", "llama.cpp"),
        (b"\x93NUMPY\x01\0v\0{", "npy", "numpy.load"),
        (b"\x89HDF\r\n\x1a\n\0\0\0\0", "HDF5", "h5py"),
        (b"{\"answer\": 42}", "JSON", "serde_json"),
        (b"{}", "JSON", "serde_json"),
        (b"\xef\xbb\xbf\n [\n  1.5,\n  \"\xc3\xa4\"\n]", "JSON", "serde_json"),
        (b"\x1f\x8b\x08\0\0\0\0\0\0\x03", "gzip", "decompress"),
        (b"\x28\xb5\x2f\xfd\x04\0\0\0\0", "zstd", "decompress"),
        (b"BZh91AY&SY", "bzip2", "decompress"),
        (b"\xfd7zXZ\0\0\x04", "xz", "decompress"),
        (b"\x04\x22\x4d\x18\x64\x40\xa7\0", "lz4", "decompress"),
        (b"PAR1\x15\x04\x15\x10", "Parquet", "polars"),
        (b"ARROW1\0\0\xff\xff", "Arrow", "polars"),
        (b"FEA1\0\0\0\0", "Feather", "polars"),
        (b"SQLite format 3\0\x10\0", "SQLite", "SQLite"),
        (b"version https://git-lfs.github.com/spec/v1\n", "Git LFS", "git lfs pull"),
        (b"<!DOCTYPE html>\n<html>", "HTML", "download again"),
        (b"\n<HTML><body>", "HTML", "download again"),
    ];
    for (bytes, name, help) in cases {
        let error = open_error(bytes);
        assert_says(&error, ErrorKind::NotPersist, "this is not a persist file");
        assert_says(&error, ErrorKind::NotPersist, name);
        assert!(error.help().is_some_and(|text| text.contains(help)), "{error}");
    }
}

#[test]
fn what_nobody_knows_is_shown_by_its_first_bytes() {
    let cases: [&[u8]; 5] = [
        b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR",
        b"\x80\x06 no protocol of pickle",
        b"\x10\0\0\0\0\0\0\0 no header of safetensors",
        b"\xff\xff\xff\xff\xff\xff\xff\xff{ nor is this one",
        b"{\x01\x02\x03\x04\x05\x06\x07\x08",
    ];
    for bytes in cases {
        let error = open_error(bytes);
        let found = format!("found `{}`", bytes[..8].escape_ascii());
        assert_says(&error, ErrorKind::NotPersist, r"expected `\x89PRS\r\n\x1a\n`");
        assert_says(&error, ErrorKind::NotPersist, &found);
    }
}

#[test]
fn text_is_shown_by_its_first_line() {
    let cases: [(&[u8], &str); 6] = [
        (b"plain text", "plain text"),
        (b"x^2 + y^2 = 1", "x^2 + y^2 = 1"),
        (b"BZh is a format", "BZh is a format"),
        (b"sepal_length,sepal_width,petal_length\n5.1", "sepal_length,sepal_width"),
        (b"[package]\nname = \"toml\"", "[package]"),
        (b"[[bin]]\nname = \"toml\"", "[[bin]]"),
    ];
    for (bytes, line) in cases {
        let says = format!("it looks like text that begins with {line:?}");
        assert_says(&open_error(bytes), ErrorKind::NotPersist, &says);
    }
}

#[test]
fn zeros_are_what_a_crash_left() {
    assert_says(&open_error(&[0; 64]), ErrorKind::Damaged, "begins with zeros alone");
}

#[test]
fn a_few_foreign_bytes_are_too_few() {
    let error = open_error(b"hello");
    assert_says(&error, ErrorKind::NotPersist, "it has 5 bytes, fewer than any persist file");
}

#[test]
fn a_file_of_ours_that_went_through_a_text_transfer_is_damaged_and_says_so() {
    let bytes = Model::small().to_bytes();
    let replace = |from: &[u8], to: &[u8]| {
        let mut out = Vec::new();
        let mut rest = bytes.as_slice();
        while let Some((first, tail)) = rest.split_first() {
            match rest.strip_prefix(from) {
                Some(tail) => {
                    out.extend_from_slice(to);
                    rest = tail;
                }
                None => {
                    out.push(*first);
                    rest = tail;
                }
            }
        }
        out
    };
    let cases = [
        (replace(b"\r\n", b"\n"), "from \\r\\n to \\n"),
        (replace(b"\n", b"\r\n"), "from \\n to \\r\\n"),
        (replace(b"\r", b"\n"), "from \\r to \\n"),
        (replace(b"\n", b"\r"), "from \\n to \\r"),
        (bytes.iter().map(|byte| byte & 0x7f).collect(), "the eighth bit"),
        (
            bytes.iter().map(|byte| char::from(*byte)).collect::<String>().into(),
            "from Latin-1 to UTF-8",
        ),
        (String::from_utf8_lossy(&bytes).into_owned().into(), "no UTF-8 were replaced"),
    ];
    for (damaged, message) in cases {
        let error = open_error(&damaged);
        assert_says(&error, ErrorKind::Damaged, "a transfer in text mode altered the file");
        assert_says(&error, ErrorKind::Damaged, message);
        assert!(error.help().is_some_and(|help| help.contains("binary mode")));
    }
}

#[test]
fn one_wrong_byte_in_the_magic_is_damage() {
    let bytes = Model::small().to_bytes();
    for index in 0..8 {
        let mut damaged = bytes.clone();
        damaged[index] = b'?';
        assert_says(&open_error(&damaged), ErrorKind::Damaged, "the first bytes are damaged");
    }
}
