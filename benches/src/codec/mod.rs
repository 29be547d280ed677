//! The codecs that are compared, one list for all data sets: whoever adds a peer adds it to
//! [`codecs`], and its trait, if it has one, to [`Datum`]. prost is the exception: it stores messages of its own, so it
//! has a list of its own, [`messages`].

mod files;

use std::io::Cursor;

use bilrost::OwnedMessage;
use bilrost::buf::ReverseBuffer;
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

pub use self::files::files;
use crate::messages::Mirrored;

/// Without the limit that wincode sets to the size of lists: most sets here are larger.
type Unlimited = WincodeConfiguration<true, PREALLOCATION_SIZE_LIMIT_DISABLED>;

/// A trait that stands for others, and that all have which have those.
macro_rules! alias {
    ($(#[$doc:meta])* $alias:ident = $($bounds:tt)+) => {
        $(#[$doc])*
        pub trait $alias: $($bounds)+ {}

        impl<T: $($bounds)+> $alias for T {}
    };
}

alias! {
    /// What a value must be able to do, so that every codec can store it.
    Datum = PartialEq
        + Mirrored
        + Persist
        + Serialize
        + DeserializeOwned
        + OwnedMessage
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
}

/// Where a codec encodes to, again and again.
///
/// Each finds it as its last call left it: a codec that appends clears the bytes, one that fills slices finds them long
/// enough. That gives each the form that it is fastest in.
#[derive(Default)]
pub struct Output {
    bytes: Vec<u8>,
    bilrost: ReverseBuffer,
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
    /// How a type may change while its old bytes can still be read.
    pub evolution: Evolution,
    /// Returns the encoding.
    pub encode: for<'o> fn(&T, &'o mut Output) -> &'o [u8],
    /// Reads a value from exactly its encoding.
    pub decode: fn(&[u8]) -> T,
}

/// How a type may change while bytes of it as it was can still be read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Evolution {
    /// Not at all.
    None,
    /// By fields that come and go, each known by its number.
    Fields,
    /// In more ways: by fields that come and go, change their types and are converted.
    Types,
}

impl Evolution {
    /// What stands behind a codec's name in a table.
    pub fn mark(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Fields => "†",
            Self::Types => "*",
        }
    }

    /// What the marks mean, for the note of a report.
    pub const MARKS: &str = "Crates with a mark* read what older types wrote, those with a mark† as far as these differ by \
        fields alone.";
}

/// The crates of all codecs but ours.
pub const PEERS: [&str; 10] = [
    "postcard", "wincode", "bitcode", "speedy", "rkyv", "bincode", "borsh", "savefile", "bilrost",
    "prost",
];

/// All codecs. The first is the one that the ratios refer to.
pub fn codecs<T: Datum>() -> Vec<Codec<T>> {
    let codec = |name, evolution, encode, decode| Codec { name, evolution, encode, decode };
    vec![
        codec("postcard", Evolution::None, postcard_encode, postcard_decode),
        codec("persist", Evolution::Types, persist_encode, persist_decode),
        codec("wincode", Evolution::None, wincode_encode, wincode_decode),
        codec("bitcode", Evolution::None, bitcode_encode, bitcode_decode),
        codec("speedy", Evolution::None, speedy_encode, speedy_decode),
        codec("rkyv", Evolution::None, rkyv_encode, rkyv_decode),
        codec("bincode 2", Evolution::None, bincode_encode, bincode_decode),
        codec("borsh", Evolution::None, borsh_encode, borsh_decode),
        codec("savefile", Evolution::Types, savefile_encode, savefile_decode),
        codec("bilrost", Evolution::Fields, bilrost_encode, bilrost_decode),
    ]
}

/// The codecs that store a value as a [message](crate::messages) of its own: from there and to there, as a program
/// that uses them holds its values.
pub fn messages<M: prost::Message + Default>() -> Vec<Codec<M>> {
    vec![Codec {
        name: "prost",
        evolution: Evolution::Fields,
        encode: |message, output| output.refill(|bytes| message.encode(bytes).expect("room")),
        decode: |bytes| M::decode(bytes).expect("bytes that prost wrote"),
    }]
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

/// From its end to its beginning, which is faster, as lengths stand in front of what they are known from. The buffer
/// comes in pieces only while it grows.
fn bilrost_encode<'o, T: OwnedMessage>(value: &T, output: &'o mut Output) -> &'o [u8] {
    let buffer = &mut output.bilrost;
    buffer.clear();
    value.prepend(buffer);
    if buffer.contiguous().is_none() {
        *buffer = ReverseBuffer::with_capacity(buffer.len());
        value.prepend(buffer);
    }
    buffer.contiguous().expect("all fits into one piece")
}

fn bilrost_decode<T: OwnedMessage>(bytes: &[u8]) -> T {
    T::decode(bytes).expect("bytes that bilrost wrote")
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::datasets::forest::{Forest, Node};

    #[test]
    fn every_codec_and_file_gives_back_what_is_as_large_as_the_sets() {
        let node = Node { feature: 7, threshold: 0.5, left: 300, right: 70_000, values: [0.25; 3] };
        let value = Forest { nodes: vec![node; 1 << 18] };
        for codec in codecs().into_iter().chain(files()) {
            let mut output = Output::default();
            let bytes = (codec.encode)(&value, &mut output);
            assert!((codec.decode)(bytes) == value, "{} changes the value", codec.name);
        }
    }
}
