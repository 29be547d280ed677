//! Codecs of whole files in memory: with what tells that bytes are damaged, and of what evolves with all that tells the
//! type.

use std::io::Cursor;

use persist_core::{Compression, Persist, SaveOptions};
use savefile::{Deserialize as SavefileRead, Serialize as SavefileWrite};
use serde::Serialize;

use super::{
    Codec, Datum, Evolution, Output, bincode_decode, bincode_encode, postcard_decode,
    postcard_encode,
};

/// Whole files in memory, where there is a check for damage and, of what evolves, all that tells the type. The first is
/// the one that the ratios refer to.
///
/// Peers' bytes end in the checksum that ours have.
pub fn files<T: Datum>() -> Vec<Codec<T>> {
    let codec = |name, evolution, encode, decode| Codec { name, evolution, encode, decode };
    vec![
        codec("postcard", Evolution::None, postcard_file_encode, |bytes| {
            postcard_decode(unsealed(bytes))
        }),
        codec("persist", Evolution::Types, persist_file_encode, persist_file_decode),
        codec("persist, zstd", Evolution::Types, persist_compressed, persist_file_decode),
        codec("bincode 2", Evolution::None, bincode_file_encode, |bytes| {
            bincode_decode(unsealed(bytes))
        }),
        codec("savefile", Evolution::Types, savefile_file_encode, savefile_file_decode),
    ]
}

fn persist_file_encode<'o, T: Persist>(value: &T, output: &'o mut Output) -> &'o [u8] {
    output.replace(persist_core::to_bytes(value).expect("plain data"))
}

/// Compressed by persist itself, which shuffles the bytes of arrays first.
fn persist_compressed<'o, T: Persist>(value: &T, output: &'o mut Output) -> &'o [u8] {
    let options = SaveOptions::new().compression(Compression::zstd(3));
    output.replace(options.to_bytes(value).expect("plain data"))
}

fn persist_file_decode<T: Persist>(bytes: &[u8]) -> T {
    persist_core::from_bytes(bytes).expect("bytes that persist wrote")
}

/// With its schema, by which it knows the type again.
fn savefile_file_encode<'o, T: SavefileWrite>(value: &T, output: &'o mut Output) -> &'o [u8] {
    output.bytes.clear();
    savefile::save(&mut output.bytes, 0, value).expect("plain data");
    let len = output.bytes.len();
    sealed(output, len)
}

fn savefile_file_decode<T: SavefileRead>(bytes: &[u8]) -> T {
    savefile::load(&mut Cursor::new(unsealed(bytes)), 0).expect("bytes that savefile wrote")
}

fn postcard_file_encode<'o, T: Serialize>(value: &T, output: &'o mut Output) -> &'o [u8] {
    let len = postcard_encode(value, output).len();
    sealed(output, len)
}

fn bincode_file_encode<'o, T: bincode::Encode>(value: &T, output: &'o mut Output) -> &'o [u8] {
    let len = bincode_encode(value, output).len();
    sealed(output, len)
}

/// The first `len` bytes, and behind them their checksum.
fn sealed(output: &mut Output, len: usize) -> &[u8] {
    let bytes = &mut output.bytes;
    let end = len + CHECKSUM;
    if bytes.len() < end {
        bytes.resize(end, 0);
    }
    let checksum = checksum(&bytes[..len]);
    bytes[len..end].copy_from_slice(&checksum);
    &bytes[..end]
}

/// The bytes in front of their checksum, once it is found right.
fn unsealed(bytes: &[u8]) -> &[u8] {
    let (bytes, found) = bytes.split_last_chunk().expect("a checksum at the end");
    assert!(checksum(bytes) == *found, "bytes are damaged");
    bytes
}

const CHECKSUM: usize = 8;

/// The one that persist's files have.
fn checksum(bytes: &[u8]) -> [u8; CHECKSUM] {
    crc_fast::checksum(crc_fast::CrcAlgorithm::Crc64Nvme, bytes).to_le_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[should_panic(expected = "damaged")]
    fn damage_to_a_peers_file_is_found() {
        let mut output = Output::default();
        let mut bytes = postcard_file_encode(&vec![1_u32, 300], &mut output).to_vec();
        assert_eq!(postcard_decode::<Vec<u32>>(unsealed(&bytes)), [1, 300]);
        bytes[1] ^= 1;
        unsealed(&bytes);
    }
}
