//! Files laid out by hand, with checksums that fit: the only way to lie to what stands behind them.
//!
//! Written from `FORMAT.md`, apart from the library's own writer.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a test that fails panics, and its data is its own"
)]

use crc_fast::{CrcAlgorithm, checksum};

/// Bytes of a chunk.
pub const CHUNK: usize = 1 << 20;

/// What stands in a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct File {
    /// Crate and version.
    pub producer: Option<(String, String)>,
    /// In any order, right or wrong.
    pub metadata: Vec<(String, String)>,
    /// The schema's bytes.
    pub schema: Vec<u8>,
    /// The body.
    pub body: Vec<u8>,
    /// The section of shared values.
    pub shared: Option<Vec<u8>>,
    /// The section of probes.
    pub probes: Option<Vec<u8>>,
    /// Stride and bytes of each block.
    pub blocks: Vec<(u32, Vec<u8>)>,
}

/// CRC-64/NVME.
pub fn crc(bytes: &[u8]) -> u64 {
    checksum(CrcAlgorithm::Crc64Nvme, bytes)
}

/// Appends a varint.
pub fn push_varint(out: &mut Vec<u8>, mut value: u128) {
    while value > 0x7f {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// A varint.
pub fn varint(value: u128) -> Vec<u8> {
    let mut out = Vec::new();
    push_varint(&mut out, value);
    out
}

/// A string behind its length.
pub fn string(text: &str) -> Vec<u8> {
    [varint(text.len() as u128), text.as_bytes().to_vec()].concat()
}

impl File {
    /// The file's bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let sections = self.sections();
        let header = self.header(&sections);
        let mut file = b"\x89PRS\r\n\x1a\n\x01\0\0\0".to_vec();
        file.extend((header.len() as u32).to_le_bytes());
        let checked = [&file[..], &header].concat();
        file.extend(crc(&checked).to_le_bytes());
        file.extend(header);
        for (_, _, bytes) in sections {
            file.resize(file.len().next_multiple_of(64), 0);
            file.extend_from_slice(bytes);
        }
        file
    }

    /// Kind, stride and bytes of each section.
    fn sections(&self) -> Vec<(u8, u32, &[u8])> {
        let mut sections = vec![(0, 0, &self.body[..])];
        sections.extend(self.shared.iter().map(|bytes| (1, 0, &bytes[..])));
        sections.extend(self.probes.iter().map(|bytes| (3, 0, &bytes[..])));
        sections.extend(self.blocks.iter().map(|(stride, bytes)| (2, *stride, &bytes[..])));
        sections
    }

    fn header(&self, sections: &[(u8, u32, &[u8])]) -> Vec<u8> {
        let mut out = vec![self.producer.is_some().into()];
        let producer = self.producer.iter().flat_map(|(name, version)| [name, version]);
        producer.for_each(|text| out.extend(string(text)));
        push_varint(&mut out, self.metadata.len() as u128);
        let entries = self.metadata.iter().flat_map(|(key, value)| [key, value]);
        entries.for_each(|text| out.extend(string(text)));
        push_varint(&mut out, self.schema.len() as u128);
        out.extend_from_slice(&self.schema);
        push_varint(&mut out, sections.len() as u128);
        for (kind, stride, bytes) in sections {
            out.extend([*kind, 0, 0, 0]);
            out.extend(stride.to_le_bytes());
            out.extend((bytes.len() as u64).to_le_bytes());
            out.extend((bytes.len() as u64).to_le_bytes());
        }
        for (_, _, bytes) in sections {
            for chunk in bytes.chunks(CHUNK) {
                out.extend((chunk.len() as u32).to_le_bytes());
                out.extend(crc(chunk).to_le_bytes());
            }
        }
        out
    }

    /// Takes a sound file apart.
    pub fn parse(bytes: &[u8]) -> Self {
        let len = u32::from_le_bytes(bytes[12..16].try_into().unwrap()) as usize;
        let mut header = &bytes[24..24 + len];
        let mut file = File::default();
        if take(&mut header, 1)[0] == 1 {
            file.producer = Some((take_string(&mut header), take_string(&mut header)));
        }
        for _ in 0..take_varint(&mut header) {
            file.metadata.push((take_string(&mut header), take_string(&mut header)));
        }
        let schema = take_varint(&mut header);
        file.schema = take(&mut header, schema).to_vec();
        let mut end = 24 + len;
        for _ in 0..take_varint(&mut header) {
            let record = take(&mut header, 24);
            let stride = u32::from_le_bytes(record[4..8].try_into().unwrap());
            let len = u64::from_le_bytes(record[8..16].try_into().unwrap()) as usize;
            let start = end.next_multiple_of(64);
            end = start + len;
            let section = bytes[start..end].to_vec();
            match record[0] {
                0 => file.body = section,
                1 => file.shared = Some(section),
                3 => file.probes = Some(section),
                _ => file.blocks.push((stride, section)),
            }
        }
        file
    }
}

fn take<'a>(bytes: &mut &'a [u8], len: usize) -> &'a [u8] {
    let (front, rest) = bytes.split_at(len);
    *bytes = rest;
    front
}

