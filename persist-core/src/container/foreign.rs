//! Files that are none of ours, or no longer: by their first bytes, with what opens them.

use super::layout::{MAGIC, to_u64};
use super::{damage, record};
use crate::error::{Error, ErrorKind, Result, Section};

/// First bytes of a file that are looked at.
pub(super) const HEAD_LEN: usize = 512;

/// A format that people mistake for ours.
struct Format {
    name: &'static str,
    signature: Signature,
    help: &'static str,
}

/// How a format is recognised.
enum Signature {
    /// Its files start with these bytes.
    Magic(&'static [u8]),
    /// Its files start with these bytes, which a text can start with, too: and they are none.
    Binary(&'static [u8]),
    /// Its files start like this, as far as a few bytes can tell.
    Test(fn(&[u8]) -> bool),
}

use Signature::{Binary, Magic, Test};

const fn format(name: &'static str, signature: Signature, help: &'static str) -> Format {
    Format { name, signature, help }
}

const PICKLE: &str =
    "load it in Python with pickle or joblib, if you trust it: it can run any code";
const DECOMPRESS: &str = "decompress it first, if a persist file is inside";

/// The formats, the surest signatures first.
const FORMATS: &[Format] = &[
    format(
        "a record of persist, as `to_record` writes",
        Test(record::is_record),
        "read it with `from_record`",
    ),
    format(
        "an HDF5 file, as Keras and PyTables write",
        Magic(b"\x89HDF\r\n\x1a\n"),
        "open it with h5py or Keras",
    ),
    format(
        "a NumPy array (npy)",
        Magic(b"\x93NUMPY"),
        "open it with numpy.load or the ndarray-npy crate",
    ),
    format("a SQLite database", Magic(b"SQLite format 3\0"), "open it with SQLite"),
    format("a GGUF model", Binary(b"GGUF"), "open it with llama.cpp or candle"),
    format("a Parquet file", Binary(b"PAR1"), "open it with the parquet crate, polars or pandas"),
    format(
        "an Arrow IPC file",
        Binary(b"ARROW1"),
        "open it with the arrow crate, polars or pandas",
    ),
    format("a Feather file", Binary(b"FEA1"), "open it with polars or pandas"),
    format("gzip data", Magic(b"\x1f\x8b"), DECOMPRESS),
    format("zstd data", Magic(b"\x28\xb5\x2f\xfd"), DECOMPRESS),
    format("bzip2 data", Test(is_bzip2), DECOMPRESS),
    format("xz data", Magic(b"\xfd7zXZ\0"), DECOMPRESS),
    format("lz4 data", Magic(b"\x04\x22\x4d\x18"), DECOMPRESS),
    format(
        "a NumPy archive (npz)",
        Test(|head| zip_entry(head).is_some_and(is_npz_entry)),
        "open it with numpy.load or the ndarray-npy crate",
    ),
    format(
        "a skops file",
        Test(|head| zip_entry(head).is_some_and(is_skops_entry)),
        "open it in Python with skops.io.load",
    ),
    format(
        "a PyTorch file, as torch.save writes",
        Test(|head| zip_entry(head).is_some_and(is_torch_entry)),
        "open it in Python with torch.load and weights_only=True",
    ),
    format(
        "a Keras model",
        Test(|head| zip_entry(head).is_some_and(is_keras_entry)),
        "open it in Python with keras.saving.load_model",
    ),
    format(
        "a zip archive",
        Magic(b"PK\x03\x04"),
        "torch.save, skops, Keras and numpy.savez write such: open it with what wrote it",
    ),
    format("an empty zip archive", Magic(b"PK\x05\x06"), "open it with what wrote it"),
    format(
        "a Git LFS pointer, which stands in for a file",
        Magic(b"version https://git-lfs."),
        "run `git lfs pull` to get the file",
    ),
    format(
        "an HTML page",
        Test(is_html),
        "a download gave a page in place of the file: look at it, and download again",
    ),
    format("a safetensors file", Test(is_safetensors), "open it with the safetensors crate"),
    format("a Python pickle (protocol 2)", Magic(b"\x80\x02"), PICKLE),
    format("a Python pickle (protocol 3)", Magic(b"\x80\x03"), PICKLE),
    format("a Python pickle (protocol 4)", Magic(b"\x80\x04"), PICKLE),
    format("a Python pickle (protocol 5)", Magic(b"\x80\x05"), PICKLE),
    format(
        "zlib data, as joblib.dump writes with compress",
        Test(is_zlib),
        "load it in Python with joblib, if you trust it: it can run any code",
    ),
    format("an ONNX model", Test(is_onnx), "open it with the ort or tract crate"),
    format("JSON text", Test(is_json), "read it with serde_json"),
];

/// What transfers that take a file for text make of the magic.
const TEXT_TRANSFERS: &[(&[u8], &str)] = &[
    (b"\x89PRS\n\x1a\n", "line ends were converted from \\r\\n to \\n"),
    (b"\x89PRS\r\r\n\x1a\r\n", "line ends were converted from \\n to \\r\\n"),
    (b"\x89PRS\r\n\x1a\r\n", "line ends were converted from \\n to \\r\\n"),
    (b"\x89PRS\n\n\x1a\n", "line ends were converted from \\r to \\n"),
    (b"\x89PRS\r\r\x1a\r", "line ends were converted from \\n to \\r"),
    (b"\x09PRS\r\n\x1a\n", "the eighth bit of each byte was cleared"),
    (b"\xc2\x89PRS\r\n\x1a\n", "the bytes were converted from Latin-1 to UTF-8"),
    (b"\xef\xbf\xbdPRS\r\n\x1a\n", "bytes that are no UTF-8 were replaced"),
];

/// Refuses a file that does not start with [`MAGIC`], and says what it is.
///
/// `head` is the first bytes of the file, all of them up to [`HEAD_LEN`].
pub(super) fn check_magic(head: &[u8]) -> Result<()> {
    if head.starts_with(&MAGIC) {
        return Ok(());
    }
    if head.is_empty() {
        return Err(damage::empty());
    }
    if MAGIC.starts_with(head) {
        return Err(damage::cut_in_prefix(to_u64(head.len())));
    }
    let transfer = TEXT_TRANSFERS.iter().find(|(damaged, _)| head.starts_with(damaged));
    if let Some((_, what)) = transfer {
        return Err(text_transfer(what));
    }
    if let Some((name, help)) = recognise(head) {
        return Err(foreign(name, help));
    }
    match head.first_chunk::<{ MAGIC.len() }>() {
        None => Err(too_short(head)),
        Some(found) if differing_bytes(found) == 1 => Err(damage::in_header(
            0,
            format!(
                "the first bytes are damaged: expected `{}`, found `{}`",
                MAGIC.escape_ascii(),
                found.escape_ascii()
            ),
        )),
        Some(_) if head.iter().all(|byte| *byte == 0) => Err(zeros()),
        Some(found) => Err(unknown(head, found)),
    }
}

/// The name of the format that the bytes look like, and what opens it.
pub(super) fn recognise(head: &[u8]) -> Option<(&'static str, &'static str)> {
    let head = head.get(..HEAD_LEN).unwrap_or(head);
    let format = FORMATS.iter().find(|format| format.fits(head))?;
    Some((format.name, format.help))
}

impl Format {
    fn fits(&self, head: &[u8]) -> bool {
        match self.signature {
            Magic(magic) => head.starts_with(magic),
            Binary(magic) => head.starts_with(magic) && !is_text(head),
            Test(test) => test(head),
        }
    }
}

fn differing_bytes(found: &[u8; MAGIC.len()]) -> usize {
    found.iter().zip(MAGIC).filter(|(a, b)| **a != *b).count()
}

fn text_transfer(what: &str) -> Error {
    Error::damaged(format!("a transfer in text mode altered the file: {what}"))
        .at(Section::Header, 0)
        .with_help(
            "transfer the file again in binary mode; in Git, mark it `binary` in .gitattributes",
        )
}

fn foreign(name: &str, help: &'static str) -> Error {
    let message = format!("this is not a persist file: it looks like {name}");
    Error::new(ErrorKind::NotPersist, message).with_help(help)
}

fn too_short(head: &[u8]) -> Error {
    Error::new(
        ErrorKind::NotPersist,
        format!(
            "this is not a persist file: it has {} bytes, fewer than any persist file",
            head.len()
        ),
    )
}

/// What a system leaves that crashed after it made room for a file and before it wrote it.
fn zeros() -> Error {
    Error::damaged("the file begins with zeros alone: it was never written, or lost in a crash")
        .at(Section::Header, 0)
        .with_help(damage::RESTORE)
}

fn unknown(head: &[u8], found: &[u8; MAGIC.len()]) -> Error {
    /// Characters of a text that tell it apart.
    const SHOWN: usize = 24;
    let message = match is_text(head) {
        true => {
            let text = String::from_utf8_lossy(head);
            let line: String =
                text.lines().next().unwrap_or_default().chars().take(SHOWN).collect();
            format!("this is not a persist file: it looks like text that begins with {line:?}")
        }
        false => format!(
            "this is not a persist file: expected `{}` as its first bytes, found `{}`",
            MAGIC.escape_ascii(),
            found.escape_ascii()
        ),
    };
    Error::new(ErrorKind::NotPersist, message)
        .with_help("pass the file that is meant, or read this one with what wrote it")
}

/// Nothing but printable characters and white space; the head may end inside a character.
fn is_text(head: &[u8]) -> bool {
    let valid = match std::str::from_utf8(head) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none(),
    };
    valid && head.iter().all(|byte| *byte >= b' ' || byte.is_ascii_whitespace())
}

/// The name of a zip archive's first entry, as far as it is in `head`.
fn zip_entry(head: &[u8]) -> Option<&[u8]> {
    if !head.starts_with(b"PK\x03\x04") {
        return None;
    }
    let len: [u8; 2] = *head.get(26..)?.first_chunk()?;
    let name = head.get(30..)?;
    Some(name.get(..usize::from(u16::from_le_bytes(len))).unwrap_or(name))
}

fn is_npz_entry(name: &[u8]) -> bool {
    name.ends_with(b".npy") && !is_skops_entry(name)
}

/// skops names the arrays in its archives by numbers.
fn is_skops_entry(name: &[u8]) -> bool {
    name == b"schema.json"
        || name
            .strip_suffix(b".npy")
            .is_some_and(|stem| !stem.is_empty() && stem.iter().all(u8::is_ascii_digit))
}

fn is_torch_entry(name: &[u8]) -> bool {
    [b"/data.pkl".as_slice(), b"/version", b"/.format_version"]
        .iter()
        .any(|end| name.ends_with(end))
}

fn is_keras_entry(name: &[u8]) -> bool {
    [b"metadata.json".as_slice(), b"config.json", b"model.weights.h5"].contains(&name)
}

fn is_html(head: &[u8]) -> bool {
    let text = head.trim_ascii_start();
    [b"<!doctype html".as_slice(), b"<html"]
        .iter()
        .any(|start| text.get(..start.len()).is_some_and(|text| text.eq_ignore_ascii_case(start)))
}

/// The length of a JSON header, and the header.
fn is_safetensors(head: &[u8]) -> bool {
    const MAX_HEADER_LEN: u64 = 100_000_000;
    let Some((len, rest)) = head.split_first_chunk() else {
        return false;
    };
    rest.first() == Some(&b'{') && (2..=MAX_HEADER_LEN).contains(&u64::from_le_bytes(*len))
}

/// A level, and the digits of pi that each block starts with.
fn is_bzip2(head: &[u8]) -> bool {
    matches!(head, [b'B', b'Z', b'h', b'1'..=b'9', block @ ..] if block.starts_with(b"1AY&SY"))
}

/// A window of 32 KiB, and a check that the two bytes are a multiple of 31.
fn is_zlib(head: &[u8]) -> bool {
    matches!(head, [0x78, 0x01 | 0x5e | 0x9c | 0xda, ..]) && !is_text(head)
}

/// A protocol buffer whose first field is a small number, the version of the representation, and whose
/// second is one of a model's that have a length.
fn is_onnx(head: &[u8]) -> bool {
    matches!(head, [0x08, 1..=0x20, 0x12 | 0x1a | 0x22 | 0x32 | 0x3a | 0x42, ..])
}

/// An object or an array, and nothing but text behind it; `[` also starts a section in TOML and INI.
fn is_json(head: &[u8]) -> bool {
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let start = text.trim_ascii_start();
    let first = start.iter().position(|byte| *byte != b'[' && !byte.is_ascii_whitespace());
    let value = first.and_then(|first| start.get(first..)).unwrap_or_default();
    let words = [b"true".as_slice(), b"false", b"null"];
    let is_value = matches!(value, [b'{' | b'"' | b'-' | b']' | b'0'..=b'9', ..])
        || words.iter().any(|word| value.starts_with(word));
    matches!(start, [b'{' | b'[', ..]) && is_value && is_text(text)
}
