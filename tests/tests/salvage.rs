//! What is whole of a damaged file comes out equal, what is lost is named, and nothing passes for what it is not.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::as_conversions,
    reason = "a test that fails panics"
)]

#[path = "salvage"]
mod salvage {
    mod files;
    mod hostile;
    mod places;
}

use std::path::PathBuf;

use persist_core::{Archive, Durability, Persist, Result, SalvageOptions, Salvaged, SaveOptions};
use persist_tests::support::alloc::Counting;
use tempfile::TempDir;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// A file that is damaged, and room for what is left of it.
struct Patient {
    folder: TempDir,
}

impl Patient {
    fn new(bytes: &[u8]) -> Self {
        let patient = Patient { folder: tempfile::tempdir().unwrap() };
        patient.put(bytes);
        patient
    }

    fn put(&self, bytes: &[u8]) {
        std::fs::write(self.path(), bytes).unwrap();
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("damaged.persist")
    }

    fn out(&self) -> PathBuf {
        self.folder.path().join("salvaged.persist")
    }

    fn salvage_with(&self, options: &SalvageOptions) -> Result<Salvaged> {
        let salvaged =
            options.clone().durability(Durability::Fast).salvage(self.path(), self.out())?;
        let archive = self.archive();
        archive.verify().unwrap();
        // It is a file as any other: its schema is that of its value.
        if archive.file_len() < 1 << 20 {
            archive.value().unwrap();
        }
        Ok(salvaged)
    }

    /// Salvages, and gives the paths of what is lost.
    fn salvage(&self) -> Vec<String> {
        let salvaged = self.salvage_with(&SalvageOptions::new()).unwrap();
        salvaged.lost().iter().map(|part| part.path().unwrap().to_owned()).collect()
    }

    fn archive(&self) -> Archive {
        Archive::open(self.out()).unwrap()
    }

    fn load<T: Persist>(&self) -> T {
        T::load(self.out()).unwrap()
    }
}

/// A file of which all arrays from 64 bytes on are blocks.
fn file_of(value: &impl Persist) -> Vec<u8> {
    SaveOptions::new().block_threshold(64).to_bytes(value).unwrap()
}

/// Damages the first byte of an array that is a block.
fn hit(bytes: &mut [u8], path: &str) {
    let archive = Archive::from_bytes(bytes.to_vec()).unwrap();
    let start = archive.array(path).unwrap().file_range().unwrap().start;
    bytes[usize::try_from(start).unwrap()] ^= 0x10;
}

/// A file in which these arrays are damaged.
fn damaged(value: &impl Persist, paths: &[&str]) -> Patient {
    let whole = file_of(value);
    let mut bytes = whole.clone();
    for path in paths {
        let mut one = whole.clone();
        hit(&mut one, path);
        bytes.iter_mut().zip(one).zip(&whole).for_each(|((byte, one), whole)| {
            *byte ^= one ^ whole;
        });
    }
    Patient::new(&bytes)
}
