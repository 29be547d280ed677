//! What a container promises, as tables of cases.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::arithmetic_side_effects,
    clippy::panic,
    reason = "a test that fails panics, and its data is its own"
)]

#[cfg(all(feature = "zstd", feature = "lz4"))]
mod compressed;
mod damage;
mod foreign;
mod format_text;
mod lies;
mod rewrite;
mod round_trip;
mod stream;

use std::collections::BTreeMap;

use super::{Container, Contents, SectionKind, WriteOptions, checksum, write, write_forward};
use crate::error::{Error, ErrorKind, Result};
use crate::wire::raw::Room;
use crate::wire::{Block, BlockSource, Limits, OwnedArray};

/// The contents of a test file, owned.
#[derive(Default)]
struct Model {
    producer: Option<(&'static str, &'static str)>,
    metadata: BTreeMap<String, String>,
    schema: Vec<u8>,
    body: Vec<u8>,
    shared: Option<Vec<u8>>,
    probes: Option<Vec<u8>>,
    /// Stride and bytes.
    blocks: Vec<(u32, Vec<u8>)>,
}

impl Model {
    /// A small file that has everything.
    fn small() -> Self {
        Model {
            producer: Some(("forest", "1.2.0")),
            metadata: [("b", "2"), ("a", "1")]
                .map(|(key, value)| (key.into(), value.into()))
                .into(),
            schema: b"schema".to_vec(),
            body: (1..=70).collect(),
            shared: Some(b"\x03abc".to_vec()),
            probes: Some(b"probes".to_vec()),
            blocks: vec![(4, vec![7; 20]), (1, vec![9; 5])],
        }
    }

    fn to_bytes(&self) -> Vec<u8> {
        let bytes = self.written(&WriteOptions::default());
        assert_eq!(self.with_contents(super::encoded_len).unwrap(), bytes.len() as u64);
        bytes
    }

    #[cfg(all(feature = "zstd", feature = "lz4"))]
    fn compressed(&self, compression: super::Compression) -> Vec<u8> {
        self.written(&WriteOptions { compression, ..WriteOptions::default() })
    }

    /// The file, which a writer that only goes forward gets as well.
    fn written(&self, options: &WriteOptions) -> Vec<u8> {
        self.with_contents(|contents| {
            let (mut bytes, mut forward) = (Vec::new(), Vec::new());
            write(contents, options, &mut bytes).unwrap();
            write_forward(contents, options, &mut forward).unwrap();
            assert!(bytes == forward);
            bytes
        })
    }

    fn with_contents<R>(&self, use_them: impl FnOnce(&Contents<'_>) -> R) -> R {
        let blocks: Vec<_> = self
            .blocks
            .iter()
            .map(|(stride, bytes)| Block {
                stride: *stride,
                source: Box::new(OwnedArray(bytes.clone())),
            })
            .collect();
        let contents = Contents {
            producer: self.producer,
            metadata: &self.metadata,
            schema: &self.schema,
            body: &self.body,
            shared: self.shared.as_deref(),
            probes: self.probes.as_deref(),
            blocks: &blocks,
        };
        use_them(&contents)
    }
}

/// Opens a file and reads everything in it.
fn read_all(bytes: &[u8]) -> Result<Model> {
    let container = Container::open(bytes, &Limits::new())?;
    let has_shared = container.section(SectionKind::Shared, 0).is_some();
    let mut model = Model {
        producer: None,
        metadata: container.metadata().map(|(key, value)| (key.into(), value.into())).collect(),
        schema: container.schema().to_vec(),
        body: container.body()?.into_owned(),
        shared: has_shared
            .then(|| container.shared().map(|shared| shared.into_owned()))
            .transpose()?,
        probes: container.probes()?.map(|probes| probes.into_owned()),
        blocks: Vec::new(),
    };
    let blocks = container.blocks();
    while let Some((len, stride)) = blocks.shape(model.blocks.len() as u64) {
        let mut bytes = vec![0; len as usize];
        Room::over(&mut bytes, |room| blocks.read(model.blocks.len() as u64, room))?;
        model.blocks.push((stride, bytes));
    }
    Ok(model)
}

/// The same file with the header's checksum made to fit: what is behind that check has to hold by itself.
fn with_checksum(mut bytes: Vec<u8>) -> Vec<u8> {
    let header_len = u32::from_le_bytes(bytes[12..16].try_into().unwrap()) as usize;
    let mut checked = bytes[..16].to_vec();
    checked.extend_from_slice(&bytes[24..24 + header_len]);
    bytes[16..24].copy_from_slice(&checksum::of(&checked).to_le_bytes());
    bytes
}

fn open_error(bytes: &[u8]) -> Error {
    Container::open(bytes, &Limits::new()).unwrap_err()
}

#[track_caller]
fn assert_says(error: &Error, kind: ErrorKind, message: &str) {
    let text = error.to_string();
    assert_eq!(error.kind(), kind, "{text}");
    assert!(text.contains(message), "expected `{message}` in `{text}`");
}
