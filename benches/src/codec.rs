//! The codecs that are compared, one list for all data sets: whoever adds a peer adds it to
//! [`codecs`], and its trait, if it has one, to [`Datum`].

use std::io::Cursor;

use bincode::config::{self, Configuration};
use borsh::{BorshDeserialize, BorshSerialize};
use persist_core::Persist;
use rkyv::api::high::{HighDeserializer, HighSerializer, HighValidator};
use rkyv::bytecheck::CheckBytes;
use rkyv::rancor;
use rkyv::ser::allocator::ArenaHandle;
use savefile::{Deserialize as SavefileRead, Serialize as SavefileWrite};
use serde::Serialize;
use serde::de::DeserializeOwned;
use speedy::{LittleEndian, Readable, Writable};
use wincode::config::{Configuration as WincodeConfiguration, PREALLOCATION_SIZE_LIMIT_DISABLED};
use wincode::{SchemaRead, SchemaWrite};

/// Without the limit that wincode sets to the size of lists: most sets here are larger.
type Unlimited = WincodeConfiguration<true, PREALLOCATION_SIZE_LIMIT_DISABLED>;

/// What a value must be able to do, so that every codec can store it.
pub trait Datum:
    PartialEq
    + Persist
    + Serialize
    + DeserializeOwned
    + bincode::Encode
    + bincode::Decode<()>
    + bitcode::Encode
    + bitcode::DecodeOwned
    + BorshSerialize
    + BorshDeserialize
    + for<'a> rkyv::Serialize<HighSerializer<Vec<u8>, ArenaHandle<'a>, rancor::Error>>
    + rkyv::Archive<
        Archived: for<'a> CheckBytes<HighValidator<'a, rancor::Error>>
                      + rkyv::Deserialize<Self, HighDeserializer<rancor::Error>>,
    > + SavefileRead
    + SavefileWrite
    + for<'a> Readable<'a, LittleEndian>
    + Writable<LittleEndian>
    + for<'a> SchemaRead<'a, Unlimited, Dst = Self>
    + SchemaWrite<Unlimited, Src = Self>
{
}

impl<T> Datum for T where
    T: PartialEq
        + Persist
        + Serialize
        + DeserializeOwned
        + bincode::Encode
        + bincode::Decode<()>
        + bitcode::Encode
        + bitcode::DecodeOwned
        + BorshSerialize
        + BorshDeserialize
        + for<'a> rkyv::Serialize<HighSerializer<Vec<u8>, ArenaHandle<'a>, rancor::Error>>
        + rkyv::Archive<
            Archived: for<'a> CheckBytes<HighValidator<'a, rancor::Error>>
                          + rkyv::Deserialize<T, HighDeserializer<rancor::Error>>,
        > + SavefileRead
        + SavefileWrite
        + for<'a> Readable<'a, LittleEndian>
        + Writable<LittleEndian>
        + for<'a> SchemaRead<'a, Unlimited, Dst = T>
        + SchemaWrite<Unlimited, Src = T>
{
}

/// Where a codec encodes to, again and again.
///
/// Each finds it as its last call left it: a codec that appends clears the bytes, one that fills slices finds them long
/// enough. That gives each the form that it is fastest in.
#[derive(Default)]
pub struct Output {
    bytes: Vec<u8>,
    bitcode: bitcode::Buffer,
}

impl Output {
    /// Takes an encoding that came in bytes of its own.
    pub fn replace(&mut self, bytes: Vec<u8>) -> &[u8] {
        self.bytes = bytes;
        &self.bytes
    }

    /// Has the bytes, emptied, filled with an encoding.
    pub fn refill(&mut self, fill: impl FnOnce(&mut Vec<u8>)) -> &[u8] {
        self.bytes.clear();
        fill(&mut self.bytes);
        &self.bytes
    }
}

