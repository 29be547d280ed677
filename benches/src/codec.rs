//! The codecs that are compared, one list for all data sets: whoever adds a peer adds it to
//! [`codecs`], and its trait, if it has one, to [`Datum`].

use persist_core::Persist;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// What a value must be able to do, so that every codec can store it.
pub trait Datum: PartialEq + Persist + Serialize + DeserializeOwned {}

impl<T: PartialEq + Persist + Serialize + DeserializeOwned> Datum for T {}

/// One way to turn a `T` into bytes and back.
///
/// Functions rather than a trait, so that a list can hold codecs of every kind, and the compiler
/// cannot see from the harness what it calls.
pub struct Codec<T> {
    /// The name in the report.
    pub name: &'static str,
    /// Puts the encoding at the front of the buffer and returns its length.
    ///
    /// The buffer is as the codec's last call left it: a codec that appends clears it, one that
    /// fills slices finds it long enough. That gives each the form that it is fastest in.
    pub encode: fn(&T, &mut Vec<u8>) -> usize,
    /// Reads a value from exactly its encoding.
    pub decode: fn(&[u8]) -> T,
}

/// All codecs. The first is the one that the ratios refer to.
pub fn codecs<T: Datum>() -> Vec<Codec<T>> {
    vec![
        Codec { name: "postcard", encode: postcard_encode, decode: postcard_decode },
        Codec { name: "persist", encode: persist_encode, decode: persist_decode },
    ]
}

/// Into a slice, as the public benchmark does it: up to four times faster than through a flavor
/// that appends. The loop goes round only while the buffer has not yet grown to its size.
fn postcard_encode<T: Serialize>(value: &T, buffer: &mut Vec<u8>) -> usize {
    loop {
        match postcard::to_slice(value, buffer) {
            Ok(bytes) => return bytes.len(),
            Err(postcard::Error::SerializeBufferFull) => {
                buffer.resize((2 * buffer.len()).max(1024), 0);
            }
            Err(error) => panic!("postcard refuses plain data: {error}"),
        }
    }
}

fn postcard_decode<T: DeserializeOwned>(bytes: &[u8]) -> T {
    postcard::from_bytes(bytes).expect("bytes that postcard wrote")
}

/// Bodies alone, as the peers are measured: no header, no checksum.
fn persist_encode<T: Persist>(value: &T, buffer: &mut Vec<u8>) -> usize {
    buffer.clear();
    persist_core::body::encode_into(value, buffer).expect("plain data");
    buffer.len()
}

fn persist_decode<T: Persist>(bytes: &[u8]) -> T {
    persist_core::body::decode(bytes).expect("bytes that persist wrote")
}
