//! The golden files of format 1: what each holds, how this program writes it, and how it reads it.

use std::fmt::Debug;
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use persist_core::{Digest, LoadOptions, Persist, Result, SaveOptions, digest};

use super::{crates, features, made, values};

/// Where a file is read from.
#[derive(Clone, Copy, Debug)]
pub(crate) enum From<'a> {
    Bytes(&'a [u8]),
    Stream(&'a [u8]),
    Path(&'a Path),
    /// A file that nobody writes to meanwhile.
    Mapped(&'a Path),
}

impl From<'_> {
    fn load<T: Persist>(self) -> Result<T> {
        match self {
            From::Bytes(bytes) => T::from_bytes(bytes),
            From::Stream(bytes) => T::read_from(bytes),
            From::Path(path) => T::load(path),
            // SAFETY: whoever asks for it lets nobody write to the file.
            From::Mapped(path) => unsafe { LoadOptions::new().map() }.load(path),
        }
    }
}

/// The digests of what was saved, and of what is loaded from these bytes.
type Digests = Box<dyn Fn(&[u8]) -> [Digest; 2]>;

/// A golden file.
pub(crate) struct Golden {
    pub(crate) name: &'static str,
    write: Box<dyn Fn() -> Vec<u8>>,
    load: Box<dyn Fn(From<'_>) -> Result<()>>,
    digests: Digests,
}

impl Golden {
    /// A file that holds `value`, as `options` write it.
    pub(crate) fn file<T>(name: &'static str, value: T, options: SaveOptions) -> Self
    where
        T: Persist + PartialEq + Debug + 'static,
    {
        Golden::saved(name, value, options, T::eq)
    }

    /// As [`file`](Self::file), where `same` says which values are equal.
    pub(crate) fn saved<T: Persist + Debug + 'static>(
        name: &'static str,
        value: T,
        options: SaveOptions,
        same: fn(&T, &T) -> bool,
    ) -> Self {
        let (value, options) = (Rc::new(value), by_golden(options));
        let written = Rc::clone(&value);
        Golden::new(name, value, move || options.to_bytes(&*written).unwrap(), same)
    }

    /// A file that is read as `value`, whatever writes it.
    pub(crate) fn made<T>(
        name: &'static str,
        value: T,
        write: impl Fn() -> Vec<u8> + 'static,
    ) -> Self
    where
        T: Persist + PartialEq + Debug + 'static,
    {
        Golden::new(name, Rc::new(value), write, T::eq)
    }

    fn new<T: Persist + Debug + 'static>(
        name: &'static str,
        value: Rc<T>,
        write: impl Fn() -> Vec<u8> + 'static,
        same: fn(&T, &T) -> bool,
    ) -> Self {
        let saved = Rc::clone(&value);
        let load = move |from: From<'_>| {
            let loaded: T = from.load()?;
            assert!(same(&loaded, &saved), "{name}: {saved:?} came back as {loaded:?}");
            Ok(())
        };
        let digests = move |bytes: &[u8]| {
            [digest(&*value).unwrap(), digest(&T::from_bytes(bytes).unwrap()).unwrap()]
        };
        Golden { name, write: Box::new(write), load: Box::new(load), digests: Box::new(digests) }
    }

    /// Reads a file as the type of the golden one.
    ///
    /// # Panics
    ///
    /// Where it gives another value than that of the golden file: there is none that may.
    pub(crate) fn load(&self, from: From<'_>) -> Result<()> {
        (self.load)(from)
    }

    /// What this program writes.
    pub(crate) fn written(&self) -> Vec<u8> {
        (self.write)()
    }

    /// The digests of what was saved, and of what is loaded from these bytes.
    pub(crate) fn digests(&self, bytes: &[u8]) -> [Digest; 2] {
        (self.digests)(bytes)
    }

    pub(crate) fn path(&self) -> PathBuf {
        folder().join(format!("{}.persist", self.name))
    }

    /// The file's bytes.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        fs::read(self.path()).unwrap_or_else(|error| panic!("{}: {error}", self.name))
    }

    /// Whether others may write other bytes: another version of a codec, or another compiler, which provenance names.
    pub(crate) fn varies(&self) -> bool {
        ["zstd", "lz4", "provenance"].iter().any(|what| self.name.starts_with(what))
    }
}

/// Where the golden files are.
pub(crate) fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/v1")
}

/// With a producer, so that the version of this crate is not in the files.
pub(crate) fn by_golden(options: SaveOptions) -> SaveOptions {
    options.producer("golden", "1.0.0")
}

/// All of them.
pub(crate) fn all() -> Vec<Golden> {
    [values::files(), features::files(), crates::files(), made::files()]
        .into_iter()
        .flatten()
        .collect()
}