/// One way to turn a `T` into bytes and back.
///
/// Functions rather than a trait, so that a list can hold codecs of every kind, and the compiler
/// cannot see from the harness what it calls.
pub struct Codec<T> {
    /// The name in the report.
    pub name: &'static str,
    /// Whether a type may change and its old bytes still be read.
    pub evolves: bool,
    /// Returns the encoding.
    pub encode: for<'o> fn(&T, &'o mut Output) -> &'o [u8],
    /// Reads a value from exactly its encoding.
    pub decode: fn(&[u8]) -> T,
}

/// All codecs. The first is the one that the ratios refer to.
pub fn codecs<T: Datum>() -> Vec<Codec<T>> {
    let codec = |name, encode, decode| Codec { name, evolves: false, encode, decode };
    vec![
        codec("postcard", postcard_encode, postcard_decode),
        Codec { evolves: true, ..codec("persist", persist_encode, persist_decode) },
        codec("wincode", wincode_encode, wincode_decode),
        codec("bitcode", bitcode_encode, bitcode_decode),
        codec("speedy", speedy_encode, speedy_decode),
        codec("rkyv", rkyv_encode, rkyv_decode),
        codec("bincode 2", bincode_encode, bincode_decode),
        codec("borsh", borsh_encode, borsh_decode),
        Codec { evolves: true, ..codec("savefile", savefile_encode, savefile_decode) },
    ]
}

/// Whole files in memory, where there is a check for damage and, of what evolves, all that tells the type. The first is
/// the one that the ratios refer to.
///
/// Peers' bytes end in the checksum that ours have.
pub fn files<T: Datum>() -> Vec<Codec<T>> {
    let codec = |name, encode, decode| Codec { name, evolves: false, encode, decode };
    vec![
        codec("postcard", postcard_file_encode, |bytes| postcard_decode(unsealed(bytes))),
        Codec { evolves: true, ..codec("persist", persist_file_encode, persist_file_decode) },
        codec("bincode 2", bincode_file_encode, |bytes| bincode_decode(unsealed(bytes))),
        Codec { evolves: true, ..codec("savefile", savefile_file_encode, savefile_file_decode) },
    ]
}

/// Into a slice, as the public benchmark does it: up to four times faster than through a flavor
/// that appends. The loop goes round only while the buffer has not yet grown to its size.
fn postcard_encode<'o, T: Serialize>(value: &T, output: &'o mut Output) -> &'o [u8] {
    let buffer = &mut output.bytes;
    let len = loop {
        match postcard::to_slice(value, buffer) {
            Ok(bytes) => break bytes.len(),
            Err(postcard::Error::SerializeBufferFull) => {
                buffer.resize((2 * buffer.len()).max(1024), 0);
            }
            Err(error) => panic!("postcard refuses plain data: {error}"),
        }
    };
    &buffer[..len]
}

fn postcard_decode<T: DeserializeOwned>(bytes: &[u8]) -> T {
    postcard::from_bytes(bytes).expect("bytes that postcard wrote")
}

/// Bodies alone, as the peers are measured: no header, no checksum.
fn persist_encode<'o, T: Persist>(value: &T, output: &'o mut Output) -> &'o [u8] {
    output.refill(|bytes| persist_core::body::encode_into(value, bytes).expect("plain data"))
}

fn persist_decode<T: Persist>(bytes: &[u8]) -> T {
    persist_core::body::decode(bytes).expect("bytes that persist wrote")
}

fn persist_file_encode<'o, T: Persist>(value: &T, output: &'o mut Output) -> &'o [u8] {
    output.replace(persist_core::to_bytes(value).expect("plain data"))
}

fn persist_file_decode<T: Persist>(bytes: &[u8]) -> T {
    persist_core::from_bytes(bytes).expect("bytes that persist wrote")
}

fn wincode_encode<'o, T: SchemaWrite<Unlimited, Src = T>>(
    value: &T,
    output: &'o mut Output,
) -> &'o [u8] {
    output.refill(|bytes| {
        wincode::config::serialize_into(bytes, value, Unlimited::new()).expect("plain data")
    })
}

