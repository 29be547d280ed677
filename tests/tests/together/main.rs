//! Many at once on one path: savers, readers, mappings and whoever changes files in place, by threads and by processes.
//! And one value among many threads: what may be shared, and that all get the same of it.
//!
//! Each test takes a second or two; `PERSIST_FULL=1` has those that race run for a minute each.

#![allow(
    unsafe_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::panic,
    reason = "a test that fails panics, its data is its own, and files are mapped"
)]

mod changed;
mod mapped;
mod processes;
mod readers;
mod savers;
mod shared;
mod thread_safety;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use persist_core::{Buffer, Compression, Durability, Persist, SaveOptions};

/// All of it follows from its number: a mixture of two shows.
#[derive(Persist, Clone, Debug, PartialEq)]
#[persist(version = "1.0.0", history = false)]
struct Model {
    number: u64,
    words: Vec<String>,
    /// A block, of another length in each of several models.
    weights: Buffer<f64>,
    shared: Vec<Arc<String>>,
    last: u64,
}

impl Model {
    fn new(number: u64) -> Self {
        Model::of_len(number, 1000 + number % 7 * 500)
    }

    fn of_len(number: u64, len: u64) -> Self {
        let shared = Arc::new(format!("shared by {number}"));
        Model {
            number,
            words: (0..20).map(|word| format!("{word} of {number}")).collect(),
            weights: (0..len).map(|index| (number * 31 + index) as f64).collect(),
            shared: vec![shared; 3],
            last: number,
        }
    }

    /// Its number, if nothing of it is of another one.
    #[track_caller]
    fn whole(&self) -> u64 {
        assert!(*self == Model::new(self.number), "{} is not whole", self.number);
        self.number
    }
}

/// What a later program has: files of [`Model`] are read by the rules.
mod later {
    use std::sync::Arc;

    use persist_core::Persist;

    #[derive(Persist, Debug)]
    #[persist(version = "1.1.0", history = false)]
    pub(crate) struct Model {
        pub(crate) number: u64,
        pub(crate) words: Vec<String>,
        pub(crate) weights: Vec<f64>,
        pub(crate) shared: Vec<Arc<String>>,
        pub(crate) last: u64,
        #[persist(default = 7)]
        pub(crate) added: u32,
    }
}

const CODECS: [Compression; 3] = [Compression::none(), Compression::zstd(1), Compression::lz4()];

/// How a model of this number is saved: the codecs in turn, and its number in the metadata as well.
fn options(number: u64) -> SaveOptions {
    // Every sixteenth save waits for the disk.
    let durability = if number % 16 == 5 { Durability::Full } else { Durability::Fast };
    let codec = CODECS[(number % 3) as usize];
    SaveOptions::new().compression(codec).durability(durability).metadata("number", number)
}

/// How long a race goes on.
fn duration() -> Duration {
    let is_full = std::env::var_os("PERSIST_FULL").is_some();
    if is_full { Duration::from_secs(60) } else { Duration::from_millis(800) }
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<_> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}
