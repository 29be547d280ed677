//! Parts of files: values by their paths, arrays and ranges of them, and what damage leaves of them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that fails panics"
)]

use persist_core::{Archive, Compression, Persist, SaveOptions};
use persist_tests::support::alloc::Counting;

mod arrays;
mod damage;
mod get;
mod outline;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// How a file stores its arrays.
#[derive(Clone, Copy, Debug)]
struct Storage {
    block_threshold: u64,
    compression: Compression,
}

/// Every way in which a file stores arrays: in the body, as blocks, and as blocks of each codec.
const STORAGES: [Storage; 4] = [
    Storage { block_threshold: u64::MAX, compression: Compression::none() },
    Storage { block_threshold: 1, compression: Compression::none() },
    Storage { block_threshold: 1, compression: Compression::zstd(1) },
    Storage { block_threshold: 1, compression: Compression::lz4() },
];

impl Storage {
    fn bytes_of(self, value: &impl Persist) -> Vec<u8> {
        SaveOptions::new()
            .block_threshold(self.block_threshold)
            .compression(self.compression)
            .to_bytes(value)
            .unwrap()
    }

    fn archive_of(self, value: &impl Persist) -> Archive {
        Archive::from_bytes(self.bytes_of(value)).unwrap()
    }
}
