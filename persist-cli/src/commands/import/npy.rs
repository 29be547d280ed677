//! npy: one array, a header and its elements.

use std::io::Read;

use persist_core::{Tensor, TensorType};
use py_literal::Value;

use super::{Imported, at_end, count_of, damaged, elements, refused, shown, unread_elements};
use crate::failure::Failure;
use crate::shown::Safe;

/// The name of the only array of a file.
const ONLY: &str = "value";

/// Longest header that is looked at, as long as NumPy itself takes one: those of arrays of numbers take 128 bytes.
const MOST_HEADER: usize = 10_000;

/// Letters of the longest text that is read.
const MOST_TEXT: u64 = 25 << 20;

/// Brackets within each other that are followed: NumPy writes two, and a few more of structs. The parser takes some
/// three times as long for each.
const MOST_DEPTH: usize = 6;

pub(super) fn read(mut reader: impl Read) -> Result<Imported, Failure> {
    let mut imported = Imported::default();
    imported.tensors.insert(ONLY, read_array("", &mut reader)?);
    at_end("", reader)?;
    Ok(imported)
}

/// What stands in front of the elements.
struct Header {
    /// The type of the elements, as `<f4`.
    descr: Value,
    fortran: bool,
    shape: Vec<u64>,
}

/// Reads an array, up to its last element.
pub(super) fn read_array(name: &str, reader: &mut dyn Read) -> Result<Tensor, Failure> {
    let header = header(name, reader)?;
    let (order, kind) = plain(name, &header.descr)?;
    let Some((ty, part)) = type_of(kind) else {
        let of = shown(name);
        return Err(refused(format!("the elements of {of}, {}, are no numbers here", Safe(kind))));
    };
    let mut swapped;
    let reader: &mut dyn Read = match order {
        '>' if part > 1 => {
            swapped = Swapped { reader, width: part };
            &mut swapped
        }
        _ => reader,
    };
    let data = elements(name, ty, count_of(&header.shape), reader)?;
    Ok(match header.fortran {
        false => Tensor::new(header.shape, data)?,
        true => Tensor::from_fortran_order(header.shape, data)?,
    })
}

/// The text of an array of one string, as the metadata is.
pub(super) fn read_text(name: &str, reader: &mut dyn Read) -> Result<String, Failure> {
    let header = header(name, reader)?;
    let (order, kind) = plain(name, &header.descr)?;
    let len = kind.strip_prefix('U').and_then(|len| len.parse::<u64>().ok());
    let (Some(len @ ..=MOST_TEXT), []) = (len, header.shape.as_slice()) else {
        return Err(refused(format!("{} is no string", shown(name))));
    };
    let mut bytes = Vec::new();
    let read = reader.take(len.saturating_mul(4)).read_to_end(&mut bytes);
    read.map_err(|error| unread_elements(name, &error))?;
    let (letters, _) = bytes.as_chunks();
    let number = |letter: &[u8; 4]| match order {
        '>' => u32::from_be_bytes(*letter),
        _ => u32::from_le_bytes(*letter),
    };
    let text: Option<String> =
        letters.iter().map(|letter| char::from_u32(number(letter))).collect();
    let text = text.ok_or_else(|| damaged(format!("{} is no text", shown(name))))?;
    // Strings are filled up with zeros.
    Ok(text.trim_end_matches('\0').to_owned())
}

/// Reads the header of an array: a dictionary in Python.
fn header(name: &str, reader: &mut dyn Read) -> Result<Header, Failure> {
    let text = header_text(name, reader)?;
    let none = |why: &str| damaged(format!("{} has no header: {why}", shown(name)));
    let text = String::from_utf8(text).map_err(|_| none("it is no text"))?;
    let Ok(Value::Dict(entries)) = text.trim_end().parse() else {
        return Err(none("it is no dictionary"));
    };
    let (mut descr, mut fortran, mut shape) = (None, None, None);
    for entry in entries {
        match entry {
            (Value::String(key), value) if key == "descr" => descr = Some(value),
            (Value::String(key), Value::Boolean(value)) if key == "fortran_order" => {
                fortran = Some(value);
            }
            (Value::String(key), Value::Tuple(lens) | Value::List(lens)) if key == "shape" => {
                let lens = lens.into_iter().map(|len| match len {
                    Value::Integer(len) => u64::try_from(len).ok(),
                    _ => None,
                });
                shape = lens.collect::<Option<Vec<u64>>>();
            }
            _ => {}
        }
    }
    match (descr, fortran, shape) {
        (Some(descr), Some(fortran), Some(shape)) => Ok(Header { descr, fortran, shape }),
        _ => Err(none("`descr`, `fortran_order` and `shape` are not all there")),
    }
}