fn take_varint(bytes: &mut &[u8]) -> usize {
    let mut value = 0;
    for shift in (0..).step_by(7) {
        let byte = take(bytes, 1)[0];
        value |= usize::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            break;
        }
    }
    value
}

fn take_string(bytes: &mut &[u8]) -> String {
    let len = take_varint(bytes);
    String::from_utf8(take(bytes, len).to_vec()).unwrap()
}

/// Schemas as bytes: types, definitions and the whole.
pub mod schema {
    use super::{push_varint, string, varint};

    /// Codes of some primitives.
    pub const UNIT: &[u8] = &[0];
    /// `bool`
    pub const BOOL: &[u8] = &[1];
    /// `u8`
    pub const U8: &[u8] = &[2];
    /// `f64`
    pub const F64: &[u8] = &[15];
    /// `str`
    pub const STR: &[u8] = &[17];

    fn around(code: u8, inner: &[u8]) -> Vec<u8> {
        [&[code], inner].concat()
    }

    /// `Option<T>`
    pub fn option(inner: &[u8]) -> Vec<u8> {
        around(32, inner)
    }

    /// A list of elements without layout.
    pub fn list(inner: &[u8]) -> Vec<u8> {
        around(33, inner)
    }

    /// A list of elements in their fixed layout.
    pub fn list_fixed(inner: &[u8]) -> Vec<u8> {
        around(34, inner)
    }

    /// `[T; N]` as N elements.
    pub fn array(inner: &[u8], len: u64) -> Vec<u8> {
        [around(35, inner), varint(len.into())].concat()
    }

    /// `[T; N]` as an array of fixed layout.
    pub fn array_fixed(inner: &[u8], len: u64) -> Vec<u8> {
        [around(36, inner), varint(len.into())].concat()
    }

    /// A tuple.
    pub fn tuple(elements: &[&[u8]]) -> Vec<u8> {
        [&[37], &varint(elements.len() as u128)[..], &elements.concat()].concat()
    }

    /// A set.
    pub fn set(inner: &[u8]) -> Vec<u8> {
        around(38, inner)
    }

    /// A map.
    pub fn map(key: &[u8], value: &[u8]) -> Vec<u8> {
        [&[39], key, value].concat()
    }

    /// `Rc<T>`
    pub fn shared(inner: &[u8]) -> Vec<u8> {
        around(40, inner)
    }

    /// The type that definition `number` defines.
    pub fn named(number: usize) -> Vec<u8> {
        around(41, &varint(number as u128))
    }

    /// A field: its name and type.
    pub type Field<'a> = (&'a str, Vec<u8>);

    fn fields(out: &mut Vec<u8>, fields: &[Field<'_>]) {
        out.push(2);
        push_varint(out, fields.len() as u128);
        for (name, ty) in fields {
            out.extend(string(name));
            out.push(0);
            out.extend_from_slice(ty);
        }
    }

    /// A struct with named fields.
    pub fn structure(name: &str, list: &[Field<'_>]) -> Vec<u8> {
        let mut out = string(name);
        out.push(0);
        fields(&mut out, list);
        out
    }

    /// A struct without fields, generic over types.
    pub fn generic(name: &str, arguments: &[Vec<u8>]) -> Vec<u8> {
        let mut out = string(name);
        out.push(4);
        push_varint(&mut out, arguments.len() as u128);
        for argument in arguments {
            out.push(0);
            out.extend_from_slice(argument);
        }
        out.push(0);
        out
    }

    /// A struct with one const argument.
    pub fn numbered(name: &str, number: u64, list: &[Field<'_>]) -> Vec<u8> {
        let mut out = string(name);
        out.extend([4, 1, 1]);
        push_varint(&mut out, number.into());
        fields(&mut out, list);
        out
    }

    /// An enum with named fields in its variants.
    pub fn enumeration(name: &str, variants: &[(&str, &[Field<'_>])]) -> Vec<u8> {
        let mut out = string(name);
        out.push(1);
        push_varint(&mut out, variants.len() as u128);
        for (name, list) in variants {
            out.extend(string(name));
            out.push(0);
            fields(&mut out, list);
        }
        out
    }

    /// The type of the value and all definitions.
    pub fn schema(root: &[u8], definitions: &[Vec<u8>]) -> Vec<u8> {
        [root, &varint(definitions.len() as u128), &definitions.concat()].concat()
    }
}
