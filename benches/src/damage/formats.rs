//! The formats, each read as its documentation says, with the bounds and checks that it offers.

use std::io::Cursor;
use std::ops::Range;

use crc_fast::{CrcAlgorithm, checksum};
use persist_core::{Compression, Persist, SaveOptions};
use rkyv::api::high::{HighDeserializer, HighSerializer, HighValidator};
use rkyv::bytecheck::CheckBytes;
use rkyv::rancor;
use rkyv::ser::allocator::ArenaHandle;
use rkyv::util::AlignedVec;
use safetensors::SafeTensors;
use safetensors::tensor::{Dtype, TensorView};
use savefile::{Deserialize as SavefileRead, Serialize as SavefileWrite};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::arrays::model::{Model, Tensor};

/// A way to store one value.
pub struct Format {
    /// The name in the report and for child processes.
    pub name: &'static str,
    /// Encodes the value.
    pub write: Box<Write>,
    /// Decodes bytes, and compares what comes out with the value.
    pub read: Box<Read>,
    /// Lengths that no file has, as this format writes them.
    pub lies: fn() -> Vec<Vec<u8>>,
    /// Where the checksums stand in its bytes, in the order in which they are to be mended.
    pub seals: fn(&[u8]) -> Vec<Seal>,
}

/// Encodes a value.
pub(super) type Write = dyn Fn() -> Vec<u8> + Send + Sync;

/// Decodes bytes, and compares what comes out with a value.
pub(super) type Read = dyn Fn(&[u8]) -> Verdict + Send + Sync;

/// What a read that returns gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The value that was written.
    Right,
    /// An error.
    Error,
    /// Another value.
    Wrong,
}

/// A checksum within a file.
pub struct Seal {
    /// What it is taken of, in two pieces.
    over: [Range<usize>; 2],
    at: usize,
    sum: fn(&[u8]) -> Vec<u8>,
}

impl Seal {
    /// Writes the checksum that the bytes have now.
    pub fn mend(&self, bytes: &mut [u8]) {
        let parts = self.over.each_ref().map(|range| &bytes[range.clone()]);
        let sum = (self.sum)(&parts.concat());
        bytes[self.at..self.at + sum.len()].copy_from_slice(&sum);
    }
}

/// What all formats can store that hold any type.
pub(super) trait Stored:
    Persist
    + Serialize
    + DeserializeOwned
    + bincode::Encode
    + bincode::Decode<()>
    + for<'a> rkyv::Serialize<HighSerializer<AlignedVec, ArenaHandle<'a>, rancor::Error>>
    + rkyv::Archive<
        Archived: for<'a> CheckBytes<HighValidator<'a, rancor::Error>>
                      + rkyv::Deserialize<Self, HighDeserializer<rancor::Error>>,
    > + SavefileRead
    + SavefileWrite
    + 'static
{
}

impl<T> Stored for T where
    T: Persist
        + Serialize
        + DeserializeOwned
        + bincode::Encode
        + bincode::Decode<()>
        + for<'a> rkyv::Serialize<HighSerializer<AlignedVec, ArenaHandle<'a>, rancor::Error>>
        + rkyv::Archive<
            Archived: for<'a> CheckBytes<HighValidator<'a, rancor::Error>>
                          + rkyv::Deserialize<T, HighDeserializer<rancor::Error>>,
        > + SavefileRead
        + SavefileWrite
        + 'static
{
}

/// What bincode may read into memory, its own bound: what the report calls too much.
const BINCODE_LIMIT: usize = 64 << 20;
const BINCODE: bincode::config::Configuration<
    bincode::config::LittleEndian,
    bincode::config::Varint,
    bincode::config::Limit<BINCODE_LIMIT>,
> = bincode::config::standard().with_limit();

const CRC_32: crc::Crc<u32> = crc::Crc::<u32>::new(&crc::CRC_32_ISO_HDLC);

