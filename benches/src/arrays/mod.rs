//! Big numeric arrays: a model that is little else, and the ways to store it.

pub mod model;

mod bare;
mod formats;

use std::fs::File;
use std::path::Path;

use model::Model;

/// What reads a model does with the bytes of its tensors once it has them, in order: they are there for the time of
/// the call only.
pub type Use<'a> = &'a mut dyn FnMut(&[&[u8]]);

/// Writes a model to a path where there is no file.
pub type Save = fn(&Model, &Path, Durability);

/// Reads a model from a path.
pub type Read = fn(&Path, Use<'_>);

/// A way to store models in files.
pub struct Format {
    /// The name in the report.
    pub name: &'static str,
    /// How it is written.
    pub save: Save,
    /// Ways to read it, by name, into memory of the program's own.
    pub loads: Vec<(&'static str, Read)>,
    /// Opens it in place, where the format can do so.
    pub map: Option<Read>,
}

/// When a save is over.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// As soon as the system has the bytes.
    Fast,
    /// Once they are on the disk.
    Full,
}

impl Durability {
    /// What a save to this path still has to do, where the format itself knows nothing of the disk.
    fn sync(self, path: &Path) {
        if self == Durability::Full {
            File::open(path).and_then(|file| file.sync_all()).expect("the file can be synced");
        }
    }
}

/// All formats. What disk and memory allow comes first: ratios refer to that.
pub fn formats() -> Vec<Format> {
    [bare::formats(), formats::formats()].into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_gives_back_the_tensors() {
        let folder = tempfile::tempdir().expect("a folder");
        let model = Model::generate(1 << 20);
        for format in formats() {
            let path = folder.path().join("model");
            (format.save)(&model, &path, Durability::Full);
            let map = format.map.map(|map| ("mapped", map));
            for (way, read) in format.loads.iter().copied().chain(map) {
                let mut seen = false;
                read(&path, &mut |bytes| seen = model.bytes() == bytes);
                assert!(seen, "{} {way}", format.name);
            }
            std::fs::remove_file(path).expect("the file can be removed");
        }
    }
}
