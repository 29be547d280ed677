//! Results in files: computed once, found again, computed anew where anything differs, and never at the cost of a file
//! that is no entry.

#![allow(
    unsafe_code,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that fails panics"
)]

#[path = "cached"]
mod cached {
    mod damage;
    mod entries;
    mod options;
    mod processes;
}

use std::path::Path;

use persist_core::{CacheOptions, Cached, Durability, Persist, SaveOptions};

/// A result that takes a kibibyte or so, blocks included.
#[derive(Persist, Clone, Debug, PartialEq)]
#[persist(version = "1.0.0", history = false)]
struct Fit {
    label: String,
    weights: Vec<u16>,
}

fn fit(label: &str) -> Fit {
    Fit { label: label.to_owned(), weights: (0..200).collect() }
}

/// Quick, and with a block.
fn quick() -> SaveOptions {
    SaveOptions::new().durability(Durability::Fast).block_threshold(64)
}

fn cache() -> CacheOptions {
    CacheOptions::new().save_options(quick())
}

/// The outcome's text, and the value, of a call whose fit gives `label`.
fn ask(path: &Path, key: u32, label: &str) -> (String, Fit) {
    let Cached { value, outcome, unsaved, .. } = cache().get(path, &key, || fit(label)).unwrap();
    assert!(unsaved.is_none(), "{unsaved:?}");
    (outcome.to_string(), value)
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<_> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}
