//! Compressed files: every type of element comes back with every codec, damage is found, and a small file cannot
//! claim a large value.

#![allow(
    clippy::unwrap_used,
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that fails panics"
)]

use std::fmt::Debug;
use std::fs;
use std::sync::{Arc, Mutex};

use persist_core::{Archive, Compression, ErrorKind, Limits, LoadOptions, Persist, SaveOptions};
use persist_tests::support::alloc::{Counting, cost};
use persist_tests::support::craft::{crc, push_varint};
use persist_tests::support::model::Forest;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Bytes that the format puts into a chunk.
const CHUNK: usize = 1 << 20;

fn codecs() -> [SaveOptions; 2] {
    [Compression::zstd(3), Compression::lz4()].map(|codec| SaveOptions::new().compression(codec))
}

/// Arrays of so many elements come back: none, one, a part of a chunk, a chunk and a bit, three chunks.
#[track_caller]
fn comes_back<T: Persist + PartialEq + Debug>(element: impl Fn(usize) -> T) {
    let chunk = CHUNK.div_ceil(size_of::<T>());
    for count in [0, 1, 700, chunk + 1, 3 * chunk] {
        let array: Vec<T> = (0..count).map(&element).collect();
        let plain = persist_core::to_bytes(&array).unwrap();
        for options in codecs() {
            let bytes = options.block_threshold(1).to_bytes(&array).unwrap();
            let loaded: Vec<T> = persist_core::from_bytes(&bytes).unwrap();
            assert!(loaded == array, "{count} of {}", std::any::type_name::<T>());
            if count > 1 {
                assert!(bytes.len() < plain.len(), "{count} of {}", std::any::type_name::<T>());
            }
        }
    }
}

#[test]
fn sections_say_how_they_are_stored() {
    let value = (vec![7u8; 3000], "text".to_owned());
    for (options, codec) in codecs().into_iter().zip(["zstd", "lz4"]) {
        let archive =
            Archive::from_bytes(options.block_threshold(1).to_bytes(&value).unwrap()).unwrap();
        let [body, block] = &archive.sections().collect::<Vec<_>>()[..] else {
            panic!("two sections")
        };
        assert_eq!((body.name(), body.codec()), ("the body", "none"));
        assert_eq!(
            (block.name(), block.codec(), block.uncompressed_len()),
            ("block 0", codec, 3000)
        );
        let [at, to] = [block.file_range().start, block.file_range().end];
        assert!(to - at < 300, "{block}");
        assert_eq!(
            block.to_string(),
            format!("block 0: bytes {at}..{to} of the file, {codec} of 3000")
        );
        let range = body.file_range();
        assert_eq!(
            body.to_string(),
            format!("the body: bytes {}..{} of the file", range.start, range.end)
        );
    }
}

#[test]
fn integers_of_every_width_come_back() {
    comes_back(|n| n as u8 / 3);
    comes_back(|n| n as i8 / 3);
    comes_back(|n| n as u16);
    comes_back(|n| -(n as i16 / 2));
    comes_back(|n| n as u32 * 3);
    comes_back(|n| -(n as i32));
    comes_back(|n| (n as u64) << 20);
    comes_back(|n| -((n as i64) << 20));
    comes_back(|n| (n as u128) << 70);
    comes_back(|n| -((n as i128) << 70));
    comes_back(|n| n * 7);
    comes_back(|n| -(n as isize));
}

#[test]
fn floats_flags_and_characters_come_back() {
    comes_back(|n| (n as f32).sqrt());
    comes_back(|n| (n as f64).sin());
    comes_back(|n| n % 7 == 0);
    comes_back(|n| char::from_u32(n as u32 % 0xd000).unwrap());
}

#[derive(Persist, Debug, PartialEq)]
struct Node {
    feature: u32,
    threshold: f64,
    children: [u32; 2],
    leaf: bool,
}

#[test]
fn structs_tuples_and_rows_come_back() {
    comes_back(|n| {
        let children = [2 * n as u32 + 1, 2 * n as u32 + 2];
        Node { feature: n as u32 % 30, threshold: n as f64 / 8.0, children, leaf: n % 2 == 0 }
    });
    comes_back(|n| (n as u8, n as f32));
    comes_back(|n| [n as f32; 100]);
    comes_back(|n| [n as u8; 257]);
}

