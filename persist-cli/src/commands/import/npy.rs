//! npy: one array, a header and its elements.

use std::io::{Cursor, Read};

use npyz::{DType, Endianness, NpyHeader, Order, TypeChar, TypeStr};
use persist_core::{Tensor, TensorType};

use super::{Imported, at_end, count_of, damaged, elements, refused, shown};
use crate::failure::Failure;

/// The name of the only array of a file.
const ONLY: &str = "value";

/// Longest header that is looked at: those of arrays of numbers take 128 bytes.
const MOST_HEADER: usize = 64 << 10;

/// Longest text that is read.
const MOST_TEXT: usize = 100 << 20;

/// Brackets within each other that are followed; NumPy writes two.
const MOST_DEPTH: usize = 16;

pub(super) fn read(mut reader: impl Read) -> Result<Imported, Failure> {
    let mut imported = Imported::default();
    imported.tensors.insert(ONLY, read_array("", &mut reader)?);
    at_end(reader)?;
    Ok(imported)
}

/// Reads an array, up to its last element.
pub(super) fn read_array(name: &str, reader: &mut dyn Read) -> Result<Tensor, Failure> {
    let header = header(name, reader)?;
    let plain = plain(name, &header)?;
    let (ty, part) = type_of(&plain).ok_or_else(|| {
        refused(format!(
            "the elements of {}, {plain}, are no numbers that a file can hold",
            shown(name)
        ))
    })?;
    let shape = header.shape();
    let mut swapped;
    let reader: &mut dyn Read = match plain.endianness() {
        Endianness::Big if part > 1 => {
            swapped = Swapped { reader, width: part };
            &mut swapped
        }
        _ => reader,
    };
    let data = elements(name, ty, count_of(shape), reader)?;
    Ok(match header.order() {
        Order::C => Tensor::new(shape, data)?,
        Order::Fortran => Tensor::from_fortran_order(shape, data)?,
    })
}

/// The text of an array of one string, as the metadata is.
pub(super) fn read_text(name: &str, reader: &mut dyn Read) -> Result<String, Failure> {
    let header = header(name, reader)?;
    let plain = plain(name, &header)?;
    let len = plain.num_bytes().filter(|len| *len <= MOST_TEXT);
    let (TypeChar::UnicodeStr, [], Some(len)) = (plain.type_char(), header.shape(), len) else {
        return Err(refused(format!("{} is no string", shown(name))));
    };
    let mut bytes = Vec::new();
    reader.take(u64::try_from(len).unwrap_or(u64::MAX)).read_to_end(&mut bytes)?;
    let (letters, _) = bytes.as_chunks();
    let number = |letter: &[u8; 4]| match plain.endianness() {
        Endianness::Big => u32::from_be_bytes(*letter),
        _ => u32::from_le_bytes(*letter),
    };
    let text: Option<String> =
        letters.iter().map(|letter| char::from_u32(number(letter))).collect();
    let text = text.ok_or_else(|| damaged(format!("{} is no text", shown(name))))?;
    // Strings are filled up with zeros.
    Ok(text.trim_end_matches('\0').to_owned())
}

/// The header of an array. The parser of its dictionary calls itself for each bracket within another.
fn header(name: &str, reader: &mut dyn Read) -> Result<NpyHeader, Failure> {
    let ends = |_| damaged(format!("the file ends within the header of {}", shown(name)));
    let none =
        |why: &dyn std::fmt::Display| damaged(format!("{} has no header: {why}", shown(name)));
    let mut bytes = vec![0; 8];
    reader.read_exact(&mut bytes).map_err(ends)?;
    let len_bytes = match bytes.as_slice() {
        [0x93, b'N', b'U', b'M', b'P', b'Y', 1, _] => 2,
        [0x93, b'N', b'U', b'M', b'P', b'Y', 2 | 3, _] => 4,
        _ => return Err(none(&"it does not start as arrays of NumPy do")),
    };
    let mut len = [0; 4];
    let (stored, _) = len.split_at_mut(len_bytes);
    reader.read_exact(stored).map_err(ends)?;
    bytes.extend_from_slice(stored);
    let len = usize::try_from(u32::from_le_bytes(len)).unwrap_or(usize::MAX);
    if len > MOST_HEADER {
        return Err(none(&format_args!(
            "one of {len} bytes is claimed, {MOST_HEADER} are allowed"
        )));
    }
    let mut text = vec![0; len];
    reader.read_exact(&mut text).map_err(ends)?;
    let depth = text.iter().fold((0usize, 0usize), |(now, most), byte| match byte {
        b'(' | b'[' | b'{' => (now.saturating_add(1), most.max(now.saturating_add(1))),
        b')' | b']' | b'}' => (now.saturating_sub(1), most),
        _ => (now, most),
    });
    if depth.1 > MOST_DEPTH {
        return Err(none(&"its brackets are too deep"));
    }
    bytes.append(&mut text);
    NpyHeader::from_reader(Cursor::new(bytes)).map_err(|error| none(&error))
}

/// The type of an array of numbers.
fn plain(name: &str, header: &NpyHeader) -> Result<TypeStr, Failure> {
    let dtype = header.dtype();
    if dtype.uses_pickled_array() {
        return Err(refused(format!(
            "{} holds Python objects: object arrays are pickles",
            shown(name)
        ))
        .with_help("pickles run code when they are read: convert it to numbers in Python"));
    }
    match dtype {
        DType::Plain(plain) => Ok(plain),
        _ => Err(refused(format!("the elements of {} are structs", shown(name)))
            .with_help("write one array for each field")),
    }
}

/// The type of the elements, and the bytes that an order of bytes is about.
fn type_of(plain: &TypeStr) -> Option<(TensorType, usize)> {
    use TensorType::*;
    let (ty, parts) = match (plain.type_char(), plain.size_field()) {
        (TypeChar::Bool, _) => (Bool, 1),
        (TypeChar::Uint, 1) => (U8, 1),
        (TypeChar::Uint, 2) => (U16, 1),
        (TypeChar::Uint, 4) => (U32, 1),
        (TypeChar::Uint, 8) => (U64, 1),
        (TypeChar::Int, 1) => (I8, 1),
        (TypeChar::Int, 2) => (I16, 1),
        (TypeChar::Int, 4) => (I32, 1),
        (TypeChar::Int, 8) => (I64, 1),
        (TypeChar::Float, 2) => (F16, 1),
        (TypeChar::Float, 4) => (F32, 1),
        (TypeChar::Float, 8) => (F64, 1),
        (TypeChar::Complex, 8) => (ComplexF32, 2),
        (TypeChar::Complex, 16) => (ComplexF64, 2),
        _ => return None,
    };
    Some((ty, ty.size().checked_div(parts)?))
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
