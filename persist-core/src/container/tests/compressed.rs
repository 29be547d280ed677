//! Files with compressed sections: what is written, what is read, and what lies.

use std::sync::{Arc, Mutex};

use super::*;
use crate::container::codec::{Codec, Coding};
use crate::container::layout::{CHUNK_LEN, PlacedSection};
use crate::container::{Compression, Threads, Watcher};
use crate::wire::raw::Room;

const CODECS: [Compression; 2] = [Compression::zstd(3), Compression::lz4()];

/// Bytes without any pattern.
fn noise(len: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 32) as u8
    };
    (0..len).map(|_| next()).collect()
}

/// Weights of a model, little-endian: of their bytes only the high ones are alike.
fn weights(count: usize) -> Vec<u8> {
    let noise = noise(4 * count);
    let (noise, _) = noise.as_chunks();
    noise
        .iter()
        .flat_map(|bytes| (u32::from_le_bytes(*bytes) as f32 / u32::MAX as f32).to_le_bytes())
        .collect()
}

/// Sections of every kind: that shrink, that do not, empty ones, ones of several chunks, and of mixed ones.
fn model() -> Model {
    let mixed = [vec![5; CHUNK_LEN], noise(CHUNK_LEN), vec![6; CHUNK_LEN / 2]].concat();
    Model {
        body: b"body ".repeat(1000),
        shared: Some(b"shared ".repeat(1000)),
        probes: Some(b"probes ".repeat(1000)),
        blocks: vec![
            (4, weights(600_000)),
            (1, noise(5000)),
            (8, Vec::new()),
            (1, mixed),
            (20, (0..100_000u32).map(|index| (index / 20) as u8).collect()),
            (1, vec![7]),
            (16, Vec::new()),
        ],
        ..Model::small()
    }
}

fn sections(bytes: &[u8]) -> Vec<PlacedSection> {
    Container::open(bytes, &Limits::new()).unwrap().sections().collect()
}

#[test]
fn what_is_compressed_is_read_back_from_memory_and_from_disk() {
    let model = model();
    let plain = model.to_bytes();
    for compression in CODECS {
        let bytes = model.compressed(compression);
        assert!(bytes.len() < plain.len() * 3 / 4);
        let path = std::env::temp_dir()
            .join(format!("persist-compressed-{}-{compression:?}", std::process::id()));
        std::fs::write(&path, &bytes).unwrap();
        let file = std::fs::File::open(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
        let from_disk = Container::open(file, &Limits::new()).unwrap();
        from_disk.verify().unwrap();
        assert_eq!(*from_disk.body().unwrap(), model.body);
        let read = read_all(&bytes).unwrap();
        assert!(read.body == model.body && read.shared == model.shared);
        assert!(read.blocks == model.blocks);
        for (number, (_, block)) in (0..).zip(&model.blocks) {
            let (mut whole, mut pieces) = (vec![0; block.len()], Vec::new());
            Room::over(&mut whole, |room| from_disk.blocks().read(number, room)).unwrap();
            let mut sink = |piece: &[u8]| {
                pieces.extend_from_slice(piece);
                Ok(())
            };
            from_disk.blocks().pieces(number, &mut sink).unwrap();
            assert!(whole == *block && pieces == *block, "block {number}");
        }
    }
}

#[test]
fn a_section_has_a_codec_if_one_of_its_chunks_shrinks_and_numbers_are_shuffled() {
    for (compression, codec) in CODECS.into_iter().zip([Codec::Zstd, Codec::Lz4]) {
        let bytes = model().compressed(compression);
        let coding = |shuffle| Coding { codec, shuffle };
        let plain = Coding::PLAIN;
        let expected = [0, 0, 0, 4].map(coding).into_iter();
        let expected = expected.chain([plain, plain, coding(0), coding(20), plain, plain]);
        let found = sections(&bytes).into_iter().map(|section| section.coding);
        assert!(found.eq(expected), "{compression:?}");
        let container = Container::open(bytes.as_slice(), &Limits::new()).unwrap();
        let mixed = container.header.block(3).unwrap();
        let is_plain: Vec<_> =
            container.header.chunks(&mixed).map(|chunk| chunk.is_plain()).collect();
        assert_eq!(is_plain, [false, true, false]);
    }
}

#[test]
fn a_file_of_which_nothing_shrinks_is_the_file_without_compression() {
    let incompressible = Model {
        body: noise(3000),
        blocks: vec![(4, noise(2 * CHUNK_LEN)), (1, Vec::new())],
        ..Model::default()
    };
    for model in [incompressible, Model::default()] {
        for compression in CODECS {
            assert!(model.compressed(compression) == model.to_bytes());
        }
    }
}

#[test]
fn the_bytes_do_not_depend_on_threads_and_pieces() {
    let mut model = model();
    model.blocks.push((4, weights(6 * CHUNK_LEN / 4 + 1)));
    for compression in CODECS {
        let one = model.compressed(compression);
        for threads in [1, 2, 3, 8] {
            let threads = Threads::at_most(threads);
            let options = WriteOptions { compression, threads, ..WriteOptions::default() };
            assert!(model.written(&options) == one, "{threads:?}");
        }
    }
}

#[test]
fn progress_is_told_for_each_chunk_and_once_for_two_passes() {
    let model = model();
    for compression in CODECS.into_iter().chain([Compression::none()]) {
        let told = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&told);
        let watcher = Watcher::new(move |progress| seen.lock().unwrap().push(progress));
        let options = WriteOptions { compression, watcher, ..WriteOptions::default() };
        let contents = |contents: &Contents<'_>| write_forward(contents, &options, &mut Vec::new());
        model.with_contents(contents).unwrap();
        let told = told.lock().unwrap();
        assert!(told.is_sorted_by_key(|progress| progress.done), "{told:?}");
        let raw_len =
            Container::open(model.to_bytes().as_slice(), &Limits::new()).unwrap().raw_len();
        assert!(told.iter().all(|progress| progress.total == raw_len));
        assert_eq!(told.last().map(|progress| progress.done), Some(raw_len));
        assert_eq!(told.len(), 1 + 1 + 1 + 3 + 1 + 3 + 1 + 1);
    }
}