/// The bytes of the dictionary, whose brackets are not too deep for a parser that calls itself for each.
fn header_text(name: &str, reader: &mut dyn Read) -> Result<Vec<u8>, Failure> {
    let ends = |_| damaged(format!("the file ends within the header of {}", shown(name)));
    let none = |why: &str| damaged(format!("{} has no header: {why}", shown(name)));
    let mut start = [0; 8];
    reader.read_exact(&mut start).map_err(ends)?;
    let len_bytes = match start {
        [0x93, b'N', b'U', b'M', b'P', b'Y', 1, _] => 2,
        [0x93, b'N', b'U', b'M', b'P', b'Y', 2 | 3, _] => 4,
        _ => return Err(none("it does not start as arrays of NumPy do")),
    };
    let mut len = [0; 4];
    let (stored, _) = len.split_at_mut(len_bytes);
    reader.read_exact(stored).map_err(ends)?;
    let len = usize::try_from(u32::from_le_bytes(len)).unwrap_or(usize::MAX);
    if len > MOST_HEADER {
        return Err(none(&format!("one of {len} bytes is claimed, {MOST_HEADER} are allowed")));
    }
    let mut text = vec![0; len];
    reader.read_exact(&mut text).map_err(ends)?;
    if depth(&text) > MOST_DEPTH {
        return Err(none("its brackets are too deep"));
    }
    Ok(text)
}

/// How many brackets a dictionary has within each other at most. Those in texts are none; texts in three quotes, which
/// nobody writes here, are taken for more brackets than are allowed.
fn depth(text: &[u8]) -> usize {
    if text.windows(3).any(|three| matches!(three, b"'''" | b"\"\"\"")) {
        return usize::MAX;
    }
    let (mut now, mut most, mut quote) = (0usize, 0, None);
    let mut bytes = text.iter();
    while let Some(byte) = bytes.next() {
        match (quote, byte) {
            (Some(_), b'\\') => _ = bytes.next(),
            (Some(open), _) => quote = Some(open).filter(|open| *open != byte),
            (None, b'\'' | b'"') => quote = Some(byte),
            (None, b'(' | b'[' | b'{') => {
                now = now.saturating_add(1);
                most = now.max(most);
            }
            (None, b')' | b']' | b'}') => now = now.saturating_sub(1),
            (None, _) => {}
        }
    }
    most
}

/// The order of bytes and the type of the elements, unless they are structs or Python objects.
fn plain<'d>(name: &str, descr: &'d Value) -> Result<(char, &'d str), Failure> {
    let objects = |descr: &Value| descr.to_string().contains("|O");
    let mut letters = match descr {
        descr if objects(descr) => {
            let message =
                format!("{} holds Python objects: object arrays are pickles", shown(name));
            return Err(refused(message).with_help(
                "pickles run code when they are read: convert it to numbers in Python",
            ));
        }
        Value::String(descr) => descr.chars(),
        _ => {
            return Err(refused(format!("the elements of {} are structs", shown(name)))
                .with_help("write one array for each field"));
        }
    };
    match letters.next() {
        Some(order @ ('<' | '>' | '|')) => Ok((order, letters.as_str())),
        _ => Err(damaged(format!("{} has no header: its elements have no type", shown(name)))),
    }
}

/// The type of elements, and the bytes that an order of bytes is about.
fn type_of(kind: &str) -> Option<(TensorType, usize)> {
    use TensorType::*;
    let ty = match kind {
        "b1" => Bool,
        "u1" => U8,
        "u2" => U16,
        "u4" => U32,
        "u8" => U64,
        "i1" => I8,
        "i2" => I16,
        "i4" => I32,
        "i8" => I64,
        "f2" => F16,
        "f4" => F32,
        "f8" => F64,
        "c8" => return Some((ComplexF32, 4)),
        "c16" => return Some((ComplexF64, 8)),
        _ => return None,
    };
    Some((ty, ty.size()))
}

/// Numbers whose bytes stand the other way round.
struct Swapped<'r> {
    reader: &'r mut dyn Read,
    width: usize,
}

impl Read for Swapped<'_> {
    /// Whole numbers only: elements are asked for as such.
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let len = out.len().saturating_sub(out.len().checked_rem(self.width).unwrap_or_default());
        let out = out.get_mut(..len).unwrap_or_default();
        self.reader.read_exact(out)?;
        out.chunks_exact_mut(self.width).for_each(<[u8]>::reverse);
        Ok(len)
    }
}
