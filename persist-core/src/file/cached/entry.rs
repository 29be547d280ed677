//! What is at the path of an entry: the result that is wanted, one that is to be replaced, or something that is not a
//! cache's to replace.

use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::sync::Arc;

use super::super::digest::{Digest, digest_of};
use super::super::erased::{Place, Stored};
use super::super::{LoadOptions, SaveOptions, explain};
use super::CacheMiss;
use crate::container::{Container, Source};
use crate::error::{Error, ErrorKind, Result};
use crate::persist::{OwnSchema, Root};
use crate::schema::Schema;
use crate::wire::Limits;

/// What the keys of a cache's metadata start with.
const MARK: &str = "persist.cache.";

/// The digest of the key that an entry was computed for.
const KEY: &str = "persist.cache.key";

/// The fingerprint of the schema that an entry was computed as. The file has the schema too, and that may be another one
/// when the file was upgraded: then it is not what today's code computes.
const SCHEMA: &str = "persist.cache.schema";

/// Bytes of a file with a damaged header that are searched for [`MARK`]: metadata stand near its start.
const SEARCHED: u64 = 1 << 16;

/// The shortest file with a section in it: prefix, header and padding take as much.
const LEAST_FILE: u64 = 64;

/// What an entry has to say to be the one that is wanted.
pub(super) struct Wanted {
    key: Digest,
    own: Arc<OwnSchema>,
    producer: Option<(String, String)>,
}

impl Wanted {
    pub(super) fn new(key: &dyn Stored, root: Root, save: &SaveOptions) -> Result<Self> {
        let own = root.schema()?;
        let producer = save.producer_of(&own);
        let producer = producer.map(|(name, version)| (name.to_owned(), version.to_owned()));
        Ok(Wanted { key: digest_of(key)?, producer, own })
    }

    /// Has a save write what is wanted.
    pub(super) fn mark(&self, save: SaveOptions) -> SaveOptions {
        save.metadata(KEY, self.key).metadata(SCHEMA, self.own.fingerprint())
    }

    /// Why an entry for this key is not the one that is wanted, if it is not.
    ///
    /// # Errors
    ///
    /// A schema that no save writes.
    fn differs(
        &self,
        entry: &Container<&File>,
        key: &str,
        limits: &Limits,
    ) -> Result<Option<CacheMiss>> {
        if key.parse().ok() != Some(self.key) {
            return Ok(Some(CacheMiss::Key));
        }
        let fingerprint = self.own.fingerprint();
        let as_computed = value_of(entry, SCHEMA) == Some(&*fingerprint.to_string());
        // Types of other crates are no part of a fingerprint, and what one of their versions computed is not what
        // another one would.
        let is_todays = entry.schema() == self.own.bytes() || {
            let schema = Schema::from_bytes_within(entry.schema(), limits)?;
            schema.fingerprint() == fingerprint
                && schema.foreign_types().eq(self.own.schema().foreign_types())
        };
        if !as_computed || !is_todays {
            return Ok(Some(CacheMiss::Schema));
        }
        let expected = self.producer.as_ref().map(|(name, version)| (&**name, &**version));
        if entry.producer() != expected {
            let named = |(name, version)| format!("{name} {version}");
            let (found, expected) = (entry.producer().map(named), expected.map(named));
            return Ok(Some(CacheMiss::Producer { found, expected }));
        }
        Ok(None)
    }
}

/// What a look at the path found.
pub(super) enum Sought {
    /// The result, which has been loaded.
    Hit,
    Miss(CacheMiss),
}

/// Loads the entry if it is the one that is wanted.
///
/// # Errors
///
/// What is there and is not to be replaced: no entry, or one that cannot be read.
pub(super) fn seek(
    path: &Path,
    wanted: &Wanted,
    load: &LoadOptions,
    place: &mut dyn Place,
) -> Result<Sought> {
    let in_path = |error: Error| error.with_file("load", path);
    let Some(file) = open(path).map_err(in_path)? else {
        return Ok(Sought::Miss(CacheMiss::Absent));
    };
    if let Some(miss) = examine(&file, wanted, &load.limits, path)? {
        return Ok(Sought::Miss(miss));
    }
    // The same open file: what has been examined is what is loaded, whoever replaces it meanwhile.
    let Err(error) = load.load_file(file, place).map_err(in_path) else {
        return Ok(Sought::Hit);
    };
    match error.kind() {
        ErrorKind::Damaged => Ok(Sought::Miss(CacheMiss::Damaged(error))),
        ErrorKind::Invalid | ErrorKind::Foreign => Ok(Sought::Miss(CacheMiss::Refused(error))),
        _ => Err(error),
    }
}