/// A small file that is compressed all over.
fn small() -> Model {
    Model {
        body: b"body".repeat(20),
        shared: Some(b"\x03abc".repeat(20)),
        probes: Some(b"probes".repeat(20)),
        blocks: vec![(4, [7, 0, 0, 0].repeat(40)), (1, vec![9; 99])],
        ..Model::small()
    }
}

#[test]
fn every_flipped_bit_is_damage() {
    for compression in CODECS {
        let bytes = small().compressed(compression);
        assert!(sections(&bytes).iter().all(|section| section.coding != Coding::PLAIN));
        for (index, bit) in (0..bytes.len()).flat_map(|index| (0..8).map(move |bit| (index, bit))) {
            let mut damaged = bytes.clone();
            damaged[index] ^= 1 << bit;
            let error = read_all(&damaged).err().unwrap();
            assert_eq!(error.kind(), ErrorKind::Damaged, "byte {index}: {error}");
        }
    }
}

#[test]
fn damage_of_each_chunk_is_found_and_leaves_the_others_readable() {
    for compression in CODECS {
        let model = Model { blocks: vec![(4, weights(3 * CHUNK_LEN / 4 + 9))], ..model() };
        let bytes = model.compressed(compression);
        let container = Container::open(bytes.as_slice(), &Limits::new()).unwrap();
        let block = container.header.block(0).unwrap();
        for chunk in container.header.chunks(&block) {
            for at in [
                chunk.range.start,
                chunk.range.end / 2 + chunk.range.start / 2,
                chunk.range.end - 1,
            ] {
                let mut damaged = bytes.clone();
                damaged[at as usize] ^= 0x10;
                let container = Container::open(damaged.as_slice(), &Limits::new()).unwrap();
                assert_eq!(*container.body().unwrap(), model.body);
                let mut out = vec![0; block.raw_len as usize];
                let error =
                    Room::over(&mut out, |room| container.blocks().read(0, room)).unwrap_err();
                let message = format!("chunk {} of block 0 does not match", chunk.number);
                assert_says(&error, ErrorKind::Damaged, &message);
                let whole = chunk.number as usize * CHUNK_LEN;
                assert!(out[..whole] == model.blocks[0].1[..whole]);
            }
        }
    }
}

/// Bytes of a compressed chunk are changed, and all checksums made to fit: the codec alone stands guard.
#[test]
fn chunks_that_no_codec_wrote_give_an_error_or_bytes_and_nothing_worse() {
    for compression in CODECS {
        let model = Model { blocks: vec![(4, weights(200))], ..Model::default() };
        let bytes = model.compressed(compression);
        let block = sections(&bytes)[1];
        let stored = block.offset as usize..(block.offset + block.stored_len) as usize;
        let header_len = u32::from_le_bytes(bytes[12..16].try_into().unwrap()) as usize;
        let mut refused = 0;
        for at in stored.clone() {
            for flip in [0x01, 0x80, 0xff] {
                let mut forged = bytes.clone();
                forged[at] ^= flip;
                let checksum = checksum::of(&forged[stored.clone()]).to_le_bytes();
                forged[24 + header_len - 8..][..8].copy_from_slice(&checksum);
                let forged = with_checksum(forged);
                let container = Container::open(forged.as_slice(), &Limits::new()).unwrap();
                let mut out = vec![0; block.raw_len as usize];
                if let Err(error) = Room::over(&mut out, |room| container.blocks().read(0, room)) {
                    assert_says(&error, ErrorKind::Damaged, "chunk 0 of block 0 is not what");
                    refused += 1;
                }
            }
        }
        assert!(refused > 0);
    }
}

/// LZ4 cannot get there: it makes no more than 255 bytes of one.
#[test]
fn a_file_that_would_inflate_beyond_the_limit_has_plain_chunks_and_loads() {
    let model = Model { blocks: vec![(1, vec![0; 130 << 20])], ..Model::default() };
    let bytes = model.compressed(Compression::zstd(1));
    let container = Container::open(bytes.as_slice(), &Limits::new()).unwrap();
    let block = container.header.block(0).unwrap();
    let plain = container.header.chunks(&block).filter(|chunk| chunk.is_plain()).count();
    assert_eq!(plain, 1);
    container.verify().unwrap();
}

#[test]
fn the_limit_on_inflation_holds_before_anything_is_read() {
    let model = Model { blocks: vec![(1, vec![0; 3 << 20])], ..Model::default() };
    for bytes in [model.to_bytes(), model.compressed(Compression::zstd(3))] {
        Container::open(bytes.as_slice(), &Limits::new().inflation(3 << 20)).unwrap();
        let limits = Limits::new().inflation((3 << 20) - 1);
        let error = Container::open(bytes.as_slice(), &limits).unwrap_err();
        assert_says(&error, ErrorKind::Limit, "claim to hold 3145728, beyond the limit of 3145727");
        assert_says(&error, ErrorKind::Limit, "a larger Limits::inflation");
    }
}
