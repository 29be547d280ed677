//! Headers: metadata, schema and tables, under a checksum that fits, in front of zeros.
//!
//! The first byte says how many zeros.

use super::input::Input;
use super::{open, types};
use crate::support::craft::{File, under_checksum};
use crate::support::programs::Program;

pub(super) fn run(bytes: &[u8]) {
    let mut input = Input(bytes);
    let zeros = usize::from(input.byte());
    let mut file = under_checksum(input.0);
    if zeros > 0 {
        file.resize(file.len().next_multiple_of(64) + zeros, 0);
    }
    let Some(archive) = open(&file) else { return };
    // Keys are told apart, and sorted: whatever the file says.
    let keys: Vec<_> = archive.metadata().map(|(key, _)| key).collect();
    assert!(keys.is_sorted_by(|a, b| a < b), "{keys:?}");
    assert!(archive.provenance().count() <= keys.len());
    assert_eq!(archive.file_len(), file.len() as u64);
    let end = archive.sections().map(|section| section.file_range().end).max();
    assert_eq!(end, Some(file.len() as u64));
    let _: String = format!("{archive}{archive:?}{:?}", archive.producer());
    let _: String = archive.card().to_string();
}

pub(super) fn seeds() -> Vec<Vec<u8>> {
    let types = types();
    let some = types.iter().step_by(7).filter(|program| program.file.len() < 1000);
    let bare = some.map(|Program { file, .. }| File::parse(file));
    let with_metadata = bare.clone().map(|file| File {
        producer: Some(("forest".into(), "1.2.0".into())),
        metadata: vec![
            ("data".into(), "iris".into()),
            ("provenance.saved".into(), "2024-01-01T00:00:00Z".into()),
        ],
        ..file
    });
    let files =
        bare.chain(with_metadata).filter(|file| file.body.len() < 256 && file.shared.is_none());
    files
        .map(|file| {
            let bytes = file.to_bytes();
            let header = 24..24 + u32::from_le_bytes(*bytes[12..].first_chunk().unwrap()) as usize;
            [&[file.body.len() as u8][..], &bytes[header]].concat()
        })
        .collect()
}