fn wincode_decode<T: for<'a> SchemaRead<'a, Unlimited, Dst = T>>(bytes: &[u8]) -> T {
    wincode::config::deserialize(bytes, Unlimited::new()).expect("bytes that wincode wrote")
}

fn bitcode_encode<'o, T: bitcode::Encode>(value: &T, output: &'o mut Output) -> &'o [u8] {
    output.bitcode.encode(value)
}

fn bitcode_decode<T: bitcode::DecodeOwned>(bytes: &[u8]) -> T {
    bitcode::decode(bytes).expect("bytes that bitcode wrote")
}

fn speedy_encode<'o, T: Writable<LittleEndian>>(value: &T, output: &'o mut Output) -> &'o [u8] {
    let len = value.bytes_needed().expect("plain data");
    output.bytes.resize(len, 0);
    value.write_to_buffer(&mut output.bytes).expect("plain data");
    &output.bytes
}

fn speedy_decode<T: for<'a> Readable<'a, LittleEndian>>(bytes: &[u8]) -> T {
    T::read_from_buffer(bytes).expect("bytes that speedy wrote")
}

fn rkyv_encode<'o, T>(value: &T, output: &'o mut Output) -> &'o [u8]
where
    T: for<'a> rkyv::Serialize<HighSerializer<Vec<u8>, ArenaHandle<'a>, rancor::Error>>,
{
    let mut bytes = std::mem::take(&mut output.bytes);
    bytes.clear();
    output.bytes = rkyv::api::high::to_bytes_in(value, bytes).expect("plain data");
    &output.bytes
}

/// Checked, and into values of one's own, as all others give them.
fn rkyv_decode<T>(bytes: &[u8]) -> T
where
    T: rkyv::Archive,
    T::Archived: for<'a> CheckBytes<HighValidator<'a, rancor::Error>>
        + rkyv::Deserialize<T, HighDeserializer<rancor::Error>>,
{
    rkyv::from_bytes(bytes).expect("bytes that rkyv wrote")
}

const BINCODE: Configuration = config::standard();

fn bincode_encode<'o, T: bincode::Encode>(value: &T, output: &'o mut Output) -> &'o [u8] {
    output.refill(|bytes| {
        bincode::encode_into_std_write(value, bytes, BINCODE).expect("plain data");
    })
}

fn bincode_decode<T: bincode::Decode<()>>(bytes: &[u8]) -> T {
    let (value, _) = bincode::decode_from_slice(bytes, BINCODE).expect("bytes that bincode wrote");
    value
}

fn borsh_encode<'o, T: BorshSerialize>(value: &T, output: &'o mut Output) -> &'o [u8] {
    output.refill(|bytes| value.serialize(bytes).expect("plain data"))
}

fn borsh_decode<T: BorshDeserialize>(bytes: &[u8]) -> T {
    borsh::from_slice(bytes).expect("bytes that borsh wrote")
}

/// Without its schema, as the others are without theirs.
fn savefile_encode<'o, T: SavefileWrite>(value: &T, output: &'o mut Output) -> &'o [u8] {
    output
        .refill(|bytes| savefile::Serializer::bare_serialize(bytes, 0, value).expect("plain data"))
}

fn savefile_decode<T: SavefileRead>(bytes: &[u8]) -> T {
    savefile::Deserializer::bare_deserialize(&mut Cursor::new(bytes), 0)
        .expect("bytes that savefile wrote")
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
    fn every_codec_and_file_gives_back_what_is_as_large_as_the_sets() {
        let value: Vec<u64> = (0..1 << 20).collect();
        for codec in codecs().into_iter().chain(files()) {
            let mut output = Output::default();
            let bytes = (codec.encode)(&value, &mut output);
            assert!((codec.decode)(bytes) == value, "{} changes the value", codec.name);
        }
    }

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
