//! Whole files: sections, chunks and their checksums.
//!
//! The first byte says whether the rest is a file as it is, one whose checksums are made to fit, or what a file is laid
//! out from.

use std::fs;

use arbitrary::{Arbitrary, Unstructured};
use persist_core::{Archive, RewriteOptions};

use super::input::Input;
use super::{limits, open, sound, types, within};
use crate::support::craft::{CHUNK, File, Section, lay};

/// Where files say which optional features they use: readers need not know them, and a rewritten file has none.
const OPTIONAL: usize = 11;

pub(super) fn run(bytes: &[u8]) {
    let mut input = Input(bytes);
    let file = match input.byte() % 3 {
        0 => input.file(false),
        1 => input.file(true),
        _ => match Laid::arbitrary(&mut Unstructured::new(input.0)) {
            Ok(laid) => laid.file(),
            Err(_) => return,
        },
    };
    let streamed = Archive::read_from_with(&file[..], &limits());
    let Some(archive) = open(&file) else {
        assert!(streamed.is_err(), "it can be read from a stream alone");
        return;
    };
    let streamed = sound(streamed, "read from a stream");
    assert_eq!(streamed.fingerprint(), archive.fingerprint());
    let (verified, damage) = (archive.verify(), archive.damage());
    if let Ok(damage) = &damage {
        assert_eq!(damage.is_none(), verified.is_ok(), "{verified:?}: {damage}");
    }
    let rewritten = RewriteOptions::new().limits(limits()).to_bytes(&archive);
    if let Err(error) = verified {
        // A chunk whose checksum fits is copied unread, even if its codec cannot read it: the copy says the same.
        if let Ok(rewritten) = rewritten {
            let copy = sound(Archive::from_bytes_with(rewritten, &limits()), "what was rewritten");
            let same = copy.verify().is_err_and(|other| other.kind() == error.kind());
            assert!(same, "damage is hidden: {error}");
        }
        return;
    }
    let Some(rewritten) = within(rewritten, "a sound file is rewritten") else { return };
    let is_plain = archive.codec() == "none";
    if is_plain && file.get(OPTIONAL) == Some(&0) {
        assert!(rewritten == file, "a plain file is rewritten as another");
    }
    let rewritten = sound(Archive::from_bytes_with(rewritten, &limits()), "what was rewritten");
    sound(rewritten.verify(), "what was rewritten");
    assert!(rewritten.metadata().eq(archive.metadata()));
    assert_eq!(rewritten.uncompressed_len(), archive.uncompressed_len());
}

/// A file of sections that say what they like.
#[derive(Arbitrary, Debug)]
struct Laid {
    /// Of a program, or bytes.
    schema: Result<u8, Vec<u8>>,
    producer: Option<(String, String)>,
    metadata: Vec<(String, String)>,
    sections: Vec<Lie>,
}

/// A section, most of which is as it should be.
#[derive(Arbitrary, Debug)]
struct Lie {
    kind: u8,
    codes: Option<[u8; 3]>,
    stride: u8,
    chunks: Vec<Vec<u8>>,
    raw_len: Option<u32>,
    stored_len: Option<u64>,
    /// If it is 255, the first chunk is as long as chunks can be: it takes a thousand times as long as others.
    long: u8,
}

impl Laid {
    fn file(self) -> Vec<u8> {
        let types = types();
        let schema = match self.schema {
            Ok(index) => {
                File::parse(&types.get(usize::from(index) % types.len()).unwrap().file).schema
            }
            Err(bytes) => bytes,
        };
        let (producer, mut metadata) = (self.producer, self.metadata);
        metadata.sort();
        let front = File { producer, metadata, schema, ..File::default() }.front();
        let sections: Vec<_> = self.sections.into_iter().take(8).map(Lie::section).collect();
        lay(&front, &sections)
    }
}

impl Lie {
    fn section(mut self) -> Section {
        if let (u8::MAX, Some(first)) = (self.long, self.chunks.first_mut()) {
            first.resize(CHUNK, 7);
        }
        let stored = self.chunks.iter().map(Vec::len).sum::<usize>() as u64;
        let [codec, filter, zero] = self.codes.unwrap_or_default();
        Section {
            codes: [self.kind % 5, codec % 4, filter, zero & 1],
            stride: self.stride.into(),
            raw_len: self.raw_len.map_or(stored, u64::from),
            stored_len: self.stored_len.unwrap_or(stored),
            chunks: self.chunks,
        }
    }
}

pub(super) fn seeds() -> Vec<Vec<u8>> {
    let files = golden(1 << 12)
        .into_iter()
        .flat_map(|file| [0, 1].map(|mode| [&[mode], &file[..]].concat()));
    let drawn = (2..40u8).map(|seed| {
        let bytes = (0..u16::from(seed) * 8).map(|n| (n as u8).wrapping_mul(seed));
        [2].into_iter().chain(bytes).collect()
    });
    files.chain(drawn).collect()
}

/// The golden files of at most so many bytes.
pub(super) fn golden(most: usize) -> Vec<Vec<u8>> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/v1");
    let mut paths: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|end| end == "persist"));
    paths.sort();
    assert!(paths.len() > 10);
    let files = paths.iter().map(|path| fs::read(path).unwrap());
    files.filter(|file| file.len() <= most).collect()
}