#[test]
fn bodies_and_shared_values_are_compressed_too() {
    let words: Vec<String> = (0..3000).map(|n| format!("word {}", n % 50)).collect();
    let value = (words.clone(), Arc::new(words), Forest::small());
    let plain = persist_core::to_bytes(&value).unwrap();
    for options in codecs() {
        let bytes = options.to_bytes(&value).unwrap();
        assert!(bytes.len() < plain.len() / 3, "{} of {}", bytes.len(), plain.len());
        let loaded = persist_core::from_bytes(&bytes).unwrap();
        assert_eq!(value, loaded);
    }
}

#[test]
fn every_level_of_zstd_is_taken_and_those_beyond_are_the_nearest() {
    let days: Vec<u32> = (0..5000).map(|n| n / 3).collect();
    let save = |level| {
        let bytes = SaveOptions::new().compression(Compression::zstd(level)).to_bytes(&days);
        let bytes = bytes.unwrap();
        assert_eq!(persist_core::from_bytes::<Vec<u32>>(&bytes).unwrap(), days);
        bytes
    };
    (-7..=22).for_each(|level| drop(save(level)));
    assert!(save(0) == save(3));
    assert!(save(22) == save(23) && save(22) == save(i32::MAX));
}

#[test]
fn a_file_on_disk_is_the_same_whoever_compresses_it_and_progress_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("weights.persist");
    let tensor = |seed: usize| (0..400_000).map(|n| ((n * seed) as f32).sin()).collect();
    let weights: Vec<Vec<f32>> = (1..5).map(tensor).collect();
    for options in codecs() {
        let one = options.clone().threads(1).to_bytes(&weights).unwrap();
        for threads in [2, 5] {
            let told = Arc::new(Mutex::new(Vec::new()));
            let seen = Arc::clone(&told);
            let options = options.clone().threads(threads);
            let options = options.progress(move |progress| seen.lock().unwrap().push(progress));
            options.save(&weights, &path).unwrap();
            assert!(fs::read(&path).unwrap() == one, "{threads} threads");
            let told = told.lock().unwrap();
            assert!(told.is_sorted_by_key(|progress| progress.done));
            assert_eq!(told.last().unwrap().share(), 1.0);
        }
        assert!(Vec::<Vec<f32>>::load(&path).unwrap() == weights);
        Archive::open(&path).unwrap().verify().unwrap();
    }
}

#[test]
fn every_flipped_byte_of_a_compressed_file_is_damage() {
    let forest = Forest::small();
    for options in codecs() {
        let bytes = options.block_threshold(64).to_bytes(&forest).unwrap();
        for index in 0..bytes.len() {
            for flip in [0x01, 0x40, 0xff] {
                let mut damaged = bytes.clone();
                damaged[index] ^= flip;
                let error = Forest::from_bytes(&damaged).unwrap_err();
                let kinds = [ErrorKind::Damaged, ErrorKind::NotPersist];
                assert!(kinds.contains(&error.kind()), "byte {index}: {error}");
            }
        }
    }
}

#[test]
fn a_save_takes_a_few_chunks_of_memory_whatever_the_size() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("zeros.persist");
    let zeros = vec![0u8; 24 * CHUNK];
    for options in codecs() {
        // With one thread, all of it is counted here.
        let options = options.threads(1);
        let (saved, cost) = cost(|| options.save(&zeros, &path));
        saved.unwrap();
        assert!(cost.peak < 6 * CHUNK, "{cost:?}");
    }
}

mod yesterday {
    #[derive(persist_core::Persist)]
    #[persist(name = "Model", version = "1.0.0")]
    pub(crate) struct Model {
        pub(crate) weights: Vec<f32>,
    }
}

#[derive(Persist, Debug, PartialEq)]
#[persist(version = "1.1.0")]
struct Model {
    weights: Vec<f64>,
}