/// Checks that there is nothing at the path but what a cache may replace.
///
/// # Errors
///
/// A file that is no entry, or one that cannot be read.
pub(super) fn check(path: &Path, wanted: &Wanted, load: &LoadOptions) -> Result<()> {
    match open(path).map_err(|error| error.with_file("load", path))? {
        Some(file) => examine(&file, wanted, &load.limits, path).map(drop),
        None => Ok(()),
    }
}

/// Opens what is at the path, if anything is.
fn open(path: &Path) -> Result<Option<File>> {
    // Looked up first: to open a pipe would be to wait for its writer.
    let found = match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        found => found.map_err(|error| explain::unopened(error, path))?,
    };
    if !found.is_file() {
        return Err(Error::new(ErrorKind::Caller, "the path is not that of a regular file")
            .with_help("name a file in a directory, for the cache to create"));
    }
    match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        opened => opened.map(Some).map_err(|error| explain::unopened(error, path)),
    }
}

/// Why the file is not the entry that is wanted, if it is not.
///
/// # Errors
///
/// A file that is no entry of a cache, or does not show that it was one.
fn examine(
    file: &File,
    wanted: &Wanted,
    limits: &Limits,
    path: &Path,
) -> Result<Option<CacheMiss>> {
    // A header is within its own bounds, and those of the file. A claim beyond them is damage, and no matter of limits.
    let limits = Limits { allocation: None, ..*limits };
    let error = match Container::open(file, &limits) {
        Ok(entry) => match value_of(&entry, KEY) {
            None => return Err(no_entry(path)),
            Some(key) => match wanted.differs(&entry, key, &limits) {
                Err(error) => error,
                miss => return miss,
            },
        },
        Err(error) => error,
    };
    match error.kind() {
        ErrorKind::Damaged if is_lost_entry(file)? => {
            Ok(Some(CacheMiss::Damaged(error.with_file("load", path))))
        }
        ErrorKind::Damaged | ErrorKind::NotPersist => Err(error
            .with_file("cache a result in", path)
            .with_help("it is not replaced, as it does not show that a cache wrote it: name another path, or remove it")),
        _ => Err(error.with_file("load", path)),
    }
}

fn value_of<'e>(entry: &'e Container<&File>, key: &str) -> Option<&'e str> {
    entry.metadata().find(|(found, _)| *found == key).map(|(_, value)| value)
}

/// A whole persist file that somebody else saved.
fn no_entry(path: &Path) -> Error {
    let message = "the persist file that is there is no entry of a cache, and is not replaced";
    Error::new(ErrorKind::Caller, message)
        .with_file("cache a result in", path)
        .with_help("name another path, or remove the file if nobody needs it")
}

/// Whether a file with a damaged header was an entry, or has nothing left to lose: someone else's file may still be
/// mended, or read in part.
///
/// An entry says more than once that it is one, so that no single damage hides it.
fn is_lost_entry(file: &File) -> Result<bool> {
    let unreadable = |error| Error::system("the file cannot be read", error);
    let len = file.byte_len().map_err(unreadable)?;
    if len < LEAST_FILE {
        return Ok(true);
    }
    let mut piece = Vec::new();
    let mut offset = 0;
    while offset < len {
        let left = len.saturating_sub(offset).min(SEARCHED);
        piece.resize(usize::try_from(left).unwrap_or_default(), 0);
        file.read_exact_at(offset, &mut piece).map_err(unreadable)?;
        let is_marked = || piece.windows(MARK.len()).any(|bytes| bytes == MARK.as_bytes());
        // What a crash leaves of a file that was not synced is zeros, and as long as that is all, it may be one.
        if piece.iter().any(|byte| *byte != 0) {
            return Ok(offset == 0 && is_marked());
        }
        offset = offset.saturating_add(left);
    }
    Ok(true)
}
