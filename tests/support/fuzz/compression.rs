//! Compressed chunks: what the codecs make of bytes, of frames that lie, and of what they wrote themselves.
//!
//! The first byte says which, and of which codec; the second is the filter. A file holds them as its body or as a block.

use arbitrary::{Arbitrary, Unstructured};
use persist_core::{Archive, Compression, SaveOptions};

use super::input::Input;
use super::{is_limit, limits, load_options, sound};
use crate::support::craft::{CHUNK, File, Section, lay, push_varint};

/// The schema of a list of `u8`.
const BYTES: [u8; 3] = [34, 2, 0];

pub(super) fn run(bytes: &[u8]) {
    let mut input = Input(bytes);
    let (way, filter) = (input.byte(), input.byte());
    let codec = 1 + (way & 1);
    match (way >> 1) % 4 {
        0 => returns(codec, input.0),
        1 => {
            let Ok(frame) = Frame::arbitrary(&mut Unstructured::new(input.0)) else { return };
            let (raw_len, stored) = frame.encoded();
            in_block(1, filter, raw_len, &stored);
        }
        2 => in_body(codec, filter, input.number().into(), input.0),
        _ => {
            let raw_len = u64::from(input.number()) << (input.byte() % 8);
            in_block(codec, filter, raw_len, input.0);
        }
    }
}

fn front() -> Vec<u8> {
    File { schema: BYTES.to_vec(), ..File::default() }.front()
}

/// A block that claims to hold so many bytes.
fn in_block(codec: u8, filter: u8, raw_len: u64, stored: &[u8]) {
    let raw_len = raw_len.min(CHUNK as u64);
    let mut body = Vec::new();
    push_varint(&mut body, u128::from(raw_len) << 1 | 1);
    body.push(0);
    let sections = [
        Section::plain(0, 0, &body),
        Section::compressed([2, codec, filter, 0], 1, raw_len, stored),
    ];
    read(&lay(&front(), &sections), Some(raw_len));
}

/// A compressed body: what it is comes out only then.
fn in_body(codec: u8, filter: u8, raw_len: u64, stored: &[u8]) {
    read(&lay(&front(), &[Section::compressed([0, codec, filter, 0], 0, raw_len, stored)]), None);
}

fn read(file: &[u8], raw_len: Option<u64>) {
    let loaded = load_options().from_bytes::<Vec<u8>>(file);
    let Ok(archive) = Archive::from_bytes_with(file, &limits()) else {
        assert!(loaded.is_err());
        return;
    };
    match loaded {
        Ok(loaded) => {
            assert!(
                raw_len.is_none_or(|len| len == loaded.len() as u64),
                "it is as long as it says"
            );
            let array = sound(archive.array(""), "it was loaded");
            assert!(sound(array.bytes(..), "it was loaded") == loaded);
        }
        Err(error) => {
            // A part is read without what is behind it.
            let array = archive.array("").and_then(|array| array.bytes(..));
            let is_part = raw_len.is_none();
            assert!(
                is_part || array.is_err() || is_limit(&error),
                "it can be read as an array: {error}"
            );
        }
    }
}

/// What is compressed comes back.
fn returns(codec: u8, bytes: &[u8]) {
    let compression = if codec == 1 { Compression::zstd(1) } else { Compression::lz4() };
    let options = SaveOptions::new().compression(compression).block_threshold(16).threads(1);
    // As numbers, too, whose bytes are shuffled.
    let words: Vec<u32> =
        bytes.as_chunks().0.iter().map(|word| u32::from_le_bytes(*word)).collect();
    let value = (bytes.to_vec(), words);
    let file = sound(options.to_bytes(&value), "any bytes can be saved");
    let loaded: (Vec<u8>, Vec<u32>) = sound(load_options().from_bytes(&file), "what was saved");
    assert!(loaded == value, "other bytes come back");
}

/// A frame of Zstandard, laid out as RFC 8878 says, of blocks that claim what they like.
#[derive(Arbitrary, Debug)]
struct Frame {
    raw_len: u16,
    /// What its header claims, and in how many bytes.
    content: Option<(u8, u64)>,
    window: u8,
    checksum: bool,
    reserved: bool,
    dictionary: u8,
    blocks: Vec<(u8, Option<u32>, Vec<u8>)>,
}

impl Frame {
    fn encoded(self) -> (u64, Vec<u8>) {
        let mut out = 0xfd2f_b528u32.to_le_bytes().to_vec();
        let (flag, content) = self.content.unwrap_or_default();
        let (flag, dictionary) = (flag % 4, self.dictionary % 32 / 29);
        let is_single = self.window == 0;
        out.push(
            flag << 6
                | u8::from(is_single) << 5
                | u8::from(self.reserved) << 3
                | u8::from(self.checksum) << 2
                | dictionary,
        );
        if !is_single {
            out.push(self.window);
        }
        out.extend(&[1u8, 2, 3, 4][..[0, 1, 2, 4][usize::from(dictionary)]]);
        let len = [usize::from(is_single), 2, 4, 8][usize::from(flag)];
        out.extend_from_slice(&content.to_le_bytes()[..len]);
        let count = self.blocks.len();
        for (index, (kind, size, bytes)) in self.blocks.into_iter().enumerate() {
            let size = size.unwrap_or(bytes.len() as u32);
            let last = u32::from(index + 1 == count);
            out.extend(&(last | u32::from(kind % 4) << 1 | size << 3).to_le_bytes()[..3]);
            out.extend(bytes);
        }
        (self.raw_len.into(), out)
    }
}

pub(super) fn seeds() -> Vec<Vec<u8>> {
    let text: Vec<u8> = b"the same, the same, the same, and not the same".repeat(8);
    let ramp: Vec<u8> = (0..512u16).map(|n| (n / 3) as u8).collect();
    let mut seeds = Vec::new();
    for (codec, compression) in [(0, Compression::zstd(19)), (1, Compression::lz4())] {
        for bytes in [&text, &ramp, &vec![0; 400]] {
            seeds.push([&[codec, 0], &bytes[..]].concat());
            let file = SaveOptions::new()
                .compression(compression)
                .block_threshold(1)
                .to_bytes(bytes)
                .unwrap();
            let archive = Archive::from_bytes(file.clone()).unwrap();
            let block = archive
                .sections()
                .find(|section| section.name().starts_with("block"))
                .unwrap()
                .file_range();
            let stored = &file[block.start as usize..block.end as usize];
            let len = (bytes.len() as u16).to_le_bytes();
            seeds.push([&[codec | 6, 0], &len[..], &[0], stored].concat());
            seeds.push([&[codec | 6, 4], &len[..], &[0], stored].concat());
            seeds.push([&[codec | 4, 0], &len[..], stored].concat());
        }
    }
    let drawn = (1..24u8)
        .map(|seed| [2, 0].into_iter().chain((0..60u8).map(|n| n.wrapping_mul(seed))).collect());
    seeds.extend(drawn);
    seeds
}