/// The value in all formats that hold any type.
pub(super) fn every<T: Stored>(make: fn() -> T, is_right: fn(&T) -> bool) -> Vec<Format> {
    let format = |name, write: fn(&T) -> Vec<u8>, read: fn(&[u8]) -> Option<T>, lies| {
        let judge = move |bytes: &[u8]| judge(read(bytes), is_right);
        let write = Box::new(move || write(&make()));
        Format { name, write, read: Box::new(judge), lies, seals: |_| Vec::new() }
    };
    let sealed = |format, seals| Format { seals, ..format };
    vec![
        sealed(
            format("persist", |value| persist(value, Compression::none()), persist_read, varints),
            persist_seals,
        ),
        sealed(
            format(
                "persist, zstd",
                |value| persist(value, Compression::zstd(3)),
                persist_read,
                varints,
            ),
            persist_seals,
        ),
        format("persist, record", record, |bytes| T::from_record(bytes).ok(), varints),
        format(
            "postcard",
            |value| postcard::to_stdvec(value).expect("plain data"),
            |bytes| postcard::from_bytes(bytes).ok(),
            varints,
        ),
        sealed(
            format(
                "postcard, CRC-32",
                |value| postcard::to_stdvec_crc32(value, CRC_32.digest()).expect("plain data"),
                |bytes| postcard::from_bytes_crc32(bytes, CRC_32.digest()).ok(),
                varints,
            ),
            postcard_seals,
        ),
        format(
            "bincode 2",
            |value| bincode::encode_to_vec(value, bincode::config::standard()).expect("plain data"),
            |bytes| Some(bincode::decode_from_slice(bytes, BINCODE).ok()?.0),
            bincode_varints,
        ),
        format("rkyv", |value| rkyv_write(value), rkyv_read, words),
        format(
            "savefile",
            |value| savefile_write(value, savefile::save),
            savefile_read,
            long_words,
        ),
        format(
            "savefile, bzip2",
            |value| savefile_write(value, savefile::save_compressed),
            savefile_read,
            long_words,
        ),
    ]
}

fn judge<T>(read: Option<T>, is_right: fn(&T) -> bool) -> Verdict {
    match read {
        None => Verdict::Error,
        Some(value) if is_right(&value) => Verdict::Right,
        Some(_) => Verdict::Wrong,
    }
}

/// With arrays in blocks however short they are, and as deep as the value may be.
fn persist<T: Persist>(value: &T, compression: Compression) -> Vec<u8> {
    let options = SaveOptions::new().block_threshold(64).depth(u32::MAX).compression(compression);
    options.to_bytes(value).expect("plain data")
}

fn persist_read<T: Persist>(bytes: &[u8]) -> Option<T> {
    persist_core::from_bytes(bytes).ok()
}

/// The fingerprint of the type and the body, of which the latter may be deeper than a record is by itself.
fn record<T: Persist>(value: &T) -> Vec<u8> {
    let limits = persist_core::Limits::new().depth(u32::MAX);
    let records = persist_core::Records::<T>::new().expect("a sound type").limits(limits);
    records.encode(value).expect("plain data")
}

fn rkyv_write<T: Stored>(value: &T) -> Vec<u8> {
    rkyv::to_bytes::<rancor::Error>(value).expect("plain data").into_vec()
}

fn rkyv_read<T: Stored>(bytes: &[u8]) -> Option<T> {
    let mut aligned = AlignedVec::<16>::with_capacity(bytes.len());
    aligned.extend_from_slice(bytes);
    rkyv::from_bytes::<T, rancor::Error>(&aligned).ok()
}

fn savefile_write<T>(
    value: &T,
    save: fn(&mut Vec<u8>, u32, &T) -> Result<(), savefile::SavefileError>,
) -> Vec<u8> {
    let mut bytes = Vec::new();
    save(&mut bytes, 0, value).expect("plain data");
    bytes
}

fn savefile_read<T: SavefileRead>(bytes: &[u8]) -> Option<T> {
    savefile::load(&mut Cursor::new(bytes), 0).ok()
}

/// Tensors, which is all that safetensors holds: a program asks for those that it knows by name.
pub(super) fn safetensors(make: fn() -> Model) -> Format {
    let write = move || {
        let model = make();
        let views = model.tensors.iter().zip(model.bytes()).map(|(tensor, bytes)| {
            let shape = tensor.shape.iter().map(|&len| len as usize).collect();
            (&tensor.name, TensorView::new(Dtype::F32, shape, bytes).expect("the shape is right"))
        });
        safetensors::serialize(views, None).expect("plain data")
    };
    let read = move |bytes: &[u8]| {
        let model = make();
        let names = model.tensors.iter().map(|tensor| tensor.name.as_str());
        match safetensors_read(bytes, names) {
            None => Verdict::Error,
            Some(read) if read == model => Verdict::Right,
            Some(_) => Verdict::Wrong,
        }
    };
    let (name, seals) = ("safetensors", |_: &[u8]| Vec::new());
    Format { name, write: Box::new(write), read: Box::new(read), lies: texts, seals }
}