#[test]
fn a_compressed_file_stays_compressed_when_it_is_rewritten() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.persist");
    let weights: Vec<f32> = (0..5000).map(|n| (n / 50) as f32).collect();
    let model = Model { weights: weights.iter().copied().map(f64::from).collect() };
    let old = yesterday::Model { weights };
    for (options, codec) in codecs().into_iter().zip(["zstd", "lz4"]) {
        options.save(&old, &path).unwrap();
        persist_core::upgrade_file::<Model>(&path).unwrap();
        let archive = Archive::open(&path).unwrap();
        let shown = archive.to_string();
        assert!(shown.contains(&format!("\n  compression: {codec}, of 40003 bytes")), "{shown}");
        assert_eq!(Model::load(&path).unwrap(), model);
        let again = Archive::from_bytes(archive.as_schema(archive.schema()).unwrap()).unwrap();
        assert!(again.to_string().contains(codec), "{again}");
    }
    let plain = Archive::from_bytes(old.to_bytes().unwrap()).unwrap();
    assert!(!plain.to_string().contains("compression"));
}

/// A file whose tables claim a block of so many chunks, each of which is the same few bytes.
fn bomb(chunks: usize) -> Vec<u8> {
    let sound = SaveOptions::new().compression(Compression::zstd(3));
    let sound = sound.to_bytes(&vec![0u8; CHUNK]).unwrap();
    let header_len = u32::from_le_bytes(sound[12..16].try_into().unwrap()) as usize;
    let chunk = &sound[24 + header_len - 12..24 + header_len];
    let frame = &sound[sound.len() - u32::from_le_bytes(chunk[..4].try_into().unwrap()) as usize..];
    let len = (chunks * CHUNK) as u64;
    let mut body = Vec::new();
    push_varint(&mut body, u128::from(len) << 1 | 1);
    body.push(0);
    // Producer, metadata; the schema of a list of `u8` in their fixed layout.
    let mut header = vec![0, 0, 3, 34, 2, 0, 2];
    let mut section = |codes: [u8; 4], stride: u32, raw: u64, stored: u64| {
        header.extend(codes);
        header.extend(stride.to_le_bytes());
        header.extend(raw.to_le_bytes());
        header.extend(stored.to_le_bytes());
    };
    section([0; 4], 0, body.len() as u64, body.len() as u64);
    section([2, 1, 0, 0], 1, len, (chunks * frame.len()) as u64);
    header.extend((body.len() as u32).to_le_bytes());
    header.extend(crc(&body).to_le_bytes());
    (0..chunks).for_each(|_| header.extend_from_slice(chunk));
    let mut file = b"\x89PRS\r\n\x1a\n\x01\0\0\0".to_vec();
    file.extend((header.len() as u32).to_le_bytes());
    let checked = [&file[..], &header].concat();
    file.extend(crc(&checked).to_le_bytes());
    file.extend(header);
    for section in [body, frame.repeat(chunks)] {
        file.resize(file.len().next_multiple_of(64), 0);
        file.extend(section);
    }
    file
}

#[test]
fn a_gibibyte_in_a_few_kilobytes_is_refused_and_takes_no_memory() {
    assert!(persist_core::from_bytes::<Vec<u8>>(&bomb(8)).unwrap() == vec![0; 8 * CHUNK]);
    for chunks in [1024, 64 << 10] {
        let bomb = bomb(chunks);
        let (loaded, cost) = cost(|| persist_core::from_bytes::<Vec<u8>>(&bomb));
        let error = loaded.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Limit, "{error}");
        assert!(error.to_string().contains("Limits::inflation"), "{error}");
        assert!(cost.peak < bomb.len() + CHUNK, "{cost:?} for {} bytes", bomb.len());
        let error = Archive::from_bytes(bomb).map(drop).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Limit, "{error}");
    }
}

/// What a save keeps and a load checks is one rule: zeros without end still load.
#[test]
fn the_most_compressible_value_of_all_loads() {
    let zeros = vec![0u8; 70 * CHUNK];
    let options = SaveOptions::new().compression(Compression::zstd(1));
    let bytes = options.to_bytes(&zeros).unwrap();
    assert!((CHUNK..2 * CHUNK).contains(&bytes.len()), "{} bytes", bytes.len());
    assert!(persist_core::from_bytes::<Vec<u8>>(&bytes).unwrap() == zeros);
    let strict = LoadOptions::new().limits(Limits::new().inflation(64 << 20));
    let error = strict.from_bytes::<Vec<u8>>(&bytes).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Limit);
}
