//! Files laid out by hand, with checksums that fit: the only way to lie to what stands behind them.
//!
//! Written from `FORMAT.md`, apart from the library's own writer.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a test that fails panics, and its data is its own"
)]

mod laid;
pub mod schema;

use crc_fast::{CrcAlgorithm, checksum};

pub use laid::{Section, lay, repair, under_checksum};

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
        lay(&self.front(), &self.sections())
    }

    /// All sections, plain.
    pub fn sections(&self) -> Vec<Section> {
        let mut sections = vec![Section::plain(0, 0, &self.body)];
        sections.extend(self.shared.iter().map(|bytes| Section::plain(1, 0, bytes)));
        sections.extend(self.probes.iter().map(|bytes| Section::plain(3, 0, bytes)));
        let blocks = self.blocks.iter();
        sections.extend(blocks.map(|(stride, bytes)| Section::plain(2, *stride, bytes)));
        sections
    }

    /// The header in front of the number of sections.
    pub fn front(&self) -> Vec<u8> {
        let mut out = vec![self.producer.is_some().into()];
        let producer = self.producer.iter().flat_map(|(name, version)| [name, version]);
        producer.for_each(|text| out.extend(string(text)));
        push_varint(&mut out, self.metadata.len() as u128);
        let entries = self.metadata.iter().flat_map(|(key, value)| [key, value]);
        entries.for_each(|text| out.extend(string(text)));
        push_varint(&mut out, self.schema.len() as u128);
        out.extend_from_slice(&self.schema);
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