/// Tensors do not nest, but what stands around them is JSON.
pub(super) fn deep_safetensors(depth: usize) -> Format {
    let write = move || {
        let header = format!("{{\"a\":{}{}}}", "[".repeat(depth), "]".repeat(depth));
        [&(header.len() as u64).to_le_bytes(), header.as_bytes()].concat()
    };
    let none = || Model { tensors: Vec::new() };
    Format { write: Box::new(write), ..safetensors(none) }
}

fn safetensors_read<'a>(bytes: &[u8], names: impl Iterator<Item = &'a str>) -> Option<Model> {
    let views = SafeTensors::deserialize(bytes).ok()?;
    let tensors = names.map(|name| {
        let view = views.tensor(name).ok().filter(|view| view.dtype() == Dtype::F32)?;
        Some(Tensor {
            name: name.to_owned(),
            shape: view.shape().iter().map(|&len| len as u64).collect(),
            values: bytemuck::pod_collect_to_vec(view.data()),
        })
    });
    Some(Model { tensors: tensors.collect::<Option<_>>()? })
}

/// Those of the sections, and that of the header, in which they stand.
fn persist_seals(file: &[u8]) -> Vec<Seal> {
    let sum = |bytes: &[u8]| checksum(CrcAlgorithm::Crc64Nvme, bytes).to_le_bytes().to_vec();
    let number = |at: usize, len: usize| {
        file[at..at + len].iter().rev().fold(0, |sum, &byte| sum << 8 | usize::from(byte))
    };
    let header = 24 + number(12, 4);
    // Each has a record of 24 bytes, with its stored length at the end, and one chunk of 12, with its checksum there.
    let lengths = |sections: usize| {
        (0..sections).map(move |section| number(header - sections * 36 + section * 24 + 16, 8))
    };
    let end =
        |sections| lengths(sections).fold(header, |end: usize, len| end.next_multiple_of(64) + len);
    let sections = (1..4).find(|&sections| end(sections) == file.len()).expect("few sections");
    let mut start = header;
    let mut seals = Vec::new();
    for (section, len) in lengths(sections).enumerate() {
        start = start.next_multiple_of(64);
        let at = header - (sections - section) * 12 + 4;
        seals.push(Seal { over: [0..0, start..start + len], at, sum });
        start += len;
    }
    seals.push(Seal { over: [0..16, 24..header], at: 16, sum });
    seals
}

/// That of all, at the end.
fn postcard_seals(file: &[u8]) -> Vec<Seal> {
    let at = file.len() - 4;
    vec![Seal {
        over: [0..0, 0..at],
        at,
        sum: |bytes| CRC_32.checksum(bytes).to_le_bytes().to_vec(),
    }]
}

/// Lengths beyond those of any file here: some that memory has room for, some that it has not, and ends of ranges.
const LENGTHS: [u64; 6] = [1 << 24, 1 << 31, u32::MAX as u64, 1 << 40, i64::MAX as u64, u64::MAX];

fn varints() -> Vec<Vec<u8>> {
    LENGTHS.map(|len| postcard::to_stdvec(&len).expect("a number")).to_vec()
}

fn bincode_varints() -> Vec<Vec<u8>> {
    let config = bincode::config::standard();
    LENGTHS.map(|len| bincode::encode_to_vec(len, config).expect("a number")).to_vec()
}

fn words() -> Vec<Vec<u8>> {
    [1 << 24, i32::MAX as u32, 1 << 31, u32::MAX]
        .map(|len: u32| len.to_le_bytes().to_vec())
        .to_vec()
}

fn long_words() -> Vec<Vec<u8>> {
    LENGTHS.map(|len| len.to_le_bytes().to_vec()).to_vec()
}

/// The length of the header, and offsets and shapes within.
fn texts() -> Vec<Vec<u8>> {
    let texts = LENGTHS.map(|len| len.to_string().into_bytes());
    [long_words(), texts.to_vec()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::damage::subjects;

    #[test]
    fn every_format_gives_back_the_values() {
        for subject in subjects().iter().take(2) {
            for format in &subject.formats {
                let bytes = (format.write)();
                let verdict = (format.read)(&bytes);
                assert_eq!(verdict, Verdict::Right, "{}, {}", subject.name, format.name);
            }
        }
    }

    #[test]
    fn checksums_are_found_where_they_are() {
        for subject in subjects().iter().take(2) {
            for format in &subject.formats {
                let bytes = (format.write)();
                let mut mended = bytes.clone();
                for seal in (format.seals)(&bytes) {
                    mended[seal.at] ^= 1;
                    seal.mend(&mut mended);
                }
                assert!(mended == bytes, "{}, {}", subject.name, format.name);
            }
        }
    }
}
